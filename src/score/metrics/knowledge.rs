//! What was known, believed wrongly, and lost.

use super::Better::Lower;
use super::Unit::{Count, PersonMilliseconds};
use super::{Metric, plain};
use crate::model::fact::Outcome;
use crate::timeline::knowledge::Conviction;
use crate::timeline::{Measure, Timeline};

pub(super) const METRICS: &[Metric] = &[
    plain(
        "beliefs_lost",
        "Facts lost",
        Count,
        Lower,
        |t| Measure::count(t.knowledge.lost),
        "Facts that nobody else knew any more when somebody had left.",
    ),
    plain(
        "beliefs_unheard",
        "Facts not heard",
        Count,
        Lower,
        |t| Measure::count(t.knowledge.unheard),
        "Facts said in talk and not heard.",
    ),
    plain(
        "tasks_lost",
        "Tasks lost",
        Count,
        Lower,
        |t| Measure::count(t.knowledge.tasks_lost),
        "Tasks somebody still counted on though nobody ran them any more.",
    ),
    plain(
        "wrong_convictions",
        "Wrong causes believed",
        Count,
        Lower,
        |t| Measure::count(wrong(t).count()),
        "How often somebody was sure enough of a wrong cause to act on it.",
    ),
    plain(
        "wrong_cause_person_minutes",
        "Time under a wrong cause",
        PersonMilliseconds,
        Lower,
        |t| {
            Measure::count(
                wrong(t)
                    .map(|c| c.until(t.end()).since(c.from.at).as_millis())
                    .sum::<i64>(),
            )
        },
        "How long people were sure of a wrong cause, all of them together.",
    ),
    plain(
        "stuck_person_minutes",
        "Time spent stuck",
        PersonMilliseconds,
        Lower,
        |t| {
            let tasks = t.people.tasks.iter();
            let stuck = tasks.filter(|task| task.outcome == Some(Outcome::Stuck));
            Measure::count(stuck.map(|task| task.worked.as_millis()).sum::<i64>())
        },
        "Time people spent on what they did not get done, until they saw that they would not.",
    ),
    plain(
        "times_stuck",
        "Stuck",
        Count,
        Lower,
        |t| Measure::count(t.knowledge.stuck),
        "How often somebody saw that they would not get there.",
    ),
];

fn wrong(timeline: &Timeline) -> impl Iterator<Item = &Conviction> + '_ {
    let convictions = timeline.knowledge.convictions.iter();
    convictions.filter(|c| !timeline.is_true_cause(c.ticket, c.cause))
}
