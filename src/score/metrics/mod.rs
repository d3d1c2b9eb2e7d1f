//! Every measure of a run. Adding one is a line in the table of its family and a test: help,
//! columns, axes and keys are made from here.

mod duties;
mod harm;
mod knowledge;
mod people;
mod phases;
mod seasons;
mod times;

use serde_json::{Value, json};

use super::numbers;
use crate::base::Share;
use crate::model::Milestone;
use crate::timeline::{Episode, Measure, Status, Timeline};

/// Something measured in a run. Its value is a whole number until it is printed.
#[derive(Debug)]
pub struct Metric {
    /// As it is written on the command line: `time_to_resolve`.
    pub name: &'static str,
    /// As it heads a row: `Resolve`.
    pub title: &'static str,
    /// The milestones between which it runs, if it is a time between two.
    pub span: Option<(Milestone, Milestone)>,
    pub unit: Unit,
    pub better: Better,
    /// What it is, in a sentence or two.
    pub help: &'static str,
    /// Of a whole run: the mean over its episodes for times, everything for the rest.
    pub read: fn(&Timeline) -> Measure,
    /// Of one episode, where it can be told apart.
    pub of_episode: Option<fn(&Timeline, &Episode) -> Measure>,
}

/// What statistics make sense for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A length of time, perhaps censored.
    Time,
    Count,
    /// Between 0 and 1.
    Share,
    /// Something summed over time.
    Integral,
}

/// What its whole number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Milliseconds,
    Count,
    /// Millionths.
    Share,
    UserMilliseconds,
    PersonMilliseconds,
    /// Milliseconds of services or of all users, in millionths of them.
    ShareMilliseconds,
    ServiceMilliseconds,
    /// Whole units of money.
    Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Lower,
    Higher,
    /// Neither is better by itself.
    Neither,
}

/// The families, in the order of columns.
const FAMILIES: &[&[Metric]] = &[
    times::METRICS,
    phases::METRICS,
    harm::METRICS,
    people::METRICS,
    duties::METRICS,
    knowledge::METRICS,
    seasons::METRICS,
];

/// Every measure, in the order of columns.
pub fn metrics() -> impl Iterator<Item = &'static Metric> {
    FAMILIES.iter().copied().flatten()
}

/// The measure with this command-line name or this key.
pub fn metric(name: &str) -> Option<&'static Metric> {
    metrics().find(|m| m.name == name || (m.unit.suffix() == "_s" && m.key() == name))
}

impl Metric {
    /// As a JSON key and a CSV column: `time_to_resolve_s`, `impact_user_minutes`.
    pub fn key(&self) -> String {
        format!("{}{}", self.name, self.unit.suffix())
    }
    pub fn kind(&self) -> Kind {
        self.unit.kind()
    }
    /// What it is measured from and to: `impact → resolved`; empty for what has no clock.
    pub fn clock(&self) -> String {
        let words = |(from, to): (Milestone, Milestone)| format!("{} → {}", from.word(), to.word());
        self.span.map_or(String::new(), words)
    }
    /// The value in the unit of its key: seconds, minutes, a share, a count.
    pub fn in_key_unit(&self, measure: Measure) -> Option<f64> {
        measure
            .applies()
            .then(|| measure.value as f64 / self.unit.per_key_unit())
    }
    /// `{"value": …, "status": …}`; the value of what does not apply is null.
    pub fn json(&self, measure: Measure) -> Value {
        let whole = self.unit.per_key_unit() == 1.0;
        let value = match self.in_key_unit(measure) {
            Some(_) if whole => json!(measure.value),
            value => json!(value),
        };
        json!({"value": value, "status": measure.status})
    }
    /// As people read it: `2 h 56 min`, `1,040 person-minutes`, `61 %`, `at least 4 h`.
    pub fn words(&self, measure: Measure) -> String {
        let text = self.unit.words(measure.value);
        match measure.status {
            Status::Reached => text,
            Status::Censored => format!("over {text}"),
            Status::NotApplicable => "does not apply".into(),
        }
    }
}

impl Unit {
    pub fn kind(self) -> Kind {
        match self {
            Unit::Milliseconds => Kind::Time,
            Unit::Count | Unit::Money => Kind::Count,
            Unit::Share => Kind::Share,
            _ => Kind::Integral,
        }
    }
    fn suffix(self) -> &'static str {
        match self {
            Unit::Milliseconds => "_s",
            _ => "",
        }
    }
    /// How many of the whole number make one in the unit of the key.
    fn per_key_unit(self) -> f64 {
        match self {
            Unit::Milliseconds => 1_000.0,
            Unit::Count | Unit::Money => 1.0,
            Unit::Share => 1e6,
            Unit::UserMilliseconds | Unit::PersonMilliseconds | Unit::ServiceMilliseconds => {
                60_000.0
            }
            Unit::ShareMilliseconds => 60_000e6,
        }
    }
    /// The unit of the key, in a word.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Milliseconds => "seconds",
            Unit::Count => "count",
            Unit::Share => "share",
            Unit::UserMilliseconds => "user-minutes",
            Unit::PersonMilliseconds => "person-minutes",
            Unit::ShareMilliseconds => "impact-minutes",
            Unit::ServiceMilliseconds => "service-minutes",
            Unit::Money => "units of money",
        }
    }
    /// A value with its unit, as people read it.
    pub fn words(self, value: i64) -> String {
        match self {
            Unit::Milliseconds => numbers::millis(value),
            Unit::Count | Unit::Money => numbers::count(value),
            Unit::Share => numbers::percent(Share::ppm(value.clamp(0, 1_000_000) as u32)),
            Unit::ShareMilliseconds => {
                format!("{} {}", numbers::scaled(value, 60_000_000_000), self.word())
            }
            _ => format!("{} {}", numbers::scaled(value, 60_000), self.word()),
        }
    }
}

/// A line of a table for what is not a time between milestones.
const fn plain(
    name: &'static str,
    title: &'static str,
    unit: Unit,
    better: Better,
    read: fn(&Timeline) -> Measure,
    help: &'static str,
) -> Metric {
    Metric {
        name,
        title,
        span: None,
        unit,
        better,
        help,
        read,
        of_episode: None,
    }
}

/// The same for what an episode has by itself.
const fn by_episode(metric: Metric, of_episode: fn(&Timeline, &Episode) -> Measure) -> Metric {
    Metric {
        of_episode: Some(of_episode),
        ..metric
    }
}
