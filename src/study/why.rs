//! Why an arm does better or worse: through which phase and mechanism, at what price, and whether it
//! survives other assumptions.
//!
//! Phases and costs are read from the runs that are there. For the rest extra arms are run: each
//! mechanism idealised, each of the widest assumptions at both ends of its range, on the first runs
//! of the same luck; and all assumptions drawn together, each draw on pairs of its own, so that
//! what the draws differ by can be told from what any pairs differ by (STATISTICS M10).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::assumptions::{self, Assumption, End};
use super::contrast::{Contrast, Scale};
use super::values::{Column, Paired};
use super::{Comparison, Study};
use crate::base::Draws;
use crate::base::maths::{exp, log, sqrt};
use crate::batch::{self, Arm, Memory, Order, Store};
use crate::model::Setup;
use crate::model::defaults::Mechanism;
use crate::score::Metric;
use crate::stats::paired::Pairs;
use crate::stats::{Estimate, LEVEL, sample, sum};

/// Runs of each extra arm, unless somebody says otherwise.
pub const RUNS: u64 = 500;
/// Draws of all assumptions together, and the pairs of each.
pub const DRAWS: u64 = 50;
pub const PAIRS: u64 = 100;
/// How many assumptions are varied one at a time: those with the widest ranges.
pub const FIGURES: usize = 6;

/// The phases of an incident, from fault to resolved; their differences add up.
pub const PHASES: [&str; 6] = [
    "phase_detect",
    "phase_acknowledge",
    "phase_engage",
    "phase_diagnose",
    "phase_mitigate",
    "phase_resolve",
];

/// What a change costs in people.
pub const COSTS: [&str; 5] = [
    "people_engaged",
    "people_woken",
    "pages_sent",
    "work_person_minutes",
    "coordination_person_minutes",
];

/// Why an arm differs from its baseline.
pub struct Why {
    pub waterfall: Waterfall,
    /// How many runs each extra arm had.
    pub runs: u64,
    /// The effect in these runs, by mean difference of the primary measure.
    pub whole: Estimate,
    /// The same on the scale by which the arm is judged.
    pub effect: Estimate,
    /// What is left of it with a mechanism idealised in both arms.
    pub mechanisms: Vec<Share>,
    /// The effect at both ends of an assumption's range, the farthest reach first.
    pub swings: Vec<Swing>,
    /// Whether the effect keeps its side of "same" in all of them; nothing where it has none.
    pub keeps_its_sign: Option<bool>,
    /// How far all assumptions together move it.
    pub inputs: Option<Inputs>,
}

/// Where the minutes come from.
pub struct Waterfall {
    pub phases: Vec<Phase>,
    /// From fault to resolved: the sum of all phases, in seconds.
    pub total: Estimate,
}

/// A phase, in seconds.
pub struct Phase {
    pub metric: &'static Metric,
    pub baseline: f64,
    pub difference: Estimate,
}

/// What a mechanism carries.
pub struct Share {
    pub mechanism: Mechanism,
    /// The mean difference with it idealised in both arms.
    pub left: Estimate,
    /// The share of the effect that goes through it: what is gone without it. Shares need not
    /// add up; what is missing belongs to combinations. None where there is no effect to share.
    pub share: Option<f64>,
}

/// The effect at both ends of one assumption.
pub struct Swing {
    pub assumption: Assumption,
    pub low: Estimate,
    pub high: Estimate,
}

/// Input uncertainty: what all assumptions drawn together do.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    pub draws: u64,
    pub pairs: u64,
    /// Draws in which the effect is on the same side as with the defaults.
    pub same_sign: u64,
    /// Draws in which it is beyond what is too small to matter, on that side.
    pub beyond_band: u64,
    /// The effect in each draw, rising; each still has the noise of its pairs.
    pub effects: Vec<f64>,
}

