//! The chair behind the player's: who sits there says what a good commander would notice now.
//!
//! The coach itself is a floor below or a command's business; a session only carries what it says.

use super::desk::Desk;
use crate::base::SimTime;
use crate::board::Handbook;

/// How much a coach says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoachMode {
    #[default]
    Quiet,
    /// Says what might be noticed when asked, or when it matters; hints cost score.
    Hints,
    /// Walks a first-timer through the steps of the process.
    Guided,
}

/// Something said to a player beside the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub at: SimTime,
    pub from: From,
    pub text: String,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Coach,
    /// The session itself: the clock was stopped, the disk is full.
    Session,
}

impl Notice {
    pub fn coach(at: SimTime, text: String) -> Notice {
        Notice {
            at,
            from: From::Coach,
            text,
        }
    }
    pub(super) fn tool(at: SimTime, text: String) -> Notice {
        Notice {
            at,
            from: From::Session,
            text,
        }
    }
}

/// Watches one desk at a time, and sees no more than that.
pub trait Coach: Send {
    /// What is new to say now. Called whenever something has been confirmed.
    fn notices(
        &mut self,
        mode: CoachMode,
        desk: &Desk,
        book: &Handbook,
        now: SimTime,
    ) -> Vec<Notice>;
}
