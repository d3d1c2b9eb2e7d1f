//! I work on it: with a commander, or with nobody commanding.

use super::calling::{calls_help, expert_to_call, page, since_call};
use super::choice::{self, Choice, For};
use super::commander::{candidate, judge, users_hit};
use super::{Answer, View};
use crate::base::{Duration, Name, Purpose};
use crate::model::fact::Job;
use crate::model::process::{Filled, SeverityBy, TakesUp};
use crate::model::team::Habit;
use crate::model::{Claim, Command, Right, TaskState, TicketId, Tool, Topic, WorkKind};

/// Whoever is out of ideas goes this long without help before they call somebody (assumption).
const STUCK_BEFORE_CALLING: Duration = Duration::minutes(15);

/// I was called for a role: I take it unless somebody has it.
pub fn takes_role(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let pages = match board.called_for_role {
        true => &board.pages[..],
        false => &[],
    };
    let wanted = pages.iter().filter(|p| p.acknowledged);
    let wanted = wanted.filter_map(|p| p.role);
    let here = board.here_since.unwrap_or(view.now);
    let open = board.incidents.iter().any(|i| !i.closed);
    let wanted = wanted.filter(|_| open);
    let open = wanted.into_iter().find(|role| {
        let recent = board
            .pages
            .iter()
            .any(|p| p.role == Some(*role) && p.at + Duration::hours(2) >= here);
        let handed = board
            .handoffs
            .iter()
            .any(|h| h.role == *role && h.to == board.me && board.room.contains(&h.from));
        recent && !handed && board.holder(*role).is_none()
    });
    // Whose hands are asked for takes no desk, and whoever is at work takes it when that is done.
    let held = board
        .paused
        .iter()
        .chain(board.hands.iter().map(|(job, _)| job));
    let at_work = !board.assigned.is_empty() || held.into_iter().any(|j| matches!(j, Job::Task(_)));
    let at_desk = |r: &Name| book.is_desk(*r) && Some(*r) != book.command_role && at_work;
    if let Some(role) = open.filter(|r| !at_desk(r)) {
        return Answer::Do(Command::TakeRole { role });
    }
    match stands_in(view) {
        Answer::Pass => volunteer(view, book.command_role),
        answer => answer,
    }
}

/// Whoever commanded has gone without a successor, and my role stands in for theirs.
fn stands_in(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let spec = book.command_role.and_then(|r| book.process.role(r));
    let Some((command, deputy)) = spec.and_then(|r| Some((r.name, r.stand_in?))) else {
        return Answer::Pass;
    };
    let vacant = matches!(
        board.claim(Topic::Role(command)),
        Some(Claim::Role { holder: None, .. })
    );
    let open = board.incidents.iter().any(|i| !i.closed);
    // Somebody to whom it is being handed is on the way.
    let patience = book.asks_again_after;
    let mut handed = board.handoffs.iter();
    let comes = handed.any(|h| h.role == command && view.since(h.since) < patience);
    match vacant && open && !comes && board.holds(deputy) && board.shift_ended.is_none() {
        true => Answer::Do(Command::TakeRole { role: command }),
        false => Answer::Pass,
    }
}

/// Where the process leaves it to whoever notices, somebody takes command after a while.
fn volunteer(view: &View, role: Option<Name>) -> Answer {
    let (board, book) = (view.board, view.book);
    let Some(role) = role.filter(|r| board.holder(*r).is_none()) else {
        return Answer::Pass;
    };
    let spec = book
        .process
        .role(role)
        .expect("the command role is one of the process");
    let open = board.incidents.iter().find(|i| !i.closed);
    let Some(incident) = open else {
        return Answer::Pass;
    };
    if spec.filled != Filled::Volunteer {
        return Answer::Pass;
    }
    let draw = view
        .draws
        .of(Purpose::Volunteer, (board.me, incident.ticket));
    let hesitates = draw.length(&book.volunteers);
    let hesitates = match book.is_trained(board.me, role) {
        true => hesitates,
        false => hesitates.times(book.untaught_hesitate),
    };
    // Nobody offers to lead who has just walked in.
    let since = board
        .here_since
        .map_or(incident.declared_at, |here| here.max(incident.declared_at));
    let notices = since + hesitates;
    match view.now >= notices {
        true => Answer::Do(Command::TakeRole { role }),
        false => Answer::Wait(notices.since(view.now)),
    }
}

