//! What else moved: every measure of one arm against the baseline, as a table with marks.

use super::effect::{self, Against, Band, Effect, Place, Tone, Verdict};
use super::measure::clean;
use super::sheet::{Pen, Sheet, Type};
use super::table::{WIDTH, along};
use super::theme::{self, Ink, Mark};
use super::words::{Figures, Unit};
use super::{NARROW, Scale};
use crate::stats::Estimate;

/// The effects of one arm on every measure, as ratios to the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestPicture {
    /// The finding, as a sentence.
    pub title: String,
    /// What thick, thin and shaded mean; shown where the picture stands alone.
    pub note: String,
    /// Which arm it is, from 0, the baseline: its colour.
    pub arm: usize,
    /// What the marks show: "five-minute deputy relative to today".
    pub marks: String,
    /// What is too small to matter, as ratios.
    pub band: Option<Band>,
    /// The measures, in groups.
    pub groups: Vec<ForestGroup>,
}

/// Measures that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestGroup {
    /// "Time", "Customers", "Work", "People"; may be empty.
    pub name: String,
    /// Its measures.
    pub rows: Vec<ForestRow>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestRow {
    /// "Time to acknowledge".
    pub label: String,
    /// Whether it is the measure that was named beforehand.
    pub is_primary: bool,
    /// The ratio of geometric means, or the reason why there is none.
    pub ratio: Effect,
    /// The mean difference, printed where there is no ratio.
    pub difference: Effect,
    /// What the difference is counted in.
    pub unit: Unit,
    /// What is said of it.
    pub verdict: Verdict,
}

const ROW: f64 = 24.0;
const HEAD: f64 = 14.0;
/// From the top to the first row.
const ROWS_FROM: f64 = 26.0;
const MARKS: (f64, f64) = (196.0, 540.0);
const FIGURES: f64 = 696.0;
const VERDICT: f64 = 714.0;
const LABEL_ROOM: f64 = 176.0;
/// A row for a phone has two lines.
const NARROW_ROW: f64 = 44.0;
const NARROW_MARKS: (f64, f64) = (4.0, 354.0);

impl ForestPicture {
    /// Draw it in the width of a report.
    pub fn draw(&self) -> Sheet {
        let lines = self
            .groups
            .iter()
            .map(|group| group.rows.len() + usize::from(!group.name.is_empty()));
        let rows_to = ROWS_FROM + ROW * lines.sum::<usize>().max(1) as f64;
        let height = rows_to + 50.0;
        let scale = self.scale();
        let mut sheet = Sheet::new(WIDTH, height as u32, &self.title, &self.describe());
        if let Some(band) = self.band {
            sheet.band(&scale, MARKS, band, (ROWS_FROM - 4.0, rows_to));
        }
        let mut y = ROWS_FROM;
        for group in &self.groups {
            y += if group.name.is_empty() { 0.0 } else { ROW };
            for row in &group.rows {
                if row.is_primary {
                    sheet.rect((0.0, y), (f64::from(WIDTH), ROW), Ink::AccentWash, 1.0);
                    self.draw_edges(&mut sheet, &scale, MARKS, (y, y + ROW));
                }
                y += ROW;
            }
        }
        let marks = Type::label().centred();
        let name = marks.fit(&self.marks, MARKS.1 - MARKS.0);
        let heads = [
            (0.0, "Measure", Type::label()),
            (0.5 * (MARKS.0 + MARKS.1), name.as_str(), marks),
            (FIGURES, "Change, 95 % interval", Type::label().right()),
            (VERDICT, "Verdict", Type::label()),
        ];
        sheet.table_head(HEAD, &heads);
        sheet.axis(&scale, MARKS, rows_to);
        sheet.same(&scale, MARKS, 1.0, (ROWS_FROM - 4.0, rows_to + 5.0));
        sheet.directions(MARKS, rows_to + 40.0, "less", "more");
        let mut y = ROWS_FROM;
        for group in &self.groups {
            if !group.name.is_empty() {
                let style = Type::text().strong();
                sheet.text(0.0, y + 16.0, &style.fit(&group.name, LABEL_ROOM), style);
                y += ROW;
            }
            for row in &group.rows {
                self.draw_row(&mut sheet, &scale, y, row, !group.name.is_empty());
                y += ROW;
            }
        }
        if self.rows().next().is_none() {
            sheet.text(0.0, y + 16.0, "No measures to show.", Type::label());
        }
        sheet.standing_alone(&self.note)
    }

