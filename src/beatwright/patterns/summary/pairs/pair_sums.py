"""Sums over pairs of points by distance, without a list of pairs.

Points are sorted into strips (see `strips`). For each centre, in that order, the points near it are a run in each of a
few strips, whose ends move only forwards from one centre to the next. The run's distances, bins and weights are worked
out in one sweep each, which the processor does several at a time; then they are added to their bins. Pairs of a set
with itself are met once, from the one that is sorted first.

Weights of a pair at distance d, with W the window: translation |W| / |W and W shifted| (Ohser and Stoyan 1981), from
a formula in a rectangle, else from a table of the set covariance or exactly. What depends on one end only is added
where a centre is nearer to the border than the largest distance: the isotropic weight 2 pi / angle inside (Ripley
1976), less the 1 that was counted; and the border method takes away what a centre adds where it is not far enough
inside (b <= r). Counts are whole numbers in doubles, exact to 2^53. Loops over runs divide as numpy does
(``error_model="numpy"``): with a check at each division, a loop takes pairs singly.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner, plain
from beatwright.patterns.summary.pairs.circle_in_polygon import angles_outside, angles_outside_frame
from beatwright.patterns.summary.pairs.set_covariance import shared_area
from beatwright.patterns.summary.pairs.strips import Strips

__all__ = ["LARGEST_WEIGHT", "DistanceBins", "EdgeRule", "add_pairs"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Largest weight of a pair: one whose circle, or whose shifted window, lies outside but for a hundredth would outweigh
# all others. The oracle has the same limit.
LARGEST_WEIGHT = 100.0


class DistanceBins(NamedTuple):
    """Distances and what is added up.

    Attributes
    ----------
    r : array, shape (m,)
        A pair belongs to the first r that is at least its distance, and to none from the last r on.
    step : float
        What the r are multiples of, or 0 where they are not evenly spaced from 0.
    open : bool
        Whether a pair belongs to the first r that is more than its distance instead.
    first : array, shape (cells + 1,)
        An r from which the search may start, for distances in each of many cells of one width.
    scale : float
        Cells per unit of distance.
    """

    r: Floats
    step: float
    open: bool
    first: Ints
    scale: float


class EdgeRule(NamedTuple):
    """Which edge correction, and what it needs of the window.

    Attributes
    ----------
    name : int
        0 none; translation 1 in a rectangle, 2 by table, 3 exact; 4 border; isotropic 5 in a rectangle, 6 in a polygon.
    frame : array, shape (2,)
        Width and height of the window's bounds.
    edges : array, shape (k, 4) or (k, 5)
        Sides of the window, as 3 or 6 need them.
    table : array, shape (s + 1, 2 s + 1)
        Set covariance as 2 needs it.
    node : float
        Distance of the table's nodes.
    area : float
        Of the window.
    border : array, shape (n,)
        Distance of each centre to the border, as 4 needs it.
    eye : array, shape (n, 2)
        Where the circles around each centre are seen from, as 5 and 6 need it: the centre, or beside it off the border.
    """

    name: int
    frame: Floats
    edges: Floats
    table: Floats
    node: float
    area: float
    border: Floats
    eye: Floats


class _Near(NamedTuple):
    x: Floats
    y: Floats
    weight: Floats
    distance: Floats
    outside: Floats
    bins: npt.NDArray[np.int32]


@entry(error_model="numpy")
def add_pairs(
    centres: Strips,
    own: Ints,
    others: Strips,
    half: bool,
    bins: DistanceBins,
    rule: EdgeRule,
    strips: Ints,
    sums: Floats,
) -> None:
    """Add the pairs of the centres in some strips to `sums`.

    Parameters
    ----------
    centres, others : Strips
        Ends of the pairs, in strips of one height.
    own : array, shape (n,)
        Position of each centre in `others`, or -1 where it is none of them.
    half : bool
        Whether to take only those others that are sorted behind a centre.
    bins : DistanceBins
        Distances.
    rule : EdgeRule
        Edge correction.
    strips : array, shape (2,)
        First strip of the centres, and the one behind the last.
    sums : array, shape (m + 1, 1) or (m + 1, 3)
        Sums of weights, and of weights times distance and its square, of each bin; the last is for pairs too far apart.
    """
    reach = bins.r[-1]
    count, spanned = len(others.start) - 1, math.ceil(reach / others.height)
    size = len(others.x)
    near = _Near(
        np.empty(size), np.empty(size), np.empty(size), np.empty(size), np.empty(size), np.empty(size, np.int32)
    )
    low, high = np.empty(count, np.int64), np.empty(count, np.int64)
    for s in range(strips[0], strips[1]):
        first, last = (s if half else max(0, s - spanned)), min(count, s + spanned + 1)
        # Number by number: a slice copied into another takes numba two seconds more to compile.
        for strip in range(first, last):
            low[strip] = high[strip] = others.start[strip]
        for p in range(centres.start[s], centres.start[s + 1]):
            m = plain(0)
            for q in range(first, last):
                gap = max(0, abs(q - s) - 1) * others.height
                _move_run(others, q, centres.x[p], math.sqrt(max(0.0, reach * reach - gap * gap)), low, high)
                begin = max(low[q], own[p] + 1) if half and q == s else low[q]
                if begin <= own[p] < high[q]:  # a point is no pair with itself
                    m = _copy_run(others, begin, own[p], centres.x[p], centres.y[p], near, m)
                    begin = own[p] + 1
                m = _copy_run(others, begin, high[q], centres.x[p], centres.y[p], near, m)
            if m > 0:
                _measure(near, m, bins)
                _add_centre(centres, p, near, m, bins, rule, sums)


@inner
def _move_run(others: Strips, q: int, x: float, half_width: float, low: Ints, high: Ints) -> None:
    end = others.start[q + 1]
    while low[q] < end and others.x[low[q]] < x - half_width:
        low[q] += 1
    high[q] = max(low[q], high[q])
    while high[q] < end and others.x[high[q]] <= x + half_width:
        high[q] += 1


@inner
def _copy_run(others: Strips, begin: int, end: int, x: float, y: float, near: _Near, m: int) -> int:
    """Write the shifts from (x, y) to a run of points behind the m that are there; slices keep the loop simple."""
    size = max(0, end - begin)
    run_x, run_y, run_weight = others.x[begin:end], others.y[begin:end], others.weight[begin:end]
    to_x, to_y, to_weight = near.x[m : m + size], near.y[m : m + size], near.weight[m : m + size]
    for t in range(size):
        to_x[t] = run_x[t] - x
        to_y[t] = run_y[t] - y
        to_weight[t] = run_weight[t]
    return m + size


@inner(error_model="numpy")
def _measure(near: _Near, m: int, bins: DistanceBins) -> None:
    last, reach, step = len(bins.r), bins.r[-1], bins.step
    for t in range(m):
        near.distance[t] = math.sqrt(near.x[t] * near.x[t] + near.y[t] * near.y[t])
    if step > 0.0:
        for t in range(m):
            up = math.ceil(near.distance[t] / step)
            near.bins[t] = np.int32(up if near.distance[t] < reach else last)
        if bins.open:
            for t in range(m):
                if near.bins[t] < last and bins.r[near.bins[t]] == near.distance[t]:
                    near.bins[t] += np.int32(1)
    else:
        for t in range(m):
            near.bins[t] = _search(bins, near.distance[t]) if near.distance[t] < reach else last


@inner
def _search(bins: DistanceBins, distance: float) -> int:
    place = bins.first[int(distance * bins.scale)]
    while bins.r[place] < distance or (bins.open and bins.r[place] == distance):
        place += 1
    return int(place)


@inner
def _add_centre(centres: Strips, p: int, near: _Near, m: int, bins: DistanceBins, rule: EdgeRule, sums: Floats) -> None:
    for t in range(m):
        near.weight[t] *= centres.weight[p]
    if rule.name == 1:
        _weigh_by_frame(near, m, rule)
    elif rule.name == 2:
        _weigh_by_table(near, m, rule)
    elif rule.name == 3:
        for t in range(m):
            if near.bins[t] < len(bins.r):
                shared = shared_area(rule.edges, near.x[t], near.y[t])
                near.weight[t] *= rule.area / max(shared, rule.area / LARGEST_WEIGHT)
    elif rule.name >= 5:
        _weigh_by_angle(rule.eye[p, 0], rule.eye[p, 1], near, m, rule)
    if rule.name == 4:
        _take_border(near, m, _first_not_inside(bins.r, rule.border[p]), sums)
    else:
        _add(near, m, sums)


@inner
def _add(near: _Near, m: int, sums: Floats) -> None:
    if sums.shape[1] == 1:
        for t in range(m):
            sums[near.bins[t], 0] += near.weight[t]
        return
    for t in range(m):
        d = near.distance[t]
        sums[near.bins[t], 0] += near.weight[t]
        sums[near.bins[t], 1] += near.weight[t] * d
        sums[near.bins[t], 2] += near.weight[t] * d * d


@inner(error_model="numpy")
def _weigh_by_frame(near: _Near, m: int, rule: EdgeRule) -> None:
    width, tall = rule.frame[0], rule.frame[1]
    least = rule.area / LARGEST_WEIGHT
    for t in range(m):
        shared = (width - abs(near.x[t])) * (tall - abs(near.y[t]))
        near.weight[t] *= rule.area / max(shared, least)


@inner(error_model="numpy")
def _weigh_by_table(near: _Near, m: int, rule: EdgeRule) -> None:
    """Interpolate the set covariance between four nodes; the shift or its opposite points upwards."""
    least, side = rule.area / LARGEST_WEIGHT, rule.table.shape[0] - 1
    for t in range(m):
        turn = -1.0 if near.y[t] < 0.0 else 1.0
        across, up = near.x[t] * turn / rule.node + side, near.y[t] * turn / rule.node
        j, i = min(max(int(across), 0), 2 * side - 1), min(int(up), side - 1)
        u, v = across - j, up - i
        lower = rule.table[i, j] * (1.0 - u) + rule.table[i, j + 1] * u
        upper = rule.table[i + 1, j] * (1.0 - u) + rule.table[i + 1, j + 1] * u
        near.weight[t] *= rule.area / max(lower * (1.0 - v) + upper * v, least)


@inner(error_model="numpy")
def _weigh_by_angle(x: float, y: float, near: _Near, m: int, rule: EdgeRule) -> None:
    """Leave what the isotropic weight adds to the 1 that is counted already."""
    if rule.name == 5:
        angles_outside_frame(rule.frame, x, y, near.distance[:m], near.outside[:m])
    else:
        angles_outside(rule.edges, x, y, near.distance[:m], near.outside[:m])
    for t in range(m):
        inside = max(2.0 * math.pi - near.outside[t], 2.0 * math.pi / LARGEST_WEIGHT)
        near.weight[t] *= 2.0 * math.pi / inside - 1.0


@inner
def _first_not_inside(r: Floats, border: float) -> int:
    return int(np.searchsorted(r, border))


@inner
def _take_border(near: _Near, m: int, limit: int, sums: Floats) -> None:
    """Take away what a centre adds from the first r on that is not less than its distance to the border."""
    for t in range(m):
        if near.bins[t] < len(sums) - 1:
            sums[max(limit, near.bins[t]), 0] -= near.weight[t]
