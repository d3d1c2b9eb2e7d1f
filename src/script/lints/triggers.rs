//! Everything that a scenario sets off, and what sets off what.

use std::collections::HashMap;

use super::super::file::File;
use super::super::load::inside;
use super::super::places;
use super::super::tree::Node;
use crate::base::{Law, Name};
use crate::model::inject::Trigger;
use crate::model::{Condition, Scenario};

/// What is set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Thing {
    Inject(Name),
    Problem(Name),
    Fault(Name),
}

/// Something that is set off, and when.
pub(super) struct Triggered<'a> {
    pub thing: Thing,
    pub name: Name,
    pub trigger: &'a Trigger,
    /// Where its time is written, else where its name is.
    pub when: Node<'a>,
}

/// Injects, problems and their faults, in the order of the file.
pub(super) fn all<'a>(file: &File<'a>, scenario: &'a Scenario) -> Vec<Triggered<'a>> {
    let mut found = Vec::new();
    let place = |node: Node<'a>, field| node.field(field).map_or(node, inside);
    for (node, inject) in file.all("injects").into_iter().zip(&scenario.injects) {
        found.push(Triggered {
            thing: Thing::Inject(inject.name),
            name: inject.name,
            trigger: &inject.when,
            when: place(node, "when"),
        });
    }
    for (node, problem) in file.all("problems").into_iter().zip(&scenario.problems) {
        found.push(Triggered {
            thing: Thing::Problem(problem.name),
            name: problem.name,
            trigger: &problem.begins,
            when: place(node, "begins"),
        });
        for (node, fault) in places::all(node, "faults").into_iter().zip(&problem.faults) {
            let named = place(node, "name");
            found.push(Triggered {
                thing: Thing::Fault(fault.name),
                name: fault.name,
                trigger: &fault.begins,
                when: node.field("begins").map_or(named, inside),
            });
        }
    }
    found
}

/// Which of them each sets off: `links[a]` are those that wait for `a`. With `at_once` only where
/// no time passes in between.
pub(super) fn links(all: &[Triggered<'_>], scenario: &Scenario, at_once: bool) -> Vec<Vec<usize>> {
    let at: HashMap<Thing, usize> = all
        .iter()
        .enumerate()
        .rev()
        .map(|(at, it)| (it.thing, at))
        .collect();
    let mut links = vec![Vec::new(); all.len()];
    let mut link = |from: Thing, to: usize| {
        if let Some(from) = at.get(&from) {
            links[*from].push(to);
        }
    };
    for (to, it) in all.iter().enumerate() {
        let (condition, delay) = match it.trigger {
            Trigger::When(condition) => (condition, &Law::ZERO),
            Trigger::Following(condition, delay) => (condition, delay),
            Trigger::At(_) | Trigger::After(_) => continue,
        };
        if !at_once || is_zero(delay) {
            mentioned(condition, &mut |thing| link(thing, to));
        }
    }
    for inject in scenario
        .injects
        .iter()
        .filter(|inject| inject.kind == "fault")
    {
        if let Some(to) = inject.fault.and_then(|fault| at.get(&Thing::Fault(fault))) {
            link(Thing::Inject(inject.name), *to);
        }
    }
    links
}

/// Whether a law gives no time at all; laws that could take long to ask are not asked.
fn is_zero(law: &Law) -> bool {
    match law {
        Law::Fixed(length) => length.is_zero(),
        Law::Mixture(_) | Law::Truncated { .. } => false,
        law => law.fault().is_none() && law.is_zero(),
    }
}

/// What a condition waits for; what it wants *not* to be does not set it off.
fn mentioned(condition: &Condition, visit: &mut impl FnMut(Thing)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| mentioned(part, visit));
        }
        Condition::Delivered(inject) | Condition::Answered(inject) | Condition::Missed(inject) => {
            visit(Thing::Inject(*inject));
        }
        Condition::FaultBegan(fault) => visit(Thing::Fault(*fault)),
        _ => {}
    }
}
