//! What one person could know: a fold over the records whose audience holds them.
//!
//! A board belongs to a person, not to a role; roles are entries on it. Policies, the terminal, the
//! page, the coach see boards and [`options`](Board::options), never the world. Whatever a
//! simulated person remembers is on their board, hence in the log.
//!
//! The board knows the model and the [`Handbook`]; it must not know engine, timeline or crew.

mod beliefs;
mod fold;
mod handbook;
mod incident;
mod options;
mod roster;
mod runbooks;
mod suspicion;
mod trail;

pub use beliefs::Beliefs;
pub use handbook::{Handbook, Head, Suspect};
pub use incident::IncidentSeen;
pub use options::Offer;
pub use roster::Roster;
pub use suspicion::{CHECKED_WITHIN, Suspicion};

use crate::base::{Name, NameMap, SimTime};
use crate::model::fact::Job;
use crate::model::process::{Over, TakesUp};
use crate::model::system::Sensitivity;
use crate::model::{
    Belief, Claim, Duty, Fact, IncidentId, MessageId, PageId, Right, ServiceState, Task, TaskState,
    TicketId, Tool, Topic,
};

/// What one person could know at [`now`](Board::now).
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    pub me: Name,
    /// When the last record on it was written.
    pub now: SimTime,
    pub presence: Presence,
    /// Cards that lie before me, and how many questions each asks.
    pub cards: Vec<(Name, u16)>,
    pub here_since: Option<SimTime>,
    /// When my shift will be over, by the roster, and when it was.
    pub shift_ends: Option<SimTime>,
    pub shift_ended: Option<SimTime>,
    pub pages: Vec<PageSeen>,
    /// How many of them ring, and whether any was for a role.
    pub ringing: usize,
    pub called_for_role: bool,
    /// What I have taken a page for and not yet seen fixed, in that order.
    pub taken: Vec<TicketId>,
    pub tickets: NameMap<TicketId, TicketSeen>,
    pub incidents: Vec<IncidentSeen>,
    pub beliefs: Beliefs,
    /// Runbooks I have read.
    pub runbooks: Vec<Name>,
    /// Roles on my own head, since when.
    pub my_roles: NameMap<Name, SimTime>,
    /// What I have noticed though I have no part in it, and have not been told of otherwise.
    pub noticed: Option<TicketId>,
    /// People seen in the room, and since when those whom I saw come.
    pub room: Vec<Name>,
    pub came: NameMap<Name, SimTime>,
    /// What I have in hand, since when.
    pub hands: Option<(Job, SimTime)>,
    /// Work laid down for something more urgent, the newest last.
    pub paused: Vec<Job>,
    pub inbox: Vec<Ask>,
    /// Yeses I have asked for.
    pub approvals: Vec<ApprovalSeen>,
    /// Yeses I have given.
    pub yeses: Vec<Task>,
    /// Work given to me and not begun.
    pub assigned: Vec<(Task, SimTime)>,
    /// Time-boxes on work given to me: by whom, and when I report, done or not.
    pub boxes: Vec<(Task, Name, SimTime)>,
    /// What somebody to whom I gave it objects to: given again it is done.
    pub objections: Vec<(Task, Name)>,
    /// Work I have given, to whom, when.
    pub given: Vec<(Task, Name, SimTime)>,
    /// Updates that a duty owes, as announced to all.
    pub dues: Vec<DueSeen>,
    /// People I have called, when, and whether they have answered.
    pub called: Vec<Called>,
    /// Handoffs announced: role, from, to, since, the steps I have seen.
    pub handoffs: Vec<HandoffSeen>,
    pub tools_lost: Vec<Tool>,
    /// How many own beliefs nobody has been told since the last report, and when that was.
    pub untold: u16,
    pub told_at: Option<SimTime>,
    /// Good news among them.
    pub untold_good: bool,
    /// How many beliefs the document lacks, as far as I know, and how much of it I have not read.
    pub unwritten: u16,
    pub unread: u16,
    /// Causes gone over again: how often, when last.
    pub doubts: NameMap<(TicketId, Name), (u16, SimTime)>,
    /// When I last asked somebody where they stand, or they told me.
    pub heard_from: NameMap<Name, SimTime>,
    /// Whom I last told or asked something without an answer so far.
    pub unanswered: Option<(Name, SimTime)>,
    /// Who has left the room, when.
    pub left: NameMap<Name, SimTime>,
    /// Whom my last command was about, should it turn out that they are not here.
    pub addressed: Option<Name>,
    /// When I last sized the situation up.
    pub sized_up: Option<SimTime>,
    /// The last move that the rules forbade me.
    pub refused_at: Option<SimTime>,
    /// The last thing I did, when it ended.
    pub idle_since: SimTime,
}

