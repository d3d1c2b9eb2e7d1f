//! The whole screen: which panes stand where.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::app::{App, Focus, Sheet, desk};
use super::paper::{Ink, Paper};
use super::{Look, foot, guide, panes, rows, wide};
use crate::live::desk::{Order, Wants};
use crate::live::{CoachMode, Session};
use crate::report::text::{width, wrap};

/// The least that can be worked with.
pub const LEAST: (u16, u16) = (76, 20);
/// From here on there is room for hypotheses, sparklines, lanes.
pub const WIDE: (u16, u16) = (118, 38);

/// Draws everything. Where the cursor stands, if something is typed.
pub fn draw(app: &App, session: &Session, look: Look, buf: &mut Buffer) -> Option<(u16, u16)> {
    let area = buf.area;
    let mut paper = Paper { buf, look };
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(&mut paper, area);
        return None;
    }
    let desk = desk(session, app.me);
    let page = panes::Page {
        app,
        session,
        desk,
        now: session.now(),
    };
    let guided = session.coach_mode() == CoachMode::Guided && session.ended().is_none();
    let strip = if guided { guide::rows(area.width) } else { 0 };
    let bottom = page.bottom_rows(area) + strip;
    panes::header(&page, &mut paper, area);
    let body = Rect {
        y: area.y + 2,
        height: area.height - 2 - bottom,
        ..area
    };
    match area.width >= WIDE.0 && area.height >= WIDE.1 {
        true => wide::body(&page, &mut paper, body),
        false => panes::body(&page, &mut paper, body),
    }
    if guided {
        let above = Rect {
            y: area.bottom() - bottom,
            height: strip,
            ..area
        };
        guide::strip(&page, &mut paper, above);
    }
    let below = Rect {
        y: area.bottom() - bottom + strip,
        height: bottom - strip,
        ..area
    };
    let cursor = foot::foot(&page, &mut paper, below);
    match &app.focus {
        Focus::Briefing => briefing(&page, &mut paper, area),
        Focus::Palette { input, at } => foot::palette(&page, &mut paper, body, input.text(), *at),
        Focus::Writing { wants, .. } => hints(&page, &mut paper, body, *wants),
        Focus::Sheet(Sheet::Keys) => keys(&mut paper, area),
        Focus::Sheet(Sheet::Coach) => {
            let columns = usize::from(area.width.min(104)) - 4;
            let lines = guide::told(&page, columns);
            middle(&mut paper, area, "Coach", "any key back", &lines);
        }
        Focus::Sheet(Sheet::Channel) => {
            let sheet = Rect {
                y: area.y + 2,
                height: area.height - 2,
                ..area
            };
            paper.sheet(sheet, "Channel", "↑ ↓ scroll, any other key back");
            let inner = Rect {
                y: sheet.y + 1,
                height: sheet.height - 2,
                ..sheet
            };
            rows::channel(&page, &mut paper, inner);
        }
        Focus::Sheet(Sheet::Tasks) => {
            let sheet = Rect {
                y: area.y + 2,
                height: area.height - 2,
                ..area
            };
            paper.sheet(sheet, "Tasks", "any key back");
            let inner = Rect {
                y: sheet.y + 1,
                height: sheet.height - 2,
                ..sheet
            };
            panes::tasks(&page, &mut paper, inner);
        }
        Focus::Sure(order) => sure(*order, &mut paper, area),
        Focus::End => end(&page, &mut paper, area),
        Focus::Board => {}
    }
    cursor
}

fn too_small(paper: &mut Paper, area: Rect) {
    let text = format!(
        "This terminal has {} x {}; {} x {} are needed. Make it larger, or use --plain. The game is saved; q leaves.",
        area.width, area.height, LEAST.0, LEAST.1
    );
    for (at, line) in wrap(&text, usize::from(area.width)).iter().enumerate() {
        paper.put(
            area.x,
            area.y + at as u16,
            usize::from(area.width),
            Ink::Plain,
            line,
        );
    }
}

/// A sheet in the middle with these lines.
fn middle(paper: &mut Paper, area: Rect, title: &str, end: &str, lines: &[(Ink, String)]) {
    let height = (lines.len() as u16 + 4).min(area.height);
    let sheet = Rect {
        y: area.y + (area.height - height) / 2,
        height,
        ..area
    };
    let margin = area.width.saturating_sub(104) / 2;
    let columns = area.width - 2 * margin;
    paper.sheet(sheet, title, end);
    for (at, (ink, line)) in lines
        .iter()
        .enumerate()
        .take(usize::from(height).saturating_sub(3))
    {
        let y = sheet.y + 2 + at as u16;
        paper.put(
            sheet.x + margin + 2,
            y,
            usize::from(columns) - 4,
            *ink,
            line,
        );
    }
}

/// Lines of text for a sheet in the middle.
fn text(area: Rect, ink: Ink, text: &str) -> Vec<(Ink, String)> {
    let columns = usize::from(area.width.min(104)) - 4;
    wrap(text, columns)
        .into_iter()
        .map(|line| (ink, line))
        .collect()
}

