//! What actions and injects do to the world: cures, stop-gaps, containment, harm, evidence.

use crate::base::{Name, Purpose};
use crate::engine::Engine;
use crate::model::action_kind::{action_kind, calls_on_service};
use crate::model::fact::Outcome;
use crate::model::inject::Effect;
use crate::model::{Action, Actor, Audience, EpisodeId, Fact, Seq, Task};

impl Engine {
    /// What an action does when it does not fail, in somebody's hands or a tool's.
    pub(crate) fn apply_action(
        &mut self,
        task: Task,
        action: &Action,
        actor: Option<usize>,
        because: Seq,
    ) {
        let leaves_open = self.leaves_ways_in(task.ticket, actor);
        let mut effects = action_kind(action.kind).map_or_else(Vec::new, |k| (k.effects)(action));
        let removes = !action.cures.is_empty() || action.undoes.is_some();
        if removes && !leaves_open {
            effects.push(Effect::Cure(self.cured_by(action)));
        }
        if !action.masks.is_empty() {
            effects.push(Effect::Mask {
                causes: action.masks.clone(),
                holds: action.holds,
            });
        }
        if action.halts_spread {
            effects.push(Effect::HaltSpread);
        }
        if let (Some(to), Some(service)) = (action.sheds_to, action.on) {
            effects.push(Effect::Shed { service, to });
        }
        if let (Some(share), Some(service)) = (action.adds, action.on) {
            effects.push(Effect::Add { service, share });
        }
        effects.extend(action.restores.map(Effect::RestoreTool));
        for (evidence, saved) in action.saves.iter().map(|e| (*e, true)) {
            effects.push(Effect::Evidence { evidence, saved });
        }
        for (evidence, saved) in action.destroys.iter().map(|e| (*e, false)) {
            effects.push(Effect::Evidence { evidence, saved });
        }
        for effect in effects {
            self.affect(effect, Some(task), because);
        }
        if let Some(service) = action.on.filter(|_| calls_on_service(action.kind)) {
            self.reveal_latent(service, because);
        }
        let episode = self.ledger.ticket(task.ticket).episode;
        if let (true, Some(episode)) = (action.noticeable && leaves_open, episode) {
            self.maybe_tip_off(task, episode, because);
        }
    }

    /// The causes an action removes: those it names and those that its change brought.
    pub(crate) fn cured_by(&self, action: &Action) -> Vec<Name> {
        let problems = &self.plan.setup.scenario.problems;
        let brought = problems.iter().flat_map(|p| &p.causes);
        let brought = brought.filter(|c| c.change.is_some() && c.change == action.undoes);
        action
            .cures
            .iter()
            .copied()
            .chain(brought.map(|c| c.name))
            .collect()
    }

    /// Harm an action can do where it does not fit the cause.
    pub(crate) fn harm_of(&mut self, task: Task, action: &Action, outcome: Outcome, because: Seq) {
        let Some(harm) = &action.harm else { return };
        let episode = self.ledger.ticket(task.ticket).episode;
        let truth = episode.map(|e| self.ledger.episode(e).cause);
        let fits =
            truth.is_some_and(|c| self.cured_by(action).contains(&c) || action.masks.contains(&c));
        let key = (
            task.work,
            self.ticket_key(task.ticket),
            u64::from(task.attempt),
        );
        let strikes = self
            .draw(Purpose::ActionHarms, key)
            .chance(harm.probability);
        if (fits && outcome == Outcome::Done) || !strikes {
            return;
        }
        let lasts = self.draw(Purpose::HarmLasts, key).length(&harm.lasts);
        if let Some(service) = harm
            .on
            .or(action.on)
            .and_then(|name| self.plan.service(name))
        {
            self.do_harm(task, service, harm.size, lasts, because);
        }
    }

    /// Applies what an inject or an action does to the world.
    pub(crate) fn affect(&mut self, effect: Effect, task: Option<Task>, because: Seq) {
        let targets: Vec<EpisodeId> = match task.and_then(|t| self.ledger.ticket(t.ticket).episode)
        {
            Some(episode) => vec![episode],
            None => self.ledger.open_episodes().collect(),
        };
        match effect {
            Effect::Strike(fault) => self.strike_named_fault(fault),
            Effect::End(fault) => self.end_named_fault(fault, because),
            Effect::Cure(causes) => {
                for episode in targets {
                    let state = self.ledger.episode(episode);
                    if causes.contains(&state.cause) {
                        self.cure(episode, because);
                    }
                }
            }
            Effect::Mask { causes, holds } => {
                for episode in targets {
                    let key = (self.luck_key(episode), occasion(task));
                    let held = self.draw(Purpose::StopGapHolds, key).chance(holds);
                    let state = self.ledger.episode_mut(episode);
                    if causes.contains(&state.cause) && held && !state.masked {
                        state.masked = true;
                        state.cured_because = because;
                    }
                }
                self.update_health(because);
            }
            Effect::HaltSpread => {
                for episode in targets {
                    let state = self.ledger.episode_mut(episode);
                    if !state.halted {
                        state.halted = true;
                        state.cured_because = because;
                    }
                    self.look_at_containment(episode);
                }
            }
            Effect::Shed { service, to } => {
                if let Some(service) = self.plan.service(service) {
                    self.health_mut(service).shed_to = to;
                    self.update_health(because);
                }
            }
            Effect::Add { service, share } => {
                if let Some(service) = self.plan.service(service) {
                    self.health_mut(service).added_ppm += share.as_ppm();
                    self.update_health(because);
                }
            }
            Effect::LoseTool { tool, lasts } => {
                let key = (Name::new(tool.title()), self.ledger.now);
                let lasts = self.draw(Purpose::InjectDelay, key).length(&lasts);
                self.lose_tool(tool, because, Some(lasts));
            }
            Effect::RestoreTool(tool) => self.restore_tool(tool, because),
            Effect::Evidence { evidence, saved } => self.evidence(evidence, saved, because),
            // The rest concerns people and is delivered by the script.
            _ => {}
        }
    }

    pub(crate) fn evidence(&mut self, evidence: Name, saved: bool, because: Seq) {
        let (here, gone) = (&self.ledger.evidence_saved, &self.ledger.evidence_lost);
        if here.contains(&evidence) || gone.contains(&evidence) {
            return;
        }
        let fact = if saved {
            self.ledger.evidence_saved.push(evidence);
            Fact::EvidenceSaved { evidence }
        } else {
            self.ledger.evidence_lost.push(evidence);
            Fact::EvidenceDestroyed { evidence }
        };
        self.write(Actor::World, Some(because), Audience::Facilitator, fact);
    }
}

/// What names a try at something: its work and how often it was tried before.
fn occasion(task: Option<Task>) -> (Name, u64) {
    task.map_or_else(
        || (Name::new("script"), 0),
        |t| (t.work, u64::from(t.attempt)),
    )
}
