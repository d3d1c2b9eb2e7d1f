//! What people wrote: decisions, notes, the hot wash; and who sat where.

use super::super::Story;
use super::super::sheet::{Column, Section};
use super::clock;
use crate::base::{Name, SimTime};
use crate::model::command::Occupant;
use crate::model::{Fact, NoteKind};
use crate::score::numbers::of;
use crate::score::words;

/// Decisions that were marked, with their reasons; in the public version when and by which role.
pub(super) fn decisions(story: &Story, public: bool) -> Option<Section> {
    let rows = story.records.iter().filter_map(|r| match &r.fact {
        Fact::Marked { by, text } => {
            let mut row = vec![
                clock(story, r.at),
                words::person(*by, story.setup).to_string(),
            ];
            if !public {
                row.push(text.clone());
            }
            row.push(format!("#{}", r.seq));
            Some(row)
        }
        _ => None,
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let mut heads = vec![("Time", Column::Text), ("By", Column::Text)];
    if !public {
        heads.push(("Decision and reason", Column::Text));
    }
    heads.push(("Record", Column::Text));
    let finding = format!(
        "{} marked",
        of(rows.len(), "decision was", "decisions were")
    );
    let note = "As whoever decided wrote them down at that moment.";
    Some(
        Section::new("Decisions", note)
            .finds(finding)
            .with(&heads, rows),
    )
}

/// What was seen, by whom, for which objective.
pub(super) fn notes(story: &Story) -> Option<Section> {
    let objective = |name: Option<Name>| {
        let mut all = story.setup.scenario.objectives.iter();
        let found = name.and_then(|name| all.find(|o| o.name == name));
        found.map_or("in general".into(), |o| o.text.clone())
    };
    let rows = story.records.iter().filter_map(|r| match &r.fact {
        Fact::Noted {
            by,
            objective: on,
            text,
            kind: NoteKind::Seen,
        } => Some(vec![
            clock(story, r.at),
            by.clone(),
            text.clone(),
            objective(*on),
            format!("#{}", r.seq),
        ]),
        _ => None,
    });
    let heads = [
        ("Time", Column::Text),
        ("By", Column::Text),
        ("What was seen", Column::Text),
        ("For", Column::Text),
        ("Record", Column::Text),
    ];
    let section = Section::new(
        "Notes",
        "Of the facilitator, observers, and participants after the end.",
    )
    .with(&heads, rows.collect());
    section.table.is_some().then_some(section)
}

/// Questions right after the end, with what each answered.
pub(super) fn hot_wash(story: &Story) -> Option<Section> {
    let mut answers: Vec<(&str, Vec<String>)> = story
        .records
        .iter()
        .filter_map(|r| match &r.fact {
            Fact::Noted {
                by,
                text,
                kind: NoteKind::HotWash { question },
                ..
            } => Some((
                question.as_str(),
                vec![
                    question.clone(),
                    text.clone(),
                    by.clone(),
                    format!("#{}", r.seq),
                ],
            )),
            _ => None,
        })
        .collect();
    if answers.is_empty() {
        return None;
    }
    // Question by question, in the order in which they were first answered.
    let order: Vec<&str> = answers.iter().map(|(q, _)| *q).collect();
    answers.sort_by_key(|(q, _)| order.iter().position(|o| o == q));
    let heads = [
        ("Question", Column::Text),
        ("Answer", Column::Text),
        ("By", Column::Text),
        ("Record", Column::Text),
    ];
    let rows = answers.into_iter().map(|(_, row)| row).collect();
    let note = "Asked right after the end, while it is fresh.";
    Some(Section::new("Hot wash", note).with(&heads, rows))
}

/// Which seats people held from when to when; simulated people had the others.
pub(super) fn seats(story: &Story) -> Option<Section> {
    let mut rows: Vec<(Name, SimTime, Option<SimTime>)> = Vec::new();
    for record in story.records {
        let Fact::Seated { person, occupant } = record.fact else {
            continue;
        };
        let open = rows
            .iter_mut()
            .rev()
            .find(|(p, _, to)| *p == person && to.is_none());
        match (occupant, open) {
            (Occupant::Human, None) => rows.push((person, record.at, None)),
            (Occupant::Policy, Some((.., to))) => *to = Some(record.at),
            _ => {}
        }
    }
    let seats = {
        let mut people: Vec<Name> = rows.iter().map(|r| r.0).collect();
        people.sort();
        people.dedup();
        people.len()
    };
    let table = rows.into_iter().map(|(person, from, to)| {
        vec![
            words::person(person, story.setup).to_string(),
            clock(story, from),
            to.map_or("the end".into(), |at| clock(story, at)),
        ]
    });
    let heads = [
        ("Seat", Column::Text),
        ("From", Column::Text),
        ("To", Column::Text),
    ];
    let finding = format!("{} held by people", of(seats, "seat was", "seats were"));
    let section = Section::new("Seats", "Simulated people sat in all others.")
        .finds(finding)
        .with(&heads, table.collect());
    section.table.is_some().then_some(section)
}
