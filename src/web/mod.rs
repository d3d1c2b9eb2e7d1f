//! A game day on a network: one program serves facilitator, participants, observers and the screen
//! on the wall, each their own page.
//!
//! | file | what |
//! | --- | --- |
//! | [`routes`] | every way in, and who may take it: the one table |
//! | [`gate`] | what is checked before anything is done: host, origin, who, rate, size |
//! | [`doors`] | tokens, codes, links; who has come in and what they may see |
//! | [`hall`] | the thread that owns the sessions: one writer, asked by all |
//! | [`room`] | one team: its session, and what each of its seats is shown |
//! | [`orders`] | what a facilitator or an observer asks for |
//! | [`answer`] | what somebody gets back |
//! | [`papers`] | the reports: when they are written, who gets which |
//! | [`stream`] | server-sent events: what is new since what somebody has |
//! | [`listen`] | sockets, TLS, patience |
//! | [`pages`] | HTML, CSS, scripts and fonts inside the program |
//!
//! A participant's bytes are made from their desk ([`crate::live::view`]) and from nothing else.

pub mod answer;
pub mod doors;
pub mod gate;
pub mod hall;
pub mod listen;
pub mod orders;
pub mod pages;
pub mod papers;
pub mod room;
pub mod routes;
pub mod stream;

pub use doors::{Doors, Kind};
pub use hall::Hall;
pub use listen::{HostError, Hosting, Stopper, serve};
pub use room::Room;
