"""From labels of points to hotspots: numbered by size, with outline, centre, marks and hours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base import check
from beatwright.base.errors import Complaints
from beatwright.patterns.hotspots.hotspot import Hotspot
from beatwright.patterns.hotspots.hotspot_outline import HULLS, geometric_median, outline
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["Look", "gather_hotspots", "look_of", "numbered"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Look:
    """How hotspots are described: the hour of each event (or None), which hull, and how wide a line is drawn."""

    hours: Ints | None
    hull: str
    width: float


def look_of(owner: str, pattern: Any, hours: Any, hull: Any, complaints: Complaints) -> Look:
    """Return how `owner` is asked to describe hotspots, after what is wrong was complained of; its `width` is 0."""
    complaints.add(check.one_of(owner, "hull", hull, HULLS))
    if not isinstance(pattern, PointPattern):
        complaints.add(check.sentence(owner, "pattern", "a PointPattern", type(pattern).__name__))
        return Look(None, hull, 0.0)
    if hours is None:
        return Look(None, hull, 0.0)
    try:
        hour = np.asarray(hours, dtype=np.float64)
    except (TypeError, ValueError):
        hour = np.array(np.nan)
    right = hour.shape == (len(pattern),) and bool(((hour >= 0) & (hour < 24)).all())
    expected = f"hours of the day, from 0 to below 24, shape ({len(pattern)},)"
    complaints.need(right, check.sentence(owner, "hours", expected, f"{hours!r:.60}"))
    return Look(hour.astype(np.int64) if right else None, hull, 0.0)


def numbered(labels: npt.ArrayLike) -> Ints:
    """Return labels by size: 0 is the largest cluster, of equals the one whose first point comes first; -1 stays.

    >>> numbered([7, -1, 2, 2, 5]).tolist()
    [1, -1, 0, 0, 2]
    """
    given = np.asarray(labels, dtype=np.int64)
    known, first, counts = np.unique(given[given >= 0], return_index=True, return_counts=True)
    order = known[np.lexsort([first, -counts])]
    place = np.full(int(given.max(initial=-1)) + 2, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return np.where(given >= 0, place[given], -1)


def gather_hotspots(pattern: PointPattern, labels: Ints, look: Look) -> tuple[tuple[Hotspot, ...], list[str]]:
    """Return the hotspots that numbered labels make, and what there is to tell of them."""
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(np.bincount(labels + 1, minlength=1))
    hotspots = tuple(_hotspot(pattern, order[start:end], look) for start, end in pairwise(ends.tolist()))
    widened = sum(hotspot.widened for hotspot in hotspots)
    note = (
        f"{widened:,} of {len(hotspots):,} clusters are events in a line or at one place; "
        f"they are drawn {look.width:.4g} {pattern.window.unit} wide."
    )
    return hotspots, [note] if widened else []


def _hotspot(pattern: PointPattern, members: Ints, look: Look) -> Hotspot:
    xy, origin = pattern.local[members], pattern.window.origin
    polygon, widened = outline(xy, pattern.window.local, look.hull, look.width)
    middle = geometric_median(xy)
    nearest = int(np.hypot(*(xy - middle).T).argmin())
    return Hotspot(
        members=members,
        polygon=shapely.transform(polygon, lambda corners: corners + origin),
        centre=pattern.xy[members[nearest]],
        counts={} if pattern.marks is None else _counts(pattern.marks[members]),
        hours=None if look.hours is None else np.bincount(look.hours[members], minlength=24),
        widened=widened,
    )


def _counts(marks: npt.NDArray[Any]) -> dict[Any, int]:
    kinds, counts = np.unique(marks, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return dict(zip(kinds[order].tolist(), counts[order].tolist(), strict=True))
