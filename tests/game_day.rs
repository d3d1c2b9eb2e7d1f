//! A game day without a network: many seats in one session, the facilitator's hand on the script,
//! observers' words, commands that are given once, seats that change hands.

mod support;
#[path = "support/table.rs"]
mod table;

use std::path::Path;

use sandtable::analyse::{Order, analyse};
use sandtable::base::{Name, SimTime};
use sandtable::files;
use sandtable::live::reports::{self, Known};
use sandtable::live::{Clock, LiveError, RealDisk, Session, Sitting, lead, view};
use sandtable::model::command::Occupant;
use sandtable::model::inject::Delivery;
use sandtable::model::{Actor, Command, Fact, Inject, NoteKind, Rating, Record};
use sandtable::report::after_action::{Version, after_action};
use support::{assert_same, lines, plan_of, setup};
use table::{Full, Hand, game_day};

const SCENARIO: &str = "three-data-centres";

fn begin(folder: &Path, clock: &Hand) -> Session {
    begin_with(SCENARIO, folder, clock)
}

fn begin_with(scenario: &str, folder: &Path, clock: &Hand) -> Session {
    let clock = Box::new(clock.clone());
    let setup = setup(scenario, "blameless");
    let mut session =
        Session::begin(setup, game_day(5, folder), clock, Box::new(RealDisk)).unwrap();
    session.watch_everybody();
    session.go();
    session
}

/// Story minutes go by, a quarter of a second of the wall at a time.
fn minutes(session: &mut Session, clock: &Hand, minutes: i64) {
    let until = session.now() + sandtable::base::Duration::minutes(minutes);
    while session.now() < until && session.ended().is_none() {
        clock.pass(250);
        session.tick().unwrap();
    }
}

fn chair(name: &str) -> Sitting {
    Sitting {
        person: name.into(),
        role: None,
    }
}

fn people(session: &Session) -> Vec<Name> {
    session.setup().team.people.iter().map(|p| p.name).collect()
}

fn message(name: &str, to: Name, text: &str, at: SimTime) -> Command {
    let inject = Inject {
        text: text.into(),
        from: Some("The mayor".into()),
        to: Delivery::People(vec![to]),
        ..Inject::at(name.into(), "executive-message".into(), at)
    };
    Command::Compose {
        inject: Box::new(inject),
    }
}

fn delivered<'a>(records: &'a [Record], name: &str) -> Vec<&'a Record> {
    let of = |r: &&Record| matches!(&r.fact, Fact::InjectDelivered { inject, .. } if inject.as_str() == name);
    records.iter().filter(of).collect()
}

fn re_executes(session: &mut Session) {
    assert_eq!(session.verify(), None);
    let log = files::read_log(session.file()).unwrap();
    let plan = plan_of(log.header.setup.clone());
    let mut again =
        sandtable::exercise::Exercise::re_executing(plan, log.header.seed, &log.records);
    again.advance(session.now());
    assert_same(
        "re-execution",
        &lines(again.records()),
        &lines(&log.records),
    );
}

#[test]
fn several_people_sit_and_simulated_colleagues_fill_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let mut session = begin(folder.path(), &clock);
    let all = people(&session);
    session.sit(chair(all[0].as_str())).unwrap();
    session.sit(chair(all[1].as_str())).unwrap();
    minutes(&mut session, &clock, 90);
    let asked_for = |who: Name, records: &[Record]| {
        let theirs = records.iter().filter(|r| r.by == Actor::Person(who));
        theirs
            .filter(|r| matches!(r.fact, Fact::Commanded { .. }))
            .count()
    };
    assert_eq!(asked_for(all[0], session.records()), 0, "a human decides");
    assert_eq!(asked_for(all[1], session.records()), 0, "a human decides");
    let others: usize = all[2..]
        .iter()
        .map(|p| asked_for(*p, session.records()))
        .sum();
    assert!(others >= 5, "the others act: {others}");
    // The first leaves: their own judgement goes on from there.
    session.rise(all[0]).unwrap();
    assert!(!session.is_human(all[0]) && session.is_human(all[1]));
    minutes(&mut session, &clock, 60);
    assert!(
        asked_for(all[0], session.records()) > 0,
        "a policy decides now"
    );
    re_executes(&mut session);
}

