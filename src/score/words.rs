//! Conditions and expectations in words.

use crate::base::Name;
use crate::model::problem::Cause;
use crate::model::{Condition, Expectation, Milestone, Setup};

/// What somebody does, as a clause: `SEV1 is set`, `the Commander role is held`.
pub fn condition(condition: &Condition, setup: &Setup) -> String {
    match condition {
        Condition::All(parts) => join(parts, " and ", setup),
        Condition::Any(parts) => join(parts, " or ", setup),
        Condition::Not(part) => format!("not: {}", self::condition(part, setup)),
        Condition::Reached(milestone) => reached(*milestone).into(),
        Condition::Known(finding) => format!("it is known that {}", finding_text(*finding, setup)),
        Condition::RoleHeld(word) => format!("the {} role is held", role(*word, setup)),
        Condition::ActionStarted(name) => format!("{} has begun", work(*name, setup)),
        Condition::ActionDone(name) | Condition::DiagnosticDone(name) => {
            format!("{} is done", work(*name, setup))
        }
        Condition::Delivered(inject) => format!("inject `{inject}` is delivered"),
        Condition::Answered(inject) => format!("inject `{inject}` is answered"),
        Condition::Missed(inject) => format!("inject `{inject}` has passed unanswered"),
        Condition::FaultBegan(fault) => format!("fault `{fault}` has struck"),
        Condition::SeverityAtLeast(severity) => format!("{severity} or graver is set"),
        Condition::UpdateSent(duty) => format!("an update goes out ({})", duty.title()),
        Condition::DocumentOpened => "the incident document is open".into(),
        Condition::Paged(whom) => format!("{} is paged", person(*whom, setup)),
        Condition::HandedOver(word) => {
            format!("the {} role is handed over in full", role(*word, setup))
        }
        Condition::EvidenceSaved(evidence) => format!("evidence `{evidence}` is saved"),
        Condition::Assigned(name) => format!("{} is given to somebody", work(*name, setup)),
        Condition::Judged(what) => what.clone(),
    }
}

/// A milestone as a clause.
fn reached(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::Fault => "a fault has begun",
        Milestone::Impact => "customers are hit",
        Milestone::Signalled => "a monitor has fired",
        Milestone::Alerted => "an alert has come in",
        Milestone::Paged => "somebody is paged",
        Milestone::Detected => "somebody knows that something is wrong",
        Milestone::Acknowledged => "somebody has taken the page",
        Milestone::Engaged => "somebody is at work on it",
        Milestone::Declared => "an incident is declared",
        Milestone::Commanded => "somebody commands",
        Milestone::Mobilised => "every role asked for is held",
        Milestone::Diagnosed => "the true cause is known",
        Milestone::Contained => "the spread is stopped",
        Milestone::Mitigated => "customer impact has ended",
        Milestone::Resolved => "it is resolved",
        Milestone::Recovered => "the backlog is worked off",
        Milestone::Closed => "the incident is closed",
    }
}

fn join(parts: &[Condition], with: &str, setup: &Setup) -> String {
    let parts: Vec<_> = parts.iter().map(|part| condition(part, setup)).collect();
    parts.join(with)
}

/// An expectation as a clause, with the roles whose doing counts.
pub fn expectation(expects: &Expectation, setup: &Setup) -> String {
    let does = condition(&expects.does, setup);
    if expects.by.is_empty() {
        return does;
    }
    let by: Vec<_> = expects.by.iter().map(|word| role(*word, setup)).collect();
    format!("{does}, by {}", by.join(" or "))
}

/// A person, an outside party or a group, as people write it.
pub fn person(name: Name, setup: &Setup) -> &str {
    let team = &setup.team;
    let person = team.person(name).map(|p| p.title.as_str());
    let party = || team.party(name).map(|p| p.title.as_str());
    let group = || team.group(name).map(|g| g.title.as_str());
    titled(person.or_else(party).or_else(group), name)
}

/// A role by its title in the process, or in the vocabulary.
pub fn role(name: Name, setup: &Setup) -> &str {
    let role = setup.process.role(name).map(|r| r.title.as_str());
    let word = || {
        let mut words = setup.vocabulary.roles.iter();
        words.find(|w| w.name == name).map(|w| w.title.as_str())
    };
    titled(role.or_else(word), name)
}

/// A diagnostic or an action by its title.
pub fn work(name: Name, setup: &Setup) -> &str {
    let scenario = &setup.scenario;
    let diagnostic = scenario.diagnostic(name).map(|d| d.title.as_str());
    let action = || scenario.action(name).map(|a| a.title.as_str());
    titled(diagnostic.or_else(action), name)
}

/// A cause by its title.
pub fn cause(name: Name, setup: &Setup) -> &str {
    let mut causes = setup.scenario.problems.iter().flat_map(|p| &p.causes);
    let found: Option<&Cause> = causes.find(|c| c.name == name);
    titled(found.map(|c| c.title.as_str()), name)
}

/// A problem by its title.
pub fn problem(name: Name, setup: &Setup) -> &str {
    let mut problems = setup.scenario.problems.iter();
    let found = problems.find(|p| p.name == name);
    titled(found.map(|p| p.title.as_str()), name)
}

/// A service by its title.
pub fn service(name: Name, setup: &Setup) -> &str {
    let found = setup.system().service(name);
    titled(found.map(|s| s.title.as_str()), name)
}

/// A site of a service by its title.
pub fn site(service: Name, name: Name, setup: &Setup) -> &str {
    let found = setup.system().service(service);
    let site = found.and_then(|s| s.sites.iter().find(|site| site.name == name));
    titled(site.map(|s| s.title.as_str()), name)
}

/// What a finding says.
pub fn finding_text(name: Name, setup: &Setup) -> &str {
    let found = setup.scenario.finding(name);
    titled(found.map(|f| f.text.as_str()), name)
}

fn titled(title: Option<&str>, name: Name) -> &str {
    match title {
        Some(title) if !title.trim().is_empty() => title,
        _ => name.as_str(),
    }
}
