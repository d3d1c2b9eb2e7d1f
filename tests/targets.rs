//! What should come out of runs, by the literature, with what is shipped and nothing set for it.
//!
//! Each figure is printed and held against its target; `explain assumptions` says where we stand.
//! All but the first test take minutes and are steps of `tests/run --full`:
//!
//!     cargo test --release --test targets -- --ignored --nocapture
//!
//! `SANDTABLE_TARGETS` sets how many runs stand behind each figure.

mod support;

#[path = "levers/pairs.rs"]
#[allow(dead_code)]
mod pairs;
#[path = "levers/table.rs"]
#[allow(dead_code)]
mod table;

use pairs::Case;
use rayon::prelude::*;
use sandtable::base::{Duration, Name, SimTime};
use sandtable::exercise::Exercise;
use sandtable::model::fact::Origin;
use sandtable::model::{Fact, Milestone, Record, Seq, Setup};
use sandtable::score::metric;
use sandtable::stats::paired::Pairs;
use sandtable::stats::{LEVEL, sample};
use sandtable::timeline::Timeline;
use support::{ALL_SCENARIOS as SCENARIOS, TEAMS};

/// Hours of the day at which the same trouble begins: night, morning, afternoon, evening.
const HOURS: [&str; 4] = ["03:00", "09:30", "14:30", "20:00"];

fn runs(usual: u64) -> u64 {
    let set = std::env::var("SANDTABLE_TARGETS").ok();
    set.map_or(usual, |text| {
        text.parse().expect("SANDTABLE_TARGETS is a number")
    })
}

fn case(scenario: &str, team: &str, process: &str) -> Case {
    Case {
        scenario: scenario.into(),
        team: team.into(),
        process: process.into(),
    }
}

/// A shipped case, at another hour of the same day if one is given.
fn setup(scenario: &str, team: &str, process: &str, hour: Option<&str>) -> Setup {
    let shipped = support::setup_with(scenario, process, team);
    let Some(hour) = hour else { return shipped };
    let day = serde_json::to_value(shipped.scenario.starts).expect("it is plain data");
    let day = day["at"].as_str().expect("a date and a time")[..10].to_string();
    let at = format!("\"{day}T{hour}\"");
    pairs::setup(
        &case(scenario, team, process),
        &[("scenario.starts.at", &at)],
    )
}

/// One thing of each run, in the order of the seeds.
fn each<T: Send>(setup: Setup, runs: u64, what: impl Fn(&Exercise) -> T + Sync) -> Vec<T> {
    let plan = support::plan_of(setup);
    let seeds: Vec<u64> = (1..=runs).collect();
    let one = |seed: &u64| what(&support::run(&plan, *seed));
    seeds.par_iter().map(one).collect()
}

/// A time of a run in minutes, and whether it was reached.
fn time(run: &Exercise, name: &str) -> (f64, bool) {
    let metric = metric(name).expect("a measure of the table");
    let measure = (metric.read)(run.timeline());
    (measure.value as f64 / 60_000.0, measure.is_reached())
}

/// A count, a share or an integral in the unit of its key.
fn figure(run: &Exercise, name: &str) -> f64 {
    let metric = metric(name).expect("a measure of the table");
    let measure = (metric.read)(run.timeline());
    metric.in_key_unit(measure).unwrap_or(0.0)
}

fn median(values: &[f64]) -> f64 {
    sample::quantile(&sample::sorted(values), 0.5).expect("there are some")
}

