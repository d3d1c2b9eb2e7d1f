//! Messages, updates, injects, tools.

use crate::base::Name;
use crate::model::Fact;
use crate::model::command::Occupant;
use crate::timeline::Timeline;
use crate::timeline::duties::{Message, ToolLoss};
use crate::timeline::measure::Stamp;

impl Timeline {
    pub(super) fn fold_duties(&mut self, fact: &Fact, stamp: Stamp) -> Option<bool> {
        match *fact {
            Fact::MessageSent {
                message, to, asks, ..
            } => {
                self.duties.messages.push(Message {
                    id: message,
                    to,
                    sent: stamp,
                    asks,
                    answered: None,
                });
            }
            Fact::MessageAnswered { message, .. } => self.duties.answer(message, stamp),
            Fact::UpdateDue {
                incident,
                duty,
                at,
                number,
                ..
            } => {
                self.duties.owe(incident, duty, number, at);
            }
            Fact::UpdateSent {
                incident,
                duty,
                by,
                number,
                late,
                ..
            } => {
                self.duties.send(incident, duty, number, late, stamp);
                let roles = self.roles.worn_by(by, &self.plan);
                return Some(self.deeds.add_update(duty, roles, stamp));
            }
            Fact::UpdateMissed {
                incident,
                duty,
                number,
            } => self.duties.miss(incident, duty, number, stamp),
            Fact::Reminded { .. } => self.counts.reminders += 1,
            Fact::TrustChanged { of, trust, .. } => self.duties.trust.change(of, trust),
            Fact::InjectFired { inject } => {
                self.duties.inject_mut(inject).fired.get_or_insert(stamp);
            }
            Fact::InjectDelivered { inject, .. } => {
                let row = self.duties.inject_mut(inject);
                row.delivered.get_or_insert(stamp);
                return Some(true);
            }
            Fact::InjectSkipped { inject } => {
                self.duties.inject_mut(inject).skipped = Some(stamp);
            }
            Fact::InjectUnreached { inject } => self.duties.inject_mut(inject).unreached = true,
            Fact::InjectHeld { inject } => self.duties.inject_mut(inject).held = true,
            Fact::ToolLost { tool } => self.duties.tools.push(ToolLoss {
                tool,
                lost: stamp,
                restored: None,
            }),
            Fact::ToolRestored { tool } => self.duties.restore(tool, stamp),
            Fact::Ticked {
                expectation, met, ..
            } => return Some(self.ticked(expectation, met, stamp)),
            Fact::Refused { .. } => self.counts.refused += 1,
            Fact::Seated {
                occupant: Occupant::Human,
                ..
            } => self.counts.humans += 1,
            Fact::Hinted { person, about } => self.hinted(person, about),
            _ => return None,
        }
        Some(false)
    }

    /// A notice counts each time; a step by the book the first time that this person is shown one of
    /// its kind, so that a guided game costs what it teaches and not how often it says it.
    fn hinted(&mut self, person: Name, about: Name) {
        if about.as_str().starts_with("step-") {
            if self.steps_shown.contains(&(person, about)) {
                return;
            }
            self.steps_shown.push((person, about));
        }
        self.counts.hints += 1;
    }
}
