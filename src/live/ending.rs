//! What a session came to, in a dozen lines: only once it has ended, for it tells the truth.

use super::Session;
use crate::report::Story;
use crate::report::face;
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

/// Headline, score, a few times, and what to type next.
pub fn summary(session: &Session) -> Vec<String> {
    let setup = session.setup();
    let records = session.records();
    let mut timeline = Timeline::new(setup);
    for record in records {
        timeline.fold(record);
    }
    let header = session.header();
    let card = Scorecard::new(setup, &timeline, header.seed);
    let story = Story {
        setup,
        seed: header.seed,
        records,
        timeline: &timeline,
        card: &card,
        degraded: &header.degraded,
    };
    let mut lines = vec![face::headline(&story)];
    lines.push(String::new());
    lines.push(format!("Score {} of 100", card.score.total));
    for (name, words) in NAMED {
        let Some(metric) = crate::score::metrics::metric(name) else {
            continue;
        };
        let measure = (metric.read)(&timeline);
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
