//! Ten participants who try everything but playing: every route, every method, other people's seats,
//! the facilitator's orders, crooked paths and bodies, in a game day whose every hidden field holds a
//! word that no byte of theirs may hold. The facilitator works on meanwhile, and the same words reach
//! the facilitator.

#[path = "support/canary.rs"]
mod canary;
#[path = "support/host.rs"]
mod host;
mod support;

use std::time::Duration;

use canary::{canary, otherwise};
use host::{Guest, Host, key, start};
use sandtable::model::{Command, Fact};
use sandtable::web::routes::{Method, ROUTES};
use serde_json::{Value, json};

const CHEATS: usize = 10;
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];

/// A game day whose script is full of canaries; injects that would come are held by the facilitator.
fn begin(folder: &std::path::Path) -> Host {
    let mut setup = support::setup("three-data-centres", "blameless");
    let planted = otherwise(&mut setup, sandtable::base::Duration::hours(3));
    assert!(planted > 20, "{planted}");
    let text = support::written(&setup.scenario);
    std::fs::write(folder.join("three-data-centres.ron"), text).unwrap();
    start(
        folder,
        &[
            "three-data-centres.ron",
            "--bind",
            "127.0.0.1:0",
            "--seed",
            "5",
            "--speed",
            "10",
            "--teams",
            "2",
            "--out",
            "day",
        ],
    )
}

