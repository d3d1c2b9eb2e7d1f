//! What is to be done: who, until when, and by what one will know. As a part of the report and as CSV.
//!
//! What somebody wrote into the plan comes first; then one row for each area to improve, with owner
//! and date left blank for the review to fill.

use super::super::Story;
use super::super::sheet::{Column, Section};
use super::super::text::plain;
use super::lessons::areas;
use super::veil::Veil;
use crate::model::{Fact, NoteKind};

/// One row of an improvement plan; what nobody named is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub action: String,
    pub owner: String,
    pub due: String,
    /// How one will know that it is done.
    pub proof: String,
    /// Where it comes from: the number of a record, or `the log`.
    pub from: String,
}

/// The plan of a log, owners included: for the facilitator.
pub fn plan(story: &Story) -> Vec<Item> {
    let veil = Veil::over(story);
    items(&veil.story(story), &veil, false)
}

fn items(story: &Story, veil: &Veil, public: bool) -> Vec<Item> {
    let written = story.records.iter().filter_map(|r| match &r.fact {
        Fact::Noted {
            text,
            kind: NoteKind::Plan { owner, due, proof },
            ..
        } => Some(Item {
            action: match public {
                true => veil.unnamed(text),
                false => text.clone(),
            },
            // An owner is a person, or the name of one.
            owner: if public { String::new() } else { owner.clone() },
            due: due.clone(),
            proof: match public {
                true => veil.unnamed(proof),
                false => proof.clone(),
            },
            from: format!("#{}", r.seq),
        }),
        _ => None,
    });
    let proposed = areas(story, veil, public).into_iter().map(|area| Item {
        action: format!("To decide: {}", area.what),
        owner: String::new(),
        due: String::new(),
        proof: area.proof,
        from: "the log".into(),
    });
    written.chain(proposed).collect()
}

pub(super) fn section(story: &Story, veil: &Veil, public: bool) -> Section {
    let items = items(story, veil, public);
    let named = items.iter().filter(|i| !i.owner.is_empty()).count();
    let rows = items.iter().map(|item| {
        let blank = |text: &String| match text.is_empty() {
            true => "…".to_string(),
            false => text.clone(),
        };
        let mut row = vec![item.action.clone()];
        if !public {
            row.push(blank(&item.owner));
        }
        row.extend([blank(&item.due), blank(&item.proof), item.from.clone()]);
        row
    });
    let mut heads = vec![("Action", Column::Text)];
    if !public {
        heads.push(("Owner", Column::Text));
    }
    heads.extend([
        ("Due", Column::Text),
        ("How we will know", Column::Text),
        ("From", Column::Text),
    ]);
    let finding = match (items.len(), public) {
        (0, _) => "Nothing was proposed".to_string(),
        (all, true) => format!("{all} to decide on"),
        (all, false) => format!("{named} of {all} have an owner"),
    };
    let note = "An item without owner and date is not done. Rows from the log are proposals for the \
                review, which fills in the blanks.";
    let section = Section::new("Improvement plan", note).finds(finding);
    section.with(&heads, rows.collect())
}

/// The plan as CSV: one row each, under a head. No cell begins a formula.
pub fn csv(items: &[Item]) -> String {
    let mut text = String::from("action,owner,due,proof,from\n");
    for item in items {
        let cells = [
            &item.action,
            &item.owner,
            &item.due,
            &item.proof,
            &item.from,
        ];
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        text += &(cells.join(",") + "\n");
    }
    text
}

/// Always in quotes; what a spreadsheet would take for a formula begins with an apostrophe.
fn quoted(cell: &str) -> String {
    let plain = plain(cell);
    let formula = plain.trim_start().starts_with(['=', '+', '-', '@']);
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", plain.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_quotes_are_doubled() {
        let item = |action: &str| Item {
            action: action.into(),
            owner: String::new(),
            due: "2026-12-01".into(),
            proof: String::new(),
            from: "#7".into(),
        };
        assert_eq!(
            csv(&[item("=HYPERLINK(\"x\")"), item("say \"why\"\nnow")]),
            "action,owner,due,proof,from\n\
             \"'=HYPERLINK(\"\"x\"\")\",\"\",\"2026-12-01\",\"\",\"#7\"\n\
             \"say \"\"why\"\" now\",\"\",\"2026-12-01\",\"\",\"#7\"\n"
        );
    }
}
