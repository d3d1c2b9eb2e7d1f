//! What anybody would notice in their own seat: what waits for them, what they owe.

use super::{Kind, Notice, minutes, since};
use crate::base::{Duration, Name, SimTime};
use crate::board::{Asked, Presence};
use crate::crew::duties::AHEAD;
use crate::crew::{View, leaving};
use crate::model::{Command, Duty};

/// Patience with a page: it climbs after minutes.
const PAGE: Duration = Duration::minutes(1);
/// Everybody behind a decision waits with it.
const DECISION: Duration = Duration::minutes(2);
/// Who has asked asks again after a while.
const QUESTION: Duration = Duration::minutes(6);
/// A successor has to be found, called and told.
const SUCCESSOR: Duration = Duration::minutes(45);
/// So many things that nobody else has heard.
const UNTOLD: u16 = 3;
/// So many things that are not in the document.
const UNWRITTEN: u16 = 6;

pub fn page_waits(view: &View, all: &mut Vec<Notice>) {
    let open = view.board.pages.iter().filter(|p| !p.acknowledged);
    for page in open {
        if let Some(long) = since(view, page.at, PAGE) {
            all.push(Notice {
                kind: Kind::PageWaits,
                about: page.role,
                sees: format!("A page has been ringing for {long}."),
                does: "Take it, or pass it on at once; while it rings nobody else is called."
                    .into(),
                command: Some(Command::Acknowledge { page: page.page }),
            });
        }
    }
}

pub fn decision_waits(view: &View, all: &mut Vec<Notice>) {
    for ask in &view.board.inbox {
        let (Asked::Approval { task, whose }, Some(long)) =
            (ask.what, since(view, ask.since, DECISION))
        else {
            continue;
        };
        all.push(Notice {
            kind: Kind::DecisionWaits,
            about: Some(whose),
            sees: format!(
                "{whose} has been waiting {long} for your yes or no to {}.",
                task.work
            ),
            does: "Ask what speaks against it if you must; then decide, either way.".into(),
            command: None,
        });
    }
}

pub fn question_waits(view: &View, all: &mut Vec<Notice>) {
    for ask in &view.board.inbox {
        let (Asked::Message(message), Some(long)) = (ask.what, since(view, ask.since, QUESTION))
        else {
            continue;
        };
        all.push(Notice {
            kind: Kind::QuestionWaits,
            about: None,
            sees: format!("Somebody has been waiting {long} for an answer."),
            does: "Two sentences now spare you three calls later, or have somebody answer who may."
                .into(),
            command: Some(Command::Answer {
                message,
                text: None,
            }),
        });
    }
}

/// Updates that are owed soon by me, or by nobody while I command.
pub fn update_due(view: &View, all: &mut Vec<Notice>) {
    let (board, book) = (view.board, view.book);
    let held = |duty: Duty| {
        let mut roles = book.process.roles_with(duty);
        roles.any(|r| board.holder(r.name).is_some_and(|h| h != board.me))
    };
    for due in &board.dues {
        let mine = board.has_duty(book, due.duty);
        let nobodys = board.i_command(book) && !held(due.duty);
        let from = if due.closing {
            view.now
        } else {
            due.at - AHEAD
        };
        if view.now < from || !(mine || nobodys) {
            continue;
        }
        let title = due.duty.title();
        let sees = match view.now < due.at {
            true => format!(
                "The {title} update is due in {}.",
                minutes(due.at.since(view.now))
            ),
            false => format!(
                "The {title} update was due {} ago.",
                minutes(view.now.since(due.at))
            ),
        };
        all.push(Notice {
            kind: Kind::UpdateDue,
            about: Some(Name::new(due.duty.word())),
            sees,
            does:
                "It takes five minutes to write: what is hit, what is done, when the next comes. \
                   Nothing new is news too."
                    .into(),
            command: Some(Command::Update {
                incident: due.incident,
                duty: due.duty,
                text: None,
            }),
        });
    }
}

pub fn no_successor(view: &View, all: &mut Vec<Notice>) {
    let board = view.board;
    let Some(ends) = board.shift_ends.filter(|_| view.ticket().is_some()) else {
        return;
    };
    if ends > view.now + SUCCESSOR {
        return;
    }
    for role in board.my_roles.keys() {
        let mut begun = board.handoffs.iter();
        if begun.any(|h| h.role == role && h.from == board.me) {
            continue;
        }
        let to = leaving::successor(view, role);
        let sees = match ends > view.now {
            true => format!(
                "Your shift ends in {}; nobody is named to take over {role}.",
                minutes(ends.since(view.now))
            ),
            false => format!("Your shift is over; nobody is named to take over {role}."),
        };
        all.push(Notice {
            kind: Kind::NoSuccessor,
            about: Some(role),
            sees,
            does: "Name somebody rested now: they have to wake, come, and be told.".into(),
            command: to.map(|to| Command::AnnounceHandoff { role, to }),
        });
    }
}

/// What I know and nobody else has heard.
pub fn untold(view: &View, all: &mut Vec<Notice>) {
    let board = view.board;
    if board.presence != Presence::Here || board.untold < UNTOLD || board.i_command(view.book) {
        return;
    }
    let to = board.commander(view.book).filter(|c| *c != board.me);
    let command = match (to, view.ticket()) {
        (Some(to), Some(ticket)) => Some(Command::Report { to, ticket }),
        _ => None,
    };
    all.push(Notice {
        kind: Kind::Untold,
        about: to,
        sees: format!(
            "You know {} things that nobody else has heard.",
            board.untold
        ),
        does: "Tell whoever decides, also what you have ruled out.".into(),
        command,
    });
}

pub fn nothing_written(view: &View, all: &mut Vec<Notice>) {
    let (board, book) = (view.board, view.book);
    let keeper = |name: Name| {
        let mut roles = book.process.roles_with(Duty::RecordKeeping);
        roles.any(|r| board.holder(r.name) == Some(name))
    };
    let mut others = board.room.iter().filter(|p| **p != board.me);
    let kept = others.any(|p| keeper(*p));
    let mine = board.has_duty(book, Duty::RecordKeeping) || (board.i_command(book) && !kept);
    let open = board.incidents.iter().find(|i| i.document && !i.closed);
    let (Some(incident), true) = (open, mine && board.unwritten >= UNWRITTEN) else {
        return;
    };
    all.push(Notice {
        kind: Kind::NothingWritten,
        about: None,
        sees: format!(
            "{} things you know are not in the document.",
            board.unwritten
        ),
        does: "Write them down or give the record to somebody: whoever comes next reads it.".into(),
        command: Some(Command::Write {
            incident: incident.incident,
        }),
    });
}

/// When somebody came into the room.
pub(super) fn came(view: &View, who: Name) -> Option<SimTime> {
    view.board.came.get(who).copied()
}
