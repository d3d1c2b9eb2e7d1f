//! The program as people and scripts meet it: help, exit codes, what goes where.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a command line answered.
struct Answer {
    code: i32,
    out: String,
    err: String,
}

fn sandtable(arguments: &[&str]) -> Answer {
    sandtable_in(Path::new("."), arguments)
}

fn sandtable_in(folder: &Path, arguments: &[&str]) -> Answer {
    let output: Output = program(arguments)
        .current_dir(folder)
        .output()
        .expect("it starts");
    Answer {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("it prints text"),
        err: String::from_utf8(output.stderr).expect("it prints text"),
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandtable"));
    command
        .args(arguments)
        .env_remove("NO_COLOR")
        .env("COLUMNS", "100");
    command
}

/// The commands the program says it has.
fn commands() -> Vec<String> {
    let help = sandtable(&["--help"]).out;
    let listed = help
        .split_once("Commands:\n")
        .expect("help lists commands")
        .1;
    let lines = listed.lines().take_while(|line| !line.trim().is_empty());
    lines
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .map(String::from)
        .collect()
}

#[test]
fn every_command_helps_with_an_example_and_within_a_hundred_columns() {
    let commands = commands();
    assert!(commands.len() >= 6, "{commands:?}");
    for command in &commands {
        for flag in ["-h", "--help"] {
            let answer = sandtable(&[command, flag]);
            assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{command}");
            assert!(
                answer.out.contains(&format!("  sandtable {command}")),
                "{}",
                answer.out
            );
            let widest = answer.out.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(100), "{}", answer.out);
        }
    }
}

#[test]
fn nothing_typed_shows_help() {
    let answer = sandtable(&[]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert!(
        answer.err.contains("Commands:") && answer.err.contains("Exit codes:"),
        "{}",
        answer.err
    );
}

#[test]
fn wrong_usage_ends_with_2_and_says_so_on_stderr() {
    let mut wrong: Vec<Vec<String>> = vec![vec!["no-such-command".into()]];
    wrong.extend(
        commands()
            .into_iter()
            .map(|command| vec![command, "--no-such-flag".into()]),
    );
    wrong.push(["list", "--format", "xml"].map(String::from).to_vec());
    wrong.push(["list", "--color", "sometimes"].map(String::from).to_vec());
    for seed in ["-1", "soon", "18446744073709551616"] {
        let line = ["run", "quiet-disk", "--seed", seed].map(String::from);
        let answer = sandtable(&["run", "quiet-disk", "--seed", seed]);
        assert!(
            answer.err.contains("a seed is a whole number"),
            "{}",
            answer.err
        );
        wrong.push(line.to_vec());
    }
    for threads in ["0", "100000000"] {
        let line = ["compare", "quiet-disk", "--threads", threads].map(String::from);
        wrong.push(line.to_vec());
    }
    for line in &wrong {
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let answer = sandtable(&line);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{line:?}");
        assert!(answer.err.starts_with("error:"), "{line:?}: {}", answer.err);
    }
}

#[test]
fn every_shell_gets_completions_of_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let answer = sandtable(&["completions", shell]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        for command in commands() {
            assert!(answer.out.contains(&command), "{shell} knows {command}");
        }
    }
}

