//! System, first half: problems strike, faults grow, spread and pass, causes are removed.

use crate::base::{Duration, Name, Purpose, Share, SimTime, maths};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::{DoneHarm, Episode, FaultPhase, FaultState, Waiter};
use crate::model::inject::Trigger;
use crate::model::problem::FaultKind;
use crate::model::{Actor, Audience, EpisodeId, Fact, Seq, Task, Tool};

impl Engine {
    /// A fault of an episode is there from now on, at its first size.
    pub(crate) fn fault_begins(&mut self, episode: EpisodeId, index: usize, because: Seq) -> Seq {
        let plan = self.plan.clone();
        let problem = self.ledger.episode(episode).problem;
        let fault = &plan.setup.scenario.problems[problem].faults[index];
        let fact = Fact::FaultBegan {
            episode,
            fault: fault.name,
            kind: fault.kind,
            service: fault.on,
            site: fault.site,
            size: fault.size,
        };
        let because = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        let now = self.ledger.now;
        self.ledger.episode_mut(episode).faults[index] = FaultState {
            phase: FaultPhase::Active,
            struck: Some(now),
            hidden: fault.latent,
            size: fault.size,
            because,
        };
        because
    }

    pub(crate) fn begin_problems(&mut self, start: Seq) {
        let plan = self.plan.clone();
        for (index, problem) in plan.setup.scenario.problems.iter().enumerate() {
            self.ledger.pending_problems += 1;
            let at = match &problem.begins {
                Trigger::At(at) => SimTime::START + *at,
                Trigger::After(law) => {
                    let draw = self.draw(Purpose::Recurrence, (problem.name, 0u32));
                    SimTime::START + draw.length(law)
                }
                Trigger::When(_) | Trigger::Following(..) => {
                    self.wait_for_condition(Waiter::Problem(index), start);
                    continue;
                }
            };
            self.agenda.add(
                at,
                Due::Begin {
                    problem: index,
                    occurrence: 0,
                },
            );
        }
        debug_assert_eq!(start, 0);
    }

    pub(crate) fn problem_strikes(&mut self, index: usize, occurrence: u32) {
        let plan = self.plan.clone();
        let problem = &plan.setup.scenario.problems[index];
        self.ledger.pending_problems -= 1;
        let now = self.ledger.now;
        if let Some(gap) = &problem.recurs {
            let draw = self.draw(Purpose::Recurrence, (problem.name, occurrence + 1));
            let next = now + draw.length(gap);
            if next < SimTime::START + plan.setup.scenario.horizon {
                self.ledger.pending_problems += 1;
                self.agenda.add(
                    next,
                    Due::Begin {
                        problem: index,
                        occurrence: occurrence + 1,
                    },
                );
            }
        }
        let key = (problem.name, occurrence);
        let drawn = self.draw(Purpose::TrueCause, key);
        let weights = problem.causes.iter().map(|c| c.weight.get());
        let drawn = || {
            drawn
                .pick(weights)
                .map_or(problem.name, |c| problem.causes[c].name)
        };
        let cause = problem.cause.unwrap_or_else(drawn);
        let sigma = plan.setup.defaults.world.difficulty_sigma.value.get();
        let difficulty = maths::exp(sigma * self.draw(Purpose::Difficulty, key).normal());
        let episode = EpisodeId(self.ledger.episodes.len() as u32);
        // What called it forth; the start, for one by the clock.
        let because = Some(self.ledger.problem_seq[index].unwrap_or(0));
        let fact = Fact::EpisodeBegan {
            episode,
            problem: problem.name,
            cause,
        };
        let because = self.write(Actor::World, because, Audience::Facilitator, fact);
        let waiting = FaultState {
            phase: FaultPhase::Waiting,
            struck: None,
            hidden: false,
            size: Share::NONE,
            because,
        };
        self.no_longer_alone();
        self.ledger.add_episode(Episode {
            problem: index,
            cause,
            occurrence,
            began: now,
            difficulty,
            faults: vec![waiting; problem.faults.len()],
            halted: false,
            contained: false,
            cured: false,
            back_at: None,
            back: false,
            resolved: false,
            recovered: false,
            masked: false,
            harm: (0, 0),
            shows: false,
            seen: vec![Share::ALL; self.services.len()],
            edges: vec![Share::ALL; plan.edges.len()],
            because,
            cured_because: because,
        });
        for (index, fault) in problem.faults.iter().enumerate() {
            if !fault.if_cause.is_empty() && !fault.if_cause.contains(&cause) {
                self.ledger.episode_mut(episode).faults[index].phase = FaultPhase::Ended;
                continue;
            }
            match &fault.begins {
                Trigger::At(after) => self.agenda.add(
                    now + *after,
                    Due::Strike {
                        episode,
                        fault: index,
                    },
                ),
                Trigger::After(law) => {
                    let draw = self.draw(Purpose::FaultDelay, (key, fault.name));
                    self.agenda.add(
                        now + draw.length(law),
                        Due::Strike {
                            episode,
                            fault: index,
                        },
                    );
                }
                Trigger::When(_) | Trigger::Following(..) => {
                    self.wait_for_condition(Waiter::Fault(episode, index), because);
                }
            }
        }
    }

