//! From what was found to what is drawn.

use super::Told;
use super::keep::{TIMES, outside};
use super::{reasons, words};
use crate::cli::exit::Failure;
use crate::plot::effect::{Against, Band, Effect, Tone, Verdict as Words};
use crate::plot::{self, Sheet, Unit};
use crate::score::{Better, Kind, Metric, Unit as Counted};
use crate::stats::Estimate;
use crate::study::verdict::Verdict;
use crate::study::why::Why;
use crate::study::{Contrast, Contrasts, MeasureSummary, Scale, Study, curve};

/// The measures of the forest, by group; the primary joins the first where it stands in none.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "Time",
        &[
            "time_to_detect",
            "time_to_acknowledge",
            "time_to_mobilise",
            "time_to_diagnose",
            "time_to_mitigate",
            "time_to_resolve",
        ],
    ),
    (
        "Customers",
        &[
            "impact_user_minutes",
            "impact_minutes",
            "updates_late",
            "collapses",
        ],
    ),
    (
        "Work",
        &[
            "duplicated_person_minutes",
            "beliefs_lost",
            "harmful_actions",
        ],
    ),
    (
        "People",
        &[
            "people_engaged",
            "people_woken",
            "pages_sent",
            "work_person_minutes",
            "coordination_person_minutes",
        ],
    ),
];

/// Whether a measure stands in the forest.
pub fn is_shown(name: &str) -> bool {
    GROUPS.iter().any(|(_, names)| names.contains(&name))
}

/// A picture, what it is called as a file, and how it looks on a phone where that differs.
pub struct Picture {
    pub name: String,
    pub wide: Sheet,
    pub narrow: Option<Sheet>,
    /// How it stands on the page, where that differs from the file.
    pub on_page: Option<Sheet>,
    pub title: String,
    pub is_half: bool,
}

fn picture(name: &str, title: &str, wide: Sheet) -> Picture {
    Picture {
        name: name.into(),
        wide,
        narrow: None,
        on_page: None,
        title: title.into(),
        is_half: false,
    }
}

/// Detect, acknowledge, mitigate, resolve: mean and median in each arm of a scenario.
pub fn times(told: &Told, scenario: &str) -> Picture {
    let row = |measure: &MeasureSummary| plot::Row {
        measure: measure.metric.title.into(),
        clock: measure.metric.clock(),
        mean: measure.mean.clone(),
        median: measure.median.clone(),
        unresolved: measure.censored as u64,
    };
    let arms = told
        .comparison
        .arms
        .iter()
        .filter(|arm| arm.scenario == scenario);
    let title = words::headline_of(told, scenario);
    let drawn = plot::TimesPicture {
        title: title.clone(),
        note: words::note(told),
        arms: arms
            .map(|arm| plot::Arm {
                name: arm.name.clone(),
                n: arm.n as u64,
                rows: TIMES
                    .iter()
                    .filter_map(|name| arm.measure(name))
                    .map(row)
                    .collect(),
            })
            .collect(),
    };
    // On the page the section says it.
    let bare = plot::TimesPicture {
        title: String::new(),
        note: String::new(),
        ..drawn.clone()
    };
    Picture {
        on_page: Some(bare.draw()),
        ..picture("times", &title, drawn.draw())
    }
}

/// The place of an arm among those of its scenario: its colour and mark.
pub fn look(study: &Study, arm: usize) -> usize {
    let baseline = study.cases[arm].baseline;
    (0..arm)
        .filter(|at| study.cases[*at].baseline == baseline)
        .count()
}

pub fn strip(told: &Told, contrasts: &Contrasts, note: &str) -> Option<Picture> {
    let study = &told.job.study;
    let contrast = contrasts.measure(study.primary.name)?;
    let title = words::finding(told, contrasts);
    let (lower, higher) = sides(contrast.metric);
    let drawn = plot::StripPicture {
        title: title.clone(),
        note: note.into(),
        arm: look(study, contrasts.arm),
        against: against(contrast),
        effect: effect(contrast),
        band: band(contrast),
        lower,
        higher,
    };
    Some(Picture {
        narrow: Some(drawn.draw_narrow()),
        ..picture("effect", &title, drawn.draw())
    })
}

