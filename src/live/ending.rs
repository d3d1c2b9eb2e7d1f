//! What a session came to, in a dozen lines: only once it has ended, for it tells the truth.

use std::path::Path;

use super::Session;
use crate::base::Name;
use crate::files::{self, FileError};
use crate::report::after_action::{Beside, plan};
use crate::report::sheet::Sheet;
use crate::report::{self, Story, face};
use crate::score::numbers::millis;
use crate::timeline::Status;

/// The measures that are named, with what they are called.
const NAMED: &[(&str, &str)] = &[
    ("time_to_declare", "declared"),
    ("time_to_command", "commanded"),
    ("time_to_diagnose", "cause known"),
    ("time_to_mitigate", "customers well"),
    ("time_to_resolve", "resolved"),
];

/// What the debrief is called in the folder of a game.
const DEBRIEF_PAGE: &str = "debrief.html";
const DEBRIEF_TEXT: &str = "debrief.md";

/// Reads the game's log.
fn told<T>(session: &Session, tell: impl FnOnce(&Story) -> T) -> T {
    super::reports::told(session.header(), session.records(), tell)
}

/// An after-action report.
pub fn after_action(session: &Session, beside: &Beside) -> Sheet {
    told(session, |story| report::after_action(story, beside))
}

/// The improvement plan as CSV.
pub fn plan(session: &Session) -> String {
    told(session, |story| plan::csv(&plan::plan(story)))
}

/// The whole debrief of one who sat.
pub fn debrief(session: &Session, who: Name) -> Sheet {
    let log = session.file().display().to_string();
    told(session, |story| report::debrief(story, who, &log))
}

/// Writes a debrief into a folder, as a page and as Markdown.
///
/// # Errors
/// If a file cannot be written.
pub fn write_debrief(folder: &Path, debrief: &Sheet) -> Result<(), FileError> {
    files::write_atomic(&folder.join(DEBRIEF_TEXT), debrief.markdown().as_bytes())?;
    files::write_atomic(&folder.join(DEBRIEF_PAGE), debrief.html().as_bytes())
}

/// Headline, score, a few times, and what to type next.
pub fn summary(session: &Session) -> Vec<String> {
    told(session, |story| lines(session, story))
}

fn lines(session: &Session, story: &Story) -> Vec<String> {
    let (setup, timeline, card) = (story.setup, story.timeline, story.card);
    let mut lines = vec![face::headline(story)];
    lines.push(String::new());
    let hints = card.score.hints.filter(|h| h.count > 0);
    let hints = hints.map_or(String::new(), |h| format!("   ({})", h.words()));
    lines.push(format!("Score {} of 100{hints}", card.score.total));
    for (name, words) in NAMED {
        let Some(metric) = crate::score::metrics::metric(name) else {
            continue;
        };
        let measure = (metric.read)(timeline);
        let took = match measure.status {
            Status::Reached => millis(measure.value),
            Status::Censored => "not reached".into(),
            Status::NotApplicable => continue,
        };
        let par = setup
            .scenario
            .par
            .iter()
            .find(|p| p.measure.as_str() == *name);
        let par = par.map_or(String::new(), |p| {
            format!("   a good team {}", crate::score::numbers::length(p.time))
        });
        lines.push(format!("  {words:<16}{took:>12}{par}"));
    }
    lines.push(String::new());
    let page = session.folder().join(DEBRIEF_PAGE);
    lines.push(format!("Debrief   {}", page.display()));
    let log = session.file().display();
    lines.push(format!("Log       {log}"));
    for (name, command) in [
        ("Report", "report"),
        ("Replay", "replay"),
        ("Analyse", "analyse"),
    ] {
        lines.push(format!("{name:<9} sandtable {command} {log}"));
    }
    lines
}
