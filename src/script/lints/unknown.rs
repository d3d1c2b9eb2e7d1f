//! References to what there is not.
//!
//! What a file should define itself is looked up within it. What another input defines is looked up
//! once all are there: any scenario runs under any process and with any team, so a name that only
//! the scenario's own team or process has is an error with those and a warning with others.

use std::collections::HashSet;

use super::super::file::{File, Files};
use super::super::kind::FileKind;
use super::super::load::short;
use super::super::names::{Noun, Reference};
use super::{Lint, TOLD_MAX};
use crate::diag::{Diagnostic, SHOWN_MAX};
use crate::injects;
use crate::model::action_kind::ACTION_KINDS;

macro_rules! unknown {
    ($($constant:ident, $name:literal, $noun:ident, $help:literal;)*) => {$(
        pub(super) const $constant: Lint = Lint {
            name: $name,
            help: $help,
            within: |file, out| within(file, $name, Noun::$noun, out),
            across: |files, out| across(files, $name, Noun::$noun, out),
        };
    )*};
}

unknown! {
    SERVICE, "unknown-service", Service, "A service that the system has not.";
    CHANGE, "unknown-change", Change, "A change that the scenario has not.";
    CAUSE, "unknown-cause", Cause, "A cause that no problem has.";
    FAULT, "unknown-fault", Fault, "A fault that no problem has.";
    FINDING, "unknown-finding", Finding, "A finding that the scenario has not.";
    DIAGNOSTIC, "unknown-diagnostic", Diagnostic, "A diagnostic that the scenario has not.";
    ACTION, "unknown-action", Action, "An action that the scenario has not.";
    WORK, "unknown-work", Work, "Neither a diagnostic nor an action of the scenario.";
    INJECT, "unknown-inject", Inject, "An inject that the scenario has not.";
    OBJECTIVE, "unknown-objective", Objective, "An objective that the scenario has not.";
    DEADLINE, "unknown-deadline", Deadline, "A deadline that the scenario has not.";
    EVIDENCE, "unknown-evidence", Evidence, "Evidence that no adversary leaves and no inject brings.";
    MEASURE, "unknown-measure", Measure, "A measure that is not taken.";
    INJECT_KIND, "unknown-inject-kind", InjectKind, "A kind of inject that does not exist.";
    ACTION_KIND, "unknown-action-kind", ActionKind, "A kind of action that does not exist.";
    ROLE, "unknown-role", Role, "A role that neither the process nor the vocabulary has.";
    ROLE_WORD, "unknown-role-word", Word, "A word for a role that the vocabulary has not.";
    SEVERITY, "unknown-severity", Severity, "A severity that the process has not.";
    SKILL, "unknown-skill", Skill, "A skill that the vocabulary has not.";
    GROUP, "unknown-group", Group, "A group that the team has not.";
    PERSON, "unknown-person", Person, "A person that the team has not.";
    CALLABLE, "unknown-callee", Callable, "Nobody and no group of the team is called that.";
    LEVEL, "unknown-level", Level, "A rung of the escalation that no rota of the team has.";
}

/// The file that should define a noun, where it is not a table of ours.
fn home(noun: Noun) -> Option<FileKind> {
    Some(match noun {
        Noun::Role | Noun::Severity => FileKind::Process,
        Noun::Skill | Noun::Word => FileKind::Vocabulary,
        Noun::Group | Noun::Person | Noun::Callable | Noun::Level => FileKind::Team,
        Noun::Measure | Noun::InjectKind | Noun::ActionKind => return None,
        _ => FileKind::Scenario,
    })
}

fn within(file: &File<'_>, name: &'static str, noun: Noun, out: &mut Vec<Diagnostic>) {
    let is_home = match home(noun) {
        Some(FileKind::Scenario) => matches!(file.kind, FileKind::Scenario | FileKind::System),
        home => home.is_none_or(|home| home == file.kind),
    };
    if !is_home || parts(noun).iter().any(|part| file.names.is_lost(*part)) {
        return;
    }
    let places = match (noun, file.kind) {
        (Noun::Role, _) => "not in `roles`",
        (Noun::Severity, _) => "not in `severities`",
        (_, FileKind::Team) => "not in `people` or `parties`",
        _ => "",
    };
    let known = |word: &str| is_known_within(file, noun, word);
    let unknown = file.names.references.iter();
    let unknown = unknown.filter(|it| it.noun == noun && !known(&it.name));
    for it in unknown.take(TOLD_MAX) {
        let message = message(noun, it);
        let diagnostic = file.error(name, it.at.span(), message).label(places);
        let candidates = candidates(file, noun);
        out.push(suggest(diagnostic, &it.name, &candidates, noun, out.len()));
    }
}

