//! A batch: the same rows on any number of threads, shared luck, panics isolated.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sandtable::batch::{Arm, Order, Row, Rows, run};
use sandtable::score::{Metric, metric, metrics};
use sandtable::timeline::{Measure, Timeline};
use support::{PROCESSES, plan, setup};

const RUNS: u64 = 100;
const SEED: u64 = 7;

fn arm(process: &str) -> Arm {
    Arm::new(process.into(), Arc::new(setup("quiet-disk", process)))
}

fn rows(arms: &[Arm], threads: usize, metrics: &[&'static Metric]) -> Rows {
    let done = AtomicU64::new(0);
    let order = Order {
        runs: RUNS,
        seed: SEED,
        threads,
        metrics,
        progress: &|more| {
            done.fetch_add(more, Ordering::Relaxed);
        },
        stop: &AtomicBool::new(false),
    };
    let rows = run(arms, &order).expect("threads can be started");
    assert_eq!(done.into_inner(), RUNS * arms.len() as u64);
    assert_eq!(rows.done, RUNS);
    rows
}

#[test]
fn rows_are_the_same_on_any_number_of_threads() {
    let all: Vec<_> = metrics().collect();
    let arms: Vec<Arm> = PROCESSES.map(arm).into();
    let one = rows(&arms, 1, &all);
    for (at, arm) in one.arms.iter().enumerate() {
        let runs: Vec<u64> = arm.iter().map(|row| row.run).collect();
        assert!(runs.iter().copied().eq(0..RUNS), "arm {at}: {runs:?}");
    }
    assert!(one.arms[0] != one.arms[1], "processes make no difference");
    for threads in [2, 4] {
        assert!(rows(&arms, threads, &all) == one, "{threads} threads");
    }
}

#[test]
fn a_batch_that_is_stopped_has_done_the_first_runs_of_every_arm() {
    let arms: Vec<Arm> = PROCESSES.map(arm).into();
    let resolve = metric("time_to_resolve").expect("it is measured");
    let whole = rows(&arms, 2, &[resolve]);
    for threads in [1, 3] {
        let stop = AtomicBool::new(false);
        let told = AtomicU64::new(0);
        let order = Order {
            runs: RUNS,
            seed: SEED,
            threads,
            metrics: &[resolve],
            progress: &|more| {
                let told = told.fetch_add(more, Ordering::Relaxed) + more;
                stop.store(told >= RUNS / 2, Ordering::Relaxed);
            },
            stop: &stop,
        };
        let cut = run(&arms, &order).expect("threads can be started");
        assert!(cut.done > 0 && cut.done < RUNS, "{} runs", cut.done);
        for (cut_arm, whole_arm) in cut.arms.iter().zip(&whole.arms) {
            assert_eq!(cut_arm, &whole_arm[..cut.done as usize]);
        }
    }
}

#[test]
fn arms_that_do_not_differ_have_the_same_rows() {
    let all: Vec<_> = metrics().collect();
    let rows = rows(&[arm("blameless"), arm("blameless")], 2, &all);
    assert_eq!(rows.arms[0], rows.arms[1]);
}

#[test]
fn a_run_of_a_batch_is_that_run_alone() {
    let all: Vec<_> = metrics().collect();
    let rows = rows(&[arm("blameless")], 2, &all);
    let plan = plan("quiet-disk", "blameless");
    for row in rows.arms[0].iter().step_by(9) {
        let alone = support::run(&plan, SEED + row.run);
        let read = |m: &&'static Metric| (m.read)(alone.timeline());
        let expected = Row {
            run: row.run,
            seed: SEED + row.run,
            measures: all.iter().map(read).collect(),
            over_budget: false,
        };
        assert_eq!(*row, expected);
    }
}

#[test]
fn a_run_that_panics_is_named_and_the_others_are_as_they_were() {
    /// Resolved after an odd number of seconds: about half the runs.
    fn is_odd(timeline: &Timeline) -> bool {
        let resolve = metric("time_to_resolve").expect("it is measured");
        let resolved = (resolve.read)(timeline);
        resolved.is_reached() && resolved.value / 1_000 % 2 == 1
    }
    static TOUCHY: Metric = Metric {
        name: "touchy",
        title: "Touchy",
        span: None,
        unit: sandtable::score::Unit::Count,
        better: sandtable::score::Better::Neither,
        help: "Panics at odd times.",
        read: |timeline| match is_odd(timeline) {
            true => panic!("odd"),
            false => Measure::reached(0),
        },
        of_episode: None,
    };
    let resolve = metric("time_to_resolve").expect("it is measured");
    let whole = rows(&[arm("blameless")], 2, &[resolve]);
    let touchy = rows(&[arm("blameless")], 2, &[resolve, &TOUCHY]);
    let kept = touchy.arms[0].iter().map(|row| (row.seed, row.measures[0]));
    let named = touchy.panicked.iter().map(|p| p.seed);
    assert!(!touchy.panicked.is_empty() && !touchy.arms[0].is_empty());
    for panicked in &touchy.panicked {
        assert_eq!(
            (panicked.arm.as_str(), panicked.message.as_str()),
            ("blameless", "odd")
        );
    }
    let mut seeds: Vec<u64> = kept.clone().map(|(seed, _)| seed).chain(named).collect();
    seeds.sort_unstable();
    assert!(seeds.into_iter().eq(SEED..SEED + RUNS));
    for (seed, measure) in kept {
        let same = &whole.arms[0][(seed - SEED) as usize];
        assert_eq!(same.measures[0], measure, "seed {seed}");
    }
}
