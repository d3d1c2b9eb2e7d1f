//! Numbers as words: lengths of time, counts, intervals.
//!
//! Seconds under one minute, minutes to two hours, then hours; one decimal below 100, none above;
//! thousands with a comma; minus is U+2212. All lengths come in seconds.
//!
//! ```
//! use sandtable::plot::words;
//! assert_eq!(words::elapsed(42.0), "42 s");
//! assert_eq!(words::elapsed(744.0), "12.4 min");
//! assert_eq!(words::elapsed(10_560.0), "2 h 56 min");
//! assert_eq!(words::count(12345), "12,345");
//! ```

use crate::stats::{Estimate, Reason};

/// A length of time for a sentence: "42 s", "12.4 min", "2 h 56 min", "130 h".
pub fn elapsed(seconds: f64) -> String {
    let unit = Length::of(seconds);
    // What rounds up to the next unit is written in it: never "60 s" or "120 min".
    let size = seconds.abs();
    match unit {
        Length::Hour if size < 100.0 * HOUR => {
            let minutes = (size / MINUTE).round();
            let (hours, rest) = ((minutes / 60.0).floor(), minutes % 60.0);
            let sign = if seconds < 0.0 { "−" } else { "" };
            match rest > 0.0 {
                true => format!("{sign}{hours} h {rest} min"),
                false => format!("{sign}{hours} h"),
            }
        }
        _ => format!(
            "{} {}",
            trimmed(&number(seconds / unit.seconds(), unit.decimals(size))),
            unit.name()
        ),
    }
}

/// A figure and its interval for the columns of a table, the unit once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// "12.4 min", "> 8 h", or "not estimable".
    pub value: String,
    /// "[11.9, 12.9]" in the same unit, or empty.
    pub interval: String,
}

/// How an estimate of a length of time stands in a table.
pub fn figures(estimate: &Estimate) -> Figures {
    let Some(value) = estimate.value else {
        let value = match estimate.reason {
            Some(Reason::Beyond { end }) => format!("> {}", elapsed(end)),
            _ => "not estimable".to_string(),
        };
        return Figures {
            value,
            interval: String::new(),
        };
    };
    let unit = Length::of(value);
    let decimals = if value == 0.0 {
        0
    } else {
        unit.decimals(value)
    };
    let short = |seconds: f64| number(seconds / unit.seconds(), decimals);
    let interval = match (estimate.low, estimate.high, estimate.reason) {
        (Some(low), Some(high), _) => format!("[{}, {}]", short(low), short(high)),
        (Some(low), None, Some(Reason::Beyond { end })) => {
            format!("[{}, > {}]", short(low), short(end))
        }
        _ => String::new(),
    };
    Figures {
        value: format!("{} {}", short(value), unit.name()),
        interval,
    }
}

/// What a measure is counted in, for differences between arms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Lengths of time, in seconds; printed in s, min or h.
    Seconds,
    /// Shares from 0 to 1; their differences are printed in percentage points.
    Share,
    /// Anything else, by its name in the plural: "pages"; may be empty.
    Other(String),
}

impl Unit {
    /// A difference to the baseline with its sign: "−2.4 min", "+3.1 points", "+1.2 pages".
    pub fn difference(&self, value: f64) -> String {
        self.estimate(&Estimate::new(value, value, value, 1)).value
    }

    /// A difference to the baseline with its interval.
    pub fn estimate(&self, estimate: &Estimate) -> Figures {
        let Some(value) = estimate.value else {
            return Figures {
                value: "not estimable".to_string(),
                interval: String::new(),
            };
        };
        let ends = [Some(value), estimate.low, estimate.high];
        let most = ends.into_iter().flatten().map(f64::abs).fold(0.0, f64::max);
        let (size, name) = self.size(most);
        let decimals = usize::from(most / size < 99.95);
        let short = |value: f64| signed(value / size, decimals);
        let interval = match (estimate.low, estimate.high) {
            (Some(low), Some(high)) => format!("[{}, {}]", short(low), short(high)),
            _ => String::new(),
        };
        let value = match value == 0.0 {
            true => "0".to_string(),
            false => short(value),
        };
        Figures {
            value: format!("{value} {name}").trim_end().to_string(),
            interval,
        }
    }

