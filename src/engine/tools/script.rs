//! The script's injects: when they fire, whom they reach, what becomes of them.

use crate::base::{Duration, Law, Name, Purpose, Share, SimTime};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::mechanisms::Signal;
use crate::engine::state::{InjectPhase, Waiter};
use crate::injects;
use crate::model::belief::{Belief, Claim, Source};
use crate::model::fact::{LeaveReason, Origin};
use crate::model::inject::{Delivery, Trigger};
use crate::model::{Actor, Audience, Effect, Fact, Inject, Seq, ServiceState, TicketId};

impl Engine {
    pub(crate) fn begin_injects(&mut self, start: Seq) {
        let plan = self.plan.clone();
        for (index, inject) in plan.setup.scenario.injects.iter().enumerate() {
            let at = match &inject.when {
                Trigger::At(at) => SimTime::START + *at,
                Trigger::After(law) => {
                    let draw = self.draw(Purpose::InjectDelay, (inject.name, 0u32));
                    SimTime::START + draw.length(law)
                }
                Trigger::When(_) | Trigger::Following(..) => {
                    self.wait_for_condition(Waiter::Inject(index), start);
                    continue;
                }
            };
            self.ledger.injects[index] = InjectPhase::Scheduled;
            self.ledger.inject_seq[index] = Some(start);
            self.agenda.add(at, Due::Inject { inject: index });
        }
    }

    pub(crate) fn inject_due(&mut self, index: usize) {
        let scheduled = self.ledger.injects[index] == InjectPhase::Scheduled;
        if !scheduled || self.comes_at_another_time(index) {
            return;
        }
        let inject = self.inject(index);
        let because = self.ledger.inject_seq[index].unwrap_or(0);
        if inject
            .unless
            .as_ref()
            .is_some_and(|c| self.timeline.holds(c))
        {
            self.skip_inject(index, because);
        } else if injects::wants_receivers(inject) && self.receivers(inject).is_empty() {
            // Nobody is there yet: whoever has something to say tries again.
            self.put_off(index, self.ledger.now + Duration::minutes(5));
        } else {
            self.fire_inject(index, because);
        }
    }

    pub(crate) fn skip_inject(&mut self, index: usize, because: Seq) {
        let inject = self.inject(index).name;
        self.ledger.injects[index] = InjectPhase::Skipped;
        let fact = Fact::InjectSkipped { inject };
        self.write(Actor::Script, Some(because), Audience::Facilitator, fact);
    }

    pub(crate) fn hold_inject(&mut self, index: usize, because: Seq) {
        let inject = self.inject(index).name;
        self.ledger.injects[index] = InjectPhase::Held;
        let fact = Fact::InjectHeld { inject };
        self.write(
            Actor::Facilitator,
            Some(because),
            Audience::Facilitator,
            fact,
        );
    }

    pub(crate) fn fire_inject(&mut self, index: usize, because: Seq) {
        let plan = self.plan.clone();
        let inject = &self.inject(index).clone();
        self.ledger.injects[index] = InjectPhase::Fired;
        let fact = Fact::InjectFired {
            inject: inject.name,
        };
        let seq = self.write(Actor::Script, Some(because), Audience::Facilitator, fact);
        let receivers = self.receivers(inject);
        let names: Vec<Name> = receivers.iter().map(|p| plan.name(*p)).collect();
        let fact = Fact::InjectDelivered {
            inject: inject.name,
            to: names.clone(),
            text: inject.text.clone(),
            questions: inject.questions.clone(),
        };
        let audience = match names.is_empty() {
            true => Audience::Facilitator,
            false => Audience::Some(names),
        };
        let seq = self.write(Actor::Script, Some(seq), audience, fact);
        for effect in injects::effects(inject) {
            self.deliver(inject, effect, &receivers, seq);
        }
    }

    fn receivers(&self, inject: &Inject) -> Vec<usize> {
        let plan = &self.plan;
        let word = |role: &Name| plan.role_for(*role);
        match &inject.to {
            Delivery::People(names) => names.iter().filter_map(|n| plan.person(*n)).collect(),
            Delivery::Everyone => self.here().collect(),
            Delivery::OnCall => self.responders().next().into_iter().collect(),
            Delivery::Roles(roles) => {
                let held = roles
                    .iter()
                    .filter_map(word)
                    .filter_map(|r| self.ledger.roles.get(r).copied());
                let mut held: Vec<usize> = held.filter(|p| self.is_here(*p)).collect();
                if held.is_empty() {
                    let command = plan
                        .book
                        .command_role
                        .and_then(|r| self.ledger.roles.get(r));
                    held.extend(
                        command
                            .copied()
                            .filter(|p| self.is_here(*p))
                            .or(self.responders().next()),
                    );
                }
                held.dedup();
                held
            }
        }
    }

