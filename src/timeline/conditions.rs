//! Whether a condition holds.

use super::Timeline;
use super::deeds::Kind;
use super::plan::ANYBODY;
use crate::base::Name;
use crate::model::{Condition, Milestone};

/// Whose doing counts, and since when.
#[derive(Clone, Copy)]
pub(super) struct Doers {
    /// Bits of roles.
    pub roles: u64,
    /// Updates count from after this record.
    pub since: Option<u32>,
}

impl Timeline {
    /// Whether a condition holds after the records folded so far. [`Condition::Known`] is kept
    /// only for findings that some condition of the setup asks for.
    pub fn holds(&self, condition: &Condition) -> bool {
        let doers = Doers {
            roles: ANYBODY,
            since: None,
        };
        self.holds_by(condition, doers)
    }

    /// The same, with only the doing of some roles counting. States (a role is held, a fault has
    /// struck) and outcomes (it is mitigated) have no doer and count as they are.
    pub(super) fn holds_by(&self, condition: &Condition, doers: Doers) -> bool {
        let did = |kind, what: Name| self.deeds.has(kind, what, doers.roles);
        match condition {
            Condition::All(parts) => parts.iter().all(|part| self.holds_by(part, doers)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds_by(part, doers)),
            Condition::Not(part) => !self.holds(part),
            Condition::Reached(milestone) => self.reached_by(*milestone, doers.roles),
            Condition::Known(finding) => self.known_by(*finding, doers.roles),
            Condition::RoleHeld(word) => {
                let role = self.plan.role(*word);
                role.is_some_and(|role| self.roles.holder(role).is_some())
            }
            Condition::ActionStarted(name) => did(Kind::ActionStarted, *name),
            Condition::ActionDone(name) => did(Kind::ActionDone, *name),
            Condition::DiagnosticDone(name) => did(Kind::DiagnosticDone, *name),
            Condition::Delivered(inject) => {
                let row = self.duties.inject(*inject);
                row.is_some_and(|row| row.delivered.is_some())
            }
            Condition::Answered(inject) => self.is_answered(*inject),
            Condition::Missed(inject) => self.is_missed(*inject),
            Condition::FaultBegan(fault) => self.deeds.has(Kind::FaultBegan, *fault, ANYBODY),
            Condition::SeverityAtLeast(severity) => {
                let wanted = self.plan.severity_rank(*severity);
                let grave = |set| self.plan.severity_rank(set) <= wanted;
                self.deeds.any(Kind::Severity, doers.roles, grave)
            }
            Condition::UpdateSent(duty) => self.deeds.has_update(*duty, doers.roles, doers.since),
            Condition::DocumentOpened => self.knowledge.document_opened.is_some(),
            Condition::Paged(whom) => {
                let group = self.plan.groups.iter().find(|(group, _)| group == whom);
                let members = group.map_or(&[][..], |(_, members)| members);
                let called = |name: Name| name == *whom || members.contains(&name);
                self.deeds.any(Kind::Paged, doers.roles, called)
            }
            Condition::HandedOver(word) => {
                let role = self.plan.role(*word);
                role.is_some_and(|role| did(Kind::HandedOver, role))
            }
            Condition::EvidenceSaved(evidence) => did(Kind::EvidenceSaved, *evidence),
            Condition::Assigned(work) => did(Kind::Assigned, *work),
            Condition::Judged(what) => self.is_judged(what),
        }
    }

    /// A milestone that somebody reaches by doing counts if they wear one of the roles by now: the
    /// first steps of a response come before anybody has put on a hat.
    fn reached_by(&self, milestone: Milestone, roles: u64) -> bool {
        let Some(stamp) = self.first().and_then(|e| e.stamp(milestone)) else {
            return false;
        };
        let is_doing = matches!(
            milestone,
            Milestone::Acknowledged
                | Milestone::Engaged
                | Milestone::Declared
                | Milestone::Commanded
                | Milestone::Closed
        );
        match stamp.by {
            Some(person) if is_doing && roles != ANYBODY => {
                self.roles.worn_by(person, &self.plan) & roles != 0
            }
            _ => true,
        }
    }

    fn known_by(&self, finding: Name, roles: u64) -> bool {
        let mut known = self.knowledge.findings.iter();
        known.any(|(name, person)| {
            *name == finding
                && self.people.is_present(*person)
                && (roles == ANYBODY || self.roles.worn_by(*person, &self.plan) & roles != 0)
        })
    }
}
