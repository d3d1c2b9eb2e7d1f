//! The reference model for NeXosim: services, teams and seats are models that send each other
//! incidents and schedule what they do with them. A bench is assembled for each replication, since
//! a simulation of NeXosim cannot be reset; one thread.

#[path = "../../draws.rs"]
mod draws;
#[path = "../../model.rs"]
mod model;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use draws::{exponential, log_normal, uniform};
use model::{Sums, Times};
use nexosim::Message;
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::Output;
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

/// What travels: an incident and how far it has come.
#[derive(Clone, Debug, Serialize, Deserialize, Message)]
struct Incident {
    luck: u64,
    attempt: u32,
    handoffs: u32,
    left: f64,
    failed: f64,
    alerted: f64,
    acknowledged: f64,
    begun: f64,
}

fn now<M: Model>(cx: &Context<M>) -> f64 {
    let since = cx.time().duration_since(MonotonicTime::EPOCH);
    since.as_nanos() as f64 / 60e9
}

/// At least a nanosecond: nothing can be scheduled for the present.
fn minutes(length: f64) -> Duration {
    Duration::from_nanos(((length * 60e9).round() as u64).max(1))
}

#[derive(Serialize, Deserialize)]
struct Service {
    luck: u64,
    service: u32,
    nth: u32,
    horizon: f64,
    alert: Output<Incident>,
}

