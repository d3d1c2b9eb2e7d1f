//! What was knowable when, beside what was true: each truth that mattered, when it became so, when
//! anybody on the team knew, and when this person did.

use super::{Column, Seat, Section, Table};
use crate::base::{Name, SimTime};
use crate::model::{Claim, EpisodeId, Fact, Record, ServiceState};
use crate::score::numbers::{length, percent};
use crate::score::words;

/// Customers hit: each of these shares, once passed, is a truth of its own.
const STEPS: [u32; 4] = [1, 200_000, 400_000, 700_000];

/// Something that was so from a moment on, and how it comes to be known.
struct Truth {
    at: SimTime,
    what: String,
    known: Known,
}

/// What a record has to say for a person to know.
enum Known {
    /// A service is not normal.
    Broken(Name),
    /// Any service is not normal, by a look since then.
    Spread,
    Cause(Name),
    Better,
    Evidence(Name),
    /// Whoever this very record reached.
    Told(u32),
}

pub fn knowable(seat: &Seat) -> Section {
    let mut section = Section::new(
        "What was knowable when",
        "On sand stands what was true, which nobody saw during the game. To know is to have seen it, \
         to have been told, or to be sure enough of it to act.",
    );
    let truths = truths(seat);
    let rows: Vec<(bool, Vec<String>)> = truths
        .iter()
        .map(|truth| {
            let people = seat.story.setup.team.people.iter().map(|p| p.name);
            let first = people
                .filter_map(|person| Some((learned(seat, truth, person)?, person)))
                .min_by_key(|(at, person)| (*at, *person != seat.who));
            let mine = learned(seat, truth, seat.who);
            let since = |at: SimTime| match at.since(truth.at) {
                late if late.is_zero() => seat.clock(at),
                late => format!("{} (+{})", seat.clock(at), length(late)),
            };
            let row = vec![
                truth.what.clone(),
                seat.clock(truth.at),
                first.map_or("nobody".into(), |(at, _)| since(at)),
                first.map_or(String::new(), |(_, who)| seat.name(who)),
                mine.map_or("never".into(), since),
            ];
            (mine.is_some(), row)
        })
        .collect();
    let knew = rows.iter().filter(|(mine, _)| *mine).count();
    section.finding = match rows.len() {
        0 => "Nothing was hidden".into(),
        all => format!("You came to know {knew} of {all} things that mattered"),
    };
    section.table = (!rows.is_empty()).then(|| Table {
        heads: vec![
            ("What was true".into(), Column::Truth),
            ("From".into(), Column::Truth),
            ("First known".into(), Column::Text),
            ("By".into(), Column::Text),
            ("You knew".into(), Column::Text),
        ],
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    });
    section
}

fn truths(seat: &Seat) -> Vec<Truth> {
    let setup = seat.story.setup;
    let mut all: Vec<Truth> = Vec::new();
    // The next share of customers that is a truth of its own, and whether any are hit, by episode.
    let mut steps: Vec<(EpisodeId, usize)> = Vec::new();
    for record in seat.story.records {
        let mut add = |what: String, known: Known| {
            all.push(Truth {
                at: record.at,
                what,
                known,
            })
        };
        match &record.fact {
            Fact::EpisodeBegan { cause, .. } => add(
                format!("The cause: {}", words::cause(*cause, setup)),
                Known::Cause(*cause),
            ),
            Fact::FaultBegan {
                service: Some(service),
                ..
            } => add(
                format!("A fault struck {}", words::service(*service, setup)),
                Known::Broken(*service),
            ),
            Fact::HarmChanged { episode, share, .. } => {
                let at = steps.iter().position(|(of, _)| of == episode);
                let at = at.unwrap_or_else(|| {
                    steps.push((*episode, 0));
                    steps.len() - 1
                });
                let next = &mut steps[at].1;
                let hit = share.as_ppm();
                if hit == 0 && *next > 0 {
                    *next = 0;
                    add("No customer was hit any more".into(), Known::Better);
                }
                let passed = STEPS.iter().filter(|step| hit >= **step).count();
                if passed > *next {
                    *next = passed;
                    add(
                        format!("{} of customers were hit", percent(*share)),
                        Known::Spread,
                    );
                }
            }
            Fact::ToolLost { tool } => add(
                format!("The tool “{}” was gone", tool.title()),
                Known::Told(record.seq),
            ),
            Fact::EvidenceDestroyed { evidence } => add(
                format!("Evidence was lost: {}", evidence.as_str().replace('-', " ")),
                Known::Evidence(*evidence),
            ),
            Fact::CauseRemoved { .. } => add("The cause was removed".into(), Known::Better),
            _ => {}
        }
    }
    all
}

/// When somebody came to know of it, from then on.
fn learned(seat: &Seat, truth: &Truth, person: Name) -> Option<SimTime> {
    let records = seat.story.records.iter();
    let mut since = records.filter(|r| r.at >= truth.at && r.audience.holds(person));
    since
        .find(|r| says(r, &truth.known, person, truth.at))
        .map(|r| r.at)
}

fn says(record: &Record, known: &Known, person: Name, since: SimTime) -> bool {
    let is_broken = |state: ServiceState| state != ServiceState::Normal;
    match (&record.fact, known) {
        (Fact::AlertRaised { service, state, .. }, Known::Broken(name)) => {
            service == name && is_broken(*state)
        }
        (Fact::AlertRaised { state, .. }, Known::Spread) => is_broken(*state),
        (
            Fact::Convinced {
                person: who, cause, ..
            },
            Known::Cause(name),
        ) => *who == person && *cause == Some(*name),
        (
            Fact::Learned {
                person: who,
                beliefs,
            },
            _,
        ) if *who == person => beliefs.iter().any(|belief| match (belief.claim, known) {
            (Claim::Service { service, state }, Known::Broken(name)) => {
                service == *name && is_broken(state)
            }
            (Claim::Service { state, .. }, Known::Spread) => {
                is_broken(state) && belief.since >= since
            }
            (
                Claim::Cause {
                    cause, is: true, ..
                },
                Known::Cause(name),
            ) => cause == *name,
            (Claim::Fixed { .. } | Claim::Eased { .. }, Known::Better) => belief.since >= since,
            (Claim::Evidence { evidence, .. }, Known::Evidence(name)) => evidence == *name,
            _ => false,
        }),
        (_, Known::Told(seq)) => record.seq == *seq,
        _ => false,
    }
}
