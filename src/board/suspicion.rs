//! What somebody suspects: derived from their beliefs, never stored.

use super::{Board, Handbook};
use crate::base::{Name, Share, maths};
use crate::model::{Claim, Task, TicketId, WorkKind};

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
        let mut weights: Vec<(Name, f64)> =
            book.suspects.iter().map(|s| (s.cause, s.prior)).collect();
        for belief in &self.beliefs {
            if belief.claim.ticket() == Some(ticket) {
                for (cause, weight) in &mut weights {
                    *weight += evidence(book, &belief.claim, *cause);
                }
            }
        }
        softmax(&mut weights);
        weights.sort_by(|a, b| b.1.total_cmp(&a.1));
        Suspicion(weights)
    }

    /// How often a task has been tried on a ticket, as far as I know.
    pub fn attempts(&self, ticket: TicketId, kind: WorkKind, work: Name) -> u16 {
        let mut count = 0;
        for belief in &self.beliefs {
            if let Claim::Task { task, .. } | Claim::Tried { task, .. } = belief.claim
                && task.ticket == ticket
                && task.kind == kind
                && task.work == work
            {
                count = count.max(task.attempt);
            }
        }
        count
    }

    /// The next attempt at a work that I know of.
    pub fn next_attempt(&self, ticket: TicketId, kind: WorkKind, work: Name) -> Task {
        Task {
            ticket,
            kind,
            work,
            attempt: self.attempts(ticket, kind, work) + 1,
        }
    }
}

/// What one claim says about one cause, in nats.
fn evidence(book: &Handbook, claim: &Claim, cause: Name) -> f64 {
    match *claim {
        Claim::Cause {
            cause: tested, is, ..
        } if tested == cause => {
            if is {
                book.test_for
            } else {
                -book.test_against
            }
        }
        Claim::Finding {
            finding,
            present: true,
            ..
        } => book.weight(finding, cause),
        Claim::Tried {
            task,
            helped: false,
        } => {
            let cures = book.action(task.work).is_some_and(|a| book.cures(a, cause));
            if cures {
                -book.no_help * f64::from(task.attempt.min(3))
            } else {
                0.0
            }
        }
        _ => 0.0,
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
