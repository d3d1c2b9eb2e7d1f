//! Paired differences, a hundred years, and the heat map.

use crate::check::check;
use crate::{NASTY, says};
use sandtable::plot::{
    Against, Band, DifferencesPicture, HeatCell, HeatPicture, Unit, YearsPicture,
};
use sandtable::stats::distributions::normal_quantile;
use sandtable::stats::{Estimate, Reason};

/// Quantiles of a log-normal law.
fn ratios(n: usize, middle: f64, spread: f64) -> Vec<f64> {
    let p = |index: usize| (index as f64 + 0.5) / n as f64;
    (0..n)
        .map(|index| middle * (spread * normal_quantile(p(index))).exp())
        .collect()
}

pub fn differences() -> DifferencesPicture {
    let mut values = ratios(4_100, 0.86, 0.3);
    values.extend(vec![1.0; 900]);
    DifferencesPicture {
        title: "Three of five incidents are resolved faster".into(),
        note: "5,000 pairs on the same luck.".into(),
        arm: 1,
        axis: "time to resolve under the five-minute deputy against today, pair by pair".into(),
        against: Against::Ratio,
        values,
        lower: "faster".into(),
        higher: "slower".into(),
        is_less_better: true,
    }
}

#[test]
fn pairs_are_counted_on_either_side() {
    let svg = check("differences", &differences().draw());
    says(
        &svg,
        &[
            "faster in 57 % of 5,000 pairs",
            "the same in 18 %",
            "slower in 25 % of 5,000 pairs",
            "← faster",
        ],
    );
}

#[test]
fn odd_differences_are_drawn() {
    let seconds = DifferencesPicture {
        against: Against::Difference(Unit::Seconds),
        values: (0..20_000)
            .map(|index| f64::from(index % 199) * 37.0 - 2_500.0)
            .chain([9e7, f64::NAN])
            .collect(),
        is_less_better: false,
        ..differences()
    };
    check("differences-seconds", &seconds.draw());
    let of = |values: Vec<f64>| DifferencesPicture {
        values,
        ..differences()
    };
    says(
        &check("differences-none", &of(vec![]).draw()),
        &["No pairs to show."],
    );
    says(
        &check("differences-same", &of(vec![1.0; 40]).draw()),
        &["No pair differs.", "the same in 100 %"],
    );
    check("differences-one", &of(vec![0.5]).draw());
    check(
        "differences-wild",
        &of(vec![1e-9, 1e12, 1.0, 0.0, 3.0]).draw(),
    );
    let mut all_better = ratios(300, 0.5, 0.1);
    all_better.push(1.2);
    says(
        &check("differences-better", &of(all_better).draw()),
        &["faster in over 99 % of 301 pairs"],
    );
    for (index, text) in NASTY.into_iter().enumerate() {
        let mut picture = differences();
        picture.title = text.into();
        picture.axis = text.into();
        picture.lower = text.into();
        picture.higher = text.into();
        check(&format!("differences-nasty-{index}"), &picture.draw());
    }
}

pub fn years() -> YearsPicture {
    YearsPicture {
        title: "Do not judge this change by next year’s MTTR".into(),
        note: String::new(),
        arm: 1,
        mean: "MTTR".into(),
        incidents_per_year: 172.0,
        ratios: ratios(100, 0.89, 0.21),
        is_less_better: true,
    }
}

#[test]
fn a_hundred_years_are_a_hundred_dots() {
    let svg = check("years", &years().draw());
    says(
        &svg,
        &[
            "71 years: MTTR falls",
            "29 years: MTTR rises although the change works",
            "same",
        ],
    );
    assert_eq!(svg.matches("<circle").count(), 71 + 2 * 29);
}

#[test]
fn odd_years_are_drawn() {
    let of = |ratios: Vec<f64>| YearsPicture { ratios, ..years() };
    says(
        &check("years-same", &of(vec![1.0; 100]).draw()),
        &["100 years: MTTR does not rise"],
    );
    check("years-sure", &of(ratios(100, 0.4, 0.02)).draw());
    check("years-wild", &of(ratios(100, 0.9, 2.5)).draw());
    check("years-none", &of(vec![]).draw());
    let worse = YearsPicture {
        is_less_better: false,
        ..of(ratios(100, 1.3, 0.2))
    };
    says(
        &check("years-worse", &worse.draw()),
        &["9 years: MTTR falls although the change works"],
    );
    for (index, text) in NASTY.into_iter().enumerate() {
        let mut picture = years();
        picture.title = text.into();
        picture.mean = text.into();
        check(&format!("years-nasty-{index}"), &picture.draw());
    }
}

