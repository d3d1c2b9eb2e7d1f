//! The panes of the screen, and how they stand in 80 x 24.

use ratatui::layout::Rect;

use super::app::App;
use super::paper::{Ink, Paper};
use super::rows::{channel, draw_needs, need_rows, needs_rule, scrolled};
use crate::base::SimTime;
use crate::live::desk::{Desk, Lane, TaskLook};
use crate::live::{Mode, Session};
use crate::model::ServiceState;
use crate::report::text::{clip, left, width, wrap};
use crate::score::numbers::length;

/// What is drawn.
pub struct Page<'a> {
    pub app: &'a App,
    pub session: &'a Session,
    pub desk: &'a Desk,
    pub now: SimTime,
}

/// Columns of the right side.
pub const SIDE: u16 = 30;

impl Page<'_> {
    /// Rows below the panes: a rule, what is typed, keys.
    pub fn bottom_rows(&self, area: Rect) -> u16 {
        if area.height >= 38 { 4 } else { 3 }
    }
    pub fn clock(&self, at: SimTime) -> String {
        self.desk.clock(at)
    }
    /// With seconds.
    pub fn exact(&self, at: SimTime) -> String {
        format!("{}:{:02}", self.clock(at), at.0.div_euclid(1_000) % 60)
    }
}

// -- head --

/// Badge, scenario, clock, speed, seat, EXERCISE; the scale bar below.
pub fn header(page: &Page, paper: &mut Paper, area: Rect) {
    let columns = usize::from(area.width);
    let setup = page.desk.setup();
    let mut x = area.x + 1;
    if let Some((severity, pips)) = page.desk.severity() {
        let badge = format!(" {severity} {}{} ", "▮".repeat(pips), "▯".repeat(4 - pips));
        x += paper.put(x, area.y, 20, Ink::Badge, &badge) as u16 + 1;
    } else {
        x += paper.put(x, area.y, 20, Ink::Dim, "nothing declared") as u16 + 1;
    }
    let exercise = "EXERCISE";
    let you = format!("you: {}", page.desk.hat());
    let since = match (page.desk.first_alert(), columns >= 110) {
        (Some(at), true) => format!("{} since the first alert   ", length(page.now.since(at))),
        _ => String::new(),
    };
    let pace = page.session.pace();
    let speed = match (page.session.frozen(), pace.mode) {
        (Some(_), _) => "NOT RECORDING".to_string(),
        (None, Mode::Turns) => "turns".to_string(),
        (None, Mode::Clock) if pace.paused => "paused".to_string(),
        (None, Mode::Clock) => pace.speed.show(),
    };
    let clock = page.exact(page.now);
    let right = width(&since) + width(&clock) + width(&speed) + 2 + 3 + width(exercise) + 1;
    let free = columns.saturating_sub(usize::from(x - area.x) + right + 2);
    let name = setup.scenario.name.as_str();
    let you = clip(&you, free.saturating_sub(width(name) + 2).max(16));
    let name = clip(name, free.saturating_sub(width(&you) + 2));
    paper.put(x, area.y, columns, Ink::Bold, &name);
    let at = columns - right - width(&you) - 1;
    let (speed_ink, you_ink) = match page.session.frozen() {
        Some(_) => (Ink::Bad, Ink::Accent),
        None if pace.paused && pace.mode == Mode::Clock => (Ink::Warn, Ink::Accent),
        None => (Ink::Plain, Ink::Accent),
    };
    let parts = [
        (Ink::Bold, clock.as_str()),
        (Ink::Plain, "  "),
        (speed_ink, &speed),
        (Ink::Plain, "  "),
        (Ink::Dim, &since),
        (you_ink, &you),
        (Ink::Plain, "  "),
        (Ink::Warn, exercise),
    ];
    paper.parts(area.x + at as u16, area.y, right + width(&you) + 1, &parts);
    scale_bar(page, paper, area);
}

