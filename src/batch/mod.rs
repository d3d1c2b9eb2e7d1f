//! Many runs in parallel: every arm on the same luck, block by block.
//!
//! A block of 1,024 runs is the unit of checkpoint, shard and merge; threads share the runs within
//! a block. Run k of every arm has seed `seed + k`, so arms differ in nothing but what differs.
//! A block goes to a [`Store`] when it is whole, and a block that is there already is not run
//! again: what was interrupted goes on, and a shard runs only its own blocks. The result is the
//! same on any number of threads, shards and interruptions. A panicking run is isolated and named.
//!
//! The batch has no fast path of its own: it calls `advance` and reads each run's timeline.

mod block;
mod workshop;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use rayon::prelude::*;

pub use block::{Block, Key, Memory, Panicked, Store, StoreError, Table, Tables};
pub use workshop::{Bench, Workshop};

use crate::engine::plan::Plan;
use crate::exercise::Exercise;
use crate::model::Setup;
use crate::score::Metric;
use crate::timeline::Timeline;

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
    /// Run k has the batch's seed, and this, and k: 0 but for arms on luck of their own.
    luck: u64,
    /// Who plays the runs, where somebody from outside decides for one of the people.
    by: Option<Arc<dyn Plays>>,
}

/// Plays runs of a setup in which not everybody is simulated.
pub trait Plays: Send + Sync {
    /// Plays the run of a seed to its end.
    ///
    /// # Errors
    /// Why it could not be played: the run is left out and named.
    fn play(&self, seed: u64) -> Result<Timeline, String>;
}

/// How much to run, and who is told.
pub struct Order<'a> {
    pub runs: u64,
    pub seed: u64,
    /// Which of the blocks are ours.
    pub shard: Shard,
    /// Threads; 0 is as many as the machine has.
    pub threads: usize,
    pub metrics: &'a [&'static Metric],
    /// Told how many more runs are done: after each handful, and for a block that was there.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Once set, the block under way is finished in every arm and no other is begun.
    pub stop: &'a AtomicBool,
    /// Asked after each block whether what is there is enough.
    pub enough: &'a (dyn Fn(&dyn Store) -> Result<bool, StoreError> + Sync),
}

/// Part `index` of `of`, from 0: the blocks b with b mod `of` = `index`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    pub index: u64,
    pub of: u64,
}

impl<'a> Order<'a> {
    /// All these runs, without anybody being told or asked.
    pub fn quiet(runs: u64, seed: u64, metrics: &'a [&'static Metric]) -> Order<'a> {
        static ON: AtomicBool = AtomicBool::new(false);
        Order {
            runs,
            seed,
            shard: Shard::WHOLE,
            threads: 0,
            metrics,
            progress: &|_| {},
            stop: &ON,
            enough: &|_| Ok(false),
        }
    }
}

/// How a batch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All blocks that were asked for are there.
    Whole,
    /// What is there was said to be enough.
    Enough,
    /// It was told to stop.
    Stopped,
}

/// Why a batch could not go on. What was stored is whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot start threads: {0}; try fewer with `--threads`")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Shard {
    /// Everything.
    pub const WHOLE: Shard = Shard { index: 0, of: 1 };

    pub fn has(self, block: u64) -> bool {
        block % self.of == self.index
    }
}

/// The runs of a block, of so many in all.
pub fn runs_of(block: u64, runs: u64) -> Range<u64> {
    block * BLOCK..((block + 1) * BLOCK).min(runs)
}

/// The blocks of a shard, in order.
pub fn blocks_of(shard: Shard, runs: u64) -> impl Iterator<Item = u64> {
    (0..runs.div_ceil(BLOCK)).filter(move |block| shard.has(*block))
}

