//! One file laid over another: a small diff instead of a copy.

use super::Tree;
use super::edit::{Edit, EditError, Part, added, new_key, quoted};
use super::node::{Kind, Node};
use super::path::{Segment, name_of};

/// The base with what the diff says differently; comments and layout of the base stay.
///
/// A struct of the diff gives some fields of the base another value, and may add fields. Structs
/// inside structs are merged the same way, maps by key. A list takes the place of the whole list; but
/// a map in the place of a list of structs with a field `name` merges those of its names.
/// Everything else is replaced. A variant or named struct is merged only with one of the same name.
///
/// Mistakes found in the result are told at the file they came from by
/// [`relocate`](Tree::relocate).
///
/// ```
/// use sandtable::diag::FileId;
/// use sandtable::script::tree::{Tree, overlay};
///
/// let base = Tree::parse(FileId(0), r#"(levels: [(name: "primary", after: "5m"), (name: "backup", after: "9m")], room: 8)"#);
/// let diff = Tree::parse(FileId(1), r#"(levels: { "backup": (after: "7m") }, wake: true)"#);
/// assert_eq!(
///     overlay(&base, &diff).unwrap().text(),
///     r#"(levels: [(name: "primary", after: "5m"), (name: "backup", after: "7m")], room: 8, wake: true)"#,
/// );
/// ```
pub fn overlay(base: &Tree, diff: &Tree) -> Result<Tree, EditError> {
    let (Some(root), Some(change)) = (base.root(), diff.root()) else {
        return Err(EditError::Broken);
    };
    if !base.mistakes().is_empty() || !diff.mistakes().is_empty() {
        return Err(EditError::Broken);
    }
    let mut edits = Vec::new();
    merge(root, change, &mut edits);
    Ok(base.edited(edits))
}

fn merge(base: Node<'_>, diff: Node<'_>, edits: &mut Vec<Edit>) {
    let (inner, change) = (base.inside_some(), diff.inside_some());
    match (inner.kind(), change.kind()) {
        (Kind::Group, Kind::Group) if are_alike(inner, change) => {
            merge_entries(inner, change, edits)
        }
        (Kind::Map, Kind::Map) => merge_entries(inner, change, edits),
        (Kind::List, Kind::Map) if is_named_list(inner) && has_names(change) => {
            merge_elements(inner, change, edits)
        }
        _ if base.text() == diff.text() => {}
        _ => edits.push(Edit {
            span: base.span(),
            parts: vec![part(diff)],
        }),
    }
}

/// Whether two groups are the same struct or variant with named fields.
fn are_alike(base: Node<'_>, diff: Node<'_>) -> bool {
    let is_struct =
        |node: Node<'_>| node.data().open.is_some() && (node.has_fields() || node.is_empty());
    let name = |node: Node<'_>| {
        node.name_text()
            .filter(|name| *name != "Some")
            .map(str::to_owned)
    };
    is_struct(base) && is_struct(diff) && (name(diff).is_none() || name(diff) == name(base))
}

fn is_named_list(list: Node<'_>) -> bool {
    list.entries().all(|entry| name_of(entry.value()).is_some())
}

fn has_names(map: Node<'_>) -> bool {
    map.entries().all(|entry| entry.key_name().is_some())
}

fn merge_entries(base: Node<'_>, diff: Node<'_>, edits: &mut Vec<Edit>) {
    let mut new = Vec::new();
    for entry in diff.entries() {
        let key = entry
            .key_span()
            .map(|span| &diff.tree().text()[span])
            .unwrap_or_default();
        let there = match entry.key_name() {
            Some(name) => base.entry_of(&name),
            None => base
                .entries()
                .find(|it| it.key_node().is_some_and(|node| node.text() == key)),
        };
        match there {
            Some(there) => merge(there.value(), entry.value(), edits),
            None => {
                let tree = diff.tree();
                let span = entry.key_span().unwrap_or_default();
                let key = Part::From(tree.file(), span, tree.text.clone());
                new.push(vec![key, Part::Text(": ".into()), part(entry.value())]);
            }
        }
    }
    if !new.is_empty() {
        edits.extend(added(base, new));
    }
}

fn merge_elements(list: Node<'_>, diff: Node<'_>, edits: &mut Vec<Edit>) {
    let mut new = Vec::new();
    for entry in diff.entries() {
        let name = entry.key_name().unwrap_or_default();
        let there = list
            .entries()
            .find(|it| name_of(it.value()).as_deref() == Some(&*name));
        let value = entry.value();
        match there {
            Some(there) => merge(there.value(), value, edits),
            None => new.push(named(value, &name)),
        }
    }
    if !new.is_empty() {
        edits.extend(added(list, new));
    }
}

/// A new element, which gets the name it was given by.
fn named(value: Node<'_>, name: &str) -> Vec<Part> {
    let inner = value.inside_some();
    let Some(open) = inner.data().open.map(|open| open as usize + 1) else {
        return vec![part(value)];
    };
    if new_key(inner, &Segment::Field("name".into())).is_none() {
        return vec![part(value)];
    }
    let (tree, span) = (value.tree(), value.span());
    let from = |span| Part::From(tree.file(), span, tree.text.clone());
    let comma = if inner.is_empty() { "" } else { ", " };
    let field = Part::Text(format!("name: {}{comma}", quoted(name)));
    vec![from(span.start..open), field, from(open..span.end)]
}

fn part(node: Node<'_>) -> Part {
    Part::From(node.tree().file(), node.span(), node.tree().text.clone())
}
