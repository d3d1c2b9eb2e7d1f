//! What the fold needs to know of the inputs, looked up once.

use crate::base::{Duration, Name, Share, StoryStart, Zone};
use crate::model::inject::{Condition, Expectation};
use crate::model::process::{Deadline, Filled, Over, Phase};
use crate::model::system::Sensitivity;
use crate::model::team::Hours;
use crate::model::{Action, Milestone, Setup};

/// The inputs as the fold reads them. Shared by all timelines of one setup.
#[derive(Debug, PartialEq)]
pub(super) struct Plan {
    pub discussion: bool,
    pub story: StoryStart,
    pub mitigated_below: Share,
    pub diagnosed_from: Share,
    pub command: Option<Name>,
    pub declares: bool,
    /// Alerts are held back for a while before anybody hears of them.
    pub holds_back: bool,
    pub over: Over,
    pub roles: Vec<RolePlan>,
    /// The roles that fall to holders of others while nobody holds them: the bits of which and whose.
    pub stand_ins: Vec<(u64, u64)>,
    /// Words for roles that the process spells otherwise, and what stands for them.
    pub role_words: Vec<(Name, Option<Name>)>,
    pub severities: Vec<SeverityPlan>,
    pub groups: Vec<(Name, Vec<Name>)>,
    pub people: Vec<PersonPlan>,
    pub actions: Vec<ActionPlan>,
    /// Findings and stages that show to whoever learns them that data is exposed.
    pub exposing: Vec<(Name, Sensitivity)>,
    /// Findings that a condition asks for.
    pub asked_findings: Vec<Name>,
    pub deadlines: Vec<Deadline>,
    pub slas: Vec<(Name, Share)>,
    pub injects: Vec<Name>,
    pub phases: Vec<Phase>,
    pub watches: Vec<Watch>,
}

#[derive(Debug, PartialEq)]
pub(super) struct RolePlan {
    pub name: Name,
    /// Experts: any number at once.
    pub by_field: bool,
}

#[derive(Debug, PartialEq)]
pub(super) struct SeverityPlan {
    pub name: Name,
    pub users_hit: Option<Share>,
    pub asks_roles: bool,
}

#[derive(Debug, PartialEq)]
pub(super) struct PersonPlan {
    pub name: Name,
    pub zone: Zone,
    pub sleeps: Hours,
    pub bystander: bool,
}

#[derive(Debug, PartialEq)]
pub(super) struct ActionPlan {
    pub name: Name,
    /// It does good whatever the cause: contains, sheds, adds, saves, brings back.
    pub always: bool,
    /// The causes it does something about.
    pub causes: Vec<Name>,
}

/// An expectation and whose it is.
#[derive(Debug, PartialEq)]
pub(super) struct Watch {
    pub owner: Owner,
    pub expects: Expectation,
    /// The roles whose doing counts, as bits in the order of the process.
    pub roles: u64,
    /// It asks for something not to happen, so it is judged when its time is over.
    pub guards: bool,
}

/// Whose expectation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Inject(Name),
    Objective(Name),
}

/// Everybody's doing counts.
pub(super) const ANYBODY: u64 = u64::MAX;

impl Plan {
    pub fn new(setup: &Setup) -> Plan {
        let (scenario, process) = (&setup.scenario, &setup.process);
        let mut plan = Plan {
            discussion: scenario.is_discussion(),
            story: scenario.starts,
            mitigated_below: setup.defaults.world.mitigated_below.value,
            diagnosed_from: setup.defaults.knowledge.diagnosed_from.value,
            command: process.command_role().map(|role| role.name),
            declares: declares(setup),
            over: process.over,
            roles: roles(setup),
            stand_ins: Vec::new(),
            role_words: role_words(setup),
            severities: severities(setup),
            groups: setup
                .team
                .groups
                .iter()
                .map(|g| (g.name, g.members.clone()))
                .collect(),
            people: people(setup),
            actions: scenario
                .actions
                .iter()
                .map(|a| action_plan(setup, a))
                .collect(),
            holds_back: process.hub.suppresses_for.is_some(),
            exposing: setup.exposing(),
            asked_findings: Vec::new(),
            deadlines: process.deadlines.clone(),
            slas: setup
                .system()
                .services
                .iter()
                .filter_map(|s| Some((s.name, s.sla?)))
                .collect(),
            injects: scenario.injects.iter().map(|i| i.name).collect(),
            phases: process.phases.clone(),
            watches: Vec::new(),
        };
        let falls = process
            .roles
            .iter()
            .filter_map(|r| Some((r.name, r.stand_in?)));
        plan.stand_ins = falls
            .map(|(role, to)| (plan.bit(role), plan.bit(to)))
            .collect();
        plan.watches = watches(setup, &plan);
        plan.asked_findings = asked_findings(setup);
        plan
    }

