//! Two arms that did not share their luck, such as real records before and after a change.
//!
//! ```
//! use sandtable::stats::{LEVEL, unpaired};
//! let (before, after) = ([31.0, 44.0, 20.0, 58.0], [12.0, 25.0, 16.0]);
//! let welch = unpaired::welch(&before, &after, LEVEL);
//! assert!(welch.estimate.value.unwrap() < 0.0);
//! ```

use super::distributions::{normal_cdf, t_both_tails, t_quantile};
use super::sample::{moments, sorted};
use super::select::{Part, Sums};
use super::{Estimate, Reason, Test, sum};
use libm::sqrt;

/// The difference of means, `arm` minus `baseline`, by Welch's t for unequal variances.
///
/// df = (s1²/n1 + s2²/n2)² / [(s1²/n1)²/(n1-1) + (s2²/n2)²/(n2-1)].
/// Source: B. L. Welch, Biometrika 34 (1947).
pub fn welch(baseline: &[f64], arm: &[f64], level: f64) -> Test {
    let n = baseline.len() + arm.len();
    let missing = |estimate| Test {
        estimate,
        statistic: None,
        df: None,
        p: None,
    };
    let (Some((mean0, Some(variance0))), Some((mean1, Some(variance1)))) =
        (moments(baseline), moments(arm))
    else {
        let smaller = baseline.len().min(arm.len());
        return missing(Estimate::missing(
            n,
            Reason::TooFew {
                n: smaller,
                least: 2,
            },
        ));
    };
    let (share0, share1) = (
        variance0 / baseline.len() as f64,
        variance1 / arm.len() as f64,
    );
    let (difference, variance) = (mean1 - mean0, share0 + share1);
    if variance <= 0.0 {
        return missing(Estimate::new(difference, difference, difference, n));
    }
    let (df0, df1) = (baseline.len() as f64 - 1.0, arm.len() as f64 - 1.0);
    let df = variance * variance / (share0 * share0 / df0 + share1 * share1 / df1);
    let half = t_quantile(0.5 + 0.5 * level, df) * sqrt(variance);
    let t = difference / sqrt(variance);
    Test {
        estimate: Estimate::new(difference, difference - half, difference + half, n),
        statistic: Some(t),
        df: Some(df),
        p: Some(t_both_tails(t, df)),
    }
}

/// Mann and Whitney's rank test, normal approximation with ties and continuity correction.
///
/// The statistic is U of `arm` against `baseline` (pairs in which arm is larger, ties half). The
/// estimate is P(arm < baseline), ties half: a new draw of either, not of one pair; its interval is
/// that of [`brunner_munzel`]. Like R's `wilcox.test` and `scipy.stats.mannwhitneyu`.
pub fn mann_whitney(baseline: &[f64], arm: &[f64], level: f64) -> Test {
    let estimate = brunner_munzel(baseline, arm, level).estimate;
    let (m, n) = (baseline.len() as f64, arm.len() as f64);
    if baseline.is_empty() || arm.is_empty() {
        return Test {
            estimate,
            statistic: None,
            df: None,
            p: None,
        };
    }
    let (ranks, tied) = joint_ranks(baseline, arm);
    let u = sum(ranks[baseline.len()..].iter().copied()) - 0.5 * n * (n + 1.0);
    let total = m + n;
    let spread = sqrt(m * n / 12.0 * (total + 1.0 - tied / (total * (total - 1.0))));
    let p = (spread > 0.0).then(|| {
        let away = ((u - 0.5 * m * n).abs() - 0.5).max(0.0);
        (2.0 * normal_cdf(-away / spread)).min(1.0)
    });
    Test {
        estimate,
        statistic: Some(u),
        df: None,
        p,
    }
}

