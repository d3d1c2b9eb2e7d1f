//! The log as lines, one a record.

use super::paint::{Ink, Paint};
use super::text::{left, right, width, wrap};
use super::words::sentence;
use crate::base::{Name, SimTime};
use crate::model::{Actor, Fact, Record, Setup};

/// Which records are shown.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Every record; without it, those that move the story.
    pub all: bool,
    pub from: SimTime,
    pub until: SimTime,
    /// Only what this person does or learns of.
    pub person: Option<Name>,
    /// What only the facilitator sees is left out.
    pub public: bool,
}

impl Default for Filter {
    fn default() -> Filter {
        Filter {
            all: false,
            from: SimTime::START,
            until: SimTime::NEVER,
            person: None,
            public: false,
        }
    }
}

impl Filter {
    pub fn shows(&self, record: &Record) -> bool {
        let learns = |person| record.by == Actor::Person(person) || record.audience.holds(person);
        let hidden = record.audience == crate::model::Audience::Facilitator;
        (self.all || is_important(&record.fact))
            && record.at >= self.from
            && record.at <= self.until
            && self.person.is_none_or(learns)
            && !(self.public && hidden)
    }
}

/// Whether a fact moves the story. What people pick up and lay down, and how numbers change under
/// way, does not.
pub fn is_important(fact: &Fact) -> bool {
    !matches!(
        fact,
        Fact::Commanded { .. }
            | Fact::JobStarted { .. }
            | Fact::JobInterrupted { .. }
            | Fact::JobResumed { .. }
            | Fact::JobFinished { .. }
            | Fact::JobDropped { .. }
            | Fact::FaultGrew { .. }
            | Fact::HealthChanged { .. }
            | Fact::SiteChanged { .. }
            | Fact::HarmChanged { .. }
            | Fact::AlertGrouped { .. }
            | Fact::AlertCleared { .. }
            | Fact::MonitorMissed { .. }
            | Fact::PageReached { .. }
            | Fact::Rang { .. }
            | Fact::Learned { .. }
            | Fact::Told { .. }
            | Fact::NoAnswer { .. }
            | Fact::Written { .. }
            | Fact::Doubted { .. }
            | Fact::UpdateDue { .. }
            | Fact::Reminded { .. }
            | Fact::InjectFired { .. }
            | Fact::InjectUnreached { .. }
            | Fact::Refused { .. }
    )
}

/// Columns before a sentence: number, time, actor.
const NUMBER: usize = 7;
const TIME: usize = 10;
const COLUMNS: usize = 100;

/// One line a record: number, time from the start, what happened, because of which record.
pub fn replay(records: &[Record], setup: &Setup, filter: &Filter, paint: Paint) -> String {
    let mut out = String::new();
    for record in records.iter().filter(|r| filter.shows(r)) {
        line(record, setup, paint, &mut out);
    }
    out
}

fn line(record: &Record, setup: &Setup, paint: Paint, out: &mut String) {
    let number = right(&format!("#{}", record.seq), NUMBER - 2);
    let head = format!("{number}  {}", left(&record.at.to_string(), TIME));
    let because = record
        .because
        .map_or(String::new(), |seq| format!("because #{seq}"));
    let indent = NUMBER + TIME;
    let mut lines = wrap(&sentence(&record.fact, setup), COLUMNS - indent);
    let last = lines.pop().unwrap_or_default();
    out.push_str(&paint.paint(Ink::Dim, &head));
    for line in lines {
        out.push_str(&paint.paint(ink(&record.fact), &line));
        out.push('\n');
        out.push_str(&" ".repeat(indent));
    }
    out.push_str(&paint.paint(ink(&record.fact), &last));
    if !because.is_empty() {
        if indent + width(&last) + 3 + width(&because) > COLUMNS {
            out.push('\n');
            out.push_str(&" ".repeat(indent - 3));
        }
        out.push_str(&paint.paint(Ink::Dim, &format!("   {because}")));
    }
    out.push('\n');
}

fn ink(fact: &Fact) -> Ink {
    match fact {
        Fact::EpisodeBegan { .. }
        | Fact::FaultBegan { .. }
        | Fact::Collapsed { .. }
        | Fact::HarmDone { .. }
        | Fact::EvidenceDestroyed { .. }
        | Fact::ToolLost { .. } => Ink::Bad,
        Fact::PageMissed { .. } | Fact::UpdateMissed { .. } | Fact::TaskLost { .. } => Ink::Warn,
        Fact::Declared { .. }
        | Fact::RoleTaken { .. }
        | Fact::HandedOver { .. }
        | Fact::Contained { .. }
        | Fact::Resolved { .. }
        | Fact::Closed { .. } => Ink::Bold,
        _ => Ink::Plain,
    }
}
