//! What a comparison says, in sentences: the finding, its size, its range, its price, its limits.

use super::{Told, pictures};
use crate::batch::Ended;
use crate::plot::words as say;
use crate::score::numbers::count;
use crate::score::{Kind, Metric, Unit};
use crate::stats::Estimate;
use crate::study::verdict::Verdict;
use crate::study::{Contrast, Contrasts, RealityCheck, Scale, Study};

pub use crate::report::text::capital;

/// The scenarios of a study, in their order.
pub fn scenarios(study: &Study) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for case in &study.cases {
        if !all.contains(&case.scenario) {
            all.push(case.scenario.clone());
        }
    }
    all
}

/// The finding of the whole: one sentence for each arm that was compared.
pub fn headline(told: &Told) -> String {
    let several = scenarios(&told.job.study).len() > 1;
    let each = told.comparison.contrasts.iter().map(|contrasts| {
        let sentence = finding(told, contrasts);
        match several {
            true => format!(
                "{}: {sentence}",
                told.job.study.cases[contrasts.arm].scenario
            ),
            false => sentence,
        }
    });
    each.collect::<Vec<_>>().join(" ")
}

/// The finding in one scenario.
pub fn headline_of(told: &Told, scenario: &str) -> String {
    let study = &told.job.study;
    let of = told.comparison.contrasts.iter();
    let of = of.filter(|it| study.cases[it.arm].scenario == scenario);
    let sentences: Vec<String> = of.map(|it| finding(told, it)).collect();
    format!("{scenario}: {}", sentences.join(" "))
}

/// One arm against its baseline in the primary measure.
pub fn finding(told: &Told, contrasts: &Contrasts) -> String {
    let study = &told.job.study;
    let (arm, baseline) = (
        &study.cases[contrasts.arm].name,
        &study.cases[contrasts.baseline].name,
    );
    let Some(contrast) = contrasts.measure(study.primary.name) else {
        return format!("{arm} and {baseline} were run.");
    };
    let what = noun(contrast.metric);
    if contrast.pairs == 0 {
        return format!("{what} applies to no run of {arm} and {baseline}.");
    }
    let (size, range) = (size(contrast), range(contrast));
    match contrast.verdict {
        Verdict::Unchanged => {
            format!("With {arm}, {what} is the same as with {baseline} in every pair.")
        }
        Verdict::Equivalent => format!(
            "With {arm}, {what} is as with {baseline}: {range}, which is within the {} that do not matter.",
            band(study, contrast)
        ),
        Verdict::Undecided => {
            format!("Whether {arm} changes {what} against {baseline} is open: {range}.")
        }
        _ => format!("With {arm}, {what} is {size} than with {baseline}, {range}."),
    }
}

/// "time to resolve".
pub fn noun(metric: &Metric) -> String {
    match metric.kind() {
        Kind::Time => metric.name.replace('_', " "),
        _ => metric.title.to_lowercase(),
    }
}

fn band(study: &Study, contrast: &Contrast) -> String {
    match (contrast.effect.scale, contrast.metric.kind()) {
        (Scale::Difference, Kind::Share) => format!("{} points", plain(100.0 * study.band)),
        _ => format!("{} %", plain(100.0 * study.band)),
    }
}

fn plain(value: f64) -> String {
    let text = say::number(value, 1);
    text.strip_suffix(".0").map_or(text.clone(), String::from)
}

/// "about 12 % shorter".
fn size(contrast: &Contrast) -> String {
    let Some(value) = contrast.effect.simulated.value else {
        return "different".into();
    };
    match contrast.effect.scale {
        Scale::Ratio => change(value, contrast.metric),
        Scale::Difference => format!(
            "{} {}",
            amount(value.abs(), contrast.metric),
            more(value > 0.0, contrast.metric)
        ),
    }
}

