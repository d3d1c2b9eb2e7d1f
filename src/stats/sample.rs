//! One arm: where its values lie, and how sure that is.
//!
//! Functions that need an order take a slice that is `sorted` already, so that a caller sorts once
//! and asks often. Values must be finite; measures of runs are.
//!
//! ```
//! use sandtable::stats::{LEVEL, sample};
//!
//! let minutes = [4.0, 9.0, 2.0, 30.0, 7.0, 11.0, 5.0];
//! let mean = sample::mean(&minutes, LEVEL);
//! assert_eq!((mean.value.unwrap() * 10.0).round(), 97.0);
//!
//! // Seven values bear an interval for the median, but not for the 95th percentile.
//! let sorted = sample::sorted(&minutes);
//! assert_eq!(sample::median(&sorted, LEVEL).high, Some(30.0));
//! assert_eq!(sample::quantile_estimate(&sorted, 0.95, LEVEL).value, None);
//! ```

use super::distributions::{binomial_cdf, normal_quantile, t_quantile};
use super::{Estimate, Reason, sum};
use libm::{exp, log, sqrt};
use serde::{Deserialize, Serialize};

/// The values in ascending order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut ascending = values.to_vec();
    ascending.sort_unstable_by(f64::total_cmp);
    ascending
}

/// The arithmetic mean with its t interval: mean ± t(n-1) s / sqrt(n).
pub fn mean(values: &[f64], level: f64) -> Estimate {
    let n = values.len();
    let Some((mean, variance)) = moments(values) else {
        return Estimate::missing(n, Reason::TooFew { n, least: 1 });
    };
    let Some(variance) = variance else {
        return Estimate::bare(mean, n, Reason::TooFew { n, least: 2 });
    };
    let half = t_quantile(0.5 + 0.5 * level, n as f64 - 1.0) * sqrt(variance / n as f64);
    Estimate::new(mean, mean - half, mean + half, n)
}

/// The geometric mean with its interval: the exponential of the mean of the logarithms.
///
/// One value at or below zero and there is none; the reason counts them.
pub fn geometric_mean(values: &[f64], level: f64) -> Estimate {
    let count = values.iter().filter(|value| **value <= 0.0).count();
    if count > 0 {
        return Estimate::missing(values.len(), Reason::NotPositive { count });
    }
    let logs: Vec<f64> = values.iter().map(|value| log(*value)).collect();
    mean(&logs, level).map(exp)
}

/// Mean and sample variance (divided by n - 1), in two passes; no mean of nothing, no variance of one.
pub fn moments(values: &[f64]) -> Option<(f64, Option<f64>)> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let mean = sum(values.iter().copied()) / n;
    if values.len() < 2 {
        return Some((mean, None));
    }
    let squares = sum(values.iter().map(|value| (value - mean) * (value - mean)));
    Some((mean, Some(squares / (n - 1.0))))
}

/// The `p` quantile of type 7 (R's and numpy's default: linear between order statistics), or `None` of nothing.
///
/// Source: R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages" (1996).
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    debug_assert!(sorted.is_sorted(), "quantiles are taken of sorted values");
    let last = sorted.len().checked_sub(1)?;
    let place = p * last as f64;
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    Some(sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below]))
}

/// An interval for a quantile between two order statistics, with its exact coverage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderInterval {
    /// Rank of the lower end, from 1.
    pub rank_low: usize,
    /// Rank of the upper end, from 1.
    pub rank_high: usize,
    /// P(rank_low <= B <= rank_high - 1), B binomial (n, p): never below what was asked for.
    pub coverage: f64,
}

