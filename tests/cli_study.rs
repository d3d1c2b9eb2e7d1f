//! Long work through the program: studies, interruptions, shards, saved results, thresholds.

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use program::{answer, program, sandtable, typed};

const COMPARE: &str =
    "compare quiet-disk --process unmanaged --process blameless --why off --quiet";
/// What is the same whoever ran which part.
const RESULTS: [&str; 6] = [
    "runs.csv",
    "summary.json",
    "summary.md",
    "report.html",
    "study.ron",
    "plots/times.svg",
];

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

#[track_caller]
fn fine(folder: &Path, line: &str) -> String {
    let (code, out, err) = typed(folder, line);
    assert_eq!(code, 0, "{line}: {err}");
    out
}

#[track_caller]
fn refused(folder: &Path, line: &str, why: &str) {
    let (code, out, err) = typed(folder, line);
    assert_eq!((code, out.as_str()), (2, ""), "{line}: {err}");
    assert!(err.contains(why), "{line}: {err}");
}

#[track_caller]
fn same(folder: &Path, one: &str, other: &str) {
    for name in RESULTS {
        let read = |of: &str| fs::read(folder.join(of).join(name)).unwrap();
        assert!(read(one) == read(other), "{name} of {one} and {other}");
    }
}

fn json(folder: &Path, name: &str) -> Value {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn shards_in_any_order_merge_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let long = format!("{COMPARE} --runs 2500");
    fine(here, &format!("{long} --out whole"));
    for (shard, threads) in [("0/2", "1"), ("1/2", "3")] {
        let out = shard.replace('/', "-of-");
        let told = fine(
            here,
            &format!("{long} --shard {shard} --threads {threads} --out {out}"),
        );
        assert!(told.contains("blocks"), "{told}");
        assert!(!here.join(&out).join("summary.json").exists());
    }
    fine(here, "merge 1-of-2 0-of-2 --out merged --why off --quiet");
    same(here, "whole", "merged");
    // A part is missing, or there twice, or of other inputs.
    refused(here, "merge 0-of-2 --out none", "shards are missing: 1/2");
    refused(here, "merge 0-of-2 0-of-2 --out none", "is there twice");
    fine(here, &format!("{long} --seed 9 --shard 1/2 --out other"));
    refused(
        here,
        "merge 0-of-2 other --out none",
        "are not of one study",
    );
    refused(
        here,
        "merge whole missing --out none",
        "there is no shard in missing",
    );
    assert!(!here.join("none").exists());
}

#[test]
fn wrong_shards_and_folders_are_refused_and_leave_results_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let short = format!("{COMPARE} --runs 20");
    fine(here, &format!("{short} --out kept"));
    let before: Vec<Vec<u8>> = RESULTS
        .map(|name| fs::read(here.join("kept").join(name)).unwrap())
        .into();
    refused(
        here,
        &format!("{short} --shard 5/4 --out kept"),
        "they count from 0 to 3",
    );
    refused(here, &format!("{short} --shard 0/2"), "--out");
    refused(
        here,
        &format!("{short} --shard 0/2 --precision 5% --out kept"),
        "--precision",
    );
    refused(
        here,
        &format!("{short} --shard auto --out kept"),
        "write --shard i/n",
    );
    refused(
        here,
        "compare quiet-disk --process blameless --out kept",
        "nothing to compare it with",
    );
    refused(
        here,
        &format!("{short} --resume --out nothing"),
        "nothing to go on with",
    );
    fs::write(here.join("file"), "").unwrap();
    refused(here, &format!("{short} --out file/below"), "cannot make");
    let after: Vec<Vec<u8>> = RESULTS
        .map(|name| fs::read(here.join("kept").join(name)).unwrap())
        .into();
    assert!(before == after);
}

#[test]
fn an_unknown_path_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("{COMPARE} --runs 20 --set process.pagin.levels[0].after=5m");
    let (code, out, err) = typed(folder.path(), &line);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.contains("process.pagin.levels[0].after"), "{err}");
}

/// Starts a comparison that would take long, and presses Ctrl-C once it is under way.
fn interrupted(folder: &Path, line: &str) -> (i32, String, String) {
    let mut started = program(folder, &words(line));
    started.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = started.spawn().expect("it starts");
    // The folder is made just before the first run.
    while !folder.join("cut/blocks.part/arms.json").exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(300));
    let interrupt = format!("kill -INT {}", child.id());
    let sent = Command::new("sh").args(["-c", &interrupt]).status();
    assert!(sent.expect("there is a shell").success());
    answer(child.wait_with_output().expect("it ends"))
}

#[test]
fn an_interrupted_study_reports_whole_blocks_and_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let long = COMPARE.replace(" --quiet", "") + " --runs 5000";
    let (code, out, err) = interrupted(here, &format!("{long} --out cut"));
    assert_eq!(code, 130, "{err}");
    let summary = json(here, "cut/summary.json");
    let done = summary["runs"].as_u64().unwrap();
    assert!(
        done > 0 && done < 5_000 && done.is_multiple_of(1_024),
        "{done}"
    );
    assert_eq!(
        (summary["runs_asked"].as_u64(), summary["ended"].as_str()),
        (Some(5_000), Some("interrupted"))
    );
    for arm in summary["arms"].as_array().unwrap() {
        assert_eq!(
            arm["n"].as_u64(),
            Some(done),
            "arms are cut at the same run"
        );
    }
    assert!(
        err.contains("of 5,000 runs; `--resume` goes on with them"),
        "{err}"
    );
    assert!(out.contains("(interrupted: 5,000 were asked for)"), "{out}");
    refused(
        here,
        &format!("{long} --seed 3 --resume --out cut --quiet"),
        "holds other runs",
    );
    fine(here, &format!("{long} --resume --out cut --quiet"));
    fine(here, &format!("{long} --out whole --quiet"));
    same(here, "whole", "cut");
    // And what is whole is told again without a run.
    fine(here, &format!("{long} --resume --out cut --quiet"));
    same(here, "whole", "cut");
}

