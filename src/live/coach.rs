//! The chair behind the player's: who sits there says what a good commander would notice now.
//!
//! What there is to notice and the next step by the book are functions of the player's own board, a
//! floor below ([`crate::crew::coach`]). Here it is decided what is said when: a notice that has
//! stood for a while is announced by its subject only, and told when it is asked for.

use std::collections::BTreeMap;

use super::desk::Desk;
use crate::base::{Draws, Duration, Name, SimTime};
use crate::board::Handbook;
use crate::crew::View;
use crate::crew::coach::{self, Kind};
use crate::model::Command;

/// How long something has stood there to see before the coach says that there is something.
const STANDS: Duration = Duration::minutes(2);
/// How far the story goes on, with nothing new, until the coach looks again.
const LOOKS_AGAIN: Duration = Duration::seconds(15);

/// How much a coach says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoachMode {
    #[default]
    Quiet,
    /// Says what might be noticed when asked, or when it matters; hints cost score.
    Hints,
    /// Walks a first-timer through the steps of the process.
    Guided,
}

/// Something said to a player beside the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub at: SimTime,
    pub from: From,
    pub text: String,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Coach,
    /// The session itself: the clock was stopped, the disk is full.
    Session,
}

impl Notice {
    pub fn coach(at: SimTime, text: String) -> Notice {
        Notice {
            at,
            from: From::Coach,
            text,
        }
    }
    pub(super) fn tool(at: SimTime, text: String) -> Notice {
        Notice {
            at,
            from: From::Session,
            text,
        }
    }
}

/// The next step by the book, for whoever does it for the first time.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What [`Command::Hint`] calls it: `step-` and the word of the command.
    pub about: Name,
    /// As one types it; of a decision only that it waits.
    pub words: String,
    pub why: &'static str,
    /// None for what is a matter of judgement: nobody takes a decision beforehand.
    pub command: Option<Command>,
}

/// Watches one desk at a time, and sees no more than that.
pub trait Coach: Send {
    /// What is new to say now. Called whenever something has been confirmed.
    fn notices(
        &mut self,
        mode: CoachMode,
        desk: &Desk,
        book: &Handbook,
        now: SimTime,
    ) -> Vec<Notice>;
    /// What is told to this person if they ask: the most urgent that they have not heard.
    fn hint(&self, person: Name) -> Option<&coach::Notice>;
    /// They have heard it.
    fn told(&mut self, person: Name);
    /// The next step by the book, in a guided game.
    fn step(&self, person: Name) -> Option<&Step>;
}

/// The coach of [`crate::crew::coach`], for everybody who sits.
pub struct Chair {
    draws: Draws,
    watched: BTreeMap<Name, Watched>,
}

#[derive(Default)]
struct Watched {
    /// When it was last looked at, and how many lines the channel had.
    looked: Option<(SimTime, usize)>,
    standing: Vec<Standing>,
    step: Option<Step>,
}

struct Standing {
    notice: coach::Notice,
    since: SimTime,
    announced: bool,
    heard: bool,
}

impl Chair {
    /// The seed is the game's: a simulated person's taste is drawn from it, no outcome is seen.
    pub fn new(seed: u64) -> Chair {
        Chair {
            draws: Draws::new(seed),
            watched: BTreeMap::new(),
        }
    }
}

impl Coach for Chair {
    fn notices(
        &mut self,
        mode: CoachMode,
        desk: &Desk,
        book: &Handbook,
        now: SimTime,
    ) -> Vec<Notice> {
        let watched = self.watched.entry(desk.me()).or_default();
        if watched.is_fresh(desk, now) {
            return Vec::new();
        }
        let view = View::new(desk.board(), book, &self.draws, now);
        watched.look(coach::notices(&view), desk, now);
        watched.step = match mode {
            CoachMode::Guided => coach::next_step(&view).map(|command| step(command, desk)),
            _ => None,
        };
        match mode {
            CoachMode::Hints => watched.announce(now),
            _ => Vec::new(),
        }
    }

    fn hint(&self, person: Name) -> Option<&coach::Notice> {
        let mut standing = self.watched.get(&person)?.standing.iter();
        standing.find(|s| !s.heard).map(|s| &s.notice)
    }

    fn told(&mut self, person: Name) {
        let watched = self.watched.entry(person).or_default();
        if let Some(first) = watched.standing.iter_mut().find(|s| !s.heard) {
            first.heard = true;
        }
    }

    fn step(&self, person: Name) -> Option<&Step> {
        self.watched.get(&person)?.step.as_ref()
    }
}

impl Watched {
    /// Whether nothing can have changed much since it was last looked at.
    fn is_fresh(&mut self, desk: &Desk, now: SimTime) -> bool {
        let folded = desk.folded();
        let fresh = self
            .looked
            .is_some_and(|(at, then)| then == folded && at <= now && now.since(at) < LOOKS_AGAIN);
        if !fresh {
            // After an undo the story is younger than what was seen of it.
            if self.looked.is_some_and(|(at, _)| now < at) {
                self.standing.clear();
            }
            self.looked = Some((now, folded));
        }
        fresh
    }

    fn look(&mut self, seen: Vec<coach::Notice>, desk: &Desk, now: SimTime) {
        let before = std::mem::take(&mut self.standing);
        let same = |a: &coach::Notice, b: &coach::Notice| a.kind == b.kind && a.about == b.about;
        for notice in seen {
            let known = before.iter().find(|s| same(&s.notice, &notice));
            // What was told in the last hour before the game was taken up again is not told twice.
            let told = |s: &(SimTime, Name)| s.1 == notice.kind.word() && now.since(s.0) < TOLD;
            let heard_before = before.is_empty() && desk.heard().iter().any(told);
            self.standing.push(Standing {
                since: known.map_or(now, |s| s.since),
                announced: known.is_some_and(|s| s.announced),
                heard: known.map_or(heard_before, |s| s.heard),
                notice,
            });
        }
    }

    fn announce(&mut self, now: SimTime) -> Vec<Notice> {
        let mut topics: Vec<&'static str> = Vec::new();
        for one in &mut self.standing {
            if one.announced || one.heard || now.since(one.since) < STANDS {
                continue;
            }
            one.announced = true;
            let topic = coach::topic(one.notice.kind);
            // Three empty roles are one thing to say.
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        let say = |topic| {
            let text =
                format!("coach: something about {topic}; ! or `hint` tells it for half a point");
            Notice::coach(now, text)
        };
        topics.into_iter().map(say).collect()
    }
}

/// For so long what was told counts as known.
const TOLD: Duration = Duration::minutes(10);

/// A step as it is shown. Whether to say yes or no is a judgement: only that it waits is shown.
fn step(command: Command, desk: &Desk) -> Step {
    let why = coach::why(&command);
    let decides = matches!(command, Command::Approve { .. } | Command::Refuse { .. });
    let word = if decides { "decide" } else { command.word() };
    let about = Name::new(&format!("step-{word}"));
    match decides {
        true => Step {
            about,
            words: "a decision waits for your yes or no; which is yours to judge".into(),
            why,
            command: None,
        },
        false => Step {
            about,
            words: desk.phrase(&command, command.word()),
            why,
            command: Some(command),
        },
    }
}

/// The word under which a notice's hint stands in the log.
pub fn about(kind: Kind) -> Name {
    Name::new(kind.word())
}
