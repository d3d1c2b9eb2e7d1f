//! Many runs in parallel: every arm on the same luck, block by block.
//!
//! A block of 1,024 runs is the unit of checkpoint, shard and merge; threads share the runs within
//! a block. Run k of every arm has seed `seed + k`, so arms differ in nothing but what differs.
//! The result is the same on any number of threads. A panicking run is isolated and named.
//!
//! The batch has no fast path of its own: it calls `advance` and reads each run's timeline.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use crate::engine::plan::Plan;
use crate::exercise::Exercise;
use crate::model::Setup;
use crate::model::fact::EndReason;
use crate::score::Metric;
use crate::timeline::Measure;

/// Runs in a block.
pub const BLOCK: u64 = 1_024;
/// Runs that a thread takes at a time.
const HANDFUL: u64 = 16;

/// One thing compared: a setup and what it is called.
#[derive(Clone)]
pub struct Arm {
    pub name: String,
    plan: Arc<Plan>,
    setup: Arc<Setup>,
}

/// What one run of one arm came to, in the order of the metrics asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub run: u64,
    pub seed: u64,
    pub measures: Vec<Measure>,
    /// The run was stopped for want of budget.
    pub over_budget: bool,
}

/// A run that ended in a fault of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked {
    pub arm: String,
    pub seed: u64,
    pub message: String,
}

/// All rows of all arms, run by run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// One list for each arm, in the order of the arms.
    pub arms: Vec<Vec<Row>>,
    pub panicked: Vec<Panicked>,
    /// Whether every run asked for was done.
    pub complete: bool,
}

/// How much to run, and who is told.
pub struct Order<'a> {
    pub runs: u64,
    pub seed: u64,
    /// Threads; 0 is as many as the machine has.
    pub threads: usize,
    pub metrics: &'a [&'static Metric],
    /// Told after each handful how many more runs are done.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Once set, the block under way is finished and no other begun.
    pub stop: &'a AtomicBool,
}

impl Arm {
    pub fn new(name: String, setup: Arc<Setup>) -> Arm {
        Arm {
            name,
            plan: Arc::new(Plan::new(setup.clone())),
            setup,
        }
    }
    pub fn setup(&self) -> &Arc<Setup> {
        &self.setup
    }
}

/// Runs every arm on the same luck.
///
/// # Errors
/// If the threads cannot be started.
pub fn run(arms: &[Arm], order: &Order) -> Result<Rows, rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.threads)
        .build()?;
    let mut rows = Rows {
        arms: vec![Vec::new(); arms.len()],
        ..Rows::default()
    };
    let idle: Vec<Mutex<Vec<Exercise>>> = arms.iter().map(|_| Mutex::default()).collect();
    let blocks = order.runs.div_ceil(BLOCK);
    for block in 0..blocks {
        if order.stop.load(Ordering::Relaxed) {
            return Ok(rows);
        }
        let runs = block * BLOCK..((block + 1) * BLOCK).min(order.runs);
        for (index, arm) in arms.iter().enumerate() {
            let done = pool.install(|| run_block(arm, &idle[index], runs.clone(), order));
            for handful in done {
                rows.arms[index].extend(handful.0);
                rows.panicked.extend(handful.1);
            }
        }
    }
    rows.complete = true;
    Ok(rows)
}

type Handful = (Vec<Row>, Vec<Panicked>);

fn run_block(
    arm: &Arm,
    idle: &Mutex<Vec<Exercise>>,
    runs: std::ops::Range<u64>,
    order: &Order,
) -> Vec<Handful> {
    let handfuls = (runs.end - runs.start).div_ceil(HANDFUL);
    let of = |n: u64| {
        let from = runs.start + n * HANDFUL;
        from..(from + HANDFUL).min(runs.end)
    };
    let handfuls: Vec<_> = (0..handfuls).map(of).collect();
    handfuls
        .into_par_iter()
        .map(|runs| run_handful(arm, idle, runs, order))
        .collect()
}

/// A world is built once for each thread and reset in place from then on.
fn run_handful(
    arm: &Arm,
    idle: &Mutex<Vec<Exercise>>,
    runs: std::ops::Range<u64>,
    order: &Order,
) -> Handful {
    let lock = || idle.lock().expect("nothing panics while it holds the list");
    let mut exercise = lock().pop();
    let mut handful = Handful::default();
    let count = runs.end - runs.start;
    for run in runs {
        let seed = order.seed.wrapping_add(run);
        let done = catch_unwind(AssertUnwindSafe(|| {
            let mut exercise = exercise
                .take()
                .map(|mut e| {
                    e.reset(seed);
                    e
                })
                .unwrap_or_else(|| Exercise::of_plan(arm.plan.clone(), seed));
            exercise.finish();
            let timeline = exercise.timeline();
            let row = Row {
                run,
                seed,
                measures: order.metrics.iter().map(|m| (m.read)(timeline)).collect(),
                over_budget: timeline.ended() == Some(EndReason::Budget),
            };
            (exercise, row)
        }));
        match done {
            Ok((used, row)) => {
                exercise = Some(used);
                handful.0.push(row);
            }
            Err(panic) => handful.1.push(Panicked {
                arm: arm.name.clone(),
                seed,
                message: message(panic.as_ref()),
            }),
        }
    }
    lock().extend(exercise);
    (order.progress)(count);
    handful
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it did not say why".into())
}
