//! What those outside ask again after somebody's typed answer: about what it lacks, or, where it
//! lacks nothing, what comes to everybody's mind next.
//!
//! It comes as an added message of the facilitator's, so it stands in the log like any other. An
//! answer that is left to the seat's own words is a full one.

use crate::base::{Duration, Name, SimTime};
use crate::model::command::Command;
use crate::model::inject::Delivery;
use crate::model::{Fact, Inject, MessageId, Record, Setup, Stakeholder};
use crate::score::rubric;

/// How long they think an answer over.
const AFTER: Duration = Duration::minutes(4);

const UNSURE_END: &[&str] = &[
    "You name a time. Is that sure, and what do I say if it passes?",
    "Can I pass that time on as a promise, or is it a hope?",
];
const WHO_IS_HIT: &[&str] = &[
    "Thank you, but who is hit by it, and what can they not do?",
    "Is that everybody or some of us? I still cannot tell how bad it is.",
];
const WHAT_IS_DONE: &[&str] = &[
    "And what is being done about it at this moment?",
    "That is how it stands. What are you doing about it?",
];
const NEXT_WORD: &[&str] = &[
    "When do I hear from you again?",
    "By when is there the next word, even if nothing is new?",
];
const WHOSE_FAULT: &[&str] = &["I did not ask who it was. What happens next?"];
/// What customers always ask in the end: compensation, a report, prevention, how long.
const CUSTOMERS: &[&str] = &[
    "Will there be compensation for this?",
    "Do we get a report of what happened?",
    "What do you do so that this does not happen again?",
    "How long may it take at worst? We have to plan.",
];
const EXECUTIVES: &[&str] = &[
    "What do you need from us: people, money, a decision?",
    "What is the worst that can still come of it?",
    "Do we have to tell anybody outside, by law or by contract?",
];
const SUPPORT: &[&str] = &[
    "May I write that to customers word for word?",
    "Is there a way around it that I can name?",
];

/// What whoever asked asks back after this answer, given now: nothing where no words were typed, where
/// it was no question of those outside, or was asked back itself.
pub fn asks_back(
    records: &[Record],
    setup: &Setup,
    by: Name,
    command: &Command,
    now: SimTime,
) -> Option<Inject> {
    let Command::Answer {
        message,
        text: Some(text),
    } = command
    else {
        return None;
    };
    let who = whose(records, *message, by)?;
    let words = asked(records, setup, who, *message, text)?;
    Some(Inject {
        to: Delivery::People(vec![by]),
        from: Some(who.title().into()),
        text: words.into(),
        ..Inject::at(
            Name::new(&format!("asked-back-{}", message.0)),
            Name::new(kind_of(who)),
            now + AFTER,
        )
    })
}

/// Those outside who asked somebody this, in the engine's own words: what a script says has its own
/// sequel.
fn whose(records: &[Record], wanted: MessageId, by: Name) -> Option<Stakeholder> {
    records.iter().rev().find_map(|r| match &r.fact {
        Fact::MessageSent {
            message,
            to,
            from,
            text,
            asks: true,
        } if *message == wanted && *to == by => {
            let own = Stakeholder::QUESTIONS.contains(&text.as_str());
            Stakeholder::called(from).filter(|_| own)
        }
        _ => None,
    })
}

fn kind_of(who: Stakeholder) -> &'static str {
    match who {
        Stakeholder::Customers => "customer-message",
        Stakeholder::Executives => "executive-message",
        Stakeholder::Support => "colleague-message",
    }
}

/// The most pressing that the answer lacks; else one more question that has not been asked yet.
fn asked(
    records: &[Record],
    setup: &Setup,
    who: Stakeholder,
    message: MessageId,
    text: &str,
) -> Option<&'static str> {
    let said = rubric::judge(text, setup, who == Stakeholder::Customers);
    let lacks = [
        (said.invented_end.said, UNSURE_END),
        (!said.impact.said, WHO_IS_HIT),
        (!said.action.said, WHAT_IS_DONE),
        (!said.next.said, NEXT_WORD),
        (said.blame.said, WHOSE_FAULT),
    ];
    let lacking = lacks.iter().find_map(|(so, words)| so.then_some(*words));
    let heard = |words: &str| {
        records.iter().any(|r| match &r.fact {
            Fact::MessageSent { text, .. } => text == words,
            _ => false,
        })
    };
    let more = match who {
        Stakeholder::Customers => CUSTOMERS,
        Stakeholder::Executives => EXECUTIVES,
        Stakeholder::Support => SUPPORT,
    };
    let words = lacking.unwrap_or(more);
    // Never the same twice as long as there is another.
    let first = message.0 as usize % words.len();
    let mut turned = words[first..].iter().chain(&words[..first]).copied();
    let fresh = turned.find(|w| !heard(w));
    fresh.or_else(|| lacking.map(|_| words[first]))
}
