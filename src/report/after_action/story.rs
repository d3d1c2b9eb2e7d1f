//! What happened, who held what, who knew what when.

use std::fmt::Write;

use super::super::Story;
use super::super::replay::is_important;
use super::super::text::markdown;
use super::super::words::sentence;
use super::{capital, clock, head, row, section};
use crate::base::{Name, SimTime};
use crate::model::{Fact, TicketId};
use crate::score::numbers::{length, of, percent};
use crate::score::words;
use crate::timeline::Episode;
use crate::timeline::roles::HoldEnd;

/// The most lines of the timeline; a longer story keeps what matters most.
const MOST_LINES: usize = 120;

pub(super) fn timeline(story: &Story, out: &mut String) {
    section(out, "Timeline");
    let core = |fact: &Fact| {
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
    };
    let mut shown: Vec<_> = story
        .records
        .iter()
        .filter(|r| is_important(&r.fact))
        .collect();
    if shown.len() > MOST_LINES {
        shown.retain(|r| core(&r.fact));
    }
    let left_out = shown.len().saturating_sub(MOST_LINES);
    shown.truncate(MOST_LINES);
    head(out, &["Time", "What happened", "Record"]);
    for record in &shown {
        let clock = clock(story, record.at);
        let said = markdown(&sentence(&record.fact, story.setup));
        row(out, &[&clock, &said, &format!("#{}", record.seq)]);
    }
    if left_out > 0 {
        say!(out);
        say!(
            out,
            "And {left_out} more; `sandtable replay` shows every record."
        );
    }
}

pub(super) fn phases(story: &Story, out: &mut String) {
    let phases = &story.card.phases;
    if phases.is_empty() {
        return;
    }
    section(out, "Phases");
    head(out, &["Phase", "Opened by", "From", "To", "Took", "Target"]);
    for phase in phases {
        let show = |at: Option<SimTime>| at.map_or("not reached".into(), |at| clock(story, at));
        let took = match (phase.from, phase.to) {
            (Some(from), Some(to)) => length(to.since(from)),
            (Some(from), None) => format!("over {}", length(story.timeline.end().since(from))),
            (None, _) => String::new(),
        };
        let target = match (phase.target, phase.to) {
            (None, _) => String::new(),
            (Some(by), Some(to)) if to <= by => format!("met (by {})", clock(story, by)),
            (Some(by), to) => {
                let over = to.unwrap_or(story.timeline.end()).since(by);
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
        row(
            out,
            &[
                &markdown(title),
                phase.opens.word(),
                &show(phase.from),
                &show(phase.to),
                &took,
                &target,
            ],
        );
    }
}

pub(super) fn roles(story: &Story, out: &mut String) {
    let holdings = &story.timeline.roles.holdings;
    section(out, "Roles held");
    if holdings.is_empty() {
        say!(out, "Nobody held a role.");
        return;
    }
    head(
        out,
        &["Role", "Holder", "From", "To", "How it ended", "Record"],
    );
    for holding in holdings {
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
        row(
            out,
            &[
                &markdown(words::role(holding.role, story.setup)),
                &markdown(words::person(holding.person, story.setup)),
                &clock(story, holding.from.at),
                &to,
                how,
                &format!("#{}", holding.from.seq),
            ],
        );
    }
    let unheld: Vec<_> = story
        .timeline
        .asked_roles()
        .into_iter()
        .filter(|asked| !asked.unheld.is_zero())
        .map(|asked| {
            let role = markdown(words::role(asked.role, story.setup));
            format!("the {role} role for {}", length(asked.unheld))
        })
        .collect();
    if !unheld.is_empty() {
        say!(out);
        say!(out, "Asked for and held by nobody: {}.", unheld.join(", "));
    }
}

pub(super) fn handoffs(story: &Story, out: &mut String) {
    let handoffs = &story.timeline.roles.handoffs;
    if handoffs.is_empty() {
        return;
    }
    section(out, "Handoffs");
    head(
        out,
        &[
            "Time",
            "Role",
            "From",
            "To",
            "Announced",
            "Passed on",
            "Confirmed",
            "Posted",
            "Record",
        ],
    );
    for handoff in handoffs {
        let mark = |done: bool| if done { "yes" } else { "no" };
        let person = |name| markdown(words::person(name, story.setup));
        row(
            out,
            &[
                &clock(story, handoff.done.at),
                &markdown(words::role(handoff.role, story.setup)),
                &person(handoff.from),
                &person(handoff.to),
                mark(handoff.steps.announced),
                mark(handoff.steps.transferred),
                mark(handoff.steps.confirmed),
                mark(handoff.steps.noticed),
                &format!("#{}", handoff.done.seq),
            ],
        );
    }
    let lost = story.timeline.knowledge.lost;
    say!(out);
    say!(
        out,
        "{} that nobody else knew stayed behind.",
        capital(&of(lost, "fact", "facts"))
    );
}

pub(super) fn knowledge(story: &Story, out: &mut String) {
    let timeline = story.timeline;
    section(out, "Who knew what when");
    for episode in timeline.episodes() {
        let cause = markdown(words::cause(episode.cause, story.setup));
        say!(
            out,
            "- The true cause of episode {} was {cause}. {}",
            episode.id,
            knew(story, episode)
        );
    }
    let wrong = timeline.knowledge.convictions.iter();
    let wrong: Vec<_> = wrong
        .filter(|c| !timeline.is_true_cause(c.ticket, c.cause))
        .collect();
    if wrong.is_empty() {
        say!(out, "- Nobody was sure of a wrong cause.");
        return;
    }
    say!(out);
    head(out, &["Believed wrongly", "Who", "From", "Until", "Record"]);
    for c in wrong {
        let until =
            c.to.map_or("the end".into(), |stamp| clock(story, stamp.at));
        row(
            out,
            &[
                &format!(
                    "{} is the cause ({})",
                    markdown(words::cause(c.cause, story.setup)),
                    percent(c.probability)
                ),
                &markdown(words::person(c.person, story.setup)),
                &clock(story, c.from.at),
                &until,
                &format!("#{}", c.from.seq),
            ],
        );
    }
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
        let person = markdown(words::person(*person, story.setup));
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
