//! From the bytes of files to the inputs of an exercise, every mistake of every file at once.
//!
//! ```
//! use sandtable::diag::Sources;
//! use sandtable::model::Team;
//! use sandtable::script::load::{Text, load};
//!
//! let mut sources = Sources::default();
//! let text = Text::new("mine.ron", "(name: \"mine\", title: 5, peple: [], groups: [])");
//! let mine = load::<Team>(&mut sources, text);
//! assert!(mine.value.is_none());
//! let names: Vec<_> = mine.mistakes.iter().map(|mistake| mistake.name).collect();
//! assert_eq!(names, ["wrong-type", "unknown-field"]);
//! ```

use serde::de::DeserializeOwned;

use super::tree::{Tree, from_node};
use crate::diag::{Diagnostic, Sources};
use crate::model::{Scenario, Setup, System};

/// A file as it lies on disk or in the binary.
#[derive(Clone, Debug)]
pub struct Text {
    /// What to call it in messages.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Fetches a file that a scenario includes by its bare name; says why where it cannot.
pub type Fetch<'a> = &'a dyn Fn(&str) -> Result<Text, String>;

/// What came of a file.
#[derive(Debug)]
pub struct Loaded<T> {
    /// Nothing where there is a mistake.
    pub value: Option<T>,
    /// The file's own tree, for places and for mistakes that are looked for later.
    pub tree: Tree,
    /// Mistakes of this file and of what it includes.
    pub mistakes: Vec<Diagnostic>,
}

/// The files of an exercise, not yet read.
#[derive(Clone, Debug)]
pub struct Texts {
    pub scenario: Text,
    pub team: Text,
    pub process: Text,
    pub defaults: Text,
    pub vocabulary: Text,
}

/// What a file is, by what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Scenario,
    Team,
    Process,
    Defaults,
    Vocabulary,
    System,
}

/// Fields that only one kind of file has.
const MARKS: &[(Kind, &[&str])] = &[
    (
        Kind::Scenario,
        &[
            "starts",
            "horizon",
            "problems",
            "injects",
            "objectives",
            "monitors",
        ],
    ),
    (Kind::Team, &["groups", "people", "parties"]),
    (
        Kind::Process,
        &[
            "severities",
            "paging",
            "declare",
            "handoff",
            "hub",
            "cadences",
        ],
    ),
    (
        Kind::Defaults,
        &["world", "attention", "knowledge", "story_times"],
    ),
    (Kind::Vocabulary, &["skills"]),
    (Kind::System, &["services"]),
];

