//! How somebody's score and skills went, attempt by attempt: one row for each, 0 to 100.

use super::theme::{Ink, Mark};
use super::{Pen, Sheet, Type};

/// Score and skills over attempts.
///
/// ```
/// use sandtable::plot::progress::{Progress, ProgressPicture};
///
/// let rows = vec![Progress { title: "Score".into(), values: vec![Some(40), None, Some(70)] }];
/// let picture = ProgressPicture { title: "me: 3 attempts".into(), note: String::new(), rows };
/// assert!(picture.draw().svg().contains(">70<"));
/// ```
#[derive(Clone, Debug)]
pub struct ProgressPicture {
    pub title: String,
    pub note: String,
    pub rows: Vec<Progress>,
}

/// One row: a figure of each attempt from 0 to 100, nothing where it did not apply.
#[derive(Clone, Debug)]
pub struct Progress {
    pub title: String,
    pub values: Vec<Option<u32>>,
}

const WIDTH: u32 = 820;
const TOP: f64 = 40.0;
const ROW: f64 = 44.0;
/// Where the curves begin and end.
const LEFT: f64 = 280.0;
const RIGHT: f64 = 740.0;
/// How much of a row's height its curve has.
const HIGH: f64 = 30.0;

impl ProgressPicture {
    pub fn draw(&self) -> Sheet {
        let height = TOP + ROW * self.rows.len() as f64 + 8.0;
        let described: Vec<String> = self.rows.iter().map(describe).collect();
        let mut sheet = Sheet::new(WIDTH, height as u32, &self.title, &described.join("; "));
        sheet.text(0.0, 20.0, "what", Type::label());
        sheet.text(LEFT, 20.0, "first attempt", Type::label());
        sheet.text(RIGHT, 20.0, "last", Type::label().right());
        sheet.text(f64::from(WIDTH), 20.0, "now", Type::label().right());
        let strong = Pen::solid(Ink::Axis, 1.0);
        sheet.line(&[(0.0, 28.0), (f64::from(WIDTH), 28.0)], strong);
        for (place, row) in self.rows.iter().enumerate() {
            draw_row(&mut sheet, row, TOP + ROW * place as f64);
        }
        sheet.standing_alone(&self.note)
    }
}

fn draw_row(sheet: &mut Sheet, row: &Progress, top: f64) {
    let bottom = top + HIGH;
    let hairline = Pen::solid(Ink::Rule, 1.0);
    sheet.text(0.0, top + 20.0, &row.title, Type::text());
    for y in [top, bottom] {
        sheet.line(&[(LEFT, y), (RIGHT, y)], hairline);
    }
    let last = row.values.len().saturating_sub(1).max(1) as f64;
    let at = |(place, value): (usize, &Option<u32>)| {
        let x = match row.values.len() {
            1 => RIGHT,
            _ => LEFT + (RIGHT - LEFT) * place as f64 / last,
        };
        value.map(|v| (x, bottom - HIGH * f64::from(v.min(100)) / 100.0))
    };
    let points: Vec<(f64, f64)> = row.values.iter().enumerate().filter_map(at).collect();
    if points.len() > 1 {
        sheet.line(&points, Pen::solid(Ink::ArmB, 2.0));
    }
    if let Some((x, y)) = points.last() {
        sheet.mark(*x, *y, Mark::Disc, Ink::ArmB);
    }
    let now = row.values.iter().rev().flatten().next();
    let now = now.map_or("–".into(), |v| v.to_string());
    sheet.text(f64::from(WIDTH), top + 20.0, &now, Type::figure());
}

fn describe(row: &Progress) -> String {
    let values = row.values.iter();
    let said: Vec<String> = values
        .map(|v| v.map_or("none".into(), |v| v.to_string()))
        .collect();
    format!("{}: {}", row.title, said.join(", "))
}
