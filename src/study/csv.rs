//! Runs as text with commas, for spreadsheets and programs.

use std::fmt::Write as _;

use super::Study;
use super::rows::{self, Cell};
use crate::batch::Block;
use crate::score::Metric;

/// The header.
pub fn head(metrics: &[&Metric]) -> String {
    let columns = rows::columns(metrics).into_iter();
    let names: Vec<String> = columns.map(|(name, _)| name).collect();
    names.join(",") + "\n"
}

/// The rows of a block.
pub fn rows(study: &Study, block: &Block) -> String {
    let mut into = String::new();
    rows::each(study, block, |cells| {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                into.push(',');
            }
            let written = match cell {
                Cell::Text(words) => write!(into, "{}", text(words)),
                Cell::Integer(number) => write!(into, "{number}"),
                Cell::Flag(flag) => write!(into, "{flag}"),
                Cell::Number(Some(number)) => write!(into, "{number}"),
                Cell::Number(None) => Ok(()),
            };
            written.expect("a string takes what is written");
        }
        into.push('\n');
    });
    into
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
