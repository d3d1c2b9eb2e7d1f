//! Injects that lack what their kind needs, say what it does not read, or reach nobody.

use super::super::file::File;
use super::super::load::{inside, short};
use super::super::tree::{Kind, Node};
use crate::diag::Diagnostic;
use crate::injects::{InjectKind, KINDS};

/// Fields that only some kinds read.
const FIELDS: &[&str] = &[
    "to",
    "from",
    "text",
    "questions",
    "story",
    "service",
    "fault",
    "person",
    "tool",
    "finding",
    "evidence",
    "count",
    "lasts",
];

/// Each inject of a kind there is.
fn each<'a>(file: &File<'a>, visit: &mut impl FnMut(Node<'a>, &'static InjectKind)) {
    for node in file.all("injects") {
        let kind = node.field("kind").and_then(|kind| inside(kind).string());
        if let Some(kind) = kind.and_then(|name| KINDS.iter().find(|kind| kind.name == name)) {
            visit(node, kind);
        }
    }
}

fn name(node: Node<'_>) -> String {
    let name = node.field("name").and_then(|name| inside(name).string());
    short(&name.unwrap_or_default())
}

/// Whether a field is there and says something.
fn says(node: Node<'_>, field: &str) -> bool {
    let Some(value) = node.field(field).map(inside) else {
        return false;
    };
    match value.kind() {
        Kind::Ident => value.name() != Some("None"),
        Kind::String => value.string().is_none_or(|text| !text.trim().is_empty()),
        Kind::Number => !value.text().trim_matches('0').is_empty(),
        _ => true,
    }
}

pub(super) fn lacks(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    each(file, &mut |node, kind| {
        for field in kind.needs.iter().filter(|field| !says(node, field)) {
            let message = format!(
                "inject `{}` of kind `{}` needs `{field}`",
                name(node),
                kind.name
            );
            let span = node.field(field).map_or(node.head(), |it| it.span());
            let label = match node.field(field) {
                Some(_) => "says nothing".into(),
                None => format!("`{field}` is missing in here"),
            };
            out.push(
                file.error("inject-lacks-field", span, message)
                    .label(label)
                    .hint(format!("add `{field}: …`; {}", lower(kind.help))),
            );
        }
    });
}

pub(super) fn unread(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    each(file, &mut |node, kind| {
        let unread = FIELDS
            .iter()
            .filter(|field| !kind.needs.contains(field) && !kind.takes.contains(field));
        for field in unread {
            let Some(span) = node.entry_of(field).and_then(|entry| entry.key_span()) else {
                continue;
            };
            let message = format!("an inject of kind `{}` does not read `{field}`", kind.name);
            let read: Vec<String> = kind
                .needs
                .iter()
                .chain(kind.takes)
                .map(|it| format!("`{it}`"))
                .collect();
            out.push(
                file.warning("unread-field", span, message)
                    .label("has no effect")
                    .hint(format!("take it away; this kind reads {}", read.join(", "))),
            );
        }
    });
}

/// `to` with nobody in it.
pub(super) fn nobody(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    for to in file.all("injects.to") {
        let list = to.entry(0).map(|entry| inside(entry.value()));
        if list.is_some_and(|list| list.kind() == Kind::List && list.is_empty()) {
            out.push(
                file.error(
                    "nobody-receives",
                    to.span(),
                    "nobody receives this inject".into(),
                )
                .label("nobody is named")
                .hint("name somebody, or write `Everyone`"),
            );
        }
    }
}

/// A table's help as the end of a sentence.
fn lower(help: &str) -> String {
    let text = help.trim_end_matches('.');
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
