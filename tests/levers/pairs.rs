//! Runs of a lever's two arms on the same luck, and what they say.

use std::sync::Arc;

use sandtable::batch::{self, Arm, Memory, Order, Store};
use sandtable::files::{self, Kind};
use sandtable::model::Setup;
use sandtable::score::metrics::{Kind as MetricKind, Unit};
use sandtable::score::{Better, Metric, metric, metrics};
use sandtable::script::{Inputs, Loader, Source, no_includes};
use sandtable::stats::{LEVEL, paired::Pairs};
use sandtable::timeline::Measure;

use super::table::Change;

/// A shipped scenario, team and process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub scenario: String,
    pub team: String,
    pub process: String,
}

/// The shipped inputs of a case.
fn inputs(loader: &mut Loader, case: &Case) -> Inputs {
    let source = |kind, name: &str| {
        let found = files::find(kind, name).unwrap_or_else(|e| panic!("{e}"));
        Source::new(found.name, found.bytes)
    };
    Inputs {
        scenario: loader.scenario(source(Kind::Scenario, &case.scenario), &no_includes),
        team: loader.team(source(Kind::Team, &case.team)),
        process: loader.process(source(Kind::Process, &case.process)),
        defaults: loader.defaults(source(Kind::Defaults, "shipped")),
        vocabulary: loader.vocabulary(source(Kind::Vocabulary, "vocabulary")),
    }
}

/// A case with fields set by their paths, as a study would, and checked as a file would be.
#[track_caller]
pub fn setup(case: &Case, sets: &[(&str, &str)]) -> Setup {
    let names: Vec<&str> = metrics().map(|m| m.name).collect();
    let mut loader = Loader::new(&names);
    let mut inputs = inputs(&mut loader, case);
    for (path, value) in sets {
        inputs = loader
            .set(&inputs, path, value)
            .unwrap_or_else(|e| panic!("{case:?}: {path}: {e}"));
    }
    let (setup, mistakes) = loader.setup(&inputs);
    let within = [
        &inputs.scenario.diagnostics,
        &inputs.team.diagnostics,
        &inputs.process.diagnostics,
        &inputs.defaults.diagnostics,
    ];
    setup.unwrap_or_else(|| panic!("{case:?} with {sets:?}: {within:?} {mistakes:?}"))
}

/// The two arms of a lever in a case, perhaps with mechanisms idealised: `knowledge: true`.
#[track_caller]
pub fn arms(case: &Case, change: &Change, ideal: Option<&str>) -> [Setup; 2] {
    // `ideal` is left out of the shipped figures, so it is set as a whole.
    let switches = format!("({})", ideal.unwrap_or_default());
    [change.from, change.to].map(|value| {
        let sets = [(change.path, value), ("defaults.ideal", &switches)];
        setup(case, &sets)
    })
}

/// What many runs of an arm came to: a column for each measure.
pub type Rows = Arc<Vec<Vec<Measure>>>;

/// Every measure of `runs` runs from `seed` on.
pub fn rows(setups: &[Setup], runs: u64, seed: u64) -> Vec<Rows> {
    let all: Vec<&'static Metric> = metrics().collect();
    let arm = |(at, setup): (usize, &Setup)| Arm::new(at.to_string(), Arc::new(setup.clone()));
    let arms: Vec<Arm> = setups.iter().enumerate().map(arm).collect();
    let mut store = Memory::new();
    batch::run(&arms, &Order::quiet(runs, seed, &all), &mut store).expect("threads can be started");
    let panicked = store.panicked().expect("it is in memory");
    assert!(panicked.is_empty(), "{panicked:?}");
    let column = |arm, at| store.column(arm, at).expect("it is in memory");
    let of_arm = |arm| Arc::new((0..all.len()).map(|at| column(arm, at)).collect());
    (0..arms.len()).map(of_arm).collect()
}

/// What a lever did to a measure, pair by pair, in the unit in which it is shown.
#[derive(Clone, Debug)]
pub struct Effect {
    pub metric: &'static str,
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Pairs in which the measure applies to both.
    pub n: usize,
    /// Ratio of geometric means with its interval, for times.
    pub ratio: Option<(f64, f64, f64)>,
    /// Every measure of every pair is the same.
    pub same: bool,
}

/// Whether an effect goes the way it should, the other way, or cannot be told from none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Helps,
    Hurts,
    None,
}

impl Effect {
    /// Of a measure, from rows of the same seeds.
    pub fn of(name: &str, one: &Rows, other: &Rows) -> Effect {
        let metric = metric(name).unwrap_or_else(|| panic!("no measure is called {name}"));
        let at = metrics()
            .position(|m| m.name == metric.name)
            .expect("it is in the table");
        let scale = match metric.unit {
            Unit::Milliseconds => 60.0,
            _ => 1.0,
        };
        let shown = |measure: &Measure| Some(metric.in_key_unit(*measure)? / scale);
        let both = one[at].iter().zip(&other[at]);
        let (x, y): (Vec<f64>, Vec<f64>) = both
            .filter_map(|(a, b)| Some((shown(a)?, shown(b)?)))
            .unzip();
        let pairs = Pairs::new(&x, &y);
        let same = one == other;
        let estimate = pairs.mean_difference(LEVEL).estimate;
        let value = estimate.value.unwrap_or(0.0);
        let is_time = metric.kind() == MetricKind::Time;
        let ratio = pairs.ratio_of_geometric_means(LEVEL).estimate.whole();
        Effect {
            metric: metric.name,
            value,
            low: estimate.low.unwrap_or(value),
            high: estimate.high.unwrap_or(value),
            n: x.len(),
            ratio: ratio.filter(|_| is_time),
            same,
        }
    }

    /// Which way it goes, if its interval says so.
    pub fn sign(&self) -> Sign {
        let better = metric(self.metric).map_or(Better::Lower, |m| m.better);
        let (down, up) = (self.high < 0.0, self.low > 0.0);
        match (better, down, up) {
            (Better::Higher, true, _) | (Better::Lower | Better::Neither, _, true) => Sign::Hurts,
            (Better::Higher, _, true) | (Better::Lower | Better::Neither, true, _) => Sign::Helps,
            _ => Sign::None,
        }
    }

    /// How clearly it helps: its size in half widths of its interval, less than 0 if it hurts.
    pub fn clearness(&self) -> f64 {
        let half = ((self.high - self.low) / 2.0).max(1e-9);
        let size = match metric(self.metric).map(|m| m.better) {
            Some(Better::Higher) => self.value,
            _ => -self.value,
        };
        if size == 0.0 { 0.0 } else { size / half }
    }
}
