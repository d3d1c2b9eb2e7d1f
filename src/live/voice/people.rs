//! From records that reach somebody to the lines they read.

use super::super::desk::{role_title, update_title, usual};
use super::beliefs::{self, ended, first_upper, work};
use super::{Line, Memory, Tone, Tongue, key, service, short, wordings};
use crate::base::{Duration, Name, SimTime};
use crate::board::{Board, Handbook};
use crate::model::belief::{Belief, Source};
use crate::model::fact::LeaveReason;
use crate::model::{
    Actor, Command, Fact, Record, ServiceState, Setup, Stakeholder, Task, TaskState, TicketId,
};
use crate::report::text::plain;
use crate::report::words::refusal;
use crate::score::numbers::length;
use crate::score::words;

/// What one person hears and reads, line by line.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    memory: Memory,
    /// The last that was said of alerts that clear: a dozen clear at once.
    cleared: Option<(TicketId, SimTime)>,
    /// What a colleague has just told: it is said once we know whether it was a talk.
    told: Option<(Record, Name, Vec<Belief>)>,
}

/// Works whose span somebody doubts if they get less than this share of it.
const TOO_SHORT: f64 = 0.7;

impl Speech {
    /// The lines that a record brings to the owner of a board, which has been folded already.
    pub fn lines(
        &mut self,
        record: &Record,
        board: &Board,
        book: &Handbook,
        setup: &Setup,
    ) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Fact::Told {
            from, to, moved, ..
        } = &record.fact
            && *to == board.me
        {
            let known = self.told.take_if(|(_, who, _)| who == from);
            let beliefs = known.map_or(Vec::new(), |(_, _, beliefs)| beliefs);
            let mut hearing = self.hearing(record, board, book, setup, Some(*from));
            let text = hearing.status(*from, &beliefs, *moved);
            lines.push(hearing.line(*from, text));
            return lines;
        }
        lines.extend(self.settle(board, book, setup));
        if let Fact::AlertCleared { ticket, .. } = record.fact
            && self.cleared.replace((ticket, record.at)) == Some((ticket, record.at))
        {
            return lines;
        }
        if let Fact::Learned { person, beliefs } = &record.fact
            && *person == board.me
            && let Some(Source::Person(from)) = beliefs.first().map(|b| b.source)
        {
            self.told = Some((record.clone(), from, beliefs.clone()));
            return lines;
        }
        let about = subject(&record.fact);
        let mut hearing = self.hearing(record, board, book, setup, about);
        lines.extend(hearing.fact());
        lines
    }

    /// What has been posted and belongs to no talk.
    pub fn settle(&mut self, board: &Board, book: &Handbook, setup: &Setup) -> Option<Line> {
        let (record, from, beliefs) = self.told.take()?;
        let mut hearing = self.hearing(&record, board, book, setup, Some(from));
        let text = beliefs::report(from, &beliefs, &mut hearing.tongue);
        (!text.is_empty()).then(|| {
            let text = hearing.tongue.manner(from, text);
            hearing.line(from, text)
        })
    }

    fn hearing<'a>(
        &'a mut self,
        record: &'a Record,
        board: &'a Board,
        book: &'a Handbook,
        setup: &'a Setup,
        about: Option<Name>,
    ) -> Hearing<'a> {
        Hearing {
            record,
            board,
            book,
            tongue: Tongue {
                setup,
                memory: &mut self.memory,
                key: key(record, about),
            },
        }
    }
}

struct Hearing<'a> {
    record: &'a Record,
    board: &'a Board,
    book: &'a Handbook,
    tongue: Tongue<'a>,
}

