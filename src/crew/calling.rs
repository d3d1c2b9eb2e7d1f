//! Who it takes and is not here: whom I call, and when.

use super::duties::is_expert;
use super::{Answer, View};
use crate::base::{Duration, Name};
use crate::model::{Command, Right, TicketId};

/// A cause at least this likely is worth an expert of its field.
pub const WORTH_CALLING: f64 = 0.15;

/// Whoever was called is not called again for the same within this.
pub const TRIED: Duration = Duration::hours(2);

/// An expert of a likely cause's field that nobody here masters is called once I have been at it for
/// as long as one goes without help here. Whoever was called leaves that to those who called them: they
/// know who else is on the way.
pub fn calls_help(view: &View, ticket: TicketId) -> Answer {
    let called = view.board.pages.iter().any(|p| p.by_hand);
    if called || since_call(view) < view.book.process.telephones_after {
        return Answer::Pass;
    }
    match missing_expert(view, ticket) {
        Some((_, whom)) => Answer::Do(page(view, whom, ticket, None)),
        None => Answer::Pass,
    }
}

/// How long I have been here without having called anybody.
pub fn since_call(view: &View) -> Duration {
    let board = view.board;
    let here = board.here_since.map_or(Duration::ZERO, |at| view.since(at));
    let last = board.called.iter().map(|c| c.at).max();
    last.map_or(here, |at| view.since(at).min(here))
}

/// The call that brings somebody to a ticket, and into its incident if it is one, for a role or for
/// what they know.
pub fn page(view: &View, whom: Name, ticket: TicketId, role: Option<Name>) -> Command {
    Command::Page {
        whom,
        incident: view.board.incident_of(ticket).map(|i| i.incident),
        ticket,
        role,
    }
}

/// A likely cause for which an expert is missing, and whom to call; where the room is full only for
/// what nobody there can do.
pub fn missing_expert(view: &View, ticket: TicketId) -> Option<(Name, Name)> {
    let (board, book) = (view.board, view.book);
    let full = book
        .process
        .room_limit
        .is_some_and(|limit| board.room.len() as u32 >= limit);
    let suspicion = view.suspicion(ticket);
    // My own hands count unless I am at a desk.
    let mine = |skill| book.masters(board.me, skill) && is_expert(view, board.me);
    // Many a work asks for the same field; each is asked about once.
    let mut seen: Vec<Name> = Vec::new();
    let mut likely = suspicion.0.iter().filter(|(_, p)| *p >= WORTH_CALLING);
    likely.find_map(|(cause, _)| {
        let whom = book.skills_for(*cause).find_map(|skill| {
            if seen.contains(&skill) {
                return None;
            }
            seen.push(skill);
            let wanted = !mine(skill) && (!full || !has_hands_for(view, skill, board.me));
            wanted.then(|| expert_to_call(view, skill)).flatten()
        });
        Some((*cause, whom?))
    })
}

/// An expert of a field, if nobody in the room is one and nobody is on the way.
pub fn expert_to_call(view: &View, skill: Name) -> Option<Name> {
    let (board, book) = (view.board, view.book);
    let knows = |name: Name| book.masters(name, skill);
    let here = board
        .room
        .iter()
        .any(|p| *p != board.me && knows(*p) && is_expert(view, *p));
    let coming = view.called_lately(|c| knows(c.whom));
    if here || coming {
        return None;
    }
    let tried = |name: Name| view.calls_within(TRIED).any(|c| c.whom == name);
    let heads = book
        .heads
        .values()
        .filter(|h| !h.bystander && !board.room.contains(&h.name));
    let level = |n: &Name| book.level(*n, Some(skill));
    let anyone = board.may(book, Right::PageAnyone);
    let names = heads
        .map(|h| h.name)
        .filter(|n| level(n).is_some() && !tried(*n) && *n != board.me)
        .filter(|n| anyone || book.is_open_to_calls(*n, view.now));
    let mut names: Vec<Name> = names.collect();
    // Nobody is woken where somebody awake can do it, and whoever is on call to command has no hands
    // to spare where somebody else can.
    let commands = on_call_to_command(view);
    names.sort_by_cached_key(|n| (book.roster.is_asleep(*n, view.now), commands == Some(*n)));
    // Somebody rested who knows it well; else, where nobody here can do it at all, somebody rested
    // who can, and only then somebody out of their sleep.
    // Whoever is on the way and can do it is as good as here.
    let able_comes = || view.called_lately(|c| level(&c.whom).is_some());
    let able_here = has_hands_for(view, skill, board.me) || able_comes();
    let able = |n: &Name| level(n).is_some() && !able_here;
    let rested = |n: &Name| view.is_rested(*n);
    let find = |fits: &dyn Fn(&Name) -> bool| names.iter().copied().find(|n| fits(n));
    find(&|n| rested(n) && knows(*n))
        .or_else(|| find(&|n| rested(n) && able(n)))
        .or_else(|| find(&|n| !able_here && knows(*n)))
        .or_else(|| find(&able))
}

/// Whom a call for a commander would reach first, while nobody commands.
fn on_call_to_command(view: &View) -> Option<Name> {
    let (board, book) = (view.board, view.book);
    let role = book.command_role.filter(|r| board.holder(*r).is_none())?;
    book.roster.callable(book.group_for(role)?, view.now).next()
}

/// Whether anybody here has hands for what takes this skill, without mine and one other's.
pub fn has_hands_for(view: &View, skill: Name, without: Name) -> bool {
    let mut others = view.board.room.iter().copied();
    others.any(|p| {
        let counts = p != view.board.me && p != without;
        counts && view.book.level(p, Some(skill)).is_some() && is_expert(view, p)
    })
}
