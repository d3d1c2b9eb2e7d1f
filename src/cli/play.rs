//! `play`: one seat of an exercise is yours.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use clap::ValueEnum;

use super::exit::{self, Exit, Failure};
use super::flags::{self, Face};
use super::inputs::{self, InputFlags};
use super::out;
use crate::live::{
    CoachMode, LiveError, Mode, Opening, RealDisk, Session, Speed, SystemClock, ending, seat,
};
use crate::tui::{self, FaceError, Left, Look};

const EXAMPLE: &str = "\
Examples (by lines; without --plain each is a screen):
  sandtable play checkout-regression --out my-first --plain
  sandtable play --resume my-first --plain
  sandtable play quiet-disk --seat on-call --turns --seed 7 --plain
  sandtable play checkout-regression --shadow --no-history";

/// Take one seat in an incident, simulated colleagues in the others
///
/// You sit in the person who would hold that role: the incident commander's, unless --seat says
/// otherwise. Everybody else is simulated, acts on what they believe and answers you. Every command
/// takes its time in the story and is on disk before it is shown; quit, and --resume goes on.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The scenario: a name or a path; with --shadow also the log of an exercise
    #[arg(required_unless_present = "resume", conflicts_with = "resume")]
    scenario: Option<String>,
    #[command(flatten)]
    inputs: InputFlags,
    /// Whose seat: a role of the process (ic, deputy, scribe, liaison, expert, on-call) or a person
    /// [default: ic]
    #[arg(long, value_name = "ROLE")]
    seat: Option<String>,
    /// The luck of this game [default: a fresh one, printed]
    #[arg(long, value_name = "N", value_parser = flags::seed, allow_hyphen_values = true)]
    seed: Option<u64>,
    /// Story minutes to a minute on your clock, from 0.25 to 600
    #[arg(long, value_name = "X", default_value = "4", value_parser = Speed::parse)]
    speed: Speed,
    /// The clock stops at each decision of yours
    #[arg(long)]
    turns: bool,
    /// How much a coach says
    #[arg(long, value_name = "MODE", default_value = "quiet")]
    coach: Coach,
    /// Give no commands: look over a simulated or a recorded commander's shoulder, say before each
    /// decision what they will do, and see how much you foresaw; by lines
    #[arg(long, conflicts_with_all = ["resume", "turns", "out"])]
    shadow: bool,
    /// Lines instead of a screen: for screen readers, pipes, scripts
    #[arg(long)]
    plain: bool,
    /// The folder of the game, which must not be there yet [default: one in this folder, named after
    /// scenario and seed]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Take a game up again
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    resume: Option<PathBuf>,
    #[cfg(feature = "history")]
    #[command(flatten)]
    history: super::history::Keep,
}

/// How much a coach says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Coach {
    /// Nothing before the debrief
    Quiet,
    /// Says that there is something to notice; what it is costs a point of the score
    Hints,
    /// The next step by the book with its reason; each kind of step costs a point once
    Guided,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    if args.shadow {
        return super::shadow::run(
            &super::shadow::Watched {
                what: args.scenario.as_deref().expect("clap asks for it"),
                inputs: &args.inputs,
                seat: args.seat.as_deref(),
                seed: args.seed,
                #[cfg(feature = "history")]
                keep: &args.history,
            },
            face,
        );
    }
    let full = io::stdout().is_terminal() && io::stdin().is_terminal();
    if !args.plain && !full {
        return Err(Failure::outside(
            "there is no terminal to play on: add --plain to play by lines",
        ));
    }
    let mut session = match &args.resume {
        Some(folder) => take_up(folder, face)?,
        None => begin(args, face)?,
    };
    let me = session.desks().first().map(|d| d.me());
    let me = me.ok_or_else(|| Failure::outside("nobody sits in this game: begin a new one"))?;
    let left = match args.plain {
        true => by_lines(&mut session, me)?,
        false => {
            let colours = out::paint(face) == crate::report::Paint::On;
            let stop = exit::stops_by_itself();
            exit::before_exit(tui::restore);
            tui::play(&mut session, me, Look { colours }, stop)?
        }
    };
    if left == Left::Ended {
        ending::write_debrief(session.folder(), &ending::debrief(&session, me))?;
    }
    farewell(&session, left, args.plain)?;
    #[cfg(feature = "history")]
    if session.ended().is_some() {
        super::history::keep(&session, &args.history, face);
    }
    let interrupted = exit::stops_by_itself().load(std::sync::atomic::Ordering::SeqCst);
    Ok(if interrupted {
        Exit::Interrupted
    } else {
        Exit::Fine
    })
}

