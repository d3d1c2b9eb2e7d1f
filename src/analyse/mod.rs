//! What somebody's decisions were worth: their log done again, and at each decision many futures of
//! what was done, of what else was open, and of waiting.
//!
//! A decision is a command, or five minutes and more without one though something open mattered. At
//! each, the exercise is forked. In every future the same simulated commander plays on in the
//! person's seat, and simulated people in all others, so that ways differ in nothing but the
//! decision. Future k of every way has epoch k: they share their luck.
//!
//! *Ex ante*, the headline, is what could be known: the causes behind open troubles are drawn afresh
//! from what this person's board did not rule out ([`crate::engine::Engine::hidden_from`] says what
//! is taken into account and what is not), whether an action that nobody has looked at yet has removed
//! them and how long the system then still takes to come back, and how long the work in hand still
//! takes from what it takes where it is not done by then ([`crate::engine::Engine::redraw_work`]).
//! *Ex post* keeps the causes that were true and the luck of what was begun. In both, everything that
//! had not begun is drawn anew; what else had begun keeps its draw, even where the person did not know
//! of it (how hard the trouble is, what else an action has brought about).
//!
//! First a few futures of every way say which decisions to look at closely. What is then said of
//! these rests on fresh futures alone, so that nothing was chosen by the luck it is judged by. The
//! intervals of one decision hold together over all ways it is compared with and all three measures
//! ([`crate::stats::simultaneous`]), so the best of them may be named. Futures are watched until
//! [`watched_until`]; what is open then counts as lasting until then.
//!
//! | file | |
//! | --- | --- |
//! | [`walk`] | where somebody decided |
//! | [`question`] | which ways are compared |
//! | [`futures`] | ways gone on with |
//! | [`standing`] | a game among simulated ones |
//! | `json` | the result for programs |

pub mod futures;
mod json;
pub mod question;
pub mod standing;
pub mod walk;

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use crate::base::{Draws, Duration, Name, Purpose, SimTime};
use crate::batch::{self, Bench, Workshop};
use crate::engine::plan::Plan;
use crate::model::command::Occupant;
use crate::model::defaults::Mechanism;
use crate::model::{Record, Setup};
use crate::stats::{Estimate, LEVEL, sample, simultaneous, sum};

use futures::{Job, Outcome, Player, World, column, differences, measures};
use question::{Question, Screened, Way};
use walk::{Taken, Walk};

/// Futures of each way that is looked at closely, unless somebody says otherwise.
pub const FUTURES: u32 = 200;
/// Futures of every way at first.
pub const FEW: u32 = 20;
/// Decisions looked at closely: those that seem to have cost most, and those that gained most.
pub const COSTLY: usize = 5;
pub const GAINFUL: usize = 2;
/// Of these, for how many mechanisms are idealised in turn.
pub const EXPLAINED: usize = 3;

/// Epochs, so that no two stages share a future. A log's own epochs are small numbers.
const SCREENING: u32 = 1 << 20;
const CLOSE: u32 = 2 << 20;
const EXPLAINING: u32 = 3 << 20;

/// What is to be analysed, and how.
pub struct Order<'a> {
    /// Whose decisions; see [`walk::whose`].
    pub seat: Option<Name>,
    pub futures: u32,
    /// Threads; 0 is as many as the machine has. The numbers are the same on any.
    pub threads: usize,
    pub stop: &'a AtomicBool,
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// How far an analysis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Another stage begins, of so many futures.
    Begins { what: &'static str, futures: u64 },
    /// So many more have been played.
    Played(u64),
}

/// Why a log cannot be analysed. Says the next step.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "the log does not come out the same when it is done again (record {0} differs): analyse it with the version that wrote it"
    )]
    OtherRecords(usize),
    #[error("nobody called `{0}` is in this log: name somebody of its team with `--seat`")]
    Nobody(Name),
    #[error("nobody decided anything in this log: there is nothing to analyse")]
    NoDecisions,
    #[error("`{0}` decided nothing in this log: `sandtable replay LOG` shows who did")]
    DecidedNothing(Name),
    #[error("a discussion without a system has no futures to play: `sandtable report` rates it")]
    Discussion,
    #[error(transparent)]
    Batch(#[from] batch::Error),
}