#[test]
fn a_kept_study_repeats_itself_and_is_a_baseline_for_another() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fine(here, &format!("{COMPARE} --runs 60 --seed 5 --out kept"));
    fine(here, "study kept/study.ron --why off --quiet --out again");
    same(here, "kept", "again");
    let line =
        "compare quiet-disk --process pagerduty --against kept --why off --quiet --format json";
    let summary: Value = serde_json::from_str(&fine(here, line)).unwrap();
    let arms = summary["arms"].as_array().unwrap();
    let names: Vec<&str> = arms
        .iter()
        .map(|arm| arm["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["unmanaged", "blameless", "pagerduty"]);
    let both = "compare quiet-disk --process unmanaged --process blameless --process pagerduty --runs 60 --seed 5 --why off --quiet --format json";
    let anew: Value = serde_json::from_str(&fine(here, both)).unwrap();
    assert_eq!(summary["contrasts"], anew["contrasts"]);
    refused(
        here,
        "compare edge-regex --process pagerduty --against kept",
        "have no arm of `edge-regex`",
    );
    refused(
        here,
        "compare quiet-disk --process pagerduty --against nowhere",
        "there are no results in nowhere",
    );
}

#[test]
fn factors_are_crossed_and_the_same_arm_is_exactly_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let study = r#"(
        name: "mine",
        scenarios: ["quiet-disk"],
        process: Some("blameless"),
        factors: [
            (name: "escalation", path: "process.paging.levels[0].after", values: ["5m", "15m"]),
            (name: "rounds", path: "process.rounds", values: ["Some(\"20m\")", "Some(\"5m\")"]),
        ],
        runs: 40,
    )"#;
    fs::write(here.join("mine.ron"), study).unwrap();
    fine(here, "check mine.ron");
    let out = fine(
        here,
        "study ./mine.ron --why off --quiet --format json --out kept",
    );
    let summary: Value = serde_json::from_str(&out).unwrap();
    let arms = summary["arms"].as_array().unwrap();
    assert_eq!(arms.len(), 4);
    assert_eq!(arms[0]["name"], "escalation 5m, rounds Some(\"20m\")");
    assert!(here.join("kept/plots/heat.svg").is_file());
    let same = r#"(name: "same", scenarios: ["quiet-disk"], process: Some("blameless"),
        arms: [(name: "one"), (name: "two")], runs: 40)"#;
    fs::write(here.join("same.ron"), same).unwrap();
    let out = fine(here, "study ./same.ron --why off --quiet --format json");
    let summary: Value = serde_json::from_str(&out).unwrap();
    for contrast in summary["contrasts"].as_array().unwrap() {
        if contrast["pairs"].as_u64() > Some(0) {
            assert_eq!(contrast["verdict"], "unchanged", "{}", contrast["measure"]);
            assert_eq!(contrast["mean_difference"].as_f64(), Some(0.0));
        }
    }
}

#[test]
fn a_study_that_compares_nothing_is_told_so_at_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::write(
        here.join("one.ron"),
        r#"(name: "one", scenarios: ["quiet-disk"], arms: [(name: "a")])"#,
    )
    .unwrap();
    let (code, out, err) = typed(here, "study ./one.ron");
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.contains("there is one arm, and nothing to compare it with")
            && err.contains("one.ron:1"),
        "{err}"
    );
}

#[test]
fn thresholds_make_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let of = |condition: &str| {
        let mut line = words(COMPARE);
        line.extend(["--runs", "40", "--fail-if", condition]);
        sandtable(here, &line).0
    };
    assert_eq!(of("time_to_resolve.p90 > 1m"), 1);
    assert_eq!(of("time_to_resolve.p90 > 1000h"), 0);
    assert_eq!(of("blameless:pages_sent.mean > 1000"), 0);
    assert_eq!(of("nobody:pages_sent.mean > 1000"), 2);
    assert_eq!(of("pages_sent > 3"), 2);
}

#[test]
fn an_arm_against_itself_on_other_luck_shows_what_chance_shows() {
    let folder = tempfile::tempdir().unwrap();
    let line = "compare quiet-disk --process blameless --against-itself --runs 300 --why off --quiet --format json";
    let summary: Value = serde_json::from_str(&fine(folder.path(), line)).unwrap();
    let contrasts = summary["contrasts"].as_array().unwrap();
    let resolve = contrasts
        .iter()
        .find(|it| it["measure"] == "time_to_resolve")
        .unwrap();
    assert_eq!(resolve["arm"], "blameless again");
    assert!(resolve["equal_in_every_pair"] == false);
    // Pairs of other luck share nothing.
    assert!(resolve["variance_removed"].as_f64().unwrap().abs() < 0.3);
}

#[test]
fn a_precision_ends_a_study_when_it_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("{COMPARE} --runs 100000 --precision 20% --format json");
    let summary: Value = serde_json::from_str(&fine(folder.path(), &line)).unwrap();
    assert_eq!(summary["ended"], "precise enough");
    assert!(summary["runs"].as_u64().unwrap() < 20_000);
}
