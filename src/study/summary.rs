//! Arms by measure: how many, how long, how sure; and each arm against the first.

use serde_json::{Value, json};

use super::{RealityCheck, Records};
use crate::batch::Row;
use crate::score::{Kind, Metric};
use crate::stats::paired::Pairs;
use crate::stats::sample;
use crate::stats::survival::{KaplanMeier, Span};
use crate::stats::{Estimate, LEVEL, Reason, Test};
use crate::timeline::Measure;

/// What several arms came to on the same luck.
#[derive(Clone)]
pub struct Summary {
    pub arms: Vec<ArmSummary>,
    /// Each further arm against the first, pair by pair.
    pub against: Vec<Against>,
}

#[derive(Clone)]
pub struct ArmSummary {
    pub name: String,
    /// Runs that were finished.
    pub n: usize,
    /// Runs stopped for want of budget; they are in all figures.
    pub over_budget: usize,
    pub measures: Vec<MeasureSummary>,
}

/// One measure of one arm, in the unit of its key.
#[derive(Clone)]
pub struct MeasureSummary {
    pub metric: &'static Metric,
    /// Runs in which it applies.
    pub n: usize,
    /// Of those, how many were still open at the end.
    pub unresolved: usize,
    pub not_applicable: usize,
    /// The mean; with open runs in any arm, the mean of times cut at `restricted_to`.
    pub mean: Estimate,
    pub median: Estimate,
    pub p90: Estimate,
    /// Where means are cut: the longest time to which every arm was watched.
    pub restricted_to: Option<f64>,
}

/// One arm against the first.
#[derive(Clone)]
pub struct Against {
    pub baseline: String,
    pub arm: String,
    pub measures: Vec<Difference>,
    /// What a team would need to see the primary measure's difference, once it was asked for.
    pub reality: Option<RealityCheck>,
}

/// The measure by which arms are judged before any other.
pub const PRIMARY: &str = "time_to_resolve";

/// Arm minus baseline in the same run.
#[derive(Clone)]
pub struct Difference {
    pub metric: &'static Metric,
    /// The mean of the differences, over runs in which both arms reached it.
    pub difference: Test,
    /// Runs that have a pair.
    pub pairs: usize,
    /// Runs in which an arm was still open; they have no difference and are named.
    pub open: usize,
}

