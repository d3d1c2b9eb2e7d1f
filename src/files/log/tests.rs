use std::fs;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::base::{Name, SimTime};
use crate::model::fact::EndReason;
use crate::model::{Actor, Audience, Fact, Setup};

/// The least value that a type's schema allows.
fn least<T: JsonSchema + DeserializeOwned>() -> T {
    let root = schemars::schema_for!(T).to_value();
    serde_json::from_value(least_of(&root, &root)).expect("what the schema allows is read")
}

fn least_of(schema: &Value, root: &Value) -> Value {
    if let Some(place) = schema["$ref"].as_str() {
        return match place
            .strip_prefix("#/$defs/")
            .expect("definitions are local")
        {
            "Duration" => json!("1m"),
            "Zone" => json!("UTC"),
            "LocalTime" => json!("2026-03-29T01:30"),
            name => least_of(&root["$defs"][name], root),
        };
    }
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(any) = schema.get("oneOf").or(schema.get("anyOf")) {
        return least_of(&any[0], root);
    }
    match schema["type"].as_str() {
        Some("string") => schema["enum"].get(0).cloned().unwrap_or(json!("x")),
        Some("number" | "integer") => json!(1),
        Some("boolean") => json!(false),
        Some("array") => json!([]),
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten();
            let field = |name: &Value| {
                let name = name.as_str().expect("names are text");
                (
                    name.to_string(),
                    least_of(&schema["properties"][name], root),
                )
            };
            Value::Object(required.map(field).collect())
        }
        _ => Value::Null,
    }
}

fn a_header() -> Header {
    Header {
        format: FORMAT,
        engine: "sandtable 0.1.0".into(),
        generator: "keyed 1".into(),
        seed: u64::MAX,
        epoch: 0,
        inputs_sha256: sha256_hex(b"inputs"),
        branch_of: None,
        degraded: vec!["nobody knows `postgres`: `databases` stands in".into()],
        setup: Setup {
            scenario: least(),
            team: least(),
            process: least(),
            defaults: least(),
            vocabulary: least(),
        },
    }
}

/// Records of an exercise that has come to its end.
fn whole_records(count: u32) -> Vec<Record> {
    let mut records = some_records(count);
    let last = records.last_mut().expect("there are some");
    last.fact = Fact::Ended {
        why: EndReason::Horizon,
    };
    records
}

fn some_records(count: u32) -> Vec<Record> {
    let record = |seq| Record {
        seq,
        at: SimTime(i64::from(seq) * 1_000),
        by: Actor::Person(Name::new("ana")),
        because: seq.checked_sub(1),
        audience: Audience::Everyone,
        fact: Fact::Marked {
            by: Name::new("ana"),
            text: "\"crc\":\"00000000\"}\n\u{1b}[31m ünïcode".into(),
        },
    };
    (0..count).map(record).collect()
}

fn written(records: &[Record]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    write_log(&path, &a_header(), records).unwrap();
    (folder, path)
}

#[test]
fn what_is_written_is_read_back() {
    let records = some_records(40);
    let (_folder, path) = written(&records);
    let log = read_log(&path).unwrap();
    assert_eq!(
        (log.header, log.records, log.torn),
        (a_header(), records, None)
    );
    assert_eq!(log.sha256, sha256_hex(&fs::read(&path).unwrap()));
}

#[test]
fn every_line_is_json_with_its_checksum_last() {
    let (_folder, path) = written(&some_records(3));
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 4);
    for line in text.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        assert!(
            line.ends_with(&format!(",\"crc\":{}}}", value["crc"])),
            "{line}"
        );
    }
}

#[test]
fn line_by_line_gives_the_same_bytes() {
    let records = whole_records(2 * CHAIN as u32 + 5);
    let (folder, whole) = written(&records);
    let path = folder.path().join("live.jsonl");
    let mut log = LogWriter::create(&path, &a_header()).unwrap();
    log.append(&records[0]).unwrap();
    log.append_all(&records[1..1_500]).unwrap();
    log.append_all(&records[1_500..]).unwrap();
    let hash = log.finish().unwrap();
    assert_eq!(fs::read(&path).unwrap(), fs::read(&whole).unwrap());
    assert_eq!(hash, read_log(&whole).unwrap().sha256);
    let again = LogWriter::create(&path, &a_header())
        .err()
        .expect("it is there");
    assert!(again.to_string().contains("is there already"), "{again}");
}

