//! I command: size up, set the severity, call whom it takes, give work to free hands, close.

use super::calling::{TRIED, WORTH_CALLING, has_hands_for, missing_expert, page};
use super::choice::{self, Choice, For};
use super::duties::is_expert;
use super::responder::{looks_again, was_refused_just_now};
use super::{Answer, View};
use crate::base::{Duration, Name};
use crate::board::{CHECKED_WITHIN, Called, IncidentSeen};
use crate::model::fact::Job;
use crate::model::process::{Filled, Over};
use crate::model::{Command, Right, Task, TaskState, TicketId, WorkKind};

/// What a commander has seen with their own eyes is as sure for this long.
const JUST_LOOKED: Duration = Duration::minutes(10);

/// A cause at least this likely is not out of the question: hands it takes are not given away.
const OPEN: f64 = 0.02;

/// The incident I command.
pub fn mine<'a>(view: &View<'a>) -> Option<&'a IncidentSeen> {
    let board = view.board;
    let mut open = board.incidents.iter().filter(|i| !i.closed);
    open.next().filter(|_| board.i_command(view.book))
}

/// What only the commander can decide, the most urgent first: nobody idle waits for a meeting.
pub fn decides(view: &View) -> Answer {
    let Some(incident) = mine(view) else {
        return Answer::Pass;
    };
    let ticket = incident.ticket;
    if is_over(view, ticket) {
        return Answer::Do(Command::Close {
            incident: incident.incident,
        });
    }
    let steps = [
        size_up,
        super::bystander::is_sent_out,
        give_work,
        set_severity,
        fill_roles,
    ];
    for step in steps {
        match step(view, incident) {
            Answer::Pass => {}
            answer => return answer,
        }
    }
    Answer::Wait(Duration::minutes(5))
}

/// Whether what was done has helped is looked at, and whom it takes called, before anything else
/// once I know where we stand: a call takes a minute, the way here many.
pub fn looks_and_calls(view: &View) -> Answer {
    let incident = mine(view).filter(|i| is_sized_up(view) && !is_over(view, i.ticket));
    let Some(incident) = incident else {
        return Answer::Pass;
    };
    match looks_whether_it_helped(view, incident) {
        Answer::Do(look) => Answer::Do(look),
        later => match call_experts(view, incident) {
            Answer::Pass => later,
            call => call,
        },
    }
}

/// With nothing to decide the commander works too, where nobody else is there to or nobody else can.
pub fn works_alone(view: &View) -> Answer {
    mine(view).map_or(Answer::Pass, |incident| own_hands(view, incident))
}

pub fn is_over(view: &View, ticket: TicketId) -> bool {
    let fixed = view.board.is_fixed(ticket);
    match view.book.process.over {
        Over::CauseRemoved => fixed,
        // The cause is worked on afterwards by whoever is at it.
        Over::ImpactEnds => fixed || view.board.is_eased(ticket),
    }
}

/// Whether I have sized it up since I command.
pub fn is_sized_up(view: &View) -> bool {
    let since = view.board.my_roles.iter().map(|(_, at)| *at).min();
    let last = view.board.sized_up;
    last.is_some_and(|at| since.is_none_or(|taken| at >= taken))
}

fn size_up(view: &View, incident: &IncidentSeen) -> Answer {
    match is_sized_up(view) {
        true => Answer::Pass,
        false => Answer::Do(Command::SizeUp {
            incident: incident.incident,
        }),
    }
}

/// By impact as far as I see it; when unsure the higher (DOMAIN section 3).
fn set_severity(view: &View, incident: &IncidentSeen) -> Answer {
    let rank = |name| view.book.process.severity_rank(name).unwrap_or(usize::MAX);
    let judged = judge(view).unwrap_or(incident.severity);
    // When unsure the higher. Sure is whoever has just looked and sees less than was declared; what
    // has eased since is no reason to send people home.
    let lower = rank(judged) > rank(incident.severity) && !sees_less(view, incident);
    let severity = if lower { incident.severity } else { judged };
    match severity == incident.severity && incident.severity_set {
        true => Answer::Pass,
        false => Answer::Do(Command::SetSeverity {
            incident: incident.incident,
            severity,
        }),
    }
}

