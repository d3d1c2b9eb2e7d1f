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
//!
//! The pages are [`super::sheet`]s: `debrief.html`, one file, no script, no network; `debrief.md`.

mod deeds;
mod game;
mod knowable;
mod notices;

use super::sheet::{Column, Section, Sheet, Table};
use super::{Story, about};
use crate::base::{Name, SimTime};
use crate::board::Handbook;
use crate::score::words;

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
pub fn debrief(story: &Story, who: Name, log: &str) -> Sheet {
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
    Sheet {
        kind: "debrief",
        about: about(
            setup,
            story.seed,
            format!("For {}", words::person(who, setup)),
        ),
        verdict: game::verdict(&seat, &skills),
        sections,
    }
}
