//! Signals: what makes a fault show. Monitors look at intervals and may miss; customers bear so
//! much; colleagues happen to look. What tools make of a signal is not decided here.

use crate::base::{Duration, Name, Purpose, Share, maths};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::model::fact::Origin;
use crate::model::{
    Actor, Audience, Belief, Claim, EpisodeId, Fact, Seq, ServiceState, Source, TicketId, Tool,
};

/// A signal on its way to the tools.
pub(crate) struct Signal {
    pub origin: Origin,
    pub from: Name,
    pub service: Name,
    pub episode: Option<EpisodeId>,
    pub state: ServiceState,
    pub because: Seq,
}

impl Engine {
    /// Starts and stops the timers of the monitors on a service whose health changed.
    pub(crate) fn watch_monitors(&mut self, service: usize, because: Seq) {
        let plan = self.plan.clone();
        let signals = &plan.setup.defaults.signals;
        let ideal = plan.setup.defaults.ideal.signals;
        for index in &plan.monitors_of[service] {
            let monitor = &plan.setup.scenario.monitors[*index];
            let seen = self.seen_by(*index);
            let below = seen < monitor.below;
            let watch = self.watch_mut(*index);
            if below == watch.below {
                continue;
            }
            watch.below = below;
            watch.turn += 1;
            watch.fired = false;
            let turn = watch.turn;
            if !below {
                continue;
            }
            let Some(episode) = self.blame(service) else {
                continue;
            };
            let key = (monitor.name, self.luck_key(episode));
            let telemetry = plan.setup.system().services[service].telemetry;
            let misses = monitor.misses.unwrap_or(signals.monitor_misses.value);
            // What nobody watches for is a property of the trouble: all monitors are blind to it at
            // once, those on a service that shows little sooner.
            let watched = signals.blind_spots.value.rest().times(telemetry);
            let plain = self.draw(Purpose::BlindSpot, self.luck_key(episode));
            let sees = self.draw(Purpose::MonitorMisses, key).chance(misses.rest());
            let seen = ideal || (plain.chance(watched) && sees);
            if !seen {
                let fact = Fact::MonitorMissed {
                    monitor: monitor.name,
                    episode,
                };
                self.write(Actor::World, Some(because), Audience::Facilitator, fact);
                continue;
            }
            let phase = self.draw(Purpose::MonitorPhase, key).uniform();
            let after = monitor.hold + monitor.every.times(phase);
            let after = if ideal { Duration::ZERO } else { after };
            self.agenda.add(
                self.ledger.now + after,
                Due::MonitorFires {
                    monitor: *index,
                    turn,
                },
            );
        }
    }

    /// The findings that an alert shows by itself: those of its monitor that are so.
    pub(crate) fn shown_by(&self, signal: &Signal) -> Vec<Name> {
        let monitors = &self.plan.setup.scenario.monitors;
        let monitor = monitors.iter().find(|m| m.name == signal.from);
        let own = monitor.filter(|_| signal.origin == Origin::Monitor);
        let shows = own.map_or(&[][..], |m| &m.shows);
        let so = |finding: &&Name| self.is_so(**finding, signal.episode);
        shows.iter().filter(so).copied().collect()
    }

    /// Whoever is at work sees what an alert shows.
    pub(crate) fn is_seen(&mut self, ticket: TicketId, shows: &[Name], because: Seq) {
        let seen = shows.iter().map(|finding| Belief {
            source: Source::Tool,
            ..self.own(shown(ticket, *finding))
        });
        let seen: Vec<Belief> = seen.collect();
        for person in self.here().collect::<Vec<_>>() {
            let news = seen.iter().filter(|b| self.board(person).is_news(b));
            let news: Vec<Belief> = news.copied().collect();
            self.learn(person, news, because);
        }
    }

