//! The names that a file defines, and those it refers to, each with its place.

use std::borrow::Cow;
use std::collections::HashMap;

use super::kind::FileKind;
use super::load::inside;
use super::places::{self, DEFINED, REFERRED, VARIANTS};
use super::tree::{Kind, Node};

/// What a name can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noun {
    Service,
    Change,
    Problem,
    Cause,
    Fault,
    Monitor,
    Customers,
    Colleague,
    Finding,
    Diagnostic,
    Action,
    Runbook,
    Inject,
    Objective,
    Evidence,
    /// Evidence that an inject brings.
    Brought,
    Group,
    Person,
    Role,
    Severity,
    Phase,
    Deadline,
    Skill,
    Word,
    Measure,
    InjectKind,
    ActionKind,
    /// A diagnostic or an action.
    Work,
    /// A person, an outside party or a group.
    Callable,
    /// A rung of a rota.
    Level,
}

impl Noun {
    /// As it is written in messages.
    pub fn word(self) -> &'static str {
        match self {
            Noun::Service => "service",
            Noun::Change => "change",
            Noun::Problem => "problem",
            Noun::Cause => "cause",
            Noun::Fault => "fault",
            Noun::Monitor => "monitor",
            Noun::Customers => "group of customers",
            Noun::Colleague => "colleague",
            Noun::Finding => "finding",
            Noun::Diagnostic => "diagnostic",
            Noun::Action => "action",
            Noun::Runbook => "runbook",
            Noun::Inject => "inject",
            Noun::Objective => "objective",
            Noun::Evidence | Noun::Brought => "evidence",
            Noun::Group => "group",
            Noun::Person => "person",
            Noun::Role | Noun::Word => "role",
            Noun::Severity => "severity",
            Noun::Phase => "phase",
            Noun::Deadline => "deadline",
            Noun::Skill => "skill",
            Noun::Measure => "measure",
            Noun::InjectKind => "kind of inject",
            Noun::ActionKind => "kind of action",
            Noun::Work => "diagnostic or action",
            Noun::Callable => "person, party or group",
            Noun::Level => "level of a rota",
        }
    }
}

/// A name where it is defined.
#[derive(Clone)]
pub struct Definition<'a> {
    pub name: Cow<'a, str>,
    /// The string that is the name.
    pub at: Node<'a>,
}

/// A name where something else is meant by it.
#[derive(Clone)]
pub struct Reference<'a> {
    pub noun: Noun,
    pub name: Cow<'a, str>,
    pub at: Node<'a>,
}

/// All names of a file.
#[derive(Default)]
pub struct Names<'a> {
    defined: HashMap<Noun, Vec<Definition<'a>>>,
    index: HashMap<Noun, HashMap<Cow<'a, str>, usize>>,
    /// Nouns whose definitions could not all be read: nothing can be said to be unknown.
    lost: Vec<Noun>,
    pub references: Vec<Reference<'a>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(root: Node<'a>, kind: FileKind) -> Self {
        let mut names = Names::default();
        for (file, path, noun) in DEFINED {
            if *file == kind {
                names.define(root, path, *noun);
            }
        }
        for (file, path, noun) in REFERRED {
            if *file == kind {
                places::each(root, path, &mut |node| names.refer(node, *noun));
            }
        }
        names.variants(root);
        names
    }

    fn define(&mut self, root: Node<'a>, path: &str, noun: Noun) {
        let mut found = Vec::new();
        let mut is_lost = false;
        places::each(root, path, &mut |node| {
            let at = if node.kind() == Kind::String {
                Some(node)
            } else {
                node.field("name").map(inside)
            };
            match at.and_then(|at| Some((at, at.string()?))) {
                Some((at, name)) => found.push(Definition { name, at }),
                None => is_lost = true,
            }
        });
        if is_lost || places::is_broken(root, path) {
            self.lose(noun);
        }
        let index = self.index.entry(noun).or_default();
        let list = self.defined.entry(noun).or_default();
        for definition in found {
            index.entry(definition.name.clone()).or_insert(list.len());
            list.push(definition);
        }
    }

    fn refer(&mut self, node: Node<'a>, noun: Noun) {
        if let Some(name) = node.string() {
            self.references.push(Reference {
                noun,
                name,
                at: node,
            });
        }
    }

    /// References in conditions, needs and deliveries, told by the name of the variant.
    fn variants(&mut self, node: Node<'a>) {
        if let Some(noun) = node
            .name()
            .filter(|_| node.kind() == Kind::Group)
            .and_then(noun_of)
        {
            for entry in node.entries() {
                places::each(entry.value(), "", &mut |inner| self.refer(inner, noun));
            }
        }
        for entry in node.entries() {
            self.variants(entry.value());
        }
    }

    /// Not all definitions of a noun could be read.
    pub(super) fn lose(&mut self, noun: Noun) {
        self.lost.push(noun);
    }

    pub fn is_lost(&self, noun: Noun) -> bool {
        self.lost.contains(&noun)
    }

    pub fn has(&self, noun: Noun, name: &str) -> bool {
        self.index
            .get(&noun)
            .is_some_and(|index| index.contains_key(name))
    }

    pub fn defined(&self, noun: Noun) -> &[Definition<'a>] {
        self.defined.get(&noun).map_or(&[], Vec::as_slice)
    }

    /// Where a name is defined first.
    pub fn place(&self, noun: Noun, name: &str) -> Option<Node<'a>> {
        let at = *self.index.get(&noun)?.get(name)?;
        Some(self.defined(noun)[at].at)
    }
}

fn noun_of(variant: &str) -> Option<Noun> {
    let found = VARIANTS.iter().find(|(name, _)| *name == variant);
    found.map(|(_, noun)| *noun)
}
