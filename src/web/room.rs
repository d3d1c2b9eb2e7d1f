//! One team: its session, and what each of its seats is shown.
//!
//! The session is looked at by one thread; what has been put on show stands on a [`Wall`] that
//! everybody's streams read. A desk is shown as lines, of which there are only ever more, and a view,
//! of which the latest counts; so whoever was away gets exactly the lines they missed.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::papers::Papers;
use crate::base::Name;
use crate::live::desk::role_title;
use crate::live::{Session, lead, view};
use crate::model::team::Person;
use crate::model::{Milestone, Setup};
use crate::report::text::plain;
use crate::score::words;

/// What somebody has been shown so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Since {
    pub era: u32,
    pub lines: usize,
    views: u64,
}

impl Since {
    /// As a browser says it: `2.41`, forty-one lines of the second branch.
    pub fn read(text: &str) -> Since {
        let parts = text.split_once('.');
        let read = parts.and_then(|(era, lines)| Some((era.parse().ok()?, lines.parse().ok()?)));
        read.map_or_else(Since::default, |(era, lines)| Since {
            era,
            lines,
            views: 0,
        })
    }
    pub fn show(&self) -> String {
        format!("{}.{}", self.era, self.lines)
    }
}

/// Lines and a view, on show.
#[derive(Default)]
pub struct Feed {
    shown: RwLock<Shown>,
}

#[derive(Default)]
struct Shown {
    era: u32,
    lines: Vec<Arc<str>>,
    view: Arc<str>,
    views: u64,
}

impl Feed {
    /// What is new, if anything is.
    pub fn news(&self, since: &mut Since) -> Option<String> {
        let shown = self.shown.read().expect("nobody panics holding it");
        let from = match since.era == shown.era && since.lines <= shown.lines.len() {
            true => since.lines,
            false => 0,
        };
        let fresh = since.era != shown.era || since.lines > shown.lines.len();
        if shown.views == since.views && shown.lines.len() == from && !fresh {
            return None;
        }
        let lines = shown.lines[from..].join(",");
        let view = match shown.views != since.views || fresh {
            true => &shown.view,
            false => "null",
        };
        let news = format!(
            r#"{{"era":{},"from":{from},"lines":[{lines}],"view":{view}}}"#,
            shown.era
        );
        *since = Since {
            era: shown.era,
            lines: shown.lines.len(),
            views: shown.views,
        };
        Some(news)
    }

    /// Puts more on show; whether anything has changed.
    fn show(&self, era: u32, lines: Vec<Arc<str>>, view: Option<String>) -> bool {
        let mut shown = self.shown.write().expect("nobody panics holding it");
        let mut changed = !lines.is_empty();
        if shown.era != era {
            shown.era = era;
            shown.lines.clear();
            changed = true;
        }
        shown.lines.extend(lines);
        if let Some(view) = view
            && *shown.view != *view
        {
            shown.view = view.into();
            shown.views += 1;
            changed = true;
        }
        changed
    }

    fn shown_lines(&self, era: u32) -> usize {
        let shown = self.shown.read().expect("nobody panics holding it");
        match shown.era == era {
            true => shown.lines.len(),
            false => 0,
        }
    }
}

/// What is on show of one team.
pub struct Wall {
    pub name: String,
    /// What does not change.
    pub frame: Value,
    pub catalogue: Value,
    pub desks: BTreeMap<Name, Feed>,
    pub clock: Feed,
    /// Which seats there are, and who sits in them.
    pub lobby: Feed,
    pub lead: Feed,
    pub objectives: Feed,
    pub screen: Feed,
    /// Rings whenever something on it changes.
    pub bell: watch::Sender<u64>,
}

