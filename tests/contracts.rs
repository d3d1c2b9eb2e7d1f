//! The contracts of DESIGN section 5: determinism, keyed randomness, the log is the truth, boards
//! belong to persons, fork.

mod support;

use std::sync::Arc;

use rayon::prelude::*;
use sandtable::base::{Duration, Name, SimTime};
use sandtable::board::Board;
use sandtable::engine::plan::Plan;
use sandtable::exercise::Exercise;
use sandtable::model::command::Occupant;
use sandtable::model::inject::Trigger;
use sandtable::model::{Actor, Command, Fact, Inject, NoteKind, PageId, Record, Setup, TicketId};
use sandtable::timeline::Timeline;
use support::{
    ALL_SCENARIOS, PROCESSES, SCENARIOS, TEAMS, assert_same, lines, plan, plan_of, read, run,
    setup, setup_with,
};

const SEEDS: std::ops::Range<u64> = 1..4;

/// One of what is shipped: a scenario under a process with a team.
#[derive(Clone, Copy)]
struct Case {
    scenario: &'static str,
    process: &'static str,
    team: &'static str,
    place: usize,
}

impl Case {
    fn setup(&self) -> Setup {
        setup_with(self.scenario, self.process, self.team)
    }
    fn plan(&self) -> Arc<Plan> {
        plan_of(self.setup())
    }
    /// All seeds for the scenarios of the spine with the first team, one for each of the others:
    /// another one for its neighbours.
    fn seeds(&self) -> Vec<u64> {
        match self.team == TEAMS[0] && SCENARIOS.contains(&self.scenario) {
            true => SEEDS.collect(),
            false => vec![4 + self.place as u64 % 7],
        }
    }
    fn what(&self, seed: u64) -> String {
        let Case {
            scenario,
            process,
            team,
            ..
        } = self;
        format!("{scenario}, {process}, {team}, seed {seed}")
    }
}

/// Holds something against every scenario under every process with every team.
fn in_every_case(check: impl Fn(Case) + Send + Sync) {
    let mut cases = Vec::new();
    for scenario in ALL_SCENARIOS {
        for process in PROCESSES {
            for team in TEAMS {
                let place = cases.len();
                cases.push(Case {
                    scenario,
                    process,
                    team,
                    place,
                });
            }
        }
    }
    cases.into_par_iter().for_each(check);
}

// -- determinism --

#[test]
fn the_same_inputs_give_the_same_bytes() {
    in_every_case(|case| {
        let (one, other) = (case.plan(), case.plan());
        for seed in case.seeds() {
            let one = lines(run(&one, seed).records());
            assert_same(&case.what(seed), &one, &lines(run(&other, seed).records()));
        }
    });
}

#[test]
fn a_run_reset_in_place_is_a_fresh_one() {
    in_every_case(|case| {
        let plan = case.plan();
        let mut used = run(&plan, 99);
        for seed in case.seeds() {
            used.reset(seed);
            used.finish();
            let fresh = lines(run(&plan, seed).records());
            assert_same(&case.what(seed), &lines(used.records()), &fresh);
        }
    });
}

#[test]
fn another_seed_is_another_story() {
    let plan = plan("quiet-disk", "blameless");
    let stories: Vec<_> = (1..10).map(|s| lines(run(&plan, s).records())).collect();
    for (k, story) in stories.iter().enumerate() {
        assert!(!stories[..k].iter().any(|s| s[1..] == story[1..]));
    }
}

#[test]
fn steps_in_time_do_not_matter() {
    let plan = plan("quiet-disk", "blameless");
    let whole = lines(run(&plan, 3).records());
    for step in [7, 60, 3_601] {
        let mut exercise = Exercise::of_plan(plan.clone(), 3);
        let steps = 1..=24 * 3_600 / step + 1;
        steps.for_each(|k| {
            exercise.advance(SimTime::START + Duration::seconds(step * k));
        });
        assert_same(&format!("{step} s"), &lines(exercise.records()), &whole);
    }
}

// -- keyed randomness --

