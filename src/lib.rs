#![forbid(unsafe_code)]

pub mod diag;
pub mod script;
