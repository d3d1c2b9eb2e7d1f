//! The house is in order: floors and fences (DESIGN section 6), outside crates at home, reasons
//! beside dependencies, nothing lying about.

#[path = "tidy/source.rs"]
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use source::{Source, sources};

/// From the top floor down. A module imports from floors below its own, never beside or above.
const FLOORS: &[&[&str]] = &[
    &["cli"],
    &["web", "tui", "lsp"],
    &["live"],
    &["files", "deliver", "history"],
    &["report", "plot"],
    &["study", "calibrate", "analyse"],
    &["batch"],
    &["exercise"],
    &["script", "import", "engine", "score", "crew"],
    &["injects", "timeline", "board", "stats"],
    &["model", "diag"],
    &["base"],
];

/// Where each outside crate lives. Moving one is a decision: say why here.
const HOMES: &[(&str, &[&str])] = &[
    ("annotate-snippets", &["diag"]),
    ("axum", &["web"]),
    ("bevy_ecs", &["engine"]),
    ("chrono", &["base"]),
    ("chrono-tz", &["base"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("crc32c", &["files"]),
    ("ctrlc", &["cli"]),
    ("getrandom", &["web"]),
    ("humantime", &["base"]),
    ("hyper", &["web"]),
    ("hyper-util", &["web"]),
    ("indicatif", &["cli"]),
    // Statistics and the scales of pictures, too, come out the same on every machine.
    ("libm", &["base", "stats", "plot"]),
    // The program's own: a library leaves the allocator to whoever uses it.
    ("mimalloc", &["main"]),
    ("parquet", &["files"]),
    ("plotters", &["plot"]),
    ("rand", &["base"]),
    ("ratatui", &["tui"]),
    ("rayon", &["batch"]),
    ("resvg", &["plot"]),
    ("ron", &["script"]),
    ("rusqlite", &["history"]),
    // Types describe themselves where they are defined; the command line prints what they say.
    ("schemars", &["base", "model", "cli"]),
    ("sha2", &["files"]),
    ("strsim", &["diag"]),
    ("tempfile", &["files"]),
    ("terminal_size", &["cli"]),
    ("tokio", &["web"]),
    ("tokio-rustls", &["web"]),
];

/// Crates that any module may use.
const EVERYBODYS: &[&str] = &["serde", "serde_json", "thiserror"];

/// Fences inside the floors: a folder, what must not be named in it, and why.
const FENCES: &[(&str, &[&str], &str)] = &[
    (
        "src/engine/mechanisms/",
        &["crate::model::process", "crate::model::Process"],
        "mechanisms read people, documents, messages and clocks; outcomes emerge",
    ),
    (
        "src/crew/",
        &["crate::engine", "crate::timeline", "crate::score"],
        "policies see a person's board, never the world",
    ),
    (
        "src/score/",
        &["crate::engine", "crate::crew", "crate::board"],
        "scores fold records and nothing else",
    ),
    (
        "src/script/",
        &["crate::engine"],
        "script and engine meet in the model",
    ),
];

/// What may lie at the top of the package.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "scenarios",
    "assets",
    "tests",
    "benches",
    "README.md",
    "LICENSE",
];

#[test]
fn imports_go_down() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let Some(from) = source.top() else { continue };
        let Some(floor) = floor_of(from) else {
            wrong.push(format!(
                "{}: `{from}` is on no floor: give it one in tests/tidy.rs",
                source.path
            ));
            continue;
        };
        for path in source.paths() {
            let Some(to) = path
                .strip_prefix("crate::")
                .and_then(|rest| rest.split("::").next())
            else {
                continue;
            };
            let goes_down = floor_of(to).is_none_or(|other| other > floor);
            if to != from && !goes_down {
                wrong.push(format!(
                    "{}: `{from}` may not know `{to}` (`{path}`)",
                    source.path
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn fences_hold() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        for (folder, forbidden, why) in FENCES {
            if !in_module(&source.path, folder) {
                continue;
            }
            for path in source.paths() {
                if forbidden
                    .iter()
                    .any(|f| path == *f || path.starts_with(&format!("{f}::")))
                {
                    wrong.push(format!("{}: names `{path}`, but {why}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// `src/crew/` is meant to hold `src/crew.rs` too.
fn in_module(path: &str, folder: &str) -> bool {
    path.starts_with(folder) || path == format!("{}.rs", folder.trim_end_matches('/'))
}

#[test]
fn every_outside_crate_is_at_home() {
    let mut wrong = Vec::new();
    for name in dependencies() {
        if EVERYBODYS.contains(&name.as_str()) {
            continue;
        }
        let Some((_, homes)) = HOMES.iter().find(|(home, _)| *home == name) else {
            wrong.push(format!(
                "`{name}` has no home: give it one in tests/tidy.rs, and say why"
            ));
            continue;
        };
        let word = name.replace('-', "_");
        for source in sources("src") {
            let uses = source
                .paths()
                .iter()
                .any(|path| path.starts_with(&format!("{word}::")));
            let in_a_test =
                source.path.ends_with("tests.rs") || source.text.contains("#[cfg(test)]");
            let program = source.path.ends_with("src/main.rs").then_some("main");
            let allowed = source
                .top()
                .or(program)
                .is_some_and(|top| homes.contains(&top))
                || (in_a_test && matches!(name.as_str(), "ron" | "tempfile" | "schemars"));
            if uses && !allowed {
                wrong.push(format!("{}: `{name}` lives in {homes:?}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = read("Cargo.toml");
    let mut in_dependencies = false;
    let mut wrong = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies");
        } else if in_dependencies && line.contains('=') {
            let reason = line.split_once('#').map_or("", |(_, reason)| reason.trim());
            if reason.split_whitespace().count() < 2 {
                wrong.push(line);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "a reason is missing behind:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_top_level_is_clear() {
    let tracked = tracked();
    let top: BTreeSet<&str> = tracked
        .iter()
        .map(|path| path.split('/').next().unwrap_or(path))
        .collect();
    let strays: Vec<&&str> = top
        .iter()
        .filter(|name| !TOP.contains(name) && !name.starts_with('.'))
        .collect();
    assert!(strays.is_empty(), "{strays:?} do not belong at the top");
    for name in ["README.md", "LICENSE", ".ci/run", "tests/run"] {
        assert!(package().join(name).is_file(), "{name} is missing");
    }
}

#[test]
fn every_file_can_be_read_in_one_sitting() {
    let long: Vec<String> = sources("src")
        .iter()
        .map(|source| (source.text.lines().count(), &source.path))
        .filter(|(lines, _)| *lines > 600)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "more than 600 lines:\n{}", long.join("\n"));
}

#[test]
fn unsafe_code_is_forbidden() {
    for path in ["src/lib.rs", "src/main.rs"] {
        assert!(read(path).contains("#![forbid(unsafe_code)]"), "{path}");
    }
}

/// Paths and hosts of the machine something was made on mean nothing on another.
#[test]
fn no_file_knows_the_machine_it_was_made_on() {
    // Put together here, so that this file does not name them.
    let words: Vec<String> = [
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["arti", "factory"],
        ["index.cra", "tes.io"],
        ["static.cra", "tes.io"],
        [".inter", "nal/"],
    ]
    .iter()
    .map(|parts| parts.concat())
    .collect();
    let mut wrong = Vec::new();
    for path in tracked() {
        let Ok(text) = fs::read_to_string(package().join(&path)) else {
            continue; // Not text, or just removed.
        };
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                wrong.push(format!("{path}:{}: `{word}`", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The reader of imports sees what it should: or the tests above would hold nothing.
#[test]
fn imports_are_seen() {
    let text = r#"
        //! use sandtable::cli;
        use crate::{model::{self, Fact}, base::Name}; use super::super::engine::Plan;
        use self::inner::Thing; use rand; /* crate::live */
        const TEXT: &str = "crate::web"; const LETTER: char = '"';
        fn f<'a>(x: &'a str) { let y = crate::stats::mean::<f64>(x); rayon::join(a, b) }
        mod tests { use super::super::score::Score; mod deep { use super::super::super::crew::X; } }
        use super::next::Door;
    "#;
    let source = Source::new("src/board/fold.rs", text.into());
    let expected = [
        "crate::model::self",
        "crate::model::Fact",
        "crate::base::Name",
        "crate::engine::Plan",
        "crate::board::fold::inner::Thing",
        "rand::",
        "crate::stats::mean",
        "rayon::join",
        "crate::board::score::Score",
        "crate::board::crew::X",
        "crate::board::next::Door",
    ];
    assert_eq!(source.paths(), expected);
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

fn dependencies() -> Vec<String> {
    let manifest = read("Cargo.toml");
    let mut in_dependencies = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies");
        } else if let (true, Some((name, _))) = (in_dependencies, line.split_once('=')) {
            names.push(name.trim().to_string());
        }
    }
    names
}

/// The files git knows, also new ones that it does not ignore; all files where there is no git.
fn tracked() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(package())
        .output();
    match listed {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8(output.stdout).expect("our paths are text");
            text.lines().map(String::from).collect()
        }
        _ => {
            // Past the capture of the test's output: what was left out is to be seen.
            let _ = writeln!(
                std::io::stderr(),
                "left out: what lies in the repository, which takes `git` and a clone"
            );
            Vec::new()
        }
    }
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(package().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
