//! One of each fact, so that a test sees that each has its sentence.

use crate::base::{Duration, Name, Share, SimTime};
use crate::model::belief::{Belief, Claim, ServiceState, Source, Task, TaskState, WorkKind};
use crate::model::command::{Command, Occupant, Refusal};
use crate::model::document::Heading;
use crate::model::fact::{EndReason, Job, LeaveReason, Origin, Outcome, Steps};
use crate::model::problem::FaultKind;
use crate::model::{
    AlertId, Duty, EpisodeId, Fact, IncidentId, MessageId, NoteKind, PageId, Rating, TicketId, Tool,
};

pub(super) fn every_fact() -> Vec<Fact> {
    let mut all = frame_and_truth();
    all.extend(signals_and_people());
    all.extend(knowledge_and_work());
    all.extend(command_and_duties());
    all
}

fn n(text: &str) -> Name {
    Name::new(text)
}
const EPISODE: EpisodeId = EpisodeId(0);
const TICKET: TicketId = TicketId(1);
const INCIDENT: IncidentId = IncidentId(1);
const HALF: Share = Share::ppm(500_000);

fn task() -> Task {
    Task {
        ticket: TICKET,
        kind: WorkKind::Action,
        work: n("reset"),
        attempt: 2,
    }
}

fn frame_and_truth() -> Vec<Fact> {
    let (episode, fault, service, size) = (EPISODE, n("west-down"), n("shop"), HALF);
    vec![
        Fact::Started { seed: 1 },
        Fact::Ended {
            why: EndReason::Budget,
        },
        Fact::Commanded {
            command: Command::StepAway,
        },
        Fact::Refused {
            command: "take-role".into(),
            refusal: Refusal::NotHere,
        },
        Fact::Seated {
            person: n("ana"),
            occupant: Occupant::Human,
        },
        Fact::EpochSet { epoch: 2 },
        Fact::EpisodeBegan {
            episode,
            problem: n("power"),
            cause: n("breaker"),
        },
        Fact::FaultBegan {
            episode,
            fault,
            kind: FaultKind::Outage,
            service: Some(service),
            site: Some(n("west")),
            size,
        },
        Fact::FaultGrew {
            episode,
            fault,
            size,
        },
        Fact::FaultEnded { episode, fault },
        Fact::FaultPrevented { episode, fault },
        Fact::HealthChanged {
            service,
            health: HALF,
        },
        Fact::SiteChanged {
            service,
            site: n("west"),
            health: HALF,
        },
        Fact::Collapsed { episode, service },
        Fact::HarmChanged {
            episode,
            users_hit: 5,
            share: HALF,
            revenue_per_hour: 0,
            records_per_hour: 0,
        },
        Fact::ImpactChanged {
            users_hit: 5,
            share: HALF,
        },
        Fact::TrustChanged {
            of: crate::model::Stakeholder::Customers,
            trust: HALF,
            why: crate::model::fact::TrustReason::Silence,
        },
        Fact::Contained { episode },
        Fact::CauseRemoved { episode },
        Fact::Resolved { episode },
        Fact::Recovered { episode },
        Fact::TippedOff { episode },
        Fact::EvidenceDestroyed {
            evidence: n("memory"),
        },
        Fact::EvidenceSaved {
            evidence: n("memory"),
        },
        Fact::HarmDone {
            task: task(),
            service,
            size,
        },
        Fact::MonitorMissed {
            monitor: n("m"),
            episode,
        },
        Fact::MonitorFired {
            monitor: n("m"),
            service,
            episode: None,
        },
    ]
}

fn signals_and_people() -> Vec<Fact> {
    let (alert, ticket, page, person) = (AlertId(1), TICKET, PageId(1), n("ana"));
    let job = Job::Task(task());
    vec![
        Fact::AlertRaised {
            alert,
            ticket,
            episode: Some(EPISODE),
            origin: Origin::Customer,
            from: n("users"),
            service: n("shop"),
            state: ServiceState::Degraded,
        },
        Fact::AlertGrouped { alert, ticket },
        Fact::AlertSuppressed { alert },
        Fact::AlertCleared { alert, ticket },
        Fact::Rang { person, alert },
        Fact::PageSent {
            page,
            to: person,
            ticket,
            role: Some(n("ic")),
            level: Some(n("primary")),
            round: 2,
            woke: true,
            by_hand: false,
        },
        Fact::PageReached { page, person },
        Fact::PageMissed { page, to: person },
        Fact::Acknowledged {
            page,
            person,
            ticket,
        },
        Fact::NobodyToPage {
            ticket,
            level: None,
        },
        Fact::Remediated {
            ticket,
            action: n("reset"),
            helped: false,
        },
        Fact::Engaged { person, ticket },
        Fact::Left {
            person,
            why: LeaveReason::Shift,
        },
        Fact::Unreachable {
            person,
            until: SimTime(60_000),
        },
        Fact::Noticed {
            person,
            ticket: TICKET,
            service: n("shop"),
            state: ServiceState::Down,
        },
        Fact::ShiftEnded { person },
        Fact::JobStarted {
            person,
            job,
            work: Duration::minutes(5),
        },
        Fact::JobInterrupted {
            person,
            job: Job::Verify(task()),
            left: Duration::minutes(2),
        },
        Fact::JobResumed {
            person,
            job: Job::Triage(ticket),
            resume: Duration::minutes(1),
        },
        Fact::JobFinished {
            person,
            job: Job::Rethink(ticket),
        },
        Fact::JobDropped {
            person,
            job: Job::Coordination(n("size-up")),
        },
    ]
}

