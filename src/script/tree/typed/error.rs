//! Why a value could not be read, where, and how that is told to its author.

use std::fmt;
use std::ops::Range;

use serde::de;

use super::super::node::{Kind, Node, NodeId};
use crate::diag::{Diagnostic, did_you_mean};

/// Serde's error: one fault at one place.
pub(super) struct Error(Box<(Fault, Option<At>)>);

/// Where a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    Value(NodeId),
    /// The key of an entry.
    Key(NodeId, usize),
    /// The made-up value of a field.
    Filler(NodeId, &'static str),
    /// The made-up value in place of a node among values without names.
    Position(NodeId),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    /// What was wanted instead.
    WrongType(String),
    /// What is there and what was wanted.
    Mismatch(String, String),
    Missing(&'static str),
    Duplicate(&'static str),
    UnknownField {
        field: String,
        expected: &'static [&'static str],
    },
    UnknownVariant {
        variant: String,
        expected: &'static [&'static str],
    },
    /// A type's own words.
    Custom(String),
    /// Already told in another way.
    Silent,
}

impl Error {
    pub fn new(fault: Fault, node: NodeId) -> Self {
        Self(Box::new((fault, Some(At::Value(node)))))
    }

    pub fn wanted(what: impl Into<String>, node: NodeId) -> Self {
        Self::new(Fault::WrongType(what.into()), node)
    }

    pub fn silent() -> Self {
        Self::of(Fault::Silent)
    }

    fn of(fault: Fault) -> Self {
        Self(Box::new((fault, None)))
    }

    /// The same error with a place, unless it has one already.
    pub fn at(mut self, at: At) -> Self {
        self.0.1.get_or_insert(at);
        self
    }

    /// Serde names the Rust type of a tuple; an author wants the number of values.
    pub fn counted(mut self) -> Self {
        if let (Fault::Mismatch(_, wanted), None) = &mut *self.0
            && let Some((_, tail)) = wanted.split_once(" with ")
            && let Some(number) = tail
                .strip_suffix(" elements")
                .or(tail.strip_suffix(" element"))
        {
            *wanted = format!("{number} values in brackets");
        }
        self
    }

    /// The same error at this place and no other.
    pub fn only_at(mut self, at: At) -> Self {
        self.0.1 = Some(at);
        self
    }

    pub fn into_parts(self) -> (Fault, Option<At>) {
        *self.0
    }
}

impl Fault {
    /// What the author is told; nothing when it was told before.
    pub fn diagnostic(self, node: Node<'_>, span: Range<usize>) -> Option<Diagnostic> {
        let file = node.tree().file();
        let place = node.path_by_names().to_string();
        let place = if place.is_empty() {
            "the file".into()
        } else {
            format!("`{place}`")
        };
        let error = |name, message: String| Diagnostic::error(name, file, span.clone(), message);
        Some(match self {
            Fault::WrongType(wanted) => {
                let hint = way_out(node, &wanted);
                error(
                    "wrong-type",
                    format!("{place} wants {wanted}, not {}", found(node)),
                )
                .label(format!("expected {wanted}"))
                .hint(hint)
            }
            Fault::Mismatch(found, wanted) => {
                let hint = way_out(node, &wanted);
                error("wrong-type", format!("{place} wants {wanted}, not {found}"))
                    .label(format!("expected {wanted}"))
                    .hint(hint)
            }
            Fault::Missing(field) => error(
                "missing-field",
                format!("{place} has no field `{field}`, which it needs"),
            )
            .label(format!("`{field}` is missing in here"))
            .hint(format!("add `{field}: …`")),
            Fault::Duplicate(field) => error(
                "duplicate-field",
                format!("{place} has the field `{field}` twice"),
            )
            .label("in here")
            .hint("take one of them away"),
            Fault::UnknownField { field, expected } => error(
                "unknown-field",
                format!("{place} has no field called `{field}`"),
            )
            .label("no such field")
            .hint(choice(&field, expected, "field")),
            Fault::UnknownVariant { variant, expected } => {
                error("unknown-variant", format!("{place} cannot be `{variant}`"))
                    .label("no such choice")
                    .hint(choice(&variant, expected, "choice"))
            }
            Fault::Custom(words) => {
                let (words, hint) = match words.split_once("\nhint: ") {
                    Some((words, hint)) => (words.to_owned(), Some(hint.to_owned())),
                    None => (words, None),
                };
                let it = error("invalid-value", format!("{place}: {words}")).label("not valid");
                Diagnostic { hint, ..it }
            }
            Fault::Silent => return None,
        })
    }
}

