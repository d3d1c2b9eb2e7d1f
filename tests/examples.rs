//! What we tell people to type works: every command in the README, every example in the help.

#[path = "support/program.rs"]
mod program;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use program::sandtable;

/// Commands of the README that are no test's to run: they build, test and measure.
const LEFT_OUT: [&str; 8] = [
    "cargo run --release --",
    "cargo test",
    "cargo bench --bench engine",
    "cargo bench --bench engine -- --full",
    "cargo bench --bench model",
    "cargo bench --bench host",
    "tests/run",
    "tests/run --full",
];

/// Enough to see that it works.
const RUNS: &str = "8";

#[test]
fn every_command_in_the_readme_works_in_an_empty_folder() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.expect("there is a README");
    let folder = tempfile::tempdir().unwrap();
    let (mut done, mut left_out) = (BTreeSet::new(), BTreeSet::new());
    for command in commands_of(&readme) {
        if LEFT_OUT.contains(&command) {
            left_out.insert(command);
        } else if done.insert(command) {
            // In their order: one reads what an earlier one has written.
            works(folder.path(), command);
        }
    }
    assert!(done.len() >= 15, "{done:?}");
    assert!(
        done.iter()
            .any(|command| command.starts_with("cargo run --release -- compare three-data")),
        "the first command is one of them: {done:?}"
    );
    let known: BTreeSet<&str> = LEFT_OUT.into();
    assert_eq!(left_out, known, "commands left out that are in the README");
}

#[test]
fn every_example_in_the_help_works() {
    let folder = tempfile::tempdir().unwrap();
    // What the examples take for granted.
    for shell in [".local/share/bash-completion/completions", ".zfunc"] {
        fs::create_dir_all(folder.path().join(shell)).unwrap();
    }
    for line in [
        "sandtable new scenario my-scenario",
        "sandtable new process mine",
        "sandtable run quiet-disk --seed 7 --out results",
    ] {
        works(folder.path(), line);
    }
    let overview = sandtable(folder.path(), &["--help"]).1;
    let listed = overview
        .split_once("Commands:\n")
        .expect("help lists commands")
        .1;
    let commands = listed.lines().take_while(|line| !line.trim().is_empty());
    let mut done = 0;
    for command in commands.filter_map(|line| line.split_whitespace().next()) {
        let help = sandtable(folder.path(), &[command, "--help"]).1;
        let examples = help
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("sandtable "));
        for example in examples {
            // What it shows may stand beside it.
            let example = example.split("  ").next().unwrap_or(example);
            works(folder.path(), example);
            done += 1;
        }
    }
    assert!(done >= 20, "{done} examples");
}

/// Whatever looks like a command: in a block of its own, or between backticks.
fn commands_of(readme: &str) -> Vec<&str> {
    let looks_like_one = |text: &&str| {
        ["cargo ", "sandtable ", "tests/run"]
            .iter()
            .any(|begin| text.starts_with(begin))
    };
    readme
        .lines()
        .flat_map(|line| match line.strip_prefix("    ") {
            Some(block) => vec![block.trim()],
            None => line.split('`').skip(1).step_by(2).collect(),
        })
        .filter(looks_like_one)
        .collect()
}

/// What a reader types comes to its end by itself within this.
const PATIENCE: Duration = Duration::from_secs(180);

/// Types a command line into a shell that knows `sandtable`, with fewer runs.
#[track_caller]
fn works(folder: &Path, line: &str) {
    let line = line.replacen("cargo run --release -- ", "sandtable ", 1);
    // What reads the output may not be there.
    let ours = line.split(" | ").next().unwrap_or(&line);
    let mut words: Vec<&str> = ours.split(' ').collect();
    if let Some(at) = words.iter().position(|word| *word == "--runs") {
        words[at + 1] = RUNS;
    }
    // A game day that lasts a second, wherever there is room to listen.
    if let Some(at) = words.iter().position(|word| *word == "--lasts") {
        words[at + 1] = "1s";
        words.extend(["--bind", "127.0.0.1:0"]);
    }
    // Extra arms are for other tests.
    if ["compare", "study", "merge"].contains(&words.get(1).copied().unwrap_or_default()) {
        words.extend(["--why", "off"]);
    }
    let program = Path::new(env!("CARGO_BIN_EXE_sandtable"));
    let beside = program.parent().expect("it lies in a folder").display();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("exec {}", words.join(" "))])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .env("PATH", format!("{beside}:{path}"))
        .env("HOME", folder)
        .env_remove("XDG_DATA_HOME")
        .current_dir(folder);
    let mut running = shell.spawn().expect("there is a shell");
    let mut stderr = running.stderr.take().expect("it is piped");
    let said = std::thread::spawn(move || {
        let mut text = String::new();
        let _ = stderr.read_to_string(&mut text);
        text
    });
    let until = Instant::now() + PATIENCE;
    let code = loop {
        match running.try_wait().expect("it is ours") {
            Some(status) => break status.code(),
            None if Instant::now() > until => {
                let _ = running.kill();
                panic!("`{line}` does not come to its end: has a host its --lasts?");
            }
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    let err = said.join().expect("it only reads");
    assert!(
        code == Some(0) && !err.contains("error"),
        "`{line}` ends with {code:?}: {err}"
    );
}
