//! Would it survive other assumptions: the effect with each of them low and high, the rest at default.

use super::Scale;
use super::effect::{Against, Band, centred_within};
use super::measure::clean;
use super::sheet::{Pen, Sheet, Type};
use super::table::{WIDTH, along};
use super::theme::{self, Ink};
use crate::stats::Estimate;

/// What each assumption does to the effect on the primary measure.
#[derive(Clone, Debug, PartialEq)]
pub struct TornadoPicture {
    /// The finding, as a sentence.
    pub title: String,
    /// Which low and high were taken; shown where the picture stands alone.
    pub note: String,
    /// Which arm it is, from 0, the baseline: its colour.
    pub arm: usize,
    /// What the axis shows: "time to resolve relative to today".
    pub axis: String,
    /// Whether the effect is a ratio or a difference.
    pub against: Against,
    /// The effect with every assumption at its default; without a value there is no line for it.
    pub at_defaults: Estimate,
    /// What is too small to matter.
    pub band: Option<Band>,
    /// The assumptions, in any order: they are sorted by their reach.
    pub assumptions: Vec<Assumption>,
}

/// One assumption at its two ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// What it is: "Delay before a deputy is useful".
    pub name: String,
    /// Its low and its high value, as they are written: "4 min", "20 min".
    pub values: (String, String),
    /// The effect with it low.
    pub low: Estimate,
    /// The effect with it high.
    pub high: Estimate,
}

const HEAD: f64 = 14.0;
const ROWS_FROM: f64 = 26.0;
const ROW: f64 = 27.0;
const VALUES: f64 = 372.0;
const NAME_ROOM: f64 = 250.0;
const BARS: (f64, f64) = (396.0, 812.0);
const BAR: f64 = 14.0;

impl TornadoPicture {
    /// Draw it.
    pub fn draw(&self) -> Sheet {
        let rows = self.sorted();
        let rows_to = ROWS_FROM + ROW * rows.len().max(1) as f64 + 4.0;
        let scale = self.scale();
        let mut sheet = Sheet::new(
            WIDTH,
            (rows_to + 52.0) as u32,
            &self.title,
            &self.describe(&rows),
        );
        if let Some(band) = self.band {
            sheet.band(&scale, BARS, band, (ROWS_FROM - 4.0, rows_to));
        }
        sheet.grid(&scale, BARS, ROWS_FROM - 4.0, rows_to);
        let head = Type::label().right();
        let heads = [
            (0.0, "Assumption", Type::label()),
            (VALUES, "low … high", head),
            (BARS.1, &head.fit(&self.axis, BARS.1 - BARS.0), head),
        ];
        sheet.table_head(HEAD, &heads);
        sheet.axis(&scale, BARS, rows_to);
        sheet.same(
            &scale,
            BARS,
            self.against.same(),
            (ROWS_FROM - 4.0, rows_to + 5.0),
        );
        for (index, row) in rows.iter().enumerate() {
            self.draw_row(&mut sheet, &scale, ROWS_FROM + ROW * index as f64, row);
        }
        if rows.is_empty() {
            sheet.text(
                0.0,
                ROWS_FROM + 18.0,
                "No assumptions were varied.",
                Type::label(),
            );
        }
        self.draw_default(&mut sheet, &scale, rows_to);
        if let Some(first) = rows.first() {
            self.name_ends(&mut sheet, &scale, first);
        }
        sheet.standing_alone(&self.note)
    }

    fn draw_row(&self, sheet: &mut Sheet, scale: &Scale, y: f64, row: &Assumption) {
        let baseline = y + 18.0;
        let (low, high) = &row.values;
        let values = Type::label().right();
        let range = values.fit(&format!("{} … {}", clean(low, 60), clean(high, 60)), 200.0);
        sheet.text(VALUES, baseline, &range, values);
        let name = Type::text().ink(Ink::SecondText);
        let room = (VALUES - values.width(&range) - 12.0).min(NAME_ROOM + 60.0);
        sheet.text(0.0, baseline, &name.fit(&row.name, room), name);
        let ink = theme::arm(self.arm).ink;
        let x = |value: f64| along(scale, BARS, value);
        let from = x(self.at_defaults.value.unwrap_or(self.against.same()));
        let ends = (row.low.value.map(x), row.high.value.map(x));
        let top = y + 0.5 * (ROW - BAR);
        let is_one_sided =
            matches!(ends, (Some(low), Some(high)) if (low - from) * (high - from) > 0.0);
        // Both on one side: they share the height, or one would hide the other.
        let (low_top, high_top, tall) = match is_one_sided {
            true => (top + 0.5 * BAR, top, 0.5 * BAR),
            false => (top, top, BAR),
        };
        if let Some(low) = ends.0 {
            let (left, right) = (from.min(low), from.max(low));
            let size = ((right - left).max(1.0) - 1.0, tall - 1.0);
            sheet.hollow((left + 0.5, low_top + 0.5), size, Pen::solid(ink, 1.5));
        }
        if let Some(high) = ends.1 {
            let (left, right) = (from.min(high), from.max(high));
            sheet.rect((left, high_top), ((right - left).max(1.0), tall), ink, 1.0);
        }
        let missing = match ends {
            (None, None) => "not estimable at either end",
            (None, _) => "low: not estimable",
            (_, None) => "high: not estimable",
            _ => return,
        };
        let style = Type::label();
        let drawn = [ends.0, ends.1].into_iter().flatten();
        let at = drawn.fold(from, f64::max) + 8.0;
        let at = at.min(f64::from(WIDTH) - style.width(missing) - 4.0);
        sheet.boxed(at, baseline, missing, style);
    }

