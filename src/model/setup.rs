//! The inputs of an exercise, resolved: everything but seed and commands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::process::Process;
use super::scenario::Scenario;
use super::team::Team;
use super::vocabulary::Vocabulary;
use super::{Defaults, System};

/// Scenario, team, process, defaults and vocabulary, checked against each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Setup {
    pub scenario: Scenario,
    pub team: Team,
    pub process: Process,
    pub defaults: Defaults,
    pub vocabulary: Vocabulary,
}

impl Setup {
    /// The modelled system; an empty one for a discussion.
    pub fn system(&self) -> &System {
        static NONE: System = System {
            services: Vec::new(),
        };
        self.scenario.system.as_ref().unwrap_or(&NONE)
    }
}
