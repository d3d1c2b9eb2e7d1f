//! The floor `stats` against other people's programs: scipy, statsmodels, lifelines, R.
//!
//! `tests/data/golden.json` holds their outputs for two paired samples of 40; each test names its
//! key. Left for later, with the code that needs them:
//! - Monte-Carlo, and with the code that needs it: `sobol_ishigami_a7_b0.1`;
//! - fitting laws to records, which is calibration: `lognorm_mle_a`, `weibull_mle_a`, `gamma_mle_a`,
//!   `loglogistic_mle_a`, and the p-value of `ks`.

use sandtable::base::{Draws, Purpose};
use sandtable::stats::paired::{Better, Pairs};
use sandtable::stats::survival::{KaplanMeier, Scale, Span, log_rank};
use sandtable::stats::{
    Estimate, LEVEL, Test, distance, many, reality, resample, sample, unpaired,
};
use serde_json::Value;

struct Golden(Value);

impl Golden {
    fn read() -> Self {
        Golden(serde_json::from_str(include_str!("data/golden.json")).expect("golden.json is JSON"))
    }

    fn list(&self, pointer: &str) -> Vec<f64> {
        let list = self
            .0
            .pointer(pointer)
            .and_then(Value::as_array)
            .unwrap_or_else(|| panic!("no list {pointer}"));
        list.iter().map(|x| x.as_f64().unwrap()).collect()
    }

    /// The number at `pointer` agrees with `got` to nine digits (printed ones often hold no more).
    fn check(&self, pointer: &str, got: impl Into<Option<f64>>) {
        let expected = self
            .0
            .pointer(pointer)
            .and_then(Value::as_f64)
            .unwrap_or_else(|| panic!("no number {pointer}"));
        close(pointer, got.into(), expected, 1e-9);
    }

    fn check_interval(&self, pointer: &str, got: &Estimate) {
        self.check(&format!("{pointer}/0"), got.low);
        self.check(&format!("{pointer}/1"), got.high);
    }

    fn pair(&self) -> (Vec<f64>, Vec<f64>) {
        (self.list("/a"), self.list("/b"))
    }

    fn spans(&self, key: &str) -> Vec<Span> {
        let horizon = self.0["km_horizon"].as_f64().unwrap();
        let cut = |t: f64| {
            if t <= horizon {
                Span::reached(t)
            } else {
                Span::censored(horizon)
            }
        };
        self.list(key).into_iter().map(cut).collect()
    }
}

fn close(what: &str, got: Option<f64>, expected: f64, relative: f64) {
    let got = got.unwrap_or_else(|| panic!("{what}: nothing, expected {expected}"));
    assert!(
        (got - expected).abs() <= relative * expected.abs(),
        "{what}: {got:?}, expected {expected:?}"
    );
}

#[test]
fn the_paired_t_test_is_scipys() {
    let golden = Golden::read();
    let (a, b) = golden.pair();
    let Test {
        estimate,
        statistic,
        df,
        p,
    } = Pairs::new(&a, &b).mean_difference(LEVEL);
    golden.check("/paired_t/t", statistic);
    golden.check("/paired_t/p", p);
    golden.check("/paired_t/df", df);
    golden.check("/paired_t/mean_diff", estimate.value);
    golden.check_interval("/paired_t/ci95", &estimate);
}

#[test]
fn welchs_test_is_scipys() {
    let golden = Golden::read();
    let (a, b) = golden.pair();
    let test = unpaired::welch(&a, &b, LEVEL);
    golden.check("/welch/t", test.statistic);
    golden.check("/welch/p", test.p);
    golden.check("/welch/df", test.df);
    golden.check_interval("/welch/ci95", &test.estimate);
}

#[test]
fn the_ratio_of_geometric_means_is_scipys() {
    let golden = Golden::read();
    let (a, b) = golden.pair();
    let pairs = Pairs::new(&a, &b);
    let test = pairs.ratio_of_geometric_means(LEVEL);
    golden.check("/ratio_geomean_paired/ratio", test.estimate.value);
    golden.check("/ratio_geomean_paired/p", test.p);
    golden.check_interval("/ratio_geomean_paired/ci95", &test.estimate);
    // It is what it says: one geometric mean over the other.
    let means = [&b, &a].map(|values| sample::geometric_mean(values, LEVEL).value.unwrap());
    golden.check("/ratio_geomean_paired/ratio", means[0] / means[1]);
}