    /// What one of the printed unit is, for figures of this size, and its name.
    pub fn size(&self, most: f64) -> (f64, &str) {
        match self {
            Unit::Seconds => (Length::of(most).seconds(), Length::of(most).name()),
            Unit::Share => (0.01, "points"),
            Unit::Other(name) => (1.0, name),
        }
    }

    /// The smallest difference an axis is drawn for.
    pub(super) fn least_step(&self) -> f64 {
        match self {
            Unit::Seconds => MINUTE,
            Unit::Share => 0.01,
            Unit::Other(_) => 1.0,
        }
    }

    /// The next round step of an axis from `least` up.
    pub(super) fn step(&self, least: f64) -> f64 {
        if let Unit::Seconds = self {
            let known = super::scale::STEPS.into_iter().find(|step| *step >= least);
            if let Some(step) = known {
                return step;
            }
        }
        let power = libm::pow(10.0, libm::floor(libm::log10(least)));
        let steps = [1.0, 2.0, 5.0].map(|digit| digit * power);
        let step = steps.into_iter().find(|step| *step >= least);
        step.unwrap_or(10.0 * power)
    }

    /// The label of a tick that is not zero.
    pub(super) fn tick(&self, value: f64, step: f64, most: f64) -> String {
        match self {
            Unit::Seconds => {
                let sign = if value < 0.0 { "−" } else { "+" };
                // In whole numbers where that can be: "+12 h", not "+0.5 d".
                let is_whole = |unit: &&(f64, &str)| {
                    unit.0 <= most && (step / unit.0 - libm::round(step / unit.0)).abs() < 1e-9
                };
                match TICK_UNITS.iter().find(is_whole) {
                    Some((length, name)) => {
                        format!("{sign}{} {name}", number(value.abs() / length, 0))
                    }
                    None => format!("{sign}{}", tick(value.abs(), step, most)),
                }
            }
            _ => {
                let size = self.size(most).0;
                let decimals = (0..9).find(|decimals| {
                    let scaled = step / size * libm::pow(10.0, f64::from(*decimals));
                    (scaled - libm::round(scaled)).abs() < 1e-6 * scaled
                });
                let figure = signed(value / size, decimals.unwrap_or(9) as usize);
                match self {
                    Unit::Share => format!("{figure} points"),
                    _ => figure,
                }
            }
        }
    }
}

/// A ratio as the change it is, in per cent: "−10 %", "+7.5 %", from a factor of ten on "× 12".
pub fn change(ratio: f64) -> String {
    let figures = ratio_figures(&Estimate::new(ratio, ratio, ratio, 1));
    match figures.value.strip_suffix(".0 %") {
        Some(whole) => format!("{whole} %"),
        None => figures.value,
    }
}

/// How an estimated ratio stands in a table: "−10.0 %" and "[−16, −4]".
///
/// The ends have one decimal only where the interval is narrow, or where they would round to nothing.
pub fn ratio_figures(estimate: &Estimate) -> Figures {
    let Some(value) = estimate.value else {
        return Figures {
            value: "not estimable".to_string(),
            interval: String::new(),
        };
    };
    let is_multiple = value >= 10.0;
    let percent = |ratio: f64| 100.0 * (ratio - 1.0);
    let value = match (is_multiple, percent(value)) {
        (true, _) => format!("× {}", trimmed(&number(value, usize::from(value < 99.95)))),
        (false, 0.0) => "0 %".to_string(),
        // Nearer to nothing than per cent can say.
        (false, _) if value > 0.0 && value < 0.0095 => {
            let times = 1.0 / value;
            format!("÷ {}", number(times, 0))
        }
        (false, percent) => format!("{} %", signed(percent, usize::from(percent < 99.95))),
    };
    let interval = match (estimate.low, estimate.high) {
        (Some(low), Some(high)) if is_multiple => {
            let decimals = usize::from(high < 99.95);
            format!("[{}, {}]", number(low, decimals), number(high, decimals))
        }
        (Some(low), Some(high)) => {
            let (low, high) = (percent(low), percent(high));
            let vanishes = |end: f64| end != 0.0 && end.abs() < 0.5;
            let is_fine = high - low < 2.5 || vanishes(low) || vanishes(high);
            let decimals = usize::from(is_fine && high < 99.95);
            let low = match signed(low, decimals) {
                // All of it is never gone.
                all if all.starts_with("−100") && low > -100.0 => "< −99".to_string(),
                low => low,
            };
            format!("[{low}, {}]", signed(high, decimals))
        }
        _ => String::new(),
    };
    Figures { value, interval }
}

