//! Whatever stands in a file, it is read without a panic, soon, and in little memory.
//!
//! Mutants of the shipped files go through the whole loader. `SANDTABLE_MUTANTS=100000` sets how
//! many, `SANDTABLE_SEED` where to begin; a failure prints the two that repeat it.

mod loading;

#[path = "support/luck.rs"]
mod luck;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use loading::hostile::hostile;
use loading::{MEASURES, inputs, root, source};
use luck::Random;
use sandtable::diag::{Color, Diagnostic, FileId, render};
use sandtable::exercise::Exercise;
use sandtable::model::Setup;
use sandtable::script::tree::{Node, Tree};
use sandtable::script::{Inputs, Loader, Source, no_includes};

/// A file to make mutants of: its place among the inputs, its name and text, and where its values
/// are.
struct Subject {
    place: usize,
    name: String,
    text: String,
    values: Vec<Value>,
}

/// Where a value is and the field it stands in, itself or its list.
struct Value {
    span: Range<usize>,
    field: String,
}

fn subjects() -> Vec<Subject> {
    let files = [
        (0, "scenarios/quiet-disk.ron"),
        (0, "scenarios/three-data-centres.ron"),
        (0, "scenarios/edge-regex.ron"),
        (0, "tests/ron/scenario.ron"),
        (1, "assets/teams/single-site-9.ron"),
        (2, "assets/processes/blameless.ron"),
        (2, "assets/processes/unmanaged.ron"),
        (3, "assets/defaults/shipped.ron"),
        (4, "assets/vocabulary.ron"),
    ];
    let subject = |(place, name): (usize, &str)| {
        let text = std::fs::read_to_string(root().join(name)).unwrap();
        let tree = Tree::parse(FileId(0), text.as_str());
        let mut values = Vec::new();
        each_value(tree.root().unwrap(), "", &mut values);
        Subject {
            place,
            name: name.into(),
            text,
            values,
        }
    };
    files.into_iter().map(subject).collect()
}

fn each_value(node: Node<'_>, field: &str, values: &mut Vec<Value>) {
    let (span, field) = (node.span(), field.to_owned());
    for entry in node.entries() {
        let key = entry.key_name().map_or(field.clone(), Into::into);
        each_value(entry.value(), &key, values);
    }
    values.push(Value { span, field });
}

impl Subject {
    fn any(&self, random: &mut Random) -> &Value {
        &self.values[random.below(self.values.len())]
    }

    /// A value that stands in such a field too, if one is found soon.
    fn alike(&self, random: &mut Random, field: &str) -> &Value {
        let tries: Vec<&Value> = (0..40).map(|_| self.any(random)).collect();
        let alike = tries.iter().find(|it| it.field == field);
        alike.copied().unwrap_or(tries[0])
    }
}

/// Values that are hard to swallow.
const ODD: &[&str] = &[
    "0",
    "-1",
    "1",
    "0.0",
    "1e308",
    "-1e-308",
    "inf",
    "NaN",
    "999999999999999999999",
    "4294967295",
    "18446744073709551615",
    "\"\"",
    "\"0s\"",
    "\"1ms\"",
    "\"3650d\"",
    "\"-15m\"",
    "\"5 parsecs\"",
    "[]",
    "()",
    "{}",
    "None",
    "Some(1)",
    "true",
    "Fixed(\"0s\")",
    "At(\"0s\")",
    "At(\"3650d\")",
    "When(All([]))",
    "When(Any([]))",
    "When(Not(Reached(fault)))",
    "Empirical([])",
    "LogNormal(median: \"0s\", sigma: 0)",
    "Gamma(mean: \"0s\", shape: 1)",
    "Truncated(law: Gamma(mean: \"0s\", shape: 0.05), min: \"1s\")",
    "Truncated(law: Weibull(scale: \"0s\", shape: 1000), max: \"0s\")",
    "Mixture([(weight: 1, law: Exponential(mean: \"0s\")), (weight: 0, law: Fixed(\"1h\"))])",
    "Uniform(min: \"0s\", max: \"0s\")",
    "Roles([])",
    "People([\"nobody\"])",
    "Everyone",
    "\"\\u{202E}x\"",
    "\"on-call\"",
    "1970",
    "\"2026-03-29T02:30\"",
    "\"Europe/Berlin\"",
];

