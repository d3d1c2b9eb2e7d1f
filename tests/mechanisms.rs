//! What the file formats say has its effect, each by its mechanism: small worlds of their own, run
//! with the shipped people under shipped processes, and what stands in their logs.

mod support;

use sandtable::base::{Duration, Law, Name, SimTime};
use sandtable::exercise::Exercise;
use sandtable::model::command::Refusal;
use sandtable::model::document::Heading;
use sandtable::model::fact::{Job, LeaveReason, TrustReason};
use sandtable::model::process::{Deadline, Private};
use sandtable::model::system::Sensitivity;
use sandtable::model::work::Need;
use sandtable::model::{
    Actor, Belief, Claim, Command, Defaults, Duty, Fact, Milestone, Record, Right, Setup, Source,
    Stakeholder, Task, WorkKind,
};
use support::{plan_of, read, run, shipped};

const SEEDS: std::ops::Range<u64> = 1..9;

/// The shipped figures, with monitors for whatever goes wrong.
fn all_is_watched() -> Defaults {
    let mut defaults: Defaults = shipped("assets/defaults/shipped.ron");
    defaults.signals.blind_spots.value = sandtable::base::Share::NONE;
    defaults
}

/// A small world under a shipped process.
fn world(scenario: &str, process: &str) -> Setup {
    Setup {
        scenario: read(scenario),
        team: shipped("assets/teams/single-site-9.ron"),
        process: shipped(&format!("assets/processes/{process}.ron")),
        defaults: all_is_watched(),
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

// -- an adversary --

/// The thief where nothing but the trail itself stands before throwing them out.
fn thief(process: &str) -> Setup {
    let mut setup = world(THIEF, process);
    setup.scenario.actions[2].needs.clear();
    setup
}

fn task(record: &Record, work: &str) -> bool {
    match &record.fact {
        Fact::TaskStarted { task, .. } | Fact::TaskEnded { task, .. } => task.work == n(work),
        _ => false,
    }
}

#[test]
fn stages_are_mapped_one_after_the_other() {
    for process in ["blameless", "unmanaged"] {
        for exercise in runs(thief(process)) {
            let log = exercise.records();
            let ended = |r: &&Record| matches!(r.fact, Fact::TaskEnded { .. });
            let first = log.iter().filter(ended).find(|r| task(r, "map-shop"));
            let second = log.iter().find(|r| task(r, "map-records"));
            if let Some(second) = second {
                assert!(first.is_some_and(|first| first.seq < second.seq));
            }
        }
    }
}

#[test]
fn a_trail_cannot_be_entered_in_the_middle() {
    let plan = plan_of(thief("unmanaged"));
    let mut exercise = Exercise::of_plan(plan.clone(), 1);
    let engaged = |r: &Record| match r.fact {
        Fact::Engaged { person, ticket } => Some((person, ticket)),
        _ => None,
    };
    let mut minutes = 0;
    let (person, ticket) = loop {
        minutes += 1;
        exercise.advance(SimTime::START + Duration::minutes(minutes));
        if let Some(found) = exercise.records().iter().find_map(engaged) {
            break found;
        }
    };
    let task = Task {
        ticket,
        kind: WorkKind::Diagnostic,
        work: n("map-records"),
        attempt: 1,
    };
    exercise.submit(exercise.now(), plan.person(person), Command::Work { task });
    exercise.advance(exercise.now());
    let refused = exercise.records().iter().find_map(|r| match &r.fact {
        Fact::Refused { refusal, .. } => Some(refusal.clone()),
        _ => None,
    });
    assert!(
        matches!(refused, Some(Refusal::NotYet { .. })),
        "{refused:?}"
    );
}

#[test]
fn without_evidence_mapping_takes_six_times_as_long() {
    let cut_off_by_a_tool = |destroys: bool| {
        let mut setup = thief("unmanaged");
        setup.process.automation.remediation = true;
        setup.scenario.actions[1].automatic = true;
        setup.scenario.actions[1].noticeable = false;
        if !destroys {
            setup.scenario.actions[1].destroys.clear();
        }
        runs(setup)
            .map(|e| first_work(e.records(), "map-shop"))
            .collect::<Vec<_>>()
    };
    let (lost, kept) = (cut_off_by_a_tool(true), cut_off_by_a_tool(false));
    let mut compared = 0;
    for (lost, kept) in lost.iter().zip(&kept) {
        if let (Some((one, slow)), Some((other, quick))) = (lost, kept) {
            assert_eq!(one, other);
            assert!((slow.as_minutes_f64() / quick.as_minutes_f64() - 6.0).abs() < 0.01);
            compared += 1;
        }
    }
    assert!(compared > 0);
}

/// Who first began a work, and how much of it lay before them.
fn first_work(log: &[Record], work: &str) -> Option<(Name, Duration)> {
    log.iter().find_map(|r| match r.fact {
        Fact::JobStarted {
            person,
            job: Job::Task(task),
            work: takes,
        } if task.work == n(work) => Some((person, takes)),
        _ => None,
    })
}

#[test]
fn whoever_destroys_evidence_knows_that_it_is_lost() {
    let mut known = 0;
    for exercise in runs(thief("blameless")) {
        let log = exercise.records();
        let gone = log
            .iter()
            .find(|r| matches!(r.fact, Fact::EvidenceDestroyed { .. }));
        let Some(gone) = gone else { continue };
        let ended = &log[gone.because.expect("it has a cause") as usize];
        let Fact::TaskEnded { person, .. } = ended.fact else {
            panic!("{ended:?}");
        };
        let lost = Claim::Evidence {
            evidence: n("traces"),
            saved: false,
        };
        let mut own = learned(log).filter(|(r, p, _)| *p == person && r.at == gone.at);
        assert!(own.any(|(_, _, b)| b.claim == lost));
        known += 1;
    }
    assert!(known > 0);
}

#[test]
fn nobody_waits_to_save_evidence_that_is_known_to_be_lost() {
    let mut setup = thief("blameless");
    setup.process.evidence_first = true;
    setup.process.automation.remediation = true;
    setup.scenario.actions[1].automatic = true;
    setup.scenario.actions[1].noticeable = false;
    setup.scenario.actions[2].risky = true;
    for exercise in runs(setup) {
        let mut log = exercise.records().iter();
        assert!(log.any(|r| task(r, "cut-off") || task(r, "new-keys")));
    }
}

#[test]
fn a_thief_who_has_noticed_is_to_be_mapped_again() {
    let mut tipped = 0;
    let mut removed = 0;
    for process in ["blameless", "unmanaged"] {
        for exercise in runs(thief(process)) {
            let log = exercise.records();
            let noticed = |r: &&Record| matches!(r.fact, Fact::TippedOff { .. });
            let Some(last) = log.iter().rfind(noticed) else {
                continue;
            };
            tipped += 1;
            let again = &log[last.seq as usize + 1];
            let Fact::FaultBegan { fault, .. } = again.fact else {
                panic!("{again:?}");
            };
            let cured = |r: &&Record| matches!(r.fact, Fact::CauseRemoved { .. });
            let Some(cured) = log.iter().find(cured) else {
                continue;
            };
            removed += 1;
            let ended = &log[cured.because.expect("it has a cause") as usize];
            let Fact::TaskEnded { person, .. } = ended.fact else {
                panic!("{ended:?}");
            };
            let mut known = learned(&log[..cured.seq as usize]);
            let mapped = |b: &Belief| match b.claim {
                Claim::Mapped { stage, .. } => stage == fault && b.since >= last.at,
                _ => false,
            };
            assert!(
                known.any(|(_, p, b)| p == person && mapped(&b)),
                "{process}"
            );
        }
    }
    assert!(tipped > 4 && removed > 4, "{tipped} {removed}");
}

#[test]
fn what_was_prevented_is_not_found() {
    let mut prevented = 0;
    let mut setup = thief("blameless");
    setup.process.automation.remediation = true;
    setup.scenario.actions[1].automatic = true;
    for exercise in runs(setup) {
        let log = exercise.records();
        let stayed = |r: &Record| matches!(r.fact, Fact::FaultPrevented { .. });
        if log.iter().any(stayed) {
            prevented += 1;
            assert!(!learned(log).any(|(_, _, b)| exposes(&b)));
        }
    }
    assert!(prevented > 0);
}

// -- what lies there unseen --

const STANDBY: &str = r#"(
    name: "standby", title: "A standby that would not start", horizon: "12h",
    starts: (at: "2026-11-12T13:05", zone: "Europe/Berlin"),
    system: (services: [(name: "shop", users: 1000, owner: "product")]),
    problems: [(
        name: "standby", begins: At("0s"), causes: [(name: "never-tried")],
        faults: [
            (name: "standby-dead", kind: Outage, on: "shop", size: 0.5, latent: true),
            (name: "primary-limps", kind: Errors, on: "shop", size: 0.2, begins: At("60m")),
        ],
    )],
    monitors: [(name: "shop-errors", on: "shop", misses: 0.0)],
    diagnostics: [(name: "look", work: Fixed("20m"), tests: ["never-tried"])],
    actions: [(name: "mend", kind: "repair", on: "shop", work: Fixed("20m"),
               cures: ["never-tried"])],
)"#;

#[test]
fn a_latent_fault_shows_when_its_service_is_called_on() {
    for exercise in runs(world(STANDBY, "blameless")) {
        let log = exercise.records();
        let health = |r: &Record| match r.fact {
            Fact::HealthChanged { health, .. } => Some((r.at, health)),
            _ => None,
        };
        let (at, health) = log.iter().find_map(health).expect("it breaks");
        assert_eq!(at, SimTime::START + Duration::minutes(60));
        assert_eq!(health.as_ppm(), 400_000);
    }
}

// -- runbooks --

/// The standby with a runbook on the shop: what it lists, how much that speeds it, what it says.
fn with_runbook(text: &str) -> Setup {
    let mut setup = world(STANDBY, "blameless");
    setup.scenario.findings = read(
        r#"[
        (name: "battery-flat", text: "The battery is flat.", if_cause: ["flat-battery"],
         points: [(to: "flat-battery", nats: 1.0)]),
    ]"#,
    );
    setup.scenario.problems[0].causes =
        read(r#"[(name: "never-tried"), (name: "flat-battery", weight: 0.0)]"#);
    setup.scenario.diagnostics[0].reveals = vec![n("battery-flat")];
    setup.scenario.runbooks = read(text);
    setup
}

#[test]
fn what_a_runbook_lists_goes_quicker_once_it_has_been_read() {
    let read_at_once = |text: &str| {
        let mut setup = with_runbook(text);
        let times = &mut setup.defaults.story_times;
        (times.read, times.read_each) = (Duration::ZERO, Duration::ZERO);
        setup
    };
    let fresh = r#"[(name: "shop-down", on: "shop", diagnostics: ["look"], speeds: 2.0)]"#;
    let first = |e: Exercise| first_work(e.records(), "look");
    let slow: Vec<_> = runs(read_at_once("[]")).map(first).collect();
    let quick: Vec<_> = runs(read_at_once(fresh)).map(first).collect();
    let pairs = slow
        .iter()
        .zip(&quick)
        .filter_map(|(s, q)| Some((s.as_ref()?, q.as_ref()?)));
    let pairs: Vec<_> = pairs.collect();
    assert!(pairs.len() > 2);
    for ((one, slow), (other, quick)) in pairs {
        assert_eq!(one, other);
        assert!((slow.as_minutes_f64() / quick.as_minutes_f64() - 2.0).abs() < 0.01);
    }
}

#[test]
fn reading_a_runbook_takes_its_time() {
    let long = r#"[(name: "shop-down", on: "shop", diagnostics: ["look"], actions: ["mend"])]"#;
    let triage = |e: &Exercise| {
        e.records().iter().find_map(|r| match r.fact {
            Fact::JobStarted {
                job: Job::Triage(_),
                work,
                ..
            } => Some(work),
            _ => None,
        })
    };
    let without: Vec<_> = runs(with_runbook("[]")).map(|e| triage(&e)).collect();
    let with: Vec<_> = runs(with_runbook(long)).map(|e| triage(&e)).collect();
    let times = with_runbook("[]").defaults.story_times;
    for (without, with) in without.iter().zip(&with) {
        let (without, with) = (
            without.expect("somebody looks"),
            with.expect("somebody looks"),
        );
        assert_eq!(with, without + times.read + times.read_each.times(2.0));
    }
}

/// How many runs hear something wrong from a runbook of this age.
fn misled_by_a_runbook(age: &str) -> usize {
    let text =
        format!(r#"[(name: "shop-down", on: "shop", asserts: ["battery-flat"], age: "{age}")]"#);
    let read = |e: &Exercise| {
        let mut all = learned(e.records());
        all.any(|(_, _, b)| b.source == Source::Runbook(n("shop-down")))
    };
    runs(with_runbook(&text)).filter(read).count()
}

#[test]
fn a_runbook_checked_today_says_nothing_wrong_and_a_very_old_one_does() {
    assert_eq!(misled_by_a_runbook("0s"), 0);
    assert!(misled_by_a_runbook("3600d") > misled_by_a_runbook("100d"));
}

#[test]
fn a_stale_runbook_is_believed_until_somebody_looks() {
    let stale = r#"[(name: "shop-down", on: "shop", asserts: ["battery-flat"],
                     points: [(to: "flat-battery", nats: 2.0)], age: "900d")]"#;
    let mut seen = 0;
    for exercise in runs(with_runbook(stale)) {
        let log = exercise.records();
        let of = |source: Source| {
            move |(_, _, b): &(&Record, Name, Belief)| {
                let about = matches!(b.claim, Claim::Finding { finding, .. } if finding == n("battery-flat"));
                about && b.source == source
            }
        };
        let mut read = learned(log).filter(of(Source::Runbook(n("shop-down"))));
        let Some((_, reader, read)) = read.next() else {
            continue; // They saw for themselves before they read it.
        };
        assert!(matches!(read.claim, Claim::Finding { present: true, .. }));
        // It points to the wrong cause, strongly enough to be believed.
        let wrong = |r: &Record| matches!(r.fact, Fact::Convinced { cause: Some(cause), person, .. } if cause == n("flat-battery") && person == reader);
        assert!(log.iter().any(wrong));
        if let Some((_, _, own)) = learned(log).find(of(Source::Own)) {
            assert!(matches!(own.claim, Claim::Finding { present: false, .. }));
            seen += 1;
        }
    }
    assert!(seen > 0);
}

