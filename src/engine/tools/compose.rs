//! Injects that the facilitator adds or writes anew while the exercise runs.
//!
//! They stand in the log as commands, so a re-execution has them; the scenario is not touched. The
//! place of an added inject is behind those of the script.

use std::collections::BTreeSet;

use crate::base::{Name, SimTime};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::{Composed, InjectPhase};
use crate::injects;
use crate::model::command::Refusal;
use crate::model::inject::{Delivery, Trigger};
use crate::model::{Actor, Audience, Fact, Inject, Seq};

/// An inject, what has become of it, and when it comes as things stand.
#[derive(Clone, Copy, Debug)]
pub struct Scripted<'a> {
    pub inject: &'a Inject,
    pub phase: InjectPhase,
    pub at: Option<SimTime>,
}

impl Engine {
    /// The whole script, added injects last: for a facilitator's eyes.
    pub fn script(&self) -> impl Iterator<Item = Scripted<'_>> {
        let phases = self.ledger.injects.iter().enumerate();
        phases.map(|(index, phase)| {
            let composed = self.ledger.composed.get(&index).and_then(|c| c.at);
            let is_due = |due: &Due| matches!(due, Due::Inject { inject } if *inject == index);
            let at = composed.or_else(|| self.agenda.when(is_due));
            Scripted {
                inject: self.inject(index),
                phase: *phase,
                at: at.filter(|_| *phase == InjectPhase::Scheduled),
            }
        })
    }

    /// The inject at a place as it reads now.
    pub(crate) fn inject(&self, index: usize) -> &Inject {
        let composed = self.ledger.composed.get(&index);
        composed.map_or_else(|| &self.plan.setup.scenario.injects[index], |c| &c.inject)
    }

    /// The place of an inject, the script's or an added one.
    pub(crate) fn inject_place(&self, name: Name) -> Option<usize> {
        (0..self.ledger.injects.len()).find(|at| self.inject(*at).name == name)
    }

    /// Whether a composed inject was to come at another moment than this.
    pub(crate) fn comes_at_another_time(&self, index: usize) -> bool {
        let composed = self.ledger.composed.get(&index);
        composed
            .and_then(|c| c.at)
            .is_some_and(|at| at != self.ledger.now)
    }

    /// Puts an inject off.
    pub(crate) fn put_off(&mut self, index: usize, at: SimTime) {
        if let Some(composed) = self.ledger.composed.get_mut(&index) {
            composed.at = Some(at);
        }
        self.agenda.add(at, Due::Inject { inject: index });
    }

    pub(crate) fn may_compose(&self, inject: &Inject) -> Result<(), Refusal> {
        let unknown = |what: &str| Err(Refusal::Unknown { what: what.into() });
        let setup = &self.plan.setup;
        let Some(kind) = injects::kind(inject.kind) else {
            return unknown("inject kind");
        };
        let written: BTreeSet<&str> = [
            ("text", !inject.text.trim().is_empty()),
            ("service", inject.service.is_some()),
            ("fault", inject.fault.is_some()),
            ("tool", inject.tool.is_some()),
            ("finding", inject.finding.is_some()),
            ("evidence", inject.evidence.is_some()),
            ("count", inject.count.is_some()),
            ("lasts", inject.lasts.is_some()),
            ("person", inject.person.is_some()),
        ]
        .into_iter()
        .filter_map(|(field, there)| there.then_some(field))
        .collect();
        if let Some(lacks) = kind.needs.iter().find(|field| !written.contains(*field)) {
            return Err(Refusal::NotYet {
                what: format!("an inject of this kind needs `{lacks}`"),
            });
        }
        let person = |name: &Name| self.plan.person(*name).is_some();
        let known = inject
            .service
            .is_none_or(|s| self.plan.service(s).is_some())
            && inject.fault.is_none_or(|fault| {
                let mut faults = setup.scenario.problems.iter().flat_map(|p| &p.faults);
                faults.any(|f| f.name == fault)
            })
            && inject.person.is_none_or(|p| person(&p))
            && inject.finding.is_none_or(|f| {
                let mut findings = setup.scenario.findings.iter();
                findings.any(|one| one.name == f)
            })
            && inject.evidence.is_none_or(|e| {
                let adversaries = setup.scenario.problems.iter().flat_map(|p| &p.adversary);
                adversaries.flat_map(|a| &a.evidence).any(|one| *one == e)
            });
        if !known {
            return unknown("service, fault, person, finding or evidence");
        }
        let receivers = match &inject.to {
            Delivery::People(people) => people.iter().all(person),
            Delivery::Roles(roles) => roles.iter().all(|r| self.plan.role_for(*r).is_some()),
            Delivery::OnCall | Delivery::Everyone => true,
        };
        if !receivers {
            return unknown("receiver");
        }
        match self.inject_place(inject.name) {
            Some(at) => match self.ledger.injects[at] {
                InjectPhase::Fired | InjectPhase::Skipped => Err(Refusal::Already),
                _ => Ok(()),
            },
            None if matches!(inject.when, Trigger::At(_)) => Ok(()),
            None => unknown("time of an added inject"),
        }
    }

    pub(crate) fn compose(&mut self, inject: Inject, because: Seq) {
        let at = match inject.when {
            Trigger::At(at) => Some((SimTime::START + at).max(self.ledger.now)),
            _ => None,
        };
        let name = inject.name;
        let index = match self.inject_place(name) {
            Some(index) => index,
            None => {
                self.ledger.injects.push(InjectPhase::Scheduled);
                self.ledger.inject_seq.push(None);
                self.ledger.injects.len() - 1
            }
        };
        self.ledger.composed.insert(index, Composed { inject, at });
        let fact = Fact::InjectComposed { inject: name, at };
        let seq = self.write(
            Actor::Facilitator,
            Some(because),
            Audience::Facilitator,
            fact,
        );
        if let Some(at) = at {
            // One that is held stays held until it is fired by hand.
            if self.ledger.injects[index] == InjectPhase::Waiting {
                self.ledger.injects[index] = InjectPhase::Scheduled;
            }
            self.ledger.inject_seq[index] = Some(seq);
            self.agenda.add(at, Due::Inject { inject: index });
        }
    }
}
