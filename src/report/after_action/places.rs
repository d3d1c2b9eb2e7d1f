//! Times among simulated runs of the same situation, drawn: medians, middle halves, middle four fifths.

use super::super::Story;
use super::super::sheet::Picture;
use super::super::svg::{self, Anchor, Svg};
use crate::analyse::standing::Place;
use crate::base::maths::log;
use crate::score::metrics::metric;
use crate::score::numbers::millis;
use crate::stats::Estimate;
use crate::timeline::Status;

const WIDTH: f64 = 820.0;
const FROM: f64 = 250.0;
const TO: f64 = 580.0;
const ROW: f64 = 26.0;
/// Ticks of the axis, in minutes.
const TICKS: [(i64, &str); 7] = [
    (1, "1 min"),
    (4, "4 min"),
    (15, "15 min"),
    (60, "1 h"),
    (240, "4 h"),
    (1_440, "1 d"),
    (5_760, "4 d"),
];

/// `46 % [43, 49]`.
pub(super) fn share(estimate: &Estimate) -> String {
    let percent = |x: f64| format!("{:.0}", x * 100.0);
    match estimate.whole() {
        Some((value, low, high)) => {
            format!("{} % [{}, {}]", percent(value), percent(low), percent(high))
        }
        None => "–".into(),
    }
}

/// How many runs took less; of a time that was not reached what is certain.
pub(super) fn slower(place: &Place) -> String {
    match place.game.status {
        Status::Censored => format!("at least {}", share(&place.slower)),
        _ => share(&place.slower),
    }
}

/// A logarithmic axis.
struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    fn over(places: &[Place]) -> Axis {
        let times = places.iter().flat_map(|p| {
            let game = (p.game.status == Status::Reached).then_some(p.game.value);
            p.within.iter().copied().flatten().chain(game)
        });
        let minutes: Vec<f64> = times.map(|ms| (ms as f64 / 60_000.0).max(0.5)).collect();
        let low = minutes.iter().copied().fold(f64::INFINITY, f64::min);
        let high = minutes.iter().copied().fold(1.0, f64::max);
        Axis {
            low: log((low.min(high) / 1.3).max(0.4)),
            high: log(high * 1.3),
        }
    }

    fn x(&self, ms: i64) -> f64 {
        let minutes = (ms as f64 / 60_000.0).max(0.4);
        let share = (log(minutes) - self.low) / (self.high - self.low).max(0.1);
        FROM + share.clamp(0.0, 1.0) * (TO - FROM)
    }
}

pub(super) fn picture(story: &Story, places: &[Place]) -> Picture {
    let axis = Axis::over(places);
    let mut svg = Svg::new(WIDTH);
    let bottom = 30.0 + ROW * places.len() as f64;
    svg.text((0.0, 14.0), "Measure", svg::QUIET, Anchor::Start);
    svg.text(
        (FROM, 14.0),
        "This exercise among simulated runs",
        svg::QUIET,
        Anchor::Start,
    );
    svg.text((676.0, 14.0), "Time", svg::QUIET, Anchor::End);
    svg.text((WIDTH, 14.0), "Slower than", svg::QUIET, Anchor::End);
    svg.line((0.0, 22.0), (WIDTH, 22.0), svg::SECOND, 1.0);
    for (minutes, label) in TICKS {
        let at = log(minutes as f64);
        if at < axis.low || at > axis.high {
            continue;
        }
        let x = axis.x(minutes * 60_000);
        svg.line((x, 22.0), (x, bottom), svg::RULE, 1.0);
        svg.text((x, bottom + 16.0), label, svg::QUIET, Anchor::Middle);
    }
    let mut text = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let y = 30.0 + ROW * at as f64;
        row(story, place, &axis, y, &mut svg);
        text.push(words(place));
    }
    let y = bottom + 40.0;
    svg.circle((6.0, y - 4.0), 5.0, svg::ACCENT, svg::ACCENT);
    svg.text((18.0, y), "target met, or none", svg::QUIET, Anchor::Start);
    svg.circle((152.0, y - 4.0), 5.0, svg::PAPER, svg::BAD);
    svg.text((164.0, y), "target missed", svg::QUIET, Anchor::Start);
    svg.dotted((262.0, y - 12.0), (262.0, y + 3.0), svg::INK);
    svg.text((270.0, y), "target", svg::QUIET, Anchor::Start);
    bars(&mut svg, [330.0, 340.0, 350.0, 360.0, 372.0], y - 9.0);
    let legend = "simulated: median, middle half, middle four fifths";
    svg.text((384.0, y), legend, svg::QUIET, Anchor::Start);
    Picture {
        svg: svg.finish(y + 8.0, "Times of this exercise among simulated runs"),
        text,
    }
}

/// From the tenth to the ninetieth of a hundred runs.
fn bars(svg: &mut Svg, [p10, p25, p50, p75, p90]: [f64; 5], y: f64) {
    svg.rect((p10, y), (p90 - p10, 10.0), svg::RULE, svg::NONE);
    svg.rect((p25, y), (p75 - p25, 10.0), svg::STRONG, svg::NONE);
    svg.line((p50, y - 1.0), (p50, y + 11.0), svg::PAPER, 2.0);
}

fn row(story: &Story, place: &Place, axis: &Axis, y: f64, svg: &mut Svg) {
    let Some(metric) = metric(place.measure) else {
        return;
    };
    let line = y + 16.0;
    svg.bold((0.0, line), metric.title, svg::INK, Anchor::Start);
    let clock = svg::fitted(&metric.clock(), FROM - 110.0 - 8.0);
    svg.text((110.0, line), &clock, svg::QUIET, Anchor::Start);
    // A quantile that was never reached lies beyond the axis.
    let xs = place.within.map(|ms| ms.map_or(TO, |ms| axis.x(ms)));
    bars(svg, xs, y + 7.0);
    let target = story.setup.scenario.par_for(place.measure);
    if let Some(target) = target {
        let x = axis.x(target.as_millis());
        svg.dotted((x, y + 2.0), (x, y + 22.0), svg::INK);
    }
    let reached = place.game.status == Status::Reached;
    let missed = target.is_some_and(|t| !reached || place.game.value > t.as_millis());
    let x = if reached {
        axis.x(place.game.value)
    } else {
        TO
    };
    match missed {
        true => svg.circle((x, y + 12.0), 5.0, svg::PAPER, svg::BAD),
        false => svg.circle((x, y + 12.0), 5.0, svg::ACCENT, svg::ACCENT),
    }
    let ink = if missed { svg::BAD } else { svg::INK };
    svg.bold((676.0, line), &metric.words(place.game), ink, Anchor::End);
    svg.text((WIDTH, line), &slower(place), svg::SECOND, Anchor::End);
    svg.line((0.0, y + ROW), (WIDTH, y + ROW), svg::RULE, 1.0);
}

fn words(place: &Place) -> String {
    let title = metric(place.measure).map_or(place.measure, |m| m.title);
    let at = |n: usize| place.within[n].map_or("not reached".into(), millis);
    let game = metric(place.measure).map_or(String::new(), |m| m.words(place.game));
    format!(
        "{title}: {game}; simulated runs: half within {}, nine of ten within {}; slower than {}",
        at(2),
        at(4),
        slower(place)
    )
}
