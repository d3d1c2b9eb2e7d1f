//! The normal, t, beta and binomial laws, over `libm` alone.
//!
//! Accurate to about 1e-12 (1e-9 in the binomial law of 10^6 trials), which is far more than an
//! interval needs; the point of having them here is that they give the same bits everywhere.
//!
//! ```
//! use sandtable::stats::distributions::{normal_quantile, t_quantile};
//! assert!((normal_quantile(0.975) - 1.959963984540054).abs() < 1e-14);
//! assert!((t_quantile(0.975, 39.0) - 2.022690920).abs() < 1e-8);
//! ```

use libm::{erfc, exp, lgamma, log, log1p, sqrt};
use std::f64::consts::{LN_2, PI, SQRT_2};

/// P(Z <= z) of the standard normal law, from `erfc`, so that small tails keep their digits.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

/// The z with P(Z <= z) = `p`; infinite at 0 and 1.
///
/// Source: M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution",
/// Applied Statistics 37 (1988), routine PPND16, about 1e-16 relative.
pub fn normal_quantile(p: f64) -> f64 {
    assert!(
        (0.0..=1.0).contains(&p),
        "a probability lies between 0 and 1, got {p}"
    );
    let centre = p - 0.5;
    if centre.abs() <= 0.425 {
        let r = 0.180625 - centre * centre;
        return centre * polynomial(&NEAR_TOP, r) / polynomial(&NEAR_BOTTOM, r);
    }
    let tail = if centre < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return f64::INFINITY.copysign(centre);
    }
    let r = sqrt(-log(tail));
    let distance = match r <= 5.0 {
        true => polynomial(&MIDDLE_TOP, r - 1.6) / polynomial(&MIDDLE_BOTTOM, r - 1.6),
        false => polynomial(&FAR_TOP, r - 5.0) / polynomial(&FAR_BOTTOM, r - 5.0),
    };
    distance.copysign(centre)
}

/// P(T <= t) of Student's law with `df` > 0 degrees of freedom.
///
/// Source: Abramowitz and Stegun 26.7.1, by way of the incomplete beta function.
pub fn t_cdf(t: f64, df: f64) -> f64 {
    let tail = 0.5 * t_both_tails(t, df);
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// P(|T| >= |t|) of Student's law: the two-sided p-value, with all its digits in the far tail.
pub fn t_both_tails(t: f64, df: f64) -> f64 {
    beta_cdf(df / (df + t * t), 0.5 * df, 0.5)
}

/// The t with P(T <= t) = `p`, 0 < `p` < 1, by bisection down to neighbouring doubles.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    assert!(
        p > 0.0 && p < 1.0,
        "a quantile of t needs 0 < p < 1, got {p}"
    );
    if p == 0.5 {
        return 0.0;
    }
    // The tail is bisected, not the body: 1 - p loses digits when p is near 1.
    let tail = if p < 0.5 { p } else { 1.0 - p };
    let mut low = 0.0;
    let mut high = 1.0;
    while 0.5 * t_both_tails(high, df) > tail {
        low = high;
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        match 0.5 * t_both_tails(middle, df) > tail {
            true => low = middle,
            false => high = middle,
        }
    }
    high.copysign(p - 0.5)
}

/// P(X <= x) of the beta law with `a`, `b` > 0: the regularised incomplete beta function.
///
/// Source: the continued fraction NIST DLMF 8.17.22, evaluated by Lentz's method as modified by
/// Thompson and Barnett (1986); the reflection 8.17.4 keeps it where it converges quickly.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    assert!(
        a > 0.0 && b > 0.0,
        "the beta law needs a, b > 0, got {a}, {b}"
    );
    if x.is_nan() || x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = exp(a * log(x) + b * log1p(-x) - ln_beta(a, b));
    match x < (a + 1.0) / (a + b + 2.0) {
        true => front * beta_fraction(x, a, b) / a,
        false => 1.0 - front * beta_fraction(1.0 - x, b, a) / b,
    }
}

/// P(B <= `k`) of the binomial law: `n` trials that each succeed with probability `p`.
///
/// Source: NIST DLMF 8.17.5, the binomial tail as an incomplete beta function.
pub fn binomial_cdf(k: usize, n: usize, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    beta_cdf(1.0 - p, (n - k) as f64, k as f64 + 1.0)
}

