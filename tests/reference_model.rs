//! The reference model `page-escalate-resolve` comes out as everywhere: the same figures as tools
//! that know nothing of people, boards and beliefs, through the same engine as every other script.
//!
//! `SANDTABLE_MODEL_RUNS` sets how many runs of thirty days stand behind the figures.

mod models;
#[path = "support/program.rs"]
mod program;
mod support;

use models::{Incident, Mean, Run, agrees, mean, quantile_of, ratio};
use sandtable::exercise::Exercise;
use sandtable::files;

fn count() -> u64 {
    let set = std::env::var("SANDTABLE_MODEL_RUNS").ok();
    set.map_or(150, |text| {
        text.parse().expect("SANDTABLE_MODEL_RUNS is a number")
    })
}

/// A share or a number for each incident.
fn per_incident(runs: &[Run], of: impl Fn(&Run) -> f64) -> Mean {
    let sums = runs.iter().map(|r| (of(r), r.incidents.len() as f64));
    ratio(sums.collect())
}

fn per_run(runs: &[Run], of: impl Fn(&Run) -> f64) -> Mean {
    ratio(runs.iter().map(|r| (of(r), 1.0)).collect())
}

/// Expected values: a million runs of the model by the hand-written program of `benches/peers`.
#[test]
fn thirty_days_come_out_as_in_every_other_tool() {
    let plan = models::plan();
    let runs = models::runs(&plan, 1..count() + 1);
    let waits = |r: &Run| r.incidents.iter().filter(|i| i.wait() > 1e-6).count() as f64;
    let records: u64 = runs.iter().map(|r| r.records).sum();
    let events: u64 = runs.iter().map(Run::model_events).sum();
    println!(
        "{} runs, {:.2} records for each model event",
        runs.len(),
        records as f64 / events as f64
    );
    agrees(
        "incidents",
        per_run(&runs, |r| r.incidents.len() as f64),
        240.0,
    );
    agrees(
        "model events",
        per_run(&runs, |r| r.model_events() as f64),
        1317.42,
    );
    agrees(
        "attempts an incident",
        per_incident(&runs, |r| r.attempts as f64),
        1.21361,
    );
    agrees(
        "handoffs an incident",
        per_incident(&runs, |r| r.handoffs as f64),
        0.13779,
    );
    agrees("share waiting", per_incident(&runs, waits), 0.10143);
    agrees(
        "mean time to detect",
        mean(&runs, Incident::time_to_detect),
        6.0,
    );
    agrees(
        "mean time to acknowledge",
        mean(&runs, Incident::time_to_acknowledge),
        5.0975,
    );
    agrees("mean wait", mean(&runs, Incident::wait), 11.3619);
    agrees(
        "mean time to resolve",
        mean(&runs, Incident::time_to_resolve),
        128.1295,
    );
    for (share, detect, acknowledge, resolve) in
        [(0.5, 4.159, 2.988, 96.07), (0.95, 17.977, 15.068, 324.8)]
    {
        let p = (share * 100.0) as u32;
        let seen = quantile_of(&runs, share, Incident::time_to_detect);
        agrees(&format!("p{p} time to detect"), seen, detect);
        let seen = quantile_of(&runs, share, Incident::time_to_acknowledge);
        agrees(&format!("p{p} time to acknowledge"), seen, acknowledge);
        let seen = quantile_of(&runs, share, Incident::time_to_resolve);
        agrees(&format!("p{p} time to resolve"), seen, resolve);
    }
}

/// What the benchmark measures is what `run` plays: the same bytes, though its world has been used
/// before.
#[test]
fn the_benchmark_writes_the_log_of_run() {
    let folder = tempfile::tempdir().expect("there is room for one");
    let arguments = [
        "run",
        models::NAME,
        "--seed",
        "7",
        "--quiet",
        "--out",
        "kept",
    ];
    let (code, _, err) = program::sandtable(folder.path(), &arguments);
    assert_eq!((code, err.as_str()), (0, ""));
    let plan = models::plan();
    let mut exercise = Exercise::of_plan(plan.clone(), 0);
    for seed in [3, 7] {
        models::play(&mut exercise, seed);
    }
    let header = files::header(models::setup(), 7, plan.degraded.clone());
    let own = folder.path().join("own.jsonl");
    files::write_log(&own, &header, exercise.records()).expect("it can be written");
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).expect("it is there");
    let lines = |path: &str| -> Vec<String> { read(path).lines().map(String::from).collect() };
    support::assert_same("log.jsonl", &lines("own.jsonl"), &lines("kept/log.jsonl"));
}
