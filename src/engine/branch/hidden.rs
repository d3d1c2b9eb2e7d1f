//! What one person could not know of open troubles, and how likely each way it could be was.

use super::{can_move, is_of};
use crate::base::{Duration, Name, SimTime};
use crate::board::Board;
use crate::engine::Engine;
use crate::engine::state::{Episode, FaultState};
use crate::model::belief::ServiceState;
use crate::model::inject::Trigger;
use crate::model::problem::Fault;
use crate::model::{
    Action, Claim, Diagnostic, EpisodeId, Task, TaskState, TicketId, Topic, WorkKind,
};

/// What somebody saw broken longer ago may be well by now.
const LATELY: Duration = Duration::hours(1);

/// What one person could not rule out of an open episode.
#[derive(Clone, Debug, PartialEq)]
pub struct Hidden {
    pub episode: EpisodeId,
    /// The episode's place in the world's luck.
    pub luck: (Name, u32),
    /// How it could be, in the scenario's order of causes, at least two: their chances add up to one.
    pub guesses: Vec<Guess>,
}

/// One way it could be with an open episode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    pub cause: Name,
    /// When the cause was removed, if it was: the system is not back yet.
    pub removed: Option<SimTime>,
    /// How likely that was, by what this person could know.
    pub chance: f64,
}

impl Engine {
    /// What one person could not know of open episodes.
    ///
    /// How likely a cause is: its weight in the scenario, times how likely what stands on this
    /// person's board is if it were the true one (Bayes). Each test counts once with its share of
    /// wrong readings; a finding on the dashboards or by a diagnostic is there or not, one from the
    /// first look is a sign that points to the true cause or misleads, with the shares of the
    /// defaults; a fault that has not struck would have had to take that long. A cause the scenario
    /// fixes is nobody's guess and stays.
    ///
    /// An action that was carried out and would remove a cause has failed as often as it fails, or has
    /// removed it and the system takes longer than until now to come back; where somebody has looked,
    /// it has failed. That somebody chose it says something of the cause too, to whoever knows less than
    /// they did: that is not weighed.
    pub fn hidden_from(&self, person: usize) -> Vec<Hidden> {
        let open = self.ledger.open.iter().copied();
        open.filter_map(|id| self.hidden_in(person, id)).collect()
    }

