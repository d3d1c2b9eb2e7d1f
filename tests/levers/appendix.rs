//! The table in the README's appendix: written, read back.

use std::fs;
use std::path::PathBuf;

use sandtable::score::metric;
use sandtable::score::metrics::Unit;

use super::pairs::{Case, Effect, Sign};
use super::table::{Change, LEVERS, Lever};

pub const BEGIN: &str = "<!-- levers -->";
pub const END: &str = "<!-- /levers -->";
pub const NONE: &str = "no effect found";
pub const NOWHERE: &str = "it helps nowhere";

const HEAD: &str = "\
| lever | change | measure | where it helps | its price there | where it does not | its price there | idealised |
| --- | --- | --- | --- | --- | --- | --- | --- |
";

/// What a lever costs, and what it does to the whole.
pub const PRICES: &[(&str, &str)] = &[
    ("pages_sent", "pages"),
    ("people_woken", "woken"),
    ("coordination_person_minutes", "min of talk"),
    ("evidence_destroyed", "evidence lost"),
];

/// A case with its figures.
pub struct Shown {
    pub case: Case,
    pub effect: Effect,
    pub resolve: Effect,
    pub prices: Vec<Effect>,
}

/// One line of the table.
pub struct Line {
    pub helps: Result<Shown, String>,
    pub not: Option<Shown>,
    /// The effect of the first case with the mechanism idealised.
    pub ideal: Option<Effect>,
}

/// A line as it stands in the README.
pub fn line(lever: &Lever, it: &Line) -> String {
    let change = |case: Option<&Case>| {
        let fits = |c: &&Change| case.is_some_and(|case| is_of(c, case));
        lever.changes.iter().find(fits).unwrap_or(&lever.changes[0])
    };
    let case = it.helps.as_ref().ok().or(it.not.as_ref()).map(|s| &s.case);
    let change = change(case);
    let helps = match &it.helps {
        Ok(shown) => self::shown(shown),
        Err(why) => why.clone(),
    };
    let price = |shown: Option<&Shown>| shown.map_or(String::new(), prices);
    let not = it
        .not
        .as_ref()
        .map_or("no such case found".into(), self::shown);
    let ideal = match (&it.ideal, lever.ideal) {
        (Some(effect), Some(mechanism)) => format!("{mechanism}: {}", figure(effect)),
        _ => String::new(),
    };
    format!(
        "| {} | {}: `{}` {} | {} | {helps} | {} | {not} | {} | {ideal} |\n",
        lever.name,
        lever.does,
        change.path,
        values(change),
        lever.measure,
        price(it.helps.as_ref().ok()),
        price(it.not.as_ref()),
    )
}

/// The two values; of lists of roles what one has more.
fn values(change: &Change) -> String {
    let roles = |text: &'static str| text.split('"').skip(1).step_by(2);
    let mut added = roles(change.to).filter(|role| !roles(change.from).any(|r| r == *role));
    match added.next() {
        Some(role) if change.path.ends_with(".roles") => format!("without → with `{role}`"),
        _ => format!("`{}` → `{}`", change.from, change.to),
    }
}

/// Whether a change is tried in a case.
pub fn is_of(change: &Change, case: &Case) -> bool {
    let all = change.scenarios.is_empty();
    change.processes.contains(&case.process.as_str())
        && (all || change.scenarios.contains(&case.scenario.as_str()))
}

fn shown(it: &Shown) -> String {
    let Case {
        scenario,
        team,
        process,
    } = &it.case;
    format!("`{scenario}` `{team}` `{process}`: {}", figure(&it.effect))
}

