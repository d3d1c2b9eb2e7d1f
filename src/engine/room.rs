//! Who is at work, and who of them hears what.

use super::Engine;
use super::state::Place;
use crate::model::Audience;

impl Engine {
    #[inline]
    pub(crate) fn is_here(&self, person: usize) -> bool {
        self.body(person).place == Place::Here
    }
    /// Everybody at work who has a part in it, in the order of the roster.
    pub(crate) fn responders(&self) -> impl Iterator<Item = usize> + '_ {
        self.here().filter(|p| !self.plan.people[*p].bystander)
    }
    /// Everybody at work, in the order of the roster.
    pub(crate) fn here(&self) -> impl Iterator<Item = usize> + '_ {
        self.ledger.here.iter().copied()
    }
    /// Whoever has a part in a discussion sits at the table from the start.
    pub(crate) fn sit_down(&mut self) {
        if !self.plan.setup.scenario.is_discussion() {
            return;
        }
        for person in 0..self.plan.people.len() {
            if !self.plan.people[person].bystander {
                self.body_mut(person).place = Place::Here;
                self.ledger.is_now_here(person, true);
            }
        }
    }
    /// The names of everybody at work, as an audience.
    pub(crate) fn room(&self) -> Audience {
        Audience::Some(self.here().map(|p| self.plan.name(p)).collect())
    }
    /// Everybody at work and these too.
    pub(crate) fn room_and(&self, more: &[usize]) -> Audience {
        let more = more.iter().copied().filter(|p| !self.is_here(*p));
        Audience::Some(self.here().chain(more).map(|p| self.plan.name(p)).collect())
    }
}
