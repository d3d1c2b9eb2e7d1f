//! Where in each kind of file names are defined and referred to: paths of field names, in which
//! lists and `Some` are looked through.

use super::kind::FileKind::{self, Process, Scenario, System, Team, Vocabulary};
use super::load::inside;
use super::names::Noun;
use super::tree::{Kind, Node};

/// Where things get their names.
pub(super) const DEFINED: &[(FileKind, &str, Noun)] = &[
    (Scenario, "system.services", Noun::Service),
    (System, "services", Noun::Service),
    (Scenario, "changes", Noun::Change),
    (Scenario, "problems", Noun::Problem),
    (Scenario, "problems.causes", Noun::Cause),
    (Scenario, "problems.faults", Noun::Fault),
    (Scenario, "problems.adversary.evidence", Noun::Evidence),
    (Scenario, "monitors", Noun::Monitor),
    (Scenario, "customers", Noun::Customers),
    (Scenario, "colleagues", Noun::Colleague),
    (Scenario, "findings", Noun::Finding),
    (Scenario, "diagnostics", Noun::Diagnostic),
    (Scenario, "actions", Noun::Action),
    (Scenario, "runbooks", Noun::Runbook),
    (Scenario, "injects", Noun::Inject),
    (Scenario, "injects.evidence", Noun::Brought),
    (Scenario, "objectives", Noun::Objective),
    (Scenario, "deadlines", Noun::Deadline),
    (Team, "groups", Noun::Group),
    (Team, "people", Noun::Person),
    (Team, "parties", Noun::Person),
    (Process, "roles", Noun::Role),
    (Process, "severities", Noun::Severity),
    (Process, "phases", Noun::Phase),
    (Process, "deadlines", Noun::Deadline),
    (Vocabulary, "skills", Noun::Skill),
    (Vocabulary, "roles", Noun::Word),
];

/// Where something is meant by its name.
pub(super) const REFERRED: &[(FileKind, &str, Noun)] = &[
    (Scenario, "system.services.owner", Noun::Group),
    (Scenario, "system.services.skill", Noun::Skill),
    (Scenario, "system.services.needs.on", Noun::Service),
    (System, "services.owner", Noun::Group),
    (System, "services.skill", Noun::Skill),
    (System, "services.needs.on", Noun::Service),
    (Scenario, "changes.on", Noun::Service),
    (Scenario, "problems.cause", Noun::Cause),
    (Scenario, "problems.causes.change", Noun::Change),
    (Scenario, "problems.faults.on", Noun::Service),
    (Scenario, "problems.faults.if_cause", Noun::Cause),
    (Scenario, "problems.adversary.stages", Noun::Fault),
    (Scenario, "monitors.on", Noun::Service),
    (Scenario, "monitors.shows", Noun::Finding),
    (Scenario, "customers.on", Noun::Service),
    (Scenario, "colleagues.on", Noun::Service),
    (Scenario, "findings.if_cause", Noun::Cause),
    (Scenario, "findings.after_fault", Noun::Fault),
    (Scenario, "findings.points.to", Noun::Cause),
    (Scenario, "diagnostics.skill", Noun::Skill),
    (Scenario, "diagnostics.on", Noun::Service),
    (Scenario, "diagnostics.tests", Noun::Cause),
    (Scenario, "diagnostics.reveals", Noun::Finding),
    (Scenario, "diagnostics.maps", Noun::Fault),
    (Scenario, "actions.kind", Noun::ActionKind),
    (Scenario, "actions.on", Noun::Service),
    (Scenario, "actions.skill", Noun::Skill),
    (Scenario, "actions.cures", Noun::Cause),
    (Scenario, "actions.masks", Noun::Cause),
    (Scenario, "actions.undoes", Noun::Change),
    (Scenario, "actions.harm.on", Noun::Service),
    (Scenario, "actions.destroys", Noun::Evidence),
    (Scenario, "actions.saves", Noun::Evidence),
    (Scenario, "runbooks.on", Noun::Service),
    (Scenario, "runbooks.actions", Noun::Action),
    (Scenario, "runbooks.diagnostics", Noun::Diagnostic),
    (Scenario, "runbooks.asserts", Noun::Finding),
    (Scenario, "runbooks.points.to", Noun::Cause),
    (Scenario, "injects.kind", Noun::InjectKind),
    (Scenario, "injects.service", Noun::Service),
    (Scenario, "injects.fault", Noun::Fault),
    (Scenario, "injects.person", Noun::Person),
    (Scenario, "injects.finding", Noun::Finding),
    (Scenario, "injects.expects.by", Noun::Role),
    (Scenario, "objectives.expects.by", Noun::Role),
    (Scenario, "injects.expects.serves", Noun::Objective),
    (Scenario, "injects.expects.keeps", Noun::Deadline),
    (Scenario, "deadlines.from", Noun::Inject),
    (Scenario, "par.measure", Noun::Measure),
    (Scenario, "really.measure", Noun::Measure),
    (Team, "groups.fills", Noun::Role),
    (Team, "groups.members", Noun::Person),
    (Team, "groups.rota.levels.turns", Noun::Person),
    (Team, "people.skills.skill", Noun::Skill),
    (Team, "people.trained", Noun::Role),
    (Team, "parties.skills.skill", Noun::Skill),
    (Team, "parties.trained", Noun::Role),
    (Process, "severities.roles", Noun::Role),
    (Process, "roles.stand_in", Noun::Role),
    (Process, "approvals.by", Noun::Role),
    (Process, "approvals.kinds", Noun::ActionKind),
    (Process, "approvals.from_severity", Noun::Severity),
    (Process, "cadences.from_severity", Noun::Severity),
    (Process, "hub.takes_all", Noun::Group),
    (Process, "paging.levels.name", Noun::Level),
    (Vocabulary, "skills.is_a", Noun::Skill),
    (Vocabulary, "roles.falls_to", Noun::Word),
];

