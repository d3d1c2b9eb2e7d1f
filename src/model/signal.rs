//! What makes a fault show: monitors, customers, colleagues.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Duration, Law, Name, Share};

/// Watches one service and raises an alert when its health falls below a threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Monitor {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// The service it watches.
    pub on: Name,
    /// The site of that service, if only one.
    #[serde(default)]
    pub site: Option<Name>,
    /// It fires when the health it sees is below this.
    #[serde(default = "nine_tenths")]
    pub below: Share,
    /// Time between two looks; its phase is drawn.
    #[serde(default = "a_minute")]
    pub every: Duration,
    /// How long the condition must hold before it fires.
    #[serde(default)]
    pub hold: Duration,
    /// How likely it sees nothing, drawn once per episode. Without it, from the defaults.
    #[serde(default)]
    pub misses: Option<Share>,
    /// Time between false alarms, for noisy ones.
    #[serde(default)]
    pub false_alarms: Option<Law>,
    /// It rings again while the condition lasts, this often, where nothing groups alerts.
    #[serde(default)]
    pub refires: Option<Law>,
    /// The findings that its alert shows, where they are so: on the page, to whoever is at work, to
    /// whoever looks into it. A quiet one shows them to whoever looks.
    #[serde(default)]
    pub shows: Vec<Name>,
    /// It only writes to a dashboard, it pages nobody.
    #[serde(default)]
    pub quiet: bool,
}

fn nine_tenths() -> Share {
    Share::ppm(900_000)
}
fn a_minute() -> Duration {
    Duration::minutes(1)
}

/// Users who complain: the more are hit, the sooner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Customers {
    pub name: Name,
    /// The service they use.
    pub on: Name,
    /// How long all of them together bear a full outage before the first one reports, in the
    /// mean. With half of them hit it takes twice as long.
    pub patience: Duration,
    /// How long the report takes through the help desk to the people on call.
    #[serde(default = "help_desk")]
    pub reaches_after: Law,
}

fn help_desk() -> Law {
    Law::Fixed(Duration::minutes(8))
}

/// Somebody inside who may notice without a monitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Colleague {
    pub name: Name,
    /// What they look at.
    pub on: Name,
    /// They notice when its health falls below this.
    #[serde(default = "nine_tenths")]
    pub below: Share,
    /// How long they take to notice and say so.
    pub notices_after: Law,
    /// How likely they notice at all.
    #[serde(default = "all")]
    pub probability: Share,
}

fn all() -> Share {
    Share::ALL
}
