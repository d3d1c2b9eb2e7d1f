//! `play --shadow`: look over a commander's shoulder and foresee what they do.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::exit::{self, Exit, Failure};
use super::flags::Face;
use super::inputs::{self, InputFlags};
use super::told::Told;
use super::{out, play};
use crate::analyse::walk::whose;
use crate::engine::plan::Plan;
use crate::exercise::Exercise;
use crate::live::shadow::Shadow;
use crate::live::{Sitting, seat};
use crate::model::{Record, Setup};
use crate::tui::{self, Left};

/// Whom to watch, and in what.
pub struct Watched<'a> {
    /// A scenario, or a log.
    pub what: &'a str,
    pub inputs: &'a InputFlags,
    /// The seat, where it is not left to the log.
    pub seat: Option<&'a str>,
    pub seed: Option<u64>,
    #[cfg(feature = "history")]
    pub keep: &'a super::history::Keep,
}

pub fn run(watched: &Watched, face: &Face) -> Result<Exit, Failure> {
    let path = Path::new(watched.what);
    let is_log = path.join("log.jsonl").is_file() || path.extension().is_some_and(|e| e == "jsonl");
    let (setup, sitting, records) = match is_log {
        true => recorded(path, watched, face)?,
        false => simulated(watched, face)?,
    };
    let setup = Arc::new(setup);
    let mut shadow = Shadow::new(Arc::new(Plan::new(setup.clone())), sitting, records);
    let lines = play::typed_lines();
    let stop = exit::stops_by_itself();
    let left = match tui::shadow(&mut shadow, &lines, &mut io::stdout(), stop) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Err(Failure::nobody_listens());
        }
        other => other.map_err(|error| Failure::outside(error.to_string()))?,
    };
    #[cfg(feature = "history")]
    super::history::keep_shadowing(&setup, sitting.person, &shadow, watched.keep, face)?;
    let interrupted = stop.load(std::sync::atomic::Ordering::SeqCst);
    Ok(match left {
        Left::Saved if interrupted => Exit::Interrupted,
        _ => Exit::Fine,
    })
}

/// Somebody who was recorded: who sat in the log, or its simulated commander.
fn recorded(
    path: &Path,
    watched: &Watched,
    face: &Face,
) -> Result<(Setup, Sitting, Vec<Record>), Failure> {
    let told = Told::read(path, face)?;
    let setup = told.header.setup;
    let sitting = match watched.seat {
        Some(word) => seat::seat(&setup, told.header.seed, word)
            .map_err(|e| Failure::outside(e.to_string()))?,
        None => {
            let plan = Plan::new(Arc::new(setup.clone()));
            let person = whose(&plan, &told.records).ok_or_else(|| {
                let log = path.display();
                Failure::outside(format!("nobody decided anything in `{log}`"))
            })?;
            let role = None;
            Sitting { person, role }
        }
    };
    Ok((setup, sitting, told.records))
}

/// The commander as our own simulated people play them.
fn simulated(watched: &Watched, face: &Face) -> Result<(Setup, Sitting, Vec<Record>), Failure> {
    let setup = inputs::usable(watched.what, watched.inputs, face)?;
    let seed = watched.seed.unwrap_or_else(play::fresh_seed);
    let word = watched.seat.unwrap_or("ic");
    let sitting = seat::seat(&setup, seed, word).map_err(|e| Failure::outside(e.to_string()))?;
    let who = crate::score::words::person(sitting.person, &setup);
    out::say(&format!("seed {seed}, you watch {who}"), face);
    let mut exercise = Exercise::of_plan(Arc::new(Plan::new(Arc::new(setup.clone()))), seed);
    exercise.finish();
    let records = exercise.records().to_vec();
    Ok((setup, sitting, records))
}
