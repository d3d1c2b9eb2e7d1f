//! Reading files from disk for the tests of the loader.
#![allow(dead_code)]

pub mod hostile;

use std::path::{Path, PathBuf};

use sandtable::script::{Inputs, Loader, Source};

/// The measures the tests compare with; the floor `score` has them all.
pub const MEASURES: &[&str] = &[
    "time_to_detect",
    "time_to_acknowledge",
    "time_to_declare",
    "time_to_command",
    "time_to_mobilise",
    "time_to_diagnose",
    "time_to_mitigate",
    "time_to_resolve",
];

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).into()
}

/// Every script that a user can get from us.
pub fn shipped() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["scenarios", "assets"] {
        collect(&root().join(folder), &mut files);
    }
    files.sort();
    files
}

pub fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "ron") {
            files.push(path);
        }
    }
}

/// What is in the folder of a file.
pub fn folder(path: &Path) -> impl Fn(&str) -> Result<Vec<u8>, String> + use<> {
    let folder = path.parent().unwrap().to_owned();
    move |name| std::fs::read(folder.join(name)).map_err(|_| "there is no such file".into())
}

/// A file as the user sees it: its path from the top of the package.
pub fn source(path: &Path) -> Source {
    let name = path
        .strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string();
    Source::new(name, std::fs::read(path).unwrap())
}

/// The five inputs, shipped ones but for those that are given by their place: scenario, team,
/// process, defaults, vocabulary.
pub fn inputs(loader: &mut Loader<'_>, given: &[(usize, PathBuf)]) -> Inputs {
    let usual = [
        "scenarios/quiet-disk.ron",
        "assets/teams/single-site-9.ron",
        "assets/processes/blameless.ron",
        "assets/defaults/shipped.ron",
        "assets/vocabulary.ron",
    ];
    let path = |place: usize| match given.iter().find(|(at, _)| *at == place) {
        Some((_, path)) => path.clone(),
        None => root().join(usual[place]),
    };
    Inputs {
        scenario: loader.scenario(source(&path(0)), &folder(&path(0))),
        team: loader.team(source(&path(1))),
        process: loader.process(source(&path(2))),
        defaults: loader.defaults(source(&path(3))),
        vocabulary: loader.vocabulary(source(&path(4))),
    }
}
