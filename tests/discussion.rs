//! A discussion around a table, hosted: cards before everybody, answers in the log, expectations that
//! people tick, deadlines of the story, and no way to run it.

#[path = "support/host.rs"]
mod host;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use host::{Guest, Host, key, start};
use serde_json::{Value, json};

fn begin(folder: &Path) -> Host {
    start(
        folder,
        &[
            "data-breach",
            "--bind",
            "127.0.0.1:0",
            "--seed",
            "1",
            "--out",
            "day",
        ],
    )
}

/// What a desk shows once it has so many cards.
fn cards(guest: &Guest, wanted: usize) -> (Value, Vec<u8>) {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let mut stream = guest.stream("/api/stream", "");
        stream.read_for(Duration::from_millis(500));
        let desk = stream.events().into_iter().rev();
        let view = desk
            .filter(|(name, ..)| name == "desk")
            .map(|(.., data)| data["view"].clone())
            .find(|view| view["cards"].as_array().map_or(0, Vec::len) == wanted);
        if let Some(view) = view {
            return (view["cards"].clone(), stream.bytes);
        }
        assert!(Instant::now() < until, "{wanted} cards never came");
    }
}

fn fire(lead: &Guest, inject: &str) {
    let answer = lead.order(json!({"fire": inject}));
    assert!(answer.json()["done"] == true, "{}", answer.text());
}

fn respond(guest: &Guest, card: u16, question: u16, text: &str) -> Value {
    let deed = json!({"respond": {"card": card, "question": question, "text": text}});
    guest.act(deed).json()
}

/// The number of the expectation that says this.
fn expectation(lead: &Guest, words: &str) -> u64 {
    let mut stream = lead.stream("/api/lead/stream", "");
    let board = stream.wait_for("board", Duration::from_secs(5)).unwrap();
    let all = board["view"]["expected"].as_array().unwrap().clone();
    let found = all
        .iter()
        .find(|e| e["words"].as_str().unwrap().contains(words));
    found.unwrap_or_else(|| panic!("{words}: {all:?}"))["number"]
        .as_u64()
        .unwrap()
}

fn sandtable(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_sandtable"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        out.status.code().unwrap(),
        text(&out.stdout),
        text(&out.stderr),
    )
}

