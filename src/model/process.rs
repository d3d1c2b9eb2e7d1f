//! How a team has agreed to respond. Process settings only say who is called, who is told, who
//! may decide, what is written down, and when. None of them makes anything faster by itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::duty::{Duty, Right};
use super::milestone::Milestone;
use super::system::Sensitivity;
use crate::base::{Duration, Name, Share};

/// A way of responding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Process {
    pub name: Name,
    pub title: String,
    #[serde(default)]
    pub summary: String,
    /// The document it follows.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Its phases, each opened by a milestone; for reports.
    #[serde(default)]
    pub phases: Vec<Phase>,
    /// Gravest first.
    pub severities: Vec<Severity>,
    /// Who sets the severity.
    #[serde(default)]
    pub severity_by: SeverityBy,
    /// When a responder declares an incident.
    #[serde(default)]
    pub declare: Declare,
    /// When it is over.
    #[serde(default)]
    pub over: Over,
    pub roles: Vec<Role>,
    pub paging: Paging,
    #[serde(default)]
    pub hub: Hub,
    #[serde(default)]
    pub automation: Automation,
    /// What comes first once something is known to be broken.
    #[serde(default)]
    pub approach: Approach,
    /// How sure somebody is of a cause before they act on it.
    #[serde(default = "three_quarters")]
    pub act_from: Share,
    /// Which of several open troubles somebody takes up.
    #[serde(default)]
    pub takes_up: TakesUp,
    /// Which actions need whose yes.
    #[serde(default)]
    pub approvals: Vec<Approval>,
    /// What is written to whom how often.
    #[serde(default)]
    pub cadences: Vec<Cadence>,
    /// How often responders are asked for a report.
    #[serde(default)]
    pub rounds: Option<Duration>,
    #[serde(default)]
    pub handoff: Handoff,
    #[serde(default)]
    pub document: Document,
    /// How many may work on it at once; others observe.
    #[serde(default)]
    pub room_limit: Option<u32>,
    /// When the channel is private.
    #[serde(default)]
    pub private: Private,
    /// Evidence is saved before anything that destroys it.
    #[serde(default)]
    pub evidence_first: bool,
    /// What the law asks for.
    #[serde(default)]
    pub deadlines: Vec<Deadline>,
    /// When the review is held and in what spirit, for whoever reads the process: it comes after
    /// the end of an exercise, so that no run depends on it.
    #[serde(default)]
    pub review: Option<Review>,
    /// How long somebody at work goes on before they call an expert of a likely cause's field that
    /// nobody there masters; the commander does so at once in any process.
    #[serde(default = "three_quarters_of_an_hour")]
    pub telephones_after: Duration,
}

fn three_quarters() -> Share {
    Share::ppm(750_000)
}
fn three_quarters_of_an_hour() -> Duration {
    Duration::minutes(45)
}

/// A named part of the response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// The milestone that opens it.
    pub opens: Milestone,
    /// How long after impact it should be over.
    #[serde(default)]
    pub target: Option<Duration>,
}

/// How grave an incident is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    /// `SEV1`.
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// It is this grave from this share of users hit, as responders see it.
    #[serde(default)]
    pub users_hit: Option<Share>,
    /// It is this grave when data this sensitive is exposed.
    #[serde(default)]
    pub exposes: Option<Sensitivity>,
    /// It is this grave when this many services are seen broken.
    #[serde(default)]
    pub services_broken: Option<u32>,
    /// The roles it asks for.
    #[serde(default)]
    pub roles: Vec<Name>,
    /// Sleeping people are woken for it.
    #[serde(default = "yes")]
    pub wakes: bool,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SeverityBy {
    /// The responder who declares.
    Responder,
    /// The commander; a declaration carries a provisional one.
    #[default]
    Commander,
}

/// When a responder declares. Any one suffices; none at all means nobody ever declares.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declare {
    /// This many services are seen broken.
    #[serde(default)]
    pub services_broken: Option<u32>,
    /// This share of users is seen hit.
    #[serde(default)]
    pub users_hit: Option<Share>,
    /// Another team is needed.
    #[serde(default)]
    pub another_team: bool,
    /// It looks like an attack.
    #[serde(default)]
    pub security: bool,
    /// This much work has not solved it.
    #[serde(default)]
    pub unsolved_for: Option<Duration>,
    /// Every acknowledged alert is declared.
    #[serde(default)]
    pub always: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Over {
    /// When customers are no longer hit; the cause is worked on afterwards.
    ImpactEnds,
    /// When the cause is removed and the service is normal.
    #[default]
    CauseRemoved,
}

/// A hat: a set of duties and rights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub name: Name,
    pub title: String,
    #[serde(default)]
    pub duties: Vec<Duty>,
    #[serde(default)]
    pub rights: Vec<Right>,
    /// How it gets its holder.
    #[serde(default)]
    pub filled: Filled,
    /// How long one person may hold it before handing over.
    #[serde(default)]
    pub longest: Option<Duration>,
    /// Who takes it while it is vacant.
    #[serde(default)]
    pub stand_in: Option<Name>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Filled {
    /// The group that fills it has somebody on call, who is paged.
    OnCall,
    /// Whoever declares asks a trained colleague at once.
    Asked,
    /// Whoever notices that nobody holds it may take it.
    Volunteer,
    /// The commander pages somebody trained when the severity asks for it.
    #[default]
    ByCommander,
    /// Whoever takes the first page.
    FirstResponder,
    /// Experts: called by field, any number at once.
    ByField,
}

