//! The front of the loader: texts in, typed values and diagnostics out.

use serde::de::DeserializeOwned;

use super::file::{File, Files, Typed};
use super::kind::{FileKind, kind_of};
use super::lints::{LINTS, TOLD_MAX};
use super::tree::{Kind, Node, Path, Tree, from_node};
use crate::diag::{Diagnostic, Sources, sort};
use crate::model::{Defaults, Process, Scenario, Setup, StudyFile, System, Team, Vocabulary};

/// A file as it lies on disk or in the binary.
#[derive(Clone, Debug)]
pub struct Source {
    /// What the user typed, or the name of a built-in.
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Source {
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Source {
        Source {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}

/// Gives the text of a file in the same folder as the scenario that names it, or says why not.
/// It is asked for plain file names only.
pub type Include<'a> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'a;

/// For scenarios that stand alone.
pub fn no_includes(name: &str) -> Result<Vec<u8>, String> {
    Err(format!("there is no folder to find `{name}` in"))
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Loaded<T> {
    /// `None` if any diagnostic is an error.
    pub value: Option<T>,
    /// What is wrong within this file; what is wrong between files [`Loader::setup`] says.
    pub diagnostics: Vec<Diagnostic>,
    /// The text by path, inner files put in.
    pub tree: Tree,
    /// The name of the file without folder and ending.
    pub stem: String,
}

impl<T> Loaded<T> {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// The inputs of an exercise, read one by one.
#[derive(Clone, Debug)]
pub struct Inputs {
    pub scenario: Loaded<Scenario>,
    pub team: Loaded<Team>,
    pub process: Loaded<Process>,
    pub defaults: Loaded<Defaults>,
    pub vocabulary: Loaded<Vocabulary>,
}

/// A kind of file and its type.
pub trait Script: DeserializeOwned + Clone {
    const KIND: FileKind;
    /// The value for whoever looks at files of any kind.
    fn typed(&self) -> Typed<'_>;
}

macro_rules! scripts {
    ($($kind:ident),*) => {$(
        impl Script for $kind {
            const KIND: FileKind = FileKind::$kind;
            fn typed(&self) -> Typed<'_> { Typed::$kind(self) }
        }
    )*};
}
scripts!(Scenario, System, Team, Process, Defaults, Vocabulary);

impl Script for StudyFile {
    const KIND: FileKind = FileKind::Study;
    fn typed(&self) -> Typed<'_> {
        Typed::Study(self)
    }
}

/// Reads files and keeps their texts for whoever shows the diagnostics.
#[derive(Clone, Debug, Default)]
pub struct Loader<'m> {
    sources: Sources,
    /// The names of measures that a scenario may compare with; they are defined floors above.
    measures: &'m [&'m str],
}

impl<'m> Loader<'m> {
    /// A loader that knows these measures by their names on the command line.
    pub fn new(measures: &'m [&'m str]) -> Self {
        Loader {
            sources: Sources::default(),
            measures,
        }
    }

    /// The texts read so far, to draw diagnostics with.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    pub fn scenario(&mut self, source: Source, include: &Include<'_>) -> Loaded<Scenario> {
        let stem = stem_of(&source.name);
        let tree = self.tree(source);
        let (tree, mistakes, is_whole) = self.put_in_system(tree, include);
        let mut loaded = self.read(tree, stem, is_whole);
        loaded.diagnostics.extend(mistakes);
        sort(&mut loaded.diagnostics);
        if loaded.has_errors() {
            loaded.value = None;
        }
        loaded
    }

    pub fn team(&mut self, source: Source) -> Loaded<Team> {
        self.one(source)
    }

    pub fn process(&mut self, source: Source) -> Loaded<Process> {
        self.one(source)
    }

    pub fn defaults(&mut self, source: Source) -> Loaded<Defaults> {
        self.one(source)
    }

    pub fn vocabulary(&mut self, source: Source) -> Loaded<Vocabulary> {
        self.one(source)
    }

    pub fn study(&mut self, source: Source) -> Loaded<StudyFile> {
        self.one(source)
    }

