"""The keyed draws and the figures of the reference model, as in draws.rs and model.rs."""

import sys
import time
from math import cos, exp, log, pi, sqrt

MASK = (1 << 64) - 1
GAP, DETECTION, COIN, DELAY, DIAGNOSIS, REPAIR, HANDOFF = range(7)

SERVICES, TEAMS, LEVELS = 20, 4, 3
FAILURES, DETECTS, TIMEOUT, SHIFT = 3600.0, 6.0, 10.0, 480.0
ANSWERS = (0.85, 0.90, 0.95)
LN_DELAY, LN_DIAGNOSIS = (log(2.5), 0.8), (log(25.0), 0.9)
LN_REPAIR, LN_HANDOFF = (log(40.0), 1.0), (log(15.0), 0.4)


def mix(z):
    z = (z + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def replication(seed, nth):
    return mix(seed ^ mix(nth))


def incident(rep, service, nth):
    return mix(rep ^ (service << 32 | nth))


def unit(h):
    return ((h >> 11) + 0.5) * 2.0**-53


def uniform(luck, purpose, k):
    return unit(mix(luck ^ (purpose << 32 | k)))


def exponential(luck, purpose, mean):
    return -log(unit(mix(luck ^ (purpose << 32)))) * mean


def log_normal(luck, purpose, k, law):
    h = mix(luck ^ (purpose << 32 | k))
    angle = 2.0 * pi * unit(mix(h ^ 0xD1B54A32D192ED03))
    return exp(law[0] + law[1] * sqrt(-2.0 * log(unit(h))) * cos(angle))


def answer(luck, attempt):
    """After how long a page is taken; None if it is not."""
    if uniform(luck, COIN, attempt) < ANSWERS[attempt % LEVELS]:
        delay = log_normal(luck, DELAY, attempt, LN_DELAY)
        if delay <= TIMEOUT:
            return delay
    return None


def shift_end(t):
    return (t // SHIFT + 1.0) * SHIFT


class Sums:
    """Sums over incidents."""

    def __init__(self):
        self.incidents = self.attempts = self.handoffs = self.waited = 0
        self.detect = self.acknowledge = self.wait = self.resolve = 0.0

    def add(self, failed, alerted, acknowledged, begun, resolved, attempts, handoffs):
        self.incidents += 1
        self.attempts += attempts
        self.handoffs += handoffs
        self.waited += begun - acknowledged > 1e-6
        self.detect += alerted - failed
        self.acknowledge += acknowledged - alerted
        self.wait += begun - acknowledged
        self.resolve += resolved - failed


def main(run):
    """Runs what DAYS REPLICATIONS SEED ask for and prints what the others print."""
    days, replications, seed = (int(a) for a in sys.argv[1:4])
    sums = Sums()
    began = time.process_time_ns()
    for nth in range(replications):
        run(days * 1440.0, replication(seed, nth), sums)
    took = time.process_time_ns() - began
    n = sums.incidents
    events = 4 * n + sums.attempts + 2 * sums.handoffs
    means = (sums.detect / n, sums.acknowledge / n, sums.wait / n, sums.resolve / n)
    shown = " ".join(f"{mean:.6f}" for mean in means)
    print(n, events, sums.attempts, sums.handoffs, sums.waited, shown, f"{took / events:.1f}")