/// What somebody's decisions were worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    pub person: Name,
    /// Somebody sat in the seat; else its simulated commander is analysed.
    pub human: bool,
    /// All decisions, in their order.
    pub decisions: Vec<Decision>,
    /// What was looked at closely: first what cost, by how much at least, the most first; then what
    /// gained.
    pub turning_points: Vec<TurningPoint>,
    pub worth: Worth,
    /// Futures of each way looked at closely, and of every way at first.
    pub futures: u32,
    pub few: u32,
    /// How many futures were played in all.
    pub played: u64,
    /// Until when futures were watched.
    pub watched: SimTime,
    /// What the exercise comes to on average from the first decision on, in each measure: costs in
    /// different measures are ranked by their share of it.
    pub scale: [f64; 3],
}

/// One decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub at: SimTime,
    pub taken: Taken,
    pub by: Occupant,
    /// In how many other ways it was looked at.
    pub ways: usize,
}

/// A decision looked at closely.
#[derive(Clone, Debug, PartialEq)]
pub struct TurningPoint {
    /// Which decision, by place.
    pub decision: usize,
    /// For a command that could have come earlier: this is about when, not what.
    pub earlier: Option<Duration>,
    /// The ways it is compared with, in no order of worth.
    pub ways: Vec<Compared>,
    /// The way, by place, and the measure in which the way taken cost most at least as far as could
    /// be known, as a share of what the exercise costs: see [`Analysis::scale`].
    pub best: usize,
    pub by: usize,
    /// That share: the lower end of the interval, less what that way would surely have cost in
    /// another measure.
    pub at_least: f64,
    /// Through which mechanism the difference to the best goes, for the ranked few.
    pub through: Option<Through>,
}

/// What the way taken cost against another: minus is a gain. Seconds to resolved, seconds to mitigated,
/// user-minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    pub way: Way,
    /// By what could be known.
    pub ex_ante: [Estimate; 3],
    /// In this world.
    pub ex_post: [Estimate; 3],
}

/// How much of a difference is left with each mechanism idealised.
#[derive(Clone, Debug, PartialEq)]
pub struct Through {
    /// The difference in the same futures with none.
    pub whole: Estimate,
    pub left: Vec<(Mechanism, Estimate)>,
    /// The mechanism without which least of it is left, if that is less than half of it.
    pub most: Option<Mechanism>,
}

/// What all decisions together were worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// What the game came to: as [`measures`].
    pub game: Outcome,
    /// The simulated commander in the seat from the first decision on.
    pub simulated: [Estimate; 3],
    /// What the human's decisions cost against those of the simulated commander on the same boards:
    /// the sum over all of them. Nothing where nobody sat there.
    pub decisions: Option<[Estimate; 3]>,
}

impl TurningPoint {
    /// The comparison with the best other way.
    pub fn best(&self) -> &Compared {
        &self.ways[self.best]
    }
    /// The difference to it in that measure, by what could be known.
    pub fn cost(&self) -> &Estimate {
        &self.best().ex_ante[self.by]
    }
    /// Whether some other way is better beyond its interval in some measure, by more than it is
    /// worse beyond it in another.
    pub fn is_beaten(&self) -> bool {
        self.at_least > 0.0
    }
    /// Whether some other way is sooner resolved, beyond its interval.
    pub fn is_beaten_in_time(&self) -> bool {
        let low = |c: &Compared| c.ex_ante[0].low;
        self.ways
            .iter()
            .any(|c| low(c).is_some_and(|low| low > 0.0))
    }
}

/// Until when futures are watched: twice as long as the log goes and two hours more, at most until
/// the scenario's horizon. So one future in which nobody ever finds the cause weighs no more than
/// that.
pub fn watched_until(setup: &Setup, end: SimTime) -> SimTime {
    let long = (end + end.since(SimTime::START)) + Duration::hours(2);
    long.min(SimTime::START + setup.scenario.horizon)
}

