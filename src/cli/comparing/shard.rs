//! Which part of a long study is ours: `--shard 2/8`, or what the array of a cluster says.

use crate::batch::Shard;

/// What clusters call the place in an array and its size, and from where they count.
const ARRAYS: [(&str, &str, Option<&str>); 6] = [
    (
        "SLURM_ARRAY_TASK_ID",
        "SLURM_ARRAY_TASK_COUNT",
        Some("SLURM_ARRAY_TASK_MIN"),
    ),
    ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", None),
    ("HQ_TASK_ID", "HQ_NUM_TASKS", None),
    ("SGE_TASK_ID", "SGE_TASK_LAST", Some("SGE_TASK_FIRST")),
    (
        "PBS_ARRAY_INDEX",
        "PBS_ARRAY_COUNT",
        Some("PBS_ARRAY_FIRST"),
    ),
    ("PARALLEL_SEQ", "PARALLEL_JOBS", Some("1")),
];

/// Reads `i/n`, or `auto`.
pub fn parse(text: &str) -> Result<Shard, String> {
    match text {
        "auto" => from_array(|name| std::env::var(name).ok()),
        _ => of_words(text),
    }
}

fn of_words(text: &str) -> Result<Shard, String> {
    let how = "a shard is written i/n, from 0, as 2/8 for the third of eight; or `auto`";
    let (index, of) = text.split_once('/').ok_or(how)?;
    let (index, of) = (
        index.parse().map_err(|_| how)?,
        of.parse().map_err(|_| how)?,
    );
    match (index, of) {
        (_, 0) => Err("there is no study in 0 parts; write i/n with n from 1 up".into()),
        (index, of) if index >= of => Err(format!(
            "there is no shard {index} of {of}: they count from 0 to {}",
            of - 1
        )),
        (index, of) => Ok(Shard { index, of }),
    }
}

fn from_array(get: impl Fn(&str) -> Option<String>) -> Result<Shard, String> {
    for (index, count, first) in ARRAYS {
        let number = |name: &str| get(name).and_then(|text| text.trim().parse::<u64>().ok());
        let Some(index_there) = number(index) else {
            continue;
        };
        let Some(of) = number(count) else {
            return Err(format!(
                "`{index}` is set but `{count}` is not: say how many there are, as --shard {index_there}/8"
            ));
        };
        // Some count from where they are told to, one always from 1.
        let first = first.map_or(0, |name| {
            name.parse().ok().or_else(|| number(name)).unwrap_or(0)
        });
        let of = match index {
            "SGE_TASK_ID" => of + 1 - first.min(of),
            _ => of,
        };
        return of_words(&format!("{}/{of}", index_there.saturating_sub(first)));
    }
    Err("no array job's index is set here (Slurm, Kubernetes, HyperQueue, SGE, PBS, GNU parallel): write --shard i/n".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(there: &[(&str, &str)]) -> Result<Shard, String> {
        let find = |name: &str| there.iter().find(|(key, _)| *key == name);
        from_array(|name| find(name).map(|(_, value)| value.to_string()))
    }

    #[test]
    fn a_shard_is_one_of_so_many() {
        assert_eq!(parse("2/8"), Ok(Shard { index: 2, of: 8 }));
        assert!(parse("5/4").unwrap_err().contains("from 0 to 3"));
        for wrong in ["", "3", "a/b", "1/0", "-1/2"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_array_says_which() {
        let slurm = [
            ("SLURM_ARRAY_TASK_ID", "5"),
            ("SLURM_ARRAY_TASK_COUNT", "4"),
            ("SLURM_ARRAY_TASK_MIN", "3"),
        ];
        assert_eq!(auto(&slurm), Ok(Shard { index: 2, of: 4 }));
        let sge = [
            ("SGE_TASK_ID", "4"),
            ("SGE_TASK_FIRST", "1"),
            ("SGE_TASK_LAST", "4"),
        ];
        assert_eq!(auto(&sge), Ok(Shard { index: 3, of: 4 }));
        let kubernetes = [("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "3")];
        assert_eq!(auto(&kubernetes), Ok(Shard { index: 0, of: 3 }));
        let parallel = [("PARALLEL_SEQ", "1"), ("PARALLEL_JOBS", "2")];
        assert_eq!(auto(&parallel), Ok(Shard { index: 0, of: 2 }));
        assert!(auto(&[("HQ_TASK_ID", "1")]).is_err());
        assert!(auto(&[]).is_err());
    }
}
