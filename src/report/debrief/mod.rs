//! A game as whoever played one seat of it looks back on it: what came of it, how they commanded,
//! what there was to notice, and what was knowable when, beside what was true. Pure: log to text.
//!
//! It says what happened and what was known, and blames nobody: one game is one draw.
//!
//! | file | what it writes |
//! | --- | --- |
//! | `game` | verdict, score, times, skills |
//! | `deeds` | what this person asked for and what came of it; what they typed |
//! | `notices` | what a coach would have seen on their board, and how long it stood |
//! | `knowable` | each truth that mattered, when anybody knew it, and when they did |
//! | `html`, `markdown` | `debrief.html`: one file, no script, no network; `debrief.md` |

mod deeds;
mod game;
mod html;
mod knowable;
mod markdown;
mod notices;

use super::Story;
use crate::base::{Name, SimTime};
use crate::board::Handbook;
use crate::score::words;

/// All that stands in a debrief.
#[derive(Clone, Debug, PartialEq)]
pub struct Debrief {
    /// Scenario, process, team, seed, who.
    pub about: Vec<String>,
    /// What came of it, and how this person commanded: a sentence each.
    pub verdict: [String; 2],
    pub sections: Vec<Section>,
}

/// A part with its finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub heading: &'static str,
    /// How to read it.
    pub note: &'static str,
    /// What was found, in a sentence; may be empty.
    pub finding: String,
    pub table: Option<Table>,
    pub lines: Vec<String>,
    /// Commands to type.
    pub code: Vec<String>,
}

/// Rows under heads; a head says whether its column holds figures, or what was true.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub heads: Vec<(&'static str, Column)>,
    pub rows: Vec<Vec<String>>,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Text,
    Figures,
    /// What only the facilitator saw during the game.
    Truth,
}

impl Section {
    fn new(heading: &'static str, note: &'static str) -> Section {
        Section {
            heading,
            note,
            finding: String::new(),
            table: None,
            lines: Vec::new(),
            code: Vec::new(),
        }
    }
}

/// Whom the debrief is for, and what they look back on.
struct Seat<'a> {
    story: &'a Story<'a>,
    who: Name,
    book: Handbook,
}

impl Seat<'_> {
    fn clock(&self, at: SimTime) -> String {
        self.story.setup.scenario.starts.clock(at)
    }
    fn name(&self, name: Name) -> String {
        match name == self.who {
            true => "you".into(),
            false => words::person(name, self.story.setup).to_string(),
        }
    }
}

/// The debrief of one person. `log` is how they name the file, for the commands at its end.
pub fn debrief(story: &Story, who: Name, log: &str) -> Debrief {
    let seat = Seat {
        story,
        who,
        book: Handbook::new(story.setup),
    };
    let setup = story.setup;
    let skills = crate::score::skills::skills(setup, story.timeline, story.records, who);
    let sections = vec![
        game::score(&seat),
        game::times(&seat),
        game::skills(&seat, &skills),
        deeds::decided(&seat),
        deeds::typed(&seat),
        notices::stood(&seat),
        knowable::knowable(&seat),
        game::next(&seat, &skills, log),
    ];
    Debrief {
        about: vec![
            setup.scenario.title.clone(),
            format!(
                "{} · {} · seed {}",
                setup.process.title, setup.team.title, story.seed
            ),
            format!("For {}", words::person(who, setup)),
        ],
        verdict: game::verdict(&seat, &skills),
        sections,
    }
}