#[test]
fn a_log_cut_anywhere_gives_its_whole_lines_and_says_what_was_dropped() {
    let records = some_records(4);
    let (folder, path) = written(&records);
    let bytes = fs::read(&path).unwrap();
    let header_end = bytes.iter().position(|b| *b == b'\n').unwrap() + 1;
    let cut = folder.path().join("cut.jsonl");
    for end in header_end..bytes.len() {
        fs::write(&cut, &bytes[..end]).unwrap();
        let log = read_log(&cut).unwrap();
        assert_eq!(log.records, records[..log.records.len()]);
        let kept = bytes[..end].iter().filter(|b| **b == b'\n').count() - 1;
        match log.torn {
            // Only the line feed is missing, or nothing.
            None => assert!(log.records.len() == kept || bytes[end] == b'\n'),
            Some(torn) => {
                assert_eq!((log.records.len(), torn.line), (kept, kept + 2));
                let whole = bytes[..end].iter().rposition(|b| *b == b'\n').unwrap() + 1;
                assert_eq!(torn.bytes, end - whole);
            }
        }
    }
    for end in [0, 1, 10, header_end / 2, header_end - 2] {
        fs::write(&cut, &bytes[..end]).unwrap();
        assert!(read_log(&cut).is_err(), "cut at {end}");
    }
}

#[test]
fn a_flip_of_any_bit_is_found() {
    let (folder, path) = written(&some_records(3));
    let bytes = fs::read(&path).unwrap();
    let good = read_log(&path).unwrap();
    let hurt = folder.path().join("hurt.jsonl");
    for at in bytes.len() - 700..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            fs::write(&hurt, &flipped).unwrap();
            match read_log(&hurt) {
                Err(LogError::Damaged { .. }) => {}
                Err(other) => panic!("byte {at} bit {bit}: {other}"),
                // The last line feed is no part of what was said.
                Ok(log) if at + 1 == bytes.len() => {
                    assert!(log.torn.is_some() && log.records == good.records[..2]);
                }
                Ok(_) => panic!("byte {at} bit {bit} was not noticed"),
            }
        }
    }
}

#[test]
fn damage_in_the_middle_names_its_line() {
    let (folder, path) = written(&some_records(3));
    let text = fs::read_to_string(&path).unwrap();
    let hurt = folder.path().join("hurt.jsonl");
    let refused = |text: String| {
        fs::write(&hurt, text).unwrap();
        read_log(&hurt).unwrap_err().to_string()
    };
    let message = refused(text.replacen("\"at\":1000", "\"at\":1001", 1));
    assert!(
        message.contains("in line 3: its checksum does not fit"),
        "{message}"
    );
    let without_second: Vec<&str> = text
        .lines()
        .enumerate()
        .filter(|(n, _)| *n != 2)
        .map(|(_, l)| l)
        .collect();
    let message = refused(without_second.join("\n") + "\n");
    assert!(
        message.contains("in line 3: record 2 stands where 1 belongs"),
        "{message}"
    );
    let message =
        refused(text.replacen("\"generator\":\"keyed 1\"", "\"generator\":\"keyed 2\"", 1));
    assert!(
        message.contains("in line 1: its checksum does not fit"),
        "{message}"
    );
}

/// A line as somebody makes it who knows about checksums but not about the chain.
fn forged(line: &str) -> String {
    let body = &line[..line.len() - TRAILER];
    format!(
        "{body},\"crc\":\"{:08x}\"}}",
        crc32c::crc32c(body.as_bytes())
    )
}

