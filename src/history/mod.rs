//! Attempts of players over weeks: figures read off their logs, kept in one SQLite file.
//!
//! The log stays the truth. The database holds figures and paths, all of which come out of logs
//! again; losing it loses nothing. It knows scores and timelines, not how a log is read from disk.
//!
//! | file | what |
//! | --- | --- |
//! | [`attempt`] | the figures of one log |
//! | [`store`] | the file: keep, list, delete |
//! | [`schedule`] | which skill is due, which scenario next, who has passed |

pub mod attempt;
pub mod schedule;
pub mod store;

pub use attempt::{Attempt, Figures, SkillFigure, TimeFigure};
pub use store::{HistoryError, Store};
