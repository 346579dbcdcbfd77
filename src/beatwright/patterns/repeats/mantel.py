"""Mantel's test: whether distance and lag of pairs of incidents go together, without bands.

The statistic is the sum over pairs of a function of the distance times a function of the lag; the times are permuted
over the places. With reciprocals 1 / (distance + c) and 1 / (days + c) pairs near in both count most, and what is far
apart or long ago hardly counts; plain distances let the far pairs decide. The correlation is that of the two functions
over all pairs.

Mantel, N. (1967). The detection of disease clustering and a generalized regression approach. Cancer Research 27,
209-220.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.jit import entry
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.base.quantity import p_words
from beatwright.base.words import count_of
from beatwright.patterns.repeats.timed_points import DAY, TimedPoints

__all__ = ["MantelTest", "mantel"]

_TOGETHER = 32  # permutations in one pass over the pairs
_ROWS = 1000  # incidents between two calls of progress
_SAME = 1e-9  # sums that differ by rounding alone are equal: n is 10,000, and a sum of 5e7 terms keeps 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class MantelTest:
    """What Mantel's test found.

    Parameters
    ----------
    statistic : float
        Sum over pairs of the function of the distance times that of the lag.
    expected : float
        Its mean over all permutations.
    correlation : float
        Of the two functions over pairs, in [-1, 1]; NaN where one of them does not vary.
    permuted : array of float, shape (simulations,)
        The statistic in each permutation.
    incidents, used : int
        How many there are, and how many were drawn of them.
    """

    statistic: float
    expected: float
    correlation: float
    permuted: npt.NDArray[np.float64]
    incidents: int
    used: int

    @property
    def p_value(self) -> float:
        """Share of the permutations, the data among them, with as large a sum or a larger one."""
        as_large = (self.permuted >= self.statistic - _SAME * abs(self.statistic)).sum()
        return float((1 + as_large) / (1 + len(self.permuted)))

    def sentences(self) -> list[str]:
        """Return the finding in words, and that it is of a sample where it is."""
        sure = f"{p_words(self.p_value)}, {count_of(len(self.permuted), 'permutation')}"
        told = f"Mantel correlation of distance and time between incidents: {self.correlation:.3f} ({sure})."
        some = f"Of {count_of(self.incidents, 'incident')} a random {self.used:,} were used: the test takes every pair."
        return [told] if self.used == self.incidents else [told, some]


def mantel(
    xy: npt.ArrayLike,
    times: npt.ArrayLike,
    simulations: int = 99,
    seed: int | np.random.Generator = 0,
    *,
    reciprocal: Sequence[float] | None = (1.0, 1.0),
    most: int = 10_000,
    progress: Progress | None = None,
) -> MantelTest:
    """Test whether incidents near in space are near in time, without bands.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Places, in a projected unit such as metres.
    times : array, shape (n,)
        Days as numbers, or `datetime64`.
    simulations : int, default 99
        Permutations of the times.
    seed : int or Generator, default 0
        Of the permutations, and of the sample. The order of the incidents changes nothing.
    reciprocal : pair of float, default (1, 1)
        What is added to the distance (in the unit of `xy`) and to the lag (in days) before their reciprocals are
        taken, both above 0; None for plain distances and lags.
    most : int, default 10,000
        Largest number of incidents whose pairs are all taken; of more that many are drawn at random, and
        `MantelTest.used` says so. The time grows with its square, the memory does not.
    progress : callable (done, total, text), optional
        Told how far it is.

    Returns
    -------
    MantelTest
        With fewer than two incidents, all at one place or all at one time: a correlation of NaN and a p-value of 1.

    Raises
    ------
    ParameterError
        Where an argument cannot be used; all complaints at once.

    References
    ----------
    Mantel, N. (1967). The detection of disease clustering and a generalized regression approach. Cancer Research 27,
    209-220.

    Examples
    --------
    >>> found = mantel([[0, 0], [1, 0], [5, 0], [6, 0]], [0, 1, 10, 11], simulations=999)
    >>> round(found.correlation, 3), round(found.p_value, 2)
    (0.997, 0.07)
    """
    complaints = Complaints()
    points = TimedPoints.read("mantel", xy, times, complaints)
    complaints.add(check.integer("mantel", "simulations", simulations, 0))
    complaints.add(check.integer("mantel", "most", most, 2))
    complaints.add(_reciprocal_complaint(reciprocal))
    complaints.raise_if_any(ParameterError)
    rng = np.random.default_rng(seed)
    ordered, every = points.sorted()[0], len(points)
    kept = np.sort(rng.choice(every, most, replace=False)) if every > most else np.arange(every)
    added = np.array([0.0, 0.0] if reciprocal is None else reciprocal, dtype=np.float64)
    days = ordered.ticks[kept] / DAY
    moved = [days, *(rng.permutation(days) for _ in range(int(simulations)))]
    sums, products = _sums(ordered.xy[kept], moved, added, progress_or_silence(progress))
    return _result(sums, products, every, len(kept))


def _reciprocal_complaint(reciprocal: Sequence[float] | None) -> str | None:
    if reciprocal is None:
        return None
    pair = list(reciprocal) if isinstance(reciprocal, Sequence | np.ndarray) else []
    if len(pair) == 2 and not any(check.number("mantel", "reciprocal", each, 0, open_low=True) for each in pair):
        return None
    return check.sentence("mantel", "reciprocal", "two finite numbers above 0, or None", repr(reciprocal))


def _sums(
    xy: npt.NDArray[np.float64], days: list[npt.NDArray[np.float64]], added: npt.NDArray[np.float64], told: Progress
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the moments of both functions over the pairs, and the sum of products for each order of the days."""
    products = []
    for first in range(0, len(days), _TOGETHER):
        side = np.ascontiguousarray(np.array(days[first : first + _TOGETHER]).T)
        sums, product = np.zeros(4), np.zeros(side.shape[1])
        for row in range(0, len(xy), _ROWS):
            _add_pairs(xy, side, added, first=row, last=min(row + _ROWS, len(xy)), sums=sums, products=product)
            told(min(first + row * side.shape[1] // len(xy), len(days)), len(days), "permutations")
        products.append(product)
    told(len(days), len(days), "permutations")
    return sums, np.concatenate(products)


def _result(sums: npt.NDArray[np.float64], products: npt.NDArray[np.float64], every: int, used: int) -> MantelTest:
    pairs = max(used * (used - 1) / 2, 1.0)
    x, xx, y, yy = sums / pairs
    spread = np.sqrt(max(xx - x * x, 0.0) * max(yy - y * y, 0.0))
    varies = spread > 1e-12 * np.sqrt(xx * yy)
    return MantelTest(
        statistic=float(products[0]),
        expected=float(x * y * pairs),
        correlation=float((products[0] / pairs - x * y) / spread) if varies else float("nan"),
        permuted=products[1:],
        incidents=every,
        used=used,
    )


@entry
def _add_pairs(
    xy: npt.NDArray[np.float64],
    days: npt.NDArray[np.float64],
    added: npt.NDArray[np.float64],
    first: int,
    last: int,
    sums: npt.NDArray[np.float64],
    products: npt.NDArray[np.float64],
) -> None:
    """Add the pairs of the incidents from `first` to `last` with those after them.

    `sums` are those of the function of the distance, of its square, and the same of the lag in the first order of the
    days; `products` has one sum for each order. Nothing added means plain distances.
    """
    near, soon = added[0], added[1]
    for i in range(first, last):
        here = days[i]
        for j in range(i + 1, len(xy)):
            x = np.sqrt((xy[j, 0] - xy[i, 0]) ** 2 + (xy[j, 1] - xy[i, 1]) ** 2)
            y = abs(days[j, 0] - here[0])
            there = days[j]
            # The distance does not change with the order of the times: it is computed once for all of them.
            if near > 0.0:
                x, y = 1.0 / (x + near), 1.0 / (y + soon)
                for order in range(len(products)):
                    products[order] += x / (abs(there[order] - here[order]) + soon)
            else:
                for order in range(len(products)):
                    products[order] += x * abs(there[order] - here[order])
            sums[0] += x
            sums[1] += x * x
            sums[2] += y
            sums[3] += y * y
