//! The paper on which plotters draws, and the clean SVG that comes out.
//!
//! plotters' SVG backend counts in whole pixels, knows neither dashes nor a weight of 600, shrinks
//! letters by 1.24 and repeats attributes that say nothing. So it draws in tenths of a pixel here,
//! and its elements are rewritten on the way onto the sheet: back to px, with what it cannot say.

use super::measure::{self, Face, clean};
use super::theme::{self, Ink, Mark};
use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, ShapeStyle};

/// A picture in the making, in px from the upper left corner; what is drawn later lies on top.
///
/// ```
/// use sandtable::plot::{Sheet, Type, theme::Ink};
/// let mut sheet = Sheet::new(404, 60, "A picture of nothing", "");
/// sheet.text(0.0, 20.0, "so <quiet>", Type::label());
/// assert!(sheet.svg().contains("so &lt;quiet&gt;"));
/// ```
#[derive(Clone, Debug)]
pub struct Sheet {
    width: u32,
    height: u32,
    title: String,
    description: String,
    headline: Vec<String>,
    note: Vec<String>,
    body: String,
}

/// What a line is drawn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Its colour.
    pub ink: Ink,
    /// Its width: 1 hairline and axis, 1.5 interval, 2 curve.
    pub width: f64,
    /// Its dashes, as SVG writes them, or `None` for a solid line.
    pub dash: Option<&'static str>,
}

/// What a text is set in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// Its colour.
    pub ink: Ink,
    /// 12, 13, 15, 18, 24 or 32 px; nothing below 12.
    pub size: f64,
    /// Its weight.
    pub face: Face,
    /// Which part of it stands at x.
    pub anchor: Anchor,
}

/// Which part of a text stands at its x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Anchor {
    fn horizontal(self) -> HPos {
        match self {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        }
    }
}

/// Tenths of a px to the px.
const FINE: f64 = 10.0;
/// plotters divides font sizes by this when it writes SVG.
const SHRINK: f64 = 1.24;
/// Free paper around a picture that stands alone.
const MARGIN: u32 = 16;
/// From line to line of a headline.
const LEADING: u32 = 24;
const LONGEST_TITLE: usize = 400;
const LONGEST_DESCRIPTION: usize = 8_000;

impl Pen {
    /// A solid line.
    pub fn solid(ink: Ink, width: f64) -> Self {
        Pen {
            ink,
            width,
            dash: None,
        }
    }
}

impl Type {
    /// Small grey words: axes, heads of columns, notes.
    pub fn label() -> Self {
        Type {
            ink: Ink::Label,
            size: 12.0,
            face: Face::Regular,
            anchor: Anchor::Start,
        }
    }

    /// Words of a row.
    pub fn text() -> Self {
        Type {
            ink: Ink::Text,
            size: 13.0,
            ..Type::label()
        }
    }

    /// Figures in a column, to the right.
    pub fn figure() -> Self {
        Type {
            ink: Ink::Text,
            anchor: Anchor::End,
            ..Type::label()
        }
    }

    /// The finding, as the headline.
    pub fn headline() -> Self {
        Type {
            ink: Ink::Text,
            size: 18.0,
            face: Face::SemiBold,
            anchor: Anchor::Start,
        }
    }

    /// The same in another ink.
    pub fn ink(self, ink: Ink) -> Self {
        Type { ink, ..self }
    }

    /// The same in the weight 600.
    pub fn strong(self) -> Self {
        Type {
            face: Face::SemiBold,
            ..self
        }
    }

    /// The same with its end at x.
    pub fn right(self) -> Self {
        Type {
            anchor: Anchor::End,
            ..self
        }
    }

    /// How wide a text is in it, in px.
    pub fn width(self, text: &str) -> f64 {
        measure::width(text, self.face, self.size)
    }

    /// A text, or as much of it as fits into `room` px.
    pub fn fit(self, text: &str, room: f64) -> String {
        measure::fit(&clean(text, LONGEST_TITLE), self.face, self.size, room)
    }

    /// The same with its middle at x.
    pub fn centred(self) -> Self {
        Type {
            anchor: Anchor::Middle,
            ..self
        }
    }
}

impl Sheet {
    /// An empty sheet. The title names the picture, the description tells its numbers to those who
    /// do not see it; both are bounded and cleaned.
    pub fn new(width: u32, height: u32, title: &str, description: &str) -> Self {
        Sheet {
            width,
            height,
            title: clean(title, LONGEST_TITLE),
            description: clean(description, LONGEST_DESCRIPTION),
            headline: Vec::new(),
            note: Vec::new(),
            body: String::new(),
        }
    }

