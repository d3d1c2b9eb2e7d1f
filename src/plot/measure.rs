//! How wide words are, and what to do when they are too wide.
//!
//! Widths come from the bundled font itself (its `cmap` and `hmtx` tables), without kerning, so
//! layout is the same on every machine and with or without PNG. A viewer without Inter shows
//! another font; columns leave some room for that.
//!
//! ```
//! use sandtable::plot::measure::{Face, clean, fit, width};
//! assert_eq!(fit("a very long name of an arm", Face::Regular, 13.0, 90.0), "a very long n…");
//! assert!(width("1111", Face::Regular, 13.0) == width("0000", Face::Regular, 13.0));
//! assert_eq!(clean("two\nlines\u{202e}", 100), "two lines");
//! ```

use std::sync::OnceLock;

/// A weight of Inter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// 400, for text.
    Regular,
    /// 600, for headings and what matters.
    SemiBold,
}

impl Face {
    /// The bytes of the font file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Face::Regular => include_bytes!("../../assets/fonts/Inter-Regular.otf"),
            Face::SemiBold => include_bytes!("../../assets/fonts/Inter-SemiBold.otf"),
        }
    }

    fn widths(self) -> &'static Widths {
        static FACES: [OnceLock<Widths>; 2] = [OnceLock::new(), OnceLock::new()];
        FACES[self as usize]
            .get_or_init(|| Widths::read(self.bytes()).expect("the bundled fonts are whole"))
    }
}

/// The width of one line of text, in px, at a font size in px.
pub fn width(text: &str, face: Face, size: f64) -> f64 {
    let widths = face.widths();
    let units: f64 = text.chars().map(|c| widths.of(c)).sum();
    units * size
}

