//! Several differences at once, each with an interval, so that all intervals hold together.
//!
//! Alternatives are compared with one decision on the same luck; whoever then looks at the best of
//! them has looked at all. A critical value for the largest of all studentised means takes that into
//! account, and is smaller than Bonferroni's because alternatives that share luck move together.
//!
//! ```
//! use sandtable::base::{Draws, Purpose};
//! use sandtable::stats::{LEVEL, simultaneous};
//!
//! let one: Vec<f64> = (0..40).map(|k| f64::from(k % 7) - 1.0).collect();
//! let other: Vec<f64> = one.iter().map(|d| d * 2.0).collect();
//! let luck = Draws::new(1);
//! let uniform = |resample: u64, place: u64| {
//!     luck.of(Purpose::Scratch, (resample, place)).uniform()
//! };
//! let both = simultaneous::means(&[&one, &other], LEVEL, uniform);
//! assert!(both.iter().all(|estimate| estimate.low < estimate.value));
//! ```

use super::distributions::{normal_quantile, t_quantile};
use super::sample::{self, moments};
use super::{Estimate, Reason};
use libm::sqrt;

/// Resamples behind a critical value.
pub const RESAMPLES: u64 = 2_000;

/// The mean of each column of differences, with intervals that hold all at once.
///
/// Columns have one value for each future, future by future the same luck. The interval is
/// mean ± c s / sqrt(n). c is the `level` quantile, over multiplier resamples, of the largest
/// |sum of g (d - mean)| / (s sqrt(n)) over the columns, with g standard normal, one for each
/// future; never below, and widened like, Student's t, since s is estimated. A column that does not
/// vary has an interval of no width and no say in c. `uniform(resample, place)` lies between 0 and
/// 1; no other luck goes in.
///
/// Source: V. Chernozhukov, D. Chetverikov and K. Kato, Annals of Statistics 41 (2013); the use for
/// the best of many, J. Hsu, "Multiple Comparisons" (1996).
///
/// # Panics
/// If columns differ in length.
pub fn means(columns: &[&[f64]], level: f64, uniform: impl Fn(u64, u64) -> f64) -> Vec<Estimate> {
    let n = columns.first().map_or(0, |column| column.len());
    assert!(columns.iter().all(|column| column.len() == n));
    if n < 2 {
        let bare = |column: &&[f64]| match column.first() {
            Some(value) => Estimate::bare(*value, n, Reason::TooFew { n, least: 2 }),
            None => Estimate::missing(n, Reason::TooFew { n, least: 2 }),
        };
        return columns.iter().map(bare).collect();
    }
    let spread: Vec<(f64, f64)> = columns
        .iter()
        .map(|column| {
            let (mean, variance) = moments(column).expect("there are values");
            (mean, sqrt(variance.unwrap_or(0.0)))
        })
        .collect();
    let c = critical(columns, &spread, level, uniform);
    let root = sqrt(n as f64);
    spread
        .iter()
        .map(|(mean, s)| Estimate::new(*mean, mean - c * s / root, mean + c * s / root, n))
        .collect()
}

/// By how many standard errors the farthest of all means may be away.
fn critical(
    columns: &[&[f64]],
    spread: &[(f64, f64)],
    level: f64,
    uniform: impl Fn(u64, u64) -> f64,
) -> f64 {
    let n = columns[0].len();
    let t = t_quantile(0.5 + 0.5 * level, n as f64 - 1.0);
    let z = normal_quantile(0.5 + 0.5 * level);
    let moving: Vec<(&[f64], f64, f64)> = columns
        .iter()
        .zip(spread)
        .filter(|(_, (_, s))| *s > 0.0)
        .map(|(column, (mean, s))| (*column, *mean, *s))
        .collect();
    if moving.len() < 2 {
        return t;
    }
    let root = sqrt(n as f64);
    let mut weights = vec![0.0; n];
    let mut farthest: Vec<f64> = Vec::with_capacity(RESAMPLES as usize);
    for resample in 0..RESAMPLES {
        for (place, weight) in weights.iter_mut().enumerate() {
            *weight = normal_quantile(uniform(resample, place as u64));
        }
        let away = |(column, mean, s): &(&[f64], f64, f64)| {
            let moved = column.iter().zip(&weights).map(|(d, g)| g * (d - mean));
            (moved.sum::<f64>() / (s * root)).abs()
        };
        farthest.push(moving.iter().map(away).fold(0.0, f64::max));
    }
    let sorted = sample::sorted(&farthest);
    let c = sample::quantile(&sorted, level).expect("there are resamples");
    c.max(z) * (t / z)
}

#[cfg(test)]
mod tests {
    use super::super::LEVEL;
    use super::*;
    use crate::base::{Draws, Purpose};

    fn uniform(resample: u64, place: u64) -> f64 {
        let draws = Draws::new(3);
        draws.of(Purpose::Scratch, (resample, place)).uniform()
    }

    fn noise(seed: u64, n: usize) -> Vec<f64> {
        let draws = Draws::new(seed);
        let each = (0..n as u64).map(|k| draws.of(Purpose::Scratch, (seed, k)).normal());
        each.collect()
    }

    #[test]
    fn one_column_has_students_interval() {
        let column = noise(5, 30);
        let alone = means(&[&column], LEVEL, uniform);
        assert_eq!(alone[0], sample::mean(&column, LEVEL));
    }

    #[test]
    fn columns_that_move_together_cost_less_than_ones_that_do_not() {
        let column = noise(5, 60);
        let same: Vec<&[f64]> = vec![&column; 6];
        let other: Vec<Vec<f64>> = (0..6).map(|k| noise(10 + k, 60)).collect();
        let other: Vec<&[f64]> = other.iter().map(Vec::as_slice).collect();
        let width = |all: Vec<Estimate>| all[0].high.unwrap() - all[0].low.unwrap();
        let alone = width(means(&[&column], LEVEL, uniform));
        let together = width(means(&same, LEVEL, uniform));
        let mut with_own = other.clone();
        with_own[0] = &column;
        let apart = width(means(&with_own, LEVEL, uniform));
        assert!((together / alone - 1.0).abs() < 0.06, "{together} {alone}");
        // Six independent means: 2.64 standard errors instead of 1.96.
        assert!(apart / alone > 1.25 && apart / alone < 1.45, "{apart}");
    }

    #[test]
    fn what_never_differs_has_no_width() {
        let (still, column) = (vec![0.0; 20], noise(1, 20));
        let both = means(&[&still, &column], LEVEL, uniform);
        assert_eq!(both[0].whole(), Some((0.0, 0.0, 0.0)));
        assert_eq!(both[1], sample::mean(&column, LEVEL));
        assert_eq!(means(&[&[]], LEVEL, uniform)[0].value, None);
    }

    #[test]
    fn all_of_eight_intervals_hold_in_nineteen_of_twenty_samples() {
        let samples = 300;
        let held = (0..samples).filter(|sample| {
            let base = noise(1_000 + sample, 40);
            let columns: Vec<Vec<f64>> = (0..8)
                .map(|k| {
                    let own = noise(5_000 + sample * 8 + k, 40);
                    own.iter().zip(&base).map(|(a, b)| a + b).collect()
                })
                .collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let all = means(&columns, LEVEL, uniform);
            all.iter().all(|e| e.low < Some(0.0) && e.high > Some(0.0))
        });
        let share = held.count() as f64 / samples as f64;
        assert!((0.92..=0.985).contains(&share), "{share}");
    }
}
