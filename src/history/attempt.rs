//! The figures of one attempt, read off its log.

use serde::Serialize;

use crate::base::Name;
use crate::model::command::Occupant;
use crate::model::{Fact, Header, Record};
use crate::score::metrics::metric;
use crate::score::{score_of_game, skills};
use crate::timeline::{Status, Timeline};

/// The times that are kept.
pub const TIMES: [&str; 5] = [
    "time_to_declare",
    "time_to_command",
    "time_to_diagnose",
    "time_to_mitigate",
    "time_to_resolve",
];

/// What a log says about whoever sat in it. All of it can be computed again from the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    pub scenario: String,
    pub team: String,
    pub process: String,
    pub seed: u64,
    /// The person in whom the player sat.
    pub person: String,
    /// Why the exercise ended; none while it has not.
    pub ended: Option<String>,
    pub length_s: f64,
    /// From 0 to 100.
    pub score: u32,
    /// The mean of the skills that apply, from 0 to 100.
    pub skill: Option<u32>,
    pub times: Vec<TimeFigure>,
    pub skills: Vec<SkillFigure>,
    pub engine: String,
}

/// A time as a measure: reached, still open at the end, or not there to be reached.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimeFigure {
    pub name: String,
    pub value_s: Option<f64>,
    pub status: String,
}

/// A skill: how much of it was shown, from 0 to 100, if it applied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SkillFigure {
    pub name: String,
    pub credit: Option<u32>,
}

/// An attempt as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    pub id: i64,
    pub profile: String,
    /// The class it was imported for.
    pub class: Option<String>,
    /// When it was begun, in seconds since 1970.
    pub played_unix_s: i64,
    /// Where the log lies.
    pub log: String,
    #[serde(flatten)]
    pub figures: Figures,
}

/// A log gone through over somebody's shoulder. It stands in no log: only here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shadowing {
    pub profile: String,
    /// When, in seconds since 1970.
    pub shadowed_unix_s: i64,
    pub scenario: String,
    pub process: String,
    /// Who was watched.
    pub person: String,
    /// How many of their decisions were looked at, of how many of them the same command was
    /// foreseen, and of how many more its kind.
    pub decisions: u32,
    pub same: u32,
    pub kind: u32,
}

impl Shadowing {
    /// From 0 to 100: a whole point for the same command, half a one for its kind.
    pub fn credit(&self) -> Option<u32> {
        (100 * self.same + 50 * self.kind).checked_div(self.decisions)
    }
}

impl Figures {
    /// Nothing where nobody sat in the log: simulated people have no history.
    pub fn of(header: &Header, records: &[Record]) -> Option<Figures> {
        let person = player(records)?;
        let setup = &header.setup;
        let timeline = Timeline::read(setup, records);
        let skills = skills::skills(setup, &timeline, records, person);
        let times = TIMES.iter().filter_map(|name| {
            let measure = (metric(name)?.read)(&timeline);
            let status = match measure.status {
                Status::Reached => "reached",
                Status::Censored => "censored",
                Status::NotApplicable => "not_applicable",
            };
            Some(TimeFigure {
                name: name.to_string(),
                value_s: measure.applies().then_some(measure.value as f64 / 1_000.0),
                status: status.into(),
            })
        });
        Some(Figures {
            scenario: setup.scenario.name.to_string(),
            team: setup.team.name.to_string(),
            process: setup.process.name.to_string(),
            seed: header.seed,
            person: person.to_string(),
            ended: timeline
                .ended()
                .map(|why| format!("{why:?}").to_lowercase()),
            length_s: timeline.end().0 as f64 / 1_000.0,
            score: score_of_game(setup, &timeline, records).total,
            skill: skills::mean(&skills),
            times: times.collect(),
            skills: skills
                .iter()
                .map(|skill| SkillFigure {
                    name: skill.name.into(),
                    credit: skill.credit.map(|credit| credit.as_ppm() / 10_000),
                })
                .collect(),
            engine: header.engine.clone(),
        })
    }

    pub fn time(&self, name: &str) -> Option<&TimeFigure> {
        self.times.iter().find(|time| time.name == name)
    }
    pub fn credit(&self, skill: &str) -> Option<u32> {
        self.skills.iter().find(|s| s.name == skill)?.credit
    }
}

/// Who was the first human to sit down.
fn player(records: &[Record]) -> Option<Name> {
    records.iter().find_map(|record| match record.fact {
        Fact::Seated {
            person,
            occupant: Occupant::Human,
        } => Some(person),
        _ => None,
    })
}
