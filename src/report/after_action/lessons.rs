//! Updates and injects, what went well, what to improve, and every measure.

use std::fmt::Write;

use super::super::Story;
use super::super::costs::costs;
use super::super::face::update_words;
use super::super::text::markdown;
use super::{capital, clock, head, row, section};
use crate::base::SimTime;
use crate::model::Milestone;
use crate::score::metrics::{Better, metric, metrics};
use crate::score::numbers::length;
use crate::score::objective::Rating;
use crate::score::words;
use crate::timeline::{Answer, Owner, Status};

pub(super) fn updates(story: &Story, out: &mut String) {
    section(out, "Updates");
    say!(out, "{}.", capital(&update_words(story)));
    let updates = &story.timeline.duties.updates;
    if updates.is_empty() {
        return;
    }
    say!(out);
    head(out, &["Update", "Due", "Sent", "By", "Late", "Record"]);
    let end = story.timeline.end();
    for update in updates.iter().filter(|u| u.is_due(end) || u.sent.is_some()) {
        let due = update
            .due
            .map_or("not promised".into(), |at| clock(story, at));
        let (sent, by, record) = match update.sent {
            Some(stamp) => (
                clock(story, stamp.at),
                stamp
                    .by
                    .map_or(String::new(), |by| markdown(words::person(by, story.setup))),
                format!("#{}", stamp.seq),
            ),
            None => ("not sent".into(), String::new(), String::new()),
        };
        let late = match update.late.is_zero() {
            true => String::new(),
            false => length(update.late),
        };
        let name = format!("{} {}", update.duty.title(), update.number);
        row(out, &[&name, &due, &sent, &by, &late, &record]);
    }
}

pub(super) fn injects(story: &Story, out: &mut String) {
    let rows = &story.timeline.duties.injects;
    if rows.is_empty() {
        return;
    }
    section(out, "Injects");
    head(out, &["Inject", "Fate", "At", "Expected"]);
    for inject in rows {
        let at = inject.delivered.or(inject.fired).or(inject.skipped);
        let at = at.map_or(String::new(), |stamp| clock(story, stamp.at));
        let expected = story.timeline.expected_of(Owner::Inject(inject.name));
        let expected: Vec<_> = expected
            .map(|one| {
                let clause = markdown(&words::expectation(one.expects, story.setup));
                match one.answer {
                    Answer::Met { done, late } if late.is_zero() => {
                        format!("{clause}: in time (#{})", done.seq)
                    }
                    Answer::Met { done, late } => {
                        format!("{clause}: {} late (#{})", length(late), done.seq)
                    }
                    Answer::Missed { due } => format!("{clause}: not by {}", clock(story, due)),
                    Answer::Pending { .. } => format!("{clause}: open at the end"),
                    Answer::NotDue => format!("{clause}: did not come up"),
                }
            })
            .collect();
        let name = markdown(inject.name.as_str());
        row(out, &[&name, inject.fate(), &at, &expected.join("; ")]);
    }
}

pub(super) fn strengths(story: &Story, out: &mut String) {
    section(out, "What went well");
    let timeline = story.timeline;
    let mut lines = Vec::new();
    for rated in story.card.score.objectives.iter() {
        if rated.rating == Some(Rating::P) {
            lines.push(format!(
                "{} {}.",
                markdown(&rated.text),
                capital(&markdown(&rated.why))
            ));
        }
    }
    for par in &story.setup.scenario.par {
        let Some(metric) = metric(par.measure.as_str()) else {
            continue;
        };
        let measure = (metric.read)(timeline);
        if measure.is_reached() && measure.value <= par.time.as_millis() {
            lines.push(format!(
                "{} ({}) took {}, target {}.",
                metric.title,
                metric.clock(),
                metric.words(measure),
                length(par.time)
            ));
        }
    }
    for episode in timeline.episodes() {
        let at = |m| episode.at(m).unwrap_or(SimTime::NEVER);
        let eased = at(Milestone::Contained).min(at(Milestone::Mitigated));
        if eased < at(Milestone::Diagnosed) {
            lines.push(format!(
                "The harm was stopped at {} before the cause was known.",
                clock(story, eased)
            ));
        }
    }
    let complete = timeline.roles.handoffs.iter().filter(|h| h.is_complete());
    for handoff in complete {
        lines.push(format!(
            "The {} role was handed over with all four steps (#{}).",
            markdown(words::role(handoff.role, story.setup)),
            handoff.done.seq
        ));
    }
    list(
        out,
        &lines,
        "The log shows none of the things this report looks for.",
    );
}

pub(super) fn improvements(story: &Story, out: &mut String) {
    section(out, "Areas to improve");
    let timeline = story.timeline;
    let mut lines: Vec<String> = costs(story, 5)
        .iter()
        .map(|c| {
            format!(
                "{}: {} ({}).",
                length(c.time),
                markdown(&c.what),
                c.mechanism
            )
        })
        .collect();
    for rated in story.card.score.objectives.iter() {
        if matches!(rated.rating, Some(Rating::M | Rating::U)) {
            lines.push(format!(
                "{} {}.",
                markdown(&rated.text),
                capital(&markdown(&rated.why))
            ));
        }
    }
    for metric in metrics().filter(|m| m.better == Better::Lower) {
        let measure = (metric.read)(timeline);
        let named = [
            "harmful_actions",
            "fruitless_actions",
            "evidence_destroyed",
            "false_declarations",
            "closed_early",
            "beliefs_lost",
            "tasks_lost",
            "deadlines_missed",
            "messages_unanswered",
        ];
        if named.contains(&metric.name) && measure.applies() && measure.value > 0 {
            lines.push(format!("{}: {}.", metric.title, metric.words(measure)));
        }
    }
    list(out, &lines, "The log shows no long gap and no harm done.");
    say!(out);
    say!(out, "Stretches of time overlap and do not add up.");
}

pub(super) fn list(out: &mut String, lines: &[String], none: &str) {
    if lines.is_empty() {
        say!(out, "{none}");
    }
    for line in lines {
        say!(out, "- {line}");
    }
}

pub(super) fn measures(story: &Story, out: &mut String) {
    section(out, "All measures");
    head(out, &["Measure", "Value", "Status"]);
    for metric in metrics() {
        let measure = (metric.read)(story.timeline);
        let (value, status) = match measure.status {
            Status::Reached => (metric.words(measure), "reached"),
            Status::Censored => (metric.words(measure), "censored"),
            Status::NotApplicable => (String::new(), "not applicable"),
        };
        let clock = match metric.span {
            Some(_) => format!(" ({})", metric.clock()),
            None => String::new(),
        };
        row(out, &[&format!("{}{clock}", metric.title), &value, status]);
    }
}
