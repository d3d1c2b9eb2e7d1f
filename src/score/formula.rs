//! The score from 0 to 100: the formula in one place, with its own explanation.
//!
//! Credit is only given for correct work. Doing nothing scores 0; closing what is not over,
//! declaring over nothing and trying things at random earn nothing and cost.

use serde::Serialize;

use super::metrics::{Kind, metric};
use super::numbers::{self, length, percent};
use super::objective::{self, Rated};
use super::skills::skills;
use crate::base::{Duration, Name, Share};
use crate::model::command::Occupant;
use crate::model::scenario::Par;
use crate::model::{Fact, Milestone, Record, Setup};
use crate::timeline::{Measure, Owner, Timeline};

/// What `explain score` prints.
pub const EXPLANATION: &str = "\
The score is a whole number from 0 to 100, rounded down. It has five parts; a part that cannot
apply in a run leaves its weight to the others.

  objectives  40  What the scenario's objectives expect: all credit in time, half of it late, none
                  if not done, by the weights in the script. An objective is rated P (performed
                  without challenges) with all of its credit, S (some challenges) from 70 %,
                  M (major challenges) from 30 %, U (unable to be performed) below that.
  times       30  The times for which the scenario gives a par. At par or better all credit, none
                  at three times par, in a straight line between. What was not reached, in any
                  episode, has none.
  duties      15  The mean of what applies: the share of promised updates sent in time, the share
                  of the time in which the roles asked for were held, legal deadlines met, and
                  what injects expected.
  harm        15  The share of episodes resolved (mitigated counts half), less 15 points of 100
                  for each harmful action, piece of evidence destroyed, false declaration, adversary
                  tipped off and person called who came and had nothing to do, 25 for each incident
                  closed before it was over, 5 for each action that could not have helped with what
                  was wrong.
  command     40  Where a person sat who was called to command, or did: the mean of their skills as
                  the debrief lists them (time to take command, delegation, decisions left waiting,
                  cadence, questions before action...). It says how the seat was filled, the other
                  parts how it ended. It applies in no simulated run, and is left out where a game
                  is set beside simulated ones.

From the total every two hints of a coach take one point, 10 at most: each notice that is asked
for, and with `--coach guided` each kind of step (declare, assign, update, ...) the first time it is
shown, however often it is shown after that. What the coach says in the debrief is free.

Objectives, times and duties need somebody who does something; harm needs episodes that end. So
doing nothing scores 0, and what is done wrongly costs. One run is one draw: a score compares
decisions in one exercise, it does not measure a team.";

const OBJECTIVES: u32 = 40;
const TIMES: u32 = 30;
const DUTIES: u32 = 15;
const HARM: u32 = 15;
const COMMAND: u32 = 40;

/// So many hints take a point of the total, and all together so many at most.
const HINTS_A_POINT: u32 = 2;
const HINTS_MOST: u32 = 10;

/// Beyond this many times par there is no credit.
const NO_CREDIT_AT: i64 = 3;

/// Points of a hundred off the harm part, each.
const FAULTS: &[(&str, u32)] = &[
    ("harmful_actions", 15),
    ("evidence_destroyed", 15),
    ("false_declarations", 15),
    ("adversary_tipped_off", 15),
    ("called_in_vain", 15),
    ("closed_early", 25),
    ("fruitless_actions", 5),
];

/// The score of a run and what it is made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// From 0 to 100.
    pub total: u32,
    pub parts: Vec<Part>,
    pub objectives: Vec<Rated>,
    /// What a coach's hints took; absent where no human sat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hints: Option<Hints>,
}

/// How often a coach was heard, and what that took from the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hints {
    pub count: u32,
    /// Points of the total.
    pub cost: u32,
}

impl Hints {
    /// `3 hints took 2 points`.
    pub fn words(self) -> String {
        format!(
            "{} took {}",
            numbers::of(self.count, "hint", "hints"),
            numbers::of(self.cost, "point", "points")
        )
    }
}

/// One of the parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    pub name: &'static str,
    /// Of a hundred, before parts that do not apply leave theirs to the others.
    pub weight: u32,
    /// How much of it was earned, from 0 to 100; `None` if it does not apply.
    pub points: Option<u32>,
    pub why: String,
    #[serde(skip)]
    credit: Option<Share>,
}

/// Scores a run with what its log says of the people who sat in it.
pub fn score_of_game(setup: &Setup, timeline: &Timeline, records: &[Record]) -> Score {
    of(setup, timeline, command_part(setup, timeline, records))
}

/// Scores a run as if everybody in it were simulated.
pub fn score(setup: &Setup, timeline: &Timeline) -> Score {
    of(setup, timeline, None)
}

