//! Davidovic's experiment on a public status log: what MTTR hides, and how many incidents it takes.
//!
//! The published figures were computed on a log of which `github_status_minutes.txt` is the larger
//! part; ours agree within the error of either side.

use sandtable::base::{Draws, Purpose};
use sandtable::stats::distributions::normal_cdf;
use sandtable::stats::reality::{self, Needed, needed, wrong_way};
use sandtable::stats::sample::moments;
use sandtable::stats::{LEVEL, unpaired};

const YEARS: usize = 20_000;

fn minutes() -> Vec<f64> {
    let lines = include_str!("data/github_status_minutes.txt").lines();
    let figures = lines.filter(|line| !line.starts_with('#'));
    let figures = figures.flat_map(str::split_whitespace);
    figures.map(|figure| figure.parse().unwrap()).collect()
}

fn times(values: &[f64], factor: f64) -> Vec<f64> {
    values.iter().map(|value| factor * value).collect()
}

fn uniform(year: u64, incident: u64) -> f64 {
    Draws::new(2021)
        .of(Purpose::Resample, (year, incident))
        .uniform()
}

/// Incidents in a year; share of wrong years with the mean, with the geometric mean, in per cent.
const WRONG: [(usize, f64, f64); 3] = [(173, 35.9, 26.3), (609, 25.9, 12.3), (1_000, 20.4, 6.7)];

/// True reduction; incidents needed on the log scale, on the mean, by ranks.
const NEEDED: [(f64, f64, f64, f64); 5] = [
    (0.05, 7_309.0, 25_475.0, 7_657.0),
    (0.10, 1_732.0, 6_369.0, 1_817.0),
    (0.20, 386.0, 1_592.0, 407.0),
    (0.30, 151.0, 708.0, 161.0),
    (0.50, 40.0, 255.0, 45.0),
];

#[test]
fn a_tenth_shorter_still_looks_worse_in_a_third_of_all_years() {
    let before = minutes();
    assert_eq!(before.len(), 543);
    let after = times(&before, 0.9);
    for (incidents, mean, geometric_mean) in WRONG {
        let got = wrong_way(&before, &after, incidents, YEARS, uniform);
        for (name, got, published) in [
            ("mean", got.mean, mean),
            ("geometric mean", got.geometric_mean, geometric_mean),
        ] {
            let share = 100.0 * got.value.unwrap();
            // How many years were drawn for the published figure is not known: ten thousand, say.
            let p = published / 100.0;
            let error = 100.0 * (p * (1.0 - p) * (1.0 / 10_000.0 + 1.0 / YEARS as f64)).sqrt();
            assert!(
                (share - published).abs() < 2.0 * error,
                "{incidents}, {name}: {share:.1} %, published {published} %"
            );
        }
    }
}

#[test]
fn the_way_of_a_lengthening_is_wrong_as_often() {
    let before = minutes();
    let longer = times(&before, 1.0 / 0.9);
    let got = wrong_way(&before, &longer, 173, YEARS, uniform).mean.value;
    assert!((got.unwrap() - 0.359).abs() < 0.02, "{got:?}");
}

#[test]
fn incidents_needed_are_the_published_ones() {
    for (reduction, log, mean, rank) in NEEDED {
        let near = |got: Result<f64, _>, published: f64, share: f64| {
            let got = got.unwrap();
            let off = (got - published).abs();
            // Published figures are whole, and so many digits has the spread they are made from.
            assert!(
                off <= 0.5 + share * published,
                "{reduction}: {got}, {published}"
            );
        };
        let ratio = 1.0 - reduction;
        // The published ranks are those of the log-normal law.
        let superiority = normal_cdf(-ratio.ln() / (1.107 * 2.0_f64.sqrt()));
        near(reality::by_ranks(superiority), rank, 2.0 * 0.0005 / 1.107);
        near(
            reality::on_the_log([1.107; 2], ratio),
            log,
            2.0 * 0.0005 / 1.107,
        );
        near(
            reality::on_the_mean([2.01; 2], -reduction),
            mean,
            2.0 * 0.005 / 2.01,
        );
    }
}

/// The durations held are a part of the log, so spreads differ in the third digit.
#[test]
fn incidents_needed_are_had_from_the_durations_themselves() {
    let before = minutes();
    for (reduction, log, mean, rank) in NEEDED {
        let after = times(&before, 1.0 - reduction);
        let Needed {
            log: by_log,
            mean: by_mean,
            rank: by_rank,
        } = needed(&before, &after);
        let near = |name: &str, got: Result<f64, _>, published: f64, share: f64| {
            let got = got.unwrap();
            assert!(
                (got - published).abs() <= 0.5 + share * published,
                "{reduction}, {name}: {got:.1}, published {published}"
            );
        };
        near("log", by_log, log, 0.002);
        // Durations are not quite log-normal, and ranks see it.
        near("rank", by_rank, rank, 0.1);
        // The published mean holds the spread of the baseline for both arms; shorter times spread less.
        let ratio = 1.0 - reduction;
        near("mean", by_mean, mean * (1.0 + ratio * ratio) / 2.0, 0.01);
        let (middle, variance) = moments(&before).unwrap();
        let spread = variance.unwrap().sqrt() / middle;
        near(
            "mean, spread alike",
            reality::on_the_mean([spread; 2], -reduction),
            mean,
            0.01,
        );
    }
}

/// The p-value of two samples.
type PValue = fn(&[f64], &[f64]) -> Option<f64>;

/// So many incidents do what they promise: four of five records show the change.
#[test]
fn with_the_incidents_needed_four_of_five_records_show_the_change() {
    let before = minutes();
    let after = times(&before, 0.5);
    let needed = needed(&before, &after);
    let records = 1_000;
    let record = |from: &[f64], record: u64, side: u64, n: u64| -> Vec<f64> {
        let one = |incident| {
            let key = (record, side * n + incident);
            let at = Draws::new(7).of(Purpose::Resample, key).uniform();
            from[(at * from.len() as f64) as usize]
        };
        (0..n).map(one).collect()
    };
    let seen = |n: u64, p: PValue| {
        let of = |k| p(&record(&before, k, 0, n), &record(&after, k, 1, n)).unwrap();
        let seen = (0..records).filter(|k| of(*k) < reality::SIGNIFICANCE);
        seen.count() as f64 / records as f64
    };
    fn logs(values: &[f64]) -> Vec<f64> {
        values.iter().map(|x| x.ln()).collect()
    }
    let by_log = seen(needed.log.unwrap().ceil() as u64, |x, y| {
        unpaired::welch(&logs(x), &logs(y), LEVEL).p
    });
    let by_rank = seen(needed.rank.unwrap().ceil() as u64, |x, y| {
        unpaired::mann_whitney(x, y, LEVEL).p
    });
    for (name, seen) in [("log", by_log), ("rank", by_rank)] {
        assert!((seen - reality::POWER).abs() < 0.04, "{name}: {seen}");
    }
}
