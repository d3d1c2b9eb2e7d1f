//! Exit codes, and failures that end a command.

use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::files::{FileError, LogError};

/// The exit codes, for help and `explain exit-codes`.
pub const HELP: &str = "\
Exit codes:
  0    fine
  1    findings: a bad file, a threshold missed
  2    wrong usage, or the outside world failed
  130  interrupted
  101  a mistake of sandtable itself";

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Fine,
    /// A bad file, a threshold missed.
    Findings,
    /// Wrong usage, or disk, terminal, network.
    Outside,
    Interrupted,
    /// A mistake of ours, isolated so that the rest went on. A panic ends with the same code.
    OurBug,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Findings => 1,
            Exit::Outside => 2,
            Exit::OurBug => 101,
            Exit::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// Why a command could not do what it was asked for.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    /// For stderr, with the next step. Empty where everything has been said, or nobody listens.
    pub message: String,
}

impl Failure {
    /// Wrong usage or a failing outside world.
    pub fn outside(message: impl Into<String>) -> Failure {
        Failure {
            exit: Exit::Outside,
            message: message.into(),
        }
    }

    /// Whoever read our output has gone away: nothing to do and nobody to tell.
    pub fn nobody_listens() -> Failure {
        Failure {
            exit: Exit::Fine,
            message: String::new(),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Failure {
        Failure {
            exit: blame(error.is_the_files_fault()),
            message: error.to_string(),
        }
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Failure {
        Failure {
            exit: blame(error.is_the_files_fault()),
            message: error.to_string(),
        }
    }
}

fn blame(the_file: bool) -> Exit {
    if the_file {
        Exit::Findings
    } else {
        Exit::Outside
    }
}

/// Set by Ctrl-C where a command stops at a good place by itself.
static STOP: AtomicBool = AtomicBool::new(false);
/// Whether a command has said that it looks at `STOP`.
static LOOKS: AtomicBool = AtomicBool::new(false);

/// Ends with 130 on Ctrl-C, whatever is going on. Files appear whole or not at all, so nothing
/// half-done stays behind under its own name. A command that [stops by itself](stops_by_itself)
/// is told so; a second Ctrl-C does not wait for it.
pub fn end_on_interrupt() {
    // A second handler is the only way this fails, and there is none.
    let _ = ctrlc::set_handler(|| {
        let told = STOP.swap(true, Ordering::SeqCst);
        let tidy = BEFORE.get();
        if let (Some(_), false) = (tidy, told) {
            // Whoever reads keys of a terminal that is gone may never come back to look.
            std::thread::sleep(PATIENCE);
        }
        if told || tidy.is_some() || !LOOKS.load(Ordering::SeqCst) {
            if let Some(tidy) = tidy {
                tidy();
            }
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
    });
}

/// How long somebody at a terminal is waited for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// What is done before the program ends on an interrupt: a terminal is given back.
static BEFORE: OnceLock<fn()> = OnceLock::new();

/// From now on this is done before an interrupt ends the program.
pub fn before_exit(tidy: fn()) {
    let _ = BEFORE.set(tidy);
}

/// From now on the first Ctrl-C only sets this flag: the caller looks at it, stops at the next good
/// place and keeps what is done.
pub fn stops_by_itself() -> &'static AtomicBool {
    LOOKS.store(true, Ordering::SeqCst);
    &STOP
}

/// Makes a panic say that it is our mistake, and how it came about; the exit code is 101.
pub fn tell_of_bugs() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or(String::new(), |at| {
            format!(" at {}:{}", at.file(), at.line())
        });
        let what = panic.payload_as_str().unwrap_or("no message");
        let typed: Vec<String> = std::env::args().collect();
        eprintln!(
            "bug: {what}{place}\n  = this is a mistake of sandtable {}, not yours; please report it with the command: {}",
            env!("CARGO_PKG_VERSION"),
            typed.join(" ")
        );
    }));
}