/// Analyses a log; nothing if told to stop.
///
/// # Errors
/// If the log does not come out the same, nobody decided anything in it, or threads cannot be
/// started.
pub fn analyse(
    setup: &Arc<Setup>,
    seed: u64,
    records: &[Record],
    order: &Order,
) -> Result<Option<Analysis>, Error> {
    let plan = Arc::new(Plan::new(setup.clone()));
    let walk = decisions(&plan, seed, records, order.seat)?;
    let workshop = Workshop::new(order.threads)?;
    let player = player(&walk, setup, seed, &workshop, order);
    let bench = Bench::new(plan.clone());
    let Some(screened) = screen(&walk, &player, &bench) else {
        return Ok(None);
    };
    let leading = screened.leading(COSTLY, GAINFUL);
    let epochs = CLOSE..CLOSE + order.futures;
    let scale = screened.scale();
    let Some(mut points) = compare(&walk, &leading, &player, &bench, epochs, scale) else {
        return Ok(None);
    };
    let mut explained = 0;
    for (at, point) in points.iter_mut().enumerate() {
        if explained == EXPLAINED || at >= COSTLY || !point.is_beaten() {
            continue;
        }
        explained += 1;
        let ways = (&leading[at], point.best + 1, point.by);
        match through(setup, &walk, ways, &player, order.futures) {
            Some(found) => point.through = Some(found),
            None => return Ok(None),
        }
    }
    let Some(worth) = worth(&walk, &screened, &player, &bench, order.futures) else {
        return Ok(None);
    };
    points.sort_by(|a, b| b.at_least.total_cmp(&a.at_least));
    let human = walk.points.iter().any(|p| p.by == Occupant::Human);
    Ok(Some(Analysis {
        person: plan.name(walk.person),
        human,
        decisions: summaries(&walk, &screened),
        turning_points: points,
        worth,
        futures: order.futures,
        few: FEW,
        played: player.played.into_inner(),
        watched: player.watched,
        scale: screened.scale(),
    }))
}

/// Every decision of a log looked at closely, for counting those that some other way beats beyond
/// its interval. Nothing if told to stop.
///
/// # Errors
/// As [`analyse`].
pub fn beaten(
    setup: &Arc<Setup>,
    seed: u64,
    records: &[Record],
    order: &Order,
) -> Result<Option<Vec<(Decision, TurningPoint)>>, Error> {
    let plan = Arc::new(Plan::new(setup.clone()));
    let walk = decisions(&plan, seed, records, order.seat)?;
    let workshop = Workshop::new(order.threads)?;
    let player = player(&walk, setup, seed, &workshop, order);
    let bench = Bench::new(plan.clone());
    let Some(screened) = screen(&walk, &player, &bench) else {
        return Ok(None);
    };
    let epochs = CLOSE..CLOSE + order.futures;
    let mut all = screened.all();
    all.retain(|question| question.from == question.decision);
    let scale = screened.scale();
    let made = summaries(&walk, &screened);
    let points = compare(&walk, &all, &player, &bench, epochs, scale);
    let with_theirs = |point: TurningPoint| (made[point.decision].clone(), point);
    Ok(points.map(|points| points.into_iter().map(with_theirs).collect()))
}

/// What the way taken costs against the best other way of a turning point, in its measure, in the
/// mean over fresh futures. Nothing if told to stop.
///
/// # Errors
/// As [`analyse`].
pub fn fresh_mean(
    setup: &Arc<Setup>,
    seed: u64,
    records: &[Record],
    order: &Order,
    point: &TurningPoint,
) -> Result<Option<f64>, Error> {
    let plan = Arc::new(Plan::new(setup.clone()));
    let walk = decisions(&plan, seed, records, order.seat)?;
    let workshop = Workshop::new(order.threads)?;
    let player = player(&walk, setup, seed, &workshop, order);
    let mut questions = question::questions(&walk);
    let wanted = &point.best().way;
    questions.retain(|q| {
        let late = q.from != q.decision;
        q.decision == point.decision && late == point.earlier.is_some()
    });
    let Some(question) = questions.first_mut() else {
        return Ok(None);
    };
    question
        .ways
        .retain(|(way, _)| *way == Way::Taken || way == wanted);
    let epochs = EXPLAINING + (1 << 19)..EXPLAINING + (1 << 19) + order.futures;
    let jobs = question::jobs(&walk, &questions, World::Afresh, &epochs);
    let Some(played) = player.play("fresh futures", &Bench::new(plan), &jobs) else {
        return Ok(None);
    };
    let each = differences(&played[0], &played[1], point.by);
    let n = each.len().max(1) as f64;
    Ok(Some(sum(each) / n))
}