pub fn forest(told: &Told, contrasts: &Contrasts, note: &str) -> Picture {
    let study = &told.job.study;
    let (arm, baseline) = names(study, contrasts);
    let mut groups: Vec<plot::ForestGroup> = Vec::new();
    let known = GROUPS
        .iter()
        .any(|(_, names)| names.contains(&study.primary.name));
    for (at, (name, measures)) in GROUPS.iter().enumerate() {
        let first = (at == 0 && !known).then_some(study.primary.name);
        let all = first.into_iter().chain(measures.iter().copied());
        let rows = all.filter_map(|measure| {
            let contrast = contrasts.measure(measure).filter(|it| it.pairs > 0)?;
            Some(plot::ForestRow {
                label: words::capital(&words::noun(contrast.metric)),
                is_primary: measure == study.primary.name,
                ratio: Effect {
                    simulation: match contrast.effect.scale {
                        Scale::Ratio => contrast.ratio.estimate.clone(),
                        Scale::Difference => Estimate {
                            value: None,
                            low: None,
                            high: None,
                            ..contrast.ratio.estimate.clone()
                        },
                    },
                    with_assumptions: wide(
                        &contrast.ratio.estimate,
                        contrast.ratio_with_assumptions,
                    ),
                },
                difference: Effect {
                    simulation: contrast.mean_difference.estimate.clone(),
                    with_assumptions: wide(
                        &contrast.mean_difference.estimate,
                        contrast.difference_with_assumptions,
                    ),
                },
                unit: unit(contrast.metric),
                verdict: verdict(contrast),
            })
        });
        let rows: Vec<plot::ForestRow> = rows.collect();
        if !rows.is_empty() {
            groups.push(plot::ForestGroup {
                name: (*name).into(),
                rows,
            });
        }
    }
    let title = format!("Every measure under {arm} against {baseline}");
    let drawn = plot::ForestPicture {
        title: title.clone(),
        note: note.into(),
        arm: look(study, contrasts.arm),
        marks: format!("{arm} relative to {baseline}"),
        band: Some(Band {
            low: 1.0 - study.band,
            high: 1.0 + study.band,
        }),
        groups,
    };
    Picture {
        narrow: Some(drawn.draw_narrow()),
        ..picture("forest", &title, drawn.draw())
    }
}

/// The four times, a small picture each.
pub fn curves(told: &Told, contrasts: &Contrasts) -> Result<Vec<Picture>, Failure> {
    let study = &told.job.study;
    let mut all = Vec::new();
    for name in TIMES {
        let mut arms = Vec::new();
        let mut metric = None;
        for at in [contrasts.baseline, contrasts.arm] {
            let survival = curve::survival(study, told.store, at, name).map_err(outside)?;
            let Some(survival) = survival.filter(|it| it.n > 0) else {
                continue;
            };
            metric = study.column(name).map(|at| study.metrics[at]);
            arms.push(plot::Curve {
                name: study.cases[at].name.clone(),
                arm: look(study, at),
                survival,
            });
        }
        if let Some(metric) = metric {
            let title = words::capital(&words::noun(metric));
            let drawn = plot::CurvesPicture {
                title: title.clone(),
                clock: metric.clock(),
                arms,
            };
            all.push(Picture {
                is_half: true,
                ..picture(
                    &format!("curve-{}", name.replace('_', "-")),
                    &title,
                    drawn.draw(),
                )
            });
        }
    }
    Ok(all)
}

pub fn differences(told: &Told, contrasts: &Contrasts) -> Result<Option<Picture>, Failure> {
    let study = &told.job.study;
    let (arm, baseline) = names(study, contrasts);
    let Some(at) = study.column(study.primary.name) else {
        return Ok(None);
    };
    let cut = told.comparison.arms[contrasts.baseline].measures[at].cut;
    let both = (contrasts.baseline, contrasts.arm);
    let values = curve::differences(study, told.store, both, cut).map_err(outside)?;
    let what = words::noun(study.primary);
    let title = words::pairs(told, contrasts);
    let (lower, higher) = match study.primary.kind() {
        Kind::Time => ("faster".to_string(), "slower".to_string()),
        _ => ("less".to_string(), "more".to_string()),
    };
    let drawn = plot::DifferencesPicture {
        title: title.clone(),
        note: String::new(),
        arm: look(study, contrasts.arm),
        axis: format!("{what} under {arm} against {baseline}, pair by pair"),
        against: Against::Difference(unit(study.primary)),
        values,
        lower,
        higher,
        is_less_better: study.primary.better != Better::Higher,
    };
    Ok(Some(picture("differences", &title, drawn.draw())))
}