    pub(crate) fn fault_strikes(&mut self, episode: EpisodeId, index: usize) {
        let plan = self.plan.clone();
        let state = self.ledger.episode(episode);
        let problem = &plan.setup.scenario.problems[state.problem];
        let fault = &problem.faults[index];
        if state.faults[index].phase != FaultPhase::Waiting {
            return;
        }
        let contained =
            (state.halted || state.cured || plan.setup.defaults.ideal.system) && fault.spreads;
        let stays_away = state.cured
            || fault
                .unless
                .as_ref()
                .is_some_and(|c| self.timeline.holds(c));
        if contained || stays_away {
            let because = Some(state.cured_because.max(state.because));
            self.ledger.episode_mut(episode).faults[index].phase = FaultPhase::Ended;
            let fact = Fact::FaultPrevented {
                episode,
                fault: fault.name,
            };
            self.write(Actor::World, because, Audience::Facilitator, fact);
            self.look_at_containment(episode);
            return;
        }
        let because = match fault.begins.condition() {
            Some(_) => Some(state.faults[index].because),
            None if fault.spreads => self.spread_from(episode, index),
            None => None,
        };
        let because = because.unwrap_or(state.because);
        let key = (self.luck_key(episode), fault.name);
        let because = self.fault_begins(episode, index, because);
        let now = self.ledger.now;
        if let Some(growth) = &fault.grows {
            let over = self.draw(Purpose::FaultGrowth, key).length(&growth.over);
            for step in 1..=4u8 {
                let at = now + Duration::millis(over.as_millis() * i64::from(step) / 4);
                self.agenda.add(
                    at,
                    Due::Grow {
                        episode,
                        fault: index,
                        step,
                    },
                );
            }
        }
        if let Some(passes) = &fault.passes {
            let after = self.draw(Purpose::Recovery, key).length(passes);
            self.agenda.add(
                now + after,
                Due::Pass {
                    episode,
                    fault: index,
                },
            );
        }
        if let Some(tool) = fault.tool {
            self.lose_tool(tool, because, None);
        }
        if Engine::hurts_service(fault.kind)
            && let Some(service) = fault.on
            && self.is_hurt(service)
        {
            self.reveal_latent(service, because);
        }
        self.update_health(because);
        self.look_at_containment(episode);
    }

    /// The fault a spreading one comes from: the latest before it that is active.
    fn spread_from(&self, episode: EpisodeId, index: usize) -> Option<Seq> {
        let faults = &self.ledger.episode(episode).faults[..index];
        faults
            .iter()
            .filter(|f| f.phase == FaultPhase::Active)
            .map(|f| f.because)
            .max()
    }

    pub(crate) fn fault_grows(&mut self, episode: EpisodeId, index: usize, step: u8) {
        let plan = self.plan.clone();
        let state = self.ledger.episode(episode);
        let fault = &plan.setup.scenario.problems[state.problem].faults[index];
        let held = state.faults[index];
        let Some(growth) = &fault.grows else { return };
        let masked = state.masked || state.cured;
        if held.phase != FaultPhase::Active || masked {
            return;
        }
        let (from, to) = (
            i64::from(fault.size.as_ppm()),
            i64::from(growth.to.as_ppm()),
        );
        let size =
            Share::ppm((from + (to - from) * i64::from(step) / 4).clamp(0, 1_000_000) as u32);
        let fact = Fact::FaultGrew {
            episode,
            fault: fault.name,
            size,
        };
        let because = self.write(
            Actor::World,
            Some(held.because),
            Audience::Facilitator,
            fact,
        );
        let state = self.ledger.episode_mut(episode);
        state.faults[index].size = size;
        self.update_health(because);
    }

    pub(crate) fn fault_passes(&mut self, episode: EpisodeId, index: usize) {
        let because = self.ledger.episode(episode).faults[index].because;
        self.end_fault(episode, index, because);
        self.update_health(because);
    }

