//! Rows of made-up runs, for the tests of this floor.

use crate::batch::Row;
use crate::timeline::Measure;

/// One run for each value of a single measure.
pub(super) fn rows(measures: &[Measure]) -> Vec<Row> {
    let row = |(run, measure): (usize, &Measure)| Row {
        run: run as u64,
        seed: run as u64,
        measures: vec![*measure],
        over_budget: false,
    };
    measures.iter().enumerate().map(row).collect()
}

pub(super) fn minutes(all: &[i64]) -> Vec<Measure> {
    all.iter().map(|m| Measure::reached(m * 60_000)).collect()
}
