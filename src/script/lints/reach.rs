//! What can come true, as far as the script alone tells: an upper bound. Whatever people and
//! processes may do is taken as possible.

use std::collections::HashSet;

use super::cause::can_be_true;
use crate::base::Name;
use crate::model::inject::Trigger;
use crate::model::work::Need;
use crate::model::{Condition, Finding, Scenario};

/// After so many rounds what is not yet known to be possible is taken as possible.
const ROUNDS_MAX: usize = 64;

/// The names of what can happen.
pub(super) struct Reach<'s> {
    it: &'s Scenario,
    /// Names that exist; others are told as unknown, and no second time as impossible.
    known: HashSet<(u8, Name)>,
    can: HashSet<(u8, Name)>,
    /// Causes that are never the true one. One that is unknown is told as that.
    never: HashSet<Name>,
    /// Injects that expect something, so that it can be missed.
    expecting: HashSet<Name>,
    /// Whether there can be any episode of harm.
    harm: bool,
}

const INJECT: u8 = 0;
const PROBLEM: u8 = 1;
const FAULT: u8 = 2;
const FINDING: u8 = 3;
const DIAGNOSTIC: u8 = 4;
const ACTION: u8 = 5;
const EVIDENCE: u8 = 6;

impl<'s> Reach<'s> {
    /// What can happen. With `set_off` every trigger is taken to come.
    pub fn new(it: &'s Scenario, set_off: bool) -> Self {
        let expecting = it
            .injects
            .iter()
            .filter(|inject| !inject.expects.is_empty());
        let mut reach = Reach {
            it,
            known: HashSet::new(),
            can: HashSet::new(),
            never: causes_never_true(it),
            expecting: expecting.map(|inject| inject.name).collect(),
            harm: false,
        };
        reach.know();
        if set_off {
            let all = reach
                .known
                .iter()
                .filter(|(kind, _)| matches!(*kind, INJECT | PROBLEM));
            reach.can = all.copied().collect();
        }
        let mut rounds = 0;
        while reach.grow(set_off) {
            rounds += 1;
            if rounds > ROUNDS_MAX {
                reach.can = reach.known.clone();
                break;
            }
        }
        reach
    }

    fn know(&mut self) {
        let it = self.it;
        let known = &mut self.known;
        known.extend(it.injects.iter().map(|x| (INJECT, x.name)));
        known.extend(it.findings.iter().map(|x| (FINDING, x.name)));
        known.extend(it.diagnostics.iter().map(|x| (DIAGNOSTIC, x.name)));
        known.extend(it.actions.iter().map(|x| (ACTION, x.name)));
        for problem in &it.problems {
            known.insert((PROBLEM, problem.name));
            known.extend(problem.faults.iter().map(|x| (FAULT, x.name)));
            let left = problem.adversary.iter().flat_map(|x| &x.evidence);
            known.extend(left.map(|name| (EVIDENCE, *name)));
        }
    }

    /// One round; whether anything new was found possible.
    fn grow(&mut self, set_off: bool) -> bool {
        let (it, before) = (self.it, self.can.len());
        let harmful = |(kind, _): &(u8, Name)| matches!(*kind, PROBLEM | FAULT);
        self.harm = self.harm || self.can.iter().any(harmful);
        for problem in &it.problems {
            if self.comes(&problem.begins) {
                self.can.insert((PROBLEM, problem.name));
            }
            for fault in &problem.faults {
                let begins =
                    set_off || (self.has(PROBLEM, problem.name) && self.comes(&fault.begins));
                if begins && self.has_cause(&fault.if_cause) {
                    self.can.insert((FAULT, fault.name));
                }
            }
        }
        for inject in &it.injects {
            if !self.comes(&inject.when) && !set_off {
                continue;
            }
            self.can.insert((INJECT, inject.name));
            self.can.extend(inject.finding.map(|name| (FINDING, name)));
            self.can
                .extend(inject.evidence.map(|name| (EVIDENCE, name)));
            if inject.kind == "fault" {
                self.can.extend(inject.fault.map(|name| (FAULT, name)));
            }
        }
        self.grow_work();
        self.can.len() > before
    }

