//! How story time follows wall time: at a speed, with pauses, or from turn to turn.

use crate::base::{Duration, SimTime};

/// Story minutes to a wall minute, in hundredths: 400 is four times as fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(pub u32);

impl Speed {
    pub const SLOWEST: Speed = Speed(25);
    pub const FASTEST: Speed = Speed(60_000);
    /// What the keys + and - step through.
    const STEPS: [Speed; 11] = [
        Speed(25),
        Speed(50),
        Speed(100),
        Speed(200),
        Speed(400),
        Speed(800),
        Speed(1_600),
        Speed(3_000),
        Speed(6_000),
        Speed(12_000),
        Speed(60_000),
    ];

    /// Reads `4`, `0.5`, `x8`, `8x`.
    pub fn parse(text: &str) -> Result<Speed, String> {
        let number = text.trim().trim_matches(['x', '×']);
        let hundredths = number.parse::<f64>().ok().map(|s| (s * 100.0).round());
        match hundredths {
            Some(s) if (25.0..=60_000.0).contains(&s) => Ok(Speed(s as u32)),
            _ => Err(format!(
                "`{text}` is not a speed between 0.25 and 600, as 4 for four story minutes to a minute"
            )),
        }
    }
    pub fn faster(self) -> Speed {
        let mut steps = Speed::STEPS.into_iter();
        steps.find(|s| *s > self).unwrap_or(Speed::FASTEST)
    }
    pub fn slower(self) -> Speed {
        let mut steps = Speed::STEPS.into_iter().rev();
        steps.find(|s| *s < self).unwrap_or(Speed::SLOWEST)
    }
    /// `×4`, `×0.5`.
    pub fn show(self) -> String {
        match self.0 % 100 {
            0 => format!("×{}", self.0 / 100),
            _ => format!("×{}", f64::from(self.0) / 100.0),
        }
    }
}

/// How the clock of the story is driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// With the clock on the wall, at a speed.
    Clock,
    /// From one decision of a human seat to the next; between them no time passes outside.
    Turns,
}

/// A gap between two looks at the clock that no running program leaves: the machine slept.
pub const GAP_MS: u64 = 5_000;

/// Story time as a function of wall time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub mode: Mode,
    pub speed: Speed,
    pub paused: bool,
    /// Story time at the last look, in hundredths of a millisecond beyond `story`.
    story: SimTime,
    rest: u64,
    looked_ms: u64,
}

impl Pace {
    /// A pace that stands still at `story` until [`Pace::go`].
    pub fn new(mode: Mode, speed: Speed, story: SimTime, now_ms: u64) -> Pace {
        Pace {
            mode,
            speed,
            paused: true,
            story,
            rest: 0,
            looked_ms: now_ms,
        }
    }

    /// Story time by now. A gap longer than [`GAP_MS`] pauses instead, and is answered with.
    pub fn look(&mut self, now_ms: u64) -> (SimTime, Option<Duration>) {
        let passed = now_ms.saturating_sub(self.looked_ms);
        self.looked_ms = now_ms;
        if self.paused || self.mode == Mode::Turns {
            return (self.story, None);
        }
        if passed > GAP_MS {
            self.paused = true;
            return (self.story, Some(Duration::millis(passed as i64)));
        }
        let hundredths = self.rest + passed * u64::from(self.speed.0);
        self.rest = hundredths % 100;
        self.story += Duration::millis((hundredths / 100) as i64);
        (self.story, None)
    }

    pub fn go(&mut self, now_ms: u64) {
        self.looked_ms = now_ms;
        self.paused = false;
    }
    pub fn pause(&mut self) {
        self.paused = true;
    }
    /// The story has been moved by other means than the clock.
    pub fn set(&mut self, story: SimTime, now_ms: u64) {
        self.story = story;
        self.rest = 0;
        self.looked_ms = now_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_read_and_stepped() {
        assert_eq!(Speed::parse("4"), Ok(Speed(400)));
        assert_eq!(Speed::parse("x0.5"), Ok(Speed(50)));
        assert!(Speed::parse("0").is_err() && Speed::parse("fast").is_err());
        assert_eq!(Speed(400).faster().show(), "×8");
        assert_eq!(Speed(300).slower().show(), "×2");
        assert_eq!(Speed::FASTEST.faster(), Speed::FASTEST);
    }

    #[test]
    fn a_gap_pauses() {
        let mut pace = Pace::new(Mode::Clock, Speed(400), SimTime::START, 0);
        pace.go(0);
        assert_eq!(pace.look(1_000), (SimTime(4_000), None));
        let (story, gap) = pace.look(61_000);
        assert_eq!((story, gap), (SimTime(4_000), Some(Duration::minutes(1))));
        assert!(pace.paused);
    }
}
