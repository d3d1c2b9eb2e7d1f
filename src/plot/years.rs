//! Could we ever see it: a hundred equally likely years, a dot for each.

use super::Scale;
use super::measure::clean;
use super::sheet::{Pen, Sheet, Type};
use super::table::{WIDTH, along};
use super::theme::{self, Ink};
use super::words;

/// How a yearly mean would move, if the change were made and works as computed.
#[derive(Clone, Debug, PartialEq)]
pub struct YearsPicture {
    /// The finding, as a sentence.
    pub title: String,
    /// Shown where the picture stands alone.
    pub note: String,
    /// Which arm it is, from 0, the baseline: its colour.
    pub arm: usize,
    /// What is averaged: "MTTR".
    pub mean: String,
    /// How many incidents a year has.
    pub incidents_per_year: f64,
    /// For each of the equally likely years, the mean of the year after as a ratio to the year before; a
    /// hundred of them.
    pub ratios: Vec<f64>,
    /// Whether the change makes the times shorter, so that a rising mean misleads.
    pub is_less_better: bool,
}

const ENDS: (f64, f64) = (24.0, 796.0);
const BOTTOM: f64 = 206.0;
/// Dots stand in columns of this width.
const COLUMN: f64 = 28.0;
/// From dot to dot in a column, and how many fit above each other.
const PITCH: f64 = 13.6;
const HIGHEST: usize = 12;

impl YearsPicture {
    /// Draw it.
    pub fn draw(&self) -> Sheet {
        let ratios: Vec<f64> = self
            .ratios
            .iter()
            .copied()
            .filter(|ratio| *ratio > 0.0 && ratio.is_finite())
            .collect();
        let mut sheet = Sheet::new(
            WIDTH,
            BOTTOM as u32 + 54,
            &self.title,
            &self.describe(&ratios),
        );
        // Years are not told apart by less than ten per cent, so the axis is never narrower.
        let scale = Scale::of_ratios(ratios.iter().copied().chain([0.9, 1.1]));
        let zero = along(&scale, ENDS, 1.0);
        let wrong = match self.is_less_better {
            true => (zero, f64::from(WIDTH)),
            false => (0.0, zero),
        };
        sheet.rect((wrong.0, 0.0), (wrong.1 - wrong.0, BOTTOM), Ink::Panel, 1.0);
        sheet.axis(&scale, ENDS, BOTTOM);
        sheet.line(
            &[(zero, 0.0), (zero, BOTTOM + 5.0)],
            Pen::solid(Ink::Text, 1.0),
        );
        self.draw_dots(&mut sheet, &scale, &ratios, zero);
        self.draw_words(&mut sheet, &ratios, zero);
        let incidents = words::count(self.incidents_per_year.round().max(0.0) as u64);
        let about = format!(
            "Change of the year’s {} against the year before, {incidents} incidents a year. One dot is one of {} equally likely years.",
            clean(&self.mean, 40),
            ratios.len()
        );
        let style = Type::label().centred();
        let about = style.fit(&about, f64::from(WIDTH));
        sheet.text(0.5 * f64::from(WIDTH), BOTTOM + 44.0, &about, style);
        sheet.standing_alone(&self.note)
    }

