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
/// commander arrive when it is over. She takes command, looks, and sees that it is. By then the first
/// words to customers and to the house are overdue, and she sends them before anything else: nobody
/// had the duty while they were due, analysts lost patience twice and trust with it, and support asks
/// her meanwhile. She answers, closes at 70 minutes, and owes the closing messages too.
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
/// access are gone with them. Goran alone has the page. Support asks him for words while he goes
/// around the edge by the emergency door; he answers when he is through, and finds that it has not
/// worked. The second time it does; he switches the filter off, which brings the tools back, then takes
/// the new rules back: half an hour in all, near the 27 minutes it took in truth. Customers lose
/// patience once; it is over before support does.
#[test]
fn an_exhausted_edge_is_mended_by_one_person() {
    check("edge-regex", "unmanaged", 5);
}

/// Order numbers have outgrown their field. Deniz comes late to a storm of alerts, and before he is
/// there customers have lost patience and support has heard of it; its questions interrupt his first
/// look. He declares SEV1 and switches features off, which helps little. Bystanders come in, and one of
/// them tests on her own since nobody commands and gets stuck at it. Chiara takes the call a quarter of
/// an hour late; seventeen seconds after she has taken command Deniz, who has not noticed yet, calls
/// Farah for it too. Chiara calls Ben and, later, Ana, the only one who knows the queue well; both take
/// twenty minutes. Deniz tries six tests in a quarter of an hour, and none shows it. Every question of
/// executives, support, partners and bystanders is Chiara's, so that Farah waits twelve minutes for a
/// yes to have each client ask once; the first updates are missed, nobody is called for a desk. At 1:43
/// both are at their keyboards: Ben undoes two releases in vain, Ana finds the cause within half a
/// minute of her first test, and everybody hears of it. Ben begins the cure on hearing it; Ana, who
/// asks Chiara for a yes and has it six minutes later, leaves it to him. Two hours and six minutes in
/// it is resolved. Ben tells Chiara at once, but she has updates in hand and three questions that have
/// waited long, and closes at 2:23. Hers are the closing messages too.
#[test]
fn a_broken_checkout_is_mended_by_whoever_is_kept_off_desks() {
    check("checkout-regression", "blameless", 6);
}

/// Three in the morning, nobody commands. Ben looks at the recent feature first; at two hours the
/// second hall goes and all traffic falls on what is left, which breaks down. Customers have not
/// heard a word: they call support, support calls Ben, then executives do, every few minutes, and
/// what he is at takes twice as long. At three and a half hours he telephones; Emil comes, finds
/// the controllers' firmware and begins the cure. Three bystanders ask and repeat what has been
/// done; Ben is called away by the script, and from then on every question lands on Emil. He lets each
/// wait a quarter of an hour while he has his hands on the pumps, then answers, and those whom he
/// answers keep some trust, customers none. The cure takes until ten past seven, coming back three
/// hours and twenty minutes more.
#[test]
fn three_halls_break_down_with_nobody_commanding() {
    check("three-data-centres", "unmanaged", 2);
}

/// Somebody uses an engineer's session. Goran believes the runbook, declares it as the least grave,
/// which calls nobody and promises nobody a word, saves the memory of the machine before he cuts it
/// off, as the process asks, and telephones Ben. The adversary notices and moves on. Executives and
/// support ask whoever they find, and wait while hands are on the system. Stage by stage is mapped; at
/// two hours and twenty minutes customers' data leaves the house in a hurried export. One after the
/// other Ana, Deniz and Farah are telephoned, and more than one goes over what another has in hand.
/// When it is known, at 4:25, whose data was taken, the severity rises and Chiara is called. Meanwhile
/// Ana and Deniz both begin to throw the intruder out and collide, which throws customers out too;
/// Deniz does not let himself be broken off and removes the cause at 4:50. Chiara sends the legal
/// notice twelve minutes after she took command, then the first updates, six minutes late and one,
/// and calls Hanna for the desks. At 5:16 it is resolved, five minutes later closed; Hanna sends the
/// closing messages, and Ben, who looks over a calendar, is the last to go.
#[test]
fn a_stolen_session_is_followed_stage_by_stage() {
    check("stolen-session", "nist", 2);
}
