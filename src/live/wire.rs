//! What a program in a seat reads and writes: one JSON value a line.
//!
//! Out goes what the person knows and nothing else, made from their [`Desk`]; in comes one answer.
//! Times are seconds of the story. Commands, claims and sources have the shape they have in a log.
//!
//! ```
//! use sandtable::live::wire::{Answer, answer};
//!
//! assert_eq!(answer(r#"{"option": 3}"#), Ok(Answer::Option(3)));
//! assert!(answer(r#"{"wait": 60}"#).unwrap_err().contains("wait_s"));
//! ```

use serde_json::{Map, Value, json};

use super::desk::{Ask, Desk};
use super::turns::News;
use crate::base::{Duration, SimTime};
use crate::board::Asked;
use crate::model::{Claim, Command, Header, ServiceState};

/// The version of the lines.
pub const FORMAT: u32 = 1;
/// Nobody waits longer at once.
pub const WAIT_MAX: Duration = Duration::hours(24);
/// How an answer looks, for messages.
const SHAPES: &str =
    r#"write {"option": N}, {"command": {...}} or {"wait_s": SECONDS}, one object a line"#;

/// What a program asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The option of that number in the last decision.
    Option(usize),
    /// Any command, as logs write them.
    Command(Command),
    /// Nothing, until something comes or so much time has passed.
    Wait(Duration),
}

/// Reads a line; says what is wrong with it and how to write it.
pub fn answer(line: &str) -> Result<Answer, String> {
    let value: Value =
        serde_json::from_str(line).map_err(|e| format!("no JSON ({e}): {SHAPES}"))?;
    let fields = value.as_object().filter(|fields| fields.len() == 1);
    let field = fields.and_then(|fields| fields.iter().next());
    let Some((key, value)) = field else {
        return Err(format!("not one field: {SHAPES}"));
    };
    match key.as_str() {
        "option" => {
            let number = value.as_u64().and_then(|n| usize::try_from(n).ok());
            number
                .map(Answer::Option)
                .ok_or_else(|| "`option` is the number of an option, as 0".to_string())
        }
        "command" => serde_json::from_value(value.clone())
            .map(Answer::Command)
            .map_err(|e| {
                format!(
                    "no such command ({e}): copy the shape of one in `options`, or name its number"
                )
            }),
        "wait_s" => {
            let seconds = value.as_f64().filter(|s| *s > 0.0);
            let wait = seconds.map(|s| Duration::from_millis_f64((s * 1_000.0).min(1e9)));
            let wait = wait.filter(|w| !w.is_zero() && *w <= WAIT_MAX);
            wait.map(Answer::Wait)
                .ok_or_else(|| "`wait_s` is more than 0 and at most 86400 seconds".to_string())
        }
        other => Err(format!("`{other}` is no answer: {SHAPES}")),
    }
}

/// The first line: what is played, by whom, in which version of the lines. `time` says how the
/// story's clock runs.
pub fn hello(header: &Header, desk: &Desk, time: Value) -> Value {
    let setup = &header.setup;
    json!({
        "kind": "hello",
        "format": FORMAT,
        "program": header.engine,
        "scenario": setup.scenario.name,
        "title": setup.scenario.title,
        "summary": setup.scenario.summary,
        "team": setup.team.name,
        "process": setup.process.name,
        "seed": header.seed,
        "seat": {"person": desk.me(), "role": desk.sitting().role},
        "time": time,
        "answers": SHAPES,
    })
}

/// A line that could not be read or used; the same decision is still open.
pub fn error(message: &str) -> Value {
    json!({"error": message})
}

/// Why a person is asked now, in one word.
pub fn why(news: News) -> &'static str {
    match news {
        News::Reached => "reached",
        News::Free => "free",
        News::Quiet => "quiet",
        News::Ended => "ended",
    }
}

/// One decision: what the person knows and what is open to them, numbered.
pub fn decision(
    number: u32,
    why: &str,
    desk: &Desk,
    heard: usize,
    now: SimTime,
) -> (Value, Vec<Ask>) {
    let asks = desk.asks();
    let line = json!({
        "kind": "decision",
        "number": number,
        "why": why,
        "now_s": seconds(now),
        "clock": desk.clock(now),
        "board": board(desk),
        "heard": heard_since(desk, heard),
        "options": options(&asks),
    });
    (line, asks)
}

fn options(asks: &[Ask]) -> Vec<Value> {
    let numbered = asks.iter().enumerate();
    let option = |(number, ask): (usize, &Ask)| {
        json!({
            "option": number,
            "words": ask.phrase,
            "takes_s": ask.takes.as_seconds_f64(),
            "command": ask.command,
        })
    };
    numbered.map(option).collect()
}

/// What has been said, posted and refused since the last decision, in words.
fn heard_since(desk: &Desk, heard: usize) -> Vec<Value> {
    let lines = desk.lines().iter().skip(heard);
    lines
        .map(|line| json!({"at_s": seconds(line.at), "who": line.who, "text": line.text}))
        .collect()
}

