//! What a typed line means: a command, several it could be, or an order to the session.

use super::asks::{Ask, words_of};
use super::{Desk, Wants};
use crate::base::Duration;
use crate::board::Asked;
use crate::live::Speed;
use crate::model::Command;
use crate::model::document::Heading;

/// What a line came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    Give(Command),
    /// Several commands fit: one has to be chosen.
    Several(Vec<Ask>),
    Order(Order),
    /// Nothing fits; what to try instead.
    Nothing(String),
}

/// What is asked of the session, not of the story.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    Pause,
    Go,
    Speed(Speed),
    /// On to the next thing that needs me, or so long.
    Wait(Duration),
    Undo,
    /// Try to write again after a failure.
    Retry,
    /// End the exercise for good.
    End,
    /// Leave it to be taken up again.
    Quit,
    Help,
    Status,
    /// What the coach would point at.
    Hint,
    /// The next step by the book, in a guided game.
    Step,
}

/// How long “next” goes on where nothing happens.
pub const NEXT: Duration = Duration::minutes(15);

impl Desk {
    /// Makes sense of a line.
    pub fn read(&self, line: &str) -> Typed {
        let line = line.trim().trim_start_matches('/').trim();
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        if let Some(order) = order(&first.to_lowercase(), rest) {
            return order;
        }
        match first.to_lowercase().as_str() {
            "" => Typed::Nothing("type a command, or `?` for all of them".into()),
            "note" | "mark" | "decision" if rest.is_empty() => {
                Typed::Nothing("write what was decided and why: note ...".into())
            }
            "note" | "mark" | "decision" => Typed::Give(Wants::Note.with(rest)),
            "title" | "about" if rest.is_empty() => Typed::Nothing(format!(
                "{first} WORDS writes the head of the incident document"
            )),
            "title" | "about" | "private" | "public" => self.describes(&first.to_lowercase(), rest),
            "say" => self.says(rest),
            "update" => self.updates(rest),
            "answer" => self.answers(rest),
            "yes" | "no" if rest.is_empty() => self.decides(first.eq_ignore_ascii_case("yes")),
            _ => self.finds(line),
        }
    }

    fn describes(&self, field: &str, rest: &str) -> Typed {
        let Some(seen) = self.board.incidents.iter().rev().find(|i| !i.closed) else {
            return Typed::Nothing("no incident is open: declare one first".into());
        };
        let words = |of: &str| (field == of).then(|| rest.to_string());
        Typed::Give(Command::Describe {
            incident: seen.incident,
            head: Heading {
                title: words("title"),
                text: words("about"),
                private: ["private", "public"]
                    .contains(&field)
                    .then_some(field == "private"),
            },
        })
    }

