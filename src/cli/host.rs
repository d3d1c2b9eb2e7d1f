//! `host`: a game day for a team, on a laptop.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::exit::{self, Exit, Failure};
use super::flags::{self, Face};
use super::inputs::{self, InputFlags};
use super::out;
use super::play::{free_folder, fresh_seed};
use crate::base::Duration;
use crate::live::{CoachMode, Mode, Opening, RealDisk, Session, Speed, SystemClock};
use crate::web::{self, Doors, Hall, HostError, Hosting, Kind, Room, Stopper};

const EXAMPLE: &str = "\
Examples (each goes on until Ctrl-C, or for as long as --lasts says):
  sandtable host three-data-centres --lasts 2h
  sandtable host checkout-regression --teams 2 --speed 4 --lasts 90m --out game-day
  sandtable host --resume game-day --lasts 2h";

/// Host a live game day: a team in their browsers, a facilitator, simulated people in empty seats
///
/// Prints a link for the facilitator, which opens once, and a link and a code for everybody else.
/// Whatever is confirmed to anybody is on disk; whatever ends the program, --resume goes on, and
/// browsers come back by themselves. The clock stands until the facilitator starts it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The scenario: a name or a path
    #[arg(required_unless_present = "resume", conflicts_with = "resume")]
    scenario: Option<String>,
    #[command(flatten)]
    inputs: InputFlags,
    /// The luck of this game day [default: a fresh one, printed]
    #[arg(long, value_name = "N", value_parser = flags::seed, allow_hyphen_values = true)]
    seed: Option<u64>,
    /// Story minutes to a minute on the clock, from 0.25 to 60
    #[arg(long, value_name = "X", default_value = "1", value_parser = speed)]
    speed: Speed,
    /// Teams that play the same scenario side by side, each for itself
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=60))]
    teams: u8,
    /// The folder for journal and report, which must not be there yet [default: one in this folder,
    /// named after scenario and seed]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Take a game day up again
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "teams", "seed"])]
    resume: Option<PathBuf>,
    /// End by itself after so long on the wall
    #[arg(long, value_name = "TIME", value_parser = Duration::parse)]
    lasts: Option<Duration>,
    /// Where to listen; beyond this machine only with a certificate, or with --plain-http
    #[arg(
        long,
        value_name = "ADDR:PORT",
        default_value = "127.0.0.1:8700",
        help_heading = "Network"
    )]
    bind: SocketAddr,
    /// A name under which browsers reach it, beside addresses and localhost
    #[arg(long = "name", value_name = "HOST", help_heading = "Network")]
    names: Vec<String>,
    /// The certificate chain, as PEM
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_key",
        help_heading = "Network"
    )]
    tls_cert: Option<PathBuf>,
    /// Its key, as PEM
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_cert",
        help_heading = "Network"
    )]
    tls_key: Option<PathBuf>,
    /// Listen beyond this machine without a certificate: whoever is on the network can read along
    #[arg(long, help_heading = "Network")]
    plain_http: bool,
}

fn speed(text: &str) -> Result<Speed, String> {
    match Speed::parse(text)? {
        speed if speed.0 <= 6_000 => Ok(speed),
        _ => Err(format!(
            "`{text}` is more than 60 story minutes to a minute"
        )),
    }
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let far = !args.bind.ip().is_loopback();
    if far && args.tls_cert.is_none() && !args.plain_http {
        return Err(Failure::outside(format!(
            "{} can be reached from other machines: add --tls-cert and --tls-key, or --plain-http if whoever is on the network may read along",
            args.bind
        )));
    }
    let (rooms, mut doors, folder) = match &args.resume {
        Some(folder) => take_up(folder, face)?,
        None => begin(args, face)?,
    };
    let ticket = doors.invite()?;
    let passes = doors.passes().to_vec();
    let names: Vec<String> = rooms.iter().map(|room| room.wall.name.clone()).collect();
    let (hall, thread) = Hall::open(rooms, doors);
    let tls = args.tls_cert.clone().zip(args.tls_key.clone());
    let hosting = Hosting {
        bind: args.bind,
        names: args.names.clone(),
        tls,
    };
    let stopper = Stopper::default();
    let told = |at: SocketAddr| {
        let scheme = if hosting.tls.is_some() {
            "https"
        } else {
            "http"
        };
        let name = args.names.first().cloned();
        let host = name.unwrap_or_else(|| match at.ip().is_unspecified() {
            true => "localhost".into(),
            false if at.is_ipv6() => format!("[{}]", at.ip()),
            false => at.ip().to_string(),
        });
        let base = format!("{scheme}://{host}:{}/", at.port());
        if far && hosting.tls.is_none() {
            out::say(
                "PLAIN HTTP: whoever is on the network can read along and take seats over",
                face,
            );
        }
        let mut lines = vec![format!("Facilitator    {base}#{ticket}   (opens once)")];
        for (room, name) in names.iter().enumerate() {
            let several = names.len() > 1;
            for pass in passes
                .iter()
                .filter(|p| p.room == room && p.kind != Kind::Facilitator)
            {
                let who = match pass.kind {
                    Kind::Participant => "Participants",
                    Kind::Observer => "Observers",
                    _ => "Screen",
                };
                let code = pass
                    .code
                    .as_deref()
                    .map_or(String::new(), |c| format!("   code {c}"));
                let team = if several {
                    format!("   {name}")
                } else {
                    String::new()
                };
                lines.push(format!("{who:<14} {base}#{}{code}{team}", pass.link));
            }
        }
        lines.push(format!("Kept in        {}", folder.display()));
        lines.push(String::new());
        // Nobody may be reading; the facilitator's ticket is then lost, and a new start makes another.
        let _ = out::print(&lines.join("\n"));
        let _ = io::stdout().flush();
    };
    watch(args.lasts, &stopper);
    let served = web::serve(hall, &hosting, &stopper, told);
    // The thread leaves its sessions in order once nobody can ask it any more.
    let unwritten = thread.join().unwrap_or_default();
    served?;
    for error in &unwritten {
        out::say(
            &format!(
                "{error}; the log is whole: sandtable report {} makes the reports from it",
                folder.display()
            ),
            face,
        );
    }
    out::say(
        &format!(
            "closed; go on with sandtable host --resume {}",
            folder.display()
        ),
        face,
    );
    Ok(match exit::stops_by_itself().load(Ordering::SeqCst) {
        true => Exit::Interrupted,
        false => Exit::Fine,
    })
}

