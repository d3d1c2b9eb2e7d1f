//! Somebody who is given work they think does harm says so first.
//!
//! Between simulated people this comes out of who asks whom for a yes; a human who gives work out
//! hears it when giving. It costs the human the time of giving it twice, and brings what the other
//! knows.

use crate::base::Name;
use crate::engine::Engine;
use crate::engine::mechanisms::Channel;
use crate::model::command::Occupant;
use crate::model::team::Habit;
use crate::model::{Action, Actor, Audience, Fact, Seq, Task, Topic, WorkKind};

/// Below this chance that it answers the cause somebody speaks up before a risky action.
const UNLIKELY: f64 = 0.2;
/// The bold let more pass, the cautious less.
const BOLD: f64 = 0.05;
const CAUTIOUS: f64 = 0.45;

impl Engine {
    /// Whether `to` objects to what a human gives them, and if so says why; once for each task.
    pub(super) fn objects(&mut self, by: usize, to: usize, task: Task, because: Seq) -> bool {
        let human = |person: usize| self.occupant(person) == Occupant::Human;
        if !human(by) || human(to) || task.kind != WorkKind::Action {
            return false;
        }
        let plan = self.plan.clone();
        let (giver, taker) = (plan.name(by), plan.name(to));
        if self.boards[by].objections.contains(&(task, taker)) {
            return false;
        }
        let Some(action) = plan.book.action(task.work) else {
            return false;
        };
        let (fits, suspects) = self.believes_in(to, task, action);
        let least = match () {
            () if plan.book.has_habit(taker, Habit::Cautious) => CAUTIOUS,
            () if plan.book.has_habit(taker, Habit::Bold) => BOLD,
            () => UNLIKELY,
        };
        let board = &self.boards[to];
        let keeps = |evidence: &Name| board.belief(Topic::Evidence(*evidence)).is_some();
        let spoils = plan.setup.process.evidence_first && !action.destroys.iter().all(keeps);
        let relieves =
            action.halts_spread || action.sheds_to.is_some() || action.restores.is_some();
        if !spoils && (!action.risky || relieves || fits >= least) {
            return false;
        }
        self.tell(to, by, Channel::Talk, because);
        let fact = Fact::Objected {
            task,
            by: taker,
            to: giver,
            suspects,
        };
        let audience = Audience::Some(vec![giver, taker]);
        self.write(Actor::Person(taker), Some(because), audience, fact);
        self.listens(to, because);
        true
    }

    /// How likely somebody thinks that an action answers the cause, and what they suspect most.
    fn believes_in(&self, person: usize, task: Task, action: &Action) -> (f64, Option<Name>) {
        let book = &self.plan.book;
        let suspicion = self.boards[person].suspicion(book, task.ticket);
        let answers = |cause: Name| book.cures(action, cause) || action.masks.contains(&cause);
        let fits = suspicion.0.iter().filter(|(cause, _)| answers(*cause));
        (fits.map(|(_, p)| p).sum(), suspicion.top().map(|(c, _)| c))
    }
}
