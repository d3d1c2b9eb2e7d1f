//! The page of a comparison: sentences, pictures and tables in the order a board asks.

use super::pictures::{self, Picture};
use super::{Told, arms, reasons, words};
use crate::cli::exit::Failure;
use crate::cli::reality;
use crate::plot::words as say;
use crate::report::comparison::{
    Cell, Figure, MeasureRows, Measures, Page, Prose, Section, Table, Topic,
};
use crate::score::{Kind, numbers::count};
use crate::stats::Estimate;
use crate::study::why::Why;
use crate::study::{ArmSummary, Case, Contrasts, RealityCheck};

/// The measures of the table at the end.
const TABLE: [&str; 9] = [
    "time_to_detect",
    "time_to_acknowledge",
    "time_to_mobilise",
    "time_to_diagnose",
    "time_to_mitigate",
    "time_to_resolve",
    "impact_user_minutes",
    "work_person_minutes",
    "pages_sent",
];

/// A page, and the pictures on it by the names of their files.
pub struct Drawn {
    pub page: Page,
    pub pictures: Vec<Picture>,
}

/// Puts the page together.
pub fn page(told: &Told) -> Result<Drawn, Failure> {
    let study = &told.job.study;
    let scenarios = words::scenarios(study);
    let mut drawn = Drawn {
        page: head(told),
        pictures: Vec::new(),
    };
    for scenario in &scenarios {
        let of: Vec<&Contrasts> = told
            .comparison
            .contrasts
            .iter()
            .filter(|it| study.cases[it.arm].scenario == *scenario)
            .collect();
        drawn.scenario(told, scenario, &of)?;
    }
    Ok(drawn)
}

fn head(told: &Told) -> Page {
    let (job, study) = (told.job, &told.job.study);
    let cases: Vec<&Case> = study.cases.iter().collect();
    let mut answer = Prose::default();
    for contrasts in &told.comparison.contrasts {
        for sentence in words::answer(told, contrasts) {
            answer = answer.plain(&format!("{sentence} "));
        }
        if let Some(sentence) = words::notice(contrasts) {
            answer = answer.strong(&sentence).plain(" ");
        }
    }
    let scenarios = words::scenarios(study);
    let per_month = format!("{} incidents a month", words::small(study.per_month));
    Page {
        version: env!("CARGO_PKG_VERSION").into(),
        study: job.file.name.to_string(),
        runs: format!("{} paired runs, seed {}", count(told.done), study.seed),
        headline: words::headline(told),
        answer,
        primary: format!(
            "Primary measure, named before the study ran: {}{}.",
            words::noun(study.primary),
            match study.primary.clock().as_str() {
                "" => String::new(),
                clock => format!(", {clock}"),
            }
        ),
        strip_note: words::strip_note(told),
        arms: arms::sheets(&cases),
        setting: Prose::new("Scenario ")
            .strong(&scenarios.join(", "))
            .plain(&format!(". Your rate: {per_month}.")),
        measures: measures(told),
        command: format!("sandtable study study.ron --seed {} --out again", study.seed),
        command_note: format!(
            "sandtable {}   {} arms x {} runs",
            env!("CARGO_PKG_VERSION"),
            study.cases.len(),
            count(told.done)
        ),
        files: Prose::new("Beside this page: ")
            .code("study.ron")
            .plain(", ")
            .code("summary.json")
            .plain(", ")
            .code("summary.md")
            .plain(", ")
            .code("runs.csv")
            .plain(", ")
            .code("plots/")
            .plain("."),
        notice: (
            "A simulation.".into(),
            "Its figures hold for the scenarios, teams and assumptions named here, and for no team that was not modelled.".into(),
        ),
        ..Page::default()
    }
}