/// How extra arms are run.
pub struct Runner<'a> {
    /// Runs of each extra arm.
    pub runs: u64,
    pub threads: usize,
    pub progress: &'a (dyn Fn(u64) + Sync),
    pub stop: &'a AtomicBool,
}

/// How many runs the extra arms are, for whoever shows how far they are.
pub fn extra_runs(study: &Study, runs: u64) -> u64 {
    let arms = compared(study).len() as u64;
    let figures = widest(study).len() as u64;
    arms * (runs * (Mechanism::ALL.len() as u64 + 2 * figures) + DRAWS * PAIRS)
}

/// Explains every contrast, and widens its intervals by what nobody knows.
///
/// Returns whether it went to its end; told to stop, it explains nothing.
///
/// # Errors
/// If threads cannot be started, or a column cannot be read.
pub fn explain(
    study: &Study,
    store: &dyn Store,
    comparison: &mut Comparison,
    runner: &Runner,
) -> Result<bool, batch::Error> {
    let places = compared(study);
    let primary = [study.primary];
    let mut variants: Vec<Vec<(Setup, u64)>> = Vec::new();
    for mechanism in Mechanism::ALL {
        variants.push(of_cases(study, &places, |setup| {
            setup.defaults.ideal.idealise(mechanism);
        }));
    }
    let figures = widest(study);
    for figure in &figures {
        for end in [End::Low, End::High] {
            variants.push(of_cases(study, &places, |setup| {
                setup.defaults = figure.set(&setup.defaults, end);
            }));
        }
    }
    let mut played = Vec::new();
    for setups in variants {
        if runner.stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        played.push(play(setups, study.seed, runner.runs, &primary, runner)?);
    }
    let mut draws = Vec::new();
    for number in 0..DRAWS {
        if runner.stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let setups = of_cases(study, &places, |setup| {
            let all = assumptions::assumptions(&setup.defaults);
            let luck = Draws::new(study.seed);
            setup.defaults = assumptions::draw(&setup.defaults, &all, luck, number);
        });
        let seed = study.seed.wrapping_add(number * PAIRS);
        draws.push(play(setups, seed, PAIRS, &study.metrics, runner)?);
    }
    let at = study
        .column(study.primary.name)
        .expect("the primary is measured");
    for contrasts in &mut comparison.contrasts {
        let place = |arm: usize| places.iter().position(|it| *it == arm).expect("it was run");
        let (one, other) = (place(contrasts.baseline), place(contrasts.arm));
        let end = comparison.arms[contrasts.baseline].measures[at].cut;
        let main = contrasts
            .measure(study.primary.name)
            .expect("it is measured");
        let scale = main.effect.scale;
        let of = |store: &Memory| -> Result<Paired, batch::Error> {
            let column = |arm| column(store, arm, 0, study.primary);
            Ok(Paired::new(&column(one)?, &column(other)?, end))
        };
        let mut paired = Vec::new();
        for store in &played {
            paired.push(of(store)?);
        }
        let (ideal, varied) = paired.split_at(Mechanism::ALL.len());
        let first = first_runs(
            study,
            store,
            (contrasts.baseline, contrasts.arm),
            runner.runs,
            end,
        )?;
        let whole = difference(&first);
        let swings = swings(&figures, varied, scale);
        contrasts.why = Some(Why {
            waterfall: waterfall(study, store, (contrasts.baseline, contrasts.arm))?,
            runs: runner.runs.min(study.runs),
            mechanisms: shares(ideal, &whole),
            keeps_its_sign: keeps_its_sign(&main.effect.simulated, &swings, main.effect.band.same),
            swings,
            inputs: None,
            effect: effect(&first, scale),
            whole,
        });
        let mut inputs = None;
        for (number, metric) in study.metrics.iter().enumerate() {
            let cut = comparison.arms[contrasts.baseline].measures[number].cut;
            let mut each = Vec::new();
            for store in &draws {
                let column = |arm| column(store, arm, number, metric);
                each.push(Paired::new(&column(one)?, &column(other)?, cut));
            }
            let told = widen(&mut contrasts.measures[number], &each);
            if number == at {
                inputs = told;
            }
        }
        if let Some(why) = &mut contrasts.why {
            why.inputs = inputs;
        }
    }
    Ok(true)
}

