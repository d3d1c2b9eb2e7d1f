//! Two arms that met the same luck: what one change does, pair by pair.
//!
//! A difference is always arm minus baseline, a ratio arm over baseline; smaller is better unless
//! the caller says otherwise. Pairs with a side that does not apply must be left out, and counted,
//! by the caller; times are cut at the common horizon first, and then the mean difference *is* the
//! difference of restricted means.
//!
//! ```
//! use sandtable::stats::{LEVEL, paired::{Better, Pairs}};
//!
//! let pairs = Pairs::new(&[20.0, 35.0, 18.0, 60.0, 41.0, 33.0], &[18.0, 30.0, 18.0, 51.0, 36.0, 30.0]);
//! assert_eq!(pairs.mean_difference(LEVEL).estimate.value, Some(-4.0));
//! assert_eq!(pairs.hodges_lehmann(LEVEL).value, Some(-4.0));
//! // Five of six got better, one stayed: a tie counts half.
//! assert_eq!(pairs.share_better(Better::Lower, LEVEL).value, Some(5.5 / 6.0));
//! ```

use super::distributions::{normal_cdf, normal_quantile, t_both_tails};
use super::sample::{self, moments};
use super::select::{Part, Sums};
use super::{Estimate, Reason, Test, sum};
use libm::{exp, log, sqrt};
use serde::{Deserialize, Serialize};

/// The values of two arms, run by run on the same luck.
#[derive(Clone, Copy, Debug)]
pub struct Pairs<'a> {
    baseline: &'a [f64],
    arm: &'a [f64],
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Times, harm, people woken.
    Lower,
    /// Shares of duties met, scores.
    Higher,
}

/// What pairing saved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pairing {
    /// (s0^2 + s1^2) / sD^2: how many times more runs would be needed without common luck; below 1
    /// pairing did harm. `None` where every pair differs by the same amount.
    pub factor: Option<f64>,
    /// The share of the variance of the difference that pairing removed, 1 - 1/factor.
    pub variance_removed: Option<f64>,
    /// Pearson's correlation between the arms; `None` where an arm does not vary.
    pub correlation: Option<f64>,
}

impl<'a> Pairs<'a> {
    /// Pair the runs: `baseline[r]` and `arm[r]` met the same luck.
    ///
    /// # Panics
    /// If the lengths differ: then they are not pairs, and no figure from them means anything.
    pub fn new(baseline: &'a [f64], arm: &'a [f64]) -> Self {
        assert_eq!(
            baseline.len(),
            arm.len(),
            "both arms of a pairing have the same runs"
        );
        Pairs { baseline, arm }
    }

    /// How many pairs.
    pub fn n(&self) -> usize {
        self.arm.len()
    }

    /// Arm minus baseline, run by run.
    pub fn differences(&self) -> Vec<f64> {
        self.each().map(|(baseline, arm)| arm - baseline).collect()
    }

    /// Whether both arms agree in every single run; then a report says so and prints no interval.
    pub fn is_equal_in_every_pair(&self) -> bool {
        self.each().all(|(baseline, arm)| baseline == arm)
    }

    /// The mean difference with its t interval and paired t test.
    pub fn mean_difference(&self, level: f64) -> Test {
        t_test(&self.differences(), level)
    }

    /// The ratio of geometric means, exp(mean of ln(arm / baseline)), with its interval.
    ///
    /// The headline for skewed times: 0.86 reads "14 % less". A pair that holds a zero has no
    /// logarithm; then there is no ratio, and the reason counts those pairs. The test statistic is
    /// the t of the logarithms.
    pub fn ratio_of_geometric_means(&self, level: f64) -> Test {
        let count = self
            .each()
            .filter(|(baseline, arm)| *baseline <= 0.0 || *arm <= 0.0)
            .count();
        if count > 0 {
            let estimate = Estimate::missing(self.n(), Reason::NotPositive { count });
            return Test {
                estimate,
                statistic: None,
                df: None,
                p: None,
            };
        }
        let logs: Vec<f64> = self
            .each()
            .map(|(baseline, arm)| log(arm) - log(baseline))
            .collect();
        let test = t_test(&logs, level);
        Test {
            estimate: test.estimate.map(exp),
            ..test
        }
    }

