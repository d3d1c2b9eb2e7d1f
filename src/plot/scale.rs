//! The axis of lengths of time: where a value lies, and which ticks tell so.

use super::words;
use libm::{exp, log};
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use std::ops::Range;

/// An axis of lengths of time in seconds.
///
/// Logarithmic where the values span more than a factor of 20, with ticks at 1, 4, 15 min, 1 h,
/// 4 h, 1 d and their kin; else linear in round steps. At most seven ticks. It is a plotters
/// coordinate, so plotters' charts and series can be drawn on it.
///
/// ```
/// use sandtable::plot::Scale;
/// let scale = Scale::of_durations([90.0, 5_400.0]);
/// assert_eq!(scale.ticks().map(|(_, label)| label).collect::<Vec<_>>(), ["4 min", "15 min", "1 h"]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    kind: Kind,
    low: f64,
    high: f64,
    ticks: Vec<f64>,
    step: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Linear,
    Log,
}

/// Values spanning more than this take a log axis.
const LOG_FROM: f64 = 20.0;
/// No axis has more ticks.
const MOST_TICKS: usize = 7;
/// The part of the axis that is left free at either end.
const MARGIN: f64 = 0.04;

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;

/// Ticks of a log axis: steps of about four that people have words for.
const LADDER: [f64; 18] = [
    0.001,
    0.01,
    0.1,
    1.0,
    4.0,
    15.0,
    MINUTE,
    4.0 * MINUTE,
    15.0 * MINUTE,
    HOUR,
    4.0 * HOUR,
    DAY,
    4.0 * DAY,
    15.0 * DAY,
    60.0 * DAY,
    240.0 * DAY,
    1_000.0 * DAY,
    4_000.0 * DAY,
];

/// Steps of a linear axis.
const STEPS: [f64; 30] = [
    0.1,
    0.2,
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    30.0,
    MINUTE,
    2.0 * MINUTE,
    5.0 * MINUTE,
    10.0 * MINUTE,
    15.0 * MINUTE,
    30.0 * MINUTE,
    HOUR,
    2.0 * HOUR,
    4.0 * HOUR,
    6.0 * HOUR,
    12.0 * HOUR,
    DAY,
    2.0 * DAY,
    5.0 * DAY,
    10.0 * DAY,
    20.0 * DAY,
    50.0 * DAY,
    100.0 * DAY,
    200.0 * DAY,
    500.0 * DAY,
    1_000.0 * DAY,
];

impl Scale {
    /// The axis that shows all `values`, in seconds; what is not finite or below zero is not looked at.
    ///
    /// Zeros do not stretch a log axis: they lie at its left end. Nothing at all gives 0 to 1 minute.
    pub fn of_durations(values: impl IntoIterator<Item = f64>) -> Scale {
        let values: Vec<f64> = values
            .into_iter()
            .filter(|value| value.is_finite() && *value >= 0.0)
            .collect();
        let largest = values.iter().copied().fold(0.0, f64::max);
        let smallest = values
            .iter()
            .copied()
            .filter(|value| *value > 0.0)
            .fold(f64::INFINITY, f64::min);
        if largest <= 0.0 {
            return Scale::linear(0.0, MINUTE);
        }
        if largest / smallest > LOG_FROM {
            return Scale::log(smallest, largest);
        }
        let from_zero = values.contains(&0.0) || smallest < 0.5 * largest || smallest == largest;
        match from_zero || largest < 1.0 {
            true => Scale::linear(0.0, largest.max(1.0)),
            // Differences of a per cent or two are not blown up to the width of the page.
            false => Scale::linear(smallest.min(0.8 * largest), largest),
        }
    }

    /// The ends of the axis, in seconds.
    pub fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Whether it is logarithmic.
    pub fn is_log(&self) -> bool {
        self.kind == Kind::Log
    }

    /// Where `seconds` lies between the ends, from 0 to 1; what lies outside is at the nearer end.
    pub fn place(&self, seconds: f64) -> f64 {
        let place = match self.kind {
            Kind::Linear => (seconds - self.low) / (self.high - self.low),
            Kind::Log if seconds <= 0.0 => 0.0,
            Kind::Log => log(seconds / self.low) / log(self.high / self.low),
        };
        place.clamp(0.0, 1.0)
    }

