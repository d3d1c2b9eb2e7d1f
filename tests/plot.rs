//! Pictures, by their structure: well-formed, in known inks, inside their edges, numbers as words.
//!
//! Each picture is left in the test folder of `target/` as SVG and PNG, for eyes.

#[path = "plot/svg.rs"]
mod svg;

use sandtable::plot::measure::{Face, width};
use sandtable::plot::{Arm, Row, TimesPicture, theme};
use sandtable::stats::{Estimate, Reason};
use svg::{elements, texts};

const HORIZON: f64 = 8.0 * 3600.0;

fn row(measure: &str, clock: &str, mean: [f64; 3], median: [f64; 3], unresolved: u64) -> Row {
    let minutes = |x: [f64; 3]| Estimate::new(x[0], x[1], x[2], 2000).map(|minutes| minutes * 60.0);
    Row {
        measure: measure.into(),
        clock: clock.into(),
        mean: minutes(mean),
        median: minutes(median),
        unresolved,
    }
}

fn rows(speed: f64, unresolved: u64) -> Vec<Row> {
    let by = |x: [f64; 3]| x.map(|x| x * speed);
    vec![
        row(
            "Time to detect",
            "fault → alerted",
            [6.1, 6.0, 6.2],
            [4.2, 4.0, 4.3],
            0,
        ),
        row(
            "Time to acknowledge",
            "alerted → acknowledged",
            by([6.3, 5.9, 6.7]),
            by([4.4, 4.2, 4.6]),
            3,
        ),
        row(
            "Time to resolve",
            "fault → resolved",
            by([176.0, 168.0, 184.0]),
            by([96.0, 89.0, 103.0]),
            unresolved,
        ),
    ]
}

fn two_arms() -> TimesPicture {
    TimesPicture {
        title: "Repairs take about 40 % less time under blameless than under unmanaged, between 35 and 44 %".into(),
        note: "2,000 runs of three-data-centres per arm on the same luck, seed 1. Bars are 95 % intervals of simulation \
               error only. Means are of times cut at the horizon of 8 h; unresolved runs count there as open."
            .into(),
        arms: vec![
            Arm { name: "unmanaged".into(), n: 2000, rows: rows(1.0, 118) },
            Arm { name: "blameless".into(), n: 2000, rows: rows(0.6, 12) },
        ],
    }
}

fn six_arms() -> TimesPicture {
    let names = [
        "today",
        "three-data-centres / blameless with deputy and a very long name indeed",
        "checkout-regression/escalate-after-5-minutes",
        "Große Störung – équipe de nuit",
        "IC only",
        "Übung <script>alert(1)</script> & \"co\"",
    ];
    let arms = names.iter().enumerate().map(|(index, name)| Arm {
        name: (*name).into(),
        n: 10_240,
        rows: rows(1.0 - 0.12 * index as f64, 90 - 15 * index as u64),
    });
    TimesPicture {
        title: "Six arms at once".into(),
        note: String::new(),
        arms: arms.collect(),
    }
}

/// Half of the runs open, too few runs, a measure that is not there, a mean of zero.
fn odd_cases() -> TimesPicture {
    let beyond = Reason::Beyond { end: HORIZON };
    let open = Row {
        mean: Estimate::new(25_400.0, 24_100.0, 26_700.0, 40),
        median: Estimate {
            low: Some(21_000.0),
            ..Estimate::missing(40, beyond)
        },
        unresolved: 23,
        ..row("Time to resolve", "fault → resolved", [0.0; 3], [0.0; 3], 0)
    };
    let half_open = Row {
        median: Estimate {
            high: None,
            reason: Some(beyond),
            ..Estimate::new(19_800.0, 12_600.0, 0.0, 40)
        },
        unresolved: 17,
        ..open.clone()
    };
    let nobody = Row {
        mean: Estimate::missing(40, beyond),
        median: Estimate::missing(40, beyond),
        unresolved: 40,
        ..open.clone()
    };
    let few = Row {
        mean: Estimate::bare(300.0, 1, Reason::TooFew { n: 1, least: 2 }),
        median: Estimate::missing(3, Reason::TooFew { n: 3, least: 6 }),
        unresolved: 0,
        ..row("Time to detect", "fault → alerted", [0.0; 3], [0.0; 3], 0)
    };
    let at_once = row("Time to detect", "fault → alerted", [0.0; 3], [0.0; 3], 0);
    TimesPicture {
        title: "What cannot be said is said so".into(),
        note: "40 runs per arm.".into(),
        arms: vec![
            Arm {
                name: "no process".into(),
                n: 40,
                rows: vec![at_once, nobody],
            },
            Arm {
                name: "some".into(),
                n: 40,
                rows: vec![few, open],
            },
            Arm {
                name: "more".into(),
                n: 40,
                rows: vec![half_open],
            },
        ],
    }
}

