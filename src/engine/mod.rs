//! The engine: one exercise as an agenda of dues over a modelled world, written down as records.
//!
//! bevy_ecs stores what lasts (services, monitors, people); agenda, draws, log and boards are plain
//! structs and handlers plain functions. The engine knows no policy: where a simulated person has to
//! decide it stops and says so ([`Step::Decide`]). It knows neither RON nor disk nor clock.
//!
//! | folder | what |
//! | --- | --- |
//! | [`mechanisms`] | system, signals, attention, knowledge: may not know the process |
//! | [`tools`] | hub, paging, reminders, script: what the process configures |
//! | [`commands`] | what people ask for: allowed or refused, begun, carried out |

pub mod agenda;
pub mod branch;
pub mod commands;
pub mod mechanisms;
pub mod plan;
mod room;
pub mod state;
pub mod tools;

use std::sync::Arc;

use bevy_ecs::prelude::*;

use crate::base::{Draw, Draws, Duration, Name, Purpose, Share, SimTime, draws::Key};
use crate::board::Board;
use crate::model::command::Occupant;
use crate::model::fact::EndReason;
use crate::model::scenario::AfterHorizon;
use crate::model::{Actor, Audience, Fact, Record, Seq, Setup};
use crate::timeline::Timeline;

use agenda::{Agenda, Due};
pub use branch::{Guess, Hidden};
use plan::Plan;
use state::{Body, Hands, Health, InjectPhase, Ledger, LegalClock, Noticing, Watch};

/// One exercise, reusable: [`Engine::reset`] begins another run of the same plan in place.
pub struct Engine {
    pub plan: Arc<Plan>,
    world: World,
    services: Vec<Entity>,
    monitors: Vec<Entity>,
    people: Vec<Entity>,
    agenda: Agenda,
    draws: Draws,
    ledger: Ledger,
    boards: Vec<Board>,
    timeline: Timeline,
    log: Vec<Record>,
    /// The sequence number of the first record in `log`.
    log_from: Seq,
}

/// Everything that changes during a run, at one instant, without the log.
#[derive(Clone)]
pub struct Snapshot {
    services: Vec<Health>,
    monitors: Vec<Watch>,
    people: Vec<(Body, Hands)>,
    agenda: Agenda,
    draws: Draws,
    ledger: Ledger,
    boards: Vec<Board>,
    timeline: Timeline,
    next_seq: Seq,
}

/// How often somebody may decide at one instant.
const DECISIONS_AT_ONCE: u32 = 64;

/// Why the engine stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// This person, by place, has to decide now.
    Decide(usize),
    /// This person, by place, is about to ask for something from outside; see [`Engine::step_before`].
    Asks(usize),
    /// Nothing more happens up to the time asked for.
    Quiet,
    Ended,
}

impl Engine {
    pub fn new(plan: Arc<Plan>, seed: u64) -> Engine {
        let mut world = World::new();
        let setup = plan.setup.clone();
        let fresh = |world: &mut World, count: usize| -> Vec<Entity> {
            (0..count).map(|_| world.spawn_empty().id()).collect()
        };
        let services = fresh(&mut world, setup.system().services.len());
        let monitors = fresh(&mut world, setup.scenario.monitors.len());
        let people = fresh(&mut world, plan.people.len());
        let timeline = Timeline::new(&setup);
        let mut engine = Engine {
            world,
            services,
            monitors,
            people,
            agenda: Agenda::default(),
            draws: Draws::new(seed),
            ledger: Ledger::default(),
            boards: Vec::new(),
            timeline,
            log: Vec::new(),
            log_from: 0,
            plan,
        };
        engine.reset(seed);
        engine
    }

    /// Begins another run in place.
    pub fn reset(&mut self, seed: u64) {
        let plan = self.plan.clone();
        let scenario = &plan.setup.scenario;
        self.draws = Draws::new(seed);
        self.agenda.clear();
        self.log.clear();
        self.log_from = 0;
        self.timeline = self.timeline.fresh();
        self.boards = plan.people.iter().map(|p| Board::new(p.name)).collect();
        self.ledger = Ledger {
            edges: vec![Share::ALL; plan.edges.len()],
            unwell: plan.plain.iter().map(|plain| !plain).collect(),
            injects: vec![InjectPhase::Waiting; scenario.injects.len()],
            inject_seq: vec![None; scenario.injects.len()],
            problem_seq: vec![None; scenario.problems.len()],
            customers: vec![Noticing::default(); scenario.customers.len()],
            colleagues: vec![Noticing::default(); scenario.colleagues.len()],
            clocks: vec![LegalClock::default(); plan.setup.process.deadlines.len()],
            ..Ledger::default()
        };
        for (entity, service) in self.services.iter().zip(&plan.setup.system().services) {
            self.world
                .entity_mut(*entity)
                .insert(Health::new(service.sites.len()));
        }
        for entity in &self.monitors {
            self.world.entity_mut(*entity).insert(Watch::default());
        }
        for entity in &self.people {
            self.world
                .entity_mut(*entity)
                .insert((Body::default(), Hands::default()));
        }
        self.world.clear_trackers();
        self.start();
    }

