//! One arm whose runs may end unresolved: Kaplan-Meier, restricted mean, log-rank.
//!
//! A run that was still open when the watch ended is *censored*: it counts as "later than that",
//! and is neither dropped nor taken as resolved at that moment.
//!
//! ```
//! use sandtable::stats::{LEVEL, survival::{KaplanMeier, Span}};
//!
//! // Five incidents watched for 60 minutes; the last was still open then.
//! let spans = [12.0, 20.0, 31.0, 44.0].map(Span::reached).into_iter().chain([Span::censored(60.0)]);
//! let curve = KaplanMeier::new(&spans.collect::<Vec<_>>());
//! assert_eq!(curve.median(LEVEL).value, Some(31.0));
//! assert_eq!(curve.restricted_mean(60.0, LEVEL).value.map(f64::round), Some(33.0));
//! ```

use super::distributions::normal_quantile;
use super::{Estimate, Reason, Test, sum};
use libm::{erfc, exp, log, sqrt};

/// How long something was watched, and whether it happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Time until it happened, or until nobody looked any more.
    pub time: f64,
    /// Whether it happened at `time`.
    pub is_reached: bool,
}

/// The product-limit curve S(t): the share still open at t.
///
/// Source: E. L. Kaplan and P. Meier, JASA 53 (1958). Where something happens and something is
/// censored at the same time, the censored one was still at risk.
#[derive(Clone, Debug, PartialEq)]
pub struct KaplanMeier {
    /// The moments at which something happened, in order.
    pub steps: Vec<Step>,
    /// How many were watched.
    pub n: usize,
    /// How many never got there while watched.
    pub censored: usize,
    /// The longest time watched.
    pub end: f64,
    /// Whether the longest time is one of a censored run.
    ends_open: bool,
}

/// A moment at which the curve falls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub time: f64,
    /// How many were still open just before.
    pub at_risk: usize,
    /// To how many it happened.
    pub events: usize,
    /// S(t) from here on.
    pub survival: f64,
    /// Greenwood's sum of d / (n (n - d)) up to here; times S^2 it is the variance of S.
    pub greenwood: f64,
}

/// The scale on which an interval for S(t) is symmetric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// log(-log S): stays inside 0..1, the better one for small n; ours unless said otherwise.
    LogLog,
    /// log S: the default of R's `survfit`, kept for comparison with it.
    Log,
}

/// Values of S that differ by less are the same flat step (R's tolerance).
const TOLERANCE: f64 = 1e-9;

impl Span {
    /// It happened at `time`.
    pub fn reached(time: f64) -> Self {
        Span {
            time,
            is_reached: true,
        }
    }

    /// It had not happened by `time`, when the watch ended.
    pub fn censored(time: f64) -> Self {
        Span {
            time,
            is_reached: false,
        }
    }
}

impl KaplanMeier {
    /// Build the curve.
    pub fn new(spans: &[Span]) -> Self {
        let ordered = ordered(spans);
        let mut steps: Vec<Step> = Vec::new();
        let (mut survival, mut greenwood, mut at_risk) = (1.0, 0.0, ordered.len());
        for same_time in ordered.chunk_by(|a, b| a.time == b.time) {
            let events = same_time.iter().filter(|span| span.is_reached).count();
            if events > 0 {
                let left = at_risk - events;
                survival *= left as f64 / at_risk as f64;
                // At the last step 0/0 would follow; S is zero there and needs no variance.
                greenwood += if left > 0 {
                    events as f64 / (at_risk as f64 * left as f64)
                } else {
                    0.0
                };
                steps.push(Step {
                    time: same_time[0].time,
                    at_risk,
                    events,
                    survival,
                    greenwood,
                });
            }
            at_risk -= same_time.len();
        }
        KaplanMeier {
            n: ordered.len(),
            censored: ordered.iter().filter(|span| !span.is_reached).count(),
            end: ordered.last().map_or(0.0, |span| span.time),
            ends_open: ordered.last().is_some_and(|span| !span.is_reached),
            steps,
        }
    }

