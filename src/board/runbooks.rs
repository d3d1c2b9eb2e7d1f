//! What I have read in runbooks, and what there is to read.

use super::{Board, Handbook};
use crate::base::Name;
use crate::model::work::Runbook;
use crate::model::{Task, WorkKind};

impl Board {
    pub fn has_read(&self, runbook: Name) -> bool {
        self.runbooks.contains(&runbook)
    }

    /// How a cause looks by the runbooks I have read, in nats.
    pub fn read_weight(&self, book: &Handbook, cause: Name) -> f64 {
        if self.runbooks.is_empty() {
            return 0.0;
        }
        let read = book.runbooks.iter().filter(|r| self.has_read(r.name));
        let points = read.flat_map(|r| &r.points).filter(|p| p.to == cause);
        points.map(|p| p.nats.get()).sum()
    }
}

impl Handbook {
    /// Runbooks that list a task among their steps.
    pub fn runbooks_listing(&self, task: Task) -> impl Iterator<Item = &Runbook> + '_ {
        let lists = move |r: &&Runbook| match task.kind {
            WorkKind::Diagnostic => r.diagnostics.contains(&task.work),
            WorkKind::Action => r.actions.contains(&task.work),
        };
        self.runbooks.iter().filter(lists)
    }
}
