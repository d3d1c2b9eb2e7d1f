//! What injects and objectives expect: pending, met in time or late, missed.
//!
//! An inject's time runs from its delivery, an objective's from the first alert, unless the script
//! names a milestone. What already holds when the time begins counts as done; an update has to be
//! newer than what it answers. An expectation that something does *not* happen is judged when its
//! time is over.

use super::Timeline;
use super::conditions::Doers;
use super::measure::Stamp;
use super::plan::{Owner, Watch};
use crate::base::{Duration, Name, SimTime};
use crate::model::{Condition, Expectation, Seq};

/// How an expectation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Its time has not begun: the inject was not delivered, the milestone not reached.
    NotDue,
    Pending {
        due: SimTime,
    },
    /// Done, by whom the stamp says; `late` is zero if in time.
    Met {
        done: Stamp,
        late: Duration,
    },
    Missed {
        due: SimTime,
    },
}

/// An expectation and how it stands.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub owner: Owner,
    pub expects: &'a Expectation,
    pub answer: Answer,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Outcome {
    Open,
    Done(Stamp),
    /// What was not to happen has happened.
    Broken,
}

impl Timeline {
    /// Every expectation, injects' first, in the order of the script.
    pub fn expectations(&self) -> impl Iterator<Item = Expected<'_>> + '_ {
        let watches = self.plan.watches.iter().enumerate();
        watches.map(|(at, watch)| Expected {
            owner: watch.owner,
            expects: &watch.expects,
            answer: self.answer(at),
        })
    }

    /// The expectations of one inject or objective.
    pub fn expected_of(&self, owner: Owner) -> impl Iterator<Item = Expected<'_>> + '_ {
        self.expectations().filter(move |e| e.owner == owner)
    }

    /// When the next open expectation becomes a missed one, and the record its time began with.
    /// From that moment on [`Timeline::tick`] makes conditions that ask for it come true.
    pub fn next_deadline(&self) -> Option<(SimTime, Seq)> {
        let open = (0..self.outcomes.len()).filter(|at| self.outcomes[*at] == Outcome::Open);
        let open = open.filter(|at| !self.plan.watches[*at].is_judged());
        let due = open.filter_map(|at| {
            let watch = &self.plan.watches[at];
            Some((self.due(watch)? + Duration::millis(1), self.begun(watch)?.1))
        });
        due.filter(|(missed, _)| *missed > self.now).min()
    }

    /// Time has passed without a record.
    pub fn tick(&mut self, now: SimTime) {
        if now > self.judge_at {
            self.judge(now);
        }
        self.now = self.now.max(now);
    }

    /// Somebody who watched says whether an expectation that only people can judge was met. Says
    /// whether it is one.
    pub(super) fn ticked(&mut self, expectation: u16, met: bool, stamp: Stamp) -> bool {
        let at = usize::from(expectation);
        let judged = self.plan.watches.get(at).is_some_and(Watch::is_judged);
        if judged {
            self.outcomes[at] = match met {
                true => Outcome::Done(stamp),
                false => Outcome::Broken,
            };
        }
        judged
    }

    /// Whether somebody has ticked an expectation of this.
    pub(super) fn is_judged(&self, what: &str) -> bool {
        let watches = self.plan.watches.iter().zip(&self.outcomes);
        let mut done = watches.filter(|(_, outcome)| matches!(outcome, Outcome::Done(_)));
        done.any(|(watch, _)| matches!(&watch.expects.does, Condition::Judged(of) if of == what))
    }

    /// An expectation that people judge is open until they have, and missed if they never did.
    fn judged(&self, at: usize) -> Answer {
        let Some(due) = self.due(&self.plan.watches[at]) else {
            return Answer::NotDue;
        };
        match self.outcomes[at] {
            Outcome::Done(done) => Answer::Met {
                done,
                late: Duration::ZERO,
            },
            Outcome::Open if self.ended.is_none() => Answer::Pending { due },
            Outcome::Open | Outcome::Broken => Answer::Missed { due },
        }
    }

    fn answer(&self, at: usize) -> Answer {
        if self.plan.watches[at].is_judged() {
            return self.judged(at);
        }
        let due = self.due(&self.plan.watches[at]);
        match (self.outcomes[at], due) {
            (Outcome::Done(done), due) => Answer::Met {
                done,
                late: due.map_or(Duration::ZERO, |due| done.at.since(due)),
            },
            (Outcome::Broken, Some(due)) => Answer::Missed { due },
            (_, Some(due)) if self.now > due => Answer::Missed { due },
            (_, Some(due)) => Answer::Pending { due },
            (_, None) => Answer::NotDue,
        }
    }

