//! A program in one of the seats, game after game: what `compare --seat` sets beside the simulated.

use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::sync::Arc;
use std::time::Duration as WallTime;

use serde_json::json;

use crate::base::Duration;
use crate::batch::Plays;
use crate::cli::exit::Failure;
use crate::cli::table::{self, Table};
use crate::live::{CoachMode, Mode, Opening, RealDisk, Session, Speed, SystemClock, seat};
use crate::model::Setup;
use crate::study::Case;
use crate::timeline::Timeline;

/// A program that keeps silent for so long is given up.
const PATIENCE: WallTime = WallTime::from_secs(60);

/// Whose seat, and what sits there: `ic=python3 commander.py`.
#[derive(Clone, Debug)]
pub struct Seated {
    role: String,
    line: String,
}

impl Seated {
    /// Reads `ROLE=COMMAND`.
    pub fn parse(text: &str) -> Result<Seated, String> {
        let parts = text.split_once('=');
        let parts = parts.map(|(role, line)| (role.trim(), line.trim()));
        match parts {
            Some((role, line)) if !role.is_empty() && !line.is_empty() => Ok(Seated {
                role: role.into(),
                line: line.into(),
            }),
            _ => Err("a program is seated as ROLE=COMMAND, as 'ic=python3 commander.py'".into()),
        }
    }

    /// The same arm with the program in its seat, beside the one where everybody is simulated.
    ///
    /// # Errors
    /// If nobody has that seat.
    pub fn beside(&self, case: &Case, seed: u64, thinking: u32) -> Result<Case, Failure> {
        seat::seat(&case.setup, seed, &self.role).map_err(|e| Failure::outside(e.to_string()))?;
        let mut set = case.set.clone();
        set.push((format!("seat {}", self.role), self.line.clone()));
        Ok(Case {
            name: format!("{}, {} by {}", case.name, self.role, self.short()),
            set,
            by: Some(Arc::new(Program {
                seated: self.clone(),
                setup: case.setup.clone(),
                thinking,
            })),
            ..case.clone()
        })
    }

    /// The program without its path and what it is started by: the last word that is no flag.
    fn short(&self) -> &str {
        let words = self.line.split_whitespace();
        let word = words.rev().find(|word| !word.starts_with('-'));
        let word = word.unwrap_or(&self.line);
        word.rsplit('/').next().unwrap_or(word)
    }
}

/// Starts the program anew for every game.
struct Program {
    seated: Seated,
    setup: Arc<Setup>,
    /// Story seconds that each command takes to think of.
    thinking: u32,
}

impl Plays for Program {
    fn play(&self, seed: u64) -> Result<Timeline, String> {
        let folder = tempfile::tempdir().map_err(|e| format!("no folder for a game: {e}"))?;
        let sitting = seat::seat(&self.setup, seed, &self.seated.role);
        let opening = Opening {
            seed,
            sittings: vec![sitting.map_err(|e| e.to_string())?],
            folder: folder.path().join("game"),
            mode: Mode::Turns,
            speed: Speed(100),
            coach: CoachMode::Quiet,
        };
        let clock = Box::new(SystemClock::default());
        let setup = Setup::clone(&self.setup);
        let session = Session::begin(setup, opening, clock, Box::new(RealDisk));
        let session = session.map_err(|e| e.to_string())?;
        let said = folder.path().join("stderr");
        let cannot = |e| format!("`{}` cannot be started: {e}", self.seated.line);
        let mut child = self.start(&said).map_err(cannot)?;
        let records = self.talk(session, &mut child.0).map_err(|why| {
            let said = std::fs::read_to_string(&said).unwrap_or_default();
            let last = said.lines().rfind(|line| !line.trim().is_empty());
            last.map_or(why.clone(), |last| format!("{why}; it said `{last}`"))
        })?;
        Ok(Timeline::read(&self.setup, &records))
    }
}

/// Goes with whoever started it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have gone by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Program {
    /// What it says on stderr is kept for the case that it fails.
    fn start(&self, said: &Path) -> std::io::Result<Running> {
        let mut shell = Process::new("sh");
        shell.arg("-c").arg(&self.seated.line);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        shell.stderr(std::fs::File::create(said)?);
        shell.spawn().map(Running)
    }

    fn talk(
        &self,
        session: Session,
        child: &mut Child,
    ) -> Result<Vec<crate::model::Record>, String> {
        let stdin = child.stdin.take().expect("it was asked for");
        let stdout = child.stdout.take().expect("it was asked for");
        let (writer, _) = table::writer(stdin);
        let mut table = Table::new(session, writer, table::reader(stdout), Some(PATIENCE));
        table.begin(json!({"mode": "turns", "thinking_s": self.thinking}));
        let thinking = Duration::seconds(i64::from(self.thinking));
        table
            .by_turns(thinking)
            .map_err(|failure| failure.message)?;
        if table.session.ended().is_none() {
            let at = table.desk().clock(table.session.now());
            if table.silent {
                return Err(format!("the program said nothing for a minute at {at}"));
            }
            let status = child.wait().map_err(|e| e.to_string())?;
            if !status.success() {
                return Err(format!("the program ended at {at} with {status}"));
            }
            // Nobody sits there any more.
            table.session.finish().map_err(|e| e.to_string())?;
        }
        table.end();
        Ok(table.session.records().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_called_by_its_name() {
        let short = |text| Seated::parse(text).unwrap().short().to_string();
        assert_eq!(short("ic=python3 a/b/commander.py --calm"), "commander.py");
        assert_eq!(short("ic=./mine"), "mine");
        for bad in ["ic", "=x", "ic=", ""] {
            assert!(Seated::parse(bad).unwrap_err().contains("ROLE=COMMAND"));
        }
    }
}
