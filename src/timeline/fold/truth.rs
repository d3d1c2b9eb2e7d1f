//! What the system does, whether or not anybody knows.

use crate::base::{Duration, Name, Share};
use crate::model::{EpisodeId, Fact, Milestone};
use crate::timeline::Timeline;
use crate::timeline::deeds::Kind;
use crate::timeline::episode::{Episode, HarmNow, by_id};
use crate::timeline::measure::Stamp;

impl Timeline {
    pub(super) fn fold_truth(&mut self, fact: &Fact, stamp: Stamp) -> Option<bool> {
        match *fact {
            Fact::EpisodeBegan {
                episode,
                problem,
                cause,
            } => {
                let mut episode = Episode::new(episode, problem, cause);
                episode.reach(Milestone::Fault, stamp);
                self.episodes.push(episode);
            }
            Fact::FaultBegan { fault, .. } => {
                return Some(self.deeds.add(Kind::FaultBegan, fault, 0, stamp));
            }
            Fact::HealthChanged { service, health } => {
                self.promise(service, health, stamp);
                return Some(false);
            }
            Fact::Collapsed { .. } => {
                self.counts.collapses += 1;
                return Some(false);
            }
            Fact::HarmChanged {
                episode,
                users_hit,
                share,
                revenue_per_hour,
                records_per_hour,
            } => {
                let harm = HarmNow {
                    users_hit,
                    share,
                    revenue_per_hour,
                    records_per_hour,
                };
                let limit = self.plan.mitigated_below;
                let news = self.on(episode, |e| e.hurt(harm, limit, stamp));
                if news {
                    self.settle_closed(stamp);
                }
                return Some(news);
            }
            Fact::ImpactChanged { users_hit, share } => {
                let weight = self.plan.weight(share);
                self.impact.change(users_hit, share, weight, stamp.at);
                return Some(false);
            }
            Fact::Contained { episode } => {
                return Some(self.on(episode, |e| e.reach(Milestone::Contained, stamp)));
            }
            Fact::CauseRemoved { episode } => {
                return Some(self.on(episode, |e| {
                    e.cause_removed.get_or_insert(stamp);
                    false
                }));
            }
            Fact::Resolved { episode } => {
                let news = self.on(episode, |e| e.reach(Milestone::Resolved, stamp));
                self.settle_closed(stamp);
                return Some(news);
            }
            Fact::Recovered { episode } => {
                return Some(self.on(episode, |e| e.reach(Milestone::Recovered, stamp)));
            }
            Fact::TippedOff { episode } => {
                return Some(self.on(episode, |e| {
                    e.tipped_off += 1;
                    false
                }));
            }
            Fact::EvidenceDestroyed { .. } => {
                self.counts.evidence_destroyed += 1;
                return Some(false);
            }
            Fact::EvidenceSaved { evidence } => {
                self.counts.evidence_saved += 1;
                return Some(self.did_by(Kind::EvidenceSaved, evidence, stamp));
            }
            Fact::HarmDone { .. } => {
                self.counts.harmful_actions += 1;
                return Some(false);
            }
            Fact::MonitorMissed { .. } => {
                self.counts.monitors_missed += 1;
                return Some(false);
            }
            Fact::MonitorFired { episode, .. } => {
                let Some(episode) = episode else {
                    self.counts.false_alarms += 1;
                    return Some(false);
                };
                return Some(self.on(episode, |e| e.reach(Milestone::Signalled, stamp)));
            }
            _ => return None,
        }
        Some(true)
    }

    fn on(&mut self, id: EpisodeId, change: impl FnOnce(&mut Episode) -> bool) -> bool {
        by_id(&mut self.episodes, id).is_some_and(change)
    }

    pub(super) fn promise(&mut self, service: Name, health: Share, stamp: Stamp) {
        let mut slas = self.slas.iter_mut();
        let Some(sla) = slas.find(|sla| sla.service == service) else {
            return;
        };
        if health >= sla.promised {
            let since = sla.below_since.take();
            sla.total += since.map_or(Duration::ZERO, |t| stamp.at.since(t));
        } else {
            sla.below_since.get_or_insert(stamp.at);
        }
    }
}
