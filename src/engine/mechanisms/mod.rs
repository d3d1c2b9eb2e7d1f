//! How the world works: people, documents, messages and clocks. Nothing here may know what the
//! process says; a process only decides who is called, who is told, who may decide, what is written
//! down and when, and that is done in `tools`, `commands` and by the people's policies.

mod adversary;
mod attention;
mod beliefs;
mod effects;
mod faults;
mod health;
mod latent;
mod looks;
mod outcomes;
mod presence;
mod runbooks;
mod signals;
mod trust;
mod workload;

pub(crate) use attention::is_technical;
pub(crate) use beliefs::Channel;
pub(crate) use signals::Signal;
