//! The inputs of an exercise, resolved: everything but seed and commands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::problem::FaultKind;
use super::process::Process;
use super::scenario::Scenario;
use super::system::Sensitivity;
use super::team::Team;
use super::vocabulary::Vocabulary;
use super::{Defaults, System};
use crate::base::Name;

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

    /// The stages and findings that show to whoever learns them that data has left the house, with
    /// how sensitive it is. What they mean, not whether they are so.
    pub fn exposing(&self) -> Vec<(Name, Sensitivity)> {
        let mut found = Vec::new();
        let faults = self.scenario.problems.iter().flat_map(|p| &p.faults);
        for fault in faults.filter(|f| f.kind == FaultKind::Exfiltration) {
            let service = fault.on.and_then(|on| self.system().service(on));
            let data = service.map_or(Sensitivity::Personal, |s| s.data);
            found.push((fault.name, data));
            let findings = self.scenario.findings.iter();
            let shows = findings.filter(|f| f.after_fault == Some(fault.name));
            found.extend(shows.map(|f| (f.name, data)));
        }
        found
    }
}
