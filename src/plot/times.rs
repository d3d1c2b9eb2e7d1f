//! The first picture of a comparison: how long each arm took, by mean and by median.

use super::measure::{self, Face, clean};
use super::sheet::{Pen, Sheet, Type};
use super::table::{self, COLUMNS, WIDTH, along};
use super::theme::{self, ArmLook, Ink};
use super::{Scale, words};
use crate::stats::{Estimate, Reason};

/// Times to detect, acknowledge, resolve... of one to six arms, with their intervals.
///
/// All lengths in seconds. Measures stand in the order of the first arm that has them, arms in
/// their own, the baseline first.
#[derive(Clone, Debug, PartialEq)]
pub struct TimesPicture {
    /// The finding, as a sentence.
    pub title: String,
    /// What a reader must know: which runs, which interval, what "unresolved" means.
    pub note: String,
    /// The arms.
    pub arms: Vec<Arm>,
}

/// One arm of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// Its name, of any length.
    pub name: String,
    /// How many runs it had.
    pub n: u64,
    /// Its measures.
    pub rows: Vec<Row>,
}

/// One measure of an arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// "Time to detect".
    pub measure: String,
    /// From where to where it runs: "fault → alerted".
    pub clock: String,
    /// The mean; of times cut at the horizon where runs are unresolved.
    pub mean: Estimate,
    /// The median; beyond the horizon where half of the runs are unresolved.
    pub median: Estimate,
    /// How many runs had not got there when the watch ended.
    pub unresolved: u64,
}

const LINE: f64 = 20.0;
const MEASURE: f64 = 30.0;
const HEADLINE: f64 = 24.0;
const NOTE: f64 = 18.0;

impl TimesPicture {
    /// Draw it.
    pub fn draw(&self) -> Sheet {
        let headline = table::headline(&self.title);
        let note = table::note(&self.note);
        let measures = self.measures();
        let names = self.names();
        let head =
            8.0 + HEADLINE * headline.len() as f64 + if headline.is_empty() { 8.0 } else { 20.0 };
        let rows_from = head + 8.0;
        let rows_to =
            rows_from + measures.len() as f64 * (MEASURE + 2.0 * LINE * self.arms.len() as f64);
        let scale = self.scale();
        let axis = if scale.is_some() { 48.0 } else { 4.0 };
        let height =
            rows_to + axis + if note.is_empty() { 8.0 } else { 16.0 } + NOTE * note.len() as f64;

        let mut sheet = Sheet::new(
            WIDTH,
            height.ceil() as u32,
            &self.title,
            &self.describe(&measures),
        );
        sheet.lines(0.0, 20.0, &headline, HEADLINE, Type::headline());
        sheet.table_head(head, &heads());
        if measures.is_empty() {
            sheet.text(0.0, rows_to + 16.0, "No times to show.", Type::label());
        }
        if let Some(scale) = &scale {
            sheet.grid(scale, COLUMNS.marks, rows_from, rows_to);
        }
        let mut y = rows_from;
        for (index, (measure, clock)) in measures.iter().enumerate() {
            if index > 0 {
                sheet.line(
                    &[(0.0, y), (f64::from(WIDTH), y)],
                    Pen::solid(Ink::Axis, 1.0),
                );
            }
            measure_head(&mut sheet, y, measure, clock);
            y += MEASURE;
            for (index, arm) in self.arms.iter().enumerate() {
                if index > 0 {
                    sheet.table_rule(y);
                }
                arm_rows(
                    &mut sheet,
                    y,
                    (arm, &names[index]),
                    index,
                    measure,
                    scale.as_ref(),
                );
                y += 2.0 * LINE;
            }
        }
        if let Some(scale) = &scale {
            sheet.axis(scale, COLUMNS.marks, rows_to);
            sheet.text(COLUMNS.marks.0, rows_to + 40.0, "← faster", Type::label());
            sheet.text(
                COLUMNS.marks.1,
                rows_to + 40.0,
                "slower →",
                Type::label().right(),
            );
        }
        sheet.lines(0.0, rows_to + axis + 20.0, &note, NOTE, Type::label());
        sheet
    }

    /// Measures and their clocks, each once.
    fn measures(&self) -> Vec<(String, String)> {
        let mut measures: Vec<(String, String)> = Vec::new();
        for row in self.arms.iter().flat_map(|arm| &arm.rows) {
            if !measures.iter().any(|(measure, _)| *measure == row.measure) {
                measures.push((row.measure.clone(), row.clock.clone()));
            }
        }
        measures
    }

