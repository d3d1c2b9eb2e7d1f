//! One pass over a log: milestones, who held what, who knew what, exact sums, and whether a
//! condition holds.
//!
//! A [`Timeline`] is a fold over records and nothing else. It works on a log of any length, so the
//! engine keeps one beside a running exercise to ask whether conditions hold, a score reads the
//! same one at the end, and a report reads it from a file. It must not know how records come
//! about: no engine, no boards, no policies.
//!
//! ```
//! use sandtable::timeline::Measure;
//!
//! let three = [Measure::reached(4), Measure::censored(8), Measure::NOT_APPLICABLE];
//! assert_eq!(Measure::mean(three), Measure::censored(6));
//! ```
//!
//! | file | what it folds |
//! | --- | --- |
//! | `plan` | what the fold needs of the inputs, looked up once |
//! | `fold` | which record moves what |
//! | [`episode`] | episodes of harm, incidents, impact |
//! | [`roles`], [`people`] | holdings and handoffs; pages, tasks, work |
//! | [`knowledge`], [`duties`] | convictions; updates, injects, tools |
//! | `deeds`, `conditions` | what conditions ask for |
//! | [`expect`] | what was expected of whom, met, late or missed |
//! | [`review`] | what people have said of it |
//! | `spans` | from one milestone to another |

mod conditions;
mod deeds;
mod fold;
mod plan;
mod spans;
#[cfg(test)]
mod tests;

pub mod duties;
pub mod episode;
pub mod expect;
pub mod knowledge;
pub mod measure;
pub mod people;
pub mod review;
pub mod roles;

#[cfg(test)]
pub(crate) mod check;

use std::sync::Arc;

use crate::base::{Duration, Name, SimTime};
use crate::model::fact::EndReason;
use crate::model::process::Phase;
use crate::model::{AlertId, EpisodeId, Milestone, Record, Setup, TicketId};

pub use duties::Duties;
pub use episode::{Episode, Impact, Incident};
pub use expect::{Answer, Expected};
pub use knowledge::Knowledge;
pub use measure::{Measure, Stamp, Status};
pub use people::People;
pub use plan::Owner;
pub use roles::Roles;

use deeds::Deeds;
use episode::{SeveritySet, Ticket, by_id};
use expect::Outcome;
use plan::Plan;

/// What a log says so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    plan: Arc<Plan>,
    now: SimTime,
    records: u32,
    ended: Option<(Stamp, EndReason)>,
    episodes: Vec<Episode>,
    tickets: Vec<Ticket>,
    alerts: Vec<Option<TicketId>>,
    pub incidents: Vec<Incident>,
    pub severities: Vec<SeveritySet>,
    pub impact: Impact,
    pub roles: Roles,
    pub people: People,
    pub knowledge: Knowledge,
    pub duties: Duties,
    pub counts: Counts,
    /// The kinds of step by the book that a coach has shown, and to whom.
    steps_shown: Vec<(Name, Name)>,
    slas: Vec<Sla>,
    deeds: Deeds,
    /// Parallel to the plan's watches.
    outcomes: Vec<Outcome>,
    /// When the next expectation that something does not happen is judged.
    judge_at: SimTime,
}

/// Things that are only counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub alerts: u32,
    pub alerts_grouped: u32,
    pub alerts_suppressed: u32,
    pub false_alarms: u32,
    pub monitors_missed: u32,
    pub rings: u32,
    pub nobody_to_page: u32,
    pub remediated: u32,
    pub collapses: u32,
    pub harmful_actions: u32,
    /// Actions carried out that could not have helped with what was wrong.
    pub fruitless_actions: u32,
    pub failed_actions: u32,
    pub evidence_destroyed: u32,
    pub evidence_saved: u32,
    pub refused: u32,
    pub reminders: u32,
    /// Seats that a human took.
    pub humans: u32,
    pub hints: u32,
}

/// How long a service served less than it has promised.
#[derive(Clone, Debug, PartialEq)]
struct Sla {
    service: Name,
    promised: crate::base::Share,
    below_since: Option<SimTime>,
    total: Duration,
}

impl Timeline {
    /// The timeline of an empty log.
    pub fn new(setup: &Setup) -> Timeline {
        Timeline::of(Arc::new(Plan::new(setup)))
    }

    /// The timeline of a whole log.
    pub fn read(setup: &Setup, records: &[Record]) -> Timeline {
        let mut timeline = Timeline::new(setup);
        for record in records {
            timeline.fold(record);
        }
        timeline
    }

    /// The timeline of another empty log with the same inputs; cheaper than [`Timeline::new`].
    pub fn fresh(&self) -> Timeline {
        Timeline::of(self.plan.clone())
    }

