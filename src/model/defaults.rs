//! The figures behind the mechanisms: each with its source, how sure it is, and its range.
//!
//! They are the same for all scenarios, teams and processes. A study varies any by its path, such
//! as `defaults.attention.resume`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Command;
use crate::base::{Duration, Factor, Law, Name, Share};

/// One figure, its range, and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FigureOf{T}")]
pub struct Figure<T> {
    pub value: T,
    /// The least that is plausible.
    pub low: Option<T>,
    /// The most that is plausible.
    pub high: Option<T>,
    pub confidence: Confidence,
    /// Where it comes from; for an assumption, why this value.
    pub source: String,
}

/// How well a figure is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Confidence {
    High,
    Medium,
    Low,
    /// Nobody has measured it: a range, varied by studies.
    Assumption,
}

/// All figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    pub world: World,
    pub signals: Signals,
    pub attention: Attention,
    pub people: People,
    pub knowledge: Knowledge,
    pub authority: Authority,
    pub trust: Trust,
    pub story_times: StoryTimes,
    /// Mechanisms switched off, to measure their share in an outcome.
    #[serde(default)]
    pub ideal: Ideal,
    #[serde(default)]
    pub budget: Budget,
}

/// How incidents differ and systems behave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// Standard deviation of the logarithm of an episode's difficulty, which scales all technical
    /// work on it.
    pub difficulty_sigma: Figure<Factor>,
    /// How likely the first look shows a sign that points to the true cause.
    pub clear_sign: Figure<Share>,
    /// How likely the first look shows a sign that points to another cause.
    pub misleading_sign: Figure<Share>,
    /// Weight of such a sign, in nats.
    pub sign_weight: Figure<Factor>,
    /// Below this share of users hit an episode counts as mitigated.
    pub mitigated_below: Figure<Share>,
}

/// How well signals work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signals {
    /// How likely a trouble is one that no monitor watches for, whatever it does: nobody thought of
    /// it, nothing measures it, or it begins outside.
    pub blind_spots: Figure<Share>,
    /// How likely a monitor misses an episode it should see.
    pub monitor_misses: Figure<Share>,
    /// How often a monitor rings again while its condition lasts, where nothing groups.
    pub refires: Figure<Law>,
    /// How long automatic remediation takes.
    pub remediation_takes: Figure<Duration>,
}

/// What doing one thing at a time costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attention {
    /// Lost on returning to interrupted work; never more than half the time already put in.
    pub resume: Figure<Law>,
    /// How much likelier an interrupted action slips.
    pub slip_after_interruption: Figure<Factor>,
    /// Share of speed lost just after waking.
    pub sleep_inertia: Figure<Share>,
    /// How fast that passes: time to about a third.
    pub sleep_inertia_passes: Figure<Duration>,
    /// Hours on an incident before people slow down.
    pub tires_after: Figure<Duration>,
    /// Share of speed lost with each further hour.
    pub tires_per_hour: Figure<Share>,
    /// How much an able person's work takes beside an expert's.
    pub able_slower_by: Figure<Factor>,
    /// Spread of how long technical work takes beyond what its law says (sigma of the logarithm).
    pub work_luck_sigma: Figure<Factor>,
    /// A ringing phone that needs no answer.
    pub ring: Figure<Duration>,
}

