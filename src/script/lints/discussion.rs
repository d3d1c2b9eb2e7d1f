//! Discussions that cannot be held as they are written: no cards, injects that need a system, cards
//! that come before what they answer, and what only people can judge where nobody watches.

use super::super::file::File;
use super::super::load::inside;
use super::super::tree::Node;
use crate::diag::Diagnostic;
use crate::model::{Condition, Scenario};

const NAME: &str = "discussion";

/// Kinds of inject that do something to a system.
const NEED_A_SYSTEM: &[&str] = &[
    "alert",
    "fault",
    "recovery",
    "page-noise",
    "tool-outage",
    "evidence",
];

pub(super) fn within(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(it) = file.scenario() else { return };
    match it.is_discussion() {
        true => held(file, it, out),
        false => run(file, it, out),
    }
}

fn span(node: Node<'_>, field: &str) -> std::ops::Range<usize> {
    node.field(field)
        .map_or(node.head(), |it| inside(it).span())
}

fn held(file: &File<'_>, it: &Scenario, out: &mut Vec<Diagnostic>) {
    if !it.injects.iter().any(|i| i.kind == "card") {
        let message = "a scenario without a system is a discussion, and this one has no card";
        out.push(
            file.error(NAME, file.root.head(), message.into())
                .hint("add `injects: [(name: \"first\", kind: \"card\", when: At(\"1m\"), text: \"…\")]`, or a `system`"),
        );
    }
    if !it.problems.is_empty() {
        out.push(
            file.error(
                NAME,
                span(file.root, "problems"),
                "problems need a system that they strike".into(),
            )
            .hint("add a `system`, or tell of them on a card"),
        );
    }
    for (node, inject) in file.all("injects").into_iter().zip(&it.injects) {
        if NEED_A_SYSTEM.contains(&inject.kind.as_str()) {
            let message = format!("an inject of kind `{}` needs a system", inject.kind);
            out.push(
                file.error(NAME, span(node, "kind"), message)
                    .label("a discussion has none")
                    .hint("write a `card`, or a message"),
            );
        }
        for expects in &inject.expects {
            let deadline = it.deadlines.iter().find(|d| Some(d.name) == expects.keeps);
            let Some(deadline) = deadline else { continue };
            let (Some(began), Some(told)) = (it.told_at(deadline.from), inject.story) else {
                continue;
            };
            if crate::base::SimTime::START + told > began + deadline.within {
                let message = format!(
                    "card `{}` plays after `{}` was due, so that it can never keep it",
                    inject.name, deadline.name
                );
                out.push(
                    file.warning(NAME, span(node, "story"), message)
                        .hint("let it play earlier, or ask for it on another card"),
                );
            }
        }
    }
    for (node, deadline) in file.all("deadlines").into_iter().zip(&it.deadlines) {
        let starts = it.inject(deadline.from);
        if starts.is_some_and(|inject| inject.story.is_none()) {
            let message = format!(
                "nobody can say when the clock of `{}` starts",
                deadline.name
            );
            out.push(
                file.warning(NAME, span(node, "from"), message)
                    .label("this card does not say when it plays")
                    .hint("give it `story: \"5h\"`, the time in the story that is told"),
            );
        }
    }
}

fn run(file: &File<'_>, it: &Scenario, out: &mut Vec<Diagnostic>) {
    let places = file.all("injects.expects.does").into_iter();
    let expects = it.injects.iter().flat_map(|i| &i.expects);
    for (node, one) in places.zip(expects) {
        if matches!(one.does, Condition::Judged(_)) {
            let message = "simulated people can never meet this: nobody watches them".to_string();
            out.push(
                file.warning(NAME, node.span(), message)
                    .label("only a facilitator can tick it")
                    .hint("keep it for `sandtable host`, or expect something the log shows"),
            );
        }
    }
}
