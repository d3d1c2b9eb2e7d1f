use super::*;
use crate::diag::Sources;

/// Compares the mistakes of syntax, one `line:column name message` a line.
fn check(text: &str, expected: &str) {
    let mut sources = Sources::default();
    let file = sources.add("a.ron", text);
    let tree = Tree::parse(file, text);
    assert_eq!(tree.text(), text);
    let found: Vec<String> = tree
        .mistakes()
        .iter()
        .map(|it| {
            let (line, column) = sources.position(it.file, it.span.start);
            format!("{line}:{column} {} {}", it.name, it.message)
        })
        .collect();
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(found, expected, "\n{}", found.join("\n"));
}

fn tree(text: &str) -> Tree {
    let tree = Tree::parse(FileId(0), text);
    assert_eq!(tree.mistakes(), []);
    tree
}

fn path(text: &str) -> Path {
    text.parse().expect("a path")
}

#[test]
fn several_mistakes_of_syntax_are_told_at_their_places() {
    check(
        "(\n  a: 1\n  b: [1 2, 3,\n  ],\n  c: {\"x\" 1, \"y\": },\n  d: \"\\q\",\n  e = 5,\n  f: 0b12,\n  g: 'ab',\n)",
        "2:7 missing-comma a comma is missing here
         3:8 missing-comma a comma is missing here
         5:10 missing-colon a `:` is missing after this key
         5:18 missing-value a value is missing here
         6:7 bad-escape `\\q` is no escape: there is no such escape
         7:5 stray-token `=` has no place here
         8:6 bad-number `0b12` has a digit that base 2 does not have
         9:6 bad-character a character is one sign between `'` and `'`",
    );
}

#[test]
fn an_unclosed_bracket_is_told_where_it_was_opened() {
    check(
        "(a: [1, 2), b: 3",
        "1:5 unclosed-bracket this `[` is never closed\n",
    );
    check(
        "(a: [1, (2], b: 3)",
        "1:9 unclosed-bracket this `(` is never closed",
    );
    check(
        "(a: {\"x\": (1}, b: 3)",
        "1:11 unclosed-bracket this `(` is never closed",
    );
    check(
        "(a: 1))",
        "1:7 trailing-text the file goes on after its value",
    );
    check(
        "(a: 1]",
        "1:1 unclosed-bracket this `(` is never closed\n1:6 stray-token `]` has no place here",
    );
}

#[test]
fn an_unclosed_string_does_not_swallow_the_file() {
    check(
        "(\n  a: \"one,\n  b: \"two\",\n  c: 5 6,\n)",
        "2:6 unclosed-string this string never ends\n2:11 missing-comma a comma is missing here\n4:7 missing-comma a comma is missing here",
    );
    check("\"abc", "1:1 unclosed-string this string never ends");
    check(
        "(a: r#\"abc\", b: 1)",
        "1:5 unclosed-string this raw string never ends",
    );
    check(
        "(a: 1) /* x",
        "1:8 unclosed-comment this comment never ends",
    );
}

#[test]
fn an_empty_file_and_odd_encodings_get_a_clear_word() {
    check("", "1:1 missing-value the file has no value");
    check("// nothing", "1:1 missing-value the file has no value");
    check("\u{FEFF}(a: 1)\r\n", "");
    let read = |bytes: &[u8]| {
        let mut sources = Sources::default();
        let tree = Tree::read(&mut sources, "a.ron", bytes.to_vec());
        assert_eq!(tree.bytes(), bytes);
        assert!(tree.root().is_none());
        (
            tree.mistakes()[0].message.clone(),
            sources.position(FileId(0), tree.mistakes()[0].span.start),
        )
    };
    assert_eq!(
        read(b"(a:\n \xff)"),
        ("the file is not UTF-8".into(), (2, 2))
    );
    assert_eq!(
        read(b"\xff\xfe(\0)\0"),
        ("the file is UTF-16, not UTF-8".into(), (1, 1))
    );
    assert_eq!(
        read(&vec![b' '; SIZE_MAX + 1]).0,
        "the file has 8388609 bytes, more than 8 MiB"
    );
}

#[test]
fn limits_are_named() {
    check(
        &"[".repeat(100_000),
        "1:64 unclosed-bracket this `[` is never closed\n1:65 limit-nesting values are nested more than 64 deep",
    );
    check(
        &format!("{}{}", "[".repeat(65), "]".repeat(65)),
        "1:65 limit-nesting values are nested more than 64 deep",
    );
    check(&format!("{}{}", "[".repeat(64), "]".repeat(64)), "");
    check(&format!("[{}]", "1,".repeat(ITEMS_MAX)), "");
    check(
        &format!("[{}]", "1,".repeat(ITEMS_MAX + 1)),
        "1:200002 limit-items the file holds more than 100000 items",
    );
    assert!(
        Tree::parse(FileId(0), ",".repeat(1_000_000))
            .mistakes()
            .len()
            <= FLAWS_MAX
    );
}

