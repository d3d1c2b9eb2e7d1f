//! One command of each kind: what somebody would ask for, had they to ask for something of that
//! kind.
//!
//! All that is open is a long list, most of it the same thing to somebody else. Whoever weighs
//! alternatives takes from each kind, and each target where targets differ in kind, the one that
//! the policies themselves would choose by the same board. Nothing is ranked across kinds.

use super::calling::{expert_to_call, page};
use super::choice::{self, Choice, For};
use super::commander::{candidate, judge};
use super::duties::is_expert;
use super::{View, decide};
use crate::base::Name;
use crate::board::Asked;
use crate::model::{Command, TicketId};

/// Free hands to whom work could be given, and fields whose experts could be called, at most.
const EACH: usize = 3;

/// What the person of this board would ask for now by their own judgement, if for anything, and one
/// command of each kind that is open to them, in the order of the table below; none twice.
///
/// | kind | the one |
/// | --- | --- |
/// | acknowledge, escalate | the page that rings longest |
/// | join, size up, read, write, close, triage, answer, approve, refuse, take a role | each that is open (the first message, yes and ticket) |
/// | declare, set severity | what the process says to what is seen |
/// | page | for each role asked for and not filled, and each of the likeliest fields, whom a commander would call |
/// | assign | to each of the first free hands, what a commander would give them |
/// | work | what suits one's own hands best; the request for a yes where one is missing |
/// | report, ask | the commander, or else whoever was heard from longest ago |
/// | update | each duty that is owed |
/// | rethink | the likeliest cause |
///
/// Laying down roles, handing over, leaving and sending people out are no alternatives here: they
/// change who is there, and whoever comes next is no longer the same decision.
pub fn advice(view: &View) -> Vec<Command> {
    let mut all = Vec::new();
    let mut add = |command: Command| {
        if !all.contains(&command) {
            all.push(command);
        }
    };
    if let Some(command) = decide(view).command {
        add(command);
    }
    let offers = view.board.options(view.book);
    let is_open = |command: &Command| offers.iter().any(|o| o.command == *command);
    let first = |word: &str| {
        let mut of_kind = offers.iter().map(|o| &o.command);
        of_kind.find(|c| c.word() == word).cloned()
    };
    for kind in ["acknowledge", "escalate", "join"] {
        first(kind).into_iter().for_each(&mut add);
    }
    let mut inbox = view.board.inbox.iter();
    if let Some((task, whose)) = inbox.find_map(|ask| match ask.what {
        Asked::Approval { task, whose } => Some((task, whose)),
        Asked::Message(_) => None,
    }) {
        add(Command::Approve { task, whose });
        add(Command::Refuse { task, whose });
    }
    first("answer").into_iter().for_each(&mut add);
    let updates = offers.iter().map(|o| &o.command);
    let updates = updates.filter(|c| matches!(c, Command::Update { .. }));
    updates.cloned().for_each(&mut add);
    if let Some(ticket) = view.ticket() {
        let on_ticket = [
            calls(view, ticket),
            gives(view, ticket),
            talks(view, ticket),
            works(view, ticket),
        ];
        let on_ticket = on_ticket.into_iter().flatten();
        // Calls for a role and requests for a yes are asked for by name and stand on no list.
        let unlisted = |c: &Command| {
            matches!(c, Command::Page { role: Some(_), .. })
                || matches!(c, Command::RequestApproval { .. })
        };
        on_ticket
            .filter(|c| unlisted(c) || is_open(c))
            .for_each(&mut add);
    }
    for kind in ["size-up", "read", "write", "close"] {
        first(kind).into_iter().for_each(&mut add);
    }
    let roles = offers.iter().map(|o| &o.command);
    let roles = roles.filter(|c| matches!(c, Command::TakeRole { .. }));
    roles.cloned().for_each(&mut add);
    all
}

/// Whom a commander would call: for roles, and for the likeliest fields.
fn calls(view: &View, ticket: TicketId) -> Vec<Command> {
    let (board, book) = (view.board, view.book);
    let seen = board.incident_of(ticket);
    let asked = seen.map_or(&[][..], |i| &i.roles_asked);
    let open = asked.iter().filter(|r| board.holder(**r).is_none());
    let for_roles = open.filter_map(|r| Some(page(view, candidate(view, *r)?, ticket, Some(*r))));
    let mut calls: Vec<Command> = for_roles.take(EACH).collect();
    let mut fields: Vec<Name> = Vec::new();
    let suspicion = view.suspicion(ticket);
    for (cause, _) in &suspicion.0 {
        for skill in book.skills_for(*cause) {
            if fields.len() < EACH && !fields.contains(&skill) {
                fields.push(skill);
            }
        }
    }
    let experts = fields.iter().filter_map(|f| expert_to_call(view, *f));
    calls.extend(experts.map(|whom| page(view, whom, ticket, None)));
    calls
}

/// What a commander would give to free hands.
fn gives(view: &View, ticket: TicketId) -> Vec<Command> {
    let board = view.board;
    let idle = |p: &Name| board.in_hands_of(*p).next().is_none();
    let hands = board.room.iter().copied();
    let hands = hands.filter(|p| *p != board.me && is_expert(view, *p) && idle(p));
    let given = hands.take(EACH).filter_map(|to| {
        let task = best_for(view, to, ticket)?;
        Some(Command::Assign {
            task,
            to,
            within: None,
        })
    });
    given.collect()
}

fn best_for(view: &View, by: Name, ticket: TicketId) -> Option<crate::model::Task> {
    let act_from = view.book.process.act_from;
    let hands = For {
        by,
        ticket,
        act_from,
    };
    match choice::choose(view, &hands) {
        Some(Choice::Task(task)) => Some(task),
        _ => None,
    }
}

fn talks(view: &View, ticket: TicketId) -> Vec<Command> {
    let board = view.board;
    let mut talks = Vec::new();
    let others = || board.room.iter().copied().filter(|p| *p != board.me);
    let heard = |p: &Name| board.heard_from.get(*p).copied();
    let commander = board.commander(view.book);
    let commander = commander.filter(|c| others().any(|p| p == *c));
    let longest = others()
        .filter(|p| is_expert(view, *p))
        .min_by_key(heard)
        .or_else(|| others().min_by_key(heard));
    if let Some(whom) = commander.or(longest) {
        talks.push(Command::Report { to: whom, ticket });
        talks.push(Command::Ask { whom, ticket });
    }
    if let Some(severity) = judge(view) {
        match board.incident_of(ticket) {
            None => talks.push(Command::Declare { ticket, severity }),
            Some(seen) => talks.push(Command::SetSeverity {
                incident: seen.incident,
                severity,
            }),
        }
    }
    talks
}

fn works(view: &View, ticket: TicketId) -> Vec<Command> {
    let mut works = vec![Command::Triage { ticket }];
    if let Some(task) = best_for(view, view.board.me, ticket) {
        works.push(choice::begin(view, Choice::Task(task), ticket));
    }
    let suspicion = view.suspicion(ticket);
    let top = suspicion.top().map(|(cause, _)| cause);
    works.extend(top.map(|cause| Command::Rethink { ticket, cause }));
    works
}
