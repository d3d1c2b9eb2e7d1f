//! The page of a comparison: what was found, how sure, through what, at what price, would it survive.
//!
//! It is told everything: sentences, figures as text, pictures as finished SVG. It computes nothing,
//! so that page, Markdown and terminal cannot say different things. What is empty is left out.
//!
//! | file | what it writes |
//! | --- | --- |
//! | `html` | `report.html`: one file, no script, no network, light, dark and on paper |
//! | `markdown` | `summary.md`, the same in plain words |
//! | `fonts` | the fonts a page carries within itself |
//!
//! ```
//! use sandtable::report::comparison::{Page, Prose};
//!
//! let page = Page {
//!     headline: "Repairs take about 10 % less time, between 4 and 16 %".into(),
//!     answer: Prose::new("It costs ").strong("7.5 % more person-minutes").plain("."),
//!     ..Page::default()
//! };
//! assert!(page.html().contains("<b>7.5\u{a0}% more person-minutes</b>"));
//! assert!(page.markdown().starts_with("# Repairs take about 10 % less time"));
//! ```

pub(in crate::report) mod fonts;
mod html;
mod markdown;

pub(in crate::report) use html::{escape, grid};

/// All that stands on the page, in the order of a board's questions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The version: "0.1.0".
    pub version: String,
    /// What the study calls itself.
    pub study: String,
    /// How much was run: "5,000 paired incidents, seed 7".
    pub runs: String,
    /// The date, if there is one: a page without a date is the same bytes tomorrow.
    pub date: String,
    /// The finding as a sentence, with its size and its range.
    pub headline: String,
    /// What else one must know of the answer.
    pub answer: Prose,
    /// What the primary measure is, named before the study ran; beside the answer.
    pub primary: String,
    /// The effect strip, one for each arm that is compared.
    pub strips: Vec<Figure>,
    /// What thick and thin mean here, over how many pairs; below the strips.
    pub strip_note: String,
    /// What was compared, the baseline first.
    pub arms: Vec<ArmSheet>,
    /// What is the same in all arms: scenario, team, rate of incidents.
    pub setting: Prose,
    /// The findings; they are put into the order of their topics.
    pub sections: Vec<Section>,
    /// Every measure of every arm.
    pub measures: Measures,
    /// The command that makes this page again.
    pub command: String,
    /// What that command printed or used: version, hash of the inputs, arms, runs, time.
    pub command_note: String,
    /// What lies beside the page.
    pub files: Prose,
    /// What the page must not be taken for, in two parts: "Sample data." and the rest.
    pub notice: (String, String),
}

/// A paragraph with parts that stand out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    parts: Vec<(Weight, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Plain,
    Strong,
    Code,
}

/// A picture on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// Shown above it, where several stand in a section; may be empty.
    pub caption: String,
    /// The picture as SVG for a page, which is trusted: `Sheet::inline` made and escaped it.
    pub wide: String,
    /// The same for a phone; without it, a phone scrolls the wide one sideways.
    pub narrow: Option<String>,
    /// Where the picture lies as a file, seen from the page: "plots/forest.svg"; may be empty.
    pub file: String,
    /// What a reader who cannot see it is told in Markdown.
    pub title: String,
    /// Whether it is half as wide as the page and stands beside the next one.
    pub is_half: bool,
}

/// An arm in the words of its process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArmSheet {
    /// Its name.
    pub name: String,
    /// What it does.
    pub lines: Vec<ArmLine>,
}

/// One line of what an arm does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArmLine {
    /// "Unanswered page".
    pub label: String,
    /// "secondary after 15 min".
    pub value: String,
    /// Whether the arms differ in it.
    pub differs: bool,
}

/// What a section is about; it gives the heading, how to read it, and the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The forest.
    Effects,
    /// The curves.
    Times,
    /// The paired differences.
    Pairs,
    /// The heat map.
    Factors,
    /// The waterfall.
    Phases,
    /// The cost plane.
    Costs,
    /// The tornado.
    Assumptions,
    /// A hundred years, and the incidents one would need.
    Reality,
}

