//! What debriefs and after-action reports are made of: a verdict and sections, each a finding with its
//! table; written as one page of HTML (no script, no network) or as Markdown.
//!
//! All text in it is what it says and never markup: it is escaped where it is written.
//!
//! ```
//! use sandtable::report::sheet::{Section, Sheet};
//!
//! let mut section = Section::new("Score", "How it is made.");
//! section.finding = "70 of <100>".into();
//! let sheet = Sheet::new("debrief", ["Resolved.".into(), "In an hour.".into()], vec![section]);
//! assert!(sheet.html().contains("70 of &lt;100&gt;"));
//! assert!(sheet.markdown().contains("**70 of &lt;100&gt;.**"));
//! ```

mod html;
mod markdown;

/// A page: what it is, its verdict, its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// `debrief`, `after-action report`.
    pub kind: &'static str,
    /// Scenario, process, team, seed, whom it is for.
    pub about: Vec<String>,
    /// What came of it, and how people did: a sentence each.
    pub verdict: [String; 2],
    pub sections: Vec<Section>,
}

/// A part with its finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub heading: String,
    /// How to read it.
    pub note: &'static str,
    /// What was found, in a sentence without its full stop; may be empty.
    pub finding: String,
    pub picture: Option<Picture>,
    pub table: Option<Table>,
    /// Statements of equal weight.
    pub points: Vec<String>,
    pub lines: Vec<String>,
    /// Other pages of the same folder, by file and words.
    pub links: Vec<(String, String)>,
    /// Commands to type.
    pub code: Vec<String>,
}

/// Rows under heads; a head says how its column is set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub heads: Vec<(String, Column)>,
    pub rows: Vec<Vec<String>>,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Text,
    Figures,
    /// What only the facilitator saw during the game.
    Truth,
    /// The number of a record of the log, to which `#41` elsewhere on the page points.
    Record,
}

/// A drawing, and the same in characters for pages that hold no drawings.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// SVG in the light inks of the house, its texts escaped.
    pub svg: String,
    pub text: Vec<String>,
}

impl Sheet {
    pub fn new(kind: &'static str, verdict: [String; 2], sections: Vec<Section>) -> Sheet {
        Sheet {
            kind,
            about: Vec::new(),
            verdict,
            sections,
        }
    }
}

impl Section {
    pub fn new(heading: &str, note: &'static str) -> Section {
        Section {
            heading: heading.into(),
            note,
            finding: String::new(),
            picture: None,
            table: None,
            points: Vec::new(),
            lines: Vec::new(),
            links: Vec::new(),
            code: Vec::new(),
        }
    }

    /// The same with a table; none where it has no rows.
    pub fn with(mut self, heads: &[(&str, Column)], rows: Vec<Vec<String>>) -> Section {
        self.table = (!rows.is_empty()).then(|| Table {
            heads: heads.iter().map(|(h, c)| ((*h).into(), *c)).collect(),
            rows,
        });
        self
    }

    pub fn finds(mut self, finding: impl Into<String>) -> Section {
        self.finding = finding.into();
        self
    }
}
