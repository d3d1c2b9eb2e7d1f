//! `debrief.md`.

use super::{Column, Debrief, Section, Table};
use crate::report::text::{markdown, plain};

impl Debrief {
    pub fn markdown(&self) -> String {
        let about: Vec<String> = self.about.iter().map(|part| markdown(part)).collect();
        let mut parts = vec![
            format!("# {}", markdown(&self.verdict[0])),
            markdown(&self.verdict[1]),
            about.join(" · "),
        ];
        parts.extend(self.sections.iter().flat_map(section));
        parts.push(
            "One exercise is one draw: it shows where to look, it does not measure anybody.".into(),
        );
        parts.retain(|part| !part.trim().is_empty());
        parts.join("\n\n") + "\n"
    }
}

fn section(of: &Section) -> Vec<String> {
    let mut parts = vec![format!("## {}", of.heading)];
    if !of.finding.is_empty() {
        parts.push(format!("**{}.**", markdown(&of.finding)));
    }
    parts.extend(of.table.as_ref().map(table));
    parts.extend(of.lines.iter().map(|line| markdown(line)));
    if !of.code.is_empty() {
        let code: Vec<String> = of.code.iter().map(|line| plain(line)).collect();
        parts.push(format!("```sh\n{}\n```", code.join("\n")));
    }
    parts.push(of.note.to_string());
    parts
}

fn table(of: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![
        line(of.heads.iter().map(|(head, _)| markdown(head)).collect()),
        line(
            of.heads
                .iter()
                .map(|(_, column)| match column {
                    Column::Figures => "---:".into(),
                    _ => "---".into(),
                })
                .collect(),
        ),
    ];
    // The number of a record begins no heading within a cell.
    let cell = |text: &String| markdown(text).replace("\\#", "#");
    lines.extend(
        of.rows
            .iter()
            .map(|row| line(row.iter().map(cell).collect())),
    );
    lines.join("\n")
}
