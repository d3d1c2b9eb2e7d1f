//! Hand-written logs for tests: the one place that knows how a setup and a record are put
//! together.

use serde_json::{Value, json};

use super::Timeline;
use crate::base::{Duration, Name, Share, SimTime};
use crate::model::fact::{Job, Origin, Outcome, Steps};
use crate::model::{
    Actor, AlertId, Audience, Duty, EpisodeId, Fact, IncidentId, PageId, Record, ServiceState,
    Setup, Task, TaskState, TicketId, WorkKind,
};

/// A log written by hand, minute by minute.
pub(crate) struct Log {
    pub setup: Setup,
    pub records: Vec<Record>,
}

impl Log {
    pub fn new() -> Log {
        Log::of(setup())
    }
    pub fn of(setup: Setup) -> Log {
        Log {
            setup,
            records: Vec::new(),
        }
    }
    /// At a minute of the exercise, something happens by itself.
    pub fn add(&mut self, minute: i64, fact: Fact) -> &mut Log {
        self.push(minute, Actor::World, fact)
    }
    /// At a minute of the exercise, somebody does something.
    pub fn by(&mut self, minute: i64, person: &str, fact: Fact) -> &mut Log {
        self.push(minute, Actor::Person(name(person)), fact)
    }
    fn push(&mut self, minute: i64, by: Actor, fact: Fact) -> &mut Log {
        let seq = self.records.len() as u32;
        self.records.push(Record {
            seq,
            at: minutes(minute),
            by,
            because: seq.checked_sub(1),
            audience: Audience::Facilitator,
            fact,
        });
        self
    }
    pub fn timeline(&self) -> Timeline {
        let mut timeline = Timeline::new(&self.setup);
        for record in &self.records {
            timeline.fold(record);
        }
        timeline
    }
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(text)
}
pub(crate) fn minutes(minute: i64) -> SimTime {
    SimTime(minute * 60_000)
}
pub(crate) const fn ms(minutes: i64) -> i64 {
    minutes * 60_000
}

/// Two services over two sites, one problem with two causes, a commander and a comms lead.
pub(crate) fn setup() -> Setup {
    setup_with(|_| {})
}

/// The same with a change to the JSON it is read from.
pub(crate) fn setup_with(change: impl FnOnce(&mut Value)) -> Setup {
    let mut value = json!({
        "scenario": scenario(),
        "team": team(),
        "process": process(),
        "defaults": defaults(),
        "vocabulary": {"skills": [], "roles": [
            {"name": "commander", "title": "Commander", "falls_to": "ic"},
            {"name": "scribe", "title": "Scribe", "falls_to": null},
        ]},
    });
    change(&mut value);
    serde_json::from_value(value).expect("the setup is well-formed")
}

fn scenario() -> Value {
    json!({
        "name": "two-sites", "title": "Two sites",
        "starts": {"at": "2026-11-14T03:00", "zone": "Europe/Berlin"},
        "horizon": "12h",
        "system": {"services": [
            {"name": "shop", "title": "Shop", "users": 1000, "sla": 0.99, "sites": [
                {"name": "west", "title": "West", "load": 0.5, "capacity": 0.7},
                {"name": "east", "title": "East", "load": 0.5, "capacity": 0.7}]},
            {"name": "search", "title": "Search"},
        ]},
        "changes": [{"name": "release-9", "at": "-15m", "kind": "Deploy", "on": "shop"}],
        "problems": [{"name": "power", "title": "Power", "begins": {"At": "0s"},
            "causes": [{"name": "breaker", "title": "a breaker that trips"},
                       {"name": "feature", "title": "the feature of release 9", "change": "release-9"}],
            "faults": [{"name": "west-down", "kind": "Outage", "on": "shop", "site": "west"}]}],
        "diagnostics": [{"name": "read-logs", "title": "reading the power logs", "work": {"Fixed": "10m"}}],
        "actions": [
            {"name": "reset", "title": "resetting the breaker", "kind": "repair", "work": {"Fixed": "10m"}, "cures": ["breaker"]},
            {"name": "undo", "title": "rolling back release 9", "kind": "rollback", "work": {"Fixed": "10m"}, "undoes": "release-9"},
            {"name": "shed", "title": "limiting requests", "kind": "rate-limit", "work": {"Fixed": "5m"}, "sheds_to": 0.5}],
        "injects": [{"name": "press-call", "kind": "message", "when": {"At": "20m"}, "text": "What is going on?",
            "expects": [{"does": {"UpdateSent": "Press"}, "within": "15m"}]}],
        "objectives": [
            {"name": "take-command", "text": "Somebody takes command early.", "expects": [
                {"does": {"RoleHeld": "commander"}, "within": "10m"}]},
            {"name": "inform", "text": "Customers are kept informed.", "expects": [
                {"does": {"UpdateSent": "StatusPage"}, "by": ["comms"], "within": "30m", "from": "declared"}]}],
        "par": [{"measure": "time_to_detect", "time": "5m"},
                {"measure": "time_to_command", "time": "8m"},
                {"measure": "time_to_mitigate", "time": "1h"},
                {"measure": "time_to_resolve", "time": "2h"}],
    })
}

