//! A thousand people at one host: fifty teams of twenty, everybody's stream open, the facilitator
//! writes to everybody once a second, a hundred people a second act.
//!
//!     cargo bench --bench host [-- --seconds 120 --teams 50]
//!
//! The story runs at four times the clock, so that people are shown more than each other's words.
//! The program under test is a process of its own; the people are tasks of this one, on the same
//! cores. Measured are the time from the facilitator's word to each screen, the time until an action
//! is confirmed (it is on disk then), and the program's memory. A line that is missing, doubled or out
//! of order fails the benchmark.

#[path = "../tests/support/host.rs"]
mod host;
#[path = "../tests/support/mod.rs"]
mod support;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use host::{Guest, Host, start};
use sandtable::model::Team;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const SEATS: usize = 20;
const ACTIONS_A_SECOND: usize = 100;
/// What is aimed at: the push that one in a hundred exceeds, and memory.
const PUSH_P99: Duration = Duration::from_millis(250);
const MEMORY_MIB: u64 = 300;
/// Stands before the number of each message and the moment it was sent.
const MARK: &str = "bell ";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    let number = |flag: &str, otherwise: u64| {
        let at = words.iter().position(|w| w == flag);
        let word = at.and_then(|at| words.get(at + 1));
        word.and_then(|w| w.parse().ok()).unwrap_or(otherwise)
    };
    let (seconds, teams) = (number("--seconds", 120), number("--teams", 50));
    let folder = tempfile::tempdir().expect("a folder");
    write_team(&folder.path().join("twenty.ron"));
    let teams_word = teams.to_string();
    let host = start(
        folder.path(),
        &[
            "three-data-centres",
            "--team",
            "twenty.ron",
            "--teams",
            &teams_word,
            "--bind",
            "127.0.0.1:0",
            "--seed",
            "5",
            "--speed",
            "4",
            "--out",
            "day",
        ],
    );
    let (lead, people) = come_in(&host);
    println!(
        "{} people in {teams} teams have come in; {} MiB",
        people.len(),
        memory(&host).0
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let seen = runtime.block_on(exercise(&host, &lead, people, seconds));
    report(&seen, &host, seconds)
}

/// Twenty people who all work on it: the nine of one site, and colleagues of theirs.
fn write_team(at: &Path) {
    let mut team: Team = support::shipped("assets/teams/single-site-9.ron");
    team.name = "twenty".into();
    team.people.retain(|p| !p.bystander);
    let known = team.people.len();
    for n in known..SEATS {
        let mut person = team.people[n % known].clone();
        person.name = format!("colleague-{n}").as_str().into();
        person.title = format!("Colleague {n}");
        team.groups[0].members.push(person.name);
        team.people.push(person);
    }
    std::fs::write(at, support::written(&team)).expect("there is room");
}

/// The facilitator, and everybody in a seat, in the order of the teams.
fn come_in(host: &Host) -> (Guest, Vec<Guest>) {
    let lead = host.lead();
    let mut people = Vec::new();
    for (team, (_, code)) in host.participants.iter().enumerate() {
        let first = host.enter(code, &format!("{team}-0"));
        let seats = first.seats();
        let rest = (1..seats.len()).map(|n| host.enter(code, &format!("{team}-{n}")));
        let guests: Vec<Guest> = std::iter::once(first.clone()).chain(rest).collect();
        for (guest, seat) in guests.iter().zip(&seats) {
            assert_eq!(guest.take(seat).status, 200, "{seat} is free");
        }
        people.extend(guests);
    }
    (lead, people)
}

/// What everybody has seen, summed up.
#[derive(Default)]
struct Seen {
    /// From the facilitator's word to a screen.
    pushes: Vec<Duration>,
    /// From an action to its confirmation.
    acts: Vec<Duration>,
    broadcasts: usize,
    failed: Vec<String>,
    bytes: usize,
}

