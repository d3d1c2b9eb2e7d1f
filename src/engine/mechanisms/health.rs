//! System, second half: how faults become lost health, overload, harm to users.
//!
//! `seen = served * (1 - damage) * product over dependencies (1 - weight * (1 - what arrives))`
//! (MECHANISMS 2.1), in whole millionths, recomputed whenever something changed.

use crate::base::{Duration, Name, Purpose, Share, SimTime};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::{FaultPhase, Health};
use crate::model::problem::FaultKind;
use crate::model::{Actor, Audience, EpisodeId, Fact, Seq};

impl Health {
    pub(crate) fn new(sites: usize) -> Health {
        Health {
            seen: Share::ALL,
            shed_to: Share::ALL,
            added_ppm: 0,
            collapsed: false,
            overload_turn: 0,
            overloaded: false,
            sites: vec![Share::ALL; sites],
            because: 0,
            exposed: 0,
            exposed_at: SimTime::START,
        }
    }
}

/// What faults and harm take from one service.
#[derive(Clone, Default)]
struct Damage {
    /// What is left of the service, of each site, and demand on top of the ordinary.
    left: Share,
    sites: Vec<Share>,
    surge_ppm: u64,
}

impl Engine {
    /// Once nothing is broken any more, limits on demand and borrowed capacity are taken back.
    pub(crate) fn lift_limits(&mut self) {
        for service in 0..self.services.len() {
            let health = self.health_mut(service);
            health.shed_to = Share::ALL;
            health.added_ppm = 0;
        }
    }

    /// Whether anything is still down that broke under more load than it could serve.
    pub(crate) fn is_collapsed(&self) -> bool {
        (0..self.services.len()).any(|s| self.health(s).collapsed)
    }

    /// Recomputes every service after a change, and what follows for users, monitors, overload.
    pub(crate) fn update_health(&mut self, because: Seq) {
        let plan = self.plan.clone();
        self.follow_each();
        let hurt = self.hurt_services(None);
        for service in plan.order.iter().copied() {
            if !hurt[service] && !self.ledger.unwell[service] {
                continue;
            }
            let damage = self.damage(service, None);
            self.show_sites(service, &damage, because);
            self.watch_overload(service, &damage, because);
            let own = self.served(service, &damage).times(damage.left);
            let seen = plan.needs_of[service].iter().fold(own, |seen, edge| {
                let lost = plan.edges[*edge]
                    .weight
                    .times(self.ledger.edges[*edge].rest());
                seen.times(lost.rest())
            });
            self.set_health(service, seen, because);
            self.ledger.unwell[service] = !self.is_at_rest(service);
        }
        self.update_harm(because);
    }

    /// The services that faults or people's damage may take something from: all of it, or that of one
    /// episode alone.
    fn hurt_services(&self, only: Option<EpisodeId>) -> Vec<bool> {
        let mut hurt = vec![false; self.services.len()];
        let wanted = |e: &EpisodeId| only.is_none_or(|o| o == *e);
        for id in self.ledger.open_episodes().filter(wanted) {
            for service in &self.plan.struck_by[self.ledger.episode(id).problem] {
                hurt[*service] = true;
            }
        }
        for harm in self.ledger.harms.iter().filter(|h| !h.over) {
            hurt[harm.service] = true;
        }
        hurt
    }

    /// Whether a service that nothing hurts was well before and gets all it needs: nothing about it
    /// can have changed.
    fn is_at_rest(&self, service: usize) -> bool {
        let health = self.health(service);
        let needs = &self.plan.needs_of[service];
        self.plan.plain[service]
            && health.seen == Share::ALL
            && !health.collapsed
            && !health.overloaded
            && needs
                .iter()
                .all(|edge| self.ledger.edges[*edge] == Share::ALL)
    }

