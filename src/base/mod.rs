//! What everything else stands on: time, names, shares, laws, keyed draws, the calendar.
//!
//! Knows nothing of incidents. `libm`, `chrono` and `rand`'s traits live here and nowhere else.
//!
//! ```
//! use sandtable::base::{Draws, Duration, Law, Name, Purpose};
//!
//! let law = Law::Exponential { mean: Duration::minutes(5) };
//! let luck = Draws::new(1).of(Purpose::AckDelay, (Name::new("ana"), 3u64));
//! assert_eq!(luck.length(&law), luck.length(&law));
//! ```

pub mod calendar;
pub mod draws;
pub mod law;
pub mod maths;
pub mod name;
pub mod share;
pub mod time;

pub use calendar::{StoryStart, Zone};
pub use draws::{Draw, Draws, Purpose};
pub use law::Law;
pub use name::{Name, NameMap, NameTable};
pub use share::{Factor, Share};
pub use time::{Duration, Offset, SimTime};
