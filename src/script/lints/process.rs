//! Agreements of a process that agree on nothing.

use super::super::file::File;
use super::super::kind::FileKind;
use super::super::load::inside;
use super::super::places;
use super::super::tree::{Kind, Node};
use crate::diag::Diagnostic;

pub(super) fn no_paging(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    if file.kind != FileKind::Process {
        return;
    }
    let levels = file
        .root
        .field("paging")
        .and_then(|paging| inside(paging).field("levels"));
    if let Some(levels) = levels.map(inside).filter(is_empty) {
        out.push(
            file.warning(
                "no-paging",
                levels.span(),
                "no page ever reaches anybody".into(),
            )
            .label("nobody is called")
            .hint("add a level: `(name: \"primary\", after: \"5m\")`"),
        );
    }
}

pub(super) fn idle_approval(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    if file.kind != FileKind::Process {
        return;
    }
    for approval in file.all("approvals") {
        let risky = approval
            .field("risky")
            .is_some_and(|it| inside(it).name() != Some("false"));
        let kinds = !places::all(approval, "kinds").is_empty();
        let (message, hint) = match approval.field("by").map(inside) {
            Some(by) if is_empty(&by) => ("nobody has to say yes", "name a role in `by`"),
            _ if !risky && !kinds => (
                "no action needs this approval",
                "add `risky: true` or `kinds: […]`",
            ),
            _ => continue,
        };
        out.push(
            file.warning("idle-approval", approval.span(), message.into())
                .label("has no effect")
                .hint(hint),
        );
    }
}

/// Nobody sends the updates that a cadence asks for.
pub(super) fn nobody_owes(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let has = |path: &str, word: &str| file.all(path).into_iter().any(|it| it.name() == Some(word));
    if file.kind != FileKind::Process || has("roles.rights", "Command") {
        return;
    }
    for duty in ["cadences.duty", "deadlines.duty"]
        .iter()
        .flat_map(|path| file.all(path))
    {
        let Some(word) = duty.name().filter(|word| !has("roles.duties", word)) else {
            continue;
        };
        let message = format!("no role has the duty `{word}`, and nobody commands");
        out.push(
            file.warning("nobody-owes", duty.span(), message)
                .label("nobody does it")
                .hint("give the duty to a role"),
        );
        if out.len() > super::TOLD_MAX {
            return;
        }
    }
}

fn is_empty(node: &Node<'_>) -> bool {
    node.kind() == Kind::List && node.is_empty()
}
