//! `fmt`: scripts in the one layout.

use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::flags::Face;
use super::out;
use crate::diag::Sources;
use crate::files;
use crate::script::tree::{Tree, format};

const EXAMPLE: &str = "\
Examples:
  sandtable fmt my-scenario.ron
  sandtable fmt --check *.ron";

/// Lay scripts out anew: same meaning, every comment kept
///
/// Rewrites the files that are laid out otherwise and prints their names. A file whose syntax has
/// mistakes is left alone.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Change nothing; name the files that would change and end with 1
    #[arg(long)]
    check: bool,
}

/// What became of one file.
enum Laid {
    Already,
    Anew(String),
    /// Its syntax has mistakes, which have been shown.
    Broken,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let mut exit = Exit::Fine;
    for path in &args.files {
        match lay_out(path, args.check, face) {
            Ok(Exit::Fine) => {}
            Ok(worse) if exit == Exit::Fine => exit = worse,
            Ok(_) => {}
            // A file that is not there, or cannot be written, keeps nobody from the others.
            Err(failure) => {
                out::report(&failure, face);
                exit = failure.exit;
            }
        }
    }
    Ok(exit)
}

/// Lays one file out, or says that it would change.
fn lay_out(path: &Path, check: bool, face: &Face) -> Result<Exit, Failure> {
    match laid_out(path, face)? {
        Laid::Already => return Ok(Exit::Fine),
        Laid::Broken => return Ok(Exit::Findings),
        Laid::Anew(_) if check => {}
        Laid::Anew(text) => files::write_atomic(path, text.as_bytes())?,
    }
    out::print(&format!("{}\n", path.display()))?;
    Ok(if check { Exit::Findings } else { Exit::Fine })
}

fn laid_out(path: &Path, face: &Face) -> Result<Laid, Failure> {
    let mut sources = Sources::default();
    let tree = Tree::read(
        &mut sources,
        &path.display().to_string(),
        files::read(path)?,
    );
    Ok(match format(&tree) {
        None => {
            out::show(tree.mistakes(), &sources, face);
            Laid::Broken
        }
        Some(text) if text.as_bytes() == tree.bytes() => Laid::Already,
        Some(text) => Laid::Anew(text),
    })
}
