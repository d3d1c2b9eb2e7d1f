//! A history as text and as a table for spreadsheets.

use super::View;
use crate::base::{Duration, calendar};
use crate::history::attempt::TIMES;
use crate::history::{Attempt, Shadowing, schedule};
use crate::report::Paint;
use crate::report::text::{clip, plain};
use crate::score::{numbers, skills};

/// How many attempts a sparkline and the list go back.
const SHOWN: usize = 20;
/// From none of a skill to all of it.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A profile's or a class's page.
pub fn page(view: &View, paint: Paint) -> String {
    if view.attempts.is_empty() && !view.shadowings.is_empty() {
        return shadowings(&view.shadowings) + "\n";
    }
    if view.attempts.is_empty() {
        return match view.is_class {
            true => format!(
                "No attempts of class {0}: `sandtable history import LOG... --class {0}` takes them in.\n",
                view.whose
            ),
            false => format!(
                "No attempts of {} yet: `sandtable play checkout-regression` is one.\n",
                view.whose
            ),
        };
    }
    match view.is_class {
        true => class(view, paint),
        false => profile(view, paint),
    }
}

fn profile(view: &View, paint: Paint) -> String {
    let attempts = view.attempts;
    let mut lines = vec![bold(&finding(view.whose, attempts), paint), String::new()];
    lines.push(
        "   id  day         scenario               score  skills  commanded   mitigated    resolved"
            .into(),
    );
    let older = attempts.len().saturating_sub(SHOWN);
    if older > 0 {
        lines.push(format!("  {older} older ones: --format csv has them all"));
    }
    lines.extend(attempts[older..].iter().map(row));
    let standings = schedule::standings(attempts);
    lines.push(String::new());
    lines.push("Skills, the oldest attempt first                            recent  due".into());
    for standing in &standings {
        let recent = standing.recent.map_or("–".into(), |r| r.to_string());
        let due = standing
            .due_unix_s
            .map_or(String::new(), |at| format!("  {}", calendar::utc_day(at)));
        lines.push(format!(
            "  {:<35} {:<20} {recent:>8}{due}",
            title_of(&standing.skill),
            spark(&standing.credits)
        ));
    }
    lines.push(String::new());
    if let Some(next) = schedule::next(&standings, attempts, view.now_unix_s) {
        let when = match next.due_unix_s <= view.now_unix_s {
            true => "due now".to_string(),
            false => format!("due on {}", calendar::utc_day(next.due_unix_s)),
        };
        lines.push(format!("Next   “{}”, {when}", title_of(&next.skill)));
        lines.push(format!("       sandtable play {}", next.scenario));
    }
    if !view.shadowings.is_empty() {
        lines.push(shadowings(&view.shadowings));
    }
    if let Some(mark) = view.pass {
        lines.push(passed(&schedule::pass(attempts, mark)));
    }
    lines.join("\n") + "\n"
}

/// How much was foreseen over somebody's shoulder.
fn shadowings(all: &[Shadowing]) -> String {
    let sum = |count: fn(&Shadowing) -> u32| all.iter().map(count).sum::<u32>();
    let credits: Vec<Option<u32>> = all.iter().map(Shadowing::credit).collect();
    format!(
        "Shadow {}: foreseen {} of {} decisions, and of {} more their kind  {}",
        match all.len() {
            1 => "once".to_string(),
            n => format!("{n} times"),
        },
        sum(|s| s.same),
        sum(|s| s.decisions),
        sum(|s| s.kind),
        spark(&credits)
    )
}

fn class(view: &View, paint: Paint) -> String {
    let people = view.people();
    let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let headline = format!(
        "Class {}: {}, {}",
        view.whose,
        match people.len() {
            1 => "one person".to_string(),
            n => format!("{n} people"),
        },
        count(view.attempts.len(), "attempt")
    );
    let mut lines = vec![bold(&headline, paint), String::new()];
    let pass = if view.pass.is_some() { "  passed" } else { "" };
    lines.push(format!(
        "  {:<24} attempts   last   best  skills{pass}  weakest",
        "who"
    ));
    for (who, attempts) in &people {
        let standings = schedule::standings(attempts);
        let weak = standings.iter().filter(|s| s.recent.is_some());
        let weak = weak.min_by_key(|s| s.recent);
        let weak = weak.map_or(String::new(), |s| title_of(&s.skill));
        let best = attempts.iter().map(|a| a.figures.score).max();
        let last = attempts.last().expect("a person has attempts");
        let verdict = view
            .pass
            .map_or("", |mark| match schedule::pass(attempts, mark).passed {
                true => "     yes",
                false => "      no",
            });
        lines.push(format!(
            "  {:<24} {:>8} {:>6} {:>6} {:>7}{verdict}  {weak}",
            clip(&plain(who), 24),
            attempts.len(),
            last.figures.score,
            best.unwrap_or_default(),
            figure(last.figures.skill),
        ));
    }
    lines.push(String::new());
    lines.push("Skills of the class, mean of everybody's recent ones".into());
    let all: Vec<_> = people
        .iter()
        .map(|(_, own)| schedule::standings(own))
        .collect();
    for (place, (_, title)) in skills::titles().enumerate() {
        let recents: Vec<u32> = all.iter().filter_map(|s| s.get(place)?.recent).collect();
        let mean = recents
            .iter()
            .sum::<u32>()
            .checked_div(recents.len() as u32);
        lines.push(format!("  {title:<35} {:>5}", figure(mean)));
    }
    lines.join("\n") + "\n"
}

