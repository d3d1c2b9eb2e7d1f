//! “Needs you now”: what waits for one person, by due time.

use super::{Desk, role_title};
use crate::base::{Duration, Name, SimTime};
use crate::board::{Asked, Presence};
use crate::model::belief::{Claim, TaskState};
use crate::model::fact::Job;
use crate::model::{Command, Duty, IncidentId, MessageId, Task};
use crate::score::numbers::length;
use crate::score::words;

/// Something that waits for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    pub title: String,
    /// What one should know before deciding; may be empty.
    pub detail: String,
    pub when: When,
    pub choices: Vec<Choice>,
}

/// Since when it waits, or when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Rings(SimTime),
    Waits(SimTime),
    Due(SimTime),
    Since(SimTime),
}

/// One way to deal with it, by a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub key: char,
    pub label: String,
    pub act: Act,
}

/// What a choice does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Give(Command),
    /// Words are wanted first.
    Write(Wants),
    /// Opens the palette on these words.
    Look(String),
}

/// What words are wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    Answer(MessageId),
    Update(IncidentId, Duty),
    Note,
    Say(Name),
}

impl Wants {
    /// The command with these words.
    pub fn with(self, text: &str) -> Command {
        let text = text.trim();
        let some = (!text.is_empty()).then(|| text.to_string());
        match self {
            Wants::Answer(message) => Command::Answer {
                message,
                text: some,
            },
            Wants::Update(incident, duty) => Command::Update {
                incident,
                duty,
                text: some,
            },
            Wants::Note => Command::Mark {
                text: text.to_string(),
            },
            Wants::Say(to) => Command::Say {
                to,
                text: text.to_string(),
            },
        }
    }
}

/// Updates others write are shown to the commander this long before.
const LOOKED_AT: Duration = Duration::minutes(5);

impl Desk {
    /// What waits for this person, most urgent first.
    pub fn needs(&self, now: SimTime) -> Vec<Need> {
        let mut needs = Vec::new();
        self.rings(&mut needs);
        if self.board.presence == Presence::Here {
            self.chair(&mut needs);
            self.cleared(&mut needs);
            self.asked(&mut needs);
            self.owed(now, &mut needs);
            self.given(&mut needs);
            self.ownerless(&mut needs);
        }
        needs.sort_by_key(|need| match need.when {
            When::Rings(at) => (0, at),
            When::Waits(at) | When::Due(at) => (1, at),
            When::Since(at) => (2, at),
        });
        needs
    }

    fn rings(&self, needs: &mut Vec<Need>) {
        for page in self.board.pages.iter().filter(|p| !p.acknowledged) {
            let role = page.role.map(|r| role_title(r, self.setup()));
            let title = match role {
                Some(role) => format!("You are paged as {role}"),
                None => "You are paged: something is wrong".into(),
            };
            let broken: Vec<String> = self
                .board
                .broken()
                .map(|(s, _)| super::super::voice::service(s))
                .collect();
            needs.push(Need {
                title,
                detail: match broken.is_empty() {
                    true => String::new(),
                    false => format!("alerts for {}", broken.join(", ")),
                },
                when: When::Rings(page.at),
                choices: vec![
                    give('y', "take it", Command::Acknowledge { page: page.page }),
                    give('n', "pass it on", Command::Escalate { page: page.page }),
                ],
            });
        }
    }

    /// A role I was called for and that nobody holds yet.
    fn chair(&self, needs: &mut Vec<Need>) {
        let board = &self.board;
        let called = board.pages.iter().filter(|p| p.acknowledged);
        let called = called.filter_map(|p| Some((p.role?, p.at)));
        let open = board.incidents.iter().any(|i| !i.closed);
        let mut free = called.filter(|(role, _)| open && board.holder(*role).is_none());
        if let Some((role, at)) = free.next() {
            needs.push(Need {
                title: format!("Nobody is {} yet", role_title(role, self.setup())),
                detail: "you were called for it".into(),
                when: When::Waits(at),
                choices: vec![give('y', "take it", Command::TakeRole { role })],
            });
        }
    }

    /// It may be over: whoever commands looks, or anybody where nobody does.
    fn cleared(&self, needs: &mut Vec<Need>) {
        let (board, book) = (&self.board, self.book());
        let mine = board.commander(book).is_none_or(|c| c == board.me);
        let looks = matches!(board.hands, Some((Job::Triage(_) | Job::Verify(_), _)));
        let ticket = board.open_ticket(book).filter(|_| mine && !looks);
        let cleared = ticket.and_then(|ticket| Some((ticket, board.cleared(ticket)?)));
        if let Some((ticket, at)) = cleared {
            needs.push(Need {
                title: "The alerts have cleared".into(),
                detail: "it may be over".into(),
                when: When::Waits(at),
                choices: vec![give('y', "look whether it is", Command::Triage { ticket })],
            });
        }
    }

