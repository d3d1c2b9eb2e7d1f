//! What customers and the company bore, and what the response made worse.

use super::Better::{Higher, Lower};
use super::Unit::{Count, Money, ServiceMilliseconds, Share, ShareMilliseconds, UserMilliseconds};
use super::{Metric, by_episode, plain};
use crate::timeline::{Episode, Measure, Timeline};

pub(super) const METRICS: &[Metric] = &[
    by_episode(
        plain(
            "impact_user_minutes",
            "Customer impact",
            UserMilliseconds,
            Lower,
            |t| Measure::count(t.impact.user_ms(t.end())),
            "Users hit times the minutes they were hit.",
        ),
        |t, e| Measure::count(e.harm.user_ms(t.end())),
    ),
    plain(
        "impact_minutes",
        "Impact",
        ShareMilliseconds,
        Lower,
        |t| Measure::count(t.impact.share_ms(t.end())),
        "Share of all users hit times minutes: a full outage of an hour is 60.",
    ),
    plain(
        "impact_weighted_user_minutes",
        "Weighted impact",
        UserMilliseconds,
        Lower,
        |t| Measure::count(t.impact.weighted_ms(t.end())),
        "User-minutes, each counted by how grave the moment was in the scheme of the process, whatever was declared: the lightest severity once, the gravest as often as there are severities.",
    ),
    plain(
        "impact_peak",
        "Peak impact",
        Share,
        Lower,
        |t| Measure::count(t.impact.peak.as_ppm()),
        "The largest share of all users hit at one moment.",
    ),
    plain(
        "sla_minutes",
        "Below promise",
        ServiceMilliseconds,
        Lower,
        sla,
        "Minutes in which services served less than they have promised, all services with a promise together.",
    ),
    by_episode(
        plain(
            "revenue_lost",
            "Revenue lost",
            Money,
            Lower,
            |t| total(t, |e| e.harm.revenue(t.end())),
            "Revenue that did not come in, in whole units of money.",
        ),
        |t, e| Measure::count(e.harm.revenue(t.end())),
    ),
    by_episode(
        plain(
            "records_exposed",
            "Records exposed",
            Count,
            Lower,
            |t| total(t, |e| e.harm.records(t.end())),
            "Records that left the house.",
        ),
        |t, e| Measure::count(e.harm.records(t.end())),
    ),
    by_episode(
        plain(
            "relapses",
            "Relapses",
            Count,
            Lower,
            |t| total(t, |e| u128::from(e.relapses)),
            "How often customer impact came back after it had ended.",
        ),
        |_, e| Measure::count(e.relapses),
    ),
    plain(
        "collapses",
        "Collapses",
        Count,
        Lower,
        |t| Measure::count(t.counts.collapses),
        "Overloaded services that broke down altogether.",
    ),
    plain(
        "harmful_actions",
        "Harmful actions",
        Count,
        Lower,
        |t| Measure::count(t.counts.harmful_actions),
        "Actions that made things worse.",
    ),
    plain(
        "fruitless_actions",
        "Fruitless actions",
        Count,
        Lower,
        |t| Measure::count(t.counts.fruitless_actions),
        "Actions carried out that could not have helped with what was wrong.",
    ),
    plain(
        "failed_actions",
        "Failed actions",
        Count,
        Lower,
        |t| Measure::count(t.counts.failed_actions),
        "Actions that did not come off, in one pair of hands or two.",
    ),
    plain(
        "evidence_destroyed",
        "Evidence destroyed",
        Count,
        Lower,
        |t| Measure::count(t.counts.evidence_destroyed),
        "Pieces of evidence that were lost.",
    ),
    plain(
        "evidence_saved",
        "Evidence saved",
        Count,
        Higher,
        |t| Measure::count(t.counts.evidence_saved),
        "Pieces of evidence that were saved.",
    ),
    by_episode(
        plain(
            "adversary_tipped_off",
            "Adversary tipped off",
            Count,
            Lower,
            |t| total(t, |e| u128::from(e.tipped_off)),
            "How often an adversary noticed the response and moved on.",
        ),
        |_, e| Measure::count(e.tipped_off),
    ),
];

fn sla(timeline: &Timeline) -> Measure {
    let below = timeline.below_promise();
    below.map_or(Measure::NOT_APPLICABLE, |d| Measure::count(d.as_millis()))
}

fn total(timeline: &Timeline, of: impl Fn(&Episode) -> u128) -> Measure {
    Measure::count(timeline.episodes().iter().map(of).sum::<u128>())
}