#[test]
fn lists_are_for_people_and_for_programs() {
    let text = sandtable(&["list", "teams", "processes"]).out;
    assert!(
        text.starts_with("teams:\n") && text.contains("\nprocesses:\n"),
        "{text}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&sandtable(&["list", "--format", "json"]).out).unwrap();
    assert_eq!(
        (json["format"].as_i64(), json["kind"].as_str()),
        (Some(1), Some("list"))
    );
    for kind in ["scenarios", "teams", "processes", "defaults"] {
        for entry in json[kind].as_array().expect("each kind has a list") {
            assert!(!entry["title"].as_str().unwrap().is_empty(), "{entry}");
            assert!(
                Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join(entry["path"].as_str().unwrap())
                    .is_file()
            );
        }
    }
}

#[test]
fn a_new_file_is_laid_out_and_never_replaces_another() {
    let folder = tempfile::tempdir().unwrap();
    for what in ["scenario", "team", "process"] {
        let name = format!("my-{what}");
        let file = format!("{name}.ron");
        let answer = sandtable_in(folder.path(), &["new", what, &name]);
        assert_eq!((answer.code, answer.out), (0, format!("{file}\n")));
        let text = fs::read_to_string(folder.path().join(&file)).unwrap();
        assert!(
            text.contains(&format!("name: \"{name}\"")) && !text.contains("NAME"),
            "{text}"
        );
        let answer = sandtable_in(folder.path(), &["fmt", "--check", &file]);
        assert_eq!(
            (answer.code, answer.out.as_str()),
            (0, ""),
            "{file} is laid out"
        );
        let answer = sandtable_in(folder.path(), &["check", &file]);
        assert_eq!((answer.code, answer.err), (0, format!("{file}: fine\n")));
        let answer = sandtable_in(folder.path(), &["new", what, &name]);
        assert_eq!(answer.code, 2);
        assert!(
            answer.err.contains("is there already: choose another name"),
            "{}",
            answer.err
        );
    }
    for name in ["blameless", "../x", "Big Name"] {
        let answer = sandtable_in(folder.path(), &["new", "process", name]);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{name}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn fmt_keeps_comments_and_leaves_broken_files_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (
        folder.path().join("good.ron"),
        folder.path().join("bad.ron"),
    );
    fs::write(&good, "(name:\"a\",// why\n at:\"5m\")").unwrap();
    fs::write(&bad, "(name: \"a\"").unwrap();
    let answer = sandtable_in(folder.path(), &["fmt", "--check", "good.ron"]);
    assert_eq!((answer.code, answer.out.as_str()), (1, "good.ron\n"));
    assert_eq!(
        fs::read_to_string(&good).unwrap(),
        "(name:\"a\",// why\n at:\"5m\")"
    );
    let answer = sandtable_in(folder.path(), &["fmt", "good.ron", "bad.ron"]);
    assert_eq!(
        (answer.code, answer.out.as_str()),
        (1, "good.ron\n"),
        "{}",
        answer.err
    );
    assert!(answer.err.contains("--> bad.ron:1:"), "{}", answer.err);
    assert_eq!(
        fs::read_to_string(&good).unwrap(),
        "(\n    name: \"a\", // why\n    at: \"5m\",\n)\n"
    );
    assert_eq!(fs::read_to_string(&bad).unwrap(), "(name: \"a\"");
    // A file that is not there keeps nobody from the others.
    fs::write(&good, "(name:\"a\")").unwrap();
    let answer = sandtable_in(folder.path(), &["fmt", "none.ron", "good.ron"]);
    assert_eq!((answer.code, answer.out.as_str()), (2, "good.ron\n"));
    assert!(
        answer.err.contains("there is no file `none.ron`"),
        "{}",
        answer.err
    );
}

#[test]
fn words_are_explained_and_unknown_ones_guessed() {
    assert!(sandtable(&["explain"]).out.contains("milestones"));
    assert!(
        sandtable(&["explain", "detected"])
            .out
            .contains("A person knows that something is wrong.")
    );
    assert!(
        sandtable(&["explain", "status-page"])
            .out
            .starts_with("duty StatusPage")
    );
    assert!(
        sandtable(&["explain", "exit-codes"])
            .out
            .contains("interrupted")
    );
    assert!(
        sandtable(&["explain", "scenario.horizon"])
            .out
            .contains("in story time")
    );
    let answer = sandtable(&["explain", "detectd"]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert_eq!(
        answer.err,
        "error: nothing is called `detectd`: did you mean `detected`?\n"
    );
    let json = sandtable(&["explain", "impact", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["topics"].as_array().unwrap().len(), 2);
}

#[test]
fn every_format_has_a_schema() {
    for format in [
        "scenario",
        "team",
        "process",
        "defaults",
        "vocabulary",
        "study",
        "log",
    ] {
        let answer = sandtable(&["schema", format]);
        let schema: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
        assert!(
            schema["$schema"]
                .as_str()
                .is_some_and(|s| s.contains("2020-12")),
            "{format}"
        );
    }
    let all: serde_json::Value = serde_json::from_str(&sandtable(&["schema"]).out).unwrap();
    assert_eq!(all.as_object().unwrap().len(), 7);
}

#[test]
fn colours_are_used_when_asked_for_and_never_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.ron"), "(").unwrap();
    let colourful = |arguments: &[&str], no_color: &str| {
        let mut command = program(arguments);
        let output = command
            .current_dir(folder.path())
            .env("NO_COLOR", no_color)
            .output()
            .unwrap();
        output.stderr.contains(&b'\x1b')
    };
    assert!(!colourful(&["fmt", "bad.ron"], ""), "not to a pipe");
    assert!(colourful(&["fmt", "bad.ron", "--color", "always"], ""));
    assert!(
        colourful(&["--color", "always", "fmt", "bad.ron"], "1"),
        "a flag wins over NO_COLOR"
    );
    assert!(!colourful(&["fmt", "bad.ron", "--color", "never"], ""));
}

#[test]
fn hostile_names_do_nothing_to_a_terminal() {
    let answer = sandtable(&["fmt", "\u{1b}[31mred\u{202e}.ron"]);
    assert_eq!(answer.code, 2);
    assert!(
        !answer.err.contains(['\u{1b}', '\u{202e}']),
        "{:?}",
        answer.err
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = program(&["schema"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_full_disk_is_an_error_one_sees() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = program(&["schema", "team"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot write to stdout"));
}

#[test]
fn everything_shipped_is_accepted() {
    for kind in ["scenarios", "teams", "processes", "defaults"] {
        let listed = sandtable(&["list", kind, "--format", "json"]).out;
        let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
        for entry in listed[kind].as_array().unwrap() {
            let name = entry["name"].as_str().unwrap();
            let answer = sandtable(&["check", name]);
            assert_eq!((answer.code, answer.err), (0, format!("{name}: fine\n")));
        }
    }
}

#[test]
fn an_unknown_name_is_guessed() {
    let answer = sandtable(&["check", "three-data-centers"]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    let expected =
        "error: no scenario is called `three-data-centers`: did you mean `three-data-centres`?\n";
    assert_eq!(answer.err, expected);
    let answer = sandtable(&["check", "quiet-disk", "--process", "blamless"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.err.contains("did you mean `blameless`?"),
        "{}",
        answer.err
    );
}

#[test]
fn mistakes_of_all_files_are_found_at_once_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    sandtable_in(folder.path(), &["new", "scenario", "mine"]);
    let path = folder.path().join("mine.ron");
    let text = fs::read_to_string(&path).unwrap();
    let text = text
        .replace("\"4h\"", "4")
        .replace("\"single-site-9\"", "\"singel-site-9\"");
    fs::write(&path, text.replace("size: 0.3", "size: 3")).unwrap();
    let answer = sandtable_in(folder.path(), &["check", "mine.ron"]);
    assert_eq!((answer.code, answer.out.as_str()), (1, ""));
    for part in [
        "error[wrong-type]",
        "error[unknown-name]: no team is called `singel-site-9`",
        "did you mean `single-site-9`?",
        "error[invalid-value]",
        "mine.ron: 3 errors",
    ] {
        assert!(answer.err.contains(part), "{part}: {}", answer.err);
    }
    let json = sandtable_in(folder.path(), &["check", "mine.ron", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 3);
    let sarif = sandtable_in(folder.path(), &["check", "mine.ron", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif.out).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 3);
}

#[test]
fn a_file_that_is_not_there_keeps_nobody_from_hearing_about_the_others() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.ron"), "(").unwrap();
    let line = ["check", "none.ron", "bad.ron", "quiet-disk"];
    let answer = sandtable_in(folder.path(), &line);
    assert_eq!(answer.code, 2);
    for part in [
        "there is no file `none.ron`",
        "bad.ron: 1 error",
        "quiet-disk: fine",
    ] {
        assert!(answer.err.contains(part), "{part}: {}", answer.err);
    }
}

#[test]
fn a_scenario_reads_nothing_outside_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    fs::write(folder.path().join("secret.ron"), "SECRET").unwrap();
    std::os::unix::fs::symlink("../secret.ron", inner.join("link.ron")).unwrap();
    sandtable_in(&inner, &["new", "scenario", "mine"]);
    let text = fs::read_to_string(inner.join("mine.ron")).unwrap();
    let begin = text.find("system: (").unwrap();
    let end = text.find("    // What was changed lately").unwrap();
    for name in [
        "../secret.ron",
        "link.ron",
        "/etc/hostname",
        "/dev/zero",
        "none.ron",
    ] {
        let text = format!("{}system: \"{name}\",\n{}", &text[..begin], &text[end..]);
        fs::write(inner.join("mine.ron"), text).unwrap();
        let answer = sandtable_in(&inner, &["check", "mine.ron"]);
        assert_eq!(answer.code, 1, "{name}: {}", answer.err);
        assert!(
            answer.err.contains("error[bad-include]"),
            "{name}: {}",
            answer.err
        );
        assert!(!answer.err.contains("SECRET"), "{}", answer.err);
    }
}