pub fn works(view: &View) -> Answer {
    let board = view.board;
    // The commander needs my hands more than my desk.
    if let (Some(role), false) = (desk_role(view), board.assigned.is_empty()) {
        return Answer::Do(Command::LeaveRole { role });
    }
    // What the commander gives goes before what I have laid down.
    if let Some(ticket) = view.ticket().filter(|_| !view.has_desk()) {
        match does_assigned(view, ticket) {
            Answer::Pass => {}
            answer => return answer,
        }
    }
    // A thought broken off is thought anew when there is nothing better to do.
    let thought = |j: &&Job| matches!(j, Job::Rethink(_) | Job::Coordination(_));
    if let Some(job) = board.paused.iter().rfind(|j| !thought(j)) {
        return match job {
            // At a desk one has no hands for it: somebody else shall take it.
            Job::Task(task) if view.has_desk() => Answer::Do(Command::Drop { task: *task }),
            job => goes_on(view, *job),
        };
    }
    let Some(ticket) = view.ticket() else {
        return Answer::Pass;
    };
    if view.has_desk() {
        return Answer::Pass;
    }
    let steps = [reads, calls_help, comes_to_know, declares, raises];
    for step in steps {
        match step(view, ticket) {
            Answer::Pass => {}
            answer => return answer,
        }
    }
    let commander = board.commander(view.book).filter(|c| *c != board.me);
    match commander {
        Some(_) if !view.book.has_habit(board.me, Habit::FixesAlone) => {
            with_commander(view, ticket)
        }
        _ => alone(view, ticket),
    }
}

/// A role of mine that is worked at a desk, other than command.
fn desk_role(view: &View) -> Option<Name> {
    let command = view.book.command_role;
    let mut roles = view.board.my_roles.keys();
    roles.find(|r| view.book.is_desk(*r) && Some(*r) != command)
}

/// Work laid down is taken up again.
fn goes_on(view: &View, job: Job) -> Answer {
    match job {
        // The rules forbid it now: it is given up for something else.
        Job::Task(task) if was_refused_just_now(view) => Answer::Do(Command::Drop { task }),
        Job::Task(task) => Answer::Do(Command::Work { task }),
        Job::Verify(task) => Answer::Do(Command::Verify { task }),
        Job::Triage(ticket) => Answer::Do(Command::Triage { ticket }),
        Job::Rethink(_) | Job::Coordination(_) => Answer::Pass,
    }
}

/// Before choosing a task everybody reads if there is something new.
fn reads(view: &View, ticket: TicketId) -> Answer {
    let incident = view.board.incident_of(ticket).filter(|i| i.document);
    match incident {
        Some(seen) if view.board.unread > 0 && view.board.has_tool(Tool::Documents) => {
            Answer::Do(Command::Read {
                incident: seen.incident,
            })
        }
        _ => Answer::Pass,
    }
}

/// A newcomer asks somebody who is there, or looks for themselves.
fn comes_to_know(view: &View, ticket: TicketId) -> Answer {
    let board = view.board;
    if view.book.process.takes_up == TakesUp::InTurn {
        return Answer::Pass;
    }
    let knows = board.beliefs.services().next().is_some();
    let looked = board
        .tickets
        .get(ticket)
        .is_some_and(|t| t.triaged.is_some());
    let asked = board
        .heard_from
        .iter()
        .any(|(_, at)| board.here_since.is_some_and(|here| *at >= here));
    if let Some((whom, at)) = board.unanswered
        && board.room.contains(&whom)
        && view.since(at) < view.book.asks_again_after
    {
        return Answer::Wait(view.book.asks_again_after.saturating_sub(view.since(at)));
    }
    if looked || asked {
        return Answer::Pass;
    }
    let commander = board
        .commander(view.book)
        .filter(|c| *c != board.me && board.room.contains(c));
    let first = board.tickets.get(ticket).and_then(|t| t.acknowledged_by);
    let first = first.filter(|p| *p != board.me && board.room.contains(p));
    match commander.or(first) {
        Some(whom) => Answer::Do(Command::Ask { whom, ticket }),
        None if knows && board.here_since.is_none() => Answer::Pass,
        None => Answer::Do(Command::Triage { ticket }),
    }
}

/// After an action, whoever did it looks whether it has helped; if they have left, whoever knows
/// of it does.
pub fn checks(view: &View) -> Answer {
    let board = view.board;
    let Some(ticket) = view.ticket() else {
        return Answer::Pass;
    };
    let unchecked = board.beliefs.tasks().find_map(|b| match b.claim {
        Claim::Task {
            task,
            by,
            state: TaskState::Done,
        } if task.kind == WorkKind::Action && task.ticket == ticket => {
            let gone = !board.room.contains(&by) && !view.has_desk();
            let open = board.belief(Topic::Tried(task)).is_none();
            ((by == board.me || gone) && open).then_some(task)
        }
        _ => None,
    });
    unchecked.map_or(Answer::Pass, |task| Answer::Do(Command::Verify { task }))
}

