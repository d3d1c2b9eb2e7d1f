//! What everybody on the team knows before anything happens: the agreed process, the roster, the
//! ways to look and to act, and what could be behind a trouble. No truth, no future.

use super::Roster;
use crate::base::{Duration, Name, NameMap, NameTable, Share, SimTime};
use crate::model::action_kind::action_kind;
use crate::model::process::{Filled, Process, Role};
use crate::model::system::Sensitivity;
use crate::model::team::{Habit, SkillLevel};
use crate::model::work::{Need, Runbook};
use crate::model::{Action, Claim, Diagnostic, Duty, Right, Setup, System, Task, Tool, WorkKind};

/// Nobody is so cautious as to wait for more certainty than this, in millionths.
const SUREST: u32 = 950_000;

/// Public knowledge, built once per setup.
#[derive(Clone, Debug)]
pub struct Handbook {
    pub process: Process,
    pub command_role: Option<Name>,
    pub system: System,
    pub diagnostics: Vec<Diagnostic>,
    pub actions: Vec<Action>,
    pub runbooks: Vec<Runbook>,
    pub suspects: Vec<Suspect>,
    /// What each finding says: of which suspects, by place, in nats.
    points: NameMap<Name, Vec<(usize, f64)>>,
    /// The suspects, by place, that each action is an answer to: one it cures or masks.
    answers: NameMap<Name, Vec<usize>>,
    pub heads: NameMap<Name, Head>,
    /// The roles that are worked at a desk: words and decisions, not hands on the system.
    pub desks: Vec<Name>,
    pub roster: Roster,
    groups: Vec<(Name, Option<Name>)>,
    alert_group: Option<Name>,
    /// The skills that some test or action takes.
    pub wanted: Vec<Name>,
    levels: NameTable<(Name, Name), SkillLevel>,
    pub test_for: f64,
    pub test_against: f64,
    pub no_help: f64,
    pub asks_again_after: crate::base::Duration,
    /// Taking a page is one touch that takes no time, whatever one has in hand.
    pub takes_pages_at_once: bool,
    pub volunteers: crate::base::Law,
    pub untaught_hesitate: f64,
    temper: Share,
    pub bystanders_ask: crate::base::Law,
    pub written_without_scribe: Share,
    pub security: bool,
    /// There is no system: people talk around a table.
    pub discussion: bool,
    /// Knowledge is idealised: what one knows all know, nobody has to be told.
    pub everybody_knows: bool,
    /// Authority is idealised: whoever is convinced may act, nobody is asked.
    pub everybody_may: bool,
    /// The stages and findings that mean that data has left the house, with how sensitive it is.
    exposing: Vec<(Name, Sensitivity)>,
    /// The stages of each adversary that some diagnostic maps, in order.
    pub trails: Vec<Vec<Name>>,
}

/// A possible cause, as responders see it.
#[derive(Clone, Copy, Debug)]
pub struct Suspect {
    pub cause: Name,
    /// Logarithm of its prior weight.
    pub prior: f64,
    /// The field that understands it: the skill of the first diagnostic that tests it.
    pub skill: Option<Name>,
    /// The change that would have brought it.
    pub change: Option<Name>,
}

/// A colleague on the roster.
#[derive(Clone, Debug)]
pub struct Head {
    pub name: Name,
    pub trained: Vec<Name>,
    pub skills: Vec<Name>,
    pub habits: Vec<Habit>,
    /// A member of a group whose rota takes alerts.
    pub answers_alerts: bool,
    pub bystander: bool,
    pub outside: bool,
}

