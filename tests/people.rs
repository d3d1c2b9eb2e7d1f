//! What people do by temper, by habit and by agreement: terms, deputies, reminders, and what nobody
//! watches for. Each is looked for in the logs of shipped scenarios.

mod support;

use std::collections::BTreeMap;

use sandtable::base::{Duration, Name, Share, SimTime};
use sandtable::exercise::Exercise;
use sandtable::model::fact::{Job, Origin};
use sandtable::model::team::Habit;
use sandtable::model::{Actor, Command, Fact, Record, Setup, Task};
use support::{plan_of, run, setup_with};

fn runs(setup: Setup, seeds: u64) -> impl Iterator<Item = Exercise> {
    let plan = plan_of(setup);
    (1..=seeds).map(move |seed| run(&plan, seed))
}

fn of<'a>(
    log: &'a [Record],
    fits: impl Fn(&Fact) -> bool + 'a,
) -> impl Iterator<Item = &'a Record> {
    log.iter().filter(move |r| fits(&r.fact))
}

// -- what nobody watches for --

#[test]
fn a_trouble_that_nobody_watches_for_is_told_by_people() {
    let mut setup = setup_with("checkout-regression", "blameless", "single-site-9");
    setup.defaults.signals.blind_spots.value = Share::ALL;
    for exercise in runs(setup, 6) {
        let told = exercise.records().iter().find_map(|r| match r.fact {
            Fact::AlertRaised {
                origin,
                episode: Some(_),
                ..
            } => Some(origin),
            _ => None,
        });
        assert!(!matches!(told, Some(Origin::Monitor)), "{told:?}");
    }
}

// -- reminders --

/// Who sends an update out of work they are deep in.
fn sent_from_work(log: &[Record]) -> usize {
    let mut hands: BTreeMap<Name, bool> = BTreeMap::new();
    let mut sent = 0;
    for record in log {
        match &record.fact {
            Fact::JobStarted { person, job, .. } | Fact::JobResumed { person, job, .. } => {
                hands.insert(*person, !matches!(job, Job::Coordination(_)));
            }
            Fact::JobFinished { person, .. } | Fact::JobInterrupted { person, .. } => {
                hands.insert(*person, false);
            }
            Fact::Commanded {
                command: Command::Update { .. },
            } => {
                let Actor::Person(by) = record.by else {
                    continue;
                };
                sent += usize::from(hands.get(&by).copied().unwrap_or(false));
            }
            _ => {}
        }
    }
    sent
}

#[test]
fn whoever_is_deep_in_work_sends_an_update_only_when_reminded() {
    let with = |reminders| {
        let mut setup = setup_with("three-data-centres", "blameless", "startup-4");
        setup.process.automation.reminders = reminders;
        runs(setup, 40)
            .map(|e| sent_from_work(e.records()))
            .sum::<usize>()
    };
    assert_eq!(with(false), 0);
    assert!(with(true) > 0);
}

// -- terms and deputies --

/// The longest that anybody commanded in one go.
fn longest_command(exercise: &Exercise) -> Duration {
    let timeline = exercise.timeline();
    let held = timeline.roles.holdings.iter();
    let command = held.filter(|h| Some(h.role) == timeline.command_role());
    let lengths = command.map(|h| h.until(timeline.end()).since(h.from.at));
    lengths.max().unwrap_or(Duration::ZERO)
}

#[test]
fn nobody_commands_much_longer_than_agreed_where_somebody_rested_can() {
    let with = |longest: Option<Duration>| {
        let mut setup = setup_with("three-data-centres", "blameless", "follow-the-sun-18");
        for role in &mut setup.process.roles {
            role.longest = longest;
        }
        let lengths = runs(setup, 24).map(|e| longest_command(&e));
        lengths
            .fold(Duration::ZERO, |sum, length| sum + length)
            .times(1.0 / 24.0)
    };
    let (free, held) = (with(None), with(Some(Duration::hours(3))));
    assert!(
        held < free,
        "{held:?} with a term of three hours, {free:?} without"
    );
}

/// How often a deputy took command over that nobody held any more.
fn deputies_stepped_in(setup: Setup) -> usize {
    let mut stepped = 0;
    for exercise in runs(setup, 30) {
        let (mut deputy, mut was_held) = (None, false);
        for record in exercise.records() {
            match record.fact {
                Fact::RoleTaken { role, person } if role == "deputy" => deputy = Some(person),
                Fact::RoleTaken { role, person } if role == "commander" => {
                    stepped += usize::from(was_held && deputy == Some(person));
                    was_held = true;
                }
                _ => {}
            }
        }
    }
    stepped
}

