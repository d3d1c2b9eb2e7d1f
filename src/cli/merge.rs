//! `merge`: shards of one study put together.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::comparing::{self, BLOCKS, Flags, Job};
use super::exit::{Exit, Failure};
use super::flags::Face;
use crate::batch::{self, Shard, Store};
use crate::files::{self, BlockFolder};

const EXAMPLE: &str = "\
Example:
  sandtable study who-to-hire --runs 4096 --shard 0/2 --out part-0
  sandtable study who-to-hire --runs 4096 --shard 1/2 --out part-1
  sandtable merge part-0 part-1 --out whole";

/// Put the shards of one study together
///
/// All shards must be there, once each, of the same inputs. The result is the same as without
/// shards, to the byte.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The folders that `--shard` wrote
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    flags: Flags,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let Some(folder) = &args.flags.out else {
        return Err(Failure::outside("say where to put the whole: `--out DIR`"));
    };
    if args.flags.runs.is_some() || args.flags.seed.is_some() || args.flags.shard.is_some() {
        return Err(Failure::outside(
            "runs, seed and shards are as the parts have them: leave these flags out",
        ));
    }
    let parts = parts(&args.folders)?;
    let (plan, _) = &parts[0];
    let file = comparing::study_of(plan).ok_or_else(|| {
        Failure::outside("the parts are of another version of sandtable: run them again")
    })?;
    let first = args.folders[0].join(BLOCKS);
    let cases = comparing::saved_cases(&first, plan)?;
    let mut flags = args.flags.clone();
    flags.resume = true;
    let job = Job::new(file, cases, flags)?;
    files::make_folder(folder)?;
    let blocks = folder.join(BLOCKS);
    files::remove_folder(&blocks)?;
    let mut whole = BlockFolder::create(&blocks, &job.plan())?;
    for (_, store) in &parts {
        for number in store.blocks() {
            whole
                .put(store.block(number).map_err(batch::Error::from)?)
                .map_err(batch::Error::from)?;
        }
    }
    job.keep_setups(&blocks)?;
    comparing::tell(&job, &whole, face)
}

/// Every part, or why they make no whole.
fn parts(folders: &[PathBuf]) -> Result<Vec<(Value, BlockFolder)>, Failure> {
    let mut parts: Vec<(Value, BlockFolder)> = Vec::new();
    let mut there: Vec<u64> = Vec::new();
    let mut of = 0;
    for folder in folders {
        let blocks = folder.join(BLOCKS);
        if !blocks.is_dir() {
            let unfinished = folder.join(comparing::PART).is_dir();
            return Err(Failure::outside(match unfinished {
                true => format!(
                    "the shard in {} is not finished: go on with it with `--resume`",
                    folder.display()
                ),
                false => format!(
                    "there is no shard in {}: name folders that `--shard` wrote",
                    folder.display()
                ),
            }));
        }
        let mut plan = files::read_plan(&blocks)?;
        let shard = plan["shard"].take();
        let (index, all) = (shard["index"].as_u64(), shard["of"].as_u64());
        let (Some(index), Some(all)) = (index, all) else {
            return Err(Failure::outside(format!(
                "{} is damaged: run that shard again",
                blocks.display()
            )));
        };
        if let Some((first, _)) = parts.first()
            && (*first != plan || all != of)
        {
            return Err(Failure::outside(format!(
                "{} and {} are not of one study: inputs, seed, runs, version or number of shards differ",
                folders[0].display(),
                folder.display()
            )));
        }
        if there.contains(&index) {
            return Err(Failure::outside(format!(
                "shard {index}/{all} is there twice: name it once"
            )));
        }
        of = all;
        there.push(index);
        let store = BlockFolder::open(&blocks)?;
        let runs = plan["study"]["runs"].as_u64().unwrap_or(0);
        let expected: Vec<u64> = batch::blocks_of(Shard { index, of }, runs).collect();
        if store.blocks() != expected {
            return Err(Failure::outside(format!(
                "shard {index}/{all} in {} lacks blocks: go on with it with `--resume`",
                folder.display()
            )));
        }
        plan["shard"] = json!(null);
        parts.push((plan, store));
    }
    let missing: Vec<String> = (0..of)
        .filter(|index| !there.contains(index))
        .map(|index| format!("{index}/{of}"))
        .collect();
    match missing.is_empty() {
        true => Ok(parts),
        false => Err(Failure::outside(format!(
            "shards are missing: {}; run them with `--shard`",
            missing.join(", ")
        ))),
    }
}