#[test]
fn whoever_sits_down_late_finds_the_desk_as_it_would_be() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let mut session = begin(folder.path(), &clock);
    minutes(&mut session, &clock, 40);
    let from_the_start: Vec<String> = session
        .desks()
        .iter()
        .map(|d| format!("{:?}", d.lines()))
        .collect();
    assert!(from_the_start.iter().any(|lines| lines.len() > 1_000));
    session.leave();
    drop(session);
    let (mut session, _) =
        Session::resume(folder.path(), Box::new(clock.clone()), Box::new(RealDisk)).unwrap();
    assert!(session.desks().is_empty(), "nobody sits");
    session.watch_everybody();
    for (desk, before) in session.desks().iter().zip(from_the_start) {
        assert_eq!(format!("{:?}", desk.lines()), before, "{}", desk.me());
    }
}

#[test]
fn the_facilitator_adds_rewrites_holds_and_fires_injects_and_the_log_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let mut session = begin(folder.path(), &clock);
    let to = people(&session)[0];
    session.sit(chair(to.as_str())).unwrap();
    minutes(&mut session, &clock, 5);
    let give = |session: &mut Session, command| session.give(None, command).unwrap();
    // Now, later, later still, and never.
    let now = session.now();
    let later = now + sandtable::base::Duration::minutes(10);
    let last = now + sandtable::base::Duration::minutes(20);
    give(
        &mut session,
        message("one", to, "How bad is it?", SimTime::START),
    );
    give(&mut session, message("two", to, "first words", later));
    give(&mut session, message("two", to, "Second words?", last));
    give(&mut session, message("three", to, "never read", later));
    give(
        &mut session,
        Command::Skip {
            inject: "three".into(),
        },
    );
    give(&mut session, message("four", to, "held, then fired", later));
    give(
        &mut session,
        Command::Hold {
            inject: "four".into(),
        },
    );
    assert_eq!(session.next_inject().map(|at| at <= last), Some(true));
    minutes(&mut session, &clock, 15);
    assert_eq!(delivered(session.records(), "one").len(), 1);
    assert!(
        delivered(session.records(), "two").is_empty(),
        "it was put off"
    );
    assert!(
        delivered(session.records(), "four").is_empty(),
        "it is held"
    );
    give(
        &mut session,
        Command::Fire {
            inject: "four".into(),
        },
    );
    minutes(&mut session, &clock, 10);
    let two = delivered(session.records(), "two");
    assert_eq!(two.len(), 1);
    assert!(matches!(&two[0].fact, Fact::InjectDelivered { text, .. } if text == "Second words?"));
    assert_eq!(two[0].at, last);
    assert_eq!(delivered(session.records(), "four").len(), 1);
    assert!(delivered(session.records(), "three").is_empty());
    let desk = session.desk(to).unwrap();
    assert!(
        desk.lines()
            .iter()
            .any(|l| l.text.contains("Second words?")),
        "{:?}",
        desk.lines()
    );
    let seen = format!("{}", view::view(desk, session.now()));
    assert!(!seen.contains("never read"));
    // What the rules forbid is refused, and stands in the log too.
    let unknown = Inject {
        service: Some("no-such-service".into()),
        ..Inject::at("bad".into(), "alert".into(), SimTime::START)
    };
    let receipt = session
        .give_once(
            "k",
            None,
            Command::Compose {
                inject: Box::new(unknown),
            },
        )
        .unwrap();
    assert!(receipt.refusal.is_some());
    re_executes(&mut session);
}

#[test]
fn what_observers_say_stands_in_the_log_before_and_after_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let mut session = begin(folder.path(), &clock);
    minutes(&mut session, &clock, 20);
    let objective = session.setup().scenario.objectives[0].name;
    let note = |text: &str| Command::Note {
        by: "Vera".into(),
        objective: Some(objective),
        text: text.into(),
        kind: NoteKind::Seen,
    };
    session.give(None, note("calm")).unwrap();
    session
        .give(
            None,
            Command::Tick {
                by: "Vera".into(),
                expectation: 0,
                met: true,
            },
        )
        .unwrap();
    session.end().unwrap();
    session.give(None, note("in the hot wash")).unwrap();
    let rating = Command::Rate {
        by: "Vera".into(),
        objective,
        rating: Rating::S,
        reason: "late".into(),
    };
    session.give(None, rating).unwrap();
    session
        .give(
            None,
            Command::Fire {
                inject: "no-more".into(),
            },
        )
        .unwrap();
    let board = lead::board(&session);
    assert_eq!(board["notes"].as_array().unwrap().len(), 2);
    assert_eq!(board["objectives"][0]["rated"]["rating"], "S");
    assert_eq!(board["expected"][0]["ticked"]["met"], true);
    let after = session
        .records()
        .iter()
        .skip_while(|r| !matches!(r.fact, Fact::Ended { .. }));
    assert!(after.skip(1).all(|r| match &r.fact {
        Fact::Commanded { command } => command.is_review(),
        fact => matches!(fact, Fact::Noted { .. } | Fact::Rated { .. }),
    }));
    re_executes(&mut session);
    // And it can be taken up again.
    drop(session);
    let (session, found) =
        Session::resume(folder.path(), Box::new(clock.clone()), Box::new(RealDisk)).unwrap();
    assert!(found.ended && session.ended().is_some());
}

