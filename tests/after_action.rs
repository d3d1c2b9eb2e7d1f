//! The after-action report of an exercise that people took part in: everything in it comes from the
//! log, the public version names nobody, and several teams stand side by side.

mod support;
#[path = "support/table.rs"]
mod table;

use std::path::Path;

use sandtable::live::reports;
use sandtable::live::{RealDisk, Session, Sitting};
use sandtable::model::{Command, NoteKind, Rating};
use sandtable::report::after_action::{Beside, Version, after_action};
use support::setup;
use table::{Hand, game_day};

/// Two hours of a story with people in two seats, looked back on.
fn played(folder: &Path) -> Session {
    let clock = Hand::default();
    let opening = game_day(5, folder);
    let setup = setup("three-data-centres", "blameless");
    let mut session =
        Session::begin(setup, opening, Box::new(clock.clone()), Box::new(RealDisk)).unwrap();
    session.watch_everybody();
    session.go();
    let sits = session.setup().team.people[0].name;
    let sitting = Sitting {
        person: sits,
        role: None,
    };
    session.sit(sitting).unwrap();
    for _ in 0..480 {
        clock.pass(250);
        session.tick().unwrap();
    }
    let decided = Command::Mark {
        text: "We wait for the third hall, since <script>alert(1)</script> is risky".into(),
    };
    session.give(Some(sits), decided).unwrap();
    let objectives: Vec<_> = session
        .setup()
        .scenario
        .objectives
        .iter()
        .map(|o| o.name)
        .collect();
    let who = session.setup().team.people[0].title.clone();
    let note = |kind: NoteKind, text: String| Command::Note {
        by: "Vera Muster".into(),
        objective: Some(objectives[0]),
        text,
        kind,
    };
    let plan = NoteKind::Plan {
        owner: "Oda Owner".into(),
        due: "2027-01-31".into(),
        proof: "0 min unheld".into(),
    };
    let wash = NoteKind::HotWash {
        question: "What went well?".into(),
    };
    for command in [
        note(NoteKind::Seen, "Calm on the bridge".into()),
        note(
            NoteKind::Improvement,
            format!("{who} had no list of experts"),
        ),
        note(plan, "A free role pages the deputy".into()),
        Command::Rate {
            by: "Vera Muster".into(),
            objective: objectives[0],
            rating: Rating::P,
            reason: "as I saw it".into(),
        },
        Command::Tick {
            by: "Vera Muster".into(),
            expectation: 1,
            met: true,
        },
    ] {
        session.give(None, command).unwrap();
    }
    session.end().unwrap();
    session.give(None, note(wash, "We spoke".into())).unwrap();
    session
}

fn report(session: &Session, version: Version) -> (String, String) {
    let beside = Beside {
        version,
        ..Beside::default()
    };
    reports::told(session.header(), session.records(), |story| {
        let sheet = after_action(story, &beside);
        (sheet.html(), sheet.markdown())
    })
}

#[test]
fn what_people_wrote_and_rated_stands_in_the_facilitators_version() {
    let folder = tempfile::tempdir().unwrap();
    let session = played(folder.path());
    let (html, text) = report(&session, Version::Facilitator);
    for said in [
        "Calm on the bridge",
        "Vera Muster",
        "changed by Vera Muster",
        "as I saw it",
        "met, by Vera Muster",
        "A free role pages the deputy",
        "Oda Owner",
        "2027-01-31",
        "What went well?",
        "We spoke",
        "We wait for the third hall",
        "Areas to improve",
    ] {
        assert!(html.contains(said), "{said}");
        assert!(text.contains(&said.replace('!', "\\!")), "{said}");
    }
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;alert(1)"));
    for outside in ["http://", "https://", "src=", "@import", "javascript:"] {
        let own = html
            .replace("http://www.w3.org/2000/svg", "")
            .replace("src=data", "");
        assert!(!own.contains(outside), "{outside}");
    }
    // Every link leads to a place on the page.
    for part in html.split("href=\"#").skip(1) {
        let place = part.split('"').next().unwrap();
        assert!(html.contains(&format!("id=\"{place}\"")), "{place}");
    }
    assert!(html.matches("href=\"#r").count() > 10);
}

