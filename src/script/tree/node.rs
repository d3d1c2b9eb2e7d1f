//! Nodes: the values of a file, where they are, and what lies in them.

use std::borrow::Cow;
use std::ops::Range;

use super::{Tree, literal};

/// A value in a tree, by number: earlier in the text means smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// What kind of value a node is, as far as the text alone tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something that is no value, or a value that is missing.
    Error,
    /// `true`, `None`, `inf`, the name of a unit struct or of a variant.
    Ident,
    Number,
    /// `1..5`
    Range,
    Char,
    String,
    Bytes,
    /// `(…)` with or without a name before it: struct, tuple, unit, variant, `Some(…)`.
    Group,
    /// `[…]`
    List,
    /// `{…}`
    Map,
}

impl Kind {
    /// The kind in an author's words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Error => "something unreadable",
            Kind::Ident => "a bare word",
            Kind::Number => "a number",
            Kind::Range => "a range",
            Kind::Char => "a character",
            Kind::String => "a string",
            Kind::Bytes => "a byte string",
            Kind::Group => "a struct",
            Kind::List => "a list",
            Kind::Map => "a map",
        }
    }
}

/// Start and end in bytes; files are too small for more than 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        let short = |at| u32::try_from(at).expect("files over 8 MiB are not parsed");
        Self {
            start: short(start),
            end: short(end),
        }
    }

    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

#[derive(Clone, Debug)]
pub(super) struct NodeData {
    pub kind: Kind,
    pub span: Span,
    /// The word before a group's bracket.
    pub name: Option<Span>,
    /// The opening bracket; `Some 5`, which `ron` takes, has none.
    pub open: Option<u32>,
    /// One past the closing bracket, if the file has one.
    pub close: Option<u32>,
    pub parent: Option<NodeId>,
    /// The place among the parent's entries.
    pub slot: u32,
    /// One past the number of the last node inside: a subtree is a range of numbers.
    pub last: u32,
    pub entries: Vec<EntryData>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct EntryData {
    pub key: Key,
    pub value: NodeId,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    /// An element of a list or tuple.
    None,
    /// A field.
    Name(Span),
    /// A key of a map.
    Node(NodeId),
}

/// A value in a tree, to look at.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    pub(super) tree: &'t Tree,
    pub(super) id: NodeId,
}

/// One entry of a group, list or map.
#[derive(Clone, Copy)]
pub struct Entry<'t> {
    tree: &'t Tree,
    data: EntryData,
}

impl<'t> Node<'t> {
    pub(super) fn data(self) -> &'t NodeData {
        &self.tree.nodes[self.id.0 as usize]
    }

    pub fn id(self) -> NodeId {
        self.id
    }

    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    pub fn kind(self) -> Kind {
        self.data().kind
    }

    /// The bytes of the value, without blanks and comments around it.
    pub fn span(self) -> Range<usize> {
        self.data().span.range()
    }

    /// The bytes to point at when something is wrong with the whole: name and opening bracket.
    pub fn head(self) -> Range<usize> {
        let data = self.data();
        match data.open {
            Some(open) => data.span.start as usize..open as usize + 1,
            None => data.span.range(),
        }
    }

    /// The value as it is written.
    pub fn text(self) -> &'t str {
        &self.tree.text[self.span()]
    }

    /// The name before a group's bracket or the bare word itself, without `r#`.
    pub fn name(self) -> Option<&'t str> {
        self.name_text().map(plain_name)
    }

    pub(super) fn name_text(self) -> Option<&'t str> {
        self.name_span().map(|span| &self.tree.text[span])
    }

    /// Where the name is written.
    pub fn name_span(self) -> Option<Range<usize>> {
        match self.data() {
            NodeData {
                kind: Kind::Ident,
                span,
                ..
            } => Some(span.range()),
            data => data.name.map(Span::range),
        }
    }

    /// Whether this is `Some(…)`, through which paths look.
    pub fn is_some(self) -> bool {
        self.kind() == Kind::Group && self.name_text() == Some("Some")
    }

    pub fn entries(self) -> impl DoubleEndedIterator<Item = Entry<'t>> + ExactSizeIterator {
        self.data().entries.iter().map(move |data| Entry {
            tree: self.tree,
            data: *data,
        })
    }

    pub fn len(self) -> usize {
        self.data().entries.len()
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    pub fn entry(self, index: usize) -> Option<Entry<'t>> {
        self.data().entries.get(index).map(|data| Entry {
            tree: self.tree,
            data: *data,
        })
    }

    /// The value of a field or, in a map, of a string key.
    pub fn field(self, name: &str) -> Option<Node<'t>> {
        self.entry_of(name).map(Entry::value)
    }

    /// The entry of a field or, in a map, of a string key.
    pub fn entry_of(self, name: &str) -> Option<Entry<'t>> {
        self.entries()
            .find(|entry| entry.key_name().as_deref() == Some(name))
    }

    /// Whether the entries are fields: `(a: 1)`.
    pub fn has_fields(self) -> bool {
        self.kind() == Kind::Group
            && self
                .data()
                .entries
                .iter()
                .any(|it| matches!(it.key, Key::Name(_)))
    }

    /// The value of a string, its escapes taken away.
    pub fn string(self) -> Option<Cow<'t, str>> {
        if self.kind() == Kind::String {
            literal::string(self.text())
        } else {
            None
        }
    }

    pub fn parent(self) -> Option<Node<'t>> {
        self.data().parent.map(|id| Node {
            tree: self.tree,
            id,
        })
    }

    /// The one value in a group such as `Some(5)` or `Meters(5)`.
    pub(super) fn only_child(self) -> Option<Node<'t>> {
        match self.data().entries.as_slice() {
            [
                EntryData {
                    key: Key::None,
                    value,
                },
            ] => Some(Node {
                tree: self.tree,
                id: *value,
            }),
            _ => None,
        }
    }

    /// The node itself, or what lies in its `Some(…)`.
    pub(super) fn inside_some(self) -> Node<'t> {
        let mut node = self;
        while node.is_some()
            && let Some(child) = node.only_child()
        {
            node = child;
        }
        node
    }
}

impl<'t> Entry<'t> {
    pub fn value(self) -> Node<'t> {
        Node {
            tree: self.tree,
            id: self.data.value,
        }
    }

    /// The key of a map's entry.
    pub fn key_node(self) -> Option<Node<'t>> {
        match self.data.key {
            Key::Node(id) => Some(Node {
                tree: self.tree,
                id,
            }),
            _ => None,
        }
    }

    /// The name of a field, or the string that is a map's key.
    pub fn key_name(self) -> Option<Cow<'t, str>> {
        match self.data.key {
            Key::None => None,
            Key::Name(span) => Some(Cow::Borrowed(plain_name(&self.tree.text[span.range()]))),
            Key::Node(id) => Node {
                tree: self.tree,
                id,
            }
            .string(),
        }
    }

    /// Where the key is written.
    pub fn key_span(self) -> Option<Range<usize>> {
        match self.data.key {
            Key::None => None,
            Key::Name(span) => Some(span.range()),
            Key::Node(id) => Some(
                Node {
                    tree: self.tree,
                    id,
                }
                .span(),
            ),
        }
    }

    pub(super) fn is_field(self) -> bool {
        matches!(self.data.key, Key::Name(_))
    }

    /// The bytes from the key to the end of the value.
    pub fn span(self) -> Range<usize> {
        let value = self.value().span();
        self.key_span().map_or(value.start, |key| key.start)..value.end
    }
}

pub(super) fn plain_name(text: &str) -> &str {
    text.strip_prefix("r#").unwrap_or(text)
}
