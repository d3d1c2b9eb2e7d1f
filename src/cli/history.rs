//! `history`: attempts of players, how they go over time, and what to practise next.

mod words;

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::exit::{Exit, Failure};
use super::flags::Face;
use super::out;
use super::told::Told;
use crate::base::Name;
use crate::files;
use crate::history::{Attempt, Figures, HistoryError, Shadowing, Store, schedule, store};
use crate::live::shadow::Shadow;
use crate::model::Setup;
use crate::plot::progress::{Progress, ProgressPicture};
use crate::score::skills;

const EXAMPLE: &str = "\
Examples:
  sandtable history
  sandtable history --format csv
  sandtable history import seated --class autumn
  sandtable history --class autumn
  sandtable history delete --all --profile somebody

What to practise next: a skill is due again 1, 2, 4, 8, 16 or 32 days after it was last called for,
longer each time 70 of 100 of it were shown, a day if not. The weakest of those due comes next, or
the one due first, in a scenario that calls for it: one never played, else played longest ago.
A pass takes the mark in the newest attempt at each of three scenarios.";

/// See your attempts: scores, times and skills over weeks, and what to practise next
///
/// `play` keeps every game that ended: its figures and where its log lies. The logs stay the truth;
/// `rebuild` reads every figure off them again.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE, args_conflicts_with_subcommands = false)]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    place: Place,
    /// How to print it
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
    /// A class instead of a profile: everybody whose logs were imported for it
    #[arg(long, value_name = "NAME", global = true)]
    class: Option<String>,
    /// Ask for a pass at this score, from 0 to 100; exit code 1 where there is none
    #[arg(long, value_name = "SCORE", value_parser = clap::value_parser!(u32).range(0..=100))]
    pass: Option<u32>,
    /// Draw score and skills over time into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Which history, and whose.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The file of the history [default: in the platform's folder for data]
    #[arg(long, value_name = "PATH", global = true, help_heading = "History")]
    db: Option<PathBuf>,
    /// Whose attempts [default: me]
    #[arg(long, value_name = "NAME", global = true, help_heading = "History")]
    profile: Option<String>,
}

impl Place {
    fn profile(&self) -> &str {
        self.profile.as_deref().unwrap_or(ME)
    }
}

/// What `play` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Keep {
    /// Do not keep this attempt in the history
    #[arg(long, help_heading = "History")]
    no_history: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Take logs into the history, each under the name of its folder unless --profile is given
    Import {
        /// Logs of games somebody sat in, or the folders that hold them
        #[arg(required = true, value_name = "LOG")]
        logs: Vec<PathBuf>,
    },
    /// Forget attempts; their logs stay
    Delete {
        /// The numbers of the attempts
        #[arg(required_unless_present = "all", value_name = "ID")]
        ids: Vec<i64>,
        /// All of the profile
        #[arg(long, conflicts_with = "ids")]
        all: bool,
    },
    /// List who has attempts
    Profiles,
    /// Read all figures off the logs again
    Rebuild,
}

/// In which form the history is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

/// Whoever gives no name.
const ME: &str = "me";

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let mut store = open(&args.place)?;
    match &args.action {
        None => show(args, &store, face),
        Some(Action::Import { logs }) => import(args, &mut store, logs, face),
        Some(Action::Delete { ids, all }) => delete(args, &store, ids, *all),
        Some(Action::Profiles) => {
            let profiles = store.profiles()?;
            out::print(&words::profiles(&profiles))?;
            Ok(Exit::Fine)
        }
        Some(Action::Rebuild) => rebuild(&mut store, face),
    }
}

fn open(place: &Place) -> Result<Store, Failure> {
    let usual = || {
        store::usual_path().ok_or_else(|| {
            Failure::outside("there is no folder for data here: name a file with --db")
        })
    };
    let path = place.db.clone().map_or_else(usual, Ok)?;
    Ok(Store::open(&path)?)
}

fn show(args: &Args, store: &Store, face: &Face) -> Result<Exit, Failure> {
    let attempts = match &args.class {
        Some(class) => store.attempts(None, Some(class))?,
        None => store.attempts(Some(args.place.profile()), None)?,
    };
    let view = View {
        whose: args
            .class
            .as_ref()
            .map_or(args.place.profile(), String::as_str),
        is_class: args.class.is_some(),
        now_unix_s: now_unix_s(),
        pass: args.pass,
        attempts: &attempts,
        shadowings: match args.class {
            Some(_) => Vec::new(),
            None => store.shadowings(args.place.profile())?,
        },
    };
    match args.format {
        Format::Text => out::print(&words::page(&view, out::paint(face)))?,
        Format::Json => out::print_json(&as_json(&view))?,
        Format::Csv => out::print(&words::csv(&attempts))?,
    }
    if let Some(folder) = &args.out {
        draw(&view, folder, face)?;
    }
    let passed = |mark| {
        view.people()
            .iter()
            .all(|(_, own)| schedule::pass(own, mark).passed)
    };
    Ok(match args.pass {
        Some(mark) if attempts.is_empty() || !passed(mark) => Exit::Findings,
        _ => Exit::Fine,
    })
}

