//! A log that was written to disk is all that is needed to play it again.

use std::sync::{Arc, LazyLock};

use sandtable::engine::plan::Plan;
use sandtable::exercise::Exercise;
use sandtable::files::{self, Folder, Kind};
use sandtable::model::Setup;
use sandtable::script::{Inputs, Loader, Source};
use sandtable::timeline::Timeline;

#[test]
fn a_log_read_back_plays_again_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for scenario in files::shipped(Kind::Scenario) {
        for process in files::shipped(Kind::Process) {
            for seed in [1, u64::MAX] {
                let name = format!("{} {} {seed}", scenario.name, process.name);
                let first = folder.path().join("first.jsonl");
                let again = folder.path().join("again.jsonl");
                let hash = play(shipped_setup(scenario.name, process.name), seed, &first);
                let log = files::read_log(&first).unwrap();
                assert_eq!((&log.sha256, log.torn), (&hash, None), "{name}");
                assert_eq!(hash, play_again(&log, &again), "{name}");
                assert_eq!(
                    std::fs::read(&first).unwrap(),
                    std::fs::read(&again).unwrap(),
                    "{name}"
                );
            }
        }
    }
}

/// Plays an exercise, writes its log, answers with the log's hash.
fn play(setup: Setup, seed: u64, path: &std::path::Path) -> String {
    let plan = Arc::new(Plan::new(Arc::new(setup.clone())));
    let header = files::header(setup, seed, plan.degraded.clone());
    let mut exercise = Exercise::of_plan(plan, seed);
    exercise.finish();
    // A script mends the quiet disk before anybody is paged: that is a short story.
    assert!(exercise.records().len() > 15);
    files::write_log(path, &header, exercise.records()).unwrap()
}

/// Plays what a log says from its header alone; its timeline is that of the records read.
fn play_again(log: &files::LogFile, path: &std::path::Path) -> String {
    let hash = play(log.header.setup.clone(), log.header.seed, path);
    let mut timeline = Timeline::new(&log.header.setup);
    for record in &log.records {
        timeline.fold(record);
    }
    assert!(timeline.ended().is_some());
    hash
}

fn shipped_setup(scenario: &str, process: &str) -> Setup {
    let source = |kind, name: &str| {
        let found = files::find(kind, name).unwrap();
        Source::new(found.name, found.bytes)
    };
    let include = |name: &str| {
        let bytes = Folder::Shipped("scenarios").include(name);
        bytes.map_err(|error| error.to_string())
    };
    let mut loader = Loader::new(&MEASURES);
    let scenario = loader.scenario(source(Kind::Scenario, scenario), &include);
    // Some scripts are about teams of their own.
    let named = scenario.value.as_ref().and_then(|it| it.team);
    let team = named.map_or("single-site-9".to_string(), |team| team.to_string());
    let inputs = Inputs {
        scenario,
        team: loader.team(source(Kind::Team, &team)),
        process: loader.process(source(Kind::Process, process)),
        defaults: loader.defaults(source(Kind::Defaults, "shipped")),
        vocabulary: loader.vocabulary(source(Kind::Vocabulary, "vocabulary")),
    };
    loader
        .setup(&inputs)
        .0
        .expect("what is shipped can be used")
}

static MEASURES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    sandtable::score::metrics()
        .map(|metric| metric.name)
        .collect()
});
