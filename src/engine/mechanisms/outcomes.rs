//! What comes of technical work: how long it takes, what it shows, what it changes.

use crate::base::{Duration, Law, Name, Purpose, Share, maths};
use crate::engine::Engine;
use crate::engine::state::Held;
use crate::model::action_kind::action_kind;
use crate::model::belief::{Belief, Claim, ServiceState};
use crate::model::fact::Outcome;
use crate::model::inject::Effect;
use crate::model::team::SkillLevel;
use crate::model::{
    Action, Actor, Audience, EpisodeId, Fact, Seq, Task, TaskState, TicketId, Tool, WorkKind,
};

impl Engine {
    /// The difficulty of a ticket's episode; a false alarm is ordinary.
    fn difficulty(&self, ticket: TicketId) -> f64 {
        let episode = self.ledger.ticket(ticket).episode;
        episode.map_or(1.0, |e| self.ledger.episode(e).difficulty)
    }

    /// A key for a ticket's luck: its episode's, or what opened it.
    pub(crate) fn ticket_key(&self, ticket: TicketId) -> (Name, u32) {
        let state = self.ledger.ticket(ticket);
        match state.episode {
            Some(episode) => self.luck_key(episode),
            None => (state.opened_by, (state.opened.0 / 3_600_000) as u32),
        }
    }

    /// How much work a task is for a person: half of the luck is the task's (it pairs the arms of
    /// a study), half the person's (it makes a second opinion worth something; MECHANISMS 4.5).
    pub(crate) fn task_work(&self, task: Task, person: usize) -> Duration {
        let plan = &self.plan;
        let book = &plan.book;
        let (law, skill, on) = match task.kind {
            WorkKind::Diagnostic => {
                let d = book.diagnostic(task.work).expect("commands check names");
                (&d.work, d.skill, d.on)
            }
            WorkKind::Action => {
                let a = book.action(task.work).expect("commands check names");
                (&a.work, a.skill, None)
            }
        };
        let key = (
            task.work,
            self.ticket_key(task.ticket),
            u64::from(task.attempt),
        );
        let shared = self.draw(Purpose::TaskLuck, key).normal();
        let own = self
            .draw(Purpose::TaskPersonLuck, (key, plan.name(person)))
            .normal();
        let u = maths::normal_cdf((shared + own) / std::f64::consts::SQRT_2);
        let mut factor = self.difficulty(task.ticket);
        if book.level(plan.name(person), skill) == Some(SkillLevel::Able) && skill.is_some() {
            factor *= plan.setup.defaults.attention.able_slower_by.value.get();
        }
        if let Some(on) = on.and_then(|name| plan.service(name)) {
            let telemetry = plan.setup.system().services[on].telemetry.as_f64();
            factor /= telemetry.max(0.1);
        }
        if task.kind == WorkKind::Diagnostic && !self.ledger.has_tool(Tool::Dashboards) {
            factor *= 2.0;
        }
        law.quantile(u.clamp(1e-12, 1.0 - 1e-12)).times(factor)
    }

    /// Whether a person will not get there, and after how long they notice.
    pub(crate) fn stuck(&self, task: Task, person: usize) -> Option<Duration> {
        if task.kind == WorkKind::Action {
            return None;
        }
        let plan = &self.plan;
        let skill = plan.book.diagnostic(task.work)?.skill;
        skill?;
        let knowledge = &plan.setup.defaults.knowledge;
        let chance = match plan.book.level(plan.name(person), skill)? {
            SkillLevel::Expert => knowledge.stuck_expert.value,
            SkillLevel::Able => knowledge.stuck_able.value,
        };
        let key = (task.work, plan.name(person), self.ticket_key(task.ticket));
        let stuck = self.draw(Purpose::Stuck, key).chance(chance);
        stuck.then(|| {
            self.draw(Purpose::StuckFor, key)
                .length(&knowledge.stuck_for.value)
        })
    }