/// Mean and standard deviation of log times as a normal law that was cut off at the horizon where a
/// run was not resolved: the most likely ones, by expectation and maximisation.
fn fitted(times: &[(f64, bool)]) -> (f64, f64) {
    let logs: Vec<(f64, bool)> = times
        .iter()
        .map(|t| (libm::log(t.0.max(1e-3)), t.1))
        .collect();
    let n = logs.len() as f64;
    type Expected<'a> = &'a dyn Fn(&(f64, bool)) -> (f64, f64);
    let moments = |of: Expected| {
        let (mut one, mut two) = (0.0, 0.0);
        for (first, second) in logs.iter().map(of) {
            (one, two) = (one + first, two + second);
        }
        let mean = one / n;
        (mean, libm::sqrt((two / n - mean * mean).max(1e-12)))
    };
    let mut law = moments(&|(x, _)| (*x, x * x));
    for _ in 0..500 {
        let (mean, sd) = law;
        law = moments(&|(x, done)| {
            if *done {
                return (*x, x * x);
            }
            // Beyond the cut: E[X] and E[X^2] of a normal law above x.
            let z = (x - mean) / sd;
            let hazard = hazard(z);
            let first = mean + sd * hazard;
            (first, mean * mean + sd * sd + sd * (x + mean) * hazard)
        });
    }
    law
}

/// The spread of log times.
fn sigma(times: &[(f64, bool)]) -> f64 {
    fitted(times).1
}

fn reached(times: Vec<f64>) -> Vec<(f64, bool)> {
    times.into_iter().map(|t| (t, true)).collect()
}

/// The story of S4 at a size that every plain run can afford.
#[test]
fn with_a_process_three_data_centres_end_sooner() {
    worked_example(24);
}

#[test]
#[ignore = "takes minutes: tests/run --full"]
fn the_worked_example_comes_out_over_500_seeds() {
    worked_example(runs(500));
}

/// One run of the worked example.
struct Told {
    time: f64,
    resolved: bool,
    impact: f64,
    collapsed: bool,
}

/// `blameless` beats `unmanaged` on time to resolve and on impact, and without a process everything
/// collapses in a share of runs.
fn worked_example(runs: u64) {
    let look = |run: &Exercise| {
        let (time, resolved) = time(run, "time_to_resolve");
        Told {
            time,
            resolved,
            impact: figure(run, "impact_user_minutes"),
            collapsed: figure(run, "collapses") > 0.0,
        }
    };
    let arm = |process| {
        each(
            setup("three-data-centres", TEAMS[0], process, None),
            runs,
            look,
        )
    };
    let (without, with) = (arm("unmanaged"), arm("blameless"));
    let lower = |name: &str, what: fn(&Told) -> f64| {
        let pick = |rows: &[Told]| rows.iter().map(what).collect::<Vec<f64>>();
        let (x, y) = (pick(&without), pick(&with));
        let difference = Pairs::new(&x, &y).mean_difference(LEVEL).estimate;
        println!(
            "{name}: medians {:.0} and {:.0}, {difference:?}",
            median(&x),
            median(&y)
        );
        let mean = difference.value.expect("a mean");
        assert!(mean < 0.0, "{name}: with a process it is no better: {mean}");
        if runs >= 200 {
            let high = difference.high.expect("an interval");
            assert!(high < 0.0, "{name}: it may be no better: up to {high}");
        }
    };
    lower("time to resolve, min", |told| told.time);
    lower("impact, user minutes", |told| told.impact);
    let share =
        |rows: &[Told]| rows.iter().filter(|t| t.collapsed).count() as f64 / rows.len() as f64;
    let open = |rows: &[Told]| rows.iter().filter(|t| !t.resolved).count();
    let (bad, good) = (share(&without), share(&with));
    println!(
        "collapsed: {bad:.3} without, {good:.3} with; unresolved {} and {} of {runs}",
        open(&without),
        open(&with)
    );
    assert!(bad > 0.0, "nothing collapses without a process");
    assert!(bad > good, "as much collapses with a process as without");
}