/// One team.
pub struct Room {
    pub session: Session,
    pub wall: Arc<Wall>,
    /// Grows with every branch.
    era: u32,
    /// What was last shown of each desk: how many records it holds, at which minute.
    looked: BTreeMap<Name, (usize, i64)>,
    board_at: Option<(usize, i64)>,
    clock_at: Option<(Value, u64)>,
    /// The seats one can choose from.
    pub chairs: Arc<[Chair]>,
    /// Whether the log told the same story again, once it had ended.
    pub verified: Option<bool>,
    pub papers: Papers,
    /// Which of how many rooms it is: their boards are not all looked at at once.
    place: (usize, usize),
    /// The key of the last going back: asked for twice it is done once.
    pub(super) undone: Option<String>,
}

/// What a table of teams says of each.
const TOLD: [Milestone; 5] = [
    Milestone::Declared,
    Milestone::Commanded,
    Milestone::Diagnosed,
    Milestone::Mitigated,
    Milestone::Resolved,
];
/// The clock is told anew after so long, so that browsers do not drift.
const CLOCK_MS: u64 = 10_000;
/// The facilitator's board is looked at so often at most.
const BOARD_MS: u64 = 400;

impl Room {
    pub fn new(name: String, mut session: Session) -> Room {
        session.watch_everybody();
        let people = session.setup().team.people.iter();
        let desks = people.map(|p| (p.name, Feed::default())).collect();
        let wall = Arc::new(Wall {
            name,
            frame: lead::frame(&session),
            catalogue: lead::catalogue(&session),
            desks,
            clock: Feed::default(),
            lobby: Feed::default(),
            lead: Feed::default(),
            objectives: Feed::default(),
            screen: Feed::default(),
            bell: watch::Sender::new(0),
        });
        let era = era(&session);
        let team = session.setup().team.people.iter();
        let chairs = team
            .filter(|p| !p.bystander)
            .map(|p| Chair::of(p, session.setup()))
            .collect();
        Room {
            chairs,
            session,
            wall,
            era,
            looked: BTreeMap::new(),
            board_at: None,
            clock_at: None,
            verified: None,
            papers: Papers::default(),
            place: (0, 1),
            undone: None,
        }
    }

    /// Puts what is new on show. `now_ms` is time on the wall, from wherever.
    pub fn show(&mut self, now_ms: u64, extra: impl FnOnce() -> Extra) {
        self.era = era(&self.session);
        let mut changed = self.show_desks();
        changed |= self.show_clock(now_ms);
        changed |= self.show_boards(now_ms, extra);
        if changed {
            self.wall.bell.send_modify(|rings| *rings += 1);
        }
    }

    fn show_desks(&mut self) -> bool {
        let now = self.session.now();
        let minute = now.0 / 60_000;
        let mut changed = false;
        for desk in self.session.desks() {
            let Some(feed) = self.wall.desks.get(&desk.me()) else {
                continue;
            };
            let seen = (desk.folded(), minute);
            let known = feed.shown_lines(self.era);
            let same_view = self.looked.get(&desk.me()) == Some(&seen) && known > 0;
            if same_view && known == desk.lines().len() {
                continue;
            }
            let lines = desk.lines()[known.min(desk.lines().len())..].iter();
            let lines = lines.map(|line| view::line(line).to_string().into());
            let view = view::view(desk, now).to_string();
            changed |= feed.show(self.era, lines.collect(), Some(view));
            self.looked.insert(desk.me(), seen);
        }
        changed
    }

    fn show_clock(&mut self, now_ms: u64) -> bool {
        let clock = lead::clock(&self.session);
        let mut state = clock.clone();
        state["now"] = Value::Null;
        state["era"] = json!(self.era);
        let told = self.clock_at.as_ref();
        if told.is_some_and(|(was, at)| *was == state && now_ms < at + CLOCK_MS) {
            return false;
        }
        self.clock_at = Some((state, now_ms));
        self.wall
            .clock
            .show(self.era, Vec::new(), Some(clock.to_string()))
    }