pub fn waterfall(told: &Told, contrasts: &Contrasts, why: &Why) -> Picture {
    let study = &told.job.study;
    let (_, baseline) = names(study, contrasts);
    let phase = |name: &str, change: &Estimate, today: f64| plot::Phase {
        name: name.into(),
        change: change.clone(),
        today: Some(today),
    };
    let phases = why.waterfall.phases.iter();
    let phases: Vec<plot::Phase> = phases
        .map(|it| phase(it.metric.title, &it.difference, it.baseline))
        .collect();
    let whole: f64 = why.waterfall.phases.iter().map(|it| it.baseline).sum();
    let title = reasons::phases(why);
    let drawn = plot::WaterfallPicture {
        title: title.clone(),
        note: String::new(),
        arm: look(study, contrasts.arm),
        bars: format!("mean time per incident against {baseline}, added up phase by phase"),
        baseline: baseline.into(),
        phases,
        total: phase("All phases", &why.waterfall.total, whole),
    };
    picture("waterfall", &title, drawn.draw())
}

pub fn tornado(told: &Told, contrasts: &Contrasts, why: &Why) -> Option<Picture> {
    use crate::study::assumptions::End::{High, Low};
    let study = &told.job.study;
    let contrast = contrasts.measure(study.primary.name)?;
    let (_, baseline) = names(study, contrasts);
    let assumptions = why.swings.iter().map(|it| plot::Assumption {
        name: words::figure_name(&it.assumption.path),
        values: (it.assumption.words(Low), it.assumption.words(High)),
        low: it.low.clone(),
        high: it.high.clone(),
    });
    let title = reasons::survives(why);
    let drawn = plot::TornadoPicture {
        title: title.clone(),
        note: String::new(),
        arm: look(study, contrasts.arm),
        axis: format!("{} relative to {baseline}", words::noun(study.primary)),
        against: against(contrast),
        at_defaults: why.effect.clone(),
        band: band(contrast),
        assumptions: assumptions.collect(),
    };
    Some(picture("tornado", &title, drawn.draw()))
}

/// What arms of one scenario cost and gain, the baseline at the origin.
pub fn plane(told: &Told, of: &[&Contrasts]) -> Option<Picture> {
    let study = &told.job.study;
    let (cost, time) = ("work_person_minutes", study.primary);
    let arms: Vec<plot::PlaneArm> = of
        .iter()
        .filter_map(|contrasts| {
            let of = |name: &str| Some(contrasts.measure(name)?.mean_difference.estimate.clone());
            Some(plot::PlaneArm {
                name: study.cases[contrasts.arm].name.clone(),
                arm: look(study, contrasts.arm),
                cost: of(cost)?,
                time: of(time.name)?,
            })
        })
        .collect();
    let first = of.first()?;
    let title = words::price(first)?;
    let drawn = plot::PlanePicture {
        title: title.clone(),
        note: String::new(),
        cost: "mean person-minutes of work per incident".into(),
        cost_unit: Unit::Other("person-minutes".into()),
        time: format!("mean {}", words::noun(time)),
        time_unit: unit(time),
        baseline: study.cases[first.baseline].name.clone(),
        arms,
        shares: Vec::new(),
        shares_of: String::new(),
    };
    Some(picture("plane", &title, drawn.draw()))
}

pub fn years(told: &Told, contrasts: &Contrasts) -> Option<Picture> {
    let study = &told.job.study;
    let reality = contrasts.reality.as_ref()?;
    let difference = contrasts
        .measure(study.primary.name)?
        .mean_difference
        .estimate
        .value?;
    if reality.changes.is_empty() || !reality.wrong_way.mean.value.is_some_and(f64::is_finite) {
        return None;
    }
    let title = words::years(contrasts)?;
    let drawn = plot::YearsPicture {
        title: title.clone(),
        note: String::new(),
        arm: look(study, contrasts.arm),
        mean: words::mean_of(study.primary),
        incidents_per_year: reality.incidents_per_year as f64,
        ratios: reality.changes.clone(),
        is_less_better: difference < 0.0,
    };
    Some(picture("years", &title, drawn.draw()))
}

