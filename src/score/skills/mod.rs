//! How somebody commanded, measured from the log: nine skills, each with its figure, how far that is
//! from par, and the records it rests on.
//!
//! They say how the work of commanding was done, not how the incident ended: a good commander can
//! meet a hard incident. Pars and limits are judgements (see [`SKILLS`]), the same for everybody.

mod hands;
mod measure;

use serde::Serialize;

use super::numbers;
use crate::base::{Duration, Name, Share, SimTime};
use crate::model::{Record, Seq, Setup};
use crate::timeline::Timeline;
use hands::Hands;

/// One skill of a commander.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Skill {
    pub name: &'static str,
    pub title: &'static str,
    /// The figure, in words; empty if it does not apply.
    pub measured: String,
    /// All of it at par, none at the limit, in a straight line between; `None` if it does not apply.
    pub credit: Option<Share>,
    /// What it was held against.
    pub par: &'static str,
    /// What is behind the figure, or why there is none.
    pub why: String,
    /// Records to look at, the first few.
    pub records: Vec<Seq>,
}

/// The stretches in which somebody commanded, and what happened in them.
struct Command<'a> {
    setup: &'a Setup,
    timeline: &'a Timeline,
    records: &'a [Record],
    who: Name,
    windows: Vec<(SimTime, SimTime)>,
    hands: Hands,
}

/// A figure with what is behind it.
struct Found {
    measured: String,
    credit: Option<Share>,
    why: String,
    records: Vec<Seq>,
}

type Measured = fn(&Command) -> Found;

/// Every skill: its name, its title, what is par, and what measures it.
const SKILLS: [(&str, &str, &str, Measured); 9] = [
    (
        "takes_command",
        "Takes command in time",
        "3 min after it was declared (or after coming, if that was later); none from 15 min on",
        measure::takes_command,
    ),
    (
        "delegates",
        "Leaves the work to others",
        "hands in the system at most 5 % of the time in which others could; none from 50 % on",
        measure::delegates,
    ),
    (
        "nobody_idle",
        "Gives every pair of hands a task",
        "experts in the room idle at most 20 % of their time; none from 80 % on",
        measure::nobody_idle,
    ),
    (
        "decides",
        "Lets no decision wait",
        "a yes or no within 2 min; none from 12 min on",
        measure::decides,
    ),
    (
        "answers",
        "Answers who asks",
        "within 8 min; none from 30 min on",
        measure::answers,
    ),
    (
        "keeps_cadence",
        "Keeps the promised rhythm",
        "every update in time",
        measure::keeps_cadence,
    ),
    (
        "asks_first",
        "Asks before acting",
        "a look, a question or a report within the 15 min before every action decided on",
        measure::asks_first,
    ),
    (
        "contains_first",
        "Stops the bleeding first",
        "something that stops it begun within 10 min of taking command; none from 60 min on",
        measure::contains_first,
    ),
    (
        "hands_over",
        "Hands over in all four steps",
        "announced, passed on in a call, confirmed, noticed",
        measure::hands_over,
    ),
];

/// The name and the title of every skill, in the order of the scorecard.
pub fn titles() -> impl Iterator<Item = (&'static str, &'static str)> {
    SKILLS.iter().map(|(name, title, _, _)| (*name, *title))
}

/// How somebody commanded. Without ever holding command every skill but the first is empty.
pub fn skills(setup: &Setup, timeline: &Timeline, records: &[Record], who: Name) -> Vec<Skill> {
    let windows = windows(timeline, who);
    let command = Command {
        setup,
        timeline,
        records,
        who,
        hands: Hands::of(setup, timeline, records, &windows, who),
        windows,
    };
    let skills = SKILLS.iter().map(|(name, title, par, measure)| {
        let found = measure(&command);
        Skill {
            name,
            title,
            par,
            measured: found.measured,
            credit: found.credit,
            why: found.why,
            records: found.records,
        }
    });
    skills.collect()
}

