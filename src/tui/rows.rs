//! What needs somebody, and what is said: rows of both.

use ratatui::layout::Rect;

use super::app::App;
use super::panes::Page;
use super::paper::{Ink, Paper};
use crate::base::Duration;
use crate::live::desk::{Need, When};
use crate::live::voice::{Line, Tone};
use crate::report::text::{clip, width, wrap};

/// The rule above the needs, with how many there are.
pub fn needs_rule(paper: &mut Paper, area: Rect, count: usize, end: &str) {
    let count = match (count, end) {
        (0, _) => String::new(),
        (count, "") => count.to_string(),
        (count, end) => format!("{count}, {end}"),
    };
    paper.rule(
        area.x,
        area.y,
        usize::from(area.width),
        "Needs you now",
        &count,
    );
}

/// A row of the needs: left, right, and how both look.
pub struct NeedRow {
    mark: (Ink, String),
    left: (Ink, String),
    right: (Ink, String),
}

/// The rows of all needs; the one that is open has its detail and its letters below.
pub fn need_rows(page: &Page, needs: &[Need], columns: usize) -> Vec<NeedRow> {
    let mut rows = Vec::new();
    let blank = || (Ink::Plain, String::new());
    if needs.is_empty() {
        let text = match page.desk.board().is_here() {
            true => "Nothing waits for you. f goes on to what does; / shows what you can do.",
            false => "Nothing yet. f goes on to your first call.",
        };
        rows.push(NeedRow {
            mark: blank(),
            left: (Ink::Dim, text.into()),
            right: blank(),
        });
    }
    for (at, need) in needs.iter().enumerate() {
        let open = at == page.app.selected.min(needs.len() - 1);
        let mark = match open {
            true => (Ink::Accent, format!("▌{} ", at + 1)),
            false => (Ink::Plain, format!(" {} ", at + 1)),
        };
        let right = when(need.when, page);
        let room = columns.saturating_sub(width(&right.1) + 6);
        let mut titles = match open {
            true => wrap(&need.title, room),
            false => vec![clip(&need.title, room)],
        };
        let rest = titles.split_off(1.min(titles.len()));
        let ink = if open { Ink::Bold } else { Ink::Plain };
        let first = titles.pop().unwrap_or_default();
        rows.push(NeedRow {
            mark,
            left: (ink, first),
            right,
        });
        if !open {
            continue;
        }
        let bar = || (Ink::Accent, "▌  ".to_string());
        for more in rest.into_iter().take(2) {
            rows.push(NeedRow {
                mark: bar(),
                left: (ink, more),
                right: blank(),
            });
        }
        let letters: Vec<String> = need
            .choices
            .iter()
            .map(|c| format!("{} {}", c.key, c.label))
            .collect();
        let letters = letters.join("   ");
        let fits = width(&need.detail) + width(&letters) + 8 <= columns;
        if fits {
            let (detail, right) = ((Ink::Dim, need.detail.clone()), (Ink::Bold, letters));
            rows.push(NeedRow {
                mark: bar(),
                left: detail,
                right,
            });
        } else {
            for line in wrap(&need.detail, columns.saturating_sub(5))
                .into_iter()
                .take(2)
            {
                rows.push(NeedRow {
                    mark: bar(),
                    left: (Ink::Dim, line),
                    right: blank(),
                });
            }
            rows.push(NeedRow {
                mark: bar(),
                left: (Ink::Bold, letters),
                right: blank(),
            });
        }
    }
    rows
}

pub fn draw_needs(paper: &mut Paper, area: Rect, rows: &[NeedRow]) {
    let shown = rows.iter().take(usize::from(area.height));
    for (at, row) in shown.enumerate() {
        let y = area.y + at as u16;
        paper.put(area.x, y, 3, row.mark.0, &row.mark.1);
        let columns = usize::from(area.width) - 4;
        let (left, right) = (
            (row.left.0, row.left.1.as_str()),
            (row.right.0, row.right.1.as_str()),
        );
        paper.row(area.x + 3, y, columns, left, right);
    }
    if rows.len() > usize::from(area.height) && area.height > 0 {
        let more = format!("and {} more lines ↓", rows.len() - usize::from(area.height));
        paper.right(
            area.x,
            area.bottom() - 1,
            usize::from(area.width) - 1,
            Ink::Dim,
            &more,
        );
    }
}