    /// The name of each arm in at most two lines; one that is cut and begins like another
    /// shows its end.
    fn names(&self) -> Vec<Vec<String>> {
        let room = COLUMNS.label_room;
        let faces = (0..self.arms.len()).map(|index| name_style(index).face);
        let arms: Vec<(String, Face)> = self
            .arms
            .iter()
            .map(|arm| clean(&arm.name, 200))
            .zip(faces)
            .collect();
        let short: Vec<Vec<String>> = arms
            .iter()
            .map(|(name, face)| measure::wrap(name, *face, 13.0, room, 2))
            .collect();
        let begins_like = |lines: &[String]| {
            short
                .iter()
                .filter(|other| other.first() == lines.first())
                .count()
                > 1
        };
        let end_of = |index: usize, first: &str| {
            let (name, face) = &arms[index];
            measure::fit_end(name[first.len()..].trim_start(), *face, 13.0, room)
        };
        let shown = short
            .iter()
            .enumerate()
            .map(|(index, lines)| match lines.as_slice() {
                [first, rest] if rest.ends_with('…') && begins_like(lines) => {
                    vec![first.clone(), end_of(index, first)]
                }
                _ => lines.clone(),
            });
        shown.collect()
    }

    /// The axis over all that is drawn, or `None` where there is nothing to draw.
    fn scale(&self) -> Option<Scale> {
        let rows = self.arms.iter().flat_map(|arm| &arm.rows);
        let ends = |estimate: &Estimate| {
            let end = match estimate.reason {
                Some(Reason::Beyond { end }) => Some(end),
                _ => None,
            };
            [estimate.value, estimate.low, estimate.high, end]
        };
        let values: Vec<f64> = rows
            .flat_map(|row| [ends(&row.mean), ends(&row.median)])
            .flatten()
            .flatten()
            .collect();
        (!values.is_empty()).then(|| Scale::of_durations(values))
    }

    /// The same in words, for those who do not see it.
    fn describe(&self, measures: &[(String, String)]) -> String {
        let mut text = String::from("Mean and median with 95 % intervals.");
        for (measure, clock) in measures {
            text += &format!(" {measure} ({clock}):");
            for arm in &self.arms {
                let Some(row) = arm.rows.iter().find(|row| row.measure == *measure) else {
                    continue;
                };
                let [mean, median] = [&row.mean, &row.median].map(|estimate| {
                    let figures = words::figures(estimate);
                    format!("{} {}", figures.value, figures.interval)
                        .trim_end()
                        .to_string()
                });
                text += &format!(
                    " {}: mean {mean}, median {median}, n {}, unresolved {};",
                    clean(&arm.name, 100),
                    words::count(arm.n),
                    words::count(row.unresolved),
                );
            }
        }
        text
    }
}

