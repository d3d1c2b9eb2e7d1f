//! Why a step is taken: for whoever does it for the first time.

use super::Kind;
use crate::model::Command;

/// What a notice is about, for a line that says only that there is something to notice.
pub fn topic(kind: Kind) -> &'static str {
    match kind {
        Kind::PageWaits => "a page",
        Kind::NobodyCommands | Kind::Alone => "who is in command, and with whom",
        Kind::NotDeclared | Kind::NotClosed => "declaring and closing",
        Kind::DecisionWaits => "a decision",
        Kind::RiskyWithoutYes => "a risk",
        Kind::SeverityUnset => "severity",
        Kind::UpdateDue => "an update",
        Kind::ExpertMissing => "who is missing",
        Kind::NobodyAssigned => "somebody's hands",
        Kind::FixingInstead => "your own hands",
        Kind::RoleEmpty => "a role",
        Kind::SameHypothesis => "who tests what",
        Kind::NoWord => "somebody's silence",
        Kind::QuestionWaits => "a question",
        Kind::NoSuccessor => "who comes after you",
        Kind::Untold => "what you know",
        Kind::NothingWritten => "the document",
    }
}

/// Why the book has somebody do this, in a sentence.
pub fn why(command: &Command) -> &'static str {
    match command {
        Command::Acknowledge { .. } => {
            "Whoever takes the page says that somebody is at it; until then it climbs to the next."
        }
        Command::Escalate { .. } => "Who cannot take it passes it on at once, not after a timeout.",
        Command::Triage { .. } => {
            "Look first: what is broken, how many are hit. Everything after rests on it."
        }
        Command::Declare { .. } => {
            "Declaring brings people, roles and a document. Too early costs little, too late much."
        }
        Command::SetSeverity { .. } => {
            "Severity says who is called and how often others hear. When unsure, the higher."
        }
        Command::Describe { .. } => {
            "Whoever comes later reads the head first: what is it, for whom."
        }
        Command::SizeUp { .. } => {
            "Who commands first gets an overview: what is known, who is at what, what is promised."
        }
        Command::Page { .. } => {
            "Call who is needed as soon as they are: the way to the keyboard takes minutes."
        }
        Command::TakeRole { .. } => {
            "A role that nobody holds is the commander's, and a commander that nobody is, is nobody's."
        }
        Command::LeaveRole { .. } => "A role held by somebody who is elsewhere is held by nobody.",
        Command::AnnounceHandoff { .. } => {
            "Step 1 of a handoff: all hear ahead of time who takes over, so that they can come."
        }
        Command::Transfer { .. } => {
            "Step 2: what runs and what is known goes over in a call. What is left out is lost."
        }
        Command::ConfirmHandoff { .. } => {
            "Step 3: the commander knows, and has everything from the one who goes."
        }
        Command::NoticeHandoff { .. } => {
            "Step 4: a notice names the new holder, for those not there."
        }
        Command::Work { .. } => "With nobody else there to do it, your own hands do it.",
        Command::Drop { .. } => {
            "What is not worth going on with is laid down, so that others see it."
        }
        Command::Verify { .. } => "An action has helped when somebody has looked, not when it ran.",
        Command::Rethink { .. } => {
            "Out of ideas: a wrong fix and a right one that did not take look the same."
        }
        Command::Assign { .. } => {
            "One task, one name, one time. What all are asked to do, nobody does."
        }
        Command::Report { .. } => "What only one head knows, nobody acts on.",
        Command::Ask { .. } => "Condition, actions, needs: three questions, before any order.",
        Command::RequestApproval { .. } => "What may do harm takes a yes from who answers for it.",
        Command::Approve { .. } | Command::Refuse { .. } => {
            "A decision that waits costs everybody behind it. Take it, either way."
        }
        Command::Answer { .. } => "Who hears nothing asks again, and asks more people.",
        Command::Update { .. } => {
            "Impact, what is done about it, when the next comes. No end that nobody can promise."
        }
        Command::Write { .. } => "What stands in the document need not be told again to who comes.",
        Command::Read { .. } => "Reading costs minutes; asking costs two people's.",
        Command::Join { .. } => "Come in and be told; a room of people who look on helps nobody.",
        Command::StepAway => "Who is not needed goes: attention is what the room has least of.",
        Command::Close { .. } => "Closing lets people go, and starts the review while it is fresh.",
        Command::Say { .. } => "Words are cheap where they are said to somebody by name.",
        Command::SendOut { .. } => "Forty people without a task are a crowd, not a room.",
        Command::Mark { .. } => "A decision with its reason is what the review will ask for.",
        Command::Hint { .. } => "Asking is how one learns to see it the next time.",
        _ => "",
    }
}
