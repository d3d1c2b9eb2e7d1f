//! I have no part in responding: I come where something is plainly wrong, ask those who work on it,
//! and look for myself where nobody leads. Where the room has its limit I only observe.

use super::choice::{self, Choice, For};
use super::{Answer, Rule, View, inbox};
use crate::base::{Name, Purpose, Share};
use crate::board::{Board, IncidentSeen, Presence};
use crate::model::fact::Job;
use crate::model::{Command, Topic, WorkKind};

/// What somebody does who only looks on: away from it they come or do not, here they ask and try.
pub fn rules(board: &Board) -> &'static [Rule] {
    const HERE: [Rule; 6] = [joins, inbox::pages, inbox::questions, goes, asks, tries];
    match board.is_here() {
        true => &HERE,
        false => &HERE[..2],
    }
}

/// I have noticed that something is wrong, and there is a place for me.
fn joins(view: &View) -> Answer {
    let board = view.board;
    let noticed = board.noticed.filter(|_| board.presence == Presence::Away);
    match noticed {
        Some(ticket) if is_open(view) && !has_no_place(view) => {
            Answer::Do(Command::Join { ticket })
        }
        _ => Answer::Pass,
    }
}

fn is_open(view: &View) -> bool {
    view.ticket().is_some()
}

/// With a limit to the room one only observes once somebody commands or it is full; who was there
/// before the commander stays until sent out.
fn has_no_place(view: &View) -> bool {
    let (board, book) = (view.board, view.book);
    let Some(limit) = book.process.room_limit else {
        return false;
    };
    let role = book.command_role.filter(|r| board.holder(*r).is_some());
    let taken = role.and_then(|r| board.belief(Topic::Role(r)).map(|b| b.since));
    let came_later = |taken| board.here_since.is_none_or(|here| here >= taken);
    taken.is_some_and(came_later) || board.room.len() as u32 > limit
}

/// It is over, or there is no place for me, or my shift has ended.
fn goes(view: &View) -> Answer {
    let over = !is_open(view) || view.board.shift_ended.is_some();
    match over || has_no_place(view) {
        true => Answer::Do(Command::StepAway),
        false => Answer::Pass,
    }
}

/// Every now and then I ask whoever leads, or anybody.
fn asks(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let (Some(ticket), Some(here)) = (view.ticket(), board.here_since) else {
        return Answer::Pass;
    };
    let last = board.heard_from.values().copied().max();
    let last = last.map_or(here, |at| at.max(here));
    let draw = view.draws.of(Purpose::BystanderAsks, (board.me, last));
    let next = last + draw.length(&book.bystanders_ask);
    if view.now < next {
        return Answer::Wait(next.since(view.now));
    }
    let at_work = |p: &Name| *p != board.me && !book.only_looks_on(*p);
    let others: Vec<Name> = board.room.iter().copied().filter(at_work).collect();
    let leads = board.commander(book).filter(|c| others.contains(c));
    let drawn = view
        .draws
        .of(Purpose::BystanderAsks, (board.me, last, 1u32));
    let anybody = || drawn.pick(others.iter().map(|_| 1.0)).map(|at| others[at]);
    match leads.or_else(anybody) {
        Some(whom) => Answer::Do(Command::Ask { whom, ticket }),
        None => Answer::Pass,
    }
}

/// Nobody leads: I look for myself, as far as I know how.
fn tries(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let Some(ticket) = view.ticket().filter(|_| board.hands.is_none()) else {
        return Answer::Pass;
    };
    if let Some(Job::Task(task)) = board.paused.last() {
        return Answer::Do(Command::Work { task: *task });
    }
    let knows_how = book.works_of(board.me) > 0;
    if !knows_how || board.commander(book).is_some() || super::responder::was_refused_just_now(view)
    {
        return Answer::Pass;
    }
    let hands = For {
        by: board.me,
        ticket,
        act_from: Share::ALL,
    };
    match choice::choose(view, &hands) {
        Some(Choice::Task(task)) if task.kind == WorkKind::Diagnostic => {
            Answer::Do(Command::Work { task })
        }
        _ => Answer::Pass,
    }
}

/// I command, and the room has its limit: whoever only looks on goes out.
pub fn is_sent_out(view: &View, _: &IncidentSeen) -> Answer {
    let (board, book) = (view.board, view.book);
    if book.process.room_limit.is_none() {
        return Answer::Pass;
    }
    let mut room = board.room.iter().copied();
    match room.find(|p| book.only_looks_on(*p)) {
        Some(whom) => Answer::Do(Command::SendOut { whom }),
        None => Answer::Pass,
    }
}
