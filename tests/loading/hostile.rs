//! Files that mean ill.

/// Files made to be slow or to take much memory.
pub fn hostile() -> Vec<(&'static str, usize, String)> {
    let head = "name: \"x\", title: \"\", starts: (at: \"2026-05-12T14:10\", zone: \"UTC\"), horizon: \"1h\"";
    let list = |count: usize, item: &dyn Fn(usize) -> String| -> String {
        (0..count).map(|at| item(at) + ",").collect()
    };
    let scenario = |rest: String| format!("({head}, {rest})");
    let size = 8 << 20;
    let long = "x".repeat(60);
    vec![
        ("open lists", 0, "[".repeat(size)),
        ("open structs", 0, "(a:".repeat(size / 3)),
        (
            "one string",
            0,
            format!("(name: \"{}\")", "x".repeat(size - 20)),
        ),
        ("commas", 0, ",".repeat(size)),
        ("words", 0, "a ".repeat(size / 2)),
        (
            "unknown fields",
            0,
            format!("({})", list(99_000, &|at| format!("f{at}: {at}"))),
        ),
        (
            "a ring of services",
            0,
            scenario(format!(
                "system: (services: [{}])",
                list(30_000, &|at| format!(
                    "(name: \"s{at}\", needs: [(on: \"s{}\")])",
                    (at + 1) % 30_000
                ))
            )),
        ),
        (
            "everything needs everything",
            0,
            scenario(format!(
                "system: (services: [{}])",
                list(300, &|at| format!(
                    "(name: \"s{at}\", needs: [{}])",
                    list(300, &|on| format!("(on: \"s{on}\")"))
                ))
            )),
        ),
        (
            "names nobody has",
            0,
            scenario(format!(
                "system: (services: [{}]), monitors: [{}]",
                list(40_000, &|at| format!("(name: \"{long}{at}\")")),
                list(40_000, &|at| format!(
                    "(name: \"m{at}\", on: \"{long}y{at}\")"
                ))
            )),
        ),
        (
            "injects waiting for each other",
            0,
            scenario(format!(
                "injects: [{}]",
                list(12_000, &|at| format!(
                    "(name: \"i{at}\", kind: \"colleague-message\", text: \"x\", when: When(All([Delivered(\"i{}\"), Missed(\"i{at}\")])))",
                    (at + 1) % 12_000
                ))
            )),
        ),
        (
            "laws in laws",
            0,
            scenario(format!(
                "actions: [{}]",
                list(10_000, &|at| format!(
                    "(name: \"a{at}\", kind: \"repair\", work: Truncated(law: Truncated(law: Gamma(mean: \"1h\", shape: 900), max: \"9h\"), min: \"1s\"))"
                ))
            )),
        ),
        (
            "a law of laws",
            0,
            scenario(format!(
                "actions: [(name: \"a\", kind: \"repair\", work: {}Fixed(\"1s\"){})]",
                "Truncated(law: ".repeat(60),
                ")".repeat(60)
            )),
        ),
        (
            "causes of one problem",
            0,
            scenario(format!(
                "problems: [(name: \"p\", begins: At(\"0s\"), causes: [{}], faults: [(name: \"f\", kind: Outage, if_cause: [{}])])]",
                list(40_000, &|at| format!("(name: \"c{at}\")")),
                list(40_000, &|at| format!("\"c{at}\""))
            )),
        ),
        (
            "a crowd",
            1,
            format!(
                "(name: \"x\", title: \"\", groups: [{}], people: [{}])",
                list(20_000, &|at| format!(
                    "(name: \"g{at}\", members: [\"p{at}\", \"q{at}\"])"
                )),
                list(20_000, &|at| format!("(name: \"p{at}\", title: \"\")"))
            ),
        ),
        (
            "words that mean each other",
            4,
            format!(
                "(skills: [{}], roles: [{}])",
                list(40_000, &|at| format!(
                    "(name: \"s{at}\", title: \"\", is_a: \"s{}\")",
                    (at + 1) % 40_000
                )),
                list(40_000, &|at| format!(
                    "(name: \"r{at}\", title: \"\", falls_to: \"r{}\")",
                    at / 2
                ))
            ),
        ),
    ]
}
