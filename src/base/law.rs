//! Laws: how long a thing takes, as a distribution over lengths of time.
//!
//! One uniform, one inverse distribution function, no rejection: a draw stays in step between the
//! arms of a study, and a larger uniform is a longer time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::maths::{self, exp, gamma_p, log, normal_cdf, normal_quantile, pow};
use super::{Duration, Factor};

/// A distribution over lengths of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Law {
    /// Always the same.
    Fixed(Duration),
    /// Anything between `min` and `max`, all alike.
    Uniform { min: Duration, max: Duration },
    /// Memoryless, with this mean.
    Exponential { mean: Duration },
    /// The usual shape of human work: half of the draws below `median`; `sigma` is the standard
    /// deviation of the logarithm.
    LogNormal { median: Duration, sigma: Factor },
    /// `1 - exp(-(t/scale)^shape)`.
    Weibull { scale: Duration, shape: Factor },
    /// A sum of `shape` exponential stages with this mean in all.
    Gamma { mean: Duration, shape: Factor },
    /// Like log-normal with heavier tails: `1 / (1 + (t/median)^-shape)`.
    LogLogistic { median: Duration, shape: Factor },
    /// One of several laws, by weight.
    Mixture(Vec<Part>),
    /// Measured lengths, each as likely as the others.
    Empirical(Vec<Duration>),
    /// Another law cut to a range: draws outside it do not happen.
    Truncated {
        law: Box<Law>,
        /// None shorter than this.
        #[serde(default)]
        min: Option<Duration>,
        /// None longer than this.
        #[serde(default)]
        max: Option<Duration>,
    },
}

/// One part of a mixture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// How likely, beside the other parts' weights.
    pub weight: Factor,
    pub law: Law,
}

impl Law {
    pub const ZERO: Law = Law::Fixed(Duration::ZERO);

    pub fn log_normal(median: Duration, sigma: f64) -> Law {
        Law::LogNormal {
            median,
            sigma: Factor::new(sigma),
        }
    }

    /// The length below which a share `u` of all draws lies. `u` strictly between 0 and 1.
    pub fn quantile(&self, u: f64) -> Duration {
        if let Law::Fixed(length) = self {
            return *length;
        }
        Duration::from_millis_f64(self.quantile_ms(u))
    }

    /// The quantile of those draws that are longer than `past`.
    pub fn quantile_beyond(&self, u: f64, past: Duration) -> Duration {
        if past.is_zero() {
            return self.quantile(u);
        }
        let share = self.share_within(past);
        let u = (share + (1.0 - share) * u).clamp(1e-15, 1.0 - 1e-15);
        self.quantile(u).max(past)
    }

    /// The share of all draws that are no longer than `length`.
    pub fn share_within(&self, length: Duration) -> f64 {
        self.cdf_ms(ms(length))
    }

    /// The length that half of all draws fall short of.
    pub fn median(&self) -> Duration {
        self.quantile(0.5)
    }

    /// Whether the law can give nothing but zero.
    pub fn is_zero(&self) -> bool {
        self.quantile(0.999_999).is_zero()
    }

    fn quantile_ms(&self, u: f64) -> f64 {
        match self {
            Law::Fixed(length) => ms(*length),
            Law::Uniform { min, max } => ms(*min) + u * (ms(*max) - ms(*min)),
            Law::Exponential { mean } => -libm::log1p(-u) * ms(*mean),
            Law::LogNormal { median, sigma } => ms(*median) * exp(sigma.get() * normal_quantile(u)),
            Law::Weibull { scale, shape } => ms(*scale) * pow(-libm::log1p(-u), 1.0 / shape.get()),
            Law::Gamma { mean, shape } => {
                let scale = ms(*mean) / shape.get();
                scale * maths::invert(|x| gamma_p(shape.get(), x), u, shape.get())
            }
            Law::LogLogistic { median, shape } => {
                ms(*median) * exp((log(u) - libm::log1p(-u)) / shape.get())
            }
            Law::Mixture(_) => maths::invert(|x| self.cdf_ms(x), u, 60_000.0),
            Law::Empirical(lengths) => {
                let mut sorted = lengths.clone();
                sorted.sort_unstable();
                let index = (u * sorted.len() as f64) as usize;
                sorted
                    .get(index.min(sorted.len().saturating_sub(1)))
                    .map_or(0.0, |d| ms(*d))
            }
            Law::Truncated { law, min, max } => {
                let low = min.map_or(0.0, ms);
                let high = max.map_or(f64::INFINITY, ms);
                let from = min.map_or(0.0, |_| law.cdf_ms(low));
                let to = max.map_or(1.0, |_| law.cdf_ms(high));
                let inside = from + u * (to - from);
                law.quantile_ms(inside.clamp(1e-15, 1.0 - 1e-15))
                    .clamp(low, high)
            }
        }
    }

