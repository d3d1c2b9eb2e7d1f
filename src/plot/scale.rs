//! The axis of a picture: where a value lies, and which ticks tell so.

use super::words::{self, Unit};
use libm::{exp, log};
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use std::ops::Range;

/// An axis of lengths of time, of ratios or of differences; at most seven ticks.
///
/// Lengths of time, in seconds, are logarithmic where they span more than a factor of 20, with ticks
/// at 1, 4, 15 min, 1 h, 4 h, 1 d and their kin; else linear in round steps. Ratios are always
/// logarithmic and labelled by what they change, differences are linear; both say "same" where
/// nothing changes. It is a plotters coordinate, so plotters' charts and series can be drawn on it.
///
/// ```
/// use sandtable::plot::Scale;
/// let scale = Scale::of_durations([90.0, 5_400.0]);
/// assert_eq!(scale.labels(), ["4 min", "15 min", "1 h"]);
/// assert_eq!(Scale::of_ratios([0.84, 1.05]).labels(), ["−15 %", "−10 %", "−5 %", "same", "+5 %"]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    kind: Kind,
    low: f64,
    high: f64,
    ticks: Vec<(f64, String)>,
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

/// The label where nothing changes.
pub const SAME: &str = "same";
/// Ratios farther out than this, or than one in this, lie at the end of the axis.
const FARTHEST_RATIO: f64 = 10_000.0;
/// Ratios that span less than this have ticks in even steps of per cent.
const NARROW_RATIO: f64 = 1.8;

const PERCENT_STEPS: [f64; 7] = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0];

/// Ticks of ratios, from close to far: by the square root of two, by two, and so on.
const RATIO_LADDERS: [&[f64]; 5] = [
    &[0.18, 0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6],
    &[0.03, 0.06, 0.12, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0],
    &[
        0.001, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 1000.0,
    ],
    &[0.0001, 0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0],
    &[0.0001, 0.01, 1.0, 100.0, 10_000.0],
];

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

/// Steps of a linear axis of lengths of time.
pub(super) const STEPS: [f64; 30] = [
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

    /// The axis that shows all ratios to the baseline and the 1 of "same".
    ///
    /// What is not finite or not above zero is not looked at; beyond a factor of 10,000 the axis ends.
    pub fn of_ratios(values: impl IntoIterator<Item = f64>) -> Scale {
        let values = values
            .into_iter()
            .filter(|value| value.is_finite() && *value > 0.0)
            .map(|value| value.clamp(1.0 / FARTHEST_RATIO, FARTHEST_RATIO));
        // Differences of less than a per cent are not blown up to the width of the page.
        let (low, high) = values.fold((0.99, 1.01), |(low, high): (f64, f64), value| {
            (low.min(value), high.max(value))
        });
        let margin = exp(MARGIN * log(high / low));
        let (low, high) = (low / margin, high * margin);
        let fitting = |ticks: &Vec<f64>| ticks.len() <= MOST_TICKS;
        let fine = PERCENT_STEPS.into_iter().map(|step| {
            let (from, to) = (100.0 * (low - 1.0), 100.0 * (high - 1.0));
            multiples(step, from, to)
                .map(|percent| 1.0 + percent / 100.0)
                .collect()
        });
        let reaches = |ladder: &&&[f64]| {
            let (first, last) = (ladder[0], ladder[ladder.len() - 1]);
            first <= 4.0 * low && high <= 4.0 * last
        };
        let coarse = RATIO_LADDERS.iter().filter(reaches).map(|ladder| {
            let within = ladder.iter().filter(|ratio| (low..=high).contains(*ratio));
            within.copied().collect()
        });
        let is_narrow = high / low < NARROW_RATIO;
        let ticks = match is_narrow {
            true => fine.into_iter().find(fitting),
            false => coarse.into_iter().find(fitting),
        };
        let ticks = ticks.unwrap_or_else(|| vec![1.0]);
        let label = |ratio: f64| match ratio == 1.0 {
            true => SAME.to_string(),
            false => words::change(ratio),
        };
        Scale {
            kind: Kind::Log,
            low,
            high,
            ticks: ticks
                .into_iter()
                .map(|ratio| (ratio, label(ratio)))
                .collect(),
        }
    }

    /// The axis that shows all differences to the baseline and the 0 of "same".
    pub fn of_differences(values: impl IntoIterator<Item = f64>, unit: &Unit) -> Scale {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = finite.fold((0.0, 0.0), |(low, high): (f64, f64), value| {
            (low.min(value), high.max(value))
        });
        let (low, high) = match high - low > 0.0 && (high - low).is_finite() {
            true => (low, high),
            false => (-unit.least_step(), unit.least_step()),
        };
        let margin = MARGIN * (high - low);
        let (low, high) = (low - margin, high + margin);
        let step = unit.step((high - low) / (MOST_TICKS as f64 - 1.0));
        let most = low.abs().max(high.abs());
        let label = |value: f64| match value == 0.0 {
            true => SAME.to_string(),
            false => unit.tick(value, step, most),
        };
        let ticks = multiples(step, low, high).take(MOST_TICKS);
        Scale {
            kind: Kind::Linear,
            low,
            high,
            ticks: ticks.map(|value| (value, label(value))).collect(),
        }
    }

    /// The same axis with another label where nothing changes, such as "0".
    pub fn with_same(mut self, label: &str) -> Scale {
        for tick in self.ticks.iter_mut().filter(|tick| tick.1 == SAME) {
            tick.1 = label.to_string();
        }
        self
    }

    /// The labels of the ticks.
    pub fn labels(&self) -> Vec<&str> {
        self.ticks.iter().map(|tick| tick.1.as_str()).collect()
    }

    /// The ends of the axis, in the unit of its values.
    pub fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Whether it is logarithmic.
    pub fn is_log(&self) -> bool {
        self.kind == Kind::Log
    }

    /// Where `value` lies between the ends, from 0 to 1; what lies outside is at the nearer end.
    pub fn place(&self, value: f64) -> f64 {
        let place = match self.kind {
            _ if value.is_nan() => 0.0,
            Kind::Linear => (value - self.low) / (self.high - self.low),
            Kind::Log if value <= 0.0 => 0.0,
            Kind::Log => log(value / self.low) / log(self.high / self.low),
        };
        place.clamp(0.0, 1.0)
    }

    /// Whether `value` lies between the ends.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The ticks with their labels.
    pub fn ticks(&self) -> impl Iterator<Item = (f64, String)> + '_ {
        self.ticks.iter().cloned()
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
            // Each tick of the ladder has its own natural unit.
            ticks: ticks
                .into_iter()
                .map(|tick| (tick, words::tick(tick, tick, tick)))
                .collect(),
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
            ticks: ticks
                .map(|tick| (tick, words::tick(tick, step, high)))
                .collect(),
        }
    }
}

