//! A fault of the scenario strikes.

use super::InjectKind;
use crate::model::Effect;

pub const FAULT: InjectKind = InjectKind {
    name: "fault",
    help: "The named fault strikes now; an episode of its problem begins if none is open.",
    needs: &["fault"],
    takes: &[],
    strikes: true,
    effects: |inject| inject.fault.map(Effect::Strike).into_iter().collect(),
};