/// The cause is clear and there is something I could do about it: what I was still testing can wait.
pub fn breaks_off(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let Some((Job::Task(test), _)) = board.hands else {
        return Answer::Pass;
    };
    if test.kind != WorkKind::Diagnostic || view.has_desk() {
        return Answer::Pass;
    }
    let suspicion = view.suspicion(test.ticket);
    let Some((cause, _)) = suspicion.convinced(book.process.act_from) else {
        return Answer::Pass;
    };
    let spec = book.diagnostic(test.work);
    if spec.is_some_and(|d| d.tests.contains(&cause) || d.maps.is_some()) {
        return Answer::Pass;
    }
    let hands = For {
        by: board.me,
        ticket: test.ticket,
        act_from: book.process.act_from,
    };
    let Some(Choice::Task(task)) = choice::choose(view, &hands) else {
        return Answer::Pass;
    };
    let Some(action) = book
        .action(task.work)
        .filter(|_| task.kind == WorkKind::Action)
    else {
        return Answer::Pass;
    };
    // The test is laid down, not thrown away: the answer may be no.
    match board.commander(book).filter(|c| board.room.contains(c)) {
        Some(commander) if !book.is_routine(action) && !book.everybody_may => {
            proposes(view, task, commander)
        }
        _ => waits_or_begins(view, Choice::Task(task), test.ticket),
    }
}

/// The ticket at hand, if its alerts have cleared since I last looked: it may be over.
fn cleared(view: &View) -> Option<TicketId> {
    let ticket = view.ticket()?;
    let in_turn = view.book.process.takes_up == TakesUp::InTurn;
    view.board.cleared(ticket).filter(|_| !in_turn)?;
    Some(ticket)
}

/// Whether I am just looking if it is over, which all but a call can wait for.
pub fn looks_at_the_end(view: &View) -> bool {
    let looks = |ticket| matches!(view.board.hands, Some((Job::Triage(at), _)) if at == ticket);
    cleared(view).is_some_and(looks)
}

/// It may be over: whoever commands looks whether it is; where nobody does, whoever comes first here.
pub fn sees_it_clear(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let Some(ticket) = cleared(view) else {
        return Answer::Pass;
    };
    let at_it = matches!(board.hands, Some((Job::Verify(_) | Job::Triage(_), _)));
    let mine = || match board.commander(book).filter(|c| board.room.contains(c)) {
        Some(commander) => commander == board.me,
        None => is_first_here(view),
    };
    match !at_it && mine() {
        true => Answer::Do(Command::Triage { ticket }),
        false => Answer::Pass,
    }
}

/// Out of ideas, one looks at the dashboards again now and then: it may have passed.
pub fn looks_again(view: &View, ticket: TicketId) -> Option<Command> {
    let looked = view.board.tickets.get(ticket).and_then(|t| t.triaged);
    let last = looked.max(view.board.sized_up);
    let last = last.or(view.board.here_since)?;
    (view.since(last) >= Duration::minutes(45)).then_some(Command::Triage { ticket })
}

/// Declares when the process's criteria are met as far as I see.
fn declares(view: &View, ticket: TicketId) -> Answer {
    let (board, book) = (view.board, view.book);
    let rule = &book.process.declare;
    // While one incident is open, what else breaks is taken to belong to it; and what has been
    // declared over is not declared again: if it comes back, another alert brings another ticket.
    if board
        .incidents
        .iter()
        .any(|i| !i.closed || i.ticket == ticket)
    {
        return Answer::Pass;
    }
    let here = board.here_since.map_or(Duration::ZERO, |at| view.since(at));
    let other_team = || {
        let suspicion = view.suspicion(ticket);
        let skill = suspicion
            .top()
            .and_then(|(c, _)| book.suspect(c))
            .and_then(|s| s.skill);
        skill.is_some() && book.level(board.me, skill).is_none()
    };
    let met = rule.always
        || rule.services_broken.is_some_and(|n| view.broken() >= n)
        || rule
            .users_hit
            .is_some_and(|share| users_hit(view) >= share.as_f64())
        || (rule.security && book.security)
        || rule.unsolved_for.is_some_and(|long| here >= long)
        || (rule.another_team && view.broken() > 0 && other_team());
    match met.then(|| judge(view)).flatten() {
        Some(severity) if board.may(book, Right::Declare) => {
            Answer::Do(Command::Declare { ticket, severity })
        }
        _ => Answer::Pass,
    }
}

