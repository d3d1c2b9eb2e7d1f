//! Time per phase. Each phase ends where the next begins, so that they add up exactly to the time
//! from fault to resolved; a milestone that came early makes its phase zero.

use super::Better::Lower;
use super::Unit::Milliseconds;
use super::{Metric, by_episode, plain};
use crate::model::Milestone;
use crate::timeline::{Episode, Measure, Timeline};

macro_rules! phase {
    ($name:literal, $title:literal, $at:literal, $help:literal) => {
        by_episode(
            plain(
                $name,
                $title,
                Milliseconds,
                Lower,
                |t| Measure::mean(t.episodes().iter().map(|e| phase(t, e, $at))),
                $help,
            ),
            |t, e| phase(t, e, $at),
        )
    };
}

pub(super) const METRICS: &[Metric] = &[
    phase!(
        "phase_detect",
        "Detecting",
        0,
        "From the fault to the first signal."
    ),
    phase!(
        "phase_acknowledge",
        "Acknowledging",
        1,
        "From there until a responder takes it."
    ),
    phase!(
        "phase_engage",
        "Engaging",
        2,
        "From there until a responder has hands on the keyboard."
    ),
    phase!(
        "phase_diagnose",
        "Diagnosing",
        3,
        "From there until a responder knows the true cause."
    ),
    phase!(
        "phase_mitigate",
        "Mitigating",
        4,
        "From there until customer impact has ended."
    ),
    phase!(
        "phase_resolve",
        "Resolving",
        5,
        "From there until it is resolved."
    ),
];

/// What ends each phase.
const ENDS: [Milestone; 6] = [
    Milestone::Alerted,
    Milestone::Acknowledged,
    Milestone::Engaged,
    Milestone::Diagnosed,
    Milestone::Mitigated,
    Milestone::Resolved,
];

fn phase(timeline: &Timeline, episode: &Episode, at: usize) -> Measure {
    let resolved = episode.at(Milestone::Resolved);
    let (mut from, last) = (
        episode.at(Milestone::Fault),
        resolved.unwrap_or(timeline.end()),
    );
    let mut open = false;
    for (index, milestone) in ENDS.iter().enumerate() {
        let Some(begun) = from else {
            return Measure::NOT_APPLICABLE;
        };
        // What a resolved episode never reached took no time of its own.
        let missing = if resolved.is_some() { begun } else { last };
        let end = episode.at(*milestone).map_or(missing, |t| t.min(last));
        let reached = resolved.is_some() || episode.has(*milestone);
        if index == at {
            let spent = end.since(begun).as_millis();
            return match reached && !open {
                true => Measure::reached(spent),
                false => Measure::censored(spent),
            };
        }
        open |= !reached;
        from = Some(begun.max(end));
    }
    Measure::NOT_APPLICABLE
}