#[test]
fn a_deputy_takes_command_when_the_commander_is_gone() {
    let mut setup = setup_with("three-data-centres", "pagerduty", "follow-the-sun-18");
    let stepped = deputies_stepped_in(setup.clone());
    for role in &mut setup.process.roles {
        role.stand_in = None;
    }
    assert!(stepped > deputies_stepped_in(setup), "{stepped}");
}

// -- tempers --

fn with_habit(habit: Option<Habit>) -> Setup {
    let mut setup = setup_with("checkout-regression", "blameless", "single-site-9");
    for person in &mut setup.team.people {
        person.persona.habits = habit.into_iter().collect();
    }
    setup
}

/// Reports in all runs, up to the end of trouble.
fn reports(habit: Option<Habit>) -> usize {
    let report = |f: &Fact| {
        matches!(
            f,
            Fact::Commanded {
                command: Command::Report { .. }
            }
        )
    };
    runs(with_habit(habit), 12)
        .map(|e| of(e.records(), report).count())
        .sum()
}

#[test]
fn the_quiet_and_those_who_dig_on_report_less() {
    let usual = reports(None);
    assert!(reports(Some(Habit::Quiet)) < usual);
    assert!(reports(Some(Habit::DigsDeep)) < usual);
}

/// How sure people are when they first act with nobody commanding, in millionths.
fn acted_at(habit: Habit) -> u64 {
    let mut setup = with_habit(Some(habit));
    let free = setup_with("checkout-regression", "unmanaged", "single-site-9");
    setup.process = free.process;
    let acted = |e: &Exercise| {
        let action = |f: &Fact| match f {
            Fact::TaskStarted { task, .. } => task.kind == sandtable::model::WorkKind::Action,
            _ => false,
        };
        of(e.records(), action)
            .next()
            .map_or(SimTime::START, |r| r.at)
    };
    runs(setup, 24).map(|e| acted(&e).0 as u64).sum()
}

#[test]
fn the_cautious_act_later_than_the_bold() {
    assert!(acted_at(Habit::Cautious) > acted_at(Habit::Bold));
}

// -- over with its impact --

#[test]
fn an_incident_that_is_over_with_its_impact_leaves_hands_on_the_cause() {
    let mut closed_first = 0;
    for scenario in ["edge-regex", "three-data-centres"] {
        let setup = setup_with(scenario, "pagerduty-basic", "single-site-9");
        for exercise in runs(setup, 20) {
            let log = exercise.records();
            let at = |fits: fn(&Fact) -> bool| of(log, fits).next().map(|r| r.at);
            let closed = at(|f| matches!(f, Fact::Closed { .. }));
            let resolved = at(|f| matches!(f, Fact::Resolved { .. }));
            closed_first += usize::from(closed.zip(resolved).is_some_and(|(c, r)| c < r));
        }
    }
    assert!(closed_first > 0);
}

// -- whoever commands --

/// Yeses given to somebody for what somebody else had a yes for, at the same work, and had not ended.
fn double_yeses(log: &[Record]) -> usize {
    let mut open: Vec<(Name, Task)> = Vec::new();
    let mut doubled = 0;
    for record in log {
        match &record.fact {
            Fact::ApprovalGiven { task, to, .. } => {
                let others = open.iter().any(|(who, t)| t == task && who != to);
                doubled += usize::from(others);
                open.push((*to, *task));
            }
            Fact::TaskEnded { task, .. } => open.retain(|(_, t)| t != task),
            _ => {}
        }
    }
    doubled
}

#[test]
fn whoever_has_said_yes_to_one_says_no_to_the_next() {
    let setup = setup_with("checkout-regression", "blameless", "follow-the-sun-18");
    let (mut yeses, mut doubled) = (0, 0);
    for exercise in runs(setup, 60) {
        let log = exercise.records();
        yeses += of(log, |f| matches!(f, Fact::ApprovalGiven { .. })).count();
        doubled += double_yeses(log);
    }
    assert!(yeses > 20 && doubled == 0, "{doubled} of {yeses}");
}

