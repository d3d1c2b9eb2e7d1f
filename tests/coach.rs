//! The coach at the desk and the debrief, as people meet them by lines.

#[path = "support/program.rs"]
mod program;

use std::fs;

use program::{by_lines, sandtable};

fn game<'a>(coach: &'a str, out: &'a str) -> [&'a str; 8] {
    let scenario = "checkout-regression";
    [
        scenario, "--seed", "7", "--turns", "--coach", coach, "--out", out,
    ]
}

#[test]
fn a_guided_game_shows_the_step_and_its_reason_and_is_looked_back_on() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "next\nstep\nstep\nupdate Customers cannot pay. We are looking. Next update at 15:40.\nquit\n";
    let (code, out, err) = by_lines(folder.path(), &game("guided", "game"), lines);
    assert_eq!(code, 0, "{out}\n{err}");
    for part in [
        "by the book: take the page; `step` gives it",
        "it climbs to the next",
        "the way: take the page (now), come (to come)",
        "by the book: take incident commander",
        "command (done)",
    ] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    // The mode is in the diary; what was told before is not told for a hint again.
    let (code, out, err) = by_lines(folder.path(), &["--resume", "game"], "hint\nend\n");
    assert_eq!(code, 0, "{out}\n{err}");
    assert!(
        out.contains("by the book: ") && out.contains("Two hints take a point"),
        "{out}"
    );
    assert!(out.contains("hints took"), "{out}");
    let log = fs::read_to_string(folder.path().join("game/log.jsonl")).unwrap();
    assert_eq!(
        log.matches(r#""about":"step-take-role""#).count(),
        2,
        "command and fact, once"
    );
    let text = fs::read_to_string(folder.path().join("game/debrief.md")).unwrap();
    let mut from = 0;
    for heading in [
        "## Score",
        "| hints |",
        "## Times beside par",
        "## How you commanded",
        "## What you decided",
        "## What you wrote",
        "Next update at 15:40.",
        "## What there was to notice",
        "## What was knowable when",
        "The cause: ",
        "## Where to go next",
        "sandtable analyse game/log.jsonl",
    ] {
        let at = text[from..].find(heading);
        from +=
            at.unwrap_or_else(|| panic!("`{heading}` is missing, or not in its place, in\n{text}"));
    }
    for blame in ["should have", "failed to", "human error"] {
        assert!(!text.to_lowercase().contains(blame), "{blame}: {text}");
    }
    let page = fs::read_to_string(folder.path().join("game/debrief.html")).unwrap();
    assert!(
        page.starts_with("<!doctype html>") && !page.contains("://") && !page.contains("<script"),
        "self-contained"
    );
    // The same for any log and anybody in it.
    let (code, again, err) = sandtable(
        folder.path(),
        &["report", "game/log.jsonl", "--for", "chiara"],
    );
    assert_eq!((code, again.trim_end()), (0, text.trim_end()), "{err}");
    let (code, other, _) = sandtable(
        folder.path(),
        &["report", "game", "--for", "deniz", "--out", "his"],
    );
    assert!(code == 0 && other.is_empty() && folder.path().join("his/debrief.html").is_file());
    let (code, _, err) = sandtable(folder.path(), &["report", "game", "--for", "nobody"]);
    assert!(
        code == 2 && err.contains("nobody in this log is called"),
        "{err}"
    );
}

#[test]
fn hints_say_that_there_is_something_and_tell_it_for_half_a_point() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "next\n1 y\ntake incident commander\nwait 10m\nwait 10m\nhint\nend\n";
    let (code, out, err) = by_lines(folder.path(), &game("hints", "game"), lines);
    assert_eq!(code, 0, "{out}\n{err}");
    assert!(out.contains("* coach: something about "), "{out}");
    assert!(
        out.contains(
            "coach: Two hints take a point of the score, ten points at most; 1 hint so far"
        ),
        "{out}"
    );
    assert!(out.contains("(1 hint took 1 point)"), "{out}");
    assert!(!out.contains("by the book"), "{out}");
    let (_, quiet, _) = by_lines(folder.path(), &game("quiet", "other"), lines);
    assert!(
        quiet.contains("The coach says nothing before the debrief"),
        "{quiet}"
    );
    assert!(
        !quiet.contains("something about") && !quiet.contains("hint took"),
        "{quiet}"
    );
}
