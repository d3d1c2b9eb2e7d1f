//! The answer in one strip: the effect on the primary measure with both of its intervals.

use super::effect::{self, Against, Band, Effect, Place};
use super::measure::clean;
use super::sheet::{Pen, Sheet, Type};
use super::table::{WIDTH, along};
use super::theme::{self, Ink};
use super::{NARROW, Scale};

/// The effect of one arm on the primary measure.
#[derive(Clone, Debug, PartialEq)]
pub struct StripPicture {
    /// The finding, as a sentence.
    pub title: String,
    /// What thick and thin mean, over how many runs; shown where the picture stands alone.
    pub note: String,
    /// Which arm it is, from 0, the baseline: its colour.
    pub arm: usize,
    /// Whether the effect is a ratio or a difference.
    pub against: Against,
    /// The effect.
    pub effect: Effect,
    /// What is too small to matter.
    pub band: Option<Band>,
    /// What lies to the left of "same": "repairs faster".
    pub lower: String,
    /// What lies to the right: "repairs slower".
    pub higher: String,
}

/// Where things stand in one of the two widths.
struct Layout {
    width: u32,
    ends: (f64, f64),
    /// Whether there is room for whole sentences.
    is_wide: bool,
}

const BAND_NAME: f64 = 12.0;
const TOP: f64 = 18.0;
const VALUE: f64 = 37.0;
const BAR: f64 = 56.0;
const AXIS: f64 = 86.0;
const DIRECTIONS: f64 = 122.0;
const HEIGHT: u32 = 128;

impl StripPicture {
    /// Draw it in the width of a report.
    pub fn draw(&self) -> Sheet {
        self.on(Layout {
            width: WIDTH,
            ends: (60.0, 800.0),
            is_wide: true,
        })
    }

    /// Draw it for a phone.
    pub fn draw_narrow(&self) -> Sheet {
        self.on(Layout {
            width: NARROW,
            ends: (4.0, 354.0),
            is_wide: false,
        })
    }

    fn on(&self, layout: Layout) -> Sheet {
        let Layout { width, ends, .. } = layout;
        let effects = std::iter::once(&self.effect);
        let tight = effect::scale_over(&self.against, effects, self.band);
        // Room beside the ends for their figures.
        let (low, high) = tight.ends();
        let scale = self.against.scale(match self.against {
            Against::Ratio => {
                let spare = libm::pow(high / low, 0.1);
                [low / spare, high * spare]
            }
            Against::Difference(_) => {
                let spare = 0.1 * (high - low);
                [low - spare, high + spare]
            }
        });
        let mut sheet = Sheet::new(width, HEIGHT, &self.title, &self.describe());
        if let Some(band) = self.band {
            self.draw_band(&mut sheet, &layout, &scale, band);
        }
        sheet.axis(&scale, ends, AXIS);
        sheet.same(&scale, ends, self.against.same(), (TOP, AXIS + 5.0));
        sheet.directions(ends, DIRECTIONS, &self.lower, &self.higher);
        match self.effect.simulation.value {
            Some(value) => self.draw_effect(&mut sheet, &layout, &scale, value),
            None => {
                let why = effect::why_not(&self.effect.simulation);
                let style = Type::text().ink(Ink::SecondText).centred();
                let why = style.fit(&format!("Not estimable: {why}"), ends.1 - ends.0 - 8.0);
                sheet.boxed(0.5 * (ends.0 + ends.1), BAR + 4.5, &why, style);
            }
        }
        sheet.standing_alone(&self.note)
    }

    fn draw_band(&self, sheet: &mut Sheet, layout: &Layout, scale: &Scale, band: Band) {
        let ends = layout.ends;
        sheet.band(scale, ends, band, (TOP, AXIS));
        let name = match layout.is_wide {
            true => format!("too small to matter ({})", self.against.band(band)),
            false => "too small to matter".to_string(),
        };
        let middle = 0.5 * (along(scale, ends, band.low) + along(scale, ends, band.high));
        let edges = (0.0, f64::from(layout.width));
        let from = effect::centred_within(middle, Type::label().width(&name), edges);
        sheet.text(from, BAND_NAME, &name, Type::label());
    }

    fn draw_effect(&self, sheet: &mut Sheet, layout: &Layout, scale: &Scale, value: f64) {
        let look = theme::arm(self.arm);
        let x = |value: f64| along(scale, layout.ends, value);
        let place = Place {
            scale,
            ends: layout.ends,
            y: BAR,
            look,
        };
        sheet.effect(place, &self.effect, &self.against);
        let edges = (0.0, f64::from(layout.width));
        let is_nothing = self.effect.is_nothing(&self.against);
        if !is_nothing {
            self.draw_ends(sheet, layout, scale);
            if self.effect.simulation.low.is_some() {
                let at = x(value);
                sheet.line(
                    &[(at, BAR - 5.0), (at, BAR + 5.0)],
                    Pen::solid(Ink::Paper, 1.5),
                );
            }
        }
        let style = Type {
            size: 15.0,
            ..Type::text().strong().ink(look.ink)
        };
        let name = match is_nothing {
            true => self.against.figures(&self.effect).value,
            false => self.against.change(value),
        };
        let from = effect::centred_within(x(value), style.width(&name), edges);
        // The line of "same" would cross the figure.
        let crossing = x(self.against.same());
        match (from - 4.0..from + style.width(&name) + 4.0).contains(&crossing) {
            true => sheet.boxed(from, VALUE, &name, style),
            false => sheet.text(from, VALUE, &name, style),
        }
    }

    /// The ends of the thin interval, with their figures beside them.
    fn draw_ends(&self, sheet: &mut Sheet, layout: &Layout, scale: &Scale) {
        let look = theme::arm(self.arm);
        let figures = self.against.figures(&self.effect);
        let Some((low_name, high_name)) = effect::printed_ends(&figures) else {
            return;
        };
        let (Some(low), Some(high)) = self.effect.quoted() else {
            return;
        };
        let style = Type::label().ink(Ink::SecondText);
        for (end, name, side) in [(low, low_name, -1.0), (high, high_name, 1.0)] {
            let at = along(scale, layout.ends, end);
            if scale.holds(end) {
                let cap = [(at, BAR - 5.0), (at, BAR + 5.0)];
                sheet.line(&cap, Pen::solid(look.ink, 1.5));
            }
            let wide = style.width(name);
            let from = if side < 0.0 {
                at - 8.0 - wide
            } else {
                at + 8.0
            };
            let is_inside = from >= 0.0 && from + wide <= f64::from(layout.width);
            let same = along(scale, layout.ends, self.against.same());
            let is_crossed = (from - 4.0..from + wide + 4.0).contains(&same);
            match (is_inside, is_crossed) {
                (true, true) => sheet.boxed(from, BAR + 4.5, name, style),
                (true, false) => sheet.text(from, BAR + 4.5, name, style),
                // No room outside the bar: below its end.
                _ => {
                    let edges = (0.0, f64::from(layout.width));
                    let from = effect::centred_within(at, wide, edges);
                    sheet.boxed(from, BAR + 20.0, name, style);
                }
            }
        }
    }

    fn describe(&self) -> String {
        let figures = self.against.figures(&self.effect);
        let mut text = format!("Effect {} {}", figures.value, figures.interval);
        if self.effect.with_assumptions.is_some() {
            let simulation = self.against.estimate(&self.effect.simulation);
            text += &format!(
                " with the uncertainty of the assumptions; simulation error alone {}",
                simulation.interval
            );
        }
        if let Some(band) = self.band {
            text += &format!("; too small to matter: {}", self.against.band(band));
        }
        clean(&text, 1_000)
    }
}