    /// The line of the default over all bars, named below the axis; beside it the name of the band.
    fn draw_default(&self, sheet: &mut Sheet, scale: &Scale, rows_to: f64) {
        let ink = theme::arm(self.arm).ink;
        let edges = (0.0, f64::from(WIDTH));
        let y = rows_to + 40.0;
        let mut taken = (f64::INFINITY, f64::INFINITY);
        if let Some(band) = self.band {
            let name = format!("too small to matter ({})", self.against.band(band));
            let wide = Type::label().width(&name);
            let middle = 0.5 * (along(scale, BARS, band.low) + along(scale, BARS, band.high));
            let from = centred_within(middle, wide, edges);
            sheet.text(from, y, &name, Type::label());
            taken = (from, from + wide);
        }
        let Some(value) = self.at_defaults.value else {
            return;
        };
        let x = along(scale, BARS, value);
        sheet.line(&[(x, ROWS_FROM - 4.0), (x, rows_to)], Pen::solid(ink, 1.5));
        let style = Type::label().strong().ink(ink);
        let name = format!("{} with default assumptions", self.against.change(value));
        let wide = style.width(&name);
        let from = centred_within(x, wide, edges);
        let is_free = from + wide + 12.0 < taken.0 || from > taken.1 + 12.0;
        let is_right = x > 0.5 * (taken.0 + taken.1) && taken.1 + 12.0 + wide <= edges.1;
        let from = match (is_free, is_right) {
            (true, _) => from,
            (false, true) => taken.1 + 12.0,
            (false, false) => taken.0 - 12.0 - wide,
        };
        sheet.text(from, y, &name, style);
    }

    /// "high" and "low" at the ends of the longest bars.
    fn name_ends(&self, sheet: &mut Sheet, scale: &Scale, row: &Assumption) {
        let (Some(low), Some(high)) = (row.low.value, row.high.value) else {
            return;
        };
        let baseline = ROWS_FROM + 18.0;
        let from = along(
            scale,
            BARS,
            self.at_defaults.value.unwrap_or(self.against.same()),
        );
        let (low, high) = (along(scale, BARS, low), along(scale, BARS, high));
        if (low - from) * (high - from) > 0.0 {
            // They stand one above the other; beside the default there is room.
            let (x, style) = match low > from {
                true => (from - 5.0, Type::label().right()),
                false => (from + 5.0, Type::label()),
            };
            return sheet.boxed(x, baseline, "high over low", style);
        }
        for (end, name) in [(low, "low"), (high, "high")] {
            let is_left = end < from || (end == from && name == "low" && high >= from);
            match is_left {
                true => sheet.boxed(end - 5.0, baseline, name, Type::label().right()),
                false => sheet.boxed(end + 5.0, baseline, name, Type::label()),
            }
        }
    }

    /// The farthest first; equals stay in their order.
    fn sorted(&self) -> Vec<Assumption> {
        let reach = |row: &Assumption| {
            let from = self.at_defaults.value;
            let ends: Vec<f64> = [row.low.value, row.high.value, from]
                .into_iter()
                .flatten()
                .collect();
            let on = |value: f64| match self.against {
                Against::Ratio => libm::log(value.max(f64::MIN_POSITIVE)),
                Against::Difference(_) => value,
            };
            let most = ends
                .iter()
                .copied()
                .map(on)
                .fold(f64::NEG_INFINITY, f64::max);
            let least = ends.iter().copied().map(on).fold(f64::INFINITY, f64::min);
            most - least
        };
        let mut rows = self.assumptions.clone();
        rows.sort_by(|one, two| reach(two).total_cmp(&reach(one)));
        rows
    }

    fn scale(&self) -> Scale {
        let ends = self
            .assumptions
            .iter()
            .flat_map(|row| [row.low.value, row.high.value]);
        let band = self
            .band
            .into_iter()
            .flat_map(|band| [Some(band.low), Some(band.high)]);
        let values: Vec<f64> = ends
            .chain(band)
            .chain([self.at_defaults.value])
            .flatten()
            .collect();
        // Room for "high" and "low" beside the longest bars.
        let tight = self.against.scale(values);
        let (low, high) = tight.ends();
        self.against.scale(match self.against {
            Against::Ratio => {
                let spare = libm::pow(high / low, 0.06);
                [low / spare, high * spare]
            }
            Against::Difference(_) => {
                let spare = 0.06 * (high - low);
                [low - spare, high + spare]
            }
        })
    }

    fn describe(&self, rows: &[Assumption]) -> String {
        let said = |estimate: &Estimate| {
            estimate.value.map_or_else(
                || "not estimable".to_string(),
                |value| self.against.change(value),
            )
        };
        let mut text = format!(
            "{}: {} with default assumptions.",
            clean(&self.axis, 100),
            said(&self.at_defaults)
        );
        for row in rows {
            let (low, high) = (said(&row.low), said(&row.high));
            text += &format!(" {}: low {low}, high {high};", clean(&row.name, 100));
        }
        text
    }
}
