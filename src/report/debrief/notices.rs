//! What a coach would have seen on this person's board, and how long it stood there: their board is
//! folded again from the log and looked at every minute.

use super::{Column, Seat, Section, Table};
use crate::base::{Draws, Duration, SimTime};
use crate::board::Board;
use crate::crew::View;
use crate::crew::coach::{self, Notice};
use crate::model::Fact;
use crate::score::numbers::{length, of};

/// How often the board is looked at.
const EVERY: Duration = Duration::minutes(1);
/// What stood for less was seen in time.
const LEAST: Duration = Duration::minutes(3);
/// The most that are told.
const MOST: usize = 10;

/// Something that stood on the board to see.
struct Stood {
    first: Notice,
    since: SimTime,
    until: SimTime,
}

pub fn stood(seat: &Seat) -> Section {
    let mut section = Section::new(
        "What there was to notice",
        "From your own board alone, looked at every minute: what a coach would have pointed at. It \
         takes attention, and attention was elsewhere: that is what makes these worth knowing.",
    );
    let mut all = refold(seat);
    all.retain(|s| s.until.since(s.since) >= LEAST);
    all.sort_by_key(|s| (std::cmp::Reverse(s.until.since(s.since)), s.since));
    let count = all.len();
    section.finding = match count {
        0 => "Nothing a coach looks for stood for long".into(),
        _ => format!(
            "{} stood for {} or longer",
            of(count, "thing", "things"),
            length(LEAST)
        ),
    };
    if count == 0 {
        return section;
    }
    let told = |stood: &Stood| {
        let heard = seat.story.records.iter().any(|r| match r.fact {
            Fact::Hinted { person, about } => {
                person == seat.who
                    && about == stood.first.kind.word()
                    && (stood.since..=stood.until).contains(&r.at)
            }
            _ => false,
        });
        if heard { "you asked" } else { "" }
    };
    let rows = all.iter().take(MOST).map(|stood| {
        vec![
            coach::topic(stood.first.kind).to_string(),
            seat.clock(stood.since),
            seat.clock(stood.until),
            length(stood.until.since(stood.since)),
            format!("{} {}", stood.first.sees, stood.first.does),
            told(stood).to_string(),
        ]
    });
    section.table = Some(Table {
        heads: vec![
            ("About".into(), Column::Text),
            ("From".into(), Column::Figures),
            ("Until".into(), Column::Figures),
            ("Stood".into(), Column::Figures),
            (
                "What there was to see, and what is usually done".into(),
                Column::Text,
            ),
            ("Coach".into(), Column::Text),
        ],
        rows: rows.collect(),
    });
    if count > MOST {
        section
            .lines
            .push(format!("And {} shorter ones.", count - MOST));
    }
    section
}

fn refold(seat: &Seat) -> Vec<Stood> {
    let story = seat.story;
    let draws = Draws::new(story.seed);
    let mut board = Board::new(seat.who);
    let mut records = story.records.iter().peekable();
    let (mut open, mut done): (Vec<Stood>, Vec<Stood>) = (Vec::new(), Vec::new());
    let end = story.timeline.end();
    let mut now = SimTime::START;
    while now <= end {
        while let Some(record) = records.next_if(|r| r.at <= now) {
            if record.audience.holds(seat.who) {
                board.fold(record, &seat.book);
            }
        }
        let seen = coach::notices(&View::new(&board, &seat.book, &draws, now));
        let same = |a: &Notice, b: &Notice| a.kind == b.kind && a.about == b.about;
        let (stand, gone): (Vec<Stood>, Vec<Stood>) = open
            .into_iter()
            .partition(|s| seen.iter().any(|n| same(n, &s.first)));
        open = stand;
        done.extend(gone);
        for notice in seen {
            match open.iter_mut().find(|s| same(&s.first, &notice)) {
                Some(stands) => stands.until = now,
                None => open.push(Stood {
                    first: notice,
                    since: now,
                    until: now,
                }),
            }
        }
        now += EVERY;
    }
    done.extend(open);
    done
}