    fn of(plan: Arc<Plan>) -> Timeline {
        let mut duties = Duties::default();
        let injects = plan.injects.iter();
        duties.injects = injects.map(|name| duties::InjectRow::new(*name)).collect();
        duties.clocks = plan.deadlines.iter().map(clock).collect();
        let implied = plan.discussion.then(|| {
            let nothing = Name::new("discussion");
            let mut episode = Episode::new(EpisodeId(0), nothing, nothing);
            episode.implied = true;
            episode
        });
        Timeline {
            now: SimTime::START,
            records: 0,
            ended: None,
            episodes: implied.into_iter().collect(),
            tickets: Vec::new(),
            alerts: Vec::new(),
            incidents: Vec::new(),
            severities: Vec::new(),
            impact: Impact::default(),
            roles: Roles::default(),
            people: People::default(),
            knowledge: Knowledge::default(),
            duties,
            counts: Counts::default(),
            steps_shown: Vec::new(),
            slas: plan.slas.iter().map(|s| sla(s.0, s.1)).collect(),
            deeds: Deeds::default(),
            outcomes: vec![Outcome::Open; plan.watches.len()],
            judge_at: SimTime::NEVER,
            plan,
        }
    }

    /// Goes on as if another cause had been behind an episode from its beginning; what was counted
    /// under the old one stays counted.
    pub fn recast(&mut self, episode: EpisodeId, cause: Name) {
        if let Some(found) = by_id(&mut self.episodes, episode) {
            found.cause = cause;
        }
    }

    /// Goes on as if the cause behind an episode had not been removed.
    pub fn not_removed(&mut self, episode: EpisodeId) {
        if let Some(found) = by_id(&mut self.episodes, episode) {
            found.cause_removed = None;
        }
    }

    /// How far the log goes: its end, or its last record.
    pub fn end(&self) -> SimTime {
        self.now
    }
    pub fn ended(&self) -> Option<EndReason> {
        self.ended.map(|(_, why)| why)
    }
    /// How many records were folded.
    pub fn records(&self) -> u32 {
        self.records
    }

    /// The episodes of harm, in the order in which they began.
    pub fn episodes(&self) -> &[Episode] {
        match self.plan.discussion {
            true => &[],
            false => &self.episodes,
        }
    }
    /// The episode that conditions and the headline speak of.
    pub fn first(&self) -> Option<&Episode> {
        self.episodes.first()
    }
    pub fn episode(&self, id: EpisodeId) -> Option<&Episode> {
        let there = self.episodes.get(id.0 as usize).filter(|e| e.id == id);
        there.or_else(|| self.episodes.iter().rev().find(|e| e.id == id))
    }
    /// The incidents people declared over an episode.
    pub fn incidents_of(&self, id: EpisodeId) -> impl Iterator<Item = &Incident> + '_ {
        self.incidents
            .iter()
            .filter(move |incident| incident.episodes.contains(&id))
    }
    /// The episodes behind a ticket.
    pub fn episodes_of(&self, ticket: TicketId) -> &[EpisodeId] {
        let found = self.tickets.get(ticket.0 as usize);
        found.map_or(&[], |ticket| &ticket.episodes)
    }
    pub fn ticket_of(&self, alert: AlertId) -> Option<TicketId> {
        *self.alerts.get(alert.0 as usize)?
    }
    /// Whether a cause is the true one behind a ticket.
    pub fn is_true_cause(&self, ticket: TicketId, cause: Name) -> bool {
        let mut episodes = self.episodes_of(ticket).iter();
        episodes.any(|id| self.episode(*id).is_some_and(|e| e.cause == cause))
    }
    /// Whether an episode is over as the process sees it.
    pub fn is_over(&self, episode: &Episode) -> bool {
        use crate::model::process::Over;
        let eased = self.plan.over == Over::ImpactEnds && episode.has(Milestone::Mitigated);
        eased || episode.has(Milestone::Resolved)
    }

    pub fn command_role(&self) -> Option<Name> {
        self.plan.command
    }
    /// Whether the process lets anybody declare an incident.
    pub fn declares(&self) -> bool {
        self.plan.declares
    }
    /// Whether some severity of the process asks for roles.
    pub fn asks_roles(&self) -> bool {
        self.plan.severities.iter().any(|s| s.asks_roles)
    }
    pub fn is_by_field(&self, role: Name) -> bool {
        self.plan.is_by_field(role)
    }
    pub fn phases(&self) -> &[Phase] {
        &self.plan.phases
    }

    /// How long services with a promise served less than promised, all together.
    pub fn below_promise(&self) -> Option<Duration> {
        let total = |sum: Duration, sla: &Sla| {
            let still = sla
                .below_since
                .map_or(Duration::ZERO, |t| self.now.since(t));
            sum + sla.total + still
        };
        (!self.slas.is_empty()).then(|| self.slas.iter().fold(Duration::ZERO, total))
    }
}

fn clock(deadline: &crate::model::process::Deadline) -> duties::LegalClock {
    duties::LegalClock {
        name: deadline.name,
        duty: deadline.duty,
        within: deadline.within,
        known: None,
        filed: None,
    }
}

fn sla(service: Name, promised: crate::base::Share) -> Sla {
    Sla {
        service,
        promised,
        below_since: None,
        total: Duration::ZERO,
    }
}
