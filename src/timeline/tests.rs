use super::check::*;
use super::*;
use crate::base::Share;
use crate::model::fact::{Job, Outcome};
use crate::model::{Condition, Duty, Fact, Milestone as M, TicketId};

/// Alerted at 2, declared at 8, taken at 12.
fn opening(log: &mut Log) {
    log.add(0, began(0, "breaker"))
        .add(1, harm(0, 0.3))
        .add(1, impact(0.3))
        .add(2, alert(1, 1, Some(0)))
        .add(2, page(1, "ana", 1))
        .by(4, "ana", acknowledged(1, "ana", 1))
        .by(6, "ana", engaged("ana", 1))
        .by(8, "ana", declared(1, 1, "ana", &[0]))
        .add(8, roles_asked(1, &["ic", "comms", "sme"]))
        .by(10, "ben", engaged("ben", 1))
        .by(12, "ben", takes("ic", "ben"));
}

fn at(timeline: &Timeline, milestone: M) -> Option<i64> {
    let episode = timeline.first().expect("an episode has begun");
    episode.at(milestone).map(|at| at.0 / 60_000)
}

#[test]
fn milestones_come_from_their_facts() {
    let mut log = Log::new();
    opening(&mut log);
    log.by(14, "cleo", takes("comms", "cleo"))
        .by(15, "dan", takes("sme", "dan"))
        .by(20, "ana", sure("ana", 1, "feature", 0.9))
        .by(30, "ana", sure("ana", 1, "breaker", 0.8))
        .add(32, contained(0))
        .add(40, harm(0, 0.0))
        .by(50, "ana", resolved(0))
        .by(55, "ben", closed(1));
    let timeline = log.timeline();
    let reached = [
        (M::Fault, 0),
        (M::Impact, 1),
        (M::Alerted, 2),
        (M::Paged, 2),
        (M::Acknowledged, 4),
        (M::Detected, 4),
        (M::Engaged, 6),
        (M::Declared, 8),
        (M::Commanded, 12),
        (M::Mobilised, 15),
        (M::Diagnosed, 30),
        (M::Contained, 32),
        (M::Mitigated, 40),
        (M::Resolved, 50),
        (M::Closed, 55),
    ];
    for (milestone, minute) in reached {
        assert_eq!(at(&timeline, milestone), Some(minute), "{milestone:?}");
    }
    assert_eq!(at(&timeline, M::Signalled), None);
    assert!(timeline.incidents.iter().all(|i| !i.closed_early));
}

#[test]
fn mitigation_is_withdrawn_when_impact_comes_back() {
    let mut log = Log::new();
    log.add(0, began(0, "breaker"))
        .add(1, harm(0, 0.3))
        .add(20, harm(0, 0.01));
    assert_eq!(at(&log.timeline(), M::Mitigated), Some(20));
    log.add(30, harm(0, 0.4));
    assert_eq!(at(&log.timeline(), M::Mitigated), None);
    log.add(50, harm(0, 0.0));
    let timeline = log.timeline();
    assert_eq!(at(&timeline, M::Mitigated), Some(50));
    assert_eq!(timeline.episodes()[0].relapses, 1);
}

#[test]
fn sums_are_exact() {
    let mut log = Log::new();
    log.add(0, began(0, "breaker"))
        .add(10, harm(0, 0.5))
        .add(10, impact(0.5))
        .add(30, harm(0, 0.1))
        .add(30, impact(0.1))
        .add(40, impact(0.0));
    let timeline = log.timeline();
    let end = timeline.end();
    assert_eq!(timeline.impact.user_ms(end), (500 * 20 + 100 * 10) * 60_000);
    assert_eq!(timeline.impact.peak, Share::new(0.5));
    // Half an episode of 6,000 an hour for 20 minutes, then a tenth for 10.
    assert_eq!(timeline.episodes()[0].harm.revenue(end), 1000 + 100);
    // SEV1 counts twice in a scheme of two.
    assert_eq!(
        timeline.impact.weighted_ms(end),
        (2 * 500 * 20 + 100 * 10) * 60_000
    );
}