    /// How likely something goes wrong in these hands, beside its usual likelihood.
    fn slip(&self, person: usize, held: &Held) -> f64 {
        let attention = &self.plan.setup.defaults.attention;
        if self.plan.setup.defaults.ideal.attention {
            return 1.0;
        }
        let mut slip = 1.0 + 0.25 * self.tired_hours(person);
        if held.interruptions > 0 {
            slip *= attention.slip_after_interruption.value.get();
        }
        slip.min(4.0)
    }

    /// A diagnostic is done: the person reads its result, rightly or wrongly.
    pub(crate) fn diagnostic_done(&mut self, person: usize, task: Task, held: &Held, because: Seq) {
        let plan = self.plan.clone();
        let name = plan.name(person);
        let spec = plan
            .book
            .diagnostic(task.work)
            .expect("commands check names");
        let usual = spec
            .misread
            .unwrap_or(plan.setup.defaults.knowledge.misread.value);
        let expert = plan.book.level(name, spec.skill) == Some(SkillLevel::Expert);
        let chance = usual.as_f64() * self.slip(person, held) * if expert { 0.5 } else { 1.0 };
        let key = (
            task.work,
            self.ticket_key(task.ticket),
            name,
            u64::from(task.attempt),
        );
        let misread = self.draw(Purpose::Misread, key).chance(Share::new(chance));
        let claims = self.results(task, misread);
        let ended = self.task_ended(
            person,
            task,
            TaskState::Done,
            Some(Outcome::Result),
            because,
        );
        let beliefs: Vec<Belief> = claims.into_iter().map(|c| self.own(c)).collect();
        let seq = self.learn(person, beliefs.clone(), ended);
        self.post(person, &beliefs, seq);
        let done = &mut self.ledger.ticket_mut(task.ticket).diagnostics_done;
        if !done.contains(&task.work) {
            done.push(task.work);
        }
    }

    /// What a diagnostic shows on a ticket.
    fn results(&self, task: Task, misread: bool) -> Vec<Claim> {
        let plan = &self.plan;
        let ticket = task.ticket;
        let spec = plan
            .book
            .diagnostic(task.work)
            .expect("commands check names");
        let episode = self
            .ledger
            .ticket(ticket)
            .episode
            .map(|e| self.ledger.episode(e));
        let truth = episode.map(|e| e.cause);
        let mut claims = Vec::new();
        let hit = spec.tests.iter().any(|c| truth == Some(*c));
        for (index, cause) in spec.tests.iter().enumerate() {
            // Misread: what is there is overlooked, or the first suspect is seen where it is not.
            let is = match misread {
                false => truth == Some(*cause),
                true => !hit && index == 0,
            };
            claims.push(Claim::Cause {
                ticket,
                cause: *cause,
                is,
            });
        }
        for finding in &spec.reveals {
            let present = self.is_present(*finding, ticket);
            claims.push(Claim::Finding {
                ticket,
                finding: *finding,
                present,
            });
        }
        if let (Some(stage), Some(episode)) = (spec.maps, episode) {
            let reached = plan.setup.scenario.problems[episode.problem]
                .faults
                .iter()
                .zip(&episode.faults)
                .any(|(f, s)| {
                    f.name == stage && s.phase != crate::engine::state::FaultPhase::Waiting
                });
            if reached && !misread {
                claims.push(Claim::Mapped { ticket, stage });
            }
        }
        claims
    }

    /// Whether a finding is there to be found on a ticket.
    pub(crate) fn is_present(&self, finding: Name, ticket: TicketId) -> bool {
        let Some(spec) = self.plan.setup.scenario.finding(finding) else {
            return false;
        };
        let Some(id) = self.ledger.ticket(ticket).episode else {
            return spec.if_cause.is_empty() && spec.after_fault.is_none();
        };
        let episode = self.ledger.episode(id);
        let fits = spec.if_cause.is_empty() || spec.if_cause.contains(&episode.cause);
        let faults = &self.plan.setup.scenario.problems[episode.problem].faults;
        let struck = |name: Name| {
            let at = faults.iter().position(|f| f.name == name);
            at.is_none_or(|i| episode.faults[i].phase != crate::engine::state::FaultPhase::Waiting)
        };
        fits && spec.after_fault.is_none_or(struck)
    }

