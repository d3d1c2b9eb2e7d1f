//! `list`: what is shipped, with titles.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::exit::{Exit, Failure};
use super::flags::Format;
use super::{out, words};
use crate::diag::FileId;
use crate::files::{Kind, Shipped, shipped};
use crate::script::tree::Tree;

const EXAMPLE: &str = "\
Examples:
  sandtable list
  sandtable list scenarios --format json";

/// List what is shipped: scenarios, teams, processes, defaults
///
/// Each can be named in the place of a path. Your own files lie beside your scenario or are named
/// by path.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// Only these
    what: Vec<What>,
    /// How to print them
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Scenarios,
    Teams,
    Processes,
    Defaults,
    Studies,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            What::Scenarios => "scenarios",
            What::Teams => "teams",
            What::Processes => "processes",
            What::Defaults => "defaults",
            What::Studies => "studies",
        }
    }
    fn kind(self) -> Kind {
        match self {
            What::Scenarios => Kind::Scenario,
            What::Teams => Kind::Team,
            What::Processes => Kind::Process,
            What::Defaults => Kind::Defaults,
            What::Studies => Kind::Study,
        }
    }
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let asked = |what: &&What| args.what.is_empty() || args.what.contains(what);
    let chosen = What::value_variants().iter().filter(asked);
    match args.format {
        Format::Text => {
            let sections: Vec<String> = chosen.map(|what| section(*what)).collect();
            out::print(&sections.join("\n"))?;
        }
        Format::Json => {
            let mut object =
                Map::from_iter([("format".into(), json!(1)), ("kind".into(), json!("list"))]);
            object.extend(chosen.map(|what| (what.word().into(), entries(*what))));
            out::print_json(&Value::Object(object))?;
        }
    }
    Ok(Exit::Fine)
}

fn section(what: What) -> String {
    let rows: Vec<(String, String)> = shipped(what.kind())
        .map(|file| {
            let kind = if is_discussion(file) {
                " (discussion, for `host`)"
            } else {
                ""
            };
            (file.name.into(), title_of(file) + kind)
        })
        .collect();
    format!("{}:\n{}", what.word(), words::table(&rows))
}

fn entries(what: What) -> Value {
    shipped(what.kind())
        .map(|file| match is_discussion(file) {
            true => json!({"name": file.name, "title": title_of(file), "path": file.path, "discussion": true}),
            false => json!({"name": file.name, "title": title_of(file), "path": file.path}),
        })
        .collect()
}

/// The title a shipped file gives itself.
fn title_of(file: &Shipped) -> String {
    let tree = Tree::parse(FileId(0), file.text);
    let title = tree.root().and_then(|root| root.field("title")?.string());
    title.map_or(String::new(), |title| title.into_owned())
}

/// A scenario without a system.
fn is_discussion(file: &Shipped) -> bool {
    let tree = Tree::parse(FileId(0), file.text);
    let system = tree.root().and_then(|root| root.field("system"));
    file.kind == Kind::Scenario && system.is_none()
}
