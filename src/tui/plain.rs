//! Lines in, lines out: for a screen reader, a pipe, a script. What is new is printed once, what is
//! typed means the same as on the screen.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration as WallTime;

use super::FaceError;
use super::app::{Left, desk, is_full, refusal};
use crate::base::{Duration, Name, SimTime};
use crate::live::coached::stages;
use crate::live::desk::{Act, Ask, Order, TaskLook, Typed, When};
use crate::live::{CoachMode, Desk, Mode, News, Session, Step};
use crate::model::Command;
use crate::score::numbers::length;

/// How often the clock is looked at where time runs by itself.
const TICK: WallTime = WallTime::from_millis(100);

const HELP: &str = "\
What you can type:
  next           go on to the next thing that needs you; wait 10m goes on for so long
  needs          what needs you now; `1 y` does what stands behind y of the first
  ? WORDS        the commands open to you with these words, with their times; `do 3` gives the third
  WORDS          a command as it is listed, or so much of it that it is the only one
  assign NAME WORK for 10m, say NAME WORDS, update WORDS, answer WORDS, note WORDS, yes, no
  title WORDS, about WORDS, private, public      the head of the incident document
  hint           what a coach would point at, for half a point; step gives the step of a guided game
  status         roles, tasks, services, hypotheses
  pause, go, speed 8, undo, end (for good), quit (to go on another time)";

