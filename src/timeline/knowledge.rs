//! Who was sure of which cause from when to when, and what was known at work.

use super::measure::Stamp;
use crate::base::{Name, NameMap, Share, SimTime};
use crate::model::TicketId;

/// Somebody was sure enough of a cause to act on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Conviction {
    pub person: Name,
    pub ticket: TicketId,
    pub cause: Name,
    pub probability: Share,
    pub from: Stamp,
    /// When they were no longer, or were of another.
    pub to: Option<Stamp>,
}

/// Convictions and findings of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Knowledge {
    pub convictions: Vec<Conviction>,
    /// Of each head those that it holds still, in order.
    held: NameMap<Name, Vec<usize>>,
    /// Findings that some condition asks for, and who knows them.
    pub(super) findings: Vec<(Name, Name)>,
    /// Facts that nobody else knew any more when somebody had left.
    pub lost: u32,
    /// Things said in talk that were not heard.
    pub unheard: u32,
    pub told: u32,
    pub tasks_lost: u32,
    pub documents: u32,
    pub document_opened: Option<Stamp>,
    pub written: u32,
    pub stuck: u32,
}

impl Conviction {
    pub fn until(&self, end: SimTime) -> SimTime {
        self.to.map_or(end, |stamp| stamp.at)
    }
}

impl Knowledge {
    pub(super) fn convince(
        &mut self,
        person: Name,
        ticket: TicketId,
        cause: Option<Name>,
        probability: Share,
        stamp: Stamp,
    ) {
        let held = self.held.entry(person, Vec::new);
        let about = |at: &usize| self.convictions[*at].ticket == ticket;
        if let Some(place) = held.iter().rposition(about) {
            let old = &mut self.convictions[held[place]];
            if Some(old.cause) == cause {
                old.probability = old.probability.max(probability);
                return;
            }
            old.to = Some(stamp);
            held.remove(place);
        }
        if let Some(cause) = cause {
            held.push(self.convictions.len());
            self.convictions.push(Conviction {
                person,
                ticket,
                cause,
                probability,
                from: stamp,
                to: None,
            });
        }
    }

    /// The convictions that somebody holds still, by place.
    pub(super) fn held_by(&self, person: Name) -> &[usize] {
        self.held.get(person).map_or(&[], Vec::as_slice)
    }

    /// Somebody knows a finding, or knows better now.
    pub(super) fn find(&mut self, finding: Name, person: Name, present: bool) -> bool {
        let at = self.findings.iter().position(|f| *f == (finding, person));
        match (at, present) {
            (None, true) => self.findings.push((finding, person)),
            (Some(at), false) => drop(self.findings.swap_remove(at)),
            _ => return false,
        }
        true
    }
}