#[test]
fn what_has_no_end_is_censored_and_what_cannot_be_does_not_apply() {
    let mut log = Log::new();
    opening(&mut log);
    log.add(
        60,
        Fact::Ended {
            why: crate::model::fact::EndReason::Horizon,
        },
    );
    let timeline = log.timeline();
    let span = |from, to| timeline.mean_span(from, to);
    assert_eq!(span(M::Impact, M::Resolved), Measure::censored(ms(59)));
    assert_eq!(span(M::Fault, M::Alerted), Measure::reached(ms(2)));
    assert_eq!(span(M::Engaged, M::Diagnosed), Measure::censored(ms(54)));

    let setup = setup_with(|s| {
        s["process"]["declare"] = serde_json::json!({});
        s["process"]["roles"] = serde_json::json!([]);
    });
    let mut log = Log::of(setup);
    log.add(0, began(0, "breaker")).add(9, alert(1, 1, Some(0)));
    let timeline = log.timeline();
    let span = |from, to| timeline.mean_span(from, to);
    assert_eq!(span(M::Alerted, M::Commanded), Measure::NOT_APPLICABLE);
    assert_eq!(span(M::Declared, M::Resolved), Measure::NOT_APPLICABLE);
    assert_eq!(span(M::Impact, M::Resolved), Measure::ZERO);
    assert_eq!(timeline.command_gap(), Measure::NOT_APPLICABLE);
}

#[test]
fn two_episodes_have_milestones_of_their_own() {
    let mut log = Log::new();
    opening(&mut log);
    log.by(30, "ana", resolved(0))
        .add(40, began(1, "feature"))
        .add(42, harm(1, 0.2))
        .add(45, alert(2, 2, Some(1)))
        .add(72, resolved(1));
    let timeline = log.timeline();
    let resolve = timeline.mean_span(M::Impact, M::Resolved);
    assert_eq!(resolve, Measure::reached(ms(29 + 30) / 2));
    assert_eq!(timeline.episodes()[1].at(M::Alerted), Some(minutes(45)));
    assert_eq!(timeline.incidents_of(timeline.episodes()[1].id).count(), 0);
}

#[test]
fn an_episode_that_joins_a_ticket_finds_what_was_done_about_it() {
    let mut log = Log::new();
    opening(&mut log);
    log.add(20, began(1, "feature"))
        .add(25, alert(2, 1, Some(1)));
    let timeline = log.timeline();
    let second = &timeline.episodes()[1];
    for milestone in [
        M::Alerted,
        M::Acknowledged,
        M::Engaged,
        M::Declared,
        M::Commanded,
    ] {
        assert_eq!(second.at(milestone), Some(minutes(25)), "{milestone:?}");
    }
}

#[test]
fn an_incident_over_nothing_is_a_false_declaration() {
    let mut log = Log::new();
    log.add(5, alert(1, 1, None))
        .by(9, "ana", declared(1, 1, "ana", &[]));
    let timeline = log.timeline();
    assert!(timeline.incidents[0].episodes.is_empty());
    assert!(timeline.episodes().is_empty());
}

#[test]
fn closing_before_the_end_reaches_nothing_until_it_is_over() {
    let mut log = Log::new();
    opening(&mut log);
    log.by(20, "ben", closed(1));
    let timeline = log.timeline();
    assert!(timeline.incidents[0].closed_early);
    assert_eq!(at(&timeline, M::Closed), None);
    log.by(50, "ana", resolved(0));
    assert_eq!(at(&log.timeline(), M::Closed), Some(50));
}

#[test]
fn the_command_gap_is_the_time_nobody_held_it() {
    let mut log = Log::new();
    opening(&mut log);
    // Declared at 8, taken at 12: 4. Left at 40, taken at 55: 15. Handed over at 70: none.
    log.by(40, "ben", leaves("ic", "ben"))
        .by(55, "cleo", takes("ic", "cleo"))
        .by(70, "cleo", hands_over("ic", "cleo", "dan", false))
        .by(90, "ana", resolved(0));
    let timeline = log.timeline();
    assert_eq!(timeline.command_gap(), Measure::reached(ms(19)));
    let ends: Vec<_> = timeline
        .roles
        .holdings
        .iter()
        .map(|h| h.ended.map(|e| e.1))
        .collect();
    use super::roles::HoldEnd;
    assert_eq!(ends, [Some(HoldEnd::Left), Some(HoldEnd::HandedOver), None]);
    assert_eq!(timeline.roles.handoffs[0].steps_taken(), 2);
    assert!(!timeline.holds(&Condition::HandedOver(name("ic"))));
}

#[test]
fn a_successor_who_takes_the_role_just_before_is_one_handoff() {
    let mut log = Log::new();
    opening(&mut log);
    log.by(70, "dan", takes("ic", "dan"))
        .by(70, "ben", hands_over("ic", "ben", "dan", true));
    let timeline = log.timeline();
    use super::roles::HoldEnd;
    let ends: Vec<_> = timeline
        .roles
        .holdings
        .iter()
        .map(|h| h.ended.map(|e| e.1))
        .collect();
    assert_eq!(ends, [Some(HoldEnd::HandedOver), None]);
    assert!(timeline.holds(&Condition::HandedOver(name("commander"))));
}

