//! How a record changes a board.

use super::{
    ApprovalSeen, Ask, Asked, Board, Called, DueSeen, Handbook, HandoffSeen, IncidentSeen,
    PageSeen, Presence, TicketSeen,
};
use crate::base::{Name, SimTime};
use crate::model::belief::Source;
use crate::model::command::{Command, Refusal};
use crate::model::fact::Job;
use crate::model::process::SeverityBy;
use crate::model::{Audience, Belief, Claim, Fact, IncidentId, Record, TaskState, TicketId, Topic};

impl Board {
    /// Folds one record in. The caller has checked that its audience holds this person.
    pub fn fold(&mut self, record: &Record, book: &Handbook) {
        let at = record.at;
        self.now = at;
        match &record.fact {
            Fact::AlertRaised {
                ticket,
                service,
                state,
                ..
            } => {
                let seen = self.ticket(*ticket, at);
                seen.alerts += 1;
                seen.cleared = None;
                let claim = Claim::Service {
                    service: *service,
                    state: *state,
                };
                self.learn(Belief {
                    claim,
                    source: Source::Tool,
                    since: at,
                    confidence: crate::base::Share::ALL,
                });
            }
            Fact::AlertCleared { ticket, .. } => self.ticket(*ticket, at).cleared = Some(at),
            Fact::PageSent {
                to, ticket, role, ..
            } if *to != self.me => {
                self.ticket(*ticket, at);
                self.called.push(Called {
                    whom: *to,
                    role: *role,
                    ticket: *ticket,
                    at,
                    came: false,
                });
            }
            Fact::PageSent {
                page,
                ticket,
                role,
                by_hand,
                ..
            } => {
                self.called_for_role |= role.is_some();
                self.pages.push(PageSeen {
                    page: *page,
                    ticket: *ticket,
                    role: *role,
                    at,
                    acknowledged: true,
                    by_hand: *by_hand,
                });
            }
            Fact::PageReached { page, .. } => {
                if let Some(seen) = self.pages.iter_mut().rfind(|p| p.page == *page) {
                    self.ringing += usize::from(seen.acknowledged);
                    seen.acknowledged = false;
                    seen.at = at;
                    let ticket = seen.ticket;
                    self.ticket(ticket, at);
                }
            }
            Fact::Acknowledged {
                page,
                person,
                ticket,
            } => {
                if let Some(seen) = self.pages.iter_mut().rfind(|p| p.page == *page) {
                    self.ringing -= usize::from(!seen.acknowledged);
                    seen.acknowledged = true;
                }
                let me = self.me;
                let seen = self.ticket(*ticket, at);
                seen.acknowledged_by.get_or_insert(*person);
                if *person == me && self.presence != Presence::Here {
                    self.presence = Presence::Coming;
                }
                if *person == me && !self.is_fixed(*ticket) && !self.taken.contains(ticket) {
                    self.taken.push(*ticket);
                }
                self.mark_came(*person);
            }
            Fact::Engaged { person, ticket } => {
                if *person == self.me {
                    self.looks_around(&record.audience);
                }
                self.engaged(*person, *ticket, at, book);
            }
            Fact::InjectDelivered { .. } => self.card_comes(&record.fact, book),
            Fact::Left { person, .. } => {
                self.room.retain(|p| p != person);
                self.left.insert(*person, at);
                if *person == self.me {
                    self.gone();
                }
            }
            Fact::Noticed {
                person,
                ticket,
                service,
                state,
            } if *person == self.me => {
                self.ticket(*ticket, at);
                self.noticed = Some(*ticket);
                let claim = Claim::Service {
                    service: *service,
                    state: *state,
                };
                self.learn(Belief {
                    claim,
                    source: Source::Outside,
                    since: at,
                    confidence: crate::base::Share::ALL,
                });
            }
            Fact::ShiftEnded { person } if *person == self.me => self.shift_ended = Some(at),
            Fact::JobStarted { person, job, .. } | Fact::JobResumed { person, job, .. }
                if *person == self.me =>
            {
                self.paused.retain(|j| j != job);
                self.hands = Some((*job, at));
                if let Job::Task(task) = job {
                    self.assigned.retain(|(t, _)| t != task);
                }
            }
            Fact::JobInterrupted { person, job, .. } if *person == self.me => {
                // Work taken over in a handoff comes laid down: what is in hand stays there.
                if self.hands.is_some_and(|(held, _)| held == *job) {
                    self.hands = None;
                }
                self.paused.push(*job);
            }
            Fact::JobFinished { person, job } | Fact::JobDropped { person, job }
                if *person == self.me =>
            {
                self.paused.retain(|j| j != job);
                if self.hands.is_some_and(|(held, _)| held == *job) {
                    self.hands = None;
                }
                self.idle_since = at;
                if let Job::Triage(ticket) = job {
                    self.ticket(*ticket, at).triaged = Some(at);
                }
            }
            Fact::Learned { person, beliefs } if *person == self.me => {
                for belief in beliefs {
                    self.learn(*belief);
                }
            }
            Fact::RunbookRead { person, runbook } if *person == self.me => {
                self.runbooks.push(*runbook);
            }
            Fact::Doubted {
                person,
                ticket,
                cause,
            } if *person == self.me => {
                self.doubt(*ticket, *cause, at, book);
            }
            Fact::Told { from, to, .. } => {
                if *from == self.me {
                    self.untold = 0;
                    self.untold_good = false;
                    self.told_at = Some(at);
                }
                self.unanswered = None;
                if *to == self.me {
                    self.heard_from.insert(*from, at);
                }
            }
            Fact::NoAnswer { person, whom } if *person == self.me => {
                self.room.retain(|p| p != whom);
            }
            Fact::Written { by, beliefs, .. } => {
                if *by == self.me {
                    self.unwritten = 0;
                } else {
                    let news = beliefs.iter().filter(|b| self.is_news(b)).count();
                    self.unread = self.unread.saturating_add(news as u16);
                }
            }
            Fact::TaskStarted { task, person, .. } => {
                self.believe_task(*task, *person, TaskState::Running, at);
            }
            Fact::TaskEnded {
                task,
                person,
                state,
                ..
            } => {
                self.believe_task(*task, *person, *state, at);
                self.given.retain(|(t, _, _)| t != task);
                self.approvals.retain(|a| a.task != *task);
                if *person == self.me {
                    self.boxes.retain(|(t, _, _)| t != task);
                }
            }
            Fact::TaskLost { task, .. } => {
                self.beliefs
                    .retain(|claim| claim.topic() != Topic::Task(*task));
                self.given.retain(|(t, _, _)| t != task);
            }
            Fact::Assigned {
                task,
                to,
                by,
                within,
            } => {
                if *to == self.me {
                    if let Some(within) = within {
                        self.boxes.push((*task, *by, at + *within));
                    }
                    self.assigned.push((*task, at));
                    // Who gives it has thought better of an earlier no.
                    self.approvals.retain(|a| a.task != *task);
                }
                if *by == self.me {
                    self.given.push((*task, *to, at));
                }
                self.believe_task(*task, *to, TaskState::Running, at);
            }
            Fact::Objected { task, by, to, .. } if *to == self.me => {
                self.objections.push((*task, *by));
            }
            Fact::ApprovalAsked { task, by, of } => {
                if *by == self.me {
                    self.approvals.retain(|a| a.task != *task || a.of != *of);
                    self.approvals.push(ApprovalSeen {
                        task: *task,
                        of: *of,
                        at,
                        answer: None,
                    });
                }
                if *of == self.me {
                    let what = Asked::Approval {
                        task: *task,
                        whose: *by,
                    };
                    self.inbox.retain(|ask| ask.what != what);
                    self.inbox.push(Ask { what, since: at });
                }
            }
            Fact::ApprovalGiven { task, by, to } => self.answered(*task, *by, *to, true, at),
            Fact::ApprovalRefused { task, by, to } => self.answered(*task, *by, *to, false, at),
            Fact::Declared {
                incident,
                ticket,
                severity,
                by,
                ..
            } => {
                self.ticket(*ticket, at);
                self.incidents.push(IncidentSeen {
                    incident: *incident,
                    ticket: *ticket,
                    severity: *severity,
                    declared_at: at,
                    declared_by: *by,
                    severity_set: book.process.severity_by == SeverityBy::Responder,
                    roles_asked: Vec::new(),
                    document: false,
                    closed: false,
                    head: Default::default(),
                });
            }
            Fact::SeveritySet { incident, .. }
            | Fact::Described { incident, .. }
            | Fact::RolesAsked { incident, .. }
            | Fact::DocumentOpened { incident } => self.seen(*incident, &record.fact),
            Fact::RoleTaken { role, person } => self.role(*role, Some(*person), at),
            Fact::RoleLeft { role, person } => {
                if *person == self.me {
                    self.my_roles.remove(*role);
                }
                if self.holder(*role) == Some(*person) {
                    self.role(*role, None, at);
                }
            }
            Fact::HandoffAnnounced { role, from, to } => self.handoffs.push(HandoffSeen {
                role: *role,
                from: *from,
                to: *to,
                since: at,
                transferred: false,
                confirmed: false,
            }),
            Fact::HandedOver {
                role,
                from,
                to,
                steps,
            } => {
                self.handoffs.retain(|h| h.role != *role || h.from != *from);
                let mine = *from == self.me || *to == self.me;
                if mine || steps.noticed || steps.confirmed {
                    self.role(*role, Some(*to), at);
                }
            }
            Fact::Closed { incident } => {
                self.seen(*incident, &record.fact);
                let owed = |d: &DueSeen| d.incident != *incident || book.is_legal(d.duty);
                self.dues.retain(owed);
            }
            Fact::MessageSent {
                message, to, asks, ..
            } if *to == self.me && *asks => {
                self.inbox.push(Ask {
                    what: Asked::Message(*message),
                    since: at,
                });
            }
            Fact::MessageAnswered { message, .. } => {
                self.inbox
                    .retain(|ask| ask.what != Asked::Message(*message));
            }
            Fact::UpdateDue {
                incident,
                duty,
                at,
                number,
                closing,
            } => {
                self.dues
                    .retain(|d| d.incident != *incident || d.duty != *duty);
                self.dues.push(DueSeen {
                    incident: *incident,
                    duty: *duty,
                    at: *at,
                    number: *number,
                    reminded: false,
                    closing: *closing,
                });
            }
            Fact::Reminded { incident, duty } => {
                let about = |d: &&mut DueSeen| d.incident == *incident && d.duty == *duty;
                for due in self.dues.iter_mut().filter(about) {
                    due.reminded = true;
                }
            }
            Fact::UpdateSent { incident, duty, .. } | Fact::UpdateMissed { incident, duty, .. } => {
                self.dues
                    .retain(|d| d.incident != *incident || d.duty != *duty);
            }
            Fact::ToolLost { tool } if !self.tools_lost.contains(tool) => {
                self.tools_lost.push(*tool)
            }
            Fact::ToolRestored { tool } => self.tools_lost.retain(|t| t != tool),
            Fact::Refused { refusal, .. } => {
                self.refused_at = Some(at);
                if let (Refusal::NotHere, Some(gone)) = (refusal, self.addressed) {
                    self.room.retain(|p| *p != gone);
                    self.nobody_holds(gone, at);
                }
            }
            Fact::Commanded { command } => self.commanded(command, at),
            _ => {}
        }
    }

