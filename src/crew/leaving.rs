//! My shift is over, or the trouble is.

use super::{Answer, View, duties};
use crate::base::{Duration, Name, SimTime};
use crate::board::HandoffSeen;
use crate::model::fact::Job;
use crate::model::process::TakesUp;
use crate::model::{Command, Right, Task, WorkKind};

/// How long somebody waits for a successor before leaving all the same.
const WAITS: Duration = Duration::minutes(120);
/// Nobody lays down work in hand that may be done this soon after the shift.
const FINISHES: Duration = Duration::minutes(30);
/// Whoever has been at it for this long is no successor.
const FRESH_FOR: Duration = Duration::hours(4);

/// Step 1: before my shift ends I say who will take over, so that they can come in time.
pub fn shift_ends_soon(view: &View) -> Answer {
    let (board, handoff) = (view.board, &view.book.process.handoff);
    let Some(ahead) = handoff.announces else {
        return Answer::Pass;
    };
    if board.shift_ended.is_some() || view.ticket().is_none() {
        return Answer::Pass;
    }
    let open = |role: &Name| {
        let mut mine = board.handoffs.iter();
        !mine.any(|h| h.role == *role && h.from == board.me)
    };
    let ends = |role: Name| {
        let goes = board.shift_ends.filter(|_| handoff.at_shift_end);
        goes.into_iter().chain(term_ends(view, role)).min()
    };
    for role in board.my_roles.keys().filter(open) {
        let Some(begins) = ends(role).map(|end| end - ahead) else {
            continue;
        };
        if view.now < begins {
            return Answer::Wait(begins.since(view.now));
        }
        if let Some(to) = successor(view, role) {
            return Answer::Do(Command::AnnounceHandoff { role, to });
        }
    }
    Answer::Pass
}

/// Until when I may hold a role of mine: nobody decides well for ever.
fn term_ends(view: &View, role: Name) -> Option<SimTime> {
    let longest = view.book.process.role(role)?.longest?;
    let since = view.board.my_roles.get(role)?;
    Some(*since + longest)
}

/// I have held a role for as long as anybody may: somebody else takes it, and I go on without.
pub fn term_over(view: &View) -> Answer {
    let board = view.board;
    let held = board.my_roles.keys();
    let terms = held.filter_map(|role| Some((role, term_ends(view, role)?)));
    let Some((role, end)) = terms
        .min_by_key(|(_, end)| *end)
        .filter(|_| view.ticket().is_some())
    else {
        return Answer::Pass;
    };
    if view.now < end {
        return Answer::Wait(end.since(view.now));
    }
    let began = |h: &&HandoffSeen| h.role == role && h.from == board.me;
    let begun = board.handoffs.iter().rev().find(began);
    match hand_over(view, role) {
        // No notice names the successor: they find the role laid down and take it.
        Answer::Pass if begun.is_some() => Answer::Do(Command::LeaveRole { role }),
        answer => answer,
    }
}

/// My shift is over: hand over what I hold, in as many steps as the process has, and go.
pub fn shift_over(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let Some(ended) = board
        .shift_ended
        .filter(|_| book.process.handoff.at_shift_end)
    else {
        return Answer::Pass;
    };
    if book.roster.is_relieved(board.me) {
        return sits_down(view, ended);
    }
    let Some(ticket) = view.ticket() else {
        return Answer::Do(Command::StepAway);
    };
    let handoff = &book.process.handoff;
    let any_step =
        handoff.announces.is_some() || handoff.transfers || book.confirms() || handoff.notices;
    let busy = board.hands.is_some() || !board.paused.is_empty();
    if busy && view.since(ended) < FINISHES && board.my_roles.is_empty() {
        return Answer::Wait(FINISHES.saturating_sub(view.since(ended)));
    }
    if view.since(ended) < WAITS && any_step {
        for role in board.my_roles.keys() {
            match hand_over(view, role) {
                Answer::Pass => {}
                answer => return answer,
            }
        }
        // Step 2 for whoever works: what has been begun goes to a colleague who can do it.
        if let Some(task) = work_begun(view).filter(|_| handoff.transfers)
            && let Some(role) = book.process.roles.iter().find(|r| r.is_shared())
            && let Some(to) = takes_over(view, task)
        {
            return Answer::Do(Command::Transfer {
                role: role.name,
                to,
            });
        }
        // Nobody shall count on work that I do not go on with (step 3).
        if let Some(task) = work_begun(view).filter(|_| book.confirms()) {
            return Answer::Do(Command::Drop { task });
        }
        let told = board.told_at.is_some_and(|at| at >= ended);
        if (board.untold > 0 || (book.confirms() && !told))
            && let Some(to) = somebody_to_tell(view).filter(|to| !view.waits_for_answer(*to))
        {
            return Answer::Do(Command::Report { to, ticket });
        }
    }
    // Somebody has to be there: whoever leaves last calls the next on call.
    let mut others = board.room.iter().filter(|p| **p != board.me);
    let alone = !others.any(|p| duties::is_expert(view, *p));
    let called = board.called.iter().any(|c| c.at >= ended);
    if alone
        && !called
        && let Some(whom) = on_call(view)
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

/// Somebody else sits down in the same chair. An action under way stands still for the call; what
/// is only being looked into is finished first.
fn sits_down(view: &View, ended: SimTime) -> Answer {
    let (board, process) = (view.board, &view.book.process);
    let under_way = match board.hands {
        Some((Job::Task(task), since)) => task.kind == WorkKind::Action && since < ended,
        _ => false,
    };
    let role = process.roles.iter().find(|r| r.is_shared());
    match role.filter(|_| under_way && process.handoff.transfers) {
        Some(role) => Answer::Do(Command::Transfer {
            role: role.name,
            to: board.me,
        }),
        None => Answer::Pass,
    }
}

/// A colleague here who could go on with my work.
fn takes_over(view: &View, task: Task) -> Option<Name> {
    let (board, book) = (view.board, view.book);
    let skill = book.skill_of(task);
    let mut here = board.room.iter().copied();
    here.find(|n| {
        let able = *n != board.me && book.level(*n, skill).is_some();
        able && is_fresh(view, *n, view.now) && duties::is_expert(view, *n)
    })
}

/// Technical work of mine that is not done.
fn work_begun(view: &View) -> Option<Task> {
    let hands = view.board.hands.iter().map(|(job, _)| job);
    let mut jobs = view.board.paused.iter().chain(hands);
    jobs.find_map(|job| match job {
        Job::Task(task) => Some(*task),
        _ => None,
    })
}

fn somebody_to_tell(view: &View) -> Option<Name> {
    let board = view.board;
    let commander = board.commander(view.book).filter(|c| *c != board.me);
    let works = |p: &Name| *p != board.me && !view.book.only_looks_on(*p);
    let mut others = board.room.iter().copied().filter(works);
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
            // Nobody rested is there to take it: one stays for a while and looks again.
            None => Answer::Wait(Duration::minutes(15)),
        };
    };
    let to = begun.to;
    if !board.room.contains(&to) {
        return if view.since(begun.since) > Duration::minutes(15) {
            match successor_after(view, begun) {
                Some(to) => Answer::Do(Command::AnnounceHandoff { role, to }),
                // They may still come.
                None => Answer::Wait(Duration::minutes(5)),
            }
        } else {
            Answer::Wait(Duration::minutes(2))
        };
    }
    if handoff.transfers && !begun.transferred {
        Answer::Do(Command::Transfer { role, to })
    } else if book.confirms() && !begun.confirmed {
        Answer::Do(Command::ConfirmHandoff { role, to })
    } else if handoff.notices {
        Answer::Do(Command::NoticeHandoff { role, to })
    } else {
        Answer::Pass
    }
}

