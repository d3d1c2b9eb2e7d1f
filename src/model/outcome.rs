//! What came of a task, and how much of a handoff was done.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What came of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Outcome {
    /// A diagnostic gave a result.
    Result,
    /// An action did what it does.
    Done,
    /// An action failed in the doing.
    Failed,
    /// Two hands in one place: both failed.
    Collided,
    /// The person cannot.
    Stuck,
}

/// Which of the four handoff steps were taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Steps {
    pub announced: bool,
    pub transferred: bool,
    pub confirmed: bool,
    pub noticed: bool,
}