    /// An action is done: it fails, or does what it does.
    pub(crate) fn action_done(&mut self, person: usize, task: Task, held: &Held, because: Seq) {
        let plan = self.plan.clone();
        let action = plan.book.action(task.work).expect("commands check names");
        let collided = self.collision(person, task);
        let key = (
            task.work,
            self.ticket_key(task.ticket),
            u64::from(task.attempt),
        );
        let fails = Share::new(action.fails.as_f64() * self.slip(person, held));
        let failed = self.draw(Purpose::ActionFails, key).chance(fails);
        let outcome = match (collided, failed) {
            (Some(_), _) => Outcome::Collided,
            (None, true) => Outcome::Failed,
            (None, false) => Outcome::Done,
        };
        let seq = self.task_ended(person, task, TaskState::Done, Some(outcome), because);
        if let Some(other) = collided {
            self.collide(person, other, task, action, seq);
        } else if outcome == Outcome::Done {
            self.apply_action(task, action, seq);
        }
        let claim = Claim::Task {
            task,
            by: plan.name(person),
            state: TaskState::Done,
        };
        let beliefs = vec![self.own(claim)];
        self.post(person, &beliefs, seq);
        self.harm_of(task, action, outcome, seq);
        let done = &mut self.ledger.ticket_mut(task.ticket).actions_done;
        if !done.contains(&task.work) {
            done.push(task.work);
        }
    }

    /// Whether somebody else is acting on the same service right now.
    fn collision(&self, person: usize, task: Task) -> Option<usize> {
        let on = |work| self.plan.book.action(work).and_then(|a| a.on);
        let place = on(task.work)?;
        let running = self.ledger.tickets.iter().flat_map(|t| &t.running);
        let other = running.filter(|(t, p)| *p != person && t.kind == WorkKind::Action);
        other
            .into_iter()
            .find(|(t, _)| on(t.work) == Some(place))
            .map(|(_, p)| *p)
    }

    fn collide(&mut self, person: usize, other: usize, task: Task, action: &Action, because: Seq) {
        let claim = Claim::Task {
            task,
            by: self.plan.name(person),
            state: TaskState::Running,
        };
        let known = vec![self.own(claim)];
        self.learn(other, known, because);
        if let Some(service) = action.on.and_then(|name| self.plan.service(name)) {
            self.do_harm(
                task,
                service,
                Share::ppm(200_000),
                Duration::minutes(10),
                because,
            );
        }
    }