    fn start(&mut self) {
        let seed = self.draws.seed();
        let plan = self.plan.clone();
        let scenario = &plan.setup.scenario;
        let start = self.write(
            Actor::Script,
            None,
            Audience::Facilitator,
            Fact::Started { seed },
        );
        self.agenda
            .add(SimTime::START + scenario.horizon, Due::Horizon);
        self.sit_down();
        self.begin_problems(start);
        self.begin_injects(start);
        self.begin_false_alarms();
    }

    /// Runs until somebody has to decide, or nothing more happens up to `until`, or the end; at the
    /// latest when nobody is left to bring what is open to one.
    pub fn step(&mut self, until: SimTime) -> Step {
        self.step_before(until, None)
    }

    /// The same, stopping also just before somebody's command from outside.
    pub fn step_before(&mut self, until: SimTime, watched: Option<usize>) -> Step {
        while !self.ledger.ended {
            if let Some(because) = self.ledger.done.take() {
                self.end(EndReason::Done, Some(because));
                break;
            }
            if self.ledger.conditions_met {
                self.look_at_conditions();
            }
            if let Some(watched) = watched
                && let Some(Due::External { person, .. }) = self.agenda.peek(until)
                && *person == Some(watched)
            {
                return Step::Asks(watched);
            }
            let Some((at, due)) = self.agenda.pop(until) else {
                if until < SimTime::NEVER {
                    self.ledger.now = self.ledger.now.max(until);
                    return Step::Quiet;
                }
                self.end(EndReason::Horizon, None);
                break;
            };
            if !self.within_budget(at) {
                self.end(EndReason::Budget, None);
                break;
            }
            self.ledger.now = at;
            if let Due::Decide { person, turn } = due {
                if self.may_decide(person, turn) {
                    return Step::Decide(person);
                }
                continue;
            }
            self.happen(due);
        }
        self.look_back(until);
        Step::Ended
    }

    /// Whether a decision on the agenda still stands. Where commands cost nothing somebody could
    /// decide without end at one instant: after so many they think on a minute later.
    fn may_decide(&mut self, person: usize, turn: u32) -> bool {
        let now = self.ledger.now;
        let body = self.body_mut(person);
        if body.decide_turn != turn {
            return false;
        }
        body.decide_turn += 1;
        body.decide_at = SimTime::NEVER;
        let (at, times) = body.decided;
        body.decided = (now, if at == now { times + 1 } else { 1 });
        if body.decided.1 > DECISIONS_AT_ONCE {
            self.decide_at(person, now + Duration::minutes(1));
            return false;
        }
        body.stirred = false;
        true
    }

