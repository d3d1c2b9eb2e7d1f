//! Updates and injects, what went well, what to improve, and every measure.

use super::super::Story;
use super::super::costs::costs;
use super::super::face::update_words;
use super::super::sheet::{Column, Section};
use super::goals::{answer, rating};
use super::veil::Veil;
use super::{capital, clock};
use crate::model::{Fact, Milestone, NoteKind};
use crate::score::metrics::{Better, Metric, metric, metrics};
use crate::score::numbers::length;
use crate::score::objective::Rating;
use crate::score::words;
use crate::timeline::{Owner, Status};

pub(super) fn updates(story: &Story) -> Option<Section> {
    let updates = &story.timeline.duties.updates;
    if updates.is_empty() && story.setup.scenario.is_discussion() {
        return None;
    }
    let end = story.timeline.end();
    let shown = updates.iter().filter(|u| u.is_due(end) || u.sent.is_some());
    let rows = shown.map(|update| {
        let due = update
            .due
            .map_or("not promised".into(), |at| clock(story, at));
        let (sent, by, record) = match update.sent {
            Some(stamp) => (
                clock(story, stamp.at),
                stamp
                    .by
                    .map_or(String::new(), |by| words::person(by, story.setup).into()),
                format!("#{}", stamp.seq),
            ),
            None => ("not sent".into(), String::new(), String::new()),
        };
        let late = match update.late.is_zero() {
            true => String::new(),
            false => length(update.late),
        };
        let name = format!("{} {}", update.duty.title(), update.number);
        vec![capital(&name), due, sent, by, late, record]
    });
    let heads = [
        ("Update", Column::Text),
        ("Due", Column::Text),
        ("Sent", Column::Text),
        ("By", Column::Text),
        ("Late", Column::Figures),
        ("Record", Column::Text),
    ];
    let note = "Whatever rhythm was promised is kept, even with nothing new.";
    let section = Section::new("Updates", note).finds(capital(&update_words(story)));
    Some(section.with(&heads, rows.collect()))
}

/// What the law asks for, once a person knows that data is exposed.
pub(super) fn deadlines(story: &Story) -> Option<Section> {
    let clocks = &story.timeline.duties.clocks;
    let running: Vec<_> = clocks.iter().filter(|c| c.known.is_some()).collect();
    if running.is_empty() {
        return None;
    }
    let met = running.iter().filter(|c| c.is_met()).count();
    let rows = running.iter().map(|one| {
        let at = |stamp: Option<crate::timeline::Stamp>| match stamp {
            Some(stamp) => format!(
                "{} (#{})",
                story.setup.scenario.starts.show(stamp.at),
                stamp.seq
            ),
            None => "not filed".into(),
        };
        let due = one.due();
        vec![
            capital(&one.name.as_str().replace('-', " ")),
            at(one.known),
            length(one.within),
            due.map_or(String::new(), |due| story.setup.scenario.starts.show(due)),
            at(one.filed),
        ]
    });
    let heads = [
        ("Deadline", Column::Text),
        ("Began", Column::Text),
        ("Within", Column::Figures),
        ("Due", Column::Text),
        ("Filed", Column::Text),
    ];
    let note = "The clock starts when a person knows that personal data is exposed.";
    let finding = format!("{met} of {} legal deadlines were met", running.len());
    let section = Section::new("Legal deadlines", note).finds(finding);
    Some(section.with(&heads, rows.collect()))
}

pub(super) fn injects(story: &Story) -> Option<Section> {
    let rows = &story.timeline.duties.injects;
    if rows.is_empty() {
        return None;
    }
    let rows = rows.iter().map(|inject| {
        let at = inject.delivered.or(inject.fired).or(inject.skipped);
        let at = at.map_or(String::new(), |stamp| {
            format!("{} (#{})", clock(story, stamp.at), stamp.seq)
        });
        let expected = story.timeline.expected_of(Owner::Inject(inject.name));
        let expected: Vec<_> = expected
            .map(|one| {
                let clause = words::expectation(one.expects, story.setup);
                format!("{clause}: {}", answer(story, &one))
            })
            .collect();
        vec![
            inject.name.to_string(),
            inject.fate().into(),
            at,
            expected.join("; "),
        ]
    });
    let heads = [
        ("Inject", Column::Truth),
        ("Fate", Column::Text),
        ("At", Column::Text),
        ("Expected", Column::Text),
    ];
    let note = "What the script threw in, and what it expected in return.";
    Some(Section::new("Injects", note).with(&heads, rows.collect()))
}

/// What people noted of this kind, as statements without their names.
fn noted<'a>(
    story: &'a Story,
    veil: &'a Veil,
    kind: &'a NoteKind,
) -> impl Iterator<Item = String> + 'a {
    story.records.iter().filter_map(move |r| match &r.fact {
        Fact::Noted { text, kind: of, .. } if of == kind => {
            Some(format!("{} (#{})", veil.unnamed(text), r.seq))
        }
        _ => None,
    })
}

