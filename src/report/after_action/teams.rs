//! Several teams on the same scenario, side by side.

use super::super::Story;
use super::super::face::{TIMES, headline, update_words};
use super::super::sheet::{Column, Section, Sheet};
use super::{Version, about, capital, goals};
use crate::score::metrics::metric;
use crate::timeline::Status;

/// Counts and integrals beside the times.
const COUNTS: &[&str] = &[
    "impact_user_minutes",
    "pages_sent",
    "people_engaged",
    "handoffs",
    "handoffs_complete",
    "beliefs_lost",
    "duplicated_person_minutes",
    "harmful_actions",
];

/// One team: what it is called, its exercise, and the files of its own report.
pub struct Team<'a> {
    pub name: String,
    pub story: Story<'a>,
    /// File and words of each of its own pages; may be empty.
    pub pages: Vec<(String, String)>,
}

/// Teams beside each other; none is ranked.
pub fn teams(all: &[Team], version: Version) -> Sheet {
    let count = all.len();
    let mut sections = vec![came_of_it(all)];
    let tables = [
        ratings(all),
        measures(
            all,
            TIMES,
            "Times",
            "“over”: not reached when the exercise ended.",
        ),
        measures(
            all,
            COUNTS,
            "People and harm",
            "`sandtable explain MEASURE` says what each is.",
        ),
    ];
    sections.extend(tables.into_iter().filter(|it| it.table.is_some()));
    let mut pages = Section::new(
        "Each team's own report",
        "With its timeline, evidence and plan.",
    );
    pages.links = all.iter().flat_map(|team| team.pages.clone()).collect();
    sections.extend((!pages.links.is_empty()).then_some(pages));
    let mut sheet = Sheet::new(
        "after-action report",
        [
            format!("{count} teams on the same scenario, with the same luck."),
            "What differs is what people did, and what luck they drew by it; nobody is ranked."
                .into(),
        ],
        sections,
    );
    let public = version == Version::Public;
    sheet.about = all
        .first()
        .map_or(Vec::new(), |team| about(&team.story, public));
    sheet
}

fn heads<'a>(first: &'a str, all: &'a [Team], column: Column) -> Vec<(&'a str, Column)> {
    let teams = all.iter().map(|team| (team.name.as_str(), column));
    std::iter::once((first, Column::Text))
        .chain(teams)
        .collect()
}

fn came_of_it(all: &[Team]) -> Section {
    let each = |what: &str, of: &dyn Fn(&Story) -> String| {
        let values = all.iter().map(|team| of(&team.story));
        std::iter::once(what.to_string()).chain(values).collect()
    };
    let met = |story: &Story| {
        let all = story.timeline.expectations().count();
        format!("{} of {all}", goals::met(story))
    };
    let mut rows = vec![each("What came of it", &headline)];
    let discussion = all
        .first()
        .is_some_and(|t| t.story.setup.scenario.is_discussion());
    if !discussion {
        rows.push(each("Score by the log", &|s| {
            s.card.score.total.to_string()
        }));
        rows.push(each("Updates", &|s| capital(&update_words(s))));
    }
    rows.push(each("Expectations met", &met));
    let section = Section::new("Side by side", "The same scenario, process and seed.");
    section.with(&heads("", all, Column::Text), rows)
}

fn ratings(all: &[Team]) -> Section {
    let objectives = all
        .first()
        .map_or(&[][..], |t| &t.story.card.score.objectives);
    let rows = objectives.iter().enumerate().map(|(at, objective)| {
        let of = |team: &Team| {
            let rated = team.story.card.score.objectives.get(at);
            let rating = rated.and_then(|r| goals::rating(&team.story, r));
            rating.map_or("–".into(), |r| format!("{r:?} {}", r.title()))
        };
        std::iter::once(objective.text.clone())
            .chain(all.iter().map(of))
            .collect()
    });
    let note = "As the facilitator set them; where nobody did, as the log suggests.";
    Section::new("Objectives", note).with(&heads("Objective", all, Column::Text), rows.collect())
}

fn measures(all: &[Team], names: &[&str], heading: &str, note: &'static str) -> Section {
    let rows = names.iter().filter_map(|name| {
        let metric = metric(name)?;
        let values: Vec<_> = all
            .iter()
            .map(|t| (metric.read)(t.story.timeline))
            .collect();
        if !values.iter().any(|v| v.applies()) {
            return None;
        }
        let words = values.iter().map(|value| match value.status {
            Status::NotApplicable => "–".to_string(),
            _ => metric.words(*value),
        });
        let clock = metric
            .span
            .map_or(String::new(), |_| format!(" ({})", metric.clock()));
        let row = std::iter::once(format!("{}{clock}", metric.title)).chain(words);
        Some(row.collect())
    });
    Section::new(heading, note).with(&heads("Measure", all, Column::Figures), rows.collect())
}
