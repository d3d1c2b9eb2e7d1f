//! What has happened, in the past tense. Everything a reader of a log can know is here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::belief::{Belief, ServiceState, Task, TaskState};
use super::command::{Command, Occupant, Refusal};
use super::document::Heading;
use super::duty::{Duty, Stakeholder};
use super::note::NoteKind;
pub use super::outcome::{Outcome, Steps};
use super::problem::FaultKind;
use super::rating::Rating;
use super::system::Tool;
use super::{AlertId, EpisodeId, IncidentId, MessageId, PageId, TicketId};
use crate::base::{Duration, Name, Share, SimTime};

/// Something happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Fact {
    // -- the frame --
    /// The exercise began.
    Started {
        seed: u64,
    },
    /// The exercise ended: at its horizon, resolved, by the facilitator, or out of budget.
    Ended {
        why: EndReason,
    },
    /// A command was given. What follows from it names it as its cause.
    Commanded {
        command: Command,
    },
    /// A command was refused.
    Refused {
        command: String,
        refusal: Refusal,
    },
    /// Somebody else sits in a seat now.
    Seated {
        person: Name,
        occupant: Occupant,
    },
    /// What has not begun is drawn under this epoch.
    EpochSet {
        epoch: u32,
    },

    // -- the truth: on the facilitator's board only --
    /// A problem struck: an episode of harm began.
    EpisodeBegan {
        episode: EpisodeId,
        problem: Name,
        cause: Name,
    },
    FaultBegan {
        episode: EpisodeId,
        fault: Name,
        kind: FaultKind,
        service: Option<Name>,
        site: Option<Name>,
        size: Share,
    },
    FaultGrew {
        episode: EpisodeId,
        fault: Name,
        size: Share,
    },
    FaultEnded {
        episode: EpisodeId,
        fault: Name,
    },
    /// A fault stayed away because its spread had been halted.
    FaultPrevented {
        episode: EpisodeId,
        fault: Name,
    },
    /// A service's health changed.
    HealthChanged {
        service: Name,
        health: Share,
    },
    /// A site's health changed.
    SiteChanged {
        service: Name,
        site: Name,
        health: Share,
    },
    /// An overloaded service broke down altogether.
    Collapsed {
        episode: EpisodeId,
        service: Name,
    },
    /// Users hit by one episode changed.
    HarmChanged {
        episode: EpisodeId,
        users_hit: u64,
        share: Share,
        revenue_per_hour: u64,
        records_per_hour: u64,
    },
    /// Users hit by everything together changed.
    ImpactChanged {
        users_hit: u64,
        share: Share,
    },
    /// The episode can spread no further.
    Contained {
        episode: EpisodeId,
    },
    /// The true cause was removed; the system comes back.
    CauseRemoved {
        episode: EpisodeId,
    },
    /// The cause is removed, the service normal, and a person has checked.
    Resolved {
        episode: EpisodeId,
    },
    /// Backlog worked off, data repaired.
    Recovered {
        episode: EpisodeId,
    },
    /// The adversary noticed and moved on.
    TippedOff {
        episode: EpisodeId,
    },
    EvidenceDestroyed {
        evidence: Name,
    },
    EvidenceSaved {
        evidence: Name,
    },
    /// Something was done that made things worse.
    HarmDone {
        task: Task,
        service: Name,
        size: Share,
    },
    /// A monitor looked away: it will not see this episode.
    MonitorMissed {
        monitor: Name,
        episode: EpisodeId,
    },
    /// A monitor's condition held and it fired.
    MonitorFired {
        monitor: Name,
        service: Name,
        episode: Option<EpisodeId>,
    },

    // -- signals --
    AlertRaised {
        alert: AlertId,
        ticket: TicketId,
        episode: Option<EpisodeId>,
        origin: Origin,
        from: Name,
        service: Name,
        state: ServiceState,
    },
    /// An alert rang nobody because it belongs to a ticket already rung for.
    AlertGrouped {
        alert: AlertId,
        ticket: TicketId,
    },
    AlertSuppressed {
        alert: AlertId,
    },
    AlertCleared {
        alert: AlertId,
        ticket: TicketId,
    },
    /// A ring on somebody's phone without a page of its own: it takes attention.
    Rang {
        person: Name,
        alert: AlertId,
    },
    PageSent {
        page: PageId,
        to: Name,
        ticket: TicketId,
        role: Option<Name>,
        level: Option<Name>,
        round: u16,
        woke: bool,
        by_hand: bool,
    },
    /// The person heard it.
    PageReached {
        page: PageId,
        person: Name,
    },
    /// Nobody answered in time.
    PageMissed {
        page: PageId,
        to: Name,
    },
    Acknowledged {
        page: PageId,
        person: Name,
        ticket: TicketId,
    },
    /// There was nobody to page.
    NobodyToPage {
        ticket: TicketId,
        level: Option<Name>,
    },
    /// An automatic action ran by itself.
    Remediated {
        ticket: TicketId,
        action: Name,
        helped: bool,
    },

    // -- people --
    /// Hands on the keyboard.
    Engaged {
        person: Name,
        ticket: TicketId,
    },
    /// Left the room: shift over, stepped away, left for good.
    Left {
        person: Name,
        why: LeaveReason,
    },
    Unreachable {
        person: Name,
        until: SimTime,
    },
    /// Somebody with no part in responding sees that something is wrong, and where it is worked on.
    Noticed {
        person: Name,
        ticket: TicketId,
        service: Name,
        state: ServiceState,
    },
    /// Their shift is over.
    ShiftEnded {
        person: Name,
    },
    /// A job began; `work` is what an undisturbed person needs from here.
    JobStarted {
        person: Name,
        job: Job,
        work: Duration,
    },
    JobInterrupted {
        person: Name,
        job: Job,
        left: Duration,
    },
    /// A job goes on; `resume` was lost finding the way back in.
    JobResumed {
        person: Name,
        job: Job,
        resume: Duration,
    },
    JobFinished {
        person: Name,
        job: Job,
    },
    JobDropped {
        person: Name,
        job: Job,
    },

    // -- knowledge --
    /// Somebody came to believe things.
    Learned {
        person: Name,
        beliefs: Vec<Belief>,
    },
    /// Somebody read a runbook: what it lists goes quicker for them, and they take its word.
    RunbookRead {
        person: Name,
        runbook: Name,
    },
    /// Somebody withdrew beliefs they doubt.
    Doubted {
        person: Name,
        ticket: TicketId,
        cause: Name,
    },
    /// Somebody is now sure enough of a cause to act on it, or no longer.
    Convinced {
        person: Name,
        ticket: TicketId,
        cause: Option<Name>,
        probability: Share,
    },
    /// Somebody told somebody; what was not heard is counted.
    Told {
        from: Name,
        to: Name,
        moved: u16,
        lost: u16,
    },
    /// Somebody told or asked a colleague something who is no longer here, and has noticed.
    NoAnswer {
        person: Name,
        whom: Name,
    },
    /// What only one head or nobody knows now, because a handoff step was skipped.
    BeliefsLost {
        person: Name,
        count: u16,
    },
    /// A task nobody runs any more but somebody still counts on.
    TaskLost {
        task: Task,
        person: Name,
    },
    DocumentOpened {
        incident: IncidentId,
    },
    /// Beliefs were written into the document.
    Written {
        incident: IncidentId,
        by: Name,
        beliefs: Vec<Belief>,
    },

    // -- work --
    TaskStarted {
        task: Task,
        person: Name,
        duplicate: bool,
    },
    TaskEnded {
        task: Task,
        person: Name,
        state: TaskState,
        outcome: Option<Outcome>,
    },
    /// Somebody sees that they will not get there.
    StuckNoticed {
        task: Task,
        person: Name,
    },
    Assigned {
        task: Task,
        to: Name,
        by: Name,
        /// They report when it is over, done or not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<Duration>,
    },
    /// Somebody who was given a task thinks that it does harm and says so before they touch it.
    /// Given it once more they do it.
    Objected {
        task: Task,
        by: Name,
        to: Name,
        /// What they think is behind it.
        suspects: Option<Name>,
    },
    ApprovalAsked {
        task: Task,
        by: Name,
        of: Name,
    },
    ApprovalGiven {
        task: Task,
        by: Name,
        to: Name,
    },
    ApprovalRefused {
        task: Task,
        by: Name,
        to: Name,
    },

    // -- command --
    Declared {
        incident: IncidentId,
        ticket: TicketId,
        severity: Name,
        by: Name,
        episodes: Vec<EpisodeId>,
    },
    SeveritySet {
        incident: IncidentId,
        severity: Name,
    },
    /// The head of the incident document, as far as it has changed.
    Described {
        incident: IncidentId,
        by: Name,
        head: Heading,
    },
    /// A severity asks for these roles.
    RolesAsked {
        incident: IncidentId,
        roles: Vec<Name>,
    },
    RoleTaken {
        role: Name,
        person: Name,
    },
    RoleLeft {
        role: Name,
        person: Name,
    },
    HandoffAnnounced {
        role: Name,
        from: Name,
        to: Name,
    },
    HandedOver {
        role: Name,
        from: Name,
        to: Name,
        steps: Steps,
    },
    Closed {
        incident: IncidentId,
    },

    // -- messages and duties --
    MessageSent {
        message: MessageId,
        to: Name,
        from: String,
        text: String,
        asks: bool,
    },
    MessageAnswered {
        message: MessageId,
        by: Name,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    Said {
        from: Name,
        to: Name,
        text: String,
    },
    Marked {
        by: Name,
        text: String,
    },
    /// Somebody has answered a question of a card.
    Responded {
        inject: Name,
        /// Which question of the card, from 0.
        question: u16,
        by: Name,
        text: String,
    },
    /// The coach has told somebody something: see [`super::Command::Hint`].
    Hinted {
        person: Name,
        about: Name,
    },
    UpdateDue {
        incident: IncidentId,
        duty: Duty,
        at: SimTime,
        number: u32,
        /// It is the closing message: it says that it is over.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        closing: bool,
    },
    UpdateSent {
        incident: IncidentId,
        duty: Duty,
        by: Name,
        number: u32,
        late: Duration,
        text: Option<String>,
        /// It is the closing message: it says that it is over.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        closing: bool,
    },
    UpdateMissed {
        incident: IncidentId,
        duty: Duty,
        number: u32,
    },
    Reminded {
        incident: IncidentId,
        duty: Duty,
    },
    /// Those outside trust more or less than before that they are told: on the facilitator's board
    /// only.
    TrustChanged {
        of: Stakeholder,
        trust: Share,
        why: TrustReason,
    },

    // -- script and tools --
    InjectFired {
        inject: Name,
    },
    InjectDelivered {
        inject: Name,
        to: Vec<Name>,
        text: String,
        questions: Vec<String>,
    },
    InjectSkipped {
        inject: Name,
    },
    /// It could never fire before the end.
    InjectUnreached {
        inject: Name,
    },
    InjectHeld {
        inject: Name,
    },
    /// The facilitator has added an inject, or written one anew.
    InjectComposed {
        inject: Name,
        /// When it will fire, if it has a time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<SimTime>,
    },

    // -- what observers say: on the facilitator's board only --
    Noted {
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        objective: Option<Name>,
        text: String,
        #[serde(default, skip_serializing_if = "super::note::NoteKind::is_seen")]
        kind: NoteKind,
    },
    Ticked {
        by: String,
        expectation: u16,
        met: bool,
    },
    Rated {
        by: String,
        objective: Name,
        rating: Rating,
        reason: String,
    },
    ToolLost {
        tool: Tool,
    },
    ToolRestored {
        tool: Tool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum EndReason {
    Horizon,
    /// Everything is resolved and closed, and nothing more is to come.
    Done,
    Facilitator,
    /// The run did not end within its budget; the log says where.
    Budget,
}

/// What raised an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Origin {
    Monitor,
    Customer,
    Colleague,
    Script,
}

/// Why trust has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TrustReason {
    /// They are hit and have heard nothing for longer than they had patience for.
    Silence,
    /// An update had named the time of the next, and that time has passed without it.
    BrokenPromise,
    /// They were told that it is over, and it is not.
    NotOver,
    /// An update came when it was due, or an answer.
    Informed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum LeaveReason {
    Shift,
    StoodDown,
    Observing,
    Script,
    Own,
}

/// What somebody has in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Job {
    /// Technical work on a task.
    Task(Task),
    Verify(Task),
    Triage(TicketId),
    Rethink(TicketId),
    /// Talk, reading, writing, deciding: by its command's word.
    Coordination(Name),
}
