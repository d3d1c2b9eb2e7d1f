//! What happened, who held what, who knew what when.

use super::super::Story;
use super::super::replay::is_important;
use super::super::sheet::{Column, Section};
use super::super::words::sentence;
use super::{capital, clock};
use crate::base::{Name, SimTime};
use crate::model::{Fact, TicketId};
use crate::score::numbers::{length, of, percent};
use crate::score::words;
use crate::timeline::Episode;
use crate::timeline::roles::{Handoff, HoldEnd};

/// The most lines of the timeline; a longer story keeps what matters most.
const MOST_LINES: usize = 120;

/// What a long story can do without.
fn is_core(fact: &Fact) -> bool {
    !matches!(
        fact,
        Fact::PageMissed { .. }
            | Fact::Convinced { .. }
            | Fact::Said { .. }
            | Fact::ImpactChanged { .. }
            | Fact::MonitorFired { .. }
            | Fact::TaskStarted { .. }
            | Fact::PageSent { .. }
            | Fact::AlertRaised { .. }
            | Fact::ApprovalAsked { .. }
            | Fact::Assigned { .. }
            | Fact::Objected { .. }
            | Fact::MessageSent { .. }
            | Fact::MessageAnswered { .. }
    )
}

/// What people wrote for each other, or what was behind the scenes of the exercise.
fn is_between_us(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Said { .. }
            | Fact::Marked { .. }
            | Fact::Described { .. }
            | Fact::MessageSent { .. }
            | Fact::MessageAnswered { .. }
            | Fact::Responded { .. }
            | Fact::Commanded { .. }
            | Fact::Refused { .. }
            | Fact::Seated { .. }
            | Fact::Hinted { .. }
            | Fact::Noted { .. }
            | Fact::Ticked { .. }
            | Fact::Rated { .. }
            | Fact::EpochSet { .. }
            | Fact::InjectComposed { .. }
            | Fact::InjectDelivered { .. }
            | Fact::InjectHeld { .. }
            | Fact::InjectSkipped { .. }
            | Fact::InjectUnreached { .. }
    )
}

pub(super) fn timeline(story: &Story, public: bool, cited: &[u32]) -> Section {
    let mut shown: Vec<_> = story
        .records
        .iter()
        .filter(|r| is_important(&r.fact) || !public && cited.binary_search(&r.seq).is_ok())
        .filter(|r| !public || !is_between_us(&r.fact))
        .collect();
    let mut left_out = 0;
    if shown.len() > MOST_LINES {
        let all = shown.len();
        let is_cited = |seq: u32| cited.binary_search(&seq).is_ok();
        let mut room = MOST_LINES;
        shown.retain(|r| {
            let keep = is_cited(r.seq) || is_core(&r.fact) && room > 0;
            room -= usize::from(keep && room > 0);
            keep
        });
        left_out = all - shown.len();
    }
    let rows = shown.iter().map(|record| {
        vec![
            clock(story, record.at),
            capital(&sentence(&record.fact, story.setup)),
            format!("#{}", record.seq),
        ]
    });
    let heads = [
        ("Time", Column::Text),
        ("What happened", Column::Text),
        ("Record", Column::Record),
    ];
    let note = "Numbers such as #41 name records of the log; `sandtable replay` shows every one.";
    let mut section = Section::new("Log", note).with(&heads, rows.collect());
    if left_out > 0 {
        section.lines.push(format!(
            "And {}, which are not shown here.",
            of(left_out, "more record", "more records")
        ));
    }
    section
}

