//! `--fail-if 'time_to_resolve.p90 > 30m'`: a threshold for scripts.

use std::fmt;

use crate::base::Duration;
use crate::score::{self, Kind, Metric};
use crate::stats::Estimate;
use crate::study::{ArmSummary, Comparison, MeasureSummary};

/// A condition on a figure of an arm, under which a command ends with exit code 1.
#[derive(Clone, Debug)]
pub struct Threshold {
    text: String,
    /// Only of this arm.
    arm: Option<String>,
    metric: &'static Metric,
    figure: Figure,
    is_above: bool,
    or_equal: bool,
    /// In the unit of the measure's key.
    limit: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    Mean,
    GeometricMean,
    Median,
    P90,
    P95,
    Open,
}

const FIGURES: [(&str, Figure); 6] = [
    ("mean", Figure::Mean),
    ("geometric_mean", Figure::GeometricMean),
    ("median", Figure::Median),
    ("p90", Figure::P90),
    ("p95", Figure::P95),
    ("censored", Figure::Open),
];

/// Reads `[ARM:]MEASURE.FIGURE > LIMIT`.
pub fn parse(text: &str) -> Result<Threshold, String> {
    let how = "a threshold is written MEASURE.FIGURE > LIMIT, as 'time_to_resolve.p90 > 30m', and for one arm alone 'blameless:time_to_resolve.p90 > 30m'";
    let at = text.find(['<', '>']).ok_or(how)?;
    let (left, right) = text.split_at(at);
    let is_above = right.starts_with('>');
    let or_equal = right[1..].starts_with('=');
    let limit = right[1 + usize::from(or_equal)..].trim();
    let (arm, figure) = match left.trim().rsplit_once(':') {
        Some((arm, figure)) => (Some(arm.trim().to_string()), figure.trim()),
        None => (None, left.trim()),
    };
    let (name, figure) = figure.rsplit_once('.').ok_or(how)?;
    let metric = score::metric(name).ok_or_else(|| {
        format!("no measure is called `{name}`; `sandtable explain measures` lists them")
    })?;
    let known = FIGURES.iter().find(|(word, _)| *word == figure);
    let (_, figure) = *known.ok_or_else(|| {
        let words = FIGURES.map(|(word, _)| word).join(", ");
        format!("`{figure}` is no figure of an arm; there are {words}")
    })?;
    Ok(Threshold {
        text: text.trim().to_string(),
        arm,
        metric,
        figure,
        is_above,
        or_equal,
        limit: number(limit, metric, figure)?,
    })
}

fn number(text: &str, metric: &Metric, figure: Figure) -> Result<f64, String> {
    let plain = text.parse::<f64>().ok().filter(|it| it.is_finite());
    let percent = || Some(text.strip_suffix('%')?.trim().parse::<f64>().ok()? / 100.0);
    let length = || Duration::parse(text).ok().map(Duration::as_seconds_f64);
    let (number, how) = match (metric.kind(), figure) {
        (_, Figure::Open) => (plain, "a number of runs, as 10"),
        (Kind::Time, _) => (length(), "a length of time, as 30m"),
        (Kind::Share, _) => (percent().or(plain), "a share, as 20% or 0.2"),
        _ => (plain, "a number, as 12"),
    };
    number.ok_or_else(|| format!("`{text}` is no limit for `{}`: write {how}", metric.name))
}

impl Threshold {
    /// The arms in which the condition holds, each in a sentence. A figure that cannot be had is
    /// beyond what was watched, or not estimable, and that is said too.
    pub fn missed(&self, comparison: &Comparison) -> Result<Vec<String>, String> {
        let mut missed = Vec::new();
        let mut asked = 0;
        for arm in &comparison.arms {
            if self.arm.as_ref().is_some_and(|name| *name != arm.name) {
                continue;
            }
            asked += 1;
            if let Some(measure) = arm.measure(self.metric.name)
                && let Some(told) = self.told(arm, measure)
            {
                missed.push(told);
            }
        }
        match asked {
            0 => Err(format!(
                "`--fail-if {}` names an arm that is not there",
                self.text
            )),
            _ => Ok(missed),
        }
    }

    fn told(&self, arm: &ArmSummary, measure: &MeasureSummary) -> Option<String> {
        let of = |estimate: &Estimate| estimate.value;
        let value = match self.figure {
            Figure::Mean => of(&measure.mean),
            Figure::GeometricMean => of(&measure.geometric_mean),
            Figure::Median => of(&measure.median),
            Figure::P90 => of(&measure.p90),
            Figure::P95 => of(&measure.p95),
            Figure::Open => Some(measure.censored as f64),
        };
        // Later than anybody watched is above any limit.
        let beyond = value.is_none() && measure.censored > 0;
        let holds = match value {
            Some(value) if value == self.limit => self.or_equal,
            Some(value) => (value > self.limit) == self.is_above,
            None => beyond && self.is_above,
        };
        let what = match value {
            Some(value) => format!("it is {value:.3}"),
            None => "it is beyond the end of the runs".into(),
        };
        holds.then(|| format!("{}, {}: {self} holds: {what}", arm.scenario, arm.name))
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_read_in_the_unit_of_their_measure() {
        let got = parse("blameless: time_to_resolve.p90 >= 30m").unwrap();
        assert_eq!(
            (got.arm.as_deref(), got.limit),
            (Some("blameless"), 1_800.0)
        );
        assert!(got.is_above && got.or_equal && got.figure == Figure::P90);
        assert_eq!(parse("pages_sent.mean<12").unwrap().limit, 12.0);
        for wrong in [
            "time_to_resolve > 30m",
            "time_to_resolve.p90 30m",
            "time_to_resolve.p42 > 30m",
            "time_to_nothing.p90 > 30m",
            "time_to_resolve.p90 > soon",
            "time_to_resolve.mean > 30",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
