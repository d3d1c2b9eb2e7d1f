//! Objectives and the ratings they suggest, in the words of exercise practice (HSEEP).

use std::fmt::Write;

use serde::Serialize;

use super::numbers::length;
use super::words;
use crate::base::{Name, Share};
pub use crate::model::Rating;
use crate::model::fact::EndReason;
use crate::model::scenario::Objective;
use crate::model::{Condition, Milestone, Seq, Setup};
use crate::timeline::{Answer, Expected, Owner, Timeline};

/// An objective with its suggested rating.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rated {
    pub id: Name,
    pub text: String,
    /// `None` if nothing it expects came due.
    pub rating: Option<Rating>,
    /// Which expectations were met when, with the log's record numbers.
    pub why: String,
    /// The records that speak for it.
    pub records: Vec<Seq>,
    #[serde(skip)]
    pub credit: Option<Share>,
    #[serde(skip)]
    pub weight: f64,
}

/// Rates one objective from what it expects.
pub fn rate(objective: &Objective, setup: &Setup, timeline: &Timeline) -> Rated {
    let own = Owner::Objective(objective.name);
    let expected: Vec<_> = timeline
        .expectations()
        .filter(|e| {
            // What a card expects says nothing before the card lies there.
            let came = !matches!(e.answer, Answer::NotDue);
            e.owner == own || came && e.expects.serves == Some(objective.name)
        })
        .collect();
    let credit = credit(expected.iter().copied(), timeline);
    let mut rated = Rated {
        id: objective.name,
        text: objective.text.clone(),
        rating: credit.map(Rating::of),
        why: String::new(),
        records: Vec::new(),
        credit,
        weight: objective.weight.get(),
    };
    for one in &expected {
        if let Answer::Met { done, .. } = one.answer {
            rated.records.push(done.seq);
        }
        if !rated.why.is_empty() {
            rated.why.push_str("; ");
        }
        explain(one, setup, timeline, &mut rated.why);
    }
    rated
}

/// The credit for expectations by weight: all of it in time, half of it late, none for what was
/// not done. `None` if nothing was due.
pub fn credit<'a>(
    expected: impl Iterator<Item = Expected<'a>>,
    timeline: &Timeline,
) -> Option<Share> {
    let (mut earned, mut possible) = (0u64, 0u64);
    for one in expected {
        let weight = u64::from(one.expects.weight);
        let halves = match one.answer {
            Answer::Met { late, .. } if late.is_zero() => 2,
            Answer::Met { .. } => 1,
            _ if is_owed(&one, timeline) => 0,
            _ => continue,
        };
        earned += halves * weight;
        possible += 2 * weight;
    }
    let credit = (earned * 1_000_000).checked_div(possible)?;
    Some(Share::ppm(credit as u32))
}

/// Whether what was not done ought to have been: its time is over, or nothing more is to come, or
/// its time would have begun had people got so far.
fn is_owed(one: &Expected, timeline: &Timeline) -> bool {
    match one.answer {
        Answer::Met { .. } | Answer::Missed { .. } => true,
        Answer::Pending { .. } => timeline.ended() == Some(EndReason::Done),
        Answer::NotDue => {
            let peoples = one.expects.from.is_some_and(|m| {
                !matches!(
                    m,
                    Milestone::Fault | Milestone::Impact | Milestone::Signalled
                )
            });
            let begun = timeline.first().is_some_and(|e| e.has(Milestone::Impact));
            matches!(one.owner, Owner::Objective(_)) && peoples && begun
        }
    }
}

fn explain(one: &Expected, setup: &Setup, timeline: &Timeline, out: &mut String) {
    let clause = words::expectation(one.expects, setup);
    let said = match one.answer {
        Answer::Met { done, .. } if matches!(one.expects.does, Condition::Judged(_)) => {
            write!(out, "{clause}: seen (#{})", done.seq)
        }
        Answer::Met { done, late } if late.is_zero() => {
            write!(out, "{clause}: in time (#{})", done.seq)
        }
        Answer::Met { done, late } => {
            write!(out, "{clause}: {} late (#{})", length(late), done.seq)
        }
        Answer::Pending { .. } if matches!(one.expects.does, Condition::Judged(_)) => {
            write!(out, "{clause}: not seen yet")
        }
        Answer::Missed { .. } if matches!(one.expects.does, Condition::Judged(_)) => {
            write!(out, "{clause}: not seen")
        }
        Answer::Missed { due } => {
            let clock = setup.scenario.starts.clock(due);
            write!(out, "{clause}: not by {clock}")
        }
        Answer::Pending { .. } if is_owed(one, timeline) => write!(out, "{clause}: not done"),
        Answer::Pending { .. } => {
            write!(out, "{clause}: the exercise ended before its time was over")
        }
        Answer::NotDue if is_owed(one, timeline) => {
            let from = one.expects.from.map_or("", Milestone::word);
            write!(out, "{clause}: {from} was never reached")
        }
        Answer::NotDue => write!(out, "{clause}: did not come up"),
    };
    said.expect("a String takes everything");
}