impl Handbook {
    pub fn new(setup: &Setup) -> Handbook {
        let scenario = &setup.scenario;
        let mut suspects: Vec<Suspect> = Vec::new();
        for cause in scenario.problems.iter().flat_map(|p| &p.causes) {
            let test = scenario
                .diagnostics
                .iter()
                .find(|d| d.tests.contains(&cause.name));
            if suspects.iter().all(|s| s.cause != cause.name) {
                suspects.push(Suspect {
                    cause: cause.name,
                    prior: libm_ln(cause.prior.get().max(1e-3)),
                    skill: test.and_then(|d| d.skill),
                    change: cause.change,
                });
            }
        }
        let knowledge = &setup.defaults.knowledge;
        let mut book = Handbook {
            command_role: setup.process.command_role().map(|r| r.name),
            process: setup.process.clone(),
            system: setup.system().clone(),
            diagnostics: scenario.diagnostics.clone(),
            actions: scenario.actions.clone(),
            runbooks: scenario.runbooks.clone(),
            points: points(setup, &suspects),
            answers: NameMap::default(),
            heads: heads(setup),
            desks: desks(setup),
            roster: Roster::new(setup),
            groups: setup
                .team
                .groups
                .iter()
                .map(|g| (g.name, g.fills))
                .collect(),
            wanted: wanted(setup),
            levels: levels(setup),
            alert_group: alert_group(setup),
            written_without_scribe: knowledge.written_without_scribe.value,
            test_for: knowledge.test_for.value.get(),
            test_against: knowledge.test_against.value.get(),
            no_help: knowledge.no_help.value.get(),
            asks_again_after: setup.defaults.authority.asks_again_after.value,
            takes_pages_at_once: setup.defaults.story_times.acknowledge.is_zero(),
            volunteers: setup.defaults.people.volunteers_after.value.clone(),
            untaught_hesitate: setup.defaults.people.untaught_hesitate.value.get(),
            temper: setup.defaults.people.temper.value,
            bystanders_ask: setup.defaults.people.bystanders_ask.value.clone(),
            security: scenario.problems.iter().any(|p| p.is_security()),
            discussion: scenario.is_discussion(),
            everybody_knows: setup.defaults.ideal.knowledge,
            everybody_may: setup.defaults.ideal.authority,
            exposing: setup.exposing(),
            trails: trails(setup),
            suspects,
        };
        book.answers = answers(&book);
        book
    }

