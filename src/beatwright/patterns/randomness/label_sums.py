"""Sums over pairs of one label, for many labellings of the same points at once.

Which points are near each other, and what a pair weighs, does not depend on the labels: pairs are listed once, in
chunks. In a block of pairs, whether both ends are cases (or both controls) is a table of pairs by labellings, and its
sums by distance are the product with a sparse matrix that has the weight of each pair in the row of its distance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.repeats.close_pairs import cell_list, close_pairs
from beatwright.patterns.summary.pairs.translation_weights import translation_weights

__all__ = ["label_sums"]

Floats = npt.NDArray[np.float64]

# Pairs of one block: with 200 labellings its table takes 6 MB. Of 1,024, 4,096 and 16,384 the fastest.
_BLOCK = 4096


class _Pairs(NamedTuple):
    one: npt.NDArray[np.int64]
    other: npt.NDArray[np.int32]
    bins: npt.NDArray[np.int64]
    weight: Floats


def label_sums(
    pattern: PointPattern,
    cases: npt.NDArray[np.bool_],
    r: Floats,
    correction: str,
    told: Callable[[int], None] = lambda points: None,
) -> tuple[Floats, Floats]:
    """Return the weighted ordered pairs of cases, and of controls, up to each distance, both of shape (labellings, m).

    Parameters
    ----------
    pattern : PointPattern
        All points.
    cases : array of bool, shape (labellings, n)
        Which points are cases; the others are controls.
    r : array, shape (m,)
        Ascending distances; pairs at exactly r count.
    correction : {"trans", "none"}
        Weight of a pair.
    told : callable (points), optional
        Told after each chunk of pairs how many points all pairs are known of.
    """
    sums = np.zeros((2, len(r), len(cases)))
    cells = cell_list(pattern.local, float(r[-1]))
    labels = np.ascontiguousarray(cases[:, cells.order].T)
    for chunk in close_pairs(cells, r[-1:], "euclidean"):
        shifts = cells.xy[chunk.other] - cells.xy[chunk.one]
        bins = np.minimum(np.searchsorted(r, np.hypot(*shifts.T)), len(r) - 1)  # rounding leaves none beyond the last
        ones = np.ones(len(bins))
        weight = translation_weights(pattern.window, shifts, float(r[-1])) if correction == "trans" else ones
        for block in _blocks(_Pairs(chunk.one, chunk.other, bins, weight)):
            _add(block, labels, sums)
        told(chunk.first + len(chunk.ends))
    cases_up_to, controls_up_to = 2.0 * np.cumsum(sums, axis=1).transpose(0, 2, 1)
    return cases_up_to, controls_up_to


def _blocks(pairs: _Pairs) -> Iterator[_Pairs]:
    for start in range(0, len(pairs.one), _BLOCK):
        some = slice(start, start + _BLOCK)
        yield _Pairs(pairs.one[some], pairs.other[some], pairs.bins[some], pairs.weight[some])


def _add(pairs: _Pairs, labels: npt.NDArray[np.bool_], sums: Floats) -> None:
    one, other = labels[pairs.one], labels[pairs.other]
    size = len(pairs.bins)
    by_bin = csr_array((pairs.weight, (pairs.bins, np.arange(size))), shape=(sums.shape[1], size))
    sums[0] += by_bin @ (one & other).astype(np.float64)
    sums[1] += by_bin @ (~(one | other)).astype(np.float64)
