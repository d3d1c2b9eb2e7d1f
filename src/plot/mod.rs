//! Pictures: plain numbers in, one self-contained SVG out, and the same picture as PNG.
//!
//! This floor knows estimates (from `stats`) and nothing of runs, scenarios or files. All pictures
//! share one hand: a [`Sheet`] on which plotters draws in the inks of [`theme`], a [`Scale`] for the
//! axis, [`measure`] for the width of words, [`words`] for lengths of time, [`table`] for the
//! columns a picture reads by. One picture is one file, such as [`times`].
//!
//! ```
//! use sandtable::plot::{Arm, Row, TimesPicture};
//! use sandtable::stats::Estimate;
//!
//! let row = |mean: f64| Row {
//!     measure: "Time to detect".into(),
//!     clock: "fault → alerted".into(),
//!     mean: Estimate::new(mean, mean - 9.0, mean + 9.0, 2000),
//!     median: Estimate::new(mean - 20.0, mean - 25.0, mean - 16.0, 2000),
//!     unresolved: 0,
//! };
//! let picture = TimesPicture {
//!     title: "Both teams notice after four minutes".into(),
//!     note: "2,000 runs of each arm on the same luck.".into(),
//!     arms: vec![
//!         Arm { name: "today".into(), n: 2000, rows: vec![row(250.0)] },
//!         Arm { name: "deputy".into(), n: 2000, rows: vec![row(245.0)] },
//!     ],
//! };
//! let svg = picture.draw().svg();
//! assert!(svg.contains("4.2 min") && svg.contains("fault → alerted"));
//! ```

pub mod curves;
pub mod differences;
pub mod effect;
pub mod forest;
pub mod heat;
pub mod measure;
pub mod plane;
#[cfg(feature = "png")]
mod png;
pub mod progress;
mod scale;
mod sheet;
pub mod strip;
pub mod table;
pub mod theme;
pub mod times;
pub mod tornado;
pub mod waterfall;
pub mod words;
pub mod years;

pub use curves::{Curve, CurvesPicture};
pub use differences::DifferencesPicture;
pub use effect::{Against, Band, Effect, Tone, Verdict};
pub use forest::{ForestGroup, ForestPicture, ForestRow};
pub use heat::{HeatCell, HeatPicture};
pub use plane::{PlaneArm, PlanePicture, PlaneShare};
#[cfg(feature = "png")]
pub use png::{PngError, png};
pub use scale::Scale;
pub use sheet::{Anchor, Pen, Sheet, Type};
pub use strip::StripPicture;
pub use times::{Arm, Row, TimesPicture};
pub use tornado::{Assumption, TornadoPicture};
pub use waterfall::{Phase, WaterfallPicture};
pub use words::Unit;
pub use years::YearsPicture;

/// The width of a picture for a phone, in px.
pub const NARROW: u32 = 358;
/// The width of a picture that stands beside another, in px.
pub const PAIR: u32 = 404;