    fn seen(&mut self, incident: IncidentId, fact: &Fact) {
        let mut incidents = self.incidents.iter_mut();
        if let Some(seen) = incidents.find(|i| i.incident == incident) {
            seen.fold(fact);
        }
    }

    fn ticket(&mut self, ticket: TicketId, at: SimTime) -> &mut TicketSeen {
        self.tickets.entry(ticket, || TicketSeen {
            since: at,
            alerts: 0,
            triaged: None,
            cleared: None,
            acknowledged_by: None,
        })
    }

    /// A newcomer sees who is here: those who see them come.
    fn looks_around(&mut self, audience: &Audience) {
        self.room = vec![self.me];
        if let Audience::Some(here) = audience {
            self.room.extend(here.iter().filter(|p| **p != self.me));
        }
    }

    fn engaged(&mut self, person: Name, ticket: TicketId, at: SimTime, book: &Handbook) {
        if !self.room.contains(&person) {
            self.room.push(person);
        }
        self.mark_came(person);
        self.came.insert(person, at);
        if person == self.me {
            self.ticket(ticket, at);
            self.presence = Presence::Here;
            self.here_since = Some(at);
            self.idle_since = at;
            self.shift_ended = None;
            self.shift_ends = book.roster.shift_end(person, at);
        }
    }

