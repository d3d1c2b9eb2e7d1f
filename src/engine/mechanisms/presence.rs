//! People come, stay, tire, leave; some cannot be reached for a while.

use crate::base::{Duration, Purpose, Share, SimTime};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::Place;
use crate::model::belief::Claim;
use crate::model::command::Occupant;
use crate::model::fact::{Job, LeaveReason};
use crate::model::{Actor, Audience, Belief, Fact, Seq, Source, TaskState, TicketId};

impl Engine {
    /// Until when a person cannot be reached, if so: a state of the person, not of the page
    /// (pitfall 6). Drawn once for each day of the story.
    pub(crate) fn unreachable_until(&mut self, person: usize, because: Seq) -> Option<SimTime> {
        let plan = self.plan.clone();
        let now = self.ledger.now;
        let day = now.0.div_euclid(86_400_000);
        let defaults = &plan.setup.defaults.people;
        if self.body(person).occupant == Occupant::Human {
            return None;
        }
        if self.body(person).reach_drawn != Some(day) {
            self.body_mut(person).reach_drawn = Some(day);
            let name = plan.name(person);
            let chance = match plan.asleep(person, now) {
                true => defaults.unreachable_asleep.value,
                false => defaults.unreachable_awake.value,
            };
            let key = (name, day as u64);
            if !self.is_here(person) && self.draw(Purpose::Unreachable, key).chance(chance) {
                let lasts = self.draw(Purpose::UnreachableFor, key);
                let until = now + lasts.length(&defaults.unreachable_for.value);
                self.cannot_be_reached(person, until, because);
            }
        }
        Some(self.body(person).unreachable_until).filter(|until| *until > now)
    }

    pub(crate) fn cannot_be_reached(&mut self, person: usize, until: SimTime, because: Seq) {
        let name = self.plan.name(person);
        self.body_mut(person).unreachable_until = until;
        let fact = Fact::Unreachable {
            person: name,
            until,
        };
        self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        if until < SimTime::NEVER {
            self.agenda.add(until, Due::PersonBack { person });
        }
    }

    pub(crate) fn person_back(&mut self, person: usize) {
        if self.ledger.now >= self.body(person).unreachable_until {
            let now = self.ledger.now;
            self.decide_at(person, now);
        }
    }

    /// Somebody has taken a call and is on the way: after a while their hands are on the keyboard.
    pub(crate) fn comes(&mut self, person: usize, ticket: TicketId, woke: bool, because: Seq) {
        let plan = self.plan.clone();
        let now = self.ledger.now;
        let body = self.body_mut(person);
        body.ticket = Some(ticket);
        body.engaged_seq = Some(because);
        let prompts = body.prompts.entry(ticket, Default::default);
        prompts.came = Some(because);
        if body.place != Place::Away {
            return;
        }
        body.place = Place::Coming;
        if woke {
            body.woken_at = Some(now);
        }
        let who = &plan.people[person];
        let key = (who.name, self.ticket_key(ticket));
        let human = self.body(person).occupant == Occupant::Human;
        let law = &who.engages;
        let purpose = if who.outside {
            Purpose::ArrivalDelay
        } else {
            Purpose::EngageDelay
        };
        let mut takes = self.draw(purpose, key).length(law);
        let party = plan.setup.team.party(who.name);
        if party.is_some_and(|p| p.engaged_beforehand) {
            takes = takes.times(0.5);
        }
        if human {
            takes = Duration::ZERO;
        }
        self.agenda
            .add(now + takes, Due::Engages { person, ticket });
    }

    pub(crate) fn engages(&mut self, person: usize, ticket: TicketId) {
        if self.body(person).place != Place::Coming {
            return;
        }
        let now = self.ledger.now;
        let because = self
            .body(person)
            .engaged_seq
            .expect("set when they took the call");
        let name = self.plan.name(person);
        let body = self.body_mut(person);
        body.place = Place::Here;
        body.engaged_at = now;
        body.shift_turn += 1;
        let turn = body.shift_turn;
        self.ledger.is_now_here(person, true);
        let fact = Fact::Engaged {
            person: name,
            ticket,
        };
        let audience = self.room_and(&[person]);
        let seq = self.write(Actor::Person(name), Some(because), audience, fact);
        self.body_mut(person).engaged_seq = Some(seq);
        self.prompts(person, ticket).came = Some(seq);
        self.read_the_channel(person, seq);
        self.is_met(person, seq);
        let end = self.plan.book.roster.shift_end(name, now);
        if let Some(end) = end {
            self.agenda.add(end, Due::ShiftEnds { person, turn });
        }
    }

