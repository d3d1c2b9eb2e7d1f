//! The real terminal: raw mode and the other screen, and back again however it ends.

use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyEventKind,
};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

use super::app::{App, Left};
use super::draw::draw;
use super::{FaceError, Look};
use crate::base::Name;
use crate::live::Session;

/// How often the clock on the screen moves.
const FRAME: Duration = Duration::from_millis(100);

/// Whether the terminal is ours at the moment.
static OURS: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back, if it is ours: in any thread, as often as one likes.
pub fn restore() {
    if OURS.swap(false, Ordering::SeqCst) {
        let _ = disable_raw_mode();
        let mut out = io::stdout();
        let _ = execute!(
            out,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            ratatui::crossterm::cursor::Show
        );
        let _ = out.flush();
    }
}

struct Guard;

impl Guard {
    fn take() -> io::Result<Guard> {
        static PANICS: Once = Once::new();
        PANICS.call_once(|| {
            let told = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                restore();
                told(panic);
            }));
        });
        enable_raw_mode()?;
        OURS.store(true, Ordering::SeqCst);
        let guard = Guard;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Plays on the terminal until somebody leaves. `stop` is set from outside: by a signal.
pub fn play(
    session: &mut Session,
    me: Name,
    look: Look,
    stop: &AtomicBool,
) -> Result<Left, FaceError> {
    let mut app = App::new(me);
    let guard = Guard::take()?;
    let mut terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
    terminal.clear()?;
    while app.left.is_none() {
        app.tick(session);
        terminal.draw(|frame| {
            let cursor = draw(&app, session, look, frame.buffer_mut());
            if let Some(at) = cursor {
                frame.set_cursor_position(at);
            }
        })?;
        if stop.load(Ordering::SeqCst) {
            session.pause();
            session.leave();
            app.left = Some(match session.ended() {
                Some(_) => Left::Ended,
                None => Left::Saved,
            });
            break;
        }
        if !event::poll(FRAME)? {
            continue;
        }
        // Everything typed since the last look, then one picture.
        loop {
            match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => app.key(key, session),
                Event::Paste(text) => app.paste(&text),
                _ => {}
            }
            if app.left.is_some() || !event::poll(Duration::ZERO)? {
                break;
            }
        }
    }
    drop(guard);
    Ok(app.left.unwrap_or(Left::Saved))
}
