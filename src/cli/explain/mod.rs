//! `explain`: what a word means, made from the tables and the comments in the formats.

mod assumptions;
mod fields;
mod scripts;
mod topics;

use serde_json::{Value, json};

use super::exit::{Exit, Failure};
use super::flags::Format;
use super::{out, words};
use crate::diag::did_you_mean;
use topics::Topic;

const EXAMPLE: &str = "\
Examples:
  sandtable explain                        what can be explained
  sandtable explain detected               a milestone
  sandtable explain time_to_resolve        a measure
  sandtable explain take-role              what a person in an exercise can ask for
  sandtable explain read-hall-sensors      a diagnostic or an action of a shipped scenario
  sandtable explain scenario.injects.when  a field, by its path
  sandtable explain Condition              a type that fields have
  sandtable explain action-kinds           all of a group";

/// Explain a word: measure, milestone, duty, role, command, diagnostic, action, field, score
///
/// Without a name, lists what can be explained. Case, `-` and `_` do not matter.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// A word, a group of words, or the path of a field
    name: Option<String>,
    /// How to print it
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let all = topics::all();
    let found = match &args.name {
        None => return overview(&all, args.format),
        Some(name) => find(name, &all)?,
    };
    match args.format {
        Format::Text => {
            let texts: Vec<String> = found.iter().map(Topic::text).collect();
            out::print(&texts.join("\n"))?;
        }
        Format::Json => {
            let topics: Value = found.iter().map(Topic::json).collect();
            out::print_json(&json!({"format": 1, "kind": "explain", "topics": topics}))?;
        }
    }
    Ok(Exit::Fine)
}

/// What a name means: whole groups, words in groups, fields and types; several where it is used
/// for several things.
fn find(name: &str, all: &[Topic]) -> Result<Vec<Topic>, Failure> {
    let same = |word: &str| topics::plain(word) == topics::plain(name);
    let group: Vec<Topic> = all.iter().filter(|t| same(t.group)).cloned().collect();
    // A group of one is its one word.
    if group.len() > 1 {
        return Ok(vec![topics::of_group(&group)]);
    }
    let mut found: Vec<Topic> = all.iter().filter(|t| same(&t.name)).cloned().collect();
    found.extend(fields::find(name)?);
    if found.is_empty() {
        return Err(unknown(name, all));
    }
    Ok(found)
}

fn unknown(name: &str, all: &[Topic]) -> Failure {
    let types = fields::type_names();
    let known = all
        .iter()
        .flat_map(|topic| [topic.name.as_str(), topic.group]);
    let hint = match did_you_mean(name, known.chain(types.iter().map(String::as_str))) {
        Some(best) => format!("did you mean `{best}`?"),
        None => "`sandtable explain` lists what can be explained".into(),
    };
    Failure::outside(format!("nothing is called `{name}`: {hint}"))
}