/// What has been done may have helped, and nobody has said so in good time: I look for myself.
fn looks_whether_it_helped(view: &View, incident: &IncidentSeen) -> Answer {
    let board = view.board;
    let looked = board.sized_up;
    let unsaid = board.unsaid_actions(incident.ticket);
    let done = unsaid.filter_map(|(task, state, since)| match state {
        TaskState::Running => Some(since + view.book.usual_time(task)?),
        _ => Some(since),
    });
    let unseen = done.filter(|at| looked.is_none_or(|looked| looked < *at));
    match unseen.min().map(|at| at + CHECKED_WITHIN) {
        Some(due) if due <= view.now => Answer::Do(Command::SizeUp {
            incident: incident.incident,
        }),
        Some(due) => Answer::Wait(due.since(view.now)),
        None => Answer::Pass,
    }
}

/// I have just looked, it is still there, and it is smaller than was thought.
fn sees_less(view: &View, incident: &IncidentSeen) -> bool {
    let board = view.board;
    let looked = board.sized_up;
    let looked = looked.is_some_and(|at| view.since(at) <= JUST_LOOKED);
    looked && view.broken() > 0 && !board.is_eased(incident.ticket)
}

/// The gravest severity whose description fits what I see.
pub fn judge(view: &View) -> Option<Name> {
    let broken = view.broken();
    let hit = users_hit(view);
    let exposed = view.board.exposed(view.book);
    let severities = &view.book.process.severities;
    let fits = severities.iter().find(|s| {
        s.users_hit.is_some_and(|least| hit >= least.as_f64())
            || s.exposes.is_some_and(|least| exposed >= Some(least))
            || s.services_broken.is_some_and(|least| broken >= least)
    });
    fits.or(severities.last()).map(|s| s.name)
}

/// The share of users hit, as far as the services I believe broken tell.
pub fn users_hit(view: &View) -> f64 {
    let all = view.book.system.users().max(1) as f64;
    let hit: f64 = view
        .board
        .broken()
        .map(|(service, state)| {
            let users = view.book.system.service(service).map_or(0, |s| s.users) as f64;
            let share = if state == crate::model::ServiceState::Down {
                1.0
            } else {
                0.1
            };
            users * share
        })
        .sum();
    hit / all
}

/// Calls holders for the roles the severity asks for.
fn fill_roles(view: &View, incident: &IncidentSeen) -> Answer {
    for role in empty_roles(view, incident) {
        let wakes = view
            .book
            .process
            .severity(incident.severity)
            .is_none_or(|s| s.wakes);
        if let Some(whom) = candidate(view, role).filter(|n| wakes || !is_asleep(view, *n)) {
            return Answer::Do(page(view, whom, incident.ticket, Some(role)));
        }
    }
    Answer::Pass
}

/// The roles the severity asks for that nobody holds and nobody was called for lately, without
/// those that fill themselves.
pub fn empty_roles<'a>(
    view: &'a View,
    incident: &'a IncidentSeen,
) -> impl Iterator<Item = Name> + 'a {
    let (board, book) = (view.board, view.book);
    incident.roles_asked.iter().copied().filter(move |role| {
        let Some(spec) = book.process.role(*role) else {
            return false;
        };
        let by_itself = matches!(spec.filled, Filled::ByField | Filled::FirstResponder);
        !by_itself && board.holder(*role).is_none() && !view.called_for(*role)
    })
}

/// Whether a call would wake somebody: the person, or whom a group's call reaches first.
fn is_asleep(view: &View, whom: Name) -> bool {
    let roster = &view.book.roster;
    let first = roster.callable(whom, view.now).next();
    roster.is_asleep(first.unwrap_or(whom), view.now)
}

