//! The page on which the pictures stand, and its Markdown.

use crate::{chances, effects, prices, times};
use sandtable::plot::Sheet;
use sandtable::report::comparison::{
    ArmLine, ArmSheet, Cell, Figure, MeasureRows, Measures, Page, Prose, Section, Table, Topic,
};

fn figure(file: &str, title: &str, wide: &Sheet, narrow: Option<&Sheet>) -> Figure {
    Figure {
        wide: wide.inline(),
        narrow: narrow.map(Sheet::inline),
        file: format!("plots/{file}.svg"),
        title: title.into(),
        ..Figure::default()
    }
}

fn section(topic: Topic, finding: &str, figures: Vec<Figure>) -> Section {
    Section {
        topic,
        note: String::new(),
        finding: finding.into(),
        figures,
        body: Prose::default(),
        table: None,
    }
}

fn arms() -> Vec<ArmSheet> {
    let line = |label: &str, value: &str, differs: bool| ArmLine {
        label: label.into(),
        value: value.into(),
        differs,
    };
    let arm = |name: &str, page: &str, declared: &str| ArmSheet {
        name: name.into(),
        lines: vec![
            line("Unanswered page", page, true),
            line("At declaration", declared, true),
            line("Update rhythm", "every 30 min", false),
            line("Approval", "IC, for risky actions", false),
        ],
    };
    vec![
        arm(
            "today",
            "secondary after 15 min",
            "incident commander alone",
        ),
        arm(
            "five-minute deputy",
            "secondary after 5 min",
            "incident commander and deputy",
        ),
    ]
}

fn measures() -> Measures {
    let cell = |value: &str, interval: &str| Cell {
        value: value.into(),
        interval: interval.into(),
    };
    let row = |name: &str, clock: &str, values: [&str; 2]| MeasureRows {
        name: name.into(),
        clock: clock.into(),
        arms: values
            .into_iter()
            .enumerate()
            .map(|(arm, value)| {
                let cells = vec![
                    cell("5,000", ""),
                    cell("118", ""),
                    cell(value, "±15.2"),
                    cell("118", ""),
                    cell("87.7", "[84.7, 91.6]"),
                    cell("688", ""),
                    cell("1,404", "[1,232, 1,662]"),
                ];
                (arm, cells)
            })
            .collect(),
    };
    Measures {
        note: "Minutes. Intervals 95 %. Means to the 48 h horizon.".into(),
        heads: [
            "n",
            "Unresolved",
            "Mean",
            "Geo. mean",
            "Median",
            "p90",
            "p95",
        ]
        .map(String::from)
        .to_vec(),
        rows: vec![
            row("Detect", "fault → alerted", ["6.1", "6.1"]),
            row("Acknowledge", "alerted → acknowledged", ["7.5", "5.2"]),
            row("Resolve", "impact → resolved", ["290", "257"]),
        ],
    }
}

fn strip() -> Figure {
    let strip = effects::answer();
    figure(
        "strip",
        "Time to resolve, −10.0 % [−16, −4]",
        &strip.draw(),
        Some(&strip.draw_narrow()),
    )
}

