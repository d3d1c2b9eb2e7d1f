//! A comparison for programs: `summary.json`.

use serde_json::{Map, Value, json};

use super::arm::{ArmSummary, MeasureSummary};
use super::contrast::{Contrast, Contrasts};
use super::why::{Waterfall, Why};
use super::{Comparison, Study};
use crate::score::Kind;
use crate::stats::{Estimate, LEVEL};

/// The fields of `summary.json`, whose first ones say what it is. What cannot be had is null, and
/// `reasons` beside it says why.
pub fn json(study: &Study, comparison: &Comparison, done: u64) -> Map<String, Value> {
    let arms: Vec<Value> = comparison.arms.iter().map(json_of_arm).collect();
    let each = |contrasts: &Contrasts| {
        let all = contrasts.measures.iter();
        let one = |contrast: &Contrast| contrast_json(study, contrasts, contrast);
        all.map(one).collect::<Vec<_>>()
    };
    let contrasts: Vec<Value> = comparison.contrasts.iter().flat_map(each).collect();
    let whys: Vec<Value> = comparison
        .contrasts
        .iter()
        .filter_map(|it| Some(why_json(study, it, it.why.as_ref()?)))
        .collect();
    let value = json!({
        "format": 1,
        "kind": "comparison",
        "runs": done,
        "runs_asked": study.runs,
        "seed": study.seed,
        "level": LEVEL,
        "primary": study.primary.name,
        "band": study.band,
        "incidents_per_month": study.per_month,
        "arms": arms,
        "contrasts": contrasts,
        "why": whys,
    });
    match value {
        Value::Object(fields) => fields,
        _ => unreachable!("it is written as an object"),
    }
}

/// One arm by measure.
fn json_of_arm(arm: &ArmSummary) -> Value {
    let measures: Map<String, Value> = arm
        .measures
        .iter()
        .map(|measure| (measure.metric.name.to_string(), measure_json(measure)))
        .collect();
    json!({
        "name": arm.name,
        "process": arm.process,
        "team": arm.team,
        "scenario": arm.scenario,
        "n": arm.n,
        "over_budget": arm.over_budget,
        "measures": measures,
    })
}

fn measure_json(it: &MeasureSummary) -> Value {
    let figures = [
        ("mean", &it.mean),
        ("geometric_mean", &it.geometric_mean),
        ("median", &it.median),
        ("p90", &it.p90),
        ("p95", &it.p95),
    ];
    let mut value = json!({
        "kind": kind(it.metric.kind()),
        "unit": it.metric.unit.word(),
        "clock": it.metric.clock(),
        "n": it.n,
        "censored": it.censored,
        "not_applicable": it.not_applicable,
        "cut": it.cut,
        "rmst": it.restricted_mean.as_ref().and_then(|it| it.value),
        "rmst_ci95": it.restricted_mean.as_ref().and_then(interval),
        "reasons": reasons(&figures),
    });
    let fields = value.as_object_mut().expect("it is an object");
    for (name, figure) in figures {
        fields.insert(name.into(), json!(figure.value));
        fields.insert(format!("{name}_ci95"), json!(interval(figure)));
    }
    value
}

