//! Faces of hand-written logs. `UPDATE_GOLDEN=1 cargo test` rewrites what is expected.

use std::path::Path;

use super::every_fact::every_fact;
use super::*;
use crate::model::fact::{EndReason, Job, Outcome};
use crate::model::{Duty, Fact};
use crate::report::text::width;
use crate::timeline::check::*;

fn three_sites() -> Setup {
    setup_with(|s| {
        let sites = serde_json::json!([
            {"name": "west", "title": "West", "load": 0.4, "capacity": 0.7},
            {"name": "central", "title": "Central", "load": 0.3, "capacity": 0.7},
            {"name": "east", "title": "East", "load": 0.3, "capacity": 0.7}]);
        s["scenario"]["system"]["services"][0]["sites"] = sites;
        s["scenario"]["name"] = "three-sites".into();
        s["scenario"]["title"] = "Three *sites*".into();
    })
}

fn site(name_of: &str, health: f64) -> Fact {
    Fact::SiteChanged {
        service: name("shop"),
        site: name(name_of),
        health: crate::base::Share::new(health),
    }
}

/// A night on which much goes right and comms falls free for a while.
fn night() -> Log {
    let mut log = Log::of(three_sites());
    let talk = Job::Coordination(name("report"));
    log.add(0, Fact::Started { seed: 41 })
        .add(0, began(0, "breaker"))
        .add(0, site("west", 0.0))
        .add(8, site("central", 0.7))
        .add(8, harm(0, 0.05))
        .add(8, impact(0.05))
        .add(4, alert(1, 1, Some(0)))
        .add(4, page(1, "ana", 1))
        .by(6, "ana", acknowledged(1, "ana", 1))
        .by(9, "ana", engaged("ana", 1))
        .by(9, "ana", declared(1, 1, "ana", &[0]))
        .add(9, roles_asked(1, &["ic", "comms"]))
        .add(10, page(2, "ben", 1))
        .by(12, "ben", engaged("ben", 1))
        .by(14, "ben", takes("ic", "ben"))
        .by(17, "cleo", takes("comms", "cleo"))
        .add(9, update_due(Duty::StatusPage, 1, 24))
        .by(22, "cleo", update(Duty::StatusPage, 1, "cleo", 0))
        .by(24, "ana", picks_up("ana", Job::Task(look("read-logs"))))
        .by(24, "ana", starts(look("read-logs"), "ana", false))
        .by(26, "ben", picks_up("ben", talk))
        .by(28, "ben", finishes("ben", talk))
        .by(30, "dan", engaged("dan", 1))
        .by(31, "dan", picks_up("dan", Job::Task(look("read-logs"))))
        .by(31, "dan", starts(look("read-logs"), "dan", true))
        .add(38, site("central", 0.0))
        .add(38, impact(0.2))
        .by(44, "dan", ends(look("read-logs"), "dan", Outcome::Result))
        .by(44, "dan", finishes("dan", Job::Task(look("read-logs"))))
        .by(44, "dan", sure("dan", 1, "feature", 0.8))
        .by(50, "cleo", update(Duty::StatusPage, 2, "cleo", 0))
        .add(55, site("east", 0.3))
        .add(55, impact(0.61))
        .by(60, "ana", starts(action("shed"), "ana", false))
        .by(70, "ana", ends(action("shed"), "ana", Outcome::Done))
        .add(70, site("east", 0.8))
        .add(70, impact(0.3))
        .add(73, contained(0))
        .by(90, "ana", ends(look("read-logs"), "ana", Outcome::Result))
        .by(90, "ana", finishes("ana", Job::Task(look("read-logs"))))
        .by(96, "ana", sure("ana", 1, "breaker", 0.9))
        .by(98, "cleo", leaves("comms", "cleo"))
        .add(80, update_due(Duty::StatusPage, 3, 112))
        .by(
            105,
            "ben",
            Fact::HandoffAnnounced {
                role: name("ic"),
                from: name("ben"),
                to: name("dan"),
            },
        )
        .by(116, "dan", takes("comms", "dan"))
        .by(120, "ben", hands_over("ic", "ben", "dan", true))
        .by(122, "dan", update(Duty::StatusPage, 3, "dan", 10))
        .add(131, harm(0, 0.0))
        .add(131, impact(0.0))
        .add(131, site("central", 1.0))
        .add(131, site("east", 1.0))
        .add(184, site("west", 1.0))
        .by(184, "ana", resolved(0))
        .by(190, "dan", closed(1))
        .add(
            190,
            Fact::Ended {
                why: EndReason::Done,
            },
        );
    log
}

fn with<T>(log: &Log, read: impl FnOnce(&Story) -> T) -> T {
    let mut records = log.records.clone();
    records.sort_by_key(|r| r.at);
    for (seq, record) in records.iter_mut().enumerate() {
        record.seq = seq as u32;
    }
    let mut timeline = crate::timeline::Timeline::new(&log.setup);
    records.iter().for_each(|r| {
        timeline.fold(r);
    });
    let card = Scorecard::new(&log.setup, &timeline, &log.records, 41);
    read(&Story {
        setup: &log.setup,
        seed: 41,
        records: &records,
        timeline: &timeline,
        card: &card,
        degraded: &[],
    })
}

