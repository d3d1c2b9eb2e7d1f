//! What people and facilitators ask for. Humans and policies can do nothing else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::belief::Task;
use super::document::Heading;
use super::duty::Duty;
use super::inject::Inject;
use super::note::NoteKind;
use super::rating::Rating;
use super::{IncidentId, MessageId, PageId, TicketId};
use crate::base::{Duration, Name, SimTime};

/// Somebody asks for something. Each costs its nominal story time (see [`Command::word`] and the
/// defaults' story times), a human's too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Command {
    /// Takes a page.
    Acknowledge { page: PageId },
    /// Passes a page on to the next rung at once.
    Escalate { page: PageId },
    /// Looks at the alerts and dashboards of a ticket: what is broken, how many are hit.
    Triage { ticket: TicketId },
    /// Declares an incident over tickets.
    Declare { ticket: TicketId, severity: Name },
    /// Sets how severe a declared incident is from now on.
    SetSeverity {
        incident: IncidentId,
        severity: Name,
    },
    /// Writes the head of the incident document, as far as it is given: what it is called, what it is
    /// about, and whether only those who work on it may see it. Free words of a human.
    Describe { incident: IncidentId, head: Heading },
    /// Gets an overview before commanding: reads, asks, thinks.
    SizeUp { incident: IncidentId },
    /// Calls a person, a group's on-call, or an outside party.
    Page {
        whom: Name,
        incident: Option<IncidentId>,
        ticket: TicketId,
        role: Option<Name>,
    },
    /// Puts a role on one's own head.
    TakeRole { role: Name },
    /// Takes a role off one's own head without a successor.
    LeaveRole { role: Name },
    /// Handing over, step 1: tells everybody who takes what over, and calls them.
    AnnounceHandoff { role: Name, to: Name },
    /// Step 2: passes on what one knows and what runs, in a call.
    Transfer { role: Name, to: Name },
    /// Step 3: sees that the commander knows.
    ConfirmHandoff { role: Name, to: Name },
    /// Step 4: posts who holds it now.
    NoticeHandoff { role: Name, to: Name },
    /// Starts or resumes technical work.
    Work { task: Task },
    /// Gives up a task.
    Drop { task: Task },
    /// Checks whether an action has helped.
    Verify { task: Task },
    /// Out of ideas: goes over one cause again.
    Rethink { ticket: TicketId, cause: Name },
    /// Gives a task to somebody, who reports when the time-box is over, done or not.
    Assign {
        task: Task,
        to: Name,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<Duration>,
    },
    /// Tells somebody what one has found out.
    Report { to: Name, ticket: TicketId },
    /// Asks somebody where they stand.
    Ask { whom: Name, ticket: TicketId },
    /// Asks for a yes before a risky action.
    RequestApproval { task: Task, from: Name },
    /// Says yes to a risky action that waits for it.
    Approve { task: Task, whose: Name },
    /// Says no to it.
    Refuse { task: Task, whose: Name },
    /// Answers a message that waits. `text` is what a human wrote.
    Answer {
        message: MessageId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Sends the update a duty owes. `text` is what a human wrote.
    Update {
        incident: IncidentId,
        duty: Duty,
        text: Option<String>,
    },
    /// Writes what one knows into the incident document.
    Write { incident: IncidentId },
    /// Reads the incident document.
    Read { incident: IncidentId },
    /// Comes into the room and asks to be told.
    Join { ticket: TicketId },
    /// Leaves the room.
    StepAway,
    /// Declares an incident over.
    Close { incident: IncidentId },
    /// Says something to somebody; free words of a human.
    Say { to: Name, text: String },
    /// Sends somebody who only looks on out of the room.
    SendOut { whom: Name },
    /// Marks a decision and its reason, for the review.
    Mark { text: String },
    /// Answers a question of a card that lies before one; the last word on it counts.
    Respond {
        inject: Name,
        /// Which question of the card, from 0.
        question: u16,
        text: String,
    },
    /// Asks the coach: the word of what may be noticed, or `step-` and the word of a command for a
    /// step by the book. It takes no story time, and costs score.
    Hint { about: Name },

    /// The facilitator puts a human or a policy in a seat.
    Seat { person: Name, occupant: Occupant },
    /// The facilitator fires an inject now.
    Fire { inject: Name },
    /// The facilitator keeps an inject back until fired.
    Hold { inject: Name },
    /// The facilitator drops an inject.
    Skip { inject: Name },
    /// The facilitator lets somebody's current work end at once.
    Waive { person: Name },
    /// What has not begun is drawn under another epoch from now on.
    Epoch { epoch: u32 },
    /// The facilitator adds an inject, or writes one anew that has not fired. `At` a moment that has
    /// passed means now; an inject of the script that waits for a condition goes on waiting for its
    /// own unless it is given a time.
    Compose { inject: Box<Inject> },
    /// An observer writes down what they saw, for an objective or in general.
    Note {
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        objective: Option<Name>,
        text: String,
        #[serde(default, skip_serializing_if = "super::note::NoteKind::is_seen")]
        kind: NoteKind,
    },
    /// An observer says whether something expected was done: what was heard counts, too. Expectations
    /// are numbered in the order of the script, injects' first.
    Tick {
        by: String,
        expectation: u16,
        met: bool,
    },
    /// An observer rates an objective; the last word counts.
    Rate {
        by: String,
        objective: Name,
        rating: Rating,
        reason: String,
    },
    /// The facilitator ends the exercise.
    End,
}

