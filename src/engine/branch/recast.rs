//! Going on as if something hidden had been otherwise.

use super::{can_move, is_of};
use crate::base::{Duration, Name, Purpose};
use crate::board::Beliefs;
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::branch::Guess;
use crate::engine::state::{FaultPhase, Waiter};
use crate::model::belief::ServiceState;
use crate::model::inject::Trigger;
use crate::model::{Belief, Claim, EpisodeId, TicketId};

impl Engine {
    /// Goes on as if it were with an episode as guessed: that cause behind it from its beginning, and
    /// removed or not; `knows` is who must not notice. How long the system still takes to come back is
    /// drawn anew.
    ///
    /// Faults that only the new cause brings are there, or lie ahead, each no sooner than now; those
    /// that only the old one would have brought are not there. What others, documents and tools know of the cause
    /// and this person does not is what they would have found: read rightly where it was read
    /// rightly. Everything that is drawn later, results of tests included, follows from the new
    /// cause.
    pub fn recast(&mut self, id: EpisodeId, guess: &Guess, knows: usize) {
        let (old, removed) = (self.ledger.episode(id).cause, self.ledger.episode(id).cured);
        let because = self.ledger.episode(id).cured_because;
        if removed {
            self.not_removed(id);
        }
        if old != guess.cause {
            self.rewrite_knowledge(id, guess.cause, knows);
            self.ledger.episode_mut(id).cause = guess.cause;
            self.timeline.recast(id, guess.cause);
            self.recast_faults(id, old, guess.cause, knows);
        }
        match guess.removed {
            Some(at) => self.cure_since(id, at, because),
            None if removed => self.prevented_no_more(id),
            None => {}
        }
    }

    /// Goes on as if the cause were still there.
    fn not_removed(&mut self, id: EpisodeId) {
        let episode = self.ledger.episode_mut(id);
        (episode.cured, episode.back_at) = (false, None);
        let back = Due::Recovered { episode: id };
        self.agenda.retain(|due| *due != back);
        self.timeline.not_removed(id);
    }

    /// What would have struck had the cause not been removed lies ahead again.
    fn prevented_no_more(&mut self, id: EpisodeId) {
        let episode = self.ledger.episode(id);
        let faults = &self.plan.setup.scenario.problems[episode.problem].faults;
        let each = faults.iter().zip(&episode.faults).enumerate();
        let prevented = each.filter(|(_, (spec, state))| {
            let never = state.phase == FaultPhase::Ended && state.struck.is_none();
            never && is_of(spec, episode.cause) && spec.unless.is_none()
        });
        for at in prevented.map(|(at, _)| at).collect::<Vec<_>>() {
            self.lies_ahead(id, at);
        }
    }

    fn recast_faults(&mut self, id: EpisodeId, old: Name, cause: Name, knows: usize) {
        let plan = self.plan.clone();
        let episode = self.ledger.episode(id);
        let (problem, because) = (episode.problem, episode.because);
        let mut moved: Vec<Name> = Vec::new();
        for (at, spec) in plan.setup.scenario.problems[problem]
            .faults
            .iter()
            .enumerate()
        {
            if is_of(spec, old) == is_of(spec, cause) {
                continue;
            }
            moved.extend(spec.on);
            if !is_of(spec, cause) {
                let fault = &mut self.ledger.episode_mut(id).faults[at];
                (fault.phase, fault.struck) = (FaultPhase::Ended, None);
                let gone = Waiter::Fault(id, at);
                self.ledger.waits.retain(|wait| wait.what != gone);
                continue;
            }
            self.lies_ahead(id, at);
        }
        if moved.is_empty() {
            return;
        }
        self.update_health(because);
        // Who had looked there has seen what is there.
        let states: Vec<(Name, ServiceState)> = moved
            .iter()
            .filter_map(|name| Some((*name, plan.service(*name)?)))
            .map(|(name, at)| (name, ServiceState::of(self.health(at).seen)))
            .collect();
        let known = self.boards[knows].beliefs.clone();
        self.rewrite_others(knows, |claim| match *claim {
            Claim::Service { service, .. } if !holds(&known, claim) => {
                let mut seen = states.iter().filter(|(name, _)| *name == service);
                let (service, state) = *seen.next()?;
                Some(Claim::Service { service, state })
            }
            _ => None,
        });
    }