/// Brunner and Munzel's test of P(arm < baseline) + P(equal)/2 = 1/2, with the interval of that share.
///
/// The statistic is scipy's sign: above zero where `arm` is larger. The interval is cut at 0 and 1.
/// Source: E. Brunner and U. Munzel, Biometrical Journal 42 (2000).
pub fn brunner_munzel(baseline: &[f64], arm: &[f64], level: f64) -> Test {
    let (m, n) = (baseline.len(), arm.len());
    let missing = |reason| Test {
        estimate: Estimate::missing(m + n, reason),
        statistic: None,
        df: None,
        p: None,
    };
    if m.min(n) < 2 {
        return missing(Reason::TooFew {
            n: m.min(n),
            least: 2,
        });
    }
    let (joint, _) = joint_ranks(baseline, arm);
    let (own0, _) = joint_ranks(baseline, &[]);
    let (own1, _) = joint_ranks(arm, &[]);
    let (m, n) = (m as f64, n as f64);
    let (rank0, rank1) = (&joint[..baseline.len()], &joint[baseline.len()..]);
    let (mean0, mean1) = (
        sum(rank0.iter().copied()) / m,
        sum(rank1.iter().copied()) / n,
    );
    // The variance of a value's place in the other arm: its joint rank less its rank among its own.
    let spread = |joint: &[f64], own: &[f64], mean: f64, count: f64| {
        let squares = joint.iter().zip(own).map(|(joint, own)| {
            let off = joint - own - mean + 0.5 * (count + 1.0);
            off * off
        });
        sum(squares) / (count - 1.0)
    };
    let (s0, s1) = (
        spread(rank0, &own0, mean0, m),
        spread(rank1, &own1, mean1, n),
    );
    let both = m * s0 + n * s1;
    let share = 0.5 - (mean1 - mean0) / (m + n);
    if both <= 0.0 {
        let estimate = Estimate::bare(share, baseline.len() + arm.len(), Reason::NoSpread);
        return Test {
            estimate,
            statistic: None,
            df: None,
            p: None,
        };
    }
    let statistic = m * n * (mean1 - mean0) / ((m + n) * sqrt(both));
    let df = both * both / (m * s0 * m * s0 / (m - 1.0) + n * s1 * n * s1 / (n - 1.0));
    let half = t_quantile(0.5 + 0.5 * level, df) * sqrt(s0 / (m * n * n) + s1 / (n * m * m));
    Test {
        estimate: Estimate::new(
            share,
            (share - half).max(0.0),
            (share + half).min(1.0),
            baseline.len() + arm.len(),
        ),
        statistic: Some(statistic),
        df: Some(df),
        p: Some(t_both_tails(statistic, df)),
    }
}

/// Hodges and Lehmann's shift of two samples: the median of all `arm` - `baseline`, exact.
pub fn shift(baseline: &[f64], arm: &[f64]) -> Option<f64> {
    if baseline.is_empty() || arm.is_empty() {
        return None;
    }
    let down: Vec<f64> = sorted(baseline).iter().rev().map(|value| -value).collect();
    let sums = Sums {
        rows: &sorted(arm),
        columns: &down,
        part: Part::All,
    };
    let m = sums.count();
    Some(0.5 * (sums.of_rank(m.div_ceil(2)) + sums.of_rank(m / 2 + 1)))
}

/// Mid-ranks of `one` followed by `two` in the joint order, and the sum of t³ - t over ties.
fn joint_ranks(one: &[f64], two: &[f64]) -> (Vec<f64>, f64) {
    let values: Vec<f64> = one.iter().chain(two).copied().collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let (mut before, mut tied) = (0.0, 0.0);
    for same in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let t = same.len() as f64;
        for index in same {
            ranks[*index] = before + 0.5 * (t + 1.0);
        }
        tied += t * t * t - t;
        before += t;
    }
    (ranks, tied)
}

#[cfg(test)]
mod tests {
    use super::super::LEVEL;
    use super::*;

    #[test]
    fn ties_share_their_ranks() {
        assert_eq!(
            joint_ranks(&[3.0, 1.0], &[3.0, 5.0]),
            (vec![2.5, 1.0, 2.5, 4.0], 6.0)
        );
    }

    #[test]
    fn arms_of_nothing_have_no_test() {
        assert_eq!(
            welch(&[1.0], &[2.0, 3.0], LEVEL).estimate.reason,
            Some(Reason::TooFew { n: 1, least: 2 })
        );
        assert_eq!(mann_whitney(&[], &[1.0], LEVEL).p, None);
        assert_eq!(shift(&[], &[1.0]), None);
        let flat = welch(&[2.0, 2.0], &[3.0, 3.0], LEVEL);
        assert_eq!(
            (flat.estimate.whole(), flat.p),
            (Some((1.0, 1.0, 1.0)), None)
        );
    }

    #[test]
    fn arms_that_do_not_overlap_are_told_apart() {
        let (low, high): (Vec<f64>, Vec<f64>) = (
            (0..9).map(f64::from).collect(),
            (20..29).map(f64::from).collect(),
        );
        let test = mann_whitney(&low, &high, LEVEL);
        assert_eq!(
            (test.statistic, test.estimate.value),
            (Some(81.0), Some(0.0))
        );
        assert!(test.p.unwrap() < 0.001);
        assert_eq!(shift(&low, &high), Some(20.0));
    }
}
