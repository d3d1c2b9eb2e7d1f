//! Rhythms: which update is due when, who is reminded, who asks when it does not come.

use crate::base::{Duration, Purpose};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::{CadenceState, Message};
use crate::model::{Actor, Audience, Duty, Fact, IncidentId, MessageId, Seq};

/// How long after it is due an update counts as missed, and a message as left unanswered.
const MISSED_AFTER: Duration = Duration::minutes(10);

/// Those with a stake who ask when they hear nothing.
const STAKEHOLDERS: [&str; 2] = ["executives", "support"];

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
        let number = state.number;
        let fact = Fact::UpdateDue {
            incident,
            duty,
            at,
            number,
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
        let late = match self.notice_is_late(duty) {
            Some(late) => late,
            None if state.on => self.ledger.now.since(state.due),
            None => Duration::ZERO,
        };
        let fact = Fact::UpdateSent {
            incident,
            duty,
            by: name,
            number: match index {
                Some(_) => state.number,
                None => u16::from(plan.book.is_legal(duty)),
            },
            late,
            text,
        };
        let seq = self.write(Actor::Person(name), Some(because), Audience::Everyone, fact);
        self.files_notice(duty);
        if let (Some(index), true) = (index, state.on && !self.ledger.incident(incident).closed) {
            self.next_update(incident, index, cadences[index].every, seq);
        }
        if duty == Duty::InternalUpdates {
            self.renew_patience(seq);
        }
    }

    /// An update is due now: its holder is reminded where the process does so; ten minutes later
    /// it counts as missed and the next one comes up.
    pub(crate) fn update_late(&mut self, incident: IncidentId, cadence: usize, number: u16) {
        let plan = self.plan.clone();
        let spec = &plan.setup.process.cadences[cadence];
        let state = self.ledger.incident(incident).cadences[cadence].clone();
        if state.number != number || !state.on || self.ledger.incident(incident).closed {
            return;
        }
        let now = self.ledger.now;
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
        self.next_update(
            incident,
            cadence,
            spec.every.saturating_sub(MISSED_AFTER),
            seq,
        );
    }

    /// Those with a stake have heard nothing for long: they ask whoever they can find.
    pub(crate) fn renew_patience(&mut self, because: Seq) {
        for stakeholder in 0..STAKEHOLDERS.len() {
            self.ledger.patience[stakeholder] = because;
            self.renew_patience_of(stakeholder, because);
        }
    }

    pub(crate) fn stakeholder_asks(&mut self, stakeholder: usize, since: Seq) {
        let plan = self.plan.clone();
        if self.ledger.patience[stakeholder] != since || self.ledger.impact_is_over() {
            return;
        }
        let book = &plan.book;
        // They ask whoever has the duty, else the commander, else anybody they can find.
        let duty = book
            .process
            .roles_with(Duty::Questions)
            .chain(book.process.roles_with(Duty::InternalUpdates));
        let holder = duty
            .filter_map(|r| self.ledger.roles.get(r.name).copied())
            .next();
        let commander = book
            .command_role
            .and_then(|r| self.ledger.roles.get(r).copied());
        let target = holder
            .or(commander)
            .filter(|p| self.is_here(*p))
            .or_else(|| self.responders().next());
        if let Some(person) = target {
            let from = STAKEHOLDERS[stakeholder].to_string();
            let text = "How bad is it, and when will it be over?".to_string();
            self.message(person, from, text, true, since);
        }
        self.renew_patience_of(stakeholder, since);
    }

    /// The occasion is the news they wait after, by its place in the story.
    fn renew_patience_of(&mut self, stakeholder: usize, because: Seq) {
        let plan = self.plan.clone();
        let minute = (self.ledger.now.0 / 60_000) as u64;
        let key = (crate::base::Name::new(STAKEHOLDERS[stakeholder]), minute);
        let law = &plan.setup.defaults.people.stakeholder_patience.value;
        let after = self.draw(Purpose::StakeholderPatience, key).length(law);
        let due = Due::Stakeholder {
            message_nth: because,
            stakeholder,
        };
        self.agenda.add(self.ledger.now + after, due);
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
            asks,
            answered: false,
            because: seq,
        });
    }

    pub(crate) fn fresh_cadences(&self) -> Vec<CadenceState> {
        vec![CadenceState::default(); self.plan.setup.process.cadences.len()]
    }
}
