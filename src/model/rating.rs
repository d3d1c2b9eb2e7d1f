//! How an objective was performed, in the letters of exercise practice (HSEEP).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Share;

/// How an objective was performed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Rating {
    P,
    S,
    M,
    U,
}

impl Rating {
    pub const ALL: [Rating; 4] = [Rating::P, Rating::S, Rating::M, Rating::U];

    pub fn title(self) -> &'static str {
        match self {
            Rating::P => "performed without challenges",
            Rating::S => "performed with some challenges",
            Rating::M => "performed with major challenges",
            Rating::U => "unable to be performed",
        }
    }

    /// All of it in time is P; from 70 % of the credit S; from 30 % M; below that U.
    pub fn of(credit: Share) -> Rating {
        match credit.as_ppm() {
            1_000_000 => Rating::P,
            700_000.. => Rating::S,
            300_000.. => Rating::M,
            _ => Rating::U,
        }
    }
}