/// The first two factors of a study with no others, crossed.
pub fn heat(told: &Told, of: &[&Contrasts]) -> Option<Picture> {
    let file = &told.job.file;
    let study = &told.job.study;
    let [rows, columns] = file.factors.as_slice() else {
        return None;
    };
    if file.design != crate::model::study::Design::Full || file.arms.len() > 1 {
        return None;
    }
    let baseline = of.first()?.baseline;
    let first = contrast_of(of.first()?, study)?;
    let cell = |row: usize, column: usize| {
        let arm = baseline + row * columns.values.len() + column;
        match of.iter().find(|it| it.arm == arm) {
            Some(contrasts) => {
                let contrast = contrast_of(contrasts, study)?;
                let mut estimate = contrast.effect.simulated.clone();
                if let Some((low, high)) = contrast.effect.interval() {
                    (estimate.low, estimate.high) = (Some(low), Some(high));
                }
                Some(plot::HeatCell::Effect(estimate))
            }
            None => Some(plot::HeatCell::Baseline),
        }
    };
    let line = |row| {
        (0..columns.values.len())
            .filter_map(|column| cell(row, column))
            .collect()
    };
    let title = format!(
        "{} by {} and {}",
        words::capital(&words::noun(study.primary)),
        rows.name,
        columns.name
    );
    let drawn = plot::HeatPicture {
        title: title.clone(),
        note: String::new(),
        against: against(first),
        band: band(first),
        is_less_better: study.primary.better != Better::Higher,
        columns: (columns.name.clone(), columns.values.clone()),
        rows: (rows.name.clone(), rows.values.clone()),
        cells: (0..rows.values.len()).map(line).collect(),
    };
    Some(picture("heat", &title, drawn.draw()))
}

fn contrast_of<'a>(contrasts: &'a Contrasts, study: &Study) -> Option<&'a Contrast> {
    contrasts.measure(study.primary.name)
}

fn names<'a>(study: &'a Study, contrasts: &Contrasts) -> (&'a str, &'a str) {
    let name = |at: usize| study.cases[at].name.as_str();
    (name(contrasts.arm), name(contrasts.baseline))
}

fn sides(metric: &Metric) -> (String, String) {
    let (lower, higher) = match metric.name {
        "time_to_resolve" => ("resolves faster", "resolves slower"),
        _ if metric.kind() == Kind::Time => ("shorter", "longer"),
        _ => ("less", "more"),
    };
    (lower.into(), higher.into())
}

/// How a contrast is measured.
pub fn against(contrast: &Contrast) -> Against {
    match contrast.effect.scale {
        Scale::Ratio => Against::Ratio,
        Scale::Difference => Against::Difference(unit(contrast.metric)),
    }
}

/// The effect with both of its intervals.
pub fn effect(contrast: &Contrast) -> Effect {
    let simulation = contrast.effect.simulated.clone();
    Effect {
        with_assumptions: wide(&simulation, contrast.effect.with_assumptions),
        simulation,
    }
}

fn wide(estimate: &Estimate, ends: Option<(f64, f64)>) -> Option<Estimate> {
    let (low, high) = ends?;
    Some(Estimate::new(estimate.value?, low, high, estimate.n))
}

fn band(contrast: &Contrast) -> Option<Band> {
    let band = contrast.effect.band;
    (band.low < band.high).then_some(Band {
        low: band.low,
        high: band.high,
    })
}

pub fn unit(metric: &Metric) -> Unit {
    match metric.unit {
        Counted::Milliseconds => Unit::Seconds,
        Counted::Share => Unit::Share,
        Counted::Count => Unit::Other(String::new()),
        other => Unit::Other(other.word().into()),
    }
}

fn verdict(contrast: &Contrast) -> Words {
    Words {
        words: contrast.verdict.to_string(),
        tone: match contrast.verdict {
            Verdict::Better { .. } => Tone::Better,
            Verdict::Worse { .. } => Tone::Worse,
            _ => Tone::Quiet,
        },
    }
}
