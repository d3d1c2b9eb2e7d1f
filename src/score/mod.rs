//! What a run was worth: every measure of the table [`mod@metrics`], and a score from 0 to 100.
//!
//! Reads a [`crate::timeline::Timeline`] and nothing else; a score adds what the script asks for
//! (objectives, par). It must not know how records come about.
//!
//! ```
//! use sandtable::score::metric;
//!
//! let resolve = metric("time_to_resolve").unwrap();
//! assert_eq!(resolve.clock(), "impact → resolved");
//! assert_eq!(resolve.key(), "time_to_resolve_s");
//! assert_eq!(metric("time_to_resolve_s").unwrap().name, "time_to_resolve");
//! ```

pub mod card;
pub mod formula;
pub mod metrics;
pub mod numbers;
pub mod objective;
pub mod rubric;
pub mod skills;
pub mod words;

#[cfg(test)]
mod tests;

pub use card::Scorecard;
pub use formula::{Hints, Score, score, score_of_game};
pub use metrics::{Better, Kind, Metric, Unit, metric, metrics};
pub use objective::{Rated, Rating};
