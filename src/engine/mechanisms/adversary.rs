//! System: an adversary who comes on in stages, notices, and opens further ways in.

use crate::base::{Name, Purpose, SimTime};
use crate::engine::Engine;
use crate::model::{Actor, Audience, EpisodeId, Fact, Seq, Task, TicketId, Topic};

impl Engine {
    /// Whether an adversary has come further than whoever acts has mapped, or has opened a way in
    /// since: what is not known stays open.
    pub(super) fn leaves_ways_in(&self, ticket: TicketId, actor: Option<usize>) -> bool {
        let Some(episode) = self.ledger.ticket(ticket).episode else {
            return false;
        };
        let plan = &self.plan;
        let state = self.ledger.episode(episode);
        let problem = &plan.setup.scenario.problems[state.problem];
        let faults = || problem.faults.iter().zip(&state.faults);
        let mapped_since = |stage: Name, struck: SimTime| {
            let topic = Topic::Mapped(ticket, stage);
            let known = actor.and_then(|p| self.boards[p].belief(topic));
            known.is_some_and(|b| b.since >= struck)
        };
        let mut trail = plan.book.trails.iter().flatten();
        trail.any(|stage| {
            let mut struck = faults().filter(|(f, _)| f.name == *stage);
            let struck = struck.find_map(|(_, s)| s.struck);
            struck.is_some_and(|at| !mapped_since(*stage, at))
        })
    }

    pub(super) fn maybe_tip_off(&mut self, task: Task, episode: EpisodeId, because: Seq) {
        let plan = self.plan.clone();
        let problem = &plan.setup.scenario.problems[self.ledger.episode(episode).problem];
        if let Some(adversary) = &problem.adversary {
            let key = (task.work, self.luck_key(episode), u64::from(task.attempt));
            if self.draw(Purpose::TipsOff, key).chance(adversary.notices) {
                self.tip_off(episode, because);
            }
        }
    }

    /// An adversary notices and opens a further way in, where they came last: what had been mapped
    /// there tells nothing of it.
    fn tip_off(&mut self, episode: EpisodeId, because: Seq) {
        let plan = self.plan.clone();
        if plan.setup.defaults.ideal.system {
            return;
        }
        let fact = Fact::TippedOff { episode };
        let tipped = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        let state = self.ledger.episode(episode);
        let problem = &plan.setup.scenario.problems[state.problem];
        let stages = problem.adversary.iter().flat_map(|a| a.stages.iter().rev());
        let place = |stage: &Name| problem.faults.iter().position(|f| f.name == *stage);
        let mut reached = stages
            .filter_map(place)
            .filter(|at| state.faults[*at].struck.is_some());
        let Some(index) = reached.next() else { return };
        let because = self.fault_begins(episode, index, tipped);
        self.update_health(because);
    }
}
