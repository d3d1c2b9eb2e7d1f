//! Rhythms: which update is due when, who is reminded, who asks when it does not come.

use crate::base::{Duration, Name, Purpose};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::{CadenceState, Message};
use crate::model::{Actor, Audience, Duty, Fact, IncidentId, MessageId, Seq, Stakeholder};

/// How long after it is due an update counts as missed, and a message as left unanswered.
const MISSED_AFTER: Duration = Duration::minutes(10);

/// When the closing message is due after the closing.
const CLOSING_WITHIN: Duration = Duration::minutes(10);

impl Engine {
    /// Starts the rhythms that an incident's severity asks for.
    pub(crate) fn start_cadences(&mut self, incident: IncidentId, because: Seq) {
        let plan = self.plan.clone();
        let process = &plan.setup.process;
        let severity = process.severity_rank(self.ledger.incident(incident).severity);
        for (index, cadence) in process.cadences.iter().enumerate() {
            let least = cadence.from_severity.and_then(|s| process.severity_rank(s));
            let wanted = least.is_none_or(|least| severity.is_some_and(|s| s <= least));
            let on = self.ledger.incident(incident).cadences[index].on;
            if wanted && !on {
                self.ledger.incident_mut(incident).cadences[index].on = true;
                self.next_update(incident, index, cadence.first_within, because);
            } else if !wanted && on {
                self.ledger.incident_mut(incident).cadences[index].on = false;
            }
        }
    }

    fn next_update(
        &mut self,
        incident: IncidentId,
        cadence: usize,
        within: Duration,
        because: Seq,
    ) {
        let plan = self.plan.clone();
        let duty = plan.setup.process.cadences[cadence].duty;
        let at = self.ledger.now + within;
        let state = &mut self.ledger.incident_mut(incident).cadences[cadence];
        state.number += 1;
        state.due = at;
        state.promised = false;
        let (number, closing) = (state.number, state.closing);
        let fact = Fact::UpdateDue {
            incident,
            duty,
            at,
            number,
            closing,
        };
        let seq = self.write(Actor::Tool, Some(because), Audience::Everyone, fact);
        self.ledger.incident_mut(incident).cadences[cadence].because = seq;
        self.agenda.add(
            at,
            Due::UpdateLate {
                incident,
                cadence,
                number,
            },
        );
    }

    /// An update has been sent; the next one is due a rhythm later.
    pub(crate) fn update_sent(
        &mut self,
        person: usize,
        incident: IncidentId,
        duty: Duty,
        text: Option<String>,
        because: Seq,
    ) {
        let plan = self.plan.clone();
        let cadences = &plan.setup.process.cadences;
        let name = plan.name(person);
        let index = cadences.iter().position(|c| c.duty == duty);
        let state = index.map(|i| self.ledger.incident(incident).cadences[i].clone());
        let state = state.unwrap_or_default();
        let owed = state.on || state.closing;
        let late = match self.notice_is_late(duty) {
            Some(late) => late,
            None if owed => self.ledger.now.since(state.due),
            None => Duration::ZERO,
        };
        let fact = Fact::UpdateSent {
            incident,
            duty,
            by: name,
            number: match index {
                Some(_) => state.number,
                None => u32::from(plan.book.is_legal(duty)),
            },
            late,
            text,
            closing: state.closing,
        };
        let seq = self.write(Actor::Person(name), Some(because), Audience::Everyone, fact);
        self.files_notice(duty);
        if state.closing {
            let index = index.expect("only a rhythm has an end");
            self.ledger.incident_mut(incident).cadences[index].closing = false;
            self.hear_the_end(duty, late.is_zero(), seq);
            self.end_if_done(seq);
            return;
        }
        self.hear_news(duty, late.is_zero(), seq);
        if let (Some(index), true) = (index, state.on && !self.ledger.incident(incident).closed) {
            self.next_update(incident, index, cadences[index].every, seq);
            let state = &mut self.ledger.incident_mut(incident).cadences[index];
            (state.promised, state.told) = (true, true);
        }
    }

    /// An update is due now: its holder is reminded where the process does so; ten minutes later
    /// it counts as missed and the next one comes up.
    pub(crate) fn update_late(&mut self, incident: IncidentId, cadence: usize, number: u32) {
        let plan = self.plan.clone();
        let spec = &plan.setup.process.cadences[cadence];
        let state = self.ledger.incident(incident).cadences[cadence].clone();
        let now = self.ledger.now;
        if state.number != number {
            return;
        }
        // The promise stands also where the rhythm has been given up since.
        if state.promised && now < state.due + MISSED_AFTER {
            self.promise_is_broken(spec.duty, state.because);
        }
        if !(state.on || state.closing) {
            return;
        }
        if now < state.due + MISSED_AFTER {
            self.agenda.add(
                state.due + MISSED_AFTER,
                Due::UpdateLate {
                    incident,
                    cadence,
                    number,
                },
            );
            let audience = self.room();
            if plan.setup.process.automation.reminders {
                let fact = Fact::Reminded {
                    incident,
                    duty: spec.duty,
                };
                self.write(Actor::Tool, Some(state.because), audience, fact);
            }
            return;
        }
        let fact = Fact::UpdateMissed {
            incident,
            duty: spec.duty,
            number,
        };
        let seq = self.write(Actor::Tool, Some(state.because), Audience::Everyone, fact);
        if state.closing {
            self.ledger.incident_mut(incident).cadences[cadence].closing = false;
            self.end_if_done(seq);
            return;
        }
        self.next_update(
            incident,
            cadence,
            spec.every.saturating_sub(MISSED_AFTER),
            seq,
        );
    }

