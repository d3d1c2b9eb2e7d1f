//! Turning points: the decisions that were worth most or cost most, by `analyse`.

use super::super::Story;
use super::super::analysis;
use super::super::sheet::{Column, Section};
use crate::analyse::Analysis;

pub(super) fn turning_points(story: &Story, found: &Analysis) -> Section {
    let rows = found.turning_points.iter().map(|point| {
        let told = analysis::told(found, point, story.setup);
        vec![told.taken, told.against, told.resolved, told.through]
    });
    let heads = [
        ("Decision", Column::Text),
        ("Against", Column::Text),
        ("Cost, to resolved", Column::Figures),
        ("Through", Column::Text),
    ];
    let finding = analysis::beaten(found, story.setup);
    let note = "By what could be known at the time: many futures of what was done and of what else was \
                open, causes not ruled out drawn afresh. Plus is lost, minus gained. `sandtable analyse` \
                shows all of it.";
    let section = Section::new("Turning points", note).finds(finding);
    section.with(&heads, rows.collect())
}