fn heads() -> [(f64, &'static str, Type); 5] {
    let (label, figure) = (Type::label(), Type::label().right());
    [
        (0.0, "Measure and arm", label),
        (
            0.5 * (COLUMNS.marks.0 + COLUMNS.marks.1),
            "Mean and median over the runs",
            label.centred(),
        ),
        (COLUMNS.interval, "Time, 95 % interval", figure),
        (COLUMNS.n, "Runs", figure),
        (COLUMNS.last, "Unresolved", figure),
    ]
}

fn measure_head(sheet: &mut Sheet, y: f64, measure: &str, clock: &str) {
    let style = Type::text().strong();
    let room = COLUMNS.marks.0 - 8.0;
    let name = measure::fit(&clean(measure, 100), style.face, style.size, room);
    let used = measure::width(&name, style.face, style.size) + 8.0;
    // Grid lines stop short of words that run into the marks.
    let clock = measure::fit(
        &clean(clock, 100),
        Face::Regular,
        12.0,
        COLUMNS.figure - used,
    );
    let end = used + measure::width(&clock, Face::Regular, 12.0) + 6.0;
    if end > COLUMNS.marks.0 {
        sheet.rect(
            (COLUMNS.marks.0 - 6.0, y + 2.0),
            (end - COLUMNS.marks.0 + 6.0, MEASURE - 6.0),
            Ink::Paper,
            1.0,
        );
    }
    sheet.text(0.0, y + 20.0, &name, style);
    sheet.text(used, y + 20.0, &clock, Type::label());
}

/// An arm is named in its ink, the baseline more quietly.
fn name_style(index: usize) -> Type {
    let style = Type::text().ink(theme::arm(index).ink);
    if index == 0 { style } else { style.strong() }
}

/// The two lines of one arm: its mean and its median.
fn arm_rows(
    sheet: &mut Sheet,
    y: f64,
    (arm, name): (&Arm, &[String]),
    index: usize,
    measure: &str,
    scale: Option<&Scale>,
) {
    let look = theme::arm(index);
    sheet.lines(COLUMNS.label, y + 15.0, name, 16.0, name_style(index));
    let Some(row) = arm.rows.iter().find(|row| row.measure == measure) else {
        sheet.text(
            COLUMNS.interval,
            y + 15.0,
            "not measured",
            Type::figure().ink(Ink::Label),
        );
        return;
    };
    for (line, statistic, estimate) in [(0.0, "mean", &row.mean), (1.0, "median", &row.median)] {
        let middle = y + LINE * line + 10.0 + if line == 0.0 { 0.5 } else { -0.5 };
        let baseline = middle + 4.5;
        sheet.text(COLUMNS.statistic, baseline, statistic, Type::label());
        if let Some(scale) = scale {
            estimate_mark(sheet, middle, estimate, statistic, look, scale);
        }
        estimate_figures(sheet, baseline, estimate, statistic);
    }
    let unresolved = if row.unresolved > 0 {
        Type::figure().strong()
    } else {
        Type::figure().ink(Ink::Label)
    };
    sheet.text(
        COLUMNS.n,
        y + 15.0,
        &words::count(arm.n),
        Type::figure().ink(Ink::SecondText),
    );
    sheet.text(
        COLUMNS.last,
        y + 15.0,
        &words::count(row.unresolved),
        unresolved,
    );
}

/// The interval as a thick bar, and the arm's mark (mean) or an upright stroke (median) at the value.
fn estimate_mark(
    sheet: &mut Sheet,
    y: f64,
    estimate: &Estimate,
    statistic: &str,
    look: ArmLook,
    scale: &Scale,
) {
    let (left, right) = COLUMNS.marks;
    let x = |seconds: f64| along(scale, COLUMNS.marks, seconds);
    let is_open = estimate.high.is_none() && matches!(estimate.reason, Some(Reason::Beyond { .. }));
    let low = estimate.low.map(&x);
    let high = if is_open {
        Some(right)
    } else {
        estimate.high.map(&x)
    };
    let point = estimate.value.map(&x);

    // A leader in the arm's own line, so that eye and greyscale print find the row again.
    if let Some(until) = low.or(point) {
        sheet.line(
            &[(left, y), (until, y)],
            Pen {
                ink: look.ink,
                width: 1.0,
                dash: look.dash,
            },
        );
    }
    if let (Some(low), Some(high)) = (low, high) {
        sheet.rect((low, y - 7.0), ((high - low).max(1.0), 14.0), look.ink, 0.4);
    }
    if is_open {
        sheet.polygon(
            &[(right, y - 7.0), (right + 7.0, y), (right, y + 7.0)],
            look.ink,
            1.0,
        );
    }
    match (point, words::absence(estimate)) {
        (Some(point), _) if statistic == "mean" => sheet.mark(point, y, look.mark, look.ink),
        (Some(point), _) => {
            sheet.line(
                &[(point, y - 7.0), (point, y + 7.0)],
                Pen::solid(Ink::Paper, 4.5),
            );
            sheet.line(
                &[(point, y - 7.0), (point, y + 7.0)],
                Pen::solid(look.ink, 2.5),
            );
        }
        (None, Some(why)) => absent(sheet, y, &why, is_open),
        (None, None) => {}
    }
}

/// Why there is no mark, in words on a piece of paper.
fn absent(sheet: &mut Sheet, y: f64, why: &str, is_open: bool) {
    let (left, right) = COLUMNS.marks;
    let why = measure::fit(why, Face::Regular, 12.0, right - left - 24.0);
    let wide = measure::width(&why, Face::Regular, 12.0);
    let (x, style) = match is_open {
        true => (right - 8.0, Type::label().ink(Ink::SecondText).right()),
        false => (0.5 * (left + right), Type::label().centred()),
    };
    let from = if is_open { x - wide } else { x - 0.5 * wide };
    sheet.rect((from - 4.0, y - 8.0), (wide + 8.0, 16.0), Ink::Paper, 1.0);
    sheet.text(x, y + 4.5, &why, style);
}

fn estimate_figures(sheet: &mut Sheet, baseline: f64, estimate: &Estimate, statistic: &str) {
    let figures = words::figures(estimate);
    let is_constant = statistic == "mean" && estimate.n > 1 && estimate.low == estimate.high;
    let (value, interval) = (Type::figure(), Type::figure().ink(Ink::SecondText));
    let quiet = Type::figure().ink(Ink::Label);
    let (beside, style) = match (estimate.value, figures.interval.is_empty()) {
        (None, _) if !matches!(estimate.reason, Some(Reason::Beyond { .. })) => {
            return sheet.text(COLUMNS.interval, baseline, &figures.value, quiet);
        }
        (None, _) => ("", quiet),
        (Some(_), true) => ("no interval", quiet),
        (Some(_), false) if is_constant => ("in every run", quiet),
        (Some(_), false) => (figures.interval.as_str(), interval),
    };
    sheet.text(COLUMNS.figure, baseline, &figures.value, value);
    sheet.text(COLUMNS.interval, baseline, beside, style);
}
