//! What measures each skill.

use super::{Command, Found, credit, credit_for, length};
use crate::base::{Duration, Share, SimTime};
use crate::model::{Action, Command as Asked, Fact, Milestone, Record, Seq, Task, WorkKind};
use crate::score::numbers::{of, percent};

/// How long a question before an action counts for it.
const FRESH: Duration = Duration::minutes(15);
/// So many records are named.
const NAMED: usize = 5;

const NEVER: &str = "command was never held";

pub fn takes_command(command: &Command) -> Found {
    let timeline = command.timeline;
    let Some(role) = timeline.command_role() else {
        return Found::nothing("the process knows no commander");
    };
    let opens = match timeline.declares() {
        true => Milestone::Declared,
        false => Milestone::Alerted,
    };
    let opened = timeline.first().and_then(|e| e.stamp(opens));
    let Some(opened) = opened else {
        return Found::nothing("there was nothing to command");
    };
    let came = timeline.people.get(command.who).and_then(|row| row.engaged);
    let from = came.map_or(opened.at, |came| came.at.max(opened.at));
    let mut held = timeline.roles.holdings.iter();
    let taken = held.find(|h| h.role == role && h.person == command.who);
    match taken {
        Some(taken) => {
            let took = match taken.from.at > from {
                true => taken.from.at.since(from),
                false => Duration::ZERO,
            };
            Found {
                measured: length(took),
                credit: credit_for(took, 3, 15),
                why: String::new(),
                records: vec![opened.seq, taken.from.seq],
            }
        }
        None => Found {
            measured: "never".into(),
            credit: Some(Share::NONE),
            why: NEVER.into(),
            records: vec![opened.seq],
        },
    }
}

pub fn delegates(command: &Command) -> Found {
    let hands = &command.hands;
    if hands.accompanied.is_zero() {
        return Found::nothing("nobody else was there who could do the work");
    }
    let mut own = command.own();
    if !own.any(|r| matches!(r.fact, Fact::Commanded { .. })) {
        return Found::nothing("they did nothing at all while they commanded");
    }
    let share = hands.own_technical.as_minutes_f64() / hands.accompanied.as_minutes_f64();
    let own = command.own().filter(|r| {
        matches!(
            &r.fact,
            Fact::Commanded {
                command: Asked::Work { .. }
            }
        )
    });
    Found {
        measured: percent(Share::new(share)),
        credit: credit(share, 0.05, 0.5),
        why: format!(
            "{} of own work in {} in command with experts in the room",
            length(hands.own_technical),
            length(hands.accompanied)
        ),
        records: own.map(|r| r.seq).take(NAMED).collect(),
    }
}

pub fn nobody_idle(command: &Command) -> Found {
    let hands = &command.hands;
    if hands.others.is_zero() {
        return Found::nothing("nobody else was there who could do the work");
    }
    let share = hands.idle.as_minutes_f64() / hands.others.as_minutes_f64();
    Found {
        measured: percent(Share::new(share)),
        credit: credit(share, 0.2, 0.8),
        why: format!(
            "{} idle of {} of experts' time",
            length(hands.idle),
            length(hands.others)
        ),
        records: Vec::new(),
    }
}

/// The mean of waits, with the records that began them, the longest first.
fn waits(mut waits: Vec<(Duration, Seq)>, what: (&str, &str), par: i64, limit: i64) -> Found {
    if waits.is_empty() {
        return Found::nothing(format!("no {} came", what.0));
    }
    let sum = waits
        .iter()
        .fold(Duration::ZERO, |sum, (wait, _)| sum + *wait);
    let mean = Duration::millis(sum.as_millis() / waits.len() as i64);
    waits.sort_by_key(|(wait, seq)| (std::cmp::Reverse(*wait), *seq));
    Found {
        measured: length(mean),
        credit: credit_for(mean, par, limit),
        why: format!(
            "mean over {}, the longest {}",
            of(waits.len(), what.0, what.1),
            length(waits[0].0)
        ),
        records: waits.iter().map(|(_, seq)| *seq).take(NAMED).collect(),
    }
}

pub fn decides(command: &Command) -> Found {
    let timeline = command.timeline;
    let asked = timeline
        .people
        .approvals
        .iter()
        .filter(|a| a.of == command.who);
    let each = asked.map(|a| {
        let until = a.settled.map_or(timeline.end(), |s| s.at);
        (until.since(a.asked.at), a.asked.seq)
    });
    waits(each.collect(), ("decision", "decisions"), 2, 12)
}

pub fn answers(command: &Command) -> Found {
    let timeline = command.timeline;
    let to_me = timeline
        .duties
        .messages
        .iter()
        .filter(|m| m.to == command.who && m.asks);
    let each = to_me.map(|m| {
        let until = m.answered.map_or(timeline.end(), |s| s.at);
        (until.since(m.sent.at), m.sent.seq)
    });
    waits(each.collect(), ("question", "questions"), 8, 30)
}