/// The nouns that a reference may mean.
fn parts(noun: Noun) -> &'static [Noun] {
    match noun {
        Noun::Work => &[Noun::Diagnostic, Noun::Action],
        Noun::Callable => &[Noun::Person, Noun::Group],
        Noun::Service => &[Noun::Service],
        Noun::Change => &[Noun::Change],
        Noun::Cause => &[Noun::Cause],
        Noun::Fault => &[Noun::Fault],
        Noun::Finding => &[Noun::Finding],
        Noun::Diagnostic => &[Noun::Diagnostic],
        Noun::Action => &[Noun::Action],
        Noun::Inject => &[Noun::Inject],
        Noun::Objective => &[Noun::Objective],
        Noun::Deadline => &[Noun::Deadline],
        Noun::Evidence => &[Noun::Evidence, Noun::Brought],
        Noun::Role => &[Noun::Role],
        Noun::Word => &[Noun::Word],
        Noun::Severity => &[Noun::Severity],
        Noun::Skill => &[Noun::Skill],
        Noun::Group => &[Noun::Group],
        Noun::Person => &[Noun::Person],
        _ => &[],
    }
}

fn is_known_within(file: &File<'_>, noun: Noun, word: &str) -> bool {
    match noun {
        // Without measures to compare with any will do.
        Noun::Measure => file.measures.is_empty() || file.measures.contains(&word),
        Noun::InjectKind => injects::KINDS.iter().any(|kind| kind.name == word),
        Noun::ActionKind => ACTION_KINDS.iter().any(|kind| kind.name == word),
        _ => parts(noun).iter().any(|part| file.names.has(*part, word)),
    }
}

/// What might have been meant.
fn candidates<'a>(file: &'a File<'_>, noun: Noun) -> Vec<&'a str> {
    match noun {
        Noun::Measure => file.measures.to_vec(),
        Noun::InjectKind => injects::KINDS.iter().map(|kind| kind.name).collect(),
        Noun::ActionKind => ACTION_KINDS.iter().map(|kind| kind.name).collect(),
        _ => names_of(file, parts(noun)).collect(),
    }
}

/// Comparing with more than so many names costs more than a hint is worth: it takes the square of
/// their length.
const COMPARED_MAX: usize = 1_000;
const COMPARED_SQUARES_MAX: usize = 400_000;

fn names_of<'a>(file: &'a File<'_>, nouns: &'static [Noun]) -> impl Iterator<Item = &'a str> {
    let defined = nouns.iter().flat_map(|noun| file.names.defined(*noun));
    defined.take(COMPARED_MAX).map(|it| &*it.name)
}

fn message(noun: Noun, it: &Reference<'_>) -> String {
    let (word, name) = (noun.word(), short(&it.name));
    match noun {
        Noun::Evidence => format!("no evidence is called `{name}`"),
        _ => format!("no {word} is called `{name}`"),
    }
}

/// With a hint; for those that nobody will read because `before` many stand before them, without.
fn suggest(
    it: Diagnostic,
    name: &str,
    candidates: &[&str],
    noun: Noun,
    before: usize,
) -> Diagnostic {
    const LISTED_MAX: usize = 8;
    if before > SHOWN_MAX {
        return it;
    }
    let compared = COMPARED_SQUARES_MAX / (name.len() * name.len()).max(1);
    let it = it.did_you_mean(name, candidates.iter().copied().take(compared));
    if it.hint.is_some() {
        return it;
    }
    let quoted: Vec<String> = candidates.iter().map(|word| format!("`{word}`")).collect();
    match candidates.len() {
        0 => it.hint(format!(
            "define it, or leave the reference to a {} out",
            noun.word()
        )),
        1..=LISTED_MAX => it.hint(format!("there is {}", quoted.join(", "))),
        _ => it.hint(match noun {
            Noun::InjectKind => "see `sandtable explain inject-kinds`".into(),
            Noun::ActionKind => "see `sandtable explain action-kinds`".into(),
            Noun::Measure => "see `sandtable explain measures`".into(),
            _ => format!(
                "define it, or name one of the {} there are",
                candidates.len()
            ),
        }),
    }
}

