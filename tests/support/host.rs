//! `sandtable host` as a process of its own, and people who talk to it by hand-made requests.
#![allow(dead_code)] // Each test file uses its part.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A running host.
pub struct Host {
    child: Child,
    pub at: SocketAddr,
    pub facilitator: String,
    /// Link and code, by team.
    pub participants: Vec<(String, String)>,
    pub observers: Vec<(String, String)>,
    pub screens: Vec<String>,
}

/// Starts a host; the arguments follow `sandtable host`.
pub fn start(folder: &Path, arguments: &[&str]) -> Host {
    start_as(
        Command::new(env!("CARGO_BIN_EXE_sandtable")),
        folder,
        arguments,
    )
}

/// Starts a host by another command: under `strace`, say.
pub fn start_as(mut command: Command, folder: &Path, arguments: &[&str]) -> Host {
    let mut child = command
        .arg("host")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("it starts");
    let out = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut host = Host {
        child,
        at: "127.0.0.1:1".parse().unwrap(),
        facilitator: String::new(),
        participants: Vec::new(),
        observers: Vec::new(),
        screens: Vec::new(),
    };
    for line in out.lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let link = |at: usize| words.get(at).and_then(|w| w.split_once('#'));
        match words.first().copied() {
            Some("Facilitator") => {
                let (base, ticket) = link(1).expect("a link");
                let at = base
                    .trim_start_matches("http://")
                    .trim_start_matches("https://");
                let at = at.trim_end_matches('/');
                host.at = at.parse().expect("an address");
                host.facilitator = ticket.into();
            }
            Some("Participants") => {
                let ticket = link(1).expect("a link").1.to_string();
                host.participants.push((ticket, words[3].to_string()));
            }
            Some("Observers") => {
                let ticket = link(1).expect("a link").1.to_string();
                host.observers.push((ticket, words[3].to_string()));
            }
            Some("Screen") => host.screens.push(link(1).expect("a link").1.to_string()),
            Some("Kept") => return host,
            _ => {}
        }
    }
    panic!("the host has not said where it is");
}

/// A host that is open to other machines for a moment: how it ends, and all that it says.
pub fn for_a_moment(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandtable"));
    command.args(["host", "quiet-disk", "--bind", "0.0.0.0:0"]);
    command.args(["--lasts", "300ms"]).args(arguments);
    let output = command.current_dir(folder).output().expect("it starts");
    let text = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&text).into_owned();
    (output.status.code(), said)
}

impl Host {
    /// No warning, no farewell.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
    pub fn still_runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
    pub fn enter(&self, ticket: &str, name: &str) -> Guest {
        let mut guest = Guest::nobody(self.at);
        let answer = guest.post("/api/enter", &json!({"ticket": ticket, "name": name}));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.header("set-cookie").expect("a cookie");
        guest.cookie = cookie.split(';').next().unwrap().to_string();
        guest.look_around();
        guest
    }
    pub fn lead(&self) -> Guest {
        self.enter(&self.facilitator, "")
    }
    pub fn participant(&self, name: &str) -> Guest {
        self.enter(&self.participants[0].1, name)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody's browser, by hand.
#[derive(Clone, Debug)]
pub struct Guest {
    pub at: SocketAddr,
    pub cookie: String,
    pub token: String,
    pub me: Value,
}

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
    pub fn header(&self, name: &str) -> Option<String> {
        let lines = self.head.lines();
        let mut found = lines.filter_map(|line| line.split_once(':'));
        found
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_string())
    }
    /// All that came, to search in.
    pub fn all(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }
}

static KEYS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// A key that nobody has used.
pub fn key() -> String {
    let number = KEYS.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    format!("key-{}-{number}", std::process::id())
}

impl Guest {
    pub fn nobody(at: SocketAddr) -> Guest {
        Guest {
            at,
            cookie: String::new(),
            token: String::new(),
            me: Value::Null,
        }
    }