    /// The share still open at `time`, with the interval from Greenwood's variance on `scale`.
    pub fn survival_at(&self, time: f64, level: f64, scale: Scale) -> Estimate {
        if self.n == 0 {
            return Estimate::missing(0, Reason::TooFew { n: 0, least: 1 });
        }
        if time > self.end && self.ends_open {
            return Estimate::missing(self.n, Reason::Beyond { end: self.end });
        }
        match self.steps[..self.steps.partition_point(|step| step.time <= time)].last() {
            Some(step) => {
                let (low, high) = step.interval(level, scale);
                Estimate::new(step.survival, low, high, self.n)
            }
            None => Estimate::new(1.0, 1.0, 1.0, self.n),
        }
    }

    /// The median time, with the interval where the bands of the curve cross one half (log-log).
    pub fn median(&self, level: f64) -> Estimate {
        self.median_on(level, Scale::LogLog)
    }

    /// The median with the interval of another scale.
    pub fn median_on(&self, level: f64, scale: Scale) -> Estimate {
        self.quantile_on(0.5, level, scale)
    }

    /// The time that a share `p` has reached, with the interval where the bands of the curve cross
    /// (log-log).
    pub fn quantile(&self, p: f64, level: f64) -> Estimate {
        self.quantile_on(p, level, Scale::LogLog)
    }

    /// R's rule: the first time with S at or below 1 - p; where S *equals* it (within 1e-9), the
    /// middle of that flat step. A quantile that is not reached is [`Reason::Beyond`] the longest
    /// time watched; so is an open upper side.
    /// Source: R `survival`, `survfit` and its `minmin`; Brookmeyer and Crowley, Biometrics 38 (1982).
    fn quantile_on(&self, p: f64, level: f64, scale: Scale) -> Estimate {
        if self.n == 0 {
            return Estimate::missing(0, Reason::TooFew { n: 0, least: 1 });
        }
        let left = 1.0 - p;
        let crossing = |height: &dyn Fn(&Step) -> f64| -> Option<f64> {
            let first = self
                .steps
                .iter()
                .position(|step| height(step) <= left + TOLERANCE)?;
            let at = height(&self.steps[first]);
            let next = self.steps[first..].iter().find(|step| height(step) < at);
            match next {
                Some(next) if (at - left).abs() < TOLERANCE => {
                    Some(0.5 * (self.steps[first].time + next.time))
                }
                _ => Some(self.steps[first].time),
            }
        };
        let value = crossing(&|step| step.survival);
        let low = crossing(&|step| step.interval(level, scale).0);
        let high = crossing(&|step| step.interval(level, scale).1);
        let is_open = value.is_none() || high.is_none();
        let reason = is_open.then_some(Reason::Beyond { end: self.end });
        Estimate {
            value,
            low,
            high,
            n: self.n,
            reason,
        }
    }

    /// The mean of min(T, `until`), the area under the curve, with its normal interval.
    ///
    /// Variance: the sum over steps of (area from the step to `until`)^2 d / (n (n - d)).
    /// Beyond the last time watched the curve is unknown, and so is the mean.
    /// Source: P. Royston and M. Parmar, BMC Medical Research Methodology 13 (2013).
    pub fn restricted_mean(&self, until: f64, level: f64) -> Estimate {
        match self.area(until) {
            Ok((mean, variance)) => {
                let half = normal_quantile(0.5 + 0.5 * level) * sqrt(variance);
                Estimate::new(mean, mean - half, mean + half, self.n)
            }
            Err(reason) => Estimate::missing(self.n, reason),
        }
    }

