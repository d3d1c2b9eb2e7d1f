use sandtable::exercise::Exercise;
use sandtable::model::*;
use std::sync::Arc;
fn read<T: serde::de::DeserializeOwned>(p: &str) -> T {
    let text = std::fs::read_to_string(format!("{}/{p}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let o = ron::Options::default().with_default_extension(
        ron::extensions::Extensions::IMPLICIT_SOME
            | ron::extensions::Extensions::UNWRAP_VARIANT_NEWTYPES,
    );
    o.from_str(&text).unwrap_or_else(|e| panic!("{p}: {e}"))
}
#[test]
fn go() {
    let scenario = std::env::var("SC").unwrap_or("quiet-disk".into());
    let process = std::env::var("PR").unwrap_or("blameless".into());
    let seed: u64 = std::env::var("SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(1);
    let n: u64 = std::env::var("N")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(1);
    let setup = Setup {
        scenario: read(&format!("scenarios/{scenario}.ron")),
        team: read("assets/teams/single-site-9.ron"),
        process: read(&format!("assets/processes/{process}.ron")),
        defaults: read("assets/defaults/shipped.ron"),
        vocabulary: read("assets/vocabulary.ron"),
    };
    let mut ex = Exercise::new(Arc::new(setup), seed);
    let t = std::time::Instant::now();
    let mut recs = 0;
    let mut res = vec![];
    for k in 0..n {
        if k > 0 {
            ex.reset(seed + k);
        }
        ex.finish();
        recs += ex.records().len();
        let r = ex
            .records()
            .iter()
            .find(|r| matches!(r.fact, Fact::Resolved { .. }))
            .map(|r| r.at.0 / 60000);
        let last = ex.records().last().unwrap();
        res.push((r, format!("{:?} {}", last.fact, last.at)));
    }
    if n == 1 {
        for r in ex.records() {
            println!(
                "{:>5} {} {:?} bc{:?} {}",
                r.seq,
                r.at,
                r.by,
                r.because,
                serde_json::to_string(&r.fact).unwrap()
            );
        }
    } else {
        let mut v: Vec<_> = res.iter().filter_map(|r| r.0).collect();
        v.sort();
        println!(
            "resolved {}/{} p10 {:?} med {:?} p90 {:?}",
            v.len(),
            n,
            v.get(v.len() / 10),
            v.get(v.len() / 2),
            v.get(v.len() * 9 / 10)
        );
        for (k, r) in res
            .iter()
            .enumerate()
            .filter(|(_, r)| r.0.is_none())
            .take(8)
        {
            println!("unresolved seed {} {}", seed + k as u64, r.1);
        }
    }
    println!("{recs} records, {:?} per run", t.elapsed() / n as u32);
}
