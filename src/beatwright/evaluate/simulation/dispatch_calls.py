"""The calls that every plan of a problem answers in the dispatch simulation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of, listed
from beatwright.core import Calls, Problem

__all__ = ["calls_complaints", "dispatch_calls"]

_DRAW = "Draw some for it with: beatwright calls"


def calls_complaints(calls: Calls, problem: Problem) -> Iterator[str]:
    """Yield why calls that are given are not calls of a problem's city and classes."""
    zones, classes = len(problem.city.zone_ids), problem.severity.names
    if calls.zones != zones:
        yield (
            f"The calls are those of a city with {count_of(calls.zones, 'zone')}, and this one has {zones:,}. {_DRAW}"
        )
    if calls.severity != classes:
        yield (f"The calls are of the classes {listed(calls.severity)}, and the problem has {listed(classes)}. {_DRAW}")


def dispatch_calls(
    problem: Problem, weeks: int, seed: int, *, calls_per_incident: float = 1.0, cars: npt.ArrayLike | None = None
) -> Calls:
    """Draw the calls of a problem; they depend on the arguments only, so that every plan answers the same ones.

    Zones are drawn in the order of their places, so that other names of the zones do not change the calls.

    Parameters
    ----------
    problem : Problem
        With demand by hour of the week.
    weeks : int
        How many, the warm-up among them.
    seed : int
        At least 0.
    calls_per_incident : float, default 1.0
        Calls for service that one recorded incident stands for.
    cars : array, optional
        Cars needed, as for `beatwright.Calls.drawn`. Default: those of the problem.

    Examples
    --------
    >>> from beatwright.testing import hourly_problem
    >>> dispatch_calls(hourly_problem(), weeks=2, seed=1) == dispatch_calls(hourly_problem(), weeks=2, seed=1)
    True
    """
    order = np.lexsort(problem.city.zone_xy.T)  # the calls must not hang on what the zones are called
    calls = Calls.drawn(
        replace(problem.demand, rate=problem.demand.rate[:, order]),
        weeks,
        seed,
        severity=problem.severity,
        officers_per_car=problem.officers_per_car,
        cars=cars,
        calls_per_incident=calls_per_incident,
    )
    return replace(calls, zone=order[calls.zone].astype(np.int32))
