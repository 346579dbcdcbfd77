"""Mean travel to a call by the number of cars that are busy when it comes.

With n of N cars busy every set of n is taken to be as likely as any other. The first m cars of a zone's list are then
all busy with probability n (n - 1) ... (n - m + 1) / (N (N - 1) ... (N - m + 1)), and the car of a post goes where all
before it are busy and not all of its own. That is the term of Larson's approximation by which cars are busy together,
with the same workload for all. Larson, R. C. (1975). Approximating the performance of urban emergency service systems.
Operations Research 23, 845-868.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["travel_by_busy"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def travel_by_busy(order: Ints, travel: Floats, cars: Ints) -> Floats:
    """Return the mean travel to a call of each zone that comes while 0, 1, ... cars are busy, shape (cars, zones).

    Parameters
    ----------
    order : array of int, shape (zones, posts)
        The posts of each zone in the order in which they are asked.
    travel : array, shape (posts, zones)
        In any unit.
    cars : array of int, shape (posts,)
        Cars of each post; at least one in all.

    Examples
    --------
    >>> travel_by_busy(np.array([[0, 1]]), np.array([[2.0], [8.0]]), np.array([1, 2]))[:, 0].tolist()
    [2.0, 4.0, 6.0]
    """
    total, zones = int(cars.sum()), np.arange(len(order))
    all_busy = _first_all_busy(total)
    upto, found = np.zeros(len(order), dtype=np.int64), np.zeros((total, len(order)))
    before = all_busy[:, upto]
    for rank in range(order.shape[1]):
        post = order[:, rank]
        upto = upto + cars[post]
        after = all_busy[:, upto]
        found += (before - after) * travel[post, zones]
        before = after
    return found


def _first_all_busy(total: int) -> Floats:
    """Return the probability that the first m cars are busy where n are, [n = 0 ... total - 1, m = 0 ... total]."""
    busy, rank = np.arange(total)[:, None], np.arange(total)
    one_more = np.maximum(busy - rank, 0) / (total - rank)
    return np.hstack([np.ones((total, 1)), np.cumprod(one_more, axis=1)])
