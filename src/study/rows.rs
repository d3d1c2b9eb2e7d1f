//! Runs as a table: a row for each run as a whole, and one for each episode of harm in it. What
//! spreadsheets and programs read ([`super::csv`], Parquet) is made of these.

use super::Study;
use crate::batch::{Block, Table};
use crate::score::{Kind, Metric};
use crate::timeline::Status;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Text,
    Integer,
    Flag,
    /// A number, or nothing where it does not apply.
    Number,
}

/// What stands in one row of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    Text(&'a str),
    Integer(u64),
    Flag(bool),
    Number(Option<f64>),
}

/// The columns before the measures.
pub const KEYS: [(&str, Column); 8] = [
    ("scenario", Column::Text),
    ("team", Column::Text),
    ("process", Column::Text),
    ("arm", Column::Text),
    ("run", Column::Integer),
    ("seed", Column::Integer),
    ("episode", Column::Text),
    ("over_budget", Column::Flag),
];

/// The columns. Times have a second one that says whether they were reached.
pub fn columns(metrics: &[&Metric]) -> Vec<(String, Column)> {
    let keys = KEYS.map(|(name, column)| (name.to_string(), column));
    let mut all: Vec<(String, Column)> = keys.into();
    for metric in metrics {
        all.push((metric.key(), Column::Number));
        if metric.kind() == Kind::Time {
            all.push((format!("{}_status", metric.name), Column::Text));
        }
    }
    all
}

/// The rows of a block, one after the other. A run as a whole has `all` for its episode; episodes
/// count from 1, and what only a whole run has is an empty cell in theirs, like all that does not
/// apply.
pub fn each(study: &Study, block: &Block, mut row: impl FnMut(&[Cell<'_>])) {
    for (arm, tables) in block.arms.iter().enumerate() {
        let mut episodes = 0;
        for at in 0..tables.runs.keys.len() {
            cells(study, arm, (&tables.runs, at), &mut row);
            let run = tables.runs.keys[at].run;
            let of_run = tables.episodes.keys[episodes..].iter();
            let many = of_run.take_while(|key| key.run == run).count();
            for at in episodes..episodes + many {
                cells(study, arm, (&tables.episodes, at), &mut row);
            }
            episodes += many;
        }
    }
}

fn cells(study: &Study, arm: usize, (table, at): (&Table, usize), row: &mut impl FnMut(&[Cell])) {
    let (case, key) = (&study.cases[arm], table.keys[at]);
    let seed = study.seed.wrapping_add(case.luck).wrapping_add(key.run);
    let episode = match key.episode {
        0 => "all".to_string(),
        episode => episode.to_string(),
    };
    let mut cells = vec![
        Cell::Text(&case.scenario),
        Cell::Text(&case.team),
        Cell::Text(&case.process),
        Cell::Text(&case.name),
        Cell::Integer(key.run),
        Cell::Integer(seed),
        Cell::Text(&episode),
        Cell::Flag(key.over_budget),
    ];
    for (metric, column) in study.metrics.iter().zip(&table.columns) {
        let measure = column[at];
        cells.push(Cell::Number(metric.in_key_unit(measure)));
        if metric.kind() == Kind::Time {
            cells.push(Cell::Text(status(measure.status)));
        }
    }
    row(&cells);
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Reached => "reached",
        Status::Censored => "censored",
        Status::NotApplicable => "not_applicable",
    }
}
