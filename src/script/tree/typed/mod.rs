//! Nodes to typed values, finding every mistake and not only the first.
//!
//! Serde stops at the first error, and nothing can make a visitor go on. So the reading is repeated:
//! what was wrong is masked (a bad element left out, an unknown field hidden, a bad or missing field
//! filled with a made-up value) until no new mistake appears. What came before the last mistake is
//! known, so elements of lists and maps before it are skipped, and all readings together cost about
//! as much as two.

mod access;
mod de;
mod error;
mod filler;
mod masks;
mod numbers;

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use super::Tree;
use super::node::{Kind, Node, NodeId};
use crate::diag::{Diagnostic, sort};
use de::De;
use error::{At, Error, Fault};
use masks::Masks;

/// After this many mistakes in one value the search for more ends.
pub const MISTAKES_MAX: usize = 200;

/// Reads a node as a value of type `T`, or adds all that is wrong with it to `mistakes`.
///
/// It is `None` exactly when something was added or the text itself is broken here; look at
/// [`Tree::mistakes`] first, for a text that is broken elsewhere may still give a value. An error that a
/// type raises itself (`#[serde(try_from = "String")]`) becomes an `invalid-value` at the value;
/// if its text has a line `hint: …`, that is the hint.
///
/// ```
/// use sandtable::diag::FileId;
/// use sandtable::script::tree::{Tree, from_node};
///
/// #[derive(serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// #[allow(dead_code)]
/// struct Service { name: String, users: u32 }
///
/// let tree = Tree::parse(FileId(0), r#"(name: 5, usres: 10)"#);
/// let mut mistakes = Vec::new();
/// assert!(from_node::<Service>(tree.root().unwrap(), &mut mistakes).is_none());
/// let names: Vec<_> = mistakes.iter().map(|it| it.name).collect();
/// assert_eq!(names, ["wrong-type", "unknown-field"]);
/// assert_eq!(mistakes[1].hint.as_deref(), Some("did you mean `users`?"));
/// ```
pub fn from_node<T: DeserializeOwned>(node: Node<'_>, mistakes: &mut Vec<Diagnostic>) -> Option<T> {
    if node.tree().is_cut {
        return None;
    }
    let (mut found, hidden) = find_duplicates(node);
    let had_duplicates = !found.is_empty();
    let mut reading = Reading {
        tree: node.tree(),
        root: node.id(),
        masks: Masks::new(hidden),
    };
    // Each turn masks one thing more; a mistake takes a few turns at most.
    let mut value = None;
    for _ in 0..MISTAKES_MAX * 8 {
        match T::deserialize(De::new(node.tree(), &reading.masks, node.id())) {
            Ok(read) => {
                value = Some(read).filter(|_| !had_duplicates && !reading.masks.is_active());
                break;
            }
            Err(error) => {
                reading.masks.activate();
                if !reading.learn(error, &mut found) || found.len() >= MISTAKES_MAX {
                    break;
                }
            }
        }
    }
    sort(&mut found);
    mistakes.append(&mut found);
    value
}

/// Fields and keys given twice anywhere in a value; `ron` would let the last one win in a map.
pub fn duplicates(node: Node<'_>) -> Vec<Diagnostic> {
    find_duplicates(node).0
}

fn find_duplicates(root: Node<'_>) -> (Vec<Diagnostic>, Vec<(NodeId, usize)>) {
    let (mut found, mut hidden) = (Vec::new(), Vec::new());
    let tree = root.tree();
    for id in root.id().0..root.data().last {
        let node = tree.node(NodeId(id));
        if !matches!(node.kind(), Kind::Group | Kind::Map) || node.len() < 2 {
            continue;
        }
        let mut first: HashMap<String, std::ops::Range<usize>> = HashMap::with_capacity(node.len());
        for (slot, entry) in node.entries().enumerate() {
            let Some(span) = entry.key_span() else {
                continue;
            };
            let written = &tree.text()[span.clone()];
            let key = match (entry.key_name(), entry.key_node()) {
                (Some(name), Some(_)) => format!("\"{name}"),
                (Some(name), None) => name.into_owned(),
                (None, Some(key))
                    if matches!(key.kind(), Kind::Ident | Kind::Number | Kind::Char) =>
                {
                    written.into()
                }
                _ => continue,
            };
            if let Some(before) = first.get(&key) {
                if found.len() < MISTAKES_MAX {
                    let (name, what) = if entry.is_field() {
                        ("duplicate-field", "field")
                    } else {
                        ("duplicate-key", "key")
                    };
                    let shown = entry.key_name().unwrap_or_else(|| written.into());
                    let message = format!("{what} `{shown}` is given twice{}", in_path(node));
                    found.push(
                        Diagnostic::error(name, tree.file(), span, message)
                            .label("again here")
                            .hint("take one of them away")
                            .also(before.clone(), "first given here"),
                    );
                }
                hidden.push((node.id(), slot));
            } else {
                first.insert(key, span);
            }
        }
    }
    (found, hidden)
}