/// Who takes a role over: its group's next on call, or a trained colleague; nobody who has been at
/// it for long, whose own shift ends, or who has just gone home.
pub fn successor(view: &View, role: Name) -> Option<Name> {
    let book = view.book;
    let at = view.board.shift_ends.unwrap_or(view.now).max(view.now);
    let fit = |n: &Name| *n != view.board.me && is_free(view, *n) && is_fresh(view, *n, at);
    let group = book.group_for(role);
    let on_call = group.and_then(|g| book.roster.callable(g, at).find(fit));
    let trained = || view.board.successors(book, role).filter(fit);
    let here = |n: &Name| view.board.room.contains(n);
    on_call.or_else(|| trained().min_by_key(|n| (!here(n), book.works_of(*n))))
}

fn is_fresh(view: &View, name: Name, at: SimTime) -> bool {
    let board = view.board;
    if !board.room.contains(&name) {
        return view.is_rested(name);
    }
    // Who was here before me has been here longer than I have.
    let came = board.came.get(name).copied().or(board.here_since);
    came.is_some_and(|came| {
        let ends = view.book.roster.shift_end(name, came);
        at.since(came) < FRESH_FOR && ends.is_none_or(|end| end > at + Duration::hours(1))
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
    others.find(|n| !tried(n) && is_free(view, *n) && is_fresh(view, *n, view.now))
}

/// Whether somebody holds no role, as far as I know, and none is about to be handed to them.
fn is_free(view: &View, name: Name) -> bool {
    let board = view.board;
    let mut roles = view.book.process.roles.iter();
    let announced = board.handoffs.iter().any(|h| h.to == name);
    !announced && !roles.any(|r| board.holder(r.name) == Some(name))
}

/// Whom a call to the group that answers alerts would reach, who is not here already.
fn on_call(view: &View) -> Option<Name> {
    let (board, book) = (view.board, view.book);
    let mut callable = book.roster.callable(book.alert_group()?, view.now);
    let anyone = board.may(book, Right::PageAnyone);
    callable.find(|n| {
        let here = *n == board.me || board.room.contains(n);
        !here && (anyone || book.is_open_to_calls(*n, view.now))
    })
}

/// The incident is over with its impact, its cause is still there: whoever works on that stays, and
/// whoever had a desk goes, or works too where nobody else does.
fn desk_is_over(view: &View) -> Answer {
    let board = view.board;
    let mut others = board.room.iter().filter(|p| **p != board.me);
    let desk = |role: &Name| view.book.is_desk(*role);
    match board.my_roles.keys().find(desk) {
        Some(role) if !others.any(|p| duties::is_expert(view, *p)) => {
            Answer::Do(Command::LeaveRole { role })
        }
        _ => Answer::Do(Command::StepAway),
    }
}

/// Nothing is left to do: tell who should know, close what I opened, go.
pub fn trouble_over(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let open = board.incidents.iter().find(|i| !i.closed);
    if view.ticket().is_some() {
        let over = open.is_none() && !board.incidents.is_empty();
        return match over && view.has_desk() {
            true => desk_is_over(view),
            false => Answer::Pass,
        };
    }
    // In turn one goes when one's own are done: whose incident is open still sees to its end.
    let in_turn = book.process.takes_up == TakesUp::InTurn;
    if let Some(incident) = open.filter(|i| !in_turn || board.is_fixed(i.ticket)) {
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
        && !in_turn
        && let (Some(to), Some(ticket)) = (somebody_to_tell(view), board.tickets.keys().last())
        && !view.waits_for_answer(to)
    {
        return Answer::Do(Command::Report { to, ticket });
    }
    Answer::Do(Command::StepAway)
}
