//! Every shipped scenario under every shipped process with every shipped team: runs come to an end,
//! also with a mechanism idealised, and none of them goes round in circles.

mod support;

use rayon::prelude::*;
use sandtable::model::Setup;
use sandtable::model::fact::EndReason;
use support::{ALL_SCENARIOS, PROCESSES, TEAMS, plan_of, run, setup_with};

/// Runs every case once changed, and names those that ran out of their budget of records.
fn run_dry(change: impl Fn(&mut Setup) + Sync, seeds: std::ops::Range<u64>) -> Vec<String> {
    let mut cases = Vec::new();
    for scenario in ALL_SCENARIOS {
        for process in PROCESSES {
            cases.extend(TEAMS.map(|team| (scenario, process, team)));
        }
    }
    let dry = |(scenario, process, team): &(&str, &str, &str)| {
        let mut setup = setup_with(scenario, process, team);
        change(&mut setup);
        let plan = plan_of(setup);
        let ended = |seed: &u64| run(&plan, *seed).timeline().ended();
        let mut seeds = seeds.clone();
        let bad =
            seeds.find(|seed| !matches!(ended(seed), Some(EndReason::Done | EndReason::Horizon)));
        bad.map(|seed| format!("{scenario}, {process}, {team}, seed {seed}"))
    };
    cases.par_iter().filter_map(dry).collect()
}

#[test]
fn every_scenario_runs_under_every_process_with_every_team() {
    assert_eq!(run_dry(|_| {}, 1..4), Vec::<String>::new());
}

#[test]
fn and_with_each_mechanism_idealised() {
    type Switch = (&'static str, fn(&mut Setup));
    let switches: [Switch; 5] = [
        ("attention", |s| s.defaults.ideal.attention = true),
        ("knowledge", |s| s.defaults.ideal.knowledge = true),
        ("signals", |s| s.defaults.ideal.signals = true),
        ("authority", |s| s.defaults.ideal.authority = true),
        ("system", |s| s.defaults.ideal.system = true),
    ];
    for (name, switch) in switches {
        let dry = run_dry(switch, 1..2);
        assert!(dry.is_empty(), "{name}: {dry:?}");
    }
}
