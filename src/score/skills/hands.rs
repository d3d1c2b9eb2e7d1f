//! Whose hands were in what while somebody commanded.

use crate::base::{Duration, Name, SimTime};
use crate::model::fact::Job;
use crate::model::{Fact, Record, Setup};
use crate::timeline::Timeline;

/// Time in command, by what hands were in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hands {
    /// How long an expert other than the commander was there.
    pub accompanied: Duration,
    /// The commander's own technical work in that time.
    pub own_technical: Duration,
    /// Time of all other experts in the room together, and how much of it with nothing in hand.
    pub others: Duration,
    pub idle: Duration,
}

/// Somebody in the room.
struct There {
    name: Name,
    job: Option<Job>,
}

impl Hands {
    /// Goes through a log once. Experts are those who respond, have a skill, and sit at no desk at
    /// the moment.
    pub fn of(
        setup: &Setup,
        timeline: &Timeline,
        records: &[Record],
        windows: &[(SimTime, SimTime)],
        who: Name,
    ) -> Hands {
        let mut hands = Hands::default();
        let mut room: Vec<There> = Vec::new();
        let mut last = SimTime::START;
        for record in records {
            if record.at > last {
                let long = within(windows, last, record.at);
                if !long.is_zero() {
                    hands.add(&room, long, who, |name| {
                        is_expert(setup, timeline, name, last)
                    });
                }
                last = record.at;
            }
            note(&mut room, &record.fact);
        }
        hands
    }

    fn add(&mut self, room: &[There], long: Duration, who: Name, is_expert: impl Fn(Name) -> bool) {
        let others = room.iter().filter(|t| t.name != who && is_expert(t.name));
        let (mut there, mut idle) = (0u32, 0u32);
        for other in others {
            there += 1;
            idle += u32::from(other.job.is_none());
        }
        self.others += long.times(f64::from(there));
        self.idle += long.times(f64::from(idle));
        if there > 0 {
            self.accompanied += long;
            let own = room.iter().find(|t| t.name == who).and_then(|t| t.job);
            if own.is_some_and(|job| matches!(job, Job::Task(_) | Job::Verify(_) | Job::Rethink(_)))
            {
                self.own_technical += long;
            }
        }
    }
}

fn note(room: &mut Vec<There>, fact: &Fact) {
    match fact {
        Fact::Engaged { person, .. } if room.iter().all(|t| t.name != *person) => {
            let (name, job) = (*person, None);
            room.push(There { name, job });
        }
        Fact::Left { person, .. } => room.retain(|t| t.name != *person),
        Fact::JobStarted { person, job, .. } | Fact::JobResumed { person, job, .. } => {
            has(room, *person, Some(*job));
        }
        Fact::JobInterrupted { person, .. }
        | Fact::JobFinished { person, .. }
        | Fact::JobDropped { person, .. } => has(room, *person, None),
        _ => {}
    }
}

fn has(room: &mut [There], person: Name, job: Option<Job>) {
    if let Some(there) = room.iter_mut().find(|t| t.name == person) {
        there.job = job;
    }
}

fn is_expert(setup: &Setup, timeline: &Timeline, name: Name, at: SimTime) -> bool {
    let people = setup.team.people.iter();
    let mut able = people.filter(|p| !p.bystander && !p.skills.is_empty());
    let party = setup.team.parties.iter().any(|p| p.name == name);
    let mut holdings = timeline.roles.holdings.iter();
    let desk = holdings.any(|h| {
        let holds = h.person == name && h.from.at <= at && at < h.until(timeline.end());
        holds && !timeline.is_by_field(h.role)
    });
    (party || able.any(|p| p.name == name)) && !desk
}

/// How much of a stretch lies within windows.
fn within(windows: &[(SimTime, SimTime)], from: SimTime, to: SimTime) -> Duration {
    let cut = windows.iter().map(|(f, t)| (from.max(*f), to.min(*t)));
    let long = cut.filter(|(f, t)| f < t).map(|(f, t)| t.since(f));
    long.fold(Duration::ZERO, |sum, d| sum + d)
}