    /// The restricted mean and its variance, for differences and ratios of two arms.
    pub fn area(&self, until: f64) -> Result<(f64, f64), Reason> {
        if self.n == 0 {
            return Err(Reason::TooFew { n: 0, least: 1 });
        }
        if until > self.end && self.ends_open {
            return Err(Reason::Beyond { end: self.end });
        }
        let inside = &self.steps[..self.steps.partition_point(|step| step.time <= until)];
        // From the right: the area that still lies ahead of each step.
        let mut ahead = 0.0;
        let mut variance = 0.0;
        let mut right = until;
        for step in inside.iter().rev() {
            ahead += step.survival * (right - step.time);
            right = step.time;
            let left = step.at_risk - step.events;
            if left > 0 {
                variance +=
                    ahead * ahead * step.events as f64 / (step.at_risk as f64 * left as f64);
            }
        }
        Ok((ahead + right, variance))
    }
}

impl Step {
    /// The pointwise interval of S here; both ends are S itself where S is zero.
    pub fn interval(&self, level: f64, scale: Scale) -> (f64, f64) {
        if self.survival <= 0.0 || self.greenwood <= 0.0 {
            return (self.survival, self.survival);
        }
        let reach = normal_quantile(0.5 + 0.5 * level) * sqrt(self.greenwood);
        match scale {
            Scale::Log => (
                self.survival * exp(-reach),
                (self.survival * exp(reach)).min(1.0),
            ),
            Scale::LogLog => {
                let hazard = log(self.survival);
                let factor = exp(reach / -hazard);
                (exp(hazard * factor), exp(hazard / factor))
            }
        }
    }
}

/// The log-rank test that two curves are the same, unstratified, with one degree of freedom.
///
/// Chi-square = (O1 - E1)^2 / V, V the sum of n1 n2 d (n - d) / (n^2 (n - 1)) over the moments at
/// which something happens in either arm. The estimate is O1 - E1, without an interval.
/// Source: N. Mantel (1966); R `survdiff`.
pub fn log_rank(one: &[Span], two: &[Span]) -> Test {
    let n = one.len() + two.len();
    let (mut all, mut excess, mut variance) = (Vec::with_capacity(n), Vec::new(), Vec::new());
    all.extend(one.iter().map(|span| (*span, true)));
    all.extend(two.iter().map(|span| (*span, false)));
    all.sort_by(|a, b| a.0.time.total_cmp(&b.0.time));
    let (mut open_one, mut open) = (one.len() as f64, n as f64);
    for same_time in all.chunk_by(|a, b| a.0.time == b.0.time) {
        let events = same_time.iter().filter(|(span, _)| span.is_reached).count() as f64;
        let events_one = same_time
            .iter()
            .filter(|(span, is_one)| span.is_reached && *is_one)
            .count() as f64;
        if events > 0.0 {
            excess.push(events_one - events * open_one / open);
            if open > 1.0 {
                let open_two = open - open_one;
                variance.push(
                    open_one * open_two * events * (open - events) / (open * open * (open - 1.0)),
                );
            }
        }
        open -= same_time.len() as f64;
        open_one -= same_time.iter().filter(|(_, is_one)| *is_one).count() as f64;
    }
    let (excess, variance) = (sum(excess), sum(variance));
    if variance <= 0.0 {
        return Test {
            estimate: Estimate::missing(n, Reason::NoSpread),
            statistic: None,
            df: Some(1.0),
            p: None,
        };
    }
    let chi_square = excess * excess / variance;
    Test {
        estimate: Estimate {
            value: Some(excess),
            low: None,
            high: None,
            n,
            reason: Some(Reason::NotDefined),
        },
        statistic: Some(chi_square),
        df: Some(1.0),
        // One degree of freedom: P(Z^2 >= x) = erfc(sqrt(x / 2)).
        p: Some(erfc(sqrt(0.5 * chi_square))),
    }
}

fn ordered(spans: &[Span]) -> Vec<Span> {
    let mut ordered = spans.to_vec();
    // At the same time what happened comes first, so that a last open run is the last one.
    ordered.sort_by(|a, b| {
        a.time
            .total_cmp(&b.time)
            .then(b.is_reached.cmp(&a.is_reached))
    });
    ordered
}