#[test]
fn an_unrelated_person_changes_nobodys_luck() {
    let stranger = |setup: &mut Setup| {
        let mut person = setup.team.people[0].clone();
        person.name = Name::new("stranger");
        person.skills.clear();
        person.trained.clear();
        // Not at the end, so that places in the roster move.
        setup.team.people.insert(1, person);
    };
    in_every_case(|case| check_unmoved(case, "stranger", stranger));
}

#[test]
fn an_unrelated_monitor_changes_nothing_but_its_own_records() {
    let quiet = |setup: &mut Setup| {
        let mut monitor = setup.scenario.monitors[0].clone();
        monitor.name = Name::new("dashboard-only");
        monitor.quiet = true;
        setup.scenario.monitors.insert(0, monitor);
    };
    in_every_case(|case| check_unmoved(case, "dashboard-only", quiet));
}

#[test]
fn an_inject_that_never_comes_changes_nothing_but_its_own_records() {
    let card = |setup: &mut Setup| {
        let inject = serde_json::json!({
            "name": "too-late", "kind": "card", "when": {"At": "1s"}, "text": "Too late.",
            "to": {"People": []},
        });
        let mut inject: sandtable::model::Inject = serde_json::from_value(inject).unwrap();
        inject.when = Trigger::At(setup.scenario.horizon + Duration::hours(1));
        setup.scenario.injects.insert(0, inject);
    };
    in_every_case(|case| check_unmoved(case, "too-late", card));
}

/// Adds something called `added`: every record that does not name it is as it was.
fn check_unmoved(case: Case, added: &str, add: fn(&mut Setup)) {
    let before = case.plan();
    let mut changed = case.setup();
    add(&mut changed);
    let after = plan_of(changed);
    for seed in case.seeds() {
        let what = format!("{}, with {added}", case.what(seed));
        let one = unnumbered(run(&before, seed).records(), added);
        let other = unnumbered(run(&after, seed).records(), added);
        assert_same(&what, &one, &other);
    }
}

/// When, by whom, what: without numbers, which move, and without records that name something.
fn unnumbered(records: &[Record], without: &str) -> Vec<String> {
    let named = format!("\"{without}\"");
    let text = |r: &Record| serde_json::to_string(&(r.at, r.by, &r.fact)).unwrap();
    let all = records.iter().map(text);
    all.filter(|line| !line.contains(&named)).collect()
}

// -- fork --

#[test]
fn restoring_a_snapshot_equals_straight_running() {
    in_every_case(|case| {
        let short = case.scenario == "quiet-disk" && case.team == TEAMS[0];
        check_restore(case, if short { 40 } else { 4 });
    });
}

/// From so many instants of a log, another exercise goes on as the first did.
fn check_restore(case: Case, instants: usize) {
    let (plan, seed) = (case.plan(), case.seeds()[0]);
    let whole = run(&plan, seed);
    let log = lines(whole.records());
    let mut walker = Exercise::of_plan(plan.clone(), seed);
    let all = moments(whole.records());
    let nth = all.len().div_ceil(instants);
    for at in all.into_iter().skip(case.place % nth).step_by(nth) {
        walker.advance(at);
        let snapshot = walker.snapshot();
        let from = walker.records().len();
        let mut other = Exercise::of_plan(plan.clone(), 77);
        other.restore(&snapshot);
        other.finish();
        let what = format!("{}, from {at} ({} ms)", case.what(seed), at.0);
        assert_same(&what, &lines(other.records()), &log[from..]);
        assert_eq!(other.engine().boards(), whole.engine().boards(), "{what}");
        assert!(other.timeline() == whole.timeline(), "{what}: timelines");
    }
}

#[test]
fn an_exercise_goes_back_to_where_it_was() {
    let plan = plan("three-data-centres", "blameless");
    let log = lines(run(&plan, 2).records());
    let mut exercise = Exercise::of_plan(plan, 2);
    exercise.advance(SimTime::START + Duration::minutes(90));
    let snapshot = exercise.snapshot();
    exercise.submit(exercise.now(), None, Command::Epoch { epoch: 5 });
    exercise.finish();
    assert_ne!(lines(exercise.records()), log);
    exercise.restore(&snapshot);
    exercise.finish();
    assert_same("after undoing", &lines(exercise.records()), &log);
}

