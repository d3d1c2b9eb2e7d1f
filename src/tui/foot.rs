//! The foot of the screen: what is typed, what hands are full with, keys; the palette above it.

use ratatui::layout::Rect;

use super::app::{Focus, over_at};
use super::panes::{Page, SIDE};
use super::paper::{Ink, Paper};
use crate::base::Duration;
use crate::live::CoachMode;
use crate::live::desk::Wants;
use crate::report::text::width;
use crate::score::numbers::length;

/// What is typed, what waits, keys. Where the cursor stands.
pub fn foot(page: &Page, paper: &mut Paper, area: Rect) -> Option<(u16, u16)> {
    let columns = usize::from(area.width);
    paper.rule(area.x, area.y, columns, "", "");
    if page.session.coach_mode() != CoachMode::Guided || page.session.ended().is_some() {
        meets_side(paper, area);
    }
    let y = area.y + 1;
    let mut cursor = None;
    let typing = match &page.app.focus {
        Focus::Palette { input, .. } => Some(("> ".to_string(), input)),
        Focus::Writing { wants, input, .. } => Some((asks_for(*wants, page), input)),
        _ => None,
    };
    match typing {
        Some((prompt, input)) => {
            paper.put(area.x, y, columns, Ink::Accent, &prompt);
            let room = columns - width(&prompt) - 1;
            let before: String = input.text().chars().take(input.cursor()).collect();
            let skip = (width(&before) + 1).saturating_sub(room);
            let shown: String = input.text().chars().skip(skip).collect();
            paper.put(area.x + width(&prompt) as u16, y, room, Ink::Bold, &shown);
            let at = width(&prompt) + width(&before) - skip.min(width(&before));
            cursor = Some((area.x + at as u16, y));
        }
        None => status(page, paper, area, y),
    }
    let saved = format!("saved {}", page.clock(page.session.saved_at()));
    let keys = match page.app.focus {
        Focus::Palette { .. } => {
            "Enter gives it   ↑ ↓ choose   Tab completes   “for 10m” a time-box   Esc back"
        }
        Focus::Writing { .. } => "Enter sends   Esc back",
        _ if columns >= 100 => {
            "1-9 act  / command  a assign  c channel  t tasks  u update  h handoff  d note  f forward  space pause  ? keys"
        }
        _ => "1-9 act  / command  f forward  c channel  space pause  ? keys",
    };
    paper.row(
        area.x + 1,
        y + 1,
        columns - 2,
        (Ink::Dim, keys),
        (Ink::Dim, &saved),
    );
    if area.height > 3 {
        let coach = match page.session.coach_mode() {
            CoachMode::Quiet => "coach quiet",
            CoachMode::Hints => "coach hints; hints cost score",
            CoachMode::Guided => "coach guided",
        };
        let said = page
            .session
            .notices()
            .last()
            .map_or(coach.to_string(), |n| n.text.clone());
        let file = page.session.file().display().to_string();
        paper.row(
            area.x + 1,
            y + 2,
            columns - 2,
            (Ink::Dim, &said),
            (Ink::Dim, &file),
        );
    }
    cursor
}

/// Where the rule of the side panes ends on this one.
pub fn meets_side(paper: &mut Paper, area: Rect) {
    if area.width < 118 {
        let side = (area.width * 3 / 8).clamp(SIDE, 44);
        paper.cross(area.x + area.width - side, area.y, "┴");
    }
}

/// What hands are full with, what waits for them, what the session has to say.
fn status(page: &Page, paper: &mut Paper, area: Rect, y: u16) {
    let columns = usize::from(area.width) - 2;
    let x = area.x + 1;
    if let Some(why) = page.session.frozen() {
        let text = format!("NOT RECORDING, the exercise stands: {why}. r tries again");
        paper.put(x, y, columns, Ink::Bad, &text);
        return;
    }
    if let Some(word) = &page.app.word {
        paper.put(x, y, columns, Ink::Warn, word);
        return;
    }
    let busy = page.desk.busy();
    let hands = match busy {
        None => "hands free".to_string(),
        Some(busy) => match busy.until {
            Some(until) => format!("hands full until {}: {}", page.exact(until), busy.words),
            None => format!("at {} since {}", busy.words, page.clock(busy.since)),
        },
    };
    let ink = if busy.is_some_and(|b| b.until.is_some()) {
        Ink::Warn
    } else {
        Ink::Dim
    };
    let then = page
        .app
        .pending
        .as_ref()
        .map_or(String::new(), |(_, words)| {
            format!("then: {words}  (Esc takes it back)")
        });
    let said = page
        .session
        .notices()
        .last()
        .filter(|n| page.now.since(n.at) < Duration::minutes(5));
    match (then.is_empty(), said, area.height <= 3) {
        (true, Some(notice), true) => {
            paper.row(x, y, columns, (Ink::Warn, &notice.text), (ink, &hands));
        }
        _ => paper.row(x, y, columns, (ink, &hands), (Ink::Accent, &then)),
    }
}

fn asks_for(wants: Wants, page: &Page) -> String {
    match wants {
        Wants::Answer(message) => {
            let asked = page.desk.messages().iter().find(|m| m.id == message);
            format!(
                "answer {}> ",
                asked
                    .map_or("", |m| m.from.as_str())
                    .split(',')
                    .next()
                    .unwrap_or("")
            )
        }
        Wants::Update(_, duty) => format!("{} update> ", crate::live::desk::update_title(duty)),
        Wants::Note => "note> ".into(),
        Wants::Say(to) => format!("to {}> ", page.desk.who(to)),
    }
}

/// What fits what is typed, above the line it is typed in.
pub fn palette(page: &Page, paper: &mut Paper, area: Rect, typed: &str, at: usize) {
    let asks = page.app.palette_of(typed, page.session);
    let most = usize::from(area.height).saturating_sub(4).clamp(3, 14);
    let from = (at + 1).saturating_sub(most);
    let shown: Vec<_> = asks.iter().enumerate().skip(from).take(most).collect();
    let height = shown.len().max(1) as u16 + 2;
    let sheet = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    let count = match asks.len() {
        0 => String::new(),
        all => format!("{} of {all}", at + 1),
    };
    paper.sheet(sheet, "Open to you now", &count);
    let columns = usize::from(area.width) - 2;
    if shown.is_empty() {
        let text = match page.desk.board().is_here() {
            true => {
                "nothing fits; say NAME WORDS, note WORDS, update WORDS, title WORDS, wait 5m, speed 8 go, too"
            }
            false => "nothing fits; you are not at the keyboard",
        };
        paper.put(sheet.x + 1, sheet.y + 1, columns, Ink::Dim, text);
    }
    for (row, (nth, ask)) in shown.into_iter().enumerate() {
        let y = sheet.y + 1 + row as u16;
        let time = match over_at(page.now, ask.takes) {
            None => "at once".to_string(),
            Some(over) => format!("{}, by {}", length(ask.takes), page.clock(over)),
        };
        let (mark, ink) = match nth == at {
            true => ("▌", Ink::Accent),
            false => (" ", Ink::Plain),
        };
        paper.put(sheet.x, y, 1, Ink::Accent, mark);
        paper.row(
            sheet.x + 1,
            y,
            columns,
            (ink, &ask.phrase),
            (Ink::Dim, &time),
        );
    }
}