impl Drawn {
    fn scenario(&mut self, told: &Told, scenario: &str, of: &[&Contrasts]) -> Result<(), Failure> {
        let several = words::scenarios(&told.job.study).len() > 1 || of.len() > 1;
        let first = pictures::times(told, scenario);
        let times = self.figure(first, scenario_caption(several, scenario), scenario);
        let mut times = vec![times];
        for contrasts in of {
            let study = &told.job.study;
            let key = words::slug(&format!("{scenario} {}", study.cases[contrasts.arm].name));
            let caption = match several {
                true => format!(
                    "{scenario}: {} against {}",
                    study.cases[contrasts.arm].name, study.cases[contrasts.baseline].name
                ),
                false => String::new(),
            };
            if let Some(strip) = pictures::strip(told, contrasts, &words::strip_note(told)) {
                let figure = self.figure(strip, caption.clone(), &key);
                self.page.strips.push(figure);
            }
            let forest = pictures::forest(told, contrasts, &words::strip_note(told));
            let figure = self.figure(forest, caption.clone(), &key);
            self.add(
                Topic::Effects,
                words::effects(contrasts),
                vec![figure],
                Prose::default(),
            );
            for curve in pictures::curves(told, contrasts)? {
                let figure = self.figure(curve, caption.clone(), &key);
                times.push(figure);
            }
            if let Some(pairs) = pictures::differences(told, contrasts)? {
                let finding = pairs.title.clone();
                let figure = self.figure(pairs, caption.clone(), &key);
                self.add(Topic::Pairs, finding, vec![figure], Prose::default());
            }
            if let Some(why) = &contrasts.why {
                self.why(told, contrasts, why, (&caption, &key));
            }
            self.reality(told, contrasts, (&caption, &key));
        }
        self.add(
            Topic::Times,
            words::times(told, scenario),
            times,
            Prose::default(),
        );
        if let Some(plane) = pictures::plane(told, of) {
            let finding = plane.title.clone();
            let figure = self.figure(plane, scenario_caption(several, scenario), scenario);
            self.add(Topic::Costs, finding, vec![figure], Prose::default());
        }
        if let Some(heat) = pictures::heat(told, of) {
            let finding = heat.title.clone();
            let figure = self.figure(heat, scenario_caption(several, scenario), scenario);
            self.add(Topic::Factors, finding, vec![figure], Prose::default());
        }
        Ok(())
    }

    fn why(&mut self, told: &Told, contrasts: &Contrasts, why: &Why, (caption, key): (&str, &str)) {
        let waterfall = pictures::waterfall(told, contrasts, why);
        let finding = reasons::phases(why);
        let figure = self.figure(waterfall, caption.into(), key);
        self.add(
            Topic::Phases,
            finding,
            vec![figure],
            Prose::new(&reasons::mechanisms(why)),
        );
        if let Some(tornado) = pictures::tornado(told, contrasts, why) {
            let figure = self.figure(tornado, caption.into(), key);
            self.add(
                Topic::Assumptions,
                reasons::survives(why),
                vec![figure],
                Prose::new(&reasons::draws(contrasts)),
            );
        }
    }

    fn reality(&mut self, told: &Told, contrasts: &Contrasts, (caption, key): (&str, &str)) {
        let Some(check) = &contrasts.reality else {
            return;
        };
        let figures =
            pictures::years(told, contrasts).map(|it| self.figure(it, caption.into(), key));
        let section = Section {
            topic: Topic::Reality,
            note: String::new(),
            finding: words::notice(contrasts)
                .unwrap_or_else(|| "There is no difference to see in real records.".into()),
            figures: figures.into_iter().collect(),
            body: Prose::new(&reality::rests_on(&told.job.study, check)),
            table: Some(needed(check)),
        };
        self.push(section);
    }

    /// A picture as a figure of the page; it is kept as a file of its own.
    fn figure(&mut self, mut picture: Picture, caption: String, key: &str) -> Figure {
        let taken = |name: &str| self.pictures.iter().any(|it| it.name == name);
        if taken(&picture.name) {
            picture.name = format!("{}-{}", picture.name, words::slug(key));
        }
        let figure = Figure {
            caption,
            wide: picture.on_page.as_ref().unwrap_or(&picture.wide).inline(),
            narrow: picture.narrow.as_ref().map(|it| it.inline()),
            file: format!("plots/{}.svg", picture.name),
            title: picture.title.clone(),
            is_half: picture.is_half,
        };
        self.pictures.push(picture);
        figure
    }