/// How people are reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// From page to acknowledgement, awake.
    pub acknowledges_awake: Figure<Law>,
    /// From page to acknowledgement, asleep.
    pub acknowledges_asleep: Figure<Law>,
    /// How likely an awake person cannot be reached at all for a while.
    pub unreachable_awake: Figure<Share>,
    /// How likely a sleeping person cannot be reached at all for a while.
    pub unreachable_asleep: Figure<Share>,
    /// How long that lasts.
    pub unreachable_for: Figure<Law>,
    /// From acknowledgement to hands on the keyboard.
    pub engages: Figure<Law>,
    /// How long somebody at work without a commander takes to notice that nobody commands and to
    /// offer to, where the process lets volunteers.
    pub volunteers_after: Figure<Law>,
    /// How much longer than the trained those wait who were never taught to command.
    pub untaught_hesitate: Figure<Factor>,
    /// How much surer of a cause than the process asks for the cautious are before they act on it,
    /// and how much less sure the bold.
    pub temper: Figure<Share>,
    /// How long after impact bystanders join.
    pub bystanders_join: Figure<Law>,
    /// How often a bystander asks.
    pub bystanders_ask: Figure<Law>,
    /// How long those with a stake wait for news before they ask.
    pub stakeholder_patience: Figure<Law>,
    /// A responder telephones an expert: how long until that one answers or does not.
    pub telephone: Figure<Law>,
}

/// How knowledge moves and gets lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Knowledge {
    /// How likely a result is read wrongly.
    pub misread: Figure<Share>,
    /// How likely a negative finding or a claim on work is not heard in talk.
    pub lost_in_talk: Figure<Share>,
    /// How likely something is not heard in a handoff call.
    pub lost_in_handoff: Figure<Share>,
    /// How likely a positive result posted in the channel is heard.
    pub chat_good_news: Figure<Share>,
    /// How likely another result posted in the channel is heard.
    pub chat_other: Figure<Share>,
    /// How likely a finder writes into the document where nobody keeps the record.
    pub written_without_scribe: Figure<Share>,
    /// How likely an expert does not get there.
    pub stuck_expert: Figure<Share>,
    /// How likely an able person does not get there.
    pub stuck_able: Figure<Share>,
    /// How long until they notice.
    pub stuck_for: Figure<Law>,
    /// Weight of a test that speaks for a cause, in nats.
    pub test_for: Figure<Factor>,
    /// Weight of a test that speaks against a cause, in nats.
    pub test_against: Figure<Factor>,
    /// Weight against a cause of a cure for it that did not help, in nats.
    pub no_help: Figure<Factor>,
    /// How sure of the true cause somebody is who counts as having diagnosed it.
    pub diagnosed_from: Figure<Share>,
    /// How much longer a stage takes to map once all evidence is lost; with a part of it lost, in
    /// proportion.
    pub maps_slower_without_evidence: Figure<Factor>,
    /// How long a line of a runbook stays right after somebody has checked it.
    pub runbook_line_lasts: Figure<Law>,
}

/// What deciding costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// After this long without an answer somebody asks again or looks who commands.
    pub asks_again_after: Figure<Duration>,
    /// How likely somebody who starts an action where another is at work notices before.
    pub lock_noticed: Figure<Share>,
    /// What that costs.
    pub lock_costs: Figure<Duration>,
}

/// How those outside come to trust less or more that they are told how it goes. Trust begins whole;
/// who has less of it asks more often and more people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// Share of what is left of it that is lost each time they are hit and run out of patience.
    pub silence_costs: Figure<Share>,
    /// The same where an update had named the time of the next and it did not come by then.
    pub broken_promise_costs: Figure<Share>,
    /// The same where they were told that it is over, and it is not.
    pub false_end_costs: Figure<Share>,
    /// Share of what is missing that an update in time, or an answer, brings back.
    pub update_restores: Figure<Share>,
    /// Patience of those who have lost all trust, as a share of what they have with all of it.
    pub patience_without: Figure<Share>,
}

