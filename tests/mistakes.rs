//! Every mistake is told, once, where it is, with the next step; and what we ship has none.
//!
//! A bad script `tests/diagnostics/NAME.ron` is read as whatever it is, together with the shipped
//! files for what it does not bring, and what is said about it stands beside it in `NAME.txt`.
//! `UPDATE_GOLDEN=1 cargo test --test mistakes` writes these anew. Every lint has a script of its
//! name; the others show several at once.

mod loading;

use std::path::{Path, PathBuf};

use loading::{MEASURES, collect, folder, inputs, root, shipped, source};
use sandtable::diag::{Color, Diagnostic, render};
use sandtable::script::lints::LINTS;
use sandtable::script::{FileKind, Loader, Source, no_includes};

#[test]
fn what_is_shipped_has_no_mistake() {
    for path in shipped() {
        let mut loader = Loader::new(MEASURES);
        let mut it = source(&path);
        if path
            .parent()
            .is_some_and(|folder| folder.ends_with("templates"))
        {
            // What `new` writes, once it has a name.
            let text = String::from_utf8(it.bytes).unwrap();
            it = Source::new("fresh.ron", text.replace("NAME", "fresh"));
        }
        let (_, found) = loader.check(it, &folder(&path));
        assert!(found.is_empty(), "{}", drawn(&found, &loader));
    }
}

#[test]
fn every_shipped_scenario_runs_under_every_shipped_process() {
    for scenario in ["quiet-disk", "three-data-centres", "edge-regex"] {
        for process in ["blameless", "unmanaged"] {
            let mut loader = Loader::new(MEASURES);
            let scenario = root().join(format!("scenarios/{scenario}.ron"));
            let process = root().join(format!("assets/processes/{process}.ron"));
            let inputs = inputs(&mut loader, &[(0, scenario), (2, process)]);
            let (setup, found) = loader.setup(&inputs);
            assert!(found.is_empty(), "{}", drawn(&found, &loader));
            assert!(setup.is_some());
        }
    }
}

/// What is said about a bad script with the shipped files around it.
fn said(path: &Path) -> (Vec<Diagnostic>, Loader<'static>) {
    let mut loader = Loader::new(MEASURES);
    let (kind, found) = loader.check(source(path), &folder(path));
    let place = match kind {
        FileKind::Scenario => 0,
        FileKind::Team => 1,
        FileKind::Process => 2,
        FileKind::Defaults => 3,
        FileKind::Vocabulary => 4,
        FileKind::System | FileKind::Study => return (found, loader),
    };
    let mut loader = Loader::new(MEASURES);
    // A process is tried on a scenario that asks for roles.
    let asking = (0, root().join("scenarios/three-data-centres.ron"));
    let given = match place {
        2 => vec![asking, (place, path.to_owned())],
        _ => vec![(place, path.to_owned())],
    };
    let inputs = inputs(&mut loader, &given);
    let mut found = match kind {
        FileKind::Scenario => inputs.scenario.diagnostics.clone(),
        FileKind::Team => inputs.team.diagnostics.clone(),
        FileKind::Process => inputs.process.diagnostics.clone(),
        FileKind::Defaults => inputs.defaults.diagnostics.clone(),
        _ => inputs.vocabulary.diagnostics.clone(),
    };
    found.extend(loader.setup(&inputs).1);
    (found, loader)
}

fn drawn(found: &[Diagnostic], loader: &Loader<'_>) -> String {
    render(found, loader.sources(), Color::Plain)
}

fn bad_scripts() -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&root().join("tests/diagnostics"), &mut files);
    files.retain(|path| !path.to_string_lossy().contains(".system."));
    files.sort();
    files
}

