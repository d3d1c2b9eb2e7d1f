//! One exercise: the engine and the people in it.
//!
//! There is one [`Exercise::advance`] for batch, solo practice, live game day and reading: they
//! differ in who gives the commands and who calls it.

use std::sync::Arc;

use crate::base::SimTime;
use crate::board::{Board, Offer};
use crate::crew::{self, View};
use crate::engine::plan::Plan;
use crate::engine::{Engine, Guess, Snapshot, Step};
use crate::model::command::Occupant;
use crate::model::{Actor, Command, EpisodeId, Fact, Record, Setup};
use crate::timeline::Timeline;

/// A moment at which somebody may ask for something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment<'a> {
    /// They are about to.
    Asks(&'a Command),
    /// Something has reached them or their time to think has come, and they ask for nothing now.
    Waits,
}

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

    /// The same, showing every moment at which somebody may ask for something, just before they do
    /// or do not: what `see` takes a [`snapshot`](Exercise::snapshot) of can be gone on with in
    /// another way.
    pub fn advance_watching(
        &mut self,
        until: SimTime,
        person: usize,
        mut see: impl FnMut(&Exercise, Moment),
    ) -> Step {
        loop {
            match self.engine.step_before(until, Some(person)) {
                Step::Asks(_) => {
                    let command = self.engine.next_outside().cloned();
                    let command = command.expect("it has just been announced");
                    see(self, Moment::Asks(&command));
                    self.engine.pass_outside();
                }
                Step::Decide(who) if who == person => {
                    let decision = match self.engine.occupant(person) {
                        Occupant::Human => crew::Decision::default(),
                        Occupant::Policy => self.decide(person),
                    };
                    match &decision.command {
                        Some(command) => see(self, Moment::Asks(command)),
                        None => see(self, Moment::Waits),
                    }
                    self.act(person, decision);
                }
                Step::Decide(who) => self.think(who),
                other => return other,
            }
        }
    }

    /// Goes on from a snapshot in another way: what was still to come from outside is forgotten, but
    /// for what the facilitator does to the script; policies sit in every seat but that of
    /// `person`; and what has not begun is drawn under another epoch.
    pub fn branch(&mut self, snapshot: &Snapshot, epoch: u32, person: usize) {
        self.restore(snapshot);
        self.engine.forget_outside(|person, command| {
            let script = matches!(
                command,
                Command::Fire { .. }
                    | Command::Hold { .. }
                    | Command::Skip { .. }
                    | Command::Compose { .. }
            );
            person.is_some() || !script
        });
        for other in 0..self.engine.plan.people.len() {
            if other != person {
                self.seat(other, Occupant::Policy);
            }
        }
        self.engine.ask_outside(None, Command::Epoch { epoch });
    }

    /// Puts a human or a policy into a seat now, unless one sits there.
    pub fn seat(&mut self, person: usize, occupant: Occupant) {
        if self.engine.occupant(person) != occupant {
            let person = self.engine.plan.name(person);
            let command = Command::Seat { person, occupant };
            self.engine.ask_outside(None, command);
        }
    }

    /// A simulated person thinks now, before anything else happens.
    pub fn think_now(&mut self, person: usize) {
        self.think(person);
    }

    /// What somebody would do now by their own simulated judgement, whoever sits in the seat.
    pub fn judgement(&self, person: usize) -> crew::Decision {
        self.decide(person)
    }

    /// Somebody asks for something now, before anything else happens.
    pub fn ask_now(&mut self, person: usize, command: Command) {
        self.engine.ask_outside(Some(person), command);
    }

    /// Goes on as if it had been as guessed; see [`Engine::recast`].
    pub fn recast(&mut self, episode: EpisodeId, guess: &Guess, knows: usize) {
        self.engine.recast(episode, guess, knows);
    }

    /// Goes on as if nobody knew how long work begun still takes; see [`Engine::redraw_work`].
    pub fn redraw_work(&mut self) {
        self.engine.redraw_work();
    }

    fn think(&mut self, person: usize) {
        if self.engine.occupant(person) == Occupant::Human {
            return;
        }
        let decision = self.decide(person);
        self.act(person, decision);
    }

    fn act(&mut self, person: usize, decision: crew::Decision) {
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

    /// The command that somebody's own judgement asks for now, if any, and one of each kind that is
    /// open to them; see [`crew::advice`].
    pub fn advice(&self, person: usize) -> Vec<Command> {
        let (board, book) = (self.board(person), &self.engine.plan.book);
        crew::advice(&View::new(
            board,
            book,
            self.engine.draws(),
            self.engine.now(),
        ))
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
