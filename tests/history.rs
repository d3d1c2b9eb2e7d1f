//! `history` as people meet it: attempts kept at the end of a game, listed, taken in, forgotten.
#![cfg(feature = "history")]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use program::{answer, sandtable};
use serde_json::Value;

/// A short game, ended at once by its player.
fn play(folder: &Path, game: &str, more: &[&str]) -> (i32, String, String) {
    let arguments = [
        &[
            "play",
            "quiet-disk",
            "--plain",
            "--turns",
            "--seed",
            "7",
            "--out",
            game,
        ],
        more,
    ]
    .concat();
    let mut game = program::program(folder, &arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = b"next\n1 y\nnext\nend\n";
    game.stdin.take().unwrap().write_all(lines).unwrap();
    answer(game.wait_with_output().unwrap())
}

const DB: [&str; 2] = ["--db", "kept.sqlite"];

fn history(folder: &Path, more: &[&str]) -> (i32, String, String) {
    sandtable(folder, &[&["history"], &DB[..], more].concat())
}

fn json(folder: &Path, more: &[&str]) -> Value {
    let (code, out, err) = history(folder, &[&["--format", "json"], more].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn a_game_that_ends_is_kept_under_its_profile_and_can_be_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, db) = (folder.path(), |more: &[&'static str]| {
        [&DB[..], more].concat()
    });
    for (game, profile) in [("one", "ana"), ("two", "ana"), ("three", "ben")] {
        let (code, _, err) = play(dir, game, &db(&["--profile", profile]));
        assert!(code == 0 && !err.contains("not in the history"), "{err}");
    }
    assert_eq!(
        play(dir, "four", &db(&["--profile", "ana", "--no-history"])).0,
        0
    );
    let (code, out, _) = history(dir, &["profiles"]);
    assert_eq!((code, out.as_str()), (0, "     2  ana\n     1  ben\n"));
    let (code, out, err) = history(dir, &["--profile", "ana"]);
    assert_eq!(code, 0, "{err}");
    for part in [
        "ana: 2 attempts, score",
        "quiet-disk",
        "Takes command in time",
        "sandtable play ",
    ] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
    // Nobody said who played: somebody else.
    assert!(history(dir, &[]).1.contains("No attempts of me yet"));
    // What belongs to ana is not ben's to forget.
    let (code, _, err) = history(dir, &["delete", "1", "--profile", "ben"]);
    assert!(code == 2 && err.contains("has no attempt 1"), "{err}");
    assert_eq!(history(dir, &["delete", "1", "--profile", "ana"]).0, 0);
    assert_eq!(history(dir, &["delete", "--all", "--profile", "ben"]).0, 0);
    assert_eq!(history(dir, &["profiles"]).1, "     1  ana\n");
    assert!(dir.join("one/log.jsonl").is_file() && dir.join("three/log.jsonl").is_file());
}

#[test]
fn figures_are_those_of_the_log_and_come_out_of_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    play(dir, "game", &DB);
    let kept = json(dir, &[]);
    let attempt = &kept["people"][0]["attempts"][0];
    assert_eq!(
        (&attempt["scenario"], &attempt["seed"]),
        (&"quiet-disk".into(), &7.into())
    );
    assert_eq!(attempt["skills"].as_array().unwrap().len(), 9);
    // Read off the log again it is the same, under the same number.
    assert_eq!(
        history(dir, &["rebuild"]).1,
        "1 attempts read off their logs again\n"
    );
    assert_eq!(json(dir, &[]), kept);
    // A lost database is made again from the logs.
    fs::remove_file(dir.join("kept.sqlite")).unwrap();
    let (code, _, err) = history(dir, &["import", "game/log.jsonl"]);
    assert_eq!(code, 0, "{err}");
    let again = json(dir, &["--profile", "game"]);
    assert_eq!(again["people"][0]["attempts"][0]["score"], attempt["score"]);
    assert_eq!(
        again["people"][0]["attempts"][0]["played_unix_s"],
        attempt["played_unix_s"]
    );
}

#[test]
fn a_class_is_seen_by_its_trainer_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    for game in ["ana", "=ben"] {
        play(dir, game, &["--no-history"]);
    }
    sandtable(dir, &["run", "quiet-disk", "--out", "simulated"]);
    let (code, out, err) = history(dir, &["import", "ana", "=ben", "--class", "autumn"]);
    assert!(
        code == 0 && out.contains("ana: quiet-disk, score "),
        "{out}{err}"
    );
    let (code, _, err) = history(
        dir,
        &["import", "simulated", "nowhere", "--class", "autumn"],
    );
    assert!(
        code != 0 && err.contains("nobody sat in `simulated`"),
        "{err}"
    );
    let (code, out, err) = history(dir, &["--class", "autumn", "--pass", "101"]);
    assert!(code == 2 && out.is_empty(), "{err}");
    let (code, out, _) = history(dir, &["--class", "autumn", "--pass", "0"]);
    assert_eq!(code, 1, "one scenario is no pass");
    assert!(
        out.contains("Class autumn: 2 people, 2 attempts") && out.contains("      no  "),
        "{out}"
    );
    let (code, table, _) = history(dir, &["--class", "autumn", "--format", "csv"]);
    assert_eq!(code, 0);
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows.len(), 3, "{table}");
    let columns = rows[0].split(',').count();
    assert!(
        rows.iter().all(|row| row.split(',').count() == columns),
        "{table}"
    );
    assert!(table.contains(",'=ben,autumn,"), "no formula: {table}");
    let (code, _, err) = history(dir, &["--class", "autumn", "--out", "plots"]);
    assert_eq!(code, 0, "{err}");
    let picture = fs::read_to_string(dir.join("plots/ana.svg")).unwrap();
    assert!(picture.contains("Takes command in time"), "{picture}");
}