/// An effect in words: the mean difference with its interval, for times also the ratio.
pub fn figure(effect: &Effect) -> String {
    if effect.same {
        return "the same in every run".into();
    }
    if effect.value == 0.0 && effect.low == 0.0 && effect.high == 0.0 {
        return "0 in every pair".into();
    }
    let unit = metric(effect.metric).map_or("", |m| match m.unit {
        Unit::Milliseconds => " min",
        Unit::PersonMilliseconds => " person-min",
        _ => "",
    });
    let digits = digits(effect);
    let number = |x: f64| number(x, digits);
    let mut text = format!(
        "{}{unit} ({} to {})",
        number(effect.value),
        number(effect.low),
        number(effect.high)
    );
    if let Some((value, low, high)) = effect.ratio {
        text.push_str(&format!(", ×{value:.2} ({low:.2} to {high:.2})"));
    }
    text
}

/// So many digits that the interval shows.
fn digits(effect: &Effect) -> usize {
    let width = (effect.high - effect.low).abs().max(1e-9);
    match width {
        w if w >= 20.0 => 0,
        w if w >= 0.5 => 1,
        w if w >= 0.05 => 2,
        _ => 3,
    }
}

fn number(x: f64, digits: usize) -> String {
    let text = format!("{x:+.digits$}");
    let zero = text.trim_start_matches(['+', '-']).chars();
    match zero.clone().all(|c| c == '0' || c == '.') {
        true => zero.collect(),
        false => text.replace('-', "−"),
    }
}

/// What can be told from nothing at all.
fn prices(it: &Shown) -> String {
    let told = it.prices.iter().zip(PRICES);
    let told = told.filter(|(effect, _)| effect.low > 0.0 || effect.high < 0.0);
    let mut told: Vec<String> = told
        .map(|(effect, (_, words))| format!("{} {words}", number(effect.value, digits(effect))))
        .collect();
    if let Some((value, low, high)) = it.resolve.ratio
        && (low > 1.0 || high < 1.0)
    {
        told.push(format!("time to resolve ×{value:.2}"));
    }
    match told.is_empty() {
        true => "nothing that can be told".into(),
        false => told.join(", "),
    }
}

/// The README, and the lines of the table in it by the name of their lever.
pub fn readme() -> (PathBuf, String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).expect("there is a README");
    (path, text)
}

/// The cells of each line.
pub fn kept() -> Vec<Vec<String>> {
    let (_, text) = readme();
    let lines = parts(&text).1.lines().filter(|l| l.starts_with("| "));
    let cells = |l: &str| {
        let cells = l.trim_matches('|').split(" | ");
        cells.map(|c| c.trim().to_string()).collect()
    };
    lines.skip(2).map(cells).collect()
}

/// The case that a cell begins with, if it begins with one.
pub fn case_of(cell: &str) -> Option<Case> {
    let mut words = cell.split('`').skip(1).step_by(2);
    let mut next = || words.next().map(str::to_string);
    cell.starts_with('`').then_some(())?;
    Some(Case {
        scenario: next()?,
        team: next()?,
        process: next()?,
    })
}

/// Writes the table; lines that were not made anew stay as they are.
pub fn write(made: &[(&Lever, String)]) {
    let (path, text) = readme();
    let (before, kept, after) = parts(&text);
    let mut body = String::new();
    for lever in LEVERS {
        let is_its = |line: &&str| line.starts_with(&format!("| {} |", lever.name));
        let new = made.iter().find(|(it, _)| it.name == lever.name);
        match (new, kept.lines().find(is_its)) {
            (Some((_, line)), _) => body.push_str(line),
            (None, Some(line)) => body.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    fs::write(path, format!("{before}\n{HEAD}{body}{after}")).expect("the README can be written");
}

/// What stands before the table, the table, and what stands after it.
fn parts(text: &str) -> (&str, &str, &str) {
    let (from, to) = (text.find(BEGIN), text.find(END));
    let (from, to) = from
        .zip(to)
        .expect("the README has the markers of the table");
    let from = from + BEGIN.len();
    (&text[..from], &text[from..to], &text[to..])
}

/// What a cell must still show: that it helps, or that it does not.
pub fn holds(helps: bool, sign: Sign) -> bool {
    helps == (sign == Sign::Helps)
}