/// The multiples of `step` from `low` to `high`; zero is among them if it lies between.
fn multiples(step: f64, low: f64, high: f64) -> impl Iterator<Item = f64> {
    let first = (low / step).ceil();
    (0..1_000)
        .map(move |i| (first + f64::from(i)) * step)
        .take_while(move |value| *value <= high)
        // There is no minus zero on an axis.
        .map(|value| value + 0.0)
}

impl Ranged for Scale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        limit.0 + (self.place(*value) * f64::from(limit.1 - limit.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.iter().map(|tick| tick.0).collect()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Scale {
    fn format_ext(&self, value: &f64) -> String {
        let tick = self.ticks.iter().find(|tick| tick.0 == *value);
        tick.map_or_else(String::new, |tick| tick.1.clone())
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
    fn ratios_are_labelled_by_what_they_change() {
        let labels = |values: &[f64]| -> Vec<String> {
            let scale = Scale::of_ratios(values.iter().copied());
            scale.ticks().map(|tick| tick.1).collect()
        };
        assert_eq!(
            labels(&[0.32, 1.42]),
            ["−65 %", "−50 %", "−30 %", "same", "+40 %"]
        );
        assert_eq!(
            labels(&[0.5, 9.0]),
            ["−50 %", "same", "+100 %", "+300 %", "+700 %"]
        );
        assert_eq!(labels(&[]), ["−1 %", "−0.5 %", "same", "+0.5 %", "+1 %"]);
        let mut ratio = 1.0;
        while ratio < 1e6 {
            for values in [[1.0, ratio], [1.0 / ratio, 1.0], [1.0 / ratio, ratio]] {
                let ticks = labels(&values);
                assert!((2..=7).contains(&ticks.len()), "{values:?} {ticks:?}");
                assert!(ticks.iter().any(|tick| tick == "same"), "{ticks:?}");
            }
            ratio *= 1.07;
        }
        assert_eq!(labels(&[0.0, f64::NAN, -1.0, f64::INFINITY]), labels(&[]));
    }

    #[test]
    fn differences_are_round_and_signed() {
        let labels = |values: &[f64], unit: &Unit| -> Vec<String> {
            let scale = Scale::of_differences(values.iter().copied(), unit);
            scale.ticks().map(|tick| tick.1).collect()
        };
        assert_eq!(
            labels(&[-1_500.0, 600.0], &Unit::Seconds),
            ["−20 min", "−10 min", "same", "+10 min"]
        );
        let pages = Unit::Other("pages".into());
        assert_eq!(labels(&[-1.0, 2.6], &pages), ["−1", "same", "+1", "+2"]);
        assert_eq!(
            labels(&[0.1, 0.21], &Unit::Share),
            [
                "same",
                "+5 points",
                "+10 points",
                "+15 points",
                "+20 points"
            ]
        );
        for unit in [Unit::Seconds, Unit::Share, pages] {
            let mut value = 1e-6;
            while value < 1e9 {
                for values in [[-value, 0.3 * value], [0.0, value], [-value, value]] {
                    let ticks = labels(&values, &unit);
                    assert!((1..=7).contains(&ticks.len()), "{values:?} {ticks:?}");
                    assert!(ticks.windows(2).all(|pair| pair[0] != pair[1]), "{ticks:?}");
                }
                value *= 1.7;
            }
            assert!(labels(&[], &unit).contains(&"same".to_string()));
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
