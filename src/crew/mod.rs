//! The people: policies as functions of a person's board.
//!
//! A policy sees a [`Board`] and the public [`Handbook`], never the world, and keeps no memory of
//! its own. It answers with at most one command, and with a time to think again if nothing happens.
//! Rules are tried in the order of [`decide`]; the first that has something to say wins.
//!
//! | file | rule |
//! | --- | --- |
//! | [`inbox`] | what waits for me: pages, yeses, questions |
//! | [`leaving`] | my shift is over, or the trouble is: hand over, go |
//! | [`duties`] | updates, record, rounds |
//! | [`commander`] | I command |
//! | [`responder`] | I work: with a commander, or with nobody commanding |
//! | [`bystander`] | I have no part in it |
//! | [`choice`] | which test or action next |
//! | [`coach`] | what somebody good in a seat would notice now |
//! | [`mod@advice`] | one command of each kind, for whoever weighs alternatives |

mod advice;
mod bystander;
mod calling;
mod choice;
pub mod coach;
mod commander;
mod duties;
mod inbox;
mod leaving;
mod responder;

pub use advice::advice;

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::base::{Draws, Duration, Name, SimTime};
use crate::board::{Board, Called, Handbook, Presence, Suspicion};
use crate::model::fact::Job;
use crate::model::{Command, TicketId};

/// Whoever has left is called again before this only where nobody else can do it.
const RESTS: Duration = Duration::hours(8);

/// What somebody does now, and when they think again if nothing reaches them before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    pub command: Option<Command>,
    pub again: Option<SimTime>,
}

/// What a policy sees.
pub struct View<'a> {
    pub board: &'a Board,
    pub book: &'a Handbook,
    pub draws: &'a Draws,
    pub now: SimTime,
    /// What I suspect, once it has been asked for: it is asked for again and again in one thought.
    suspicions: Suspicions,
    /// Who I think sits at a desk, how many services I think broken, and the ticket at hand: likewise.
    at_desks: OnceCell<Vec<Name>>,
    broken: OnceCell<u32>,
    ticket: OnceCell<Option<TicketId>>,
}

type Suspicions = OnceCell<(TicketId, Suspicion)>;

/// A rule's answer: something to do, a time to look again, or nothing to say.
enum Answer {
    Do(Command),
    Wait(Duration),
    Pass,
}

/// What a simulated person does now.
pub fn decide(view: &View) -> Decision {
    let mut again = Again::default();
    let command = first(view, &mut again);
    let again = match command {
        Some(_) => None,
        // Never at the same instant again: thinking is not endless.
        None => again
            .0
            .map(|wait| view.now + wait.max(Duration::minutes(1))),
    };
    Decision { command, again }
}

/// What somebody says to what waits for their answer: a yes, a no, where they stand.
pub fn answers(view: &View) -> Option<Command> {
    Again::default().first_of(view, &[inbox::yeses, inbox::questions])
}

#[derive(Default)]
struct Again(Option<Duration>);

impl Again {
    /// Keeps the command of an answer, or the earliest time to look again.
    fn take(&mut self, answer: Answer) -> Option<Command> {
        match answer {
            Answer::Do(command) => Some(command),
            Answer::Wait(wait) => {
                self.0 = Some(self.0.map_or(wait, |w| w.min(wait)));
                None
            }
            Answer::Pass => None,
        }
    }

    /// The command of the first rule that has one.
    fn first_of(&mut self, view: &View, rules: &[Rule]) -> Option<Command> {
        rules.iter().find_map(|rule| self.take(rule(view)))
    }
}

type Rule = fn(&View) -> Answer;

