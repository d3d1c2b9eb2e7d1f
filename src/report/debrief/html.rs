//! `debrief.html`: the page style of a comparison, with sand for what was true.

use std::fmt::Write;

use super::{Column, Debrief, Section, Table};
use crate::report::comparison::{escape, fonts};

const STYLE: &str = include_str!("../../../assets/look/page.css");
/// What a debrief has beyond a comparison.
const OWN: &str = include_str!("../../../assets/look/debrief.css");

/// Nothing is loaded, from nowhere; what is not written here does not run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

impl Debrief {
    pub fn html(&self) -> String {
        let about: String = self
            .about
            .iter()
            .map(|part| format!("<span>{}</span>", escape(part)))
            .collect();
        let sections: String = self.sections.iter().map(section).collect();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
             <title>{headline}</title>\n<style>\n{}{STYLE}{OWN}</style>\n</head>\n<body>\n\
             <div class=\"title\"><span><b>Sandtable</b> debrief</span>{about}</div>\n<main>\n\
             <section class=\"answer\">\n<div class=\"margin\"><h2>Verdict</h2></div>\n<div>\
             <h1>{headline}</h1>\n<p class=\"words\">{}</p></div>\n</section>\n{sections}</main>\n\
             <footer><span><b>EXERCISE.</b> One exercise is one draw: it shows where to look, it does \
             not measure anybody.</span><span>Sandtable {}</span></footer>\n</body>\n</html>\n",
            fonts::rules(),
            escape(&self.verdict[1]),
            env!("CARGO_PKG_VERSION"),
            headline = escape(&self.verdict[0]),
        )
    }
}

fn section(of: &Section) -> String {
    let mut body = String::new();
    if !of.finding.is_empty() {
        let _ = writeln!(body, "<p class=\"finding\">{}</p>", escape(&of.finding));
    }
    body += &of.table.as_ref().map_or_else(String::new, table);
    for line in &of.lines {
        let _ = writeln!(body, "<p class=\"body\">{}</p>", escape(line));
    }
    if !of.code.is_empty() {
        let code: Vec<String> = of.code.iter().map(|line| escape(line)).collect();
        let _ = writeln!(body, "<pre tabindex=\"0\">{}</pre>", code.join("\n"));
    }
    format!(
        "<section>\n<div class=\"margin\"><h2>{}</h2>\n<p>{}</p></div>\n<div>{body}</div>\n</section>\n",
        escape(of.heading),
        code(of.note)
    )
}

/// A note's words between backticks are commands.
fn code(note: &str) -> String {
    let parts = note.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        1 => format!("<code>{}</code>", escape(part)),
        _ => escape(part),
    });
    parts.collect()
}

fn table(of: &Table) -> String {
    let class = |column: usize| match of.heads.get(column).map(|(_, kind)| *kind) {
        Some(Column::Figures) => " class=\"num\"",
        Some(Column::Truth) => " class=\"truth\"",
        _ => "",
    };
    let mut text = String::from("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
    for (column, (head, _)) in of.heads.iter().enumerate() {
        let _ = write!(
            text,
            "<th scope=\"col\"{}>{}</th>",
            class(column),
            escape(head)
        );
    }
    text += "</tr></thead><tbody>\n";
    for row in &of.rows {
        text += "<tr>";
        for (column, cell) in row.iter().enumerate() {
            let _ = write!(text, "<td{}>{}</td>", class(column), escape(cell));
        }
        text += "</tr>\n";
    }
    text + "</tbody></table></div>\n"
}
