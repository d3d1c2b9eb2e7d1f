//! What the law asks for: a clock runs from the moment a person knows that data is exposed, and
//! whoever knows it, and answers for it, has a notification to send.

use crate::engine::Engine;
use crate::model::{Actor, Audience, Belief, Duty, Fact, IncidentId, Seq, TicketId};

impl Engine {
    /// Somebody has learned something: if it means that data is exposed, clocks begin to run, and
    /// what is owed stands before them.
    pub(crate) fn starts_clocks(&mut self, person: usize, beliefs: &[Belief], because: Seq) {
        let plan = self.plan.clone();
        for belief in beliefs {
            let Some(data) = plan.book.exposes(&belief.claim) else {
                continue;
            };
            let deadlines = plan.setup.process.deadlines.iter().enumerate();
            for (index, deadline) in deadlines.filter(|(_, d)| data >= d.exposes) {
                let due = self.ledger.now + deadline.within;
                self.ledger.clocks[index].runs.get_or_insert((due, because));
            }
            self.owes_notice(person, belief.claim.ticket(), because);
        }
    }

    /// Those who knew before there was an incident have something to send now that there is one.
    pub(crate) fn owe_notices(&mut self, ticket: TicketId, because: Seq) {
        if self.ledger.clocks.iter().all(|c| c.runs.is_none()) {
            return;
        }
        for person in self.here().collect::<Vec<_>>() {
            self.owes_notice(person, Some(ticket), because);
        }
    }

    /// Puts before a person what the law asks for, as far as they know that it does.
    fn owes_notice(&mut self, person: usize, ticket: Option<TicketId>, because: Seq) {
        let plan = self.plan.clone();
        let exposed = self.boards[person].exposed(&plan.book);
        let Some(incident) = self.incident_for(ticket) else {
            return;
        };
        for (index, deadline) in plan.setup.process.deadlines.iter().enumerate() {
            let clock = &self.ledger.clocks[index];
            let knows = exposed >= Some(deadline.exposes);
            let told = clock.told.iter().any(|(p, _)| *p == person);
            let Some((at, _)) = clock.runs.filter(|_| knows && !told && !clock.filed) else {
                continue;
            };
            // One notification serves every clock of its duty: the first to run out counts.
            let sooner = self.ledger.clocks.iter().zip(&plan.setup.process.deadlines);
            let mut sooner = sooner.filter(|(c, d)| {
                d.duty == deadline.duty && c.told.iter().any(|(p, _)| *p == person)
            });
            if sooner.any(|(c, _)| c.runs.is_some_and(|(due, _)| due <= at)) {
                continue;
            }
            let fact = Fact::UpdateDue {
                incident,
                duty: deadline.duty,
                at,
                number: self.notice_number(incident, deadline.duty),
                closing: false,
            };
            let audience = Audience::One(plan.name(person));
            let seq = self.write(Actor::Tool, Some(because), audience, fact);
            self.ledger.clocks[index].told.push((person, seq));
        }
    }

    /// The incident that a notification belongs to: that over the ticket, or another, be it closed.
    fn incident_for(&self, ticket: Option<TicketId>) -> Option<IncidentId> {
        let own = ticket.and_then(|t| self.ledger.incident_of(t));
        let incidents = &self.ledger.incidents;
        let open = || incidents.iter().position(|i| !i.closed);
        let any = || open().or(incidents.len().checked_sub(1));
        own.or_else(|| any().map(|at| IncidentId(at as u32)))
    }

    /// A duty that also keeps a rhythm numbers its updates by that.
    fn notice_number(&self, incident: IncidentId, duty: Duty) -> u32 {
        let cadences = &self.plan.setup.process.cadences;
        let at = cadences.iter().position(|c| c.duty == duty);
        at.map_or(1, |at| {
            self.ledger.incident(incident).cadences[at].number.max(1)
        })
    }

    /// A notification has gone out.
    pub(crate) fn files_notice(&mut self, duty: Duty) {
        let plan = self.plan.clone();
        for (index, deadline) in plan.setup.process.deadlines.iter().enumerate() {
            if deadline.duty == duty && self.ledger.clocks[index].runs.is_some() {
                self.ledger.clocks[index].filed = true;
            }
        }
    }

    /// When what a duty owes by law is due, and the record that put it before a person.
    pub(crate) fn notice_of(&self, person: usize, duty: Duty) -> Option<Seq> {
        let deadlines = self.plan.setup.process.deadlines.iter();
        let own = deadlines
            .zip(&self.ledger.clocks)
            .filter(|(d, _)| d.duty == duty);
        let told = own.flat_map(|(_, c)| &c.told);
        told.filter(|(p, _)| *p == person)
            .map(|(_, seq)| *seq)
            .max()
    }

    /// How late a notification is that goes out now.
    pub(crate) fn notice_is_late(&self, duty: Duty) -> Option<crate::base::Duration> {
        let deadlines = self.plan.setup.process.deadlines.iter();
        let open = deadlines.zip(&self.ledger.clocks);
        let open = open.filter(|(d, c)| d.duty == duty && !c.filed);
        let due = open.filter_map(|(_, c)| c.runs).map(|(due, _)| due).min();
        due.map(|due| self.ledger.now.since(due))
    }
}