/// A number with its sign, also a plus; what rounds to zero has none.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    match value > 0.0 && value.is_finite() && !is_zero {
        true => format!("+{text}"),
        false => text,
    }
}

/// A share in per cent as people say it: "71 %", "under 1 %", "over 99 %".
pub fn share(share: f64) -> String {
    let whole = number(100.0 * share, 0);
    match whole.as_str() {
        "0" if share > 0.0 => "under 1 %".to_string(),
        "100" if share < 1.0 => "over 99 %".to_string(),
        _ => format!("{whole} %"),
    }
}

/// Why an estimate has no figure, short enough for a row; `None` if it has one.
pub fn absence(estimate: &Estimate) -> Option<String> {
    if estimate.value.is_some() {
        return None;
    }
    Some(match estimate.reason {
        Some(Reason::Beyond { end }) => format!("not reached within {}", elapsed(end)),
        Some(Reason::TooFew { n, least }) => {
            format!(
                "{} runs, at least {} needed",
                count(n as u64),
                count(least as u64)
            )
        }
        Some(reason) => reason.to_string(),
        None => "no figure".to_string(),
    })
}

/// A whole number with commas between thousands.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with so many decimals, commas between thousands, and a true minus.
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_string();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let whole = whole.parse().map_or_else(|_| whole.to_string(), count);
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    match rest {
        Some(rest) => format!("{sign}{whole}.{rest}"),
        None => format!("{sign}{whole}"),
    }
}

/// The label of a tick at `seconds`, on an axis whose ticks are `step` apart and end near `high`.
///
/// The largest unit in which every tick needs one decimal at most, so that an axis counts in one unit.
pub fn tick(seconds: f64, step: f64, high: f64) -> String {
    if seconds == 0.0 {
        return "0".to_string();
    }
    let fits = |unit: &(f64, &str)| {
        let tenths = step / unit.0 * 10.0;
        unit.0 <= high && (tenths - tenths.round()).abs() < 1e-9
    };
    let (length, name) = TICK_UNITS.into_iter().find(fits).unwrap_or((1.0, "s"));
    format!("{} {name}", trimmed(&number(seconds / length, 1)))
}

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const TICK_UNITS: [(f64, &str); 4] = [(86_400.0, "d"), (HOUR, "h"), (MINUTE, "min"), (1.0, "s")];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Second,
    Minute,
    Hour,
}

impl Length {
    fn of(seconds: f64) -> Length {
        match seconds.abs() {
            size if size < 59.95 => Length::Second,
            size if size < 119.5 * MINUTE => Length::Minute,
            _ => Length::Hour,
        }
    }

    fn seconds(self) -> f64 {
        match self {
            Length::Second => 1.0,
            Length::Minute => MINUTE,
            Length::Hour => HOUR,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Length::Second => "s",
            Length::Minute => "min",
            Length::Hour => "h",
        }
    }

    fn decimals(self, seconds: f64) -> usize {
        if seconds.abs() / self.seconds() >= 99.95 {
            0
        } else {
            1
        }
    }
}