/// How long commands take in the story: for people and simulated people alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoryTimes {
    pub acknowledge: Duration,
    /// Looking at alerts and dashboards; a law, scaled by difficulty.
    pub triage: Law,
    pub declare: Duration,
    pub set_severity: Duration,
    pub size_up: Duration,
    pub page: Duration,
    pub take_role: Duration,
    pub assign: Duration,
    pub report: Duration,
    pub ask: Duration,
    pub answer: Duration,
    pub request_approval: Duration,
    pub approve: Duration,
    pub update: Duration,
    pub write: Duration,
    /// Reading the document: this much and `read_each` per new belief.
    pub read: Duration,
    pub read_each: Duration,
    pub join: Duration,
    /// Passing a role on: this much and `transfer_each` per belief. With nothing to tell it is the
    /// pause in which one sits down in another's chair.
    pub transfer: Law,
    pub transfer_each: Duration,
    pub announce: Duration,
    pub notice: Duration,
    /// Checking whether an action has helped.
    pub verify: Law,
    /// Going over one cause again.
    pub rethink: Duration,
    pub close: Duration,
    pub say: Duration,
    /// Hearing a report or a briefing, on the listener's side.
    pub listen: Duration,
    /// Writing down one thing said aloud, for whoever keeps the record.
    pub note: Duration,
}

impl StoryTimes {
    /// What a command takes that takes everybody the same; nothing for those that vary with who asks
    /// and what there is to tell, and for those that take no time.
    pub fn of(&self, command: &Command) -> Option<Duration> {
        Some(match command {
            Command::Acknowledge { .. } | Command::Escalate { .. } => self.acknowledge,
            Command::Declare { .. } => self.declare,
            Command::SetSeverity { .. } | Command::Describe { .. } => self.set_severity,
            Command::SizeUp { .. } => self.size_up,
            Command::Page { .. } => self.page,
            Command::TakeRole { .. } | Command::LeaveRole { .. } => self.take_role,
            Command::AnnounceHandoff { .. } => self.announce,
            Command::ConfirmHandoff { .. } | Command::NoticeHandoff { .. } => self.notice,
            Command::Rethink { .. } => self.rethink,
            Command::Assign { .. } => self.assign,
            Command::Report { .. } => self.report,
            Command::Ask { .. } => self.ask,
            Command::RequestApproval { .. } => self.request_approval,
            Command::Approve { .. } | Command::Refuse { .. } => self.approve,
            Command::Answer { .. } => self.answer,
            Command::Update { .. } => self.update,
            Command::Join { .. } => self.join,
            Command::Close { .. } => self.close,
            Command::Say { .. } | Command::SendOut { .. } => self.say,
            _ => return None,
        })
    }
}

/// Mechanisms idealised: switched off so that their share can be measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Ideal {
    /// Nothing spreads, collapses or is tipped off.
    pub system: bool,
    /// Every monitor fires at once, nothing is missed, all alerts are one.
    pub signals: bool,
    /// Talk takes no time and interrupts nothing; nobody tires or slips.
    pub attention: bool,
    /// What anybody knows everybody knows at once.
    pub knowledge: bool,
    /// Nobody waits for a yes or for an assignment.
    pub authority: bool,
}

/// One of the five mechanisms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    System,
    Signals,
    Attention,
    Knowledge,
    Authority,
}

impl Mechanism {
    pub const ALL: [Mechanism; 5] = [
        Mechanism::System,
        Mechanism::Signals,
        Mechanism::Attention,
        Mechanism::Knowledge,
        Mechanism::Authority,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Mechanism::System => "system",
            Mechanism::Signals => "signals",
            Mechanism::Attention => "attention",
            Mechanism::Knowledge => "knowledge",
            Mechanism::Authority => "authority",
        }
    }
}

impl Ideal {
    /// Switches a mechanism off.
    pub fn idealise(&mut self, mechanism: Mechanism) {
        match mechanism {
            Mechanism::System => self.system = true,
            Mechanism::Signals => self.signals = true,
            Mechanism::Attention => self.attention = true,
            Mechanism::Knowledge => self.knowledge = true,
            Mechanism::Authority => self.authority = true,
        }
    }
}

/// Where a run that would not end is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Budget {
    /// Entries of the agenda in all.
    pub entries: u64,
    /// Entries of the agenda at one instant.
    pub at_once: u32,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget {
            entries: 10_000_000,
            at_once: 100_000,
        }
    }
}
