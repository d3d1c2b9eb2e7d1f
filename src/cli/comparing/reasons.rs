//! Why an arm differs, in sentences: phases, mechanisms, assumptions.

use super::words::figure_name;
use crate::plot::words as say;
use crate::score::numbers::count;
use crate::study::Contrasts;
use crate::study::why::Why;

/// Where the minutes come from.
pub fn phases(why: &Why) -> String {
    let sign = |value: f64| if value < 0.0 { "−" } else { "+" };
    let total = why.waterfall.total.value.unwrap_or(0.0);
    // What is no more than rounding beside the total is left out.
    let least = 0.5_f64.max(0.005 * total.abs());
    let parts = why.waterfall.phases.iter().filter_map(|phase| {
        let value = phase
            .difference
            .value
            .filter(|value| value.abs() >= least)?;
        let what = phase.metric.title.to_lowercase();
        Some(format!(
            "{what} {}{}",
            sign(value),
            say::elapsed(value.abs())
        ))
    });
    let parts: Vec<String> = parts.collect();
    match parts.is_empty() {
        true => "No phase differs.".into(),
        false => format!(
            "From fault to resolved, on average {}{}: {}.",
            sign(total),
            say::elapsed(total.abs()),
            parts.join(", ")
        ),
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
        "Switching the mechanisms off one at a time, in {} runs: of the mean difference is gone without {}; {} belongs to combinations. A negative share: without it the difference is larger.",
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
    let most = figure_name(&farthest.assumption.path);
    match why.keeps_its_sign {
        Some(true) => format!(
            "The effect keeps its side under all {all} assumptions with the widest ranges. “{most}” moves it most."
        ),
        Some(false) => format!(
            "The effect changes sides under at least one of the {all} assumptions with the widest ranges. “{most}” moves it most."
        ),
        None => String::new(),
    }
}

/// What all assumptions together do.
pub fn draws(contrasts: &Contrasts) -> String {
    let inputs = contrasts.why.as_ref().and_then(|why| why.inputs.as_ref());
    inputs.map_or(String::new(), |it| {
        format!(
            "All assumptions drawn together, {} times {} pairs: the same side in {} draws, beyond what is too small to matter in {}.",
            it.draws, it.pairs, it.same_sign, it.beyond_band
        )
    })
}
