//! What `compare`, `study` and `merge` have in common: arms are run, summed up, explained, kept.

mod against;
mod arms;
pub mod cases;
mod keep;
mod page;
mod pictures;
pub mod program;
mod reasons;
mod shard;
mod table;
mod text;
mod threshold;
mod words;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::exit::{self, Exit, Failure};
use super::flags::{self, Face, Format};
use super::out;
use crate::batch::{self, Ended, Memory, Order, Shard, Store};
use crate::files::{self, BlockFolder};
use crate::model::StudyFile;
use crate::score::{self, Metric, numbers};
use crate::study::{self, Case, Comparison, Study, precision, why};

pub use against::Saved;
pub use keep::{BLOCKS, PART, cases as saved_cases, study_of};
use threshold::Threshold;

/// How arms are run, judged and kept; what is not said is as the study says.
#[derive(Clone, Debug, clap::Args)]
pub struct Flags {
    /// How many runs of each arm
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=10_000_000))]
    pub runs: Option<u64>,
    /// The luck of the first run; run k has seed N + k
    #[arg(long, value_name = "N", value_parser = flags::seed, allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// The measure by which arms are judged, named before anything runs
    #[arg(long, value_name = "MEASURE", value_parser = measure, help_heading = "Judgement")]
    pub primary: Option<&'static Metric>,
    /// A relative difference smaller than this does not matter [default: 5%]
    #[arg(long, value_name = "SHARE", value_parser = share, help_heading = "Judgement")]
    pub band: Option<f64>,
    /// Stop as soon as the primary measure is known to within this share, as 5%
    #[arg(long, value_name = "SHARE", value_parser = share, help_heading = "Judgement")]
    pub precision: Option<f64>,
    /// How many incidents a month a team has in its own records, for the reality check
    #[arg(long, value_name = "N", default_value_t = PER_MONTH, value_parser = per_month, help_heading = "Judgement")]
    pub incidents_per_month: f64,
    /// Run one arm against itself on other luck, to see what chance alone shows
    #[arg(long, help_heading = "Judgement")]
    pub against_itself: bool,
    /// End with exit code 1 where this holds, as 'time_to_resolve.p90 > 30m'; may be given again
    #[arg(long, value_name = "CONDITION", value_parser = threshold::parse, help_heading = "Judgement")]
    pub fail_if: Vec<Threshold>,
    /// Whether extra arms explain the difference, and widen it by what nobody knows
    #[arg(long, value_name = "WHEN", default_value = "on", help_heading = "Why")]
    pub why: Switch,
    /// How many runs each extra arm has
    #[arg(long, value_name = "N", default_value_t = why::RUNS, value_parser = clap::value_parser!(u64).range(20..=100_000), help_heading = "Why")]
    pub why_runs: u64,
    /// How many threads to use [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Long work")]
    pub threads: Option<u16>,
    /// Go on where an interrupted study with the same inputs and the same --out stopped
    #[arg(long, requires = "out", help_heading = "Long work")]
    pub resume: bool,
    /// Run only part I of N, from 0; `auto` asks the cluster's array job. `merge` puts them together
    #[arg(long, value_name = "I/N", value_parser = shard::parse, requires = "out", conflicts_with = "precision", help_heading = "Long work")]
    pub shard: Option<Shard>,
    /// How to print the result
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,
    /// Write report.html, summary.md, summary.json, runs.csv, plots and study.ron to this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// Incidents a month unless somebody says otherwise: 3.3 a week, as on a large public status page.
const PER_MONTH: f64 = 14.3;
/// Above this share of runs over budget, in percent, the figures mean nothing.
const OVER_BUDGET_MAX: usize = 1;
/// Up to so many runs of all arms stay in memory; more are put on disk block by block.
const IN_MEMORY: u64 = 40_000;

fn per_month(text: &str) -> Result<f64, String> {
    let number = text.parse().ok();
    number
        .filter(|number| (0.1..=1_000.0).contains(number))
        .ok_or_else(|| "incidents a month are a number from 0.1 to 1000, as 14.3".into())
}

fn share(text: &str) -> Result<f64, String> {
    let percent = text
        .strip_suffix('%')
        .map(|it| it.trim().parse::<f64>().map(|it| it / 100.0));
    let number = percent.unwrap_or_else(|| text.parse::<f64>()).ok();
    number
        .filter(|number| (0.000_1..=0.9).contains(number))
        .ok_or_else(|| "a share is between 0.01 % and 90 %, as 5% or 0.05".into())
}

