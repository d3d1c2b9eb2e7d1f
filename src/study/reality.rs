//! The reality check of a comparison: what a team could see of it in its own records.

use serde_json::{Map, Value, json};

use super::values::{Column, Paired};
use crate::base::maths::{log, sqrt};
use crate::base::{Draws, Purpose};
use crate::score::Metric;
use crate::stats::paired::Pairs;
use crate::stats::reality::{self, Needed, WrongWay};
use crate::stats::{Estimate, LEVEL, Reason, sample};

/// Years that are drawn; a share of them is sure to 1.6 percentage points at worst.
const YEARS: usize = 4_000;
/// Years that are drawn one by one in a picture.
const SHOWN_YEARS: u64 = 100;

/// Incidents that a team has, and the luck of its years.
#[derive(Clone, Copy, Debug)]
pub struct Records {
    /// How many incidents a month.
    pub per_month: f64,
    /// The luck with which years are drawn.
    pub seed: u64,
}

/// One arm against the baseline, seen through real records: one incident after another, no pairs.
#[derive(Clone)]
pub struct RealityCheck {
    /// The measure of which this speaks.
    pub metric: &'static Metric,
    /// Incidents needed in each arm, not rounded up.
    pub needed: Needed,
    /// Shares of years in which a statistic points the wrong way.
    pub wrong_way: WrongWay,
    /// By how much MTTR changed in each of a hundred of these years, as a ratio, rising.
    pub changes: Vec<f64>,
    /// How much the times of the baseline and of the arm vary.
    pub spread: [Spread; 2],
    /// Incidents in such a year, half of them in each arm.
    pub incidents_per_year: usize,
    /// Incidents a month.
    pub per_month: f64,
    /// Mean difference of the pairs, cut like all here: whether the simulation itself is sure.
    pub simulated: Estimate,
    /// Runs of both arms that were still open, counted as if over when they were left.
    pub unresolved: usize,
}

/// How much times vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The standard deviation of their logarithms; none where one is zero.
    pub sigma_of_log: Option<f64>,
    /// The standard deviation over the mean.
    pub variation: Option<f64>,
}

impl Records {
    /// Checks one arm against the baseline: their pairs, and both by themselves. Times are cut at
    /// `end`, in the metric's key unit.
    pub(super) fn check(
        self,
        metric: &'static Metric,
        paired: &Paired,
        arms: [&Column; 2],
        end: Option<f64>,
    ) -> RealityCheck {
        let values = |column: &Column| -> Vec<f64> {
            let spans = column.values.iter().flatten();
            spans.map(|span| Column::cut(*span, end)).collect()
        };
        let [ones, others] = arms.map(values);
        let incidents = ((12.0 * self.per_month).round() as usize).max(2);
        let draws = Draws::new(self.seed);
        let uniform =
            |year: u64, incident: u64| draws.of(Purpose::Resample, (year, incident)).uniform();
        RealityCheck {
            metric,
            needed: reality::needed(&ones, &others),
            wrong_way: reality::wrong_way(&ones, &others, incidents, YEARS, uniform),
            changes: changes(&ones, &others, incidents, draws),
            incidents_per_year: incidents,
            per_month: self.per_month,
            spread: [&ones, &others].map(|values| spread(values)),
            simulated: Pairs::new(&paired.baseline, &paired.arm)
                .mean_difference(LEVEL)
                .estimate,
            unresolved: arms[0].open() + arms[1].open(),
        }
    }
}

/// By how much MTTR changed in each of a hundred such years, as a ratio, in rising order.
fn changes(baseline: &[f64], arm: &[f64], incidents: usize, draws: Draws) -> Vec<f64> {
    if baseline.is_empty() || arm.is_empty() {
        return Vec::new();
    }
    let half = (incidents / 2).max(1);
    let mean = |from: &[f64], year: u64, side: u64| {
        let one = |incident: usize| {
            let key = (year, (side, incident as u64));
            let place = draws.of(Purpose::ResampleYears, key).uniform() * from.len() as f64;
            from[(place as usize).min(from.len() - 1)]
        };
        crate::stats::sum((0..half).map(one)) / half as f64
    };
    let ratio = |year| mean(arm, year, 1) / mean(baseline, year, 0);
    let all: Vec<f64> = (0..SHOWN_YEARS).map(ratio).collect();
    sample::sorted(&all)
}

/// Standard deviation of the logarithms, and the coefficient of variation.
fn spread(values: &[f64]) -> Spread {
    let deviation = |values: &[f64]| sample::moments(values).and_then(|(_, it)| it).map(sqrt);
    let all_positive = values.iter().all(|value| *value > 0.0);
    let logs: Vec<f64> = values.iter().map(|value| log(*value)).collect();
    let mean = sample::moments(values).map(|(mean, _)| mean);
    Spread {
        sigma_of_log: deviation(&logs).filter(|_| all_positive),
        variation: mean
            .filter(|mean| *mean > 0.0)
            .and_then(|mean| Some(deviation(values)? / mean)),
    }
}