/// `waits 1:40`, `due in 3:50`, `since 14:15`.
fn when(when: When, page: &Page) -> (Ink, String) {
    match when {
        When::Rings(at) => (Ink::Bad, format!("rings {}", count(page.now.since(at)))),
        When::Waits(at) => (Ink::Bad, format!("waits {}", count(page.now.since(at)))),
        When::Since(at) => (Ink::Dim, format!("since {}", page.clock(at))),
        When::Due(at) if at < page.now => (Ink::Bad, format!("late {}", count(page.now.since(at)))),
        When::Due(at) => {
            let left = at.since(page.now);
            let soon = left < Duration::minutes(5);
            (
                if soon { Ink::Warn } else { Ink::Dim },
                format!("due in {}", count(left)),
            )
        }
    }
}

/// `4:40`, `1:02:10`.
fn count(time: Duration) -> String {
    let seconds = time.as_millis() / 1_000;
    match seconds / 3_600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

/// Whether the channel shows older lines.
pub fn scrolled(app: &App) -> &'static str {
    if app.back > 0 {
        "scrolled back, End returns"
    } else {
        ""
    }
}

/// The newest lines at the bottom.
pub fn channel(page: &Page, paper: &mut Paper, area: Rect) {
    let columns = usize::from(area.width);
    let names = if columns >= 70 { 9 } else { 7 };
    let indent = 7 + names + 1;
    let room = columns.saturating_sub(indent + 1);
    let mut rows: Vec<(String, String, Tone, String)> = Vec::new();
    let wanted = usize::from(area.height) + page.app.back;
    for line in page.desk.lines().iter().rev() {
        let mut block = Vec::new();
        for (nth, text) in said(line, room, indent, columns).into_iter().enumerate() {
            let (at, who) = match nth {
                0 => (page.clock(line.at), line.who.clone()),
                _ => (String::new(), String::new()),
            };
            block.push((at, who, line.tone, text));
        }
        block.reverse();
        rows.extend(block);
        if rows.len() > wanted {
            break;
        }
    }
    let back = page.app.back.min(rows.len().saturating_sub(1));
    let shown: Vec<_> = rows
        .into_iter()
        .skip(back)
        .take(usize::from(area.height))
        .collect();
    let blank = usize::from(area.height) - shown.len();
    for (at, (clock, who, tone, text)) in shown.into_iter().rev().enumerate() {
        // What there is stands at the top until the pane is full.
        let _ = blank;
        let y = area.y + at as u16;
        paper.put(area.x + 1, y, 5, Ink::Dim, &clock);
        let (name, words) = match tone {
            Tone::You => (Ink::Accent, Ink::Plain),
            Tone::Colleague => (Ink::Bold, Ink::Plain),
            Tone::Outside => (Ink::Warn, Ink::Plain),
            Tone::Tool => (Ink::Dim, Ink::Dim),
            Tone::Against => (Ink::Bad, Ink::Plain),
        };
        match who.is_empty() && tone == Tone::Tool {
            true => {
                let at = if clock.is_empty() { indent } else { 7 };
                paper.put(area.x + at as u16, y, columns - at - 1, words, &text);
            }
            false => {
                paper.put(area.x + 7, y, names, name, &who);
                paper.put(area.x + indent as u16, y, room, words, &text);
            }
        }
    }
}

/// The rows of a line; a tool without a name begins where names stand.
fn said(line: &Line, room: usize, indent: usize, columns: usize) -> Vec<String> {
    if !line.who.is_empty() {
        return wrap(&line.text, room);
    }
    let first = columns.saturating_sub(8);
    match width(&line.text) <= first {
        true => vec![line.text.clone()],
        false => {
            let mut rows = wrap(&line.text, first);
            let rest = rows.split_off(1).join(" ");
            rows.extend(wrap(&rest, columns.saturating_sub(indent + 1)));
            rows
        }
    }
}
