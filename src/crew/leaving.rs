//! My shift is over, or the trouble is.

use super::{Answer, View};
use crate::base::{Duration, Name};
use crate::board::HandoffSeen;
use crate::model::Command;

/// How long somebody waits for a successor before leaving all the same.
const WAITS: Duration = Duration::minutes(120);

/// My shift is over: hand over what I hold, in as many steps as the process has, and go.
pub fn shift_over(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let Some(ended) = board
        .shift_ended
        .filter(|_| book.process.handoff.at_shift_end)
    else {
        return Answer::Pass;
    };
    let Some(ticket) = view.ticket() else {
        return Answer::Do(Command::StepAway);
    };
    let handoff = &book.process.handoff;
    let any_step =
        handoff.announces.is_some() || handoff.transfers || handoff.confirms || handoff.notices;
    if view.since(ended) < WAITS && any_step {
        for role in board.my_roles.keys() {
            match hand_over(view, role) {
                Answer::Pass => {}
                answer => return answer,
            }
        }
        if board.untold > 0
            && let Some(to) = somebody_to_tell(view).filter(|to| !view.waits_for_answer(*to))
        {
            return Answer::Do(Command::Report { to, ticket });
        }
    }
    // Somebody has to be there: whoever leaves last calls the next on call.
    let alone = !board.room.iter().any(|p| *p != board.me);
    let called = board.called.iter().any(|c| c.at >= ended);
    if alone
        && !called
        && let Some(whom) = alert_group(view)
    {
        return Answer::Do(Command::Page {
            whom,
            incident: None,
            ticket,
            role: None,
        });
    }
    let comes = board.called.iter().any(|c| c.at >= ended && c.came);
    if alone && any_step && !comes && view.since(ended) < WAITS {
        return Answer::Wait(Duration::minutes(5));
    }
    Answer::Do(Command::StepAway)
}

fn somebody_to_tell(view: &View) -> Option<Name> {
    let board = view.board;
    let commander = board.commander(view.book).filter(|c| *c != board.me);
    let mut others = board.room.iter().copied().filter(|p| *p != board.me);
    commander
        .filter(|c| board.room.contains(c))
        .or_else(|| others.next_back())
}

/// The next step of handing one role over; nothing once it has passed.
fn hand_over(view: &View, role: Name) -> Answer {
    let (board, book) = (view.board, view.book);
    let handoff = &book.process.handoff;
    let begun = board
        .handoffs
        .iter()
        .rev()
        .find(|h| h.role == role && h.from == board.me);
    let Some(begun) = begun else {
        return match successor(view, role) {
            Some(to) => Answer::Do(Command::AnnounceHandoff { role, to }),
            None => Answer::Pass,
        };
    };
    let to = begun.to;
    if !board.room.contains(&to) {
        return if view.since(begun.since) > Duration::minutes(15) {
            match successor_after(view, begun) {
                Some(to) => Answer::Do(Command::AnnounceHandoff { role, to }),
                None => Answer::Pass,
            }
        } else {
            Answer::Wait(Duration::minutes(2))
        };
    }
    if handoff.transfers && !begun.transferred {
        Answer::Do(Command::Transfer { role, to })
    } else if handoff.confirms && !begun.confirmed {
        Answer::Do(Command::ConfirmHandoff { role, to })
    } else if handoff.notices {
        Answer::Do(Command::NoticeHandoff { role, to })
    } else {
        Answer::Pass
    }
}

/// Who takes a role over: its group's next on call, or a trained colleague.
fn successor(view: &View, role: Name) -> Option<Name> {
    let group = view.book.group_for(role);
    group.or_else(|| {
        view.board
            .successors(view.book, role)
            .find(|n| is_free(view, *n))
    })
}

fn successor_after(view: &View, begun: &HandoffSeen) -> Option<Name> {
    let tried = |n: &Name| {
        view.board
            .handoffs
            .iter()
            .any(|h| h.role == begun.role && h.to == *n)
    };
    let mut others = view.board.successors(view.book, begun.role);
    others.find(|n| !tried(n) && is_free(view, *n))
}

fn is_free(view: &View, name: Name) -> bool {
    let board = view.board;
    !view
        .book
        .process
        .roles
        .iter()
        .any(|r| board.holder(r.name) == Some(name))
}

/// The group that answers alerts, to call its next on-call person.
fn alert_group(view: &View) -> Option<Name> {
    view.book.alert_group()
}

/// Nothing is left to do: tell who should know, close what I opened, go.
pub fn trouble_over(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    if view.ticket().is_some() {
        return Answer::Pass;
    }
    let open = board.incidents.iter().find(|i| !i.closed);
    if let Some(incident) = open {
        let commander = board.commander(book).filter(|c| *c != board.me);
        return match commander {
            Some(to) if board.untold > 0 && !view.waits_for_answer(to) => {
                Answer::Do(Command::Report {
                    to,
                    ticket: incident.ticket,
                })
            }
            Some(to) if view.since(board.idle_since) >= book.asks_again_after => {
                Answer::Do(Command::Report {
                    to,
                    ticket: incident.ticket,
                })
            }
            Some(_) => Answer::Wait(book.asks_again_after),
            None => Answer::Do(Command::Close {
                incident: incident.incident,
            }),
        };
    }
    if board.untold_good
        && let (Some(to), Some(ticket)) = (somebody_to_tell(view), board.tickets.keys().last())
        && !view.waits_for_answer(to)
    {
        return Answer::Do(Command::Report { to, ticket });
    }
    Answer::Do(Command::StepAway)
}