/// Who sits in a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Occupant {
    /// The person's own simulated judgement.
    Policy,
    /// A human at a terminal or page.
    Human,
}

impl Command {
    /// One word for tables and help.
    pub fn word(&self) -> &'static str {
        match self {
            Command::Acknowledge { .. } => "acknowledge",
            Command::Escalate { .. } => "escalate",
            Command::Triage { .. } => "triage",
            Command::Declare { .. } => "declare",
            Command::SetSeverity { .. } => "set-severity",
            Command::Describe { .. } => "describe",
            Command::SizeUp { .. } => "size-up",
            Command::Page { .. } => "page",
            Command::TakeRole { .. } => "take-role",
            Command::LeaveRole { .. } => "leave-role",
            Command::AnnounceHandoff { .. } => "announce-handoff",
            Command::Transfer { .. } => "transfer",
            Command::ConfirmHandoff { .. } => "confirm-handoff",
            Command::NoticeHandoff { .. } => "notice-handoff",
            Command::Work { .. } => "work",
            Command::Drop { .. } => "drop",
            Command::Verify { .. } => "verify",
            Command::Rethink { .. } => "rethink",
            Command::Assign { .. } => "assign",
            Command::Report { .. } => "report",
            Command::Ask { .. } => "ask",
            Command::RequestApproval { .. } => "request-approval",
            Command::Approve { .. } => "approve",
            Command::Refuse { .. } => "refuse",
            Command::Answer { .. } => "answer",
            Command::Update { .. } => "update",
            Command::Write { .. } => "write",
            Command::Read { .. } => "read",
            Command::Join { .. } => "join",
            Command::StepAway => "step-away",
            Command::Close { .. } => "close",
            Command::Say { .. } => "say",
            Command::SendOut { .. } => "send-out",
            Command::Mark { .. } => "mark",
            Command::Respond { .. } => "respond",
            Command::Hint { .. } => "hint",
            Command::Seat { .. } => "seat",
            Command::Fire { .. } => "fire",
            Command::Hold { .. } => "hold",
            Command::Skip { .. } => "skip",
            Command::Waive { .. } => "waive",
            Command::Epoch { .. } => "epoch",
            Command::Compose { .. } => "compose",
            Command::Note { .. } => "note",
            Command::Tick { .. } => "tick",
            Command::Rate { .. } => "rate",
            Command::End => "end",
        }
    }

    /// Technical work can be interrupted and resumed; everything else is short and is finished.
    pub fn is_technical(&self) -> bool {
        matches!(
            self,
            Command::Work { .. }
                | Command::Verify { .. }
                | Command::Triage { .. }
                | Command::Rethink { .. }
        )
    }

    /// Whom it is said to: they have to be here to hear it.
    pub fn addressee(&self) -> Option<Name> {
        match self {
            Command::Report { to, .. }
            | Command::Ask { whom: to, .. }
            | Command::Assign { to, .. }
            | Command::Transfer { to, .. }
            | Command::RequestApproval { from: to, .. }
            | Command::Say { to, .. } => Some(*to),
            _ => None,
        }
    }

    /// Commands of the facilitator, which nobody else may give.
    pub fn is_facilitators(&self) -> bool {
        matches!(
            self,
            Command::Seat { .. }
                | Command::Fire { .. }
                | Command::Hold { .. }
                | Command::Skip { .. }
                | Command::Waive { .. }
                | Command::Epoch { .. }
                | Command::Compose { .. }
                | Command::End
        ) || self.is_review()
    }

    /// What looks at the exercise and changes nothing in it; it may come after the end.
    pub fn is_review(&self) -> bool {
        matches!(
            self,
            Command::Note { .. } | Command::Tick { .. } | Command::Rate { .. }
        )
    }
}

/// A move the rules forbid. It is an outcome and goes in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Refusal {
    /// Hands are full with something that is finished first.
    Busy { until: SimTime },
    /// Not here: not engaged, asleep, away, or gone.
    NotHere,
    /// No such page, ticket, incident, task, message or person, or not known to the asker.
    Unknown { what: String },
    /// It takes a right the asker's roles do not give.
    NoRight { right: super::Right },
    /// It takes a skill the asker does not have.
    NoSkill { skill: Name },
    /// A tool it needs is gone.
    NoTool { tool: super::Tool },
    /// Something must come before.
    NotYet { what: String },
    /// Somebody has to say yes first.
    NeedsApproval { by: Name },
    /// Somebody else is at it in the same place; some minutes were lost finding that out.
    Locked { by: Name, lost: Duration },
    /// It is already so.
    Already,
    /// Only the facilitator may.
    FacilitatorOnly,
    /// The exercise is over.
    Over,
}
