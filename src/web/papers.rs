//! The reports of a game day: written when it ends and again whenever somebody has written something
//! down since, and set among simulated runs aside, so that nobody waits for that.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;

use super::room::Room;
use crate::analyse::standing::{NoStanding, Place, RUNS};
use crate::analyse::{Order, Progress};
use crate::files::FileError;
use crate::live::reports::{self, Known, Team};
use crate::live::{Session, ending};
use crate::report::after_action::Version;
use crate::report::sheet::Sheet;

/// Which paper somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The facilitator's report, as a page and as Markdown.
    Page,
    Text,
    /// The public one.
    Public,
    PublicText,
    /// The improvement plan as CSV.
    Plan,
    /// All teams side by side.
    Teams,
}

/// What is written up of one team.
#[derive(Default)]
pub struct Papers {
    pub known: Known,
    /// How many records the files hold, and when they were written.
    written: Option<(usize, u64)>,
    runs: Option<Runs>,
    /// Which branch the runs were for: another one has another end.
    asked: Option<u32>,
    /// Why they do not lie in the folder as they are.
    pub failed: Option<String>,
}

/// Simulated runs under way.
struct Runs {
    stop: Arc<AtomicBool>,
    answer: Receiver<Option<Result<Vec<Place>, NoStanding>>>,
    thread: JoinHandle<()>,
}

/// What is written down after the end is on paper this much later at most.
const PAPER_MS: u64 = 2_000;

impl Papers {
    /// Looks after the papers of a session; whether anything is new.
    pub fn look(&mut self, session: &Session, era: u32, now_ms: u64) -> bool {
        if session.ended().is_none() {
            self.stop();
            *self = Papers::default();
            return false;
        }
        let mut news = self.runs_done();
        if self.asked != Some(era) {
            self.stop();
            self.known = Known::default();
            self.asked = Some(era);
            self.runs = begin(session);
            news = true;
        }
        let records = session.records().len();
        let due = match self.written {
            None => true,
            Some((held, at)) => {
                (held != records || self.failed.is_some()) && now_ms >= at + PAPER_MS
            }
        };
        if news || due {
            self.written = Some((records, now_ms));
            self.write(session);
        }
        news
    }

    /// Writes them into the folder. The log is there whatever comes: they can be made from it at any
    /// time.
    pub fn write(&mut self, session: &Session) {
        let folder = session.folder();
        let written = reports::told(session.header(), session.records(), |story| {
            reports::write(folder, story, &self.known, false)
        });
        self.failed = written.err().map(|error| error.to_string());
    }

    fn runs_done(&mut self) -> bool {
        let Some(runs) = &self.runs else { return false };
        let Ok(answer) = runs.answer.try_recv() else {
            return false;
        };
        self.known.places = answer;
        self.stop();
        true
    }

    /// Ends what is under way.
    pub fn stop(&mut self) {
        if let Some(runs) = self.runs.take() {
            runs.stop.store(true, Ordering::SeqCst);
            // It looks at the flag between two runs.
            let _ = runs.thread.join();
        }
    }

    /// Whether simulated runs are still under way.
    pub fn is_at_work(&self) -> bool {
        self.runs.is_some()
    }
}

/// One thread beside those that serve, so that nobody on a page notices.
fn begin(session: &Session) -> Option<Runs> {
    let header = session.header().clone();
    let records = session.records().to_vec();
    let stop = Arc::new(AtomicBool::new(false));
    let told = stop.clone();
    let (sender, answer) = channel();
    let thread = std::thread::Builder::new().name("standing".into());
    let thread = thread.spawn(move || {
        let order = Order {
            seat: None,
            futures: 0,
            threads: 1,
            stop: &told,
            progress: &|_: Progress| {},
        };
        let placed = reports::stands(&header, &records, RUNS, &order);
        let _ = sender.send(placed.unwrap_or(None));
    });
    Some(Runs {
        stop,
        answer,
        thread: thread.ok()?,
    })
}

/// A paper of one team, or of all.
pub fn paper(rooms: &[Room], room: usize, paper: Paper) -> Option<String> {
    let of = rooms.get(room)?;
    let sheet = |version| ending::after_action(&of.session, &of.papers.known.beside(version));
    Some(match paper {
        Paper::Page => sheet(Version::Facilitator).html(),
        Paper::Text => sheet(Version::Facilitator).markdown(),
        Paper::Public => sheet(Version::Public).html(),
        Paper::PublicText => sheet(Version::Public).markdown(),
        Paper::Plan => ending::plan(&of.session),
        Paper::Teams => side_by_side(rooms, Version::Facilitator, false).html(),
    })
}

fn teams(rooms: &[Room], linked: bool) -> Vec<Team<'_>> {
    let rooms = rooms.iter().enumerate();
    let team = rooms.map(|(at, room)| Team {
        name: room.wall.name.clone(),
        folder: match linked {
            true => format!("team-{}", at + 1),
            false => String::new(),
        },
        header: room.session.header(),
        records: room.session.records(),
    });
    team.collect()
}

fn side_by_side(rooms: &[Room], version: Version, linked: bool) -> Sheet {
    reports::side_by_side(&teams(rooms, linked), version)
}

/// Writes all teams side by side beside their folders, once each has ended.
pub fn write_teams(rooms: &[Room]) -> Result<(), FileError> {
    let over = rooms.iter().all(|room| room.session.ended().is_some());
    let folder = rooms.first().and_then(|r| r.session.folder().parent());
    match folder {
        Some(folder) if rooms.len() > 1 && over => {
            reports::write_teams(folder, &teams(rooms, true), false)
        }
        _ => Ok(()),
    }
}