// -- what an alert shows --

/// The standby whose monitor shows why, or would.
fn with_a_telling_monitor() -> Setup {
    let mut setup = with_runbook("[]");
    setup.scenario.findings = read(
        r#"[
        (name: "never-started", text: "It has never been started.", if_cause: ["never-tried"],
         points: [(to: "never-tried", nats: 1.0)]),
        (name: "battery-flat", text: "The battery is flat.", if_cause: ["flat-battery"],
         points: [(to: "flat-battery", nats: 1.0)]),
    ]"#,
    );
    setup.scenario.monitors[0].shows = vec![n("never-started"), n("battery-flat")];
    setup.defaults.world.clear_sign.value = sandtable::base::Share::NONE;
    setup.defaults.world.misleading_sign.value = sandtable::base::Share::NONE;
    setup
}

fn found(claim: Claim) -> Option<(Name, bool)> {
    match claim {
        Claim::Finding {
            finding, present, ..
        } => Some((finding, present)),
        _ => None,
    }
}

#[test]
fn what_an_alert_shows_stands_on_the_page() {
    for exercise in runs(with_a_telling_monitor()) {
        let log = exercise.records();
        let reached = |r: &&Record| matches!(r.fact, Fact::PageReached { .. });
        let page = log.iter().find(reached).expect("somebody hears it");
        let on_it = learned(log).filter(|(r, _, _)| r.because == Some(page.seq));
        let tool = on_it.filter(|(_, _, b)| b.source == Source::Tool);
        let shown: Vec<_> = tool.filter_map(|(_, _, b)| found(b.claim)).collect();
        // Only what is so.
        assert_eq!(shown, [(n("never-started"), true)]);
    }
}

