//! When somebody has to be asked: what a turn is.

use crate::base::SimTime;
use crate::board::Board;
use crate::model::fact::Job;
use crate::model::{Fact, Record};

/// Why time stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Something came that wants an answer, or somebody spoke to them.
    Reached,
    /// What they had in hand is done.
    Free,
    /// Nothing for as long as they wanted to wait.
    Quiet,
    Ended,
}

/// How things stood when time was let go on.
pub struct Watch {
    was_busy: bool,
    asked: usize,
    from: usize,
    started: SimTime,
}

impl Watch {
    pub fn new(board: &Board, records: usize) -> Watch {
        Watch {
            was_busy: is_busy(board),
            asked: asked(board),
            from: records,
            started: board.now,
        }
    }

    /// Whether this is a moment to stop at. While hands are full nothing can be done about anything,
    /// but a page rings through.
    pub fn news(&self, board: &Board, records: &[Record], now: SimTime) -> Option<News> {
        let rings = board.ringing > 0 && !board.is_here();
        if (is_busy(board) || !board.is_here()) && !rings {
            return None;
        }
        if self.was_busy {
            return Some(News::Free);
        }
        let new = records[self.from.min(records.len())..].iter();
        let mut told = new.filter(|r| r.audience.holds(board.me));
        let reached = rings
            || asked(board) > self.asked
            || told.any(|r| speaks_to(&r.fact, board))
            || board
                .dues
                .iter()
                .any(|d| d.at > self.started && d.at <= now);
        reached.then_some(News::Reached)
    }
}

/// Whether hands are full with what is finished before anything else; technical work can be laid down.
pub fn is_busy(board: &Board) -> bool {
    matches!(
        board.hands,
        Some((Job::Coordination(_) | Job::Triage(_), _))
    )
}

fn asked(board: &Board) -> usize {
    board.ringing + board.inbox.len() + board.assigned.len()
}

/// Whether something is said to somebody in particular, or changes who does what.
fn speaks_to(fact: &Fact, board: &Board) -> bool {
    let me = board.me;
    match fact {
        Fact::Told { to, .. } | Fact::Said { to, .. } | Fact::Objected { to, .. } => *to == me,
        Fact::MessageSent { to, .. } => *to == me,
        Fact::InjectDelivered { .. }
        | Fact::Declared { .. }
        | Fact::HandoffAnnounced { .. }
        | Fact::HandedOver { .. }
        | Fact::Closed { .. }
        | Fact::ToolLost { .. } => true,
        Fact::RoleTaken { person, .. } | Fact::RoleLeft { person, .. } => *person != me,
        Fact::ApprovalGiven { to, .. } | Fact::ApprovalRefused { to, .. } => *to == me,
        Fact::NoAnswer { person, .. } | Fact::ShiftEnded { person } => *person == me,
        Fact::JobFinished { person, .. } => *person == me,
        _ => false,
    }
}