    /// Damage to one service: by everything, or by one episode alone.
    fn damage(&self, service: usize, only: Option<EpisodeId>) -> Damage {
        let spec = &self.plan.setup.system().services[service];
        let mut damage = Damage {
            left: Share::ALL,
            sites: vec![Share::ALL; spec.sites.len()],
            surge_ppm: 0,
        };
        for id in self
            .ledger
            .open_episodes()
            .filter(|e| only.is_none_or(|o| o == *e))
        {
            let episode = self.ledger.episode(id);
            if episode.masked {
                continue;
            }
            let faults = &self.plan.setup.scenario.problems[episode.problem].faults;
            for (fault, state) in faults.iter().zip(&episode.faults) {
                let here = fault.on == Some(spec.name) && state.phase == FaultPhase::Active;
                if !here || state.hidden || !Engine::hurts_service(fault.kind) {
                    continue;
                }
                let site = spec.sites.iter().position(|s| fault.site == Some(s.name));
                match (fault.kind, site) {
                    (FaultKind::LoadSurge, _) => damage.surge_ppm += u64::from(state.size.as_ppm()),
                    (_, Some(site)) => {
                        damage.sites[site] = damage.sites[site].times(state.size.rest());
                    }
                    (FaultKind::CapacityLoss, None) => {
                        for site in &mut damage.sites {
                            *site = site.times(state.size.rest());
                        }
                        if spec.sites.is_empty() {
                            damage.left = damage.left.times(state.size.rest());
                        }
                    }
                    (_, None) => damage.left = damage.left.times(state.size.rest()),
                }
            }
        }
        let harms = self
            .ledger
            .harms
            .iter()
            .filter(|h| h.service == service && !h.over);
        for harm in harms.filter(|h| only.is_none() || h.episode == only) {
            damage.left = damage.left.times(harm.size.rest());
        }
        damage
    }

    /// What the sites can serve of what is asked for.
    fn served(&self, service: usize, damage: &Damage) -> Share {
        let health = self.health(service);
        if health.collapsed {
            return Share::NONE;
        }
        let capacity = self.capacity(service, damage);
        let demand = self.demand(service, damage, capacity);
        let served = if capacity >= demand { demand } else { capacity };
        // Users turned away are not served either: the share is of the ordinary demand.
        let ordinary = demand.max(1_000_000);
        Share::ppm((u128::from(served) * 1_000_000 / u128::from(ordinary)) as u32)
    }

    /// What is asked for. Users are turned away only while the sites cannot serve all: whoever
    /// has limited the load lets in what there is room for.
    fn demand(&self, service: usize, damage: &Damage, capacity: u64) -> u64 {
        let ordinary = 1_000_000 + damage.surge_ppm;
        if capacity >= ordinary {
            return ordinary;
        }
        self.health(service).shed_to.of(ordinary)
    }

    fn capacity(&self, service: usize, damage: &Damage) -> u64 {
        let spec = &self.plan.setup.system().services[service];
        let added = u64::from(self.health(service).added_ppm);
        if spec.sites.is_empty() {
            return 1_000_000 + added;
        }
        let sites = spec.sites.iter().zip(&damage.sites);
        let sites: u64 = sites
            .map(|(s, left)| u64::from(s.capacity.times(*left).as_ppm()))
            .sum();
        sites + added
    }

    fn show_sites(&mut self, service: usize, damage: &Damage, because: Seq) {
        if self.health(service).sites == damage.sites {
            return;
        }
        let plan = self.plan.clone();
        let spec = &plan.setup.system().services[service];
        for (index, left) in damage.sites.iter().enumerate() {
            if self.health(service).sites[index] != *left {
                self.health_mut(service).sites[index] = *left;
                let fact = Fact::SiteChanged {
                    service: spec.name,
                    site: spec.sites[index].name,
                    health: *left,
                };
                self.write(Actor::World, Some(because), Audience::Facilitator, fact);
            }
        }
    }

