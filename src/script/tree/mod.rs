//! A lossless, error-tolerant tree of RON text.
//!
//! `text → `[`Tree`]` → typed values`: a tree is made of any text at all, keeps every byte of it, and
//! says everything that is wrong with it. Its nodes are read by [`Path`], turned into plain serde
//! types by [`from_node`] with every mistake and its place, changed with
//! [`set`](Tree::set) and [`overlay`] without touching a byte more than asked, and laid out anew by
//! [`format()`]. The language is that of `ron` 0.12.3 with implicit `Some` and unwrapped newtype
//! variants. This module knows nothing of scenarios.
//!
//! ```
//! use sandtable::diag::FileId;
//! use sandtable::script::tree::{Path, Tree, from_node};
//!
//! #[derive(serde::Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct Level { name: String, after: String }
//!
//! let text = r#"(levels: [(name: "primary", after: "5m"), /* the rest */ (name: "backup", after: 10)])"#;
//! let tree = Tree::parse(FileId(0), text);
//! assert!(tree.mistakes().is_empty());
//!
//! let path: Path = "levels[primary].after".parse().unwrap();
//! assert_eq!(tree.get(&path).unwrap().text(), r#""5m""#);
//!
//! let mut mistakes = Vec::new();
//! let levels: Option<Vec<Level>> = from_node(tree.get(&"levels".parse().unwrap()).unwrap(), &mut mistakes);
//! assert!(levels.is_none());
//! assert_eq!(mistakes[0].message, "`levels[backup].after` wants a string, not the number `10`");
//! ```

mod comment;
mod edit;
mod format;
mod lexer;
mod literal;
mod node;
mod number;
mod overlay;
mod parser;
mod path;
mod typed;

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, FileId, Sources};
use node::NodeData;

pub use edit::EditError;
pub use format::format;
pub use node::{Entry, Kind, Node, NodeId};
pub use overlay::overlay;
pub use path::{Path, PathError, Segment};
pub use typed::{MISTAKES_MAX, duplicates, from_node};

/// A file may have at most this many bytes: 8 MiB.
pub const SIZE_MAX: usize = 8 << 20;

/// Values may be nested at most this deep.
pub const NESTING_MAX: usize = 64;

/// A file may hold at most this many elements of lists, tuples and maps.
pub const ITEMS_MAX: usize = 100_000;

/// A file may hold at most this many values, whatever they are.
const NODES_MAX: usize = 500_000;

/// After this many mistakes in one file the reading of its syntax stops.
const FLAWS_MAX: usize = 200;

/// The text of a file and the values in it.
#[derive(Clone, Debug)]
pub struct Tree {
    file: FileId,
    text: Arc<str>,
    /// The bytes of a file that is no UTF-8, of which `text` is what could be read.
    raw: Option<Vec<u8>>,
    nodes: Vec<NodeData>,
    root: Option<NodeId>,
    extensions: Extensions,
    mistakes: Vec<Diagnostic>,
    /// A limit ended the reading, so values are missing.
    is_cut: bool,
    /// Where the text came from, if it was put together of several.
    origins: Vec<edit::Origin>,
}

/// What a file may switch on that is not on anyway.
#[derive(Clone, Copy, Debug, Default)]
struct Extensions {
    unwrap_newtypes: bool,
    explicit_struct_names: bool,
}

impl Tree {
    /// Makes a tree of any text; look at [`mistakes`](Self::mistakes) before you believe it.
    pub fn parse(file: FileId, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let blank = |text, mistake| Self {
            file,
            text,
            raw: None,
            nodes: Vec::new(),
            root: None,
            extensions: Extensions::default(),
            mistakes: vec![mistake],
            is_cut: true,
            origins: Vec::new(),
        };
        if text.len() > SIZE_MAX {
            let message = format!(
                "the file has {} bytes, more than {} MiB",
                text.len(),
                SIZE_MAX >> 20
            );
            let mistake = Diagnostic::error("limit-size", file, 0..0, message)
                .hint("split it into smaller files");
            return blank(text, mistake);
        }
        let parsed = parser::parse(file, &text);
        Self {
            file,
            text,
            raw: None,
            nodes: parsed.nodes,
            root: parsed.root,
            extensions: parsed.extensions,
            mistakes: parsed.mistakes,
            is_cut: parsed.is_cut,
            origins: Vec::new(),
        }
    }

    /// Takes in a file as it lies on disk: adds it to the sources and makes a tree of it.
    pub fn read(sources: &mut Sources, name: &str, bytes: Vec<u8>) -> Self {
        if bytes.len() > SIZE_MAX {
            let file = sources.add(name, "");
            let message = format!(
                "the file has {} bytes, more than {} MiB",
                bytes.len(),
                SIZE_MAX >> 20
            );
            let mistake = Diagnostic::error("limit-size", file, 0..0, message)
                .hint("split it into smaller files");
            return Self {
                raw: Some(bytes),
                mistakes: vec![mistake],
                ..Self::parse(file, "()")
            }
            .without_values();
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                let file = sources.add(name, Arc::clone(&text));
                Self::parse(file, text)
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let utf16 = matches!(bytes.get(..2), Some([0xFF, 0xFE] | [0xFE, 0xFF]));
                let text: Arc<str> = if utf16 {
                    "".into()
                } else {
                    String::from_utf8_lossy(&bytes).into()
                };
                let file = sources.add(name, Arc::clone(&text));
                let mistake = if utf16 {
                    Diagnostic::error("not-utf8", file, 0..0, "the file is UTF-16, not UTF-8")
                } else {
                    let span = at..at + '\u{FFFD}'.len_utf8();
                    Diagnostic::error("not-utf8", file, span, "the file is not UTF-8")
                        .label("this byte is no text")
                };
                let mistakes = vec![mistake.hint("save the file as UTF-8")];
                Self {
                    text,
                    raw: Some(bytes),
                    mistakes,
                    ..Self::parse(file, "()")
                }
                .without_values()
            }
        }
    }

    fn without_values(mut self) -> Self {
        self.nodes.clear();
        self.root = None;
        self
    }

    /// What is wrong with the syntax, in the order of the text; empty means `ron` reads it too.
    pub fn mistakes(&self) -> &[Diagnostic] {
        &self.mistakes
    }

    /// The file among the sources that the tree was made of.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The text the tree was made of.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes the tree was made of, the very same.
    pub fn bytes(&self) -> &[u8] {
        self.raw.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The one value of the file, if there is any.
    pub fn root(&self) -> Option<Node<'_>> {
        self.root.map(|id| self.node(id))
    }

    /// A node by its number.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node { tree: self, id }
    }

    /// The value at a path.
    pub fn get(&self, path: &Path) -> Option<Node<'_>> {
        path.segments()
            .iter()
            .try_fold(self.root()?, |node, segment| {
                path::step(node, segment).map(Entry::value)
            })
    }

    /// Where the value at a path is, for checks that come after the typed reading.
    pub fn span_of(&self, path: &Path) -> Option<Range<usize>> {
        self.get(path).map(Node::span)
    }

    /// Where the key of the value at a path is: a field's name, a map's key.
    pub fn key_span_of(&self, path: &Path) -> Option<Range<usize>> {
        let (last, parents) = path.segments().split_last()?;
        let parent = self.get(&Path::from(parents.to_vec()))?;
        path::step(parent, last)?.key_span()
    }
}

#[cfg(test)]
mod tests;
