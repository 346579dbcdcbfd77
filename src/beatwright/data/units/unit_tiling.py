"""Where units overlap, leave gaps, or are too thin to be more than a fault of the drawing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base.words import count_of, listed, plural
from beatwright.core.borders import SNAP
from beatwright.data.geometry.overlaps import overlaps_of
from beatwright.data.units.cut import mean_width

__all__ = ["gap_notes", "overlap_complaints", "overlap_notes", "thin_notes"]

Ids = npt.NDArray[np.object_]

# Two units with this share of both in common are one unit given twice.
_SAME = 1.0 - 1e-6
_THIN_M = 1.0


def overlap_complaints(ids: Ids, shapes: Any) -> Iterable[str]:
    """Yield the pairs of units that are one area given twice."""
    one, other, area, _ = _pairs(shapes)
    same = area > _SAME * np.maximum(shapely.area(shapes[one]), shapely.area(shapes[other]))
    if same.any():
        pairs = [f"{ids[a]} and {ids[b]}" for a, b in zip(one[same], other[same], strict=True)]
        yield f"{count_of(len(pairs), 'pair')} of units cover the same area twice: {listed(pairs)}. Keep one of each."


def overlap_notes(ids: Ids, shapes: Any, sliver: float) -> Iterable[str]:
    """Yield the overlaps of more than `sliver` (share of the smaller unit), and how much was ignored."""
    one, other, area, least = _pairs(shapes)
    real, small = area > sliver * least, (area > 0) & (area <= sliver * least)
    if real.any():
        order = np.flatnonzero(real)[np.argsort(-area[real], kind="stable")]
        pairs = [f"{ids[one[k]]} and {ids[other[k]]} ({area[k]:,.0f} m2)" for k in order]
        yield (
            f"{count_of(len(pairs), 'pair')} of units {plural(len(pairs), 'overlaps', 'overlap')}, so that an incident "
            f"there belongs to the first of them: {listed(pairs)}."
        )
    ignored = float(area[small].sum())
    if ignored >= 0.5:
        yield (
            f"{count_of(int(small.sum()), 'overlap')} of at most {100 * sliver:g}% of the smaller unit "
            f"{plural(int(small.sum()), 'is', 'are')} treated as none: {ignored:,.0f} m2 in all."
        )


def _pairs(shapes: Any) -> tuple[Any, Any, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    found = overlaps_of(shapes, shapes)
    once = found.one < found.other
    one, other, area = found.one[once], found.other[once], found.area[once]
    whole = np.asarray(shapely.area(shapes), dtype=np.float64)
    return one, other, area, np.minimum(whole[one], whole[other])


def gap_notes(ids: Ids, shapes: Any, sliver: float, boundary: Any = None) -> Iterable[str]:
    """Yield the gaps inside the union of the units, or inside the `boundary`, and how much was ignored."""
    union = shapely.union_all(shapes)
    gaps = _holes(union) if boundary is None else _parts(shapely.difference(boundary, union))
    if not len(gaps):
        return
    area = np.asarray(shapely.area(gaps), dtype=np.float64)
    real = area > sliver * float(np.median(shapely.area(shapes)))
    tree = shapely.STRtree(shapes)
    for k in np.flatnonzero(real)[np.argsort(-area[real], kind="stable")]:
        around = np.sort(tree.query(gaps[k], predicate="dwithin", distance=SNAP))
        where = f"beside {listed(ids[around])}" if len(around) else "beside no unit"
        yield f"A gap of {area[k] / 1e6:,.3f} km2 lies {where}; incidents there belong to no unit."
    ignored = float(area[~real].sum())
    if ignored >= 0.5:
        few = int((~real).sum())
        yield (
            f"{count_of(few, 'gap')} of at most {100 * sliver:g}% of the median unit {plural(few, 'is', 'are')} "
            f"treated as none: {ignored:,.0f} m2 in all."
        )


def _holes(union: Any) -> Any:
    """Return what the outlines of the union enclose without belonging to it."""
    rings = [ring for part in shapely.get_parts(union) for ring in part.interiors]
    return _parts(shapely.difference(shapely.union_all([shapely.Polygon(ring) for ring in rings]), union))


def _parts(geometry: Any) -> Any:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return np.array(parts, dtype=object)


def thin_notes(ids: Ids, shapes: Any) -> Iterable[str]:
    """Yield the units that are slivers: under one square metre, or less than a metre wide in the mean."""
    area = np.asarray(shapely.area(shapes), dtype=np.float64)
    width = mean_width(shapes)
    thin = np.flatnonzero((area < 1.0) | (width < _THIN_M))
    if len(thin):
        shown = [f"{ids[k]} ({area[k]:,.1f} m2, {width[k]:.2f} m wide)" for k in thin]
        yield (
            f"{count_of(len(thin), 'unit')} {plural(len(thin), 'is a sliver', 'are slivers')}: {listed(shown)}. Merge "
            f"{plural(len(thin), 'it', 'each')} with a neighbour."
        )
