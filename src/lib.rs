//! Sandtable: tabletop exercises and game days for incident response.
#![forbid(unsafe_code)]

pub mod base;
pub mod batch;
pub mod board;
pub mod crew;
pub mod diag;
pub mod engine;
pub mod exercise;
pub mod injects;
pub mod model;
pub mod plot;
pub mod report;
pub mod score;
pub mod script;
pub mod stats;
pub mod timeline;
