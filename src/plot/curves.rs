//! How long it takes: the share of runs that have not got there yet, over time.

use super::effect::centred_within;
use super::measure::clean;
use super::sheet::{Pen, Sheet, Type};
use super::table::along;
use super::theme::{self, ArmLook, Ink, Mark};
use super::{PAIR, Scale, words};
use crate::stats::LEVEL;
use crate::stats::survival::{self, KaplanMeier};

/// One measure of time of one arm, or of two.
#[derive(Clone, Debug, PartialEq)]
pub struct CurvesPicture {
    /// "Time to acknowledge".
    pub title: String,
    /// From where to where it runs: "first alert → acknowledged".
    pub clock: String,
    /// At most two arms; what comes after them is not drawn. Two equal curves become one.
    pub arms: Vec<Curve>,
}

/// The curve of one arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// Which arm it is, from 0, the baseline: its line and its colour.
    pub arm: usize,
    /// Its product-limit curve, times in seconds.
    pub survival: KaplanMeier,
}

/// A curve as it is drawn.
struct Drawn<'a> {
    name: String,
    short: String,
    look: ArmLook,
    curve: &'a KaplanMeier,
    median: Option<f64>,
}

const ENDS: (f64, f64) = (52.0, 396.0);
const TOP: f64 = 54.0;
const BOTTOM: f64 = 196.0;
const RISK: f64 = 231.0;
const LINE: f64 = 16.0;
/// Steps closer than this are drawn as one, in px; those of a band twice as far.
const STEP: f64 = 2.0;

impl CurvesPicture {
    /// Draw it, half as wide as a report.
    pub fn draw(&self) -> Sheet {
        let drawn = self.drawn();
        let scale = scale(&drawn);
        let lines = scale
            .as_ref()
            .map_or(0.0, |scale| lines_at_risk(scale, &drawn));
        let height = RISK + LINE * (lines * drawn.len() as f64 + 0.5);
        let mut sheet = Sheet::new(
            PAIR,
            height as u32,
            &self.title,
            &describe(&self.clock, &drawn),
        );
        let room = f64::from(PAIR);
        let head = Type::text().strong();
        sheet.text(0.0, 14.0, &head.fit(&self.title, room), head);
        sheet.text(
            0.0,
            31.0,
            &Type::label().fit(&self.clock, room),
            Type::label(),
        );
        for (share, label) in [
            (1.0, "100 %"),
            (0.75, ""),
            (0.5, "50 %"),
            (0.25, ""),
            (0.0, "0 %"),
        ] {
            let y = level(share);
            sheet.line(&[(ENDS.0, y), (ENDS.1, y)], Pen::solid(Ink::Rule, 1.0));
            sheet.text(ENDS.0 - 8.0, y + 4.5, label, Type::label().right());
        }
        let Some(scale) = scale else {
            let style = Type::label().centred();
            sheet.boxed(
                0.5 * (ENDS.0 + ENDS.1),
                level(0.5) + 4.5,
                "No times to show.",
                style,
            );
            return sheet;
        };
        sheet.axis(&scale, ENDS, BOTTOM);
        for each in &drawn {
            let band = band(each.curve, &scale);
            if band.len() > 2 {
                sheet.polygon(&band, each.look.ink, 0.16);
            }
        }
        for each in &drawn {
            if let Some(median) = each.median {
                let x = along(&scale, ENDS, median);
                let drop = Pen {
                    dash: Some("2 2"),
                    ..Pen::solid(each.look.ink, 1.0)
                };
                sheet.line(&[(x, level(0.5)), (x, BOTTOM)], drop);
            }
        }
        for each in &drawn {
            let line = Pen {
                ink: each.look.ink,
                width: 2.0,
                dash: each.look.dash,
            };
            sheet.line(&steps(each.curve, &scale), line);
        }
        for each in &drawn {
            if let Some(median) = each.median {
                sheet.mark(
                    along(&scale, ENDS, median),
                    level(0.5),
                    Mark::Ring,
                    each.look.ink,
                );
            }
        }
        label_medians(&mut sheet, &scale, &drawn);
        at_risk(&mut sheet, &scale, &drawn);
        sheet
    }

