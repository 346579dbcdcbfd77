"""How much of a circle around a place lies outside a polygon: exact, for all circles around one place at once.

Seen from the centre c, a place of the circle lies inside the polygon if the ray through it crosses the border once more
outwards than inwards beyond it. So the angle inside is the sum, over the edges, of the signed angle under which one
sees that part of the edge that lies beyond the circle; all of an edge is beyond where the circle does not reach it, and
the whole sum is 2 pi. What the circle of radius d loses to an edge is therefore the angle of that part of it that lies
within the circle: with h the distance to the edge's line, and the edge seen between the angles a1 and a2 from the
perpendicular, it is the overlap of (a1, a2) with (-acos(h / d), acos(h / d)). No intersections are sorted and none can
be missed; holes and several parts need nothing more.

Circles are sorted by radius, so that an edge meets only those that cross it: for circles that hold it whole, its angle
is known. The formula of Ripley's weight: B. D. Ripley, The second-order analysis of stationary point processes, Journal
of Applied Probability 13 (1976); for any polygon, F. Goreaud and R. Pelissier, Journal of Vegetation Science 10 (1999).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner

__all__ = ["angles_outside", "angles_outside_frame", "angles_outside_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Groups into which circles are sorted by radius; a circle is compared with an edge itself only in the groups of the
# edge's nearest and farthest place and between.
_GROUPS = 256


@entry
def angles_outside_of(edges: Floats, x: float, y: float, radius: Floats) -> Floats:
    """Return the angle of each circle around (x, y), a place inside, that lies outside the polygon, shape (m,).

    Parameters
    ----------
    edges : array, shape (k, 4)
        Start and end of each side, the inside to the left.
    x, y : float
        The centre; not on the border.
    radius : array, shape (m,)
        Of each circle, more than 0.
    """
    outside = np.empty(len(radius))
    angles_outside(edges, x, y, radius, outside)
    return outside


@inner
def angles_outside(edges: Floats, x: float, y: float, radius: Floats, outside: Floats) -> None:
    """Write the angle of each circle around (x, y) that lies outside."""
    reach = radius.max()
    outside[:] = 0.0
    if reach <= 0.0:
        return
    scale = _GROUPS / reach
    start, order = _by_radius(radius, scale)
    whole = np.zeros(_GROUPS + 2)  # what all circles of a group and beyond lose to edges that they hold whole
    for e in range(len(edges)):
        sign, h, along1, along2 = _seen_from(edges[e], x, y)
        nearest = h if along1 <= 0.0 <= along2 else math.hypot(min(abs(along1), abs(along2)), h)
        if nearest >= reach:
            continue
        farthest = math.hypot(max(abs(along1), abs(along2)), h)
        angle1, angle2 = math.atan2(along1, h), math.atan2(along2, h)
        last = min(int(farthest * scale), _GROUPS)
        for t in range(start[int(nearest * scale)], start[last + 1]):
            d = radius[order[t]]
            if d >= farthest:
                outside[order[t]] += sign * (angle2 - angle1)
            elif d > nearest:
                half = math.acos(h / d)
                outside[order[t]] += sign * max(0.0, min(angle2, half) - max(angle1, -half))
        whole[last + 1] += sign * (angle2 - angle1)
    _add_whole(start, order, whole, outside)


@inner
def _by_radius(radius: Floats, scale: float) -> tuple[Ints, Ints]:
    start = np.zeros(_GROUPS + 3, np.int64)
    for d in radius:
        start[int(d * scale) + 2] += 1
    for group in range(2, _GROUPS + 3):
        start[group] += start[group - 1]
    order = np.empty(len(radius), np.int64)
    for t in range(len(radius)):
        group = int(radius[t] * scale) + 1
        order[start[group]] = t
        start[group] += 1
    return start, order


@inner
def _seen_from(edge: Floats, x: float, y: float) -> tuple[float, float, float, float]:
    dx, dy = edge[2] - edge[0], edge[3] - edge[1]
    length = math.hypot(dx, dy)
    dx, dy = dx / length, dy / length
    from_x, from_y = edge[0] - x, edge[1] - y
    left = from_x * dy - from_y * dx  # how far to the left of the edge's line the centre lies
    along = from_x * dx + from_y * dy
    return (1.0 if left >= 0.0 else -1.0), abs(left), along, along + length


@inner
def _add_whole(start: Ints, order: Ints, whole: Floats, outside: Floats) -> None:
    lost = 0.0
    for group in range(_GROUPS + 1):
        lost += whole[group]
        for t in range(start[group], start[group + 1]):
            outside[order[t]] += lost


@inner
def angles_outside_frame(frame: Floats, x: float, y: float, radius: Floats, outside: Floats) -> None:
    """Write the angle of each circle around (x, y) outside the rectangle from (0, 0) to `frame`, shape (2,).

    The angles beyond the four sides, less those beyond two of them at once, which are those beyond a corner.
    """
    left, bottom, right, top = x, y, frame[0] - x, frame[1] - y
    quarter = math.pi / 2
    for t in range(len(radius)):
        d = radius[t]
        a = math.acos(left / d) if d > left else 0.0
        b = math.acos(bottom / d) if d > bottom else 0.0
        c = math.acos(right / d) if d > right else 0.0
        e = math.acos(top / d) if d > top else 0.0
        corners = max(0.0, a + b - quarter) + max(0.0, b + c - quarter)
        corners += max(0.0, c + e - quarter) + max(0.0, e + a - quarter)
        outside[t] = 2.0 * (a + b + c + e) - corners
