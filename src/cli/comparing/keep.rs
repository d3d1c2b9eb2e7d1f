//! What a comparison leaves behind in `--out DIR`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Told, page, words};
use crate::batch::{self, Ended};
use crate::cli::exit::Failure;
use crate::files;
use crate::model::{Setup, StudyFile};
use crate::script;
use crate::study::{self, Case, csv};

/// Blocks of runs that came to their end.
pub const BLOCKS: &str = "blocks";
/// Blocks of runs under way.
pub const PART: &str = "blocks.part";
/// Results that are not complete yet.
const ASIDE: &str = "results.part";
/// The resolved inputs of every arm.
const SETUPS: &str = "arms.json";

/// The times in the first picture: MTTD, MTTA, MTTM, MTTR.
pub const TIMES: [&str; 4] = [
    "time_to_detect",
    "time_to_acknowledge",
    "time_to_mitigate",
    "time_to_resolve",
];

/// Writes runs, summaries, pictures and the study itself: all of it aside first, so that a full
/// disk leaves what was there before as it was.
pub fn keep(told: &Told, folder: &Path) -> Result<(), Failure> {
    let aside = folder.join(ASIDE);
    files::remove_folder(&aside)?;
    files::make_folder(&aside)?;
    let written = write(told, &aside);
    let moved = written.and_then(|()| Ok(files::move_all(&aside, folder)?));
    if moved.is_err() {
        // What is said is why it failed, not that a rest of it lies there.
        let _ = files::remove_folder(&aside);
    }
    moved
}

fn write(told: &Told, folder: &Path) -> Result<(), Failure> {
    runs(told, &folder.join("runs.csv"))?;
    #[cfg(feature = "parquet")]
    runs_as_parquet(told, &folder.join("runs.parquet"))?;
    let summary = format!("{:#}\n", summary(told));
    files::write_atomic(&folder.join("summary.json"), summary.as_bytes())?;
    let drawn = page::page(told)?;
    files::write_atomic(&folder.join("report.html"), drawn.page.html().as_bytes())?;
    files::write_atomic(&folder.join("summary.md"), drawn.page.markdown().as_bytes())?;
    let study = script::write_study(&told.job.file);
    files::write_atomic(&folder.join("study.ron"), study.as_bytes())?;
    let plots = folder.join("plots");
    files::make_folder(&plots)?;
    for picture in &drawn.pictures {
        let (name, sheet) = (&picture.name, &picture.wide);
        let path = plots.join(format!("{name}.svg"));
        files::write_atomic(&path, sheet.svg().as_bytes())?;
        #[cfg(feature = "png")]
        {
            let png = sheet
                .png(2.0)
                .map_err(|error| Failure::outside(format!("cannot draw {name}.png: {error}")))?;
            files::write_atomic(&plots.join(format!("{name}.png")), &png)?;
        }
    }
    Ok(())
}

/// Blocks under way have come to their end.
pub fn finish_blocks(folder: &Path) -> Result<(), Failure> {
    let part = folder.join(PART);
    if part.exists() {
        files::replace_folder(&part, &folder.join(BLOCKS))?;
    }
    Ok(())
}

/// Every run, block by block, so that no more than one of them is in memory.
fn runs(told: &Told, path: &Path) -> Result<(), Failure> {
    let study = &told.job.study;
    files::write_atomic_with(path, |file: &mut File| {
        let mut file = BufWriter::new(file);
        file.write_all(csv::head(&study.metrics).as_bytes())?;
        for number in told.store.blocks() {
            let block = told.store.block(number).map_err(std::io::Error::other)?;
            file.write_all(csv::rows(study, &block).as_bytes())?;
        }
        file.flush()
    })?;
    Ok(())
}

/// The same rows as Parquet.
#[cfg(feature = "parquet")]
fn runs_as_parquet(told: &Told, path: &Path) -> Result<(), Failure> {
    use crate::study::rows;

    let study = &told.job.study;
    files::write_atomic_with(path, |file: &mut File| {
        let columns = rows::columns(&study.metrics);
        let mut table = files::ParquetTable::new(BufWriter::new(file), &columns)?;
        for number in told.store.blocks() {
            let block = told.store.block(number).map_err(std::io::Error::other)?;
            let mut written = Ok(());
            rows::each(study, &block, |cells| {
                if written.is_ok() {
                    written = table.push(cells);
                }
            });
            written?;
        }
        table.close()
    })?;
    Ok(())
}

/// `summary.json`.
pub fn summary(told: &Told) -> Value {
    let study = &told.job.study;
    let mut fields = study::json(study, told.comparison, told.done);
    let panicked = told.store.panicked().map_or(0, |all| all.len());
    fields.insert("headline".into(), json!(words::headline(told)));
    fields.insert("panicked".into(), json!(panicked));
    fields.insert(
        "ended".into(),
        json!(match told.ended {
            Ended::Whole => "whole",
            Ended::Enough => "precise enough",
            Ended::Stopped => "interrupted",
        }),
    );
    Value::Object(fields)
}

/// Keeps the resolved inputs of every arm beside its blocks.
pub fn setups(folder: &Path, cases: &[&Case]) -> Result<(), Failure> {
    let all: Vec<&Setup> = cases.iter().map(|case| &*case.setup).collect();
    let bytes = serde_json::to_vec(&all).expect("a setup is plain data");
    Ok(files::write_atomic(&folder.join(SETUPS), &bytes)?)
}

/// The study that blocks are of, from their plan.
pub fn study_of(plan: &Value) -> Option<StudyFile> {
    serde_json::from_value(plan.get("study")?.clone()).ok()
}

/// The arms that blocks are of.
pub fn cases(folder: &Path, plan: &Value) -> Result<Vec<Case>, Failure> {
    let path = folder.join(SETUPS);
    let damaged = || {
        Failure::outside(format!(
            "`{}` is damaged: run the study again",
            path.display()
        ))
    };
    let bytes = files::read_large(&path)?;
    let setups: Vec<Setup> = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    let arms = plan["arms"].as_array().ok_or_else(damaged)?;
    if arms.len() != setups.len() {
        return Err(damaged());
    }
    let both = arms.iter().zip(setups);
    both.map(|(arm, setup)| {
        let text = |key: &str| Some(arm[key].as_str()?.to_string());
        Some(Case {
            name: text("name")?,
            scenario: text("scenario")?,
            process: text("process")?,
            team: text("team")?,
            baseline: arm["baseline"].as_u64()? as usize,
            set: Vec::new(),
            luck: arm["luck"].as_u64()?,
            by: None,
            setup: Arc::new(setup),
        })
    })
    .collect::<Option<Vec<Case>>>()
    .ok_or_else(damaged)
}

/// For whoever reads a column while telling.
pub fn outside(error: batch::StoreError) -> Failure {
    batch::Error::from(error).into()
}
