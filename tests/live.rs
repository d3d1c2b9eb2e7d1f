//! One live session: pace, journal, seats, branches. The clock is turned by hand.

mod support;
#[path = "support/table.rs"]
mod table;

use std::fs;
use std::path::Path;

use sandtable::base::{Duration, SimTime};
use sandtable::files::{self, LogError};
use sandtable::live::desk::Wants;
use sandtable::live::{LiveError, Mode, RealDisk, Session, Speed};
use sandtable::model::command::Occupant;
use sandtable::model::{Actor, Command, Fact, Record, Stakeholder};
use support::{lines, plan, run, setup};
use table::{Full, Hand, Table, game_day};

fn table(folder: &Path, mode: Mode) -> Table {
    Table::set(setup("quiet-disk", "blameless"), 5, "ic", folder, mode)
}

/// The commands that a person gave.
fn given(records: &[Record]) -> Vec<Command> {
    let by_people = records
        .iter()
        .filter(|r| matches!(r.by, Actor::Person(_)) && r.because.is_none());
    let commands = by_people.filter_map(|r| match &r.fact {
        Fact::Commanded { command } => Some(command.clone()),
        _ => None,
    });
    commands.collect()
}

#[test]
fn story_time_follows_the_clock_at_its_speed_and_stands_in_a_pause() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = table(folder.path(), Mode::Clock);
    table.clock.pass(10_000);
    table.session.tick().unwrap();
    assert_eq!(
        table.session.now(),
        SimTime::START,
        "it stands until it is let go"
    );
    table.session.go();
    for _ in 0..15 {
        table.clock.pass(1_000);
        table.session.tick().unwrap();
    }
    assert_eq!(table.session.now(), SimTime(60_000));
    table.session.set_speed(Speed(100));
    table.clock.pass(1_000);
    table.session.tick().unwrap();
    assert_eq!(table.session.now(), SimTime(61_000));
    table.session.pause();
    table.clock.pass(3_000);
    table.session.tick().unwrap();
    assert_eq!(table.session.now(), SimTime(61_000));
    table.session.go();
    table.clock.pass(60_000);
    table.session.tick().unwrap();
    assert_eq!(
        table.session.now(),
        SimTime(61_000),
        "a machine that slept loses no story"
    );
    assert!(table.session.pace().paused);
    assert!(
        table.session.notices()[0]
            .text
            .contains("the clock was stopped")
    );
}

#[test]
fn in_turns_time_stops_where_the_seat_has_to_decide() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = table(folder.path(), Mode::Turns);
    table.clock.pass(3_600_000);
    table.session.tick().unwrap();
    assert_eq!(
        table.session.now(),
        SimTime::START,
        "the clock outside does not matter"
    );
    table.plays(30, |s| s.desks()[0].board().is_here());
    let desk = &table.session.desks()[0];
    assert!(desk.board().is_here(), "{:?}", desk.lines());
    let before = table.session.now();
    table.types("note so far so good");
    let took = table.session.now().since(before);
    assert!(
        took <= Duration::millis(1),
        "a note takes no time: {took:?}"
    );
}

#[test]
fn a_log_of_a_game_tells_itself_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = table(folder.path(), Mode::Turns);
    table.plays(60, |_| false);
    table.session.end().unwrap();
    assert!(table.session.ended().is_some());
    let log = files::read_log(&folder.path().join("log.jsonl")).unwrap();
    assert_eq!(lines(&log.records), lines(table.session.records()));
    let plan = support::plan_of(log.header.setup.clone());
    let mut again = sandtable::exercise::Exercise::re_executing(plan, 5, &log.records);
    again.finish();
    support::assert_same(
        "re-execution",
        &lines(again.records()),
        &lines(&log.records),
    );
}

