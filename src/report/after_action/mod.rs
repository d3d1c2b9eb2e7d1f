//! The after-action report as Markdown: what happened, what was known, what in the process allowed
//! it. Every statement names its record.

use std::fmt::Write;

use super::Story;
use super::face::{headline, update_words};
use super::text::markdown;
use crate::base::SimTime;
use crate::score::formula::against;
use crate::score::metrics::{metric, metrics};
use crate::score::numbers::{length, of};
use crate::score::objective::Rating;
use crate::timeline::Status;

/// A line of the report.
macro_rules! say {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($arg:tt)*) => {
        writeln!($out, $($arg)*).expect("a String takes everything")
    };
}

mod lessons;
mod story;

/// The whole report.
pub fn after_action(story: &Story) -> String {
    let mut out = String::new();
    title(story, &mut out);
    objectives(story, &mut out);
    times(story, &mut out);
    story::timeline(story, &mut out);
    story::phases(story, &mut out);
    story::roles(story, &mut out);
    story::handoffs(story, &mut out);
    story::knowledge(story, &mut out);
    lessons::updates(story, &mut out);
    lessons::injects(story, &mut out);
    lessons::strengths(story, &mut out);
    lessons::improvements(story, &mut out);
    lessons::measures(story, &mut out);
    out
}

fn clock(story: &Story, at: SimTime) -> String {
    story.setup.scenario.starts.clock(at)
}

fn section(out: &mut String, title: &str) {
    say!(out);
    say!(out, "## {title}");
    say!(out);
}

fn row(out: &mut String, cells: &[&str]) {
    say!(out, "| {} |", cells.join(" | "));
}

fn head(out: &mut String, cells: &[&str]) {
    row(out, cells);
    row(out, &vec!["---"; cells.len()]);
}

fn title(story: &Story, out: &mut String) {
    let setup = story.setup;
    say!(
        out,
        "# After-action report: {}",
        markdown(&setup.scenario.title)
    );
    say!(out);
    let start = setup.scenario.starts.show(SimTime::START);
    let end = setup.scenario.starts.show(story.timeline.end());
    say!(
        out,
        "Scenario {} · process {} · team {} · seed {} · {start} to {end} ({})",
        markdown(setup.scenario.name.as_str()),
        markdown(setup.process.name.as_str()),
        markdown(setup.team.name.as_str()),
        story.seed,
        markdown(&setup.scenario.starts.zone.to_string()),
    );
    for difference in story.degraded {
        say!(out, "  \nStand-in: {}", markdown(difference));
    }
    say!(out);
    say!(
        out,
        "{} {}",
        markdown(&headline(story)),
        markdown(&people_sentence(story))
    );
    say!(out);
    say!(
        out,
        "One exercise is one draw: it shows where to look, it does not measure a team. \
         Numbers such as #41 name records of the log."
    );
}

/// The second sentence of the summary: what it asked of people, and how well it was done.
fn people_sentence(story: &Story) -> String {
    let timeline = story.timeline;
    let value = |name: &str| metric(name).map_or(0, |m| (m.read)(timeline).value);
    let rated: Vec<_> = story.card.score.objectives.iter().collect();
    let without = rated.iter().filter(|o| o.rating == Some(Rating::P)).count();
    let objectives = match rated.len() {
        0 => String::new(),
        all => format!("; {without} of {all} objectives were performed without challenges"),
    };
    format!(
        "{} took part, called by {}; updates: {}{objectives}.",
        of(value("people_engaged"), "person", "people"),
        of(value("pages_sent"), "page", "pages"),
        update_words(story)
    )
}

fn objectives(story: &Story, out: &mut String) {
    let score = &story.card.score;
    section(out, "Objectives");
    if score.objectives.is_empty() {
        say!(out, "The scenario sets none.");
    } else {
        head(
            out,
            &["Objective", "Suggested rating", "Evidence in the log"],
        );
        for rated in &score.objectives {
            let rating = rated
                .rating
                .map_or("not rated".into(), |r| format!("**{r:?}** {}", r.title()));
            row(
                out,
                &[&markdown(&rated.text), &rating, &markdown(&rated.why)],
            );
        }
    }
    say!(out);
    let parts: Vec<_> = score
        .parts
        .iter()
        .map(|p| match p.points {
            Some(points) => format!("{} {points} ({})", p.name, markdown(&p.why)),
            None => format!("{} does not apply ({})", p.name, markdown(&p.why)),
        })
        .collect();
    let hints = score.hints.filter(|h| h.count > 0);
    let hints = hints.map_or(String::new(), |h| format!("; {}", h.words()));
    say!(
        out,
        "Score {} of 100: {}{hints}.",
        score.total,
        parts.join("; ")
    );
}

fn times(story: &Story, out: &mut String) {
    let scenario = &story.setup.scenario;
    section(out, "Times");
    let episodes = story.timeline.episodes().len();
    let mean = if episodes > 1 {
        format!(" Mean of {episodes} episodes.")
    } else {
        String::new()
    };
    head(
        out,
        &["Measure", "Clock", "Time", "Target", "Really", "Verdict"],
    );
    for metric in metrics().filter(|m| m.span.is_some()) {
        let target = scenario.par_for(metric.name);
        let really = scenario.really.iter().find(|p| p.measure == metric.name);
        let plain_name = !metric.name.contains("_from_") && !metric.name.contains("_by_");
        let measure = (metric.read)(story.timeline);
        if (!plain_name && target.is_none() && really.is_none()) || !measure.applies() {
            continue;
        }
        let verdict = match (target, measure.status) {
            (Some(target), _) => against(measure, target),
            (None, Status::Censored) => "not reached".into(),
            (None, _) => String::new(),
        };
        row(
            out,
            &[
                metric.title,
                &metric.clock(),
                &metric.words(measure),
                &target.map_or(String::new(), length),
                &really.map_or(String::new(), |p| length(p.time)),
                &verdict,
            ],
        );
    }
    say!(out);
    say!(
        out,
        "“over” before a time: not reached when the exercise ended.{mean}"
    );
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}