fn choice(word: &str, expected: &[&'static str], what: &str) -> String {
    const LISTED_MAX: usize = 12;
    if let Some(best) = did_you_mean(word, expected.iter().copied()) {
        return format!("did you mean `{best}`?");
    }
    match expected {
        [] => "take it away: there is none at all".into(),
        [only] => format!("the only {what} is `{only}`"),
        many if many.len() <= LISTED_MAX => format!("there are `{}`", many.join("`, `")),
        many => format!(
            "there are `{}` and {} more",
            many[..LISTED_MAX].join("`, `"),
            many.len() - LISTED_MAX
        ),
    }
}

fn found(node: Node<'_>) -> String {
    let text = node.text();
    let short = &text[..text.floor_char_boundary(40)];
    let dots = if short.len() < text.len() { "…" } else { "" };
    match node.kind() {
        Kind::Number => format!("the number `{short}{dots}`"),
        Kind::Ident => format!("the bare word `{short}{dots}`"),
        Kind::String => format!("the string `{short}{dots}`"),
        Kind::Group => match (node.name(), node.has_fields(), node.len()) {
            (Some(name), ..) => format!("`{name}(…)`"),
            (None, true, _) => "a struct ( name: … )".into(),
            (None, false, 0) => "`()`".into(),
            (None, false, 1) => "a single value in brackets ( … )".into(),
            (None, false, n) => format!("{n} values in brackets ( … )"),
        },
        kind => kind.words().into(),
    }
}

fn way_out(node: Node<'_>, wanted: &str) -> String {
    let is_short = !node.text().contains('\n') && node.text().len() <= 40;
    match node.kind() {
        Kind::Number | Kind::Ident if wanted == "a string" && is_short => {
            format!("put it in quotes: \"{}\"", node.text())
        }
        // The brackets of a variant or `Some` are those of the struct or tuple in it.
        Kind::Group if is_wrapped_twice(node) => {
            format!(
                "take the inner brackets away: `{}(…)`",
                node.name().unwrap_or_default()
            )
        }
        Kind::List | Kind::Error => format!("write {wanted}"),
        _ if wanted.starts_with("a list") && is_short => {
            format!("put it in brackets: [{}]", node.text())
        }
        _ => format!("write {wanted}"),
    }
}

fn is_wrapped_twice(node: Node<'_>) -> bool {
    node.name().is_some()
        && node
            .only_child()
            .is_some_and(|child| child.kind() == Kind::Group)
}

impl de::Error for Error {
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self::of(Fault::Custom(words.to_string()))
    }

    fn invalid_type(found: de::Unexpected<'_>, wanted: &dyn de::Expected) -> Self {
        Self::of(Fault::Mismatch(found.to_string(), wanted.to_string()))
    }

    fn invalid_value(found: de::Unexpected<'_>, wanted: &dyn de::Expected) -> Self {
        Self::invalid_type(found, wanted)
    }

    fn invalid_length(length: usize, wanted: &dyn de::Expected) -> Self {
        let values = if length == 1 { "value" } else { "values" };
        Self::of(Fault::Mismatch(
            format!("{length} {values}"),
            wanted.to_string(),
        ))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::of(Fault::UnknownVariant {
            variant: variant.into(),
            expected,
        })
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::of(Fault::UnknownField {
            field: field.into(),
            expected,
        })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(Fault::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::of(Fault::Duplicate(field))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl std::error::Error for Error {}
