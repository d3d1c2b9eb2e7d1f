//! Why a simulated person asks for something: the record that prompted it, never just the last one.

use crate::engine::Engine;
use crate::model::{Command, Seq, Task};

impl Engine {
    /// The record behind a simulated person's command.
    pub(crate) fn cause_of(&self, person: usize, command: &Command) -> Option<Seq> {
        let body = self.body(person);
        let learned = body.learned_seq.or(body.engaged_seq);
        let incident = |id: &crate::model::IncidentId| self.ledger.incident(*id);
        let called = self
            .ledger
            .pages
            .iter()
            .rev()
            .find(|p| p.to == person && p.acknowledged);
        let called = called.and_then(|p| p.reached_seq);
        let found = match command {
            Command::Acknowledge { page } | Command::Escalate { page } => {
                self.ledger.page(*page).reached_seq
            }
            Command::Triage { .. } | Command::Join { .. } => body.engaged_seq,
            Command::Work { task } | Command::Drop { task } => {
                self.assigned(*task, person).or(learned)
            }
            Command::Verify { .. } => body.ended_seq,
            Command::SetSeverity { incident: id, .. } | Command::SizeUp { incident: id } => {
                body.engaged_seq.max(Some(incident(id).because))
            }
            Command::Page {
                incident: Some(id),
                role: Some(_),
                ..
            } => Some(incident(id).asked_seq),
            Command::Page { .. } => body.shift_seq.or(learned),
            Command::TakeRole { .. } => called.or(learned),
            Command::AnnounceHandoff { .. } | Command::StepAway | Command::LeaveRole { .. } => {
                body.shift_seq.or(self.closed_seq()).or(learned)
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
                    .find(|a| a.task == *task && Some(a.by) == whose)
                    .map(|a| a.because)
            }
            Command::Answer { message } => self
                .ledger
                .messages
                .get(usize::from(message.0))
                .map(|m| m.because),
            Command::Update {
                incident: id, duty, ..
            } => {
                let cadences = &self.plan.setup.process.cadences;
                let at = cadences.iter().position(|c| c.duty == *duty);
                at.map(|i| incident(id).cadences[i].because)
            }
            _ => learned,
        };
        found.or(learned).or(called).or(Some(0))
    }

    fn assigned(&self, task: Task, person: usize) -> Option<Seq> {
        let mut given = self.ledger.assigned_seq.iter().rev();
        given
            .find(|(t, p, _)| *t == task && *p == person)
            .map(|(_, _, seq)| *seq)
    }

    fn closed_seq(&self) -> Option<Seq> {
        self.ledger
            .incidents
            .iter()
            .filter(|i| i.closed)
            .map(|i| i.because)
            .max()
    }
}