    pub fn look_around(&mut self) {
        self.me = self.get("/api/me").json();
        self.token = self.me["token"].as_str().unwrap_or_default().to_string();
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[], b"").expect("it answers")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.try_post(path, body).expect("it answers")
    }

    pub fn try_post(&self, path: &str, body: &Value) -> Option<Answer> {
        let origin = format!("Origin: http://{}", self.at);
        let token = format!("x-sandtable: {}", self.token);
        let body = body.to_string();
        self.request("POST", path, &[&origin, &token], body.as_bytes())
    }

    /// A request with these lines in its head beside host and cookie; a `Host:` of one's own counts.
    pub fn request(&self, method: &str, path: &str, lines: &[&str], body: &[u8]) -> Option<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        if !lines.iter().any(|l| l.to_lowercase().starts_with("host:")) {
            head += &format!("Host: {}\r\n", self.at);
        }
        if !self.cookie.is_empty() {
            head += &format!("Cookie: {}\r\n", self.cookie);
        }
        for line in lines {
            head += &format!("{line}\r\n");
        }
        head += &format!(
            "Connection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(self.at).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .ok()?;
        stream.write_all(head.as_bytes()).ok()?;
        // An answer may come before all of a large body is taken.
        let _ = stream.write_all(body);
        read_answer(&mut BufReader::new(stream), method != "HEAD")
    }

    /// Opens a stream; events are read from it one by one.
    pub fn stream(&self, path: &str, last: &str) -> Stream {
        let mut stream = TcpStream::connect(self.at).expect("it listens");
        stream
            .set_read_timeout(Some(Duration::from_millis(200)))
            .unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nLast-Event-ID: {last}\r\n\r\n",
            self.at, self.cookie
        )
        .unwrap();
        Stream {
            stream,
            bytes: Vec::new(),
        }
    }

    pub fn order(&self, order: Value) -> Answer {
        self.post("/api/lead", &json!({"key": key(), "do": order}))
    }
    pub fn act(&self, deed: Value) -> Answer {
        self.post("/api/act", &json!({"key": key(), "do": deed}))
    }
    pub fn take(&self, person: &str) -> Answer {
        self.post("/api/take", &json!({"person": person}))
    }
    /// Who can be sat in.
    pub fn seats(&self) -> Vec<String> {
        let mut stream = self.stream("/api/stream", "");
        let lobby = stream
            .wait_for("lobby", Duration::from_secs(5))
            .expect("a lobby");
        let seats = lobby["view"]["seats"].as_array().unwrap().iter();
        seats
            .map(|s| s["person"].as_str().unwrap().to_string())
            .collect()
    }
}

pub fn read_answer(reader: &mut impl BufRead, has_body: bool) -> Option<Answer> {
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            break;
        }
        if line.trim().is_empty() {
            break;
        }
        head += &line;
    }
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        let is_length = key.eq_ignore_ascii_case("content-length");
        is_length
            .then(|| value.trim().parse::<usize>().ok())
            .flatten()
    });
    let length = length.filter(|_| has_body);
    let mut body = vec![0; length.unwrap_or(0)];
    if length.is_some() {
        reader.read_exact(&mut body).ok()?;
    }
    Some(Answer { status, head, body })
}

/// Server-sent events.
pub struct Stream {
    stream: TcpStream,
    pub bytes: Vec<u8>,
}

impl Stream {
    /// Reads for so long, or until it ends; all that has come so far stays in `bytes`.
    pub fn read_for(&mut self, time: Duration) {
        let until = Instant::now() + time;
        let mut piece = [0; 65_536];
        while Instant::now() < until {
            match self.stream.read(&mut piece) {
                Ok(0) => return,
                Ok(read) => self.bytes.extend(&piece[..read]),
                Err(_) => {}
            }
        }
    }

    /// The events so far: name, id, data. Chunks are taken apart first.
    pub fn events(&self) -> Vec<(String, String, Value)> {
        let text = String::from_utf8_lossy(&self.body()).into_owned();
        let mut events = Vec::new();
        for block in text.split("\n\n") {
            let (mut name, mut id, mut data) = (String::new(), String::new(), None);
            for line in block.lines() {
                if let Some(value) = line.strip_prefix("event: ") {
                    name = value.into();
                } else if let Some(value) = line.strip_prefix("id: ") {
                    id = value.into();
                } else if let Some(value) = line.strip_prefix("data: ") {
                    data = serde_json::from_str(value).ok();
                }
            }
            if let Some(data) = data {
                events.push((name, id, data));
            }
        }
        events
    }

    fn body(&self) -> Vec<u8> {
        let end = self.bytes.windows(4).position(|w| w == b"\r\n\r\n");
        let mut rest = end.map_or(&[][..], |end| &self.bytes[end + 4..]);
        let mut body = Vec::new();
        while let Some(line) = rest.windows(2).position(|w| w == b"\r\n") {
            let size = String::from_utf8_lossy(&rest[..line]).into_owned();
            let Ok(size) = usize::from_str_radix(size.trim(), 16) else {
                break;
            };
            let from = line + 2;
            if size == 0 || rest.len() < from + size + 2 {
                break;
            }
            body.extend(&rest[from..from + size]);
            rest = &rest[from + size + 2..];
        }
        body
    }

    /// The newest event of this name, once there is one.
    pub fn wait_for(&mut self, name: &str, time: Duration) -> Option<Value> {
        self.wait_until(time, |event, _| event == name)
    }

    /// The first event that is wanted.
    pub fn wait_until(
        &mut self,
        time: Duration,
        wanted: impl Fn(&str, &Value) -> bool,
    ) -> Option<Value> {
        let until = Instant::now() + time;
        loop {
            let events = self.events();
            let found = events
                .into_iter()
                .find(|(name, _, data)| wanted(name, data));
            if let Some((_, _, data)) = found {
                return Some(data);
            }
            if Instant::now() >= until {
                return None;
            }
            self.read_for(Duration::from_millis(50));
        }
    }
}
