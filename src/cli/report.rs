//! `report`: what a log says, written up.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::analyse::{Switch, bar, tells};
use super::exit::{self, Exit, Failure};
use super::flags::Face;
use super::out;
use super::told::Told;
use crate::analyse::{self, Order};
use crate::files;
use crate::live::ending;
use crate::live::reports::{self, Known};
use crate::report::after_action::plan::{csv, plan};
use crate::report::after_action::{Version, after_action};
use crate::report::{self, sheet::Sheet};

const EXAMPLE: &str = "\
Examples:
  sandtable report results/log.jsonl > after-action.md
  sandtable report results --out written-up
  sandtable report results --public --format html > for-everybody.html
  sandtable report my-first --for ben --out looked-back";

/// Write an exercise up as an after-action report
///
/// What happened, objectives with suggested and confirmed ratings and their evidence, times beside
/// targets, what went well, areas to improve, an improvement plan, handoffs, decisions, updates, notes
/// and the hot wash. A log in which people sat is set among simulated runs of the same situation,
/// which takes a while and can be left out; --turning-points weighs their decisions too. The public version names roles,
/// not people, and leaves out what people wrote for each other. A folder with several teams becomes
/// one report side by side, and one for each.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The log, or the folder that holds log.jsonl, or that of a game day with several teams
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// The debrief of this person instead: how they commanded, what there was to notice, what was
    /// knowable when
    #[arg(long = "for", value_name = "NAME", conflicts_with_all = ["format", "public"])]
    whose: Option<String>,
    /// Write into this folder instead of printing: after-action.html and .md, the same as
    /// after-action-public, and improvement-plan.csv; with --for debrief.html and debrief.md
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The version that may be shared; with --out that alone
    #[arg(long)]
    public: bool,
    /// How to print it: text is Markdown, csv the improvement plan, json the scorecard
    #[arg(
        long,
        default_value = "text",
        value_name = "FORMAT",
        conflicts_with = "out"
    )]
    format: Form,
    /// Set an exercise in which people sat among simulated runs of it
    #[arg(long, value_name = "WHEN", default_value = "on")]
    standing: Switch,
    /// Among how many
    #[arg(long, value_name = "N", default_value_t = analyse::standing::RUNS, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    runs: u32,
    /// Weigh the decisions of whoever decided most, by so many futures (at least 2) of each way looked
    /// at closely; 0 leaves it out
    #[arg(long, value_name = "K", default_value_t = 0, value_parser = none_or_several)]
    turning_points: u32,
}

/// In which form a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Html,
    Csv,
    Json,
}

/// One future of each way compares nothing.
fn none_or_several(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(count) if count == 0 || (2..=100_000).contains(&count) => Ok(count),
        _ => Err("0 leaves it out; otherwise from 2 to 100000".into()),
    }
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let teams = team_folders(&args.log);
    if teams.len() > 1 {
        return several(args, &teams, face);
    }
    let told = Told::read(&args.log, face)?;
    if let Some(whose) = &args.whose {
        let who = super::replay::person(whose, &told.header.setup.team)?;
        let log = args.log.display().to_string();
        let debrief = report::debrief(&told.story(), who, &log);
        match &args.out {
            Some(folder) => {
                files::make_folder(folder)?;
                ending::write_debrief(folder, &debrief)?;
            }
            None => out::print(&debrief.markdown())?,
        }
        return Ok(Exit::Fine);
    }
    match args.format {
        Form::Json => {
            out::print_json(&told.scorecard())?;
            return Ok(Exit::Fine);
        }
        Form::Csv => {
            out::print(&csv(&plan(&told.story())))?;
            return Ok(Exit::Fine);
        }
        Form::Text | Form::Html => {}
    }
    let Some(known) = known(args, &told, face)? else {
        return Ok(Exit::Interrupted);
    };
    match &args.out {
        Some(folder) => {
            files::make_folder(folder)?;
            reports::write(folder, &told.story(), &known, args.public)?;
            let page = match args.public {
                true => reports::PUBLIC_PAGE,
                false => reports::PAGE,
            };
            out::say(&format!("written: {}", folder.join(page).display()), face);
        }
        None => {
            let beside = known.beside(version(args));
            print(args, &after_action(&told.story(), &beside))?;
        }
    }
    Ok(Exit::Fine)
}