    /// When its time began.
    fn begun(&self, watch: &Watch) -> Option<(SimTime, u32)> {
        let delivered = match watch.owner {
            Owner::Inject(inject) => Some(self.duties.inject(inject)?.delivered?),
            Owner::Objective(_) => None,
        };
        let stamp = match watch.anchor() {
            Some(milestone) => self.first().and_then(|e| e.stamp(milestone)),
            None => delivered,
        };
        match stamp {
            Some(stamp) => Some((stamp.at, stamp.seq)),
            None if self.plan.discussion && watch.expects.from.is_none() => {
                Some((SimTime::START, 0))
            }
            None => None,
        }
    }

    fn due(&self, watch: &Watch) -> Option<SimTime> {
        self.begun(watch).map(|(at, _)| at + watch.within())
    }

    /// Whose doing counts, and since which record an update does.
    fn doers(&self, watch: &Watch) -> Doers {
        let answers = watch.expects.from.is_some() || matches!(watch.owner, Owner::Inject(_));
        let since = answers.then(|| self.begun(watch).map_or(u32::MAX, |(_, seq)| seq));
        Doers {
            roles: watch.roles,
            since,
        }
    }

    fn is_open(&self, at: usize) -> bool {
        let delivered = match self.plan.watches[at].owner {
            Owner::Inject(inject) => {
                let row = self.duties.inject(inject);
                row.is_some_and(|row| row.delivered.is_some())
            }
            Owner::Objective(_) => true,
        };
        delivered && self.outcomes[at] == Outcome::Open
    }

    /// Something a condition may ask for has changed: marks what is met now.
    pub(super) fn settle(&mut self, stamp: Stamp) {
        let plan = self.plan.clone();
        self.judge_at = SimTime::NEVER;
        for (at, watch) in plan.watches.iter().enumerate() {
            if !self.is_open(at) || watch.is_judged() {
                continue;
            }
            if watch.guards {
                let due = self.due(watch).unwrap_or(SimTime::NEVER);
                self.judge_at = self.judge_at.min(due);
            } else if self.holds_by(&watch.expects.does, self.doers(watch)) {
                self.outcomes[at] = Outcome::Done(stamp);
            }
        }
    }

    /// Judges the expectations that something does not happen whose time is over before `now`.
    pub(super) fn judge(&mut self, now: SimTime) {
        let plan = self.plan.clone();
        self.judge_at = SimTime::NEVER;
        for (at, watch) in plan.watches.iter().enumerate() {
            if !watch.guards || !self.is_open(at) {
                continue;
            }
            let Some(due) = self.due(watch) else { continue };
            if due >= now {
                self.judge_at = self.judge_at.min(due);
                continue;
            }
            let kept = self.holds_by(&watch.expects.does, self.doers(watch));
            let stamp = Stamp {
                at: due,
                seq: self.records.saturating_sub(1),
                by: None,
            };
            self.outcomes[at] = match kept {
                true => Outcome::Done(stamp),
                false => Outcome::Broken,
            };
        }
    }

    /// The exercise is over: what was not to happen has not happened.
    pub(super) fn judge_at_end(&mut self, stamp: Stamp) {
        let plan = self.plan.clone();
        for (at, watch) in plan.watches.iter().enumerate() {
            let asked = watch.guards && self.is_open(at) && self.begun(watch).is_some();
            if asked {
                let kept = self.holds_by(&watch.expects.does, self.doers(watch));
                self.outcomes[at] = match kept {
                    true => Outcome::Done(stamp),
                    false => Outcome::Broken,
                };
            }
        }
    }

    /// Every expectation of an inject that was delivered has been met, late or not.
    pub(super) fn is_answered(&self, inject: Name) -> bool {
        let row = self.duties.inject(inject);
        let delivered = row.is_some_and(|row| row.delivered.is_some());
        let met = |at: usize| matches!(self.outcomes[at], Outcome::Done(_));
        delivered && self.watches_of(inject).all(met)
    }

    /// The time of some expectation of an inject has passed before it was met.
    pub(super) fn is_missed(&self, inject: Name) -> bool {
        let missed = |at: usize| match self.answer(at) {
            Answer::Missed { .. } => true,
            Answer::Met { late, .. } => !late.is_zero(),
            _ => false,
        };
        self.watches_of(inject).any(missed)
    }

    fn watches_of(&self, inject: Name) -> impl Iterator<Item = usize> + '_ {
        let watches = self.plan.watches.iter().enumerate();
        watches
            .filter(move |(_, watch)| watch.owner == Owner::Inject(inject))
            .map(|(at, _)| at)
    }
}
