//! Intervals by resampling: bias-corrected and accelerated (BCa).
//!
//! Nothing is drawn here: who resamples brings the uniforms, so that the same key gives the same
//! interval.

use super::distributions::{normal_cdf, normal_quantile};
use super::paired::Pairs;
use super::{Estimate, Reason, sample, sum};
use libm::pow;

/// Resamples behind an interval.
pub const REPLICATES: usize = 2_000;
/// Above this many pairs there is no resampling.
pub const PAIRS_MAX: usize = 10_000;

/// The BCa interval of a statistic from its value, what it came to in each resample, and what it
/// comes to with each of the values left out.
///
/// z0 = Φ⁻¹(share of replicates below the value, ties half), a = Σu³ / (6 (Σu²)^1.5) with
/// u = mean of the jackknife - each, ends at Φ(z0 + (z0 + z) / (1 - a (z0 + z))).
/// Source: B. Efron, JASA 82 (1987); as `scipy.stats.bootstrap(method="BCa")`.
pub fn bca(value: f64, replicates: &[f64], jackknife: &[f64], level: f64) -> Estimate {
    let n = jackknife.len();
    let sorted = sample::sorted(replicates);
    let (below, upto) = (
        sorted.partition_point(|it| *it < value),
        sorted.partition_point(|it| *it <= value),
    );
    if sorted.first() == sorted.last() && below == 0 {
        return match sorted.is_empty() {
            true => Estimate::missing(n, Reason::TooFew { n, least: 1 }),
            false => Estimate::new(value, value, value, n),
        };
    }
    let share = 0.5 * (below + upto) as f64 / sorted.len() as f64;
    if share <= 0.0 || share >= 1.0 {
        return Estimate::bare(value, n, Reason::NoSpread);
    }
    let z0 = normal_quantile(share);
    let a = acceleration(jackknife);
    let end = |p: f64| {
        let z = z0 + normal_quantile(p);
        sample::quantile(&sorted, normal_cdf(z0 + z / (1.0 - a * z)))
    };
    let outside = 0.5 * (1.0 - level);
    match (end(outside), end(1.0 - outside)) {
        (Some(low), Some(high)) => Estimate::new(value, low, high, n),
        _ => Estimate::bare(value, n, Reason::NoSpread),
    }
}

/// How the spread of a statistic changes with its value: the `a` of BCa, 0 where nothing varies.
pub fn acceleration(jackknife: &[f64]) -> f64 {
    let mean = sum(jackknife.iter().copied()) / jackknife.len() as f64;
    let away = || jackknife.iter().map(|value| mean - value);
    let squares = sum(away().map(|u| u * u));
    match squares > 0.0 {
        true => sum(away().map(|u| u * u * u)) / (6.0 * pow(squares, 1.5)),
        false => 0.0,
    }
}

/// The difference of the `p` quantiles of two arms, arm minus baseline, with its BCa interval.
///
/// Pairs are resampled, so what they share stays shared. `uniform(resample, place)` lies between 0
/// and 1. Not estimable below [`sample::least_n`]; above [`PAIRS_MAX`] pairs there is no interval,
/// and each arm's own order statistics say how sure it is.
pub fn quantile_difference(
    (baseline, arm): (&[f64], &[f64]),
    p: f64,
    level: f64,
    uniform: impl Fn(u64, u64) -> f64,
) -> Estimate {
    let n = Pairs::new(baseline, arm).n();
    let least = sample::least_n(p, level);
    if n < least {
        return Estimate::missing(n, Reason::TooFew { n, least });
    }
    let order = [baseline, arm].map(Ordered::new);
    let value = order[1].quantile(p) - order[0].quantile(p);
    if n > PAIRS_MAX {
        return Estimate::bare(value, n, Reason::NotDefined);
    }
    let jackknife: Vec<f64> = (0..n)
        .map(|left_out| order[1].without(left_out, p) - order[0].without(left_out, p))
        .collect();
    let (mut ones, mut others) = (vec![0.0; n], vec![0.0; n]);
    let replicates: Vec<f64> = (0..REPLICATES as u64)
        .map(|resample| {
            for place in 0..n {
                let at = (uniform(resample, place as u64) * n as f64) as usize;
                let at = at.min(n - 1);
                ones[place] = baseline[at];
                others[place] = arm[at];
            }
            select(&mut others, p) - select(&mut ones, p)
        })
        .collect();
    bca(value, &replicates, &jackknife, level)
}

/// Values with their ranks, so that a quantile without one of them is a look-up.
struct Ordered {
    sorted: Vec<f64>,
    /// The rank of each value, from 0.
    rank: Vec<usize>,
}

impl Ordered {
    fn new(values: &[f64]) -> Ordered {
        let mut places: Vec<usize> = (0..values.len()).collect();
        places.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut rank = vec![0; values.len()];
        for (at, place) in places.iter().enumerate() {
            rank[*place] = at;
        }
        Ordered {
            sorted: places.iter().map(|place| values[*place]).collect(),
            rank,
        }
    }

    fn quantile(&self, p: f64) -> f64 {
        sample::quantile(&self.sorted, p).expect("there are values")
    }

    /// The quantile of all values but one; type 7.
    fn without(&self, left_out: usize, p: f64) -> f64 {
        let rank = self.rank[left_out];
        let last = self.sorted.len() - 2;
        let place = p * last as f64;
        let below = (place.floor() as usize).min(last);
        let above = (below + 1).min(last);
        let at = |index: usize| self.sorted[index + usize::from(index >= rank)];
        at(below) + (place - place.floor()) * (at(above) - at(below))
    }
}

/// The `p` quantile of type 7 of values in any order, which it mixes.
fn select(values: &mut [f64], p: f64) -> f64 {
    let last = values.len() - 1;
    let place = p * last as f64;
    let below = (place.floor() as usize).min(last);
    let (_, low, rest) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = rest.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    low + (place - place.floor()) * (high - low)
}

#[cfg(test)]
mod tests {
    use super::super::LEVEL;
    use super::*;
    use crate::base::{Draws, Purpose};

    fn uniform(resample: u64, place: u64) -> f64 {
        let draws = Draws::new(5);
        draws.of(Purpose::Scratch, (resample, place)).uniform()
    }

    #[test]
    fn a_quantile_without_a_value_is_that_of_the_others() {
        let values = [4.0, 9.0, 2.0, 30.0, 7.0, 7.0, 11.0, 5.0];
        let order = Ordered::new(&values);
        for left_out in 0..values.len() {
            let mut others = values.to_vec();
            others.remove(left_out);
            for p in [0.0, 0.1, 0.5, 0.9, 1.0] {
                let expected = sample::quantile(&sample::sorted(&others), p).unwrap();
                assert_eq!(order.without(left_out, p), expected, "{left_out} {p}");
                assert_eq!(select(&mut others, p), expected);
            }
        }
    }

    #[test]
    fn a_shift_by_a_constant_has_an_interval_of_no_width() {
        let baseline: Vec<f64> = (0..50).map(f64::from).collect();
        let arm: Vec<f64> = baseline.iter().map(|x| x - 3.0).collect();
        let got = quantile_difference((&baseline, &arm), 0.5, LEVEL, uniform);
        assert_eq!(got.whole(), Some((-3.0, -3.0, -3.0)));
        let few = quantile_difference((&baseline[..5], &arm[..5]), 0.5, LEVEL, uniform);
        assert_eq!(few.reason, Some(Reason::TooFew { n: 5, least: 6 }));
    }
}
