//! A picture that reads as a table: labels left, marks in the middle, figures right.
//!
//! ```
//! use sandtable::plot::table::{COLUMNS, Columns};
//! let Columns { marks, figure, .. } = COLUMNS;
//! assert!(marks.1 < figure);
//! ```

use super::Scale;
use super::measure::{self, Face, clean};
use super::scale::SAME;
use super::sheet::{Pen, Sheet, Type};
use super::theme::Ink;

/// The width of a picture in a report, in px.
pub const WIDTH: u32 = 820;

/// Where the columns stand, in px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Columns {
    /// Left edge of the labels.
    pub label: f64,
    /// Room for a label.
    pub label_room: f64,
    /// Left edge of the name of the statistic.
    pub statistic: f64,
    /// The two ends of the axis.
    pub marks: (f64, f64),
    /// Right edge of the figures.
    pub figure: f64,
    /// Right edge of their intervals.
    pub interval: f64,
    /// Right edge of the number of runs.
    pub n: f64,
    /// Right edge of the last column.
    pub last: f64,
}

/// The columns of a picture with figures, intervals, n and one more.
pub const COLUMNS: Columns = Columns {
    label: 12.0,
    label_room: 158.0,
    statistic: 182.0,
    marks: (236.0, 524.0),
    figure: 594.0,
    interval: 692.0,
    n: 744.0,
    last: 820.0,
};

/// The lines of a headline, ready to be set; at most three.
pub fn headline(title: &str) -> Vec<String> {
    let style = Type::headline();
    measure::wrap_even(
        &clean(title, 400),
        style.face,
        style.size,
        f64::from(WIDTH),
        3,
    )
}

/// The lines of a note below a picture; at most four.
pub fn note(note: &str) -> Vec<String> {
    measure::wrap(
        &clean(note, 1_000),
        Face::Regular,
        12.0,
        f64::from(WIDTH),
        4,
    )
}

impl Sheet {
    /// Several lines of text, the first with its baseline at `y`, `leading` px apart.
    pub fn lines(&mut self, x: f64, y: f64, lines: &[String], leading: f64, style: Type) {
        for (index, line) in lines.iter().enumerate() {
            self.text(x, y + leading * index as f64, line, style);
        }
    }

    /// The heads of columns at baseline `y`, on the one strong rule of a table.
    pub fn table_head(&mut self, y: f64, heads: &[(f64, &str, Type)]) {
        for (x, head, style) in heads {
            self.text(*x, y, head, *style);
        }
        let right = f64::from(self.size().0);
        self.line(
            &[(0.0, y + 8.0), (right, y + 8.0)],
            Pen::solid(Ink::SecondText, 1.0),
        );
    }

    /// A hairline across the table.
    pub fn table_rule(&mut self, y: f64) {
        let right = f64::from(self.size().0);
        self.line(&[(0.0, y), (right, y)], Pen::solid(Ink::Rule, 1.0));
    }

    /// The lines of a grid from `top` to `bottom` at the ticks of a scale.
    pub fn grid(&mut self, scale: &Scale, ends: (f64, f64), top: f64, bottom: f64) {
        for (tick, _) in scale.ticks() {
            let x = along(scale, ends, tick);
            self.line(&[(x, top), (x, bottom)], Pen::solid(Ink::Rule, 1.0));
        }
    }

    /// An axis at `y` with its ticks and their labels below; labels that would touch are left out.
    pub fn axis(&mut self, scale: &Scale, ends: (f64, f64), y: f64) {
        self.line(&[(ends.0, y), (ends.1, y)], Pen::solid(Ink::Axis, 1.0));
        let mut free_from = f64::NEG_INFINITY;
        for (tick, label) in scale.ticks() {
            let x = along(scale, ends, tick);
            self.line(&[(x, y), (x, y + 5.0)], Pen::solid(Ink::Axis, 1.0));
            let half = 0.5 * measure::width(&label, Face::Regular, 12.0);
            let x = x.min(f64::from(self.size().0) - half).max(half);
            if x - half >= free_from {
                let style = match label == SAME {
                    true => Type::label().ink(Ink::Text),
                    false => Type::label(),
                };
                self.text(x, y + 20.0, &label, style.centred());
                free_from = x + half + 8.0;
            }
        }
    }

    /// The line where nothing changes, at `value`, from top to bottom.
    pub fn same(&mut self, scale: &Scale, ends: (f64, f64), value: f64, (top, bottom): (f64, f64)) {
        let x = along(scale, ends, value);
        self.line(&[(x, top), (x, bottom)], Pen::solid(Ink::Text, 1.0));
    }
}

/// Where `value` lies between two ends of an axis, in px.
pub fn along(scale: &Scale, (left, right): (f64, f64), value: f64) -> f64 {
    left + scale.place(value) * (right - left)
}