    fn end_fault(&mut self, episode: EpisodeId, index: usize, because: Seq) {
        let plan = self.plan.clone();
        let state = self.ledger.episode_mut(episode);
        let fault = &plan.setup.scenario.problems[state.problem].faults[index];
        if state.faults[index].phase == FaultPhase::Active {
            state.faults[index].phase = FaultPhase::Ended;
            let fact = Fact::FaultEnded {
                episode,
                fault: fault.name,
            };
            let seq = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
            if let Some(tool) = fault.tool {
                self.restore_tool(tool, seq);
            }
        } else {
            state.faults[index].phase = FaultPhase::Ended;
        }
    }

    /// Ends faults by name, wherever they are active.
    pub(crate) fn end_named_fault(&mut self, name: Name, because: Seq) {
        let plan = self.plan.clone();
        for episode in self.ledger.open_episodes().collect::<Vec<_>>() {
            let problem = &plan.setup.scenario.problems[self.ledger.episode(episode).problem];
            if let Some(index) = problem.faults.iter().position(|f| f.name == name) {
                self.end_fault(episode, index, because);
            }
        }
        self.update_health(because);
    }

    /// Makes a fault strike now, by name; its problem's episode begins if none is open.
    pub(crate) fn strike_named_fault(&mut self, name: Name) {
        let plan = self.plan.clone();
        let problems = &plan.setup.scenario.problems;
        let Some(index) = problems.iter().position(|p| p.fault(name).is_some()) else {
            return;
        };
        let open = self
            .ledger
            .open_episodes()
            .find(|e| self.ledger.episode(*e).problem == index);
        let episode = open.unwrap_or_else(|| {
            let before = self
                .ledger
                .episodes
                .iter()
                .filter(|e| e.problem == index)
                .count();
            self.ledger.pending_problems += 1;
            self.problem_strikes(index, before as u32);
            EpisodeId(self.ledger.episodes.len() as u32 - 1)
        });
        let fault = problems[index].faults.iter().position(|f| f.name == name);
        if let Some(fault) = fault {
            self.fault_strikes(episode, fault);
            if self.ledger.episode(episode).faults[fault].hidden && open.is_some() {
                let because = self.ledger.episode(episode).faults[fault].because;
                self.reveal(episode, fault, because);
                self.update_health(because);
            }
        }
    }

    /// Whether everything that spreads has either struck, been prevented or been halted.
    pub(crate) fn look_at_containment(&mut self, episode: EpisodeId) {
        let plan = self.plan.clone();
        let state = self.ledger.episode(episode);
        let faults = &plan.setup.scenario.problems[state.problem].faults;
        let waits =
            |(i, f): (usize, &FaultState)| f.phase == FaultPhase::Waiting && faults[i].spreads;
        let spreading = state.faults.iter().enumerate().any(waits);
        let struck = state.faults.iter().any(|f| f.phase != FaultPhase::Waiting);
        if state.contained || !struck || (spreading && !state.halted && !state.cured) {
            return;
        }
        let because = if state.halted || state.cured {
            state.cured_because
        } else {
            state.because
        };
        self.ledger.episode_mut(episode).contained = true;
        self.write(
            Actor::World,
            Some(because),
            Audience::Facilitator,
            Fact::Contained { episode },
        );
    }

    /// Removes the true cause of an episode; the system comes back after its recovery.
    pub(crate) fn cure(&mut self, episode: EpisodeId, because: Seq) {
        self.cure_since(episode, self.ledger.now, because);
    }

    /// The same as if it had been removed then, and the system were not back by now.
    pub(crate) fn cure_since(&mut self, episode: EpisodeId, removed: SimTime, because: Seq) {
        let plan = self.plan.clone();
        let state = self.ledger.episode_mut(episode);
        if state.cured {
            return;
        }
        state.cured = true;
        let problem = &plan.setup.scenario.problems[state.problem];
        let fact = Fact::CauseRemoved { episode };
        let seq = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        let key = (self.luck_key(episode), problem.name);
        let state = self.ledger.episode_mut(episode);
        state.cured_because = seq;
        let scale = maths::sqrt(state.difficulty);
        let u = self.draw(Purpose::Recovery, key).uniform();
        let past = self.recovered_for(episode, removed);
        let takes = problem.recovery.quantile_beyond(u, past).times(scale);
        let at = (removed + takes).max(self.ledger.now);
        self.ledger.episode_mut(episode).back_at = Some(at);
        self.agenda.add(at, Due::Recovered { episode });
        self.look_at_containment(episode);
    }

