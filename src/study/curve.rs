//! The runs behind a figure, for pictures: curves, differences, distributions.

use super::Study;
use super::values::{Column, Paired};
use crate::batch::{Store, StoreError};
use crate::stats::sample;
use crate::stats::survival::KaplanMeier;

/// The share of an arm's runs that has not reached a measure yet, by the unit of its key; nothing
/// for what is not measured.
///
/// # Errors
/// If a column cannot be read.
pub fn survival(
    study: &Study,
    store: &dyn Store,
    arm: usize,
    name: &str,
) -> Result<Option<KaplanMeier>, StoreError> {
    let column = column(study, store, arm, name)?;
    Ok(column.map(|column| KaplanMeier::new(&column.spans())))
}

/// Arm minus baseline in the primary measure, pair by pair.
///
/// # Errors
/// If a column cannot be read.
pub fn differences(
    study: &Study,
    store: &dyn Store,
    (baseline, arm): (usize, usize),
    cut: Option<f64>,
) -> Result<Vec<f64>, StoreError> {
    let of = |arm| column(study, store, arm, study.primary.name);
    let (Some(one), Some(other)) = (of(baseline)?, of(arm)?) else {
        return Ok(Vec::new());
    };
    let paired = Paired::new(&one, &other, cut);
    let both = paired.arm.iter().zip(&paired.baseline);
    Ok(both.map(|(other, one)| other - one).collect())
}

/// How many runs lie in each of `bins` parts of a range; those beyond it in the last.
///
/// # Errors
/// If a column cannot be read.
pub fn histogram(
    study: &Study,
    store: &dyn Store,
    arm: usize,
    name: &str,
    (high, bins): (f64, usize),
) -> Result<Vec<usize>, StoreError> {
    let mut counts = vec![0; bins];
    if let Some(column) = column(study, store, arm, name)? {
        for span in column.spans() {
            let place = (span.time / high.max(f64::MIN_POSITIVE) * bins as f64) as usize;
            counts[place.min(bins - 1)] += 1;
        }
    }
    Ok(counts)
}

/// Where a distribution over all arms ends, but for its last hundredth.
///
/// # Errors
/// If a column cannot be read.
pub fn reach(study: &Study, store: &dyn Store, name: &str) -> Result<f64, StoreError> {
    let mut high: f64 = 0.0;
    for arm in 0..study.cases.len() {
        if let Some(column) = column(study, store, arm, name)? {
            let times: Vec<f64> = column.spans().iter().map(|span| span.time).collect();
            let most = sample::quantile(&sample::sorted(&times), 0.99);
            high = high.max(most.unwrap_or(0.0));
        }
    }
    Ok(high)
}

fn column(
    study: &Study,
    store: &dyn Store,
    arm: usize,
    name: &str,
) -> Result<Option<Column>, StoreError> {
    let Some(at) = study.column(name) else {
        return Ok(None);
    };
    let measures = store.column(arm, at)?;
    Ok(Some(Column::new(
        study.metrics[at],
        &store.keys(arm)?,
        measures,
    )))
}
