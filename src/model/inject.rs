//! What the script throws in, on what condition, and what it expects in return.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::duty::Duty;
use super::milestone::Milestone;
use super::system::Tool;
use crate::base::{Duration, Law, Name, Share, SimTime};

/// One inject. Which fields a kind uses, `sandtable explain inject-kinds` says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inject {
    pub name: Name,
    /// What kind of inject it is; `sandtable explain inject-kinds` lists them.
    pub kind: Name,
    /// When it fires.
    pub when: Trigger,
    /// It is skipped if this holds when it would fire.
    #[serde(default)]
    pub unless: Option<Condition>,
    /// Who gets it.
    #[serde(default)]
    pub to: Delivery,
    /// Who it seems to come from.
    #[serde(default)]
    pub from: Option<String>,
    /// What they read or hear.
    #[serde(default)]
    pub text: String,
    /// Questions on a card.
    #[serde(default)]
    pub questions: Vec<String>,
    /// When a card plays in the story that is told, from its start: a discussion of an hour and a half
    /// may tell of days. Shown on the card; deadlines are reckoned by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<Duration>,
    /// The service concerned.
    #[serde(default)]
    pub service: Option<Name>,
    /// The fault that strikes or ends.
    #[serde(default)]
    pub fault: Option<Name>,
    /// The person who leaves or cannot be reached; a role's holder with `to`.
    #[serde(default)]
    pub person: Option<Name>,
    /// The tool that is lost.
    #[serde(default)]
    pub tool: Option<Tool>,
    /// The finding that is told, rightly or wrongly.
    #[serde(default)]
    pub finding: Option<Name>,
    /// The evidence concerned.
    #[serde(default)]
    pub evidence: Option<Name>,
    /// How many, for page noise.
    #[serde(default)]
    pub count: Option<u32>,
    /// How long it lasts.
    #[serde(default)]
    pub lasts: Option<Law>,
    /// What it expects of whom.
    #[serde(default)]
    pub expects: Vec<Expectation>,
    /// For the facilitator only.
    #[serde(default)]
    pub notes: String,
}

impl Inject {
    /// An inject that comes at a moment, to everybody, with nothing else in it.
    pub fn at(name: Name, kind: Name, at: SimTime) -> Inject {
        Inject {
            name,
            kind,
            when: Trigger::At(at.since(SimTime::START)),
            unless: None,
            to: Delivery::default(),
            from: None,
            text: String::new(),
            questions: Vec::new(),
            story: None,
            service: None,
            fault: None,
            person: None,
            tool: None,
            finding: None,
            evidence: None,
            count: None,
            lasts: None,
            expects: Vec::new(),
            notes: String::new(),
        }
    }
}

/// When something begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Trigger {
    /// At this time from the start of the exercise (a fault: of its episode).
    At(Duration),
    /// This long after the start of the exercise (a fault: of its episode).
    After(Law),
    /// This long after something that may happen.
    Following(Condition, Law),
    /// As soon as a condition holds.
    When(Condition),
}

/// Who gets an inject.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Delivery {
    /// Whoever holds one of these roles; the commander, or whoever works on it, where nobody does.
    Roles(Vec<Name>),
    /// These people.
    People(Vec<Name>),
    /// Whoever is on call and awake to it.
    OnCall,
    /// Everybody who is at work on the incident.
    #[default]
    Everyone,
}

/// Something that may come true. Checked whenever a record is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// A milestone of the first episode has been reached (and still stands).
    Reached(Milestone),
    /// Somebody at work on the incident knows this finding.
    Known(Name),
    /// Somebody holds this role and knows it.
    RoleHeld(Name),
    /// This action has been started.
    ActionStarted(Name),
    /// This action has been finished, whatever it did.
    ActionDone(Name),
    /// This diagnostic has been finished.
    DiagnosticDone(Name),
    /// This inject has been delivered.
    Delivered(Name),
    /// Every expectation of this inject has been met.
    Answered(Name),
    /// Some expectation of this inject has passed unmet.
    Missed(Name),
    /// This fault has struck.
    FaultBegan(Name),
    /// A severity at least as grave as this one has been set.
    SeverityAtLeast(Name),
    /// An update that this duty owes has been sent.
    UpdateSent(Duty),
    /// The incident document has been opened.
    DocumentOpened,
    /// This person, outside party or anybody of this group has been paged.
    Paged(Name),
    /// This role has been handed over with all four steps.
    HandedOver(Name),
    /// This evidence has been saved.
    EvidenceSaved(Name),
    /// Somebody has been given this work by name.
    Assigned(Name),
    /// What only people can judge, in their words: true once the facilitator or an observer has ticked
    /// an expectation of it. Its time is a guide; it is never late.
    Judged(String),
}

/// Who does what within how long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// What comes true when it is done.
    pub does: Condition,
    /// The roles whose doing counts. Empty: anybody's.
    #[serde(default)]
    pub by: Vec<Name>,
    /// How long they have, from the inject's delivery or from `from`.
    pub within: Duration,
    /// Counted from this milestone instead of the inject (an objective's: instead of the first alert).
    #[serde(default)]
    pub from: Option<Milestone>,
    /// Its weight beside the others'.
    #[serde(default = "one")]
    pub weight: u32,
    /// The objective it speaks for, beside that one's own expectations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serves: Option<Name>,
    /// The deadline of the scenario that is kept once this is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeps: Option<Name>,
}

fn one() -> u32 {
    1
}

/// What an inject or an action does to the world. The engine applies it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// The fault strikes now, if its problem's episode is open; if not, the episode opens.
    Strike(Name),
    /// The fault passes now.
    End(Name),
    /// An alert is raised, true or not.
    Alert { service: Name, text: String },
    /// This many alerts that mean nothing.
    Noise { service: Option<Name>, count: u32 },
    /// A message is put before the inject's receivers, and waits for an answer if `asks`.
    Message { text: String, asks: bool },
    /// The inject's receivers come to believe a finding, true or not.
    Tell { finding: Name, present: bool },
    /// A person leaves for good, or cannot be reached for a while.
    Leaves {
        person: Option<Name>,
        lasts: Option<Law>,
    },
    /// A tool is gone for a while.
    LoseTool { tool: Tool, lasts: Law },
    /// A tool is back.
    RestoreTool(Tool),
    /// Evidence is saved, or spoilt.
    Evidence { evidence: Name, saved: bool },
    /// The causes are removed from every episode they are true in.
    Cure(Vec<Name>),
    /// The effects of the causes are hidden.
    Mask { causes: Vec<Name>, holds: Share },
    /// Faults that spread strike no more.
    HaltSpread,
    /// Demand on a service falls to a share.
    Shed { service: Name, to: Share },
    /// A service gets more capacity.
    Add { service: Name, share: Share },
    /// A card with questions is put before the receivers.
    Card {
        text: String,
        questions: Vec<String>,
    },
}

impl Trigger {
    /// The condition it waits for, if it waits for one.
    pub fn condition(&self) -> Option<&Condition> {
        match self {
            Trigger::Following(condition, _) | Trigger::When(condition) => Some(condition),
            Trigger::At(_) | Trigger::After(_) => None,
        }
    }
}

impl Condition {
    /// Whether it can come true by time alone: an expectation is missed without a record.
    pub fn turns_with_time(&self) -> bool {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().any(Condition::turns_with_time)
            }
            Condition::Not(part) => part.turns_with_time(),
            Condition::Answered(_) | Condition::Missed(_) => true,
            _ => false,
        }
    }
}