fn moments(records: &[Record]) -> Vec<SimTime> {
    let mut all: Vec<_> = records.iter().map(|r| r.at).collect();
    all.dedup();
    all
}

// -- the log is the truth --

#[test]
fn a_log_is_re_executed_from_its_own_commands() {
    in_every_case(|case| check_re_executed(case.plan(), &case.seeds(), &[]));
}

#[test]
fn a_log_with_humans_and_a_facilitator_is_re_executed_too() {
    let human = |person: &str| Command::Seat {
        person: person.into(),
        occupant: Occupant::Human,
    };
    let inject = |name: &str, minute: i64, text: &str| Inject {
        text: text.into(),
        ..Inject::at(
            name.into(),
            "executive-message".into(),
            SimTime(minute * 60_000),
        )
    };
    let ticket = TicketId(0);
    check_re_executed(
        plan("quiet-disk", "blameless"),
        &[1, 2, 3],
        &[
            (0, "", human("goran")),
            (0, "", human("deniz")),
            (11, "goran", Command::Acknowledge { page: PageId(0) }),
            (11, "deniz", Command::Acknowledge { page: PageId(1) }),
            (16, "deniz", Command::Acknowledge { page: PageId(1) }),
            (17, "deniz", Command::Triage { ticket }),
            (18, "goran", Command::Triage { ticket }),
            (19, "goran", Command::Join { ticket }),
            (
                20,
                "deniz",
                Command::Waive {
                    person: "goran".into(),
                },
            ),
            (
                20,
                "",
                Command::Waive {
                    person: "deniz".into(),
                },
            ),
            (
                21,
                "deniz",
                Command::Mark {
                    text: "I see — “nothing”".into(),
                },
            ),
            (25, "", Command::Epoch { epoch: 3 }),
            (
                26,
                "",
                Command::Hold {
                    inject: "analyst-asks".into(),
                },
            ),
            (
                40,
                "",
                Command::Fire {
                    inject: "analyst-asks".into(),
                },
            ),
            (
                41,
                "",
                Command::Fire {
                    inject: "analyst-asks".into(),
                },
            ),
            (
                42,
                "",
                Command::Skip {
                    inject: "no-such".into(),
                },
            ),
            (50, "deniz", Command::StepAway),
            (
                55,
                "",
                Command::Seat {
                    person: "goran".into(),
                    occupant: Occupant::Policy,
                },
            ),
            (
                56,
                "",
                Command::Compose {
                    inject: Box::new(inject("added-1", 70, "Is it you?")),
                },
            ),
            (
                57,
                "",
                Command::Compose {
                    inject: Box::new(inject("added-1", 75, "Is it you, again?")),
                },
            ),
            (600, "", Command::End),
            (601, "", Command::End),
            (
                602,
                "",
                Command::Note {
                    by: "Vera".into(),
                    objective: None,
                    text: "after the end".into(),
                    kind: NoteKind::Seen,
                },
            ),
        ],
    );
}

#[test]
fn what_is_asked_for_in_a_simulated_persons_name_is_re_executed_too() {
    let ticket = TicketId(0);
    let asked = [
        (30, "deniz", Command::Triage { ticket }),
        (31, "goran", Command::Triage { ticket }),
        (35, "deniz", Command::StepAway),
    ];
    check_re_executed(plan("quiet-disk", "blameless"), &[1, 2, 3], &asked);
}

/// Commands at minutes, by somebody or (`""`) the facilitator, in the order of time.
fn check_re_executed(plan: Arc<Plan>, seeds: &[u64], commands: &[(i64, &str, Command)]) {
    for seed in seeds.iter().copied() {
        let mut exercise = Exercise::of_plan(plan.clone(), seed);
        for (minute, by, command) in commands {
            let at = SimTime::START + Duration::minutes(*minute);
            exercise.advance(at);
            let person = Name::known(by).and_then(|name| plan.person(name));
            exercise.submit(at, person, command.clone());
        }
        exercise.finish();
        let mut again = Exercise::re_executing(plan.clone(), seed, exercise.records());
        again.finish();
        let setup = &plan.setup;
        let (scenario, process, team) =
            (&setup.scenario.name, &setup.process.name, &setup.team.name);
        let what = format!("{scenario}, {process}, {team}, seed {seed}");
        let log = lines(exercise.records());
        assert_same(&what, &lines(again.records()), &log);
    }
}

