//! Six presets, six ways to respond: for each, three runs in which something happens that happens
//! under no other preset in the same run, because a sentence of its source asks for it.
//!
//! Each test looks for the thing itself in the log, not for figures, so that a change of luck
//! elsewhere in the engine rarely moves it. Where it does, take another seed of the same pair; if
//! none is left the preset has lost what sets it apart, and that is a finding.

mod support;

use sandtable::base::{Duration, Name};
use sandtable::model::{Actor, Command, Duty, Fact, Record};

const PRESETS: [&str; 6] = [
    "blameless",
    "nist",
    "pagerduty",
    "pagerduty-basic",
    "rootly",
    "unmanaged",
];

/// A scenario, a team, a seed; the sentence of the source in our words; what shows it in a log.
type Case = (&'static str, &'static str, u64, &'static str, Shows);
type Shows = fn(&[Record]) -> bool;

/// Under one preset alone a run shows what its source asks for.
#[track_caller]
fn alone(preset: &str, cases: [Case; 3]) {
    assert!(PRESETS.contains(&preset));
    for (scenario, team, seed, sentence, shows) in cases {
        let shown = where_shown(scenario, team, seed, shows);
        if shown != [preset] {
            let fits = |s: &u64| where_shown(scenario, team, *s, shows) == [preset];
            let others: Vec<u64> = (1..=40).filter(fits).take(5).collect();
            panic!(
                "{scenario}, {team}, seed {seed}: {sentence}: shown by {shown:?}; seeds that show \
                 it under {preset} alone: {others:?}"
            );
        }
    }
}

/// The presets under which a run shows something.
fn where_shown(scenario: &str, team: &str, seed: u64, shows: Shows) -> Vec<&'static str> {
    let shown = |process: &&str| {
        let plan = support::plan_of(support::setup_with(scenario, process, team));
        shows(support::run(&plan, seed).records())
    };
    PRESETS.into_iter().filter(shown).collect()
}

#[test]
fn pagerduty_lets_machines_do_first_what_machines_can() {
    alone(
        "pagerduty",
        [
            (
                "quiet-disk",
                "startup-4",
                1,
                "automatic remediation can resolve without waking anyone",
                is_mended_before_anybody_is_paged,
            ),
            (
                "edge-regex",
                "follow-the-sun-18",
                1,
                "mobilising is automated, and one of the six roles speaks with customers",
                calls_the_customer_liaison_with_the_declaration,
            ),
            (
                "three-data-centres",
                "follow-the-sun-18",
                3,
                "alerts of all tools are made one and routed to the right on-call",
                rings_the_owner_of_what_broke,
            ),
        ],
    );
}

#[test]
fn pagerduty_basic_stays_small_and_has_a_deputy_who_keeps_time() {
    alone(
        "pagerduty-basic",
        [
            (
                "quiet-disk",
                "startup-4",
                31,
                "for a small incident one on-call responder is enough, and the page climbs to them",
                is_left_to_the_one_the_page_climbed_to,
            ),
            (
                "three-data-centres",
                "single-site-9",
                3,
                "the deputy sees that responders report every 15 to 30 minutes",
                has_a_deputy_who_asks_everybody,
            ),
            (
                "checkout-regression",
                "follow-the-sun-18",
                5,
                "the commander stays until the review is done",
                keeps_its_commander_beyond_the_shift,
            ),
        ],
    );
}

#[test]
fn nist_has_the_severity_set_at_triage_by_impact() {
    alone(
        "nist",
        [
            (
                "quiet-disk",
                "single-site-9",
                2,
                "the person on call sets the severity at triage; SEV3 is done the same day by them",
                is_a_sev3_that_calls_for_nobody,
            ),
            (
                "three-data-centres",
                "startup-4",
                5,
                "severity is set by impact and not by symptom: one hall down and nobody hit is no \
                 SEV1, two are",
                is_raised_from_sev3_to_sev1,
            ),
            (
                "edge-regex",
                "follow-the-sun-18",
                1,
                "a communications lead writes what goes out, an account lead has the customers",
                has_a_communications_lead_and_an_account_lead,
            ),
        ],
    );
}

#[test]
fn blameless_splits_communication_and_operations_off() {
    alone(
        "blameless",
        [
            (
                "quiet-disk",
                "follow-the-sun-18",
                1,
                "an incident is declared when customers can see it, and communication gets a lead",
                asks_for_a_commander_and_a_communications_lead,
            ),
            (
                "edge-regex",
                "startup-4",
                1,
                "an operations lead runs the experts' tasks for the commander",
                has_an_operations_lead,
            ),
            (
                "three-data-centres",
                "single-site-9",
                1,
                "an operations lead runs the experts' tasks, so what the script does to operations \
                 does not hit the commander",
                loses_its_operations_lead_to_a_sick_child,
            ),
        ],
    );
}

