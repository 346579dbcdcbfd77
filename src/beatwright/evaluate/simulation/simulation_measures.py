"""The figures of the judge Simulation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt

from beatwright.core import HOURS_OF_YEAR, Measure, Problem
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.measure import ON_TIME
from beatwright.evaluate.cars.delay_totals import ratio
from beatwright.evaluate.served import standard_of
from beatwright.evaluate.simulation.answered_calls import AnsweredCalls
from beatwright.evaluate.simulation.weekly_figures import (
    WeeklyFigure,
    mean_by_week,
    quantile_by_week,
    ratio_by_week,
    weekly_measure,
)

__all__ = ["simulation_measures"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
_YEAR = HOURS_OF_YEAR / HOURS_OF_WEEK
_ENDLESS = WeeklyFigure(float("inf"), np.zeros(0))


def simulation_measures(
    answered: AnsweredCalls, problem: Problem, *, growing: bool, patrol_speed: float | None
) -> Iterator[Measure]:
    """Yield delay, waits and responses by class, standards, beats, and what the cars do.

    Parameters
    ----------
    answered : AnsweredCalls
        Calls, week by week.
    problem : Problem
        Its classes and standards.
    growing : bool
        Whether the line grows without end: then minutes are infinite.
    patrol_speed : float or None
        Kilometres that a free car drives in an hour; None where free cars wait at their posts.
    """
    some = partial(_of_calls, answered)
    late = (answered.wait > 0) | ~answered.reached
    yield weekly_measure("delayed share", some(late.astype(np.float64)), "share", kind="delay")
    yield from _minutes(answered, problem, growing=growing)
    if standard := standard_of(problem):
        yield from _met(answered, problem, standard)
    known = ~np.isnan(answered.across)
    yield weekly_measure("cross-beat share", some(answered.across, known), "share", kind="cross-beat")
    yield from _cars(answered)
    if patrol_speed is not None:
        yield weekly_measure("patrol distance", _total(patrol_speed * answered.free), "km/week", "higher", "patrol")
    length = answered.line.mean(axis=1).astype(np.float64)
    line = _ENDLESS if growing else WeeklyFigure(float(length.mean()), length)
    yield weekly_measure("calls waiting", line, "calls", kind="line")
    unreached = some((~answered.reached).astype(np.float64), total=True)
    yield weekly_measure("calls out of reach", unreached, "calls/year")


def _of_calls(
    answered: AnsweredCalls, values: Floats, rows: Bools | None = None, *, total: bool = False
) -> WeeklyFigure:
    """Return the mean of calls' values, over those of `rows`; or their total in a year."""
    keep = np.ones(len(answered.week), dtype=np.bool_) if rows is None else rows
    if total:
        sums = _YEAR * np.bincount(answered.week[keep], values[keep], minlength=answered.weeks).astype(np.float64)
        return WeeklyFigure(float(sums.mean()), sums)
    return mean_by_week(values[keep], answered.week[keep], answered.weeks)


def _rows_by_class(answered: AnsweredCalls, problem: Problem) -> Iterator[tuple[str, Bools]]:
    """Yield what is said after the name of a figure, and whose calls it is: all, then by class, most urgent first."""
    yield "", np.ones(len(answered.week), dtype=np.bool_)
    for number, name in enumerate(reversed(problem.severity.names)):
        yield f", {name}", answered.priority == number


def _met(answered: AnsweredCalls, problem: Problem, standard: str) -> Iterator[Measure]:
    for name, rows in _rows_by_class(answered, problem):
        met = _of_calls(answered, answered.on_time.astype(np.float64), rows)
        kind = ON_TIME if not name else f"{ON_TIME} by class"
        yield weekly_measure(f"share answered {standard}{name}", met, "share", "higher", kind=kind)


def _minutes(answered: AnsweredCalls, problem: Problem, *, growing: bool) -> Iterator[Measure]:
    """Yield minutes of the calls that a post reaches, of all and by class, the most urgent first."""
    for name, mine in _rows_by_class(answered, problem):
        rows = answered.reached & mine

        def minutes(values: Floats, rows: Bools = rows, *, waits: bool = True) -> WeeklyFigure:
            return _ENDLESS if growing and waits else _of_calls(answered, values, rows)

        yield weekly_measure(f"mean wait{name}", minutes(answered.wait), "min", kind="wait")
        if not name:
            yield weekly_measure("mean travel", minutes(answered.travel, waits=False), "min", kind="travel")
        yield weekly_measure(f"mean response{name}", minutes(answered.response), "min", kind="response")
        for word, share in (("median", 0.5), ("90th percentile", 0.9)):
            found = quantile_by_week(answered.response[rows], answered.week[rows], answered.weeks, share)
            yield weekly_measure(f"{word} response{name}", _ENDLESS if growing else found, "min", kind="response")
        if not name:
            yield weekly_measure("mean response of the last car", minutes(answered.full), "min", kind="response")


def _cars(answered: AnsweredCalls) -> Iterator[Measure]:
    """Yield workload and its spread over the posts, each car-hour counting alike."""
    duty = answered.duty.mean(axis=0)
    there = duty > 0
    load = answered.busy[:, there] / duty[there]  # (weeks, posts)
    whole, mean = ratio_by_week(answered.busy.sum(axis=1), np.full(answered.weeks, duty.sum())), load.mean(axis=0)
    yield weekly_measure("mean workload", whole, "share", "none", kind="workload")
    apart = load[:, mean.argmax()] - load[:, mean.argmin()]
    yield weekly_measure(
        "workload, largest less smallest", WeeklyFigure(float(apart.mean()), apart), "share", kind="workload"
    )
    yield weekly_measure("standard deviation of workload", _spread(load, mean, duty[there]), "share", kind="workload")
    yield Measure("car-hours on duty", float(duty.sum()), "h/week", "lower", kind="cars")
    yield weekly_measure("car-hours free", _total(answered.free), "h/week", "none", kind="free")
    yield weekly_measure("car-hours of overtime", _total(answered.overtime), "h/week", kind="overtime")


def _total(by_post: Floats) -> WeeklyFigure:
    """Return what all posts have together in a week, from shape (weeks, posts)."""
    total = by_post.sum(axis=1)
    return WeeklyFigure(float(total.mean()), total)


def _spread(load: Floats, mean: Floats, duty: Floats) -> WeeklyFigure:
    """Return the standard deviation over posts, and its change with each week's workload to first order."""
    apart = mean - np.average(mean, weights=duty)
    value = float(np.sqrt(np.average(apart**2, weights=duty)))
    change = (load - mean) @ (ratio(duty * apart, np.full(len(duty), duty.sum() * value)))
    return WeeklyFigure(value, value + change) if value > 0 else WeeklyFigure(value, np.zeros(0))