#[test]
fn a_record_read_back_is_the_record() {
    in_every_case(|case| {
        for record in run(&case.plan(), case.seeds()[0]).records() {
            let text = serde_json::to_string(record).unwrap();
            let back: Record = serde_json::from_str(&text).unwrap();
            assert_eq!(&back, record, "{text}");
            assert_eq!(serde_json::to_string(&back).unwrap(), text);
        }
    });
}

#[test]
fn following_because_from_resolved_leads_to_the_fault_or_the_script() {
    in_every_case(|case| {
        let plan = case.plan();
        // Chains are as many as runs, so that of these there are more.
        for seed in case.seeds()[0]..case.seeds()[0] + 5 {
            let exercise = run(&plan, seed);
            let log = exercise.records();
            let resolved = |r: &&Record| matches!(r.fact, Fact::Resolved { .. });
            for record in log.iter().filter(resolved) {
                let before = |r: &&Record| r.because.map(|seq| &log[seq as usize]);
                let mut chain = std::iter::successors(Some(record), before);
                let begins = |r: &Record| {
                    matches!(r.fact, Fact::EpisodeBegan { .. } | Fact::InjectFired { .. })
                };
                let what = format!("{}, #{}", case.what(seed), record.seq);
                let link = |r: &Record| format!("\n  #{} {:?}", r.seq, r.fact);
                let links: String = chain.clone().map(link).collect();
                assert!(chain.any(begins), "{what}{links}");
            }
        }
    });
}

#[test]
fn what_waits_for_a_condition_comes_because_of_the_record_that_made_it_hold() {
    in_every_case(|case| {
        let plan = case.plan();
        let scenario = &plan.setup.scenario;
        let faults = scenario.problems.iter().flat_map(|p| &p.faults);
        let faults: Vec<_> = faults.map(|f| (f.name, &f.begins)).collect();
        let injects: Vec<_> = scenario.injects.iter().map(|i| (i.name, &i.when)).collect();
        let of = |list: &[(Name, &Trigger)], wanted: Name| {
            let found = list.iter().find(|(name, _)| *name == wanted)?;
            found.1.condition().cloned()
        };
        let exercise = run(&plan, case.seeds()[0]);
        let log = exercise.records();
        for record in log {
            let condition = match &record.fact {
                Fact::FaultBegan { fault, .. } => of(&faults, *fault),
                Fact::InjectFired { inject, .. } => of(&injects, *inject),
                _ => None,
            };
            let Some(condition) = condition else { continue };
            let because = record.because.expect("it has a cause") as usize;
            // An adversary who is tipped off waits no longer.
            if matches!(log[because].fact, Fact::TippedOff { .. }) {
                continue;
            }
            let mut timeline = Timeline::new(&plan.setup);
            for before in &log[..because] {
                timeline.fold(before);
            }
            let what = format!("{}, #{}", case.what(case.seeds()[0]), record.seq);
            assert!(!timeline.holds(&condition), "{what}: it held before");
            timeline.fold(&log[because]);
            assert!(timeline.holds(&condition), "{what}: not by its cause");
        }
    });
}

#[test]
fn an_inject_that_waits_for_a_miss_comes_the_moment_it_is_missed() {
    let mut setup = setup("quiet-disk", "blameless");
    let inject = |text: &str| -> Inject { read(text) };
    let asks = r#"(name: "ask", kind: "card", when: At("1m"), to: Everyone, text: "Who calls?",
        expects: [(does: Assigned("nobody-does-this"), within: "7m")])"#;
    let nags = r#"(name: "nag", kind: "card", when: When(Missed("ask")), to: Everyone, text: "?")"#;
    setup.scenario.injects.extend([inject(asks), inject(nags)]);
    let exercise = run(&plan_of(setup), 1);
    let log = exercise.records();
    let fired = |wanted: &str| {
        let is = |r: &&Record| matches!(r.fact, Fact::InjectFired { inject, .. } if inject == Name::new(wanted));
        log.iter().find(is).expect("it comes")
    };
    let (ask, nag) = (fired("ask"), fired("nag"));
    let missed = ask.at + Duration::minutes(7) + Duration::millis(1);
    assert_eq!(nag.at, missed);
    let because = &log[nag.because.expect("it has a cause") as usize];
    assert!(
        because.seq >= ask.seq && because.at == ask.at,
        "{because:?}"
    );
}

