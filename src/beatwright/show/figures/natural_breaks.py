"""Natural breaks: values of one figure put into classes whose squared distances from their means sum to the least.

The best classes of the first values end at one of these values and leave one class less to the values before it
(Fisher, W. D. (1958). On grouping for maximum homogeneity. Journal of the American Statistical Association 53,
789-798). Where more values are to be split, the last class starts no earlier; so of the starts only those between what
two neighbours found are tried, and the work grows as n log n (Wu, X. (1991). Optimal quantization by matrix searching.
Journal of Algorithms 12, 663-673). Plain numpy: nothing is compiled before a map is drawn.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

__all__ = ["natural_breaks"]

_Floats = npt.NDArray[np.float64]
_Places = npt.NDArray[np.intp]
_Cost = Callable[[_Places, _Places], _Floats]


def natural_breaks(values: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """Return the largest value of each of `count` classes, upwards.

    Parameters
    ----------
    values : array of float, shape (n,)
        Finite, with more different ones than `count`; equal values are in one class.
    count : int
        Number of classes, at least 1.

    Examples
    --------
    >>> natural_breaks(np.array([1.0, 2.0, 2.0, 40.0, 41.0, 90.0]), 3)
    array([ 2., 41., 90.])
    """
    known, copies = np.unique(values, return_counts=True)
    cost = _cost_of(known, copies)
    best = cost(np.zeros(len(known), dtype=np.intp), np.arange(len(known)))
    starts = []
    for before in range(1, count):
        best, start = _one_more_class(best, lambda first, last, by=before: cost(first + by, last + by))  # type: ignore[misc]
        starts.append(start)
    ends = [len(known) - 1]
    for before in range(count - 1, 0, -1):
        ends.append(int(starts[before - 1][ends[-1] - before]) + before - 1)
    limits: npt.NDArray[np.float64] = known[ends[::-1]]
    return limits


def _cost_of(known: _Floats, copies: npt.NDArray[np.intp]) -> _Cost:
    """Return what gives the squared distances from the mean of the values from one place to another, both within."""
    apart = known - np.average(known, weights=copies)  # of large values alike, squares would lose their last digits
    sums = [np.concatenate([[0.0], np.cumsum(copies * part)]) for part in (np.ones_like(apart), apart, apart**2)]

    def cost(first: _Places, last: _Places) -> _Floats:
        many, total, squares = (part[last + 1] - part[first] for part in sums)
        return np.asarray(np.maximum(squares - total**2 / many, 0.0))

    return cost


def _one_more_class(best: _Floats, cost: _Cost) -> tuple[_Floats, _Places]:
    """Return the least cost with one class more, and where that class starts; places count from the first that may end.

    `best` [place] is the least cost of all before the class that starts at `place`.
    """
    size = len(best) - 1
    least, start = np.empty(size), np.empty(size, dtype=np.intp)
    step = 1 << (size.bit_length() - 1)
    while step:
        places = np.arange(step - 1, size, 2 * step)
        low = np.where(places >= step, start[places - step], 0)
        high = np.minimum(np.where(places + step < size, start[np.minimum(places + step, size - 1)], size), places)
        least[places], start[places] = _least_between(best, cost, places, low, np.maximum(high, low))
        step //= 2
    return least, start


def _least_between(best: _Floats, cost: _Cost, places: _Places, low: _Places, high: _Places) -> tuple[_Floats, _Places]:
    """Return the least cost of each place over the starts from `low` to `high`, and the first start that has it."""
    many = high - low + 1
    offsets = np.cumsum(many) - many
    of = np.repeat(np.arange(len(places)), many)
    first = np.arange(len(of)) - (offsets - low)[of]
    costs = best[first] + cost(first, places[of])
    least = np.minimum.reduceat(costs, offsets)
    hits = np.flatnonzero(costs == least[of])[::-1]
    found = np.empty(len(places), dtype=np.intp)
    found[of[hits]] = first[hits]  # the last to be put down is the first of them
    return least, found
