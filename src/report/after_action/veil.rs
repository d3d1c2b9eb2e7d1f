//! People by their roles: a setup in which nobody has a name, and texts without the names of people.

use super::super::Story;
use crate::base::Name;
use crate::model::{Fact, Setup};
use crate::score::{Scorecard, words};

/// A setup in which nobody has a name, and what to say instead of names in texts that people wrote.
pub(super) struct Veil {
    setup: Setup,
    card: Scorecard,
    /// Names, the longest first, with what stands for each.
    names: Vec<(String, String)>,
}

impl Veil {
    pub fn over(story: &Story) -> Veil {
        let setup = veiled(story);
        Veil {
            card: Scorecard::new(&setup, story.timeline, story.records, story.seed),
            setup,
            names: names(story),
        }
    }

    /// The same story with people called by their roles.
    pub fn story<'a>(&'a self, of: &Story<'a>) -> Story<'a> {
        Story {
            setup: &self.setup,
            card: &self.card,
            ..*of
        }
    }

    /// A text that people wrote, with the names of the team's people, and of those who wrote anything
    /// down, replaced: best effort, for names are words.
    pub fn unnamed(&self, text: &str) -> String {
        let names = self.names.iter();
        names.fold(text.to_string(), |text, (name, label)| {
            replaced(&text, name, label)
        })
    }
}

/// The same setup with every person called by the first role they held, else by their group, with a
/// number where there are several; so every sentence made with it names nobody.
fn veiled(story: &Story) -> Setup {
    let mut setup = story.setup.clone();
    let labels = labels(story);
    for person in &mut setup.team.people {
        if let Some((_, label)) = labels.iter().find(|(name, _)| *name == person.name) {
            person.title.clone_from(label);
        }
    }
    setup
}

/// What each person of the team is called instead.
fn labels(story: &Story) -> Vec<(Name, String)> {
    let kind = |name: Name| {
        let held = story.timeline.roles.holdings.iter();
        let role = held.filter(|h| h.person == name).map(|h| h.role).next();
        let person = story.setup.team.person(name);
        let mut groups = story.setup.team.groups.iter();
        let mut group = || groups.find(|g| g.members.contains(&name));
        match role {
            Some(role) => words::role(role, story.setup).to_string(),
            None if person.is_some_and(|p| p.bystander) => "bystander".into(),
            None => match group() {
                Some(group) if !group.title.trim().is_empty() => {
                    format!("somebody of {}", group.title)
                }
                Some(group) => format!("somebody of {}", group.name),
                None => "responder".into(),
            },
        }
    };
    let people: Vec<Name> = story.setup.team.people.iter().map(|p| p.name).collect();
    let kinds: Vec<String> = people.iter().map(|p| kind(*p)).collect();
    let labels = kinds.iter().enumerate().map(|(at, kind)| {
        let before = kinds[..at].iter().filter(|k| *k == kind).count();
        let alone = kinds.iter().filter(|k| *k == kind).count() == 1;
        match alone {
            true => kind.clone(),
            false => format!("{kind} {}", before + 1),
        }
    });
    people.iter().copied().zip(labels).collect()
}

fn names(story: &Story) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    for (name, label) in labels(story) {
        let Some(person) = story.setup.team.person(name) else {
            continue;
        };
        names.push((person.title.clone(), label.clone()));
        let given = person.title.split(' ').next().unwrap_or_default();
        names.push((given.into(), label));
    }
    for record in story.records {
        if let Fact::Noted { by, .. } | Fact::Ticked { by, .. } | Fact::Rated { by, .. } =
            &record.fact
            && by != "Facilitator"
        {
            let given = by.split(' ').next().unwrap_or_default();
            names.push((by.clone(), "somebody".into()));
            names.push((given.into(), "somebody".into()));
        }
    }
    names.retain(|(name, _)| name.chars().count() >= 3);
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names.dedup_by(|a, b| a.0 == b.0);
    names
}

/// Whole words only.
fn replaced(text: &str, name: &str, label: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, found) = rest.split_at(at);
        let after = &found[name.len()..];
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let inside = letter(before.chars().next_back().or(out.chars().next_back()))
            || letter(after.chars().next());
        out += before;
        out += if inside { name } else { label };
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn whole_names_are_replaced() {
        assert_eq!(
            replaced("Ana told Anabel, Ana.", "Ana", "the commander"),
            "the commander told Anabel, the commander."
        );
        assert_eq!(replaced("AnaAna Ana", "Ana", "x"), "AnaAna x");
    }
}
