//! Somebody reports a finding, wrongly or rightly.

use super::InjectKind;
use crate::model::{Effect, Inject};

fn tells(inject: &Inject) -> Vec<Effect> {
    let tell = |finding| Effect::Tell {
        finding,
        present: true,
    };
    let message = (!inject.text.is_empty()).then(|| Effect::Message {
        text: inject.text.clone(),
        asks: false,
    });
    inject
        .finding
        .map(tell)
        .into_iter()
        .chain(message)
        .collect()
}

pub const MISLEADING_REPORT: InjectKind = InjectKind {
    name: "misleading-report",
    help: "The receivers are told `finding`, though it may not be so.",
    needs: &["finding"],
    takes: &["text", "from", "to"],
    strikes: false,
    effects: tells,
};

pub const HINT: InjectKind = InjectKind {
    name: "hint",
    help: "The receivers are told `finding`, which is so.",
    needs: &["finding"],
    takes: &["text", "from", "to"],
    strikes: false,
    effects: tells,
};
