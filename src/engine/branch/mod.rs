//! What a branch may change before it goes on: commands that were still to come from outside, and
//! what is hidden from somebody and could be otherwise.
//!
//! Which cause is behind an open episode is drawn when the episode begins. Whoever asks what a
//! decision was worth by what could be known when it was taken draws it again: [`Engine::hidden_from`]
//! says which causes one person could not rule out and how likely each was, [`Engine::recast`] goes
//! on as if another of them had been there from the beginning.
//!
//! What stays as it is, whoever knew of it: what an action has brought about so far, faults that take
//! tools or data, who has come, what has been counted. Causes that contradict it are left out: to
//! that extent more is taken as known than the person knew. Faults that hurt services and that the
//! person has not seen are put in each other's place; what had reached other services from them
//! recovers, and what reaches them now takes its time anew.

use crate::base::{Draws, Duration, Name, Purpose, SimTime};
use crate::board::{Beliefs, Board};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::{Episode, FaultPhase, FaultState, Waiter};
use crate::model::belief::ServiceState;
use crate::model::inject::Trigger;
use crate::model::problem::Fault;
use crate::model::{
    Action, Belief, Claim, Command, Diagnostic, EpisodeId, TicketId, Topic, WorkKind,
};

/// What somebody saw broken longer ago may be well by now.
const LATELY: Duration = Duration::hours(1);

/// The causes that one person could not rule out behind an open episode.
#[derive(Clone, Debug, PartialEq)]
pub struct Hidden {
    pub episode: EpisodeId,
    /// The episode's place in the world's luck.
    pub luck: (Name, u32),
    /// How likely each was, by what this person could know: they add up to one. In the scenario's
    /// order, at least two.
    pub causes: Vec<(Name, f64)>,
}

impl Engine {
    /// What has not begun is drawn under another epoch from now on.
    pub(crate) fn set_epoch(&mut self, epoch: u32) {
        self.draws = Draws::in_epoch(self.draws.seed(), epoch);
        self.ledger.epoch = epoch;
    }

    /// Puts a command from outside on the agenda: at `at`, or now if that is past.
    pub fn submit(&mut self, at: SimTime, person: Option<usize>, command: Command) {
        let at = at.max(self.ledger.now);
        self.agenda.add(
            at,
            Due::External {
                person,
                command: Box::new(command),
            },
        );
    }

    /// The command from outside that comes next, if [`Step::Asks`](super::Step::Asks) has announced
    /// one.
    pub fn next_outside(&self) -> Option<&Command> {
        match self.agenda.peek(SimTime::NEVER) {
            Some(Due::External { command, .. }) => Some(command),
            _ => None,
        }
    }

    /// Lets the command from outside happen that comes next.
    pub fn pass_outside(&mut self) {
        if let Some((at, due)) = self.agenda.pop(SimTime::NEVER) {
            self.ledger.entries += 1;
            self.ledger.now = at;
            self.happen(due);
        }
    }

    /// Takes commands that were to come from outside off the agenda.
    pub fn forget_outside(&mut self, forgets: impl Fn(Option<usize>, &Command) -> bool) {
        self.agenda.retain(|due| match due {
            Due::External { person, command } => !forgets(*person, command),
            _ => true,
        });
    }

    /// Somebody outside (`None`: the facilitator) asks for something now, before anything else
    /// happens.
    pub fn ask_outside(&mut self, person: Option<usize>, command: Command) {
        self.asked_from_outside(person, command);
    }

    /// What one person could not know of the causes behind open episodes.
    ///
    /// How likely a cause is: its weight in the scenario, times how likely what stands on this
    /// person's board is if it were the true one (Bayes). Each test counts once with its share of
    /// wrong readings; a finding on the dashboards or by a diagnostic is there or not, one from the first look is a
    /// sign that points to the true cause or misleads, with the shares of the defaults; an action that was
    /// carried out and did not help would have had to fail; a fault that has not struck would have
    /// had to take that long. A cause the scenario fixes is nobody's guess and stays.
    pub fn hidden_from(&self, person: usize) -> Vec<Hidden> {
        let open = self.ledger.open.iter().copied();
        open.filter_map(|id| self.hidden_in(person, id)).collect()
    }

