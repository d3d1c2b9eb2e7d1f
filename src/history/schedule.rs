//! Which skill to practise next, in which scenario, and who has passed.
//!
//! The rule is that of a box of cards (spaced repetition). Every skill lies in one of six boxes,
//! at first in the lowest. An attempt in which a skill applied moves it one box up if at least
//! [`GOOD`] of 100 of it were shown, else back to the lowest; it is due again after 1, 2, 4, 8, 16
//! or 32 days, by its box. Next comes the weakest of the skills that are due, or, where none is,
//! the one that is due first. It is practised in a scenario that calls for it: one that was never
//! played, else the one played longest ago.

use serde::Serialize;

use super::attempt::Attempt;

/// What is good enough to move a skill one box up, from 0 to 100.
pub const GOOD: u32 = 70;
/// How many attempts a recent mean is over.
const RECENT: usize = 3;
const DAY_S: i64 = 86_400;
const HIGHEST_BOX: u32 = 5;
/// How many scenarios a pass takes.
const SCENARIOS_TO_PASS: usize = 3;

/// Which shipped scenarios call for a skill; a judgement.
pub const PRACTICE: [(&str, [&str; 3]); 9] = [
    (
        "takes_command",
        ["checkout-regression", "quiet-disk", "three-data-centres"],
    ),
    (
        "delegates",
        [
            "three-data-centres",
            "stolen-session",
            "checkout-regression",
        ],
    ),
    (
        "nobody_idle",
        ["three-data-centres", "edge-regex", "stolen-session"],
    ),
    (
        "decides",
        ["stolen-session", "three-data-centres", "edge-regex"],
    ),
    (
        "answers",
        [
            "three-data-centres",
            "stolen-session",
            "checkout-regression",
        ],
    ),
    (
        "keeps_cadence",
        [
            "three-data-centres",
            "checkout-regression",
            "stolen-session",
        ],
    ),
    (
        "asks_first",
        ["edge-regex", "checkout-regression", "stolen-session"],
    ),
    (
        "contains_first",
        ["checkout-regression", "edge-regex", "stolen-session"],
    ),
    (
        "hands_over",
        ["three-data-centres", "stolen-session", "quiet-disk"],
    ),
];

/// How one skill stands after some attempts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    pub skill: String,
    /// Attempt by attempt, from 0 to 100, where it applied.
    pub credits: Vec<Option<u32>>,
    /// The mean of the last three.
    pub recent: Option<u32>,
    #[serde(rename = "box")]
    pub level: u32,
    /// When to practise it again; none where it has never applied.
    pub due_unix_s: Option<i64>,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Next {
    pub skill: String,
    pub scenario: String,
    pub due_unix_s: i64,
}

/// Whether somebody has passed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pass {
    pub mark: u32,
    /// Scenarios whose newest attempt reached the mark.
    pub at_mark: Vec<String>,
    pub passed: bool,
}

/// How every skill stands, in the order of the scorecard, after attempts from old to new.
pub fn standings(attempts: &[Attempt]) -> Vec<Standing> {
    let skills = PRACTICE.iter().map(|(skill, _)| skill);
    skills.map(|skill| standing(skill, attempts)).collect()
}

fn standing(skill: &str, attempts: &[Attempt]) -> Standing {
    let credits: Vec<_> = attempts.iter().map(|a| a.figures.credit(skill)).collect();
    let mut standing = Standing {
        skill: skill.into(),
        recent: recent(&credits),
        level: 0,
        due_unix_s: None,
        credits,
    };
    for (attempt, credit) in attempts.iter().zip(&standing.credits) {
        let Some(credit) = credit else { continue };
        standing.level = match *credit >= GOOD {
            true => (standing.level + 1).min(HIGHEST_BOX),
            false => 0,
        };
        standing.due_unix_s = Some(attempt.played_unix_s + DAY_S * (1 << standing.level));
    }
    standing
}

fn recent(credits: &[Option<u32>]) -> Option<u32> {
    let last: Vec<u32> = credits
        .iter()
        .rev()
        .flatten()
        .take(RECENT)
        .copied()
        .collect();
    let sum: u32 = last.iter().sum();
    sum.checked_div(last.len() as u32)
}

