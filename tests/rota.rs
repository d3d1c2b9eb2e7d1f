//! The shipped teams' rotas over the nights on which the clocks change.

mod support;

use sandtable::base::{Duration, Name, SimTime, StoryStart, Zone};
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
    let end = plan
        .book
        .roster
        .turn_end(plan.name(person.expect("somebody is on call")), at);
    let end = end.expect("a turn ends");
    assert_eq!(plan.setup.scenario.starts.clock(end), "08:00");
    assert_eq!(end.since(at), Duration::hours(8));
}

// -- three sites --

/// The team of three sites, in a story that begins at a time of Greenwich.
fn three_sites(at: &str) -> Plan {
    let mut setup: Setup = support::setup_with("quiet-disk", "blameless", "follow-the-sun-18");
    let starts = serde_json::json!({"at": at, "zone": "UTC"});
    setup.scenario.starts = serde_json::from_value::<StoryStart>(starts).expect("a story start");
    Plan::new(Arc::new(setup))
}

/// Who is on call for alerts at each turn of a day and at its end, and what their wall shows.
fn check_turns(day: &str, expected: &str) {
    let plan = three_sites(&format!("{day}T00:00"));
    let turns = [0, 8, 16, 24].map(|hour| {
        let at = SimTime::START + Duration::hours(hour);
        let person = plan.on_call(Name::new("platform"), Name::new("primary"), at);
        let who = &plan.people[person.expect("somebody is on call")];
        let wall = plan.setup.scenario.starts.wall(who.zone, at).of_day_ms;
        format!("{} at {}", who.name, wall / 3_600_000)
    });
    assert_eq!(turns.join(", "), expected, "{day}");
}

#[test]
fn turns_of_three_sites_stay_where_they_are_while_the_walls_move() {
    // Winter everywhere. Weeks change on Sundays, and so do clocks.
    check_turns("2026-03-07", "mei at 8, aoife at 8, grace at 9, nadia at 8");
    // Denver moves to summer on 8 March, at nine in the morning of Greenwich.
    check_turns(
        "2026-03-08",
        "nadia at 8, brian at 8, hector at 10, nadia at 8",
    );
    // Dublin follows three weeks later; Singapore never does.
    check_turns(
        "2026-03-28",
        "nadia at 8, brian at 8, hector at 10, mei at 8",
    );
    check_turns("2026-03-29", "mei at 8, aoife at 9, grace at 10, mei at 8");
    // Back: Dublin on 25 October, Denver on 1 November.
    check_turns(
        "2026-10-24",
        "nadia at 8, brian at 9, hector at 10, mei at 8",
    );
    check_turns("2026-10-25", "mei at 8, aoife at 8, grace at 10, mei at 8");
    check_turns(
        "2026-10-31",
        "mei at 8, aoife at 8, grace at 10, nadia at 8",
    );
    check_turns(
        "2026-11-01",
        "nadia at 8, brian at 8, hector at 9, nadia at 8",
    );
}

#[test]
fn nobody_of_three_sites_is_on_call_outside_their_working_day_all_year() {
    let plan = three_sites("2026-01-01T00:00");
    let starts = &plan.setup.scenario.starts;
    let by_day = [
        "platform",
        "data",
        "product",
        "security",
        "incident-command",
        "communications",
    ];
    for hour in 0..365 * 24 {
        let at = SimTime::START + Duration::hours(hour);
        for group in by_day.map(Name::new) {
            let rota = plan.setup.team.group(group).and_then(|g| g.rota.as_ref());
            for level in &rota.expect("these have a rota").levels {
                let person = plan
                    .on_call(group, level.name, at)
                    .expect("somebody is on call");
                let who = &plan.people[person];
                let wall = starts.wall(who.zone, at).of_day_ms;
                let what = format!(
                    "{}: {} for {group} at {}",
                    starts.show(at),
                    who.name,
                    level.name
                );
                assert!(who.works.hold(wall) && !plan.asleep(person, at), "{what}");
            }
        }
    }
}

#[test]
fn the_turn_of_a_site_ends_for_all_of_it_at_the_same_instant() {
    // Half past eight in Dublin on the morning after its clocks went forward.
    let plan = three_sites("2026-03-29T07:30");
    for name in ["aoife", "brian", "cormac", "deirdre", "eamon", "fiadh"].map(Name::new) {
        let at = SimTime::START + Duration::hours(1);
        let person = plan.person(name).expect("one of the team");
        let end = plan
            .book
            .roster
            .turn_end(plan.name(person), at)
            .expect("a turn ends");
        let dublin: Zone = serde_json::from_str("\"Europe/Dublin\"").expect("a zone");
        let wall = plan.setup.scenario.starts.wall(dublin, end).of_day_ms;
        assert_eq!(wall, Duration::hours(17).as_millis(), "{name}");
    }
}
