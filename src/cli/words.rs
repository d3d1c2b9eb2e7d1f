//! Text for terminals: wrapped paragraphs and two-column lists, at most 100 columns wide.

use std::io;
use std::sync::LazyLock;

/// No line that we lay out is longer.
pub const WIDTH_MAX: usize = 100;
/// In less than this two columns are no longer to be read.
const WIDTH_MIN: usize = 40;

/// How wide the terminal is, within reason; all that is allowed where the text goes elsewhere.
static WIDTH: LazyLock<usize> = LazyLock::new(|| {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    let columns = terminal.map_or(WIDTH_MAX, |(columns, _)| usize::from(columns.0));
    columns.clamp(WIDTH_MIN, WIDTH_MAX)
});

/// A paragraph, every line after `indent` spaces.
pub fn wrap(text: &str, indent: usize) -> String {
    wrap_in(*WIDTH, text, indent)
}

fn wrap_in(width: usize, text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut lines = vec![margin.clone()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        let begun = line.len() > indent;
        if begun && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(format!("{margin}{word}"));
        } else {
            line.push_str(if begun { " " } else { "" });
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

/// Terms with what they mean beside them, all meanings in one column.
pub fn table(rows: &[(String, String)]) -> String {
    let widest = rows
        .iter()
        .map(|(term, _)| term.chars().count())
        .filter(|w| *w <= *WIDTH * 36 / WIDTH_MAX)
        .max();
    let column = widest.unwrap_or(0) + 4;
    let row = |(term, meaning): &(String, String)| {
        let used = 2 + term.chars().count();
        let meaning = wrap(meaning, column);
        if meaning.trim().is_empty() {
            return format!("  {term}\n");
        }
        if used + 2 > column {
            return format!("  {term}\n{meaning}");
        }
        format!("  {term}{}", &meaning[used..])
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meanings_stand_in_one_column() {
        let rows = [("a", "one"), ("longer", ""), ("bb", "two  words")];
        let rows = rows.map(|(term, meaning)| (term.to_string(), meaning.to_string()));
        assert_eq!(
            table(&rows),
            "  a       one\n  longer\n  bb      two words\n"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let text = "ünïcode words and more ".repeat(30);
        for width in [WIDTH_MIN, 60, WIDTH_MAX] {
            for line in wrap_in(width, &text, 6).lines() {
                let fits = line.chars().count() <= width;
                assert!(fits && line.starts_with("      "), "{line}");
            }
        }
    }
}
