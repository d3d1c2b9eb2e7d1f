//! At what price: what each arm changes in time and in the work of people, the baseline at the origin.

use super::Scale;
use super::effect::Against;
use super::measure::clean;
use super::sheet::{Pen, Sheet, Type};
use super::table::WIDTH;
use super::theme::{self, Ink};
use super::words::{self, Unit};
use crate::stats::Estimate;

/// Up to five arms against the baseline; differences of means, less is better on both axes.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanePicture {
    /// The finding, as a sentence.
    pub title: String,
    /// What marks and lines are; shown where the picture stands alone.
    pub note: String,
    /// What lies across: "mean person-minutes per incident".
    pub cost: String,
    /// What the cost is counted in.
    pub cost_unit: Unit,
    /// What lies upwards: "mean time to resolve".
    pub time: String,
    /// What the time is counted in.
    pub time_unit: Unit,
    /// The name of the baseline.
    pub baseline: String,
    /// The other arms, in their order.
    pub arms: Vec<PlaneArm>,
    /// What to print beside the plane, such as the share of runs in each corner; may be empty.
    pub shares: Vec<PlaneShare>,
    /// What the shares are of: "Of 5,000 paired incidents under the five-minute deputy".
    pub shares_of: String,
}

/// An arm on the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneArm {
    /// Its name.
    pub name: String,
    /// Which arm it is, from 0, the baseline: its colour and its mark.
    pub arm: usize,
    /// Mean difference in cost.
    pub cost: Estimate,
    /// Mean difference in time.
    pub time: Estimate,
}

/// A share of the runs in words.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneShare {
    /// "faster and cheaper".
    pub words: String,
    /// From 0 to 1.
    pub share: f64,
    /// Whether it is drawn in the colour of the candidate.
    pub is_better: bool,
}

const PLANE: (f64, f64) = (84.0, 556.0);
const TOP: f64 = 24.0;
const BOTTOM: f64 = 294.0;
const SIDE: f64 = 604.0;

/// A rectangle that is taken: left, top, right, bottom.
type Taken = (f64, f64, f64, f64);