    /// Starts and stops the timer after which an overloaded service breaks down.
    fn watch_overload(&mut self, service: usize, damage: &Damage, because: Seq) {
        let capacity = self.capacity(service, damage);
        let over = self.demand(service, damage, capacity) > capacity;
        if over == self.health(service).overloaded {
            return;
        }
        let plan = self.plan.clone();
        let spec = &plan.setup.system().services[service];
        let Some(overload) = &spec.overload else {
            return;
        };
        let episode = self.blame(service);
        let health = self.health_mut(service);
        if over && !health.overloaded {
            health.overloaded = true;
            health.overload_turn += 1;
            health.because = because;
            let turn = health.overload_turn;
            if health.collapsed || plan.setup.defaults.ideal.system {
                return;
            }
            let Some(episode) = episode else { return };
            // The occasion is the episode: the same luck whenever its overload begins.
            let key = (spec.name, self.luck_key(episode));
            let after = self
                .draw(Purpose::Overload, key)
                .length(&overload.collapses_after);
            self.agenda
                .add(self.ledger.now + after, Due::Overload { service, turn });
        } else if !over && health.overloaded {
            health.overloaded = false;
            health.overload_turn += 1;
            if health.collapsed {
                let key = (spec.name, self.ledger.now);
                let takes = self
                    .draw(Purpose::CollapseRecovery, key)
                    .length(&overload.recovery);
                self.agenda
                    .add(self.ledger.now + takes, Due::CollapseEnds { service });
            }
        }
    }

    pub(crate) fn overload_ends(&mut self, service: usize, turn: u32) {
        let health = self.health(service);
        if health.overload_turn != turn || !health.overloaded || health.collapsed {
            return;
        }
        let Some(episode) = self.blame(service) else {
            return;
        };
        let because = health.because;
        let name = self.plan.setup.system().services[service].name;
        self.health_mut(service).collapsed = true;
        self.ledger.unwell[service] = true;
        let fact = Fact::Collapsed {
            episode,
            service: name,
        };
        let seq = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        self.update_health(seq);
    }

    pub(crate) fn collapse_ends(&mut self, service: usize) {
        let health = self.health_mut(service);
        if health.collapsed && !health.overloaded {
            health.collapsed = false;
            let because = health.because;
            self.update_health(because);
        }
    }

    fn set_health(&mut self, service: usize, seen: Share, because: Seq) {
        let before = self.health(service).seen;
        if before == seen {
            return;
        }
        let plan = self.plan.clone();
        let name = plan.setup.system().services[service].name;
        self.count_exposure(service);
        let fact = Fact::HealthChanged {
            service: name,
            health: seen,
        };
        let seq = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
        let health = self.health_mut(service);
        health.seen = seen;
        health.because = seq;
        for edge in &plan.needed_by[service] {
            self.send_loss(*edge, seen);
        }
        self.watch_monitors(service, seq);
        self.watch_customers(service);
        self.watch_colleagues(service);
        if let Some(tool) = plan.setup.system().services[service].tool {
            if seen < Share::ppm(500_000) {
                self.lose_tool(tool, seq, None);
            } else {
                self.restore_tool(tool, seq);
            }
        }
    }

    /// A change travels over a dependency: at once, or after its delay.
    fn send_loss(&mut self, edge: usize, health: Share) {
        let on = self.plan.edges[edge].on;
        let name = self.plan.setup.system().services[on].name;
        let episode = self.blame(on).map(|e| self.luck_key(e));
        let Some(delay) = self.takes_over(edge, episode.unwrap_or((name, 0))) else {
            return;
        };
        if delay.is_zero() {
            self.set_edge(edge, health);
        } else {
            let sole = self.sole();
            let due = Due::Arrive { edge, health, sole };
            self.agenda.add(self.ledger.now + delay, due);
        }
    }

    fn set_edge(&mut self, edge: usize, health: Share) {
        self.ledger.edges[edge] = health;
        self.ledger.unwell[self.plan.edges[edge].of] = true;
    }

