//! Problems (root causes) and the faults they bring; changes; the adversary.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::inject::{Condition, Trigger};
use super::system::Tool;
use crate::base::{Factor, Law, Name, Offset, Share};

/// A root cause and the faults it brings. Each time it strikes is one episode of harm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// When it first strikes.
    pub begins: Trigger,
    /// It strikes again and again, this long from one beginning to the next.
    #[serde(default)]
    pub recurs: Option<Law>,
    /// What may be behind it; responders weigh these. One is true. One that another problem names too
    /// is the same to them, with the prior it has there.
    pub causes: Vec<Cause>,
    /// The true cause. Without it, it is drawn by weight, anew in each episode.
    #[serde(default)]
    pub cause: Option<Name>,
    /// What breaks, in which order.
    pub faults: Vec<Fault>,
    /// An operational problem or one with an adversary behind it.
    #[serde(default)]
    pub adversary: Option<Adversary>,
    /// How long the system takes to come back once the cause is removed.
    #[serde(default = "moments")]
    pub recovery: Law,
    /// How long backlog and data repair take after that.
    #[serde(default)]
    pub backlog: Option<Law>,
}

fn moments() -> Law {
    Law::log_normal(crate::base::Duration::minutes(5), 0.7)
}

/// One explanation among several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// How often it is the true one, beside the others. 0 never.
    #[serde(default)]
    pub weight: Factor,
    /// How likely responders think it before they have looked, beside the others.
    #[serde(default)]
    pub prior: Factor,
    /// The change that brought it, if one did: undoing that cures it.
    #[serde(default)]
    pub change: Option<Name>,
}

/// Something that breaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub name: Name,
    pub kind: FaultKind,
    /// The service it strikes.
    #[serde(default)]
    pub on: Option<Name>,
    /// The site of that service, if only one.
    #[serde(default)]
    pub site: Option<Name>,
    /// When it strikes, counted from the beginning of the episode.
    #[serde(default = "at_once")]
    pub begins: Trigger,
    /// Only if one of these is the true cause. Empty: always.
    #[serde(default)]
    pub if_cause: Vec<Name>,
    /// How much of the service (or its site) is lost at first.
    #[serde(default = "all")]
    pub size: Share,
    /// It gets worse with time.
    #[serde(default)]
    pub grows: Option<Growth>,
    /// It is a consequence that containment prevents: it does not strike once spread is halted.
    #[serde(default)]
    pub spreads: bool,
    /// It does no harm until something reveals it: no signal, no impact, but there. It shows as soon
    /// as its service is called on for more than usual: another fault strikes there, somebody starts
    /// it anew or moves load to it, or the script strikes it again.
    #[serde(default)]
    pub latent: bool,
    /// The responders' tool it takes away.
    #[serde(default)]
    pub tool: Option<Tool>,
    /// Records exposed an hour, for exfiltration.
    #[serde(default)]
    pub records_per_hour: u64,
    /// It goes away by itself after this long.
    #[serde(default)]
    pub passes: Option<Law>,
    /// While this holds it stays away, however long.
    #[serde(default)]
    pub unless: Option<Condition>,
}

fn all() -> Share {
    Share::ALL
}

fn at_once() -> Trigger {
    Trigger::After(Law::ZERO)
}

/// What kind of breakage a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum FaultKind {
    /// Requests fail altogether.
    Outage,
    /// Requests take too long.
    Latency,
    /// A part of the requests fails.
    Errors,
    /// Less can be served; hurts only when demand is above what is left.
    CapacityLoss,
    /// More is asked for than usual: `size` on top of ordinary demand.
    LoadSurge,
    /// Parts cannot reach each other.
    Partition,
    /// Data is wrong and stays wrong until restored.
    Corruption,
    /// Data leaves the house.
    Exfiltration,
    /// A stage of a compromise: an adversary has come this far.
    Compromise,
    /// The responders lose a tool.
    ToolLoss,
}

/// A fault that gets worse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Growth {
    /// What it grows to.
    pub to: Share,
    /// How long it takes from beginning to there, in four even steps.
    pub over: Law,
}

/// Somebody behind a problem who moves on while responders work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adversary {
    /// The faults that are its stages, in order; each that some diagnostic maps has to be mapped,
    /// after it has struck, by whoever removes the cause. Acting noticeably with stages unmapped can
    /// tip it off: then it opens a further way in where it came last, to be mapped again.
    pub stages: Vec<Name>,
    /// How likely it notices an action that alerts it.
    #[serde(default)]
    pub notices: Share,
    /// Evidence that actions may destroy and a snapshot saves.
    #[serde(default)]
    pub evidence: Vec<Name>,
}

/// Something changed in the system lately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// When, from the start; before it with a minus.
    pub at: Offset,
    pub kind: ChangeKind,
    /// The service changed.
    pub on: Name,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ChangeKind {
    Deploy,
    Configuration,
    Flag,
    Infrastructure,
    Data,
}

impl Problem {
    pub fn fault(&self, name: Name) -> Option<&Fault> {
        self.faults.iter().find(|f| f.name == name)
    }
    /// Whether the problem is a security one.
    pub fn is_security(&self) -> bool {
        self.adversary.is_some()
    }
}