/// How a page finds somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    pub levels: Vec<PagingLevel>,
    /// How often the whole ladder is climbed again.
    #[serde(default = "nine")]
    pub repeats: u32,
    /// A page without an answer in time is taken back: who hears it only then finds that somebody
    /// else is being called. Without it, it goes on ringing.
    #[serde(default)]
    pub takes_back: bool,
}

fn nine() -> u32 {
    9
}

/// One rung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PagingLevel {
    /// The level of the rota it calls: `primary`.
    pub name: Name,
    /// Without an answer for this long the next rung is tried.
    pub after: Duration,
}

/// What happens to alerts before anybody is paged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hub {
    /// Alerts on the same and on dependent services within this time ring once.
    #[serde(default)]
    pub groups_within: Option<Duration>,
    /// Alerts ring the group that owns the service. Without it, one group takes all.
    #[serde(default)]
    pub routes_by_owner: bool,
    /// The group that takes all alerts, and those without an owner.
    #[serde(default)]
    pub takes_all: Option<Name>,
    /// Alerts are held back this long and dropped if they clear by themselves.
    #[serde(default)]
    pub suppresses_for: Option<Duration>,
}

/// What tools do by themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Automation {
    /// Automatic diagnostics run at the alert; their result stands on the page and in the document.
    #[serde(default)]
    pub diagnostics: bool,
    /// Automatic actions are tried before anybody is paged.
    #[serde(default)]
    pub remediation: bool,
    /// Declaring opens channel, document and call and pages the roles at once.
    #[serde(default)]
    pub mobilising: bool,
    /// Whoever owes an update is reminded.
    #[serde(default)]
    pub reminders: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Approach {
    /// Stop the bleeding, then look.
    #[default]
    ContainFirst,
    /// Understand, then act.
    InvestigateFirst,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TakesUp {
    /// What is declared, else what they were called for last, else whatever they know of.
    #[default]
    LatestCall,
    /// What they have taken a page for and know nobody else to be at, one after the other in that
    /// order, each to its end. They go by what the page says, and who has nothing of that kind left
    /// goes.
    InTurn,
}

/// Which actions need whose yes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Actions marked risky.
    #[serde(default)]
    pub risky: bool,
    /// Actions of these kinds.
    #[serde(default)]
    pub kinds: Vec<Name>,
    /// At incidents at least this grave. Without it, always.
    #[serde(default)]
    pub from_severity: Option<Name>,
    /// Every one of these roles has to say yes; one that nobody holds falls to the commander.
    pub by: Vec<Name>,
}

/// What is written to whom how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// The duty that writes it.
    pub duty: Duty,
    /// From declaration to the first one.
    pub first_within: Duration,
    /// From one to the next.
    pub every: Duration,
    /// Only at incidents at least this grave.
    #[serde(default)]
    pub from_severity: Option<Name>,
    /// What such an update says.
    #[serde(default)]
    pub template: String,
}

/// The four steps of handing a role over. A step left out leaves behind what it would have moved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handoff {
    /// Step 1: the successor is called this long before. Without it, at the moment of leaving.
    #[serde(default)]
    pub announces: Option<Duration>,
    /// Step 2: running tasks and key information are passed on in a call.
    #[serde(default)]
    pub transfers: bool,
    /// Step 3: the commander hears of it and has everything from the one who leaves.
    #[serde(default)]
    pub confirms: bool,
    /// Step 4: a notice names the new holder to all.
    #[serde(default)]
    pub notices: bool,
    /// People hand over and leave when their shift ends.
    #[serde(default)]
    pub at_shift_end: bool,
    /// How long anybody stays before handing over.
    #[serde(default)]
    pub longest_shift: Option<Duration>,
}

/// The incident document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// One is opened at the declaration, and read before each new task.
    #[serde(default)]
    pub kept: bool,
    /// Findings are written down by whoever has the duty of record keeping; where nobody has it,
    /// by the finder, sometimes.
    #[serde(default)]
    pub expected: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Private {
    #[default]
    Never,
    /// When it looks like an attack or data is exposed.
    Security,
    Always,
}

/// Something the law asks for within a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    pub name: Name,
    pub title: String,
    /// The data whose exposure starts the clock, once a person knows of it.
    pub exposes: Sensitivity,
    pub within: Duration,
    /// The duty that files it.
    pub duty: Duty,
}

/// The review afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// How long after the end it takes place.
    pub within: Duration,
    /// Nobody is blamed; people say what they know.
    #[serde(default = "yes")]
    pub blameless: bool,
}

impl Role {
    /// Whether many hold it at once, each by working: experts and first responders.
    pub fn is_shared(&self) -> bool {
        matches!(self.filled, Filled::ByField | Filled::FirstResponder)
    }
}

impl Process {
    pub fn role(&self, name: Name) -> Option<&Role> {
        self.roles.iter().find(|r| r.name == name)
    }
    /// The role whose holder commands: the first with the right to command.
    pub fn command_role(&self) -> Option<&Role> {
        self.roles
            .iter()
            .find(|r| r.rights.contains(&Right::Command))
    }
    pub fn severity(&self, name: Name) -> Option<&Severity> {
        self.severities.iter().find(|s| s.name == name)
    }
    /// 0 is the gravest.
    pub fn severity_rank(&self, name: Name) -> Option<usize> {
        self.severities.iter().position(|s| s.name == name)
    }
    /// The roles that have a duty, in the order of the process.
    pub fn roles_with(&self, duty: Duty) -> impl Iterator<Item = &Role> + '_ {
        self.roles.iter().filter(move |r| r.duties.contains(&duty))
    }
}
