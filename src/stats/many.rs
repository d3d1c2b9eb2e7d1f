//! Many comparisons at once: p-values that take their number into account.
//!
//! Results stand in the order of the input; a p-value of `None` (no test possible) stays `None` and
//! does not count.
//!
//! ```
//! use sandtable::stats::many::holm;
//! assert_eq!(holm(&[Some(0.04), None, Some(0.01)]), [Some(0.04), None, Some(0.02)]);
//! ```

/// Holm's adjusted p-values: the chance of one false claim among all stays below the level.
///
/// Source: S. Holm, Scandinavian Journal of Statistics 6 (1979).
pub fn holm(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut worst = 0.0_f64;
    adjust(p, Order::Rising, |p, place, m| {
        worst = worst.max(p * (m - place) as f64).min(1.0);
        worst
    })
}

/// Benjamini and Hochberg's adjusted p-values: the share of false claims among the claims; for
/// exploring only.
///
/// Source: Y. Benjamini and Y. Hochberg, JRSS B 57 (1995).
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut best = 1.0_f64;
    adjust(p, Order::Falling, |p, place, m| {
        best = best.min(p * m as f64 / (place + 1) as f64);
        best
    })
}

/// Bonferroni's adjusted p-values: each times their number.
pub fn bonferroni(p: &[Option<f64>]) -> Vec<Option<f64>> {
    adjust(p, Order::Rising, |p, _, m| (p * m as f64).min(1.0))
}

enum Order {
    Rising,
    Falling,
}

/// Walk over the p-values that exist, by size, and give each its own (p, place from 0, how many).
fn adjust(
    p: &[Option<f64>],
    order: Order,
    mut one: impl FnMut(f64, usize, usize) -> f64,
) -> Vec<Option<f64>> {
    let mut sorted: Vec<(usize, f64)> = p
        .iter()
        .enumerate()
        .filter_map(|(index, p)| p.map(|p| (index, p)))
        .collect();
    sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let m = sorted.len();
    let mut places: Vec<(usize, (usize, f64))> = sorted.into_iter().enumerate().collect();
    if matches!(order, Order::Falling) {
        places.reverse();
    }
    let mut adjusted = vec![None; p.len()];
    for (place, (index, p)) in places {
        adjusted[index] = Some(one(p, place, m));
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjusted_values_keep_the_order_of_the_input_and_stay_below_one() {
        let p = [Some(0.3), Some(0.001), Some(0.9), None];
        assert_eq!(holm(&p), [Some(0.6), Some(0.003), Some(0.9), None]);
        assert_eq!(bonferroni(&p)[2], Some(1.0));
        assert_eq!(benjamini_hochberg(&p)[1], Some(0.003));
        assert!(holm(&[]).is_empty());
    }
}
