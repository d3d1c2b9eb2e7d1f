//! What responders can find out and do.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use super::system::Tool;
use crate::base::{Duration, Factor, Law, Name, Share};

/// Weight of evidence in nats, between -10 and 10: +0.7 makes a cause twice as likely.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize)]
pub struct Nats(f64);

impl Nats {
    pub const fn new(nats: f64) -> Nats {
        Nats(nats)
    }
    pub const fn get(self) -> f64 {
        self.0
    }
}
impl<'de> Deserialize<'de> for Nats {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Nats, D::Error> {
        let value = f64::deserialize(d)?;
        if !(-10.0..=10.0).contains(&value) {
            return Err(de::Error::custom(format!(
                "`{value}` is not a weight of evidence between -10 and 10"
            )));
        }
        Ok(Nats(value))
    }
}
impl JsonSchema for Nats {
    fn schema_name() -> Cow<'static, str> {
        "Nats".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number", "minimum": -10, "maximum": 10})
    }
}

/// Something that can be found out about the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub name: Name,
    /// What somebody says who has found it.
    pub text: String,
    /// It is so if one of these is the true cause. Empty: it is so whatever the cause.
    #[serde(default)]
    pub if_cause: Vec<Name>,
    /// It is so only once this fault has struck.
    #[serde(default)]
    pub after_fault: Option<Name>,
    /// What it says about causes.
    #[serde(default)]
    pub points: Vec<Point>,
}

/// What a finding says about one cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub to: Name,
    /// How strongly: positive speaks for it, negative against. A red herring points wrongly.
    pub nats: Nats,
}

/// A way to find out: takes work, may mislead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diagnostic {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// The skill it takes; who has none cannot do it.
    #[serde(default)]
    pub skill: Option<Name>,
    /// The service looked at: poor telemetry there makes it longer.
    #[serde(default)]
    pub on: Option<Name>,
    /// How long an able person works on it.
    pub work: Law,
    /// Causes it tells to be so or not so.
    #[serde(default)]
    pub tests: Vec<Name>,
    /// What it shows, where it is so.
    #[serde(default)]
    pub reveals: Vec<Name>,
    /// How likely its result is read wrongly. Without it, from the defaults.
    #[serde(default)]
    pub misread: Option<Share>,
    /// The tool without which it cannot start.
    #[serde(default)]
    pub tool: Option<Tool>,
    /// The stage of a compromise it maps; stages are mapped in order.
    #[serde(default)]
    pub maps: Option<Name>,
    /// Runs by itself at the alert where the process automates diagnostics.
    #[serde(default)]
    pub automatic: bool,
}

/// A way to change the system: takes work, may fail, may do harm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// What kind of change it is; `sandtable explain action-kinds` lists them.
    pub kind: Name,
    /// The service it is done to.
    #[serde(default)]
    pub on: Option<Name>,
    /// The site of that service, if only one.
    #[serde(default)]
    pub site: Option<Name>,
    /// The skill it takes; who has none cannot do it.
    #[serde(default)]
    pub skill: Option<Name>,
    /// How long an able person works on it.
    pub work: Law,
    /// How likely it fails in an able person's hands though it is the right one.
    #[serde(default)]
    pub fails: Share,
    /// What must have been done or found before it can start.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// The tool without which it cannot start. Without it, the kind's.
    #[serde(default)]
    pub tool: Option<Tool>,
    /// The causes it removes.
    #[serde(default)]
    pub cures: Vec<Name>,
    /// The causes whose effects it hides as a stop-gap.
    #[serde(default)]
    pub masks: Vec<Name>,
    /// How likely the stop-gap holds.
    #[serde(default = "four_fifths")]
    pub holds: Share,
    /// The change it undoes, for rollbacks and flags: cures the causes that change brought.
    #[serde(default)]
    pub undoes: Option<Name>,
    /// It keeps faults that spread from striking.
    #[serde(default)]
    pub halts_spread: bool,
    /// It turns users away: demand falls to this share.
    #[serde(default)]
    pub sheds_to: Option<Share>,
    /// It adds this much capacity, as a share of ordinary demand.
    #[serde(default)]
    pub adds: Option<Share>,
    /// It brings back a tool.
    #[serde(default)]
    pub restores: Option<Tool>,
    /// Harm it can do while the cause is another.
    #[serde(default)]
    pub harm: Option<Harm>,
    /// Somebody has to say yes first, where the process asks for approval of risky actions.
    #[serde(default)]
    pub risky: bool,
    /// Evidence it destroys.
    #[serde(default)]
    pub destroys: Vec<Name>,
    /// Evidence it saves.
    #[serde(default)]
    pub saves: Vec<Name>,
    /// An adversary can notice it.
    #[serde(default)]
    pub noticeable: bool,
    /// Run by a tool before anybody is paged, where the process automates remediation.
    #[serde(default)]
    pub automatic: bool,
    /// How many broken services a responder must see before a stop-gap looks worth it.
    #[serde(default)]
    pub worth_from: u32,
}

fn four_fifths() -> Share {
    Share::ppm(800_000)
}

/// What must come before an action.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Need {
    /// The actor believes that this finding is there.
    Finding(Name),
    /// This action has been finished.
    Action(Name),
    /// This diagnostic has been finished by somebody the actor has heard from.
    Diagnostic(Name),
}

/// Harm that an action can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    /// How likely, when it does not fit the cause.
    pub probability: Share,
    /// The service hurt; without it the one acted on.
    #[serde(default)]
    pub on: Option<Name>,
    /// How much of it is lost.
    pub size: Share,
    /// For how long.
    pub lasts: Law,
}

/// A document with steps and beliefs, fresh or stale. Whoever looks into an alert of its service
/// reads it along, whoever takes up a step that it speeds reads it first; both cost time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Runbook {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// The service it is about.
    pub on: Name,
    /// The actions it recommends, in order.
    #[serde(default)]
    pub actions: Vec<Name>,
    /// The diagnostics it recommends, in order.
    #[serde(default)]
    pub diagnostics: Vec<Name>,
    /// The findings it asserts. One that is not so stands there if the line has gone wrong since
    /// the runbook was checked, which is the likelier the older it is.
    #[serde(default)]
    pub asserts: Vec<Name>,
    /// What it makes causes look like before anything is tested: weight beside the priors. A
    /// judgement: it does not go wrong with age.
    #[serde(default)]
    pub points: Vec<Point>,
    /// How long since somebody checked it: as old, some of its lines have gone wrong.
    #[serde(default)]
    pub age: Duration,
    /// How much the steps it lists are sped up where their line still fits; 1 not at all.
    #[serde(default)]
    pub speeds: Factor,
}
