//! The commands open to a person: one list for policies, terminal, page, coach and checkers.

use super::{Asked, Board, Handbook, Presence};
use crate::base::Name;
use crate::model::fact::Job;
use crate::model::{Claim, Command, Right, Task, TaskState, TicketId, Topic, WorkKind};

/// A command that is open now.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    pub command: Command,
    /// What it is, in a few words, for a palette.
    pub words: String,
}

impl Board {
    /// Everything this person could ask for now, as far as their board knows, in a neutral order.
    pub fn options(&self, book: &Handbook) -> Vec<Offer> {
        let mut open = Offers(Vec::new());
        self.page_options(&mut open);
        if let (Presence::Away, Some(ticket)) = (self.presence, self.noticed) {
            open.add(Command::Join { ticket }, || {
                "join those who work on it".into()
            });
        }
        if self.presence != Presence::Here {
            return open.0;
        }
        if self.i_command(book) {
            for whom in self.room.iter().copied().filter(|p| book.only_looks_on(*p)) {
                open.add(Command::SendOut { whom }, || format!("send {whom} out"));
            }
        }
        self.inbox_options(book, &mut open);
        for (ticket, _) in self.tickets.iter().filter(|(t, _)| !self.is_done(*t, book)) {
            self.ticket_options(book, ticket, &mut open);
            self.work_options(book, ticket, &mut open);
        }
        self.role_options(book, &mut open);
        self.hand_options(&mut open);
        open.add(Command::StepAway, || "leave the room".into());
        open.0
    }

    fn page_options(&self, open: &mut Offers) {
        for page in self.pages.iter().filter(|p| !p.acknowledged) {
            let (id, ticket) = (page.page, page.ticket);
            open.add(Command::Acknowledge { page: id }, || {
                format!("take page {id} for ticket {ticket}")
            });
            open.add(Command::Escalate { page: id }, || {
                format!("pass page {id} on")
            });
        }
    }

    fn inbox_options(&self, book: &Handbook, open: &mut Offers) {
        for ask in &self.inbox {
            match ask.what {
                Asked::Message(message) => {
                    let answer = Command::Answer {
                        message,
                        text: None,
                    };
                    open.add(answer, || format!("answer message {message}"));
                }
                Asked::Approval { task, whose } => {
                    let words = || format!("{} for {whose}", task.work);
                    open.add(Command::Approve { task, whose }, || {
                        format!("approve {}", words())
                    });
                    open.add(Command::Refuse { task, whose }, || {
                        format!("refuse {}", words())
                    });
                }
            }
        }
        let publishes = self.may(book, Right::Publish);
        for due in self
            .dues
            .iter()
            .filter(|d| publishes || !d.duty.publishes())
        {
            let command = Command::Update {
                incident: due.incident,
                duty: due.duty,
                text: None,
            };
            open.add(command, || format!("send the {} update", due.duty.title()));
        }
    }

    /// What I have in hand, laid down or done: to give up, to look whether it has helped.
    fn hand_options(&self, open: &mut Offers) {
        let held = self.hands.iter().map(|(job, _)| job).chain(&self.paused);
        for job in held {
            if let Job::Task(task) = *job {
                open.add(Command::Drop { task }, || format!("give {} up", task.work));
            }
        }
        for belief in self.beliefs.iter() {
            if let Claim::Task {
                task,
                state: TaskState::Done,
                ..
            } = belief.claim
                && task.kind == WorkKind::Action
                && self.tickets.contains(task.ticket)
                && self.belief(Topic::Tried(task)).is_none()
            {
                open.add(Command::Verify { task }, || {
                    format!("check whether {} has helped", task.work)
                });
            }
        }
    }

    fn ticket_options(&self, book: &Handbook, ticket: TicketId, open: &mut Offers) {
        open.add(Command::Triage { ticket }, || {
            format!("look at the dashboards for ticket {ticket}")
        });
        for colleague in self.room.iter().filter(|p| **p != self.me) {
            let to = *colleague;
            open.add(Command::Report { to, ticket }, || {
                format!("tell {to} what you know")
            });
            open.add(Command::Ask { whom: to, ticket }, || {
                format!("ask {to} where they stand")
            });
        }
        let anyone = self.may(book, Right::PageAnyone);
        for head in book
            .heads
            .values()
            .filter(|h| !self.room.contains(&h.name) && !h.bystander)
            .filter(|h| anyone || book.is_open_to_calls(h.name, self.now))
        {
            let whom = head.name;
            let incident = self.incident_of(ticket).map(|i| i.incident);
            let page = Command::Page {
                whom,
                incident,
                ticket,
                role: None,
            };
            open.add(page, || format!("page {whom}"));
        }
        match self.incident_of(ticket) {
            None => {
                let severities = book.process.severities.iter();
                for severity in severities.filter(|_| self.may(book, Right::Declare)) {
                    let severity = severity.name;
                    open.add(Command::Declare { ticket, severity }, || {
                        format!("declare {severity}")
                    });
                }
            }
            Some(seen) => self.incident_options(book, seen, open),
        }
    }

