//! `compare`: the same incidents under several processes and teams, many times over.

use std::path::PathBuf;

use super::comparing::cases::{Around, cases};
use super::comparing::program::Seated;
use super::comparing::{Flags, Job, Saved, Switch};
use super::exit::{Exit, Failure};
use super::flags::Face;
use super::inputs::Mechanism;
use crate::model::StudyFile;
use crate::model::study::{Change, Design, StudyArm};
use crate::study::Case;

const EXAMPLE: &str = "\
Examples:
  sandtable compare three-data-centres --process unmanaged --process blameless --runs 5000
  sandtable compare quiet-disk --process unmanaged --process blameless --out results
  sandtable compare checkout-regression --process blameless --team startup-4 --team single-site-9
  sandtable compare quiet-disk --process pagerduty --against results
  sandtable compare quiet-disk --seat 'ic=true' --runs 8       # a program that goes at once";

/// Compare processes and teams over many runs
///
/// Every arm meets the same faults on the same luck, so that arms differ in nothing but what
/// differs. The first process with the first team is the baseline. Says whether the change helps,
/// by how much, how sure that is, through which phase and mechanism, at what price, and how many
/// incidents of its own a team would need to see it. The result is the same on any number of
/// threads. Ctrl-C finishes the block of 1,024 runs under way and reports on what is done.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// Scenarios: names or paths
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// A process: a name or a path; give several [default: what the scenario names, else blameless]
    #[arg(long, value_name = "PROCESS", help_heading = "Inputs")]
    process: Vec<String>,
    /// A team: a name or a path; give several [default: what the scenario names, else single-site-9]
    #[arg(long, value_name = "TEAM", help_heading = "Inputs")]
    team: Vec<String>,
    /// The figures behind the mechanisms: a name or a path [default: the shipped ones]
    #[arg(long, value_name = "DEFAULTS", help_heading = "Inputs")]
    defaults: Option<String>,
    /// A field with another value in every arm, by its path, as defaults.people.temper.value=0.2
    #[arg(long, value_name = "PATH=VALUE", value_parser = change, help_heading = "Inputs")]
    set: Vec<Change>,
    /// Mechanisms to switch off in every arm; separate several by commas
    #[arg(
        long,
        value_name = "MECHANISM",
        value_delimiter = ',',
        help_heading = "Inputs"
    )]
    ideal: Vec<Mechanism>,
    /// Compare with the results that an earlier --out kept, on their luck and as many runs
    #[arg(long, value_name = "DIR", help_heading = "Inputs", conflicts_with_all = ["seed", "runs", "shard", "resume"])]
    against: Option<PathBuf>,
    /// Put a program into a seat (ic, deputy, scribe, liaison, expert, on-call or a person) and set it
    /// beside the simulated person, as 'ic=python3 commander.py'; it talks as with `sandtable seat`
    #[arg(long, value_name = "ROLE=COMMAND", value_parser = Seated::parse, help_heading = "Inputs",
        conflicts_with_all = ["against", "shard", "resume", "against_itself"])]
    seat: Option<Seated>,
    /// Story time that each command of the program takes to think of, in seconds, from 1 to 3600
    #[arg(long, value_name = "SECONDS", default_value = "5", requires = "seat", help_heading = "Inputs",
        value_parser = clap::value_parser!(u32).range(1..=3600))]
    thinking: u32,
    #[command(flatten)]
    flags: Flags,
}

/// Games with a program unless somebody says otherwise: each starts it anew.
const SEATED_RUNS: u64 = 100;

fn change(text: &str) -> Result<Change, String> {
    let (path, to) = text
        .split_once('=')
        .ok_or("a field is set as PATH=VALUE, as process.rounds=10m")?;
    Ok(Change {
        path: path.trim().into(),
        to: to.trim().into(),
    })
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let saved = args.against.as_deref().map(Saved::open).transpose()?;
    let mut file = study(args);
    if let Some(saved) = &saved {
        (file.runs, file.seed) = (saved.file.runs, saved.file.seed);
    }
    file.against_itself = args.flags.against_itself;
    if args.seat.is_some() {
        file.runs = SEATED_RUNS;
    }
    file.runs = args.flags.runs.unwrap_or(file.runs);
    let around = Around {
        folder: None,
        ideal: &args.ideal,
        alone: saved.is_some() || args.seat.is_some(),
    };
    let new = cases(&file, &around, face)?;
    for (arm, case) in file.arms.iter_mut().zip(&new) {
        arm.name = case.name.clone();
    }
    let all = match &saved {
        Some(saved) => beside(saved, new)?,
        None => new,
    };
    let (all, flags) = match &args.seat {
        Some(seated) => with_program(seated, args, all)?,
        None => (all, args.flags.clone()),
    };
    let mut job = Job::new(file, all, flags)?;
    job.saved = saved;
    job.run(face)
}

/// Each arm, and behind it the same with the program in a seat. Extra arms would be played without
/// it, and are left out.
fn with_program(
    seated: &Seated,
    args: &Args,
    all: Vec<Case>,
) -> Result<(Vec<Case>, Flags), Failure> {
    let seed = args.flags.seed.unwrap_or(1);
    let mut both = Vec::new();
    for case in all {
        let mut plain = case.clone();
        plain.baseline = 2 * case.baseline;
        let beside = seated.beside(&plain, seed, args.thinking)?;
        both.extend([plain, beside]);
    }
    let flags = Flags {
        why: Switch::Off,
        ..args.flags.clone()
    };
    Ok((both, flags))
}

/// The flags as a study, so that anybody can repeat it.
fn study(args: &Args) -> StudyFile {
    let each = |all: &[String]| -> Vec<Option<String>> {
        match all {
            [] => vec![None],
            some => some.iter().cloned().map(Some).collect(),
        }
    };
    let teams = each(&args.team);
    let mut arms = Vec::new();
    for process in each(&args.process) {
        for team in &teams {
            let name = match (&process, team, teams.len(), args.process.len()) {
                (_, Some(team), 2.., 0 | 1) => team.clone(),
                (Some(process), Some(team), 2.., _) => format!("{process}, {team}"),
                _ => String::new(),
            };
            arms.push(StudyArm {
                name,
                process: process.clone(),
                team: team.clone(),
                defaults: None,
                set: Vec::new(),
            });
        }
    }
    StudyFile {
        name: crate::base::Name::new("compare"),
        title: String::new(),
        scenarios: args.scenarios.clone(),
        process: None,
        team: None,
        defaults: args.defaults.clone(),
        set: args.set.clone(),
        arms,
        factors: Vec::new(),
        design: Design::Full,
        runs: 1_000,
        seed: 1,
        primary: None,
        band: None,
        precision: None,
        against_itself: false,
    }
}

/// New arms behind the saved ones, each compared with the saved baseline of its scenario.
fn beside(saved: &Saved, new: Vec<Case>) -> Result<Vec<Case>, Failure> {
    let mut all = saved.cases.clone();
    for mut case in new {
        let baseline = saved
            .cases
            .iter()
            .position(|it| it.scenario == case.scenario);
        case.baseline = baseline.ok_or_else(|| {
            Failure::outside(format!(
                "the saved results have no arm of `{}`: compare a scenario that they hold",
                case.scenario
            ))
        })?;
        if all
            .iter()
            .any(|it| it.scenario == case.scenario && it.name == case.name)
        {
            case.name = format!("{} now", case.name);
        }
        all.push(case);
    }
    Ok(all)
}
