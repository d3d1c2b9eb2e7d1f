//! What this person asked for and what came of it, and the words they typed.

use std::collections::BTreeMap;

use super::{Column, Seat, Section, Table};
use crate::model::{Actor, Command, Duty, Fact, Record, Seq};
use crate::report::replay::is_important;
use crate::report::words::{asking, refusal, sentence};
use crate::score::rubric::{self, Rubric};

/// Rows that can still be read in one go.
const MOST_ROWS: usize = 80;
/// How far along the chain of causes an outcome is still this command's.
const FAR: usize = 4;

pub fn decided(seat: &Seat) -> Section {
    let records = seat.story.records;
    let mut section = Section::new(
        "What you decided",
        "Each command of yours and the first thing that came of it. `sandtable analyse` says what \
         they were worth.",
    );
    let mut children: BTreeMap<Seq, Vec<&Record>> = BTreeMap::new();
    for record in records {
        if let Some(because) = record.because {
            children.entry(because).or_default().push(record);
        }
    }
    let by = Actor::Person(seat.who);
    let own = records.iter().filter(|r| r.by == by);
    let rows: Vec<Vec<String>> = own
        .filter_map(|record| match &record.fact {
            Fact::Commanded {
                command: Command::Hint { .. },
            } => None,
            Fact::Commanded { command } => Some(vec![
                seat.clock(record.at),
                asking(command, seat.story.setup),
                outcome(seat, record, &children),
                format!("#{}", record.seq),
            ]),
            _ => None,
        })
        .collect();
    let count = rows.len();
    section.finding = match count {
        0 => "You gave no command".into(),
        1 => "One command".into(),
        _ => format!("{count} commands"),
    };
    if count == 0 {
        return section;
    }
    if count > MOST_ROWS {
        section.lines.push(format!(
            "And {} more, which `sandtable replay` shows.",
            count - MOST_ROWS
        ));
    }
    section.table = Some(Table {
        heads: vec![
            ("Time".into(), Column::Figures),
            ("You".into(), Column::Text),
            ("What came of it".into(), Column::Text),
            ("Record".into(), Column::Figures),
        ],
        rows: rows.into_iter().take(MOST_ROWS).collect(),
    });
    section
}

/// The first thing of note that the log traces back to a command.
fn outcome(seat: &Seat, of: &Record, children: &BTreeMap<Seq, Vec<&Record>>) -> String {
    let setup = seat.story.setup;
    let mut layer = vec![of.seq];
    let mut found: Vec<&Record> = Vec::new();
    for _ in 0..FAR {
        let below = layer.iter().filter_map(|seq| children.get(seq)).flatten();
        let below: Vec<&Record> = below
            .copied()
            .filter(|r| !matches!(r.fact, Fact::Commanded { .. }))
            .collect();
        if below.is_empty() {
            break;
        }
        layer = below.iter().map(|r| r.seq).collect();
        found.extend(below);
    }
    if let Some(why) = found.iter().find_map(|r| match &r.fact {
        Fact::Refused { refusal: why, .. } => Some(refusal(why, setup)),
        _ => None,
    }) {
        return format!("not possible: {why}");
    }
    found.sort_by_key(|r| r.seq);
    let noted = found.iter().find(|r| is_important(&r.fact));
    match noted {
        Some(record) if record.at > of.at => format!(
            "{}: {}",
            seat.clock(record.at),
            sentence(&record.fact, setup)
        ),
        Some(record) => sentence(&record.fact, setup),
        None => String::new(),
    }
}

/// Updates and answers that a human wrote, judged by their words.
pub fn typed(seat: &Seat) -> Section {
    let setup = seat.story.setup;
    let mut section = Section::new(
        "What you wrote",
        "Judged by its words alone: impact, action, when the next word comes, no invented end, nobody \
         blamed. Words can mislead such a judge, both ways; it gives no score.",
    );
    let written = seat
        .story
        .records
        .iter()
        .filter_map(|record| match &record.fact {
            Fact::UpdateSent {
                by,
                duty,
                text: Some(text),
                ..
            } if *by == seat.who => Some((record, duty.title(), outside(*duty), text)),
            Fact::MessageAnswered {
                by,
                text: Some(text),
                ..
            } if *by == seat.who => Some((record, "answer", true, text)),
            _ => None,
        });
    let rows: Vec<Vec<String>> = written
        .map(|(record, what, outside, text)| {
            let judged = rubric::judge(text, setup, outside);
            let advice = match judged.is_good() {
                true => "nothing is missing".to_string(),
                false => judged.advice().join("; "),
            };
            vec![
                format!("{} #{}", seat.clock(record.at), record.seq),
                what.to_string(),
                format!("“{text}”"),
                said(&judged),
                advice,
            ]
        })
        .collect();
    if rows.is_empty() {
        section.finding = "You typed no update and no answer of your own".into();
        return section;
    }
    let good = rows.iter().filter(|r| r[4] == "nothing is missing").count();
    section.finding = format!("{good} of {} have all five", rows.len());
    section.table = Some(Table {
        heads: vec![
            ("Time".into(), Column::Text),
            ("What".into(), Column::Text),
            ("Your words".into(), Column::Text),
            ("Said, and by which words".into(), Column::Text),
            ("Missing, or better left out".into(), Column::Text),
        ],
        rows,
    });
    section
}

/// Whether it goes to people outside the house.
fn outside(duty: Duty) -> bool {
    duty != Duty::InternalUpdates
}

fn said(judged: &Rubric) -> String {
    let points = [
        ("impact", &judged.impact),
        ("action", &judged.action),
        ("next", &judged.next),
    ];
    let said = points.iter().filter_map(|(what, point)| {
        let words = point.words.as_ref()?;
        Some(format!("{what} “{words}”"))
    });
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => "none of impact, action, next word".into(),
        false => said.join(", "),
    }
}