#[test]
fn what_a_quiet_monitor_shows_is_seen_by_whoever_looks() {
    let mut setup = with_a_telling_monitor();
    let mut quiet = setup.scenario.monitors[0].clone();
    setup.scenario.monitors[0].shows.clear();
    (quiet.name, quiet.quiet) = (n("never-looked-at"), true);
    setup.scenario.monitors.push(quiet);
    for exercise in runs(setup) {
        let mut first = learned(exercise.records()).filter_map(|(r, p, b)| {
            let (finding, _) = found(b.claim)?;
            Some((r, p, b, finding))
        });
        let (record, person, belief, finding) = first.next().expect("somebody looks");
        assert_eq!((finding, belief.source), (n("never-started"), Source::Own));
        let cause = &exercise.records()[record.because.expect("a cause") as usize];
        let triage = matches!(cause.fact, Fact::JobFinished { person: p, job: Job::Triage(_) } if p == person);
        assert!(triage, "{cause:?}");
    }
}

#[test]
fn automatic_diagnostics_stand_on_the_page_and_in_the_document() {
    let mut setup = with_runbook("[]");
    setup.scenario.diagnostics[0].automatic = true;
    setup.process.automation.diagnostics = true;
    setup.process.declare.always = true;
    for exercise in runs(setup) {
        let log = exercise.records();
        let tells = |b: &Belief| {
            let tested = matches!(b.claim, Claim::Cause { is: true, .. });
            tested && b.source == Source::Tool
        };
        let mut by_tool = learned(log).filter(|(_, _, b)| tells(b));
        assert!(by_tool.all(|(r, _, _)| {
            let cause = &log[r.because.expect("a cause") as usize];
            matches!(cause.fact, Fact::PageReached { .. })
        }));
        let in_document = |r: &Record| match &r.fact {
            Fact::Written { beliefs, .. } => beliefs.iter().any(tells),
            _ => false,
        };
        assert!(log.iter().any(in_document));
    }
}

