//! Laws whose figures make no sense.

use super::super::file::File;
use super::super::tree::{Kind, Node, from_node};
use super::TOLD_MAX;
use crate::base::Law;
use crate::diag::Diagnostic;

/// Laws in laws deeper than this, or of more parts, take forever to draw from.
const NESTED_MAX: usize = 3;
const PARTS_MAX: usize = 100;

const LAWS: &[&str] = &[
    "Fixed",
    "Uniform",
    "Exponential",
    "LogNormal",
    "Weibull",
    "Gamma",
    "LogLogistic",
    "Mixture",
    "Empirical",
    "Truncated",
];

/// Every law of a file is checked, wherever it stands.
pub(super) fn within(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let mut told = 0;
    each_law(file.root, &mut |node| {
        let fault = match too_much(node) {
            None => read::<Law>(node).and_then(|law| law.fault()),
            too_much => too_much,
        };
        if let Some(fault) = fault.filter(|_| told < TOLD_MAX) {
            told += 1;
            let message = format!("this law can give no time: {fault}");
            out.push(
                file.error("impossible-law", node.span(), message)
                    .hint("change its figures so that they leave some time"),
            );
        }
    });
}

/// The law at a node, if it is one that makes sense.
pub(super) fn law(node: Node<'_>) -> Option<Law> {
    if !is_law(node) || too_much(node).is_some() {
        return None;
    }
    read::<Law>(node).filter(|law| law.fault().is_none())
}

/// What a node says, whatever is wrong with it elsewhere told.
pub(super) fn read<T: serde::de::DeserializeOwned>(node: Node<'_>) -> Option<T> {
    from_node(node, &mut Vec::new())
}

fn is_law(node: Node<'_>) -> bool {
    node.kind() == Kind::Group && node.name().is_some_and(|name| LAWS.contains(&name))
}

/// Outermost laws only: a fault within is told once.
fn each_law<'a>(node: Node<'a>, visit: &mut impl FnMut(Node<'a>)) {
    if is_law(node) {
        return visit(node);
    }
    for entry in node.entries() {
        each_law(entry.value(), visit);
    }
}

fn too_much(node: Node<'_>) -> Option<String> {
    let (mut deepest, mut parts) = (0, 0);
    measure(node, 0, &mut deepest, &mut parts);
    if deepest > NESTED_MAX {
        return Some(format!("laws are nested more than {NESTED_MAX} deep"));
    }
    (parts > PARTS_MAX).then(|| format!("it is made of {parts} laws, more than {PARTS_MAX}"))
}

/// How deep laws stand in each other, and how many there are in all.
fn measure(node: Node<'_>, depth: usize, deepest: &mut usize, parts: &mut usize) {
    let depth = depth + usize::from(is_law(node));
    *deepest = depth.max(*deepest);
    *parts += usize::from(is_law(node));
    for entry in node.entries() {
        measure(entry.value(), depth, deepest, parts);
    }
}
