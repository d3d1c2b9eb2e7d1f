//! Somebody says or asks something. A message that ends in a question mark waits for an answer.

use super::InjectKind;
use crate::model::{Effect, Inject};

fn message(inject: &Inject) -> Vec<Effect> {
    let text = inject.text.clone();
    let asks = text.trim_end().ends_with('?') || !inject.expects.is_empty();
    vec![Effect::Message { text, asks }]
}

const fn from(name: &'static str, help: &'static str) -> InjectKind {
    InjectKind {
        name,
        help,
        needs: &["text"],
        takes: &["from", "to"],
        strikes: false,
        effects: message,
    }
}

pub const CUSTOMER: InjectKind = from("customer-message", "A customer writes or calls.");
pub const EXECUTIVE: InjectKind = from("executive-message", "An executive wants to know.");
pub const PRESS: InjectKind = from("press-message", "The press asks.");
pub const LEGAL: InjectKind = from("legal-message", "Counsel or an authority writes.");
pub const COLLEAGUE: InjectKind = from("colleague-message", "A colleague says something.");
