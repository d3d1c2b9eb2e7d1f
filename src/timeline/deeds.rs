//! What has been done that a condition may ask for, and by whom.

use super::measure::Stamp;
use crate::base::Name;
use crate::model::Duty;

/// Kinds of deed, each with a list of its own so that looking one up is a short scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    ActionStarted,
    ActionDone,
    DiagnosticDone,
    FaultBegan,
    Severity,
    Paged,
    HandedOver,
    EvidenceSaved,
    Assigned,
}

const KINDS: usize = 9;

/// Something was done: first when, and last in which record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Deed<W> {
    what: W,
    pub first: Stamp,
    last: u32,
    /// The roles its doers wore at the time, as bits.
    pub roles: u64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Deeds {
    named: [Vec<Deed<Name>>; KINDS],
    updates: Vec<Deed<Duty>>,
}

impl Deeds {
    /// Says whether it is news.
    pub fn add(&mut self, kind: Kind, what: Name, roles: u64, stamp: Stamp) -> bool {
        add(&mut self.named[kind as usize], what, roles, stamp)
    }
    /// An update is always news: a condition may ask for one since something else.
    pub fn add_update(&mut self, duty: Duty, roles: u64, stamp: Stamp) -> bool {
        add(&mut self.updates, duty, roles, stamp);
        true
    }
    pub fn of(&self, kind: Kind) -> &[Deed<Name>] {
        &self.named[kind as usize]
    }
    pub fn has(&self, kind: Kind, what: Name, roles: u64) -> bool {
        self.any(kind, roles, |name| name == what)
    }
    /// Whether something that fits was done by somebody in one of the roles.
    pub fn any(&self, kind: Kind, roles: u64, fits: impl Fn(Name) -> bool) -> bool {
        let mut deeds = self.of(kind).iter();
        deeds.any(|deed| fits(deed.what) && deed.done_in(roles))
    }
    /// Whether an update of this duty was sent in a record after `since`.
    pub fn has_update(&self, duty: Duty, roles: u64, since: Option<u32>) -> bool {
        let fresh = |deed: &Deed<Duty>| since.is_none_or(|seq| deed.last > seq);
        let mut deeds = self.updates.iter();
        deeds.any(|deed| deed.what == duty && fresh(deed) && deed.done_in(roles))
    }
}

impl<W> Deed<W> {
    fn done_in(&self, roles: u64) -> bool {
        roles == super::plan::ANYBODY || self.roles & roles != 0
    }
}

/// A doing by somebody in other roles is a deed of its own, so that none hides another.
fn add<W: PartialEq + Copy>(deeds: &mut Vec<Deed<W>>, what: W, roles: u64, stamp: Stamp) -> bool {
    let same = |deed: &&mut Deed<W>| deed.what == what && deed.roles == roles;
    if let Some(deed) = deeds.iter_mut().find(same) {
        deed.last = stamp.seq;
        return false;
    }
    deeds.push(Deed {
        what,
        first: stamp,
        last: stamp.seq,
        roles,
    });
    true
}