#[test]
fn the_public_version_names_roles_and_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let session = played(folder.path());
    let (html, text) = report(&session, Version::Public);
    for kept in [
        "Calm on the bridge",
        "Vera",
        "as I saw it",
        "Oda",
        "We spoke",
        "third hall, since",
    ] {
        assert!(!html.contains(kept) && !text.contains(kept), "{kept}");
    }
    for person in &session.setup().team.people {
        for page in [&html, &text] {
            assert!(!page.contains(&person.title), "{}", person.title);
        }
    }
    assert!(
        text.contains("A free role pages the deputy"),
        "the plan is public"
    );
}

#[test]
fn nobody_is_named_in_what_could_be_better() {
    let folder = tempfile::tempdir().unwrap();
    let session = played(folder.path());
    let (_, text) = report(&session, Version::Facilitator);
    let (_, areas) = text.split_once("## Areas to improve").unwrap();
    let areas = areas.split("\n## ").next().unwrap();
    assert!(areas.contains("had no list of experts"), "{areas}");
    for person in &session.setup().team.people {
        assert!(!areas.contains(&person.title), "{areas}");
    }
    for word in ["should have", "failed to", "human error", "blame"] {
        assert!(!areas.to_lowercase().contains(word), "{areas}");
    }
}

#[test]
fn reports_come_from_the_log_alone_and_teams_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let day = folder.path().join("day");
    std::fs::create_dir(&day).unwrap();
    let one = played(&day.join("team-1"));
    let two = played(&day.join("team-2"));
    let live = report(&one, Version::Facilitator).1;
    drop((one, two));
    let run = |arguments: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_sandtable"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8(out.stdout).unwrap()
    };
    assert_eq!(run(&["report", "day/team-1", "--standing", "off"]), live);
    let csv = run(&["report", "day/team-1", "--format", "csv"]);
    assert!(csv.starts_with("action,owner,due,proof,from\n"));
    assert!(csv.contains(
        "\"A free role pages the deputy\",\"Oda Owner\",\"2027-01-31\",\"0 min unheld\""
    ));
    let stands = run(&["report", "day/team-1", "--runs", "40", "--format", "html"]);
    assert!(
        stands.contains("of 40 simulated runs"),
        "it is set among simulated runs"
    );
    run(&["report", "day", "--standing", "off", "--out", "written"]);
    let beside = std::fs::read_to_string(folder.path().join("written/after-action.html")).unwrap();
    assert!(beside.contains("Team 1") && beside.contains("Team 2"));
    for part in beside.split("href=\"team-").skip(1) {
        let file = format!("written/team-{}", part.split('"').next().unwrap());
        assert!(folder.path().join(&file).is_file(), "{file}");
    }
    run(&[
        "report",
        "day",
        "--standing",
        "off",
        "--public",
        "--out",
        "shared",
    ]);
    let shared = std::fs::read_dir(folder.path().join("shared/team-1")).unwrap();
    for file in shared {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(name.contains("public"), "{name}");
    }
}

#[test]
fn who_was_let_off_their_time_stands_among_no_simulated_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = played(folder.path());
    let person = session.setup().team.people[0].name;
    assert!(reports::has_people(session.records()));
    let mut records = session.records().to_vec();
    let mut waived = records[0].clone();
    waived.fact = sandtable::model::Fact::Commanded {
        command: Command::Waive { person },
    };
    records.push(waived);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let order = sandtable::analyse::Order {
        seat: None,
        futures: 0,
        threads: 1,
        stop: &stop,
        progress: &|_| {},
    };
    let places = reports::stands(session.header(), &records, 10, &order).unwrap();
    assert!(matches!(places, Some(Err(_))), "{places:?}");
    let places = reports::stands(session.header(), session.records(), 10, &order).unwrap();
    assert!(matches!(places, Some(Ok(places)) if places.len() > 3));
    assert_eq!(session.verify(), None);
}
