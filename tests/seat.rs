//! `seat --stdio` as programs meet it: lines out, lines in.

#[path = "support/program.rs"]
mod program;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use program::{answer, sandtable};
use serde_json::{Value, json};

/// A game and the two ends of its pipe.
struct Game {
    child: Child,
    answers: Option<ChildStdin>,
    lines: BufReader<ChildStdout>,
}

impl Game {
    fn begin(folder: &Path, arguments: &[&str]) -> Game {
        let arguments = [&["seat"], arguments, &["--stdio"]].concat();
        let mut child = program::program(folder, &arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let answers = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Game {
            child,
            answers,
            lines,
        }
    }
    fn read(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: `{line}`"))
    }
    fn write(&mut self, line: &str) {
        let answers = self.answers.as_mut().expect("not closed yet");
        writeln!(answers, "{line}").unwrap();
    }
    /// Writes a line and reads the next.
    fn says(&mut self, line: &str) -> Value {
        self.write(line);
        self.read()
    }
    /// Ends the answers; the last line, exit code and stderr.
    fn leaves(mut self) -> (Value, i32, String) {
        drop(self.answers.take());
        let mut last = Value::Null;
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                break;
            }
            last = serde_json::from_str(&line).unwrap();
        }
        let (code, _, err) = answer(self.child.wait_with_output().unwrap());
        (last, code, err)
    }
}

fn option(decision: &Value, words: &str) -> Value {
    let options = decision["options"]
        .as_array()
        .expect("a decision has options");
    let found = options.iter().find(|o| o["words"] == words);
    found.unwrap_or_else(|| panic!("no `{words}` in {options:#?}"))["option"].clone()
}

fn log(folder: &Path, game: &str) -> String {
    std::fs::read_to_string(folder.join(game).join("log.jsonl")).unwrap()
}

const GAME: [&str; 5] = ["checkout-regression", "--seed", "7", "--out", "game"];

#[test]
fn a_program_is_told_what_the_person_knows_and_takes_an_option() {
    let folder = tempfile::tempdir().unwrap();
    let mut game = Game::begin(folder.path(), &GAME);
    let hello = game.read();
    assert_eq!(
        (&hello["kind"], &hello["format"], &hello["seed"]),
        (&json!("hello"), &json!(1), &json!(7))
    );
    assert_eq!(hello["time"], json!({"mode": "turns", "thinking_s": 5}));
    assert_eq!(hello["seat"]["role"], "commander");
    let first = game.read();
    assert_eq!(
        (&first["kind"], &first["number"]),
        (&json!("decision"), &json!(1))
    );
    assert_eq!(first["board"]["me"], hello["seat"]["person"]);
    assert_eq!(first["board"]["presence"], "away");
    assert_eq!(first["board"]["pages"][0]["acknowledged"], false);
    let take = option(&first, "take the page");
    let second = game.says(&json!({"option": take}).to_string());
    assert_eq!(second["board"]["presence"], "here", "{second:#}");
    for key in [
        "hands",
        "room",
        "tickets",
        "incidents",
        "services",
        "roles",
        "tasks",
        "inbox",
        "dues",
        "beliefs",
    ] {
        assert!(second["board"].get(key).is_some(), "{key}");
    }
    // What the truth is stands nowhere.
    let text = second.to_string();
    assert!(
        !text.contains("because") && !text.contains("\"seq\""),
        "{text}"
    );
    let (result, code, err) = game.leaves();
    assert_eq!((code, &result["kind"]), (0, &json!("result")), "{err}");
    assert!(result["score"].is_u64(), "{result}");
    assert!(result["measures"]["time_to_resolve_s"]["status"].is_string());
    assert!(err.contains("nobody sits there from now on"), "{err}");
    assert_eq!(sandtable(folder.path(), &["replay", "game"]).0, 0);
}

#[test]
fn what_cannot_be_read_leaves_the_decision_open_and_what_is_forbidden_is_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let mut game = Game::begin(folder.path(), &GAME);
    game.read();
    let first = game.read();
    for bad in [
        "nonsense",
        "{\"option\": 99999}",
        "{\"option\": 0, \"wait_s\": 3}",
        "{\"command\": {\"Fly\": {}}}",
        "{\"wait_s\": -1}",
        "\u{1}\u{fffd}",
    ] {
        let line = game.says(bad);
        assert!(
            line["error"].is_string() && line.get("kind").is_none(),
            "{bad}: {line}"
        );
    }
    let long = format!("{{\"option\": {}}}", "1".repeat(3_000_000));
    assert!(game.says(&long)["error"].is_string());
    // Still the first decision.
    let take = option(&first, "take the page");
    let second = game.says(&json!({"option": take}).to_string());
    assert_eq!(second["number"], 2);
    // Well written, against the rules, or about what is not there.
    let forbidden = [
        json!({"End": null}).to_string().replace("{\"End\":null}", "\"End\""),
        json!({"Fire": {"inject": "nothing"}}).to_string(),
        json!({"Close": {"incident": 77}}).to_string(),
        json!({"Approve": {"task": {"ticket": 9, "kind": "Action", "work": "nothing", "attempt": 1}, "whose": "nobody"}}).to_string(),
        json!({"Work": {"task": {"ticket": 9, "kind": "Action", "work": "nothing", "attempt": 1}}}).to_string(),
        json!({"Transfer": {"role": "nothing", "to": "nobody"}}).to_string(),
        json!({"Answer": {"message": 12345}}).to_string(),
        json!({"Rethink": {"ticket": 77, "cause": "nothing"}}).to_string(),
    ];
    for command in forbidden {
        let line = game.says(&format!("{{\"command\": {command}}}"));
        assert_eq!(line["kind"], "decision", "{command}: {line}");
    }
    let (result, code, err) = game.leaves();
    assert_eq!(code, 0, "{err}");
    assert_eq!(result["kind"], "result");
    let refused = log(folder.path(), "game").matches("\"Refused\"").count();
    assert!(refused >= 8, "{refused} refusals");
}

