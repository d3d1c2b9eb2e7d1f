//! Colours of a terminal, on or off. Shapes and words carry all meaning without them.

/// Whether colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    On,
    Off,
}

/// What a colour says; the sixteen of a terminal, by their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Plain,
    Bold,
    /// Second text, healthy, met.
    Dim,
    /// Down, held by nobody.
    Bad,
    /// Degraded, over its target.
    Warn,
    /// Roles, and where the reader is.
    Accent,
}

impl Paint {
    pub fn paint(self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Plain => return text.to_string(),
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Bad => "91",
            Ink::Warn => "33",
            Ink::Accent => "94",
        };
        match self {
            Paint::On if !text.trim().is_empty() => format!("\x1b[{code}m{text}\x1b[0m"),
            _ => text.to_string(),
        }
    }
}
