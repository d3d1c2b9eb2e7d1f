//! Why a simulated person asks for something: the record that prompted it, never just the last one.

use crate::engine::Engine;
use crate::model::{Command, IncidentId, Seq, Task, TicketId};

impl Engine {
    /// The record behind a simulated person's command.
    pub(crate) fn cause_of(&self, person: usize, command: &Command) -> Option<Seq> {
        let body = self.body(person);
        let incident = |id: &IncidentId| self.ledger.incident(*id);
        let ticket = self.ticket_of(command);
        let about = ticket.and_then(|t| body.prompts.get(t).copied());
        let about = about.unwrap_or_default();
        let called = self.called_for(person, ticket);
        let learned = about.learned.or(about.came).or(called);
        let anything = body.learned_seq.or(body.engaged_seq);
        let shift = body
            .shift_seq
            .filter(|_| self.boards[person].shift_ended.is_some());
        let found = match command {
            Command::Acknowledge { page } | Command::Escalate { page } => {
                self.ledger.page(*page).reached_seq
            }
            Command::Triage { ticket } => self.cleared_for(person, *ticket).or(about.came),
            Command::Join { .. } => about.came,
            Command::Work { task } | Command::Drop { task } => self.assigned(*task, person),
            // What somebody did themselves, or has heard that somebody did.
            Command::Verify { task } => about.ended.filter(|(t, _)| t == task).map(|(_, seq)| seq),
            Command::SetSeverity { incident: id, .. } | Command::Describe { incident: id, .. } => {
                about.came.max(Some(incident(id).because))
            }
            Command::SizeUp { incident: id } => {
                let came = about.came.max(Some(incident(id).because));
                match self.boards[person].sized_up {
                    None => came,
                    Some(_) => self.unsaid_action(person, incident(id).ticket).or(learned),
                }
            }
            Command::Page {
                incident: Some(id),
                role: Some(_),
                ..
            } => Some(incident(id).asked_seq),
            // Whoever goes and leaves nobody behind calls the next.
            Command::Page { incident: None, .. } => shift,
            Command::TakeRole { .. } => self.called_for(person, None),
            Command::LeaveRole { .. } => {
                let given = self.boards[person].assigned.first();
                let given = given.and_then(|(task, _)| self.assigned(*task, person));
                given.or(shift).or(self.closed_seq(person))
            }
            Command::AnnounceHandoff { .. } | Command::StepAway => {
                shift.or(self.closed_seq(person)).or(body.engaged_seq)
            }
            Command::Transfer { role, .. }
            | Command::ConfirmHandoff { role, .. }
            | Command::NoticeHandoff { role, .. } => {
                let mut open = self.ledger.handings.iter().rev();
                open.find(|h| h.role == *role && h.from == person)
                    .map(|h| h.because)
            }
            Command::Approve { task, whose } | Command::Refuse { task, whose } => {
                let whose = self.plan.person(*whose);
                let mut asked = self.ledger.approvals.iter().rev();
                asked
                    .find(|a| a.task == *task && Some(a.by) == whose && a.of == person)
                    .map(|a| a.because)
            }
            Command::Answer { message, .. } => self
                .ledger
                .messages
                .get(message.0 as usize)
                .map(|m| m.because),
            Command::Update {
                incident: id, duty, ..
            } => {
                let cadences = &self.plan.setup.process.cadences;
                let at = cadences.iter().position(|c| c.duty == *duty);
                let rhythm = at.map(|i| incident(id).cadences[i].because);
                rhythm.max(self.notice_of(person, *duty))
            }
            _ => None,
        };
        let found = found.or(learned).or(anything);
        found.or(self.called_for(person, None)).or(Some(0))
    }

    /// The last call that reached somebody and that they took: for a ticket, or for any.
    fn called_for(&self, person: usize, ticket: Option<TicketId>) -> Option<Seq> {
        let mut pages = self.ledger.pages.iter().rev();
        let fits = |t: TicketId| ticket.is_none_or(|wanted| wanted == t);
        pages
            .find(|p| p.to == person && p.acknowledged && fits(p.ticket))
            .and_then(|p| p.reached_seq)
    }

    /// The ticket a command is about.
    fn ticket_of(&self, command: &Command) -> Option<TicketId> {
        match command {
            Command::Triage { ticket }
            | Command::Declare { ticket, .. }
            | Command::Page { ticket, .. }
            | Command::Rethink { ticket, .. }
            | Command::Report { ticket, .. }
            | Command::Ask { ticket, .. }
            | Command::Join { ticket } => Some(*ticket),
            Command::Work { task }
            | Command::Drop { task }
            | Command::Verify { task }
            | Command::Assign { task, .. }
            | Command::RequestApproval { task, .. }
            | Command::Approve { task, .. }
            | Command::Refuse { task, .. } => Some(task.ticket),
            Command::SetSeverity { incident, .. }
            | Command::Describe { incident, .. }
            | Command::SizeUp { incident }
            | Command::Update { incident, .. }
            | Command::Write { incident }
            | Command::Read { incident }
            | Command::Close { incident } => Some(self.ledger.incident(*incident).ticket),
            _ => None,
        }
    }

    /// The clearing of a ticket's alerts, the last, if somebody has seen it and not looked since.
    fn cleared_for(&self, person: usize, ticket: TicketId) -> Option<Seq> {
        self.boards[person].cleared(ticket)?;
        let its = self.ledger.alerts.iter().filter(|a| a.ticket == ticket);
        its.filter_map(|a| a.cleared).max()
    }

    fn assigned(&self, task: Task, person: usize) -> Option<Seq> {
        let mut given = self.ledger.assigned_seq.iter().rev();
        given
            .find(|(t, p, _)| *t == task && *p == person)
            .map(|(_, _, seq)| *seq)
    }

    /// Why somebody looks again whether what was done about a ticket has helped, of what nobody has
    /// said so yet: the end of their own action, or that they were asked for a yes to it.
    fn unsaid_action(&self, person: usize, ticket: TicketId) -> Option<Seq> {
        let open = self.boards[person].unsaid_actions(ticket);
        let (task, ..) = open.min_by_key(|(_, _, since)| *since)?;
        let own = self.body(person).prompts.get(ticket);
        let own = own.and_then(|about| about.ended.filter(|(t, _)| *t == task));
        let mut asked = self.ledger.approvals.iter().rev();
        let asked = asked.find(|a| a.task == task && a.of == person);
        own.map(|(_, seq)| seq).max(asked.map(|a| a.because))
    }

    /// The closing of an incident that somebody has heard of, the last one.
    fn closed_seq(&self, person: usize) -> Option<Seq> {
        let heard = self.boards[person].incidents.iter();
        let closed = heard.filter(|i| i.closed);
        closed
            .map(|i| self.ledger.incident(i.incident).because)
            .max()
    }
}
