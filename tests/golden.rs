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
/// keyboard sixteen later. He is no expert of storage and nobody there is, so he calls Ana before he
/// looks; an analyst's question interrupts his look at the dashboards. What he sees there points to
/// the report job. By the process he declares and calls a commander first, which costs three minutes,
/// then stops the job. Ana, who comes a minute before he begins, reads the same, wants to stop it too
/// and finds that he has it in hand: fixed at 43 minutes, known at 45. Goran writes it down and briefs
/// somebody from sales who has come and gone again. Ana sees that it is over and closes at 51 minutes,
/// when Chiara has just taken command and looks around: the first words to customers and to the house
/// are due at 47 and at 52 minutes, and are nobody's any more.
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

/// Order numbers have outgrown their field. Deniz comes late to a storm of alerts, sees likely causes
/// that neither he nor anybody there knows well, and calls Ana before he looks: four minutes later she
/// is there, who declares SEV1, calls Chiara to command and has each client ask once, while Deniz
/// switches features off twice. Bystanders come in and one of them tests on her own, since nobody
/// commands. Ana tries four tests, and at 1:08 the fourth, in the consumer, shows it; Deniz hears of it at
/// once. Chiara has just come; before that Ana, who has waited long enough, has called Farah to command
/// too. The first update to customers is missed at 1:10, the one to the house at 1:15. Deniz's cure is in
/// at 1:18, and at 1:20 it is resolved. Chiara sends what is overdue, closes at 1:43 and sends the closing
/// messages.
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

/// Somebody uses an engineer's session. Goran has likely causes before him whose fields he does not
/// master: he calls Ben, Ana, Deniz and Farah one after the other, a minute each, and they leave further
/// calls to him. He then declares it as the least grave, which calls nobody and promises nobody a word.
/// Records are copied and the machine is saved before anything is cut off, as the process asks: twice,
/// since Ana and Goran both begin it. Three watch the same extensions, and Deniz maps anew what Ben had in
/// hand. At 1:29 the machine is cut off. When Goran has mapped, at 2:54, whose data was taken, he raises
/// the severity and calls Chiara, who sends the legal notice ten minutes after she took command, then the
/// first words to customers, two minutes late, and calls Hanna for the desk. Deniz throws the intruder
/// out at 3:08 without success, Goran at 4:00 with it; at 4:25 it is resolved, five minutes later closed.
/// Hanna sends the closing messages.
#[test]
fn a_stolen_session_is_followed_stage_by_stage() {
    check("stolen-session", "nist", 2);
}