impl Arm {
    pub fn new(name: String, setup: Arc<Setup>) -> Arm {
        Arm {
            name,
            plan: Arc::new(Plan::new(setup.clone())),
            setup,
            luck: 0,
            by: None,
        }
    }
    /// The same on other luck, so that its runs pair with nothing.
    pub fn on_luck(self, luck: u64) -> Arm {
        Arm { luck, ..self }
    }
    /// The same with its runs played by somebody.
    pub fn played_by(self, by: Option<Arc<dyn Plays>>) -> Arm {
        Arm { by, ..self }
    }
    pub fn setup(&self) -> &Arc<Setup> {
        &self.setup
    }
}

/// Runs every arm on the same luck, block by block into the store.
///
/// # Errors
/// If the threads cannot be started, or a block cannot be stored.
pub fn run(arms: &[Arm], order: &Order, store: &mut dyn Store) -> Result<Ended, Error> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.threads)
        .build()?;
    let players: Vec<Player> = arms.iter().map(Player::new).collect();
    for number in blocks_of(order.shard, order.runs) {
        if order.stop.load(Ordering::Relaxed) {
            return Ok(Ended::Stopped);
        }
        let runs = runs_of(number, order.runs);
        if store.has(number) {
            (order.progress)((runs.end - runs.start) * arms.len() as u64);
        } else {
            let block = pool.install(|| run_block(&players, number, runs, order));
            store.put(block)?;
        }
        if (order.enough)(store)? {
            return Ok(Ended::Enough);
        }
    }
    Ok(Ended::Whole)
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

/// A block of runs of all arms. Handfuls keep their order, whoever plays them.
fn run_block(players: &[Player], number: u64, runs: Range<u64>, order: &Order) -> Block {
    let first_of = |n: u64| (runs.start + n * HANDFUL).min(runs.end);
    let handfuls: Vec<Range<u64>> = (0..(runs.end - runs.start).div_ceil(HANDFUL))
        .map(|n| first_of(n)..first_of(n + 1))
        .collect();
    let played: Vec<Vec<Played>> = handfuls
        .into_par_iter()
        .map(|handful| {
            let each = players.iter().map(|player| {
                let played = play(player, handful.clone(), order);
                (order.progress)(handful.end - handful.start);
                played
            });
            each.collect()
        })
        .collect();
    let mut block = Block::empty(number, players.len(), order.metrics.len());
    for handful in played {
        for (into, played) in block.arms.iter_mut().zip(handful) {
            into.append(played.tables);
            block.panicked.extend(played.panicked);
        }
    }
    block
}

/// A few runs in a row of one arm.
struct Played {
    tables: Tables,
    panicked: Vec<Panicked>,
}

/// A world is built once for each thread and reset in place from then on.
fn play(player: &Player, runs: Range<u64>, order: &Order) -> Played {
    let mut exercise = player.idle().pop();
    let mut played = Played {
        tables: Tables::empty(order.metrics.len()),
        panicked: Vec::new(),
    };
    for run in runs {
        let seed = order.seed.wrapping_add(player.arm.luck).wrapping_add(run);
        let left_out = |message| Panicked {
            arm: player.arm.name.clone(),
            seed,
            message,
        };
        if let Some(by) = &player.arm.by {
            match by.play(seed) {
                Ok(timeline) => {
                    let tables = Tables::of_run(run, &timeline, order.metrics);
                    played.tables.append(tables);
                }
                Err(why) => played.panicked.push(left_out(why)),
            }
            continue;
        }
        let done = catch_unwind(AssertUnwindSafe(|| {
            let mut exercise = exercise
                .take()
                .map(|mut e| {
                    e.reset(seed);
                    e
                })
                .unwrap_or_else(|| Exercise::of_plan(player.arm.plan.clone(), seed));
            exercise.finish();
            let tables = Tables::of_run(run, exercise.timeline(), order.metrics);
            (exercise, tables)
        }));
        match done {
            Ok((used, tables)) => {
                exercise = Some(used);
                played.tables.append(tables);
            }
            Err(panic) => played.panicked.push(left_out(message(panic.as_ref()))),
        }
    }
    player.idle().extend(exercise);
    played
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it did not say why".into())
}
