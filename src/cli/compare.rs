//! `compare`: one incident many times under several processes, on the same luck.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::exit::{self, Exit, Failure};
use super::flags::{self, Face, Format};
use super::inputs::{self, InputFlags, OtherFlags};
use super::{out, reality};
use crate::batch::{self, Arm, Order, Row, Rows};
use crate::files;
use crate::plot::{self, TimesPicture, words};
use crate::report::text::{clip, left};
use crate::score::{self, Metric, numbers};
use crate::study::{self, MeasureSummary, Records, Summary, csv};

const EXAMPLE: &str = "\
Examples:
  sandtable compare three-data-centres --process unmanaged --process blameless --runs 2000
  sandtable compare quiet-disk --process blameless --process ./mine.ron --runs 500 --format json

Run k of every arm has the same luck (seed + k), so arms differ in nothing but what differs.";

/// Compare ways of responding over many runs
///
/// Plays each scenario under each process, simulated people in every seat, and shows times to
/// detect, acknowledge and resolve with 95 % intervals. The first process is what the others are
/// compared with; for each other one a reality check says how many incidents of its own a team would
/// need to see the difference. The result is the same on any number of threads. Ctrl-C stops after the runs under
/// way, and what is done is shown and kept.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// Scenarios: names or paths
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// A process: a name or a path; give several [default: what the scenario names, else blameless]
    #[arg(long, value_name = "PROCESS", help_heading = "Inputs")]
    process: Vec<String>,
    #[command(flatten)]
    others: OtherFlags,
    /// How many runs of each arm
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    runs: u64,
    /// The luck of the first run; run k has seed N + k
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = flags::seed, allow_hyphen_values = true)]
    seed: u64,
    /// How many incidents a month a team has in its own records, for the reality check
    #[arg(long, value_name = "N", default_value_t = PER_MONTH, value_parser = per_month)]
    incidents_per_month: f64,
    /// How many threads to use [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// How to print the result
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
    /// Write runs.csv, summary.json and the picture to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Incidents a month unless somebody says otherwise: 3.3 a week, as on a large public status page.
const PER_MONTH: f64 = 14.3;

fn per_month(text: &str) -> Result<f64, String> {
    let number = text.parse().ok();
    number
        .filter(|number| (0.1..=1_000.0).contains(number))
        .ok_or_else(|| "incidents a month are a number from 0.1 to 1000, as 14.3".into())
}

/// The times that are shown; all measures are kept.
const SHOWN: [&str; 3] = ["time_to_detect", "time_to_acknowledge", "time_to_resolve"];

/// Above this share of runs over budget, in percent, the figures mean nothing.
const OVER_BUDGET_MAX: usize = 1;

/// One scenario under every process.
struct Compared {
    /// As it calls itself.
    scenario: String,
    /// As it was typed, to repeat a run.
    typed: String,
    arms: Vec<String>,
    rows: Rows,
    summary: Summary,
}

pub fn run(args: &Args, face: &Face) -> Result<Exit, Failure> {
    let scenarios = args
        .scenarios
        .iter()
        .map(|scenario| Ok((scenario, arms(scenario, args, face)?)));
    let scenarios = scenarios.collect::<Result<Vec<_>, Failure>>()?;
    if let Some(folder) = &args.out {
        files::make_folder(folder)?;
    }
    let metrics: Vec<&'static Metric> = score::metrics().collect();
    let runs: u64 = scenarios
        .iter()
        .map(|(_, arms)| arms.len() as u64 * args.runs)
        .sum();
    let bar = progress(runs, face);
    let stop = exit::stops_by_itself();
    let mut all = Vec::new();
    for (scenario, arms) in &scenarios {
        all.push(compare(scenario, arms, &metrics, args, &bar, stop)?);
    }
    bar.finish_and_clear();
    let interrupted = all.iter().any(|it| it.rows.done < args.runs);
    for it in all.iter().filter(|it| it.rows.done < args.runs) {
        out::say(&format!("{}: {}", it.scenario, how_far(it, args)), face);
    }
    // Where not a single run was done there is nothing to show and nothing to keep.
    all.retain(|it| it.rows.done > 0);
    if all.is_empty() {
        return Ok(Exit::Interrupted);
    }
    if let Some(folder) = &args.out {
        keep(folder, &all, &metrics, args)?;
    }
    match args.format {
        Format::Text => out::print(&text(&all, args))?,
        Format::Json => out::print_json(&summary(&all, args))?,
    }
    Ok(match verdict(&all, face) {
        Exit::OurBug => Exit::OurBug,
        _ if interrupted => Exit::Interrupted,
        other => other,
    })
}

fn how_far(it: &Compared, args: &Args) -> String {
    format!(
        "interrupted after {} of {} runs",
        numbers::count(it.rows.done),
        numbers::count(args.runs)
    )
}

