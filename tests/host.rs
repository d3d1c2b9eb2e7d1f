//! A hosted game day from outside: closed doors, every route for every kind of guest, attacks,
//! reconnects, kills.

#[path = "support/host.rs"]
mod host;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use host::{Guest, Host, for_a_moment, key, start};
use sandtable::model::{Command, Fact};
use sandtable::web::Kind;
use sandtable::web::routes::{Method, ROUTES, Who};
use serde_json::{Value, json};

const QUICK: &[&str] = &[
    "three-data-centres",
    "--bind",
    "127.0.0.1:0",
    "--seed",
    "5",
    "--speed",
    "60",
];

fn begin(folder: &Path) -> Host {
    let mut arguments = QUICK.to_vec();
    arguments.extend(["--out", "day"]);
    start(folder, &arguments)
}

fn resume(folder: &Path) -> Host {
    start(folder, &["--resume", "day", "--bind", "127.0.0.1:0"])
}

/// One guest of each kind, in the order of `Kind::ALL`; the participant and the observer have seats.
fn everybody(host: &Host) -> Vec<(Option<Kind>, Guest)> {
    let lead = host.lead();
    let participant = host.participant("Ana");
    let seat = participant.seats()[0].clone();
    assert_eq!(participant.take(&seat).status, 200);
    let observer = host.enter(&host.observers[0].0, "Vera");
    let screen = host.enter(&host.screens[0], "");
    vec![
        (None, Guest::nobody(host.at)),
        (Some(Kind::Facilitator), lead),
        (Some(Kind::Participant), participant),
        (Some(Kind::Observer), observer),
        (Some(Kind::Screen), screen),
    ]
}

