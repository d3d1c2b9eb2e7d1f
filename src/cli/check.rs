//! `check`: every mistake of a file at once.

use clap::ValueEnum;

use super::exit::{Exit, Failure};
use super::flags::Face;
use super::inputs::{self, InputFlags};
use super::out;
use crate::diag::{self, Diagnostic, FileId, Sources};
use crate::files::{self, Found};
use crate::script::tree::Tree;
use crate::script::{FileKind, Loader, kind_of};

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
    let mut loader = inputs::loader();
    let mut all = Vec::new();
    let (mut not_read, mut misread) = (false, false);
    for name in &args.files {
        let mistakes = match check(&mut loader, name, &args.inputs) {
            Ok(mistakes) => mistakes,
            // A file that is not there keeps nobody from hearing about the others.
            Err(failure) => {
                out::report(&failure, face);
                not_read |= failure.exit == Exit::Outside;
                misread |= failure.exit == Exit::Findings;
                continue;
            }
        };
        if args.format == Format::Text {
            tell(name, &mistakes, loader.sources(), face);
        }
        all.extend(mistakes);
    }
    match args.format {
        Format::Text => {}
        Format::Json => out::print_json(&diag::json(&all, loader.sources()))?,
        Format::Sarif => out::print_json(&diag::sarif(&all, loader.sources()))?,
    }
    Ok(match misread || all.iter().any(Diagnostic::is_error) {
        _ if not_read => Exit::Outside,
        true => Exit::Findings,
        false => Exit::Fine,
    })
}

/// What is wrong with one file; a scenario's team and process are looked at with it.
fn check(loader: &mut Loader, name: &str, flags: &InputFlags) -> Result<Vec<Diagnostic>, Failure> {
    let found = find(name)?;
    let folder = found.folder.clone();
    let kind = kind_of(&Tree::parse(
        FileId(0),
        String::from_utf8_lossy(&found.bytes),
    ));
    if kind == Some(FileKind::Scenario) {
        return Ok(inputs::read(loader, name, flags)?.mistakes);
    }
    let include = |name: &str| inputs::include(&folder, name);
    Ok(loader.check(inputs::source(found), &include).1)
}

fn tell(name: &str, mistakes: &[Diagnostic], sources: &Sources, face: &Face) {
    let errors = mistakes.iter().filter(|mistake| mistake.is_error()).count();
    let verdict = match mistakes.len() {
        0 => "fine".into(),
        all => counted(errors, all - errors),
    };
    out::show(mistakes, sources, face);
    out::say(&format!("{name}: {verdict}"), face);
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
