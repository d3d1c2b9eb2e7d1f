//! The reference model `page-escalate-resolve` in numbers, and what a program prints about it.

pub const SERVICES: u32 = 20;
pub const TEAMS: u32 = 4;
pub const LEVELS: u32 = 3;
pub const FAILURES: f64 = 3600.0;
pub const DETECTION: f64 = 6.0;
pub const TIMEOUT: f64 = 10.0;
pub const ANSWERS: [f64; 3] = [0.85, 0.90, 0.95];
/// Median and sigma.
pub const DELAY: (f64, f64) = (2.5, 0.8);
pub const DIAGNOSIS: (f64, f64) = (25.0, 0.9);
pub const REPAIR: (f64, f64) = (40.0, 1.0);
pub const HANDOFF: (f64, f64) = (15.0, 0.4);
pub const SHIFT: f64 = 480.0;

/// The end of the shift that a moment lies in.
pub fn shift_end(t: f64) -> f64 {
    ((t / SHIFT).floor() + 1.0) * SHIFT
}

/// Sums over incidents.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    pub incidents: u64,
    pub attempts: u64,
    pub handoffs: u64,
    pub waited: u64,
    pub detect: f64,
    pub acknowledge: f64,
    pub wait: f64,
    pub resolve: f64,
}

/// When things happened to one incident.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    pub failed: f64,
    pub alerted: f64,
    pub acknowledged: f64,
    pub begun: f64,
    pub resolved: f64,
}

impl Sums {
    pub fn add(&mut self, of: &Times) {
        let wait = of.begun - of.acknowledged;
        self.incidents += 1;
        self.waited += u64::from(wait > 1e-6);
        self.detect += of.alerted - of.failed;
        self.acknowledge += of.acknowledged - of.alerted;
        self.wait += wait;
        self.resolve += of.resolved - of.failed;
    }
    pub fn events(&self) -> u64 {
        4 * self.incidents + self.attempts + 2 * self.handoffs
    }
}

/// Nanoseconds of processor time so far.
fn processor_ns() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").expect("Linux keeps it");
    let first = text.split_whitespace().next().and_then(|t| t.parse().ok());
    first.expect("it begins with a number")
}

/// Runs what `DAYS REPLICATIONS SEED` on the command line ask for, and prints one line:
/// `incidents events attempts handoffs waited detect acknowledge wait resolve ns_per_event`.
pub fn main(replication: impl Fn(f64, u64, u64, &mut Sums)) {
    let numbers: Vec<u64> = std::env::args()
        .skip(1)
        .filter_map(|a| a.parse().ok())
        .collect();
    let [days, replications, seed] = numbers[..] else {
        eprintln!("usage: DAYS REPLICATIONS SEED");
        std::process::exit(2);
    };
    let mut sums = Sums::default();
    let began = processor_ns();
    for nth in 0..replications {
        replication(days as f64 * 1440.0, seed, nth, &mut sums);
    }
    let took = processor_ns() - began;
    let n = sums.incidents as f64;
    println!(
        "{} {} {} {} {} {:.6} {:.6} {:.6} {:.6} {:.1}",
        sums.incidents,
        sums.events(),
        sums.attempts,
        sums.handoffs,
        sums.waited,
        sums.detect / n,
        sums.acknowledge / n,
        sums.wait / n,
        sums.resolve / n,
        took / sums.events() as f64,
    );
}
