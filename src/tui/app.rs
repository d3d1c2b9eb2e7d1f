//! Keys to commands: what is open, what is typed, what waits for free hands.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::input::Input;
use crate::base::{Duration, Name, SimTime};
use crate::live::desk::{Act, Ask, NEXT, Order, Typed, Wants, give_time, time_box};
use crate::live::{CoachMode, Desk, Mode, News, Session};
use crate::model::Command;

/// How somebody left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The exercise has ended.
    Ended,
    /// It can be taken up again.
    Saved,
}

/// What the keys go to.
#[derive(Clone, Debug, PartialEq)]
pub enum Focus {
    /// Before the first minute: what this is about.
    Briefing,
    Board,
    Palette {
        input: Input,
        at: usize,
    },
    /// Words are written; the clock stands meanwhile.
    Writing {
        wants: Wants,
        input: Input,
        went: bool,
    },
    Sheet(Sheet),
    /// A yes or no to the session.
    Sure(Order),
    End,
}

/// A pane over the whole screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    Keys,
    Channel,
    Tasks,
    /// What the coach has just told.
    Coach,
}

/// The state of the screen.
pub struct App {
    pub me: Name,
    pub focus: Focus,
    /// The need that is open, by place.
    pub selected: usize,
    /// Lines scrolled back in the channel.
    pub back: usize,
    /// Given while hands were full: done as soon as they are free.
    pub pending: Option<(Command, String)>,
    /// The last word of the session to the player.
    pub word: Option<String>,
    /// What the coach told when it was last asked.
    pub told: Vec<String>,
    pub left: Option<Left>,
}

