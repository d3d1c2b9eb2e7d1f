//! What an interval says, given which differences are too small to matter.

use std::fmt;

use crate::score::Better;

/// What is too small to matter, on the scale of an effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Where there is no difference: 1 of ratios, 0 of differences.
    pub same: f64,
    pub low: f64,
    pub high: f64,
}

/// In the words of a report: never "significant".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies on the good side; `size_open` where it reaches into the band.
    Better {
        size_open: bool,
    },
    Worse {
        size_open: bool,
    },
    /// More of what is neither good nor bad by itself.
    More {
        size_open: bool,
    },
    Fewer {
        size_open: bool,
    },
    /// The whole interval lies inside the band.
    Equivalent,
    /// The interval holds "same" and reaches out of the band.
    Undecided,
    /// Equal in every single pair.
    Unchanged,
}

impl Band {
    /// Around a ratio of 1: 0.05 is from 5 % less to 5 % more.
    pub fn ratio(share: f64) -> Band {
        Band {
            same: 1.0,
            low: 1.0 - share,
            high: 1.0 + share,
        }
    }

    /// Around a difference of 0, in its unit.
    pub fn difference(half: f64) -> Band {
        Band {
            same: 0.0,
            low: -half,
            high: half,
        }
    }
}

/// What an interval says.
pub fn verdict(band: Band, (low, high): (f64, f64), better: Better) -> Verdict {
    if low == band.same && high == band.same {
        return Verdict::Equivalent;
    }
    // Inside the band first: a difference that is sure and does not matter is no news.
    if low >= band.low && high <= band.high && (band.low < band.high) {
        return Verdict::Equivalent;
    }
    let below = high < band.same;
    let above = low > band.same;
    let size_open = (below && high > band.low) || (above && low < band.high);
    match (better, below, above) {
        (_, false, false) => Verdict::Undecided,
        (Better::Lower, true, _) | (Better::Higher, _, true) => Verdict::Better { size_open },
        (Better::Lower, _, true) | (Better::Higher, true, _) => Verdict::Worse { size_open },
        (Better::Neither, true, _) => Verdict::Fewer { size_open },
        (Better::Neither, _, true) => Verdict::More { size_open },
    }
}

impl Verdict {
    /// Without what is said of the size.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Better { .. } => "better",
            Verdict::Worse { .. } => "worse",
            Verdict::More { .. } => "more",
            Verdict::Fewer { .. } => "fewer",
            Verdict::Equivalent => "equivalent",
            Verdict::Undecided => "undecided",
            Verdict::Unchanged => "unchanged",
        }
    }

    /// Whether the direction is sure and the size is not.
    pub fn size_open(self) -> bool {
        match self {
            Verdict::Better { size_open }
            | Verdict::Worse { size_open }
            | Verdict::More { size_open }
            | Verdict::Fewer { size_open } => size_open,
            _ => false,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        match self.size_open() {
            true => f.write_str(", size open"),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_decides() {
        let of = |interval, better| verdict(Band::ratio(0.05), interval, better).to_string();
        assert_eq!(of((0.80, 0.90), Better::Lower), "better");
        assert_eq!(of((0.80, 0.96), Better::Lower), "better, size open");
        assert_eq!(of((1.06, 1.2), Better::Lower), "worse");
        assert_eq!(of((1.01, 1.2), Better::Higher), "better, size open");
        assert_eq!(of((0.96, 0.99), Better::Lower), "equivalent");
        assert_eq!(of((0.90, 1.02), Better::Lower), "undecided");
        assert_eq!(of((0.80, 0.90), Better::Neither), "fewer");
        let none = verdict(Band::difference(0.0), (0.0, 0.0), Better::Lower);
        assert_eq!(none, Verdict::Equivalent);
        let some = verdict(Band::difference(0.0), (0.1, 0.2), Better::Lower);
        assert_eq!(some, Verdict::Worse { size_open: false });
    }
}
