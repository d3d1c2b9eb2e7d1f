//! What somebody suspects: derived from their beliefs, never stored.

use super::{Board, Handbook};
use crate::base::{Duration, Name, Share, SimTime, maths};
use crate::model::{Claim, Task, TaskState, TicketId, Topic, WorkKind};

/// Looking whether something has helped takes whoever did it no longer than this, as others reckon.
pub const CHECKED_WITHIN: Duration = Duration::minutes(10);

/// How likely somebody thinks each cause, most likely first.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspicion(pub Vec<(Name, f64)>);

impl Suspicion {
    pub fn top(&self) -> Option<(Name, f64)> {
        self.0.first().copied()
    }
    pub fn of(&self, cause: Name) -> f64 {
        self.0
            .iter()
            .find(|(c, _)| *c == cause)
            .map_or(0.0, |(_, p)| *p)
    }
    /// The likeliest cause if it is believed at least this much.
    pub fn convinced(&self, from: Share) -> Option<(Name, f64)> {
        self.top().filter(|(_, p)| *p >= from.as_f64())
    }
}

impl Board {
    /// `P = softmax(prior + sum of evidence)` over the causes that could be behind a ticket
    /// (MECHANISMS 1.4).
    pub fn suspicion(&self, book: &Handbook, ticket: TicketId) -> Suspicion {
        let mut weights: Vec<(Name, f64)> = book
            .suspects
            .iter()
            .map(|s| (s.cause, s.prior + self.read_weight(book, s.cause)))
            .collect();
        for belief in self.beliefs.on(ticket) {
            weigh(book, &belief.claim, &mut weights);
        }
        softmax(&mut weights);
        weights.sort_by(|a, b| b.1.total_cmp(&a.1));
        Suspicion(weights)
    }

    /// How often a work has been tried on a ticket, as far as I know: what was begun and dropped
    /// does not count.
    pub fn attempts(&self, ticket: TicketId, kind: WorkKind, work: Name) -> u16 {
        let known = self.beliefs.near_work(ticket, work);
        let tried = known.filter_map(|b| match b.claim {
            Claim::Task {
                state: TaskState::Dropped,
                ..
            } => None,
            Claim::Task {
                by,
                state: TaskState::Running,
                ..
            } if !self.trusts(by, b.since) => None,
            Claim::Task { task, .. } | Claim::Tried { task, .. } => Some(task),
            _ => None,
        });
        let same = |t: &Task| t.ticket == ticket && t.kind == kind && t.work == work;
        tried.filter(same).map(|t| t.attempt).max().unwrap_or(0)
    }

    /// The next attempt at a work: after those I know of, and anew after each doubt of what it
    /// tests or cures.
    pub fn next_attempt(
        &self,
        book: &Handbook,
        ticket: TicketId,
        kind: WorkKind,
        work: Name,
    ) -> Task {
        let concerns = |cause: Name| match kind {
            WorkKind::Diagnostic => book
                .diagnostic(work)
                .is_some_and(|d| d.tests.contains(&cause)),
            WorkKind::Action => book.action(work).is_some_and(|a| book.cures(a, cause)),
        };
        let doubts = self
            .doubts
            .iter()
            .filter(|((t, cause), _)| *t == ticket && concerns(*cause));
        let doubts = doubts.map(|(_, (count, _))| *count).max().unwrap_or(0);
        let attempt = 1 + self.attempts(ticket, kind, work).max(doubts);
        Task {
            ticket,
            kind,
            work,
            attempt,
        }
    }

    /// Whether I count on somebody being at a work right now. A claim on work that is older than
    /// an hour and a half is no longer trusted: whoever made it may have left.
    pub fn is_running(&self, ticket: TicketId, work: Name) -> bool {
        self.beliefs.near_work(ticket, work).any(|b| {
            matches!(b.claim, Claim::Task { task, by, state: TaskState::Running }
                if task.ticket == ticket && task.work == work && self.trusts(by, b.since))
        })
    }

    /// A claim on work is trusted for an hour and a half, and longer while its maker is heard from.
    fn trusts(&self, by: Name, since: SimTime) -> bool {
        let heard = self
            .heard_from
            .get(by)
            .is_some_and(|at| *at > since && self.now.since(*at) < Duration::minutes(45));
        heard || by == self.me || self.now.since(since) < Duration::minutes(90)
    }

    /// Whether I think somebody cannot do a work: they were stuck at it.
    pub fn cannot(&self, person: Name, ticket: TicketId, work: Name) -> bool {
        self.beliefs.near_work(ticket, work).any(|b| {
            matches!(b.claim, Claim::Cannot { task, person: p }
                if p == person && task.ticket == ticket && task.work == work)
        })
    }

    /// Whether I know that an action has helped on a ticket.
    pub fn has_helped(&self, ticket: TicketId, work: Name) -> bool {
        self.beliefs.near_work(ticket, work).any(|b| {
            matches!(b.claim, Claim::Tried { task, helped: true }
                if task.ticket == ticket && task.work == work)
        })
    }

