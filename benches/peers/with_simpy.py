"""The reference model for SimPy: a process for each service and each incident, a resource a seat."""

import simpy

from draws import *


def run(horizon, rep, sums):
    env = simpy.Environment()
    seats = [[simpy.Resource(env) for _ in range(LEVELS)] for _ in range(TEAMS)]

    def service(number):
        nth = 0
        while True:
            luck = incident(rep, number, nth)
            gap = exponential(luck, GAP, FAILURES)
            if env.now + gap >= horizon:
                return
            yield env.timeout(gap)
            env.process(trouble(luck, seats[number % TEAMS]))
            nth += 1

    def trouble(luck, team):
        failed = env.now
        yield env.timeout(exponential(luck, DETECTION, DETECTS))
        alerted = env.now
        attempt = 0
        while (delay := answer(luck, attempt)) is None:
            yield env.timeout(TIMEOUT)
            attempt += 1
        yield env.timeout(delay)
        acknowledged = env.now
        with team[attempt % LEVELS].request() as seat:
            yield seat
            begun = env.now
            yield env.timeout(log_normal(luck, DIAGNOSIS, 0, LN_DIAGNOSIS))
            left, handoffs = log_normal(luck, REPAIR, 0, LN_REPAIR), 0
            while env.now + left > (end := shift_end(env.now)):
                left -= end - env.now
                # To the very end of the shift: a sum of parts may miss it by a bit.
                yield env.timeout(end - env.now)
                yield env.timeout(end + log_normal(luck, HANDOFF, handoffs, LN_HANDOFF) - env.now)
                handoffs += 1
            yield env.timeout(left)
            sums.add(failed, alerted, acknowledged, begun, env.now, attempt + 1, handoffs)

    for number in range(SERVICES):
        env.process(service(number))
    env.run()


main(run)
