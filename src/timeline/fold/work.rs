//! Jobs, tasks, approvals.

use crate::base::Name;
use crate::model::fact::Outcome;
use crate::model::{Fact, Task, TaskState, WorkKind};
use crate::timeline::Timeline;
use crate::timeline::deeds::Kind;
use crate::timeline::measure::Stamp;
use crate::timeline::people::Approval;

impl Timeline {
    /// Jobs, tasks, approvals.
    pub(super) fn fold_work(&mut self, fact: &Fact, stamp: Stamp) -> Option<bool> {
        let at = stamp.at;
        match *fact {
            Fact::JobStarted { person, job, .. } => {
                self.people.pick_up(person, job, at);
            }
            Fact::JobInterrupted { person, job, .. } => self.people.interrupt(person, job, at),
            Fact::JobResumed {
                person,
                job,
                resume,
            } => self.people.resume(person, job, resume, at),
            Fact::JobFinished { person, job } => {
                self.people.put_down_job(person, job, at);
            }
            Fact::JobDropped { person, job } => self.people.put_down_job(person, job, at),
            Fact::TaskStarted {
                task,
                person,
                duplicate,
            } => {
                self.people.start(task, person, duplicate, stamp);
                return Some(
                    task.kind == WorkKind::Action
                        && self.did(Kind::ActionStarted, task.work, person, stamp),
                );
            }
            Fact::TaskEnded {
                task,
                person,
                state,
                outcome,
            } => {
                self.people.end(task, person, state, outcome, stamp);
                return Some(self.task_ended(task, person, state, outcome, stamp));
            }
            Fact::Assigned { task, by, .. } => {
                return Some(self.did(Kind::Assigned, task.work, by, stamp));
            }
            Fact::StuckNoticed { .. } => self.knowledge.stuck += 1,
            Fact::ApprovalAsked { task, by, of } => self.people.ask(Approval {
                task,
                by,
                of,
                asked: stamp,
                settled: None,
                given: false,
            }),
            Fact::ApprovalGiven { task, by, to } => self.people.settle(task, to, by, true, stamp),
            Fact::ApprovalRefused { task, by, to } => {
                self.people.settle(task, to, by, false, stamp);
            }
            _ => return None,
        }
        Some(false)
    }

    pub(super) fn task_ended(
        &mut self,
        task: Task,
        person: Name,
        state: TaskState,
        outcome: Option<Outcome>,
        stamp: Stamp,
    ) -> bool {
        if state != TaskState::Done {
            return false;
        }
        if task.kind == WorkKind::Diagnostic {
            return self.did(Kind::DiagnosticDone, task.work, person, stamp);
        }
        match outcome {
            Some(Outcome::Failed | Outcome::Collided) => self.counts.failed_actions += 1,
            Some(Outcome::Done) if self.is_fruitless(task) => self.counts.fruitless_actions += 1,
            _ => {}
        }
        self.did(Kind::ActionDone, task.work, person, stamp)
    }

    /// It could not have helped with anything behind its ticket.
    pub(super) fn is_fruitless(&self, task: Task) -> bool {
        let Some(action) = self.plan.action(task.work) else {
            return false;
        };
        let helps = |cause: &Name| self.is_true_cause(task.ticket, *cause);
        !action.always && !self.plan.discussion && !action.causes.iter().any(helps)
    }
}