fn decisions(
    plan: &Arc<Plan>,
    seed: u64,
    records: &[Record],
    seat: Option<Name>,
) -> Result<Walk, Error> {
    if plan.setup.scenario.system.is_none() {
        return Err(Error::Discussion);
    }
    let name = seat.or_else(|| walk::whose(plan, records));
    let name = name.ok_or(Error::NoDecisions)?;
    let person = plan.person(name).ok_or(Error::Nobody(name))?;
    let walk = walk::walk(plan.clone(), seed, records, person)?;
    match walk.points.is_empty() {
        true => Err(Error::DecidedNothing(name)),
        false => Ok(walk),
    }
}

fn player<'a>(
    walk: &Walk,
    setup: &Setup,
    seed: u64,
    workshop: &'a Workshop,
    order: &'a Order,
) -> Player<'a> {
    Player {
        workshop,
        person: walk.person,
        seed,
        watched: watched_until(setup, walk.end),
        stop: order.stop,
        progress: order.progress,
        played: AtomicU64::new(0),
    }
}

fn screen(walk: &Walk, player: &Player, bench: &Bench) -> Option<Screened> {
    let questions = question::questions(walk);
    Screened::new(walk, questions, player, bench, SCREENING..SCREENING + FEW)
}

fn summaries(walk: &Walk, screened: &Screened) -> Vec<Decision> {
    let ways = |at: usize| {
        let asked = screened.questions.iter();
        let about = asked.filter(|q| q.decision == at);
        about.map(|q| q.ways.len() - 1).sum()
    };
    let points = walk.points.iter().enumerate();
    let each = points.map(|(at, point)| Decision {
        at: point.at,
        taken: point.taken.clone(),
        by: point.by,
        ways: ways(at),
    });
    each.collect()
}

/// Ways compared on fresh futures, in both worlds.
fn compare(
    walk: &Walk,
    questions: &[Question],
    player: &Player,
    bench: &Bench,
    epochs: Range<u32>,
    scale: [f64; 3],
) -> Option<Vec<TurningPoint>> {
    let jobs = question::jobs(walk, questions, World::Afresh, &epochs);
    let ante = player.play("by what could be known", bench, &jobs)?;
    let jobs = question::jobs(walk, questions, World::Kept, &epochs);
    let mut post = player.play("in this world", bench, &jobs)?.into_iter();
    let ante = question::by_question(questions, ante);
    let points = questions.iter().enumerate().map(|(at, question)| {
        let kept: Vec<Vec<Outcome>> = post.by_ref().take(question.ways.len()).collect();
        let [ante, post] = [&ante[at], &kept].map(|outcomes| costs(outcomes, player.seed));
        let ways = question.ways.iter().skip(1).zip(ante.into_iter().zip(post));
        let ways = ways.map(|((way, _), (ex_ante, ex_post))| Compared {
            way: way.clone(),
            ex_ante,
            ex_post,
        });
        let ways: Vec<Compared> = ways.collect();
        let shares = (0..ways.len()).flat_map(|way| {
            let costs = &ways[way].ex_ante;
            let least = |by: usize| costs[by].low.unwrap_or(f64::NEG_INFINITY) / scale[by];
            let most = |by: usize| costs[by].high.unwrap_or(f64::INFINITY) / scale[by];
            let net = question::net([0, 1, 2].map(least), [0, 1, 2].map(most));
            [0, 1, 2].map(|by| (net[by], way, by))
        });
        let (at_least, best, by) =
            shares
                .rev()
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .unwrap_or((f64::NEG_INFINITY, 0, 0));
        let earlier = question.ways.iter().find_map(|(way, _)| match way {
            Way::Earlier(early) => Some(*early),
            _ => None,
        });
        TurningPoint {
            decision: question.decision,
            earlier,
            best,
            by,
            at_least,
            ways,
            through: None,
        }
    });
    Some(points.collect())
}