#[test]
fn a_command_asked_for_twice_under_one_key_is_given_once_also_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let mut session = begin(folder.path(), &clock);
    let me = people(&session)[0];
    session.sit(chair(me.as_str())).unwrap();
    minutes(&mut session, &clock, 2);
    let mark = |n: u32| Command::Mark {
        text: format!("decision {n}"),
    };
    for n in 0..5 {
        let key = format!("key-{n}");
        assert!(!session.give_once(&key, Some(me), mark(n)).unwrap().again);
        assert!(session.give_once(&key, Some(me), mark(n)).unwrap().again);
    }
    // A promise that never got into the log: as if killed between the two.
    let diary = folder.path().join("session.jsonl");
    let log = std::fs::read(folder.path().join("log.jsonl")).unwrap();
    session.give_once("late", Some(me), mark(9)).unwrap();
    drop(session);
    std::fs::write(folder.path().join("log.jsonl"), &log).unwrap();
    let resume = || {
        Session::resume(folder.path(), Box::new(clock.clone()), Box::new(RealDisk))
            .unwrap()
            .0
    };
    let mut session = resume();
    assert!(session.give_once("key-3", Some(me), mark(3)).unwrap().again);
    let receipt = session.give_once("late", Some(me), mark(9)).unwrap();
    assert!(!receipt.again, "it was not in the log, so it is given now");
    drop(session);
    let mut session = resume();
    assert!(session.give_once("late", Some(me), mark(9)).unwrap().again);
    let marks = session.records().iter();
    let marks = marks
        .filter(|r| matches!(r.fact, Fact::Marked { .. }))
        .count();
    assert_eq!(marks, 6, "{}", std::fs::read_to_string(diary).unwrap());
}

#[test]
fn a_full_disk_freezes_promises_too() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let disk = Full::with(i64::MAX);
    let setup = setup(SCENARIO, "blameless");
    let clock_box: Box<dyn Clock> = Box::new(clock.clone());
    let mut session = Session::begin(
        setup,
        game_day(5, folder.path()),
        clock_box,
        Box::new(disk.clone()),
    )
    .unwrap();
    let me = people(&session)[0];
    session.sit(chair(me.as_str())).unwrap();
    let mark = || Command::Mark {
        text: "x".repeat(100),
    };
    for left in 0..400 {
        disk.set(left);
        let key = format!("k{left}");
        let failed = session.give_once(&key, Some(me), mark());
        assert!(failed.is_err(), "{left} bytes are not enough for both");
        assert!(matches!(
            session.give_once("other", Some(me), mark()),
            Err(LiveError::Frozen { .. })
        ));
        disk.set(i64::MAX);
        session.thaw().unwrap();
        assert!(!session.give_once(&key, Some(me), mark()).unwrap().again);
    }
    let marks = |session: &Session| {
        let records = session.records().iter();
        records
            .filter(|r| matches!(r.fact, Fact::Marked { .. }))
            .count()
    };
    assert_eq!(marks(&session), 400);
    drop(session);
    let (mut session, _) =
        Session::resume(folder.path(), Box::new(clock.clone()), Box::new(RealDisk)).unwrap();
    assert_eq!(marks(&session), 400);
    for left in 0..400 {
        assert!(
            session
                .give_once(&format!("k{left}"), Some(me), mark())
                .unwrap()
                .again
        );
    }
}

#[test]
fn going_back_to_a_moment_is_a_branch_and_seats_can_be_taken_again() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let mut session = begin(folder.path(), &clock);
    let me = people(&session)[0];
    minutes(&mut session, &clock, 10);
    let to = session.now();
    session.sit(chair(me.as_str())).unwrap();
    minutes(&mut session, &clock, 10);
    let trunk = files::read_log(session.file()).unwrap().records.len();
    session.branch(to).unwrap();
    assert!(session.file().ends_with("branch-1.jsonl"));
    assert_eq!(
        files::read_log(&folder.path().join("log.jsonl"))
            .unwrap()
            .records
            .len(),
        trunk,
        "nothing is erased"
    );
    session.sit(chair(me.as_str())).unwrap();
    assert!(session.is_human(me));
    let seated = session.records().iter().filter(
        |r| matches!(r.fact, Fact::Seated { person, occupant: Occupant::Human } if person == me),
    );
    assert!(seated.count() >= 1);
    session.go();
    minutes(&mut session, &clock, 10);
    re_executes(&mut session);
}

