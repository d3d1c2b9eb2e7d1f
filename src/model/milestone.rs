//! The milestones of one episode of harm (DOMAIN section 6). No order may be assumed, and each may
//! never come.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! milestones {
    ($($variant:ident, $word:literal, $help:literal;)*) => {
        /// A point that an episode of harm reaches, or not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
                 Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "lowercase")]
        #[schemars(rename_all = "lowercase")]
        pub enum Milestone {
            $(#[doc = $help] $variant,)*
        }
        impl Milestone {
            pub const ALL: &'static [Milestone] = &[$(Milestone::$variant,)*];
            /// As it is written in scripts, tables and JSON (there with `_s`).
            pub fn word(self) -> &'static str {
                match self { $(Milestone::$variant => $word,)* }
            }
            /// What it is, in a sentence.
            pub fn help(self) -> &'static str {
                match self { $(Milestone::$variant => $help,)* }
            }
        }
    };
}

milestones! {
    Fault, "fault", "A fault begins.";
    Impact, "impact", "Customers are first affected.";
    Signalled, "signalled", "A monitor's condition first holds and it fires.";
    Alerted, "alerted", "The first signal reaches anyone, by any channel.";
    Paged, "paged", "The first page is sent.";
    Detected, "detected", "A person knows that something is wrong.";
    Acknowledged, "acknowledged", "A responder takes the page or report.";
    Engaged, "engaged", "A responder has hands on the keyboard.";
    Declared, "declared", "It is acknowledged as an incident.";
    Commanded, "commanded", "Somebody holds command and knows it.";
    Mobilised, "mobilised", "Every role that the severity asks for is held.";
    Diagnosed, "diagnosed", "A responder knows the true cause.";
    Contained, "contained", "Impact no longer spreads.";
    Mitigated, "mitigated", "Customer impact has ended, perhaps by a stop-gap.";
    Resolved, "resolved", "The cause is removed and the service is normal, and somebody has checked.";
    Recovered, "recovered", "Backlog is worked off and data repaired.";
    Closed, "closed", "Closed: closing message sent, review booked.";
}