/// ln B(a, b), without the cancellation that `lgamma` would bring for large arguments.
///
/// Source: A. R. DiDonato and A. H. Morris, "Algorithm 708", ACM TOMS 18 (1992), routine BETALN.
fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if large < 10.0 {
        return lgamma(a) + lgamma(b) - lgamma(a + b);
    }
    let ratio = small / large;
    if small < 10.0 {
        // ln G(large + small) - ln G(large), from Stirling's series of both.
        let rise = (large - 0.5) * log1p(ratio) + small * log(large + small) - small
            + stirling(large + small)
            - stirling(large);
        return lgamma(small) - rise;
    }
    let correction = stirling(small) + stirling(large) - stirling(small + large);
    let u = -(small - 0.5) * log(ratio / (1.0 + ratio));
    let v = large * log1p(ratio);
    0.5 * (LN_2 + log(PI)) - 0.5 * log(large) + correction - u - v
}

/// What Stirling's formula leaves out of ln G(x), for x >= 10 (NIST DLMF 5.11.1).
fn stirling(x: f64) -> f64 {
    let r = 1.0 / (x * x);
    let series = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
    ];
    polynomial(&series, r) / x
}

fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let held = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / held(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    // Some sqrt(max(a, b)) rounds are needed; the bound only keeps a wrong argument from hanging.
    for round in 1..1_000_000_u32 {
        let m = f64::from(round);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / held(1.0 + even * d);
        c = held(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / held(1.0 + odd * d);
        c = held(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

/// c0 + c1 x + c2 x^2 + ..., by Horner's rule.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients
        .iter()
        .rev()
        .fold(0.0, |value, coefficient| value * x + coefficient)
}

// The coefficients of AS 241, rounded to doubles.
const NEAR_TOP: [f64; 8] = [
    3.387_132_872_796_366_6,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_4e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const NEAR_BOTTOM: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_854e3,
];
const MIDDLE_TOP: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const MIDDLE_BOTTOM: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_TOP: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, expected: f64, relative: f64) {
        assert!(
            (got - expected).abs() <= relative * expected.abs(),
            "got {got:?}, expected {expected:?}"
        );
    }

    // Expected values: scipy 1.17.
    #[test]
    fn normal_quantiles_match_scipy() {
        for (p, z) in [
            (1e-300, -37.0470962993612),
            (1e-10, -6.361340902404056),
            (0.001, -3.090232306167813),
            (0.3, -0.5244005127080409),
            (0.975, 1.959963984540054),
            (0.9999999, 5.199337582290661),
        ] {
            close(normal_quantile(p), z, 1e-14);
            close(normal_cdf(z), p, 1e-12);
        }
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert_eq!(normal_quantile(0.5), 0.0);
    }

    #[test]
    fn t_quantiles_match_scipy() {
        for (p, df, t) in [
            (0.975, 1.0, 12.706204736174694),
            (0.975, 2.0, 4.302652729749462),
            (0.995, 3.7, 4.8692522532278275),
            (0.9995, 39.0, 3.5581200813327714),
            (0.975, 76.745, 1.991359988655919),
            (0.975, 999999.0, 1.9599663568164791),
            (0.6, 5.0, 0.2671808657041451),
        ] {
            close(t_quantile(p, df), t, 2e-10);
            close(t_quantile(1.0 - p, df), -t, 2e-10);
        }
        close(t_cdf(-2.466969129452679, 39.0), 0.009061696996502038, 1e-12);
        close(
            t_cdf(2.466969129452679, 39.0),
            1.0 - 0.009061696996502038,
            1e-12,
        );
        close(0.5 * t_both_tails(40.0, 5.0), 9.205981085886477e-08, 1e-12);
    }

    #[test]
    fn beta_and_binomial_match_scipy_up_to_a_million_trials() {
        close(beta_cdf(0.3, 2.5, 4.0), 0.3521975859067672, 1e-13);
        close(beta_cdf(0.001, 0.5, 0.5), 0.020135041633377492, 1e-13);
        close(beta_cdf(0.5, 5e5, 5e5 + 1.0), 0.5003989421806654, 1e-9);
        close(binomial_cdf(3, 10, 0.2), 0.8791261183999999, 1e-13);
        close(
            binomial_cdf(499_000, 1_000_000, 0.5),
            0.0228041499326948,
            1e-9,
        );
        close(
            binomial_cdf(949_500, 1_000_000, 0.95),
            0.01104112239113475,
            1e-9,
        );
        assert_eq!(binomial_cdf(10, 10, 0.2), 1.0);
    }

    #[test]
    fn a_binomial_law_sums_to_its_terms() {
        let (n, p) = (23, 0.37);
        let mut term = libm::pow(1.0 - p, n as f64);
        let mut below = 0.0;
        for k in 0..n {
            below += term;
            close(binomial_cdf(k, n, p), below, 1e-12);
            term *= (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
        }
    }
}
