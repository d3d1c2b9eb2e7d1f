//! How often it helps: the differences within the pairs of runs that shared their luck.

use super::effect::Against;
use super::measure::clean;
use super::sheet::{Pen, Sheet, Type};
use super::table::{WIDTH, along};
use super::theme::{self, Ink};
use super::{Scale, words};

/// The paired differences of one arm to the baseline in the primary measure.
#[derive(Clone, Debug, PartialEq)]
pub struct DifferencesPicture {
    /// The finding, as a sentence.
    pub title: String,
    /// What was left out; shown where the picture stands alone.
    pub note: String,
    /// Which arm it is, from 0, the baseline: its colour.
    pub arm: usize,
    /// What the pairs are: "time to resolve under the deputy against today, pair by pair".
    pub axis: String,
    /// Whether the values are ratios or differences.
    pub against: Against,
    /// One value for each pair, in any order; what is not finite is left out.
    pub values: Vec<f64>,
    /// What the values below "same" are: "faster".
    pub lower: String,
    /// What the values above it are: "slower".
    pub higher: String,
    /// Whether less is better; it decides which side is red.
    pub is_less_better: bool,
}

const ENDS: (f64, f64) = (24.0, 796.0);
const SHARES: f64 = 0.0;
const TOP: f64 = 62.0;
const BOTTOM: f64 = 206.0;
/// Each bar of the histogram is some so many px wide.
const BAR: f64 = 12.0;
/// The share of pairs at either end that does not stretch the axis.
const TAIL: f64 = 0.005;

impl DifferencesPicture {
    /// Draw it.
    pub fn draw(&self) -> Sheet {
        let mut values: Vec<f64> = self
            .values
            .iter()
            .copied()
            .filter(|value| value.is_finite())
            .collect();
        values.sort_by(f64::total_cmp);
        let same = self.against.same();
        let lower = values.partition_point(|value| *value < same);
        let higher = values.len() - values.partition_point(|value| *value <= same);
        let counts = [lower, values.len() - lower - higher, higher];
        let mut sheet = Sheet::new(
            WIDTH,
            BOTTOM as u32 + 66,
            &self.title,
            &self.describe(counts),
        );
        if values.is_empty() {
            sheet.text(0.0, 20.0, "No pairs to show.", Type::label());
            return sheet.standing_alone(&self.note);
        }
        self.draw_shares(&mut sheet, counts);
        self.draw_bars(&mut sheet, &values, counts);
        sheet.standing_alone(&self.note)
    }

    /// The inks of the two sides.
    fn inks(&self) -> (Ink, Ink) {
        let better = theme::arm(self.arm).ink;
        match self.is_less_better {
            true => (better, Ink::Bad),
            false => (Ink::Bad, better),
        }
    }

    /// One bar for all pairs, cut into those that gained, stayed and lost.
    fn draw_shares(&self, sheet: &mut Sheet, counts: [usize; 3]) {
        let n: usize = counts.iter().sum();
        let (left, right) = (0.0, f64::from(WIDTH));
        let inks = [self.inks().0, Ink::Rule, self.inks().1];
        let mut from = left;
        for (count, ink) in counts.into_iter().zip(inks) {
            let wide = (right - left) * count as f64 / n as f64;
            // A pair or two still show.
            let wide = if count > 0 {
                wide.max(1.0).min(right - from)
            } else {
                0.0
            };
            sheet.rect(
                (from, SHARES),
                ((wide - 1.0).max(0.5).min(wide), 10.0),
                ink,
                1.0,
            );
            from += wide;
        }
        let said = |count: usize, what: &str| {
            let share = words::share(count as f64 / n as f64);
            format!("{what} in {share} of {} pairs", words::count(n as u64))
        };
        let room = 0.36 * right;
        let style = Type::label().strong();
        let lower = style.ink(inks[0]);
        sheet.text(
            left,
            28.0,
            &lower.fit(&said(counts[0], &self.lower), room),
            lower,
        );
        let middle = Type::label().centred();
        let share = words::share(counts[1] as f64 / n as f64);
        sheet.text(0.5 * right, 28.0, &format!("the same in {share}"), middle);
        let higher = style.ink(inks[2]).right();
        sheet.text(
            right,
            28.0,
            &higher.fit(&said(counts[2], &self.higher), room),
            higher,
        );
    }

