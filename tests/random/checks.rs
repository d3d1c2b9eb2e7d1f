//! What every log must be, whatever the story.

use std::collections::{HashMap, HashSet};

use sandtable::base::{Name, SimTime};
use sandtable::engine::plan::Plan;
use sandtable::model::command::Occupant;
use sandtable::model::fact::{EndReason, Job};
use sandtable::model::scenario::AfterHorizon;
use sandtable::model::{Actor, Audience, Fact, Record};
use serde_json::Value;

/// Panics, with the record, at the first thing that is wrong.
pub fn check(plan: &Plan, log: &[Record]) {
    numbered_in_time(log);
    every_chain_ends_at_something_outside(log);
    ended_once(plan, log);
    every_inject_has_one_end(plan, log);
    let mut roles = Roles::default();
    let mut hands = Hands::default();
    let mut known = Known::new(plan);
    for record in log {
        shares_are_shares(record);
        roles.fold(record);
        hands.fold(record);
        known.fold(record);
    }
    each_but_once(log);
}

fn numbered_in_time(log: &[Record]) {
    let mut now = SimTime::START;
    for (at, record) in log.iter().enumerate() {
        assert_eq!(record.seq as usize, at, "a gap at {record:?}");
        assert!(record.at >= now, "time goes back at {record:?}");
        now = record.at;
        let earlier = record.because.is_none_or(|seq| seq < record.seq);
        assert!(earlier, "caused by what is yet to come: {record:?}");
    }
}

/// Only the start and commands from outside have no cause, so every chain ends there; and what was
/// resolved had begun somewhere.
fn every_chain_ends_at_something_outside(log: &[Record]) {
    let mut human: HashSet<Name> = HashSet::new();
    // An alert that was false may be what brought somebody here.
    let begins = |record: &Record| match record.fact {
        // A fault may wait for an inject to be skipped, too.
        Fact::EpisodeBegan { .. } | Fact::InjectFired { .. } | Fact::InjectSkipped { .. } => true,
        Fact::MonitorFired { episode, .. } => episode.is_none(),
        Fact::Commanded { .. } => record.because.is_none(),
        _ => false,
    };
    for record in log {
        if let Fact::Seated { person, occupant } = record.fact {
            match occupant {
                Occupant::Human => human.insert(person),
                Occupant::Policy => human.remove(&person),
            };
        }
        let outside = record.seq == 0 || matches!(record.fact, Fact::Commanded { .. });
        let has_cause = record.because.is_some();
        assert!(has_cause || outside, "without a cause: {record:?}");
        if let (Fact::Commanded { .. }, Actor::Person(name)) = (&record.fact, record.by) {
            let own = !human.contains(&name) || !has_cause;
            assert!(own, "a human's seat decided by itself: {record:?}");
        }
        if let Fact::Resolved { .. } = record.fact {
            let link = |r: &Record| format!("  #{} {:?}\n", r.seq, r.fact);
            let links = || chain(log, record).map(link).collect::<String>();
            let begun = chain(log, record).any(begins);
            assert!(begun, "resolved out of nothing:\n{}", links());
        }
    }
}

/// A record, its cause, and so on.
fn chain<'a>(log: &'a [Record], from: &'a Record) -> impl Iterator<Item = &'a Record> {
    let before = |r: &&'a Record| r.because.map(|seq| &log[seq as usize]);
    std::iter::successors(Some(from), before)
}