fn measure(name: &str) -> Result<&'static Metric, String> {
    score::metric(name).ok_or_else(|| {
        format!("no measure is called `{name}`; `sandtable explain measures` lists them")
    })
}

/// A study that can be run.
pub struct Job {
    /// As it is written down, so that anybody can repeat it.
    pub file: StudyFile,
    pub study: Study,
    pub flags: Flags,
    /// Results of old, which the new arms are compared with.
    pub saved: Option<Saved>,
}

impl Job {
    /// A study with its arms, as flags change it.
    pub fn new(mut file: StudyFile, cases: Vec<Case>, flags: Flags) -> Result<Job, Failure> {
        file.runs = flags.runs.unwrap_or(file.runs);
        file.seed = flags.seed.unwrap_or(file.seed);
        let named = file.primary.as_deref().map(measure).transpose();
        let named = named.map_err(Failure::outside)?;
        let primary = flags.primary.or(named).or(score::metric(study::PRIMARY));
        let primary = primary.expect("the usual primary is a measure");
        file.primary = Some(primary.name.to_string());
        let band = flags
            .band
            .or(file.band.map(|it| it.as_f64()))
            .unwrap_or(study::BAND);
        file.band = Some(crate::base::Share::new(band));
        let precision = flags.precision.or(file.precision.map(|it| it.as_f64()));
        file.precision = precision.map(crate::base::Share::new);
        let study = Study {
            cases,
            metrics: score::metrics().collect(),
            primary,
            band,
            runs: file.runs,
            seed: file.seed,
            per_month: flags.incidents_per_month,
        };
        if precision.is_some() && flags.shard.is_some() {
            return Err(Failure::outside(
                "a shard cannot know when the whole is precise enough: leave `precision` or `--shard` out",
            ));
        }
        Ok(Job {
            file,
            study,
            flags,
            saved: None,
        })
    }

    /// Runs what is asked for, and says what came of it.
    pub fn run(&self, face: &Face) -> Result<Exit, Failure> {
        let stop = exit::stops_by_itself();
        let mut store = self.store()?;
        let arms: Vec<batch::Arm> = self.played().map(Case::arm).collect();
        let shard = self.flags.shard.unwrap_or(Shard::WHOLE);
        let bar = self.progress(arms.len() as u64, shard, face);
        let precision = self.file.precision.map(|it| it.as_f64());
        let order = Order {
            runs: self.study.runs,
            seed: self.study.seed,
            shard,
            threads: self.flags.threads.map_or(0, usize::from),
            metrics: &self.study.metrics,
            progress: &|done| {
                bar.inc(done);
                if stop.load(Ordering::Relaxed) {
                    bar.set_message("   finishing the block under way");
                }
            },
            stop,
            enough: &|store| match precision {
                Some(precision) => precision::is_enough(&self.study, store, precision),
                None => Ok(false),
            },
        };
        let ended = batch::run(&arms, &order, store.as_mut())?;
        bar.finish_and_clear();
        if shard != Shard::WHOLE {
            return self.end_shard(shard, ended, store.as_ref(), face);
        }
        if store.blocks().is_empty() {
            out::say("interrupted before the first block was done", face);
            return Ok(Exit::Interrupted);
        }
        match &self.saved {
            Some(saved) => {
                let beside = saved.beside(store.as_ref(), &self.study);
                self.report(&beside, ended, stop, face)
            }
            None => self.report(store.as_ref(), ended, stop, face),
        }
    }

    /// The arms that are run: all but those of saved results.
    fn played(&self) -> impl Iterator<Item = &Case> {
        let there = self.saved.as_ref().map_or(0, Saved::arms);
        self.study.cases.iter().skip(there)
    }

