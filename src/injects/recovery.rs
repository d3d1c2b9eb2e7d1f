//! A fault passes by itself.

use super::InjectKind;
use crate::model::Effect;

pub const RECOVERY: InjectKind = InjectKind {
    name: "recovery",
    help: "The named fault passes by itself.",
    needs: &["fault"],
    takes: &[],
    strikes: false,
    effects: |inject| inject.fault.map(Effect::End).into_iter().collect(),
};