/// "between 8 and 16 % shorter", "between 3 % shorter and 4 % longer".
fn range(contrast: &Contrast) -> String {
    let metric = contrast.metric;
    let Some((low, high)) = contrast.effect.interval() else {
        return "and how sure that is cannot be said".into();
    };
    match contrast.effect.scale {
        Scale::Ratio if low < 1.0 && high < 1.0 => match 100.0 * (1.0 - low) >= 9_999.0 {
            true => change(low, metric),
            false => format!(
                "somewhere between {} and {} %",
                share(1.0 - high),
                share(1.0 - low)
            ),
        },
        Scale::Ratio if low > 1.0 && high > 1.0 && high < 3.0 => format!(
            "somewhere between {} and {} %",
            share(low - 1.0),
            share(high - 1.0)
        ),
        Scale::Ratio if low > 1.0 && high > 1.0 => {
            format!("somewhere between {} and {} times", plain(low), plain(high))
        }
        Scale::Ratio => format!(
            "somewhere between {} and {}",
            change_of(low, metric),
            change_of(high, metric)
        ),
        Scale::Difference => {
            let side = |value: f64| {
                format!(
                    "{} {}",
                    amount(value.abs(), metric),
                    more(value > 0.0, metric)
                )
            };
            match (low < 0.0) == (high < 0.0) {
                true => {
                    let (small, large) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
                    format!(
                        "somewhere between {} and {}",
                        amount(small, metric),
                        amount(large, metric)
                    )
                }
                false => format!("somewhere between {} and {}", side(low), side(high)),
            }
        }
    }
}

/// A share in whole per cent, with a decimal where it is small.
fn share(share: f64) -> String {
    let percent = 100.0 * share;
    match percent.abs() < 9.95 {
        true => plain(percent),
        false => say::number(percent, 0),
    }
}

fn change(ratio: f64, metric: &Metric) -> String {
    match ratio {
        3.0.. => format!(
            "{} times as {}",
            plain(ratio),
            if metric.kind() == Kind::Time {
                "long"
            } else {
                "much"
            }
        ),
        _ => format!("about {}", change_of(ratio, metric)),
    }
}

fn change_of(ratio: f64, metric: &Metric) -> String {
    format!(
        "{} % {}",
        share((ratio - 1.0).abs()),
        more(ratio > 1.0, metric)
    )
}

fn more(is_more: bool, metric: &Metric) -> &'static str {
    match (metric.kind(), is_more) {
        (Kind::Time, true) => "longer",
        (Kind::Time, false) => "shorter",
        (_, true) => "more",
        (_, false) => "less",
    }
}

/// A value in the unit of its key, as people read it.
pub fn amount(value: f64, metric: &Metric) -> String {
    match metric.unit {
        Unit::Milliseconds => say::elapsed(value),
        Unit::Share => format!("{} points", plain(100.0 * value)),
        Unit::Count => small(value),
        _ => format!("{} {}", small(value), metric.unit.word()),
    }
}

/// No decimals from 100 up, one below, two below one; millions by their letter.
pub fn small(value: f64) -> String {
    if value.abs() >= 1e6 {
        return format!("{} M", say::number(value / 1e6, 2));
    }
    let decimals = match value.abs() {
        0.0 => 0,
        size if size < 1.0 => 2,
        size if size < 100.0 => 1,
        _ => 0,
    };
    say::number(value, decimals)
}

/// "−10.0 %" and "[−16, −4]", or "+3.2 min" and "[+1, +5]"; why there is none where there is none.
pub fn figures(contrast: &Contrast) -> say::Figures {
    pictures::against(contrast).figures(&pictures::effect(contrast))
}

/// How firm it is, what it costs, and when one would see it.
pub fn answer(told: &Told, contrasts: &Contrasts) -> Vec<String> {
    let mut sentences = Vec::new();
    let study = &told.job.study;
    let Some(primary) = contrasts.measure(study.primary.name) else {
        return sentences;
    };
    let decided = primary.effect.interval().is_some()
        && !matches!(primary.verdict, Verdict::Unchanged | Verdict::Undecided);
    if let Some(inputs) = contrasts.why.as_ref().and_then(|why| why.inputs.as_ref()) {
        let kept = match inputs.same_sign == inputs.draws {
            true => format!("in all {} draws of the assumptions", inputs.draws),
            false => format!(
                "in {} of {} draws of the assumptions",
                inputs.same_sign, inputs.draws
            ),
        };
        sentences.push(format!(
            "The direction is the same {kept}; in {} the effect is larger than the {} that do not matter.",
            inputs.beyond_band,
            band(study, primary)
        ));
    } else {
        sentences.push(
            "This is the error of the simulation only: the assumptions were not varied.".into(),
        );
    }
    if decided && primary.verdict.size_open() {
        sentences.push("The direction is sure, the size is not.".into());
    }
    if let Some(price) = price(contrasts) {
        sentences.push(price);
    }
    sentences
}