// -- a board belongs to a person --

#[test]
fn boards_recomputed_from_a_log_equal_those_of_the_run() {
    in_every_case(|case| {
        let plan = case.plan();
        for seed in case.seeds() {
            let exercise = run(&plan, seed);
            let read: Vec<Record> = exercise.records().iter().map(read_back).collect();
            check_boards(&case.what(seed), &plan, &exercise, &read);
        }
    });
}

/// Whoever asks themselves for a yes is the only one in the record's audience, twice over.
#[test]
fn who_answers_themselves_is_told_once() {
    let plan = support::plan("quiet-disk", "unmanaged");
    let mut exercise = Exercise::of_plan(plan.clone(), 2);
    let who = plan.person(Name::new("goran"));
    let who = who.expect("goran is on the team");
    let human = Command::Seat {
        person: Name::new("goran"),
        occupant: Occupant::Human,
    };
    exercise.submit(SimTime::START, None, human);
    let ask = |exercise: &mut Exercise, minutes: i64, command: Command| {
        let at = SimTime::START + Duration::minutes(minutes);
        exercise.advance(at);
        exercise.submit(at, Some(who), command);
    };
    let page = Command::Acknowledge { page: PageId(0) };
    ask(&mut exercise, 12, page);
    let offers = |exercise: &Exercise| exercise.options(who).into_iter().map(|o| o.command);
    exercise.advance(SimTime::START + Duration::minutes(70));
    let task = offers(&exercise)
        .find_map(|c| match c {
            Command::Work { task } => Some(task),
            _ => None,
        })
        .expect("there is work");
    let me = Name::new("goran");
    ask(
        &mut exercise,
        71,
        Command::RequestApproval { task, from: me },
    );
    ask(&mut exercise, 80, Command::Approve { task, whose: me });
    exercise.advance(SimTime::START + Duration::minutes(100));
    let given = |r: &&Record| matches!(r.fact, Fact::ApprovalGiven { .. });
    assert_eq!(exercise.records().iter().filter(given).count(), 1);
    assert_eq!(exercise.board(who).yeses, [task]);
    check_boards("asked oneself", &plan, &exercise, exercise.records());
}

fn check_boards(what: &str, plan: &Arc<Plan>, exercise: &Exercise, records: &[Record]) {
    for person in 0..plan.people.len() {
        let name = plan.name(person);
        let mut board = Board::new(name);
        for record in records.iter().filter(|r| r.audience.holds(name)) {
            board.fold(record, &plan.book);
        }
        assert_eq!(&board, exercise.board(person), "{what}: {name}'s board");
    }
}

fn read_back(record: &Record) -> Record {
    serde_json::from_str(&serde_json::to_string(record).unwrap()).unwrap()
}

#[test]
fn nobody_sees_what_is_the_facilitators() {
    let truth = |fact: &Fact| {
        matches!(
            fact,
            Fact::EpisodeBegan { .. }
                | Fact::FaultBegan { .. }
                | Fact::HealthChanged { .. }
                | Fact::ImpactChanged { .. }
                | Fact::HarmChanged { .. }
                | Fact::TrustChanged { .. }
                | Fact::Resolved { .. }
                | Fact::InjectFired { .. }
        )
    };
    in_every_case(|case| {
        let plan = case.plan();
        let exercise = run(&plan, case.seeds()[0]);
        for record in exercise.records().iter().filter(|r| truth(&r.fact)) {
            let mut people = plan.people.iter();
            assert!(!people.any(|p| record.audience.holds(p.name)), "{record:?}");
            let trust = matches!(record.fact, Fact::TrustChanged { .. });
            let by = match trust {
                true => matches!(record.by, Actor::Customers),
                false => matches!(record.by, Actor::World | Actor::Script),
            };
            assert!(by, "{record:?}");
        }
    });
}