/// Plays with the sample client.
fn with_client(folder: &Path, game: &str, thinking: &str) -> String {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/clients/commander.py");
    let played = Command::new("python3")
        .arg(client)
        .arg(env!("CARGO_BIN_EXE_sandtable"))
        .args(["seat", "checkout-regression", "--stdio", "--seed", "3"])
        .args(["--thinking", thinking, "--out", game])
        .current_dir(folder)
        .output()
        .expect("there is a python3");
    let (code, _, err) = answer(played);
    assert!(code == 0 && err.contains("score "), "{err}");
    log(folder, game)
}

#[test]
fn the_sample_client_commands_and_the_same_client_is_the_same_log() {
    let folder = tempfile::tempdir().unwrap();
    let one = with_client(folder.path(), "one", "5");
    assert!(
        one == with_client(folder.path(), "two", "5"),
        "not the same bytes"
    );
    assert!(
        one != with_client(folder.path(), "slow", "60"),
        "thinking takes time"
    );
    for done in ["\"Acknowledge\"", "\"Assign\"", "\"Resolved\""] {
        assert!(one.contains(done), "no {done}");
    }
}

fn compared(folder: &Path, program: &str, more: &[&str]) -> (i32, String, String) {
    let seat = format!("ic={program}");
    let flags = [
        "compare",
        "quiet-disk",
        "--process",
        "blameless",
        "--seat",
        &seat,
    ];
    sandtable(folder, &[&flags, more].concat())
}

#[test]
fn a_program_is_set_beside_the_simulated_commander_on_the_same_luck() {
    let folder = tempfile::tempdir().unwrap();
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/clients/commander.py");
    let program = format!("python3 {}", client.display());
    let runs = |out: &str| {
        let more = ["--runs", "6", "--thinking", "10", "--out", out];
        let (code, _, err) = compared(folder.path(), &program, &more);
        assert_eq!(code, 0, "{err}");
        std::fs::read_to_string(folder.path().join(out).join("runs.csv")).unwrap()
    };
    let one = runs("one");
    assert!(one.contains("blameless, ic by commander.py"), "{one}");
    assert!(one == runs("two"), "the same program is the same runs");
    // Whoever fails is named with what they said, and a seat that nobody has is refused at once.
    let (code, out, err) = compared(folder.path(), "echo lost >&2; exit 3", &["--runs", "3"]);
    assert_eq!(code, 1, "{out}\n{err}");
    assert!(err.contains("exit status: 3; it said `lost`"), "{err}");
    let flags = ["compare", "quiet-disk", "--seat", "juggler=true"];
    let (code, _, err) = sandtable(folder.path(), &flags);
    assert!(code == 2 && err.contains("juggler"), "{err}");
}

#[test]
fn the_clock_does_not_wait_for_a_slow_program() {
    let folder = tempfile::tempdir().unwrap();
    let flags = [&GAME[..], &["--clock", "--speed", "600"]].concat();
    let mut game = Game::begin(folder.path(), &flags);
    assert_eq!(
        game.read()["time"],
        json!({"mode": "clock", "speed": 600.0})
    );
    let first = game.read();
    std::thread::sleep(std::time::Duration::from_secs(2));
    let then = game.says("{\"wait_s\": 1}");
    let passed = then["now_s"].as_f64().unwrap() - first["now_s"].as_f64().unwrap();
    assert!(passed > 600.0, "{passed} s of the story in 2 s");
    let (result, code, err) = game.leaves();
    assert_eq!((code, &result["kind"]), (0, &json!("result")), "{err}");
}

#[test]
fn flags_that_do_not_go_together_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for flags in [
        &["quiet-disk"][..],
        &["quiet-disk", "--stdio", "--clock", "--thinking", "5"],
        &["quiet-disk", "--stdio", "--speed", "5"],
        &["quiet-disk", "--stdio", "--seat", "juggler"],
    ] {
        let (code, out, _) = sandtable(folder.path(), &[&["seat"], flags].concat());
        assert!(code == 2 && out.is_empty(), "{flags:?}: {code} {out}");
    }
}