    /// Somebody I took for the holder of roles is not there.
    fn nobody_holds(&mut self, gone: Name, at: SimTime) {
        let theirs = |b: &Belief| match b.claim {
            Claim::Role { role, holder } if holder == Some(gone) => Some(role),
            _ => None,
        };
        let roles: Vec<Name> = self.beliefs.iter().filter_map(theirs).collect();
        for role in roles {
            self.role(role, None, at);
        }
    }

    fn mark_came(&mut self, person: Name) {
        for called in self.called.iter_mut().filter(|c| c.whom == person) {
            called.came = true;
        }
    }

    fn gone(&mut self) {
        self.presence = Presence::Gone;
        self.here_since = None;
        self.hands = None;
        self.paused.clear();
        self.assigned.clear();
        self.boxes.clear();
        self.approvals.clear();
        self.inbox.clear();
        self.my_roles.clear();
    }

    /// Keeps the newer of two beliefs about one topic.
    fn learn(&mut self, belief: Belief) {
        if !self.beliefs.learn(belief) {
            return;
        }
        if let Claim::Fixed { ticket } = belief.claim {
            self.taken.retain(|t| *t != ticket);
        }
        match belief.source {
            Source::Own => {
                self.untold = self.untold.saturating_add(1);
                self.untold_good |= is_good_news(&belief.claim);
                self.unwritten = self.unwritten.saturating_add(1);
            }
            Source::Document => self.unread = 0,
            Source::Person(_) | Source::Script(_) => {
                self.unwritten = self.unwritten.saturating_add(1);
            }
            _ => {}
        }
    }