    /// Hodges and Lehmann's shift: the median of all (Di + Dj) / 2, i <= j, with its interval.
    ///
    /// Exact for any n: nothing is sampled, selection takes n log n. The interval is that of R's
    /// `wilcox.test(paired = TRUE, conf.int = TRUE, exact = FALSE)` without its root search: the
    /// order statistics k + 1 and M - k of the M averages, k = floor(M/2 - z sqrt(n(n+1)(2n+1)/24)).
    /// A normal approximation, a little narrow below some 20 pairs.
    /// Source: J. Hodges and E. Lehmann, Annals of Mathematical Statistics 34 (1963).
    pub fn hodges_lehmann(&self, level: f64) -> Estimate {
        let n = self.n();
        let sorted = sample::sorted(&self.differences());
        if n == 0 {
            return Estimate::missing(n, Reason::TooFew { n, least: 1 });
        }
        let sums = Sums {
            rows: &sorted,
            columns: &sorted,
            part: Part::Upper,
        };
        let m = sums.count();
        let middle = 0.5 * (sums.of_rank(m.div_ceil(2)) + sums.of_rank(m / 2 + 1));
        match signed_rank_cut(n, level) {
            Ok(k) => Estimate::new(
                0.5 * middle,
                0.5 * sums.of_rank(k + 1),
                0.5 * sums.of_rank(m - k),
                n,
            ),
            Err(reason) => Estimate::bare(0.5 * middle, n, reason),
        }
    }

    /// The share of runs that got better, a tie counting half, with Wilson's interval.
    pub fn share_better(&self, better: Better, level: f64) -> Estimate {
        let wins = self.each().filter(|(baseline, arm)| match better {
            Better::Lower => arm < baseline,
            Better::Higher => arm > baseline,
        });
        let ties = self
            .each()
            .filter(|(baseline, arm)| arm == baseline)
            .count();
        sample::share(wins.count() as f64 + 0.5 * ties as f64, self.n(), level)
    }

    /// Wilcoxon's signed-rank test, normal approximation with tie correction, zeros left out.
    ///
    /// The statistic is the smaller rank sum, the estimate the Hodges-Lehmann shift. Like
    /// `scipy.stats.wilcoxon(method="approx", correction=False)`.
    pub fn signed_rank(&self, level: f64) -> Test {
        let estimate = self.hodges_lehmann(level);
        let mut sizes: Vec<(f64, bool)> = self
            .differences()
            .iter()
            .filter(|d| **d != 0.0)
            .map(|d| (d.abs(), *d > 0.0))
            .collect();
        if sizes.is_empty() {
            return Test {
                estimate,
                statistic: None,
                df: None,
                p: None,
            };
        }
        sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let n = sizes.len() as f64;
        let (mut positive, mut tied, mut before) = (0.0, 0.0, 0.0);
        for same in sizes.chunk_by(|a, b| a.0 == b.0) {
            let t = same.len() as f64;
            let rank = before + 0.5 * (t + 1.0);
            positive += rank * same.iter().filter(|(_, is_positive)| *is_positive).count() as f64;
            tied += t * t * t - t;
            before += t;
        }
        let total = 0.5 * n * (n + 1.0);
        let smaller = positive.min(total - positive);
        let spread = sqrt(n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - tied / 48.0);
        let z = (smaller - 0.5 * total) / spread;
        Test {
            estimate,
            statistic: Some(smaller),
            df: None,
            p: Some((2.0 * normal_cdf(z)).min(1.0)),
        }
    }

    /// What common luck saved; warn where `factor` is below 1.
    ///
    /// Source: A. M. Law, "Simulation Modeling and Analysis", chapter 11.
    pub fn pairing(&self) -> Pairing {
        let none = Pairing {
            factor: None,
            variance_removed: None,
            correlation: None,
        };
        let spread =
            |values: &[f64]| moments(values).and_then(|(mean, variance)| Some((mean, variance?)));
        let (Some((mean0, variance0)), Some((mean1, variance1)), Some((_, variance))) = (
            spread(self.baseline),
            spread(self.arm),
            spread(&self.differences()),
        ) else {
            return none;
        };
        let covariance =
            sum(self.each().map(|(x, y)| (x - mean0) * (y - mean1))) / (self.n() as f64 - 1.0);
        let both = variance0 + variance1;
        Pairing {
            factor: (variance > 0.0).then(|| both / variance),
            variance_removed: (both > 0.0).then(|| 1.0 - variance / both),
            correlation: (variance0 > 0.0 && variance1 > 0.0)
                .then(|| covariance / sqrt(variance0 * variance1)),
        }
    }

    fn each(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.baseline.iter().copied().zip(self.arm.iter().copied())
    }
}

/// How many of the Walsh averages lie outside the interval on each side.
///
/// Below the n at which even the widest interval covers enough (6 at 95 %, as for the median) there is none.
fn signed_rank_cut(n: usize, level: f64) -> Result<u64, Reason> {
    let least = sample::least_n(0.5, level);
    if n < least {
        return Err(Reason::TooFew { n, least });
    }
    let n = n as f64;
    let m = 0.5 * n * (n + 1.0);
    let k =
        0.5 * m - normal_quantile(0.5 + 0.5 * level) * sqrt(n * (n + 1.0) * (2.0 * n + 1.0) / 24.0);
    Ok(k.max(0.0) as u64)
}

