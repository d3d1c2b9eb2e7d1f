//! Alerts and pages, who came and who left.

use super::slot;
use crate::base::Name;
use crate::model::{Audience, EpisodeId, Fact, Milestone, TicketId};
use crate::timeline::Timeline;
use crate::timeline::deeds::Kind;
use crate::timeline::episode::by_id;
use crate::timeline::measure::Stamp;
use crate::timeline::people::Page;

/// What people reach on a ticket, and an episode that joins it later reaches at once.
const ON_A_TICKET: [Milestone; 4] = [
    Milestone::Paged,
    Milestone::Detected,
    Milestone::Acknowledged,
    Milestone::Engaged,
];

impl Timeline {
    pub(super) fn fold_signals(
        &mut self,
        fact: &Fact,
        stamp: Stamp,
        audience: &Audience,
    ) -> Option<bool> {
        let by = |person: Name| Stamp {
            by: Some(person),
            ..stamp
        };
        match *fact {
            Fact::AlertRaised {
                alert,
                ticket,
                episode,
                ..
            } => {
                self.counts.alerts += 1;
                *slot(&mut self.alerts, alert.0) = Some(ticket);
                slot(&mut self.tickets, ticket.0);
                let episode = episode.or(self.plan.discussion.then_some(EpisodeId(0)));
                // What the tools hold back reaches nobody, unless somebody is there who sees it.
                let somebody = *audience != Audience::Some(Vec::new());
                let held_back = self.plan.holds_back && !somebody;
                let news = episode.is_some_and(|id| self.joins(ticket, id, stamp));
                let reached = !held_back && self.reach_on(ticket, Milestone::Alerted, stamp);
                return Some(news | reached);
            }
            Fact::AlertGrouped { .. } => self.counts.alerts_grouped += 1,
            Fact::AlertSuppressed { .. } => self.counts.alerts_suppressed += 1,
            Fact::AlertCleared { .. } => {}
            Fact::Rang { person, alert } => {
                self.counts.rings += 1;
                self.people.row(person).rings += 1;
                let ticket = self.ticket_of(alert);
                return Some(
                    ticket.is_some_and(|t| self.reach_on(t, Milestone::Detected, by(person))),
                );
            }
            Fact::PageSent {
                page,
                to,
                ticket,
                woke,
                by_hand,
                ..
            } => {
                let night = self.sleeps(to, stamp);
                let page = Page {
                    id: page,
                    to,
                    ticket,
                    sent: stamp,
                    by_hand,
                    woke,
                    reached: None,
                    acknowledged: None,
                    missed: None,
                };
                self.people.page(page, night);
                let news = self.reach_on(ticket, Milestone::Alerted, stamp);
                let news = self.reach_on(ticket, Milestone::Paged, stamp) | news;
                return Some(self.did_by(Kind::Paged, to, stamp) | news);
            }
            Fact::PageReached { page, person } => {
                let Some(page) = self.people.paged(page) else {
                    return Some(false);
                };
                page.reached.get_or_insert(stamp.at);
                let ticket = page.ticket;
                return Some(self.reach_on(ticket, Milestone::Detected, by(person)));
            }
            Fact::PageMissed { page, .. } => {
                if let Some(page) = self.people.paged(page) {
                    page.missed = Some(stamp.at);
                }
            }
            Fact::Acknowledged {
                page,
                person,
                ticket,
            } => {
                if let Some(page) = self.people.paged(page) {
                    page.acknowledged.get_or_insert(stamp.at);
                }
                let news = self.reach_on(ticket, Milestone::Acknowledged, by(person));
                return Some(self.reach_on(ticket, Milestone::Detected, by(person)) | news);
            }
            Fact::NobodyToPage { .. } => self.counts.nobody_to_page += 1,
            Fact::Remediated { .. } => self.counts.remediated += 1,
            Fact::Engaged { person, ticket } => {
                self.people.engage(person, by(person));
                if !self.only_looks_on(person) {
                    self.reach_on(ticket, Milestone::Detected, by(person));
                    self.reach_on(ticket, Milestone::Engaged, by(person));
                }
                self.diagnose(person, stamp);
                self.settle_command(stamp);
                return Some(true);
            }
            Fact::ShiftEnded { person } => self.people.shift_over(person, stamp.at),
            Fact::Left { person, why } => {
                self.people.depart(person, why, stamp);
                self.roles.gone(person, stamp);
                return Some(true);
            }
            _ => return None,
        }
        Some(false)
    }

    fn only_looks_on(&self, person: Name) -> bool {
        let mut people = self.plan.people.iter();
        people.any(|p| p.name == person && p.bystander)
    }

    pub(super) fn sleeps(&self, person: Name, stamp: Stamp) -> bool {
        let mut people = self.plan.people.iter();
        people.find(|p| p.name == person).is_some_and(|p| {
            if p.sleeps.are_none() {
                return false;
            }
            let wall = self.plan.story.wall(p.zone, stamp.at);
            p.sleeps.hold(wall.of_day_ms)
        })
    }

    /// An alert of an episode came in under a ticket. What people have done about the ticket
    /// counts for an episode that joins it.
    pub(super) fn joins(&mut self, ticket: TicketId, id: EpisodeId, stamp: Stamp) -> bool {
        let Timeline {
            tickets, episodes, ..
        } = self;
        let Some(episode) = by_id(episodes, id) else {
            return false;
        };
        let ticket_row = &mut tickets[ticket.0 as usize];
        if ticket_row.episodes.contains(&id) {
            return false;
        }
        ticket_row.episodes.push(id);
        for milestone in ON_A_TICKET {
            if let Some(by) = ticket_row.seen[milestone as usize] {
                episode.reach(milestone, Stamp { by, ..stamp });
            }
        }
        for incident in &mut self.incidents {
            if incident.ticket == ticket && incident.closed.is_none() {
                incident.join(episode, stamp);
            }
        }
        self.settle_command(stamp);
        true
    }

    /// A ticket's episodes reach a milestone.
    pub(super) fn reach_on(
        &mut self,
        ticket: TicketId,
        milestone: Milestone,
        stamp: Stamp,
    ) -> bool {
        let row = slot(&mut self.tickets, ticket.0);
        row.seen[milestone as usize].get_or_insert(stamp.by);
        if self.plan.discussion {
            return self.episodes[0].reach(milestone, stamp);
        }
        let mut news = false;
        for id in &row.episodes {
            let episode = by_id(&mut self.episodes, *id);
            news |= episode.is_some_and(|e| e.reach(milestone, stamp));
        }
        news
    }
}
