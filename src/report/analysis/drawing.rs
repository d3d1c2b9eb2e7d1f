//! The costs of turning points with their intervals, on one scale of minutes.

use super::super::sheet::Picture;
use super::super::svg::{self, Anchor, Svg, fitted};
use super::super::text::left;
use super::{Words, minutes};
use crate::analyse::TurningPoint;

const WIDTH: f64 = 820.0;
/// Room for what was decided; then the scale.
const NAMES: f64 = 330.0;
const TO: f64 = 806.0;
const ROW: f64 = 24.0;
const TOP: f64 = 30.0;
/// The most marks on the scale.
const MARKS: f64 = 7.0;
/// Minutes between two marks.
const STEPS: [f64; 14] = [
    0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 5760.0,
];

/// The drawing; nothing where no cost has an interval.
pub(super) fn costs(words: &Words) -> Option<Picture> {
    let points = words.found.turning_points.iter();
    let rows: Vec<(&TurningPoint, [f64; 3])> = points
        .filter_map(|p| {
            let (value, low, high) = p.best().ex_ante[0].whole()?;
            Some((p, [value, low, high].map(|seconds| seconds / 60.0)))
        })
        .collect();
    // Rings need room too: this world may be far from what could be known.
    let rings = rows.iter().filter_map(|(point, _)| in_this_world(point));
    let all = rows.iter().flat_map(|(_, costs)| *costs).chain(rings);
    let (least, most) = all.fold((0.0, 0.0), |(least, most), at| {
        (f64::min(least, at), f64::max(most, at))
    });
    let wide = (most - least).max(0.1);
    let step = STEPS.into_iter().find(|step| wide / step <= MARKS);
    let step = step.unwrap_or(STEPS[STEPS.len() - 1]);
    let (first, last) = ((least / step).floor(), (most / step).ceil());
    let x = |minutes: f64| {
        let share = (minutes / step - first) / (last - first).max(1.0);
        NAMES + 14.0 + share.clamp(0.0, 1.0) * (TO - NAMES - 14.0)
    };
    if rows.is_empty() {
        return None;
    }
    let mut svg = Svg::new(WIDTH);
    let bottom = TOP + ROW * rows.len() as f64;
    for mark in first as i64..=last as i64 {
        let minutes = mark as f64 * step;
        let stroke = if mark == 0 { svg::STRONG } else { svg::RULE };
        svg.line((x(minutes), TOP - 6.0), (x(minutes), bottom), stroke, 1.0);
        let unit = if mark == last as i64 { " min" } else { "" };
        let number = super::signed(&super::signless(minutes, usize::from(step < 1.0)));
        let anchor = if unit.is_empty() {
            Anchor::Middle
        } else {
            Anchor::End
        };
        svg.text(
            (x(minutes), TOP - 12.0),
            &(number + unit),
            svg::QUIET,
            anchor,
        );
    }
    for (row, (point, [value, low, high])) in rows.iter().enumerate() {
        let y = TOP + ROW * (row as f64 + 0.5);
        let ink = match *low > 0.0 {
            true => svg::BAD,
            false => svg::ACCENT,
        };
        let decision = &words.found.decisions[point.decision];
        let name = fitted(&words.when(decision, point), NAMES);
        svg.text((0.0, y + 4.0), &name, svg::INK, Anchor::Start);
        svg.line((x(*low), y), (x(*high), y), ink, 3.0);
        svg.circle((x(*value), y), 4.0, ink, svg::NONE);
        if let Some(minutes) = in_this_world(point) {
            svg.circle((x(minutes), y), 4.0, svg::NONE, svg::SECOND);
        }
    }
    let text = rows.iter().map(|(point, _)| {
        let best = point.best();
        let decision = &words.found.decisions[point.decision];
        format!(
            "{}  in this world {}  {}",
            left(&minutes(&best.ex_ante[0]), 24),
            left(&minutes(&best.ex_post[0]), 24),
            words.when(decision, point)
        )
    });
    let title = "What turning points cost to resolved, in minutes";
    Some(Picture {
        text: text.collect(),
        svg: svg.finish(bottom + 8.0, title),
    })
}

/// What it cost in this world, in minutes.
fn in_this_world(point: &TurningPoint) -> Option<f64> {
    Some(point.best().ex_post[0].value? / 60.0)
}