    fn incident_options(&self, book: &Handbook, seen: &super::IncidentSeen, open: &mut Offers) {
        let incident = seen.incident;
        open.add(Command::SizeUp { incident }, || {
            "size the situation up".into()
        });
        if self.may(book, Right::SetSeverity) {
            for severity in book
                .process
                .severities
                .iter()
                .filter(|s| s.name != seen.severity)
            {
                let severity = severity.name;
                open.add(Command::SetSeverity { incident, severity }, || {
                    format!("set {severity}")
                });
            }
        }
        self.calling_options(book, seen, open);
        if seen.document {
            open.add(Command::Read { incident }, || {
                "read the incident document".into()
            });
            open.add(Command::Write { incident }, || {
                "write into the incident document".into()
            });
        }
        if self.may(book, Right::Declare) || self.may(book, Right::Command) {
            open.add(Command::Close { incident }, || "close the incident".into());
        }
    }

    /// Calling somebody for a role that is asked for and that nobody holds.
    fn calling_options(&self, book: &Handbook, seen: &super::IncidentSeen, open: &mut Offers) {
        let vacant = seen.roles_asked.iter().copied();
        for role in vacant.filter(|r| self.holder(*r).is_none()) {
            let anyone = self.may(book, Right::PageAnyone);
            let trained = self.successors(book, role);
            let trained = trained.filter(|n| anyone || book.is_open_to_calls(*n, self.now));
            for whom in book.group_for(role).into_iter().chain(trained) {
                let page = Command::Page {
                    whom,
                    incident: Some(seen.incident),
                    ticket: seen.ticket,
                    role: Some(role),
                };
                open.add(page, || format!("page {whom} as {role}"));
            }
        }
    }

    fn work_options(&self, book: &Handbook, ticket: TicketId, open: &mut Offers) {
        let works = book
            .diagnostics
            .iter()
            .map(|d| (WorkKind::Diagnostic, d.name, d.skill));
        let works = works.chain(
            book.actions
                .iter()
                .map(|a| (WorkKind::Action, a.name, a.skill)),
        );
        let assigns = self.may(book, Right::Assign);
        for (kind, work, skill) in works {
            let task = self.next_attempt(book, ticket, kind, work);
            if book.level(self.me, skill).is_some() {
                open.add(Command::Work { task }, || format!("start {work}"));
                if kind == WorkKind::Action {
                    self.approval_options(book, task, open);
                }
            }
            for to in self
                .room
                .iter()
                .copied()
                .filter(|p| assigns && *p != self.me)
            {
                if book.level(to, skill).is_some() {
                    let within = None;
                    open.add(Command::Assign { task, to, within }, || {
                        format!("give {work} to {to}")
                    });
                }
            }
        }
        for suspect in &book.suspects {
            let cause = suspect.cause;
            open.add(Command::Rethink { ticket, cause }, || {
                format!("go over {cause} again")
            });
        }
    }

    fn approval_options(&self, book: &Handbook, task: Task, open: &mut Offers) {
        let Some(action) = book.action(task.work) else {
            return;
        };
        let severity = self.incident_of(task.ticket).map(|i| i.severity);
        for role in book.approvals(action, severity) {
            if let Some(from) = self.holder(role).or_else(|| self.commander(book))
                && from != self.me
            {
                let words = || format!("ask {from} for a yes to {}", task.work);
                open.add(Command::RequestApproval { task, from }, words);
            }
        }
    }

    fn role_options(&self, book: &Handbook, open: &mut Offers) {
        for role in &book.process.roles {
            let (name, trained) = (role.name, book.is_trained(self.me, role.name));
            if self.holds(name) {
                open.add(Command::LeaveRole { role: name }, || {
                    format!("lay down {}", role.title)
                });
                for to in self.successors(book, name) {
                    self.handoff_options(name, to, open);
                }
            } else if self.holder(name).is_none() && trained {
                open.add(Command::TakeRole { role: name }, || {
                    format!("take {}", role.title)
                });
            }
        }
    }

    fn handoff_options(&self, role: Name, to: Name, open: &mut Offers) {
        let mut mine = self.handoffs.iter();
        if mine.any(|h| h.role == role && h.from == self.me && h.to == to) {
            open.add(Command::ConfirmHandoff { role, to }, || {
                format!("see that the commander knows {to} takes {role}")
            });
            open.add(Command::NoticeHandoff { role, to }, || {
                format!("post that {to} holds {role} now")
            });
        }
        open.add(Command::AnnounceHandoff { role, to }, || {
            format!("announce handing {role} to {to}")
        });
        if self.room.contains(&to) {
            open.add(Command::Transfer { role, to }, || {
                format!("hand {role} over to {to} in a call")
            });
        }
    }

    /// Colleagues trained for a role, those in the room first.
    pub fn successors<'a>(
        &'a self,
        book: &'a Handbook,
        role: Name,
    ) -> impl Iterator<Item = Name> + 'a {
        let trained = book
            .heads
            .values()
            .filter(move |h| h.trained.contains(&role));
        trained.map(|h| h.name).filter(|n| *n != self.me)
    }
}

struct Offers(Vec<Offer>);

impl Offers {
    fn add(&mut self, command: Command, words: impl FnOnce() -> String) {
        self.0.push(Offer {
            command,
            words: words(),
        });
    }
}
