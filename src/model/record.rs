//! One line of a log, and the header above them all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fact::Fact;
use super::setup::Setup;
use crate::base::{Name, SimTime};

/// The place of a record in its log, from 0, without gaps.
pub type Seq = u32;

/// The version of the log's format. Changing what a fact means is a new version.
pub const FORMAT: u32 = 2;

/// Something that happened: when, by whom, because of what, who learns of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    pub seq: Seq,
    pub at: SimTime,
    pub by: Actor,
    /// The earlier record that is its cause. Only the start, what the script starts by the clock,
    /// and a human's command have none.
    pub because: Option<Seq>,
    pub audience: Audience,
    pub fact: Fact,
}

/// Who or what brought a fact about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Actor {
    /// The modelled system.
    World,
    /// The incident script.
    Script,
    /// A tool the process has configured.
    Tool,
    Facilitator,
    Customers,
    Person(Name),
}

/// Who learns of a record. Decided once, by the engine, when it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Audience {
    /// The facilitator alone; who also sees all the others.
    Facilitator,
    One(Name),
    Some(Vec<Name>),
    Everyone,
}

impl Audience {
    pub fn holds(&self, person: Name) -> bool {
        match self {
            Audience::Facilitator => false,
            Audience::One(one) => *one == person,
            Audience::Some(some) => some.contains(&person),
            Audience::Everyone => true,
        }
    }
}

/// The first line of a log: all that re-execution needs beside the commands in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// The log format's version.
    pub format: u32,
    /// Name and version of the engine that wrote it.
    pub engine: String,
    /// Name and version of the generator.
    pub generator: String,
    pub seed: u64,
    pub epoch: u32,
    /// SHA-256 of the resolved inputs.
    pub inputs_sha256: String,
    /// The log and record this one branches from.
    #[serde(default)]
    pub branch_of: Option<Branch>,
    /// Where this run differs from what its author meant: skills or roles that stood in.
    #[serde(default)]
    pub degraded: Vec<String>,
    /// The resolved inputs.
    pub setup: Setup,
}

/// Where a branch left its trunk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Branch {
    pub log_sha256: String,
    pub after: Seq,
}