#[Model]
impl Service {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        self.next(cx);
    }

    fn next(&mut self, cx: &Context<Self>) {
        let own = draws::incident(self.luck, self.service, self.nth);
        let gap = exponential(own, draws::GAP, model::FAILURES);
        if now(cx) + gap < self.horizon {
            cx.schedule_event(minutes(gap), schedulable!(Self::fails), ())
                .expect("it lies ahead");
        }
    }

    #[nexosim(schedulable)]
    async fn fails(&mut self, _: (), cx: &Context<Self>) {
        let own = draws::incident(self.luck, self.service, self.nth);
        self.nth += 1;
        self.next(cx);
        let incident = Incident {
            luck: own,
            attempt: 0,
            handoffs: 0,
            left: 0.0,
            failed: now(cx),
            alerted: 0.0,
            acknowledged: 0.0,
            begun: 0.0,
        };
        let takes = minutes(exponential(own, draws::DETECTION, model::DETECTION));
        cx.schedule_event(takes, schedulable!(Self::shows), incident)
            .expect("it lies ahead");
    }

    #[nexosim(schedulable)]
    async fn shows(&mut self, mut incident: Incident, cx: &Context<Self>) {
        incident.alerted = now(cx);
        self.alert.send(incident).await;
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Team {
    seats: [Output<Incident>; 3],
}

#[Model]
impl Team {
    async fn page(&mut self, incident: Incident, cx: &Context<Self>) {
        let k = u64::from(incident.attempt);
        let answers = model::ANSWERS[(incident.attempt % model::LEVELS) as usize];
        if uniform(incident.luck, draws::COIN, k) < answers {
            let (median, sigma) = model::DELAY;
            let delay = log_normal(incident.luck, draws::DELAY, k, median, sigma);
            if delay <= model::TIMEOUT {
                return cx
                    .schedule_event(minutes(delay), schedulable!(Self::taken), incident)
                    .expect("it lies ahead");
            }
        }
        cx.schedule_event(
            minutes(model::TIMEOUT),
            schedulable!(Self::missed),
            incident,
        )
        .expect("it lies ahead");
    }

    #[nexosim(schedulable)]
    async fn missed(&mut self, mut incident: Incident, cx: &Context<Self>) {
        incident.attempt += 1;
        self.page(incident, cx).await;
    }

    #[nexosim(schedulable)]
    async fn taken(&mut self, mut incident: Incident, cx: &Context<Self>) {
        incident.acknowledged = now(cx);
        let level = (incident.attempt % model::LEVELS) as usize;
        self.seats[level].send(incident).await;
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Seat {
    busy: bool,
    queue: VecDeque<Incident>,
    #[serde(skip)]
    sums: Arc<Mutex<Sums>>,
}

#[Model]
impl Seat {
    async fn take(&mut self, incident: Incident, cx: &Context<Self>) {
        match std::mem::replace(&mut self.busy, true) {
            true => self.queue.push_back(incident),
            false => self.begin(incident, cx),
        }
    }

    fn begin(&mut self, mut incident: Incident, cx: &Context<Self>) {
        incident.begun = now(cx);
        let (median, sigma) = model::DIAGNOSIS;
        let takes = log_normal(incident.luck, draws::DIAGNOSIS, 0, median, sigma);
        cx.schedule_event(minutes(takes), schedulable!(Self::diagnosed), incident)
            .expect("it lies ahead");
    }

    #[nexosim(schedulable)]
    async fn diagnosed(&mut self, mut incident: Incident, cx: &Context<Self>) {
        let (median, sigma) = model::REPAIR;
        incident.left = log_normal(incident.luck, draws::REPAIR, 0, median, sigma);
        self.repair(incident, cx).await;
    }

    #[nexosim(schedulable)]
    async fn repair(&mut self, mut incident: Incident, cx: &Context<Self>) {
        let end = model::shift_end(now(cx));
        let until_end = end - now(cx);
        if incident.left <= until_end {
            cx.schedule_event(
                minutes(incident.left),
                schedulable!(Self::repaired),
                incident,
            )
        } else {
            incident.left -= until_end;
            cx.schedule_event(minutes(until_end), schedulable!(Self::shift_ends), incident)
        }
        .expect("it lies ahead");
    }

    #[nexosim(schedulable)]
    async fn shift_ends(&mut self, mut incident: Incident, cx: &Context<Self>) {
        let k = u64::from(incident.handoffs);
        incident.handoffs += 1;
        let (median, sigma) = model::HANDOFF;
        let pause = minutes(log_normal(incident.luck, draws::HANDOFF, k, median, sigma));
        cx.schedule_event(pause, schedulable!(Self::repair), incident)
            .expect("it lies ahead");
    }

    #[nexosim(schedulable)]
    async fn repaired(&mut self, incident: Incident, cx: &Context<Self>) {
        let mut sums = self.sums.lock().expect("nobody panics with it");
        sums.attempts += u64::from(incident.attempt) + 1;
        sums.handoffs += u64::from(incident.handoffs);
        sums.add(&Times {
            failed: incident.failed,
            alerted: incident.alerted,
            acknowledged: incident.acknowledged,
            begun: incident.begun,
            resolved: now(cx),
        });
        drop(sums);
        match self.queue.pop_front() {
            Some(next) => self.begin(next, cx),
            None => self.busy = false,
        }
    }
}

fn main() {
    model::main(|horizon, seed, nth, sums| {
        let luck = draws::replication(seed, nth);
        let shared = Arc::new(Mutex::new(*sums));
        let mut bench = SimInit::with_num_threads(1);
        let mut teams = Vec::new();
        for team in 0..model::TEAMS {
            let mut it = Team::default();
            for level in 0..model::LEVELS {
                let sums = shared.clone();
                let seat = Seat {
                    sums,
                    ..Seat::default()
                };
                let inbox = Mailbox::new();
                it.seats[level as usize].connect(Seat::take, &inbox);
                bench = bench.add_model(seat, inbox, &format!("seat {team} {level}"));
            }
            teams.push((it, Mailbox::new()));
        }
        for service in 0..model::SERVICES {
            let mut alert = Output::default();
            alert.connect(Team::page, &teams[(service % model::TEAMS) as usize].1);
            let it = Service {
                luck,
                service,
                nth: 0,
                horizon,
                alert,
            };
            bench = bench.add_model(it, Mailbox::new(), &format!("service {service}"));
        }
        for (nth, (team, inbox)) in teams.into_iter().enumerate() {
            bench = bench.add_model(team, inbox, &format!("team {nth}"));
        }
        let mut simulation = bench
            .init(MonotonicTime::EPOCH)
            .expect("the bench is whole");
        simulation.run().expect("nothing fails");
        *sums = *shared.lock().expect("nobody panics with it");
    });
}
