"""Fixed parents, first method: every unit whole to the parent with most of it, and how the boundaries then move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from beatwright.base.words import count_of, listed, plural
from beatwright.core.incidents import Incidents
from beatwright.data.geometry.polygonal_part import polygonal
from beatwright.data.units.amounts import extensive_columns, points_in
from beatwright.data.units.cut import Cut, cut_by
from beatwright.data.units.straddling import cut_notes

__all__ = ["MajorityParents", "assign_by_majority"]


@dataclass(frozen=True, eq=False)
class MajorityParents:
    """Units that are whole, and parents whose boundaries follow them.

    Parameters
    ----------
    units : GeoDataFrame
        The units as given, with the column ``parent``.
    parents : GeoDataFrame
        The new boundaries: the units of each parent dissolved; columns ``units`` (how many) and ``area_km2``.
    moved : DataFrame
        A row per part of a unit that changes parent: ``unit``, ``before``, ``after`` (parents), ``share`` (of the
        unit's area), ``area_m2``, the counts that go with it, and ``incidents`` where they are given. Slivers are
        left out.
    notes : tuple of str
        What moves in all, what was ignored.
    """

    units: gpd.GeoDataFrame
    parents: gpd.GeoDataFrame
    moved: pd.DataFrame
    notes: tuple[str, ...]


def assign_by_majority(
    units: gpd.GeoDataFrame,
    parents: gpd.GeoDataFrame,
    *,
    extensive: Sequence[str] | None = None,
    incidents: gpd.GeoDataFrame | Incidents | None = None,
    sliver: float = 0.01,
    width: float = 0.0,
    outside: str = "error",
) -> MajorityParents:
    """Give every unit whole to the parent with most of its area, and show how the parents' boundaries move.

    Parameters
    ----------
    units, parents, sliver, width
        As in `straddling`.
    extensive : sequence of str, optional
        Columns of counts; what moves of them is taken by area. Default: ``population``, ``calls``, ``minutes`` and
        columns that begin with one of these and ``_``.
    incidents : Incidents or GeoDataFrame of points, optional
        Counted where they happened.
    outside : {"error", "nearest"}
        What becomes of units that lie in no parent.

    Returns
    -------
    MajorityParents

    Raises
    ------
    ParameterError, InputError
        As `straddling`; and InputError where units lie outside every parent, naming them.

    Examples
    --------
    >>> units = gpd.GeoDataFrame({"population": [100, 100]}, index=["1", "2"], crs=32615,
    ...                          geometry=[shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)])
    >>> parents = gpd.GeoDataFrame(index=["west", "east"], crs=32615,
    ...                            geometry=[shapely.box(0, 0, 70, 100), shapely.box(70, 0, 200, 100)])
    >>> result = assign_by_majority(units, parents)
    >>> result.units["parent"].tolist(), result.parents.area.tolist()
    (['west', 'east'], [10000.0, 10000.0])
    >>> result.moved.values.tolist()
    [['1', 'east', 'west', 0.3, 3000.0, 30.0]]
    """
    owner = "assign_by_majority"
    columns = extensive_columns(owner, units, extensive)
    cut = cut_by(owner, units, parents, sliver=sliver, width=width, outside=outside)
    best = cut.parent_ids[cut.majority]
    table = units.assign(parent=best)
    moved = _moved(cut, units, columns, incidents)
    fresh = _dissolved(table, cut)
    return MajorityParents(table, fresh, moved, (*_notes(cut, moved), *cut_notes(cut), *_gone(cut, fresh)))


def _moved(
    cut: Cut,
    units: gpd.GeoDataFrame,
    columns: Sequence[str],
    incidents: gpd.GeoDataFrame | Incidents | None,
) -> pd.DataFrame:
    moves = np.flatnonzero((cut.parent != cut.majority[cut.unit]) & ~cut.sliver)
    unit = cut.unit[moves]
    frame = pd.DataFrame(
        {
            "unit": cut.ids[unit],
            "before": cut.parent_ids[cut.parent[moves]],
            "after": cut.parent_ids[cut.majority[unit]],
            "share": cut.share[moves],
            "area_m2": cut.area[moves],
        }
    )
    for column in columns:
        frame[column] = units[column].to_numpy(dtype=np.float64)[unit] * cut.share[moves]
    if incidents is not None and len(moves):
        frame["incidents"] = points_in(incidents, cut.parts[moves], units.crs)
    keys = ["unit", "before", "after"]
    return frame.groupby(keys, as_index=False, sort=False).sum()


def _dissolved(table: gpd.GeoDataFrame, cut: Cut) -> gpd.GeoDataFrame:
    held = [k for k in range(len(cut.parent_ids)) if (cut.majority == k).any()]
    shapes = [shapely.union_all(cut.shapes[cut.majority == k]) for k in held]
    fresh = gpd.GeoDataFrame(
        {"units": [int((cut.majority == k).sum()) for k in held]},
        geometry=polygonal(np.array(shapes, dtype=object)),
        index=pd.Index(cut.parent_ids[held], name="parent"),
        crs=table.crs,
    )
    fresh.insert(1, "area_km2", fresh.area / 1e6)
    return fresh


def _notes(cut: Cut, moved: pd.DataFrame) -> Iterable[str]:
    if not len(moved):
        yield "No unit straddles: the boundaries of the parents stay."
        return
    counts = [column for column in moved.columns if column not in ("unit", "before", "after", "share", "area_m2")]
    others = "".join(f", {moved[column].sum():,.0f} {column}" for column in counts)
    few = moved["unit"].nunique()
    yield (
        f"{count_of(few, 'unit')} {plural(few, 'straddles', 'straddle')} and {plural(few, 'goes', 'go')} whole to one "
        f"parent: {moved['area_m2'].sum() / 1e6:,.3f} km2{others} change parent ({listed(moved['unit'].unique())})."
    )


def _gone(cut: Cut, fresh: gpd.GeoDataFrame) -> Iterable[str]:
    gone = [label for label in cut.parent_ids if label not in fresh.index]
    if gone:
        yield f"{count_of(len(gone), 'parent')} {plural(len(gone), 'has', 'have')} most of no unit: {listed(gone)}."
