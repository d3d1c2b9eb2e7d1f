//! Changing values by their paths, without touching a byte more than asked.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::lexer::{Lexer, TokenKind};
use super::node::{Entry, Kind, Node};
use super::path::{Path, Segment, step};
use super::{Tree, parser};
use crate::diag::{Diagnostic, FileId};

/// Why a value could not be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// The file has mistakes of syntax; mend them first.
    Broken,
    /// What was to be put in is no value.
    NoValue(String),
    /// There is nothing at the path, and nothing to add it to.
    NoSuchPath(Path),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken => f.write_str("the file has mistakes of syntax; mend them first"),
            Self::NoValue(text) => write!(
                f,
                "`{text}` is no value; write text in quotes, such as \"5m\""
            ),
            Self::NoSuchPath(path) => write!(
                f,
                "there is nothing at `{path}`; look at the file for what there is"
            ),
        }
    }
}

impl std::error::Error for EditError {}

/// A piece of new text and where it comes from.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Glue that no file has.
    Text(String),
    From(FileId, Range<usize>, Arc<str>),
}

/// Bytes of the old text, to be replaced.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub span: Range<usize>,
    pub parts: Vec<Part>,
}

/// A run of bytes in a changed text that came from a file.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    start: usize,
    length: usize,
    file: FileId,
    from: usize,
}

impl Tree {
    /// The tree with another value at a path; a field or key that is missing is added.
    ///
    /// ```
    /// use sandtable::diag::FileId;
    /// use sandtable::script::tree::Tree;
    ///
    /// let tree = Tree::parse(FileId(0), "(levels: [(name: \"primary\", after: \"5m\" /* ! */)])");
    /// let path = "levels[primary].after".parse().unwrap();
    /// assert_eq!(tree.set(&path, "\"9m\"").unwrap().text(), "(levels: [(name: \"primary\", after: \"9m\" /* ! */)])");
    /// let path = "levels[0].repeat".parse().unwrap();
    /// assert_eq!(
    ///     tree.set(&path, "2").unwrap().text(),
    ///     "(levels: [(name: \"primary\", after: \"5m\", repeat: 2 /* ! */)])",
    /// );
    /// ```
    pub fn set(&self, path: &Path, value: &str) -> Result<Tree, EditError> {
        self.change(path, value, true)
    }

    /// The tree with a field or key added at a path; one that is there already stays as it is.
    pub fn insert(&self, path: &Path, value: &str) -> Result<Tree, EditError> {
        self.change(path, value, false)
    }

    /// The tree with the value of another file in the place of what is at a path, even if this
    /// tree has mistakes. Both remember where they came from, see [`relocate`](Self::relocate).
    pub fn graft(&self, path: &Path, inner: &Tree) -> Result<Tree, EditError> {
        let root = inner.root().filter(|_| inner.mistakes.is_empty());
        let root = root.ok_or(EditError::Broken)?;
        let node = self
            .get(path)
            .ok_or_else(|| EditError::NoSuchPath(path.clone()))?;
        Ok(self.edited(vec![Edit {
            span: node.span(),
            parts: vec![Part::From(inner.file, root.span(), Arc::clone(&inner.text))],
        }]))
    }

    fn change(&self, path: &Path, value: &str, replace: bool) -> Result<Tree, EditError> {
        if !self.mistakes.is_empty() || self.root.is_none() {
            return Err(EditError::Broken);
        }
        let new = Part::Text(only_value(value)?);
        if let Some(node) = self.get(path) {
            let edit = Edit {
                span: node.span(),
                parts: vec![new],
            };
            return Ok(if replace {
                self.edited(vec![edit])
            } else {
                self.clone()
            });
        }
        let no_such_path = || EditError::NoSuchPath(path.clone());
        let (last, parents) = path.segments().split_last().ok_or_else(no_such_path)?;
        let parent = self
            .get(&Path::from(parents.to_vec()))
            .ok_or_else(no_such_path)?
            .inside_some();
        let key = new_key(parent, last).ok_or_else(no_such_path)?;
        Ok(self.edited(added(parent, vec![vec![Part::Text(key), new]])))
    }

    /// The tree of the text with some bytes replaced; edits must not overlap.
    pub(super) fn edited(&self, mut edits: Vec<Edit>) -> Tree {
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let (mut text, mut origins, mut at) = (String::new(), Vec::new(), 0);
        for edit in edits {
            self.copy(at..edit.span.start, &mut text, &mut origins);
            for part in edit.parts {
                match part {
                    Part::Text(glue) => text.push_str(&glue),
                    Part::From(file, span, source) => {
                        origins.push(Origin {
                            start: text.len(),
                            length: span.len(),
                            file,
                            from: span.start,
                        });
                        text.push_str(&source[span]);
                    }
                }
            }
            at = edit.span.end;
        }
        self.copy(at..self.text.len(), &mut text, &mut origins);
        let parsed = parser::parse(self.file, &text);
        Tree {
            file: self.file,
            text: text.into(),
            raw: None,
            nodes: parsed.nodes,
            root: parsed.root,
            extensions: parsed.extensions,
            mistakes: parsed.mistakes,
            is_cut: parsed.is_cut,
            origins,
        }
    }

    /// Takes over some bytes and remembers where they come from.
    fn copy(&self, range: Range<usize>, text: &mut String, origins: &mut Vec<Origin>) {
        let start = text.len();
        text.push_str(&self.text[range.clone()]);
        if self.origins.is_empty() {
            origins.push(Origin {
                start,
                length: range.len(),
                file: self.file,
                from: range.start,
            });
            return;
        }
        for old in &self.origins {
            let (from, to) = (
                old.start.max(range.start),
                (old.start + old.length).min(range.end),
            );
            if from < to {
                let (start, from_file) = (start + from - range.start, old.from + from - old.start);
                origins.push(Origin {
                    start,
                    length: to - from,
                    file: old.file,
                    from: from_file,
                });
            }
        }
    }

