//! What somebody holds to be so: held by a person, a document or nobody, and perhaps false.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TicketId;
use crate::base::{Name, Share, SimTime};

/// A claim, where it comes from, since when, how sure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Belief {
    pub claim: Claim,
    pub source: Source,
    pub since: SimTime,
    pub confidence: Share,
}

/// Something that can be so or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Claim {
    /// A service is seen in a state.
    Service { service: Name, state: ServiceState },
    /// A finding is or is not present.
    Finding {
        ticket: TicketId,
        finding: Name,
        present: bool,
    },
    /// A test has shown that a cause is, or is not, behind a ticket.
    Cause {
        ticket: TicketId,
        cause: Name,
        is: bool,
    },
    /// An action was tried on a ticket and helped or did not.
    Tried { task: Task, helped: bool },
    /// Somebody has taken a task, finished it or dropped it.
    Task {
        task: Task,
        by: Name,
        state: TaskState,
    },
    /// Somebody cannot do a task: wrong skill or stuck.
    Cannot { task: Task, person: Name },
    /// The ticket's trouble is gone for good.
    Fixed { ticket: TicketId },
    /// The ticket's trouble no longer hurts.
    Eased { ticket: TicketId },
    /// A stage of a compromise has been mapped.
    Mapped { ticket: TicketId, stage: Name },
    /// Evidence has been saved (or is lost).
    Evidence { evidence: Name, saved: bool },
    /// Somebody holds a role, or nobody does.
    Role { role: Name, holder: Option<Name> },
}

/// What a claim is about. Of two beliefs about one topic a holder keeps the newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Topic {
    Service(Name),
    Finding(TicketId, Name),
    Cause(TicketId, Name),
    Tried(Task),
    Task(Task),
    Cannot(Task, Name),
    Fixed(TicketId),
    Eased(TicketId),
    Mapped(TicketId, Name),
    Evidence(Name),
    Role(Name),
}

impl Claim {
    pub fn topic(&self) -> Topic {
        match *self {
            Claim::Service { service, .. } => Topic::Service(service),
            Claim::Finding {
                ticket, finding, ..
            } => Topic::Finding(ticket, finding),
            Claim::Cause { ticket, cause, .. } => Topic::Cause(ticket, cause),
            Claim::Tried { task, .. } => Topic::Tried(task),
            Claim::Task { task, .. } => Topic::Task(task),
            Claim::Cannot { task, person } => Topic::Cannot(task, person),
            Claim::Fixed { ticket } => Topic::Fixed(ticket),
            Claim::Eased { ticket } => Topic::Eased(ticket),
            Claim::Mapped { ticket, stage } => Topic::Mapped(ticket, stage),
            Claim::Evidence { evidence, .. } => Topic::Evidence(evidence),
            Claim::Role { role, .. } => Topic::Role(role),
        }
    }

    /// Whether the claim is about a topic; the same as comparing [`Claim::topic`], and quicker.
    #[inline]
    pub fn is_about(&self, topic: &Topic) -> bool {
        match (self, topic) {
            (Claim::Service { service, .. }, Topic::Service(name)) => service == name,
            (
                Claim::Finding {
                    ticket, finding, ..
                },
                Topic::Finding(t, name),
            ) => finding == name && ticket == t,
            (Claim::Cause { ticket, cause, .. }, Topic::Cause(t, name)) => {
                cause == name && ticket == t
            }
            (Claim::Tried { task, .. }, Topic::Tried(of))
            | (Claim::Task { task, .. }, Topic::Task(of)) => task == of,
            (Claim::Cannot { task, person }, Topic::Cannot(of, name)) => {
                person == name && task == of
            }
            (Claim::Fixed { ticket }, Topic::Fixed(of))
            | (Claim::Eased { ticket }, Topic::Eased(of)) => ticket == of,
            (Claim::Mapped { ticket, stage }, Topic::Mapped(of, name)) => {
                stage == name && ticket == of
            }
            (Claim::Evidence { evidence, .. }, Topic::Evidence(name)) => evidence == name,
            (Claim::Role { role, .. }, Topic::Role(name)) => role == name,
            _ => false,
        }
    }

    /// News of this kind is always heard; what is negative or only a claim on work gets lost in
    /// talk (MECHANISMS 5 and pitfall 10).
    pub fn is_always_heard(&self) -> bool {
        match self {
            Claim::Cause { is, .. } => *is,
            Claim::Finding { present, .. } => *present,
            Claim::Tried { helped, .. } => *helped,
            Claim::Task { .. } | Claim::Cannot { .. } => false,
            _ => true,
        }
    }

    /// Whether the same found again later says more: what has been mapped tells nothing of what
    /// comes after.
    pub fn ages(&self) -> bool {
        matches!(self, Claim::Mapped { .. })
    }

    /// The ticket it is about, if it is about one.
    pub fn ticket(&self) -> Option<TicketId> {
        match *self {
            Claim::Finding { ticket, .. }
            | Claim::Cause { ticket, .. }
            | Claim::Fixed { ticket }
            | Claim::Eased { ticket }
            | Claim::Mapped { ticket, .. } => Some(ticket),
            Claim::Tried { task, .. } | Claim::Task { task, .. } | Claim::Cannot { task, .. } => {
                Some(task.ticket)
            }
            Claim::Service { .. } | Claim::Evidence { .. } | Claim::Role { .. } => None,
        }
    }
}

/// One piece of technical work on one ticket. A second attempt is a task of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    pub ticket: TicketId,
    pub kind: WorkKind,
    /// The diagnostic or the action.
    pub work: Name,
    /// 1 the first time.
    pub attempt: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum WorkKind {
    Diagnostic,
    Action,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TaskState {
    Running,
    Done,
    Dropped,
}

/// A service as somebody sees it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum ServiceState {
    Normal,
    Degraded,
    Down,
}

impl ServiceState {
    /// Normal from 98 %, down below 50 %.
    pub fn of(health: Share) -> ServiceState {
        match health.as_ppm() {
            980_000.. => ServiceState::Normal,
            500_000.. => ServiceState::Degraded,
            _ => ServiceState::Down,
        }
    }
}

/// Where a belief comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Source {
    /// Own work.
    Own,
    /// Somebody said so.
    Person(Name),
    /// The incident document.
    Document,
    /// A runbook.
    Runbook(Name),
    /// An alert, a dashboard, automatic diagnostics.
    Tool,
    /// The script says so to the person.
    Script(Name),
    /// A customer or somebody else outside.
    Outside,
}
