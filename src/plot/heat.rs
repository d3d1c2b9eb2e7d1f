//! Two factors at once: a table of effects, its cells washed by their size.

use super::effect::{Against, Band};
use super::measure::clean;
use super::sheet::{Pen, Sheet, Type};
use super::table::WIDTH;
use super::theme::Ink;
use super::words;
use crate::stats::Estimate;

/// The effect on the primary measure for each pair of levels of two factors.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatPicture {
    /// The finding, as a sentence.
    pub title: String,
    /// What the cells are relative to; shown where the picture stands alone.
    pub note: String,
    /// Whether the effects are ratios or differences.
    pub against: Against,
    /// What is too small to matter: such cells stay plain.
    pub band: Option<Band>,
    /// Whether less is better.
    pub is_less_better: bool,
    /// The factor of the columns, and its levels.
    pub columns: (String, Vec<String>),
    /// The factor of the rows, and its levels.
    pub rows: (String, Vec<String>),
    /// The effects, row by row; what is missing at the end of a row is left empty. The cell of the
    /// baseline is [`HeatCell::Baseline`].
    pub cells: Vec<Vec<HeatCell>>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum HeatCell {
    /// What the others are compared with.
    Baseline,
    /// An effect with its interval, or the reason why there is none.
    Effect(Estimate),
}

const LABELS: f64 = 170.0;
const HEAD: f64 = 14.0;
const CELLS_FROM: f64 = 46.0;
const ROW: f64 = 44.0;

impl HeatPicture {
    /// Draw it.
    pub fn draw(&self) -> Sheet {
        let (columns, rows) = (&self.columns.1, &self.rows.1);
        let height = CELLS_FROM + ROW * rows.len().max(1) as f64 + 34.0;
        let mut sheet = Sheet::new(WIDTH, height as u32, &self.title, &self.describe());
        let label = Type::label();
        let head = label.fit(&self.columns.0, f64::from(WIDTH) - LABELS);
        let names = [
            (0.0, &*label.fit(&self.rows.0, LABELS - 16.0), label),
            (LABELS, head.as_str(), label),
        ];
        for (x, name, style) in names {
            sheet.text(x, HEAD, name, style);
        }
        let edge = [
            (0.0, CELLS_FROM - 6.0),
            (f64::from(WIDTH), CELLS_FROM - 6.0),
        ];
        sheet.line(&edge, Pen::solid(Ink::SecondText, 1.0));
        if columns.is_empty() || rows.is_empty() {
            sheet.text(0.0, CELLS_FROM + 18.0, "No cells to show.", label);
            return sheet.standing_alone(&self.note);
        }
        let wide = ((f64::from(WIDTH) - LABELS) / columns.len() as f64).min(180.0);
        for (index, name) in columns.iter().enumerate() {
            let x = LABELS + wide * (index as f64 + 0.5);
            let style = Type::label().ink(Ink::SecondText).centred();
            sheet.text(x, HEAD + 18.0, &style.fit(name, wide - 6.0), style);
        }
        let most = self.largest();
        for (row, name) in rows.iter().enumerate() {
            let y = CELLS_FROM + ROW * row as f64;
            let style = Type::text().ink(Ink::SecondText);
            sheet.text(0.0, y + 26.5, &style.fit(name, LABELS - 16.0), style);
            for column in 0..columns.len() {
                let cell = self.cells.get(row).and_then(|cells| cells.get(column));
                let corner = (LABELS + wide * column as f64, y);
                self.draw_cell(&mut sheet, corner, wide, cell, most);
            }
        }
        self.draw_key(&mut sheet, height - 10.0);
        sheet.standing_alone(&self.note)
    }

