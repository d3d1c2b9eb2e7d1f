//! `seat`: a program takes one seat, by JSON lines.

use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration as WallTime;

use serde_json::{Value, json};

use super::exit::{Exit, Failure};
use super::flags::{self, Face};
use super::inputs::{self, InputFlags};
use super::out;
use super::play;
use super::told::Told;
use crate::base::{Duration, Name};
use crate::live::desk::{Ask, Desk};
use crate::live::turns::Watch;
use crate::live::wire::{self, Answer};
use crate::live::{CoachMode, Mode, Opening, RealDisk, Session, Speed, SystemClock, seat};

/// How often the clock is looked at where time runs by itself.
const TICK: WallTime = WallTime::from_millis(20);
/// No answer is longer, in bytes.
const LINE_MAX: u64 = 1 << 20;
/// Where nothing comes for so long, whoever sits there is asked all the same.
const QUIET: Duration = Duration::minutes(15);

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
    let me = session.desks()[0].me();
    let (writer, written) = writer();
    let mut table = Table {
        session,
        me,
        out: writer,
        answers: reader(),
        number: 0,
        heard: 0,
    };
    let time = match args.clock {
        true => json!({"mode": "clock", "speed": f64::from(args.speed.0) / 100.0}),
        false => json!({"mode": "turns", "thinking_s": args.thinking}),
    };
    let hello = wire::hello(table.session.header(), table.desk(), time);
    table.say(&hello);
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
    let result = result(&table.session);
    table.say(&result);
    drop(table);
    written.join().expect("the writer does not panic")
}

