//! No cheats win: commanders who do one thing whatever the trouble is score below a novice.
//!
//! The seat of whoever commands is given to a script, and so is that of whoever takes the first
//! page, since where nobody commands that one has the incident in hand; everybody else is
//! simulated. The novice sits in the same seats with their own judgement, able at what they know
//! and expert at nothing. Means over the shipped teams.

mod support;

use std::collections::BTreeSet;
use std::sync::Arc;

use sandtable::base::{Duration, Name, SimTime};
use sandtable::board::{Offer, Presence};
use sandtable::engine::Step;
use sandtable::engine::plan::Plan;
use sandtable::exercise::Exercise;
use sandtable::model::command::Occupant;
use sandtable::model::team::SkillLevel;
use sandtable::model::{Command, Fact, Setup, WorkKind};
use sandtable::score::score;
use support::{ALL_SCENARIOS, TEAMS};

/// How many runs with each team; `tests/run --full` sets more.
fn seeds() -> u64 {
    let set = std::env::var("SANDTABLE_SEEDS").ok();
    set.map_or(4, |text| text.parse().expect("SANDTABLE_SEEDS is a number"))
}

/// What somebody does who has the same answer to everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cheat {
    DeclaresEverything,
    PagesEverybody,
    RestartsEverything,
    ClosesAtOnce,
    StaysSilent,
}

const CHEATS: [Cheat; 5] = [
    Cheat::DeclaresEverything,
    Cheat::PagesEverybody,
    Cheat::RestartsEverything,
    Cheat::ClosesAtOnce,
    Cheat::StaysSilent,
];

#[test]
fn no_cheat_scores_like_a_novice_on_a_quiet_disk() {
    check("quiet-disk");
}
#[test]
fn no_cheat_scores_like_a_novice_on_an_exhausted_edge() {
    check("edge-regex");
}
#[test]
fn no_cheat_scores_like_a_novice_on_a_broken_checkout() {
    check("checkout-regression");
}
#[test]
fn no_cheat_scores_like_a_novice_on_halls_too_hot() {
    check("three-data-centres");
}
#[test]
fn no_cheat_scores_like_a_novice_on_a_stolen_session() {
    check("stolen-session");
}

/// A novice's score and those of the cheats.
type Scores = (u32, [u32; 5]);

fn check(scenario: &str) {
    assert!(ALL_SCENARIOS.contains(&scenario));
    let mut won = Vec::new();
    let runs = TEAMS
        .iter()
        .flat_map(|team| (1..=seeds()).map(move |seed| (team, seed)));
    let rows: Vec<Scores> = runs.map(|(t, seed)| scores(scenario, t, seed)).collect();
    let mean = |of: &dyn Fn(&Scores) -> u32| {
        rows.iter().map(|r| f64::from(of(r))).sum::<f64>() / rows.len() as f64
    };
    let novice = mean(&|r| r.0);
    for (at, cheat) in CHEATS.iter().enumerate() {
        let cheats = mean(&|r| r.1[at]);
        println!("{scenario:<20} {cheat:<20?} {cheats:>5.1}   a novice {novice:>5.1}");
        if cheats >= novice {
            won.push(format!("{cheat:?}: {cheats:.1}, a novice {novice:.1}"));
        }
    }
    assert!(won.is_empty(), "{scenario}: {}", won.join("; "));
}

/// The novice's score with a seed, and those of the cheats in the same seats.
fn scores(scenario: &str, team: &str, seed: u64) -> Scores {
    let plain = support::plan_of(support::setup_with(scenario, "blameless", team));
    let seats = seats(&support::run(&plain, seed));
    let mut setup = support::setup_with(scenario, "blameless", team);
    for person in &mut setup.team.people {
        if seats.contains(&person.name) {
            let skills = person.skills.iter_mut();
            skills.for_each(|s| s.level = SkillLevel::Able);
        }
    }
    let plan = support::plan_of(setup);
    let setup = plan.setup.clone();
    let novice = total(&setup, &support::run(&plan, seed));
    (
        novice,
        CHEATS.map(|cheat| played(&plan, seed, &seats, cheat)),
    )
}

fn total(setup: &Arc<Setup>, exercise: &Exercise) -> u32 {
    score(setup, exercise.timeline()).total
}