impl App {
    pub fn new(me: Name) -> App {
        App {
            me,
            focus: Focus::Briefing,
            selected: 0,
            back: 0,
            pending: None,
            word: None,
            told: Vec::new(),
            left: None,
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, session: &mut Session) {
        if let Err(error) = session.tick() {
            self.word = Some(error.to_string());
        }
        if session.ended().is_some() && self.focus != Focus::End {
            self.focus = Focus::End;
            self.pending = None;
        }
        if let Some((command, words)) = self.pending.take() {
            match is_full(desk(session, self.me)) {
                true => self.pending = Some((command, words)),
                false => self.give(session, command),
            }
        }
        let needs = desk(session, self.me).needs(session.now()).len();
        self.selected = self.selected.min(needs.saturating_sub(1));
    }

    pub fn paste(&mut self, text: &str) {
        if let Focus::Palette { input, .. } | Focus::Writing { input, .. } = &mut self.focus {
            input.paste(text);
        }
    }

    pub fn key(&mut self, key: KeyEvent, session: &mut Session) {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        if ctrl && matches!(key.code, KeyCode::Char('c' | 'd')) {
            return self.leave(session);
        }
        match self.focus.clone() {
            Focus::Briefing => match key.code {
                KeyCode::Char('q') => self.leave(session),
                KeyCode::Enter | KeyCode::Char(' ') => {
                    self.focus = Focus::Board;
                    session.go();
                }
                _ => {}
            },
            Focus::Board => self.board_key(key, session),
            Focus::Palette { input, at } => self.palette_key(key, input, at, session),
            Focus::Writing { wants, input, went } => {
                self.writing_key(key, wants, input, went, session)
            }
            Focus::Sheet(sheet) => self.sheet_key(key, sheet),
            Focus::Sure(order) => {
                self.focus = Focus::Board;
                if matches!(key.code, KeyCode::Char('y') | KeyCode::Enter) {
                    self.order(order, session);
                }
            }
            Focus::End => {
                if matches!(key.code, KeyCode::Char('q') | KeyCode::Enter | KeyCode::Esc) {
                    self.leave(session);
                }
            }
        }
    }

    fn leave(&mut self, session: &mut Session) {
        self.left = Some(match session.ended() {
            Some(_) => Left::Ended,
            None => Left::Saved,
        });
        session.pause();
        session.leave();
    }

    fn board_key(&mut self, key: KeyEvent, session: &mut Session) {
        self.word = None;
        match key.code {
            KeyCode::Char('/') => self.palette(""),
            KeyCode::Char(' ') => self.toggle(session),
            KeyCode::Char('?') => self.focus = Focus::Sheet(Sheet::Keys),
            KeyCode::Char('c') => self.focus = Focus::Sheet(Sheet::Channel),
            KeyCode::Char('t') => self.focus = Focus::Sheet(Sheet::Tasks),
            KeyCode::Char('f') => self.order(Order::Wait(NEXT), session),
            KeyCode::Enter if session.pace().mode == Mode::Turns => {
                self.order(Order::Wait(NEXT), session);
            }
            KeyCode::Char('!') => self.order(by_the_key(session), session),
            KeyCode::Char('u') => self.update(session),
            KeyCode::Char('h') => self.palette("handoff "),
            KeyCode::Char('a') => self.palette("assign "),
            KeyCode::Char('d') => self.write(Wants::Note, session),
            KeyCode::Char('+' | '=') => {
                self.order(Order::Speed(session.pace().speed.faster()), session)
            }
            KeyCode::Char('-') => self.order(Order::Speed(session.pace().speed.slower()), session),
            KeyCode::Char('z') => self.focus = Focus::Sure(Order::Undo),
            KeyCode::Char('e') => self.focus = Focus::Sure(Order::End),
            KeyCode::Char('r') if session.frozen().is_some() => self.order(Order::Retry, session),
            KeyCode::Char('q') => self.leave(session),
            KeyCode::Esc => self.pending = None,
            KeyCode::Up => self.selected = self.selected.saturating_sub(1),
            KeyCode::Down => self.selected += 1,
            KeyCode::PageUp => self.back += 5,
            KeyCode::PageDown => self.back = self.back.saturating_sub(5),
            KeyCode::End => self.back = 0,
            KeyCode::Char(digit @ '1'..='9') => self.selected = digit as usize - '1' as usize,
            KeyCode::Char(letter) => self.choose(letter, session),
            _ => {}
        }
    }

    /// A letter of the need that is open.
    fn choose(&mut self, letter: char, session: &mut Session) {
        let needs = desk(session, self.me).needs(session.now());
        let Some(need) = needs.get(self.selected) else {
            return;
        };
        match need
            .choices
            .iter()
            .find(|c| c.key == letter)
            .map(|c| c.act.clone())
        {
            Some(Act::Give(command)) => self.ask(command, session),
            Some(Act::Write(wants)) => self.write(wants, session),
            Some(Act::Look(words)) => self.palette(&words),
            None => self.word = Some(format!("`{letter}` does nothing here; ? shows the keys")),
        }
    }

    fn palette(&mut self, words: &str) {
        self.focus = Focus::Palette {
            input: Input::of(words),
            at: 0,
        };
    }

    fn write(&mut self, wants: Wants, session: &mut Session) {
        let went = !session.pace().paused;
        session.pause();
        self.focus = Focus::Writing {
            wants,
            input: Input::default(),
            went,
        };
    }

    /// The update that is due next and mine to write.
    fn update(&mut self, session: &mut Session) {
        let desk = desk(session, self.me);
        let mut dues: Vec<_> = desk.board().dues.iter().collect();
        dues.sort_by_key(|d| (!desk.board().has_duty(desk.book(), d.duty), d.at));
        match dues.first().map(|d| Wants::Update(d.incident, d.duty)) {
            Some(wants) => self.write(wants, session),
            None => {
                self.word =
                    Some("no update is owed yet; they begin when an incident is declared".into())
            }
        }
    }

    fn toggle(&mut self, session: &mut Session) {
        match session.pace() {
            pace if pace.mode == Mode::Turns => self.order(Order::Wait(NEXT), session),
            pace if pace.paused => session.go(),
            _ => session.pause(),
        }
    }

    fn palette_key(
        &mut self,
        key: KeyEvent,
        mut input: Input,
        mut at: usize,
        session: &mut Session,
    ) {
        let shown = self.palette_of(input.text(), session);
        match key.code {
            KeyCode::Esc => return self.focus = Focus::Board,
            KeyCode::Up => at = at.saturating_sub(1),
            KeyCode::Down => at = (at + 1).min(shown.len().saturating_sub(1)),
            KeyCode::Tab => {
                if let Some(ask) = shown.get(at) {
                    input = Input::of(&ask.phrase);
                    at = 0;
                }
            }
            KeyCode::Enter => {
                self.focus = Focus::Board;
                return self.typed(input.text(), at, shown, session);
            }
            other => {
                if edit(&mut input, other, key.modifiers) {
                    at = 0;
                }
            }
        }
        self.focus = Focus::Palette { input, at };
    }

    /// What the palette lists for what is typed.
    pub fn palette_of(&self, typed: &str, session: &Session) -> Vec<Ask> {
        let (words, within) = time_box(typed);
        let mut asks = desk(session, self.me).matching(words);
        for ask in &mut asks {
            give_time(&mut ask.command, within);
        }
        asks
    }

    fn typed(&mut self, text: &str, at: usize, shown: Vec<Ask>, session: &mut Session) {
        match desk(session, self.me).read(text) {
            Typed::Order(order) => self.order(order, session),
            Typed::Give(command) if shown.len() <= 1 => self.ask(command, session),
            read => match (shown.into_iter().nth(at), read) {
                (Some(ask), _) => self.ask(ask.command, session),
                (None, Typed::Give(command)) => self.ask(command, session),
                (None, Typed::Nothing(why)) => self.word = Some(why),
                (None, _) => {}
            },
        }
    }

    fn writing_key(
        &mut self,
        key: KeyEvent,
        wants: Wants,
        mut input: Input,
        went: bool,
        session: &mut Session,
    ) {
        let done = matches!(key.code, KeyCode::Esc | KeyCode::Enter);
        if !done {
            edit(&mut input, key.code, key.modifiers);
            self.focus = Focus::Writing { wants, input, went };
            return;
        }
        self.focus = Focus::Board;
        if went {
            session.go();
        }
        let empty = input.text().trim().is_empty();
        let needs_words = matches!(wants, Wants::Note | Wants::Say(_));
        if key.code == KeyCode::Enter && !(empty && needs_words) {
            self.ask(wants.with(input.text()), session);
        }
    }

    fn sheet_key(&mut self, key: KeyEvent, sheet: Sheet) {
        match (key.code, sheet) {
            (KeyCode::PageUp | KeyCode::Up, Sheet::Channel) => self.back += 3,
            (KeyCode::PageDown | KeyCode::Down, Sheet::Channel) => {
                self.back = self.back.saturating_sub(3)
            }
            _ => {
                self.back = 0;
                self.focus = Focus::Board;
            }
        }
    }

    pub fn order(&mut self, order: Order, session: &mut Session) {
        match order {
            Order::Pause => session.pause(),
            Order::Go => session.go(),
            Order::Speed(speed) => session.set_speed(speed),
            Order::Wait(long) => self.wait(long, session),
            Order::Undo => match session.undo(self.me) {
                Ok(to) => {
                    let clock = desk(session, self.me).clock(to);
                    self.word = Some(format!(
                        "back at {clock}, on a branch of its own; space goes on"
                    ));
                }
                Err(error) => self.word = Some(error.to_string()),
            },
            Order::Retry => match session.thaw() {
                Ok(()) => self.word = Some("recording again; space goes on".into()),
                Err(error) => self.word = Some(error.to_string()),
            },
            Order::End => {
                if let Err(error) = session.end() {
                    self.word = Some(error.to_string());
                }
            }
            Order::Quit => self.leave(session),
            Order::Help => self.focus = Focus::Sheet(Sheet::Keys),
            Order::Status => {}
            Order::Hint => match session.hint(self.me) {
                Ok(told) => {
                    self.told = told;
                    self.focus = Focus::Sheet(Sheet::Coach);
                }
                Err(error) => self.word = Some(error.to_string()),
            },
            Order::Step => match session.step(self.me).cloned() {
                Some(step) if step.command.is_some() => self.palette(&step.words),
                Some(step) => self.word = Some(step.words),
                None => {
                    self.word = Some("no step by the book now; f goes on to what comes".into());
                }
            },
        }
    }

    fn wait(&mut self, long: Duration, session: &mut Session) {
        match session.forward(self.me, long) {
            Ok(News::Quiet) => self.word = Some("nothing for you in that time".into()),
            Ok(_) => {}
            Err(error) => self.word = Some(error.to_string()),
        }
    }

    /// Gives a command now, or as soon as hands are free.
    pub fn ask(&mut self, command: Command, session: &mut Session) {
        let full = is_full(desk(session, self.me));
        let at_once = matches!(
            command,
            Command::Acknowledge { .. }
                | Command::Mark { .. }
                | Command::Hint { .. }
                | Command::Escalate { .. }
                | Command::StepAway
        );
        if full && !at_once {
            let words = desk(session, self.me).phrase(&command, command.word());
            self.pending = Some((command, words));
            return;
        }
        self.give(session, command);
        // From turn to turn the time a command takes is passed over at once.
        if session.pace().mode == Mode::Turns && is_full(desk(session, self.me)) {
            self.wait(Duration::hours(2), session);
        }
    }

    fn give(&mut self, session: &mut Session, command: Command) {
        let before = session.records().len();
        if let Err(error) = session.give(Some(self.me), command) {
            self.word = Some(error.to_string());
            return;
        }
        let refused = refusal(session, before, self.me);
        if refused.is_some() {
            self.word = refused;
        }
        self.back = 0;
    }
}

/// What the coach's key does: in a guided game it opens the step, otherwise it asks for a hint.
fn by_the_key(session: &Session) -> Order {
    match session.coach_mode() {
        CoachMode::Guided => Order::Step,
        _ => Order::Hint,
    }
}

/// What the rules have said no to among new records, in plain words.
pub fn refusal(session: &Session, from: usize, me: Name) -> Option<String> {
    let records = session.records().get(from..)?;
    records.iter().rev().find_map(|record| match &record.fact {
        crate::model::Fact::Refused { refusal, .. } if record.audience.holds(me) => {
            let why = match refusal {
                crate::model::Refusal::Busy { until } => {
                    format!(
                        "your hands are full until {}",
                        desk(session, me).clock(*until)
                    )
                }
                other => crate::report::words::refusal(other, session.setup()),
            };
            Some(format!("not possible: {why}"))
        }
        _ => None,
    })
}

/// The desk of whoever plays.
pub fn desk(session: &Session, me: Name) -> &Desk {
    session.desk(me).expect("who plays sits")
}

/// Whether talk, writing or deciding is under way.
pub fn is_full(desk: &Desk) -> bool {
    desk.busy().is_some_and(|b| b.until.is_some())
}

/// When a command given now would be over, if it takes time.
pub fn over_at(now: SimTime, takes: Duration) -> Option<SimTime> {
    (!takes.is_zero()).then(|| now + takes)
}

fn edit(input: &mut Input, code: KeyCode, modifiers: KeyModifiers) -> bool {
    let ctrl = modifiers.contains(KeyModifiers::CONTROL);
    match code {
        KeyCode::Char('u') if ctrl => input.clear(),
        KeyCode::Char('w') if ctrl => input.word_back(),
        KeyCode::Char('a') if ctrl => input.home(),
        KeyCode::Char('e') if ctrl => input.end(),
        KeyCode::Char(letter) if !ctrl => input.add(letter),
        KeyCode::Backspace => input.back(),
        KeyCode::Delete => input.delete(),
        KeyCode::Left => input.left(),
        KeyCode::Right => input.right(),
        KeyCode::Home => input.home(),
        KeyCode::End => input.end(),
        _ => return false,
    }
    true
}