    fn draw_row(&self, sheet: &mut Sheet, scale: &Scale, y: f64, row: &ForestRow, indented: bool) {
        let baseline = y + 16.5;
        sheet.table_rule(y + ROW);
        let label = match row.is_primary {
            true => Type::text().strong(),
            false => Type::text().ink(Ink::SecondText),
        };
        let from = if indented { 12.0 } else { 0.0 };
        let name = match row.is_primary {
            true => format!("{} (primary)", label.fit(&row.label, LABEL_ROOM - 64.0)),
            false => label.fit(&row.label, LABEL_ROOM),
        };
        sheet.text(from, baseline, &name, label);
        self.draw_marks(sheet, scale, MARKS, y + 12.0, row);
        let figures = printed(row);
        let style = match (is_loud(row), row.is_primary) {
            (_, true) => Type::figure().strong(),
            (true, _) => Type::figure(),
            (false, _) => Type::figure().ink(Ink::Label),
        };
        let text = format!("{} {}", figures.value, figures.interval);
        sheet.text(
            FIGURES,
            baseline,
            &style.fit(text.trim_end(), FIGURES - MARKS.1 - 4.0),
            style,
        );
        let verdict = row.verdict.tone.over(Type::label());
        let room = f64::from(WIDTH) - VERDICT;
        sheet.text(
            VERDICT,
            baseline,
            &verdict.fit(&row.verdict.words, room),
            verdict,
        );
    }

    fn draw_marks(
        &self,
        sheet: &mut Sheet,
        scale: &Scale,
        ends: (f64, f64),
        y: f64,
        row: &ForestRow,
    ) {
        if row.ratio.simulation.value.is_some() {
            let place = Place {
                scale,
                ends,
                y,
                look: theme::arm(self.arm),
            };
            return sheet.effect(place, &row.ratio, &Against::Ratio);
        }
        let same = along(scale, ends, 1.0);
        if never_differs(row) {
            return sheet.mark(same, y, Mark::Ring, Ink::ArmA);
        }
        // Why there is no mark, beside the band where there is more room.
        let style = Type::label();
        let (from, to) = self.band.map_or((same, same), |band| {
            (along(scale, ends, band.low), along(scale, ends, band.high))
        });
        let is_left = from - ends.0 > ends.1 - to;
        let room = if is_left { from - ends.0 } else { ends.1 - to } - 12.0;
        let why = style.fit(&effect::why_not(&row.ratio.simulation), room);
        match is_left {
            true => sheet.text(from - 8.0, y + 4.5, &why, style.right()),
            false => sheet.text(to + 8.0, y + 4.5, &why, style),
        }
    }

    /// The edges of the band where its field cannot be seen.
    fn draw_edges(&self, sheet: &mut Sheet, scale: &Scale, ends: (f64, f64), y: (f64, f64)) {
        for end in self.band.into_iter().flat_map(|band| [band.low, band.high]) {
            let x = along(scale, ends, end);
            sheet.line(&[(x, y.0), (x, y.1)], Pen::solid(Ink::Rule, 1.0));
        }
    }

    /// Draw it for a phone, in rows of two lines.
    pub fn draw_narrow(&self) -> Sheet {
        let count = self.rows().count();
        let rows_to = 4.0 + NARROW_ROW * count.max(1) as f64;
        let scale = self.scale();
        let mut sheet = Sheet::new(
            NARROW,
            (rows_to + 46.0) as u32,
            &self.title,
            &self.describe(),
        );
        for (index, row) in self.rows().enumerate() {
            if row.is_primary {
                let top = 4.0 + NARROW_ROW * index as f64;
                sheet.rect(
                    (0.0, top),
                    (f64::from(NARROW), NARROW_ROW),
                    Ink::AccentWash,
                    1.0,
                );
            }
        }
        if count == 0 {
            sheet.text(0.0, 24.0, "No measures to show.", Type::label());
        }
        let is_primary: Vec<bool> = self.rows().map(|row| row.is_primary).collect();
        let lower = |index: usize| 4.0 + NARROW_ROW * index as f64;
        for (index, is_primary) in is_primary.into_iter().enumerate() {
            // The words of the first line stand free of band and "same".
            let y = (lower(index) + 21.0, lower(index) + NARROW_ROW);
            match (self.band, is_primary) {
                (Some(_), true) => self.draw_edges(&mut sheet, &scale, NARROW_MARKS, y),
                (Some(band), false) => sheet.band(&scale, NARROW_MARKS, band, y),
                (None, _) => {}
            }
            sheet.same(&scale, NARROW_MARKS, 1.0, y);
        }
        for (index, row) in self.rows().enumerate() {
            sheet.table_rule(lower(index) + NARROW_ROW);
            self.draw_narrow_row(&mut sheet, &scale, lower(index), row);
        }
        sheet.axis(&scale, NARROW_MARKS, rows_to);
        sheet.directions(NARROW_MARKS, rows_to + 38.0, "less", "more");
        sheet.standing_alone(&self.note)
    }

