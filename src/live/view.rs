//! What a page shows to one who sits at a desk: made from their [`Desk`] and nothing else.
//!
//! No number of a record, page, message or command leaves here: things are named by their words, and
//! a page sends the words back ([`Deed`]). Lines of the channel are numbered for their reader alone.
//! Times are milliseconds of the story; a page counts down by itself.

use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{
    Act, Ask, Card, Desk, Lane, Need, TaskLook, Typed, Wants, When, give_time, role_title,
};
use super::voice::{Line, Tone, first_upper};
use crate::base::{Duration, SimTime};
use crate::board::Presence;
use crate::model::document::Heading;
use crate::model::{Command, ServiceState};

/// What somebody asks for from a page.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// A line typed into the command bar.
    Line(String),
    /// One of the open commands, by its words.
    Option {
        words: String,
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        minutes: Option<u16>,
    },
    /// A way to deal with what waits, by the words of both.
    Choice {
        need: String,
        key: char,
        #[serde(default)]
        text: Option<String>,
    },
    /// The head of the incident document.
    Describe {
        title: String,
        text: String,
        private: bool,
    },
    /// An answer to a question of a card, both by their places before this person.
    Respond {
        card: u16,
        question: u16,
        text: String,
    },
    /// What somebody answers to a question of the hot wash.
    Wash { question: String, text: String },
}

/// What a deed comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    Give(Command),
    /// Several commands fit: their words.
    Several(Vec<String>),
    /// Nothing open fits; what to do instead.
    Nothing(String),
}

/// Words longer than this are cut off by nobody: they are refused.
pub const TEXT_MAX: usize = 2_000;

/// Makes sense of a deed at a desk.
pub fn meant(desk: &Desk, deed: &Deed, now: SimTime) -> Meant {
    match deed {
        Deed::Line(line) => typed(desk, line),
        Deed::Respond {
            card,
            question,
            text,
        } => respond(desk, usize::from(*card), *question, text),
        Deed::Describe {
            title,
            text,
            private,
        } => describe(desk, title.trim(), text.trim(), *private),
        Deed::Wash { .. } => Meant::Nothing("the hot wash comes when it is over".into()),
        Deed::Option {
            words,
            text,
            minutes,
        } => {
            let Some(ask) = desk.asks().into_iter().find(|ask| ask.phrase == *words) else {
                return gone();
            };
            let time = minutes.map(|m| Duration::minutes(i64::from(m)));
            let mut command = with_text(ask.command, text.as_deref());
            give_time(&mut command, time);
            Meant::Give(command)
        }
        Deed::Choice { need, key, text } => {
            let needs = desk.needs(now);
            let found = needs.iter().filter(|n| n.title == *need);
            let mut choices = found.flat_map(|n| &n.choices);
            match choices.find(|c| c.key == *key).map(|c| &c.act) {
                Some(Act::Give(command)) => Meant::Give(command.clone()),
                Some(Act::Write(wants)) => written(*wants, text.as_deref()),
                Some(Act::Look(words)) => {
                    let fits = desk.matching(words);
                    Meant::Several(fits.into_iter().map(|ask| ask.phrase).collect())
                }
                None => gone(),
            }
        }
    }
}

fn respond(desk: &Desk, card: usize, question: u16, text: &str) -> Meant {
    let Some(card) = desk.cards().get(card) else {
        return gone();
    };
    match (usize::from(question) < card.questions.len(), text.trim()) {
        (false, _) => gone(),
        (true, "") => Meant::Nothing("write some words first".into()),
        (true, text) => Meant::Give(Command::Respond {
            inject: card.inject,
            question,
            text: text.into(),
        }),
    }
}

/// What differs from what stands there already.
fn describe(desk: &Desk, title: &str, text: &str, private: bool) -> Meant {
    let Some(seen) = desk.board().incidents.iter().rev().find(|i| !i.closed) else {
        return gone();
    };
    let anew = |old: &Option<String>, new: &str| {
        (old.as_deref().unwrap_or_default() != new).then(|| new.to_string())
    };
    let head = Heading {
        title: anew(&seen.head.title, title),
        text: anew(&seen.head.text, text),
        private: (desk.is_private(seen) != private).then_some(private),
    };
    match head == Heading::default() {
        true => Meant::Nothing("it says that already".into()),
        false => Meant::Give(Command::Describe {
            incident: seen.incident,
            head,
        }),
    }
}

