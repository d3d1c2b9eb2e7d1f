//! What a team could see of a change in its own records: incidents needed, and years that mislead.
//!
//! A simulation has all the runs it wants and pairs them; a team has the incidents it gets, some
//! before a change and others after. The two samples here are therefore not paired, whatever luck
//! the runs shared. Nothing is drawn here: who asks for years brings the uniforms.
//!
//! ```
//! use sandtable::stats::reality;
//!
//! // A true reduction by a fifth, logarithms spread by 1.107 as in a public status log.
//! let log = reality::on_the_log([1.107, 1.107], 0.8).unwrap();
//! assert_eq!(log.round(), 386.0);
//! // Means take four times as many: there the spread is twice the mean.
//! let mean = reality::on_the_mean([2.01, 2.01], 0.8 - 1.0).unwrap();
//! assert!(mean > 4.0 * log);
//! ```

use super::distributions::normal_quantile;
use super::sample::{self, moments};
use super::{LEVEL, Reason, sum, unpaired};
use libm::{log, sqrt};

/// The chance to notice a change that is there: 80 %.
pub const POWER: f64 = 0.8;
/// The chance to notice one that is not, on both sides together: 5 %.
pub const SIGNIFICANCE: f64 = 0.05;

/// The fewest incidents in an arm that have a spread at all.
const LEAST: f64 = 2.0;
/// An effect this many times smaller than its spread is rounding, not a difference.
const ROUNDING: f64 = 1e-9;

/// Incidents needed in each arm of a team's own records to see a difference, not yet rounded up.
///
/// At [`POWER`] and two-sided [`SIGNIFICANCE`], by normal approximation, so below some twenty it is
/// one or two too few; never less than two. Where it cannot be had there is a reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Needed {
    /// By a t test of logarithms: see [`on_the_log`].
    pub log: Result<f64, Reason>,
    /// By a test of means, which is comparing MTTRs: see [`on_the_mean`].
    pub mean: Result<f64, Reason>,
    /// By Mann and Whitney's rank test: see [`by_ranks`].
    pub rank: Result<f64, Reason>,
}

/// Shares of simulated years in which a statistic moves against the true change.
///
/// Estimates without unit, over as many values as there were years, with Wilson's interval: it is
/// the Monte-Carlo error. Where the statistic does not differ in truth there is no wrong way.
#[derive(Clone, Debug, PartialEq)]
pub struct WrongWay {
    /// Of the mean: MTTR.
    pub mean: super::Estimate,
    /// Of the geometric mean.
    pub geometric_mean: super::Estimate,
}

/// How many incidents each arm needs for the difference between two samples of times to be seen.
///
/// Each scale has its own effect and its own spreads, both taken from the samples. Any unit.
pub fn needed(baseline: &[f64], arm: &[f64]) -> Needed {
    let superiority = unpaired::mann_whitney(baseline, arm, LEVEL).estimate;
    Needed {
        log: logarithms(baseline, arm).and_then(|(baseline, arm)| {
            let ([mean0, mean1], spreads) = both_moments(&baseline, &arm)?;
            on_the_log(spreads, libm::exp(mean1 - mean0))
        }),
        mean: both_moments(baseline, arm)
            .and_then(|([mean0, mean1], spreads)| on_the_mean(spreads, mean1 - mean0)),
        rank: match (superiority.value, superiority.reason) {
            (Some(share), _) => by_ranks(share),
            (None, reason) => Err(reason.unwrap_or(Reason::NotDefined)),
        },
    }
}

/// Incidents in each arm for a t test of logarithms: (z_{1-a/2} + z_{1-b})² (s0² + s1²) / (ln e)².
///
/// `spreads` are the standard deviations of ln X of both arms, `ratio` that of the geometric means,
/// e. Source: STATISTICS M9, log-t, 2 ((z + z) s / ln e)², which it is where the arms spread alike.
pub fn on_the_log(spreads: [f64; 2], ratio: f64) -> Result<f64, Reason> {
    on_the_mean(spreads, log(ratio))
}

/// Incidents in each arm for a test of means: (z_{1-a/2} + z_{1-b})² (s0² + s1²) / d².
///
/// `spreads` are the standard deviations of both arms and `difference` that of their means, d, in
/// one unit. Source: STATISTICS M9, mean-z, 2 ((z + z) CV / (1 - e))², which it is where the arms
/// spread alike and everything is told in means of the baseline.
pub fn on_the_mean(spreads: [f64; 2], difference: f64) -> Result<f64, Reason> {
    let variance = spreads[0] * spreads[0] + spreads[1] * spreads[1];
    differs(difference, sqrt(variance))?;
    Ok((both_z_squared() * variance / (difference * difference)).max(LEAST))
}

