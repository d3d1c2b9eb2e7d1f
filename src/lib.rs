//! Sandtable: tabletop exercises and game days for incident response.
#![forbid(unsafe_code)]

pub mod base;
pub mod cli;
pub mod diag;
pub mod files;
pub mod model;
pub mod script;