/// Variants that hold a name, wherever they stand.
pub(super) const VARIANTS: &[(&str, Noun)] = &[
    ("Known", Noun::Finding),
    ("RoleHeld", Noun::Role),
    ("ActionStarted", Noun::Action),
    ("ActionDone", Noun::Action),
    ("DiagnosticDone", Noun::Diagnostic),
    ("Delivered", Noun::Inject),
    ("Answered", Noun::Inject),
    ("Missed", Noun::Inject),
    ("FaultBegan", Noun::Fault),
    ("SeverityAtLeast", Noun::Severity),
    ("Paged", Noun::Callable),
    ("HandedOver", Noun::Role),
    ("EvidenceSaved", Noun::Evidence),
    ("Assigned", Noun::Work),
    ("Roles", Noun::Role),
    ("People", Noun::Person),
    ("Finding", Noun::Finding),
    ("Action", Noun::Action),
    ("Diagnostic", Noun::Diagnostic),
];

/// Visits every node at a path of field names; lists and `Some` are looked through.
pub(super) fn each<'a>(node: Node<'a>, path: &str, visit: &mut impl FnMut(Node<'a>)) {
    let node = inside(node);
    if node.kind() == Kind::List {
        for entry in node.entries() {
            each(entry.value(), path, visit);
        }
        return;
    }
    if path.is_empty() {
        return visit(node);
    }
    let (field, rest) = path.split_once('.').unwrap_or((path, ""));
    if let Some(inner) = node.field(field) {
        each(inner, rest, visit);
    }
}

/// The nodes at a path.
pub(super) fn all<'a>(node: Node<'a>, path: &str) -> Vec<Node<'a>> {
    let mut found = Vec::new();
    each(node, path, &mut |node| found.push(node));
    found
}

/// Whether something on the way is neither a list nor a struct, or broken.
pub(super) fn is_broken(node: Node<'_>, path: &str) -> bool {
    let node = inside(node);
    match node.kind() {
        Kind::Error => true,
        Kind::List => node.entries().any(|entry| is_broken(entry.value(), path)),
        _ if path.is_empty() => false,
        Kind::Ident => node.name() != Some("None"),
        Kind::Group => {
            let (field, rest) = path.split_once('.').unwrap_or((path, ""));
            node.field(field)
                .is_some_and(|inner| is_broken(inner, rest))
        }
        _ => true,
    }
}