    fn hidden_in(&self, person: usize, id: EpisodeId) -> Option<Hidden> {
        let episode = self.ledger.episode(id);
        let problem = &self.plan.setup.scenario.problems[episode.problem];
        if problem.cause.is_some() {
            return None;
        }
        let weighed = problem.causes.iter().map(|cause| {
            let fits = self.fits_past(person, id, cause.name);
            let weight = match fits && cause.weight.get() > 0.0 {
                true => cause.weight.get() * self.likelihood(person, id, cause.name),
                false => 0.0,
            };
            (cause.name, weight)
        });
        let mut causes: Vec<(Name, f64)> = weighed.filter(|(_, w)| *w > 0.0).collect();
        let total: f64 = causes.iter().map(|(_, w)| w).sum();
        causes.iter_mut().for_each(|(_, w)| *w /= total);
        (causes.len() > 1).then(|| Hidden {
            episode: id,
            luck: self.luck_key(id),
            causes,
        })
    }

    /// Whether all that this person has seen, and all that was brought about so far, could be with
    /// this cause.
    fn fits_past(&self, person: usize, id: EpisodeId, cause: Name) -> bool {
        let episode = self.ledger.episode(id);
        if cause == episode.cause {
            return true;
        }
        let faults = &self.plan.setup.scenario.problems[episode.problem].faults;
        let differs = |spec: &Fault| is_of(spec, cause) != is_of(spec, episode.cause);
        let mut struck = faults.iter().zip(&episode.faults);
        let movable =
            struck.all(|(spec, state)| !differs(spec) || state.struck.is_none() || can_move(spec));
        let same = |answers: &dyn Fn(&Action) -> bool, other: &dyn Fn(&Action) -> bool| {
            let mut done = self.done_in(id);
            done.all(|a| answers(a) == other(a))
        };
        let book = &self.plan.book;
        // A cause removed, or hidden, was one that what was done removes, or hides.
        let cured =
            !episode.cured || same(&|a| book.cures(a, cause), &|a| book.cures(a, episode.cause));
        let masked = !episode.masked
            || same(&|a| a.masks.contains(&cause), &|a| {
                a.masks.contains(&episode.cause)
            });
        movable && cured && masked && self.explains(person, id, cause)
    }

    /// Whether what somebody has seen of services could be with this cause: what is broken is struck
    /// or needs what is, and what only this cause would have broken by now was not seen well.
    fn explains(&self, person: usize, id: EpisodeId, cause: Name) -> bool {
        let board = &self.boards[person];
        let now = self.ledger.now;
        let mut hurt = vec![false; self.services.len()];
        for open in self.ledger.open_episodes() {
            let episode = self.ledger.episode(open);
            let faults = &self.plan.setup.scenario.problems[episode.problem].faults;
            for (spec, state) in faults.iter().zip(&episode.faults) {
                let there = match open == id {
                    true => is_of(spec, cause) && self.is_there(episode, spec, state, cause),
                    false => state.struck.is_some(),
                };
                let Some(service) = spec.on.and_then(|on| self.plan.service(on)) else {
                    continue;
                };
                if !there || !Engine::hurts_service(spec.kind) {
                    continue;
                }
                hurt[service] = true;
                let new = open == id && !is_of(spec, episode.cause);
                let seen_well = board.beliefs.iter().any(|b| {
                    let well = Claim::Service {
                        service: self.plan.setup.system().services[service].name,
                        state: ServiceState::Normal,
                    };
                    b.claim == well && b.since >= episode.began
                });
                if new && !spec.latent && seen_well {
                    return false;
                }
            }
        }
        for harm in &self.ledger.harms {
            hurt[harm.service] = true;
        }
        // What needs something that is hurt, however far away, may be.
        for service in self.plan.order.iter().copied() {
            let needs = self.plan.needs_of[service].iter();
            hurt[service] |= needs
                .map(|edge| self.plan.edges[*edge].on)
                .any(|on| hurt[on]);
        }
        let mut broken = board.beliefs.iter().filter_map(|b| match b.claim {
            Claim::Service { service, state } if state != ServiceState::Normal => {
                (now.since(b.since) < LATELY).then_some(service)
            }
            _ => None,
        });
        broken.all(|name| self.plan.service(name).is_none_or(|s| hurt[s]))
    }

    /// Whether a fault would be there by now with a cause that brings it: where the true one brings
    /// it too, whether it is; else whether most often it is by now.
    fn is_there(&self, episode: &Episode, spec: &Fault, state: &FaultState, cause: Name) -> bool {
        debug_assert!(is_of(spec, cause));
        match is_of(spec, episode.cause) {
            true => state.struck.is_some(),
            false => can_move(spec) && self.has_mostly_struck(episode, spec),
        }
    }

    fn has_mostly_struck(&self, episode: &Episode, spec: &Fault) -> bool {
        let since = self.ledger.now.since(episode.began);
        match &spec.begins {
            Trigger::At(after) => *after <= since,
            Trigger::After(law) => law.median() <= since,
            _ => false,
        }
    }

