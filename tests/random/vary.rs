//! Variations of a setup: figures moved, parts dropped and doubled, switches turned.

use sandtable::base::{Duration, Law, Name, Share};
use sandtable::model::Setup;
use sandtable::model::process::{Approach, Declare, Over, Private, SeverityBy, TakesUp};
use sandtable::model::scenario::AfterHorizon;
use serde_json::Value;

use crate::support::Dice;

/// Another setup like this one, and still one that a loader would take.
pub fn vary(setup: Setup, dice: &mut Dice) -> Setup {
    let mut value = serde_json::to_value(&setup).expect("a setup is JSON");
    let percent = [0, 5, 30][dice.below(3)];
    Figures { dice, percent }.mov("", &mut value);
    let mut setup: Setup = serde_json::from_value(value).expect("moved figures are figures");
    story(&mut setup, dice);
    signals(&mut setup, dice);
    work(&mut setup, dice);
    people(&mut setup, dice);
    process(&mut setup, dice);
    let ideal = &mut setup.defaults.ideal;
    let switches = [
        &mut ideal.system,
        &mut ideal.signals,
        &mut ideal.attention,
        &mut ideal.knowledge,
        &mut ideal.authority,
    ];
    turn(switches, 10, dice);
    setup.defaults.budget.entries = 200_000;
    setup
}

fn turn<const N: usize>(switches: [&mut bool; N], percent: usize, dice: &mut Dice) {
    for switch in switches {
        *switch ^= dice.often(percent);
    }
}

/// Moves lengths of time, shares and factors, `percent` of them.
struct Figures<'a> {
    dice: &'a mut Dice,
    percent: usize,
}

/// What has limits of its own, or none that a loader would take.
const FIXED: [&str; 10] = [
    "turns_at",
    "works",
    "sleeps",
    "budget",
    "starts",
    "horizon",
    "Uniform",
    "Truncated",
    "leave",
    "vocabulary",
];
/// Shares that may be nothing or all.
const EXTREME: [&str; 8] = [
    "misses",
    "fails",
    "probability",
    "holds",
    "size",
    "telemetry",
    "notices",
    "misread",
];

impl Figures<'_> {
    fn mov(&mut self, key: &str, value: &mut Value) {
        match value {
            _ if FIXED.contains(&key) => {}
            Value::Object(map) => map.iter_mut().for_each(|(key, value)| self.mov(key, value)),
            Value::Array(list) => list.iter_mut().for_each(|value| self.mov(key, value)),
            Value::String(text) => {
                if let (Ok(length), true) = (Duration::parse(text), self.moves()) {
                    *text = length.times(self.dice.factor()).to_string();
                }
            }
            Value::Number(number) if number.is_f64() && self.moves() => {
                let before = number.as_f64().unwrap_or(0.0);
                let moved = match self.dice.below(10) {
                    0 if EXTREME.contains(&key) => 0.0,
                    1 if EXTREME.contains(&key) => 1.0,
                    _ => before * self.dice.factor(),
                };
                let most = if before <= 1.0 { 1.0 } else { 9.9 };
                *value = Value::from(moved.clamp(-9.9, most));
            }
            _ => {}
        }
    }

    fn moves(&mut self) -> bool {
        self.dice.often(self.percent)
    }
}

fn minutes(dice: &mut Dice, most: usize) -> Duration {
    Duration::minutes(1 + dice.below(most) as i64)
}

fn story(setup: &mut Setup, dice: &mut Dice) {
    let scenario = &mut setup.scenario;
    scenario.horizon = minutes(dice, [60, 600, 1_440][dice.clone().below(3)]);
    if dice.often(30) {
        scenario.after_horizon = AfterHorizon::Drain;
    }
    for problem in &mut scenario.problems {
        if dice.often(10) {
            let mean = minutes(dice, 240);
            problem.recurs = Some(Law::Exponential { mean });
        }
        if dice.often(20) {
            problem.backlog = Some(Law::Fixed(minutes(dice, 120)));
        }
        for fault in &mut problem.faults {
            if dice.often(10) {
                fault.passes = Some(Law::Fixed(minutes(dice, 120)));
            }
            fault.spreads ^= dice.often(10);
        }
    }
    drop_and_double(&mut scenario.injects, dice, |inject, name| {
        inject.name = name(inject.name);
    });
}

fn signals(setup: &mut Setup, dice: &mut Dice) {
    let scenario = &mut setup.scenario;
    for monitor in &mut scenario.monitors {
        if dice.often(15) {
            let mean = minutes(dice, 120);
            monitor.false_alarms = Some(Law::Exponential { mean });
        }
        if dice.often(15) {
            monitor.refires = Some(Law::Fixed(minutes(dice, 30)));
        }
        monitor.quiet ^= dice.often(10);
    }
    drop_and_double(&mut scenario.monitors, dice, |monitor, name| {
        monitor.name = name(monitor.name);
    });
    drop_and_double(&mut scenario.customers, dice, |customers, name| {
        customers.name = name(customers.name);
    });
}