fn team() -> Value {
    let person = |name: &str, title: &str| json!({"name": name, "title": title});
    json!({
        "name": "night-shift", "title": "Night shift", "zone": "Europe/Berlin",
        "groups": [{"name": "ops", "members": ["ana", "ben"]}],
        "people": [person("ana", "Ana Ruiz"), person("ben", "Ben Okoro"),
                   person("cleo", "Cleo Marek"), person("dan", "Dan Fischer")],
    })
}

fn process() -> Value {
    json!({
        "name": "blameless", "title": "Blameless",
        "phases": [{"name": "detect", "title": "Detect", "opens": "fault"},
                   {"name": "respond", "title": "Respond", "opens": "acknowledged", "target": "30m"},
                   {"name": "resolve", "title": "Resolve", "opens": "diagnosed", "target": "2h"}],
        "severities": [
            {"name": "SEV1", "title": "grave", "users_hit": 0.2, "roles": ["ic", "comms", "sme"]},
            {"name": "SEV2", "title": "light", "users_hit": 0.02, "roles": ["ic"]}],
        "declare": {"services_broken": 1},
        "roles": [
            {"name": "ic", "title": "Commander", "rights": ["Command", "Declare"]},
            {"name": "comms", "title": "Comms lead", "duties": ["StatusPage", "Press"]},
            {"name": "sme", "title": "Expert", "duties": ["Investigate", "Fix"], "filled": "ByField"}],
        "paging": {"levels": [{"name": "primary", "after": "5m"}]},
        "cadences": [{"duty": "StatusPage", "first_within": "15m", "every": "30m"}],
    })
}