/// On a quiet disk everything declared, with every role: more people, no time.
#[test]
#[ignore = "takes minutes: tests/run --full"]
fn full_ceremony_on_a_quiet_disk_costs_people_and_gains_no_time() {
    let runs = runs(500);
    let mut full = support::setup("quiet-disk", "blameless");
    full.process.declare.always = true;
    let roles = full.process.severities[0].roles.clone();
    for severity in &mut full.process.severities {
        severity.roles = roles.clone();
    }
    let look = |run: &Exercise| {
        let people = figure(run, "people_engaged");
        (
            time(run, "time_to_resolve").0,
            figure(run, "coordination_person_minutes"),
            people,
        )
    };
    let plain = each(support::setup("quiet-disk", "blameless"), runs, look);
    let full = each(full, runs, look);
    let pick = |rows: &[(f64, f64, f64)], at: usize| -> Vec<f64> {
        rows.iter().map(|r| [r.0, r.1, r.2][at]).collect()
    };
    let difference = |at: usize| {
        let (x, y) = (pick(&plain, at), pick(&full, at));
        Pairs::new(&x, &y).mean_difference(LEVEL).estimate
    };
    let (time, talk, people) = (difference(0), difference(1), difference(2));
    println!("time {time:?}\ntalk {talk:?}\npeople {people:?}");
    assert!(
        people.low.expect("an interval") > 0.0,
        "ceremony costs nobody"
    );
    assert!(time.high.expect("an interval") > 0.0, "ceremony gains time");
}

#[test]
#[ignore = "takes minutes: tests/run --full"]
fn a_broken_checkout_takes_one_to_two_hours() {
    let runs = runs(500);
    let case = setup("checkout-regression", TEAMS[0], "blameless", None);
    let times = each(case, runs, |run| time(run, "time_to_resolve"));
    let all: Vec<f64> = times.iter().map(|t| t.0).collect();
    let open = times.iter().filter(|t| !t.1).count();
    println!(
        "checkout-regression: median {:.0} min, {open} of {runs} unresolved",
        median(&all)
    );
    assert!((40.0..=120.0).contains(&median(&all)));
    assert!(open as f64 <= 0.02 * runs as f64);
}