#[test]
fn the_pace_leaves_no_trace_in_the_story() {
    let story = |step: u64| {
        let folder = tempfile::tempdir().unwrap();
        let mut table = table(folder.path(), Mode::Clock);
        table.session.set_speed(Speed::FASTEST);
        table.session.go();
        for _ in 0..(24_000 / step) {
            table.clock.pass(step);
            table.session.tick().unwrap();
        }
        lines(table.session.records())
    };
    let (coarse, fine) = (story(4_000), story(37 * 4));
    let shorter = coarse.len().min(fine.len());
    support::assert_same("pace", &coarse[..shorter], &fine[..shorter]);
}

#[test]
fn a_game_killed_at_any_byte_is_taken_up_with_every_confirmed_command() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = table(folder.path(), Mode::Turns);
    let log = folder.path().join("log.jsonl");
    let size = || fs::metadata(&log).unwrap().len();
    let begun = size();
    table.plays(20, |s| s.desks()[0].board().is_here());
    // What was confirmed, and how long the log was then.
    let mut ledger: Vec<(u64, usize)> = Vec::new();
    for note in 0..6 {
        table.types(&format!("note decision {note}, because"));
        ledger.push((size(), given(table.session.records()).len()));
        table
            .session
            .forward(table.me, Duration::minutes(4))
            .unwrap();
    }
    drop(table);
    let whole = fs::read(&log).unwrap();
    let ends: Vec<u64> = whole
        .iter()
        .enumerate()
        .filter(|(_, b)| **b == b'\n')
        .map(|(at, _)| at as u64 + 1)
        .collect();
    let every_record = ends.iter().copied().filter(|end| *end >= begun);
    let last = whole.len() as u64 - 700;
    let cuts: Vec<u64> = every_record
        .chain((last..whole.len() as u64).step_by(3))
        .collect();
    assert!(cuts.len() > 200, "{}", cuts.len());
    for cut in cuts {
        let copy = tempfile::tempdir().unwrap();
        fs::write(copy.path().join("log.jsonl"), &whole[..cut as usize]).unwrap();
        let (again, _) = match Table::again(copy.path()) {
            Ok(again) => again,
            Err(error) => panic!("cut at {cut}: {error}"),
        };
        let there = given(again.session.records());
        let confirmed = ledger
            .iter()
            .rev()
            .find(|(at, _)| *at <= cut)
            .map_or(0, |(_, n)| *n);
        assert!(
            there.len() >= confirmed,
            "cut at {cut}: {} of {confirmed}",
            there.len()
        );
        let log = files::read_log(&copy.path().join("log.jsonl")).unwrap();
        assert_eq!(log.torn, None, "cut at {cut}: what was torn is repaired");
        assert_eq!(
            lines(&log.records),
            lines(again.session.records()),
            "cut at {cut}"
        );
    }
}

#[test]
fn a_game_taken_up_goes_on_as_if_it_had_not_been_left() {
    let play = |leaves: bool| {
        let folder = tempfile::tempdir().unwrap();
        let mut table = table(folder.path(), Mode::Turns);
        table.plays(40, |_| false);
        if leaves {
            table.session.leave();
            drop(table);
            table = Table::again(folder.path()).unwrap().0;
        }
        table.plays(40, |_| false);
        lines(table.session.records())
    };
    support::assert_same("left and taken up", &play(false), &play(true));
}

#[test]
fn a_torn_last_line_is_kept_aside_and_other_damage_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = table(folder.path(), Mode::Turns);
    table.plays(20, |s| s.desks()[0].board().is_here());
    drop(table);
    let log = folder.path().join("log.jsonl");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, [&whole[..], b"{\"seq\":99"].concat()).unwrap();
    let (again, found) = Table::again(folder.path()).unwrap();
    assert_eq!(found.dropped_bytes, 9);
    assert_eq!(
        fs::read(folder.path().join("log.torn")).unwrap(),
        b"{\"seq\":99"
    );
    drop(again);
    let text = String::from_utf8(whole).unwrap();
    let altered: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(at, line)| match at {
            20 => line.replacen("\"at\":", "\"at\":1", 1),
            _ => line.to_string(),
        })
        .collect();
    fs::write(&log, altered.join("\n") + "\n").unwrap();
    let error = Table::again(folder.path()).err().expect("it is damaged");
    assert!(
        matches!(&error, LiveError::Log(LogError::Damaged { line: 21, .. })),
        "{error}"
    );
    assert_eq!(
        fs::read_to_string(&log).unwrap(),
        altered.join("\n") + "\n",
        "it is left as it is"
    );
}