impl PlanePicture {
    /// Draw it.
    pub fn draw(&self) -> Sheet {
        let (shown, missing): (Vec<&PlaneArm>, Vec<&PlaneArm>) = self
            .arms
            .iter()
            .partition(|arm| arm.cost.value.is_some() && arm.time.value.is_some());
        let below = 18 * missing.len() as u32;
        let mut sheet = Sheet::new(
            WIDTH,
            BOTTOM as u32 + 46 + below,
            &self.title,
            &self.describe(),
        );
        let across = scale(shown.iter().map(|arm| &arm.cost), &self.cost_unit);
        let upwards = scale(shown.iter().map(|arm| &arm.time), &self.time_unit);
        let x = |value: f64| PLANE.0 + across.place(value) * (PLANE.1 - PLANE.0);
        let y = |value: f64| BOTTOM - upwards.place(value) * (BOTTOM - TOP);
        let corner = (PLANE.0, y(0.0));
        sheet.rect(
            corner,
            (x(0.0) - PLANE.0, BOTTOM - corner.1),
            Ink::Panel,
            1.0,
        );
        sheet.grid(&across, PLANE, TOP, BOTTOM);
        for (value, label) in upwards.ticks() {
            sheet.line(
                &[(PLANE.0, y(value)), (PLANE.1, y(value))],
                Pen::solid(Ink::Rule, 1.0),
            );
            let style = if value == 0.0 {
                Type::label().ink(Ink::Text)
            } else {
                Type::label()
            };
            sheet.text(PLANE.0 - 8.0, y(value) + 4.5, &label, style.right());
        }
        sheet.axis(&across, PLANE, BOTTOM);
        sheet.line(
            &[(x(0.0), TOP), (x(0.0), BOTTOM)],
            Pen::solid(Ink::Text, 1.0),
        );
        sheet.line(
            &[(PLANE.0, y(0.0)), (PLANE.1, y(0.0))],
            Pen::solid(Ink::Text, 1.0),
        );
        let label = Type::label();
        sheet.text(
            0.0,
            12.0,
            &label.fit(&format!("↑ {}", clean(&self.time, 100)), PLANE.1),
            label,
        );
        let cost = label.fit(&format!("{} →", clean(&self.cost, 100)), PLANE.1);
        sheet.text(PLANE.1, BOTTOM + 40.0, &cost, label.right());

        let mut taken = corners(&mut sheet, (x(0.0), y(0.0)));
        for arm in &shown {
            let pen = Pen::solid(theme::arm(arm.arm).ink, 1.5);
            let at = (
                x(arm.cost.value.unwrap_or(0.0)),
                y(arm.time.value.unwrap_or(0.0)),
            );
            if let (Some(low), Some(high)) = (arm.cost.low, arm.cost.high) {
                sheet.line(&[(x(low), at.1), (x(high), at.1)], pen);
                taken.push((x(low), at.1 - 2.0, x(high), at.1 + 2.0));
            }
            if let (Some(low), Some(high)) = (arm.time.low, arm.time.high) {
                sheet.line(&[(at.0, y(low)), (at.0, y(high))], pen);
                taken.push((at.0 - 2.0, y(high), at.0 + 2.0, y(low)));
            }
        }
        let origin = (x(0.0), y(0.0));
        let mut marks = vec![(origin, 0, self.baseline.as_str())];
        marks.extend(shown.iter().map(|arm| {
            let at = (
                x(arm.cost.value.unwrap_or(0.0)),
                y(arm.time.value.unwrap_or(0.0)),
            );
            (at, arm.arm, arm.name.as_str())
        }));
        taken.extend(
            marks
                .iter()
                .map(|((x, y), _, _)| (x - 6.0, y - 6.0, x + 6.0, y + 6.0)),
        );
        // Names first: a mark is never hidden by the paper under a name.
        for (at, arm, name) in &marks {
            name_mark(&mut sheet, *at, *arm, name, &mut taken);
        }
        for (at, arm, _) in marks.iter().rev() {
            let look = theme::arm(*arm);
            sheet.mark(at.0, at.1, look.mark, look.ink);
        }
        self.draw_shares(&mut sheet);
        for (index, arm) in missing.iter().enumerate() {
            let why = [&arm.time, &arm.cost]
                .into_iter()
                .find_map(words::absence)
                .unwrap_or_default();
            let text = label.fit(
                &format!("not shown: {}, {why}", clean(&arm.name, 80)),
                f64::from(WIDTH),
            );
            sheet.text(0.0, BOTTOM + 58.0 + 18.0 * index as f64, &text, label);
        }
        sheet.standing_alone(&self.note)
    }

    fn draw_shares(&self, sheet: &mut Sheet) {
        if self.shares.is_empty() {
            return;
        }
        let right = f64::from(WIDTH);
        let head = Type::text();
        let lines = super::measure::wrap(
            &clean(&self.shares_of, 200),
            head.face,
            head.size,
            right - SIDE,
            3,
        );
        sheet.lines(SIDE, TOP + 10.0, &lines, 18.0, head);
        let mut y = TOP + 24.0 + 18.0 * lines.len() as f64;
        for each in self.shares.iter().take(5) {
            let share = each.share.clamp(0.0, 1.0);
            let figure = Type::figure().strong();
            let text = words::share(share);
            sheet.text(right, y, &text, figure);
            let style = Type::label().ink(Ink::SecondText);
            sheet.text(SIDE, y, &style.fit(&each.words, right - SIDE - 40.0), style);
            sheet.rect((SIDE, y + 7.0), (right - SIDE, 5.0), Ink::Rule, 1.0);
            let ink = if each.is_better { Ink::ArmB } else { Ink::ArmA };
            sheet.rect((SIDE, y + 7.0), (share * (right - SIDE), 5.0), ink, 1.0);
            y += 36.0;
        }
    }

    fn describe(&self) -> String {
        let mut text = format!("{} at the origin.", clean(&self.baseline, 80));
        for arm in &self.arms {
            let [cost, time] = [(&arm.cost, &self.cost_unit), (&arm.time, &self.time_unit)].map(
                |(estimate, unit)| {
                    let figures = unit.estimate(estimate);
                    format!("{} {}", figures.value, figures.interval)
                },
            );
            text += &format!(" {}: time {time}, cost {cost};", clean(&arm.name, 80));
        }
        text
    }
}

