//! The fuller screen from 120 x 40: hypotheses, sparklines, lanes.

use ratatui::layout::Rect;

use super::panes::{Page, sides, where_it_stands};
use super::paper::{Ink, Paper};
use super::rows::{channel, draw_needs, need_rows, needs_rule};
use crate::base::{Name, SimTime};
use crate::live::desk::{Lane, TaskLook};
use crate::report::text::{clip, width};

/// Columns of the names of lanes.
const NAMES: u16 = 14;

/// Needs, channel, hypotheses left; tasks, roles, services right; lanes below.
pub fn body(page: &Page, paper: &mut Paper, area: Rect) {
    let lanes_height = (area.height / 4).clamp(9, 14);
    let upper = Rect {
        height: area.height - lanes_height,
        ..area
    };
    let side = (area.width * 3 / 8).clamp(44, 70);
    let main = Rect {
        width: area.width - side,
        ..upper
    };
    let needs = page.desk.needs(page.now);
    let rows = need_rows(page, &needs, usize::from(main.width));
    let most = (upper.height / 3).max(5);
    let height = (rows.len() as u16).clamp(1, most);
    needs_rule(paper, main, needs.len(), "most urgent first");
    draw_needs(
        paper,
        Rect {
            y: main.y + 1,
            height,
            ..main
        },
        &rows,
    );
    let hypotheses = page.desk.hypotheses();
    let below = (hypotheses.len() as u16 * 2).clamp(1, (upper.height / 4).max(4));
    let y = main.y + 1 + height;
    paper.rule(main.x, y, usize::from(main.width), "Channel", "");
    let rows = upper.height - 2 - height - below - 1;
    channel(
        page,
        paper,
        Rect {
            y: y + 1,
            height: rows,
            ..main
        },
    );
    let y = y + 1 + rows;
    paper.rule(
        main.x,
        y,
        usize::from(main.width),
        "Hypotheses",
        "what you have been told, newest first",
    );
    let inner = Rect {
        y: y + 1,
        height: below,
        ..main
    };
    draw_hypotheses(paper, inner, &hypotheses, page);
    let right = Rect {
        x: area.x + main.width,
        width: side,
        ..upper
    };
    sides(page, paper, right);
    paper.cross(right.x, right.y, "┬");
    let low = Rect {
        y: upper.bottom(),
        height: lanes_height,
        ..area
    };
    paper.rule(low.x, low.y, usize::from(low.width), "Timeline", "");
    paper.cross(right.x, low.y, "┴");
    lanes(
        page,
        paper,
        Rect {
            y: low.y + 1,
            height: lanes_height - 1,
            ..low
        },
    );
}

fn draw_hypotheses(
    paper: &mut Paper,
    area: Rect,
    all: &[crate::live::desk::Hypothesis],
    page: &Page,
) {
    let columns = usize::from(area.width) - 2;
    if all.is_empty() {
        paper.put(
            area.x + 1,
            area.y,
            columns,
            Ink::Dim,
            "nothing speaks for or against anything yet",
        );
    }
    let mut y = area.y;
    for one in all {
        if y >= area.bottom() {
            break;
        }
        let (ink, word) = match one.ruled_out {
            true => (Ink::Dim, "ruled out"),
            false => (Ink::Bold, ""),
        };
        paper.row(area.x + 1, y, columns, (ink, &one.cause), (Ink::Dim, word));
        y += 1;
        if y >= area.bottom() || one.ruled_out {
            continue;
        }
        let newest = one.says.iter().max_by_key(|s| s.at);
        if let Some(says) = newest {
            let how = if says.speaks_for { "for" } else { "against" };
            let more = match one.says.len() {
                1 => String::new(),
                all => format!(", {} more", all - 1),
            };
            let from = format!("{}, {}{more}", says.from, page.clock(says.at));
            let what = format!("  {how}: {}", says.what);
            paper.row(
                area.x + 1,
                y,
                columns,
                (Ink::Plain, &what),
                (Ink::Dim, &from),
            );
            y += 1;
        }
    }
}

/// A stretch of story time over the columns of the lanes.
struct Axis {
    from: i64,
    until: i64,
    columns: i64,
    x: u16,
}

impl Axis {
    fn column(&self, at: SimTime) -> Option<u16> {
        let column = (at.0 - self.from) * self.columns / (self.until - self.from);
        (0..self.columns)
            .contains(&column)
            .then(|| self.x + column as u16)
    }
}

