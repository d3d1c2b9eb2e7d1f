//! Two things of one kind with one name: which is meant?

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::file::File;
use super::super::load::short;
use super::super::names::Noun;
use super::super::places;
use super::super::tree::Node;
use super::TOLD_MAX;
use crate::diag::Diagnostic;

const NOUNS: &[Noun] = &[
    Noun::Service,
    Noun::Change,
    Noun::Problem,
    Noun::Fault,
    Noun::Monitor,
    Noun::Customers,
    Noun::Colleague,
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
    Noun::Phase,
    Noun::Deadline,
    Noun::Skill,
    Noun::Word,
];

pub(super) fn within(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    for noun in NOUNS {
        let named = file
            .names
            .defined(*noun)
            .iter()
            .map(|it| (it.name.clone(), it.at));
        twice(file, noun.word(), named, out);
    }
    for (owner, list, word) in SCOPED {
        for node in file.all(owner) {
            let named = places::all(node, list)
                .into_iter()
                .filter_map(|at| Some((at.string()?, at)));
            twice(file, word, named, out);
        }
    }
}

/// Names that have to differ only within one thing.
const SCOPED: &[(&str, &str, &str)] = &[
    // One cause may be behind several problems: whoever suspects it weighs it once.
    ("problems", "causes.name", "cause"),
    ("system.services", "sites.name", "site"),
    ("services", "sites.name", "site"),
    ("system.services", "needs.on", "dependency on"),
    ("services", "needs.on", "dependency on"),
    ("groups.rota", "levels.name", "level"),
    ("groups", "members", "member"),
    ("people", "skills.skill", "skill"),
    ("people", "trained", "training as"),
    ("", "par.measure", "par for"),
    ("", "really.measure", "real time for"),
];

fn twice<'a>(
    file: &File<'_>,
    word: &str,
    named: impl Iterator<Item = (Cow<'a, str>, Node<'a>)>,
    out: &mut Vec<Diagnostic>,
) {
    let mut first: HashMap<Cow<'a, str>, Node<'a>> = HashMap::new();
    let mut told = 0;
    for (name, at) in named {
        let Some(before) = first.get(&name) else {
            first.insert(name, at);
            continue;
        };
        told += 1;
        if told > TOLD_MAX {
            return;
        }
        let message = format!("{word} `{}` is there twice", short(&name));
        out.push(
            file.error("duplicate-name", at.span(), message)
                .label("again here")
                .hint("give one of them another name, or take it away")
                .also(before.span(), "first here"),
        );
    }
}
