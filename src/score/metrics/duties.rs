//! What was owed: updates, legal deadlines, answers, roles, handoffs, declarations.

use super::Better::{Higher, Lower, Neither};
use super::Unit::{Count, Milliseconds, Share};
use super::{Metric, by_episode, plain};
use crate::base::Duration;
use crate::model::{Milestone, Stakeholder};
use crate::timeline::duties::{LegalClock, Update};
use crate::timeline::{Answer, Incident, Measure, Timeline};

pub(super) const METRICS: &[Metric] = &[
    plain(
        "updates_due",
        "Updates due",
        Count,
        Neither,
        |t| updates(t, |u| u.is_due(t.end())),
        "Updates that were promised and came due.",
    ),
    plain(
        "updates_sent",
        "Updates sent",
        Count,
        Neither,
        |t| updates(t, |u| u.sent.is_some()),
        "Updates sent, promised or not.",
    ),
    plain(
        "updates_late",
        "Updates late",
        Count,
        Lower,
        |t| updates(t, |u| u.is_late(t.end())),
        "Promised updates that were not there in time: sent late, or not at all.",
    ),
    plain(
        "updates_missed",
        "Updates missing",
        Count,
        Lower,
        |t| updates(t, |u| u.is_due(t.end()) && u.sent.is_none()),
        "Promised updates that never came.",
    ),
    plain(
        "deadlines_due",
        "Legal deadlines",
        Count,
        Neither,
        |t| deadlines(t, |c| c.known.is_some()),
        "Legal deadlines whose clock began: a person knew that data is exposed.",
    ),
    plain(
        "deadlines_met",
        "Legal deadlines met",
        Count,
        Higher,
        |t| deadlines(t, LegalClock::is_met),
        "Legal deadlines for which the notification was sent in time.",
    ),
    plain(
        "deadlines_missed",
        "Legal deadlines missed",
        Count,
        Lower,
        |t| {
            deadlines(t, |c| {
                !c.is_met() && c.due().is_some_and(|due| t.end() > due)
            })
        },
        "Legal deadlines that passed without the notification.",
    ),
    plain(
        "messages_unanswered",
        "Questions without answer",
        Count,
        Lower,
        |t| {
            Measure::count(
                t.duties
                    .messages
                    .iter()
                    .filter(|m| m.asks && m.answered.is_none())
                    .count(),
            )
        },
        "Questions from outside that nobody answered.",
    ),
    plain(
        "trust_of_customers",
        "Trust of customers",
        Share,
        Higher,
        |t| trust(t, Stakeholder::Customers),
        "The least that customers ever trusted to be told: it falls with silence while they are hit, \
         with a named time that passes without a word, with an end that was none.",
    ),
    plain(
        "trust_of_executives",
        "Trust of executives",
        Share,
        Higher,
        |t| trust(t, Stakeholder::Executives),
        "The least that executives ever trusted to be told; the less of it they have, the sooner they \
         ask, and the more people.",
    ),
    plain(
        "trust_of_support",
        "Trust of support",
        Share,
        Higher,
        |t| trust(t, Stakeholder::Support),
        "The least that customer support ever trusted to be told; they ask as soon as their customers' \
         patience is over, too.",
    ),
    plain(
        "expectations_met",
        "Expectations met",
        Count,
        Higher,
        |t| {
            answers(
                t,
                |a| matches!(a, Answer::Met { late, .. } if late.is_zero()),
            )
        },
        "What injects and objectives expected and somebody did in time.",
    ),
    plain(
        "expectations_late",
        "Expectations met late",
        Count,
        Lower,
        |t| {
            answers(
                t,
                |a| matches!(a, Answer::Met { late, .. } if !late.is_zero()),
            )
        },
        "What injects and objectives expected and somebody did late.",
    ),
    plain(
        "expectations_missed",
        "Expectations not met",
        Count,
        Lower,
        |t| answers(t, |a| matches!(a, Answer::Missed { .. })),
        "What injects and objectives expected and nobody did.",
    ),
    plain(
        "role_gap",
        "Roles held by nobody",
        Milliseconds,
        Lower,
        role_gap,
        "How long roles that the severity asks for were held by nobody, all roles together.",
    ),
    plain(
        "handoffs",
        "Handoffs",
        Count,
        Neither,
        |t| Measure::count(t.roles.handoffs.len()),
        "Roles handed over.",
    ),
    plain(
        "handoffs_complete",
        "Complete handoffs",
        Count,
        Higher,
        |t| Measure::count(t.roles.handoffs.iter().filter(|h| h.is_complete()).count()),
        "Roles handed over with all four steps.",
    ),
    plain(
        "incidents_declared",
        "Incidents declared",
        Count,
        Neither,
        |t| Measure::count(t.incidents.len()),
        "Incidents declared, rightly or not.",
    ),
    plain(
        "false_declarations",
        "False declarations",
        Count,
        Lower,
        |t| incidents(t, |i| i.episodes.is_empty()),
        "Incidents declared over nothing.",
    ),
    by_episode(
        plain(
            "duplicate_declarations",
            "Duplicate declarations",
            Count,
            Lower,
            |t| {
                Measure::count(
                    t.episodes()
                        .iter()
                        .map(|e| t.incidents_of(e.id).count().saturating_sub(1))
                        .sum::<usize>(),
                )
            },
            "Incidents declared over what had been declared already.",
        ),
        |t, e| Measure::count(t.incidents_of(e.id).count().saturating_sub(1)),
    ),
    plain(
        "undeclared_episodes",
        "Episodes not declared",
        Count,
        Lower,
        undeclared,
        "Episodes of harm that hit customers and that nobody declared, where the process declares.",
    ),
    plain(
        "closed_early",
        "Closed too early",
        Count,
        Lower,
        |t| incidents(t, |i| i.closed_early),
        "Incidents closed before they were over.",
    ),
    plain(
        "hints",
        "Hints",
        Count,
        Lower,
        hints,
        "What a coach told the humans in the game: each notice asked for, and each kind of step by the book once a person. Applies where a human sat.",
    ),
];

