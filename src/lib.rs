#![forbid(unsafe_code)]

pub mod plot;
pub mod stats;
