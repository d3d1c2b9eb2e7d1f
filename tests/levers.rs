//! Levers: one small change each, where it helps and where it does not, and what it costs.
//!
//! A plain run checks that every lever of the table has its line in the README, that what it sets
//! can be set, and that a lever which cannot matter changes no byte. The figures take minutes:
//!
//!     cargo test --release --test levers -- --ignored
//!
//! repeats the line of every lever, 800 pairs each, and checks that it still helps where the table
//! says so and still does not where it says that. With `UPDATE_GOLDEN=1` it looks for the cases
//! anew, over all shipped scenarios and teams, with 200 pairs each (48 where runs are long); takes
//! the clearest, of short runs where they are clear enough, and confirms it with 800 pairs of other
//! seeds. A case that is not confirmed is dropped for the next.
//! Nothing is tuned for this: figures and content are what is shipped.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

#[path = "levers/appendix.rs"]
mod appendix;
#[path = "levers/pairs.rs"]
mod pairs;
#[path = "levers/table.rs"]
mod table;

use appendix::{Line, NONE, NOWHERE, PRICES, Shown, case_of, is_of};
use pairs::{Case, Effect, Rows, Sign, arms, rows};
use sandtable::model::{Actor, Command, Fact, Record, Setup};
use support::{ALL_SCENARIOS as SCENARIOS, TEAMS};
use table::{Change, LEVERS, Lever, WHY_NOT};

/// Pairs in the search; fewer where a run takes many times as long.
const SEARCH: u64 = 200;
const SEARCH_LONG: u64 = 48;
const LONG: [&str; 2] = ["three-data-centres", "stolen-session"];
/// The search's first seed.
const SEARCH_FROM: u64 = 1_000_000;
/// Pairs in the table, and the first seed: none of those that chose the case.
const CONFIRM: (u64, u64) = (800, 1);
/// Pairs of long runs with a mechanism idealised.
const IDEAL_LONG: u64 = 120;
/// So clear is a case that it need not be the clearest, in half widths of its interval.
const CLEAR: f64 = 1.5;
/// Cases tried before a lever is said to have none.
const TRIES: usize = 2;

#[test]
fn every_lever_has_its_line_in_the_readme() {
    let kept = appendix::kept();
    let names: Vec<&str> = kept.iter().map(|cells| cells[0].as_str()).collect();
    let wanted: Vec<&str> = LEVERS.iter().map(|lever| lever.name).collect();
    assert_eq!(names, wanted, "UPDATE_GOLDEN=1 makes the table anew");
    for (cells, lever) in kept.iter().zip(LEVERS) {
        assert_eq!(cells.len(), 8, "{}", lever.name);
        assert_eq!(cells[2], lever.measure, "{}", lever.name);
        let helps = case_of(&cells[3]);
        assert!(
            helps.is_some()
                || [NONE, NOWHERE]
                    .iter()
                    .any(|word| cells[3].starts_with(word)),
            "{}: {}",
            lever.name,
            cells[3]
        );
        for case in [helps, case_of(&cells[5])].into_iter().flatten() {
            assert!(
                change_of(lever, &case).is_some(),
                "{}: {case:?}",
                lever.name
            );
        }
    }
}

#[test]
fn every_lever_sets_a_field_that_is_there() {
    for lever in LEVERS {
        for change in lever.changes {
            let scenario = change.scenarios.first().unwrap_or(&"quiet-disk");
            for process in change.processes {
                let case = case(scenario, TEAMS[0], process);
                let [one, other] = arms(&case, change, None);
                assert!(
                    one != other,
                    "{}: {} changes nothing",
                    lever.name,
                    change.path
                );
            }
        }
    }
}

