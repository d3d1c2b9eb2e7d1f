//! The program itself, run as a user runs it.

use std::path::Path;
use std::process::Command;

/// Exit code, stdout, stderr.
pub fn sandtable(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_sandtable"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it starts");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    let code = output.status.code().expect("it ends by itself");
    (code, text(output.stdout), text(output.stderr))
}
