//! Curves and the waterfall of phases.

use crate::check::check;
use crate::{NASTY, says};
use sandtable::plot::{Curve, CurvesPicture, Phase, WaterfallPicture};
use sandtable::stats::survival::{KaplanMeier, Span};
use sandtable::stats::{Estimate, Reason};

/// Times of a log-normal law by its quantiles, cut at the horizon.
fn times(n: usize, median: f64, spread: f64, horizon: f64) -> KaplanMeier {
    let spans: Vec<Span> = (0..n)
        .map(|index| {
            let p = (index as f64 + 0.5) / n as f64;
            let z = sandtable::stats::distributions::normal_quantile(p);
            let time = (median * (spread * z).exp()).round();
            match time < horizon {
                true => Span::reached(time),
                false => Span::censored(horizon),
            }
        })
        .collect();
    KaplanMeier::new(&spans)
}

fn curve(name: &str, arm: usize, survival: KaplanMeier) -> Curve {
    Curve {
        name: name.into(),
        arm,
        survival,
    }
}

const HORIZON: f64 = 48.0 * 3_600.0;

pub fn curves(
    title: &str,
    clock: &str,
    today: [f64; 2],
    deputy: [f64; 2],
    n: usize,
) -> CurvesPicture {
    CurvesPicture {
        title: title.into(),
        clock: clock.into(),
        arms: vec![
            curve("today", 0, times(n, today[0], today[1], HORIZON)),
            curve(
                "five-minute deputy",
                1,
                times(n, deputy[0], deputy[1], HORIZON),
            ),
        ],
    }
}

#[test]
fn curves_say_when_half_have_got_there() {
    let picture = curves(
        "Time to resolve",
        "impact begins → cause removed",
        [5_262.0, 1.6],
        [4_734.0, 1.55],
        5_000,
    );
    let svg = check("curves", &picture.draw());
    says(
        &svg,
        &[
            "today, median 87.7 min",
            "five-minute deputy",
            "median 78.9 min",
            "still open, of 5,000",
            "1 h",
            "50 %",
        ],
    );
    assert!(svg.len() < 40_000, "{}", svg.len());
}

#[test]
fn equal_arms_are_one_curve() {
    let picture = curves(
        "Time to detect",
        "fault → first alert",
        [252.0, 1.0],
        [252.0, 1.0],
        5_000,
    );
    let svg = check("curves-equal", &picture.draw());
    says(&svg, &["both arms, median 4.2 min", "both"]);
}

#[test]
fn odd_curves_are_curves() {
    let horizon =
        |name: &str, arm, n, median| curve(name, arm, times(n, median, 0.6, 8.0 * 3_600.0));
    let of = |arms: Vec<Curve>| CurvesPicture {
        title: "Time to resolve".into(),
        clock: "impact → resolved".into(),
        arms,
    };
    let open = of(vec![
        horizon("unmanaged", 0, 400, 40_000.0),
        horizon("blameless", 1, 400, 15_000.0),
    ]);
    says(
        &check("curves-open", &open.draw()),
        &["unmanaged", "median not reached"],
    );
    check(
        "curves-all-open",
        &of(vec![
            horizon("nobody", 0, 50, 4e6),
            horizon("never", 1, 50, 5e6),
        ])
        .draw(),
    );
    check(
        "curves-one",
        &of(vec![horizon("only arm", 0, 7, 900.0)]).draw(),
    );
    check("curves-none", &of(vec![]).draw());
    check(
        "curves-no-runs",
        &of(vec![curve("none", 0, KaplanMeier::new(&[]))]).draw(),
    );
    let single = KaplanMeier::new(&[Span::reached(60.0); 9]);
    check(
        "curves-single",
        &of(vec![
            curve("a", 0, single.clone()),
            curve("b", 1, times(9, 61.0, 0.01, 1e9)),
        ])
        .draw(),
    );
    let zero = KaplanMeier::new(&[Span::reached(0.0); 9]);
    check(
        "curves-zero",
        &of(vec![curve("a", 0, zero), curve("b", 1, single)]).draw(),
    );
    let worse = of(vec![
        horizon("today", 0, 30_000, 900.0),
        horizon("worse", 1, 30_000, 2_400.0),
    ]);
    check("curves-worse", &worse.draw());
    let names = [
        "three-data-centres with all of the roles filled, no deputy",
        "three-data-centres with all of the roles filled and a deputy",
    ];
    let long = of(vec![
        horizon(names[0], 3, 3_000, 2_000.0),
        horizon(names[1], 5, 300, 1_200.0),
    ]);
    check("curves-long", &long.draw());
    for (index, text) in NASTY.into_iter().enumerate() {
        let mut picture = long.clone();
        picture.title = text.into();
        picture.clock = text.into();
        picture.arms[1].name = text.into();
        check(&format!("curves-nasty-{index}"), &picture.draw());
    }
}

