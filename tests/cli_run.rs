//! `run`, `replay` and `report` through the program: what is printed, what is kept, what is refused.

#[path = "support/program.rs"]
mod program;

use std::fs;

use serde_json::Value;

use program::sandtable;

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it prints JSON")
}

/// A folder with a run kept in `kept`.
fn with_a_run() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = sandtable(
        folder.path(),
        &["run", "quiet-disk", "--seed", "3", "--out", "kept"],
    );
    assert_eq!((code, err.as_str()), (0, ""));
    folder
}

#[test]
fn a_run_tells_its_story_within_a_hundred_columns() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = sandtable(
        folder.path(),
        &["run", "quiet-disk", "--process", "unmanaged"],
    );
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("seed 1") && out.contains("process unmanaged"),
        "{out}"
    );
    assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
    assert!(!out.contains('\u{1b}'), "no colours in a pipe");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing is written unasked"
    );
}

#[test]
fn json_has_the_promised_keys() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = sandtable(
        folder.path(),
        &["run", "quiet-disk", "--format", "json", "--seed", "9"],
    );
    let run = json(&out);
    assert_eq!(code, 0);
    let head =
        ["format", "kind", "scenario", "team", "process", "seed"].map(|key| run[key].to_string());
    let expected = [
        "1",
        "\"run\"",
        "\"quiet-disk\"",
        "\"single-site-9\"",
        "\"blameless\"",
        "9",
    ];
    assert_eq!(head, expected);
    for key in ["fault_s", "alerted_s", "resolved_s"] {
        assert!(run["milestones"][key]["status"].is_string(), "{key}");
    }
    for key in [
        "time_to_detect_s",
        "time_to_acknowledge_s",
        "time_to_declare_s",
        "time_to_command_s",
        "time_to_mobilise_s",
        "time_to_diagnose_s",
        "time_to_mitigate_s",
        "time_to_resolve_s",
        "impact_user_minutes",
        "pages_sent",
        "people_woken",
        "work_person_minutes",
        "duplicated_person_minutes",
        "coordination_person_minutes",
        "updates_due",
        "updates_late",
        "handoffs",
        "beliefs_lost",
        "command_gap_s",
        "harmful_actions",
        "evidence_destroyed",
        "false_declarations",
    ] {
        assert!(run["measures"][key]["status"].is_string(), "{key}");
    }
    assert!(run["score"]["total"].is_u64());
    let objective = &run["score"]["objectives"][0];
    assert!(
        objective["id"].is_string()
            && objective["rating"].is_string()
            && objective["why"].is_string()
    );
    assert!(!run["episodes"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_kept_says_the_same_as_what_is_read_back() {
    let folder = with_a_run();
    let kept = |name: &str| fs::read_to_string(folder.path().join("kept").join(name)).unwrap();
    assert_eq!(
        sandtable(folder.path(), &["report", "kept/log.jsonl"]).1,
        kept("after-action.md")
    );
    assert_eq!(
        sandtable(folder.path(), &["report", "kept", "--format", "json"]).1,
        kept("scorecard.json")
    );
    let log = kept("log.jsonl");
    let again = [
        "run",
        "quiet-disk",
        "--seed",
        "3",
        "--out",
        "kept",
        "--format",
        "json",
    ];
    assert_eq!(sandtable(folder.path(), &again).1, kept("scorecard.json"));
    assert_eq!(
        kept("log.jsonl"),
        log,
        "the same inputs give the same bytes"
    );
    assert_eq!(
        fs::read_dir(folder.path().join("kept")).unwrap().count(),
        4,
        "nothing else is left"
    );
}

#[test]
fn a_replay_shows_all_or_a_part() {
    let folder = with_a_run();
    let replay = |flags: &[&str]| {
        let line = [&["replay", "kept", "--format", "json"], flags].concat();
        let (code, out, err) = sandtable(folder.path(), &line);
        assert_eq!((code, err.as_str()), (0, ""));
        json(&out)["records"].as_array().unwrap().clone()
    };
    let lines = fs::read_to_string(folder.path().join("kept/log.jsonl"))
        .unwrap()
        .lines()
        .count();
    let all = replay(&["--all"]);
    assert_eq!(all.len() + 1, lines);
    let at = |record: &Value| record["at"].as_i64().unwrap();
    let (from, until) = (at(&all[all.len() / 3]), at(&all[all.len() / 2]));
    let (first, last) = (format!("{from}ms"), format!("{until}ms"));
    let part = replay(&["--all", "--from", &first, "--until", &last]);
    let inside = |record: &&Value| (from..=until).contains(&at(record));
    let expected: Vec<Value> = all.iter().filter(inside).cloned().collect();
    assert!(part == expected && part.len() < all.len());
    assert!(replay(&["--public"]).len() < replay(&[]).len());
    assert!(replay(&["--person", "ben"]).len() < replay(&[]).len());
    let (code, out, err) = sandtable(folder.path(), &["replay", "kept", "--person", "bne"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("did you mean `ben`?"), "{err}");
    let (code, ..) = sandtable(folder.path(), &["replay", "kept", "--from", "soon"]);
    assert_eq!(code, 2);
}

#[test]
fn an_idealised_run_differs_and_says_how_in_its_log() {
    let folder = with_a_run();
    let flags = [
        "run",
        "quiet-disk",
        "--seed",
        "3",
        "--out",
        "ideal",
        "--ideal",
        "knowledge,signals",
    ];
    assert_eq!(sandtable(folder.path(), &flags).0, 0);
    let header = |run: &str| {
        let log = fs::read_to_string(folder.path().join(run).join("log.jsonl")).unwrap();
        json(log.lines().next().unwrap())
    };
    let ideal = &header("ideal")["setup"]["defaults"]["ideal"];
    assert_eq!(
        (&ideal["knowledge"], &ideal["signals"]),
        (&Value::Bool(true), &Value::Bool(true))
    );
    assert_ne!(
        header("ideal")["inputs_sha256"],
        header("kept")["inputs_sha256"]
    );
}

#[test]
fn a_torn_log_is_read_and_a_damaged_one_refused() {
    let folder = with_a_run();
    let path = folder.path().join("kept/log.jsonl");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 30]).unwrap();
    let (code, _, err) = sandtable(folder.path(), &["replay", "kept"]);
    assert_eq!(code, 0);
    assert!(err.contains("bytes of it were dropped"), "{err}");
    let mut hurt = whole;
    let middle = hurt.len() / 2;
    hurt[middle] ^= 1;
    fs::write(&path, hurt).unwrap();
    for command in ["replay", "report"] {
        let (code, out, err) = sandtable(folder.path(), &[command, "kept"]);
        assert_eq!((code, out.as_str()), (1, ""));
        assert!(err.contains("is damaged in line"), "{err}");
    }
}

#[test]
fn a_bad_scenario_is_shown_and_not_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.ron"), "(name: \"bad\", horizon: 4)").unwrap();
    let (code, out, err) = sandtable(folder.path(), &["run", "bad.ron", "--out", "kept"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.contains("error[wrong-type]") && err.contains("--> bad.ron:1:"),
        "{err}"
    );
    assert!(!folder.path().join("kept").exists());
    let (code, _, err) = sandtable(folder.path(), &["run", "quit-disk"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `quiet-disk`?"), "{err}");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let (code, out, err) = sandtable(folder.path(), &["run", "quiet-disk", "--out", "file/kept"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.starts_with("error: cannot make `file/kept`"), "{err}");
}
