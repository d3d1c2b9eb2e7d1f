//! Keyed randomness: a draw is a pure function of seed, epoch, purpose, names and occasion.
//!
//! Nothing is drawn in sequence, so adding a person, a monitor or an inject moves no other draw
//! (common random numbers). An occasion is a name ("page 3 of alert 7"), never a count of draws.
//! The generator is `sandtable-mix-1`: SplitMix64 finalisers folded over the key (Steele, Lea,
//! Flood 2014); a golden test pins it.

use std::convert::Infallible;

use super::{Duration, Law, Name, Share, SimTime};

/// The generator's name and version, written in every log's header.
pub const GENERATOR: &str = "sandtable-mix-1";

/// What a draw is for. The numbers are part of the generator: never renumber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Purpose {
    TrueCause = 1,
    Difficulty = 2,
    Clarity = 3,
    FaultDelay = 4,
    FaultGrowth = 5,
    Spread = 6,
    Recurrence = 7,
    EdgeDelay = 8,
    EdgeStrikes = 9,
    Overload = 10,
    CollapseRecovery = 11,
    Recovery = 12,
    MonitorMisses = 20,
    MonitorPhase = 21,
    MonitorRefires = 22,
    FalseAlarm = 23,
    CustomerPatience = 24,
    ColleagueNotices = 25,
    BlindSpot = 26,
    AckDelay = 30,
    Unreachable = 31,
    UnreachableFor = 32,
    EngageDelay = 33,
    ArrivalDelay = 34,
    PageMissed = 35,
    TaskLuck = 40,
    TaskPersonLuck = 41,
    Misread = 42,
    Stuck = 43,
    StuckFor = 44,
    ActionFails = 45,
    ActionHarms = 46,
    HarmLasts = 47,
    StopGapHolds = 48,
    ResumeCost = 49,
    VerifyWork = 50,
    TipsOff = 51,
    RunbookLine = 52,
    HeardInTalk = 60,
    HeardInChat = 61,
    WrittenDown = 62,
    HeardInHandoff = 63,
    Volunteer = 64,
    HandoffCall = 65,
    StakeholderPatience = 70,
    StakeholderFinds = 73,
    BystanderJoins = 71,
    BystanderAsks = 72,
    InjectDelay = 80,
    Persona = 81,
    Resample = 90,
    ResamplePairs = 91,
    ResampleYears = 92,
    Assumption = 93,
    Scratch = 999,
}

/// The luck of one run: its seed and the epoch of the branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    seed: u64,
    epoch: u32,
    root: u64,
}

/// One draw: 64 well-mixed bits, read as a uniform, a choice, a chance or a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw(u64);

/// What a key may be made of: names, numbers, instants, and tuples of these.
pub trait Key {
    fn fold(self, hash: u64) -> u64;
}

impl Draws {
    pub fn new(seed: u64) -> Draws {
        Draws::in_epoch(seed, 0)
    }
    pub fn in_epoch(seed: u64, epoch: u32) -> Draws {
        let root = mix(mix(seed) ^ u64::from(epoch));
        Draws { seed, epoch, root }
    }
    pub fn seed(&self) -> u64 {
        self.seed
    }
    pub fn epoch(&self) -> u32 {
        self.epoch
    }
    pub fn of(&self, purpose: Purpose, key: impl Key) -> Draw {
        Draw(mix(key.fold(mix(self.root ^ purpose as u64))))
    }
}