    fn add(&mut self, topic: Topic, finding: String, figures: Vec<Figure>, body: Prose) {
        self.push(Section {
            topic,
            note: String::new(),
            finding,
            figures,
            body,
            table: None,
        });
    }

    fn push(&mut self, section: Section) {
        self.page.sections.push(section);
    }
}

fn scenario_caption(several: bool, scenario: &str) -> String {
    if several {
        scenario.into()
    } else {
        String::new()
    }
}

/// Incidents needed, by how one tests.
fn needed(check: &RealityCheck) -> Table {
    let spread = |value: Option<f64>| value.map_or("–".into(), |it| say::number(it, 2));
    let row = |name: &str, needed, spread: String| {
        let incidents = RealityCheck::incidents(needed);
        let years = incidents.map(|n| check.months(n) / 12.0);
        let words = |it: Option<String>| it.unwrap_or_else(|| "none would".into());
        vec![
            name.to_string(),
            words(incidents.map(count)),
            words(years.map(words::small)),
            spread,
        ]
    };
    let head = |name: &str, is_figure| (name.to_string(), is_figure);
    Table {
        heads: vec![
            head("If you test", false),
            head("Incidents per arm", true),
            head("Years at your rate", true),
            head("", false),
        ],
        rows: vec![
            row(
                "Times on a log scale",
                check.needed.log,
                format!("σ of ln time {}", spread(check.spread[0].sigma_of_log)),
            ),
            row("Ranks (Mann–Whitney)", check.needed.rank, String::new()),
            row(
                "Means (MTTR)",
                check.needed.mean,
                format!(
                    "coefficient of variation {}",
                    spread(check.spread[0].variation)
                ),
            ),
        ],
    }
}

fn measures(told: &Told) -> Measures {
    let study = &told.job.study;
    let names = TABLE.iter().copied();
    let own = (!TABLE.contains(&study.primary.name)).then_some(study.primary.name);
    let rows = own.into_iter().chain(names).filter_map(|name| {
        let metric = study.metrics[study.column(name)?];
        let unit = match metric.kind() {
            Kind::Time => metric.clock(),
            _ => metric.unit.word().to_string(),
        };
        let arms = told.comparison.arms.iter().enumerate();
        Some(MeasureRows {
            name: metric.title.into(),
            clock: unit,
            arms: arms
                .filter_map(|(at, arm)| Some((at, cells(arm, name)?)))
                .collect(),
        })
    });
    Measures {
        note: "Intervals 95 %. Medians and percentiles by order statistics, or Kaplan-Meier where runs are unresolved; means count unresolved runs until the end of their story.".into(),
        heads: ["n", "Unresolved", "Mean", "Geo. mean", "Median", "p90", "p95"]
            .map(String::from)
            .into(),
        rows: rows.collect(),
    }
}

fn cells(arm: &ArmSummary, name: &str) -> Option<Vec<Cell>> {
    let measure = arm.measure(name).filter(|it| it.n > 0)?;
    let plain = |text: String| Cell {
        value: text,
        interval: String::new(),
    };
    let figure = |estimate: &Estimate| {
        let (value, interval) = words::table_figures(estimate, measure.metric);
        Cell { value, interval }
    };
    let bare = |estimate: &Estimate| Cell {
        interval: String::new(),
        ..figure(estimate)
    };
    let symmetric = |estimate: &Estimate| Cell {
        interval: words::half_width(estimate, measure.metric),
        ..figure(estimate)
    };
    Some(vec![
        plain(count(measure.n as u64)),
        plain(count(measure.censored as u64)),
        symmetric(&measure.mean),
        bare(&measure.geometric_mean),
        figure(&measure.median),
        bare(&measure.p90),
        bare(&measure.p95),
    ])
}
