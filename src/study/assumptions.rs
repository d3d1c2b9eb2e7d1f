//! What the defaults assume, and what else is plausible: each figure with a range.
//!
//! A figure is varied one at a time between its ends (a tornado), or all are drawn together, to
//! see how wide an effect is when nobody knows the figures (input uncertainty).

use serde_json::Value;

use crate::base::maths::{exp, log};
use crate::base::{Draws, Duration, Purpose};
use crate::model::Defaults;
use crate::model::defaults::Confidence;

/// A figure of the defaults that has a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// As studies write it: `defaults.attention.resume`.
    pub path: String,
    pub confidence: Confidence,
    value: Value,
    low: Value,
    high: Value,
}

/// One end of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Low,
    High,
}

impl End {
    fn other(self) -> End {
        match self {
            End::Low => End::High,
            End::High => End::Low,
        }
    }
}

/// Every figure with both ends of a range that differ, in the order of their paths.
pub fn assumptions(defaults: &Defaults) -> Vec<Assumption> {
    let mut found = Vec::new();
    walk(&plain(defaults), "defaults", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The figures with the widest ranges, the widest first; of two as wide the first by path.
pub fn widest(defaults: &Defaults, most: usize) -> Vec<Assumption> {
    let mut all = assumptions(defaults);
    all.sort_by(|a, b| b.reach().total_cmp(&a.reach()));
    all.truncate(most);
    all
}

impl Assumption {
    /// The defaults with this figure at one end of its range.
    pub fn set(&self, defaults: &Defaults, end: End) -> Defaults {
        with(defaults, [(self, self.end(end).clone())])
    }

    /// The value at an end, as a person writes it; of a law only what differs between its ends.
    pub fn words(&self, end: End) -> String {
        words(self.end(end), self.end(end.other()))
    }

    /// The default, as a person writes it.
    pub fn default_words(&self) -> String {
        words(&self.value, &Value::Null)
    }

    fn end(&self, end: End) -> &Value {
        match end {
            End::Low => &self.low,
            End::High => &self.high,
        }
    }

    /// How wide the range is: the logarithm of high over low, the largest of a law's parts.
    fn reach(&self) -> f64 {
        reach(&self.low, &self.high)
    }

    /// The value at place `u` of the range: the low end at 0, the default at 1/2, the high end at 1.
    fn at(&self, u: f64) -> Value {
        match u < 0.5 {
            true => between(&self.low, &self.value, 2.0 * u),
            false => between(&self.value, &self.high, 2.0 * u - 1.0),
        }
    }
}

/// The defaults with every figure drawn anew: half of the draws between the low end and the default,
/// half between it and the high end, evenly on a logarithmic scale where all are above zero.
///
/// The prior is ours, and stated: nobody has measured how sure these figures are.
pub fn draw(defaults: &Defaults, all: &[Assumption], draws: Draws, number: u64) -> Defaults {
    let drawn = all.iter().enumerate().map(|(at, figure)| {
        let key = (number, at as u64);
        let uniform = draws.of(Purpose::Assumption, key).uniform();
        (figure, figure.at(uniform))
    });
    with(defaults, drawn)
}

fn plain(defaults: &Defaults) -> Value {
    serde_json::to_value(defaults).expect("defaults are plain data")
}

fn with<'a>(
    defaults: &Defaults,
    changes: impl IntoIterator<Item = (&'a Assumption, Value)>,
) -> Defaults {
    let mut whole = plain(defaults);
    for (figure, value) in changes {
        let inner = figure.path.strip_prefix("defaults").expect("it begins so");
        let pointer = inner.replace('.', "/") + "/value";
        *whole
            .pointer_mut(&pointer)
            .expect("the path was found in it") = value;
    }
    serde_json::from_value(whole).expect("a value in a range is of its type")
}

fn walk(value: &Value, path: &str, found: &mut Vec<Assumption>) {
    let Value::Object(fields) = value else { return };
    let confidence = fields
        .get("confidence")
        .map(|it| serde_json::from_value(it.clone()));
    match (
        confidence,
        fields.get("value"),
        fields.get("low"),
        fields.get("high"),
    ) {
        (Some(Ok(confidence)), Some(value), Some(low), Some(high)) => {
            if !low.is_null() && !high.is_null() && low != high {
                found.push(Assumption {
                    path: path.to_string(),
                    confidence,
                    value: value.clone(),
                    low: low.clone(),
                    high: high.clone(),
                });
            }
        }
        _ => {
            for (name, inner) in fields {
                walk(inner, &format!("{path}.{name}"), found);
            }
        }
    }
}

/// A leaf as a number: itself, or a length of time in milliseconds.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(_) => {
            let length = serde_json::from_value::<Duration>(value.clone()).ok()?;
            Some(length.as_millis() as f64)
        }
        _ => None,
    }
}