/// Whom to call for a role: its group's on-call person first, then trained colleagues.
pub fn candidate(view: &View, role: Name) -> Option<Name> {
    let (board, book) = (view.board, view.book);
    let calls = || {
        let lately = view.calls_within(TRIED);
        lately.filter(|c| c.role == Some(role))
    };
    let tried = |name: Name| calls().any(|c| c.whom == name);
    let group = book.group_for(role);
    let group_tried = calls().next().is_some();
    let anyone = board.may(book, Right::PageAnyone);
    // Command is worth anybody's hands, any other desk only those that are not missed.
    let needed = |name: Name| {
        let desk = book.is_desk(role) && Some(role) != book.command_role;
        desk && view
            .ticket()
            .is_some_and(|t| is_needed_at_work(view, t, name))
    };
    let free = |name: &Name| {
        let busy = book
            .process
            .roles
            .iter()
            .any(|r| board.holder(r.name) == Some(*name));
        let coming = view.called_lately(|c| c.whom == *name);
        let may = anyone || book.is_open_to_calls(*name, view.now);
        *name != board.me && !busy && !coming && !tried(*name) && may && !needed(*name)
    };
    // Whose hands are missed least at the work itself.
    let spare = || {
        let free = board.successors(book, role).filter(free);
        let missed = |n: &Name| (book.is_only_expert(*n), book.works_of(*n));
        let asleep = |n: &Name| book.roster.is_asleep(*n, view.now);
        free.min_by_key(|n| (!view.is_rested(*n), asleep(n), missed(n)))
    };
    let reaches = |group: Name| book.roster.callable(group, view.now).next();
    // A call that would reach me brings nobody.
    let of_use = |name: Name| name != board.me && !needed(name);
    let group = group.filter(|g| !group_tried && reaches(*g).is_none_or(of_use));
    group.or_else(spare)
}

/// Whether what a cause takes that is not out of the question would be missed with somebody at a
/// desk: as long as nobody at work here can do it at all, or where they are the only ones left who
/// know a likely one well. The commander keeps the duties of the desk instead.
fn is_needed_at_work(view: &View, ticket: TicketId, person: Name) -> bool {
    let book = view.book;
    let suspicion = view.suspicion(ticket);
    let open = suspicion.0.iter().filter(|(_, p)| *p >= OPEN);
    let mut asked = open.flat_map(|(cause, _)| book.skills_for(*cause));
    if asked.any(|skill| {
        book.level(person, Some(skill)).is_some() && !has_hands_for(view, skill, person)
    }) {
        return true;
    }
    let replaces =
        |n: Name, skill| book.masters(n, skill) && !view.is_at_desk(n) && view.is_rested(n);
    let replaced = |skill| {
        let mut others = book
            .heads
            .values()
            .filter(|h| !h.bystander && h.name != person);
        others.any(|h| replaces(h.name, skill))
    };
    let likely = suspicion.0.iter().filter(|(_, p)| *p >= WORTH_CALLING);
    let mut skills = likely.flat_map(|(cause, _)| book.skills_for(*cause));
    skills.any(|skill| book.masters(person, skill) && !replaced(skill))
}

/// Calls an expert of every likely cause whose field nobody at work has.
fn call_experts(view: &View, incident: &IncidentSeen) -> Answer {
    match missing_expert(view, incident.ticket) {
        None => Answer::Pass,
        Some((_, whom)) => Answer::Do(page(view, whom, incident.ticket, None)),
    }
}

/// Gives the next task to each free pair of hands; an action that nobody free can do, to somebody
/// who is only testing.
fn give_work(view: &View, incident: &IncidentSeen) -> Answer {
    let board = view.board;
    let here = board.room.iter().copied();
    let desk_bound = |p: Name| {
        let mut calls = view.calls_within(Duration::hours(1));
        calls.any(|c| c.whom == p && is_wanted_at_desk(view, c))
    };
    let skilled: Vec<Name> = here.filter(|p| is_expert(view, *p)).collect();
    let experts = skilled.iter().copied();
    let experts = experts.filter(|p| *p != board.me && !desk_bound(*p));
    let experts: Vec<Name> = experts.collect();
    let next = |to: Name| {
        let hands = For {
            by: to,
            ticket: incident.ticket,
            act_from: view.book.process.act_from,
        };
        match choice::choose(view, &hands) {
            Some(Choice::Task(task)) => Some((task, to)),
            _ => None,
        }
    };
    let free = experts.iter().filter(|p| !is_at_work(view, **p));
    let given = free.map(|p| next(*p)).find(Option::is_some).flatten();
    let testing = || {
        let mut busy = experts.iter().filter(|p| is_testing(view, **p));
        let act = |p: &Name| next(*p).filter(|(task, _)| task.kind == WorkKind::Action);
        busy.find_map(act)
    };
    // What nobody else here can do is worth more than somebody's desk.
    let at_desk = || {
        let mut desks = board.room.iter().copied();
        let has = |p: Name, skill: Name| view.book.level(p, Some(skill)).is_some();
        let rare = |skill: &Name| !experts.iter().any(|e| has(*e, *skill));
        let rare: Vec<Name> = view.book.wanted.iter().copied().filter(rare).collect();
        let alone = |p: Name| experts.is_empty() || rare.iter().any(|s| has(p, *s));
        let idle = |p: Name| !skilled.contains(&p) && !is_at_work(view, p);
        let other = |p: &Name| *p != board.me && alone(*p) && idle(*p);
        let nobody_can = |task: Task| !experts.iter().any(|e| can(view, *e, task));
        // Who it may be is cheap to tell, what they would do is not.
        desks.find_map(|p| {
            other(&p)
                .then(|| next(p))?
                .filter(|(task, _)| nobody_can(*task))
        })
    };
    match given.or_else(testing).or_else(at_desk) {
        Some((task, to)) => Answer::Do(Command::Assign {
            task,
            to,
            within: None,
        }),
        None => Answer::Pass,
    }
}

