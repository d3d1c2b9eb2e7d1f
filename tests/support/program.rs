//! The program itself, run as a user runs it.
#![allow(dead_code)] // Each test file uses its part.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Exit code, stdout, stderr.
pub fn sandtable(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    answer(program(folder, arguments).output().expect("it starts"))
}

/// The same for a line as it is typed, its words without quotes.
pub fn typed(folder: &Path, line: &str) -> (i32, String, String) {
    let words: Vec<&str> = line.split_whitespace().collect();
    sandtable(folder, &words)
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

/// Plays `play --plain` by lines from a pipe.
pub fn by_lines(folder: &Path, arguments: &[&str], lines: &str) -> (i32, String, String) {
    let arguments = [&["play"], arguments, &["--plain"]].concat();
    let mut game = program(folder, &arguments);
    let game = game
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut game = game.spawn().unwrap();
    let mut stdin = game.stdin.take().unwrap();
    stdin.write_all(lines.as_bytes()).unwrap();
    drop(stdin);
    answer(game.wait_with_output().unwrap())
}
