//! One session: an exercise with people in some of its seats, paced, written down, resumed, branched.

use std::path::Path;
use std::sync::Arc;

use super::asks_back::asks_back;
use super::clock::Clock;
use super::coach::{Coach, CoachMode, Notice};
use super::desk::Desk;
use super::disk::Disk;
use super::journal::{Found, Happening, Journal};
use super::opening::{
    LiveError, Opening, Resumed, Sitting, coach_of, pace_of, same_story, sittings,
};
use super::pace::{Mode, Pace, Speed};
use super::receipts::Receipts;
use super::turns::{News, Watch};
use crate::base::{Duration, Name, SimTime};
use crate::board::{Board, Handbook, Presence};
use crate::engine::Step;
use crate::engine::plan::Plan;
use crate::exercise::Exercise;
use crate::files;
use crate::model::Command;
use crate::model::fact::EndReason;
use crate::model::record::Branch;
use crate::model::{Actor, Fact, Header, Record, Setup};

/// Who has not been called is passed over this far.
const UNTIL_CALLED: Duration = Duration::hours(24);

/// An exercise that people take part in.
pub struct Session {
    pub(super) plan: Arc<Plan>,
    header: Header,
    pub(super) exercise: Exercise,
    journal: Journal,
    clock: Box<dyn Clock>,
    pace: Pace,
    /// How many records are on disk; only these are shown.
    confirmed: usize,
    /// Story time at the last confirmation.
    shown: SimTime,
    pub(super) desks: Vec<Desk>,
    pub(super) receipts: Receipts,
    pub(super) coach: Option<Box<dyn Coach>>,
    pub(super) mode: CoachMode,
    pub(super) notices: Vec<Notice>,
    frozen: Option<String>,
    epoch: u32,
}

impl Session {
    /// Begins: the header is on disk and everybody sits when this returns; the clock stands.
    pub fn begin(
        setup: Setup,
        opening: Opening,
        clock: Box<dyn Clock>,
        disk: Box<dyn Disk>,
    ) -> Result<Session, LiveError> {
        let plan = Arc::new(Plan::new(Arc::new(setup.clone())));
        let header = files::header(setup, opening.seed, plan.degraded.clone());
        let journal = Journal::begin(&opening.folder, &header, disk)?;
        let exercise = Exercise::of_plan(plan.clone(), opening.seed);
        let pace = Pace::new(
            opening.mode,
            opening.speed,
            SimTime::START,
            clock.elapsed_ms(),
        );
        let mut session = Session::new(plan, header, exercise, journal, clock, pace);
        session.begin_coach(opening.coach);
        session.note(Happening::Opened {
            program: session.header.engine.clone(),
        });
        session.note(Happening::Speed {
            hundredths: opening.speed.0,
        });
        if opening.mode == Mode::Turns {
            session.note(Happening::Turns);
        }
        session.note(Happening::Coach {
            mode: opening.coach,
        });
        for sitting in opening.sittings {
            session.sit(sitting)?;
        }
        Ok(session)
    }

    /// Takes a session up again: everything confirmed is there, the clock stands.
    pub fn resume(
        folder: &Path,
        clock: Box<dyn Clock>,
        disk: Box<dyn Disk>,
    ) -> Result<(Session, Resumed), LiveError> {
        let (journal, Found { log, diary }) = Journal::resume(folder, disk)?;
        let header = log.header;
        let plan = Arc::new(Plan::new(Arc::new(header.setup.clone())));
        let last = log.records.last().map_or(SimTime::START, |r| r.at);
        let at = diary
            .iter()
            .map(|e| SimTime(e.story_ms))
            .fold(last, SimTime::max);
        let at = if log.records.is_empty() {
            SimTime::START
        } else {
            at
        };
        let mut exercise = Exercise::re_executing(plan.clone(), header.seed, &log.records);
        exercise.advance(last);
        same_story(&log.records, exercise.records(), &header, journal.file())?;
        let ended = log
            .records
            .iter()
            .any(|r| matches!(r.fact, Fact::Ended { .. }));
        // A branch begins earlier than the diary of its trunk ends.
        let at = match header.branch_of.is_some() || ended {
            true => last,
            false => at,
        };
        exercise.advance(at);
        let (mode, speed) = pace_of(&diary);
        let pace = Pace::new(mode, speed, at, clock.elapsed_ms());
        let mut session = Session::new(plan, header, exercise, journal, clock, pace);
        session.begin_coach(coach_of(&diary));
        session.confirmed = log.records.len();
        session.shown = last;
        for sitting in sittings(&log.records, &diary) {
            session.desks.push(session.desk_for(sitting));
        }
        session.fold(0);
        session.confirm()?;
        let (receipts, void) = Receipts::read(&diary, &log.records);
        session.receipts = receipts;
        for key in void {
            session.note(Happening::Void { key });
        }
        let resumed = Resumed {
            records: log.records.len(),
            dropped_bytes: log.torn.map_or(0, |t| t.bytes),
            at,
            ended,
        };
        session.note(Happening::Resumed {
            records: resumed.records,
            dropped_bytes: resumed.dropped_bytes,
        });
        Ok((session, resumed))
    }

