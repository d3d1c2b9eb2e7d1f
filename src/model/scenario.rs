//! The incident script.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::inject::{Expectation, Inject};
use super::problem::{Change, Problem};
use super::signal::{Colleague, Customers, Monitor};
use super::system::System;
use super::work::{Action, Diagnostic, Finding, Runbook};
use crate::base::{Duration, Factor, Name, SimTime, StoryStart};

/// An incident script: a system, what goes wrong with it, what shows, what can be done, and what
/// the script throws in. Loading one runs nothing and opens nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What the scenario is called on the command line; also its file's name.
    pub name: Name,
    /// One line for lists and titles.
    pub title: String,
    /// A paragraph for whoever chooses it.
    #[serde(default)]
    pub summary: String,
    /// Where the story comes from: document or address, one a line.
    #[serde(default)]
    pub sources: Vec<String>,
    /// When and where the story begins; shifts, sleep and working hours follow from it.
    pub starts: StoryStart,
    /// How long the exercise lasts in story time.
    pub horizon: Duration,
    /// What happens to what is still open at the horizon.
    #[serde(default)]
    pub after_horizon: AfterHorizon,
    /// The team it is written for; `--team` overrides.
    #[serde(default)]
    pub team: Option<Name>,
    /// The process it is written for; `--process` overrides.
    #[serde(default)]
    pub process: Option<Name>,
    /// The figures it is run with; `--defaults` overrides.
    #[serde(default)]
    pub defaults: Option<Name>,
    /// The modelled system, here or as the name of a file in the same folder. Without one the
    /// scenario is a discussion: cards and questions only.
    #[serde(default)]
    pub system: Option<System>,
    /// What was changed in the system lately: the first suspects, rightly or wrongly.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Root causes and the faults they bring.
    #[serde(default)]
    pub problems: Vec<Problem>,
    /// What watches the services.
    #[serde(default)]
    pub monitors: Vec<Monitor>,
    /// Who uses the services and complains.
    #[serde(default)]
    pub customers: Vec<Customers>,
    /// Who inside notices without a monitor.
    #[serde(default)]
    pub colleagues: Vec<Colleague>,
    /// What can be found out, and which causes it speaks for or against.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Ways to find out.
    #[serde(default)]
    pub diagnostics: Vec<Diagnostic>,
    /// Ways to change the system.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// Documents with steps and beliefs, fresh or stale.
    #[serde(default)]
    pub runbooks: Vec<Runbook>,
    /// What the script throws in.
    #[serde(default)]
    pub injects: Vec<Inject>,
    /// What the exercise is to show.
    #[serde(default)]
    pub objectives: Vec<Objective>,
    /// What laws and contracts ask for within a time, in the story that the cards of a discussion tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<StoryDeadline>,
    /// Times a good team makes, for the score.
    #[serde(default)]
    pub par: Vec<Par>,
    /// Times of the real incident this one follows, shown beside the simulated ones.
    #[serde(default)]
    pub really: Vec<Par>,
}

/// What happens to what is still open at the horizon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum AfterHorizon {
    /// The run stops; what is open counts as censored.
    #[default]
    Censor,
    /// No new problem begins; the run goes on until every open one is resolved.
    Drain,
}

/// A time to compare with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Par {
    /// Which measure, by its command-line name, as `time_to_detect`.
    pub measure: Name,
    /// The time.
    pub time: Duration,
    /// Where the figure comes from.
    #[serde(default)]
    pub source: String,
}

/// Something the exercise is to show, rated P, S, M or U from what was expected and done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    pub name: Name,
    /// One sentence: who shows what.
    pub text: String,
    /// Its weight in the score, beside the other objectives'.
    #[serde(default)]
    pub weight: Factor,
    /// What has to happen; met late counts half. Expectations of injects may speak for it, too.
    #[serde(default)]
    pub expects: Vec<Expectation>,
}

/// Something a law or a contract asks for within a time of the story that is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoryDeadline {
    pub name: Name,
    /// What is owed to whom.
    pub title: String,
    /// Which rule asks for it.
    #[serde(default)]
    pub rule: String,
    /// The card with which its clock starts.
    pub from: Name,
    /// How long it runs, in the story's time.
    pub within: Duration,
}

impl Scenario {
    /// A discussion has no system: cards and questions only. Batch refuses it.
    pub fn is_discussion(&self) -> bool {
        self.system.is_none()
    }
    pub fn diagnostic(&self, name: Name) -> Option<&Diagnostic> {
        self.diagnostics.iter().find(|d| d.name == name)
    }
    pub fn action(&self, name: Name) -> Option<&Action> {
        self.actions.iter().find(|a| a.name == name)
    }
    pub fn finding(&self, name: Name) -> Option<&Finding> {
        self.findings.iter().find(|f| f.name == name)
    }
    /// When a card plays in the story that is told, where it says so.
    pub fn told_at(&self, inject: Name) -> Option<SimTime> {
        let story = self.inject(inject)?.story?;
        Some(SimTime::START + story)
    }
    pub fn inject(&self, name: Name) -> Option<&Inject> {
        self.injects.iter().find(|i| i.name == name)
    }
    /// The par for a measure, if the script sets one.
    pub fn par_for(&self, measure: &str) -> Option<Duration> {
        self.par
            .iter()
            .find(|p| p.measure == measure)
            .map(|p| p.time)
    }
}