#[test]
fn two_cannot_write_one_game() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path(), Mode::Turns);
    let error = Table::again(folder.path()).err().expect("it is taken");
    let text = error.to_string();
    assert!(text.contains("is being played in another window"), "{text}");
    assert!(text.contains(&std::process::id().to_string()), "{text}");
    drop(table);
    assert!(Table::again(folder.path()).is_ok());
}

#[test]
fn a_game_is_never_written_over_another() {
    let folder = tempfile::tempdir().unwrap();
    drop(table(folder.path(), Mode::Turns));
    let before = fs::read(folder.path().join("log.jsonl")).unwrap();
    let setup = setup("quiet-disk", "blameless");
    let second = Table::on(
        setup,
        6,
        "ic",
        folder.path(),
        Mode::Turns,
        Box::new(sandtable::live::RealDisk),
    );
    assert!(second.is_err());
    assert_eq!(fs::read(folder.path().join("log.jsonl")).unwrap(), before);
    let empty = tempfile::tempdir().unwrap();
    let error = Table::again(empty.path()).err().expect("nothing is there");
    assert!(matches!(error, LiveError::NoSession { .. }), "{error}");
}

#[test]
fn on_a_full_disk_nothing_is_confirmed_and_nothing_confirmed_is_lost() {
    for room in [0, 10, 200, 900, 3_000, 20_000] {
        let folder = tempfile::tempdir().unwrap();
        let disk = Full::with(1 << 30);
        let setup = setup("quiet-disk", "blameless");
        let mut table = Table::on(
            setup,
            5,
            "ic",
            folder.path(),
            Mode::Turns,
            Box::new(disk.clone()),
        )
        .unwrap();
        table.plays(20, |s| s.desks()[0].board().is_here());
        disk.set(room);
        let mut confirmed = given(table.session.records());
        let failed = (0..400).find_map(|turn| {
            let note = Wants::Note.with(&format!("turn {turn}"));
            match table.session.give(Some(table.me), note.clone()) {
                Ok(()) => {
                    confirmed.push(note);
                    table.session.forward(table.me, Duration::minutes(2)).err()
                }
                Err(error) => Some(error),
            }
        });
        let error = failed.expect("the disk fills").to_string();
        assert!(error.contains("write"), "{error}");
        assert!(table.session.frozen().is_some());
        assert!(table.session.pace().paused);
        assert_eq!(
            given(table.session.records()),
            confirmed,
            "room {room}: what is shown"
        );
        let refused = table.session.give(Some(table.me), Wants::Note.with("now?"));
        assert!(matches!(refused, Err(LiveError::Frozen { .. })));
        assert!(table.session.thaw().is_err(), "there is still no room");
        // What the disk holds is all that was confirmed.
        let log = files::read_log(&folder.path().join("log.jsonl")).unwrap();
        assert!(given(&log.records).starts_with(&confirmed), "room {room}");
        disk.set(1 << 30);
        table.session.thaw().unwrap();
        assert_eq!(table.session.frozen(), None);
        let more = Wants::Note.with("there is room again");
        table.session.give(Some(table.me), more.clone()).unwrap();
        confirmed.push(more);
        drop(table);
        let (again, _) = Table::again(folder.path()).unwrap();
        assert_eq!(
            given(again.session.records()),
            confirmed,
            "room {room}: taken up"
        );
    }
}

