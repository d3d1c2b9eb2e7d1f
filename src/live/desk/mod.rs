//! What one person has before them: a fold over the records that reach them, and nothing else.
//!
//! Terminal and page draw this. It holds the person's board, so it can never know what they cannot
//! know; words are colleagues' words over beliefs.

mod asks;
mod cost;
mod lists;
mod needs;
mod typed;

pub use asks::Ask;
pub use cost::{nominal, usual};
pub use lists::{Hypothesis, RoleRow, Says, ServiceRow, TaskLook, TaskRow};
pub use needs::{Act, Choice, Need, Wants, When};
pub use typed::{NEXT, Order, Typed, give_time, time_box};

use std::sync::Arc;

use super::opening::Sitting;
use super::voice::{Line, Speech, Tone, short};
use crate::base::{Duration, Name, SimTime};
use crate::board::{Board, Handbook, IncidentSeen, Presence};
use crate::engine::plan::Plan;
use crate::model::belief::Claim;
use crate::model::fact::Job;
use crate::model::process::Private;
use crate::model::{Fact, MessageId, Record, ServiceState, Setup, Task, Tool};
use crate::report::text::plain;

/// One person's desk.
pub struct Desk {
    sitting: Sitting,
    plan: Arc<Plan>,
    board: Board,
    speech: Speech,
    lines: Vec<Line>,
    marks: Vec<Mark>,
    /// How services were seen, in order.
    seen: Vec<(SimTime, Name, ServiceState)>,
    /// Who was seen to hold what, in order.
    held: Vec<(SimTime, Name, Option<Name>)>,
    /// Tasks I gave with a time-box, to when.
    boxes: Vec<(Task, Name, SimTime)>,
    messages: Vec<Message>,
    cards: Vec<Card>,
    busy: Option<Busy>,
    dark: Option<SimTime>,
    /// What the coach has told me, in order.
    heard: Vec<(SimTime, Name)>,
    /// How many records have reached me.
    folded: usize,
}

/// A moment that matters to everybody, for a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub at: SimTime,
    pub lane: Lane,
    pub word: String,
}

/// Which line of a timeline a mark stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    Milestone,
    Alert,
    UpdateSent,
    UpdateMissed,
}

/// A card that lies before me, with what I have answered so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub inject: Name,
    pub at: SimTime,
    /// When it plays in the story, or who it comes from.
    pub from: String,
    pub text: String,
    pub questions: Vec<String>,
    /// My last word on each question.
    pub answers: Vec<Option<String>>,
}

/// A question that was put to me.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub from: String,
    pub text: String,
    pub at: SimTime,
}

/// What my hands are full with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busy {
    pub words: String,
    pub since: SimTime,
    /// When talk, writing and deciding ends; technical work ends when it is done.
    pub until: Option<SimTime>,
}

impl Desk {
    pub fn new(me: Name, role: Option<Name>, plan: Arc<Plan>) -> Desk {
        Desk {
            sitting: Sitting { person: me, role },
            plan,
            board: Board::new(me),
            speech: Speech::default(),
            lines: Vec::new(),
            marks: Vec::new(),
            seen: Vec::new(),
            held: Vec::new(),
            boxes: Vec::new(),
            messages: Vec::new(),
            cards: Vec::new(),
            busy: None,
            dark: None,
            heard: Vec::new(),
            folded: 0,
        }
    }

    /// Takes a record in, if it reaches this person.
    pub fn fold(&mut self, record: &Record) {
        if !record.audience.holds(self.board.me) {
            return;
        }
        self.folded += 1;
        let plan = self.plan.clone();
        self.board.fold(record, &plan.book);
        let lines = self
            .speech
            .lines(record, &self.board, &plan.book, &plan.setup);
        // A proposal or an answer right behind another of the same words is one line.
        for line in lines {
            match self.lines.last_mut() {
                // What the script brings and who asks it are one line.
                Some(last) if last.at == line.at && last.text == line.text => *last = line,
                _ => self.lines.push(line),
            }
        }
        self.note(record);
    }

    /// What has been posted by now.
    pub fn settle(&mut self) {
        let plan = self.plan.clone();
        let line = self.speech.settle(&self.board, &plan.book, &plan.setup);
        self.lines.extend(line);
    }

