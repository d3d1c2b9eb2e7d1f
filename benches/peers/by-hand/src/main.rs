//! The reference model as one would write it for itself alone: a heap, a vector of incidents, a
//! `match`. What any general engine is measured against.

#[path = "../../draws.rs"]
mod draws;
#[path = "../../model.rs"]
mod model;

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use draws::{exponential, log_normal, uniform};
use model::{Sums, Times};

#[derive(Clone, Copy, PartialEq)]
enum Due {
    Fails { service: u32, nth: u32 },
    Alerts(u32),
    Acknowledges(u32),
    TimesOut(u32),
    Diagnosed(u32),
    Repaired(u32),
    ShiftEnds(u32),
    HandedOver(u32),
}

#[derive(Clone, Copy, PartialEq)]
struct Entry {
    at: f64,
    order: u64,
    due: Due,
}

impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Entry) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    /// The earliest is the greatest: a heap gives that first.
    fn cmp(&self, other: &Entry) -> Ordering {
        other
            .at
            .total_cmp(&self.at)
            .then(other.order.cmp(&self.order))
    }
}

struct Incident {
    luck: u64,
    team: u32,
    attempt: u32,
    handoffs: u32,
    seat: usize,
    left: f64,
    times: Times,
}

#[derive(Default)]
struct Seat {
    busy: bool,
    queue: VecDeque<u32>,
}

#[derive(Default)]
struct World {
    agenda: BinaryHeap<Entry>,
    order: u64,
    incidents: Vec<Incident>,
    seats: Vec<Seat>,
}

impl World {
    fn add(&mut self, at: f64, due: Due) {
        self.order += 1;
        let order = self.order;
        self.agenda.push(Entry { at, order, due });
    }

    fn run(&mut self, horizon: f64, seed: u64, nth: u64, sums: &mut Sums) {
        let luck = draws::replication(seed, nth);
        self.agenda.clear();
        self.incidents.clear();
        self.order = 0;
        self.seats
            .resize_with((model::TEAMS * model::LEVELS) as usize, Seat::default);
        for service in 0..model::SERVICES {
            self.next_failure(luck, service, 0, 0.0, horizon);
        }
        while let Some(Entry { at, due, .. }) = self.agenda.pop() {
            match due {
                Due::Fails { service, nth } => {
                    self.next_failure(luck, service, nth + 1, at, horizon);
                    let own = draws::incident(luck, service, nth);
                    let id = self.incidents.len() as u32;
                    let times = Times {
                        failed: at,
                        ..Times::default()
                    };
                    self.incidents.push(Incident {
                        luck: own,
                        team: service % model::TEAMS,
                        attempt: 0,
                        handoffs: 0,
                        seat: 0,
                        left: 0.0,
                        times,
                    });
                    let takes = exponential(own, draws::DETECTION, model::DETECTION);
                    self.add(at + takes, Due::Alerts(id));
                }
                Due::Alerts(id) => {
                    self.incidents[id as usize].times.alerted = at;
                    self.page(id, at);
                }
                Due::TimesOut(id) => {
                    self.incidents[id as usize].attempt += 1;
                    self.page(id, at);
                }
                Due::Acknowledges(id) => {
                    let incident = &mut self.incidents[id as usize];
                    incident.times.acknowledged = at;
                    let level = incident.attempt % model::LEVELS;
                    incident.seat = (incident.team * model::LEVELS + level) as usize;
                    let seat = &mut self.seats[incident.seat];
                    match std::mem::replace(&mut seat.busy, true) {
                        true => seat.queue.push_back(id),
                        false => self.begin(id, at),
                    }
                }
                Due::Diagnosed(id) => {
                    let incident = &mut self.incidents[id as usize];
                    let (median, sigma) = model::REPAIR;
                    incident.left = log_normal(incident.luck, draws::REPAIR, 0, median, sigma);
                    self.repair(id, at);
                }
                Due::ShiftEnds(id) => {
                    let incident = &mut self.incidents[id as usize];
                    let k = u64::from(incident.handoffs);
                    incident.handoffs += 1;
                    let (median, sigma) = model::HANDOFF;
                    let pause = log_normal(incident.luck, draws::HANDOFF, k, median, sigma);
                    self.add(at + pause, Due::HandedOver(id));
                }
                Due::HandedOver(id) => self.repair(id, at),
                Due::Repaired(id) => {
                    let incident = &mut self.incidents[id as usize];
                    incident.times.resolved = at;
                    sums.attempts += u64::from(incident.attempt) + 1;
                    sums.handoffs += u64::from(incident.handoffs);
                    sums.add(&incident.times);
                    let seat = &mut self.seats[incident.seat];
                    match seat.queue.pop_front() {
                        Some(next) => self.begin(next, at),
                        None => seat.busy = false,
                    }
                }
            }
        }
    }

    fn next_failure(&mut self, luck: u64, service: u32, nth: u32, now: f64, horizon: f64) {
        let own = draws::incident(luck, service, nth);
        let at = now + exponential(own, draws::GAP, model::FAILURES);
        if at < horizon {
            self.add(at, Due::Fails { service, nth });
        }
    }

    fn page(&mut self, id: u32, now: f64) {
        let incident = &self.incidents[id as usize];
        let k = u64::from(incident.attempt);
        let answers = model::ANSWERS[(incident.attempt % model::LEVELS) as usize];
        if uniform(incident.luck, draws::COIN, k) < answers {
            let (median, sigma) = model::DELAY;
            let delay = log_normal(incident.luck, draws::DELAY, k, median, sigma);
            if delay <= model::TIMEOUT {
                return self.add(now + delay, Due::Acknowledges(id));
            }
        }
        self.add(now + model::TIMEOUT, Due::TimesOut(id));
    }

    fn begin(&mut self, id: u32, now: f64) {
        let incident = &mut self.incidents[id as usize];
        incident.times.begun = now;
        let (median, sigma) = model::DIAGNOSIS;
        let takes = log_normal(incident.luck, draws::DIAGNOSIS, 0, median, sigma);
        self.add(now + takes, Due::Diagnosed(id));
    }

    fn repair(&mut self, id: u32, now: f64) {
        let incident = &mut self.incidents[id as usize];
        let end = model::shift_end(now);
        if now + incident.left <= end {
            let left = incident.left;
            self.add(now + left, Due::Repaired(id));
        } else {
            incident.left -= end - now;
            self.add(end, Due::ShiftEnds(id));
        }
    }
}

fn main() {
    let world = std::cell::RefCell::new(World::default());
    model::main(|horizon, seed, nth, sums| world.borrow_mut().run(horizon, seed, nth, sums));
}