/// Where responders set the severity and nobody commands, whoever declared raises it as it grows.
fn raises(view: &View, ticket: TicketId) -> Answer {
    let (board, book) = (view.board, view.book);
    let Some(incident) = board.incident_of(ticket) else {
        return Answer::Pass;
    };
    let mine = incident.declared_by == board.me && board.commander(book).is_none();
    if !mine || book.process.severity_by != SeverityBy::Responder {
        return Answer::Pass;
    }
    let rank = |name| book.process.severity_rank(name).unwrap_or(usize::MAX);
    match judge(view).filter(|s| rank(*s) < rank(incident.severity)) {
        Some(severity) => Answer::Do(Command::SetSeverity {
            incident: incident.incident,
            severity,
        }),
        None => Answer::Pass,
    }
}

/// Whoever declared asks for a commander, and again where none comes.
pub fn calls_commander(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let open = board.incidents.iter().find(|i| !i.closed);
    let (Some(role), Some(incident)) = (book.command_role, open) else {
        return Answer::Pass;
    };
    let gone = !board.room.contains(&incident.declared_by);
    let mine = incident.declared_by == board.me || (gone && is_first_here(view));
    let wanted = incident.roles_asked.contains(&role);
    if board.holder(role).is_some() || !mine || !wanted || view.called_for(role) {
        return Answer::Pass;
    }
    let filled = book.process.role(role).map(|r| r.filled);
    if !matches!(
        filled,
        Some(Filled::Asked | Filled::OnCall | Filled::ByCommander)
    ) {
        return Answer::Pass;
    }
    match candidate(view, role) {
        Some(whom) => Answer::Do(page(view, whom, incident.ticket, Some(role))),
        None if book.is_trained(board.me, role) => Answer::Do(Command::TakeRole { role }),
        None => Answer::Pass,
    }
}

/// Whether I come first on the roster of those in the room: one of us has to do it.
fn is_first_here(view: &View) -> bool {
    let mut roster = view.book.heads.keys();
    let responds = |n: &Name| view.board.room.contains(n) && !view.book.only_looks_on(*n);
    roster.find(responds) == Some(view.board.me)
}

/// Work that was given to me.
fn does_assigned(view: &View, ticket: TicketId) -> Answer {
    let board = view.board;
    let Some((task, _)) = board
        .assigned
        .iter()
        .copied()
        .find(|(t, _)| t.ticket == ticket)
    else {
        return Answer::Pass;
    };
    let given_at = board.assigned.iter().find(|(t, _)| *t == task);
    let told = board.told_at >= given_at.map(|(_, at)| *at);
    if let Some((_, TaskState::Done)) = board.task(task) {
        // It is done already: whoever gave it does not know.
        return match board.commander(view.book).filter(|c| *c != board.me) {
            Some(to) if !told && board.room.contains(&to) => {
                Answer::Do(Command::Report { to, ticket })
            }
            _ => Answer::Do(Command::Drop { task }),
        };
    }
    let refused = board
        .approvals
        .iter()
        .any(|a| a.task == task && a.answer == Some(false));
    let skill = view.book.skill_of(task);
    if refused || view.book.level(board.me, skill).is_none() {
        return Answer::Do(Command::Drop { task });
    }
    if was_refused_just_now(view) {
        // The rules forbid it for now: say so and wait for something else.
        return Answer::Do(Command::Drop { task });
    }
    waits_or_begins(view, Choice::Task(task), ticket)
}

pub fn was_refused_just_now(view: &View) -> bool {
    view.board
        .refused_at
        .is_some_and(|at| view.since(at) <= Duration::minutes(1) && view.now > at)
}

/// Begins a choice, or waits for the yes that has been asked for.
fn waits_or_begins(view: &View, choice: Choice, ticket: TicketId) -> Answer {
    let begin = choice::begin(view, choice, ticket);
    if let Command::RequestApproval { task, from } = &begin {
        let patience = view.book.asks_again_after;
        let mut asked = view.board.approvals.iter();
        let asked = asked.find(|a| a.task == *task && a.of == *from && a.answer.is_none());
        if let Some(asked) = asked.filter(|a| view.since(a.at) < patience) {
            return Answer::Wait(patience.saturating_sub(view.since(asked.at)));
        }
    }
    Answer::Do(begin)
}