/// Incidents in each arm for Mann and Whitney's test: (z_{1-a/2} + z_{1-b})² / (6 (P - 1/2)²).
///
/// `superiority` is P, the chance that an incident of one arm is shorter than one of the other,
/// ties half. Source: STATISTICS M9; G. E. Noether, JASA 82 (1987), arms of one size.
pub fn by_ranks(superiority: f64) -> Result<f64, Reason> {
    let away = superiority - 0.5;
    differs(away, 1.0)?;
    Ok((both_z_squared() / (6.0 * away * away)).max(LEAST))
}

/// In which share of years MTTR moves the wrong way although the change is real.
///
/// A year has so many `incidents`, drawn from both samples with replacement: half of them, rounded
/// down, from the baseline, the rest from the arm. `uniform(year, incident)` is that draw, between
/// 0 and 1. The right way is that of the whole samples; a year without any movement is not wrong.
/// Source: STATISTICS M9, resampling; S. Davidovic, "Incident Metrics in SRE" (2021).
pub fn wrong_way(
    baseline: &[f64],
    arm: &[f64],
    incidents: usize,
    years: usize,
    uniform: impl Fn(u64, u64) -> f64,
) -> WrongWay {
    let logs = logarithms(baseline, arm);
    let true_way = |baseline: &[f64], arm: &[f64]| {
        let ([mean0, mean1], spreads) = both_moments(baseline, arm)?;
        differs(mean1 - mean0, spreads[0].max(spreads[1]))?;
        Ok(mean1 > mean0)
    };
    let mean_rises = true_way(baseline, arm);
    let log_rises = logs
        .as_ref()
        .map_err(|reason| *reason)
        .and_then(|(baseline, arm)| true_way(baseline, arm));
    let half = (incidents / 2).max(1);
    let whole = incidents.max(2);
    let (mut wrong_means, mut wrong_logs) = (0_u32, 0_u32);
    for year in 0..years as u64 {
        let drawn = |incident: usize, from: usize| {
            let place = (uniform(year, incident as u64) * from as f64) as usize;
            place.min(from - 1)
        };
        if mean_rises.is_err() && log_rises.is_err() {
            break;
        }
        let before: Vec<usize> = (0..half).map(|at| drawn(at, baseline.len())).collect();
        let after: Vec<usize> = (half..whole).map(|at| drawn(at, arm.len())).collect();
        let rise = |baseline: &[f64], arm: &[f64]| {
            sum(after.iter().map(|at| arm[*at])) / after.len() as f64
                - sum(before.iter().map(|at| baseline[*at])) / before.len() as f64
        };
        if let Ok(rises) = mean_rises {
            wrong_means += u32::from(is_against(rise(baseline, arm), rises));
        }
        if let (Ok(rises), Ok((baseline, arm))) = (log_rises, &logs) {
            wrong_logs += u32::from(is_against(rise(baseline, arm), rises));
        }
    }
    let share = |way: Result<bool, Reason>, wrong: u32| match way {
        Ok(_) => sample::share(f64::from(wrong), years, LEVEL),
        Err(reason) => super::Estimate::missing(years, reason),
    };
    WrongWay {
        mean: share(mean_rises, wrong_means),
        geometric_mean: share(log_rises, wrong_logs),
    }
}

fn is_against(rise: f64, truly_rises: bool) -> bool {
    if truly_rises { rise < 0.0 } else { rise > 0.0 }
}

/// (z_{1-a/2} + z_{1-b})²: 7.85.
fn both_z_squared() -> f64 {
    let z = normal_quantile(1.0 - 0.5 * SIGNIFICANCE) + normal_quantile(POWER);
    z * z
}

fn differs(effect: f64, spread: f64) -> Result<(), Reason> {
    match effect.abs() > ROUNDING * spread {
        true => Ok(()),
        false => Err(Reason::NoDifference),
    }
}

