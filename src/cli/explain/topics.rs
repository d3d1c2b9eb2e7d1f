//! The words that tables define, each with what it means.

use serde_json::{Value, json};

use super::{fields, scripts};
use crate::cli::{exit, words};
use crate::diag::FileId;
use crate::files::{Kind, shipped};
use crate::injects;
use crate::model::action_kind::ACTION_KINDS;
use crate::model::process::Role;
use crate::model::{Command, Duty, Milestone, Process, Right, Stakeholder, Vocabulary};
use crate::score;
use crate::script::lints::LINTS;
use crate::script::tree::{Tree, from_node};

/// Something that can be explained.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    /// The group it is listed in, in the plural; empty for fields and types.
    pub group: &'static str,
    /// What one of the group is called: `duty`.
    pub what: &'static str,
    pub name: String,
    /// A few words beside the name: a title, a type.
    pub aside: String,
    /// What it means.
    pub words: String,
    /// Parts with what they mean: fields, variants, members of a group.
    pub parts: Vec<(String, String)>,
    /// What it means at length, laid out already; instead of `words`.
    pub verbatim: &'static str,
    /// Where to read on.
    pub see: String,
}

impl Topic {
    pub fn text(&self) -> String {
        let what = if self.what.is_empty() {
            String::new()
        } else {
            format!("{} ", self.what)
        };
        let aside = if self.aside.is_empty() {
            String::new()
        } else {
            format!(": {}", self.aside)
        };
        let mut text = format!("{what}{}{aside}\n", self.name);
        if !self.verbatim.is_empty() {
            return format!("{text}\n{}\n", self.verbatim);
        }
        for paragraph in self.words.split("\n\n").filter(|p| !p.is_empty()) {
            text.push_str(&words::wrap(paragraph, 4));
        }
        if !self.parts.is_empty() {
            text.push('\n');
            text.push_str(&words::table(&self.parts));
        }
        if !self.see.is_empty() {
            text.push_str(&format!("\n    {}\n", self.see));
        }
        text
    }

    pub fn json(&self) -> Value {
        let parts: Value = self
            .parts
            .iter()
            .map(|(name, words)| json!({"name": name, "words": words}))
            .collect();
        json!({
            "group": self.group, "name": self.name, "aside": self.aside, "words": if self.verbatim.is_empty() { &self.words } else { self.verbatim }, "parts": parts,
        })
    }
}