#[test]
fn work_is_split_and_duplicates_are_counted() {
    let mut log = Log::new();
    let (task, talk) = (look("read-logs"), Job::Coordination(name("report")));
    let job = Job::Task(task);
    log.add(0, picks_up("ana", job))
        .add(0, starts(task, "ana", false))
        .add(5, picks_up("ben", job))
        .add(5, starts(task, "ben", true))
        .add(
            8,
            Fact::JobInterrupted {
                person: name("ben"),
                job,
                left: Duration::minutes(7),
            },
        )
        .add(8, picks_up("ben", talk))
        .add(10, finishes("ben", talk))
        .add(
            10,
            Fact::JobResumed {
                person: name("ben"),
                job,
                resume: Duration::minutes(1),
            },
        )
        .add(12, ends(task, "ana", Outcome::Result))
        .add(12, finishes("ana", job))
        .add(
            15,
            Fact::Marked {
                by: name("ana"),
                text: String::new(),
            },
        );
    let work = log.timeline().work();
    assert_eq!(work.technical, Duration::minutes(12 + 3 + 5));
    assert_eq!(work.coordination, Duration::minutes(2));
    assert_eq!(work.duplicated, Duration::minutes(3 + 5));
    assert_eq!(work.resuming, Duration::minutes(1));
}

#[test]
fn an_update_is_late_when_it_is_not_there_in_time() {
    let mut log = Log::new();
    log.add(0, update_due(Duty::StatusPage, 1, 10))
        .by(9, "ana", update(Duty::StatusPage, 1, "ana", 0))
        .add(9, update_due(Duty::StatusPage, 2, 40))
        .by(50, "ana", update(Duty::StatusPage, 2, "ana", 10))
        .add(50, update_due(Duty::StatusPage, 3, 80));
    let late = |log: &Log| {
        let timeline = log.timeline();
        let updates = &timeline.duties.updates;
        updates
            .iter()
            .map(|u| u.is_late(timeline.end()))
            .collect::<Vec<_>>()
    };
    assert_eq!(late(&log), [false, true, false]);
    log.add(81, Fact::EpochSet { epoch: 1 });
    assert_eq!(late(&log), [false, true, true]);
}

fn answers(timeline: &Timeline, owner: Owner) -> Vec<Answer> {
    timeline.expected_of(owner).map(|e| e.answer).collect()
}

#[test]
fn an_expectation_met_late_is_late_and_counts_as_missed_and_answered() {
    let press = Owner::Inject(name("press-call"));
    let (missed, answered) = (
        Condition::Missed(name("press-call")),
        Condition::Answered(name("press-call")),
    );
    let mut log = Log::new();
    // An update before the question does not answer it.
    log.by(5, "ana", update(Duty::Press, 1, "ana", 0));
    assert_eq!(answers(&log.timeline(), press), [Answer::NotDue]);
    log.add(20, delivered("press-call"));
    let mut timeline = log.timeline();
    assert_eq!(
        answers(&timeline, press),
        [Answer::Pending { due: minutes(35) }]
    );
    let (deadline, _) = timeline.next_deadline().expect("one is open");
    assert!(!timeline.holds(&missed));
    timeline.tick(deadline);
    assert!(timeline.holds(&missed) && !timeline.holds(&answered));
    log.by(40, "ana", update(Duty::Press, 2, "ana", 0));
    let timeline = log.timeline();
    assert!(matches!(
        answers(&timeline, press)[..],
        [Answer::Met { late, .. }] if late == Duration::minutes(5)
    ));
    assert!(timeline.holds(&missed) && timeline.holds(&answered));
}

#[test]
fn only_the_doing_of_the_named_roles_counts() {
    let inform = Owner::Objective(name("inform"));
    let mut log = Log::new();
    opening(&mut log);
    log.by(13, "cleo", takes("comms", "cleo"))
        .by(14, "ana", update(Duty::StatusPage, 1, "ana", 0));
    let due = minutes(8 + 30);
    assert_eq!(answers(&log.timeline(), inform), [Answer::Pending { due }]);
    log.by(20, "cleo", update(Duty::StatusPage, 2, "cleo", 0));
    let timeline = log.timeline();
    assert!(matches!(
        answers(&timeline, inform)[..],
        [Answer::Met {
            late: Duration::ZERO,
            ..
        }]
    ));
    // Nobody holds comms any more: the commander's doing counts.
    let mut log = Log::new();
    opening(&mut log);
    log.by(14, "ben", update(Duty::StatusPage, 1, "ben", 0));
    assert!(matches!(
        answers(&log.timeline(), inform)[..],
        [Answer::Met { .. }]
    ));
}