fn of(setup: &Setup, timeline: &Timeline, command: Option<Credit>) -> Score {
    let rated = setup.scenario.objectives.iter();
    let objectives: Vec<_> = rated.map(|o| objective::rate(o, setup, timeline)).collect();
    let mut parts = vec![
        part("objectives", OBJECTIVES, objectives_part(&objectives)),
        part("times", TIMES, times_part(setup, timeline)),
        part("duties", DUTIES, duties_part(timeline)),
        part("harm", HARM, harm_part(timeline)),
    ];
    parts.extend(command.map(|credit| part("command", COMMAND, credit)));
    let hints = hints(timeline);
    let cost = hints.map_or(0, |h| h.cost);
    Score {
        total: total(&parts).saturating_sub(cost),
        parts,
        objectives,
        hints,
    }
}

/// Half a point a hint: enough to be felt beside a part's weight, little enough that hearing one that
/// ends a long silence is worth it.
fn hints(timeline: &Timeline) -> Option<Hints> {
    let count = u32::try_from(value("hints", timeline)?).unwrap_or(u32::MAX);
    Some(Hints {
        count,
        cost: count.div_ceil(HINTS_A_POINT).min(HINTS_MOST),
    })
}

type Credit = (Option<Share>, String);

fn part(name: &'static str, weight: u32, (credit, why): Credit) -> Part {
    Part {
        name,
        weight,
        points: credit.map(|c| (c.as_ppm() + 5_000) / 10_000),
        why,
        credit,
    }
}

fn total(parts: &[Part]) -> u32 {
    let (mut earned, mut possible) = (0u64, 0u64);
    for part in parts {
        if let Some(credit) = part.credit {
            earned += u64::from(part.weight) * u64::from(credit.as_ppm());
            possible += u64::from(part.weight) * 1_000_000;
        }
    }
    (100 * earned).checked_div(possible).unwrap_or(0) as u32
}

fn mean(credits: impl IntoIterator<Item = Share>) -> Option<Share> {
    let (mut sum, mut count) = (0u64, 0u64);
    for credit in credits {
        sum += u64::from(credit.as_ppm());
        count += 1;
    }
    Some(Share::ppm(sum.checked_div(count)? as u32))
}

fn objectives_part(rated: &[Rated]) -> Credit {
    let due = || rated.iter().filter_map(|r| Some((r.weight, r.credit?)));
    let weights: f64 = due().map(|(weight, _)| weight).sum();
    if weights <= 0.0 {
        return (None, "no objective came due".into());
    }
    let earned: f64 = due().map(|(weight, c)| weight * c.as_f64()).sum();
    let without = due().filter(|(_, c)| *c == Share::ALL).count();
    let why = format!("{without} of {} without challenges", due().count());
    (Some(Share::new(earned / weights)), why)
}

fn times_part(setup: &Setup, timeline: &Timeline) -> Credit {
    let times = setup.scenario.par.iter();
    let credits: Vec<_> = times.filter_map(|par| against_par(par, timeline)).collect();
    let at_par = credits.iter().filter(|c| **c == Share::ALL).count();
    let why = match credits.len() {
        0 => "the scenario gives no par that applies".into(),
        count => format!("{at_par} of {count} times at par or better"),
    };
    (mean(credits), why)
}

/// The credit for one time: all at par, none at three times par or if it was not reached.
fn against_par(par: &Par, timeline: &Timeline) -> Option<Share> {
    let metric = metric(par.measure.as_str()).filter(|m| m.kind() == Kind::Time)?;
    let measure = (metric.read)(timeline);
    if !measure.applies() {
        return None;
    }
    let done = metric.span.is_none_or(|(_, to)| {
        let needs =
            |e: &crate::timeline::Episode| to != Milestone::Mitigated || e.has(Milestone::Impact);
        timeline.episodes().iter().all(|e| e.has(to) || !needs(e))
    });
    Some(match measure.is_reached() && done {
        true => time_credit(measure.value, par.time),
        false => Share::NONE,
    })
}

fn time_credit(ms: i64, par: Duration) -> Share {
    let par = par.as_millis().max(1);
    let left = (NO_CREDIT_AT * par - ms).clamp(0, (NO_CREDIT_AT - 1) * par);
    let ppm = i128::from(left) * 1_000_000 / i128::from((NO_CREDIT_AT - 1) * par);
    Share::ppm(ppm as u32)
}