fn narrow() -> TimesPicture {
    let rows = vec![
        row(
            "Time to mitigate",
            "impact → impact ends",
            [14.1, 13.2, 15.0],
            [12.0, 11.1, 13.3],
            0,
        ),
        row(
            "Time to resolve",
            "impact → resolved",
            [27.0, 25.5, 28.5],
            [24.0, 22.8, 25.1],
            0,
        ),
    ];
    let arm = Arm {
        name: "only arm".into(),
        n: 300,
        rows,
    };
    TimesPicture {
        title: "One arm, on a linear axis".into(),
        note: "300 runs.".into(),
        arms: vec![arm],
    }
}

/// Draw, leave the picture for eyes, and check what holds for every picture.
fn check(name: &str, picture: &TimesPicture) -> String {
    let sheet = picture.draw();
    let svg = sheet.svg();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join(format!("{name}.svg")), &svg).unwrap();
    #[cfg(feature = "png")]
    {
        let png = sheet.png(2.0).unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
        let (before, rules) = svg
            .split_once("@media(prefers-color-scheme:dark){")
            .unwrap();
        let dark = format!("{before}{}", rules.replacen("}}</style>", "}</style>", 1));
        std::fs::write(
            folder.join(format!("{name}-dark.png")),
            sandtable::plot::png(&dark, 2.0).unwrap(),
        )
        .unwrap();
    }
    assert_eq!(
        svg,
        picture.draw().svg(),
        "the same numbers give the same bytes"
    );
    let inks = known_inks();
    let (wide, high) = sheet.size();
    assert_eq!(svg.matches("<svg ").count(), 1);
    assert!(
        !svg.contains("href") && !svg.contains("NaN") && !svg.contains("inf"),
        "{name}"
    );
    for element in elements(&svg) {
        for key in ["fill", "stroke"] {
            if let Some(ink) = element.get(key) {
                assert!(
                    ink == "none" || inks.contains(&ink),
                    "{ink} is no ink: {element:?}"
                );
            }
        }
        // The paper reaches 16 px further than what is drawn on it.
        let inside = |x: f64, most: u32| x == -16.0 || (-0.5..=f64::from(most) + 0.5).contains(&x);
        for (key, most) in [("x", wide), ("cx", wide), ("y", high), ("cy", high)] {
            assert!(
                element.number(key).is_none_or(|x| inside(x, most)),
                "{name}: outside: {element:?}"
            );
        }
        if element.name == "text" {
            let size = element.number("font-size").unwrap();
            assert!(size >= 12.0);
            let face = if element.get("font-weight").is_some() {
                Face::SemiBold
            } else {
                Face::Regular
            };
            let (x, long) = (
                element.number("x").unwrap(),
                width(&element.text, face, size),
            );
            let (from, to) = match element.get("text-anchor").as_deref() {
                Some("end") => (x - long, x),
                Some("middle") => (x - 0.5 * long, x + 0.5 * long),
                _ => (x, x + long),
            };
            assert!(
                from >= -1.0 && to <= f64::from(wide) + 1.0,
                "{name}: {from}..{to} {element:?}"
            );
        }
    }
    svg
}

#[test]
fn two_arms_stand_side_by_side_with_their_numbers() {
    let svg = check("times-two-arms", &two_arms());
    let words = texts(&svg);
    for word in [
        "Time to detect",
        "fault → alerted",
        "unmanaged",
        "blameless",
        "mean",
        "median",
        "6.1 min",
        "[6.0, 6.2]",
        "2.9 h",
        "[2.8, 3.1]",
        "106 min",
        "[101, 110]",
        "2,000",
        "118",
        "Unresolved",
        "Time, 95 % interval",
        "4 min",
        "15 min",
        "1 h",
        "← faster",
        "slower →",
    ] {
        assert!(
            words.iter().any(|text| text == word),
            "no {word:?} in {words:?}"
        );
    }
    assert!(svg.contains("<desc>") && svg.contains("blameless: mean 106 min [101, 110], median"));
}

#[test]
fn six_arms_differ_by_more_than_colour() {
    let svg = check("times-six-arms", &six_arms());
    for index in 0..6 {
        let look = theme::arm(index);
        assert!(svg.contains(&format!("fill=\"{}\"", look.ink.light())));
        let dashed = |dash| svg.contains(&format!("stroke-dasharray=\"{dash}\""));
        assert!(look.dash.is_none_or(dashed));
    }
}

