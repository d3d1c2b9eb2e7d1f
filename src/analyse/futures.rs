//! Futures: one moment gone on with in several ways on the same luck.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::{Progress, walk::Point};
use crate::base::{Draws, Duration, Name, Purpose, SimTime};
use crate::batch::{Bench, Workshop};
use crate::exercise::Exercise;
use crate::model::Command;
use crate::model::command::Occupant;
use crate::score::{Metric, metric};
use crate::timeline::{Measure, Status};

/// Futures that a thread plays at a time.
const HANDFUL: u32 = 8;

/// A way to go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    /// This command now; then the person's own simulated judgement.
    Asks(Command),
    /// The person's own simulated judgement from now on.
    Judgement,
    /// Nothing for this long; then the judgement.
    Waits(Duration),
    /// These commands, each so long from now; then, after so long, the judgement.
    Own(Vec<(Duration, Command)>, Duration),
}

/// In which world a future plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// What the person could not know is drawn afresh, causes, whether what was done has removed them
    /// and how long work begun still takes: by what could be known then.
    Afresh,
    /// The causes that truly were there, what was done did what it did, and work begun takes what it
    /// was drawn to take.
    Kept,
}

/// What a future came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The measures of [`measures`], in seconds and user-minutes; 0 for what does not apply.
    pub values: [f64; 3],
    /// It was not resolved when the watch ended.
    pub open: bool,
}

/// What outcomes are measured by: until it was resolved, until it was mitigated, impact.
pub fn measures() -> [&'static Metric; 3] {
    ["time_to_resolve", "time_to_mitigate", "impact_user_minutes"]
        .map(|name| metric(name).expect("it is shipped"))
}

/// Some futures of one way to go on.
pub struct Job<'a> {
    pub point: &'a Point,
    pub mv: &'a Move,
    pub world: World,
    pub epochs: Range<u32>,
}

/// How futures are played.
pub struct Player<'a> {
    pub workshop: &'a Workshop,
    pub person: usize,
    pub seed: u64,
    /// Until when futures are watched; what is open then counts as lasting until then.
    pub watched: SimTime,
    pub stop: &'a AtomicBool,
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// How many futures have been played so far.
    pub played: AtomicU64,
}

impl Player<'_> {
    /// Plays all jobs on the worlds of a bench; the outcomes of each, future by future. Nothing if
    /// told to stop.
    pub fn play(
        &self,
        what: &'static str,
        bench: &Bench,
        jobs: &[Job],
    ) -> Option<Vec<Vec<Outcome>>> {
        let futures = |job: &Job| u64::from(job.epochs.end - job.epochs.start);
        let all = jobs.iter().map(futures).sum();
        (self.progress)(Progress::Begins { what, futures: all });
        let mut handfuls: Vec<(usize, Range<u32>)> = Vec::new();
        for (at, job) in jobs.iter().enumerate() {
            let mut from = job.epochs.start;
            while from < job.epochs.end {
                let to = (from + HANDFUL).min(job.epochs.end);
                handfuls.push((at, from..to));
                from = to;
            }
        }
        let played = self
            .workshop
            .each(bench, handfuls.len(), self.stop, |exercise, n| {
                let (at, epochs) = &handfuls[n];
                let each = epochs.clone().map(|k| self.future(exercise, &jobs[*at], k));
                let outcomes: Vec<Outcome> = each.collect();
                let count = outcomes.len() as u64;
                self.played.fetch_add(count, Ordering::Relaxed);
                (self.progress)(Progress::Played(count));
                outcomes
            })?;
        let mut outcomes: Vec<Vec<Outcome>> = jobs.iter().map(|_| Vec::new()).collect();
        for ((at, _), some) in handfuls.iter().zip(played) {
            outcomes[*at].extend(some);
        }
        Some(outcomes)
    }

    fn future(&self, exercise: &mut Exercise, job: &Job, epoch: u32) -> Outcome {
        let (point, person) = (job.point, self.person);
        exercise.branch(&point.snapshot, epoch, person);
        if job.world == World::Afresh {
            let luck = Draws::in_epoch(self.seed, epoch);
            for hidden in &point.hidden {
                let key = (hidden.luck, Name::new("what nobody knew"));
                let chances = hidden.guesses.iter().map(|guess| guess.chance);
                let drawn = luck.of(Purpose::TrueCause, key).pick(chances);
                let guess = &hidden.guesses[drawn.expect("chances add up to one")];
                exercise.recast(hidden.episode, guess, person);
            }
            exercise.redraw_work();
        }
        let now = exercise.now();
        let until = match job.mv {
            Move::Asks(command) => {
                exercise.seat(person, Occupant::Policy);
                exercise.ask_now(person, command.clone());
                None
            }
            Move::Judgement => {
                exercise.seat(person, Occupant::Policy);
                exercise.think_now(person);
                None
            }
            Move::Waits(length) => Some((&[][..], *length)),
            Move::Own(commands, length) => Some((&commands[..], *length)),
        };
        if let Some((commands, length)) = until {
            exercise.seat(person, Occupant::Human);
            for (after, command) in commands {
                exercise.submit(now + *after, Some(person), command.clone());
            }
            let name = exercise.engine().plan.name(person);
            let hands_over = Command::Seat {
                person: name,
                occupant: Occupant::Policy,
            };
            exercise.submit(now + length, None, hands_over);
        }
        exercise.submit(self.watched, None, Command::End);
        exercise.finish();
        outcome(exercise)
    }
}

/// What an exercise has come to.
pub fn outcome(exercise: &Exercise) -> Outcome {
    let timeline = exercise.timeline();
    let [resolve, mitigate, impact] = measures().map(|m| (m.read)(timeline));
    let value = |m: Measure, unit: f64| match m.applies() {
        true => m.value as f64 / unit,
        false => 0.0,
    };
    Outcome {
        values: [
            value(resolve, 1_000.0),
            value(mitigate, 1_000.0),
            value(impact, 60_000.0),
        ],
        open: resolve.status == Status::Censored,
    }
}

/// The values of one measure, future by future.
pub fn column(outcomes: &[Outcome], measure: usize) -> Vec<f64> {
    outcomes.iter().map(|o| o.values[measure]).collect()
}

/// One way minus another, future by future.
pub fn differences(one: &[Outcome], other: &[Outcome], measure: usize) -> Vec<f64> {
    let both = one.iter().zip(other);
    both.map(|(a, b)| a.values[measure] - b.values[measure])
        .collect()
}
