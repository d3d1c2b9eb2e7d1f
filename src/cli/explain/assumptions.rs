//! `explain assumptions`: what should come out, how near we are, and which figures nobody has
//! measured.

use serde_json::Value;

use super::topics::{Topic, shipped_value};
use crate::files::{Kind, shipped};
use crate::model::Defaults;

/// A figure from the literature that has to come out of a run; no setting writes it in.
struct Target {
    what: &'static str,
    should: &'static str,
    source: &'static str,
    /// As measured with what is shipped: `compare`, 150 pairs, seeds from 1, single-site-9.
    stands: &'static str,
}

const TARGETS: [Target; 6] = [
    Target {
        what: "median time to resolve of checkout-regression, blameless, single-site-9",
        should: "40 to 120 min; at most 2 % unresolved",
        source: "GitHub status incidents: median 65 min; PagerDuty 2021: mean 126 min",
        stands: "101 min; none of 150 unresolved",
    },
    Target {
        what: "spread (sigma of the logarithm) of time to resolve, one scenario",
        should: "at least 0.6",
        source: "logs of major incidents: 1.1 to 1.3, which are mixtures of causes and services",
        stands: "three-data-centres 0.75, checkout-regression 0.61, stolen-session 0.58 and \
                 edge-regex 0.54 (resolved runs, blameless): the last two fall short",
    },
    Target {
        what: "from declaration to a commander who is asked for then",
        should: "about ten minutes",
        source: "PagerDuty's training: it takes about ten minutes where nobody is designated",
        stands: "10 min by day (checkout-regression, edge-regex), 19 min at three in the morning",
    },
    Target {
        what: "from mitigated to resolved",
        should: "median 19 to 22 min",
        source: "GitHub status incidents",
        stands: "13 min edge-regex, 30 min three-data-centres, 3 min checkout-regression",
    },
    Target {
        what: "managed against unmanaged, three-data-centres",
        should: "faster, with less impact and fewer collapses",
        source: "Blameless, Step-by-step guide: one incident told twice",
        stands: "median 10.3 against 11.9 h, 5 against 16 of 150 runs unresolved",
    },
    Target {
        what: "share of detections by monitors",
        should: "40 to 65 % over a mix of incidents",
        source: "SoCC 2022: 52 % caught by a monitor in time",
        stands: "not measured yet",
    },
];

/// The topic: targets first, then the figures that rest on judgement alone.
pub fn topic() -> Topic {
    let targets = TARGETS.iter().map(|target| {
        let told = format!(
            "should be: {}. From: {}. We stand at: {}.",
            target.should, target.source, target.stands
        );
        (target.what.to_string(), told)
    });
    let mut parts: Vec<(String, String)> = targets.collect();
    parts.extend(unmeasured());
    Topic {
        group: "assumptions",
        what: "the",
        name: "assumptions".into(),
        words: "What should come out of runs and where we stand, then every figure of the shipped \
                defaults that nobody has measured, with what it rests on. A study that hangs on one \
                of these has to vary it."
            .into(),
        parts,
        ..Topic::default()
    }
}

/// Every shipped figure whose confidence is `Assumption`: its path, value and reason.
fn unmeasured() -> Vec<(String, String)> {
    let file = shipped(Kind::Defaults)
        .next()
        .expect("defaults are shipped");
    let defaults: Defaults = shipped_value(file.text);
    let value = serde_json::to_value(&defaults).expect("defaults are plain data");
    let mut found = Vec::new();
    walk(&value, "defaults", &mut found);
    found
}

fn walk(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    let Value::Object(fields) = value else { return };
    if fields.get("confidence").and_then(Value::as_str) == Some("Assumption") {
        let show = |key: &str| match fields.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let reason = format!(
            "{} (from {} to {}): {}",
            show("value"),
            show("low"),
            show("high"),
            show("source")
        );
        found.push((path.to_string(), reason));
        return;
    }
    for (name, inner) in fields {
        walk(inner, &format!("{path}.{name}"), found);
    }
}