/// What it costs in people, where that is sure.
pub fn price(contrasts: &Contrasts) -> Option<String> {
    let mut parts = Vec::new();
    for name in crate::study::why::COSTS {
        let contrast = contrasts.measure(name)?;
        let (Some((low, high)), false) = (contrast.effect.interval(), contrast.is_equal) else {
            continue;
        };
        let same = contrast.effect.band.same;
        if low > same || high < same {
            parts.push(format!(
                "{} {}",
                figures(contrast).value,
                noun(contrast.metric)
            ));
        }
    }
    match parts.as_slice() {
        [] => Some("In people it costs nothing that could be told.".into()),
        [one] => Some(format!("In people: {one}.")),
        [others @ .., last] => Some(format!("In people: {} and {last}.", others.join(", "))),
    }
}

/// What was run, and what the figures rest on.
pub fn note(told: &Told) -> String {
    let study = &told.job.study;
    let cut_short = match told.ended {
        Ended::Stopped => format!(" (interrupted: {} were asked for)", count(study.runs)),
        Ended::Enough => format!(
            " (precise enough; at most {} were asked for)",
            count(study.runs)
        ),
        Ended::Whole => String::new(),
    };
    let luck = match study.cases.iter().any(|case| case.luck > 0) {
        true => "each arm on its own luck",
        false => "of each arm on the same luck",
    };
    let mut note = format!(
        "{} runs {luck}{cut_short}, seeds from {}. Intervals: 95 %.",
        count(told.done),
        study.seed
    );
    let open: usize = told
        .comparison
        .arms
        .iter()
        .filter_map(|arm| arm.measure(study.primary.name))
        .map(|measure| measure.censored)
        .sum();
    if open > 0 {
        note += &format!(
            " {} runs were unresolved at the end of their story; they are kept, and count with the time until then.",
            count(open as u64)
        );
    }
    note
}

/// "±0.7", in the unit of the figure beside it; nothing where there is no interval.
pub fn half_width(estimate: &Estimate, metric: &Metric) -> String {
    let Some((value, low, high)) = estimate.whole() else {
        return String::new();
    };
    let half = 0.5 * (high - low);
    let (unit, decimals) = match metric.unit {
        Unit::Milliseconds => {
            let figure = say::figures(&Estimate::new(value, low, high, 1)).value;
            let (number, unit) = figure.rsplit_once(' ').unwrap_or((&figure, ""));
            let scale = match unit {
                "min" => 60.0,
                "h" => 3_600.0,
                "d" => 86_400.0,
                _ => 1.0,
            };
            (scale, usize::from(number.contains('.')))
        }
        Unit::Share => (0.01, 1),
        _ if value.abs() >= 1e6 => return format!("±{} M", say::number(half / 1e6, 2)),
        _ => return format!("±{}", small(half)),
    };
    format!("±{}", say::number(half / unit, decimals))
}

/// A length of time with its interval, for a table; other measures as numbers.
pub fn table_figures(estimate: &Estimate, metric: &Metric) -> (String, String) {
    if metric.unit == Unit::Milliseconds {
        let figures = say::figures(estimate);
        return (figures.value, figures.interval);
    }
    let scale = if metric.unit == Unit::Share {
        100.0
    } else {
        1.0
    };
    let one = |value: f64| small(scale * value);
    let value = match (estimate.value, estimate.reason) {
        (Some(value), _) => one(value),
        (None, Some(crate::stats::Reason::TooFew { .. })) => "not estimable".into(),
        (None, _) => "–".into(),
    };
    let interval = match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("[{}, {}]", one(low), one(high)),
        _ => String::new(),
    };
    (value, interval)
}

/// For the name of a file: letters, figures and dashes.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.to_lowercase().chars() {
        match c.is_ascii_alphanumeric() {
            true => slug.push(c),
            false if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            false => {}
        }
        if slug.len() >= 60 {
            break;
        }
    }
    slug.trim_end_matches('-').to_string()
}

/// "MTTR" for times to resolve, else "mean time to detect".
pub fn mean_of(metric: &Metric) -> String {
    match metric.name {
        "time_to_resolve" => "MTTR".into(),
        "time_to_detect" => "MTTD".into(),
        "time_to_acknowledge" => "MTTA".into(),
        "time_to_mitigate" => "MTTM".into(),
        _ => format!("mean {}", noun(metric)),
    }
}

/// `defaults.people.volunteers_after` as "volunteers after (people)".
pub fn figure_name(path: &str) -> String {
    let plain = path.strip_prefix("defaults.").unwrap_or(path);
    match plain.rsplit_once('.') {
        Some((group, name)) => {
            format!(
                "{} ({})",
                capital(&name.replace('_', " ")),
                group.replace('_', " ")
            )
        }
        None => capital(&plain.replace('_', " ")),
    }
}

