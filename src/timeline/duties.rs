//! What was owed and what the script threw in: updates, legal deadlines, messages, injects, tools.

use super::measure::Stamp;
use crate::base::{Duration, Name, Share, SimTime};
use crate::model::{Duty, IncidentId, MessageId, Stakeholder, Tool};

/// An update that a duty owed, or that was sent without being due.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    pub incident: IncidentId,
    pub duty: Duty,
    pub number: u32,
    /// By when; `None` for one nobody had promised.
    pub due: Option<SimTime>,
    pub sent: Option<Stamp>,
    pub late: Duration,
    pub missed: Option<Stamp>,
}

impl Update {
    /// Not there when it was due, as seen at `now`.
    pub fn is_late(&self, now: SimTime) -> bool {
        let overdue = self.due.is_some_and(|due| now > due);
        !self.late.is_zero() || self.missed.is_some() || (self.sent.is_none() && overdue)
    }
    /// It has come due (or been sent before that).
    pub fn is_due(&self, now: SimTime) -> bool {
        let due = self.due.is_some_and(|due| now >= due);
        self.due.is_some() && (due || self.sent.is_some() || self.missed.is_some())
    }
}

/// What the law asks for, once a person knows that data is exposed.
#[derive(Clone, Debug, PartialEq)]
pub struct LegalClock {
    pub name: Name,
    pub duty: Duty,
    pub within: Duration,
    /// A person came to know.
    pub known: Option<Stamp>,
    pub filed: Option<Stamp>,
}

impl LegalClock {
    pub fn due(&self) -> Option<SimTime> {
        self.known.map(|known| known.at + self.within)
    }
    pub fn is_met(&self) -> bool {
        let filed = self.filed.map(|stamp| stamp.at);
        matches!((filed, self.due()), (Some(filed), Some(due)) if filed <= due)
    }
}

/// What became of an inject.
#[derive(Clone, Debug, PartialEq)]
pub struct InjectRow {
    pub name: Name,
    pub fired: Option<Stamp>,
    pub delivered: Option<Stamp>,
    pub skipped: Option<Stamp>,
    pub unreached: bool,
    pub held: bool,
}

/// A tool the responders did without.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ToolLoss {
    pub tool: Tool,
    pub lost: Stamp,
    pub restored: Option<Stamp>,
}

/// A message that came in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message {
    pub id: MessageId,
    pub to: Name,
    pub sent: Stamp,
    pub asks: bool,
    pub answered: Option<Stamp>,
}

/// How far those outside trust that they are told, in the order of [`Stakeholder::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trust {
    now: [Share; Stakeholder::ALL.len()],
    lowest: [Share; Stakeholder::ALL.len()],
}

impl Default for Trust {
    fn default() -> Trust {
        Trust {
            now: [Share::ALL; Stakeholder::ALL.len()],
            lowest: [Share::ALL; Stakeholder::ALL.len()],
        }
    }
}

impl Trust {
    pub(super) fn change(&mut self, of: Stakeholder, trust: Share) {
        let at = of as usize;
        self.now[at] = trust;
        self.lowest[at] = self.lowest[at].min(trust);
    }
    pub fn now(&self, of: Stakeholder) -> Share {
        self.now[of as usize]
    }
    /// The least they ever had.
    pub fn lowest(&self, of: Stakeholder) -> Share {
        self.lowest[of as usize]
    }
}

/// Updates, deadlines, injects, tools, messages and trust of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duties {
    pub updates: Vec<Update>,
    pub clocks: Vec<LegalClock>,
    pub injects: Vec<InjectRow>,
    pub tools: Vec<ToolLoss>,
    pub messages: Vec<Message>,
    pub trust: Trust,
}

impl Duties {
    pub fn inject(&self, name: Name) -> Option<&InjectRow> {
        self.injects.iter().find(|row| row.name == name)
    }
    pub(super) fn inject_mut(&mut self, name: Name) -> &mut InjectRow {
        let at = self.injects.iter().position(|row| row.name == name);
        let at = at.unwrap_or_else(|| {
            self.injects.push(InjectRow::new(name));
            self.injects.len() - 1
        });
        &mut self.injects[at]
    }

    fn update(&mut self, incident: IncidentId, duty: Duty, number: u32) -> &mut Update {
        let same = |u: &Update| u.number == number && u.duty == duty && u.incident == incident;
        let at = self.updates.iter().rposition(same).unwrap_or_else(|| {
            self.updates.push(Update {
                incident,
                duty,
                number,
                due: None,
                sent: None,
                late: Duration::ZERO,
                missed: None,
            });
            self.updates.len() - 1
        });
        &mut self.updates[at]
    }
    pub(super) fn owe(&mut self, incident: IncidentId, duty: Duty, number: u32, due: SimTime) {
        self.update(incident, duty, number).due = Some(due);
    }
    pub(super) fn send(
        &mut self,
        incident: IncidentId,
        duty: Duty,
        number: u32,
        late: Duration,
        stamp: Stamp,
    ) {
        let update = self.update(incident, duty, number);
        (update.sent, update.late) = (Some(stamp), late);
        let open = |c: &&mut LegalClock| c.duty == duty && c.known.is_some() && c.filed.is_none();
        self.clocks
            .iter_mut()
            .filter(open)
            .for_each(|clock| clock.filed = Some(stamp));
    }
    pub(super) fn miss(&mut self, incident: IncidentId, duty: Duty, number: u32, stamp: Stamp) {
        self.update(incident, duty, number).missed = Some(stamp);
    }

    pub(super) fn restore(&mut self, tool: Tool, stamp: Stamp) {
        let open = |t: &&mut ToolLoss| t.tool == tool && t.restored.is_none();
        if let Some(loss) = self.tools.iter_mut().rev().find(open) {
            loss.restored = Some(stamp);
        }
    }
    pub(super) fn answer(&mut self, id: MessageId, stamp: Stamp) {
        if let Some(message) = self.messages.iter_mut().rev().find(|m| m.id == id) {
            message.answered.get_or_insert(stamp);
        }
    }
}

impl InjectRow {
    pub(super) fn new(name: Name) -> InjectRow {
        InjectRow {
            name,
            fired: None,
            delivered: None,
            skipped: None,
            unreached: false,
            held: false,
        }
    }
    /// What became of it, in a word.
    pub fn fate(&self) -> &'static str {
        match self {
            InjectRow {
                delivered: Some(_), ..
            } => "delivered",
            InjectRow {
                skipped: Some(_), ..
            } => "skipped",
            InjectRow { fired: Some(_), .. } => "fired",
            InjectRow { held: true, .. } => "held back",
            _ => "not reached",
        }
    }
}
