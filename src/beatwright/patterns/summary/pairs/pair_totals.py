"""Sums over the pairs of a pattern, up to each distance, with any edge correction of the second order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from beatwright.patterns.geometry.boundary_distance import boundary_distances
from beatwright.patterns.summary.pairs.pair_sums import DistanceBins, EdgeRule, add_pairs
from beatwright.patterns.summary.pairs.set_covariance import overlapping_edges, set_covariance_table, sweep_edges
from beatwright.patterns.summary.pairs.strips import Strips, strips_of
from beatwright.patterns.window import Window

__all__ = ["CORRECTIONS", "PairTotals", "distance_bins"]

Floats: TypeAlias = npt.NDArray[np.float64]

CORRECTIONS = ("iso", "trans", "border", "none")

# Cells per distance, in which the search for the bin of a pair starts: most hold one distance or none.
_CELLS = 4
# Pairs of one call of the kernel, about a tenth of a second: between two calls Ctrl-C is heard.
_CHUNK = 2e7
# Pairs of edges that exact set covariances may look at, half a second; beyond, they are interpolated in a table.
_EXACT = 1e8
# Circles around a centre nearer to the border than this part of the window's size are seen from a place farther inside:
# on the border, an edge is seen under no definite angle.
_ON_BORDER = 3e-9


def distance_bins(r: Floats, closed: bool) -> DistanceBins:
    """Return the bins of these ascending distances; `closed` where pairs at exactly r belong to it."""
    step = r[-1] / (len(r) - 1) if len(r) > 1 else 0.0
    even = step > 0 and np.allclose(r, step * np.arange(len(r)), rtol=0, atol=1e-9 * step)
    scale = _CELLS * len(r) / r[-1]
    cells = np.arange(_CELLS * len(r) + 1) / scale
    first = np.maximum(np.searchsorted(r, cells) - 1, 0)  # one before, should rounding file a distance a cell too high
    return DistanceBins(r, step if even else 0.0, not closed, first, scale)


@dataclass(frozen=True, eq=False)
class PairTotals:
    """Ordered pairs from centres to other points of a window.

    Parameters
    ----------
    window : Window
        What was watched.
    centres : array, shape (n, 2)
        Coordinates from the window's origin.
    weight : array, shape (n,)
        Of each centre: a pair counts the product of its ends' weights.
    bins : DistanceBins
        Distances.
    others, other_weight : array, optional
        The other ends; the centres themselves by default, where a point is no pair with itself.
    moments : int, default 1
        1 for the weights' sums; 3 for those of weights times the distance and its square as well.
    """

    window: Window
    centres: Floats
    weight: Floats
    bins: DistanceBins
    others: Floats | None = None
    other_weight: Floats = field(default_factory=lambda: np.empty(0))
    moments: int = 1

    def up_to(self, correction: str) -> Floats:
        """Return the weighted sums of pairs up to each distance, shape (m, moments)."""
        return np.cumsum(self._binned(correction)[:-1], axis=0)

    @cached_property
    def border(self) -> Floats:
        """Distance of each centre to the window's border, shape (n,)."""
        return boundary_distances(self.centres + self.window.origin, self.window)

    @cached_property
    def weight_inside(self) -> Floats:
        """Weight of the centres that are farther than each distance from the border, shape (m,)."""
        order = np.argsort(self.border)
        behind = np.append(np.cumsum(self.weight[order][::-1])[::-1], 0.0)
        return np.asarray(behind[np.searchsorted(self.border[order], self.bins.r, side="right")])

    def _binned(self, correction: str) -> Floats:
        if correction == "trans":
            return self._all_pairs(self._translation)
        if correction == "border":
            return self._uncorrected + self._near_border(_rule(self.window, 4))
        if correction == "iso":
            rule = _rule(self.window, 5) if self.window.is_rectangle else _rule(self.window, 6, edges=self.window.edges)
            return self._uncorrected + self._near_border(rule)
        return self._uncorrected

    @cached_property
    def _uncorrected(self) -> Floats:
        return self._all_pairs(_rule(self.window, 0))

    def _all_pairs(self, rule: EdgeRule) -> Floats:
        if self.others is None:
            return 2.0 * self._added(self._ends, self._ends, np.arange(len(self.centres)), rule, half=True)
        centres = self._sorted(self.centres, self.weight)
        return self._added(centres, self._ends, np.full(len(self.centres), -1), rule)

    def _near_border(self, rule: EdgeRule) -> Floats:
        """Return what a correction of one end changes, all of it at centres nearer to the border than the reach."""
        near = np.flatnonzero(self.border <= self.bins.r[-1])
        centres = self._sorted(self.centres[near], self.weight[near])
        row = near[centres.row]
        own = np.full(len(near), -1) if self.others is not None else np.argsort(self._ends.row)[row]
        return self._added(
            centres, self._ends, own, rule._replace(border=self.border[row], eye=self._off_the_border[row])
        )

    def _added(
        self, centres: Strips, ends: Strips, own: npt.NDArray[np.int64], rule: EdgeRule, half: bool = False
    ) -> Floats:
        sums = np.zeros((len(self.bins.r) + 1, self.moments))
        for strips in self._chunks(len(centres.start) - 1):
            add_pairs(centres, own, ends, half, bins=self.bins, rule=rule, strips=strips, sums=sums)
        return sums

    def _chunks(self, strips: int) -> Iterator[npt.NDArray[np.int64]]:
        parts = min(strips, int(self.expected_pairs / _CHUNK) + 1)
        limits = np.linspace(0, strips, parts + 1).astype(np.int64)
        return (limits[k : k + 2] for k in range(parts))

    @property
    def expected_pairs(self) -> float:
        """How many pairs there would be if the points lay evenly."""
        others = self.centres if self.others is None else self.others
        disc = min(math.pi * self.bins.r[-1] ** 2 / self.window.area, 1.0)
        return float(len(self.centres) * len(others) * disc)

    @cached_property
    def _ends(self) -> Strips:
        if self.others is None:
            return self._sorted(self.centres, self.weight)
        return self._sorted(self.others, self.other_weight)

    def _sorted(self, places: Floats, weight: Floats) -> Strips:
        return strips_of(places, weight, self.bins.r[-1], _size(self.window)[1])

    @property
    def _translation(self) -> EdgeRule:
        if self.window.is_rectangle:
            return _rule(self.window, 1)
        edges = sweep_edges(self.window)
        if self.expected_pairs * overlapping_edges(edges) <= _EXACT:
            return _rule(self.window, 3, edges=edges)
        table, node = set_covariance_table(self.window, float(self.bins.r[-1]))
        return _rule(self.window, 2, table=table, node=node)

    @cached_property
    def _off_the_border(self) -> Floats:
        """The centres, those on the border moved a little inside."""
        step = _ON_BORDER * float(_size(self.window).max())
        stuck = np.flatnonzero(self.border < step)
        if self.window.is_rectangle or not len(stuck):
            return self.centres
        moved = self.centres.copy()
        moved[stuck] = [_inside(self.window, place, 10 * step) for place in moved[stuck]]
        return moved


def _rule(
    window: Window, name: int, edges: Floats | None = None, table: Floats | None = None, node: float = 1.0
) -> EdgeRule:
    none = np.empty((0, 5))
    return EdgeRule(
        name=name,
        frame=_size(window),
        edges=none if edges is None else edges,
        table=none if table is None else table,
        node=node,
        area=window.area,
        border=none[:, 0],
        eye=none[:, :2],
    )


def _size(window: Window) -> Floats:
    left, bottom, right, top = window.bounds
    return np.array([right - left, top - bottom])


def _inside(window: Window, place: Floats, step: float) -> Floats:
    """Return that place a step away from one on the border which lies farthest inside."""
    turn = np.arange(16) * (math.pi / 8)
    around = place + step * np.column_stack([np.cos(turn), np.sin(turn)]) + window.origin
    depth = np.where(window.contains(around), boundary_distances(around, window), -1.0)
    return np.asarray(around[depth.argmax()] - window.origin)
