//! The inputs of an exercise, as flags name them: found, read, and resolved.

use std::ops::Range;
use std::sync::LazyLock;

use clap::{Args, ValueEnum};

use super::exit::{Exit, Failure};
use super::flags::Face;
use super::out;
use crate::diag::{Diagnostic, FileId};
use crate::files::{self, FileError, Folder, Found, Kind};
use crate::model::{self, Setup};
use crate::score;
use crate::script::{self, Loader, Source};

/// The team where neither flag nor scenario names one.
const TEAM: &str = "single-site-9";
/// The process where neither flag nor scenario names one.
const PROCESS: &str = "blameless";
/// The figures where neither flag nor scenario names any.
const DEFAULTS: &str = "shipped";

/// Which process, team and figures a scenario is run with.
#[derive(Clone, Debug, Default, Args)]
pub struct InputFlags {
    /// The process: a name or a path [default: what the scenario names, else blameless]
    #[arg(long, value_name = "PROCESS", help_heading = "Inputs")]
    pub process: Option<String>,
    #[command(flatten)]
    pub others: OtherFlags,
}

/// All but the process, of which a comparison takes several.
#[derive(Clone, Debug, Default, Args)]
pub struct OtherFlags {
    /// The team: a name or a path [default: what the scenario names, else single-site-9]
    #[arg(long, value_name = "TEAM", help_heading = "Inputs")]
    pub team: Option<String>,
    /// The figures behind the mechanisms: a name or a path [default: the shipped ones]
    #[arg(long, value_name = "DEFAULTS", help_heading = "Inputs")]
    pub defaults: Option<String>,
    /// Mechanisms to switch off, to see what they cost; separate several by commas
    #[arg(
        long,
        value_name = "MECHANISM",
        value_delimiter = ',',
        help_heading = "Inputs"
    )]
    pub ideal: Vec<Mechanism>,
}

/// A mechanism that can be idealised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mechanism {
    /// Nothing spreads, collapses or is tipped off
    System,
    /// Every monitor fires at once, nothing is missed, all alerts are one
    Signals,
    /// Talk takes no time and interrupts nothing; nobody tires or slips
    Attention,
    /// What anybody knows everybody knows at once
    Knowledge,
    /// Nobody waits for a yes or for an assignment
    Authority,
}

/// A scenario and what it is run with, and what is wrong with any of it.
pub struct Read {
    /// Nothing where there are mistakes.
    pub setup: Option<Setup>,
    pub mistakes: Vec<Diagnostic>,
}

/// The files of an exercise, read one by one.
pub struct Files {
    pub inputs: script::Inputs,
    /// Where the scenario names files that cannot be had; others stand in for them.
    pub misnamed: Vec<Diagnostic>,
}

/// A loader that knows what can be measured.
pub fn loader() -> Loader<'static> {
    static MEASURES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| score::metrics().map(|metric| metric.name).collect());
    Loader::new(&MEASURES)
}

/// Finds and reads a scenario and what it is run with.
pub fn read(loader: &mut Loader, scenario: &str, flags: &InputFlags) -> Result<Read, Failure> {
    let files = files(loader, scenario, flags)?;
    Ok(checked(loader, files, &flags.others.ideal))
}