fn defaults() -> Value {
    let figure = |value: Value| json!({"value": value, "low": null, "high": null, "confidence": "Assumption", "source": "test"});
    let figures = |keys: &[(&str, Value)]| -> Value {
        let pairs = keys
            .iter()
            .map(|(k, v)| ((*k).to_string(), figure(v.clone())));
        Value::Object(pairs.collect())
    };
    let (law, half) = (json!({"Fixed": "1m"}), json!(0.5));
    let one = json!(1.0);
    let minute = json!("1m");
    let plain: Value = [
        "acknowledge",
        "declare",
        "set_severity",
        "size_up",
        "page",
        "take_role",
        "assign",
        "report",
        "ask",
        "answer",
        "request_approval",
        "approve",
        "update",
        "write",
        "read",
        "read_each",
        "join",
        "transfer_each",
        "announce",
        "notice",
        "rethink",
        "close",
        "say",
        "listen",
        "note",
    ]
    .iter()
    .map(|key| ((*key).to_string(), minute.clone()))
    .chain([
        ("triage".to_string(), law.clone()),
        ("verify".to_string(), law.clone()),
        ("transfer".to_string(), law.clone()),
    ])
    .collect::<serde_json::Map<_, _>>()
    .into();
    json!({
        "name": "test",
        "world": figures(&[("difficulty_sigma", one.clone()), ("clear_sign", half.clone()),
            ("misleading_sign", half.clone()), ("sign_weight", one.clone()), ("mitigated_below", json!(0.02))]),
        "signals": figures(&[("blind_spots", half.clone()), ("monitor_misses", half.clone()), ("refires", law.clone()), ("remediation_takes", minute.clone())]),
        "attention": figures(&[("resume", law.clone()), ("slip_after_interruption", one.clone()),
            ("sleep_inertia", half.clone()), ("sleep_inertia_passes", minute.clone()), ("tires_after", minute.clone()),
            ("tires_per_hour", half.clone()), ("able_slower_by", one.clone()), ("work_luck_sigma", one.clone()), ("ring", minute.clone())]),
        "people": figures(&[("acknowledges_awake", law.clone()), ("acknowledges_asleep", law.clone()),
            ("unreachable_awake", half.clone()), ("unreachable_asleep", half.clone()), ("unreachable_for", law.clone()),
            ("engages", law.clone()), ("volunteers_after", law.clone()), ("untaught_hesitate", one.clone()), ("temper", half.clone()), ("bystanders_join", law.clone()),
            ("bystanders_ask", law.clone()), ("stakeholder_patience", law.clone()), ("telephone", law.clone())]),
        "knowledge": figures(&[("misread", half.clone()), ("lost_in_talk", half.clone()), ("lost_in_handoff", half.clone()),
            ("chat_good_news", half.clone()), ("chat_other", half.clone()), ("written_without_scribe", half.clone()),
            ("stuck_expert", half.clone()), ("stuck_able", half.clone()), ("stuck_for", law.clone()), ("maps_slower_without_evidence", one.clone()), ("runbook_line_lasts", law), ("test_for", one.clone()),
            ("test_against", one.clone()), ("no_help", one), ("diagnosed_from", json!(0.75))]),
        "authority": figures(&[("asks_again_after", minute.clone()), ("lock_noticed", half.clone()),
            ("lock_costs", minute)]),
        "trust": figures(&[("silence_costs", half.clone()), ("broken_promise_costs", half.clone()),
            ("false_end_costs", half.clone()), ("update_restores", half.clone()), ("patience_without", half)]),
        "story_times": plain,
    })
}

// -- facts in few words --