/// Stops the server on Ctrl-C, or when its time is over.
fn watch(lasts: Option<Duration>, stopper: &Stopper) {
    let interrupted = exit::stops_by_itself();
    let stopper = stopper.clone();
    let began = std::time::Instant::now();
    let lasts = lasts.map(|l| std::time::Duration::from_millis(l.as_millis().max(0) as u64));
    std::thread::spawn(move || {
        while !stopper.stopped() {
            let over = lasts.is_some_and(|lasts| began.elapsed() >= lasts);
            if over || interrupted.load(Ordering::SeqCst) {
                stopper.stop();
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    });
}

fn begin(args: &Args, face: &Face) -> Result<(Vec<Room>, Doors, PathBuf), Failure> {
    let scenario = args.scenario.as_deref().expect("clap asks for it");
    let setup = inputs::usable(scenario, &args.inputs, face)?;
    let seed = args.seed.unwrap_or_else(fresh_seed);
    let folder = args.out.clone();
    let folder = folder.unwrap_or_else(|| free_folder("host", setup.scenario.name.as_str(), seed));
    out::say(&format!("seed {seed}"), face);
    let teams = usize::from(args.teams);
    let mut rooms = Vec::new();
    for team in 0..teams {
        let opening = Opening {
            seed,
            sittings: Vec::new(),
            folder: team_folder(&folder, team, teams),
            mode: Mode::Clock,
            speed: args.speed,
            coach: CoachMode::Quiet,
        };
        let clock = Box::new(SystemClock::default());
        let session = Session::begin(setup.clone(), opening, clock, Box::new(RealDisk))?;
        rooms.push(Room::new(format!("Team {}", team + 1), session));
    }
    let degraded = rooms
        .first()
        .map(|room| room.session.header().degraded.clone());
    for difference in degraded.unwrap_or_default() {
        out::say(&format!("note: {difference}"), face);
    }
    let doors = Doors::begin(&folder, teams)?;
    Ok((rooms, doors, folder))
}

/// One team's journal lies in the folder itself, several have one each below it.
fn team_folder(folder: &Path, team: usize, teams: usize) -> PathBuf {
    match teams {
        1 => folder.to_path_buf(),
        _ => folder.join(format!("team-{}", team + 1)),
    }
}

fn take_up(folder: &Path, face: &Face) -> Result<(Vec<Room>, Doors, PathBuf), Failure> {
    let mut teams = 0;
    while team_folder(folder, teams, 2).is_dir() {
        teams += 1;
    }
    let teams = teams.max(1);
    let mut rooms = Vec::new();
    for team in 0..teams {
        let of_team = team_folder(folder, team, teams);
        let clock = Box::new(SystemClock::default());
        let (session, found) = Session::resume(&of_team, clock, Box::new(RealDisk))?;
        let at = session.setup().scenario.starts.clock(found.at);
        let dropped = match found.dropped_bytes {
            0 => String::new(),
            bytes => format!("; {bytes} bytes that were never confirmed lie in a .torn file"),
        };
        out::say(
            &format!(
                "Team {}: taken up at {at}, all {} records are there{dropped}",
                team + 1,
                found.records
            ),
            face,
        );
        rooms.push(Room::new(format!("Team {}", team + 1), session));
    }
    Ok((rooms, Doors::resume(folder)?, folder.to_path_buf()))
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Failure {
        Failure::outside(error.to_string())
    }
}
