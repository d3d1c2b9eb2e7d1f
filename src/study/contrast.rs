//! One arm against its baseline, pair by pair.

use super::reality::{RealityCheck, Records};
use super::values::{Column, Paired};
use super::verdict::{Band, Verdict, verdict};
use super::{Study, why};
use crate::base::{Draws, Purpose};
use crate::score::{Better, Kind, Metric};
use crate::stats::paired::{self, Pairs};
use crate::stats::{Estimate, LEVEL, Test, many, resample};

/// An arm against its baseline, in every measure.
pub struct Contrasts {
    /// Places of the arms in the study.
    pub baseline: usize,
    pub arm: usize,
    pub measures: Vec<Contrast>,
    /// What a team would need to see the difference in the primary measure.
    pub reality: Option<RealityCheck>,
    /// Through what, at what price, resting on what; once it was asked for.
    pub why: Option<why::Why>,
}

/// One measure of an arm against its baseline: arm minus baseline, arm over baseline, in the same
/// run. Times are cut where [`super::MeasureSummary`] cuts them.
pub struct Contrast {
    pub metric: &'static Metric,
    /// Runs that have a pair to which it applies on both sides.
    pub pairs: usize,
    /// Pairs with a side that does not apply; they are in no figure.
    pub left_out: usize,
    /// Pairs with a side that was still open; they are in all figures.
    pub open: usize,
    /// Equal in every single pair.
    pub is_equal: bool,
    pub mean_difference: Test,
    /// Of times and integrals; none where a pair holds a zero.
    pub ratio: Test,
    pub hodges_lehmann: Estimate,
    /// The share of runs that got better, a tie counting half.
    pub better: Estimate,
    /// Shares of runs that are better, the same, worse.
    pub thirds: [f64; 3],
    /// The share of the variance of the difference that pairing removed.
    pub variance_removed: Option<f64>,
    /// Of the primary measure: differences of quantiles.
    pub quantiles: Vec<Quantile>,
    pub effect: Effect,
    /// The intervals with not knowing the assumptions as well, once they were varied.
    pub difference_with_assumptions: Option<(f64, f64)>,
    pub ratio_with_assumptions: Option<(f64, f64)>,
    /// Adjusted for the number of measures.
    pub p_holm: Option<f64>,
    pub verdict: Verdict,
}

/// The difference of a quantile, arm minus baseline.
pub struct Quantile {
    pub p: f64,
    pub difference: Estimate,
}

/// By which figure a measure is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The ratio of geometric means: the best-behaved one for skewed times.
    Ratio,
    /// The mean difference, in the unit of the measure.
    Difference,
}

/// How large, and how sure.
#[derive(Clone, Debug)]
pub struct Effect {
    pub scale: Scale,
    /// With the error of the simulation alone.
    pub simulated: Estimate,
    /// With not knowing the assumptions as well, once they were varied.
    pub with_assumptions: Option<(f64, f64)>,
    pub band: Band,
}

impl Contrasts {
    pub(super) fn empty(baseline: usize, arm: usize) -> Contrasts {
        Contrasts {
            baseline,
            arm,
            measures: Vec::new(),
            reality: None,
            why: None,
        }
    }

    pub fn measure(&self, name: &str) -> Option<&Contrast> {
        self.measures.iter().find(|it| it.metric.name == name)
    }

    pub(super) fn add(
        &mut self,
        study: &Study,
        metric: &'static Metric,
        (baseline, arm): (&Column, &Column),
        end: Option<f64>,
    ) {
        let paired = Paired::new(baseline, arm, end);
        let is_primary = metric.name == study.primary.name;
        let mut contrast = Contrast::new(metric, &paired, study.band);
        if is_primary {
            let draws = Draws::new(study.seed);
            contrast.quantiles = quantiles(&paired, draws);
            let records = Records {
                per_month: study.per_month,
                seed: study.seed,
            };
            self.reality = Some(records.check(metric, &paired, [baseline, arm], end));
        }
        self.measures.push(contrast);
    }

    /// Adjusts for the number of measures once all are there.
    pub(super) fn adjust(&mut self) {
        let p: Vec<Option<f64>> = self.measures.iter().map(Contrast::p).collect();
        for (measure, p) in self.measures.iter_mut().zip(many::holm(&p)) {
            measure.p_holm = p;
        }
    }
}

