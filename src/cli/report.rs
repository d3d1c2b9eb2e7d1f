//! `report`: what a log says, written up.

use std::path::PathBuf;

use super::exit::{Exit, Failure};
use super::flags::{Face, Format};
use super::out;
use super::told::Told;
use crate::files;
use crate::report;

const EXAMPLE: &str = "\
Examples:
  sandtable report results/log.jsonl > after-action.md
  sandtable report my-first --for ben --out looked-back
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
    /// The debrief of this person instead: how they commanded, what there was to notice, what was
    /// knowable when
    #[arg(long = "for", value_name = "NAME", conflicts_with = "format")]
    whose: Option<String>,
    /// Write debrief.md and debrief.html into this folder instead of printing
    #[arg(long, value_name = "DIR", requires = "whose")]
    out: Option<PathBuf>,
    /// How to print it
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let told = Told::read(&args.log, face)?;
    if let Some(whose) = &args.whose {
        let who = super::replay::person(whose, &told.header.setup.team)?;
        let log = args.log.display().to_string();
        let debrief = report::debrief(&told.story(), who, &log);
        match &args.out {
            Some(folder) => {
                files::make_folder(folder)?;
                files::write_atomic(&folder.join("debrief.md"), debrief.markdown().as_bytes())?;
                files::write_atomic(&folder.join("debrief.html"), debrief.html().as_bytes())?;
            }
            None => out::print(&debrief.markdown())?,
        }
        return Ok(Exit::Fine);
    }
    match args.format {
        Format::Text => out::print(&report::after_action(&told.story()))?,
        Format::Json => out::print_json(&told.scorecard())?,
    }
    Ok(Exit::Fine)
}