#[test]
fn every_bad_script_is_told_what_is_wrong() {
    let mut wrong = Vec::new();
    for path in bad_scripts() {
        let (found, loader) = said(&path);
        let (told, golden) = (drawn(&found, &loader), path.with_extension("txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&golden, &told).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        if told != expected {
            wrong.push(format!("{}:\n{told}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_lint_has_a_bad_script_of_its_name() {
    for lint in LINTS {
        let path = root().join(format!("tests/diagnostics/{}.ron", lint.name));
        assert!(path.exists(), "{} has none", lint.name);
        let (found, _) = said(&path);
        assert!(
            found.iter().any(|it| it.name == lint.name),
            "{} is not told",
            lint.name
        );
        assert!(lint.help.ends_with('.'), "{}", lint.name);
    }
}

#[test]
fn seven_mistakes_of_three_kinds_are_seven() {
    let (found, loader) = said(&root().join("tests/diagnostics/seven-mistakes.ron"));
    assert_eq!(found.len(), 7, "{}", drawn(&found, &loader));
    assert!(found.iter().all(Diagnostic::is_error));
}

#[test]
fn messages_are_in_the_house_form() {
    for path in bad_scripts() {
        for it in said(&path).0 {
            let first = it.message.chars().next().unwrap();
            assert!(
                !first.is_uppercase() && !it.message.ends_with('.'),
                "{}",
                it.message
            );
            let next_step = it.hint.is_some() || !it.label.is_empty();
            assert!(next_step, "{}: no next step", it.message);
        }
    }
}

#[test]
fn an_inner_file_is_put_in_its_place_and_its_mistakes_are_told_there() {
    let scenario =
        std::fs::read_to_string(root().join("tests/diagnostics/hidden-finding.ron")).unwrap();
    let inline = "system: (services: [(name: \"shop\", users: 100)])";
    assert!(scenario.contains(inline));
    let scenario = scenario.replace(inline, "system: \"shop.system.ron\"");
    let load = |inner: &'static str| {
        let mut loader = Loader::new(MEASURES);
        let include = move |name: &str| match name {
            "shop.system.ron" => Ok(inner.as_bytes().to_vec()),
            _ => Err("there is no such file".to_owned()),
        };
        let loaded = loader.scenario(
            Source::new("dir/hidden-finding.ron", scenario.clone()),
            &include,
        );
        let told = drawn(&loaded.diagnostics, &loader);
        (loaded, told)
    };
    let (good, told) = load("// The shop.\n(services: [(name: \"shop\", users: 100)])\n");
    assert_eq!(
        good.value.unwrap().system.unwrap().services.len(),
        1,
        "{told}"
    );
    let (bad, told) =
        load("(services: [\n  (name: \"shop\", users: -1, needs: [(on: \"shp\")])])\n");
    assert!(bad.value.is_none());
    assert!(told.contains("--> dir/shop.system.ron:2:25"), "{told}");
    assert!(told.contains("did you mean `shop`?"), "{told}");
    let (broken, told) = load("(services: [");
    assert!(broken.value.is_none());
    assert!(told.contains("--> dir/shop.system.ron:1:12"), "{told}");
    assert!(!told.contains("unknown-service"), "{told}");
}

#[test]
fn what_is_named_as_an_inner_file_stays_in_the_folder() {
    for name in [
        "../x.ron",
        "/etc/passwd",
        "a/b.ron",
        "c:x",
        "a\\\\b",
        ".hidden",
        "",
        "nul\\u{0}",
    ] {
        let text = format!(
            "(name: \"x\", title: \"\", starts: (at: \"2026-05-12T14:10\", zone: \"UTC\"), horizon: \"1h\", system: \"{name}\")"
        );
        let mut loader = Loader::new(MEASURES);
        let never = |_: &str| -> Result<Vec<u8>, String> { panic!("it was asked for") };
        let loaded = loader.scenario(Source::new("x.ron", text), &never);
        assert!(
            loaded.diagnostics.iter().any(|it| it.name == "bad-include"),
            "{name}"
        );
    }
}

#[test]
fn marks_line_ends_and_other_encodings_are_told_apart() {
    let path = root().join("scenarios/quiet-disk.ron");
    let text = std::fs::read_to_string(&path).unwrap();
    let load = |bytes: Vec<u8>| {
        let mut loader = Loader::new(MEASURES);
        loader.scenario(Source::new("quiet-disk.ron", bytes), &no_includes)
    };
    let plain = load(text.clone().into_bytes()).value;
    assert!(plain.is_some());
    assert_eq!(load(format!("\u{FEFF}{text}").into_bytes()).value, plain);
    assert!(
        load(text.replace('\n', "\r\n").into_bytes())
            .value
            .is_some()
    );
    let wide: Vec<u8> = std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let wrong = load(wide);
    assert_eq!(wrong.diagnostics.len(), 1);
    assert_eq!(wrong.diagnostics[0].name, "not-utf8");
}

#[test]
fn a_file_of_another_kind_gives_one_message() {
    let team = std::fs::read(root().join("assets/teams/single-site-9.ron")).unwrap();
    let mut loader = Loader::new(MEASURES);
    let loaded = loader.scenario(Source::new("single-site-9", team), &no_includes);
    let names: Vec<_> = loaded.diagnostics.iter().map(|it| &*it.message).collect();
    assert_eq!(names, ["this is a team, where a scenario is wanted"]);
}

#[test]
fn any_field_can_be_set_by_its_path() {
    let mut loader = Loader::new(MEASURES);
    let before = inputs(&mut loader, &[]);
    let set = |path: &str, value: &str| loader.set(&before, path, value);
    let after = set("process.paging.levels[primary].after", "7m").unwrap();
    let changed = loader.setup(&after).0.unwrap();
    assert_eq!(changed.process.paging.levels[0].after.to_string(), "7m");
    let after = set("system.services[report-store].users", "5").unwrap();
    assert_eq!(loader.setup(&after).0.unwrap().system().users(), 5);
    let wrong = set("defaults.knowledge.misread.value", "1.5").unwrap();
    assert!(loader.setup(&wrong).0.is_none());
    assert_eq!(wrong.defaults.diagnostics[0].name, "invalid-value");
    assert!(set("wizard.hat", "1").is_err());
    assert!(set("process..x", "1").is_err());
}
