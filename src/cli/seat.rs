//! `seat`: a program takes one seat, by JSON lines.

use std::io;
use std::path::PathBuf;

use serde_json::json;

use super::exit::{Exit, Failure};
use super::flags::{self, Face};
use super::inputs::{self, InputFlags};
use super::out;
use super::play;
use super::table::{self, Table};
use crate::base::Duration;
use crate::live::{CoachMode, Mode, Opening, RealDisk, Session, Speed, SystemClock, seat};

const EXAMPLE: &str = "\
Examples (a program talks on the other side; here nobody does):
  sandtable seat quiet-disk --stdio --seed 7 --out seated < /dev/null
  sandtable seat checkout-regression --stdio --clock --speed 600 --out clocked < /dev/null

One line out for each decision, with what the person knows and their numbered options; one line in:
  {\"option\": 3}    {\"wait_s\": 120}    {\"command\": \"StepAway\"}";

/// Let a program take one seat, by JSON lines
///
/// Writes a hello, then a line for each decision: what the person in the seat knows, and the
/// commands open to them with the story time each takes. Reads one line for each. A line that
/// cannot be read gets an error line and the decision stays open; a move the rules forbid is a
/// refusal in the log. At the end of the answers nobody sits there any more and the exercise goes
/// to its end; the last line is the result. Everybody else is simulated.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The scenario: a name or a path
    scenario: String,
    #[command(flatten)]
    inputs: InputFlags,
    /// Talk on stdin and stdout, the only way there is
    #[arg(long, required = true)]
    stdio: bool,
    /// Whose seat: a role of the process (ic, deputy, scribe, liaison, expert, on-call) or a person
    #[arg(long, value_name = "ROLE", default_value = "ic")]
    seat: String,
    /// The luck of this game [default: a fresh one, printed]
    #[arg(long, value_name = "N", value_parser = flags::seed, allow_hyphen_values = true)]
    seed: Option<u64>,
    /// The story waits for each answer; the same answers give the same log [default]
    #[arg(long, conflicts_with = "clock")]
    turns: bool,
    /// Story time that each command takes to think of, in seconds, from 1 to 3600
    #[arg(long, value_name = "SECONDS", default_value = "5", conflicts_with = "clock",
        value_parser = clap::value_parser!(u32).range(1..=3600))]
    thinking: u32,
    /// The clock does not wait for the program
    #[arg(long)]
    clock: bool,
    /// Story minutes to a minute on the clock, from 0.25 to 600
    #[arg(long, value_name = "X", default_value = "4", requires = "clock", value_parser = Speed::parse)]
    speed: Speed,
    /// The folder of the game, which must not be there yet [default: one in this folder, named after
    /// scenario and seed]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let session = begin(args, face)?;
    let (writer, written) = table::writer(io::stdout());
    let mut table = Table::new(session, writer, table::reader(io::stdin()), None);
    table.begin(match args.clock {
        true => json!({"mode": "clock", "speed": f64::from(args.speed.0) / 100.0}),
        false => json!({"mode": "turns", "thinking_s": args.thinking}),
    });
    let thinking = Duration::seconds(i64::from(args.thinking));
    match args.clock {
        true => table.by_the_clock()?,
        false => table.by_turns(thinking)?,
    }
    if table.session.ended().is_none() {
        let at = table.desk().clock(table.session.now());
        out::say(
            &format!(
                "no more answers at {at}: nobody sits there from now on, the exercise goes to its end"
            ),
            face,
        );
        table.session.finish()?;
    }
    table.end();
    drop(table);
    match written.join().expect("the writer does not panic") {
        Ok(()) => Ok(Exit::Fine),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::nobody_listens()),
        Err(error) => Err(Failure::outside(format!(
            "cannot write to stdout: {error}; check where it leads"
        ))),
    }
}

fn begin(args: &Args, face: &Face) -> Result<Session, Failure> {
    let setup = inputs::playable(&args.scenario, &args.inputs, face)?;
    let seed = args.seed.unwrap_or_else(play::fresh_seed);
    let sitting =
        seat::seat(&setup, seed, &args.seat).map_err(|e| Failure::outside(e.to_string()))?;
    let name = setup.scenario.name;
    let folder = args.out.clone();
    let folder = folder.unwrap_or_else(|| play::free_folder("seat", name.as_str(), seed));
    let who = crate::score::words::person(sitting.person, &setup).to_string();
    let kept = folder.display();
    out::say(
        &format!("seed {seed}, the program sits in {who}; kept in {kept}"),
        face,
    );
    let opening = Opening {
        seed,
        sittings: vec![sitting],
        folder,
        mode: if args.clock { Mode::Clock } else { Mode::Turns },
        speed: args.speed,
        coach: CoachMode::Quiet,
    };
    let clock = Box::new(SystemClock::default());
    let session = Session::begin(setup, opening, clock, Box::new(RealDisk))?;
    for difference in &session.header().degraded {
        out::say(&format!("note: {difference}"), face);
    }
    Ok(session)
}