/// Finds and reads the files, and looks at each by itself.
pub fn files(loader: &mut Loader, scenario: &str, flags: &InputFlags) -> Result<Files, Failure> {
    let found = files::find(Kind::Scenario, scenario)?;
    let folder = found.folder.clone();
    let scenario = loader.scenario(source(found), &|name: &str| include(&folder, name));
    let tree = &scenario.tree;
    let mut misnamed = Vec::new();
    let mut choose = |kind: Kind, flag: &Option<String>, otherwise: &str| {
        let node = tree.root().and_then(|root| root.field(kind.word()));
        let named = node.and_then(|node| Some((node.span(), node.string()?)));
        match (flag, named) {
            (Some(flag), _) => files::find(kind, flag),
            (None, None) => files::find(kind, otherwise),
            (None, Some((span, name))) => {
                files::find_beside(kind, &name, &folder).or_else(|error| {
                    // Go on with another, to find what else is wrong.
                    misnamed.push(misnaming(&error, tree.file(), span));
                    files::find(kind, otherwise)
                })
            }
        }
        .map(source)
    };
    let team = choose(Kind::Team, &flags.others.team, TEAM)?;
    let process = choose(Kind::Process, &flags.process, PROCESS)?;
    let defaults = choose(Kind::Defaults, &flags.others.defaults, DEFAULTS)?;
    let vocabulary = source(files::find(Kind::Vocabulary, "vocabulary")?);
    let inputs = script::Inputs {
        team: loader.team(team),
        process: loader.process(process),
        defaults: loader.defaults(defaults),
        vocabulary: loader.vocabulary(vocabulary),
        scenario,
    };
    Ok(Files { inputs, misnamed })
}

/// Checks the files against each other.
pub fn checked(loader: &Loader, files: Files, ideal: &[Mechanism]) -> Read {
    let Files { inputs, misnamed } = files;
    let (setup, between) = loader.setup(&inputs);
    let whole = misnamed.is_empty();
    let mistakes = [
        misnamed,
        inputs.scenario.diagnostics,
        inputs.team.diagnostics,
        inputs.process.diagnostics,
        inputs.defaults.diagnostics,
        inputs.vocabulary.diagnostics,
        between,
    ];
    Read {
        setup: setup.filter(|_| whole).map(|setup| idealised(setup, ideal)),
        mistakes: mistakes.concat(),
    }
}

/// Reads inputs that are to be used: shows what is wrong with them, and fails where they cannot be.
pub fn usable(scenario: &str, flags: &InputFlags, face: &Face) -> Result<Setup, Failure> {
    let mut loader = loader();
    let read = read(&mut loader, scenario, flags)?;
    out::show(&read.mistakes, loader.sources(), face);
    read.setup.ok_or(Failure {
        exit: Exit::Findings,
        message: String::new(),
    })
}

/// The same for what simulated people play: not for discussions, which have no system.
pub fn playable(scenario: &str, flags: &InputFlags, face: &Face) -> Result<Setup, Failure> {
    let setup = usable(scenario, flags, face)?;
    match setup.scenario.is_discussion() {
        true => Err(discussion(scenario)),
        false => Ok(setup),
    }
}

/// Why a discussion is not run.
pub fn discussion(scenario: &str) -> Failure {
    Failure::outside(format!(
        "`{scenario}` is a discussion for people around a table and has no system to run: `sandtable host {scenario}` puts its cards before them"
    ))
}

/// A scenario names a team, process or defaults that cannot be had.
fn misnaming(error: &FileError, scenario: FileId, span: Range<usize>) -> Diagnostic {
    let text = error.to_string();
    let (message, hint) = text.split_once(": ").unwrap_or((&text, ""));
    Diagnostic::error("unknown-name", scenario, span, message)
        .label("named here")
        .hint(hint)
}

/// A file that a scenario includes, for the script floor, which opens nothing itself.
pub fn include(folder: &Folder, name: &str) -> Result<Vec<u8>, String> {
    folder.include(name).map_err(|error| error.to_string())
}

pub fn source(found: Found) -> Source {
    Source::new(found.name, found.bytes)
}

fn idealised(mut setup: Setup, mechanisms: &[Mechanism]) -> Setup {
    for mechanism in mechanisms {
        setup.defaults.ideal.idealise((*mechanism).into());
    }
    setup
}

impl From<Mechanism> for model::defaults::Mechanism {
    fn from(mechanism: Mechanism) -> Self {
        match mechanism {
            Mechanism::System => Self::System,
            Mechanism::Signals => Self::Signals,
            Mechanism::Attention => Self::Attention,
            Mechanism::Knowledge => Self::Knowledge,
            Mechanism::Authority => Self::Authority,
        }
    }
}
