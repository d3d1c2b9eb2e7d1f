//! The palette: every command open to a person, in words one can type, with its time.

use super::cost::nominal;
use super::{Desk, role_title};
use crate::base::Duration;
use crate::model::{Command, Task};
use crate::report::text::plain;
use crate::score::words;

/// A command that is open now, as it is typed and shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub command: Command,
    /// `assign Deniz “Count connections”`.
    pub phrase: String,
    /// What it takes in story time, as far as anybody can know.
    pub takes: Duration,
}

impl Desk {
    /// Everything open to this person, in the neutral order of the board.
    pub fn asks(&self) -> Vec<Ask> {
        let book = self.book();
        let options = self.board.options(book);
        let asks = options.into_iter().map(|offer| Ask {
            phrase: self.phrase(&offer.command, &offer.words),
            takes: nominal(&offer.command, &self.board, book, self.setup()),
            command: offer.command,
        });
        let mut seen: Vec<String> = Vec::new();
        let fresh = asks.filter(|ask| {
            let new = !seen.contains(&ask.phrase);
            if new {
                seen.push(ask.phrase.clone());
            }
            new
        });
        fresh.collect()
    }

    /// A command as one types it.
    pub fn phrase(&self, command: &Command, otherwise: &str) -> String {
        let setup = self.setup();
        let who = |name| super::super::voice::short(name, setup);
        let title = |task: &Task| {
            let again = if task.attempt > 1 { " again" } else { "" };
            format!("“{}”{again}", words::work(task.work, setup))
        };
        let role = |name| role_title(name, setup);
        let several = self.board.tickets.len() > 1;
        let on = |ticket: crate::model::TicketId| match several {
            true => format!(" (ticket {ticket})"),
            false => String::new(),
        };
        plain(&match command {
            Command::Acknowledge { .. } => "take the page".to_string(),
            Command::Escalate { .. } => "pass the page on".to_string(),
            Command::Triage { ticket } => format!("look at the dashboards{}", on(*ticket)),
            Command::Declare { severity, ticket } => format!("declare {severity}{}", on(*ticket)),
            Command::SetSeverity { severity, .. } => format!("severity {severity}"),
            Command::SizeUp { .. } => "size up".to_string(),
            Command::Page {
                whom, role: None, ..
            } => format!("page {}", who(*whom)),
            Command::Page {
                whom,
                role: Some(r),
                ..
            } => format!("page {} as {}", who(*whom), role(*r)),
            Command::TakeRole { role: r } => format!("take {}", role(*r)),
            Command::LeaveRole { role: r } => format!("lay down {}", role(*r)),
            Command::AnnounceHandoff { role: r, to } => {
                format!("handoff {} to {}: announce", role(*r), who(*to))
            }
            Command::Transfer { role: r, to } => {
                format!("handoff {} to {}: pass on in a call", role(*r), who(*to))
            }
            Command::ConfirmHandoff { role: r, to } => {
                format!("handoff {} to {}: confirm", role(*r), who(*to))
            }
            Command::NoticeHandoff { role: r, to } => {
                format!("handoff {} to {}: post it", role(*r), who(*to))
            }
            Command::Work { task } => format!("do {}{}", title(task), on(task.ticket)),
            Command::Drop { task } => format!("drop {}", title(task)),
            Command::Verify { task } => format!("check {}", title(task)),
            Command::Rethink { cause, .. } => format!("rethink “{}”", words::cause(*cause, setup)),
            Command::Assign { task, to, .. } => {
                format!("assign {} {}{}", who(*to), title(task), on(task.ticket))
            }
            Command::Report { to, ticket } => {
                format!("tell {} what I know{}", who(*to), on(*ticket))
            }
            Command::Ask { whom, ticket } => {
                format!("ask {} for status{}", who(*whom), on(*ticket))
            }
            Command::RequestApproval { task, from } => {
                format!("request {} yes to {}", who(*from), title(task))
            }
            Command::Approve { task, whose } => format!("yes {} {}", who(*whose), title(task)),
            Command::Refuse { task, whose } => format!("no {} {}", who(*whose), title(task)),
            Command::Answer { message, .. } => {
                let from = self.messages.iter().find(|m| m.id == *message);
                format!("answer {}", from.map_or("a question", |m| m.from.as_str()))
            }
            Command::Update { duty, .. } => format!("update {}", super::update_title(*duty)),
            Command::Write { .. } => "write into the document".to_string(),
            Command::Read { .. } => "read the document".to_string(),
            Command::Join { .. } => "join".to_string(),
            Command::StepAway => "leave the room".to_string(),
            Command::Close { .. } => "close the incident".to_string(),
            Command::SendOut { whom } => format!("send {} out", who(*whom)),
            _ => otherwise.to_string(),
        })
    }

    /// The commands that fit what has been typed so far: each typed word begins a word of theirs.
    pub fn matching(&self, typed: &str) -> Vec<Ask> {
        let typed: Vec<String> = words_of(typed).collect();
        let mut fits = self.asks();
        fits.retain(|ask| {
            let words: Vec<String> = self.haystack(ask).collect();
            typed
                .iter()
                .all(|t| words.iter().any(|w| w.starts_with(t.as_str())))
        });
        // Words in their place come first: what begins as typed, in the order of the board.
        let begins = |ask: &Ask| {
            let mut words = words_of(&ask.phrase);
            typed
                .first()
                .is_none_or(|t| words.next().is_some_and(|w| w.starts_with(t.as_str())))
        };
        fits.sort_by_key(|ask| !begins(ask));
        fits
    }

    fn haystack(&self, ask: &Ask) -> impl Iterator<Item = String> {
        let mut text = ask.phrase.clone();
        text.push(' ');
        text.push_str(&ask.command.word().replace('-', " "));
        if let Some(work) = work_of(&ask.command) {
            text.push(' ');
            text.push_str(work);
        }
        text.push_str(match ask.command {
            Command::Assign { .. } => " give",
            Command::Page { .. } => " call",
            Command::Work { .. } => " start myself",
            Command::SetSeverity { .. } => " set raise lower",
            Command::TakeRole { .. } => " command role",
            Command::Approve { .. } => " approve",
            Command::Refuse { .. } => " refuse hold",
            _ => "",
        });
        words_of(&text).collect::<Vec<_>>().into_iter()
    }
}

fn work_of(command: &Command) -> Option<&'static str> {
    match command {
        Command::Work { task }
        | Command::Drop { task }
        | Command::Verify { task }
        | Command::Assign { task, .. }
        | Command::RequestApproval { task, .. }
        | Command::Approve { task, .. }
        | Command::Refuse { task, .. } => Some(task.work.as_str()),
        _ => None,
    }
}

/// Lower-case words without marks; a name with hyphens is one word, and its parts are too.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    let trims = |w: &str| {
        w.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
    };
    let words = text.split_whitespace().flat_map(move |word| {
        let whole = trims(word);
        let mut parts: Vec<String> = match whole.contains('-') {
            true => whole.split('-').map(String::from).collect(),
            false => Vec::new(),
        };
        parts.insert(0, whole);
        parts
    });
    words.filter(|w| !w.is_empty())
}