/// What is shown of a history.
struct View<'a> {
    /// A profile or a class.
    whose: &'a str,
    is_class: bool,
    now_unix_s: i64,
    pass: Option<u32>,
    attempts: &'a [Attempt],
    /// Of the profile, the oldest first; a class has none.
    shadowings: Vec<Shadowing>,
}

impl View<'_> {
    /// Everybody with their attempts, in the order of their names.
    fn people(&self) -> Vec<(String, Vec<Attempt>)> {
        let mut people = std::collections::BTreeMap::<String, Vec<Attempt>>::new();
        for attempt in self.attempts {
            let own = people.entry(attempt.profile.clone()).or_default();
            own.push(attempt.clone());
        }
        people.into_iter().collect()
    }
}

fn as_json(view: &View) -> Value {
    let one = |(profile, attempts): (String, Vec<Attempt>)| {
        let standings = schedule::standings(&attempts);
        json!({
            "profile": profile,
            "skills": standings,
            "next": schedule::next(&standings, &attempts, view.now_unix_s),
            "pass": view.pass.map(|mark| schedule::pass(&attempts, mark)),
            "attempts": attempts,
        })
    };
    let people: Vec<Value> = view.people().into_iter().map(one).collect();
    let class = view.is_class.then_some(view.whose);
    json!({"format": 1, "kind": "history", "class": class, "people": people,
           "shadowings": view.shadowings})
}

/// One picture for each person: score and skills, attempt by attempt.
fn draw(view: &View, folder: &Path, face: &Face) -> Result<(), Failure> {
    files::make_folder(folder)?;
    for (profile, attempts) in view.people() {
        let titles: Vec<(&str, &str)> = skills::titles().collect();
        let standings = schedule::standings(&attempts);
        let score = Progress {
            title: "Score".into(),
            values: attempts.iter().map(|a| Some(a.figures.score)).collect(),
        };
        let skills = standings.into_iter().map(|s| Progress {
            title: words::title(&titles, &s.skill),
            values: s.credits,
        });
        let picture = ProgressPicture {
            title: words::finding(&profile, &attempts),
            note: "From 0 to 100, the oldest attempt on the left.".into(),
            rows: std::iter::once(score).chain(skills).collect(),
        };
        let sheet = picture.draw();
        let path = folder.join(format!("{}.svg", words::file_name(&profile)));
        files::write_atomic(&path, sheet.svg().as_bytes())?;
        #[cfg(feature = "png")]
        {
            let png = sheet
                .png(2.0)
                .map_err(|e| Failure::outside(e.to_string()))?;
            files::write_atomic(&path.with_extension("png"), &png)?;
        }
        out::say(&format!("drawn: {}", path.display()), face);
    }
    Ok(())
}

fn import(args: &Args, store: &mut Store, logs: &[PathBuf], face: &Face) -> Result<Exit, Failure> {
    let mut exit = Exit::Fine;
    for log in logs {
        match import_one(args, store, log, face) {
            Ok(line) => out::print(&line)?,
            // The others are taken in all the same.
            Err(failure) => {
                out::report(&failure, face);
                exit = failure.exit;
            }
        }
    }
    Ok(exit)
}

fn import_one(args: &Args, store: &mut Store, log: &Path, face: &Face) -> Result<String, Failure> {
    let told = Told::read(log, face)?;
    let file = match log.is_dir() {
        true => log.join("log.jsonl"),
        false => log.to_path_buf(),
    };
    let figures = Figures::of(&told.header, &told.records).ok_or_else(|| Failure {
        exit: Exit::Findings,
        message: format!(
            "nobody sat in `{}`, all in it are simulated: name the log of a game from `play` or `seat`",
            log.display()
        ),
    })?;
    let place = whole_path(&file);
    let folder = Path::new(&place).parent().and_then(Path::file_name);
    let profile = match &args.place.profile {
        Some(named) => named.clone(),
        None => folder.map_or(ME.into(), |f| f.to_string_lossy().into_owned()),
    };
    let class = args.class.as_deref();
    let id = store.keep(&profile, class, played_at(&file), &place, &figures)?;
    Ok(format!(
        "{id}  {profile}: {}, score {}\n",
        figures.scenario, figures.score
    ))
}

