"""The pieces that a cut leaves, slivers and rests given to their neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.data.geometry.polygonal_part import polygonal
from beatwright.data.units.cut import Cut, solid_parts

__all__ = ["unit_pieces"]

Ints = npt.NDArray[np.intp]

# Outlines that were cut from each other agree to rounding; within this distance they are one, in metres.
_SAME_LINE = 1e-3
# Less wide than this is a hairline, in metres; a part of no more than this is a speck, in square metres.
_HAIR = 1e-4
_SPECK = 1e-3


def unit_pieces(cut: Cut) -> tuple[Ints, Ints, Any]:
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
    grouped: list[list[Any]] = [[piece] for piece in pieces]
    for part in solid_parts(rest):
        grouped[_neighbour(part, pieces)].append(part)
    tidy = _apart(_without_hairlines([_solid(shapes) for shapes in grouped]))
    order = np.lexsort((np.arange(len(tidy)), -shapely.area(tidy)))
    return [(int(parents[j]), tidy[j]) for j in order]


def _without_hairlines(pieces: list[Any]) -> Any:
    """Return the pieces without the hairlines that rounding leaves along the unit's outline.

    A hairline of one piece between another piece and the outline would count as a border twice. It goes to the piece
    beside it, so that the pieces still tile the unit.
    """
    found = [_hairlines(piece) for piece in pieces]
    kept = np.array([solid for solid, _ in found], dtype=object)
    grouped: list[list[Any]] = [[solid] for solid in kept]
    for j, (_, hairlines) in enumerate(found):
        others = np.delete(np.arange(len(kept)), j)
        for part in hairlines:
            grouped[others[_neighbour(part, kept[others])]].append(part)
    return np.array([_solid(shapes) if len(shapes) > 1 else shapes[0] for shapes in grouped], dtype=object)


def _apart(pieces: Any) -> Any:
    """Return the pieces without what an earlier one has too: where lines nearly meet, a union moves them a little."""
    result = pieces.copy()
    for j in range(1, len(result)):
        for other in result[:j]:
            if shapely.area(shapely.intersection(result[j], other)) > 0:
                result[j] = _solid([shapely.difference(result[j], other)])
    return result


def _hairlines(piece: Any) -> tuple[Any, list[Any]]:
    """Return a piece without its hairlines, and these; specks that would be left of it count as hairlines."""
    solid = shapely.buffer(shapely.buffer(piece, -_HAIR, join_style="mitre"), _HAIR, join_style="mitre")
    spikes = shapely.difference(piece, shapely.buffer(solid, _HAIR))
    if shapely.is_empty(solid) or shapely.is_empty(spikes):
        return piece, []
    buffered = shapely.buffer(spikes, _HAIR)
    parts = shapely.get_parts(shapely.difference(piece, buffered))
    large = shapely.area(parts) > _SPECK
    cut = [part for part in shapely.get_parts(shapely.intersection(piece, buffered)) if shapely.area(part) > 0]
    return _joined(parts[large]), [*cut, *(part for part in parts[~large] if shapely.area(part) > 0)]


def _solid(shapes: list[Any]) -> Any:
    """Return the union of shapes without parts that are but rounding."""
    parts = solid_parts(shapely.union_all(shapes))
    large = parts[shapely.area(parts) > _SPECK]
    return _joined(large if len(large) else parts)


def _joined(parts: Any) -> Any:
    return shapely.MultiPolygon(list(parts)) if len(parts) > 1 else parts[0]


def _neighbour(part: Any, pieces: Any) -> int:
    """Return the piece that a part has the longest border with; the nearest where it touches none."""
    outline = shapely.boundary(part)
    common = shapely.length(shapely.intersection(outline, shapely.buffer(pieces, _SAME_LINE, quad_segs=1)))
    if float(common.max()) > 0.0:
        return int(common.argmax())
    return int(shapely.distance(part, pieces).argmin())
