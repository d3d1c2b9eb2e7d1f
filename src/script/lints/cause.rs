//! Causes that cannot be true, cannot be found, cannot be removed, or belong elsewhere.

use std::collections::HashSet;

use super::super::file::File;
use super::super::load::{inside, short};
use super::super::places;
use super::super::tree::Node;
use super::law::read;
use crate::base::{Factor, Name};
use crate::diag::Diagnostic;
use crate::model::Scenario;
use crate::model::problem::{Cause, Problem};

/// Whether a cause is ever the true one.
pub(super) fn can_be_true(problem: &Problem, cause: &Cause) -> bool {
    match problem.cause {
        Some(fixed) => fixed == cause.name,
        None => cause.weight.get() > 0.0,
    }
}

/// Every cause that can be true, with the string that names it.
fn true_ones<'a>(file: &File<'a>, it: &'a Scenario) -> Vec<(Node<'a>, &'a Problem, &'a Cause)> {
    let mut found = Vec::new();
    for (node, problem) in file.all("problems").into_iter().zip(&it.problems) {
        let causes = places::all(node, "causes.name")
            .into_iter()
            .zip(&problem.causes);
        found.extend(
            causes
                .filter(|(_, cause)| can_be_true(problem, cause))
                .map(|(name, cause)| (name, problem, cause)),
        );
    }
    found
}

/// A problem of which no cause is ever the true one.
pub(super) fn none(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    for problem in file.all("problems") {
        let Some(causes) = problem.field("causes").map(inside) else {
            continue;
        };
        if problem
            .field("cause")
            .is_some_and(|it| inside(it).name() != Some("None"))
        {
            continue;
        }
        let weight = |cause: Node<'_>| match cause.field("weight") {
            Some(weight) => read::<Factor>(inside(weight)).is_none_or(|it| it.get() > 0.0),
            None => true,
        };
        if !places::all(causes, "").into_iter().any(weight) {
            let name = problem
                .field("name")
                .and_then(|it| inside(it).string())
                .unwrap_or_default();
            let message = format!("no cause of problem `{}` can be the true one", short(&name));
            let label = if causes.is_empty() {
                "there is none"
            } else {
                "all weigh 0"
            };
            out.push(
                file.error("no-true-cause", causes.head(), message)
                    .label(label)
                    .hint("give one a `weight`, or name it in `cause`"),
            );
        }
    }
}

/// A problem that names the cause or fault of another one as its own.
pub(super) fn foreign(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let all = |path: &str| -> HashSet<_> {
        file.all(path)
            .into_iter()
            .filter_map(|it| it.string())
            .collect()
    };
    let (causes, faults) = (all("problems.causes.name"), all("problems.faults.name"));
    for problem in file.all("problems") {
        let own = |path: &str| -> HashSet<_> {
            places::all(problem, path)
                .into_iter()
                .filter_map(|it| it.string())
                .collect()
        };
        let (own_causes, own_faults) = (own("causes.name"), own("faults.name"));
        let checked = [
            ("cause", "cause", &own_causes, &causes),
            ("faults.if_cause", "cause", &own_causes, &causes),
            ("adversary.stages", "fault", &own_faults, &faults),
        ];
        for (path, what, own, all) in checked {
            for node in places::all(problem, path) {
                let Some(name) = node.string() else { continue };
                // One that nobody has is told as unknown.
                if own.contains(&name) || !all.contains(&name) || out.len() > super::TOLD_MAX {
                    continue;
                }
                let message = format!("{what} `{}` belongs to another problem", short(&name));
                let it = file.error("not-its-own", node.span(), message);
                let it = it.did_you_mean(&name, own.iter().take(100).map(|it| &**it));
                let hint = it
                    .hint
                    .clone()
                    .unwrap_or_else(|| format!("name a {what} of this problem"));
                out.push(it.hint(hint));
            }
        }
    }
}

