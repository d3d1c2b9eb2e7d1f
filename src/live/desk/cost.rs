//! What a command takes, as far as anybody can know beforehand: nominal story times, and how long
//! such work usually takes. What it will take this time is the engine's to know.

use crate::base::{Duration, Name};
use crate::board::{Board, Handbook};
use crate::model::team::SkillLevel;
use crate::model::{Command, Duty, Setup, Task, WorkKind};

/// Somebody able but no expert takes about this much longer.
const ABLE: f64 = 1.5;

/// The nominal story time of a command.
pub fn nominal(command: &Command, board: &Board, book: &Handbook, setup: &Setup) -> Duration {
    let times = &setup.defaults.story_times;
    match command {
        Command::Acknowledge { .. } | Command::Escalate { .. } => times.acknowledge,
        Command::Triage { .. } => times.triage.median(),
        Command::Declare { .. } => times.declare,
        Command::SetSeverity { .. } => times.set_severity,
        Command::SizeUp { .. } => times.size_up,
        Command::Page { .. } => times.page,
        Command::TakeRole { .. } | Command::LeaveRole { .. } => times.take_role,
        Command::AnnounceHandoff { .. } => times.announce,
        Command::Transfer { .. } => times.transfer.median(),
        Command::ConfirmHandoff { .. } | Command::NoticeHandoff { .. } => times.notice,
        Command::Work { task } => usual(book, *task, board.me),
        Command::Verify { .. } => times.verify.median(),
        Command::Rethink { .. } => times.rethink,
        Command::Assign { .. } => times.assign,
        Command::Report { .. } => times.report,
        Command::Ask { .. } => times.ask,
        Command::RequestApproval { .. } => times.request_approval,
        Command::Approve { .. } | Command::Refuse { .. } => times.approve,
        Command::Answer { .. } => times.answer,
        Command::Update { .. } => times.update,
        Command::Write { .. } if board.has_duty(book, Duty::RecordKeeping) => {
            times.note.times(f64::from(board.unwritten.max(1)))
        }
        Command::Write { .. } => times.write,
        Command::Read { .. } => times.read + times.read_each.times(f64::from(board.unread)),
        Command::Join { .. } => times.join,
        Command::Close { .. } => times.close,
        Command::Say { .. } | Command::SendOut { .. } => times.say,
        _ => Duration::ZERO,
    }
}

/// How long a work usually takes somebody, as everybody on the team would guess.
pub fn usual(book: &Handbook, task: Task, who: Name) -> Duration {
    let spec = match task.kind {
        WorkKind::Diagnostic => book.diagnostic(task.work).map(|d| (&d.work, d.skill)),
        WorkKind::Action => book.action(task.work).map(|a| (&a.work, a.skill)),
    };
    let Some((law, skill)) = spec else {
        return Duration::ZERO;
    };
    match book.level(who, skill) {
        Some(SkillLevel::Expert) => law.median(),
        _ => law.median().times(ABLE),
    }
}
