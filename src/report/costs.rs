//! What cost the most time, read off the timeline: waits, gaps, wrong roads, work done twice.
//! The stretches overlap and do not add up.

use super::Story;
use super::text::plain;
use crate::base::{Duration, Name, SimTime};
use crate::model::Milestone;
use crate::model::belief::WorkKind;
use crate::score::numbers::of;
use crate::score::words;
use crate::timeline::Episode;

/// A stretch of time that was lost, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    pub time: Duration,
    pub what: String,
    /// The mechanism behind it: signals, attention, knowledge, authority, system.
    pub mechanism: &'static str,
}

/// Shorter ones are not worth a line.
const LEAST: Duration = Duration::minutes(1);

/// The longest ones first, at most so many.
pub fn costs(story: &Story, most: usize) -> Vec<Cost> {
    let mut costs = Vec::new();
    for episode in story.timeline.episodes() {
        waits(story, episode, &mut costs);
    }
    command(story, &mut costs);
    roles(story, &mut costs);
    approvals(story, &mut costs);
    duplicates(story, &mut costs);
    wrong_causes(story, &mut costs);
    interruptions(story, &mut costs);
    tools(story, &mut costs);
    costs.retain(|cost| cost.time >= LEAST);
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.time));
    costs.truncate(most);
    costs
}

fn cost(time: Duration, mechanism: &'static str, what: String) -> Cost {
    Cost {
        time,
        what,
        mechanism,
    }
}

fn waits(story: &Story, episode: &Episode, costs: &mut Vec<Cost>) {
    let end = story.timeline.end();
    let at = |milestone| episode.at(milestone);
    let over = at(Milestone::Resolved).unwrap_or(end);
    let mut wait = |from: Option<SimTime>, to: Option<SimTime>, mechanism, what: String| {
        if let Some(from) = from {
            let until = to.unwrap_or(over).min(over);
            costs.push(cost(until.since(from), mechanism, what));
        }
    };
    let hurt = at(Milestone::Fault);
    wait(
        hurt,
        at(Milestone::Alerted),
        "signals",
        "broken, and no signal had reached anyone".into(),
    );
    let missed = story
        .timeline
        .people
        .pages
        .iter()
        .filter(|p| p.missed.is_some());
    let missed = match missed.count() {
        0 => String::new(),
        pages => format!("; {} without an answer", of(pages, "page", "pages")),
    };
    wait(
        at(Milestone::Alerted),
        at(Milestone::Acknowledged),
        "attention",
        format!("alerted, and nobody had taken it{missed}"),
    );
    wait(
        at(Milestone::Acknowledged),
        at(Milestone::Engaged),
        "attention",
        "taken, and nobody at the keyboard yet".into(),
    );
    wait(
        at(Milestone::Engaged),
        at(Milestone::Diagnosed),
        "knowledge",
        unknown(story, episode),
    );
    let known = at(Milestone::Diagnosed);
    let removed = episode.cause_removed.map(|stamp| stamp.at);
    wait(
        known,
        removed,
        "system",
        "cause known, and not removed yet".into(),
    );
    if let Some(removed) = removed {
        let what = "cause removed, until the service was normal and somebody had checked";
        wait(
            Some(removed),
            at(Milestone::Resolved),
            "system",
            what.into(),
        );
    }
}

/// `cause unknown while 2 tasks pursued A and B`.
fn unknown(story: &Story, episode: &Episode) -> String {
    let until = episode.at(Milestone::Diagnosed).unwrap_or(SimTime::NEVER);
    let mut looked: Vec<(Name, usize)> = Vec::new();
    for row in &story.timeline.people.tasks {
        let own = story
            .timeline
            .episodes_of(row.task.ticket)
            .contains(&episode.id);
        if !own || row.task.kind != WorkKind::Diagnostic || row.from.at >= until {
            continue;
        }
        match looked.iter_mut().find(|(work, _)| *work == row.task.work) {
            Some((_, times)) => *times += 1,
            None => looked.push((row.task.work, 1)),
        }
    }
    let tasks: usize = looked.iter().map(|(_, times)| times).sum();
    let names: Vec<_> = looked
        .iter()
        .take(2)
        .map(|(work, _)| plain(words::work(*work, story.setup)))
        .collect();
    match tasks {
        0 => "cause unknown, and no task looked for it".into(),
        1 => format!("cause unknown during one task: {}", names[0]),
        _ if looked.len() <= 2 => {
            format!("cause unknown during {tasks} tasks: {}", names.join(", "))
        }
        _ => {
            let more = looked.len() - 2;
            format!(
                "cause unknown during {tasks} tasks: {} and {more} more",
                names.join(", ")
            )
        }
    }
}

