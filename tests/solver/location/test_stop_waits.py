"""Searches that would take a minute or more, stopped at random times: soon over, with a plan and a valid bound."""

import os
import signal
import threading
import time

import numpy as np
import pytest

from beatwright.solver import (
    backup_cover,
    capacitated_p_median,
    max_cover,
    p_center,
    p_median,
    p_median_alternatives,
    p_median_curve,
    p_median_equity,
    p_median_milp,
    p_median_scenarios,
    set_cover,
)

LIMIT = 60.0  # seconds of each search
TIMES = 5  # stops, and as many interrupts, of each of eleven engines: more than fifty of either kind
SOON = 2.0  # seconds of processor time from the wish to the plan
LATEST = 15.0  # seconds by the wall, on a machine with seven other programs a processor

random = np.random.default_rng(11)
PLACES = random.random((150, 2))
PLANE = np.hypot(*(PLACES[:, None] - PLACES[None]).transpose(2, 0, 1))
NOWHERE = random.random((160, 160))  # distances at random, in no plane: bounds are weak, and searches branch for hours
LARGE = np.random.default_rng(12).random((260, 260))  # what the p-median engine does not prove in minutes
HEAVY = np.random.default_rng(13).integers(1, 20, 260).astype(float)
WEIGHT = random.integers(1, 20, 160).astype(float)
DISTRICT = np.arange(160) % 8
SCENARIOS = random.integers(0, 9, (6, 160)) + 1.0
ROOM = WEIGHT[:120].sum() / 12 * 1.04


def _served(cost, plan):
    return cost[:, plan.sites].min(axis=1)


def _median(plan):
    return WEIGHT @ _served(NOWHERE, plan)


def _large(plan):
    return HEAVY @ _served(LARGE, plan)


def _fair(plan):
    least = _served(NOWHERE, plan)
    means = [np.average(least[d == DISTRICT], weights=WEIGHT[d == DISTRICT]) for d in range(8)]
    return np.average(least, weights=WEIGHT) + 2.0 * max(means)


def _covered(plan, times=1):
    return HEAVY[(LARGE[:, plan.sites] <= 0.08).sum(axis=1) >= times].sum()


def _backed_up(plan):
    return 0.5 * (_covered(plan, 1) + _covered(plan, 2))


def _within_room(plan):
    assert np.isin(plan.assignment, plan.sites).all()
    assert np.bincount(plan.assignment, weights=WEIGHT[:120], minlength=120).max() <= ROOM * (1 + 1e-9)
    return WEIGHT[:120] @ PLANE[np.arange(120), plan.assignment]


def _fewest(plan):
    assert (LARGE[:, plan.sites] <= 0.04).any(axis=1).all()
    return plan.sites.size


# Each engine on a search that takes a minute or more, and the value of a plan by its definition.
ENGINES = {
    "p_median": (lambda o: [p_median(LARGE, 14, weight=HEAVY, **o)], _large),
    "curve": (lambda o: p_median_curve(LARGE, [14, 15, 16], weight=HEAVY, **o)[:1], _large),
    "alternatives": (lambda o: p_median_alternatives(NOWHERE, 12, 5, weight=WEIGHT, **o)[:1], _median),
    "p_median_milp": (lambda o: [p_median_milp(NOWHERE, 12, weight=WEIGHT, **o)], _median),
    "equity": (lambda o: [p_median_equity(NOWHERE, 12, DISTRICT, 2.0, weight=WEIGHT, **o)], _fair),
    "worst scenario": (
        lambda o: [p_median_scenarios(NOWHERE, 12, SCENARIOS, measure="worst", **o)],
        lambda plan: (SCENARIOS @ _served(NOWHERE, plan)).max(),
    ),
    "p_center": (lambda o: [p_center(NOWHERE, 20, **o)], lambda plan: _served(NOWHERE, plan).max()),
    "max_cover": (lambda o: [max_cover(LARGE, 10, 0.08, weight=HEAVY, **o)], _covered),
    "backup_cover": (lambda o: [backup_cover(LARGE, 10, 0.08, weight=HEAVY, first=0.5, **o)], _backed_up),
    "set_cover": (lambda o: [set_cover(LARGE, 0.04, **o)], _fewest),
    "capacitated": (
        lambda o: [capacitated_p_median(PLANE[:120, :120], 12, ROOM, weight=WEIGHT[:120], **o)],
        _within_room,
    ),
}


class Calls:
    """Asks to stop after so many calls, and counts those that come after."""

    def __init__(self, before):
        self.before, self.heard = before, 0

    def __call__(self):
        self.heard += 1
        return self.heard > self.before


def _checked(engine, plans):
    """Check what was found by its definition; give value and bound of each plan, less being better."""
    found = []
    for plan in plans:
        seen = plan.certificate
        assert plan.sites.size == np.unique(plan.sites).size > 0
        assert seen.objective == pytest.approx(ENGINES[engine][1](plan), rel=1e-9)
        assert seen.status in ("feasible", "optimal")
        sign = -1.0 if seen.maximised else 1.0
        found.append((sign * seen.objective, sign * seen.bound))
        assert np.isfinite(found[-1]).all()
    return found


def _consistent(found):
    """No bound is above the best plan of any run."""
    best = min(value for value, _ in found)
    assert all(bound <= best + 1e-6 * abs(best) for _, bound in found)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_search_that_is_told_early_hands_back_a_plan(engine):
    found = []
    for before in (0, 2, 6):
        stop = Calls(before)
        found += _checked(engine, ENGINES[engine][0]({"stop": stop, "seconds": LIMIT}))
        assert stop.heard > before
    _consistent(found)


def waits(engine, kind, seed):
    """Stop the search of an engine at random times; give when, what it took from then on, and what was found."""
    draws = LIMIT * np.random.default_rng([seed, *engine.encode()]).random(TIMES) ** 3  # early and late
    return [_waited(engine, kind, float(after)) for after in draws]


def _waited(engine, kind, after):
    """Give seconds, by the wall and of this process, from the wish to the plan; none where the search was over."""
    wished, begun, over = [], threading.Event(), threading.Event()

    def wish():
        begun.wait()  # a Ctrl-C before the search has begun is not the search's to hear
        if over.wait(after):
            return
        wished.append((time.perf_counter(), time.process_time()))
        if kind == "Ctrl-C":
            os.kill(os.getpid(), signal.SIGINT)

    def stop():
        begun.set()
        return kind == "stop" and bool(wished)

    thread = threading.Thread(target=wish)
    thread.start()
    try:
        plans = ENGINES[engine][0]({"seconds": LIMIT + 30.0, "stop": stop})
    finally:
        over.set()
        begun.set()
        thread.join()
    took = (time.perf_counter() - wished[0][0], time.process_time() - wished[0][1]) if wished else (0.0, 0.0)
    return after, *took, _checked(engine, plans)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["stop", "Ctrl-C"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_search_that_is_stopped_at_any_time_ends_within_two_seconds(engine, kind):
    """Of its own processor time, so that what else the machine does decides nothing; by the wall it is more."""
    seen = waits(engine, kind, seed=len(kind))
    _consistent([one for *_, found in seen for one in found])
    assert max(spent for _, _, spent, _ in seen) <= SOON
    assert max(wait for _, wait, _, _ in seen) <= LATEST