const BYTES: &[u8] = b"()[]{},:\"'/*#r\\ \n.-+09azS_\0\xFF\xEF";

fn mutant(random: &mut Random, subject: &Subject) -> Vec<u8> {
    let text = &subject.text;
    let mut edits: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
    for _ in 0..=random.below(6) / 3 {
        let value = subject.any(random);
        let target = value.span.clone();
        let other = subject.alike(random, &value.field).span.clone();
        let edit = match random.below(10) {
            0..3 => (target, ODD[random.below(ODD.len())].into()),
            // Another value of the file: references that lead elsewhere.
            3..6 => (target, text[other].into()),
            6 => (target, Vec::new()),
            7 => (
                target.end..target.end,
                format!(", {}", &text[target.clone()]).into_bytes(),
            ),
            8 => {
                let at = random.below(text.len());
                (at..at + 1, vec![BYTES[random.below(BYTES.len())]])
            }
            _ => {
                let at = random.below(text.len());
                (at..at + random.below(40).min(text.len() - at), Vec::new())
            }
        };
        // Edits that lie in each other's way are left out.
        if edits
            .iter()
            .all(|(span, _)| edit.0.end <= span.start || edit.0.start >= span.end)
        {
            edits.push(edit);
        }
    }
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let (mut bytes, mut at) = (Vec::with_capacity(text.len() + 64), 0);
    for (span, new) in edits {
        if span.start < at {
            continue;
        }
        bytes.extend_from_slice(&text.as_bytes()[at..span.start]);
        bytes.extend(new);
        at = span.end;
    }
    bytes.extend_from_slice(&text.as_bytes()[at..]);
    bytes
}

/// Reads one file anew and puts the inputs together; what is said, and what can run.
fn load(
    loader: &mut Loader<'_>,
    usual: &Inputs,
    place: usize,
    source: Source,
) -> (Vec<Diagnostic>, Option<Setup>) {
    let mut inputs = usual.clone();
    let (found, is_read) = match place {
        0 => {
            inputs.scenario = loader.scenario(source, &no_includes);
            (
                inputs.scenario.diagnostics.clone(),
                inputs.scenario.value.is_some(),
            )
        }
        1 => {
            inputs.team = loader.team(source);
            (inputs.team.diagnostics.clone(), inputs.team.value.is_some())
        }
        2 => {
            inputs.process = loader.process(source);
            (
                inputs.process.diagnostics.clone(),
                inputs.process.value.is_some(),
            )
        }
        3 => {
            inputs.defaults = loader.defaults(source);
            (
                inputs.defaults.diagnostics.clone(),
                inputs.defaults.value.is_some(),
            )
        }
        _ => {
            inputs.vocabulary = loader.vocabulary(source);
            (
                inputs.vocabulary.diagnostics.clone(),
                inputs.vocabulary.value.is_some(),
            )
        }
    };
    let has_error = |found: &[Diagnostic]| found.iter().any(Diagnostic::is_error);
    assert_eq!(
        is_read,
        !has_error(&found),
        "a value if and only if nothing is wrong"
    );
    let (setup, between) = loader.setup(&inputs);
    assert_eq!(setup.is_some(), is_read && !has_error(&between));
    let all: Vec<Diagnostic> = found.into_iter().chain(between).collect();
    (all, setup)
}

fn number_of(variable: &str, otherwise: u64) -> u64 {
    let text = std::env::var(variable).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Runs what was accepted to its end or until its budget is spent.
fn run(mut setup: Setup) {
    setup.defaults.budget.entries = setup.defaults.budget.entries.min(20_000);
    setup.defaults.budget.at_once = setup.defaults.budget.at_once.min(5_000);
    let mut exercise = Exercise::new(Arc::new(setup), 1);
    exercise.finish();
    assert!(exercise.engine().ended());
}

/// A mutant takes milliseconds; this is for machines that have something else to do.
const LONGEST: Duration = Duration::from_secs(2);

#[test]
fn no_mutant_makes_the_loader_panic_or_hang() {
    let (seed, count) = (
        number_of("SANDTABLE_SEED", 1),
        number_of("SANDTABLE_MUTANTS", 3_000),
    );
    let threads = 2;
    let accepted: u64 = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| scope.spawn(move || mutants(seed, count, worker, threads)))
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("a mutant failed"))
            .sum()
    });
    println!("{accepted} of {count} accepted and run");
    assert!(
        count < 1_000 || accepted > count / 20,
        "{accepted} of {count} accepted: too few to say much"
    );
}

