//! What is drawn on: cells, inks, rules with a title in them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::Look;
use crate::report::text::{clip, plain, width};

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Plain,
    Bold,
    /// Axes, clocks, hints, what is normal.
    Dim,
    /// You, now, selected.
    Accent,
    /// Waits for you, nobody, down.
    Bad,
    /// Due soon, degraded, EXERCISE.
    Warn,
    /// The severity badge.
    Badge,
}

/// A screen being drawn.
pub struct Paper<'a> {
    pub buf: &'a mut Buffer,
    pub look: Look,
}

impl Paper<'_> {
    pub fn area(&self) -> Rect {
        self.buf.area
    }

    fn style(&self, ink: Ink) -> Style {
        let style = Style::default();
        let coloured = |colour| match self.look.colours {
            true => style.fg(colour),
            false => style,
        };
        match ink {
            Ink::Plain => style,
            Ink::Bold => style.add_modifier(Modifier::BOLD),
            Ink::Dim => style.add_modifier(Modifier::DIM),
            Ink::Accent => coloured(Color::LightBlue).add_modifier(Modifier::BOLD),
            Ink::Bad => coloured(Color::LightRed).add_modifier(Modifier::BOLD),
            Ink::Warn => coloured(Color::Yellow),
            Ink::Badge if self.look.colours => style
                .fg(Color::Black)
                .bg(Color::LightRed)
                .add_modifier(Modifier::BOLD),
            Ink::Badge => style.add_modifier(Modifier::REVERSED | Modifier::BOLD),
        }
    }

    /// Text at a place, cut to so many columns; how many it took.
    pub fn put(&mut self, x: u16, y: u16, columns: usize, ink: Ink, text: &str) -> usize {
        let area = self.area();
        if x >= area.right() || y >= area.bottom() {
            return 0;
        }
        let room = usize::from(area.right() - x).min(columns);
        let text = clip(&plain(text), room);
        let style = self.style(ink);
        self.buf.set_stringn(x, y, &text, room, style);
        width(&text)
    }

    /// Parts one after the other within so many columns.
    pub fn parts(&mut self, x: u16, y: u16, columns: usize, parts: &[(Ink, &str)]) {
        let mut used = 0;
        for (ink, text) in parts {
            if used >= columns {
                break;
            }
            used += self.put(x + used as u16, y, columns - used, *ink, text);
        }
    }

    /// Text that ends at a column.
    pub fn right(&mut self, x: u16, y: u16, columns: usize, ink: Ink, text: &str) -> usize {
        let text = clip(&plain(text), columns);
        let used = width(&text);
        self.put(x + (columns - used) as u16, y, used, ink, &text)
    }

    /// Left and right in one row; the right is whole, the left is cut.
    pub fn row(&mut self, x: u16, y: u16, columns: usize, left: (Ink, &str), right: (Ink, &str)) {
        let used = self.right(x, y, columns, right.0, right.1);
        let gap = usize::from(used > 0);
        self.put(x, y, columns.saturating_sub(used + gap), left.0, left.1);
    }

    /// A rule with a title in it, and words at its right end.
    pub fn rule(&mut self, x: u16, y: u16, columns: usize, title: &str, end: &str) {
        self.put(x, y, columns, Ink::Dim, &"─".repeat(columns));
        if !title.is_empty() && columns > 6 {
            let title = clip(title, columns - 6);
            self.put(x + 2, y, columns, Ink::Bold, &format!(" {title} "));
        }
        let taken = width(title) + 6;
        if !end.is_empty() && columns > taken + width(end) + 3 {
            let end = format!(" {end} ─");
            self.right(x, y, columns, Ink::Dim, &end);
        }
    }

    /// Empties a part and frames it with a rule above and below.
    pub fn sheet(&mut self, area: Rect, title: &str, end: &str) {
        for y in area.top()..area.bottom() {
            let blank = " ".repeat(usize::from(area.width));
            self.buf
                .set_stringn(area.x, y, blank, usize::from(area.width), Style::reset());
        }
        let columns = usize::from(area.width);
        self.rule(area.x, area.y, columns, title, end);
        self.rule(area.x, area.bottom() - 1, columns, "", "");
    }

    /// One cell over what is there.
    pub fn cross(&mut self, x: u16, y: u16, mark: &str) {
        self.put(x, y, 1, Ink::Dim, mark);
    }
}
