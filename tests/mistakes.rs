//! Every mistake is told, once, where it is, with the next step; and what we ship has none.
//!
//! A bad script `tests/diagnostics/NAME.ron` is read as whatever it is, together with the shipped
//! files for what it does not bring, and what is said about it stands beside it in `NAME.txt`.
//! `UPDATE_GOLDEN=1 cargo test --test mistakes` writes these anew.

mod loading;

use std::path::{Path, PathBuf};

use loading::{MEASURES, folder, inputs, root, shipped};
use sandtable::diag::{Color, render};
use sandtable::script::{Loader, Source};

#[test]
fn what_is_shipped_has_no_mistake() {
    for path in shipped() {
        let mut loader = Loader::new(MEASURES);
        let source = Source::new(path.display().to_string(), std::fs::read(&path).unwrap());
        let (_, found) = loader.check(source, &folder(&path));
        assert!(
            found.is_empty(),
            "{}",
            render(&found, loader.sources(), Color::Plain)
        );
    }
}

#[test]
fn every_shipped_scenario_runs_under_every_shipped_process() {
    for scenario in ["quiet-disk", "three-data-centres", "edge-regex"] {
        for process in ["blameless", "unmanaged"] {
            let mut loader = Loader::new(MEASURES);
            let scenario = format!("scenarios/{scenario}.ron");
            let process = format!("assets/processes/{process}.ron");
            let inputs = inputs(
                &mut loader,
                &[(0, root().join(scenario)), (2, root().join(process))],
            );
            let (setup, found) = loader.setup(&inputs);
            assert!(
                found.is_empty(),
                "{}",
                render(&found, loader.sources(), Color::Plain)
            );
            assert!(setup.is_some());
        }
    }
}

#[allow(dead_code)]
fn golden(path: &Path) -> PathBuf {
    path.with_extension("txt")
}