#[test]
fn rootly_keeps_a_record_of_everything_and_has_a_sponsor_for_the_worst() {
    alone(
        "rootly",
        [
            (
                "quiet-disk",
                "startup-4",
                1,
                "a commander and a scribe are there in every incident, a minor one too",
                has_a_scribe_for_a_full_disk,
            ),
            (
                "edge-regex",
                "single-site-9",
                2,
                "every SEV0 has an executive sponsor, who approves key decisions",
                asks_the_sponsor_for_a_yes,
            ),
            (
                "three-data-centres",
                "follow-the-sun-18",
                2,
                "customers get mail when it lasts or they must act",
                writes_mail_to_customers,
            ),
        ],
    );
}

#[test]
fn unmanaged_declares_nothing_and_tells_nobody() {
    alone(
        "unmanaged",
        [
            (
                "quiet-disk",
                "single-site-9",
                7,
                "the engineer on call is alone: the same telephone rings again, half an hour later",
                rings_the_same_telephone_after_half_an_hour,
            ),
            (
                "edge-regex",
                "follow-the-sun-18",
                1,
                "nobody commands, and management hears late",
                is_neither_declared_nor_told,
            ),
            (
                "three-data-centres",
                "startup-4",
                1,
                "out of ideas, the engineer telephones one colleague",
                telephones_a_colleague_about_something_undeclared,
            ),
        ],
    );
}

// -- what shows it --

fn is_mended_before_anybody_is_paged(log: &[Record]) -> bool {
    let helped = |r: &Record| matches!(r.fact, Fact::Remediated { helped: true, .. });
    log.iter().any(helped) && pages(log).next().is_none()
}

fn calls_the_customer_liaison_with_the_declaration(log: &[Record]) -> bool {
    let declared = log
        .iter()
        .find(|r| matches!(r.fact, Fact::Declared { .. }))
        .map(|r| r.at);
    pages(log).any(|(r, page)| {
        let by_tool = r.by == Actor::Tool && declared == Some(r.at);
        by_tool && page.role.is_some_and(|role| role == "customer-liaison")
    })
}

fn rings_the_owner_of_what_broke(log: &[Record]) -> bool {
    // Of the groups `data` and `product`; under every other preset `platform` takes all alerts.
    let owners = ["cormac", "ines", "omar", "deirdre", "jack", "priya"];
    pages(log)
        .next()
        .is_some_and(|(_, page)| owners.iter().any(|n| page.to == *n))
}

fn is_left_to_the_one_the_page_climbed_to(log: &[Record]) -> bool {
    let missed = log
        .iter()
        .find(|r| matches!(r.fact, Fact::PageMissed { .. }));
    let waited = missed
        .zip(pages(log).next())
        .map(|(missed, (sent, _))| missed.at.since(sent.at));
    let came = log
        .iter()
        .filter(|r| matches!(r.fact, Fact::Engaged { .. }));
    waited == Some(Duration::minutes(15)) && came.count() == 1 && !is_declared(log)
}

fn has_a_deputy_who_asks_everybody(log: &[Record]) -> bool {
    let deputies = holders(log, "deputy");
    let asks = log.iter().filter(|r| {
        let by_deputy = matches!(r.by, Actor::Person(name) if deputies.contains(&name));
        let command = match &r.fact {
            Fact::Commanded { command } => Some(command),
            _ => None,
        };
        by_deputy && matches!(command, Some(Command::Ask { .. }))
    });
    asks.count() >= 3
}

fn keeps_its_commander_beyond_the_shift(log: &[Record]) -> bool {
    let [commander] = holders(log, "commander")[..] else {
        return false;
    };
    let mut facts = log.iter().map(|r| &r.fact);
    let over = facts
        .clone()
        .any(|f| matches!(f, Fact::ShiftEnded { person } if *person == commander));
    let handed = facts.clone().any(|f| matches!(f, Fact::HandedOver { .. }));
    over && !handed && facts.any(|f| matches!(f, Fact::Closed { .. }))
}

fn is_a_sev3_that_calls_for_nobody(log: &[Record]) -> bool {
    let owed = |r: &Record| matches!(r.fact, Fact::UpdateDue { .. });
    declared_as(log) == Some(Name::new("SEV3"))
        && roles_asked(log).is_some_and(|roles| roles.is_empty())
        && !log.iter().any(owed)
}

