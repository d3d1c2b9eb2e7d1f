//! Where a game stands among simulated runs of the same exercise.

use std::sync::Arc;

use super::{Error, Order, Progress};
use crate::batch::{Bench, Workshop};
use crate::engine::plan::Plan;
use crate::model::{Command, Fact, Record, Setup};
use crate::score::{metric, score};
use crate::stats::{Estimate, LEVEL, sample};
use crate::timeline::{Measure, Status, Timeline};

/// Simulated runs that a game is set beside, unless somebody says otherwise.
pub const RUNS: u32 = 1_000;

/// A game among simulated runs under one process.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// What the runs are called: the process.
    pub name: String,
    /// It is the process of the game.
    pub same: bool,
    pub runs: usize,
    /// The share of the runs that the game beats, a tie counting half: by score, and by time to
    /// resolve. With Wilson's interval.
    pub by_score: Estimate,
    pub by_time: Estimate,
}

/// Why a game stands nowhere: its people paid less for what they did than simulated people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoStanding {
    /// The facilitator let work end at once, so many times.
    Waived(usize),
    /// The exercise was not played to its end.
    Unfinished,
}

/// Whether a game may be set beside simulated ones.
///
/// # Errors
/// If commands did not all cost their story time, or it has not ended.
pub fn comparable(records: &[Record]) -> Result<(), NoStanding> {
    let waived = records.iter().filter(|record| {
        let Fact::Commanded { command } = &record.fact else {
            return false;
        };
        matches!(command, Command::Waive { .. })
    });
    match waived.count() {
        0 => {}
        count => return Err(NoStanding::Waived(count)),
    }
    let ended = records.iter().any(|r| matches!(r.fact, Fact::Ended { .. }));
    match ended {
        true => Ok(()),
        false => Err(NoStanding::Unfinished),
    }
}

/// Sets a game beside simulated runs of each of these setups, on luck of their own: run k has the
/// game's seed, and 1, and k. Nothing if told to stop.
///
/// # Errors
/// If threads cannot be started.
pub fn standing(
    setup: &Setup,
    game: &Timeline,
    seed: u64,
    others: &[(String, Arc<Setup>)],
    runs: u32,
    order: &Order,
) -> Result<Option<Vec<Standing>>, Error> {
    let workshop = Workshop::new(order.threads)?;
    let own = worth(setup, game);
    let mut all = Vec::new();
    for (name, other) in others {
        (order.progress)(Progress::Begins {
            what: "where it stands",
            futures: u64::from(runs),
        });
        let bench = Bench::new(Arc::new(Plan::new(other.clone())));
        let played = workshop.each(&bench, runs as usize, order.stop, |exercise, k| {
            exercise.reset(seed.wrapping_add(1).wrapping_add(k as u64));
            exercise.finish();
            (order.progress)(Progress::Played(1));
            worth(other, exercise.timeline())
        });
        let Some(played) = played else {
            return Ok(None);
        };
        let n = played.len();
        let share = |better: &dyn Fn(&Worth) -> f64| {
            sample::share(played.iter().map(better).sum(), n, LEVEL)
        };
        all.push(Standing {
            name: name.clone(),
            same: other.process == setup.process,
            runs: n,
            by_score: share(&|run| points(own.score.cmp(&run.score))),
            by_time: share(&|run| points(run.time.cmp(&own.time))),
        });
    }
    Ok(Some(all))
}

/// A game among simulated runs of the same setup, in one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Which measure, by its name.
    pub measure: &'static str,
    /// What the game came to.
    pub game: Measure,
    pub runs: usize,
    /// The share of the runs that took less, a tie counting half. With Wilson's interval. Where the
    /// game was over before it got there, of those that are certain: at least so many.
    pub slower: Estimate,
    /// What 10, 25, 50, 75 and 90 of 100 runs stayed within, in milliseconds; nothing where so many
    /// never got there.
    pub within: [Option<i64>; 5],
}

/// The shares of [`Place::within`].
const WITHIN: [usize; 5] = [10, 25, 50, 75, 90];

/// Sets each of these times of a game beside simulated runs of its own setup, on the luck of
/// [`standing`]. A measure that does not apply to the game is left out. Nothing if told to stop.
///
/// # Errors
/// If threads cannot be started.
pub fn places(
    setup: &Arc<Setup>,
    game: &Timeline,
    seed: u64,
    measures: &[&'static str],
    runs: u32,
    order: &Order,
) -> Result<Option<Vec<Place>>, Error> {
    let workshop = Workshop::new(order.threads)?;
    (order.progress)(Progress::Begins {
        what: "where it stands",
        futures: u64::from(runs),
    });
    let read = |timeline: &Timeline| -> Vec<Measure> {
        let metrics = measures.iter().filter_map(|name| metric(name));
        metrics.map(|m| (m.read)(timeline)).collect()
    };
    let bench = Bench::new(Arc::new(Plan::new(setup.clone())));
    let played = workshop.each(&bench, runs as usize, order.stop, |exercise, k| {
        exercise.reset(seed.wrapping_add(1).wrapping_add(k as u64));
        exercise.finish();
        (order.progress)(Progress::Played(1));
        read(exercise.timeline())
    });
    let Some(played) = played else {
        return Ok(None);
    };
    let own = read(game);
    let names = measures.iter().filter(|name| metric(name).is_some());
    let each = names.enumerate().filter(|(at, _)| own[*at].applies());
    let each = each.map(|(at, name)| place(name, own[at], played.iter().map(|run| run[at])));
    Ok(Some(each.collect()))
}

fn place(name: &'static str, game: Measure, runs: impl Iterator<Item = Measure>) -> Place {
    let mut times: Vec<(bool, i64)> = runs.filter(|m| m.applies()).map(open_last).collect();
    times.sort_unstable();
    // What the game had not reached took longer than it had lasted, and nobody knows how much.
    let own = (false, game.value);
    let won: f64 = times.iter().map(|run| points(own.cmp(run))).sum();
    let n = times.len();
    let within = WITHIN.map(|percent| {
        let at = (n * percent).div_ceil(100).max(1) - 1;
        let reached = times.get(at).filter(|(open, _)| !open);
        reached.map(|(_, time)| *time)
    });
    Place {
        measure: name,
        game,
        runs: n,
        slower: sample::share(won, n, LEVEL),
        within,
    }
}

/// A time that was not reached is longer than any.
fn open_last(measure: Measure) -> (bool, i64) {
    match measure.status {
        Status::Censored => (true, 0),
        _ => (false, measure.value),
    }
}

/// What decides which of two runs is better. A time that was not reached is longer than any.
struct Worth {
    score: u32,
    time: (bool, i64),
}

fn worth(setup: &Setup, timeline: &Timeline) -> Worth {
    let resolve = metric("time_to_resolve").expect("it is shipped");
    let measure: Measure = (resolve.read)(timeline);
    let open = measure.status == Status::Censored;
    Worth {
        score: score(setup, timeline).total,
        time: (open, if open { 0 } else { measure.value }),
    }
}

/// A win counts one, a tie half.
fn points(order: std::cmp::Ordering) -> f64 {
    match order {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    }
}
