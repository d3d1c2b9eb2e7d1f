//! Where the minutes come from: the change of each phase, added up to the whole exactly.

use super::Scale;
use super::measure::clean;
use super::sheet::{Pen, Sheet, Type};
use super::table::{WIDTH, along};
use super::theme::{self, Ink};
use super::words::{self, Unit};
use crate::stats::Estimate;

/// What one arm changes, phase by phase. All lengths in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct WaterfallPicture {
    /// The finding, as a sentence.
    pub title: String,
    /// What the means are of; shown where the picture stands alone.
    pub note: String,
    /// Which arm it is, from 0, the baseline: its colour.
    pub arm: usize,
    /// What the bars show: "mean time per incident against today, added up phase by phase".
    pub bars: String,
    /// The head of the column of the baseline: "today".
    pub baseline: String,
    /// The phases, in their order.
    pub phases: Vec<Phase>,
    /// All of them together.
    pub total: Phase,
}

/// A phase of an incident, or all phases.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// "Diagnose".
    pub name: String,
    /// Mean difference to the baseline.
    pub change: Estimate,
    /// Its mean length under the baseline, if it has one.
    pub today: Option<f64>,
}

const HEAD: f64 = 14.0;
const ROWS_FROM: f64 = 26.0;
const ROW: f64 = 30.0;
const BARS: (f64, f64) = (156.0, 604.0);
const CHANGE: f64 = 738.0;
const TODAY: f64 = 820.0;

impl WaterfallPicture {
    /// Draw it.
    pub fn draw(&self) -> Sheet {
        let phases = self.phases();
        let rows_to = ROWS_FROM + ROW * (phases.len() + 1) as f64;
        let scale = self.scale(&phases);
        let (size, unit) = self.unit(&phases);
        let mut sheet = Sheet::new(
            WIDTH,
            (rows_to + 28.0) as u32,
            &self.title,
            &self.describe(),
        );
        sheet.grid(&scale, BARS, ROWS_FROM - 4.0, rows_to);
        let bars = Type::label().centred();
        let name = bars.fit(&self.bars, 440.0);
        let figure = Type::label().right();
        let heads = [
            (0.0, "Phase", Type::label()),
            (0.5 * (BARS.0 + BARS.1), name.as_str(), bars),
            (CHANGE, &format!("Change, {unit}, 95 %"), figure),
            (TODAY, &figure.fit(&self.baseline, 74.0), figure),
        ];
        sheet.table_head(HEAD, &heads);
        let x = |value: f64| along(&scale, BARS, value);
        let mut sum = 0.0_f64;
        let mut y = ROWS_FROM;
        for phase in &phases {
            let change = phase.change.value.unwrap_or(0.0);
            let is_worse = change > 0.0;
            let ink = if is_worse {
                Ink::Bad
            } else {
                theme::arm(self.arm).ink
            };
            let (from, to) = (x(sum.min(sum + change)), x(sum.max(sum + change)));
            match change == 0.0 {
                true => sheet.rect((from - 1.0, y + 7.0), (2.0, 16.0), Ink::ArmA, 1.0),
                false => sheet.rect((from, y + 7.0), ((to - from).max(1.0), 16.0), ink, 1.0),
            }
            sum += change;
            // Down to where the next phase goes on.
            sheet.line(
                &[(x(sum), y + 23.0), (x(sum), y + ROW + 7.0)],
                Pen::solid(Ink::Axis, 1.0),
            );
            let label = Type::text().ink(Ink::SecondText);
            sheet.text(0.0, y + 19.5, &label.fit(&phase.name, BARS.0 - 12.0), label);
            let printed = figures(&phase.change, size);
            let style = match (is_worse, phase.change.value) {
                (true, _) if printed.starts_with('+') => Type::figure().ink(Ink::Bad),
                (_, None) => Type::figure().ink(Ink::Label),
                _ => Type::figure(),
            };
            sheet.text(CHANGE, y + 19.5, &printed, style);
            self.draw_today(&mut sheet, y, phase, size, Type::figure().ink(Ink::Label));
            y += ROW;
        }
        self.draw_total(&mut sheet, &scale, y, size);
        sheet.axis(&scale, BARS, rows_to);
        sheet.same(&scale, BARS, 0.0, (ROWS_FROM - 4.0, rows_to + 5.0));
        sheet.standing_alone(&self.note)
    }