    /// How long a loss takes over a dependency, if it arrives at all.
    fn takes_over(&self, edge: usize, occasion: (Name, u32)) -> Option<Duration> {
        let link = &self.plan.edges[edge];
        let services = &self.plan.setup.system().services;
        let key = (services[link.of].name, services[link.on].name, occasion);
        let strikes = self.draw(Purpose::EdgeStrikes, key);
        let delay = || self.draw(Purpose::EdgeDelay, key).length(&link.delay);
        strikes.chance(link.probability).then(delay)
    }

    pub(crate) fn loss_arrives(&mut self, edge: usize, health: Share, sole: Option<EpisodeId>) {
        self.set_edge(edge, health);
        if let Some(sole) = sole {
            self.ledger.episode_mut(sole).edges[edge] = health;
        }
        let because = self.health(self.plan.edges[edge].on).because;
        self.update_health(because);
    }

    /// The open episode that a service's trouble belongs to: the latest that hurts it or what it
    /// needs.
    pub(crate) fn blame(&self, service: usize) -> Option<EpisodeId> {
        let mut open = self.ledger.open_episodes();
        let first = open.next()?;
        if open.next().is_none() {
            return Some(first);
        }
        let mut all: Vec<EpisodeId> = self.ledger.open_episodes().collect();
        all.reverse();
        all.iter()
            .copied()
            .find(|e| self.ledger.episode(*e).seen[service] < Share::ppm(999_000))
            .or(Some(all[0]))
    }

    /// The only open episode, if there is but one.
    fn sole(&self) -> Option<EpisodeId> {
        let mut open = self.ledger.open_episodes();
        open.next().filter(|_| open.next().is_none())
    }

    /// Another episode begins beside the only one so far: what that one has done is its own.
    pub(crate) fn no_longer_alone(&mut self) {
        if let Some(sole) = self.sole() {
            let seen = (0..self.services.len())
                .map(|s| self.health(s).seen)
                .collect();
            let edges = self.ledger.edges.clone();
            let episode = self.ledger.episode_mut(sole);
            (episode.seen, episode.edges) = (seen, edges);
        }
    }

    /// What each of several open episodes would do if it were the only one; its losses take as long
    /// over dependencies as those of all together.
    fn follow_each(&mut self) {
        if self.ledger.open_episodes().nth(1).is_none() {
            return;
        }
        let plan = self.plan.clone();
        for id in self.ledger.open_episodes().collect::<Vec<_>>() {
            let hurt = self.hurt_services(Some(id));
            for service in plan.order.iter().copied() {
                let episode = self.ledger.episode(id);
                let needs = &plan.needs_of[service];
                let at_rest = !hurt[service]
                    && plan.plain[service]
                    && !self.health(service).collapsed
                    && episode.seen[service] == Share::ALL
                    && needs.iter().all(|edge| episode.edges[*edge] == Share::ALL);
                if at_rest {
                    continue;
                }
                let damage = self.damage(service, Some(id));
                let own = self.served(service, &damage).times(damage.left);
                let arrives = &self.ledger.episode(id).edges;
                let seen = plan.needs_of[service].iter().fold(own, |seen, edge| {
                    let lost = plan.edges[*edge].weight.times(arrives[*edge].rest());
                    seen.times(lost.rest())
                });
                if self.ledger.episode(id).seen[service] != seen {
                    self.ledger.episode_mut(id).seen[service] = seen;
                    for edge in &plan.needed_by[service] {
                        self.send_loss_of(id, *edge, seen);
                    }
                }
            }
        }
    }

    fn send_loss_of(&mut self, episode: EpisodeId, edge: usize, health: Share) {
        match self.takes_over(edge, self.luck_key(episode)) {
            None => {}
            Some(delay) if delay.is_zero() => self.ledger.episode_mut(episode).edges[edge] = health,
            Some(delay) => {
                let due = Due::ArriveOf {
                    episode,
                    edge,
                    health,
                };
                self.agenda.add(self.ledger.now + delay, due);
            }
        }
    }