    /// The role of the process that a script's word for a role means here.
    pub fn role(&self, word: Name) -> Option<Name> {
        if self.roles.iter().any(|role| role.name == word) {
            return Some(word);
        }
        self.role_words.iter().find(|(w, _)| *w == word)?.1
    }

    /// The role's bit, or none for a role the process does not have.
    pub fn bit(&self, role: Name) -> u64 {
        let at = self.roles.iter().position(|r| r.name == role);
        at.filter(|at| *at < 64).map_or(0, |at| 1 << at)
    }

    pub fn is_by_field(&self, role: Name) -> bool {
        self.roles.iter().any(|r| r.name == role && r.by_field)
    }

    /// 0 is the gravest. A severity of another scheme stands where its number would.
    pub fn severity_rank(&self, name: Name) -> usize {
        if let Some(rank) = self.severities.iter().position(|s| s.name == name) {
            return rank;
        }
        let wanted = number(name);
        let as_grave = |s: &SeverityPlan| number(s.name) <= wanted;
        self.severities.iter().rposition(as_grave).unwrap_or(0)
    }

    /// How much a user counts while this share of all is hit: as many times as the scheme has
    /// severities for the gravest, once for the lightest.
    pub fn weight(&self, share: Share) -> u64 {
        let count = self.severities.len();
        let fits = |s: &SeverityPlan| s.users_hit.is_some_and(|from| share >= from);
        let rank = self.severities.iter().position(fits);
        rank.map_or(1, |rank| (count - rank) as u64)
    }

    pub fn action(&self, name: Name) -> Option<&ActionPlan> {
        self.actions.iter().find(|a| a.name == name)
    }
}

/// The digits of `SEV1`.
fn number(severity: Name) -> u32 {
    let digits: String = severity
        .as_str()
        .chars()
        .filter(char::is_ascii_digit)
        .take(4)
        .collect();
    digits.parse().unwrap_or(u32::MAX)
}

fn declares(setup: &Setup) -> bool {
    let d = &setup.process.declare;
    d.always
        || d.another_team
        || d.security
        || d.services_broken.is_some()
        || d.users_hit.is_some()
        || d.unsolved_for.is_some()
}

fn roles(setup: &Setup) -> Vec<RolePlan> {
    let roles = setup.process.roles.iter();
    roles
        .map(|role| RolePlan {
            name: role.name,
            by_field: role.filled == Filled::ByField,
        })
        .collect()
}

fn role_words(setup: &Setup) -> Vec<(Name, Option<Name>)> {
    let words = &setup.vocabulary.roles;
    let stands_for = |word: Name| {
        let mut word = word;
        for _ in 0..=words.len() {
            if setup.process.role(word).is_some() {
                return Some(word);
            }
            word = words.iter().find(|w| w.name == word)?.falls_to?;
        }
        None
    };
    words
        .iter()
        .map(|w| (w.name, stands_for(w.name)))
        .filter(|(word, role)| *role != Some(*word))
        .collect()
}

fn severities(setup: &Setup) -> Vec<SeverityPlan> {
    let severities = setup.process.severities.iter();
    severities
        .map(|s| SeverityPlan {
            name: s.name,
            users_hit: s.users_hit,
            asks_roles: !s.roles.is_empty(),
        })
        .collect()
}