/// What a file is, by the fields it has; nothing where none tells.
pub fn kind_of(tree: &Tree) -> Option<Kind> {
    let root = tree.root()?;
    let count = |fields: &[&str]| {
        fields
            .iter()
            .filter(|field| root.field(field).is_some())
            .count()
    };
    let (kind, most) = MARKS
        .iter()
        .map(|(kind, fields)| (*kind, count(fields)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    (most > 0).then_some(kind)
}

impl Text {
    pub fn new(name: impl Into<String>, text: impl Into<Vec<u8>>) -> Text {
        Text {
            name: name.into(),
            bytes: text.into(),
        }
    }
}

/// Reads a file of one kind.
pub fn load<T: DeserializeOwned>(sources: &mut Sources, text: Text) -> Loaded<T> {
    let tree = Tree::read(sources, &text.name, text.bytes);
    value_of(tree)
}

/// Reads a scenario and the system it includes.
pub fn scenario(sources: &mut Sources, text: Text, fetch: Fetch) -> Loaded<Scenario> {
    let tree = Tree::read(sources, &text.name, text.bytes);
    let included = tree.root().and_then(|root| root.field("system"));
    let Some((node, name)) = included.and_then(|node| Some((node, node.string()?.into_owned())))
    else {
        return value_of(tree);
    };
    let span = node.span();
    // Everything else is read as if there were no system; every place stays where it is.
    let mut blanked = tree.text().to_string();
    let width = span.len();
    blanked.replace_range(span.clone(), &format!("{:width$}", "None"));
    let mut loaded: Loaded<Scenario> = value_of(Tree::parse(tree.file(), blanked));
    let system = match fetch(&name) {
        Ok(text) => load::<System>(sources, text),
        Err(why) => {
            let mistake =
                Diagnostic::error("no-such-file", tree.file(), span, why).label("named here");
            loaded.mistakes.push(mistake);
            return Loaded {
                value: None,
                tree,
                mistakes: loaded.mistakes,
            };
        }
    };
    loaded.mistakes.extend(system.mistakes);
    let value = loaded
        .value
        .zip(system.value)
        .map(|(scenario, system)| Scenario {
            system: Some(system),
            ..scenario
        });
    Loaded {
        value,
        tree,
        mistakes: loaded.mistakes,
    }
}

/// Reads all inputs of an exercise; nothing where any of them has a mistake.
pub fn setup(
    sources: &mut Sources,
    texts: Texts,
    fetch: Fetch,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Setup> {
    let scenario = taken(scenario(sources, texts.scenario, fetch), mistakes);
    let team = taken(load(sources, texts.team), mistakes);
    let process = taken(load(sources, texts.process), mistakes);
    let defaults = taken(load(sources, texts.defaults), mistakes);
    let vocabulary = taken(load(sources, texts.vocabulary), mistakes);
    Some(Setup {
        scenario: scenario?,
        team: team?,
        process: process?,
        defaults: defaults?,
        vocabulary: vocabulary?,
    })
}

fn taken<T>(loaded: Loaded<T>, mistakes: &mut Vec<Diagnostic>) -> Option<T> {
    mistakes.extend(loaded.mistakes);
    loaded.value
}

fn value_of<T: DeserializeOwned>(tree: Tree) -> Loaded<T> {
    let mut mistakes = tree.mistakes().to_vec();
    let value = match tree.root() {
        Some(root) => from_node(root, &mut mistakes),
        None if mistakes.is_empty() => {
            let nothing = Diagnostic::error(
                "empty-file",
                tree.file(),
                0..0,
                "the file has no value in it",
            );
            mistakes.push(nothing.hint("`sandtable new` writes one to begin with"));
            None
        }
        None => None,
    };
    let value = value.filter(|_| mistakes.iter().all(|mistake| !mistake.is_error()));
    Loaded {
        value,
        tree,
        mistakes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Process, Team};

    const SCENARIO: &str = r#"(
        name: "s", title: "S", starts: (at: "2026-03-10T10:15", zone: "Europe/Berlin"),
        system: "web.ron", horizon: "4h",
    )"#;

    fn with_system(system: &str) -> (Loaded<Scenario>, Sources) {
        let mut sources = Sources::default();
        let fetch = |name: &str| match name {
            "web.ron" => Ok(Text::new("web.ron", system)),
            _ => Err(format!("`{name}` is not there")),
        };
        let loaded = scenario(&mut sources, Text::new("s.ron", SCENARIO), &fetch);
        (loaded, sources)
    }

    #[test]
    fn a_scenario_takes_its_system_from_a_file() {
        let (loaded, _) = with_system(r#"(services: [(name: "web", users: 10)])"#);
        assert!(loaded.mistakes.is_empty(), "{:?}", loaded.mistakes);
        assert_eq!(loaded.value.unwrap().system.unwrap().users(), 10);
        assert_eq!(loaded.tree.text(), SCENARIO);
    }

    #[test]
    fn mistakes_in_both_files_are_found_in_their_places() {
        let (loaded, sources) = with_system(r#"(services: [(name: "web", users: -1)])"#);
        assert!(loaded.value.is_none());
        assert_eq!(sources.name(loaded.mistakes[0].file), "web.ron");
        let mut sources = Sources::default();
        let text = SCENARIO
            .replace("\"4h\"", "4")
            .replace("web.ron", "none.ron");
        let loaded = scenario(&mut sources, Text::new("s.ron", text), &|_| {
            Err("it is not there".into())
        });
        let places: Vec<_> = loaded
            .mistakes
            .iter()
            .map(|m| (m.name, loaded.tree.text()[m.span.clone()].to_string()))
            .collect();
        assert_eq!(
            places,
            [
                ("wrong-type", "4".into()),
                ("no-such-file", "\"none.ron\"".into())
            ]
        );
    }

    #[test]
    fn a_file_is_known_by_its_fields() {
        let kind = |text: &str| kind_of(&Tree::parse(Default::default(), text));
        assert_eq!(kind("(name: \"x\", horizon: \"4h\")"), Some(Kind::Scenario));
        assert_eq!(kind("(people: [], skills: [])"), Some(Kind::Team));
        assert_eq!(kind("(services: [])"), Some(Kind::System));
        assert_eq!(kind("(name: \"x\")"), None);
        assert_eq!(kind(""), None);
    }

    #[test]
    fn an_empty_file_is_a_mistake() {
        let mut sources = Sources::default();
        assert!(
            !load::<Team>(&mut sources, Text::new("t.ron", ""))
                .mistakes
                .is_empty()
        );
        assert!(
            !load::<Process>(&mut sources, Text::new("t.ron", "// nothing"))
                .mistakes
                .is_empty()
        );
    }
}