/// Calls by hand of somebody who had answered the same caller within a quarter of an hour and was on
/// the way.
fn calls_in_vain(log: &[Record]) -> usize {
    let mut called: Vec<(Actor, Name, SimTime)> = Vec::new();
    let mut coming: Vec<(Actor, Name, SimTime)> = Vec::new();
    let mut again = 0;
    for record in log {
        match &record.fact {
            Fact::PageSent {
                to, by_hand: true, ..
            } => {
                let lately = |at: SimTime| record.at.since(at) <= Duration::minutes(15);
                let mut same = coming.iter().filter(|(by, ..)| *by == record.by);
                again += usize::from(same.any(|(_, who, at)| who == to && lately(*at)));
                called.push((record.by, *to, record.at));
            }
            Fact::Acknowledged { person, .. } => {
                coming.extend(called.iter().filter(|(_, to, _)| to == person));
            }
            Fact::Engaged { person, .. } | Fact::Left { person, .. } => {
                called.retain(|(_, to, _)| to != person);
                coming.retain(|(_, to, _)| to != person);
            }
            _ => {}
        }
    }
    again
}

#[test]
fn whoever_has_answered_a_call_is_on_the_way_and_not_called_again() {
    for team in ["single-site-9", "follow-the-sun-18"] {
        let setup = setup_with("checkout-regression", "blameless", team);
        for exercise in runs(setup, 40) {
            assert_eq!(calls_in_vain(exercise.records()), 0, "{team}");
        }
    }
}

/// A full room keeps nobody out whom nothing likely can be done without.
#[test]
fn a_full_room_calls_whom_nobody_there_can_stand_in_for() {
    let mut setup = setup_with("checkout-regression", "blameless", "follow-the-sun-18");
    setup.process.room_limit = Some(1);
    let called = |exercise: Exercise| {
        let calls = of(exercise.records(), |f| {
            matches!(
                f,
                Fact::PageSent {
                    by_hand: true,
                    role: None,
                    ..
                }
            )
        });
        calls.count()
    };
    let calls: usize = runs(setup, 10).map(called).sum();
    assert!(calls >= 5, "{calls}");
}

/// Whoever commands and is on call for a group themselves does not call it: nobody would come.
#[test]
fn nobody_calls_themselves() {
    let mut setup = setup_with("three-data-centres", "blameless", "single-site-9");
    setup.defaults.ideal.attention = true;
    for exercise in runs(setup, 130) {
        let log = exercise.records();
        let own = of(log, |f| matches!(f, Fact::PageSent { by_hand: true, .. })).filter(|r| {
            matches!((r.by, &r.fact), (Actor::Person(by), Fact::PageSent { to, .. }) if by == *to)
        });
        assert_eq!(own.count(), 0);
    }
}

// -- the end --

/// When somebody has last looked at the dashboards, or come.
fn looked_last(before: &[Record], person: Name) -> SimTime {
    let looks = before.iter().rev().find(|record| match record.fact {
        Fact::Engaged { person: who, .. } => who == person,
        Fact::JobFinished {
            person: who,
            job: Job::Triage(_),
        } => who == person,
        _ => false,
    });
    looks.map_or(SimTime::START, |record| record.at)
}

#[test]
fn when_alerts_clear_the_commander_looks_if_it_is_over_once() {
    let mut looked = 0;
    for exercise in runs(
        setup_with("checkout-regression", "blameless", "single-site-9"),
        40,
    ) {
        let log = exercise.records();
        let mut commander = None;
        for (at, record) in log.iter().enumerate() {
            match (&record.fact, record.by) {
                (Fact::RoleTaken { role, person }, _) if role.as_str() == "commander" => {
                    commander = Some(*person);
                }
                (
                    Fact::JobStarted {
                        person,
                        job: Job::Triage(_),
                        ..
                    },
                    by,
                ) => {
                    let why = record.because.and_then(|seq| log[seq as usize].because);
                    let why = why.map(|seq| &log[seq as usize]);
                    let clear = why.filter(|r| matches!(r.fact, Fact::AlertCleared { .. }));
                    let Some(clear) = clear else { continue };
                    // Whoever is out of ideas looks again after three quarters of an hour.
                    let theirs = commander.is_none_or(|c| c == *person);
                    let last = looked_last(&log[..at], *person);
                    if !theirs && record.at.since(last) >= Duration::minutes(45) {
                        continue;
                    }
                    looked += 1;
                    assert_eq!(by, Actor::Person(*person));
                    assert!(theirs, "#{at} by {person}");
                    assert!(record.at.since(clear.at) <= Duration::minutes(12), "#{at}");
                    let again = log[at + 1..].iter().any(|r| {
                        let one = matches!(r.fact, Fact::JobStarted { person: p, job: Job::Triage(_), .. } if p == *person);
                        one && r.at.since(clear.at) < Duration::minutes(30)
                    });
                    assert!(!again, "#{at}: {person} looks again and again");
                }
                _ => {}
            }
        }
    }
    assert!(looked >= 10, "{looked}");
}
