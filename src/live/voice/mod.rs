//! What colleagues say: words over what they believe, never over what is true.
//!
//! A line comes from a record that reached somebody, from the beliefs in it and from public
//! knowledge. Which of several wordings is used follows from the record's own names and time, and
//! never is the same twice in a row; so a page, a terminal and a session taken up again show the
//! same words.

mod beliefs;
mod people;
mod wordings;

use std::collections::BTreeMap;

pub use beliefs::first_upper;
pub use people::Speech;

use crate::base::{Name, SimTime};
use crate::model::team::{Habit, Manner};
use crate::model::{Record, Setup};
use crate::report::text::plain;

/// A line of the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub at: SimTime,
    pub who: String,
    pub text: String,
    pub tone: Tone,
}

/// Who speaks, for colour; the words carry it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    You,
    Colleague,
    /// Somebody outside: executives, customers.
    Outside,
    /// A tool: pages, alerts, reminders.
    Tool,
    /// What could not be done, or somebody objects.
    Against,
}

/// Remembers which wording was used last, for each situation.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    last: BTreeMap<&'static str, usize>,
}

impl Memory {
    /// One of several wordings, by the record and not the one before.
    fn pick(&mut self, situation: &'static str, key: u64, of: usize) -> usize {
        let mut at = (key % of.max(1) as u64) as usize;
        if of > 1 && self.last.get(situation) == Some(&at) {
            at = (at + 1) % of;
        }
        self.last.insert(situation, at);
        at
    }
}

/// Chooses words for one record.
struct Tongue<'a> {
    setup: &'a Setup,
    memory: &'a mut Memory,
    key: u64,
}

impl Tongue<'_> {
    /// One of the wordings of a situation, its `{}` filled in order.
    fn say(&mut self, situation: &'static str, of: &[&str], with: &[&str]) -> String {
        let at = self.memory.pick(situation, self.key, of.len());
        let mut text = String::new();
        let mut with = with.iter();
        for (nth, part) in of[at].split("{}").enumerate() {
            if nth > 0 {
                text.push_str(with.next().copied().unwrap_or_default());
            }
            text.push_str(part);
        }
        plain(&text)
    }

    /// In somebody's manner.
    fn manner(&mut self, who: Name, text: String) -> String {
        let person = self.setup.team.person(who);
        let manner = person.map_or(Manner::Plain, |p| p.persona.manner);
        match manner {
            Manner::Plain => text,
            Manner::Terse => terse(&text),
            Manner::Chatty => {
                let opens = self.say("chatty", wordings::CHATTY, &[]);
                format!("{opens}{}", lower_first(&text, self.setup))
            }
            Manner::Anxious => format!("{text} {}", self.say("anxious", wordings::ANXIOUS, &[])),
            Manner::Blunt => format!("{text} {}", self.say("blunt", wordings::BLUNT, &[]))
                .trim_end()
                .to_string(),
        }
    }

    fn has_habit(&self, who: Name, habit: Habit) -> bool {
        let person = self.setup.team.person(who);
        person.is_some_and(|p| p.persona.habits.contains(&habit))
    }
}

/// The key of a record: its time and who brought it about, mixed.
fn key(record: &Record, about: Option<Name>) -> u64 {
    let by = match record.by {
        crate::model::Actor::Person(name) => name.stable_hash(),
        _ => 1,
    };
    let about = about.map_or(0, Name::stable_hash);
    let mixed =
        by ^ about.rotate_left(17) ^ (record.at.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

/// What somebody is called in a channel: the first word of their name, or a short title.
pub fn short(name: Name, setup: &Setup) -> String {
    let title = crate::score::words::person(name, setup);
    if setup.team.person(name).is_some() {
        return plain(title.split([' ', ',']).next().unwrap_or(title));
    }
    let title = title.split(',').next().unwrap_or(title);
    match title.strip_prefix("The ") {
        Some(rest) => plain(&format!("the {rest}")),
        None => plain(title),
    }
}

/// A service as people call it.
pub fn service(name: Name) -> String {
    name.as_str().replace('-', " ")
}

/// At most two sentences.
fn terse(text: &str) -> String {
    let mut end = 0;
    for (nth, (at, _)) in text.match_indices(". ").enumerate() {
        end = at + 1;
        if nth == 1 {
            break;
        }
    }
    match text.matches(". ").count() {
        0 | 1 => text.to_string(),
        _ => text[..end].to_string(),
    }
}

/// With a small first letter, unless it is a name or “I”.
fn lower_first(text: &str, setup: &Setup) -> String {
    let word = text.split([' ', ',', '\'']).next().unwrap_or_default();
    let is_name = word == "I" || setup.team.people.iter().any(|p| p.title.starts_with(word));
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !is_name && !word.chars().skip(1).any(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_string(),
    }
}