    /// A newcomer sees what the channel's head says: who holds which role.
    fn read_the_channel(&mut self, person: usize, because: Seq) {
        let now = self.ledger.now;
        let posted = self.ledger.posted.iter().map(|(role, holder)| Belief {
            claim: Claim::Role {
                role,
                holder: *holder,
            },
            source: Source::Tool,
            since: now,
            confidence: Share::ALL,
        });
        let posted: Vec<Belief> = posted.collect();
        self.learn(person, posted, because);
    }

    pub(crate) fn shift_ends(&mut self, person: usize, turn: u32) {
        if self.body(person).shift_turn != turn || !self.is_here(person) {
            return;
        }
        let name = self.plan.name(person);
        let because = self.body(person).engaged_seq;
        let fact = Fact::ShiftEnded { person: name };
        let seq = self.write(Actor::World, because, Audience::One(name), fact);
        self.body_mut(person).shift_seq = Some(seq);
        if self.plan.people[person].relieved
            && let Some(end) = self.plan.book.roster.shift_end(name, self.ledger.now)
        {
            self.agenda.add(end, Due::ShiftEnds { person, turn });
        }
    }

    /// Somebody leaves: what they had in hand is lost unless it was passed on, and what only they
    /// knew goes with them.
    pub(crate) fn leaves(&mut self, person: usize, why: LeaveReason, because: Seq) {
        let plan = self.plan.clone();
        let name = plan.name(person);
        if self.body(person).place == Place::Away && why != LeaveReason::Script {
            return;
        }
        let lost = match self.is_here(person) && !self.nothing_is_open() {
            true => self.known_only_to(person),
            false => 0,
        };
        let jobs = self.clear_hands(person);
        // Somebody whose shift ends without a notice is simply no longer there.
        let unseen = match why {
            LeaveReason::Shift => !self.plan.says_goodbye(),
            LeaveReason::Script => true,
            _ => false,
        };
        let audience = match unseen {
            true => Audience::One(name),
            false => self.room_and(&[person]),
        };
        let fact = Fact::Left { person: name, why };
        let seq = self.write(Actor::Person(name), Some(because), audience, fact);
        let over = self.nothing_is_open();
        for held in jobs {
            if let Job::Task(task) = held.job {
                self.task_ended(person, task, TaskState::Dropped, None, seq);
                // Lost is what somebody still counts on.
                let counted = Some((name, TaskState::Running));
                let mut others = self.here().filter(|p| *p != person);
                let counts = others.any(|p| self.boards[p].task(task) == counted);
                drop(others);
                if !over && counts {
                    let fact = Fact::TaskLost { task, person: name };
                    self.write(Actor::World, Some(seq), Audience::One(name), fact);
                }
            }
        }
        if lost > 0 && !over {
            let fact = Fact::BeliefsLost {
                person: name,
                count: lost,
            };
            self.write(Actor::World, Some(seq), Audience::Facilitator, fact);
        }
        let roles: Vec<_> = self
            .ledger
            .roles
            .iter()
            .filter(|(_, p)| **p == person)
            .map(|(r, _)| r)
            .collect();
        for role in roles {
            self.ledger.roles.remove(role);
            if !unseen {
                self.ledger.posted.insert(role, None);
            }
            let fact = Fact::RoleLeft { role, person: name };
            let audience = match unseen {
                true => Audience::One(name),
                false => Audience::Everyone,
            };
            self.write(Actor::Person(name), Some(seq), audience, fact);
        }
        self.ledger.is_now_here(person, false);
        let body = self.body_mut(person);
        body.place = Place::Away;
        body.gone = why == LeaveReason::Script;
        body.shift_turn += 1;
        body.ticket = None;
        body.woken_at = None;
    }

    fn nothing_is_open(&self) -> bool {
        self.ledger.unresolved.is_empty()
    }
}
