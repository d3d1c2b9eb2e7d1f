//! Story time in whole milliseconds: an instant, a stretch, and a signed offset.
//!
//! An instant minus an instant is a stretch; two instants cannot be added. No floats.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest stretch a script may name: ten years.
const LONGEST_MS: i64 = 3_653 * 24 * 3_600 * 1_000;

/// An instant: whole milliseconds since the scenario's start. Negative before it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct SimTime(pub i64);

/// A stretch of time in whole milliseconds, never negative. In scripts `"90s"`, `"2h30m"`, `"3d"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

/// A signed stretch from the scenario's start, for what lies before it: `"-15m"`, `"2h"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(i64);

impl SimTime {
    pub const START: SimTime = SimTime(0);
    /// Later than anything that happens.
    pub const NEVER: SimTime = SimTime(i64::MAX);

    /// The stretch from `earlier` to here, or zero if `earlier` is later.
    pub fn since(self, earlier: SimTime) -> Duration {
        Duration((self.0 - earlier.0).max(0))
    }
}

impl Duration {
    pub const ZERO: Duration = Duration(0);
    pub const MAX: Duration = Duration(LONGEST_MS);

    pub const fn millis(ms: i64) -> Duration {
        assert!(ms >= 0);
        Duration(ms)
    }
    pub const fn seconds(s: i64) -> Duration {
        Duration::millis(s * 1_000)
    }
    pub const fn minutes(m: i64) -> Duration {
        Duration::millis(m * 60_000)
    }
    pub const fn hours(h: i64) -> Duration {
        Duration::millis(h * 3_600_000)
    }
    pub const fn as_millis(self) -> i64 {
        self.0
    }
    /// For printing only; the engine keeps whole milliseconds.
    pub fn as_seconds_f64(self) -> f64 {
        self.0 as f64 / 1_000.0
    }
    pub fn as_minutes_f64(self) -> f64 {
        self.0 as f64 / 60_000.0
    }
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
    /// Milliseconds from a computed float: rounded, never negative, never beyond ten years.
    pub fn from_millis_f64(ms: f64) -> Duration {
        if ms >= LONGEST_MS as f64 {
            Duration::MAX
        } else if ms > 0.0 {
            Duration(libm::round(ms) as i64)
        } else {
            Duration::ZERO
        }
    }
    pub fn saturating_sub(self, other: Duration) -> Duration {
        Duration((self.0 - other.0).max(0))
    }
    /// Multiplied by a factor, rounded to whole milliseconds.
    pub fn times(self, factor: f64) -> Duration {
        Duration::from_millis_f64(self.0 as f64 * factor)
    }
    /// Reads `"90s"`, `"2h30m"`, `"3d"`, `"0s"`.
    pub fn parse(text: &str) -> Result<Duration, String> {
        let length = humantime::parse_duration(text.trim()).map_err(|e| {
            format!("`{text}` is not a length of time ({e}); write for example \"90s\", \"2h30m\" or \"3d\"")
        })?;
        match i64::try_from(length.as_millis()) {
            Ok(ms) if ms <= LONGEST_MS => Ok(Duration(ms)),
            _ => Err(format!("`{text}` is longer than ten years")),
        }
    }
}

impl Offset {
    pub const ZERO: Offset = Offset(0);
    pub const fn as_millis(self) -> i64 {
        self.0
    }
    pub fn instant(self) -> SimTime {
        SimTime(self.0)
    }
    pub fn parse(text: &str) -> Result<Offset, String> {
        match text.trim().strip_prefix('-') {
            Some(rest) => Duration::parse(rest).map(|d| Offset(-d.0)),
            None => Duration::parse(text).map(|d| Offset(d.0)),
        }
    }
}

impl From<Duration> for Offset {
    fn from(length: Duration) -> Offset {
        Offset(length.0)
    }
}

impl Add<Duration> for SimTime {
    type Output = SimTime;
    fn add(self, length: Duration) -> SimTime {
        SimTime(self.0.saturating_add(length.0))
    }
}
impl AddAssign<Duration> for SimTime {
    fn add_assign(&mut self, length: Duration) {
        *self = *self + length;
    }
}
impl Sub<Duration> for SimTime {
    type Output = SimTime;
    fn sub(self, length: Duration) -> SimTime {
        SimTime(self.0 - length.0)
    }
}
impl Add for Duration {
    type Output = Duration;
    fn add(self, other: Duration) -> Duration {
        Duration(self.0 + other.0)
    }
}
impl AddAssign for Duration {
    fn add_assign(&mut self, other: Duration) {
        self.0 += other.0;
    }
}
impl SubAssign for Duration {
    /// Never below zero.
    fn sub_assign(&mut self, other: Duration) {
        self.0 = (self.0 - other.0).max(0);
    }
}

/// Exact and readable: `1h2m3s` or `250ms`, what [`Duration::parse`] reads back.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let units = [
            (86_400_000, "d"),
            (3_600_000, "h"),
            (60_000, "m"),
            (1_000, "s"),
            (1, "ms"),
        ];
        let mut rest = self.0;
        for (size, unit) in units {
            let count = rest / size;
            rest %= size;
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}
impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}", Duration(self.0.abs()))
    }
}
/// Hours, minutes and seconds since the start: `02:17:05`.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let s = self.0.abs() / 1_000;
        write!(f, "{sign}{:02}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60)
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Duration, D::Error> {
        let text = String::deserialize(d)?;
        Duration::parse(&text).map_err(de::Error::custom)
    }
}
impl Serialize for Offset {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Offset, D::Error> {
        let text = String::deserialize(d)?;
        Offset::parse(&text).map_err(de::Error::custom)
    }
}
impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": "a length of time: \"90s\", \"2h30m\", \"3d\""})
    }
}
impl JsonSchema for Offset {
    fn schema_name() -> Cow<'static, str> {
        "Offset".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": "a time from the start, negative before it: \"-15m\", \"2h\""})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back() {
        for text in ["0s", "90s", "2h30m", "3d", "1h250ms"] {
            let length = Duration::parse(text).unwrap();
            assert_eq!(Duration::parse(&length.to_string()), Ok(length), "{text}");
        }
        assert_eq!(Duration::parse("90s").unwrap().to_string(), "1m30s");
        assert_eq!(Offset::parse("-15m").unwrap().as_millis(), -900_000);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "5", "-5m", "5 parsecs", "900000d", "NaN"] {
            assert!(Duration::parse(text).is_err(), "{text}");
        }
    }
}