fn knowledge_and_work() -> Vec<Fact> {
    let (ticket, person, task) = (TICKET, n("ana"), task());
    let belief = Belief {
        claim: Claim::Cause {
            ticket,
            cause: n("breaker"),
            is: false,
        },
        source: Source::Own,
        since: SimTime::START,
        confidence: HALF,
    };
    vec![
        Fact::Learned {
            person,
            beliefs: vec![belief, belief],
        },
        Fact::RunbookRead {
            person: n("ana"),
            runbook: n("hot-hall"),
        },
        Fact::Doubted {
            person,
            ticket,
            cause: n("breaker"),
        },
        Fact::Convinced {
            person,
            ticket,
            cause: Some(n("breaker")),
            probability: HALF,
        },
        Fact::Convinced {
            person,
            ticket,
            cause: None,
            probability: HALF,
        },
        Fact::Told {
            from: person,
            to: n("ben"),
            moved: 3,
            lost: 1,
        },
        Fact::NoAnswer {
            person,
            whom: n("ben"),
        },
        Fact::BeliefsLost { person, count: 2 },
        Fact::TaskLost { task, person },
        Fact::DocumentOpened { incident: INCIDENT },
        Fact::Written {
            incident: INCIDENT,
            by: person,
            beliefs: vec![],
        },
        Fact::TaskStarted {
            task,
            person,
            duplicate: true,
        },
        Fact::TaskEnded {
            task,
            person,
            state: TaskState::Done,
            outcome: Some(Outcome::Failed),
        },
        Fact::StuckNoticed { task, person },
        Fact::Assigned {
            task,
            to: person,
            by: n("ben"),
            within: None,
        },
        Fact::Objected {
            task,
            by: person,
            to: n("ben"),
            suspects: None,
        },
        Fact::ApprovalAsked {
            task,
            by: person,
            of: n("ben"),
        },
        Fact::ApprovalGiven {
            task,
            by: n("ben"),
            to: person,
        },
        Fact::ApprovalRefused {
            task,
            by: n("ben"),
            to: person,
        },
    ]
}

fn command_and_duties() -> Vec<Fact> {
    let (incident, role, duty, by) = (INCIDENT, n("ic"), Duty::StatusPage, n("ana"));
    let (inject, to) = (n("press-call"), n("ben"));
    vec![
        Fact::Declared {
            incident,
            ticket: TICKET,
            severity: n("SEV1"),
            by,
            episodes: vec![],
        },
        Fact::SeveritySet {
            incident,
            severity: n("SEV2"),
        },
        Fact::Described {
            incident,
            by,
            head: Heading {
                title: Some("Checkout answers slowly".into()),
                text: Some("One payment in ten times out".into()),
                private: Some(true),
            },
        },
        Fact::RolesAsked {
            incident,
            roles: vec![role],
        },
        Fact::RoleTaken { role, person: by },
        Fact::RoleLeft { role, person: by },
        Fact::HandoffAnnounced { role, from: by, to },
        Fact::HandedOver {
            role,
            from: by,
            to,
            steps: Steps::default(),
        },
        Fact::Closed { incident },
        Fact::MessageSent {
            message: MessageId(1),
            to,
            from: "the press".into(),
            text: "Is it\ntrue?".into(),
            asks: true,
        },
        Fact::MessageAnswered {
            message: MessageId(1),
            by,
            text: None,
        },
        Fact::Said {
            from: by,
            to,
            text: "Hello".into(),
        },
        Fact::Responded {
            inject: n("card"),
            question: 0,
            by: n("ana"),
            text: "We call counsel".into(),
        },
        Fact::Marked {
            by,
            text: "We wait".into(),
        },
        Fact::Hinted {
            person: by,
            about: "update-due".into(),
        },
        Fact::UpdateDue {
            incident,
            duty,
            at: SimTime(60_000),
            number: 1,
            closing: false,
        },
        Fact::UpdateSent {
            incident,
            duty,
            by,
            number: 1,
            late: Duration::minutes(3),
            text: None,
            closing: false,
        },
        Fact::UpdateMissed {
            incident,
            duty,
            number: 2,
        },
        Fact::Reminded { incident, duty },
        Fact::InjectFired { inject },
        Fact::InjectDelivered {
            inject,
            to: vec![],
            text: "What?".into(),
            questions: vec![],
        },
        Fact::InjectSkipped { inject },
        Fact::InjectUnreached { inject },
        Fact::InjectHeld { inject },
        Fact::InjectComposed {
            inject,
            at: Some(SimTime(60_000)),
        },
        Fact::Noted {
            by: "Vera".into(),
            objective: Some(n("command")),
            text: "Calm".into(),
            kind: NoteKind::Seen,
        },
        Fact::Ticked {
            by: "Vera".into(),
            expectation: 0,
            met: true,
        },
        Fact::Rated {
            by: "Vera".into(),
            objective: n("command"),
            rating: Rating::S,
            reason: "late".into(),
        },
        Fact::ToolLost { tool: Tool::Chat },
        Fact::ToolRestored { tool: Tool::Chat },
    ]
}