/// Ten minutes a segment, an hour or more from end to end.
fn scale_bar(page: &Page, paper: &mut Paper, area: Rect) {
    const SEGMENT: i64 = 600_000;
    let mut segments = 6;
    while page.now.0 >= segments * SEGMENT * 11 / 12 {
        segments *= 2;
    }
    let unit = SEGMENT * (segments / 6).max(1) / if segments > 12 { 2 } else { segments / 6 };
    let unit = if segments <= 12 { SEGMENT } else { unit };
    let (from, until) = (SimTime::START, SimTime(segments * SEGMENT));
    let (begin, end) = (page.clock(from), page.clock(until));
    let y = area.y + 1;
    paper.put(area.x + 1, y, 6, Ink::Dim, &begin);
    let ends = format!("{end} ");
    paper.right(area.x, y, usize::from(area.width), Ink::Dim, &ends);
    let columns = usize::from(area.width) - 2 - width(&begin) - width(&end) - 3;
    let x = area.x + 2 + width(&begin) as u16;
    let here = (page.now.0 * columns as i64 / until.0) as usize;
    for column in 0..columns {
        let at = column as i64 * until.0 / columns as i64;
        let heavy = (at / unit) % 2 == 0;
        let (ink, mark) = match (column.cmp(&here), heavy) {
            (std::cmp::Ordering::Equal, _) => (Ink::Accent, "●"),
            (std::cmp::Ordering::Less, true) => (Ink::Plain, "━"),
            (std::cmp::Ordering::Greater, true) => (Ink::Dim, "·"),
            (_, false) => (Ink::Dim, "─"),
        };
        paper.put(x + column as u16, y, 1, ink, mark);
    }
}

// -- 80 x 24 --

/// Needs above; channel and timeline left; tasks, roles, services right.
pub fn body(page: &Page, paper: &mut Paper, area: Rect) {
    let needs = page.desk.needs(page.now);
    let rows = need_rows(page, &needs, usize::from(area.width));
    let most = (area.height / 3).max(3);
    let height = (rows.len() as u16).clamp(1, most);
    needs_rule(paper, area, needs.len(), "");
    let top = Rect {
        y: area.y + 1,
        height,
        ..area
    };
    draw_needs(paper, top, &rows);
    let low = Rect {
        y: top.bottom(),
        height: area.height - 1 - height,
        ..area
    };
    let side = (area.width * 3 / 8).clamp(SIDE, 44);
    let main = Rect {
        width: area.width - side,
        ..low
    };
    let side = Rect {
        x: area.x + main.width,
        width: side,
        ..low
    };
    let line = 3.min(low.height / 4);
    let channel_rows = low.height - 1 - line - 1;
    paper.rule(
        main.x,
        main.y,
        usize::from(main.width),
        "Channel",
        scrolled(page.app),
    );
    channel(
        page,
        paper,
        Rect {
            y: main.y + 1,
            height: channel_rows,
            ..main
        },
    );
    let below = main.y + 1 + channel_rows;
    paper.rule(main.x, below, usize::from(main.width), "Timeline", "");
    timeline(
        page,
        paper,
        Rect {
            y: below + 1,
            height: line,
            ..main
        },
    );
    sides(page, paper, side);
    paper.cross(side.x, side.y, "┬");
    paper.cross(side.x, below, "┤");
}