    /// The inner file of a scenario, looked at by itself.
    pub fn system(&mut self, source: Source) -> Loaded<System> {
        self.one(source)
    }

    /// Looks at a file of whatever kind; the kind is told by its fields, a scenario if by none.
    pub fn check(&mut self, source: Source, include: &Include<'_>) -> (FileKind, Vec<Diagnostic>) {
        let stem = stem_of(&source.name);
        let tree = self.tree(source);
        let kind = kind_of(&tree).unwrap_or(FileKind::Scenario);
        let found = match kind {
            FileKind::Scenario => {
                let (tree, mut mistakes, is_whole) = self.put_in_system(tree, include);
                mistakes.extend(self.read::<Scenario>(tree, stem, is_whole).diagnostics);
                sort(&mut mistakes);
                mistakes
            }
            FileKind::System => self.read::<System>(tree, stem, true).diagnostics,
            FileKind::Team => self.read::<Team>(tree, stem, true).diagnostics,
            FileKind::Process => self.read::<Process>(tree, stem, true).diagnostics,
            FileKind::Defaults => self.read::<Defaults>(tree, stem, true).diagnostics,
            FileKind::Vocabulary => self.read::<Vocabulary>(tree, stem, true).diagnostics,
            FileKind::Study => self.read::<StudyFile>(tree, stem, true).diagnostics,
        };
        (kind, found)
    }

    /// Checks the inputs against each other: `None` if they cannot run together or one of them was
    /// not read. Gives only what is wrong between them; what is wrong within stands with each.
    pub fn setup(&self, inputs: &Inputs) -> (Option<Setup>, Vec<Diagnostic>) {
        let Inputs {
            scenario,
            team,
            process,
            defaults,
            vocabulary,
        } = inputs;
        let (Some(it), Some(people), Some(agreed), Some(figures), Some(words)) = (
            &scenario.value,
            &team.value,
            &process.value,
            &defaults.value,
            &vocabulary.value,
        ) else {
            return (None, Vec::new());
        };
        let files = Files::of(inputs, self.measures);
        let mut found = Vec::new();
        if let Some(files) = files {
            for lint in LINTS {
                let told = found.len();
                (lint.across)(&files, &mut found);
                found.truncate(told + TOLD_MAX);
            }
        }
        for tree in [
            &scenario.tree,
            &team.tree,
            &process.tree,
            &defaults.tree,
            &vocabulary.tree,
        ] {
            tree.relocate(&mut found);
        }
        sort(&mut found);
        found.dedup();
        let setup = Setup {
            scenario: it.clone(),
            team: people.clone(),
            process: agreed.clone(),
            defaults: figures.clone(),
            vocabulary: words.clone(),
        };
        (
            Some(setup).filter(|_| !found.iter().any(Diagnostic::is_error)),
            found,
        )
    }

    /// Reads a changed tree in the place of what was loaded before.
    pub fn reread<T: Script>(&self, tree: Tree, before: &Loaded<T>) -> Loaded<T> {
        self.read(tree, before.stem.clone(), true)
    }

    fn one<T: Script>(&mut self, source: Source) -> Loaded<T> {
        let stem = stem_of(&source.name);
        let tree = self.tree(source);
        self.read(tree, stem, true)
    }

    fn tree(&mut self, source: Source) -> Tree {
        Tree::read(&mut self.sources, &source.name, source.bytes)
    }

    /// From a tree to a value: syntax, types, lints.
    fn read<T: Script>(&self, tree: Tree, stem: String, is_whole: bool) -> Loaded<T> {
        let mut found = tree.mistakes().to_vec();
        let mut value = None;
        let root = tree.root().filter(|_| !found.iter().any(breaks_structure));
        if let Some(root) = root {
            match wrong_file(&tree, T::KIND) {
                Some(wrong) => found.push(wrong),
                None => {
                    value = from_node::<T>(root, &mut found);
                    let file = File::new(
                        root,
                        T::KIND,
                        &stem,
                        value.as_ref().map(T::typed),
                        self.measures,
                        is_whole,
                    );
                    for lint in LINTS {
                        let told = found.len();
                        (lint.within)(&file, &mut found);
                        found.truncate(told + TOLD_MAX);
                    }
                }
            }
        }
        tree.relocate(&mut found);
        sort(&mut found);
        found.dedup();
        let value = value.filter(|_| !found.iter().any(Diagnostic::is_error));
        Loaded {
            value,
            diagnostics: found,
            tree,
            stem,
        }
    }

