//! A comparison in a terminal: finding, times, effects, why, price, limits.

use super::table::{Stand, sparkline, table};
use super::{Told, keep, reasons, words};
use crate::cli::exit::Failure;
use crate::cli::flags::Face;
use crate::cli::{out, reality};
use crate::plot::words as say;
use crate::report::Paint;
use crate::score::numbers::count;
use crate::study::{ArmSummary, Contrasts, curve};

/// Measures beside the primary in the list of effects.
const EFFECTS: [&str; 14] = [
    "time_to_detect",
    "time_to_acknowledge",
    "time_to_mobilise",
    "time_to_diagnose",
    "time_to_mitigate",
    "time_to_resolve",
    "impact_user_minutes",
    "updates_late",
    "harmful_actions",
    "people_engaged",
    "people_woken",
    "pages_sent",
    "work_person_minutes",
    "coordination_person_minutes",
];

/// How many bars a distribution has.
const BARS: usize = 40;

/// For a terminal of at most 100 columns.
pub fn text(told: &Told, face: &Face) -> Result<String, Failure> {
    let bold = |text: &str| match out::paint(face) {
        Paint::On => format!("\u{1b}[1m{text}\u{1b}[0m"),
        Paint::Off => text.to_string(),
    };
    let wrap = |text: &str| crate::cli::words::wrap(text, 0);
    let mut text = bold(wrap(&words::headline(told)).trim_end()) + "\n";
    text += &wrap(&words::note(told));
    text.push('\n');
    for scenario in words::scenarios(&told.job.study) {
        if words::scenarios(&told.job.study).len() > 1 {
            text += &format!("{}\n\n", bold(&scenario));
        }
        text += &times(told, &scenario);
        text.push('\n');
        text += &distributions(told, &scenario)?;
        text.push('\n');
        for contrasts in of(told, &scenario) {
            text += &effects(told, contrasts);
            text.push('\n');
            for sentence in words::answer(told, contrasts) {
                text += &wrap(&sentence);
            }
            if let Some(why) = &contrasts.why {
                text += &wrap(&reasons::phases(why));
                text += &wrap(&reasons::mechanisms(why));
                text += &wrap(&reasons::survives(why));
            }
            text += &reality::lines(&told.job.study, contrasts);
            text.push('\n');
        }
    }
    text += &match &told.job.flags.out {
        Some(folder) => format!(
            "kept in {}: report.html, summary.md, summary.json, runs.csv, plots, study.ron\n",
            folder.display()
        ),
        None => "`--out DIR` keeps every run, the report, the summary and the pictures\n".into(),
    };
    Ok(text)
}

fn of<'a>(told: &'a Told, scenario: &str) -> impl Iterator<Item = &'a Contrasts> {
    let cases = &told.job.study.cases;
    let all = told.comparison.contrasts.iter();
    all.filter(move |it| cases[it.arm].scenario == scenario)
}

fn arms<'a>(told: &'a Told, scenario: &str) -> impl Iterator<Item = &'a ArmSummary> {
    let all = told.comparison.arms.iter();
    all.filter(move |arm| arm.scenario == scenario)
}

/// Means and medians with their intervals, a line for each measure and arm.
fn times(told: &Told, scenario: &str) -> String {
    let columns = [
        ("Measure", Stand::Left(12)),
        ("Arm", Stand::Left(20)),
        ("Mean", Stand::Right(11)),
        ("95 %", Stand::Left(14)),
        ("Median", Stand::Right(11)),
        ("95 %", Stand::Left(14)),
        ("Open", Stand::Right(7)),
    ];
    let mut rows = Vec::new();
    for name in keep::TIMES {
        for (number, arm) in arms(told, scenario).enumerate() {
            let Some(measure) = arm.measure(name) else {
                continue;
            };
            let title = if number == 0 {
                measure.metric.title
            } else {
                ""
            };
            let (mean, median) = (say::figures(&measure.mean), say::figures(&measure.median));
            rows.push(vec![
                title.into(),
                arm.name.clone(),
                mean.value,
                mean.interval,
                median.value,
                median.interval,
                count(measure.censored as u64),
            ]);
        }
    }
    table(&columns, &rows)
}

/// How the primary measure spreads in each arm.
fn distributions(told: &Told, scenario: &str) -> Result<String, Failure> {
    let study = &told.job.study;
    let name = study.primary.name;
    let high = curve::reach(study, told.store, name).map_err(keep::outside)?;
    let mut text = format!(
        "{} from 0 to {}:\n",
        words::capital(&words::noun(study.primary)),
        words::amount(high, study.primary)
    );
    for (at, case) in study.cases.iter().enumerate() {
        if case.scenario != scenario {
            continue;
        }
        let counts = curve::histogram(study, told.store, at, name, (high, BARS));
        let counts = counts.map_err(keep::outside)?;
        let label: String = case.name.chars().take(32).collect();
        text += &format!("{label:<33}{}\n", sparkline(&counts));
    }
    Ok(text)
}

/// The change in each measure, with its verdict.
fn effects(told: &Told, contrasts: &Contrasts) -> String {
    let study = &told.job.study;
    let head = format!(
        "{} against {}",
        study.cases[contrasts.arm].name, study.cases[contrasts.baseline].name
    );
    let columns = [
        (head.as_str(), Stand::Left(38)),
        ("Change", Stand::Right(20)),
        ("95 %", Stand::Left(18)),
        ("Verdict", Stand::Left(20)),
    ];
    let primary = [study.primary.name];
    let others = EFFECTS
        .into_iter()
        .filter(|name| *name != study.primary.name);
    let names = primary.into_iter().chain(others);
    let row = |name: &str| {
        let contrast = contrasts.measure(name).filter(|it| it.pairs > 0)?;
        let figures = words::figures(contrast);
        let label = match name == study.primary.name {
            true => format!(
                "{} (primary)",
                words::capital(&words::noun(contrast.metric))
            ),
            false => words::capital(&words::noun(contrast.metric)),
        };
        Some(vec![
            label,
            figures.value,
            figures.interval,
            contrast.verdict.to_string(),
        ])
    };
    let rows: Vec<Vec<String>> = names.filter_map(row).collect();
    table(&columns, &rows)
}