impl Hearing<'_> {
    fn line(&self, who: Name, text: String) -> Line {
        let me = who == self.board.me;
        Line {
            at: self.record.at,
            who: if me {
                "you".into()
            } else {
                short(who, self.tongue.setup)
            },
            text: plain(&text),
            tone: if me { Tone::You } else { Tone::Colleague },
        }
    }
    fn you(&self, text: String) -> Vec<Line> {
        vec![self.line(self.board.me, text)]
    }
    fn by(&mut self, who: Name, text: String) -> Vec<Line> {
        let text = match who == self.board.me {
            true => text,
            false => self.tongue.manner(who, text),
        };
        vec![self.line(who, text)]
    }
    fn tool(&self, text: String) -> Vec<Line> {
        self.from(String::new(), text, Tone::Tool)
    }
    fn from(&self, who: String, text: String, tone: Tone) -> Vec<Line> {
        vec![Line {
            at: self.record.at,
            who: plain(&who),
            text: plain(&text),
            tone,
        }]
    }
    fn who(&self, name: Name) -> String {
        match name == self.board.me {
            true => "you".into(),
            false => short(name, self.tongue.setup),
        }
    }
    fn role(&self, name: Name) -> String {
        role_title(name, self.tongue.setup)
    }

    fn fact(&mut self) -> Vec<Line> {
        let me = self.board.me;
        let setup = self.tongue.setup;
        let fact = &self.record.fact;
        match fact {
            Fact::Commanded { command } if self.record.by == Actor::Person(me) => {
                self.mine(command)
            }
            Fact::Refused { refusal: why, .. } => {
                let text = format!("Not possible: {}.", refusal(why, setup));
                self.from("—".into(), text, Tone::Against)
            }
            Fact::AlertRaised {
                service: on, state, ..
            } => {
                let state = match state {
                    ServiceState::Down => "down",
                    ServiceState::Degraded => "slow or failing",
                    ServiceState::Normal => "normal",
                };
                self.from(
                    "alert".into(),
                    format!("{} is {state}.", service(*on)),
                    Tone::Tool,
                )
            }
            Fact::AlertCleared { .. } => self.tool("what was ringing has cleared".into()),
            Fact::PageReached { person, .. } if *person == me => {
                self.from("page".into(), "Your phone rings.".into(), Tone::Tool)
            }
            Fact::PageSent { to, role, woke, .. } if *to != me => {
                let role = role.map_or(String::new(), |r| format!(" as {}", self.role(r)));
                let woke = if *woke { ", who was asleep" } else { "" };
                self.tool(format!("paged {}{role}{woke}", self.who(*to)))
            }
            Fact::PageMissed { to, .. } if *to != me => {
                self.tool(format!("{} has not answered the page", self.who(*to)))
            }
            Fact::Acknowledged { person, .. } => {
                self.tool(format!("{} acknowledged", self.who(*person)))
            }
            Fact::NobodyToPage { .. } => self.tool("there was nobody to page".into()),
            Fact::Engaged { person, .. } if *person == me => {
                self.tool("you are at the keyboard".into())
            }
            Fact::Engaged { person, .. } => {
                let looks_on = self.book.only_looks_on(*person);
                let text = match looks_on {
                    true => self.tongue.say("looks-on", wordings::LOOKS_ON, &[]),
                    false => self.tongue.say("comes", wordings::COMES, &[]),
                };
                self.by(*person, text)
            }
            Fact::Left { person, why } if *person != me => {
                let why = match why {
                    LeaveReason::Shift => " My shift is over.",
                    LeaveReason::Observing => " I watch from outside.",
                    _ => "",
                };
                let text = self.tongue.say("leaves", wordings::LEAVES, &[]);
                self.by(*person, format!("{text}{why}"))
            }
            Fact::Left { .. } => self.tool("you have left the room".into()),
            Fact::ShiftEnded { person } if *person == me => {
                self.tool("your shift is over: hand over before you go".into())
            }
            Fact::NoAnswer { whom, .. } => self.tool(format!(
                "{} does not answer and is no longer here",
                self.who(*whom)
            )),
            _ => self.work(),
        }
    }

    /// What I have asked for and nobody repeats.
    fn mine(&mut self, command: &Command) -> Vec<Line> {
        let who = |name: &Name| short(*name, self.tongue.setup);
        let text = match command {
            Command::Ask { whom, .. } => format!("{}, where do you stand?", who(whom)),
            Command::Report { to, .. } => format!("{}, this is what I know.", who(to)),
            Command::Page {
                whom, role: None, ..
            } => format!("Calling {}.", who(whom)),
            Command::Page {
                whom,
                role: Some(role),
                ..
            } => {
                format!("Calling {} as {}.", who(whom), self.role(*role))
            }
            Command::SizeUp { .. } => "One moment, I get an overview.".into(),
            Command::Triage { .. } => "Looking at the dashboards.".into(),
            Command::Work { task } => format!("I do {} myself.", work(*task, self.tongue.setup)),
            Command::SendOut { whom } => format!("{}, please watch from outside.", who(whom)),
            Command::Read { .. } => "Reading the document.".into(),
            Command::Write { .. } => "Writing it down.".into(),
            Command::Escalate { .. } => "I pass this page on.".into(),
            Command::Transfer { to, .. } => {
                format!("{}, a call, so that you have everything.", who(to))
            }
            _ => return Vec::new(),
        };
        self.you(text)
    }

    fn work(&mut self) -> Vec<Line> {
        let me = self.board.me;
        let setup = self.tongue.setup;
        match &self.record.fact {
            Fact::Assigned {
                task,
                to,
                by,
                within,
            } => self.assigned(*task, *to, *by, *within),
            Fact::Objected {
                task, by, suspects, ..
            } => {
                let suspects = suspects.map_or(String::new(), |cause| {
                    let cause = ended(words::cause(cause, setup));
                    self.tongue.say("suspects", wordings::SUSPECTS, &[cause])
                });
                let title = work(*task, setup);
                let text = self
                    .tongue
                    .say("objects", wordings::OBJECTS, &[&title, &suspects]);
                let mut line = self.line(*by, text);
                line.tone = Tone::Against;
                vec![line]
            }
            Fact::ApprovalAsked { task, by, of } if *of == me => {
                let text = self.proposal(*task);
                self.by(*by, text)
            }
            Fact::ApprovalAsked { task, of, .. } => {
                let title = work(*task, setup);
                self.you(format!("{}, I need a yes for {title}.", short(*of, setup)))
            }
            Fact::ApprovalGiven { task, by, .. } => {
                let text = self
                    .tongue
                    .say("yes", wordings::SAYS_YES, &[&work(*task, setup)]);
                self.by(*by, text)
            }
            Fact::ApprovalRefused { task, by, .. } => {
                let text = self
                    .tongue
                    .say("no", wordings::SAYS_NO, &[&work(*task, setup)]);
                self.by(*by, text)
            }
            Fact::TaskEnded {
                task,
                person,
                state,
                ..
            } if *person == me => {
                let title = work(*task, setup);
                match state {
                    TaskState::Done => self.tool(format!("you are through with {title}")),
                    _ => self.tool(format!("you have laid {title} down")),
                }
            }
            Fact::StuckNoticed { task, person } if *person == me => self.tool(format!(
                "you do not get any further with {}",
                work(*task, setup)
            )),
            Fact::TaskLost { task, .. } => {
                self.tool(format!("nobody is at {} any more", work(*task, setup)))
            }
            Fact::Learned { beliefs, .. } => self.learned(beliefs),
            Fact::RunbookRead { runbook, .. } => {
                self.tool(format!("you have read the runbook “{}”", service(*runbook)))
            }
            Fact::Remediated { action, helped, .. } => {
                let came = if *helped { "helped" } else { "did not help" };
                self.tool(format!(
                    "“{}” ran by itself and {came}",
                    words::work(*action, setup)
                ))
            }
            _ => self.command(),
        }
    }

    /// What I found out by myself, or read.
    fn learned(&mut self, beliefs: &[Belief]) -> Vec<Line> {
        let me = self.board.me;
        let from = match beliefs.first().map(|b| b.source) {
            Some(Source::Document) => "document",
            Some(Source::Tool) => "alert",
            Some(Source::Script(_)) => return Vec::new(),
            _ => "found",
        };
        let text = beliefs::report(me, beliefs, &mut self.tongue);
        match text.is_empty() {
            true => Vec::new(),
            false => self.from(from.into(), text, Tone::Tool),
        }
    }

    fn command(&mut self) -> Vec<Line> {
        let me = self.board.me;
        match &self.record.fact {
            Fact::Declared { severity, by, .. } => {
                let text = format!("This is an incident, {severity}.");
                self.by(*by, text)
            }
            Fact::SeveritySet { severity, .. } => match self.record.by {
                Actor::Person(by) => self.by(by, format!("It is {severity} from now on.")),
                _ => self.tool(format!("severity {severity}")),
            },
            Fact::RoleTaken { role, person } => {
                let title = self.role(*role);
                let text = self
                    .tongue
                    .say("takes-role", wordings::TAKES_ROLE, &[&title]);
                self.by(*person, first_upper(&text))
            }
            Fact::RoleLeft { role, person } => {
                let title = self.role(*role);
                let text = self.tongue.say("lays-down", wordings::LAYS_DOWN, &[&title]);
                self.by(*person, text)
            }
            Fact::HandoffAnnounced { role, from, to } | Fact::HandedOver { role, from, to, .. } => {
                let (to, role) = (self.who(*to), self.role(*role));
                let text = self
                    .tongue
                    .say("hands-over", wordings::HANDS_OVER, &[&to, &role]);
                self.by(*from, first_upper(&text))
            }
            Fact::Described { by, head, .. } => {
                let private = head.private.map(|private| match private {
                    true => "It is private from now on.".to_string(),
                    false => "Everybody in the house may look on from now on.".to_string(),
                });
                let words = [head.title.clone(), head.text.clone(), private];
                let words: Vec<String> = words.into_iter().flatten().collect();
                self.by(*by, format!("Incident document: {}", words.join(" · ")))
            }
            Fact::Closed { .. } => match self.record.by {
                Actor::Person(by) => self.by(by, "The incident is closed.".into()),
                _ => self.tool("the incident is closed".into()),
            },
            Fact::DocumentOpened { .. } => self.tool("the incident document is open".into()),
            Fact::Written { by, .. } if *by != me => {
                self.tool(format!("{} wrote into the document", self.who(*by)))
            }
            _ => self.messages(),
        }
    }

    fn messages(&mut self) -> Vec<Line> {
        let me = self.board.me;
        match &self.record.fact {
            Fact::MessageSent {
                to,
                from,
                text,
                message,
                ..
            } if *to == me => {
                let text = self.question(from, text, message.0);
                self.from(first_upper(from), text, Tone::Outside)
            }
            Fact::MessageAnswered { by, text, .. } if *by == me => {
                let said = text.clone();
                self.you(said.unwrap_or_else(|| "I answered, in short.".into()))
            }
            Fact::InjectDelivered {
                text, questions, ..
            } => {
                let mut lines = Vec::new();
                if !text.is_empty() {
                    lines.extend(self.from("word".into(), text.clone(), Tone::Outside));
                }
                for question in questions {
                    lines.extend(self.from("asked".into(), question.clone(), Tone::Outside));
                }
                lines
            }
            Fact::Said { from, to, text } => {
                let text = match *from == me {
                    true => format!("{}: {text}", short(*to, self.tongue.setup)),
                    false => text.clone(),
                };
                vec![self.line(*from, text)]
            }
            Fact::Marked { by, text } if *by == me => self.you(format!("Noted: {text}")),
            Fact::UpdateSent { duty, by, text, .. } => {
                let what = update_title(*duty);
                match text {
                    Some(text) => self.by(*by, format!("{} update: {text}", first_upper(what))),
                    None => self.tool(format!("{} sent the {what} update", self.who(*by))),
                }
            }
            Fact::UpdateMissed { duty, .. } => {
                self.tool(format!("the {} update did not go out", update_title(*duty)))
            }
            Fact::Reminded { duty, .. } => self.tool(format!(
                "reminder: the {} update is due",
                update_title(*duty)
            )),
            Fact::ToolLost { tool } => self.tool(format!("{} is gone", tool.title())),
            Fact::ToolRestored { tool } => self.tool(format!("{} is back", tool.title())),
            Fact::Ended { .. } => self.tool("the exercise is over".into()),
            _ => Vec::new(),
        }
    }

    /// What those outside ask: the script's own words, or one of many.
    fn question(&mut self, from: &str, text: &str, message: u32) -> String {
        self.tongue.key = self.tongue.key.wrapping_add(u64::from(message));
        let of = Stakeholder::called(from);
        match of.filter(|_| Stakeholder::QUESTIONS.contains(&text)) {
            Some(Stakeholder::Executives) => {
                self.tongue.say("executives", wordings::EXECUTIVES, &[])
            }
            Some(Stakeholder::Customers) => self.tongue.say("customers", wordings::CUSTOMERS, &[]),
            Some(Stakeholder::Support) => self.tongue.say("support", wordings::SUPPORT, &[]),
            None => text.to_string(),
        }
    }

    /// Condition, actions, needs.
    fn status(&mut self, from: Name, beliefs: &[Belief], moved: u16) -> String {
        let mut text = beliefs::report(from, beliefs, &mut self.tongue);
        if text.is_empty() && moved == 0 {
            text = self.tongue.say("nothing-new", wordings::NOTHING_NEW, &[]);
        }
        let at: Vec<Task> = self.board.in_hands_of(from).collect();
        let said = |t: &Task| {
            beliefs
                .iter()
                .any(|b| matches!(b.claim, crate::model::Claim::Task { task, .. } if task == *t))
        };
        if let Some(task) = at.iter().find(|t| !said(t)) {
            let title = work(*task, self.tongue.setup);
            text.push(' ');
            text.push_str(&self.tongue.say("at-it", wordings::AT_IT, &[&title]));
        } else if at.is_empty() && self.takes_work(from) {
            let waits = self.board.inbox.iter().find_map(|ask| match ask.what {
                crate::board::Asked::Approval { task, whose } if whose == from => Some(task),
                _ => None,
            });
            let need = match waits {
                Some(task) => {
                    let title = work(task, self.tongue.setup);
                    self.tongue.say("waits", wordings::WAITS, &[&title])
                }
                None => self.tongue.say("free", wordings::FREE, &[]),
            };
            text.push(' ');
            text.push_str(&need);
        }
        self.tongue.manner(from, text.trim().to_string())
    }

    /// Whether somebody has their hands on the system, and I am who gives work out.
    fn takes_work(&self, who: Name) -> bool {
        let gives = self.board.may(self.book, crate::model::Right::Assign);
        let mut desks = self.book.desks.iter();
        let desk = desks.any(|role| self.board.holder(*role) == Some(who));
        gives && !desk && !self.book.only_looks_on(who)
    }

    /// Work given out, and what the one who gets it says to the time they have.
    fn assigned(&mut self, task: Task, to: Name, by: Name, within: Option<Duration>) -> Vec<Line> {
        let setup = self.tongue.setup;
        let (title, who) = (work(task, setup), self.who(to));
        let given = match within {
            None => self
                .tongue
                .say("given", wordings::GIVEN, &[&first_upper(&who), &title]),
            Some(within) => {
                let with = [
                    first_upper(&who),
                    title.clone(),
                    first_upper(&length(within)),
                ];
                let with: Vec<&str> = with.iter().map(String::as_str).collect();
                self.tongue.say("given-box", wordings::GIVEN_BOX, &with)
            }
        };
        let mut lines = self.by(by, given);
        if to == self.board.me {
            return lines;
        }
        let takes = usual(self.book, task, to);
        let answer = match within {
            None => self.tongue.say("accepts", wordings::ACCEPTS, &[]),
            Some(within) if within < takes.times(TOO_SHORT) => {
                let with = [length(within), length(takes)];
                self.tongue
                    .say("challenges", wordings::CHALLENGES, &[&with[0], &with[1]])
            }
            Some(within) => {
                self.tongue
                    .say("accepts-box", wordings::ACCEPTS_BOX, &[&length(within)])
            }
        };
        lines.extend(self.by(to, first_upper(&answer)));
        lines
    }

    /// An action put before me: what it is for, how long, what it may cost.
    fn proposal(&mut self, task: Task) -> String {
        let setup = self.tongue.setup;
        let title = work(task, setup);
        let Some(action) = self.book.action(task.work) else {
            return title;
        };
        let takes = length(action.work.median());
        let harms = action.harm.as_ref().filter(|_| action.risky);
        let risk = match (harms, action.on) {
            (Some(harm), on) => {
                let on = harm.on.or(on).map_or("it".into(), service);
                self.tongue.say("risky", wordings::RISKY, &[&on])
            }
            (None, _) => self.tongue.say("safe", wordings::SAFE, &[]),
        };
        let spoils = match action.destroys.is_empty() {
            true => String::new(),
            false => self.tongue.say("spoils", wordings::SPOILS, &[]),
        };
        let about = format!("About {takes}. {risk}{spoils}");
        self.tongue
            .say("proposes", wordings::PROPOSES, &[&title, &about])
    }
}

/// The name that tells one record of an instant from the next.
fn subject(fact: &Fact) -> Option<Name> {
    Some(match fact {
        Fact::Assigned { task, .. }
        | Fact::Objected { task, .. }
        | Fact::ApprovalAsked { task, .. }
        | Fact::ApprovalGiven { task, .. }
        | Fact::ApprovalRefused { task, .. } => task.work,
        Fact::RoleTaken { role, .. } | Fact::RoleLeft { role, .. } => *role,
        Fact::Engaged { person, .. } | Fact::Left { person, .. } => *person,
        _ => return None,
    })
}