// -- what must come first --

#[test]
fn to_know_that_something_is_not_there_is_no_ground_to_act() {
    let needing = |finding: &str| {
        let mut setup = with_runbook("[]");
        setup.scenario.findings.extend(read::<Vec<_>>(
            r#"[(name: "it-is-dead", text: "It is dead.", if_cause: ["never-tried"])]"#,
        ));
        setup.scenario.diagnostics[0].reveals.push(n("it-is-dead"));
        setup.scenario.diagnostics[0].misread = Some(sandtable::base::Share::NONE);
        setup.defaults.world.misleading_sign.value = sandtable::base::Share::NONE;
        setup.scenario.actions[0].needs = vec![Need::Finding(n(finding))];
        setup
    };
    let mends = |e: Exercise| e.records().iter().any(|r| task(r, "mend"));
    // The battery is not flat, and whoever has looked knows it.
    assert!(!runs(needing("battery-flat")).any(mends));
    assert!(
        runs(needing("it-is-dead"))
            .filter_map(|e| mends(e).then_some(()))
            .count()
            >= 6
    );
}

// -- signals held back, several troubles at once, many alerts --

#[test]
fn an_alert_that_is_held_back_has_reached_nobody() {
    let mut setup = with_runbook("[]");
    setup.process.hub.suppresses_for = Some(Duration::minutes(20));
    for exercise in runs(setup) {
        let log = exercise.records();
        let at = |fits: fn(&Fact) -> bool| log.iter().find(|r| fits(&r.fact)).map(|r| r.at);
        let raised = at(|f| matches!(f, Fact::AlertRaised { .. })).expect("it is seen");
        let paged = at(|f| matches!(f, Fact::PageSent { .. })).expect("it is passed on");
        assert_eq!(paged, raised + Duration::minutes(20));
        let alerted = exercise.timeline().episodes()[0].at(Milestone::Alerted);
        assert_eq!(alerted, Some(paged));
    }
}