/// The text, or as much of its beginning as fits into `room` px, with "…".
pub fn fit(text: &str, face: Face, size: f64, room: f64) -> String {
    if width(text, face, size) <= room {
        return text.to_string();
    }
    let mut kept = String::new();
    let mut used = width("…", face, size);
    for c in text.chars() {
        used += face.widths().of(c) * size;
        if used > room {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

/// The text in at most `lines` lines of `room` px, broken at spaces where there are any.
///
/// A word wider than a line is broken; what is left over after the last line is cut with "…".
pub fn wrap(text: &str, face: Face, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && wrapped.len() + 1 < lines && width(rest, face, size) > room {
        let end = line_end(rest, face, size, room);
        wrapped.push(rest[..end].trim_end().to_string());
        rest = rest[end..].trim_start();
    }
    if !rest.is_empty() && lines > 0 {
        wrapped.push(fit(rest, face, size, room));
    }
    wrapped
}

/// The text, or as much of its end as fits into `room` px, after "…".
pub fn fit_end(text: &str, face: Face, size: f64, room: f64) -> String {
    if width(text, face, size) <= room {
        return text.to_string();
    }
    let mut from = text.len();
    let mut used = width("…", face, size);
    for (at, c) in text.char_indices().rev() {
        used += face.widths().of(c) * size;
        if used > room {
            break;
        }
        from = at;
    }
    format!("…{}", text[from..].trim_start())
}

/// Like [`wrap`], but with lines of about the same length, for headlines.
pub fn wrap_even(text: &str, face: Face, size: f64, room: f64, lines: usize) -> Vec<String> {
    let wrapped = wrap(text, face, size, room, lines);
    let is_cut = wrapped.last().is_some_and(|line| line.ends_with('…'));
    if wrapped.len() < 2 || is_cut {
        return wrapped;
    }
    // The narrowest room that needs no more lines, in steps one does not see.
    let narrower = (1..50).map(|step| room * (1.0 - f64::from(step) / 50.0));
    let fits = |lines: &Vec<String>| {
        lines.len() == wrapped.len() && !lines.iter().any(|line| line.ends_with('…'))
    };
    let even = narrower
        .map(|room| wrap(text, face, size, room, lines))
        .take_while(fits)
        .last();
    even.unwrap_or(wrapped)
}

/// Text from outside made fit for a picture: one line, no control or direction characters, at most
/// `longest` characters.
pub fn clean(text: &str, longest: usize) -> String {
    let mut cleaned = String::new();
    let mut length = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = length > 0;
            continue;
        }
        if c.is_control() || is_invisible(c) {
            continue;
        }
        if length + usize::from(gap) >= longest {
            cleaned.push('…');
            break;
        }
        if gap {
            cleaned.push(' ');
            length += 1;
            gap = false;
        }
        cleaned.push(c);
        length += 1;
    }
    cleaned
}

/// Characters that would turn the rest of a line around or stand for nothing, and those XML forbids.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// Where the first line of `text` ends, in bytes: after a space, a hyphen or a slash if one fits.
fn line_end(text: &str, face: Face, size: f64, room: f64) -> usize {
    let mut used = 0.0;
    let mut good = None;
    for (at, c) in text.char_indices() {
        used += face.widths().of(c) * size;
        // "44 %" stays together.
        if c == ' ' && !text[at + 1..].starts_with('%') {
            good = Some(at + 1);
        }
        if used > room {
            // At least one character, or nothing would ever get done.
            return good.unwrap_or(if at == 0 { c.len_utf8() } else { at });
        }
        if matches!(c, '-' | '/' | '_') {
            good = Some(at + c.len_utf8());
        }
    }
    text.len()
}

/// The advance of each character, in ems.
struct Widths {
    /// Character and width, by character.
    known: Vec<(u32, f64)>,
    /// The width of the box that stands for a character the font does not have.
    unknown: f64,
}

impl Widths {
    fn of(&self, c: char) -> f64 {
        let code = u32::from(c);
        match self.known.binary_search_by_key(&code, |known| known.0) {
            Ok(index) => self.known[index].1,
            // Another font or the empty box will stand there; signs of a full em are the widest.
            Err(_) => 1.0_f64.max(self.unknown),
        }
    }

    /// Read `head`, `hhea`, `hmtx` and a `cmap` of format 4 (ISO/IEC 14496-22, chapter 5).
    fn read(font: &[u8]) -> Option<Widths> {
        let table = |tag: &[u8; 4]| {
            let count = usize::from(u16_at(font, 4)?);
            let entry = (0..count)
                .map(|i| 12 + 16 * i)
                .find(|at| font.get(*at..at + 4) == Some(tag))?;
            font.get(u32_at(font, entry + 8)? as usize..)
        };
        let em = f64::from(u16_at(table(b"head")?, 18)?);
        let long_metrics = usize::from(u16_at(table(b"hhea")?, 34)?);
        let metrics = table(b"hmtx")?;
        let cmap = table(b"cmap")?;
        let mut subtables = (0..usize::from(u16_at(cmap, 2)?)).filter_map(|i| {
            let subtable = cmap.get(u32_at(cmap, 4 + 8 * i + 4)? as usize..)?;
            (u16_at(subtable, 0)? == 4).then_some(subtable)
        });
        let map = subtables.next_back()?;
        let twice = usize::from(u16_at(map, 6)?);
        let mut known = Vec::new();
        for segment in (0..twice).step_by(2) {
            let end = u16_at(map, 14 + segment)?;
            let start = u16_at(map, 16 + twice + segment)?;
            let delta = u16_at(map, 16 + 2 * twice + segment)?;
            let offset_at = 16 + 3 * twice + segment;
            let offset = usize::from(u16_at(map, offset_at)?);
            for code in start..=end.min(0xfffe) {
                let glyph = match offset {
                    0 => code.wrapping_add(delta),
                    _ => match u16_at(map, offset_at + offset + 2 * usize::from(code - start))? {
                        0 => 0,
                        glyph => glyph.wrapping_add(delta),
                    },
                };
                let metric = usize::from(glyph).min(long_metrics.checked_sub(1)?);
                known.push((
                    u32::from(code),
                    f64::from(u16_at(metrics, 4 * metric)?) / em,
                ));
            }
        }
        known.sort_by_key(|known| known.0);
        let unknown = f64::from(u16_at(metrics, 0)?) / em;
        Some(Widths { known, unknown })
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        // Inter has 2,816 units to the em; its tabular figures are 1,824 wide, in bold 1,888.
        assert_eq!(width("5", Face::Regular, 2816.0), 1824.0);
        assert_eq!(width("11", Face::SemiBold, 2816.0), 2.0 * 1888.0);
        for c in "−→←…≤≠αŁ".chars() {
            assert!(
                Face::Regular
                    .widths()
                    .known
                    .iter()
                    .any(|known| known.0 == u32::from(c)),
                "{c}"
            );
        }
    }

    #[test]
    fn too_long_a_text_is_cut_and_says_so() {
        let cut = fit(
            "checkout-regression with a deputy",
            Face::Regular,
            13.0,
            100.0,
        );
        assert!(
            cut.ends_with('…') && width(&cut, Face::Regular, 13.0) <= 100.0,
            "{cut}"
        );
        assert_eq!(fit("short", Face::Regular, 13.0, 100.0), "short");
        assert_eq!(fit("x", Face::Regular, 13.0, 1.0), "…");
        assert_eq!(
            fit_end("one process with a deputy", Face::Regular, 13.0, 75.0),
            "…a deputy"
        );
    }

    #[test]
    fn lines_break_at_spaces_and_hyphens_and_never_run_over() {
        let lines = wrap(
            "one two three four five six seven",
            Face::Regular,
            13.0,
            80.0,
            9,
        );
        assert!(
            lines.len() > 2
                && lines.concat().len()
                    == 27 + lines.iter().map(|l| l.matches(' ').count()).sum::<usize>()
        );
        for text in [
            "a".repeat(500),
            "three-data-centres/blameless-with-deputy".to_string(),
            "語".repeat(90),
        ] {
            let lines = wrap(&text, Face::SemiBold, 13.0, 120.0, 3);
            assert!(
                lines.len() <= 3
                    && lines
                        .iter()
                        .all(|line| width(line, Face::SemiBold, 13.0) <= 120.0),
                "{lines:?}"
            );
        }
        assert_eq!(
            wrap("three-data-centres", Face::Regular, 13.0, 80.0, 2),
            ["three-data-", "centres"]
        );
        assert_eq!(
            wrap_even(
                "Repairs take less time, between 35 and 44 %",
                Face::Regular,
                13.0,
                250.0,
                3
            ),
            ["Repairs take less time,", "between 35 and 44 %"]
        );
        assert!(wrap("", Face::Regular, 13.0, 80.0, 2).is_empty());
        assert_eq!(wrap("語語", Face::Regular, 13.0, 1.0, 2), ["語", "…"]);
    }

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        assert_eq!(clean("  a\t\r\n b\u{0}\u{7}\u{feff}\u{ffff} ", 99), "a b");
        assert_eq!(clean(&"x".repeat(1_000_000), 5), "xxxxx…");
        assert_eq!(clean("", 5), "");
    }
}
