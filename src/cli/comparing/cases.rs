//! From a study as it is written to arms that can be run.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::exit::{Exit, Failure};
use crate::cli::flags::Face;
use crate::cli::inputs::{self, InputFlags, Mechanism, OtherFlags};
use crate::cli::out;
use crate::files::{self, Folder, Kind};
use crate::model::StudyFile;
use crate::model::study::{Change, Design, StudyArm, StudyFactor};
use crate::script::Inputs;
use crate::study::Case;

/// Where a study's files are looked for, and what is switched off in all of its arms.
pub struct Around<'a> {
    pub folder: Option<Folder>,
    pub ideal: &'a [Mechanism],
    /// One arm is enough: it is compared with something else.
    pub alone: bool,
}

/// Every arm of a study in every scenario, the first of each scenario its baseline.
pub fn cases(file: &StudyFile, around: &Around, face: &Face) -> Result<Vec<Case>, Failure> {
    let mut cases: Vec<Case> = Vec::new();
    for scenario in &file.scenarios {
        let baseline = cases.len();
        for arm in arms_of(file) {
            let mut case = one(file, scenario, &arm, around, face)?;
            case.baseline = baseline;
            let taken = |name: &str| cases[baseline..].iter().any(|it| it.name == name);
            if taken(&case.name) {
                // Two files may give themselves one name.
                case.name = arm.process.clone().unwrap_or(case.name);
            }
            if taken(&case.name) {
                return Err(Failure::outside(format!(
                    "there are two arms called `{}`: give each process and team once",
                    case.name
                )));
            }
            cases.push(case);
        }
        if file.against_itself {
            let itself: Vec<Case> = cases[baseline..]
                .iter()
                .map(|it| on_other_luck(it, file.runs))
                .collect();
            if itself.len() > 1 {
                return Err(Failure::outside(
                    "an arm is compared with itself alone: name one process and one team",
                ));
            }
            cases.extend(itself);
        }
    }
    let single = cases.iter().filter(|case| {
        !cases
            .iter()
            .any(|it| it.baseline == case.baseline && it.name != case.name)
    });
    if let Some(case) = single.into_iter().next().filter(|_| !around.alone) {
        return Err(Failure::outside(format!(
            "there is one arm, `{}`, and nothing to compare it with: give two, as `--process unmanaged --process blameless`; `sandtable run` plays one",
            case.name
        )));
    }
    Ok(cases)
}

/// The same arm with runs that nobody else has.
fn on_other_luck(case: &Case, runs: u64) -> Case {
    Case {
        name: format!("{} again", case.name),
        luck: runs,
        ..case.clone()
    }
}

/// Arms as written, each crossed with the factors.
fn arms_of(file: &StudyFile) -> Vec<StudyArm> {
    let plain = StudyArm {
        name: String::new(),
        process: None,
        team: None,
        defaults: None,
        set: Vec::new(),
    };
    let written = match file.arms.as_slice() {
        [] => vec![plain],
        arms => arms.to_vec(),
    };
    let combinations = combinations(&file.factors, file.design);
    let crossed = |arm: StudyArm| {
        let each = combinations.iter().map(move |levels| {
            let mut arm = arm.clone();
            let mut words: Vec<String> =
                Vec::from_iter((!arm.name.is_empty()).then(|| arm.name.clone()));
            for (factor, value) in levels {
                words.push(format!("{} {value}", factor.name));
                arm.set.push(Change {
                    path: factor.path.clone(),
                    to: value.to_string(),
                });
            }
            arm.name = words.join(", ");
            arm
        });
        each.collect::<Vec<_>>()
    };
    written.into_iter().flat_map(crossed).collect()
}

type Levels<'a> = Vec<(&'a StudyFactor, &'a str)>;

/// The values of all factors in each arm, the baseline's first.
fn combinations(factors: &[StudyFactor], design: Design) -> Vec<Levels<'_>> {
    let first = |factor: &StudyFactor| factor.values.first().map_or(String::new(), String::clone);
    match design {
        Design::Full => factors.iter().fold(vec![Vec::new()], |sofar, factor| {
            let mut crossed = Vec::new();
            for levels in &sofar {
                for value in &factor.values {
                    crossed.push([levels.as_slice(), &[(factor, value.as_str())]].concat());
                }
            }
            crossed
        }),
        Design::OneAtATime => {
            let baseline: Levels<'_> = factors
                .iter()
                .filter_map(|factor| Some((factor, factor.values.first()?.as_str())))
                .collect();
            let mut all = vec![baseline.clone()];
            for (at, factor) in factors.iter().enumerate() {
                for value in factor
                    .values
                    .iter()
                    .filter(|value| **value != first(factor))
                {
                    let mut levels = baseline.clone();
                    levels[at].1 = value;
                    all.push(levels);
                }
            }
            all
        }
    }
}