    fn deliver(&mut self, inject: &Inject, effect: Effect, to: &[usize], because: Seq) {
        let from = || inject.from.clone().unwrap_or_else(|| "somebody".into());
        match effect {
            Effect::Message { text, asks } => {
                for person in to.iter().take(if asks { 1 } else { to.len() }) {
                    self.message(*person, from(), text.clone(), asks, because);
                }
            }
            // In a discussion the card itself lies before everybody, to be answered question by question.
            Effect::Card { .. } if self.plan.setup.scenario.is_discussion() => {}
            Effect::Card { text, questions } => {
                for person in to {
                    let text = std::iter::once(text.clone()).chain(questions.clone());
                    let text = text.collect::<Vec<_>>().join("\n");
                    self.message(*person, from(), text, !questions.is_empty(), because);
                }
            }
            Effect::Tell { finding, present } => {
                self.tell_finding(inject, finding, present, to, because)
            }
            Effect::Alert { service, text: _ } => self.script_alert(inject, service, because),
            Effect::Noise { service, count } => {
                let services = &self.plan.setup.system().services;
                let service = service.or(services.first().map(|s| s.name));
                for _ in 0..count {
                    if let Some(service) = service {
                        self.script_alert(inject, service, because);
                    }
                }
            }
            Effect::Leaves { person, lasts } => {
                let person = person
                    .and_then(|n| self.plan.person(n))
                    .or(to.first().copied());
                if let Some(person) = person {
                    self.somebody_leaves(inject, person, lasts, because);
                }
            }
            other => self.affect(other, None, because),
        }
    }

    fn tell_finding(
        &mut self,
        inject: &Inject,
        finding: Name,
        present: bool,
        to: &[usize],
        because: Seq,
    ) {
        let tickets = self
            .ledger
            .tickets
            .iter()
            .enumerate()
            .filter(|(_, t)| !t.fixed);
        let tickets: Vec<TicketId> = tickets.map(|(at, _)| TicketId(at as u32)).collect();
        for person in to {
            let told = tickets.iter().map(|ticket| Belief {
                claim: Claim::Finding {
                    ticket: *ticket,
                    finding,
                    present,
                },
                source: Source::Script(inject.name),
                since: self.ledger.now,
                confidence: Share::new(0.7),
            });
            let told: Vec<Belief> = told.collect();
            self.learn(*person, told, because);
        }
    }

    fn script_alert(&mut self, inject: &Inject, service: Name, because: Seq) {
        let place = self.plan.service(service);
        let health = place.map_or(Share::ALL, |s| self.health(s).seen);
        let broken = health < Share::ppm(980_000);
        let state = if broken {
            ServiceState::of(health)
        } else {
            ServiceState::Degraded
        };
        self.raise(Signal {
            origin: Origin::Script,
            from: inject.name,
            service,
            episode: place.filter(|_| broken).and_then(|s| self.blame(s)),
            state,
            because,
        });
    }

    fn somebody_leaves(
        &mut self,
        inject: &Inject,
        person: usize,
        lasts: Option<Law>,
        because: Seq,
    ) {
        match lasts {
            None => self.leaves(person, LeaveReason::Script, because),
            Some(law) => {
                let lasts = self
                    .draw(Purpose::InjectDelay, (inject.name, 2u32))
                    .length(&law);
                let until = self.ledger.now + lasts;
                if self.is_here(person) {
                    self.leaves(person, LeaveReason::Own, because);
                }
                self.cannot_be_reached(person, until, because);
            }
        }
    }

    /// Whether an inject still to come by the clock would begin new trouble.
    pub(crate) fn injects_may_strike(&self) -> bool {
        let mut coming = self.ledger.injects.iter().enumerate();
        coming.any(|(at, phase)| {
            *phase == InjectPhase::Scheduled && injects::strikes(self.inject(at))
        })
    }

    /// What becomes of injects that have not fired when it ends.
    pub(crate) fn close_injects(&mut self) {
        for index in 0..self.ledger.injects.len() {
            if matches!(
                self.ledger.injects[index],
                InjectPhase::Waiting | InjectPhase::Scheduled | InjectPhase::Held
            ) {
                let fact = Fact::InjectUnreached {
                    inject: self.inject(index).name,
                };
                self.write(Actor::Script, Some(0), Audience::Facilitator, fact);
            }
        }
    }
}
