//! What is printed, and where: results to stdout, everything else to stderr.

use std::io::{self, Write};
use std::process::ExitCode;

use super::exit::Failure;
use super::flags::Face;
use crate::diag::{self, Color, Diagnostic, Sources};
use crate::report::Paint;

/// Prints a result.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    written.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::nobody_listens(),
        _ => Failure::outside(format!(
            "cannot write to stdout: {error}; check the space left where it leads"
        )),
    })
}

/// Prints a result as JSON, laid out for reading.
pub fn print_json(value: &serde_json::Value) -> Result<(), Failure> {
    print(&format!("{value:#}\n"))
}

/// Whether a result may have colours.
pub fn paint(face: &Face) -> Paint {
    match face.color_on(&io::stdout()) {
        Color::Ansi => Paint::On,
        Color::Plain => Paint::Off,
    }
}

/// Says something beside the result, unless asked to be quiet.
pub fn say(text: &str, face: &Face) {
    if !face.quiet {
        // Nobody to tell that nobody listens.
        let _ = writeln!(io::stderr(), "{}", diag::inert(text));
    }
}

/// Shows what is wrong in files, as rustc shows it.
pub fn show(diagnostics: &[Diagnostic], sources: &Sources, face: &Face) {
    let stderr = io::stderr();
    let drawn = diag::render(diagnostics, sources, face.color_on(&stderr));
    let _ = write!(stderr.lock(), "{drawn}");
}

/// Says why a command failed; answers with its exit code.
pub fn report(failure: &Failure, face: &Face) -> ExitCode {
    if !failure.message.is_empty() {
        let error = match face.color_on(&io::stderr()) {
            Color::Ansi => "\u{1b}[1;31merror\u{1b}[0m",
            Color::Plain => "error",
        };
        let _ = writeln!(io::stderr(), "{error}: {}", diag::inert(&failure.message));
    }
    failure.exit.into()
}