/// The mean of what applies, from 0 to 100.
pub fn mean(skills: &[Skill]) -> Option<u32> {
    let credits: Vec<u32> = skills
        .iter()
        .filter_map(|s| s.credit)
        .map(Share::as_ppm)
        .collect();
    let sum: u64 = credits.iter().map(|c| u64::from(*c)).sum();
    Some((sum.checked_div(credits.len() as u64)? / 10_000) as u32)
}

/// When somebody held command while there was something to command.
fn windows(timeline: &Timeline, who: Name) -> Vec<(SimTime, SimTime)> {
    let Some(role) = timeline.command_role() else {
        return Vec::new();
    };
    let held = timeline.roles.holdings.iter();
    let held = held.filter(|h| h.role == role && h.person == who);
    let held = held.map(|h| (h.from.at, h.until(timeline.end())));
    let wanted = timeline.command_windows();
    let both = held.flat_map(|(from, to)| {
        let cut = wanted.iter().map(move |(f, t)| (from.max(*f), to.min(*t)));
        cut.filter(|(f, t)| f < t)
    });
    both.collect()
}

impl Command<'_> {
    fn is_commanding(&self, at: SimTime) -> bool {
        self.windows
            .iter()
            .any(|(from, to)| *from <= at && at <= *to)
    }
    /// By this person, while they commanded.
    fn own(&self) -> impl Iterator<Item = &Record> + '_ {
        let by = crate::model::Actor::Person(self.who);
        let mine = self.records.iter().filter(move |r| r.by == by);
        mine.filter(|r| self.is_commanding(r.at))
    }
}

impl Found {
    fn nothing(why: impl Into<String>) -> Found {
        Found {
            measured: String::new(),
            credit: None,
            why: why.into(),
            records: Vec::new(),
        }
    }
}

/// All at `par`, none from `limit` on, in a straight line between.
fn credit(value: f64, par: f64, limit: f64) -> Option<Share> {
    Some(Share::new(
        ((limit - value) / (limit - par)).clamp(0.0, 1.0),
    ))
}

fn credit_for(time: Duration, par: i64, limit: i64) -> Option<Share> {
    credit(time.as_minutes_f64(), par as f64, limit as f64)
}

fn length(time: Duration) -> String {
    numbers::length(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Command as Asked, Fact};
    use crate::timeline::check::*;

    fn of<'a>(skills: &'a [Skill], name: &str) -> &'a Skill {
        skills.iter().find(|s| s.name == name).unwrap()
    }

    /// Ben takes command two minutes after it was declared, while Ana works and sits idle by turns.
    #[test]
    fn skills_are_those_of_the_one_who_commanded() {
        let mut log = Log::new();
        log.add(0, began(0, "breaker"))
            .add(1, harm(0, 0.3))
            .add(2, alert(1, 1, Some(0)))
            .add(2, page(1, "ana", 1))
            .by(4, "ana", acknowledged(1, "ana", 1))
            .by(5, "ana", engaged("ana", 1))
            .by(6, "ana", declared(1, 1, "ana", &[0]))
            .by(6, "ben", engaged("ben", 1))
            .by(8, "ben", takes("ic", "ben"));
        let task = action("reset");
        let assign = Fact::Commanded {
            command: Asked::Approve {
                task,
                whose: Name::new("ana"),
            },
        };
        log.by(20, "ben", assign)
            .add(40, harm(0, 0.0))
            .by(60, "ana", resolved(0));
        let skills = skills(&log.setup, &log.timeline(), &log.records, Name::new("ben"));
        assert_eq!(skills.len(), SKILLS.len());
        let takes = of(&skills, "takes_command");
        assert_eq!(
            (takes.measured.as_str(), takes.credit),
            ("2 min", Some(Share::ALL))
        );
        // One action decided on, nothing asked before.
        assert_eq!(of(&skills, "asks_first").credit, Some(Share::NONE));
        assert_eq!(of(&skills, "hands_over").credit, None);
        let other = super::skills(&log.setup, &log.timeline(), &log.records, Name::new("ana"));
        assert_eq!(of(&other, "takes_command").measured, "never");
        assert!(mean(&other).unwrap() < mean(&skills).unwrap());
    }
}
