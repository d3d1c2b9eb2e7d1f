//! The coach on the screen: the strip of a guided game, and what was told when it was asked.

use ratatui::layout::Rect;

use super::foot;
use super::panes::Page;
use super::paper::{Ink, Paper};
use crate::live::coached::stages;
use crate::live::desk::nominal;
use crate::report::text::{width, wrap};
use crate::score::numbers::length;

/// Rows of the strip: a rule, the step, its reason in one row or two, the way so far.
pub fn rows(columns: u16) -> u16 {
    if columns < ONE_ROW { 5 } else { 4 }
}

/// From here on every reason fits into a row.
const ONE_ROW: u16 = 100;

/// The next step by the book with its reason, and the steps of the process with ticks.
pub fn strip(page: &Page, paper: &mut Paper, area: Rect) {
    let columns = usize::from(area.width);
    paper.rule(area.x, area.y, columns, "By the book", "! opens it");
    foot::meets_side(paper, area);
    let x = area.x + 1;
    match page.session.step(page.app.me) {
        Some(step) => {
            let takes = step.command.as_ref().map(|command| {
                let desk = page.desk;
                nominal(command, desk.board(), desk.book(), desk.setup())
            });
            let time = match takes {
                None => String::new(),
                Some(takes) if takes.is_zero() => "at once".into(),
                Some(takes) => length(takes),
            };
            paper.row(
                x,
                area.y + 1,
                columns - 2,
                (Ink::Bold, &step.words),
                (Ink::Dim, &time),
            );
            for (row, line) in wrap(step.why, columns - 2).iter().take(2).enumerate() {
                let y = area.y + 2 + row as u16;
                paper.put(x, y, columns - 2, Ink::Plain, line);
            }
        }
        None => {
            let text = match page.desk.busy() {
                Some(_) => "Your hands are full; the book waits for them.",
                None => "Nothing by the book now; f goes on to what comes.",
            };
            paper.put(x, area.y + 1, columns - 2, Ink::Dim, text);
        }
    }
    way(page, paper, x, area.bottom() - 1, columns - 2);
}

/// Steps with ticks; shape and word say it, not the colour.
fn way(page: &Page, paper: &mut Paper, x: u16, y: u16, columns: usize) {
    let stages = stages(page.desk);
    let words = |skip: usize| -> Vec<(Ink, String)> {
        let shown = stages.iter().skip(skip).map(|stage| {
            let (ink, mark) = match (stage.done, stage.now) {
                (true, _) => (Ink::Dim, "●"),
                (false, true) => (Ink::Accent, "▸"),
                (false, false) => (Ink::Dim, "○"),
            };
            (ink, format!("{mark} {}  ", stage.title))
        });
        shown.collect()
    };
    // Where it does not fit what is done longest goes first.
    let long = |parts: &[(Ink, String)]| parts.iter().map(|(_, w)| width(w)).sum::<usize>();
    let mut skip = 0;
    while long(&words(skip)) > columns + 2 && skip < stages.len() && stages[skip].done {
        skip += 1;
    }
    let parts = words(skip);
    let parts: Vec<(Ink, &str)> = parts.iter().map(|(ink, w)| (*ink, w.as_str())).collect();
    paper.parts(x, y, columns, &parts);
}

/// What the coach told.
pub fn told(page: &Page, columns: usize) -> Vec<(Ink, String)> {
    let mut lines = Vec::new();
    for (at, text) in page.app.told.iter().enumerate() {
        let ink = match at {
            0 => Ink::Bold,
            _ if at + 1 == page.app.told.len() => Ink::Dim,
            _ => Ink::Plain,
        };
        lines.extend(wrap(text, columns).into_iter().map(|line| (ink, line)));
    }
    lines
}