    pub(crate) fn loss_of_one_arrives(&mut self, episode: EpisodeId, edge: usize, health: Share) {
        self.ledger.episode_mut(episode).edges[edge] = health;
        let because = self.health(self.plan.edges[edge].on).because;
        self.update_health(because);
    }

    /// Users hit, by everything and by each episode.
    fn update_harm(&mut self, because: Seq) {
        let plan = self.plan.clone();
        let services = &plan.setup.system().services;
        // Whoever serves all that is asked for costs nobody anything.
        let unwell = (0..services.len()).filter(|s| self.ledger.unwell[*s]);
        let lost = unwell.map(|s| (s, self.health(s).seen.rest()));
        let lost_now: Vec<(usize, Share)> = lost.filter(|(_, lost)| !lost.is_none()).collect();
        let users = |lost: &[(usize, Share)]| -> u64 {
            lost.iter()
                .map(|(s, lost)| lost.of(services[*s].users))
                .sum()
        };
        let total = users(&lost_now);
        if total != self.ledger.impact {
            let felt = self.is_felt();
            self.ledger.impact = total;
            let fact = Fact::ImpactChanged {
                users_hit: total,
                share: self.impact_share(),
            };
            let seq = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
            if self.is_felt() && !felt {
                self.harm_is_felt(seq);
            }
        }
        let touched = self.ledger.harmful.clone();
        let single = self.ledger.open.len() <= 1;
        for id in touched {
            let lost = match (self.ledger.episode(id).back, single) {
                (true, _) => Vec::new(),
                (false, true) => lost_now.clone(),
                (false, false) => {
                    let seen = self.ledger.episode(id).seen.iter().enumerate();
                    let lost = seen.map(|(s, seen)| (s, seen.rest()));
                    lost.filter(|(_, lost)| !lost.is_none()).collect()
                }
            };
            let hit = users(&lost);
            let records = self.records_per_hour(id);
            if self.ledger.episode(id).harm == (hit, records) {
                continue;
            }
            self.ledger.episode_mut(id).harm = (hit, records);
            let revenue = lost
                .iter()
                .map(|(s, lost)| lost.of(services[*s].revenue_per_hour));
            let fact = Fact::HarmChanged {
                episode: id,
                users_hit: hit,
                share: share(hit, plan.users),
                revenue_per_hour: revenue.sum(),
                records_per_hour: records,
            };
            let seq = self.write(Actor::World, Some(because), Audience::Facilitator, fact);
            if hit > 0 && !std::mem::replace(&mut self.ledger.episode_mut(id).shows, true) {
                self.word_gets_around(id, seq);
            }
        }
        let mut harmful = std::mem::take(&mut self.ledger.harmful);
        harmful.retain(|e| !self.ledger.episode(*e).back || self.ledger.episode(*e).harm != (0, 0));
        self.ledger.harmful = harmful;
    }

    fn records_per_hour(&self, id: EpisodeId) -> u64 {
        let episode = self.ledger.episode(id);
        if episode.cured || episode.masked {
            return 0;
        }
        let faults = &self.plan.setup.scenario.problems[episode.problem].faults;
        let active = faults.iter().zip(&episode.faults);
        let active = active.filter(|(_, s)| s.phase == FaultPhase::Active && !s.hidden);
        active.map(|(f, _)| f.records_per_hour).sum()
    }

    /// The share of users that everything together hits now.
    pub(crate) fn impact_share(&self) -> Share {
        share(self.ledger.impact, self.plan.users)
    }

    /// The share of users an episode hits now.
    pub(crate) fn harm_share(&self, id: EpisodeId) -> Share {
        share(self.ledger.episode(id).harm.0, self.plan.users)
    }
}

fn share(part: u64, whole: u64) -> Share {
    match whole {
        0 => Share::NONE,
        whole => Share::ppm((u128::from(part) * 1_000_000 / u128::from(whole)) as u32),
    }
}
