//! `analyse` as a user runs it: what it prints, what it keeps, what it says of a wrong name.

#[path = "support/program.rs"]
mod program;

use std::collections::BTreeSet;
use std::fs;

use program::typed;

#[test]
fn what_it_prints_is_kept_as_a_page_as_markdown_and_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let game = "run quiet-disk --process blameless --seed 2 --out game --quiet";
    assert_eq!(typed(folder.path(), game).0, 0);
    let line = "analyse game --futures 10 --runs 20 --out kept --quiet";
    let (code, printed, err) = typed(folder.path(), line);
    assert_eq!(code, 0, "{err}");
    let kept = |file: &str| fs::read_to_string(folder.path().join("kept").join(file)).unwrap();
    let (page, text, json) = (
        kept("analysis.html"),
        kept("analysis.md"),
        kept("analysis.json"),
    );
    // One headline for all of them.
    let headline = text.lines().next().unwrap().trim_start_matches("# ");
    let flat = |text: &str| {
        text.replace(['\\', '\n'], " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(
        flat(&printed).contains(&flat(headline)),
        "{headline}\n{printed}"
    );
    assert!(!page.contains("<script") && !page.contains("http://localhost"));
    for section in ["Turning points", "Where the game stands", "Every decision"] {
        assert!(text.contains(&format!("\n## {section}\n")), "{section}");
        assert!(page.contains(&format!("<h2>{section}</h2>")), "{section}");
    }
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let decisions = json["decisions"].as_array().unwrap().len();
    let rows = text.split("## Every decision").nth(1).unwrap().lines();
    let rows = rows.filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, decisions + 2, "a row for each, and a head");
    let points = json["turning_points"].as_array().unwrap();
    let closely: BTreeSet<u64> = points
        .iter()
        .filter_map(|p| p["decision"].as_u64())
        .collect();
    let marked = text.matches("| looked at closely |").count() + text.matches("| beaten |").count();
    assert_eq!(marked, closely.len(), "each turning point is marked");
    let again = typed(folder.path(), &format!("{line} --threads 1"));
    assert_eq!(again.1, printed, "on any number of threads");
}

#[test]
fn a_wrong_name_and_no_log_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let game = "run quiet-disk --process blameless --seed 2 --out game --quiet";
    assert_eq!(typed(folder.path(), game).0, 0);
    let (code, _, err) = typed(folder.path(), "analyse game --seat nobody --quiet");
    assert!(code != 0 && err.contains("nobody called `nobody`"), "{err}");
    let (code, _, err) = typed(folder.path(), "analyse nowhere --quiet");
    assert!(code != 0 && err.contains("nowhere"), "{err}");
}