    fn drawn(&self) -> Vec<Drawn<'_>> {
        let arms: Vec<&Curve> = self
            .arms
            .iter()
            .filter(|arm| arm.survival.n > 0)
            .take(2)
            .collect();
        fn of<'a>(arm: &'a Curve, name: &str, short: &str) -> Drawn<'a> {
            Drawn {
                name: clean(name, 200),
                short: clean(short, 200),
                look: theme::arm(arm.arm),
                curve: &arm.survival,
                median: arm.survival.median(LEVEL).value,
            }
        }
        match arms.as_slice() {
            [one, two] if one.survival == two.survival => vec![of(two, "both arms", "both")],
            arms => arms
                .iter()
                .map(|arm| of(arm, &arm.name, &arm.name))
                .collect(),
        }
    }
}

fn level(share: f64) -> f64 {
    BOTTOM - share * (BOTTOM - TOP)
}

/// From the time at which the first per cent had got there to the end of the watch.
fn scale(drawn: &[Drawn]) -> Option<Scale> {
    let mut values = Vec::new();
    for Drawn { curve, .. } in drawn {
        let first = curve.steps.iter().find(|step| step.survival <= 0.99);
        values.extend(first.or(curve.steps.first()).map(|step| step.time));
        // Where the last few take for ever, the axis ends when one in a thousand is left.
        let last = match curve.censored {
            0 => curve
                .steps
                .iter()
                .find(|step| step.survival <= 0.001)
                .map(|step| step.time),
            _ => Some(curve.end),
        };
        values.extend(last);
    }
    (!values.is_empty()).then(|| Scale::of_durations(values))
}

/// The corners of the curve, no more of them than one can see.
fn steps(curve: &KaplanMeier, scale: &Scale) -> Vec<(f64, f64)> {
    let mut points = vec![(ENDS.0, level(1.0))];
    for (x, step) in seen(curve, scale, STEP) {
        let y = level(step.survival);
        let above = points.last().map_or(y, |point| point.1);
        points.push((x, above));
        points.push((x, y));
    }
    let end = match curve.censored {
        0 => points.last().map_or(ENDS.0, |point| point.0),
        _ => along(scale, ENDS, curve.end),
    };
    let y = points.last().map_or(level(1.0), |point| point.1);
    points.push((end, y));
    points.dedup();
    points
}

/// The last step in each stretch of so many px, with its place.
fn seen<'a>(curve: &'a KaplanMeier, scale: &Scale, width: f64) -> Vec<(f64, &'a survival::Step)> {
    let mut seen: Vec<(f64, &survival::Step)> = Vec::new();
    for step in &curve.steps {
        let x = along(scale, ENDS, step.time);
        let stretch = |x: f64| ((x - ENDS.0) / width).floor();
        match seen.last_mut() {
            Some(last) if stretch(last.0) == stretch(x) => *last = (x, step),
            _ => seen.push((x, step)),
        }
    }
    seen
}

/// The pointwise band: along its upper edge and back along its lower one.
fn band(curve: &KaplanMeier, scale: &Scale) -> Vec<(f64, f64)> {
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    for (x, step) in seen(curve, scale, 2.0 * STEP) {
        let (low, high) = step.interval(LEVEL, survival::Scale::LogLog);
        if low.is_finite() && high.is_finite() {
            upper.push((x, level(high)));
            lower.push((x, level(low)));
        }
    }
    upper.extend(lower.into_iter().rev());
    upper
}

