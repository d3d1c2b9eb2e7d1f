//! Incidents, severities, roles and handoffs.

use crate::base::Name;
use crate::model::{EpisodeId, Fact, IncidentId, Milestone, TicketId};
use crate::timeline::Timeline;
use crate::timeline::deeds::Kind;
use crate::timeline::episode::{Episode, Incident, SeveritySet};
use crate::timeline::measure::Stamp;
use crate::timeline::roles::Handoff;

impl Timeline {
    pub(super) fn fold_command(&mut self, fact: &Fact, stamp: Stamp) -> Option<bool> {
        match fact {
            Fact::Declared {
                incident,
                ticket,
                severity,
                by,
                episodes,
            } => {
                let stamp = Stamp {
                    by: Some(*by),
                    ..stamp
                };
                self.declare(*incident, *ticket, *severity, episodes, stamp);
                self.set_severity(*incident, *severity, stamp);
                self.settle_command(stamp);
            }
            Fact::SeveritySet { incident, severity } => {
                self.set_severity(*incident, *severity, stamp);
            }
            Fact::RolesAsked { incident, roles } => {
                if let Some(row) = self.incidents.iter_mut().find(|i| i.id == *incident) {
                    row.asks = Some(roles.clone());
                }
                self.settle_mobilised(stamp);
            }
            Fact::RoleTaken { role, person } => {
                let exclusive = !self.plan.is_by_field(*role);
                self.roles.take(*role, *person, exclusive, stamp);
                self.settle_command(stamp);
                self.settle_mobilised(stamp);
            }
            Fact::RoleLeft { role, person } => self.roles.leave(*role, *person, stamp),
            Fact::HandoffAnnounced { role, from, .. } => {
                self.roles.announce(*role, *from, stamp);
                return Some(false);
            }
            Fact::HandedOver {
                role,
                from,
                to,
                steps,
            } => {
                let handoff = Handoff {
                    role: *role,
                    from: *from,
                    to: *to,
                    announced: None,
                    done: stamp,
                    steps: *steps,
                };
                if handoff.is_complete() {
                    self.did(Kind::HandedOver, *role, *from, stamp);
                }
                let exclusive = !self.plan.is_by_field(*role);
                self.roles.hand_over(handoff, exclusive);
                self.settle_command(stamp);
                self.settle_mobilised(stamp);
            }
            Fact::Closed { incident } => {
                self.close(*incident, stamp);
            }
            _ => return None,
        }
        Some(true)
    }

    pub(super) fn declare(
        &mut self,
        id: IncidentId,
        ticket: TicketId,
        severity: Name,
        named: &[EpisodeId],
        stamp: Stamp,
    ) {
        let mut incident = Incident {
            id,
            ticket,
            declared: stamp,
            severity,
            episodes: Vec::new(),
            closed: None,
            closed_early: false,
            asks: None,
            mobilised: None,
        };
        let behind = self.tickets.get(ticket.0 as usize);
        let behind = behind.map_or(&[][..], |ticket| &ticket.episodes);
        for episode in &mut self.episodes {
            if named.contains(&episode.id) || behind.contains(&episode.id) || episode.implied {
                incident.join(episode, stamp);
            }
        }
        self.incidents.push(incident);
    }

    pub(super) fn set_severity(&mut self, incident: IncidentId, severity: Name, set: Stamp) {
        self.severities.push(SeveritySet {
            incident,
            severity,
            set,
        });
        if let Some(row) = self.incidents.iter_mut().find(|i| i.id == incident) {
            row.severity = severity;
        }
        self.did_by(Kind::Severity, severity, set);
    }

    pub(super) fn close(&mut self, id: IncidentId, stamp: Stamp) {
        let early = |id: &EpisodeId| self.episode(*id).is_some_and(|e| !self.is_over(e));
        let found = self.incidents.iter().position(|i| i.id == id);
        let Some(at) = found else { return };
        let early = !self.plan.discussion && self.incidents[at].episodes.iter().any(early);
        let incident = &mut self.incidents[at];
        (incident.closed, incident.closed_early) = (Some(stamp), early);
        self.settle_closed(stamp);
    }

    /// Somebody at work holds command over what is declared (or alerted, where nobody declares).
    pub(super) fn settle_command(&mut self, stamp: Stamp) {
        let holder = self.plan.command.and_then(|role| self.roles.holder(role));
        let Some(holder) = holder else { return };
        if !self.people.is_engaged(holder) && !self.plan.discussion {
            return;
        }
        let opens = match self.plan.declares {
            true => Milestone::Declared,
            false => Milestone::Alerted,
        };
        let opened = |e: &&mut Episode| e.implied || e.has(opens) || e.has(Milestone::Declared);
        for episode in self.episodes.iter_mut().filter(opened) {
            let stamp = Stamp {
                by: Some(holder),
                ..stamp
            };
            episode.reach(Milestone::Commanded, stamp);
        }
    }

    pub(super) fn settle_mobilised(&mut self, stamp: Stamp) {
        let Timeline {
            incidents,
            episodes,
            roles,
            plan,
            ..
        } = self;
        // Experts come and go: their role is filled once anybody has taken it.
        let filled = |role: &Name| {
            let ever = || roles.holdings.iter().any(|h| h.role == *role);
            roles.holder(*role).is_some() || (plan.is_by_field(*role) && ever())
        };
        for incident in incidents {
            let waits = incident.mobilised.is_none() && incident.closed.is_none();
            let Some(asks) = incident.asks.as_ref().filter(|_| waits) else {
                continue;
            };
            if asks.iter().all(filled) {
                incident.mobilised = Some(stamp);
                let own = |e: &&mut Episode| incident.episodes.contains(&e.id);
                for episode in episodes.iter_mut().filter(own) {
                    episode.reach(Milestone::Mobilised, stamp);
                }
            }
        }
    }

    /// An episode is closed while an incident over it is closed and it is over, whichever came
    /// last: closing early earns nothing.
    pub(super) fn settle_closed(&mut self, stamp: Stamp) {
        if self.incidents.is_empty() {
            return;
        }
        for at in 0..self.episodes.len() {
            let episode = &self.episodes[at];
            let closed = self.incidents_of(episode.id).any(|i| i.closed.is_some());
            let over = episode.implied || self.is_over(episode);
            let episode = &mut self.episodes[at];
            match closed && over {
                true => episode.reach(Milestone::Closed, stamp),
                false => episode.withdraw(Milestone::Closed),
            };
        }
    }
}

impl Incident {
    /// It is over this episode, too.
    pub(super) fn join(&mut self, episode: &mut Episode, stamp: Stamp) {
        if !self.episodes.contains(&episode.id) {
            self.episodes.push(episode.id);
        }
        let by = self.declared.by;
        episode.reach(Milestone::Declared, Stamp { by, ..stamp });
        if self.mobilised.is_some() {
            episode.reach(Milestone::Mobilised, stamp);
        }
    }
}