/// What the bars mean, and over how many pairs.
pub fn strip_note(told: &Told) -> String {
    let widened = told.comparison.contrasts.iter().any(|it| it.why.is_some());
    let thin = match widened {
        true => format!(
            " Thin bar: with the uncertainty of the assumptions, {} draws of {} pairs each.",
            crate::study::why::DRAWS,
            crate::study::why::PAIRS
        ),
        false => " The assumptions were not varied.".into(),
    };
    let open: usize = told
        .comparison
        .contrasts
        .iter()
        .map(|it| {
            it.measure(told.job.study.primary.name)
                .map_or(0, |it| it.open)
        })
        .sum();
    let open = match open {
        0 => String::new(),
        open => format!(
            " In {} pairs a run was unresolved at the end of its story; it counts with the time until then.",
            count(open as u64)
        ),
    };
    format!(
        "Thick bar: simulation error alone, {} pairs.{thin}{open}",
        count(told.done)
    )
}

/// How many of the measures got better and worse.
pub fn effects(contrasts: &Contrasts) -> String {
    let of = |word: &str| {
        let all = contrasts
            .measures
            .iter()
            .filter(|it| it.verdict.word() == word);
        let names: Vec<String> = all
            .filter(|it| pictures::is_shown(it.metric.name))
            .map(|it| noun(it.metric))
            .collect();
        names
    };
    let told = |what: &str, names: &[String]| match names {
        [] => String::new(),
        [one] => format!("{what}: {one}. "),
        [others @ .., last] => format!("{what}: {} and {last}. ", others.join(", ")),
    };
    let (better, worse) = (of("better"), of("worse"));
    match better.is_empty() && worse.is_empty() {
        true => "No measure is sure to be better or worse.".into(),
        false => (told("Better", &better) + &told("Worse", &worse))
            .trim_end()
            .to_string(),
    }
}

/// In how many pairs the arm did better.
pub fn pairs(told: &Told, contrasts: &Contrasts) -> String {
    let study = &told.job.study;
    let arm = &study.cases[contrasts.arm].name;
    let Some(contrast) = contrasts.measure(study.primary.name) else {
        return String::new();
    };
    let [better, same, worse] = contrast.thirds.map(say::share);
    let removed = contrast
        .variance_removed
        .filter(|it| *it > 0.0)
        .map_or(String::new(), |it| {
            format!(
                "; pairing removed {} of the variance of the difference",
                say::share(it)
            )
        });
    format!("{arm} did better in {better} of pairs, worse in {worse}, the same in {same}{removed}.")
}

/// Medians of the primary measure, arm by arm.
pub fn times(told: &Told, scenario: &str) -> String {
    let study = &told.job.study;
    let arms = told
        .comparison
        .arms
        .iter()
        .filter(|arm| arm.scenario == scenario);
    let medians = arms.filter_map(|arm| {
        let measure = arm.measure(study.primary.name)?;
        let (value, _) = table_figures(&measure.median, measure.metric);
        Some(format!("{value} with {}", arm.name))
    });
    let medians: Vec<String> = medians.collect();
    format!(
        "Half of all runs are through within {}.",
        medians.join(", ")
    )
}

/// How long a team would have to wait to see it in its own records.
pub fn notice(contrasts: &Contrasts) -> Option<String> {
    let check = contrasts.reality.as_ref()?;
    if !check.is_sure() {
        return Some("A difference that these runs are not sure of themselves, no team could see in its records.".into());
    }
    let incidents = RealityCheck::incidents(check.needed.mean)?;
    let years = check.months(incidents) / 12.0;
    let when = match years {
        ..1.0 => format!("{} months", small((12.0 * years).max(0.1))),
        _ => format!("{} years", small(years)),
    };
    Some(format!(
        "To see it in its own MTTR a team would need {} incidents per arm, about {when} at its rate.",
        count(incidents)
    ))
}

/// In how many of a hundred years MTTR misleads.
pub fn years(contrasts: &Contrasts) -> Option<String> {
    let check = contrasts.reality.as_ref()?;
    let share = check.wrong_way.mean.value?;
    Some(format!(
        "In {} of 100 years of {} incidents MTTR moves the wrong way although the change is real.",
        say::number(100.0 * share, 0),
        count(check.incidents_per_year as u64)
    ))
}
