//! `summary.md`.

use super::{Cell, Figure, Page, Prose, Section, Table, Weight};
use crate::report::text::{markdown, plain};

pub fn page(page: &Page) -> String {
    let about = [page.study.as_str(), page.runs.as_str(), page.date.as_str()];
    let about: Vec<String> = about
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(markdown)
        .collect();
    let mut parts = vec![
        format!("# {}", markdown(&page.headline)),
        about.join(" · "),
        prose(&page.answer),
    ];
    parts.extend(page.strips.iter().map(figure));
    parts.push(markdown(&page.strip_note));
    parts.push(markdown(&page.primary));
    if !page.arms.is_empty() {
        parts.push("## What was compared".into());
        parts.push(arms(page));
        parts.push(prose(&page.setting));
    }
    parts.extend(page.ordered().into_iter().flat_map(section));
    if !page.measures.rows.is_empty() {
        parts.push("## Measures".into());
        parts.push(markdown(&page.measures.note));
        parts.push(measures(page));
    }
    if !page.command.is_empty() {
        parts.push("## How to repeat it".into());
        parts.push(code(&page.command));
        parts.push(markdown(&page.command_note));
        parts.push(prose(&page.files));
    }
    let (head, rest) = &page.notice;
    if !head.is_empty() {
        parts.push(format!("**{}** {}", markdown(head), markdown(rest)));
    }
    parts.push(format!("Sandtable {}", markdown(&page.version)));
    parts.retain(|part| !part.trim().is_empty());
    parts.join("\n\n") + "\n"
}

/// A line for each label, the lines that differ in bold.
fn arms(page: &Page) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for line in page.arms.iter().flat_map(|arm| &arm.lines) {
        if !labels.contains(&line.label.as_str()) {
            labels.push(&line.label);
        }
    }
    let mut heads = vec![(String::new(), false)];
    heads.extend(page.arms.iter().map(|arm| (markdown(&arm.name), false)));
    let rows = labels.iter().map(|label| {
        let mut row = vec![markdown(label)];
        for arm in &page.arms {
            let line = arm.lines.iter().find(|line| line.label == *label);
            row.push(match line {
                Some(line) if line.differs && !line.value.is_empty() => {
                    format!("**{}**", markdown(&line.value))
                }
                Some(line) => markdown(&line.value),
                None => String::new(),
            });
        }
        row
    });
    grid(&heads, &rows.collect::<Vec<_>>())
}

fn section(of: &Section) -> Vec<String> {
    let mut parts = vec![format!("## {}", of.topic.heading()), markdown(&of.finding)];
    parts.extend(of.figures.iter().map(figure));
    parts.extend(of.table.as_ref().map(table));
    parts.push(prose(&of.body));
    parts
}

/// The picture where it lies as a file; without one there is nothing to show.
fn figure(of: &Figure) -> String {
    match of.file.is_empty() {
        true => String::new(),
        false => {
            // Names of our own making, so nothing else can stand in them.
            let is_fit = |c: &char| c.is_ascii_alphanumeric() || "/._-".contains(*c);
            let file: String = of.file.chars().filter(is_fit).collect();
            format!("![{}]({file})", markdown(&of.title))
        }
    }
}

fn table(of: &Table) -> String {
    let heads: Vec<(String, bool)> = of
        .heads
        .iter()
        .map(|(head, right)| (markdown(head), *right))
        .collect();
    let rows: Vec<Vec<String>> = of
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| markdown(cell)).collect())
        .collect();
    grid(&heads, &rows)
}

fn measures(page: &Page) -> String {
    let mut heads = vec![("Measure".to_string(), false), ("Arm".to_string(), false)];
    heads.extend(
        page.measures
            .heads
            .iter()
            .map(|head| (markdown(head), true)),
    );
    let mut rows = Vec::new();
    for of in &page.measures.rows {
        for (index, (arm, cells)) in of.arms.iter().enumerate() {
            let name = match (index, of.clock.is_empty()) {
                (0, true) => markdown(&of.name),
                (0, false) => format!("{} ({})", markdown(&of.name), markdown(&of.clock)),
                _ => String::new(),
            };
            let mut row = vec![name, markdown(page.arm_name(*arm))];
            let cell = |Cell { value, interval }: &Cell| {
                markdown(format!("{value} {interval}").trim_end())
            };
            row.extend(cells.iter().map(cell));
            rows.push(row);
        }
    }
    grid(&heads, &rows)
}

/// A table of cells that are Markdown already; figures stand to the right.
fn grid(heads: &[(String, bool)], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![
        line(heads.iter().map(|head| head.0.as_str()).collect()),
        line(
            heads
                .iter()
                .map(|head| if head.1 { "---:" } else { "---" })
                .collect(),
        ),
    ];
    lines.extend(
        rows.iter()
            .map(|row| line(row.iter().map(String::as_str).collect())),
    );
    lines.join("\n")
}

/// A block of code that nothing in it can close.
fn code(text: &str) -> String {
    let text: Vec<String> = text.lines().map(plain).collect();
    let text = text.join("\n");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}sh\n{text}\n{fence}")
}

fn prose(of: &Prose) -> String {
    let part = |(weight, text): &(Weight, String)| {
        let inert = markdown(text);
        // The spaces around a strong part stand outside of its stars.
        let bare = inert.trim();
        match weight {
            Weight::Strong if !bare.is_empty() => inert.replacen(bare, &format!("**{bare}**"), 1),
            Weight::Code if !text.contains('`') && !text.trim().is_empty() => {
                format!("`{}`", plain(text))
            }
            _ => inert,
        }
    };
    of.parts.iter().map(part).collect()
}
