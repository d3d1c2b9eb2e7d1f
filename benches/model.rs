//! What the reference model `page-escalate-resolve` costs: nanoseconds of processor time for each
//! model event on one thread, log, boards and timeline included, beside four other programs of the
//! same model (`benches/peers`) in the same run; and what a second thread brings.
//!
//!     cargo bench --bench model
//!
//! The peers are built here, outside the package; what cannot be built on this machine (no Python,
//! no network) is left out and named. Each first has to print the model's known figures.

#[path = "../tests/models/mod.rs"]
mod models;
#[path = "../tests/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Instant;

use mimalloc::MiMalloc;
use sandtable::engine::plan::Plan;
use sandtable::exercise::Exercise;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How often everything is measured; the middle one counts.
const ROUNDS: usize = 5;
/// DAYS REPLICATIONS SEED and what comes out: incidents, events, attempts, handoffs, waited, and
/// mean times in minutes. Twenty-five programs agree on these.
const KNOWN: [(&str, [f64; 5], [f64; 4]); 3] = [
    (
        "30 10 1",
        [2432.0, 13270.0, 2916.0, 313.0, 254.0],
        [6.10030, 4.98287, 11.88984, 131.03876],
    ),
    (
        "3 100 1",
        [2424.0, 13317.0, 2953.0, 334.0, 253.0],
        [6.09406, 5.13295, 10.71961, 126.67640],
    ),
    (
        "30 20 1",
        [4817.0, 26375.0, 5825.0, 641.0, 495.0],
        [6.089387, 5.071774, 11.421244, 129.006499],
    ),
];

/// Another program of the same model.
struct Peer {
    name: &'static str,
    program: PathBuf,
    script: Option<PathBuf>,
    replications: u32,
}

fn main() -> ExitCode {
    let peers = peers();
    let mut wrong = Vec::new();
    for peer in &peers {
        if let Some(line) = peer.differs() {
            wrong.push(format!(
                "{} does not come to the known figures: {line}",
                peer.name
            ));
        }
    }
    let plan = models::plan();
    let mut ours = Vec::new();
    let mut theirs = vec![Vec::new(); peers.len()];
    for round in 0..ROUNDS {
        ours.push(sandtable(&plan, 100 * round as u64));
        for (peer, times) in peers.iter().zip(&mut theirs) {
            times.push(peer.ns_per_event());
        }
    }
    println!("thirty days of page-escalate-resolve, processor time, one thread");
    println!("{:<34} {:>14} {:>14}", "", "ns/model event", "x sandtable");
    let own = median(ours);
    println!("{:<34} {own:>14.0} {:>14}", "sandtable", 1);
    for (peer, times) in peers.iter().zip(theirs) {
        let ns = median(times);
        println!("{:<34} {ns:>14.0} {:>14.2}", peer.name, ns / own);
    }
    threads(&plan);
    for line in &wrong {
        println!("{line}");
    }
    match wrong.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// A hundred runs, each reset in place, as a batch does it.
fn sandtable(plan: &Arc<Plan>, first: u64) -> f64 {
    let mut exercise = Exercise::of_plan(plan.clone(), 0);
    exercise.finish();
    let (mut events, mut took) = (0, 0.0);
    for seed in first..first + 100 {
        let began = processor_ns();
        models::play(&mut exercise, seed);
        took += processor_ns() - began;
        events += models::of(exercise.records()).model_events();
    }
    took / events as f64
}

fn threads(plan: &Arc<Plan>) {
    let all = |threads: u64| {
        let began = Instant::now();
        std::thread::scope(|scope| {
            for thread in 0..threads {
                scope.spawn(move || {
                    let mut exercise = Exercise::of_plan(plan.clone(), 0);
                    for seed in (0..400).filter(|seed| seed % threads == thread) {
                        models::play(&mut exercise, seed);
                    }
                });
            }
        });
        began.elapsed().as_secs_f64()
    };
    let (one, two) = (all(1), all(2));
    println!(
        "400 runs: {one:.2} s on one thread, {two:.2} s on two ({:.2}x)",
        one / two
    );
}

/// What can be built and run here.
fn peers() -> Vec<Peer> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers");
    let mut peers = Vec::new();
    for (name, package, replications) in [
        ("Rust by hand", "by-hand", 1_000),
        ("NeXosim 1.0.0", "nexosim-peer", 100),
    ] {
        let manifest = folder
            .join(package.trim_end_matches("-peer"))
            .join("Cargo.toml");
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--quiet", "--release", "--target-dir"])
            .arg(&built);
        cargo.arg("--manifest-path").arg(manifest);
        match succeeds(&mut cargo) {
            true => peers.push(Peer {
                name,
                program: built.join("release").join(package),
                script: None,
                replications,
            }),
            false => println!("left out: {name}, which could not be built (is there a network?)"),
        }
    }
    let python = built.join("python");
    let has_python = python.join("bin/python").exists()
        || succeeds(Command::new("python3").args(["-m", "venv"]).arg(&python));
    let program = python.join("bin/python");
    let mut pip = Command::new(&program);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    pip.arg("simpy==4.1.2");
    let has_simpy = has_python && succeeds(&mut pip);
    for (name, script, is_there, lacks) in [
        (
            "Python, a loop over a heap",
            "heap_loop.py",
            has_python,
            "python3 and its venv",
        ),
        (
            "SimPy 4.1.2",
            "with_simpy.py",
            has_simpy,
            "python3, or pip a network",
        ),
    ] {
        match is_there {
            true => peers.push(Peer {
                name,
                program: program.clone(),
                script: Some(folder.join(script)),
                replications: 10,
            }),
            false => println!("left out: {name}, for want of {lacks}"),
        }
    }
    peers
}

impl Peer {
    /// What it prints for DAYS REPLICATIONS SEED.
    fn figures(&self, arguments: &str) -> Vec<f64> {
        let mut command = Command::new(&self.program);
        command.args(&self.script).args(arguments.split(' '));
        let out = command.env("PYTHONDONTWRITEBYTECODE", "1").output();
        let out = out.map_or(String::new(), |o| String::from_utf8_lossy(&o.stdout).into());
        out.split_whitespace()
            .filter_map(|t| t.parse().ok())
            .collect()
    }

    /// What it prints where that is not what is known.
    fn differs(&self) -> Option<String> {
        for (arguments, counts, means) in KNOWN {
            let seen = self.figures(arguments);
            let same = seen.len() == 10
                && seen[..5] == counts
                && seen[5..9]
                    .iter()
                    .zip(means)
                    .all(|(a, b)| (a - b).abs() < 1e-5);
            if !same {
                return Some(format!("{arguments}: {seen:?}"));
            }
        }
        None
    }

    fn ns_per_event(&self) -> f64 {
        let figures = self.figures(&format!("30 {} 7", self.replications));
        figures.last().copied().unwrap_or(f64::NAN)
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|out| out.status.success())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Nanoseconds of processor time of this thread so far; of the clock where nobody counts them.
fn processor_ns() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = text.split_whitespace().next().and_then(|t| t.parse().ok());
    first.unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.map_or(0.0, |t| t.as_nanos() as f64)
    })
}
