"""Who sends calls where, by the set of posts whose cars are all busy.

A zone's calls go to post k while every post that it prefers to k is full, and k is not. So the rate into k with the
set F full is the sum over zones whose posts before k all lie in F: a sum over subsets of F, made for all sets at once
by one addition for each set and post (Yates's algorithm), instead of a walk along every zone's list for every set.

Yates, F. (1937). The Design and Analysis of Factorial Experiments. Imperial Bureau of Soil Science, Technical
Communication 35.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

__all__ = ["chance_at_once", "dispatch_rates", "sum_over_subsets"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LOW_BITS = 9  # 512 rows at once: 80 KB with 20 posts, which a core's own cache holds
_COLUMNS = 16  # numbers of a row taken at once for the other bits: 128 bytes, two lines of the cache


def dispatch_rates(rate: Floats, preference: Ints) -> Floats:
    """Return calls per hour that post k gets while the posts of set F but k are full, shape (2^posts, posts).

    Bit k of the number of a set says that post k is in it; whether k itself is makes no difference to its rate.

    Parameters
    ----------
    rate : array, shape (zones,)
    preference : array of int, shape (zones, posts)

    Examples
    --------
    >>> dispatch_rates(np.array([1.0, 2.0]), np.array([[0, 1], [1, 0]]))
    array([[1., 2.],
           [1., 3.],
           [3., 2.],
           [3., 3.]])
    """
    posts = preference.shape[1]
    table = np.zeros((1 << posts, posts))
    for ahead, post in _ranks(preference):
        np.add.at(table, (ahead, post), rate)
    sum_over_subsets(table)
    return table


def _ranks(preference: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield, for each rank, the set of posts before it and the post at it, each of shape (zones,)."""
    ahead = np.zeros(len(preference), dtype=np.int64)
    for post in preference.T:
        yield ahead, post
        ahead = ahead | (np.int64(1) << post)


def chance_at_once(full: Floats, preference: Ints) -> Floats:
    """Return how likely a call of each zone is to get a car of each post at once, shape (posts, zones).

    Parameters
    ----------
    full : array, shape (2^posts,)
        Probability that exactly the posts of a set are full.
    preference : array of int, shape (zones, posts)
    """
    within = full[::-1, None].copy()  # a set's complement is counted from the end
    sum_over_subsets(within)
    at_least = within[::-1, 0]
    chance = np.zeros(preference.shape[::-1])
    zones = np.arange(len(preference))
    for ahead, post in _ranks(preference):
        chance[post, zones] = at_least[ahead] - at_least[ahead | (np.int64(1) << post)]
    return np.maximum(chance, 0.0)


def sum_over_subsets(table: Floats) -> None:
    """Add to the row of every set, in place, the rows of its proper subsets; `table` has 2^m rows, contiguous.

    Examples
    --------
    >>> table = np.array([[1.0], [10.0], [100.0], [1000.0]])
    >>> sum_over_subsets(table)
    >>> table[:, 0]
    array([1.000e+00, 1.100e+01, 1.010e+02, 1.111e+03])
    """
    rows, width = table.shape
    low = min(rows.bit_length() - 1, _LOW_BITS)
    for start in range(0, rows, 1 << low):
        _add_bits(table[start : start + (1 << low)], low)
    high = (rows >> low).bit_length() - 1
    wide = table.reshape(rows >> low, width << low)
    for start in range(0, wide.shape[1] if high else 0, _COLUMNS):
        part = wide[:, start : start + _COLUMNS].copy()
        _add_bits(part, high)
        wide[:, start : start + _COLUMNS] = part


def _add_bits(block: Floats, bits: int) -> None:
    for bit in range(bits):
        halves = block.reshape(-1, 2, block.shape[1] << bit)
        halves[:, 1] += halves[:, 0]