#[test]
fn undo_is_a_branch_and_the_trunk_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = table(folder.path(), Mode::Turns);
    table.plays(20, |s| s.desks()[0].board().is_here());
    table.types("size up");
    table
        .session
        .forward(table.me, Duration::minutes(9))
        .unwrap();
    let trunk = fs::read(folder.path().join("log.jsonl")).unwrap();
    let to = table.session.undo(table.me).unwrap();
    assert!(table.session.now() == to && table.session.pace().paused);
    assert_eq!(fs::read(folder.path().join("log.jsonl")).unwrap(), trunk);
    let branch = files::read_log(&folder.path().join("branch-1.jsonl")).unwrap();
    let from = branch
        .header
        .branch_of
        .clone()
        .expect("it says where it left its trunk");
    assert_eq!(from.log_sha256, files::sha256_hex(&trunk));
    let log = files::read_log(&folder.path().join("log.jsonl")).unwrap();
    let shared = from.after as usize + 1;
    assert_eq!(
        lines(&branch.records[..shared]),
        lines(&log.records[..shared])
    );
    assert!(
        branch
            .records
            .iter()
            .any(|r| matches!(r.fact, Fact::EpochSet { epoch: 1 }))
    );
    let given_before = given(&log.records).len();
    assert_eq!(given(table.session.records()).len(), given_before - 1);
    table.plays(10, |_| false);
    let there = lines(table.session.records());
    drop(table);
    let (again, _) = Table::again(folder.path()).unwrap();
    assert_eq!(again.session.file().file_name().unwrap(), "branch-1.jsonl");
    support::assert_same("a branch taken up", &lines(again.session.records()), &there);
}

#[test]
fn a_human_does_nothing_of_their_own_accord_and_pays_the_time_of_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = table(folder.path(), Mode::Turns);
    let me = table.me;
    let seated = |s: &Session| {
        s.records().iter().any(|r| matches!(r.fact, Fact::Seated { person, occupant: Occupant::Human } if person == me))
    };
    assert!(seated(&table.session));
    table.plays(20, |s| s.desks()[0].board().is_here());
    let mine = |s: &Session| {
        s.records()
            .iter()
            .filter(|r| r.by == Actor::Person(me) && matches!(r.fact, Fact::Commanded { .. }))
            .count()
    };
    let before = mine(&table.session);
    table.session.forward(me, Duration::hours(1)).unwrap();
    assert_eq!(mine(&table.session), before);
    let at = table.session.now();
    table.types("size up");
    let nominal = table.session.setup().defaults.story_times.size_up;
    assert!(
        table.session.now().since(at) >= nominal,
        "{:?}",
        table.session.now()
    );
}

#[test]
fn every_seat_of_every_process_finds_its_person() {
    use sandtable::live::seat::{seat, seats};
    for process in support::PROCESSES {
        let setup = setup("three-data-centres", process);
        for word in seats(&setup) {
            let sitting = match seat(&setup, 3, &word) {
                Ok(sitting) => sitting,
                // Some roles are for people outside, whom nobody plays.
                Err(error) if word == "counsel" => {
                    assert!(error.to_string().contains("nobody on the team"), "{error}");
                    continue;
                }
                Err(error) => panic!("{process}, {word}: {error}"),
            };
            let person = setup.team.people.iter().find(|p| p.name == sitting.person);
            assert!(
                person.is_some_and(|p| !p.bystander),
                "{process}, {word}: {sitting:?}"
            );
        }
    }
    let setup = setup("three-data-centres", "blameless");
    let wrong = seat(&setup, 3, "captain").unwrap_err().to_string();
    assert!(wrong.contains("seats are: on-call, commander"), "{wrong}");
    assert_eq!(seat(&setup, 3, "farah").unwrap().person.as_str(), "farah");
}