/// Where I am.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Not involved.
    Away,
    /// Has taken a page and is on the way to the keyboard.
    Coming,
    /// Hands on the keyboard.
    Here,
    /// Left for good or for this shift.
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSeen {
    pub page: PageId,
    pub ticket: TicketId,
    pub role: Option<Name>,
    pub at: SimTime,
    pub acknowledged: bool,
    /// Somebody called me, not a machine.
    pub by_hand: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketSeen {
    pub since: SimTime,
    pub alerts: u32,
    pub triaged: Option<SimTime>,
    /// When its alerts cleared, unless another has come since.
    pub cleared: Option<SimTime>,
    pub acknowledged_by: Option<Name>,
}

/// Something that waits for me.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    pub what: Asked,
    pub since: SimTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Message(MessageId),
    Approval { task: Task, whose: Name },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApprovalSeen {
    pub task: Task,
    pub of: Name,
    /// When I asked, or was answered.
    pub at: SimTime,
    pub answer: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueSeen {
    pub incident: IncidentId,
    pub duty: Duty,
    pub at: SimTime,
    pub number: u32,
    /// A reminder has gone out since.
    pub reminded: bool,
    /// It is the closing message.
    pub closing: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Called {
    pub whom: Name,
    pub role: Option<Name>,
    pub ticket: TicketId,
    pub at: SimTime,
    pub came: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandoffSeen {
    pub role: Name,
    pub from: Name,
    pub to: Name,
    pub since: SimTime,
    pub transferred: bool,
    pub confirmed: bool,
}

impl Board {
    /// A board on which nothing has happened.
    pub fn new(me: Name) -> Board {
        Board {
            me,
            now: SimTime::START,
            presence: Presence::Away,
            cards: Vec::new(),
            here_since: None,
            shift_ends: None,
            shift_ended: None,
            pages: Vec::new(),
            ringing: 0,
            called_for_role: false,
            taken: Vec::new(),
            tickets: NameMap::default(),
            incidents: Vec::new(),
            beliefs: Beliefs::default(),
            runbooks: Vec::new(),
            my_roles: NameMap::default(),
            noticed: None,
            room: Vec::new(),
            came: NameMap::default(),
            hands: None,
            paused: Vec::new(),
            inbox: Vec::new(),
            approvals: Vec::new(),
            yeses: Vec::new(),
            assigned: Vec::new(),
            boxes: Vec::new(),
            objections: Vec::new(),
            given: Vec::new(),
            dues: Vec::new(),
            called: Vec::new(),
            handoffs: Vec::new(),
            tools_lost: Vec::new(),
            untold: 0,
            told_at: None,
            untold_good: false,
            unwritten: 0,
            unread: 0,
            doubts: NameMap::default(),
            heard_from: NameMap::default(),
            unanswered: None,
            addressed: None,
            left: NameMap::default(),
            sized_up: None,
            refused_at: None,
            idle_since: SimTime::START,
        }
    }

    /// The board of the same person in a world that differs in what nobody has told them: other
    /// claims on the same topics stand where `other` gives them.
    pub fn rewrite(&mut self, other: impl Fn(&Claim) -> Option<Claim>) {
        self.beliefs.rewrite(other);
    }

    /// A card lies before me.
    fn card_comes(&mut self, fact: &Fact, book: &Handbook) {
        if let Fact::InjectDelivered {
            inject, questions, ..
        } = fact
            && !questions.is_empty()
        {
            self.cards.push((*inject, questions.len() as u16));
        }
        // At a table one is there from the start; nobody is called to it.
        if book.discussion && self.presence == Presence::Away {
            self.presence = Presence::Here;
        }
    }

    pub fn is_here(&self) -> bool {
        self.presence == Presence::Here
    }
    pub fn belief(&self, topic: Topic) -> Option<&Belief> {
        self.beliefs.about(&topic)
    }
    pub fn claim(&self, topic: Topic) -> Option<Claim> {
        self.belief(topic).map(|b| b.claim)
    }
    /// Who I think holds a role.
    pub fn holder(&self, role: Name) -> Option<Name> {
        match self.claim(Topic::Role(role)) {
            Some(Claim::Role { holder, .. }) => holder,
            _ => None,
        }
    }

    /// Whether a belief would change this board.
    pub fn is_news(&self, belief: &Belief) -> bool {
        match self.belief(belief.claim.topic()) {
            None => true,
            Some(held) => {
                let differs = held.claim != belief.claim || belief.claim.ages();
                differs && held.since < belief.since
            }
        }
    }

    /// Who I think commands.
    pub fn commander(&self, book: &Handbook) -> Option<Name> {
        book.command_role.and_then(|role| self.holder(role))
    }
    pub fn holds(&self, role: Name) -> bool {
        self.my_roles.contains(role)
    }
    pub fn i_command(&self, book: &Handbook) -> bool {
        book.command_role.is_some_and(|role| self.holds(role))
    }
    /// Whether I think a task is in somebody's hands or done.
    pub fn task(&self, task: Task) -> Option<(Name, TaskState)> {
        match self.claim(Topic::Task(task)) {
            Some(Claim::Task { by, state, .. }) => Some((by, state)),
            _ => None,
        }
    }
    /// Whether I believe that a finding is there: to know that it is not is no ground to act on.
    pub fn believes(&self, ticket: TicketId, finding: Name) -> bool {
        let known = self.claim(Topic::Finding(ticket, finding));
        matches!(known, Some(Claim::Finding { present: true, .. }))
    }
    /// Services I believe broken.
    pub fn broken(&self) -> impl Iterator<Item = (Name, ServiceState)> + '_ {
        self.beliefs.services().filter_map(|b| match b.claim {
            Claim::Service { service, state } if state != ServiceState::Normal => {
                Some((service, state))
            }
            _ => None,
        })
    }
    /// The most sensitive data that I believe has left the house.
    pub fn exposed(&self, book: &Handbook) -> Option<Sensitivity> {
        let known = self.beliefs.iter();
        known.filter_map(|b| book.exposes(&b.claim)).max()
    }
    /// Whether I have come to know anything about a ticket since then, or gone over it again; who
    /// has what in hand is no news of that kind.
    pub fn knows_more_since(&self, ticket: TicketId, at: SimTime) -> bool {
        let about = |b: &Belief| match b.claim {
            Claim::Task { .. } | Claim::Cannot { .. } => false,
            claim => claim.ticket() == Some(ticket) || matches!(claim, Claim::Evidence { .. }),
        };
        let mut doubts = self.doubts.iter();
        self.beliefs.iter().any(|b| b.since > at && about(b))
            || doubts.any(|((t, _), (_, last))| t == ticket && *last > at)
    }
    pub fn is_fixed(&self, ticket: TicketId) -> bool {
        self.belief(Topic::Fixed(ticket)).is_some()
    }
    pub fn is_eased(&self, ticket: TicketId) -> bool {
        self.belief(Topic::Eased(ticket)).is_some()
    }
    pub fn incident_of(&self, ticket: TicketId) -> Option<&IncidentSeen> {
        self.incidents
            .iter()
            .find(|i| i.ticket == ticket && !i.closed)
    }
    /// The ticket to work on: that of an open incident, or else the one I was called for last;
    /// where people work in turn, the first that I have taken and nobody else is at.
    pub fn open_ticket(&self, book: &Handbook) -> Option<TicketId> {
        let open = |t: &TicketId| !self.is_fixed(*t) && !self.is_done(*t, book);
        if book.process.takes_up == TakesUp::InTurn {
            let mine = |t: &TicketId| open(t) && !self.is_in_other_hands(*t);
            return self.taken.iter().copied().find(mine);
        }
        let declared = self
            .incidents
            .iter()
            .filter(|i| !i.closed)
            .map(|i| i.ticket);
        let called = self
            .pages
            .iter()
            .rev()
            .filter(|p| p.acknowledged)
            .map(|p| p.ticket);
        declared.chain(called).chain(self.tickets.keys()).find(open)
    }
    /// When a ticket's alerts cleared, if I have not looked at it since: it may be over.
    pub fn cleared(&self, ticket: TicketId) -> Option<SimTime> {
        let seen = self.tickets.get(ticket)?;
        seen.cleared.filter(|at| seen.triaged < Some(*at))
    }
    /// Whether nothing is left to do on a ticket: every incident I know of on it has been closed, and
    /// there was one. Where an incident is over with its impact, the cause is still worked on.
    pub fn is_done(&self, ticket: TicketId, book: &Handbook) -> bool {
        let goes_on = book.process.over == Over::ImpactEnds && !self.is_fixed(ticket);
        let mut known = self
            .incidents
            .iter()
            .filter(|i| i.ticket == ticket)
            .peekable();
        !goes_on && known.peek().is_some() && known.all(|i| i.closed)
    }
    /// Whether I know of somebody else who has begun something on a ticket and not given it up.
    fn is_in_other_hands(&self, ticket: TicketId) -> bool {
        self.beliefs.on(ticket).any(|b| match b.claim {
            Claim::Task { by, state, .. } => by != self.me && state != TaskState::Dropped,
            _ => false,
        })
    }
    pub fn has_tool(&self, tool: Tool) -> bool {
        !self.tools_lost.contains(&tool)
    }
    /// The duties on my head: of my roles and of those I stand in for, and for the commander what
    /// nobody holds and nobody stands in for.
    pub fn has_duty(&self, book: &Handbook, duty: Duty) -> bool {
        if self.my_roles.is_empty() {
            return false;
        }
        let mut held = false;
        for role in book.process.roles_with(duty) {
            if self.holds(role.name) {
                return true;
            }
            held |= self.holder(role.name).is_some();
        }
        if held {
            return false;
        }
        let mut stand_ins = book.process.roles_with(duty).filter_map(|r| r.stand_in);
        match stand_ins.find(|r| self.holder(*r).is_some()) {
            Some(stand_in) => self.holds(stand_in),
            None => self.i_command(book),
        }
    }
    /// Whether I may do what only some may, as far as I know who holds what.
    pub fn may(&self, book: &Handbook, right: Right) -> bool {
        let holder = |role: Name| match self.holds(role) {
            true => Some(self.me),
            false => self.holder(role),
        };
        book.may(self.me, right, holder)
    }
    /// The colleague who has a duty, as far as I know.
    pub fn duty_holder(&self, book: &Handbook, duty: Duty) -> Option<Name> {
        let mut roles = book.process.roles_with(duty);
        let mut stand_ins = book.process.roles_with(duty).filter_map(|r| r.stand_in);
        roles
            .find_map(|role| self.holder(role.name))
            .or_else(|| stand_ins.find_map(|role| self.holder(role)))
            .or_else(|| self.commander(book))
    }
}
