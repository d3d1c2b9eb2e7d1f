//! Numbers a script may write: a share between 0 and 1, and a finite factor of at least 0.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A share, a probability or a health between 0 and 1, kept in whole millionths so that sums and
/// products are the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u32);

/// A finite number between 0 and a million: weights, speeds, sigmas, shapes, rates.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Factor(f64);

impl Share {
    pub const NONE: Share = Share(0);
    pub const ALL: Share = Share(1_000_000);

    /// Clamped to 0..=1.
    pub fn new(value: f64) -> Share {
        Share(libm::round(value.clamp(0.0, 1.0) * 1e6) as u32)
    }
    /// From whole millionths, at most one million.
    pub const fn ppm(ppm: u32) -> Share {
        Share(if ppm > 1_000_000 { 1_000_000 } else { ppm })
    }
    pub const fn as_ppm(self) -> u32 {
        self.0
    }
    #[inline]
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 1e6
    }
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
    /// What is missing to one.
    pub const fn rest(self) -> Share {
        Share(1_000_000 - self.0)
    }
    #[inline]
    pub fn times(self, other: Share) -> Share {
        Share((u64::from(self.0) * u64::from(other.0) / 1_000_000) as u32)
    }
    pub fn minus(self, other: Share) -> Share {
        Share(self.0.saturating_sub(other.0))
    }
    pub fn plus(self, other: Share) -> Share {
        Share::ppm(self.0 + other.0)
    }
    /// This share of a whole number, rounded down.
    #[inline]
    pub fn of(self, whole: u64) -> u64 {
        match whole.checked_mul(u64::from(self.0)) {
            Some(millionths) => millionths / 1_000_000,
            None => (u128::from(whole) * u128::from(self.0) / 1_000_000) as u64,
        }
    }
}

impl Factor {
    pub const ONE: Factor = Factor(1.0);
    pub const ZERO: Factor = Factor(0.0);
    pub const fn new(value: f64) -> Factor {
        assert!(value >= 0.0 && value <= 1e6);
        Factor(value)
    }
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Default for Factor {
    fn default() -> Factor {
        Factor::ONE
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.as_f64())
    }
}
impl Serialize for Share {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_f64(self.as_f64())
    }
}
impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Share, D::Error> {
        let value = f64::deserialize(d)?;
        if !(0.0..=1.0).contains(&value) {
            return Err(de::Error::custom(format!(
                "`{value}` is not between 0 and 1"
            )));
        }
        Ok(Share::new(value))
    }
}
impl Serialize for Factor {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_f64(self.0)
    }
}
impl<'de> Deserialize<'de> for Factor {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Factor, D::Error> {
        let value = f64::deserialize(d)?;
        if !(0.0..=1e6).contains(&value) {
            return Err(de::Error::custom(format!(
                "`{value}` is not a number between 0 and 1,000,000"
            )));
        }
        Ok(Factor(value))
    }
}
impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number", "minimum": 0, "maximum": 1})
    }
}
impl JsonSchema for Factor {
    fn schema_name() -> Cow<'static, str> {
        "Factor".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number", "minimum": 0, "maximum": 1000000})
    }
}
