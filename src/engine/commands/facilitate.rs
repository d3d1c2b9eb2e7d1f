//! The facilitator's commands, and what observers write down.

use super::allowed::unknown;
use crate::base::{Name, SimTime};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::InjectPhase;
use crate::model::command::{Command, Refusal};
use crate::model::fact::EndReason;
use crate::model::{Actor, Audience, Fact, Seq};

impl Engine {
    pub(super) fn allow_facilitator(&self, command: &Command) -> Result<(), Refusal> {
        // What has been fired or skipped has had its end.
        let inject = |name: &Name| match self.inject_place(*name) {
            None => Err(unknown("inject")),
            Some(at) => match self.ledger.injects[at] {
                InjectPhase::Fired | InjectPhase::Skipped => Err(Refusal::Already),
                _ => Ok(()),
            },
        };
        let objective = |name: Name| {
            let mut objectives = self.plan.setup.scenario.objectives.iter();
            match objectives.any(|o| o.name == name) {
                true => Ok(()),
                false => Err(unknown("objective")),
            }
        };
        match command {
            Command::Seat { person, .. } | Command::Waive { person } => self
                .plan
                .person(*person)
                .map(|_| ())
                .ok_or(unknown("person")),
            Command::Fire { inject: name }
            | Command::Hold { inject: name }
            | Command::Skip { inject: name } => inject(name),
            Command::Compose { inject } => self.may_compose(inject),
            Command::Note { objective: on, .. } => on.map_or(Ok(()), objective),
            Command::Rate { objective: on, .. } => objective(*on),
            Command::Tick { expectation, .. } => {
                let known = usize::from(*expectation) < self.timeline.expectations().count();
                known.then_some(()).ok_or(unknown("expectation"))
            }
            Command::Epoch { .. } | Command::End => Ok(()),
            _ => Err(unknown("person")),
        }
    }

    pub(super) fn facilitate(&mut self, command: Command, seq: Seq) {
        match command {
            Command::Seat {
                person: name,
                occupant,
            } => {
                if let Some(person) = self.plan.person(name) {
                    self.body_mut(person).occupant = occupant;
                    let person = name;
                    self.jots(Fact::Seated { person, occupant }, seq);
                    let now = self.ledger.now;
                    let person = self.plan.person(name).expect("looked up above");
                    self.decide_at(person, now);
                }
            }
            Command::Fire { inject } => {
                if let Some(index) = self.inject_place(inject) {
                    self.fire_inject(index, seq);
                }
            }
            Command::Hold { inject } => {
                if let Some(index) = self.inject_place(inject) {
                    self.hold_inject(index, seq);
                }
            }
            Command::Skip { inject } => {
                if let Some(index) = self.inject_place(inject) {
                    self.skip_inject(index, seq);
                }
            }
            Command::Compose { inject } => self.compose(*inject, seq),
            Command::Waive { person } => {
                if let Some(person) = self.plan.person(person) {
                    self.waive(person);
                }
            }
            Command::Epoch { epoch } => {
                self.set_epoch(epoch);
                self.jots(Fact::EpochSet { epoch }, seq);
            }
            Command::Note {
                by,
                objective,
                text,
                kind,
            } => self.jots(
                Fact::Noted {
                    by,
                    objective,
                    text,
                    kind,
                },
                seq,
            ),
            Command::Tick {
                by,
                expectation,
                met,
            } => self.jots(
                Fact::Ticked {
                    by,
                    expectation,
                    met,
                },
                seq,
            ),
            Command::Rate {
                by,
                objective,
                rating,
                reason,
            } => self.jots(
                Fact::Rated {
                    by,
                    objective,
                    rating,
                    reason,
                },
                seq,
            ),
            Command::End => self.end(EndReason::Facilitator, Some(seq)),
            _ => unreachable!("only the facilitator's commands are allowed to nobody"),
        }
    }

    /// What observers still write down once it is over.
    pub(crate) fn look_back(&mut self, until: SimTime) {
        while let Some((at, due)) = self.agenda.pop(until) {
            if let Due::External { person, command } = due
                && command.is_review()
            {
                self.ledger.now = self.ledger.now.max(at);
                self.asked_from_outside(person, *command);
            }
        }
    }

    /// Something that only the facilitator sees.
    fn jots(&mut self, fact: Fact, because: Seq) {
        self.write(
            Actor::Facilitator,
            Some(because),
            Audience::Facilitator,
            fact,
        );
    }
}