#[test]
fn hostile_files_take_no_time() {
    let started = std::time::Instant::now();
    let long = 4_000_000;
    for piece in [
        "(",
        ")",
        "[{(",
        "\"",
        "\"\\\n\\",
        "r\"",
        "r#\"",
        "r##",
        "#",
        "/*",
        "/",
        "'",
        "a(",
        "a:",
        "1..",
        "Some ",
        "Some(",
        "é",
        "\\",
        "b'",
        "{a:",
        "(a:1)",
        "\"a\nb",
        "-",
        "0x",
        "\u{202E}",
        "(a:(",
        "[\"\\q\"],",
    ] {
        for start in ["", "[", "(a: "] {
            let tree = Tree::parse(
                FileId(0),
                format!("{start}{}", piece.repeat(long / 10 / piece.len())),
            );
            assert!(tree.mistakes().len() <= FLAWS_MAX * 2);
        }
    }
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn values_are_found_by_path() {
    let text = r#"(process: Some(levels: [(name: "primary", after: "5m"), Some((name: "a b", after: "9m"))]), map: {"k": (1, 2)})"#;
    let tree = tree(text);
    for (asked, expected) in [
        ("process.levels[0].after", Some("\"5m\"")),
        ("process.levels[primary].after", Some("\"5m\"")),
        ("process.levels[\"a b\"].after", Some("\"9m\"")),
        ("process.levels[1].name", Some("\"a b\"")),
        ("map[k][1]", Some("2")),
        ("map.k[0]", Some("1")),
        ("map[x]", None),
        ("process.levels[2]", None),
        ("process.levels[0].after.more", None),
        ("", Some(text)),
    ] {
        assert_eq!(tree.get(&path(asked)).map(Node::text), expected, "{asked}");
    }
    let span = tree
        .key_span_of(&path("process.levels[1].after"))
        .expect("it has a key");
    assert_eq!(&text[span.start..span.end + 5], "after: \"9m");
    let after = tree
        .get(&path("process.levels[1].after"))
        .expect("it is there");
    assert_eq!(after.path().to_string(), "process.levels[1].after");
    assert_eq!(
        after.path_by_names().to_string(),
        "process.levels[\"a b\"].after"
    );
    for wrong in [
        "a..b", ".a", "a[", "a[]", "a[b", "a b", "a[0]b", "[\"a]", "a.",
    ] {
        assert!(wrong.parse::<Path>().is_err(), "{wrong}");
    }
}

#[test]
fn a_value_is_set_and_nothing_else_is_touched() {
    let check = |text: &str, at: &str, value: &str, expected: &str| {
        let after = tree(text).set(&path(at), value).expect("it can be set");
        assert_eq!(after.text(), expected);
        assert_eq!(after.mistakes(), []);
        assert_eq!(after.get(&path(at)).map(Node::text), Some(value.trim()));
    };
    check(
        "(a: 1 /* x */, b: 2) // y",
        "a",
        " [3] ",
        "(a: [3] /* x */, b: 2) // y",
    );
    check("(a: 1, b: 2)", "c", "3", "(a: 1, b: 2, c: 3)");
    check("(a: 1, b: 2,)", "c", "3", "(a: 1, b: 2, c: 3,)");
    check("()", "c", "3", "(c: 3)");
    check("(a: Some(b: 1))", "a.c", "3", "(a: Some(b: 1, c: 3))");
    check(
        "{\"a\": 1}",
        "[\"b \\\" c\"]",
        "3",
        "{\"a\": 1, \"b \\\" c\": 3}",
    );
    check(
        "(\n    a: 1, // one\n)\n",
        "b",
        "2",
        "(\n    a: 1, // one\n    b: 2,\n)\n",
    );
    check(
        "(\r\n  a: 1 // one\r\n)\r\n",
        "b",
        "2",
        "(\r\n  a: 1, // one\r\n  b: 2,\r\n)\r\n",
    );
    check(
        "(\n  a: 1 /* x */, /* y */ // z\n  // last\n)",
        "type",
        "2",
        "(\n  a: 1 /* x */, /* y */ // z\n  type: 2,\n  // last\n)",
    );
}

#[test]
fn what_cannot_be_set_says_why() {
    let base = tree("(a: [1], b: (1, 2))");
    assert_eq!(
        base.set(&path("a[5]"), "1").err(),
        Some(EditError::NoSuchPath(path("a[5]")))
    );
    assert_eq!(
        base.set(&path("x.y"), "1").err(),
        Some(EditError::NoSuchPath(path("x.y")))
    );
    assert_eq!(
        base.set(&path("b.c"), "1").err(),
        Some(EditError::NoSuchPath(path("b.c")))
    );
    assert_eq!(
        base.set(&path("a"), "1)").err(),
        Some(EditError::NoValue("1)".into()))
    );
    assert_eq!(
        base.set(&path("a"), "5m").err(),
        Some(EditError::NoValue("5m".into()))
    );
    assert_eq!(
        Tree::parse(FileId(0), "(a: ").set(&path("a"), "1").err(),
        Some(EditError::Broken)
    );
    assert_eq!(
        base.insert(&path("a"), "2").expect("it stays").text(),
        base.text()
    );
    assert_eq!(
        base.insert(&path("c"), "2").expect("it is added").text(),
        "(a: [1], b: (1, 2), c: 2)"
    );
}

#[test]
fn an_overlay_changes_only_what_it_says() {
    let check = |base: &str, diff: &str, expected: &str| {
        let diff = Tree::parse(FileId(1), diff);
        let after = overlay(&tree(base), &diff).expect("both are well formed");
        assert_eq!(after.text(), expected);
        assert_eq!(after.mistakes(), []);
    };
    check(
        "(a: 1, /* x */ b: (c: 2, d: 3))",
        "(b: (d: 4))",
        "(a: 1, /* x */ b: (c: 2, d: 4))",
    );
    check("(a: [1, 2])", "(a: [3])", "(a: [3])");
    check(
        "(a: Fixed(\"5m\"))",
        "(a: Fixed(\"6m\"))",
        "(a: Fixed(\"6m\"))",
    );
    check(
        "(a: LogNormal(median: 1, sigma: 2))",
        "(a: LogNormal(sigma: 3))",
        "(a: LogNormal(median: 1, sigma: 3))",
    );
    check(
        "(a: LogNormal(median: 1, sigma: 2))",
        "(a: Uniform(low: 3))",
        "(a: Uniform(low: 3))",
    );
    check("(a: Some((b: 1)))", "(a: (b: 2))", "(a: Some((b: 2)))");
    check("(a: (b: 1))", "(a: Some(b: 2))", "(a: (b: 2))");
    check("(a: (b: 1))", "(a: None)", "(a: None)");
    check(
        "(a: {\"x\": 1, Y: 2})",
        "(a: {Y: 3, \"z\": 4})",
        "(a: {\"x\": 1, Y: 3, \"z\": 4})",
    );
    check(
        "(levels: [\n    (name: \"a\", x: 1), // first\n    (name: \"b\", x: 2),\n])",
        "(levels: { \"b\": (x: 3, y: 4), \"c\": (x: 5), \"d\": () })",
        "(levels: [\n    (name: \"a\", x: 1), // first\n    (name: \"b\", x: 3, y: 4),\n    (name: \"c\", x: 5),\n    (name: \"d\"),\n])",
    );
    check(
        "(levels: [])",
        "(levels: { \"c\": (x: 5) })",
        "(levels: [(name: \"c\", x: 5)])",
    );
}

#[test]
fn a_mistake_in_an_overlay_is_told_at_the_overlay() {
    let mut sources = Sources::default();
    let base = Tree::read(
        &mut sources,
        "base.ron",
        b"(after: \"5m\", room: 8)".to_vec(),
    );
    let diff = Tree::read(&mut sources, "diff.ron", b"( room: \"eight\" )".to_vec());
    #[derive(serde::Deserialize, Debug)]
    #[allow(dead_code)]
    struct Process {
        after: u8,
        room: u8,
    }
    let both = overlay(&base, &diff).expect("both are well formed");
    let mut found = Vec::new();
    assert!(from_node::<Process>(both.root().expect("a value"), &mut found).is_none());
    both.relocate(&mut found);
    let places: Vec<_> = found
        .iter()
        .map(|it| {
            (
                sources.name(it.file),
                &sources.text(it.file)[it.span.clone()],
            )
        })
        .collect();
    assert_eq!(places, [("base.ron", "\"5m\""), ("diff.ron", "\"eight\"")]);
    let again = overlay(&both, &tree("(after: 7)")).expect("both are well formed");
    let at = again.get(&path("room")).expect("it is there").span();
    assert_eq!(again.origin_of(at), (diff.file(), 8..15));
}

#[test]
fn a_broken_file_is_not_laid_out() {
    assert_eq!(format(&Tree::parse(FileId(0), "(a: 1")), None);
}

#[test]
fn comments_keep_their_places_in_the_layout() {
    let text = "// top\n\n\n#![enable(implicit_some)]\n( // open\n\n  // own\n  a /* head */ : 1 /* beside */, // line\n\n\n  /* two */ b: [ // in\n 1], // tail\n  // end\n)\n// after\n";
    assert_eq!(
        format(&tree(text)).expect("it is well formed"),
        "// top\n\n#![enable(implicit_some)]\n( // open\n    // own\n    /* head */\n    a: 1, /* beside */ // line\n\n    /* two */\n    b: [ // in\n        1,\n    ], // tail\n    // end\n)\n// after\n",
    );
}