#[test]
fn a_note_behind_an_end_by_itself_is_executed_again_behind_it_and_moves_no_measure() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let mut session = begin(folder.path(), &clock);
    let me = people(&session)[0];
    for person in people(&session) {
        session.sit(chair(person.as_str())).unwrap();
    }
    session.finish().unwrap();
    let end = session.timeline().end();
    assert!(session.ended().is_some() && session.is_human(me));
    for text in ["one", "two"] {
        let note = Command::Note {
            by: "Vera".into(),
            objective: None,
            text: text.into(),
            kind: NoteKind::Seen,
        };
        session.give(None, note).unwrap();
    }
    assert_eq!(session.timeline().end(), end);
    assert_eq!(lead::board(&session)["notes"].as_array().unwrap().len(), 2);
    re_executes(&mut session);
}

/// Every so many bytes; each of them where `SANDTABLE_EVERY_BYTE` is set.
fn stride(of: usize) -> usize {
    match std::env::var_os("SANDTABLE_EVERY_BYTE") {
        Some(_) => 1,
        None => of,
    }
}

#[test]
fn a_journal_cut_or_flipped_anywhere_is_read_up_to_there_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let mut session = begin(folder.path(), &clock);
    minutes(&mut session, &clock, 200);
    let file = session.file().to_path_buf();
    session.leave();
    drop(session);
    let whole = std::fs::read(&file).unwrap();
    let records = files::read_log(&file).unwrap().records;
    let lines: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
    let damaged = folder.path().join("damaged.jsonl");
    let read = |bytes: &[u8]| {
        std::fs::write(&damaged, bytes).unwrap();
        files::read_log(&damaged)
    };
    let (mut cut, mut flipped, mut refused) = (0, 0, 0);
    let from = whole.len().saturating_sub(64 * 1024).max(lines[0] + 1);
    for at in (from..whole.len()).step_by(stride(211)) {
        let log = read(&whole[..at]).unwrap_or_else(|e| panic!("cut at {at}: {e}"));
        // The header is a line, too; a last line that lacks but its end is whole by its checksum.
        let there = lines.iter().filter(|end| **end <= at).count() - 1;
        assert_eq!(log.records.len(), there, "cut at {at}");
        assert!(log.records[..] == records[..there]);
        cut += 1;
    }
    let from = whole.len().saturating_sub(4 * 1024);
    for bit in (from * 8..whole.len() * 8).step_by(stride(97)) {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        match read(&bytes) {
            Ok(log) => {
                let there = log.records.len();
                assert!(
                    there < records.len() || bit / 8 + 1 == whole.len(),
                    "bit {bit}"
                );
                assert!(
                    log.records[..] == records[..there],
                    "bit {bit} altered history"
                );
            }
            Err(_) => refused += 1,
        }
        flipped += 1;
    }
    println!("{cut} cuts, {flipped} flips ({refused} refused), 0 silent alterations");
    assert!(refused > 0);
}

#[test]
fn the_decisions_of_a_hosted_game_are_weighed_like_those_of_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hand::default();
    let mut session = begin_with("quiet-disk", folder.path(), &clock);
    let seated: Vec<Name> = people(&session).into_iter().take(3).collect();
    for person in &seated {
        session.sit(chair(person.as_str())).unwrap();
    }
    // Each does what stands first among what needs them, or what is open, every few minutes.
    while session.ended().is_none() && session.now() < SimTime(6 * 3_600_000) {
        minutes(&mut session, &clock, 4);
        for person in &seated {
            let desk = session.desk(*person).unwrap();
            let first = desk.asks().into_iter().next();
            if let Some(ask) = first.filter(|_| session.ended().is_none()) {
                session.give(Some(*person), ask.command).unwrap();
            }
        }
    }
    if session.ended().is_none() {
        session.give(None, Command::End).unwrap();
    }
    let header = session.header().clone();
    let setup = std::sync::Arc::new(header.setup.clone());
    let never = std::sync::atomic::AtomicBool::new(false);
    let order = Order {
        seat: None,
        futures: 2,
        threads: 0,
        stop: &never,
        progress: &|_| {},
    };
    let found = analyse(&setup, header.seed, session.records(), &order);
    let found = found.expect("it can be analysed").expect("nobody stops it");
    assert!(seated.contains(&found.person), "{}", found.person);
    assert!(!found.decisions.is_empty());
    let known = Known {
        analysis: Some(found),
        ..Known::default()
    };
    let page = reports::told(&header, session.records(), |story| {
        after_action(story, &known.beside(Version::Facilitator)).markdown()
    });
    assert!(page.contains("Turning points"), "{page}");
}
