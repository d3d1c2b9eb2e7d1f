//! The keyed draws that every peer shares: a draw is a function of what it is for, so the order of
//! events cannot matter and every language comes to the same figures.

pub const GAP: u64 = 0;
pub const DETECTION: u64 = 1;
pub const COIN: u64 = 2;
pub const DELAY: u64 = 3;
pub const DIAGNOSIS: u64 = 4;
pub const REPAIR: u64 = 5;
pub const HANDOFF: u64 = 6;

pub fn mix(z: u64) -> u64 {
    let z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The luck of one replication.
pub fn replication(seed: u64, nth: u64) -> u64 {
    mix(seed ^ mix(nth))
}

/// The luck of one incident: the n-th failure of its service.
pub fn incident(replication: u64, service: u32, nth: u32) -> u64 {
    mix(replication ^ (u64::from(service) << 32 | u64::from(nth)))
}

fn hash(incident: u64, purpose: u64, k: u64) -> u64 {
    mix(incident ^ (purpose << 32 | k))
}

fn unit(hash: u64) -> f64 {
    ((hash >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
}

pub fn uniform(incident: u64, purpose: u64, k: u64) -> f64 {
    unit(hash(incident, purpose, k))
}

pub fn exponential(incident: u64, purpose: u64, mean: f64) -> f64 {
    -uniform(incident, purpose, 0).ln() * mean
}

pub fn log_normal(incident: u64, purpose: u64, k: u64, median: f64, sigma: f64) -> f64 {
    let h = hash(incident, purpose, k);
    let radius = (-2.0 * unit(h).ln()).sqrt();
    let angle = std::f64::consts::TAU * unit(mix(h ^ 0xD1B5_4A32_D192_ED03));
    (median.ln() + sigma * (radius * angle.cos())).exp()
}
