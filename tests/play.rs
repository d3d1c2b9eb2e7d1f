//! `play` as people meet it: lines through a pipe, screens of every size, a real terminal.

#[path = "support/program.rs"]
mod program;
mod support;
#[path = "support/table.rs"]
mod table;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration as WallTime;

use program::{by_lines, sandtable};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use sandtable::live::{Mode, Session};
use sandtable::model::{Fact, Setup};
use sandtable::tui::app::Focus;
use sandtable::tui::{App, Look, draw};
use support::setup;
use table::Table;

#[test]
fn a_script_plays_by_lines_from_start_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "next\n1 y\ntake incident commander\nsize up\nstatus\n? ask\nnext\n1 y\n\
                 note we roll back first, it is cheap\nnext\nhelp\nend\n";
    let flags = [
        "checkout-regression",
        "--seed",
        "7",
        "--turns",
        "--out",
        "game",
    ];
    let (code, out, err) = by_lines(folder.path(), &flags, lines);
    assert_eq!(code, 0, "{out}\n{err}");
    for part in [
        "EXERCISE: A release breaks checkout",
        "You are Chiara Rossi, who would be incident commander in this.",
        "1. You are paged as incident commander (rings since 14:56) [y take it, n pass it on]",
        "role: incident commander: you",
        "ask Deniz for status (",
        "you: Noted: we roll back first, it is cheap",
        "the exercise is over",
        "Score ",
        "sandtable report game/log.jsonl",
    ] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    assert!(
        err.contains("seed 7, you sit in Chiara Rossi; kept in game"),
        "{err}"
    );
    let (code, report, _) = sandtable(folder.path(), &["report", "game/log.jsonl"]);
    assert!(code == 0 && report.contains("# "), "{report}");
    assert_eq!(sandtable(folder.path(), &["replay", "game"]).0, 0);
    // The same script is the same game, to the byte.
    let flags = [
        "checkout-regression",
        "--seed",
        "7",
        "--turns",
        "--out",
        "again",
    ];
    by_lines(folder.path(), &flags, lines);
    let log = |game: &str| std::fs::read(folder.path().join(game).join("log.jsonl")).unwrap();
    assert_eq!(log("game"), log("again"));
}

#[test]
fn without_a_seed_one_is_drawn_and_printed_and_no_folder_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = by_lines(folder.path(), &["quiet-disk", "--turns"], "");
    assert_eq!(code, 0, "{err}");
    let seed: u64 = err
        .split_whitespace()
        .nth(1)
        .unwrap()
        .trim_end_matches(',')
        .parse()
        .unwrap();
    let made = format!("play-quiet-disk-{seed}");
    assert!(
        folder.path().join(&made).join("log.jsonl").is_file(),
        "{err}"
    );
    let seed = seed.to_string();
    let (_, _, err) = by_lines(
        folder.path(),
        &["quiet-disk", "--turns", "--seed", &seed],
        "",
    );
    assert!(err.contains(&format!("{made}-2")), "{err}");
    let (code, _, err) = by_lines(folder.path(), &["quiet-disk", "--out", &made], "");
    assert!(
        code == 2 && err.contains("is there already"),
        "{code} {err}"
    );
}

#[test]
fn a_stranger_is_told_what_to_do_instead() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&[&str], i32, &str); 6] = [
        (&["play", "quiet-disk"], 2, "add --plain to play by lines"),
        (&["play", "--plain"], 2, "<SCENARIO>"),
        (
            &["play", "no-such", "--plain"],
            2,
            "no scenario is called `no-such`",
        ),
        (
            &["play", "quiet-disk", "--seat", "captain", "--plain"],
            2,
            "seats are: on-call, commander",
        ),
        (
            &["play", "quiet-disk", "--speed", "0", "--plain"],
            2,
            "is not a speed between 0.25 and 600",
        ),
        (&["play", "--resume", ".", "--plain"], 2, "holds no session"),
    ];
    for (arguments, expected, part) in cases {
        let (code, _, err) = sandtable(folder.path(), arguments);
        assert_eq!(code, expected, "{arguments:?}: {err}");
        assert!(err.contains(part), "{arguments:?}: {err}");
    }
}