pub fn heat() -> HeatPicture {
    let cell = |percent: f64| {
        let ratio = 1.0 + percent / 100.0;
        HeatCell::Effect(Estimate::new(ratio, ratio - 0.03, ratio + 0.03, 500))
    };
    let row = |percents: &[f64]| -> Vec<HeatCell> {
        percents.iter().map(|percent| cell(*percent)).collect()
    };
    let mut cells = vec![
        row(&[0.0, 6.0, 14.0, 31.0]),
        row(&[-4.0, -1.0, 9.0, 22.0]),
        row(&[-12.0, -9.0, 2.0, 8.0]),
        row(&[-27.0, -18.0, -6.0, 3.0]),
    ];
    cells[0][0] = HeatCell::Baseline;
    cells[3][3] = HeatCell::Effect(Estimate::missing(3, Reason::TooFew { n: 3, least: 6 }));
    let levels = |all: &[&str]| all.iter().map(ToString::to_string).collect();
    HeatPicture {
        title: "A deputy helps most where pages are missed often".into(),
        note: "Time to resolve relative to the baseline, upper left.".into(),
        against: Against::Ratio,
        band: Some(Band {
            low: 0.95,
            high: 1.05,
        }),
        is_less_better: true,
        columns: (
            "Escalation after".into(),
            levels(&["5 min", "10 min", "15 min", "30 min"]),
        ),
        rows: (
            "Deputies".into(),
            levels(&["none", "one, on call", "one, in the room", "two"]),
        ),
        cells,
    }
}

#[test]
fn every_cell_of_two_factors_has_its_words() {
    let svg = check("heat", &heat().draw());
    says(
        &svg,
        &[
            "baseline",
            "−27.0 %",
            "+31.0 %",
            "[+28, +34]",
            "not estimable",
            "grey: too small to matter (±5 %)",
        ],
    );
}

#[test]
fn odd_heat_maps_are_drawn() {
    let mut wide = heat();
    wide.columns.1 = (0..11).map(|level| format!("level {level}")).collect();
    wide.cells = (0..4)
        .map(|_| wide.cells.iter().flatten().take(11).cloned().collect())
        .collect();
    check("heat-wide", &wide.draw());
    let mut ragged = heat();
    ragged.cells.truncate(2);
    ragged.cells[1].truncate(1);
    ragged.against = Against::Difference(Unit::Seconds);
    ragged.is_less_better = false;
    check("heat-ragged", &ragged.draw());
    ragged.rows.1.clear();
    says(&check("heat-none", &ragged.draw()), &["No cells to show."]);
    for (index, text) in NASTY.into_iter().enumerate() {
        let mut picture = heat();
        picture.title = text.into();
        picture.columns = (text.into(), vec![text.into(); 4]);
        picture.rows = (text.into(), vec![text.into(); 4]);
        check(&format!("heat-nasty-{index}"), &picture.draw());
    }
}

/// WCAG 2.2, contrast ratio.
fn contrast(one: [f64; 3], two: [f64; 3]) -> f64 {
    let luminance = |channels: [f64; 3]| {
        let linear = channels.map(|value| match value <= 0.04045 {
            true => value / 12.92,
            false => ((value + 0.055) / 1.055).powf(2.4),
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05
    };
    let (one, two) = (luminance(one), luminance(two));
    one.max(two) / one.min(two)
}

#[test]
fn the_words_of_a_cell_can_be_read_in_light_and_in_dark() {
    use sandtable::plot::theme::Ink;
    const INKS: [Ink; 7] = [
        Ink::Paper,
        Ink::Panel,
        Ink::Text,
        Ink::SecondText,
        Ink::Label,
        Ink::ArmB,
        Ink::Bad,
    ];
    let channels = |hex: &str| {
        [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
    };
    let svg = heat().draw().inline();
    let (mut field, mut across, mut seen) = ((Ink::Paper, 1.0), (0.0, 0.0), 0);
    for element in crate::svg::elements(&svg) {
        let Some(ink) = element.get("fill") else {
            continue;
        };
        let Some(ink) = INKS.into_iter().find(|known| known.light() == ink) else {
            continue;
        };
        match element.name.as_str() {
            "rect" => {
                field = (ink, element.number("opacity").unwrap_or(1.0));
                let from = element.number("x").unwrap();
                across = (from, from + element.number("width").unwrap());
            }
            "text" if (across.0..across.1).contains(&element.number("x").unwrap()) => {
                for shade in [Ink::light, Ink::dark] {
                    let [paper, wash, words] =
                        [Ink::Paper, field.0, ink].map(|ink| channels(shade(ink)));
                    let mut on = paper;
                    for (channel, wash) in on.iter_mut().zip(wash) {
                        *channel += field.1 * (wash - *channel);
                    }
                    let contrast = contrast(words, on);
                    assert!(
                        contrast >= 4.5,
                        "{:?} on {field:?}: {contrast}",
                        element.text
                    );
                    seen += 1;
                }
            }
            _ => {}
        }
    }
    assert!(seen > 40, "{seen}");
}