    fn believe_task(&mut self, task: crate::model::Task, by: Name, state: TaskState, at: SimTime) {
        self.learn(Belief {
            claim: Claim::Task { task, by, state },
            source: Source::Tool,
            since: at,
            confidence: crate::base::Share::ALL,
        });
    }

    fn role(&mut self, role: Name, holder: Option<Name>, at: SimTime) {
        if holder == Some(self.me) {
            self.my_roles.insert(role, at);
        } else {
            self.my_roles.remove(role);
        }
        self.learn(Belief {
            claim: Claim::Role { role, holder },
            source: Source::Tool,
            since: at,
            confidence: crate::base::Share::ALL,
        });
    }

    /// Withdraws what speaks about one cause, and the claims that its tests are done.
    fn doubt(&mut self, ticket: TicketId, cause: Name, at: SimTime, book: &Handbook) {
        let about = |claim: &Claim| match claim {
            Claim::Cause {
                ticket: t,
                cause: c,
                ..
            } => *t == ticket && *c == cause,
            Claim::Tried {
                task,
                helped: false,
            } => {
                task.ticket == ticket
                    && book.action(task.work).is_some_and(|a| book.cures(a, cause))
            }
            Claim::Task {
                task,
                state: TaskState::Done,
                ..
            } => {
                task.ticket == ticket
                    && book
                        .diagnostic(task.work)
                        .is_some_and(|d| d.tests.contains(&cause))
            }
            _ => false,
        };
        self.beliefs.retain(|claim| !about(claim));
        let (count, last) = self.doubts.entry((ticket, cause), || (0, at));
        *count += 1;
        *last = at;
    }

    fn answered(&mut self, task: crate::model::Task, by: Name, to: Name, yes: bool, at: SimTime) {
        let what = Asked::Approval { task, whose: to };
        self.inbox.retain(|ask| ask.what != what);
        if yes && by == self.me {
            self.yeses.push(task);
            // Whoever says yes counts on its being done.
            self.believe_task(task, to, TaskState::Running, at);
        }
        if to == self.me {
            for asked in self
                .approvals
                .iter_mut()
                .filter(|a| a.task == task && a.of == by)
            {
                asked.answer = Some(yes);
                asked.at = at;
            }
        }
    }

    /// My own open handoff of a role.
    fn handing(&mut self, role: Name, change: impl FnOnce(&mut HandoffSeen)) {
        let me = self.me;
        let mut mine = self.handoffs.iter_mut().rev();
        if let Some(handoff) = mine.find(|h| h.role == role && h.from == me) {
            change(handoff);
        }
    }

    /// What I asked for myself and will not see come back otherwise.
    fn commanded(&mut self, command: &Command, at: SimTime) {
        self.addressed = match command {
            Command::Assign { to, .. }
            | Command::Transfer { to, .. }
            | Command::RequestApproval { from: to, .. } => Some(*to),
            _ => None,
        };
        match command {
            Command::Join { .. } if !self.is_here() => self.presence = Presence::Coming,
            Command::SizeUp { .. } => self.sized_up = Some(at),
            Command::Ask { whom, .. } => {
                self.heard_from.insert(*whom, at);
                self.unanswered = Some((*whom, at));
            }
            Command::Report { to, .. } => {
                self.told_at = Some(at);
                self.unanswered = Some((*to, at));
                self.boxes.retain(|(_, by, until)| by != to || *until > at);
            }
            Command::Transfer { role, .. } => self.handing(*role, |h| h.transferred = true),
            Command::ConfirmHandoff { role, .. } => self.handing(*role, |h| h.confirmed = true),
            Command::Read { .. } => self.unread = 0,
            Command::Write { .. } => self.unwritten = 0,
            Command::Drop { task } => self.assigned.retain(|(t, _)| t != task),
            _ => {}
        }
    }
}

fn is_good_news(claim: &Claim) -> bool {
    match claim {
        Claim::Cause { is, .. } => *is,
        Claim::Tried { helped, .. } => *helped,
        Claim::Fixed { .. } | Claim::Eased { .. } => true,
        Claim::Finding { present, .. } => *present,
        _ => false,
    }
}
