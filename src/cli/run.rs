//! `run`: one exercise, played out by simulated people.

use std::path::PathBuf;
use std::sync::Arc;

use super::exit::{Exit, Failure};
use super::flags::{Face, Format};
use super::inputs::{self, InputFlags};
use super::out;
use crate::engine::plan::Plan;
use crate::exercise::Exercise;
use crate::files;
use crate::model::Header;

const EXAMPLE: &str = "\
Examples:
  sandtable run three-data-centres
  sandtable run quiet-disk --process unmanaged --seed 7 --out results";

/// Play an incident out to its end
///
/// Simulated people sit in every seat. Prints a timeline and a scorecard; the same inputs and seed
/// give the same bytes everywhere.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The scenario: a name or a path
    scenario: String,
    #[command(flatten)]
    inputs: InputFlags,
    /// The luck of this run
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How to print the result
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
    /// Write log.jsonl, scorecard.json and after-action.md to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let setup = inputs::read(&args.scenario, &args.inputs)?.usable(face)?;
    let plan = Arc::new(Plan::new(Arc::new(setup)));
    let header = files::header((*plan.setup).clone(), args.seed, plan.degraded.clone());
    for difference in &header.degraded {
        out::say(&format!("note: {difference}"), face);
    }
    let mut exercise = Exercise::of_plan(plan, args.seed);
    exercise.finish();
    if let Some(folder) = &args.out {
        keep(folder, &header, &exercise)?;
    }
    out::print(&match args.format {
        Format::Text => text(&header, &exercise, face),
        Format::Json => json(&header, &exercise),
    })?;
    Ok(Exit::Fine)
}
