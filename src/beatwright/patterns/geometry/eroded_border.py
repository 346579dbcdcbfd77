"""The border of an eroded window piece by piece, and the area inside it, exactly.

The border at distance r consists of parts of each edge moved inwards by r, and of arcs of radius r around the corners
that point inwards. A part of either belongs to it where no other edge is nearer than r. The places within r of an edge
form a convex capsule, so each other edge covers one interval of a moved edge; and one interval of an arc, since it is
covered where u . w > |w|² / (2r) for some w from the corner to the edge (u: direction on the arc), and these intervals
overlap as w moves along the edge. What is left uncovered, run through with the inside to the left, gives the area by
Green's theorem: half the integral of x dy - y dx. Once covered at r, a part stays so at every larger r, since its place
only moves along the same normal; so radii are taken in ascending order and dead parts are left out.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner, plain
from beatwright.patterns.geometry.cell_rings import column_of, row_of
from beatwright.patterns.geometry.edge_cells import edge_frame, filed_by_cell

__all__ = ["areas_inside"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Square of half a chord, relative to r², up to which a line is taken to touch a circle and not to cut it: the moved
# edge touches the circles around its own corners, and rounding would cut 1e-8 r off each end.
_TANGENT = 1e-13


def areas_inside(edges: Floats, radii: Floats) -> Floats:
    """Return the area at more than each of the ascending `radii` from all edges, shape (k,).

    Parameters
    ----------
    edges : array, shape (m, 4)
        Of a window, ring after ring, with the inside to the left.
    radii : array, shape (k,)
        Ascending, above 0.
    """
    frame = edge_frame(edges)
    start, filed = filed_by_cell(edges, frame)
    following = _following(edges)
    lengths = np.hypot(edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1])
    straight = np.column_stack([np.zeros(len(edges)), lengths])
    arcs = np.column_stack([np.zeros(len(edges)), _turns(edges, following)])
    areas: Floats = np.zeros(len(radii))
    for k, r in enumerate(radii):
        inside = _inside_straight(edges, r, straight, start, filed, frame=frame)
        inside += _inside_arcs(edges, following, r, arcs, start, filed=filed, frame=frame)
        areas[k] = max(inside, 0.0)
        if not np.any(straight[:, 0] < straight[:, 1]) and not np.any(arcs[:, 0] < arcs[:, 1]):
            break
    return areas


def _following(edges: Floats) -> Ints:
    """Return for each edge the one that its ring goes on with."""
    following = np.arange(1, len(edges) + 1)
    first = 0
    for edge in range(len(edges)):
        if edges[edge, 2] == edges[first, 0] and edges[edge, 3] == edges[first, 1]:
            following[edge] = first
            first = edge + 1
    return following


def _turns(edges: Floats, following: Ints) -> Floats:
    """Return the angle by which the ring turns clockwise after each edge, 0 where it does not."""
    way = edges[:, 2:] - edges[:, :2]
    onward = way[following]
    turn = np.arctan2(way[:, 0] * onward[:, 1] - way[:, 1] * onward[:, 0], (way * onward).sum(axis=1))
    return np.asarray(np.maximum(-turn, 0.0))


@entry
def _inside_straight(edges: Floats, r: float, alive: Floats, start: Ints, filed: Ints, frame: Floats) -> float:
    """Return the share of the moved edges in the area, and cut `alive`, the span of each that may be uncovered."""
    twice, parts = 0.0, np.empty((len(edges) + 1, 2))
    for i in range(len(edges)):
        if alive[i, 0] >= alive[i, 1]:
            continue
        x1, y1, x2, y2 = edges[i]
        length = math.hypot(x2 - x1, y2 - y1)
        along_x, along_y = (x2 - x1) / length, (y2 - y1) / length
        from_x, from_y = x1 - along_y * r, y1 + along_x * r
        way = along_x, along_y
        parts[0] = alive[i]
        ends = from_x + along_x * parts[0], from_y + along_y * parts[0]
        left, right = column_of(ends[0].min() - r, frame), column_of(ends[0].max() + r, frame)
        low, high = row_of(ends[1].min() - r, frame), row_of(ends[1].max() + r, frame)
        count = plain(1)
        for row in range(low, high + 1):
            first = start[row * int(frame[3]) + left]
            for k in range(first, start[row * int(frame[3]) + right + 1]):
                if filed[k] != i and count > 0:
                    cover = _cover_of_moved(x1, y1, way, edges[filed[k]], r)
                    count = _take_away(parts, count, cover[0], cover[1])
        alive[i] = _span(parts, count)
        for part in range(count):
            # x dy - y dx along a straight way is its length times the distance of its line from the origin.
            twice += (parts[part, 1] - parts[part, 0]) * (from_x * along_y - from_y * along_x)
    return twice / 2


@entry
def _inside_arcs(
    edges: Floats, following: Ints, r: float, alive: Floats, start: Ints, filed: Ints, frame: Floats
) -> float:
    """Return the share of the arcs in the area, and cut `alive`, the span of each that may be uncovered."""
    twice, parts = 0.0, np.empty((len(edges) + 1, 2))
    for i in range(len(edges)):
        if alive[i, 0] >= alive[i, 1]:
            continue
        x, y = edges[i, 2], edges[i, 3]
        begin = math.atan2(edges[i, 2] - edges[i, 0], -(edges[i, 3] - edges[i, 1]))  # of the inward normal
        parts[0] = alive[i]
        left, right = column_of(x - 2 * r, frame), column_of(x + 2 * r, frame)
        low, high = row_of(y - 2 * r, frame), row_of(y + 2 * r, frame)
        count = plain(1)
        for row in range(low, high + 1):
            first = start[row * int(frame[3]) + left]
            for k in range(first, start[row * int(frame[3]) + right + 1]):
                if filed[k] not in (i, following[i]) and count > 0:
                    base, low_angle, high_angle = _cover_of_circle(x, y, edges[filed[k]], r)
                    for turn in (-2 * math.pi, 0.0, 2 * math.pi):  # angles on the arc are counted clockwise
                        shift = begin - base + turn
                        count = _take_away(parts, count, shift - high_angle, shift - low_angle)
        alive[i] = _span(parts, count)
        for part in range(count):
            first_angle, last_angle = begin - parts[part, 0], begin - parts[part, 1]
            twice += r * r * (last_angle - first_angle)
            twice += x * r * (math.sin(last_angle) - math.sin(first_angle))
            twice -= y * r * (math.cos(last_angle) - math.cos(first_angle))
    return twice / 2


@inner
def _take_away(parts: Floats, count: int, low: float, high: float) -> int:
    """Take the interval (low, high) from the first `count` parts; return how many there are then."""
    if low >= high:
        return count
    kept, before = 0, count
    extra_low, extra_high = 0.0, 0.0
    for part in range(before):
        first, last = parts[part]
        if high <= first or low >= last:
            parts[kept, 0], parts[kept, 1] = first, last
            kept += 1
            continue
        if first < low and high < last:  # only one part can hold the whole interval
            extra_low, extra_high = high, last
        if first < low:
            parts[kept, 0], parts[kept, 1] = first, low
            kept += 1
        elif high < last:
            parts[kept, 0], parts[kept, 1] = high, last
            kept += 1
    if extra_low < extra_high:
        parts[kept, 0], parts[kept, 1] = extra_low, extra_high
        kept += 1
    return kept


@inner
def _span(parts: Floats, count: int) -> tuple[float, float]:
    low, high = math.inf, -math.inf
    for part in range(count):
        low, high = min(low, parts[part, 0]), max(high, parts[part, 1])
    return low, high


@inner
def _cover_of_moved(x: float, y: float, way: tuple[float, float], edge: Floats, r: float) -> tuple[float, float]:
    """Return the interval of a line within r of an edge; it runs r to the left of one from (x, y) on a unit way."""
    length = math.hypot(edge[2] - edge[0], edge[3] - edge[1])
    along_x, along_y = (edge[2] - edge[0]) / length, (edge[3] - edge[1]) / length
    # The line in the frame of the edge: begins (a, c) along and across it, runs by (da, dc). The move is added after
    # the corners are subtracted, so that an edge of the same corner gets its distance of r without rounding.
    da, dc = way[0] * along_x + way[1] * along_y, way[1] * along_x - way[0] * along_y
    a = (x - edge[0]) * along_x + (y - edge[1]) * along_y - r * dc
    c = (y - edge[1]) * along_x - (x - edge[0]) * along_y + r * da
    low, high = _between(a, da, 0.0, length)
    strip_low, strip_high = _between(c, dc, -r, r)
    low, high = max(low, strip_low), min(high, strip_high)
    if low >= high:
        low, high = math.inf, -math.inf
    for end in (0.0, length):
        middle = -((a - end) * da + c * dc)
        across = (a - end) * dc - c * da
        half = r * r - across * across
        if half > _TANGENT * r * r:
            low, high = min(low, middle - math.sqrt(half)), max(high, middle + math.sqrt(half))
    return low, high


@inner
def _between(begin: float, step: float, low: float, high: float) -> tuple[float, float]:
    """Return the interval of t for which begin + t * step lies in (low, high)."""
    if step == 0.0:
        return (-math.inf, math.inf) if low < begin < high else (math.inf, -math.inf)
    first, last = (low - begin) / step, (high - begin) / step
    return min(first, last), max(first, last)


@inner
def _cover_of_circle(x: float, y: float, edge: Floats, r: float) -> tuple[float, float, float]:
    """Return the directions from (x, y) in which the place r away is within r of an edge: base, and limits from it."""
    length = math.hypot(edge[2] - edge[0], edge[3] - edge[1])
    along_x, along_y = (edge[2] - edge[0]) / length, (edge[3] - edge[1]) / length
    a = (x - edge[0]) * along_x + (y - edge[1]) * along_y
    c = (y - edge[1]) * along_x - (x - edge[0]) * along_y
    near = min(max(a, 0.0), length)
    away = math.hypot(near - a, c)
    if away >= 2 * r:
        return 0.0, 0.0, 0.0
    if away == 0.0 and 0.0 < a < length:  # a corner that touches the edge: nothing is left but two directions
        return 0.0, -math.pi, math.pi
    # Directions in the frame of the edge; the base points to its nearest place.
    base = math.atan2(-c, near - a) if away > 0.0 else (0.0 if near == 0.0 else math.pi)
    low, high = math.inf, -math.inf
    for end in (0.0, length):
        distance = math.hypot(end - a, c)
        if distance < 2 * r:
            centre = _turned(math.atan2(-c, end - a) - base) if distance > 0.0 else 0.0
            half = math.acos(distance / (2 * r))
            low, high = min(low, centre - half), max(high, centre + half)
    side = 1.0 if c >= 0.0 else -1.0
    sine = 1.0 - abs(c) / r
    for cosine in (math.sqrt(max(1.0 - sine * sine, 0.0)), -math.sqrt(max(1.0 - sine * sine, 0.0))):
        if 0.0 < a + r * cosine < length:
            angle = _turned(math.atan2(side * sine, cosine) - base)
            low, high = min(low, angle), max(high, angle)
    if low > high:
        return 0.0, 0.0, 0.0
    return base + math.atan2(along_y, along_x), low, high


@inner
def _turned(angle: float) -> float:
    """Return an angle as one in [-pi, pi]."""
    return angle - 2 * math.pi * math.floor(angle / (2 * math.pi) + 0.5)
