//! A comparison in a terminal, and as Markdown: the same in the same order.

use super::table::{Stand, sparkline, table};
use super::{Told, keep, words};
use crate::cli::exit::Failure;
use crate::cli::flags::Face;
use crate::cli::{out, reality};
use crate::plot::words as say;
use crate::report::Paint;
use crate::score::numbers::count;
use crate::study::why::{COSTS, Why};
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
                text += &wrap(&phases(why));
                text += &wrap(&mechanisms(why));
                text += &wrap(&survives(why));
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

/// The same as Markdown, whose tables stand in blocks of code.
pub fn markdown(told: &Told) -> Result<String, Failure> {
    let study = &told.job.study;
    let mut text = format!(
        "# {}\n\n{}\n\n",
        escape(&words::headline(told)),
        words::note(told)
    );
    for scenario in words::scenarios(study) {
        text += &format!("## {}\n\n", escape(&scenario));
        text += &format!("```text\n{}```\n\n", times(told, &scenario));
        for contrasts in of(told, &scenario) {
            let arm = &study.cases[contrasts.arm].name;
            let baseline = &study.cases[contrasts.baseline].name;
            text += &format!("### {} against {}\n\n", escape(arm), escape(baseline));
            for sentence in words::answer(told, contrasts) {
                text += &format!("{}\n", escape(&sentence));
            }
            text += &format!("\n```text\n{}```\n\n", effects(told, contrasts));
            if let Some(why) = &contrasts.why {
                let parts = [phases(why), mechanisms(why), survives(why)];
                text += &(escape(&parts.join("\n\n")) + "\n\n");
            }
            text += &(escape(&reality::lines(study, contrasts)) + "\n");
        }
    }
    text += "## How to repeat it\n\n```sh\nsandtable study study.ron --out again\n```\n";
    Ok(text)
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
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
        capital(&words::noun(study.primary)),
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

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
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
        let (figure, interval) = words::figures(contrast);
        let label = match name == study.primary.name {
            true => format!("{} (primary)", capital(&words::noun(contrast.metric))),
            false => capital(&words::noun(contrast.metric)),
        };
        Some(vec![label, figure, interval, contrast.verdict.to_string()])
    };
    let rows: Vec<Vec<String>> = names.filter_map(row).collect();
    table(&columns, &rows)
}

/// Where the minutes come from.
pub fn phases(why: &Why) -> String {
    let total = &why.waterfall.total;
    let parts = why.waterfall.phases.iter().filter_map(|phase| {
        let value = phase.difference.value.filter(|value| value.abs() >= 0.5)?;
        let sign = if value < 0.0 { "−" } else { "+" };
        let what = phase.metric.title.to_lowercase();
        Some(format!("{what} {sign}{}", say::elapsed(value.abs())))
    });
    let parts: Vec<String> = parts.collect();
    match total.value {
        Some(value) if !parts.is_empty() => format!(
            "From fault to resolved, on average: {} = {}{}.",
            parts.join(", "),
            if value < 0.0 { "−" } else { "+" },
            say::elapsed(value.abs())
        ),
        _ => "No phase differs.".into(),
    }
}

/// Through which mechanism it works.
pub fn mechanisms(why: &Why) -> String {
    let shares: Vec<(&str, f64)> = why
        .mechanisms
        .iter()
        .filter_map(|it| Some((it.mechanism.word(), it.share?)))
        .collect();
    if shares.is_empty() {
        return format!(
            "Over the first {} runs the mean difference is not told from none, so no mechanism has a share of it.",
            count(why.runs)
        );
    }
    let percent = |share: f64| format!("{} %", say::number(100.0 * share, 0));
    let parts: Vec<String> = shares
        .iter()
        .map(|(word, share)| format!("{word} {}", percent(*share)))
        .collect();
    let rest = 1.0 - shares.iter().map(|(_, share)| share).sum::<f64>();
    format!(
        "Gone with one mechanism switched off, of the mean difference in {} runs: {}; {} belongs to combinations.",
        count(why.runs),
        parts.join(", "),
        percent(rest)
    )
}

/// Whether it survives other assumptions.
pub fn survives(why: &Why) -> String {
    let Some(farthest) = why.swings.first() else {
        return String::new();
    };
    let all = why.swings.len();
    match why.keeps_its_sign {
        Some(true) => format!(
            "The effect keeps its side under all {all} assumptions with the widest ranges; {} moves it most.",
            farthest.assumption.path
        ),
        Some(false) => format!(
            "The effect changes sides under at least one of the {all} assumptions with the widest ranges; {} moves it most.",
            farthest.assumption.path
        ),
        None => String::new(),
    }
}

/// What it costs, by measure.
pub fn costs(contrasts: &Contrasts) -> impl Iterator<Item = &crate::study::Contrast> {
    COSTS.iter().filter_map(|name| contrasts.measure(name))
}
