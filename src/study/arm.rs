//! One arm by itself: how many, how long, how sure.

use super::Case;
use super::values::Column;
use crate::batch::Key;
use crate::score::Metric;
use crate::stats::survival::KaplanMeier;
use crate::stats::{Estimate, LEVEL, Reason, sample};

/// What an arm came to.
#[derive(Clone)]
pub struct ArmSummary {
    pub name: String,
    pub scenario: String,
    pub process: String,
    pub team: String,
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
    /// Runs to which it applies.
    pub n: usize,
    /// Of those, how many were still open at the end of their story.
    pub censored: usize,
    pub not_applicable: usize,
    /// The mean; open runs count as long as they were watched, times are cut at `cut`.
    pub mean: Estimate,
    /// Of values above zero; none where a run is still open, or counts and shares hold a zero.
    pub geometric_mean: Estimate,
    pub median: Estimate,
    pub p90: Estimate,
    pub p95: Estimate,
    /// The area under the Kaplan-Meier curve up to `cut`, where runs were open.
    pub restricted_mean: Option<Estimate>,
    /// Where times are cut: the longest that all arms with open runs were watched.
    pub cut: Option<f64>,
}

impl ArmSummary {
    pub(super) fn empty(case: &Case, keys: &[Key]) -> ArmSummary {
        ArmSummary {
            name: case.name.clone(),
            scenario: case.scenario.clone(),
            process: case.process.clone(),
            team: case.team.clone(),
            n: keys.len(),
            over_budget: keys.iter().filter(|key| key.over_budget).count(),
            measures: Vec::new(),
        }
    }

    pub fn measure(&self, name: &str) -> Option<&MeasureSummary> {
        self.measures.iter().find(|it| it.metric.name == name)
    }
}

pub(super) fn measure(
    metric: &'static Metric,
    column: &Column,
    end: Option<f64>,
) -> MeasureSummary {
    let spans = column.spans();
    let end = end.filter(|_| column.is_time);
    let values: Vec<f64> = spans.iter().map(|span| Column::cut(*span, end)).collect();
    let censored = column.open();
    let sorted = sample::sorted(&values);
    let quantile = |p| sample::quantile_estimate(&sorted, p, LEVEL);
    let (mut median, mut tail) = (quantile(0.5), [quantile(0.9), quantile(0.95)]);
    let mut restricted_mean = None;
    if let (true, Some(end)) = (censored > 0, end) {
        let curve = KaplanMeier::new(&spans);
        restricted_mean = Some(curve.restricted_mean(end.min(curve.end), LEVEL));
        let of_curve = |p, plain: Estimate| match plain.reason {
            Some(Reason::TooFew { .. }) => plain,
            _ => curve.quantile(p, LEVEL),
        };
        let [p90, p95] = tail;
        (median, tail) = (
            of_curve(0.5, median),
            [of_curve(0.9, p90), of_curve(0.95, p95)],
        );
    }
    let [p90, p95] = tail;
    let geometric_mean = match censored {
        0 => sample::geometric_mean(&values, LEVEL),
        _ => Estimate::missing(values.len(), Reason::NotDefined),
    };
    MeasureSummary {
        metric,
        n: spans.len(),
        censored,
        not_applicable: column.values.len() - spans.len(),
        mean: sample::mean(&values, LEVEL),
        geometric_mean,
        median,
        p90,
        p95,
        restricted_mean,
        cut: end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::metric;
    use crate::study::values::common_end;
    use crate::timeline::Measure;

    fn column(measures: Vec<Measure>) -> Column {
        let key = |run| Key {
            run,
            episode: 0,
            over_budget: false,
        };
        let keys: Vec<Key> = (0..measures.len() as u64).map(key).collect();
        Column::new(metric("time_to_resolve").unwrap(), &keys, measures)
    }

    fn minutes(all: &[i64]) -> Vec<Measure> {
        all.iter().map(|m| Measure::reached(m * 60_000)).collect()
    }

    #[test]
    fn open_runs_stay_in_and_are_named() {
        let mut slow = minutes(&[10, 20, 30, 40, 50, 60]);
        slow.extend([Measure::censored(3_600_000); 6]);
        let fast = minutes(&[5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 90]);
        let columns = [column(slow), column(fast)];
        let end = common_end(&columns);
        let resolve = metric("time_to_resolve").unwrap();
        let [slow, fast] = columns.each_ref().map(|it| measure(resolve, it, end));
        assert_eq!((slow.n, slow.censored, fast.censored), (12, 6, 0));
        // Both cut at an hour: (10 + ... + 60 + 6 x 60) / 12, and with 90 counted as 60.
        assert_eq!((slow.cut, slow.mean.value), (Some(3_600.0), Some(2_850.0)));
        assert_eq!(slow.restricted_mean.unwrap().value, Some(2_850.0));
        assert_eq!((fast.cut, fast.mean.value), (Some(3_600.0), Some(1_950.0)));
        assert!(slow.geometric_mean.value.is_none() && fast.geometric_mean.value.is_some());
    }

    #[test]
    fn what_does_not_apply_is_counted_and_in_no_figure() {
        let mut all = minutes(&[10, 20, 30]);
        all.push(Measure::NOT_APPLICABLE);
        let got = measure(metric("time_to_resolve").unwrap(), &column(all), None);
        assert_eq!((got.n, got.not_applicable), (3, 1));
        assert_eq!(got.mean.value, Some(1_200.0));
    }
}
