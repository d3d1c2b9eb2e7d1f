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
    let unit = Unit::of(seconds);
    // What rounds up to the next unit is written in it: never "60 s" or "120 min".
    let size = seconds.abs();
    match unit {
        Unit::Hour if size < 100.0 * HOUR => {
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
    let unit = Unit::of(value);
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
enum Unit {
    Second,
    Minute,
    Hour,
}

impl Unit {
    fn of(seconds: f64) -> Unit {
        match seconds.abs() {
            size if size < 59.95 => Unit::Second,
            size if size < 119.5 * MINUTE => Unit::Minute,
            _ => Unit::Hour,
        }
    }

    fn seconds(self) -> f64 {
        match self {
            Unit::Second => 1.0,
            Unit::Minute => MINUTE,
            Unit::Hour => HOUR,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Unit::Second => "s",
            Unit::Minute => "min",
            Unit::Hour => "h",
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
