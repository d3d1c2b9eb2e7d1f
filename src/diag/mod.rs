//! Diagnostics: what is wrong in a file somebody wrote, where, and what to do next.
//!
//! A [`Diagnostic`] is the author's mistake, never ours and never the outside world's. It names a
//! place in one of the [`Sources`] by bytes; [`render`] draws it as rustc draws errors, [`json`] and
//! [`sarif`] write it for programs. This module knows nothing of what the files mean.
//!
//! ```
//! use sandtable::diag::{Color, Diagnostic, Sources, render};
//!
//! let mut sources = Sources::default();
//! let file = sources.add("db-outage.ron", r#"(to: "oncal", at: "5m")"#);
//! let mistake = Diagnostic::error("unknown-role", file, 5..12, "no role is called `oncal`")
//!     .label("not in `roles`")
//!     .hint("did you mean `on-call`?");
//! let drawn = render(&[mistake], &sources, Color::Plain);
//! assert!(drawn.starts_with("error[unknown-role]: no role is called `oncal`\n --> db-outage.ron:1:6"));
//! ```

mod draw;
mod machine;
mod suggest;

use std::ops::Range;
use std::sync::Arc;

pub use draw::{Color, SHOWN_MAX, inert, render};
pub use machine::{json, sarif};
pub use suggest::did_you_mean;

/// One mistake in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub level: Level,
    /// The kebab-case name of the kind of mistake: `unknown-role`.
    pub name: &'static str,
    /// What is wrong, in lower case, names in backticks, without a full stop.
    pub message: String,
    pub file: FileId,
    /// The bytes of the file's text that are wrong; empty for a place between two bytes.
    pub span: Range<usize>,
    /// A few words drawn beside the carets; may be empty.
    pub label: String,
    /// The next step.
    pub hint: Option<String>,
    /// Other places that explain this one, in the same file or in another.
    pub others: Vec<Label>,
}

/// A second place that explains a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub file: FileId,
    pub span: Range<usize>,
    pub text: String,
}

/// How bad it is: an error makes the file unusable, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Error,
    Warning,
}

/// A file among the [`Sources`] it was added to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

impl Diagnostic {
    /// An error at a place; add to it with [`label`](Self::label) and [`hint`](Self::hint).
    pub fn error(
        name: &'static str,
        file: FileId,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Error,
            name,
            message: message.into(),
            file,
            span,
            label: String::new(),
            hint: None,
            others: Vec::new(),
        }
    }

    /// A warning at a place.
    pub fn warning(
        name: &'static str,
        file: FileId,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Warning,
            ..Self::error(name, file, span, message)
        }
    }

    /// The words beside the carets.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// The next step.
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// Hints at the candidate most like `word`, or at nothing when none is alike.
    pub fn did_you_mean<'a>(
        self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match did_you_mean(word, candidates) {
            Some(best) => self.hint(format!("did you mean `{best}`?")),
            None => self,
        }
    }

    /// A second place in the same file.
    pub fn also(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        let file = self.file;
        self.others.push(Label {
            file,
            span,
            text: text.into(),
        });
        self
    }

    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}

/// Sorts by file and place, so that a list reads from top to bottom; kinds at one place by name.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| place_of(a).cmp(&place_of(b)));
}

fn place_of(it: &Diagnostic) -> (FileId, usize, usize, &str, &str) {
    (it.file, it.span.start, it.span.end, it.name, &it.message)
}

/// The names and texts of the files that were loaded.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: Arc<str>,
    /// Where each line begins, in bytes.
    line_starts: Vec<usize>,
}

impl Sources {
    /// Takes in a file; its name is what the user typed or the name of a built-in.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let text = text.into();
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(newlines.map(|(at, _)| at + 1))
            .collect();
        let id = FileId(
            u32::try_from(self.files.len()).expect("nobody loads four thousand million files"),
        );
        self.files.push(Source {
            name: name.into(),
            text,
            line_starts,
        });
        id
    }

    /// The name of a file, or `?` for one that was never added.
    pub fn name(&self, file: FileId) -> &str {
        self.source(file).map_or("?", |source| &source.name)
    }

    /// The text of a file, empty for one that was never added.
    pub fn text(&self, file: FileId) -> &str {
        self.source(file).map_or("", |source| &source.text)
    }

    /// Line and column of a byte, both from 1, the column in characters.
    ///
    /// A byte-order mark has no width: what follows it stands in column 1.
    pub fn position(&self, file: FileId, at: usize) -> (usize, usize) {
        let Some(source) = self.source(file) else {
            return (1, 1);
        };
        let at = floor_char(&source.text, at);
        let line = source.line_starts.partition_point(|start| *start <= at);
        let before = &source.text[source.line_starts[line - 1]..at];
        (
            line,
            before.chars().filter(|c| *c != '\u{FEFF}').count() + 1,
        )
    }

    /// The bytes of a line (from 1) without its line ending.
    fn line(&self, file: FileId, line: usize) -> Range<usize> {
        let Some(source) = self.source(file) else {
            return 0..0;
        };
        let Some(&start) = source.line_starts.get(line - 1) else {
            return 0..0;
        };
        let end = source
            .line_starts
            .get(line)
            .map_or(source.text.len(), |next| next - 1);
        let end = if source.text[start..end].ends_with('\r') {
            end - 1
        } else {
            end
        };
        start..end
    }

    fn source(&self, file: FileId) -> Option<&Source> {
        self.files.get(file.0 as usize)
    }
}

/// The nearest place at or before `at` where a character begins.
fn floor_char(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

#[cfg(test)]
mod tests;
