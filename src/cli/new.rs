//! `new`: a file to begin with, which says what it is about as it goes.

use std::path::Path;

use clap::ValueEnum;

use super::exit::{Exit, Failure};
use super::flags::Face;
use super::out;
use crate::files::{shipped_kinds, write_new};

const EXAMPLE: &str = "\
Examples:
  sandtable new scenario slow-checkout
  sandtable check slow-checkout.ron
  sandtable run ./slow-checkout.ron";

/// Write a new scenario, discussion, team or process to begin with
///
/// Writes NAME.ron in the current folder, with comments that say what each part is for. What it
/// writes is whole: `check` accepts it and `run` plays it, or `host` a discussion. A file that is there is never replaced.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// What to write
    what: What,
    /// What it is called: small letters, digits and `-`
    name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Scenario,
    /// A scenario without a system: cards and questions around a table
    Discussion,
    Team,
    Process,
}

impl What {
    fn template(self) -> &'static str {
        match self {
            What::Scenario => include_str!("../../assets/templates/scenario.ron"),
            What::Discussion => include_str!("../../assets/templates/discussion.ron"),
            What::Team => include_str!("../../assets/templates/team.ron"),
            What::Process => include_str!("../../assets/templates/process.ron"),
        }
    }
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let name = checked_name(&args.name)?;
    let file = format!("{name}.ron");
    let text = args.what.template().replace("NAME", name);
    write_new(Path::new(&file), text.as_bytes())?;
    out::print(&format!("{file}\n"))?;
    let next = match args.what {
        What::Discussion => {
            format!(
                "read it, change it, then `sandtable check {file}` and `sandtable host ./{file}`"
            )
        }
        What::Scenario => format!("read it, change it, then `sandtable check {file}`"),
        What::Team => {
            format!("read it, change it, then `sandtable check {file}` and `--team ./{file}`")
        }
        What::Process => {
            format!("read it, change it, then `sandtable check {file}` and `--process ./{file}`")
        }
    };
    out::say(&next, face);
    Ok(Exit::Fine)
}

fn checked_name(name: &str) -> Result<&str, Failure> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let begins_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !begins_well || !name.chars().all(plain) || name.len() > 60 {
        return Err(Failure::outside(format!(
            "`{name}` cannot be a name: write a small letter, then small letters, digits and `-`, 60 at most, as in `slow-checkout`"
        )));
    }
    if let Some(kind) = shipped_kinds(name).next() {
        return Err(Failure::outside(format!(
            "a shipped {} is called `{name}` and would be found first: choose another name, such as `my-{name}`",
            kind.word()
        )));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::diag::{Color, Sources, render};
    use crate::model::{Process, Scenario, Team};
    use crate::script::tree::{Tree, from_node};

    fn read<T: DeserializeOwned>(what: What) {
        let mut sources = Sources::default();
        let text = what.template().replace("NAME", "slow-checkout");
        let tree = Tree::read(&mut sources, "slow-checkout.ron", text.into_bytes());
        let mut mistakes = tree.mistakes().to_vec();
        if let Some(root) = tree.root() {
            let _: Option<T> = from_node(root, &mut mistakes);
        }
        assert!(
            mistakes.is_empty(),
            "{}",
            render(&mistakes, &sources, Color::Plain)
        );
    }

    #[test]
    fn every_template_reads_without_a_mistake() {
        read::<Scenario>(What::Scenario);
        read::<Scenario>(What::Discussion);
        read::<Team>(What::Team);
        read::<Process>(What::Process);
    }

    #[test]
    fn names_that_would_surprise_are_refused() {
        for name in [
            "",
            "-x",
            "../x",
            "Big",
            "a b",
            "ünïcode",
            "1st",
            "a.ron",
            &"x".repeat(61),
        ] {
            assert!(checked_name(name).is_err(), "{name}");
        }
        assert!(checked_name("slow-checkout-2").is_ok());
    }
}