    /// The pairs that differ, as a histogram; what lies beyond the axis is in its last bar.
    fn draw_bars(&self, sheet: &mut Sheet, values: &[f64], counts: [usize; 3]) {
        let n = values.len();
        let tail = (TAIL * n as f64) as usize;
        let scale = self.against.scale([values[tail], values[n - 1 - tail]]);
        let same = self.against.same();
        let zero = along(&scale, ENDS, same);
        let bars = bars(&scale, values, same, zero);
        let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1);
        for bar in &bars {
            let ink = if bar.is_lower {
                self.inks().0
            } else {
                self.inks().1
            };
            let tall = (BOTTOM - TOP) * bar.count as f64 / most as f64;
            let wide = (bar.to - bar.from - 1.0).max(1.0);
            sheet.rect((bar.from + 0.5, BOTTOM - tall), (wide, tall), ink, 1.0);
        }
        if counts[0] + counts[2] == 0 {
            let style = Type::text().ink(Ink::SecondText).centred();
            sheet.text(
                0.5 * f64::from(WIDTH),
                0.5 * (TOP + BOTTOM),
                "No pair differs.",
                style,
            );
        } else if let Some(tallest) = bars.iter().find(|bar| bar.count == most) {
            // The one figure that gives the heights their size.
            let style = Type::label();
            let text = format!("{} pairs", words::count(most as u64));
            let wide = style.width(&text);
            let from = super::effect::centred_within(
                0.5 * (tallest.from + tallest.to),
                wide,
                (0.0, f64::from(WIDTH)),
            );
            sheet.boxed(from, TOP - 6.0, &text, style);
        }
        sheet.axis(&scale, ENDS, BOTTOM);
        sheet.line(
            &[(zero, TOP - 2.0), (zero, BOTTOM + 5.0)],
            Pen::solid(Ink::Text, 1.0),
        );
        sheet.directions(ENDS, BOTTOM + 40.0, &self.lower, &self.higher);
        let style = Type::label().centred();
        let is_cut = tail > 0 && !(scale.holds(values[0]) && scale.holds(values[n - 1]));
        let beyond = match is_cut {
            true => "; the outermost bars hold all that lies beyond",
            false => "",
        };
        let about = format!("{}{beyond}", clean(&self.axis, 200));
        let axis = style.fit(&about, f64::from(WIDTH));
        sheet.text(0.5 * f64::from(WIDTH), BOTTOM + 60.0, &axis, style);
    }

    fn describe(&self, [lower, same, higher]: [usize; 3]) -> String {
        format!(
            "{}: {} pairs {}, {} the same, {} {}.",
            clean(&self.axis, 200),
            words::count(lower as u64),
            clean(&self.lower, 40),
            words::count(same as u64),
            words::count(higher as u64),
            clean(&self.higher, 40)
        )
    }
}

/// A bar of the histogram, from left to right in px.
struct Bar {
    from: f64,
    to: f64,
    count: usize,
    is_lower: bool,
}

/// Bars of even width from "same" outwards, so that none lies on both sides; equal pairs are in none.
fn bars(scale: &Scale, values: &[f64], same: f64, zero: f64) -> Vec<Bar> {
    let sides = [(ENDS.0 - zero).abs(), (ENDS.1 - zero).abs()];
    let counts = sides.map(|wide| (wide / BAR).floor().max(1.0));
    let mut bars = Vec::new();
    for (side, is_lower) in [(0, true), (1, false)] {
        let width = sides[side] / counts[side];
        for index in 0..counts[side] as usize {
            let (near, far) = (index as f64 * width, (index + 1) as f64 * width);
            let (from, to) = match is_lower {
                true => (zero - far, zero - near),
                false => (zero + near, zero + far),
            };
            bars.push(Bar {
                from,
                to,
                count: 0,
                is_lower,
            });
        }
    }
    let lower = counts[0] as usize;
    for value in values.iter().copied().filter(|value| *value != same) {
        let side = usize::from(value > same);
        let away = (along(scale, ENDS, value) - zero).abs();
        let index = (away / sides[side].max(1e-9) * counts[side]) as usize;
        let index = index.min(counts[side] as usize - 1);
        bars[side * lower + index].count += 1;
    }
    bars
}
