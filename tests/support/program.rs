//! The program itself, run as a user runs it.
#![allow(dead_code)] // Each test file uses its part.

use std::path::Path;
use std::process::{Command, Output};

/// Exit code, stdout, stderr.
pub fn sandtable(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    answer(program(folder, arguments).output().expect("it starts"))
}

/// The program, about to be started in a folder.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sandtable"));
    program.args(arguments).current_dir(folder);
    program.env_remove("NO_COLOR").env("COLUMNS", "100");
    // What is kept of games lies with them, not in the history of whoever runs the tests.
    program.env("XDG_DATA_HOME", folder.join(".data"));
    program
}

/// Exit code, stdout, stderr of a program that has ended.
pub fn answer(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    let code = output.status.code().expect("it ends by itself");
    (code, text(output.stdout), text(output.stderr))
}
