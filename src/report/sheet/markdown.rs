//! A sheet as Markdown.

use super::{Column, Section, Sheet, Table};
use crate::report::text::{markdown, plain};

impl Sheet {
    pub fn markdown(&self) -> String {
        let kind = self.kind.to_string();
        let about = std::iter::once(&kind).chain(&self.about);
        let about: Vec<String> = about.map(|part| markdown(part)).collect();
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
    let mut parts = vec![format!("## {}", markdown(&of.heading))];
    if !of.finding.is_empty() {
        parts.push(format!("**{}.**", markdown(&of.finding)));
    }
    if let Some(picture) = &of.picture
        && !picture.text.is_empty()
    {
        let text: Vec<String> = picture.text.iter().map(|line| fenced(line)).collect();
        parts.push(format!("```text\n{}\n```", text.join("\n")));
    }
    parts.extend(of.table.as_ref().map(table));
    if !of.points.is_empty() {
        let points = of.points.iter();
        let points: Vec<String> = points.map(|p| format!("- {}", markdown(p))).collect();
        parts.push(points.join("\n"));
    }
    parts.extend(of.lines.iter().map(|line| markdown(line)));
    if !of.links.is_empty() {
        let links = of.links.iter();
        let links: Vec<String> = links
            .map(|(file, words)| format!("- {}: {}", markdown(words), markdown(file)))
            .collect();
        parts.push(links.join("\n"));
    }
    if !of.code.is_empty() {
        let code: Vec<String> = of.code.iter().map(|line| fenced(line)).collect();
        parts.push(format!("```sh\n{}\n```", code.join("\n")));
    }
    parts.push(of.note.to_string());
    parts
}

/// A line that does not end the fence it stands in.
fn fenced(line: &str) -> String {
    plain(line).replace("```", "'''")
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