    /// A fault may come from now on; one that has mostly struck by now strikes now.
    fn lies_ahead(&mut self, id: EpisodeId, at: usize) {
        let plan = self.plan.clone();
        self.ledger.episode_mut(id).faults[at].phase = FaultPhase::Waiting;
        let episode = self.ledger.episode(id);
        let spec = &plan.setup.scenario.problems[episode.problem].faults[at];
        if can_move(spec) && self.has_mostly_struck(episode, spec) {
            self.fault_strikes(id, at);
            return;
        }
        let (began, now, because) = (episode.began, self.ledger.now, episode.because);
        let due = Due::Strike {
            episode: id,
            fault: at,
        };
        match &spec.begins {
            Trigger::At(after) => self.agenda.add(now.max(began + *after), due),
            Trigger::After(law) => {
                let key = (self.luck_key(id), spec.name, Name::new("recast"));
                let u = self.draw(Purpose::FaultDelay, key).uniform();
                let at = began + law.quantile_beyond(u, now.since(began));
                self.agenda.add(at.max(now + Duration::millis(1)), due);
            }
            Trigger::When(_) | Trigger::Following(..) => {
                self.wait_for_condition(Waiter::Fault(id, at), because);
            }
        }
    }

    /// What others know of the cause, as they would have found it.
    fn rewrite_knowledge(&mut self, id: EpisodeId, cause: Name, knows: usize) {
        let old = self.ledger.episode(id).cause;
        let its: Vec<TicketId> = (0..self.ledger.tickets.len() as u32)
            .map(TicketId)
            .filter(|t| self.ledger.ticket(*t).episode == Some(id))
            .collect();
        let findings = &self.plan.setup.scenario.findings;
        let mut turned: Vec<Name> = Vec::new();
        for finding in findings.iter().filter(|f| !f.if_cause.is_empty()) {
            if finding.if_cause.contains(&old) != finding.if_cause.contains(&cause) {
                turned.push(finding.name);
            }
        }
        let known = self.boards[knows].beliefs.clone();
        let other = |claim: &Claim| -> Option<Claim> {
            if holds(&known, claim) {
                return None;
            }
            match *claim {
                Claim::Cause {
                    ticket,
                    cause: tested,
                    is,
                } if its.contains(&ticket) && (tested == old || tested == cause) => {
                    Some(Claim::Cause {
                        ticket,
                        cause: tested,
                        is: !is,
                    })
                }
                Claim::Finding {
                    ticket,
                    finding,
                    present,
                } if its.contains(&ticket) && turned.contains(&finding) => Some(Claim::Finding {
                    ticket,
                    finding,
                    present: !present,
                }),
                _ => None,
            }
        };
        self.rewrite_others(knows, other);
    }

    /// Puts other claims in the place of those that other people, documents and tools hold.
    fn rewrite_others(&mut self, knows: usize, other: impl Fn(&Claim) -> Option<Claim>) {
        for (person, board) in self.boards.iter_mut().enumerate() {
            if person != knows {
                board.rewrite(&other);
            }
        }
        let tickets = self.ledger.tickets.iter_mut().map(|t| &mut t.auto);
        let incidents = self.ledger.incidents.iter_mut();
        let documents = incidents.filter_map(|i| i.document.as_mut());
        for beliefs in tickets.chain(documents) {
            rewrite(beliefs, &other);
        }
    }
}

/// Whether exactly this is held.
fn holds(beliefs: &Beliefs, claim: &Claim) -> bool {
    let about = beliefs.about(&claim.topic());
    about.is_some_and(|b| b.claim == *claim)
}

fn rewrite(beliefs: &mut [Belief], other: impl Fn(&Claim) -> Option<Claim>) {
    for belief in beliefs {
        if let Some(claim) = other(&belief.claim) {
            belief.claim = claim;
        }
    }
}
