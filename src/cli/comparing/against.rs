//! New arms beside results of old, on the same luck.

use std::path::Path;

use serde_json::Value;

use super::keep;
use crate::batch::{Block, Key, Panicked, Store, StoreError, Tables};
use crate::cli::exit::Failure;
use crate::files::{self, BlockFolder};
use crate::model::StudyFile;
use crate::study::{Case, Study};
use crate::timeline::Measure;

/// Results that were kept, whole.
pub struct Saved {
    store: BlockFolder,
    pub file: StudyFile,
    pub cases: Vec<Case>,
}

impl Saved {
    /// Opens what `--out` kept.
    pub fn open(folder: &Path) -> Result<Saved, Failure> {
        let blocks = folder.join(keep::BLOCKS);
        if !blocks.is_dir() {
            return Err(Failure::outside(format!(
                "there are no results in {}: name a folder that `--out` wrote, of a study that came to its end",
                folder.display()
            )));
        }
        let plan = files::read_plan(&blocks)?;
        let file = keep::study_of(&plan).ok_or_else(|| other_version(folder))?;
        let names: Vec<&str> = crate::score::metrics().map(|metric| metric.name).collect();
        let same = plan["engine"] == env!("CARGO_PKG_VERSION")
            && plan["measures"].as_array().is_some_and(|there| {
                there
                    .iter()
                    .map(Value::as_str)
                    .eq(names.iter().map(|name| Some(*name)))
            });
        if !same {
            return Err(other_version(folder));
        }
        Ok(Saved {
            store: BlockFolder::open(&blocks)?,
            cases: keep::cases(&blocks, &plan)?,
            file,
        })
    }

    pub fn arms(&self) -> usize {
        self.cases.len()
    }

    /// Both as one: saved arms first.
    pub fn beside<'a>(&'a self, new: &'a dyn Store, study: &Study) -> Beside<'a> {
        Beside {
            old: &self.store,
            new,
            old_arms: study.cases.len().min(self.arms()),
        }
    }
}

fn other_version(folder: &Path) -> Failure {
    Failure::outside(format!(
        "the results in {} are of another version of sandtable: run that study again",
        folder.display()
    ))
}

/// Arms of two stores, of the blocks that both have.
pub struct Beside<'a> {
    old: &'a dyn Store,
    new: &'a dyn Store,
    old_arms: usize,
}

impl Beside<'_> {
    fn of(&self, arm: usize) -> (&dyn Store, usize) {
        match arm.checked_sub(self.old_arms) {
            Some(arm) => (self.new, arm),
            None => (self.old, arm),
        }
    }
}

impl Store for Beside<'_> {
    fn has(&self, block: u64) -> bool {
        self.old.has(block) && self.new.has(block)
    }
    fn blocks(&self) -> Vec<u64> {
        let mut blocks = self.new.blocks();
        blocks.retain(|block| self.old.has(*block));
        blocks
    }
    fn put(&mut self, _: Block) -> Result<(), StoreError> {
        Err(StoreError("results of old are not written again".into()))
    }
    fn block(&self, number: u64) -> Result<Block, StoreError> {
        let (old, new) = (self.old.block(number)?, self.new.block(number)?);
        let arms: Vec<Tables> = [old.arms, new.arms].concat();
        Ok(Block {
            number,
            arms,
            panicked: [old.panicked, new.panicked].concat(),
        })
    }
    fn keys(&self, arm: usize) -> Result<Vec<Key>, StoreError> {
        let (store, arm) = self.of(arm);
        store.keys(arm)
    }
    fn column(&self, arm: usize, metric: usize) -> Result<Vec<Measure>, StoreError> {
        let (store, arm) = self.of(arm);
        store.column(arm, metric)
    }
    fn panicked(&self) -> Result<Vec<Panicked>, StoreError> {
        Ok([self.old.panicked()?, self.new.panicked()?].concat())
    }
}