/// The warehouse fails and takes the shop down after a while; the mail fails beside it.
const TWO: &str = r#"(
    name: "two", title: "Two troubles", horizon: "6h",
    starts: (at: "2026-11-12T13:05", zone: "Europe/Berlin"),
    system: (services: [
        (name: "warehouse"), (name: "mail", users: 10),
        (name: "shop", users: 1000, needs: [(on: "warehouse", delay: Fixed("10m"))]),
    ]),
    problems: [
        (name: "warehouse-down", begins: At("0s"), causes: [(name: "fire")],
         faults: [(name: "warehouse-out", kind: Outage, on: "warehouse")]),
        (name: "mail-down", begins: At("FROM"), causes: [(name: "full")],
         faults: [(name: "mail-out", kind: Outage, on: "mail")]),
    ],
)"#;

#[test]
fn each_troubles_harm_travels_as_slowly_as_that_of_both() {
    // Whether the second begins before the first, with it, or while its losses are on the way.
    for from in ["0s", "5m", "9m"] {
        let setup = world(&TWO.replace("FROM", from), "blameless");
        let exercise = run(&plan_of(setup), 1);
        let harm = exercise.records().iter().filter_map(|r| match r.fact {
            Fact::HarmChanged {
                episode, users_hit, ..
            } => Some((r.at.since(SimTime::START), episode.0, users_hit)),
            _ => None,
        });
        let harm: Vec<_> = harm.collect();
        let (warehouse, mail) = match harm[0].1 {
            _ if from == "0s" => (0, 1),
            first => (1 - first, first),
        };
        assert!(
            harm.contains(&(Duration::minutes(10), warehouse, 1000)),
            "{from}: {harm:?}"
        );
        assert!(
            harm.iter()
                .all(|(at, episode, hit)| match *episode == warehouse {
                    true => *at >= Duration::minutes(10) && *hit == 1000,
                    false => *episode == mail && *hit == 10,
                }),
            "{from}: {harm:?}"
        );
    }
}

#[test]
fn more_alerts_than_sixteen_bits_count_are_told_apart() {
    let mut setup = world(STANDBY, "blameless");
    setup.scenario.injects = read(
        r#"[(name: "storm", kind: "page-noise", when: At("1m"), service: "shop", count: 66000)]"#,
    );
    let exercise = run(&plan_of(setup), 1);
    let alerts = exercise.records().iter().filter_map(|r| match r.fact {
        Fact::AlertRaised { alert, .. } => Some(alert.0),
        _ => None,
    });
    assert!(alerts.take(66_000).eq(0..66_000));
}

// -- those with no part in it --

const LOOK_ON: [&str; 3] = ["kofi", "lena", "marta"];

fn looks_on(person: Name) -> bool {
    LOOK_ON.iter().any(|name| n(name) == person)
}

/// The thief, who is noticed in the house after half an hour.
fn talked_about(process: &str) -> Setup {
    let mut setup = thief(process);
    setup.defaults.people.bystanders_join.value = Law::Fixed(Duration::minutes(30));
    // Lena in product knows this field; Kofi in sales and Marta in support know none.
    setup.scenario.diagnostics[0].skill = Some(n("application"));
    setup
}

