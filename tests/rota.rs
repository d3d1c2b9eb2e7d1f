//! A shipped team's rota over the two nights on which the clocks change.

mod support;

use sandtable::base::{Duration, Name, SimTime, StoryStart};
use sandtable::engine::plan::Plan;
use sandtable::model::Setup;
use std::sync::Arc;

/// The shipped team, in a story that begins at a local time of Berlin.
fn plan(at: &str) -> Plan {
    let mut setup: Setup = support::setup("quiet-disk", "blameless");
    let starts = serde_json::json!({"at": at, "zone": "Europe/Berlin"});
    setup.scenario.starts = serde_json::from_value::<StoryStart>(starts).expect("a story start");
    Plan::new(Arc::new(setup))
}

/// Every change of the primary on call within two days: hours since the start, and the wall clock.
fn changes(plan: &Plan) -> Vec<(i64, String)> {
    let on_call = |hour: i64| {
        let at = SimTime::START + Duration::hours(hour);
        plan.on_call(Name::new("platform"), Name::new("primary"), at)
    };
    let hours = (1..48).filter(|h| on_call(*h) != on_call(h - 1));
    let starts = &plan.setup.scenario.starts;
    hours
        .map(|h| (h, starts.clock(SimTime::START + Duration::hours(h))))
        .collect()
}

fn check(at: &str, expected: [(i64, &str); 4]) {
    let expected = expected.map(|(hour, clock)| (hour, clock.to_string()));
    assert_eq!(changes(&plan(at)), expected, "{at}");
}

#[test]
fn an_ordinary_night_turn_lasts_twelve_hours() {
    check(
        "2026-03-10T12:00",
        [(8, "20:00"), (20, "08:00"), (32, "20:00"), (44, "08:00")],
    );
}

#[test]
fn the_night_the_clocks_go_forward_lasts_eleven_hours_and_moves_no_turn() {
    check(
        "2026-03-28T12:00",
        [(8, "20:00"), (19, "08:00"), (31, "20:00"), (43, "08:00")],
    );
}

#[test]
fn the_night_the_clocks_go_back_lasts_thirteen_hours_and_moves_no_turn() {
    check(
        "2026-10-24T12:00",
        [(8, "20:00"), (21, "08:00"), (33, "20:00"), (45, "08:00")],
    );
}

#[test]
fn somebody_on_the_night_turn_goes_at_its_end_by_the_wall() {
    let plan = plan("2026-03-28T23:00");
    let at = SimTime::START;
    let person = plan.on_call(Name::new("platform"), Name::new("primary"), at);
    let person = plan.name(person.expect("somebody is on call"));
    let end = plan.book.roster.shift_end(person, at);
    let end = end.expect("a turn ends");
    assert_eq!(plan.setup.scenario.starts.clock(end), "08:00");
    assert_eq!(end.since(at), Duration::hours(8));
}
