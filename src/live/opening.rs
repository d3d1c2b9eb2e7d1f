//! How a session begins and is taken up again, and why it cannot be.

use std::path::{Path, PathBuf};

use super::coach::CoachMode;
use super::disk::LockError;
use super::journal::{Entry, Happening};
use super::pace::{Mode, Speed};
use crate::base::{Name, SimTime};
use crate::files::{FileError, LogError};
use crate::model::command::Occupant;
use crate::model::{Fact, Header, Record};

/// Why a session cannot begin, go on or be written.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(
        "`{}` holds no session: name the folder that `sandtable play` wrote, which has a log.jsonl",
        folder.display()
    )]
    NoSession { folder: PathBuf },
    #[error(
        "`{}` cannot be gone on with: from record {seq} on this sandtable tells another story ({engine} wrote it); `sandtable replay` still reads it",
        file.display()
    )]
    Differs {
        file: PathBuf,
        seq: usize,
        engine: String,
    },
    #[error("nothing is recorded any more ({why}): make room, then try again")]
    Frozen { why: String },
    #[error("there is nothing to undo")]
    NothingToUndo,
}

/// A person at a chair of the exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sitting {
    pub person: Name,
    /// The role they came to practise.
    pub role: Option<Name>,
}

/// How a session begins.
#[derive(Clone, Debug)]
pub struct Opening {
    pub seed: u64,
    pub sittings: Vec<Sitting>,
    pub folder: PathBuf,
    pub mode: Mode,
    pub speed: Speed,
    pub coach: CoachMode,
}

/// What was found when a session was taken up again.
#[derive(Clone, Debug, PartialEq)]
pub struct Resumed {
    pub records: usize,
    /// Bytes of a last line that a crash cut short; nothing in it was ever confirmed.
    pub dropped_bytes: usize,
    pub at: SimTime,
    pub ended: bool,
}

/// Whether a story told again is the one written down.
pub(super) fn same_story(
    written: &[Record],
    told: &[Record],
    header: &Header,
    file: &Path,
) -> Result<(), LiveError> {
    let differs = written
        .iter()
        .enumerate()
        .find(|(at, record)| told.get(*at) != Some(record));
    match differs {
        None => Ok(()),
        Some((seq, _)) => Err(LiveError::Differs {
            file: file.to_path_buf(),
            seq,
            engine: header.engine.clone(),
        }),
    }
}

/// Who sat where, by the log, and for which role, by the diary.
pub(super) fn sittings(records: &[Record], diary: &[Entry]) -> Vec<Sitting> {
    let mut seated: Vec<Name> = Vec::new();
    for record in records {
        match record.fact {
            Fact::Seated {
                person,
                occupant: Occupant::Human,
            } if !seated.contains(&person) => {
                seated.push(person);
            }
            Fact::Seated {
                person,
                occupant: Occupant::Policy,
            } => seated.retain(|p| *p != person),
            _ => {}
        }
    }
    let role_of = |name: Name| {
        let mut entries = diary.iter().rev();
        entries.find_map(|entry| match entry.what {
            Happening::Sat { person, role } if person == name => Some(role),
            _ => None,
        })
    };
    let sit = |person| Sitting {
        person,
        role: role_of(person).flatten(),
    };
    seated.into_iter().map(sit).collect()
}

/// How much the coach says: the diary's last word on it.
pub(super) fn coach_of(diary: &[Entry]) -> CoachMode {
    let mut entries = diary.iter().rev();
    let mode = entries.find_map(|entry| match entry.what {
        Happening::Coach { mode } => Some(mode),
        _ => None,
    });
    mode.unwrap_or_default()
}

pub(super) fn pace_of(diary: &[Entry]) -> (Mode, Speed) {
    let mut mode = Mode::Clock;
    let mut speed = Speed(400);
    for entry in diary {
        match entry.what {
            Happening::Turns => mode = Mode::Turns,
            Happening::Speed { hundredths } => speed = Speed(hundredths),
            _ => {}
        }
    }
    (mode, speed)
}
