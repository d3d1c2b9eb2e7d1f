//! What a command takes, as far as anybody can know beforehand: nominal story times, and how long
//! such work usually takes. What it will take this time is the engine's to know.

use crate::base::{Duration, Name};
use crate::board::{Board, Handbook};
use crate::model::team::SkillLevel;
use crate::model::{Command, Duty, Setup, Task};

/// Somebody able but no expert takes about this much longer.
const ABLE: f64 = 1.5;

/// The nominal story time of a command.
pub fn nominal(command: &Command, board: &Board, book: &Handbook, setup: &Setup) -> Duration {
    let times = &setup.defaults.story_times;
    match command {
        Command::Triage { .. } => times.triage.median(),
        Command::Transfer { .. } => times.transfer.median(),
        Command::Work { task } => usual(book, *task, board.me),
        Command::Verify { .. } => times.verify.median(),
        Command::Write { .. } if board.has_duty(book, Duty::RecordKeeping) => {
            times.note.times(f64::from(board.unwritten.max(1)))
        }
        Command::Write { .. } => times.write,
        Command::Read { .. } => times.read + times.read_each.times(f64::from(board.unread)),
        same => times.of(same).unwrap_or(Duration::ZERO),
    }
}

/// How long a work usually takes somebody, as everybody on the team would guess.
pub fn usual(book: &Handbook, task: Task, who: Name) -> Duration {
    let Some(median) = book.usual_time(task) else {
        return Duration::ZERO;
    };
    match book.level(who, book.skill_of(task)) {
        Some(SkillLevel::Expert) => median,
        _ => median.times(ABLE),
    }
}