    fn draw_total(&self, sheet: &mut Sheet, scale: &Scale, y: f64, size: f64) {
        sheet.line(
            &[(0.0, y), (f64::from(WIDTH), y)],
            Pen::solid(Ink::Axis, 1.0),
        );
        let style = Type::text().strong();
        sheet.text(
            0.0,
            y + 19.5,
            &style.fit(&self.total.name, BARS.0 - 12.0),
            style,
        );
        let figure = Type::figure().strong();
        sheet.text(CHANGE, y + 19.5, &figures(&self.total.change, size), figure);
        self.draw_today(
            sheet,
            y,
            &self.total,
            size,
            Type::figure().strong().ink(Ink::SecondText),
        );
        let Some(value) = self.total.change.value else {
            return;
        };
        let x = |value: f64| along(scale, BARS, value);
        let look = theme::arm(self.arm);
        let ink = if value > 0.0 { Ink::Bad } else { look.ink };
        let (from, to) = (x(value.min(0.0)), x(value.max(0.0)));
        sheet.rect((from, y + 7.0), ((to - from).max(1.0), 16.0), ink, 0.3);
        if let (Some(low), Some(high)) = (self.total.change.low, self.total.change.high) {
            let pen = Pen::solid(ink, 1.5);
            sheet.line(&[(x(low), y + 15.0), (x(high), y + 15.0)], pen);
            for end in [x(low), x(high)] {
                sheet.line(&[(end, y + 10.0), (end, y + 20.0)], pen);
            }
        }
        sheet.mark(x(value), y + 15.0, theme::Mark::Ring, ink);
    }

    fn draw_today(&self, sheet: &mut Sheet, y: f64, phase: &Phase, size: f64, style: Type) {
        if let Some(today) = phase.today {
            let text = words::number(today / size, usize::from(today / size < 99.95));
            sheet.text(TODAY, y + 19.5, &text, style);
        }
    }

    /// The phases, and what they leave of the total as one more, or the picture would not add up.
    fn phases(&self) -> Vec<Phase> {
        let mut phases = self.phases.clone();
        let sum: f64 = phases.iter().filter_map(|phase| phase.change.value).sum();
        let most = phases
            .iter()
            .filter_map(|phase| phase.change.value)
            .map(f64::abs);
        let most = most.fold(1e-3, f64::max);
        if let Some(total) = self.total.change.value
            && (total - sum).abs() > 1e-6 * most
        {
            let n = self.total.change.n;
            phases.push(Phase {
                name: "Between the phases".into(),
                change: Estimate::bare(total - sum, n, crate::stats::Reason::NotDefined),
                today: None,
            });
        }
        phases
    }

    /// Everything that is drawn, from zero.
    fn scale(&self, phases: &[Phase]) -> Scale {
        let mut sum = 0.0;
        let mut values = vec![0.0];
        for phase in phases {
            sum += phase.change.value.unwrap_or(0.0);
            values.push(sum);
        }
        let total = &self.total.change;
        values.extend([total.value, total.low, total.high].into_iter().flatten());
        Scale::of_differences(values, &Unit::Seconds).with_same("0")
    }

    /// One unit for all figures, so that they can be added up.
    fn unit(&self, phases: &[Phase]) -> (f64, &'static str) {
        let changes = phases
            .iter()
            .chain([&self.total])
            .filter_map(|phase| phase.change.value);
        match changes.map(f64::abs).fold(0.0, f64::max) {
            most if most < 60.0 => (1.0, "s"),
            most if most < 7_200.0 => (60.0, "min"),
            _ => (3_600.0, "h"),
        }
    }

    fn describe(&self) -> String {
        let mut text = String::from("Mean differences, added up phase by phase.");
        for phase in self.phases().iter().chain([&self.total]) {
            let figures = Unit::Seconds.estimate(&phase.change);
            text += &format!(
                " {}: {} {};",
                clean(&phase.name, 80),
                figures.value,
                figures.interval
            );
        }
        text
    }
}

/// "−25.4 ±3.0", or with brackets where the interval lies crooked.
fn figures(estimate: &Estimate, size: f64) -> String {
    let Some(value) = estimate.value else {
        return "not estimable".to_string();
    };
    let short = |value: f64| words::signed(value / size, 1);
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) if low == high && value == 0.0 => short(value),
        (Some(low), Some(high)) => {
            let half = 0.5 * (high - low);
            let is_straight = (0.5 * (low + high) - value).abs() < 0.05 * size.max(half);
            match is_straight {
                true => format!("{} ±{}", short(value), words::number(half / size, 1)),
                false => format!("{} [{}, {}]", short(value), short(low), short(high)),
            }
        }
        _ => short(value),
    }
}