fn ended_once(plan: &Plan, log: &[Record]) {
    let mut ends = log.iter().filter_map(|r| match r.fact {
        Fact::Ended { why } => Some(why),
        _ => None,
    });
    let why = ends.next().expect("the log has no end");
    assert_eq!(ends.next(), None, "ended twice");
    let resolved = |r: &&Record| matches!(r.fact, Fact::Resolved { .. });
    let begun = |r: &&Record| matches!(r.fact, Fact::EpisodeBegan { .. });
    let drains = plan.setup.scenario.after_horizon == AfterHorizon::Drain;
    // What nobody ever resolves is drained until the budget is used up.
    let endless = drains && log.iter().filter(resolved).count() < log.iter().filter(begun).count();
    assert!(why != EndReason::Budget || endless, "out of budget");
    let last = log
        .iter()
        .find(|r| matches!(r.fact, Fact::Ended { .. }))
        .expect("the log has an end");
    // Behind the end stands what observers write down, and nothing else.
    let behind = log
        .iter()
        .skip_while(|r| !matches!(r.fact, Fact::Ended { .. }));
    for record in behind.skip(1) {
        let review = match &record.fact {
            Fact::Commanded { command } => command.is_review(),
            Fact::Noted { .. } | Fact::Ticked { .. } | Fact::Rated { .. } => true,
            Fact::Refused { command, .. } => ["note", "tick", "rate"].contains(&command.as_str()),
            _ => false,
        };
        assert!(
            review && record.by == Actor::Facilitator,
            "after the end: {record:?}"
        );
    }
    let scenario = &plan.setup.scenario;
    if !drains {
        let horizon = SimTime::START + scenario.horizon;
        assert!(last.at <= horizon, "past the horizon");
    }
}

fn every_inject_has_one_end(plan: &Plan, log: &[Record]) {
    let mut ends: HashMap<Name, u32> = HashMap::new();
    for record in log {
        if let Fact::InjectDelivered { inject, .. }
        | Fact::InjectSkipped { inject }
        | Fact::InjectUnreached { inject } = record.fact
        {
            *ends.entry(inject).or_default() += 1;
        }
    }
    for inject in &plan.setup.scenario.injects {
        let count = ends.get(&inject.name).copied().unwrap_or(0);
        assert_eq!(count, 1, "ends of inject `{}`", inject.name);
    }
}

fn each_but_once(log: &[Record]) {
    let mut seen = HashSet::new();
    for record in log {
        let once = match record.fact {
            Fact::Acknowledged { page, .. } => ("page taken", page.0),
            Fact::Declared { incident, .. } => ("incident declared", incident.0),
            Fact::Closed { incident } => ("incident closed", incident.0),
            Fact::EpisodeBegan { episode, .. } => ("episode begun", episode.0),
            Fact::CauseRemoved { episode } => ("cause removed", episode.0),
            Fact::Resolved { episode } => ("episode resolved", episode.0),
            Fact::Recovered { episode } => ("episode recovered", episode.0),
            Fact::MessageAnswered { message, .. } => ("message answered", message.0),
            _ => continue,
        };
        assert!(seen.insert(once), "twice: {record:?}");
    }
}

fn shares_are_shares(record: &Record) {
    fn walk(key: &str, value: &Value, record: &Record) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| walk(key, value, record)),
            Value::Array(list) => list.iter().for_each(|value| walk(key, value, record)),
            Value::Number(number) if number.is_f64() => {
                let number = number.as_f64().expect("it is one");
                assert!((0.0..=1.0).contains(&number), "{key} in {record:?}");
            }
            _ => {}
        }
    }
    let fact = serde_json::to_value(&record.fact).expect("a fact is JSON");
    walk("", &fact, record);
}

/// One holder a role.
#[derive(Default)]
struct Roles(HashMap<Name, Name>);

impl Roles {
    fn fold(&mut self, record: &Record) {
        match record.fact {
            Fact::RoleTaken { role, person } => {
                let before = self.0.insert(role, person);
                assert_eq!(before, None, "held already: {record:?}");
            }
            Fact::RoleLeft { role, person } => {
                let before = self.0.remove(&role);
                assert_eq!(before, Some(person), "not the holder: {record:?}");
            }
            Fact::HandedOver { role, from, to, .. } => {
                let before = self.0.insert(role, to);
                assert_eq!(before, Some(from), "not the holder: {record:?}");
            }
            _ => {}
        }
    }
}

