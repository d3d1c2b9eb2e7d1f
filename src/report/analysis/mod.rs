//! What decisions were worth, in words: on a terminal, as a page, and for whoever tells a turning point
//! elsewhere.
//!
//! | file | what it writes |
//! | --- | --- |
//! | [`mod@face`] | the terminal: the finding first, then the turning points, their sum, the standing |
//! | [`mod@page`] | the same as HTML and Markdown, with a drawing and every decision |
//! | `drawing` | costs with their intervals |

mod drawing;
pub mod face;
pub mod page;

pub use face::analysis;
pub use page::page;

use super::text::plain;
use super::words::asking;
use crate::analyse::question::Way;
use crate::analyse::standing::{NoStanding, Standing};
use crate::analyse::walk::Taken;
use crate::analyse::{Analysis, Decision, TurningPoint};
use crate::base::{Duration, SimTime};
use crate::model::Setup;
use crate::score::numbers::{count, length, of};
use crate::score::words::person;
use crate::stats::Estimate;

/// An analysis in sentences.
struct Words<'a> {
    found: &'a Analysis,
    setup: &'a Setup,
}

impl Words<'_> {
    fn who(&self) -> String {
        plain(person(self.found.person, self.setup))
    }

    fn headline(&self) -> String {
        let worst = self.found.turning_points.first();
        match worst.filter(|point| point.is_beaten()) {
            Some(point) => {
                let decision = &self.found.decisions[point.decision];
                format!(
                    "The costliest decision of {}: {}, against {}: {}{}.",
                    self.who(),
                    self.when(decision, point),
                    self.way(&point.best().way, decision),
                    cost(point.by, point.cost()),
                    self.mechanism(point)
                )
            }
            None => format!(
                "No decision of {} is beaten beyond its interval by another that was open.",
                self.who()
            ),
        }
    }

    fn mechanism(&self, point: &TurningPoint) -> String {
        let most = point.through.as_ref().and_then(|through| through.most);
        most.map_or(String::new(), |m| format!(", {}", m.word()))
    }

    fn note(&self) -> String {
        let found = self.found;
        let whose = match found.human {
            true => "",
            false => " of the simulated commander",
        };
        format!(
            "{}{whose}, {} futures. Plus is lost, minus gained; in brackets what holds for all ways of a decision at once in 19 of 20 analyses. Futures are watched until {}.",
            of(found.decisions.len() as u64, "decision", "decisions"),
            count(found.played),
            found.watched
        )
    }

    fn taken(&self, decision: &Decision) -> String {
        match &decision.taken {
            Taken::Asked(command) => asking(command, self.setup),
            Taken::Waited(long) => format!("waiting {}", length(*long)),
        }
    }

    fn when(&self, decision: &Decision, point: &TurningPoint) -> String {
        let at = clock(decision.at);
        let taken = self.taken(decision);
        match point.earlier {
            Some(early) => {
                let instead = clock(SimTime::START + decision.at.since(SimTime::START + early));
                format!("{taken} at {at} instead of {instead}")
            }
            None => format!("{taken} at {at}"),
        }
    }

    fn way(&self, way: &Way, decision: &Decision) -> String {
        match way {
            Way::Taken => "the same".into(),
            Way::Command(command) | Way::Judgement(Some(command)) => asking(command, self.setup),
            Way::Judgement(None) => "leaving it as it is until something comes up".into(),
            Way::Waiting => "waiting 5 min".into(),
            Way::Earlier(early) => {
                let at = SimTime::START + decision.at.since(SimTime::START + *early);
                format!("the same at {}", clock(at))
            }
        }
    }

    fn worth(&self) -> String {
        let worth = &self.found.worth;
        let game = length(Duration::from_millis_f64(worth.game.values[0] * 1_000.0));
        let open = if worth.game.open { "more than " } else { "" };
        let mut text = format!(
            "From the first decision on, the simulated commander in the seat takes {} to resolved; this game took {open}{game}.",
            span(&worth.simulated[0])
        );
        if let Some(decisions) = &worth.decisions {
            text += &format!(
                " Against what it would have done on the same boards, all decisions together cost {} to resolved, {} to mitigated and {}; the rest is luck.",
                minutes(&decisions[0]),
                minutes(&decisions[1]),
                users(&decisions[2])
            );
        }
        text
    }
}

/// A turning point in words: what was done when, against what, what it cost, through what.
pub struct Told {
    pub taken: String,
    pub against: String,
    /// What it cost until resolved, with its interval.
    pub resolved: String,
    /// The mechanism, where one stands out.
    pub through: String,
}

