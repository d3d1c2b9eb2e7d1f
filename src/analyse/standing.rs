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
