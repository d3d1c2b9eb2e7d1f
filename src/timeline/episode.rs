//! Episodes of harm in the truth, the tickets and incidents that belong to them, and the harm.

use super::measure::Stamp;
use crate::base::{Name, Share, SimTime};
use crate::model::{EpisodeId, IncidentId, Milestone, TicketId};

const MILESTONES: usize = Milestone::ALL.len();

/// One occurrence of harm: a problem from its first fault to its cure.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    pub id: EpisodeId,
    pub problem: Name,
    pub cause: Name,
    /// A discussion has no system and so no episode in the truth; what people do in it is
    /// measured on this one, which no report lists.
    pub implied: bool,
    pub harm: Harm,
    /// The cause was removed, whether or not anybody has checked yet.
    pub cause_removed: Option<Stamp>,
    /// How often customer impact came back after it had ended.
    pub relapses: u32,
    pub tipped_off: u32,
    milestones: [Option<Stamp>; MILESTONES],
}

impl Episode {
    pub(super) fn new(id: EpisodeId, problem: Name, cause: Name) -> Episode {
        Episode {
            id,
            problem,
            cause,
            implied: false,
            harm: Harm::default(),
            cause_removed: None,
            relapses: 0,
            tipped_off: 0,
            milestones: [None; MILESTONES],
        }
    }

    /// When a milestone was first reached, if it has been and still stands.
    pub fn at(&self, milestone: Milestone) -> Option<SimTime> {
        self.stamp(milestone).map(|stamp| stamp.at)
    }
    pub fn stamp(&self, milestone: Milestone) -> Option<Stamp> {
        self.milestones[milestone as usize]
    }
    pub fn has(&self, milestone: Milestone) -> bool {
        self.stamp(milestone).is_some()
    }
    /// Sets a milestone unless it stands already; says whether that is news.
    pub(super) fn reach(&mut self, milestone: Milestone, stamp: Stamp) -> bool {
        let slot = &mut self.milestones[milestone as usize];
        let news = slot.is_none();
        if news {
            *slot = Some(stamp);
        }
        news
    }
    pub(super) fn withdraw(&mut self, milestone: Milestone) -> bool {
        self.milestones[milestone as usize].take().is_some()
    }

    /// The harm is now this much; says whether a milestone moved.
    pub(super) fn hurt(&mut self, harm: HarmNow, limit: Share, stamp: Stamp) -> bool {
        self.harm.change(harm, stamp.at);
        let mut news = false;
        if harm.users_hit > 0 {
            news |= self.reach(Milestone::Impact, stamp);
        }
        if !self.has(Milestone::Impact) {
            return news;
        }
        if harm.share > limit {
            let relapsed = self.withdraw(Milestone::Mitigated);
            self.relapses += u32::from(relapsed);
            news | relapsed
        } else {
            news | self.reach(Milestone::Mitigated, stamp)
        }
    }
}

/// The episode with this id: ids are mostly places.
pub(super) fn by_id(episodes: &mut [Episode], id: EpisodeId) -> Option<&mut Episode> {
    match episodes.get(id.0 as usize).is_some_and(|e| e.id == id) {
        true => episodes.get_mut(id.0 as usize),
        false => episodes.iter_mut().rev().find(|e| e.id == id),
    }
}

/// What one episode does to users, revenue and records: exact sums over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Harm {
    pub now: HarmNow,
    pub peak: Share,
    since: SimTime,
    user_ms: u128,
    revenue_ms: u128,
    records_ms: u128,
}

/// What an episode does at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HarmNow {
    pub users_hit: u64,
    pub share: Share,
    pub revenue_per_hour: u64,
    pub records_per_hour: u64,
}

impl Harm {
    fn change(&mut self, now: HarmNow, at: SimTime) {
        let ms = at.since(self.since).as_millis() as u128;
        self.user_ms += u128::from(self.now.users_hit) * ms;
        self.revenue_ms += u128::from(self.now.revenue_per_hour) * ms;
        self.records_ms += u128::from(self.now.records_per_hour) * ms;
        self.since = at;
        self.now = now;
        self.peak = self.peak.max(now.share);
    }

    fn total(&self, sum: u128, rate: u64, until: SimTime) -> u128 {
        sum + u128::from(rate) * until.since(self.since).as_millis() as u128
    }
    /// User-milliseconds lost up to a moment.
    pub fn user_ms(&self, until: SimTime) -> u128 {
        self.total(self.user_ms, self.now.users_hit, until)
    }
    /// Revenue lost up to a moment, in whole units of money.
    pub fn revenue(&self, until: SimTime) -> u128 {
        self.total(self.revenue_ms, self.now.revenue_per_hour, until) / 3_600_000
    }
    /// Records exposed up to a moment.
    pub fn records(&self, until: SimTime) -> u128 {
        self.total(self.records_ms, self.now.records_per_hour, until) / 3_600_000
    }
}

/// Everything together, as customers feel it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Impact {
    pub users_hit: u64,
    pub share: Share,
    pub peak: Share,
    weight: u64,
    since: SimTime,
    user_ms: u128,
    share_ms: u128,
    weighted_ms: u128,
}

impl Impact {
    pub(super) fn change(&mut self, users_hit: u64, share: Share, weight: u64, at: SimTime) {
        self.user_ms = self.user_ms(at);
        self.share_ms = self.share_ms(at);
        self.weighted_ms = self.weighted_ms(at);
        self.since = at;
        (self.users_hit, self.share, self.weight) = (users_hit, share, weight);
        self.peak = self.peak.max(share);
    }
    fn ms(&self, until: SimTime) -> u128 {
        until.since(self.since).as_millis() as u128
    }
    /// User-milliseconds lost up to a moment.
    pub fn user_ms(&self, until: SimTime) -> u128 {
        self.user_ms + u128::from(self.users_hit) * self.ms(until)
    }
    /// Share of users times milliseconds, in millionths.
    pub fn share_ms(&self, until: SimTime) -> u128 {
        self.share_ms + u128::from(self.share.as_ppm()) * self.ms(until)
    }
    /// User-milliseconds, each counted by how grave the moment was.
    pub fn weighted_ms(&self, until: SimTime) -> u128 {
        self.weighted_ms + u128::from(self.users_hit) * u128::from(self.weight) * self.ms(until)
    }
}

/// What the alerting tools opened, and which episodes its alerts belong to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ticket {
    pub episodes: Vec<EpisodeId>,
    /// The milestones people have reached on it, and by whom.
    pub(super) seen: [Option<Option<Name>>; MILESTONES],
}

/// What people declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    pub id: IncidentId,
    pub ticket: TicketId,
    pub declared: Stamp,
    pub severity: Name,
    /// The episodes it is matched to. None at all: it was declared falsely.
    pub episodes: Vec<EpisodeId>,
    pub closed: Option<Stamp>,
    /// It was closed while an episode of its own was not over.
    pub closed_early: bool,
    /// The roles its severity asks for, once somebody has said so.
    pub asks: Option<Vec<Name>>,
    pub mobilised: Option<Stamp>,
}

/// Somebody set a severity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeveritySet {
    pub incident: IncidentId,
    pub severity: Name,
    pub set: Stamp,
}
