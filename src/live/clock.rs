//! The clock on the wall, handed in: tests turn it by hand.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// What time it is outside the story.
pub trait Clock: Send {
    /// Milliseconds since some fixed moment; never goes back, whatever the calendar does.
    fn elapsed_ms(&self) -> u64;
    /// Milliseconds since 1970, for people who read the session file later.
    fn unix_ms(&self) -> u64;
}

/// The machine's clock.
pub struct SystemClock {
    began: Instant,
}

impl Default for SystemClock {
    fn default() -> SystemClock {
        SystemClock {
            began: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    fn elapsed_ms(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }
    fn unix_ms(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |d| d.as_millis() as u64)
    }
}