fn reach(low: &Value, high: &Value) -> f64 {
    match (low, high) {
        (Value::Object(low), Value::Object(high)) => {
            let both = low
                .iter()
                .filter_map(|(key, low)| Some((low, high.get(key)?)));
            both.map(|(low, high)| reach(low, high)).fold(0.0, f64::max)
        }
        _ => match (number(low), number(high)) {
            // From zero there is no ratio; such a range is wide.
            (Some(low), Some(high)) if low > 0.0 && high > 0.0 => log(high / low).abs(),
            (Some(low), Some(high)) if low != high => f64::INFINITY,
            _ => 0.0,
        },
    }
}

/// The value a share `t` of the way from one to the other, part by part.
fn between(from: &Value, to: &Value, t: f64) -> Value {
    if let (Value::Object(from), Value::Object(to)) = (from, to) {
        let part = |(key, from): (&String, &Value)| {
            let value = to.get(key).map_or(from.clone(), |to| between(from, to, t));
            (key.clone(), value)
        };
        return Value::Object(from.iter().map(part).collect());
    }
    let (Some(low), Some(high)) = (number(from), number(to)) else {
        return from.clone();
    };
    let middle = match low > 0.0 && high > 0.0 {
        true => low * exp(t * log(high / low)),
        false => low + t * (high - low),
    };
    match from {
        Value::String(_) => {
            let length = Duration::millis(middle.round() as i64);
            serde_json::to_value(length).expect("a length is plain data")
        }
        Value::Number(whole) if whole.is_i64() && to.is_i64() => Value::from(middle.round() as i64),
        _ => Value::from(middle),
    }
}

/// A law names its parts, unless it differs from the other in one alone: then that is enough.
fn words(value: &Value, other: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(law) => {
            let parts = law.iter().map(|(kind, inner)| match inner {
                Value::Object(fields) => {
                    let of_other = other.get(kind);
                    let differs = |(key, value): &(&String, &Value)| {
                        of_other.and_then(|it| it.get(*key)) != Some(*value)
                    };
                    let told: Vec<(&String, &Value)> = fields.iter().filter(differs).collect();
                    match told.as_slice() {
                        [(_, one)] => words(one, &Value::Null),
                        some => {
                            let part = |(key, value): &(&String, &Value)| {
                                format!("{key} {}", words(value, &Value::Null))
                            };
                            some.iter().map(part).collect::<Vec<_>>().join(", ")
                        }
                    }
                }
                other => format!("{kind} {}", words(other, &Value::Null)),
            });
            parts.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_place_between_two_values_is_of_their_kind() {
        assert_eq!(between(&json!("1m"), &json!("4m"), 0.5), json!("2m"));
        assert_eq!(between(&json!(0.0), &json!(0.5), 0.5), json!(0.25));
        assert_eq!(between(&json!(2), &json!(8), 0.5), json!(4));
        let law = |median: &str| json!({"LogNormal": {"median": median, "sigma": 0.7}});
        let middle = between(&law("1m"), &law("4m"), 0.5);
        assert_eq!(middle["LogNormal"]["median"], json!("2m"));
        assert!((reach(&law("1m"), &law("4m")) - log(4.0)).abs() < 1e-12);
        assert_eq!(words(&law("4m"), &Value::Null), "median 4m, sigma 0.7");
        assert_eq!(words(&law("4m"), &law("1m")), "4m");
    }
}
