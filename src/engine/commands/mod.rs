//! What people ask for: written down, allowed or refused, begun, and carried out when its time in
//! the story is over. Humans and simulated people take the same way and pay the same time.

mod allowed;
mod carried;
mod causes;
mod cost;
mod facilitate;
mod handoff;
mod objection;
mod work;

use crate::base::Duration;
use crate::engine::Engine;
use crate::engine::mechanisms::is_technical;
use crate::engine::state::{Held, Place};
use crate::model::command::{Command, Refusal};
use crate::model::fact::Job;
use crate::model::{Actor, Audience, Fact, Seq};

impl Engine {
    /// A simulated person asks for something now, because of what they have seen.
    pub fn command(&mut self, person: usize, command: Command) {
        let because = self.cause_of(person, &command);
        self.ask(Some(person), command, because);
    }

    /// Somebody outside (`None`: the facilitator) asks for something. It has no cause in the log:
    /// by that a re-execution knows what it has to give again.
    pub(crate) fn asked_from_outside(&mut self, person: Option<usize>, command: Command) {
        self.ask(person, command, None);
    }

    fn ask(&mut self, person: Option<usize>, command: Command, because: Option<Seq>) {
        // What was seen is written down after the end, too; nothing else happens then.
        if self.ledger.ended && !(person.is_none() && command.is_review()) {
            return;
        }
        let actor = person.map_or(Actor::Facilitator, |p| Actor::Person(self.plan.name(p)));
        let audience = person.map_or(Audience::Facilitator, |p| Audience::One(self.plan.name(p)));
        let fact = Fact::Commanded {
            command: command.clone(),
        };
        let seq = self.write(actor, because, audience.clone(), fact);
        match self.allow(person, &command) {
            Ok(()) => self.carry(person, command, seq),
            Err(refusal) => {
                let lost = match refusal {
                    Refusal::Locked { lost, .. } => lost,
                    _ => Duration::ZERO,
                };
                let fact = Fact::Refused {
                    command: command.word().into(),
                    refusal,
                };
                let seq = self.write(actor, Some(seq), audience, fact);
                if let Some(person) = person {
                    self.call_on(person, "locked", lost, seq);
                    // Thought over again after a minute, so that a refusal is no endless loop.
                    let body = self.body_mut(person);
                    body.stirred = true;
                    body.decide_turn += 1;
                    body.decide_at = crate::base::SimTime::NEVER;
                    let again = self.ledger.now + Duration::minutes(1);
                    self.decide_at(person, again);
                    self.body_mut(person).stirred = false;
                }
            }
        }
    }

    fn carry(&mut self, person: Option<usize>, command: Command, seq: Seq) {
        let Some(person) = person else {
            self.facilitate(command, seq);
            return;
        };
        // What costs nothing, or is done before one is there, happens at once.
        match &command {
            Command::Acknowledge { page } => {
                let page = *page;
                self.acknowledged(person, page, seq);
                // One touch that takes no time disturbs no work.
                let takes = self.plan.setup.defaults.story_times.acknowledge;
                if !self.is_here(person) || takes.is_zero() {
                    return;
                }
            }
            Command::Escalate { page } => return self.passed_on(person, *page, seq),
            Command::Join { ticket } if self.body(person).place == Place::Away => {
                return self.comes(person, *ticket, false, seq);
            }
            Command::Drop { task } => return self.drop_task(person, *task, seq),
            Command::Mark { text } => {
                let name = self.plan.name(person);
                let fact = Fact::Marked {
                    by: name,
                    text: text.clone(),
                };
                self.write(Actor::Person(name), Some(seq), Audience::One(name), fact);
                return;
            }
            Command::Respond {
                inject,
                question,
                text,
            } => {
                let by = self.plan.name(person);
                let fact = Fact::Responded {
                    inject: *inject,
                    question: *question,
                    by,
                    text: text.clone(),
                };
                self.write(Actor::Person(by), Some(seq), Audience::One(by), fact);
                return;
            }
            Command::Hint { about } => {
                let person = self.plan.name(person);
                let about = *about;
                let fact = Fact::Hinted { person, about };
                self.write(
                    Actor::Person(person),
                    Some(seq),
                    Audience::One(person),
                    fact,
                );
                return;
            }
            Command::StepAway => return self.steps_away(person, seq),
            _ => {}
        }
        if self
            .hands(person)
            .held
            .as_ref()
            .is_some_and(|h| is_technical(&h.job))
        {
            self.interrupt(person, seq);
        }
        match &command {
            Command::Work { task } => self.start_work(person, *task, seq),
            _ => {
                let takes = self.cost(person, &command);
                let job = match &command {
                    Command::Triage { ticket } => Job::Triage(*ticket),
                    Command::Verify { task } => Job::Verify(*task),
                    Command::Rethink { ticket, .. } => Job::Rethink(*ticket),
                    other => Job::Coordination(other.word().into()),
                };
                if is_technical(&job) && self.resume(person, job, seq) {
                    return;
                }
                let held = Held {
                    command: Some(command),
                    ..self.job(job, takes, seq)
                };
                self.begin(person, held);
            }
        }
    }

    /// A job is done: what it was for happens now.
    pub(crate) fn finish(&mut self, person: usize, held: Held) {
        let name = self.plan.name(person);
        if let (Job::Verify(task), false) = (held.job, held.stuck)
            && let Some(more) = self.verify_wait(task)
        {
            let seq = held.because;
            let again = Held {
                left: more,
                because: seq,
                ..held
            };
            self.hold_on(person, again);
            return;
        }
        let fact = Fact::JobFinished {
            person: name,
            job: held.job,
        };
        let seq = self.write(
            Actor::Person(name),
            Some(held.because),
            Audience::One(name),
            fact,
        );
        match (held.job, held.command.clone()) {
            (Job::Task(task), _) => self.work_done(person, task, &held, seq),
            (_, Some(command)) => self.carried_out(person, command, &held, seq),
            (Job::Coordination(_), None) => {
                if let Some(asker) = held.tells {
                    self.answers(person, asker, seq);
                }
            }
            _ => {}
        }
    }
}
