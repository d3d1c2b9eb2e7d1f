//! Judges what somebody typed for an update by its words: impact, action, the next update promised,
//! no invented end, no blame (what a good answer to customers holds, as incident guides have it).
//!
//! It knows words, not meaning: it can be fooled in both directions, says for each point which words
//! it went by, and gives no score.

use serde::Serialize;

use crate::model::Setup;

/// What an update says and what it had better not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rubric {
    /// Who or what is hit.
    pub impact: Point,
    /// What is done about it.
    pub action: Point,
    /// When the next word comes.
    pub next: Point,
    /// An end that nobody can promise.
    pub invented_end: Point,
    /// Somebody is blamed.
    pub blame: Point,
}

/// Whether something is said, and the words that say so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Point {
    pub said: bool,
    pub words: Option<String>,
}

const IMPACT: &[&str] = &[
    "user",
    "customer",
    "client",
    "partner",
    "everybody",
    "everyone",
    "nobody",
    "people",
    "order",
    "payment",
    "login",
    "error",
    "slow",
    "unavailable",
    "down",
    "fail",
    "affected",
    "impact",
    "cannot",
    "can not",
    "can't",
    "degraded",
    "outage",
    "%",
    "per cent",
    "percent",
];
const ACTION: &[&str] = &[
    "we are",
    "we're",
    "we have",
    "we've",
    "working",
    "investigat",
    "rolling back",
    "rolled back",
    "restart",
    "mitigat",
    "switch",
    "looking",
    "testing",
    "checking",
    "restor",
    "fixing",
    "applied",
    "applying",
    "isolat",
    "contain",
    "called in",
    "team is",
    "teams are",
];
const NEXT: &[&str] = &[
    "next update",
    "next word",
    "next message",
    "next news",
    "update in",
    "update at",
    "update by",
    "again at",
    "again in",
    "again by",
    "report back",
    "hear from us",
    "keep you posted at",
    "more at",
    "more in",
    "follow up at",
    "follow up in",
];
const END: &[&str] = &[
    "fixed in",
    "fixed by",
    "fixed within",
    "resolved in",
    "resolved by",
    "resolved within",
    "back in",
    "back by",
    "back within",
    "done in",
    "done by",
    "over in",
    "over by",
    "solved in",
    "solved by",
    "solved within",
    "restored by",
    "restored within",
    "restored in",
    "fixed soon",
    "resolved soon",
    "back soon",
    "back shortly",
    "resolved shortly",
    "fixed shortly",
    "any minute",
    "in no time",
    "will be up in",
    "will be up by",
];
const BLAME: &[&str] = &[
    "fault of",
    "'s fault",
    "’s fault",
    "mistake by",
    "mistake of",
    "blame",
    "human error",
    "should have",
    "failed to",
    "forgot to",
    "careless",
    "negligen",
    "incompeten",
    "caused by our colleague",
];

/// Judges a text. Names of services count as impact, names of tests and actions as action, names of
/// people in the team as blame where the text is for those outside.
pub fn judge(text: &str, setup: &Setup, outside: bool) -> Rubric {
    let lower = text.to_lowercase();
    let services = setup.system().services.iter();
    let services = services.flat_map(|s| [s.name.to_string(), s.title.to_lowercase()]);
    let actions = setup.scenario.actions.iter();
    let actions = actions.flat_map(|a| [a.name.to_string(), a.title.to_lowercase()]);
    let tests = setup.scenario.diagnostics.iter();
    let tests = tests.flat_map(|d| [d.name.to_string(), d.title.to_lowercase()]);
    let people = setup.team.people.iter().map(|p| p.name.to_string());
    let next = find(&lower, NEXT).or_else(|| clock_after(&lower, &["update", "again", "next"]));
    Rubric {
        impact: point(find(&lower, IMPACT).or_else(|| among(&lower, services))),
        action: point(find(&lower, ACTION).or_else(|| among(&lower, actions.chain(tests)))),
        next: point(next),
        invented_end: point(find(&lower, END)),
        blame: point(find(&lower, BLAME).or_else(|| among(&lower, people).filter(|_| outside))),
    }
}

impl Rubric {
    /// What is missing and what had better go, in words for whoever wrote it.
    pub fn advice(&self) -> Vec<&'static str> {
        [
            (!self.impact.said, "who or what is hit is not said"),
            (!self.action.said, "what is done about it is not said"),
            (!self.next.said, "when the next word comes is not promised"),
            (
                self.invented_end.said,
                "an end is promised that nobody can know",
            ),
            (self.blame.said, "somebody is named or blamed"),
        ]
        .into_iter()
        .filter_map(|(so, words)| so.then_some(words))
        .collect()
    }
    /// Five of five.
    pub fn is_good(&self) -> bool {
        self.advice().is_empty()
    }
}

fn point(words: Option<String>) -> Point {
    Point {
        said: words.is_some(),
        words,
    }
}

fn find(lower: &str, words: &[&str]) -> Option<String> {
    let found = words.iter().find(|w| starts_a_word(lower, w));
    found.map(|w| (*w).to_string())
}

fn among(lower: &str, mut words: impl Iterator<Item = String>) -> Option<String> {
    words.find(|w| w.len() > 2 && starts_a_word(lower, w))
}

/// Whether a word begins somewhere: `order` is found in `orders`, not in `border`.
fn starts_a_word(lower: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric();
    let mut places = lower.match_indices(word);
    places.any(|(at, _)| {
        let before = lower[..at].chars().next_back();
        !before.is_some_and(is_letter) || !word.starts_with(is_letter)
    })
}

/// A time of day or a number of minutes in the same sentence as one of these words.
fn clock_after(lower: &str, words: &[&str]) -> Option<String> {
    let sentences = lower.split(['.', '!', '?', '\n']);
    let mut those = sentences.filter(|s| words.iter().any(|w| starts_a_word(s, w)));
    those.find_map(|sentence| {
        let mut parts = sentence.split_whitespace().peekable();
        while let Some(part) = parts.next() {
            let digits = part.chars().filter(char::is_ascii_digit).count();
            let clock = digits >= 3 && part.contains(':');
            let unit = parts
                .peek()
                .is_some_and(|n| n.starts_with("min") || n.starts_with("hour"));
            if clock || (digits > 0 && unit) {
                return Some(part.to_string());
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Rubric {
        judge(text, &crate::timeline::check::Log::new().setup, true)
    }

    #[test]
    fn a_good_update_has_all_five() {
        let good = "A third of customers cannot pay by card. We are rolling back this afternoon's \
                    release. Next update at 14:30.";
        let rubric = judged(good);
        assert!(rubric.is_good(), "{rubric:?}");
    }

    #[test]
    fn an_invented_end_and_blame_are_found() {
        let rubric = judged(
            "Sorry, it will be fixed in ten minutes. Human error, somebody should have tested it.",
        );
        assert!(rubric.invented_end.said && rubric.blame.said && !rubric.next.said);
        assert_eq!(
            rubric.advice().len(),
            5 - usize::from(rubric.impact.said) - usize::from(rubric.action.said)
        );
    }

    #[test]
    fn words_are_found_where_they_begin() {
        assert!(starts_a_word("all orders wait", "order"));
        assert!(!starts_a_word("at the border", "order"));
        assert!(clock_after("we write again in 20 minutes.", &["again"]).is_some());
    }
}
