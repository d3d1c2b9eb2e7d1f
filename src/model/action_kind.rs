//! The kinds of action, one line each: help, checks and the effects they have beside those the
//! script names come from here.

use super::inject::Effect;
use super::system::Tool;
use super::work::Action;
use crate::base::Name;

/// A kind of action.
pub struct ActionKind {
    pub name: &'static str,
    pub help: &'static str,
    /// The tool it needs unless the action names another.
    pub tool: Option<Tool>,
    /// Quick and safe enough to start without asking, once its cause is believed.
    pub routine: bool,
    /// What it hides or removes by its nature, beside what the script says.
    pub effects: fn(&Action) -> Vec<Effect>,
}

const DEPLOY: Option<Tool> = Some(Tool::Deploy);
const NOTHING: fn(&Action) -> Vec<Effect> = |_| Vec::new();

/// Every kind of action. Adding one is a line here and a test.
pub const ACTION_KINDS: &[ActionKind] = &[
    kind(
        "rollback",
        "Undoes a change by going back to what ran before.",
        DEPLOY,
        true,
    ),
    kind("flag-off", "Switches a feature off.", DEPLOY, true),
    kind(
        "patch",
        "Changes code or configuration to remove a cause.",
        DEPLOY,
        false,
    ),
    kind(
        "restart",
        "Starts a service anew; what was in memory is lost.",
        None,
        true,
    ),
    kind(
        "failover",
        "Moves load from one site to others.",
        None,
        false,
    ),
    kind("rate-limit", "Lets fewer requests in.", None, false),
    kind("scale", "Adds capacity.", None, true),
    kind(
        "freeze",
        "Stops changes and automation so that nothing spreads.",
        None,
        true,
    ),
    kind(
        "restore",
        "Brings data or a machine back from a copy.",
        None,
        false,
    ),
    kind("repair", "Mends or replaces what is broken.", None, false),
    kind(
        "revoke",
        "Takes keys, sessions or rights away.",
        None,
        false,
    ),
    kind(
        "rotate",
        "Replaces keys and passwords everywhere.",
        None,
        false,
    ),
    kind("block", "Blocks addresses or accounts.", None, false),
    kind("isolate", "Cuts a machine or network off.", None, false),
    kind("snapshot", "Saves a copy of evidence.", None, true),
    kind(
        "bypass",
        "Reaches a system by another way than the usual tools.",
        None,
        true,
    ),
];

const fn kind(
    name: &'static str,
    help: &'static str,
    tool: Option<Tool>,
    routine: bool,
) -> ActionKind {
    ActionKind {
        name,
        help,
        tool,
        routine,
        effects: NOTHING,
    }
}

/// Kinds that start a service anew or move load to it: what lies there unseen shows.
const CALLS_ON: [&str; 7] = [
    "rollback", "patch", "restart", "failover", "scale", "restore", "repair",
];

/// Whether an action of this kind calls on its service for more than it does every day.
pub fn calls_on_service(kind: Name) -> bool {
    CALLS_ON.iter().any(|k| kind == *k)
}

/// The kind with this name.
pub fn action_kind(name: Name) -> Option<&'static ActionKind> {
    ACTION_KINDS.iter().find(|k| name == k.name)
}