/// The narrowest ranks that leave at most half of `1 - level` outside on either side.
///
/// Holds for any continuous law, whatever its shape. Below [`least_n`] no such ranks exist.
/// Source: W. J. Conover, "Practical Nonparametric Statistics", section 3.2.
pub fn order_interval(n: usize, p: f64, level: f64) -> Result<OrderInterval, Reason> {
    let least = least_n(p, level);
    if n < least {
        return Err(Reason::TooFew { n, least });
    }
    let outside = 0.5 * (1.0 - level);
    // The number of counts k with P(B <= k) at or below the bound; P grows with k.
    let counts = |bound: f64, or_equal: bool| {
        let (mut low, mut high) = (0, n + 1);
        while low < high {
            let middle = (low + high) / 2;
            let below = binomial_cdf(middle, n, p);
            match below < bound || (or_equal && below == bound) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    };
    let rank_low = counts(outside, true).max(1);
    let rank_high = (counts(1.0 - outside, false) + 1).min(n);
    let coverage = binomial_cdf(rank_high - 1, n, p) - binomial_cdf(rank_low - 1, n, p);
    Ok(OrderInterval {
        rank_low,
        rank_high,
        coverage,
    })
}

/// The least n with which a two-sided interval for the `p` quantile exists: 6 for the median, 72 for p95.
pub fn least_n(p: f64, level: f64) -> usize {
    let bound = log(0.5 * (1.0 - level));
    let tail = p.max(1.0 - p);
    (bound / log(tail)).ceil().max(1.0) as usize
}

/// The `p` quantile (type 7) with its order-statistics interval.
///
/// Below [`least_n`] it is not estimable: no value either, because a number without an interval
/// would be read as one.
pub fn quantile_estimate(sorted: &[f64], p: f64, level: f64) -> Estimate {
    let n = sorted.len();
    match (quantile(sorted, p), order_interval(n, p, level)) {
        (Some(value), Ok(ranks)) => Estimate::new(
            value,
            sorted[ranks.rank_low - 1],
            sorted[ranks.rank_high - 1],
            n,
        ),
        (_, Err(reason)) => Estimate::missing(n, reason),
        (None, Ok(_)) => Estimate::missing(n, Reason::TooFew { n, least: 1 }),
    }
}

/// The median with its order-statistics interval; needs six values at 95 %.
pub fn median(sorted: &[f64], level: f64) -> Estimate {
    quantile_estimate(sorted, 0.5, level)
}

/// A share with Wilson's interval, which stays inside 0..1 and does not collapse at its ends.
///
/// `successes` may hold halves (ties). Source: E. B. Wilson, JASA 22 (1927).
pub fn share(successes: f64, n: usize, level: f64) -> Estimate {
    if n == 0 {
        return Estimate::missing(0, Reason::TooFew { n, least: 1 });
    }
    let z = normal_quantile(0.5 + 0.5 * level);
    let count = n as f64;
    let share = successes / count;
    let denominator = 1.0 + z * z / count;
    let centre = (share + z * z / (2.0 * count)) / denominator;
    let half =
        z / denominator * sqrt(share * (1.0 - share) / count + z * z / (4.0 * count * count));
    Estimate::new(share, (centre - half).max(0.0), (centre + half).min(1.0), n)
}

/// The empirical distribution function as steps: value, and share of values at or below it.
pub fn ecdf(sorted: &[f64]) -> Vec<(f64, f64)> {
    let n = sorted.len() as f64;
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (index, value) in sorted.iter().enumerate() {
        let share = (index + 1) as f64 / n;
        match steps.last_mut() {
            Some(last) if last.0 == *value => last.1 = share,
            _ => steps.push((*value, share)),
        }
    }
    steps
}

/// Half the height of the band that holds the whole true distribution function: sqrt(ln(2/a) / (2n)).
///
/// Source: Dvoretzky-Kiefer-Wolfowitz with the constant of P. Massart (1990).
pub fn ecdf_band(n: usize, level: f64) -> f64 {
    sqrt(log(2.0 / (1.0 - level)) / (2.0 * n as f64)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::LEVEL;
    use super::*;

    #[test]
    fn the_least_n_for_an_interval_is_the_published_one() {
        assert_eq!(
            [0.5, 0.9, 0.95, 0.99].map(|p| least_n(p, LEVEL)),
            [6, 36, 72, 368]
        );
        assert_eq!(least_n(0.05, LEVEL), 72);
        for (p, least) in [(0.5, 6), (0.95, 72), (0.05, 72)] {
            assert!(order_interval(least, p, LEVEL).is_ok());
            assert_eq!(
                order_interval(least - 1, p, LEVEL),
                Err(Reason::TooFew {
                    n: least - 1,
                    least
                })
            );
        }
    }

    #[test]
    fn order_intervals_cover_at_least_what_was_asked() {
        for n in [6, 7, 40, 72, 73, 500, 5_000, 200_000] {
            for p in [0.1, 0.5, 0.9, 0.95] {
                if let Ok(ranks) = order_interval(n, p, LEVEL) {
                    assert!(
                        ranks.coverage >= LEVEL && ranks.rank_low < ranks.rank_high,
                        "{n} {p} {ranks:?}"
                    );
                    // One rank less on either side would no longer do.
                    let outside = 0.5 * (1.0 - LEVEL);
                    assert!(binomial_cdf(ranks.rank_low, n, p) > outside);
                    assert!(
                        ranks.rank_high == 1
                            || binomial_cdf(ranks.rank_high - 2, n, p) < 1.0 - outside
                    );
                }
            }
        }
    }

    #[test]
    fn too_few_values_are_said_not_guessed() {
        assert_eq!(
            mean(&[], LEVEL),
            Estimate::missing(0, Reason::TooFew { n: 0, least: 1 })
        );
        assert_eq!(
            mean(&[3.0], LEVEL),
            Estimate::bare(3.0, 1, Reason::TooFew { n: 1, least: 2 })
        );
        assert_eq!(
            median(&[1.0, 2.0, 3.0], LEVEL),
            Estimate::missing(3, Reason::TooFew { n: 3, least: 6 })
        );
        assert_eq!(
            geometric_mean(&[1.0, 0.0, 2.0], LEVEL).reason,
            Some(Reason::NotPositive { count: 1 })
        );
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn equal_values_have_an_interval_of_no_width() {
        assert_eq!(mean(&[5.0; 9], LEVEL), Estimate::new(5.0, 5.0, 5.0, 9));
        assert_eq!(median(&[5.0; 9], LEVEL), Estimate::new(5.0, 5.0, 5.0, 9));
    }

    #[test]
    fn quantiles_are_type_seven() {
        let values = [1.0, 2.0, 4.0, 8.0];
        let got = [0.0, 0.25, 0.5, 0.9, 1.0].map(|p| quantile(&values, p).unwrap());
        assert_eq!(
            got.map(|x| (x * 100.0).round()),
            [100.0, 175.0, 300.0, 680.0, 800.0]
        );
    }

    #[test]
    fn a_share_of_all_or_none_keeps_a_width() {
        let none = share(0.0, 20, LEVEL);
        assert_eq!((none.value, none.low), (Some(0.0), Some(0.0)));
        assert!((none.high.unwrap() - 0.1611).abs() < 1e-4);
        assert_eq!(share(20.0, 20, LEVEL).high, Some(1.0));
    }

    #[test]
    fn the_ecdf_steps_once_per_value() {
        assert_eq!(
            ecdf(&[1.0, 1.0, 3.0, 5.0]),
            [(1.0, 0.5), (3.0, 0.75), (5.0, 1.0)]
        );
        assert!((ecdf_band(100, LEVEL) - 0.1358).abs() < 1e-4);
    }
}
