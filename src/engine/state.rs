//! What changes during a run: components on entities for the lasting things (services, monitors,
//! people), plain ledgers for what comes and goes. All of it is `Clone`, all of it is in a snapshot.

use std::collections::{BTreeMap, VecDeque};

use bevy_ecs::prelude::*;

use crate::base::{Duration, Name, NameMap, Share, SimTime};
use crate::model::belief::{Belief, ServiceState};
use crate::model::command::{Command, Occupant};
use crate::model::fact::{Job, Steps};
use crate::model::{
    AlertId, EpisodeId, IncidentId, Inject, MessageId, PageId, Seq, Stakeholder, Task, TicketId,
    Tool,
};

// -- services --

/// A service's condition.
#[derive(Component, Clone, Debug)]
pub struct Health {
    /// As users and monitors see it, dependencies included.
    pub seen: Share,
    /// Demand as a share of the ordinary, after shedding.
    pub shed_to: Share,
    /// Capacity added, in millionths of ordinary demand.
    pub added_ppm: u32,
    pub collapsed: bool,
    /// Counts overload timers, so that an old one is known.
    pub overload_turn: u32,
    pub overloaded: bool,
    pub sites: Vec<Share>,
    /// The record that last changed it.
    pub because: Seq,
    /// Since when customers have been exposed, in millisecond-millionths, and the rate's start.
    pub exposed: u64,
    pub exposed_at: SimTime,
}

/// A monitor's state.
#[derive(Component, Clone, Debug, Default)]
pub struct Watch {
    /// Counts conditions that began, so that an old timer is known.
    pub turn: u32,
    pub below: bool,
    pub fired: bool,
}

/// Customers' or colleagues' state towards the episode they notice.
#[derive(Clone, Debug, Default)]
pub struct Noticing {
    pub turn: u32,
    pub told: Vec<EpisodeId>,
}

// -- people --

/// Where a person is.
#[derive(Component, Clone, Debug)]
pub struct Body {
    pub occupant: Occupant,
    pub place: Place,
    pub ticket: Option<TicketId>,
    pub engaged_at: SimTime,
    pub woken_at: Option<SimTime>,
    pub unreachable_until: SimTime,
    /// Whether unreachability has been drawn for a day of theirs.
    pub reach_drawn: Option<i64>,
    pub gone: bool,
    pub shift_turn: u32,
    pub decide_turn: u32,
    /// When the next decision is on the agenda.
    pub decide_at: SimTime,
    /// When they last decided, and how often at that instant.
    pub decided: (SimTime, u32),
    /// Something has reached the board since the last decision.
    pub stirred: bool,
    /// Records that a decision may rest on.
    pub engaged_seq: Option<Seq>,
    pub learned_seq: Option<Seq>,
    pub shift_seq: Option<Seq>,
    /// The same, ticket by ticket.
    pub prompts: NameMap<TicketId, Prompts>,
    pub convinced: NameMap<TicketId, Name>,
}

impl Body {
    /// Sets the next decision to an instant, unless an earlier one is set. Its number for the
    /// agenda.
    pub fn decides(&mut self, at: SimTime) -> Option<u32> {
        if self.decide_at <= at {
            return None;
        }
        self.decide_at = at;
        self.decide_turn += 1;
        Some(self.decide_turn)
    }
}

/// Records about one ticket that a decision may rest on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Prompts {
    /// They came for it.
    pub came: Option<Seq>,
    /// They learned something about it.
    pub learned: Option<Seq>,
    /// They finished or dropped a task on it, the last of them.
    pub ended: Option<(crate::model::Task, Seq)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Away,
    Coming,
    Here,
}

/// What a person has in hand, laid down, and waiting.
#[derive(Component, Clone, Debug, Default)]
pub struct Hands {
    pub held: Option<Held>,
    pub paused: Vec<Held>,
    /// Calls on one's attention that no command asked for: rings, listening.
    pub waiting: VecDeque<Held>,
    pub turn: u32,
}