    fn grow_work(&mut self) {
        let it = self.it;
        for diagnostic in &it.diagnostics {
            self.can.insert((DIAGNOSTIC, diagnostic.name));
        }
        let revealed = it.diagnostics.iter().flat_map(|x| &x.reveals);
        let shown: HashSet<Name> = revealed
            .chain(it.monitors.iter().flat_map(|x| &x.shows))
            .copied()
            .collect();
        for finding in &it.findings {
            if shown.contains(&finding.name) && self.can_be_so(finding) {
                self.can.insert((FINDING, finding.name));
            }
        }
        for asserted in it.runbooks.iter().flat_map(|x| &x.asserts) {
            self.can.insert((FINDING, *asserted));
        }
        for action in &it.actions {
            let met = |need: &Need| match *need {
                Need::Finding(name) => self.may(FINDING, name),
                Need::Action(name) => self.may(ACTION, name),
                Need::Diagnostic(name) => self.may(DIAGNOSTIC, name),
            };
            if action.needs.iter().all(met) {
                self.can.insert((ACTION, action.name));
                self.can
                    .extend(action.saves.iter().map(|name| (EVIDENCE, *name)));
            }
        }
    }

    fn has_cause(&self, causes: &[Name]) -> bool {
        causes.is_empty() || causes.iter().any(|name| !self.never.contains(name))
    }

    fn can_be_so(&self, finding: &Finding) -> bool {
        let fault = finding
            .after_fault
            .is_none_or(|fault| self.may(FAULT, fault));
        fault && self.has_cause(&finding.if_cause)
    }

    fn has(&self, kind: u8, name: Name) -> bool {
        self.can.contains(&(kind, name))
    }

    /// Whether something can be, or is unknown.
    fn may(&self, kind: u8, name: Name) -> bool {
        self.has(kind, name) || !self.known.contains(&(kind, name))
    }

    /// Whether an action can ever start.
    pub fn starts(&self, action: Name) -> bool {
        self.may(ACTION, action)
    }

    /// Whether a fault can ever strike.
    pub fn strikes(&self, fault: Name) -> bool {
        self.may(FAULT, fault)
    }

    /// Whether a trigger can ever come.
    pub fn comes(&self, trigger: &Trigger) -> bool {
        trigger
            .condition()
            .is_none_or(|condition| self.holds(condition))
    }

    /// Whether a condition can ever hold.
    pub fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All(parts) => {
                parts.iter().all(|part| self.holds(part)) && !contradicts(parts)
            }
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part)),
            Condition::Not(part) => !always(part),
            Condition::Reached(_) => self.harm,
            Condition::Known(name) => self.may(FINDING, *name),
            Condition::ActionStarted(name) | Condition::ActionDone(name) => self.may(ACTION, *name),
            Condition::DiagnosticDone(name) => self.may(DIAGNOSTIC, *name),
            Condition::Delivered(name) | Condition::Answered(name) => self.may(INJECT, *name),
            Condition::Missed(name) => {
                let is_known = self.known.contains(&(INJECT, *name));
                !is_known || (self.expecting.contains(name) && self.has(INJECT, *name))
            }
            Condition::FaultBegan(name) => self.may(FAULT, *name),
            Condition::EvidenceSaved(name) => self.may(EVIDENCE, *name),
            Condition::Assigned(name) => self.may(ACTION, *name),
            Condition::RoleHeld(_)
            | Condition::SeverityAtLeast(_)
            | Condition::UpdateSent(_)
            | Condition::DocumentOpened
            | Condition::Paged(_)
            | Condition::HandedOver(_)
            | Condition::Judged(_) => true,
        }
    }
}

fn causes_never_true(it: &Scenario) -> HashSet<Name> {
    let problems = it.problems.iter();
    let causes =
        problems.flat_map(|problem| problem.causes.iter().map(move |cause| (problem, cause)));
    let never = causes.filter(|(problem, cause)| !can_be_true(problem, cause));
    never.map(|(_, cause)| cause.name).collect()
}

/// Whether all of the parts at once are too much to ask: one of them is another's opposite.
fn contradicts(parts: &[Condition]) -> bool {
    // Long lists are not looked through: that would take the square of their length.
    let parts = &parts[..parts.len().min(16)];
    let opposite = |part: &Condition| match part {
        Condition::Not(inner) => parts.contains(inner),
        _ => false,
    };
    parts.iter().any(opposite)
}

/// Whether a condition holds from the start, whatever happens.
fn always(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(always),
        Condition::Any(parts) => parts.iter().any(always),
        Condition::Not(part) => never(part),
        _ => false,
    }
}

fn never(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().any(never),
        Condition::Any(parts) => parts.iter().all(never),
        Condition::Not(part) => always(part),
        _ => false,
    }
}
