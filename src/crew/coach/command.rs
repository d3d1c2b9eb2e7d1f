//! What a commander would notice: people, tasks, severity, the decision that nobody took.

use super::room::came;
use super::{Kind, Notice, minutes, since};
use crate::base::{Duration, Name};
use crate::crew::choice::{self, Choice, For};
use crate::crew::commander::mine;
use crate::crew::duties::is_expert;
use crate::crew::{View, calling, commander};
use crate::model::fact::Job;
use crate::model::{Command, Right, Task, WorkKind};

/// An incident without a commander, or trouble without an incident, is looked at for so long.
const UNDECLARED: Duration = Duration::minutes(10);
const UNCOMMANDED: Duration = Duration::minutes(3);
/// Somebody who can work stands idle for so long.
const IDLE: Duration = Duration::minutes(3);
/// Somebody has been at a task for so long without a word.
const SILENT: Duration = Duration::minutes(20);
/// Alone with it, as commander.
const ALONE: Duration = Duration::minutes(8);

fn notice(kind: Kind, sees: String, does: &str, command: Option<Command>) -> Notice {
    Notice {
        kind,
        about: None,
        sees,
        does: does.into(),
        command,
    }
}

pub fn nobody_commands(view: &View, all: &mut Vec<Notice>) {
    let (board, book) = (view.board, view.book);
    let Some(role) = book.command_role.filter(|_| board.is_here()) else {
        return;
    };
    let open = board.incidents.iter().find(|i| !i.closed);
    let waits = open.and_then(|i| since(view, i.declared_at, UNCOMMANDED));
    if let (Some(long), None) = (waits, board.holder(role)) {
        all.push(notice(
            Kind::NobodyCommands,
            format!("Nobody has held command since it was declared, {long} ago."),
            "Take it or call somebody for it: until then nobody decides.",
            Some(Command::TakeRole { role }),
        ));
    }
}

pub fn not_declared(view: &View, all: &mut Vec<Notice>) {
    let (board, book) = (view.board, view.book);
    let Some(ticket) = view.ticket().filter(|_| board.is_here()) else {
        return;
    };
    let seen = board.tickets.get(ticket);
    let long = seen.and_then(|t| since(view, t.triaged?, UNDECLARED));
    let broken = view.broken();
    let declares = !book.process.severities.is_empty() && board.may(book, Right::Declare);
    let (Some(long), Some(severity)) = (long, commander::judge(view)) else {
        return;
    };
    if declares && broken > 0 && board.incident_of(ticket).is_none() {
        all.push(notice(
            Kind::NotDeclared,
            format!(
                "{broken} services are not normal; you looked {long} ago and nothing is declared."
            ),
            "Declaring brings roles, a document and people who may decide.",
            Some(Command::Declare { ticket, severity }),
        ));
    }
}

/// An action that asks for a yes is under way, and nobody has given one that I know of.
pub fn risky_without_yes(view: &View, all: &mut Vec<Notice>) {
    let (board, book) = (view.board, view.book);
    let Some(incident) = mine(view) else { return };
    for (task, by) in board.running(incident.ticket) {
        let Some(action) = book
            .action(task.work)
            .filter(|_| task.kind == WorkKind::Action)
        else {
            continue;
        };
        let asks = book
            .approvals(action, Some(incident.severity))
            .next()
            .is_some();
        let settled = board
            .approvals
            .iter()
            .any(|a| a.task == task && a.answer == Some(true));
        if asks && action.risky && !settled && !board.yeses.contains(&task) {
            all.push(Notice {
                about: Some(by),
                ..notice(
                    Kind::RiskyWithoutYes,
                    format!(
                        "{by} is at {}, which can do harm, and has had no yes that you know of.",
                        task.work
                    ),
                    "Ask what they expect of it and how it is undone; stop it if you have to.",
                    Some(Command::Ask {
                        whom: by,
                        ticket: task.ticket,
                    }),
                )
            });
        }
    }
}

