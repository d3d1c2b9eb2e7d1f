//! The shared words: skills with `is_a`, so that any scenario runs with any team.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::team::{HasSkill, SkillLevel};
use crate::base::Name;

/// The shipped vocabulary of skills and the usual words for roles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub skills: Vec<Skill>,
    /// Words for roles that processes share: a script may name any of them.
    pub roles: Vec<RoleWord>,
}

/// A field somebody can be good at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    pub name: Name,
    pub title: String,
    /// The wider skill: who has that one can do this, one level lower.
    #[serde(default)]
    pub is_a: Option<Name>,
}

/// A word for a role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleWord {
    pub name: Name,
    pub title: String,
    /// The role that stands for it where a process has none of this name.
    #[serde(default)]
    pub falls_to: Option<Name>,
}

impl Vocabulary {
    pub fn skill(&self, name: Name) -> Option<&Skill> {
        self.skills.iter().find(|s| s.name == name)
    }

    /// How good somebody with `skills` is at `wanted`: directly, or by a wider skill one level
    /// lower. `None` if they cannot do it.
    pub fn level(&self, skills: &[HasSkill], wanted: Name) -> Option<SkillLevel> {
        let direct = |name| skills.iter().find(|s| s.skill == name).map(|s| s.level);
        if let Some(level) = direct(wanted) {
            return Some(level);
        }
        let mut wider = self.skill(wanted)?.is_a;
        for _ in 0..self.skills.len() {
            let name = wider?;
            if direct(name).is_some() {
                return Some(SkillLevel::Able);
            }
            wider = self.skill(name)?.is_a;
        }
        None
    }
}
