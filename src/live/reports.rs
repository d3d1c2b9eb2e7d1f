//! The after-action reports of an exercise as files: the facilitator's, the public one, the plan.
//!
//! Everything in them derives from header and records. Where an exercise stands among simulated runs
//! takes those runs; whoever asks for it says when there is time ([`stands`]).

use std::path::Path;
use std::sync::Arc;

use crate::analyse::standing::{self, NoStanding, Place};
use crate::analyse::{Analysis, Error, Order};
use crate::files::{self, FileError};
use crate::model::command::Occupant;
use crate::model::{Fact, Header, Record};
use crate::report::after_action::plan::{csv, plan};
use crate::report::after_action::{Beside, Version, after_action};
use crate::report::{Story, after_action as sheets};
use crate::score::Scorecard;
use crate::timeline::Timeline;

/// What the reports are called in a folder.
pub const PAGE: &str = "after-action.html";
pub const TEXT: &str = "after-action.md";
pub const PUBLIC_PAGE: &str = "after-action-public.html";
pub const PUBLIC_TEXT: &str = "after-action-public.md";
pub const PLAN: &str = "improvement-plan.csv";

/// The times that are set among simulated runs.
pub const PLACED: [&str; 8] = [
    "time_to_detect",
    "time_to_acknowledge",
    "time_to_command",
    "time_to_mobilise",
    "time_to_contain",
    "time_to_diagnose",
    "time_to_mitigate",
    "time_to_resolve",
];

/// What a report says beside its log, once it is known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub places: Option<Result<Vec<Place>, NoStanding>>,
    pub analysis: Option<Analysis>,
}

impl Known {
    pub fn beside(&self, version: Version) -> Beside<'_> {
        Beside {
            version,
            places: self.places.as_ref(),
            analysis: self.analysis.as_ref(),
        }
    }
}

/// Reads a log, and tells of it.
pub fn told<T>(header: &Header, records: &[Record], tell: impl FnOnce(&Story) -> T) -> T {
    let setup = &header.setup;
    let timeline = Timeline::read(setup, records);
    let card = Scorecard::new(setup, &timeline, records, header.seed);
    tell(&Story {
        setup,
        seed: header.seed,
        records,
        timeline: &timeline,
        card: &card,
        degraded: &header.degraded,
    })
}

/// Whether people sat in it, so that it says something to set it among simulated runs.
pub fn has_people(records: &[Record]) -> bool {
    let human = |r: &Record| {
        matches!(
            r.fact,
            Fact::Seated {
                occupant: Occupant::Human,
                ..
            }
        )
    };
    records.iter().any(human)
}

/// Sets an exercise among `runs` simulated ones, or says why that would not be fair; nothing if it
/// makes no sense (nobody sat in it, or it is a discussion), or if told to stop.
///
/// # Errors
/// If threads cannot be started.
pub fn stands(
    header: &Header,
    records: &[Record],
    runs: u32,
    order: &Order,
) -> Result<Option<Result<Vec<Place>, NoStanding>>, Error> {
    if header.setup.scenario.is_discussion() || !has_people(records) {
        return Ok(None);
    }
    if let Err(why) = standing::comparable(records) {
        return Ok(Some(Err(why)));
    }
    let setup = Arc::new(header.setup.clone());
    let timeline = Timeline::read(&setup, records);
    let places = standing::places(&setup, &timeline, header.seed, &PLACED, runs, order)?;
    Ok(places.map(Ok))
}

/// Writes the reports of one exercise into a folder: both versions and the plan, or what may be
/// shared alone.
///
/// # Errors
/// If a file cannot be written.
pub fn write(
    folder: &Path,
    story: &Story,
    known: &Known,
    public_alone: bool,
) -> Result<(), FileError> {
    let put = |name: &str, text: String| files::write_atomic(&folder.join(name), text.as_bytes());
    let public = after_action(story, &known.beside(Version::Public));
    put(PUBLIC_PAGE, public.html())?;
    put(PUBLIC_TEXT, public.markdown())?;
    if public_alone {
        return Ok(());
    }
    let whole = after_action(story, &known.beside(Version::Facilitator));
    put(PAGE, whole.html())?;
    put(TEXT, whole.markdown())?;
    put(PLAN, csv(&plan(story)))
}

/// One team's exercise.
pub struct Team<'a> {
    pub name: String,
    /// Its folder below the one of all teams.
    pub folder: String,
    pub header: &'a Header,
    pub records: &'a [Record],
}

/// Several teams side by side, as a sheet whose links lead into their folders.
pub fn side_by_side(all: &[Team], version: Version) -> crate::report::sheet::Sheet {
    let read = |team: &Team| {
        let (setup, records) = (&team.header.setup, team.records);
        let timeline = Timeline::read(setup, records);
        let card = Scorecard::new(setup, &timeline, records, team.header.seed);
        (timeline, card)
    };
    let read: Vec<(Timeline, Scorecard)> = all.iter().map(read).collect();
    let page = match version {
        Version::Facilitator => PAGE,
        Version::Public => PUBLIC_PAGE,
    };
    let teams: Vec<sheets::teams::Team> = all
        .iter()
        .zip(&read)
        .map(|(team, (timeline, card))| sheets::teams::Team {
            name: team.name.clone(),
            story: Story {
                setup: &team.header.setup,
                seed: team.header.seed,
                records: team.records,
                timeline,
                card,
                degraded: &team.header.degraded,
            },
            pages: match team.folder.is_empty() {
                true => Vec::new(),
                false => vec![(
                    format!("{}/{page}", team.folder),
                    format!("{}: its own report", team.name),
                )],
            },
        })
        .collect();
    sheets::teams::teams(&teams, version)
}

/// Writes several teams side by side into the folder of all.
///
/// # Errors
/// If a file cannot be written.
pub fn write_teams(folder: &Path, all: &[Team], public_alone: bool) -> Result<(), FileError> {
    let put = |name: &str, text: String| files::write_atomic(&folder.join(name), text.as_bytes());
    let public = side_by_side(all, Version::Public);
    put(PUBLIC_PAGE, public.html())?;
    put(PUBLIC_TEXT, public.markdown())?;
    if public_alone {
        return Ok(());
    }
    let whole = side_by_side(all, Version::Facilitator);
    put(PAGE, whole.html())?;
    put(TEXT, whole.markdown())
}