    fn asked(&self, needs: &mut Vec<Need>) {
        for ask in &self.board.inbox {
            match ask.what {
                Asked::Message(message) => {
                    let seen = self.messages.iter().find(|m| m.id == message);
                    let (from, text) = seen.map_or(("somebody", ""), |m| (&m.from, &m.text));
                    let from = super::super::voice::first_upper(from);
                    needs.push(Need {
                        title: format!("{from}: {text}"),
                        detail: String::new(),
                        when: When::Waits(ask.since),
                        choices: vec![
                            choice('w', "write an answer", Act::Write(Wants::Answer(message))),
                            give(
                                'y',
                                "answer in short",
                                Command::Answer {
                                    message,
                                    text: None,
                                },
                            ),
                        ],
                    });
                }
                Asked::Approval { task, whose } => {
                    needs.push(self.approval(task, whose, ask.since))
                }
            }
        }
    }

    fn approval(&self, task: Task, whose: Name, since: SimTime) -> Need {
        let setup = self.setup();
        let title = words::work(task.work, setup);
        let who = self.who(whose);
        let spec = self.book().action(task.work);
        let mut detail = Vec::new();
        if let Some(action) = spec {
            let undoes = action.undoes.and_then(|change| {
                let mut changes = setup.scenario.changes.iter();
                changes.find(|c| c.name == change).map(|c| c.title.as_str())
            });
            if let Some(change) = undoes {
                detail.push(format!("undoes “{change}”"));
            }
            detail.push(format!("about {}", length(action.work.median())));
            detail.push(match (&action.harm, action.risky) {
                (Some(harm), true) => match harm.on.or(action.on) {
                    Some(on) => format!(
                        "risky: if it is not this, {} suffers",
                        super::super::voice::service(on)
                    ),
                    None => "risky".into(),
                },
                (None, true) => "risky".into(),
                _ => "little risk".into(),
            });
        }
        Need {
            title: format!("{who} asks: {title}"),
            detail: detail.join(", "),
            when: When::Waits(since),
            choices: vec![
                give('y', "yes", Command::Approve { task, whose }),
                give('n', "no", Command::Refuse { task, whose }),
                give(
                    'o',
                    "ask why",
                    Command::Ask {
                        whom: whose,
                        ticket: task.ticket,
                    },
                ),
            ],
        }
    }

    fn owed(&self, now: SimTime, needs: &mut Vec<Need>) {
        let commands = self.board.i_command(self.book());
        for due in &self.board.dues {
            let mine = self.board.has_duty(self.book(), due.duty);
            let soon = due.at.since(now) <= LOOKED_AT;
            let shown = mine || (commands && soon);
            if !shown {
                continue;
            }
            let what = super::super::voice::first_upper(super::update_title(due.duty));
            let closing = if due.closing { "closing word, " } else { "" };
            let who = match self.board.duty_holder(self.book(), due.duty) {
                Some(who) if !mine => format!(", {} writes it", self.who(who)),
                _ => String::new(),
            };
            let template = self
                .setup()
                .process
                .cadences
                .iter()
                .find(|c| c.duty == due.duty);
            needs.push(Need {
                title: format!("{what} update, {closing}number {}{who}", due.number),
                detail: template.map_or(String::new(), |c| c.template.clone()),
                when: When::Due(due.at),
                choices: vec![
                    choice(
                        'w',
                        "write it",
                        Act::Write(Wants::Update(due.incident, due.duty)),
                    ),
                    give(
                        'y',
                        "send the usual text",
                        Command::Update {
                            incident: due.incident,
                            duty: due.duty,
                            text: None,
                        },
                    ),
                ],
            });
        }
    }

    fn given(&self, needs: &mut Vec<Need>) {
        for (task, at) in &self.board.assigned {
            let title = words::work(task.work, self.setup());
            needs.push(Need {
                title: format!("Given to you: {title}"),
                detail: String::new(),
                when: When::Since(*at),
                choices: vec![
                    give('y', "begin", Command::Work { task: *task }),
                    give('n', "give it up", Command::Drop { task: *task }),
                ],
            });
        }
    }

    /// Work that somebody laid down or left behind, and nobody has taken up.
    fn ownerless(&self, needs: &mut Vec<Need>) {
        if !self.board.may(self.book(), crate::model::Right::Assign) {
            return;
        }
        for belief in self.board.beliefs.iter() {
            let Claim::Task { task, by, state } = belief.claim else {
                continue;
            };
            let left = state == TaskState::Running && !self.board.room.contains(&by);
            let open = state == TaskState::Dropped || left;
            let over =
                self.board.is_done(task.ticket, self.book()) || self.board.is_fixed(task.ticket);
            if !open || over || self.board.is_running(task.ticket, task.work) && !left {
                continue;
            }
            let title = words::work(task.work, self.setup());
            needs.push(Need {
                title: format!("“{title}” has no owner"),
                detail: format!("{} was at it", self.who(by)),
                when: When::Since(belief.since),
                choices: vec![choice(
                    'g',
                    "give it to somebody",
                    Act::Look(format!("assign {}", task.work)),
                )],
            });
        }
    }
}

fn give(key: char, label: &str, command: Command) -> Choice {
    choice(key, label, Act::Give(command))
}
fn choice(key: char, label: &str, act: Act) -> Choice {
    Choice {
        key,
        label: label.into(),
        act,
    }
}