    fn new(
        plan: Arc<Plan>,
        header: Header,
        exercise: Exercise,
        journal: Journal,
        clock: Box<dyn Clock>,
        pace: Pace,
    ) -> Session {
        let epochs = exercise.records().iter().filter_map(|r| match r.fact {
            Fact::EpochSet { epoch } => Some(epoch),
            _ => None,
        });
        let epoch = epochs.max().unwrap_or(header.epoch);
        Session {
            plan,
            header,
            exercise,
            journal,
            clock,
            pace,
            confirmed: 0,
            shown: SimTime::START,
            desks: Vec::new(),
            receipts: Receipts::default(),
            coach: None,
            mode: CoachMode::Quiet,
            notices: Vec::new(),
            frozen: None,
            epoch,
        }
    }

    /// Looks at the clock: lets the story go on to where it should be by now, and writes it down.
    pub fn tick(&mut self) -> Result<(), LiveError> {
        let (story, gap) = self.pace.look(self.clock.elapsed_ms());
        if let Some(gap) = gap {
            self.note(Happening::Gap {
                ms: gap.as_millis() as u64,
            });
            self.say(format!(
                "the clock was stopped: {} were lost outside",
                crate::score::numbers::length(gap)
            ));
        }
        if self.frozen.is_some() || self.ended().is_some() || story <= self.shown {
            return Ok(());
        }
        self.exercise.advance(story);
        self.confirm()
    }

    /// Lets the clock run.
    pub fn go(&mut self) {
        if self.frozen.is_none() && self.ended().is_none() {
            self.pace.go(self.clock.elapsed_ms());
            self.note(Happening::WentOn);
        }
    }

    pub fn pause(&mut self) {
        if !self.pace.paused {
            self.pace.pause();
            self.note(Happening::Paused);
        }
    }

    pub fn set_speed(&mut self, speed: Speed) {
        let _ = self.tick();
        self.pace.speed = speed;
        self.note(Happening::Speed {
            hundredths: speed.0,
        });
    }

    /// Somebody asks for something now; `None` is the facilitator. It is on disk when this returns,
    /// with what it brought at once; a refusal by the rules is among that.
    pub fn give(&mut self, person: Option<Name>, command: Command) -> Result<(), LiveError> {
        if let Some(why) = &self.frozen {
            return Err(LiveError::Frozen { why: why.clone() });
        }
        let now = self.time_for(person);
        let asks_back =
            person.and_then(|by| asks_back(self.records(), self.setup(), by, &command, now));
        let person = person.and_then(|name| self.plan.person(name));
        self.exercise.submit(now, person, command);
        self.exercise.advance(now);
        let mut new = self.exercise.records()[self.confirmed..].iter();
        let refused = new.any(|r| matches!(r.fact, Fact::Refused { .. }));
        if let Some(inject) = asks_back.filter(|_| !refused) {
            let inject = Box::new(inject);
            let compose = Command::Compose { inject };
            self.exercise.submit(now, None, compose);
            self.exercise.advance(now);
        }
        self.confirm()
    }

    /// Now; a moment later for whoever has given a command at this very moment, so that each can be
    /// undone by itself.
    fn time_for(&self, person: Option<Name>) -> SimTime {
        let now = self.pace_now();
        // What is written down after the end stands behind it, also where it is executed again.
        if self.ended().is_some() {
            return now + Duration::millis(1);
        }
        let by = person.map(Actor::Person);
        let mut last = self.records().iter().rev().take_while(|r| r.at == now);
        let gave = |r: &Record| Some(r.by) == by && matches!(r.fact, Fact::Commanded { .. });
        match last.any(gave) {
            true => now + Duration::millis(1),
            false => now,
        }
    }

    fn pace_now(&self) -> SimTime {
        self.shown.max(self.exercise.now())
    }

