//! What a command does once its time in the story is over.

use crate::base::{Duration, Name, Share};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::mechanisms::Channel;
use crate::engine::state::{Approval, Held, Incident};
use crate::model::belief::{Belief, Claim, Source};
use crate::model::fact::LeaveReason;
use crate::model::process::Filled;
use crate::model::{Actor, Audience, Command, Fact, IncidentId, PageId, Seq, Task, TicketId};

impl Engine {
    pub(crate) fn carried_out(&mut self, person: usize, command: Command, _held: &Held, seq: Seq) {
        let plan = self.plan.clone();
        let name = plan.name(person);
        let who = |name: Name| plan.person(name).expect("commands check names");
        if let Some(whom) = command.addressee().map(who).filter(|p| !self.is_here(*p)) {
            // Whom it was meant for has left meanwhile, or was never here: nobody answers.
            let after = plan.setup.defaults.authority.asks_again_after.value;
            self.agenda.add(
                self.ledger.now + after,
                Due::NoAnswer {
                    person,
                    whom,
                    because: seq,
                },
            );
            return;
        }
        match command {
            Command::Triage { ticket } => self.triage_done(person, ticket, seq),
            Command::Verify { task } => self.verify_done(person, task, seq),
            Command::Rethink { ticket, cause } => {
                let fact = Fact::Doubted {
                    person: name,
                    ticket,
                    cause,
                };
                let seq = self.write(Actor::Person(name), Some(seq), Audience::One(name), fact);
                self.body_mut(person).learned_seq = Some(seq);
                self.prompts(person, ticket).learned = Some(seq);
            }
            Command::Declare { ticket, severity } => self.declared(person, ticket, severity, seq),
            Command::SetSeverity { incident, severity } => {
                self.ledger.incident_mut(incident).severity = severity;
                let fact = Fact::SeveritySet { incident, severity };
                let seq = self.write(Actor::Person(name), Some(seq), Audience::Everyone, fact);
                self.ask_for_roles(incident, seq);
                self.start_cadences(incident, seq);
            }
            Command::Describe { incident, head } => {
                let state = self.ledger.incident_mut(incident);
                state.private = head.private.or(state.private);
                let fact = Fact::Described {
                    incident,
                    by: name,
                    head,
                };
                self.write(Actor::Person(name), Some(seq), Audience::Everyone, fact);
            }
            Command::SizeUp { incident } => {
                self.read_document(person, incident, seq);
                let sights: Vec<Belief> = self.sights().into_iter().map(|c| self.own(c)).collect();
                self.learn(person, sights, seq);
                for other in self.here().filter(|p| *p != person).collect::<Vec<_>>() {
                    self.tell(other, person, Channel::Talk, seq);
                }
            }
            Command::Page {
                whom, ticket, role, ..
            } => self.called(person, whom, ticket, role, seq),
            Command::TakeRole { role } => self.role_taken(person, role, seq),
            Command::LeaveRole { role } => {
                // What has been begun to be handed over passes with the steps so far.
                self.pass_role(person, role, seq);
                if self.ledger.roles.get(role) == Some(&person) {
                    self.ledger.roles.remove(role);
                    self.ledger.posted.insert(role, None);
                    let fact = Fact::RoleLeft { role, person: name };
                    self.write(Actor::Person(name), Some(seq), Audience::Everyone, fact);
                }
            }
            Command::AnnounceHandoff { role, to } => {
                let to = match plan.book.is_group(to) {
                    true => self.group_on_call(to).filter(|p| *p != person),
                    false => plan.person(to),
                };
                let trained = plan
                    .book
                    .heads
                    .values()
                    .filter(|h| h.trained.contains(&role));
                let stand_in = || {
                    trained
                        .filter_map(|h| plan.person(h.name))
                        .find(|p| *p != person)
                };
                if let Some(to) = to.or_else(stand_in) {
                    self.handoff_announced(person, role, to, seq);
                }
            }
            Command::Transfer { role, to } => self.handoff_transferred(person, role, who(to), seq),
            Command::ConfirmHandoff { role, .. } => self.handoff_confirmed(person, role, seq),
            Command::NoticeHandoff { role, .. } => self.handoff_noticed(person, role, seq),
            Command::Assign { task, to, within } => {
                let to = who(to);
                self.tell(person, to, Channel::Talk, seq);
                if self.objects(person, to, task, seq) {
                    return;
                }
                let fact = Fact::Assigned {
                    task,
                    to: plan.name(to),
                    by: name,
                    within,
                };
                let audience = Audience::Some(vec![name, plan.name(to)]);
                let seq = self.write(Actor::Person(name), Some(seq), audience, fact);
                self.ledger.assigned_seq.push((task, to, seq));
                self.listens(to, seq);
            }
            Command::Report { to, .. } => self.reported(person, who(to), seq),
            Command::Ask { whom, .. } => self.asked(person, who(whom), seq),
            Command::RequestApproval { task, from } => {
                let of = who(from);
                self.tell(person, of, Channel::Talk, seq);
                let fact = Fact::ApprovalAsked {
                    task,
                    by: name,
                    of: from,
                };
                let audience = Audience::Some(vec![name, from]);
                let because = self.write(Actor::Person(name), Some(seq), audience, fact);
                self.ledger
                    .approvals
                    .retain(|a| a.task != task || a.by != person || a.of != of);
                self.ledger.approvals.push(Approval {
                    task,
                    by: person,
                    of,
                    answer: None,
                    because,
                });
                let again = self.ledger.now + plan.setup.defaults.authority.asks_again_after.value;
                self.decide_at(person, again);
            }
            Command::Approve { task, whose } => self.decided(person, task, who(whose), true, seq),
            Command::Refuse { task, whose } => self.decided(person, task, who(whose), false, seq),
            Command::Answer { message, text } => {
                let mut asked = None;
                if let Some(state) = self.ledger.message_mut(message) {
                    state.answered = true;
                    asked = state.of.map(|who| (who, state.because));
                }
                let fact = Fact::MessageAnswered {
                    message,
                    by: name,
                    text,
                };
                let audience = Audience::One(name);
                let seq = self.write(Actor::Person(name), Some(seq), audience, fact);
                if let Some((who, question)) = asked {
                    self.hears_an_answer(who, question, seq);
                }
            }
            Command::Update {
                incident,
                duty,
                text,
            } => self.update_sent(person, incident, duty, text, seq),
            Command::Write { incident } => {
                let known = self.boards[person].beliefs.to_vec();
                self.write_down(incident, name, &known, seq);
            }
            Command::Read { incident } => self.read_document(person, incident, seq),
            Command::Close { incident } => self.closed(person, incident, seq),
            Command::Say { to, text } => {
                let fact = Fact::Said {
                    from: name,
                    to,
                    text,
                };
                let audience = Audience::Some(vec![name, to]);
                let seq = self.write(Actor::Person(name), Some(seq), audience, fact);
                self.listens(who(to), seq);
            }
            Command::SendOut { whom } => {
                let whom = who(whom);
                if self.is_here(whom) {
                    self.leaves(whom, LeaveReason::Observing, seq);
                }
            }
            _ => {}
        }
    }