fn gone() -> Meant {
    Meant::Nothing("that is no longer open: look at what is now".into())
}

fn written(wants: Wants, text: Option<&str>) -> Meant {
    let text = text.unwrap_or_default();
    let needs_words = matches!(wants, Wants::Note | Wants::Say(_));
    match needs_words && text.trim().is_empty() {
        true => Meant::Nothing("write some words first".into()),
        false => Meant::Give(wants.with(text)),
    }
}

fn with_text(command: Command, text: Option<&str>) -> Command {
    match (command, text) {
        (Command::Update { incident, duty, .. }, text @ Some(_)) => {
            Wants::Update(incident, duty).with(text.unwrap_or_default())
        }
        (Command::Answer { message, .. }, text @ Some(_)) => {
            Wants::Answer(message).with(text.unwrap_or_default())
        }
        (command, _) => command,
    }
}

fn typed(desk: &Desk, line: &str) -> Meant {
    // The words of an open command are that command, whatever else they could mean.
    if let Some(ask) = desk
        .asks()
        .into_iter()
        .find(|ask| ask.phrase == line.trim())
    {
        return Meant::Give(ask.command);
    }
    match desk.read(line) {
        Typed::Give(command) => Meant::Give(command),
        Typed::Several(asks) => Meant::Several(asks.into_iter().map(|a| a.phrase).collect()),
        Typed::Order(_) => Meant::Nothing("the facilitator has the clock".into()),
        Typed::Nothing(why) => Meant::Nothing(why),
    }
}

/// A line of the channel.
pub fn line(line: &Line) -> Value {
    let tone = match line.tone {
        Tone::You => "you",
        Tone::Colleague => "colleague",
        Tone::Outside => "outside",
        Tone::Tool => "tool",
        Tone::Against => "against",
    };
    json!({"at": line.at.0, "who": line.who, "text": line.text, "tone": tone})
}

/// All but the channel.
pub fn view(desk: &Desk, now: SimTime) -> Value {
    let board = desk.board();
    let book = desk.book();
    let needs = desk.needs(now);
    let presence = match board.presence {
        Presence::Away => "away",
        Presence::Coming => "coming",
        Presence::Here => "here",
        Presence::Gone => "gone",
    };
    json!({
        "me": {
            "name": crate::score::words::person(board.me, desk.setup()),
            "hat": desk.hat(),
            "presence": presence,
            "shift_ends": board.shift_ends.map(|at| at.0),
        },
        "severity": desk.severity().map(|(name, pips)| json!({"word": name, "pips": pips})),
        "first_alert": desk.first_alert().map(|at| at.0),
        "needs": needs.iter().map(need).collect::<Vec<_>>(),
        "busy": desk.busy().map(|b| json!({
            "words": b.words, "since": b.since.0, "until": b.until.map(|at| at.0)})),
        "duties": duties(desk),
        "incidents": incidents(desk),
        "roles": desk.roles().iter().map(|r| json!({
            "title": r.title, "who": r.who, "me": r.holder == Some(board.me),
            "held": r.holder.is_some(), "since": r.since.map(|at| at.0)})).collect::<Vec<_>>(),
        "handoffs": handoffs(desk),
        "tasks": desk.tasks(now).iter().map(|t| json!({
            "title": t.title, "who": t.who, "how": t.how, "state": look(t.state),
            "until": t.until.map(|at| at.0)})).collect::<Vec<_>>(),
        "services": desk.services().iter().map(|s| json!({
            "title": s.title, "word": s.word, "state": state(s.state),
            "since": s.since.map(|at| at.0)})).collect::<Vec<_>>(),
        "hypotheses": desk.hypotheses().iter().map(|h| json!({
            "cause": h.cause, "ruled_out": h.ruled_out,
            "says": h.says.iter().map(|s| json!({
                "for": s.speaks_for, "what": s.what, "from": s.from})).collect::<Vec<_>>()}))
            .collect::<Vec<_>>(),
        "marks": desk.marks().iter().filter(|m| m.lane != Lane::Alert).map(|m| json!({
            "at": m.at.0, "word": mark(m.lane, &m.word)})).collect::<Vec<_>>(),
        "room": board.room.iter().map(|p| desk.who(*p)).collect::<Vec<_>>(),
        "tools_lost": board.tools_lost.iter().map(|t| t.title()).collect::<Vec<_>>(),
        "my_roles": board.my_roles.keys().map(|r| json!({
            "title": role_title(r, desk.setup()),
            "duties": book.process.role(r).map_or(Vec::new(), |spec| {
                spec.duties.iter().map(|d| d.title()).collect()
            })})).collect::<Vec<_>>(),
        "cards": desk.cards().iter().map(card).collect::<Vec<_>>(),
        "options": desk.asks().iter().map(option).collect::<Vec<_>>(),
    })
}