#[test]
fn a_colleague_objects_once_and_accepts_or_challenges_a_time_box() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup("checkout-regression", "blameless");
    let mut table = Table::set(setup, 7, "ic", folder.path(), Mode::Turns);
    table.plays(60, |s| s.desks()[0].board().is_here());
    for line in ["take incident commander", "size up"] {
        table.types(line);
    }
    let asks = table.session.desk(table.me).unwrap().matching("assign");
    assert!(
        !asks.is_empty(),
        "{:?}",
        table.session.desk(table.me).unwrap().lines()
    );
    let book = table.session.book();
    let risky = asks.iter().find(|a| match &a.command {
        Command::Assign { task, .. } => book.action(task.work).is_some_and(|a| {
            a.risky && a.sheds_to.is_none() && !a.halts_spread && a.restores.is_none()
        }),
        _ => false,
    });
    let risky = risky.expect("something risky can be given").command.clone();
    let hits =
        |s: &Session, is: fn(&Fact) -> bool| s.records().iter().filter(|r| is(&r.fact)).count();
    for _ in 0..2 {
        table.session.give(Some(table.me), risky.clone()).unwrap();
        table.session.forward(table.me, Duration::hours(1)).unwrap();
    }
    let objected = hits(&table.session, |f| matches!(f, Fact::Objected { .. }));
    assert!(objected <= 1);
    assert_eq!(
        hits(&table.session, |f| matches!(
            f,
            Fact::Assigned { within: None, .. }
        )),
        2 - objected
    );
    // A time-box: they report when it is over.
    let test = table
        .session
        .desk(table.me)
        .unwrap()
        .matching("assign")
        .into_iter()
        .find_map(|a| match a.command {
            Command::Assign { task, to, .. }
                if task.kind == sandtable::model::WorkKind::Diagnostic =>
            {
                Some((task, to))
            }
            _ => None,
        });
    let (task, to) = test.expect("a test can be given");
    let within = Some(Duration::minutes(1));
    table
        .session
        .give(Some(table.me), Command::Assign { task, to, within })
        .unwrap();
    table.session.forward(table.me, Duration::hours(1)).unwrap();
    let said = table
        .session
        .desk(table.me)
        .unwrap()
        .lines()
        .iter()
        .map(|l| l.text.clone())
        .collect::<Vec<_>>();
    let challenged = said.iter().any(|l| {
        l.contains("1 min") && l.to_lowercase().contains("report") || l.contains("not enough")
    });
    assert!(challenged, "{said:#?}");
    let from = table.session.now();
    for _ in 0..6 {
        table
            .session
            .forward(table.me, Duration::minutes(3))
            .unwrap();
    }
    let reported = table.session.records().iter().any(|r| {
        r.at >= from.max(SimTime::START) && matches!(r.fact, Fact::Told { from, .. } if from == to)
    });
    assert!(reported, "{to} reports at the end of the time-box");
}

#[test]
fn no_colleague_says_the_same_words_twice_in_a_row() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup("checkout-regression", "blameless");
    let mut table = Table::set(setup, 11, "ic", folder.path(), Mode::Turns);
    table.plays(150, |_| false);
    let desk = &table.session.desks()[0];
    let said: Vec<_> = desk
        .lines()
        .iter()
        .filter(|l| l.tone == sandtable::live::voice::Tone::Outside)
        .collect();
    for pair in said.windows(2) {
        assert!(
            pair[0].who != pair[1].who || pair[0].text != pair[1].text,
            "{pair:?}"
        );
    }
}

