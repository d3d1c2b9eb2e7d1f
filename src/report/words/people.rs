//! People, knowledge and work.

use super::{Say, ticket};
use crate::model::belief::{Belief, Claim};
use crate::model::fact::{Job, LeaveReason, Outcome};
use crate::model::{Fact, TaskState};
use crate::score::numbers::{length, of, percent};

pub(super) fn sentence(fact: &Fact, say: Say) -> Option<String> {
    people(fact, say)
        .or_else(|| knowledge(fact, say))
        .or_else(|| work(fact, say))
}

fn people(fact: &Fact, say: Say) -> Option<String> {
    Some(match fact {
        Fact::Engaged {
            person, ticket: on, ..
        } => format!("{} is at work on {}", say.who(*person), ticket(*on)),
        Fact::Left { person, why } => {
            let why = match why {
                LeaveReason::Shift => "the shift is over",
                LeaveReason::StoodDown => "stood down",
                LeaveReason::Observing => "observes from now on",
                LeaveReason::Script => "called away",
                LeaveReason::Own => "stepped away",
            };
            format!("{} left the room: {why}", say.who(*person))
        }
        Fact::Unreachable { person, until } => {
            format!("{} cannot be reached until {until}", say.who(*person))
        }
        Fact::Noticed {
            person,
            service,
            state,
            ..
        } => format!(
            "{} sees that {} is {}",
            say.who(*person),
            say.service(*service),
            super::state(*state)
        ),
        Fact::ShiftEnded { person } => format!("the shift of {} is over", say.who(*person)),
        Fact::JobStarted { person, job, .. } => {
            format!("{} began: {}", say.who(*person), self::job(*job, say))
        }
        Fact::JobInterrupted { person, job, left } => format!(
            "{} was interrupted in: {} ({} left)",
            say.who(*person),
            self::job(*job, say),
            length(*left)
        ),
        Fact::JobResumed {
            person,
            job,
            resume,
        } => format!(
            "{} went on with: {} ({} to find back in)",
            say.who(*person),
            self::job(*job, say),
            length(*resume)
        ),
        Fact::JobFinished { person, job } => {
            format!("{} finished: {}", say.who(*person), self::job(*job, say))
        }
        Fact::JobDropped { person, job } => {
            format!("{} laid down: {}", say.who(*person), self::job(*job, say))
        }
        _ => return None,
    })
}

fn job(job: Job, say: Say) -> String {
    match job {
        Job::Task(task) => say.task(task),
        Job::Verify(task) => format!("checking {}", say.task(task)),
        Job::Triage(on) => format!("a first look at {}", ticket(on)),
        Job::Rethink(on) => format!("going over {} again", ticket(on)),
        Job::Coordination(word) => word.to_string().replace('-', " "),
    }
}

fn knowledge(fact: &Fact, say: Say) -> Option<String> {
    Some(match fact {
        Fact::Learned { person, beliefs } => {
            format!("{} learned {}", say.who(*person), claims(beliefs, say))
        }
        Fact::RunbookRead { person, runbook } => {
            format!(
                "{} read the runbook “{}”",
                say.who(*person),
                say.runbook(*runbook)
            )
        }
        Fact::Doubted { person, cause, .. } => {
            format!(
                "{} doubts what speaks about {}",
                say.who(*person),
                say.cause(*cause)
            )
        }
        Fact::Convinced {
            person,
            cause: Some(cause),
            probability,
            ..
        } => format!(
            "{} holds {} to be the cause ({})",
            say.who(*person),
            say.cause(*cause),
            percent(*probability)
        ),
        Fact::Convinced {
            person,
            cause: None,
            ..
        } => format!("{} is no longer sure of a cause", say.who(*person)),
        Fact::NoAnswer { person, whom } => format!(
            "{} got no answer from {}, who is no longer here",
            say.who(*person),
            say.who(*whom)
        ),
        Fact::Told {
            from,
            to,
            moved,
            lost,
        } => {
            let lost = match lost {
                0 => String::new(),
                lost => format!("; {lost} not heard"),
            };
            format!(
                "{} told {} {}{lost}",
                say.who(*from),
                say.who(*to),
                of(*moved, "thing", "things")
            )
        }
        Fact::BeliefsLost { person, count } => format!(
            "{} known to {} reached nobody else",
            of(*count, "fact", "facts"),
            say.who(*person)
        ),
        Fact::TaskLost { task, person } => format!(
            "nobody runs {} any more; it was with {}",
            say.task(*task),
            say.who(*person)
        ),
        Fact::DocumentOpened { incident } => {
            format!("the document of incident {incident} was opened")
        }
        Fact::Written { by, beliefs, .. } => format!(
            "{} wrote {} into the document",
            say.who(*by),
            claims(beliefs, say)
        ),
        _ => return None,
    })
}