pub(super) fn strengths(story: &Story, veil: &Veil, public: bool) -> Section {
    let timeline = story.timeline;
    let mut points: Vec<String> = Vec::new();
    if !public {
        points.extend(noted(story, veil, &NoteKind::Strength));
    }
    for rated in story.card.score.objectives.iter() {
        if rating(story, rated) == Some(Rating::P) {
            points.push(format!("{} {}.", rated.text, capital(&rated.why)));
        }
    }
    for par in &story.setup.scenario.par {
        let Some(metric) = metric(par.measure.as_str()) else {
            continue;
        };
        let measure = (metric.read)(timeline);
        if measure.is_reached() && measure.value <= par.time.as_millis() {
            points.push(format!(
                "{} ({}) took {}, target {}.",
                metric.title,
                metric.clock(),
                metric.words(measure),
                length(par.time)
            ));
        }
    }
    for episode in timeline.episodes() {
        let done = |m| episode.stamp(m).filter(|stamp| story.was_done(stamp.seq));
        let eased = [Milestone::Contained, Milestone::Mitigated];
        let Some(eased) = eased.into_iter().filter_map(done).map(|s| s.at).min() else {
            continue;
        };
        if episode.at(Milestone::Diagnosed).is_none_or(|at| eased < at) {
            points.push(format!(
                "The harm was stopped at {} before the cause was known.",
                clock(story, eased)
            ));
        }
    }
    let complete = timeline.roles.handoffs.iter().filter(|h| h.is_complete());
    for handoff in complete {
        points.push(format!(
            "The {} role was handed over with all four steps (#{}).",
            words::role(handoff.role, story.setup),
            handoff.done.seq
        ));
    }
    let note = "What the log shows, and what was noted.";
    let mut section = Section::new("What went well", note);
    if points.is_empty() {
        section
            .lines
            .push("The log shows none of the things this report looks for.".into());
    }
    section.points = points;
    section
}

/// Something that could go better, and what would show that it does.
pub(super) struct Area {
    /// A sentence.
    pub what: String,
    /// How one would know, in a clause: `time to diagnose below 87 min`.
    pub proof: String,
}

/// Measures of which any is worth a line.
const NAMED: &[&str] = &[
    "harmful_actions",
    "fruitless_actions",
    "evidence_destroyed",
    "false_declarations",
    "closed_early",
    "beliefs_lost",
    "tasks_lost",
    "deadlines_missed",
    "messages_unanswered",
    "updates_missed",
    "updates_late",
];

/// What could go better: facts of the process and the system, never a person.
pub(super) fn areas(story: &Story, veil: &Veil, public: bool) -> Vec<Area> {
    let timeline = story.timeline;
    let mut areas: Vec<Area> = Vec::new();
    if !public {
        let noted = noted(story, veil, &NoteKind::Improvement);
        areas.extend(noted.map(|what| Area {
            what,
            proof: String::new(),
        }));
    }
    for rated in story.card.score.objectives.iter() {
        if matches!(rating(story, rated), Some(Rating::M | Rating::U)) {
            areas.push(Area {
                what: format!("{} {}.", rated.text, capital(&rated.why)),
                proof: "rated P or S in the next exercise".into(),
            });
        }
    }
    areas.extend(costs(story, 5).iter().map(|c| Area {
        what: format!("{}: {} ({}).", length(c.time), c.what, c.mechanism),
        proof: format!("less than {} in the next exercise", length(c.time)),
    }));
    for metric in metrics().filter(|m| m.better == Better::Lower && NAMED.contains(&m.name)) {
        let measure = (metric.read)(timeline);
        if measure.applies() && measure.value > 0 {
            areas.push(Area {
                what: format!("{}: {}.", metric.title, metric.words(measure)),
                proof: format!("{}: none in the next exercise", metric.title),
            });
        }
    }
    areas
}

pub(super) fn improvements(story: &Story, veil: &Veil, public: bool) -> Section {
    let note = "What in the process or the system allowed it: nobody is named. Stretches of time overlap \
                and do not add up.";
    let mut section = Section::new("Areas to improve", note);
    section.points = areas(story, veil, public)
        .into_iter()
        .map(|a| a.what)
        .collect();
    if section.points.is_empty() {
        section
            .lines
            .push("The log shows no long gap and no harm done.".into());
    }
    section
}

pub(super) fn measures(story: &Story) -> Option<Section> {
    if story.setup.scenario.is_discussion() {
        return None;
    }
    let row = |metric: &'static Metric| {
        let measure = (metric.read)(story.timeline);
        let (value, status) = match measure.status {
            Status::Reached => (metric.words(measure), "reached"),
            Status::Censored => (metric.words(measure), "censored"),
            Status::NotApplicable => (String::new(), "not applicable"),
        };
        let clock = match metric.span {
            Some(_) => format!(" ({})", metric.clock()),
            None => String::new(),
        };
        vec![format!("{}{clock}", metric.title), value, status.into()]
    };
    let heads = [
        ("Measure", Column::Text),
        ("Value", Column::Figures),
        ("Status", Column::Text),
    ];
    let note = "Censored: not reached when the exercise ended. `sandtable explain MEASURE` says what \
                each is.";
    Some(Section::new("All measures", note).with(&heads, metrics().map(row).collect()))
}
