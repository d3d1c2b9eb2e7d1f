//! A finished log as people read it: the terminal face of `run`, the lines of `replay`, the
//! after-action report; and the page of a comparison. Pure functions to text.
//!
//! | file | what it writes |
//! | --- | --- |
//! | [`face`] | `run`: headline, lanes, measures, what cost the most time |
//! | [`mod@replay`] | one line a record |
//! | [`mod@after_action`] | the after-action report, as HTML and as Markdown |
//! | [`mod@comparison`] | the page of a comparison, as HTML and as Markdown |
//! | [`mod@debrief`] | one seat looked back on, as HTML and as Markdown |
//! | [`sheet`], [`svg`] | what debriefs and after-action reports are made of; drawings |
//! | [`mod@analysis`] | what decisions were worth |
//! | [`words`] | a sentence for every fact, a doing for every command |
//! | [`costs`] | what cost the most time |
//! | `lanes`, `scale`, `paint`, [`text`] | the lanes under the scale bar; colours; inert text |
//!
//! ```
//! use sandtable::report::text;
//!
//! assert_eq!(text::plain("a\u{1b}[31m\u{202e}b"), "a[31mb");
//! ```

pub mod after_action;
pub mod analysis;
pub mod comparison;
pub mod costs;
pub mod debrief;
pub mod face;
pub mod lanes;
pub mod paint;
pub mod replay;
pub mod scale;
pub mod sheet;
pub mod svg;
pub mod text;
pub mod words;

#[cfg(test)]
mod every_fact;
#[cfg(test)]
mod tests;

pub use after_action::after_action;
pub use analysis::analysis;
pub use debrief::debrief;
pub use face::run;
pub use paint::Paint;
pub use replay::{Filter, replay};
pub use words::sentence;

use crate::model::{Actor, Record, Seq, Setup};
use crate::score::Scorecard;
use crate::timeline::Timeline;

/// A run and all that was read off it.
#[derive(Clone, Copy)]
pub struct Story<'a> {
    pub setup: &'a Setup,
    pub seed: u64,
    pub records: &'a [Record],
    pub timeline: &'a Timeline,
    pub card: &'a Scorecard,
    /// Where this run differs from what its author meant: skills or roles that stood in.
    pub degraded: &'a [String],
}

/// What exercise a page of one person is about, and whose page it is.
fn about(setup: &Setup, seed: u64, whose: String) -> Vec<String> {
    let (process, team) = (&setup.process.title, &setup.team.title);
    vec![
        setup.scenario.title.clone(),
        format!("{process} · {team} · seed {seed}"),
        whose,
    ]
}

impl Story<'_> {
    /// Whether somebody's doing, or a tool's, stands behind a record: in the chain of its causes.
    pub fn was_done(&self, seq: Seq) -> bool {
        let record = |seq: Seq| self.records.get(seq as usize);
        let mut chain = std::iter::successors(record(seq), |r| record(r.because?));
        chain.any(|r| matches!(r.by, Actor::Person(_) | Actor::Tool | Actor::Facilitator))
    }
}
