//! Objectives with the ratings that the log suggests and that people gave, and what was expected.

use super::super::Story;
use super::super::sheet::{Column, Section};
use super::{capital, clock};
use crate::model::Condition;
use crate::score::numbers::length;
use crate::score::objective::{Rated, Rating};
use crate::score::words;
use crate::timeline::review::{self, Tick};
use crate::timeline::{Answer, Expected, Owner};

/// The rating that counts: what a person set, else what the log suggests.
pub(super) fn rating(story: &Story, rated: &Rated) -> Option<Rating> {
    review::rated(story.records, rated.id)
        .map(|s| s.rating)
        .or(rated.rating)
}

/// How many objectives were performed without challenges, and how many there are.
pub(super) fn performed(story: &Story) -> (usize, usize) {
    let all = &story.card.score.objectives;
    let without = all.iter().filter(|o| rating(story, o) == Some(Rating::P));
    (without.count(), all.len())
}

fn words_of(rating: Option<Rating>) -> String {
    rating.map_or("not rated".into(), |r| format!("{r:?} {}", r.title()))
}

pub(super) fn objectives(story: &Story, public: bool) -> Vec<Section> {
    let score = &story.card.score;
    let mut section = Section::new(
        "Objectives",
        "P performed without challenges, S with some, M with major ones, U unable to be performed. \
         What the log suggests is set by the facilitator.",
    );
    let anybody = score
        .objectives
        .iter()
        .any(|o| review::rated(story.records, o.id).is_some());
    let mut heads = vec![("Objective", Column::Text)];
    match (anybody, public) {
        (true, false) => heads.extend([
            ("Rating", Column::Text),
            ("Suggested", Column::Text),
            ("Set by", Column::Text),
        ]),
        (true, true) => heads.push(("Rating", Column::Text)),
        (false, _) => heads.push(("Suggested rating", Column::Text)),
    }
    heads.push(("Evidence in the log", Column::Text));
    let rows = score.objectives.iter().map(|rated| {
        let mut row = vec![rated.text.clone(), words_of(rating(story, rated))];
        if anybody && !public {
            row.push(rated.rating.map_or("–".into(), |r| format!("{r:?}")));
            row.push(
                review::rated(story.records, rated.id).map_or(String::new(), |set| {
                    let how = match rated.rating {
                        Some(suggested) if suggested == set.rating => "confirmed",
                        Some(_) => "changed",
                        None => "set",
                    };
                    let why = match set.reason.is_empty() {
                        true => String::new(),
                        false => format!(": {}", set.reason),
                    };
                    format!("{how} by {} (#{}){why}", set.by, set.seq)
                }),
            );
        }
        row.push(capital(&rated.why));
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    section = match performed(story) {
        (_, 0) => section.finds("The scenario sets no objectives"),
        (without, all) => section.finds(format!(
            "{without} of {all} objectives were performed without challenges"
        )),
    };
    section = section.with(&heads, rows);
    let parts = score.parts.iter().map(|p| match p.points {
        Some(points) => format!("{} {points} ({})", p.name, p.why),
        None => format!("{} does not apply ({})", p.name, p.why),
    });
    let parts: Vec<String> = parts.collect();
    let hints = score.hints.filter(|h| h.count > 0);
    let hints = hints.map_or(String::new(), |h| format!("; {}", h.words()));
    if !story.setup.scenario.is_discussion() {
        section.lines.push(format!(
            "Score {} of 100 by the log: {}{hints}.",
            score.total,
            parts.join("; ")
        ));
    }
    vec![section]
}

/// The last word of an observer on each expectation, in the order of the script.
fn ticks<'a>(story: &Story<'a>) -> Vec<Option<Tick<'a>>> {
    review::ticks(story.records, story.timeline.expectations().count())
}

pub(super) fn answer(story: &Story, one: &Expected) -> String {
    let judged = matches!(one.expects.does, Condition::Judged(_));
    match one.answer {
        Answer::Met { done, .. } if judged => format!("seen (#{})", done.seq),
        Answer::Missed { .. } if judged => "not seen".into(),
        Answer::Pending { .. } if judged => "not seen yet".into(),
        Answer::Met { done, late } if late.is_zero() => format!("in time (#{})", done.seq),
        Answer::Met { done, late } => format!("{} late (#{})", length(late), done.seq),
        Answer::Missed { due } => format!("not by {}", clock(story, due)),
        Answer::Pending { .. } => "open at the end".into(),
        Answer::NotDue => "did not come up".into(),
    }
}

/// How many expectations were met: by the last word of whoever watched, else by the log.
pub(super) fn met(story: &Story) -> usize {
    let ticks = ticks(story);
    let all = story.timeline.expectations().zip(&ticks);
    let met = all.filter(|(one, tick)| match tick {
        Some(tick) => tick.met,
        None => matches!(one.answer, Answer::Met { .. }),
    });
    met.count()
}

/// What was expected, what the log says of it, and what somebody ticked.
pub(super) fn expectations(story: &Story, public: bool) -> Option<Section> {
    let ticks = ticks(story);
    let ticked = ticks.iter().any(Option::is_some);
    // Of cards that were not reached nothing was expected.
    let discussion = story.setup.scenario.is_discussion();
    let came = |one: &Expected| !discussion || !matches!(one.answer, Answer::NotDue);
    let all = story.timeline.expectations().zip(&ticks);
    let all = all.filter(|(one, _)| came(one));
    let rows = all.map(|(one, tick)| {
        let of = match one.owner {
            Owner::Inject(name) => format!("inject {name}"),
            Owner::Objective(name) => format!("objective {name}"),
        };
        let mut row = vec![
            capital(&words::expectation(one.expects, story.setup)),
            of,
            answer(story, &one),
        ];
        if ticked {
            row.push(tick.map_or(String::new(), |tick| {
                let met = if tick.met { "met" } else { "not met" };
                match public {
                    true => met.into(),
                    false => format!("{met}, by {} (#{})", tick.by, tick.seq),
                }
            }));
        }
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let finding = format!("{} of {} expectations were met", met(story), rows.len());
    let mut heads = vec![
        ("What was expected", Column::Text),
        ("Of", Column::Text),
        ("By the log", Column::Text),
    ];
    if ticked {
        heads.push(("Ticked", Column::Text));
    }
    let note = "What was heard counts, too: where somebody who watched has ticked it, that is the \
                last word.";
    let section = Section::new("Expectations", note).finds(finding);
    Some(section.with(&heads, rows))
}
