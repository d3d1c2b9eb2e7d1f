//! Runs as a table for spreadsheets and programs: a row for each run as a whole, and one for each
//! episode of harm in it.

use super::Study;
use crate::batch::{Block, Table};
use crate::score::{Kind, Metric};
use crate::timeline::Status;

/// The columns before the measures.
pub const KEYS: [&str; 8] = [
    "scenario",
    "team",
    "process",
    "arm",
    "run",
    "seed",
    "episode",
    "over_budget",
];

/// The header. Times have a second column that says whether they were reached.
pub fn head(metrics: &[&Metric]) -> String {
    let mut cells: Vec<String> = KEYS.map(String::from).into();
    for metric in metrics {
        cells.push(metric.key());
        if metric.kind() == Kind::Time {
            cells.push(format!("{}_status", metric.name));
        }
    }
    cells.join(",") + "\n"
}

/// The rows of a block. A run as a whole has `all` for its episode; episodes count from 1, and what
/// only a whole run has is an empty cell in theirs, like all that does not apply.
pub fn rows(study: &Study, block: &Block) -> String {
    let mut text = String::new();
    for (arm, tables) in block.arms.iter().enumerate() {
        let mut episodes = 0;
        for at in 0..tables.runs.keys.len() {
            row(study, arm, (&tables.runs, at), &mut text);
            let run = tables.runs.keys[at].run;
            let of_run = tables.episodes.keys[episodes..].iter();
            let many = of_run.take_while(|key| key.run == run).count();
            for at in episodes..episodes + many {
                row(study, arm, (&tables.episodes, at), &mut text);
            }
            episodes += many;
        }
    }
    text
}

fn row(study: &Study, arm: usize, (table, at): (&Table, usize), into: &mut String) {
    let (case, key) = (&study.cases[arm], table.keys[at]);
    let mut cells = vec![
        text(&case.scenario),
        text(&case.team),
        text(&case.process),
        text(&case.name),
        key.run.to_string(),
        study
            .seed
            .wrapping_add(case.luck)
            .wrapping_add(key.run)
            .to_string(),
        match key.episode {
            0 => "all".into(),
            episode => episode.to_string(),
        },
        key.over_budget.to_string(),
    ];
    for (metric, column) in study.metrics.iter().zip(&table.columns) {
        let measure = column[at];
        let value = metric.in_key_unit(measure);
        cells.push(value.map_or(String::new(), |value| value.to_string()));
        if metric.kind() == Kind::Time {
            cells.push(status(measure.status).into());
        }
    }
    into.push_str(&cells.join(","));
    into.push('\n');
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Reached => "reached",
        Status::Censored => "censored",
        Status::NotApplicable => "not_applicable",
    }
}

/// Text for a cell: quoted where needed, and never a formula to a spreadsheet.
fn text(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    let text = format!("{guard}{text}");
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(text("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(text("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(text("blameless"), "blameless");
    }
}
