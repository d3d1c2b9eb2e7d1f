//! `check`: every mistake of a file at once.

use clap::ValueEnum;

use super::exit::{Exit, Failure};
use super::flags::Face;
use super::inputs::{self, InputFlags};
use super::out;
use crate::diag::{self, Diagnostic, FileId, Sources};
use crate::files::{self, Found};
use crate::model::{Defaults, Process, System, Team, Vocabulary};
use crate::script::load::{self, Kind, kind_of, load};
use crate::script::tree::Tree;

const EXAMPLE: &str = "\
Examples:
  sandtable check my-scenario.ron
  sandtable check *.ron --format sarif > mistakes.sarif";

/// Check files: every mistake with its place and the next step
///
/// Says of each file what it is by what it holds. A scenario is checked together with the team and
/// process it is run with. Nothing is run and nothing is opened but the files. At most 50 mistakes
/// are shown, the others are counted.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// Paths, or names of shipped scenarios, teams, processes
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    inputs: InputFlags,
    /// How to print what is found: text to stderr, json and sarif to stdout
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let mut found = false;
    // For programs one document holds all files; people read them one after the other.
    let mut all = Sources::default();
    let mut mistakes = Vec::new();
    for name in &args.files {
        let (of_file, sources) = check(name, &args.inputs)?;
        let errors = of_file.iter().filter(|mistake| mistake.is_error()).count();
        found |= errors > 0;
        match args.format {
            Format::Text if of_file.is_empty() => out::say(&format!("{name}: fine"), face),
            Format::Text => {
                out::show(&of_file, &sources, face);
                out::say(
                    &format!("{name}: {}", counted(errors, of_file.len() - errors)),
                    face,
                );
            }
            Format::Json | Format::Sarif => mistakes.extend(moved(of_file, &sources, &mut all)),
        }
    }
    match args.format {
        Format::Text => {}
        Format::Json => out::print_json(&diag::json(&mistakes, &all))?,
        Format::Sarif => out::print_json(&diag::sarif(&mistakes, &all))?,
    }
    Ok(if found { Exit::Findings } else { Exit::Fine })
}

/// What is wrong with one file and what it is run with.
fn check(name: &str, flags: &InputFlags) -> Result<(Vec<Diagnostic>, Sources), Failure> {
    let found = find(name)?;
    let folder = found.folder.clone();
    let mut sources = Sources::default();
    let text = inputs::text(found);
    let mistakes = match kind_of(&Tree::parse(
        FileId(0),
        String::from_utf8_lossy(&text.bytes),
    )) {
        Some(Kind::Scenario) => {
            let inputs = inputs::read(name, flags)?;
            return Ok((inputs.mistakes, inputs.sources));
        }
        Some(Kind::Team) => load::<Team>(&mut sources, text).mistakes,
        Some(Kind::Process) => load::<Process>(&mut sources, text).mistakes,
        Some(Kind::Defaults) => load::<Defaults>(&mut sources, text).mistakes,
        Some(Kind::Vocabulary) => load::<Vocabulary>(&mut sources, text).mistakes,
        Some(Kind::System) => load::<System>(&mut sources, text).mistakes,
        None => {
            let fetch = |name: &str| inputs::include(&folder, name);
            let mut mistakes = load::scenario(&mut sources, text, &fetch).mistakes;
            // What it lacks to be a scenario helps nobody who meant something else.
            mistakes.retain(|mistake| mistake.name != "missing-field");
            if mistakes.is_empty() {
                mistakes.push(of_no_kind());
            }
            mistakes
        }
    };
    Ok((mistakes, sources))
}

fn of_no_kind() -> Diagnostic {
    let message = "this is no scenario, team, process, defaults, vocabulary or system";
    Diagnostic::error("unknown-kind", FileId(0), 0..0, message)
        .hint("`sandtable new scenario NAME` writes one to begin with")
}

/// A path, or anything shipped under this name.
fn find(name: &str) -> Result<Found, Failure> {
    let kind = files::shipped_kinds(name)
        .next()
        .unwrap_or(files::Kind::Scenario);
    Ok(files::find(kind, name)?)
}

fn counted(errors: usize, warnings: usize) -> String {
    let plural = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    match (errors, warnings) {
        (_, 0) => plural(errors, "error"),
        (0, _) => plural(warnings, "warning"),
        _ => format!(
            "{}, {}",
            plural(errors, "error"),
            plural(warnings, "warning")
        ),
    }
}

/// Diagnostics whose files are now among `all`.
fn moved(mistakes: Vec<Diagnostic>, from: &Sources, all: &mut Sources) -> Vec<Diagnostic> {
    let mut files: Vec<(FileId, FileId)> = Vec::new();
    let mut place = |file: FileId| match files.iter().find(|(old, _)| *old == file) {
        Some((_, new)) => *new,
        None => {
            let new = all.add(from.name(file), from.text(file));
            files.push((file, new));
            new
        }
    };
    let mut moved = mistakes;
    for mistake in &mut moved {
        mistake.file = place(mistake.file);
        for other in &mut mistake.others {
            other.file = place(other.file);
        }
    }
    moved
}