    fn hidden_in(&self, person: usize, id: EpisodeId) -> Option<Hidden> {
        let episode = self.ledger.episode(id);
        let problem = &self.plan.setup.scenario.problems[episode.problem];
        let mut guesses: Vec<Guess> = Vec::new();
        let told = self.removed_by_a_tool(id);
        for cause in &problem.causes {
            let weight = match problem.cause {
                Some(fixed) => f64::from(u8::from(fixed == cause.name)),
                None => cause.weight.get(),
            };
            if weight <= 0.0 || !self.fits_past(person, id, cause.name) {
                continue;
            }
            let likely = weight * self.likelihood(person, id, cause.name);
            let (stays, gone) = match told {
                Some(at) => (0.0, Some((at, 1.0))),
                None => self.of_removal(id, cause.name),
            };
            guesses.push(Guess {
                cause: cause.name,
                removed: None,
                chance: likely * stays,
            });
            guesses.extend(gone.map(|(at, chance)| Guess {
                cause: cause.name,
                removed: Some(at),
                chance: likely * chance,
            }));
        }
        guesses.retain(|guess| guess.chance > 0.0);
        let total: f64 = guesses.iter().map(|guess| guess.chance).sum();
        guesses.iter_mut().for_each(|guess| guess.chance /= total);
        (guesses.len() > 1).then(|| Hidden {
            episode: id,
            luck: self.luck_key(id),
            guesses,
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
        // A cause hidden was one that what was done hides.
        let hides = |action: &Action, cause| action.masks.contains(&cause);
        let mut done = self.done_in(id);
        let masked =
            !episode.masked || done.all(|(_, a)| hides(a, cause) == hides(a, episode.cause));
        movable && masked && self.explains(person, id, cause)
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

    pub(super) fn has_mostly_struck(&self, episode: &Episode, spec: &Fault) -> bool {
        let since = self.ledger.now.since(episode.began);
        match &spec.begins {
            Trigger::At(after) => *after <= since,
            Trigger::After(law) => law.median() <= since,
            _ => false,
        }
    }

    /// The actions carried out so far on an episode's tickets.
    fn done_in(&self, id: EpisodeId) -> impl Iterator<Item = (TicketId, &Action)> + '_ {
        let tickets = self.ledger.tickets.iter().enumerate();
        let of = tickets.filter(move |(_, ticket)| ticket.episode == Some(id));
        of.flat_map(|(at, ticket)| {
            let done = ticket.actions_done.iter();
            let known = done.filter_map(|name| self.plan.book.action(*name));
            known.map(move |action| (TicketId(at as u32), action))
        })
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

    /// Actions carried out that would have hidden this cause and have not: each of them failed, as
    /// often as it was tried.
    fn of_actions(&self, board: &Board, id: EpisodeId, episode: &Episode, cause: Name) -> f64 {
        let mut likely = 1.0;
        for (ticket, action) in self.done_in(id) {
            if episode.masked || !action.masks.contains(&cause) {
                continue;
            }
            let tries = board.attempts(ticket, WorkKind::Action, action.name);
            let fails = 1.0 - (1.0 - action.fails.as_f64()) * action.holds.as_f64();
            likely *= power(fails, u32::from(tries.max(1)));
        }
        likely
    }

    /// How likely a cause is still there after all that was done and would have removed it; and, if
    /// it may be gone, since when and how likely that is with the system not back yet.
    fn of_removal(&self, id: EpisodeId, cause: Name) -> (f64, Option<(SimTime, f64)>) {
        // Whatever failed; and of it, what somebody has looked at since.
        let (mut failed, mut seen) = (1.0, 1.0);
        let mut last = None;
        for (ticket, action) in self.done_in(id) {
            if !self.plan.book.cures(action, cause) {
                continue;
            }
            let fails = action.fails.as_f64();
            let done = self.tries_of(ticket, action);
            let looked = done.count - u32::from(done.open.is_some());
            failed *= power(fails, done.count);
            seen *= power(fails, looked);
            last = last.max(done.open);
        }
        let gone = last.map(|at| (at, (seen - failed) * self.not_back_since(id, at)));
        (failed, gone)
    }

    /// When a tool has removed the cause: it says so itself.
    fn removed_by_a_tool(&self, id: EpisodeId) -> Option<SimTime> {
        let truth = self.ledger.episode(id).cause;
        let removed = self.timeline.episode(id)?.cause_removed?;
        let mut done = self.done_in(id);
        let by_hand = done.any(|(_, action)| self.plan.book.cures(action, truth));
        (!by_hand).then_some(removed.at)
    }

    /// What anybody knows of an action carried out on a ticket.
    fn tries_of(&self, ticket: TicketId, action: &Action) -> Tries {
        let mut done: Vec<(u16, SimTime)> = Vec::new();
        for belief in self
            .boards
            .iter()
            .flat_map(|b| b.beliefs.near_work(ticket, action.name))
        {
            if let Claim::Task {
                task,
                state: TaskState::Done,
                ..
            } = belief.claim
                && task.kind == WorkKind::Action
            {
                done.push((task.attempt, belief.since));
            }
        }
        done.sort_unstable();
        done.dedup_by_key(|(attempt, _)| *attempt);
        let looked = |attempt: u16| {
            let task = Task {
                ticket,
                kind: WorkKind::Action,
                work: action.name,
                attempt,
            };
            let mut boards = self.boards.iter();
            boards.any(|b| b.belief(Topic::Tried(task)).is_some())
        };
        let open = match done.last() {
            Some((attempt, at)) => (!looked(*attempt)).then_some(*at),
            // On no board any more.
            None => Some(self.ledger.now),
        };
        Tries {
            count: done.len().max(1) as u32,
            open,
        }
    }

    /// How likely a system whose cause was removed then is not back by now.
    fn not_back_since(&self, id: EpisodeId, removed: SimTime) -> f64 {
        let law = &self.plan.setup.scenario.problems[self.ledger.episode(id).problem].recovery;
        1.0 - law.share_within(self.recovered_for(id, removed))
    }
}

/// What is known of an action: how often it was carried out, and when last, if nobody has looked
/// since what came of it.
struct Tries {
    count: u32,
    open: Option<SimTime>,
}

fn power(base: f64, times: u32) -> f64 {
    (0..times).map(|_| base).product()
}
