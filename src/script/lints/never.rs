//! What is written down but can never come: triggers, actions, expectations.

use std::collections::HashSet;

use super::super::file::{File, Files};
use super::super::load::{inside, short};
use super::super::names::Noun;
use super::super::places;
use super::super::tree::Node;
use super::reach::Reach;
use super::triggers::Thing;
use super::{graph, triggers};
use crate::diag::Diagnostic;
use crate::model::{Condition, Expectation};

/// Injects, problems and faults whose time never comes.
pub(super) fn fires(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(it) = file.scenario() else { return };
    let (lenient, strict) = (Reach::new(it, true), Reach::new(it, false));
    let all = triggers::all(file, it);
    let mut waiting = HashSet::new();
    for (at, thing) in all.iter().enumerate() {
        let is_told = match thing.thing {
            _ if !lenient.comes(thing.trigger) => "waits for what can never come true",
            Thing::Fault(name) if !lenient.strikes(name) => {
                "strikes only with causes that are never true"
            }
            _ => {
                waiting.extend((!strict.comes(thing.trigger)).then_some(at));
                continue;
            }
        };
        let message = format!("`{}` {is_told}", thing.name);
        out.push(
            file.warning("never-fires", thing.when.span(), message)
                .label("this never comes")
                .hint("let it wait for something that can happen, or take it away"),
        );
    }
    // What is left waits for itself; where no time passes that is told as a loop already.
    let links = triggers::links(&all, it, false);
    let at_once = graph::circles(&triggers::links(&all, it, true));
    let at_once: HashSet<usize> = at_once.into_iter().flatten().collect();
    for circle in graph::circles(&links) {
        let is_told = circle.iter().any(|at| at_once.contains(at));
        if is_told || !circle.iter().all(|at| waiting.contains(at)) {
            continue;
        }
        let shown = graph::show(&circle, |at| all[at].name.to_string());
        let message = format!("{shown} wait for each other and never come");
        out.push(
            file.warning("never-fires", all[circle[0]].when.span(), message)
                .hint("let one of them begin at a time"),
        );
    }
}

/// Actions whose needs can never be met.
pub(super) fn starts(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(it) = file.scenario() else { return };
    let reach = Reach::new(it, true);
    for (node, action) in file.all("actions").into_iter().zip(&it.actions) {
        let needs_action = action
            .needs
            .iter()
            .any(|need| matches!(need, crate::model::work::Need::Action(_)));
        // Circles of actions are told by themselves.
        if !reach.starts(action.name) && !needs_action {
            let span = node
                .field("needs")
                .map_or(node.head(), |needs| needs.span());
            let message = format!("action `{}` can never start", action.name);
            out.push(
                file.warning("never-starts", span, message)
                    .label("something here can never be found")
                    .hint("let a diagnostic reveal it, or take the need away"),
            );
        }
    }
}

/// Expectations that nothing can satisfy.
pub(super) fn satisfied(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(it) = file.scenario() else { return };
    let reach = Reach::new(it, true);
    let expected = |list: Node<'_>, expects: &[Expectation], out: &mut Vec<Diagnostic>| {
        for (node, one) in places::all(list, "").into_iter().zip(expects) {
            let does = node.field("does").map_or(node, inside);
            if !reach.holds(&one.does) {
                out.push(impossible(
                    file,
                    does,
                    "nothing can satisfy this expectation",
                    &reach,
                    &one.does,
                ));
            }
        }
    };
    for (node, objective) in file.all("objectives").into_iter().zip(&it.objectives) {
        if let Some(list) = node.field("expects").map(inside) {
            expected(list, &objective.expects, out);
        }
        let served = it.injects.iter().flat_map(|i| &i.expects);
        let mut served = served.filter(|e| e.serves == Some(objective.name));
        if objective.expects.is_empty() && served.next().is_none() {
            let span = node.field("expects").map_or(node.head(), |it| it.span());
            let message = format!("objective `{}` expects nothing", objective.name);
            out.push(file.error("never-satisfied", span, message).hint(
                "say what has to happen: `expects: [(does: Reached(resolved), within: \"2h\")]`",
            ));
        }
    }
    for (node, inject) in file.all("injects").into_iter().zip(&it.injects) {
        if let Some(list) = node.field("expects").map(inside) {
            expected(list, &inject.expects, out);
        }
    }
}

fn impossible(
    file: &File<'_>,
    node: Node<'_>,
    what: &str,
    reach: &Reach<'_>,
    does: &Condition,
) -> Diagnostic {
    let label = match does {
        Condition::Any(parts) if parts.is_empty() => "any of nothing",
        Condition::All(parts) if parts.iter().all(|part| reach.holds(part)) => {
            "these exclude each other"
        }
        Condition::Reached(_) => "the scenario has no problem that could get there",
        _ => "this can never come true",
    };
    file.error("never-satisfied", node.span(), what.into())
        .label(label)
        .hint("expect something that can happen")
}

/// Roles that the scenario asks for and the process leaves to nobody.
pub(super) fn falls_to_nobody(files: &Files<'_>, out: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    for it in files
        .scenario
        .names
        .references
        .iter()
        .filter(|it| it.noun == Noun::Role)
    {
        let is_word = files.vocabulary.names.has(Noun::Word, &it.name);
        if !is_word || !seen.insert(&it.name) || stands(files, &it.name) {
            continue;
        }
        let (process, role) = (files.agreed.name, short(&it.name));
        let message = format!("under process `{process}` nobody stands for the role `{role}`");
        out.push(
            files
                .scenario
                .warning("role-falls-to-nobody", it.at.span(), message)
                .label("the process has neither this role nor one it falls to")
                .hint(
                    "add the role to the process, or give the word a `falls_to` in the vocabulary",
                ),
        );
    }
}

/// Whether the process has a role of this name or one that it falls to.
fn stands(files: &Files<'_>, word: &str) -> bool {
    let mut word = word.to_owned();
    for _ in 0..STEPS_MAX {
        if files.process.names.has(Noun::Role, &word) {
            return true;
        }
        let place = files.vocabulary.names.place(Noun::Word, &word);
        let falls_to = place.and_then(|name| name.parent()?.field("falls_to"));
        match falls_to.and_then(|it| inside(it).string()) {
            Some(next) => word = next.into_owned(),
            None => return false,
        }
    }
    false
}

/// Words fall to each other in short chains; a longer one is a circle.
const STEPS_MAX: usize = 64;