    /// Passes over time until something reaches a person whose hands are free, their own work ends,
    /// or `limit` has passed.
    pub fn forward(&mut self, person: Name, limit: Duration) -> Result<News, LiveError> {
        if let Some(why) = &self.frozen {
            return Err(LiveError::Frozen { why: why.clone() });
        }
        let place = self.plan.person(person).expect("who sits is on the team");
        // Who is not called yet has nothing to do before that.
        let away = self.exercise.board(place).presence == Presence::Away;
        let limit = if away { limit.max(UNTIL_CALLED) } else { limit };
        let until = self.pace_now() + limit;
        let watch = Watch::new(self.exercise.board(place), self.exercise.records().len());
        let news = loop {
            match self.exercise.advance_to_decision(until) {
                Step::Ended => break News::Ended,
                Step::Quiet => break News::Quiet,
                Step::Decide(who) if who == place => {
                    let records = self.exercise.records();
                    let board = self.exercise.board(place);
                    if let Some(news) = watch.news(board, records, self.exercise.now()) {
                        break news;
                    }
                }
                Step::Decide(_) | Step::Asks(_) => {}
            }
        };
        self.confirm()?;
        let now = self.exercise.now();
        self.shown = self.shown.max(now);
        self.pace.set(self.shown, self.clock.elapsed_ms());
        self.note(Happening::Forwarded { to_ms: now.0 });
        Ok(news)
    }

    /// Passes over so much time, whatever comes in it; less if the exercise ends before.
    pub fn pass(&mut self, time: Duration) -> Result<(), LiveError> {
        let until = self.pace_now() + time;
        self.pass_to(until)
    }

    /// Lets the story go on to its end without anybody's further commands.
    pub fn finish(&mut self) -> Result<(), LiveError> {
        self.pass_to(SimTime::NEVER)
    }

    fn pass_to(&mut self, until: SimTime) -> Result<(), LiveError> {
        if let Some(why) = &self.frozen {
            return Err(LiveError::Frozen { why: why.clone() });
        }
        self.exercise.advance(until);
        self.confirm()?;
        self.pace.set(self.shown, self.clock.elapsed_ms());
        Ok(())
    }

    /// Writes down what is new and shows it to those it reaches. If that fails nobody is shown
    /// anything: the exercise stands where the disk has it.
    fn confirm(&mut self) -> Result<(), LiveError> {
        let from = self.confirmed;
        let new = &self.exercise.records()[from..];
        if !new.is_empty()
            && let Err(error) = self.journal.keep(new)
        {
            return Err(self.freeze(error));
        }
        self.confirmed = self.exercise.records().len();
        self.shown = self.shown.max(self.exercise.now());
        self.fold(from);
        self.ask_coach();
        Ok(())
    }

    fn freeze(&mut self, error: LiveError) -> LiveError {
        self.pace.pause();
        let why = error.to_string();
        self.note(Happening::Froze { why: why.clone() });
        let kept = self.exercise.records()[..self.confirmed].to_vec();
        let mut exercise = Exercise::re_executing(self.plan.clone(), self.header.seed, &kept);
        exercise.advance(self.shown);
        self.exercise = exercise;
        self.pace.set(self.shown, self.clock.elapsed_ms());
        self.frozen = Some(why);
        error
    }

    /// There is room again: writes the whole log anew and goes on, paused.
    pub fn thaw(&mut self) -> Result<(), LiveError> {
        if self.frozen.is_none() {
            return Ok(());
        }
        let kept = &self.exercise.records()[..self.confirmed];
        self.journal.keep_anew(&self.header, kept)?;
        self.frozen = None;
        self.note(Happening::Thawed);
        Ok(())
    }

    fn fold(&mut self, from: usize) {
        let new = &self.exercise.records()[from..self.confirmed];
        for desk in &mut self.desks {
            for record in new {
                desk.fold(record);
            }
            desk.settle();
        }
    }

    /// Goes back to before a person's last command. What they did since stays in the trunk.
    pub fn undo(&mut self, person: Name) -> Result<SimTime, LiveError> {
        let by = Actor::Person(person);
        let mut own = self.records().iter().rev();
        let last = own.find(|r| r.by == by && is_undone(&r.fact));
        let last = last.map(|r| r.at).filter(|at| *at > SimTime::START);
        let to = SimTime(last.ok_or(LiveError::NothingToUndo)?.0 - 1);
        self.branch(to)?;
        Ok(to)
    }