#[test]
fn cards_lie_before_everybody_and_answers_expectations_and_deadlines_stand_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let host = begin(folder.path());
    let lead = host.lead();
    let (ana, bo) = (host.participant("Ana Beispiel"), host.participant("Bo Li"));
    assert_eq!(ana.take("counsel").status, 200);
    assert_eq!(bo.take("communications").status, 200);
    assert!(ana.me["frame"]["discussion"] == true);
    // Nobody can answer what does not lie there yet.
    assert!(respond(&ana, 0, 0, "too early")["nothing"].is_string());
    lead.order(json!("go"));
    fire(&lead, "first-message");
    let (before, _) = cards(&ana, 1);
    assert!(before[0]["text"].as_str().unwrap().contains("410,000"));
    assert_eq!(before[0]["questions"].as_array().unwrap().len(), 3);
    assert!(respond(&ana, 0, 0, "We know one thing: a message")["done"] == true);
    assert!(respond(&ana, 0, 0, "We know two things <img src=x>")["done"] == true);
    assert!(respond(&ana, 0, 3, "there is no such question")["nothing"].is_string());
    assert!(respond(&bo, 0, 1, "Counsel and the press office")["done"] == true);
    fire(&lead, "sample-is-real");
    let (now, bytes) = cards(&bo, 2);
    assert!(now[1]["text"].as_str().unwrap().contains("47 of the 50"));
    assert!(now[0]["answers"][1] == "Counsel and the press office");
    // What only the facilitator reads, what others wrote, and what has not come stays away.
    let sent = String::from_utf8_lossy(&bytes).into_owned();
    for hidden in [
        "Do not offer the insurer",
        "they name what is known",
        "We know two things",
        "GDPR Art. 33",
        "1.2 million",
        "the-demand",
        "first-message",
        "objectives",
    ] {
        assert!(!sent.contains(hidden), "{hidden}");
    }
    // A guest who takes a chair late finds all cards.
    let late = host.participant("Dee");
    assert_eq!(late.take("finance-chief").status, 200);
    cards(&late, 2);
    let mut screen = host
        .enter(&host.screens[0], "")
        .stream("/api/screen/stream", "");
    let shown = screen.wait_for("screen", Duration::from_secs(5)).unwrap();
    assert!(
        shown["view"]["card"]["text"]
            .as_str()
            .unwrap()
            .contains("47 of the 50")
    );
    let tick = |words: &str, met: bool| {
        let number = expectation(&lead, words);
        let order = json!({"tick": {"expectation": number, "met": met}});
        assert!(lead.order(order).json()["done"] == true);
    };
    tick("tells the insurer", true);
    tick("write the hour down", true);
    tick("they name what is known", false);
    let plan = json!({"note": {"text": "A list of who is owed word when",
        "kind": {"Plan": {"owner": "Counsel", "due": "2026-10-01", "proof": "it hangs in the room"}}}});
    assert!(lead.order(plan).json()["done"] == true);
    assert!(lead.order(json!("end")).json()["done"] == true);
    let wash = json!({"wash": {"question": "What went well?", "text": "We wrote things down"}});
    assert!(ana.act(wash).json()["done"] == true);
    // Ticks count after the end, too: then there is time for them.
    tick("they list who is owed word", true);
    let report = lead.get("/report/after-action.md").text();
    for said in [
        "Card: first message",
        "We know two things &lt;img src=x&gt;",
        "Counsel and the press office",
        "nobody wrote an answer",
        "We wrote things down",
        "A list of who is owed word when",
        "Notice to the cyber insurer",
        "2026-09-14 14:20",
        "2026-09-17 14:20",
        "1 of 4 deadlines were seen to be kept",
    ] {
        assert!(report.contains(said), "{said}\n{report}");
    }
    // In the answers the last word counts; the log beneath them has every one.
    let answers = report.split("## Log").next().unwrap();
    assert!(!answers.contains("one thing: a message"));
    let public = lead.get("/report/public").text();
    for hidden in ["We know two things", "Ana Beispiel", "We wrote things down"] {
        assert!(!public.contains(hidden), "{hidden}");
    }
    assert!(public.contains("Notice to the cyber insurer"));
    assert_eq!(ana.get("/report").status, 404);
    // The same from the log alone, and the log tells the same story again.
    host.kill();
    let (code, again, err) = sandtable(folder.path(), &["report", "day"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(again, report);
    let diary = std::fs::read_to_string(folder.path().join("day/session.jsonl")).unwrap();
    assert!(diary.contains(r#""verified":{"same":true}"#), "{diary}");
    for file in [
        "after-action.html",
        "after-action-public.html",
        "improvement-plan.csv",
    ] {
        assert!(folder.path().join("day").join(file).is_file(), "{file}");
    }
}

#[test]
fn a_killed_discussion_goes_on_with_every_answer() {
    let folder = tempfile::tempdir().unwrap();
    let host = begin(folder.path());
    let (lead, ana) = (host.lead(), host.participant("Ana"));
    assert_eq!(ana.take("counsel").status, 200);
    lead.order(json!("go"));
    fire(&lead, "first-message");
    cards(&ana, 1);
    assert!(respond(&ana, 0, 2, "It is evidence now")["done"] == true);
    let again =
        json!({"key": key(), "do": {"respond": {"card": 0, "question": 1, "text": "Once"}}});
    assert!(ana.post("/api/act", &again).json()["done"] == true);
    assert!(ana.post("/api/act", &again).json()["again"] == true);
    host.kill();
    let host = start(folder.path(), &["--resume", "day", "--bind", "127.0.0.1:0"]);
    let ana = Guest { at: host.at, ..ana };
    // Cookies are bound to a port; the seat is taken anew.
    let back = host.participant("Ana");
    drop(ana);
    assert_eq!(back.take("finance-chief").status, 200);
    let lead = host.lead();
    let mut stream = lead.stream("/api/lead/stream", "");
    let board = stream.wait_for("board", Duration::from_secs(5)).unwrap();
    let questions = &board["view"]["cards"][0]["questions"];
    assert_eq!(questions[2]["answers"][0]["text"], "It is evidence now");
    assert_eq!(questions[1]["answers"].as_array().unwrap().len(), 1);
}

#[test]
fn what_runs_simulated_people_refuses_a_discussion_and_names_host() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["run", "data-breach"][..],
        &["play", "data-breach", "--plain"],
        &["seat", "data-breach", "--stdio"],
        &[
            "compare",
            "data-breach",
            "--process",
            "nist",
            "--process",
            "blameless",
        ],
    ] {
        let (code, out, err) = sandtable(folder.path(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains("sandtable host data-breach"), "{err}");
    }
    let (code, out, _) = sandtable(folder.path(), &["check", "data-breach"]);
    assert_eq!(code, 0, "{out}");
    let (_, out, _) = sandtable(folder.path(), &["list", "scenarios"]);
    assert!(
        out.contains("Customer data in strange hands (discussion"),
        "{out}"
    );
    let (code, ..) = sandtable(folder.path(), &["new", "discussion", "our-own"]);
    assert_eq!(code, 0);
    let (code, out, err) = sandtable(folder.path(), &["check", "our-own.ron"]);
    assert_eq!(code, 0, "{out}{err}");
    let (_, out, _) = sandtable(folder.path(), &["explain", "scenario.deadlines"]);
    assert!(out.contains("within"), "{out}");
}