async fn exercise(host: &Host, lead: &Guest, people: Vec<Guest>, seconds: u64) -> Seen {
    let began = Instant::now();
    let over = Arc::new(AtomicBool::new(false));
    let open = Arc::new(AtomicUsize::new(0));
    let mut readers = JoinSet::new();
    for guest in &people {
        let (guest, over, open) = (guest.clone(), over.clone(), open.clone());
        readers.spawn(async move { read(&guest, began, &over, &open).await });
        tokio::task::yield_now().await;
    }
    while open.load(Ordering::SeqCst) < people.len() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("everybody's stream is open; {} MiB", memory(host).0);
    let mut caller = Line::to(host.at).await;
    let mut seen = Seen::default();
    let went = caller.order(lead, json!("go")).await;
    if went["done"] != true {
        seen.failed.push(format!("the clock did not start: {went}"));
    }
    let actors = tokio::spawn(act(host.at, people.clone(), seconds));
    let mut second = tokio::time::interval(Duration::from_secs(1));
    for number in 0..seconds {
        second.tick().await;
        let words = format!("{MARK}{number} {}.", began.elapsed().as_micros());
        let order = json!({"write": {"kind": "colleague-message", "from": "Sales", "to": "seated",
                                     "text": words}});
        let answer = caller.order(lead, order).await;
        match answer["done"] == true {
            true => seen.broadcasts += 1,
            false => seen.failed.push(format!("broadcast {number}: {answer}")),
        }
    }
    let (acts, failed) = actors.await.expect("nobody panics");
    seen.acts = acts;
    seen.failed.extend(failed);
    tokio::time::sleep(Duration::from_secs(2)).await;
    over.store(true, Ordering::SeqCst);
    while let Some(reader) = readers.join_next().await {
        let reader = reader.expect("nobody panics");
        seen.bytes += reader.bytes;
        if reader.bells != seen.broadcasts as u64 {
            let had = format!("saw {} of {} messages", reader.bells, seen.broadcasts);
            seen.failed.push(had);
        }
        seen.pushes.extend(reader.pushes);
        seen.failed.extend(reader.failed);
    }
    seen
}

/// Everybody in turn writes a note, a hundred a second in all; each at their own moment.
async fn act(at: SocketAddr, people: Vec<Guest>, seconds: u64) -> (Vec<Duration>, Vec<String>) {
    let mut lines: Vec<Option<Line>> = people.iter().map(|_| None).collect();
    let mut pace = tokio::time::interval(Duration::from_secs(1) / ACTIONS_A_SECOND as u32);
    let mut under_way = JoinSet::new();
    let (mut took, mut failed) = (Vec::new(), Vec::new());
    for number in 0..seconds as usize * ACTIONS_A_SECOND {
        pace.tick().await;
        // A prime step: neighbours in time are in different teams.
        let who = number * 37 % people.len();
        let guest = people[who].clone();
        let line = lines[who].take();
        under_way.spawn(async move {
            let mut line = match line {
                Some(line) => line,
                None => Line::to(at).await,
            };
            let deed = json!({"key": host::key(), "do": {"line": format!("note seen {number}")}});
            let asked = Instant::now();
            let answer = line.post(&guest, "/api/act", &deed).await;
            (who, line, asked.elapsed(), answer)
        });
        while let Some(done) = under_way.try_join_next() {
            let (who, line, time, answer) = done.expect("nobody panics");
            lines[who] = Some(line);
            took.push(time);
            if answer["done"] != true {
                failed.push(format!("action: {answer}"));
            }
        }
    }
    while let Some(done) = under_way.join_next().await {
        let (_, _, time, answer) = done.expect("nobody panics");
        took.push(time);
        if answer["done"] != true {
            failed.push(format!("action: {answer}"));
        }
    }
    (took, failed)
}

/// A connection that stays open, for one request after another.
struct Line {
    at: SocketAddr,
    stream: TcpStream,
}

impl Line {
    async fn to(at: SocketAddr) -> Line {
        let stream = TcpStream::connect(at).await.expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        Line { at, stream }
    }

