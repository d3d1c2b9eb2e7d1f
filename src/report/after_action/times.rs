//! Times beside targets, what they really were, and simulated runs of the same situation.

use super::super::Story;
use super::super::analysis::why_not;
use super::super::sheet::{Column, Section};
use super::places;
use crate::analyse::standing::{NoStanding, Place};
use crate::score::formula::against;
use crate::score::metrics::metrics;
use crate::score::numbers::{count, length};
use crate::timeline::Status;

pub(super) fn times(
    story: &Story,
    among: Option<&Result<Vec<Place>, NoStanding>>,
) -> Option<Section> {
    let scenario = &story.setup.scenario;
    let places = among.and_then(|a| a.as_ref().ok());
    let mut heads = vec![
        ("Measure", Column::Text),
        ("Clock", Column::Text),
        ("Time", Column::Figures),
        ("Target", Column::Figures),
    ];
    let real = !scenario.really.is_empty();
    if real {
        heads.push(("Really", Column::Figures));
    }
    heads.push(("Verdict", Column::Text));
    if places.is_some() {
        heads.push(("Slower than", Column::Figures));
    }
    let mut rows = Vec::new();
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
        let mut row = vec![
            metric.title.to_string(),
            metric.clock(),
            metric.words(measure),
            target.map_or(String::new(), length),
        ];
        if real {
            row.push(really.map_or(String::new(), |p| length(p.time)));
        }
        row.push(verdict);
        if let Some(places) = places {
            let place = places.iter().find(|p| p.measure == metric.name);
            row.push(place.map_or(String::new(), places::slower));
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return None;
    }
    let mut section = Section::new(
        "Times",
        "“over” before a time: not reached when the exercise ended. Slower than: the share of \
         simulated runs of the same situation that took less, with its interval.",
    );
    let resolve = places.and_then(|p| p.iter().find(|p| p.measure == "time_to_resolve"));
    if let Some(place) = resolve {
        let runs = count(place.runs as u64);
        section = section.finds(match place.game.status {
            Status::Censored => format!(
                "It was not resolved when the exercise ended; {} of {runs} simulated runs of the same \
                 situation were by then",
                places::share(&place.slower)
            ),
            _ => format!(
                "Resolving it took longer than in {} of {runs} simulated runs of the same situation",
                places::share(&place.slower)
            ),
        });
        section.picture = Some(places::picture(story, places.map_or(&[][..], |p| p)));
    }
    section = section.with(&heads, rows);
    if let Some(Err(why)) = among {
        section.lines.push(format!(
            "It is set beside no simulated runs: {}.",
            why_not(*why)
        ));
    }
    let episodes = story.timeline.episodes().len();
    if episodes > 1 {
        section
            .lines
            .push(format!("Times are means of {episodes} episodes."));
    }
    Some(section)
}