    /// Somebody is spoken to: it takes their attention too.
    pub(super) fn listens(&mut self, person: usize, because: Seq) {
        let takes = self.plan.setup.defaults.story_times.listen;
        self.call_on(person, "listen", takes, because);
    }

    pub(crate) fn acknowledged(&mut self, person: usize, page: PageId, because: Seq) {
        let name = self.plan.name(person);
        let state = self.ledger.page_mut(page);
        state.acknowledged = true;
        let (ticket, woke) = (state.ticket, state.woke);
        let by = state.by_hand;
        let fact = Fact::Acknowledged {
            page,
            person: name,
            ticket,
        };
        let audience: Vec<usize> = std::iter::once(person).chain(by).collect();
        let audience = self.room_and(&audience);
        let seq = self.write(Actor::Person(name), Some(because), audience, fact);
        let state = self.ledger.ticket_mut(ticket);
        if state.answered_by.is_none() {
            state.answered_by = Some(person);
            state.climbing = false;
        }
        self.comes(person, ticket, woke, seq);
    }

    /// A page passed on: the next rung is tried at once.
    pub(crate) fn passed_on(&mut self, person: usize, page: PageId, because: Seq) {
        let name = self.plan.name(person);
        let state = self.ledger.page_mut(page);
        let (ticket, ladder) = (state.ticket, state.ladder);
        let fact = Fact::PageMissed { page, to: name };
        let seq = self.write(
            Actor::Person(name),
            Some(because),
            Audience::One(name),
            fact,
        );
        if ladder {
            let rung = self.ledger.ticket(ticket).rung;
            self.ledger.ticket_mut(ticket).because = seq;
            self.climb(ticket, rung);
        }
    }

