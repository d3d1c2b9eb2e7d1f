//! Whole logs of short runs, word for word. `UPDATE_GOLDEN=1 cargo test` rewrites them; the diff is
//! read, and its story told in the commit, before it is kept.

mod support;

use std::path::Path;

use sandtable::model::{Actor, Record};

/// One record as a line: when, by whom, what, because of which.
fn line(record: &Record) -> String {
    let by = match record.by {
        Actor::Person(name) => name.to_string(),
        other => format!("{other:?}").to_lowercase(),
    };
    let fact = serde_json::to_string(&record.fact).expect("a fact is JSON");
    let because = record
        .because
        .map_or(String::new(), |seq| format!("   because #{seq}"));
    format!("#{:<4} {} {by:<10} {fact}{because}", record.seq, record.at)
}

fn check(scenario: &str, process: &str, seed: u64) {
    let run = support::run(&support::plan(scenario, process), seed);
    let lines: Vec<String> = run.records().iter().map(line).collect();
    let text = lines.join("\n") + "\n";
    let file = format!("tests/golden/{scenario}-{process}-{seed}.log");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).expect("the golden folder can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some((now, before)) = text.lines().zip(kept.lines()).find(|(a, b)| a != b) {
        panic!("{file} differs:\n- {before}\n+ {now}\nUPDATE_GOLDEN=1 keeps it");
    }
    assert_eq!(
        text.lines().count(),
        kept.lines().count(),
        "{file} has another length"
    );
}

/// The disk fills; the primary cannot be reached and after five minutes the page climbs to Deniz.
/// An analyst's question and a second ring interrupt his look at the dashboards. He declares, pages
/// a commander who cannot be reached either, finds in the logs that rotation is broken and starts
/// the cure alone, laying it down once to page another commander. Farah takes command at 59 minutes,
/// Chiara comes late to a role that is taken. Two updates are missed before anybody has the duty;
/// the cure works at 71 minutes, Deniz watches the system come back and says so. Ceremony has called
/// four people to what one of them mended.
#[test]
fn a_quiet_disk_is_mended_by_the_secondary() {
    check("quiet-disk", "blameless", 1);
}

#[test]
fn a_quiet_disk_without_a_process_is_mended_too() {
    check("quiet-disk", "unmanaged", 1);
}
