//! What waits for me: pages, requests for a yes, questions.

use super::{Answer, View, choice};
use crate::base::{Duration, Name};
use crate::board::Asked;
use crate::model::command::Command;
use crate::model::fact::Job;
use crate::model::process::Approach;
use crate::model::team::Habit;
use crate::model::{Action, Task, TaskState, Topic, WorkKind};

/// A page is taken as soon as it is heard.
pub fn pages(view: &View) -> Answer {
    if view.board.ringing == 0 {
        return Answer::Pass;
    }
    let waiting = view.board.pages.iter().find(|p| !p.acknowledged);
    match waiting {
        Some(page) => Answer::Do(Command::Acknowledge { page: page.page }),
        None => Answer::Pass,
    }
}

/// Somebody wants a yes: it is worth what I know more than they do.
pub fn yeses(view: &View) -> Answer {
    let asked = view.board.inbox.iter().find_map(|ask| match ask.what {
        Asked::Approval { task, whose } => Some((task, whose)),
        Asked::Message(_) => None,
    });
    let Some((task, whose)) = asked else {
        return Answer::Pass;
    };
    let yes = view
        .book
        .action(task.work)
        .is_some_and(|a| is_worth_it(view, task, whose, a));
    Answer::Do(match yes {
        true => Command::Approve { task, whose },
        false => Command::Refuse { task, whose },
    })
}

fn is_worth_it(view: &View, task: Task, whose: Name, action: &Action) -> bool {
    let board = view.board;
    // Saved or known to be lost: there is nothing left to wait for.
    let settled = |evidence| board.belief(Topic::Evidence(evidence)).is_some();
    if view.book.process.evidence_first && !action.destroys.iter().all(|e| settled(*e)) {
        return false;
    }
    let at_it = choice::who_acts_on(view, action).is_some_and(|by| by != whose);
    if at_it || board.has_helped(task.ticket, task.work) {
        return false;
    }
    // What I gave out myself I have thought about; what stops the bleeding is worth its risk where
    // containing comes first.
    if board.given.iter().any(|(given, _, _)| *given == task) {
        return true;
    }
    let stops_bleeding = action.halts_spread
        || action.sheds_to.is_some()
        || action.restores.is_some()
        || (!action.masks.is_empty() && action.worth_from > 0);
    let broken = view.broken();
    let contain_first = view.book.process.approach == Approach::ContainFirst;
    if stops_bleeding && contain_first && broken >= action.worth_from {
        return true;
    }
    let suspicion = board.suspicion(view.book, task.ticket);
    let fits = suspicion
        .0
        .iter()
        .filter(|(cause, _)| view.book.cures(action, *cause) || action.masks.contains(cause));
    let fits: f64 = fits.map(|(_, p)| p).sum();
    let again = board
        .task(task)
        .is_some_and(|(_, state)| state == TaskState::Done);
    // The cautious object where others would let it pass.
    let objects = view.book.has_habit(board.me, Habit::Cautious) && action.risky;
    let enough = if objects {
        view.book.process.act_from.as_f64()
    } else {
        0.5
    };
    fits >= enough && !again
}

/// The time I was given for a task is over: whoever gave it hears where it stands.
pub fn time_boxes(view: &View) -> Answer {
    let due = view.board.boxes.iter().min_by_key(|(_, _, until)| *until);
    match due {
        None => Answer::Pass,
        Some((_, _, until)) if view.now < *until => Answer::Wait(until.since(view.now)),
        Some((task, by, _)) => Answer::Do(Command::Report {
            to: *by,
            ticket: task.ticket,
        }),
    }
}

/// Whoever has asked is put off no longer than this.
const PUT_OFF: Duration = Duration::minutes(5);

/// Questions are answered by whoever is asked.
pub fn questions(view: &View) -> Answer {
    answer(view, Duration::ZERO)
}

/// Who has waited long asks again, and is answered before anything else is decided.
pub fn old_questions(view: &View) -> Answer {
    answer(view, PUT_OFF)
}

fn answer(view: &View, waited: Duration) -> Answer {
    // Whoever has their hands on the system answers when that is done, if it is soon: an action
    // broken off goes wrong twice as often, and takes time to find back into (MECHANISMS 4).
    let acts =
        matches!(view.board.hands, Some((Job::Task(task), _)) if task.kind == WorkKind::Action);
    let waited = match acts {
        true => view.book.asks_again_after,
        false => waited,
    };
    let questions = view.board.inbox.iter().filter_map(|ask| match ask.what {
        Asked::Message(message) => Some((message, ask.since + waited)),
        Asked::Approval { .. } => None,
    });
    match questions.min_by_key(|(_, due)| *due) {
        Some((message, due)) if due <= view.now => Answer::Do(Command::Answer {
            message,
            text: None,
        }),
        Some((_, due)) => Answer::Wait(due.since(view.now)),
        None => Answer::Pass,
    }
}