fn in_path(node: Node<'_>) -> String {
    let path = node.path_by_names().to_string();
    if path.is_empty() {
        String::new()
    } else {
        format!(" in `{path}`")
    }
}

/// One value being read again and again.
struct Reading<'t> {
    tree: &'t Tree,
    root: NodeId,
    masks: Masks,
}

impl Reading<'_> {
    /// Takes note of an error, so that the next reading gets past it; says whether there may be more.
    fn learn(&mut self, error: Error, found: &mut Vec<Diagnostic>) -> bool {
        let (fault, at) = error.into_parts();
        match (at.unwrap_or(At::Value(self.root)), fault) {
            (At::Filler(id, field), _) => match self.masks.next_filler(id, field) {
                true => true,
                false => self.give_up(id),
            },
            (At::Position(id), _) => match self.masks.next_position_filler(id) {
                true => true,
                false => {
                    let parent = self.tree.node(id).parent().map_or(self.root, Node::id);
                    self.give_up(parent)
                }
            },
            (At::Key(id, slot), fault) => {
                let node = self.tree.node(id);
                if let Some(entry) = node.entry(slot) {
                    if let Fault::UnknownField { field, expected } = &fault {
                        let best = crate::diag::did_you_mean(field, expected.iter().copied());
                        self.masks
                            .misspelt(id, best.filter(|best| node.field(best).is_none()));
                    }
                    let span = entry.key_span().unwrap_or_else(|| entry.span());
                    found.extend(fault.diagnostic(node, span));
                }
                self.masks.hide(id, slot);
                self.masks.reach(id.0);
                true
            }
            (At::Value(id), Fault::Missing(field)) => {
                let node = self.tree.node(id);
                let is_given = node.field(field).is_some() || self.masks.is_misspelt(id, field);
                if !is_given && !is_torn(node) {
                    found.extend(Fault::Missing(field).diagnostic(node, node.head()));
                }
                self.masks.reach(node.data().last - 1);
                match self.masks.fill(id, field) {
                    true => true,
                    false => self.give_up(id),
                }
            }
            (At::Value(id), fault) => {
                let node = self.tree.node(id);
                let is_whole = id.0 >= self.masks.reached() && !self.masks.has_fillers(id);
                if is_whole || matches!(fault, Fault::UnknownVariant { .. }) {
                    let span = match &fault {
                        Fault::UnknownVariant { .. } => {
                            node.name_span().unwrap_or_else(|| node.head())
                        }
                        Fault::Duplicate(_) => node.head(),
                        _ => node.span(),
                    };
                    found.extend(fault.diagnostic(node, span));
                }
                self.give_up(id)
            }
        }
    }

    /// Leaves a node out from now on; says whether there is anything left to read.
    fn give_up(&mut self, id: NodeId) -> bool {
        self.masks.reach(id.0);
        id != self.root && self.masks.leave_out(id)
    }
}

/// Whether the text of a struct is broken, so that fields may be missing only because of that.
fn is_torn(node: Node<'_>) -> bool {
    let entries = &node.data().entries;
    let tree = node.tree();
    tree.mistakes()
        .iter()
        .map(|it| it.span.start)
        .filter(|at| node.span().contains(at))
        .any(|at| {
            let next = entries.partition_point(|entry| tree.node(entry.value).span().start <= at);
            let value = next
                .checked_sub(1)
                .map(|slot| tree.node(entries[slot].value));
            value.is_none_or(|value| value.data().close.is_none() || !value.span().contains(&at))
        })
}

#[cfg(test)]
mod tests;
