//! What travels inside the binary: one line per shipped file, held against the folders by a test.

use super::Kind;

/// A file inside the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    pub kind: Kind,
    /// What it is called on the command line: its file's name without `.ron`.
    pub name: &'static str,
    /// Where it lies in the repository.
    pub path: &'static str,
    pub text: &'static str,
}

macro_rules! ship {
    ($($kind:ident $folder:literal $name:literal;)*) => {
        const SHIPPED: &[Shipped] = &[$(Shipped {
            kind: Kind::$kind,
            name: $name,
            path: concat!($folder, "/", $name, ".ron"),
            text: include_str!(concat!("../../", $folder, "/", $name, ".ron")),
        },)*];
    };
}

// Kind, folder, name. Sorted by name within a kind; `list` shows them in this order.
ship! {
    Scenario "scenarios" "checkout-regression";
    Scenario "scenarios" "data-breach";
    Scenario "scenarios" "edge-regex";
    Scenario "scenarios" "page-escalate-resolve";
    Scenario "scenarios" "quiet-disk";
    Scenario "scenarios" "stolen-session";
    Scenario "scenarios" "three-data-centres";
    Team "assets/teams" "follow-the-sun-18";
    Team "assets/teams" "leadership";
    Team "assets/teams" "page-escalate-resolve";
    Team "assets/teams" "single-site-9";
    Team "assets/teams" "startup-4";
    Process "assets/processes" "blameless";
    Process "assets/processes" "nist";
    Process "assets/processes" "page-escalate-resolve";
    Process "assets/processes" "pagerduty";
    Process "assets/processes" "pagerduty-basic";
    Process "assets/processes" "rootly";
    Process "assets/processes" "unmanaged";
    Defaults "assets/defaults" "page-escalate-resolve";
    Defaults "assets/defaults" "shipped";
    Vocabulary "assets" "vocabulary";
    Study "assets/studies" "escalation-and-commander";
    Study "assets/studies" "who-to-hire";
}

/// The shipped files of one kind.
pub fn shipped(kind: Kind) -> impl Iterator<Item = &'static Shipped> {
    SHIPPED.iter().filter(move |file| file.kind == kind)
}

/// The kinds of which something is shipped under this name.
pub fn shipped_kinds(name: &str) -> impl Iterator<Item = Kind> {
    Kind::ALL
        .into_iter()
        .filter(move |kind| shipped(*kind).any(|file| file.name == name))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_in_the_folders_is_shipped_and_nothing_else() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for kind in Kind::ALL {
            let mut there = ron_files(&root.join(kind.folder()));
            let names: Vec<&str> = shipped(kind).map(|s| s.name).collect();
            assert!(names.is_sorted(), "{names:?} is sorted by name");
            let mut listed: Vec<String> = names.iter().map(|n| format!("{n}.ron")).collect();
            there.retain(|name| kind != Kind::Vocabulary || name == "vocabulary.ron");
            there.sort();
            listed.sort();
            assert_eq!(
                there,
                listed,
                "files in {} and lines in src/files/shipped.rs",
                kind.folder()
            );
        }
    }

    fn ron_files(folder: &Path) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        entries
            .map(|entry| entry.expect("the folder can be read").file_name())
            .map(|name| name.into_string().expect("our file names are text"))
            .filter(|name| name.ends_with(".ron"))
            .collect()
    }
}