    /// The same with its title as a headline and a note below, where it stands alone.
    ///
    /// On a page both stand in the text beside the picture.
    pub fn standing_alone(mut self, note: &str) -> Self {
        let (head, small) = (Type::headline(), Type::label());
        let room = f64::from(self.width);
        self.headline = measure::wrap_even(&self.title, head.face, head.size, room, 3);
        self.note = measure::wrap(&clean(note, 1_000), small.face, small.size, room, 6);
        self
    }

    /// Width and height in px, without the margin of a picture that stands alone.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// A line through points.
    pub fn line(&mut self, points: &[(f64, f64)], pen: Pen) {
        let extra = pen.dash.map(|dash| ("stroke-dasharray", dash));
        let style = ShapeStyle {
            color: pen.ink.color().to_rgba(),
            filled: false,
            stroke_width: fine(pen.width) as u32,
        };
        let points: Vec<_> = points.iter().map(|point| at(*point)).collect();
        self.draw(extra.as_slice(), |area| {
            area.draw(&PathElement::new(points, style)).is_ok()
        });
    }

    /// A filled rectangle from its upper left corner; `opacity` 1 hides what lies beneath.
    pub fn rect(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        ink: Ink,
        opacity: f64,
    ) {
        let corners = [at((x, y)), at((x + width, y + height))];
        let style = ink.color().mix(opacity).filled();
        self.draw(&[], |area| {
            area.draw(&Rectangle::new(corners, style)).is_ok()
        });
    }