/// A turning point in words, for whoever renders an analysis elsewhere.
pub fn told(found: &Analysis, point: &TurningPoint, setup: &Setup) -> Told {
    let words = Words { found, setup };
    let decision = &found.decisions[point.decision];
    let best = point.best();
    let most = point.through.as_ref().and_then(|through| through.most);
    Told {
        taken: words.when(decision, point),
        against: words.way(&best.way, decision),
        resolved: minutes(&best.ex_ante[0]),
        through: most.map_or(String::new(), |m| m.word().to_string()),
    }
}

/// How many of all decisions are beaten, in a sentence without its full stop.
pub fn beaten(found: &Analysis, setup: &Setup) -> String {
    let points = found.turning_points.iter();
    let beaten = points.filter(|p| p.is_beaten()).count();
    format!(
        "Of the {} of {}, {beaten} {} beaten beyond the interval by another way that was open",
        of(found.decisions.len(), "decision", "decisions"),
        person(found.person, setup),
        if beaten == 1 { "was" } else { "were" },
    )
}

/// Where a game stands among its like, or why nowhere.
fn stands(standing: &Result<Vec<Standing>, NoStanding>) -> String {
    let all = match standing {
        Ok(all) => all,
        Err(why) => return format!("No percentile is shown: {}.", why_not(*why)),
    };
    let own = all.iter().find(|s| s.same);
    own.map_or(String::new(), |own| {
        format!(
            "The game beats {} of {} simulated runs with the same team and process by what came of it, {} by time to resolve.",
            share(&own.by_score),
            count(own.runs as u64),
            share(&own.by_time)
        )
    })
}

/// What a game is set beside.
fn beside(one: &Standing) -> String {
    match one.same {
        true => format!("{} (this game's)", one.name),
        false => one.name.clone(),
    }
}

/// Why a game is set beside no others.
pub fn why_not(why: NoStanding) -> String {
    match why {
        NoStanding::Waived(times) => format!(
            "the facilitator let work end at once {}, and simulated people pay its full time",
            of(times as u64, "time", "times")
        ),
        NoStanding::Unfinished => "the exercise was not played to its end".into(),
    }
}

fn share(estimate: &Estimate) -> String {
    let percent = |x: f64| format!("{:.0}", x * 100.0);
    match estimate.whole() {
        Some((value, low, high)) => {
            format!("{} % [{}, {}]", percent(value), percent(low), percent(high))
        }
        None => "nothing to say".into(),
    }
}

/// Hours and minutes since the start.
fn clock(at: SimTime) -> String {
    let minutes = at.since(SimTime::START).as_millis() / 60_000;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// A difference of times with its interval: `+12 min [8, 17]`.
fn minutes(estimate: &Estimate) -> String {
    let Some((value, low, high)) = estimate.whole() else {
        return "not to be said".into();
    };
    let tenths = [value, low, high].iter().all(|s| s.abs() < 600.0);
    let one = |s: f64| match tenths {
        true => signless(s / 60.0, 1),
        false => signless(s / 60.0, 0),
    };
    format!("{} min [{}, {}]", signed(&one(value)), one(low), one(high))
}

/// A cost in one of the three measures.
fn cost(measure: usize, estimate: &Estimate) -> String {
    match measure {
        0 => format!("{} to resolved", minutes(estimate)),
        1 => format!("{} to mitigated", minutes(estimate)),
        _ => users(estimate),
    }
}

/// A time with its interval.
fn span(estimate: &Estimate) -> String {
    let one = |s: f64| length(Duration::from_millis_f64(s.max(0.0) * 1_000.0));
    match estimate.whole() {
        Some((value, low, high)) => format!("{} [{}, {}]", one(value), one(low), one(high)),
        None => "nobody knows how long".into(),
    }
}

fn users(estimate: &Estimate) -> String {
    impact(estimate, " user-minutes").unwrap_or_else(|| "impact not to be said".into())
}

/// A difference of user-minutes with its interval, and its unit unless a head names that.
fn impact(estimate: &Estimate, unit: &str) -> Option<String> {
    let (value, low, high) = estimate.whole()?;
    let value = signed(&whole(value));
    Some(format!("{value}{unit} [{}, {}]", whole(low), whole(high)))
}

fn whole(number: f64) -> String {
    count(number.round() as i64)
}

/// A cost in one of the three measures, without its interval.
fn mean(measure: usize, estimate: &Estimate) -> String {
    match (measure, estimate.value) {
        (_, None) => "–".into(),
        (0 | 1, Some(seconds)) => format!("{} min", signed(&signless(seconds / 60.0, 0))),
        (_, Some(users)) => signed(&whole(users)),
    }
}

fn signless(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let zero = text.chars().all(|c| c == '0' || c == '.');
    if number < 0.0 && !zero {
        format!("−{text}")
    } else {
        text
    }
}

fn signed(number: &str) -> String {
    let zero = number.chars().all(|c| c == '0' || c == '.');
    if number.starts_with('−') || zero {
        number.into()
    } else {
        format!("+{number}")
    }
}
