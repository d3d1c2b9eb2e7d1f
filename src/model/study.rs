//! A study: which arms are compared, how often, and what was named before anything ran.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Name, Share};

/// Arms that are run many times on the same luck.
///
/// Arms are written out, or made from factors, or both: then every arm is crossed with the factors.
/// The first arm is the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// Scenarios: names, or paths of files. Arms are compared within each.
    pub scenarios: Vec<String>,
    /// The process of all arms that name none of their own.
    #[serde(default)]
    pub process: Option<String>,
    /// The team of all arms that name none of their own.
    #[serde(default)]
    pub team: Option<String>,
    /// The figures behind the mechanisms.
    #[serde(default)]
    pub defaults: Option<String>,
    /// Fields that are changed in every arm.
    #[serde(default)]
    pub set: Vec<Change>,
    #[serde(default)]
    pub arms: Vec<StudyArm>,
    #[serde(default)]
    pub factors: Vec<StudyFactor>,
    /// How factors are combined.
    #[serde(default)]
    pub design: Design,
    /// How many runs of each arm; with a precision, at most so many.
    #[serde(default = "a_thousand")]
    pub runs: u64,
    /// The luck of the first run; run k has this and k.
    #[serde(default = "one")]
    pub seed: u64,
    /// The measure by which arms are judged, named before anything runs: `time_to_resolve` unless
    /// it is another.
    #[serde(default)]
    pub primary: Option<String>,
    /// A relative difference smaller than this does not matter: 0.05 unless it is another.
    #[serde(default)]
    pub band: Option<Share>,
    /// Stop as soon as the primary measure is known to within this share.
    #[serde(default)]
    pub precision: Option<Share>,
    /// Every arm is also run against itself on other luck, to see what chance alone shows.
    #[serde(default)]
    pub against_itself: bool,
}

/// One arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyArm {
    /// What it is called in reports.
    pub name: String,
    #[serde(default)]
    pub process: Option<String>,
    #[serde(default)]
    pub team: Option<String>,
    #[serde(default)]
    pub defaults: Option<String>,
    /// Fields that differ from what these files say.
    #[serde(default)]
    pub set: Vec<Change>,
}

/// A field with another value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Where: `process.paging.levels[0].after`, `defaults.knowledge.lost_in_talk.value`.
    pub path: String,
    /// The value as it would be written there: `5m`, `0.2`, `["ana"]`.
    pub to: String,
}

/// A field that takes one of several values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyFactor {
    /// What it is called in reports.
    pub name: String,
    /// Where: as in `set`.
    pub path: String,
    /// Its values, the baseline's first.
    pub values: Vec<String>,
}

/// How factors are combined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Design {
    /// Every value of each with every value of the others.
    #[default]
    Full,
    /// One value changed at a time, the others as in the baseline.
    OneAtATime,
}

fn a_thousand() -> u64 {
    1_000
}

fn one() -> u64 {
    1
}