    fn note(&mut self, record: &Record) {
        let at = record.at;
        let me = self.board.me;
        let mark = |lane, word: &str| Mark {
            at,
            lane,
            word: word.into(),
        };
        match &record.fact {
            Fact::AlertRaised { service, state, .. } => {
                let first = self.marks.iter().all(|m| m.lane != Lane::Alert);
                self.marks.push(mark(Lane::Alert, ""));
                if first {
                    self.marks.push(mark(Lane::Milestone, "alert"));
                }
                self.seen.push((at, *service, *state));
            }
            Fact::Learned { beliefs, .. } => {
                for belief in beliefs {
                    match belief.claim {
                        Claim::Service { service, state } => {
                            self.seen.push((belief.since, service, state))
                        }
                        Claim::Role { role, holder } => self.held.push((at, role, holder)),
                        _ => {}
                    }
                }
            }
            Fact::PageReached { person, .. } if *person == me => {
                self.marks.push(mark(Lane::Milestone, "paged"));
            }
            Fact::Acknowledged { person, .. } if *person == me => {
                self.marks.push(mark(Lane::Milestone, "page taken"));
            }
            Fact::Declared { severity, .. } => {
                self.marks
                    .push(mark(Lane::Milestone, &format!("declared {severity}")));
            }
            Fact::SeveritySet { severity, .. } => {
                self.marks
                    .push(mark(Lane::Milestone, &format!("{severity} set")));
            }
            Fact::RoleTaken { role, person } => {
                self.held.push((at, *role, Some(*person)));
                if Some(*role) == self.plan.book.command_role {
                    self.marks.push(mark(Lane::Milestone, "command"));
                }
            }
            Fact::RoleLeft { role, .. } => self.held.push((at, *role, None)),
            Fact::HandedOver { role, to, .. } => {
                self.held.push((at, *role, Some(*to)));
                self.marks.push(mark(Lane::Milestone, "handed over"));
            }
            Fact::Closed { .. } => self.marks.push(mark(Lane::Milestone, "closed")),
            Fact::UpdateSent { .. } => self.marks.push(mark(Lane::UpdateSent, "")),
            Fact::UpdateMissed { .. } => self.marks.push(mark(Lane::UpdateMissed, "")),
            Fact::MessageSent {
                message,
                to,
                from,
                asks,
                ..
            } if *to == me && *asks => {
                let said = self
                    .lines
                    .iter()
                    .rev()
                    .find(|l| l.at == at && l.tone == Tone::Outside);
                let text = said.map_or(String::new(), |l| l.text.clone());
                self.messages.push(Message {
                    id: *message,
                    from: plain(from),
                    text,
                    at,
                });
            }
            Fact::InjectDelivered {
                inject,
                text,
                questions,
                ..
            } if self.plan.book.discussion => {
                let from = self.plan.setup.scenario.inject(*inject);
                let from = from.and_then(|i| i.from.as_deref());
                self.cards.push(Card {
                    inject: *inject,
                    at,
                    from: plain(from.unwrap_or_default()),
                    text: plain(text),
                    questions: questions.iter().map(|q| plain(q)).collect(),
                    answers: vec![None; questions.len()],
                });
            }
            Fact::Responded {
                inject,
                question,
                by,
                text,
            } if *by == me => {
                let card = self.cards.iter_mut().find(|c| c.inject == *inject);
                let slot = card.and_then(|c| c.answers.get_mut(usize::from(*question)));
                if let Some(slot) = slot {
                    *slot = Some(plain(text));
                }
            }
            Fact::Assigned {
                task,
                to,
                by,
                within: Some(within),
            } if *by == me => {
                self.boxes.push((*task, *to, at + *within));
            }
            Fact::JobStarted { person, job, work } if *person == me => {
                let until = matches!(job, Job::Coordination(_)).then(|| at + *work);
                self.busy = Some(Busy {
                    words: self.job_words(*job),
                    since: at,
                    until,
                });
            }
            Fact::JobResumed { person, job, .. } if *person == me => {
                self.busy = Some(Busy {
                    words: self.job_words(*job),
                    since: at,
                    until: None,
                });
            }
            Fact::JobInterrupted { person, .. }
            | Fact::JobFinished { person, .. }
            | Fact::JobDropped { person, .. }
            | Fact::Left { person, .. }
                if *person == me =>
            {
                self.busy = None;
            }
            Fact::Hinted { person, about } if *person == me => self.heard.push((at, *about)),
            Fact::ToolLost {
                tool: Tool::Dashboards,
            } => self.dark = Some(at),
            Fact::ToolRestored {
                tool: Tool::Dashboards,
            } => self.dark = None,
            _ => {}
        }
    }

