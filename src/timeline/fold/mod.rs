//! Which record moves what. A record goes to the first part that knows its fact.

mod command;
mod duties;
mod knowledge;
mod signals;
mod truth;
mod work;

use super::Timeline;
use super::deeds::Kind;
use super::measure::Stamp;
use crate::base::Name;
use crate::model::{Actor, Fact, Record};

impl Timeline {
    /// Takes one record in. Says whether anything changed that a condition may ask for.
    pub fn fold(&mut self, record: &Record) -> bool {
        // What observers say after the end moves no measure.
        if self.ended.is_none() {
            self.tick(record.at);
        }
        self.records = record.seq.saturating_add(1);
        let stamp = Stamp {
            at: record.at,
            seq: record.seq,
            by: match record.by {
                Actor::Person(person) => Some(person),
                _ => None,
            },
        };
        let fact = &record.fact;
        let news = self
            .fold_work(fact, stamp)
            .or_else(|| self.fold_knowledge(fact, stamp))
            .or_else(|| self.fold_signals(fact, stamp, &record.audience))
            .or_else(|| self.fold_command(fact, stamp))
            .or_else(|| self.fold_duties(fact, stamp))
            .or_else(|| self.fold_truth(fact, stamp))
            .unwrap_or(false);
        if news {
            self.settle(stamp);
        }
        if let Fact::Ended { why } = fact {
            self.ended = Some((stamp, *why));
            self.judge_at_end(stamp);
        }
        news
    }

    pub(super) fn did(&mut self, kind: Kind, what: Name, by: Name, stamp: Stamp) -> bool {
        let roles = self.roles.worn_by(by, &self.plan);
        self.deeds.add(kind, what, roles, stamp)
    }

    pub(super) fn did_by(&mut self, kind: Kind, what: Name, stamp: Stamp) -> bool {
        let roles = stamp.by.map_or(0, |by| self.roles.worn_by(by, &self.plan));
        self.deeds.add(kind, what, roles, stamp)
    }
}

/// The place of an id in a table that grows with it: ids are given in order.
fn slot<T: Default + Clone>(table: &mut Vec<T>, id: u32) -> &mut T {
    let at = id as usize;
    if table.len() <= at {
        table.resize(at + 1, T::default());
    }
    &mut table[at]
}