pub fn keeps_cadence(command: &Command) -> Found {
    let timeline = command.timeline;
    let updates = timeline.duties.updates.iter();
    let due = updates.filter(|u| u.is_due(timeline.end()));
    let due: Vec<_> = due
        .filter(|u| u.due.is_some_and(|at| command.is_commanding(at)))
        .collect();
    if due.is_empty() {
        return Found::nothing("no update came due");
    }
    let late: Vec<_> = due.iter().filter(|u| u.is_late(timeline.end())).collect();
    let share = 1.0 - late.len() as f64 / due.len() as f64;
    Found {
        measured: percent(Share::new(share)),
        credit: Some(Share::new(share)),
        why: format!(
            "{} of {} late or never sent",
            late.len(),
            of(due.len(), "update", "updates")
        ),
        records: late
            .iter()
            .filter_map(|u| Some(u.sent.or(u.missed)?.seq))
            .take(NAMED)
            .collect(),
    }
}

/// A decision for an action: given to somebody, allowed, or begun with own hands.
fn decided(record: &Record) -> Option<Task> {
    let Fact::Commanded { command } = &record.fact else {
        return None;
    };
    match command {
        Asked::Assign { task, .. } | Asked::Approve { task, .. } | Asked::Work { task } => {
            Some(*task).filter(|t| t.kind == WorkKind::Action)
        }
        _ => None,
    }
}

pub fn asks_first(command: &Command) -> Found {
    let asks = |r: &&Record| {
        let Fact::Commanded { command } = &r.fact else {
            return false;
        };
        let asks = matches!(
            command,
            Asked::Ask { .. }
                | Asked::SizeUp { .. }
                | Asked::Triage { .. }
                | Asked::Read { .. }
                | Asked::Verify { .. }
        );
        asks || matches!(command, Asked::Work { task } if task.kind == WorkKind::Diagnostic)
    };
    let told = |r: &&Record| matches!(r.fact, Fact::Told { to, .. } if to == command.who);
    let asked: Vec<SimTime> = command.own().filter(asks).map(|r| r.at).collect();
    let heard: Vec<SimTime> = command.records.iter().filter(told).map(|r| r.at).collect();
    let before = |at: SimTime| {
        let mut all = asked.iter().chain(&heard);
        all.any(|a| *a <= at && at.since(*a) <= FRESH)
    };
    let all: Vec<&Record> = command.own().filter(|r| decided(r).is_some()).collect();
    if all.is_empty() {
        return Found::nothing("no action was decided on");
    }
    let blind: Vec<&&Record> = all.iter().filter(|r| !before(r.at)).collect();
    let share = 1.0 - blind.len() as f64 / all.len() as f64;
    Found {
        measured: percent(Share::new(share)),
        credit: Some(Share::new(share)),
        why: format!(
            "{} of {} without",
            blind.len(),
            of(all.len(), "decision", "decisions")
        ),
        records: blind.iter().map(|r| r.seq).take(NAMED).collect(),
    }
}

fn stops_bleeding(action: &Action) -> bool {
    action.halts_spread || action.sheds_to.is_some() || !action.masks.is_empty()
}

pub fn contains_first(command: &Command) -> Found {
    let actions = &command.setup.scenario.actions;
    let stop = |task: Task| {
        let found = actions.iter().find(|a| a.name == task.work);
        task.kind == WorkKind::Action && found.is_some_and(stops_bleeding)
    };
    let Some((from, to)) = command.windows.first().copied() else {
        return Found::nothing(NEVER);
    };
    if !actions.iter().any(stops_bleeding) {
        return Found::nothing("nothing here stops the bleeding before the cause is known");
    }
    let timeline = command.timeline;
    let tasks = &timeline.people.tasks;
    let begun = tasks
        .iter()
        .filter(|t| stop(t.task))
        .map(|t| t.from)
        .min_by_key(|s| s.seq);
    let eased = timeline.first().and_then(|e| e.stamp(Milestone::Mitigated));
    let first = [begun, eased].into_iter().flatten().min_by_key(|s| s.at);
    let took = match first {
        Some(stamp) if stamp.at <= from => {
            return Found::nothing("it was begun before they took command");
        }
        Some(stamp) => stamp.at.since(from),
        None => to.since(from),
    };
    Found {
        measured: match first {
            Some(_) => length(took),
            None => format!("not in {}", length(took)),
        },
        credit: credit_for(took, 10, 60),
        why: match first {
            Some(stamp) if begun == Some(stamp) => "until something that stops it was begun".into(),
            Some(_) => "until customers were well again".into(),
            None => "nothing that stops it was begun".into(),
        },
        records: first.map(|s| s.seq).into_iter().collect(),
    }
}

pub fn hands_over(command: &Command) -> Found {
    let handoffs = command.timeline.roles.handoffs.iter();
    let own: Vec<_> = handoffs.filter(|h| h.from == command.who).collect();
    if own.is_empty() {
        return Found::nothing("nothing was handed over");
    }
    let steps: u32 = own.iter().map(|h| h.steps_taken()).sum();
    let share = f64::from(steps) / (4 * own.len()) as f64;
    Found {
        measured: format!("{steps} of {} steps", 4 * own.len()),
        credit: Some(Share::new(share)),
        why: of(own.len(), "handoff", "handoffs"),
        records: own.iter().map(|h| h.done.seq).take(NAMED).collect(),
    }
}
