//! What is run many times, and what it says: arms of a comparison on the same luck.
//!
//! Takes the rows of a batch and knows no file, picture or terminal. Nothing is dropped: a time
//! that was still open when a run ended is censored and stays in, by Kaplan and Meier; what does
//! not apply to a run is counted as that. How much of a difference a team could see in its own records
//! is [`Summary::check_against_reality`].
//!
//! ```
//! use sandtable::batch::Row;
//! use sandtable::score::metric;
//! use sandtable::study::summarise;
//! use sandtable::timeline::Measure;
//!
//! let metrics = [metric("time_to_resolve").unwrap()];
//! let row = |run: u64, ms| Row { run, seed: run, measures: vec![Measure::reached(ms)], over_budget: false };
//! let slow: Vec<Row> = (0..8).map(|run| row(run, 60_000 + 1_000 * run as i64)).collect();
//! let fast: Vec<Row> = (0..8).map(|run| row(run, 30_000 + 1_100 * run as i64)).collect();
//! let summary = summarise(&metrics, &[("slow".into(), &slow), ("fast".into(), &fast)]);
//! assert_eq!(summary.arms[0].measures[0].mean.value, Some(63.5));
//! assert!(summary.against[0].measures[0].difference.estimate.high.unwrap() < 0.0);
//! ```

#[cfg(test)]
mod check;
pub mod csv;
mod reality;
mod summary;

pub use reality::{RealityCheck, Records};
pub use summary::{Against, ArmSummary, Difference, MeasureSummary, PRIMARY, Summary, summarise};
