//! Updates that are due, the record, rounds.

use super::{Answer, View, commander};
use crate::base::{Duration, Purpose};
use crate::board::DueSeen;
use crate::model::fact::Job;
use crate::model::{Command, Duty, Right, Tool};

/// How long before it is due an update is begun: it takes five minutes to write, and something
/// always comes between.
pub const AHEAD: Duration = Duration::minutes(8);

/// Sends the updates that are mine to send. Whoever commands says nothing before they know where we
/// stand.
pub fn updates(view: &View) -> Answer {
    let board = view.board;
    if commander::mine(view).is_some() && !commander::is_sized_up(view) {
        return Answer::Pass;
    }
    let mine = board
        .dues
        .iter()
        .filter(|d| board.has_duty(view.book, d.duty));
    let sendable = mine
        .filter(|d| d.duty != Duty::StatusPage || board.has_tool(Tool::StatusPage))
        .filter(|d| !d.duty.publishes() || board.may(view.book, Right::Publish));
    let soonest = |d: &&DueSeen| (!view.book.is_legal(d.duty), d.at);
    let Some(due) = sendable.min_by_key(soonest) else {
        return Answer::Pass;
    };
    // What the law asks for goes out as soon as there is a hand free for it.
    let legal = view.book.is_legal(due.duty);
    // Who is deep in work does not watch the clock: they think of it at the next break, or when
    // they are reminded.
    let deep = matches!(&board.hands, Some((job, _)) if !matches!(job, Job::Coordination(_)));
    if deep && !due.reminded && !legal {
        return Answer::Pass;
    }
    // So does the closing message.
    let at_once = legal || due.closing;
    let start = if at_once { view.now } else { due.at - AHEAD };
    if view.now >= start {
        Answer::Do(Command::Update {
            incident: due.incident,
            duty: due.duty,
            text: None,
        })
    } else {
        Answer::Wait(start.since(view.now))
    }
}

/// Whoever keeps the record writes down what they hear; where nobody does, the finder sometimes.
pub fn record(view: &View) -> Answer {
    let board = view.board;
    let open = board.incidents.iter().find(|i| i.document && !i.closed);
    let Some(incident) = open.map(|i| i.incident) else {
        return Answer::Pass;
    };
    if board.unwritten == 0 || !board.has_tool(Tool::Documents) {
        return Answer::Pass;
    }
    let roles = view.book.process.roles_with(Duty::RecordKeeping);
    let keeper = roles.map(|r| r.name).any(|r| board.holds(r));
    let somebody = view
        .book
        .process
        .roles_with(Duty::RecordKeeping)
        .any(|r| board.holder(r.name).is_some());
    let asked = view.book.process.document.expected && !somebody;
    let writes = keeper || (asked && board.untold > 0 && writes_unasked(view));
    if writes {
        Answer::Do(Command::Write { incident })
    } else {
        Answer::Pass
    }
}

/// The occasion is what there is to write: the same finding is not decided about twice.
fn writes_unasked(view: &View) -> bool {
    let newest = view
        .board
        .beliefs
        .iter()
        .map(|b| b.since)
        .max()
        .unwrap_or(view.now);
    let draw = view.draws.of(Purpose::WrittenDown, (view.board.me, newest));
    draw.chance(view.book.written_without_scribe)
}

/// Whoever keeps time asks each expert for a report at the agreed rhythm.
pub fn rounds(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let Some(rhythm) = book.process.rounds else {
        return Answer::Pass;
    };
    let (Some(ticket), Some(here)) = (view.ticket(), board.here_since) else {
        return Answer::Pass;
    };
    if !board.has_duty(book, Duty::Timekeeping) {
        return Answer::Pass;
    }
    let experts = board
        .room
        .iter()
        .copied()
        .filter(|p| *p != board.me && is_expert(view, *p));
    let due = experts.map(|p| {
        let heard = board.heard_from.get(p).copied().unwrap_or(here);
        let at = heard + rhythm;
        // What takes its usual time is not broken into: they are asked when it should be done, and
        // no later than one rhythm late.
        let done = board.should_be_done(book, p);
        (p, done.map_or(at, |done| done.clamp(at, at + rhythm)))
    });
    match due.min_by_key(|(_, at)| *at) {
        Some((whom, at)) if at <= view.now => Answer::Do(Command::Ask { whom, ticket }),
        Some((_, at)) => Answer::Wait(at.since(view.now)),
        None => Answer::Pass,
    }
}

/// Somebody in the room who works with their hands, as far as I know.
pub fn is_expert(view: &View, person: crate::base::Name) -> bool {
    let head = view.book.heads.get(person);
    let skilled = head.is_some_and(|h| !h.bystander && !h.skills.is_empty());
    skilled && !view.is_at_desk(person)
}
