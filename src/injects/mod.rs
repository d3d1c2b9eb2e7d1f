//! Kinds of inject: what each does to the world, in `Effect`s that the engine applies.
//!
//! Adding a kind is a file here and its line in [`KINDS`]; help and checks come from the table.

mod alert;
mod card;
mod evidence;
mod fault;
mod leave;
mod message;
mod noise;
mod recovery;
mod report;
mod tool;

use crate::base::Name;
use crate::model::{Effect, Inject};

/// A kind of inject.
pub struct InjectKind {
    pub name: &'static str,
    pub help: &'static str,
    /// The fields it cannot do without, as they are written in a script.
    pub needs: &'static [&'static str],
    /// Other fields it reads.
    pub takes: &'static [&'static str],
    /// Whether it begins new trouble: an exercise does not end before it has come.
    pub strikes: bool,
    pub effects: fn(&Inject) -> Vec<Effect>,
}

/// Every kind of inject.
pub const KINDS: &[&InjectKind] = &[
    &alert::ALERT,
    &fault::FAULT,
    &recovery::RECOVERY,
    &message::CUSTOMER,
    &message::EXECUTIVE,
    &message::PRESS,
    &message::LEGAL,
    &message::COLLEAGUE,
    &noise::PAGE_NOISE,
    &leave::LEAVES,
    &leave::UNREACHABLE,
    &tool::TOOL_OUTAGE,
    &report::MISLEADING_REPORT,
    &report::HINT,
    &evidence::EVIDENCE,
    &card::CARD,
];

/// The kind with this name.
pub fn kind(name: Name) -> Option<&'static InjectKind> {
    KINDS.iter().find(|k| name == k.name).copied()
}

/// What an inject does to the world; nothing for a kind that does not exist (refused on loading).
pub fn effects(inject: &Inject) -> Vec<Effect> {
    kind(inject.kind).map_or_else(Vec::new, |k| (k.effects)(inject))
}

/// Whether an inject needs somebody who gets it.
pub fn wants_receivers(inject: &Inject) -> bool {
    let people = |e: &Effect| {
        matches!(
            e,
            Effect::Message { .. } | Effect::Card { .. } | Effect::Tell { .. }
        )
    };
    let nobody = |e: &Effect| matches!(e, Effect::Leaves { person: None, .. });
    effects(inject).iter().any(|e| people(e) || nobody(e))
}

/// Whether an inject begins new trouble.
pub fn strikes(inject: &Inject) -> bool {
    kind(inject.kind).is_some_and(|k| k.strikes)
}
