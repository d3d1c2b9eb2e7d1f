//! Text that shows as something else than it is, and names that look alike.

use std::collections::HashMap;

use super::super::file::File;
use super::super::kind::FileKind;
use super::super::load::{inside, short};
use super::super::names::Noun;
use super::super::tree::{Kind, Node};
use crate::diag::Diagnostic;

/// Characters that act instead of being seen.
pub(super) fn control(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let mut told = 0;
    each_string(file.root, &mut |node| {
        let text = node.string().unwrap_or_default();
        let Some(odd) = text.chars().find(|c| acts(*c)) else {
            return;
        };
        told += 1;
        if told > super::TOLD_MAX {
            return;
        }
        let message = format!(
            "this text holds the invisible character U+{:04X}",
            u32::from(odd)
        );
        out.push(
            file.warning("control-character", node.span(), message)
                .label("shown as a symbol")
                .hint("take it away"),
        );
    });
}

fn acts(c: char) -> bool {
    let direction = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    direction || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn each_string<'a>(node: Node<'a>, visit: &mut impl FnMut(Node<'a>)) {
    if node.kind() == Kind::String {
        visit(node);
    }
    for entry in node.entries() {
        each_string(entry.value(), visit);
    }
}

const NAMED: &[Noun] = &[
    Noun::Service,
    Noun::Change,
    Noun::Problem,
    Noun::Cause,
    Noun::Fault,
    Noun::Monitor,
    Noun::Finding,
    Noun::Diagnostic,
    Noun::Action,
    Noun::Runbook,
    Noun::Inject,
    Noun::Objective,
    Noun::Evidence,
    Noun::Group,
    Noun::Person,
    Noun::Role,
    Noun::Severity,
    Noun::Skill,
    Noun::Word,
];

/// Two names that differ only by case, or by letters that look the same.
pub(super) fn alike(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    for noun in NAMED {
        let mut seen: HashMap<String, (String, std::ops::Range<usize>)> = HashMap::new();
        for it in file.names.defined(*noun) {
            let before = seen
                .entry(looks(&it.name))
                .or_insert_with(|| (it.name.clone().into_owned(), it.at.span()));
            if before.0 == *it.name || out.len() > super::TOLD_MAX {
                continue;
            }
            let message = format!("`{}` looks like `{}`", short(&it.name), short(&before.0));
            out.push(
                file.warning("look-alike", it.at.span(), message)
                    .label(format!("another {}", noun.word()))
                    .also(before.1.clone(), "this one")
                    .hint("give one of them a name that nobody mistakes for the other"),
            );
        }
    }
}

/// What a name looks like at a glance.
fn looks(name: &str) -> String {
    let lower = name.chars().flat_map(char::to_lowercase);
    lower.filter(|c| !acts(*c)).map(plain).collect()
}

/// The Latin letter that a letter looks like.
fn plain(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'п' => 'n',
        'о' | 'ο' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' => 'u',
        'ν' | 'ѵ' => 'v',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        '_' | '‐' | '‑' | '‒' | '–' | '—' | ' ' => '-',
        c => c,
    }
}

/// A file that is called otherwise than what it holds.
pub(super) fn stem(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let named = matches!(
        file.kind,
        FileKind::Scenario | FileKind::Team | FileKind::Process | FileKind::Defaults
    );
    let Some(node) = file.root.field("name").map(inside) else {
        return;
    };
    let Some(name) = node.string().filter(|name| named && *name != file.stem) else {
        return;
    };
    // What comes from a pipe has no name of its own.
    if matches!(file.stem, "" | "-" | "stdin" | "<stdin>") {
        return;
    }
    let message = format!(
        "the {} is called `{}`, its file `{}`",
        file.kind,
        short(&name),
        short(file.stem)
    );
    out.push(
        file.warning("name-not-file", node.span(), message)
            .label("is found by the file's name")
            .hint(format!(
                "call it `{}`, or the file `{}.ron`",
                short(file.stem),
                short(&name)
            )),
    );
}
