//! Which test or action next: with one person's beliefs for another's (or one's own) hands
//! (MECHANISMS 7, "Choose").

use std::cell::LazyCell;
use std::ops::Range;

use super::View;
use crate::base::{Duration, Name, Share, maths};
use crate::board::Suspicion;
use crate::model::process::Approach;
use crate::model::team::SkillLevel;
use crate::model::work::Need;
use crate::model::{Action, Command, Diagnostic, Task, TicketId, Topic, WorkKind};

/// How often something believed to help is tried, and again after each time the cause has been
/// gone over: a failed execution of the right fix looks just like a wrong fix.
const TRIES: u16 = 3;
/// One cause is gone over again at most this often.
const DOUBT_EVERY: Duration = Duration::minutes(20);

/// What somebody could do next on a ticket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    Task(Task),
    /// Out of ideas: go over this cause again.
    Rethink(Name),
}

/// Whose hands, with how much belief an action is begun.
pub struct For {
    pub by: Name,
    pub ticket: TicketId,
    pub act_from: Share,
}

/// The next task for somebody's hands, by my beliefs.
pub fn choose(view: &View, hands: &For) -> Option<Choice> {
    let suspicion = view.suspicion(hands.ticket);
    let believed = suspicion.convinced(hands.act_from).map(|(cause, _)| cause);
    let choice = Chooser { view, hands };
    let cures = believed.map_or_else(Vec::new, |cause| choice.cures(cause));
    let stop_gaps = LazyCell::new(|| choice.stop_gaps(believed));
    choice
        .first(&cures, 0..1)
        .or_else(|| choice.first(&stop_gaps, 0..1))
        .or_else(|| choice.first(&cures, 1..choice.tries(believed)))
        .or_else(|| choice.first(&stop_gaps, 1..2))
        .or_else(|| choice.test(&suspicion))
        .or_else(|| choice.guess(&suspicion))
        .map(Choice::Task)
        .or_else(|| choice.rethink(&suspicion))
}

struct Chooser<'a> {
    view: &'a View<'a>,
    hands: &'a For,
}

/// An action, and how often it has been tried.
type Tried<'a> = (&'a Action, u16);

impl<'a> Chooser<'a> {
    /// The first that can begin of those tried so often.
    fn first(&self, actions: &[Tried], tried: Range<u16>) -> Option<Task> {
        let mut so_often = actions.iter().filter(|(_, often)| tried.contains(often));
        so_often.find_map(|(action, _)| self.ready(action, 0))
    }

    /// How often something against this cause may be tried.
    fn tries(&self, believed: Option<Name>) -> u16 {
        let doubted = believed.map_or(0, |cause| self.doubted(cause));
        TRIES.saturating_mul(1 + doubted)
    }

    fn doubted(&self, cause: Name) -> u16 {
        let doubts = &self.view.board.doubts;
        doubts
            .get((self.hands.ticket, cause))
            .map_or(0, |(count, _)| *count)
    }