fn work(setup: &mut Setup, dice: &mut Dice) {
    let scenario = &mut setup.scenario;
    for action in &mut scenario.actions {
        let switches = [
            &mut action.risky,
            &mut action.automatic,
            &mut action.noticeable,
        ];
        turn(switches, 10, dice);
    }
    let before = scenario.actions.clone();
    drop_and_double(&mut scenario.actions, dice, |action, name| {
        action.name = name(action.name);
    });
    // What others name stays.
    for action in before {
        if scenario.action(action.name).is_none() {
            scenario.actions.push(action);
        }
    }
    for diagnostic in &mut scenario.diagnostics {
        diagnostic.automatic ^= dice.often(10);
    }
}

/// Drops a few and doubles a few, the double under a name of its own.
fn drop_and_double<T: Clone>(
    all: &mut Vec<T>,
    dice: &mut Dice,
    rename: impl Fn(&mut T, fn(Name) -> Name),
) {
    let again = |name: Name| Name::new(&format!("{name}-again"));
    for at in (0..all.len()).rev() {
        if dice.often(10) {
            all.remove(at);
        } else if dice.often(10) {
            let mut double = all[at].clone();
            rename(&mut double, again);
            all.insert(dice.below(all.len() + 1), double);
        }
    }
}

fn people(setup: &mut Setup, dice: &mut Dice) {
    let team = &mut setup.team;
    let everybody: Vec<Name> = team.people.iter().map(|p| p.name).collect();
    for name in everybody {
        if team.people.len() > 2 && dice.often(8) {
            team.people.retain(|p| p.name != name);
            for group in &mut team.groups {
                group.members.retain(|m| *m != name);
                let levels = group.rota.iter_mut().flat_map(|r| &mut r.levels);
                let turns = levels.flat_map(|l| &mut l.turns);
                turns.for_each(|turn| turn.retain(|m| *m != name));
            }
        } else if dice.often(8) {
            let mut double = team.person(name).expect("not yet dropped").clone();
            double.name = Name::new(&format!("{name}-again"));
            double.bystander ^= dice.often(20);
            for group in &mut team.groups {
                if group.members.contains(&name) && dice.often(50) {
                    group.members.push(double.name);
                }
            }
            team.people.push(double);
        }
    }
    for person in &mut team.people {
        if dice.often(5) {
            let from = minutes(dice, 300);
            let until = from + minutes(dice, 600);
            person.leave = vec![sandtable::model::team::Leave { from, until }];
        }
        person.relieved ^= dice.often(10);
        if dice.often(10) {
            person.misses_pages = Share::new(dice.share());
        }
    }
}

fn process(setup: &mut Setup, dice: &mut Dice) {
    let process = &mut setup.process;
    let automation = &mut process.automation;
    let handoff = &mut process.handoff;
    let switches = [
        &mut automation.diagnostics,
        &mut automation.remediation,
        &mut automation.mobilising,
        &mut automation.reminders,
        &mut handoff.transfers,
        &mut handoff.confirms,
        &mut handoff.notices,
        &mut handoff.at_shift_end,
        &mut process.document.kept,
        &mut process.document.expected,
        &mut process.hub.routes_by_owner,
        &mut process.evidence_first,
        &mut process.paging.takes_back,
    ];
    turn(switches, 15, dice);
    let sometimes = |dice: &mut Dice, now: Option<Duration>, most| match dice.below(10) {
        0 => None,
        1 => Some(minutes(dice, most)),
        _ => now,
    };
    handoff.announces = sometimes(dice, handoff.announces, 60);
    handoff.longest_shift = sometimes(dice, handoff.longest_shift, 480);
    process.rounds = sometimes(dice, process.rounds, 60);
    process.hub.groups_within = sometimes(dice, process.hub.groups_within, 60);
    process.hub.suppresses_for = sometimes(dice, process.hub.suppresses_for, 20);
    if dice.often(20) {
        process.room_limit = dice.often(50).then(|| 1 + dice.below(6) as u32);
    }
    if dice.often(20) {
        process.over = [Over::ImpactEnds, Over::CauseRemoved][dice.below(2)];
        process.approach = [Approach::ContainFirst, Approach::InvestigateFirst][dice.below(2)];
        process.severity_by = [SeverityBy::Responder, SeverityBy::Commander][dice.below(2)];
        process.private = [Private::Never, Private::Security, Private::Always][dice.below(3)];
        process.paging.repeats = dice.below(4) as u32;
    }
    if dice.often(15) {
        process.takes_up = TakesUp::InTurn;
    }
    match dice.below(10) {
        0 => process.declare = Declare::default(),
        1 => process.declare.always = true,
        _ => {}
    }
    if dice.often(10) {
        process.approvals.clear();
    }
    if dice.often(10) {
        process.cadences.clear();
    }
}
