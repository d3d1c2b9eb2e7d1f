//! One exercise: the engine and the people in it.
//!
//! There is one [`Exercise::advance`] for batch, solo practice, live game day and reading: they
//! differ in who gives the commands and who calls it.

use std::sync::Arc;

use crate::base::SimTime;
use crate::board::{Board, Offer};
use crate::crew::{self, View};
use crate::engine::plan::Plan;
use crate::engine::{Engine, Snapshot, Step};
use crate::model::command::Occupant;
use crate::model::{Actor, Command, Fact, Record, Setup};
use crate::timeline::Timeline;

/// An exercise under way.
pub struct Exercise {
    engine: Engine,
}

impl Exercise {
    pub fn new(setup: Arc<Setup>, seed: u64) -> Exercise {
        Exercise::of_plan(Arc::new(Plan::new(setup)), seed)
    }

    /// An exercise on a plan that others share.
    pub fn of_plan(plan: Arc<Plan>, seed: u64) -> Exercise {
        Exercise {
            engine: Engine::new(plan, seed),
        }
    }

    /// Another run of the same plan in place: the world is not built anew.
    pub fn reset(&mut self, seed: u64) {
        self.engine.reset(seed);
    }

    /// An exercise that does again what a log records: commands from outside are given again, and
    /// simulated people, being functions of their boards, ask for the same by themselves.
    pub fn re_executing(plan: Arc<Plan>, seed: u64, records: &[Record]) -> Exercise {
        let mut exercise = Exercise::of_plan(plan, seed);
        for record in records {
            let Fact::Commanded { command } = &record.fact else {
                continue;
            };
            let person = match record.by {
                Actor::Person(name) => exercise.engine.plan.person(name),
                _ => None,
            };
            // A simulated person's command has a cause in the log; one from outside has none.
            if record.because.is_none() {
                exercise.engine.submit(record.at, person, command.clone());
            }
        }
        exercise
    }

    /// Lets the story go on up to `until`, or to its end.
    pub fn advance(&mut self, until: SimTime) -> Step {
        loop {
            match self.engine.step(until) {
                Step::Decide(person) => self.think(person),
                other => return other,
            }
        }
    }

    /// The same, and stops at [`Step::Decide`] where a human might want to decide. Stopping there
    /// or not changes nothing in the story.
    pub fn advance_to_decision(&mut self, until: SimTime) -> Step {
        loop {
            match self.engine.step(until) {
                Step::Decide(person) if self.engine.occupant(person) == Occupant::Human => {
                    return Step::Decide(person);
                }
                Step::Decide(person) => self.think(person),
                other => return other,
            }
        }
    }

    /// To the end.
    pub fn finish(&mut self) {
        self.advance(SimTime::NEVER);
    }

    fn think(&mut self, person: usize) {
        if self.engine.occupant(person) == Occupant::Human {
            return;
        }
        let decision = self.decide(person);
        if let Some(again) = decision.again {
            self.engine.decide_at(person, again);
        }
        if let Some(command) = decision.command {
            self.engine.command(person, command);
        }
    }

    fn decide(&self, person: usize) -> crew::Decision {
        let engine = &self.engine;
        let (board, book) = (engine.board(person), &engine.plan.book);
        crew::decide(&View::new(board, book, engine.draws(), engine.now()))
    }

    /// Asks for something: now, or at `at` if that is later. `None` is the facilitator.
    pub fn submit(&mut self, at: SimTime, person: Option<usize>, command: Command) {
        self.engine.submit(at, person, command);
    }

    /// The commands open to somebody.
    pub fn options(&self, person: usize) -> Vec<Offer> {
        self.board(person).options(&self.engine.plan.book)
    }

    pub fn board(&self, person: usize) -> &Board {
        self.engine.board(person)
    }
    pub fn engine(&self) -> &Engine {
        &self.engine
    }
    pub fn records(&self) -> &[Record] {
        self.engine.records()
    }
    pub fn timeline(&self) -> &Timeline {
        self.engine.timeline()
    }
    pub fn now(&self) -> SimTime {
        self.engine.now()
    }

    /// All that changes, at this instant: to resume, undo, branch.
    pub fn snapshot(&self) -> Snapshot {
        self.engine.snapshot()
    }
    pub fn restore(&mut self, snapshot: &Snapshot) {
        self.engine.restore(snapshot);
    }
}