    /// What an action does when it does not fail.
    pub(crate) fn apply_action(&mut self, task: Task, action: &Action, because: Seq) {
        let mut effects = action_kind(action.kind).map_or_else(Vec::new, |k| (k.effects)(action));
        if !action.cures.is_empty() || action.undoes.is_some() {
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
        let episode = self.ledger.ticket(task.ticket).episode;
        if let (true, Some(episode)) = (action.noticeable, episode) {
            self.maybe_tip_off(task, episode, because);
        }
    }

    /// The causes an action removes: those it names and those that its change brought.
    fn cured_by(&self, action: &Action) -> Vec<Name> {
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

    fn maybe_tip_off(&mut self, task: Task, episode: EpisodeId, because: Seq) {
        let plan = self.plan.clone();
        let problem = &plan.setup.scenario.problems[self.ledger.episode(episode).problem];
        if let Some(adversary) = &problem.adversary {
            let key = (task.work, self.luck_key(episode), u64::from(task.attempt));
            if self.draw(Purpose::TipsOff, key).chance(adversary.notices) {
                self.tip_off(episode, because);
            }
        }
    }

    /// Harm an action can do where it does not fit the cause.
    fn harm_of(&mut self, task: Task, action: &Action, outcome: Outcome, because: Seq) {
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
                    if causes.contains(&state.cause) && !state.tipped_beyond_reach() {
                        self.cure(episode, because);
                    }
                }
            }
            Effect::Mask { causes, holds } => {
                for episode in targets {
                    let key = (self.luck_key(episode), because_name(task));
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

    fn evidence(&mut self, evidence: Name, saved: bool, because: Seq) {
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

    /// Checking whether an action has helped. A cure whose system is still coming back is watched
    /// until it is back; a failed execution of the right fix looks just like a wrong fix.
    pub(crate) fn verify_done(&mut self, person: usize, task: Task, because: Seq) {
        let plan = self.plan.clone();
        let ticket = task.ticket;
        let action = plan.book.action(task.work).expect("commands check names");
        let Some(episode) = self.ledger.ticket(ticket).episode else {
            let fixed = vec![self.own(Claim::Fixed { ticket })];
            self.learn_and_post(person, fixed, because);
            self.ticket_fixed(ticket, because);
            return;
        };
        let state = self.ledger.episode(episode);
        let cured = state.cured && state.back;
        let masked = state.masked && action.masks.contains(&state.cause);
        let mitigated = self.harm_share(episode) <= plan.setup.defaults.world.mitigated_below.value;
        let contains = action.halts_spread
            || action.sheds_to.is_some()
            || action.adds.is_some()
            || action.restores.is_some()
            || !action.saves.is_empty();
        let mut claims = vec![Claim::Tried {
            task,
            helped: cured || masked || contains,
        }];
        if cured {
            claims.push(Claim::Fixed { ticket });
        }
        if mitigated {
            claims.push(Claim::Eased { ticket });
        }
        claims.extend(self.sights());
        claims.extend(self.evidence_claims(action));
        let beliefs: Vec<Belief> = claims.into_iter().map(|c| self.own(c)).collect();
        let seq = self.learn_and_post(person, beliefs, because);
        if cured {
            self.ticket_fixed(ticket, seq);
            self.resolve(episode, seq);
        }
    }

    fn evidence_claims(&self, action: &Action) -> Vec<Claim> {
        let saved = action
            .saves
            .iter()
            .filter(|e| self.ledger.evidence_saved.contains(e));
        saved
            .map(|e| Claim::Evidence {
                evidence: *e,
                saved: true,
            })
            .collect()
    }

    fn ticket_fixed(&mut self, ticket: TicketId, because: Seq) {
        self.ledger.ticket_mut(ticket).fixed = true;
        self.ledger.ticket_mut(ticket).climbing = false;
        self.end_if_done(because);
    }

    pub(crate) fn learn_and_post(
        &mut self,
        person: usize,
        beliefs: Vec<Belief>,
        because: Seq,
    ) -> Seq {
        let seq = self.learn(person, beliefs.clone(), because);
        self.post(person, &beliefs, seq);
        seq
    }

    /// A look at alerts and dashboards: what is broken, and perhaps a sign of the cause.
    pub(crate) fn triage_done(&mut self, person: usize, ticket: TicketId, because: Seq) {
        let mut claims = self.sights();
        let service = self.ledger.ticket(ticket).service;
        match self.ledger.ticket(ticket).episode {
            Some(episode) => claims.extend(self.sign(ticket, episode)),
            None => {
                claims.push(Claim::Service {
                    service,
                    state: ServiceState::Normal,
                });
                claims.push(Claim::Fixed { ticket });
            }
        }
        // Somebody looks again after the trouble has passed by itself or by another's hand.
        if let Some(episode) = self.ledger.ticket(ticket).episode
            && self.ledger.episode(episode).back
        {
            claims.push(Claim::Fixed { ticket });
        }
        let fixed = claims.iter().any(|c| matches!(c, Claim::Fixed { .. }));
        let beliefs: Vec<Belief> = claims.into_iter().map(|c| self.own(c)).collect();
        let seq = self.learn_and_post(person, beliefs, because);
        if fixed {
            self.ticket_fixed(ticket, seq);
            if let Some(episode) = self.ledger.ticket(ticket).episode {
                self.resolve(episode, seq);
            }
        }
    }

    /// Every service as the dashboards show it; nothing while they are lost.
    pub(crate) fn sights(&self) -> Vec<Claim> {
        if !self.ledger.has_tool(Tool::Dashboards) {
            return Vec::new();
        }
        let services = self.plan.setup.system().services.iter().enumerate();
        let seen = services.map(|(at, s)| (s.name, ServiceState::of(self.health(at).seen)));
        seen.map(|(service, state)| Claim::Service { service, state })
            .collect()
    }

    /// The sign that the first look shows: of the true cause, of another, or none (clarity is the
    /// incident's, the same in all arms).
    fn sign(&self, ticket: TicketId, episode: EpisodeId) -> Option<Claim> {
        let plan = &self.plan;
        let world = &plan.setup.defaults.world;
        let state = self.ledger.episode(episode);
        let u = self
            .draw(Purpose::Clarity, self.luck_key(episode))
            .uniform();
        let clear = world.clear_sign.value.as_f64();
        let misleading = clear + world.misleading_sign.value.as_f64();
        let cause = if u < clear {
            state.cause
        } else if u < misleading {
            let others = plan.setup.scenario.problems[state.problem].causes.iter();
            let others = others.filter(|c| c.name != state.cause);
            others
                .max_by(|a, b| a.prior.get().total_cmp(&b.prior.get()))?
                .name
        } else {
            return None;
        };
        // Only a finding that points there can be seen.
        let findings = plan.setup.scenario.findings.iter();
        let best = findings
            .filter(|f| plan.book.weight(f.name, cause) > 0.0)
            .max_by(|a, b| {
                plan.book
                    .weight(a.name, cause)
                    .total_cmp(&plan.book.weight(b.name, cause))
            })?;
        Some(Claim::Finding {
            ticket,
            finding: best.name,
            present: true,
        })
    }

    /// What a tool finds out by itself at the alert, where the process has it do so.
    pub(crate) fn automatic_results(&self, ticket: TicketId) -> Vec<Belief> {
        let automatic = self.plan.book.diagnostics.iter().filter(|d| d.automatic);
        let tasks = automatic.map(|d| Task {
            ticket,
            kind: WorkKind::Diagnostic,
            work: d.name,
            attempt: 1,
        });
        let claims = tasks.flat_map(|t| self.results(t, false));
        let source = crate::model::belief::Source::Tool;
        claims
            .map(|c| Belief {
                source,
                ..self.own(c)
            })
            .collect()
    }

    /// How long a law of the story takes on a ticket.
    pub(crate) fn story_law(
        &self,
        law: &Law,
        ticket: TicketId,
        person: usize,
        word: &str,
    ) -> Duration {
        let key = (
            Name::new(word),
            self.ticket_key(ticket),
            self.plan.name(person),
        );
        let hour = (self.ledger.now.0 / 3_600_000) as u64;
        let scale = maths::sqrt(self.difficulty(ticket));
        self.draw(Purpose::VerifyWork, (key, hour))
            .length(law)
            .times(scale)
    }

    /// A person's part in a task is over.
    pub(crate) fn task_ended(
        &mut self,
        person: usize,
        task: Task,
        state: TaskState,
        outcome: Option<Outcome>,
        because: Seq,
    ) -> Seq {
        let name = self.plan.name(person);
        let running = &mut self.ledger.ticket_mut(task.ticket).running;
        running.retain(|(t, p)| *t != task || *p != person);
        let fact = Fact::TaskEnded {
            task,
            person: name,
            state,
            outcome,
        };
        let seq = self.write(
            Actor::Person(name),
            Some(because),
            Audience::One(name),
            fact,
        );
        self.body_mut(person).ended_seq = Some(seq);
        seq
    }
}

fn because_name(task: Option<Task>) -> Name {
    task.map_or_else(|| Name::new("script"), |t| t.work)
}

impl crate::engine::state::Episode {
    /// An adversary that has been tipped off has moved on; a cure without mapping misses it.
    fn tipped_beyond_reach(&self) -> bool {
        self.tipped && self.stages_added > 0 && !self.contained
    }
}