#[test]
fn every_1024th_line_and_the_end_carry_the_hash_of_all_above() {
    let (_folder, path) = written(&whole_records(2_100));
    let text = fs::read_to_string(&path).unwrap();
    let mut above = String::new();
    let mut chained = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let value: Value = serde_json::from_str(line).unwrap();
        if let Some(chain) = value["chain"].as_str() {
            assert_eq!(chain, sha256_hex(above.as_bytes()));
            chained.push(number);
        }
        above += &format!("{line}\n");
    }
    assert_eq!(chained, [1_024, 2_048, 2_101]);
}

#[test]
fn a_forged_line_is_found_by_the_chain() {
    let (folder, path) = written(&whole_records(1_500));
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let hurt = folder.path().join("hurt.jsonl");
    let refused = |lines: Vec<String>, line: usize, what: &str| {
        fs::write(&hurt, lines.join("\n") + "\n").unwrap();
        let message = read_log(&hurt).unwrap_err().to_string();
        let expected = format!("is damaged in line {line}: {what}");
        assert!(message.contains(&expected), "{message}");
    };
    let whole = || {
        lines
            .iter()
            .map(|line| line.to_string())
            .collect::<Vec<_>>()
    };
    let broken = "its `chain` is not the hash of the lines above";
    // Altered, in front of the 1,024th line and behind it.
    for (at, found) in [(5, 1_024), (1_200, 1_501)] {
        let mut altered = whole();
        let other = lines[at].replacen("ana", "eve", 2);
        assert_ne!(other, lines[at]);
        altered[at] = forged(&other);
        refused(altered, found, broken);
    }
    // Removed, and all below renumbered.
    let mut removed = whole();
    removed.remove(700);
    for (number, line) in removed.iter_mut().enumerate().skip(700) {
        let seq = format!("{{\"seq\":{},", number - 1);
        let rest = line.split_once(',').unwrap().1.to_string();
        *line = forged(&(seq + &rest));
    }
    refused(removed, 1_024, broken);
    // The tail cut off cleanly is a log that has not ended; the chain taken out is missed.
    let mut unchained = whole();
    let (before, _) = lines[1_023].split_once(",\"chain\"").unwrap();
    unchained[1_023] = format!(
        "{before},\"crc\":\"{:08x}\"}}",
        crc32c::crc32c(before.as_bytes())
    );
    refused(unchained, 1_024, broken);
}

#[test]
fn another_format_and_other_files_are_refused_with_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let header = Header {
        format: FORMAT + 1,
        engine: "sandtable 9.0".into(),
        ..a_header()
    };
    // Logs of the first format had no chain.
    let old = Header {
        format: 1,
        ..a_header()
    };
    write_log(&path, &old, &some_records(3)).unwrap();
    let message = read_log(&path).unwrap_err().to_string();
    assert!(
        message.contains("has log format 1, this sandtable reads format 2: use the version that wrote it (sandtable 0.1.0), or run the exercise again with the seed in its first line"),
        "{message}"
    );
    write_log(&path, &header, &[]).unwrap();
    let message = read_log(&path).unwrap_err().to_string();
    assert!(
        message.contains("has log format 3, this sandtable reads format 2"),
        "{message}"
    );
    assert!(message.contains("sandtable 9.0"), "{message}");
    for text in ["", "hello\n", "(name: \"x\")\n", "[1]\n", "\0\0\0\0"] {
        fs::write(&path, text).unwrap();
        let error = read_log(&path).unwrap_err();
        assert!(
            matches!(error, LogError::NotALog { .. }),
            "{text:?}: {error}"
        );
    }
    assert!(matches!(
        read_log(folder.path()),
        Err(LogError::File(FileError::NotAFile { .. }))
    ));
}

#[test]
fn a_full_disk_is_an_error_one_sees_and_nothing_more_is_accepted() {
    let mut log = LogWriter {
        path: "/dev/full".into(),
        store: Box::new(
            fs::OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .unwrap(),
        ),
        lines: Writer::default(),
        frozen: false,
    };
    let record = &some_records(1)[0];
    let first = log.append(record).unwrap_err();
    assert!(
        matches!(first, LogError::File(FileError::Io { .. })),
        "{first}"
    );
    let second = log.append(record).unwrap_err();
    assert!(matches!(second, LogError::Frozen { .. }), "{second}");
    assert!(log.finish().is_err());
}
