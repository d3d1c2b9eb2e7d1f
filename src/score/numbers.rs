//! Numbers as people read them (LOOK section 3).

use crate::base::{Duration, Share};

/// A stretch: `40 s`, `4.5 min`, `65 min`, `2 h 56 min`, `5 d 4 h`.
pub fn length(length: Duration) -> String {
    let ms = length.as_millis();
    let (seconds, tenths, minutes) = (
        (ms + 500) / 1_000,
        (ms + 3_000) / 6_000,
        (ms + 30_000) / 60_000,
    );
    match () {
        () if seconds < 60 => format!("{seconds} s"),
        () if tenths < 100 && tenths % 10 != 0 => format!("{}.{} min", tenths / 10, tenths % 10),
        () if minutes < 120 => format!("{minutes} min"),
        () if minutes < 4_320 => match minutes % 60 {
            0 => format!("{} h", minutes / 60),
            rest => format!("{} h {rest:02} min", minutes / 60),
        },
        () => match (minutes + 30) / 60 % 24 {
            0 => format!("{} d", (minutes + 30) / 1_440),
            rest => format!("{} d {rest} h", (minutes + 30) / 1_440),
        },
    }
}

/// Milliseconds as a stretch.
pub fn millis(ms: i64) -> String {
    length(Duration::millis(ms.max(0)))
}

/// A whole number with commas: `1,284`; a minus is U+2212.
pub fn count(number: impl TryInto<i64>) -> String {
    let number: i64 = number.try_into().unwrap_or(i64::MAX);
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of which `unit` make one: no decimals from 100 up, one below.
pub fn scaled(value: i64, unit: i64) -> String {
    let tenths = (i128::from(value) * 10 + i128::from(unit) / 2) / i128::from(unit);
    let tenths = i64::try_from(tenths).unwrap_or(i64::MAX);
    match tenths {
        0..1_000 if tenths % 10 != 0 => format!("{}.{}", tenths / 10, tenths % 10),
        _ => count((tenths + 5) / 10),
    }
}

/// A share in per cent: `61 %`.
pub fn percent(share: Share) -> String {
    match (share.as_ppm(), (share.as_ppm() + 5_000) / 10_000) {
        (1.., 0) => "under 1 %".into(),
        (..1_000_000, 100) => "over 99 %".into(),
        (_, whole) => format!("{whole} %"),
    }
}

/// `1 page`, `6 pages`, `no pages`.
pub fn of(number: impl TryInto<i64>, one: &str, many: &str) -> String {
    match number.try_into().unwrap_or(i64::MAX) {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        number => format!("{} {many}", count(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_people_say_them() {
        let said = |text: &str| length(Duration::parse(text).unwrap());
        let pairs = [
            ("0s", "0 s"),
            ("59s", "59 s"),
            ("60s", "1 min"),
            ("4m30s", "4.5 min"),
            ("9m59s", "10 min"),
            ("65m", "65 min"),
            ("119m40s", "2 h"),
            ("2h56m", "2 h 56 min"),
            ("3h5m", "3 h 05 min"),
            ("3d", "3 d"),
            ("5d4h", "5 d 4 h"),
        ];
        for (written, wanted) in pairs {
            assert_eq!(said(written), wanted, "{written}");
        }
    }

    #[test]
    fn numbers_have_commas_and_one_decimal_below_a_hundred() {
        assert_eq!(count(1_284), "1,284");
        assert_eq!(count(-1_000_000), "−1,000,000");
        assert_eq!(scaled(5_100, 1_000), "5.1");
        assert_eq!(scaled(1_040_400, 1_000), "1,040");
        assert_eq!(percent(Share::ppm(613_000)), "61 %");
        assert_eq!(percent(Share::ppm(1)), "under 1 %");
        assert_eq!(of(1, "page", "pages"), "1 page");
    }
}
