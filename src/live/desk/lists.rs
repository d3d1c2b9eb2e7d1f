//! Tasks, roles, services, hypotheses: rows for whoever draws them.

use super::{Desk, role_title};
use crate::base::{Duration, Name, SimTime};
use crate::board::Asked;
use crate::model::Task;
use crate::model::belief::{Claim, ServiceState, TaskState};
use crate::report::text::plain;
use crate::score::numbers::length;
use crate::score::words;

/// A piece of work I know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    pub title: String,
    /// Who is at it, or what is the matter: `your call`, `nobody`.
    pub who: String,
    /// `7 of 10 min`, `done 14:18`.
    pub how: String,
    pub state: TaskLook,
    pub since: SimTime,
    pub until: Option<SimTime>,
}

/// How a row of a task looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskLook {
    /// Waits for me.
    Mine,
    Nobody,
    Running,
    Done,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRow {
    pub role: Name,
    pub title: String,
    pub holder: Option<Name>,
    pub who: String,
    /// The severity asks for it.
    pub asked: bool,
    pub since: Option<SimTime>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRow {
    pub name: Name,
    pub title: String,
    /// `None`: the tools that would show it are gone.
    pub state: Option<ServiceState>,
    pub word: String,
    pub since: Option<SimTime>,
    /// How it was seen over time, the oldest first.
    pub seen: Vec<(SimTime, ServiceState)>,
}

/// A possible cause that something I know speaks for or against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hypothesis {
    pub cause: String,
    pub says: Vec<Says>,
    pub ruled_out: bool,
    pub last: SimTime,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Says {
    pub speaks_for: bool,
    pub what: String,
    pub from: String,
    pub at: SimTime,
}

impl Desk {
    /// Work I know of: what waits for me first, what is done last.
    pub fn tasks(&self, now: SimTime) -> Vec<TaskRow> {
        let mut rows: Vec<(Task, TaskRow)> = Vec::new();
        for ask in &self.board.inbox {
            if let Asked::Approval { task, .. } = ask.what {
                rows.push((
                    task,
                    self.task_row(task, "your call", String::new(), TaskLook::Mine, ask.since),
                ));
            }
        }
        for belief in self.board.beliefs.iter() {
            let Claim::Task { task, by, state } = belief.claim else {
                continue;
            };
            if rows.iter().any(|(t, _)| *t == task) {
                continue;
            }
            let who = self.who(by);
            let row = match state {
                TaskState::Running if !self.board.room.contains(&by) => self.task_row(
                    task,
                    "nobody",
                    String::new(),
                    TaskLook::Nobody,
                    belief.since,
                ),
                TaskState::Running => {
                    let boxed = self
                        .boxes
                        .iter()
                        .rfind(|(t, to, _)| *t == task && *to == by);
                    let how = match boxed {
                        Some((_, _, until)) => self.of_box(task, belief.since, *until, now),
                        None => format!("{} so far", short_length(now.since(belief.since))),
                    };
                    let mut row = self.task_row(task, &who, how, TaskLook::Running, belief.since);
                    row.until = boxed.map(|(_, _, until)| *until);
                    row
                }
                TaskState::Done => {
                    let how = format!("done {}", self.clock(belief.since));
                    self.task_row(task, &who, how, TaskLook::Done, belief.since)
                }
                TaskState::Dropped if self.board.is_running(task.ticket, task.work) => continue,
                TaskState::Dropped => self.task_row(
                    task,
                    "nobody",
                    "laid down".into(),
                    TaskLook::Nobody,
                    belief.since,
                ),
            };
            rows.push((task, row));
        }
        let mut rows: Vec<TaskRow> = rows.into_iter().map(|(_, row)| row).collect();
        rows.sort_by_key(|row| (row.state, std::cmp::Reverse(row.since)));
        rows
    }

    fn of_box(&self, _task: Task, since: SimTime, until: SimTime, now: SimTime) -> String {
        let (gone, all) = (minutes(now.since(since)), minutes(until.since(since)));
        format!("{gone} of {all} min")
    }

    fn task_row(
        &self,
        task: Task,
        who: &str,
        how: String,
        state: TaskLook,
        since: SimTime,
    ) -> TaskRow {
        let again = if task.attempt > 1 { " again" } else { "" };
        TaskRow {
            title: plain(&format!("{}{again}", words::work(task.work, self.setup()))),
            who: who.into(),
            how,
            state,
            since,
            until: None,
        }
    }

    /// The roles that are asked for or held, as the channel says.
    pub fn roles(&self) -> Vec<RoleRow> {
        let open = self.board.incidents.iter().filter(|i| !i.closed);
        let asked: Vec<Name> = open.flat_map(|i| i.roles_asked.iter().copied()).collect();
        let process = &self.setup().process;
        let command = self.book().command_role;
        let rows = process
            .roles
            .iter()
            .filter(|r| !r.is_shared())
            .filter_map(|role| {
                let holder = self.board.holder(role.name);
                let asked = asked.contains(&role.name) || Some(role.name) == command;
                (asked || holder.is_some()).then(|| RoleRow {
                    role: role.name,
                    title: role_title(role.name, self.setup()),
                    holder,
                    who: holder.map_or("nobody".into(), |who| self.who(who)),
                    asked,
                    since: self
                        .held
                        .iter()
                        .rev()
                        .find(|(_, r, _)| *r == role.name)
                        .map(|(at, ..)| *at),
                })
            });
        rows.collect()
    }

    /// Services as my tools and my colleagues show them to me, what is broken first.
    pub fn services(&self) -> Vec<ServiceRow> {
        let rows = self.setup().system().services.iter().map(|service| {
            let belief = self
                .board
                .belief(crate::model::Topic::Service(service.name));
            let known = belief.and_then(|b| match b.claim {
                Claim::Service { state, .. } => Some(state),
                _ => None,
            });
            let seen = self
                .seen
                .iter()
                .filter(|(_, name, _)| *name == service.name);
            let broken = known.is_some_and(|s| s != ServiceState::Normal);
            let state = match (self.dark, known) {
                (Some(_), _) if !broken => None,
                (_, known) => Some(known.unwrap_or(ServiceState::Normal)),
            };
            ServiceRow {
                name: service.name,
                title: super::super::voice::service(service.name),
                word: match (state, known) {
                    (None, _) => "no data".into(),
                    (Some(ServiceState::Down), _) => "down".into(),
                    (Some(ServiceState::Degraded), _) => "degraded".into(),
                    (Some(ServiceState::Normal), Some(_)) => "normal".into(),
                    (Some(ServiceState::Normal), None) => "no alert".into(),
                },
                state,
                since: belief.map(|b| b.since),
                seen: seen.map(|(at, _, state)| (*at, *state)).collect(),
            }
        });
        let mut rows: Vec<ServiceRow> = rows.collect();
        rows.sort_by_key(|row| match row.state {
            Some(ServiceState::Down) => 0,
            Some(ServiceState::Degraded) => 1,
            None => 2,
            Some(ServiceState::Normal) if row.since.is_some() => 3,
            _ => 4,
        });
        rows
    }

    /// Possible causes that something I know speaks for or against; the latest word first.
    pub fn hypotheses(&self) -> Vec<Hypothesis> {
        let book = self.book();
        let mut all: Vec<Hypothesis> = Vec::new();
        for suspect in &book.suspects {
            let mut says = Vec::new();
            let mut ruled_out = false;
            for belief in self.board.beliefs.iter() {
                let (speaks_for, what) = match belief.claim {
                    Claim::Finding {
                        finding,
                        present: true,
                        ..
                    } => {
                        let nats = book.weight(finding, suspect.cause);
                        if nats == 0.0 {
                            continue;
                        }
                        (
                            nats > 0.0,
                            words::finding_text(finding, self.setup()).to_string(),
                        )
                    }
                    Claim::Cause { cause, is, .. } if cause == suspect.cause => {
                        ruled_out = !is;
                        (
                            is,
                            if is {
                                "a test".into()
                            } else {
                                "a test says no".into()
                            },
                        )
                    }
                    Claim::Tried {
                        task,
                        helped: false,
                    } if book
                        .action(task.work)
                        .is_some_and(|a| book.cures(a, suspect.cause)) =>
                    {
                        (
                            false,
                            format!("“{}” did not help", words::work(task.work, self.setup())),
                        )
                    }
                    _ => continue,
                };
                let from = match belief.source {
                    crate::model::Source::Person(who) => self.who(who),
                    crate::model::Source::Own => "you".into(),
                    crate::model::Source::Document => "document".into(),
                    _ => "tools".into(),
                };
                says.push(Says {
                    speaks_for,
                    what: plain(&what),
                    from,
                    at: belief.since,
                });
            }
            if let Some(last) = says.iter().map(|s| s.at).max() {
                let cause = plain(words::cause(suspect.cause, self.setup()));
                all.push(Hypothesis {
                    cause,
                    says,
                    ruled_out,
                    last,
                });
            }
        }
        all.sort_by_key(|h| (h.ruled_out, std::cmp::Reverse(h.last)));
        all
    }
}

fn minutes(length: Duration) -> i64 {
    (length.as_millis() + 30_000) / 60_000
}

/// `40 s`, `7 min`.
fn short_length(time: Duration) -> String {
    match time.as_millis() {
        ms if ms < 60_000 => length(time),
        _ => format!("{} min", minutes(time)),
    }
}