/// A word without what does not count when words are compared.
pub fn plain(word: &str) -> String {
    let counts = |c: &char| !matches!(c, '-' | '_' | ' ');
    word.chars()
        .filter(counts)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Every word that a table defines. Adding a group is one function and one line here.
pub fn all() -> Vec<Topic> {
    let mut all = Vec::new();
    all.extend(milestones());
    all.extend(duties());
    all.extend(rights());
    all.extend(stakeholders());
    all.extend(action_kinds());
    all.extend(inject_kinds());
    all.extend(measures());
    all.push(Topic {
        group: "score",
        what: "the",
        name: "score".into(),
        words: "From 0 to 100, from objectives, times, duties and harm.".into(),
        verbatim: score::formula::EXPLANATION,
        ..Topic::default()
    });
    all.push(super::assumptions::topic());
    all.extend(LINTS.iter().map(|lint| Topic {
        group: "mistakes",
        what: "mistake",
        name: lint.name.into(),
        words: lint.help.into(),
        ..Topic::default()
    }));
    all.extend(commands());
    all.extend(scripts::topics());
    all.extend(skills());
    all.extend(roles());
    all.extend(codes());
    all
}

/// One topic for a whole group.
pub fn of_group(members: &[Topic]) -> Topic {
    let row = |topic: &Topic| (topic.name.clone(), topic.words.clone());
    Topic {
        name: members.first().map_or("", |topic| topic.group).into(),
        parts: members.iter().map(row).collect(),
        ..Topic::default()
    }
}

fn milestones() -> impl Iterator<Item = Topic> {
    Milestone::ALL.iter().map(|milestone| Topic {
        group: "milestones",
        what: "milestone",
        name: milestone.word().into(),
        words: milestone.help().into(),
        ..Topic::default()
    })
}

fn duties() -> impl Iterator<Item = Topic> {
    Duty::ALL.iter().map(|duty| Topic {
        group: "duties",
        what: "duty",
        name: duty.word().into(),
        aside: duty.title().into(),
        words: duty.help().into(),
        ..Topic::default()
    })
}

fn rights() -> impl Iterator<Item = Topic> {
    Right::ALL.iter().map(|right| Topic {
        group: "rights",
        what: "right",
        name: right.word().into(),
        aside: right.title().into(),
        words: right.help().into(),
        ..Topic::default()
    })
}

fn stakeholders() -> impl Iterator<Item = Topic> {
    Stakeholder::ALL.iter().map(|who| Topic {
        group: "stakeholders",
        what: "stakeholder",
        name: who.word().into(),
        aside: who.title().into(),
        words: format!(
            "{} Trust begins whole. Each time they run out of patience while an outage lasts, an \
             update had named a time that passes without one, or they were told that it is over and \
             it is not, they lose some; an update in time or an answer brings a little back, the closing \
             message \
             ends their questions. Who trusts less asks sooner and asks more people.",
            who.help()
        ),
        ..Topic::default()
    })
}

fn action_kinds() -> impl Iterator<Item = Topic> {
    ACTION_KINDS.iter().map(|kind| Topic {
        group: "action-kinds",
        what: "action kind",
        name: kind.name.into(),
        words: match kind.tool {
            Some(tool) => format!("{} Needs the tool `{tool:?}`.", kind.help),
            None => kind.help.into(),
        },
        ..Topic::default()
    })
}

fn measures() -> impl Iterator<Item = Topic> {
    score::metrics().map(|metric| Topic {
        group: "measures",
        what: "measure",
        name: metric.name.into(),
        aside: match metric.clock() {
            clock if clock.is_empty() => metric.key(),
            clock => format!("{}, {clock}", metric.key()),
        },
        words: metric.help.into(),
        ..Topic::default()
    })
}

fn commands() -> impl Iterator<Item = Topic> {
    fields::variants_of::<Command>()
        .into_iter()
        .map(|(written, words)| {
            let name = written.split('(').next().unwrap_or(&written);
            Topic {
                group: "commands",
                what: "command",
                name: kebab(name),
                words,
                aside: written,
                ..Topic::default()
            }
        })
}

/// `TakeRole` as `take-role`.
fn kebab(name: &str) -> String {
    let mut word = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}

fn skills() -> Vec<Topic> {
    let all = vocabularies().flat_map(|vocabulary| vocabulary.skills);
    all.map(|skill| Topic {
        group: "skills",
        what: "skill",
        name: skill.name.to_string(),
        words: match skill.is_a {
            Some(wider) => format!("{}. Who has `{wider}` is able to do it too.", skill.title),
            None => format!("{}.", skill.title),
        },
        ..Topic::default()
    })
    .collect()
}

fn roles() -> Vec<Topic> {
    let all = vocabularies().flat_map(|vocabulary| vocabulary.roles);
    all.map(|word| Topic {
        group: "roles",
        what: "role",
        name: word.name.to_string(),
        words: match word.falls_to {
            Some(other) => format!("{}. Without it, `{other}` is meant.", word.title),
            None => format!("{}.", word.title),
        },
        parts: processes()
            .filter_map(|process| {
                Some((
                    format!("in {}", process.name),
                    what_it_has(process.role(word.name)?),
                ))
            })
            .collect(),
        ..Topic::default()
    })
    .collect()
}

fn inject_kinds() -> impl Iterator<Item = Topic> {
    let fields = |what: &str, fields: &[&str]| match fields {
        [] => String::new(),
        fields => format!(" {what} `{}`.", fields.join("`, `")),
    };
    injects::KINDS.iter().map(move |kind| Topic {
        group: "inject-kinds",
        what: "inject kind",
        name: kind.name.into(),
        words: format!(
            "{}{}{}",
            kind.help,
            fields("Needs", kind.needs),
            fields("Takes", kind.takes)
        ),
        ..Topic::default()
    })
}

/// What a role may and must do, in words.
fn what_it_has(role: &Role) -> String {
    let duties: Vec<&str> = role.duties.iter().map(|duty| duty.word()).collect();
    let rights: Vec<&str> = role.rights.iter().map(|right| right.word()).collect();
    let or_none = |words: Vec<&str>| {
        if words.is_empty() {
            "none".into()
        } else {
            words.join(", ")
        }
    };
    format!("duties {}; rights {}", or_none(duties), or_none(rights))
}

fn vocabularies() -> impl Iterator<Item = Vocabulary> {
    shipped(Kind::Vocabulary).map(|file| shipped_value(file.text))
}

fn processes() -> impl Iterator<Item = Process> {
    shipped(Kind::Process).map(|file| shipped_value(file.text))
}

pub fn shipped_value<T: serde::de::DeserializeOwned>(text: &str) -> T {
    let tree = Tree::parse(FileId(0), text);
    let root = tree.root().expect("what we ship has a value");
    from_node(root, &mut Vec::new()).expect("what we ship reads without a mistake")
}

fn codes() -> impl Iterator<Item = Topic> {
    exit::HELP.lines().skip(1).filter_map(|line| {
        let (code, words) = line.trim().split_once(' ')?;
        Some(Topic {
            group: "exit-codes",
            what: "exit code",
            name: code.into(),
            words: words.trim().into(),
            ..Topic::default()
        })
    })
}
