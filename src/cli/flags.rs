//! Flags that several commands share.

use std::io::IsTerminal;

use clap::{Args, ValueEnum};

use crate::diag;

/// What every command takes.
#[derive(Debug, Args)]
pub struct Face {
    /// Say nothing but results and errors
    #[arg(long, short, global = true, help_heading = "Output")]
    pub quiet: bool,
    /// When to use colours [env NO_COLOR switches `auto` off]
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        help_heading = "Output"
    )]
    pub color: When,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}

/// In which form results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// A seed as it is typed.
pub fn seed(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("a seed is a whole number from 0 to {}, as 7", u64::MAX))
}

impl Face {
    /// Whether text for this stream may have colours.
    pub fn color_on(&self, stream: &impl IsTerminal) -> diag::Color {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        match self.color {
            When::Always => diag::Color::Ansi,
            When::Auto if stream.is_terminal() && !no_color && !dumb => diag::Color::Ansi,
            When::Auto | When::Never => diag::Color::Plain,
        }
    }
}
