//! One live session: an exercise with people in some of its seats.
//!
//! A session paces the story by a clock that is handed in, writes every record down and syncs it
//! before anybody is shown it, takes itself up again after any kind of end, and branches where
//! somebody goes back. It draws nothing on a screen: terminal and page stand on it, and both see
//! people's [`Desk`]s, which are folds over what those people's boards hold.
//!
//! | file | what |
//! | --- | --- |
//! | [`session`], [`opening`] | begin, tick, give, forward, undo, resume |
//! | [`pace`], [`clock`], [`turns`] | story time by wall time, at a speed, or from turn to turn |
//! | [`journal`], [`disk`] | the log, the diary, the lock; a small trait for tests with a full disk |
//! | [`seat`], [`seats`] | which person a human sits in; who sits where |
//! | [`receipts`] | commands that are given once, however often they are asked for |
//! | [`desk`] | what one person has before them: needs, channel, tasks, roles, services, palette |
//! | [`voice`] | what colleagues say: words over what they believe |
//! | [`view`], [`lead`] | what pages show: a desk; the facilitator's board, the screen on the wall |
//! | [`shadow`] | a log as the person in the seat saw it, decision by decision, for whoever learns |
//! | [`ending`], [`reports`] | what a session came to; after-action reports as files |
//! | [`asks_back`] | what those outside ask again after somebody's typed answer |
//! | [`wire`] | what a program in a seat reads and writes: JSON lines |
//! | [`coach`], [`coached`] | who says what might be noticed, and what a session does with it |

pub mod asks_back;
pub mod clock;
pub mod coach;
pub mod coached;
pub mod desk;
pub mod disk;
pub mod ending;
pub mod journal;
pub mod lead;
pub mod opening;
pub mod pace;
pub mod receipts;
pub mod reports;
pub mod seat;
pub mod seats;
pub mod session;
pub mod shadow;
pub mod turns;
pub mod view;
pub mod voice;
pub mod wire;

pub use clock::{Clock, SystemClock};
pub use coach::{Coach, CoachMode, Notice, Step};
pub use desk::Desk;
pub use disk::{Disk, RealDisk};
pub use opening::{LiveError, Opening, Resumed, Sitting};
pub use pace::{Mode, Pace, Speed};
pub use session::Session;
pub use turns::News;