fn updates(timeline: &Timeline, which: impl Fn(&&Update) -> bool) -> Measure {
    Measure::count(timeline.duties.updates.iter().filter(which).count())
}

fn deadlines(timeline: &Timeline, which: impl Fn(&LegalClock) -> bool) -> Measure {
    let clocks = &timeline.duties.clocks;
    match clocks.is_empty() {
        true => Measure::NOT_APPLICABLE,
        false => Measure::count(clocks.iter().filter(|c| which(c)).count()),
    }
}

fn trust(timeline: &Timeline, of: Stakeholder) -> Measure {
    match timeline.episodes().is_empty() {
        true => Measure::NOT_APPLICABLE,
        false => Measure::reached(i64::from(timeline.duties.trust.lowest(of).as_ppm())),
    }
}

fn answers(timeline: &Timeline, which: impl Fn(Answer) -> bool) -> Measure {
    Measure::count(timeline.expectations().filter(|e| which(e.answer)).count())
}

fn incidents(timeline: &Timeline, which: impl Fn(&&Incident) -> bool) -> Measure {
    Measure::count(timeline.incidents.iter().filter(which).count())
}

fn hints(timeline: &Timeline) -> Measure {
    match timeline.counts.humans == 0 && timeline.counts.hints == 0 {
        true => Measure::NOT_APPLICABLE,
        false => Measure::count(timeline.counts.hints),
    }
}

fn role_gap(timeline: &Timeline) -> Measure {
    if !timeline.declares() || !timeline.asks_roles() {
        return Measure::NOT_APPLICABLE;
    }
    let asked = timeline.asked_roles();
    let sum = asked.iter().fold(Duration::ZERO, |sum, a| sum + a.unheld);
    Measure::reached(sum.as_millis())
}

fn undeclared(timeline: &Timeline) -> Measure {
    if !timeline.declares() {
        return Measure::NOT_APPLICABLE;
    }
    let episodes = timeline.episodes().iter();
    let silent = episodes.filter(|e| e.has(Milestone::Impact) && !e.has(Milestone::Declared));
    Measure::count(silent.count())
}