fn contrast_json(study: &Study, of: &Contrasts, it: &Contrast) -> Value {
    let case = &study.cases[of.arm];
    let (difference, ratio) = (&it.mean_difference.estimate, &it.ratio.estimate);
    let figures = [
        ("mean_difference", difference),
        ("ratio_of_geometric_means", ratio),
        ("hodges_lehmann", &it.hodges_lehmann),
        ("better_in_share_of_runs", &it.better),
    ];
    let quantiles: Map<String, Value> = it
        .quantiles
        .iter()
        .map(|quantile| {
            let figure = &quantile.difference;
            let told =
                json!({"value": figure.value, "ci95": interval(figure), "reason": figure.reason});
            (format!("p{:.0}", 100.0 * quantile.p), told)
        })
        .collect();
    let mut value = json!({
        "baseline": study.cases[of.baseline].name,
        "arm": case.name,
        "scenario": case.scenario,
        "measure": it.metric.name,
        "unit": it.metric.unit.word(),
        "pairs": it.pairs,
        "left_out": it.left_out,
        "open": it.open,
        "equal_in_every_pair": it.is_equal,
        "mean_difference": difference.value,
        "ci95": interval(difference),
        "ci95_with_assumptions": it.difference_with_assumptions,
        "ratio_of_geometric_means": ratio.value,
        "ratio_ci95": interval(ratio),
        "ratio_ci95_with_assumptions": it.ratio_with_assumptions,
        "hodges_lehmann": it.hodges_lehmann.value,
        "hodges_lehmann_ci95": interval(&it.hodges_lehmann),
        "better_in_share_of_runs": it.better.value,
        "better_in_share_of_runs_ci95": interval(&it.better),
        "variance_removed": it.variance_removed,
        "p_holm": it.p_holm,
        "verdict": it.verdict.to_string(),
        "verdict_rests_on": match it.effect.with_assumptions {
            Some(_) => "simulation error and assumptions",
            None => "simulation error only",
        },
        "incidents_needed_per_arm": null,
        "reasons": reasons(&figures),
    });
    let fields = value.as_object_mut().expect("it is an object");
    if !quantiles.is_empty() {
        fields.insert("quantile_differences".into(), Value::Object(quantiles));
    }
    if let (Some(reality), true) = (&of.reality, it.metric.name == study.primary.name) {
        fields.extend(reality.json());
    }
    value
}

fn why_json(study: &Study, of: &Contrasts, why: &Why) -> Value {
    let mechanisms: Vec<Value> = why
        .mechanisms
        .iter()
        .map(|it| {
            json!({
                "mechanism": it.mechanism.word(),
                "mean_difference_without": it.left.value,
                "ci95": interval(&it.left),
                "share": it.share,
            })
        })
        .collect();
    let swings: Vec<Value> = why
        .swings
        .iter()
        .map(|it| {
            let end = |figure: &Estimate, value: String| json!({"value": value, "effect": figure.value, "ci95": interval(figure)});
            use super::assumptions::End::{High, Low};
            json!({
                "path": it.assumption.path,
                "default": it.assumption.default_words(),
                "low": end(&it.low, it.assumption.words(Low)),
                "high": end(&it.high, it.assumption.words(High)),
            })
        })
        .collect();
    json!({
        "baseline": study.cases[of.baseline].name,
        "arm": study.cases[of.arm].name,
        "scenario": study.cases[of.arm].scenario,
        "runs": why.runs,
        "waterfall": waterfall_json(&why.waterfall),
        "mean_difference": why.whole.value,
        "ci95": interval(&why.whole),
        "mechanisms": mechanisms,
        "tornado": swings,
        "keeps_its_sign": why.keeps_its_sign,
        "assumptions": why.inputs.as_ref().map(|it| json!({
            "draws": it.draws,
            "pairs": it.pairs,
            "same_sign": it.same_sign,
            "beyond_band": it.beyond_band,
            "effects": it.effects,
        })),
    })
}

fn waterfall_json(it: &Waterfall) -> Value {
    let phases: Vec<Value> = it
        .phases
        .iter()
        .map(|phase| {
            json!({
                "phase": phase.metric.name,
                "baseline_mean": phase.baseline,
                "mean_difference": phase.difference.value,
                "ci95": interval(&phase.difference),
            })
        })
        .collect();
    json!({"unit": "seconds", "phases": phases, "total": it.total.value, "total_ci95": interval(&it.total)})
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Time => "time",
        Kind::Count => "count",
        Kind::Share => "share",
        Kind::Integral => "integral",
    }
}

/// Both ends; an open one is null. Nothing where there are none.
fn interval(it: &Estimate) -> Option<[Option<f64>; 2]> {
    (it.low.is_some() || it.high.is_some()).then_some([it.low, it.high])
}

fn reasons(figures: &[(&str, &Estimate)]) -> Map<String, Value> {
    let told = figures.iter().filter_map(|(name, figure)| {
        let reason = figure.reason?;
        Some((name.to_string(), json!(reason)))
    });
    told.collect()
}