fn is_raised_from_sev3_to_sev1(log: &[Record]) -> bool {
    let raised =
        |r: &Record| matches!(r.fact, Fact::SeveritySet { severity, .. } if severity == "SEV1");
    declared_as(log) == Some(Name::new("SEV3")) && log.iter().any(raised)
}

fn has_a_communications_lead_and_an_account_lead(log: &[Record]) -> bool {
    !holders(log, "communications-lead").is_empty() && !holders(log, "customer-liaison").is_empty()
}

fn asks_for_a_commander_and_a_communications_lead(log: &[Record]) -> bool {
    roles_asked(log).is_some_and(|roles| roles == ["commander", "communications-lead"])
}

fn has_an_operations_lead(log: &[Record]) -> bool {
    !holders(log, "operations-lead").is_empty()
}

fn loses_its_operations_lead_to_a_sick_child(log: &[Record]) -> bool {
    let leads = holders(log, "operations-lead");
    log.iter().any(|r| match &r.fact {
        Fact::InjectDelivered { inject, to, .. } if *inject == "child-is-sick" => {
            to.iter().any(|person| leads.contains(person))
        }
        _ => false,
    })
}

fn has_a_scribe_for_a_full_disk(log: &[Record]) -> bool {
    let asked = roles_asked(log).is_some_and(|roles| roles == ["commander", "scribe"]);
    asked && !holders(log, "scribe").is_empty()
}

fn asks_the_sponsor_for_a_yes(log: &[Record]) -> bool {
    let sponsors = holders(log, "sponsor");
    let asked =
        |r: &Record| matches!(r.fact, Fact::ApprovalAsked { of, .. } if sponsors.contains(&of));
    log.iter().any(asked)
}

fn writes_mail_to_customers(log: &[Record]) -> bool {
    updates(log).any(|duty| duty == Duty::CustomerMail)
}

fn rings_the_same_telephone_after_half_an_hour(log: &[Record]) -> bool {
    let mut rungs = pages(log).filter(|(_, page)| page.by_ladder);
    let (first, second) = (rungs.next(), rungs.next());
    first
        .zip(second)
        .is_some_and(|((one, to), (other, again))| {
            to.to == again.to && other.at.since(one.at) == Duration::minutes(30)
        })
}

fn is_neither_declared_nor_told(log: &[Record]) -> bool {
    !is_declared(log) && updates(log).next().is_none() && holders(log, "commander").is_empty()
}

fn telephones_a_colleague_about_something_undeclared(log: &[Record]) -> bool {
    let telephoned = pages(log).any(|(r, page)| {
        let by_hand = matches!(r.by, Actor::Person(_));
        by_hand && page.role.is_none()
    });
    telephoned && !is_declared(log)
}

// -- reading a log --

struct Page {
    to: Name,
    role: Option<Name>,
    by_ladder: bool,
}

fn pages(log: &[Record]) -> impl Iterator<Item = (&Record, Page)> {
    log.iter().filter_map(|r| match &r.fact {
        Fact::PageSent {
            to, role, level, ..
        } => {
            let page = Page {
                to: *to,
                role: *role,
                by_ladder: level.is_some(),
            };
            Some((r, page))
        }
        _ => None,
    })
}

/// Everybody who held a role, in the order in which they came to it.
fn holders(log: &[Record], wanted: &str) -> Vec<Name> {
    let holder = |r: &Record| match r.fact {
        Fact::RoleTaken { role, person } if role == wanted => Some(person),
        Fact::HandedOver { role, to, .. } if role == wanted => Some(to),
        _ => None,
    };
    log.iter().filter_map(holder).collect()
}

fn is_declared(log: &[Record]) -> bool {
    declared_as(log).is_some()
}

fn declared_as(log: &[Record]) -> Option<Name> {
    log.iter().find_map(|r| match r.fact {
        Fact::Declared { severity, .. } => Some(severity),
        _ => None,
    })
}

/// The roles that the first severity asked for.
fn roles_asked(log: &[Record]) -> Option<&[Name]> {
    log.iter().find_map(|r| match &r.fact {
        Fact::RolesAsked { roles, .. } => Some(roles.as_slice()),
        _ => None,
    })
}

fn updates(log: &[Record]) -> impl Iterator<Item = Duty> {
    log.iter().filter_map(|r| match r.fact {
        Fact::UpdateSent { duty, .. } => Some(duty),
        _ => None,
    })
}