fn trimmed(text: &str) -> &str {
    text.strip_suffix(".0").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_written_as_people_say_them() {
        for (seconds, text) in [
            (0.0, "0 s"),
            (4.25, "4.2 s"),
            (59.94, "59.9 s"),
            (59.97, "1 min"),
            (90.0, "1.5 min"),
            (6_030.0, "100 min"),
            (7_169.0, "119 min"),
            (7_199.0, "2 h"),
            (7_200.0, "2 h"),
            (10_560.0, "2 h 56 min"),
            (359_000.0, "99 h 43 min"),
            (4_000_000.0, "1,111 h"),
            (-90.0, "−1.5 min"),
        ] {
            assert_eq!(elapsed(seconds), text, "{seconds}");
        }
    }

    #[test]
    fn a_cell_names_its_unit_once() {
        let cell = |estimate| {
            let figures = figures(&estimate);
            format!("{} {}", figures.value, figures.interval)
        };
        assert_eq!(
            cell(Estimate::new(744.0, 714.0, 774.0, 9)),
            "12.4 min [11.9, 12.9]"
        );
        assert_eq!(
            cell(Estimate::new(10_560.0, 9_660.0, 11_520.0, 9)),
            "2.9 h [2.7, 3.2]"
        );
        let beyond = Some(Reason::Beyond { end: 28_800.0 });
        let open = Estimate {
            high: None,
            reason: beyond,
            ..Estimate::new(25_200.0, 21_600.0, 0.0, 9)
        };
        assert_eq!(cell(open), "7.0 h [6.0, > 8.0]");
        let gone = Estimate::missing(9, Reason::Beyond { end: 28_800.0 });
        assert_eq!(absence(&gone).unwrap(), "not reached within 8 h");
        assert_eq!(cell(gone), "> 8 h ");
        let few = Estimate::missing(3, Reason::TooFew { n: 3, least: 6 });
        assert_eq!(
            (cell(few.clone()).as_str(), absence(&few).unwrap().as_str()),
            ("not estimable ", "3 runs, at least 6 needed")
        );
    }

    #[test]
    fn ratios_are_said_as_changes() {
        let cell = |low: f64, value: f64, high: f64| {
            let figures = ratio_figures(&Estimate::new(value, low, high, 9));
            format!("{} {}", figures.value, figures.interval)
        };
        assert_eq!(cell(0.84, 0.9, 0.96), "−10.0 % [−16, −4]");
        assert_eq!(cell(0.895, 0.9, 0.905), "−10.0 % [−10.5, −9.5]");
        assert_eq!(cell(0.998, 1.075, 1.14), "+7.5 % [−0.2, +14.0]");
        assert_eq!(cell(1.9, 2.5, 3.1), "+150 % [+90, +210]");
        assert_eq!(cell(9.0, 12.5, 20.0), "× 12.5 [9.0, 20.0]");
        assert_eq!(
            [0.9, 1.0, 1.075, 10.0].map(change),
            ["−10 %", "0 %", "+7.5 %", "× 10"]
        );
    }

    #[test]
    fn differences_carry_sign_and_unit() {
        let cell = |unit: &Unit, low: f64, value: f64, high: f64| {
            let figures = unit.estimate(&Estimate::new(value, low, high, 9));
            format!("{} {}", figures.value, figures.interval)
        };
        assert_eq!(
            cell(&Unit::Seconds, -180.0, -144.0, -108.0),
            "−2.4 min [−3.0, −1.8]"
        );
        assert_eq!(
            cell(&Unit::Seconds, -9.0, 20.0, 40.0),
            "+20.0 s [−9.0, +40.0]"
        );
        assert_eq!(
            cell(&Unit::Share, -0.02, 0.031, 0.08),
            "+3.1 points [−2.0, +8.0]"
        );
        let pages = Unit::Other("pages".into());
        assert_eq!(cell(&pages, 90.0, 120.0, 150.0), "+120 pages [+90, +150]");
        assert_eq!(Unit::Other(String::new()).difference(0.0), "0");
    }

    #[test]
    fn shares_never_round_to_all_or_nothing() {
        assert_eq!(
            [0.0, 0.001, 0.714, 0.999, 1.0].map(share),
            ["0 %", "under 1 %", "71 %", "over 99 %", "100 %"]
        );
    }

    #[test]
    fn numbers_have_commas_and_a_true_minus() {
        assert_eq!(number(-1234567.89, 1), "−1,234,567.9");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(f64::NAN, 1), "–");
        assert_eq!(number(1e30, 0), "1000000000000000019884624838656");
        assert_eq!(
            [0, 999, 1000, 1_000_000].map(count),
            ["0", "999", "1,000", "1,000,000"]
        );
    }

    #[test]
    fn ticks_of_one_axis_share_a_unit() {
        assert_eq!(
            [0.0, 1800.0, 3600.0].map(|t| tick(t, 1800.0, 10_800.0)),
            ["0", "0.5 h", "1 h"]
        );
        assert_eq!(tick(320.0, 20.0, 420.0), "320 s");
        assert_eq!(tick(363_600.0, 3600.0, 374_400.0), "101 h");
    }
}
