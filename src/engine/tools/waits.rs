//! What waits for a condition: injects, faults, problems. Each comes because of the record that made
//! its condition hold.

use crate::base::{Duration, Name, Purpose};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::{InjectPhase, Ledger, Wait, Waiter};
use crate::model::inject::Trigger;
use crate::model::{Scenario, Seq};

impl Engine {
    /// Something waits from now on. What already holds, holds `since` then.
    pub(crate) fn wait_for_condition(&mut self, what: Waiter, since: Seq) {
        let holds = trigger(&self.plan.setup.scenario, &self.ledger, what).condition();
        let holds = holds.is_some_and(|c| self.timeline.holds(c));
        self.ledger.conditions_met |= holds;
        let since = holds.then_some(since);
        self.ledger.waits.push(Wait { what, since });
    }

    /// A record has changed something that conditions ask for: notes for which it is the cause.
    pub(crate) fn watch_conditions(&mut self, seq: Seq) {
        let scenario = &self.plan.setup.scenario;
        for at in 0..self.ledger.waits.len() {
            let wait = self.ledger.waits[at];
            let condition = trigger(scenario, &self.ledger, wait.what).condition();
            let holds = condition.is_some_and(|c| self.timeline.holds(c));
            self.ledger.waits[at].since = holds.then(|| wait.since.unwrap_or(seq));
            self.ledger.conditions_met |= holds;
        }
        if self.plan.waits_for_misses {
            self.wait_for_a_miss();
        }
    }

    /// An expectation is missed when its time has passed, without a record.
    fn wait_for_a_miss(&mut self) {
        let Some((at, because)) = self.timeline.next_deadline() else {
            return;
        };
        if self.ledger.next_miss != Some(at) {
            self.ledger.next_miss = Some(at);
            self.agenda.add(at, Due::Miss { because });
        }
    }

    pub(crate) fn miss_is_due(&mut self, because: Seq) {
        self.timeline.tick(self.ledger.now);
        self.ledger.next_miss = None;
        self.watch_conditions(because);
    }

    /// What holds at the end of an instant comes; what held only in its midst does not.
    pub(crate) fn look_at_conditions(&mut self) {
        self.ledger.conditions_met = false;
        let plan = self.plan.clone();
        for Wait { what, since } in std::mem::take(&mut self.ledger.waits) {
            if let Some(since) = since {
                let trigger = trigger(&plan.setup.scenario, &self.ledger, what);
                self.comes_to_hold(what, trigger, since);
            } else {
                self.ledger.waits.push(Wait { what, since });
            }
        }
    }

    fn comes_to_hold(&mut self, what: Waiter, trigger: &Trigger, since: Seq) {
        let scenario = &self.plan.setup.scenario;
        let (name, due) = match what {
            Waiter::Inject(inject) => {
                // The facilitator may have fired or skipped it, or keeps it back.
                if self.ledger.injects[inject] != InjectPhase::Waiting {
                    return;
                }
                self.ledger.injects[inject] = InjectPhase::Scheduled;
                self.ledger.inject_seq[inject] = Some(since);
                (self.inject(inject).name, Due::Inject { inject })
            }
            Waiter::Fault(episode, fault) => {
                let state = self.ledger.episode_mut(episode);
                state.faults[fault].because = since;
                let name = scenario.problems[state.problem].faults[fault].name;
                (name, Due::Strike { episode, fault })
            }
            Waiter::Problem(problem) => {
                // An inject may have brought it already.
                if self.ledger.episodes.iter().any(|e| e.problem == problem) {
                    return;
                }
                self.ledger.problem_seq[problem] = Some(since);
                let due = Due::Begin {
                    problem,
                    occurrence: 0,
                };
                (scenario.problems[problem].name, due)
            }
        };
        let wait = self.wait_of(trigger, name);
        self.agenda.add(self.ledger.now + wait, due);
    }

    fn wait_of(&self, trigger: &Trigger, name: Name) -> Duration {
        match trigger {
            Trigger::Following(_, law) => self.draw(Purpose::InjectDelay, (name, 1u32)).length(law),
            _ => Duration::ZERO,
        }
    }
}

fn trigger<'a>(scenario: &'a Scenario, ledger: &Ledger, what: Waiter) -> &'a Trigger {
    match what {
        Waiter::Inject(inject) => &scenario.injects[inject].when,
        Waiter::Fault(episode, fault) => {
            let problem = ledger.episode(episode).problem;
            &scenario.problems[problem].faults[fault].begins
        }
        Waiter::Problem(problem) => &scenario.problems[problem].begins,
    }
}
