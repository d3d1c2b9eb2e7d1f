//! What can be wrong with a file beyond syntax and types, and between files.
//!
//! Adding a lint is a file here, a line in [`LINTS`], and a bad script in `tests/diagnostics/` with
//! what is said about it.

mod cause;
mod count;
mod cycle;
mod discussion;
mod duplicate;
mod graph;
mod horizon;
mod inject;
mod law;
mod never;
mod process;
mod reach;
mod rota;
mod site;
mod study;
mod text;
mod triggers;
mod unknown;
mod zero_delay;

use super::file::{File, Files};
use crate::diag::Diagnostic;

/// One kind of mistake.
pub struct Lint {
    /// Its name in messages: `unknown-role`.
    pub name: &'static str,
    /// What is wrong and why it matters, in a sentence.
    pub help: &'static str,
    /// Looks at one file.
    pub(super) within: fn(&File<'_>, &mut Vec<Diagnostic>),
    /// Looks at all inputs together.
    pub(super) across: fn(&Files<'_>, &mut Vec<Diagnostic>),
}

/// More of one kind in one file are not told.
pub(super) const TOLD_MAX: usize = 200;

const fn within(
    name: &'static str,
    help: &'static str,
    within: fn(&File<'_>, &mut Vec<Diagnostic>),
) -> Lint {
    Lint {
        name,
        help,
        within,
        across: |_, _| {},
    }
}

/// Every lint.
pub const LINTS: &[Lint] = &[
    within(
        "duplicate-name",
        "Two things of one kind have one name.",
        duplicate::within,
    ),
    within(
        "unknown-site",
        "A site that the service has not.",
        site::within,
    ),
    unknown::SERVICE,
    unknown::CHANGE,
    unknown::CAUSE,
    unknown::FAULT,
    unknown::FINDING,
    unknown::DIAGNOSTIC,
    unknown::ACTION,
    unknown::WORK,
    unknown::INJECT,
    unknown::OBJECTIVE,
    unknown::DEADLINE,
    unknown::EVIDENCE,
    unknown::MEASURE,
    unknown::INJECT_KIND,
    unknown::ACTION_KIND,
    unknown::ROLE,
    unknown::ROLE_WORD,
    unknown::SEVERITY,
    unknown::SKILL,
    unknown::GROUP,
    unknown::PERSON,
    unknown::CALLABLE,
    unknown::LEVEL,
    within(
        "dependency-cycle",
        "Services that cannot start without each other.",
        cycle::dependencies,
    ),
    within(
        "word-cycle",
        "Skills or roles of the vocabulary that mean each other.",
        cycle::words,
    ),
    within(
        "needs-cycle",
        "Actions that wait for each other.",
        cycle::actions,
    ),
    within(
        "impossible-law",
        "A law whose figures make no sense.",
        law::within,
    ),
    within(
        "no-comparison",
        "A study in which nothing is compared, or not twice the same way.",
        study::within,
    ),
    within(
        "zero-delay-loop",
        "Something happens again and again without time passing.",
        zero_delay::within,
    ),
    within(
        "too-many",
        "A figure so large that no run would end.",
        count::within,
    ),
    within(
        "no-horizon",
        "An exercise that is over when it begins.",
        horizon::none,
    ),
    within(
        "past-horizon",
        "A time that never comes because the exercise is over.",
        horizon::past,
    ),
    within(
        "inject-lacks-field",
        "An inject without a field that its kind needs.",
        inject::lacks,
    ),
    within(
        "unread-field",
        "An inject with a field that its kind does not read.",
        inject::unread,
    ),
    within(
        "nobody-receives",
        "An inject that nobody can receive.",
        inject::nobody,
    ),
    within(
        "no-true-cause",
        "A problem of which no cause can be the true one.",
        cause::none,
    ),
    within(
        "not-its-own",
        "A problem that names the cause or fault of another.",
        cause::foreign,
    ),
    within(
        "hidden-cause",
        "A cause that nothing can reveal.",
        cause::hidden,
    ),
    within(
        "lasting-cause",
        "A cause that no action removes.",
        cause::lasting,
    ),
    within(
        "hidden-finding",
        "A finding that nobody can come to hold.",
        cause::hidden_finding,
    ),
    within(
        "harmless-problem",
        "A problem that brings no fault.",
        cause::harmless,
    ),
    within(
        "never-fires",
        "An inject, problem or fault whose time never comes.",
        never::fires,
    ),
    within(
        "never-starts",
        "An action whose needs can never be met.",
        never::starts,
    ),
    within(
        "never-satisfied",
        "An expectation that nothing can satisfy.",
        never::satisfied,
    ),
    Lint {
        name: "role-falls-to-nobody",
        help: "A role asked for that the process leaves to nobody.",
        within: |_, _| {},
        across: never::falls_to_nobody,
    },
    within(
        "discussion",
        "A discussion that cannot be held as it is written.",
        discussion::within,
    ),
    within(
        "rota-turns",
        "A rota whose turns are not those of its day.",
        rota::turns,
    ),
    within(
        "empty-rota",
        "A rota with a turn that nobody takes.",
        rota::empty,
    ),
    within(
        "not-a-member",
        "Somebody on call for a group they are not in.",
        rota::members,
    ),
    within(
        "no-time-of-day",
        "A time that no day has, or a leave that ends before it begins.",
        rota::hours,
    ),
    within(
        "no-paging",
        "A process whose pages reach nobody.",
        process::no_paging,
    ),
    within(
        "idle-approval",
        "An approval that no action needs or nobody gives.",
        process::idle_approval,
    ),
    within(
        "nobody-owes",
        "An update that nobody has the duty to send.",
        process::nobody_owes,
    ),
    within(
        "control-character",
        "Text with characters that act instead of being seen.",
        text::control,
    ),
    within(
        "look-alike",
        "Names that differ only by case or by letters that look the same.",
        text::alike,
    ),
    within(
        "name-not-file",
        "A file that is called otherwise than what it holds.",
        text::stem,
    ),
];
