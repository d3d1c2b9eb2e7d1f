use super::*;
use crate::model::fact::{EndReason, Outcome};
use crate::model::{Duty, Fact};
use crate::timeline::check::*;
use crate::timeline::{Measure, Status, Timeline};

/// A run that goes well: alerted at 2, command at 8, mitigated at 40, resolved at 60.
fn good() -> Log {
    let mut log = Log::new();
    log.add(0, began(0, "breaker"))
        .add(1, harm(0, 0.3))
        .add(1, impact(0.3))
        .add(2, alert(1, 1, Some(0)))
        .add(2, page(1, "ana", 1))
        .by(4, "ana", acknowledged(1, "ana", 1))
        .by(5, "ana", engaged("ana", 1))
        .by(6, "ana", declared(1, 1, "ana", &[0]))
        .add(6, roles_asked(1, &["ic", "comms"]))
        .by(6, "ben", engaged("ben", 1))
        .by(8, "ben", takes("ic", "ben"))
        .by(10, "cleo", takes("comms", "cleo"))
        .add(6, update_due(Duty::StatusPage, 1, 21))
        .by(15, "cleo", update(Duty::StatusPage, 1, "cleo", 0))
        .by(20, "ana", sure("ana", 1, "breaker", 0.9))
        .by(20, "ana", starts(action("reset"), "ana", false))
        .by(30, "ana", ends(action("reset"), "ana", Outcome::Done))
        .add(40, harm(0, 0.0))
        .add(40, impact(0.0))
        .by(60, "ana", resolved(0))
        .by(65, "ben", closed(1))
        .add(
            65,
            Fact::Ended {
                why: EndReason::Done,
            },
        );
    log
}

fn read(name: &str, timeline: &Timeline) -> Measure {
    (metric(name).expect(name).read)(timeline)
}

fn total(log: &Log) -> u32 {
    score(&log.setup, &log.timeline()).total
}

#[test]
fn names_and_keys_are_unique_and_told_in_a_sentence() {
    let mut names: Vec<_> = metrics().map(|m| m.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), metrics().count());
    for m in metrics() {
        assert!(m.help.ends_with('.'), "{}", m.name);
        assert_eq!(metric(&m.key()).map(|found| found.name), Some(m.name));
    }
}

#[test]
fn phases_add_up_to_the_time_from_fault_to_resolved() {
    let timeline = good().timeline();
    let phases = metrics().filter(|m| m.name.starts_with("phase_"));
    let sum: i64 = phases.map(|m| (m.read)(&timeline).value).sum();
    assert_eq!(sum, read("time_to_resolve_from_fault", &timeline).value);
    assert_eq!(read("phase_diagnose", &timeline), Measure::reached(ms(15)));
}

#[test]
fn a_times_mean_is_censored_if_one_episode_is() {
    let mut log = good();
    log.records.pop();
    log.add(70, began(1, "feature")).add(71, harm(1, 0.1)).add(
        171,
        Fact::Ended {
            why: EndReason::Horizon,
        },
    );
    let timeline = log.timeline();
    let resolve = read("time_to_resolve", &timeline);
    assert_eq!(resolve, Measure::censored((ms(59) + ms(100)) / 2));
    assert_eq!(read("episodes_resolved", &timeline).value, 1);
    assert_eq!(
        read("time_between_failures", &timeline),
        Measure::reached(ms(10))
    );
    assert_eq!(read("undeclared_episodes", &timeline).value, 1);
}

#[test]
fn what_is_done_well_scores_high_and_nothing_scores_nothing() {
    assert_eq!(total(&good()), 99);
    let mut idle = Log::new();
    idle.add(0, began(0, "breaker")).add(1, harm(0, 0.3)).add(
        60,
        Fact::Ended {
            why: EndReason::Horizon,
        },
    );
    assert_eq!(total(&idle), 0);
}

#[test]
fn what_is_done_wrongly_costs() {
    let best = total(&good());
    let with = |fact: Fact| {
        let mut log = good();
        let end = log.records.pop().expect("it ends");
        log.by(65, "ana", fact).add(65, end.fact);
        total(&log)
    };
    assert!(
        with(Fact::EvidenceDestroyed {
            evidence: name("memory")
        }) < best
    );
    assert!(with(declared(2, 9, "ana", &[])) < best);
    assert!(with(ends(action("undo"), "ana", Outcome::Done)) < best);
    let mut early = good();
    let last = early.records.len() - 3;
    early.records.swap(last, last + 1);
    for (seq, record) in early.records.iter_mut().enumerate() {
        record.seq = seq as u32;
        record.at = record.at.min(minutes(65));
    }
    assert_eq!(read("closed_early", &early.timeline()).value, 1);
    assert!(total(&early) < best);
}