#[test]
fn rank_methods_are_those_of_scipy_and_r() {
    let golden = Golden::read();
    let (a, b) = golden.pair();
    let pairs = Pairs::new(&a, &b);
    let signed = pairs.signed_rank(LEVEL);
    golden.check("/wilcoxon_asymp_nocorr/W", signed.statistic);
    golden.check("/wilcoxon_asymp_nocorr/p", signed.p);
    golden.check("/hodges_lehmann_paired", pairs.hodges_lehmann(LEVEL).value);
    golden.check_interval(
        "/hodges_lehmann_paired_ci95_asymp",
        &pairs.hodges_lehmann(LEVEL),
    );
    golden.check("/hodges_lehmann_2sample_b_minus_a", unpaired::shift(&a, &b));

    // golden.json has U of `b` against `a`: scipy's `mannwhitneyu(b, a)`, R's W.
    let ranks = unpaired::mann_whitney(&a, &b, LEVEL);
    golden.check("/mannwhitney/U", ranks.statistic);
    golden.check("/mannwhitney/p", ranks.p);
    golden.check("/mannwhitney/prob_sup_b_less_a", ranks.estimate.value);
    let brunner_munzel = unpaired::brunner_munzel(&a, &b, LEVEL);
    golden.check("/brunner_munzel_a_b/stat", brunner_munzel.statistic);
    golden.check("/brunner_munzel_a_b/p", brunner_munzel.p);
}

#[test]
fn distances_are_scipys() {
    let golden = Golden::read();
    let (a, b) = golden.pair();
    golden.check("/ks/D", distance::kolmogorov_smirnov(&a, &b));
    golden.check("/wasserstein", distance::wasserstein(&a, &b));
}

#[test]
fn quantile_intervals_have_the_exact_ranks_and_coverage() {
    let golden = Golden::read();
    let sorted = sample::sorted(&golden.list("/a"));
    for (p, key) in [(0.5, "/quantile_ci_p50"), (0.9, "/quantile_ci_p90")] {
        let ranks = sample::order_interval(40, p, LEVEL).unwrap();
        golden.check(&format!("{key}/l_rank_1based"), ranks.rank_low as f64);
        golden.check(&format!("{key}/u_rank_1based"), ranks.rank_high as f64);
        golden.check(&format!("{key}/coverage"), ranks.coverage);
        let estimate = sample::quantile_estimate(&sorted, p, LEVEL);
        golden.check(&format!("{key}/lo"), estimate.low);
        golden.check(&format!("{key}/hi"), estimate.high);
    }
    golden.check("/quantile_type7_p90", sample::quantile(&sorted, 0.9));
}

#[test]
fn corrections_for_many_comparisons_are_statsmodels() {
    let golden = Golden::read();
    let p: Vec<Option<f64>> = golden.list("/holm/p").into_iter().map(Some).collect();
    let adjusted = [
        ("adj", many::holm(&p)),
        ("bonf", many::bonferroni(&p)),
        ("bh", many::benjamini_hochberg(&p)),
    ];
    for (key, got) in adjusted {
        for (index, got) in got.into_iter().enumerate() {
            golden.check(&format!("/holm/{key}/{index}"), got);
        }
    }
}

/// statsmodels has the noncentral t; we have the normal law, which is short of it by z²/4 incidents
/// (W. C. Guenther, The American Statistician 35, 1981).
#[test]
fn incidents_needed_are_statsmodels_but_for_one() {
    let golden = Golden::read();
    // The second effect is a reduction by a tenth where logarithms spread by 1.1068.
    for (key, effect) in [("d0_2", 0.2), ("d0_0952", -f64::ln(0.9) / 1.1068)] {
        let pointer = format!("/power_t/n_per_arm_{key}");
        let expected = golden.0.pointer(&pointer).and_then(Value::as_f64).unwrap();
        let z = sandtable::stats::distributions::normal_quantile(0.975);
        let got = reality::on_the_log([1.0, 1.0], f64::exp(-effect)).unwrap();
        assert!(
            (got + 0.25 * z * z - expected).abs() < 0.1,
            "{key}: {got}, {expected}"
        );
    }
}

#[test]
fn survival_is_lifelines_with_rs_median() {
    let golden = Golden::read();
    for (list, key) in [("/a", "/km_a"), ("/b", "/km_b")] {
        let curve = KaplanMeier::new(&golden.spans(list));
        golden.check(&format!("{key}/censored"), curve.censored as f64);
        golden.check(&format!("{key}/median"), curve.median(LEVEL).value);
        golden.check(
            &format!("{key}/S60"),
            curve.survival_at(60.0, LEVEL, Scale::LogLog).value,
        );
        golden.check(
            &format!("{key}/rmst120"),
            curve.restricted_mean(120.0, LEVEL).value,
        );
    }
    let test = log_rank(&golden.spans("/a"), &golden.spans("/b"));
    golden.check("/logrank/chi2", test.statistic);
    golden.check("/logrank/p", test.p);
}

