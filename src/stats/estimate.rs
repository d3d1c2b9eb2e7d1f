//! A figure with its interval, or the reason why there is none.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A figure, its interval and the number of values it rests on.
///
/// The unit is the caller's: that of the values, or none for ratios and shares. A side of the
/// interval that is `None` beside a value is open: it reaches further than could be seen, and
/// `reason` says why. Without a value there is always a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure itself, or `None` if it cannot be had.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// How many values, or pairs, it rests on.
    pub n: usize,
    /// Why the figure or a side of its interval is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// Why a figure cannot be had.
///
/// As text it is a part of a sentence for people; as JSON it keeps its numbers for programs:
/// `{"kind":"too_few","n":5,"least":6}`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// There are fewer values than the figure or its interval needs.
    TooFew {
        /// How many there are.
        n: usize,
        /// The least number with which it can be had.
        least: usize,
    },
    /// It lies further out than was watched, in the unit of the values.
    Beyond {
        /// The end of the watch, commonly the horizon of the runs.
        end: f64,
    },
    /// It takes logarithms, and this many values (or pairs) are zero or less.
    NotPositive {
        /// How many values, or pairs with such a value.
        count: usize,
    },
    /// All values (or differences) are equal, so that nothing can be divided by their spread.
    NoSpread,
    /// The arms do not differ in it, so that no number of incidents would show a difference.
    NoDifference,
    /// The statistic has no meaning for this kind of measure, or it was not asked for.
    NotDefined,
}

/// An estimate together with the test of "no difference" that belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// The effect with its interval.
    pub estimate: Estimate,
    /// The test statistic (t, W, U, chi-square), or `None` where it cannot be had.
    pub statistic: Option<f64>,
    /// Degrees of freedom where the law has them.
    pub df: Option<f64>,
    /// Two-sided p-value. In a simulation n is free, so it is for checks and corrections, not for headlines.
    pub p: Option<f64>,
}

impl Estimate {
    /// A figure with both ends of its interval.
    pub fn new(value: f64, low: f64, high: f64, n: usize) -> Self {
        Estimate {
            value: Some(value),
            low: Some(low),
            high: Some(high),
            n,
            reason: None,
        }
    }

    /// A figure whose interval cannot be had.
    pub fn bare(value: f64, n: usize, reason: Reason) -> Self {
        Estimate {
            value: Some(value),
            low: None,
            high: None,
            n,
            reason: Some(reason),
        }
    }

    /// No figure at all, and why.
    pub fn missing(n: usize, reason: Reason) -> Self {
        Estimate {
            value: None,
            low: None,
            high: None,
            n,
            reason: Some(reason),
        }
    }

    /// The same figure on another scale; `scale` must grow (`exp`, or a factor above zero).
    ///
    /// Turns milliseconds into seconds, and means of logarithms into geometric means. The end in
    /// [`Reason::Beyond`] goes with the rest.
    pub fn map(self, scale: impl Fn(f64) -> f64) -> Self {
        Estimate {
            value: self.value.map(&scale),
            low: self.low.map(&scale),
            high: self.high.map(&scale),
            n: self.n,
            reason: self.reason.map(|reason| match reason {
                Reason::Beyond { end } => Reason::Beyond { end: scale(end) },
                other => other,
            }),
        }
    }

    /// What remains of a quantile of times that were only watched until `end` and cut there.
    ///
    /// An order statistic below `end` is what it would have been without the cut. One at `end`
    /// only says "later than that": the side is opened, and a value at `end` becomes
    /// [`Reason::Beyond`]. Not for means: the mean of cut times is the restricted mean.
    pub fn watched_until(self, end: f64) -> Self {
        let seen = |x: Option<f64>| x.filter(|x| *x < end);
        let all_seen =
            self.high.is_none_or(|high| high < end) && self.value.is_none_or(|value| value < end);
        Estimate {
            value: seen(self.value),
            low: seen(self.low),
            high: seen(self.high),
            n: self.n,
            reason: if all_seen {
                self.reason
            } else {
                Some(Reason::Beyond { end })
            },
        }
    }

    /// Whether the interval has both ends and lies on one side of `same`.
    pub fn is_clear_of(&self, same: f64) -> bool {
        matches!((self.low, self.high), (Some(low), Some(high)) if low > same || high < same)
    }

    /// Value, low and high, if all three are there.
    pub fn whole(&self) -> Option<(f64, f64, f64)> {
        Some((self.value?, self.low?, self.high?))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::TooFew { n, least } => {
                write!(f, "not estimable from {n}, at least {least} needed")
            }
            Reason::Beyond { end } => write!(f, "beyond {end}, the end of the watch"),
            Reason::NotPositive { count } => write!(f, "no logarithm: {count} not above zero"),
            Reason::NoSpread => write!(f, "all equal"),
            Reason::NoDifference => write!(f, "no difference to see"),
            Reason::NotDefined => write!(f, "not defined for this measure"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_goes_to_json_and_back() {
        for estimate in [
            Estimate::new(3.5, 2.25, 5.0, 40),
            Estimate::bare(3.5, 1, Reason::TooFew { n: 1, least: 2 }),
            Estimate::missing(9, Reason::Beyond { end: 120.0 }),
            Estimate::missing(9, Reason::NoSpread),
        ] {
            let text = serde_json::to_string(&estimate).unwrap();
            assert_eq!(
                serde_json::from_str::<Estimate>(&text).unwrap(),
                estimate,
                "{text}"
            );
        }
        let text = serde_json::to_string(&Estimate::missing(5, Reason::TooFew { n: 5, least: 6 }))
            .unwrap();
        assert_eq!(
            text,
            r#"{"value":null,"low":null,"high":null,"n":5,"reason":{"kind":"too_few","n":5,"least":6}}"#
        );
    }

    #[test]
    fn a_cut_quantile_says_where_the_watch_ended() {
        let beyond = Some(Reason::Beyond { end: 60.0 });
        assert_eq!(
            Estimate::new(20.0, 15.0, 30.0, 9).watched_until(60.0),
            Estimate::new(20.0, 15.0, 30.0, 9)
        );
        let open = Estimate::new(40.0, 30.0, 60.0, 9).watched_until(60.0);
        assert_eq!(
            (open.value, open.high, open.reason),
            (Some(40.0), None, beyond)
        );
        let gone = Estimate::new(60.0, 45.0, 60.0, 9).watched_until(60.0);
        assert_eq!(
            (gone.value, gone.low, gone.reason),
            (None, Some(45.0), beyond)
        );
    }

    #[test]
    fn a_new_scale_moves_every_number() {
        let beyond = Estimate {
            low: Some(60_000.0),
            ..Estimate::missing(7, Reason::Beyond { end: 120_000.0 })
        };
        let seconds = beyond.map(|ms| ms / 1000.0);
        assert_eq!(
            (seconds.low, seconds.reason),
            (Some(60.0), Some(Reason::Beyond { end: 120.0 }))
        );
    }
}
