use std::fs;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::base::{Name, SimTime};
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
    let records = some_records(5);
    let (folder, whole) = written(&records);
    let path = folder.path().join("live.jsonl");
    let mut log = LogWriter::create(&path, &a_header()).unwrap();
    log.append(&records[0]).unwrap();
    log.append_all(&records[1..]).unwrap();
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

#[test]
fn another_format_and_other_files_are_refused_with_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let header = Header {
        format: FORMAT + 1,
        engine: "sandtable 9.0".into(),
        ..a_header()
    };
    write_log(&path, &header, &[]).unwrap();
    let message = read_log(&path).unwrap_err().to_string();
    assert!(
        message.contains("has log format 2, this sandtable reads format 1"),
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
        file: fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap(),
        hash: Sha256::new(),
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