/// What only the facilitator writes and reads, while the others cheat.
fn work(lead: &Guest, host: &Host, objective: &str) {
    let order = |order: Value| {
        let body = json!({"key": key(), "all": true, "do": order});
        let answer = lead.post("/api/lead", &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    order(json!("go"));
    let words = canary(3_000);
    assert_eq!(order(json!({"note": {"text": words}}))["done"], true);
    let plan =
        json!({"Plan": {"owner": canary(3_001), "due": canary(3_002), "proof": canary(3_003)}});
    order(json!({"note": {"text": canary(3_004), "kind": plan, "objective": objective}}));
    order(json!({"rate": {"objective": objective, "rating": "M", "reason": canary(3_005)}}));
    order(json!({"tick": {"expectation": 0, "met": true}}));
    let hidden = json!({"write": {"kind": "press-message", "from": canary(3_006), "to": "everyone",
                                  "text": canary(3_007), "at": 80_000_000}});
    order(hidden);
    let vera = host.enter(&host.observers[0].0, &canary(3_008));
    let note = json!({"key": key(), "do": {"note": {"text": canary(3_009)}}});
    assert_eq!(vera.post("/api/watch", &note).status, 200);
}

/// Paths beside those there are.
fn crooked(path: &str) -> Vec<String> {
    vec![
        path.into(),
        format!("{path}/"),
        format!("/{path}"),
        format!("/.{path}"),
        format!("/seat/..{path}"),
        format!("/%2e%2e{path}"),
        format!("{path}%00"),
        format!("{path};a=b"),
        path.to_uppercase(),
        path.replace('/', "%2f"),
        path.replace('/', "\\"),
        format!("{path}?room=1"),
        format!("{path}?room=0&seat=ana&since=0.0"),
        format!("{path}?room=-1&seat=../../day"),
        format!("{path}?room=18446744073709551615"),
    ]
}

/// What is asked for where something is asked: the facilitator's orders, observers' notes, deeds of
/// others, and nonsense.
fn bodies(objective: &str) -> Vec<Value> {
    let deeds = [
        json!("go"),
        json!("pause"),
        json!("end"),
        json!("invite"),
        json!("retry"),
        json!({"speed": "60"}),
        json!({"undo": {"to": 1}}),
        json!({"door": {"open": true}}),
        json!({"dismiss": {"guest": 1}}),
        json!({"seat": {"guest": 2, "person": "ana"}}),
        json!({"free": "ana"}),
        json!({"fire": "hidden"}),
        json!({"write": {"kind": "press-message", "to": "everyone", "text": "x"}}),
        json!({"note": {"text": "x", "objective": objective}}),
        json!({"rate": {"objective": objective, "rating": "P", "reason": "x"}}),
        json!({"tick": {"expectation": 0, "met": false}}),
        json!({"line": "/script"}),
        json!({"line": "status"}),
        json!({"line": "undo"}),
        json!({"line": "speed 60"}),
        json!({"option": {"words": "end the exercise"}}),
        json!({"choice": {"need": "You are paged", "key": "y"}}),
        json!({"respond": {"card": 0, "question": 0, "text": "x"}}),
        json!({"wash": {"question": "What surprised you?", "text": "x"}}),
        json!({"describe": {"title": "x", "text": "x", "private": true}}),
        json!({"line": {"line": "x"}}),
        json!(7),
        Value::Null,
    ];
    let mut bodies: Vec<Value> = deeds
        .into_iter()
        .map(|deed| json!({"key": key(), "room": 1, "all": true, "do": deed}))
        .collect();
    bodies.push(json!({"person": "ana", "room": 1}));
    bodies.push(json!({"person": "nobody"}));
    bodies.push(json!({"ticket": "", "name": "x"}));
    bodies.push(json!([]));
    bodies
}

/// Everything that one of them was sent.
fn cheat(guest: &mut Guest, number: usize, objective: &str) -> (usize, Vec<u8>) {
    let mut got = Vec::new();
    let mut tried = 0;
    let origin = format!("Origin: http://{}", guest.at);
    let honest = guest.cookie.clone();
    for (at, route) in ROUTES.iter().enumerate() {
        let token = format!("x-sandtable: {}", guest.token);
        for path in crooked(route.path) {
            for method in METHODS {
                // Each tries another part of the methods; together they try all.
                if (at + number) % 2 == 1 && method != "GET" && method != "POST" {
                    continue;
                }
                if method == "GET" && route.path.ends_with("stream") {
                    let mut stream = guest.stream(&path, "9.99999");
                    stream.read_for(Duration::from_millis(20));
                    got.extend(&stream.bytes);
                } else if let Some(answer) = guest.request(method, &path, &[&origin, &token], b"{}")
                {
                    got.extend(answer.all());
                }
                tried += 1;
            }
        }
        if route.method == Method::Post && route.path != "/api/enter" {
            for body in bodies(objective) {
                let body = body.to_string();
                let lines = [origin.as_str(), token.as_str()];
                let answer = guest.request("POST", route.path, &lines, body.as_bytes());
                got.extend(answer.map(|a| a.all()).unwrap_or_default());
                tried += 1;
            }
        }
        // With somebody else's cookie, or none, or a guess at one.
        for cookie in [
            String::new(),
            honest.replace(char::is_numeric, "0"),
            honest.chars().rev().collect(),
            format!("{honest}; {honest}"),
        ] {
            let other = Guest {
                cookie,
                ..guest.clone()
            };
            if !route.path.ends_with("stream")
                && let Some(answer) = other.request("GET", route.path, &[&origin, &token], b"")
            {
                got.extend(answer.all());
            }
            tried += 1;
        }
    }
    (tried, got)
}

fn holds_a_canary(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let at = text.find("canary")?;
    let from = text[..at]
        .char_indices()
        .rev()
        .nth(80)
        .map_or(0, |(i, _)| i);
    Some(text[from..].chars().take(160).collect())
}

#[test]
fn ten_cheating_participants_are_sent_no_hidden_word_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let host = begin(folder.path());
    let lead = host.lead();
    let mut boards = lead.stream("/api/lead/stream?room=0", "");
    let board = boards
        .wait_for("board", Duration::from_secs(10))
        .expect("a board");
    let objective = board["view"]["objectives"][0]["name"]
        .as_str()
        .unwrap()
        .to_string();
    let cheats: Vec<Guest> = (0..CHEATS)
        .map(|n| host.participant(&format!("Cheat {n}")))
        .collect();
    let seats = cheats[0].seats();
    // Half of them have a seat, and are shown its desk all the while.
    let mut desks = Vec::new();
    for (guest, seat) in cheats.iter().zip(&seats).take(CHEATS / 2) {
        assert_eq!(guest.take(seat).status, 200);
        desks.push(guest.stream("/api/stream", ""));
    }
    work(&lead, &host, &objective);
    let workers: Vec<_> = cheats
        .into_iter()
        .enumerate()
        .map(|(number, mut guest)| {
            let objective = objective.clone();
            std::thread::spawn(move || cheat(&mut guest, number, &objective))
        })
        .collect();
    let (mut tried, mut bytes) = (0, 0);
    for worker in workers {
        let (tries, got) = worker.join().unwrap();
        tried += tries;
        bytes += got.len();
        if let Some(place) = holds_a_canary(&got) {
            panic!("a cheat was sent {place:?}");
        }
    }
    for desk in &mut desks {
        desk.read_for(Duration::from_millis(300));
        bytes += desk.bytes.len();
        assert!(desk.bytes.len() > 1_000, "they were shown their desks");
        if let Some(place) = holds_a_canary(&desk.bytes) {
            panic!("a desk showed {place:?}");
        }
    }
    // The canaries live: the facilitator reads them.
    boards.read_for(Duration::from_millis(900));
    let read = String::from_utf8_lossy(&boards.bytes).into_owned();
    for number in [3_000, 3_005, 3_007, 3_009] {
        assert!(read.contains(&canary(number)), "{}", canary(number));
    }
    println!("{tried} tries, {bytes} bytes without a hidden word");
    assert!(tried > 10_000, "{tried}");
    drop(host);
    // Nothing that is the facilitator's to do was done by anybody else, in either team.
    for team in ["team-1", "team-2"] {
        let log =
            sandtable::files::read_log(&folder.path().join("day").join(team).join("log.jsonl"));
        let log = log.unwrap();
        let given = log.records.iter().filter_map(|r| match &r.fact {
            Fact::Commanded { command } if r.because.is_none() => Some(command),
            _ => None,
        });
        let facilitators: Vec<&Command> = given
            .filter(|c| c.is_facilitators() && !matches!(c, Command::Seat { .. }))
            .collect();
        let lead_gave = match team {
            "team-1" => 6,
            _ => 5,
        };
        assert_eq!(facilitators.len(), lead_gave, "{team}: {facilitators:?}");
    }
}
