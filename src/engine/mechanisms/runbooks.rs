//! Runbooks: read at a price, believed, right or stale.

use crate::base::{Duration, Name, Purpose, Share, SimTime};
use crate::engine::Engine;
use crate::model::work::Runbook;
use crate::model::{Actor, Audience, Belief, Claim, Fact, Seq, Source, Task, TicketId};

impl Engine {
    /// How long somebody reads who looks into a ticket: what is linked from its alerts.
    pub(crate) fn reading_on(&self, person: usize, ticket: TicketId) -> Duration {
        let linked = self.linked_from(ticket);
        let runbooks = self.plan.book.runbooks.iter();
        self.reading(person, runbooks.filter(|r| linked.contains(&r.on)))
    }

    /// Somebody has looked into a ticket and read what is linked from its alerts.
    pub(crate) fn has_read_on(&mut self, person: usize, ticket: TicketId, because: Seq) {
        let plan = self.plan.clone();
        let linked = self.linked_from(ticket);
        for runbook in plan.book.runbooks.iter().filter(|r| linked.contains(&r.on)) {
            self.reads(person, runbook, ticket, because);
        }
    }

    /// The services whose runbooks the alerts of a ticket name.
    fn linked_from(&self, ticket: TicketId) -> Vec<Name> {
        let alerts = self.ledger.alerts.iter();
        let open = alerts.filter(|a| a.ticket == ticket && a.cleared.is_none());
        let mut services: Vec<Name> = open.map(|a| a.service).collect();
        services.push(self.ledger.ticket(ticket).service);
        services
    }

    /// Before a step that a runbook speeds somebody reads it; how long that takes.
    pub(crate) fn reads_up(&mut self, person: usize, task: Task, because: Seq) -> Duration {
        let plan = self.plan.clone();
        let speeds = |r: &&Runbook| r.speeds.get() > 1.0;
        let takes = self.reading(person, plan.book.runbooks_listing(task).filter(speeds));
        for runbook in plan.book.runbooks_listing(task).filter(speeds) {
            self.reads(person, runbook, task.ticket, because);
        }
        takes
    }

    fn reading<'a>(&self, person: usize, runbooks: impl Iterator<Item = &'a Runbook>) -> Duration {
        let times = &self.plan.setup.defaults.story_times;
        let board = &self.boards[person];
        let unread = runbooks.filter(|r| !board.has_read(r.name));
        let each = unread.map(|r| {
            let steps = r.actions.len() + r.diagnostics.len();
            let lines = steps + r.asserts.len() + r.points.len();
            times.read + times.read_each.times(lines as f64)
        });
        each.fold(Duration::ZERO, |sum, takes| sum + takes)
    }

    /// Somebody reads a runbook and takes its word. Whatever has been seen is newer than it.
    fn reads(&mut self, person: usize, runbook: &Runbook, ticket: TicketId, because: Seq) {
        if self.boards[person].has_read(runbook.name) {
            return;
        }
        let name = self.plan.name(person);
        let fact = Fact::RunbookRead {
            person: name,
            runbook: runbook.name,
        };
        let audience = Audience::One(name);
        let seq = self.write(Actor::Person(name), Some(because), audience, fact);
        let episode = self.ledger.ticket(ticket).episode;
        let says = |f: &&Name| self.is_so(**f, episode) || self.has_gone_wrong(runbook, **f);
        let asserted = runbook.asserts.iter().filter(says).map(|finding| Belief {
            claim: Claim::Finding {
                ticket,
                finding: *finding,
                present: true,
            },
            source: Source::Runbook(runbook.name),
            since: SimTime::START,
            confidence: Share::new(0.7),
        });
        let board = &self.boards[person];
        let asserted: Vec<Belief> = asserted.filter(|b| board.is_news(b)).collect();
        self.learn(person, asserted, seq);
        self.weigh_on(person, ticket, seq);
    }

    /// Whether what a runbook says of a step or a finding no longer fits: whoever checked it last
    /// left it right, and it has not lasted.
    pub(crate) fn has_gone_wrong(&self, runbook: &Runbook, line: Name) -> bool {
        let lasts = &self.plan.setup.defaults.knowledge.runbook_line_lasts.value;
        let draw = self.draw(Purpose::RunbookLine, (runbook.name, line));
        draw.length(lasts) < runbook.age
    }

    /// How much quicker a task goes for somebody by the runbooks they have read.
    pub(crate) fn read_speed(&self, person: usize, task: Task) -> f64 {
        let board = &self.boards[person];
        let read = self.plan.book.runbooks_listing(task);
        let read = read.filter(|r| board.has_read(r.name) && !self.has_gone_wrong(r, task.work));
        read.map(|r| r.speeds.get()).fold(1.0, f64::max)
    }
}
