//! A sentence for every fact: what happened, what was known, and nobody's fault.

mod asking;
mod command;
mod people;
mod truth;

pub use asking::asking;

use super::text::plain;
use crate::base::Name;
use crate::model::belief::ServiceState;
use crate::model::{Fact, Refusal, Setup, Task, TicketId};
use crate::score::words;

/// What happened, as a clause without a full stop.
pub fn sentence(fact: &Fact, setup: &Setup) -> String {
    let say = Say { setup };
    let text = truth::sentence(fact, say)
        .or_else(|| people::sentence(fact, say))
        .unwrap_or_else(|| command::sentence(fact, say));
    plain(&text)
}

/// Why a move was not possible, as a clause.
pub fn refusal(refusal: &Refusal, setup: &Setup) -> String {
    plain(&command::refusal(refusal, Say { setup }))
}

/// Looks up titles.
#[derive(Clone, Copy)]
struct Say<'a> {
    setup: &'a Setup,
}

impl<'a> Say<'a> {
    fn who(self, name: Name) -> &'a str {
        words::person(name, self.setup)
    }
    fn role(self, name: Name) -> &'a str {
        words::role(name, self.setup)
    }
    fn work(self, name: Name) -> &'a str {
        words::work(name, self.setup)
    }
    fn cause(self, name: Name) -> &'a str {
        words::cause(name, self.setup)
    }
    fn service(self, name: Name) -> &'a str {
        words::service(name, self.setup)
    }
    fn finding(self, name: Name) -> &'a str {
        words::finding_text(name, self.setup)
    }
    fn runbook(self, name: Name) -> &'a str {
        let mut runbooks = self.setup.scenario.runbooks.iter();
        let runbook = runbooks.find(|r| r.name == name);
        let title = runbook.map_or("", |r| r.title.as_str());
        if title.is_empty() {
            name.as_str()
        } else {
            title
        }
    }
    /// A task by its title; a second attempt says so.
    fn task(self, task: Task) -> String {
        let work = self.work(task.work);
        match task.attempt {
            0 | 1 => format!("“{work}”"),
            attempt => format!("“{work}” (attempt {attempt})"),
        }
    }
    fn people(self, names: &[Name]) -> String {
        let names: Vec<_> = names.iter().map(|name| self.who(*name)).collect();
        match names.is_empty() {
            true => "nobody".into(),
            false => names.join(", "),
        }
    }
}

fn ticket(id: TicketId) -> String {
    format!("ticket {id}")
}

fn state(state: ServiceState) -> &'static str {
    match state {
        ServiceState::Normal => "normal",
        ServiceState::Degraded => "degraded",
        ServiceState::Down => "down",
    }
}