    /// The cures for a cause that have not helped yet, the best first; none while one has been begun.
    fn cures(&self, cause: Name) -> Vec<Tried<'a>> {
        let book = self.view.book;
        let cures = book.actions.iter().filter(|a| book.cures(a, cause));
        let begun = |a: &Action| {
            let (board, ticket) = (self.view.board, self.hands.ticket);
            board.is_running(ticket, a.name) || board.awaits_result(ticket, a.name)
        };
        // One cure at a time: what the first one does is seen before the next is tried.
        if cures.clone().any(begun) {
            return Vec::new();
        }
        let cures = cures.filter(|a| !self.has_helped(a));
        let mut cures: Vec<Tried> = cures.map(|a| (a, self.attempts(a))).collect();
        cures.sort_by_key(|(a, tried)| (*tried, !book.is_routine(a), a.work.median()));
        cures
    }

    /// What stops the bleeding and has not helped yet: for the cause believed, or, where containing
    /// comes first, whatever looks worth it by what is broken.
    fn stop_gaps(&self, believed: Option<Name>) -> Vec<Tried<'a>> {
        let board = self.view.board;
        if board.is_eased(self.hands.ticket) {
            return Vec::new();
        }
        let contain_first = self.view.book.process.approach == Approach::ContainFirst;
        let stops = |a: &&Action| {
            let for_cause = believed.is_some_and(|c| a.masks.contains(&c));
            let bleeding = a.halts_spread || a.sheds_to.is_some() || !a.masks.is_empty();
            let worth = || a.worth_from > 0 && self.view.broken() >= a.worth_from;
            for_cause || (bleeding && contain_first && worth())
        };
        let actions = self.view.book.actions.iter();
        let open = actions.filter(stops).filter(|a| !self.has_helped(a));
        open.map(|a| (a, self.attempts(a))).collect()
    }

    /// The test that tells most for its time.
    fn test(&self, suspicion: &Suspicion) -> Option<Task> {
        let (view, ticket) = (self.view, self.hands.ticket);
        let untried = view.book.diagnostics.iter().filter(|d| {
            let none = || view.board.attempts(ticket, WorkKind::Diagnostic, d.name) == 0;
            let cannot = || view.board.cannot(self.hands.by, ticket, d.name);
            let open = || self.maps_again(d) || (none() && !self.result_known(d));
            let reached = || view.board.may_map(view.book, ticket, d);
            // What is cheap to tell comes first.
            let able = view.book.level(self.hands.by, d.skill).is_some();
            able && d.tool.is_none_or(|t| view.board.has_tool(t))
                && open()
                && !cannot()
                && reached()
        });
        let worth = untried.filter_map(|d| {
            let level = view.book.level(self.hands.by, d.skill)?;
            let slower = if level == SkillLevel::Able { 1.6 } else { 1.0 };
            let tested: f64 = d.tests.iter().map(|c| suspicion.of(*c)).sum();
            // What only reveals is worth a little, by how open the question is.
            let shown =
                0.05 * d.reveals.len() as f64 * (1.0 - suspicion.top().map_or(0.0, |t| t.1));
            let minutes = d.work.median().as_minutes_f64().max(0.5) * slower;
            Some(((tested + shown) / minutes, d.name))
        });
        let best = worth
            .filter(|(w, _)| *w > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(
            view.board
                .next_attempt(view.book, ticket, WorkKind::Diagnostic, best.1),
        )
    }

    /// What a test would show I have heard already, from whoever did it.
    fn result_known(&self, test: &Diagnostic) -> bool {
        let (board, ticket) = (self.view.board, self.hands.ticket);
        let cause = |c: &Name| board.belief(Topic::Cause(ticket, *c)).is_some();
        let finding = |f: &Name| board.belief(Topic::Finding(ticket, *f)).is_some();
        let shows = !test.tests.is_empty() || !test.reveals.is_empty();
        shows && test.tests.iter().all(cause) && test.reveals.iter().all(finding)
    }

    /// The best guess, when nothing is left to test.
    fn guess(&self, suspicion: &Suspicion) -> Option<Task> {
        let (cause, p) = suspicion.top()?;
        (p > 0.3).then(|| self.first(&self.cures(cause), 0..1))?
    }

    /// One cause at a time, never while a fix runs, the likeliest first.
    fn rethink(&self, suspicion: &Suspicion) -> Option<Choice> {
        let view = self.view;
        let board = view.board;
        let runs = board
            .running(self.hands.ticket)
            .any(|(task, _)| task.kind == WorkKind::Action);
        let lately = board
            .doubts
            .values()
            .any(|(_, last)| view.since(*last) < DOUBT_EVERY);
        if runs || lately {
            return None;
        }
        let weight =
            |(c, p): &(Name, f64)| maths::log(p.max(1e-9)) - 1.5 * f64::from(self.doubted(*c));
        let best = suspicion
            .0
            .iter()
            .max_by(|a, b| weight(a).total_cmp(&weight(b)))?;
        Some(Choice::Rethink(best.0))
    }

    fn has_helped(&self, action: &Action) -> bool {
        let ticket = self.hands.ticket;
        self.view.board.has_helped(ticket, action.name)
    }

    fn attempts(&self, action: &Action) -> u16 {
        self.view
            .board
            .attempts(self.hands.ticket, WorkKind::Action, action.name)
    }

    /// An action that can begin, or what must come before it.
    fn ready(&self, action: &Action, depth: u8) -> Option<Task> {
        let (view, ticket) = (self.view, self.hands.ticket);
        let (board, book) = (view.board, view.book);
        if depth > 3 || self.is_refused(action) {
            return None;
        }
        if board.is_running(ticket, action.name) || board.awaits_result(ticket, action.name) {
            return None;
        }
        if who_acts_on(view, action).is_some_and(|by| by != self.hands.by) {
            return None;
        }
        if let Some(tool) = book.tool_of(action).filter(|t| !board.has_tool(*t)) {
            let restores = book.actions.iter().filter(|a| a.restores == Some(tool));
            return restores
                .filter(|a| self.attempts(a) < TRIES)
                .find_map(|a| self.ready(a, depth + 1));
        }
        for need in &action.needs {
            let before = match need {
                Need::Finding(name) => {
                    let known = board.believes(ticket, *name);
                    (!known)
                        .then(|| self.diagnostic_for(*name))
                        .map(|d| d.ok_or(()))
                }
                Need::Action(name) => {
                    let done = board.attempts(ticket, WorkKind::Action, *name) > 0;
                    (!done).then(|| {
                        book.action(*name)
                            .and_then(|a| self.ready(a, depth + 1))
                            .ok_or(())
                    })
                }
                Need::Diagnostic(name) => {
                    let done = board.attempts(ticket, WorkKind::Diagnostic, *name) > 0;
                    (!done).then(|| self.diagnostic(*name).ok_or(()))
                }
            };
            match before {
                None => {}
                Some(Ok(task)) => return Some(task),
                Some(Err(())) => return None,
            }
        }
        if let Some(first) = board.maps_first(book, ticket, action) {
            return self.diagnostic(first.name);
        }
        if self.is_evidence_open(action) {
            return self.save_first(action, depth);
        }
        // Only now: what must come first may be in these hands though the action itself is not.
        book.level(self.hands.by, action.skill)?;
        Some(board.next_attempt(book, ticket, WorkKind::Action, action.name))
    }

    /// Evidence first: whether an action would destroy some that is neither saved nor known lost.
    fn is_evidence_open(&self, action: &Action) -> bool {
        self.view.book.process.evidence_first && self.open_evidence(action).next().is_some()
    }

    fn open_evidence<'b>(&'b self, action: &'b Action) -> impl Iterator<Item = Name> + 'b {
        let board = self.view.board;
        let open = move |e: &Name| board.belief(Topic::Evidence(*e)).is_none();
        action.destroys.iter().copied().filter(open)
    }

    /// What saves the evidence before what destroys it; nothing if these hands cannot.
    fn save_first(&self, action: &Action, depth: u8) -> Option<Task> {
        let book = self.view.book;
        let open: Vec<Name> = self.open_evidence(action).collect();
        let saves = book
            .actions
            .iter()
            .filter(|a| a.saves.iter().any(|e| open.contains(e)));
        saves
            .filter(|a| self.attempts(a) < TRIES)
            .find_map(|a| self.ready(a, depth + 1))
    }

    fn diagnostic(&self, name: Name) -> Option<Task> {
        let (view, ticket) = (self.view, self.hands.ticket);
        let spec = view.book.diagnostic(name)?;
        view.book.level(self.hands.by, spec.skill)?;
        let none = view.board.attempts(ticket, WorkKind::Diagnostic, name) == 0;
        let open = none || self.maps_again(spec);
        let open = open && !view.board.cannot(self.hands.by, ticket, name);
        (open && view.board.may_map(view.book, ticket, spec)).then(|| {
            view.board
                .next_attempt(view.book, ticket, WorkKind::Diagnostic, name)
        })
    }

    fn maps_again(&self, spec: &Diagnostic) -> bool {
        let (view, ticket) = (self.view, self.hands.ticket);
        let again = view.board.maps_again(view.book, ticket, spec);
        again && !view.board.is_running(ticket, spec.name)
    }

    fn diagnostic_for(&self, finding: Name) -> Option<Task> {
        let shows = self
            .view
            .book
            .diagnostics
            .iter()
            .filter(|d| d.reveals.contains(&finding));
        shows.map(|d| d.name).find_map(|d| self.diagnostic(d))
    }

    /// Somebody who may say no has said no to it, is still the one to ask, and nothing has come up
    /// since that could change their mind.
    fn is_refused(&self, action: &Action) -> bool {
        let board = self.view.board;
        let mut refused = board.approvals.iter().filter(|a| a.answer == Some(false));
        refused.any(|a| {
            let same = a.task.work == action.name && a.task.ticket == self.hands.ticket;
            same && board.room.contains(&a.of) && !board.knows_more_since(a.task.ticket, a.at)
        })
    }
}

