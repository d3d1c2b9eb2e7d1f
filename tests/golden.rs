//! Whole logs of short runs, word for word. `UPDATE_GOLDEN=1 cargo test` rewrites them; the diff is
//! read, and its story told in the commit, before it is kept.

mod support;

use std::path::Path;

use sandtable::model::{Actor, Record};

/// One record as a line: when, by whom, what, because of which.
fn line(record: &Record) -> String {
    let by = match record.by {
        Actor::Person(name) => name.to_string(),
        other => format!("{other:?}").to_lowercase(),
    };
    let fact = serde_json::to_string(&record.fact).expect("a fact is JSON");
    let because = record
        .because
        .map_or(String::new(), |seq| format!("   because #{seq}"));
    format!("#{:<4} {} {by:<10} {fact}{because}", record.seq, record.at)
}

fn check(scenario: &str, process: &str, seed: u64) {
    let run = support::run(&support::plan(scenario, process), seed);
    let lines: Vec<String> = run.records().iter().map(line).collect();
    let text = lines.join("\n") + "\n";
    let file = format!("tests/golden/{scenario}-{process}-{seed}.log");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).expect("the golden folder can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some((now, before)) = text.lines().zip(kept.lines()).find(|(a, b)| a != b) {
        panic!("{file} differs:\n- {before}\n+ {now}\nUPDATE_GOLDEN=1 keeps it");
    }
    assert_eq!(
        text.lines().count(),
        kept.lines().count(),
        "{file} has another length"
    );
}

/// A machine mends it before anybody is paged: the disk's alert starts the action that was agreed,
/// rotation runs, the harm ends, and the tool that did it has checked. Nobody was woken.
#[test]
fn a_quiet_disk_is_mended_by_a_machine() {
    check("quiet-disk", "pagerduty", 1);
}

/// The disk fills with temporary files. Goran takes the page after three minutes and is at his
/// keyboard sixteen later; an analyst's question interrupts his look at the dashboards. What he sees
/// there points to the report job. By the process he declares and calls a commander first, which
/// costs three minutes, then stops the job: fixed at 44 minutes. Somebody from sales and the
/// commander arrive when it is over. She is told, takes command, looks, and closes; the first status
/// page never went out, since nobody had the duty while it was due: analysts lose patience twice and
/// trust with it, and support asks the commander while she is closing. Nobody had been told that it
/// began, so that no closing message is owed.
#[test]
fn a_quiet_disk_is_mended_before_the_commander_comes() {
    check("quiet-disk", "blameless", 2);
}

/// The same night without a process: the same luck, nobody declares, nobody is called, and it is
/// over three minutes sooner, with half as many records. Those outside wait as they did before.
#[test]
fn a_quiet_disk_without_a_process_is_mended_three_minutes_sooner() {
    check("quiet-disk", "unmanaged", 2);
}

/// Processors are exhausted everywhere, and within three minutes deployment, dashboards and remote
/// access are gone with them. Goran alone has the page. Support and the press ask him for words; he
/// goes around the edge by the emergency door, fails once, gets in, switches the filter off, which
/// brings the tools back, then takes the new rules back: half an hour in all, near the 27 minutes it
/// took in truth. Customers lose patience once; it is over before support does.
#[test]
fn an_exhausted_edge_is_mended_by_one_person() {
    check("edge-regex", "unmanaged", 5);
}

/// Order numbers have outgrown their field. Deniz comes late to a storm of alerts, and before he is
/// there customers have lost patience and support has heard of it; its questions interrupt his first
/// look. He declares SEV1 and switches features off, which helps little. Bystanders come in, one of
/// them tests on her own since nobody commands and gets stuck at it; the first updates are missed.
/// Chiara commands, calls Ben, looks herself whether the features have helped, and calls Ana, the only
/// one who knows the queue well. Both are at their keyboards half an hour later, and meanwhile every
/// question of executives, support, partners and bystanders is hers, each answer two minutes: nobody
/// is called for a desk. Ben undoes two releases in vain. Ana finds the cause within a minute of her
/// first test. Ben begins the cure on reading it, Ana asks for a yes and has it from Chiara, who does
/// not know of Ben; they collide, Ana's is lost and his removes the cause. Only with both at work does
/// Chiara send the bystanders out and call for communications and operations. Two hours and four
/// minutes in it is resolved. As she closes, two monitors fire without a reason; Ana declares SEV1
/// again, and what hides such trouble is done twice more before that is closed too, at two hours and
/// 27 minutes. Hanna sends the closing messages of the second, having been called too late for the first.
#[test]
fn a_broken_checkout_is_mended_by_whoever_is_kept_off_desks() {
    check("checkout-regression", "blameless", 6);
}

/// Three in the morning, nobody commands. Ben looks at the recent feature first; at two hours the
/// second hall goes and all traffic falls on what is left, which breaks down. Customers have not
/// heard a word: they call support, support calls Ben, then executives do, every few minutes, and
/// what he is at takes twice as long. At three and a half hours he telephones; Emil comes, finds
/// the controllers' firmware and begins the cure. Three bystanders ask and repeat what has been
/// done; Ben is called away by the script, and from then on every question lands on Emil. Those
/// whom he answers keep some trust, customers none. The cure takes until nearly eight hours, coming
/// back six more.
#[test]
fn three_halls_break_down_with_nobody_commanding() {
    check("three-data-centres", "unmanaged", 2);
}

/// Somebody uses an engineer's session. Goran believes the runbook, declares it as the least grave,
/// which calls nobody and promises nobody a word, and saves the memory of the machine before he cuts
/// it off, as the process asks. The adversary notices and moves on. Executives and support ask
/// whoever they find. Stage by stage is mapped; at two hours and twenty minutes customers' data leaves
/// the house in a hurried export. At four hours that is mapped, and only when Goran hears of it does
/// the severity rise and a commander come, at five. Deniz collides with somebody in throwing the
/// intruder out, which throws customers out too; support, executives and customers ask Chiara and
/// Hanna every few minutes, each answer costs two, and the first updates go out. A quarter of an hour
/// after she came, and again once the cure is done, Chiara looks herself whether what was done has
/// helped. Goran, who wants the same cure and others beside it, is told no four times, since the cure
/// was given to Ana, who looked into the mail; she removes the cause at 6:38. Goran and Deniz go home
/// then, their shifts are over, and Ben and Chiara both call Deniz back, not knowing of each other. At
/// 7:03 the alerts clear and Chiara begins to look if it is over; half a minute later Ana, who has been
/// waiting for that, sees that it is, and Chiara closes; Ana's wiping of the machine is dropped with
/// it. Whoever writes to customers sends both closing messages.
#[test]
fn a_stolen_session_is_followed_stage_by_stage() {
    check("stolen-session", "nist", 2);
}
