"""A self-exciting process drawn by its branches: what comes by itself, its offspring, and theirs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["SimulatedSepp", "Triggering", "simulate_sepp"]

Floats = npt.NDArray[np.float64]

# Events that a simulation may expect: ten million of them take about half a gigabyte.
_MOST = 1e7


class Triggering(NamedTuple):
    """How events trigger others.

    Parameters
    ----------
    offspring : float
        Events that one triggers on average, the branching ratio; under 1.
    days : float
        Mean lag, exponential.
    sigma : float
        Standard deviation of the distance along each axis, metres.
    """

    offspring: float
    days: float
    sigma: float


class SimulatedSepp(NamedTuple):
    """What was drawn, in order of time.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Places, metres; offspring may lie outside of the box.
    time : array, shape (n,)
        Days.
    parent : array of int, shape (n,)
        Position of the event that triggered it; -1 for what came by itself.
    """

    xy: Floats
    time: Floats
    parent: npt.NDArray[np.int64]


def simulate_sepp(
    background: float,
    triggering: Triggering,
    *,
    box: tuple[float, float, float, float],
    days: float,
    seed: int | np.random.Generator,
) -> SimulatedSepp:
    """Return a self-exciting process in space and time, whose background is even over a box.

    Each event has a Poisson number of offspring, after an exponential lag and at a Gaussian distance, and these have
    theirs. The mean number of events of a long time is that of the background divided by (1 - offspring).

    Parameters
    ----------
    background : float
        Events of the background in a day, over the whole box.
    triggering : Triggering
        How events trigger others.
    box : (left, bottom, right, top)
        Where the background falls, metres.
    days : float
        Length of the time; what would come after is left out.
    seed : int or Generator
        The same seed gives the same events.

    Raises
    ------
    ParameterError
        With every wrong parameter at once; where each event would have one offspring or more, so that there is no end.

    References
    ----------
    A. G. Hawkes and D. Oakes, "A cluster process representation of a self-exciting process", Journal of Applied
    Probability 11 (1974), 493-503.

    Examples
    --------
    >>> drawn = simulate_sepp(2.0, Triggering(0.5, 3.0, 50.0), box=(0, 0, 5000, 5000), days=1000, seed=1)
    >>> len(drawn.time), round(float((drawn.parent >= 0).mean()), 2)
    (4099, 0.51)
    """
    _complain(background, triggering, box, days)
    random = np.random.default_rng(seed)
    number = int(random.poisson(background * days))
    xy = random.uniform(box[:2], box[2:], (number, 2))
    time, parent = random.uniform(0, days, number), np.full(number, -1, dtype=np.int64)
    found = [(xy, time, parent)]
    before = 0
    while len(time):
        offspring = random.poisson(triggering.offspring, len(time))
        mother = np.repeat(np.arange(len(time)), offspring)
        born = time[mother] + random.exponential(triggering.days, len(mother))
        places = xy[mother] + random.normal(0.0, triggering.sigma, (len(mother), 2))
        seen = born < days
        before, first = before + len(time), before
        xy, time, parent = places[seen], born[seen], mother[seen] + first
        found.append((xy, time, parent))
    return _in_order(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _complain(background: float, triggering: Triggering, box: tuple[float, ...], days: float) -> None:
    owner, complaints = "simulate_sepp", Complaints()
    complaints.add(check.number(owner, "background", background, 0))
    complaints.add(check.number(owner, "days", days, 0, open_low=True))
    complaints.add(check.number("Triggering", "offspring", triggering.offspring, 0, 0.999))
    complaints.add(check.number("Triggering", "days", triggering.days, 0, open_low=True))
    complaints.add(check.number("Triggering", "sigma", triggering.sigma, 0))
    if len(box) != 4 or not np.isfinite(box).all() or box[0] >= box[2] or box[1] >= box[3]:
        complaints.add(check.sentence(owner, "box", "(left, bottom, right, top)", repr(box)))
    if not len(complaints):
        expected = background * days / (1 - triggering.offspring)
        complaints.need(expected <= _MOST, f"{owner} would draw {expected:,.0f} events, more than {_MOST:,.0f}.")
    complaints.raise_if_any(ParameterError)


def _in_order(xy: Floats, time: Floats, parent: npt.NDArray[np.int64]) -> SimulatedSepp:
    order = np.argsort(time, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    mother = parent[order]
    return SimulatedSepp(xy[order], time[order], np.where(mother >= 0, place[mother], -1))
