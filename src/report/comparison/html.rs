//! `report.html`.

use super::{Cell, Figure, MeasureRows, Page, Prose, Section, Table, Weight, fonts};
use crate::report::text::plain;
use std::fmt::Write;

const STYLE: &str = include_str!("../../../assets/look/page.css");

/// Nothing is loaded, from nowhere; what is not written here does not run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

pub fn page(page: &Page) -> String {
    let mut main = answer(page);
    main += &compared(page);
    for section in page.ordered() {
        main += &of_section(section);
    }
    main += &measures(page);
    main += &repeat(page);
    let title = [
        "<span><b>Sandtable</b> comparison report</span>".to_string(),
        about("Study <b>", &page.study, "</b>"),
        about("", &page.runs, ""),
        about("", &page.date, ""),
    ];
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{}</title>\n<style>\n{}{STYLE}</style>\n</head>\n<body>\n\
         <header class=\"title\">{}</header>\n<main>\n{main}</main>\n{}</body>\n</html>\n",
        escape(&page.headline),
        fonts::rules(),
        title.concat(),
        footer(page),
    )
}

fn about(before: &str, text: &str, after: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!("<span>{before}{}{after}</span>", escape(text)),
    }
}

fn answer(page: &Page) -> String {
    let figures: String = page.strips.iter().map(figure).collect();
    section(
        "answer",
        &margin("Answer", &page.primary),
        &format!(
            "<h1>{}</h1>\n{}{figures}{}",
            escape(&page.headline),
            prose("words", &page.answer),
            paragraph("small", &page.strip_note)
        ),
    )
}

fn compared(page: &Page) -> String {
    if page.arms.is_empty() {
        return String::new();
    }
    let mut arms = String::new();
    for (index, arm) in page.arms.iter().enumerate() {
        let mut lines = String::new();
        for line in &arm.lines {
            let (label, value) = (escape(&line.label), escape(&line.value));
            let value = if line.differs {
                format!("<b>{value}</b>")
            } else {
                value
            };
            // Writing to a string never fails.
            let _ = write!(lines, "<dt>{label}</dt><dd>{value}</dd>");
        }
        let lines = if lines.is_empty() {
            lines
        } else {
            format!("<dl>{lines}</dl>")
        };
        let _ = writeln!(
            arms,
            "<div class=\"k{}\"><h3>{}</h3>{lines}</div>",
            index % 6,
            escape(&arm.name)
        );
    }
    let note = match page.arms.len() {
        1 => "One arm alone: there is nothing to compare it with.",
        _ => {
            "The same luck in every arm: the same faults, the same people, the same days. Bold lines differ."
        }
    };
    let body = format!(
        "<div class=\"arms\">\n{arms}</div>\n{}",
        prose("body", &page.setting)
    );
    section("", &margin("What was compared", note), &body)
}

fn of_section(of: &Section) -> String {
    let note = if of.note.is_empty() {
        of.topic.reading()
    } else {
        &of.note
    };
    let mut body = paragraph("finding", &of.finding);
    for half in of.figures.chunk_by(|one, two| one.is_half == two.is_half) {
        let drawn: String = half.iter().map(figure).collect();
        body += &match half[0].is_half {
            true => format!("<div class=\"pair\">{drawn}</div>\n"),
            false => drawn,
        };
    }
    body += &of.table.as_ref().map_or_else(String::new, table);
    body += &prose("body", &of.body);
    section("", &margin(of.topic.heading(), note), &body)
}

/// The wide picture and the one for a phone, of which the style sheet shows one.
fn figure(of: &Figure) -> String {
    let caption = match of.caption.is_empty() {
        true => String::new(),
        false => format!("<figcaption>{}</figcaption>", escape(&of.caption)),
    };
    let (class, drawn) = match (&of.narrow, of.is_half) {
        (Some(narrow), _) => (
            "both",
            format!(
                "<div class=\"wide\">{}</div><div class=\"narrow\">{narrow}</div>",
                of.wide
            ),
        ),
        (None, true) => ("half", of.wide.clone()),
        (None, false) => ("broad", of.wide.clone()),
    };
    // What scrolls can be reached with the keyboard.
    let reach = if class == "broad" {
        " tabindex=\"0\""
    } else {
        ""
    };
    format!("<figure class=\"{class}\"{reach}>{caption}{drawn}</figure>\n")
}

fn table(of: &Table) -> String {
    let class = |column: usize| match of.heads.get(column) {
        Some((_, true)) => " class=\"num\"",
        _ => "",
    };
    let heads = of.heads.iter().enumerate();
    let heads = heads.map(|(column, (head, _))| (class(column), head.as_str()));
    let rows = of.rows.iter().map(|row| {
        let cells = row.iter().enumerate();
        let cell = |(column, cell): (usize, &String)| {
            format!("<td{}>{}</td>", class(column), escape(cell))
        };
        cells.map(cell).collect()
    });
    grid("scroll section-table", heads, rows)
}

