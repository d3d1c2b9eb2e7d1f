//! The scale bar: which column a moment stands in, in story time.

use super::lanes::Lane;
use super::paint::Ink;
use crate::base::{Duration, SimTime, StoryStart};

/// Columns of one segment of the bar.
const SEGMENT: usize = 4;
/// Columns of a lane.
pub const COLUMNS: usize = 84;
/// A label stands at every third segment.
const LABELLED: usize = 3;

/// Lengths a segment may have, so that labels fall on round times.
const UNITS: [Duration; 12] = [
    Duration::seconds(20),
    Duration::minutes(1),
    Duration::minutes(2),
    Duration::minutes(5),
    Duration::minutes(10),
    Duration::minutes(20),
    Duration::hours(1),
    Duration::hours(2),
    Duration::hours(4),
    Duration::hours(8),
    Duration::hours(24),
    Duration::hours(240),
];

/// A stretch of story time laid over the columns of a lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub from: SimTime,
    pub until: SimTime,
    pub unit: Duration,
}

impl Scale {
    /// The finest scale that shows all from the first to the last moment.
    pub fn over(first: SimTime, last: SimTime) -> Scale {
        let fits = |unit: &&Duration| {
            let from = start(first, **unit);
            let all = unit.as_millis() * (COLUMNS / SEGMENT) as i64;
            last.since(from).as_millis() < all
        };
        let coarsest = UNITS[UNITS.len() - 1];
        let unit = *UNITS.iter().find(fits).unwrap_or(&coarsest);
        Scale {
            from: start(first, unit),
            until: last,
            unit,
        }
    }

    /// The column of a moment.
    pub fn column(&self, at: SimTime) -> usize {
        let column = at.since(self.from).as_millis() / (self.unit.as_millis() / SEGMENT as i64);
        usize::try_from(column).map_or(COLUMNS - 1, |c| c.min(COLUMNS - 1))
    }
    /// The columns of a stretch: one at least.
    pub fn columns(&self, from: SimTime, until: SimTime) -> std::ops::Range<usize> {
        let from = self.column(from);
        from..self.column(until).max(from + 1)
    }
    /// How many columns are used.
    pub fn used(&self) -> usize {
        self.column(self.until) + 1
    }

    /// Clock labels over the bar. A day that begins shows its date.
    pub fn labels(&self, story: StoryStart) -> Lane {
        let mut lane = Lane::new("");
        let mut day = String::new();
        for segment in (0..COLUMNS / SEGMENT).step_by(LABELLED) {
            let column = segment * SEGMENT;
            if column >= self.used() {
                break;
            }
            let at = self.from + Duration::millis(self.unit.as_millis() * segment as i64);
            let shown = story.show(at);
            let (date, clock) = shown.split_once(' ').unwrap_or((&shown, ""));
            let new_day = !day.is_empty() && day != date && self.unit >= Duration::hours(1);
            let label = match new_day || self.unit >= Duration::hours(24) {
                true => short_date(date),
                false => clock.to_string(),
            };
            lane.write(column, &label, Ink::Dim);
            day = date.to_string();
        }
        lane
    }

    /// The bar itself: heavy and light segments by turns.
    pub fn bar(&self) -> Lane {
        let mut lane = Lane::new("");
        let segments = self.used().div_ceil(SEGMENT);
        for column in 0..(segments * SEGMENT).min(COLUMNS) {
            let heavy = (column / SEGMENT).is_multiple_of(2);
            lane.set(column, if heavy { '━' } else { '─' }, Ink::Plain);
        }
        lane
    }
}

/// A lane begins at the start of the exercise, or at a label before its first moment.
fn start(first: SimTime, unit: Duration) -> SimTime {
    let step = unit.as_millis() * LABELLED as i64;
    SimTime(first.0.max(0) / step * step)
}

/// `2026-11-14` as `14 Nov`.
fn short_date(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut parts = date.rsplit('-');
    let day = parts.next().unwrap_or("").trim_start_matches('0');
    let month = parts.next().and_then(|m| m.parse::<usize>().ok());
    let month = month.and_then(|m| MONTHS.get(m.wrapping_sub(1)));
    format!("{day} {}", month.unwrap_or(&""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_grows_with_the_run() {
        let unit = |minutes: i64| Scale::over(SimTime::START, SimTime(minutes * 60_000)).unit;
        assert_eq!(unit(5), Duration::seconds(20));
        assert_eq!(unit(20), Duration::minutes(1));
        assert_eq!(unit(200), Duration::minutes(10));
        assert_eq!(unit(72 * 60), Duration::hours(4));
        assert_eq!(unit(60 * 24 * 60), Duration::hours(240));
    }

    #[test]
    fn every_moment_has_a_column() {
        let scale = Scale::over(SimTime::START, SimTime(200 * 60_000));
        assert_eq!(scale.column(SimTime(-5)), 0);
        assert_eq!(scale.column(SimTime(30 * 60_000)), 12);
        assert_eq!(scale.column(SimTime::NEVER), COLUMNS - 1);
    }
}