pub fn severity_unset(view: &View, all: &mut Vec<Notice>) {
    let Some(incident) = mine(view) else { return };
    let Some(judged) = commander::judge(view) else {
        return;
    };
    let process = &view.book.process;
    let rank = |name| process.severity_rank(name).unwrap_or(usize::MAX);
    let broken = view.broken();
    let hit = (100.0 * commander::users_hit(view)).round();
    let seen = format!("{broken} services are not normal, some {hit} % of users are hit");
    let command = |severity| {
        Some(Command::SetSeverity {
            incident: incident.incident,
            severity,
        })
    };
    if rank(judged) < rank(incident.severity) {
        all.push(notice(
            Kind::SeverityUnset,
            format!(
                "{seen}; what you see fits {judged}, set is {}.",
                incident.severity
            ),
            "When unsure the higher: it says who is called and how often others hear.",
            command(judged),
        ));
    } else if !incident.severity_set {
        all.push(notice(
            Kind::SeverityUnset,
            format!(
                "{seen}; {} is as it was declared, nobody has confirmed it.",
                incident.severity
            ),
            "Confirm it or change it: others plan by it.",
            command(incident.severity),
        ));
    }
}

/// Hands that could work and have nothing to do.
pub fn nobody_assigned(view: &View, all: &mut Vec<Notice>) {
    let Some(incident) = mine(view) else { return };
    let board = view.board;
    let idle = |p: &Name| *p != board.me && is_expert(view, *p) && !commander::is_at_work(view, *p);
    for whom in board.room.iter().copied().filter(idle) {
        let Some(long) = came(view, whom).and_then(|at| since(view, at, IDLE)) else {
            continue;
        };
        let hands = For {
            by: whom,
            ticket: incident.ticket,
            act_from: view.book.process.act_from,
        };
        let next = match choice::choose(view, &hands) {
            Some(Choice::Task(task)) => Some(task),
            _ => None,
        };
        // Somebody with nothing to do for whom nothing is left to do is no finding.
        let Some(task) = next else { continue };
        all.push(Notice {
            about: Some(whom),
            ..notice(
                Kind::NobodyAssigned,
                format!("{whom} has been in the room for {long} and has no task that you know of."),
                "Give one task, by name, with a time; or ask what they need.",
                assign(view, task, whom),
            )
        });
    }
}

fn assign(view: &View, task: Task, to: Name) -> Option<Command> {
    let open = view.board.options(view.book).into_iter();
    let mut commands = open.map(|offer| offer.command);
    commands.find(
        |c| matches!(c, Command::Assign { task: t, to: whom, .. } if *t == task && *whom == to),
    )
}

pub fn alone(view: &View, all: &mut Vec<Notice>) {
    let Some(incident) = mine(view) else { return };
    let board = view.board;
    let others = board.room.iter().any(|p| *p != board.me);
    let called = view.called_lately(|_| true);
    if let (false, false, Some(long)) = (others, called, since(view, incident.declared_at, ALONE)) {
        all.push(notice(
            Kind::Alone,
            format!(
                "You are alone with it, {long} after it was declared, and nobody is on the way."
            ),
            "Call whoever knows what is broken: the way to the keyboard takes minutes.",
            None,
        ));
    }
}

/// What a likely cause takes, nobody here knows well, and somebody does who is not here.
pub fn expert_missing(view: &View, all: &mut Vec<Notice>) {
    let Some(incident) = mine(view) else { return };
    let Some((cause, whom)) = calling::missing_expert(view, incident.ticket) else {
        return;
    };
    all.push(Notice {
        about: Some(whom),
        ..notice(
            Kind::ExpertMissing,
            format!("{cause} is likely by what you know, and nobody here is at home in that."),
            "Call whoever is, before you are sure: the way to the keyboard takes minutes.",
            Some(calling::page(view, whom, incident.ticket, None)),
        )
    });
}

