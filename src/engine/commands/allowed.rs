//! Whether a command is allowed: what the rules forbid is a refusal, an outcome like others.

use crate::base::{Name, Purpose};
use crate::engine::Engine;
use crate::engine::mechanisms::is_technical;
use crate::engine::state::Place;
use crate::model::command::{Command, Refusal};
use crate::model::fact::Job;
use crate::model::process::SeverityBy;
use crate::model::work::Need;
use crate::model::{Duty, IncidentId, Right, Task, TaskState, TicketId, Tool, WorkKind};

pub(super) fn unknown(what: &str) -> Refusal {
    Refusal::Unknown { what: what.into() }
}

impl Engine {
    pub(crate) fn allow(&self, person: Option<usize>, command: &Command) -> Result<(), Refusal> {
        let Some(person) = person else {
            return self.allow_facilitator(command);
        };
        if command.is_facilitators() {
            return Err(Refusal::FacilitatorOnly);
        }
        self.names_are_known(person, command)?;
        let here = self.is_here(person);
        match command {
            Command::Acknowledge { page } => {
                let state = self.ledger.page(*page);
                if state.acknowledged || self.body(person).gone {
                    return Err(Refusal::Already);
                }
                let takes = self.plan.setup.defaults.story_times.acknowledge;
                if !here || takes.is_zero() {
                    return Ok(());
                }
            }
            Command::Escalate { .. }
            | Command::Mark { .. }
            | Command::Respond { .. }
            | Command::Hint { .. } => {
                return Ok(());
            }
            Command::Join { .. } if self.body(person).place == Place::Away => return Ok(()),
            _ if !here => return Err(Refusal::NotHere),
            Command::Drop { .. } | Command::StepAway => return Ok(()),
            _ => {}
        }
        if let Some(held) = self
            .hands(person)
            .held
            .as_ref()
            .filter(|h| !is_technical(&h.job))
        {
            let until = held.since + held.left.times(1.0 / held.speed);
            return Err(Refusal::Busy { until });
        }
        self.rules(person, command)
    }

