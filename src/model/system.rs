//! The modelled system: services over sites, and what depends on what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Law, Name, Share};

/// Services and their dependencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct System {
    pub services: Vec<Service>,
}

/// Something that serves users or other services.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// The team's group that answers for it; alerts are routed there where the process routes.
    #[serde(default)]
    pub owner: Option<Name>,
    /// The skill that understands it.
    #[serde(default)]
    pub skill: Option<Name>,
    /// How much it matters that it works.
    #[serde(default)]
    pub criticality: Criticality,
    /// People who use it directly in an ordinary hour.
    #[serde(default)]
    pub users: u64,
    /// Revenue that passes through it, in whole units of money an hour.
    #[serde(default)]
    pub revenue_per_hour: u64,
    /// The most sensitive data it holds.
    #[serde(default)]
    pub data: Sensitivity,
    /// The share of requests it has promised to serve, where it has.
    #[serde(default)]
    pub sla: Option<Share>,
    /// How much of what goes on inside it can be seen: a diagnostic on it takes longer by this
    /// share's inverse, and a trouble shows to none of its monitors by the rest.
    #[serde(default = "all")]
    pub telemetry: Share,
    /// Where it runs. Without sites it runs in one place with enough capacity.
    #[serde(default)]
    pub sites: Vec<Site>,
    /// What happens when demand exceeds what its sites can serve for long.
    #[serde(default)]
    pub overload: Option<Overload>,
    /// What it needs to work.
    #[serde(default)]
    pub needs: Vec<Dependency>,
    /// The responders' tool that runs on it: when it breaks, the tool is gone.
    #[serde(default)]
    pub tool: Option<Tool>,
}

fn all() -> Share {
    Share::ALL
}

/// How much a service matters.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Criticality {
    /// Convenience.
    Low,
    #[default]
    Medium,
    /// Customers cannot work without it.
    High,
    /// The company cannot work without it.
    Vital,
}

/// How sensitive data is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Sensitivity {
    #[default]
    Public,
    Internal,
    /// Personal data: exposure starts legal clocks.
    Personal,
    /// Secrets, keys, credentials.
    Secret,
}

/// A place a service runs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// The share of the service's ordinary demand that comes in here.
    pub load: Share,
    /// The share of the service's ordinary demand it can serve at most.
    pub capacity: Share,
}

/// A service that is asked for more than its sites can serve breaks down after a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overload {
    /// How long the rest holds out.
    pub collapses_after: Law,
    /// How much longer recovery takes once it has collapsed.
    pub recovery: Law,
}

/// What a service needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The service needed.
    pub on: Name,
    #[serde(default)]
    pub kind: DependencyKind,
    /// How much of this service is lost when the other is lost entirely.
    #[serde(default = "all")]
    pub weight: Share,
    /// How long the loss takes to arrive.
    #[serde(default = "at_once")]
    pub delay: Law,
    /// How likely the loss arrives at all, once per episode.
    #[serde(default = "all")]
    pub probability: Share,
}

fn at_once() -> Law {
    Law::ZERO
}

/// Whether a service can start without the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DependencyKind {
    /// It cannot; cycles of these are refused.
    #[default]
    Hard,
    /// It limps along.
    Soft,
}

/// What responders work with. A lost tool closes the ways of working that need it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Tool {
    /// Without it nobody is called; people telephone.
    Paging,
    /// Without it nothing posted is heard; only calls carry knowledge.
    Chat,
    /// Without them diagnostics take twice as long.
    Dashboards,
    /// Without it rollbacks, flags and pushes cannot start.
    Deploy,
    /// Without it outside updates cannot be sent.
    StatusPage,
    /// Without it nobody away from the office gets to the systems.
    RemoteAccess,
    /// Without it the incident document can be neither written nor read.
    Documents,
}

impl Tool {
    pub const ALL: [Tool; 7] = [
        Tool::Paging,
        Tool::Chat,
        Tool::Dashboards,
        Tool::Deploy,
        Tool::StatusPage,
        Tool::RemoteAccess,
        Tool::Documents,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Tool::Paging => "paging",
            Tool::Chat => "chat",
            Tool::Dashboards => "dashboards",
            Tool::Deploy => "deploy",
            Tool::StatusPage => "status page",
            Tool::RemoteAccess => "remote access",
            Tool::Documents => "documents",
        }
    }
}

impl System {
    pub fn service(&self, name: Name) -> Option<&Service> {
        self.services.iter().find(|s| s.name == name)
    }
    /// All direct users of all services.
    pub fn users(&self) -> u64 {
        self.services.iter().map(|s| s.users).sum()
    }
}