#[test]
fn every_route_is_open_to_those_it_is_for_and_does_not_exist_for_others() {
    let folder = tempfile::tempdir().unwrap();
    let host = begin(folder.path());
    let mut tried = 0;
    for (kind, guest) in everybody(&host) {
        let nowhere = guest.get("/no/such/place");
        assert_eq!(nowhere.status, 404);
        for route in ROUTES {
            for method in [
                "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE",
            ] {
                let exists = match route.method {
                    Method::Get => method == "GET",
                    Method::Post => method == "POST",
                };
                let origin = format!("Origin: http://{}", host.at);
                let token = format!("x-sandtable: {}", guest.token);
                let streams = route.path.ends_with("stream");
                let status = match exists && streams && route.who.may(kind) {
                    // Streams have no end: their head is enough.
                    true => {
                        let mut stream = guest.stream(route.path, "");
                        stream.read_for(Duration::from_millis(60));
                        let head = String::from_utf8_lossy(&stream.bytes).into_owned();
                        head.split_whitespace().nth(1).unwrap().parse().unwrap()
                    }
                    false => {
                        let answer = guest
                            .request(method, route.path, &[&origin, &token], b"")
                            .unwrap_or_else(|| panic!("{method} {}", route.path));
                        if !exists && method != "HEAD" || !route.who.may(kind) && exists {
                            assert_eq!(answer.status, 404, "{kind:?} {method} {}", route.path);
                            assert_eq!(
                                answer.body, nowhere.body,
                                "{kind:?} {method} {}",
                                route.path
                            );
                        }
                        answer.status
                    }
                };
                let wanted: &[u16] = match (exists, route.who.may(kind)) {
                    (false, _) | (_, false) => &[404],
                    // An empty body makes no sense to any of them.
                    (true, true) if method == "POST" => &[400],
                    (true, true) => &[200],
                };
                assert!(
                    wanted.contains(&status),
                    "{kind:?} {method} {}: {status}",
                    route.path
                );
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 5 * ROUTES.len() * 8);
    // Nothing is open to anybody by oversight: what is, is listed here.
    let open: Vec<&str> = ROUTES
        .iter()
        .filter(|r| r.who == Who::Anybody)
        .map(|r| r.path)
        .collect();
    let fine = |path: &&str| path.starts_with("/assets/") && !path.contains("lead");
    let other: Vec<&str> = open.into_iter().filter(|p| !fine(p)).collect();
    assert_eq!(other, ["/", "/favicon.ico", "/api/enter", "/api/me"]);
}

#[test]
fn every_answer_closes_the_page_to_frames_scripts_and_caches() {
    let folder = tempfile::tempdir().unwrap();
    let host = begin(folder.path());
    let guest = host.participant("Ana");
    for path in ["/", "/seat", "/api/me", "/nowhere", "/assets/common.js"] {
        let answer = guest.get(path);
        let csp = answer.header("content-security-policy").unwrap();
        assert!(csp.contains("default-src 'none'") && csp.contains("frame-ancestors 'none'"));
        assert!(!csp.contains("unsafe") && !csp.contains('*'), "{csp}");
        assert_eq!(
            answer.header("cache-control").as_deref(),
            Some("no-store"),
            "{path}"
        );
        assert_eq!(
            answer.header("x-content-type-options").as_deref(),
            Some("nosniff")
        );
        assert_eq!(
            answer.header("referrer-policy").as_deref(),
            Some("no-referrer")
        );
    }
    let entered = Guest::nobody(host.at).post(
        "/api/enter",
        &json!({"ticket": host.participants[0].0, "name": "Bo"}),
    );
    let cookie = entered.header("set-cookie").unwrap();
    for word in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
}

#[test]
fn foreign_hosts_origins_and_pages_read_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut host = begin(folder.path());
    let port = host.at.port();
    for (kind, guest) in everybody(&host) {
        for route in ROUTES {
            let method = match route.method {
                Method::Get => "GET",
                Method::Post => "POST",
            };
            let own = format!("Origin: http://{}", host.at);
            let token = format!("x-sandtable: {}", guest.token);
            let body = br#"{"key":"12345678","do":"pause","person":null,"ticket":"x"}"#;
            let check = |lines: &[&str], wanted: &[u16], why: &str| {
                let answer = guest.request(method, route.path, lines, body).unwrap();
                assert!(
                    wanted.contains(&answer.status),
                    "{kind:?} {method} {} {why}: {}",
                    route.path,
                    answer.status
                );
            };
            // A name that somebody else points here: DNS rebinding.
            for bad in [
                format!("Host: evil.test:{port}"),
                format!("Host: 127.0.0.1.evil.test:{port}"),
                "Host: evil.test".to_string(),
                format!("Host: localhost.evil.test:{port}"),
                format!("Host: 127.0.0.1:{}", port.wrapping_add(1)),
                "Host:".to_string(),
            ] {
                check(&[&bad, &own, &token], &[421], &bad);
            }
            if method == "POST" {
                check(&[&token], &[403], "no origin");
                check(&["Origin: null", &token], &[403], "a null origin");
                check(
                    &["Origin: http://evil.test", &token],
                    &[403],
                    "another origin",
                );
                let near = format!("Origin: http://127.0.0.1:{}", port.wrapping_add(1));
                check(&[&near, &token], &[403], "another port");
                check(
                    &[&own, &token, "Sec-Fetch-Site: cross-site"],
                    &[403],
                    "cross-site",
                );
                check(
                    &[&own, &token, "Sec-Fetch-Site: same-site"],
                    &[403],
                    "same-site",
                );
                if route.who != Who::Anybody && route.who.may(kind) {
                    check(&[&own], &[403], "no token");
                    check(&[&own, "x-sandtable: 00"], &[403], "a wrong token");
                }
            } else if route.path.starts_with("/api/") {
                check(&["Origin: http://evil.test"], &[403], "another origin");
                check(&["Sec-Fetch-Site: cross-site"], &[403], "cross-site");
            }
        }
    }
    assert!(host.still_runs());
    // Nothing of it has reached the log.
    drop(host);
    let log = sandtable::files::read_log(&folder.path().join("day/log.jsonl")).unwrap();
    let given = log.records.iter().filter(|r| {
        let seat = matches!(
            &r.fact,
            Fact::Commanded {
                command: Command::Seat { .. }
            }
        );
        matches!(r.fact, Fact::Commanded { .. }) && !seat && r.because.is_none()
    });
    assert_eq!(given.count(), 0);
}

#[test]
fn codes_are_tried_at_a_limited_rate_and_void_behind_a_closed_door() {
    let folder = tempfile::tempdir().unwrap();
    let host = begin(folder.path());
    let lead = host.lead();
    let nobody = Guest::nobody(host.at);
    let enter = |ticket: &str| {
        nobody
            .post("/api/enter", &json!({"ticket": ticket, "name": "Eve"}))
            .status
    };
    assert_eq!(enter(&host.facilitator), 403, "the ticket opens once");
    assert_eq!(lead.order(json!({"door": {"open": false}})).status, 200);
    assert_eq!(enter(&host.participants[0].1), 403);
    assert_eq!(enter(&host.participants[0].0), 403);
    assert_eq!(lead.order(json!({"door": {"open": true}})).status, 200);
    assert_eq!(enter(&host.participants[0].1), 200);
    let wrong: Vec<u16> = (0..30)
        .map(|n| enter(&format!("AAAAA-AAA{n:02}")))
        .collect();
    assert!(
        wrong.contains(&403) && wrong.last() == Some(&429),
        "{wrong:?}"
    );
    assert_eq!(
        enter(&host.participants[0].1),
        429,
        "a right one has to wait, too"
    );
    // A guess at a token is nobody.
    for guess in 0..1_000 {
        let guest = Guest {
            cookie: format!("sandtable-{}={guess:064x}", host.at.port()),
            ..nobody.clone()
        };
        assert_eq!(guest.get("/api/stream").status, 404);
    }
}

#[test]
fn oversized_slow_and_flooding_requests_are_turned_away_and_others_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let mut host = begin(folder.path());
    let lead = host.lead();
    let ana = host.participant("Ana");
    let seat = ana.seats()[0].clone();
    ana.take(&seat);
    let eve = host.participant("Eve");
    let other = eve.seats()[1].clone();
    eve.take(&other);
    let latency = |n: usize| {
        let mut all: Vec<Duration> = (0..n)
            .map(|_| {
                let began = Instant::now();
                assert_eq!(lead.get("/api/me").status, 200);
                std::thread::sleep(Duration::from_millis(5));
                began.elapsed() - Duration::from_millis(5)
            })
            .collect();
        all.sort();
        all[n * 99 / 100]
    };
    let calm = latency(100);
    // Too large, too long, too deep, not JSON, not text.
    let origin = format!("Origin: http://{}", host.at);
    let token = format!("x-sandtable: {}", eve.token);
    let lines = [origin.as_str(), token.as_str()];
    let large = vec![b'x'; 1 << 20];
    let answer = eve.request("POST", "/api/act", &lines, &large);
    assert!(answer.is_none_or(|a| a.status == 413));
    let words = json!({"key": key(), "do": {"line": "x".repeat(3_000)}});
    assert_eq!(eve.post("/api/act", &words).status, 413);
    let deep = format!(
        "{{\"key\":\"12345678\",\"do\":{}1{}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    for bad in [deep.as_bytes(), b"\xff\xfe\x00", b"", b"{}", b"[]", b"null"] {
        assert_eq!(
            eve.request("POST", "/api/act", &lines, bad).unwrap().status,
            400
        );
    }
    let path = format!("/{}", "a".repeat(5_000));
    assert_eq!(eve.get(&path).status, 414);
    let head = format!("X-Long: {}", "a".repeat(100_000));
    let answer = eve.request("GET", "/", &[&head], b"");
    assert!(answer.is_none_or(|a| a.status == 431));
    // A hundred sockets that never finish their heads.
    let slow: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(host.at).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    // One who floods is slowed.
    let flood = std::thread::spawn({
        let eve = eve.clone();
        move || {
            (0..400)
                .filter(|_| eve.act(json!({"line": "note x"})).status == 429)
                .count()
        }
    });
    let busy = latency(100);
    let slowed = flood.join().unwrap();
    assert!(slowed > 100, "{slowed} of 400 were turned away");
    assert!(
        busy < calm * 2 + Duration::from_millis(60),
        "p99 {calm:?} calm, {busy:?} under attack"
    );
    let done = ana.act(json!({"line": "note still here"}));
    assert_eq!(done.json()["done"], true, "{}", done.text());
    std::thread::sleep(Duration::from_secs(11));
    for mut stream in slow {
        stream
            .set_read_timeout(Some(Duration::from_secs(3)))
            .unwrap();
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest);
        assert!(ended.is_ok(), "a slow head is not waited for");
    }
    assert!(host.still_runs());
}