fn commanded(record: &Record) -> Option<(Name, &Command)> {
    match (&record.by, &record.fact) {
        (Actor::Person(person), Fact::Commanded { command }) => Some((*person, command)),
        _ => None,
    }
}

#[test]
fn where_nobody_leads_bystanders_come_ask_and_try() {
    let (mut briefs, mut asks, mut tries) = (0, 0, 0);
    let setup = talked_about("unmanaged");
    let takes = setup.defaults.story_times.join;
    for exercise in runs(setup) {
        for record in exercise.records() {
            match &record.fact {
                Fact::JobStarted { person, job, work } if *job == Job::Coordination(n("brief")) => {
                    assert!(!looks_on(*person));
                    assert_eq!(*work, takes);
                    briefs += 1;
                }
                Fact::TaskStarted { task, person, .. } if looks_on(*person) => {
                    assert_eq!((task.kind, *person), (WorkKind::Diagnostic, n("lena")));
                    tries += 1;
                }
                _ => {}
            }
            if let Some((person, Command::Ask { whom, .. })) = commanded(record)
                && looks_on(person)
            {
                assert!(!looks_on(*whom));
                asks += 1;
            }
        }
    }
    assert!(
        briefs >= 8 && asks >= 8 && tries > 0,
        "{briefs} {asks} {tries}"
    );
}

#[test]
fn with_a_limit_to_the_room_bystanders_observe_once_somebody_leads() {
    let mut sent_out = 0;
    let mut setup = talked_about("blameless");
    // Somebody is there before anybody commands.
    setup.defaults.people.bystanders_join.value = Law::Fixed(Duration::minutes(12));
    for exercise in runs(setup) {
        let log = exercise.records();
        let taken = log
            .iter()
            .find(|r| matches!(r.fact, Fact::RoleTaken { role, .. } if role == n("commander")));
        let Some(taken) = taken else { continue };
        for record in &log[taken.seq as usize..] {
            match record.fact {
                Fact::TaskStarted { person, .. } => assert!(!looks_on(person), "{record:?}"),
                Fact::Engaged { person, .. } if looks_on(person) => {
                    let soon = |r: &&Record| r.at == record.at && r.seq > record.seq;
                    let mut then = log.iter().filter(soon);
                    let left = |r: &Record| matches!(r.fact, Fact::Left { person: p, why } if p == person && why == LeaveReason::Observing);
                    assert!(then.any(left), "{record:?}");
                }
                _ => {}
            }
            if let Some((person, Command::SendOut { whom })) = commanded(record) {
                assert!(!looks_on(person) && looks_on(*whom));
                sent_out += 1;
            }
        }
    }
    assert!(sent_out > 0);
}

#[test]
fn a_private_channel_keeps_bystanders_out() {
    for private in [Private::Security, Private::Always] {
        let mut setup = talked_about("blameless");
        setup.process.room_limit = None;
        setup.process.private = private;
        for exercise in runs(setup) {
            let public = |r: &&Record| !matches!(r.fact, Fact::Ended { .. });
            for record in exercise.records().iter().filter(public) {
                let seen = LOOK_ON.iter().any(|name| record.audience.holds(n(name)));
                assert!(!seen, "{record:?}");
            }
        }
    }
}

#[test]
fn an_incident_that_somebody_makes_private_keeps_lookers_on_away() {
    let mut setup = talked_about("blameless");
    setup.process.room_limit = None;
    // Who has noticed before may still be on the way.
    let noticed = |exercise: &Exercise, since: SimTime| {
        let log = exercise.records().iter().filter(|r| r.at > since);
        log.filter(|r| matches!(r.fact, Fact::Noticed { person, .. } if looks_on(person)))
            .count()
    };
    let (mut open, mut closed) = (0, 0);
    for (seed, exercise) in SEEDS.zip(runs(setup.clone())) {
        let mut log = exercise.records().iter();
        let declared = log.find_map(|r| match r.fact {
            Fact::Declared { incident, by, .. } => Some((r.at, incident, by)),
            _ => None,
        });
        let (at, incident, by) = declared.expect("somebody declares");
        let plan = plan_of(setup.clone());
        let who = plan.person(by).unwrap();
        let alone = exercise;
        let mut exercise = Exercise::of_plan(plan, seed);
        exercise.advance(at);
        // Their hands may be full for a while.
        for minute in 0..30 {
            let head = Command::Describe {
                incident,
                head: Heading {
                    title: Some("Somebody is inside".into()),
                    text: None,
                    private: Some(true),
                },
            };
            exercise.submit(at + Duration::minutes(minute), Some(who), head);
        }
        exercise.finish();
        let mut log = exercise.records().iter();
        let described = log.find(|r| matches!(r.fact, Fact::Described { .. }));
        let described = described.unwrap_or_else(|| panic!("{by} could not: {seed}"));
        open += noticed(&alone, described.at);
        closed += noticed(&exercise, described.at);
        assert!(!LOOK_ON.iter().any(|name| described.audience.holds(n(name))));
        let seen = &exercise.board(who).incidents[0];
        assert_eq!(seen.head.title.as_deref(), Some("Somebody is inside"));
    }
    assert!(open > 0 && closed == 0, "{open} noticed, then {closed}");
}

