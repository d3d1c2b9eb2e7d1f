//! The words that shipped scenarios define for themselves: their diagnostics and actions.
//!
//! Says what somebody in the exercise can know about them beforehand: not which cause is true.

use super::topics::{Topic, shipped_value};
use crate::base::{Law, Name};
use crate::files::{Kind, shipped};
use crate::model::{Action, Diagnostic, Scenario};
use crate::plot::words::elapsed;

/// Every diagnostic and action of every shipped scenario; one name may stand in several.
pub fn topics() -> Vec<Topic> {
    let scenarios: Vec<Scenario> = shipped(Kind::Scenario)
        .map(|file| shipped_value(file.text))
        .collect();
    let diagnostics = scenarios
        .iter()
        .flat_map(|it| it.diagnostics.iter().map(|d| diagnostic(it.name, d)));
    let actions = scenarios
        .iter()
        .flat_map(|it| it.actions.iter().map(|a| action(it.name, a)));
    diagnostics.chain(actions).collect()
}

fn diagnostic(scenario: Name, it: &Diagnostic) -> Topic {
    let mut words = beginning(scenario, &it.title);
    words += &on(it.on, "Looks at");
    words += &effort(&it.work, it.skill);
    words += &listed("Tells whether it is", &it.tests);
    words += &listed("Shows, where it is so,", &it.reveals);
    if it.automatic {
        words += " Tools do it by themselves where the process has them do so.";
    }
    Topic {
        group: "diagnostics",
        what: "diagnostic",
        name: it.name.to_string(),
        words,
        see: "more: sandtable explain scenario.diagnostics".into(),
        ..Topic::default()
    }
}

fn action(scenario: Name, it: &Action) -> Topic {
    let mut words = beginning(scenario, &it.title);
    words += &match (it.on, it.site) {
        (Some(service), Some(site)) => {
            format!(" Kind `{}`, on `{service}` at `{site}`.", it.kind)
        }
        (Some(service), None) => format!(" Kind `{}`, on `{service}`.", it.kind),
        (None, _) => format!(" Kind `{}`.", it.kind),
    };
    words += &effort(&it.work, it.skill);
    words += &listed("Cures", &it.cures);
    words += &listed("A stop-gap for", &it.masks);
    for (is_so, said) in [
        (it.halts_spread, " Keeps what spreads from spreading."),
        (
            it.risky,
            " Risky: needs a yes where the process asks for one.",
        ),
        (it.harm.is_some(), " Can do harm where it does not fit."),
        (!it.destroys.is_empty(), " Destroys evidence."),
        (it.noticeable, " An adversary can notice it."),
    ] {
        if is_so {
            words += said;
        }
    }
    Topic {
        group: "actions",
        what: "action",
        name: it.name.to_string(),
        words,
        see: format!(
            "more: sandtable explain {}, sandtable explain scenario.actions",
            it.kind
        ),
        ..Topic::default()
    }
}

fn beginning(scenario: Name, title: &str) -> String {
    match title {
        "" => format!("In `{scenario}`."),
        title => format!("In `{scenario}`: {}.", title.trim_end_matches('.')),
    }
}

fn on(service: Option<Name>, said: &str) -> String {
    service.map_or(String::new(), |service| format!(" {said} `{service}`."))
}

fn effort(work: &Law, skill: Option<Name>) -> String {
    let median = elapsed(work.median().as_seconds_f64());
    let who = skill.map_or("anybody".into(), |skill| {
        format!("somebody with skill `{skill}`")
    });
    format!(" Takes {who} about {median}.")
}

fn listed(said: &str, names: &[Name]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!(" {said} {one}."),
        [all @ .., last] => format!(" {said} {} or {last}.", all.join(", ")),
    }
}
