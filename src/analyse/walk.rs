//! Where somebody decided: a log done again, stopped at each of their commands and wherever they
//! waited though something open mattered.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Error;
use crate::base::{Duration, Name, NameMap, SimTime};
use crate::board::{Board, Handbook};
use crate::engine::plan::Plan;
use crate::engine::{Hidden, Snapshot};
use crate::exercise::{Exercise, Moment};
use crate::model::command::Occupant;
use crate::model::{Actor, Command, Fact, Record, Seq};

/// Hands that lay idle for less are no decision to wait.
pub const LEAST_WAIT: Duration = Duration::minutes(5);

/// A moment at which somebody decided, and all that is needed to go on from it in another way.
pub struct Point {
    pub at: SimTime,
    /// The number of the record that came next.
    pub next: Seq,
    pub taken: Taken,
    /// Who sat in the seat.
    pub by: Occupant,
    /// What one's own judgement would have asked for, had it sat there.
    pub judgement: Option<Command>,
    /// One command of each kind that was open, by [`crate::crew::advice`].
    pub advice: Vec<Command>,
    /// Everything that was open.
    pub open: Vec<Command>,
    /// What the person could not know of the causes.
    pub hidden: Vec<Hidden>,
    pub snapshot: Snapshot,
}

/// What somebody did there.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    Asked(Command),
    /// Nothing, for this long: until their next command, or the end of the log.
    Waited(Duration),
}

/// All decisions of one person in a log.
pub struct Walk {
    pub person: usize,
    pub points: Vec<Point>,
    /// How far the log goes.
    pub end: SimTime,
    /// What the log's run had come to at its end.
    pub exercise: Exercise,
    /// How long each command's own job took, by the record of the command.
    pub took: BTreeMap<Seq, Duration>,
}

/// Whose decisions a log is about: the human in it who gave the most commands; in a simulated one
/// who commanded first, or else gave the most.
pub fn whose(plan: &Plan, records: &[Record]) -> Option<Name> {
    let mut given: NameMap<Name, (u32, u32)> = NameMap::default();
    let mut commander = None;
    for record in records {
        match (&record.fact, record.by) {
            (Fact::Commanded { .. }, Actor::Person(name)) => {
                let count = given.entry(name, Default::default);
                count.0 += u32::from(record.because.is_none());
                count.1 += 1;
            }
            (Fact::RoleTaken { role, person }, _) if Some(*role) == plan.book.command_role => {
                commander.get_or_insert(*person);
            }
            (
                Fact::Seated {
                    person,
                    occupant: Occupant::Human,
                },
                _,
            ) => {
                given.entry(*person, Default::default).0 += 1;
            }
            _ => {}
        }
    }
    let most = |count: &dyn Fn(&(u32, u32)) -> u32| {
        let mut all: Vec<(Name, u32)> = given.iter().map(|(n, c)| (n, count(c))).collect();
        all.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        all.into_iter().find(|(_, count)| *count > 0)
    };
    let human = most(&|c| c.0).map(|(name, _)| name);
    human.or(commander).or(most(&|c| c.1).map(|(name, _)| name))
}

/// Goes through a log again and stops wherever the person decided.
///
/// # Errors
/// If doing it again does not give the same records: then nothing that is said about other ways to
/// go on would be about this log.
pub fn walk(plan: Arc<Plan>, seed: u64, records: &[Record], person: usize) -> Result<Walk, Error> {
    let end = records.last().map_or(SimTime::START, |r| r.at);
    let mut exercise = Exercise::re_executing(plan.clone(), seed, records);
    let mut points: Vec<Point> = Vec::new();
    let mut waits: Option<Point> = None;
    exercise.advance_watching(end, person, |exercise, moment| {
        if exercise.engine().next_seq() as usize >= records.len() {
            return;
        }
        match moment {
            Moment::Asks(command) => {
                keep_wait(&mut points, waits.take(), exercise.now());
                if is_decision(command) {
                    let taken = Taken::Asked(command.clone());
                    points.push(point(exercise, person, taken));
                }
            }
            Moment::Waits if waits.is_none() => {
                let board = exercise.board(person);
                if board.hands.is_none() && matters(board, &plan.book) {
                    let taken = Taken::Waited(Duration::ZERO);
                    waits = Some(point(exercise, person, taken));
                }
            }
            Moment::Waits => {}
        }
    });
    keep_wait(&mut points, waits, end);
    let again = exercise.records();
    let same = again.len() >= records.len() && again[..records.len()] == *records;
    if !same {
        let differs = records.iter().zip(again).position(|(a, b)| a != b);
        return Err(Error::OtherRecords(
            differs.unwrap_or(again.len().min(records.len())),
        ));
    }
    Ok(Walk {
        person,
        points,
        end,
        took: took(records, plan.name(person)),
        exercise,
    })
}

fn point(exercise: &Exercise, person: usize, taken: Taken) -> Point {
    let open = exercise.options(person).into_iter().map(|o| o.command);
    Point {
        at: exercise.now(),
        next: exercise.engine().next_seq(),
        taken,
        by: exercise.engine().occupant(person),
        judgement: exercise.judgement(person).command,
        advice: exercise.advice(person),
        open: open.collect(),
        hidden: exercise.engine().hidden_from(person),
        snapshot: exercise.snapshot(),
    }
}

fn keep_wait(points: &mut Vec<Point>, wait: Option<Point>, until: SimTime) {
    let Some(mut point) = wait else { return };
    let length = until.since(point.at);
    if length >= LEAST_WAIT {
        point.taken = Taken::Waited(length);
        points.push(point);
    }
}

/// Words to people, notes for the review and questions to the coach move nothing in the simulation.
pub fn is_decision(command: &Command) -> bool {
    !matches!(
        command,
        Command::Say { .. } | Command::Mark { .. } | Command::Hint { .. }
    )
}

/// Whether something waits for this person: a page that rings, or, once they are there, a trouble
/// that is open, an incident that is, or somebody who has asked.
fn matters(board: &Board, book: &Handbook) -> bool {
    let there = || {
        board.open_ticket(book).is_some()
            || board.incidents.iter().any(|i| !i.closed)
            || !board.inbox.is_empty()
    };
    board.ringing > 0 || (board.is_here() && there())
}

/// How long the job of each command of a person took.
fn took(records: &[Record], person: Name) -> BTreeMap<Seq, Duration> {
    let mut took = BTreeMap::new();
    let mut asked: Option<&Record> = None;
    for record in records.iter().filter(|r| r.by == Actor::Person(person)) {
        match &record.fact {
            Fact::Commanded { .. } => asked = Some(record),
            Fact::JobFinished { .. } => {
                if let Some(asked) = asked.take() {
                    took.insert(asked.seq, record.at.since(asked.at));
                }
            }
            _ => {}
        }
    }
    took
}