    /// The incident has a name: those in the house have heard something.
    pub(crate) fn hear_declared(&mut self, because: Seq) {
        for who in [Stakeholder::Executives, Stakeholder::Support] {
            self.waits_for_news(who, because);
        }
    }

    /// Whoever has been told that it began is told that it is over: the closing message is owed by
    /// each duty that has sent something.
    pub(crate) fn owe_the_end(&mut self, incident: IncidentId, because: Seq) {
        let cadences = self.ledger.incident(incident).cadences.len();
        for index in 0..cadences {
            let state = &mut self.ledger.incident_mut(incident).cadences[index];
            state.closing = state.told;
            state.on = false;
            if state.closing {
                self.next_update(incident, index, CLOSING_WITHIN, because);
            }
        }
    }

    /// Those outside have run out of patience: they trust less, and ask whoever they can find.
    pub(crate) fn patience_ends(&mut self, who: Stakeholder, since: Seq) {
        if self.ledger.outside(who).waits != Some(since) {
            return;
        }
        if self.ledger.impact_is_over() {
            self.ledger.outside(who).waits = None;
            return;
        }
        self.is_left_waiting(who, since);
        for (nth, person) in self.whom_they_ask(who).into_iter().enumerate() {
            let mut open = self.ledger.messages.iter();
            // One question of theirs at a time waits on a desk.
            if open.any(|m| m.to == person && m.of == Some(who) && m.asks && !m.answered) {
                continue;
            }
            let text = Stakeholder::QUESTIONS[nth.min(1)].to_string();
            self.question(person, who, text, since);
        }
        self.waits_for_news(who, since);
    }

    /// Whom they ask: whoever has the duty to hear them, else the commander, else somebody at work;
    /// and as likely as they lack trust the next of these too, instead of waiting for the first.
    fn whom_they_ask(&mut self, who: Stakeholder) -> Vec<usize> {
        let plan = self.plan.clone();
        let book = &plan.book;
        let duties: &[Duty] = match who {
            Stakeholder::Customers => &[Duty::Support, Duty::Accounts, Duty::SocialMedia],
            Stakeholder::Executives | Stakeholder::Support => {
                &[Duty::Questions, Duty::InternalUpdates]
            }
        };
        let minute = (self.ledger.now.0 / 60_000) as u64;
        let holder = |role: Name| self.ledger.roles.get(role).copied();
        let with = |duty: Duty| book.process.roles_with(duty).filter_map(|r| holder(r.name));
        let mut chain: Vec<usize> = duties.iter().copied().flat_map(with).collect();
        if who != Stakeholder::Customers {
            chain.extend(book.command_role.and_then(holder));
            chain.extend(with(Duty::Sponsor));
            let at_work: Vec<usize> = self.responders().collect();
            let drawn = self.draw(Purpose::StakeholderFinds, (who.name(), minute));
            let anybody = drawn.pick(at_work.iter().map(|_| 1.0));
            chain.extend(anybody.map(|at| at_work[at]));
        }
        let mut asked: Vec<usize> = Vec::new();
        let distrust = self.ledger.outside[who as usize].trust.rest();
        for person in chain.into_iter().filter(|p| self.is_here(*p)) {
            if asked.contains(&person) {
                continue;
            }
            let key = (who.name(), minute, asked.len() as u32);
            let goes_on = || self.draw(Purpose::StakeholderFinds, key).chance(distrust);
            if !asked.is_empty() && !goes_on() {
                break;
            }
            asked.push(person);
        }
        asked
    }

    fn question(&mut self, person: usize, who: Stakeholder, text: String, because: Seq) {
        self.message(person, who.title().to_string(), text, true, because);
        let message = self.ledger.messages.last_mut();
        message.expect("it has just been put there").of = Some(who);
    }

    /// Puts a message before a person.
    pub(crate) fn message(
        &mut self,
        to: usize,
        from: String,
        text: String,
        asks: bool,
        because: Seq,
    ) {
        let name = self.plan.name(to);
        let message = MessageId(self.ledger.messages.len() as u32);
        let fact = Fact::MessageSent {
            message,
            to: name,
            from,
            text,
            asks,
        };
        let seq = self.write(Actor::Customers, Some(because), Audience::One(name), fact);
        self.ledger.messages.push(Message {
            to,
            of: None,
            asks,
            answered: false,
            because: seq,
        });
    }

    pub(crate) fn fresh_cadences(&self) -> Vec<CadenceState> {
        vec![CadenceState::default(); self.plan.setup.process.cadences.len()]
    }
}