    /// Puts the inner file that `system: "…"` names in its place; says whether that went well.
    fn put_in_system(
        &mut self,
        tree: Tree,
        include: &Include<'_>,
    ) -> (Tree, Vec<Diagnostic>, bool) {
        let named = tree
            .root()
            .and_then(|root| root.field("system"))
            .map(inside);
        let Some((node, name)) = named.and_then(|node| Some((node, node.string()?))) else {
            return (tree, Vec::new(), true);
        };
        let (file, span) = (tree.file(), node.span());
        let error = |message: String| {
            Diagnostic::error("bad-include", file, span, message)
                .hint("name a file in the same folder, such as \"shop.system.ron\"")
        };
        if !is_plain(&name) {
            let name = short(&name);
            let message = format!("`{name}` is not the name of a file in the same folder");
            return without_system(tree, vec![error(message)]);
        }
        let bytes = match include(&name) {
            Ok(bytes) => bytes,
            Err(why) => {
                let message = format!("`{name}` cannot be read: {why}");
                return without_system(tree, vec![error(message)]);
            }
        };
        let inner = self.tree(Source::new(beside(self.sources.name(file), &name), bytes));
        let path = Path::default().field("system");
        match tree.graft(&path, &inner) {
            Ok(whole) => (whole, Vec::new(), true),
            Err(_) if !inner.mistakes().is_empty() => {
                without_system(tree, inner.mistakes().to_vec())
            }
            Err(why) => without_system(tree, vec![error(why.to_string())]),
        }
    }
}

/// The scenario with an empty system, so that the name of a file that was not read is no mistake of
/// type as well.
fn without_system(tree: Tree, found: Vec<Diagnostic>) -> (Tree, Vec<Diagnostic>, bool) {
    let path = Path::default().field("system");
    let empty = Tree::parse(tree.file(), "(services: [])");
    let tree = tree.graft(&path, &empty).unwrap_or(tree);
    (tree, found, false)
}

/// After such a mistake what stands where is a guess, and further messages would be noise.
fn breaks_structure(it: &Diagnostic) -> bool {
    it.name.starts_with("unclosed-") || it.name.starts_with("limit-") || it.name == "not-utf8"
}

/// A file of another kind than asked for: one message, not one for each of its fields.
fn wrong_file(tree: &Tree, wanted: FileKind) -> Option<Diagnostic> {
    let root = tree.root()?;
    let found = kind_of(tree)?;
    let fits = found == wanted || root.kind() != Kind::Group;
    if fits || wanted.tells(root) * 2 >= found.tells(root) {
        return None;
    }
    let message = format!("this is a {found}, where a {wanted} is wanted");
    let hint = format!("name a {wanted}; `sandtable list` shows those there are");
    Some(Diagnostic::error("wrong-file", tree.file(), root.head(), message).hint(hint))
}

/// What lies in `Some(…)`.
pub(super) fn inside(mut node: Node<'_>) -> Node<'_> {
    while node.is_some()
        && let (1, Some(entry)) = (node.len(), node.entry(0))
        && entry.key_span().is_none()
    {
        node = entry.value();
    }
    node
}

/// A file's name and nothing else: it cannot leave the folder on any system.
fn is_plain(name: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
    !name.is_empty() && name.len() <= 200 && !name.starts_with('.') && !name.contains(odd)
}

fn beside(path: &str, name: &str) -> String {
    match path.rfind(['/', '\\']) {
        Some(at) => format!("{}{name}", &path[..=at]),
        None => name.into(),
    }
}

fn stem_of(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".ron").unwrap_or(file).into()
}

/// So much of a text as a message can bear.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into(),
    }
}