/// Who is changing what an action would change, as far as I know: two at once get into each
/// other's way.
pub fn who_acts_on(view: &View, action: &Action) -> Option<Name> {
    let (board, book) = (view.board, view.book);
    let place = action.on?;
    let running = board.tickets.keys().flat_map(|t| board.running(t));
    let mut there = running.filter(|(task, _)| {
        let other = book.action(task.work);
        task.kind == WorkKind::Action && other.and_then(|a| a.on) == Some(place)
    });
    there.next().map(|(_, by)| by)
}

/// The command that begins a choice: for a risky action, the request for a yes that is missing.
pub fn begin(view: &View, choice: Choice, ticket: TicketId) -> Command {
    match choice {
        Choice::Rethink(cause) => Command::Rethink { ticket, cause },
        Choice::Task(task) => match missing_yes(view, task) {
            Some(from) => Command::RequestApproval { task, from },
            None => Command::Work { task },
        },
    }
}

/// Whose yes a task of mine still needs.
pub fn missing_yes(view: &View, task: Task) -> Option<Name> {
    let (board, book) = (view.board, view.book);
    let action = book
        .action(task.work)
        .filter(|_| task.kind == WorkKind::Action)?;
    let severity = board.incident_of(task.ticket).map(|i| i.severity);
    let given = |of: Name| {
        let mut asked = board.approvals.iter();
        asked.any(|a| a.task == task && a.of == of && a.answer == Some(true))
    };
    let roles = book.approvals(action, severity);
    let mut holders = roles.filter_map(|r| board.holder(r).or_else(|| board.commander(book)));
    // Who is not here cannot be asked; the rules ask for nobody who is not.
    holders.find(|h| *h != board.me && board.room.contains(h) && !given(*h))
}
