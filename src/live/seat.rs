//! Which person a human sits in: the one who would hold that role if nobody interfered.
//!
//! Found by playing the same luck with simulated people in every seat: whoever first takes the role,
//! or is called for it, is whose chair it is; so the human is called as that person would have been.
//! Where nobody is, whoever is on call for the role or trained for it.

use std::sync::Arc;

use super::opening::Sitting;
use crate::base::{Name, SimTime};
use crate::engine::plan::Plan;
use crate::exercise::Exercise;
use crate::model::process::Filled;
use crate::model::{Duty, Fact, Setup};

/// Why nobody can sit there.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SeatError {
    #[error("the process `{process}` has no role `{word}`; seats are: {seats}, or a person's name")]
    NoSuchRole {
        word: String,
        process: Name,
        seats: String,
    },
    #[error(
        "nobody on the team `{team}` could hold the role `{role}`: take another seat, or a person's name"
    )]
    Nobody { role: Name, team: Name },
}

/// The words people use for roles, and by which duty the process's own role is found.
const WORDS: &[(&str, Duty)] = &[
    ("scribe", Duty::RecordKeeping),
    ("liaison", Duty::StatusPage),
    ("communications", Duty::StatusPage),
    ("customer-liaison", Duty::StatusPage),
    ("internal-liaison", Duty::InternalUpdates),
    ("operations", Duty::Tasks),
    ("deputy", Duty::Timekeeping),
    ("sponsor", Duty::Sponsor),
];

/// The seat for a word: a role of the process, a common word for one, or a person.
pub fn seat(setup: &Setup, seed: u64, word: &str) -> Result<Sitting, SeatError> {
    let word = word.trim().to_lowercase();
    if let Some(person) = setup.team.people.iter().find(|p| p.name.as_str() == word) {
        return Ok(Sitting {
            person: person.name,
            role: None,
        });
    }
    let role = role(setup, &word).ok_or_else(|| SeatError::NoSuchRole {
        word: word.clone(),
        process: setup.process.name,
        seats: seats(setup).join(", "),
    })?;
    let plan = Arc::new(Plan::new(Arc::new(setup.clone())));
    let mut ahead = Exercise::of_plan(plan.clone(), seed);
    ahead.finish();
    let found = as_it_would_come(&plan, &ahead, role).or_else(|| on_paper(&plan, role));
    let person = found.ok_or(SeatError::Nobody {
        role,
        team: setup.team.name,
    })?;
    Ok(Sitting {
        person,
        role: Some(role),
    })
}

/// The words for seats that this process has.
pub fn seats(setup: &Setup) -> Vec<String> {
    setup
        .process
        .roles
        .iter()
        .map(|r| r.name.to_string())
        .collect()
}

fn role(setup: &Setup, word: &str) -> Option<Name> {
    let process = &setup.process;
    let named = process.roles.iter().find(|r| r.name.as_str() == word);
    if let Some(role) = named {
        return Some(role.name);
    }
    let filled = |how: Filled| {
        process
            .roles
            .iter()
            .find(|r| r.filled == how)
            .map(|r| r.name)
    };
    match word {
        "ic" | "commander" | "incident-commander" => process.command_role().map(|r| r.name),
        "on-call" | "responder" | "first-responder" => filled(Filled::FirstResponder),
        "expert" | "sme" => filled(Filled::ByField),
        _ => {
            let (_, duty) = WORDS.iter().find(|(w, _)| *w == word)?;
            let command = process.command_role().map(|r| r.name);
            let mut roles = process
                .roles_with(*duty)
                .filter(|r| Some(r.name) != command);
            roles.next().map(|r| r.name)
        }
    }
}

/// Who takes the role, or is called for it, on this luck.
fn as_it_would_come(plan: &Plan, ahead: &Exercise, role: Name) -> Option<Name> {
    let setup = &plan.setup;
    let spec = setup.process.role(role)?;
    let records = ahead.records().iter();
    // Whoever looks on or comes from outside, a vendor's engineer say, is nobody's seat.
    let responds = |name: Name| on_team(plan).any(|n| n == name);
    let desk = |name: Name| {
        ahead
            .records()
            .iter()
            .any(|r| matches!(r.fact, Fact::RoleTaken { person, .. } if person == name))
    };
    match spec.filled {
        Filled::FirstResponder => records.clone().find_map(|r| match r.fact {
            Fact::Acknowledged { person, .. } => Some(person),
            _ => None,
        }),
        Filled::ByField => {
            let first = records.clone().find_map(|r| match r.fact {
                Fact::Engaged { person, .. } => Some(person),
                _ => None,
            });
            records.clone().find_map(|r| match r.fact {
                Fact::Engaged { person, .. }
                    if Some(person) != first && responds(person) && !desk(person) =>
                {
                    Some(person)
                }
                _ => None,
            })
        }
        _ => records.clone().find_map(|r| match r.fact {
            Fact::RoleTaken {
                role: taken,
                person,
            } if taken == role => Some(person),
            Fact::PageSent {
                to,
                role: Some(asked),
                ..
            } if asked == role => Some(to),
            _ => None,
        }),
    }
}

/// Who is on call for a role, or trained for it and there.
fn on_paper(plan: &Plan, role: Name) -> Option<Name> {
    let book = &plan.book;
    let at = SimTime::START;
    let filled = plan.setup.process.role(role).map(|r| r.filled);
    let group = match filled {
        Some(Filled::FirstResponder | Filled::ByField) => book.alert_group(),
        _ => book.group_for(role),
    };
    let on_call = group.and_then(|g| {
        let mut callable = book.roster.callable(g, at);
        callable.next()
    });
    let free = |name: Name| !book.roster.is_on_leave(name, at);
    let awake = |name: Name| free(name) && !book.roster.is_asleep(name, at);
    let trained = || on_team(plan).filter(|n| book.is_trained(*n, role));
    on_call
        .or_else(|| trained().find(|n| awake(*n)))
        .or_else(|| trained().find(|n| free(*n)))
        .or_else(|| on_team(plan).find(|n| awake(*n)))
}

/// Who on the team has a part in responding.
fn on_team(plan: &Plan) -> impl Iterator<Item = Name> {
    let people = plan.setup.team.people.iter();
    people.filter(|p| !p.bystander).map(|p| p.name)
}
