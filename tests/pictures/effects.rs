//! Strip and forest.

use crate::check::check;
use crate::{NASTY, says};
use sandtable::plot::{
    Against, Band, Effect, ForestGroup, ForestPicture, ForestRow, StripPicture, Tone, Unit, Verdict,
};
use sandtable::stats::{Estimate, Reason};

pub fn effect(value: f64, thick: [f64; 2], thin: [f64; 2]) -> Effect {
    Effect {
        simulation: Estimate::new(value, thick[0], thick[1], 4_882),
        with_assumptions: Some(Estimate::new(value, thin[0], thin[1], 200)),
    }
}

fn strip(effect: Effect) -> StripPicture {
    StripPicture {
        title: "Repairs take about 10 % less time, between 4 and 16 %".into(),
        note: "Thick bar: simulation error. Thin bar: with the uncertainty of the assumptions."
            .into(),
        arm: 1,
        against: Against::Ratio,
        effect,
        band: Some(Band {
            low: 0.95,
            high: 1.05,
        }),
        lower: "repairs faster".into(),
        higher: "repairs slower".into(),
    }
}

/// The strip of a plausible answer.
pub fn answer() -> StripPicture {
    strip(effect(0.9, [0.895, 0.905], [0.84, 0.96]))
}

fn both(name: &str, picture: &StripPicture) -> String {
    check(&format!("{name}-narrow"), &picture.draw_narrow());
    check(name, &picture.draw())
}

#[test]
fn the_answer_stands_with_both_intervals() {
    let svg = both("strip", &strip(effect(0.9, [0.895, 0.905], [0.84, 0.96])));
    says(
        &svg,
        &[
            "−10 %",
            "−16",
            "−4",
            "same",
            "too small to matter (±5 %)",
            "← repairs faster",
            "repairs slower →",
        ],
    );
}

#[test]
fn any_answer_has_a_strip() {
    let simulation = Effect {
        simulation: Estimate::new(1.2, 1.1, 1.31, 40),
        with_assumptions: None,
    };
    both("strip-simulation", &strip(simulation));
    both(
        "strip-near",
        &strip(effect(0.995, [0.99, 1.001], [0.93, 1.04])),
    );
    both(
        "strip-far",
        &strip(effect(0.02, [0.015, 0.03], [0.0001, 4.0])),
    );
    both(
        "strip-huge",
        &strip(effect(38.0, [21.0, 60.0], [2.0, 400.0])),
    );
    let nothing = strip(effect(1.0, [1.0, 1.0], [1.0, 1.0]));
    says(&both("strip-nothing", &nothing), &["0 % in every pair"]);
    let missing = Effect {
        simulation: Estimate::missing(9, Reason::NotPositive { count: 3 }),
        with_assumptions: None,
    };
    says(
        &both("strip-missing", &strip(missing)),
        &["Not estimable: no ratio: zero in 3 pairs"],
    );
    let bare = Effect {
        simulation: Estimate::bare(0.8, 1, Reason::TooFew { n: 1, least: 2 }),
        with_assumptions: None,
    };
    both("strip-bare", &strip(bare));
    let seconds = StripPicture {
        against: Against::Difference(Unit::Seconds),
        band: Some(Band {
            low: -120.0,
            high: 120.0,
        }),
        ..strip(effect(-744.0, [-790.0, -700.0], [-1_300.0, 60.0]))
    };
    says(
        &both("strip-seconds", &seconds),
        &["−12.4 min", "−21.7", "+1.0", "too small to matter (±2 min)"],
    );
    let plain = StripPicture {
        band: None,
        ..strip(effect(0.9, [0.895, 0.905], [0.84, 0.96]))
    };
    both("strip-no-band", &plain);
    for (index, text) in NASTY.into_iter().enumerate() {
        let picture = StripPicture {
            title: text.into(),
            note: text.into(),
            lower: text.into(),
            higher: text.into(),
            ..plain.clone()
        };
        both(&format!("strip-nasty-{index}"), &picture);
    }
}

fn verdict(words: &str) -> Verdict {
    Verdict {
        words: words.into(),
        tone: match words.split(',').next() {
            Some("better") => Tone::Better,
            Some("worse") => Tone::Worse,
            _ => Tone::Quiet,
        },
    }
}

fn row(label: &str, thick: [f64; 3], thin: [f64; 2], said: &str) -> ForestRow {
    let ratio = |percent: f64| 1.0 + percent / 100.0;
    let [low, value, high] = thick.map(ratio);
    ForestRow {
        label: label.into(),
        is_primary: false,
        ratio: effect(value, [low, high], thin.map(ratio)),
        difference: effect(-90.0, [-120.0, -60.0], [-200.0, 20.0]),
        unit: Unit::Seconds,
        verdict: verdict(said),
    }
}