    fn cdf_ms(&self, x: f64) -> f64 {
        match self {
            Law::Fixed(length) => step(x >= ms(*length)),
            Law::Uniform { min, max } if min == max => step(x >= ms(*min)),
            Law::Uniform { min, max } => ((x - ms(*min)) / (ms(*max) - ms(*min))).clamp(0.0, 1.0),
            _ if x <= 0.0 => 0.0,
            Law::Exponential { mean } => -libm::expm1(-x / ms(*mean)),
            Law::LogNormal { median, sigma } if sigma.get() == 0.0 => step(x >= ms(*median)),
            Law::LogNormal { median, sigma } => normal_cdf(log(x / ms(*median)) / sigma.get()),
            Law::Weibull { scale, shape } => -libm::expm1(-pow(x / ms(*scale), shape.get())),
            Law::Gamma { mean, shape } => gamma_p(shape.get(), x * shape.get() / ms(*mean)),
            Law::LogLogistic { median, shape } => 1.0 / (1.0 + pow(x / ms(*median), -shape.get())),
            Law::Mixture(parts) => {
                let total: f64 = parts.iter().map(|p| p.weight.get()).sum();
                let mixed: f64 = parts.iter().map(|p| p.weight.get() * p.law.cdf_ms(x)).sum();
                mixed / total
            }
            Law::Empirical(lengths) => {
                let below = lengths.iter().filter(|d| ms(**d) <= x).count();
                below as f64 / lengths.len().max(1) as f64
            }
            Law::Truncated { law, min, max } => {
                let from = min.map_or(0.0, |m| law.cdf_ms(ms(m)));
                let to = max.map_or(1.0, |m| law.cdf_ms(ms(m)));
                ((law.cdf_ms(x) - from) / (to - from)).clamp(0.0, 1.0)
            }
        }
    }

    /// What is wrong with the law's figures, if anything: a sentence for its author.
    pub fn fault(&self) -> Option<String> {
        match self {
            Law::Uniform { min, max } if min > max => {
                Some(format!("`min` {min} is longer than `max` {max}"))
            }
            Law::LogNormal { sigma, .. } if sigma.get() > 5.0 => Some(format!(
                "`sigma` {} is out of range; a standard deviation of the logarithm lies between 0 and 5",
                sigma.get()
            )),
            Law::Weibull { shape, .. }
            | Law::Gamma { shape, .. }
            | Law::LogLogistic { shape, .. }
                if !(0.05..=1_000.0).contains(&shape.get()) =>
            {
                Some(format!(
                    "`shape` {} is not between 0.05 and 1000",
                    shape.get()
                ))
            }
            Law::Mixture(parts) => match parts.iter().map(|p| p.weight.get()).sum::<f64>() {
                total if total <= 0.0 => {
                    Some("a mixture needs a part with a positive weight".into())
                }
                _ => parts.iter().find_map(|p| p.law.fault()),
            },
            Law::Empirical(lengths) if lengths.is_empty() => {
                Some("an empirical law needs at least one measured length".into())
            }
            Law::Truncated { law, min, max } => law.fault().or_else(|| {
                let from = min.map_or(0.0, |m| law.cdf_ms(ms(m) - 0.5));
                let to = max.map_or(1.0, |m| law.cdf_ms(ms(m)));
                (from + 1e-9 >= to)
                    .then(|| "nothing of the law lies between `min` and `max`".into())
            }),
            _ => None,
        }
    }
}

fn ms(length: Duration) -> f64 {
    length.as_millis() as f64
}

fn step(reached: bool) -> f64 {
    if reached { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(m: i64) -> Duration {
        Duration::minutes(m)
    }

    fn all() -> Vec<Law> {
        let shape = Factor::new(1.7);
        let normal = Law::log_normal(minutes(8), 0.8);
        let short = Law::Exponential { mean: minutes(2) };
        vec![
            Law::Uniform {
                min: minutes(2),
                max: minutes(9),
            },
            Law::Exponential { mean: minutes(5) },
            normal.clone(),
            Law::Weibull {
                scale: minutes(5),
                shape,
            },
            Law::Gamma {
                mean: minutes(5),
                shape,
            },
            Law::LogLogistic {
                median: minutes(5),
                shape,
            },
            Law::Mixture(vec![
                Part {
                    weight: Factor::new(1.0),
                    law: short,
                },
                Part {
                    weight: Factor::new(3.0),
                    law: normal.clone(),
                },
            ]),
            Law::Truncated {
                law: Box::new(normal),
                min: Some(minutes(3)),
                max: Some(minutes(20)),
            },
        ]
    }

    #[test]
    fn quantile_and_distribution_function_are_inverse() {
        for law in all() {
            for step in 1..40 {
                let u = f64::from(step) / 40.0;
                let back = law.cdf_ms(law.quantile_ms(u));
                assert!((back - u).abs() < 1e-9, "{law:?} at {u}: {back}");
            }
        }
    }

    #[test]
    fn longer_luck_is_a_longer_time() {
        for law in all() {
            let draws: Vec<_> = (1..200)
                .map(|k| law.quantile(f64::from(k) / 200.0))
                .collect();
            assert!(draws.is_sorted(), "{law:?}");
        }
    }

    #[test]
    fn a_truncated_law_stays_in_its_range() {
        let law = all().pop().unwrap();
        assert_eq!(law.quantile(1e-12), minutes(3));
        assert_eq!(law.quantile(1.0 - 1e-12), minutes(20));
        assert!(law.fault().is_none());
    }
}
