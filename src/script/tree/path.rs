//! Paths: the name of any value in a file, such as `process.escalation.levels[1].after`.

use std::fmt;
use std::str::FromStr;

use super::node::{Entry, Kind, Node};

/// The way from the root of a file to one of its values.
///
/// An element of a list is named by its number, `levels[1]`, or by its field `name`,
/// `levels[primary]`; a key of a map stands in brackets too. `Some(…)` and the names of variants
/// are not part of a path.
///
/// ```
/// use sandtable::script::tree::{Path, Segment};
///
/// let path: Path = r#"levels[primary].notes["a b"][0]"#.parse().unwrap();
/// assert_eq!(path.segments()[1], Segment::Name("primary".into()));
/// assert_eq!(path.to_string(), r#"levels[primary].notes["a b"][0]"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    segments: Vec<Segment>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// `.after`
    Field(String),
    /// `[1]`, from 0
    Index(usize),
    /// `[primary]`: the element whose field `name` is that, or the key of a map
    Name(String),
}

/// A text that is no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    text: String,
    /// Where it goes wrong, in bytes.
    at: usize,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no path from character {} on; write one like `escalation.levels[1].after`",
            self.text,
            self.text[..self.at].chars().count() + 1
        )
    }
}

impl std::error::Error for PathError {}

impl Path {
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The path one field further.
    pub fn field(mut self, name: impl Into<String>) -> Self {
        self.segments.push(Segment::Field(name.into()));
        self
    }

    /// The path to an element, by number.
    pub fn index(mut self, index: usize) -> Self {
        self.segments.push(Segment::Index(index));
        self
    }

    /// The path to an element, by its name or key.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.segments.push(Segment::Name(name.into()));
        self
    }
}

impl From<Vec<Segment>> for Path {
    fn from(segments: Vec<Segment>) -> Self {
        Self { segments }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Field(name) if is_plain(name) => {
                    f.write_str(if at > 0 { "." } else { "" })?;
                    f.write_str(name)?;
                }
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Name(name) if is_plain(name) && !is_index(name) => write!(f, "[{name}]")?,
                Segment::Field(name) | Segment::Name(name) => {
                    write!(
                        f,
                        "[\"{}\"]",
                        name.replace('\\', "\\\\").replace('"', "\\\"")
                    )?;
                }
            }
        }
        Ok(())
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let failed = || PathError {
                text: text.into(),
                at: text.len() - rest.len(),
            };
            if let Some(inner) = rest.strip_prefix('[') {
                let (segment, length) = bracketed(inner).ok_or_else(failed)?;
                segments.push(segment);
                rest = &inner[length..];
                continue;
            }
            let name = match rest.strip_prefix('.') {
                Some(name) if !segments.is_empty() => name,
                None if segments.is_empty() => rest,
                _ => return Err(failed()),
            };
            let length = name.find(|c| !is_plain_char(c)).unwrap_or(name.len());
            if length == 0 {
                return Err(failed());
            }
            segments.push(Segment::Field(name[..length].into()));
            rest = &name[length..];
        }
        Ok(Self { segments })
    }
}

/// Reads what follows `[`; gives the length with the closing bracket.
fn bracketed(text: &str) -> Option<(Segment, usize)> {
    if let Some(body) = text.strip_prefix('"') {
        let mut name = String::new();
        let mut chars = body.char_indices();
        loop {
            match chars.next()? {
                (at, '"') => {
                    return body[at + 1..]
                        .starts_with(']')
                        .then_some((Segment::Name(name), at + 3));
                }
                (_, '\\') => name.push(chars.next()?.1),
                (_, c) => name.push(c),
            }
        }
    }
    let length = text.find(']')?;
    let name = &text[..length];
    let segment = match name.parse() {
        Ok(index) if is_index(name) => Segment::Index(index),
        _ if is_plain(name) => Segment::Name(name.into()),
        _ => return None,
    };
    Some((segment, length + 1))
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_plain_char)
}

fn is_plain_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

fn is_index(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// Goes one step down from a node.
pub(super) fn step<'t>(node: Node<'t>, segment: &Segment) -> Option<Entry<'t>> {
    let node = node.inside_some();
    match segment {
        Segment::Field(name) => node.entry_of(name),
        Segment::Index(index) => node.entry(*index),
        Segment::Name(name) => match node.kind() {
            Kind::Map => node.entry_of(name),
            _ => node
                .entries()
                .find(|entry| name_of(entry.value()).as_deref() == Some(name)),
        },
    }
}

/// The value of a struct's field `name`.
pub(super) fn name_of<'t>(node: Node<'t>) -> Option<std::borrow::Cow<'t, str>> {
    let node = node.inside_some();
    if node.kind() == Kind::Group {
        node.field("name")?.string()
    } else {
        None
    }
}

impl Node<'_> {
    /// The path to this value, elements by number.
    pub fn path(self) -> Path {
        self.path_by(|_| None)
    }

    /// The path to this value, elements by name where they have one, as people like to read it.
    pub fn path_by_names(self) -> Path {
        self.path_by(|element| name_of(element).map(|name| Segment::Name(name.into_owned())))
    }

    fn path_by(self, name: impl Fn(Node<'_>) -> Option<Segment>) -> Path {
        let mut segments = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            let slot = node.data().slot as usize;
            let is_wrapper = parent.is_some() && parent.only_child().is_some();
            if !is_wrapper && let Some(entry) = parent.entry(slot) {
                segments.push(match entry.key_name() {
                    Some(key) if parent.kind() == Kind::Map => Segment::Name(key.into_owned()),
                    Some(key) => Segment::Field(key.into_owned()),
                    None => name(entry.value()).unwrap_or(Segment::Index(slot)),
                });
            }
            node = parent;
        }
        segments.reverse();
        Path { segments }
    }
}
