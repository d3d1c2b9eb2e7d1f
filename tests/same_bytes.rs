//! The same inputs give the same bytes of log: in any time zone and locale, with fused
//! multiply-add and without, in debug and in release.

#[path = "support/program.rs"]
mod program;
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use sandtable::files::{Kind, shipped};
use sandtable::model::Scenario;

/// What must make no difference.
const SURROUNDINGS: [&[(&str, &str)]; 3] = [
    &[],
    &[("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-AVX2")],
    &[
        ("TZ", "XYZ-13:45"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANG", "tr_TR.UTF-8"),
        ("RUST_BACKTRACE", "1"),
    ],
];

#[test]
fn surroundings_make_no_difference() {
    compare_logs(&[env!("CARGO_BIN_EXE_sandtable")], seeds().min(3));
}

/// Run by `tests/run`, which builds both.
#[test]
#[ignore = "needs a second build, named in SANDTABLE_OTHER_BUILD: `tests/run` compares debug and release"]
fn another_build_gives_the_same_logs() {
    let other = std::env::var("SANDTABLE_OTHER_BUILD").expect("it names another build");
    assert!(Path::new(&other).is_file(), "there is no file {other}");
    compare_logs(&[env!("CARGO_BIN_EXE_sandtable"), &other], seeds());
}

fn compare_logs(programs: &[&str], seeds: u64) {
    // Discussions are not run: people have them.
    let plays = |name: &str| {
        let file = format!("scenarios/{name}.ron");
        !support::shipped::<Scenario>(&file).is_discussion()
    };
    for scenario in shipped(Kind::Scenario).filter(|it| plays(it.name)) {
        for process in shipped(Kind::Process) {
            for seed in 1..=seeds {
                let mut logs = Vec::new();
                for program in programs {
                    for variables in SURROUNDINGS {
                        logs.push(log(program, variables, scenario.name, process.name, seed));
                    }
                }
                assert!(
                    logs.iter().all(|log| *log == logs[0]),
                    "not the same everywhere: sandtable run {} --process {} --seed {seed}",
                    scenario.name,
                    process.name,
                );
            }
        }
    }
}

/// The bytes of the log of one run.
fn log(
    program: &str,
    variables: &[(&str, &str)],
    scenario: &str,
    process: &str,
    seed: u64,
) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let seed = seed.to_string();
    let output = Command::new(program)
        .args(["run", scenario, "--process", process, "--seed", &seed])
        .args(["--quiet", "--out", "kept"])
        .envs(variables.iter().copied())
        .current_dir(folder.path())
        .output();
    let (code, _, err) = program::answer(output.expect("it starts"));
    assert_eq!((code, err.as_str()), (0, ""), "{scenario} {process} {seed}");
    fs::read(folder.path().join("kept/log.jsonl")).unwrap()
}

fn seeds() -> u64 {
    let set = std::env::var("SANDTABLE_SEEDS").ok();
    set.map_or(2, |seeds| {
        seeds.parse().expect("SANDTABLE_SEEDS is a number")
    })
}