    fn draw_narrow_row(&self, sheet: &mut Sheet, scale: &Scale, y: f64, row: &ForestRow) {
        let (wide, ends) = (f64::from(NARROW), NARROW_MARKS);
        let figures = printed(row);
        let text = format!("{} {}", figures.value, figures.interval);
        let figure = match is_loud(row) {
            true => Type::figure().strong(),
            false => Type::figure().ink(Ink::Label),
        };
        let text = figure.fit(text.trim_end(), 190.0);
        sheet.text(wide, y + 16.0, &text, figure);
        let label = if row.is_primary {
            Type::text().strong()
        } else {
            Type::text()
        };
        let room = wide - figure.width(&text) - 12.0;
        let name = match row.is_primary {
            true => format!("{} (primary)", label.fit(&row.label, room - 64.0)),
            false => label.fit(&row.label, room),
        };
        sheet.text(0.0, y + 16.0, &name, label);
        self.draw_marks(sheet, scale, ends, y + 32.0, row);
        // The verdict on the side where nothing is drawn; where there is none, in the first free end.
        let style = row.verdict.tone.over(Type::label());
        let words = style.fit(&row.verdict.words, 0.5 * wide);
        let drawn: Vec<f64> = row
            .ratio
            .reach()
            .map(|value| along(scale, ends, value))
            .collect();
        let same = along(scale, ends, 1.0);
        let (from, to) = match drawn.is_empty() {
            true if same - ends.0 > ends.1 - same => (ends.0, same),
            true => (same, ends.1),
            false => drawn
                .iter()
                .fold((same, same), |(from, to), x| (from.min(*x), to.max(*x))),
        };
        let needed = style.width(&words) + 10.0;
        if wide - to >= needed {
            sheet.text(wide, y + 36.5, &words, style.right());
        } else if from >= needed {
            sheet.text(0.0, y + 36.5, &words, style);
        } else {
            let left = from > wide - to;
            let style = if left { style } else { style.right() };
            sheet.boxed(if left { 3.0 } else { wide - 3.0 }, y + 36.5, &words, style);
        }
    }

    fn rows(&self) -> impl Iterator<Item = &ForestRow> + Clone {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    fn scale(&self) -> Scale {
        let effects = self.rows().map(|row| &row.ratio);
        effect::scale_over(&Against::Ratio, effects, self.band)
    }

    /// The same in words, for those who do not see it.
    fn describe(&self) -> String {
        let mut text = String::new();
        for row in self.rows() {
            let figures = printed(row);
            text += &format!(
                "{}: {} {}, {}. ",
                clean(&row.label, 80),
                figures.value,
                figures.interval,
                clean(&row.verdict.words, 40)
            );
        }
        text
    }
}

/// The change as a ratio; where there is none, the mean difference in its own unit.
fn printed(row: &ForestRow) -> Figures {
    if row.ratio.simulation.value.is_some() {
        return Against::Ratio.figures(&row.ratio);
    }
    if never_differs(row) {
        return Figures {
            value: "0 % in every pair".into(),
            interval: String::new(),
        };
    }
    Against::Difference(row.unit.clone()).figures(&row.difference)
}

/// Whether the arms were equal in every pair, also where zeros leave no ratio.
fn never_differs(row: &ForestRow) -> bool {
    let Estimate {
        value, low, high, ..
    } = row.difference.simulation;
    value == Some(0.0) && low == Some(0.0) && high == Some(0.0)
}

fn is_loud(row: &ForestRow) -> bool {
    row.verdict.tone != Tone::Quiet
}
