//! A setup made ready to run: names become places, dependencies an order, rotas a question with an
//! answer. Built once per setup, shared by all runs and threads.

use std::sync::Arc;

use crate::base::{Duration, Law, Name, NameTable, Share, SimTime, Zone};
use crate::board::Handbook;
use crate::model::problem::Problem;
use crate::model::team::Hours;
use crate::model::{Scenario, Setup};

/// The compiled setup.
#[derive(Debug)]
pub struct Plan {
    pub setup: Arc<Setup>,
    pub book: Handbook,
    pub people: Vec<PersonPlan>,
    person_at: NameTable<Name, usize>,
    service_at: NameTable<Name, usize>,
    /// Services so that each comes after what it needs.
    pub order: Vec<usize>,
    pub edges: Vec<Edge>,
    /// The dependencies of each service, as places in `edges`.
    pub needs_of: Vec<Vec<usize>>,
    pub needed_by: Vec<Vec<usize>>,
    pub monitors_of: Vec<Vec<usize>>,
    pub customers_of: Vec<Vec<usize>>,
    pub colleagues_of: Vec<Vec<usize>>,
    pub users: u64,
    /// Something waits for an expectation to be missed.
    pub waits_for_misses: bool,
    /// Services that serve all that is asked for as long as nothing hurts them: no sites whose
    /// capacity could fall short.
    pub plain: Vec<bool>,
    /// The services that each problem's faults strike, by place.
    pub struck_by: Vec<Vec<usize>>,
    /// Where this setup stands in for what its author meant.
    pub degraded: Vec<String>,
}

/// A person or an outside party, with their laws filled in.
#[derive(Clone, Debug)]
pub struct PersonPlan {
    pub name: Name,
    pub zone: Zone,
    pub awake: Law,
    pub asleep: Law,
    pub engages: Law,
    pub speed: f64,
    pub works: Hours,
    pub sleeps: Hours,
    pub outside: bool,
    pub bystander: bool,
    pub misses_pages: Share,
    pub relieved: bool,
}

/// One dependency.
#[derive(Clone, Debug)]
pub struct Edge {
    pub of: usize,
    pub on: usize,
    pub weight: Share,
    pub delay: Law,
    pub probability: Share,
}

impl Plan {
    pub fn new(setup: Arc<Setup>) -> Plan {
        let services = &setup.system().services;
        let service_at: NameTable<Name, usize> = services
            .iter()
            .enumerate()
            .map(|(i, s)| (s.name, i))
            .collect();
        let mut edges = Vec::new();
        let mut needs_of = vec![Vec::new(); services.len()];
        let mut needed_by = vec![Vec::new(); services.len()];
        for (of, service) in services.iter().enumerate() {
            for need in &service.needs {
                let on = service_at[&need.on];
                needs_of[of].push(edges.len());
                needed_by[on].push(edges.len());
                edges.push(Edge {
                    of,
                    on,
                    weight: need.weight,
                    delay: need.delay.clone(),
                    probability: need.probability,
                });
            }
        }
        let people = people(&setup);
        let book = Handbook::new(&setup);
        let scenario = &setup.scenario;
        let watched = |on: &mut dyn Iterator<Item = Name>| {
            let mut of = vec![Vec::new(); services.len()];
            for (index, service) in on.enumerate() {
                of[service_at[&service]].push(index);
            }
            of
        };
        let struck = |p: &Problem| {
            let on = p.faults.iter().filter_map(|f| service_at.get(&f.on?));
            on.copied().collect()
        };
        Plan {
            order: order(services.len(), &edges, &needs_of),
            needs_of,
            needed_by,
            edges,
            monitors_of: watched(&mut scenario.monitors.iter().map(|m| m.on)),
            customers_of: watched(&mut scenario.customers.iter().map(|c| c.on)),
            colleagues_of: watched(&mut scenario.colleagues.iter().map(|c| c.on)),
            users: setup.system().users(),
            waits_for_misses: waits_for_misses(scenario),
            struck_by: scenario.problems.iter().map(struck).collect(),
            plain: services.iter().map(|s| s.sites.is_empty()).collect(),
            degraded: degraded(&setup, &book),
            person_at: people
                .iter()
                .enumerate()
                .map(|(i, p)| (p.name, i))
                .collect(),
            people,
            service_at,
            book,
            setup,
        }
    }

    pub fn person(&self, name: Name) -> Option<usize> {
        self.person_at.get(&name).copied()
    }
    pub fn service(&self, name: Name) -> Option<usize> {
        self.service_at.get(&name).copied()
    }
    /// The process's role for a word: that role, or the one it falls to in the vocabulary.
    pub fn role_for(&self, word: Name) -> Option<Name> {
        let mut word = Some(word);
        for _ in 0..=self.setup.vocabulary.roles.len() {
            let name = word?;
            if self.setup.process.role(name).is_some() {
                return Some(name);
            }
            let known = self.setup.vocabulary.roles.iter().find(|r| r.name == name);
            word = known.and_then(|r| r.falls_to);
        }
        None
    }
    pub fn name(&self, person: usize) -> Name {
        self.people[person].name
    }

