//! The shipped content reads as what it says it is, and everything it names exists.

use std::path::Path;

use ron::extensions::Extensions;
use sandtable::model::{Defaults, Process, Scenario, Team, Vocabulary};
use serde::de::DeserializeOwned;

fn read<T: DeserializeOwned>(path: &str) -> T {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&full).unwrap_or_else(|e| panic!("{path}: {e}"));
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
        .from_str(&text)
        .unwrap_or_else(|e| panic!("{path}:{e}"))
}

#[test]
fn everything_parses() {
    read::<Vocabulary>("assets/vocabulary.ron");
    read::<Defaults>("assets/defaults/shipped.ron");
    read::<Process>("assets/processes/unmanaged.ron");
    read::<Process>("assets/processes/blameless.ron");
    read::<Team>("assets/teams/single-site-9.ron");
    read::<Scenario>("scenarios/quiet-disk.ron");
    read::<Scenario>("scenarios/three-data-centres.ron");
}
