//! What a block of runs came to, and where blocks are put.

use serde::{Deserialize, Serialize};

use crate::model::fact::EndReason;
use crate::score::Metric;
use crate::timeline::{Measure, Timeline};

/// A block of runs in every arm. Whole numbers only: floats first appear when blocks are read
/// together.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub number: u64,
    /// In the order of the arms.
    pub arms: Vec<Tables>,
    pub panicked: Vec<Panicked>,
}

/// The runs of one arm, and the episodes of harm in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    pub runs: Table,
    /// Measures that no single episode has do not apply in it.
    pub episodes: Table,
}

/// Rows, column by column: a column for each metric that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub keys: Vec<Key>,
    pub columns: Vec<Vec<Measure>>,
}

/// Which run, and which episode of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// From 0; its seed is that of the batch and this.
    pub run: u64,
    /// Of a run as a whole 0; its episodes count from 1.
    pub episode: u32,
    /// The run was stopped for want of budget.
    pub over_budget: bool,
}

/// A run that ended in a fault of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panicked {
    pub arm: String,
    pub seed: u64,
    pub message: String,
}

/// Where blocks are put when they are whole, and read from, one measure at a time.
pub trait Store {
    /// Whether this block is there.
    fn has(&self, block: u64) -> bool;
    /// The blocks that are there, in order.
    fn blocks(&self) -> Vec<u64>;
    fn put(&mut self, block: Block) -> Result<(), StoreError>;
    /// A block as it was put.
    fn block(&self, number: u64) -> Result<Block, StoreError>;
    /// The runs of an arm in all blocks, in order.
    fn keys(&self, arm: usize) -> Result<Vec<Key>, StoreError>;
    /// One measure of these runs.
    fn column(&self, arm: usize, metric: usize) -> Result<Vec<Measure>, StoreError>;
    fn panicked(&self) -> Result<Vec<Panicked>, StoreError>;
}

/// Why a block cannot be put or read; says the next step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(pub String);

/// Blocks in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    blocks: Vec<Block>,
}

impl Block {
    pub(super) fn empty(number: u64, arms: usize, metrics: usize) -> Block {
        Block {
            number,
            arms: (0..arms).map(|_| Tables::empty(metrics)).collect(),
            panicked: Vec::new(),
        }
    }
}

impl Tables {
    pub fn empty(metrics: usize) -> Tables {
        Tables {
            runs: Table::empty(metrics),
            episodes: Table::empty(metrics),
        }
    }

    /// What one run came to.
    pub(super) fn of_run(run: u64, timeline: &Timeline, metrics: &[&'static Metric]) -> Tables {
        let key = |episode: usize| Key {
            run,
            episode: episode as u32,
            over_budget: timeline.ended() == Some(EndReason::Budget),
        };
        let mut tables = Tables::empty(metrics.len());
        tables.runs.keys.push(key(0));
        let episodes = timeline.episodes();
        tables.episodes.keys.extend((1..=episodes.len()).map(key));
        for (at, metric) in metrics.iter().enumerate() {
            tables.runs.columns[at].push((metric.read)(timeline));
            let of_one = |episode| {
                let read = metric.of_episode.map(|read| read(timeline, episode));
                read.unwrap_or(Measure::NOT_APPLICABLE)
            };
            tables.episodes.columns[at].extend(episodes.iter().map(of_one));
        }
        tables
    }

    pub(super) fn append(&mut self, other: Tables) {
        self.runs.append(other.runs);
        self.episodes.append(other.episodes);
    }
}

impl Table {
    fn empty(metrics: usize) -> Table {
        Table {
            keys: Vec::new(),
            columns: vec![Vec::new(); metrics],
        }
    }

    fn append(&mut self, other: Table) {
        self.keys.extend(other.keys);
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            column.extend(more);
        }
    }
}

impl Memory {
    pub fn new() -> Memory {
        Memory::default()
    }

    fn of_arm(&self, arm: usize) -> impl Iterator<Item = &Table> {
        self.blocks.iter().map(move |block| &block.arms[arm].runs)
    }
}

impl Store for Memory {
    fn has(&self, block: u64) -> bool {
        self.blocks.iter().any(|it| it.number == block)
    }
    fn blocks(&self) -> Vec<u64> {
        self.blocks.iter().map(|block| block.number).collect()
    }
    fn put(&mut self, block: Block) -> Result<(), StoreError> {
        let at = self.blocks.partition_point(|it| it.number < block.number);
        self.blocks.insert(at, block);
        Ok(())
    }
    fn block(&self, number: u64) -> Result<Block, StoreError> {
        let found = self.blocks.iter().find(|block| block.number == number);
        found
            .cloned()
            .ok_or_else(|| StoreError(format!("there is no block {number}")))
    }
    fn keys(&self, arm: usize) -> Result<Vec<Key>, StoreError> {
        Ok(self
            .of_arm(arm)
            .flat_map(|table| table.keys.iter().copied())
            .collect())
    }
    fn column(&self, arm: usize, metric: usize) -> Result<Vec<Measure>, StoreError> {
        let columns = self.of_arm(arm).map(|table| &table.columns[metric]);
        Ok(columns.flatten().copied().collect())
    }
    fn panicked(&self) -> Result<Vec<Panicked>, StoreError> {
        let all = self.blocks.iter().flat_map(|block| &block.panicked);
        Ok(all.cloned().collect())
    }
}