/// What to practise at a moment; nothing before the first attempt.
pub fn next(standings: &[Standing], attempts: &[Attempt], now_unix_s: i64) -> Option<Next> {
    let known = || standings.iter().filter_map(|s| Some((s, s.due_unix_s?)));
    let due = known().filter(|(_, due)| *due <= now_unix_s);
    let weakest = due.min_by_key(|(s, due)| (s.recent, *due));
    // A tie in time is broken by weakness: after one attempt most are due at once.
    let (standing, due) = weakest.or_else(|| known().min_by_key(|(s, due)| (*due, s.recent)))?;
    let (_, scenarios) = PRACTICE.iter().find(|(s, _)| *s == standing.skill)?;
    let played = |scenario: &&&str| {
        let of = attempts.iter().filter(|a| a.figures.scenario == **scenario);
        of.map(|a| a.played_unix_s).max()
    };
    let scenario = scenarios.iter().min_by_key(played)?;
    Some(Next {
        skill: standing.skill.clone(),
        scenario: scenario.to_string(),
        due_unix_s: due,
    })
}

/// A pass takes the mark in the newest attempt at each of three scenarios.
pub fn pass(attempts: &[Attempt], mark: u32) -> Pass {
    let mut newest: Vec<&Attempt> = Vec::new();
    for attempt in attempts.iter().rev() {
        let known = |a: &&Attempt| a.figures.scenario == attempt.figures.scenario;
        if !newest.iter().any(known) {
            newest.push(attempt);
        }
    }
    let reached = newest.iter().filter(|a| a.figures.score >= mark);
    let at_mark: Vec<String> = reached.map(|a| a.figures.scenario.clone()).collect();
    Pass {
        mark,
        passed: at_mark.len() >= SCENARIOS_TO_PASS,
        at_mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Figures, SkillFigure};

    fn played(day: i64, scenario: &str, score: u32, credits: &[(&str, u32)]) -> Attempt {
        let skills = credits.iter().map(|(name, credit)| SkillFigure {
            name: name.to_string(),
            credit: Some(*credit),
        });
        Attempt {
            id: day,
            profile: "me".into(),
            class: None,
            played_unix_s: day * DAY_S,
            log: format!("{day}"),
            figures: Figures {
                scenario: scenario.into(),
                team: "t".into(),
                process: "p".into(),
                seed: 1,
                person: "ana".into(),
                ended: None,
                length_s: 1.0,
                score,
                skill: None,
                times: Vec::new(),
                skills: skills.collect(),
                engine: "e".into(),
            },
        }
    }

    #[test]
    fn what_is_weak_and_due_comes_next_in_a_scenario_not_played_lately() {
        let attempts = [
            played(0, "edge-regex", 50, &[("asks_first", 90), ("decides", 20)]),
            played(
                1,
                "stolen-session",
                60,
                &[("asks_first", 80), ("decides", 40)],
            ),
        ];
        let standings = standings(&attempts);
        let of = |name: &str| standings.iter().find(|s| s.skill == name).unwrap();
        // Two good ones in a row: the third box, four days; a bad one: tomorrow.
        assert_eq!(of("asks_first").due_unix_s, Some(5 * DAY_S));
        assert_eq!(
            (of("decides").due_unix_s, of("decides").recent),
            (Some(2 * DAY_S), Some(30))
        );
        let next = next(&standings, &attempts, 3 * DAY_S).unwrap();
        assert_eq!(
            (next.skill.as_str(), next.scenario.as_str()),
            ("decides", "three-data-centres")
        );
        assert_eq!(super::next(&super::standings(&[]), &[], 0), None);
    }

    #[test]
    fn the_newest_attempt_at_each_of_three_scenarios_counts() {
        let mut attempts = vec![
            played(0, "a", 90, &[]),
            played(1, "b", 80, &[]),
            played(2, "c", 70, &[]),
        ];
        assert!(pass(&attempts, 70).passed && !pass(&attempts, 75).passed);
        attempts.push(played(3, "a", 10, &[]));
        assert_eq!(pass(&attempts, 70).at_mark, ["c", "b"]);
    }
}