#[test]
fn objectives_are_rated_with_their_records() {
    let log = good();
    let card = Scorecard::new(&log.setup, &log.timeline(), &log.records, 7);
    let rated: Vec<_> = card
        .score
        .objectives
        .iter()
        .map(|o| (o.rating, &o.why[..]))
        .collect();
    assert_eq!(
        rated,
        [
            (Some(Rating::P), "the Commander role is held: in time (#10)"),
            (
                Some(Rating::P),
                "an update goes out (status page), by Comms lead: in time (#13)"
            ),
        ]
    );
    let mut late = Log::new();
    late.add(0, began(0, "breaker"))
        .add(1, harm(0, 0.3))
        .add(2, alert(1, 1, Some(0)))
        .by(20, "ben", takes("ic", "ben"))
        .add(
            70,
            Fact::Ended {
                why: EndReason::Horizon,
            },
        );
    let card = score(&late.setup, &late.timeline());
    let rated: Vec<_> = card
        .objectives
        .iter()
        .map(|o| (o.rating, &o.why[..]))
        .collect();
    assert_eq!(
        rated,
        [
            (
                Some(Rating::M),
                "the Commander role is held: 8 min late (#3)"
            ),
            (
                Some(Rating::U),
                "an update goes out (status page), by Comms lead: declared was never reached"
            ),
        ]
    );
}

#[test]
fn the_card_has_the_shape_that_scripts_read() {
    let log = good();
    let card =
        serde_json::to_value(Scorecard::new(&log.setup, &log.timeline(), &log.records, 7)).unwrap();
    assert_eq!(card["format"], 1);
    assert_eq!(card["kind"], "run");
    assert_eq!(card["scenario"], "two-sites");
    assert_eq!(card["milestones"]["alerted_s"]["value"], 120.0);
    assert_eq!(card["milestones"]["signalled_s"]["status"], "censored");
    assert_eq!(card["measures"]["time_to_resolve_s"]["value"], 59.0 * 60.0);
    assert_eq!(card["measures"]["time_to_resolve_s"]["status"], "reached");
    assert_eq!(
        card["measures"]["impact_user_minutes"]["value"],
        300.0 * 39.0
    );
    assert_eq!(
        card["measures"]["deadlines_met"]["value"],
        serde_json::Value::Null
    );
    assert_eq!(
        card["measures"]["deadlines_met"]["status"],
        "not_applicable"
    );
    assert_eq!(card["measures"]["updates_late"]["value"], 0);
    assert_eq!(card["score"]["objectives"][0]["rating"], "P");
    assert_eq!(card["episodes"][0]["incidents"][0]["id"], 1);
    assert_eq!(card["phases"][1]["from_s"], 240.0);
    for key in [
        "pages_sent",
        "people_woken",
        "work_person_minutes",
        "duplicated_person_minutes",
        "coordination_person_minutes",
        "updates_due",
        "handoffs",
        "beliefs_lost",
        "command_gap_s",
        "harmful_actions",
        "evidence_destroyed",
        "false_declarations",
    ] {
        assert!(card["measures"][key]["status"].is_string(), "{key}");
    }
}

#[test]
fn night_pages_are_even_when_all_bear_the_same() {
    let mut log = Log::new();
    log.add(0, page(1, "ana", 1)).add(1, page(2, "ben", 1));
    assert_eq!(read("night_pages", &log.timeline()).value, 2);
    assert_eq!(
        read("night_pages_evenness", &log.timeline()).value,
        1_000_000
    );
    log.add(2, page(3, "ana", 1)).add(3, page(4, "ana", 1));
    assert_eq!(read("night_pages_evenness", &log.timeline()).value, 750_000);
    // At ten in the morning nobody of them sleeps.
    log.add(7 * 60, page(5, "ben", 1));
    assert_eq!(read("night_pages", &log.timeline()).value, 4);
}

#[test]
fn an_unreached_time_says_so_in_words() {
    let resolve = metric("time_to_resolve").unwrap();
    assert_eq!(resolve.words(Measure::censored(ms(240))), "over 4 h");
    assert_eq!(resolve.words(Measure::reached(ms(65))), "65 min");
    assert_eq!(Measure::NOT_APPLICABLE.status, Status::NotApplicable);
}

#[test]
fn two_hints_take_a_point_and_a_kind_of_step_counts_once_however_often_it_is_shown() {
    let ben = crate::base::Name::new("ben");
    let heard = |abouts: &[&str]| {
        let mut log = good();
        for about in abouts {
            let about = crate::base::Name::new(about);
            log.by(65, "ben", Fact::Hinted { person: ben, about });
        }
        log
    };
    assert_eq!(score(&good().setup, &good().timeline()).hints, None);
    let log = heard(&["alone", "alone", "step-declare", "step-declare"]);
    let scored = score(&log.setup, &log.timeline());
    assert_eq!(scored.hints, Some(Hints { count: 3, cost: 2 }));
    assert_eq!(scored.total + 2, total(&good()));
    // Ten points at most.
    assert_eq!(total(&heard(&["alone"; 40])) + 10, total(&good()));
}