/// Right of the later median there is room above the curves, left of the earlier one below them.
fn label_medians(sheet: &mut Sheet, scale: &Scale, drawn: &[Drawn]) {
    let x = |each: &Drawn| {
        each.median
            .map_or(ENDS.1, |median| along(scale, ENDS, median))
    };
    let mut order: Vec<&Drawn> = drawn.iter().collect();
    order.sort_by(|one, two| x(one).total_cmp(&x(two)));
    let (first, last) = (
        order.first().map_or(ENDS.0, |each| x(each)),
        order.last().map_or(ENDS.1, |each| x(each)),
    );
    let right_room = ENDS.1 - last - 10.0;
    let left_room = first - ENDS.0 - 12.0;
    let mut taken = (0.0, 0.0);
    for (index, each) in order.iter().enumerate().rev() {
        let style = Type::label().strong().ink(each.look.ink);
        let text = |name: &str| match each.median {
            Some(median) => format!("{name}, median {}", words::elapsed(median)),
            None => format!("{name}: median not reached"),
        };
        let needed = style.width(&text(&each.name));
        // In two lines, the name over its median, it needs less.
        let least = match each.median {
            Some(median) => style.width(&format!("median {}", words::elapsed(median))),
            None => style.width("median not reached"),
        };
        let least = least.max(style.width(&each.name)).min(needed);
        let is_later = index + 1 == order.len();
        let to_right = match is_later {
            true => right_room >= least || right_room >= left_room,
            false => left_room < least && right_room > left_room,
        };
        let room = if to_right { right_room } else { left_room };
        let lines = match each.median {
            _ if needed <= room => vec![text(&each.name)],
            Some(median) => vec![
                style.fit(&each.name, room.max(100.0)),
                format!("median {}", words::elapsed(median)),
            ],
            None => vec![
                style.fit(&each.name, room.max(100.0)),
                "median not reached".into(),
            ],
        };
        for (line, text) in lines.iter().enumerate() {
            let up = 16.0 * (lines.len() - 1 - line) as f64;
            // Where there is room on neither side it lies on the curve, but never outside.
            let wide = style.width(text);
            match to_right {
                true => {
                    let x = (last + 10.0).min(f64::from(PAIR) - wide);
                    sheet.boxed(x, level(0.5) - 14.0 - taken.1 - up, text, style);
                }
                false => {
                    let x = (first - 12.0).max(ENDS.0 + wide);
                    sheet.boxed(x, level(0.08) - taken.0 - up, text, style.right());
                }
            }
        }
        let used = 16.0 * lines.len() as f64 + 2.0;
        match to_right {
            true => taken.1 += used,
            false => taken.0 += used,
        }
    }
}

/// How many are still open at each tick.
fn at_risk(sheet: &mut Sheet, scale: &Scale, drawn: &[Drawn]) {
    let n = |each: &Drawn| words::count(each.curve.n as u64);
    let mut of = drawn.iter().map(n).collect::<Vec<_>>();
    of.dedup();
    let head = format!("still open, of {}", of.join(" and "));
    sheet.text(0.0, RISK, &head, Type::label());
    let lines = lines_at_risk(scale, drawn);
    for (index, each) in drawn.iter().enumerate() {
        let y = RISK + LINE * lines * (index as f64 + 1.0);
        let style = Type::label().ink(each.look.ink);
        let mut free_from = f64::NEG_INFINITY;
        for (tick, _) in scale.ticks() {
            let Some(open) = open_at(each.curve, tick) else {
                continue;
            };
            let count = words::count(open as u64);
            let wide = style.width(&count);
            let from = centred_within(along(scale, ENDS, tick), wide, (ENDS.0, f64::from(PAIR)));
            if from >= free_from {
                sheet.text(from, y, &count, style);
                free_from = from + wide + 8.0;
            }
        }
        let name = style.strong();
        let above = LINE * (lines - 1.0);
        sheet.text(
            0.0,
            y - above,
            &name.fit(&each.short, f64::from(PAIR)),
            name,
        );
    }
}

/// A line for each arm, or two where a name does not fit before the first figure.
fn lines_at_risk(scale: &Scale, drawn: &[Drawn]) -> f64 {
    let name = Type::label().strong();
    let first = scale
        .ticks()
        .next()
        .map_or(ENDS.0, |tick| along(scale, ENDS, tick.0));
    let room = (first - 28.0).max(ENDS.0 - 8.0);
    match drawn.iter().all(|each| name.width(&each.short) <= room) {
        true => 1.0,
        false => 2.0,
    }
}

/// How many runs had not got there just after `time`; nobody knows after the end of the watch.
fn open_at(curve: &KaplanMeier, time: f64) -> Option<usize> {
    let after = curve.steps.partition_point(|step| step.time <= time);
    match curve.steps.get(after) {
        Some(step) => Some(step.at_risk),
        None if curve.censored == 0 => Some(0),
        None if time > curve.end => None,
        None => Some(
            curve
                .steps
                .last()
                .map_or(curve.n, |step| step.at_risk - step.events),
        ),
    }
}

fn describe(clock: &str, drawn: &[Drawn]) -> String {
    let mut text = format!(
        "Share of runs that have not got there yet, {}.",
        clean(clock, 100)
    );
    for each in drawn {
        let median = match each.median {
            Some(median) => words::elapsed(median),
            None => "not reached".to_string(),
        };
        text += &format!(
            " {}: median {median}, {} of {} never got there.",
            each.name,
            words::count(each.curve.censored as u64),
            words::count(each.curve.n as u64)
        );
    }
    text
}
