use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::Tree;
use super::*;
use crate::diag::{FileId, Sources};

/// Reads `text` as a `T` and compares what is wrong with it, one `line:column name message` a line.
fn check<T: DeserializeOwned>(text: &str, expected: &str) {
    let mut sources = Sources::default();
    let file = sources.add("a.ron", text);
    let tree = Tree::parse(file, text);
    let mut found = tree.mistakes().to_vec();
    let value: Option<T> = from_node(tree.root().expect("there is a value"), &mut found);
    assert_eq!(value.is_none(), !found.is_empty());
    let found: Vec<String> = found
        .iter()
        .map(|it| {
            let (line, column) = sources.position(it.file, it.span.start);
            let hint = it
                .hint
                .as_deref()
                .map_or(String::new(), |hint| format!(" | {hint}"));
            format!("{line}:{column} {} {}{hint}", it.name, it.message)
        })
        .collect();
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(found, expected, "\n{}", found.join("\n"));
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Script {
    name: String,
    #[serde(default)]
    services: Vec<Service>,
    #[serde(default)]
    injects: Vec<Inject>,
    #[serde(default)]
    weights: BTreeMap<String, f64>,
    process: Option<Process>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Service {
    name: String,
    users: u32,
    owner: String,
    critical: Option<bool>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Inject {
    at: Time,
    kind: InjectKind,
}

#[derive(Deserialize, Debug)]
#[allow(dead_code)]
enum InjectKind {
    Card,
    Message(String),
    Pair(u8, u8),
    Alert { severity: u8, monitor: String },
    Fault(Service),
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Process {
    levels: Vec<Service>,
    share: Share,
}

#[derive(Deserialize, Debug)]
#[serde(try_from = "String")]
#[allow(dead_code)]
struct Time(u64);

impl TryFrom<String> for Time {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let number = text.strip_suffix('m').or(text.strip_suffix('s'));
        let number = number.and_then(|number| number.parse().ok());
        number
            .map(Time)
            .ok_or(format!("`{text}` is no time\nhint: write one like \"5m\""))
    }
}

#[derive(Deserialize, Debug)]
#[serde(try_from = "f64")]
#[allow(dead_code)]
struct Share(f64);

impl TryFrom<f64> for Share {
    type Error = String;
    fn try_from(share: f64) -> Result<Self, String> {
        if (0.0..=1.0).contains(&share) {
            Ok(Self(share))
        } else {
            Err(format!("{share} is not from 0 to 1"))
        }
    }
}

#[test]
fn a_good_script_is_read() {
    check::<Script>(
        r#"#![enable(unwrap_newtypes)]
        (
            name: "a", weights: { "x": 1, "y": 0.5 },
            services: [(name: "api", users: 1_000, owner: "ana", critical: true), Service(name: "db", users: 0x10, owner: "bo")],
            injects: [(at: "5m", kind: Card), (at: "1s", kind: Alert(severity: 1, monitor: "m")), (at: "1s", kind: Pair(1, 2)),
                (at: "5m", kind: Message("hi")), (at: "5m", kind: Fault(name: "api", users: 1, owner: "x")) ],
            process: Some(levels: [], share: 1),
        )"#,
        "",
    );
}

#[test]
fn seven_mistakes_of_three_kinds_are_seven() {
    check::<Script>(
        r#"(
            name: 5,
            services: [
                (name: "api", users: "many", owner: 7),
                (name: "db", user: 3, owner: "bo"),
                (name: "web", users: 1, owner: "ana", critical: "yes"),
            ],
            injects: [
                (at: "5m", kind: Crad),
                (at: "soon", kind: Alert(severity: 300, monitor: "m")),
            ],
        )"#,
        "2:19 wrong-type `name` wants a string, not the number `5` | put it in quotes: \"5\"
         4:38 wrong-type `services[api].users` wants a whole number, not the string `\"many\"` | write a whole number
         4:53 wrong-type `services[api].owner` wants a string, not the number `7` | put it in quotes: \"7\"
         5:30 unknown-field `services[db]` has no field called `user` | did you mean `users`?
         6:65 wrong-type `services[web].critical` wants `true` or `false`, not the string `\"yes\"` | write `true` or `false`
         9:34 unknown-variant `injects[0].kind` cannot be `Crad` | did you mean `Card`?
         10:22 invalid-value `injects[1].at`: `soon` is no time | write one like \"5m\"
         10:52 wrong-type `injects[1].kind.severity` wants a whole number from 0 to 255, not the number `300` | write a whole number from 0 to 255",
    );
}

#[test]
fn every_missing_field_is_told() {
    check::<Script>(
        r#"(services: [(), (name: 1)], process: (share: 7))"#,
        "1:1 missing-field the file has no field `name`, which it needs | add `name: …`
         1:13 missing-field `services[0]` has no field `name`, which it needs | add `name: …`
         1:13 missing-field `services[0]` has no field `owner`, which it needs | add `owner: …`
         1:13 missing-field `services[0]` has no field `users`, which it needs | add `users: …`
         1:17 missing-field `services[1]` has no field `owner`, which it needs | add `owner: …`
         1:17 missing-field `services[1]` has no field `users`, which it needs | add `users: …`
         1:24 wrong-type `services[1].name` wants a string, not the number `1` | put it in quotes: \"1\"
         1:38 missing-field `process` has no field `levels`, which it needs | add `levels: …`
         1:46 invalid-value `process.share`: 7 is not from 0 to 1",
    );
}

#[test]
fn what_is_given_twice_is_told_in_structs_and_maps() {
    check::<Script>(
        r#"(name: "a", name: 5, weights: {"x": 1, "y": "no", "x": 2}, process: None)"#,
        "1:13 duplicate-field field `name` is given twice | take one of them away
         1:45 wrong-type `weights[y]` wants a number, not the string `\"no\"` | write a number
         1:51 duplicate-key key `x` is given twice in `weights` | take one of them away",
    );
}

#[test]
fn mistakes_inside_variants_and_tuples_are_told() {
    check::<Vec<InjectKind>>(
        r#"[Card(1), Message(5), Pair("a", "b"), Pair(1), Pair(1, 2, 3), Alert(severity: 1), Fault(name: 1, users: 2),
            Fault((name: "x")), "Card", Message]"#,
        "1:2 wrong-type `[0]` wants `Card` alone, without brackets, not `Card(…)` | write `Card` alone, without brackets
         1:19 wrong-type `[1][0]` wants a string, not the number `5` | put it in quotes: \"5\"
         1:28 wrong-type `[2][0]` wants a whole number, not the string `\"a\"` | write a whole number
         1:33 wrong-type `[2][1]` wants a whole number, not the string `\"b\"` | write a whole number
         1:39 wrong-type `[3]` wants 2 values in brackets, not 1 value | write 2 values in brackets
         1:48 wrong-type `[4]` wants 2 values in brackets, not `Pair(…)` | write 2 values in brackets
         1:63 missing-field `[5]` has no field `monitor`, which it needs | add `monitor: …`
         1:83 missing-field `[6]` has no field `owner`, which it needs | add `owner: …`
         1:95 wrong-type `[6].name` wants a string, not the number `1` | put it in quotes: \"1\"
         2:13 wrong-type `[7]` wants a struct ( name: … ), not `Fault(…)` | take the inner brackets away: `Fault(…)`
         2:33 wrong-type `[8]` wants one of `Card`, `Message`, `Pair`, `Alert`, `Fault`, not the string `\"Card\"` | write one of `Card`, `Message`, `Pair`, `Alert`, `Fault`
         2:41 wrong-type `[9]` wants `Message(…)` with a value, not the bare word `Message` | write `Message(…)` with a value",
    );
}

#[test]
fn broken_syntax_does_not_hide_mistakes_of_type() {
    check::<Script>(
        "(name: \"a\" services: [(name: 5, users: , owner: \"x\"), = ], weights: {\"a\" 1})",
        "1:11 missing-comma a comma is missing here
         1:39 missing-value a value is missing here | write the value, or take away what announces it
         1:55 stray-token `=` has no place here | fields are written `name: value`
         1:73 missing-colon a `:` is missing after this key | a map is { key: value }; a list is [ … ], a struct ( … )
         1:30 wrong-type `services[0].name` wants a string, not the number `5` | put it in quotes: \"5\"",
    );
}

#[test]
fn a_field_that_broken_syntax_swallowed_is_not_called_missing() {
    check::<Vec<Service>>(
        "[(name: \"a, users: 1, owner: \"o\"),\n (name: \"b\", users: [1, owner: \"o\"),\n (name: \"c\")]",
        "1:9 unclosed-string this string never ends | close it with `\"`; write `\\\"` for a quote inside it
         2:21 unclosed-bracket this `[` is never closed | write `]` where it ends
         2:21 wrong-type `[b].users` wants a whole number, not a list | write a whole number
         3:2 missing-field `[c]` has no field `owner`, which it needs | add `owner: …`
         3:2 missing-field `[c]` has no field `users`, which it needs | add `users: …`",
    );
}

#[test]
fn twenty_thousand_services_are_read_and_a_thousand_wrong_ones_stop_at_the_limit() {
    let good = r#"(name: "a", users: 5, owner: "o"),"#.repeat(20_000);
    let bad = r#"(name: "a", users: "x", owner: "o"),"#.repeat(1_000);
    let started = std::time::Instant::now();
    let text = format!("(name: \"x\", services: [{good}])");
    let tree = Tree::parse(FileId(0), text);
    let mut found = Vec::new();
    let script: Script = from_node(tree.root().expect("a value"), &mut found).expect("no mistake");
    assert_eq!(script.services.len(), 20_000);

    let text = format!("(name: \"x\", services: [{good}{bad}])");
    let tree = Tree::parse(FileId(0), text);
    assert!(from_node::<Script>(tree.root().expect("a value"), &mut found).is_none());
    assert_eq!(found.len(), MISTAKES_MAX);
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}