/// Waits for a line with this in it.
fn waits_for(out: &mut impl BufRead, part: &str) {
    let mut line = String::new();
    while out.read_line(&mut line).unwrap() > 0 {
        if line.contains(part) {
            return;
        }
        line.clear();
    }
    panic!("`{part}` never came");
}

fn started(folder: &Path, arguments: &[&str]) -> Child {
    let mut game = program::program(folder, arguments);
    game.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_killed_game_resumes_with_what_was_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "play",
        "quiet-disk",
        "--seed",
        "5",
        "--speed",
        "600",
        "--out",
        "game",
        "--plain",
    ];
    let mut game = started(folder.path(), &arguments);
    let mut out = BufReader::new(game.stdout.take().unwrap());
    let mut keys = game.stdin.take().unwrap();
    writeln!(keys, "note one thing\nnote another thing").unwrap();
    waits_for(&mut out, "Noted: another thing");
    game.kill().unwrap();
    game.wait().unwrap();
    let (code, out, err) = by_lines(folder.path(), &["--resume", "game"], "pause\nquit\n");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("taken up at"), "{err}");
    assert!(
        out.contains("Noted: one thing") && out.contains("Noted: another thing"),
        "{out}"
    );
}

// -- screens --

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 50)];

fn screen(app: &App, session: &Session, (columns, rows): (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let look = Look { colours: true };
    terminal
        .draw(|frame| {
            let _ = draw::draw(app, session, look, frame.buffer_mut());
        })
        .unwrap();
    let buffer = terminal.backend().buffer().clone();
    let rows = (0..rows).map(|y| {
        (0..columns)
            .map(|x| buffer[(x, y)].symbol())
            .collect::<String>()
    });
    rows.map(|row| row.trim_end().to_string() + "\n").collect()
}

fn press(app: &mut App, session: &mut Session, keys: &str) {
    for key in keys.chars() {
        let code = match key {
            '\n' => KeyCode::Enter,
            '\u{1b}' => KeyCode::Esc,
            letter => KeyCode::Char(letter),
        };
        app.key(KeyEvent::new(code, KeyModifiers::NONE), session);
        app.tick(session);
    }
}

/// A text that no participant may ever see.
const CANARY: &str = "CANARY";

/// A scenario whose hidden texts can be told apart from everything else.
fn marked() -> Setup {
    let mut setup = setup("checkout-regression", "blameless");
    for (at, inject) in setup.scenario.injects.iter_mut().enumerate() {
        inject.notes = format!("{CANARY}-notes-{at}");
        inject.text = format!("{CANARY}-inject-{at}.");
    }
    for objective in &mut setup.scenario.objectives {
        objective.text = CANARY.into();
    }
    for problem in &mut setup.scenario.problems {
        problem.title = CANARY.into();
    }
    setup
}

/// Whether a screen shows what has not reached this person.
fn leaks(shown: &str, session: &Session, me: sandtable::base::Name) -> bool {
    let told = session.records().iter().filter(|r| r.audience.holds(me));
    let told: Vec<String> = told
        .filter_map(|r| match &r.fact {
            Fact::InjectDelivered { text, .. } | Fact::MessageSent { text, .. } => {
                Some(text.clone())
            }
            _ => None,
        })
        .collect();
    let mut shown = shown.replace('\n', " ");
    for text in told.iter().filter(|t| t.contains(CANARY)) {
        shown = shown.replace(text.trim_end_matches('.'), "");
    }
    shown.contains(CANARY)
}

#[test]
fn screens_of_every_size_show_what_the_seat_knows_and_nothing_of_the_truth() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = Table::set(marked(), 7, "ic", folder.path(), Mode::Turns);
    let mut app = App::new(table.me);
    let shows = std::env::var_os("SANDTABLE_SHOW").is_some();
    let steps = [
        "",
        "\n",
        "f",
        "y",
        "/take inc\n",
        "/size\n",
        "f",
        "/assign",
        "\u{1b}",
        "d",
        "we wait\n",
        "?",
        "x",
        "c",
        "x",
        "f",
        "y",
        "f",
        "y",
        "f",
        "f",
        "w",
        "Card payments fail.\n",
        "f",
        "t",
        "x",
        "y",
        "f",
        "f",
    ];
    for (nth, keys) in steps.into_iter().enumerate() {
        press(&mut app, &mut table.session, keys);
        for size in SIZES {
            let shown = screen(&app, &table.session, size);
            if shows {
                println!("==== {nth} `{}` {size:?}\n{shown}", keys.escape_debug());
            }
            assert!(
                !leaks(&shown, &table.session, table.me),
                "{nth} {size:?}\n{shown}"
            );
            assert!(shown.contains("EXERCISE"), "{shown}");
        }
    }
    let at_least = screen(&app, &table.session, (80, 24));
    for part in [
        "SEV", "Channel", "Tasks", "Roles", "Services", "Timeline", "saved ",
    ] {
        assert!(at_least.contains(part), "{part}:\n{at_least}");
    }
    let wide = screen(&app, &table.session, (120, 40));
    assert!(
        wide.contains("Hypotheses") && wide.contains("Milestones"),
        "{wide}"
    );
    table.session.end().unwrap();
    app.tick(&mut table.session);
    assert_eq!(app.focus, Focus::End);
    for size in SIZES {
        let shown = screen(&app, &table.session, size);
        if shows {
            println!("==== end {size:?}\n{shown}");
        }
        assert!(
            shown.contains("The exercise is over") && shown.contains("Score "),
            "{shown}"
        );
    }
}