pub(crate) fn began(episode: u32, cause: &str) -> Fact {
    Fact::EpisodeBegan {
        episode: EpisodeId(episode),
        problem: name("power"),
        cause: name(cause),
    }
}
pub(crate) fn harm(episode: u32, share: f64) -> Fact {
    Fact::HarmChanged {
        episode: EpisodeId(episode),
        users_hit: Share::new(share).of(1000),
        share: Share::new(share),
        revenue_per_hour: Share::new(share).of(6000),
        records_per_hour: 0,
    }
}
pub(crate) fn impact(share: f64) -> Fact {
    Fact::ImpactChanged {
        users_hit: Share::new(share).of(1000),
        share: Share::new(share),
    }
}
pub(crate) fn alert(alert: u32, ticket: u32, episode: Option<u32>) -> Fact {
    Fact::AlertRaised {
        alert: AlertId(alert),
        ticket: TicketId(ticket),
        episode: episode.map(EpisodeId),
        origin: Origin::Monitor,
        from: name("shop-errors"),
        service: name("shop"),
        state: ServiceState::Down,
    }
}
pub(crate) fn page(page: u32, to: &str, ticket: u32) -> Fact {
    Fact::PageSent {
        page: PageId(page),
        to: name(to),
        ticket: TicketId(ticket),
        role: None,
        level: Some(name("primary")),
        round: 1,
        woke: true,
        by_hand: false,
    }
}
pub(crate) fn acknowledged(page: u32, person: &str, ticket: u32) -> Fact {
    Fact::Acknowledged {
        page: PageId(page),
        person: name(person),
        ticket: TicketId(ticket),
    }
}
pub(crate) fn engaged(person: &str, ticket: u32) -> Fact {
    Fact::Engaged {
        person: name(person),
        ticket: TicketId(ticket),
    }
}
pub(crate) fn declared(incident: u32, ticket: u32, by: &str, episodes: &[u32]) -> Fact {
    Fact::Declared {
        incident: IncidentId(incident),
        ticket: TicketId(ticket),
        severity: name("SEV1"),
        by: name(by),
        episodes: episodes.iter().map(|id| EpisodeId(*id)).collect(),
    }
}
pub(crate) fn roles_asked(incident: u32, roles: &[&str]) -> Fact {
    Fact::RolesAsked {
        incident: IncidentId(incident),
        roles: roles.iter().map(|role| name(role)).collect(),
    }
}
pub(crate) fn takes(role: &str, person: &str) -> Fact {
    Fact::RoleTaken {
        role: name(role),
        person: name(person),
    }
}
pub(crate) fn leaves(role: &str, person: &str) -> Fact {
    Fact::RoleLeft {
        role: name(role),
        person: name(person),
    }
}
pub(crate) fn hands_over(role: &str, from: &str, to: &str, complete: bool) -> Fact {
    Fact::HandedOver {
        role: name(role),
        from: name(from),
        to: name(to),
        steps: Steps {
            announced: true,
            transferred: complete,
            confirmed: complete,
            noticed: true,
        },
    }
}
pub(crate) fn sure(person: &str, ticket: u32, cause: &str, probability: f64) -> Fact {
    Fact::Convinced {
        person: name(person),
        ticket: TicketId(ticket),
        cause: Some(name(cause)),
        probability: Share::new(probability),
    }
}
pub(crate) fn action(work: &str) -> Task {
    Task {
        ticket: TicketId(1),
        kind: WorkKind::Action,
        work: name(work),
        attempt: 1,
    }
}
pub(crate) fn look(work: &str) -> Task {
    Task {
        kind: WorkKind::Diagnostic,
        ..action(work)
    }
}
pub(crate) fn starts(task: Task, person: &str, duplicate: bool) -> Fact {
    Fact::TaskStarted {
        task,
        person: name(person),
        duplicate,
    }
}
pub(crate) fn ends(task: Task, person: &str, outcome: Outcome) -> Fact {
    Fact::TaskEnded {
        task,
        person: name(person),
        state: TaskState::Done,
        outcome: Some(outcome),
    }
}
pub(crate) fn picks_up(person: &str, job: Job) -> Fact {
    Fact::JobStarted {
        person: name(person),
        job,
        work: Duration::minutes(10),
    }
}
pub(crate) fn finishes(person: &str, job: Job) -> Fact {
    Fact::JobFinished {
        person: name(person),
        job,
    }
}
pub(crate) fn update_due(duty: Duty, number: u32, at: i64) -> Fact {
    Fact::UpdateDue {
        incident: IncidentId(1),
        duty,
        at: minutes(at),
        number,
        closing: false,
    }
}
pub(crate) fn update(duty: Duty, number: u32, by: &str, late: i64) -> Fact {
    Fact::UpdateSent {
        incident: IncidentId(1),
        duty,
        by: name(by),
        number,
        late: Duration::minutes(late),
        text: None,
        closing: false,
    }
}
pub(crate) fn delivered(inject: &str) -> Fact {
    Fact::InjectDelivered {
        inject: name(inject),
        to: vec![name("ana")],
        text: "What is going on?".into(),
        questions: Vec::new(),
    }
}
pub(crate) fn contained(episode: u32) -> Fact {
    Fact::Contained {
        episode: EpisodeId(episode),
    }
}
pub(crate) fn resolved(episode: u32) -> Fact {
    Fact::Resolved {
        episode: EpisodeId(episode),
    }
}
pub(crate) fn closed(incident: u32) -> Fact {
    Fact::Closed {
        incident: IncidentId(incident),
    }
}