/// The log is whole, and what to do is said; the game itself ends well.
#[track_caller]
fn loses_only_the_history(dir: &Path, game: &str, db: &str, why: &str) {
    let (code, out, err) = play(dir, game, &["--db", db, "--quiet"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Score "), "{out}");
    assert!(
        err.contains("not in the history") && err.contains(why),
        "{err}"
    );
    assert!(err.contains("sandtable history import"), "{err}");
    let log = format!("{game}/log.jsonl");
    let (code, replayed, err) = sandtable(dir, &["report", &log]);
    assert!(code == 0 && !replayed.is_empty(), "{err}");
}

#[test]
fn a_locked_history_never_loses_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    play(dir, "first", &DB);
    let held = rusqlite::Connection::open(dir.join("kept.sqlite")).unwrap();
    held.execute_batch("BEGIN EXCLUSIVE").unwrap();
    loses_only_the_history(dir, "second", "kept.sqlite", "in use by another program");
    held.execute_batch("COMMIT").unwrap();
    assert_eq!(
        history(dir, &["import", "second", "--profile", "late"]).0,
        0
    );
    assert_eq!(history(dir, &["profiles"]).1, "     1  late\n     1  me\n");
}

#[test]
fn a_history_that_cannot_be_written_never_loses_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("file"), "not a folder").unwrap();
    loses_only_the_history(
        dir,
        "no-folder",
        "file/kept.sqlite",
        "cannot make the folder",
    );
    fs::write(dir.join("other.sqlite"), "x".repeat(4096)).unwrap();
    loses_only_the_history(
        dir,
        "no-history",
        "other.sqlite",
        "is no history of sandtable",
    );
    assert_eq!(
        fs::read(dir.join("other.sqlite")).unwrap(),
        vec![b'x'; 4096]
    );
    // Another program's database is left alone.
    let other = rusqlite::Connection::open(dir.join("theirs.sqlite")).unwrap();
    other.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(other);
    loses_only_the_history(dir, "theirs", "theirs.sqlite", "is no history of sandtable");
    let newer = rusqlite::Connection::open(dir.join("newer.sqlite")).unwrap();
    newer
        .execute_batch(
            "CREATE TABLE a (b); PRAGMA application_id = 1396788804; PRAGMA user_version = 9",
        )
        .unwrap();
    drop(newer);
    loses_only_the_history(dir, "newer", "newer.sqlite", "a newer sandtable");
    // A disk without room: the database may not grow.
    if Path::new("/dev/full").exists() {
        loses_only_the_history(dir, "full", "/dev/full", "history");
    }
}

#[test]
fn every_skill_has_its_practice_in_scenarios_that_are_shipped() {
    use sandtable::files::{Kind, shipped};
    use sandtable::history::schedule::PRACTICE;
    let skills: Vec<&str> = sandtable::score::skills::titles()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(PRACTICE.map(|(skill, _)| skill).to_vec(), skills);
    let scenarios: Vec<&str> = shipped(Kind::Scenario).map(|s| s.name).collect();
    for scenario in PRACTICE.iter().flat_map(|(_, scenarios)| scenarios) {
        assert!(scenarios.contains(scenario), "{scenario} is not shipped");
    }
}

#[test]
fn shadowing_shows_each_decision_after_it_was_foreseen_and_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&["quiet-disk", "--shadow", "--seed", "7"], &DB[..]].concat();
    // What they do is only shown once it was foreseen, or left open.
    let (code, out, err) = program::by_lines(folder.path(), &arguments, "next\nnext\n");
    assert_eq!(code, 0, "{err}");
    let done: Vec<&str> = out
        .lines()
        .filter_map(|l| l.trim().strip_prefix("They: "))
        .collect();
    assert_eq!(done.len(), 2, "{out}");
    assert!(done.iter().all(|l| l.ends_with(" (not foreseen)")), "{out}");
    // The first of them is foreseen this time, the second is not.
    let first = done[0].trim_end_matches(" (not foreseen)");
    let lines = format!("?\n{first}\n? page\nzzz\nnext\nquit\n");
    let (code, out, err) = program::by_lines(folder.path(), &arguments, &lines);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains(&format!("They: {first} (just as you said)")),
        "{out}"
    );
    assert!(out.contains("You foresaw 1 of 2 decisions"), "{out}");
    let kept = json(folder.path(), &[]);
    let counts = |at: usize| {
        let one = &kept["shadowings"][at];
        (one["decisions"].clone(), one["same"].clone())
    };
    assert_eq!(counts(0), (2.into(), 0.into()));
    assert_eq!(counts(1), (2.into(), 1.into()));
    let (_, out, _) = history(folder.path(), &[]);
    assert!(
        out.contains("Shadow 2 times: foreseen 1 of 4 decisions"),
        "{out}"
    );
}

#[test]
fn a_recorded_game_can_be_shadowed_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = play(folder.path(), "game", &["--no-history"]);
    assert_eq!(code, 0, "{err}");
    let lines = "next\n".repeat(50);
    let arguments = ["game", "--shadow", "--no-history"];
    let (code, out, err) = program::by_lines(folder.path(), &arguments, &lines);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("They: take the page (not foreseen)"), "{out}");
    assert!(out.contains("That was their last decision."), "{out}");
}

#[test]
fn a_history_of_the_first_version_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(play(folder.path(), "one", &DB).0, 0);
    // As the first version left it.
    let db = rusqlite::Connection::open(folder.path().join(DB[1])).unwrap();
    db.execute_batch("DROP TABLE shadowings; PRAGMA user_version = 1")
        .unwrap();
    drop(db);
    assert_eq!(
        json(folder.path(), &[])["people"][0]["attempts"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
