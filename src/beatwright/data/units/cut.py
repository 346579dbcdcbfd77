"""Units cut by the boundaries of fixed parents, and which of the parts are slivers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.words import count_of, listed, plural
from beatwright.core.city_checks import crs_complaints
from beatwright.data.geometry.overlaps import overlaps_of
from beatwright.data.geometry.polygonal_part import polygonal

__all__ = ["OUTSIDE", "Cut", "cut_by", "mean_width", "solid_parts"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Ids = npt.NDArray[np.object_]

OUTSIDE = ("error", "nearest")
# Overlaps and parts below this are rounding, and so is a part that is thinner than a tenth of a micrometre.
_NONE_M2 = 1e-3
_NONE_M = 1e-7
# So many ids at most stand in an error: whoever mends the layer needs them all.
_MOST = 500


@dataclass(frozen=True, eq=False)
class Cut:
    """Units and the parts that the boundaries of the parents cut them into.

    Parameters
    ----------
    ids, parent_ids : array of str
        Of the units, shape (n,), and of the parents, shape (p,).
    shapes : array of shapely geometries, shape (n,)
        The units.
    unit, parent : array of int, shape (m,)
        Unit and parent of every contiguous part.
    parts : array of Polygon, shape (m,)
        The parts; those of one unit do not overlap.
    sliver : array of bool, shape (m,)
        Parts that are too small or too thin to count.
    outside : array of int
        Positions of the units that lie in no parent.
    overlaps : tuple of str
        Sentences on parents that overlap.
    """

    ids: Ids
    parent_ids: Ids
    shapes: Any
    unit: Ints
    parent: Ints
    parts: Any
    sliver: npt.NDArray[np.bool_]
    outside: Ints
    overlaps: tuple[str, ...]

    @cached_property
    def area(self) -> Floats:
        """Area of every part, square metres."""
        return np.asarray(shapely.area(self.parts), dtype=np.float64)

    @cached_property
    def share(self) -> Floats:
        """Area of every part as a share of its unit."""
        return np.asarray(self.area / shapely.area(self.shapes)[self.unit], dtype=np.float64)

    @cached_property
    def majority(self) -> Ints:
        """The parent with most of each unit, shape (n,); the first wins a tie, the nearest has those outside."""
        return _majority(self.unit, self.parent, self.area, len(self.ids))

    @cached_property
    def straddling(self) -> Ints:
        """Positions of the units with parts that are no slivers in two or more parents."""
        pairs = np.unique(np.column_stack([self.unit, self.parent])[~self.sliver], axis=0)
        return np.flatnonzero(np.bincount(pairs[:, 0], minlength=len(self.ids)) > 1)


def cut_by(
    owner: str,
    units: gpd.GeoDataFrame,
    parents: gpd.GeoDataFrame,
    *,
    sliver: float,
    width: float,
    outside: str = "nearest",
) -> Cut:
    """Cut units by parents; parameters as `straddling`, with `owner` for messages.

    Raises
    ------
    ParameterError
        Where layers have no CRS in metres or different ones, ids repeat, or options are out of their range.
    InputError
        Where shapes are no valid polygons, or, with ``outside="error"``, units lie in no parent; they are named.
    """
    _need(owner, units, parents, sliver, width=width, outside=outside)
    ids = np.array([str(label) for label in units.index], dtype=object)
    parent_ids = np.array([str(label) for label in parents.index], dtype=object)
    shapes = units.geometry.to_numpy()
    districts, overlaps = _disjoint(parent_ids, parents.geometry.to_numpy())
    unit, parent, parts = _parts(shapes, districts)
    alone = np.setdiff1d(np.arange(len(ids)), unit)
    if len(alone) and outside == "error":
        raise InputError(
            f"{count_of(len(alone), 'unit')} {plural(len(alone), 'lies', 'lie')} outside every parent: "
            f"{listed(ids[alone], _MOST)}. Draw the parents around them, leave them out, or give them to the "
            "nearest with outside='nearest'."
        )
    if len(alone):
        nearest = shapely.STRtree(districts).nearest(shapes[alone])
        unit, parent = np.concatenate([unit, alone]), np.concatenate([parent, nearest])
        parts = np.concatenate([parts, shapes[alone]])
    thin = _slivers(shapes, unit, parent, parts, sliver=sliver, width=width)
    return Cut(
        ids=ids,
        parent_ids=parent_ids,
        shapes=shapes,
        unit=unit,
        parent=parent,
        parts=parts,
        sliver=thin,
        outside=alone,
        overlaps=tuple(overlaps),
    )


def _need(
    owner: str, units: gpd.GeoDataFrame, parents: gpd.GeoDataFrame, sliver: float, width: float, outside: str
) -> None:
    complaints = Complaints()
    complaints.add(check.number(owner, "sliver", sliver, 0, high=0.5))
    complaints.add(check.number(owner, "width", width, 0))
    complaints.add(check.one_of(owner, "outside", outside, OUTSIDE))
    complaints.extend(crs_complaints("units", units.crs))
    if units.crs != parents.crs:
        complaints.add(
            f"The CRS of the parents ({parents.crs}) is not that of the units ({units.crs}). Bring them to it with "
            "parents.to_crs(units.crs)."
        )
    for role, table in (("units", units), ("parents", parents)):
        labels = table.index.astype(str)
        complaints.need(len(table) > 0, f"The {role} are empty.")
        twice = labels[labels.duplicated()].unique()
        complaints.need(not len(twice), f"Ids of {role} must be unique. These stand more than once: {listed(twice)}.")
    complaints.raise_if_any(ParameterError)
    for role, table in (("units", units), ("parents", parents)):
        shapes = table.geometry.to_numpy()
        bad = ~np.isin(shapely.get_type_id(shapes), (3, 6)) | ~shapely.is_valid(shapes) | shapely.is_empty(shapes)
        complaints.need(
            not bad.any(), f"These {role} are no valid polygons: {listed(table.index[bad])}. Repair them first."
        )
    complaints.raise_if_any(InputError)


def _disjoint(ids: Ids, shapes: Any) -> tuple[Any, Iterable[str]]:
    """Return the parents without what an earlier one has too, with a sentence for each overlap."""
    found = overlaps_of(shapes, shapes)
    real = np.flatnonzero((found.one < found.other) & (found.area > 0))
    result, notes = shapes.copy(), []
    for k in real:  # those that are but rounding too: the pieces of a unit would overlap as the parents do
        one, other = found.one[k], found.other[k]
        result[other] = polygonal(np.array([shapely.difference(result[other], shapes[one])]))[0]
        if found.area[k] > _NONE_M2:
            notes.append(
                f"Parents {ids[one]} and {ids[other]} overlap on {found.area[k]:,.0f} m2, which count for {ids[one]}."
            )
    return result, notes


def _parts(shapes: Any, districts: Any) -> tuple[Ints, Ints, Any]:
    """Return unit, parent and shape of every contiguous part, in the order of the units."""
    unit, parent = shapely.STRtree(districts).query(shapes, predicate="intersects")
    order = np.lexsort((parent, unit))
    unit, parent = unit[order], parent[order]
    common = polygonal(shapely.intersection(shapes[unit], districts[parent]))
    parts, pair = shapely.get_parts(common, return_index=True)
    real = mean_width(parts) > _NONE_M
    return unit[pair[real]], parent[pair[real]], parts[real]


def _slivers(shapes: Any, unit: Ints, parent: Ints, parts: Any, sliver: float, width: float) -> npt.NDArray[np.bool_]:
    """Tell the slivers: a small share of the unit, or thin; never all parts of a unit."""
    area = np.asarray(shapely.area(parts), dtype=np.float64)
    small = area <= np.maximum(sliver * shapely.area(shapes)[unit], _NONE_M2)
    thin = mean_width(parts) < width
    # What the majority has counts for it whatever its size, so that every unit keeps a parent.
    minority = parent != _majority(unit, parent, area, len(shapes))[unit]
    return np.asarray((small | thin) & minority, dtype=bool)


def mean_width(shapes: Any) -> Floats:
    """Return the mean width of polygons: twice the area over the perimeter, in metres; 0 for what is no polygon."""
    length = np.asarray(shapely.length(shapes), dtype=np.float64)
    return np.asarray(2.0 * shapely.area(shapes) / np.where(length > 0, length, 1.0), dtype=np.float64)


def solid_parts(shape: Any) -> Any:
    """Return the parts of a shape that are more than rounding."""
    parts = shapely.get_parts(shape)
    return parts[mean_width(parts) > _NONE_M]


def _majority(unit: Ints, parent: Ints, area: Floats, count: int) -> Ints:
    held = np.zeros((count, int(parent.max()) + 1))
    np.add.at(held, (unit, parent), area)
    return np.asarray(held.argmax(axis=1), dtype=np.intp)
