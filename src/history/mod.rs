//! Attempts of players over weeks: figures read off their logs, kept in one SQLite file.
//!
//! The log stays the truth. The database holds figures and paths, which come out of logs again; only
//! what was foreseen while shadowing stands nowhere else. It knows scores and timelines, not how a log is read from disk.
//!
//! | file | what |
//! | --- | --- |
//! | [`attempt`] | the figures of one log |
//! | [`store`] | the file: keep, list, delete |
//! | [`schedule`] | which skill is due, which scenario next, who has passed |

pub mod attempt;
pub mod schedule;
pub mod store;

pub use attempt::{Attempt, Figures, Shadowing, SkillFigure, TimeFigure};
pub use store::{HistoryError, Store};
