"""From minutes that cars took to a factor on the minutes of a table, hour by hour, and the scatter that stays.

The logarithm of recorded over tabled minutes has a middle in each block of hours (its exponential is the factor there)
and scatters around it. Where records do not say from where a car came, its post is the one whose tabled minutes explain
its own best: that with the least robust scatter of the logarithm. A line of log recorded on log tabled minutes, whose
slope is 1 where tabled minutes are right but for their factor, checks the table.
Source: Kolesar, Walker and Hausner (1975), Determining the relation between fire engine travel times and travel
distances in New York City, Operations Research 23, for travel fitted to records; the choice of posts is ours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base.estimate import Estimate
from beatwright.simulate.calibration.robust import robust_line, robust_middle, robust_scale

__all__ = ["BLOCKS", "TravelFit", "block_of", "fitting_posts", "travel_fit"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BLOCKS = ("00-06", "06-12", "12-18", "18-24")  # hours of the day
_FEWEST = 10  # trips of a car by which its post is found


class TravelFit(NamedTuple):
    """How recorded minutes relate to tabled ones.

    Parameters
    ----------
    factor : Estimate
        Of all hours: recorded over tabled minutes, in the middle.
    by_block : tuple of Estimate
        The factor of each of `BLOCKS`; that of all hours where a block has no trip.
    spread : Estimate
        Standard deviation of the logarithm around the factor of the block.
    slope : Estimate
        Of log recorded on log tabled minutes.
    """

    factor: Estimate
    by_block: tuple[Estimate, ...]
    spread: Estimate
    slope: Estimate


def block_of(hour: npt.ArrayLike) -> Ints:
    """Return the position in `BLOCKS` of hours of the day or of the week.

    >>> block_of([5, 6, 30]).tolist()
    [0, 1, 1]
    """
    return np.asarray(hour, dtype=np.int64) % 24 // 6


def fitting_posts(minutes: Floats, car: Ints, zone: Ints, table: Floats, cars: int) -> Ints:
    """Return the post of each car that explains its trips best.

    Parameters
    ----------
    minutes : array, shape (trips,)
        Recorded, above 0.
    car, zone : array of int, shape (trips,)
        Who went, and where to.
    table : array, shape (posts, zones)
        Tabled minutes, above 0; infinite where it cannot be reached.
    cars : int
        How many cars there are.

    Returns
    -------
    array of int, shape (cars,)
        A car with fewer than 10 trips gets the post from which its trips are shortest; without any, post 0.
    """
    posts = np.zeros(cars, dtype=np.int64)
    for one in range(cars):
        mine = car == one
        tabled = table[:, zone[mine]]
        reached = np.isfinite(tabled).all(axis=1)
        if not mine.any() or not reached.any():
            continue
        some = np.flatnonzero(reached)
        if mine.sum() < _FEWEST:
            posts[one] = some[np.argmin(tabled[some].mean(axis=1))]
            continue
        ratio = np.log(minutes[mine]) - np.log(tabled[some])
        scatter = np.median(np.abs(ratio - np.median(ratio, axis=1, keepdims=True)), axis=1)
        posts[one] = some[np.argmin(scatter)]
    return posts


def travel_fit(minutes: Floats, tabled: Floats, block: Ints) -> TravelFit:
    """Fit factor, scatter and slope.

    Parameters
    ----------
    minutes, tabled : array, shape (trips,)
        Above 0 and finite; at least one trip.
    block : array of int, shape (trips,)
        Positions in `BLOCKS`.

    Examples
    --------
    >>> tabled = np.array([1.0, 2.0, 4.0, 8.0])
    >>> fit = travel_fit(1.5 * tabled, tabled, np.zeros(4, dtype=np.int64))
    >>> round(fit.factor.value, 6), round(fit.slope.value, 6), round(fit.spread.value, 6)
    (1.5, 1.0, 0.0)
    """
    x, y = np.log(tabled), np.log(minutes)
    ratio = y - x
    whole = robust_middle(ratio)
    logs = [robust_middle(ratio[block == one]) if (block == one).any() else whole for one in range(len(BLOCKS))]
    middle = np.array([one.value for one in logs])
    scale, number = robust_scale(ratio - middle[block]), len(ratio)
    # 1.17 / sqrt(n): the standard error of the scale by the median distance, relative, with normal scatter.
    spread = Estimate(scale, 1.17 * scale / float(np.sqrt(number)) if number > 1 else np.nan, number)
    enough = number > 2 and np.ptp(x) > 0
    slope = robust_line(x, y).slope if enough else Estimate(np.nan, np.nan, number)
    return TravelFit(_exponential(whole), tuple(map(_exponential, logs)), spread, slope)


def _exponential(log: Estimate) -> Estimate:
    value = float(np.exp(log.value))
    return Estimate(value, value * log.error, log.seen)