fn phase(name: &str, change: f64, half: f64, today: f64) -> Phase {
    let minutes = |value: f64| 60.0 * value;
    Phase {
        name: name.into(),
        change: Estimate::new(
            minutes(change),
            minutes(change - half),
            minutes(change + half),
            5_000,
        ),
        today: Some(minutes(today)),
    }
}

pub fn waterfall() -> WaterfallPicture {
    WaterfallPicture {
        title:
            "Diagnosis gives 77 % of the saving; finding one more person costs 2.3 minutes of it"
                .into(),
        note:
            "Means to the 48 h horizon, so the total differs from the −10 % of a typical incident."
                .into(),
        arm: 1,
        bars: "mean time per incident against today, added up phase by phase".into(),
        baseline: "today".into(),
        phases: vec![
            phase("Detect", 0.0, 0.0, 6.1),
            phase("Acknowledge", -2.4, 0.1, 7.5),
            phase("Mobilise", 2.3, 0.1, 16.5),
            phase("Diagnose", -25.4, 3.0, 167.3),
            phase("Mitigate", -5.1, 1.3, 44.0),
            phase("Resolve", -2.3, 0.8, 48.3),
        ],
        total: phase("All phases", -32.9, 3.2, 289.7),
    }
}

#[test]
fn phases_add_up_to_the_whole() {
    let svg = check("waterfall", &waterfall().draw());
    says(
        &svg,
        &[
            "−25.4 ±3.0",
            "+2.3 ±0.1",
            "−32.9 ±3.2",
            "290",
            "0",
            "−30 min",
        ],
    );
    assert!(!svg.contains("Between the phases"));
    let mut picture = waterfall();
    picture.phases.remove(3);
    says(
        &check("waterfall-rest", &picture.draw()),
        &["Between the phases", "−25.4"],
    );
}

#[test]
fn odd_waterfalls_are_waterfalls() {
    let mut picture = waterfall();
    picture.phases = vec![phase("Detect", 0.0, 0.0, 0.0)];
    picture.total = phase("All phases", 0.0, 0.0, 0.0);
    check("waterfall-nothing", &picture.draw());
    picture.phases.clear();
    picture.total.change = Estimate::missing(0, Reason::TooFew { n: 0, least: 2 });
    says(
        &check("waterfall-missing", &picture.draw()),
        &["not estimable"],
    );
    let mut worse = waterfall();
    worse.phases = vec![
        phase("Detect", 0.1, 0.05, 5_000.0),
        phase("Resolve", 900.0, 100.0, 60_000.0),
    ];
    worse.total = phase("All phases", 900.1, 2_000.0, 65_000.0);
    check("waterfall-worse", &worse.draw());
    for (index, text) in NASTY.into_iter().enumerate() {
        let mut picture = waterfall();
        picture.title = text.into();
        picture.bars = text.into();
        picture.baseline = text.into();
        picture.phases[1].name = text.into();
        picture.total.name = text.into();
        check(&format!("waterfall-nasty-{index}"), &picture.draw());
    }
}
