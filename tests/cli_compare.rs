//! `compare` through the program: the same bytes on any threads, what is kept, what is refused.

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use serde_json::Value;

use program::sandtable;

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
            "--why-runs",
            "20",
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
    for name in [
        "runs.csv",
        "summary.json",
        "summary.md",
        "report.html",
        "study.ron",
        "plots/times.svg",
        "plots/forest.svg",
        "plots/tornado.svg",
    ] {
        assert!(kept("1", name) == kept("3", name), "{name}");
    }
    assert!(!cfg!(feature = "png") || kept("1", "plots/times.png").starts_with(b"\x89PNG"));
}

#[test]
fn run_k_of_a_batch_is_the_run_with_its_seed() {
    let folder = tempfile::tempdir().unwrap();
    let flags = [
        "--runs", "3", "--seed", "11", "--out", "kept", "--quiet", "--why", "off",
    ];
    assert_eq!(sandtable(folder.path(), &[&ARMS[..], &flags].concat()).0, 0);
    let table = fs::read_to_string(folder.path().join("kept/runs.csv")).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    // A row for each run, and one for its episode.
    assert_eq!(rows.len(), 1 + 2 * 3 * 2);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let cell = |arm: &str, run: &str, key: &str| {
        let column = rows[0]
            .iter()
            .position(|head| *head == key)
            .expect("there is such a column");
        let row = rows
            .iter()
            .find(|row| row[3] == arm && row[4] == run && row[6] == "all")
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
    let flags = [
        "--runs", "8", "--format", "json", "--out", "kept", "--why", "off",
    ];
    let (code, out, _) = sandtable(folder.path(), &[&line[..], &flags].concat());
    let summary: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, summary["kind"].as_str(), summary["format"].as_i64()),
        (0, Some("comparison"), Some(1))
    );
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_string();
    let arms = summary["arms"].as_array().unwrap();
    let names: Vec<String> = arms.iter().map(|arm| text(arm, "scenario")).collect();
    assert_eq!(
        names,
        ["quiet-disk", "quiet-disk", "edge-regex", "edge-regex"]
    );
    let arm = &arms[2];
    assert_eq!(
        (text(arm, "name").as_str(), arm["n"].as_u64()),
        ("unmanaged", Some(8))
    );
    let resolve = &arm["measures"]["time_to_resolve"];
    for key in [
        "kind",
        "unit",
        "n",
        "censored",
        "not_applicable",
        "mean",
        "mean_ci95",
        "geometric_mean",
        "median",
        "median_ci95",
        "p90",
        "p95",
        "rmst",
    ] {
        assert!(resolve.get(key).is_some(), "{key}");
    }
    assert_eq!(
        (
            text(resolve, "kind").as_str(),
            text(resolve, "unit").as_str()
        ),
        ("time", "seconds")
    );
    // Eight runs bear no p95, and say so.
    assert!(resolve["p95"].is_null() && resolve["reasons"]["p95"]["kind"] == "too_few");
    let contrasts = summary["contrasts"].as_array().unwrap();
    let one = contrasts
        .iter()
        .find(|it| it["measure"] == "time_to_resolve" && it["scenario"] == "edge-regex")
        .unwrap();
    for key in [
        "baseline",
        "arm",
        "measure",
        "unit",
        "mean_difference",
        "ci95",
        "ratio_of_geometric_means",
        "ratio_ci95",
        "hodges_lehmann",
        "better_in_share_of_runs",
        "variance_removed",
        "p_holm",
        "verdict",
        "incidents_needed_per_arm",
    ] {
        assert!(one.get(key).is_some(), "{key}");
    }
    assert!(
        folder
            .path()
            .join("kept/plots/times-edge-regex.svg")
            .is_file()
    );
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
        "--why",
        "off",
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
    let contrasts = kept["contrasts"].as_array().unwrap();
    let against = contrasts
        .iter()
        .find(|it| it["measure"] == "time_to_resolve")
        .unwrap();
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
    let line = "compare quiet-disk --process unmanaged --process ./copy.ron --runs 12 --why off";
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
    refused(&twice, "there are two arms called `blameless`");
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
        "--why",
        "off",
    ];
    assert_eq!(sandtable(folder.path(), &mine).0, 0);
}
