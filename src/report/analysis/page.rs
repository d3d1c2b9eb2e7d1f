//! What decisions were worth, as a page of its own: `analysis.html`, one file, no script, no network;
//! `analysis.md`.

use super::super::about;
use super::super::sheet::{Column, Section, Sheet};
use super::{Words, beaten, beside, cost, drawing, impact, mean, minutes, share, stands};
use crate::analyse::standing::{NoStanding, Standing};
use crate::analyse::{Analysis, FEW};
use crate::model::Setup;
use crate::model::command::Occupant;

/// The page. Where the game was set beside others, it says how it stands.
pub fn page(
    found: &Analysis,
    setup: &Setup,
    seed: u64,
    standing: Option<&Result<Vec<Standing>, NoStanding>>,
) -> Sheet {
    let words = Words { found, setup };
    let mut sections = vec![turning_points(&words)];
    sections.extend(mechanisms(&words));
    sections.extend(standing.map(stand));
    sections.push(decisions(&words));
    sections.push(futures(&words));
    let verdict = [words.headline(), words.worth()];
    let mut sheet = Sheet::new("analysis of decisions", verdict, sections);
    sheet.about = about(setup, seed, format!("Decisions of {}", words.who()));
    sheet
}

fn turning_points(words: &Words) -> Section {
    let note = "By what could be known at the time: many futures of what was done and of what else was \
                open, causes not ruled out drawn afresh. Plus is lost, minus gained. A bar is what holds \
                for all ways of a decision at once in 19 of 20 analyses, its dot the mean; the ring is \
                the mean in this world, with what was true.";
    let found = words.found;
    let rows = found.turning_points.iter().map(|point| {
        let decision = &found.decisions[point.decision];
        let best = point.best();
        vec![
            words.when(decision, point),
            words.way(&best.way, decision),
            minutes(&best.ex_ante[0]),
            minutes(&best.ex_ante[1]),
            impact(&best.ex_ante[2], "").unwrap_or_else(|| "not to be said".into()),
        ]
    });
    let heads = [
        ("Decision", Column::Text),
        ("Against", Column::Text),
        ("To resolved", Column::Figures),
        ("To mitigated", Column::Figures),
        ("User-minutes", Column::Figures),
    ];
    let mut section = Section::new("Turning points", note).finds(beaten(words.found, words.setup));
    section.picture = drawing::costs(words);
    section.with(&heads, rows.collect())
}

/// Through what the costliest go; nothing where none was asked about.
fn mechanisms(words: &Words) -> Option<Section> {
    let found = words.found;
    let asked = found.turning_points.iter();
    let rows = asked.filter_map(|point| {
        let through = point.through.as_ref()?;
        let decision = &found.decisions[point.decision];
        let mut row = vec![words.when(decision, point), cost(point.by, &through.whole)];
        let left = through.left.iter();
        row.extend(left.map(|(_, left)| mean(point.by, left)));
        Some(row)
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let first = found
        .turning_points
        .iter()
        .find_map(|p| p.through.as_ref())?;
    let mut heads = vec![("Decision", Column::Text), ("Cost", Column::Figures)];
    let named = first.left.iter().map(|(m, _)| (m.word(), Column::Figures));
    heads.extend(named);
    let note = "What is left of the cost with one mechanism made ideal: the one without which least is \
                left is what it goes through.";
    Some(Section::new("Through what", note).with(&heads, rows))
}

fn futures(words: &Words) -> Section {
    let note = "A game is luck and judgement. The simulated commander meets the same luck.";
    let mut section = Section::new("How this was found", note);
    section.lines = vec![words.note()];
    section
}

fn stand(standing: &Result<Vec<Standing>, NoStanding>) -> Section {
    let note = "The share of simulated runs of the same exercise that the game beats, a tie counting \
                half; in brackets 95 %.";
    let mut section = Section::new("Where the game stands", note);
    let sentence = stands(standing);
    match standing {
        Ok(all) => {
            section.finding = sentence.trim_end_matches('.').into();
            let rows = all.iter();
            let rows = rows.map(|one| vec![beside(one), share(&one.by_score), share(&one.by_time)]);
            let heads = [
                ("Beside", Column::Text),
                ("By what came of it", Column::Figures),
                ("By time to resolve", Column::Figures),
            ];
            section.with(&heads, rows.collect())
        }
        Err(_) => {
            section.lines = vec![sentence];
            section
        }
    }
}

/// Every decision, in order, and in how many other ways it was looked at.
fn decisions(words: &Words) -> Section {
    let note = "A decision is a command, or five minutes and more without one though something open \
                mattered.";
    let found = words.found;
    let rows = found.decisions.iter().enumerate().map(|(at, decision)| {
        let points = found.turning_points.iter();
        let beaten = points.filter(|p| p.decision == at).map(|p| p.is_beaten());
        let word = match beaten.max() {
            Some(true) => "beaten",
            Some(false) => "looked at closely",
            None => "",
        };
        let by = match decision.by {
            Occupant::Human => "a human",
            Occupant::Policy => "simulated",
        };
        vec![
            super::clock(decision.at),
            words.taken(decision),
            by.into(),
            decision.ways.to_string(),
            word.into(),
        ]
    });
    let heads = [
        ("At", Column::Figures),
        ("Decision", Column::Text),
        ("By", Column::Text),
        ("Other ways", Column::Figures),
        ("", Column::Text),
    ];
    let finding = format!(
        "Each was played on {FEW} times in every way; the leading ones {} times, on fresh luck",
        found.futures
    );
    let section = Section::new("Every decision", note).finds(finding);
    section.with(&heads, rows.collect())
}
