//! What comes of technical work: how long it takes, what it shows, what it changes.

use crate::base::{Duration, Name, Purpose, Share};
use crate::engine::Engine;
use crate::engine::state::Held;
use crate::model::belief::{Belief, Claim};
use crate::model::fact::Outcome;
use crate::model::team::SkillLevel;
use crate::model::{
    Action, Actor, Audience, EpisodeId, Fact, Seq, Task, TaskState, TicketId, WorkKind,
};

impl Engine {
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
    pub(crate) fn results(&self, task: Task, misread: bool) -> Vec<Claim> {
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
                .any(|(f, s)| f.name == stage && s.struck.is_some());
            if reached && !misread {
                claims.push(Claim::Mapped { ticket, stage });
            }
        }
        claims
    }

    /// Whether a finding is there to be found on a ticket.
    pub(crate) fn is_present(&self, finding: Name, ticket: TicketId) -> bool {
        self.is_so(finding, self.ledger.ticket(ticket).episode)
    }

    /// Whether a finding is there to be found in an episode, or where there is none.
    pub(crate) fn is_so(&self, finding: Name, episode: Option<EpisodeId>) -> bool {
        let Some(spec) = self.plan.setup.scenario.finding(finding) else {
            return false;
        };
        let Some(id) = episode else {
            return spec.if_cause.is_empty() && spec.after_fault.is_none();
        };
        let episode = self.ledger.episode(id);
        let fits = spec.if_cause.is_empty() || spec.if_cause.contains(&episode.cause);
        let faults = &self.plan.setup.scenario.problems[episode.problem].faults;
        let struck = |name: Name| {
            let at = faults.iter().position(|f| f.name == name);
            at.is_none_or(|i| episode.faults[i].struck.is_some())
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
        if let Some(other) = collided {
            // It came to nothing, and they know why: no verdict on the action.
            let (state, outcome) = (TaskState::Dropped, Outcome::Collided);
            let seq = self.task_ended(person, task, state, Some(outcome), because);
            self.collide(person, other, task, action, seq);
            self.harm_of(task, action, outcome, seq);
            return;
        }
        let outcome = match failed {
            true => Outcome::Failed,
            false => Outcome::Done,
        };
        let seq = self.task_ended(person, task, TaskState::Done, Some(outcome), because);
        if outcome == Outcome::Done {
            self.apply_action(task, action, Some(person), seq);
            // Whoever has done it sees what it took with it.
            let lost = self.evidence_claims(&action.destroys);
            let lost: Vec<Belief> = lost.into_iter().map(|c| self.own(c)).collect();
            self.learn_and_post(person, lost, seq);
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
    pub(crate) fn collision(&self, person: usize, task: Task) -> Option<(Task, usize)> {
        let on = |work| self.plan.book.action(work).and_then(|a| a.on);
        let place = on(task.work)?;
        let running = self.ledger.tickets.iter().flat_map(|t| &t.running);
        let other = running.filter(|(t, p)| *p != person && t.kind == WorkKind::Action);
        other
            .into_iter()
            .find(|(t, _)| on(t.work) == Some(place))
            .copied()
    }

    /// Two at work in one place got into each other's way: it does harm, and now each knows what
    /// the other was doing there.
    pub(crate) fn collide(
        &mut self,
        person: usize,
        (theirs, other): (Task, usize),
        task: Task,
        action: &Action,
        because: Seq,
    ) {
        let at_it = self.own(Claim::Task {
            task: theirs,
            by: self.plan.name(other),
            state: TaskState::Running,
        });
        self.learn(person, vec![at_it], because);
        if theirs != task {
            let was_at_it = self.own(Claim::Task {
                task,
                by: self.plan.name(person),
                state: TaskState::Dropped,
            });
            self.learn(other, vec![was_at_it], because);
        }
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
        let cured = state.cured && state.back && !self.is_collapsed();
        let masked = state.masked && action.masks.contains(&state.cause);
        let mitigated = self.harm_share(episode) <= plan.setup.defaults.world.mitigated_below.value;
        let contains = self.is_in_effect(action, episode);
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
        claims.extend(self.evidence_claims(&action.saves));
        claims.extend(self.evidence_claims(&action.destroys));
        let beliefs: Vec<Belief> = claims.into_iter().map(|c| self.own(c)).collect();
        let seq = self.learn_and_post(person, beliefs, because);
        if cured {
            self.ticket_fixed(ticket, seq);
            self.resolve(episode, seq);
        }
    }

    /// Whether what an action is to bring about, besides curing or masking, can be seen.
    fn is_in_effect(&self, action: &Action, episode: crate::model::EpisodeId) -> bool {
        let service = action.on.and_then(|name| self.plan.service(name));
        let health = service.map(|s| self.health(s));
        let shed = |to: Share| health.is_some_and(|h| h.shed_to <= to);
        let saved = |e: &Name| self.ledger.evidence_saved.contains(e);
        (action.halts_spread && self.ledger.episode(episode).halted)
            || action.sheds_to.is_some_and(shed)
            || (action.adds.is_some() && health.is_some_and(|h| h.added_ppm > 0))
            || action
                .restores
                .is_some_and(|tool| self.ledger.has_tool(tool))
            || action.saves.iter().any(saved)
    }

    /// What becomes of evidence, for whoever looks: it is safe, or it is lost.
    fn evidence_claims(&self, evidence: &[Name]) -> Vec<Claim> {
        let saved = |e: &Name| self.ledger.evidence_saved.contains(e);
        let lost = |e: &Name| self.ledger.evidence_lost.contains(e);
        let settled = evidence.iter().filter(|e| saved(e) || lost(e));
        let claim = |e: &Name| Claim::Evidence {
            evidence: *e,
            saved: saved(e),
        };
        settled.map(claim).collect()
    }

    pub(crate) fn ticket_fixed(&mut self, ticket: TicketId, because: Seq) {
        self.ledger.fix(ticket);
        self.ledger.ticket_mut(ticket).climbing = false;
        self.end_if_done(because);
    }

    pub(crate) fn learn_and_post(
        &mut self,
        person: usize,
        beliefs: Vec<Belief>,
        because: Seq,
    ) -> Seq {
        if self.here().all(|p| p == person) {
            return self.learn(person, beliefs, because);
        }
        let seq = self.learn(person, beliefs.clone(), because);
        self.post(person, &beliefs, seq);
        seq
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
        // With ideal knowledge everybody sees when somebody lays something down.
        let audience = match self.plan.setup.defaults.ideal.knowledge {
            true => self.room_and(&[person]),
            false => Audience::One(name),
        };
        let seq = self.write(Actor::Person(name), Some(because), audience, fact);
        self.prompts(person, task.ticket).ended = Some((task, seq));
        seq
    }
}
