//! Text from scripts and people made inert and fitted: no control characters, no change of
//! direction, known width.

use std::fmt::Write;

/// A text as it may be shown: control characters, terminal escapes, marks that change the
/// direction of writing and invisible ones are taken out; line breaks become spaces.
pub fn plain(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() || is_hidden(c) => None,
            c => Some(c),
        })
        .collect()
}

fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}'
            | '\u{061c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// How many columns of a terminal a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> usize {
    match c {
        '\u{0300}'..='\u{036f}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// At most so many columns; what does not fit ends in `…`.
pub fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_string();
    }
    let (mut out, mut used) = (String::new(), 0);
    for c in text.chars() {
        used += width_of(c);
        if used >= columns {
            break;
        }
        out.push(c);
    }
    let end = out.trim_end().len();
    out.truncate(end);
    if columns > 0 {
        out.push('…');
    }
    out
}

/// The first letter large.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Exactly so many columns, the text on the left.
pub fn left(text: &str, columns: usize) -> String {
    let mut out = clip(text, columns);
    let fill = columns - width(&out);
    out.extend(std::iter::repeat_n(' ', fill));
    out
}

/// Exactly so many columns, the text on the right.
pub fn right(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let fill = columns - width(&text);
    format!("{}{text}", " ".repeat(fill))
}

/// Lines of at most so many columns, broken between words; words keep the spaces between them.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    let mut gap = 0;
    for word in text.split(' ') {
        if word.is_empty() {
            gap += 1;
            continue;
        }
        let word = clip(word, columns);
        if !line.is_empty() && width(&line) + gap + width(&word) > columns {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push_str(&" ".repeat(gap));
        }
        line.push_str(&word);
        gap = 1;
    }
    lines.push(line);
    lines
}

/// A text inside Markdown: inert, and nothing in it is markup.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '#' | '-' | '+' | '=' if out.is_empty() => {
                write!(out, "\\{c}").expect("a String takes everything");
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                write!(out, "\\{c}").expect("a String takes everything");
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_scripts_is_inert() {
        let hostile = "red \x1b[31malert\x07\u{202e}txt.exe\r\nnext\u{200b}";
        assert_eq!(plain(hostile), "red [31malerttxt.exe  next");
        assert_eq!(
            markdown("<b> *x* [a](http://b) | `c`\n# d"),
            "&lt;b&gt; \\*x\\* \\[a\\](http://b) \\| \\`c\\` # d"
        );
    }

    #[test]
    fn text_fits_its_columns() {
        assert_eq!(clip("commander", 6), "comma…");
        assert_eq!(left("ab", 4), "ab  ");
        assert_eq!(right("ab", 4), "  ab");
        assert_eq!(width("データ"), 6);
        assert_eq!(width(&clip("データセンター", 7)), 7);
        assert_eq!(wrap("one   two three", 9), ["one   two", "three"]);
    }
}