pub fn forest() -> ForestPicture {
    let group = |name: &str, rows: Vec<ForestRow>| ForestGroup {
        name: name.into(),
        rows,
    };
    let primary = ForestRow {
        is_primary: true,
        ..row(
            "Time to resolve",
            [-10.5, -10.0, -9.5],
            [-16.0, -4.0],
            "better, size open",
        )
    };
    let no_ratio = ForestRow {
        ratio: Effect {
            simulation: Estimate::missing(5_000, Reason::NotPositive { count: 1_204 }),
            with_assumptions: None,
        },
        difference: effect(1.25, [1.2, 1.3], [0.9, 1.6]),
        unit: Unit::Other("updates".into()),
        ..row("Updates sent late", [0.0; 3], [0.0; 2], "worse")
    };
    let neither = ForestRow {
        difference: Effect {
            simulation: Estimate::missing(1, Reason::TooFew { n: 1, least: 2 }),
            with_assumptions: None,
        },
        verdict: verdict("undecided"),
        ..no_ratio.clone()
    };
    let never = ForestRow {
        difference: effect(0.0, [0.0; 2], [0.0; 2]),
        verdict: verdict("unchanged"),
        label: "Wrong fixes".into(),
        ..no_ratio.clone()
    };
    ForestPicture {
        title: "Diagnosis and mitigation gain; mobilising takes longer, and people pay for it".into(),
        note: "Thick bar: simulation error. Thin bar: with uncertain assumptions. Shaded: ±5 %, too small to matter. \
               Ratio axis is logarithmic."
            .into(),
        arm: 1,
        marks: "five-minute deputy relative to today".into(),
        band: Some(Band { low: 0.95, high: 1.05 }),
        groups: vec![
            group(
                "Time",
                vec![
                    row("Time to detect", [0.0; 3], [0.0; 2], "unchanged"),
                    row("Time to acknowledge", [-16.4, -15.4, -14.4], [-21.0, -10.0], "better"),
                    row("Time to mobilise", [13.9, 14.8, 15.8], [9.0, 21.0], "worse"),
                    row("Time to diagnose", [-24.0, -23.2, -22.0], [-30.0, -16.0], "better"),
                    primary,
                ],
            ),
            group(
                "Customers",
                vec![
                    row("Impact minutes", [-13.0, -10.7, -8.0], [-18.0, -3.0], "better, size open"),
                    no_ratio,
                    neither,
                ],
            ),
            group(
                "Work",
                vec![
                    row("Duplicated work", [-46.0, -44.5, -43.0], [-59.0, -25.0], "better"),
                    row("Facts lost at handoffs", [-33.0, -29.5, -26.0], [-42.0, -15.0], "better"),
                    never,
                ],
            ),
            group(
                "People",
                vec![
                    row("Person-minutes spent", [6.5, 7.5, 8.5], [1.0, 14.0], "worse, size open"),
                    row("Pages sent", [35.0, 37.1, 39.0], [33.0, 42.0], "worse"),
                    row("Coordination", [-3.0, 0.4, 3.0], [-4.0, 4.5], "equivalent"),
                ],
            ),
        ],
    }
}

fn both_forests(name: &str, picture: &ForestPicture) -> String {
    check(&format!("{name}-narrow"), &picture.draw_narrow());
    check(name, &picture.draw())
}

#[test]
fn every_measure_is_a_row_with_its_figure_and_verdict() {
    let svg = both_forests("forest", &forest());
    says(
        &svg,
        &[
            "Time to resolve (primary)",
            "−10.0 % [−16, −4]",
            "better, size open",
            "0 % in every pair",
            "unchanged",
            "+1.2 updates [+0.9, +1.6]",
            "no ratio: zero in 1,204 pairs",
            "not estimable",
            "← less",
        ],
    );
    says(
        &check("forest-phone", &forest().draw_narrow()),
        &["−10.0 % [−16, −4]", "worse, size open", "same"],
    );
}

#[test]
fn odd_forests_are_forests() {
    let empty = ForestPicture {
        groups: vec![],
        ..forest()
    };
    says(
        &both_forests("forest-empty", &empty),
        &["No measures to show."],
    );
    let far = ForestPicture {
        band: None,
        groups: vec![ForestGroup {
            name: String::new(),
            rows: vec![
                row("A", [-90.0, -80.0, -60.0], [-99.9, 4_000.0], "undecided"),
                row("B", [300.0, 400.0, 500.0], [200.0, 900.0], "worse"),
            ],
        }],
        ..forest()
    };
    both_forests("forest-far", &far);
    for (index, text) in NASTY.into_iter().enumerate() {
        let mut picture = forest();
        picture.marks = text.into();
        for group in &mut picture.groups {
            group.name = text.into();
            group.rows[0].label = text.into();
            group.rows[0].unit = Unit::Other(text.into());
            group.rows[0].verdict.words = text.into();
            group.rows[1].ratio.simulation = Estimate::missing(5, Reason::NotDefined);
            group.rows[1].unit = Unit::Other(text.into());
        }
        both_forests(&format!("forest-nasty-{index}"), &picture);
    }
}
