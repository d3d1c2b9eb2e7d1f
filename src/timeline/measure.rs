//! A moment in a log, and a measured value that says whether it was reached.

use serde::{Deserialize, Serialize};

use crate::base::{Name, SimTime};
use crate::model::Seq;

/// When something happened, in which record, and by whom if a person did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub at: SimTime,
    pub seq: Seq,
    pub by: Option<Name>,
}

/// A value and what it is worth (DESIGN contract 7). Nothing is dropped: an unfinished time is
/// censored, and what cannot apply says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Whole milliseconds, counts, user-milliseconds, millionths: as the metric's unit says.
    pub value: i64,
    pub status: Status,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The value is what it came to.
    Reached,
    /// It was still open at the end: the true value is at least this.
    Censored,
    /// It cannot apply in this run; the value means nothing.
    NotApplicable,
}

impl Measure {
    pub const NOT_APPLICABLE: Measure = Measure {
        value: 0,
        status: Status::NotApplicable,
    };
    pub const ZERO: Measure = Measure::reached(0);

    pub const fn reached(value: i64) -> Measure {
        Measure {
            value,
            status: Status::Reached,
        }
    }
    pub const fn censored(value: i64) -> Measure {
        Measure {
            value,
            status: Status::Censored,
        }
    }
    pub fn count(value: impl TryInto<i64>) -> Measure {
        Measure::reached(value.try_into().unwrap_or(i64::MAX))
    }
    pub fn is_reached(self) -> bool {
        self.status == Status::Reached
    }
    pub fn applies(self) -> bool {
        self.status != Status::NotApplicable
    }
    /// The mean of those that apply, rounded down; censored if one of them is.
    pub fn mean(parts: impl IntoIterator<Item = Measure>) -> Measure {
        let (mut sum, mut count, mut status) = (0i64, 0i64, Status::Reached);
        for part in parts.into_iter().filter(|part| part.applies()) {
            sum = sum.saturating_add(part.value);
            count += 1;
            if part.status == Status::Censored {
                status = Status::Censored;
            }
        }
        match count {
            0 => Measure::NOT_APPLICABLE,
            _ => Measure {
                value: sum / count,
                status,
            },
        }
    }
}
