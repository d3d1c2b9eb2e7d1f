//! What is run many times, and what it says: arms on the same luck, told apart measure by measure.
//!
//! Reads the columns of a batch's store and knows no file, picture or terminal. Nothing is dropped:
//! a time that was still open when a run ended is censored and stays in; what does not apply to a
//! run is left out with its pair, and counted.
//!
//! - [`Study`], [`Case`]: what is compared, with whom, how often
//! - [`summarise`]: each arm by measure, and each arm against its baseline: [`Comparison`]
//! - [`verdict`]: what an interval says, given what is too small to matter
//! - [`reality`]: what a team could see of it in its own records
//! - [`why`]: through which phase and mechanism, and whether it survives other assumptions
//! - [`precision`]: when enough has been run
//!
//! ```
//! use sandtable::study::verdict::{Band, Verdict, verdict};
//! use sandtable::score::Better;
//!
//! // 14 % less, between 9 and 18: better, and clear of the 5 % that do not matter.
//! let band = Band::ratio(0.05);
//! assert_eq!(verdict(band, (0.82, 0.91), Better::Lower), Verdict::Better { size_open: false });
//! assert_eq!(verdict(band, (0.82, 0.97), Better::Lower), Verdict::Better { size_open: true });
//! assert_eq!(verdict(band, (0.97, 1.02), Better::Lower), Verdict::Equivalent);
//! ```

mod arm;
pub mod assumptions;
mod contrast;
pub mod csv;
pub mod curve;
mod json;
pub mod precision;
pub mod reality;
pub mod rows;
mod values;
pub mod verdict;
pub mod why;

use std::sync::Arc;

pub use arm::{ArmSummary, MeasureSummary};
pub use contrast::{Contrast, Contrasts, Effect, Quantile, Scale};
pub use json::json;
pub use reality::{RealityCheck, Records};

use crate::batch::{Arm, Plays, Store, StoreError};
use crate::model::Setup;
use crate::score::Metric;

/// The measure by which arms are judged, unless another is named beforehand.
pub const PRIMARY: &str = "time_to_resolve";
/// Differences smaller than this share are too small to matter, unless somebody says otherwise.
pub const BAND: f64 = 0.05;

/// What is compared.
pub struct Study {
    /// All arms; each group's first is its baseline.
    pub cases: Vec<Case>,
    /// What is measured, in the order of the store's columns.
    pub metrics: Vec<&'static Metric>,
    /// The measure named before anything ran.
    pub primary: &'static Metric,
    /// A share: a relative difference below it does not matter.
    pub band: f64,
    pub runs: u64,
    pub seed: u64,
    /// Incidents a month in a team's own records.
    pub per_month: f64,
}

/// One arm: what is run, and what it is called.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    pub scenario: String,
    pub process: String,
    pub team: String,
    /// The arm that it is compared with; a baseline is its own.
    pub baseline: usize,
    /// Fields that were changed by their path.
    pub set: Vec<(String, String)>,
    /// Run k has the study's seed, and this, and k: other than 0 for an arm that is compared with
    /// itself on other luck.
    pub luck: u64,
    /// Who plays its runs, where a program sits in one of the seats.
    pub by: Option<Arc<dyn Plays>>,
    pub setup: Arc<Setup>,
}

/// What all arms came to.
pub struct Comparison {
    pub arms: Vec<ArmSummary>,
    /// Each arm that is no baseline against its own.
    pub contrasts: Vec<Contrasts>,
}

impl Case {
    /// For a batch.
    pub fn arm(&self) -> Arm {
        let arm = Arm::new(self.name.clone(), self.setup.clone());
        arm.on_luck(self.luck).played_by(self.by.clone())
    }
}

impl Study {
    /// The place of a measure among the columns.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.metrics.iter().position(|metric| metric.name == name)
    }

    /// The arms that are compared with a baseline, itself first.
    fn group(&self, baseline: usize) -> Vec<usize> {
        let others = (0..self.cases.len()).filter(|at| self.cases[*at].baseline == baseline);
        others.collect()
    }

    /// Arms that others are compared with, or that stand alone.
    fn baselines(&self) -> impl Iterator<Item = usize> {
        (0..self.cases.len()).filter(|at| self.cases[*at].baseline == *at)
    }
}

/// Sums up what is in the store, one measure at a time.
///
/// # Errors
/// If a column cannot be read.
pub fn summarise(study: &Study, store: &dyn Store) -> Result<Comparison, StoreError> {
    let mut keys = Vec::new();
    for arm in 0..study.cases.len() {
        keys.push(store.keys(arm)?);
    }
    let mut arms: Vec<ArmSummary> = study
        .cases
        .iter()
        .zip(&keys)
        .map(|(case, keys)| ArmSummary::empty(case, keys))
        .collect();
    let mut contrasts = Vec::new();
    for baseline in study.baselines() {
        let group = study.group(baseline);
        let mut of_group: Vec<Contrasts> = group[1..]
            .iter()
            .map(|arm| Contrasts::empty(baseline, *arm))
            .collect();
        for (at, metric) in study.metrics.iter().enumerate() {
            let mut columns = Vec::new();
            for arm in &group {
                columns.push(values::Column::new(
                    metric,
                    &keys[*arm],
                    store.column(*arm, at)?,
                ));
            }
            let end = values::common_end(&columns);
            for (arm, column) in group.iter().zip(&columns) {
                arms[*arm].measures.push(arm::measure(metric, column, end));
            }
            for (contrasts, column) in of_group.iter_mut().zip(&columns[1..]) {
                contrasts.add(study, metric, (&columns[0], column), end);
            }
        }
        for it in &mut of_group {
            it.adjust();
        }
        contrasts.extend(of_group);
    }
    Ok(Comparison { arms, contrasts })
}
