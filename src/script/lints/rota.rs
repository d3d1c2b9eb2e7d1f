//! Rotas that do not say who is on call.

use std::collections::HashSet;

use super::super::file::File;
use super::super::kind::FileKind;
use super::super::load::{inside, short};
use super::super::places;
use super::super::tree::{Kind, Node};
use super::law::read;
use crate::base::Duration;
use crate::diag::Diagnostic;

const DAY: Duration = Duration::hours(24);

/// As many lists of people as there are turns of the day.
pub(super) fn turns(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    for rota in file.all("groups.rota") {
        let Some(turns_at) = rota.field("turns_at").map(inside) else {
            continue;
        };
        for level in places::all(rota, "levels") {
            let Some(turns) = level.field("turns").map(inside) else {
                continue;
            };
            if turns.kind() != Kind::List
                || turns_at.kind() != Kind::List
                || turns.len() == turns_at.len()
            {
                continue;
            }
            let message = format!(
                "{} for {}",
                count(turns.len(), "turn"),
                count(turns_at.len(), "time")
            );
            out.push(
                file.error(
                    "rota-turns",
                    turns.span(),
                    format!("this level lists {message} of the day"),
                )
                .label(format!("{} of people", count(turns.len(), "list")))
                .also(turns_at.span(), count(turns_at.len(), "time"))
                .hint("list the people of each turn, in the order of `turns_at`"),
            );
        }
        order(file, turns_at, out);
    }
}

/// Turns follow each other within the day.
fn order(file: &File<'_>, turns_at: Node<'_>, out: &mut Vec<Diagnostic>) {
    let mut last = None;
    for node in places::all(turns_at, "") {
        let Some(at) = read::<Duration>(node) else {
            return;
        };
        let message = match last {
            _ if at >= DAY => format!("{at} is no time of a day"),
            Some(last) if at <= last => {
                format!("this turn begins at {at}, not after the one before it, {last}")
            }
            _ => {
                last = Some(at);
                continue;
            }
        };
        out.push(
            file.error("rota-turns", node.span(), message)
                .hint("write times from midnight in their order, such as [\"8h\", \"20h\"]"),
        );
        return;
    }
}

fn count(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// A turn nobody takes, a rota without turns or levels, a day that never ends.
pub(super) fn empty(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let mut tell = |node: Node<'_>, what: &str, hint: &str| {
        if out.len() < super::TOLD_MAX {
            out.push(
                file.error("empty-rota", node.span(), what.into())
                    .hint(hint),
            );
        }
    };
    let is_empty = |node: &Node<'_>| node.kind() == Kind::List && node.is_empty();
    for rota in file.all("groups.rota") {
        for (field, what) in [
            ("turns_at", "this rota has no turns"),
            ("levels", "this rota has no levels"),
        ] {
            if let Some(list) = rota.field(field).map(inside).filter(is_empty) {
                tell(
                    list,
                    what,
                    "add one, or leave `rota` out: then members are called one by one",
                );
            }
        }
        for level in places::all(rota, "levels") {
            let turns = level.field("turns").map(inside);
            let lists = turns
                .iter()
                .flat_map(|turns| turns.entries().map(|entry| inside(entry.value())));
            for list in lists.filter(is_empty) {
                tell(list, "nobody takes this turn", "name at least one person");
            }
        }
        if let Some(days) = rota
            .field("rotates_every_days")
            .filter(|it| read::<u32>(*it) == Some(0))
        {
            tell(
                days,
                "people rotate after no day at all",
                "write 1 or more, 7 for a week",
            );
        }
    }
    if file.kind == FileKind::Team
        && let Some(people) = file.root.field("people").map(inside).filter(is_empty)
    {
        tell(people, "nobody is on this team", "add a person");
    }
}

/// Somebody on a rota who is not in the group.
pub(super) fn members(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    for group in file.all("groups") {
        let members = places::all(group, "members");
        let members: HashSet<_> = members.iter().filter_map(|node| node.string()).collect();
        for node in places::all(group, "rota.levels.turns") {
            let Some(name) = node.string().filter(|name| !members.contains(name)) else {
                continue;
            };
            // Somebody unknown is told elsewhere.
            if out.len() > super::TOLD_MAX
                || !file.names.has(super::super::names::Noun::Person, &name)
            {
                continue;
            }
            let message = format!(
                "`{}` is on call for a group without being a member",
                short(&name)
            );
            out.push(
                file.warning("not-a-member", node.span(), message)
                    .label("not in `members`")
                    .hint("add them to `members`, or let somebody else take the turn"),
            );
        }
    }
}

/// Hours of somebody's day that no day has.
pub(super) fn hours(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let paths = [
        "people.works.from",
        "people.works.until",
        "people.sleeps.from",
        "people.sleeps.until",
    ];
    for node in paths.iter().flat_map(|path| file.all(path)) {
        if let Some(at) = read::<Duration>(node).filter(|at| *at > DAY) {
            let message = format!("{at} is no time of a day");
            out.push(
                file.error("no-time-of-day", node.span(), message)
                    .hint("write the time from midnight, at most \"24h\""),
            );
        }
    }
    for leave in file.all("people.leave") {
        let time = |field: &str| {
            leave
                .field(field)
                .and_then(|node| read::<Duration>(inside(node)))
        };
        if let (Some(from), Some(until)) = (time("from"), time("until"))
            && until <= from
        {
            let message = format!("this leave ends at {until}, before it begins at {from}");
            out.push(
                file.error("no-time-of-day", leave.span(), message)
                    .hint("let `until` be later than `from`"),
            );
        }
    }
}
