//! Studies in which nothing is compared.

use std::collections::BTreeSet;

use super::super::file::File;
use super::super::kind::FileKind;
use super::super::load::inside;
use super::super::tree::Node;
use super::law::read;
use crate::diag::{Diagnostic, did_you_mean};

pub(super) fn within(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    if file.kind != FileKind::Study {
        return;
    }
    let error = |node: Node<'_>, message: String| file.error("no-comparison", node.span(), message);
    let list = |field: &str| file.root.field(field).map(inside);
    if let Some(scenarios) = list("scenarios").filter(|node| node.is_empty()) {
        out.push(
            error(scenarios, "no scenario is named".into())
                .hint("name at least one, such as \"quiet-disk\""),
        );
    }
    let arms = list("arms").map_or(0, Node::len);
    let factors = list("factors").map_or(0, Node::len);
    if factors == 0 && arms < 2 {
        let what = match arms {
            0 => "there are no arms",
            _ => "there is one arm, and nothing to compare it with",
        };
        let node = list("arms").unwrap_or(file.root);
        out.push(error(node, what.into()).hint("write two `arms`, or a factor with two values"));
    }
    let mut names = BTreeSet::new();
    for node in file.all("arms.name") {
        if let Some(name) = node.string().filter(|name| !names.insert(name.to_string())) {
            let message = format!("two arms are called `{name}`");
            out.push(error(node, message).hint("give each a name of its own"));
        }
    }
    for node in file
        .all("factors")
        .into_iter()
        .filter(|it| it.field("values").is_some())
    {
        let values = node.field("values").map(inside).expect("it was asked for");
        if values.len() < 2 {
            out.push(
                error(values, "a factor needs two values at least".into())
                    .hint("write the baseline's value first, then others"),
            );
        }
    }
    if let Some(node) = list("runs").filter(|node| read::<u64>(*node).is_some_and(is_wrong)) {
        let message = "a study has from 2 to 10,000,000 runs".into();
        out.push(error(node, message).hint("write how many runs each arm has, such as 1000"));
    }
    if let Some(node) = list("primary")
        && let Some(name) = node.string()
        && !file.measures.is_empty()
        && !file.measures.contains(&&*name)
    {
        let like = did_you_mean(&name, file.measures.iter().copied());
        let hint = match like {
            Some(like) => format!("did you mean `{like}`?"),
            None => "`sandtable explain measures` lists them".into(),
        };
        out.push(error(node, format!("no measure is called `{name}`")).hint(hint));
    }
}

fn is_wrong(runs: u64) -> bool {
    !(2..=10_000_000).contains(&runs)
}
