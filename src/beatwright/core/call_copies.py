"""More or fewer calls than there are: thinning, and copies near their calls.

Below 1, each call is kept with the probability `factor`. Above 1, each comes 1 + floor(factor - 1) times, and once more
with the probability that is left, so that the expected number is `factor` times theirs. A copy lies within an hour of
its call, uniformly, and takes its minutes on the scene from another copy of its class that needs as many cars: a
permutation, so that nothing is invented.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core.call_options import MOST_CALLS
from beatwright.core.call_streams import call_stream

__all__ = ["copying_complaint", "scaled_rows", "scaling_note"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NEAR = 60.0  # minutes: how far a copy may lie from its call


def scaled_rows(
    minute: Floats,
    priority: npt.NDArray[Any],
    cars: npt.NDArray[Any],
    draw: Floats,
    factor: float,
    seed: int,
    end: float,
) -> tuple[Floats, Ints, Ints, Floats]:
    """Return which calls there are then, in order.

    Parameters
    ----------
    minute, priority, cars : array, shape (calls,)
        Of the calls.
    draw : array, shape (calls, numbers)
        Their uniform numbers; a copy has its own.
    factor : float
        Expected number of calls in place of one.
    seed : int
        Of what is drawn.
    end : float
        Minute before which the last call must come.

    Returns
    -------
    tuple of arrays
        Minute of every call; the call that it is or copies; the call of which it has the minutes on the scene; its
        uniform numbers.
    """
    stream = call_stream(seed, "copies")
    whole = int(factor)
    count = whole + (stream.random(len(minute)) < factor - whole)
    rows = np.repeat(np.arange(len(minute)), count)
    first = np.concatenate([[True], np.diff(rows) > 0])[: len(rows)]
    copy = np.flatnonzero(~first)
    near = minute[rows]
    near[copy] = np.clip(near[copy] + stream.uniform(-_NEAR, _NEAR, len(copy)), 0.0, np.nextafter(end, 0.0))
    fresh = draw[rows]
    fresh[copy] = stream.random((len(copy), draw.shape[1]))
    service = rows.copy()
    service[copy] = _shuffled_alike(rows[copy], priority, cars, stream)
    order = np.argsort(near, kind="stable")
    return near[order], rows[order], service[order], fresh[order]


def _shuffled_alike(
    rows: Ints, priority: npt.NDArray[Any], cars: npt.NDArray[Any], stream: np.random.Generator
) -> Ints:
    """Return the calls in another order, each in the place of one of its class that needs as many cars."""
    alike = priority[rows].astype(np.int64) * (int(cars.max(initial=0)) + 1) + cars[rows]
    places = np.argsort(alike, kind="stable")
    taken = np.lexsort((stream.random(len(rows)), alike))
    shuffled = np.empty_like(rows)
    shuffled[places] = rows[taken]
    return shuffled


def scaling_note(factor: float) -> str:
    """Return what is assumed of calls that were thinned or copied."""
    if factor < 1:
        return f"Every call was kept with a probability of {factor:g}."
    return (
        f"Every call stands for {factor:g}: its copies lie in its zone and up to {_NEAR:g} minutes from it. That makes "
        "busy hours busier than independent calls would."
    )


def copying_complaint(calls: int, factor: float) -> str | None:
    """Complain of a factor that is no number above 0, or makes more calls than there can be."""
    wrong = check.number("Calls.scaled", "factor", factor, 0, open_low=True)
    if wrong or calls * factor <= MOST_CALLS:
        return wrong
    return f"{calls:,} calls times {factor:g} are more than {MOST_CALLS:,}, which is the most. Give a smaller factor."
