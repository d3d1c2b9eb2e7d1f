//! What the tests of the engine share: the shipped setups, luck of their own, logs as text.
#![allow(dead_code)] // Each test file uses its part.

use std::sync::Arc;

use ron::extensions::Extensions;
use sandtable::diag::FileId;
use sandtable::engine::plan::Plan;
use sandtable::exercise::Exercise;
use sandtable::model::{Record, Setup};
use sandtable::script::tree::{Tree, from_node};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub const SCENARIOS: [&str; 3] = ["quiet-disk", "three-data-centres", "edge-regex"];
/// Every shipped scenario.
pub const ALL_SCENARIOS: [&str; 5] = [
    "quiet-disk",
    "edge-regex",
    "checkout-regression",
    "three-data-centres",
    "stolen-session",
];
/// Every shipped team.
pub const TEAMS: [&str; 3] = ["single-site-9", "follow-the-sun-18", "startup-4"];
pub const PROCESSES: [&str; 6] = [
    "blameless",
    "unmanaged",
    "pagerduty",
    "pagerduty-basic",
    "nist",
    "rootly",
];

/// A shipped file, read without its checks.
pub fn shipped<T: DeserializeOwned>(path: &str) -> T {
    let file = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{file}: {e}"));
    parsed(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// What a text says, read without its checks.
#[track_caller]
pub fn read<T: DeserializeOwned>(text: &str) -> T {
    parsed(text).unwrap_or_else(|e| panic!("{e}"))
}

/// A value as a script that reads as the same.
pub fn written<T: Serialize>(value: &T) -> String {
    let words = Extensions::IMPLICIT_SOME
        | Extensions::UNWRAP_NEWTYPES
        | Extensions::UNWRAP_VARIANT_NEWTYPES;
    let ron = ron::Options::default().with_default_extension(words);
    ron.to_string(value).expect("it is plain data")
}

/// The program's own reader: what the library has compiled, no test compiles again.
fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let tree = Tree::parse(FileId(0), text);
    let mut mistakes = Vec::new();
    let value = tree.root().and_then(|root| from_node(root, &mut mistakes));
    value.ok_or_else(|| {
        let told = mistakes.iter().map(|m| m.message.as_str());
        told.collect::<Vec<_>>().join("; ")
    })
}

/// A shipped scenario under a shipped process, with the team of one site and the shipped figures.
pub fn setup(scenario: &str, process: &str) -> Setup {
    setup_with(scenario, process, "single-site-9")
}

/// A shipped scenario under a shipped process with a shipped team.
pub fn setup_with(scenario: &str, process: &str, team: &str) -> Setup {
    Setup {
        scenario: shipped(&format!("scenarios/{scenario}.ron")),
        team: shipped(&format!("assets/teams/{team}.ron")),
        process: shipped(&format!("assets/processes/{process}.ron")),
        defaults: shipped("assets/defaults/shipped.ron"),
        vocabulary: shipped("assets/vocabulary.ron"),
    }
}

pub fn plan(scenario: &str, process: &str) -> Arc<Plan> {
    plan_of(setup(scenario, process))
}

pub fn plan_of(setup: Setup) -> Arc<Plan> {
    Arc::new(Plan::new(Arc::new(setup)))
}

/// A run to its end.
pub fn run(plan: &Arc<Plan>, seed: u64) -> Exercise {
    let mut exercise = Exercise::of_plan(plan.clone(), seed);
    exercise.finish();
    exercise
}

/// Records as they stand in a log, one a line.
pub fn lines(records: &[Record]) -> Vec<String> {
    let line = |r| serde_json::to_string(r).expect("a record is JSON");
    records.iter().map(line).collect()
}

/// Two lists of lines are the same, or the first place where they part is shown.
#[track_caller]
pub fn assert_same(what: &str, one: &[String], other: &[String]) {
    if let Some(difference) = difference(one, other) {
        panic!("{what}: {difference}");
    }
}

/// The first place where two lists of lines part.
pub fn difference(one: &[String], other: &[String]) -> Option<String> {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    if same == one.len() && same == other.len() {
        return None;
    }
    let shown = |lines: &[String]| lines.get(same).cloned().unwrap_or("nothing more".into());
    let (one, other) = (shown(one), shown(other));
    Some(format!("line {same} is\n  {one}\nand\n  {other}"))
}

/// A small generator of its own (SplitMix64): what tests draw has nothing to do with the engine.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x5EED)
    }
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }
    pub fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1u64 << 53) as f64
    }
    /// True `percent` times in a hundred.
    pub fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        match from.is_empty() {
            true => None,
            false => Some(&from[self.below(from.len())]),
        }
    }
    /// Between a quarter and four, one in the middle.
    pub fn factor(&mut self) -> f64 {
        libm::exp2(self.share() * 4.0 - 2.0)
    }
}
