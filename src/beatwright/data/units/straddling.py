"""Which units lie in more than one parent."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base.words import count_of, listed, plural
from beatwright.data.units.cut import Cut, cut_by

__all__ = ["Straddling", "straddling"]


@dataclass(frozen=True, eq=False)
class Straddling:
    """The units that lie in more than one parent, and what was ignored to say so.

    Parameters
    ----------
    table : DataFrame
        A row per unit that straddles and parent: ``unit``, ``parent``, ``share`` (of the unit's area), ``area_m2``; the
        largest share of each unit first.
    ignored : DataFrame
        The slivers, alike: parts of units in another parent that were treated as none.
    notes : tuple of str
        How many straddle, how much was ignored, which units lie in no parent.
    """

    table: pd.DataFrame
    ignored: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """Ids of the units that straddle."""
        return tuple(dict.fromkeys(self.table["unit"]))

    def __len__(self) -> int:
        return len(self.units)


def straddling(
    units: gpd.GeoDataFrame, parents: gpd.GeoDataFrame, *, sliver: float = 0.01, width: float = 0.0
) -> Straddling:
    """Find the units that lie in more than one parent.

    Two layers of one city never share all vertices, so that nearly every unit at a boundary has a strip in the next
    district. A contiguous part of a unit in another parent than that with most of it is a sliver, and treated as
    none, where it holds at most `sliver` of the unit's area, or is less than `width` wide in the mean (twice its
    area over its perimeter).

    Parameters
    ----------
    units : GeoDataFrame, n rows
        Valid polygons in a projected CRS in metres; index: ids.
    parents : GeoDataFrame, p rows
        Fixed districts: valid polygons in the same CRS; index: ids. Where two overlap, the first has it.
    sliver : float
        Share of the unit's area, in [0, 0.5].
    width : float
        Metres; some 20 where one layer follows the middle of a street and the other its side.

    Returns
    -------
    Straddling

    Raises
    ------
    ParameterError
        Where layers have no CRS in metres or different ones, ids repeat, or options are out of their range.
    InputError
        Where shapes are no valid polygons; they are named.

    Examples
    --------
    >>> units = gpd.GeoDataFrame(index=["1", "2"], crs=32615,
    ...                          geometry=[shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)])
    >>> parents = gpd.GeoDataFrame(index=["west", "east"], crs=32615,
    ...                            geometry=[shapely.box(0, 0, 99.5, 100), shapely.box(99.5, 0, 200, 100)])
    >>> straddling(units, parents).notes
    ('1 part of units in another parent is treated as none: 50 m2 in all, at most 0.5% of a unit (1).',)
    >>> straddling(units, parents, sliver=0).table.values.tolist()
    [['1', 'west', 0.995, 9950.0], ['1', 'east', 0.005, 50.0]]
    """
    cut = cut_by("straddling", units, parents, sliver=sliver, width=width)
    inside = np.isin(cut.unit, cut.straddling)
    table = _table(cut, inside & ~cut.sliver)
    ignored = _table(cut, cut.sliver)
    few, both = len(cut.straddling), listed(cut.ids[cut.straddling])
    first = [f"{count_of(few, 'unit')} {plural(few, 'lies', 'lie')} in more than one parent: {both}."] if few else []
    return Straddling(table, ignored, (*first, *cut_notes(cut)))


def _table(cut: Cut, chosen: npt.NDArray[np.bool_]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"place": cut.unit, "parent": cut.parent_ids[cut.parent], "share": cut.share, "area_m2": cut.area}
    )[chosen]
    summed = frame.groupby(["place", "parent"], as_index=False, sort=False)[["share", "area_m2"]].sum()
    summed = summed.sort_values(["place", "share"], ascending=[True, False], kind="stable", ignore_index=True)
    summed.insert(0, "unit", cut.ids[summed["place"].to_numpy(dtype=np.intp)])
    return summed.drop(columns="place")


def cut_notes(cut: Cut) -> list[str]:
    """Say what was ignored, what lies in no parent, and where parents overlap."""
    notes = list(cut.overlaps)
    few = int(cut.sliver.sum())
    if few:
        shares = cut.share[cut.sliver]
        worst = cut.ids[cut.unit[cut.sliver][shares.argmax()]]
        notes.append(
            f"{count_of(few, 'part')} of units in another parent {plural(few, 'is', 'are')} treated as none: "
            f"{cut.area[cut.sliver].sum():,.0f} m2 in all, at most {100 * shares.max():.2g}% of a unit ({worst})."
        )
    if len(cut.outside):
        notes.append(
            f"{count_of(len(cut.outside), 'unit')} {plural(len(cut.outside), 'lies', 'lie')} outside every parent and "
            f"{plural(len(cut.outside), 'belongs', 'belong')} to the nearest: {listed(cut.ids[cut.outside])}."
        )
    whole = np.asarray(shapely.area(cut.shapes), dtype=np.float64)
    rest = 1.0 - np.bincount(cut.unit, cut.area, minlength=len(whole)) / whole
    partly = np.flatnonzero(rest > 0.01)
    if len(partly):
        shown = [f"{cut.ids[k]} ({100 * rest[k]:.0f}%)" for k in partly[np.argsort(-rest[partly], kind="stable")]]
        notes.append(
            f"{count_of(len(partly), 'unit')} {plural(len(partly), 'has', 'have')} over 1% of the area in no parent, "
            f"such as water: {listed(shown)}."
        )
    return notes
