//! The inputs of an exercise, as flags name them: found, read, and resolved.

use std::ops::Range;

use clap::{Args, ValueEnum};

use super::exit::{Exit, Failure};
use super::flags::Face;
use super::out;
use crate::diag::{Diagnostic, FileId, Sources};
use crate::files::{self, FileError, Folder, Found, Kind};
use crate::model::Setup;
use crate::script::load::{self, Text, Texts};
use crate::script::tree::Tree;

/// The team where neither flag nor scenario names one.
const TEAM: &str = "single-site-9";
/// The process where neither flag nor scenario names one.
const PROCESS: &str = "blameless";
/// The figures where neither flag nor scenario names any.
const DEFAULTS: &str = "shipped";

/// Which team, process and figures a scenario is run with.
#[derive(Clone, Debug, Default, Args)]
pub struct InputFlags {
    /// The team: a name or a path [default: what the scenario names, else single-site-9]
    #[arg(long, value_name = "TEAM", help_heading = "Inputs")]
    pub team: Option<String>,
    /// The process: a name or a path [default: what the scenario names, else blameless]
    #[arg(long, value_name = "PROCESS", help_heading = "Inputs")]
    pub process: Option<String>,
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

/// A scenario with all that it is run with, and what is wrong with any of it.
pub struct Inputs {
    /// Nothing where there are mistakes.
    pub setup: Option<Setup>,
    pub mistakes: Vec<Diagnostic>,
    pub sources: Sources,
}

/// Finds and reads a scenario and what it is run with.
pub fn read(scenario: &str, flags: &InputFlags) -> Result<Inputs, Failure> {
    let scenario = files::find(Kind::Scenario, scenario)?;
    let folder = scenario.folder.clone();
    let mentions = Tree::parse(SCENARIO, String::from_utf8_lossy(&scenario.bytes));
    let mut mistakes = Vec::new();
    let mut choose = |kind: Kind, flag: &Option<String>, otherwise: &str| {
        let node = mentions.root().and_then(|root| root.field(kind.word()));
        match (
            flag,
            node.and_then(|node| Some((node.span(), node.string()?))),
        ) {
            (Some(flag), _) => files::find(kind, flag),
            (None, None) => files::find(kind, otherwise),
            (None, Some((span, name))) => {
                files::find_beside(kind, &name, &folder).or_else(|error| {
                    // Go on with another, to find what else is wrong.
                    mistakes.push(misnamed(&error, span));
                    files::find(kind, otherwise)
                })
            }
        }
    };
    let texts = Texts {
        team: text(choose(Kind::Team, &flags.team, TEAM)?),
        process: text(choose(Kind::Process, &flags.process, PROCESS)?),
        defaults: text(choose(Kind::Defaults, &flags.defaults, DEFAULTS)?),
        vocabulary: text(files::find(Kind::Vocabulary, "vocabulary")?),
        scenario: text(scenario),
    };
    let mut sources = Sources::default();
    let fetch = |name: &str| include(&folder, name);
    let setup = load::setup(&mut sources, texts, &fetch, &mut mistakes);
    let usable = mistakes.iter().all(|mistake| !mistake.is_error());
    Ok(Inputs {
        setup: setup
            .filter(|_| usable)
            .map(|setup| idealised(setup, &flags.ideal)),
        mistakes,
        sources,
    })
}

/// The scenario is the first file that is read.
const SCENARIO: FileId = FileId(0);

/// A scenario names a team, process or defaults that cannot be had.
fn misnamed(error: &FileError, span: Range<usize>) -> Diagnostic {
    let text = error.to_string();
    let (message, hint) = text.split_once(": ").unwrap_or((&text, ""));
    Diagnostic::error("unknown-name", SCENARIO, span, message)
        .label("named here")
        .hint(hint)
}

impl Inputs {
    /// The resolved inputs; shows what is wrong with them, and fails where they cannot be used.
    pub fn usable(self, face: &Face) -> Result<Setup, Failure> {
        out::show(&self.mistakes, &self.sources, face);
        self.setup.ok_or(Failure {
            exit: Exit::Findings,
            message: String::new(),
        })
    }
}

/// A file that a scenario includes, for the script floor, which opens nothing itself.
pub fn include(folder: &Folder, name: &str) -> Result<Text, String> {
    let bytes = folder.include(name).map_err(|error| error.to_string())?;
    let name = match folder {
        Folder::Shipped(folder) => format!("{folder}/{name}"),
        Folder::Disk(folder) => folder.join(name).display().to_string(),
    };
    Ok(Text { name, bytes })
}

pub fn text(found: Found) -> Text {
    Text {
        name: found.name,
        bytes: found.bytes,
    }
}

fn idealised(mut setup: Setup, mechanisms: &[Mechanism]) -> Setup {
    let ideal = &mut setup.defaults.ideal;
    for mechanism in mechanisms {
        match mechanism {
            Mechanism::System => ideal.system = true,
            Mechanism::Signals => ideal.signals = true,
            Mechanism::Attention => ideal.attention = true,
            Mechanism::Knowledge => ideal.knowledge = true,
            Mechanism::Authority => ideal.authority = true,
        }
    }
    setup
}
