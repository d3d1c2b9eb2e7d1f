//! `run`: one exercise, played out by simulated people.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::exit::{Exit, Failure};
use super::flags::{self, Face, Format};
use super::inputs::{self, InputFlags};
use super::out;
use super::told::Told;
use crate::engine::plan::Plan;
use crate::exercise::Exercise;
use crate::files;
use crate::model::Setup;
use crate::model::fact::EndReason;
use crate::report::{self, after_action::Beside};

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
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = flags::seed, allow_hyphen_values = true)]
    seed: u64,
    /// How to print the result
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
    /// Write log.jsonl, scorecard.json, after-action.html and after-action.md to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let setup = inputs::playable(&args.scenario, &args.inputs, face)?;
    if let Some(folder) = &args.out {
        files::make_folder(folder)?;
    }
    let told = play(setup, args.seed);
    for difference in &told.header.degraded {
        out::say(&format!("note: {difference}"), face);
    }
    if let Some(folder) = &args.out {
        keep(folder, &told)?;
    }
    match args.format {
        Format::Text => out::print(&report::run(&told.story(), &footer(args), out::paint(face)))?,
        Format::Json => out::print_json(&told.scorecard())?,
    }
    Ok(match told.timeline.ended() {
        Some(EndReason::Budget) => {
            let at = told.timeline.end();
            out::say(
                &format!(
                    "the run did not end within its budget and was stopped at {at}; `sandtable explain defaults.budget` says how to raise it"
                ),
                face,
            );
            Exit::Findings
        }
        _ => Exit::Fine,
    })
}

/// Plays an exercise to its end, simulated people in every seat.
fn play(setup: Setup, seed: u64) -> Told {
    let plan = Arc::new(Plan::new(Arc::new(setup.clone())));
    let header = files::header(setup, seed, plan.degraded.clone());
    let mut exercise = Exercise::of_plan(plan, seed);
    exercise.finish();
    Told::new(header, exercise.records().to_vec())
}

/// Writes log, scorecard and report.
fn keep(folder: &Path, told: &Told) -> Result<(), Failure> {
    files::write_log(&folder.join("log.jsonl"), &told.header, &told.records)?;
    let card = format!("{:#}\n", told.scorecard());
    files::write_atomic(&folder.join("scorecard.json"), card.as_bytes())?;
    let report = report::after_action(&told.story(), &Beside::default());
    files::write_atomic(&folder.join("after-action.html"), report.html().as_bytes())?;
    let report = report.markdown();
    files::write_atomic(&folder.join("after-action.md"), report.as_bytes())?;
    Ok(())
}

fn footer(args: &Args) -> Vec<String> {
    vec![match &args.out {
        Some(folder) => {
            let folder = folder.display();
            format!(
                "kept in {folder}: log.jsonl, scorecard.json, after-action.html and .md; `sandtable replay {folder}` shows every step"
            )
        }
        None => "`--out DIR` keeps the log, the scorecard and the after-action report".into(),
    }]
}