impl RealityCheck {
    /// Whole incidents in each arm: no fewer will do.
    pub fn incidents(needed: Result<f64, Reason>) -> Option<u64> {
        needed.ok().map(|n| n.ceil() as u64)
    }

    /// Months in which so many incidents happen in each of two arms.
    pub fn months(&self, incidents: u64) -> f64 {
        2.0 * incidents as f64 / self.per_month
    }

    /// Whether the simulation itself has seen a difference: its interval excludes zero.
    pub fn is_sure(&self) -> bool {
        self.simulated.is_clear_of(0.0)
    }

    /// Fields for the entry of a contrast.
    pub(super) fn json(&self) -> Map<String, Value> {
        let scales = [
            ("log", self.needed.log),
            ("mean", self.needed.mean),
            ("rank", self.needed.rank),
        ];
        let (mut incidents, mut months, mut reasons) = (Map::new(), Map::new(), Map::new());
        for (name, needed) in scales {
            let whole = Self::incidents(needed);
            incidents.insert(name.into(), json!(whole));
            months.insert(name.into(), json!(whole.map(|n| self.months(n))));
            if let Err(reason) = needed {
                reasons.insert(name.into(), json!(reason));
            }
        }
        incidents.insert("reasons".into(), Value::Object(reasons));
        let fields = json!({
            "primary": self.metric.name,
            "incidents_per_month": self.per_month,
            "power": reality::POWER,
            "significance": reality::SIGNIFICANCE,
            "incidents_needed_per_arm": incidents,
            "months_needed": months,
            "wrong_years": {
                "incidents_per_year": self.incidents_per_year,
                "mean": self.wrong_way.mean,
                "geometric_mean": self.wrong_way.geometric_mean,
            },
            "simulated_mean_difference": self.simulated,
            "unresolved_counted_as_over": self.unresolved,
        });
        match fields {
            Value::Object(fields) => fields,
            _ => unreachable!("it is written as an object"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Key;
    use crate::score::metric;
    use crate::timeline::Measure;

    const RECORDS: Records = Records {
        per_month: 14.3,
        seed: 1,
    };

    fn check(baseline: &[Measure], arm: &[Measure], end: Option<f64>) -> RealityCheck {
        let resolve = metric("time_to_resolve").unwrap();
        let column = |measures: &[Measure]| {
            let key = |run| Key {
                run,
                episode: 0,
                over_budget: false,
            };
            let keys: Vec<Key> = (0..measures.len() as u64).map(key).collect();
            Column::new(resolve, &keys, measures.to_vec())
        };
        let (baseline, arm) = (column(baseline), column(arm));
        let paired = Paired::new(&baseline, &arm, end);
        RECORDS.check(resolve, &paired, [&baseline, &arm], end)
    }

    fn minutes(all: &[i64]) -> Vec<Measure> {
        all.iter().map(|m| Measure::reached(m * 60_000)).collect()
    }

    #[test]
    fn what_cannot_be_had_is_null_with_its_reason() {
        let same = minutes(&[10, 20, 40]);
        let json = Value::Object(check(&same, &same, None).json());
        let needed = &json["incidents_needed_per_arm"];
        for scale in ["log", "mean", "rank"] {
            assert!(needed[scale].is_null() && json["months_needed"][scale].is_null());
            assert_eq!(needed["reasons"][scale]["kind"], "no_difference");
        }
        assert!(json["wrong_years"]["mean"]["value"].is_null());
        assert_eq!(
            json["wrong_years"]["mean"]["reason"]["kind"],
            "no_difference"
        );
    }

    #[test]
    fn open_runs_are_counted_at_the_common_end_and_named() {
        let mut slow = minutes(&[10, 20, 30]);
        slow.push(Measure::censored(3_600_000));
        let fast = minutes(&[5, 10, 15, 90]);
        let got = check(&slow, &fast, Some(3_600.0));
        assert_eq!(got.unresolved, 1);
        let cut = check(
            &minutes(&[10, 20, 30, 60]),
            &minutes(&[5, 10, 15, 60]),
            None,
        );
        assert_eq!((&got.needed, &got.wrong_way), (&cut.needed, &cut.wrong_way));
        assert_eq!(got.simulated.value, Some(-450.0));
        assert!(!got.is_sure());
    }

    #[test]
    fn months_are_those_of_both_arms() {
        let got = check(&minutes(&[10, 20, 40]), &minutes(&[5, 11, 20]), None);
        assert_eq!(got.incidents_per_year, 172);
        assert!((got.months(1_732) - 242.24).abs() < 0.01);
        assert_eq!(RealityCheck::incidents(Ok(385.2)), Some(386));
    }
}
