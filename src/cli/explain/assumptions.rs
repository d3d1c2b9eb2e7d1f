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
    /// As `tests/targets.rs` measures it with what is shipped, seeds from 1.
    stands: &'static str,
}

const TARGETS: [Target; 9] = [
    Target {
        what: "median time to resolve of checkout-regression, blameless, single-site-9",
        should: "40 to 120 min; at most 2 % unresolved",
        source: "GitHub status incidents: median 65 min; PagerDuty 2021: mean 126 min",
        stands: "104 min; none of 500 unresolved",
    },
    Target {
        what: "spread (sigma of the logarithm) of time to resolve, one scenario, over teams and \
               hours of the day",
        should: "at least 0.6",
        source: "logs of major incidents: 1.1 to 1.3, which are mixtures of causes and services",
        stands: "edge-regex 0.63, checkout-regression 0.67, quiet-disk 0.74, three-data-centres \
                 1.16, stolen-session 1.33 (normal laws fitted to log times cut at the horizon)",
    },
    Target {
        what: "spread over an equal mix of the operational scenarios, teams and hours",
        should: "0.9 to 1.4",
        source: "GitHub 1.1, other companies 1.1 to 1.3",
        stands: "1.14",
    },
    Target {
        what: "share of detections by monitors",
        should: "40 to 65 % over a mix of incidents",
        source: "SoCC 2022: 52 % caught by a monitor in time",
        stands: "60 %: from 12 % (stolen-session) to 78 % (checkout-regression)",
    },
    Target {
        what: "from declaration to a commander, where none is on call",
        should: "about ten minutes",
        source: "PagerDuty's training: it takes about ten minutes where nobody is designated",
        stands: "by day 11 min where somebody is asked, 12 to 13 min where somebody offers to",
    },
    Target {
        what: "longer for each further change of owner",
        should: "1.3 to 2.2 times",
        source: "two logs of service desks: 1.71 and 1.75 for each reassignment",
        stands: "edge-regex 1.49 and 1.87, checkout-regression 1.49 and 1.56, three-data-centres 1.47 \
                 and 1.91 (blameless, unmanaged). Where hardly a run has more than one change of \
                 owner, experts who were called and worked on it count too; in three-data-centres, \
                 where everybody is called over the days, with them 1.51 and 1.13",
    },
    Target {
        what: "from mitigated to resolved",
        should: "median 19 to 22 min, sigma 1.6",
        source: "GitHub status incidents",
        stands: "16 min, sigma 2.1 over three scenarios: 17 edge-regex, 46 three-data-centres, 3 \
                 checkout-regression",
    },
    Target {
        what: "between two public updates",
        should: "median 18 min, nine of ten within 55",
        source: "GitHub status incidents",
        stands: "27 min, nine of ten within 29: the simulated keep to their process's half hour",
    },
    Target {
        what: "managed against unmanaged, three-data-centres",
        should: "faster, with less impact and fewer collapses",
        source: "Blameless, Step-by-step guide: one incident told twice",
        stands: "median 10.2 against 20.6 h over 500 pairs, a third of the impact, 71 against 99 % \
                 collapse for a while, 40 against 148 runs unresolved after three days",
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
                of these has to vary it. One figure was set with an eye on what comes out, the same \
                for all scenarios: world.difficulty_sigma."
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