    fn says(&self, rest: &str) -> Typed {
        let (whom, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let whom = whom.trim_end_matches([':', ',']).to_lowercase();
        let text = text.trim();
        let mut room = self
            .board
            .room
            .iter()
            .copied()
            .filter(|p| *p != self.board.me);
        let to =
            room.find(|p| self.who(*p).to_lowercase() == whom || p.as_str().to_lowercase() == whom);
        match to {
            Some(to) if !text.is_empty() => Typed::Give(Wants::Say(to).with(text)),
            Some(_) => Typed::Nothing("say what? say NAME WORDS".into()),
            None => Typed::Nothing(format!(
                "nobody called `{whom}` is in the room: say NAME WORDS"
            )),
        }
    }

    fn updates(&self, rest: &str) -> Typed {
        let mut dues: Vec<_> = self.board.dues.iter().collect();
        dues.sort_by_key(|d| d.at);
        if dues.is_empty() {
            return Typed::Nothing(
                "no update is owed yet; they begin when an incident is declared".into(),
            );
        }
        // The kind may be named first: update status page WORDS.
        for due in &dues {
            let title = super::update_title(due.duty);
            let named = rest
                .get(..title.len())
                .is_some_and(|r| r.eq_ignore_ascii_case(title));
            let ends = |text: &str| text.is_empty() || text.starts_with([':', ' ']);
            if named && ends(&rest[title.len()..]) {
                let text = rest[title.len()..].trim_start_matches([':', ' ']);
                return Typed::Give(Wants::Update(due.incident, due.duty).with(text));
            }
        }
        let mine = dues
            .iter()
            .find(|d| self.board.has_duty(self.book(), d.duty));
        let due = mine.unwrap_or(&dues[0]);
        if rest.is_empty() {
            return Typed::Several(self.matching("update"));
        }
        Typed::Give(Wants::Update(due.incident, due.duty).with(rest))
    }

    fn answers(&self, rest: &str) -> Typed {
        let asked = self.board.inbox.iter().find_map(|ask| match ask.what {
            Asked::Message(message) => Some(message),
            Asked::Approval { .. } => None,
        });
        match asked {
            Some(message) => Typed::Give(Wants::Answer(message).with(rest)),
            None => Typed::Nothing("no question waits for you".into()),
        }
    }

    fn decides(&self, yes: bool) -> Typed {
        let asked = self.board.inbox.iter().find_map(|ask| match ask.what {
            Asked::Approval { task, whose } => Some((task, whose)),
            Asked::Message(_) => None,
        });
        match asked {
            Some((task, whose)) if yes => Typed::Give(Command::Approve { task, whose }),
            Some((task, whose)) => Typed::Give(Command::Refuse { task, whose }),
            None => Typed::Nothing("nobody waits for a yes or no of yours".into()),
        }
    }

    /// A phrase of the palette; work may be given for a time.
    fn finds(&self, line: &str) -> Typed {
        let (line, within) = time_box(line);
        let mut fits = self.matching(line);
        for ask in &mut fits {
            give_time(&mut ask.command, within);
        }
        let typed: Vec<String> = words_of(line).collect();
        let whole = fits
            .iter()
            .find(|a| words_of(&a.phrase).collect::<Vec<_>>() == typed);
        match (whole, fits.len()) {
            (Some(ask), _) => Typed::Give(ask.command.clone()),
            (None, 0) => Typed::Nothing(format!(
                "nothing open to you now fits `{line}`: `?` lists what does"
            )),
            (None, 1) => Typed::Give(fits.remove(0).command),
            (None, _) => Typed::Several(fits),
        }
    }
}

/// Work given for a time: the time of the palette's line goes into its command.
pub fn give_time(command: &mut Command, time: Option<Duration>) {
    if let (Command::Assign { within, .. }, Some(_)) = (command, time) {
        *within = time;
    }
}

/// `... for 10m` at the end of a line.
pub fn time_box(line: &str) -> (&str, Option<Duration>) {
    let Some((head, tail)) = line.rsplit_once(" for ") else {
        return (line, None);
    };
    let time = tail.trim();
    let time = match time.bytes().all(|b| b.is_ascii_digit()) && !time.is_empty() {
        true => Duration::parse(&format!("{time}m")),
        false => Duration::parse(time),
    };
    match time {
        Ok(time) if !time.is_zero() => (head, Some(time)),
        _ => (line, None),
    }
}

fn order(first: &str, rest: &str) -> Option<Typed> {
    let order = match (first, rest) {
        ("pause", "") => Order::Pause,
        ("go" | "continue" | "resume", "") => Order::Go,
        ("next", "") => Order::Wait(NEXT),
        ("undo", "") => Order::Undo,
        ("retry", "") => Order::Retry,
        ("end", "") => Order::End,
        ("quit" | "q" | "exit", "") => Order::Quit,
        ("help" | "h", "") => Order::Help,
        ("status" | "s", "") => Order::Status,
        ("hint" | "!", "") => Order::Hint,
        ("step", "") => Order::Step,
        ("wait", "") => Order::Wait(Duration::minutes(5)),
        ("wait", time) => {
            let time = match time.bytes().all(|b| b.is_ascii_digit()) {
                true => format!("{time}m"),
                false => time.to_string(),
            };
            match Duration::parse(&time) {
                Ok(time) => Order::Wait(time),
                Err(why) => return Some(Typed::Nothing(why)),
            }
        }
        ("speed", speed) => match Speed::parse(speed) {
            Ok(speed) => Order::Speed(speed),
            Err(why) => return Some(Typed::Nothing(why)),
        },
        _ => return None,
    };
    Some(Typed::Order(order))
}