    /// The outline of a rectangle from its upper left corner, with paper inside.
    pub fn hollow(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), pen: Pen) {
        self.rect((x, y), (width, height), Ink::Paper, 1.0);
        let (right, bottom) = (x + width, y + height);
        let around = [(x, y), (right, y), (right, bottom), (x, bottom), (x, y)];
        self.line(&around, pen);
    }

    /// A filled polygon.
    pub fn polygon(&mut self, points: &[(f64, f64)], ink: Ink, opacity: f64) {
        let points: Vec<_> = points.iter().map(|point| at(*point)).collect();
        let style = ink.color().mix(opacity).filled();
        self.draw(&[], |area| area.draw(&Polygon::new(points, style)).is_ok());
    }

    /// One line of text with its baseline at y. Anything may be in it; it is cleaned and escaped.
    pub fn text(&mut self, x: f64, y: f64, text: &str, style: Type) {
        let text = clean(text, LONGEST_TITLE);
        if text.is_empty() {
            return;
        }
        let extra = (style.face == Face::SemiBold).then_some(("font-weight", "600"));
        let font = FontDesc::new(
            FontFamily::Name("Inter"),
            style.size * FINE * SHRINK,
            FontStyle::Normal,
        );
        let font = font
            .color(&style.ink.color())
            .pos(Pos::new(style.anchor.horizontal(), VPos::Top));
        self.draw(extra.as_slice(), |area| {
            area.draw(&Text::new(text, at((x, y)), font)).is_ok()
        });
    }

    /// A text on a piece of paper, so that it can be read where lines cross it.
    pub fn boxed(&mut self, x: f64, y: f64, text: &str, style: Type) {
        self.boxed_on(x, y, text, style, Ink::Paper);
    }

    /// The same on a field of another ink.
    pub fn boxed_on(&mut self, x: f64, y: f64, text: &str, style: Type, field: Ink) {
        let wide = style.width(text);
        let from = match style.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - 0.5 * wide,
            Anchor::End => x - wide,
        };
        let corner = (from - 3.0, y - style.size + 1.0);
        self.rect(corner, (wide + 6.0, style.size + 3.0), field, 1.0);
        self.text(x, y, text, style);
    }

    /// The mark of an arm, some 8 px across, with a rim of paper so that it stands off what it lies on.
    pub fn mark(&mut self, x: f64, y: f64, mark: Mark, ink: Ink) {
        let around = |radius: f64, corners: &[(f64, f64)]| -> Vec<(f64, f64)> {
            corners
                .iter()
                .map(|(dx, dy)| (x + radius * dx, y + radius * dy))
                .collect()
        };
        const SQUARE: [(f64, f64); 4] = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)];
        const TRIANGLE: [(f64, f64); 3] = [(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)];
        const DIAMOND: [(f64, f64); 4] = [(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)];
        let shape: &[(f64, f64)] = match mark {
            Mark::Ring => {
                self.disc(x, y, 5.0, ink);
                return self.disc(x, y, 3.0, Ink::Paper);
            }
            Mark::Disc => {
                self.disc(x, y, 5.5, Ink::Paper);
                return self.disc(x, y, 4.5, ink);
            }
            Mark::Cross => {
                for (pen, reach) in [
                    (Pen::solid(Ink::Paper, 4.5), 5.0),
                    (Pen::solid(ink, 2.5), 4.0),
                ] {
                    self.line(&around(reach, &[(-1.0, -1.0), (1.0, 1.0)]), pen);
                    self.line(&around(reach, &[(-1.0, 1.0), (1.0, -1.0)]), pen);
                }
                return;
            }
            Mark::Square => &SQUARE,
            Mark::Triangle => &TRIANGLE,
            Mark::Diamond => &DIAMOND,
        };
        self.polygon(&around(6.0, shape), Ink::Paper, 1.0);
        self.polygon(&around(4.6, shape), ink, 1.0);
    }

    /// A filled circle.
    pub fn disc(&mut self, x: f64, y: f64, radius: f64, ink: Ink) {
        let disc = Circle::new(at((x, y)), fine(radius), ink.color().filled());
        self.draw(&[], |area| area.draw(&disc).is_ok());
    }

    /// Let plotters draw with all it has: charts, series, its own elements.
    ///
    /// The area is the whole sheet in tenths of a px. `extra` attributes go onto every element that
    /// is drawn, such as dashes. Colours must be those of [`theme`], or the dark will not know them.
    ///
    /// # Panics
    /// If `draw` says that drawing failed: on a string it cannot, unless a picture asks for the impossible.
    pub fn draw<F>(&mut self, extra: &[(&str, &str)], draw: F)
    where
        F: for<'a> FnOnce(&DrawingArea<SVGBackend<'a>, Shift>) -> bool,
    {
        let mut drawn = String::new();
        {
            let size = (
                fine(f64::from(self.width)) as u32,
                fine(f64::from(self.height)) as u32,
            );
            let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
            assert!(
                draw(&area) && area.present().is_ok(),
                "plotters draws on a string"
            );
        }
        rewrite(&drawn, extra, &mut self.body);
    }

    /// The finished picture: one file that needs nothing else.
    pub fn svg(&self) -> String {
        let [above, below] = [&self.headline, &self.note].map(|lines| match lines.len() {
            0 => 0,
            lines => 14 + LEADING * lines as u32,
        });
        // Outside of the sheet, where plotters does not draw.
        let mut around = String::new();
        for (index, line) in self.headline.iter().enumerate() {
            let y = (index as i64 + 1) * i64::from(LEADING) - i64::from(above) - 6;
            around += &outside(y, line, Type::headline());
        }
        for (index, line) in self.note.iter().enumerate() {
            let y = i64::from(self.height) + 14 + 18 * (index as i64 + 1);
            around += &outside(y, line, Type::label());
        }
        let top = MARGIN + above;
        let (width, height) = (self.width + 2 * MARGIN, self.height + below + top + MARGIN);
        let size = format!("width=\"{width}\" height=\"{height}\"");
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-{MARGIN} -{top} {width} {height}\" {size} \
             role=\"img\" aria-label=\"{title}\" font-family=\"Inter, system-ui, sans-serif\">\
             <style>{style}</style><title>{title}</title>\n{description}\
             <rect x=\"-{MARGIN}\" y=\"-{top}\" {size} fill=\"{paper}\"/>\n{around}{body}</svg>\n",
            title = escape(&self.title),
            description = self.described(),
            style = theme::style(),
            paper = Ink::Paper.light(),
            body = self.body,
        )
    }

    /// The picture as a part of a page, whose style sheet has the font and re-inks it in the dark.
    pub fn inline(&self) -> String {
        let (title, width, height) = (escape(&self.title), self.width, self.height);
        format!(
            "<svg class=\"plot\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">\
             <title>{title}</title>\n{description}{body}</svg>",
            description = self.described(),
            body = self.body,
        )
    }

    fn described(&self) -> String {
        match self.description.is_empty() {
            true => String::new(),
            false => format!("<desc>{}</desc>\n", escape(&self.description)),
        }
    }
}

/// A line of text at the left edge, as it stands on the sheet.
fn outside(y: i64, text: &str, style: Type) -> String {
    let weight = match style.face {
        Face::SemiBold => " font-weight=\"600\"",
        Face::Regular => "",
    };
    format!(
        "<text x=\"0\" y=\"{y}\" font-size=\"{}\" fill=\"{}\"{weight}>{}</text>\n",
        style.size,
        style.ink.light(),
        escape(text)
    )
}

