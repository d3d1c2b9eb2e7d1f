//! Tools and rules that the process configures: the hub, the ladder of pages, reminders, and the
//! script that throws things in.

mod bystanders;
pub mod compose;
mod deadlines;
mod hub;
mod paging;
mod script;
mod updates;
mod waits;
