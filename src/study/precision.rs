//! When enough has been run: sequential stopping to a relative precision (STATISTICS M4).

use super::Study;
use super::values::{Column, Paired, common_end};
use crate::base::maths::sqrt;
use crate::batch::{Store, StoreError};
use crate::stats::distributions::t_quantile;
use crate::stats::{LEVEL, sample};

/// Fewer runs are never enough, however alike they are.
pub const LEAST: usize = 100;

/// Whether every figure of the primary measure is as sure as was asked for: each arm's mean to
/// within a share `precision` of itself, each difference to within that share of its baseline's mean,
/// all of them together at 95 % (Bonferroni).
///
/// # Errors
/// If a column cannot be read.
pub fn is_enough(study: &Study, store: &dyn Store, precision: f64) -> Result<bool, StoreError> {
    let at = study
        .column(study.primary.name)
        .expect("the primary is measured");
    let mut columns = Vec::new();
    for arm in 0..study.cases.len() {
        let measures = store.column(arm, at)?;
        columns.push(Column::new(study.primary, &store.keys(arm)?, measures));
    }
    let end = common_end(&columns);
    let contrasts = study
        .cases
        .iter()
        .enumerate()
        .filter(|(at, case)| case.baseline != *at);
    let contrasts: Vec<(usize, usize)> = contrasts.map(|(at, case)| (case.baseline, at)).collect();
    let figures = columns.len() + contrasts.len();
    let means: Vec<Vec<f64>> = columns
        .iter()
        .map(|column| {
            column
                .spans()
                .iter()
                .map(|span| Column::cut(*span, end))
                .collect()
        })
        .collect();
    let mean_of = |values: &[f64]| sample::moments(values).map_or(0.0, |(mean, _)| mean.abs());
    let sure_means = means.iter().all(|values| {
        is_sure(
            values,
            precision / (1.0 + precision) * mean_of(values),
            figures,
        )
    });
    let sure_differences = contrasts.iter().all(|(baseline, arm)| {
        let paired = Paired::new(&columns[*baseline], &columns[*arm], end);
        let both = paired.arm.iter().zip(&paired.baseline);
        let differences: Vec<f64> = both.map(|(other, one)| other - one).collect();
        is_sure(&differences, precision * mean_of(&paired.baseline), figures)
    });
    Ok(sure_means && sure_differences)
}

/// Whether the mean of these values is known to within `half`, as one of so many figures.
pub fn is_sure(values: &[f64], half: f64, figures: usize) -> bool {
    let n = values.len();
    let Some((_, Some(variance))) = sample::moments(values) else {
        return false;
    };
    let outside = (1.0 - LEVEL) / figures as f64;
    n >= LEAST
        && t_quantile(1.0 - 0.5 * outside, n as f64 - 1.0) * sqrt(variance / n as f64) <= half
}
