//! What can be wrong with a file beyond syntax and types, and between files.
//!
//! Adding a lint is a file here, a line in [`LINTS`], and a bad script in `tests/diagnostics/` with
//! what is said about it.

mod duplicate;
mod unknown;

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
const TOLD_MAX: usize = 200;

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
    unknown::SERVICE,
    unknown::CHANGE,
    unknown::CAUSE,
    unknown::FAULT,
    unknown::FINDING,
    unknown::DIAGNOSTIC,
    unknown::ACTION,
    unknown::WORK,
    unknown::INJECT,
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
];