#[cfg(test)]
mod tests {
    use super::super::{LEVEL, sample};
    use super::*;

    fn times() -> Vec<f64> {
        (0..60).map(|i| f64::from((i * 37) % 61) + 1.0).collect()
    }

    #[test]
    fn without_censoring_the_restricted_mean_is_the_mean() {
        let times = times();
        let curve = KaplanMeier::new(&times.iter().map(|t| Span::reached(*t)).collect::<Vec<_>>());
        let mean = sample::mean(&times, LEVEL).value.unwrap();
        assert!((curve.restricted_mean(1000.0, LEVEL).value.unwrap() - mean).abs() < 1e-9);
        assert_eq!(
            curve.survival_at(1000.0, LEVEL, Scale::LogLog).value,
            Some(0.0)
        );
    }

    #[test]
    fn cut_at_one_horizon_the_restricted_mean_is_the_mean_of_cut_times() {
        let cut: Vec<Span> = times()
            .iter()
            .map(|t| {
                if *t <= 40.0 {
                    Span::reached(*t)
                } else {
                    Span::censored(40.0)
                }
            })
            .collect();
        let mean = sample::mean(&cut.iter().map(|s| s.time).collect::<Vec<_>>(), LEVEL)
            .value
            .unwrap();
        assert!(
            (KaplanMeier::new(&cut)
                .restricted_mean(40.0, LEVEL)
                .value
                .unwrap()
                - mean)
                .abs()
                < 1e-9
        );
    }

    #[test]
    fn what_was_not_watched_is_not_told() {
        let spans = [
            Span::reached(5.0),
            Span::censored(9.0),
            Span::censored(9.0),
            Span::censored(9.0),
        ];
        let curve = KaplanMeier::new(&spans);
        let beyond = Some(Reason::Beyond { end: 9.0 });
        assert_eq!(
            (curve.median(LEVEL).value, curve.median(LEVEL).reason),
            (None, beyond)
        );
        assert_eq!(curve.restricted_mean(10.0, LEVEL).reason, beyond);
        assert_eq!(curve.survival_at(10.0, LEVEL, Scale::LogLog).reason, beyond);
        assert_eq!(
            curve.survival_at(9.0, LEVEL, Scale::LogLog).value,
            Some(0.75)
        );
        let nothing = KaplanMeier::new(&[]);
        assert_eq!(
            nothing.median(LEVEL).reason,
            Some(Reason::TooFew { n: 0, least: 1 })
        );
        assert_eq!(nothing.restricted_mean(1.0, LEVEL).value, None);
    }

    #[test]
    fn nobody_ever_resolved_is_beyond_the_horizon() {
        let curve = KaplanMeier::new(&[Span::censored(60.0); 8]);
        assert_eq!(
            curve.median(LEVEL).reason,
            Some(Reason::Beyond { end: 60.0 })
        );
        assert_eq!(curve.restricted_mean(60.0, LEVEL).value, Some(60.0));
        let none = log_rank(&[Span::censored(1.0)], &[Span::censored(1.0)]);
        assert_eq!(
            (none.p, none.estimate.reason),
            (None, Some(Reason::NoSpread))
        );
    }

    #[test]
    fn intervals_stay_inside_the_unit_square() {
        let spans: Vec<Span> = times().into_iter().map(Span::reached).collect();
        for step in KaplanMeier::new(&spans).steps {
            for scale in [Scale::Log, Scale::LogLog] {
                let (low, high) = step.interval(LEVEL, scale);
                assert!(0.0 <= low && low <= step.survival && step.survival <= high && high <= 1.0);
            }
        }
    }

    #[test]
    fn equal_curves_do_not_differ() {
        let spans: Vec<Span> = times().into_iter().map(Span::reached).collect();
        let test = log_rank(&spans, &spans);
        assert!(test.statistic.unwrap() < 1e-20 && test.p.unwrap() > 0.999);
    }
}
