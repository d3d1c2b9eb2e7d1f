//! What more than one episode says.

use super::Better::{Higher, Lower, Neither};
use super::Unit::{Count, Milliseconds};
use super::{Metric, plain};
use crate::base::SimTime;
use crate::model::Milestone;
use crate::timeline::{Episode, Measure, Timeline};

pub(super) const METRICS: &[Metric] = &[
    plain(
        "episodes",
        "Episodes",
        Count,
        Neither,
        |t| Measure::count(t.episodes().len()),
        "Episodes of harm that began.",
    ),
    plain(
        "episodes_resolved",
        "Episodes resolved",
        Count,
        Higher,
        |t| {
            Measure::count(
                t.episodes()
                    .iter()
                    .filter(|e| e.has(Milestone::Resolved))
                    .count(),
            )
        },
        "Episodes of harm that were resolved.",
    ),
    plain(
        "false_alarms",
        "False alarms",
        Count,
        Lower,
        |t| Measure::count(t.counts.false_alarms),
        "Monitors that fired over nothing.",
    ),
    plain(
        "monitors_missed",
        "Monitors that saw nothing",
        Count,
        Lower,
        |t| Measure::count(t.counts.monitors_missed),
        "Monitors that did not see an episode they watch for.",
    ),
    plain(
        "time_between_failures",
        "Time between failures",
        Milliseconds,
        Higher,
        |t| between(t, |e| e.at(Milestone::Resolved)),
        "Mean time from the end of one episode to the start of the next; zero if the next began before.",
    ),
    plain(
        "time_between_failures_from_start",
        "Time between starts",
        Milliseconds,
        Higher,
        |t| between(t, |e| e.at(Milestone::Fault)),
        "Mean time from the start of one episode to the start of the next.",
    ),
];

fn between(timeline: &Timeline, from: impl Fn(&Episode) -> Option<SimTime>) -> Measure {
    let pairs = timeline.episodes().windows(2);
    Measure::mean(pairs.map(|pair| {
        let next = pair[1].at(Milestone::Fault).unwrap_or(timeline.end());
        let gap = from(&pair[0]).map_or(0, |t| next.since(t).as_millis());
        Measure::reached(gap)
    }))
}