fn duties_part(timeline: &Timeline) -> Credit {
    let injects = timeline
        .expectations()
        .filter(|e| matches!(e.owner, Owner::Inject(_)));
    let parts = [
        (
            "updates in time",
            ratio_less("updates_due", "updates_late", timeline),
        ),
        ("roles held", roles_held(timeline)),
        (
            "legal deadlines met",
            ratio("deadlines_met", "deadlines_due", timeline),
        ),
        ("injects answered", objective::credit(injects, timeline)),
    ];
    let apply = || {
        parts
            .iter()
            .filter_map(|(what, credit)| Some((what, (*credit)?)))
    };
    let why: Vec<_> = apply()
        .map(|(what, credit)| format!("{what} {}", percent(credit)))
        .collect();
    let why = match why.is_empty() {
        true => "nothing was owed".into(),
        false => why.join(", "),
    };
    (mean(apply().map(|(_, credit)| credit)), why)
}

fn value(name: &str, timeline: &Timeline) -> Option<i64> {
    let metric = metric(name).expect("the formula names measures of the table");
    let measure: Measure = (metric.read)(timeline);
    measure.applies().then_some(measure.value)
}

fn ratio(part: &str, whole: &str, timeline: &Timeline) -> Option<Share> {
    share_of(value(part, timeline)?, value(whole, timeline)?)
}

fn ratio_less(whole: &str, off: &str, timeline: &Timeline) -> Option<Share> {
    let whole = value(whole, timeline)?;
    share_of(whole - value(off, timeline)?, whole)
}

fn share_of(part: i64, whole: i64) -> Option<Share> {
    let ppm = i128::from(part.max(0)) * 1_000_000;
    let ppm = ppm.checked_div(i128::from(whole))?;
    Some(Share::ppm(ppm.min(1_000_000) as u32))
}

fn roles_held(timeline: &Timeline) -> Option<Share> {
    let (mut asked, mut unheld) = (0, 0);
    for role in timeline.asked_roles() {
        asked += role.until.since(role.from).as_millis();
        unheld += role.unheld.as_millis();
    }
    share_of(asked - unheld, asked)
}

/// How whoever sat commanded, if they were called to or did; nothing where nobody sat.
fn command_part(setup: &Setup, timeline: &Timeline, records: &[Record]) -> Option<Credit> {
    let mut humans: Vec<Name> = Vec::new();
    let mut called: Vec<Name> = Vec::new();
    for record in records {
        match record.fact {
            Fact::Seated {
                person,
                occupant: Occupant::Human,
            } => humans.push(person),
            Fact::PageSent { to, role, .. }
                if role.is_some() && role == timeline.command_role() =>
            {
                called.push(to);
            }
            _ => {}
        }
    }
    humans.sort_unstable();
    humans.dedup();
    if humans.is_empty() {
        return None;
    }
    let holds = |h: &Name| {
        let mut held = timeline.roles.holdings.iter();
        held.any(|held| Some(held.role) == timeline.command_role() && held.person == *h)
    };
    let commanding = humans.iter().filter(|h| called.contains(h) || holds(h));
    let credits: Vec<Share> = commanding
        .flat_map(|who| skills(setup, timeline, records, *who))
        .filter_map(|skill| skill.credit)
        .collect();
    let count = credits.len();
    Some(match mean(credits) {
        Some(credit) => (Some(credit), format!("the mean of {count} skills")),
        None => (None, "nobody who sat was called to command".into()),
    })
}

fn harm_part(timeline: &Timeline) -> Credit {
    let episodes = timeline.episodes();
    let ended = mean(episodes.iter().map(|e| {
        match (e.has(Milestone::Resolved), e.has(Milestone::Mitigated)) {
            (true, _) => Share::ALL,
            (false, true) => Share::ppm(500_000),
            (false, false) => Share::NONE,
        }
    }));
    let Some(mut credit) = ended else {
        return (None, "nothing broke".into());
    };
    let resolved = episodes
        .iter()
        .filter(|e| e.has(Milestone::Resolved))
        .count();
    let mut why = format!(
        "{resolved} of {} resolved",
        numbers::of(episodes.len(), "episode", "episodes")
    );
    for (name, points) in FAULTS {
        let count = value(name, timeline).unwrap_or(0);
        let off = (i64::from(*points) * count).min(100) as u32;
        credit = credit.minus(Share::ppm(off * 10_000));
        if count > 0 {
            let title = metric(name).map_or(*name, |m| m.title).to_lowercase();
            why.push_str(&format!(", {title}: {}", numbers::count(count)));
        }
    }
    (Some(credit), why)
}

/// How a time stands to its target: `met`, or by how much it is over.
pub fn against(measure: Measure, target: Duration) -> String {
    let over = Duration::millis((measure.value - target.as_millis()).max(0));
    match (measure.is_reached(), measure.applies()) {
        (_, false) => String::new(),
        (true, _) if over.is_zero() => "met".into(),
        (true, _) => format!("over by {}", length(over)),
        (false, _) => "not reached".into(),
    }
}