fn fine(px: f64) -> i32 {
    (px * FINE).round() as i32
}

fn at((x, y): (f64, f64)) -> (i32, i32) {
    (fine(x), fine(y))
}

/// Copy plotters' elements to `body`: tenths to px, what says nothing left out, `extra` added.
///
/// Relies on what its backend (0.3.7) writes: every attribute as `name="value"` with `>` escaped,
/// text between its own lines, one `svg` around all.
fn rewrite(drawn: &str, extra: &[(&str, &str)], body: &mut String) {
    for piece in drawn.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if name == "svg" || tag == "/svg" {
            continue;
        }
        if tag.starts_with('/') {
            *body += &format!("<{tag}>\n");
            continue;
        }
        *body += &format!("<{name}");
        let mut quoted = tag[name.len()..].split('"');
        while let (Some(key), Some(value)) = (quoted.next(), quoted.next()) {
            let key = key.trim().trim_end_matches('=');
            if let Some(value) = attribute(name, key, value) {
                *body += &format!(" {key}=\"{value}\"");
            }
        }
        for (key, value) in extra {
            *body += &format!(" {key}=\"{}\"", escape(value));
        }
        match tag.ends_with('/') {
            true => *body += "/>\n",
            false => *body += &format!(">{}", text.trim()),
        }
    }
}

/// An attribute of plotters as it stands on the sheet, or `None` if it says nothing there.
fn attribute(element: &str, key: &str, value: &str) -> Option<String> {
    let is_silent = matches!(
        (element, key, value),
        (_, "opacity", "1")
            | (_, "stroke", "none")
            | (_, "text-anchor", "start")
            | ("text", "dy" | "font-family", _)
    ) || (key == "stroke-width" && element == "circle");
    if is_silent {
        return None;
    }
    Some(match key {
        "x" | "y" | "x1" | "x2" | "y1" | "y2" | "cx" | "cy" | "r" | "width" | "height"
        | "stroke-width" | "font-size" => px(value),
        "points" => {
            let points = value
                .split_whitespace()
                .filter_map(|point| point.split_once(','));
            points
                .map(|(x, y)| format!("{},{}", px(x), px(y)))
                .collect::<Vec<_>>()
                .join(" ")
        }
        _ => value.to_string(),
    })
}

/// Tenths of a px, as px with one decimal at most.
fn px(tenths: &str) -> String {
    let tenths = tenths
        .parse::<f64>()
        .expect("plotters writes numbers")
        .round();
    format!("{}", tenths / FINE)
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '&' => escaped += "&amp;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&apos;",
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(draw: impl FnOnce(&mut Sheet)) -> String {
        let mut sheet = Sheet::new(100, 50, "t", "");
        draw(&mut sheet);
        sheet.body
    }

    #[test]
    fn what_plotters_draws_comes_out_in_px_and_in_the_inks() {
        let pen = Pen {
            ink: Ink::ArmA,
            width: 1.5,
            dash: Some("5 3"),
        };
        assert_eq!(
            body(|sheet| sheet.line(&[(1.5, 2.0), (20.25, 2.0)], pen)),
            "<polyline fill=\"none\" stroke=\"#6B747A\" stroke-width=\"1.5\" points=\"1.5,2 20.3,2\" stroke-dasharray=\"5 3\"/>\n"
        );
        assert_eq!(
            body(|sheet| sheet.rect((1.0, 2.0), (10.0, 0.5), Ink::ArmB, 0.25)),
            "<rect x=\"1\" y=\"2\" width=\"10\" height=\"0.5\" opacity=\"0.25\" fill=\"#0B4A8F\"/>\n"
        );
        assert_eq!(
            body(|sheet| sheet.text(3.0, 14.0, "a<b & \"c\"", Type::figure().strong())),
            "<text x=\"3\" y=\"14\" text-anchor=\"end\" font-size=\"12\" fill=\"#15191C\" font-weight=\"600\">\
             a&lt;b &amp; &quot;c&quot;</text>\n"
        );
    }

    #[test]
    fn every_mark_is_different() {
        let marks = [
            Mark::Ring,
            Mark::Disc,
            Mark::Square,
            Mark::Triangle,
            Mark::Diamond,
            Mark::Cross,
        ];
        let mut drawn = marks
            .map(|mark| body(|sheet| sheet.mark(20.0, 20.0, mark, Ink::ArmB)))
            .to_vec();
        drawn.sort();
        drawn.dedup();
        assert_eq!(drawn.len(), marks.len());
    }
}