fn across(files: &Files<'_>, name: &'static str, noun: Noun, out: &mut Vec<Diagnostic>) {
    let Some(home) = home(noun) else { return };
    for file in [&files.scenario, &files.team, &files.process] {
        if home == file.kind || home == FileKind::Scenario {
            continue;
        }
        let unknown = file.names.references.iter();
        let unknown = unknown.filter(|it| it.noun == noun && !is_known(files, noun, &it.name));
        let mut told = HashSet::new();
        for it in unknown.take(TOLD_MAX) {
            let is_error = cannot_run(files, file, noun, it);
            let message = format!("{} in the {}", message(noun, it), owner(files, noun));
            let diagnostic = match is_error {
                true => file.error(name, it.at.span(), message),
                false if told.insert(&it.name) => file.warning(name, it.at.span(), message),
                false => continue,
            };
            let candidates = known(files, noun);
            out.push(suggest(diagnostic, &it.name, &candidates, noun, out.len()));
        }
    }
}

/// Whether a name that is unknown keeps the exercise from running as its author meant it: an error
/// where the file was written for these inputs.
fn cannot_run(files: &Files<'_>, file: &File<'_>, noun: Noun, it: &Reference<'_>) -> bool {
    let is_own_team = files.it.team == Some(files.people.name);
    match (noun, file.kind) {
        (Noun::Skill, _) => true,
        (Noun::Role, FileKind::Scenario) => !files.is_foreign_process(),
        (Noun::Severity, _) => files.it.process == Some(files.agreed.name),
        (Noun::Person, FileKind::Scenario) => {
            is_own_team || (!files.is_foreign_team() && !it.has_known_neighbour(files))
        }
        (Noun::Group | Noun::Callable, FileKind::Scenario) => is_own_team,
        _ => false,
    }
}

impl Reference<'_> {
    /// Whether somebody else in the same list is on the team, so that somebody receives it.
    fn has_known_neighbour(&self, files: &Files<'_>) -> bool {
        let Some(list) = self.at.parent() else {
            return false;
        };
        let mut names = list.entries().filter_map(|entry| entry.value().string());
        names.any(|name| files.team.names.has(Noun::Person, &name))
    }
}

fn owner(files: &Files<'_>, noun: Noun) -> String {
    match noun {
        Noun::Role => format!("process `{}` or the vocabulary", files.agreed.name),
        Noun::Severity => format!("process `{}`", files.agreed.name),
        Noun::Skill => "vocabulary".into(),
        _ => format!("team `{}`", files.people.name),
    }
}

fn is_known(files: &Files<'_>, noun: Noun, word: &str) -> bool {
    match noun {
        Noun::Role => {
            files.process.names.has(Noun::Role, word)
                || files.vocabulary.names.has(Noun::Word, word)
        }
        Noun::Severity => files.process.names.has(noun, word),
        Noun::Skill | Noun::Word => files.vocabulary.names.has(noun, word),
        Noun::Level => levels(files).any(|level| level == word),
        _ => parts(noun)
            .iter()
            .any(|part| files.team.names.has(*part, word)),
    }
}

fn known<'a>(files: &'a Files<'_>, noun: Noun) -> Vec<&'a str> {
    match noun {
        Noun::Role => {
            let own = names_of(&files.process, &[Noun::Role]);
            own.chain(names_of(&files.vocabulary, &[Noun::Word]))
                .collect()
        }
        Noun::Severity => names_of(&files.process, &[Noun::Severity]).collect(),
        Noun::Skill | Noun::Word => names_of(&files.vocabulary, &[Noun::Skill]).collect(),
        Noun::Level => {
            let mut all: Vec<&str> = levels(files).take(COMPARED_MAX).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
        _ => names_of(&files.team, parts(noun)).collect(),
    }
}

fn levels<'a>(files: &'a Files<'_>) -> impl Iterator<Item = &'a str> {
    let rotas = files
        .people
        .groups
        .iter()
        .filter_map(|group| group.rota.as_ref());
    rotas
        .flat_map(|rota| &rota.levels)
        .map(|level| level.name.as_str())
}