fn need(need: &Need) -> Value {
    let (kind, at) = match need.when {
        When::Rings(at) => ("rings", at),
        When::Waits(at) => ("waits", at),
        When::Due(at) => ("due", at),
        When::Since(at) => ("since", at),
    };
    let choices: Vec<Value> = need
        .choices
        .iter()
        .map(|c| {
            let kind = match c.act {
                Act::Give(_) => "give",
                Act::Write(_) => "write",
                Act::Look(_) => "look",
            };
            json!({"key": c.key, "label": c.label, "kind": kind})
        })
        .collect();
    json!({"title": need.title, "detail": need.detail, "kind": kind, "at": at.0,
           "choices": choices})
}

fn option(ask: &Ask) -> Value {
    let writes = matches!(ask.command, Command::Update { .. } | Command::Answer { .. });
    let boxed = matches!(ask.command, Command::Assign { .. });
    json!({"words": ask.phrase, "kind": ask.command.word(), "takes": ask.takes.as_millis(),
           "writes": writes, "boxed": boxed})
}

fn card(card: &Card) -> Value {
    json!({"at": card.at.0, "from": card.from, "text": card.text, "questions": card.questions,
           "answers": card.answers})
}

fn duties(desk: &Desk) -> Vec<Value> {
    let (board, book) = (desk.board(), desk.book());
    let mut dues: Vec<_> = board.dues.iter().collect();
    dues.sort_by_key(|d| d.at);
    let due = dues.into_iter().map(|due| {
        let mine = board.has_duty(book, due.duty);
        let holder = board.duty_holder(book, due.duty);
        let who = match (mine, holder) {
            (true, _) => "you".to_string(),
            (false, Some(who)) => desk.who(who),
            (false, None) => "nobody".into(),
        };
        json!({"title": first_upper(due.duty.title()), "number": due.number, "at": due.at.0,
               "who": who, "mine": mine, "closing": due.closing})
    });
    due.collect()
}

fn incidents(desk: &Desk) -> Vec<Value> {
    let board = desk.board();
    let command = desk.book().command_role;
    let commander = command.and_then(|role| match board.holds(role) {
        true => Some(board.me),
        false => board.holder(role),
    });
    let incident = board.incidents.iter().map(|i| {
        json!({"severity": i.severity, "declared": i.declared_at.0,
               "by": desk.who(i.declared_by), "commander": commander.map(|who| desk.who(who)),
               "document": i.document, "closed": i.closed, "title": i.head.title,
               "about": i.head.text, "private": desk.is_private(i)})
    });
    incident.collect()
}

fn handoffs(desk: &Desk) -> Vec<Value> {
    let handoff = desk.board().handoffs.iter().map(|h| {
        json!({"role": role_title(h.role, desk.setup()), "from": desk.who(h.from),
               "to": desk.who(h.to), "steps": [true, h.transferred, h.confirmed, false]})
    });
    handoff.collect()
}

fn look(look: TaskLook) -> &'static str {
    match look {
        TaskLook::Mine => "mine",
        TaskLook::Nobody => "nobody",
        TaskLook::Running => "running",
        TaskLook::Done => "done",
    }
}

fn state(state: Option<ServiceState>) -> &'static str {
    match state {
        None => "unknown",
        Some(ServiceState::Down) => "down",
        Some(ServiceState::Degraded) => "degraded",
        Some(ServiceState::Normal) => "normal",
    }
}

fn mark(lane: Lane, word: &str) -> String {
    match lane {
        Lane::UpdateSent => "update sent".into(),
        Lane::UpdateMissed => "update missed".into(),
        Lane::Milestone | Lane::Alert => word.into(),
    }
}
