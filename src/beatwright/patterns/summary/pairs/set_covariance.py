"""Set covariance of a window: the area that it shares with itself, shifted by h.

A window's outline, read from left to right, is a set of edges; an edge adds (upper outline) or takes away (lower
outline) all that lies below it, so that the window's indicator is the sum over edges e of s(e) [y below e]. Hence

    gamma(h) = sum over edges e, f of s(e) s(f) * integral over x of min(y_e(x), y_f(x - h_x) + h_y),

taken over the x that both span: a piecewise linear function, integrated in closed form. Exact for any polygon, holes
and parts included. Edges are sorted by their left end, and long ones are cut, so that a sum meets only pairs that
overlap. Set covariance: G. Matheron, Random Sets and Integral Geometry (1975); its use as the translation correction:
J. Ohser and D. Stoyan, On the second-order and orientation analysis of planar stationary point processes (1981).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner
from beatwright.patterns.window import Window

__all__ = ["overlapping_edges", "set_covariance", "set_covariance_table", "shared_area", "sweep_edges"]

Floats = npt.NDArray[np.float64]

# Parts of the window's width that no piece of an edge is wider than.
_WIDEST = 32
# Nodes of a table to each side of the origin. Their number follows from what one costs: as many as _WORK pairs of edges
# allow, a few tenths of a second, within these bounds.
_FEWEST, _MOST, _WORK = 32, 128, 3e8


def set_covariance(window: Window, shifts: npt.ArrayLike) -> Floats:
    """Return the area that a window shares with itself after each shift, shape (m,).

    Parameters
    ----------
    window : Window
        Any polygon, with holes and several parts.
    shifts : array, shape (m, 2)
        In the window's unit.

    Examples
    --------
    >>> from beatwright.patterns.window import window_of
    >>> set_covariance(window_of((0, 0, 4, 3)), [[0, 0], [1, -2], [5, 0]])
    array([12.,  3.,  0.])
    """
    moves = np.ascontiguousarray(shifts, dtype=np.float64).reshape(-1, 2)
    return np.asarray(_shared_areas(sweep_edges(window), moves))


@lru_cache(maxsize=8)
def sweep_edges(window: Window) -> Floats:
    """Return the edges of a window from left to right, shape (k, 6).

    Columns: x of both ends, y of the left one, slope, sign, and in the first row the width of the widest. Vertical
    edges span no x and are left out.
    """
    edges = window.edges[window.edges[:, 0] != window.edges[:, 2]]
    sign = np.where(edges[:, 0] > edges[:, 2], 1.0, -1.0)  # the inside lies to the left, so upper edges run to the left
    ordered = np.where((sign > 0)[:, None], edges[:, [2, 3, 0, 1]], edges)
    pieces = _cut(np.column_stack([ordered, sign]), (edges[:, [0, 2]].max() - edges[:, [0, 2]].min()) / _WIDEST)
    x1, y1, x2, y2, sign = pieces[np.argsort(pieces[:, 0], kind="stable")].T
    return np.column_stack([x1, x2, y1, (y2 - y1) / (x2 - x1), sign, np.full(len(x1), (x2 - x1).max())])


def _cut(edges: Floats, widest: float) -> Floats:
    parts = np.ceil((edges[:, 2] - edges[:, 0]) / widest * (1 - 1e-12)).astype(np.int64).clip(1)
    whole, total = np.repeat(edges, parts, axis=0), np.repeat(parts, parts)
    part = np.arange(len(whole)) - np.repeat(np.cumsum(parts) - parts, parts)
    ends = [whole[:, :2] + (whole[:, 2:4] - whole[:, :2]) * (at / total)[:, None] for at in (part, part + 1)]
    ends[1][part + 1 == total] = whole[part + 1 == total, 2:4]
    return np.column_stack([*ends, whole[:, 4]])


@lru_cache(maxsize=8)
def set_covariance_table(window: Window, reach: float) -> tuple[Floats, float]:
    """Return the set covariance at the nodes of a grid of shifts, shape (m + 1, 2 m + 1), and the grid's step.

    Rows are shifts upwards from 0 to `reach`, columns shifts to the right from -`reach` to `reach`; the rest follows
    from gamma(-h) = gamma(h). Kept for the last few windows, since every simulation of an envelope asks again.
    """
    edges = sweep_edges(window)
    m = int(np.clip(math.sqrt(_WORK / (2 * overlapping_edges(edges))), _FEWEST, _MOST))
    steps = np.linspace(0.0, reach, m + 1)
    right, up = np.meshgrid(np.concatenate([-steps[:0:-1], steps]), steps)
    shifts = np.column_stack([right.ravel(), up.ravel()])
    return np.asarray(_shared_areas(edges, shifts)).reshape(m + 1, 2 * m + 1), reach / m


def overlapping_edges(edges: Floats) -> int:
    """Return how many pairs of edges one shift looks at: the pieces within the widest one's width of each."""
    first = np.searchsorted(edges[:, 0], edges[:, 0] - edges[0, 5])
    last = np.searchsorted(edges[:, 0], edges[:, 1])
    return int((last - first).sum())


@entry
def _shared_areas(edges: Floats, shifts: Floats) -> Floats:
    areas = np.empty(len(shifts))
    for k in range(len(shifts)):
        areas[k] = shared_area(edges, shifts[k, 0], shifts[k, 1])
    return areas


@inner
def shared_area(edges: Floats, right: float, up: float) -> float:
    """Return the area shared after the shift (right, up); `edges` as `sweep_edges` returns them."""
    widest = edges[0, 5]
    area, first = 0.0, 0
    for e in range(len(edges)):
        x1, x2, y1, slope = edges[e, 0] - right, edges[e, 1] - right, edges[e, 2] - up, edges[e, 3]
        sign = edges[e, 4]
        # An edge that starts a widest edge's width before this one, or earlier, ends before it starts.
        while first < len(edges) and edges[first, 0] + widest <= x1:
            first += 1
        for f in range(first, len(edges)):
            if edges[f, 0] >= x2:
                break
            left, end = max(x1, edges[f, 0]), min(x2, edges[f, 1])
            if left < end:
                below = y1 + slope * (left - x1)
                gap = below - edges[f, 2] - edges[f, 3] * (left - edges[f, 0])
                area += sign * edges[f, 4] * _below_both(below, slope, gap, slope - edges[f, 3], end - left)
    return max(area, 0.0)


@inner
def _below_both(height: float, slope: float, gap: float, opening: float, width: float) -> float:
    """Integrate the lower of two lines over a width: the first starts at `height`, `gap` above the second."""
    below = width * (height + 0.5 * slope * width)
    end = gap + opening * width
    if gap <= 0.0 and end <= 0.0:
        return below
    if gap >= 0.0 and end >= 0.0:
        return below - 0.5 * (gap + end) * width
    above = max(gap, end)
    return below - 0.5 * above * above / abs(opening)
