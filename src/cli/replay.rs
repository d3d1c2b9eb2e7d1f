//! `replay`: a log, record by record, in sentences.

use std::path::PathBuf;

use serde_json::json;

use super::exit::{Exit, Failure};
use super::flags::{Face, Format};
use super::out;
use super::told::Told;
use crate::base::{Duration, Name, SimTime};
use crate::diag::did_you_mean;
use crate::model::{Record, Team};
use crate::report::{self, Filter};

const EXAMPLE: &str = "\
Examples:
  sandtable replay results/log.jsonl
  sandtable replay results --person ana --from 30m --until 2h
  sandtable replay results --format json | jq '.records[].fact'";

/// Tell a log record by record, each with its cause
///
/// Shows what moves the story; --all shows every record.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The log, or the folder that holds log.jsonl
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// Every record, also what people pick up and lay down
    #[arg(long)]
    all: bool,
    /// Only from this time on, as 30m
    #[arg(long, value_name = "TIME", value_parser = Duration::parse)]
    from: Option<Duration>,
    /// Only until this time, as 2h
    #[arg(long, value_name = "TIME", value_parser = Duration::parse)]
    until: Option<Duration>,
    /// Only what this person does or learns of
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// Leave out what only the facilitator sees
    #[arg(long)]
    public: bool,
    /// How to print it
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let told = Told::read(&args.log, face)?;
    let setup = &told.header.setup;
    let instant = |length: Duration| SimTime::START + length;
    let all = Filter::default();
    let filter = Filter {
        all: args.all,
        from: args.from.map_or(all.from, instant),
        until: args.until.map_or(all.until, instant),
        person: args
            .person
            .as_deref()
            .map(|name| person(name, &setup.team))
            .transpose()?,
        public: args.public,
    };
    match args.format {
        Format::Text => out::print(&report::replay(
            &told.records,
            setup,
            &filter,
            out::paint(face),
        ))?,
        Format::Json => {
            let shown: Vec<&Record> = told
                .records
                .iter()
                .filter(|record| filter.shows(record))
                .collect();
            out::print_json(&json!({"format": 1, "kind": "replay", "records": shown}))?;
        }
    }
    Ok(Exit::Fine)
}

/// Somebody of the team, or an outside party.
pub(super) fn person(name: &str, team: &Team) -> Result<Name, Failure> {
    let people = team.people.iter().map(|person| person.name);
    let known: Vec<Name> = people
        .chain(team.parties.iter().map(|party| party.name))
        .collect();
    if let Some(found) = known.iter().find(|known| **known == name) {
        return Ok(*found);
    }
    let hint = match did_you_mean(name, known.iter().map(|known| known.as_str())) {
        Some(like) => format!("did you mean `{like}`?"),
        None => {
            let all: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
            format!("there are {}", all.join(", "))
        }
    };
    Err(Failure::outside(format!(
        "nobody in this log is called `{name}`: {hint}"
    )))
}