/// Only phases, which need no extra arms.
///
/// # Errors
/// If a column cannot be read.
pub fn waterfall(
    study: &Study,
    store: &dyn Store,
    (baseline, arm): (usize, usize),
) -> Result<Waterfall, batch::Error> {
    let mut phases = Vec::new();
    let mut totals: Vec<f64> = Vec::new();
    for name in PHASES {
        let Some(at) = study.column(name) else {
            continue;
        };
        let metric = study.metrics[at];
        let paired = Paired::new(
            &column(store, baseline, at, metric)?,
            &column(store, arm, at, metric)?,
            None,
        );
        totals.resize(paired.arm.len(), 0.0);
        let both = paired.arm.iter().zip(&paired.baseline);
        for (total, (other, one)) in totals.iter_mut().zip(both) {
            *total += other - one;
        }
        phases.push(Phase {
            metric,
            baseline: sum(paired.baseline.iter().copied()) / paired.baseline.len().max(1) as f64,
            difference: difference(&paired),
        });
    }
    Ok(Waterfall {
        phases,
        total: sample::mean(&totals, LEVEL),
    })
}

/// Arms of groups in which something is compared.
fn compared(study: &Study) -> Vec<usize> {
    let cases = &study.cases;
    let has_others = |at: usize| {
        let baseline = cases[at].baseline;
        cases
            .iter()
            .filter(|case| case.baseline == baseline)
            .count()
            > 1
    };
    (0..cases.len()).filter(|at| has_others(*at)).collect()
}

fn widest(study: &Study) -> Vec<Assumption> {
    let first = study.cases.first();
    first.map_or(Vec::new(), |case| {
        assumptions::widest(&case.setup.defaults, FIGURES)
    })
}

/// Changed setups of these arms, each with its arm's luck.
fn of_cases(study: &Study, places: &[usize], change: impl Fn(&mut Setup)) -> Vec<(Setup, u64)> {
    let changed = |at: &usize| {
        let case = &study.cases[*at];
        let mut setup = Setup::clone(&case.setup);
        change(&mut setup);
        (setup, case.luck)
    };
    places.iter().map(changed).collect()
}