    /// The actions carried out so far on an episode's tickets.
    fn done_in(&self, id: EpisodeId) -> impl Iterator<Item = &Action> + '_ {
        let tickets = self.ledger.tickets.iter();
        let of = tickets.filter(move |t| t.episode == Some(id));
        of.flat_map(|t| &t.actions_done)
            .filter_map(|name| self.plan.book.action(*name))
    }

    /// How likely what stands on somebody's board is, were this the cause behind an episode.
    fn likelihood(&self, person: usize, id: EpisodeId, cause: Name) -> f64 {
        let episode = self.ledger.episode(id);
        let mut likely = self.of_faults(episode, cause);
        let tickets = 0..self.ledger.tickets.len() as u32;
        let board = &self.boards[person];
        for ticket in tickets.map(TicketId) {
            if self.ledger.ticket(ticket).episode != Some(id) {
                continue;
            }
            likely *= self.of_tests(board, ticket, cause);
            likely *= self.of_findings(board, ticket, episode, cause);
        }
        likely * self.of_actions(board, id, episode, cause)
    }

    /// Faults that not every cause brings: that they have struck by now, or have not.
    fn of_faults(&self, episode: &Episode, cause: Name) -> f64 {
        let faults = &self.plan.setup.scenario.problems[episode.problem].faults;
        let own = faults.iter().zip(&episode.faults);
        let own = own.filter(|(spec, _)| !spec.if_cause.is_empty() && is_of(spec, cause));
        let since = self.ledger.now.since(episode.began);
        let each = own.map(|(spec, state)| {
            let by_now = match &spec.begins {
                Trigger::At(after) => f64::from(u8::from(*after <= since)),
                Trigger::After(law) => law.share_within(since),
                _ => return 1.0,
            };
            match self.is_there(episode, spec, state, cause) {
                true => by_now,
                false => 1.0 - by_now,
            }
        });
        each.product()
    }

    /// What tests have shown, each counted once.
    fn of_tests(&self, board: &Board, ticket: TicketId, cause: Name) -> f64 {
        let known = |tested: Name| match board.claim(Topic::Cause(ticket, tested)) {
            Some(Claim::Cause { is, .. }) => Some(is),
            _ => None,
        };
        let mut told: Vec<Name> = Vec::new();
        let mut likely = 1.0;
        for test in &self.plan.book.diagnostics {
            let new: Vec<(Name, bool)> = test
                .tests
                .iter()
                .filter(|c| !told.contains(c))
                .filter_map(|c| Some((*c, known(*c)?)))
                .collect();
            if new.is_empty() {
                continue;
            }
            told.extend(new.iter().map(|(c, _)| *c));
            let wrong = self.misread(test);
            let right = new.iter().all(|(c, is)| *is == (*c == cause));
            likely *= if right { 1.0 - wrong } else { wrong };
        }
        likely
    }

    fn misread(&self, test: &Diagnostic) -> f64 {
        let usual = self.plan.setup.defaults.knowledge.misread.value;
        test.misread.unwrap_or(usual).as_f64()
    }

    fn of_findings(&self, board: &Board, ticket: TicketId, episode: &Episode, cause: Name) -> f64 {
        let scenario = &self.plan.setup.scenario;
        let faults = &scenario.problems[episode.problem].faults;
        let mut likely = 1.0;
        for belief in board.beliefs.on(ticket) {
            let Claim::Finding {
                finding, present, ..
            } = belief.claim
            else {
                continue;
            };
            let Some(spec) = scenario.finding(finding) else {
                continue;
            };
            let fits = spec.if_cause.is_empty() || spec.if_cause.contains(&cause);
            let there = spec.after_fault.is_none_or(|name| {
                let at = faults.iter().position(|f| f.name == name);
                let struck = at.and_then(|at| episode.faults[at].struck);
                at.is_none() || struck.is_some_and(|struck| struck <= belief.since)
            });
            let looked = self.was_looked_for(board, ticket, finding);
            likely *= match (present, looked) {
                (false, _) => f64::from(u8::from(!(fits && there))),
                (true, true) => f64::from(u8::from(fits)),
                (true, false) => self.shows_as_sign(episode, cause, finding, fits),
            };
        }
        likely
    }

    /// Whether somebody knows of a diagnostic or monitor that shows a finding where it is so.
    fn was_looked_for(&self, board: &Board, ticket: TicketId, finding: Name) -> bool {
        let book = &self.plan.book;
        let mut reveals = book
            .diagnostics
            .iter()
            .filter(|d| d.reveals.contains(&finding));
        let mut monitors = self.plan.setup.scenario.monitors.iter();
        reveals.any(|d| board.attempts(ticket, WorkKind::Diagnostic, d.name) > 0)
            || monitors.any(|m| m.shows.contains(&finding))
    }

    /// How likely the first look shows this finding as its sign; one that it cannot show was found
    /// some other way.
    fn shows_as_sign(&self, episode: &Episode, cause: Name, finding: Name, fits: bool) -> f64 {
        let world = &self.plan.setup.defaults.world;
        let causes = &self.plan.setup.scenario.problems[episode.problem].causes;
        let is_sign = causes.iter().any(|c| self.sign_of(c.name) == Some(finding));
        if !is_sign {
            return f64::from(u8::from(fits));
        }
        let mut likely = 0.0;
        if self.sign_of(cause) == Some(finding) {
            likely += world.clear_sign.value.as_f64();
        }
        if self
            .misleads_to(episode, cause)
            .and_then(|c| self.sign_of(c))
            == Some(finding)
        {
            likely += world.misleading_sign.value.as_f64();
        }
        likely
    }

    /// Actions carried out that would have removed or hidden this cause and have not: each of them
    /// failed, as often as it was tried.
    fn of_actions(&self, board: &Board, id: EpisodeId, episode: &Episode, cause: Name) -> f64 {
        let book = &self.plan.book;
        let tickets = self.ledger.tickets.iter().enumerate();
        let its = tickets.filter(|(_, t)| t.episode == Some(id));
        let mut likely = 1.0;
        for (at, ticket) in its {
            for action in ticket.actions_done.iter().filter_map(|a| book.action(*a)) {
                let tries = board.attempts(TicketId(at as u32), WorkKind::Action, action.name);
                let fails = action.fails.as_f64();
                let each = match () {
                    () if book.cures(action, cause) && !episode.cured => fails,
                    () if action.masks.contains(&cause) && !episode.masked => {
                        1.0 - (1.0 - fails) * action.holds.as_f64()
                    }
                    () => continue,
                };
                likely *= (0..tries.max(1)).map(|_| each).product::<f64>();
            }
        }
        likely
    }

    /// Goes on as if `cause` had been behind an episode from its beginning; `knows` is who must not
    /// notice.
    ///
    /// Faults that only the new cause brings are there, or lie ahead, each no sooner than now; those
    /// that only the old one would have brought are not there. What others, documents and tools know of the cause
    /// and this person does not is what they would have found: read rightly where it was read
    /// rightly. Everything that is drawn later, results of tests included, follows from the new
    /// cause.
    pub fn recast(&mut self, id: EpisodeId, cause: Name, knows: usize) {
        let old = self.ledger.episode(id).cause;
        if old == cause {
            return;
        }
        self.rewrite_knowledge(id, cause, knows);
        self.ledger.episode_mut(id).cause = cause;
        self.timeline.recast(id, cause);
        self.recast_faults(id, old, cause, knows);
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
            self.ledger.episode_mut(id).faults[at].phase = FaultPhase::Waiting;
            let episode = self.ledger.episode(id);
            let (began, now) = (episode.began, self.ledger.now);
            let due = Due::Strike {
                episode: id,
                fault: at,
            };
            if can_move(spec) && self.has_mostly_struck(episode, spec) && !episode.cured {
                self.fault_strikes(id, at);
                continue;
            }
            match &spec.begins {
                Trigger::At(after) => self.agenda.add(now.max(began + *after), due),
                Trigger::After(law) => {
                    // The law, given that it has taken longer than until now.
                    let past = law.share_within(now.since(began));
                    let key = (self.luck_key(id), spec.name, Name::new("recast"));
                    let u = self.draw(Purpose::FaultDelay, key).uniform();
                    let u = (past + (1.0 - past) * u).clamp(1e-15, 1.0 - 1e-15);
                    let at = began + law.quantile(u);
                    self.agenda.add(at.max(now + Duration::millis(1)), due);
                }
                Trigger::When(_) | Trigger::Following(..) => {
                    self.wait_for_condition(Waiter::Fault(id, at), because);
                }
            }
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

/// Whether a fault could be there instead of another and nobody could tell by anything but the
/// services it hurts.
fn can_move(fault: &Fault) -> bool {
    Engine::hurts_service(fault.kind) && fault.tool.is_none() && fault.on.is_some()
}

fn rewrite(beliefs: &mut [Belief], other: impl Fn(&Claim) -> Option<Claim>) {
    for belief in beliefs {
        if let Some(claim) = other(&belief.claim) {
            belief.claim = claim;
        }
    }
}

/// Whether a cause brings a fault.
fn is_of(fault: &Fault, cause: Name) -> bool {
    fault.if_cause.is_empty() || fault.if_cause.contains(&cause)
}