/// The first of several beliefs, and how many more.
fn claims(beliefs: &[Belief], say: Say) -> String {
    let Some(first) = beliefs.first() else {
        return "nothing new".into();
    };
    let text = claim(&first.claim, say);
    match beliefs.len() - 1 {
        0 => text,
        more => format!("{text} (and {more} more)"),
    }
}

fn claim(claim: &Claim, say: Say) -> String {
    let is = |is: bool| if is { "is" } else { "is not" };
    match *claim {
        Claim::Service { service, state } => {
            format!("{} is {}", say.service(service), super::state(state))
        }
        Claim::Finding {
            finding, present, ..
        } => {
            let so = if present { "" } else { "it is not so: " };
            format!("{so}{}", say.finding(finding))
        }
        Claim::Cause { cause, is: so, .. } => format!("{} {} the cause", say.cause(cause), is(so)),
        Claim::Tried { task, helped } => {
            let helped = if helped { "helped" } else { "did not help" };
            format!("{} {helped}", say.task(task))
        }
        Claim::Task { task, by, state } => {
            let state = match state {
                TaskState::Running => "is at",
                TaskState::Done => "is done with",
                TaskState::Dropped => "laid down",
            };
            format!("{} {state} {}", say.who(by), say.task(task))
        }
        Claim::Cannot { task, person } => {
            format!(
                "{} does not get there with {}",
                say.who(person),
                say.task(task)
            )
        }
        Claim::Fixed { ticket: on } => format!("{} is fixed", ticket(on)),
        Claim::Eased { ticket: on } => format!("{} no longer hurts", ticket(on)),
        Claim::Mapped { stage, .. } => format!("how far stage `{stage}` reaches"),
        Claim::Evidence { evidence, saved } => {
            let saved = if saved { "saved" } else { "gone" };
            format!("evidence `{evidence}` is {saved}")
        }
        Claim::Role { role, holder } => match holder {
            Some(holder) => format!("{} is {}", say.who(holder), say.role(role)),
            None => format!("nobody is {}", say.role(role)),
        },
    }
}

fn work(fact: &Fact, say: Say) -> Option<String> {
    Some(match fact {
        Fact::TaskStarted {
            task,
            person,
            duplicate,
        } => {
            let again = match duplicate {
                true => ", which somebody else had in hand or had done",
                false => "",
            };
            format!("{} took on {}{again}", say.who(*person), say.task(*task))
        }
        Fact::TaskEnded {
            task,
            person,
            state,
            outcome,
        } => {
            let how = match (state, outcome) {
                (_, Some(Outcome::Result)) => "has a result from",
                (_, Some(Outcome::Done)) => "carried out",
                (_, Some(Outcome::Failed)) => "carried out without effect",
                (_, Some(Outcome::Collided)) => "collided with somebody else in",
                (_, Some(Outcome::Stuck)) => "does not get there with",
                (TaskState::Dropped, None) => "laid down",
                (TaskState::Running, None) => "is still at",
                (TaskState::Done, None) => "ended",
            };
            format!("{} {how} {}", say.who(*person), say.task(*task))
        }
        Fact::StuckNoticed { task, person } => format!(
            "{} sees that they do not get there with {}",
            say.who(*person),
            say.task(*task)
        ),
        Fact::Assigned {
            task,
            to,
            by,
            within,
        } => {
            let within = within.map_or(String::new(), |w| format!(" for {}", length(w)));
            let (by, to) = (say.who(*by), say.who(*to));
            format!("{by} gave {} to {to}{within}", say.task(*task))
        }
        Fact::Objected {
            task,
            by,
            to,
            suspects,
        } => {
            let suspects = suspects.map_or(String::new(), |cause| {
                format!(", and suspects: {}", say.cause(cause))
            });
            let (by, to) = (say.who(*by), say.who(*to));
            format!("{by} told {to} not to do {}{suspects}", say.task(*task))
        }
        Fact::ApprovalAsked { task, by, of } => format!(
            "{} asked {} for a yes to {}",
            say.who(*by),
            say.who(*of),
            say.task(*task)
        ),
        Fact::ApprovalGiven { task, by, to } => {
            format!(
                "{} said yes to {} ({})",
                say.who(*by),
                say.task(*task),
                say.who(*to)
            )
        }
        Fact::ApprovalRefused { task, by, to } => {
            format!(
                "{} said no to {} ({})",
                say.who(*by),
                say.task(*task),
                say.who(*to)
            )
        }
        _ => return None,
    })
}
