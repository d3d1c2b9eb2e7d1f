//! Columns of text for terminals.

/// How a cell stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    Left(usize),
    Right(usize),
}

/// A head, a rule, and rows; what does not fit is cut with `…`.
pub fn table(columns: &[(&str, Stand)], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = columns.iter().map(|(name, _)| name.to_string()).collect();
    let mut text = line(columns, &head);
    let width: usize = columns.iter().map(|(_, stand)| width(*stand) + 1).sum();
    text += &format!("{}\n", "─".repeat(width.saturating_sub(1)));
    for row in rows {
        text += &line(columns, row);
    }
    text
}

fn line(columns: &[(&str, Stand)], cells: &[String]) -> String {
    let cells = columns.iter().zip(cells).map(|((_, stand), cell)| {
        let cell = clip(cell, width(*stand));
        let free = width(*stand).saturating_sub(cell.chars().count());
        match stand {
            Stand::Left(_) => cell + &" ".repeat(free),
            Stand::Right(_) => " ".repeat(free) + &cell,
        }
    });
    let line = cells.collect::<Vec<_>>().join(" ");
    format!("{}\n", line.trim_end())
}

fn width(stand: Stand) -> usize {
    match stand {
        Stand::Left(width) | Stand::Right(width) => width,
    }
}

fn clip(text: &str, width: usize) -> String {
    match text.chars().count() > width {
        true => text
            .chars()
            .take(width.saturating_sub(1))
            .chain(['…'])
            .collect(),
        false => text.to_string(),
    }
}

/// A distribution in a line: the higher, the more runs.
pub fn sparkline(counts: &[usize]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let bar = |count: &usize| match count {
        0 => ' ',
        count => BARS[(count * BARS.len() - 1) / most],
    };
    counts.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_their_columns() {
        let columns = [("arm", Stand::Left(5)), ("n", Stand::Right(4))];
        let rows = [vec!["unmanaged".to_string(), "12".to_string()]];
        assert_eq!(
            table(&columns, &rows),
            "arm      n\n──────────\nunma…   12\n"
        );
        assert_eq!(sparkline(&[0, 1, 4, 8]), " ▁▄█");
    }
}