fn delete(args: &Args, store: &Store, ids: &[i64], all: bool) -> Result<Exit, Failure> {
    let profile = args.place.profile();
    if all {
        let gone = store.delete_all(profile)?;
        out::print(&format!(
            "{gone} attempts of `{profile}` are forgotten; their logs stay\n"
        ))?;
        return Ok(Exit::Fine);
    }
    for id in ids {
        if !store.delete(profile, *id)? {
            return Err(Failure::outside(format!(
                "`{profile}` has no attempt {id}: `sandtable history --profile {profile}` lists them"
            )));
        }
        out::print(&format!("attempt {id} is forgotten; its log stays\n"))?;
    }
    Ok(Exit::Fine)
}

fn rebuild(store: &mut Store, face: &Face) -> Result<Exit, Failure> {
    let mut exit = Exit::Fine;
    let mut done = 0;
    for attempt in store.attempts(None, None)? {
        let told = match Told::read(Path::new(&attempt.log), face) {
            Ok(told) => told,
            Err(failure) => {
                out::report(&failure, face);
                exit = failure.exit;
                continue;
            }
        };
        if let Some(figures) = Figures::of(&told.header, &told.records) {
            let class = attempt.class.as_deref();
            let (profile, played) = (&attempt.profile, attempt.played_unix_s);
            store.keep(profile, class, played, &attempt.log, &figures)?;
            done += 1;
        }
    }
    out::print(&format!("{done} attempts read off their logs again\n"))?;
    Ok(exit)
}

/// Keeps a game that has ended. What goes wrong here is said and changes nothing: the log is whole.
pub fn keep(session: &crate::live::Session, keep: &Keep, face: &Face) {
    if keep.no_history {
        return;
    }
    let kept = || -> Result<(), Failure> {
        let figures = Figures::of(session.header(), session.records());
        let figures = figures.ok_or_else(|| Failure::outside("nobody sat in it"))?;
        let (file, profile) = (session.file(), keep.place.profile());
        let mut store = open(&keep.place)?;
        store.keep(profile, None, played_at(file), &whole_path(file), &figures)?;
        Ok(())
    };
    if let Err(failure) = kept() {
        let loud = Face {
            quiet: false,
            color: face.color,
        };
        let log = session.file().display();
        out::say(
            &format!(
                "note: this attempt is not in the history: {}. The log is whole; `sandtable history import {log} --profile {}` keeps it later",
                failure.message,
                keep.place.profile()
            ),
            &loud,
        );
    }
}

/// Keeps what was foreseen while shadowing, if anything was looked at.
pub fn keep_shadowing(
    setup: &Setup,
    person: Name,
    shadow: &Shadow,
    keep: &Keep,
    face: &Face,
) -> Result<(), Failure> {
    let foreseen = shadow.foreseen();
    if keep.no_history || foreseen.decisions == 0 {
        return Ok(());
    }
    open(&keep.place)?.keep_shadowing(&Shadowing {
        profile: keep.place.profile().into(),
        shadowed_unix_s: now_unix_s(),
        scenario: setup.scenario.name.to_string(),
        process: setup.process.name.to_string(),
        person: person.to_string(),
        decisions: foreseen.decisions,
        same: foreseen.same,
        kind: foreseen.kind,
    })?;
    out::say(
        "kept: `sandtable history` shows how much you foresee over time",
        face,
    );
    Ok(())
}

/// A path that means the same from every folder.
fn whole_path(file: &Path) -> String {
    let whole = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    whole.to_string_lossy().into_owned()
}

/// When a game was begun: by its diary, else when its log was last written.
fn played_at(log: &Path) -> i64 {
    let diary = || {
        let file = std::fs::File::open(log.with_file_name("session.jsonl")).ok()?;
        let mut line = String::new();
        std::io::BufReader::new(file).read_line(&mut line).ok()?;
        let entry: Value = serde_json::from_str(&line).ok()?;
        Some(entry["wall_unix_ms"].as_i64()? / 1_000)
    };
    let written = || Some(unix_s(std::fs::metadata(log).ok()?.modified().ok()?));
    diary().or_else(written).unwrap_or_else(now_unix_s)
}

fn now_unix_s() -> i64 {
    unix_s(SystemTime::now())
}

fn unix_s(at: SystemTime) -> i64 {
    at.duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs() as i64)
}

impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Failure {
        Failure::outside(error.to_string())
    }
}
