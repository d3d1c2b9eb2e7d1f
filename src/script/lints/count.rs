//! Figures so large that no run would end, or sums would not fit.

use super::super::file::File;
use super::super::kind::FileKind;
use super::super::load::inside;
use super::super::places;
use super::super::tree::{ITEMS_MAX, Node};
use super::law::{law, read};
use crate::base::Duration;
use crate::diag::Diagnostic;

/// The largest numbers that make sense: more people than there are, more money than there is.
const LIMITS: &[(&str, u64)] = &[
    ("system.services.users", 20_000_000_000),
    ("services.users", 20_000_000_000),
    ("system.services.revenue_per_hour", 1_000_000_000_000),
    ("services.revenue_per_hour", 1_000_000_000_000),
    ("problems.faults.records_per_hour", 1_000_000_000_000),
    ("injects.expects.weight", 1_000_000),
    ("objectives.expects.weight", 1_000_000),
    ("groups.rota.rotates_every_days", 36_500),
];

pub(super) fn within(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    for (path, most) in LIMITS {
        let over = |node: &Node<'_>| read::<u64>(*node).is_some_and(|count| count > *most);
        for node in file
            .all(path)
            .into_iter()
            .filter(over)
            .take(super::TOLD_MAX)
        {
            let message = format!("this is more than {most}");
            out.push(
                file.error("too-many", node.span(), message)
                    .hint("write a number that makes sense"),
            );
        }
    }
    noise(file, out);
    pages(file, out);
    repeats(file, out);
}

/// All alerts of all noise, and what an exercise can bear.
fn noise(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let mut all = 0u64;
    for node in file.all("injects.count") {
        let before = all;
        all = all.saturating_add(read::<u64>(node).unwrap_or(0));
        if all > ITEMS_MAX as u64 && before <= ITEMS_MAX as u64 {
            let message =
                format!("up to here the injects raise {all} alerts, more than {ITEMS_MAX}");
            out.push(
                file.error("too-many", node.span(), message)
                    .hint("raise fewer"),
            );
        }
    }
}

/// Rungs times how often the ladder is climbed.
fn pages(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(paging) = file.root.field("paging").map(inside) else {
        return;
    };
    let Some(repeats) = paging.field("repeats").map(inside) else {
        return;
    };
    let rungs = places::all(paging, "levels").len() as u64;
    let pages =
        read::<u64>(repeats).map(|times| times.saturating_add(1).saturating_mul(rungs.max(1)));
    if let Some(pages) = pages.filter(|pages| *pages > ITEMS_MAX as u64) {
        let message = format!("one alert nobody takes sends {pages} pages, more than {ITEMS_MAX}");
        out.push(
            file.error("too-many", repeats.span(), message)
                .hint("climb the ladder less often"),
        );
    }
}

/// What comes again so often that a run would never end.
fn repeats(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    if file.kind != FileKind::Scenario {
        return;
    }
    let horizon = file
        .root
        .field("horizon")
        .and_then(|node| read::<Duration>(inside(node)));
    let Some(horizon) = horizon else { return };
    for path in [
        "problems.recurs",
        "monitors.false_alarms",
        "monitors.refires",
    ] {
        for node in file.all(path) {
            let Some(gap) = law(node)
                .filter(|law| !law.is_zero())
                .map(|law| law.median())
            else {
                continue;
            };
            let times = horizon.as_millis() / gap.as_millis().max(1);
            if times > ITEMS_MAX as i64 {
                let message =
                    format!("this comes about {times} times until the end, more than {ITEMS_MAX}");
                out.push(
                    file.error("too-many", node.span(), message)
                        .hint("let more time pass in between"),
                );
            }
        }
    }
}
