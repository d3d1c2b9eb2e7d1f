//! A full disk, a small one mounted for the test: errors that one sees, nothing lost that was there,
//! nothing kept by halves, and `--resume` once there is room again.
//!
//! Mounting takes `unshare` of util-linux and leave to use it: a step of `tests/run`.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

/// Runs a script in which `disk` is a disk of six mebibytes, in a folder of its own, and gives what
/// it printed.
fn on_a_small_disk(script: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("disk")).unwrap();
    let mounted = format!("set -u\nmount -t tmpfs -o size=6m tmpfs disk || exit 99\n{script}");
    let answer = Command::new("unshare")
        .args([
            "--user",
            "--map-root-user",
            "--mount",
            "bash",
            "-c",
            &mounted,
        ])
        .env("SANDTABLE", env!("CARGO_BIN_EXE_sandtable"))
        .current_dir(folder.path())
        .output()
        .expect("unshare is installed");
    let (out, err) = (
        String::from_utf8_lossy(&answer.stdout).into_owned(),
        String::from_utf8_lossy(&answer.stderr).into_owned(),
    );
    assert!(answer.status.success(), "{}\n{out}{err}", answer.status);
    out
}

/// Lines of `sha256sum` after a marker, as file and sum.
fn sums(out: &str, marker: &str) -> BTreeMap<String, String> {
    let lines = out.lines().skip_while(|l| *l != marker).skip(1);
    let lines = lines.take_while(|l| !l.starts_with("== "));
    let both = lines.filter_map(|l| l.split_once("  "));
    both.map(|(sum, file)| (file.to_string(), sum.to_string()))
        .collect()
}

const SUM: &str = r#"sum() {
    (cd "$1" && find . -type f ! -path './blocks.part/*' | sort | xargs -r sha256sum)
}
fill() {
    rm -f disk/filler
    dd if=/dev/zero of=disk/filler bs=1k count=$(($(df -k --output=avail disk | tail -1) - $1)) status=none
}
compare() {
    "$SANDTABLE" compare quiet-disk --process unmanaged --process blameless --why off --quiet "$@"
}
"#;

#[test]
#[ignore = "mounts a small disk; `tests/run` does it"]
fn a_full_disk_leaves_earlier_results_and_a_study_goes_on_when_there_is_room() {
    for free in [0, 8, 120, 260, 330, 400, 460, 520] {
        let out = on_a_small_disk(&format!(
            r#"{SUM}
compare --runs 40 --out disk/kept >/dev/null || exit 1
echo "== before"; sum disk/kept
fill {free}
compare --runs 90 --seed 5 --out disk/kept >/dev/null 2>err
echo "== exit $?"; cat err
echo "== after"; sum disk/kept
rm disk/filler
compare --runs 90 --seed 5 --out disk/kept --resume >/dev/null || exit 1
echo "== resumed"; sum disk/kept
compare --runs 90 --seed 5 --out disk/fresh >/dev/null || exit 1
echo "== fresh"; sum disk/fresh
"#
        ));
        let code = out.lines().find_map(|l| l.strip_prefix("== exit "));
        match code.expect("it says how it ended") {
            "2" => {
                assert!(out.contains("No space left on device"), "{free} KiB: {out}");
                assert_eq!(
                    sums(&out, "== before"),
                    sums(&out, "== after"),
                    "{free} KiB"
                );
            }
            "0" => assert_eq!(sums(&out, "== after"), sums(&out, "== fresh"), "{free} KiB"),
            other => panic!("{free} KiB: exit code {other}\n{out}"),
        }
        assert_eq!(
            sums(&out, "== resumed"),
            sums(&out, "== fresh"),
            "{free} KiB"
        );
    }
}
