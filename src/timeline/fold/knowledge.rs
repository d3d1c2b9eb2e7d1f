//! What people learn, tell, forget, and are sure of.

use crate::base::Name;
use crate::model::{Belief, Claim, Fact, Milestone};
use crate::timeline::Timeline;
use crate::timeline::episode::by_id;
use crate::timeline::measure::Stamp;

impl Timeline {
    pub(super) fn fold_knowledge(&mut self, fact: &Fact, stamp: Stamp) -> Option<bool> {
        match fact {
            Fact::Learned { person, beliefs } => return Some(self.learn(*person, beliefs, stamp)),
            Fact::Convinced {
                person,
                ticket,
                cause,
                probability,
            } => {
                self.knowledge
                    .convince(*person, *ticket, *cause, *probability, stamp);
                return Some(self.diagnose(*person, stamp));
            }
            Fact::Told { lost, .. } => {
                self.knowledge.told += 1;
                self.knowledge.unheard += u32::from(*lost);
            }
            Fact::BeliefsLost { count, .. } => self.knowledge.lost += u32::from(*count),
            Fact::TaskLost { .. } => self.knowledge.tasks_lost += 1,
            Fact::DocumentOpened { .. } => {
                self.knowledge.documents += 1;
                self.knowledge.document_opened.get_or_insert(stamp);
                return Some(true);
            }
            Fact::Written { .. } => self.knowledge.written += 1,
            _ => return None,
        }
        Some(false)
    }

    pub(super) fn learn(&mut self, person: Name, beliefs: &[Belief], stamp: Stamp) -> bool {
        let mut news = false;
        let stamp = Stamp {
            by: Some(person),
            ..stamp
        };
        for belief in beliefs {
            let (what, present) = match belief.claim {
                Claim::Finding {
                    finding, present, ..
                } => (finding, present),
                Claim::Mapped { stage, .. } => (stage, true),
                _ => {
                    let ticket = belief.claim.ticket();
                    news |= ticket.is_some_and(|t| self.reach_on(t, Milestone::Detected, stamp));
                    continue;
                }
            };
            if let Some(ticket) = belief.claim.ticket() {
                news |= self.reach_on(ticket, Milestone::Detected, stamp);
            }
            if self.plan.asked_findings.contains(&what) {
                news |= self.knowledge.find(what, person, present);
            }
            let exposing = self.plan.exposing.iter().find(|(name, _)| *name == what);
            if let Some((_, data)) = exposing.filter(|_| present) {
                let deadlines = self.plan.deadlines.iter();
                for (deadline, clock) in deadlines.zip(&mut self.duties.clocks) {
                    if *data >= deadline.exposes {
                        clock.known.get_or_insert(stamp);
                    }
                }
            }
        }
        news
    }

    /// Whether somebody at work is sure enough of a true cause by now.
    pub(super) fn diagnose(&mut self, person: Name, stamp: Stamp) -> bool {
        if !self.people.is_engaged(person) {
            return false;
        }
        let stamp = Stamp {
            by: Some(person),
            ..stamp
        };
        let mut news = false;
        let Timeline {
            tickets,
            episodes,
            knowledge,
            plan,
            ..
        } = self;
        for at in knowledge.held_by(person) {
            let c = &knowledge.convictions[*at];
            if c.probability < plan.diagnosed_from {
                continue;
            }
            let ids = tickets.get(c.ticket.0 as usize);
            for id in ids.map_or(&[][..], |ticket| &ticket.episodes) {
                let episode = by_id(episodes, *id).filter(|e| e.cause == c.cause);
                news |= episode.is_some_and(|e| e.reach(Milestone::Diagnosed, stamp));
            }
        }
        news
    }
}
