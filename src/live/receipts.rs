//! Commands that are given once, however often they are asked for.
//!
//! Whoever asks over a network cannot know whether what they asked for has arrived. They name each
//! request with a key of their own and ask again with the same key until it is confirmed. The key
//! goes into the diary, and is on disk, before the command goes into the log; so a session taken up
//! again after any kind of end knows which of them the log holds.

use std::collections::BTreeMap;

use super::journal::{Entry, Happening};
use super::opening::LiveError;
use super::session::Session;
use crate::base::Name;
use crate::model::{Actor, Command, Fact, Record, Refusal};

/// What came of a command: it is on disk.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Whether it had been given before, by the same key.
    pub again: bool,
    /// The rules forbade it.
    pub refusal: Option<Refusal>,
}

/// The keys of commands that are in the log.
#[derive(Clone, Debug, Default)]
pub struct Receipts {
    given: BTreeMap<String, Option<Refusal>>,
}

impl Receipts {
    /// Reads them off the diary and the log; also the keys whose commands never got into it.
    pub(super) fn read(diary: &[Entry], records: &[Record]) -> (Receipts, Vec<String>) {
        let mut given = BTreeMap::new();
        let mut void = Vec::new();
        // What was asked for before the last branch was settled when that branch began.
        let branched = diary
            .iter()
            .rposition(|e| matches!(e.what, Happening::Branched { .. }));
        for (at, entry) in diary.iter().enumerate() {
            match &entry.what {
                Happening::Void { key } => {
                    given.remove(key);
                }
                Happening::Promised {
                    key,
                    by,
                    from,
                    word,
                    ..
                } => {
                    // Its record stands before the next promise was made.
                    let next = diary[at + 1..].iter().find_map(|e| match e.what {
                        Happening::Promised { from, .. } => Some(from),
                        _ => None,
                    });
                    let until = next.unwrap_or(usize::MAX).min(records.len());
                    let records = &records[..until.max(*from).min(records.len())];
                    let settled = branched.is_some_and(|branched| at < branched);
                    match found(records, *by, *from, word) {
                        Some(refusal) => given.insert(key.clone(), refusal),
                        None if settled => given.insert(key.clone(), None),
                        None => {
                            void.push(key.clone());
                            None
                        }
                    };
                }
                _ => {}
            }
        }
        void.retain(|key| !given.contains_key(key));
        (Receipts { given }, void)
    }
}

/// The command promised at a place of the log, if it is there: whether it was refused.
fn found(records: &[Record], by: Option<Name>, from: usize, word: &str) -> Option<Option<Refusal>> {
    let by = by.map_or(Actor::Facilitator, Actor::Person);
    let mut later = records.iter().skip(from);
    let record = later.find(|r| {
        let same = matches!(&r.fact, Fact::Commanded { command } if command.word() == word);
        same && r.by == by && r.because.is_none()
    })?;
    Some(refusal_of(records, record))
}

fn refusal_of(records: &[Record], command: &Record) -> Option<Refusal> {
    let mut later = records.iter().skip(command.seq as usize + 1).take(64);
    later.find_map(|r| match &r.fact {
        Fact::Refused { refusal, .. } if r.because == Some(command.seq) => Some(refusal.clone()),
        _ => None,
    })
}

impl Session {
    /// What came of the command given under a key, if it was given.
    pub fn given(&self, key: &str) -> Option<&Option<Refusal>> {
        self.receipts.given.get(key)
    }

    /// Gives a command unless it has been given under this key before. `None` is the facilitator.
    pub fn give_once(
        &mut self,
        key: &str,
        person: Option<Name>,
        command: Command,
    ) -> Result<Receipt, LiveError> {
        if let Some(refusal) = self.receipts.given.get(key) {
            return Ok(Receipt {
                again: true,
                refusal: refusal.clone(),
            });
        }
        let from = self.records().len();
        let word = command.word();
        self.promise(Happening::Promised {
            key: key.into(),
            by: person,
            from,
            word: word.into(),
        })?;
        self.give(person, command)?;
        let refusal = found(self.records(), person, from, word).flatten();
        self.receipts.given.insert(key.into(), refusal.clone());
        Ok(Receipt {
            again: false,
            refusal,
        })
    }
}