impl Draw {
    /// Strictly between 0 and 1: `((h >> 11) + 0.5) * 2^-53`.
    #[inline]
    pub fn uniform(self) -> f64 {
        ((self.0 >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
    }
    #[inline]
    pub fn chance(self, probability: Share) -> bool {
        self.uniform() < probability.as_f64()
    }
    /// A length of time by inverse distribution function: longer for a larger uniform.
    pub fn length(self, law: &Law) -> Duration {
        law.quantile(self.uniform())
    }
    /// A standard normal deviate by inverse distribution function.
    pub fn normal(self) -> f64 {
        super::maths::normal_quantile(self.uniform())
    }
    /// An index by weight. `None` if no weight is positive.
    pub fn pick(self, weights: impl Iterator<Item = f64> + Clone) -> Option<usize> {
        let total: f64 = weights.clone().sum();
        if total <= 0.0 {
            return None;
        }
        let mut left = self.uniform() * total;
        let mut last = None;
        for (index, weight) in weights.enumerate() {
            if weight > 0.0 {
                last = Some(index);
                if left < weight {
                    return last;
                }
                left -= weight;
            }
        }
        last
    }
}

/// A `Draw` speaks rand's language: a stream whose n-th word is the mix of draw and n.
pub struct Stream {
    draw: Draw,
    word: u64,
}

impl From<Draw> for Stream {
    fn from(draw: Draw) -> Stream {
        Stream { draw, word: 0 }
    }
}

impl rand::TryRng for Stream {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.word += 1;
        Ok(mix(self.draw.0 ^ mix(self.word)))
    }
    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
        for chunk in into.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// SplitMix64's step and finaliser.
#[inline]
fn mix(z: u64) -> u64 {
    let z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Key for Name {
    fn fold(self, hash: u64) -> u64 {
        mix(hash ^ self.stable_hash())
    }
}
impl Key for u64 {
    fn fold(self, hash: u64) -> u64 {
        mix(hash ^ self)
    }
}
impl Key for u32 {
    fn fold(self, hash: u64) -> u64 {
        u64::from(self).fold(hash)
    }
}
impl Key for u16 {
    fn fold(self, hash: u64) -> u64 {
        u64::from(self).fold(hash)
    }
}
impl Key for SimTime {
    fn fold(self, hash: u64) -> u64 {
        (self.0 as u64).fold(hash)
    }
}
impl<A: Key, B: Key> Key for (A, B) {
    fn fold(self, hash: u64) -> u64 {
        self.1.fold(self.0.fold(hash))
    }
}
impl<A: Key, B: Key, C: Key> Key for (A, B, C) {
    fn fold(self, hash: u64) -> u64 {
        self.2.fold((self.0, self.1).fold(hash))
    }
}
impl<A: Key, B: Key, C: Key, D: Key> Key for (A, B, C, D) {
    fn fold(self, hash: u64) -> u64 {
        self.3.fold((self.0, self.1, self.2).fold(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_pinned() {
        let draws = Draws::new(1);
        let words: Vec<u64> = (0..4u64)
            .map(|n| draws.of(Purpose::Scratch, (Name::new("ana"), n)).0)
            .collect();
        let again = Draws::new(1).of(Purpose::Scratch, (Name::new("ana"), 2u64));
        assert_eq!(words[2], again.0);
        assert_eq!(words, PINNED);
    }
    const PINNED: [u64; 4] = [
        14_440_608_703_846_803_518,
        15_696_772_646_249_866_706,
        13_340_813_286_629_240_398,
        1_901_620_374_867_050_820,
    ];

    #[test]
    fn neighbouring_keys_are_independent_uniforms() {
        let draws = Draws::new(7);
        let n = 20_000u64;
        let sample = |k: u64| draws.of(Purpose::Scratch, (Name::new("x"), k)).uniform();
        let mean = (0..n).map(sample).sum::<f64>() / n as f64;
        let lag = (1..n)
            .map(|k| (sample(k) - 0.5) * (sample(k - 1) - 0.5))
            .sum::<f64>()
            / n as f64;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        assert!(lag.abs() < 0.003, "{lag}");
    }

    #[test]
    fn seed_epoch_and_purpose_all_matter() {
        let key = (Name::new("x"), 1u64);
        let base = Draws::new(1).of(Purpose::Scratch, key);
        assert_ne!(base, Draws::new(2).of(Purpose::Scratch, key));
        assert_ne!(base, Draws::in_epoch(1, 1).of(Purpose::Scratch, key));
        assert_ne!(base, Draws::new(1).of(Purpose::Spread, key));
    }
}
