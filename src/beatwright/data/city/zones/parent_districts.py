"""Which parent district every zone belongs to."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base.errors import InputError
from beatwright.base.words import count_of, plural
from beatwright.data.city.layer import Layer
from beatwright.data.geometry.overlaps import Overlaps, overlaps_of
from beatwright.data.geometry.tiling import overlaps_among

__all__ = ["assign_parents"]

_STRADDLES = 0.01


def assign_parents(zones: gpd.GeoDataFrame, parents: gpd.GeoDataFrame) -> Layer:
    """Return the zones with the column ``parent``.

    A polygon zone belongs to the district that holds most of its area, a point zone to the one that it lies in;
    a zone that meets no district belongs to the nearest. The first district in the table wins a tie.

    Parameters
    ----------
    zones : GeoDataFrame
        Polygons or points.
    parents : GeoDataFrame
        Polygons in the same CRS; index: district ids.

    Returns
    -------
    Layer
        The notes count zones that straddle districts (over 1 % of their area lies in a second one) and zones that
        meet none.

    Raises
    ------
    InputError
        Where the districts are no polygons or no zone meets any of them.

    Examples
    --------
    >>> zones = gpd.GeoDataFrame(index=["a"], geometry=[shapely.box(0, 0, 10, 10)], crs=32615)
    >>> halves = [shapely.box(0, 0, 4, 10), shapely.box(4, 0, 10, 10)]
    >>> layer = assign_parents(zones, gpd.GeoDataFrame(index=["west", "east"], geometry=halves, crs=32615))
    >>> layer.table.parent.to_list(), layer.notes
    (['east'], ('Parents: 1 of 1 zones straddles districts; each belongs to the one with most of its area.',))
    """
    kinds = sorted(set(parents.geom_type) - {"Polygon", "MultiPolygon"})
    if kinds:
        raise InputError(f"Parent districts must be polygons. This file also holds {', '.join(kinds)}.")
    shapes, districts = zones.geometry.to_numpy(), parents.geometry.to_numpy()
    found = overlaps_of(shapes, districts)
    if len(found.one) == 0:
        raise InputError(
            "No zone meets any parent district. Check that both files are of the same city and have the right CRS."
        )
    best = found.largest.copy()
    alone = best < 0
    best[alone] = shapely.STRtree(districts).nearest(shapes[alone])
    table = zones.assign(parent=parents.index.to_numpy(dtype=object)[best])
    pairs, shared = overlaps_among(districts)
    placed = (
        [f"Parents: {count_of(pairs, 'pair')} of districts overlap, by {shared / 1e6:.2f} km2 in all."] if pairs else []
    )
    return Layer(table, (*placed, *_notes(found, alone)))


def _notes(found: Overlaps, alone: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    notes = []
    straddling = len(found.straddling(_STRADDLES))
    if straddling:
        notes.append(
            f"Parents: {straddling} of {len(alone)} zones {plural(straddling, 'straddles', 'straddle')} districts; "
            "each belongs to the one with most of its area."
        )
    if count := int(alone.sum()):
        verbs = ("meets", "belongs") if count == 1 else ("meet", "belong")
        notes.append(f"Parents: {count} of {len(alone)} zones {verbs[0]} no district and {verbs[1]} to the nearest.")
    return tuple(notes)