/// An axis over the estimates and the origin, with some room around for words.
fn scale<'a>(estimates: impl Iterator<Item = &'a Estimate>, unit: &Unit) -> Scale {
    let values: Vec<f64> = estimates
        .flat_map(|estimate| [estimate.value, estimate.low, estimate.high])
        .flatten()
        .filter(|value| value.is_finite())
        .collect();
    let tight = Against::Difference(unit.clone()).scale(values);
    let (low, high) = tight.ends();
    let spare = 0.12 * (high - low);
    Scale::of_differences([low - spare, high + spare], unit)
}

/// What each corner means, where it is wide enough for its words.
fn corners(sheet: &mut Sheet, origin: (f64, f64)) -> Vec<Taken> {
    let style = Type::label();
    let mut taken = Vec::new();
    for (words, is_left, is_top) in [
        ("slower, cheaper", true, true),
        ("slower and dearer", false, true),
        ("faster and cheaper", true, false),
        ("faster, costs people", false, false),
    ] {
        let wide = style.width(words);
        let room = if is_left {
            origin.0 - PLANE.0
        } else {
            PLANE.1 - origin.0
        };
        let tall = if is_top {
            origin.1 - TOP
        } else {
            BOTTOM - origin.1
        };
        if room < wide + 16.0 || tall < 24.0 {
            continue;
        }
        let x = if is_left {
            PLANE.0 + 8.0
        } else {
            PLANE.1 - 8.0 - wide
        };
        let y = if is_top { TOP + 16.0 } else { BOTTOM - 8.0 };
        sheet.boxed_on(
            x,
            y,
            words,
            style,
            if is_left && !is_top {
                Ink::Panel
            } else {
                Ink::Paper
            },
        );
        taken.push((x - 3.0, y - 12.0, x + wide + 3.0, y + 4.0));
    }
    taken
}

/// A name beside its mark, at the first place where it touches nothing else; a thin line leads to it
/// where that is far away.
fn name_mark(
    sheet: &mut Sheet,
    (x, y): (f64, f64),
    arm: usize,
    name: &str,
    taken: &mut Vec<Taken>,
) {
    let style = Type::label().strong().ink(theme::arm(arm).ink);
    let name = style.fit(name, 200.0);
    let (wide, tall) = (style.width(&name), 13.0);
    let mut places = Vec::new();
    for far in [12.0, 26.0, 42.0, 58.0, 76.0, 96.0] {
        for (across, up) in [
            (0.0, -1.0),
            (0.0, 1.0),
            (1.0, 0.0),
            (-1.0, 0.0),
            (1.0, -1.0),
            (-1.0, -1.0),
            (1.0, 1.0),
            (-1.0, 1.0),
        ] {
            let middle = (
                x + across * (far + 0.5 * wide),
                y + up * (far + 0.35 * tall),
            );
            let from = middle.0 - 0.5 * wide;
            let place = (
                from - 3.0,
                middle.1 - 0.5 * tall,
                from + wide + 3.0,
                middle.1 + 0.5 * tall,
            );
            places.push((far, place));
        }
    }
    let is_inside = |place: &Taken| {
        place.0 >= PLANE.0 + 1.0
            && place.2 <= PLANE.1 - 1.0
            && place.1 >= TOP + 1.0
            && place.3 <= BOTTOM - 2.0
    };
    let overlap = |place: &Taken| -> f64 {
        let with = |other: &Taken| {
            let across = place.2.min(other.2) - place.0.max(other.0);
            let up = place.3.min(other.3) - place.1.max(other.1);
            across.max(0.0) * up.max(0.0)
        };
        taken.iter().map(with).sum()
    };
    let inside = places.iter().filter(|(_, place)| is_inside(place));
    let best = inside.min_by(|one, two| overlap(&one.1).total_cmp(&overlap(&two.1)));
    let Some((far, place)) = best.copied() else {
        return;
    };
    if far > 26.0 {
        let nearest = (
            x.clamp(place.0, place.2),
            if place.1 > y { place.1 } else { place.3 },
        );
        sheet.line(&[(x, y), nearest], Pen::solid(theme::arm(arm).ink, 1.0));
    }
    sheet.boxed(place.0 + 3.0, place.3 - 2.0, &name, style);
    taken.push(place);
}