    /// Whether a person sleeps at `at`.
    pub fn asleep(&self, person: usize, at: SimTime) -> bool {
        let who = &self.people[person];
        if who.sleeps.are_none() {
            return false;
        }
        let wall = self.setup.scenario.starts.wall(who.zone, at);
        !who.outside && who.sleeps.hold(wall.of_day_ms)
    }

    /// Whether a person is on leave at `at`.
    pub fn on_leave(&self, person: usize, at: SimTime) -> bool {
        self.book.roster.is_on_leave(self.name(person), at)
    }

    /// Who of a group is on call at a level of its rota. People on leave are passed over.
    pub fn on_call(&self, group: Name, level: Name, at: SimTime) -> Option<usize> {
        let name = self.book.roster.on_call(group, level, at)?;
        self.person(name)
    }

    /// Whether whoever leaves posts a notice (step 4 of a handoff).
    pub fn says_goodbye(&self) -> bool {
        self.setup.process.handoff.notices
    }
}

fn people(setup: &Setup) -> Vec<PersonPlan> {
    let defaults = &setup.defaults.people;
    let team = setup.team.people.iter().map(|p| PersonPlan {
        name: p.name,
        zone: p.zone.unwrap_or(setup.team.zone),
        awake: p
            .acknowledges
            .clone()
            .unwrap_or(defaults.acknowledges_awake.value.clone()),
        asleep: p
            .acknowledges
            .clone()
            .unwrap_or(defaults.acknowledges_asleep.value.clone()),
        engages: p.engages.clone().unwrap_or(defaults.engages.value.clone()),
        speed: p.speed.get(),
        works: p.works,
        sleeps: p.sleeps,
        outside: false,
        bystander: p.bystander,
        misses_pages: p.misses_pages,
        relieved: p.relieved,
    });
    let never = Hours {
        from: Duration::ZERO,
        until: Duration::ZERO,
    };
    let parties = setup.team.parties.iter().map(|p| PersonPlan {
        name: p.name,
        zone: setup.team.zone,
        awake: defaults.acknowledges_awake.value.clone(),
        asleep: defaults.acknowledges_awake.value.clone(),
        engages: p.arrives.clone(),
        speed: 1.0,
        works: never,
        sleeps: never,
        outside: true,
        bystander: false,
        misses_pages: Share::NONE,
        relieved: false,
    });
    team.chain(parties).collect()
}

/// A topological order along hard dependencies first; soft cycles are cut where they close.
fn order(services: usize, edges: &[Edge], needs_of: &[Vec<usize>]) -> Vec<usize> {
    fn visit(
        at: usize,
        edges: &[Edge],
        needs: &[Vec<usize>],
        seen: &mut [bool],
        out: &mut Vec<usize>,
    ) {
        if std::mem::replace(&mut seen[at], true) {
            return;
        }
        for edge in &needs[at] {
            visit(edges[*edge].on, edges, needs, seen, out);
        }
        out.push(at);
    }
    let mut seen = vec![false; services];
    let mut out = Vec::with_capacity(services);
    for service in 0..services {
        visit(service, edges, needs_of, &mut seen, &mut out);
    }
    out
}

fn degraded(setup: &Setup, book: &Handbook) -> Vec<String> {
    // Around a table nobody stands in for anybody.
    if setup.scenario.is_discussion() {
        return Vec::new();
    }
    let mut notes = Vec::new();
    let scenario = &setup.scenario;
    let skills = scenario.diagnostics.iter().filter_map(|d| d.skill);
    let mut skills: Vec<Name> = skills
        .chain(scenario.actions.iter().filter_map(|a| a.skill))
        .collect();
    skills.sort_unstable();
    skills.dedup();
    for skill in skills {
        let has = |p: &crate::model::team::Person| {
            !p.bystander && setup.vocabulary.level(&p.skills, skill).is_some()
        };
        if !setup.team.people.iter().any(has) {
            notes.push(format!(
                "nobody on `{}` has the skill `{skill}`: generalists stand in",
                setup.team.name
            ));
        }
    }
    for role in &setup.process.roles {
        let trained = setup
            .team
            .people
            .iter()
            .any(|p| p.trained.contains(&role.name));
        if !trained && Some(role.name) == book.command_role {
            notes.push(format!(
                "nobody on `{}` is trained as `{}`",
                setup.team.name, role.name
            ));
        }
    }
    notes
}

fn waits_for_misses(scenario: &Scenario) -> bool {
    let injects = scenario.injects.iter().map(|i| &i.when);
    let problems = scenario.problems.iter().map(|p| &p.begins);
    let faults = scenario.problems.iter().flat_map(|p| &p.faults);
    let triggers = injects.chain(problems).chain(faults.map(|f| &f.begins));
    let mut conditions = triggers.filter_map(|t| t.condition());
    conditions.any(|c| c.turns_with_time())
}
