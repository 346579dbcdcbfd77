"""The pieces that a cut leaves, slivers and rests given to their neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.core.areal import polygonal
from beatwright.data.units.cut import Cut, solid_parts

__all__ = ["pieces_of"]

Ints = npt.NDArray[np.intp]

# Outlines that were cut from each other agree to rounding; within this distance they are one, in metres.
_SAME_LINE = 1e-3
# Less wide than this is a hairline, in metres.
_HAIR = 1e-4


def pieces_of(cut: Cut) -> tuple[Ints, Ints, Any]:
    """Return unit, parent and shape of every piece: the units in order, the largest piece of each first.

    Units that do not straddle stay as they were drawn.
    """
    straddles = set(cut.straddling.tolist())
    units: list[int] = []
    parents: list[int] = []
    shapes: list[Any] = []
    for k in range(len(cut.ids)):
        found = _split(cut, k) if k in straddles else [(int(cut.majority[k]), cut.shapes[k])]
        units += [k] * len(found)
        parents += [parent for parent, _ in found]
        shapes += [shape for _, shape in found]
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return np.array(units, dtype=np.intp), np.array(parents, dtype=np.intp), result


def _split(cut: Cut, k: int) -> list[tuple[int, Any]]:
    """Return parent and shape of the pieces of unit `k`, the largest first."""
    own = np.flatnonzero((cut.unit == k) & ~cut.sliver)
    parents = np.unique(cut.parent[own])
    pieces = np.array([shapely.union_all(cut.parts[own[cut.parent[own] == p]]) for p in parents], dtype=object)
    rest = polygonal(np.array([shapely.difference(cut.shapes[k], shapely.union_all(pieces))], dtype=object))[0]
    given: list[list[Any]] = [[piece] for piece in pieces]
    for part in solid_parts(rest):
        given[_neighbour(part, pieces)].append(part)
    whole = [solid_parts(shapely.union_all(shapes)) for shapes in given]
    tidy = np.array(
        [shapely.MultiPolygon(list(parts)) if len(parts) > 1 else parts[0] for parts in whole], dtype=object
    )
    order = np.lexsort((np.arange(len(tidy)), -shapely.area(tidy)))
    return [(int(parents[j]), _without_spikes(tidy[j])) for j in order]


def _without_spikes(piece: Any) -> Any:
    """Return a piece without the hairlines that rounding leaves along the unit's outline.

    A hairline of one piece between another piece and the outline would count as a border twice.
    """
    solid = shapely.buffer(shapely.buffer(piece, -_HAIR, join_style="mitre"), _HAIR, join_style="mitre")
    spikes = shapely.difference(piece, shapely.buffer(solid, _HAIR))
    if shapely.is_empty(solid) or shapely.is_empty(spikes):
        return piece
    return polygonal(np.array([shapely.difference(piece, shapely.buffer(spikes, _HAIR))], dtype=object))[0]


def _neighbour(part: Any, pieces: Any) -> int:
    """Return the piece that a part has the longest border with; the nearest where it touches none."""
    outline = shapely.boundary(part)
    common = shapely.length(shapely.intersection(outline, shapely.buffer(pieces, _SAME_LINE, quad_segs=1)))
    if float(common.max()) > 0.0:
        return int(common.argmax())
    return int(shapely.distance(part, pieces).argmin())