/// Lines of a desk as a browser keeps them.
#[derive(Default)]
struct Kept {
    id: String,
    lines: Vec<Value>,
}

impl Kept {
    fn take(&mut self, stream: &host::Stream) {
        for (name, id, data) in stream.events() {
            if name != "desk" {
                continue;
            }
            let from = data["from"].as_u64().unwrap() as usize;
            assert!(
                from <= self.lines.len(),
                "no gap: {from} after {}",
                self.lines.len()
            );
            assert!(from == self.lines.len() || from == 0, "no line twice");
            self.lines.truncate(from);
            self.lines
                .extend(data["lines"].as_array().unwrap().iter().cloned());
            self.id = id;
        }
    }
}

#[test]
fn whoever_was_away_gets_exactly_what_they_missed_also_from_a_restarted_program() {
    let folder = tempfile::tempdir().unwrap();
    let mut host = begin(folder.path());
    let lead = host.lead();
    let ana = host.participant("Ana");
    let seat = ana.seats()[1].clone();
    ana.take(&seat);
    lead.order(json!("go"));
    let mut kept = Kept::default();
    let mut speaks = 0;
    for round in 0..6 {
        let mut stream = ana.stream("/api/stream", &kept.id);
        stream.read_for(Duration::from_millis(700));
        kept.take(&stream);
        drop(stream);
        // Something happens while they are away.
        let words = format!("How bad is it, round {round}?");
        let message = json!({"write": {"kind": "executive-message", "from": "The mayor",
                                       "to": format!("person {seat}"), "text": words}});
        assert_eq!(lead.order(message).json()["done"], true);
        speaks += 1;
        if round == 3 {
            let at = host.at;
            host.kill();
            host = start(
                folder.path(),
                &["--resume", "day", "--bind", &at.to_string()],
            );
            lead.order(json!("go"));
        }
    }
    let mut stream = ana.stream("/api/stream", &kept.id);
    stream.read_for(Duration::from_millis(700));
    kept.take(&stream);
    let rounds: Vec<String> = kept
        .lines
        .iter()
        .filter_map(|l| l["text"].as_str())
        .filter(|t| t.contains("round"))
        .map(String::from)
        .collect();
    assert_eq!(rounds.len(), speaks, "{rounds:?}");
    lead.order(json!("pause"));
    std::thread::sleep(Duration::from_millis(300));
    // Whoever comes anew sees the same lines.
    let mut stream = ana.stream("/api/stream", &kept.id);
    stream.read_for(Duration::from_millis(500));
    kept.take(&stream);
    let mut whole = Kept::default();
    let mut stream = ana.stream("/api/stream", "");
    stream.read_for(Duration::from_millis(500));
    whole.take(&stream);
    assert_eq!(kept.lines, whole.lines);
}