/// Tasks, roles, services, one below the other, with the rule on their left.
pub fn sides(page: &Page, paper: &mut Paper, area: Rect) {
    for y in area.top() + 1..area.bottom() {
        paper.cross(area.x, y, "│");
    }
    let inner = Rect {
        x: area.x + 1,
        width: area.width - 1,
        ..area
    };
    let (tasks, roles) = (page.desk.tasks(page.now), page.desk.roles());
    let all = inner.height.saturating_sub(3);
    let services = page.desk.services();
    // Roles get what they need; tasks and services share the rest.
    let role_rows = (roles.len() as u16).clamp(1, (all / 3).max(1));
    let rest = all - role_rows;
    let task_rows = (tasks.len() as u16).clamp(1, (rest / 2).max(1));
    let service_rows = rest - task_rows;
    let columns = usize::from(inner.width);
    let open = tasks.iter().filter(|t| t.state != TaskLook::Done).count();
    let open_words = match open {
        0 => String::new(),
        open => format!("{open} open"),
    };
    let mut y = inner.y;
    let mut section = |paper: &mut Paper, title: &str, end: &str, rows: u16| {
        paper.rule(inner.x, y, columns, title, end);
        if y != area.y {
            paper.cross(area.x, y, "├");
        }
        let place = Rect {
            y: y + 1,
            height: rows,
            ..inner
        };
        y += 1 + rows;
        place
    };
    let place = section(paper, "Tasks", &open_words, task_rows);
    self::tasks(page, paper, place);
    let held = roles.iter().filter(|r| r.holder.is_some()).count();
    let of = match roles.len() {
        0 => String::new(),
        all => format!("{held} of {all} held"),
    };
    let place = section(paper, "Roles", &of, role_rows);
    self::roles(page, paper, place);
    let as_shown = if columns > 42 {
        "as your tools show them"
    } else {
        "your tools"
    };
    let place = section(paper, "Services", as_shown, service_rows);
    draw_services(page, paper, place, &services);
}

// -- lists --

pub fn tasks(page: &Page, paper: &mut Paper, area: Rect) {
    let rows = page.desk.tasks(page.now);
    if rows.is_empty() {
        paper.put(
            area.x + 1,
            area.y,
            usize::from(area.width) - 1,
            Ink::Dim,
            "no work known to you",
        );
    }
    for (at, row) in rows.iter().take(usize::from(area.height)).enumerate() {
        let y = area.y + at as u16;
        let columns = usize::from(area.width) - 2;
        let right = match (row.who.as_str(), columns < 40) {
            ("your call" | "nobody", _) => row.who.clone(),
            (who, true) => format!(
                "{who} {}",
                row.how
                    .trim_end_matches(" so far")
                    .trim_start_matches("done ")
            ),
            (who, false) => format!("{}  {}", left(who, 8), row.how),
        };
        let (ink, title) = match row.state {
            TaskLook::Mine | TaskLook::Nobody => (Ink::Bad, Ink::Bold),
            TaskLook::Running if row.until.is_some_and(|u| u < page.now) => (Ink::Warn, Ink::Bold),
            TaskLook::Running => (Ink::Plain, Ink::Bold),
            TaskLook::Done => (Ink::Dim, Ink::Dim),
        };
        let name = match row.state {
            TaskLook::Done => format!("● {}", row.title),
            _ => row.title.clone(),
        };
        paper.row(area.x + 1, y, columns, (title, &name), (ink, &right));
    }
}

pub fn roles(page: &Page, paper: &mut Paper, area: Rect) {
    let rows = page.desk.roles();
    if rows.is_empty() {
        paper.put(
            area.x + 1,
            area.y,
            usize::from(area.width) - 1,
            Ink::Dim,
            "nobody holds a role",
        );
    }
    for (at, row) in rows.iter().take(usize::from(area.height)).enumerate() {
        let ink = match (row.holder, row.asked) {
            (None, true) => Ink::Bad,
            (None, false) => Ink::Dim,
            (Some(who), _) if who == page.app.me => Ink::Accent,
            (Some(_), _) => Ink::Plain,
        };
        let columns = usize::from(area.width) - 2;
        let who = match (row.since, columns > 40 && row.holder.is_some()) {
            (Some(at), true) => format!("{}   since {}", row.who, page.clock(at)),
            _ => row.who.clone(),
        };
        paper.row(
            area.x + 1,
            area.y + at as u16,
            columns,
            (Ink::Plain, &row.title),
            (ink, &who),
        );
    }
}