/// There is a commander: quick cures that are believed, one's own next test, else report.
fn with_commander(view: &View, ticket: TicketId) -> Answer {
    let (board, book) = (view.board, view.book);
    let commander = board.commander(book).expect("asked by the caller");
    // Some say what they know only when asked, some dig on; good news is told by everybody.
    let keeps = [Habit::Quiet, Habit::DigsDeep];
    let keeps = keeps.iter().any(|h| book.has_habit(board.me, *h)) && !board.untold_good;
    let hands = For {
        by: board.me,
        ticket,
        act_from: book.process.act_from,
    };
    let choice = choice::choose(view, &hands);
    if let Some(Choice::Task(task)) = choice {
        let action = book
            .action(task.work)
            .filter(|_| task.kind == WorkKind::Action);
        let test = task.kind == WorkKind::Diagnostic && !board.untold_good;
        match action {
            Some(action) if book.is_routine(action) || book.everybody_may => {
                return waits_or_begins(view, Choice::Task(task), ticket);
            }
            // More than routine: the commander hears of it and decides.
            Some(_) => return proposes(view, task, commander),
            None if test && (board.untold < 3 || keeps) => {
                return waits_or_begins(view, Choice::Task(task), ticket);
            }
            None => {}
        }
    }
    let stuck = matches!(choice, None | Some(Choice::Rethink(_)));
    if let Some(look) = looks_again(view, ticket).filter(|_| stuck) {
        return Answer::Do(look);
    }
    if let (Some(choice @ Choice::Rethink(_)), 0) = (choice, board.untold) {
        return waits_or_begins(view, choice, ticket);
    }
    let patience = book.asks_again_after;
    let waited = view.since(board.idle_since);
    // With nothing new one asks for work, but not without end.
    let asked = board
        .told_at
        .is_some_and(|at| view.since(at) < patience.times(3.0));
    let speaks = !book.has_habit(board.me, Habit::Quiet) || board.untold_good;
    let calls = (board.untold > 0 && speaks) || (waited >= patience && !asked);
    if calls && !view.waits_for_answer(commander) {
        return Answer::Do(Command::Report {
            to: commander,
            ticket,
        });
    }
    Answer::Wait(patience)
}

/// A cause found, or that something has helped, is told before anything is written or read.
pub fn tells_good_news(view: &View) -> Answer {
    let (board, book) = (view.board, view.book);
    let keeps = view.has_desk() || book.has_habit(board.me, Habit::FixesAlone);
    let Some(ticket) = view.ticket().filter(|_| board.untold_good && !keeps) else {
        return Answer::Pass;
    };
    let commander = board.commander(book).filter(|c| *c != board.me);
    match commander.filter(|c| board.room.contains(c) && !view.waits_for_answer(*c)) {
        Some(to) => Answer::Do(Command::Report { to, ticket }),
        None => Answer::Pass,
    }
}

/// Puts an action before the commander, and begins it once the yes is there.
fn proposes(view: &View, task: crate::model::Task, commander: Name) -> Answer {
    let mut asked = view.board.approvals.iter();
    let asked = asked.find(|a| a.task == task && a.of == commander);
    let patience = view.book.asks_again_after;
    match asked {
        Some(asked) if asked.answer == Some(true) => {
            waits_or_begins(view, Choice::Task(task), task.ticket)
        }
        Some(asked) if view.since(asked.at) < patience => {
            Answer::Wait(patience.saturating_sub(view.since(asked.at)))
        }
        _ => Answer::Do(Command::RequestApproval {
            task,
            from: commander,
        }),
    }
}

/// Nobody commands: everybody as they see fit.
fn alone(view: &View, ticket: TicketId) -> Answer {
    let (board, book) = (view.board, view.book);
    let hands = For {
        by: board.me,
        ticket,
        act_from: book.acts_from(board.me),
    };
    let choice = choice::choose(view, &hands);
    let stuck = matches!(choice, None | Some(Choice::Rethink(_)));
    if stuck && since_call(view) >= STUCK_BEFORE_CALLING {
        let suspicion = view.suspicion(ticket);
        let mut fields = suspicion.0.iter().flat_map(|(c, _)| book.skills_for(*c));
        if let Some(whom) = fields.find_map(|skill| expert_to_call(view, skill)) {
            return Answer::Do(page(view, whom, ticket, None));
        }
    }
    if let Some(look) = looks_again(view, ticket).filter(|_| stuck) {
        return Answer::Do(look);
    }
    match choice {
        Some(choice) => waits_or_begins(view, choice, ticket),
        None => Answer::Wait(Duration::minutes(10)),
    }
}