#[test]
fn any_size_of_terminal_is_drawn_and_a_small_one_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = Table::set(
        setup("three-data-centres", "pagerduty"),
        3,
        "ic",
        folder.path(),
        Mode::Turns,
    );
    let mut app = App::new(table.me);
    for keys in ["", "\n", "f", "y", "/", "\u{1b}", "f", "f", "y", "f", "?"] {
        press(&mut app, &mut table.session, keys);
        for (columns, rows) in [
            (1, 1),
            (20, 5),
            (60, 15),
            (76, 20),
            (80, 60),
            (118, 38),
            (300, 21),
            (240, 90),
        ] {
            let shown = screen(&app, &table.session, (columns, rows));
            if (columns, rows) == (60, 15) {
                assert!(shown.contains("60 x 15; 76 x 20 are needed"), "{shown}");
            }
        }
    }
}

#[test]
fn what_is_asked_for_with_full_hands_waits_and_is_then_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = Table::set(
        setup("checkout-regression", "blameless"),
        7,
        "ic",
        folder.path(),
        Mode::Clock,
    );
    let mut app = App::new(table.me);
    press(&mut app, &mut table.session, "\nfy");
    press(&mut app, &mut table.session, "/take incident\n/size up\n");
    assert!(
        app.pending.is_some(),
        "{}",
        screen(&app, &table.session, (80, 24))
    );
    assert!(screen(&app, &table.session, (80, 24)).contains("then: size up"));
    for _ in 0..60 {
        table.clock.pass(1_000);
        app.tick(&mut table.session);
    }
    assert_eq!(app.pending, None);
    let sized = table.session.records().iter().any(|r| {
        matches!(
            r.fact,
            Fact::Commanded {
                command: sandtable::model::Command::SizeUp { .. }
            }
        )
    });
    assert!(sized);
}

// -- a real terminal --

struct Tmux(String);