/// Means and standard deviations of both arms.
fn both_moments(baseline: &[f64], arm: &[f64]) -> Result<([f64; 2], [f64; 2]), Reason> {
    let (Some((mean0, Some(variance0))), Some((mean1, Some(variance1)))) =
        (moments(baseline), moments(arm))
    else {
        let n = baseline.len().min(arm.len());
        return Err(Reason::TooFew { n, least: 2 });
    };
    Ok(([mean0, mean1], [sqrt(variance0), sqrt(variance1)]))
}

fn logarithms(baseline: &[f64], arm: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Reason> {
    let count = baseline.iter().chain(arm).filter(|x| **x <= 0.0).count();
    if count > 0 {
        return Err(Reason::NotPositive { count });
    }
    let logs = |values: &[f64]| values.iter().map(|value| log(*value)).collect();
    Ok((logs(baseline), logs(arm)))
}

#[cfg(test)]
mod tests {
    use super::super::Estimate;
    use super::*;

    const TIMES: [f64; 6] = [12.0, 30.0, 45.0, 61.0, 19.0, 27.0];

    /// Not random, but well spread: the golden ratio's multiples.
    fn spread_out(year: u64, incident: u64) -> f64 {
        ((year * 1_009 + incident) as f64 * 0.618_033_988_749_895).fract()
    }

    #[test]
    fn equal_arms_have_no_difference_to_see() {
        let mut turned = TIMES;
        turned.reverse();
        for same in [TIMES, turned] {
            let needed = needed(&TIMES, &same);
            let none = Err(Reason::NoDifference);
            assert_eq!((needed.log, needed.mean, needed.rank), (none, none, none));
            let years = wrong_way(&TIMES, &same, 10, 50, spread_out);
            let none = Estimate::missing(50, Reason::NoDifference);
            assert_eq!((years.mean, years.geometric_mean), (none.clone(), none));
        }
        assert_eq!(Reason::NoDifference.to_string(), "no difference to see");
    }

    #[test]
    fn one_run_is_too_few_and_says_so() {
        let few = Reason::TooFew { n: 1, least: 2 };
        let needed = needed(&[12.0], &[9.0]);
        assert_eq!(
            (needed.log, needed.mean, needed.rank),
            (Err(few), Err(few), Err(few))
        );
        let years = wrong_way(&[12.0], &[9.0], 10, 50, spread_out);
        assert_eq!(years.mean, Estimate::missing(50, few));
        let none = wrong_way(&[], &[], 10, 50, spread_out);
        assert_eq!(none.mean.reason, Some(Reason::TooFew { n: 0, least: 2 }));
    }

    #[test]
    fn zeros_take_the_logarithm_and_nothing_else() {
        let mut zeros = TIMES;
        zeros[1] = 0.0;
        let needed = needed(&TIMES, &zeros);
        assert_eq!(needed.log, Err(Reason::NotPositive { count: 1 }));
        assert!(needed.mean.is_ok() && needed.rank.is_ok());
        let years = wrong_way(&TIMES, &zeros, 10, 50, spread_out);
        assert!(years.mean.value.is_some() && years.geometric_mean.value.is_none());
    }

    #[test]
    fn a_difference_without_any_spread_takes_two_incidents_and_no_year_hides_it() {
        let (slow, fast) = ([40.0; 5], [20.0; 5]);
        let needed = needed(&slow, &fast);
        assert_eq!((needed.log, needed.mean), (Ok(2.0), Ok(2.0)));
        assert_eq!(needed.rank.map(f64::ceil), Ok(6.0));
        for (one, other) in [(&slow, &fast), (&fast, &slow)] {
            let years = wrong_way(one, other, 1, 50, spread_out);
            assert_eq!((years.mean.value, years.mean.n), (Some(0.0), 50));
        }
    }

    #[test]
    fn which_arm_is_the_baseline_does_not_matter() {
        let shorter = TIMES.map(|time| 0.8 * time - 1.0);
        let (there, back) = (needed(&TIMES, &shorter), needed(&shorter, &TIMES));
        let near = |a: Result<f64, Reason>, b: Result<f64, Reason>| {
            (a.unwrap() / b.unwrap() - 1.0).abs() < 1e-12
        };
        assert!(near(there.log, back.log));
        assert!(near(there.mean, back.mean) && near(there.rank, back.rank));
    }

    #[test]
    fn a_draw_at_the_very_end_is_the_last_incident() {
        let shorter = TIMES.map(|time| 0.5 * time);
        let years = wrong_way(&TIMES, &shorter, 4, 3, |_, _| 1.0);
        assert_eq!(years.mean.value, Some(0.0));
    }
}
