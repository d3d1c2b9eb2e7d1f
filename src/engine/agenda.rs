//! What lies ahead: dues in the order `(at, rank, seq)`.

use crate::base::SimTime;
use crate::model::{Command, EpisodeId, PageId, Seq, Stakeholder, TicketId, Tool};

/// Something that lies on the agenda and will happen. Numbers are places in the plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// A problem strikes, for the n-th time.
    Begin {
        problem: usize,
        occurrence: u32,
    },
    Strike {
        episode: EpisodeId,
        fault: usize,
    },
    Grow {
        episode: EpisodeId,
        fault: usize,
        step: u8,
    },
    Pass {
        episode: EpisodeId,
        fault: usize,
    },
    /// Damage done by people passes.
    HarmPasses {
        damage: u32,
    },
    /// A change of health arrives over a dependency; `sole` was the only episode open when it set
    /// out.
    Arrive {
        edge: usize,
        health: crate::base::Share,
        sole: Option<EpisodeId>,
    },
    /// The same for what one of several open episodes does by itself.
    ArriveOf {
        episode: EpisodeId,
        edge: usize,
        health: crate::base::Share,
    },
    Overload {
        service: usize,
        turn: u32,
    },
    CollapseEnds {
        service: usize,
    },
    /// The system has come back after its cure.
    Recovered {
        episode: EpisodeId,
    },
    BacklogDone {
        episode: EpisodeId,
    },
    MonitorFires {
        monitor: usize,
        turn: u32,
    },
    MonitorRefires {
        monitor: usize,
        turn: u32,
    },
    FalseAlarm {
        monitor: usize,
        nth: u32,
    },
    CustomerReports {
        customers: usize,
        turn: u32,
    },
    CustomerReaches {
        customers: usize,
        episode: EpisodeId,
    },
    ColleagueNotices {
        colleague: usize,
        episode: EpisodeId,
    },
    /// Somebody with no part in it may notice that something is wrong.
    BystanderNotices {
        person: usize,
        episode: EpisodeId,
        because: Seq,
    },
    /// An inject fires, or is looked at.
    Inject {
        inject: usize,
    },
    ToolBack {
        tool: Tool,
    },
    PersonBack {
        person: usize,
    },
    /// Alerts held back are passed on.
    Suppressed {
        ticket: TicketId,
    },
    Remediation {
        ticket: TicketId,
    },
    PageReaches {
        page: PageId,
    },
    PageTimesOut {
        page: PageId,
    },
    /// The next rung of a ticket's ladder.
    Climb {
        ticket: TicketId,
        turn: u32,
    },
    UpdateLate {
        incident: crate::model::IncidentId,
        cadence: usize,
        number: u32,
    },
    /// Somebody outside has run out of patience since a word.
    Stakeholder {
        who: Stakeholder,
        since: Seq,
    },
    Engages {
        person: usize,
        ticket: TicketId,
    },
    ShiftEnds {
        person: usize,
        turn: u32,
    },
    /// A job, or a stretch of it, is done.
    JobEnds {
        person: usize,
        turn: u32,
    },
    NoAnswer {
        person: usize,
        whom: usize,
        because: Seq,
    },
    /// A person with free hands thinks what to do.
    Decide {
        person: usize,
        turn: u32,
    },
    /// Somebody outside the engine asks for something.
    External {
        person: Option<usize>,
        command: Box<Command>,
    },
    /// An expectation that something waits for is missed.
    Miss {
        because: Seq,
    },
    Horizon,
}

impl Due {
    /// Of dues at one instant: the world before the script, that before tools and people, minds
    /// before commands from outside, the horizon last.
    fn rank(&self) -> u8 {
        match self {
            Due::Begin { .. }
            | Due::Strike { .. }
            | Due::Grow { .. }
            | Due::Pass { .. }
            | Due::HarmPasses { .. }
            | Due::Arrive { .. }
            | Due::ArriveOf { .. }
            | Due::Overload { .. }
            | Due::CollapseEnds { .. }
            | Due::Recovered { .. }
            | Due::BacklogDone { .. } => 0,
            Due::MonitorFires { .. }
            | Due::MonitorRefires { .. }
            | Due::FalseAlarm { .. }
            | Due::CustomerReports { .. }
            | Due::CustomerReaches { .. }
            | Due::ColleagueNotices { .. }
            | Due::BystanderNotices { .. } => 1,
            Due::Inject { .. }
            | Due::ToolBack { .. }
            | Due::PersonBack { .. }
            | Due::Miss { .. } => 2,
            Due::Suppressed { .. }
            | Due::Remediation { .. }
            | Due::PageReaches { .. }
            | Due::PageTimesOut { .. }
            | Due::Climb { .. }
            | Due::UpdateLate { .. }
            | Due::Stakeholder { .. } => 3,
            Due::Engages { .. }
            | Due::ShiftEnds { .. }
            | Due::JobEnds { .. }
            | Due::NoAnswer { .. } => 4,
            Due::Decide { .. } => 5,
            Due::External { .. } => 6,
            Due::Horizon => 7,
        }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    at: SimTime,
    /// The rank in the upper eight bits, below it the number in the order of adding.
    turn: u64,
    due: Due,
}

impl Entry {
    fn place(&self) -> (SimTime, u64) {
        (self.at, self.turn)
    }
}

/// All dues.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    /// The next due last: what is added mostly happens soon, so few have to make room for it.
    entries: Vec<Entry>,
    next: u64,
}

impl Agenda {
    pub fn add(&mut self, at: SimTime, due: Due) {
        let entry = Entry {
            at,
            turn: u64::from(due.rank()) << 56 | self.next,
            due,
        };
        let place = entry.place();
        let later = self.entries.partition_point(|e| e.place() > place);
        self.entries.insert(later, entry);
        self.next += 1;
    }
    /// When the next due happens.
    pub fn next_at(&self) -> Option<SimTime> {
        self.entries.last().map(|entry| entry.at)
    }
    /// The next due, if it happens no later than `until`.
    pub fn pop(&mut self, until: SimTime) -> Option<(SimTime, Due)> {
        if self.entries.last()?.at > until {
            return None;
        }
        self.entries.pop().map(|entry| (entry.at, entry.due))
    }
    /// The next due, still there, if it happens no later than `until`.
    pub fn peek(&self, until: SimTime) -> Option<&Due> {
        let next = self.entries.last().filter(|entry| entry.at <= until);
        next.map(|entry| &entry.due)
    }
    /// Takes off what is no longer to happen.
    pub fn retain(&mut self, stays: impl Fn(&Due) -> bool) {
        self.entries.retain(|entry| stays(&entry.due));
    }
    pub fn clear(&mut self) {
        self.entries.clear();
        self.next = 0;
    }
    /// When the first of the entries that fit is due.
    pub fn when(&self, wanted: impl Fn(&Due) -> bool) -> Option<SimTime> {
        let mut entries = self.entries.iter().rev();
        entries.find(|entry| wanted(&entry.due)).map(|e| e.at)
    }
    /// Whether anything on the agenda satisfies `wanted`.
    pub fn any(&self, wanted: impl Fn(&Due) -> bool) -> bool {
        self.entries.iter().any(|entry| wanted(&entry.due))
    }
}
