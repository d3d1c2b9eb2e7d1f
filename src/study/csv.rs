//! Runs as a table for spreadsheets and programs: one row a run.

use crate::batch::Row;
use crate::score::{Kind, Metric};
use crate::timeline::Status;

/// The header. Times have a second column that says whether they were reached.
pub fn head(metrics: &[&Metric]) -> String {
    let mut cells: Vec<String> = ["scenario", "arm", "run", "seed", "over_budget"]
        .map(String::from)
        .into();
    for metric in metrics {
        cells.push(metric.key());
        if metric.kind() == Kind::Time {
            cells.push(format!("{}_status", metric.name));
        }
    }
    cells.join(",") + "\n"
}

/// One row. What does not apply is an empty cell.
pub fn row(scenario: &str, arm: &str, row: &Row, metrics: &[&Metric]) -> String {
    let mut cells = vec![
        text(scenario),
        text(arm),
        row.run.to_string(),
        row.seed.to_string(),
        row.over_budget.to_string(),
    ];
    for (metric, measure) in metrics.iter().zip(&row.measures) {
        let value = metric.in_key_unit(*measure);
        cells.push(value.map_or(String::new(), |value| value.to_string()));
        if metric.kind() == Kind::Time {
            cells.push(status(measure.status).into());
        }
    }
    cells.join(",") + "\n"
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