/// golden_R.txt prints three or four digits; these are its figures.
#[test]
fn survival_intervals_are_rs() {
    let golden = Golden::read();
    let printed = |what: &str, got: Option<f64>, expected: f64, digits: f64| {
        let got = got.unwrap_or_else(|| panic!("{what}: nothing"));
        assert!(
            (got - expected).abs() <= 0.5001 * digits,
            "{what}: {got}, R prints {expected}"
        );
    };
    for (list, rmean, se, median, s60) in [
        (
            "/a",
            74.2,
            6.27,
            [79.0, 49.8, 112.3],
            [0.0787, 0.4156, 0.7279],
        ),
        (
            "/b",
            64.6,
            6.21,
            [57.8, 40.1, 88.8],
            [0.0787, 0.3195, 0.6339],
        ),
    ] {
        let curve = KaplanMeier::new(&golden.spans(list));
        let (mean, variance) = curve.area(120.0).unwrap();
        printed("rmean", Some(mean), rmean, 0.1);
        printed("se(rmean)", Some(variance.sqrt()), se, 0.01);
        let got = curve.median_on(LEVEL, Scale::Log);
        printed("median", got.value, median[0], 0.1);
        printed("0.95LCL", got.low, median[1], 0.1);
        printed("0.95UCL", got.high, median[2], 0.1);
        let got = curve.survival_at(60.0, LEVEL, Scale::Log);
        let step = curve.steps.iter().rfind(|step| step.time <= 60.0).unwrap();
        printed(
            "std.err",
            Some(step.survival * step.greenwood.sqrt()),
            s60[0],
            0.0001,
        );
        printed("lower", got.low, s60[1], 0.0001);
        printed("upper", got.high, s60[2], 0.0001);
    }
}

/// On times cut at the common horizon the two roads to the headline are one.
#[test]
fn the_mean_difference_of_cut_times_is_the_difference_of_restricted_means() {
    let golden = Golden::read();
    let cut = |key| {
        golden
            .list(key)
            .into_iter()
            .map(|t| t.min(120.0))
            .collect::<Vec<_>>()
    };
    let (a, b) = (cut("/a"), cut("/b"));
    let paired = Pairs::new(&a, &b).mean_difference(LEVEL).estimate.value;
    let area = |key| KaplanMeier::new(&golden.spans(key)).area(120.0).unwrap().0;
    close("difference", paired, area("/b") - area("/a"), 1e-12);
}

#[test]
fn pairing_and_shares_of_the_samples_hold_together() {
    let golden = Golden::read();
    let (a, b) = golden.pair();
    let pairs = Pairs::new(&a, &b);
    let wins = a.iter().zip(&b).filter(|(a, b)| b < a).count();
    assert_eq!(
        pairs.share_better(Better::Lower, LEVEL).value,
        Some(wins as f64 / 40.0)
    );
    let pairing = pairs.pairing();
    // Welch's and the paired standard error differ by exactly this factor.
    let ratio = pairs.mean_difference(LEVEL).statistic.unwrap()
        / unpaired::welch(&a, &b, LEVEL).statistic.unwrap();
    close("factor", pairing.factor, ratio * ratio, 1e-12);
    close(
        "removed",
        pairing.variance_removed,
        1.0 - 1.0 / pairing.factor.unwrap(),
        1e-12,
    );
    assert!(pairing.correlation.unwrap() > 0.9);
}

type Statistic = fn(&[f64]) -> f64;

/// Monte-Carlo on both sides: theirs has 100,000 resamples, ours as many; the ends of an interval
/// of so many are sure to about a hundredth of its width.
#[test]
fn bca_intervals_are_scipys() {
    let golden = Golden::read();
    let (a, b) = golden.pair();
    let differences = Pairs::new(&a, &b).differences();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let median = |values: &[f64]| sample::quantile(&sample::sorted(values), 0.5).unwrap();
    let statistics: [(&str, Statistic); 2] = [
        ("/bca_mean_diff_100k", mean),
        ("/bca_median_diff_100k", median),
    ];
    let n = differences.len();
    for (pointer, statistic) in statistics {
        let draws = Draws::new(11);
        let place = |resample: u64, at: u64| {
            let uniform = draws.of(Purpose::ResamplePairs, (resample, at)).uniform();
            differences[(uniform * n as f64) as usize]
        };
        let replicate = |resample| {
            let values: Vec<f64> = (0..n as u64).map(|at| place(resample, at)).collect();
            statistic(&values)
        };
        let replicates: Vec<f64> = (0..100_000).map(replicate).collect();
        let without = |left_out: usize| {
            let mut others = differences.clone();
            others.remove(left_out);
            statistic(&others)
        };
        let jackknife: Vec<f64> = (0..n).map(without).collect();
        if pointer == "/bca_mean_diff_100k" {
            golden.check("/bca_accel_mean", resample::acceleration(&jackknife));
        }
        let got = resample::bca(statistic(&differences), &replicates, &jackknife, LEVEL);
        let expected = golden.list(pointer);
        let width = expected[1] - expected[0];
        for (got, expected) in [(got.low, expected[0]), (got.high, expected[1])] {
            let got = got.unwrap();
            assert!(
                (got - expected).abs() < 0.015 * width,
                "{pointer}: {got}, {expected}"
            );
        }
    }
}