#[test]
fn what_is_not_to_happen_is_judged_when_its_time_is_over() {
    let setup = setup_with(|s| {
        s["scenario"]["objectives"] = serde_json::json!([{"name": "calm", "text": "Nothing is rolled back.",
            "expects": [{"does": {"Not": {"ActionStarted": "undo"}}, "within": "30m"}]}]);
    });
    let calm = Owner::Objective(name("calm"));
    let mut log = Log::of(setup.clone());
    opening(&mut log);
    assert!(matches!(
        answers(&log.timeline(), calm)[..],
        [Answer::Pending { .. }]
    ));
    log.by(40, "ana", starts(action("undo"), "ana", false));
    assert!(matches!(
        answers(&log.timeline(), calm)[..],
        [Answer::Met { .. }]
    ));
    let mut log = Log::of(setup);
    opening(&mut log);
    log.by(20, "ana", starts(action("undo"), "ana", false))
        .by(60, "ana", resolved(0));
    assert!(matches!(
        answers(&log.timeline(), calm)[..],
        [Answer::Missed { .. }]
    ));
}

#[test]
fn conditions_hold_for_what_has_happened() {
    let mut log = Log::new();
    opening(&mut log);
    log.by(13, "ana", starts(action("shed"), "ana", false))
        .by(20, "ana", ends(action("shed"), "ana", Outcome::Done))
        .add(21, delivered("press-call"));
    let timeline = log.timeline();
    let holds = [
        Condition::Reached(M::Declared),
        Condition::RoleHeld(name("commander")),
        Condition::ActionStarted(name("shed")),
        Condition::ActionDone(name("shed")),
        Condition::Delivered(name("press-call")),
        Condition::SeverityAtLeast(name("SEV2")),
        Condition::SeverityAtLeast(name("SEV0")),
        Condition::Paged(name("ana")),
        Condition::Paged(name("ops")),
        Condition::Not(Box::new(Condition::RoleHeld(name("comms")))),
    ];
    for condition in &holds {
        assert!(timeline.holds(condition), "{condition:?}");
    }
    assert!(timeline.holds(&Condition::All(holds.to_vec())));
    let fails = [
        Condition::Reached(M::Diagnosed),
        Condition::RoleHeld(name("scribe")),
        Condition::DocumentOpened,
        Condition::UpdateSent(Duty::StatusPage),
        Condition::ActionDone(name("undo")),
    ];
    assert!(!timeline.holds(&Condition::Any(fails.to_vec())));
}

#[test]
fn a_timeline_made_fresh_is_a_new_one() {
    let mut log = Log::new();
    opening(&mut log);
    log.add(20, harm(0, 0.0)).by(30, "ana", resolved(0));
    let mut timeline = Timeline::new(&log.setup);
    for record in &log.records {
        timeline.fold(record);
    }
    assert_eq!(timeline.episodes_of(TicketId(1)).len(), 1);
    assert_eq!(timeline.fresh(), Timeline::new(&log.setup));
}

#[test]
fn an_action_that_could_not_help_is_fruitless() {
    let mut log = Log::new();
    opening(&mut log);
    for (minute, work) in [(20, "undo"), (30, "reset"), (40, "shed")] {
        log.by(minute, "ana", starts(action(work), "ana", false))
            .by(minute + 5, "ana", ends(action(work), "ana", Outcome::Done));
    }
    assert_eq!(log.timeline().counts.fruitless_actions, 1);
}

#[test]
fn a_discussion_is_measured_without_an_episode() {
    let setup = setup_with(|s| {
        let scenario = s["scenario"].as_object_mut().unwrap();
        for key in ["system", "problems", "changes"] {
            scenario.remove(key);
        }
    });
    let mut log = Log::of(setup);
    log.by(3, "ana", declared(1, 1, "ana", &[]))
        .by(9, "ben", takes("ic", "ben"));
    let timeline = log.timeline();
    assert!(timeline.episodes().is_empty());
    assert!(timeline.holds(&Condition::Reached(M::Declared)));
    let command = answers(&timeline, Owner::Objective(name("take-command")));
    assert!(matches!(
        command[..],
        [Answer::Met {
            late: Duration::ZERO,
            ..
        }]
    ));
}