// -- those outside, and what they think --

/// The shop is down until somebody has looked for an hour and mended for another.
const DOWN: &str = r#"(
    name: "down", title: "The shop is down", horizon: "24h",
    starts: (at: "2026-11-12T13:05", zone: "Europe/Berlin"),
    system: (services: [(name: "shop", users: 1000, owner: "product")]),
    problems: [(
        name: "leak", begins: At("0s"), causes: [(name: "leak"), (name: "worn", weight: 0.0)],
        faults: [(name: "outage", kind: Outage, on: "shop")],
    )],
    monitors: [(name: "shop-errors", on: "shop", misses: 0.0)],
    diagnostics: [(name: "look", work: Fixed("60m"), tests: ["leak"], misread: 0.0)],
    actions: [(name: "mend", kind: "repair", on: "shop", work: Fixed("60m"),
        needs: [Diagnostic("look")], cures: ["leak"])],
)"#;

/// As hard in every run.
fn down() -> Setup {
    let mut setup = world(DOWN, "blameless");
    setup.defaults.world.difficulty_sigma.value = sandtable::base::Factor::ZERO;
    setup
}

/// The same under a process that promises nothing to anybody.
fn silent() -> Setup {
    let mut setup = down();
    setup.process.cadences.clear();
    setup
}

fn lowest(exercise: &Exercise) -> u32 {
    let trust = &exercise.timeline().duties.trust;
    let all = Stakeholder::ALL.iter();
    let lowest = all.map(|who| trust.lowest(*who).as_ppm());
    lowest.min().expect("there are three")
}

/// Questions from within the house, and to how many people.
fn questions(log: &[Record]) -> (usize, usize) {
    let asked = log.iter().filter_map(|r| match &r.fact {
        Fact::MessageSent { to, from, .. } if from != "customers" => Some(*to),
        _ => None,
    });
    let asked: Vec<Name> = asked.collect();
    let people: std::collections::BTreeSet<Name> = asked.iter().copied().collect();
    (asked.len(), people.len())
}

fn reasons(log: &[Record]) -> Vec<TrustReason> {
    let why = log.iter().filter_map(|r| match r.fact {
        Fact::TrustChanged { why, .. } => Some(why),
        _ => None,
    });
    why.collect()
}

#[test]
fn silence_costs_trust_and_updates_in_time_keep_it() {
    for (told, untold) in runs(down()).zip(runs(silent())) {
        let (told, untold) = (lowest(&told), lowest(&untold));
        assert!(untold < told, "{untold} {told}");
        assert!(untold < 600_000, "{untold}");
    }
}

