//! Tornado and cost plane.

use crate::check::check;
use crate::{NASTY, says};
use sandtable::plot::{
    Against, Assumption, Band, PlaneArm, PlanePicture, PlaneShare, TornadoPicture, Unit,
};
use sandtable::stats::{Estimate, Reason};

fn at(percent: f64) -> Estimate {
    let ratio = 1.0 + percent / 100.0;
    Estimate::new(ratio, ratio - 0.01, ratio + 0.01, 100)
}

fn assumption(name: &str, values: (&str, &str), low: f64, high: f64) -> Assumption {
    Assumption {
        name: name.into(),
        values: (values.0.into(), values.1.into()),
        low: at(low),
        high: at(high),
    }
}

pub fn tornado() -> TornadoPicture {
    TornadoPicture {
        title: "The verdict keeps its sign under all nine assumptions".into(),
        note: "Each assumption at its 5th and 95th percentile, the others at their defaults."
            .into(),
        arm: 1,
        axis: "time to resolve relative to today".into(),
        against: Against::Ratio,
        at_defaults: at(-10.0),
        band: Some(Band {
            low: 0.95,
            high: 1.05,
        }),
        assumptions: vec![
            assumption("Cost of a wrong fix", ("5 min", "30 min"), -10.0, -9.8),
            assumption(
                "Share of the IC’s time taken by questions",
                ("10 %", "35 %"),
                -4.5,
                -15.0,
            ),
            assumption(
                "Delay before a deputy is useful",
                ("4 min", "20 min"),
                -12.8,
                -4.9,
            ),
            assumption(
                "Share of pages the primary misses",
                ("5 %", "30 %"),
                -7.9,
                -12.6,
            ),
            assumption(
                "Attention cost per extra person",
                ("0.5 min/h", "4 min/h"),
                -12.0,
                -7.7,
            ),
            assumption(
                "Chance that a handoff loses a fact",
                ("2 %", "25 %"),
                -8.8,
                -11.6,
            ),
            assumption(
                "Spread of diagnosis times (σ)",
                ("0.8", "1.4"),
                -10.5,
                -11.4,
            ),
        ],
    }
}

#[test]
fn assumptions_stand_in_the_order_of_their_reach() {
    let svg = check("tornado", &tornado().draw());
    says(
        &svg,
        &[
            "10 % … 35 %",
            "high",
            "low",
            "−10 % with default assumptions",
            "too small to matter (±5 %)",
            "same",
        ],
    );
    let at = |text: &str| svg.find(text).unwrap();
    assert!(
        at("questions</text>") < at("useful</text>")
            && at("useful</text>") < at("wrong fix</text>")
    );
}

#[test]
fn odd_tornadoes_are_tornadoes() {
    let mut picture = tornado();
    picture.assumptions[1] = assumption("Both on one side", ("0", "1"), -14.0, -22.0);
    picture.assumptions[0].low = Estimate::missing(3, Reason::TooFew { n: 3, least: 6 });
    picture.assumptions[3].high = Estimate::missing(3, Reason::NotPositive { count: 4 });
    picture.assumptions[3].low = Estimate::missing(3, Reason::NotPositive { count: 4 });
    check("tornado-odd", &picture.draw());
    picture.assumptions.truncate(2);
    picture.at_defaults = Estimate::missing(0, Reason::NoSpread);
    check("tornado-no-default", &picture.draw());
    picture.assumptions.clear();
    picture.band = None;
    says(
        &check("tornado-empty", &picture.draw()),
        &["No assumptions were varied."],
    );
    for (index, text) in NASTY.into_iter().enumerate() {
        let mut picture = tornado();
        picture.title = text.into();
        picture.axis = text.into();
        picture.assumptions[1].name = text.into();
        picture.assumptions[2].values = (text.into(), text.into());
        check(&format!("tornado-nasty-{index}"), &picture.draw());
    }
}

fn arm(name: &str, arm: usize, cost: [f64; 2], time: [f64; 2]) -> PlaneArm {
    let estimate =
        |[value, half]: [f64; 2]| Estimate::new(value, value - half, value + half, 5_000);
    PlaneArm {
        name: name.into(),
        arm,
        cost: estimate(cost),
        time: estimate(time.map(|minutes| 60.0 * minutes)),
    }
}

pub fn plane() -> PlanePicture {
    let share = |words: &str, share: f64, is_better: bool| PlaneShare {
        words: words.into(),
        share,
        is_better,
    };
    PlanePicture {
        title: "The deputy saves half an hour and costs 38 person-minutes".into(),
        note: "Each mark is an arm’s mean change against today; the lines are 95 % intervals."
            .into(),
        cost: "mean person-minutes per incident".into(),
        cost_unit: Unit::Other("person-minutes".into()),
        time: "mean time to resolve".into(),
        time_unit: Unit::Seconds,
        baseline: "today".into(),
        arms: vec![
            arm("five-minute deputy", 1, [38.0, 10.0], [-32.9, 3.2]),
            arm("escalate after 5 min", 2, [-2.0, 0.6], [-2.3, 0.4]),
            arm("deputy only", 3, [40.5, 10.0], [-30.5, 3.2]),
        ],
        shares: vec![
            share("faster and cheaper", 0.33, true),
            share("faster, more person-minutes", 0.41, true),
            share("slower, fewer person-minutes", 0.0, false),
            share("slower and dearer", 0.26, false),
        ],
        shares_of: "Of 5,000 paired incidents under the five-minute deputy".into(),
    }
}

#[test]
fn arms_lie_where_they_cost_and_save() {
    let svg = check("plane", &plane().draw());
    says(
        &svg,
        &[
            "today",
            "five-minute deputy",
            "faster, costs people",
            "slower and dearer",
            "33 %",
            "same",
            "−30 min",
            "mean person-minutes per incident →",
        ],
    );
}

#[test]
fn odd_planes_are_planes() {
    let mut crowd = plane();
    crowd.arms = (1..6)
        .map(|index| {
            arm(
                &format!("arm number {index}"),
                index,
                [1.0 + index as f64, 2.0],
                [-1.0, 0.5],
            )
        })
        .collect();
    crowd.shares.clear();
    check("plane-crowd", &crowd.draw());
    crowd.arms = vec![arm("nothing", 1, [0.0, 0.0], [0.0, 0.0])];
    check("plane-nothing", &crowd.draw());
    crowd.arms[0].time = Estimate::missing(2, Reason::TooFew { n: 2, least: 3 });
    check("plane-missing", &crowd.draw());
    let mut worse = plane();
    worse.arms = vec![arm("dear and slow", 1, [400.0, 100.0], [90.0, 30.0])];
    check("plane-worse", &worse.draw());
    for (index, text) in NASTY.into_iter().enumerate() {
        let mut picture = plane();
        picture.title = text.into();
        picture.cost = text.into();
        picture.time = text.into();
        picture.cost_unit = Unit::Other(text.into());
        picture.baseline = text.into();
        picture.arms[1].name = text.into();
        picture.shares[0].words = text.into();
        picture.shares_of = text.into();
        check(&format!("plane-nasty-{index}"), &picture.draw());
    }
}