    async fn order(&mut self, lead: &Guest, order: Value) -> Value {
        let order = json!({"key": host::key(), "all": true, "do": order});
        self.post(lead, "/api/lead", &order).await
    }

    /// Asks; where the other side has closed a connection that was long idle, once more, as a page does.
    async fn post(&mut self, guest: &Guest, path: &str, body: &Value) -> Value {
        match self.try_post(guest, path, body).await {
            Some(answer) => answer,
            None => {
                *self = Line::to(self.at).await;
                let again = self.try_post(guest, path, body).await;
                again.unwrap_or_default()
            }
        }
    }

    async fn try_post(&mut self, guest: &Guest, path: &str, body: &Value) -> Option<Value> {
        let at = self.at;
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {at}\r\nOrigin: http://{at}\r\nCookie: {}\r\n\
             x-sandtable: {}\r\nContent-Length: {}\r\n\r\n{body}",
            guest.cookie,
            guest.token,
            body.len()
        );
        if !write_all(&self.stream, request.as_bytes()).await {
            return None;
        }
        let mut bytes = Vec::new();
        loop {
            if !read_more(&self.stream, &mut bytes).await {
                return None;
            }
            let Some(end) = find(&bytes, b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|l| l.strip_prefix("content-length: "));
            let length: usize = length.and_then(|l| l.parse().ok()).unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return serde_json::from_slice(&bytes[end + 4..]).ok();
            }
        }
    }
}

/// Whether all was taken.
async fn write_all(stream: &TcpStream, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        stream.writable().await.expect("it is open");
        match stream.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return false,
        }
    }
    true
}

/// Whether more came.
async fn read_more(stream: &TcpStream, into: &mut Vec<u8>) -> bool {
    loop {
        stream.readable().await.expect("it is open");
        let mut piece = [0; 16_384];
        match stream.try_read(&mut piece) {
            Ok(0) => return false,
            Ok(read) => {
                into.extend_from_slice(&piece[..read]);
                return true;
            }
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return false,
        }
    }
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|w| w == word)
}

/// What one person's stream has shown.
#[derive(Default)]
struct Reader {
    /// How many lines there were at the last event.
    lines: Option<usize>,
    /// How many messages of the facilitator, one after the other.
    bells: u64,
    pushes: Vec<Duration>,
    failed: Vec<String>,
    bytes: usize,
}

async fn read(guest: &Guest, began: Instant, over: &AtomicBool, open: &AtomicUsize) -> Reader {
    let stream = TcpStream::connect(guest.at).await.expect("it listens");
    let head = format!(
        "GET /api/stream HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n",
        guest.at, guest.cookie
    );
    write_all(&stream, head.as_bytes()).await;
    let mut reader = Reader::default();
    let (mut raw, mut text) = (Vec::new(), Vec::new());
    let mut in_body = false;
    while !over.load(Ordering::SeqCst) {
        let more = read_more(&stream, &mut raw);
        match tokio::time::timeout(Duration::from_millis(500), more).await {
            Ok(true) => {}
            Ok(false) => {
                reader.failed.push("a stream broke off".into());
                break;
            }
            Err(_) => continue,
        }
        let now = began.elapsed();
        if !in_body {
            let Some(end) = find(&raw, b"\r\n\r\n") else {
                continue;
            };
            raw.drain(..end + 4);
            in_body = true;
            open.fetch_add(1, Ordering::SeqCst);
        }
        reader.bytes += take_chunks(&mut raw, &mut text);
        while let Some(end) = find(&text, b"\n\n") {
            let event: Vec<u8> = text.drain(..end + 2).collect();
            reader.event(&String::from_utf8_lossy(&event), now);
        }
    }
    reader
}