/// Whether somebody has the skill for a task.
pub fn can(view: &View, person: Name, task: Task) -> bool {
    let book = view.book;
    book.level(person, book.skill_of(task)).is_some()
}

/// What of all who are here only I have the skill for.
fn nobody_else_can(view: &View, task: Task) -> bool {
    let mut others = view.board.room.iter().filter(|p| **p != view.board.me);
    !others.any(|p| can(view, *p, task))
}

/// Whether somebody was called for a desk that nobody has taken yet.
fn is_wanted_at_desk(view: &View, call: &Called) -> bool {
    let open = |r: Name| view.book.is_desk(r) && view.board.holder(r).is_none();
    call.role.is_some_and(open)
}

/// Whether all I know somebody to have in hand is a test.
fn is_testing(view: &View, person: Name) -> bool {
    let tests = |task: Task| task.kind == WorkKind::Diagnostic;
    is_at_work(view, person) && work_of(view, person).all(tests)
}

/// Whether I think somebody has something in hand.
pub fn is_at_work(view: &View, person: Name) -> bool {
    work_of(view, person).next().is_some()
}

/// What I think somebody has in hand.
fn work_of<'a>(view: &'a View, person: Name) -> impl Iterator<Item = Task> + 'a {
    view.board.in_hands_of(person)
}

/// Nobody else is there to work, or to do this: then I do, or go over what we know again.
fn own_hands(view: &View, incident: &IncidentSeen) -> Answer {
    let board = view.board;
    let mut room = board.room.iter();
    let others = room.any(|p| *p != board.me && is_expert(view, *p));
    let mine = |task: Task| !others || nobody_else_can(view, task);
    let thought = |j: &&Job| matches!(j, Job::Rethink(_));
    match board.paused.iter().rfind(|j| !thought(j)) {
        _ if board.hands.is_some() => return Answer::Pass,
        // What is still mine to do is gone on with after each interruption.
        Some(Job::Task(task)) if mine(*task) && !was_refused_just_now(view) => {
            return Answer::Do(Command::Work { task: *task });
        }
        Some(_) => return Answer::Pass,
        None => {}
    }
    let hands = For {
        by: board.me,
        ticket: incident.ticket,
        act_from: view.book.process.act_from,
    };
    match choice::choose(view, &hands) {
        Some(Choice::Rethink(cause)) => {
            let ticket = incident.ticket;
            if let Some(look) = looks_again(view, ticket) {
                // Those who are here see more than I do alone.
                let incident = incident.incident;
                return Answer::Do(match others {
                    true => Command::SizeUp { incident },
                    false => look,
                });
            }
            if board.running(ticket).next().is_some() {
                Answer::Pass
            } else {
                Answer::Do(Command::Rethink { ticket, cause })
            }
        }
        Some(Choice::Task(task)) if mine(task) => {
            let comes = |c: &Called| c.role.is_none() && can(view, c.whom, task);
            match view.called_lately(comes) {
                true => Answer::Pass,
                false => Answer::Do(choice::begin(view, Choice::Task(task), incident.ticket)),
            }
        }
        _ => Answer::Pass,
    }
}