/// Sums up what each arm's runs came to; arms in their order, the baseline first.
pub fn summarise(metrics: &[&'static Metric], arms: &[(String, &[Row])]) -> Summary {
    let ends: Vec<Option<f64>> = (0..metrics.len())
        .map(|at| watched_to(metrics[at], at, arms))
        .collect();
    let of_arm = |(name, rows): &(String, &[Row])| ArmSummary {
        name: name.clone(),
        n: rows.len(),
        over_budget: rows.iter().filter(|row| row.over_budget).count(),
        measures: (0..metrics.len())
            .map(|at| of_measure(metrics[at], at, rows, ends[at]))
            .collect(),
    };
    let against = |(name, rows): &(String, &[Row])| Against {
        baseline: arms[0].0.clone(),
        arm: name.clone(),
        measures: (0..metrics.len())
            .map(|at| difference(metrics[at], at, arms[0].1, rows))
            .collect(),
        reality: None,
    };
    Summary {
        arms: arms.iter().map(of_arm).collect(),
        against: arms.iter().skip(1).map(against).collect(),
    }
}

impl Summary {
    /// Asks of each difference in the primary measure what it would take to see it in real records.
    ///
    /// Metrics and arms are those that were summed up.
    pub fn check_against_reality(
        &mut self,
        metrics: &[&'static Metric],
        arms: &[(String, &[Row])],
        records: Records,
    ) {
        let Some(at) = metrics.iter().position(|metric| metric.name == PRIMARY) else {
            return;
        };
        let end = self.arms[0].measures[at].restricted_to;
        for (against, (_, rows)) in self.against.iter_mut().zip(&arms[1..]) {
            against.reality = Some(records.check(metrics[at], at, arms[0].1, rows, end));
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let arms: Vec<Value> = self.arms.iter().map(ArmSummary::json).collect();
        let against: Vec<Value> = self.against.iter().map(Against::json).collect();
        json!({"level": LEVEL, "arms": arms, "against": against})
    }
}

impl ArmSummary {
    pub fn measure(&self, name: &str) -> Option<&MeasureSummary> {
        self.measures
            .iter()
            .find(|measure| measure.metric.name == name)
    }

    fn json(&self) -> Value {
        let measures: serde_json::Map<String, Value> = self
            .measures
            .iter()
            .map(|measure| (measure.metric.name.to_string(), measure.json()))
            .collect();
        json!({"name": self.name, "n": self.n, "over_budget": self.over_budget, "measures": measures})
    }
}

impl MeasureSummary {
    fn json(&self) -> Value {
        json!({
            "unit": self.metric.unit.word(),
            "clock": self.metric.clock(),
            "n": self.n,
            "unresolved": self.unresolved,
            "not_applicable": self.not_applicable,
            "mean": self.mean,
            "median": self.median,
            "p90": self.p90,
            "mean_restricted_to": self.restricted_to,
        })
    }
}

impl Against {
    fn json(&self) -> Value {
        let measures: serde_json::Map<String, Value> = self
            .measures
            .iter()
            .map(|it| {
                let value = json!({
                    "unit": it.metric.unit.word(),
                    "pairs": it.pairs,
                    "open": it.open,
                    "mean_difference": it.difference,
                });
                (it.metric.name.to_string(), value)
            })
            .collect();
        let mut value = json!({"baseline": self.baseline, "arm": self.arm, "measures": measures});
        if let (Some(reality), Some(fields)) = (&self.reality, value.as_object_mut()) {
            fields.extend(reality.json());
        }
        value
    }
}

/// The longest time to which every arm was watched, if a run of any of them was still open.
fn watched_to(metric: &Metric, at: usize, arms: &[(String, &[Row])]) -> Option<f64> {
    let curves = arms
        .iter()
        .map(|(_, rows)| KaplanMeier::new(&spans(metric, at, rows)));
    let open = curves.filter(|curve| curve.censored > 0);
    open.map(|curve| curve.end).reduce(f64::min)
}

fn of_measure(
    metric: &'static Metric,
    at: usize,
    rows: &[Row],
    end: Option<f64>,
) -> MeasureSummary {
    let spans = spans(metric, at, rows);
    let unresolved = spans.iter().filter(|span| !span.is_reached).count();
    let values: Vec<f64> = spans.iter().map(|span| span.time).collect();
    let sorted = sample::sorted(&values);
    let (mean, median, p90) = match (metric.kind(), end) {
        (Kind::Time, Some(end)) => {
            let curve = KaplanMeier::new(&spans);
            let p90 = sample::quantile_estimate(&sorted, 0.9, LEVEL);
            let first_open = spans
                .iter()
                .filter(|span| !span.is_reached)
                .map(|span| span.time);
            // An order statistic below the first open time is what it would have been anyway.
            let p90 = match first_open.reduce(f64::min) {
                Some(first) => p90.watched_until(first),
                None => p90,
            };
            (curve.restricted_mean(end, LEVEL), curve.median(LEVEL), p90)
        }
        // Without open runs. What is no time is the run's own, open or not.
        _ => (
            sample::mean(&values, LEVEL),
            sample::median(&sorted, LEVEL),
            sample::quantile_estimate(&sorted, 0.9, LEVEL),
        ),
    };
    MeasureSummary {
        metric,
        n: spans.len(),
        unresolved,
        not_applicable: rows.len() - spans.len(),
        mean,
        median,
        p90,
        restricted_to: end.filter(|_| metric.kind() == Kind::Time),
    }
}

/// Runs in which the measure applies.
fn spans(metric: &Metric, at: usize, rows: &[Row]) -> Vec<Span> {
    let span = |row: &Row| {
        let measure = row.measures[at];
        let time = metric.in_key_unit(measure)?;
        Some(if measure.is_reached() {
            Span::reached(time)
        } else {
            Span::censored(time)
        })
    };
    rows.iter().filter_map(span).collect()
}

/// Pairs are of one run number: a panicking run leaves its partner without a pair.
pub(super) fn partners<'a>(
    baseline: &'a [Row],
    arm: &'a [Row],
) -> impl Iterator<Item = (&'a Row, &'a Row)> {
    let mut ones = baseline.iter().peekable();
    arm.iter().filter_map(move |row| {
        while ones.next_if(|one| one.run < row.run).is_some() {}
        let one = ones.next_if(|one| one.run == row.run)?;
        Some((one, row))
    })
}

fn difference(metric: &'static Metric, at: usize, baseline: &[Row], arm: &[Row]) -> Difference {
    let mut ones = Vec::new();
    let mut others = Vec::new();
    let mut open = 0;
    for (partner, row) in partners(baseline, arm) {
        let (one, other) = (partner.measures[at], row.measures[at]);
        let (Some(x), Some(y)) = (metric.in_key_unit(one), metric.in_key_unit(other)) else {
            continue;
        };
        let both = Measure::is_reached(one) && Measure::is_reached(other);
        if both || metric.kind() != Kind::Time {
            ones.push(x);
            others.push(y);
        } else {
            open += 1;
        }
    }
    let difference = match ones.len() {
        // Leaving open pairs out would favour the arm that leaves more open.
        _ if open > 0 => Test {
            estimate: Estimate::missing(ones.len(), Reason::NotDefined),
            statistic: None,
            df: None,
            p: None,
        },
        _ => Pairs::new(&ones, &others).mean_difference(LEVEL),
    };
    Difference {
        metric,
        difference,
        pairs: ones.len(),
        open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::metric;
    use crate::study::check::{minutes, rows};

    #[test]
    fn open_runs_stay_in_and_are_named() {
        let mut slow = minutes(&[10, 20, 30, 40, 50, 60]);
        slow.extend([Measure::censored(3_600_000); 6]);
        let fast = minutes(&[5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 90]);
        let (slow, fast) = (rows(&slow), rows(&fast));
        let resolve = metric("time_to_resolve").unwrap();
        let summary = summarise(
            &[resolve],
            &[("slow".into(), &slow), ("fast".into(), &fast)],
        );
        let [slow, fast] = [&summary.arms[0].measures[0], &summary.arms[1].measures[0]];
        assert_eq!((slow.n, slow.unresolved, fast.unresolved), (12, 6, 0));
        // Both cut at an hour: (10 + ... + 60 + 6 x 60) / 12, and with 90 counted as 60.
        assert_eq!(
            (slow.restricted_to, slow.mean.value),
            (Some(3_600.0), Some(2_850.0))
        );
        assert_eq!(fast.mean.value, Some(1_950.0));
        assert_eq!(fast.restricted_to, Some(3_600.0));
        let against = &summary.against[0].measures[0];
        assert_eq!((against.pairs, against.open), (6, 6));
        assert_eq!(against.difference.estimate.value, None);
    }

    #[test]
    fn what_does_not_apply_is_counted_and_in_no_figure() {
        let mut all = minutes(&[10, 20, 30]);
        all.push(Measure::NOT_APPLICABLE);
        let rows = rows(&all);
        let summary = summarise(
            &[metric("time_to_detect").unwrap()],
            &[("one".into(), &rows)],
        );
        let detect = &summary.arms[0].measures[0];
        assert_eq!((detect.n, detect.not_applicable), (3, 1));
        assert_eq!(detect.mean.value, Some(1_200.0));
    }

    #[test]
    fn pairs_are_of_one_run() {
        let baseline = rows(&minutes(&[10, 20, 30, 40, 50]));
        let mut arm = rows(&minutes(&[11, 21, 31, 41, 51]));
        arm.remove(2);
        let detect = metric("time_to_detect").unwrap();
        let summary = summarise(&[detect], &[("a".into(), &baseline), ("b".into(), &arm)]);
        let against = &summary.against[0].measures[0];
        assert_eq!(
            (against.pairs, against.difference.estimate.value),
            (4, Some(60.0))
        );
    }
}
