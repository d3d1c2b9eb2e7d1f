//! Who sits where in a session: humans come, change and leave while it runs.
//!
//! A seat is a person of the team. Whoever sits down finds the desk as that person would have it:
//! all that has reached them since the start.

use super::desk::Desk;
use super::journal::Happening;
use super::opening::{LiveError, Sitting};
use super::session::Session;
use crate::base::Name;
use crate::model::Command;
use crate::model::command::Occupant;

impl Session {
    /// Seats a human. From now on this person does what the human asks for, and nothing else.
    pub fn sit(&mut self, sitting: Sitting) -> Result<(), LiveError> {
        self.watch(sitting);
        if !self.is_human(sitting.person) {
            self.occupy(sitting.person, Occupant::Human)?;
        }
        self.note(Happening::Sat {
            person: sitting.person,
            role: sitting.role,
        });
        Ok(())
    }

    /// The human leaves the seat; the person's own simulated judgement goes on from what is on
    /// their board.
    pub fn rise(&mut self, person: Name) -> Result<(), LiveError> {
        match self.is_human(person) {
            true => self.occupy(person, Occupant::Policy),
            false => Ok(()),
        }
    }

    fn occupy(&mut self, person: Name, occupant: Occupant) -> Result<(), LiveError> {
        self.give(None, Command::Seat { person, occupant })
    }

    /// Keeps somebody's desk from now on, with all that has reached them before. Looking at a desk
    /// changes nothing in the story.
    pub fn watch(&mut self, sitting: Sitting) {
        if self.desk(sitting.person).is_none() {
            let mut desk = self.desk_for(sitting);
            for record in self.records() {
                desk.fold(record);
            }
            desk.settle();
            self.desks.push(desk);
        }
    }

    /// Keeps the desks of the whole team.
    pub fn watch_everybody(&mut self) {
        let people: Vec<Name> = self.setup().team.people.iter().map(|p| p.name).collect();
        for person in people {
            self.watch(Sitting { person, role: None });
        }
    }

    pub(super) fn desk_for(&self, sitting: Sitting) -> Desk {
        Desk::new(sitting.person, sitting.role, self.plan.clone())
    }

    /// Whether a human sits in this person's seat.
    pub fn is_human(&self, person: Name) -> bool {
        let place = self.plan.person(person);
        place.is_some_and(|p| self.exercise.engine().occupant(p) == Occupant::Human)
    }
}