pub(super) fn phases(story: &Story) -> Option<Section> {
    let phases = &story.card.phases;
    if phases.is_empty() || story.setup.scenario.is_discussion() {
        return None;
    }
    let mut late = 0;
    let mut aimed = 0;
    let rows = phases.iter().map(|phase| {
        let show = |at: Option<SimTime>| at.map_or("not reached".into(), |at| clock(story, at));
        let took = match (phase.from, phase.to) {
            (Some(from), Some(to)) => length(to.since(from)),
            (Some(from), None) => format!("over {}", length(story.timeline.end().since(from))),
            (None, _) => String::new(),
        };
        aimed += usize::from(phase.target.is_some());
        let target = match (phase.target, phase.to) {
            (None, _) => String::new(),
            (Some(by), Some(to)) if to <= by => format!("met (by {})", clock(story, by)),
            (Some(by), to) => {
                let over = to.unwrap_or(story.timeline.end()).since(by);
                late += usize::from(!over.is_zero());
                match over.is_zero() {
                    true => format!("by {}", clock(story, by)),
                    false => format!("over by {} (by {})", length(over), clock(story, by)),
                }
            }
        };
        let title = if phase.title.is_empty() {
            phase.name.as_str()
        } else {
            &phase.title
        };
        vec![
            title.to_string(),
            phase.opens.word().into(),
            show(phase.from),
            show(phase.to),
            took,
            target,
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let finding = match (aimed, late) {
        (0, _) => "The process sets its phases no targets".into(),
        (all, 0) => format!("All {} with a target kept it", of(all, "phase", "phases")),
        (all, late) => format!("{late} of {all} phases with a target went over it"),
    };
    let heads = [
        ("Phase", Column::Text),
        ("Opened by", Column::Text),
        ("From", Column::Text),
        ("To", Column::Text),
        ("Took", Column::Figures),
        ("Target", Column::Text),
    ];
    let note = "By the process; its targets count from customer impact.";
    Some(
        Section::new("Phases", note)
            .finds(finding)
            .with(&heads, rows),
    )
}

pub(super) fn roles(story: &Story) -> Option<Section> {
    let holdings = &story.timeline.roles.holdings;
    if holdings.is_empty() && story.setup.scenario.is_discussion() {
        return None;
    }
    let note = "Where a role is asked for and nobody holds it, its duties have no owner.";
    let section = Section::new("Roles held", note);
    if holdings.is_empty() {
        return Some(section.finds("Nobody held a role"));
    }
    let rows = holdings.iter().map(|holding| {
        let (to, how) = match holding.ended {
            Some((stamp, how)) => (
                clock(story, stamp.at),
                match how {
                    HoldEnd::HandedOver => "handed over",
                    HoldEnd::Left => "laid down",
                    HoldEnd::Gone => "the holder left the room",
                    HoldEnd::Replaced => "somebody else took it",
                },
            ),
            None => ("the end".into(), ""),
        };
        vec![
            words::role(holding.role, story.setup).to_string(),
            words::person(holding.person, story.setup).to_string(),
            clock(story, holding.from.at),
            to,
            how.into(),
            format!("#{}", holding.from.seq),
        ]
    });
    let unheld: Vec<_> = story
        .timeline
        .asked_roles()
        .into_iter()
        .filter(|asked| !asked.unheld.is_zero())
        .map(|asked| {
            let role = words::role(asked.role, story.setup);
            format!("the {role} role for {}", length(asked.unheld))
        })
        .collect();
    let finding = match unheld.is_empty() {
        true => "Every role that was asked for was held".to_string(),
        false => format!("Asked for and held by nobody: {}", unheld.join(", ")),
    };
    let heads = [
        ("Role", Column::Text),
        ("Holder", Column::Text),
        ("From", Column::Text),
        ("To", Column::Text),
        ("How it ended", Column::Text),
        ("Record", Column::Text),
    ];
    Some(section.finds(finding).with(&heads, rows.collect()))
}

/// What nobody else knew, and tasks that nobody runs any more, once whoever handed over had left.
fn left_behind(story: &Story, handoff: &Handoff) -> String {
    let (mut facts, mut tasks) = (0u32, 0u32);
    for record in story.records.iter().filter(|r| r.at >= handoff.done.at) {
        match record.fact {
            Fact::BeliefsLost { person, count } if person == handoff.from => {
                facts += u32::from(count)
            }
            Fact::TaskLost { person, .. } if person == handoff.from => tasks += 1,
            _ => {}
        }
    }
    match (facts, tasks) {
        (0, 0) => "nothing".into(),
        (facts, 0) => of(facts, "fact", "facts"),
        (0, tasks) => of(tasks, "task", "tasks"),
        (facts, tasks) => format!(
            "{}, {}",
            of(facts, "fact", "facts"),
            of(tasks, "task", "tasks")
        ),
    }
}

pub(super) fn handoffs(story: &Story) -> Option<Section> {
    let handoffs = &story.timeline.roles.handoffs;
    if handoffs.is_empty() {
        return None;
    }
    let rows = handoffs.iter().map(|handoff| {
        let mark = |done: bool| if done { "yes" } else { "no" }.to_string();
        let person = |name| words::person(name, story.setup).to_string();
        vec![
            clock(story, handoff.done.at),
            words::role(handoff.role, story.setup).to_string(),
            person(handoff.from),
            person(handoff.to),
            mark(handoff.steps.announced),
            mark(handoff.steps.transferred),
            mark(handoff.steps.confirmed),
            mark(handoff.steps.noticed),
            left_behind(story, handoff),
            format!("#{}", handoff.done.seq),
        ]
    });
    let complete = handoffs.iter().filter(|h| h.is_complete()).count();
    let lost = story.timeline.knowledge.lost;
    let finding = format!(
        "{complete} of {} took all four steps; {} that nobody else knew stayed behind in the whole \
         exercise",
        of(handoffs.len(), "handoff", "handoffs"),
        of(lost, "fact", "facts")
    );
    let heads = [
        ("Time", Column::Text),
        ("Role", Column::Text),
        ("From", Column::Text),
        ("To", Column::Text),
        ("Announced", Column::Text),
        ("Passed on", Column::Text),
        ("Confirmed", Column::Text),
        ("Posted", Column::Text),
        ("Left behind", Column::Text),
        ("Record", Column::Text),
    ];
    let note = "Tell the team ahead of time; pass on what is known and what runs; confirm it with the \
                commander; post who holds it now. What is skipped stays behind.";
    let section = Section::new("Handoffs", note).finds(finding);
    Some(section.with(&heads, rows.collect()))
}

pub(super) fn knowledge(story: &Story) -> Option<Section> {
    let timeline = story.timeline;
    if timeline.episodes().is_empty() {
        return None;
    }
    let mut section = Section::new(
        "Who knew what when",
        "What people were sure enough of to act on.",
    );
    for episode in timeline.episodes() {
        let cause = words::cause(episode.cause, story.setup);
        section.points.push(format!(
            "The true cause of episode {} was {cause}. {}",
            episode.id,
            knew(story, episode)
        ));
    }
    let wrong = timeline.knowledge.convictions.iter();
    let wrong: Vec<_> = wrong
        .filter(|c| !timeline.is_true_cause(c.ticket, c.cause))
        .collect();
    if wrong.is_empty() {
        section
            .points
            .push("Nobody was sure of a wrong cause.".into());
        return Some(section);
    }
    let rows = wrong.iter().map(|c| {
        let until =
            c.to.map_or("the end".into(), |stamp| clock(story, stamp.at));
        vec![
            format!(
                "{} is the cause ({})",
                words::cause(c.cause, story.setup),
                percent(c.probability)
            ),
            words::person(c.person, story.setup).to_string(),
            clock(story, c.from.at),
            until,
            format!("#{}", c.from.seq),
        ]
    });
    let heads = [
        ("Believed wrongly", Column::Text),
        ("Who", Column::Text),
        ("From", Column::Text),
        ("Until", Column::Text),
        ("Record", Column::Text),
    ];
    Some(section.with(&heads, rows.collect()))
}

/// Who was first and who was last to be sure of the true cause.
pub(super) fn knew(story: &Story, episode: &Episode) -> String {
    let timeline = story.timeline;
    let own = |ticket: TicketId| timeline.episodes_of(ticket).contains(&episode.id);
    let mut first_each: Vec<(Name, SimTime, u32)> = Vec::new();
    for c in &timeline.knowledge.convictions {
        let right = own(c.ticket) && c.cause == episode.cause;
        if right && !first_each.iter().any(|(person, ..)| *person == c.person) {
            first_each.push((c.person, c.from.at, c.from.seq));
        }
    }
    let one = |(person, at, seq): &(Name, SimTime, u32)| {
        let person = words::person(*person, story.setup);
        format!("{person} at {} (#{seq})", clock(story, *at))
    };
    match first_each.as_slice() {
        [] => "Nobody was sure of it.".into(),
        [only] => format!("Only {} was sure of it.", one(only)),
        [first, .., last] => format!(
            "First sure of it was {}, the last of {} people {}.",
            one(first),
            first_each.len(),
            one(last)
        ),
    }
}
