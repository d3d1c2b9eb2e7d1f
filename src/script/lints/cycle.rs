//! Circles of services that cannot start without each other, of words that mean each other, of
//! actions that wait for each other.

use std::collections::HashMap;

use super::super::file::File;
use super::super::load::inside;
use super::super::places;
use super::super::tree::{Kind, Node};
use super::graph;
use crate::diag::Diagnostic;

/// `services` that hold `needs`, hard ones.
pub(super) fn dependencies<'a>(file: &File<'a>, out: &mut Vec<Diagnostic>) {
    let mut services = file.all("system.services");
    services.extend(file.all("services"));
    let needs = |service: Node<'a>| {
        let needs = places::all(service, "needs").into_iter();
        let hard = needs
            .filter(|need| need.field("kind").and_then(|kind| inside(kind).name()) != Some("Soft"));
        hard.filter_map(|need| need.field("on").map(inside))
            .collect()
    };
    let what = "cannot start without each other";
    circles(
        file,
        "dependency-cycle",
        &services,
        needs,
        what,
        "make one of them `kind: Soft`",
        out,
    );
}

pub(super) fn words<'a>(file: &File<'a>, out: &mut Vec<Diagnostic>) {
    for (list, field) in [("skills", "is_a"), ("roles", "falls_to")] {
        let wider = |word: Node<'a>| word.field(field).map(inside).into_iter().collect();
        let what = if list == "skills" {
            "are wider than each other"
        } else {
            "fall to each other"
        };
        let hint = format!("leave one `{field}` out");
        circles(file, "word-cycle", &file.all(list), wider, what, &hint, out);
    }
}

pub(super) fn actions<'a>(file: &File<'a>, out: &mut Vec<Diagnostic>) {
    let needs = |action: Node<'a>| {
        let needs = places::all(action, "needs").into_iter();
        let actions = needs.filter(|need| need.name() == Some("Action"));
        actions
            .filter_map(|need| need.entry(0).map(|it| it.value()))
            .collect()
    };
    let what = "wait for each other and never start";
    let hint = "take one of the needs away";
    circles(
        file,
        "needs-cycle",
        &file.all("actions"),
        needs,
        what,
        hint,
        out,
    );
}

/// Tells of every circle among named items; `next` gives the strings that name others.
fn circles<'a>(
    file: &File<'a>,
    lint: &'static str,
    items: &[Node<'a>],
    next: impl Fn(Node<'a>) -> Vec<Node<'a>>,
    what: &str,
    hint: &str,
    out: &mut Vec<Diagnostic>,
) {
    let name = |at: usize| {
        items[at]
            .field("name")
            .and_then(|it| inside(it).string())
            .unwrap_or_default()
    };
    let at: HashMap<_, usize> = (0..items.len()).rev().map(|at| (name(at), at)).collect();
    let links: Vec<Vec<(usize, Node<'a>)>> = items
        .iter()
        .map(|item| {
            let strings = next(*item)
                .into_iter()
                .filter(|it| it.kind() == Kind::String);
            strings
                .filter_map(|it| Some((*at.get(&it.string()?)?, it)))
                .collect()
        })
        .collect();
    let plain: Vec<Vec<usize>> = links
        .iter()
        .map(|of| of.iter().map(|(to, _)| *to).collect())
        .collect();
    for circle in graph::circles(&plain).into_iter().take(super::TOLD_MAX) {
        let (from, to) = (circle[0], circle[1 % circle.len()]);
        let Some((_, place)) = links[from].iter().find(|(it, _)| *it == to) else {
            continue;
        };
        let shown = graph::show(&circle, |at| super::super::load::short(&name(at)));
        let message = match circle.len() {
            1 => format!("`{}` leads back to itself", name(from)),
            _ => format!("{shown} {what}"),
        };
        let mut diagnostic = file.error(lint, place.span(), message).hint(hint);
        for step in circle.windows(2).skip(1).take(graph::SHOWN_MAX - 2) {
            if let Some((_, place)) = links[step[0]].iter().find(|(it, _)| *it == step[1]) {
                diagnostic = diagnostic.also(place.span(), "and on from here");
            }
        }
        out.push(diagnostic);
    }
}