fn begin(args: &Args, face: &Face) -> Result<Session, Failure> {
    let setup = inputs::usable(&args.scenario, &args.inputs, face)?;
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

/// A session and the program that talks with it.
struct Table {
    session: Session,
    me: Name,
    out: Sender<String>,
    answers: Receiver<String>,
    /// Decisions asked for so far.
    number: u32,
    /// Lines of the channel the program has been told.
    heard: usize,
}

impl Table {
    /// The story stands while the program thinks, and then goes on by what thinking is said to take.
    fn by_turns(&mut self, thinking: Duration) -> Result<(), Failure> {
        let mut limit = QUIET;
        loop {
            let news = self.session.forward(self.me, limit)?;
            limit = QUIET;
            if self.session.ended().is_some() {
                return Ok(());
            }
            let mut why = wire::why(news);
            // Where hands stay free after a command, the next can be given at once.
            loop {
                let asks = self.ask(why);
                let Some(answer) = self.answered(&asks) else {
                    return Ok(());
                };
                match answer {
                    Deed::Wait(time) => {
                        limit = time.max(thinking);
                        break;
                    }
                    Deed::Give(command) => {
                        self.session.pass(thinking)?;
                        if self.session.ended().is_some() {
                            return Ok(());
                        }
                        self.session.give(Some(self.me), command)?;
                    }
                }
                if self.session.ended().is_some() {
                    return Ok(());
                }
                if !self.is_free() {
                    break;
                }
                why = "free";
            }
        }
    }

    /// The story goes on at its speed whatever the program does. One decision is open at a time;
    /// what comes in the meantime stands in the next.
    fn by_the_clock(&mut self) -> Result<(), Failure> {
        self.session.go();
        let mut watch = self.watch();
        let mut open: Option<Vec<Ask>> = None;
        let mut quiet_at = self.session.now() + QUIET;
        // A command was given: asked again as soon as hands are free.
        let mut gave = false;
        while self.session.ended().is_none() {
            self.session.tick()?;
            if self.session.pace().paused {
                // The machine slept.
                self.session.go();
            }
            let Some(asks) = &open else {
                if let Some(why) = self.reason(&watch, gave, quiet_at) {
                    open = Some(self.ask(why));
                    watch = self.watch();
                    gave = false;
                } else {
                    std::thread::sleep(TICK);
                }
                continue;
            };
            let line = match self.answers.recv_timeout(TICK) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            match deed(&line, asks) {
                Err(message) => self.say(&wire::error(&message)),
                Ok(what) => {
                    open = None;
                    self.session.tick()?;
                    if self.session.ended().is_some() {
                        break;
                    }
                    match what {
                        Deed::Wait(time) => quiet_at = self.session.now() + time,
                        Deed::Give(command) => {
                            self.session.give(Some(self.me), command)?;
                            quiet_at = self.session.now() + QUIET;
                            gave = true;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn reason(
        &self,
        watch: &Watch,
        gave: bool,
        quiet_at: crate::base::SimTime,
    ) -> Option<&'static str> {
        let (board, now) = (self.desk().board(), self.session.now());
        if gave && self.is_free() {
            return Some("free");
        }
        if let Some(news) = watch.news(board, self.session.records(), now) {
            return Some(wire::why(news));
        }
        (now >= quiet_at && self.is_free()).then_some("quiet")
    }

    fn watch(&self) -> Watch {
        Watch::new(self.desk().board(), self.session.records().len())
    }

    /// Here, and nothing in hand that has to be finished first.
    fn is_free(&self) -> bool {
        let board = self.desk().board();
        board.is_here() && !crate::live::turns::is_busy(board)
    }

    fn desk(&self) -> &Desk {
        self.session.desk(self.me).expect("they have sat down")
    }

    /// Writes a decision; answers with its options.
    fn ask(&mut self, why: &str) -> Vec<Ask> {
        self.number += 1;
        let now = self.session.now();
        let (line, asks) = wire::decision(self.number, why, self.desk(), self.heard, now);
        self.heard = self.desk().lines().len();
        self.say(&line);
        asks
    }

    /// What the program decides; nothing once it has gone.
    fn answered(&mut self, asks: &[Ask]) -> Option<Deed> {
        loop {
            let line = self.answers.recv().ok()?;
            match deed(&line, asks) {
                Ok(deed) => return Some(deed),
                Err(message) => self.say(&wire::error(&message)),
            }
        }
    }

    fn say(&self, value: &Value) {
        // If nobody reads any more, the answers end too.
        let _ = self.out.send(value.to_string());
    }
}

/// An answer, its option looked up.
enum Deed {
    Give(crate::model::Command),
    Wait(Duration),
}

fn deed(line: &str, asks: &[Ask]) -> Result<Deed, String> {
    Ok(match wire::answer(line)? {
        Answer::Command(command) => Deed::Give(command),
        Answer::Wait(time) => Deed::Wait(time),
        Answer::Option(number) => match asks.get(number) {
            Some(ask) => Deed::Give(ask.command.clone()),
            None if asks.is_empty() => return Err("there is no option: wait".into()),
            None => {
                let last = asks.len() - 1;
                return Err(format!("there is no option {number}: they are 0 to {last}"));
            }
        },
    })
}

/// The last line: how it ended, with score and measures.
fn result(session: &Session) -> Value {
    let told = Told::new(session.header().clone(), session.records().to_vec());
    let mut card = told.scorecard();
    let score = card["score"]["total"].take();
    json!({
        "kind": "result",
        "format": wire::FORMAT,
        "seed": card["seed"],
        "ended": card["ended"],
        "length_s": card["length_s"],
        "score": score,
        "milestones": card["milestones"].take(),
        "measures": card["measures"].take(),
    })
}

/// Lines from stdin. What is too long to be an answer arrives cut short, and is refused as one.
fn reader() -> Receiver<String> {
    let (give, lines) = mpsc::channel();
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let mut bytes = Vec::new();
            let read = stdin.by_ref().take(LINE_MAX).read_until(b'\n', &mut bytes);
            if !matches!(read, Ok(n) if n > 0) {
                break;
            }
            let whole = bytes.ends_with(b"\n") || (bytes.len() as u64) < LINE_MAX;
            if !whole && stdin.skip_until(b'\n').is_err() {
                break;
            }
            let line = String::from_utf8_lossy(&bytes).trim().to_string();
            if !line.is_empty() && give.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// Writes lines to stdout, each at once. By a thread of its own: a program that does not read
/// must not stop the clock.
fn writer() -> (Sender<String>, JoinHandle<Result<Exit, Failure>>) {
    let (give, lines) = mpsc::channel::<String>();
    let thread = std::thread::spawn(move || {
        for line in lines {
            let mut stdout = io::stdout().lock();
            let written = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
            match written {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    return Err(Failure::nobody_listens());
                }
                Err(error) => {
                    return Err(Failure::outside(format!(
                        "cannot write to stdout: {error}; check where it leads"
                    )));
                }
            }
        }
        Ok(Exit::Fine)
    });
    (give, thread)
}
