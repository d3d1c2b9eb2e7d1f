//! The k-th smallest of all sums x + y, without making them.
//!
//! The sums of two sorted lists form a matrix whose rows and columns ascend; how many of its
//! entries lie at or below a bound takes one walk along its staircase. Bisecting the bound over the
//! doubles themselves (ordered as integers, at most 64 walks) ends on the entry exactly: rounding is
//! monotone, so the rounded sums ascend too. n log n in all, no memory beside the lists, ties harmless.

/// Which entries of the matrix count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All x[i] + y[j].
    All,
    /// Those with i <= j, of one list with itself: the Walsh sums.
    Upper,
}

/// Two ascending lists, seen as the matrix of their sums.
pub(super) struct Sums<'a> {
    pub rows: &'a [f64],
    pub columns: &'a [f64],
    pub part: Part,
}

impl Sums<'_> {
    /// How many sums there are.
    pub fn count(&self) -> u64 {
        let (rows, columns) = (self.rows.len() as u64, self.columns.len() as u64);
        match self.part {
            Part::All => rows * columns,
            Part::Upper => rows * (rows + 1) / 2,
        }
    }

    /// The sum of rank `k`, from 1 to [`Sums::count`].
    pub fn of_rank(&self, k: u64) -> f64 {
        assert!(
            k >= 1 && k <= self.count(),
            "rank {k} of {} sums",
            self.count()
        );
        let last = |list: &[f64]| list[list.len() - 1];
        let mut low = key(self.rows[0] + self.columns[0]);
        let mut high = key(last(self.rows) + last(self.columns));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.up_to(value(middle)) >= k {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        value(low)
    }

    /// How many sums are at or below `bound`.
    fn up_to(&self, bound: f64) -> u64 {
        let mut fits = self.columns.len();
        let mut count = 0;
        for (i, row) in self.rows.iter().enumerate() {
            while fits > 0 && row + self.columns[fits - 1] > bound {
                fits -= 1;
            }
            count += match self.part {
                Part::All => fits,
                Part::Upper => fits.saturating_sub(i),
            } as u64;
        }
        count
    }
}

/// The doubles in their order, as integers; minus zero and zero are one.
fn key(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
}

fn value(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 {
        key & !(1 << 63)
    } else {
        !key
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rank_is_the_one_of_the_sorted_sums() {
        // Ties, negative values and zeros on purpose.
        let list = |n: u64, step: u64| -> Vec<f64> {
            let mut list: Vec<f64> = (0..n)
                .map(|i| ((i * step) % 23) as f64 * 0.7 - 6.3)
                .collect();
            list.sort_by(f64::total_cmp);
            list
        };
        for n in [1, 2, 3, 17, 40] {
            let (x, y) = (list(n, 7), list(n + 2, 5));
            check(&Sums {
                rows: &x,
                columns: &x,
                part: Part::Upper,
            });
            check(&Sums {
                rows: &x,
                columns: &y,
                part: Part::All,
            });
        }
    }

    fn check(sums: &Sums) {
        let mut all = Vec::new();
        for (i, x) in sums.rows.iter().enumerate() {
            let from = if sums.part == Part::Upper { i } else { 0 };
            all.extend(sums.columns[from..].iter().map(|y| x + y));
        }
        all.sort_by(f64::total_cmp);
        assert_eq!(all.len() as u64, sums.count());
        for (index, sum) in all.iter().enumerate() {
            assert_eq!(sums.of_rank(index as u64 + 1), *sum);
        }
    }
}
