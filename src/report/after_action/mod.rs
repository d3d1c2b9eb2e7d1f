//! The after-action report: what happened, what was known, what in the process allowed it, and what is
//! to be done. Every statement names its record.
//!
//! It is one report for every log; a part without anything to say is left out. The public version
//! names roles, never people, and leaves out what people wrote for each other.
//!
//! | file | what it writes |
//! | --- | --- |
//! | `cards` | of a discussion: questions and answers, the deadlines of its story |
//! | `goals` | objectives with ratings, what was expected and ticked |
//! | `times` | times beside targets and simulated runs |
//! | `story` | the log's timeline, phases, roles, handoffs, who knew what when |
//! | `lessons` | updates, injects, what went well, what to improve, every measure |
//! | [`plan`] | what is to be done: also as CSV |
//! | `voices` | decisions, notes, the hot wash, who sat where |
//! | `turns` | turning points by `analyse` |
//! | `picture`, `places` | the drawings |
//! | `veil` | people by their roles |
//! | [`teams`] | several teams side by side |

use super::Story;
use super::face::{headline, update_words};
use super::sheet::Sheet;
use super::text::capital;
use crate::analyse::Analysis;
use crate::analyse::standing::{NoStanding, Place};
use crate::base::SimTime;
use crate::score::metrics::metric;
use crate::score::numbers::of;

mod cards;
mod goals;
mod lessons;
mod picture;
mod places;
pub mod plan;
mod story;
pub mod teams;
mod times;
mod turns;
mod veil;
mod voices;

/// For whom it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// All of it: people by their names, notes, ratings with reasons, numbers of records.
    #[default]
    Facilitator,
    /// Roles instead of people; nothing that people wrote for each other.
    Public,
}

/// What a report knows beside its log.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    pub version: Version,
    /// The exercise among simulated runs, measure by measure, or why nowhere.
    pub places: Option<&'a Result<Vec<Place>, NoStanding>>,
    pub analysis: Option<&'a Analysis>,
}

/// The whole report.
pub fn after_action(story: &Story, beside: &Beside) -> Sheet {
    let veil = veil::Veil::over(story);
    // What could be better never names a person as its cause, in either version.
    let veiled = veil.story(story);
    let public = beside.version == Version::Public;
    let shown = if public { &veiled } else { story };
    let mut sections = vec![picture::picture(shown, public)];
    sections.extend(goals::objectives(shown, public));
    sections.extend(times::times(shown, beside.places));
    sections.push(lessons::strengths(&veiled, &veil, public));
    sections.push(lessons::improvements(&veiled, &veil, public));
    sections.push(plan::section(&veiled, &veil, public));
    if !public {
        sections.extend(
            beside
                .analysis
                .map(|found| turns::turning_points(shown, found)),
        );
        sections.extend(cards::answers(shown));
        sections.extend(voices::hot_wash(shown));
        sections.extend(voices::notes(shown));
    }
    sections.extend(goals::expectations(shown, public));
    sections.extend(story::phases(shown));
    sections.extend(story::roles(shown));
    sections.extend(story::handoffs(shown));
    sections.extend(voices::decisions(shown, public));
    sections.extend(story::knowledge(shown));
    sections.extend(lessons::updates(shown));
    sections.extend(lessons::deadlines(shown));
    sections.extend(cards::deadlines(shown));
    if !public {
        if !story.setup.scenario.is_discussion() {
            sections.extend(lessons::injects(shown));
        }
        sections.extend(voices::seats(shown));
    }
    let cited = cited(&sections);
    sections.push(story::timeline(shown, public, &cited));
    sections.extend(lessons::measures(shown));
    let mut sheet = Sheet::new(
        "after-action report",
        [headline(shown), people_sentence(shown)],
        sections,
    );
    sheet.about = about(shown, public);
    sheet
}

/// The records that the sections name.
fn cited(sections: &[super::sheet::Section]) -> Vec<u32> {
    let mut found = Vec::new();
    let mut read = |text: &str| {
        for part in text.split('#').skip(1) {
            let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
            found.extend(digits.parse::<u32>().ok());
        }
    };
    for section in sections {
        read(&section.finding);
        section.points.iter().for_each(|text| read(text));
        section.lines.iter().for_each(|text| read(text));
        let rows = section.table.iter().flat_map(|t| t.rows.iter().flatten());
        rows.for_each(|cell| read(cell));
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn clock(story: &Story, at: SimTime) -> String {
    story.setup.scenario.starts.clock(at)
}

fn about(story: &Story, public: bool) -> Vec<String> {
    let setup = story.setup;
    let starts = &setup.scenario.starts;
    let from = starts.show(SimTime::START);
    let to = starts.show(story.timeline.end());
    let version = match public {
        true => "public version: roles, no names",
        false => "facilitator's version",
    };
    let mut about = vec![
        setup.scenario.title.clone(),
        format!(
            "scenario {} · process {} · team {} · seed {}",
            setup.scenario.name, setup.process.name, setup.team.name, story.seed
        ),
        format!("{from} to {to} ({})", starts.zone),
        version.into(),
    ];
    if !public {
        let degraded = story.degraded.iter();
        about.extend(degraded.map(|difference| format!("stand-in: {difference}")));
    }
    about
}

/// The second sentence of the summary: what it asked of people, and how well it was done.
fn people_sentence(story: &Story) -> String {
    let timeline = story.timeline;
    let value = |name: &str| metric(name).map_or(0, |m| (m.read)(timeline).value);
    let objectives = match goals::performed(story) {
        (_, 0) => String::new(),
        (without, all) => {
            format!("; {without} of {all} objectives were performed without challenges")
        }
    };
    if story.setup.scenario.is_discussion() {
        let answers = cards::count(story);
        return format!(
            "{} answered in writing, {} in all{objectives}.",
            of(answers.0, "person", "people"),
            of(answers.1, "answer", "answers")
        );
    }
    format!(
        "{} took part, called by {}; updates: {}{objectives}.",
        of(value("people_engaged"), "person", "people"),
        of(value("pages_sent"), "page", "pages"),
        update_words(story)
    )
}
