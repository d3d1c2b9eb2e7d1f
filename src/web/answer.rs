//! What somebody gets back: a status, a body of JSON, and what went wrong in words for them.

use serde_json::{Value, json};

use super::orders::Not;
use crate::files::FileError;
use crate::live::LiveError;

/// What somebody gets back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    /// A token for a cookie.
    pub token: Option<String>,
}

impl Answer {
    pub fn fine(body: Value) -> Answer {
        Answer {
            status: 200,
            body,
            token: None,
        }
    }
    pub fn error(status: u16, message: &str) -> Answer {
        Answer {
            status,
            body: json!({"error": message}),
            token: None,
        }
    }
}

impl From<LiveError> for Answer {
    fn from(error: LiveError) -> Answer {
        match error {
            LiveError::NothingToUndo => Answer::error(409, &error.to_string()),
            // Paths are the facilitator's machine's business.
            _ => Answer::error(
                503,
                "not recording: the exercise stands until there is room",
            ),
        }
    }
}

impl From<FileError> for Answer {
    fn from(_: FileError) -> Answer {
        Answer::error(
            503,
            "that could not be written down, so nothing has changed",
        )
    }
}

impl From<Not> for Answer {
    fn from(not: Not) -> Answer {
        match not {
            Not::Live(error) => error.into(),
            Not::Sense(why) => Answer::error(409, &why),
        }
    }
}