/// A cause that nothing shows and nothing tests: nobody can know it.
pub(super) fn hidden(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(it) = file.scenario() else { return };
    let shown = shown_findings(it);
    let tested = it
        .diagnostics
        .iter()
        .flat_map(|diagnostic| &diagnostic.tests);
    let mut known: HashSet<Name> = tested.copied().collect();
    for finding in it
        .findings
        .iter()
        .filter(|finding| shown.contains(&finding.name))
    {
        let points = finding
            .points
            .iter()
            .filter(|point| point.nats.get() != 0.0);
        known.extend(points.map(|point| point.to));
        known.extend(&finding.if_cause);
    }
    for (node, _, cause) in true_ones(file, it) {
        if !known.contains(&cause.name) {
            let message = format!("nothing can reveal cause `{}`", cause.name);
            out.push(
                file.error("hidden-cause", node.span(), message)
                    .label("no diagnostic tests it, and nothing that can be found points to it")
                    .hint(
                        "add it to the `tests` of a diagnostic, or a finding that `points` to it",
                    ),
            );
        }
    }
}

/// The findings that somebody can come to hold.
pub(super) fn shown_findings(it: &Scenario) -> HashSet<Name> {
    let revealed = it
        .diagnostics
        .iter()
        .flat_map(|diagnostic| &diagnostic.reveals);
    let shown = it.monitors.iter().flat_map(|monitor| &monitor.shows);
    let asserted = it.runbooks.iter().flat_map(|runbook| &runbook.asserts);
    let told = it
        .injects
        .iter()
        .filter_map(|inject| inject.finding.as_ref());
    revealed
        .chain(shown)
        .chain(asserted)
        .chain(told)
        .copied()
        .collect()
}

/// A finding that nobody can come to hold.
pub(super) fn hidden_finding(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(it) = file.scenario() else { return };
    let shown = shown_findings(it);
    for (node, finding) in file.all("findings.name").into_iter().zip(&it.findings) {
        if !shown.contains(&finding.name) {
            let message = format!("nobody can find `{}`", finding.name);
            out.push(
                file.warning("hidden-finding", node.span(), message)
                    .label("no diagnostic, monitor, runbook or inject shows it")
                    .hint("add it to the `reveals` of a diagnostic, or take it away"),
            );
        }
    }
}

/// A cause that no action removes.
pub(super) fn lasting(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(it) = file.scenario() else { return };
    let cured: HashSet<Name> = it
        .actions
        .iter()
        .flat_map(|action| &action.cures)
        .copied()
        .collect();
    let undone: HashSet<Name> = it
        .actions
        .iter()
        .filter_map(|action| action.undoes)
        .collect();
    let recovered: HashSet<Name> = it
        .injects
        .iter()
        .filter(|inject| inject.kind == "recovery")
        .filter_map(|inject| inject.fault)
        .collect();
    for (node, problem, cause) in true_ones(file, it) {
        let is_cured = cured.contains(&cause.name)
            || cause.change.is_some_and(|change| undone.contains(&change));
        let passes = problem
            .faults
            .iter()
            .all(|fault| fault.passes.is_some() || recovered.contains(&fault.name));
        if !is_cured && !passes {
            let message = format!("no action removes cause `{}`", cause.name);
            out.push(
                file.warning("lasting-cause", node.span(), message)
                    .label("runs in which it is the true one are never resolved")
                    .hint("add it to the `cures` of an action"),
            );
        }
    }
}

/// A problem that breaks nothing.
pub(super) fn harmless(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(it) = file.scenario() else { return };
    for (node, problem) in file.all("problems").into_iter().zip(&it.problems) {
        if problem.faults.is_empty() {
            let message = format!("problem `{}` brings no fault", problem.name);
            let span = node.field("faults").map_or(node.head(), |it| it.span());
            out.push(
                file.warning("harmless-problem", span, message)
                    .hint("add a fault, or take the problem away"),
            );
        }
    }
}