/// My own hands are in the system while others could do it, and nobody commands meanwhile.
pub fn fixing_instead(view: &View, all: &mut Vec<Notice>) {
    let board = view.board;
    let (Some(_), Some((Job::Task(task), at))) = (mine(view), board.hands) else {
        return;
    };
    let could = |p: &Name| is_expert(view, *p) && commander::can(view, *p, task);
    let others = board.room.iter().filter(|p| **p != board.me && could(p));
    let others = others.filter(|p| !commander::is_at_work(view, **p)).count();
    if others == 0 {
        return;
    }
    let long = minutes(view.now.since(at));
    all.push(notice(
        Kind::FixingInstead,
        format!(
            "You have been at {} yourself for {long}; {others} who could do it are here and free.",
            task.work
        ),
        "Give it away: while your hands are in it nobody has the overview.",
        Some(Command::Drop { task }),
    ));
}

pub fn role_empty(view: &View, all: &mut Vec<Notice>) {
    let Some(incident) = mine(view) else { return };
    for role in commander::empty_roles(view, incident) {
        let whom = commander::candidate(view, role);
        let command = whom.map(|whom| calling::page(view, whom, incident.ticket, Some(role)));
        all.push(Notice {
            about: Some(role),
            ..notice(
                Kind::RoleEmpty,
                format!(
                    "{} asks for the role {role}; nobody holds it and nobody is called.",
                    incident.severity
                ),
                "Until somebody has it, its duties are yours.",
                command,
            )
        });
    }
}

/// Two people test the same, and neither may know of the other.
pub fn same_hypothesis(view: &View, all: &mut Vec<Notice>) {
    let Some(incident) = mine(view) else { return };
    let running: Vec<(Task, Name)> = view.board.running(incident.ticket).collect();
    let tests = |task: &Task| {
        let found = view.book.diagnostic(task.work);
        let found = found.filter(|_| task.kind == WorkKind::Diagnostic);
        found.map_or(&[][..], |d| &d.tests[..])
    };
    for (at, (one, by)) in running.iter().enumerate() {
        for (other, also) in &running[at + 1..] {
            let shared = tests(one).iter().find(|c| tests(other).contains(c));
            let what = match (by != also, one.work == other.work, shared) {
                (true, true, _) => one.work,
                (true, _, Some(cause)) => *cause,
                _ => continue,
            };
            all.push(Notice {
                about: Some(what),
                ..notice(
                    Kind::SameHypothesis,
                    format!("{by} and {also} are both after {what}."),
                    "Two on one question is one too few on the next.",
                    None,
                )
            });
        }
    }
}

/// Somebody has been at it for long without a word.
pub fn no_word(view: &View, all: &mut Vec<Notice>) {
    let Some(incident) = mine(view) else { return };
    let board = view.board;
    let at_it = board
        .running(incident.ticket)
        .filter(|(_, by)| *by != board.me);
    for (task, by) in at_it {
        let heard = board.heard_from.get(by).copied();
        let heard = heard.max(came(view, by)).unwrap_or(incident.declared_at);
        let Some(long) = since(view, heard, SILENT) else {
            continue;
        };
        if all
            .iter()
            .any(|n| n.kind == Kind::NoWord && n.about == Some(by))
        {
            continue;
        }
        all.push(Notice {
            about: Some(by),
            ..notice(
                Kind::NoWord,
                format!(
                    "You have not heard from {by}, who is at {}, for {long}.",
                    task.work
                ),
                "Ask for condition, actions, needs: whoever is stuck mostly does not say so.",
                Some(Command::Ask {
                    whom: by,
                    ticket: incident.ticket,
                }),
            )
        });
    }
}

pub fn not_closed(view: &View, all: &mut Vec<Notice>) {
    let Some(incident) = mine(view) else { return };
    if commander::is_over(view, incident.ticket) {
        all.push(notice(
            Kind::NotClosed,
            "It is over as far as you know, and the incident is still open.".into(),
            "Make sure that somebody has checked, then close it: people wait to go.",
            Some(Command::Close {
                incident: incident.incident,
            }),
        ));
    }
}
