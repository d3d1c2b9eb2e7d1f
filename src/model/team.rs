//! Who there is: groups with rotas, people, outside parties.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Duration, Factor, Law, Name, Share, Zone};

/// An organisation that responds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    pub name: Name,
    pub title: String,
    #[serde(default)]
    pub summary: String,
    /// The zone people live in unless they say otherwise.
    #[serde(default)]
    pub zone: Zone,
    pub groups: Vec<Group>,
    pub people: Vec<Person>,
    /// People outside the company who can be called.
    #[serde(default)]
    pub parties: Vec<Party>,
}

/// People who share a rota.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    /// The role its on-call person takes when paged for it; none for a group that answers alerts.
    #[serde(default)]
    pub fills: Option<Name>,
    /// Who is on call when. Without a rota nobody is: members are called one by one.
    #[serde(default)]
    pub rota: Option<Rota>,
    pub members: Vec<Name>,
}

/// Who is on call when. Turns change at fixed times on the wall, so a daylight-saving change makes
/// one turn longer or shorter and moves none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rota {
    /// The zone whose walls count. Without it, the team's.
    #[serde(default)]
    pub zone: Option<Zone>,
    /// When turns change, from midnight by the wall: `["8h", "20h"]` is a day and a night turn.
    pub turns_at: Vec<Duration>,
    /// After how many days the next of a turn's people takes over.
    #[serde(default = "a_week")]
    pub rotates_every_days: u32,
    pub levels: Vec<RotaLevel>,
}

fn a_week() -> u32 {
    7
}

/// One line of a rota.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RotaLevel {
    /// `primary`, `secondary`, `manager`...: what a process's escalation calls.
    pub name: Name,
    /// For each turn of the day, the people who take it in rotation.
    pub turns: Vec<Vec<Name>>,
}

/// A head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub name: Name,
    /// As people write it.
    pub title: String,
    /// The zone they live in. Without it, the team's.
    #[serde(default)]
    pub zone: Option<Zone>,
    #[serde(default)]
    pub skills: Vec<HasSkill>,
    /// Roles they are trained for.
    #[serde(default)]
    pub trained: Vec<Name>,
    /// From when to when they are at work, by their wall. Nobody else is there by chance.
    #[serde(default = "office")]
    pub works: Hours,
    /// From when to when they sleep, by their wall.
    #[serde(default = "night")]
    pub sleeps: Hours,
    /// From page to acknowledgement, awake. Without it, from the defaults.
    #[serde(default)]
    pub acknowledges: Option<Law>,
    /// How likely a page passes them by, drawn anew for each: a silent phone, a bad line. Beside it
    /// they may be out of reach for a while (`defaults.people.unreachable_awake`).
    #[serde(default)]
    pub misses_pages: Share,
    /// From acknowledgement to hands on the keyboard. Without it, from the defaults.
    #[serde(default)]
    pub engages: Option<Law>,
    /// How fast they work beside an able colleague of the same skill.
    #[serde(default)]
    pub speed: Factor,
    /// When they are away and are not called.
    #[serde(default)]
    pub leave: Vec<Leave>,
    /// It is a chair that is never empty, as in an operations centre: when its turn on the rota ends
    /// somebody else sits down and goes on. Where the process passes work on in a call, an action
    /// under way stands still for that call; a test is finished first by whoever has begun it.
    #[serde(default)]
    pub relieved: bool,
    #[serde(default)]
    pub persona: Persona,
    /// Has no part in responding but likes to join and ask.
    #[serde(default)]
    pub bystander: bool,
}

fn office() -> Hours {
    Hours {
        from: Duration::hours(9),
        until: Duration::hours(17),
    }
}
fn night() -> Hours {
    Hours {
        from: Duration::hours(23),
        until: Duration::hours(7),
    }
}

/// A skill and how good at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HasSkill {
    pub skill: Name,
    #[serde(default)]
    pub level: SkillLevel,
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum SkillLevel {
    /// Can do it, slowly.
    #[default]
    Able,
    /// Knows it well.
    Expert,
}

/// A part of the day by the wall; over midnight if `from` is later than `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// From midnight.
    pub from: Duration,
    /// From midnight.
    pub until: Duration,
}

impl Hours {
    /// Whether no time lies inside.
    pub fn are_none(&self) -> bool {
        self.from == self.until
    }
    /// Whether a wall clock at `of_day_ms` lies inside.
    pub fn hold(&self, of_day_ms: i64) -> bool {
        let (from, until) = (self.from.as_millis(), self.until.as_millis());
        if from <= until {
            (from..until).contains(&of_day_ms)
        } else {
            of_day_ms >= from || of_day_ms < until
        }
    }
}

/// A stretch of the exercise in which somebody is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// From the start of the exercise.
    pub from: Duration,
    /// From the start of the exercise.
    pub until: Duration,
}

/// How somebody talks and what they tend to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    #[serde(default)]
    pub manner: Manner,
    #[serde(default)]
    pub habits: Vec<Habit>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Manner {
    #[default]
    Plain,
    Terse,
    Chatty,
    Anxious,
    Blunt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Habit {
    /// Says what they know only when asked.
    Quiet,
    /// Fixes without telling.
    FixesAlone,
    /// Objects to risky actions.
    Cautious,
    /// Acts on less certainty than others.
    Bold,
    /// Digs on without reporting.
    DigsDeep,
}

/// Somebody outside who can be called: a vendor, a law firm, an incident-response firm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    pub name: Name,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub skills: Vec<HasSkill>,
    #[serde(default)]
    pub trained: Vec<Name>,
    /// From the call to their first hand on the keyboard.
    pub arrives: Law,
    /// A contract is in place: they come in half the time.
    #[serde(default)]
    pub engaged_beforehand: bool,
}

impl Team {
    pub fn person(&self, name: Name) -> Option<&Person> {
        self.people.iter().find(|p| p.name == name)
    }
    pub fn party(&self, name: Name) -> Option<&Party> {
        self.parties.iter().find(|p| p.name == name)
    }
    pub fn group(&self, name: Name) -> Option<&Group> {
        self.groups.iter().find(|g| g.name == name)
    }
}
