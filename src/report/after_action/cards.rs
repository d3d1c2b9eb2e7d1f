//! Of a discussion: questions with everybody's answers, and the deadlines of the story it tells.

use super::super::Story;
use super::super::sheet::{Column, Section};
use super::clock;
use crate::base::{Name, SimTime};
use crate::model::Fact;
use crate::score::numbers::length;
use crate::score::words;
use crate::timeline::review::responses;
use crate::timeline::{Answer, Owner};

/// How many people have answered something, and how many answers there are.
pub(super) fn count(story: &Story) -> (usize, usize) {
    let last = responses(story.records);
    let mut people: Vec<Name> = last.iter().map(|a| a.by).collect();
    people.sort();
    people.dedup();
    (people.len(), last.len())
}

/// Card by card, question by question.
pub(super) fn answers(story: &Story) -> Vec<Section> {
    let said = responses(story.records);
    let cards = story.records.iter().filter_map(|r| match &r.fact {
        Fact::InjectDelivered {
            inject,
            text,
            questions,
            ..
        } if story.setup.scenario.is_discussion() => Some((r, *inject, text, questions)),
        _ => None,
    });
    let section = |(record, inject, text, questions): (
        &crate::model::Record,
        Name,
        &String,
        &Vec<String>,
    )| {
        let title = inject.as_str().replace('-', " ");
        let note = "As people wrote it; the last word of each counts.";
        let mut section = Section::new(&format!("Card: {title}"), note);
        let from = story.setup.scenario.inject(inject);
        let from = from.and_then(|i| i.from.clone()).unwrap_or_default();
        let from = if from.is_empty() {
            from
        } else {
            format!("{from}. ")
        };
        section.finding = format!("{from}{}", text.trim_end_matches('.'));
        section.lines.push(format!(
            "On the table from {} on (#{}).",
            clock(story, record.at),
            record.seq
        ));
        let mut rows = Vec::new();
        for (at, question) in questions.iter().enumerate() {
            let own = said
                .iter()
                .filter(|s| s.inject == inject && usize::from(s.question) == at);
            let mut first = true;
            for one in own {
                rows.push(vec![
                    if first {
                        question.clone()
                    } else {
                        String::new()
                    },
                    one.text.to_string(),
                    words::person(one.by, story.setup).to_string(),
                    format!("#{}", one.seq),
                ]);
                first = false;
            }
            if first {
                let nobody = "nobody wrote an answer".to_string();
                rows.push(vec![question.clone(), nobody, String::new(), String::new()]);
            }
        }
        let heads = [
            ("Question", Column::Text),
            ("Answer", Column::Text),
            ("By", Column::Text),
            ("Record", Column::Text),
        ];
        section.with(&heads, rows)
    };
    cards.map(section).collect()
}

/// What laws and contracts asked for, and whether somebody saw that it was kept.
pub(super) fn deadlines(story: &Story) -> Option<Section> {
    let scenario = &story.setup.scenario;
    let show = |at: SimTime| scenario.starts.show(at);
    let mut kept = 0;
    let rows = scenario.deadlines.iter().map(|deadline| {
        let delivered = story.timeline.duties.inject(deadline.from);
        let delivered = delivered.and_then(|row| row.delivered);
        let began = scenario
            .told_at(deadline.from)
            .filter(|_| delivered.is_some());
        let keeps = story
            .timeline
            .expectations()
            .filter(|e| e.expects.keeps == Some(deadline.name));
        let mut fate = "no card that asks for it was reached".to_string();
        for one in keeps {
            let told = match one.owner {
                Owner::Inject(inject) => scenario.told_at(inject),
                Owner::Objective(_) => None,
            };
            match one.answer {
                Answer::Met { done, .. } => {
                    let in_time = match (told, began) {
                        (Some(told), Some(began)) => told <= began + deadline.within,
                        _ => true,
                    };
                    kept += usize::from(in_time);
                    let told = told.map_or(String::new(), |at| format!(", by {}", show(at)));
                    let late = if in_time { "" } else { ", after it was due" };
                    fate = format!("seen to be kept{told}{late} (#{})", done.seq);
                    break;
                }
                Answer::NotDue => {}
                _ => fate = "not seen to be kept".into(),
            }
        }
        vec![
            deadline.title.clone(),
            deadline.rule.clone(),
            began.map_or("not reached".into(), show),
            length(deadline.within),
            began.map_or(String::new(), |at| show(at + deadline.within)),
            fate,
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let heads = [
        ("What is owed", Column::Text),
        ("Rule", Column::Text),
        ("Clock starts", Column::Text),
        ("Within", Column::Figures),
        ("Due", Column::Text),
        ("In the discussion", Column::Text),
    ];
    let finding = format!("{kept} of {} deadlines were seen to be kept", rows.len());
    let note = "In the time of the story. Kept means that the facilitator ticked what a card expects \
                for it, not that anybody filed anything.";
    let section = Section::new("Deadlines", note).finds(finding);
    Some(section.with(&heads, rows))
}