impl Contrast {
    fn new(metric: &'static Metric, paired: &Paired, share: f64) -> Contrast {
        let pairs = Pairs::new(&paired.baseline, &paired.arm);
        let is_equal = pairs.n() > 0 && pairs.is_equal_in_every_pair();
        let mean_difference = pairs.mean_difference(LEVEL);
        let ratio = match metric.kind() {
            Kind::Time | Kind::Integral => pairs.ratio_of_geometric_means(LEVEL),
            Kind::Count | Kind::Share => Test {
                estimate: Estimate::missing(pairs.n(), crate::stats::Reason::NotDefined),
                statistic: None,
                df: None,
                p: None,
            },
        };
        let better = match metric.better {
            Better::Higher => paired::Better::Higher,
            Better::Lower | Better::Neither => paired::Better::Lower,
        };
        let effect = effect(metric, paired, share, (&ratio, &mean_difference));
        let mut contrast = Contrast {
            metric,
            pairs: pairs.n(),
            left_out: paired.left_out,
            open: paired.open,
            is_equal,
            hodges_lehmann: pairs.hodges_lehmann(LEVEL),
            better: pairs.share_better(better, LEVEL),
            thirds: thirds(paired, better),
            variance_removed: pairs.pairing().variance_removed,
            quantiles: Vec::new(),
            mean_difference,
            ratio,
            effect,
            difference_with_assumptions: None,
            ratio_with_assumptions: None,
            p_holm: None,
            verdict: Verdict::Undecided,
        };
        contrast.judge();
        contrast
    }

    /// Takes the verdict from the wider interval.
    pub(super) fn judge(&mut self) {
        let interval = self.effect.interval();
        self.verdict = match (self.is_equal, interval) {
            (true, _) => Verdict::Unchanged,
            (false, Some(interval)) => verdict(self.effect.band, interval, self.metric.better),
            (false, None) => Verdict::Undecided,
        };
    }

    /// Of the test that belongs to the effect; none where all pairs are equal.
    fn p(&self) -> Option<f64> {
        match self.effect.scale {
            Scale::Ratio => self.ratio.p,
            Scale::Difference => self.mean_difference.p,
        }
    }
}

impl Effect {
    /// The interval that a headline quotes: the wider one.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let simulated = || Some((self.simulated.low?, self.simulated.high?));
        self.with_assumptions.or_else(simulated)
    }
}

fn effect(
    metric: &Metric,
    paired: &Paired,
    share: f64,
    (ratio, difference): (&Test, &Test),
) -> Effect {
    if ratio.estimate.value.is_some() {
        return Effect {
            scale: Scale::Ratio,
            simulated: ratio.estimate.clone(),
            with_assumptions: None,
            band: Band::ratio(share),
        };
    }
    let mean =
        crate::stats::sum(paired.baseline.iter().copied()) / paired.baseline.len().max(1) as f64;
    let half = match metric.kind() {
        // Shares are judged in points: 5 % is five of them.
        Kind::Share => share,
        _ => share * mean.abs(),
    };
    Effect {
        scale: Scale::Difference,
        simulated: difference.estimate.clone(),
        with_assumptions: None,
        band: Band::difference(half),
    }
}

fn thirds(paired: &Paired, better: paired::Better) -> [f64; 3] {
    let n = paired.arm.len().max(1) as f64;
    let both = || paired.baseline.iter().zip(&paired.arm);
    let lower = both().filter(|(one, other)| other < one).count() as f64 / n;
    let higher = both().filter(|(one, other)| other > one).count() as f64 / n;
    let same = both().filter(|(one, other)| other == one).count() as f64 / n;
    match better {
        paired::Better::Lower => [lower, same, higher],
        paired::Better::Higher => [higher, same, lower],
    }
}

/// Differences of the median and of the tail. Where runs are open a quantile at the cut says only
/// "later than that", and there is no difference of it.
fn quantiles(paired: &Paired, draws: Draws) -> Vec<Quantile> {
    let uniform = |resample: u64, place: u64| {
        draws
            .of(Purpose::ResamplePairs, (resample, place))
            .uniform()
    };
    let both = (paired.baseline.as_slice(), paired.arm.as_slice());
    let one = |p| Quantile {
        p,
        difference: resample::quantile_difference(both, p, LEVEL, uniform),
    };
    [0.5, 0.9, 0.95].map(one).into()
}