fn check_golden(file: &str, text: &str) {
    let path = Path::new("tests/golden/report").join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        std::fs::write(&path, text).expect("the golden file is written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "UPDATE_GOLDEN=1 cargo test rewrites {file}");
}

fn fits(text: &str) {
    for line in text.lines() {
        assert!(
            width(line) <= face::COLUMNS,
            "{} columns: {line}",
            width(line)
        );
        assert_eq!(line, line.trim_end(), "no line ends in spaces");
    }
}

#[test]
fn the_face_of_a_run_is_the_one_we_know() {
    let footer = ["Log        out/log.jsonl   46 records".to_string()];
    let text = with(&night(), |story| run(story, &footer, Paint::Off));
    fits(&text);
    check_golden("run.txt", &text);
    let colours = with(&night(), |story| run(story, &footer, Paint::On));
    let mut stripped = String::new();
    let mut parts = colours.split('\x1b');
    stripped.push_str(parts.next().unwrap_or(""));
    for part in parts {
        stripped.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    let lines = |text: &str| {
        text.lines()
            .map(|l| l.trim_end().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&stripped), lines(&text));
}

#[test]
fn the_after_action_report_is_the_one_we_know() {
    let text = with(&night(), |story| {
        after_action(story, &Default::default()).markdown()
    });
    check_golden("after-action.md", &text);
    assert!(text.contains("Three \\*sites\\*"));
}

#[test]
fn a_replay_is_the_one_we_know() {
    let text = with(&night(), |story| {
        replay(story.records, story.setup, &Filter::default(), Paint::Off)
    });
    fits(&text);
    check_golden("replay.txt", &text);
}

#[test]
fn a_replay_can_be_narrowed() {
    let lines = |filter: Filter| {
        with(&night(), |story| {
            replay(story.records, story.setup, &filter, Paint::Off)
                .lines()
                .count()
        })
    };
    let all = lines(Filter {
        all: true,
        ..Filter::default()
    });
    let some = lines(Filter::default());
    let hers = lines(Filter {
        person: Some(name("cleo")),
        ..Filter::default()
    });
    let early = lines(Filter {
        until: minutes(10),
        ..Filter::default()
    });
    assert!(all > some && some > early && early > 0 && some > hers && hers > 0);
    assert_eq!(
        lines(Filter {
            public: true,
            ..Filter::default()
        }),
        0
    );
}

#[test]
fn any_run_fits_its_hundred_columns() {
    let mut idle = Log::new();
    idle.add(0, began(0, "breaker"))
        .add(1, harm(0, 0.3))
        .add(1, impact(0.3))
        .add(
            60 * 24 * 4,
            Fact::Ended {
                why: EndReason::Horizon,
            },
        );
    let mut nothing = Log::new();
    nothing.add(
        720,
        Fact::Ended {
            why: EndReason::Horizon,
        },
    );
    let mut many = night();
    many.setup.scenario.really = many.setup.scenario.par.clone();
    many.setup.scenario.really[0].source = "a report \x1b[31mof the time".into();
    for service in 0..12 {
        let name_of = format!("a-service-with-a-long-name-{service}");
        let health = crate::base::Share::new(0.2);
        many.add(
            20,
            Fact::HealthChanged {
                service: name(&name_of),
                health,
            },
        );
    }
    many.add(60 * 24, began(1, "feature"));
    for log in [idle, nothing, many, Log::new()] {
        let text = with(&log, |story| run(story, &[], Paint::Off));
        fits(&text);
        assert!(!text.contains('\x1b'));
        with(&log, |story| {
            after_action(story, &Default::default()).html()
        });
    }
}

#[test]
fn every_fact_has_a_blameless_sentence() {
    let source = include_str!("../model/fact.rs");
    let start = source.find("pub enum Fact {").expect("the enum of facts");
    let body = &source[start..start + source[start..].find("\n}\n").expect("its end")];
    let variants = body.lines().filter_map(|line| {
        let line = line.strip_prefix("    ")?;
        let name = line.strip_suffix(" {")?;
        name.chars().all(char::is_alphanumeric).then_some(name)
    });
    let variants: std::collections::BTreeSet<String> = variants.map(String::from).collect();
    let setup = setup();
    let mut seen = std::collections::BTreeSet::new();
    for fact in every_fact() {
        let value = serde_json::to_value(&fact).unwrap();
        seen.extend(value.as_object().and_then(|o| o.keys().next().cloned()));
        let said = sentence(&fact, &setup);
        assert!(!said.is_empty() && !said.ends_with('.'), "{said}");
        for word in ["should have", "failed to", "human error", "blame"] {
            assert!(!said.to_lowercase().contains(word), "{said}");
        }
    }
    assert_eq!(seen, variants);
}

#[test]
fn what_cost_the_most_time_is_read_off_the_log() {
    let costs: Vec<_> = with(&night(), |story| {
        costs::costs(story, 4)
            .into_iter()
            .map(|c| {
                format!(
                    "{} {} ({})",
                    crate::score::numbers::length(c.time),
                    c.what,
                    c.mechanism
                )
            })
            .collect()
    });
    assert_eq!(
        costs,
        [
            "88 min cause known, and not removed yet (system)",
            "87 min cause unknown during 2 tasks: reading the power logs (knowledge)",
            "52 min a wrong cause was believed: the feature of release 9 (knowledge)",
            "18 min nobody held the Comms lead role after 04:38 (authority)",
        ],
    );
}