    /// Dots in columns beside "same", never on it.
    fn draw_dots(&self, sheet: &mut Sheet, scale: &Scale, ratios: &[f64], zero: f64) {
        let mut columns: Vec<(i64, usize)> = Vec::new();
        let mut sorted = ratios.to_vec();
        sorted.sort_by(f64::total_cmp);
        for ratio in sorted {
            let at = (along(scale, ENDS, ratio) - zero) / COLUMN;
            // What is exactly the same stands on the side that does not mislead.
            let column = match (at == 0.0, self.is_less_better) {
                (true, true) => -1,
                _ => at.floor() as i64,
            };
            match columns.last_mut() {
                Some(last) if last.0 == column => last.1 += 1,
                _ => columns.push((column, 1)),
            }
        }
        for (column, count) in columns {
            let across = count.div_ceil(HIGHEST);
            let middle = zero + (column as f64 + 0.5) * COLUMN;
            // Too many for a column stand closer, and at last they spread away from "same".
            let pitch = PITCH.min(COLUMN / across as f64).max(6.0);
            let half = 0.5 * pitch * across as f64;
            let middle = match column >= 0 {
                true => middle.max(zero + half + 1.0),
                false => middle.min(zero - half - 1.0),
            };
            let middle = middle.clamp(ENDS.0 + 6.0, ENDS.1 - 6.0);
            for index in 0..count {
                let side = (index % across) as f64 - 0.5 * (across as f64 - 1.0);
                let up = (index / across) as f64;
                let (x, y) = (middle + side * pitch, BOTTOM - 8.0 - PITCH * up);
                self.dot(sheet, (x, y), 0.43 * pitch, column >= 0);
            }
        }
    }

    fn dot(&self, sheet: &mut Sheet, (x, y): (f64, f64), radius: f64, is_higher: bool) {
        match is_higher == self.is_less_better {
            true => {
                sheet.disc(x, y, radius, Ink::Bad);
                sheet.disc(x, y, (radius - 1.7).max(0.8), Ink::Paper);
            }
            false => sheet.disc(x, y, radius, theme::arm(self.arm).ink),
        }
    }

    fn draw_words(&self, sheet: &mut Sheet, ratios: &[f64], zero: f64) {
        let higher = ratios
            .iter()
            .filter(|ratio| self.is_higher(**ratio))
            .count();
        let mean = clean(&self.mean, 40);
        let years = |count: usize| {
            if count == 1 {
                "1 year".to_string()
            } else {
                format!("{count} years")
            }
        };
        let stays = ratios.contains(&1.0);
        let (down, up) = match (stays, self.is_less_better) {
            (false, _) => ("falls", "rises"),
            (true, true) => ("does not rise", "rises"),
            (true, false) => ("falls", "does not fall"),
        };
        let falls = format!("{}: {mean} {down}", years(ratios.len() - higher));
        let rises = format!("{}: {mean} {up}", years(higher));
        let wrong = " although the change works";
        let (left, right) = match self.is_less_better {
            true => (falls, rises + wrong),
            false => (falls + wrong, rises),
        };
        let better = theme::arm(self.arm).ink;
        let inks = if self.is_less_better {
            (better, Ink::Bad)
        } else {
            (Ink::Bad, better)
        };
        let style = Type::text().strong();
        let edges = (0.0, f64::from(WIDTH));
        // Each on its side, or where that is too narrow, from the edge in a line of its own.
        let (left_style, right_style) = (style.ink(inks.0), style.ink(inks.1));
        let (left, right) = (
            left_style.fit(&left, edges.1),
            right_style.fit(&right, edges.1),
        );
        match left_style.width(&left) <= zero - 12.0 {
            true => sheet.text(zero - 12.0, 14.0, &left, left_style.right()),
            false => sheet.boxed(0.0, 34.0, &left, left_style),
        }
        let is_alone = left_style.width(&left) <= zero - 12.0;
        match right_style.width(&right) <= edges.1 - zero - 12.0 {
            true => sheet.text(zero + 12.0, 14.0, &right, right_style),
            false => {
                let y = if is_alone { 34.0 } else { 54.0 };
                sheet.boxed(edges.1, y, &right, right_style.right());
            }
        }
    }

    fn is_higher(&self, ratio: f64) -> bool {
        ratio > 1.0 || (ratio == 1.0 && !self.is_less_better)
    }

    fn describe(&self, ratios: &[f64]) -> String {
        let higher = ratios
            .iter()
            .filter(|ratio| self.is_higher(**ratio))
            .count();
        format!(
            "Of {} equally likely years, {} falls in {} and rises in {higher}.",
            ratios.len(),
            clean(&self.mean, 40),
            ratios.len() - higher
        )
    }
}