    pub fn diagnostic(&self, name: Name) -> Option<&Diagnostic> {
        self.diagnostics.iter().find(|d| d.name == name)
    }
    pub fn action(&self, name: Name) -> Option<&Action> {
        self.actions.iter().find(|a| a.name == name)
    }
    /// The skill a task takes, if any.
    pub fn skill_of(&self, task: Task) -> Option<Name> {
        match task.kind {
            WorkKind::Diagnostic => self.diagnostic(task.work)?.skill,
            WorkKind::Action => self.action(task.work)?.skill,
        }
    }
    /// How long a task takes as often as not.
    pub fn usual_time(&self, task: Task) -> Option<Duration> {
        match task.kind {
            WorkKind::Diagnostic => Some(self.diagnostic(task.work)?.work.median()),
            WorkKind::Action => Some(self.action(task.work)?.work.median()),
        }
    }
    pub fn suspect(&self, cause: Name) -> Option<&Suspect> {
        self.suspects.iter().find(|s| s.cause == cause)
    }
    /// What a finding says: of which suspects, by place, in nats.
    pub fn pointed_at(&self, finding: Name) -> &[(usize, f64)] {
        self.points.get(finding).map_or(&[], Vec::as_slice)
    }
    /// What a finding says about a suspect, in nats.
    pub fn weight(&self, finding: Name, cause: Name) -> f64 {
        let says = self.pointed_at(finding).iter();
        let mut of = says.filter(|(place, _)| self.suspects[*place].cause == cause);
        of.next().map_or(0.0, |(_, nats)| *nats)
    }
    /// The suspects, by place, that are less likely once an action has not helped: a stop-gap that
    /// did not ease it speaks against its cause just as a cure does.
    pub fn answered_by(&self, action: Name) -> &[usize] {
        self.answers.get(action).map_or(&[], Vec::as_slice)
    }
    /// How good somebody is at a skill; `Able` where none is asked for, `None` if they cannot.
    pub fn level(&self, person: Name, skill: Option<Name>) -> Option<SkillLevel> {
        match skill {
            None => Some(SkillLevel::Able),
            Some(skill) => self.levels.get(&(person, skill)).copied(),
        }
    }
    /// Whether somebody is an expert of a field.
    pub fn masters(&self, person: Name, skill: Name) -> bool {
        self.level(person, Some(skill)) == Some(SkillLevel::Expert)
    }
    pub fn has_habit(&self, person: Name, habit: Habit) -> bool {
        self.heads
            .get(person)
            .is_some_and(|h| h.habits.contains(&habit))
    }
    /// Whether whoever leaves makes sure that nobody counts on them (step 3 of a handoff).
    pub fn confirms(&self) -> bool {
        self.process.handoff.confirms && !self.everybody_knows
    }
    pub fn is_desk(&self, role: Name) -> bool {
        self.desks.contains(&role)
    }
    /// Whether somebody has no part in responding.
    pub fn only_looks_on(&self, person: Name) -> bool {
        self.heads.get(person).is_some_and(|h| h.bystander)
    }
    /// From how sure of a cause somebody acts on it of their own accord: what the process asks for,
    /// less or more by temper.
    pub fn acts_from(&self, person: Name) -> Share {
        let (ppm, temper) = (self.process.act_from.as_ppm(), self.temper.as_ppm());
        let bold = self.has_habit(person, Habit::Bold);
        let cautious = self.has_habit(person, Habit::Cautious);
        match (bold, cautious) {
            (true, false) => Share::ppm(ppm.saturating_sub(temper)),
            (false, true) => Share::ppm((ppm + temper).min(SUREST)),
            _ => self.process.act_from,
        }
    }
    pub fn is_trained(&self, person: Name, role: Name) -> bool {
        self.heads
            .get(person)
            .is_some_and(|h| h.trained.contains(&role))
    }
    /// The skills that testing, curing or masking a cause takes; and mapping, where somebody has to
    /// be thrown out.
    pub fn skills_for(&self, cause: Name) -> impl Iterator<Item = Name> + '_ {
        let tests = self
            .diagnostics
            .iter()
            .filter(move |d| d.tests.contains(&cause));
        let maps = self.diagnostics.iter().filter(|d| d.maps.is_some());
        let fixes = self.actions.iter();
        let fixes = fixes.filter(move |a| self.cures(a, cause) || a.masks.contains(&cause));
        let before = fixes.clone().flat_map(|a| self.skills_before(a));
        tests
            .filter_map(|d| d.skill)
            .chain(fixes.filter_map(|a| a.skill))
            .chain(maps.filter_map(|d| d.skill))
            .chain(before)
    }

    /// The skills of what has to come before an action.
    fn skills_before<'a>(&'a self, action: &'a Action) -> impl Iterator<Item = Name> + 'a {
        action.needs.iter().filter_map(|need| match need {
            Need::Diagnostic(name) => self.diagnostic(*name)?.skill,
            Need::Action(name) => self.action(*name)?.skill,
            Need::Finding(finding) => {
                let mut shows = self.diagnostics.iter();
                shows.find(|d| d.reveals.contains(finding))?.skill
            }
        })
    }

    /// Whether somebody is the only one who knows well what some work of the scenario asks for.
    pub fn is_only_expert(&self, person: Name) -> bool {
        let works = self.diagnostics.iter().map(|d| d.skill);
        let mut works = works.chain(self.actions.iter().map(|a| a.skill)).flatten();
        works.any(|skill| {
            let mut others = self.heads.keys().filter(|n| *n != person);
            self.masters(person, skill) && !others.any(|n| self.masters(n, skill))
        })
    }
    /// How many of the scenario's works somebody can do: whose hands are missed least.
    pub fn works_of(&self, person: Name) -> usize {
        let works = self.diagnostics.iter().map(|d| d.skill);
        let works = works.chain(self.actions.iter().map(|a| a.skill));
        works
            .filter(|s| s.is_some() && self.level(person, *s).is_some())
            .count()
    }
    /// The group whose on-call person fills a role.
    pub fn group_for(&self, role: Name) -> Option<Name> {
        self.groups
            .iter()
            .find(|(_, fills)| *fills == Some(role))
            .map(|(name, _)| *name)
    }
    /// The group that answers alerts.
    pub fn alert_group(&self) -> Option<Name> {
        self.alert_group
    }
    pub fn is_group(&self, name: Name) -> bool {
        self.groups.iter().any(|(group, _)| *group == name)
    }
    /// The tool an action cannot start without.
    pub fn tool_of(&self, action: &Action) -> Option<Tool> {
        action
            .tool
            .or_else(|| action_kind(action.kind).and_then(|k| k.tool))
    }
    /// Quick and safe enough to start without asking.
    pub fn is_routine(&self, action: &Action) -> bool {
        !action.risky && action_kind(action.kind).is_some_and(|k| k.routine)
    }
    /// The causes an action removes: those it names and those its change brought.
    pub fn cures(&self, action: &Action, cause: Name) -> bool {
        let brought = || self.suspect(cause).and_then(|s| s.change);
        action.cures.contains(&cause) || (action.undoes.is_some() && action.undoes == brought())
    }
    /// The roles whose yes an action needs under a severity.
    pub fn approvals<'a>(
        &'a self,
        action: &'a Action,
        severity: Option<Name>,
    ) -> impl Iterator<Item = Name> + 'a {
        let rank = severity.and_then(|s| self.process.severity_rank(s));
        let asked = match self.everybody_may {
            true => &[][..],
            false => &self.process.approvals,
        };
        asked
            .iter()
            .filter(move |a| (a.risky && action.risky) || a.kinds.contains(&action.kind))
            .filter(
                move |a| match a.from_severity.and_then(|s| self.process.severity_rank(s)) {
                    None => true,
                    Some(least) => rank.is_some_and(|r| r <= least),
                },
            )
            .flat_map(|a| a.by.iter().copied())
    }
    /// How sensitive the data is that has left the house if a claim is so.
    pub fn exposes(&self, claim: &Claim) -> Option<Sensitivity> {
        let what = match *claim {
            Claim::Finding {
                finding,
                present: true,
                ..
            } => finding,
            Claim::Mapped { stage, .. } => stage,
            _ => return None,
        };
        let meant = self.exposing.iter().filter(|(name, _)| *name == what);
        meant.map(|(_, data)| *data).max()
    }
    /// Whether the law asks for what a duty sends: it is owed even when the trouble is over.
    pub fn is_legal(&self, duty: Duty) -> bool {
        self.process.deadlines.iter().any(|d| d.duty == duty)
    }
    /// Whether a person may do what only some may, by who holds which role. A role that nobody
    /// holds falls to its stand-in, else to the commander, with its rights.
    pub fn may(&self, person: Name, right: Right, holder: impl Fn(Name) -> Option<Name>) -> bool {
        let wears = |role: Name| match self.process.role(role) {
            Some(spec) if spec.is_shared() => self.wears(person, spec),
            _ => holder(role) == Some(person),
        };
        let commands = || self.command_role.is_some_and(wears);
        let given = self.process.roles.iter();
        let mut given = given.filter(|r| r.rights.contains(&right));
        given.any(|role| {
            let vacant = !role.is_shared() && holder(role.name).is_none();
            let stand_in = role.stand_in.filter(|_| vacant);
            let falls_to_me = || match stand_in {
                Some(other) => wears(other) || (holder(other).is_none() && commands()),
                None => vacant && commands(),
            };
            wears(role.name) || falls_to_me()
        })
    }
    /// Whether somebody wears a hat of those that many wear at once: whoever answers alerts that of
    /// the first responder, everybody with a part in it that of the expert.
    fn wears(&self, person: Name, role: &Role) -> bool {
        let Some(head) = self.heads.get(person).filter(|h| !h.bystander) else {
            return false;
        };
        match role.filled {
            Filled::FirstResponder => head.answers_alerts || head.trained.contains(&role.name),
            _ => true,
        }
    }
    /// Whether anybody may call somebody: who is awake, who is on call, whoever a group sends. To
    /// wake others takes a right.
    pub fn is_open_to_calls(&self, whom: Name, at: SimTime) -> bool {
        let roster = &self.roster;
        self.is_group(whom) || !roster.is_asleep(whom, at) || roster.is_on_call(whom, at)
    }
}

