//! `analyse`: what somebody's decisions were worth, and where their game stands.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use super::exit::{self, Exit, Failure};
use super::flags::{Face, Format};
use super::told::Told;
use super::{inputs, out};
use crate::analyse::standing::{self, NoStanding, Standing};
use crate::analyse::{self, Analysis, Error, Order, Progress};
use crate::base::Name;
use crate::files::{self, Kind};
use crate::model::Setup;
use crate::report;

const EXAMPLE: &str = "\
Examples:
  sandtable analyse results --futures 20 --standing off
  sandtable analyse results/log.jsonl --futures 20 --standing off --format json";

/// Say what decisions were worth: which cost most, which gained, and by how much
///
/// Does a log again and stops at every command of one person, and wherever they waited five
/// minutes or more though something open mattered. From there it plays many futures of what was
/// done, of one command of each kind that was open, of waiting, and of the same command earlier;
/// the same simulated commander plays on after each, and future k of all shares its luck. The
/// headline is by what could be known: causes that the person could not rule out are drawn afresh,
/// by the scenario's weights and what stands on their board, and so are whether an action that nobody
/// has looked at yet has removed them and how long work in hand still takes; beside it stands this
/// world, with the true ones. What else had begun unknown to them (how hard it is, what else an action
/// has brought about) stays as it was in both. Intervals hold for all ways of a decision at once, and
/// rest on futures that did not choose it. Without --seat it is the human's log, or that of the
/// simulated commander. The result is the same on any number of threads.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The log, or the folder that holds log.jsonl
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// Whose decisions
    #[arg(long, value_name = "NAME")]
    seat: Option<String>,
    /// How many futures of each way that is looked at closely
    #[arg(long, value_name = "K", default_value_t = analyse::FUTURES, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    futures: u32,
    /// Set the game beside simulated runs of it, under each shipped process
    #[arg(long, value_name = "WHEN", default_value = "on")]
    standing: Switch,
    /// How many simulated runs it is set beside, under each process
    #[arg(long, value_name = "N", default_value_t = standing::RUNS, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    runs: u32,
    /// How many threads [default: as many as the machine has]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// How to print it
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
    /// Write analysis.html, analysis.md and analysis.json to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let told = Told::read(&args.log, face)?;
    if let Some(folder) = &args.out {
        files::make_folder(folder)?;
    }
    let bar = bar(face);
    let tells = tells(&bar);
    let order = Order {
        seat: args.seat.as_deref().map(Name::new),
        futures: args.futures,
        threads: args.threads.map_or(0, usize::from),
        stop: exit::stops_by_itself(),
        progress: &tells,
    };
    let setup = Arc::new(told.header.setup.clone());
    let found = analyse::analyse(&setup, told.header.seed, &told.records, &order)?;
    let Some(found) = found else {
        return Ok(Exit::Interrupted);
    };
    let standing = match args.standing {
        Switch::Off => None,
        Switch::On => match stand(&told, &setup, args.runs, &order)? {
            Some(standing) => Some(standing),
            None => return Ok(Exit::Interrupted),
        },
    };
    bar.finish_and_clear();
    tell(args, face, &found, &told, standing.as_ref())?;
    Ok(Exit::Fine)
}

fn tell(
    args: &Args,
    face: &Face,
    found: &Analysis,
    told: &Told,
    standing: Option<&Result<Vec<Standing>, NoStanding>>,
) -> Result<(), Failure> {
    let setup = &told.header.setup;
    let text = |paint| {
        let mut text = report::analysis(found, setup, paint);
        if let Some(standing) = standing {
            text += &format!("\n{}", report::analysis::face::standing(standing, paint));
        }
        text
    };
    let json = found.json(standing);
    if let Some(folder) = &args.out {
        let page = report::analysis::page(found, setup, told.header.seed, standing);
        for (file, text) in [
            ("analysis.html", page.html()),
            ("analysis.md", page.markdown()),
            ("analysis.json", format!("{json:#}\n")),
        ] {
            files::write_atomic(&folder.join(file), text.as_bytes())?;
        }
    }
    match args.format {
        Format::Text => out::print(&text(out::paint(face))),
        Format::Json => out::print_json(&json),
    }
}

/// Where the game stands: under its own process and each shipped one. Nothing if told to stop.
fn stand(
    told: &Told,
    setup: &Arc<Setup>,
    runs: u32,
    order: &Order,
) -> Result<Option<Result<Vec<Standing>, NoStanding>>, Failure> {
    if let Err(why) = standing::comparable(&told.records) {
        return Ok(Some(Err(why)));
    }
    let mut others = vec![(setup.process.name.to_string(), setup.clone())];
    let mut loader = inputs::loader();
    for shipped in files::shipped(Kind::Process) {
        let found = files::find(Kind::Process, shipped.name)?;
        let process = loader.process(inputs::source(found)).value;
        // One that belongs to a scenario of its own plays no other.
        let own = shipped.name == told.header.setup.scenario.name.as_str();
        let known = files::shipped(Kind::Scenario).any(|s| s.name == shipped.name);
        let Some(process) = process.filter(|_| own || !known) else {
            continue;
        };
        if process != setup.process {
            let other = Setup {
                process,
                ..Setup::clone(setup)
            };
            others.push((shipped.name.to_string(), Arc::new(other)));
        }
    }
    let game = &told.timeline;
    let all = standing::standing(setup, game, told.header.seed, &others, runs, order)?;
    Ok(all.map(Ok))
}

/// What moves a bar on.
pub fn tells(bar: &ProgressBar) -> impl Fn(Progress) + Sync + '_ {
    move |progress: Progress| match progress {
        Progress::Begins { what, futures } => {
            bar.set_message(what);
            bar.set_length(futures);
            bar.set_position(0);
        }
        Progress::Played(count) => bar.inc(count),
    }
}

pub fn bar(face: &Face) -> ProgressBar {
    if face.quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    let style = "{msg}: {human_pos} of {human_len} futures   {percent} %   {eta} left";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is right"));
    bar
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::outside(error.to_string())
    }
}