/// Whoever takes the first page, and whoever commands first.
fn seats(run: &Exercise) -> BTreeSet<Name> {
    let mut facts = run.records().iter().map(|r| &r.fact);
    let page = facts.clone().find_map(|f| match f {
        Fact::Acknowledged { person, .. } => Some(*person),
        _ => None,
    });
    let command = facts.find_map(|f| match f {
        Fact::RoleTaken { role, person } if *role == "commander" => Some(*person),
        _ => None,
    });
    page.into_iter().chain(command).collect()
}

fn played(plan: &Arc<Plan>, seed: u64, seats: &BTreeSet<Name>, cheat: Cheat) -> u32 {
    let mut exercise = Exercise::of_plan(plan.clone(), seed);
    for person in seats {
        let occupant = Occupant::Human;
        let person = *person;
        exercise.submit(SimTime::START, None, Command::Seat { person, occupant });
    }
    let mut done = BTreeSet::new();
    // Nobody who cheats is in a hurry after the first day.
    let mut step = Duration::minutes(1);
    let mut now = SimTime::START;
    while exercise.advance(now) != Step::Ended {
        for seat in seats {
            let person = plan.person(*seat).expect("they are in the team");
            if let Some(command) = asks_for(&exercise, person, cheat, &mut done) {
                exercise.submit(now, Some(person), command);
            }
        }
        if now > SimTime::START + Duration::hours(24) {
            step = Duration::minutes(20);
        }
        now += step;
    }
    total(&plan.setup, &exercise)
}

/// One command at a time; nothing is asked for twice.
fn asks_for(
    exercise: &Exercise,
    person: usize,
    cheat: Cheat,
    done: &mut BTreeSet<(usize, String)>,
) -> Option<Command> {
    let board = exercise.board(person);
    if board.presence == Presence::Here && board.hands.is_some() {
        return None;
    }
    let offers = exercise.options(person);
    let mut fresh = |command: &Command| done.insert((person, format!("{command:?}")));
    let arrives = |c: &Command| {
        matches!(c, Command::Acknowledge { .. })
            || matches!(c, Command::TakeRole { role } if *role == "commander")
    };
    let mut commands = offers.iter().map(|offer| &offer.command);
    if let Some(command) = commands.clone().find(|c| arrives(c) && fresh(c)) {
        return Some(command.clone());
    }
    let gravest = exercise.engine().plan.setup.process.severities[0].name;
    let wants: &dyn Fn(&Command) -> bool = match cheat {
        Cheat::StaysSilent => return None,
        Cheat::DeclaresEverything => &|c| is_gravest(c, gravest),
        Cheat::PagesEverybody => &|c| matches!(c, Command::Page { .. }),
        Cheat::ClosesAtOnce => &|c| is_gravest(c, gravest) || matches!(c, Command::Close { .. }),
        Cheat::RestartsEverything => return restart(exercise, &offers, &mut fresh),
    };
    commands.find(|c| wants(c) && fresh(c)).cloned()
}

fn is_gravest(command: &Command, gravest: Name) -> bool {
    match command {
        Command::Declare { severity, .. } | Command::SetSeverity { severity, .. } => {
            *severity == gravest
        }
        _ => false,
    }
}

/// Yes to whatever anybody wants to try; restarts, by oneself or by others; then all else that
/// can be done without looking.
fn restart(
    exercise: &Exercise,
    offers: &[Offer],
    fresh: &mut dyn FnMut(&Command) -> bool,
) -> Option<Command> {
    let actions = &exercise.engine().plan.setup.scenario.actions;
    let restarts = |work: Name| {
        actions
            .iter()
            .any(|a| a.name == work && a.kind == "restart")
    };
    let task = |c: &Command| match c {
        Command::Work { task } | Command::Assign { task, .. } => Some(*task),
        _ => None,
    };
    let acts = |c: &Command| task(c).is_some_and(|t| t.kind == WorkKind::Action);
    let is_restart = |c: &Command| task(c).is_some_and(|t| restarts(t.work));
    let commands = || offers.iter().map(|offer| &offer.command);
    let yes = commands().find(|c| matches!(c, Command::Approve { .. }));
    let wanted = commands().filter(|c| acts(c));
    let (first, later): (Vec<_>, Vec<_>) = wanted.partition(|c| is_restart(c));
    let next = first.into_iter().chain(later).find(|c| fresh(c));
    yes.or(next).cloned()
}
