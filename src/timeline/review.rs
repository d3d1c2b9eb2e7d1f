//! What people have said of an exercise, or around its table: ticks, ratings, answers. Of each the
//! last word counts.

use crate::base::{Name, SimTime};
use crate::model::{Fact, Rating, Record};

/// What somebody who watches said of an expectation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick<'a> {
    pub by: &'a str,
    pub met: bool,
    pub seq: u32,
}

/// By expectation, of so many, in the order of the script.
pub fn ticks(records: &[Record], count: usize) -> Vec<Option<Tick<'_>>> {
    let mut ticks = vec![None; count];
    for record in records {
        if let Fact::Ticked {
            by,
            expectation,
            met,
        } = &record.fact
            && let Some(slot) = ticks.get_mut(usize::from(*expectation))
        {
            let (met, seq) = (*met, record.seq);
            *slot = Some(Tick { by, met, seq });
        }
    }
    ticks
}

/// What somebody rated an objective.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rated<'a> {
    pub rating: Rating,
    pub by: &'a str,
    pub reason: &'a str,
    pub seq: u32,
}

pub fn rated(records: &[Record], of: Name) -> Option<Rated<'_>> {
    records.iter().rev().find_map(|r| match &r.fact {
        Fact::Rated {
            by,
            objective,
            rating,
            reason,
        } if *objective == of => Some(Rated {
            rating: *rating,
            by,
            reason,
            seq: r.seq,
        }),
        _ => None,
    })
}

/// Somebody's answer to a question of a card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response<'a> {
    pub inject: Name,
    /// Which question of the card, from 0.
    pub question: u16,
    pub by: Name,
    pub text: &'a str,
    pub at: SimTime,
    pub seq: u32,
}

/// The answers in the order in which they were given.
pub fn responses(records: &[Record]) -> Vec<Response<'_>> {
    let mut last: Vec<Response> = Vec::new();
    for record in records {
        if let Fact::Responded {
            inject,
            question,
            by,
            text,
        } = &record.fact
        {
            last.retain(|s| (s.inject, s.question, s.by) != (*inject, *question, *by));
            last.push(Response {
                inject: *inject,
                question: *question,
                by: *by,
                text,
                at: record.at,
                seq: record.seq,
            });
        }
    }
    last
}