/// How many cycles of kills: a few, or as many as `SANDTABLE_KILLS` says.
fn kills() -> usize {
    let wanted = std::env::var("SANDTABLE_KILLS").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(4)
}

#[test]
fn killed_at_any_moment_nothing_confirmed_is_lost_and_nothing_is_done_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut host = begin(folder.path());
    let at = host.at.to_string();
    let lead = host.lead();
    let people: Vec<Guest> = (0..6).map(|n| host.participant(&format!("P{n}"))).collect();
    let seats = people[0].seats();
    for (guest, seat) in people.iter().zip(&seats) {
        assert_eq!(guest.take(seat).status, 200);
    }
    lead.order(json!("go"));
    let mut confirmed: BTreeMap<String, u32> = BTreeMap::new();
    let mut tried: BTreeMap<String, u32> = BTreeMap::new();
    let mut injects = 0;
    let mut dice = 0x2545_F491_4F6C_DD1Du64;
    for cycle in 0..kills() {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let doomed = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let sure = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let workers: Vec<_> = people
            .iter()
            .cloned()
            .enumerate()
            .map(|(who, guest)| {
                let (doomed, sure) = (doomed.clone(), sure.clone());
                std::thread::spawn(move || {
                    let mut ledger = Vec::new();
                    for n in 0.. {
                        if doomed.load(std::sync::atomic::Ordering::SeqCst) {
                            break;
                        }
                        let word = format!("c{cycle}w{who}n{n}");
                        let body = json!({"key": format!("key-{word}"),
                                          "do": {"line": format!("note {word}")}});
                        // Asked for again with the same key, as a page does.
                        let answer = guest.try_post("/api/act", &body);
                        let done = answer.is_some_and(|a| a.json()["done"] == true);
                        sure.fetch_add(done.into(), std::sync::atomic::Ordering::SeqCst);
                        ledger.push((word, body, done));
                        std::thread::sleep(Duration::from_millis(35));
                    }
                    ledger
                })
            })
            .collect();
        let inject = json!({"write": {"kind": "colleague-message", "from": "Sales",
                                      "to": format!("person {}", seats[0]),
                                      "text": format!("inject {cycle}")}});
        if lead.order(inject).json()["done"] == true {
            injects += 1;
        }
        // At any moment, but after enough was confirmed to count, however slow the machine.
        let patience = Instant::now() + Duration::from_secs(60);
        while sure.load(std::sync::atomic::Ordering::SeqCst) < 100 && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_millis(dice % 700));
        let dying = std::thread::spawn(move || host.kill());
        std::thread::sleep(Duration::from_millis(dice % 40));
        doomed.store(true, std::sync::atomic::Ordering::SeqCst);
        dying.join().unwrap();
        let ledgers: Vec<_> = workers
            .into_iter()
            .flat_map(|w| w.join().unwrap())
            .collect();
        let acks = ledgers.iter().filter(|(_, _, done)| *done).count();
        assert!(
            acks >= 100,
            "cycle {cycle}: only {acks} confirmed: it does not count"
        );
        host = start(folder.path(), &["--resume", "day", "--bind", &at]);
        for (word, body, done) in ledgers {
            *tried.entry(word.clone()).or_default() += 1;
            if !done {
                // Their pages ask again until they know.
                let who: usize = word[word.find('w').unwrap() + 1..word.find('n').unwrap()]
                    .parse()
                    .unwrap();
                let answer = people[who].post("/api/act", &body);
                match answer.status {
                    429 => continue,
                    _ => assert_eq!(answer.json()["done"], true, "{}", answer.text()),
                }
            }
            *confirmed.entry(word).or_default() += 1;
        }
        lead.order(json!("go"));
    }
    lead.order(json!("end"));
    host.kill();
    let log = sandtable::files::read_log(&folder.path().join("day/log.jsonl")).unwrap();
    let mut marked: BTreeMap<String, u32> = BTreeMap::new();
    let mut fired: BTreeMap<String, u32> = BTreeMap::new();
    for record in &log.records {
        match &record.fact {
            Fact::Marked { text, .. } => *marked.entry(text.clone()).or_default() += 1,
            Fact::InjectFired { inject } => *fired.entry(inject.to_string()).or_default() += 1,
            _ => {}
        }
    }
    let lost: Vec<&String> = confirmed
        .keys()
        .filter(|w| !marked.contains_key(*w))
        .collect();
    let doubled: Vec<_> = marked.iter().filter(|(_, n)| **n > 1).collect();
    let unknown: Vec<_> = marked.keys().filter(|w| !tried.contains_key(*w)).collect();
    let twice: Vec<_> = fired.iter().filter(|(_, n)| **n > 1).collect();
    println!(
        "{} kills, {} confirmed, {injects} injects: {} lost, {} doubled, {} fired twice",
        kills(),
        confirmed.len(),
        lost.len(),
        doubled.len(),
        twice.len()
    );
    assert!(
        lost.is_empty() && doubled.is_empty() && unknown.is_empty() && twice.is_empty(),
        "lost {lost:?}, doubled {doubled:?}, unknown {unknown:?}, fired twice {twice:?}"
    );
    assert_eq!(
        fired.keys().filter(|n| n.starts_with("added")).count(),
        injects
    );
}

