//! The nouns: what can be written in a script, what can be asked for, and what can have happened.
//!
//! Plain data with plain serde derives. Every public field says what it means, in which unit;
//! `explain` and `schema` print these texts. The model knows neither RON nor the engine: the
//! script produces it, the engine consumes it.
//!
//! | file | nouns |
//! | --- | --- |
//! | [`scenario`] | the incident script: story, horizon, par, objectives |
//! | [`system`] | services, sites, dependencies, tools |
//! | [`problem`] | problems, causes, faults, changes, the adversary |
//! | [`signal`] | monitors, customers, colleagues |
//! | [`work`] | findings, diagnostics, actions, runbooks |
//! | [`inject`] | injects, conditions, expectations |
//! | [`team`], [`process`], [`defaults`], [`vocabulary`] | the other inputs |
//! | [`rating`], [`note`], [`outcome`] | how an objective was performed; what was noted; what came of a task |
//! | [`duty`], [`milestone`], [`action_kind`] | tables that help, checks and reports are made from |
//! | [`belief`], [`command`], [`fact`], [`record`] | what runs through an exercise |
//! | [`setup`] | the six inputs, resolved |

pub mod action_kind;
pub mod belief;
pub mod command;
pub mod defaults;
pub mod document;
pub mod duty;
pub mod fact;
pub mod inject;
pub mod milestone;
pub mod note;
pub mod outcome;
pub mod problem;
pub mod process;
pub mod rating;
pub mod record;
pub mod scenario;
pub mod setup;
pub mod signal;
pub mod study;
pub mod system;
pub mod team;
pub mod vocabulary;
pub mod work;

pub use belief::{Belief, Claim, ServiceState, Source, Task, TaskState, Topic, WorkKind};
pub use command::{Command, Refusal};
pub use defaults::Defaults;
pub use duty::{Duty, Right, Stakeholder};
pub use fact::Fact;
pub use inject::{Condition, Effect, Expectation, Inject};
pub use milestone::Milestone;
pub use note::NoteKind;
pub use process::Process;
pub use rating::Rating;
pub use record::{Actor, Audience, Header, Record, Seq};
pub use scenario::Scenario;
pub use setup::Setup;
pub use study::StudyFile;
pub use system::{System, Tool};
pub use team::Team;
pub use vocabulary::Vocabulary;
pub use work::{Action, Diagnostic, Finding};

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
                 serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $id(pub u32);

        impl std::fmt::Display for $id {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl crate::base::draws::Key for $id {
            fn fold(self, hash: u64) -> u64 { self.0.fold(hash) }
        }
    )*};
}

ids! {
    /// One occurrence of harm in the truth: a problem from its first fault to its cure.
    EpisodeId,
    /// A signal that reached the alerting tools: from a monitor, a customer, a colleague.
    AlertId,
    /// What the alerting tools opened for alerts that belong together; people's handle on a fault.
    TicketId,
    /// A call for one person, about a ticket or for a role.
    PageId,
    /// What people declared.
    IncidentId,
    /// A question or a message that waits for an answer.
    MessageId,
}