fn version(args: &Args) -> Version {
    match args.public {
        true => Version::Public,
        false => Version::Facilitator,
    }
}

fn print(args: &Args, sheet: &Sheet) -> Result<(), Failure> {
    match args.format {
        Form::Html => out::print(&sheet.html()),
        _ => out::print(&sheet.markdown()),
    }
}

/// What is to be known beside the log; nothing if told to stop.
fn known(args: &Args, told: &Told, face: &Face) -> Result<Option<Known>, Failure> {
    let mut known = Known::default();
    if !reports::has_people(&told.records) {
        return Ok(Some(known));
    }
    let bar = bar(face);
    let tells = tells(&bar);
    let order = Order {
        seat: None,
        futures: args.turning_points,
        threads: 0,
        stop: exit::stops_by_itself(),
        progress: &tells,
    };
    let stopped = || order.stop.load(std::sync::atomic::Ordering::SeqCst);
    if args.standing == Switch::On {
        known.places = reports::stands(&told.header, &told.records, args.runs, &order)?;
    }
    let discussion = told.header.setup.scenario.is_discussion();
    if args.turning_points > 0 && !discussion && !stopped() {
        let setup = std::sync::Arc::new(told.header.setup.clone());
        known.analysis = match analyse::analyse(&setup, told.header.seed, &told.records, &order) {
            Err(why @ (analyse::Error::NoDecisions | analyse::Error::DecidedNothing(_))) => {
                out::say(&format!("no turning points: {why}"), face);
                None
            }
            other => other?,
        };
    }
    bar.finish_and_clear();
    Ok((!stopped()).then_some(known))
}

/// The folders of teams below a game day's folder.
fn team_folders(folder: &Path) -> Vec<PathBuf> {
    let numbered = (1..).map(|team| folder.join(format!("team-{team}")));
    numbered.take_while(|f| f.is_dir()).collect()
}

/// Several teams: side by side, and each by itself.
fn several(args: &Args, folders: &[PathBuf], face: &Face) -> Result<Exit, Failure> {
    if args.whose.is_some() || matches!(args.format, Form::Csv | Form::Json) {
        return Err(Failure::outside(format!(
            "`{}` holds {} teams: name one, such as {}",
            args.log.display(),
            folders.len(),
            folders[0].display()
        )));
    }
    let mut all = Vec::new();
    for folder in folders {
        all.push(Told::read(folder, face)?);
    }
    let teams: Vec<reports::Team> = all
        .iter()
        .enumerate()
        .map(|(at, told)| reports::Team {
            name: format!("Team {}", at + 1),
            folder: match args.out {
                Some(_) => format!("team-{}", at + 1),
                None => String::new(),
            },
            header: &told.header,
            records: &told.records,
        })
        .collect();
    let beside = reports::side_by_side(&teams, version(args));
    let Some(out_folder) = &args.out else {
        let mut text = beside.markdown();
        for told in &all {
            let Some(known) = known(args, told, face)? else {
                return Ok(Exit::Interrupted);
            };
            text += "\n---\n\n";
            text += &after_action(&told.story(), &known.beside(version(args))).markdown();
        }
        match args.format {
            Form::Html => print(args, &beside)?,
            _ => out::print(&text)?,
        }
        return Ok(Exit::Fine);
    };
    files::make_folder(out_folder)?;
    for (at, told) in all.iter().enumerate() {
        let Some(known) = known(args, told, face)? else {
            return Ok(Exit::Interrupted);
        };
        let folder = out_folder.join(format!("team-{}", at + 1));
        files::make_folder(&folder)?;
        reports::write(&folder, &told.story(), &known, args.public)?;
    }
    reports::write_teams(out_folder, &teams, args.public)?;
    let page = out_folder.join(match args.public {
        true => reports::PUBLIC_PAGE,
        false => reports::PAGE,
    });
    out::say(&format!("written: {}", page.display()), face);
    Ok(Exit::Fine)
}
