//! Diagnostics for people: drawn as rustc draws them, by annotate-snippets.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level as Tone, Origin, Renderer, Snippet,
};

use super::{Diagnostic, FileId, Level, Sources, floor_char};

/// Whether the text goes to a terminal that understands colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Plain,
    Ansi,
}

/// More diagnostics than this are counted, not shown.
pub const SHOWN_MAX: usize = 50;

/// A line longer than this is shown in part, around the place.
const LINE_MAX: usize = 120;

/// A span over more lines than this is drawn by its first line.
const LINES_MAX: usize = 5;

/// Draws the diagnostics, sorted by file and place, and says how many were left out.
///
/// Text from files cannot act on the terminal: control characters, escapes and marks that change
/// the direction of writing are shown as symbols.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, color: Color) -> String {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|a, b| super::place_of(a).cmp(&super::place_of(b)));
    let renderer = match color {
        Color::Plain => Renderer::plain(),
        Color::Ansi => Renderer::styled(),
    };
    let mut drawn = String::new();
    for diagnostic in sorted.iter().take(SHOWN_MAX) {
        drawn.push_str(&render_one(diagnostic, sources, &renderer));
        drawn.push_str("\n\n");
    }
    if sorted.len() > SHOWN_MAX {
        drawn.push_str(&format!("… and {} more\n\n", sorted.len() - SHOWN_MAX));
    }
    drawn
}

fn render_one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let tone = match diagnostic.level {
        Level::Error => Tone::ERROR,
        Level::Warning => Tone::WARNING,
    };
    let title = tone
        .primary_title(inert(&diagnostic.message))
        .id(diagnostic.name);
    let mut group = title.elements(Vec::<Origin<'_>>::new());
    let main = Mark {
        span: &diagnostic.span,
        text: &diagnostic.label,
        kind: AnnotationKind::Primary,
    };
    let (here, elsewhere): (Vec<_>, Vec<_>) = diagnostic
        .others
        .iter()
        .partition(|other| other.file == diagnostic.file);
    let mut marks = vec![main];
    marks.extend(here.iter().map(|other| Mark {
        span: &other.span,
        text: &other.text,
        kind: AnnotationKind::Context,
    }));
    group = draw_file(group, sources, diagnostic.file, &marks);
    for other in elsewhere {
        let mark = Mark {
            span: &other.span,
            text: &other.text,
            kind: AnnotationKind::Context,
        };
        group = draw_file(group, sources, other.file, &[mark]);
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Tone::HELP.message(inert(hint)));
    }
    without_gap_marks(&renderer.render(&[group]))
}

/// Leaves out the `:::` that a snippet without a path of its own is announced by.
///
/// We give the place ourselves, because what we draw of a long line is not where it is in the file.
fn without_gap_marks(drawn: &str) -> String {
    let kept: Vec<&str> = drawn.lines().filter(|line| !is_gap_mark(line)).collect();
    kept.join("\n")
}

fn is_gap_mark(line: &str) -> bool {
    let mut marks = 0;
    let mut in_escape = false;
    for c in line.chars() {
        match c {
            '\x1b' => in_escape = true,
            'm' if in_escape => in_escape = false,
            _ if in_escape => {}
            ':' => marks += 1,
            ' ' => {}
            _ => return false,
        }
    }
    marks == 3 && line.starts_with([' ', '\x1b'])
}

struct Mark<'a> {
    span: &'a Range<usize>,
    text: &'a str,
    kind: AnnotationKind,
}

/// Adds the place of the first mark and, line by line, the source of all of them.
fn draw_file<'a>(
    mut group: Group<'a>,
    sources: &Sources,
    file: FileId,
    marks: &[Mark<'_>],
) -> Group<'a> {
    let (line, column) = sources.position(file, marks[0].span.start);
    group = group.element(
        Origin::path(inert(sources.name(file)))
            .line(line)
            .char_column(column),
    );

    // Marks on neighbouring lines are drawn in one snippet, each far one in its own.
    let mut placed: Vec<(Range<usize>, &Mark<'_>)> = marks
        .iter()
        .map(|mark| (lines_of(sources, file, mark.span), mark))
        .collect();
    placed.sort_by_key(|(lines, mark)| (lines.start, mark.span.start));
    let mut rest = placed.as_slice();
    while let Some((first, _)) = rest.first() {
        let mut lines = first.clone();
        let mut count = 0;
        for (next, _) in rest {
            if next.start > lines.end + 1 {
                break;
            }
            lines.end = lines.end.max(next.end);
            count += 1;
        }
        group = group.element(snippet(sources, file, lines, &rest[..count]));
        rest = &rest[count..];
    }
    group
}

