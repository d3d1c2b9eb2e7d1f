//! What an arm changes against the baseline, and the two intervals that stand for it.
//!
//! ```
//! use sandtable::plot::effect::{Against, Effect};
//! use sandtable::stats::Estimate;
//!
//! let effect = Effect {
//!     simulation: Estimate::new(0.9, 0.895, 0.905, 4882),
//!     with_assumptions: Some(Estimate::new(0.9, 0.84, 0.96, 200)),
//! };
//! let figures = Against::Ratio.figures(&effect);
//! assert_eq!((figures.value.as_str(), figures.interval.as_str()), ("−10.0 %", "[−16, −4]"));
//! ```

use super::Scale;
use super::sheet::{Pen, Sheet, Type};
use super::table::along;
use super::theme::{ArmLook, Ink, Mark};
use super::words::{self, Figures, Unit};
use crate::stats::{Estimate, Reason};

/// An effect with its two intervals: simulation error alone, and with not knowing the assumptions.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The effect at the default assumptions, with the interval of simulation error: the thick bar.
    pub simulation: Estimate,
    /// The same over draws of the assumptions: the thin bar, and the interval that is quoted. Only
    /// its ends are drawn. `None` where assumptions were not varied.
    pub with_assumptions: Option<Estimate>,
}

/// How an effect is measured against the baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// As a ratio: 1 is the same.
    Ratio,
    /// As a difference: 0 is the same.
    Difference(Unit),
}

/// From where to where a change is too small to matter, on the scale of the effect:
/// `(0.95, 1.05)` for ratios, `(-60.0, 60.0)` for seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// What is said of an effect, and how loudly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// "better", "worse, size open", "equivalent", "undecided", "unchanged".
    pub words: String,
    /// Its colour and weight; the words say the same.
    pub tone: Tone,
}

/// How loudly a verdict is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Strong.
    Better,
    /// Strong and red.
    Worse,
    /// Plain and grey: equivalent, undecided, unchanged.
    Quiet,
}

impl Effect {
    /// The ends of the interval that is quoted: the one with assumptions, else of simulation.
    pub fn quoted(&self) -> (Option<f64>, Option<f64>) {
        let wide = self.with_assumptions.as_ref();
        match wide.map(|wide| (wide.low, wide.high)) {
            Some((Some(low), Some(high))) => (Some(low), Some(high)),
            _ => (self.simulation.low, self.simulation.high),
        }
    }

    /// Whether the arms were equal in every pair of runs.
    pub fn is_nothing(&self, against: &Against) -> bool {
        let same = Some(against.same());
        let Estimate {
            value, low, high, ..
        } = self.simulation;
        value == same && low == same && high == same
    }

    /// All that is drawn of it; a thin end far outside of the rest is left out and becomes an arrow.
    pub(super) fn reach(&self) -> impl Iterator<Item = f64> {
        let Estimate {
            value, low, high, ..
        } = self.simulation;
        let (wide_low, wide_high) = self.quoted();
        [value, low, high, wide_low, wide_high]
            .into_iter()
            .flatten()
    }
}

impl Against {
    /// The value where nothing changes.
    pub fn same(&self) -> f64 {
        match self {
            Against::Ratio => 1.0,
            Against::Difference(_) => 0.0,
        }
    }

    /// The axis over these values and "same".
    pub fn scale(&self, values: impl IntoIterator<Item = f64>) -> Scale {
        match self {
            Against::Ratio => Scale::of_ratios(values),
            Against::Difference(unit) => Scale::of_differences(values, unit),
        }
    }

    /// The effect with the interval that is quoted, as figures of a table.
    pub fn figures(&self, effect: &Effect) -> Figures {
        if effect.is_nothing(self) {
            let value = match self {
                Against::Ratio => "0 % in every pair",
                Against::Difference(_) => "0 in every pair",
            };
            return Figures {
                value: value.to_string(),
                interval: String::new(),
            };
        }
        let (low, high) = effect.quoted();
        self.estimate(&Estimate {
            low,
            high,
            ..effect.simulation.clone()
        })
    }

    /// Any estimate of such an effect, as figures of a table.
    pub fn estimate(&self, estimate: &Estimate) -> Figures {
        match self {
            Against::Ratio => words::ratio_figures(estimate),
            Against::Difference(unit) => unit.estimate(estimate),
        }
    }

    /// One value in a sentence: "−10 %", "+2.4 min".
    pub fn change(&self, value: f64) -> String {
        match self {
            Against::Ratio => words::change(value),
            Against::Difference(unit) => unit.difference(value).replacen(".0 ", " ", 1),
        }
    }

    /// The band in words: "±5 %", "−5 to +3 %".
    pub fn band(&self, band: Band) -> String {
        let (low, high) = (self.change(band.low), self.change(band.high));
        let is_symmetric = low.strip_prefix('−') == high.strip_prefix('+');
        match (is_symmetric, high.strip_prefix('+')) {
            (true, Some(size)) => format!("±{size}"),
            _ => format!("{} to {high}", low.trim_end_matches(" %")),
        }
    }
}

impl Tone {
    /// A type in this tone.
    pub fn over(self, style: Type) -> Type {
        match self {
            Tone::Better => style.strong().ink(Ink::Text),
            Tone::Worse => style.strong().ink(Ink::Bad),
            Tone::Quiet => style.ink(Ink::Label),
        }
    }
}

