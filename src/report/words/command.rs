//! Command, duties, script and tools. The last of the three, it takes every fact the others leave:
//! a new one does not compile until it has a sentence.

use super::{Say, ticket};
use crate::model::{Fact, NoteKind, Refusal};
use crate::score::numbers::length;

pub(super) fn sentence(fact: &Fact, say: Say) -> String {
    match fact {
        Fact::Declared {
            incident,
            ticket: on,
            severity,
            by,
            episodes,
        } => {
            let false_one = if episodes.is_empty() {
                ", over nothing"
            } else {
                ""
            };
            format!(
                "{} declared incident {incident} over {} as {severity}{false_one}",
                say.who(*by),
                ticket(*on)
            )
        }
        Fact::SeveritySet { incident, severity } => {
            format!("incident {incident} is {severity} now")
        }
        Fact::Described { incident, by, head } => {
            let private = head.private.map(|private| match private {
                true => "for those who work on it only".to_string(),
                false => "open to everybody in the house".to_string(),
            });
            let quoted = |words: &Option<String>| words.as_ref().map(|words| format!("“{words}”"));
            let parts = [quoted(&head.title), quoted(&head.text), private];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!(
                "{} wrote the head of incident {incident}: {}",
                say.who(*by),
                parts.join(", ")
            )
        }
        Fact::RolesAsked { incident, roles } => {
            let roles: Vec<_> = roles.iter().map(|role| say.role(*role)).collect();
            match roles.is_empty() {
                true => format!("incident {incident} asks for no further roles"),
                false => format!("incident {incident} asks for: {}", roles.join(", ")),
            }
        }
        Fact::RoleTaken { role, person } => {
            format!("{} is {} now", say.who(*person), say.role(*role))
        }
        Fact::RoleLeft { role, person } => {
            format!(
                "{} no longer holds the {} role",
                say.who(*person),
                say.role(*role)
            )
        }
        Fact::HandoffAnnounced { role, from, to } => format!(
            "{} said that {} takes over as {}",
            say.who(*from),
            say.who(*to),
            say.role(*role)
        ),
        Fact::HandedOver {
            role,
            from,
            to,
            steps,
        } => {
            let taken = [
                (steps.announced, "announced"),
                (steps.transferred, "passed on"),
                (steps.confirmed, "confirmed"),
                (steps.noticed, "posted"),
            ];
            let taken: Vec<_> = taken.iter().filter(|s| s.0).map(|s| s.1).collect();
            let steps = match taken.len() {
                0 => "none of four steps".into(),
                4 => "all four steps".into(),
                some => format!("{some} of four steps: {}", taken.join(", ")),
            };
            format!(
                "{} handed the {} role over to {} ({steps})",
                say.who(*from),
                say.role(*role),
                say.who(*to)
            )
        }
        Fact::Closed { incident } => format!("incident {incident} was closed"),
        other => duties(other, say),
    }
}

