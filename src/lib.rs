//! Sandtable: tabletop exercises and game days for incident response.
#![forbid(unsafe_code)]

pub mod base;
pub mod model;
pub mod report;
pub mod score;
pub mod timeline;