/// What the way taken cost against each other way, in each measure, with intervals that all hold
/// together.
fn costs(outcomes: &[Vec<Outcome>], seed: u64) -> Vec<[Estimate; 3]> {
    let others = outcomes[1..].iter();
    let columns: Vec<Vec<f64>> = others
        .flat_map(|other| [0, 1, 2].map(|by| differences(&outcomes[0], other, by)))
        .collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let luck = Draws::new(seed);
    let estimates = simultaneous::means(&columns, LEVEL, |resample, place| {
        let key = (Name::new("simultaneous"), resample, place);
        luck.of(Purpose::Resample, key).uniform()
    });
    let three = |some: &[Estimate]| [0, 1, 2].map(|by: usize| some[by].clone());
    estimates.chunks(3).map(three).collect()
}

/// Idealises each mechanism in turn, from the decision on, in the way taken and in the best one.
fn through(
    setup: &Arc<Setup>,
    walk: &Walk,
    (question, best, by): (&Question, usize, usize),
    player: &Player,
    futures: u32,
) -> Option<Through> {
    let epochs = EXPLAINING..EXPLAINING + (futures / 2).max(2);
    let point = &walk.points[question.from];
    let jobs: Vec<Job> = [0, best]
        .iter()
        .map(|way| Job {
            point,
            mv: &question.ways[*way].1,
            world: World::Afresh,
            epochs: epochs.clone(),
        })
        .collect();
    let difference = |ideal: Option<Mechanism>| -> Option<Estimate> {
        let mut setup = Setup::clone(setup);
        if let Some(mechanism) = ideal {
            setup.defaults.ideal.idealise(mechanism);
        }
        let bench = Bench::new(Arc::new(Plan::new(Arc::new(setup))));
        let played = player.play("through which mechanism", &bench, &jobs)?;
        Some(sample::mean(
            &differences(&played[0], &played[1], by),
            LEVEL,
        ))
    };
    let whole = difference(None)?;
    let mut left = Vec::new();
    for mechanism in Mechanism::ALL {
        left.push((mechanism, difference(Some(mechanism))?));
    }
    let value = |e: &Estimate| e.value.unwrap_or(0.0);
    let least = left
        .iter()
        .min_by(|a, b| value(&a.1).total_cmp(&value(&b.1)));
    let most = least.filter(|(_, left)| value(left) < 0.5 * value(&whole));
    Some(Through {
        most: most.map(|(mechanism, _)| *mechanism),
        whole,
        left,
    })
}

/// What all decisions were worth.
fn worth(
    walk: &Walk,
    screened: &Screened,
    player: &Player,
    bench: &Bench,
    futures: u32,
) -> Option<Worth> {
    let jobs = [Job {
        point: &walk.points[0],
        mv: &futures::Move::Judgement,
        world: World::Afresh,
        epochs: CLOSE..CLOSE + futures,
    }];
    let played = player.play("the simulated commander from the start", bench, &jobs)?;
    let human = walk.points.iter().any(|p| p.by == Occupant::Human);
    let sums = || [0, 1, 2].map(|m| sample::mean(&screened.against_judgement(m), LEVEL));
    Some(Worth {
        game: futures::outcome(&walk.exercise),
        simulated: [0, 1, 2].map(|m| sample::mean(&column(&played[0], m), LEVEL)),
        decisions: human.then(sums),
    })
}

/// The measures in which outcomes are given, by name.
pub fn measure_names() -> [&'static str; 3] {
    measures().map(|metric| metric.name)
}
