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
/// switches features off twice. Bystanders come in and test on their own since nobody commands. Ana
/// calls Ben as well, tries five tests, and at 1:05 the fifth, in the consumer's log, shows it; everybody
/// hears of it within two minutes. Chiara comes at 1:08; in the minute she takes to take command Ana,
/// who has not noticed yet, calls Farah for it too. The first update to customers is missed at 1:10, the
/// one to the house at 1:15. Ana's cure is in at 1:15, and at 1:17 it is resolved. An alert of a partner's errors, which are those of the
/// backlog, brings another ticket, and they work on it for half an hour before Chiara closes at 1:52.
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

/// Somebody uses an engineer's session. Goran has four likely causes before him and masters none of
/// their fields: he calls Ben, Ana, Deniz and Farah one after the other, a minute each. Who comes does
/// not know whom the others have called, so Ben is called twice, Farah three times and Ana four times.
/// Goran then declares it as the least grave, which calls nobody and promises nobody a word. Records
/// are copied and the machine is saved before anything is cut off, as the process asks, and four work
/// side by side: two of them telephone the same engineer, three watch the same extensions, and Deniz
/// maps anew what Ben had in hand. He throws the intruder out at 3:18. When Goran has mapped, at 3:24, whose data was taken, he raises the
/// severity and calls Chiara, who sends the legal notice a quarter of an hour after she took command.
/// The first words to customers were due then and missed, those to the house come ten minutes late. At
/// 3:52 it is resolved and at 4:21 closed. Ben, who compares logins, is the last to go.
#[test]
fn a_stolen_session_is_followed_stage_by_stage() {
    check("stolen-session", "nist", 2);
}
