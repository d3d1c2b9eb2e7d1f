//! What somebody who watches, or looks back, writes down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a note is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum NoteKind {
    /// Something that was seen.
    #[default]
    Seen,
    /// Something that went well.
    Strength,
    /// Something that could go better.
    Improvement,
    /// An answer to a question of the hot wash, right after the end.
    HotWash { question: String },
    /// Something to be done: by whom, until when, and by what one will know. What nobody named yet
    /// is empty.
    Plan {
        #[serde(default)]
        owner: String,
        #[serde(default)]
        due: String,
        #[serde(default)]
        proof: String,
    },
}

impl NoteKind {
    pub fn is_seen(&self) -> bool {
        *self == NoteKind::Seen
    }
}