/// One arm for each process.
fn arms(scenario: &str, args: &Args, face: &Face) -> Result<Vec<Arm>, Failure> {
    let processes: Vec<Option<String>> = match args.process.as_slice() {
        [] => vec![None],
        some => some.iter().cloned().map(Some).collect(),
    };
    let mut arms: Vec<Arm> = Vec::new();
    for process in processes {
        let flags = InputFlags {
            process: process.clone(),
            others: args.others.clone(),
        };
        let setup = inputs::usable(scenario, &flags, face)?;
        if setup.scenario.is_discussion() {
            return Err(Failure::outside(format!(
                "`{scenario}` has no system, it is for people around a table: there is nothing to run many times; `sandtable run {scenario}` plays it once"
            )));
        }
        let mut name = setup.process.name.to_string();
        if arms.iter().any(|arm| arm.name == name) {
            // Two files may give themselves one name.
            name = process.unwrap_or(name);
        }
        if arms.iter().any(|arm| arm.name == name) {
            return Err(Failure::outside(format!(
                "`--process {name}` is given twice: give each process once"
            )));
        }
        arms.push(Arm::new(name, Arc::new(setup)));
    }
    Ok(arms)
}

fn compare(
    scenario: &str,
    arms: &[Arm],
    metrics: &[&'static Metric],
    args: &Args,
    bar: &ProgressBar,
    stop: &AtomicBool,
) -> Result<Compared, Failure> {
    let order = Order {
        runs: args.runs,
        seed: args.seed,
        threads: args.threads.map_or(0, usize::from),
        metrics,
        progress: &|done| bar.inc(done),
        stop,
    };
    let rows = batch::run(arms, &order).map_err(|error| {
        Failure::outside(format!(
            "cannot start threads: {error}; try fewer with `--threads`"
        ))
    })?;
    let names: Vec<String> = arms.iter().map(|arm| arm.name.clone()).collect();
    let named: Vec<(String, &[Row])> = names
        .iter()
        .cloned()
        .zip(rows.arms.iter().map(Vec::as_slice))
        .collect();
    let mut summary = study::summarise(metrics, &named);
    let records = Records {
        per_month: args.incidents_per_month,
        seed: args.seed,
    };
    summary.check_against_reality(metrics, &named, records);
    Ok(Compared {
        scenario: arms[0].setup().scenario.name.to_string(),
        typed: scenario.into(),
        arms: names,
        summary,
        rows,
    })
}

/// Writes runs, summary and pictures.
fn keep(folder: &Path, all: &[Compared], metrics: &[&Metric], args: &Args) -> Result<(), Failure> {
    let mut table = csv::head(metrics);
    for it in all {
        for (arm, rows) in it.arms.iter().zip(&it.rows.arms) {
            for row in rows {
                table.push_str(&csv::row(&it.scenario, arm, row, metrics));
            }
        }
    }
    files::write_atomic(&folder.join("runs.csv"), table.as_bytes())?;
    let text = format!("{:#}\n", summary(all, args));
    files::write_atomic(&folder.join("summary.json"), text.as_bytes())?;
    for (number, it) in all.iter().enumerate() {
        let name = match all.len() {
            1 => "times".to_string(),
            _ => format!("times-{}", number + 1),
        };
        let sheet = picture(it, args).draw();
        files::write_atomic(&folder.join(format!("{name}.svg")), sheet.svg().as_bytes())?;
        #[cfg(feature = "png")]
        {
            let png = sheet
                .png(2.0)
                .map_err(|error| Failure::outside(format!("cannot draw {name}.png: {error}")))?;
            files::write_atomic(&folder.join(format!("{name}.png")), &png)?;
        }
    }
    Ok(())
}

fn summary(all: &[Compared], args: &Args) -> Value {
    let scenarios: Vec<Value> = all
        .iter()
        .map(|it| {
            let mut value = json!({
                "scenario": it.scenario,
                "runs_done": it.rows.done,
                "panicked": it.rows.panicked.len(),
            });
            let of_arms = it.summary.json();
            let fields = value.as_object_mut().expect("it is an object");
            fields.extend(of_arms.as_object().expect("so is it").clone());
            value
        })
        .collect();
    json!({"format": 1, "kind": "compare", "runs": args.runs, "seed": args.seed, "scenarios": scenarios})
}

fn picture(it: &Compared, args: &Args) -> TimesPicture {
    let row = |measure: &MeasureSummary| plot::Row {
        measure: measure.metric.title.into(),
        clock: measure.metric.clock(),
        mean: measure.mean.clone(),
        median: measure.median.clone(),
        unresolved: measure.unresolved as u64,
    };
    TimesPicture {
        title: headline(it),
        note: note(it, args),
        arms: it
            .summary
            .arms
            .iter()
            .map(|arm| plot::Arm {
                name: arm.name.clone(),
                n: arm.n as u64,
                rows: SHOWN
                    .iter()
                    .filter_map(|name| arm.measure(name))
                    .map(row)
                    .collect(),
            })
            .collect(),
    }
}

/// The finding in a sentence: means to resolve, and no more than they say.
fn headline(it: &Compared) -> String {
    let means: Vec<String> = it
        .summary
        .arms
        .iter()
        .filter_map(|arm| {
            let mean = arm.measure("time_to_resolve")?.mean.value?;
            Some(format!("{} with {}", words::elapsed(mean), arm.name))
        })
        .collect();
    match means.len() {
        0 => format!("{}: nothing was resolved", it.scenario),
        _ => format!(
            "{}: time to resolve averages {}",
            it.scenario,
            means.join(", ")
        ),
    }
}

fn note(it: &Compared, args: &Args) -> String {
    let cut_short = match it.rows.done < args.runs {
        true => format!(" ({})", how_far(it, args)),
        false => String::new(),
    };
    let mut note = format!(
        "{} of each arm on the same luck{cut_short}, seeds from {}. Intervals: 95 %.",
        match it.rows.done {
            1 => "1 run".into(),
            done => format!("{} runs", numbers::count(done)),
        },
        args.seed
    );
    let cut = it.summary.arms.iter().flat_map(|arm| &arm.measures);
    let cut = cut
        .filter(|measure| SHOWN.contains(&measure.metric.name))
        .find_map(|m| m.restricted_to);
    if let Some(cut) = cut {
        let cut = words::elapsed(cut);
        write!(
            note,
            " Unresolved runs are kept: their means are of times cut at {cut}."
        )
        .expect("a text takes all");
    }
    note
}

fn text(all: &[Compared], args: &Args) -> String {
    let mut text = String::new();
    for it in all {
        text += &super::words::wrap(&headline(it), 0);
        text += &super::words::wrap(&note(it, args), 0);
        text.push('\n');
        text += &table(&it.summary);
        text.push('\n');
        text += &reality::lines(&it.summary);
    }
    text + &match &args.out {
        Some(folder) => format!(
            "kept in {}: runs.csv, summary.json, pictures\n",
            folder.display()
        ),
        None => "`--out DIR` keeps every run, the summary and the picture\n".into(),
    }
}

/// Means and medians with their intervals, a line for each measure and arm.
fn table(summary: &Summary) -> String {
    let mut cells = vec![
        [
            "Measure", "Arm", "Mean", "95 %", "Median", "95 %", "Runs", "Open",
        ]
        .map(String::from),
    ];
    for name in SHOWN {
        for (number, arm) in summary.arms.iter().enumerate() {
            let Some(measure) = arm.measure(name) else {
                continue;
            };
            let title = if number == 0 {
                measure.metric.title
            } else {
                ""
            };
            let (mean, median) = (
                words::figures(&measure.mean),
                words::figures(&measure.median),
            );
            let count = |n: usize| numbers::count(n as u64);
            cells.push([
                title.into(),
                clip(&arm.name, 20),
                mean.value,
                mean.interval,
                median.value,
                median.interval,
                count(measure.n),
                count(measure.unresolved),
            ]);
        }
    }
    let mut text = String::new();
    for (number, row) in cells.iter().enumerate() {
        let [title, arm, mean, of_mean, median, of_median, runs, open] = row;
        let (title, arm) = (left(title, 13), left(arm, 20));
        let line = format!(
            "{title}{arm}{mean:>11} {of_mean:<15}{median:>11} {of_median:<15}{runs:>6}{open:>7}"
        );
        text += line.trim_end();
        text.push('\n');
        if number == 0 {
            text += &format!("{}\n", "─".repeat(100));
        }
    }
    text
}

/// Our own mistakes and runs that do not end are named; both make the exit code.
fn verdict(all: &[Compared], face: &Face) -> Exit {
    let mut exit = Exit::Fine;
    for it in all {
        for arm in &it.summary.arms {
            if arm.over_budget > 0 {
                out::say(
                    &format!(
                        "{}, {}: {} of {} runs were stopped at their budget",
                        it.scenario, arm.name, arm.over_budget, arm.n
                    ),
                    face,
                );
            }
            if arm.over_budget * 100 > arm.n * OVER_BUDGET_MAX {
                out::say(
                    "more than 1 % of them: the figures above mean nothing",
                    face,
                );
                exit = Exit::Findings;
            }
        }
    }
    for it in all {
        for panicked in &it.rows.panicked {
            out::say(
                &format!(
                    "bug: {}; repeat it with: sandtable run {} --process {} --seed {}",
                    panicked.message, it.typed, panicked.arm, panicked.seed
                ),
                face,
            );
            exit = Exit::OurBug;
        }
    }
    exit
}

fn progress(runs: u64, face: &Face) -> ProgressBar {
    if face.quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(runs);
    let style = "{human_pos} of {human_len} runs   {percent} %   {per_sec}   {eta} left";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is right"));
    bar
}
