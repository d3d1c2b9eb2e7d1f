//! Shadowing by lines: what the person in the seat sees is printed up to each decision of theirs,
//! what will they do is asked, and what they did is shown.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration as WallTime;

use super::app::Left;
use super::plain::{print_lines, print_needs, print_status};
use crate::base::SimTime;
use crate::live::desk::{Ask, Order, Typed};
use crate::live::shadow::{Fit, Foreseen, Shadow};
use crate::model::Command;
use crate::report::text::plain;
use crate::score::numbers::length;

/// How often it is looked at whether to stop.
const TICK: WallTime = WallTime::from_millis(250);
/// How many commands a list shows at once.
const LISTED: usize = 24;

const HELP: &str = "\
What you can type:
  WORDS          the command you foresee, as `?` lists it, or so much that it is the only one
  ? WORDS        the commands open to them with these words; a number gives one of the list
  next           you foresee nothing: show what they do
  needs, status  what needs them now; roles, tasks, services, hypotheses
  quit           stop here; what you foresaw so far counts";

/// Goes through the decisions of a log until they are over, somebody leaves or no more lines come.
pub fn shadow(
    shadow: &mut Shadow,
    lines: &Receiver<String>,
    out: &mut dyn Write,
    stop: &AtomicBool,
) -> io::Result<Left> {
    let mut face = Face {
        shown: 0,
        listed: Vec::new(),
        last: SimTime::START,
    };
    face.begin(shadow, out)?;
    let mut number = 0;
    while let Some(at) = shadow.forward() {
        number += 1;
        face.news(shadow, out)?;
        face.question(number, at, shadow, out)?;
        let Some(foreseen) = face.answer(at, shadow, lines, out, stop)? else {
            tell(shadow, out)?;
            return Ok(Left::Saved);
        };
        if let Some(guess) = shadow.guess(foreseen.as_ref()) {
            let verdict = match guess.fit {
                Fit::Same => "just as you said",
                Fit::Kind => "the kind you said",
                Fit::Other => "not what you said",
                Fit::Nothing => "not foreseen",
            };
            writeln!(out, "   They: {} ({verdict})", guess.done)?;
        }
        face.last = at;
    }
    face.news(shadow, out)?;
    writeln!(out)?;
    writeln!(out, "That was their last decision.")?;
    tell(shadow, out)?;
    Ok(Left::Ended)
}

struct Face {
    /// Lines of the channel already printed.
    shown: usize,
    listed: Vec<Ask>,
    /// Their last decision.
    last: SimTime,
}

impl Face {
    fn begin(&self, shadow: &Shadow, out: &mut dyn Write) -> io::Result<()> {
        let desk = shadow.desk();
        let setup = desk.setup();
        writeln!(out, "EXERCISE: {}", plain(&setup.scenario.title))?;
        writeln!(out, "{}", plain(&setup.scenario.summary))?;
        let who = crate::score::words::person(desk.me(), setup);
        writeln!(
            out,
            "You look over the shoulder of {who}. Before each of their decisions, say what they will do."
        )?;
        writeln!(out, "`help` says how.")
    }

    fn news(&mut self, shadow: &Shadow, out: &mut dyn Write) -> io::Result<()> {
        self.shown = print_lines(shadow.desk(), self.shown, out)?;
        Ok(())
    }

    fn question(
        &self,
        number: u32,
        at: SimTime,
        shadow: &Shadow,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let after = match self.last {
            SimTime::START => String::new(),
            last => format!(", {} after the last", length(at.since(last))),
        };
        let clock = shadow.desk().clock(at);
        writeln!(
            out,
            "-- {clock} -- decision {number}{after}: what do they do?"
        )?;
        out.flush()
    }

    /// What is foreseen: a command, or that nothing is; nothing at all if somebody leaves.
    fn answer(
        &mut self,
        at: SimTime,
        shadow: &Shadow,
        lines: &Receiver<String>,
        out: &mut dyn Write,
        stop: &AtomicBool,
    ) -> io::Result<Option<Option<Command>>> {
        self.listed.clear();
        loop {
            let line = match lines.recv_timeout(TICK) {
                Ok(line) => line,
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) if stop.load(Ordering::SeqCst) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => continue,
            };
            let desk = shadow.desk();
            let line = line.trim();
            if let Some(words) = line.strip_prefix('?') {
                self.list(desk.matching(words), out)?;
                continue;
            }
            let number = line.trim_start_matches("do ").trim().parse::<usize>();
            if let Ok(number) = number {
                match self.listed.get(number.wrapping_sub(1)) {
                    Some(ask) => return Ok(Some(Some(ask.command.clone()))),
                    None => writeln!(out, "! no such line in the list; ? WORDS makes one")?,
                }
                continue;
            }
            match (line, desk.read(line)) {
                ("", _) => return Ok(Some(None)),
                ("needs", _) => print_needs(desk, at, out)?,
                (_, Typed::Give(command)) => return Ok(Some(Some(command))),
                (_, Typed::Several(asks)) => {
                    writeln!(out, "Several commands fit; a number takes one:")?;
                    self.list(asks, out)?;
                }
                (_, Typed::Nothing(why)) => writeln!(out, "! {why}")?,
                (_, Typed::Order(Order::Wait(_))) => return Ok(Some(None)),
                (_, Typed::Order(Order::Quit | Order::End)) => return Ok(None),
                (_, Typed::Order(Order::Status)) => print_status(desk, at, out)?,
                (_, Typed::Order(_)) => writeln!(out, "{HELP}")?,
            }
            out.flush()?;
        }
    }

    fn list(&mut self, asks: Vec<Ask>, out: &mut dyn Write) -> io::Result<()> {
        if asks.is_empty() {
            writeln!(out, "Nothing open to them has these words.")?;
        }
        for (at, ask) in asks.iter().take(LISTED).enumerate() {
            writeln!(out, "{:>3}. {}", at + 1, ask.phrase)?;
        }
        if asks.len() > LISTED {
            let more = asks.len() - LISTED;
            writeln!(out, "     and {more} more: ? with words narrows it")?;
        }
        self.listed = asks;
        out.flush()
    }
}

/// What was foreseen, and where it was otherwise.
fn tell(shadow: &Shadow, out: &mut dyn Write) -> io::Result<()> {
    let Foreseen {
        decisions,
        same,
        kind,
    } = shadow.foreseen();
    match decisions {
        0 => writeln!(out, "No decision was looked at.")?,
        _ => writeln!(
            out,
            "You foresaw {same} of {decisions} decisions, and of {kind} more their kind."
        )?,
    }
    let other = shadow
        .guesses()
        .iter()
        .filter(|g| matches!(g.fit, Fit::Kind | Fit::Other));
    for guess in other {
        let foreseen = guess.foreseen.as_deref().unwrap_or_default();
        let clock = shadow.desk().clock(guess.at);
        writeln!(out, "  {clock}  you: {foreseen}; they: {}", guess.done)?;
    }
    out.flush()
}