/// A finding with its proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it is about.
    pub topic: Topic,
    /// How to read it, instead of what the topic says; may be empty.
    pub note: String,
    /// What was found, as a sentence.
    pub finding: String,
    /// The pictures.
    pub figures: Vec<Figure>,
    /// What follows from it; may be empty.
    pub body: Prose,
    /// Figures that belong to it and stand in no picture.
    pub table: Option<Table>,
}

/// A small table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The heads of the columns, and whether they hold figures, which stand to the right.
    pub heads: Vec<(String, bool)>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// Every measure of every arm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// Units, level of the intervals, horizon.
    pub note: String,
    /// The heads of the figures: "n", "Unresolved", "Mean".
    pub heads: Vec<String>,
    /// The measures.
    pub rows: Vec<MeasureRows>,
}

/// One measure in every arm that has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeasureRows {
    /// "Detect".
    pub name: String,
    /// "fault → alerted".
    pub clock: String,
    /// Which arm, by its place in [`Page::arms`], and its figures in the order of the heads.
    pub arms: Vec<(usize, Vec<Cell>)>,
}

/// A figure of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// "69.5", or "not estimable".
    pub value: String,
    /// "[67.0, 71.9]", "±0.2", or nothing.
    pub interval: String,
}

impl Page {
    /// `report.html`: one file that needs nothing else.
    pub fn html(&self) -> String {
        html::page(self)
    }

    /// `summary.md`: the same in plain words, for mail and for pull requests.
    pub fn markdown(&self) -> String {
        markdown::page(self)
    }

    /// The sections in the order of their topics.
    fn ordered(&self) -> Vec<&Section> {
        let mut sections: Vec<&Section> = self.sections.iter().collect();
        sections.sort_by_key(|section| section.topic);
        sections
    }

    fn arm_name(&self, arm: usize) -> &str {
        self.arms.get(arm).map_or("", |arm| arm.name.as_str())
    }
}

impl Prose {
    /// A paragraph that begins so.
    pub fn new(text: &str) -> Self {
        Prose::default().plain(text)
    }

    /// Go on plainly.
    pub fn plain(self, text: &str) -> Self {
        self.part(Weight::Plain, text)
    }

    /// Go on with what matters.
    pub fn strong(self, text: &str) -> Self {
        self.part(Weight::Strong, text)
    }

    /// Go on with the name of a file or a command.
    pub fn code(self, text: &str) -> Self {
        self.part(Weight::Code, text)
    }

    fn part(mut self, weight: Weight, text: &str) -> Self {
        self.parts.push((weight, text.to_string()));
        self
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|(_, text)| text.is_empty())
    }
}

impl Topic {
    /// The heading in the margin.
    pub fn heading(self) -> &'static str {
        match self {
            Topic::Effects => "Effect on every measure",
            Topic::Times => "How long it takes",
            Topic::Pairs => "Pair by pair",
            Topic::Factors => "Two factors at once",
            Topic::Phases => "Where the minutes come from",
            Topic::Costs => "What it costs in people",
            Topic::Assumptions => "Does it survive other assumptions?",
            Topic::Reality => "Reality check",
        }
    }

    /// How to read what is shown.
    pub fn reading(self) -> &'static str {
        match self {
            Topic::Effects => {
                "“Better” and “worse” appear only where the whole thin bar lies on one side of \
                 “same”; “size open” where it reaches into the shaded band."
            }
            Topic::Times => {
                "Share of runs that have not yet got there. Bands: 95 %. Below: how many are \
                 still open."
            }
            Topic::Pairs => {
                "Both runs of a pair met the same luck, so what differs within a pair comes from \
                 the arms."
            }
            Topic::Factors => "Each cell is one arm against the baseline, with its 95 % interval.",
            Topic::Phases => {
                "Phase differences add up exactly to the total. These are means, in which long \
                 incidents weigh more than in a typical one."
            }
            Topic::Costs => {
                "Each mark is an arm’s mean change against the baseline; the lines are 95 % intervals."
            }
            Topic::Assumptions => {
                "Each assumption at its low and its high end, the others at their defaults. \
                 Filled: high. Hollow: low."
            }
            Topic::Reality => {
                "What your own records could show. 80 % power, two-sided 5 %, before and after."
            }
        }
    }
}
