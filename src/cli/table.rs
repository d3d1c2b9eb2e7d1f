//! A session and the program in one of its seats: lines out, lines in.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration as WallTime;

use serde_json::{Value, json};

use super::exit::Failure;
use super::told::Told;
use crate::base::{Duration, Name};
use crate::live::Session;
use crate::live::desk::{Ask, Desk};
use crate::live::turns::Watch;
use crate::live::wire::{self, Answer};

/// How often the clock is looked at where time runs by itself.
const TICK: WallTime = WallTime::from_millis(20);
/// No answer is longer, in bytes.
const LINE_MAX: u64 = 1 << 20;
/// Where nothing comes for so long, whoever sits there is asked all the same.
const QUIET: Duration = Duration::minutes(15);

/// A session and the program that talks with it.
pub struct Table {
    pub session: Session,
    me: Name,
    out: Sender<String>,
    answers: Receiver<String>,
    /// For how long an answer is waited for where the story stands; for ever if none.
    patience: Option<WallTime>,
    /// An answer was waited for in vain.
    pub silent: bool,
    /// Decisions asked for so far.
    number: u32,
    /// Lines of the channel the program has been told.
    heard: usize,
}

impl Table {
    /// With whoever sits first in the session.
    pub fn new(
        session: Session,
        out: Sender<String>,
        answers: Receiver<String>,
        patience: Option<WallTime>,
    ) -> Table {
        Table {
            me: session.desks()[0].me(),
            session,
            out,
            answers,
            patience,
            silent: false,
            number: 0,
            heard: 0,
        }
    }

    /// Says what is played, and how the story's clock runs.
    pub fn begin(&self, time: Value) {
        self.say(&wire::hello(self.session.header(), self.desk(), time));
    }

    /// Says how it ended.
    pub fn end(&self) {
        self.say(&result(&self.session));
    }

    /// The story stands while the program thinks, and then goes on by what thinking is said to take.
    pub fn by_turns(&mut self, thinking: Duration) -> Result<(), Failure> {
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
    pub fn by_the_clock(&mut self) -> Result<(), Failure> {
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

    pub fn desk(&self) -> &Desk {
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
            let line = self.next()?;
            match deed(&line, asks) {
                Ok(deed) => return Some(deed),
                Err(message) => self.say(&wire::error(&message)),
            }
        }
    }

    fn next(&mut self) -> Option<String> {
        let Some(patience) = self.patience else {
            return self.answers.recv().ok();
        };
        let line = self.answers.recv_timeout(patience);
        self.silent = line == Err(RecvTimeoutError::Timeout);
        line.ok()
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

/// Lines of a program. What is too long to be an answer arrives cut short, and is refused as one.
pub fn reader(from: impl Read + Send + 'static) -> Receiver<String> {
    let (give, lines) = mpsc::channel();
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        loop {
            let mut bytes = Vec::new();
            let read = from.by_ref().take(LINE_MAX).read_until(b'\n', &mut bytes);
            if !matches!(read, Ok(n) if n > 0) {
                break;
            }
            let whole = bytes.ends_with(b"\n") || (bytes.len() as u64) < LINE_MAX;
            if !whole && from.skip_until(b'\n').is_err() {
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

/// Writes lines to a program, each at once. By a thread of its own: a program that does not read
/// must not stop the clock.
pub fn writer(mut to: impl Write + Send + 'static) -> (Sender<String>, JoinHandle<io::Result<()>>) {
    let (give, lines) = mpsc::channel::<String>();
    let thread = std::thread::spawn(move || {
        lines
            .into_iter()
            .try_for_each(|line| writeln!(to, "{line}").and_then(|()| to.flush()))
    });
    (give, thread)
}
