//! What a session came to, in a dozen lines: only once it has ended, for it tells the truth.

use super::Session;
use crate::base::Name;
use crate::report::debrief::Debrief;
use crate::report::{self, Story, face};
use crate::score::Scorecard;
use crate::score::numbers::millis;
use crate::timeline::{Status, Timeline};

/// The measures that are named, with what they are called.
const NAMED: &[(&str, &str)] = &[
    ("time_to_declare", "declared"),
    ("time_to_command", "commanded"),
    ("time_to_diagnose", "cause known"),
    ("time_to_mitigate", "customers well"),
    ("time_to_resolve", "resolved"),
];

/// What the debrief is called in the folder of a game, without its ending.
pub const DEBRIEF: &str = "debrief";

/// Reads the game's log.
fn told<T>(session: &Session, tell: impl FnOnce(&Story) -> T) -> T {
    let setup = session.setup();
    let records = session.records();
    let mut timeline = Timeline::new(setup);
    for record in records {
        timeline.fold(record);
    }
    let header = session.header();
    let card = Scorecard::new(setup, &timeline, records, header.seed);
    tell(&Story {
        setup,
        seed: header.seed,
        records,
        timeline: &timeline,
        card: &card,
        degraded: &header.degraded,
    })
}

/// What the report is called in the folder of a game day.
pub const REPORT: &str = "after-action.md";

/// The after-action report as Markdown.
pub fn after_action(session: &Session) -> String {
    told(session, report::after_action)
}

/// The whole debrief of one who sat.
pub fn debrief(session: &Session, who: Name) -> Debrief {
    let log = session.file().display().to_string();
    told(session, |story| report::debrief(story, who, &log))
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
    let page = session.folder().join(format!("{DEBRIEF}.html"));
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