fn trails(setup: &Setup) -> Vec<Vec<Name>> {
    let scenario = &setup.scenario;
    let mapped = |stage: &&Name| scenario.diagnostics.iter().any(|d| d.maps == Some(**stage));
    let adversaries = scenario
        .problems
        .iter()
        .filter_map(|p| p.adversary.as_ref());
    let trails = adversaries.map(|a| a.stages.iter().filter(mapped).copied().collect());
    trails.filter(|t: &Vec<Name>| !t.is_empty()).collect()
}

fn points(setup: &Setup, suspects: &[Suspect]) -> NameMap<Name, Vec<(usize, f64)>> {
    let mut points = NameMap::default();
    let all = &setup.scenario.findings;
    for finding in all {
        let of = |cause: Name| {
            let same = all.iter().filter(|f| f.name == finding.name);
            let to = same.flat_map(|f| &f.points).filter(move |p| p.to == cause);
            to.map(|p| p.nats.get())
        };
        let suspects = suspects.iter().enumerate();
        let pointed_at = suspects.filter(|(_, s)| of(s.cause).next().is_some());
        let says = pointed_at.map(|(place, s)| (place, of(s.cause).sum()));
        points.insert(finding.name, says.collect());
    }
    points
}

fn answers(book: &Handbook) -> NameMap<Name, Vec<usize>> {
    let mut answers = NameMap::default();
    for action in &book.actions {
        let fits = |cause: Name| book.cures(action, cause) || action.masks.contains(&cause);
        let suspects = book.suspects.iter().enumerate();
        let fitting = suspects
            .filter(|(_, s)| fits(s.cause))
            .map(|(place, _)| place);
        answers.entry(action.name, || fitting.collect());
    }
    answers
}

