//! What the tests of the reference model read off a log: incidents, one by one, in minutes.
#![allow(dead_code)] // Each test file uses its part.

use std::sync::Arc;

use rayon::prelude::*;
use sandtable::base::SimTime;
use sandtable::engine::plan::Plan;
use sandtable::exercise::Exercise;
use sandtable::model::fact::Job;
use sandtable::model::{Fact, Record, Setup};

use crate::support;

/// One incident from its failure to its end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Incident {
    pub failed: f64,
    pub alerted: Option<f64>,
    pub acknowledged: Option<f64>,
    /// When whoever took it began to work on it.
    pub begun: Option<f64>,
    pub resolved: Option<f64>,
}

impl Incident {
    pub fn time_to_detect(&self) -> f64 {
        self.alerted.expect("it showed") - self.failed
    }
    pub fn time_to_acknowledge(&self) -> f64 {
        self.acknowledged.expect("it was taken") - self.alerted.expect("it showed")
    }
    pub fn wait(&self) -> f64 {
        self.begun.expect("it was begun") - self.acknowledged.expect("it was taken")
    }
    pub fn time_to_resolve(&self) -> f64 {
        self.resolved.expect("it was resolved") - self.failed
    }
}

/// What a run of the reference model comes to.
#[derive(Clone, Debug, Default)]
pub struct Run {
    pub incidents: Vec<Incident>,
    /// How many there were, also of those that a test leaves out.
    pub all: u64,
    pub attempts: u64,
    pub handoffs: u64,
    pub records: u64,
}

impl Run {
    /// Failure, alert, diagnosed and repaired for each incident; each page, taken or timed out; each
    /// shift end that stops a repair and the end of its handoff.
    pub fn model_events(&self) -> u64 {
        4 * self.incidents.len() as u64 + self.attempts + 2 * self.handoffs
    }
}

/// Where scenario, team, process and figures of the model lie.
pub const NAME: &str = "page-escalate-resolve";

pub fn setup() -> Setup {
    Setup {
        defaults: support::shipped(&format!("assets/defaults/{NAME}.ron")),
        ..support::setup_with(NAME, NAME, NAME)
    }
}

pub fn plan() -> Arc<Plan> {
    support::plan_of(setup())
}

/// Another run in the same world: what is measured, and what a batch does.
pub fn play(exercise: &mut Exercise, seed: u64) {
    exercise.reset(seed);
    exercise.finish();
}

/// Reads a log.
pub fn of(records: &[Record]) -> Run {
    let mut run = Run {
        records: records.len() as u64,
        ..Run::default()
    };
    // The episode behind each ticket.
    let mut tickets: Vec<usize> = Vec::new();
    for record in records {
        let at = minutes(record.at);
        match &record.fact {
            Fact::EpisodeBegan { .. } => run.incidents.push(Incident {
                failed: at,
                ..Incident::default()
            }),
            Fact::AlertRaised {
                ticket, episode, ..
            } => {
                let episode = episode.expect("there are no false alarms").0 as usize;
                if ticket.0 as usize == tickets.len() {
                    tickets.push(episode);
                }
                run.incidents[episode].alerted.get_or_insert(at);
            }
            Fact::PageSent { .. } => run.attempts += 1,
            Fact::Acknowledged { ticket, .. } => {
                let incident = &mut run.incidents[tickets[ticket.0 as usize]];
                incident.acknowledged.get_or_insert(at);
            }
            Fact::TaskStarted { task, .. } => {
                let incident = &mut run.incidents[tickets[task.ticket.0 as usize]];
                incident.begun.get_or_insert(at);
            }
            Fact::JobFinished {
                job: Job::Coordination(word),
                ..
            } if *word == "transfer" => run.handoffs += 1,
            Fact::Resolved { episode } => {
                run.incidents[episode.0 as usize].resolved.get_or_insert(at);
            }
            _ => {}
        }
    }
    run.all = run.incidents.len() as u64;
    run
}

fn minutes(at: SimTime) -> f64 {
    at.0 as f64 / 60_000.0
}

/// Runs by seed, in order, on all cores.
pub fn runs(plan: &Arc<Plan>, seeds: std::ops::Range<u64>) -> Vec<Run> {
    let seeds: Vec<u64> = seeds.collect();
    let make = || Exercise::of_plan(plan.clone(), 0);
    let one = |exercise: &mut Exercise, seed: &u64| {
        play(exercise, *seed);
        of(exercise.records())
    };
    seeds.par_iter().map_init(make, one).collect()
}

/// A mean over incidents of runs, with its standard error from the runs: incidents of one run wait
/// for each other, runs do not.
#[derive(Clone, Copy, Debug)]
pub struct Mean {
    pub value: f64,
    pub error: f64,
}

/// Sums over incidents by run give a ratio and its error.
pub fn mean(runs: &[Run], of: impl Fn(&Incident) -> f64) -> Mean {
    let sums = runs.iter().map(|run| {
        let sum: f64 = run.incidents.iter().map(&of).sum();
        (sum, run.incidents.len() as f64)
    });
    ratio(sums.collect())
}

/// The ratio of two sums over runs, and its standard error.
pub fn ratio(sums: Vec<(f64, f64)>) -> Mean {
    let n = sums.len() as f64;
    let (top, bottom) = sums.iter().fold((0.0, 0.0), |t, s| (t.0 + s.0, t.1 + s.1));
    let value = top / bottom;
    let off = sums.iter().map(|(a, b)| a - value * b);
    let variance = off.map(|x| x * x).sum::<f64>() / (n - 1.0);
    let error = (variance * n).sqrt() / bottom;
    Mean { value, error }
}

/// The value below which a share of all lies.
pub fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = share * (values.len() - 1) as f64;
    let (low, part) = (at.floor() as usize, at.fract());
    let next = values[(low + 1).min(values.len() - 1)];
    values[low] + part * (next - values[low])
}

/// A quantile over all incidents, with its standard error from the same quantile of ten parts.
pub fn quantile_of(runs: &[Run], share: f64, of: impl Fn(&Incident) -> f64) -> Mean {
    let all = |runs: &[Run]| {
        let values = runs.iter().flat_map(|run| run.incidents.iter().map(&of));
        quantile(values.collect(), share)
    };
    let parts: Vec<f64> = runs.chunks(runs.len().div_ceil(10)).map(all).collect();
    let n = parts.len() as f64;
    let middle = parts.iter().sum::<f64>() / n;
    let variance = parts.iter().map(|p| (p - middle).powi(2)).sum::<f64>() / (n - 1.0);
    Mean {
        value: all(runs),
        error: (variance / n).sqrt(),
    }
}

/// Holds a figure against what it should be, within three standard errors, and shows both.
#[track_caller]
pub fn agrees(what: &str, seen: Mean, expected: f64) {
    let off = (seen.value - expected) / seen.error;
    println!(
        "{what:<28} {:>10.4} +- {:.4}   expected {expected:>9.4}   {off:>5.2} standard errors off",
        seen.value, seen.error
    );
    assert!(
        off.abs() <= 3.0,
        "{what}: {} is {off:.2} standard errors ({:.4}) from {expected}",
        seen.value,
        seen.error
    );
}
