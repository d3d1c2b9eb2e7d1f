//! Changing any field of any input by its path: what studies and `--set` do.

use std::fmt;

use super::load::{Inputs, Loader};
use super::tree::{EditError, Path, PathError, Segment, Tree};

/// Why a field could not be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetError {
    /// The text is no path.
    Path(PathError),
    /// The first word of the path names no input.
    NoSuchInput(String),
    /// The tree refuses.
    Edit(EditError),
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetError::Path(error) => error.fmt(f),
            SetError::NoSuchInput(word) => write!(
                f,
                "`{word}` is no input; begin the path with `scenario`, `system`, `team`, \
                 `process`, `defaults` or `vocabulary`"
            ),
            SetError::Edit(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SetError {}

/// The tree with another value at a path; a value that is no RON is taken as a text, so that
/// `5m` means `"5m"`.
pub fn set(tree: &Tree, path: &Path, value: &str) -> Result<Tree, SetError> {
    match tree.set(path, value) {
        Err(EditError::NoValue(_)) if !value.contains(['"', '\n']) => {
            let quoted = format!("\"{}\"", value.replace('\\', "\\\\"));
            tree.set(path, &quoted).map_err(SetError::Edit)
        }
        other => other.map_err(SetError::Edit),
    }
}

impl Loader<'_> {
    /// The inputs with one field changed, read and checked anew: `process.paging.levels[0].after`,
    /// `"5m"`. What is wrong then stands in the changed file's diagnostics.
    pub fn set(&self, inputs: &Inputs, path: &str, value: &str) -> Result<Inputs, SetError> {
        let path: Path = path.parse().map_err(SetError::Path)?;
        let mut rest = path.segments().to_vec();
        let word = match rest.first() {
            Some(Segment::Field(word)) => word.clone(),
            _ => return Err(SetError::NoSuchInput(path.to_string())),
        };
        if word != "system" {
            rest.remove(0);
        }
        let rest = Path::from(rest);
        let mut changed = inputs.clone();
        match word.as_str() {
            "scenario" | "system" => {
                changed.scenario =
                    self.reread(set(&inputs.scenario.tree, &rest, value)?, &inputs.scenario);
            }
            "team" => {
                changed.team = self.reread(set(&inputs.team.tree, &rest, value)?, &inputs.team)
            }
            "process" => {
                changed.process =
                    self.reread(set(&inputs.process.tree, &rest, value)?, &inputs.process);
            }
            "defaults" => {
                changed.defaults =
                    self.reread(set(&inputs.defaults.tree, &rest, value)?, &inputs.defaults);
            }
            "vocabulary" => {
                let tree = set(&inputs.vocabulary.tree, &rest, value)?;
                changed.vocabulary = self.reread(tree, &inputs.vocabulary);
            }
            _ => return Err(SetError::NoSuchInput(word)),
        }
        Ok(changed)
    }
}