/// Where an effect is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub scale: &'a Scale,
    /// The two ends of the axis.
    pub ends: (f64, f64),
    /// The middle of its row.
    pub y: f64,
    pub look: ArmLook,
}

/// Half of the height of a thick bar.
const HALF: f64 = 5.0;

impl Sheet {
    /// Draw the practical band behind all else.
    pub(super) fn band(&mut self, scale: &Scale, ends: (f64, f64), band: Band, y: (f64, f64)) {
        let (from, to) = (along(scale, ends, band.low), along(scale, ends, band.high));
        let width = (to - from).max(0.0);
        self.rect((from, y.0), (width, y.1 - y.0), Ink::Panel, 1.0);
    }

    /// Draw the thin interval and the thick one over it; a ring where nothing differs.
    pub(super) fn effect(&mut self, place: Place, effect: &Effect, against: &Against) {
        let Place {
            scale,
            ends,
            y,
            look,
        } = place;
        let x = |value: f64| along(scale, ends, value);
        if effect.is_nothing(against) {
            return self.mark(x(against.same()), y, Mark::Ring, Ink::ArmA);
        }
        let pen = Pen::solid(look.ink, 1.5);
        if let (Some(low), Some(high)) = effect.quoted() {
            self.line(&[(x(low), y), (x(high), y)], pen);
            for (end, direction) in [(low, -1.0), (high, 1.0)] {
                if !scale.holds(end) {
                    self.arrow(x(end), y, direction, look.ink);
                }
            }
        }
        let Estimate {
            value, low, high, ..
        } = &effect.simulation;
        match (value, low, high) {
            (Some(_), Some(low), Some(high)) => {
                let (from, to) = (x(*low), x(*high));
                // Never so thin that one would take it for a tick.
                let (from, to) = (
                    from.min(0.5 * (from + to) - 2.5),
                    to.max(0.5 * (from + to) + 2.5),
                );
                self.rect((from, y - HALF), (to - from, 2.0 * HALF), look.ink, 1.0);
            }
            (Some(value), _, _) => self.mark(x(*value), y, look.mark, look.ink),
            _ => {}
        }
    }

    /// The head of an arrow at x, towards the left (−1) or the right (1): there is more out there.
    pub(super) fn arrow(&mut self, x: f64, y: f64, direction: f64, ink: Ink) {
        let base = x - 7.0 * direction;
        self.polygon(&[(base, y - 4.5), (x, y), (base, y + 4.5)], ink, 1.0);
    }

    /// Which way is what, below an axis: "← repairs faster" and "repairs slower →".
    pub(super) fn directions(&mut self, ends: (f64, f64), y: f64, lower: &str, higher: &str) {
        let room = 0.5 * (ends.1 - ends.0) - 16.0;
        let label = Type::label();
        if !lower.is_empty() {
            self.text(ends.0, y, &format!("← {}", label.fit(lower, room)), label);
        }
        if !higher.is_empty() {
            self.text(
                ends.1,
                y,
                &format!("{} →", label.fit(higher, room)),
                label.right(),
            );
        }
    }
}

/// Why a ratio or difference cannot be had, short enough for a row.
pub(super) fn why_not(estimate: &Estimate) -> String {
    match estimate.reason {
        Some(Reason::NotPositive { count: 1 }) => "no ratio: zero in one pair".into(),
        Some(Reason::NotPositive { count }) => {
            format!("no ratio: zero in {} pairs", words::count(count as u64))
        }
        Some(Reason::NoSpread) => "all equal".into(),
        Some(Reason::NotDefined) => "no ratio for this kind".into(),
        _ => words::absence(estimate).unwrap_or_default(),
    }
}

/// The axis over several effects, where single far ends do not press the rest together.
pub(super) fn scale_over<'a>(
    against: &Against,
    effects: impl Iterator<Item = &'a Effect> + Clone,
    band: Option<Band>,
) -> Scale {
    let values = effects.clone().filter_map(|effect| effect.simulation.value);
    let inner = values.chain(band.into_iter().flat_map(|band| [band.low, band.high]));
    let same = against.same();
    let (low, high) = inner
        .filter(|value| value.is_finite())
        .fold((same, same), |(low, high): (f64, f64), value| {
            (low.min(value), high.max(value))
        });
    let (least, most) = match against {
        Against::Ratio => (low.max(f64::MIN_POSITIVE) / 3.0, high * 3.0),
        Against::Difference(_) => {
            let spread = match high - low > 0.0 {
                true => 1.5 * (high - low),
                false => f64::INFINITY,
            };
            (low - spread, high + spread)
        }
    };
    let reach = effects.flat_map(Effect::reach);
    let all = reach.chain([low, high]).filter(|value| value.is_finite());
    against.scale(all.map(|value| value.clamp(least, most)))
}

/// Where a text of this width starts so that its middle is at x and it stays between the edges.
pub(super) fn centred_within(x: f64, width: f64, (left, right): (f64, f64)) -> f64 {
    (x - 0.5 * width).min(right - width).max(left)
}

/// The two ends of a printed interval.
pub(super) fn printed_ends(figures: &Figures) -> Option<(&str, &str)> {
    let inner = figures.interval.strip_prefix('[')?.strip_suffix(']')?;
    inner.split_once(", ").filter(|_| !inner.is_empty())
}
