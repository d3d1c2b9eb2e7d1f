//! What kind of file a text is, told by its fields.

use std::fmt;

use super::tree::{Node, Tree};

/// The kinds of file there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    Scenario,
    /// The inner file of a scenario: its system.
    System,
    Team,
    Process,
    Defaults,
    Vocabulary,
    /// What is run many times, and compared.
    Study,
}

impl FileKind {
    pub const ALL: [FileKind; 7] = [
        FileKind::Scenario,
        FileKind::System,
        FileKind::Team,
        FileKind::Process,
        FileKind::Defaults,
        FileKind::Vocabulary,
        FileKind::Study,
    ];

    /// As it is written in messages and as the first word of a path.
    pub fn word(self) -> &'static str {
        match self {
            FileKind::Scenario => "scenario",
            FileKind::System => "system",
            FileKind::Team => "team",
            FileKind::Process => "process",
            FileKind::Defaults => "defaults",
            FileKind::Vocabulary => "vocabulary",
            FileKind::Study => "study",
        }
    }

    /// How many of the fields that tell this kind a value has.
    pub(super) fn tells(self, root: Node<'_>) -> usize {
        let fields = self.telling().iter();
        fields
            .filter(|field| root.entry_of(field).is_some())
            .count()
    }

    /// Fields that tell it from the others.
    fn telling(self) -> &'static [&'static str] {
        match self {
            FileKind::Scenario => &[
                "starts",
                "horizon",
                "system",
                "problems",
                "injects",
                "objectives",
                "findings",
                "diagnostics",
                "actions",
                "monitors",
                "changes",
                "customers",
                "runbooks",
                "par",
            ],
            FileKind::System => &["services"],
            FileKind::Team => &["groups", "people", "parties", "zone"],
            FileKind::Process => &[
                "severities",
                "roles",
                "paging",
                "declare",
                "handoff",
                "cadences",
                "phases",
                "approvals",
                "hub",
                "document",
                "review",
                "approach",
            ],
            FileKind::Defaults => &[
                "world",
                "signals",
                "attention",
                "knowledge",
                "authority",
                "story_times",
                "people",
                "ideal",
                "budget",
            ],
            FileKind::Vocabulary => &["skills", "roles"],
            FileKind::Study => &[
                "scenarios",
                "arms",
                "factors",
                "design",
                "runs",
                "primary",
                "band",
                "precision",
            ],
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a file most likely is, or `None` if no field of it says so.
///
/// ```
/// use sandtable::diag::FileId;
/// use sandtable::script::{FileKind, kind_of, tree::Tree};
///
/// let tree = Tree::parse(FileId(0), r#"(name: "us", people: [], groups: [])"#);
/// assert_eq!(kind_of(&tree), Some(FileKind::Team));
/// ```
pub fn kind_of(tree: &Tree) -> Option<FileKind> {
    let root = tree.root()?;
    let named = FileKind::ALL.into_iter().find(|kind| {
        root.name()
            .is_some_and(|name| name.eq_ignore_ascii_case(kind.word()))
    });
    // Of two that are told as often the one with fewer fields to tell is meant: `roles` and
    // `skills` are all a vocabulary has.
    let best = FileKind::ALL
        .into_iter()
        .max_by_key(|kind| (kind.tells(root), std::cmp::Reverse(kind.telling().len())))?;
    named.or(Some(best).filter(|best| best.tells(root) > 0))
}
