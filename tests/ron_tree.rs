//! The RON tree against `ron` itself: the same language, the same meaning, no byte lost.
//!
//! Sample files under `tests/ron/` and all shipped files are mutated with a seeded generator, and
//! each mutant must be accepted by both or by neither. `SANDTABLE_MUTANTS=100000` sets how many,
//! `SANDTABLE_SEED` where to begin; a failure prints the text that shows it.
//!
//! Where the two differ on purpose:
//! - a byte-order mark at the start is fine with us, an error for `ron`;
//! - we refuse nesting over 64, more than 100,000 items and files over 8 MiB, each with a
//!   diagnostic called `limit-…`; `ron` has a recursion limit of another kind, which is compared
//!   with neither;
//! - duplicate fields and keys are a matter of `from_node`, not of syntax, and `ron::Value` takes
//!   them too, so they do not show here.

#[path = "ron/typed_everything.rs"]
mod typed_everything;

#[path = "support/luck.rs"]
mod luck;

use std::path::{Path, PathBuf};

use luck::Random;

use sandtable::diag::{FileId, Sources};
use sandtable::script::tree::{Tree, format, from_node};

fn options() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}

fn oracle(text: &str) -> Result<ron::Value, ron::error::SpannedError> {
    options().from_str(text)
}

/// Every `.ron` file that a user can get from us, and the samples.
fn corpus() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests/ron", "scenarios", "assets"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a sample can be read");
        (
            path.strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string(),
            text,
        )
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "ron") {
            files.push(path);
        }
    }
}

/// Compares one text with the oracle, in acceptance and, if accepted, in meaning, also when laid
/// out anew; says whether it was accepted.
fn check_same(name: &str, text: &str) -> bool {
    let tree = Tree::parse(FileId(0), text);
    assert_eq!(tree.text(), text);
    let mistakes = tree.mistakes();
    if mistakes.iter().any(|it| it.name.starts_with("limit-")) {
        return false;
    }
    let expected = oracle(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    if matches!(&expected, Err(error) if error.code == ron::Error::ExceededRecursionLimit) {
        return false;
    }
    match (&expected, mistakes.first()) {
        (Ok(value), None) => {
            let mut found = Vec::new();
            let root = tree.root().expect("a value without mistakes");
            let ours: Option<ron::Value> = from_node(root, &mut found);
            let is_duplicate = found.iter().any(|it| it.name.starts_with("duplicate-"));
            assert!(
                is_duplicate || ours.as_ref() == Some(value),
                "{name}: {ours:?} is not {value:?} in\n{text}"
            );
            check_format(name, text, &tree, value);
        }
        (Err(_), Some(_)) => {}
        (Ok(_), Some(mistake)) => panic!("{name}: ron takes this, we say {mistake:?}\n{text}"),
        (Err(error), None) => panic!("{name}: we take this, ron says {error}\n{text}"),
    }
    for mistake in mistakes {
        let span = &mistake.span;
        assert!(
            text.get(span.clone()).is_some(),
            "{name}: {mistake:?} is at no place of\n{text}"
        );
    }
    expected.is_ok()
}

fn check_format(name: &str, text: &str, tree: &Tree, value: &ron::Value) {
    let laid_out = format(tree).expect("it has no mistakes");
    assert_eq!(
        oracle(&laid_out).as_ref(),
        Ok(value),
        "{name}: another meaning\n{text}\n---\n{laid_out}"
    );
    let again = Tree::parse(FileId(0), laid_out.as_str());
    let again = format(&again).expect("a layout has no mistakes");
    assert_eq!(again, laid_out, "{name}: not laid out for good\n{text}");
    assert_eq!(
        comments(&laid_out),
        comments(text),
        "{name}: comments lost\n{text}\n---\n{laid_out}"
    );
}

/// The comments of a text, sorted, for a layout may move one before its entry.
fn comments(text: &str) -> Vec<String> {
    let mut comments = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let literal = [
            "\"", "b\"", "r\"", "r#\"", "br\"", "br#\"", "r##\"", "br##\"", "'", "b'",
        ];
        let length = if rest.starts_with("//") {
            let line = rest.lines().next().unwrap_or_default();
            comments.push(line.trim_end().to_owned());
            line.len()
        } else if rest.starts_with("/*") {
            let length = block_comment(rest);
            comments.push(rest[..length].to_owned());
            length
        } else if first.is_alphanumeric() && !literal.iter().any(|it| rest.starts_with(it)) {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len())
        } else if literal.iter().any(|it| rest.starts_with(it)) {
            literal_length(rest)
        } else {
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    comments.sort();
    comments
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        match text.as_bytes().get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            Some(_) => at += 1,
            None => return text.len(),
        }
        if depth == 0 {
            return at;
        }
    }
}

