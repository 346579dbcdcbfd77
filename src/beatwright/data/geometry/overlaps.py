"""Where the shapes of one layer lie in those of another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["Overlaps", "overlaps_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Overlaps:
    """The pairs of shapes that meet, with what they have in common.

    Parameters
    ----------
    one, other : array of int, shape (m,)
        Positions in the two layers.
    area : array of float, shape (m,)
        Common area in square metres; 0 where they only touch.
    share : array of float, shape (m,)
        The part of `one` that is common; 1 for points.
    count : int
        Number of shapes in the first layer.
    """

    one: Ints
    other: Ints
    area: Floats
    share: Floats
    count: int

    @cached_property
    def largest(self) -> Ints:
        """The shape that holds most of each of the first layer, shape (count,); -1 where it meets none.

        The first one wins a tie.
        """
        best = np.full(self.count, -1, dtype=np.intp)
        order = np.lexsort((self.other, -self.share, self.one))
        first = np.unique(self.one[order], return_index=True)[1]
        best[self.one[order][first]] = self.other[order][first]
        return best

    def straddling(self, least: float) -> Ints:
        """Return the positions of those with more than `least` (a share of them) in two or more of the others."""
        return np.flatnonzero(np.bincount(self.one[self.share > least], minlength=self.count) > 1)


def overlaps_of(one: Any, other: Any) -> Overlaps:
    """Find the pairs of two layers that meet.

    Parameters
    ----------
    one : array of shapely geometries, shape (n,)
        Polygons or points.
    other : array of shapely Polygon or MultiPolygon, shape (m,)
        In the same CRS.

    Examples
    --------
    >>> halves = np.array([shapely.box(0, 0, 4, 10), shapely.box(4, 0, 10, 10)])
    >>> found = overlaps_of(np.array([shapely.box(0, 0, 10, 10)]), halves)
    >>> found.share.tolist(), found.largest.tolist(), found.straddling(0.01).tolist()
    ([0.4, 0.6], [1], [0])
    """
    first, second = np.asarray(one, dtype=object), np.asarray(other, dtype=object)
    i, j = shapely.STRtree(second).query(first, predicate="intersects")
    whole = np.asarray(shapely.area(first), dtype=np.float64)[i]
    area = np.asarray(shapely.area(shapely.intersection(first[i], second[j])), dtype=np.float64)
    share = np.where(whole > 0, area / np.where(whole > 0, whole, 1.0), 1.0)
    order = np.lexsort((j, i))
    return Overlaps(one=i[order], other=j[order], area=area[order], share=share[order], count=len(first))