    /// Goes back to a moment: another log, whose further luck is its own.
    pub fn branch(&mut self, to: SimTime) -> Result<(), LiveError> {
        if let Some(why) = &self.frozen {
            return Err(LiveError::Frozen { why: why.clone() });
        }
        let kept = self.records().partition_point(|r| r.at <= to);
        let records = self.records()[..kept].to_vec();
        let mut exercise = Exercise::re_executing(self.plan.clone(), self.header.seed, &records);
        exercise.advance(to);
        same_story(
            &records,
            exercise.records(),
            &self.header,
            self.journal.file(),
        )?;
        let epoch = self.epoch + 1;
        exercise.submit(to, None, Command::Epoch { epoch });
        exercise.advance(to);
        let header = Header {
            branch_of: Some(Branch {
                log_sha256: self.journal.sha256(),
                after: kept.saturating_sub(1) as u32,
            }),
            ..self.header.clone()
        };
        self.journal.branch(&header, exercise.records())?;
        self.header = header;
        self.exercise = exercise;
        self.epoch = epoch;
        self.confirmed = self.exercise.records().len();
        self.shown = to;
        self.pace.pause();
        self.pace.set(to, self.clock.elapsed_ms());
        let sittings: Vec<Sitting> = self.desks.iter().map(Desk::sitting).collect();
        self.desks = sittings.into_iter().map(|s| self.desk_for(s)).collect();
        self.fold(0);
        let file = self.journal.file().file_name().unwrap_or_default();
        let file = file.to_string_lossy().into_owned();
        self.note(Happening::Branched { file });
        Ok(())
    }

    /// Ends the exercise for good.
    pub fn end(&mut self) -> Result<(), LiveError> {
        match self.ended() {
            Some(_) => Ok(()),
            None => self.give(None, Command::End),
        }
    }

    /// Executes the whole log again and compares: the number of the first record that differs.
    pub fn verify(&mut self) -> Option<usize> {
        let records = self.records();
        let mut again = Exercise::re_executing(self.plan.clone(), self.header.seed, records);
        again.advance(self.shown);
        let told = again.records();
        let differs =
            (0..records.len().max(told.len())).find(|at| records.get(*at) != told.get(*at));
        self.note(Happening::Verified {
            same: differs.is_none(),
        });
        differs
    }

    /// Leaves: the folder can be taken up again, unless the exercise has ended.
    pub fn leave(&mut self) {
        self.note(Happening::Left);
    }

    pub(super) fn note(&mut self, what: Happening) {
        let story = self.shown;
        if !self.journal.note(self.clock.unix_ms(), story, what) {
            self.say(
                "the diary session.jsonl could not be written; the log is not touched by that"
                    .into(),
            );
        }
    }

    /// A line of the diary that is on disk when this returns.
    pub(super) fn promise(&mut self, what: Happening) -> Result<(), LiveError> {
        if let Some(why) = &self.frozen {
            return Err(LiveError::Frozen { why: why.clone() });
        }
        let story = self.shown;
        let promised = self.journal.promise(self.clock.unix_ms(), story, what);
        promised.map_err(|error| self.freeze(error))
    }

    pub(super) fn say(&mut self, text: String) {
        let at = self.shown;
        if self.notices.last().is_none_or(|n| n.text != text) {
            self.notices.push(Notice::tool(at, text));
        }
    }

    /// Who watches over the seats and says what they might notice.
    pub fn set_coach(&mut self, coach: Box<dyn Coach>) {
        self.coach = Some(coach);
    }

    // -- what is shown --

    /// What is on disk, which is all that is shown.
    pub fn records(&self) -> &[Record] {
        &self.exercise.records()[..self.confirmed]
    }
    pub fn desk(&self, person: Name) -> Option<&Desk> {
        self.desks.iter().find(|d| d.me() == person)
    }
    pub fn desks(&self) -> &[Desk] {
        &self.desks
    }
    pub fn board(&self, person: Name) -> Option<&Board> {
        self.desk(person).map(Desk::board)
    }
    /// Story time.
    pub fn now(&self) -> SimTime {
        self.shown
    }
    pub fn pace(&self) -> &Pace {
        &self.pace
    }
    pub fn coach_mode(&self) -> CoachMode {
        self.mode
    }
    /// What the coach and the session itself have to say, the newest last.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }
    /// Why nothing is recorded any more, if so.
    pub fn frozen(&self) -> Option<&str> {
        self.frozen.as_deref()
    }
    pub fn ended(&self) -> Option<EndReason> {
        self.records().iter().rev().find_map(|r| match r.fact {
            Fact::Ended { why } => Some(why),
            _ => None,
        })
    }
    pub fn book(&self) -> &Handbook {
        &self.plan.book
    }
    pub fn setup(&self) -> &Setup {
        &self.plan.setup
    }
    pub fn header(&self) -> &Header {
        &self.header
    }
    /// The log being written.
    pub fn file(&self) -> &Path {
        self.journal.file()
    }
    pub fn folder(&self) -> &Path {
        self.journal.folder()
    }
    /// When something was last put on disk, in story time.
    pub fn saved_at(&self) -> SimTime {
        self.records().last().map_or(SimTime::START, |r| r.at)
    }
}

/// What undo goes back to before: a command, but for questions to the coach.
fn is_undone(fact: &Fact) -> bool {
    match fact {
        Fact::Commanded { command } => !matches!(command, Command::Hint { .. }),
        _ => false,
    }
}
