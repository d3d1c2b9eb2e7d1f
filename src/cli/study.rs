//! `study`: a comparison that was written down before it was run.

use super::comparing::cases::{Around, cases};
use super::comparing::{Flags, Job};
use super::exit::{Exit, Failure};
use super::flags::Face;
use super::inputs::{self, Mechanism};
use super::out;
use crate::files::{self, Kind};

const EXAMPLE: &str = "\
Examples:
  sandtable list studies
  sandtable study escalation-and-commander --out results
  sandtable study who-to-hire --runs 5000 --precision 5%

`sandtable explain study` lists the fields of a study; any field of scenario, team, process and
defaults can be a factor, by its path.";

/// Run a study: named arms, or factors over any field
///
/// A study names its arms, its primary measure, what difference is too small to matter, and how many
/// runs it takes, before anything is run. Flags change what the file says.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The study: a name or a path
    study: String,
    /// Mechanisms to switch off in every arm; separate several by commas
    #[arg(
        long,
        value_name = "MECHANISM",
        value_delimiter = ',',
        help_heading = "Inputs"
    )]
    ideal: Vec<Mechanism>,
    #[command(flatten)]
    flags: Flags,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let found = files::find(Kind::Study, &args.study)?;
    let folder = found.folder.clone();
    let mut loader = inputs::loader();
    let loaded = loader.study(inputs::source(found));
    out::show(&loaded.diagnostics, loader.sources(), face);
    let mut file = loaded.value.ok_or(Failure {
        exit: Exit::Findings,
        message: String::new(),
    })?;
    file.against_itself |= args.flags.against_itself;
    file.runs = args.flags.runs.unwrap_or(file.runs);
    let around = Around {
        folder: Some(folder),
        ideal: &args.ideal,
        alone: false,
    };
    let cases = cases(&file, &around, face)?;
    Job::new(file, cases, args.flags.clone())?.run(face)
}
