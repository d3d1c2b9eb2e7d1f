//! What the response asked of people.

use super::Better::{Higher, Lower, Neither};
use super::Unit::{Count, Milliseconds, PersonMilliseconds, Share};
use super::{Metric, plain};
use crate::base::Duration;
use crate::model::TaskState;
use crate::timeline::people::PersonRow;
use crate::timeline::{Measure, Timeline};

pub(super) const METRICS: &[Metric] = &[
    plain(
        "pages_sent",
        "Pages",
        Count,
        Lower,
        |t| Measure::count(t.people.pages.len()),
        "Pages sent to anybody.",
    ),
    plain(
        "pages_missed",
        "Pages without an answer",
        Count,
        Lower,
        |t| Measure::count(t.people.pages.iter().filter(|p| p.missed.is_some()).count()),
        "Pages nobody answered in time.",
    ),
    plain(
        "people_woken",
        "People woken",
        Count,
        Lower,
        |t| people(t, |p| p.woken > 0),
        "Different people whom a page woke.",
    ),
    plain(
        "night_pages",
        "Night pages",
        Count,
        Lower,
        |t| Measure::count(t.people.rows.iter().map(|p| p.night_pages).sum::<u32>()),
        "Pages to people in the hours in which they sleep, by their own wall.",
    ),
    plain(
        "night_pages_evenness",
        "Evenness of night pages",
        Share,
        Higher,
        evenness,
        "How evenly night pages fell on those who were paged: 1 if all bore the same, towards 0 the more one bore for the others.",
    ),
    plain(
        "rings",
        "Rings",
        Count,
        Lower,
        |t| Measure::count(t.counts.rings),
        "Rings of a phone without a page of their own.",
    ),
    plain(
        "alerts_raised",
        "Alerts",
        Count,
        Lower,
        |t| Measure::count(t.counts.alerts),
        "Alerts from monitors, customers and colleagues.",
    ),
    plain(
        "alerts_grouped",
        "Alerts grouped away",
        Count,
        Neither,
        |t| Measure::count(t.counts.alerts_grouped),
        "Alerts that rang nobody because they belonged to what had rung already.",
    ),
    plain(
        "people_engaged",
        "People at work",
        Count,
        Neither,
        |t| people(t, |p| p.engaged.is_some()),
        "Different people who had hands on the keyboard.",
    ),
    plain(
        "room_peak",
        "Most at once",
        Count,
        Neither,
        |t| Measure::count(t.people.room_peak),
        "The most people at work at one moment.",
    ),
    plain(
        "work_person_minutes",
        "Work",
        PersonMilliseconds,
        Lower,
        |t| spent(t.work().technical + t.work().coordination),
        "Time people spent on the response, technical work and coordination together.",
    ),
    plain(
        "technical_person_minutes",
        "Technical work",
        PersonMilliseconds,
        Lower,
        |t| spent(t.work().technical),
        "Time people spent looking, acting and checking.",
    ),
    plain(
        "coordination_person_minutes",
        "Coordination",
        PersonMilliseconds,
        Lower,
        |t| spent(t.work().coordination),
        "Time people spent talking, reading, writing and deciding.",
    ),
    plain(
        "duplicated_person_minutes",
        "Duplicate work",
        PersonMilliseconds,
        Lower,
        |t| spent(t.work().duplicated),
        "Time people spent on what somebody else had done or was doing.",
    ),
    plain(
        "resuming_person_minutes",
        "Finding back in",
        PersonMilliseconds,
        Lower,
        |t| spent(t.work().resuming),
        "Time lost on the way back into interrupted work.",
    ),
    plain(
        "interruptions",
        "Interruptions",
        Count,
        Lower,
        |t| Measure::count(t.people.rows.iter().map(|p| p.interruptions).sum::<u32>()),
        "How often technical work was interrupted.",
    ),
    plain(
        "overtime_person_minutes",
        "Overtime",
        PersonMilliseconds,
        Lower,
        |t| {
            let rows = t.people.rows.iter();
            let each = rows.map(|row| t.people.overtime(row, t.end()));
            spent(each.fold(Duration::ZERO, |sum, over| sum + over))
        },
        "Time people stayed beyond the end of their shift.",
    ),
    plain(
        "called_in_vain",
        "Called in vain",
        Count,
        Lower,
        called_in_vain,
        "Different people whom somebody called by hand, who came, and who neither finished a task nor held a role.",
    ),
    plain(
        "approval_wait",
        "Waiting for approval",
        Milliseconds,
        Lower,
        approval_wait,
        "Time between asking for a yes and getting an answer, all of them together.",
    ),
];

fn spent(time: Duration) -> Measure {
    Measure::count(time.as_millis())
}

fn people(timeline: &Timeline, which: impl Fn(&&PersonRow) -> bool) -> Measure {
    Measure::count(timeline.people.rows.iter().filter(which).count())
}

fn called_in_vain(timeline: &Timeline) -> Measure {
    let was_called = |row: &PersonRow| {
        let mut pages = timeline.people.pages.iter();
        pages.any(|p| p.to == row.name && p.by_hand)
    };
    let did_something = |row: &PersonRow| {
        let mut tasks = timeline.people.tasks.iter();
        tasks.any(|t| t.person == row.name && t.state == TaskState::Done)
    };
    let held = |row: &PersonRow| {
        let mut holdings = timeline.roles.holdings.iter();
        holdings.any(|h| h.person == row.name && !timeline.is_by_field(h.role))
    };
    people(timeline, |row| {
        row.engaged.is_some() && was_called(row) && !did_something(row) && !held(row)
    })
}

/// One minus the Gini coefficient over those who were paged at all.
fn evenness(timeline: &Timeline) -> Measure {
    let rows = timeline.people.rows.iter();
    let mut pages: Vec<u64> = rows
        .filter(|p| p.pages > 0)
        .map(|p| u64::from(p.night_pages))
        .collect();
    pages.sort_unstable();
    let (count, sum) = (pages.len() as u64, pages.iter().sum::<u64>());
    if sum == 0 {
        return Measure::NOT_APPLICABLE;
    }
    // Sorted upwards, the k-th of n counts n + 1 - k times; even shares give (n + 1) / 2 each.
    let ranked = pages.iter().zip((1..=count).rev());
    let area = ranked.map(|(pages, times)| pages * times).sum::<u64>();
    Measure::count((2 * area - sum) * 1_000_000 / (count * sum))
}

fn approval_wait(timeline: &Timeline) -> Measure {
    let mut open = false;
    let waits = timeline.people.approvals.iter().map(|approval| {
        open |= approval.settled.is_none();
        let until = approval.settled.map_or(timeline.end(), |s| s.at);
        until.since(approval.asked.at).as_millis()
    });
    let total = waits.sum();
    match open {
        true => Measure::censored(total),
        false => Measure::reached(total),
    }
}