/// The length of a literal of a text without mistakes.
fn literal_length(text: &str) -> usize {
    let quote = text.find(['"', '\'']).expect("a literal has quotes");
    let prefix = &text[..quote];
    if prefix.contains('r') {
        let ending = format!("\"{}", "#".repeat(prefix.matches('#').count()));
        return quote + 1 + text[quote + 1..].find(&ending).expect("it ends") + ending.len();
    }
    let mark = text.as_bytes()[quote];
    let mut at = quote + 1;
    if mark == b'\'' && text.as_bytes()[at] == b'\'' {
        return at + 2;
    }
    while text.as_bytes()[at] != mark {
        at += if text.as_bytes()[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

#[test]
fn samples_mean_what_ron_says() {
    for (name, text) in corpus() {
        assert!(oracle(&text).is_ok(), "{name}: {:?}", oracle(&text));
        check_same(&name, &text);
    }
}

#[test]
fn small_texts_are_taken_or_refused_as_by_ron() {
    let forms = "
        ; 1;+1;-1;+;-;.;..;...;..=;..=5;..5;...5;1..;1..5;1...5;1..=5;1..=;1.. 5;1 ..5;..x;5..x;.5..;5...
        0x;0xg;0x1g;0b12;0o8;0b;0xFF;0xff_u8;0x1ffu8;256u8;-1u8;-0u8;1u128;1i128;1usize;1u8x;1_;_1;1__0;1e;1e5;1e5u8
        1e_5;1._5;1_.5;1.5.5;1+2;1-2;1e+5;1e-5;1e5f32;1f32;1f64;1f16;1.5f;0x1f32;.f32;1.f32;+.5;-.5;+-5;--5;1.5u8
        99999999999999999999;-99999999999999999999;0xFFFFFFFFFFFFFFFFF;9999999999999999999999u64;1i8;128i8;-128i8;-129i8
        inf;-inf;+inf;NaN;-NaN;+NaN;inff32;inff64;inff16;infx;-inff64;NaNf32;inf..5;inf..;5..inf;5..=NaN;+inf..5;inf(1)
        b'a';b'ab';b'';b'\\n';b'\\xff';b'\\u{41}';b'é';b'\\'';b'''; b'a'..b'z';b'a'u8;-b'a'
        'a';'';''';'\\'';'\\n';'\\x41';'\\xff';'\\u{e9}';'\\u{110000}';'\\u{}';'\\u{1234567}';'\\u41';'ab';'é';'\\q';'\\
        \"\";\"a\";\"a;\"\\\"\";\"\\\\\";\"\\q\";\"\\x4\";\"\\x41\";\"\\xff\";\"\\xC3\\xA9\";\"\\xC3\";\"\\xC3x\";\"\\xE2\\x82\\xAC\";\"\\u{e9}\"
        \"a\" \"b\";\"a\"b;r\"a\";r#\"a\"#;r#\"a\"b\"#;r##\"a\"#\"##;r#\"a\";r\"a;r##;r#;r#a;r#a.b-c+d;r# a;r;br;b;br\"a\";br#\"a\"#;br#a;br##
        b\"a\";b\"\\xff\";b\"\\u{e9}\";b\"é\";b\"a;rb\"a\";true;false;True;true1;true();true(1);None;None();Some;Some();Some(1);Some(1,)
        Some(1,2);Some(,);Some(a:1);Some(a:1,b:2);Some(a:1,2);Some 1;Some Some 1;Some;Some(Some);Some[1];Some\"a\";Some{};Some:1
        r#Some(1);r#true;r#None;r#inf;Some(r#a:1);Some(\"(\",1);Some(b'(',1);Some('(',1);Some(/*,*/1);Some(\"a\"/*,*/);Some(r\"(\");Some((1,2),3)
        ();( );(/**/);(1);(1,);(,);(1,,);(1 2);(a);(a,);(a:1);(a:1,);(a:1,,);(a:1 b:2);(a 1);(a:);(:1);(1:2);(\"a\":1);(a:1,2);(1,a:2)
        (a.b:1);(a-b:1);(r#a.b:1);(a:1,r#b-c:2);(a:1,b-c:2);(true:1);(1a:1);(é:1);(日本:1);(a٠:1);(٠:1);(á:1);(́:1);(a·:1);(·:1);(℘:1);(a:1,·:1)
        A;A();A( );A(1);A(a:1);A (1);A/**/(1);A(1)(2);A B;A[];A{};A.b;A-1;A::B;(A.b);[A-1];A(A(A));A(a:A(b:1))
        [];[ ];[,];[1];[1,];[1,,];[1 2];[a:1];[1;1];[(];[);];{};{ };{,};{1:2};{1:2,};{1:2,,};{1};{1:};{:1};{1:2 3:4};{a:1};{a:1,b:2};{1:2:3}
        {[1]:{2:3}};{(a:1):2};{Some 1:2};{Some:2};{\"a\":1,\"a\":2};1 2;1,;1;(1);;,;:;=;;a=1;(a=1);(a;1);#;#!;#![];#!/bin/sh
        //;// a;/* a */;/* a;/**/1;1/**/;1//;1// a;/;/a;1/;1/*;/*/ */1;/*/**/1;/*/**/*/1;/* // */1;// /*
        #![enable(implicit_some)]1;#![enable(implicit_some,)]1;#![enable()]1;#![enable(x)]1;#![enable(implicit_some unwrap_newtypes)]1
        #![enable(implicit_some,unwrap_newtypes)]#![enable(explicit_struct_names)](a:1);# ! [ enable ( r#implicit_some ) ] 1;#![enable(implicit_some)]
        #![type=\"a\"]1;#![type = r\"a\"]1;#![schema=\"a\"]1;#![type=a]1;#![type=b\"a\"]1;#![other=\"a\"]1;1#![type=\"a\"];#![type=\"a\"1;#![enable(implicit_some,5)]1
        \u{FEFF}1;1\u{FEFF};\u{85}1;\u{200E}1\u{200F};\u{2028}1\u{2029};\u{A0}1;\u{3000}1;1\u{B};\u{200B}1;\0;1\0;\u{202E}1
    ";
    for form in forms
        .split([';', '\n'])
        .map(str::trim_start)
        .chain([";", "1;", "[1;1]"])
    {
        for wrapped in [
            form.into(),
            format!("[{form}]"),
            format!("(a: {form}, b: {form})"),
            format!("({form})"),
        ] {
            check_same("small", &wrapped);
        }
        check_same("small", &format!("Some({form})"));
        check_same("small", &format!("{{{form}: {form}}}"));
        check_same("small", &format!("[{form} , \"x\", {form}]"));
    }
}

impl Random {
    fn place(&mut self, text: &str) -> usize {
        text.floor_char_boundary(self.below(text.len() + 1))
    }
}

/// Cuts a text into words, signs and blanks, coarsely: the mutants need not respect the language.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let class = |c: char| (c.is_alphanumeric() || c == '_', c.is_whitespace());
        let one = class(first) == (false, false);
        let end = rest
            .find(|c| class(c) != class(first))
            .unwrap_or(rest.len());
        let (piece, after) = rest.split_at(if one { first.len_utf8() } else { end });
        pieces.push(piece);
        rest = after;
    }
    pieces
}

const INSERTS: &[&str] = &[
    "(", ")", "[", "]", "{", "}", ",", ":", "\"", "'", "r#", "r\"", "b'", "b\"", "#", "/*", "*/",
    "//", "\n", " ", "..", "..=", "Some", "Some(", "None", "()", "inf", "NaN", "-", "+", ".", "0x",
    "1e", "_", "u8", "f32", "\\", "\\x41", "é", "\u{FEFF}", "\u{85}", "\0", "a: 1,", "(a: 1)",
    "1,", "r#a-b", "true", "=", "!", "br#\"", "\\u{e9}", "5", "A",
];

fn mutant(random: &mut Random, texts: &[(String, String)]) -> String {
    let mut text = texts[random.below(texts.len())].1.clone();
    // Small windows make mutants that are still accepted more likely, and quicker to read.
    if random.below(2) == 0 {
        let pieces = pieces(&text);
        let from = random.below(pieces.len());
        let count = 1 + random.below(40);
        text = pieces[from..(from + count).min(pieces.len())].concat();
        if random.below(2) == 0 {
            text = format!("[{text}]");
        }
    }
    for _ in 0..=random.below(3) {
        text = mutate(random, &text);
    }
    text
}

/// One small change anywhere.
fn mutate(random: &mut Random, text: &str) -> String {
    let all = pieces(text);
    let (a, b) = (random.below(all.len()), random.below(all.len()));
    match random.below(7) {
        0 => all
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != a)
            .map(|(_, piece)| *piece)
            .collect(),
        1 => {
            let mut all = all;
            if !all.is_empty() {
                all.swap(a, b);
            }
            all.concat()
        }
        2 => {
            let mut bytes = text.as_bytes().to_vec();
            if !bytes.is_empty() {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
        3 if random.below(4) == 0 => text[..random.place(text)].to_owned(),
        4 => {
            let mut all = all;
            if !all.is_empty() {
                all[a] = all[b];
            }
            all.concat()
        }
        5 => {
            let at = random.place(text);
            format!(
                "{}{}",
                &text[..at],
                &text[at..].chars().skip(1).collect::<String>()
            )
        }
        _ => {
            let at = random.place(text);
            format!(
                "{}{}{}",
                &text[..at],
                INSERTS[random.below(INSERTS.len())],
                &text[at..]
            )
        }
    }
}

fn number_of(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

#[test]
fn mutants_are_taken_or_refused_as_by_ron() {
    let texts = corpus();
    let seed = number_of("SANDTABLE_SEED", 1);
    let count = number_of("SANDTABLE_MUTANTS", 20_000);
    let mut accepted = 0;
    for round in 0..count {
        let mut random = Random(seed.wrapping_add(round).wrapping_mul(0xD134_2543_DE82_EF95));
        let text = mutant(&mut random, &texts);
        accepted += u64::from(check_same(
            &format!("SANDTABLE_SEED={} SANDTABLE_MUTANTS=1", seed + round),
            &text,
        ));
    }
    assert!(
        count < 1_000 || (count / 20..count - count / 20).contains(&accepted),
        "{accepted} of {count} accepted"
    );
}

#[test]
fn any_bytes_come_back_unchanged() {
    let mut random = Random(7);
    for round in 0..2_000 {
        let length = random.below(200);
        let bytes: Vec<u8> = (0..length)
            .map(|_| match random.below(3) {
                0 => (random.next() & 0xFF) as u8,
                1 => b"()[]{},:\"'/*#r\\ \n"[random.below(17)],
                _ => b"ab1.-_"[random.below(6)],
            })
            .collect();
        let mut sources = Sources::default();
        let tree = Tree::read(&mut sources, "a.ron", bytes.clone());
        assert_eq!(tree.bytes(), bytes, "round {round}");
        sandtable::diag::render(tree.mistakes(), &sources, sandtable::diag::Color::Plain);
    }
}

/// Compares one text with the oracle as a given type; says whether it was accepted.
fn check_same_typed<T: serde::de::DeserializeOwned + std::fmt::Debug>(
    name: &str,
    text: &str,
) -> bool {
    let tree = Tree::parse(FileId(0), text);
    let mut found = Vec::new();
    let ours: Option<T> = tree.root().and_then(|root| from_node(root, &mut found));
    let is_told = !found.is_empty() || tree.root().is_none();
    assert!(
        ours.is_none() == is_told || !tree.mistakes().is_empty(),
        "{name}: {found:?}\n{text}"
    );
    let ours = ours.filter(|_| tree.mistakes().is_empty());
    found.extend_from_slice(tree.mistakes());
    if found
        .iter()
        .any(|it| it.name.starts_with("limit-") || it.name.starts_with("duplicate-"))
    {
        return false;
    }
    let mut theirs = options().from_str::<T>(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    if let Some(laid_out) = format(&tree) {
        let again = options().from_str::<T>(&laid_out);
        if let Ok(theirs) = &theirs {
            let again = again.as_ref().map(|it| format!("{it:?}"));
            assert_eq!(
                again,
                Ok(format!("{theirs:?}")),
                "{name}: another meaning\n{text}\n---\n{laid_out}"
            );
        } else {
            // `ron` wants no blank in `Triple (1, 2, 3)` when it knows the type; in other structs it may stand.
            theirs = again;
        }
    }
    match (&ours, &theirs) {
        // `NaN` is not itself, so the values are compared by how they are shown.
        (Some(ours), Ok(theirs)) => {
            assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), "{name}\n{text}")
        }
        (None, Err(_)) => {}
        (Some(_), Err(error)) => panic!("{name}: we take this, ron says {error}\n{text}"),
        // `Void(,)`: `ron` looks for less when it knows the type; as a plain value it refuses it.
        (None, Ok(_)) if !tree.mistakes().is_empty() && oracle(text).is_err() => {}
        (None, Ok(_)) => panic!("{name}: ron takes this, we say {:?}\n{text}", found[0]),
    }
    let mut places: Vec<_> = found
        .iter()
        .map(|it| (it.name, it.span.clone(), &it.message))
        .collect();
    places.dedup();
    assert_eq!(
        places.len(),
        found.len(),
        "{name}: told twice: {found:?}\n{text}"
    );
    theirs.is_ok()
}

#[test]
fn typed_mutants_are_taken_or_refused_as_by_ron() {
    use typed_everything::Everything;
    let text = include_str!("ron/typed.ron").to_owned();
    options()
        .from_str::<Everything>(&text)
        .expect("the sample is good");
    let seed = number_of("SANDTABLE_SEED", 1);
    let count = number_of("SANDTABLE_MUTANTS", 20_000);
    let mut accepted = 0;
    for round in 0..count {
        let mut random = Random(seed.wrapping_add(round).wrapping_mul(0xA076_1D64_78BD_642F));
        let mut mutant = text.clone();
        for _ in 0..=random.below(2) {
            mutant = mutate(&mut random, &mutant);
        }
        let name = format!("SANDTABLE_SEED={} SANDTABLE_MUTANTS=1", seed + round);
        accepted += u64::from(check_same_typed::<Everything>(&name, &mutant));
    }
    assert!(
        count < 1_000 || (count / 20..count - count / 20).contains(&accepted),
        "{accepted} of {count} accepted"
    );
}

#[test]
fn seven_mistakes_of_three_kinds_are_told_at_their_lines() {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Script {
        name: String,
        services: Vec<Service>,
        horizon: Option<u32>,
    }
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Service {
        name: String,
        users: u32,
        owner: String,
    }
    let text = r#"(
    name: 5,
    services: [
        (name: "api", users: "many", owner: true),
        (name: "web", users: 1, ownr: "ana"),
        (name: "db", users: 1),
        (name: "cache", users: 1, owner: "ana", colour: "red"),
    ],
    horizon: "4h",
)"#;
    let mut sources = Sources::default();
    let tree = Tree::read(&mut sources, "seven.ron", text.into());
    let mut found = Vec::new();
    assert!(from_node::<Script>(tree.root().expect("a value"), &mut found).is_none());
    let found: Vec<_> = found
        .iter()
        .map(|it| (sources.position(it.file, it.span.start).0, it.name))
        .collect();
    assert_eq!(
        found,
        [
            (2, "wrong-type"),
            (4, "wrong-type"),
            (4, "wrong-type"),
            (5, "unknown-field"),
            (6, "missing-field"),
            (7, "unknown-field"),
            (9, "wrong-type"),
        ]
    );
}
