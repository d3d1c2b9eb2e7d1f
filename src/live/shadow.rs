//! Shadowing: somebody else is in the seat, and whoever learns says beforehand what they will do.
//!
//! Goes through a log as the person saw it: their desk, folded from what reached them, up to each
//! of their commands. It shows nothing that the person could not see, and plays nothing itself: the
//! commander may be simulated or somebody who was recorded.

use std::sync::Arc;

use serde::Serialize;

use super::Desk;
use super::opening::Sitting;
use crate::analyse::walk::is_decision;
use crate::base::{Name, SimTime};
use crate::engine::plan::Plan;
use crate::model::{Actor, Command, Fact, Record};

/// How well what was foreseen fits what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// The same command, to the same person, about the same thing.
    Same,
    /// The same kind of command, to somebody else or about something else.
    Kind,
    Other,
    /// Nothing was foreseen.
    Nothing,
}

/// One decision, and what was foreseen of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Guess {
    /// Since the start of the story.
    pub at: SimTime,
    /// The command as one types it.
    pub done: String,
    pub foreseen: Option<String>,
    pub fit: Fit,
}

/// How much was foreseen. All three are counts of decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Foreseen {
    pub decisions: u32,
    pub same: u32,
    pub kind: u32,
}

/// A log on its way past somebody who learns.
pub struct Shadow {
    desk: Desk,
    records: Vec<Record>,
    /// The next record that has not been shown.
    next: usize,
    guesses: Vec<Guess>,
}

impl Shadow {
    pub fn new(plan: Arc<Plan>, sitting: Sitting, records: Vec<Record>) -> Shadow {
        Shadow {
            desk: Desk::new(sitting.person, sitting.role, plan),
            records,
            next: 0,
            guesses: Vec::new(),
        }
    }

    /// The desk of the person, as it was before the decision that comes next.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }
    pub fn guesses(&self) -> &[Guess] {
        &self.guesses
    }

    /// Goes on to the person's next decision; when it was made, nothing where none is left.
    pub fn forward(&mut self) -> Option<SimTime> {
        while let Some(record) = self.records.get(self.next) {
            if decision(record, self.desk.me()).is_some() {
                self.desk.settle();
                return Some(record.at);
            }
            self.desk.fold(record);
            self.next += 1;
        }
        self.desk.settle();
        None
    }

    /// Takes down what was foreseen of the decision that comes next, and shows it.
    pub fn guess(&mut self, foreseen: Option<&Command>) -> Option<&Guess> {
        let record = self.records.get(self.next)?;
        let done = decision(record, self.desk.me())?;
        let words = |command: &Command| self.desk.phrase(command, &said(command));
        let fit = match foreseen {
            None => Fit::Nothing,
            // What somebody writes is theirs: that they write is what can be foreseen.
            Some(command) if words(command) == words(done) => Fit::Same,
            Some(command) if command.word() == done.word() => Fit::Kind,
            Some(_) => Fit::Other,
        };
        self.guesses.push(Guess {
            at: record.at,
            done: words(done),
            foreseen: foreseen.map(words),
            fit,
        });
        self.desk.fold(record);
        self.next += 1;
        self.guesses.last()
    }

    /// How much was foreseen so far.
    pub fn foreseen(&self) -> Foreseen {
        let count = |fit| self.guesses.iter().filter(|g| g.fit == fit).count() as u32;
        Foreseen {
            decisions: self.guesses.len() as u32,
            same: count(Fit::Same),
            kind: count(Fit::Kind),
        }
    }
}

/// A command of somebody's that was a decision, if a record is one.
fn decision(record: &Record, person: Name) -> Option<&Command> {
    match &record.fact {
        Fact::Commanded { command } if record.by == Actor::Person(person) => {
            is_decision(command).then_some(command)
        }
        _ => None,
    }
}

/// For commands without words of their own.
fn said(command: &Command) -> String {
    command.word().replace('-', " ")
}