fn passed(pass: &schedule::Pass) -> String {
    let at = match pass.at_mark.is_empty() {
        true => "at none".to_string(),
        false => format!("at {}", pass.at_mark.join(", ")),
    };
    let verdict = if pass.passed { "passed" } else { "not passed" };
    format!(
        "Pass   {verdict}: {} reached {at}; it takes three scenarios",
        pass.mark
    )
}

/// How it went, in a sentence.
pub fn finding(whose: &str, attempts: &[Attempt]) -> String {
    let whose = clip(&plain(whose), 30);
    let score = |at: Option<&Attempt>| at.map_or(0, |a| a.figures.score);
    match attempts.len() {
        1 => format!("{whose}: one attempt, score {}", score(attempts.first())),
        n => format!(
            "{whose}: {n} attempts, score {} in the first, {} in the last",
            score(attempts.first()),
            score(attempts.last())
        ),
    }
}

fn row(attempt: &Attempt) -> String {
    let figures = &attempt.figures;
    let time = |name: &str| match figures.time(name) {
        Some(time) if time.status == "reached" => {
            let ms = time.value_s.unwrap_or_default() * 1_000.0;
            numbers::length(Duration::from_millis_f64(ms))
        }
        Some(time) if time.status == "censored" => "open".into(),
        _ => "–".into(),
    };
    format!(
        "{:>5}  {}  {:<22} {:>5} {:>7} {:>10} {:>11} {:>11}",
        attempt.id,
        calendar::utc_day(attempt.played_unix_s),
        clip(&plain(&figures.scenario), 22),
        figures.score,
        figure(figures.skill),
        time("time_to_command"),
        time("time_to_mitigate"),
        time("time_to_resolve"),
    )
}

fn figure(value: Option<u32>) -> String {
    value.map_or("–".into(), |v| v.to_string())
}

fn spark(credits: &[Option<u32>]) -> String {
    let last = &credits[credits.len().saturating_sub(SHOWN)..];
    let bar = |credit: &Option<u32>| credit.map_or('·', |c| BARS[(c.min(100) * 7 / 100) as usize]);
    last.iter().map(bar).collect()
}

fn title_of(skill: &str) -> String {
    let titles: Vec<(&str, &str)> = skills::titles().collect();
    title(&titles, skill)
}

/// The title of a skill by its name.
pub fn title(titles: &[(&str, &str)], skill: &str) -> String {
    let found = titles.iter().find(|(name, _)| *name == skill);
    found.map_or(skill, |(_, title)| title).to_string()
}

pub fn profiles(profiles: &[(String, u32)]) -> String {
    if profiles.is_empty() {
        return "Nobody has attempts yet.\n".into();
    }
    let line = |(name, n): &(String, u32)| format!("{n:>6}  {}\n", plain(name));
    profiles.iter().map(line).collect()
}

/// A name for a file, whatever somebody calls themselves.
pub fn file_name(profile: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    profile.chars().map(safe).take(80).collect()
}

fn bold(text: &str, paint: Paint) -> String {
    match paint {
        Paint::On => format!("\u{1b}[1m{text}\u{1b}[0m"),
        Paint::Off => text.to_string(),
    }
}

/// One row an attempt. Times have a column for their status; skills are from 0 to 100.
pub fn csv(attempts: &[Attempt]) -> String {
    let mut columns: Vec<String> = [
        "id",
        "profile",
        "class",
        "played_unix_s",
        "scenario",
        "team",
        "process",
        "seed",
        "person",
        "ended",
        "length_s",
        "score",
        "skill",
        "log",
    ]
    .map(String::from)
    .to_vec();
    for name in TIMES {
        columns.push(format!("{name}_s"));
        columns.push(format!("{name}_status"));
    }
    columns.extend(skills::titles().map(|(name, _)| format!("skill_{name}")));
    let mut table = columns.join(",") + "\n";
    for attempt in attempts {
        let f = &attempt.figures;
        let number = |value: Option<u32>| value.map_or(String::new(), |v| v.to_string());
        let mut cells = vec![
            attempt.id.to_string(),
            attempt.profile.clone(),
            attempt.class.clone().unwrap_or_default(),
            attempt.played_unix_s.to_string(),
            f.scenario.clone(),
            f.team.clone(),
            f.process.clone(),
            f.seed.to_string(),
            f.person.clone(),
            f.ended.clone().unwrap_or_default(),
            f.length_s.to_string(),
            f.score.to_string(),
            number(f.skill),
            attempt.log.clone(),
        ];
        for name in TIMES {
            let time = f.time(name);
            let value = time.and_then(|t| t.value_s);
            cells.push(value.map_or(String::new(), |v| v.to_string()));
            cells.push(time.map_or(String::new(), |t| t.status.clone()));
        }
        cells.extend(skills::titles().map(|(name, _)| number(f.credit(name))));
        let cells: Vec<String> = cells.iter().map(|c| cell(c)).collect();
        table += &(cells.join(",") + "\n");
    }
    table
}

/// Quoted where it has to be; what a spreadsheet would take for a formula begins with `'`.
fn cell(text: &str) -> String {
    let formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_string()
    };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}
