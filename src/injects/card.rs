//! A card with text and questions, for discussion; works without a system too.

use super::InjectKind;
use crate::model::Effect;

pub const CARD: InjectKind = InjectKind {
    name: "card",
    help: "A card with `text` and `questions` is put before the receivers; `story` is when it plays.",
    needs: &["text"],
    takes: &["questions", "to", "from", "story"],
    strikes: false,
    effects: |inject| {
        let (text, questions) = (inject.text.clone(), inject.questions.clone());
        vec![Effect::Card { text, questions }]
    },
};
