//! What lints look at: one file, or all inputs together.

use std::ops::Range;

use super::kind::FileKind;
use super::load::{Inputs, Script};
use super::names::{Names, Noun};
use super::tree::Node;
use crate::diag::Diagnostic;
use crate::model::{Defaults, Process, Scenario, StudyFile, System, Team, Vocabulary};

/// The value of a file of whatever kind.
#[derive(Clone, Copy, Debug)]
pub enum Typed<'a> {
    Scenario(&'a Scenario),
    System(&'a System),
    Team(&'a Team),
    Process(&'a Process),
    Defaults(&'a Defaults),
    Vocabulary(&'a Vocabulary),
    Study(&'a StudyFile),
}

/// One file, perhaps with mistakes: its nodes, the names it defines, and its value if it has one.
pub struct File<'a> {
    pub kind: FileKind,
    pub root: Node<'a>,
    /// The file's name without folder and ending.
    pub stem: &'a str,
    pub names: Names<'a>,
    /// The measures that a scenario may compare with.
    pub measures: &'a [&'a str],
    typed: Option<Typed<'a>>,
}

impl<'a> File<'a> {
    pub(super) fn new(
        root: Node<'a>,
        kind: FileKind,
        stem: &'a str,
        typed: Option<Typed<'a>>,
        measures: &'a [&'a str],
        is_whole: bool,
    ) -> Self {
        let mut names = Names::of(root, kind);
        if !is_whole {
            names.lose(Noun::Service);
        }
        File {
            kind,
            root,
            stem,
            names,
            measures,
            typed: typed.filter(|_| is_whole),
        }
    }

    /// The scenario, where the file is one and could be read whole. What asks whether *nothing* does
    /// something needs all of it.
    pub fn scenario(&self) -> Option<&'a Scenario> {
        match self.typed {
            Some(Typed::Scenario(it)) => Some(it),
            _ => None,
        }
    }

    pub fn error(&self, name: &'static str, span: Range<usize>, message: String) -> Diagnostic {
        Diagnostic::error(name, self.root.tree().file(), span, message)
    }

    pub fn warning(&self, name: &'static str, span: Range<usize>, message: String) -> Diagnostic {
        Diagnostic::warning(name, self.root.tree().file(), span, message)
    }

    /// Every node at a path of field names; lists and `Some` are looked through.
    pub fn all(&self, path: &str) -> Vec<Node<'a>> {
        super::places::all(self.root, path)
    }
}

/// All inputs, each read without an error.
pub struct Files<'a> {
    pub scenario: File<'a>,
    pub team: File<'a>,
    pub process: File<'a>,
    pub vocabulary: File<'a>,
    pub it: &'a Scenario,
    pub people: &'a Team,
    pub agreed: &'a Process,
}

impl<'a> Files<'a> {
    pub(super) fn of(inputs: &'a Inputs, measures: &'a [&'a str]) -> Option<Self> {
        fn file<'a, T: Script>(
            loaded: &'a super::load::Loaded<T>,
            measures: &'a [&'a str],
        ) -> Option<(File<'a>, &'a T)> {
            let value = loaded.value.as_ref()?;
            let root = loaded.tree.root()?;
            let typed = Some(value.typed());
            let file = File::new(root, T::KIND, &loaded.stem, typed, measures, true);
            Some((file, value))
        }
        let (scenario, it) = file(&inputs.scenario, measures)?;
        let (team, people) = file(&inputs.team, measures)?;
        let (process, agreed) = file(&inputs.process, measures)?;
        let (vocabulary, _) = file(&inputs.vocabulary, measures)?;
        Some(Files {
            scenario,
            team,
            process,
            vocabulary,
            it,
            people,
            agreed,
        })
    }

    /// Whether the scenario is run with a team it was not written for.
    pub fn is_foreign_team(&self) -> bool {
        self.it.team.is_some_and(|team| team != self.people.name)
    }

    /// Whether the scenario is run under a process it was not written for.
    pub fn is_foreign_process(&self) -> bool {
        self.it
            .process
            .is_some_and(|process| process != self.agreed.name)
    }
}
