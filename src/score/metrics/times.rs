//! Times between milestones, by default as DOMAIN section 6 has them, and the variants others use.

use super::Better::Lower;
use super::Unit::Milliseconds;
use super::{Metric, plain};
use crate::model::Milestone;

macro_rules! time {
    ($name:literal, $title:literal, $from:ident, $to:ident, $help:literal) => {
        Metric {
            name: $name,
            title: $title,
            span: Some((Milestone::$from, Milestone::$to)),
            unit: Milliseconds,
            better: Lower,
            help: $help,
            read: |t| t.mean_span(Milestone::$from, Milestone::$to),
            of_episode: Some(|t, e| t.span(e, Milestone::$from, Milestone::$to)),
        }
    };
}

pub(super) const METRICS: &[Metric] = &[
    time!(
        "time_to_detect",
        "Detect",
        Fault,
        Alerted,
        "From the fault to the first signal that reaches anyone."
    ),
    time!(
        "time_to_detect_from_impact",
        "Detect, from impact",
        Impact,
        Alerted,
        "From the first customer hit to the first signal that reaches anyone."
    ),
    time!(
        "time_to_detect_by_person",
        "Detect, by a person",
        Impact,
        Detected,
        "From the first customer hit until a person knows that something is wrong."
    ),
    time!(
        "time_to_detect_cause",
        "Detect, with its cause",
        Fault,
        Diagnosed,
        "From the fault until a responder knows its true cause, as some glossaries read detection."
    ),
    time!(
        "time_to_acknowledge",
        "Acknowledge",
        Paged,
        Acknowledged,
        "From the first page until a responder takes it."
    ),
    time!(
        "time_to_acknowledge_from_alerted",
        "Acknowledge, from alert",
        Alerted,
        Acknowledged,
        "From the first signal until a responder takes the page."
    ),
    time!(
        "time_to_acknowledge_to_engaged",
        "Acknowledge, at work",
        Paged,
        Engaged,
        "From the first page until a responder has hands on the keyboard."
    ),
    time!(
        "time_to_declare",
        "Declare",
        Alerted,
        Declared,
        "From the first signal until an incident is declared."
    ),
    time!(
        "time_to_command",
        "Take command",
        Alerted,
        Commanded,
        "From the first signal until somebody holds command and knows it."
    ),
    time!(
        "time_to_mobilise",
        "Mobilise",
        Alerted,
        Mobilised,
        "From the first signal until every role that the severity asks for is held."
    ),
    time!(
        "time_to_mobilise_from_declared",
        "Mobilise, from declared",
        Declared,
        Mobilised,
        "From the declaration until every role that the severity asks for is held."
    ),
    time!(
        "time_to_contain",
        "Contain",
        Impact,
        Contained,
        "From the first customer hit until impact no longer spreads."
    ),
    time!(
        "time_to_diagnose",
        "Diagnose",
        Engaged,
        Diagnosed,
        "From hands on the keyboard until a responder knows the true cause."
    ),
    time!(
        "time_to_diagnose_from_alerted",
        "Diagnose, from alert",
        Alerted,
        Diagnosed,
        "From the first signal until a responder knows the true cause."
    ),
    time!(
        "time_to_mitigate",
        "Mitigate",
        Impact,
        Mitigated,
        "From the first customer hit until customer impact has ended, perhaps by a stop-gap."
    ),
    time!(
        "time_to_mitigate_from_fault",
        "Mitigate, from fault",
        Fault,
        Mitigated,
        "From the fault until customer impact has ended."
    ),
    time!(
        "time_to_mitigate_from_detected",
        "Mitigate, from detection",
        Detected,
        Mitigated,
        "From when a person knows until customer impact has ended."
    ),
    time!(
        "time_to_resolve",
        "Resolve",
        Impact,
        Resolved,
        "From the first customer hit until the cause is removed, the service normal, and somebody has checked."
    ),
    time!(
        "time_to_resolve_from_fault",
        "Resolve, from fault",
        Fault,
        Resolved,
        "From the fault until it is resolved."
    ),
    time!(
        "time_to_resolve_from_alerted",
        "Resolve, from alert",
        Alerted,
        Resolved,
        "From the first signal until it is resolved."
    ),
    time!(
        "time_to_resolve_from_acknowledged",
        "Resolve, from acknowledged",
        Acknowledged,
        Resolved,
        "From the acknowledged page until it is resolved."
    ),
    time!(
        "time_to_resolve_from_declared",
        "Resolve, from declared",
        Declared,
        Resolved,
        "From the declared incident until it is resolved, for those who acknowledge an incident and not a page."
    ),
    time!(
        "time_to_recover",
        "Recover",
        Impact,
        Recovered,
        "From the first customer hit until backlog is worked off and data repaired."
    ),
    time!(
        "time_to_close",
        "Close",
        Impact,
        Closed,
        "From the first customer hit until the incident is closed; closing it before it is over does not count."
    ),
    plain(
        "command_gap",
        "Command gap",
        Milliseconds,
        Lower,
        |t| t.command_gap(),
        "How long nobody held command between the declaration (the first alert, where nobody declares) and the end.",
    ),
];