fn libm_ln(x: f64) -> f64 {
    crate::base::maths::log(x)
}

/// The group that answers alerts: the one the process names, or the first with a rota and no role.
fn alert_group(setup: &Setup) -> Option<Name> {
    let groups = &setup.team.groups;
    let named = setup
        .process
        .hub
        .takes_all
        .filter(|n| groups.iter().any(|g| g.name == *n));
    let first = groups
        .iter()
        .find(|g| g.rota.is_some() && g.fills.is_none());
    named.or(first.map(|g| g.name))
}

fn desks(setup: &Setup) -> Vec<Name> {
    let hands = [
        Duty::Investigate,
        Duty::Fix,
        Duty::Tasks,
        Duty::Evidence,
        Duty::Impact,
    ];
    let roles = setup.process.roles.iter();
    let desks = roles.filter(|r| r.duties.iter().any(|d| !hands.contains(d)));
    desks.map(|r| r.name).collect()
}

fn heads(setup: &Setup) -> NameMap<Name, Head> {
    let mut heads = NameMap::default();
    let rotas = setup.team.groups.iter();
    let rotas = rotas.filter(|g| g.rota.is_some() && g.fills.is_none());
    let answers = |name: Name| rotas.clone().any(|g| g.members.contains(&name));
    for person in &setup.team.people {
        heads.insert(
            person.name,
            Head {
                name: person.name,
                trained: person.trained.clone(),
                skills: person.skills.iter().map(|s| s.skill).collect(),
                habits: person.persona.habits.clone(),
                answers_alerts: answers(person.name),
                bystander: person.bystander,
                outside: false,
            },
        );
    }
    for party in &setup.team.parties {
        heads.insert(
            party.name,
            Head {
                name: party.name,
                trained: party.trained.clone(),
                skills: party.skills.iter().map(|s| s.skill).collect(),
                habits: Vec::new(),
                answers_alerts: answers(party.name),
                bystander: false,
                outside: true,
            },
        );
    }
    heads
}

/// Who can do what, for every skill that some work asks for. Where nobody on the team has a skill
/// the team's generalists stand in, and the header says so (`degraded`).
fn wanted(setup: &Setup) -> Vec<Name> {
    let scenario = &setup.scenario;
    let tests = scenario.diagnostics.iter().filter_map(|d| d.skill);
    let skills = tests.chain(scenario.actions.iter().filter_map(|a| a.skill));
    let mut wanted: Vec<Name> = skills.collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

fn levels(setup: &Setup) -> NameTable<(Name, Name), SkillLevel> {
    let mut levels = NameTable::default();
    for skill in wanted(setup) {
        let mut somebody = false;
        for person in setup.team.people.iter().filter(|p| !p.bystander) {
            if let Some(level) = setup.vocabulary.level(&person.skills, skill) {
                levels.insert((person.name, skill), level);
                somebody = true;
            }
        }
        // Those with no part in it may know something all the same.
        for person in setup.team.people.iter().filter(|p| p.bystander) {
            if let Some(level) = setup.vocabulary.level(&person.skills, skill) {
                levels.insert((person.name, skill), level);
            }
        }
        for party in &setup.team.parties {
            if let Some(level) = setup.vocabulary.level(&party.skills, skill) {
                levels.insert((party.name, skill), level);
            }
        }
        if !somebody {
            for person in setup
                .team
                .people
                .iter()
                .filter(|p| !p.bystander && !p.skills.is_empty())
            {
                levels.insert((person.name, skill), SkillLevel::Able);
            }
        }
    }
    levels
}
