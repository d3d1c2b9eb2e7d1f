"""The reference model as a plain Python loop over a heap."""

from collections import deque
from heapq import heappop, heappush

from draws import *

FAILS, ALERTS, TAKEN, TIMED_OUT, DIAGNOSED, REPAIRED, SHIFT_ENDS, HANDED_OVER = range(8)


class Incident:
    __slots__ = "luck team attempt handoffs left failed alerted acknowledged begun seat".split()


class Seat:
    __slots__ = ("busy", "queue")

    def __init__(self):
        self.busy, self.queue = False, deque()


def run(horizon, rep, sums):
    heap, order = [], 0
    seats = [[Seat() for _ in range(LEVELS)] for _ in range(TEAMS)]

    def add(at, kind, what):
        nonlocal order
        order += 1
        heappush(heap, (at, order, kind, what))

    def next_failure(service, nth, now):
        at = now + exponential(incident(rep, service, nth), GAP, FAILURES)
        if at < horizon:
            add(at, FAILS, (service, nth))

    def page(it, now):
        delay = answer(it.luck, it.attempt)
        if delay is None:
            add(now + TIMEOUT, TIMED_OUT, it)
        else:
            add(now + delay, TAKEN, it)

    def begin(it, now):
        it.begun = now
        add(now + log_normal(it.luck, DIAGNOSIS, 0, LN_DIAGNOSIS), DIAGNOSED, it)

    def repair(it, now):
        end = shift_end(now)
        if now + it.left <= end:
            add(now + it.left, REPAIRED, it)
        else:
            it.left -= end - now
            add(end, SHIFT_ENDS, it)

    for service in range(SERVICES):
        next_failure(service, 0, 0.0)
    while heap:
        now, _, kind, it = heappop(heap)
        if kind == FAILS:
            service, nth = it
            next_failure(service, nth + 1, now)
            it = Incident()
            it.luck, it.team = incident(rep, service, nth), service % TEAMS
            it.attempt = it.handoffs = 0
            it.failed = now
            add(now + exponential(it.luck, DETECTION, DETECTS), ALERTS, it)
        elif kind == ALERTS:
            it.alerted = now
            page(it, now)
        elif kind == TIMED_OUT:
            it.attempt += 1
            page(it, now)
        elif kind == TAKEN:
            it.acknowledged = now
            it.seat = seat = seats[it.team][it.attempt % LEVELS]
            if seat.busy:
                seat.queue.append(it)
            else:
                seat.busy = True
                begin(it, now)
        elif kind == DIAGNOSED:
            it.left = log_normal(it.luck, REPAIR, 0, LN_REPAIR)
            repair(it, now)
        elif kind == SHIFT_ENDS:
            pause = log_normal(it.luck, HANDOFF, it.handoffs, LN_HANDOFF)
            it.handoffs += 1
            add(now + pause, HANDED_OVER, it)
        elif kind == HANDED_OVER:
            repair(it, now)
        else:
            seat = it.seat
            if seat.queue:
                begin(seat.queue.popleft(), now)
            else:
                seat.busy = False
            sums.add(it.failed, it.alerted, it.acknowledged, it.begun, now, it.attempt + 1, it.handoffs)


main(run)