fn draw_services(
    page: &Page,
    paper: &mut Paper,
    area: Rect,
    rows: &[crate::live::desk::ServiceRow],
) {
    let columns = usize::from(area.width) - 2;
    let lines = if columns > 42 {
        columns.saturating_sub(36).min(20)
    } else {
        0
    };
    for (at, row) in rows.iter().take(usize::from(area.height)).enumerate() {
        let y = area.y + at as u16;
        let (ink, mark) = match row.state {
            Some(ServiceState::Down) => (Ink::Bad, "■"),
            Some(ServiceState::Degraded) => (Ink::Warn, "◐"),
            Some(ServiceState::Normal) => (Ink::Dim, "○"),
            None => (Ink::Dim, "□"),
        };
        let bold = matches!(row.state, Some(ServiceState::Down | ServiceState::Degraded));
        let name = format!("{mark} {}", row.title);
        let word = match row.since.filter(|_| bold) {
            Some(at) if columns > 34 => format!("{} {}", row.word, page.clock(at)),
            _ => row.word.clone(),
        };
        let title = if bold { Ink::Bold } else { Ink::Dim };
        let word_ink = if bold { ink } else { Ink::Dim };
        paper.row(area.x + 1, y, columns, (title, &name), (word_ink, &word));
        paper.put(area.x + 1, y, 1, ink, mark);
        if lines > 4 && row.state.is_some() {
            let spark = spark(row, page.now, lines);
            paper.put(area.x + 20, y, lines, word_ink, &spark);
        }
    }
}

/// How a service was seen over the last hour, a column each few minutes.
fn spark(row: &crate::live::desk::ServiceRow, now: SimTime, columns: usize) -> String {
    let from = now.0 - 3_600_000;
    let mark = |state| match state {
        ServiceState::Normal => '▁',
        ServiceState::Degraded => '▄',
        ServiceState::Down => '▇',
    };
    let at = |column: usize| SimTime(from + 3_600_000 * (column as i64 + 1) / columns as i64);
    let seen = |at: SimTime| row.seen.iter().rfind(|(when, _)| *when <= at);
    (0..columns)
        .map(|c| seen(at(c)).map_or('▁', |(_, state)| mark(*state)))
        .collect()
}

/// Milestones as words with their clocks, and what is not known yet.
fn timeline(page: &Page, paper: &mut Paper, area: Rect) {
    let marks = page
        .desk
        .marks()
        .iter()
        .filter(|m| m.lane == Lane::Milestone);
    let words: Vec<String> = marks
        .map(|m| format!("{} {}", page.clock(m.at), m.word.replace(' ', "\u{a0}")))
        .collect();
    let words: Vec<String> = words.iter().map(|w| w.replace(' ', "\u{a0}")).collect();
    let columns = usize::from(area.width) - 2;
    let mut rows = wrap(&words.join("   "), columns);
    let room = usize::from(area.height).saturating_sub(1);
    let skip = rows.len().saturating_sub(room);
    rows.drain(..skip);
    for (at, row) in rows.iter().enumerate() {
        let row = row.replace('\u{a0}', " ");
        paper.put(area.x + 1, area.y + at as u16, columns, Ink::Plain, &row);
    }
    if area.height > 0 {
        let last = area.y + rows.len().min(usize::from(area.height) - 1) as u16;
        paper.put(area.x + 1, last, columns, Ink::Dim, &where_it_stands(page));
    }
}

/// What I know of the cause, and for how long it has gone on.
pub fn where_it_stands(page: &Page) -> String {
    let board = page.desk.board();
    let open = board.open_ticket(page.desk.book());
    let known = open.and_then(|ticket| {
        board.beliefs.on(ticket).find_map(|b| match b.claim {
            crate::model::Claim::Cause {
                cause, is: true, ..
            } => Some(cause),
            _ => None,
        })
    });
    let fixed = open.is_none() && board.tickets.keys().any(|t| board.is_fixed(t));
    let since = page.desk.first_alert().map(|at| length(page.now.since(at)));
    match (fixed, known, since) {
        (_, _, None) => "no alert has reached you".into(),
        (true, _, Some(_)) => "somebody has checked that it is over".into(),
        (_, Some(cause), Some(since)) => {
            let cause = crate::score::words::cause(cause, page.desk.setup());
            format!("{since} since the first alert; cause: {cause}")
        }
        (_, None, Some(since)) => format!("cause unknown, {since} since the first alert"),
    }
}