    fn draw_cell(
        &self,
        sheet: &mut Sheet,
        corner: (f64, f64),
        wide: f64,
        cell: Option<&HeatCell>,
        most: f64,
    ) {
        let (x, y) = corner;
        let middle = x + 0.5 * wide;
        let inner = ((x + 1.0, y + 1.0), (wide - 2.0, ROW - 2.0));
        let (value, style) = (Type::text().strong().centred(), Type::label().centred());
        let room = wide - 8.0;
        match cell {
            None => {}
            Some(HeatCell::Baseline) => {
                sheet.hollow(inner.0, inner.1, Pen::solid(Ink::Axis, 1.0));
                sheet.text(middle, y + 26.5, "baseline", style.ink(Ink::SecondText));
            }
            Some(HeatCell::Effect(estimate)) => {
                let wash = self.wash(estimate, most);
                sheet.rect(inner.0, inner.1, wash.ink, wash.opacity);
                let ink = if wash.is_dark { Ink::Paper } else { Ink::Text };
                let Some(effect) = estimate.value else {
                    let why = words::absence(estimate).unwrap_or_default();
                    sheet.text(
                        middle,
                        y + 19.5,
                        &style.fit("not estimable", room),
                        style.ink(ink),
                    );
                    sheet.text(middle, y + 35.0, &style.fit(&why, room), style);
                    return;
                };
                let figures = self.against.estimate(estimate);
                let text = match figures.interval.is_empty() {
                    true => self.against.change(effect),
                    false => figures.value,
                };
                // A narrow cell has no room for decimals.
                let text = match (value.width(&text) > room, &self.against) {
                    (true, Against::Ratio) if effect < 10.0 => {
                        format!("{} %", words::signed(100.0 * (effect - 1.0), 0))
                    }
                    _ => text,
                };
                match figures.interval.is_empty() || style.width(&figures.interval) > room {
                    true => sheet.text(middle, y + 26.5, &value.fit(&text, room), value.ink(ink)),
                    false => {
                        sheet.text(middle, y + 19.5, &value.fit(&text, room), value.ink(ink));
                        sheet.text(middle, y + 35.0, &figures.interval, style.ink(ink));
                    }
                }
            }
        }
    }

    /// How a cell is washed: by its size in steps, not at all inside the band.
    fn wash(&self, estimate: &Estimate, most: f64) -> Wash {
        let plain = Wash {
            ink: Ink::Panel,
            opacity: 1.0,
            is_dark: false,
        };
        let Some(value) = estimate.value else {
            return plain;
        };
        let inside = |band: Band| (band.low..=band.high).contains(&value);
        if self.band.is_some_and(inside) || value == self.against.same() {
            return plain;
        }
        let is_better = (value < self.against.same()) == self.is_less_better;
        let ink = if is_better { Ink::ArmB } else { Ink::Bad };
        // Between these steps neither ink would stand off far enough, in light or in dark.
        let (opacity, is_dark) = match self.size(value) / most {
            size if size > 0.75 => (1.0, true),
            size if size > 0.5 => (0.4, false),
            size if size > 0.25 => (0.25, false),
            _ => (0.12, false),
        };
        Wash {
            ink,
            opacity,
            is_dark,
        }
    }

    /// How far a value lies from "same".
    fn size(&self, value: f64) -> f64 {
        match self.against {
            Against::Ratio => libm::log(value.max(f64::MIN_POSITIVE)).abs(),
            Against::Difference(_) => value.abs(),
        }
    }

    fn largest(&self) -> f64 {
        let sizes = self.cells.iter().flatten().filter_map(|cell| match cell {
            HeatCell::Effect(estimate) => estimate.value.map(|value| self.size(value)),
            HeatCell::Baseline => None,
        });
        sizes.filter(|size| size.is_finite()).fold(1e-12, f64::max)
    }

    fn draw_key(&self, sheet: &mut Sheet, y: f64) {
        let (blue, red) = match self.is_less_better {
            true => ("minus, blue: better", "plus, red: worse"),
            false => ("plus, blue: better", "minus, red: worse"),
        };
        let band = self
            .band
            .map(|band| format!("grey: too small to matter ({})", self.against.band(band)));
        let mut x = LABELS;
        for (ink, opacity, text) in [
            (Ink::ArmB, 0.4, Some(blue.to_string())),
            (Ink::Bad, 0.4, Some(red.to_string())),
            (Ink::Panel, 1.0, band),
        ] {
            let Some(text) = text else { continue };
            sheet.rect((x, y - 9.0), (16.0, 10.0), ink, opacity);
            sheet.text(x + 22.0, y, &text, Type::label());
            x += 22.0 + Type::label().width(&text) + 20.0;
        }
    }

    fn describe(&self) -> String {
        let mut text = format!(
            "{} by {}.",
            clean(&self.rows.0, 80),
            clean(&self.columns.0, 80)
        );
        for (row, cells) in self.rows.1.iter().zip(&self.cells) {
            for (column, cell) in self.columns.1.iter().zip(cells) {
                let said = match cell {
                    HeatCell::Baseline => "baseline".to_string(),
                    HeatCell::Effect(estimate) => self.against.estimate(estimate).value,
                };
                text += &format!(" {}, {}: {said};", clean(row, 40), clean(column, 40));
            }
        }
        text
    }
}

struct Wash {
    ink: Ink,
    opacity: f64,
    is_dark: bool,
}