pub fn sample() -> Page {
    let forest = effects::forest();
    let curve = |title: &str, clock: &str, today: [f64; 2], deputy: [f64; 2]| Figure {
        is_half: true,
        ..figure(
            "curves",
            title,
            &times::curves(title, clock, today, deputy, 5_000).draw(),
            None,
        )
    };
    let reality = Table {
        heads: vec![
            ("If you test".into(), false),
            ("Incidents per arm".into(), true),
            ("Years at 3.3 a week".into(), true),
        ],
        rows: vec![
            vec![
                "Time to resolve on a log scale".into(),
                "1,732".into(),
                "20".into(),
            ],
            vec!["Ranks (Mann–Whitney)".into(), "1,781".into(), "21".into()],
            vec![
                "Mean time to resolve (MTTR)".into(),
                "4,362".into(),
                "51".into(),
            ],
        ],
    };
    let one = |file: &str, sheet: &Sheet| vec![figure(file, file, sheet, None)];
    Page {
        version: "0.1.0".into(),
        study: "deputy-payments".into(),
        runs: "5,000 paired incidents, seed 7".into(),
        date: "22 November 2026".into(),
        headline: "A deputy and a five-minute escalation cut repair time by about 10 %, between 4 and 16 %".into(),
        answer: Prose::new(
            "The direction is firm: it kept its sign in all 200 draws of the assumptions. The size is not: in 189 of \
             200 draws the gain exceeds the 5 % that you said matters. It costs ",
        )
        .strong("7.5 % more person-minutes")
        .plain(" and ")
        .strong("37 % more pages")
        .plain(". You will not see it in your own MTTR for about ")
        .strong("20 years")
        .plain("."),
        primary: "Primary measure, named before the study ran: time to resolve, impact → resolved, ratio of \
                  geometric means."
            .into(),
        strips: vec![strip()],
        strip_note: "Thick bar: simulation error alone, −10.0 % [−10.5, −9.5], 4,882 pairs resolved in both arms. \
                     Thin bar: with the uncertainty of the assumptions, 200 draws of 5,000 pairs."
            .into(),
        arms: arms(),
        setting: Prose::new("Scenario mix ").strong("payments").plain(": six scenarios. Team ").strong("payments-emea").plain(": 14 people, two on call."),
        sections: vec![
            Section {
                table: Some(reality),
                ..section(
                    Topic::Reality,
                    "You would need 1,732 incidents per arm, about 20 years at your rate. Do not judge this change by next year’s MTTR.",
                    one("years", &chances::years().draw()),
                )
            },
            section(
                Topic::Effects,
                "Diagnosis and mitigation gain; mobilising takes longer, and people pay for it.",
                vec![figure("forest", "Effect on every measure", &forest.draw(), Some(&forest.draw_narrow()))],
            ),
            section(
                Topic::Times,
                "Detection is untouched, as it must be. The deputy moves the whole curve of repair.",
                vec![
                    curve("Time to detect", "fault → first alert", [252.0, 1.0], [252.0, 1.0]),
                    curve("Time to acknowledge", "first alert → acknowledged", [246.0, 1.1], [240.0, 0.8]),
                    curve("Time to mitigate", "impact begins → impact ends", [4_170.0, 1.5], [3_666.0, 1.45]),
                    curve("Time to resolve", "impact begins → cause removed", [5_262.0, 1.6], [4_734.0, 1.55]),
                ],
            ),
            section(Topic::Pairs, "Three of five incidents are resolved faster.", one("differences", &chances::differences().draw())),
            section(Topic::Factors, "A deputy helps most where escalation is slow.", one("heat", &chances::heat().draw())),
            Section {
                body: Prose::new("Switching the mechanisms off one at a time: attention carries 71 % of the effect, knowledge 14 %, signals 7 %, authority 3 %."),
                ..section(Topic::Phases, "Diagnosis gives 77 % of the saving. Finding one more person costs 2.3 minutes of it.", one("waterfall", &times::waterfall().draw()))
            },
            section(Topic::Costs, "Escalation alone is free and saves two minutes. The deputy saves half an hour and costs 38 person-minutes.", one("plane", &prices::plane().draw())),
            section(Topic::Assumptions, "The verdict keeps its sign under all seven assumptions.", one("tornado", &prices::tornado().draw())),
        ],
        measures: measures(),
        command: "sandtable study study.ron --seed 7 --out deputy-payments".into(),
        command_note: "sandtable 0.1.0   inputs sha256 4f0c…91ae   4 arms x 5,000 runs in 3.9 s on 2 cores".into(),
        files: Prose::new("Beside this page: ").code("study.ron").plain(", ").code("summary.json").plain(", ").code("runs.csv").plain("."),
        notice: ("Sample data.".into(), "Every figure on this page is invented to show the layout.".into()),
    }
}

fn leave(name: &str, text: &str) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn the_page_answers_in_the_order_of_a_board() {
    let html = sample().html();
    leave("report.html", &html);
    let headings = [
        "Answer",
        "What was compared",
        "Effect on every measure",
        "How long it takes",
        "Pair by pair",
        "Two factors at once",
        "Where the minutes come from",
        "What it costs in people",
        "Does it survive other assumptions?",
        "Reality check",
        "Measures",
        "How to repeat it",
    ];
    let mut from = 0;
    for heading in headings {
        let at = html[from..].find(&format!("<h2>{heading}</h2>"));
        from += at.unwrap_or_else(|| panic!("no {heading:?} after {from}"));
    }
    for words in [
        "<h1>A deputy and a five-minute",
        "<b>20 years</b>",
        "<dd><b>secondary after 5 min</b></dd><dt>At declaration</dt>",
        "<td class=\"arm k1\">five-minute deputy</td>",
        "<span class=\"ci\">[84.7, 91.6]</span>",
        "<b>Sample data.</b>",
        "study.ron --seed 7",
    ] {
        assert!(html.contains(words), "{words}");
    }
    assert!(html.len() < 500_000, "{} bytes", html.len());
}