    fn job_words(&self, job: Job) -> String {
        let title = |task: Task| crate::score::words::work(task.work, &self.plan.setup);
        match job {
            Job::Task(task) => format!("“{}”", title(task)),
            Job::Verify(task) => format!("checking “{}”", title(task)),
            Job::Triage(_) => "looking at dashboards".into(),
            Job::Rethink(_) => "thinking it over".into(),
            Job::Coordination(word) => word.as_str().replace('-', " "),
        }
    }

    pub fn me(&self) -> Name {
        self.board.me
    }
    pub fn sitting(&self) -> Sitting {
        self.sitting
    }
    pub fn board(&self) -> &Board {
        &self.board
    }
    pub fn book(&self) -> &Handbook {
        &self.plan.book
    }
    pub fn setup(&self) -> &Setup {
        &self.plan.setup
    }
    /// The channel, the newest last.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
    /// The moments so far, in order.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }
    pub fn busy(&self) -> Option<&Busy> {
        self.busy.as_ref()
    }
    /// Cards that lie before me, the newest last.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }
    /// Who I take for the holder of a role, over time.
    pub fn held(&self) -> &[(SimTime, Name, Option<Name>)] {
        &self.held
    }

    /// What the coach has told me: the word of a notice, or `step-` and the word of a command.
    pub fn heard(&self) -> &[(SimTime, Name)] {
        &self.heard
    }
    /// How many hints that counts as: a kind of step counts once.
    pub fn hints(&self) -> usize {
        let is_new = |at: usize, about: &Name| {
            !about.as_str().starts_with("step-")
                || self.heard[..at].iter().all(|(_, before)| before != about)
        };
        let heard = self.heard.iter().enumerate();
        heard.filter(|(at, (_, about))| is_new(*at, about)).count()
    }
    /// How many records have reached me.
    pub fn folded(&self) -> usize {
        self.folded
    }

    /// A clock on the wall of the story: `14:22`.
    pub fn clock(&self, at: SimTime) -> String {
        self.plan.setup.scenario.starts.clock(at)
    }
    /// What somebody is called.
    pub fn who(&self, name: Name) -> String {
        match name == self.board.me {
            true => "you".into(),
            false => short(name, &self.plan.setup),
        }
    }
    /// My roles in words, or where I am.
    pub fn hat(&self) -> String {
        let mut titles: Vec<String> = Vec::new();
        for role in self.board.my_roles.keys() {
            titles.push(role.as_str().replace('-', " "));
        }
        match self.board.presence {
            _ if !titles.is_empty() => titles.join(", "),
            Presence::Away => "not called yet".into(),
            Presence::Coming => "on the way".into(),
            Presence::Here => "no role yet".into(),
            Presence::Gone => "gone".into(),
        }
    }
    /// The gravest open incident: its severity, and how many pips of four it has.
    pub fn severity(&self) -> Option<(Name, usize)> {
        let open = self.board.incidents.iter().filter(|i| !i.closed);
        let process = &self.plan.setup.process;
        let rank = |name: Name| process.severity_rank(name).unwrap_or(9);
        let gravest = open.map(|i| i.severity).min_by_key(|s| rank(*s))?;
        let digit = gravest
            .as_str()
            .strip_prefix("SEV")
            .and_then(|d| d.parse::<usize>().ok());
        let pips = 5usize.saturating_sub(digit.unwrap_or(rank(gravest) + 1));
        Some((gravest, pips.clamp(1, 4)))
    }
    /// Whether an incident is hidden from those with no part in it, as far as this person can tell.
    pub fn is_private(&self, seen: &IncidentSeen) -> bool {
        let process = &self.plan.setup.process;
        seen.head.private.unwrap_or(match process.private {
            Private::Never => false,
            Private::Always => true,
            Private::Security => {
                self.plan.book.security || self.board.exposed(&self.plan.book).is_some()
            }
        })
    }
    /// When the first alert reached me.
    pub fn first_alert(&self) -> Option<SimTime> {
        let alert = self.marks.iter().find(|m| m.lane == Lane::Alert);
        let seen = self.seen.first().map(|(at, ..)| *at);
        alert.map(|m| m.at).into_iter().chain(seen).min()
    }
    /// How long something has gone on.
    pub fn since(&self, at: SimTime, now: SimTime) -> Duration {
        now.since(at)
    }
}

/// What an update is called: `status page`, `internal`.
pub fn update_title(duty: crate::model::Duty) -> &'static str {
    let title = duty.title();
    title.strip_suffix(" updates").unwrap_or(title)
}

/// A role's title without what stands in brackets behind it.
pub fn role_title(role: Name, setup: &Setup) -> String {
    let title = crate::score::words::role(role, setup);
    plain(title.split(" (").next().unwrap_or(title))
}
