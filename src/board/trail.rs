//! How far an adversary has come, as far as I know: stages are followed one after the other, and
//! again where throwing them out did not help.

use super::{Board, Handbook};
use crate::base::{Name, SimTime};
use crate::model::{Action, Claim, Diagnostic, TaskState, TicketId, Topic, WorkKind};

impl Board {
    /// Whether I can follow a trail as far as this diagnostic does: I know of a look at each stage
    /// before it, whatever that showed.
    pub fn may_map(&self, book: &Handbook, ticket: TicketId, diagnostic: &Diagnostic) -> bool {
        let mut before = stages_before(book, diagnostic);
        before.all(|stage| self.looked_at(book, ticket, stage).is_some())
    }

    /// Whether a stage has to be looked at again: an adversary was to be thrown out since, in vain,
    /// and it is where they were seen last, or a stage where nothing was found.
    pub fn maps_again(&self, book: &Handbook, ticket: TicketId, diagnostic: &Diagnostic) -> bool {
        let Some(stage) = diagnostic.maps else {
            return false;
        };
        let trail = book.trails.iter().find(|t| t.contains(&stage));
        let (Some(trail), Some(looked)) = (trail, self.looked_at(book, ticket, stage)) else {
            return false;
        };
        let in_vain = self.beliefs.iter().filter(|b| match b.claim {
            Claim::Tried {
                task,
                helped: false,
            } => task.ticket == ticket && book.action(task.work).is_some_and(removes_cause),
            _ => false,
        });
        let in_vain = in_vain.map(|b| b.since).max();
        let mapped = |s: &&Name| self.belief(Topic::Mapped(ticket, **s)).is_some();
        let last = trail.iter().rev().find(mapped);
        in_vain.is_some_and(|at| at > looked) && (last == Some(&stage) || !mapped(&&stage))
    }

    /// What has to be mapped before an action can throw anybody out for good.
    pub fn maps_first<'a>(
        &self,
        book: &'a Handbook,
        ticket: TicketId,
        action: &Action,
    ) -> Option<&'a Diagnostic> {
        let trails = book.trails.iter().filter(|_| removes_cause(action));
        let maps = |stage: &Name| book.diagnostics.iter().find(|d| d.maps == Some(*stage));
        trails.flatten().filter_map(maps).find(|d| {
            let stage = d.maps.expect("it was found by its stage");
            self.looked_at(book, ticket, stage).is_none() || self.maps_again(book, ticket, d)
        })
    }

    /// When a stage was last looked at, as far as I know.
    fn looked_at(&self, book: &Handbook, ticket: TicketId, stage: Name) -> Option<SimTime> {
        let maps = |d: &&Diagnostic| d.maps == Some(stage);
        let mapped = self.belief(Topic::Mapped(ticket, stage)).map(|b| b.since);
        let done = self.beliefs.iter().filter(|b| match b.claim {
            Claim::Task {
                task,
                state: TaskState::Done,
                ..
            } => {
                let same = task.ticket == ticket && task.kind == WorkKind::Diagnostic;
                same && book.diagnostic(task.work).as_ref().is_some_and(maps)
            }
            _ => false,
        });
        let shown = book.diagnostics.iter().filter(maps).filter_map(|d| {
            let known = |f: &Name| self.belief(Topic::Finding(ticket, *f)).map(|b| b.since);
            let all: Option<Vec<SimTime>> = d.reveals.iter().map(known).collect();
            all.and_then(|all| all.into_iter().max())
        });
        let done = done.map(|b| b.since).chain(shown);
        mapped.into_iter().chain(done).max()
    }
}

/// The stages that come before what a diagnostic maps.
fn stages_before<'a>(
    book: &'a Handbook,
    diagnostic: &Diagnostic,
) -> impl Iterator<Item = Name> + 'a {
    let stage = diagnostic.maps;
    let trails = book
        .trails
        .iter()
        .filter(move |t| t.iter().any(|s| Some(*s) == stage));
    let trail = trails.into_iter().next().into_iter().flatten().copied();
    trail.take_while(move |s| Some(*s) != stage)
}

fn removes_cause(action: &Action) -> bool {
    !action.cures.is_empty() || action.undoes.is_some()
}
