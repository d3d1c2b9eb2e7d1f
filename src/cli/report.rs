//! `report`: what a log says, written up.

use std::path::PathBuf;

use super::exit::{Exit, Failure};
use super::flags::{Face, Format};
use super::out;
use super::told::Told;
use crate::report;

const EXAMPLE: &str = "\
Examples:
  sandtable report results/log.jsonl > after-action.md
  sandtable report results --format json";

/// Write an exercise up as an after-action report
///
/// Markdown: timeline, phases, roles held, handoffs, who knew what when, ratings, strengths and
/// areas to improve. With --format json, the scorecard.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The log, or the folder that holds log.jsonl
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// How to print it
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let told = Told::read(&args.log, face)?;
    match args.format {
        Format::Text => out::print(&report::after_action(&told.story()))?,
        Format::Json => out::print_json(&told.scorecard())?,
    }
    Ok(Exit::Fine)
}
