"""Fixed parents, second method: units split by the boundary, into pieces that no boundary crosses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base.words import count_of, listed, plural
from beatwright.core.incidents import Incidents
from beatwright.data.units.amounts import extensive_columns, points_in
from beatwright.data.units.cut import Cut, cut_by
from beatwright.data.units.piece_names import piece_names
from beatwright.data.units.pieces import unit_pieces
from beatwright.data.units.straddling import cut_notes

__all__ = ["SplitUnits", "split_by_parents"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SplitUnits:
    """Pieces of units, each in one parent.

    Parameters
    ----------
    units : GeoDataFrame
        The pieces, and the units that stay whole; index: ``1A``, ``1B`` for the pieces of unit 1. Columns: ``unit`` (id
        of the unit), ``parent``, ``unit_share`` (of the unit's area), and those of the units.
    notes : tuple of str
        Which units were split, what was ignored, which columns were divided and which copied.
    """

    units: gpd.GeoDataFrame
    notes: tuple[str, ...]

    @property
    def pieces(self) -> gpd.GeoDataFrame:
        """The pieces of the units that were split."""
        return self.units[self.units["unit"].duplicated(keep=False)]


def split_by_parents(
    units: gpd.GeoDataFrame,
    parents: gpd.GeoDataFrame,
    *,
    extensive: Sequence[str] | None = None,
    incidents: gpd.GeoDataFrame | Incidents | None = None,
    by_points: Sequence[str] = ("calls",),
    sliver: float = 0.01,
    width: float = 0.0,
    outside: str = "error",
) -> SplitUnits:
    """Split the units that straddle parents by their boundary; counts are divided and conserved.

    The largest piece of a unit is called A. Slivers, and what lies in no parent (water), go to the piece of the unit
    that they have the longest border with, so that the pieces tile the units.

    Parameters
    ----------
    units, parents, sliver, width
        As in `straddling`.
    extensive : sequence of str, optional
        Columns of counts, which are divided. Default: ``population``, ``calls``, ``minutes`` and columns that begin
        with one of these and ``_``. All other columns are copied to every piece.
    incidents : Incidents or GeoDataFrame of points, optional
        Where they are given, the counts `by_points` are divided in proportion to the incidents in each piece (by area
        where a unit has none); all others by area.
    by_points : sequence of str
        Extensive columns that follow the incidents.
    outside : {"error", "nearest"}
        What becomes of units that lie in no parent.

    Returns
    -------
    SplitUnits

    Raises
    ------
    ParameterError, InputError
        As `straddling`; and InputError where units lie outside every parent, naming them.

    Examples
    --------
    >>> units = gpd.GeoDataFrame({"population": [100, 100], "income": [30, 50]}, index=["1", "2"], crs=32615,
    ...                          geometry=[shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)])
    >>> parents = gpd.GeoDataFrame(index=["west", "east"], crs=32615,
    ...                            geometry=[shapely.box(0, 0, 30, 100), shapely.box(30, 0, 200, 100)])
    >>> split_by_parents(units, parents).units[["unit", "parent", "population", "income"]]
       unit parent  population  income
    1A    1   east        70.0      30
    1B    1   west        30.0      30
    2     2   east       100.0      50
    """
    owner = "split_by_parents"
    columns = extensive_columns(owner, units, extensive)
    cut = cut_by(owner, units, parents, sliver=sliver, width=width, outside=outside)
    unit, parent, shapes = unit_pieces(cut)
    area = np.asarray(shapely.area(shapes), dtype=np.float64)
    share = area / np.bincount(unit, area)[unit]
    table = units.iloc[unit].set_geometry(gpd.GeoSeries(shapes, index=units.index[unit], crs=units.crs))
    table = table.drop(columns=["area_km2", "unit", "parent", "unit_share"], errors="ignore")
    table.insert(0, "unit", cut.ids[unit])
    table.insert(1, "parent", cut.parent_ids[parent])
    table.insert(2, "unit_share", share)
    weights = {
        False: share,
        True: share if incidents is None else _by_points(unit, shapes, share, incidents, crs=units.crs),
    }
    for column in columns:
        table[column] = table[column].to_numpy(dtype=np.float64) * weights[column in by_points]
    table.index = pd.Index(_names(cut, unit), dtype=object)
    return SplitUnits(table, (*_notes(table, columns), *cut_notes(cut)))


def _by_points(
    unit: npt.NDArray[np.intp], shapes: Any, share: Floats, incidents: gpd.GeoDataFrame | Incidents, crs: object
) -> Floats:
    counted = points_in(incidents, shapes, crs)
    total = np.bincount(unit, counted)[unit]
    return np.where(total > 0, counted / np.where(total > 0, total, 1.0), share)


def _names(cut: Cut, unit: npt.NDArray[np.intp]) -> list[str]:
    taken = set(cut.ids)
    names: list[str] = []
    for k, count in enumerate(np.bincount(unit, minlength=len(cut.ids))):
        found = [cut.ids[k]] if count == 1 else piece_names(cut.ids[k], int(count), taken)
        taken.update(found)
        names += found
    return names


def _notes(table: gpd.GeoDataFrame, columns: Sequence[str]) -> Iterable[str]:
    several = table["unit"][table["unit"].duplicated(keep=False)]
    if not len(several):
        yield "No unit straddles: none is split."
        return
    yield (
        f"{count_of(several.nunique(), 'unit')} {plural(several.nunique(), 'is', 'are')} split into "
        f"{len(several)} pieces: {listed(several.unique())}."
    )
    numbers = [str(label) for label in table.select_dtypes("number").columns if label not in (*columns, "unit_share")]
    if columns:
        yield f"Divided among the pieces, as counts: {listed(columns)}."
    if numbers:
        yield f"Copied to every piece, as no counts: {listed(numbers)}. Name those that are in 'extensive'."
    parts = table.index[
        (table.geom_type == "MultiPolygon").to_numpy() & table["unit"].duplicated(keep=False).to_numpy()
    ]
    if len(parts):
        yield (
            f"{count_of(len(parts), 'piece')} {plural(len(parts), 'has', 'have')} several parts, which stay together: "
            f"{listed(parts)}."
        )