#[test]
fn one_order_goes_to_every_team_and_those_that_do_not_follow_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = QUICK.to_vec();
    arguments.extend(["--out", "day", "--teams", "3"]);
    let host = start(folder.path(), &arguments);
    let lead = host.lead();
    let all = |order: Value| {
        let body = json!({"key": key(), "all": true, "do": order});
        lead.post("/api/lead", &body)
    };
    assert_eq!(all(json!("go")).json()["done"], true);
    let clocks = (0..3).map(|room| {
        let mut stream = lead.stream(&format!("/api/lead/stream?room={room}"), "");
        let runs = |event: &str, data: &Value| event == "clock" && data["view"]["paused"] == false;
        stream.wait_until(Duration::from_secs(5), runs)
    });
    assert!(clocks.into_iter().all(|clock| clock.is_some()), "all run");
    // Who plays is written to; one team has nobody.
    let guest = host.enter(&host.participants[1].1, "Ana");
    let seat = guest.seats()[0].clone();
    assert_eq!(guest.take(&seat).status, 200);
    let words = json!({"write": {"kind": "colleague-message", "from": "Sales", "to": "seated",
                                 "text": "Lunch is here."}});
    let answer = all(words).json();
    let refused = answer["refused"].as_str().unwrap_or_default();
    assert!(
        refused.starts_with("not in 2 of 3 teams: Team 1: nobody plays yet; Team 3"),
        "{answer}"
    );
    let mut desk = guest.stream("/api/stream", "");
    let heard = |event: &str, data: &Value| {
        event == "desk" && data["lines"].to_string().contains("Lunch is here.")
    };
    assert!(desk.wait_until(Duration::from_secs(5), heard).is_some());
    let one = all(json!({"free": seat}));
    assert_eq!(
        (one.status, one.json()["error"].as_str()),
        (409, Some("choose one team for that"))
    );
}

