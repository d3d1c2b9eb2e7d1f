//! What would happen again and again without any time passing.

use super::super::file::File;
use super::super::kind::FileKind;
use super::super::load::inside;
use super::super::places;
use super::super::tree::Node;
use super::law::{law, read};
use super::{graph, triggers};
use crate::base::Duration;
use crate::diag::Diagnostic;

/// Laws from one time to the next.
const LAWS: &[(FileKind, &str, &str)] = &[
    (
        FileKind::Scenario,
        "problems.recurs",
        "the problem strikes again",
    ),
    (
        FileKind::Scenario,
        "monitors.false_alarms",
        "the monitor rings falsely again",
    ),
    (
        FileKind::Scenario,
        "monitors.refires",
        "the monitor rings again",
    ),
    (
        FileKind::Defaults,
        "signals.refires.value",
        "monitors ring again",
    ),
    (
        FileKind::Defaults,
        "people.bystanders_ask.value",
        "bystanders ask again",
    ),
    (
        FileKind::Defaults,
        "people.stakeholder_patience.value",
        "those with a stake ask again",
    ),
];

/// Lengths from one time to the next.
const LENGTHS: &[(FileKind, &str, &str)] = &[
    (
        FileKind::Scenario,
        "monitors.every",
        "the monitor looks again",
    ),
    (
        FileKind::Process,
        "cadences.every",
        "the next update is due",
    ),
    (FileKind::Process, "rounds", "everybody is asked again"),
    (
        FileKind::Process,
        "roles.longest",
        "the role is handed over again",
    ),
    (
        FileKind::Process,
        "handoff.longest_shift",
        "people hand over again",
    ),
    (
        FileKind::Defaults,
        "authority.asks_again_after.value",
        "somebody asks again",
    ),
];

pub(super) fn within(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    for (kind, path, what) in LAWS {
        if *kind == file.kind {
            let zero = |node: &Node<'_>| law(*node).is_some_and(|law| law.is_zero());
            at_once(file, file.all(path).into_iter().filter(zero), what, out);
        }
    }
    for (kind, path, what) in LENGTHS {
        if *kind == file.kind {
            let zero = |node: &Node<'_>| read::<Duration>(*node).is_some_and(Duration::is_zero);
            at_once(file, file.all(path).into_iter().filter(zero), what, out);
        }
    }
    ladder(file, out);
    chains(file, out);
}

fn at_once<'a>(
    file: &File<'_>,
    zero: impl Iterator<Item = Node<'a>>,
    what: &str,
    out: &mut Vec<Diagnostic>,
) {
    for node in zero.take(super::TOLD_MAX) {
        let message = format!("{what} after no time at all, without end");
        out.push(
            file.error("zero-delay-loop", node.span(), message)
                .label("this is always zero")
                .hint("give it some time, or leave it out"),
        );
    }
}

/// A ladder of pages that is climbed again and again in no time.
fn ladder(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(paging) = file.root.field("paging").map(inside) else {
        return;
    };
    let after = places::all(paging, "levels.after");
    let all_zero = after
        .iter()
        .all(|node| read::<Duration>(*node).is_some_and(Duration::is_zero));
    let repeats = paging
        .field("repeats")
        .is_none_or(|node| read::<u32>(node) != Some(0));
    if let Some(first) = after.first().filter(|_| all_zero && repeats) {
        at_once(
            file,
            std::iter::once(*first),
            "the ladder of pages is climbed again",
            out,
        );
    }
}

/// Injects, problems and faults that set each other off at once.
fn chains(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(scenario) = file.scenario() else {
        return;
    };
    let all = triggers::all(file, scenario);
    let links = triggers::links(&all, scenario, true);
    for circle in graph::circles(&links).into_iter().take(super::TOLD_MAX) {
        let shown = graph::show(&circle, |at| all[at].name.to_string());
        let message = match circle.len() {
            1 => format!(
                "`{}` sets itself off after no time at all",
                all[circle[0]].name
            ),
            _ => format!("{shown} set each other off after no time at all"),
        };
        let at = circle.iter().map(|at| all[*at].when.span());
        let mut places = at.take(graph::SHOWN_MAX);
        let first = places.next().unwrap_or_default();
        let mut it = file
            .error("zero-delay-loop", first, message)
            .hint("let one of them wait: `Following(…, Fixed(\"1m\"))`, or begin at a time");
        for place in places {
            it = it.also(place, "and this waits for that");
        }
        out.push(it);
    }
}