    fn declared(&mut self, person: usize, ticket: TicketId, severity: Name, because: Seq) {
        if self.ledger.incident_of(ticket).is_some() {
            return;
        }
        let plan = self.plan.clone();
        let process = &plan.setup.process;
        let name = plan.name(person);
        let incident = IncidentId(self.ledger.incidents.len() as u32);
        let episode = self.ledger.ticket(ticket).episode;
        let fact = Fact::Declared {
            incident,
            ticket,
            severity,
            by: name,
            episodes: episode.into_iter().collect(),
        };
        let seq = self.write(Actor::Person(name), Some(because), Audience::Everyone, fact);
        let cadences = self.fresh_cadences();
        self.ledger.incidents.push(Incident {
            ticket,
            severity,
            because: seq,
            roles_asked: Vec::new(),
            asked_seq: seq,
            document: process.document.kept.then(Vec::new),
            closed: false,
            private: None,
            cadences,
        });
        if process.document.kept {
            self.write(
                Actor::Tool,
                Some(seq),
                Audience::Everyone,
                Fact::DocumentOpened { incident },
            );
            let auto = self.ledger.ticket(ticket).auto.clone();
            self.write_down(incident, name, &auto, seq);
        }
        let asked = self.ask_for_roles(incident, seq);
        self.start_cadences(incident, seq);
        // Those in the house hear that it has a name now.
        self.hear_declared(seq);
        self.owe_notices(ticket, seq);
        if process.automation.mobilising {
            self.mobilise(incident, ticket, asked);
        }
    }

    /// What an incident's severity asks for is announced.
    fn ask_for_roles(&mut self, incident: IncidentId, because: Seq) -> Seq {
        let plan = self.plan.clone();
        let severity = self.ledger.incident(incident).severity;
        let roles = plan
            .setup
            .process
            .severity(severity)
            .map(|s| s.roles.clone())
            .unwrap_or_default();
        let fact = Fact::RolesAsked {
            incident,
            roles: roles.clone(),
        };
        let seq = self.write(Actor::Tool, Some(because), Audience::Everyone, fact);
        let state = self.ledger.incident_mut(incident);
        state.roles_asked = roles;
        state.asked_seq = seq;
        seq
    }

    /// A tool pages the on-call people of all roles asked for at once.
    fn mobilise(&mut self, incident: IncidentId, ticket: TicketId, because: Seq) {
        let plan = self.plan.clone();
        for role in self.ledger.incident(incident).roles_asked.clone() {
            let wanted = plan.setup.process.role(role).is_some_and(|r| {
                !matches!(
                    r.filled,
                    Filled::ByField | Filled::FirstResponder | Filled::Volunteer
                )
            });
            let group = plan
                .book
                .group_for(role)
                .filter(|_| wanted && !self.ledger.roles.contains(role));
            if let Some(person) = group.and_then(|g| self.group_on_call(g)) {
                self.page(person, ticket, Some(role), None, 0, None, because);
            }
        }
    }

    /// The first person on call of a group, or its first member who is about.
    pub(crate) fn group_on_call(&self, group: Name) -> Option<usize> {
        let roster = &self.plan.book.roster;
        let mut callable = roster.callable(group, self.ledger.now);
        callable.find_map(|name| self.plan.person(name).filter(|p| !self.body(*p).gone))
    }