fn mutants(seed: u64, count: u64, worker: u64, step: u64) -> u64 {
    let subjects = subjects();
    let mut loader = Loader::new(MEASURES);
    let usual = inputs(&mut loader, &[]);
    let mut accepted = 0;
    for round in (worker..count).step_by(step as usize) {
        let mut random = Random(seed.wrapping_add(round).wrapping_mul(0xD134_2543_DE82_EF95));
        let subject = &subjects[random.below(subjects.len())];
        let bytes = mutant(&mut random, subject);
        let again = format!(
            "SANDTABLE_SEED={} SANDTABLE_MUTANTS=1 ({})",
            seed + round,
            subject.name
        );
        let before = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| {
            let mut loader = loader.clone();
            let source = Source::new(subject.name.clone(), bytes);
            let (found, setup) = load(&mut loader, &usual, subject.place, source);
            render(&found, loader.sources(), Color::Plain);
            let is_setup = setup.is_some();
            setup.into_iter().for_each(run);
            is_setup
        }));
        let took = before.elapsed();
        assert!(took < LONGEST, "{again} took {took:?}");
        accepted += u64::from(result.unwrap_or_else(|_| panic!("{again} panicked")));
    }
    accepted
}

#[test]
fn hostile_files_are_read_soon() {
    let mut loader = Loader::new(MEASURES);
    let usual = inputs(&mut loader, &[]);
    for (name, place, text) in hostile() {
        assert!(text.len() <= 8 << 20, "{name}");
        let before = Instant::now();
        let mut loader = loader.clone();
        let (found, _) = load(&mut loader, &usual, place, Source::new("hostile.ron", text));
        render(&found, loader.sources(), Color::Plain);
        let took = before.elapsed();
        println!("{name}: {took:?}, {} told", found.len());
        assert!(took < Duration::from_secs(8), "{name} took {took:?}");
    }
}

#[test]
fn a_file_too_big_is_refused_unread() {
    let mut loader = Loader::new(MEASURES);
    let text = "[".repeat((8 << 20) + 1);
    let loaded = loader.scenario(Source::new("big.ron", text), &no_includes);
    let names: Vec<_> = loaded.diagnostics.iter().map(|it| it.name).collect();
    assert_eq!(names, ["limit-size"]);
}

/// The most memory a process has held, in KiB.
#[cfg(target_os = "linux")]
fn held_kib(pid: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// One after the other in one process that prints what it held at the end.
#[test]
#[cfg(target_os = "linux")]
fn loading_holds_at_most_256_mib() {
    const CHILD: &str = "SANDTABLE_HOSTILE_CHILD";
    if let Ok(index) = std::env::var(CHILD) {
        let mut loader = Loader::new(MEASURES);
        let usual = inputs(&mut loader, &[]);
        let (_, place, text) = hostile().swap_remove(index.parse().unwrap());
        load(&mut loader, &usual, place, Source::new("hostile.ron", text));
        println!("held {}", held_kib("self").unwrap());
        return;
    }
    for (index, (name, ..)) in hostile().into_iter().enumerate() {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "loading_holds_at_most_256_mib",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(CHILD, index.to_string())
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&child.stdout).into_owned();
        let held = printed
            .lines()
            .find_map(|line| line.split("held ").nth(1)?.trim().parse::<u64>().ok());
        let held = held.unwrap_or_else(|| panic!("{name}: {printed}"));
        println!("{name}: {} MiB", held >> 10);
        assert!(held <= 256 << 10, "{name} held {} MiB", held >> 10);
    }
}

#[test]
fn a_source_is_what_the_user_sees() {
    let path = root().join("scenarios/quiet-disk.ron");
    assert_eq!(source(&path).name, "scenarios/quiet-disk.ron");
}