    /// Moves diagnostics of a changed tree to the files its text came from.
    pub fn relocate(&self, diagnostics: &mut [Diagnostic]) {
        if self.origins.is_empty() {
            return;
        }
        for it in diagnostics.iter_mut().filter(|it| it.file == self.file) {
            (it.file, it.span) = self.origin_of(it.span.clone());
            for other in &mut it.others {
                (other.file, other.span) = self.origin_of(other.span.clone());
            }
        }
    }

    /// The file a place of a changed tree came from, and the place there.
    pub fn origin_of(&self, span: Range<usize>) -> (FileId, Range<usize>) {
        let index = self.origins.partition_point(|it| it.start <= span.start);
        let Some(it) = self.origins.get(index.saturating_sub(1)) else {
            return (self.file, span);
        };
        let start = (it.from + span.start.saturating_sub(it.start)).min(it.from + it.length);
        let end = (it.from + span.end.saturating_sub(it.start)).min(it.from + it.length);
        (it.file, start..end.max(start))
    }
}

/// The text of the one value in `text`, without what is around it.
fn only_value(text: &str) -> Result<String, EditError> {
    let tree = Tree::parse(FileId::default(), text);
    match tree.root() {
        Some(root) if tree.mistakes.is_empty() && !text.trim_start().starts_with('#') => {
            Ok(root.text().into())
        }
        _ => Err(EditError::NoValue(text.into())),
    }
}

/// How a new entry of a node begins, if it can have one of that name.
pub(super) fn new_key(node: Node<'_>, segment: &Segment) -> Option<String> {
    let (Segment::Field(name) | Segment::Name(name)) = segment else {
        return None;
    };
    if step(node, segment).is_some() {
        return None;
    }
    match node.kind() {
        Kind::Map => Some(format!("{}: ", quoted(name))),
        Kind::Group if node.data().open.is_some() && (node.has_fields() || node.is_empty()) => {
            let raw = if is_word(name) { "" } else { "r#" };
            let key = format!("{raw}{name}: ");
            let is_field = Tree::parse(FileId::default(), format!("({key}1)"))
                .root()
                .is_some_and(|root| {
                    root.tree().mistakes.is_empty() && root.has_fields() && root.len() == 1
                });
            is_field.then_some(key)
        }
        _ => None,
    }
}

/// A string as it is written in a file.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.extend(c.escape_unicode()),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn is_word(name: &str) -> bool {
    let mut lexer = Lexer::new(name);
    lexer.next().kind == TokenKind::Ident && lexer.next().kind == TokenKind::End
}

/// The edits that put entries behind the last one of a group, list or map, in the manner of the others.
pub(super) fn added(node: Node<'_>, entries: Vec<Vec<Part>>) -> Vec<Edit> {
    let text = node.tree().text();
    let Some(last) = node.entries().last() else {
        let at = node
            .data()
            .open
            .map_or(node.span().start, |open| open as usize + 1);
        let mut parts = Vec::new();
        for (index, entry) in entries.into_iter().enumerate() {
            parts.extend((index > 0).then(|| Part::Text(", ".into())));
            parts.extend(entry);
        }
        return vec![Edit {
            span: at..at,
            parts,
        }];
    };
    let own_line = line_indent(text, last);
    let (comma, line_end) = after(text, last.span().end, node.span().end - 1);
    let mut edits = Vec::new();
    if own_line.is_some() && comma.is_none() {
        let at = last.span().end;
        edits.push(Edit {
            span: at..at,
            parts: vec![Part::Text(",".into())],
        });
    }
    let at = match own_line {
        Some(_) => line_end,
        None => comma.unwrap_or(last.span().end),
    };
    let mut parts = Vec::new();
    for entry in entries {
        match (&own_line, comma) {
            (Some(indent), _) => parts.push(Part::Text(format!("{}{indent}", newline(text)))),
            (None, Some(_)) => parts.push(Part::Text(" ".into())),
            (None, None) => parts.push(Part::Text(", ".into())),
        }
        parts.extend(entry);
        if own_line.is_some() || comma.is_some() {
            parts.push(Part::Text(",".into()));
        }
    }
    edits.push(Edit {
        span: at..at,
        parts,
    });
    edits
}

/// The blanks before an entry that begins its line.
fn line_indent(text: &str, entry: Entry<'_>) -> Option<String> {
    let start = entry.span().start;
    let line = text[..start].rfind('\n')? + 1;
    let indent = &text[line..start];
    indent
        .chars()
        .all(|c| c == ' ' || c == '\t')
        .then(|| indent.to_owned())
}

/// Where the comma behind an entry ends, and where what stands behind the entry on its line ends.
fn after(text: &str, start: usize, end: usize) -> (Option<usize>, usize) {
    let mut lexer = Lexer::new(&text[..end]);
    lexer.skip_to(start);
    let (mut comma, mut line_end, mut is_same_line) = (None, start, true);
    loop {
        let token = lexer.next();
        let piece = &text[token.start..token.end];
        match token.kind {
            TokenKind::Comma => {
                comma = Some(token.end);
                // What stood between the entry and a comma on a later line stays before it.
                (line_end, is_same_line) = (token.end, true);
            }
            TokenKind::Space if piece.contains('\n') => is_same_line = false,
            TokenKind::LineComment if is_same_line => {
                line_end = token.start + piece.trim_end().len()
            }
            TokenKind::BlockComment if is_same_line => line_end = token.end,
            TokenKind::Space | TokenKind::LineComment | TokenKind::BlockComment => {}
            _ => return (comma, line_end),
        }
    }
}

fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