fn first(view: &View, again: &mut Again) -> Option<Command> {
    let board = view.board;
    let looks_on = view.book.only_looks_on(board.me);
    if board.presence != Presence::Here && !looks_on {
        return again.take(inbox::pages(view));
    }
    if matches!(board.hands, Some((Job::Coordination(_), _))) {
        let takes = view.book.takes_pages_at_once && !looks_on;
        return takes.then(|| again.take(inbox::pages(view)))?;
    }
    if looks_on {
        return again.first_of(view, bystander::rules(board));
    }
    if responder::looks_at_the_end(view) {
        return again.take(inbox::pages(view));
    }
    // What keeps others waiting comes first: a yes, what was promised by now (one update answers
    // everybody who would ask), a commander, work for idle hands. Questions follow, except one that
    // has been put off for long.
    let urgent: [Rule; 14] = [
        inbox::pages,
        responder::sees_it_clear,
        commander::looks_and_calls,
        inbox::yeses,
        inbox::time_boxes,
        duties::updates,
        inbox::old_questions,
        responder::takes_role,
        responder::calls_commander,
        commander::decides,
        inbox::questions,
        leaving::shift_ends_soon,
        leaving::shift_over,
        leaving::term_over,
    ];
    if let Some(command) = again.first_of(view, &urgent) {
        return Some(command);
    }
    if board.hands.is_none()
        && let Some(command) = again.take(responder::checks(view))
    {
        return Some(command);
    }
    if board.hands.is_some() {
        return again.take(responder::breaks_off(view));
    }
    let rules: [Rule; 6] = [
        responder::tells_good_news,
        duties::record,
        duties::rounds,
        commander::works_alone,
        leaving::trouble_over,
        responder::works,
    ];
    again.first_of(view, &rules)
}

impl<'a> View<'a> {
    pub fn new(board: &'a Board, book: &'a Handbook, draws: &'a Draws, now: SimTime) -> View<'a> {
        View {
            board,
            book,
            draws,
            now,
            suspicions: OnceCell::new(),
            at_desks: OnceCell::new(),
            broken: OnceCell::new(),
            ticket: OnceCell::new(),
        }
    }
    /// Whether I think somebody holds a role that leaves no hands for technical work.
    fn is_at_desk(&self, person: Name) -> bool {
        let holders = || {
            let desks = self.book.desks.iter();
            desks.filter_map(|r| self.board.holder(*r)).collect()
        };
        self.at_desks.get_or_init(holders).contains(&person)
    }
    /// How many services I think are not as they should be.
    fn broken(&self) -> u32 {
        *self
            .broken
            .get_or_init(|| self.board.broken().count() as u32)
    }
    /// What I suspect behind a ticket.
    fn suspicion(&self, ticket: TicketId) -> Cow<'_, Suspicion> {
        let think = || self.board.suspicion(self.book, ticket);
        match self.suspicions.get_or_init(|| (ticket, think())) {
            (of, known) if *of == ticket => Cow::Borrowed(known),
            _ => Cow::Owned(think()),
        }
    }
    fn since(&self, at: SimTime) -> Duration {
        self.now.since(at)
    }
    /// Whether somebody has had time to sleep since they left.
    fn is_rested(&self, name: crate::base::Name) -> bool {
        let left = self.board.left.get(name);
        left.is_none_or(|at| self.since(*at) > RESTS)
    }
    /// The ticket at hand.
    fn ticket(&self) -> Option<TicketId> {
        *self
            .ticket
            .get_or_init(|| self.board.open_ticket(self.book))
    }
    /// Roles on my head that leave no hands for technical work.
    fn has_desk(&self) -> bool {
        let mut roles = self.board.my_roles.keys();
        roles.any(|role| self.book.is_desk(role))
    }
    /// Whether I told or asked somebody something and an answer may still come.
    fn waits_for_answer(&self, from: crate::base::Name) -> bool {
        let patience = self.book.asks_again_after;
        let asked = self.board.unanswered;
        asked.is_some_and(|(whom, at)| {
            whom == from && self.since(at) < patience + Duration::minutes(2)
        })
    }
    /// Whether I called somebody for a role within the last while.
    fn called_for(&self, role: crate::base::Name) -> bool {
        let mut called = self.calls_within(self.book.asks_again_after);
        called.any(|c| c.role == Some(role))
    }
    /// Whether I called somebody for this within the last while who is not here and may still come:
    /// whoever has answered is on the way.
    fn called_lately(&self, fits: impl Fn(&Called) -> bool) -> bool {
        let mut called = self.calls_within(self.book.asks_again_after);
        called.any(|c| !self.board.room.contains(&c.whom) && fits(c))
    }
    /// The calls I know of within the last while, the newest first.
    fn calls_within(&self, while_: Duration) -> impl Iterator<Item = &'a Called> {
        let now = self.now;
        let newest = self.board.called.iter().rev();
        newest.take_while(move |c| now.since(c.at) < while_)
    }
}