fn one(
    file: &StudyFile,
    scenario: &str,
    arm: &StudyArm,
    around: &Around,
    face: &Face,
) -> Result<Case, Failure> {
    let here = |kind, own: &Option<String>, all: &Option<String>| {
        let name = own.as_ref().or(all.as_ref())?;
        Some(beside(kind, name, &around.folder))
    };
    let flags = InputFlags {
        process: here(Kind::Process, &arm.process, &file.process),
        others: OtherFlags {
            team: here(Kind::Team, &arm.team, &file.team),
            defaults: here(Kind::Defaults, &arm.defaults, &file.defaults),
            ideal: around.ideal.to_vec(),
        },
    };
    let typed = beside(Kind::Scenario, scenario, &around.folder);
    let mut loader = inputs::loader();
    let mut read = inputs::files(&mut loader, &typed, &flags)?;
    let changes: Vec<&Change> = file.set.iter().chain(&arm.set).collect();
    // A broken file is told as it is, before anything in it is changed.
    let is_whole =
        |inputs: &Inputs| inputs.scenario.value.is_some() && inputs.process.value.is_some();
    if is_whole(&read.inputs) {
        for change in &changes {
            let set = loader.set(&read.inputs, &change.path, &change.to);
            read.inputs = set.map_err(|error| Failure {
                exit: Exit::Findings,
                message: format!(
                    "cannot set `{}` to `{}`: {error}; `sandtable explain process` lists fields by their paths",
                    change.path, change.to
                ),
            })?;
        }
    }
    let checked = inputs::checked(&loader, read, around.ideal);
    out::show(&checked.mistakes, loader.sources(), face);
    let setup = checked.setup.ok_or(Failure {
        exit: Exit::Findings,
        message: String::new(),
    })?;
    if setup.scenario.is_discussion() {
        return Err(inputs::discussion(scenario));
    }
    let name = match arm.name.is_empty() {
        true => setup.process.name.to_string(),
        false => arm.name.clone(),
    };
    Ok(Case {
        name,
        scenario: setup.scenario.name.to_string(),
        process: setup.process.name.to_string(),
        team: setup.team.name.to_string(),
        baseline: 0,
        set: changes
            .into_iter()
            .map(|change| (change.path.clone(), change.to.clone()))
            .collect(),
        luck: 0,
        by: None,
        setup: Arc::new(setup),
    })
}

/// A name that a study uses: a file beside it, where nothing shipped is called so.
fn beside(kind: Kind, name: &str, folder: &Option<Folder>) -> String {
    let Some(Folder::Disk(folder)) = folder else {
        return name.to_string();
    };
    let path: PathBuf = folder.join(format!("{name}.ron"));
    let shipped = files::shipped(kind).any(|file| file.name == name);
    match !shipped && !name.ends_with(".ron") && path.is_file() {
        true => path.display().to_string(),
        false if name.ends_with(".ron") && folder.join(name).is_file() => {
            folder.join(name).display().to_string()
        }
        false => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(name: &str, values: [&str; 2]) -> StudyFactor {
        StudyFactor {
            name: name.into(),
            path: "process.x".into(),
            values: values.map(String::from).into(),
        }
    }

    fn told(design: Design) -> Vec<String> {
        let factors = [factor("a", ["1", "2"]), factor("b", ["x", "y"])];
        let words =
            |levels: &Levels<'_>| -> String { levels.iter().map(|(_, value)| *value).collect() };
        combinations(&factors, design).iter().map(words).collect()
    }

    #[test]
    fn factors_are_crossed_or_changed_one_at_a_time() {
        assert_eq!(told(Design::Full), ["1x", "1y", "2x", "2y"]);
        assert_eq!(told(Design::OneAtATime), ["1x", "2x", "1y"]);
        assert_eq!(combinations(&[], Design::Full), [Vec::new()]);
    }
}