    fn store(&self) -> Result<Box<dyn Store>, Failure> {
        let arms = self.study.cases.len() as u64;
        let Some(folder) = &self.flags.out else {
            return Ok(match self.study.runs * arms <= IN_MEMORY {
                true => Box::new(Memory::new()),
                false => Box::new(BlockFolder::temporary()?),
            });
        };
        files::make_folder(folder)?;
        let part = folder.join(keep::PART);
        let plan = self.plan();
        if !self.flags.resume {
            files::remove_folder(&part)?;
        } else if !part.exists() && folder.join(keep::BLOCKS).exists() {
            // It had come to its end: what is there is read again.
            return Ok(Box::new(BlockFolder::create(
                &folder.join(keep::BLOCKS),
                &plan,
            )?));
        } else if !part.exists() {
            return Err(Failure::outside(format!(
                "there is nothing to go on with in {}: leave `--resume` out",
                folder.display()
            )));
        }
        let store = BlockFolder::create(&part, &plan)?;
        self.keep_setups(&part)?;
        Ok(Box::new(store))
    }

    /// Keeps the resolved inputs of every arm beside its blocks.
    pub fn keep_setups(&self, blocks: &Path) -> Result<(), Failure> {
        let cases: Vec<&Case> = self.played().collect();
        keep::setups(blocks, &cases)
    }

    /// What blocks are of: others are refused.
    pub fn plan(&self) -> Value {
        let arm = |case: &Case| {
            let setup = serde_json::to_vec(&*case.setup).expect("a setup is plain data");
            json!({
                "name": case.name,
                "scenario": case.scenario,
                "process": case.process,
                "team": case.team,
                "baseline": case.baseline,
                "luck": case.luck,
                "inputs_sha256": files::sha256_hex(&setup),
            })
        };
        let names: Vec<&str> = self
            .study
            .metrics
            .iter()
            .map(|metric| metric.name)
            .collect();
        let shard = self.flags.shard.unwrap_or(Shard::WHOLE);
        json!({
            "format": 1,
            "kind": "runs",
            "engine": env!("CARGO_PKG_VERSION"),
            "study": self.file,
            "arms": self.played().map(arm).collect::<Vec<_>>(),
            "measures": names,
            "shard": {"index": shard.index, "of": shard.of},
        })
    }

    fn end_shard(
        &self,
        shard: Shard,
        ended: Ended,
        store: &dyn Store,
        face: &Face,
    ) -> Result<Exit, Failure> {
        let folder = self.flags.out.as_deref().unwrap_or(Path::new("."));
        let all = batch::blocks_of(shard, self.study.runs).count();
        let done = store.blocks().len();
        let what = format!("shard {}/{}: {done} of {all} blocks", shard.index, shard.of);
        if ended == Ended::Stopped {
            out::say(&format!("{what}; `--resume` goes on with it"), face);
            return Ok(Exit::Interrupted);
        }
        keep::finish_blocks(folder)?;
        match self.flags.format {
            Format::Text => out::print(&format!(
                "{what} are in {}; `sandtable merge DIR... --out DIR` puts all shards together\n",
                folder.display()
            ))?,
            Format::Json => out::print_json(&json!({
                "format": 1,
                "kind": "shard",
                "index": shard.index,
                "of": shard.of,
                "blocks": done,
                "out": folder,
            }))?,
        }
        Ok(Exit::Fine)
    }

    /// Sums up, explains, keeps and prints.
    fn report(
        &self,
        store: &dyn Store,
        ended: Ended,
        stop: &AtomicBool,
        face: &Face,
    ) -> Result<Exit, Failure> {
        let study = &self.study;
        let mut comparison = study::summarise(study, store).map_err(batch::Error::from)?;
        if self.flags.why == Switch::On && ended != Ended::Stopped {
            self.explain(store, &mut comparison, stop, face)?;
        }
        let done = store.blocks().len() as u64;
        let done = match store.blocks().last() {
            Some(last) => {
                (done - 1) * batch::BLOCK + {
                    let runs = batch::runs_of(*last, study.runs);
                    runs.end - runs.start
                }
            }
            None => 0,
        };
        let told = Told {
            job: self,
            store,
            comparison: &comparison,
            done,
            ended,
        };
        let text = match self.flags.format {
            Format::Text => text::text(&told, face)?,
            Format::Json => format!("{:#}\n", keep::summary(&told)),
        };
        if let Some(folder) = &self.flags.out {
            keep::keep(&told, folder)?;
            if ended != Ended::Stopped {
                keep::finish_blocks(folder)?;
            }
        }
        out::print(&text)?;
        if ended == Ended::Stopped {
            let how = match self.flags.out {
                Some(_) => "`--resume` goes on with them",
                None => "with `--out DIR` they could be gone on with",
            };
            let (done, all) = (numbers::count(done), numbers::count(study.runs));
            out::say(
                &format!("interrupted after {done} of {all} runs; {how}"),
                face,
            );
        }
        let verdict = self.verdict(&told, face)?;
        Ok(match verdict {
            Exit::OurBug => Exit::OurBug,
            _ if ended == Ended::Stopped => Exit::Interrupted,
            other => other,
        })
    }