/// A table that scrolls by itself where it is too wide: the class of its frame, the attributes and
/// words of its heads, its rows with their cells finished.
pub(in crate::report) fn grid<'a>(
    frame: &str,
    heads: impl Iterator<Item = (&'a str, &'a str)>,
    rows: impl Iterator<Item = String>,
) -> String {
    let head = |(class, head)| format!("<th scope=\"col\"{class}>{}</th>", escape(head));
    let heads: String = heads.map(head).collect();
    let rows: String = rows.map(|cells| format!("<tr>{cells}</tr>\n")).collect();
    format!(
        "<div class=\"{frame}\" tabindex=\"0\"><table><thead><tr>{heads}</tr></thead><tbody>\n\
         {rows}</tbody></table></div>\n"
    )
}

fn measures(page: &Page) -> String {
    let of = &page.measures;
    if of.rows.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "<div class=\"scroll\" tabindex=\"0\"><table id=\"measures\"><thead><tr><th scope=\"col\">Measure</th>\
         <th scope=\"col\">Arm</th>",
    );
    for head in &of.heads {
        let _ = write!(
            text,
            "<th scope=\"col\" class=\"num\">{}</th>",
            escape(head)
        );
    }
    text += "</tr></thead>\n";
    for row in &of.rows {
        text += &of_measure(page, row);
    }
    text += "</table></div>\n";
    format!(
        "<section class=\"whole\">\n{}<div>{text}</div>\n</section>\n",
        margin("Measures", &of.note)
    )
}

fn of_measure(page: &Page, row: &MeasureRows) -> String {
    let mut text = String::from("<tbody>");
    for (index, (arm, cells)) in row.arms.iter().enumerate() {
        text += "<tr>";
        if index == 0 {
            let _ = write!(
                text,
                "<th scope=\"rowgroup\" rowspan=\"{}\"><b>{}</b><span>{}</span></th>",
                row.arms.len(),
                escape(&row.name),
                escape(&row.clock)
            );
        }
        let _ = write!(
            text,
            "<td class=\"arm k{}\">{}</td>",
            arm % 6,
            escape(page.arm_name(*arm))
        );
        for Cell { value, interval } in cells {
            let interval = match interval.is_empty() {
                true => String::new(),
                false => format!(" <span class=\"ci\">{}</span>", escape(interval)),
            };
            let _ = write!(text, "<td class=\"num\">{}{interval}</td>", escape(value));
        }
        text += "</tr>\n";
    }
    text + "</tbody>\n"
}

fn repeat(page: &Page) -> String {
    if page.command.is_empty() {
        return String::new();
    }
    let note = match page.command_note.is_empty() {
        true => String::new(),
        false => format!(
            "\n<span class=\"c\"># {}</span>",
            escape(&page.command_note)
        ),
    };
    let body = format!(
        "<pre tabindex=\"0\">{}{note}</pre>\n{}",
        escape(&page.command),
        prose("body", &page.files)
    );
    let about = "The same version, files and seed give the same bytes on any machine.";
    section("", &margin("How to repeat it", about), &body)
}

fn footer(page: &Page) -> String {
    let (head, rest) = &page.notice;
    let notice = match head.is_empty() && rest.is_empty() {
        true => "A simulation: it says what follows from its assumptions, not what happened."
            .to_string(),
        false => format!("<b>{}</b> {}", escape(head), escape(rest)),
    };
    format!(
        "<footer><span>{notice}</span><span>Sandtable {}</span></footer>\n",
        escape(&page.version)
    )
}

fn section(class: &str, margin: &str, body: &str) -> String {
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    format!("<section{class}>\n{margin}<div>{body}</div>\n</section>\n")
}

fn margin(heading: &str, note: &str) -> String {
    let note = paragraph("", note);
    format!(
        "<div class=\"margin\"><h2>{}</h2>{note}</div>\n",
        escape(heading)
    )
}

fn paragraph(class: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    format!("<p{class}>{}</p>\n", escape(text))
}

fn prose(class: &str, of: &Prose) -> String {
    if of.is_empty() {
        return String::new();
    }
    let part = |(weight, text): &(Weight, String)| {
        let text = escape(text);
        match weight {
            Weight::Plain => text,
            Weight::Strong => format!("<b>{text}</b>"),
            Weight::Code => format!("<code>{text}</code>"),
        }
    };
    let parts: String = of.parts.iter().map(part).collect();
    format!("<p class=\"{class}\">{parts}</p>\n")
}

/// Text from anywhere as text of the page: inert, and nothing in it is markup.
pub(in crate::report) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // A figure and its sign stay on one line.
    for c in plain(text).replace(" %", "\u{a0}%").chars() {
        match c {
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '&' => escaped += "&amp;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            other => escaped.push(other),
        }
    }
    escaped
}