/// What one person knows.
pub fn board(desk: &Desk) -> Value {
    let board = desk.board();
    let mut view = Map::new();
    let mut put = |key: &str, value: Value| {
        view.insert(key.to_string(), value);
    };
    put("me", json!(board.me));
    put(
        "presence",
        json!(format!("{:?}", board.presence).to_lowercase()),
    );
    put(
        "hands",
        board.hands.map_or(
            Value::Null,
            |(job, since)| json!({"job": job, "since_s": seconds(since)}),
        ),
    );
    put("paused", json!(board.paused));
    let mine: Vec<_> = board.my_roles.keys().collect();
    put("my_roles", json!(mine));
    put("room", json!(board.room));
    put("tools_lost", json!(board.tools_lost));
    let shift = board
        .shift_ends
        .map_or(Value::Null, |at| json!(seconds(at)));
    put("shift_ends_s", shift);
    put("pages", pages(desk));
    put("tickets", tickets(desk));
    put("incidents", incidents(desk));
    put("services", services(desk));
    put("roles", roles(desk));
    put("tasks", tasks(desk));
    put("assigned", assigned(desk));
    put("inbox", inbox(desk));
    put("dues", dues(desk));
    put("beliefs", beliefs(desk));
    Value::Object(view)
}

fn pages(desk: &Desk) -> Value {
    let pages = desk.board().pages.iter();
    let page = pages.map(|p| {
        json!({"page": p.page, "ticket": p.ticket, "role": p.role, "at_s": seconds(p.at),
               "acknowledged": p.acknowledged})
    });
    page.collect()
}

fn tickets(desk: &Desk) -> Value {
    let (board, book) = (desk.board(), desk.book());
    let tickets = board.tickets.iter();
    let ticket = tickets.map(|(id, seen)| {
        json!({"ticket": id, "since_s": seconds(seen.since), "alerts": seen.alerts,
               "looked_at_s": seen.triaged.map(seconds), "acknowledged_by": seen.acknowledged_by,
               "eased": board.is_eased(id), "fixed": board.is_fixed(id),
               "done": board.is_done(id, book)})
    });
    ticket.collect()
}

fn incidents(desk: &Desk) -> Value {
    let incidents = desk.board().incidents.iter();
    let incident = incidents.map(|i| {
        json!({"incident": i.incident, "ticket": i.ticket, "severity": i.severity,
               "declared_s": seconds(i.declared_at), "declared_by": i.declared_by,
               "document": i.document, "closed": i.closed})
    });
    incident.collect()
}

/// As the person saw them last, which may be long ago; what nobody told them of is not there.
fn services(desk: &Desk) -> Value {
    let beliefs = desk.board().beliefs.iter();
    let service = beliefs.filter_map(|b| match b.claim {
        Claim::Service { service, state } => Some(json!({"service": service, "state": state,
            "normal": state == ServiceState::Normal, "since_s": seconds(b.since)})),
        _ => None,
    });
    service.collect()
}

fn roles(desk: &Desk) -> Value {
    let (board, book) = (desk.board(), desk.book());
    let roles = book.process.roles.iter();
    let role = roles.map(|r| {
        let holder = match board.holds(r.name) {
            true => Some(board.me),
            false => board.holder(r.name),
        };
        json!({"role": r.name, "holder": holder})
    });
    role.collect()
}

fn tasks(desk: &Desk) -> Value {
    let beliefs = desk.board().beliefs.iter();
    let task = beliefs.filter_map(|b| match b.claim {
        Claim::Task { task, by, state } => {
            Some(json!({"task": task, "by": by, "state": state, "since_s": seconds(b.since)}))
        }
        _ => None,
    });
    task.collect()
}

fn assigned(desk: &Desk) -> Value {
    let assigned = desk.board().assigned.iter();
    let one = assigned.map(|(task, since)| json!({"task": task, "since_s": seconds(*since)}));
    one.collect()
}

fn inbox(desk: &Desk) -> Value {
    let asks = desk.board().inbox.iter();
    let ask = asks.map(|ask| match ask.what {
        Asked::Message(id) => {
            let message = desk.messages().iter().find(|m| m.id == id);
            json!({"message": id, "since_s": seconds(ask.since),
                   "from": message.map(|m| &m.from), "text": message.map(|m| &m.text)})
        }
        Asked::Approval { task, whose } => {
            json!({"approve": task, "whose": whose, "since_s": seconds(ask.since)})
        }
    });
    ask.collect()
}

fn dues(desk: &Desk) -> Value {
    let dues = desk.board().dues.iter();
    let due = dues.map(|d| {
        json!({"incident": d.incident, "duty": d.duty, "due_s": seconds(d.at),
               "reminded": d.reminded, "closing": d.closing})
    });
    due.collect()
}

fn beliefs(desk: &Desk) -> Value {
    let beliefs = desk.board().beliefs.iter();
    let belief = beliefs.map(|b| {
        json!({"claim": b.claim, "source": b.source, "since_s": seconds(b.since),
               "confidence": b.confidence})
    });
    belief.collect()
}

fn seconds(at: SimTime) -> f64 {
    at.0 as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_one_field_and_mistakes_say_the_next_step() {
        assert_eq!(
            answer(r#"{"wait_s": 1.5}"#),
            Ok(Answer::Wait(Duration::millis(1_500)))
        );
        assert_eq!(
            answer(r#"{"command": "StepAway"}"#),
            Ok(Answer::Command(Command::StepAway))
        );
        for bad in [
            "",
            "hello",
            "{}",
            "[]",
            r#"{"option": -1}"#,
            r#"{"option": 1, "wait_s": 1}"#,
            r#"{"wait_s": 0}"#,
            r#"{"wait_s": 1e300}"#,
            r#"{"command": {"Fly": {}}}"#,
        ] {
            let error = answer(bad).unwrap_err();
            assert!(
                error.contains('`') || error.contains("write {"),
                "{bad}: {error}"
            );
        }
    }
}