#[test]
fn arms_that_begin_alike_show_how_they_end() {
    let mut picture = two_arms();
    picture.arms[0].name = "three-data-centres with all of the roles filled, no deputy".into();
    picture.arms[1].name = "three-data-centres with all of the roles filled, one deputy".into();
    let words = texts(&check("times-alike", &picture));
    assert!(
        words
            .iter()
            .any(|text| text.ends_with(" no deputy") && text.starts_with('…')),
        "{words:?}"
    );
}

#[test]
fn what_cannot_be_had_is_said_in_words() {
    let words = texts(&check("times-odd", &odd_cases()));
    for word in [
        "> 8 h",
        "not reached within 8 h",
        "not estimable",
        "3 runs, at least 6 needed",
        "no interval",
        "not measured",
        "[3.5, > 8.0]",
        "0 s",
        "in every run",
    ] {
        assert!(
            words.iter().any(|text| text == word),
            "no {word:?} in {words:?}"
        );
    }
}

#[test]
fn a_narrow_span_has_a_linear_axis() {
    let words = texts(&check("times-narrow", &narrow()));
    assert!(
        ["0", "5 min", "25 min"]
            .iter()
            .all(|tick| words.iter().any(|text| text == tick)),
        "{words:?}"
    );
}

#[test]
fn pictures_of_nothing_are_pictures() {
    let empty = TimesPicture {
        title: String::new(),
        note: String::new(),
        arms: vec![],
    };
    assert!(
        texts(&check("times-empty", &empty))
            .iter()
            .any(|text| text == "No times to show.")
    );
    let bare = Arm {
        name: String::new(),
        n: 0,
        rows: vec![],
    };
    check(
        "times-bare",
        &TimesPicture {
            arms: vec![bare],
            ..empty.clone()
        },
    );
    let none = Estimate::missing(0, Reason::TooFew { n: 0, least: 1 });
    let row = Row {
        measure: "T".into(),
        clock: String::new(),
        mean: none.clone(),
        median: none,
        unresolved: 0,
    };
    let svg = check(
        "times-none",
        &TimesPicture {
            arms: vec![Arm {
                name: "a".into(),
                n: 0,
                rows: vec![row],
            }],
            ..empty
        },
    );
    assert!(svg.contains("not estimable") && !svg.contains("faster"));
}

#[test]
fn hostile_words_stay_words() {
    let nasty = [
        "</text></svg><script>alert(1)</script>",
        "\" onload=\"alert(1)",
        "]]><!-- &lt; &#0; %s {}",
        "\u{202e}gnitirw\u{0}\u{1b}[31m\nnew line\u{feff}\u{ffff}",
        "فارسی 語語語語語語語語語語語語語語語語語語語語語語語語 🎲🎲🎲🎲",
    ];
    for (index, text) in nasty
        .into_iter()
        .map(String::from)
        .chain(["W".repeat(200_000)])
        .enumerate()
    {
        let mut picture = two_arms();
        picture.title = text.clone();
        picture.note = text.clone();
        picture.arms[1].name = text.clone();
        for arm in &mut picture.arms {
            arm.rows[0].measure = text.clone();
            arm.rows[1].clock = text.clone();
        }
        let svg = check(&format!("times-hostile-{index}"), &picture);
        let allowed = [
            "svg", "style", "title", "desc", "rect", "polyline", "polygon", "circle", "text",
        ];
        for element in elements(&svg) {
            assert!(allowed.contains(&element.name.as_str()), "{element:?}");
            assert!(
                !element
                    .attributes
                    .iter()
                    .any(|(key, _)| key.starts_with("on")),
                "{element:?}"
            );
        }
        assert!(svg.chars().all(|c| c == '\n' || !c.is_control()) && !svg.contains('\u{202e}'));
        assert!(svg.len() < 60_000, "{} bytes", svg.len());
    }
}

#[test]
fn extreme_numbers_keep_their_places() {
    for seconds in [
        0.0,
        0.001,
        1e9,
        1e15,
        f64::MAX,
        f64::INFINITY,
        f64::NAN,
        -5.0,
    ] {
        let mut picture = two_arms();
        picture.arms[0].rows[0].mean = Estimate::new(seconds, seconds, seconds, 1);
        picture.arms[0].n = u64::MAX;
        let svg = picture.draw().svg();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{seconds}");
    }
}

/// The inks a dark rule exists for.
fn known_inks() -> Vec<String> {
    let style = theme::style();
    style
        .split("[fill=\"")
        .skip(1)
        .map(|rule| rule[..7].to_string())
        .collect()
}