/// Plays by lines until somebody leaves, or no more lines come.
pub fn plain(
    session: &mut Session,
    me: Name,
    lines: &Receiver<String>,
    out: &mut dyn Write,
    stop: &AtomicBool,
) -> Result<Left, FaceError> {
    let mut face = Face {
        me,
        shown: 0,
        listed: Vec::new(),
        notices: 0,
        needs: Vec::new(),
        told_end: false,
        step: None,
    };
    face.begin(session, out)?;
    session.go();
    loop {
        if let Err(error) = session.tick() {
            writeln!(out, "! {error}; type retry once there is room")?;
        }
        face.news(session, out)?;
        if session.ended().is_some() && !face.told_end {
            face.told_end = true;
            writeln!(out)?;
            for line in crate::live::ending::summary(session) {
                writeln!(out, "{line}")?;
            }
            out.flush()?;
            return Ok(Left::Ended);
        }
        if stop.load(Ordering::SeqCst) {
            return face.leave(session, out);
        }
        let line = match session.pace().mode {
            Mode::Turns => lines.recv_timeout(WallTime::from_millis(250)),
            Mode::Clock => lines.recv_timeout(TICK),
        };
        match line {
            Ok(line) => {
                if let Some(left) = face.line(&line, session, out)? {
                    return Ok(left);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return face.leave(session, out),
        }
    }
}

struct Face {
    me: Name,
    /// Lines of the channel already printed.
    shown: usize,
    listed: Vec<Ask>,
    notices: usize,
    /// The titles of the needs already printed.
    needs: Vec<String>,
    told_end: bool,
    /// The step by the book last printed.
    step: Option<String>,
}

impl Face {
    fn begin(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let desk = desk(session, self.me);
        let setup = session.setup();
        writeln!(
            out,
            "EXERCISE: {}",
            crate::report::text::plain(&setup.scenario.title)
        )?;
        writeln!(
            out,
            "{}",
            crate::report::text::plain(&setup.scenario.summary)
        )?;
        let who = crate::score::words::person(self.me, setup);
        let role = desk.sitting().role;
        let role = role.map_or(String::new(), |r| {
            format!(
                ", who would be {} in this",
                crate::live::desk::role_title(r, setup)
            )
        });
        writeln!(out, "You are {who}{role}. Everybody else is simulated.")?;
        writeln!(
            out,
            "It is {}. `next` goes on to your first call, `help` says what else.",
            desk.clock(session.now())
        )?;
        out.flush()
    }

    /// What is new in the channel, from the session, and what needs me.
    fn news(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let desk = desk(session, self.me);
        // After an undo the channel is shorter.
        self.shown = self.shown.min(desk.lines().len());
        self.shown = print_lines(desk, self.shown, out)?;
        for notice in session.notices().iter().skip(self.notices) {
            writeln!(out, "* {}", notice.text)?;
        }
        self.notices = session.notices().len();
        let now: Vec<String> = desk
            .needs(session.now())
            .into_iter()
            .map(|n| n.title)
            .collect();
        if now.iter().any(|title| !self.needs.contains(title)) {
            self.print_needs(session, out)?;
        }
        self.needs = now;
        self.step(session, out)?;
        out.flush()
    }

    /// The next step by the book with its reason, once, in a guided game.
    fn step(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        if session.coach_mode() != CoachMode::Guided || session.ended().is_some() {
            return Ok(());
        }
        let step = session.step(self.me);
        let words = step.map(|step| step.words.clone());
        if let (Some(step), true) = (step, words != self.step) {
            let give = match step.command {
                Some(_) => "; `step` gives it",
                None => "",
            };
            writeln!(out, "by the book: {}{give}", step.words)?;
            writeln!(out, "   {}", step.why)?;
            let way = stages(desk(session, self.me)).into_iter().map(|stage| {
                let state = match (stage.done, stage.now) {
                    (true, _) => "done",
                    (false, true) => "now",
                    (false, false) => "to come",
                };
                format!("{} ({state})", stage.title)
            });
            writeln!(out, "   the way: {}", way.collect::<Vec<_>>().join(", "))?;
        }
        self.step = words;
        Ok(())
    }

    fn print_needs(&self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        print_needs(desk(session, self.me), session.now(), out)
    }
    fn line(
        &mut self,
        line: &str,
        session: &mut Session,
        out: &mut dyn Write,
    ) -> Result<Option<Left>, FaceError> {
        let line = line.trim();
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if let Some(words) = line.strip_prefix('?') {
            self.list(desk(session, self.me).matching(words), session, out)?;
            return Ok(None);
        }
        if first == "do" {
            let ask = rest
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|n| self.listed.get(n.wrapping_sub(1)));
            match ask.map(|ask| ask.command.clone()) {
                Some(command) => self.give(command, session, out)?,
                None => writeln!(out, "! no such line in the list; ? WORDS makes one")?,
            }
            return Ok(None);
        }
        if first == "needs" {
            self.print_needs(session, out)?;
            out.flush()?;
            return Ok(None);
        }
        if let Ok(number) = first.parse::<usize>() {
            self.need(number, rest.trim(), session, out)?;
            return Ok(None);
        }
        match desk(session, self.me).read(line) {
            Typed::Give(command) => self.give(command, session, out)?,
            Typed::Several(asks) => {
                writeln!(out, "Several commands fit; do N gives one:")?;
                self.list(asks, session, out)?;
            }
            Typed::Nothing(why) => writeln!(out, "! {why}")?,
            Typed::Order(order) => return self.order(order, session, out),
        }
        out.flush()?;
        Ok(None)
    }

    fn list(&mut self, asks: Vec<Ask>, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        if asks.is_empty() {
            writeln!(out, "Nothing open to you has these words.")?;
        }
        for (at, ask) in asks.iter().enumerate() {
            let time = match ask.takes.is_zero() {
                true => "at once".to_string(),
                false => length(ask.takes),
            };
            writeln!(out, "{:>3}. {} ({time})", at + 1, ask.phrase)?;
        }
        let _ = session;
        self.listed = asks;
        out.flush()
    }

    fn need(
        &mut self,
        number: usize,
        letter: &str,
        session: &mut Session,
        out: &mut dyn Write,
    ) -> Result<(), FaceError> {
        let needs = desk(session, self.me).needs(session.now());
        let Some(need) = needs.get(number.wrapping_sub(1)) else {
            writeln!(out, "! nothing with the number {number} needs you")?;
            return Ok(());
        };
        let (key, words) = letter
            .split_once(char::is_whitespace)
            .unwrap_or((letter, ""));
        let act = need
            .choices
            .iter()
            .find(|c| c.key.to_string() == key)
            .map(|c| c.act.clone());
        match act {
            Some(Act::Give(command)) => self.give(command, session, out)?,
            Some(Act::Write(wants)) if !words.trim().is_empty() => {
                self.give(wants.with(words), session, out)?;
            }
            Some(Act::Write(_)) => {
                writeln!(out, "! write the words behind it: {number} {key} WORDS")?
            }
            Some(Act::Look(words)) => {
                let asks = desk(session, self.me).matching(&words);
                self.list(asks, session, out)?;
            }
            None => self.print_needs(session, out)?,
        }
        out.flush()?;
        Ok(())
    }

    fn give(
        &mut self,
        command: Command,
        session: &mut Session,
        out: &mut dyn Write,
    ) -> Result<(), FaceError> {
        let before = session.records().len();
        if let Err(error) = session.give(Some(self.me), command) {
            writeln!(out, "! {error}")?;
            return Ok(());
        }
        if let Some(why) = refusal(session, before, self.me) {
            writeln!(out, "! {why}")?;
        }
        let busy = desk(session, self.me).busy().cloned();
        if is_full(desk(session, self.me)) {
            if session.pace().mode == Mode::Turns {
                self.forward(Duration::hours(2), session, out)?;
            } else if let Some(until) = busy.and_then(|b| b.until) {
                let clock = desk(session, self.me).clock(until);
                writeln!(out, "(your hands are full until {clock})")?;
            }
        }
        self.news(session, out)?;
        Ok(())
    }

    fn forward(
        &mut self,
        long: Duration,
        session: &mut Session,
        out: &mut dyn Write,
    ) -> Result<(), FaceError> {
        let from: SimTime = session.now();
        match session.forward(self.me, long) {
            Ok(news) => {
                self.news(session, out)?;
                let clock = desk(session, self.me).clock(session.now());
                let went = length(session.now().since(from));
                match news {
                    News::Quiet => writeln!(out, "({clock}, nothing for you in {went})")?,
                    News::Free => writeln!(out, "({clock}, your hands are free)")?,
                    News::Reached | News::Ended => writeln!(out, "({clock}, {went} later)")?,
                }
            }
            Err(error) => writeln!(out, "! {error}")?,
        }
        Ok(())
    }

    fn order(
        &mut self,
        order: Order,
        session: &mut Session,
        out: &mut dyn Write,
    ) -> Result<Option<Left>, FaceError> {
        match order {
            Order::Pause => session.pause(),
            Order::Go => session.go(),
            Order::Speed(speed) => {
                session.set_speed(speed);
                writeln!(out, "(speed {})", speed.show())?;
            }
            Order::Wait(long) => self.forward(long, session, out)?,
            Order::Undo => match session.undo(self.me) {
                Ok(to) => {
                    self.shown = desk(session, self.me).lines().len();
                    let clock = desk(session, self.me).clock(to);
                    writeln!(out, "(back at {clock}, on a branch of its own)")?;
                    session.go();
                }
                Err(error) => writeln!(out, "! {error}")?,
            },
            Order::Retry => match session.thaw() {
                Ok(()) => {
                    session.go();
                    writeln!(out, "(recording again)")?;
                }
                Err(error) => writeln!(out, "! {error}")?,
            },
            Order::End => session.end()?,
            Order::Quit => return self.leave(session, out).map(Some),
            Order::Hint => match session.hint(self.me) {
                Ok(told) => {
                    // What was told is printed here and not once more as news.
                    self.notices = session.notices().len();
                    for line in told {
                        writeln!(out, "coach: {line}")?;
                    }
                }
                Err(error) => writeln!(out, "! {error}")?,
            },
            Order::Step => match session.step(self.me).cloned() {
                Some(Step {
                    command: Some(command),
                    ..
                }) => self.give(command, session, out)?,
                Some(step) => writeln!(out, "! {}", step.words)?,
                None => writeln!(out, "! no step by the book now; next goes on")?,
            },
            Order::Help => writeln!(out, "{HELP}")?,
            Order::Status => print_status(desk(session, self.me), session.now(), out)?,
        }
        out.flush()?;
        Ok(None)
    }

    fn leave(&mut self, session: &mut Session, out: &mut dyn Write) -> Result<Left, FaceError> {
        self.news(session, out)?;
        session.pause();
        session.leave();
        Ok(match session.ended() {
            Some(_) => Left::Ended,
            None => Left::Saved,
        })
    }
}

/// What is in the channel after so many lines; how many there are now.
pub(super) fn print_lines(desk: &Desk, shown: usize, out: &mut dyn Write) -> io::Result<usize> {
    for line in &desk.lines()[shown..] {
        let who = match line.who.is_empty() {
            true => String::new(),
            false => format!("{}: ", line.who),
        };
        writeln!(out, "{} {who}{}", desk.clock(line.at), line.text)?;
    }
    Ok(desk.lines().len())
}

/// What needs somebody now, with the letters of its choices.
pub(super) fn print_needs(desk: &Desk, now: SimTime, out: &mut dyn Write) -> io::Result<()> {
    let needs = desk.needs(now);
    writeln!(
        out,
        "-- {} -- needs you now: {}",
        desk.clock(now),
        needs.len()
    )?;
    for (at, need) in needs.iter().enumerate() {
        let when = match need.when {
            When::Rings(at) => format!("rings since {}", desk.clock(at)),
            When::Waits(at) => format!("waits since {}", desk.clock(at)),
            When::Since(at) => format!("since {}", desk.clock(at)),
            When::Due(at) if at < now => format!("late, was due {}", desk.clock(at)),
            When::Due(at) => format!("due {}", desk.clock(at)),
        };
        let letters: Vec<String> = need
            .choices
            .iter()
            .map(|c| format!("{} {}", c.key, c.label))
            .collect();
        writeln!(
            out,
            "{}. {} ({when}) [{}]",
            at + 1,
            need.title,
            letters.join(", ")
        )?;
        if !need.detail.is_empty() {
            writeln!(out, "   {}", need.detail)?;
        }
    }
    Ok(())
}

/// Roles, tasks, services, hypotheses, and what needs somebody now.
pub(super) fn print_status(desk: &Desk, now: SimTime, out: &mut dyn Write) -> io::Result<()> {
    let severity = desk
        .severity()
        .map_or("nothing declared".into(), |(s, _)| s.to_string());
    writeln!(
        out,
        "-- {} -- {severity}, you: {}",
        desk.clock(now),
        desk.hat()
    )?;
    for role in desk.roles() {
        writeln!(out, "role: {}: {}", role.title, role.who)?;
    }
    for task in desk.tasks(now) {
        let state = match task.state {
            TaskLook::Mine => "waits for you",
            TaskLook::Nobody => "no owner",
            TaskLook::Running => "running",
            TaskLook::Done => "done",
        };
        writeln!(
            out,
            "task: {}: {} {} ({state})",
            task.title, task.who, task.how
        )?;
    }
    for service in desk.services().iter().filter(|s| s.word != "no alert") {
        writeln!(out, "service: {}: {}", service.title, service.word)?;
    }
    for one in desk.hypotheses() {
        let says: Vec<String> = one
            .says
            .iter()
            .map(|s| {
                format!(
                    "{} {} ({})",
                    if s.speaks_for { "for:" } else { "against:" },
                    s.what,
                    s.from
                )
            })
            .collect();
        let out_word = if one.ruled_out { ", ruled out" } else { "" };
        writeln!(
            out,
            "hypothesis: {}{out_word}; {}",
            one.cause,
            says.join("; ")
        )?;
    }
    print_needs(desk, now, out)
}
