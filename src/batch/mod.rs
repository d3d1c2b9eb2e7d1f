//! Many runs in parallel: every arm on the same luck, block by block.
//!
//! A block of 1,024 runs is the unit of checkpoint, shard and merge; threads share the runs within
//! a block. Run k of every arm has seed `seed + k`, so arms differ in nothing but what differs.
//! The result is the same on any number of threads. A panicking run is isolated and named.
//!
//! A thread takes a handful of runs at a time, in order, and plays them in every arm. So a batch
//! that is stopped early has done the first runs of all arms, and every run still has its pairs.
//!
//! The batch has no fast path of its own: it calls `advance` and reads each run's timeline.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

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
    /// How many runs of each arm were played: the first ones, the same in every arm. Fewer than
    /// asked for where the batch was stopped.
    pub done: u64,
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
    /// Once set, the handfuls under way are finished in every arm and no other is begun.
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
    let players: Vec<Player> = arms.iter().map(Player::new).collect();
    let blocks = order.runs.div_ceil(BLOCK);
    for block in 0..blocks {
        let runs = block * BLOCK..((block + 1) * BLOCK).min(order.runs);
        for handful in pool.install(|| run_block(&players, runs, order)) {
            rows.done += handful.runs;
            for (into, of_arm) in rows.arms.iter_mut().zip(handful.arms) {
                into.extend(of_arm);
            }
            rows.panicked.extend(handful.panicked);
        }
        if order.stop.load(Ordering::Relaxed) {
            break;
        }
    }
    Ok(rows)
}

/// An arm, and worlds built for it that nobody is using.
struct Player<'a> {
    arm: &'a Arm,
    idle: Mutex<Vec<Exercise>>,
}

impl<'a> Player<'a> {
    fn new(arm: &'a Arm) -> Player<'a> {
        Player {
            arm,
            idle: Mutex::default(),
        }
    }
    fn idle(&self) -> MutexGuard<'_, Vec<Exercise>> {
        self.idle
            .lock()
            .expect("nothing panics while it holds the list")
    }
}

/// What a few runs in a row came to, in every arm.
struct Handful {
    runs: u64,
    arms: Vec<Vec<Row>>,
    panicked: Vec<Panicked>,
}

/// The handfuls of a block in their order; the first ones, if told to stop.
fn run_block(players: &[Player], runs: Range<u64>, order: &Order) -> Vec<Handful> {
    let first_of = |n: u64| runs.start + n * HANDFUL;
    let handfuls = (0..)
        .map(|n| first_of(n)..first_of(n + 1).min(runs.end))
        .take_while(|handful| !handful.is_empty() && !order.stop.load(Ordering::Relaxed));
    // A bridge hands out one after the other, so what has been begun leaves no gap.
    let mut done: Vec<(u64, Handful)> = handfuls
        .par_bridge()
        .map(|handful| (handful.start, run_handful(players, &handful, order)))
        .collect();
    done.sort_unstable_by_key(|(first, _)| *first);
    done.into_iter().map(|(_, handful)| handful).collect()
}

fn run_handful(players: &[Player], runs: &Range<u64>, order: &Order) -> Handful {
    let mut handful = Handful {
        runs: runs.end - runs.start,
        arms: Vec::new(),
        panicked: Vec::new(),
    };
    for player in players {
        let (rows, panicked) = play(player, runs.clone(), order);
        handful.arms.push(rows);
        handful.panicked.extend(panicked);
        (order.progress)(handful.runs);
    }
    handful
}

/// A world is built once for each thread and reset in place from then on.
fn play(player: &Player, runs: Range<u64>, order: &Order) -> (Vec<Row>, Vec<Panicked>) {
    let mut exercise = player.idle().pop();
    let (mut rows, mut panics) = (Vec::new(), Vec::new());
    for run in runs {
        let seed = order.seed.wrapping_add(run);
        let done = catch_unwind(AssertUnwindSafe(|| {
            let mut exercise = exercise
                .take()
                .map(|mut e| {
                    e.reset(seed);
                    e
                })
                .unwrap_or_else(|| Exercise::of_plan(player.arm.plan.clone(), seed));
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
                rows.push(row);
            }
            Err(panic) => panics.push(Panicked {
                arm: player.arm.name.clone(),
                seed,
                message: message(panic.as_ref()),
            }),
        }
    }
    player.idle().extend(exercise);
    (rows, panics)
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it did not say why".into())
}