fn play(
    setups: Vec<(Setup, u64)>,
    seed: u64,
    runs: u64,
    metrics: &[&'static Metric],
    runner: &Runner,
) -> Result<Memory, batch::Error> {
    let arm = |(setup, luck)| Arm::new(String::new(), Arc::new(setup)).on_luck(luck);
    let arms: Vec<Arm> = setups.into_iter().map(arm).collect();
    let order = Order {
        threads: runner.threads,
        progress: runner.progress,
        ..Order::quiet(runs, seed, metrics)
    };
    let mut store = Memory::new();
    batch::run(&arms, &order, &mut store)?;
    Ok(store)
}

fn column(
    store: &dyn Store,
    arm: usize,
    at: usize,
    metric: &Metric,
) -> Result<Column, batch::Error> {
    Ok(Column::new(
        metric,
        &store.keys(arm)?,
        store.column(arm, at)?,
    ))
}

/// The same runs as the extra arms had.
fn first_runs(
    study: &Study,
    store: &dyn Store,
    (baseline, arm): (usize, usize),
    runs: u64,
    end: Option<f64>,
) -> Result<Paired, batch::Error> {
    let at = study
        .column(study.primary.name)
        .expect("the primary is measured");
    let first = |arm| {
        let mut column = column(store, arm, at, study.primary)?;
        let n = column.runs.partition_point(|run| *run < runs);
        column.runs.truncate(n);
        column.values.truncate(n);
        Ok::<Column, batch::Error>(column)
    };
    Ok(Paired::new(&first(baseline)?, &first(arm)?, end))
}

fn difference(paired: &Paired) -> Estimate {
    Pairs::new(&paired.baseline, &paired.arm)
        .mean_difference(LEVEL)
        .estimate
}

fn effect(paired: &Paired, scale: Scale) -> Estimate {
    let pairs = Pairs::new(&paired.baseline, &paired.arm);
    match scale {
        Scale::Ratio => pairs.ratio_of_geometric_means(LEVEL).estimate,
        Scale::Difference => pairs.mean_difference(LEVEL).estimate,
    }
}

/// A share needs a whole that is not zero, and is sure not to be.
fn shares(ideal: &[Paired], whole: &Estimate) -> Vec<Share> {
    let is_sure = whole.is_clear_of(0.0);
    let one = |(mechanism, paired): (Mechanism, &Paired)| {
        let left = difference(paired);
        let share = match (left.value, whole.value) {
            (Some(left), Some(whole)) if is_sure => Some(1.0 - left / whole),
            _ => None,
        };
        Share {
            mechanism,
            left,
            share,
        }
    };
    Mechanism::ALL.into_iter().zip(ideal).map(one).collect()
}

fn swings(figures: &[Assumption], varied: &[Paired], scale: Scale) -> Vec<Swing> {
    let mut swings: Vec<Swing> = figures
        .iter()
        .zip(varied.chunks(2))
        .map(|(assumption, ends)| Swing {
            assumption: assumption.clone(),
            low: effect(&ends[0], scale),
            high: effect(&ends[1], scale),
        })
        .collect();
    let reach = |swing: &Swing| match (swing.low.value, swing.high.value) {
        (Some(low), Some(high)) => (high - low).abs(),
        _ => 0.0,
    };
    swings.sort_by(|a, b| reach(b).total_cmp(&reach(a)));
    swings
}

fn keeps_its_sign(effect: &Estimate, swings: &[Swing], same: f64) -> Option<bool> {
    let side = effect.value? < same;
    let ends = swings.iter().flat_map(|swing| [&swing.low, &swing.high]);
    let mut ends = ends.filter_map(|end| end.value);
    Some(ends.all(|end| (end < same) == side))
}

/// Widens the intervals of a measure by what the draws differ by beyond what any pairs do.
fn widen(contrast: &mut Contrast, draws: &[Paired]) -> Option<Inputs> {
    let differences = |paired: &Paired| -> Vec<f64> {
        let both = paired.arm.iter().zip(&paired.baseline);
        both.map(|(other, one)| other - one).collect()
    };
    let logs = |paired: &Paired| -> Option<Vec<f64>> {
        let both = || paired.arm.iter().zip(&paired.baseline);
        let all_positive = both().all(|(other, one)| *other > 0.0 && *one > 0.0);
        all_positive.then(|| both().map(|(other, one)| log(*other) - log(*one)).collect())
    };
    let plain: Vec<Vec<f64>> = draws.iter().map(differences).collect();
    let ratios: Option<Vec<Vec<f64>>> = draws.iter().map(logs).collect();
    let estimate = &contrast.mean_difference.estimate;
    contrast.difference_with_assumptions = wider(estimate, &plain);
    contrast.ratio_with_assumptions = ratios.as_ref().and_then(|ratios| {
        let ratio = contrast.ratio.estimate.clone();
        let ends = wider(&ratio.map(log), ratios)?;
        Some((exp(ends.0), exp(ends.1)))
    });
    let (of_draws, same) = match contrast.effect.scale {
        Scale::Ratio => (ratios.unwrap_or_default(), 1.0),
        Scale::Difference => (plain, 0.0),
    };
    contrast.effect.with_assumptions = match contrast.effect.scale {
        Scale::Ratio => contrast.ratio_with_assumptions,
        Scale::Difference => contrast.difference_with_assumptions,
    };
    contrast.judge();
    let value = contrast.effect.simulated.value?;
    let mean_of = |values: &Vec<f64>| -> Option<f64> {
        let (mean, _) = sample::moments(values)?;
        Some(match contrast.effect.scale {
            Scale::Ratio => exp(mean),
            Scale::Difference => mean,
        })
    };
    let means: Vec<f64> = of_draws.iter().filter_map(mean_of).collect();
    let band = contrast.effect.band;
    let on_side = |mean: &&f64| (**mean < same) == (value < same);
    let beyond = |mean: &&f64| match value < same {
        true => **mean < band.low,
        false => **mean > band.high,
    };
    Some(Inputs {
        draws: means.len() as u64,
        pairs: PAIRS,
        same_sign: means.iter().filter(on_side).count() as u64,
        beyond_band: means.iter().filter(beyond).count() as u64,
        effects: sample::sorted(&means),
    })
}

/// The interval of an estimate with not knowing the assumptions as well.
///
/// V_input is the variance of the means of the draws, less what pairs alone make them vary by, never
/// below zero. The draws, drawn together until that is their variance, keep their shape, which is
/// often skewed; their 2.5 and 97.5 % quantiles and the simulation's own error, each side by itself
/// and as roots of sums of squares, make the ends.
///
/// Source: STATISTICS M10, V = V_input + V_simulation; R. Barton and L. Schruben (2001); B. Nelson.
fn wider(estimate: &Estimate, draws: &[Vec<f64>]) -> Option<(f64, f64)> {
    let (value, low, high) = estimate.whole()?;
    let mut means = Vec::new();
    let mut noise = Vec::new();
    for values in draws {
        let (mean, variance) = sample::moments(values)?;
        means.push(mean);
        noise.push(variance? / values.len() as f64);
    }
    let (middle, spread) = sample::moments(&means)?;
    let spread = spread?;
    let of_input = (spread - sum(noise.iter().copied()) / noise.len() as f64).max(0.0);
    let shrink = match spread > 0.0 {
        true => sqrt(of_input / spread),
        false => 0.0,
    };
    let shrunk = means.iter().map(|mean| middle + shrink * (mean - middle));
    let sorted = sample::sorted(&shrunk.collect::<Vec<f64>>());
    let outside = 0.5 * (1.0 - LEVEL);
    let below = (value - sample::quantile(&sorted, outside)?).max(0.0);
    let above = (sample::quantile(&sorted, 1.0 - outside)? - value).max(0.0);
    let both = |one: f64, other: f64| sqrt(one * one + other * other);
    Some((
        value - both(below, value - low),
        value + both(above, high - value),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Purpose;

    /// Draws whose means differ by their own, and pairs that differ by `noise` within each.
    fn draws(of_input: f64, noise: f64) -> Vec<Vec<f64>> {
        let normal = |key: (u64, u64)| Draws::new(3).of(Purpose::Scratch, key).normal();
        (0..2_000)
            .map(|draw| {
                let mean = 10.0 + of_input * normal((draw, 1_000));
                (0..PAIRS)
                    .map(|pair| mean + noise * normal((draw, pair)))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn what_the_draws_differ_by_is_told_from_what_pairs_do() {
        let exact = Estimate::new(10.0, 10.0, 10.0, 10_000);
        for (of_input, noise) in [(2.0, 1.0), (2.0, 15.0), (0.5, 0.1)] {
            let (low, high) = wider(&exact, &draws(of_input, noise)).unwrap();
            let half = 0.5 * (high - low) / 1.96;
            assert!(
                (half / of_input - 1.0).abs() < 0.1,
                "{of_input} {noise}: {half}"
            );
        }
        // Where the draws differ by no more than any pairs would, nothing is added.
        let (low, high) = wider(&Estimate::new(10.0, 9.0, 11.0, 10_000), &draws(0.0, 5.0)).unwrap();
        assert!(high - low < 2.1, "{low} {high}");
    }
}
