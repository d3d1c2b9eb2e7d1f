//! A sheet as one page: the style of a comparison, with sand for what was true.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Column, Section, Sheet, Table};
use crate::report::comparison::{escape, fonts, grid};

const STYLE: &str = include_str!("../../../assets/look/page.css");
/// What a sheet has beyond a comparison.
const OWN: &str = include_str!("../../../assets/look/debrief.css");

/// Nothing is loaded, from nowhere; what is not written here does not run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

/// The numbers of records that have a place on the page.
type Anchors = BTreeSet<u32>;

impl Sheet {
    pub fn html(&self) -> String {
        let about: String = self
            .about
            .iter()
            .map(|part| format!("<span>{}</span>", escape(part)))
            .collect();
        let anchors = self.anchors();
        let sections = self.sections.iter().map(|one| section(one, &anchors));
        let sections: String = sections.collect();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
             <title>{headline}</title>\n<style>\n{}{STYLE}{OWN}</style>\n</head>\n<body>\n\
             <header class=\"title\"><span><b>Sandtable</b> {}</span>{about}</header>\n<main>\n\
             <section class=\"answer\">\n<div class=\"margin\"><h2>Verdict</h2></div>\n<div>\
             <h1>{headline}</h1>\n<p class=\"words\">{}</p></div>\n</section>\n{sections}</main>\n\
             <footer><span><b>EXERCISE.</b> One exercise is one draw: it shows where to look, it does \
             not measure anybody.</span><span>Sandtable {}</span></footer>\n</body>\n</html>\n",
            fonts::rules(),
            escape(self.kind),
            escape(&self.verdict[1]),
            env!("CARGO_PKG_VERSION"),
            headline = escape(&self.verdict[0]),
        )
    }

    fn anchors(&self) -> Anchors {
        let tables = self.sections.iter().filter_map(|s| s.table.as_ref());
        let mut anchors = Anchors::new();
        for table in tables {
            for row in &table.rows {
                for (cell, (_, column)) in row.iter().zip(&table.heads) {
                    if *column == Column::Record {
                        anchors.extend(cell.strip_prefix('#').and_then(|n| n.parse::<u32>().ok()));
                    }
                }
            }
        }
        anchors
    }
}

fn section(of: &Section, anchors: &Anchors) -> String {
    let mut body = String::new();
    let words = |text: &str| linked(text, anchors);
    if !of.finding.is_empty() {
        let _ = writeln!(body, "<p class=\"finding\">{}</p>", words(&of.finding));
    }
    if let Some(picture) = &of.picture {
        let _ = writeln!(
            body,
            "<figure class=\"broad\" tabindex=\"0\">{}</figure>",
            picture.svg
        );
    }
    body += &of
        .table
        .as_ref()
        .map_or_else(String::new, |t| table(t, anchors));
    if !of.points.is_empty() {
        let points = of.points.iter().map(|p| format!("<li>{}</li>", words(p)));
        let _ = writeln!(
            body,
            "<ul class=\"points\">{}</ul>",
            points.collect::<String>()
        );
    }
    for line in &of.lines {
        let _ = writeln!(body, "<p class=\"body\">{}</p>", words(line));
    }
    for (file, text) in &of.links {
        let _ = writeln!(
            body,
            "<p class=\"body\"><a href=\"{}\">{}</a></p>",
            escape(file),
            escape(text)
        );
    }
    if !of.code.is_empty() {
        let code: Vec<String> = of.code.iter().map(|line| escape(line)).collect();
        let _ = writeln!(body, "<pre tabindex=\"0\">{}</pre>", code.join("\n"));
    }
    format!(
        "<section>\n<div class=\"margin\"><h2>{}</h2>\n<p>{}</p></div>\n<div>{body}</div>\n</section>\n",
        escape(&of.heading),
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

/// Text in which `#41` points to that record, where it stands on the page.
fn linked(text: &str, anchors: &Anchors) -> String {
    let mut parts = text.split('#');
    let mut out = escape(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        match number.parse::<u32>().ok().filter(|n| anchors.contains(n)) {
            Some(n) => {
                let _ = write!(out, "<a href=\"#r{n}\">#{n}</a>");
            }
            None => {
                let _ = write!(out, "#{number}");
            }
        }
        out += &escape(rest);
    }
    out
}

fn table(of: &Table, anchors: &Anchors) -> String {
    let class = |column: usize| match of.heads.get(column).map(|(_, kind)| *kind) {
        Some(Column::Figures) => " class=\"num\"",
        Some(Column::Truth) => " class=\"truth\"",
        Some(Column::Record) => " class=\"record\"",
        _ => "",
    };
    let is_record = |column: usize| {
        let head = of.heads.get(column);
        head.is_some_and(|(_, kind)| *kind == Column::Record)
    };
    let heads = of.heads.iter().enumerate();
    let heads = heads.map(|(column, (head, _))| (class(column), head.as_str()));
    let rows = of.rows.iter().map(|row| {
        let cell = |(column, cell): (usize, &String)| {
            let number = cell.strip_prefix('#').and_then(|n| n.parse::<u32>().ok());
            match number.filter(|_| is_record(column)) {
                Some(n) => format!("<td class=\"record\" id=\"r{n}\">#{n}</td>"),
                None => format!("<td{}>{}</td>", class(column), linked(cell, anchors)),
            }
        };
        row.iter().enumerate().map(cell).collect()
    });
    grid("scroll", heads, rows)
}
