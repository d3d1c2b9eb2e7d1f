//! Drawing by hand in the light inks of the house: rectangles, lines, circles and text only. Pages
//! re-ink them in the dark. All text is escaped here.

use std::fmt::Write;

use super::comparison::escape;
use super::text::{clip, plain, width};

pub const INK: &str = "#15191C";
pub const SECOND: &str = "#454D53";
pub const QUIET: &str = "#656E74";
pub const RULE: &str = "#D8DAD4";
pub const STRONG: &str = "#858D8A";
pub const PAPER: &str = "#FBFBF9";
pub const PANEL: &str = "#F2F3EF";
pub const ACCENT: &str = "#0B4A8F";
pub const WASH: &str = "#E4ECF4";
pub const BAD: &str = "#B3261E";
pub const BAD_WASH: &str = "#FAE8E5";
pub const WARN: &str = "#8F5A00";
pub const WARN_WASH: &str = "#F7EDD6";
pub const NONE: &str = "none";

/// About as wide as a column of text of 12 px.
const LETTER: f64 = 6.6;

/// A drawing under way.
pub struct Svg {
    width: f64,
    body: String,
}

/// Where a text stands to its point.
#[derive(Clone, Copy)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub fn new(width: f64) -> Svg {
        Svg {
            width,
            body: String::new(),
        }
    }

    /// A rectangle, filled and with a border; `dash` for a border of dashes.
    pub fn rect(&mut self, at: (f64, f64), size: (f64, f64), fill: &str, stroke: &str) {
        self.boxed(at, size, fill, stroke, "");
    }

    pub fn dashed(&mut self, at: (f64, f64), size: (f64, f64), stroke: &str) {
        self.boxed(at, size, PAPER, stroke, " stroke-dasharray=\"4 3\"");
    }

    fn boxed(
        &mut self,
        (x, y): (f64, f64),
        (w, h): (f64, f64),
        fill: &str,
        stroke: &str,
        more: &str,
    ) {
        let _ = write!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{h:.1}\" fill=\"{fill}\" \
             stroke=\"{stroke}\"{more}/>",
            w.max(1.0)
        );
    }

    pub fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), stroke: &str, width: f64) {
        let _ = write!(
            self.body,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" \
             stroke=\"{stroke}\" stroke-width=\"{width}\"/>"
        );
    }

    /// A line of dots.
    pub fn dotted(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), stroke: &str) {
        let _ = write!(
            self.body,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" \
             stroke=\"{stroke}\" stroke-dasharray=\"2 3\"/>"
        );
    }

    pub fn circle(&mut self, (x, y): (f64, f64), r: f64, fill: &str, stroke: &str) {
        let _ = write!(
            self.body,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r}\" fill=\"{fill}\" stroke=\"{stroke}\" \
             stroke-width=\"1.5\"/>"
        );
    }

    /// A closed outline through these points.
    pub fn outline(&mut self, points: &[(f64, f64)], fill: &str, stroke: &str) {
        let points: Vec<String> = points
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        let _ = write!(
            self.body,
            "<polygon points=\"{}\" fill=\"{fill}\" stroke=\"{stroke}\"/>",
            points.join(" ")
        );
    }

    /// Text of 12 px whose line stands at `y`.
    pub fn text(&mut self, at: (f64, f64), text: &str, fill: &str, anchor: Anchor) {
        self.write(at, text, fill, anchor, "");
    }

    pub fn bold(&mut self, at: (f64, f64), text: &str, fill: &str, anchor: Anchor) {
        self.write(at, text, fill, anchor, " font-weight=\"600\"");
    }

    /// Text that covers what it crosses.
    pub fn label(&mut self, (x, y): (f64, f64), text: &str, fill: &str, anchor: Anchor) {
        let wide = wide(text);
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - wide / 2.0,
            Anchor::End => x - wide,
        };
        self.rect((left - 2.0, y - 11.0), (wide + 4.0, 14.0), PAPER, NONE);
        self.text((x, y), text, fill, anchor);
    }

    fn write(&mut self, (x, y): (f64, f64), text: &str, fill: &str, anchor: Anchor, more: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"12\" fill=\"{fill}\" \
             text-anchor=\"{anchor}\"{more}>{}</text>",
            escape(&plain(text))
        );
    }

    /// What another drawing of the same size holds, before this one's.
    pub fn append(&mut self, other: Svg) {
        self.body += &other.body;
    }

    /// The whole drawing.
    pub fn finish(self, height: f64, title: &str) -> String {
        format!(
            "<svg class=\"plot\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {w} {height:.0}\" role=\"img\" aria-label=\"{t}\"><title>{t}</title>{}</svg>",
            self.body,
            w = self.width,
            t = escape(&plain(title)),
        )
    }
}

/// About how wide a text of 12 px is.
pub fn wide(text: &str) -> f64 {
    width(&plain(text)) as f64 * LETTER
}

/// As much of a text as has room.
pub fn fitted(text: &str, room: f64) -> String {
    clip(&plain(text), (room / LETTER).max(0.0) as usize)
}