fn lanes(page: &Page, paper: &mut Paper, area: Rect) {
    let mut length = 3_600_000;
    while page.now.0 > length * 5 / 6 {
        length += 1_800_000;
    }
    let axis = Axis {
        from: 0,
        until: length,
        columns: i64::from(area.width - NAMES - 1),
        x: area.x + NAMES,
    };
    let mut y = area.y;
    let step = if length > 4 * 3_600_000 {
        3_600_000
    } else {
        600_000 * (1 + length / 7_200_000)
    };
    for at in (0..length).step_by(step as usize) {
        let at = SimTime(at);
        if let Some(x) = axis.column(at) {
            paper.put(x, y, 6, Ink::Dim, &page.clock(at));
        }
    }
    let now = axis.column(page.now);
    for row in y + 1..area.bottom() {
        if let Some(x) = now {
            paper.put(x, row, 1, Ink::Accent, "│");
        }
    }
    y += 1;
    name(paper, area, y, "Milestones");
    let mut free = axis.x;
    for mark in page
        .desk
        .marks()
        .iter()
        .filter(|m| m.lane == Lane::Milestone)
    {
        let Some(x) = axis.column(mark.at) else {
            continue;
        };
        // What would hide a word before it is left to the line below.
        if x >= free {
            let word = format!("▏{}", mark.word);
            free = x + paper.put(x, y, 24, Ink::Plain, &word) as u16 + 1;
        }
    }
    y += 1;
    name(paper, area, y, "Alerts");
    for mark in page.desk.marks().iter().filter(|m| m.lane == Lane::Alert) {
        if let Some(x) = axis.column(mark.at) {
            paper.put(x, y, 1, Ink::Warn, "▏");
        }
    }
    y += 1;
    if let Some(role) = page.desk.book().command_role {
        name(paper, area, y, "Commander");
        holders(page, paper, &axis, y, role);
        y += 1;
    }
    name(paper, area, y, "Updates");
    for mark in page.desk.marks() {
        let (ink, sign) = match mark.lane {
            Lane::UpdateSent => (Ink::Plain, "●"),
            Lane::UpdateMissed => (Ink::Bad, "○"),
            _ => continue,
        };
        if let Some(x) = axis.column(mark.at) {
            paper.put(x, y, 1, ink, sign);
        }
    }
    let mut dues: Vec<SimTime> = page.desk.board().dues.iter().map(|d| d.at).collect();
    dues.sort();
    let mut free = 0;
    for due in dues {
        if let Some(x) = axis.column(due).filter(|x| *x >= free) {
            let (ink, word) = match due < page.now {
                true => (Ink::Bad, "late, due"),
                false => (Ink::Dim, "due"),
            };
            let word = format!("○ {word} {}", page.clock(due));
            free = x + paper.put(x, y, 17, ink, &word) as u16 + 1;
        }
    }
    y += 1;
    let work = page.desk.tasks(page.now);
    let running = work.iter().filter(|t| t.state == TaskLook::Running);
    for (at, task) in running.enumerate() {
        if y + 1 >= area.bottom() {
            break;
        }
        if at == 0 {
            name(paper, area, y, "Tasks");
        }
        let from = axis.column(task.since).unwrap_or(axis.x);
        let until = now.unwrap_or(axis.x + axis.columns as u16 - 1);
        let bar = "▬".repeat(usize::from(until.saturating_sub(from)));
        paper.put(from, y, bar.chars().count(), Ink::Bold, &bar);
        let words = format!("{}, {}, {}", task.title, task.who, task.how);
        let room = usize::from(area.right().saturating_sub(until + 3));
        match room >= 30 {
            true => paper.put(until + 2, y, room, Ink::Plain, &words),
            false => {
                let words = clip(&words, usize::from(from.saturating_sub(axis.x + 1)));
                let x = from.saturating_sub(width(&words) as u16 + 1);
                paper.put(x, y, width(&words), Ink::Plain, &words)
            }
        };
        y += 1;
    }
    if y < area.bottom() {
        let text = where_it_stands(page);
        paper.put(
            area.x + 1,
            area.bottom() - 1,
            usize::from(area.width) - 2,
            Ink::Dim,
            &text,
        );
    }
}

fn name(paper: &mut Paper, area: Rect, y: u16, text: &str) {
    if y < area.bottom() {
        paper.put(area.x + 1, y, usize::from(NAMES) - 2, Ink::Plain, text);
    }
}

/// Who held the command, and where nobody did.
fn holders(page: &Page, paper: &mut Paper, axis: &Axis, y: u16, role: Name) {
    let held: Vec<_> = page
        .desk
        .held()
        .iter()
        .filter(|(_, r, _)| *r == role)
        .collect();
    let begins = page.desk.first_alert().unwrap_or(page.now);
    let mut spans = vec![(begins, None)];
    spans.extend(held.iter().map(|(at, _, who)| (*at, *who)));
    for (nth, (from, who)) in spans.iter().enumerate() {
        let until = spans.get(nth + 1).map_or(page.now, |(at, _)| *at);
        let (Some(a), Some(b)) = (axis.column(*from), axis.column(until)) else {
            continue;
        };
        let columns = usize::from(b.saturating_sub(a));
        let (ink, sign) = match who {
            None => (Ink::Bad, "╌"),
            Some(who) if *who == page.app.me => (Ink::Accent, "━"),
            Some(_) => (Ink::Plain, "━"),
        };
        paper.put(a, y, columns, ink, &sign.repeat(columns));
        let word = who.map_or("nobody".into(), |who| page.desk.who(who));
        if columns > width(&word) + 2 {
            paper.put(a, y, columns, ink, &format!("{word} "));
        }
    }
}
