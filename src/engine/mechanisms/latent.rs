//! System: what lies there unseen and shows once its service is called on for more than usual.

use crate::base::Name;
use crate::engine::Engine;
use crate::engine::state::FaultPhase;
use crate::model::{Actor, Audience, EpisodeId, Fact, Seq};

impl Engine {
    /// Whether a fault that shows is at work on a service.
    pub(super) fn is_hurt(&self, service: Name) -> bool {
        let problems = &self.plan.setup.scenario.problems;
        self.ledger.open_episodes().any(|e| {
            let state = self.ledger.episode(e);
            let faults = problems[state.problem].faults.iter().zip(&state.faults);
            let mut here = faults.filter(|(f, s)| {
                let active = s.phase == FaultPhase::Active && !s.hidden;
                active && f.on == Some(service) && Engine::hurts_service(f.kind)
            });
            here.next().is_some()
        })
    }

    /// What lay unseen on a service shows: it is called on for more than usual.
    pub(crate) fn reveal_latent(&mut self, service: Name, because: Seq) {
        let plan = self.plan.clone();
        for episode in self.ledger.open_episodes().collect::<Vec<_>>() {
            let problem = &plan.setup.scenario.problems[self.ledger.episode(episode).problem];
            for (index, fault) in problem.faults.iter().enumerate() {
                if fault.on == Some(service) {
                    self.reveal(episode, index, because);
                }
            }
        }
        self.update_health(because);
    }

    pub(super) fn reveal(&mut self, episode: EpisodeId, index: usize, because: Seq) {
        let plan = self.plan.clone();
        let state = self.ledger.episode(episode).faults[index];
        if state.phase != FaultPhase::Active || !state.hidden {
            return;
        }
        let problem = self.ledger.episode(episode).problem;
        let fact = Fact::FaultGrew {
            episode,
            fault: plan.setup.scenario.problems[problem].faults[index].name,
            size: state.size,
        };
        let because = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        let held = &mut self.ledger.episode_mut(episode).faults[index];
        held.hidden = false;
        held.because = because;
    }
}
