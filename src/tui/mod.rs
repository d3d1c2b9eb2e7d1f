//! The terminal of somebody who plays: a screen of panes, or plain lines for screen readers, pipes
//! and scripts. Both draw one person's [`Desk`](crate::live::Desk) and give the same commands; they
//! decide nothing.
//!
//! | file | what |
//! | --- | --- |
//! | [`app`] | keys to commands |
//! | [`draw`], `panes`, `rows`, `foot`, `wide`, `paper` | the screen: 80 x 24, and fuller from 120 x 40 |
//! | [`screen`] | raw mode and back, whatever happens |
//! | [`plain`] | lines in, lines out |
//! | [`mod@shadow`] | lines too: somebody else commands, and you say what they will do |

pub mod app;
pub mod draw;
mod foot;
mod guide;
mod input;
mod panes;
mod paper;
pub mod plain;
mod rows;
pub mod screen;
pub mod shadow;
mod wide;

pub use app::{App, Left};
pub use plain::plain;
pub use screen::{play, restore};
pub use shadow::shadow;

use std::io;

/// Why a face could not go on.
#[derive(Debug, thiserror::Error)]
pub enum FaceError {
    #[error("the terminal does not do what is asked of it ({0}): try --plain")]
    Terminal(#[from] io::Error),
    #[error(transparent)]
    Live(#[from] crate::live::LiveError),
}

/// How a screen looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Sixteen colours by name; without them shapes and words carry everything.
    pub colours: bool,
}