/// First and one past the last line to show of a span.
fn lines_of(sources: &Sources, file: FileId, span: &Range<usize>) -> Range<usize> {
    let (first, _) = sources.position(file, span.start);
    let (last, _) = sources.position(file, span.end.max(span.start));
    if last - first >= LINES_MAX {
        first..first + 1
    } else {
        first..last + 1
    }
}

fn snippet<'a>(
    sources: &Sources,
    file: FileId,
    lines: Range<usize>,
    marks: &[(Range<usize>, &Mark<'_>)],
) -> Snippet<'a, Annotation<'a>> {
    let mut shown = Shown::default();
    for line in lines.clone() {
        let range = sources.line(file, line);
        let near: Vec<usize> = marks
            .iter()
            .flat_map(|(_, mark)| [mark.span.start, mark.span.end])
            .filter(|at| range.contains(at) || *at == range.end)
            .collect();
        shown.push_line(sources.text(file), range, &near);
    }
    let drawn_end = shown.text.len();
    let annotations: Vec<Annotation<'a>> = marks
        .iter()
        .map(|(lines, mark)| {
            let line_end = sources.line(file, lines.end - 1).end;
            let start = shown.place(mark.span.start);
            let end = shown
                .place(mark.span.end.min(line_end.max(mark.span.start)))
                .max(start);
            let annotation = mark.kind.span(start..end.min(drawn_end.max(start)));
            if mark.text.is_empty() {
                annotation
            } else {
                annotation.label(inert(mark.text))
            }
        })
        .collect();
    Snippet::source(shown.text)
        .line_start(lines.start)
        .fold(false)
        .annotations(annotations)
}

/// Source made inert, with the way from its own bytes to those drawn.
#[derive(Default)]
struct Shown {
    text: String,
    /// Pairs of (byte in the file, byte in `text`), rising in both.
    places: Vec<(usize, usize)>,
}

impl Shown {
    fn push_line(&mut self, text: &str, range: Range<usize>, near: &[usize]) {
        if !self.places.is_empty() {
            self.text.push('\n');
        }
        let line = &text[range.clone()];
        let window = window(line, range.start, near);
        if window.start > 0 {
            self.text.push('…');
        }
        self.places.push((range.start, self.text.len()));
        for (at, c) in line[window.clone()].char_indices() {
            self.places
                .push((range.start + window.start + at, self.text.len()));
            match c {
                '\u{FEFF}' => {}
                '\t' => self.text.push_str("    "),
                c => self.text.push(symbol(c)),
            }
        }
        self.places
            .push((range.start + window.end, self.text.len()));
        if window.end < line.len() {
            self.text.push('…');
        }
    }

    fn place(&self, at: usize) -> usize {
        let index = self.places.partition_point(|(from, _)| *from <= at);
        self.places
            .get(index.saturating_sub(1))
            .map_or(0, |(_, to)| *to)
    }
}

/// The part of a line worth drawing, in bytes of the line.
fn window(line: &str, start: usize, near: &[usize]) -> Range<usize> {
    if line.len() <= LINE_MAX {
        return 0..line.len();
    }
    let at = near.iter().min().map_or(0, |at| at - start);
    let from = floor_char(line, at.saturating_sub(LINE_MAX / 3));
    from..floor_char(line, from + LINE_MAX)
}

/// Text that does nothing to a terminal but fill places: what could act is shown as a symbol.
pub fn inert(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\n' { c } else { symbol(c) })
        .collect()
}

fn symbol(c: char) -> char {
    match c {
        '\0'..='\x1F' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        '\x7F' => '␡',
        '\u{80}'..='\u{9F}'
        | '\u{AD}'
        | '\u{61C}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{E0000}'..='\u{E007F}' => '\u{FFFD}',
        c => c,
    }
}