    /// Everything a command names exists, and the person could know of it.
    fn names_are_known(&self, person: usize, command: &Command) -> Result<(), Refusal> {
        let board = &self.boards[person];
        let ticket = |id: TicketId| match board.tickets.contains(id) {
            true => Ok(()),
            false => Err(unknown("ticket")),
        };
        let incident = |id: IncidentId| match board.incidents.iter().any(|i| i.incident == id) {
            true => Ok(()),
            false => Err(unknown("incident")),
        };
        let colleague = |name: Name| self.plan.person(name).map(|_| ()).ok_or(unknown("person"));
        let task = |task: Task| {
            ticket(task.ticket)?;
            let known = match task.kind {
                WorkKind::Diagnostic => self.plan.book.diagnostic(task.work).is_some(),
                WorkKind::Action => self.plan.book.action(task.work).is_some(),
            };
            if known && task.attempt >= 1 {
                Ok(())
            } else {
                Err(unknown("task"))
            }
        };
        let role = |name: Name| {
            self.plan
                .setup
                .process
                .role(name)
                .map(|_| ())
                .ok_or(unknown("role"))
        };
        let severity = |name| {
            self.plan
                .setup
                .process
                .severity(name)
                .map(|_| ())
                .ok_or(unknown("severity"))
        };
        match command {
            Command::Acknowledge { page } | Command::Escalate { page } => {
                match board.pages.iter().any(|p| p.page == *page) {
                    true => Ok(()),
                    false => Err(unknown("page")),
                }
            }
            Command::Triage { ticket: id } | Command::Join { ticket: id } => ticket(*id),
            Command::Rethink { ticket: id, cause } => {
                ticket(*id)?;
                self.plan
                    .book
                    .suspect(*cause)
                    .map(|_| ())
                    .ok_or(unknown("cause"))
            }
            Command::Declare {
                ticket: id,
                severity: name,
            } => {
                ticket(*id)?;
                severity(*name)
            }
            Command::SetSeverity {
                incident: id,
                severity: name,
            } => {
                incident(*id)?;
                severity(*name)
            }
            Command::SizeUp { incident: id }
            | Command::Describe { incident: id, .. }
            | Command::Close { incident: id }
            | Command::Write { incident: id }
            | Command::Read { incident: id }
            | Command::Update { incident: id, .. } => incident(*id),
            Command::Page {
                whom,
                ticket: id,
                incident: about,
                role: wanted,
            } => {
                ticket(*id)?;
                about.map_or(Ok(()), incident)?;
                wanted.map_or(Ok(()), role)?;
                match self.plan.book.is_group(*whom) {
                    true => Ok(()),
                    false => colleague(*whom),
                }
            }
            Command::TakeRole { role: name } | Command::LeaveRole { role: name } => role(*name),
            Command::AnnounceHandoff { role: name, to } if self.plan.book.is_group(*to) => {
                role(*name)
            }
            Command::AnnounceHandoff { role: name, to }
            | Command::Transfer { role: name, to }
            | Command::ConfirmHandoff { role: name, to }
            | Command::NoticeHandoff { role: name, to } => {
                role(*name)?;
                colleague(*to)
            }
            Command::Work { task: t } | Command::Drop { task: t } | Command::Verify { task: t } => {
                task(*t)
            }
            Command::Assign { task: t, to, .. }
            | Command::RequestApproval { task: t, from: to } => {
                task(*t)?;
                colleague(*to)
            }
            Command::Approve { task: t, whose } | Command::Refuse { task: t, whose } => {
                task(*t)?;
                colleague(*whose)
            }
            Command::Report { to, ticket: id }
            | Command::Ask {
                whom: to,
                ticket: id,
            } => {
                ticket(*id)?;
                colleague(*to)
            }
            Command::Respond {
                inject, question, ..
            } => {
                let asked =
                    |(card, questions): &(Name, u16)| card == inject && question < questions;
                match board.cards.iter().any(asked) {
                    true => Ok(()),
                    false => Err(unknown("question")),
                }
            }
            Command::Say { to, .. } => colleague(*to),
            Command::SendOut { whom } => match self.plan.book.only_looks_on(*whom) {
                true => Ok(()),
                false => Err(unknown("bystander")),
            },
            Command::Answer { message, .. } => {
                let known = self.ledger.messages.get(message.0 as usize);
                match known.filter(|m| m.to == person && m.asks) {
                    None => Err(unknown("message")),
                    Some(message) if message.answered => Err(Refusal::Already),
                    Some(_) => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Rights, tools, order.
    fn rules(&self, person: usize, command: &Command) -> Result<(), Refusal> {
        let process = &self.plan.setup.process;
        match command {
            Command::Declare { ticket, .. } => match self.ledger.incident_of(*ticket) {
                Some(_) => Err(Refusal::Already),
                None => self.right(person, Right::Declare),
            },
            Command::Page { whom, .. } => {
                match self.plan.book.is_open_to_calls(*whom, self.ledger.now) {
                    true => Ok(()),
                    false => self.right(person, Right::PageAnyone),
                }
            }
            Command::SetSeverity { incident, .. } => {
                let by = self.boards[person]
                    .incidents
                    .iter()
                    .find(|i| i.incident == *incident);
                let declared_by_me = by.is_some_and(|i| i.declared_by == self.plan.name(person));
                if process.severity_by == SeverityBy::Responder && declared_by_me {
                    return Ok(());
                }
                self.right(person, Right::SetSeverity)
            }
            Command::Close { incident } => {
                if self.ledger.incident(*incident).closed {
                    return Err(Refusal::Already);
                }
                let right = self.right(person, Right::Declare);
                let commanded = self
                    .plan
                    .book
                    .command_role
                    .is_some_and(|r| self.ledger.roles.contains(r));
                if commanded { right } else { Ok(()) }
            }
            Command::Assign { to, .. } => {
                self.right(person, Right::Assign)?;
                self.present(*to)
            }
            Command::SendOut { whom } => {
                self.right(person, Right::Command)?;
                self.present(*whom)
            }
            Command::Approve { task, whose } | Command::Refuse { task, whose } => {
                let whose = self.plan.person(*whose).expect("looked up above");
                let mut asked = self.ledger.approvals.iter();
                match asked.any(|a| {
                    a.task == *task && a.by == whose && a.of == person && a.answer.is_none()
                }) {
                    true => Ok(()),
                    false => Err(unknown("request")),
                }
            }
            Command::RequestApproval { from, .. } => self.present(*from),
            Command::TakeRole { role } => {
                let holder = self.ledger.roles.get(*role).copied();
                match holder {
                    Some(other) if self.is_here(other) => Err(Refusal::Already),
                    _ => Ok(()),
                }
            }
            Command::LeaveRole { role } | Command::AnnounceHandoff { role, .. } => {
                self.holds(person, *role)
            }
            Command::Transfer { role, to } => {
                // Whoever works holds a share in a role that many hold at once.
                let shared = process.role(*role).is_some_and(|r| r.is_shared());
                if !shared {
                    self.holds(person, *role)?;
                }
                self.present(*to)
            }
            Command::ConfirmHandoff { role, .. } | Command::NoticeHandoff { role, .. } => {
                let mut open = self.ledger.handings.iter();
                match open.any(|h| h.role == *role && h.from == person && !h.done) {
                    true => Ok(()),
                    false => Err(Refusal::NotYet {
                        what: "the handoff has not been announced".into(),
                    }),
                }
            }
            Command::Read { incident } | Command::Write { incident } => {
                self.tool(Tool::Documents)?;
                match self.ledger.incident(*incident).document {
                    Some(_) => Ok(()),
                    None => Err(Refusal::NotYet {
                        what: "no document is kept".into(),
                    }),
                }
            }
            Command::Update { duty, .. } if duty.publishes() => {
                self.right(person, Right::Publish)?;
                match duty {
                    Duty::StatusPage => self.tool(Tool::StatusPage),
                    _ => Ok(()),
                }
            }
            Command::Work { task } => self.may_work(person, *task),
            Command::Verify { task } => match task.kind {
                WorkKind::Action => Ok(()),
                WorkKind::Diagnostic => Err(unknown("action")),
            },
            _ => Ok(()),
        }
    }

    fn right(&self, person: usize, right: Right) -> Result<(), Refusal> {
        let holder = |role: Name| self.ledger.roles.get(role).map(|p| self.plan.name(*p));
        match self.plan.book.may(self.plan.name(person), right, holder) {
            true => Ok(()),
            false => Err(Refusal::NoRight { right }),
        }
    }
    fn holds(&self, person: usize, role: Name) -> Result<(), Refusal> {
        match self.ledger.roles.get(role) {
            Some(holder) if *holder == person => Ok(()),
            _ => Err(Refusal::NotYet {
                what: format!("the role `{role}` is not yours"),
            }),
        }
    }
    fn present(&self, name: Name) -> Result<(), Refusal> {
        let person = self.plan.person(name).expect("looked up above");
        match self.is_here(person) {
            true => Ok(()),
            false => Err(Refusal::NotHere),
        }
    }
    fn tool(&self, tool: Tool) -> Result<(), Refusal> {
        match self.ledger.has_tool(tool) {
            true => Ok(()),
            false => Err(Refusal::NoTool { tool }),
        }
    }

    fn may_work(&self, person: usize, task: Task) -> Result<(), Refusal> {
        let book = &self.plan.book;
        let name = self.plan.name(person);
        let (skill, tool) = match task.kind {
            WorkKind::Diagnostic => {
                let spec = book.diagnostic(task.work).expect("looked up above");
                (spec.skill, spec.tool)
            }
            WorkKind::Action => {
                let spec = book.action(task.work).expect("looked up above");
                (spec.skill, book.tool_of(spec))
            }
        };
        if let (None, Some(skill)) = (book.level(name, skill), skill) {
            return Err(Refusal::NoSkill { skill });
        }
        tool.map_or(Ok(()), |tool| self.tool(tool))?;
        let wall = self
            .plan
            .setup
            .scenario
            .starts
            .wall(self.plan.people[person].zone, self.ledger.now);
        if !self.plan.people[person].works.hold(wall.of_day_ms) && task.kind == WorkKind::Action {
            // From home the systems are reached by remote access, unless the action goes around it.
            let spec = book.action(task.work).expect("looked up above");
            if spec.restores.is_none() {
                self.tool(Tool::RemoteAccess)?;
            }
        }
        // What was begun when it was allowed goes on.
        let begun = self
            .hands(person)
            .paused
            .iter()
            .any(|h| h.job == Job::Task(task));
        match task.kind {
            _ if begun => Ok(()),
            WorkKind::Action => self.may_act(person, task),
            WorkKind::Diagnostic => self.may_follow(person, task),
        }
    }

    /// A trail is followed stage by stage.
    fn may_follow(&self, person: usize, task: Task) -> Result<(), Refusal> {
        let book = &self.plan.book;
        let spec = book.diagnostic(task.work).expect("looked up above");
        match self.boards[person].may_map(book, task.ticket, spec) {
            true => Ok(()),
            false => Err(Refusal::NotYet {
                what: "the stages before it have not been mapped".into(),
            }),
        }
    }

    fn may_act(&self, person: usize, task: Task) -> Result<(), Refusal> {
        let book = &self.plan.book;
        let action = book.action(task.work).expect("looked up above");
        let ticket = self.ledger.ticket(task.ticket);
        let board = &self.boards[person];
        for need in &action.needs {
            let (met, what) = match need {
                Need::Finding(name) => (board.believes(task.ticket, *name), name),
                Need::Action(name) => (ticket.actions_done.contains(name), name),
                Need::Diagnostic(name) => {
                    let first = Task {
                        kind: WorkKind::Diagnostic,
                        work: *name,
                        attempt: 1,
                        ..task
                    };
                    let known = board.task(first).is_some_and(|(_, s)| s == TaskState::Done);
                    (known || ticket.diagnostics_done.contains(name), name)
                }
            };
            if !met {
                return Err(Refusal::NotYet {
                    what: format!("`{what}` comes first"),
                });
            }
        }
        if let Some(by) = self.missing_yes(person, task) {
            return Err(Refusal::NeedsApproval { by });
        }
        match self.lock_holder(person, task) {
            Some(by) => Err(Refusal::Locked {
                by: self.plan.name(by),
                lost: self.plan.setup.defaults.authority.lock_costs.value,
            }),
            None => Ok(()),
        }
    }

    /// Who still has to say yes. Nobody commands: nobody is asked.
    fn missing_yes(&self, person: usize, task: Task) -> Option<Name> {
        let plan = &self.plan;
        let action = plan.book.action(task.work)?;
        let severity = self
            .ledger
            .incident_of(task.ticket)
            .map(|i| self.ledger.incident(i).severity);
        let commander = plan
            .book
            .command_role
            .and_then(|r| self.ledger.roles.get(r).copied());
        for role in plan.book.approvals(action, severity) {
            let holder = self.ledger.roles.get(role).copied().or(commander);
            let Some(holder) = holder.filter(|h| self.is_here(*h) && *h != person) else {
                continue;
            };
            let mut given = self.ledger.approvals.iter();
            if !given.any(|a| {
                a.task == task && a.by == person && a.of == holder && a.answer == Some(true)
            }) {
                return Some(plan.name(holder));
            }
        }
        None
    }

    /// Somebody at work in the same place, if the newcomer notices before they start.
    fn lock_holder(&self, person: usize, task: Task) -> Option<usize> {
        let on = |work| self.plan.book.action(work).and_then(|a| a.on);
        let place = on(task.work)?;
        let running = self.ledger.tickets.iter().flat_map(|t| &t.running);
        let mut acting = running.filter(|(t, p)| *p != person && t.kind == WorkKind::Action);
        let (_, other) = acting.find(|(t, _)| on(t.work) == Some(place))?;
        let key = (
            task.work,
            self.plan.name(person),
            self.plan.name(*other),
            self.ledger.now,
        );
        let noticed = self.plan.setup.defaults.authority.lock_noticed.value;
        self.draw(Purpose::Persona, key)
            .chance(noticed)
            .then_some(*other)
    }
}
