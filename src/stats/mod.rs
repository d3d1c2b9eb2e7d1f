//! What the numbers of many runs say, and how sure they are.
//!
//! Pure functions over slices: this floor knows no run, no log and no file, and imports nothing
//! but the ground's mathematics, `libm`, `std` and `serde`. The same numbers in the same order give the same bits on every
//! machine: logarithms and exponentials come from `libm`, sums are compensated and go from the
//! first value to the last, and nothing is drawn at random: who resamples brings the uniforms.
//!
//! Nothing is hidden either. A figure that cannot be had is an [`Estimate`] without a value and
//! with a [`Reason`], never a NaN and never a number that looks like one.
//!
//! - [`sample`]: one arm: mean, geometric mean, quantiles, ECDF
//! - [`survival`]: one arm with unresolved runs: Kaplan-Meier, restricted mean, log-rank
//! - [`paired`]: two arms on the same luck: differences, ratios, who got better
//! - [`simultaneous`]: many arms beside one on the same luck: intervals that hold together
//! - [`unpaired`]: two arms on different luck: Welch, Mann-Whitney, Brunner-Munzel
//! - [`reality`]: two arms as real records: incidents needed, years that mislead
//! - [`resample`]: intervals by resampling pairs (BCa)
//! - [`many`]: many comparisons at once: Holm and kin
//! - [`distance`]: how far two distributions lie apart
//! - [`distributions`]: the normal, t, beta and binomial laws under all of them
//!
//! ```
//! use sandtable::stats::{LEVEL, paired::Pairs, sample};
//!
//! let today = [12.0, 30.0, 45.0, 61.0, 19.0, 27.0];
//! let deputy = [10.0, 24.0, 45.0, 50.0, 16.0, 20.0];
//!
//! let median = sample::median(&sample::sorted(&today), LEVEL);
//! assert_eq!(median.value, Some(28.5));
//!
//! let ratio = Pairs::new(&today, &deputy).ratio_of_geometric_means(LEVEL).estimate;
//! assert!(ratio.value.unwrap() < 1.0 && ratio.high.unwrap() < 1.0);
//! ```

pub mod distance;
pub mod distributions;
mod estimate;
pub mod many;
pub mod paired;
pub mod reality;
pub mod resample;
pub mod sample;
mod select;
pub mod simultaneous;
pub mod survival;
pub mod unpaired;

pub use estimate::{Estimate, Reason, Test};

/// The coverage of an interval unless somebody asks for another: 95 %.
pub const LEVEL: f64 = 0.95;

/// The sum from the first value to the last, with Neumaier's compensation.
///
/// The error does not grow with the number of values, so a sum over 10^7 runs keeps all its digits.
/// Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen" (1974).
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut total = 0.0_f64;
    let mut lost = 0.0_f64;
    for value in values {
        let next = total + value;
        lost += match total.abs() >= value.abs() {
            true => (total - next) + value,
            false => (value - next) + total,
        };
        total = next;
    }
    total + lost
}

#[cfg(test)]
mod tests {
    #[test]
    fn small_values_survive_beside_large_ones() {
        assert_eq!(super::sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(super::sum([]), 0.0);
    }
}
