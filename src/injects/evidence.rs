//! Evidence turns up or is lost.

use super::InjectKind;
use crate::model::Effect;

pub const EVIDENCE: InjectKind = InjectKind {
    name: "evidence",
    help: "`evidence` turns up and is safe; with `finding`, the receivers learn it.",
    needs: &["evidence"],
    takes: &["finding", "text", "to"],
    strikes: false,
    effects: |inject| {
        let saved = inject.evidence.map(|evidence| Effect::Evidence {
            evidence,
            saved: true,
        });
        let tell = |finding| Effect::Tell {
            finding,
            present: true,
        };
        saved.into_iter().chain(inject.finding.map(tell)).collect()
    },
};