    /// The ticks with their labels.
    pub fn ticks(&self) -> impl Iterator<Item = (f64, String)> + '_ {
        self.ticks.iter().map(|tick| (*tick, self.label(*tick)))
    }

    fn label(&self, seconds: f64) -> String {
        match self.kind {
            Kind::Linear => words::tick(seconds, self.step, self.high),
            // Each tick of the ladder has its own natural unit.
            Kind::Log => words::tick(seconds, seconds, seconds),
        }
    }

    fn log(smallest: f64, largest: f64) -> Scale {
        let margin = exp(MARGIN * log(largest / smallest));
        let (low, high) = (smallest / margin, largest * margin);
        let mut ticks: Vec<f64> = LADDER
            .into_iter()
            .filter(|tick| (low..=high).contains(tick))
            .collect();
        while ticks.len() > MOST_TICKS {
            ticks = ticks.into_iter().step_by(2).collect();
        }
        Scale {
            kind: Kind::Log,
            low,
            high,
            ticks,
            step: 0.0,
        }
    }

    fn linear(smallest: f64, largest: f64) -> Scale {
        let margin = MARGIN * (largest - smallest);
        let low = if smallest > 0.0 {
            (smallest - margin).max(0.0)
        } else {
            0.0
        };
        let high = largest + margin;
        let fits = |step: &f64| (high - low) / step < MOST_TICKS as f64 - 1.0;
        let step = STEPS.into_iter().find(fits).unwrap_or(high - low);
        let first = (low / step).ceil();
        let ticks = (0..MOST_TICKS)
            .map(|i| (first + i as f64) * step)
            .take_while(|tick| *tick <= high);
        Scale {
            kind: Kind::Linear,
            low,
            high,
            ticks: ticks.collect(),
            step,
        }
    }
}

impl Ranged for Scale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        limit.0 + (self.place(*value) * f64::from(limit.1 - limit.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Scale {
    fn format_ext(&self, value: &f64) -> String {
        self.label(*value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64]) -> Vec<String> {
        Scale::of_durations(values.iter().copied())
            .ticks()
            .map(|tick| tick.1)
            .collect()
    }

    #[test]
    fn a_wide_span_is_logarithmic_with_words_people_use() {
        assert_eq!(
            labels(&[50.0, 90_000.0]),
            ["1 min", "4 min", "15 min", "1 h", "4 h", "1 d"]
        );
        assert_eq!(labels(&[0.0, 3.0, 61.0]), ["4 s", "15 s", "1 min"]);
        assert!(labels(&[0.002, 3e8]).len() <= 7);
    }

    #[test]
    fn a_narrow_span_is_linear_in_round_steps() {
        assert_eq!(
            labels(&[300.0, 1200.0]),
            ["0", "5 min", "10 min", "15 min", "20 min"]
        );
        assert_eq!(
            labels(&[300.0, 420.0]),
            ["5 min", "5.5 min", "6 min", "6.5 min", "7 min"]
        );
        assert_eq!(labels(&[60.0]), ["0", "20 s", "40 s", "60 s"]);
    }

    #[test]
    fn any_values_give_an_axis_of_two_to_seven_ticks() {
        let mut value = 0.3;
        while value < 1e8 {
            for factor in [1.0, 1.01, 1.9, 2.1, 19.0, 21.0, 5_000.0] {
                let scale = Scale::of_durations([value, value * factor]);
                let ticks: Vec<_> = scale.ticks().collect();
                assert!((2..=7).contains(&ticks.len()), "{value} {factor} {ticks:?}");
                assert!(
                    ticks.windows(2).all(|pair| pair[0].1 != pair[1].1),
                    "{ticks:?}"
                );
                assert!(scale.place(value) >= 0.0 && scale.place(value * factor) < 1.0);
            }
            value *= 1.7;
        }
    }

    #[test]
    fn odd_values_do_no_harm() {
        assert_eq!(labels(&[]), labels(&[f64::NAN, f64::INFINITY, -4.0]));
        assert_eq!(labels(&[0.0]), labels(&[]));
        let scale = Scale::of_durations([1.0, 100.0]);
        assert_eq!(
            (scale.place(0.0), scale.place(1e9), scale.place(-1.0)),
            (0.0, 1.0, 0.0)
        );
    }
}