    fn explain(
        &self,
        store: &dyn Store,
        comparison: &mut Comparison,
        stop: &AtomicBool,
        face: &Face,
    ) -> Result<bool, Failure> {
        let runs = self.flags.why_runs.min(self.study.runs);
        let bar = bar(why::extra_runs(&self.study, runs), "extra runs: why", face);
        let runner = why::Runner {
            runs,
            threads: self.flags.threads.map_or(0, usize::from),
            progress: &|done| bar.inc(done),
            stop,
        };
        let whole = why::explain(&self.study, store, comparison, &runner)?;
        bar.finish_and_clear();
        Ok(whole)
    }

    fn progress(&self, arms: u64, shard: Shard, face: &Face) -> ProgressBar {
        let runs = batch::blocks_of(shard, self.study.runs)
            .map(|block| batch::runs_of(block, self.study.runs))
            .map(|runs| runs.end - runs.start);
        bar(arms * runs.sum::<u64>(), "runs", face)
    }

    /// Our own mistakes, runs that do not end, and thresholds make the exit code.
    fn verdict(&self, told: &Told, face: &Face) -> Result<Exit, Failure> {
        let mut exit = Exit::Fine;
        for threshold in &self.flags.fail_if {
            for missed in threshold
                .missed(told.comparison)
                .map_err(Failure::outside)?
            {
                out::say(&missed, face);
                exit = Exit::Findings;
            }
        }
        for arm in &told.comparison.arms {
            let (over, n) = (arm.over_budget, arm.n);
            if over > 0 {
                let what = format!("{over} of {n} runs were stopped at their budget");
                out::say(&format!("{}, {}: {what}", arm.scenario, arm.name), face);
            }
            if over * 100 > n * OVER_BUDGET_MAX {
                out::say(
                    "more than 1 % of them: the figures above mean nothing",
                    face,
                );
                exit = Exit::Findings;
            }
        }
        for panicked in told.store.panicked().map_err(batch::Error::from)? {
            let case = self
                .study
                .cases
                .iter()
                .find(|case| case.name == panicked.arm);
            let why = &panicked.message;
            if case.is_some_and(|case| case.by.is_some()) {
                let (arm, seed) = (&panicked.arm, panicked.seed);
                out::say(&format!("left out: {arm}, seed {seed}: {why}"), face);
                exit = Exit::Findings;
                continue;
            }
            let again = case.map_or(String::new(), |case| self.repeat(case, panicked.seed));
            out::say(&format!("bug: {why}; repeat it with: {again}"), face);
            exit = Exit::OurBug;
        }
        Ok(exit)
    }

    /// The command that plays one run of an arm.
    fn repeat(&self, case: &Case, seed: u64) -> String {
        let changed = match case.set.is_empty() {
            true => "",
            false => " (with the fields of this arm set)",
        };
        format!(
            "sandtable run {} --process {} --team {} --seed {seed}{changed}",
            case.scenario, case.process, case.team
        )
    }
}

/// What there is to tell of a job that was run.
pub struct Told<'a> {
    pub job: &'a Job,
    pub store: &'a dyn Store,
    pub comparison: &'a Comparison,
    /// Runs of each arm that were done.
    pub done: u64,
    pub ended: Ended,
}

/// What was run as shards or saved, told again: for `merge`.
pub fn tell(job: &Job, store: &dyn Store, face: &Face) -> Result<Exit, Failure> {
    job.report(store, Ended::Whole, exit::stops_by_itself(), face)
}

fn bar(runs: u64, what: &str, face: &Face) -> ProgressBar {
    if face.quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(runs);
    let style = format!(
        "{{human_pos}} of {{human_len}} {what}   {{percent}} %   {{per_sec}}   {{eta}} left{{msg}}"
    );
    bar.set_style(ProgressStyle::with_template(&style).expect("the template is right"));
    bar
}

impl From<batch::Error> for Failure {
    fn from(error: batch::Error) -> Failure {
        Failure::outside(error.to_string())
    }
}