/// A job: work remaining, never a pre-timed end.
#[derive(Clone, Debug)]
pub struct Held {
    pub command: Option<Command>,
    pub job: Job,
    /// Work left for an undisturbed person at full speed.
    pub left: Duration,
    /// Productive time already in it.
    pub put_in: Duration,
    /// Of `left`, what is finding the way back in.
    pub resume: Duration,
    pub interruptions: u16,
    pub speed: f64,
    pub since: SimTime,
    /// The person will not get there.
    pub stuck: bool,
    /// Who hears what the person knows once it is done: it is an answer.
    pub tells: Option<usize>,
    pub because: Seq,
}

// -- ledgers --

/// One occurrence of harm in the truth.
#[derive(Clone, Debug)]
pub struct Episode {
    pub problem: usize,
    pub cause: Name,
    pub occurrence: u32,
    pub began: SimTime,
    pub difficulty: f64,
    pub faults: Vec<FaultState>,
    pub halted: bool,
    pub contained: bool,
    pub cured: bool,
    /// When the system is back after the cure.
    pub back_at: Option<SimTime>,
    pub back: bool,
    pub resolved: bool,
    pub recovered: bool,
    pub masked: bool,
    pub harm: (u64, u64),
    /// Customers have been hit: people outside the response begin to notice.
    pub shows: bool,
    /// While others are open too: the health of each service and what arrives over each dependency
    /// if this episode were the only one.
    pub seen: Vec<Share>,
    pub edges: Vec<Share>,
    pub because: Seq,
    pub cured_because: Seq,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultState {
    pub phase: FaultPhase,
    /// When it struck last; what was prevented never did.
    pub struck: Option<SimTime>,
    /// It is there and does no harm yet.
    pub hidden: bool,
    pub size: Share,
    pub because: Seq,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultPhase {
    Waiting,
    Active,
    Ended,
}

/// Damage that people did.
#[derive(Clone, Debug)]
pub struct DoneHarm {
    pub service: usize,
    pub size: Share,
    pub episode: Option<EpisodeId>,
    pub over: bool,
    pub because: Seq,
}

#[derive(Clone, Debug)]
pub struct Ticket {
    pub episode: Option<EpisodeId>,
    /// For a false alarm: the monitor or script behind it.
    pub opened_by: Name,
    pub service: Name,
    pub opened: SimTime,
    pub because: Seq,
    pub last_rang: Option<SimTime>,
    pub group: Option<Name>,
    /// Rungs climbed so far, and whether the ladder still stands.
    pub rung: u32,
    pub climbing: bool,
    /// Tools have it before people: held back, or being remedied.
    pub held_back: bool,
    pub answered_by: Option<usize>,
    pub fixed: bool,
    pub closed: bool,
    pub actions_done: Vec<Name>,
    pub diagnostics_done: Vec<Name>,
    pub running: Vec<(Task, usize)>,
    pub auto: Vec<Belief>,
}

#[derive(Clone, Debug)]
pub struct AlertState {
    pub ticket: TicketId,
    pub service: Name,
    pub state: ServiceState,
    /// The findings it shows.
    pub shows: Vec<Name>,
    /// The record in which it cleared.
    pub cleared: Option<Seq>,
    pub because: Seq,
}

#[derive(Clone, Debug)]
pub struct PageState {
    pub ticket: TicketId,
    pub to: usize,
    pub role: Option<Name>,
    /// Part of a ladder: its timeout climbs on.
    pub ladder: bool,
    pub acknowledged: bool,
    /// It timed out unheard and was taken back.
    pub taken_back: bool,
    pub woke: bool,
    pub sent_seq: Seq,
    pub reached_seq: Option<Seq>,
    pub by_hand: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Incident {
    pub ticket: TicketId,
    pub severity: Name,
    pub because: Seq,
    pub roles_asked: Vec<Name>,
    pub asked_seq: Seq,
    pub document: Option<Vec<Belief>>,
    pub closed: bool,
    /// Somebody has said whether others may see it; otherwise the process says.
    pub private: Option<bool>,
    pub cadences: Vec<CadenceState>,
}

#[derive(Clone, Debug, Default)]
pub struct CadenceState {
    pub on: bool,
    pub number: u32,
    pub due: SimTime,
    /// An update has named `due` as the time of the next.
    pub promised: bool,
    /// Somebody outside has been told that there is something.
    pub told: bool,
    /// The closing message is owed.
    pub closing: bool,
    pub because: Seq,
}

/// Those outside who have to be told.
#[derive(Clone, Copy, Debug)]
pub struct Outside {
    /// The last word they heard, if they wait for the next.
    pub waits: Option<Seq>,
    /// By which word they think that it is over.
    pub told_over: Option<Seq>,
    pub trust: Share,
}

impl Default for Outside {
    fn default() -> Outside {
        Outside {
            waits: None,
            told_over: None,
            trust: Share::ALL,
        }
    }
}

impl Incident {
    /// Whether it is closed and those outside have still to be told.
    pub fn closing(&self) -> bool {
        self.cadences.iter().any(|c| c.closing)
    }
}

/// A legal deadline of the process: nothing runs before a person knows that data is exposed.
#[derive(Clone, Debug, Default)]
pub struct LegalClock {
    /// When the notification is due, and the record by which the first person knew.
    pub runs: Option<(SimTime, Seq)>,
    /// Who has it before them, by the record of that.
    pub told: Vec<(usize, Seq)>,
    pub filed: bool,
}

#[derive(Clone, Debug)]
pub struct Message {
    pub to: usize,
    /// Who of those outside asks, if it is one of them.
    pub of: Option<Stakeholder>,
    pub asks: bool,
    pub answered: bool,
    pub because: Seq,
}

#[derive(Clone, Debug)]
pub struct Approval {
    pub task: Task,
    pub by: usize,
    pub of: usize,
    pub answer: Option<bool>,
    pub because: Seq,
}

#[derive(Clone, Debug)]
pub struct Handing {
    pub role: Name,
    pub from: usize,
    pub to: usize,
    pub steps: Steps,
    pub done: bool,
    pub because: Seq,
}

/// Something that comes when a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiter {
    Inject(usize),
    Fault(EpisodeId, usize),
    Problem(usize),
}

/// A wait for a condition, and the record since which it has been holding.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    pub what: Waiter,
    pub since: Option<Seq>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InjectPhase {
    Waiting,
    Scheduled,
    Held,
    Fired,
    Skipped,
}

/// An inject as the facilitator wrote it, and when it comes.
#[derive(Clone, Debug)]
pub struct Composed {
    pub inject: Inject,
    pub at: Option<SimTime>,
}

/// Everything that is not on an entity.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub now: SimTime,
    pub entries: u64,
    pub at_once: u32,
    pub ended: bool,
    /// Nothing is left to play: because of this record it ends.
    pub done: Option<Seq>,
    pub epoch: u32,
    pub edges: Vec<Share>,
    /// Services about which something may not be as usual, whatever hurts them now.
    pub unwell: Vec<bool>,
    pub episodes: Vec<Episode>,
    /// Those of them whose system is not back, those that are not resolved, and those that hit
    /// anybody or may: in the order in which they began.
    pub open: Vec<EpisodeId>,
    pub unresolved: Vec<EpisodeId>,
    pub harmful: Vec<EpisodeId>,
    pub pending_problems: u32,
    pub harms: Vec<DoneHarm>,
    pub impact: u64,
    pub alerts: Vec<AlertState>,
    /// Those of them that have not cleared, in the order in which they were raised.
    pub raised: Vec<AlertId>,
    pub tickets: Vec<Ticket>,
    /// Those of them that are not fixed, in the order in which they were opened.
    pub unfixed: Vec<TicketId>,
    /// Everybody at work, by place.
    pub here: Vec<usize>,
    pub pages: Vec<PageState>,
    pub incidents: Vec<Incident>,
    pub messages: Vec<Message>,
    /// As many as the process has deadlines.
    pub clocks: Vec<LegalClock>,
    pub approvals: Vec<Approval>,
    pub handings: Vec<Handing>,
    pub injects: Vec<InjectPhase>,
    pub inject_seq: Vec<Option<Seq>>,
    /// Injects that the facilitator has added or written anew, by place.
    pub composed: BTreeMap<usize, Composed>,
    /// What waits for a condition.
    pub waits: Vec<Wait>,
    /// Something that waits has what it waited for, at least since the last record.
    pub conditions_met: bool,
    /// When the next expectation is missed, where something waits for that.
    pub next_miss: Option<SimTime>,
    pub customers: Vec<Noticing>,
    pub colleagues: Vec<Noticing>,
    pub tools_lost: Vec<(Tool, Seq)>,
    /// Who truly holds a role.
    pub roles: NameMap<Name, usize>,
    /// Who the channel says holds it.
    pub posted: NameMap<Name, Option<Name>>,
    pub evidence_saved: Vec<Name>,
    pub evidence_lost: Vec<Name>,
    pub assigned_seq: Vec<(Task, usize, Seq)>,
    /// The record that called a problem forth, where a condition does.
    pub problem_seq: Vec<Option<Seq>>,
    /// What those outside wait for and think, in the order of [`Stakeholder::ALL`].
    pub outside: [Outside; Stakeholder::ALL.len()],
}

impl Ledger {
    /// Whether something is still to come, to be done or to pass: also what people have broken, though
    /// everything else is resolved and closed.
    pub fn is_open(&self) -> bool {
        self.pending_problems > 0
            || self.episodes.is_empty()
            || !self.unresolved.is_empty()
            || !self.unfixed.is_empty()
            || self.harms.iter().any(|h| !h.over)
            || self.incidents.iter().any(|i| !i.closed || i.closing())
            || self.episodes.iter().any(|e| !e.recovered)
    }
    pub fn episode(&self, id: EpisodeId) -> &Episode {
        &self.episodes[id.0 as usize]
    }
    pub fn episode_mut(&mut self, id: EpisodeId) -> &mut Episode {
        &mut self.episodes[id.0 as usize]
    }
    pub fn ticket(&self, id: TicketId) -> &Ticket {
        &self.tickets[id.0 as usize]
    }
    pub fn ticket_mut(&mut self, id: TicketId) -> &mut Ticket {
        &mut self.tickets[id.0 as usize]
    }
    pub fn page(&self, id: PageId) -> &PageState {
        &self.pages[id.0 as usize]
    }
    pub fn page_mut(&mut self, id: PageId) -> &mut PageState {
        &mut self.pages[id.0 as usize]
    }
    pub fn incident(&self, id: IncidentId) -> &Incident {
        &self.incidents[id.0 as usize]
    }
    pub fn incident_mut(&mut self, id: IncidentId) -> &mut Incident {
        &mut self.incidents[id.0 as usize]
    }
    pub fn message_mut(&mut self, id: MessageId) -> Option<&mut Message> {
        self.messages.get_mut(id.0 as usize)
    }
    /// The open incident over a ticket.
    pub fn incident_of(&self, ticket: TicketId) -> Option<IncidentId> {
        let at = self
            .incidents
            .iter()
            .position(|i| i.ticket == ticket && !i.closed)?;
        Some(IncidentId(at as u32))
    }
    pub fn open_episodes(&self) -> impl Iterator<Item = EpisodeId> + '_ {
        self.open.iter().copied()
    }
    /// Another episode begins.
    pub fn add_episode(&mut self, episode: Episode) {
        let id = EpisodeId(self.episodes.len() as u32);
        self.episodes.push(episode);
        self.open.push(id);
        self.unresolved.push(id);
        self.harmful.push(id);
    }
    /// A ticket's trouble is gone.
    pub fn fix(&mut self, ticket: TicketId) {
        self.ticket_mut(ticket).fixed = true;
        self.unfixed.retain(|t| *t != ticket);
    }
    /// Alerts of a ticket that have not cleared.
    pub fn alerts_of(&self, ticket: TicketId) -> impl Iterator<Item = &AlertState> + '_ {
        let raised = self.raised.iter().map(|a| &self.alerts[a.0 as usize]);
        raised.filter(move |a| a.ticket == ticket)
    }
    /// Somebody is at work from now on, or no longer.
    pub fn is_now_here(&mut self, person: usize, here: bool) {
        match (self.here.binary_search(&person), here) {
            (Err(at), true) => self.here.insert(at, person),
            (Ok(at), false) => drop(self.here.remove(at)),
            _ => {}
        }
    }
    /// Whether customers are well and nothing is open that somebody was told of.
    pub fn impact_is_over(&self) -> bool {
        self.impact == 0 && self.incidents.iter().all(|i| i.closed && !i.closing())
    }
    pub fn outside(&mut self, who: Stakeholder) -> &mut Outside {
        &mut self.outside[who as usize]
    }
    pub fn has_tool(&self, tool: Tool) -> bool {
        self.tools_lost.iter().all(|(t, _)| *t != tool)
    }
}
