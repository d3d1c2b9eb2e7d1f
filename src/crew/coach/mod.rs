//! What somebody good in a seat would notice now, from that seat's board alone.
//!
//! A coach sees what the player could see: a fact on the board, how long it has stood there, and
//! what is usually done about it. It ranks nothing that is a matter of judgement: of a decision that
//! waits it says that it waits.

mod command;
mod room;
mod words;

use super::View;
use crate::base::{Duration, Name, SimTime};
use crate::model::Command;

pub use words::{topic, why};

/// Something worth noticing.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub kind: Kind,
    /// Whom or what it is about, where a kind can come several times over.
    pub about: Option<Name>,
    /// What there is to see, as a fact.
    pub sees: String,
    /// What is usually done about it, and why.
    pub does: String,
    /// A command that would do it, where there is one that is no judgement.
    pub command: Option<Command>,
}

/// The kinds of notice, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    PageWaits,
    NobodyCommands,
    NotDeclared,
    DecisionWaits,
    RiskyWithoutYes,
    SeverityUnset,
    UpdateDue,
    ExpertMissing,
    NobodyAssigned,
    Alone,
    FixingInstead,
    RoleEmpty,
    SameHypothesis,
    NoWord,
    QuestionWaits,
    NoSuccessor,
    Untold,
    NothingWritten,
    NotClosed,
}

/// How a kind is looked for.
type Rule = fn(&View, &mut Vec<Notice>);

/// Every kind, in the order of [`Kind`], with its word and what looks for it.
pub const KINDS: [(Kind, &str, Rule); 19] = [
    (Kind::PageWaits, "page-waits", room::page_waits),
    (
        Kind::NobodyCommands,
        "nobody-commands",
        command::nobody_commands,
    ),
    (Kind::NotDeclared, "not-declared", command::not_declared),
    (Kind::DecisionWaits, "decision-waits", room::decision_waits),
    (
        Kind::RiskyWithoutYes,
        "risky-without-yes",
        command::risky_without_yes,
    ),
    (
        Kind::SeverityUnset,
        "severity-unset",
        command::severity_unset,
    ),
    (Kind::UpdateDue, "update-due", room::update_due),
    (
        Kind::ExpertMissing,
        "expert-missing",
        command::expert_missing,
    ),
    (
        Kind::NobodyAssigned,
        "nobody-assigned",
        command::nobody_assigned,
    ),
    (Kind::Alone, "alone", command::alone),
    (
        Kind::FixingInstead,
        "fixing-instead",
        command::fixing_instead,
    ),
    (Kind::RoleEmpty, "role-empty", command::role_empty),
    (
        Kind::SameHypothesis,
        "same-hypothesis",
        command::same_hypothesis,
    ),
    (Kind::NoWord, "no-word", command::no_word),
    (Kind::QuestionWaits, "question-waits", room::question_waits),
    (Kind::NoSuccessor, "no-successor", room::no_successor),
    (Kind::Untold, "untold", room::untold),
    (
        Kind::NothingWritten,
        "nothing-written",
        room::nothing_written,
    ),
    (Kind::NotClosed, "not-closed", command::not_closed),
];

impl Kind {
    /// The word it is known by in a log.
    pub fn word(self) -> &'static str {
        KINDS[self as usize].1
    }
}

/// What there is to notice now, the most urgent first.
pub fn notices(view: &View) -> Vec<Notice> {
    let mut all = Vec::new();
    for (_, _, rule) in KINDS {
        rule(view, &mut all);
    }
    all
}

/// The next step by the book: what the simulated person in this seat would do now.
pub fn next_step(view: &View) -> Option<Command> {
    super::decide(view).command
}

/// How long something has been so, in words, if at least so long.
fn since(view: &View, at: SimTime, least: Duration) -> Option<String> {
    let long = view.now.since(at);
    (long >= least).then(|| minutes(long))
}

/// A length as one says it: whole minutes, and hours from two on.
fn minutes(long: Duration) -> String {
    let minutes = long.as_millis() / 60_000;
    match minutes {
        0 => "less than a minute".into(),
        1..120 => format!("{minutes} min"),
        _ => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_kinds() {
        for (at, (kind, word, _)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, at, "{word}");
        }
    }
}