    fn called(
        &mut self,
        person: usize,
        whom: Name,
        ticket: TicketId,
        role: Option<Name>,
        because: Seq,
    ) {
        let to = match self.plan.book.is_group(whom) {
            true => self.group_on_call(whom),
            false => self.plan.person(whom),
        };
        match to {
            Some(to) => {
                // The round is the hour: calling the same person again later is new luck.
                let hour = (self.ledger.now.0 / 3_600_000) as u16;
                self.page(to, ticket, role, None, hour, Some(person), because);
            }
            None => {
                let fact = Fact::NobodyToPage {
                    ticket,
                    level: None,
                };
                let name = self.plan.name(person);
                self.write(Actor::Tool, Some(because), Audience::One(name), fact);
            }
        }
    }

    pub(crate) fn role_taken(&mut self, person: usize, role: Name, because: Seq) {
        if self
            .ledger
            .roles
            .get(role)
            .is_some_and(|p| self.is_here(*p))
        {
            return;
        }
        let name = self.plan.name(person);
        self.ledger.roles.insert(role, person);
        self.ledger.posted.insert(role, Some(name));
        let fact = Fact::RoleTaken { role, person: name };
        self.write(Actor::Person(name), Some(because), Audience::Everyone, fact);
    }

    fn reported(&mut self, person: usize, to: usize, because: Seq) {
        self.tell(person, to, Channel::Talk, because);
        self.listens(to, because);
    }

    /// Nobody has answered for long: somebody looks who holds what.
    pub(crate) fn no_answer(&mut self, person: usize, whom: usize, because: Seq) {
        if !self.is_here(person) || self.is_here(whom) {
            return;
        }
        let since = self.ledger.now;
        let (name, whom) = (self.plan.name(person), self.plan.name(whom));
        let fact = Fact::NoAnswer { person: name, whom };
        let seq = self.write(Actor::World, Some(because), Audience::One(name), fact);
        let posted: Vec<Name> = self.ledger.posted.keys().collect();
        let looked = posted.into_iter().map(|role| Belief {
            claim: Claim::Role {
                role,
                holder: self.ledger.roles.get(role).map(|p| self.plan.name(*p)),
            },
            source: Source::Own,
            since,
            confidence: Share::ALL,
        });
        let looked: Vec<Belief> = looked.collect();
        self.learn(person, looked, seq);
    }

    fn asked(&mut self, person: usize, whom: usize, because: Seq) {
        self.ask_for_answer(whom, person, because);
    }

    fn decided(&mut self, person: usize, task: Task, whose: usize, yes: bool, because: Seq) {
        let names = (self.plan.name(person), self.plan.name(whose));
        let mut asked = self.ledger.approvals.iter_mut();
        if let Some(asked) = asked.find(|a| a.task == task && a.by == whose && a.of == person) {
            asked.answer = Some(yes);
        }
        let (by, to) = names;
        let fact = match yes {
            true => Fact::ApprovalGiven { task, by, to },
            false => Fact::ApprovalRefused { task, by, to },
        };
        let audience = Audience::Some(vec![by, to]);
        self.write(Actor::Person(by), Some(because), audience, fact);
        if !yes {
            // Told why: the asker hears what the one who decides knows.
            self.tell(person, whose, Channel::Talk, because);
        }
    }

    fn closed(&mut self, person: usize, incident: IncidentId, because: Seq) {
        if self.ledger.incident(incident).closed {
            return;
        }
        let name = self.plan.name(person);
        let fact = Fact::Closed { incident };
        let seq = self.write(Actor::Person(name), Some(because), Audience::Everyone, fact);
        let state = self.ledger.incident_mut(incident);
        state.closed = true;
        state.because = seq;
        let ticket = state.ticket;
        self.ledger.ticket_mut(ticket).closed = true;
        self.owe_the_end(incident, seq);
        self.end_if_done(seq);
    }

    pub(crate) fn steps_away(&mut self, person: usize, because: Seq) {
        let shift = self.boards[person].shift_ended.is_some();
        self.complete_handoffs(person, because);
        let looks_on = self.plan.people[person].bystander && self.ledger.impact > 0;
        let why = if shift {
            LeaveReason::Shift
        } else if looks_on {
            LeaveReason::Observing
        } else {
            LeaveReason::StoodDown
        };
        self.leaves(person, why, because);
    }

    /// A minute more for whoever takes running work over: to find the way into it.
    pub(crate) const TAKING_OVER: Duration = Duration::minutes(3);
}