/// One scenario spreads by itself; the mixture spreads as real logs do, which are mixtures too.
#[test]
#[ignore = "takes minutes: tests/run --full"]
fn times_to_resolve_spread_as_real_ones_do() {
    let runs = runs(60);
    let mut mixture = Vec::new();
    let mut wrong = Vec::new();
    for scenario in SCENARIOS {
        let mut times = Vec::new();
        for team in TEAMS {
            for hour in HOURS {
                let case = setup(scenario, team, "blameless", Some(hour));
                times.extend(each(case, runs, |run| time(run, "time_to_resolve")));
            }
        }
        let open = times.iter().filter(|t| !t.1).count();
        println!(
            "{scenario}: sigma {:.2}, median {:.0} min, {open} of {} unresolved",
            sigma(&times),
            libm::exp(fitted(&times).0),
            times.len()
        );
        if sigma(&times) < 0.6 {
            wrong.push(format!(
                "{scenario}: sigma {:.2} is less than 0.6",
                sigma(&times)
            ));
        }
        // Operational: a session that was stolen is another population.
        if scenario != "stolen-session" {
            mixture.extend(times);
        }
    }
    println!(
        "mixture of operations: sigma {:.2}, median {:.0} min",
        sigma(&mixture),
        libm::exp(fitted(&mixture).0)
    );
    if !(0.9..=1.4).contains(&sigma(&mixture)) {
        wrong.push(format!("the mixture's sigma is {:.2}", sigma(&mixture)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
}

/// Who told us first, in episodes that anybody was told of.
#[test]
#[ignore = "takes minutes: tests/run --full"]
fn about_half_is_detected_by_monitors() {
    let runs = runs(60);
    let (mut by_monitor, mut all) = (0, 0);
    for scenario in SCENARIOS {
        let (mut here, mut of) = (0, 0);
        for team in TEAMS {
            for hour in HOURS {
                let case = setup(scenario, team, "blameless", Some(hour));
                for origin in each(case, runs, first_origin).into_iter().flatten() {
                    of += 1;
                    here += u32::from(origin == Origin::Monitor);
                }
            }
        }
        println!(
            "{scenario}: {:.0} % by monitors",
            100.0 * f64::from(here) / f64::from(of)
        );
        (by_monitor, all) = (by_monitor + here, all + of);
    }
    let share = f64::from(by_monitor) / f64::from(all);
    println!("all: {:.0} % by monitors", 100.0 * share);
    assert!((0.40..=0.65).contains(&share), "{share:.2}");
}

fn first_origin(run: &Exercise) -> Option<Origin> {
    run.records().iter().find_map(|r| match r.fact {
        Fact::AlertRaised {
            origin,
            episode: Some(_),
            ..
        } => Some(origin),
        _ => None,
    })
}

/// Nobody is on call for command: somebody is asked at the declaration, or offers to.
#[test]
#[ignore = "takes minutes: tests/run --full"]
fn without_a_commander_on_call_somebody_commands_ten_minutes_later() {
    let runs = runs(200);
    let mut wrong = Vec::new();
    for scenario in ["edge-regex", "checkout-regression"] {
        for filled in ["Volunteer", "Asked"] {
            let sets = [("process.roles[commander].filled", filled)];
            let case = pairs::setup(&case(scenario, TEAMS[0], "blameless"), &sets);
            let waits = each(case, runs, |run| waited_for_command(run.timeline()));
            let waits: Vec<f64> = waits.into_iter().flatten().collect();
            println!(
                "{scenario}, {filled}: median {:.1} min from declared to commanded",
                median(&waits)
            );
            if !(5.0..=20.0).contains(&median(&waits)) {
                wrong.push(format!("{scenario}, {filled}: {:.1} min", median(&waits)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
}

fn waited_for_command(timeline: &Timeline) -> Option<f64> {
    let first = timeline.first()?;
    let (from, to) = (
        first.at(Milestone::Declared)?,
        first.at(Milestone::Commanded)?,
    );
    Some(minutes(to.since(from)))
}

fn minutes(length: Duration) -> f64 {
    length.as_millis() as f64 / 60_000.0
}

/// One run, counted two ways, and how long it took to resolve, in minutes, if it came to that.
struct Passed {
    /// How often the incident came into other hands.
    owners: f64,
    /// That, and the experts who were called and worked on it.
    hands: f64,
    time: (f64, bool),
}

/// Each further change of owner goes with a longer incident, and nothing sets it: the slope of the
/// logarithm of time to resolve on how often an incident came into further hands, among runs in
/// which it did at least once.
///
/// An owner is whoever took the first page, then each commander; where nobody commands whoever has
/// been at it longest, until they go. Where a commander is asked at once, or it is over before
/// anybody goes home, hardly a run has more than one change of owner, and a slope on it hangs on two
/// or three runs: there the experts who were called and worked on it count too, as in MECHANISMS
/// section 12. Where at least one run in ten has more than one, the owner alone counts (section 13:
/// "count changes of the owner, not every seat"): over days everybody is called sooner or later.
/// Both are printed for every case. Runs open at the horizon are long and not gone: they count as
/// what lies beyond it.
#[test]
#[ignore = "takes minutes: tests/run --full"]
fn each_change_of_owner_goes_with_a_longer_incident() {
    let runs = runs(200);
    let mut wrong = Vec::new();
    for scenario in ["edge-regex", "checkout-regression", "three-data-centres"] {
        for process in ["blameless", "unmanaged"] {
            let case = setup(scenario, TEAMS[0], process, None);
            let rows = each(case, runs, |run| {
                let (owners, hands) = passed(run);
                let time = time(run, "time_to_resolve");
                Passed {
                    owners,
                    hands,
                    time,
                }
            });
            let told = |count: fn(&Passed) -> f64| {
                let some = rows.iter().filter(|r| count(r) >= 1.0);
                let logs: Vec<(f64, f64, bool)> = some
                    .map(|r| (count(r), libm::log(r.time.0.max(1e-3)), r.time.1))
                    .collect();
                let more = logs.iter().filter(|l| l.0 > 1.0).count();
                (libm::exp(slope(&logs)), logs.len(), more)
            };
            let (hands, owners) = (told(|r| r.hands), told(|r| r.owners));
            let open = rows.iter().filter(|r| !r.time.1).count();
            println!(
                "{scenario}, {process}: x{:.2} per further hand ({} runs, {} with more than one, \
                 {open} unresolved); of the owner alone x{:.2} ({} runs, {} with more than one)",
                hands.0, hands.1, hands.2, owners.0, owners.1, owners.2,
            );
            let told = if owners.2 * 10 >= owners.1 {
                owners
            } else {
                hands
            };
            if !(1.3..=2.2).contains(&told.0) {
                wrong.push(format!("{scenario}, {process}: x{:.2}", told.0));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
}

/// How often an incident came into other hands before it was resolved, and that with the experts
/// who were called and came (MECHANISMS section 12).
fn passed(run: &Exercise) -> (f64, f64) {
    let timeline = run.timeline();
    let resolved = timeline.first().and_then(|e| e.at(Milestone::Resolved));
    let until = resolved.unwrap_or(timeline.end());
    let owners = owners(run, until);
    let called = |name| {
        let mut pages = timeline.people.pages.iter();
        pages.any(|p| {
            let came = p.acknowledged.is_some_and(|at| at < until);
            p.to == name && p.by_hand && came && !is_for_a_seat(run.records(), p.sent.seq)
        })
    };
    let worked = |name| {
        let mut tasks = timeline.people.tasks.iter();
        tasks.any(|t| t.person == name && t.from.at < until)
    };
    let owned = |name| owners.contains(&name);
    let people = timeline.people.rows.iter();
    let joined = people.filter(|p| called(p.name) && worked(p.name) && !owned(p.name));
    let changes = owners.len().saturating_sub(1) as f64;
    (changes, changes + joined.count() as f64)
}

/// Whether somebody was called by one whose shift was over, to sit where they had sat.
fn is_for_a_seat(log: &[Record], page: Seq) -> bool {
    let before = |r: &&Record| r.because.map(|seq| &log[seq as usize]);
    let mut chain = std::iter::successors(Some(&log[page as usize]), before);
    let asked = chain.find(|r| matches!(r.fact, Fact::Commanded { .. }));
    asked
        .and_then(|r| before(&r))
        .is_some_and(|r| matches!(r.fact, Fact::ShiftEnded { .. }))
}

/// Whose incident it was, one after the other: whoever took the first page, then whoever commands.
/// Where nobody does, it is in the hands of whoever has been at it longest, until they go.
fn owners(run: &Exercise, until: SimTime) -> Vec<Name> {
    let command = run.timeline().command_role();
    let bystander = |name| run.engine().plan.book.only_looks_on(name);
    let (mut here, mut commands, mut led) = (Vec::new(), None, false);
    let mut owners: Vec<Name> = Vec::new();
    for record in run.records().iter().take_while(|r| r.at < until) {
        match record.fact {
            Fact::Engaged { person, .. } if !here.contains(&person) => here.push(person),
            Fact::Left { person, .. } => here.retain(|p| *p != person),
            Fact::RoleTaken { role, person } if Some(role) == command => commands = Some(person),
            Fact::HandedOver { role, to, .. } if Some(role) == command => commands = Some(to),
            Fact::RoleLeft { role, .. } if Some(role) == command => commands = None,
            _ => continue,
        }
        let at_work = here.iter().copied().find(|p| !bystander(*p));
        // While a commander is being replaced it is still theirs.
        led |= commands.is_some();
        let owner = commands.or(at_work.filter(|_| !led));
        if let Some(owner) = owner.filter(|o| owners.last() != Some(o)) {
            owners.push(owner);
        }
    }
    owners
}

/// The slope of a straight line through values of which some are cut off above, by expectation and
/// maximisation: the cut ones count as what lies beyond the cut (Tobin's model).
fn slope(rows: &[(f64, f64, bool)]) -> f64 {
    let n = rows.len() as f64;
    let x = rows.iter().map(|r| r.0).sum::<f64>() / n;
    let spread: f64 = rows.iter().map(|r| (r.0 - x) * (r.0 - x)).sum();
    let line = |values: &[(f64, f64)]| {
        let y = values.iter().map(|v| v.0).sum::<f64>() / n;
        let both = rows.iter().zip(values).map(|(r, v)| (r.0 - x) * (v.0 - y));
        let slope = both.sum::<f64>() / spread;
        let from = y - slope * x;
        // E[(Y - line)^2] with what E[Y] leaves of E[Y^2].
        let off = rows.iter().zip(values).map(|(r, v)| {
            let miss = v.0 - from - slope * r.0;
            miss * miss + v.1
        });
        (from, slope, libm::sqrt((off.sum::<f64>() / n).max(1e-12)))
    };
    let cut: Vec<(f64, f64)> = rows.iter().map(|r| (r.1, 0.0)).collect();
    let mut law = line(&cut);
    for _ in 0..500 {
        let (from, slope, sd) = law;
        let values = rows.iter().map(|(x, y, done)| match done {
            true => (*y, 0.0),
            false => {
                let mean = from + slope * x;
                let z = (y - mean) / sd;
                let hazard = hazard(z);
                let left = sd * sd * (1.0 + z * hazard - hazard * hazard);
                (mean + sd * hazard, left.max(0.0))
            }
        });
        law = line(&values.collect::<Vec<_>>());
    }
    law.1
}

/// How steep a normal law falls at `z` beside what is left above it.
fn hazard(z: f64) -> f64 {
    let density = libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
    let above = (libm::erfc(z / std::f64::consts::SQRT_2) / 2.0).max(1e-300);
    density / above
}

/// How long it takes from stopping the harm to the end, and between two updates.
#[test]
#[ignore = "takes minutes: tests/run --full"]
fn the_end_and_the_updates_come_as_in_real_logs() {
    let runs = runs(200);
    let (mut ends, mut gaps) = (Vec::new(), Vec::new());
    for scenario in ["edge-regex", "checkout-regression", "three-data-centres"] {
        let case = setup(scenario, TEAMS[0], "blameless", None);
        let rows = each(case, runs, |run| {
            (mended(run.timeline()), between_updates(run))
        });
        let end: Vec<f64> = rows.iter().filter_map(|r| r.0).collect();
        let gap: Vec<f64> = rows.into_iter().flat_map(|r| r.1).collect();
        println!(
            "{scenario}: mitigated to resolved median {:.0} min, updates {:.0} min apart",
            median(&end),
            median(&gap)
        );
        ends.extend(end);
        gaps.extend(gap);
    }
    let p90 = sample::quantile(&sample::sorted(&gaps), 0.9).expect("there are some");
    println!(
        "all: mitigated to resolved median {:.0} min, sigma {:.1}; updates {:.0} min apart, p90 {p90:.0}",
        median(&ends),
        sigma(&reached(ends.clone())),
        median(&gaps)
    );
    assert!((8.0..=45.0).contains(&median(&ends)));
    assert!((15.0..=35.0).contains(&median(&gaps)));
}

fn mended(timeline: &Timeline) -> Option<f64> {
    let first = timeline.first()?;
    let (from, to) = (
        first.at(Milestone::Mitigated)?,
        first.at(Milestone::Resolved)?,
    );
    Some(minutes(to.since(from)))
}

/// Minutes between the public updates of a run.
fn between_updates(run: &Exercise) -> Vec<f64> {
    use sandtable::model::Duty;
    let sent = run.records().iter().filter(|r| {
        matches!(
            r.fact,
            Fact::UpdateSent {
                duty: Duty::StatusPage,
                ..
            }
        )
    });
    let at: Vec<_> = sent.map(|r| r.at).collect();
    at.windows(2)
        .map(|two| minutes(two[1].since(two[0])))
        .collect()
}
