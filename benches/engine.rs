//! What the engine costs: nanoseconds a record and runs a second, one thread, a world built once
//! and reset in place; memory over many runs; one thread against two. Fails where memory grows.
//!
//!     cargo bench --bench engine [-- --full | SCENARIO PROCESS]
//!
//! With a scenario and a process only that line is measured, as a profiler wants it.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use sandtable::batch::{Arm, Memory, Order, run};
use sandtable::engine::plan::Plan;
use sandtable::exercise::Exercise;
use sandtable::model::Setup;
use sandtable::score::metrics;

#[path = "../tests/support/mod.rs"]
mod support;

const SCENARIOS: [(&str, u64); 5] = [
    ("quiet-disk", 2_000),
    ("edge-regex", 400),
    ("checkout-regression", 400),
    ("three-data-centres", 100),
    ("stolen-session", 50),
];
const PROCESSES: [&str; 2] = ["unmanaged", "blameless"];

/// From a tenth of the runs to all of them a process may grow by so much: pages that the system
/// hands out late. A leak of eight bytes a run would be found in 100,000 runs.
const GROWTH_MAX_KIB: u64 = 512;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<&str> = words.iter().map(String::as_str).collect();
    if let [scenario, process] | [scenario, process, "--bench"] = names[..] {
        one_thread(scenario, process, 2_000);
        return ExitCode::SUCCESS;
    }
    let full = names.contains(&"--full");
    println!("one thread, log, boards and timeline included");
    println!(
        "{:<20} {:<10} {:>8} {:>12} {:>10} {:>12}",
        "scenario", "process", "runs", "records/run", "ns/record", "runs/s"
    );
    for (scenario, runs) in SCENARIOS {
        for process in PROCESSES {
            one_thread(scenario, process, runs);
        }
    }
    let is_flat = memory(if full { 100_000 } else { 5_000 });
    threads();
    match is_flat {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn setup(scenario: &str, process: &str) -> Arc<Setup> {
    Arc::new(support::setup(scenario, process))
}

fn one_thread(scenario: &str, process: &str, runs: u64) {
    let plan = Arc::new(Plan::new(setup(scenario, process)));
    let mut exercise = Exercise::of_plan(plan, 0);
    exercise.finish();
    let began = Instant::now();
    let mut records = 0;
    for seed in 1..=runs {
        exercise.reset(seed);
        exercise.finish();
        records += exercise.records().len() as u64;
    }
    let took = began.elapsed().as_secs_f64();
    println!(
        "{scenario:<20} {process:<10} {runs:>8} {:>12.0} {:>10.0} {:>12.0}",
        records as f64 / runs as f64,
        took * 1e9 / records as f64,
        runs as f64 / took,
    );
}

/// Whether memory does not grow with the number of runs.
fn memory(runs: u64) -> bool {
    let plan = Arc::new(Plan::new(setup("quiet-disk", "blameless")));
    let mut exercise = Exercise::of_plan(plan, 0);
    let mut early = 0;
    for seed in 1..=runs {
        exercise.reset(seed);
        exercise.finish();
        if seed == runs / 10 {
            early = resident_kib();
        }
    }
    let late = resident_kib();
    println!(
        "\nmemory: {early} KiB after {} runs, {late} KiB after {runs}",
        runs / 10
    );
    if early == 0 {
        println!("left out: whether memory is flat, which takes /proc/self/status");
    }
    let is_flat = late <= early + GROWTH_MAX_KIB;
    if !is_flat {
        println!("memory grew by more than {GROWTH_MAX_KIB} KiB");
    }
    is_flat
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:"));
    line.and_then(|l| l.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

fn threads() {
    let arms = PROCESSES.map(|p| Arm::new(p.into(), setup("edge-regex", p)));
    let all: Vec<_> = metrics().collect();
    let mut took = Vec::new();
    for threads in [1, 2] {
        let order = Order {
            threads,
            ..Order::quiet(512, 1, &all)
        };
        let began = Instant::now();
        run(&arms, &order, &mut Memory::new()).expect("threads start");
        took.push(began.elapsed().as_secs_f64());
    }
    println!(
        "two arms x 512 runs of edge-regex: {:.2} s on one thread, {:.2} s on two ({:.2}x)",
        took[0],
        took[1],
        took[0] / took[1]
    );
}
