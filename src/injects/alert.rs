//! An alert, true or not, as if a monitor had raised it.

use super::InjectKind;
use crate::model::Effect;

pub const ALERT: InjectKind = InjectKind {
    name: "alert",
    help: "An alert on `service`: true if it is broken at that moment, a false alarm if not.",
    needs: &["service"],
    takes: &["text"],
    strikes: true,
    effects: |inject| {
        let alert = |service| Effect::Alert {
            service,
            text: inject.text.clone(),
        };
        inject.service.map(alert).into_iter().collect()
    },
};