#[test]
fn a_second_program_does_not_get_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let _host = begin(folder.path());
    let second = std::process::Command::new(env!("CARGO_BIN_EXE_sandtable"))
        .args(["host", "--resume", "day", "--bind", "127.0.0.1:0"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another window"));
}

#[test]
fn beyond_this_machine_it_listens_only_when_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |more: &[&str]| for_a_moment(folder.path(), more);
    let (code, said) = ask(&[]);
    assert!(
        code == Some(2) && said.contains("--tls-cert") && said.contains("--plain-http"),
        "{said}"
    );
    let (code, said) = ask(&["--plain-http"]);
    assert!(code == Some(0) && said.contains("PLAIN HTTP"), "{said}");
}

#[test]
fn a_resumed_host_needs_no_scenario_and_knows_its_guests() {
    let folder = tempfile::tempdir().unwrap();
    let host = begin(folder.path());
    let mut ana = host.participant("Ana");
    let seat = ana.seats()[0].clone();
    ana.take(&seat);
    host.kill();
    let host = resume(folder.path());
    ana.at = host.at;
    // Cookies know no ports, so the page on another port has another cookie.
    let token = ana.cookie.split_once('=').unwrap().1.to_string();
    ana.cookie = format!("sandtable-{}={token}", host.at.port());
    ana.look_around();
    assert_eq!(ana.me["seat"], json!(seat));
    assert_eq!(ana.act(json!({"line": "note back"})).json()["done"], true);
}

#[test]
#[ignore = "needs strace: tests/run"]
fn a_write_or_sync_that_fails_is_confirmed_to_nobody() {
    for (call, file, n) in [
        ("write", "log.jsonl", 4),
        ("write", "log.jsonl", 9),
        ("write", "session.jsonl", 8),
        ("fdatasync", "log.jsonl", 4),
        ("fdatasync", "log.jsonl", 11),
        ("fdatasync", "session.jsonl", 6),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().canonicalize().unwrap().join("day");
        let error = if call == "write" { "ENOSPC" } else { "EIO" };
        let mut strace = std::process::Command::new("strace");
        strace
            .args([
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-P",
                &journal.join(file).display().to_string(),
            ])
            .args(["-e", &format!("trace={call},fsync")])
            .args(["-e", &format!("inject={call}:error={error}:when={n}+")])
            .arg(env!("CARGO_BIN_EXE_sandtable"));
        // Whoever is traced outlives a tracer that is killed, so it ends by itself.
        let mut arguments = QUICK.to_vec();
        arguments.extend(["--out", "day", "--lasts", "20s"]);
        let host = host::start_as(strace, folder.path(), &arguments);
        let ana = host.participant("Ana");
        let seat = ana.seats()[0].clone();
        ana.take(&seat);
        let mut confirmed = Vec::new();
        let mut failed = 0;
        for n in 0..30 {
            let answer = ana.act(json!({"line": format!("note n{n}")}));
            match answer.status {
                200 if answer.json()["done"] == true => {
                    assert_eq!(failed, 0, "{call} {file}: confirmed after a failure");
                    confirmed.push(format!("n{n}"));
                }
                503 => failed += 1,
                other => panic!("{call} {file}: {other} {}", answer.text()),
            }
        }
        assert!(
            failed > 0 && !confirmed.is_empty(),
            "{call} {file}: {failed} failed"
        );
        let mut stream = ana.stream("/api/stream", "");
        let told = stream.wait_until(Duration::from_secs(3), |name, data| {
            name == "clock" && data["view"]["frozen"] == true
        });
        assert!(told.is_some(), "{call} {file}: the page says so");
        host.kill();
        let log = sandtable::files::read_log(&folder.path().join("day/log.jsonl")).unwrap();
        for word in &confirmed {
            let there = log
                .records
                .iter()
                .any(|r| matches!(&r.fact, Fact::Marked { text, .. } if text == word));
            assert!(there, "{call} {file}: {word} was confirmed and is lost");
        }
        println!(
            "{call} of {file} failing from the {n}th on: {} confirmed, all there",
            confirmed.len()
        );
    }
}
