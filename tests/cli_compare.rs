//! `compare` through the program: the same bytes on any threads, what is kept, what is refused.

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use program::{answer, program, sandtable};

const ARMS: [&str; 6] = [
    "compare",
    "quiet-disk",
    "--process",
    "unmanaged",
    "--process",
    "blameless",
];

#[test]
fn a_comparison_is_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    for threads in ["1", "3"] {
        let flags = [
            "--runs",
            "40",
            "--seed",
            "7",
            "--threads",
            threads,
            "--out",
            threads,
        ];
        let (code, out, err) = sandtable(folder.path(), &[&ARMS[..], &flags].concat());
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
        assert!(
            out.contains("40 runs of each arm on the same luck"),
            "{out}"
        );
    }
    let kept =
        |threads: &str, name: &str| fs::read(folder.path().join(threads).join(name)).unwrap();
    for name in ["runs.csv", "summary.json", "times.svg"] {
        assert!(kept("1", name) == kept("3", name), "{name}");
    }
    assert!(!cfg!(feature = "png") || kept("1", "times.png").starts_with(b"\x89PNG"));
}

#[test]
fn run_k_of_a_batch_is_the_run_with_its_seed() {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--runs", "3", "--seed", "11", "--out", "kept", "--quiet"];
    assert_eq!(sandtable(folder.path(), &[&ARMS[..], &flags].concat()).0, 0);
    let table = fs::read_to_string(folder.path().join("kept/runs.csv")).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    assert_eq!(rows.len(), 1 + 2 * 3);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let cell = |arm: &str, run: &str, key: &str| {
        let column = rows[0]
            .iter()
            .position(|head| *head == key)
            .expect("there is such a column");
        let row = rows
            .iter()
            .find(|row| row[1] == arm && row[2] == run)
            .expect("there is such a run");
        row[column].to_string()
    };
    assert_eq!(cell("blameless", "2", "seed"), "13");
    let alone = [
        "run",
        "quiet-disk",
        "--process",
        "blameless",
        "--seed",
        "13",
        "--format",
        "json",
    ];
    let alone: Value = serde_json::from_str(&sandtable(folder.path(), &alone).1).unwrap();
    for key in [
        "time_to_resolve_s",
        "time_to_detect_s",
        "work_person_minutes",
        "pages_sent",
    ] {
        let alone = alone["measures"][key]["value"].as_f64().unwrap();
        assert_eq!(
            cell("blameless", "2", key).parse::<f64>().unwrap(),
            alone,
            "{key}"
        );
    }
}

#[test]
fn several_scenarios_each_have_their_arms() {
    let folder = tempfile::tempdir().unwrap();
    let line = [
        "compare",
        "quiet-disk",
        "edge-regex",
        "--process",
        "unmanaged",
        "--process",
        "blameless",
    ];
    let flags = ["--runs", "8", "--format", "json", "--out", "kept"];
    let (code, out, _) = sandtable(folder.path(), &[&line[..], &flags].concat());
    let summary: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, summary["kind"].as_str(), summary["format"].as_i64()),
        (0, Some("compare"), Some(1))
    );
    let names: Vec<&str> = summary["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["scenario"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["quiet-disk", "edge-regex"]);
    let arm = &summary["scenarios"][1]["arms"][0];
    assert_eq!(
        (arm["name"].as_str(), arm["n"].as_u64()),
        (Some("unmanaged"), Some(8))
    );
    let resolve = &arm["measures"]["time_to_resolve"];
    assert_eq!(resolve["unit"], "seconds");
    assert!(resolve["mean"]["n"].is_u64() && resolve["unresolved"].is_u64());
    assert!(folder.path().join("kept/times-2.svg").is_file());
    assert_eq!(
        fs::read_to_string(folder.path().join("kept/summary.json")).unwrap(),
        out
    );
}

#[test]
fn a_comparison_says_what_a_team_would_need_to_see_it() {
    let folder = tempfile::tempdir().unwrap();
    let flags = [
        "--runs",
        "60",
        "--incidents-per-month",
        "20",
        "--out",
        "kept",
    ];
    let (code, out, _) = sandtable(folder.path(), &[&ARMS[..], &flags].concat());
    assert_eq!(code, 0);
    let printed = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Reality check, blameless against unmanaged:",
        "incidents in each arm:",
        "months at 20 a month",
        "240 such incidents, half in each arm, MTTR would point the wrong way.",
    ] {
        assert!(printed.contains(words), "{words}: {out}");
    }
    let kept = fs::read_to_string(folder.path().join("kept/summary.json")).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    let against = &kept["scenarios"][0]["against"][0];
    assert_eq!(against["primary"], "time_to_resolve");
    for scale in ["log", "mean", "rank"] {
        let needed = against["incidents_needed_per_arm"][scale].as_u64().unwrap();
        let months = against["months_needed"][scale].as_f64().unwrap();
        assert!(needed >= 2 && (months - needed as f64 / 10.0).abs() < 1e-9);
    }
    assert_eq!(
        against["incidents_needed_per_arm"]["reasons"],
        serde_json::json!({})
    );
    assert_eq!(against["wrong_years"]["incidents_per_year"], 240);
    let share = against["wrong_years"]["mean"]["value"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&share));
}