fn begin(args: &Args, face: &Face) -> Result<Session, Failure> {
    let scenario = args.scenario.as_deref().expect("clap asks for it");
    let setup = inputs::playable(scenario, &args.inputs, face)?;
    let seed = args.seed.unwrap_or_else(fresh_seed);
    let word = args.seat.as_deref().unwrap_or("ic");
    let sitting = seat::seat(&setup, seed, word).map_err(|e| Failure::outside(e.to_string()))?;
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| free_folder("play", setup.scenario.name.as_str(), seed));
    let who = crate::score::words::person(sitting.person, &setup).to_string();
    out::say(
        &format!(
            "seed {seed}, you sit in {who}; kept in {}",
            folder.display()
        ),
        face,
    );
    let opening = Opening {
        seed,
        sittings: vec![sitting],
        folder,
        mode: if args.turns { Mode::Turns } else { Mode::Clock },
        speed: args.speed,
        coach: match args.coach {
            Coach::Quiet => CoachMode::Quiet,
            Coach::Hints => CoachMode::Hints,
            Coach::Guided => CoachMode::Guided,
        },
    };
    let session = Session::begin(
        setup,
        opening,
        Box::new(SystemClock::default()),
        Box::new(RealDisk),
    )?;
    for difference in &session.header().degraded {
        out::say(&format!("note: {difference}"), face);
    }
    Ok(session)
}

fn take_up(folder: &Path, face: &Face) -> Result<Session, Failure> {
    let clock = Box::new(SystemClock::default());
    let (session, found) = Session::resume(folder, clock, Box::new(RealDisk))?;
    let at = session.setup().scenario.starts.clock(found.at);
    let dropped = match found.dropped_bytes {
        0 => String::new(),
        bytes => {
            format!("; {bytes} bytes of a last line that was never confirmed lie in a .torn file")
        }
    };
    let over = if found.ended {
        ", it has ended"
    } else {
        ", the clock stands"
    };
    out::say(
        &format!(
            "taken up at {at}{over}: all {} records are there{dropped}",
            found.records
        ),
        face,
    );
    Ok(session)
}

fn by_lines(session: &mut Session, me: crate::base::Name) -> Result<Left, Failure> {
    let lines = typed_lines();
    let stop = exit::stops_by_itself();
    match tui::plain(session, me, &lines, &mut io::stdout(), stop) {
        Err(FaceError::Terminal(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Err(Failure::nobody_listens())
        }
        other => Ok(other?),
    }
}

/// What is typed, line by line.
pub fn typed_lines() -> mpsc::Receiver<String> {
    let (give, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if give.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// Where it lies and what can be done with it now.
fn farewell(session: &Session, left: Left, plain: bool) -> Result<(), Failure> {
    if left == Left::Ended && plain {
        return Ok(());
    }
    let folder = session.folder().display();
    let mut lines = match left {
        Left::Ended => ending::summary(session),
        Left::Saved => vec![
            "Saved. Every command you gave is on disk.".to_string(),
            String::new(),
            format!("Go on    sandtable play --resume {folder}"),
        ],
    };
    if left == Left::Saved {
        let log = session.file().display();
        lines.push(format!("Log      {log}"));
        for (name, command) in [("Replay", "replay"), ("Report", "report")] {
            lines.push(format!("{name:<8} sandtable {command} {log}"));
        }
    }
    lines.push(String::new());
    out::print(&lines.join("\n"))
}

/// A number that can be typed again, from the machine's own chance.
pub fn fresh_seed() -> u64 {
    RandomState::new().build_hasher().finish() % 1_000_000
}

/// A folder of this name that is not there yet.
pub fn free_folder(what: &str, scenario: &str, seed: u64) -> PathBuf {
    let name = format!("{what}-{scenario}-{seed}");
    let mut numbers = 2..;
    let mut folder = PathBuf::from(&name);
    while folder.exists() {
        let number = numbers.next().expect("numbers do not end");
        folder = PathBuf::from(format!("{name}-{number}"));
    }
    folder
}

impl From<LiveError> for Failure {
    fn from(error: LiveError) -> Failure {
        match error {
            LiveError::File(error) => error.into(),
            LiveError::Log(error) => error.into(),
            LiveError::Differs { .. } => Failure {
                exit: Exit::Findings,
                message: error.to_string(),
            },
            other => Failure::outside(other.to_string()),
        }
    }
}

impl From<FaceError> for Failure {
    fn from(error: FaceError) -> Failure {
        match error {
            FaceError::Live(error) => error.into(),
            other => Failure::outside(other.to_string()),
        }
    }
}
