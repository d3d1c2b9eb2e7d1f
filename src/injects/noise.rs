//! Alerts that mean nothing.

use super::InjectKind;
use crate::model::Effect;

pub const PAGE_NOISE: InjectKind = InjectKind {
    name: "page-noise",
    help: "`count` alerts that mean nothing, on `service` or the first one.",
    needs: &["count"],
    takes: &["service"],
    strikes: false,
    effects: |inject| {
        let (service, count) = (inject.service, inject.count.unwrap_or(1));
        vec![Effect::Noise { service, count }]
    },
};
