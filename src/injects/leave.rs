//! A person leaves, or cannot be reached for a while.

use super::InjectKind;
use crate::model::Effect;

pub const LEAVES: InjectKind = InjectKind {
    name: "person-leaves",
    help: "`person`, or the first receiver, leaves for good without handing over.",
    needs: &[],
    takes: &["person", "to", "text"],
    strikes: false,
    effects: |inject| {
        let person = inject.person;
        vec![Effect::Leaves {
            person,
            lasts: None,
        }]
    },
};

pub const UNREACHABLE: InjectKind = InjectKind {
    name: "person-unreachable",
    help: "`person`, or the first receiver, cannot be reached for as long as `lasts`.",
    needs: &["lasts"],
    takes: &["person", "to", "text"],
    strikes: false,
    effects: |inject| {
        let (person, lasts) = (inject.person, inject.lasts.clone());
        vec![Effect::Leaves { person, lasts }]
    },
};
