//! How far two samples lie apart as distributions: for holding a model against a record.
//!
//! ```
//! use sandtable::stats::distance;
//! assert_eq!(distance::wasserstein(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), Some(3.0));
//! assert_eq!(distance::kolmogorov_smirnov(&[1.0, 2.0], &[1.5, 9.0]), Some(0.5));
//! ```

use super::sample::sorted;
use super::sum;

/// Kolmogorov and Smirnov's D: the largest gap between the two distribution functions, 0..1.
pub fn kolmogorov_smirnov(one: &[f64], two: &[f64]) -> Option<f64> {
    let gaps = gaps(one, two)?;
    Some(gaps.iter().map(|(gap, _)| gap.abs()).fold(0.0, f64::max))
}

/// Wasserstein's first distance, the integral of |F - G|, in the unit of the values.
///
/// Like `scipy.stats.wasserstein_distance`: how far, on average, values would have to move.
pub fn wasserstein(one: &[f64], two: &[f64]) -> Option<f64> {
    let gaps = gaps(one, two)?;
    Some(sum(gaps.iter().map(|(gap, width)| gap.abs() * width)))
}

/// F - G on each stretch between neighbouring values, and the width of the stretch.
fn gaps(one: &[f64], two: &[f64]) -> Option<Vec<(f64, f64)>> {
    if one.is_empty() || two.is_empty() {
        return None;
    }
    let mut all: Vec<(f64, bool)> = sorted(one).into_iter().map(|value| (value, true)).collect();
    all.extend(two.iter().map(|value| (*value, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut seen_one, mut seen_two) = (0, 0);
    let mut gaps = Vec::with_capacity(all.len());
    for (index, (value, is_one)) in all.iter().enumerate() {
        match is_one {
            true => seen_one += 1,
            false => seen_two += 1,
        }
        let next = all.get(index + 1).map_or(*value, |next| next.0);
        if next > *value || index + 1 == all.len() {
            gaps.push((
                seen_one as f64 / one.len() as f64 - seen_two as f64 / two.len() as f64,
                next - value,
            ));
        }
    }
    // Between equal neighbours nothing was pushed, so widths are those of whole stretches.
    Some(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_no_distance_from_itself() {
        let same = [3.0, 1.0, 1.0, 7.0];
        assert_eq!(
            (kolmogorov_smirnov(&same, &same), wasserstein(&same, &same)),
            (Some(0.0), Some(0.0))
        );
        assert_eq!(wasserstein(&[], &same), None);
    }
}