fn briefing(page: &panes::Page, paper: &mut Paper, area: Rect) {
    let setup = page.desk.setup();
    let mut lines = text(area, Ink::Bold, &setup.scenario.title);
    lines.extend(text(area, Ink::Plain, &setup.scenario.summary));
    lines.push((Ink::Plain, String::new()));
    let sitting = page.desk.sitting();
    let who = crate::score::words::person(sitting.person, setup);
    let as_what = sitting.role.map_or(String::new(), |role| {
        format!(
            ", who would be {} in this",
            crate::live::desk::role_title(role, setup)
        )
    });
    let you =
        format!("You are {who}{as_what}. Everybody else is simulated, and says what they believe.");
    lines.extend(text(area, Ink::Accent, &you));
    let called =
        "You are not called yet. Your phone will ring when somebody needs you; f goes on to that.";
    lines.extend(text(area, Ink::Plain, called));
    lines.push((Ink::Plain, String::new()));
    let process = &setup.process;
    let how = format!("Process: {}. Team: {}.", process.title, setup.team.title);
    lines.extend(text(area, Ink::Dim, &how));
    let saved = format!(
        "Kept in {}, every command as you give it.",
        page.session.folder().display()
    );
    lines.extend(text(area, Ink::Dim, &saved));
    lines.push((Ink::Plain, String::new()));
    lines.push((
        Ink::Bold,
        "Enter begins   ? shows the keys once it runs   q leaves".into(),
    ));
    middle(
        paper,
        area,
        "Before you begin",
        "this is an exercise",
        &lines,
    );
}

/// What each key does.
const KEYS: &[(&str, &str)] = &[
    (
        "1-9, ↑ ↓",
        "open what needs you; its letters stand below it",
    ),
    (
        "/",
        "every command open to you, with its time; type to narrow, Tab completes",
    ),
    ("a", "assign work; “for 10m” at the end gives it a time-box"),
    (
        "u  w",
        "write the update that is due next; write the answer or update that is open",
    ),
    ("d", "note a decision and its reason, for the review"),
    ("h", "hand a role over, in four steps"),
    ("c  t", "the whole channel; all tasks"),
    ("f", "go on to the next thing that needs you"),
    (
        "!",
        "ask the coach, for half a point of the score; in a guided game, the step by the book",
    ),
    ("space", "pause, go on    + - faster, slower"),
    ("Esc", "take back what waits for your hands to be free"),
    ("z", "undo: back to before your last command, on a branch"),
    (
        "e  q",
        "end the exercise; leave it, saved, for another time",
    ),
];

fn keys(paper: &mut Paper, area: Rect) {
    let mut lines: Vec<(Ink, String)> = KEYS
        .iter()
        .map(|(key, what)| (Ink::Plain, format!("{key:<10} {what}")))
        .collect();
    lines.push((Ink::Plain, String::new()));
    let more = "Everything you do takes its time in the story, as it does for your colleagues. The \
                clock stands while you write an update, an answer or a note, and runs otherwise.";
    lines.extend(text(area, Ink::Dim, more));
    middle(paper, area, "Keys", "any key back", &lines);
}

fn sure(order: Order, paper: &mut Paper, area: Rect) {
    let (title, words) = match order {
        Order::Undo => (
            "Undo",
            "Back to before your last command? What has been played stays in its log; from there on \
             it is another branch, and its luck is its own.",
        ),
        _ => (
            "End",
            "End the exercise now, for good? To go on another time, leave with q instead.",
        ),
    };
    let mut lines = text(area, Ink::Plain, words);
    lines.push((Ink::Plain, String::new()));
    lines.push((Ink::Bold, "y yes   any other key no".into()));
    middle(paper, area, title, "", &lines);
}

/// What a good text of that kind has, from the process, while it is written.
fn hints(page: &panes::Page, paper: &mut Paper, area: Rect, wants: Wants) {
    let hint = match wants {
        Wants::Update(_, duty) => {
            let cadences = &page.desk.setup().process.cadences;
            let template = cadences
                .iter()
                .find(|c| c.duty == duty)
                .map(|c| c.template.clone());
            template.filter(|t| !t.is_empty()).unwrap_or_else(|| {
                "Who is hit and how, what is being done, when the next word comes.".into()
            })
        }
        Wants::Answer(message) => {
            let asked = page.desk.messages().iter().find(|m| m.id == message);
            asked.map_or(String::new(), |m| format!("{}: {}", m.from, m.text))
        }
        Wants::Note => "What was decided, by whom, and why. Only the review reads it.".into(),
        Wants::Say(_) => String::new(),
    };
    let columns = usize::from(area.width);
    let lines = wrap(&hint, columns - 4);
    let height = lines.len() as u16 + 2;
    if hint.is_empty() || height + 2 > area.height {
        return;
    }
    let sheet = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    paper.sheet(
        sheet,
        "Good to have in it",
        "the clock stands while you write",
    );
    for (at, line) in lines.iter().enumerate() {
        paper.put(
            sheet.x + 2,
            sheet.y + 1 + at as u16,
            columns - 4,
            Ink::Plain,
            line,
        );
    }
}

fn end(page: &panes::Page, paper: &mut Paper, area: Rect) {
    let summary = crate::live::ending::summary(page.session);
    let columns = usize::from(area.width.min(104)) - 4;
    let mut lines: Vec<(Ink, String)> = Vec::new();
    for (at, line) in summary.iter().enumerate() {
        let ink = if at == 0 { Ink::Bold } else { Ink::Plain };
        match width(line) > columns && !line.starts_with(' ') {
            true => lines.extend(wrap(line, columns).into_iter().map(|l| (ink, l))),
            false => lines.push((ink, line.clone())),
        }
    }
    middle(paper, area, "The exercise is over", "q leaves", &lines);
}
