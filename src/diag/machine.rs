//! Diagnostics for programs: our own JSON and SARIF 2.1.0.

use serde_json::{Value, json};

use super::{Diagnostic, Level, Sources, sort};

/// The diagnostics as one JSON document; lines and columns from 1, columns in characters.
///
/// None is left out: the limit of [`render`](super::render) is for people.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    let items: Vec<Value> = sorted(diagnostics)
        .iter()
        .map(|it| {
            let (line, column) = sources.position(it.file, it.span.start);
            let (end_line, end_column) = sources.position(it.file, it.span.end);
            json!({
                "level": level(it.level),
                "name": it.name,
                "message": it.message,
                "file": sources.name(it.file),
                "line": line,
                "column": column,
                "end_line": end_line,
                "end_column": end_column,
                "label": it.label,
                "hint": it.hint,
            })
        })
        .collect();
    json!({ "format": 1, "kind": "diagnostics", "diagnostics": items })
}

/// The diagnostics as a SARIF 2.1.0 log, which code hosts and editors read.
pub fn sarif(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    let diagnostics = sorted(diagnostics);
    let mut names: Vec<&str> = diagnostics.iter().map(|it| it.name).collect();
    names.sort_unstable();
    names.dedup();
    let rules: Vec<Value> = names.iter().map(|name| json!({ "id": name })).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|it| {
            let text = match &it.hint {
                Some(hint) => format!("{}\n{hint}", it.message),
                None => it.message.clone(),
            };
            let related: Vec<Value> = it
                .others
                .iter()
                .map(|other| {
                    let mut place = location(sources, other.file, &other.span);
                    place["message"] = json!({ "text": other.text });
                    place
                })
                .collect();
            json!({
                "ruleId": it.name,
                "ruleIndex": names.binary_search(&it.name).unwrap_or(0),
                "level": level(it.level),
                "message": { "text": text },
                "locations": [location(sources, it.file, &it.span)],
                "relatedLocations": related,
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "sandtable",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn sorted(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut sorted = diagnostics.to_vec();
    sort(&mut sorted);
    sorted
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

fn location(sources: &Sources, file: super::FileId, span: &std::ops::Range<usize>) -> Value {
    let (line, column) = sources.position(file, span.start);
    let (end_line, end_column) = sources.position(file, span.end);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(sources.name(file)) },
        "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
    } })
}

/// A path as a relative URI: what a URI cannot hold is written by its bytes.
fn uri(name: &str) -> String {
    let mut uri = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' | b'+' => {
                uri.push(byte.into())
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
