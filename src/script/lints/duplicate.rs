//! Two things of one kind with one name: which is meant?

use std::collections::HashMap;

use super::super::file::File;
use super::super::names::Noun;
use super::TOLD_MAX;
use crate::diag::Diagnostic;

const NOUNS: &[Noun] = &[
    Noun::Service,
    Noun::Change,
    Noun::Problem,
    Noun::Cause,
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
        twice(file, *noun, out);
    }
}

fn twice(file: &File<'_>, noun: Noun, out: &mut Vec<Diagnostic>) {
    let mut first = HashMap::new();
    let mut told = 0;
    for it in file.names.defined(noun) {
        let Some(before) = first.insert(it.name.clone(), it.at) else {
            continue;
        };
        first.insert(it.name.clone(), before);
        told += 1;
        if told > TOLD_MAX {
            return;
        }
        let message = format!("{} `{}` is there twice", noun.word(), it.name);
        out.push(
            file.error("duplicate-name", it.at.span(), message)
                .label("again here")
                .hint("give one of them another name")
                .also(before.span(), "first here"),
        );
    }
}
