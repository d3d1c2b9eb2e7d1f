//! Work on exercises in parallel that is not a run from its beginning: futures from one moment.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::Error;
use crate::engine::plan::Plan;
use crate::exercise::Exercise;

/// Threads, for whoever has many small things to do.
pub struct Workshop {
    pool: rayon::ThreadPool,
}

/// Worlds of one plan, built once for each thread.
pub struct Bench {
    plan: Arc<Plan>,
    idle: Mutex<Vec<Exercise>>,
}

impl Workshop {
    /// With so many threads; 0 is as many as the machine has.
    ///
    /// # Errors
    /// If the threads cannot be started.
    pub fn new(threads: usize) -> Result<Workshop, Error> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?;
        Ok(Workshop { pool })
    }

    /// Does `count` pieces of work, each on some exercise of the bench in whatever state, and
    /// answers with what came of them in their order. Nothing once `stop` is set.
    pub fn each<T: Send>(
        &self,
        bench: &Bench,
        count: usize,
        stop: &AtomicBool,
        work: impl Fn(&mut Exercise, usize) -> T + Sync,
    ) -> Option<Vec<T>> {
        let one = |piece: usize| {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let mut exercise = bench.take();
            let done = work(&mut exercise, piece);
            bench.give(exercise);
            Some(done)
        };
        self.pool
            .install(|| (0..count).into_par_iter().map(one).collect())
    }
}

impl Bench {
    pub fn new(plan: Arc<Plan>) -> Bench {
        Bench {
            plan,
            idle: Mutex::default(),
        }
    }
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }
    fn take(&self) -> Exercise {
        let idle = self.idle.lock().expect("nobody panics with it").pop();
        idle.unwrap_or_else(|| Exercise::of_plan(self.plan.clone(), 0))
    }
    fn give(&self, exercise: Exercise) {
        self.idle
            .lock()
            .expect("nobody panics with it")
            .push(exercise);
    }
}
