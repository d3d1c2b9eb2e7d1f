//! The story's calendar: which local hour a person lives at an instant. chrono lives here.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, LocalResult, NaiveDateTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Duration, SimTime};

/// A moment in seconds since 1970 as a day in UTC, as `2026-03-01`; empty beyond the calendar.
pub fn utc_day(unix_s: i64) -> String {
    let at = DateTime::from_timestamp(unix_s, 0);
    at.map_or(String::new(), |at| at.format("%Y-%m-%d").to_string())
}

/// A time zone by its IANA name: `"Europe/Berlin"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

/// When and where the story begins: local date and time, and the zone it is told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoryStart {
    /// Local date and time: `"2026-03-29T01:30"`.
    pub at: LocalTime,
    /// The zone the story is told in.
    pub zone: Zone,
}

/// A date and time on somebody's wall: `"2026-03-29T01:30"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime(NaiveDateTime);

/// What a clock and a calendar on the wall show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WallClock {
    /// Days since 1 January of year 1.
    pub day: i32,
    /// Monday is 0.
    pub weekday: u8,
    /// Milliseconds since local midnight by the wall (0 at 00:00, also on days of 23 or 25 hours).
    pub of_day_ms: i64,
}

impl StoryStart {
    /// The start as an instant on the world's clock. A wall time that a daylight-saving change
    /// skips means the first one after the gap; one that comes twice means the first.
    pub fn instant(&self) -> DateTime<Utc> {
        local_to_utc(self.zone.0, self.at.0)
    }

    /// What a wall clock in `zone` shows at `at`.
    pub fn wall(&self, zone: Zone, at: SimTime) -> WallClock {
        let local = (self.instant() + chrono::TimeDelta::milliseconds(at.0))
            .with_timezone(&zone.0)
            .naive_local();
        WallClock {
            day: local.num_days_from_ce(),
            weekday: local.weekday().num_days_from_monday() as u8,
            of_day_ms: i64::from(local.num_seconds_from_midnight()) * 1_000
                + i64::from(local.nanosecond() / 1_000_000 % 1_000),
        }
    }

    /// The first instant at or after `at` when a wall clock in `zone` shows `of_day`.
    pub fn next_wall_time(&self, zone: Zone, at: SimTime, of_day: Duration) -> SimTime {
        let start = self.instant();
        if zone.0 == Tz::UTC {
            // No clock is ever moved there.
            const DAY: i64 = 86_400_000;
            let midnight = start.timestamp_millis().rem_euclid(DAY);
            let ahead = of_day.as_millis() - (midnight + at.0);
            return SimTime(at.0 + ahead.rem_euclid(DAY));
        }
        let today = (start + chrono::TimeDelta::milliseconds(at.0))
            .with_timezone(&zone.0)
            .date_naive();
        for days in -1..=2 {
            let date = today + chrono::TimeDelta::days(days);
            let midnight = date.and_hms_opt(0, 0, 0).expect("midnight is a time");
            let wanted = midnight + chrono::TimeDelta::milliseconds(of_day.as_millis());
            let found = SimTime((local_to_utc(zone.0, wanted) - start).num_milliseconds());
            if found >= at {
                return found;
            }
        }
        unreachable!("every two days hold every time of day")
    }

    /// `2026-03-29 01:30` in the story's zone at `at`.
    pub fn show(&self, at: SimTime) -> String {
        let local =
            (self.instant() + chrono::TimeDelta::milliseconds(at.0)).with_timezone(&self.zone.0);
        local.format("%Y-%m-%d %H:%M").to_string()
    }

    /// `01:30` in the story's zone at `at`.
    pub fn clock(&self, at: SimTime) -> String {
        let local =
            (self.instant() + chrono::TimeDelta::milliseconds(at.0)).with_timezone(&self.zone.0);
        local.format("%H:%M").to_string()
    }
}

fn local_to_utc(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    if zone == Tz::UTC {
        return local.and_utc();
    }
    match zone.from_local_datetime(&local) {
        LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => t.with_timezone(&Utc),
        LocalResult::None => {
            // In the gap of a daylight-saving change: what the clock would show had it not moved.
            let before = local - chrono::TimeDelta::hours(3);
            let offset = zone.from_local_datetime(&before).earliest();
            let earlier = offset.map_or(Utc.from_utc_datetime(&before), |t| t.with_timezone(&Utc));
            earlier + chrono::TimeDelta::hours(3)
        }
    }
}

impl Zone {
    pub const UTC: Zone = Zone(Tz::UTC);
}
impl Default for Zone {
    fn default() -> Zone {
        Zone::UTC
    }
}
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}
impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.0.name())
    }
}
impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Zone, D::Error> {
        let text = String::deserialize(d)?;
        Tz::from_str(&text).map(Zone).map_err(|_| {
            de::Error::custom(format!(
                "`{text}` is not a time zone; write an IANA name such as \"Europe/Berlin\""
            ))
        })
    }
}
impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0.format("%Y-%m-%dT%H:%M:%S"))
    }
}
impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<LocalTime, D::Error> {
        let text = String::deserialize(d)?;
        ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok())
            .filter(|t| (1900..=2200).contains(&t.year()))
            .map(LocalTime)
            .ok_or_else(|| {
                de::Error::custom(format!(
                    "`{text}` is not a date and time; write for example \"2026-03-29T01:30\""
                ))
            })
    }
}
impl JsonSchema for Zone {
    fn schema_name() -> Cow<'static, str> {
        "Zone".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": "an IANA time zone: \"Europe/Berlin\""})
    }
}
impl JsonSchema for LocalTime {
    fn schema_name() -> Cow<'static, str> {
        "LocalTime".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": "a local date and time: \"2026-03-29T01:30\""})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(at: &str, zone: &str) -> StoryStart {
        serde_json::from_value(serde_json::json!({"at": at, "zone": zone})).unwrap()
    }

    #[test]
    fn the_night_the_clock_jumps_has_a_seven_hour_shift() {
        let story = start("2026-03-28T23:00", "Europe/Berlin");
        let zone = story.zone;
        let one = story.next_wall_time(zone, SimTime::START, Duration::hours(1));
        let eight = story.next_wall_time(zone, SimTime::START, Duration::hours(8));
        assert_eq!(eight.since(one), Duration::hours(6));
        assert_eq!(story.wall(zone, eight).of_day_ms, 8 * 3_600_000);
        assert_eq!(story.clock(eight), "08:00");
    }

    #[test]
    fn a_wall_time_in_the_gap_is_the_first_after_it() {
        let story = start("2026-03-29T02:30", "Europe/Berlin");
        assert_eq!(story.clock(SimTime::START), "03:30");
    }
}
