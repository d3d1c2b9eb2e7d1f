//! From one milestone to another, and what else needs more than one part of a timeline.

use super::Timeline;
use super::episode::Episode;
use super::measure::Measure;
use crate::base::{Duration, Name, SimTime};
use crate::model::Milestone;
use crate::model::fact::Job;

impl Timeline {
    /// The time from one milestone of an episode to another; zero if the later one came first.
    ///
    /// An impact that never came is zero. What was not reached is censored at the time so far,
    /// unless it could never be: nobody declares, commands or mobilises where the process knows
    /// no such thing. Without its beginning a time does not apply.
    pub fn span(&self, episode: &Episode, from: Milestone, to: Milestone) -> Measure {
        let harmless = !episode.has(Milestone::Impact)
            && (from == Milestone::Impact || to == Milestone::Mitigated);
        if harmless {
            return Measure::ZERO;
        }
        match (episode.at(from), episode.at(to)) {
            (Some(from), Some(to)) => Measure::reached(to.since(from).as_millis()),
            _ if !self.can_reach(from) || !self.can_reach(to) => Measure::NOT_APPLICABLE,
            (None, Some(_)) => Measure::NOT_APPLICABLE,
            (from, None) => {
                let end = self.watched_until(episode, to);
                Measure::censored(end.since(from.unwrap_or(end)).as_millis())
            }
        }
    }

    /// The mean over the run's episodes; censored if one is.
    pub fn mean_span(&self, from: Milestone, to: Milestone) -> Measure {
        Measure::mean(self.episodes().iter().map(|e| self.span(e, from, to)))
    }

    /// When a milestone of an episode was reached, from the start of the exercise; censored at the
    /// end where it may still come.
    pub fn milestone(&self, episode: &Episode, milestone: Milestone) -> Measure {
        let harmless = milestone == Milestone::Mitigated && !episode.has(Milestone::Impact);
        match episode.at(milestone) {
            Some(at) => Measure::reached(at.0),
            None if harmless || !self.can_reach(milestone) => Measure::NOT_APPLICABLE,
            None => Measure::censored(self.watched_until(episode, milestone).0),
        }
    }

    /// Until when a milestone that never came could have: nobody looks for a cause or gathers
    /// people for what is resolved.
    fn watched_until(&self, episode: &Episode, milestone: Milestone) -> SimTime {
        match milestone {
            Milestone::Recovered | Milestone::Closed => self.now,
            _ => episode.at(Milestone::Resolved).unwrap_or(self.now),
        }
    }

    /// Whether the process knows this milestone at all.
    fn can_reach(&self, milestone: Milestone) -> bool {
        match milestone {
            Milestone::Declared | Milestone::Closed => self.plan.declares,
            Milestone::Commanded => self.plan.command.is_some(),
            Milestone::Mobilised => self.plan.declares && self.asks_roles(),
            _ => true,
        }
    }

    /// The stretches in which an incident ought to be commanded: from its declaration (its first
    /// alert, where nobody declares) to its end, put together where they overlap.
    pub fn command_windows(&self) -> Vec<(SimTime, SimTime)> {
        let opens = match self.plan.declares {
            true => Milestone::Declared,
            false => Milestone::Alerted,
        };
        let mut windows: Vec<_> = self
            .episodes
            .iter()
            .filter_map(|e| {
                let closed = e.at(Milestone::Closed).unwrap_or(self.now);
                let until = e.at(Milestone::Resolved).unwrap_or(self.now).min(closed);
                Some((e.at(opens)?, until))
            })
            .collect();
        windows.sort_unstable();
        let mut merged: Vec<(SimTime, SimTime)> = Vec::new();
        for (from, until) in windows {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => merged.push((from, until)),
            }
        }
        merged
    }

    /// How long nobody held the command role while somebody ought to.
    pub fn command_gap(&self) -> Measure {
        let Some(role) = self.plan.command else {
            return Measure::NOT_APPLICABLE;
        };
        let windows = self.command_windows();
        if windows.is_empty() {
            return Measure::ZERO;
        }
        let gap = windows.iter().fold(Duration::ZERO, |sum, (from, until)| {
            sum + self.roles.unheld(role, *from, *until)
        });
        Measure::reached(gap.as_millis())
    }

    /// For each role that was asked for (experts apart): since when, until when, unheld how long.
    pub fn asked_roles(&self) -> Vec<Asked> {
        let mut asked: Vec<Asked> = Vec::new();
        for incident in &self.incidents {
            let roles = incident.asks.iter().flatten();
            let ends = incident.episodes.iter().filter_map(|id| {
                let episode = self.episode(*id)?;
                episode.at(Milestone::Resolved)
            });
            let closed = incident.closed.map_or(self.now, |stamp| stamp.at);
            let until = ends.max().unwrap_or(self.now).min(closed);
            for role in roles.filter(|role| !self.plan.is_by_field(**role)) {
                let from = incident.declared.at;
                if asked
                    .iter()
                    .any(|a| a.role == *role && a.from <= from && a.until >= until)
                {
                    continue;
                }
                asked.push(Asked {
                    role: *role,
                    from,
                    until,
                    unheld: self.roles.unheld(*role, from, until),
                });
            }
        }
        asked
    }

    /// Work up to now, laid down or still in hand: technical, coordination, duplicated.
    pub fn work(&self) -> Work {
        let mut work = Work::default();
        for row in &self.people.rows {
            work.technical += row.technical;
            work.coordination += row.coordination;
            work.duplicated += row.duplicated;
            work.resuming += row.resuming;
            let Some((job, spent)) = self.people.in_hand(row, self.now) else {
                continue;
            };
            match job {
                Job::Coordination(_) => work.coordination += spent,
                _ => work.technical += spent,
            }
            if self.people.repeats(row, job) {
                work.duplicated += spent;
            }
        }
        work
    }
}

/// A role somebody ought to have held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    pub role: Name,
    pub from: SimTime,
    pub until: SimTime,
    pub unheld: Duration,
}

/// Person-time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    pub technical: Duration,
    pub coordination: Duration,
    pub duplicated: Duration,
    pub resuming: Duration,
}
