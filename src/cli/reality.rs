//! The reality check of a comparison in plain words.

use super::words::wrap;
use crate::score::numbers::count;
use crate::stats::{Estimate, Reason};
use crate::study::{Contrasts, RealityCheck, Study};

/// A paragraph, and what it takes for granted.
pub fn lines(study: &Study, contrasts: &Contrasts) -> String {
    let Some(check) = &contrasts.reality else {
        return String::new();
    };
    let (arm, baseline) = (
        &study.cases[contrasts.arm].name,
        &study.cases[contrasts.baseline].name,
    );
    wrap(&paragraph(arm, baseline, check), 0) + &wrap(&rests_on(study, check), 0)
}

/// What the check takes for granted.
pub fn rests_on(study: &Study, check: &RealityCheck) -> String {
    format!(
        "Real records: {}, {} incidents a month, 80 % power, two-sided 5 %, as if all incidents were of this one kind; mixed ones vary more and take more.",
        study.primary.name.replace('_', " "),
        number(check.per_month)
    )
}

fn paragraph(arm: &str, baseline: &str, check: &RealityCheck) -> String {
    let mut text = format!("Reality check, {arm} against {baseline}: ");
    text += &needed(check);
    text += &wrong_years(&check.wrong_way.mean, check.incidents_per_year);
    let is_there = check.needed.mean.is_ok() || check.needed.log.is_ok();
    if is_there && !check.is_sure() {
        text += " These runs are too few to be sure of the difference themselves.";
    }
    if check.unresolved > 0 {
        text += &match check.unresolved {
            1 => " 1 unresolved run is counted as over at the horizon.".into(),
            runs => format!(
                " {} unresolved runs are counted as over at the horizon.",
                count(runs as u64)
            ),
        };
    }
    text
}

/// By means, as MTTR compares; by logarithms and ranks beside it.
fn needed(check: &RealityCheck) -> String {
    let by = |needed: Result<f64, Reason>| match RealityCheck::incidents(needed) {
        Some(n) => Ok((count(n), months(check.months(n)))),
        None => Err(needed.err().unwrap_or(Reason::NotDefined)),
    };
    let (mean, log, rank) = (
        by(check.needed.mean),
        by(check.needed.log),
        by(check.needed.rank),
    );
    if let (Err(mean), Err(log), Err(rank)) = (&mean, &log, &rank)
        && mean == log
        && mean == rank
    {
        return format!("{mean}.");
    }
    let beside = |name: &str, by: Result<(String, String), Reason>| match by {
        Ok((n, months)) => format!("{name} {n} ({months})"),
        Err(reason) => format!("{name} none can be named ({reason})"),
    };
    let (log, rank) = (beside("by logarithms", log), beside("by ranks", rank));
    match mean {
        Ok((n, months)) => format!(
            "to see this difference of means in its own records a team would need {n} incidents in each arm: {months} at {} a month; {log}, {rank}.",
            number(check.per_month)
        ),
        Err(reason) => format!(
            "means have no number of incidents that would show a difference ({reason}); {log}, {rank}."
        ),
    }
}

fn wrong_years(wrong: &Estimate, incidents: usize) -> String {
    let Some(share) = wrong.value else {
        return String::new();
    };
    let years = match (100.0 * share).round() {
        _ if share == 0.0 => "no year".into(),
        0.0 => "fewer than 1 of 100 years".into(),
        whole => format!("{whole} of 100 years"),
    };
    format!(
        " In {years} of {} such incidents, half in each arm, MTTR would point the wrong way.",
        count(incidents as u64)
    )
}

fn months(value: f64) -> String {
    match number(value).as_str() {
        "1" => "1 month".into(),
        number => format!("{number} months"),
    }
}

/// One decimal below ten or where there is one to say, commas above a thousand.
fn number(value: f64) -> String {
    match value {
        100.0.. => count(value.round() as i64),
        _ => {
            let text = format!("{value:.1}");
            text.strip_suffix(".0").map_or(text.clone(), String::from)
        }
    }
}