fn duties(fact: &Fact, say: Say) -> String {
    match fact {
        Fact::MessageSent {
            to,
            from,
            text,
            asks,
            ..
        } => {
            let asks = if *asks { "asks" } else { "writes to" };
            format!("{from} {asks} {}: “{text}”", say.who(*to))
        }
        Fact::MessageAnswered { message, by, text } => {
            let text = text.as_ref().map_or(String::new(), |t| format!(": “{t}”"));
            format!("{} answered message {message}{text}", say.who(*by))
        }
        Fact::Said { from, to, text } => {
            format!("{} to {}: “{text}”", say.who(*from), say.who(*to))
        }
        Fact::Marked { by, text } => format!("{} marked: “{text}”", say.who(*by)),
        Fact::Responded {
            inject,
            question,
            by,
            text,
        } => format!(
            "{} answered question {} of `{inject}`: “{text}”",
            say.who(*by),
            question + 1
        ),
        Fact::Hinted { person, about } => {
            let about = about.as_str();
            match about.strip_prefix("step-") {
                Some(step) => format!(
                    "the coach showed {} a step by the book: {}",
                    say.who(*person),
                    step.replace('-', " ")
                ),
                None => format!(
                    "the coach told {} what could be noticed: {}",
                    say.who(*person),
                    about.replace('-', " ")
                ),
            }
        }
        Fact::UpdateDue {
            duty, at, number, ..
        } => format!("update {number} ({}) is due at {at}", duty.title()),
        Fact::UpdateSent {
            duty,
            by,
            number,
            late,
            ..
        } => {
            let late = match late.is_zero() {
                true => String::new(),
                false => format!(", {} late", length(*late)),
            };
            format!(
                "{} sent update {number} ({}){late}",
                say.who(*by),
                duty.title()
            )
        }
        Fact::UpdateMissed { duty, number, .. } => {
            format!("update {number} ({}) did not go out", duty.title())
        }
        Fact::Reminded { duty, .. } => format!("a reminder went out: {}", duty.title()),
        Fact::InjectComposed { inject, at } => {
            let at = at.map_or(String::new(), |at| format!(", to come at {at}"));
            format!("the facilitator wrote inject `{inject}`{at}")
        }
        Fact::Noted {
            by,
            objective,
            text,
            kind,
        } => {
            let on = objective.map_or(String::new(), |o| format!(" on `{o}`"));
            let what = match kind {
                NoteKind::Seen => "noted".to_string(),
                NoteKind::Strength => "noted what went well".into(),
                NoteKind::Improvement => "noted what could go better".into(),
                NoteKind::HotWash { question } => format!("answered “{question}”"),
                NoteKind::Plan { .. } => "wrote into the plan".into(),
            };
            format!("{by} {what}{on}: “{text}”")
        }
        Fact::Ticked {
            by,
            expectation,
            met,
        } => {
            let met = if *met { "met" } else { "not met" };
            format!("{by} saw expectation {} {met}", expectation + 1)
        }
        Fact::Rated {
            by,
            objective,
            rating,
            reason,
        } => {
            let reason = if reason.is_empty() {
                String::new()
            } else {
                format!(": “{reason}”")
            };
            format!(
                "{by} rated `{objective}` {rating:?}, {}{reason}",
                rating.title()
            )
        }
        Fact::InjectFired { inject } => format!("inject `{inject}` fired"),
        Fact::InjectDelivered {
            inject, to, text, ..
        } => {
            let text = match text.is_empty() {
                true => String::new(),
                false => format!(": “{text}”"),
            };
            format!("inject `{inject}` reached {}{text}", say.people(to))
        }
        Fact::InjectSkipped { inject } => format!("inject `{inject}` was skipped"),
        Fact::InjectUnreached { inject } => format!("inject `{inject}` never came up"),
        Fact::InjectHeld { inject } => format!("inject `{inject}` is held back"),
        Fact::ToolLost { tool } => format!("the tool “{}” is gone", tool.title()),
        Fact::ToolRestored { tool } => format!("the tool “{}” is back", tool.title()),
        // The other parts of this module have taken these.
        Fact::Started { .. }
        | Fact::Ended { .. }
        | Fact::Commanded { .. }
        | Fact::Refused { .. }
        | Fact::Seated { .. }
        | Fact::EpochSet { .. }
        | Fact::EpisodeBegan { .. }
        | Fact::FaultBegan { .. }
        | Fact::FaultGrew { .. }
        | Fact::FaultEnded { .. }
        | Fact::FaultPrevented { .. }
        | Fact::HealthChanged { .. }
        | Fact::SiteChanged { .. }
        | Fact::Collapsed { .. }
        | Fact::HarmChanged { .. }
        | Fact::ImpactChanged { .. }
        | Fact::TrustChanged { .. }
        | Fact::Contained { .. }
        | Fact::CauseRemoved { .. }
        | Fact::Resolved { .. }
        | Fact::Recovered { .. }
        | Fact::TippedOff { .. }
        | Fact::EvidenceDestroyed { .. }
        | Fact::EvidenceSaved { .. }
        | Fact::HarmDone { .. }
        | Fact::MonitorMissed { .. }
        | Fact::MonitorFired { .. }
        | Fact::AlertRaised { .. }
        | Fact::AlertGrouped { .. }
        | Fact::AlertSuppressed { .. }
        | Fact::AlertCleared { .. }
        | Fact::Rang { .. }
        | Fact::PageSent { .. }
        | Fact::PageReached { .. }
        | Fact::PageMissed { .. }
        | Fact::Acknowledged { .. }
        | Fact::NobodyToPage { .. }
        | Fact::Remediated { .. }
        | Fact::Engaged { .. }
        | Fact::Left { .. }
        | Fact::Unreachable { .. }
        | Fact::Noticed { .. }
        | Fact::ShiftEnded { .. }
        | Fact::JobStarted { .. }
        | Fact::JobInterrupted { .. }
        | Fact::JobResumed { .. }
        | Fact::JobFinished { .. }
        | Fact::JobDropped { .. }
        | Fact::Learned { .. }
        | Fact::RunbookRead { .. }
        | Fact::Doubted { .. }
        | Fact::Convinced { .. }
        | Fact::Told { .. }
        | Fact::NoAnswer { .. }
        | Fact::BeliefsLost { .. }
        | Fact::TaskLost { .. }
        | Fact::DocumentOpened { .. }
        | Fact::Written { .. }
        | Fact::TaskStarted { .. }
        | Fact::TaskEnded { .. }
        | Fact::StuckNoticed { .. }
        | Fact::Assigned { .. }
        | Fact::Objected { .. }
        | Fact::ApprovalAsked { .. }
        | Fact::ApprovalGiven { .. }
        | Fact::ApprovalRefused { .. }
        | Fact::Declared { .. }
        | Fact::SeveritySet { .. }
        | Fact::Described { .. }
        | Fact::RolesAsked { .. }
        | Fact::RoleTaken { .. }
        | Fact::RoleLeft { .. }
        | Fact::HandoffAnnounced { .. }
        | Fact::HandedOver { .. }
        | Fact::Closed { .. } => unreachable!("another part has a sentence for it"),
    }
}

/// Why a move was not possible.
pub(super) fn refusal(refusal: &Refusal, say: Say) -> String {
    match refusal {
        Refusal::Busy { until } => format!("hands are full until {until}"),
        Refusal::NotHere => "not in the room".into(),
        Refusal::Unknown { what } => format!("unknown: {what}"),
        Refusal::NoRight { right } => format!("it takes the right to {}", right.title()),
        Refusal::NoSkill { skill } => format!("it takes the skill `{skill}`"),
        Refusal::NoTool { tool } => format!("the tool “{}” is gone", tool.title()),
        Refusal::NotYet { what } => format!("something comes first: {what}"),
        Refusal::NeedsApproval { by } => format!("{} has to say yes first", say.role(*by)),
        Refusal::Locked { by, lost } => {
            format!(
                "{} is at it; {} went on finding out",
                say.who(*by),
                length(*lost)
            )
        }
        Refusal::Already => "it is so already".into(),
        Refusal::FacilitatorOnly => "only the facilitator may".into(),
        Refusal::Over => "the exercise is over".into(),
    }
}