/// Mean of the values, its t interval, and the test that it is zero.
fn t_test(values: &[f64], level: f64) -> Test {
    let estimate = sample::mean(values, level);
    let df = (values.len() as f64 - 1.0).max(0.0);
    let (Some((mean, Some(variance))), true) = (moments(values), df > 0.0) else {
        return Test {
            estimate,
            statistic: None,
            df: None,
            p: None,
        };
    };
    if variance <= 0.0 {
        return Test {
            estimate,
            statistic: None,
            df: Some(df),
            p: None,
        };
    }
    let t = mean / sqrt(variance / values.len() as f64);
    Test {
        estimate,
        statistic: Some(t),
        df: Some(df),
        p: Some(t_both_tails(t, df)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::LEVEL;
    use super::*;

    fn twisted(n: u64) -> (Vec<f64>, Vec<f64>) {
        let baseline: Vec<f64> = (0..n).map(|i| ((i * 7919) % 1009) as f64 + 1.0).collect();
        let arm = baseline
            .iter()
            .enumerate()
            .map(|(i, x)| x * 0.9 + ((i * 31) % 17) as f64)
            .collect();
        (baseline, arm)
    }

    #[test]
    fn equal_arms_differ_by_exactly_nothing() {
        let (same, _) = twisted(50);
        let pairs = Pairs::new(&same, &same);
        assert!(pairs.is_equal_in_every_pair());
        assert_eq!(
            pairs.mean_difference(LEVEL).estimate,
            Estimate::new(0.0, 0.0, 0.0, 50)
        );
        assert_eq!(pairs.mean_difference(LEVEL).p, None);
        assert_eq!(
            pairs.ratio_of_geometric_means(LEVEL).estimate.whole(),
            Some((1.0, 1.0, 1.0))
        );
        assert_eq!(pairs.hodges_lehmann(LEVEL).whole(), Some((0.0, 0.0, 0.0)));
        assert_eq!(pairs.share_better(Better::Lower, LEVEL).value, Some(0.5));
        assert_eq!(
            (pairs.pairing().factor, pairs.pairing().variance_removed),
            (None, Some(1.0))
        );
        assert_eq!(pairs.signed_rank(LEVEL).p, None);
    }

    #[test]
    fn a_zero_takes_the_ratio_and_is_counted() {
        let pairs = Pairs::new(&[0.0, 2.0, 3.0, 0.0], &[0.0, 0.0, 3.0, 1.0]);
        let ratio = pairs.ratio_of_geometric_means(LEVEL).estimate;
        assert_eq!(
            ratio,
            Estimate::missing(4, Reason::NotPositive { count: 3 })
        );
    }

    #[test]
    fn hodges_lehmann_is_exact_above_two_thousand_pairs() {
        let (baseline, arm) = twisted(2_500);
        let pairs = Pairs::new(&baseline, &arm);
        let d = sample::sorted(&pairs.differences());
        let mut walsh = Vec::new();
        for i in 0..d.len() {
            walsh.extend(d[i..].iter().map(|x| 0.5 * (d[i] + x)));
        }
        walsh.sort_unstable_by(f64::total_cmp);
        let k = signed_rank_cut(d.len(), LEVEL).unwrap() as usize;
        let expected = (
            sample::quantile(&walsh, 0.5).unwrap(),
            walsh[k],
            walsh[walsh.len() - k - 1],
        );
        assert_eq!(pairs.hodges_lehmann(LEVEL).whole(), Some(expected));
    }

    #[test]
    fn hodges_lehmann_of_few_pairs_has_no_interval() {
        let few = Pairs::new(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]).hodges_lehmann(LEVEL);
        assert_eq!(
            few,
            Estimate::bare(2.0, 3, Reason::TooFew { n: 3, least: 6 })
        );
        assert_eq!(Pairs::new(&[], &[]).hodges_lehmann(LEVEL).value, None);
    }

    #[test]
    fn pairing_harms_where_arms_run_against_each_other() {
        let up: Vec<f64> = (0..20).map(f64::from).collect();
        let down: Vec<f64> = up.iter().rev().copied().collect();
        let pairing = Pairs::new(&up, &down).pairing();
        assert!(
            (pairing.factor.unwrap() - 0.5).abs() < 1e-12
                && (pairing.correlation.unwrap() + 1.0).abs() < 1e-12
        );
    }

    #[test]
    #[should_panic(expected = "same runs")]
    fn arms_of_different_length_are_our_mistake() {
        Pairs::new(&[1.0], &[]);
    }
}
