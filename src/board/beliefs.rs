//! What somebody holds to be so, in the order learned, with a way to what is held about one name.

use std::ops::Deref;

use crate::base::Name;
use crate::model::{Belief, Claim, TicketId, Topic};

/// How many threads beliefs hang on; a power of two.
const THREADS: usize = 256;
/// The end of a thread.
const END: u16 = u16::MAX;

/// Beliefs, of one topic never two. Read as a slice they are in the order in which their topics
/// came up.
///
/// A head is asked about one topic or one work far more often than it learns, so what is held
/// hangs on threads by the name it is about. The threads follow from the beliefs: they count for
/// nothing when two heads are compared.
#[derive(Clone, Debug)]
pub struct Beliefs {
    held: Vec<Belief>,
    /// The first belief on each thread.
    first: [u16; THREADS],
    /// After each belief the next one on its thread.
    next: Vec<u16>,
    /// The beliefs about each ticket, in the order learned.
    tickets: Vec<Vec<u16>>,
    /// The beliefs about who has what in hand, in the order learned.
    tasks: Vec<u16>,
    /// The beliefs about how services are, in the order learned.
    services: Vec<u16>,
}

impl Default for Beliefs {
    fn default() -> Beliefs {
        Beliefs {
            held: Vec::new(),
            first: [END; THREADS],
            next: Vec::new(),
            tickets: Vec::new(),
            tasks: Vec::new(),
            services: Vec::new(),
        }
    }
}

impl PartialEq for Beliefs {
    fn eq(&self, other: &Beliefs) -> bool {
        self.held == other.held
    }
}

impl Deref for Beliefs {
    type Target = [Belief];
    fn deref(&self) -> &[Belief] {
        &self.held
    }
}

impl Beliefs {
    #[inline]
    pub fn about(&self, topic: &Topic) -> Option<&Belief> {
        let mut near = self.on_thread(thread(subject(topic)));
        near.find(|b| b.claim.is_about(topic))
    }

    /// What is held about a work on a ticket, in the order learned. Something else may be among it.
    pub fn near_work(&self, ticket: TicketId, work: Name) -> impl Iterator<Item = &Belief> + '_ {
        self.on_thread(thread((Some(ticket), Some(work))))
    }

    /// Whether anything is held about a ticket.
    pub fn knows_of(&self, ticket: TicketId) -> bool {
        let of = self.tickets.get(ticket.0 as usize);
        of.is_some_and(|held| !held.is_empty())
    }

    /// What is held about a ticket, in the order in which its topics came up.
    pub fn on(&self, ticket: TicketId) -> impl Iterator<Item = &Belief> + '_ {
        let of = self.tickets.get(ticket.0 as usize);
        self.at(of.into_iter().flatten())
    }

    /// What is held about who has what in hand, in the order in which the tasks came up.
    pub fn tasks(&self) -> impl Iterator<Item = &Belief> + '_ {
        self.at(self.tasks.iter())
    }

    /// What is held about how services are, in the order in which they came up.
    pub fn services(&self) -> impl Iterator<Item = &Belief> + '_ {
        self.at(self.services.iter())
    }

    /// Keeps the newer of two beliefs about one topic. Whether this one is kept.
    pub(super) fn learn(&mut self, belief: Belief) -> bool {
        let topic = belief.claim.topic();
        let thread = thread(subject(&topic));
        let (mut at, mut last) = (self.first[thread], END);
        while at != END {
            let held = &mut self.held[usize::from(at)];
            if held.claim.is_about(&topic) {
                let newer = held.since <= belief.since;
                if newer {
                    *held = belief;
                }
                return newer;
            }
            last = at;
            at = self.next[usize::from(at)];
        }
        self.hang(thread, last);
        if let Some(ticket) = belief.claim.ticket() {
            let at = ticket.0 as usize;
            if self.tickets.len() <= at {
                self.tickets.resize_with(at + 1, Vec::new);
            }
            self.tickets[at].push(self.held.len() as u16);
        }
        match topic {
            Topic::Task(_) => self.tasks.push(self.held.len() as u16),
            Topic::Service(_) => self.services.push(self.held.len() as u16),
            _ => {}
        }
        self.held.push(belief);
        true
    }

    /// Puts other claims on the same topics in the place of those held.
    pub(super) fn rewrite(&mut self, other: impl Fn(&Claim) -> Option<Claim>) {
        for belief in &mut self.held {
            if let Some(claim) = other(&belief.claim) {
                debug_assert!(claim.is_about(&belief.claim.topic()));
                belief.claim = claim;
            }
        }
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&Claim) -> bool) {
        if self.held.iter().all(|b| keep(&b.claim)) {
            return;
        }
        let held = std::mem::take(&mut self.held);
        self.next.clear();
        self.tickets.iter_mut().for_each(Vec::clear);
        self.tasks.clear();
        self.services.clear();
        self.first = [END; THREADS];
        for belief in held.into_iter().filter(|b| keep(&b.claim)) {
            self.learn(belief);
        }
    }

    /// The place after the last becomes the end of a thread.
    fn hang(&mut self, thread: usize, last: u16) {
        let place = u16::try_from(self.held.len()).expect("fewer beliefs than 65,535");
        match last {
            END => self.first[thread] = place,
            last => self.next[usize::from(last)] = place,
        }
        self.next.push(END);
    }

    fn at<'a>(
        &'a self,
        places: impl Iterator<Item = &'a u16> + 'a,
    ) -> impl Iterator<Item = &'a Belief> + 'a {
        places.map(|at| &self.held[usize::from(*at)])
    }

    fn on_thread(&self, thread: usize) -> impl Iterator<Item = &Belief> + '_ {
        let mut at = self.first[thread];
        std::iter::from_fn(move || {
            let here = usize::from(at);
            at = *self.next.get(here)?;
            Some(&self.held[here])
        })
    }
}

/// The ticket and the name a topic is about; a task, its result and who cannot do it are about
/// their work.
#[inline]
fn subject(topic: &Topic) -> (Option<TicketId>, Option<Name>) {
    match *topic {
        Topic::Service(name) | Topic::Evidence(name) | Topic::Role(name) => (None, Some(name)),
        Topic::Finding(ticket, name) | Topic::Cause(ticket, name) | Topic::Mapped(ticket, name) => {
            (Some(ticket), Some(name))
        }
        Topic::Tried(task) | Topic::Task(task) | Topic::Cannot(task, _) => {
            (Some(task.ticket), Some(task.work))
        }
        Topic::Fixed(ticket) | Topic::Eased(ticket) => (Some(ticket), None),
    }
}

#[inline]
fn thread((ticket, name): (Option<TicketId>, Option<Name>)) -> usize {
    let ticket = ticket.map_or(0, |t| u64::from(t.0) + 1);
    let name = name.map_or(0, Name::stable_hash);
    let mixed = (name ^ ticket).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as usize % THREADS
}