    /// How long a system whose cause was removed then has had to come back, as the law of its
    /// recovery counts: without the trouble's difficulty.
    pub(crate) fn recovered_for(&self, episode: EpisodeId, removed: SimTime) -> Duration {
        let scale = maths::sqrt(self.ledger.episode(episode).difficulty);
        self.ledger.now.since(removed).times(1.0 / scale)
    }

    pub(crate) fn system_is_back(&mut self, episode: EpisodeId) {
        let because = self.ledger.episode(episode).cured_because;
        for fault in 0..self.ledger.episode(episode).faults.len() {
            self.end_fault(episode, fault, because);
        }
        self.ledger.episode_mut(episode).back = true;
        self.ledger.open.retain(|e| *e != episode);
        if self.ledger.open_episodes().next().is_none() {
            self.lift_limits();
        }
        self.update_health(because);
        self.clear_alerts(episode, because);
    }

    /// A person has checked that the cause is gone and the service normal.
    pub(crate) fn resolve(&mut self, episode: EpisodeId, because: Seq) {
        let plan = self.plan.clone();
        let state = self.ledger.episode_mut(episode);
        if state.resolved {
            return;
        }
        state.resolved = true;
        self.ledger.unresolved.retain(|e| *e != episode);
        let state = self.ledger.episode(episode);
        let problem = &plan.setup.scenario.problems[state.problem];
        let seq = self.write(
            Actor::World,
            Some(because),
            Audience::Facilitator,
            Fact::Resolved { episode },
        );
        match &problem.backlog {
            Some(backlog) => {
                let key = (self.luck_key(episode), 1u32);
                let takes = self.draw(Purpose::Recovery, key).length(backlog);
                self.agenda
                    .add(self.ledger.now + takes, Due::BacklogDone { episode });
            }
            None => self.recovered(episode, seq),
        }
    }

    pub(crate) fn backlog_done(&mut self, episode: EpisodeId) {
        let because = self.ledger.episode(episode).cured_because;
        self.recovered(episode, because);
    }

    fn recovered(&mut self, episode: EpisodeId, because: Seq) {
        self.ledger.episode_mut(episode).recovered = true;
        let fact = Fact::Recovered { episode };
        let seq = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        self.end_if_done(seq);
    }

    /// People's damage passes.
    pub(crate) fn harm_passes(&mut self, damage: u32) {
        let harm = &mut self.ledger.harms[damage as usize];
        harm.over = true;
        let because = harm.because;
        self.update_health(because);
        self.end_if_done(because);
    }

    /// A person's action makes things worse for a while.
    pub(crate) fn do_harm(
        &mut self,
        task: Task,
        service: usize,
        size: Share,
        lasts: Duration,
        because: Seq,
    ) {
        let name = self.plan.setup.system().services[service].name;
        let fact = Fact::HarmDone {
            task,
            service: name,
            size,
        };
        let seq = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        let episode = self.ledger.ticket(task.ticket).episode;
        let damage = self.ledger.harms.len() as u32;
        self.ledger.harms.push(DoneHarm {
            service,
            size,
            episode,
            over: false,
            because: seq,
        });
        self.agenda
            .add(self.ledger.now + lasts, Due::HarmPasses { damage });
        self.update_health(seq);
    }

    pub(crate) fn lose_tool(&mut self, tool: Tool, because: Seq, lasts: Option<Duration>) {
        if self.ledger.has_tool(tool) {
            self.ledger.tools_lost.push((tool, because));
            let fact = Fact::ToolLost { tool };
            self.write(Actor::World, Some(because), Audience::Everyone, fact);
        }
        if let Some(lasts) = lasts {
            self.agenda
                .add(self.ledger.now + lasts, Due::ToolBack { tool });
        }
    }

    pub(crate) fn tool_back(&mut self, tool: Tool) {
        let because = self
            .ledger
            .tools_lost
            .iter()
            .find(|(t, _)| *t == tool)
            .map(|(_, s)| *s);
        if let Some(because) = because {
            self.restore_tool(tool, because);
        }
    }

    pub(crate) fn restore_tool(&mut self, tool: Tool, because: Seq) {
        if !self.ledger.has_tool(tool) {
            self.ledger.tools_lost.retain(|(t, _)| *t != tool);
            let fact = Fact::ToolRestored { tool };
            self.write(Actor::World, Some(because), Audience::Everyone, fact);
        }
    }

    /// Kinds of fault that make requests fail, in contrast to those that only expose or disarm.
    pub(crate) fn hurts_service(kind: FaultKind) -> bool {
        !matches!(
            kind,
            FaultKind::Exfiltration | FaultKind::Compromise | FaultKind::ToolLoss
        )
    }
}
