//! What somebody asks for, as a doing: “paging Ben”, “giving the rollback to Ana”.

use super::Say;
use crate::model::{Command, Setup};
use crate::report::text::plain;

/// A command as a doing, without a full stop.
pub fn asking(command: &Command, setup: &Setup) -> String {
    plain(&words(command, Say { setup }))
}

fn words(command: &Command, say: Say) -> String {
    match command {
        Command::Mark { .. } => "noting a decision".into(),
        Command::Hint { .. } => "asking the coach".into(),
        Command::Acknowledge { .. } => "taking the page".into(),
        Command::Escalate { .. } => "passing the page on".into(),
        Command::Triage { .. } => "looking at the dashboards".into(),
        Command::Declare { severity, .. } => format!("declaring {severity}"),
        Command::SetSeverity { severity, .. } => format!("setting {severity}"),
        Command::Describe { .. } => "writing the head of the incident document".into(),
        Command::SizeUp { .. } => "sizing the situation up".into(),
        Command::Page { whom, role, .. } => {
            let whom = say.who(*whom);
            let as_role = role.map(|role| format!(" as {}", say.role(role)));
            format!("paging {whom}{}", as_role.unwrap_or_default())
        }
        Command::TakeRole { role } => format!("taking the {} role", say.role(*role)),
        Command::LeaveRole { role } => format!("laying down the {} role", say.role(*role)),
        Command::AnnounceHandoff { role, to } => format!(
            "announcing that {} takes over as {}",
            say.who(*to),
            say.role(*role)
        ),
        Command::Transfer { role, to } => format!(
            "handing the {} role over to {} in a call",
            say.role(*role),
            say.who(*to)
        ),
        Command::ConfirmHandoff { to, .. } => {
            format!("seeing that the handoff to {} is known", say.who(*to))
        }
        Command::NoticeHandoff { to, .. } => format!("posting that {} has it now", say.who(*to)),
        Command::Work { task } => format!("working on {}", say.task(*task)),
        Command::Drop { task } => format!("dropping {}", say.task(*task)),
        Command::Verify { task } => format!("checking whether {} has helped", say.task(*task)),
        Command::Rethink { cause, .. } => format!("going over “{}” again", say.cause(*cause)),
        Command::Assign { task, to, .. } => {
            format!("giving {} to {}", say.task(*task), say.who(*to))
        }
        Command::Report { to, .. } => format!("telling {} what is known", say.who(*to)),
        Command::Ask { whom, .. } => format!("asking {} where they stand", say.who(*whom)),
        Command::RequestApproval { task, from } => {
            format!("asking {} for a yes to {}", say.who(*from), say.task(*task))
        }
        Command::Approve { task, whose } => {
            format!("approving {} for {}", say.task(*task), say.who(*whose))
        }
        Command::Refuse { task, whose } => {
            format!("refusing {} to {}", say.task(*task), say.who(*whose))
        }
        Command::Answer { .. } => "answering a question".into(),
        Command::Update { duty, .. } => format!("sending an update ({})", duty.title()),
        Command::Write { .. } => "writing into the incident document".into(),
        Command::Read { .. } => "reading the incident document".into(),
        Command::Join { .. } => "joining those at work".into(),
        Command::StepAway => "leaving the room".into(),
        Command::Close { .. } => "closing the incident".into(),
        Command::SendOut { whom } => format!("sending {} out of the room", say.who(*whom)),
        other => other.word().into(),
    }
}
