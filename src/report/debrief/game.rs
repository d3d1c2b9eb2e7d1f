//! What came of it: verdict, score, times beside par, skills, where to go next.

use super::{Column, Seat, Section, Table};
use crate::base::Share;
use crate::report::face::headline;
use crate::score::formula::against;
use crate::score::metrics::{Metric, metric, metrics};
use crate::score::numbers::{length, percent};
use crate::score::skills::{Skill, mean};
use crate::timeline::Status;

/// The times that are shown though nobody gave a par for them.
const NAMED: &[&str] = &[
    "time_to_declare",
    "time_to_command",
    "time_to_diagnose",
    "time_to_mitigate",
    "time_to_resolve",
];

/// What came of it, and how this person commanded.
pub fn verdict(seat: &Seat, skills: &[Skill]) -> [String; 2] {
    let story = seat.story;
    let first = headline(story);
    let score = story.card.score.total;
    let of_skills = mean(skills).map_or(String::new(), |mean| {
        format!(", your skills as commander came to {mean}")
    });
    let practise = weakest(skills).map_or(String::new(), |skill| {
        format!("; practise next: {}", skill.title.to_lowercase())
    });
    [
        first,
        format!("The game scored {score} of 100{of_skills}{practise}."),
    ]
}

/// The skill that has the most to gain; none if each has all of its credit.
fn weakest(skills: &[Skill]) -> Option<&Skill> {
    let with = skills.iter().filter(|s| s.credit.is_some());
    let weakest = with.min_by_key(|s| s.credit);
    weakest.filter(|s| s.credit < Some(Share::ALL))
}

pub fn score(seat: &Seat) -> Section {
    let score = &seat.story.card.score;
    let mut section = Section::new(
        "Score",
        "Parts that cannot apply leave their weight to the others; `sandtable explain score` says how \
         each is made.",
    );
    section.finding = format!("{} of 100", score.total);
    let mut rows: Vec<Vec<String>> = score
        .parts
        .iter()
        .map(|part| {
            let points = part.points.map_or("–".into(), |p| p.to_string());
            vec![
                part.name.to_string(),
                part.weight.to_string(),
                points,
                part.why.clone(),
            ]
        })
        .collect();
    if let Some(hints) = score.hints.filter(|h| h.count > 0) {
        rows.push(vec![
            "hints".into(),
            String::new(),
            format!("−{}", hints.cost),
            format!("{}, off the total", hints.words()),
        ]);
    }
    section.table = Some(Table {
        heads: vec![
            ("Part".into(), Column::Text),
            ("Weight".into(), Column::Figures),
            ("Earned of 100".into(), Column::Figures),
            ("From".into(), Column::Text),
        ],
        rows,
    });
    section
}

pub fn times(seat: &Seat) -> Section {
    let story = seat.story;
    let scenario = &story.setup.scenario;
    let mut section = Section::new(
        "Times beside par",
        "Par is what a good team takes, by the scenario. “over” before a time: not reached when the \
         exercise ended.",
    );
    let row = |metric: &&Metric| {
        let measure = (metric.read)(story.timeline);
        let par = scenario.par_for(metric.name);
        let shown = par.is_some() || NAMED.contains(&metric.name);
        if !shown || !measure.applies() {
            return None;
        }
        let verdict = match (par, measure.status) {
            (Some(par), _) => against(measure, par),
            (None, Status::Censored) => "not reached".into(),
            (None, _) => String::new(),
        };
        Some(vec![
            metric.title.to_string(),
            metric.clock(),
            metric.words(measure),
            par.map_or(String::new(), length),
            verdict,
        ])
    };
    let timed = metrics().filter(|m| m.span.is_some());
    let rows: Vec<Vec<String>> = timed.filter_map(|metric| row(&metric)).collect();
    let met = rows.iter().filter(|r| r[4] == "met").count();
    let pars = rows.iter().filter(|r| !r[3].is_empty()).count();
    if pars > 0 {
        section.finding = format!("{met} of {pars} times at par or better");
    }
    section.table = Some(Table {
        heads: vec![
            ("Time".into(), Column::Text),
            ("Clock".into(), Column::Text),
            ("This game".into(), Column::Figures),
            ("Par".into(), Column::Figures),
            ("Beside par".into(), Column::Text),
        ],
        rows,
    });
    section
}

pub fn skills(_seat: &Seat, skills: &[Skill]) -> Section {
    let mut section = Section::new(
        "How you commanded",
        "Nine skills, measured from the log; the weakest first. Pars are judgements, the same for \
         everybody. Numbers name records: `sandtable replay` shows them.",
    );
    section.finding = match (weakest(skills), mean(skills)) {
        (Some(skill), _) => format!("Practise next: {}", skill.title.to_lowercase()),
        (None, Some(_)) => "Every skill that came up was at par".into(),
        (None, None) => "You held no command in this game, so nothing of it was measured".into(),
    };
    let mut sorted: Vec<&Skill> = skills.iter().collect();
    sorted.sort_by_key(|s| (s.credit.is_none(), s.credit));
    let rows = sorted.into_iter().map(|skill| {
        let records: Vec<String> = skill.records.iter().map(|seq| format!("#{seq}")).collect();
        let why = match records.is_empty() {
            true => skill.why.clone(),
            false => format!("{} ({})", skill.why, records.join(", "))
                .trim()
                .to_string(),
        };
        vec![
            skill.title.to_string(),
            skill.measured.clone(),
            skill.credit.map_or("–".into(), percent),
            skill.par.to_string(),
            why,
        ]
    });
    section.table = Some(Table {
        heads: vec![
            ("Skill".into(), Column::Text),
            ("This game".into(), Column::Text),
            ("Credit".into(), Column::Figures),
            ("Par".into(), Column::Text),
            ("From".into(), Column::Text),
        ],
        rows: rows.collect(),
    });
    section
}

pub fn next(seat: &Seat, skills: &[Skill], log: &str) -> Section {
    let scenario = seat.story.setup.scenario.name;
    let mut section = Section::new(
        "Where to go next",
        "What each decision was worth takes half a minute to work out; the rest is at once.",
    );
    if let Some(skill) = weakest(skills) {
        section.lines.push(format!(
            "Play it once more and look at one thing only: {} ({}).",
            skill.title.to_lowercase(),
            skill.par
        ));
    }
    section.code = vec![
        format!("sandtable analyse {log}"),
        format!("sandtable replay {log} --person {}", seat.who),
        format!("sandtable report {log}"),
        format!("sandtable play {scenario} --coach hints"),
    ];
    if metric("hints").is_some_and(|m| (m.read)(seat.story.timeline).value > 0) {
        section.code[3] = format!("sandtable play {scenario}");
    }
    section
}