#[test]
fn the_page_needs_nothing_from_outside() {
    let html = sample().html();
    // The one address is the name of SVG itself.
    let bare = html.replace("http://www.w3.org/2000/svg", "");
    for word in [
        "http:",
        "https:",
        "<script",
        "<link rel=\"stylesheet",
        "@import",
        "<img",
        "<iframe",
    ] {
        assert!(!bare.contains(word), "{word}");
    }
    for (at, _) in bare.match_indices("url(") {
        assert!(bare[at..].starts_with("url(data:font/woff2;base64,"));
    }
    assert_eq!(bare.matches("@font-face").count(), 4);
}

#[test]
fn the_page_re_inks_every_ink_of_a_picture() {
    let html = sample().html();
    let style = sandtable::plot::theme::style();
    for rule in style.split("[fill=\"").skip(1) {
        let ink = &rule[..7];
        for property in ["fill", "stroke"] {
            let rule = format!("svg.plot [{property}=\"{ink}\"]{{{property}:var(--");
            assert!(html.contains(&rule), "{rule}");
        }
    }
}

#[test]
fn hostile_words_are_words_on_the_page() {
    let nasty = "</p></title><script>alert(1)</script>\" onload='x' <img src=x>\u{202e}| **b** [a](javascript:x) ``` \n# no";
    let text = || nasty.to_string();
    let prose = || Prose::new(nasty).strong(nasty).code(nasty);
    let mut page = sample();
    page.version = text();
    page.study = text();
    page.runs = text();
    page.date = text();
    page.headline = text();
    page.answer = prose();
    page.primary = text();
    page.strip_note = text();
    page.setting = prose();
    page.command = text();
    page.command_note = text();
    page.files = prose();
    page.notice = (text(), text());
    page.arms[0].name = text();
    page.arms[0].lines[0].label = text();
    page.arms[1].lines[0].value = text();
    for section in &mut page.sections {
        section.note = text();
        section.finding = text();
        section.body = prose();
        section.figures[0].caption = text();
        section.figures[0].title = text();
        section.figures[0].file = text();
        section.table = Some(Table {
            heads: vec![(text(), true)],
            rows: vec![vec![text()]],
        });
    }
    page.measures.note = text();
    page.measures.heads[0] = text();
    page.measures.rows[0].name = text();
    page.measures.rows[0].clock = text();
    page.measures.rows[0].arms[0].1[0].value = text();
    page.measures.rows[0].arms[0].1[0].interval = text();
    let html = page.html();
    leave("report-hostile.html", &html);
    for word in ["<script", "<img", "onload='", "\u{202e}"] {
        assert!(!html.contains(word), "{word}");
    }
    let markdown = page.markdown();
    leave("summary-hostile.md", &markdown);
    let outside_of_code: String = markdown.split("````").step_by(2).collect();
    let outside_of_code = outside_of_code.replace("\\]", "").replace("\\`", "");
    for word in ["<script", "<img", "\u{202e}", "](javascript", "```"] {
        assert!(!outside_of_code.contains(word), "{word} in the Markdown");
    }
}

#[test]
fn what_is_absent_leaves_no_hole() {
    let html = Page::default().html();
    leave("report-empty.html", &html);
    assert!(!html.contains("<figure") && !html.contains("<table") && !html.contains("<p></p>"));
    assert_eq!(Page::default().markdown().lines().count(), 3);
    let mut lonely = sample();
    lonely.arms.truncate(1);
    lonely.sections.clear();
    assert!(lonely.html().contains("nothing to compare it with"));
    let mut many = sample();
    let names = [
        "C",
        "a very long name of an arm that goes on and on: three-data-centres/blameless",
        "E",
        "F",
    ];
    for name in names {
        let mut arm = many.arms[1].clone();
        arm.name = name.into();
        many.arms.push(arm);
    }
    for row in &mut many.measures.rows {
        let cells = row.arms[0].1.clone();
        row.arms.extend((2..6).map(|arm| (arm, cells.clone())));
    }
    many.strips = vec![strip(), strip()];
    many.strips[0].caption = "five-minute deputy".into();
    many.strips[1].caption = "C".into();
    leave("report-six.html", &many.html());
}

#[test]
fn the_markdown_says_the_same() {
    let text = sample().markdown();
    leave("summary.md", &text);
    for words in [
        "# A deputy and a five-minute escalation cut",
        "**7.5 % more person-minutes** and **37 % more pages**.",
        "![Effect on every measure](plots/forest.svg)",
        "| Unanswered page | **secondary after 15 min** | **secondary after 5 min** |",
        "| Detect (fault → alerted) | today | 5,000 | 118 | 6.1 ±15.2 |",
        "```sh\nsandtable study study.ron --seed 7 --out deputy-payments\n```",
        "**Sample data.** Every figure",
        "`runs.csv`",
    ] {
        assert!(text.contains(words), "no {words:?} in\n{text}");
    }
}
