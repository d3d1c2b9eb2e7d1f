use super::*;

fn check(source: &str, diagnostic: impl Fn(FileId) -> Diagnostic, expected: &str) {
    let mut sources = Sources::default();
    let file = sources.add("a.ron", source);
    let drawn = render(&[diagnostic(file)], &sources, Color::Plain);
    assert_eq!(drawn.trim_end(), expected.trim_matches('\n'), "\n{drawn}");
}

#[test]
fn a_mistake_is_drawn_as_rustc_draws_it() {
    check(
        "(\n    (to: \"oncal\", at: \"5m\"),\n)\n",
        |file| {
            Diagnostic::error("unknown-role", file, 11..18, "no role is called `oncal`")
                .label("not in `roles`")
                .did_you_mean("oncal", ["database", "on-call"])
        },
        r#"
error[unknown-role]: no role is called `oncal`
 --> a.ron:2:10
  |
2 |     (to: "oncal", at: "5m"),
  |          ^^^^^^^ not in `roles`
  |
  = help: did you mean `on-call`?
"#,
    );
}

#[test]
fn columns_are_counted_in_characters() {
    let mut sources = Sources::default();
    let file = sources.add("a.ron", "\u{FEFF}(ä: \"ö\", 日本: 1)\r\n, x");
    assert_eq!(sources.position(file, 3), (1, 1));
    let at = sources.text(file).find('日').expect("it is there");
    assert_eq!(sources.position(file, at), (1, 10));
    let at = sources.text(file).find('x').expect("it is there");
    assert_eq!(sources.position(file, at), (2, 3));
}

#[test]
fn source_text_cannot_act_on_the_terminal() {
    let source = "(name: \"\x1b[31m\u{202E}evil\", at: 5)";
    let at = source.find("at").expect("it is there");
    let mut sources = Sources::default();
    let file = sources.add("a\x1b[0m.ron", source);
    let it = Diagnostic::error("x", file, at..at + 2, "no \x1b[1m here").label("here");
    let drawn = render(&[it], &sources, Color::Plain);
    assert!(!drawn.contains(['\x1b', '\u{202E}']), "{drawn}");
    assert!(
        drawn
            .contains("1 | (name: \"␛[31m\u{FFFD}evil\", at: 5)\n  |                      ^^ here"),
        "{drawn}"
    );
}

#[test]
fn a_very_long_line_is_shown_in_part() {
    let source = format!("({}here{})", "a, ".repeat(100_000), ", b".repeat(100_000));
    check(
        &source,
        |file| Diagnostic::error("x", file, 300_001..300_005, "wrong").label("this"),
        "
error[x]: wrong
 --> a.ron:1:300002
  |
1 | … a, a, a, a, a, a, a, a, a, a, a, a, a, here, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b,…
  |                                          ^^^^ this
",
    );
}

#[test]
fn two_places_far_apart_are_both_drawn() {
    check(
        "(\n  a: 1,\n\n\n\n\n\n  a: 2,\n)",
        |file| {
            Diagnostic::error("duplicate-field", file, 17..18, "field `a` is given twice")
                .label("again")
                .also(4..5, "first here")
        },
        "
error[duplicate-field]: field `a` is given twice
 --> a.ron:8:3
  |
2 |   a: 1,
  |   - first here
  |
8 |   a: 2,
  |   ^ again
",
    );
}

#[test]
fn the_end_of_a_file_and_an_empty_file_can_be_drawn() {
    for source in ["", "(a: 1", "(a: 1\n"] {
        let mut sources = Sources::default();
        let file = sources.add("a.ron", source);
        let it = Diagnostic::error("x", file, source.len()..source.len(), "more was expected")
            .label("here");
        assert!(render(&[it], &sources, Color::Ansi).contains("here"));
    }
}

#[test]
fn more_than_fifty_are_counted() {
    let mut sources = Sources::default();
    let file = sources.add("a.ron", "(a)");
    let many: Vec<_> = (0..61)
        .map(|n| Diagnostic::error("x", file, 1..2, format!("number {n:02}")))
        .collect();
    let drawn = render(&many, &sources, Color::Plain);
    assert!(drawn.contains("number 49") && !drawn.contains("number 50"));
    assert!(drawn.ends_with("… and 11 more\n\n"));
}

#[test]
fn programs_get_json_and_sarif() {
    let mut sources = Sources::default();
    let file = sources.add("a.ron", "(é: 1)");
    let it = [Diagnostic::warning("odd", file, 1..3, "odd name")
        .label("this")
        .hint("use ascii")];
    let json = json(&it, &sources);
    assert_eq!(
        json.to_string(),
        r#"{"format":1,"kind":"diagnostics","diagnostics":[{"level":"warning","name":"odd","message":"odd name","file":"a.ron","line":1,"column":2,"end_line":1,"end_column":3,"label":"this","hint":"use ascii"}]}"#
    );
    let sarif = sarif(&it, &sources);
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "odd");
    assert_eq!(
        sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["endColumn"],
        3
    );
}
