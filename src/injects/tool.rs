//! The responders lose a tool.

use super::InjectKind;
use crate::model::Effect;

pub const TOOL_OUTAGE: InjectKind = InjectKind {
    name: "tool-outage",
    help: "`tool` is gone for as long as `lasts`.",
    needs: &["tool", "lasts"],
    takes: &["text"],
    strikes: false,
    effects: |inject| match (inject.tool, inject.lasts.clone()) {
        (Some(tool), Some(lasts)) => vec![Effect::LoseTool { tool, lasts }],
        _ => Vec::new(),
    },
};