fn clock(story: &Story, at: SimTime) -> String {
    story.setup.scenario.starts.clock(at)
}

fn command(story: &Story, costs: &mut Vec<Cost>) {
    let timeline = story.timeline;
    let Some(role) = timeline.command_role() else {
        let first = timeline.first().and_then(|e| {
            let until = e.at(Milestone::Resolved).unwrap_or(timeline.end());
            Some(until.since(e.at(Milestone::Alerted)?))
        });
        if let Some(time) = first {
            costs.push(cost(
                time,
                "authority",
                "nobody commands in this process".into(),
            ));
        }
        return;
    };
    for (from, until) in timeline.command_windows() {
        for (from, until) in timeline.roles.gaps(role, from, until) {
            let what = format!("nobody held command after {}", clock(story, from));
            costs.push(cost(until.since(from), "authority", what));
        }
    }
}

fn roles(story: &Story, costs: &mut Vec<Cost>) {
    let timeline = story.timeline;
    for asked in timeline.asked_roles() {
        if Some(asked.role) == timeline.command_role() {
            continue;
        }
        for (from, until) in timeline.roles.gaps(asked.role, asked.from, asked.until) {
            let title = plain(words::role(asked.role, story.setup));
            let what = format!("nobody held the {title} role after {}", clock(story, from));
            costs.push(cost(until.since(from), "authority", what));
        }
    }
}

fn approvals(story: &Story, costs: &mut Vec<Cost>) {
    let end = story.timeline.end();
    for approval in &story.timeline.people.approvals {
        let until = approval.settled.map_or(end, |stamp| stamp.at);
        let of = plain(words::person(approval.of, story.setup));
        let work = plain(words::work(approval.task.work, story.setup));
        let what = format!("waiting for a yes from {of}: {work}");
        costs.push(cost(until.since(approval.asked.at), "authority", what));
    }
}

fn duplicates(story: &Story, costs: &mut Vec<Cost>) {
    let mut twice: Vec<(Name, Duration)> = Vec::new();
    let rows = story.timeline.people.tasks.iter();
    for row in rows.filter(|row| row.duplicate) {
        match twice.iter_mut().find(|(work, _)| *work == row.task.work) {
            Some((_, time)) => *time += row.worked,
            None => twice.push((row.task.work, row.worked)),
        }
    }
    for (work, time) in twice {
        let what = format!(
            "done more than once: {}",
            plain(words::work(work, story.setup))
        );
        costs.push(cost(time, "knowledge", what));
    }
}

/// For each wrong cause, the time in which at least one person held it and nobody knew better.
fn wrong_causes(story: &Story, costs: &mut Vec<Cost>) {
    let timeline = story.timeline;
    let mut wrong: Vec<(Name, Vec<(SimTime, SimTime)>)> = Vec::new();
    for c in &timeline.knowledge.convictions {
        if timeline.is_true_cause(c.ticket, c.cause) {
            continue;
        }
        let behind = timeline.episodes_of(c.ticket).iter();
        let known = behind
            .filter_map(|id| timeline.episode(*id)?.at(Milestone::Diagnosed))
            .max();
        let until = c.until(timeline.end()).min(known.unwrap_or(SimTime::NEVER));
        let span = (c.from.at, until);
        match wrong.iter_mut().find(|(cause, _)| *cause == c.cause) {
            Some((_, spans)) => spans.push(span),
            None => wrong.push((c.cause, vec![span])),
        }
    }
    for (cause, mut spans) in wrong {
        spans.sort_unstable();
        let (mut time, mut at) = (Duration::ZERO, SimTime::START);
        for (from, until) in spans {
            time += until.since(from.max(at));
            at = at.max(until);
        }
        let what = format!(
            "a wrong cause was believed: {}",
            plain(words::cause(cause, story.setup))
        );
        costs.push(cost(time, "knowledge", what));
    }
}

fn interruptions(story: &Story, costs: &mut Vec<Cost>) {
    let rows = &story.timeline.people.rows;
    let times: u32 = rows.iter().map(|p| p.interruptions).sum();
    let what = format!(
        "finding the way back into work after {}",
        of(times, "interruption", "interruptions")
    );
    costs.push(cost(story.timeline.work().resuming, "attention", what));
}

fn tools(story: &Story, costs: &mut Vec<Cost>) {
    let end = story.timeline.end();
    for loss in &story.timeline.duties.tools {
        let until = loss.restored.map_or(end, |stamp| stamp.at);
        let what = format!("without the tool “{}”", loss.tool.title());
        costs.push(cost(until.since(loss.lost.at), "system", what));
    }
}
