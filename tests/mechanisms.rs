//! What the file formats say has its effect, each by its mechanism: small worlds of their own, run
//! with the shipped people under shipped processes, and what stands in their logs.

mod support;

use sandtable::base::{Duration, Name};
use sandtable::exercise::Exercise;
use sandtable::model::process::Deadline;
use sandtable::model::system::Sensitivity;
use sandtable::model::{Belief, Claim, Duty, Fact, Record, Setup};
use support::{plan_of, read, run, shipped};

const SEEDS: std::ops::Range<u64> = 1..9;

/// A small world under a shipped process.
fn world(scenario: &str, process: &str) -> Setup {
    Setup {
        scenario: read(scenario),
        team: shipped("assets/teams/single-site-9.ron"),
        process: shipped(&format!("assets/processes/{process}.ron")),
        defaults: shipped("assets/defaults/shipped.ron"),
        vocabulary: shipped("assets/vocabulary.ron"),
    }
}

fn runs(setup: Setup) -> impl Iterator<Item = Exercise> {
    let plan = plan_of(setup);
    SEEDS.map(move |seed| run(&plan, seed))
}

fn n(text: &str) -> Name {
    Name::new(text)
}

/// Who came to believe what, when, from where.
fn learned(log: &[Record]) -> impl Iterator<Item = (&Record, Name, Belief)> {
    let of = |r: &'_ Record| match &r.fact {
        Fact::Learned { person, beliefs } => Some((*person, beliefs.clone())),
        _ => None,
    };
    let all = log.iter().filter_map(move |r| Some((r, of(r)?)));
    all.flat_map(|(r, (person, beliefs))| beliefs.into_iter().map(move |b| (r, person, b)))
}

/// Somebody is in the shop's systems, and after a quarter of an hour takes customers' records.
const THIEF: &str = r#"(
    name: "thief", title: "A thief", horizon: "48h",
    starts: (at: "2026-11-12T13:05", zone: "Europe/Berlin"),
    system: (services: [
        (name: "shop", users: 1000, owner: "product"),
        (name: "records", owner: "data", data: Personal),
    ]),
    problems: [(
        name: "thief", begins: At("0s"),
        causes: [(name: "stolen-key"), (name: "open-door", weight: 0.0)],
        faults: [
            (name: "inside", kind: Compromise, on: "shop"),
            (name: "slow", kind: Errors, on: "shop", size: 0.2),
            (name: "taken", kind: Exfiltration, on: "records", records_per_hour: 100,
             begins: At("15m"), spreads: true),
        ],
        adversary: (stages: ["inside", "taken"], notices: 1.0, evidence: ["traces"]),
    )],
    monitors: [(name: "shop-errors", on: "shop", misses: 0.0)],
    findings: [
        (name: "strange-login", text: "Somebody logs in from abroad.",
         points: [(to: "stolen-key", nats: 2.0)]),
        (name: "data-is-out", text: "Customers' records are out.", after_fault: "taken"),
    ],
    diagnostics: [
        (name: "read-logins", work: Fixed("20m"), tests: ["stolen-key"],
         reveals: ["strange-login"]),
        (name: "map-shop", work: Fixed("20m"), maps: "inside", misread: 0.0),
        (name: "map-records", work: Fixed("20m"), maps: "taken", reveals: ["data-is-out"],
         misread: 0.0),
    ],
    actions: [
        (name: "copy-traces", kind: "snapshot", work: Fixed("10m"), saves: ["traces"]),
        (name: "cut-off", kind: "isolate", on: "shop", work: Fixed("5m"), halts_spread: true,
         destroys: ["traces"], noticeable: true, worth_from: 1),
        (name: "new-keys", kind: "rotate", on: "shop", work: Fixed("20m"),
         needs: [Diagnostic("map-shop"), Diagnostic("map-records")],
         cures: ["stolen-key"], destroys: ["traces"], noticeable: true),
    ],
)"#;

// -- exposed data --

/// The thief under a process that has the law's 72 hours.
fn thief_and_law() -> Setup {
    let mut setup = world(THIEF, "blameless");
    setup.process.deadlines.push(Deadline {
        name: n("law"),
        title: "The authority is told".into(),
        exposes: Sensitivity::Personal,
        within: Duration::hours(72),
        duty: Duty::Notification,
    });
    setup
}

fn exposes(belief: &Belief) -> bool {
    match belief.claim {
        Claim::Finding {
            finding, present, ..
        } => present && finding == n("data-is-out"),
        Claim::Mapped { stage, .. } => stage == n("taken"),
        _ => false,
    }
}

#[test]
fn the_laws_clock_starts_with_the_first_person_who_knows() {
    let mut known = 0;
    for exercise in runs(thief_and_law()) {
        let log = exercise.records();
        let first = learned(log).find(|(_, _, b)| exposes(b));
        let clock = &exercise.timeline().duties.clocks[0];
        let due = log.iter().find_map(|r| match r.fact {
            Fact::UpdateDue {
                duty: Duty::Notification,
                at,
                ..
            } => Some((r, at)),
            _ => None,
        });
        let Some((first, _, _)) = first else {
            assert_eq!((clock.known, due), (None, None));
            continue;
        };
        known += 1;
        assert_eq!(clock.known.map(|k| k.at), Some(first.at));
        let (record, at) = due.expect("somebody owes a notification");
        assert_eq!(at, first.at + Duration::hours(72));
        assert!(record.seq > first.seq);
        assert!(clock.is_met(), "{clock:?}");
    }
    assert!(known > 0);
}

#[test]
fn who_sends_a_notification_knows_what_for_and_answers_for_it() {
    for exercise in runs(thief_and_law()) {
        let log = exercise.records();
        let sent = log.iter().find_map(|r| match r.fact {
            Fact::UpdateSent {
                duty: Duty::Notification,
                by,
                ..
            } => Some((r, by)),
            _ => None,
        });
        let Some((record, by)) = sent else { continue };
        let mut heard = learned(log).filter(|(r, _, _)| r.seq < record.seq);
        assert!(heard.any(|(_, person, b)| person == by && exposes(&b)));
        let commander = log[..record.seq as usize]
            .iter()
            .rev()
            .find_map(|r| match r.fact {
                Fact::RoleTaken { role, person } if role == n("commander") => Some(person),
                Fact::HandedOver { role, to, .. } if role == n("commander") => Some(to),
                _ => None,
            });
        assert_eq!(commander, Some(by));
    }
}

#[test]
fn exposed_data_makes_it_graver() {
    let gravest = |setup: Setup| {
        let set = |r: &Record| matches!(r.fact, Fact::SeveritySet { severity, .. } if severity == n("SEV1"));
        runs(setup).filter(|e| e.records().iter().any(set)).count()
    };
    let mut public = thief_and_law();
    let system = public.scenario.system.as_mut().expect("it has one");
    system.services[1].data = Sensitivity::Public;
    assert_eq!(gravest(public), 0);
    assert!(gravest(thief_and_law()) > 0);
}

#[test]
fn a_clock_that_nobody_answers_for_runs_out() {
    let mut setup = thief_and_law();
    setup.scenario.horizon = Duration::hours(96);
    setup.process = shipped("assets/processes/unmanaged.ron");
    setup.process.deadlines = thief_and_law().process.deadlines;
    for exercise in runs(setup) {
        let clock = &exercise.timeline().duties.clocks[0];
        assert_eq!(clock.filed, None);
    }
}