/// Takes whole chunks of HTTP out of what has come.
fn take_chunks(raw: &mut Vec<u8>, text: &mut Vec<u8>) -> usize {
    let mut taken = 0;
    while let Some(line) = find(&raw[taken..], b"\r\n") {
        let size = String::from_utf8_lossy(&raw[taken..taken + line]).into_owned();
        let size = usize::from_str_radix(size.trim(), 16).expect("a chunk has a size");
        let from = taken + line + 2;
        if raw.len() < from + size + 2 {
            break;
        }
        text.extend_from_slice(&raw[from..from + size]);
        taken = from + size + 2;
    }
    raw.drain(..taken);
    taken
}

impl Reader {
    fn event(&mut self, event: &str, now: Duration) {
        if !event.contains("event: desk\n") {
            return;
        }
        let number = |after: &str, until: char| -> Option<usize> {
            let (_, rest) = event.split_once(after)?;
            rest.split(until).next()?.trim().parse().ok()
        };
        let (Some(from), Some(to)) = (number(r#""from":"#, ','), lines_after(event)) else {
            self.failed.push("an event without its place".into());
            return;
        };
        if self.lines.is_some_and(|had| had != from) {
            self.failed
                .push(format!("lines from {from} after {:?}", self.lines));
        }
        self.lines = Some(to);
        // The view repeats what lines have said.
        let lines = event.split(r#"],"view":"#).next().unwrap_or_default();
        for bell in lines.split(MARK).skip(1) {
            let mut words = bell.split(['.', ' ']);
            let mut next = || words.next().and_then(|w| w.parse::<u64>().ok());
            let (Some(number), Some(micros)) = (next(), next()) else {
                self.failed.push("a message that is none".into());
                continue;
            };
            if number != self.bells {
                self.failed
                    .push(format!("message {number} in place of {}", self.bells));
            }
            self.bells = number + 1;
            self.pushes
                .push(now.saturating_sub(Duration::from_micros(micros)));
        }
    }
}

/// How many lines somebody has with this event: the second half of its number.
fn lines_after(event: &str) -> Option<usize> {
    let line = event.lines().find_map(|l| l.strip_prefix("id: "))?;
    line.split_once('.')?.1.parse().ok()
}

/// MiB that a host has now, and the most it had.
fn memory(host: &Host) -> (u64, u64) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", host.pid()));
    let status = status.unwrap_or_default();
    let mib = |key: &str| {
        let line = status.lines().find_map(|l| l.strip_prefix(key));
        let kib = line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
        kib.unwrap_or(0) / 1024
    };
    (mib("VmRSS:"), mib("VmHWM:"))
}

fn report(seen: &Seen, host: &Host, seconds: u64) -> ExitCode {
    let (_, most) = memory(host);
    let line = |what: &str, mut times: Vec<Duration>| {
        times.sort();
        let at = |share: f64| {
            let rank = (times.len() as f64 * share).ceil() as usize;
            let time = times.get(rank.clamp(1, times.len().max(1)) - 1);
            time.copied().unwrap_or_default()
        };
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        println!(
            "{what:<10} {:>8} times   median {:>7.1} ms   p99 {:>7.1}   p99.9 {:>7.1}   most {:>7.1}",
            times.len(),
            ms(at(0.5)),
            ms(at(0.99)),
            ms(at(0.999)),
            ms(at(1.0))
        );
        at(0.99)
    };
    let push = line("push", seen.pushes.clone());
    line("confirmed", seen.acts.clone());
    println!(
        "memory     {most} MiB at most; {:.1} MB a second sent",
        seen.bytes as f64 / seconds as f64 / 1e6
    );
    let mut kinds: Vec<&String> = seen.failed.iter().collect();
    kinds.sort();
    kinds.dedup();
    println!(
        "{} failures{}",
        seen.failed.len(),
        if kinds.is_empty() { "" } else { ":" }
    );
    for failure in kinds.iter().take(10) {
        println!("  {failure}");
    }
    let aims = [
        (push <= PUSH_P99, "p99 of a push within 250 ms"),
        (most <= MEMORY_MIB, "at most 300 MiB"),
    ];
    for (met, aim) in aims {
        println!("aim {}: {aim}", if met { "met" } else { "MISSED" });
    }
    match seen.failed.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
