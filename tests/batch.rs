//! A batch: the same rows on any number of threads, shared luck, panics isolated.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sandtable::batch::{Arm, BLOCK, Ended, Memory, Order, Shard, Store, blocks_of, run};
use sandtable::score::{Metric, metric, metrics};
use sandtable::timeline::{Measure, Timeline};
use support::{PROCESSES, plan, setup};

const RUNS: u64 = 100;
const SEED: u64 = 7;

fn arm(process: &str) -> Arm {
    Arm::new(process.into(), Arc::new(setup("quiet-disk", process)))
}

fn play(arms: &[Arm], threads: usize, metrics: &[&'static Metric]) -> Memory {
    let done = AtomicU64::new(0);
    let order = Order {
        threads,
        progress: &|more| {
            done.fetch_add(more, Ordering::Relaxed);
        },
        ..Order::quiet(RUNS, SEED, metrics)
    };
    let mut store = Memory::new();
    assert_eq!(run(arms, &order, &mut store).unwrap(), Ended::Whole);
    assert_eq!(done.load(Ordering::Relaxed), RUNS * arms.len() as u64);
    store
}

#[test]
fn blocks_are_the_same_on_any_number_of_threads() {
    let all: Vec<_> = metrics().collect();
    let arms: Vec<Arm> = PROCESSES.map(arm).into();
    let one = play(&arms, 1, &all).block(0).unwrap();
    for (at, tables) in one.arms.iter().enumerate() {
        let runs = tables.runs.keys.iter().map(|key| key.run);
        assert!(runs.eq(0..RUNS), "arm {at}");
    }
    assert!(one.arms[0] != one.arms[1], "processes make no difference");
    for threads in [2, 4] {
        assert!(
            play(&arms, threads, &all).block(0).unwrap() == one,
            "{threads} threads"
        );
    }
}

#[test]
fn a_batch_that_is_stopped_ends_with_a_whole_block_and_goes_on_from_there() {
    let arms: Vec<Arm> = ["unmanaged", "blameless"].map(arm).into();
    let resolve = [metric("time_to_resolve").expect("it is measured")];
    let runs = 2 * BLOCK + 40;
    let mut whole = Memory::new();
    run(&arms, &Order::quiet(runs, SEED, &resolve), &mut whole).unwrap();
    assert_eq!(whole.blocks(), [0, 1, 2]);
    let stop = AtomicBool::new(false);
    let order = Order {
        progress: &|_| stop.store(true, Ordering::Relaxed),
        stop: &stop,
        ..Order::quiet(runs, SEED, &resolve)
    };
    let mut cut = Memory::new();
    assert_eq!(run(&arms, &order, &mut cut).unwrap(), Ended::Stopped);
    assert_eq!(cut.blocks(), [0]);
    assert!(cut.block(0).unwrap() == whole.block(0).unwrap());
    run(&arms, &Order::quiet(runs, SEED, &resolve), &mut cut).unwrap();
    for number in whole.blocks() {
        assert!(
            cut.block(number).unwrap() == whole.block(number).unwrap(),
            "block {number}"
        );
    }
}

#[test]
fn shards_are_the_blocks_of_the_whole() {
    let arms = [arm("unmanaged")];
    let resolve = [metric("time_to_resolve").expect("it is measured")];
    let runs = 2 * BLOCK + 7;
    let mut whole = Memory::new();
    run(&arms, &Order::quiet(runs, SEED, &resolve), &mut whole).unwrap();
    for index in [0, 1] {
        let shard = Shard { index, of: 2 };
        let order = Order {
            shard,
            ..Order::quiet(runs, SEED, &resolve)
        };
        let mut part = Memory::new();
        run(&arms, &order, &mut part).unwrap();
        assert!(blocks_of(shard, runs).eq(part.blocks()));
        for number in part.blocks() {
            assert!(part.block(number).unwrap() == whole.block(number).unwrap());
        }
    }
}

#[test]
fn enough_ends_a_batch_after_a_block() {
    let resolve = [metric("time_to_resolve").expect("it is measured")];
    let order = Order {
        enough: &|store| Ok(store.blocks().len() == 2),
        ..Order::quiet(10 * BLOCK, SEED, &resolve)
    };
    let mut store = Memory::new();
    assert_eq!(
        run(&[arm("unmanaged")], &order, &mut store).unwrap(),
        Ended::Enough
    );
    assert_eq!(store.blocks(), [0, 1]);
}

#[test]
fn arms_that_do_not_differ_have_the_same_runs() {
    let all: Vec<_> = metrics().collect();
    let block = play(&[arm("blameless"), arm("blameless")], 2, &all)
        .block(0)
        .unwrap();
    assert!(block.arms[0] == block.arms[1]);
    let other = arm("blameless").on_luck(RUNS);
    let block = play(&[arm("blameless"), other], 2, &all).block(0).unwrap();
    assert!(block.arms[0] != block.arms[1]);
}

#[test]
fn a_run_of_a_batch_is_that_run_alone() {
    let all: Vec<_> = metrics().collect();
    let store = play(&[arm("blameless")], 2, &all);
    let plan = plan("quiet-disk", "blameless");
    for (at, metric) in all.iter().enumerate() {
        let column = store.column(0, at).unwrap();
        assert_eq!(column.len() as u64, RUNS, "{}", metric.name);
    }
    for run in (0..RUNS).step_by(9) {
        let alone = support::run(&plan, SEED + run);
        for (at, metric) in all.iter().enumerate() {
            let expected = (metric.read)(alone.timeline());
            assert_eq!(
                store.column(0, at).unwrap()[run as usize],
                expected,
                "{}",
                metric.name
            );
        }
    }
}

#[test]
fn every_episode_of_a_run_has_its_row() {
    let all: Vec<_> = metrics().collect();
    let setup = Arc::new(setup("three-data-centres", "blameless"));
    let block = play(&[Arm::new("one".into(), setup)], 2, &all)
        .block(0)
        .unwrap();
    let tables = &block.arms[0];
    let at = all
        .iter()
        .position(|metric| metric.name == "episodes")
        .unwrap();
    for (key, counted) in tables.runs.keys.iter().zip(&tables.runs.columns[at]) {
        let rows = tables.episodes.keys.iter().filter(|it| it.run == key.run);
        let numbers: Vec<u32> = rows.map(|it| it.episode).collect();
        assert!(
            numbers.into_iter().eq(1..=counted.value as u32),
            "run {}",
            key.run
        );
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
    let whole = play(&[arm("blameless")], 2, &[resolve])
        .column(0, 0)
        .unwrap();
    let touchy = play(&[arm("blameless")], 2, &[resolve, &TOUCHY]);
    let panicked = touchy.panicked().unwrap();
    let kept = touchy.keys(0).unwrap();
    assert!(!panicked.is_empty() && !kept.is_empty());
    for it in &panicked {
        assert_eq!((it.arm.as_str(), it.message.as_str()), ("blameless", "odd"));
    }
    let named = panicked.iter().map(|it| it.seed - SEED);
    let mut runs: Vec<u64> = kept.iter().map(|key| key.run).chain(named).collect();
    runs.sort_unstable();
    assert!(runs.into_iter().eq(0..RUNS));
    for (key, measure) in kept.iter().zip(touchy.column(0, 0).unwrap()) {
        assert_eq!(whole[key.run as usize], measure, "run {}", key.run);
    }
}