    /// What alerts of a ticket and quiet monitors show to whoever looks at them.
    pub(crate) fn on_the_dashboards(&mut self, ticket: TicketId) -> Vec<Claim> {
        let mut found: Vec<Name> = Vec::new();
        let open = self.ledger.alerts_of(ticket);
        found.extend(open.flat_map(|a| &a.shows));
        let plan = self.plan.clone();
        let episode = self.ledger.ticket(ticket).episode;
        for (index, monitor) in plan.setup.scenario.monitors.iter().enumerate() {
            let fired = self.watch_mut(index).fired;
            if monitor.quiet && fired && self.ledger.has_tool(Tool::Dashboards) {
                let so = |f: &&Name| self.is_so(**f, episode);
                found.extend(monitor.shows.iter().filter(so));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|f| shown(ticket, f)).collect()
    }

    /// The health a monitor sees: of its service, or of its site.
    fn seen_by(&self, monitor: usize) -> Share {
        let plan = &self.plan;
        let monitor = &plan.setup.scenario.monitors[monitor];
        let service = plan.service(monitor.on).expect("checked on loading");
        let spec = &plan.setup.system().services[service];
        let health = self.health(service);
        let site = monitor
            .site
            .and_then(|name| spec.sites.iter().position(|s| s.name == name));
        match site {
            Some(site) => health.sites[site].times(if health.collapsed {
                Share::NONE
            } else {
                Share::ALL
            }),
            None => health.seen,
        }
    }

    pub(crate) fn monitor_fires(&mut self, index: usize, turn: u32) {
        let plan = self.plan.clone();
        let monitor = &plan.setup.scenario.monitors[index];
        let seen = self.seen_by(index);
        let watch = self.watch_mut(index);
        if watch.turn != turn || !watch.below {
            return;
        }
        watch.fired = true;
        let service = plan.service(monitor.on).expect("checked on loading");
        let because = self.health(service).because;
        let episode = self.blame(service);
        let fact = Fact::MonitorFired {
            monitor: monitor.name,
            service: monitor.on,
            episode,
        };
        let because = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        if monitor.quiet {
            return;
        }
        self.raise(Signal {
            origin: Origin::Monitor,
            from: monitor.name,
            service: monitor.on,
            episode,
            state: ServiceState::of(seen),
            because,
        });
        let refires = monitor
            .refires
            .as_ref()
            .unwrap_or(&plan.setup.defaults.signals.refires.value);
        let key = (monitor.name, self.ledger.now);
        let after = self.draw(Purpose::MonitorRefires, key).length(refires);
        self.agenda.add(
            self.ledger.now + after,
            Due::MonitorRefires {
                monitor: index,
                turn,
            },
        );
    }

    pub(crate) fn monitor_refires(&mut self, index: usize, turn: u32) {
        let watch = self.watch_mut(index);
        if watch.turn == turn && watch.below {
            self.monitor_fires(index, turn);
        }
    }

    pub(crate) fn begin_false_alarms(&mut self) {
        for monitor in 0..self.monitors.len() {
            self.next_false_alarm(monitor, 0);
        }
    }

    fn next_false_alarm(&mut self, index: usize, nth: u32) {
        let plan = self.plan.clone();
        let monitor = &plan.setup.scenario.monitors[index];
        if plan.setup.defaults.ideal.signals {
            return;
        }
        if let Some(law) = &monitor.false_alarms {
            let after = self
                .draw(Purpose::FalseAlarm, (monitor.name, nth))
                .length(law);
            self.agenda.add(
                self.ledger.now + after,
                Due::FalseAlarm {
                    monitor: index,
                    nth,
                },
            );
        }
    }

    pub(crate) fn false_alarm(&mut self, index: usize, nth: u32) {
        let plan = self.plan.clone();
        let monitor = &plan.setup.scenario.monitors[index];
        self.next_false_alarm(index, nth + 1);
        if self.watch_mut(index).below || monitor.quiet {
            return;
        }
        let fact = Fact::MonitorFired {
            monitor: monitor.name,
            service: monitor.on,
            episode: None,
        };
        let because = self.write(Actor::World, Some(0), Audience::Facilitator, fact);
        self.raise(Signal {
            origin: Origin::Monitor,
            from: monitor.name,
            service: monitor.on,
            episode: None,
            state: ServiceState::Degraded,
            because,
        });
    }

    /// Adds up how long customers have been exposed, before the rate changes.
    pub(crate) fn count_exposure(&mut self, service: usize) {
        let now = self.ledger.now;
        let health = self.health_mut(service);
        let for_ms = now.since(health.exposed_at).as_millis() as u64;
        health.exposed += for_ms * u64::from(health.seen.rest().as_ppm());
        health.exposed_at = now;
    }

    /// Customers report once exposure reaches `-ln(u) * patience` (MECHANISMS 3.2): right for any
    /// course of the impact, and earlier when more are hit.
    pub(crate) fn watch_customers(&mut self, service: usize) {
        let plan = self.plan.clone();
        for index in &plan.customers_of[service] {
            let customers = &plan.setup.scenario.customers[*index];
            let noticing = &mut self.ledger.customers[*index];
            noticing.turn += 1;
            let turn = noticing.turn;
            let Some(episode) = self.blame(service) else {
                continue;
            };
            let rate = u64::from(self.health(service).seen.rest().as_ppm());
            if rate == 0 || self.ledger.customers[*index].told.contains(&episode) {
                continue;
            }
            let key = (customers.name, self.luck_key(episode));
            let u = self.draw(Purpose::CustomerPatience, key).uniform();
            let bears = customers.patience.as_millis() as f64 * -maths::log(u) * 1e6;
            let left = (bears as u64).saturating_sub(self.health(service).exposed);
            let after =
                Duration::millis((left / rate).min(Duration::MAX.as_millis() as u64) as i64);
            let at = self.ledger.now + after + Duration::millis(1);
            self.agenda.add(
                at,
                Due::CustomerReports {
                    customers: *index,
                    turn,
                },
            );
        }
    }

    pub(crate) fn customer_reports(&mut self, index: usize, turn: u32) {
        let plan = self.plan.clone();
        let customers = &plan.setup.scenario.customers[index];
        let service = plan.service(customers.on).expect("checked on loading");
        if self.ledger.customers[index].turn != turn {
            return;
        }
        let Some(episode) = self.blame(service) else {
            return;
        };
        self.ledger.customers[index].told.push(episode);
        let key = (customers.name, self.luck_key(episode), 1u32);
        let after = self
            .draw(Purpose::CustomerPatience, key)
            .length(&customers.reaches_after);
        let due = Due::CustomerReaches {
            customers: index,
            episode,
        };
        self.agenda.add(self.ledger.now + after, due);
    }

    pub(crate) fn customer_reaches(&mut self, index: usize, episode: EpisodeId) {
        let plan = self.plan.clone();
        let customers = &plan.setup.scenario.customers[index];
        let service = plan.service(customers.on).expect("checked on loading");
        if self.ledger.episode(episode).back {
            return;
        }
        self.raise(Signal {
            origin: Origin::Customer,
            from: customers.name,
            service: customers.on,
            episode: Some(episode),
            state: ServiceState::of(self.health(service).seen),
            because: self.health(service).because,
        });
    }

    pub(crate) fn watch_colleagues(&mut self, service: usize) {
        let plan = self.plan.clone();
        for index in &plan.colleagues_of[service] {
            let colleague = &plan.setup.scenario.colleagues[*index];
            let Some(episode) = self.blame(service) else {
                continue;
            };
            if self.health(service).seen >= colleague.below
                || self.ledger.colleagues[*index].told.contains(&episode)
            {
                continue;
            }
            self.ledger.colleagues[*index].told.push(episode);
            let key = (colleague.name, self.luck_key(episode));
            let draw = self.draw(Purpose::ColleagueNotices, key);
            if draw.chance(colleague.probability) {
                let key = (colleague.name, self.luck_key(episode), 1u32);
                let draw = self.draw(Purpose::ColleagueNotices, key);
                let at = self.ledger.now + draw.length(&colleague.notices_after);
                self.agenda.add(
                    at,
                    Due::ColleagueNotices {
                        colleague: *index,
                        episode,
                    },
                );
            }
        }
    }

    pub(crate) fn colleague_notices(&mut self, index: usize, episode: EpisodeId) {
        let plan = self.plan.clone();
        let colleague = &plan.setup.scenario.colleagues[index];
        let service = plan.service(colleague.on).expect("checked on loading");
        if self.health(service).seen >= colleague.below {
            return;
        }
        self.raise(Signal {
            origin: Origin::Colleague,
            from: colleague.name,
            service: colleague.on,
            episode: Some(episode),
            state: ServiceState::of(self.health(service).seen),
            because: self.health(service).because,
        });
    }
}

fn shown(ticket: TicketId, finding: Name) -> Claim {
    Claim::Finding {
        ticket,
        finding,
        present: true,
    }
}