    /// Whether an action has been carried out, as far as I know, and whoever did it has not yet
    /// said whether it helped.
    pub fn awaits_result(&self, ticket: TicketId, work: Name) -> bool {
        let mut known = self.beliefs.near_work(ticket, work);
        known.any(|b| match b.claim {
            Claim::Task {
                task,
                state: TaskState::Done,
                ..
            } if task.ticket == ticket && task.work == work => {
                self.is_unsaid(task, b.since, Duration::minutes(45))
            }
            _ => false,
        })
    }

    /// Whether it was done within so long and nobody has said yet if it has helped.
    fn is_unsaid(&self, task: Task, done: SimTime, within: Duration) -> bool {
        self.now.since(done) < within && self.belief(Topic::Tried(task)).is_none()
    }

    /// Actions on a ticket that were done as far as I know, or are being done, of which nobody has
    /// said yet whether they helped: which, where it stands, since when.
    pub fn unsaid_actions(
        &self,
        ticket: TicketId,
    ) -> impl Iterator<Item = (Task, TaskState, SimTime)> + '_ {
        self.beliefs.tasks().filter_map(move |b| match b.claim {
            Claim::Task { task, state, .. } => {
                let acts = task.kind == WorkKind::Action && task.ticket == ticket;
                let counts = matches!(state, TaskState::Running | TaskState::Done);
                let unsaid = || self.belief(Topic::Tried(task)).is_none();
                (acts && counts && unsaid()).then_some((task, state, b.since))
            }
            _ => None,
        })
    }

    /// The tasks that I count on somebody being at, whichever the ticket: also what they have done
    /// and look now whether it has helped.
    pub fn in_hands_of(&self, person: Name) -> impl Iterator<Item = Task> + '_ {
        self.held_by(person).map(|(task, _, _)| task)
    }

    /// When what I think somebody has in hand should be done, by how long such work mostly takes.
    pub fn should_be_done(&self, book: &Handbook, person: Name) -> Option<SimTime> {
        let ends = |(task, state, since)| match state {
            TaskState::Running => Some(since + book.usual_time(task)?),
            _ => Some(since + CHECKED_WITHIN),
        };
        self.held_by(person).filter_map(ends).max()
    }

    fn held_by(&self, person: Name) -> impl Iterator<Item = (Task, TaskState, SimTime)> + '_ {
        self.beliefs.tasks().filter_map(move |b| match b.claim {
            Claim::Task { task, by, state } if by == person => {
                let at_it = match state {
                    TaskState::Running => self.trusts(by, b.since),
                    // Whoever has said since where they stand is looking still.
                    TaskState::Done if task.kind == WorkKind::Action => {
                        let heard = self.heard_from.get(by).copied();
                        let last = heard.map_or(b.since, |at| at.max(b.since));
                        self.is_unsaid(task, last, CHECKED_WITHIN)
                    }
                    _ => false,
                };
                let counts = self.tickets.contains(task.ticket) && at_it;
                counts.then_some((task, state, b.since))
            }
            _ => None,
        })
    }

    /// The tasks on a ticket that I count on, and who is at them.
    pub fn running(&self, ticket: TicketId) -> impl Iterator<Item = (Task, Name)> + '_ {
        self.beliefs.tasks().filter_map(move |b| match b.claim {
            Claim::Task {
                task,
                by,
                state: TaskState::Running,
            } if task.ticket == ticket && self.trusts(by, b.since) => Some((task, by)),
            _ => None,
        })
    }
}

/// Adds what one claim says about each cause, in nats. `weights` are in the order of the suspects.
fn weigh(book: &Handbook, claim: &Claim, weights: &mut [(Name, f64)]) {
    match *claim {
        Claim::Cause { cause, is, .. } => {
            let nats = if is {
                book.test_for
            } else {
                -book.test_against
            };
            let tested = weights.iter_mut().filter(|(c, _)| *c == cause);
            tested.for_each(|(_, weight)| *weight += nats);
        }
        Claim::Finding {
            finding,
            present: true,
            ..
        } => {
            for (suspect, nats) in book.pointed_at(finding) {
                weights[*suspect].1 += nats;
            }
        }
        Claim::Tried {
            task,
            helped: false,
        } => {
            for suspect in book.answered_by(task.work) {
                weights[*suspect].1 -= book.no_help * f64::from(task.attempt.min(3));
            }
        }
        _ => {}
    }
}

fn softmax(weights: &mut [(Name, f64)]) {
    let top = weights
        .iter()
        .map(|w| w.1)
        .fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for (_, weight) in weights.iter_mut() {
        *weight = maths::exp(*weight - top);
        total += *weight;
    }
    for (_, weight) in weights.iter_mut() {
        *weight /= total;
    }
}