/// Makes the table anew, or checks that it still holds.
#[test]
#[ignore = "takes minutes: tests/run --full"]
fn the_table_says_what_the_simulation_does() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let searched = search();
        // Names of levers, with a comma between them, to make only their lines anew.
        let only = std::env::var("SANDTABLE_LEVERS").unwrap_or_default();
        let wanted = |lever: &&Lever| only.is_empty() || only.split(',').any(|l| l == lever.name);
        let lines: Vec<(&Lever, String)> = LEVERS
            .iter()
            .filter(wanted)
            .map(|lever| {
                let found = searched.iter().filter(|f| f.lever == lever.name);
                let line = appendix::line(lever, &confirmed(lever, &found.collect::<Vec<_>>()));
                eprint!("{line}");
                (lever, line)
            })
            .collect();
        appendix::write(&lines);
        return;
    }
    let mut wrong = Vec::new();
    for (cells, lever) in appendix::kept().iter().zip(LEVERS) {
        for (cell, helps) in [(&cells[3], true), (&cells[5], false)] {
            let Some(case) = case_of(cell) else { continue };
            let shown = measured(lever, &case);
            eprintln!(
                "{}: {case:?}: {}",
                lever.name,
                appendix::figure(&shown.effect)
            );
            if !appendix::holds(helps, shown.effect.sign()) {
                let now = appendix::figure(&shown.effect);
                wrong.push(format!("{}: {cell}\n    is now {now}", lever.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn case(scenario: &str, team: &str, process: &str) -> Case {
    Case {
        scenario: scenario.into(),
        team: team.into(),
        process: process.into(),
    }
}

fn change_of<'a>(lever: &'a Lever, case: &Case) -> Option<&'a Change> {
    lever.changes.iter().find(|change| is_of(change, case))
}

/// A lever's effect on its measure in a case, as far as the search saw it.
#[derive(Clone, PartialEq)]
struct Found {
    lever: String,
    case: Case,
    /// How clearly it helps, see [`Effect::clearness`].
    clearness: f64,
    sign: Sign,
    same: bool,
    n: usize,
}

/// Every lever in every shipped case, few pairs each. A case's arms are run together: most levers
/// share one of theirs with the shipped process. What has been searched stands in a file, so that a
/// search broken off goes on where it was; remove the file to begin anew.
fn search() -> Vec<Found> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("levers.tsv");
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let mut found: Vec<Found> = kept.lines().filter_map(Found::read).collect();
    for case in every_case() {
        if found.iter().any(|f| f.case == case) {
            continue;
        }
        let began = Instant::now();
        found.extend(look(&case));
        eprintln!("{case:?}: {:?}", began.elapsed());
        let text: String = found.iter().map(Found::line).collect();
        fs::write(&file, text).expect("the target folder can be written");
    }
    found
}

fn every_case() -> Vec<Case> {
    let all = SCENARIOS.iter();
    all.flat_map(|scenario| everywhere(&[scenario], support::PROCESSES.as_slice()))
        .collect()
}

impl Found {
    fn line(&self) -> String {
        let Case {
            scenario,
            team,
            process,
        } = &self.case;
        let (lever, clearness, sign) = (&self.lever, self.clearness, self.sign);
        let (same, n) = (self.same, self.n);
        format!("{lever}\t{scenario}\t{team}\t{process}\t{clearness}\t{sign:?}\t{same}\t{n}\n")
    }
    fn read(line: &str) -> Option<Found> {
        let mut cells = line.split('\t');
        let mut next = || cells.next();
        Some(Found {
            lever: next()?.into(),
            case: case(next()?, next()?, next()?),
            clearness: next()?.parse().ok()?,
            sign: match next()? {
                "Helps" => Sign::Helps,
                "Hurts" => Sign::Hurts,
                _ => Sign::None,
            },
            same: next()? == "true",
            n: next()?.parse().ok()?,
        })
    }
}

/// What every lever does in a case.
fn look(case: &Case) -> Vec<Found> {
    let here = LEVERS
        .iter()
        .filter_map(|l| Some((l, arms(case, change_of(l, case)?, None))));
    let here: Vec<(&Lever, [Setup; 2])> = here.collect();
    let mut setups: Vec<Setup> = Vec::new();
    for setup in here.iter().flat_map(|(_, arms)| arms) {
        if !setups.contains(setup) {
            setups.push(setup.clone());
        }
    }
    let pairs = match LONG.contains(&case.scenario.as_str()) {
        true => SEARCH_LONG,
        false => SEARCH,
    };
    let rows = rows(&setups, pairs, SEARCH_FROM);
    let of = |setup: &Setup| {
        let at = setups.iter().position(|s| s == setup);
        rows[at.expect("it was run")].clone()
    };
    let found = |(lever, [one, other]): &(&Lever, [Setup; 2])| {
        let effect = Effect::of(lever.measure, &of(one), &of(other));
        Found {
            lever: lever.name.into(),
            case: case.clone(),
            clearness: effect.clearness(),
            sign: effect.sign(),
            same: effect.same,
            // A measure that hardly ever applies says nothing.
            n: if effect.n as u64 * 4 >= pairs {
                effect.n
            } else {
                0
            },
        }
    };
    here.iter().map(found).collect()
}

/// The line of a lever: its clearest cases, on fresh seeds.
fn confirmed(lever: &Lever, found: &[&Found]) -> Line {
    let applies = || found.iter().copied().filter(|f| f.n > 0);
    // Clear cases of short runs first, then by how clear they are.
    let short = |f: &Found| !LONG.contains(&f.case.scenario.as_str());
    let mut helping: Vec<&Found> = applies().filter(|f| f.clearness > 0.5).collect();
    helping.sort_by(|a, b| {
        let rank = |f: &Found| (f.clearness > CLEAR && short(f), f.clearness);
        let (a, b) = (rank(a), rank(b));
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    // Rather one that hurts, then one where something happens and nothing comes of it.
    let mut not: Vec<&Found> = applies().collect();
    not.sort_by(|a, b| {
        let rank = |f: &Found| match (f.sign, f.same) {
            (Sign::Hurts, _) if f.clearness < -CLEAR && short(f) => 0,
            (Sign::Hurts, _) => 1,
            (Sign::None, false) if short(f) => 2,
            (Sign::None, false) => 3,
            (Sign::None, true) => 4,
            (Sign::Helps, _) => 5,
        };
        rank(a)
            .cmp(&rank(b))
            .then(a.clearness.total_cmp(&b.clearness))
    });
    let tried = |cases: Vec<&Found>, wanted: &dyn Fn(Sign) -> bool| {
        let mut cases = cases.into_iter();
        cases.find_map(|f| Some(measured(lever, &f.case)).filter(|s| wanted(s.effect.sign())))
    };
    helping.truncate(TRIES);
    let helps = tried(helping, &|sign| sign == Sign::Helps);
    // At last a case in which nothing happens at all.
    let same = not.iter().copied().find(|f| f.same);
    let unlike = not.iter().copied().filter(|f| !f.same).take(TRIES);
    let other = tried(unlike.chain(same).collect(), &|sign| sign != Sign::Helps);
    let ideal = helps.as_ref().zip(lever.ideal).map(|(shown, mechanism)| {
        let change = change_of(lever, &shown.case).expect("it was tried there");
        let arms = arms(&shown.case, change, Some(&format!("{mechanism}: true")));
        let pairs = match LONG.contains(&shown.case.scenario.as_str()) {
            true => IDEAL_LONG,
            false => CONFIRM.0,
        };
        let [one, other] = both(&arms, pairs);
        Effect::of(lever.measure, &one, &other)
    });
    let hurts = other
        .as_ref()
        .is_some_and(|s| s.effect.sign() == Sign::Hurts);
    let why = || {
        let known = WHY_NOT.iter().find(|(name, _)| *name == lever.name);
        let known = known.map_or(String::new(), |(_, why)| format!("{why}; "));
        let same = found.iter().filter(|f| f.same).count();
        let word = if hurts { NOWHERE } else { NONE };
        let tried = found.len();
        format!("{word}: {known}{tried} cases tried, the same in every run of {same}")
    };
    Line {
        helps: helps.ok_or_else(why),
        not: other,
        ideal,
    }
}

fn measured(lever: &Lever, case: &Case) -> Shown {
    let change = change_of(lever, case).expect("it was tried there");
    let [one, other] = both(&arms(case, change, None), CONFIRM.0);
    let effect = |name: &str| Effect::of(name, &one, &other);
    Shown {
        case: case.clone(),
        effect: effect(lever.measure),
        resolve: effect("time_to_resolve"),
        prices: PRICES.iter().map(|(name, _)| effect(name)).collect(),
    }
}

fn both(arms: &[Setup; 2], pairs: u64) -> [Rows; 2] {
    let rows = rows(arms, pairs, CONFIRM.1);
    [rows[0].clone(), rows[1].clone()]
}

// -- levers that cannot matter --

/// Seeds of the plain tests.
const SEEDS: std::ops::Range<u64> = 1..7;

/// In every run of these cases in which `cannot` holds of both arms' logs, a lever changes
/// no byte after the header.
#[track_caller]
fn changes_no_byte(name: &str, cases: &[Case], cannot: fn(&[Record]) -> bool) {
    let lever = LEVERS.iter().find(|l| l.name == name);
    let lever = lever.unwrap_or_else(|| panic!("no lever is called {name}"));
    let mut held = 0;
    for case in cases {
        let Some(change) = change_of(lever, case) else {
            continue;
        };
        let plans = arms(case, change, None).map(support::plan_of);
        for seed in SEEDS {
            let [one, other] = [0, 1].map(|at| support::run(&plans[at], seed));
            if !cannot(one.records()) || !cannot(other.records()) {
                continue;
            }
            held += 1;
            let what = format!("{name} in {case:?} with seed {seed}");
            let [one, other] = [one, other].map(|run| support::lines(run.records()));
            support::assert_same(&what, &one, &other);
        }
    }
    assert!(held > 0, "{name}: no run in which it cannot matter");
}

/// Every measure of every pair is the same.
#[track_caller]
fn moves_no_measure(name: &str, ideal: &str, cases: &[Case]) {
    let lever = LEVERS.iter().find(|l| l.name == name);
    let lever = lever.unwrap_or_else(|| panic!("no lever is called {name}"));
    for case in cases {
        let Some(change) = change_of(lever, case) else {
            continue;
        };
        let arms = arms(case, change, Some(ideal));
        let rows = rows(&arms, SEEDS.end, SEEDS.start);
        for (at, metric) in sandtable::score::metrics().enumerate() {
            // It counts the step itself.
            if metric.name == "handoffs_complete" {
                continue;
            }
            let moved = rows[0][at]
                .iter()
                .zip(&rows[1][at])
                .position(|(one, other)| one != other);
            assert_eq!(
                moved, None,
                "{name} with ideal ({ideal}) in {case:?}: {} of the run so many after {}",
                metric.name, SEEDS.start
            );
        }
    }
}

/// Every team, under these processes.
fn everywhere(scenarios: &[&str], processes: &[&str]) -> Vec<Case> {
    let mut all = Vec::new();
    for scenario in scenarios {
        for team in TEAMS {
            all.extend(
                processes
                    .iter()
                    .map(|process| case(scenario, team, process)),
            );
        }
    }
    all
}

fn always(_: &[Record]) -> bool {
    true
}

/// No incident was ever this grave, so none of its roles was asked for.
fn never_sev1(log: &[Record]) -> bool {
    let graver = |r: &Record| match r.fact {
        Fact::Declared { severity, .. } => severity == "SEV1",
        Fact::SeveritySet { severity, .. } => severity == "SEV1",
        _ => false,
    };
    !log.iter().any(graver)
}

/// No more people ever had to do with it than a room of eight has places, and nobody only looked on.
fn few_come(log: &[Record]) -> bool {
    let came = log.iter().filter_map(|r| match (&r.fact, r.by) {
        (Fact::Engaged { person, .. }, _) => Some(*person),
        (Fact::Commanded { .. }, Actor::Person(person)) => Some(person),
        _ => None,
    });
    let looks_on = |r: &Record| matches!(r.fact, Fact::Noticed { .. });
    came.collect::<BTreeSet<_>>().len() <= 8 && !log.iter().any(looks_on)
}

fn undeclared(log: &[Record]) -> bool {
    !log.iter().any(|r| matches!(r.fact, Fact::Declared { .. }))
}

/// Nobody's shift ended, and nobody asked for a step of a handoff.
fn nobody_goes(log: &[Record]) -> bool {
    let step = |command: &Command| command.word().ends_with("-handoff");
    let goes = |r: &Record| match &r.fact {
        Fact::ShiftEnded { .. } | Fact::HandedOver { .. } => true,
        Fact::Commanded { command } => step(command),
        _ => false,
    };
    !log.iter().any(goes)
}

const NOTHING_DESTROYED: &[&str] = &["quiet-disk", "edge-regex", "checkout-regression"];

#[test]
fn evidence_first_is_nothing_where_nothing_destroys_evidence() {
    let cases = everywhere(NOTHING_DESTROYED, &["blameless", "nist"]);
    changes_no_byte("evidence first", &cases, always);
}

#[test]
fn automatic_remediation_is_nothing_where_no_action_is_automatic() {
    let cases = everywhere(&["edge-regex"], &["pagerduty", "rootly"]);
    changes_no_byte("auto-remediation", &cases, always);
}

#[test]
fn automatic_diagnostics_are_nothing_where_none_is_automatic() {
    let cases = everywhere(&["quiet-disk"], &["pagerduty", "rootly"]);
    changes_no_byte("auto-diagnostics", &cases, always);
}

#[test]
fn containing_first_is_nothing_where_nothing_contains() {
    let cases = everywhere(&["quiet-disk"], &["blameless", "unmanaged"]);
    changes_no_byte("contain first", &cases, always);
}

#[test]
fn roles_of_the_gravest_are_nothing_in_what_is_not_that_grave() {
    let cases = everywhere(&["quiet-disk"], &["blameless", "nist", "pagerduty-basic"]);
    for lever in ["communications lead", "scribe", "deputy"] {
        changes_no_byte(lever, &cases, never_sev1);
    }
}

#[test]
fn a_room_limit_is_nothing_where_few_come() {
    let cases = everywhere(&["quiet-disk"], &["blameless", "nist"]);
    changes_no_byte("room limit", &cases, few_come);
}

#[test]
fn what_follows_a_declaration_is_nothing_without_one() {
    let cases = everywhere(&["quiet-disk"], &["pagerduty", "rootly"]);
    for lever in ["mobilising automation", "reminders"] {
        changes_no_byte(lever, &cases, undeclared);
    }
    let cases = everywhere(&["quiet-disk"], &["blameless", "pagerduty-basic"]);
    changes_no_byte("report rounds", &cases, undeclared);
}

#[test]
fn the_steps_of_a_handoff_are_nothing_where_nobody_goes() {
    let cases = everywhere(
        &["quiet-disk", "edge-regex"],
        &["blameless", "nist", "rootly"],
    );
    for lever in LEVERS.iter().filter(|l| l.name.starts_with("handoff ")) {
        changes_no_byte(lever.name, &cases, nobody_goes);
    }
}

#[test]
fn grouping_is_nothing_where_signals_are_ideal() {
    let cases = everywhere(&["quiet-disk", "edge-regex"], &["blameless", "rootly"]);
    moves_no_measure("alert grouping", "signals: true", &cases);
}

#[test]
fn approvals_are_nothing_where_authority_is_ideal() {
    let cases = everywhere(&["quiet-disk", "edge-regex"], &["blameless", "nist"]);
    moves_no_measure("approvals", "authority: true", &cases);
}

#[test]
fn confirming_is_nothing_where_knowledge_is_ideal() {
    let cases = everywhere(&["quiet-disk", "edge-regex"], &["blameless", "nist"]);
    moves_no_measure("handoff 3: confirm", "knowledge: true", &cases);
}