fn overview(all: &[Topic], format: Format) -> Result<Exit, Failure> {
    let mut groups: Vec<&str> = Vec::new();
    for topic in all {
        if !groups.contains(&topic.group) {
            groups.push(topic.group);
        }
    }
    let names = |group: &str| -> Vec<&str> {
        let of_group = all.iter().filter(|topic| topic.group == group);
        let mut names = Vec::new();
        // Several scenarios may call something by one name.
        for name in of_group.map(|topic| topic.name.as_str()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    };
    if format == Format::Json {
        let groups: serde_json::Map<String, Value> = groups
            .iter()
            .map(|group| (group.to_string(), json!(names(group))))
            .collect();
        out::print_json(&json!({
            "format": 1, "kind": "explain", "groups": groups,
            "formats": fields::FORMATS, "types": fields::type_names(),
        }))?;
        return Ok(Exit::Fine);
    }
    let mut rows: Vec<(String, String)> = groups
        .iter()
        .map(|group| (group.to_string(), names(group).join(", ")))
        .collect();
    rows.push(("formats".into(), fields::FORMATS.join(", ")));
    rows.push(("types".into(), fields::type_names().join(", ")));
    out::print(&format!(
        "`sandtable explain NAME` explains any of these, or a field by its path, as `scenario.horizon`:\n\n{}",
        words::table(&rows)
    ))?;
    Ok(Exit::Fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(name: &str) -> String {
        match find(name, &topics::all()) {
            Ok(found) => found.iter().map(Topic::text).collect::<Vec<_>>().join("\n"),
            Err(failure) => failure.message,
        }
    }

    #[test]
    fn a_field_is_explained_by_its_path() {
        let text = explained("scenario.horizon");
        assert!(
            text.starts_with("scenario.horizon: Duration, required\n"),
            "{text}"
        );
        assert!(
            text.contains("How long the exercise lasts in story time."),
            "{text}"
        );
        let text = explained("scenario.injects[noise].expects.within");
        assert!(
            text.starts_with("scenario.injects.expects.within: Duration, required"),
            "{text}"
        );
    }

    #[test]
    fn every_field_of_every_format_has_words() {
        let mut without = Vec::new();
        for format in fields::FORMATS {
            fields::each(format, &mut |path, topic| {
                if topic.words.is_empty() {
                    without.push(path.to_string());
                }
            });
        }
        // Names and titles say enough by being there; so do a story time and a list of people.
        without.retain(|path| {
            let last = path.rsplit('.').next().unwrap_or(path);
            !matches!(last, "name" | "title" | "summary")
                && !path.starts_with("defaults.story_times")
        });
        assert!(
            without.len() < 40,
            "{} fields without a comment: {without:#?}",
            without.len()
        );
    }

    #[test]
    fn a_word_with_two_meanings_gets_both() {
        let text = explained("impact");
        assert!(
            text.contains("milestone impact") && text.contains("duty Impact"),
            "{text}"
        );
    }

    #[test]
    fn diagnostics_and_actions_say_which_scenario_they_are_from() {
        let text = explained("read-hall-sensors");
        assert!(
            text.starts_with("diagnostic read-hall-sensors\n    In `three-data-centres`: "),
            "{text}"
        );
        let text = explained("shed-load");
        assert!(
            text.starts_with("action shed-load\n    In `three-data-centres`: "),
            "{text}"
        );
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains("Kind `rate-limit`, on `front-door`."),
            "{text}"
        );
        assert_eq!(
            explained("read-hall-sensor"),
            "nothing is called `read-hall-sensor`: did you mean `read-hall-sensors`?"
        );
    }

    #[test]
    fn every_command_is_explained_under_its_own_word() {
        use crate::base::Name;
        use crate::model::{Command, Duty, IncidentId};
        for command in [
            Command::Acknowledge {
                page: crate::model::PageId(0),
            },
            Command::SetSeverity {
                incident: IncidentId(0),
                severity: Name::new("sev1"),
            },
            Command::Update {
                incident: IncidentId(0),
                duty: Duty::StatusPage,
                text: None,
            },
            Command::StepAway,
            Command::End,
        ] {
            let text = explained(command.word());
            assert!(
                text.contains(&format!("command {}: ", command.word())),
                "{text}"
            );
        }
        let commands = fields::variants_of::<Command>();
        let explained = topics::all();
        let explained = explained.iter().filter(|topic| topic.group == "commands");
        assert_eq!(explained.count(), commands.len());
        assert!(commands.len() >= 39, "{commands:?}");
    }

    #[test]
    fn an_unknown_word_gets_the_nearest() {
        assert_eq!(
            explained("detectd"),
            "nothing is called `detectd`: did you mean `detected`?"
        );
        assert!(explained("xyzzyplugh").contains("`sandtable explain` lists"));
        let text = explained("scenario.horizn");
        assert!(
            text.contains("`scenario` has no field `horizn`: did you mean `horizon`?"),
            "{text}"
        );
    }

    #[test]
    fn every_topic_has_words() {
        for topic in topics::all() {
            assert!(!topic.words.is_empty(), "{} {}", topic.group, topic.name);
        }
    }
}