impl Tmux {
    fn run(&self, arguments: &[&str]) -> String {
        let out = Command::new("tmux")
            .args(["-L", &self.0])
            .args(arguments)
            .output()
            .expect("tmux is there");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }
    fn shows(&self) -> String {
        self.run(&["capture-pane", "-p", "-t", "game"])
    }
    #[track_caller]
    fn waits(&self, part: &str) -> String {
        for _ in 0..200 {
            let shown = self.shows();
            if shown.contains(part) {
                return shown;
            }
            std::thread::sleep(WallTime::from_millis(50));
        }
        panic!("`{part}` never came up:\n{}", self.shows());
    }
    fn keys(&self, keys: &[&str]) {
        for key in keys {
            self.run(&["send-keys", "-t", "game", key]);
            std::thread::sleep(WallTime::from_millis(150));
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

/// `tests/run` installs tmux and runs this.
#[test]
#[ignore = "takes tmux; a step of tests/run"]
fn a_game_in_a_real_terminal_from_start_to_the_end_screen() {
    let shows = std::env::var_os("SANDTABLE_SHOW").is_some();
    for (columns, rows) in [("80", "24"), ("200", "50")] {
        let folder = tempfile::tempdir().unwrap();
        let tmux = Tmux(format!("sandtable-{}-{columns}", std::process::id()));
        let program = env!("CARGO_BIN_EXE_sandtable");
        let play = format!(
            "{program} play checkout-regression --seed 7 --speed 30 --out game --no-history; echo code $?; cat"
        );
        let size = ["-x", columns, "-y", rows];
        let at = folder.path().to_str().unwrap();
        tmux.run(
            &[
                &["new-session", "-d", "-s", "game"],
                &size[..],
                &["-c", at, &play],
            ]
            .concat(),
        );
        let see = |what: &str| {
            let shown = tmux.waits(what);
            if shows {
                println!("==== {columns}x{rows}, `{what}`\n{shown}");
            }
        };
        see("Before you begin");
        tmux.keys(&["Enter", "f"]);
        see("You are paged as incident commander");
        tmux.keys(&["1", "y"]);
        see("you are at the keyboard");
        tmux.keys(&["/", "take inc"]);
        see("take incident commander");
        tmux.keys(&["Enter"]);
        see("you: commander");
        tmux.keys(&["/", "size", "Enter"]);
        see("an overview");
        // A smaller window while it runs, and back.
        tmux.run(&["resize-window", "-t", "game", "-x", "60", "-y", "15"]);
        see("60 x 15; 76 x 20 are needed");
        tmux.run(&["resize-window", "-t", "game", "-x", columns, "-y", rows]);
        see("Channel");
        tmux.keys(&["f", "f", "a"]);
        see("Open to you now");
        tmux.keys(&["Enter", "f", "u"]);
        see("Good to have in it");
        tmux.keys(&[
            "Card payments fail. We look into it. Next word in 30 minutes.",
            "Enter",
            "f",
            "space",
        ]);
        see("paused");
        tmux.keys(&["e"]);
        see("End the exercise now");
        tmux.keys(&["y"]);
        see("The exercise is over");
        tmux.keys(&["q"]);
        see("code 0");
        let shown = tmux.shows();
        assert!(
            shown.contains("sandtable report game/log.jsonl"),
            "the screen is given back:\n{shown}"
        );
        let log = folder.path().join("game/log.jsonl");
        assert!(sandtable::files::read_log(&log).is_ok());
    }
}

/// Whatever ends it, the terminal is as before.
#[test]
#[ignore = "takes tmux; a step of tests/run"]
fn the_terminal_is_given_back_on_ctrl_c_and_on_a_signal() {
    let program = env!("CARGO_BIN_EXE_sandtable");
    for ends in ["C-c", "TERM", "HUP"] {
        let folder = tempfile::tempdir().unwrap();
        let tmux = Tmux(format!("sandtable-{}-{ends}", std::process::id()));
        let play = format!(
            "sh -c 'echo $$ > pid; exec {program} play quiet-disk --seed 5 --out game --no-history'; echo code $?; stty -a; cat"
        );
        let at = folder.path().to_str().unwrap();
        tmux.run(&[
            "new-session",
            "-d",
            "-s",
            "game",
            "-x",
            "80",
            "-y",
            "24",
            "-c",
            at,
            &play,
        ]);
        tmux.waits("Before you begin");
        match ends {
            "C-c" => tmux.keys(&["C-c"]),
            signal => {
                let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap();
                Command::new("kill")
                    .args([&format!("-{signal}"), pid.trim()])
                    .status()
                    .unwrap();
            }
        }
        let shown = tmux.waits(" echo ");
        let code = if ends == "C-c" { "code 0" } else { "code 130" };
        assert!(shown.contains(code), "{ends}: {shown}");
        assert!(
            shown.contains("--resume game") && shown.contains(" icanon"),
            "{ends}: {shown}"
        );
        assert!(sandtable::files::read_log(&folder.path().join("game/log.jsonl")).is_ok());
    }
}
