//! Sandtable: tabletop exercises and game days for incident response.
//!
//! An exercise is a pure function: *(scenario, team, process, defaults, seed, commands) → log*.
//! Everything else reads the log. Imports go down only, and modules on one floor do not know each
//! other; `tests/tidy.rs` holds this map against the source.
//!
//! | floor | modules | |
//! | --- | --- | --- |
//! | commands | [`cli`] | what is typed and printed |
//! | faces | [`tui`], [`web`] | the terminal of a player; the pages of a game day |
//! | live | [`live`] | one session: pace, journal, seats, branches |
//! | outside | [`files`], `history` | disk; attempts of players in a database |
//! | readers | [`report`], [`plot`] | what a log says to people |
//! | why | [`study`], [`analyse`] | what is run many times; what a decision was worth |
//! | many | [`batch`] | runs in parallel |
//! | one | [`exercise`] | one exercise: advance, submit, options, fork |
//! | parts | [`script`], [`engine`], [`crew`], [`score`] | text to values; a world that runs; people who decide; what a run was worth |
//! | tools | [`injects`], [`timeline`], [`board`], [`stats`] | what a script throws in; a log folded; what a person knows; what many runs say |
//! | nouns | [`model`], [`diag`] | scripts, commands, facts; mistakes in them |
//! | ground | [`base`] | time, names, laws, keyed draws |
#![forbid(unsafe_code)]

pub mod analyse;
pub mod base;
pub mod batch;
pub mod board;
pub mod cli;
pub mod crew;
pub mod diag;
pub mod engine;
pub mod exercise;
pub mod files;
#[cfg(feature = "history")]
pub mod history;
pub mod injects;
pub mod live;
pub mod model;
pub mod plot;
pub mod report;
pub mod score;
pub mod script;
pub mod stats;
pub mod study;
pub mod timeline;
pub mod tui;
pub mod web;