#[test]
fn a_process_against_its_own_copy_shows_nothing_to_see() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/processes/unmanaged.ron");
    let copy = fs::read_to_string(shipped).unwrap();
    let copy = copy.replacen("\"unmanaged\"", "\"copy\"", 1);
    fs::write(folder.path().join("copy.ron"), copy).unwrap();
    let line = "compare quiet-disk --process unmanaged --process ./copy.ron --runs 12";
    let line: Vec<&str> = line.split(' ').collect();
    let (code, out, _) = sandtable(folder.path(), &line);
    assert_eq!(code, 0);
    assert!(
        out.contains("Reality check, copy against unmanaged: no difference to see."),
        "{out}"
    );
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str], words: &str| {
        let (code, out, err) = sandtable(folder.path(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(words), "{arguments:?}: {err}");
    };
    let twice = [
        "compare",
        "quiet-disk",
        "--process",
        "blameless",
        "--process",
        "blameless",
    ];
    refused(&twice, "is given twice");
    refused(
        &["compare", "quiet-disk", "--process", "blamless"],
        "did you mean `blameless`?",
    );
    refused(&["compare", "quiet-disk", "--runs", "0"], "--runs");
    refused(&["compare"], "SCENARIO");
    for rate in ["0", "nan", "1e9", "many"] {
        refused(
            &["compare", "quiet-disk", "--incidents-per-month", rate],
            "from 0.1 to 1000",
        );
    }
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/processes/unmanaged.ron"),
    );
    let text = text.unwrap().replacen("\"unmanaged\"", "\"mine\"", 1);
    fs::write(folder.path().join("mine.ron"), text).unwrap();
    let mine = [
        "compare",
        "quiet-disk",
        "--process",
        "./mine.ron",
        "--process",
        "unmanaged",
        "--runs",
        "2",
    ];
    assert_eq!(sandtable(folder.path(), &mine).0, 0);
}

/// Starts a comparison that would take hours, and presses Ctrl-C once it is under way.
fn interrupted(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut started = program(folder, arguments);
    started.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = started.spawn().expect("it starts");
    // The folder is made just before the first run.
    while !folder.join("kept").exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(700));
    let interrupt = format!("kill -INT {}", child.id());
    let sent = Command::new("sh").args(["-c", &interrupt]).status();
    assert!(sent.expect("there is a shell").success());
    answer(child.wait_with_output().expect("it ends"))
}

#[test]
fn an_interrupted_comparison_keeps_whole_pairs_and_says_how_far_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["edge-regex", "--runs", "10000000", "--out", "kept"];
    let (code, out, err) = interrupted(folder.path(), &[&ARMS[..], &flags].concat());
    assert_eq!(code, 130, "{err}");
    let kept = |folder_: &str, name: &str| {
        fs::read_to_string(folder.path().join(folder_).join(name)).unwrap()
    };
    let summary: Value = serde_json::from_str(&kept("kept", "summary.json")).unwrap();
    assert_eq!(summary["runs"], 10_000_000);
    assert_eq!(
        summary["scenarios"].as_array().unwrap().len(),
        1,
        "the second was not begun"
    );
    let done = summary["scenarios"][0]["runs_done"].as_u64().unwrap();
    for arm in summary["scenarios"][0]["arms"].as_array().unwrap() {
        assert_eq!(arm["n"], done, "both arms are cut at the same run");
    }
    assert!(
        err.contains("edge-regex: interrupted after 0 of 10,000,000 runs"),
        "{err}"
    );
    let how_far = format!("interrupted after {} of 10,000,000 runs", grouped(done));
    assert!(err.contains(&format!("quiet-disk: {how_far}")), "{err}");
    let printed = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(printed.contains(&how_far), "{out}");
    // What was kept is what so many runs give.
    let runs = done.to_string();
    let flags = ["--runs", &runs, "--out", "again", "--quiet"];
    assert_eq!(sandtable(folder.path(), &[&ARMS[..], &flags].concat()).0, 0);
    assert!(kept("kept", "runs.csv") == kept("again", "runs.csv"));
}

/// A count with commas, up to a million.
fn grouped(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        _ => format!("{},{:03}", count / 1_000, count % 1_000),
    }
}