/// Nobody does two things at once, and only who is here does any.
#[derive(Default)]
struct Hands {
    here: HashSet<Name>,
    held: HashMap<Name, Job>,
    laid_down: HashMap<Name, Vec<Job>>,
}

impl Hands {
    fn fold(&mut self, record: &Record) {
        match record.fact {
            Fact::Engaged { person, .. } => {
                assert!(self.here.insert(person), "here already: {record:?}");
            }
            Fact::Left { person, .. } => {
                self.here.remove(&person);
                self.held.remove(&person);
                self.laid_down.remove(&person);
            }
            Fact::TaskStarted { person, .. } => self.is_here(person, record),
            Fact::JobStarted { person, job, .. } => {
                self.is_here(person, record);
                let before = self.held.insert(person, job);
                assert_eq!(before, None, "hands full: {record:?}");
            }
            Fact::JobResumed { person, job, .. } => {
                self.is_here(person, record);
                assert!(self.picks_up(person, job), "not laid down: {record:?}");
                let before = self.held.insert(person, job);
                assert_eq!(before, None, "hands full: {record:?}");
            }
            Fact::JobInterrupted { person, job, .. } => {
                // Or work taken over from somebody, which comes laid down.
                if self.held.get(&person) == Some(&job) {
                    self.held.remove(&person);
                }
                self.laid_down.entry(person).or_default().push(job);
            }
            Fact::JobFinished { person, job } => {
                let held = self.held.remove(&person);
                assert_eq!(held, Some(job), "not in hand: {record:?}");
            }
            Fact::JobDropped { person, job } => {
                let held = self.held.get(&person) == Some(&job);
                if held {
                    self.held.remove(&person);
                }
                let had = held || self.picks_up(person, job);
                assert!(had, "neither in hand nor laid down: {record:?}");
            }
            _ => {}
        }
    }

    fn is_here(&self, person: Name, record: &Record) {
        assert!(self.here.contains(&person), "not here: {record:?}");
    }

    fn picks_up(&mut self, person: Name, job: Job) -> bool {
        let jobs = self.laid_down.entry(person).or_default();
        let at = jobs.iter().rposition(|j| *j == job);
        at.map(|at| jobs.remove(at)).is_some()
    }
}

/// Simulated people name only what an earlier record has told them of, and act on what they saw.
struct Known<'a> {
    plan: &'a Plan,
    of: HashMap<Name, HashSet<(String, u64)>>,
    audiences: Vec<Audience>,
}

/// Keys under which a fact or a command names something that has a number.
const NUMBERED: [&str; 4] = ["ticket", "incident", "page", "message"];

impl<'a> Known<'a> {
    fn new(plan: &'a Plan) -> Known<'a> {
        Known {
            plan,
            of: HashMap::new(),
            audiences: Vec::new(),
        }
    }

    fn fold(&mut self, record: &Record) {
        self.audiences.push(record.audience.clone());
        let fact = serde_json::to_value(&record.fact).expect("a fact is JSON");
        let mut named = HashSet::new();
        numbers(&fact, &mut named);
        if let Fact::Commanded { .. } = record.fact {
            if let (Actor::Person(name), Some(because)) = (record.by, record.because) {
                let known = self.of.entry(name).or_default();
                for what in &named {
                    assert!(known.contains(what), "cannot know {what:?}: {record:?}");
                }
                let saw = because == 0 || self.audiences[because as usize].holds(name);
                assert!(saw, "has not seen #{because}: {record:?}");
            }
            return;
        }
        for person in &self.plan.people {
            if record.audience.holds(person.name) {
                self.of
                    .entry(person.name)
                    .or_default()
                    .extend(named.iter().cloned());
            }
        }
    }
}

fn numbers(value: &Value, found: &mut HashSet<(String, u64)>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_u64() {
                    Some(number) if NUMBERED.contains(&key.as_str()) => {
                        found.insert((key.clone(), number));
                    }
                    _ => numbers(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| numbers(value, found)),
        _ => {}
    }
}
