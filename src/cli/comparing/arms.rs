//! What the arms of a comparison are, in the words of their processes.

use crate::base::Duration;
use crate::model::Process;
use crate::report::comparison::{ArmLine, ArmSheet};
use crate::study::Case;

/// Arms of one scenario, each line marked where they differ.
pub fn sheets(cases: &[&Case]) -> Vec<ArmSheet> {
    let told: Vec<Vec<(String, String)>> = cases.iter().map(|case| lines(case)).collect();
    let differs = |label: &str| {
        let values = told.iter().map(|lines| {
            lines
                .iter()
                .find(|(it, _)| it == label)
                .map(|(_, value)| value)
        });
        let mut values = values.collect::<Vec<_>>().into_iter();
        let first = values.next().flatten();
        values.any(|value| value != first)
    };
    let sheet = |(case, lines): (&&Case, &Vec<(String, String)>)| ArmSheet {
        name: case.name.clone(),
        lines: lines
            .iter()
            .map(|(label, value)| ArmLine {
                label: label.clone(),
                value: value.clone(),
                differs: differs(label),
            })
            .collect(),
    };
    cases.iter().zip(&told).map(sheet).collect()
}

fn lines(case: &Case) -> Vec<(String, String)> {
    let setup = &case.setup;
    let process = &setup.process;
    let mut lines = vec![
        ("Process".to_string(), process.title.clone()),
        (
            "Team".into(),
            format!("{}, {} people", setup.team.name, setup.team.people.len()),
        ),
        ("Unanswered page".into(), ladder(process)),
        ("Roles".into(), roles(process)),
        ("Updates".into(), rhythm(process)),
        (
            "Questions to all".into(),
            process
                .rounds
                .map_or("never".into(), |every| format!("every {every}")),
        ),
        ("Risky actions".into(), approval(process)),
        (
            "Document".into(),
            if process.document.kept {
                "kept"
            } else {
                "none"
            }
            .into(),
        ),
        ("Tools".into(), tools(process)),
    ];
    for (path, to) in &case.set {
        lines.push((path.clone(), to.clone()));
    }
    lines
}

fn ladder(process: &Process) -> String {
    let rung = |(at, after): (usize, Duration)| match at {
        0 => format!("next after {after}"),
        _ => format!("then after {after}"),
    };
    let levels = process.paging.levels.iter().map(|level| level.after);
    match process.paging.levels.len() {
        0 | 1 => "nobody else".into(),
        _ => levels
            .skip(1)
            .enumerate()
            .map(rung)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn roles(process: &Process) -> String {
    let titles: Vec<&str> = process
        .roles
        .iter()
        .map(|role| role.title.as_str())
        .collect();
    match titles.as_slice() {
        [] => "none".into(),
        [first, others @ ..] if others.len() > 3 => {
            format!("{}, {} and {} more", first, others[0], others.len() - 1)
        }
        some => some.join(", "),
    }
}

fn rhythm(process: &Process) -> String {
    let shortest = process
        .cadences
        .iter()
        .map(|it| it.every)
        .filter(|every| !every.is_zero())
        .min();
    shortest.map_or("none promised".into(), |every| format!("every {every}"))
}

fn approval(process: &Process) -> String {
    let risky = process.approvals.iter().find(|it| it.risky);
    risky.map_or("nobody is asked".into(), |it| {
        let by: Vec<String> = it.by.iter().map(ToString::to_string).collect();
        match by.is_empty() {
            true => "approval needed".into(),
            false => format!("approval by {}", by.join(" or ")),
        }
    })
}

fn tools(process: &Process) -> String {
    let hub = &process.hub;
    let automation = &process.automation;
    let all = [
        (hub.groups_within.is_some(), "alerts grouped"),
        (automation.diagnostics, "auto-diagnostics"),
        (automation.remediation, "auto-remediation"),
        (automation.mobilising, "roles paged by a tool"),
        (automation.reminders, "reminders"),
    ];
    let there: Vec<&str> = all
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| word)
        .collect();
    match there.is_empty() {
        true => "none".into(),
        false => there.join(", "),
    }
}