    fn show_boards(&mut self, now_ms: u64, extra: impl FnOnce() -> Extra) -> bool {
        let (at, of) = self.place;
        let look = (now_ms + BOARD_MS * at as u64 / of as u64) / BOARD_MS;
        let seen = (self.session.records().len(), look as i64);
        let last = self.board_at;
        if last.is_some_and(|(_, when)| when == seen.1) {
            return false;
        }
        self.board_at = Some(seen);
        let extra = extra();
        let mut changed = self
            .wall
            .lobby
            .show(self.era, Vec::new(), Some(extra.lobby.to_string()));
        // Looking at a log that has not grown shows the same, but for who is here and what waits.
        let mut board = lead::board(&self.session);
        board["lead"] = extra.lead;
        board["verified"] = json!(self.verified);
        board["standing"] = json!(self.papers.is_at_work());
        board["unwritten"] = json!(self.papers.failed);
        let objectives = json!({"objectives": lead::objectives(&self.session, false)});
        let screen = board["screen"].to_string();
        changed |= self
            .wall
            .lead
            .show(self.era, Vec::new(), Some(board.to_string()));
        let objectives = Some(objectives.to_string());
        changed |= self.wall.objectives.show(self.era, Vec::new(), objectives);
        changed | self.wall.screen.show(self.era, Vec::new(), Some(screen))
    }

    /// Looks after the reports; whether there is news of them.
    pub fn write_up(&mut self, now_ms: u64) -> bool {
        self.papers.look(&self.session, self.era, now_ms)
    }

    /// Says which of how many rooms this is.
    pub fn stands_at(&mut self, at: usize, of: usize) {
        self.place = (at, of);
    }
    /// Its number.
    pub fn at(&self) -> usize {
        self.place.0
    }

    /// Shows everything anew at the next look: after an order one wants to see its effect.
    pub fn stale(&mut self) {
        self.board_at = None;
    }

    /// One line of a table of teams.
    pub fn summary(&self) -> Value {
        let session = &self.session;
        let timeline = session.timeline();
        let reached: Vec<&str> = timeline.first().map_or(Vec::new(), |episode| {
            let all = Milestone::ALL.iter().filter(|m| episode.has(**m));
            let told = all.filter(|m| TOLD.contains(m));
            told.map(|m| m.word()).collect()
        });
        let severity = timeline.severities.last().map(|s| s.severity);
        json!({"name": self.wall.name, "now": session.now().0, "severity": severity,
               "paused": session.pace().paused, "ended": session.ended().is_some(),
               "users_hit": timeline.impact.users_hit, "reached": reached})
    }

    /// A person of the team by what a page calls them.
    pub fn person(&self, word: &str) -> Option<Name> {
        let mut people = self.session.setup().team.people.iter();
        people.find(|p| p.name.as_str() == word).map(|p| p.name)
    }
}

/// A seat as one who chooses sees it.
pub struct Chair {
    pub person: Name,
    pub title: String,
    /// Groups and roles, in words.
    pub part: String,
}

impl Chair {
    fn of(person: &Person, setup: &Setup) -> Chair {
        let groups = setup.team.groups.iter();
        let groups = groups.filter(|g| g.members.contains(&person.name));
        let groups = groups.map(|g| words::person(g.name, setup).to_string());
        let roles = person.trained.iter();
        let roles = roles.map(|r| role_title(*r, setup));
        let parts: Vec<String> = groups.chain(roles).collect();
        Chair {
            person: person.name,
            title: plain(&person.title),
            part: plain(&parts.join(", ")),
        }
    }
}

/// What a room does not know of itself: who is in it.
pub struct Extra {
    pub lobby: Value,
    pub lead: Value,
}

fn era(session: &Session) -> u32 {
    let file = session.file().file_stem().unwrap_or_default();
    let file = file.to_string_lossy();
    let number = file.strip_prefix("branch-");
    number.and_then(|n| n.parse().ok()).unwrap_or(0)
}
