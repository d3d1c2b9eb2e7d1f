//! Beliefs as people say them: what is so, what they did, what they need.

use super::{Tongue, service, short, wordings};
use crate::base::Name;
use crate::model::belief::{Belief, Claim, ServiceState, TaskState};
use crate::model::team::Habit;
use crate::model::{Setup, Task};
use crate::score::words;

/// How many things somebody says in one breath.
const BREATH: usize = 4;

/// A work in quotation marks.
pub fn work(task: Task, setup: &Setup) -> String {
    format!("“{}”", words::work(task.work, setup))
}

/// What somebody says who holds these beliefs: gravest first, so many as fit in one breath.
pub(super) fn report(from: Name, beliefs: &[Belief], tongue: &mut Tongue) -> String {
    let mut said: Vec<(u8, String)> = Vec::new();
    services(beliefs, &mut said);
    for belief in beliefs {
        if let Some(one) = sentence(from, &belief.claim, tongue) {
            said.push(one);
        }
    }
    said.sort_by_key(|(rank, _)| *rank);
    let mut heard: Vec<String> = Vec::new();
    said.retain(|(_, words)| {
        let new = !heard.contains(words);
        heard.push(words.clone());
        new
    });
    let more = said.len().saturating_sub(BREATH);
    let mut text: Vec<String> = said.into_iter().take(BREATH).map(|(_, s)| s).collect();
    match more {
        0 => {}
        1 => text.push("And one smaller thing.".into()),
        more => text.push(format!("And {more} smaller things.")),
    }
    let mut text = text.join(" ");
    if tongue.has_habit(from, Habit::Quiet) && !text.is_empty() {
        text = format!(
            "{}{text}",
            tongue.say("quiet", wordings::SINCE_YOU_ASK, &[])
        );
    }
    text
}

/// Services in one state are named in one sentence.
fn services(beliefs: &[Belief], said: &mut Vec<(u8, String)>) {
    let states = [
        (ServiceState::Down, "down", 3),
        (ServiceState::Degraded, "slow or failing", 4),
        (ServiceState::Normal, "fine", 5),
    ];
    for (state, word, rank) in states {
        let of = beliefs.iter().filter_map(|b| match b.claim {
            Claim::Service { service, state: s } if s == state => Some(super::service(service)),
            _ => None,
        });
        let names: Vec<String> = of.collect();
        let is = match names.len() {
            0 => continue,
            1 => "is",
            _ => "are",
        };
        said.push((rank, format!("{} {is} {word}.", first_upper(&list(&names)))));
    }
}

fn sentence(from: Name, claim: &Claim, tongue: &mut Tongue) -> Option<(u8, String)> {
    let setup = tongue.setup;
    let title = |task: Task| work(task, setup);
    let cause = |name| words::cause(name, setup);
    Some(match *claim {
        Claim::Fixed { .. } => (0, "It is gone, and I have checked.".into()),
        Claim::Eased { .. } => (
            0,
            "It does not hurt any more, but what caused it is still there.".into(),
        ),
        Claim::Cause {
            cause: name,
            is: true,
            ..
        } => (0, format!("This is it: {}.", ended(cause(name)))),
        Claim::Cause {
            cause: name,
            is: false,
            ..
        } => (2, format!("Ruled out: {}.", ended(cause(name)))),
        Claim::Tried { task, helped: true } => (1, format!("{} helped.", title(task))),
        Claim::Tried {
            task,
            helped: false,
        } => (1, format!("{} did not help.", title(task))),
        Claim::Finding {
            finding,
            present: true,
            ..
        } => (
            2,
            format!("{}.", ended(words::finding_text(finding, setup))),
        ),
        Claim::Finding {
            finding,
            present: false,
            ..
        } => (
            6,
            format!(
                "I looked, and it is not so: {}.",
                ended(words::finding_text(finding, setup))
            ),
        ),
        Claim::Task { task, by, state } if by == from => match state {
            TaskState::Running => (7, tongue.say("at-it", wordings::AT_IT, &[&title(task)])),
            TaskState::Done if tongue.has_habit(from, Habit::FixesAlone) => {
                (1, tongue.say("already", wordings::ALREADY, &[&title(task)]))
            }
            TaskState::Done => (7, format!("{} is done.", title(task))),
            TaskState::Dropped => (7, format!("I have laid {} down.", title(task))),
        },
        Claim::Task { task, by, state } => {
            let who = short(by, setup);
            match state {
                TaskState::Running => (8, format!("{who} is at {}.", title(task))),
                TaskState::Done => (8, format!("{who} is through with {}.", title(task))),
                TaskState::Dropped => (8, format!("{who} has laid {} down.", title(task))),
            }
        }
        Claim::Cannot { task, person } if person == from => {
            (1, tongue.say("stuck", wordings::STUCK, &[&title(task)]))
        }
        Claim::Cannot { task, person } => (
            8,
            format!(
                "{} does not get there with {}.",
                short(person, setup),
                title(task)
            ),
        ),
        Claim::Mapped { stage, .. } => (2, format!("They have been here: {}.", service(stage))),
        Claim::Evidence {
            evidence,
            saved: true,
        } => (3, format!("Saved: {}.", service(evidence))),
        Claim::Evidence {
            evidence,
            saved: false,
        } => (1, format!("Gone for good: {}.", service(evidence))),
        Claim::Service { .. } | Claim::Role { .. } => return None,
    })
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// With a capital first letter.
pub fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A sentence of the script without its full stop.
pub(super) fn ended(text: &str) -> &str {
    text.trim().trim_end_matches(['.', ' '])
}