    fn within_budget(&mut self, at: SimTime) -> bool {
        let budget = self.plan.setup.defaults.budget;
        self.ledger.entries += 1;
        self.ledger.at_once = if at == self.ledger.now {
            self.ledger.at_once + 1
        } else {
            0
        };
        self.ledger.entries <= budget.entries && self.ledger.at_once <= budget.at_once
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Begin {
                problem,
                occurrence,
            } => {
                if self.drains() {
                    self.ledger.pending_problems -= 1;
                } else {
                    self.problem_strikes(problem, occurrence);
                }
            }
            Due::Strike { episode, fault } => self.fault_strikes(episode, fault),
            Due::Grow {
                episode,
                fault,
                step,
            } => self.fault_grows(episode, fault, step),
            Due::Pass { episode, fault } => self.fault_passes(episode, fault),
            Due::HarmPasses { damage } => self.harm_passes(damage),
            Due::Arrive { edge, health, sole } => self.loss_arrives(edge, health, sole),
            Due::ArriveOf {
                episode,
                edge,
                health,
            } => self.loss_of_one_arrives(episode, edge, health),
            Due::Overload { service, turn } => self.overload_ends(service, turn),
            Due::CollapseEnds { service } => self.collapse_ends(service),
            Due::Recovered { episode } => self.system_is_back(episode),
            Due::BacklogDone { episode } => self.backlog_done(episode),
            Due::MonitorFires { monitor, turn } => self.monitor_fires(monitor, turn),
            Due::MonitorRefires { monitor, turn } => self.monitor_refires(monitor, turn),
            Due::FalseAlarm { monitor, nth } => self.false_alarm(monitor, nth),
            Due::CustomerReports { customers, turn } => self.customer_reports(customers, turn),
            Due::CustomerReaches { customers, episode } => {
                self.customer_reaches(customers, episode)
            }
            Due::ColleagueNotices { colleague, episode } => {
                self.colleague_notices(colleague, episode)
            }
            Due::BystanderNotices {
                person,
                episode,
                because,
            } => self.bystander_notices(person, episode, because),
            Due::Inject { inject } => self.inject_due(inject),
            Due::ToolBack { tool } => self.tool_back(tool),
            Due::PersonBack { person } => self.person_back(person),
            Due::Suppressed { ticket } => self.suppression_ends(ticket),
            Due::Remediation { ticket } => self.remediation_ends(ticket),
            Due::PageReaches { page } => self.page_reaches(page),
            Due::PageTimesOut { page } => self.page_times_out(page),
            Due::Climb { ticket, turn } => self.climb(ticket, turn),
            Due::UpdateLate {
                incident,
                cadence,
                number,
            } => self.update_late(incident, cadence, number),
            Due::Stakeholder { who, since } => self.patience_ends(who, since),
            Due::Engages { person, ticket } => self.engages(person, ticket),
            Due::ShiftEnds { person, turn } => self.shift_ends(person, turn),
            Due::JobEnds { person, turn } => self.job_ends(person, turn),
            Due::NoAnswer {
                person,
                whom,
                because,
            } => self.no_answer(person, whom, because),
            Due::External { person, command } => self.asked_from_outside(person, *command),
            Due::Miss { because } => self.miss_is_due(because),
            Due::Horizon => self.horizon(),
            Due::Decide { .. } => unreachable!("decisions leave the loop in step()"),
        }
    }

    fn horizon(&mut self) {
        if self.drains() && !self.ledger.unresolved.is_empty() {
            return;
        }
        self.end(EndReason::Horizon, None);
    }

    /// Whether the horizon has passed and what is open is still played out.
    fn drains(&self) -> bool {
        let scenario = &self.plan.setup.scenario;
        scenario.after_horizon == AfterHorizon::Drain
            && self.ledger.now >= SimTime::START + scenario.horizon
    }

    /// Ends the run soon if everything is resolved and closed and nothing more is to come.
    pub(crate) fn end_if_done(&mut self, because: Seq) {
        let ledger = &self.ledger;
        if self.drains() {
            if ledger.unresolved.is_empty() {
                self.ledger.done = Some(because);
            }
            return;
        }
        if !ledger.is_open() && !self.injects_may_strike() {
            // What is happening now is played out before the end is written.
            self.ledger.done = Some(because);
        }
    }

    pub(crate) fn end(&mut self, why: EndReason, because: Option<Seq>) {
        if self.ledger.ended {
            return;
        }
        self.close_injects();
        self.write(
            Actor::World,
            because.or(Some(0)),
            Audience::Everyone,
            Fact::Ended { why },
        );
        self.ledger.ended = true;
    }

    /// Writes a record: into the log, onto the boards of its audience, into the timeline.
    pub(crate) fn write(
        &mut self,
        by: Actor,
        because: Option<Seq>,
        audience: Audience,
        fact: Fact,
    ) -> Seq {
        let seq = self.next_seq();
        let audience = self.behind_doors(audience, &fact);
        let record = Record {
            seq,
            at: self.ledger.now,
            by,
            because,
            audience,
            fact,
        };
        match &record.audience {
            Audience::Facilitator => {}
            Audience::One(name) => self.show(*name, &record),
            Audience::Some(names) => {
                // Whoever asks and answers in one is told once.
                for (at, name) in names.iter().enumerate() {
                    if !names[..at].contains(name) {
                        self.show(*name, &record);
                    }
                }
            }
            Audience::Everyone => {
                for person in 0..self.boards.len() {
                    self.show_to(person, &record);
                }
            }
        }
        if self.timeline.fold(&record) {
            self.watch_conditions(seq);
        }
        self.log.push(record);
        seq
    }

    fn show(&mut self, name: Name, record: &Record) {
        if let Some(person) = self.plan.person(name) {
            self.show_to(person, record);
        }
    }

    fn show_to(&mut self, person: usize, record: &Record) {
        self.boards[person].fold(record, &self.plan.book);
        self.stir(person);
    }

    /// Something has reached a person: they think as soon as their hands allow it.
    fn stir(&mut self, person: usize) {
        let now = self.ledger.now;
        let body = self.body_mut(person);
        if body.stirred || body.gone {
            return;
        }
        body.stirred = true;
        let turn = body.decides(now);
        self.put_decision(person, now, turn);
    }

    /// Puts a decision of a person on the agenda, unless an earlier one lies there.
    pub fn decide_at(&mut self, person: usize, at: SimTime) {
        let turn = self.body_mut(person).decides(at);
        self.put_decision(person, at, turn);
    }

    fn put_decision(&mut self, person: usize, at: SimTime, turn: Option<u32>) {
        // Who sits in an empty chair of a discussion listens.
        let listens = self.plan.setup.scenario.is_discussion();
        if let Some(turn) = turn.filter(|_| !listens) {
            self.agenda.add(at, Due::Decide { person, turn });
        }
    }

    #[inline]
    pub(crate) fn draw(&self, purpose: Purpose, key: impl Key) -> Draw {
        self.draws.of(purpose, key)
    }

    /// The episode's place in the world's luck: its problem and occurrence, never its number.
    pub(crate) fn luck_key(&self, episode: crate::model::EpisodeId) -> (Name, u32) {
        let state = self.ledger.episode(episode);
        let problem = &self.plan.setup.scenario.problems[state.problem];
        (problem.name, state.occurrence)
    }

    #[inline]
    pub(crate) fn body(&self, person: usize) -> &Body {
        self.world
            .get(self.people[person])
            .expect("every person has a body")
    }
    #[inline]
    pub(crate) fn body_mut(&mut self, person: usize) -> &mut Body {
        let entity = self.people[person];
        self.world
            .get_mut::<Body>(entity)
            .expect("every person has a body")
            .into_inner()
    }
    #[inline]
    pub(crate) fn hands(&self, person: usize) -> &Hands {
        self.world
            .get(self.people[person])
            .expect("every person has hands")
    }
    #[inline]
    pub(crate) fn hands_mut(&mut self, person: usize) -> &mut Hands {
        let entity = self.people[person];
        self.world
            .get_mut::<Hands>(entity)
            .expect("every person has hands")
            .into_inner()
    }
    #[inline]
    pub(crate) fn health(&self, service: usize) -> &Health {
        self.world
            .get(self.services[service])
            .expect("every service has health")
    }
    #[inline]
    pub(crate) fn health_mut(&mut self, service: usize) -> &mut Health {
        let entity = self.services[service];
        self.world
            .get_mut::<Health>(entity)
            .expect("every service has health")
            .into_inner()
    }
    pub(crate) fn watch_mut(&mut self, monitor: usize) -> &mut Watch {
        let entity = self.monitors[monitor];
        self.world
            .get_mut::<Watch>(entity)
            .expect("every monitor watches")
            .into_inner()
    }
    pub fn now(&self) -> SimTime {
        self.ledger.now
    }
    pub fn ended(&self) -> bool {
        self.ledger.ended
    }
    pub fn next_seq(&self) -> Seq {
        self.log_from + self.log.len() as Seq
    }
    pub fn records(&self) -> &[Record] {
        &self.log
    }
    pub fn draws(&self) -> &Draws {
        &self.draws
    }
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }
    pub fn board(&self, person: usize) -> &Board {
        &self.boards[person]
    }
    pub fn boards(&self) -> &[Board] {
        &self.boards
    }
    pub fn setup(&self) -> &Setup {
        &self.plan.setup
    }
    pub fn occupant(&self, person: usize) -> Occupant {
        self.body(person).occupant
    }
    /// Agenda entries taken so far.
    pub fn entries(&self) -> u64 {
        self.ledger.entries
    }

    /// All that changes, at this instant.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            services: (0..self.services.len())
                .map(|s| self.health(s).clone())
                .collect(),
            monitors: self
                .monitors
                .iter()
                .map(|m| {
                    self.world
                        .get::<Watch>(*m)
                        .expect("every monitor watches")
                        .clone()
                })
                .collect(),
            people: (0..self.people.len())
                .map(|p| (self.body(p).clone(), self.hands(p).clone()))
                .collect(),
            agenda: self.agenda.clone(),
            draws: self.draws,
            ledger: self.ledger.clone(),
            boards: self.boards.clone(),
            timeline: self.timeline.clone(),
            next_seq: self.next_seq(),
        }
    }

    /// Goes to where a snapshot was taken. Records after it are dropped from the log; if the log
    /// does not reach back to it, the log begins there.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        for (entity, health) in self.services.iter().zip(&snapshot.services) {
            self.world.entity_mut(*entity).insert(health.clone());
        }
        for (entity, watch) in self.monitors.iter().zip(&snapshot.monitors) {
            self.world.entity_mut(*entity).insert(watch.clone());
        }
        for (entity, person) in self.people.iter().zip(&snapshot.people) {
            self.world.entity_mut(*entity).insert(person.clone());
        }
        self.agenda = snapshot.agenda.clone();
        self.draws = snapshot.draws;
        self.ledger = snapshot.ledger.clone();
        self.boards = snapshot.boards.clone();
        self.timeline = snapshot.timeline.clone();
        let held = self.log_from..=self.next_seq();
        if held.contains(&snapshot.next_seq) {
            self.log
                .truncate((snapshot.next_seq - self.log_from) as usize);
        } else {
            self.log.clear();
            self.log_from = snapshot.next_seq;
        }
    }
}
