//! Who held which role from when to when, and how roles were handed over.

use super::measure::Stamp;
use super::plan::Plan;
use crate::base::{Duration, Name, SimTime};
use crate::model::fact::Steps;

/// Somebody held a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    pub role: Name,
    pub person: Name,
    pub from: Stamp,
    /// When and how it ended; `None` while they hold it.
    pub ended: Option<(Stamp, HoldEnd)>,
}

/// How a holding ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldEnd {
    HandedOver,
    /// Taken off without a successor.
    Left,
    /// The holder left the room.
    Gone,
    /// Somebody else took it.
    Replaced,
}

/// A role passed from one head to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Handoff {
    pub role: Name,
    pub from: Name,
    pub to: Name,
    pub announced: Option<Stamp>,
    pub done: Stamp,
    pub steps: Steps,
}

/// All holdings and handoffs of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roles {
    pub holdings: Vec<Holding>,
    pub handoffs: Vec<Handoff>,
    open: Vec<usize>,
    announced: Vec<(Name, Name, Stamp)>,
}

impl Holding {
    /// Up to when, with `end` for one that still lasts.
    pub fn until(&self, end: SimTime) -> SimTime {
        self.ended.map_or(end, |(stamp, _)| stamp.at)
    }
}

impl Handoff {
    pub fn is_complete(&self) -> bool {
        self.steps_taken() == 4
    }
    pub fn steps_taken(&self) -> u32 {
        let Steps {
            announced,
            transferred,
            confirmed,
            noticed,
        } = self.steps;
        [announced, transferred, confirmed, noticed]
            .map(u32::from)
            .iter()
            .sum()
    }
}

impl Roles {
    /// Who holds a role now; the first of several for experts.
    pub fn holder(&self, role: Name) -> Option<Name> {
        let mut open = self.open.iter().map(|at| &self.holdings[*at]);
        open.find(|h| h.role == role).map(|h| h.person)
    }

    /// The bits of the roles somebody wears now: one that nobody holds falls to its stand-in, else to
    /// the commander.
    pub(super) fn worn_by(&self, person: Name, plan: &Plan) -> u64 {
        let (mut worn, mut held, mut commands) = (0, 0, false);
        for holding in self.open.iter().map(|at| &self.holdings[*at]) {
            let bit = plan.bit(holding.role);
            held |= bit;
            if holding.person == person {
                worn |= bit;
                commands |= Some(holding.role) == plan.command;
            }
        }
        let (mut fallen, mut mine) = (0, 0);
        let open = |(role, to): &&(u64, u64)| held & role == 0 && held & to != 0;
        for (role, to) in plan.stand_ins.iter().filter(open) {
            fallen |= role;
            mine |= if worn & to != 0 { *role } else { 0 };
        }
        let nobodys = if commands { !held & !fallen } else { 0 };
        worn | mine | nobodys
    }

    pub(super) fn take(&mut self, role: Name, person: Name, exclusive: bool, stamp: Stamp) {
        let same = |h: &Holding| h.role == role && h.person == person;
        if self.open.iter().any(|at| same(&self.holdings[*at])) {
            return;
        }
        if exclusive {
            self.close(|h| h.role == role, stamp, HoldEnd::Replaced);
        }
        self.open.push(self.holdings.len());
        self.holdings.push(Holding {
            role,
            person,
            from: stamp,
            ended: None,
        });
    }

    pub(super) fn leave(&mut self, role: Name, person: Name, stamp: Stamp) {
        let same = |h: &Holding| h.role == role && h.person == person;
        self.close(same, stamp, HoldEnd::Left);
    }

    /// Somebody is gone; says whether they held anything.
    pub(super) fn gone(&mut self, person: Name, stamp: Stamp) -> bool {
        self.close(|h| h.person == person, stamp, HoldEnd::Gone)
    }

    pub(super) fn announce(&mut self, role: Name, from: Name, stamp: Stamp) {
        self.announced.push((role, from, stamp));
    }

    pub(super) fn hand_over(&mut self, handoff: Handoff, exclusive: bool) {
        let Handoff {
            role, from, done, ..
        } = handoff;
        // The successor may have taken it just before: then the holding was closed as replaced.
        let leaves = |h: &&mut Holding| h.role == role && h.person == from;
        if let Some(old) = self.holdings.iter_mut().rev().find(leaves) {
            match &mut old.ended {
                Some((at, how)) if at.at == done.at => *how = HoldEnd::HandedOver,
                Some(_) => {}
                None => {
                    let same = |h: &Holding| h.role == role && h.person == from;
                    self.close(same, done, HoldEnd::HandedOver);
                }
            }
        }
        self.take(role, handoff.to, exclusive, done);
        let said = |(r, f, _): &&(Name, Name, Stamp)| *r == role && *f == from;
        let announced = self.announced.iter().rev().find(said).map(|a| a.2);
        self.handoffs.push(Handoff {
            announced,
            ..handoff
        });
    }

    fn close(&mut self, which: impl Fn(&Holding) -> bool, stamp: Stamp, how: HoldEnd) -> bool {
        let before = self.open.len();
        let holdings = &mut self.holdings;
        self.open.retain(|at| {
            let ends = which(&holdings[*at]);
            if ends {
                holdings[*at].ended = Some((stamp, how));
            }
            !ends
        });
        self.open.len() < before
    }

    /// How long within `from..until` nobody held a role, and the stretches.
    pub fn gaps(&self, role: Name, from: SimTime, until: SimTime) -> Vec<(SimTime, SimTime)> {
        let mut held: Vec<_> = self
            .holdings
            .iter()
            .filter(|h| h.role == role)
            .map(|h| (h.from.at, h.until(until)))
            .collect();
        held.sort_unstable();
        let (mut gaps, mut at) = (Vec::new(), from);
        for (start, end) in held {
            if start.min(until) > at {
                gaps.push((at, start.min(until)));
            }
            at = at.max(end);
        }
        if until > at {
            gaps.push((at, until));
        }
        gaps
    }

    pub fn unheld(&self, role: Name, from: SimTime, until: SimTime) -> Duration {
        let gaps = self.gaps(role, from, until);
        gaps.iter()
            .fold(Duration::ZERO, |sum, (a, b)| sum + b.since(*a))
    }
}
