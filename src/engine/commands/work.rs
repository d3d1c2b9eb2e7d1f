//! Technical work: begun, resumed, dropped, done.

use crate::base::Duration;
use crate::engine::Engine;
use crate::engine::state::Held;
use crate::model::belief::Claim;
use crate::model::command::Command;
use crate::model::fact::{Job, Outcome};
use crate::model::{Actor, Audience, Fact, Seq, Task, TaskState, WorkKind};

/// How often somebody who watches a system come back looks at it again.
const LOOKS_AGAIN: Duration = Duration::minutes(10);

impl Engine {
    pub(crate) fn start_work(&mut self, person: usize, task: Task, because: Seq) {
        if self.resume(person, Job::Task(task), because) {
            return;
        }
        let name = self.plan.name(person);
        let duplicate = self.is_duplicate(person, task);
        let fact = Fact::TaskStarted {
            task,
            person: name,
            duplicate,
        };
        let seq = self.write(
            Actor::Person(name),
            Some(because),
            Audience::One(name),
            fact,
        );
        self.ledger
            .ticket_mut(task.ticket)
            .running
            .push((task, person));
        // Whoever reads the channel at that moment knows that it is taken.
        let taken = self.own(Claim::Task {
            task,
            by: name,
            state: TaskState::Running,
        });
        self.post(person, &[taken], seq);
        let stuck = self.stuck(task, person);
        let reading = self.reads_up(person, task, seq);
        let work = reading + stuck.unwrap_or_else(|| self.task_work(task, person));
        let held = Held {
            command: Some(Command::Work { task }),
            stuck: stuck.is_some(),
            ..self.job(Job::Task(task), work, seq)
        };
        self.begin(person, held);
    }

    /// Whether the same is running elsewhere, or was done and its result is held by a colleague at
    /// work but not by this person: a measure, which nothing prevents.
    fn is_duplicate(&self, person: usize, task: Task) -> bool {
        let ticket = self.ledger.ticket(task.ticket);
        let same = |t: &Task| t.kind == task.kind && t.work == task.work;
        let runs = ticket.running.iter().any(|(t, p)| same(t) && *p != person);
        let known = self.boards[person].attempts(task.ticket, task.kind, task.work) > 0;
        let done =
            task.kind == WorkKind::Diagnostic && ticket.diagnostics_done.contains(&task.work);
        runs || (done && !known)
    }

    pub(crate) fn work_done(&mut self, person: usize, task: Task, held: &Held, because: Seq) {
        if held.stuck {
            self.gets_stuck(person, task, because);
            return;
        }
        match task.kind {
            WorkKind::Diagnostic => self.diagnostic_done(person, task, held, because),
            WorkKind::Action => self.action_done(person, task, held, because),
        }
    }

    fn gets_stuck(&mut self, person: usize, task: Task, because: Seq) {
        let name = self.plan.name(person);
        let fact = Fact::StuckNoticed { task, person: name };
        let seq = self.write(
            Actor::Person(name),
            Some(because),
            Audience::One(name),
            fact,
        );
        let seq = self.task_ended(person, task, TaskState::Dropped, Some(Outcome::Stuck), seq);
        let cannot = vec![self.own(Claim::Cannot { task, person: name })];
        self.learn(person, cannot, seq);
    }

    pub(crate) fn drop_task(&mut self, person: usize, task: Task, because: Seq) {
        let mut seq = because;
        if self.drop_job(person, Job::Task(task), because).is_some() {
            seq = self.task_ended(person, task, TaskState::Dropped, None, because);
        }
        // Also what was given and never begun: somebody counts on it.
        if !matches!(self.boards[person].task(task), Some((_, TaskState::Done))) {
            let given_up = self.own(Claim::Task {
                task,
                by: self.plan.name(person),
                state: TaskState::Dropped,
            });
            self.learn_and_post(person, vec![given_up], seq);
        }
        let now = self.ledger.now;
        self.decide_at(person, now);
    }

    /// Somebody asked where they stand says so, and sees for themselves whether they are stuck.
    pub(crate) fn admits_stuck(&mut self, person: usize, because: Seq) {
        let hands = self.hands(person);
        let stuck = hands.held.iter().chain(&hands.paused).find(|h| h.stuck);
        if let Some(Job::Task(task)) = stuck.map(|h| h.job) {
            self.drop_job(person, Job::Task(task), because);
            self.gets_stuck(person, task, because);
        }
    }

    /// How long a check still has to wait until the cured system is back.
    pub(crate) fn verify_wait(&mut self, task: Task) -> Option<crate::base::Duration> {
        let episode = self
            .ledger
            .episode(self.ledger.ticket(task.ticket).episode?);
        let (cured, back) = (episode.cured, episode.back);
        if cured && back && self.is_collapsed() {
            // What broke down under the load comes back by itself, and is watched until it has.
            return Some(LOOKS_AGAIN);
        }
        let episode = self
            .ledger
            .episode(self.ledger.ticket(task.ticket).episode?);
        let waits = cured && !back;
        waits.then(|| {
            let back = episode.back_at.expect("a cured episode comes back");
            back.since(self.ledger.now) + crate::base::Duration::seconds(30)
        })
    }

    /// Goes on with a job whose end has moved.
    pub(crate) fn hold_on(&mut self, person: usize, held: Held) {
        self.hands_mut(person).held = Some(held);
        self.time_stretch(person);
    }
}
