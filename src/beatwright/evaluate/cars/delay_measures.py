"""The figures of the judge Delay."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt

from beatwright.core import HOURS_OF_YEAR, Measure, Problem
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.evaluate.cars.delay_totals import DelayTotals, ratio
from beatwright.evaluate.scenario_measure import scenario_measure
from beatwright.queueing import patrol_passes

__all__ = ["delay_measures"]

Floats = npt.NDArray[np.float64]
_YEAR = HOURS_OF_YEAR / HOURS_OF_WEEK


def delay_measures(totals: DelayTotals, problem: Problem, street_km: Floats, patrol_speed: float) -> Iterator[Measure]:
    """Yield delay, waits and responses by class, the worst hours, what the cars do, and what they cannot."""
    measure = partial(scenario_measure, totals.weight)
    yield measure("delayed share", totals.delayed, "share", kind="delay")
    yield from _minutes(totals, problem)
    worst = np.nan_to_num(totals.delayed_by_hour).max(axis=1)
    yield measure("delayed share in the worst hour", worst, "share", kind="delay")
    at_post = totals.late_where_calls.max(axis=(1, 2))
    yield measure("delayed share in the worst hour of a post", at_post, "share", kind="delay")
    if problem.delayed_share is not None:
        over = totals.over(problem.delayed_share).sum(axis=(1, 2)).astype(np.float64)
        yield measure(f"post-hours with over {100 * problem.delayed_share:g} % delayed", over, "h/week", kind="hours")
    above = totals.overloaded.sum(axis=(1, 2)).astype(np.float64)
    yield measure("post-hours with more load than cars", above, "h/week", kind="hours")
    yield from _cars(totals, problem, street_km, patrol_speed)
    if totals.queues.together and (totals.queues.needs > 1).any():
        yield measure("calls that need more cars than are on duty", totals.too_large * _YEAR, "calls/year")
    yield measure("calls at posts that cannot keep up", totals.short * _YEAR, "calls/year")
    yield measure("calls out of reach", totals.unreached.sum(axis=1) * _YEAR, "calls/year")


def _minutes(totals: DelayTotals, problem: Problem) -> Iterator[Measure]:
    measure = partial(scenario_measure, totals.weight)
    calls, waited, travelled = (part.sum(axis=1) for part in (totals.reached, totals.waited, totals.travelled))
    whole = calls.sum(axis=1)
    yield measure("mean wait", ratio(waited.sum(axis=1), whole), "min", kind="wait")
    yield measure("mean response", ratio((waited + travelled).sum(axis=1), whole), "min", kind="response")
    for kind in reversed(range(len(problem.severity))):
        name, of_class = problem.severity.names[kind], calls[:, kind]
        yield measure(f"mean wait, {name}", ratio(waited[:, kind], of_class), "min", kind="wait")
        response = ratio((waited + travelled)[:, kind], of_class)
        yield measure(f"mean response, {name}", response, "min", kind="response")


def _cars(totals: DelayTotals, problem: Problem, street_km: Floats, patrol_speed: float) -> Iterator[Measure]:
    measure = partial(scenario_measure, totals.weight)
    queues, hours = totals.queues, float(totals.queues.cars.sum())
    busy = queues.busy.sum(axis=(1, 2))
    yield Measure("car-hours on duty", hours, "h/week", "lower", kind="cars")
    yield measure("time of cars on calls", ratio(busy, np.full(len(busy), hours)), "share", "none", kind="utilisation")
    if "street_km" in problem.city.zones:
        known = float(street_km.sum())
        free = (hours - busy) / HOURS_OF_WEEK
        passes = patrol_passes(free, patrol_speed, known) if known > 0 else np.full(len(busy), np.nan)
        yield measure("patrol frequency", np.asarray(passes), "passes/h", "higher", kind="patrol")
