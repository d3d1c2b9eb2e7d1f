//! What people write at the head of an incident document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The head, as far as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Heading {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether only those who work on it may see it; none: as the process has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private: Option<bool>,
}

impl Heading {
    /// Writes over what stands there, as far as the newer one says anything.
    pub fn update(&mut self, newer: &Heading) {
        for (mine, newer) in [
            (&mut self.title, &newer.title),
            (&mut self.text, &newer.text),
        ] {
            if newer.is_some() {
                mine.clone_from(newer);
            }
        }
        self.private = newer.private.or(self.private);
    }
}
