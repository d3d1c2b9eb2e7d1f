//! What a branch may change before it goes on: commands that were still to come from outside, and
//! what is hidden from somebody and could be otherwise.
//!
//! Which cause is behind an open episode is drawn when the episode begins, and whether an action has
//! removed it when that is done. Whoever asks what a decision was worth by what could be known when it
//! was taken draws both again: [`Engine::hidden_from`] says what one person could not rule out and
//! how likely each was, [`Engine::recast`] goes on as if another of these had been so.
//!
//! What stays as it is, whoever knew of it: what else an action has brought about so far, faults that
//! take tools or data, who has come, what has been counted. Causes that contradict it are left out:
//! to that extent more is taken as known than the person knew. Once the system is back, that the
//! cause is gone is not drawn again: alerts clear. Faults that hurt services and that the person has
//! not seen are put in each other's place; what had reached other services from them recovers, and
//! what reaches them now takes its time anew.

mod hidden;
mod recast;

pub use hidden::{Guess, Hidden};

use crate::base::{Draws, Name, SimTime};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::model::Command;
use crate::model::problem::Fault;

impl Engine {
    /// What has not begun is drawn under another epoch from now on.
    pub(crate) fn set_epoch(&mut self, epoch: u32) {
        self.draws = Draws::in_epoch(self.draws.seed(), epoch);
        self.ledger.epoch = epoch;
    }

    /// Puts a command from outside on the agenda: at `at`, or now if that is past.
    pub fn submit(&mut self, at: SimTime, person: Option<usize>, command: Command) {
        let at = at.max(self.ledger.now);
        self.agenda.add(
            at,
            Due::External {
                person,
                command: Box::new(command),
            },
        );
    }

    /// The command from outside that comes next, if [`Step::Asks`](super::Step::Asks) has announced
    /// one.
    pub fn next_outside(&self) -> Option<&Command> {
        match self.agenda.peek(SimTime::NEVER) {
            Some(Due::External { command, .. }) => Some(command),
            _ => None,
        }
    }

    /// Lets the command from outside happen that comes next.
    pub fn pass_outside(&mut self) {
        if let Some((at, due)) = self.agenda.pop(SimTime::NEVER) {
            self.ledger.entries += 1;
            self.ledger.now = at;
            self.happen(due);
        }
    }

    /// Takes commands that were to come from outside off the agenda.
    pub fn forget_outside(&mut self, forgets: impl Fn(Option<usize>, &Command) -> bool) {
        self.agenda.retain(|due| match due {
            Due::External { person, command } => !forgets(*person, command),
            _ => true,
        });
    }

    /// Somebody outside (`None`: the facilitator) asks for something now, before anything else
    /// happens.
    pub fn ask_outside(&mut self, person: Option<usize>, command: Command) {
        self.asked_from_outside(person, command);
    }
}

/// Whether a fault could be there instead of another and nobody could tell by anything but the
/// services it hurts.
fn can_move(fault: &Fault) -> bool {
    Engine::hurts_service(fault.kind) && fault.tool.is_none() && fault.on.is_some()
}

/// Whether a cause brings a fault.
fn is_of(fault: &Fault, cause: Name) -> bool {
    fault.if_cause.is_empty() || fault.if_cause.contains(&cause)
}