#[test]
fn whoever_commands_hears_once_that_the_alerts_have_cleared_and_is_asked_to_look() {
    let asked = std::cell::Cell::new(0);
    for seed in 1..=8 {
        let folder = tempfile::tempdir().unwrap();
        let setup = setup("checkout-regression", "blameless");
        let mut table = Table::set(setup, seed, "ic", folder.path(), Mode::Turns);
        table.plays(400, |session| {
            let needs = session.desks()[0].needs(session.now());
            let looks = needs.iter().any(|n| n.title == "The alerts have cleared");
            asked.set(asked.get() + usize::from(looks));
            false
        });
        let said = table.session.desks()[0].lines().iter();
        let said = said.filter(|l| l.text == "what was ringing has cleared");
        let heard: Vec<SimTime> = said.map(|l| l.at).collect();
        assert!(heard.windows(2).all(|pair| pair[0] < pair[1]), "{heard:?}");
        println!("seed {seed}: {} lines, asked {}", heard.len(), asked.get());
    }
    assert!(asked.get() > 0, "it stands among the needs");
}

// -- what those outside ask back --

/// What is asked back within the hour after the first question from outside was answered so.
fn asked_back(answer: Option<&str>) -> Vec<String> {
    let question = |r: &Record| match &r.fact {
        Fact::MessageSent {
            message, to, text, ..
        } => {
            let own = Stakeholder::QUESTIONS.contains(&text.as_str());
            own.then_some((*message, *to, r.at))
        }
        _ => None,
    };
    let played = run(&plan("checkout-regression", "blameless"), 6);
    let found = played.records().iter().find_map(question);
    let (message, whom, at) = found.expect("somebody outside asks");
    let folder = tempfile::tempdir().unwrap();
    let setup = setup("checkout-regression", "blameless");
    let opening = game_day(6, folder.path());
    let mut session = Session::begin(
        setup,
        opening,
        Box::new(Hand::default()),
        Box::new(RealDisk),
    )
    .expect("it begins");
    session.pass(Duration::millis(at.0 - 1)).unwrap();
    let sits = Command::Seat {
        person: whom,
        occupant: Occupant::Human,
    };
    session.give(None, sits).unwrap();
    session.pass(Duration::millis(1)).unwrap();
    let text = answer.map(str::to_string);
    let answers = Command::Answer { message, text };
    // Whoever asked waits until they have a moment.
    let answered =
        |r: &Record| matches!(r.fact, Fact::MessageAnswered { message: m, .. } if m == message);
    for _ in 0..20 {
        if session.records().iter().any(answered) {
            break;
        }
        session.give(Some(whom), answers.clone()).unwrap();
        session.pass(Duration::minutes(3)).unwrap();
    }
    session.pass(Duration::hours(1)).unwrap();
    let since = session.records().len();
    drop(session);
    let (session, resumed) =
        Session::resume(folder.path(), Box::new(Hand::default()), Box::new(RealDisk))
            .expect("it is taken up again, the same");
    assert_eq!(resumed.records, since);
    let sent = session.records().iter().filter_map(|r| match &r.fact {
        Fact::MessageSent {
            to,
            from,
            text,
            asks,
            ..
        } if *to == whom && Stakeholder::called(from).is_some() => {
            assert!(asks, "{text}");
            (!Stakeholder::QUESTIONS.contains(&text.as_str())).then(|| text.clone())
        }
        _ => None,
    });
    sent.collect()
}

#[test]
fn a_typed_answer_is_asked_back_for_what_it_lacks() {
    let lacks_next = asked_back(Some("Customers cannot pay. We are looking into it."));
    assert_eq!(lacks_next.len(), 1, "{lacks_next:?}");
    assert!(
        lacks_next[0].contains("hear from you") || lacks_next[0].contains("next word"),
        "{lacks_next:?}"
    );
    let promises = asked_back(Some(
        "Customers cannot pay, we are switching it over, fixed in ten minutes. Next update in 30.",
    ));
    assert!(promises[0].contains("time"), "{promises:?}");
    let full =
        "Every second order fails, we are limiting retries, the next update is in 30 minutes.";
    let more = asked_back(Some(full));
    assert_eq!(more.len(), 1, "{more:?}");
    assert_ne!(more, lacks_next);
    // The seat's own words are a full answer.
    assert_eq!(asked_back(None), Vec::<String>::new());
}
