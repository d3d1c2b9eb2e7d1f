//! The scorecard of a run, in the shape that `run --format json` prints.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::formula::{Score, score_of_game};
use super::metrics::{Metric, metrics};
use crate::base::{Name, SimTime};
use crate::model::{EpisodeId, IncidentId, Milestone, Record, Setup};
use crate::timeline::{Episode, Measure, Timeline};

/// The version of the JSON.
const FORMAT: u32 = 1;

/// Milestones, measures, score and episodes of one run.
#[derive(Clone, Debug, Serialize)]
pub struct Scorecard {
    pub format: u32,
    pub kind: &'static str,
    pub scenario: Name,
    pub team: Name,
    pub process: Name,
    pub seed: u64,
    /// Why the exercise ended; null while it has not.
    pub ended: Option<String>,
    /// How long it lasted.
    pub length_s: f64,
    pub records: u32,
    /// Of the first episode.
    pub milestones: Keyed,
    /// Times are the mean over the run's episodes, everything else the whole run's.
    pub measures: Keyed,
    pub score: Score,
    pub episodes: Vec<EpisodeCard>,
    pub phases: Vec<PhaseSpan>,
}

/// The same for one episode of harm.
#[derive(Clone, Debug, Serialize)]
pub struct EpisodeCard {
    pub id: EpisodeId,
    pub problem: Name,
    pub cause: Name,
    /// The declared incidents that are matched to it.
    pub incidents: Vec<IncidentCard>,
    pub milestones: Keyed,
    pub measures: Keyed,
}

#[derive(Clone, Debug, Serialize)]
pub struct IncidentCard {
    pub id: IncidentId,
    pub severity: Name,
    pub declared_s: f64,
    pub closed_s: Option<f64>,
}

/// A phase of the process in the first episode, from the milestone that opens it to the next
/// phase's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhaseSpan {
    pub name: Name,
    pub title: String,
    /// The milestone that opens it.
    pub opens: Milestone,
    #[serde(rename = "from_s", serialize_with = "seconds")]
    pub from: Option<SimTime>,
    #[serde(rename = "to_s", serialize_with = "seconds")]
    pub to: Option<SimTime>,
    /// When it ought to be over, counted from impact.
    #[serde(skip)]
    pub target: Option<SimTime>,
}

/// Key and value pairs in a fixed order.
#[derive(Clone, Debug, Default)]
pub struct Keyed(pub Vec<(String, Value)>);

impl Keyed {
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }
}

impl Serialize for Keyed {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Scorecard {
    pub fn new(setup: &Setup, timeline: &Timeline, records: &[Record], seed: u64) -> Scorecard {
        let run = |m: &Metric| Some((m.read)(timeline));
        Scorecard {
            format: FORMAT,
            kind: "run",
            scenario: setup.scenario.name,
            team: setup.team.name,
            process: setup.process.name,
            seed,
            ended: timeline
                .ended()
                .map(|why| format!("{why:?}").to_lowercase()),
            length_s: in_seconds(timeline.end()),
            records: timeline.records(),
            milestones: milestones(timeline, timeline.first()),
            measures: measures(run),
            score: score_of_game(setup, timeline, records),
            episodes: timeline
                .episodes()
                .iter()
                .map(|e| episode(timeline, e))
                .collect(),
            phases: phases(timeline),
        }
    }
}

fn episode(timeline: &Timeline, episode: &Episode) -> EpisodeCard {
    let incidents = timeline.incidents_of(episode.id);
    EpisodeCard {
        id: episode.id,
        problem: episode.problem,
        cause: episode.cause,
        incidents: incidents
            .map(|i| IncidentCard {
                id: i.id,
                severity: i.severity,
                declared_s: in_seconds(i.declared.at),
                closed_s: i.closed.map(|stamp| in_seconds(stamp.at)),
            })
            .collect(),
        milestones: milestones(timeline, Some(episode)),
        measures: measures(|m| m.of_episode.map(|read| read(timeline, episode))),
    }
}

fn milestones(timeline: &Timeline, episode: Option<&Episode>) -> Keyed {
    let value = |milestone: Milestone| {
        let measure = episode.map_or(Measure::NOT_APPLICABLE, |e| {
            timeline.milestone(e, milestone)
        });
        let seconds = measure.applies().then(|| measure.value as f64 / 1_000.0);
        json!({"value": seconds, "status": measure.status})
    };
    let all = Milestone::ALL.iter();
    Keyed(
        all.map(|m| (format!("{}_s", m.word()), value(*m)))
            .collect(),
    )
}

fn measures(read: impl Fn(&'static Metric) -> Option<Measure>) -> Keyed {
    let pairs = metrics().filter_map(|m| Some((m.key(), m.json(read(m)?))));
    Keyed(pairs.collect())
}

/// The process's phases in the first episode: each lasts until the next one opens; a phase whose
/// milestone came out of order is passed over.
pub fn phases(timeline: &Timeline) -> Vec<PhaseSpan> {
    let Some(episode) = timeline.first() else {
        return Vec::new();
    };
    let end = episode
        .at(Milestone::Closed)
        .or(episode.at(Milestone::Resolved));
    let impact = episode.at(Milestone::Impact);
    let opened: Vec<_> = timeline
        .phases()
        .iter()
        .map(|p| episode.at(p.opens))
        .collect();
    let phases = timeline.phases().iter().enumerate();
    phases
        .map(|(at, phase)| {
            let from = opened[at];
            let later = opened[at + 1..].iter().flatten().min().copied();
            let to = from.and_then(|from| later.or(end).map(|to| to.max(from)));
            PhaseSpan {
                name: phase.name,
                title: phase.title.clone(),
                opens: phase.opens,
                from,
                to,
                target: impact.zip(phase.target).map(|(at, within)| at + within),
            }
        })
        .collect()
}

fn in_seconds(at: SimTime) -> f64 {
    at.0 as f64 / 1_000.0
}

fn seconds<S: Serializer>(at: &Option<SimTime>, s: S) -> Result<S::Ok, S::Error> {
    at.map(in_seconds).serialize(s)
}