#[test]
fn who_has_lost_trust_asks_more_often_and_more_people() {
    let mut believing = silent();
    for costs in [
        &mut believing.defaults.trust.silence_costs,
        &mut believing.defaults.trust.broken_promise_costs,
        &mut believing.defaults.trust.false_end_costs,
    ] {
        costs.value = sandtable::base::Share::NONE;
    }
    let count = |setup| {
        let all = runs(setup).map(|e| questions(e.records()));
        all.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let (few, whom) = count(believing);
    let (more, whom_more) = count(silent());
    assert!(more > few * 5 / 4, "{more} questions, {few} with trust");
    assert!(
        whom_more > whom,
        "{whom_more} people asked, {whom} with trust"
    );
}

#[test]
fn trust_falls_because_of_the_word_that_was_the_last() {
    for exercise in runs(down()) {
        let log = exercise.records();
        for record in log {
            let Fact::TrustChanged { why, .. } = record.fact else {
                continue;
            };
            let cause = &log[record.because.expect("it has a cause") as usize].fact;
            let fits = match why {
                TrustReason::Silence => matches!(
                    cause,
                    Fact::ImpactChanged { .. }
                        | Fact::TrustChanged { .. }
                        | Fact::Declared { .. }
                        | Fact::UpdateSent { .. }
                        | Fact::MessageAnswered { .. }
                ),
                TrustReason::BrokenPromise => matches!(cause, Fact::UpdateDue { .. }),
                TrustReason::NotOver => {
                    matches!(cause, Fact::UpdateSent { .. } | Fact::ImpactChanged { .. })
                }
                TrustReason::Informed => {
                    matches!(
                        cause,
                        Fact::UpdateSent { .. } | Fact::MessageAnswered { .. }
                    )
                }
            };
            assert!(fits, "{why:?} because of {cause:?}");
            assert_eq!(record.audience, sandtable::model::Audience::Facilitator);
        }
    }
}

#[test]
fn where_nobody_is_harmed_trust_stays_and_changes_nothing() {
    let unharmed = |costs| {
        let mut setup = silent();
        setup.scenario.system.as_mut().expect("it has one").services[0].users = 0;
        setup.defaults.trust.silence_costs.value = sandtable::base::Share::ppm(costs);
        runs(setup)
    };
    for (one, other) in unharmed(150_000).zip(unharmed(900_000)) {
        assert_eq!(lowest(&one), 1_000_000);
        support::assert_same(
            "nobody is hit",
            &support::lines(one.records()),
            &support::lines(other.records()),
        );
    }
}

#[test]
fn the_closing_message_ends_the_questions() {
    let closing = |r: &&Record| matches!(r.fact, Fact::UpdateSent { closing: true, .. });
    let mut told = 0;
    for exercise in runs(down()) {
        let log = exercise.records();
        let internal = log.iter().filter(closing).find(|r| {
            matches!(
                r.fact,
                Fact::UpdateSent {
                    duty: Duty::InternalUpdates,
                    ..
                }
            )
        });
        let Some(end) = internal else { continue };
        told += 1;
        let after = log.iter().filter(|r| r.at >= end.at);
        assert_eq!(questions(&after.cloned().collect::<Vec<_>>()), (0, 0));
    }
    assert!(told >= 6, "{told} of 8 were told that it is over");
}

#[test]
fn to_say_that_it_is_over_while_it_is_not_costs_trust() {
    let plan = plan_of(down());
    let mut costly = 0;
    for seed in SEEDS {
        let told = run(&plan, seed);
        let first = told.records().iter().find(|r| {
            matches!(
                r.fact,
                Fact::UpdateSent {
                    duty: Duty::StatusPage,
                    ..
                }
            )
        });
        let commands = told.records().iter().find_map(|r| match r.fact {
            Fact::RoleTaken { role, person } if role == n("commander") => Some(person),
            _ => None,
        });
        let (Some(first), Some(commands)) = (first, commands) else {
            continue;
        };
        let incident = sandtable::model::IncidentId(0);
        let mut exercise = Exercise::of_plan(plan.clone(), seed);
        for minute in 1..30 {
            let at = first.at + Duration::minutes(minute);
            exercise.submit(at, plan.person(commands), Command::Close { incident });
        }
        exercise.finish();
        costly += usize::from(reasons(exercise.records()).contains(&TrustReason::NotOver));
    }
    assert!(costly >= 4, "{costly}");
}

/// How often somebody at work is refused something for want of a right that no role gives.
fn refused_without(right: Right, night: bool, command: Command) -> usize {
    let mut setup = down();
    if night {
        setup.scenario.starts = read(r#"(at: "2026-11-12T02:05", zone: "Europe/Berlin")"#);
    }
    for role in &mut setup.process.roles {
        role.rights.retain(|r| *r != right);
    }
    let plan = plan_of(setup);
    let refusals = SEEDS.map(|seed| {
        let mut exercise = run(&plan, seed);
        let first = exercise.records().iter().find_map(|r| match r.fact {
            Fact::Engaged { person, .. } => Some((r.at, plan.person(person))),
            _ => None,
        });
        let (at, person) = first.expect("somebody comes");
        exercise.reset(seed);
        for minute in 1..60 {
            exercise.submit(at + Duration::minutes(minute), person, command.clone());
        }
        exercise.finish();
        let refused = exercise.records().iter().filter(|r| match &r.fact {
            Fact::Refused {
                refusal: Refusal::NoRight { right: of },
                ..
            } => *of == right,
            _ => false,
        });
        refused.count()
    });
    refusals.filter(|count| *count > 0).count()
}

#[test]
fn what_only_some_may_is_refused_to_the_others() {
    let (ticket, incident) = (
        sandtable::model::TicketId(0),
        sandtable::model::IncidentId(0),
    );
    let declare = Command::Declare {
        ticket,
        severity: n("SEV1"),
    };
    let publish = Command::Update {
        incident,
        duty: Duty::StatusPage,
        text: None,
    };
    // Farah sleeps, and is not on call that week.
    let wake = Command::Page {
        whom: n("farah"),
        ticket,
        incident: None,
        role: None,
    };
    assert!(refused_without(Right::Declare, false, declare) >= 6);
    assert!(refused_without(Right::Publish, false, publish) >= 4);
    assert!(refused_without(Right::PageAnyone, true, wake) >= 4);
}