fn people(setup: &Setup) -> Vec<PersonPlan> {
    let people = setup.team.people.iter();
    people
        .map(|p| PersonPlan {
            name: p.name,
            zone: p.zone.unwrap_or(setup.team.zone),
            sleeps: p.sleeps,
            bystander: p.bystander,
        })
        .collect()
}

fn action_plan(setup: &Setup, action: &Action) -> ActionPlan {
    let mut causes = action.cures.clone();
    causes.extend(&action.masks);
    if action.undoes.is_some() {
        let all = setup.scenario.problems.iter().flat_map(|p| &p.causes);
        causes.extend(all.filter(|c| c.change == action.undoes).map(|c| c.name));
    }
    ActionPlan {
        name: action.name,
        always: action.halts_spread
            || action.sheds_to.is_some()
            || action.adds.is_some()
            || action.restores.is_some()
            || !action.saves.is_empty(),
        causes,
    }
}

fn watches(setup: &Setup, plan: &Plan) -> Vec<Watch> {
    let watch = |owner: Owner, expects: &Expectation| Watch {
        owner,
        expects: expects.clone(),
        roles: doers(plan, &expects.by),
        guards: guards(&expects.does),
    };
    let mut watches = Vec::new();
    for inject in &setup.scenario.injects {
        watches.extend(
            inject
                .expects
                .iter()
                .map(|e| watch(Owner::Inject(inject.name), e)),
        );
    }
    for objective in &setup.scenario.objectives {
        let expects = objective.expects.iter();
        watches.extend(expects.map(|e| watch(Owner::Objective(objective.name), e)));
    }
    watches
}

/// The bits of the roles whose doing counts. Where the process has none of them the commander's
/// counts, and where nobody commands anybody's.
fn doers(plan: &Plan, by: &[Name]) -> u64 {
    if by.is_empty() {
        return ANYBODY;
    }
    let roles = by.iter().filter_map(|word| plan.role(*word));
    let bits = roles.fold(0, |bits, role| bits | plan.bit(role));
    match (bits, plan.command) {
        (0, Some(command)) => plan.bit(command),
        (0, None) => ANYBODY,
        (bits, _) => bits,
    }
}

fn guards(condition: &Condition) -> bool {
    match condition {
        Condition::Not(_) => true,
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(guards),
        _ => false,
    }
}

fn asked_findings(setup: &Setup) -> Vec<Name> {
    let mut found = Vec::new();
    let scenario = &setup.scenario;
    for inject in &scenario.injects {
        inject
            .when
            .condition()
            .iter()
            .for_each(|c| known(c, &mut found));
        inject.unless.iter().for_each(|c| known(c, &mut found));
        inject
            .expects
            .iter()
            .for_each(|e| known(&e.does, &mut found));
    }
    for objective in &scenario.objectives {
        objective
            .expects
            .iter()
            .for_each(|e| known(&e.does, &mut found));
    }
    for problem in &scenario.problems {
        problem
            .begins
            .condition()
            .iter()
            .for_each(|c| known(c, &mut found));
        for fault in &problem.faults {
            fault
                .begins
                .condition()
                .iter()
                .for_each(|c| known(c, &mut found));
            fault.unless.iter().for_each(|c| known(c, &mut found));
        }
    }
    found
}

fn known(condition: &Condition, found: &mut Vec<Name>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| known(part, found));
        }
        Condition::Not(part) => known(part, found),
        Condition::Known(finding) if !found.contains(finding) => found.push(*finding),
        _ => {}
    }
}

impl Watch {
    /// Only people can say whether it was met.
    pub fn is_judged(&self) -> bool {
        matches!(self.expects.does, Condition::Judged(_))
    }
    /// What its time is counted from, where that is a milestone.
    pub fn anchor(&self) -> Option<Milestone> {
        match (self.expects.from, self.owner) {
            (Some(milestone), _) => Some(milestone),
            (None, Owner::Objective(_)) => Some(Milestone::Alerted),
            (None, Owner::Inject(_)) => None,
        }
    }
    pub fn within(&self) -> Duration {
        self.expects.within
    }
}
