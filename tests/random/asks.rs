//! What people and the facilitator ask for: sense, drawn from their options, and nonsense.

use sandtable::base::{Name, SimTime};
use sandtable::engine::plan::Plan;
use sandtable::exercise::Exercise;
use sandtable::model::command::Occupant;
use sandtable::model::{
    Command, Duty, IncidentId, Inject, MessageId, NoteKind, PageId, Task, TicketId, WorkKind,
};

use crate::support::Dice;

/// Something that somebody (`None`: the facilitator) asks for now.
pub fn ask(exercise: &Exercise, plan: &Plan, dice: &mut Dice) -> (Option<usize>, Command) {
    let mut nonsense = Nonsense { plan, dice };
    let person = nonsense.dice.below(plan.people.len());
    match nonsense.dice.below(100) {
        0..20 => (None, nonsense.facilitators()),
        20..24 => (None, nonsense.participants()),
        24..28 => (Some(person), nonsense.facilitators()),
        28..45 => (Some(person), nonsense.participants()),
        _ => {
            // Whoever is in the middle of it has more to choose from.
            let people = 0..plan.people.len();
            let busy: Vec<usize> = people.filter(|p| exercise.board(*p).is_here()).collect();
            let person = nonsense.dice.pick(&busy).copied().unwrap_or(person);
            let options = exercise.options(person);
            let chosen = nonsense.dice.pick(&options).map(|o| o.command.clone());
            let command = chosen.unwrap_or_else(|| nonsense.participants());
            (Some(person), command)
        }
    }
}

struct Nonsense<'a> {
    plan: &'a Plan,
    dice: &'a mut Dice,
}

impl Nonsense<'_> {
    /// An inject of the facilitator's own, perhaps in the place of one of the script.
    fn noise(&mut self, inject: Name) -> Inject {
        let name = match self.dice.often(50) {
            true => inject,
            false => "added".into(),
        };
        let at = SimTime(self.dice.below(7_200_000) as i64);
        Inject {
            count: Some(2),
            ..Inject::at(name, "page-noise".into(), at)
        }
    }

    fn facilitators(&mut self) -> Command {
        let inject = self.inject();
        match self.dice.below(60) {
            0..25 => Command::Seat {
                person: self.somebody(),
                occupant: match self.dice.often(60) {
                    true => Occupant::Human,
                    false => Occupant::Policy,
                },
            },
            25..33 => Command::Fire { inject },
            33..38 => Command::Hold { inject },
            38..43 => Command::Skip { inject },
            43..52 => Command::Waive {
                person: self.somebody(),
            },
            52..54 => Command::Compose {
                inject: Box::new(self.noise(inject)),
            },
            54 => Command::Note {
                by: "somebody".into(),
                objective: None,
                text: "seen".into(),
                kind: NoteKind::Seen,
            },
            55..59 => Command::Epoch {
                epoch: self.dice.below(5) as u32,
            },
            _ => Command::End,
        }
    }

    fn participants(&mut self) -> Command {
        let (ticket, incident) = (TicketId(self.number()), IncidentId(self.number()));
        let (page, message) = (PageId(self.number()), MessageId(self.number()));
        let (to, role, severity) = (self.somebody(), self.role(), self.severity());
        let task = self.task(ticket);
        let all = [
            Command::Acknowledge { page },
            Command::Escalate { page },
            Command::Triage { ticket },
            Command::Declare { ticket, severity },
            Command::SetSeverity { incident, severity },
            Command::SizeUp { incident },
            Command::Page {
                whom: to,
                incident: self.dice.often(50).then_some(incident),
                ticket,
                role: self.dice.often(50).then_some(role),
            },
            Command::TakeRole { role },
            Command::LeaveRole { role },
            Command::AnnounceHandoff { role, to },
            Command::Transfer { role, to },
            Command::ConfirmHandoff { role, to },
            Command::NoticeHandoff { role, to },
            Command::Work { task },
            Command::Drop { task },
            Command::Verify { task },
            Command::Rethink {
                ticket,
                cause: self.cause(),
            },
            Command::Assign {
                task,
                to,
                within: None,
            },
            Command::Report { to, ticket },
            Command::Ask { whom: to, ticket },
            Command::RequestApproval { task, from: to },
            Command::Approve { task, whose: to },
            Command::Refuse { task, whose: to },
            Command::Answer {
                message,
                text: None,
            },
            Command::Update {
                incident,
                duty: Duty::ALL[self.dice.below(Duty::ALL.len())],
                text: Some("\u{202e}We know \"nothing\".\n\0".into()),
            },
            Command::Write { incident },
            Command::Read { incident },
            Command::Join { ticket },
            Command::StepAway,
            Command::Close { incident },
            Command::Say {
                to,
                text: String::new(),
            },
            Command::SendOut { whom: to },
            Command::Mark {
                text: "decided".into(),
            },
            Command::Hint {
                about: "update-due".into(),
            },
        ];
        all[self.dice.below(all.len())].clone()
    }

    /// Mostly one that exists.
    fn number(&mut self) -> u32 {
        match self.dice.below(20) {
            0 => u32::MAX,
            1 => 999,
            n => n as u32 / 5,
        }
    }

    fn one_of(&mut self, names: Vec<Name>) -> Name {
        let ghost = Name::new("ghost");
        match self.dice.often(8) {
            true => ghost,
            false => self.dice.pick(&names).copied().unwrap_or(ghost),
        }
    }

    fn somebody(&mut self) -> Name {
        let people = self.plan.people.iter().map(|p| p.name);
        let groups = self.plan.setup.team.groups.iter().map(|g| g.name);
        self.one_of(people.chain(groups).collect())
    }
    fn role(&mut self) -> Name {
        let roles = self.plan.setup.process.roles.iter();
        self.one_of(roles.map(|r| r.name).collect())
    }
    fn severity(&mut self) -> Name {
        let severities = self.plan.setup.process.severities.iter();
        self.one_of(severities.map(|s| s.name).collect())
    }
    fn cause(&mut self) -> Name {
        let suspects = self.plan.book.suspects.iter();
        self.one_of(suspects.map(|s| s.cause).collect())
    }
    fn inject(&mut self) -> Name {
        let injects = self.plan.setup.scenario.injects.iter();
        self.one_of(injects.map(|i| i.name).collect())
    }
    fn task(&mut self, ticket: TicketId) -> Task {
        let scenario = &self.plan.setup.scenario;
        let actions: Vec<Name> = scenario.actions.iter().map(|a| a.name).collect();
        let looks: Vec<Name> = scenario.diagnostics.iter().map(|d| d.name).collect();
        let kind = match self.dice.often(50) {
            true => WorkKind::Action,
            false => WorkKind::Diagnostic,
        };
        // Sometimes one of the other kind.
        let acts = (kind == WorkKind::Action) != self.dice.often(5);
        Task {
            ticket,
            kind,
            work: self.one_of(if acts { actions } else { looks }),
            attempt: [1, 1, 1, 2, 3, 0, u16::MAX][self.dice.below(7)],
        }
    }
}
