//! What can be solved on paper comes out of the engine: queues with one server and with several,
//! pages that ring at once, a page against its time-out. All of it is `page-escalate-resolve` with
//! other figures: the same fields, the same people, the same `advance`.

mod models;
mod support;

use models::{Incident, Mean, Run, agrees, mean, ratio};
use sandtable::base::{Duration, Law, Name, Share};
use sandtable::model::Setup;
use sandtable::model::process::PagingLevel;
use sandtable::model::team::{Group, RotaLevel};

/// Runs of thirty days behind each figure; a tenth of `SANDTABLE_MODEL_RUNS` if that is more.
fn count() -> u64 {
    let set = std::env::var("SANDTABLE_MODEL_RUNS").ok();
    let set = set.and_then(|text| text.parse::<u64>().ok());
    set.map_or(120, |runs| (runs / 10).max(120))
}
/// What began in the first two days is not counted: it met an empty queue.
const WARM_FROM: f64 = 2.0 * 1440.0;

fn exponential(minutes: i64) -> Law {
    Law::Exponential {
        mean: Duration::minutes(minutes),
    }
}

/// One service that fails every so many minutes in the mean and is seen to at once, and so many
/// people on one rota. They hear a page at once, and what others post in the channel always.
fn setup(gap: i64, people: usize) -> Setup {
    let mut it = models::setup();
    let scenario = &mut it.scenario;
    let system = scenario.system.as_mut().expect("there is one");
    system.services.truncate(1);
    scenario.problems.truncate(1);
    scenario.problems[0].begins = sandtable::model::inject::Trigger::After(exponential(gap));
    scenario.problems[0].recurs = Some(exponential(gap));
    scenario.problems[0].faults[0].size = Share::new(0.02);
    scenario.colleagues.truncate(1);
    scenario.colleagues[0].notices_after = Law::ZERO;
    scenario.colleagues[0].below = Share::ALL;
    let team = &mut it.team;
    team.people.truncate(people);
    team.groups.truncate(1);
    for person in &mut team.people {
        person.acknowledges = Some(Law::ZERO);
        person.misses_pages = Share::NONE;
        person.relieved = false;
    }
    let names: Vec<Name> = team.people.iter().map(|p| p.name).collect();
    let Group { rota, members, .. } = &mut team.groups[0];
    *members = names.clone();
    let level = |name: &Name| RotaLevel {
        name: *name,
        turns: vec![vec![*name]; 3],
    };
    let rota = rota.as_mut().expect("there is one");
    rota.levels = names.iter().map(level).collect();
    // All of them ring at once.
    let rung = |name: &Name| PagingLevel {
        name: *name,
        after: Duration::ZERO,
    };
    it.process.paging.levels = names.iter().map(rung).collect();
    it.process.paging.repeats = 0;
    it.process.paging.takes_back = false;
    it.process.handoff.at_shift_end = false;
    it.defaults.knowledge.chat_good_news.value = Share::ALL;
    it.defaults.knowledge.chat_other.value = Share::ALL;
    it
}

/// The work on a trouble: one action that takes this long.
fn served(mut it: Setup, work: Law) -> Setup {
    it.scenario.actions[0].needs.clear();
    it.scenario.actions[0].work = work;
    it
}

fn runs(setup: Setup) -> Vec<Run> {
    let plan = support::plan_of(setup);
    let mut runs = models::runs(&plan, 1..count() + 1);
    for run in &mut runs {
        run.incidents.retain(|i| i.failed >= WARM_FROM);
    }
    runs
}

fn share(runs: &[Run], of: impl Fn(&Incident) -> bool) -> Mean {
    mean(runs, |i| if of(i) { 1.0 } else { 0.0 })
}

/// Load 0.5: Wq = rho s / (1 - rho), and half of all wait.
#[test]
fn one_person_is_a_queue_with_one_server() {
    let runs = runs(served(setup(60, 1), exponential(30)));
    agrees("M/M/1 mean wait", mean(&runs, Incident::wait), 30.0);
    agrees(
        "M/M/1 share waiting",
        share(&runs, |i| i.wait() > 1e-6),
        0.5,
    );
    let all = mean(&runs, Incident::time_to_resolve);
    agrees("M/M/1 mean time to resolve", all, 60.0);
}

/// Two Erlang on three people: by Erlang's formula four in nine wait, Wq = C s / (c - a).
#[test]
fn three_people_who_share_a_queue_are_one_with_three_servers() {
    // Whoever leaves looks through all they know, so that long runs of people who all know all of it
    // are slow.
    let mut it = served(setup(30, 3), exponential(60));
    it.scenario.horizon = Duration::hours(24 * 8);
    let runs = runs(it);
    agrees(
        "M/M/3 share waiting",
        share(&runs, |i| i.wait() > 1e-6),
        4.0 / 9.0,
    );
    agrees(
        "M/M/3 mean wait",
        mean(&runs, Incident::wait),
        4.0 / 9.0 * 60.0,
    );
}

/// The first of three telephones to be answered: a third of the time of one.
#[test]
fn of_pages_that_ring_at_once_the_first_answer_counts() {
    let mut it = served(setup(600, 3), Law::Fixed(Duration::minutes(1)));
    for person in &mut it.team.people {
        person.acknowledges = Some(exponential(12));
    }
    let runs = runs(it);
    let minimum = mean(&runs, Incident::time_to_acknowledge);
    agrees("minimum of three", minimum, 4.0);
}

/// A page that is taken back after ten minutes against one answered after eight in the mean; the
/// next rung answers after two.
#[test]
fn a_page_races_against_its_time_out() {
    let mut it = served(setup(600, 2), Law::Fixed(Duration::minutes(1)));
    it.process.paging.takes_back = true;
    it.process.paging.levels[0].after = Duration::minutes(10);
    it.process.paging.levels[1].after = Duration::minutes(10);
    it.team.people[0].acknowledges = Some(exponential(8));
    it.team.people[1].acknowledges = Some(Law::Fixed(Duration::minutes(2)));
    let runs = runs(it);
    let late = (-10.0f64 / 8.0).exp();
    let pages = |r: &Run| (r.attempts as f64, r.all as f64);
    let attempts = ratio(runs.iter().map(pages).collect());
    agrees("pages an incident", attempts, 1.0 + late);
    let escalated = share(&runs, |i| i.time_to_acknowledge() > 10.0);
    agrees("share escalated", escalated, late);
    let expected = 8.0 * (1.0 - late) + 2.0 * late;
    let taken = mean(&runs, Incident::time_to_acknowledge);
    agrees("race: mean time", taken, expected);
}
