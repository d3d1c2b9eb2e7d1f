//! One measure of one arm, run by run, in the unit of its key.

use crate::batch::Key;
use crate::score::{Kind, Metric};
use crate::stats::survival::Span;
use crate::timeline::Measure;

/// A measure of an arm's runs.
pub(super) struct Column {
    /// Run numbers, rising.
    pub runs: Vec<u64>,
    /// Beside them: how much, and whether it was reached; nothing where it does not apply.
    pub values: Vec<Option<Span>>,
    pub is_time: bool,
}

impl Column {
    pub fn new(metric: &Metric, keys: &[Key], measures: Vec<Measure>) -> Column {
        let value = |measure: Measure| {
            let time = metric.in_key_unit(measure)?;
            Some(match measure.is_reached() {
                true => Span::reached(time),
                false => Span::censored(time),
            })
        };
        Column {
            runs: keys.iter().map(|key| key.run).collect(),
            values: measures.into_iter().map(value).collect(),
            is_time: metric.kind() == Kind::Time,
        }
    }

    /// Runs to which it applies.
    pub fn spans(&self) -> Vec<Span> {
        self.values.iter().flatten().copied().collect()
    }

    /// How many of these runs were still open. Only times are ever open.
    pub fn open(&self) -> usize {
        let open = self.values.iter().flatten().filter(|span| !span.is_reached);
        if self.is_time { open.count() } else { 0 }
    }

    /// What a run counts with: a time is cut at `end`; one that was open counts as long as it was
    /// watched.
    pub fn cut(span: Span, end: Option<f64>) -> f64 {
        end.map_or(span.time, |end| span.time.min(end))
    }
}

/// Where times are cut: the longest that all arms with open runs were watched; nothing where no
/// run was open.
pub(super) fn common_end(columns: &[Column]) -> Option<f64> {
    let longest = |column: &Column| {
        let times = column.values.iter().flatten().map(|span| span.time);
        times.fold(0.0, f64::max)
    };
    let open = columns.iter().filter(|column| column.open() > 0);
    open.map(longest).reduce(f64::min)
}

/// Both arms of the runs that both have, cut at `end`, and how many such runs it does not apply to
/// on either side. A run that panicked leaves its partner without a pair.
pub(super) struct Paired {
    pub baseline: Vec<f64>,
    pub arm: Vec<f64>,
    /// Pairs with a side that does not apply; they are left out.
    pub left_out: usize,
    /// Pairs with a side that was still open; they are in.
    pub open: usize,
}

impl Paired {
    pub fn new(baseline: &Column, arm: &Column, end: Option<f64>) -> Paired {
        let mut paired = Paired {
            baseline: Vec::new(),
            arm: Vec::new(),
            left_out: 0,
            open: 0,
        };
        let mut ones = baseline.runs.iter().zip(&baseline.values).peekable();
        for (run, other) in arm.runs.iter().zip(&arm.values) {
            while ones.next_if(|(one, _)| *one < run).is_some() {}
            let Some((_, one)) = ones.next_if(|(one, _)| *one == run) else {
                continue;
            };
            let (Some(one), Some(other)) = (one, other) else {
                paired.left_out += 1;
                continue;
            };
            paired.open += usize::from(!one.is_reached || !other.is_reached);
            paired.baseline.push(Column::cut(*one, end));
            paired.arm.push(Column::cut(*other, end));
        }
        paired
    }
}
