"""Districts that somebody else has drawn, as a plan: a column of the zones, or a layer of polygons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from beatwright.base import check
from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, InputError
from beatwright.base.words import count_of, listed, plural
from beatwright.core.city import City
from beatwright.core.plan import Plan
from beatwright.data.geometry.overlaps import Overlaps, overlaps_of
from beatwright.data.geometry.polygonal_part import polygonal
from beatwright.data.geometry.tiling import gap_in, overlaps_among

__all__ = ["districts_from_column", "districts_from_layer"]

_COLLECTION = 7
# Boundaries of two offices differ by so much without a gap that matters.
_LEAST_GAP = 1e-3


def districts_from_column(city: City, column: str = "parent", *, name: str = "") -> Plan:
    """Take a column of the zones as the districts.

    Parameters
    ----------
    city : City
        Its zones carry the column.
    column : str
        Id of the district of every zone, such as ``parent``.
    name : str
        Name of the plan; default: the column.

    Raises
    ------
    InputError
        Where there is no such column, or zones have no value in it; they are named.

    Examples
    --------
    >>> zones = gpd.GeoDataFrame({"beat": ["A", "B"]}, index=["1", "2"],
    ...                          geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)], crs=32615)
    >>> sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(4.5, 4.5)], crs=32615)
    >>> districts_from_column(City(shapely.box(0, 0, 18, 9), zones, sites), "beat").districts
    {'1': 'A', '2': 'B'}
    """
    if column not in city.zones:
        known = [str(label) for label in city.zones.columns if label != "geometry"]
        raise InputError(f"The zones of '{city.name}' have no column '{column}'. {did_you_mean(column, known)}")
    values = city.zones[column]
    missing = values.isna().to_numpy()
    if missing.any():
        raise InputError(
            f"{count_of(int(missing.sum()), 'zone')} {plural(int(missing.sum()), 'has', 'have')} no district in the "
            f"column '{column}': {listed(values.index[missing])}."
        )
    districts = dict(zip(city.zone_ids, district_labels(values), strict=True))
    return Plan(districts=districts, name=name or column, made_by=f"districts of the column '{column}'")


def districts_from_layer(
    city: City, layer: gpd.GeoDataFrame, id_column: str | None = None, *, name: str = "districts", sliver: float = 0.01
) -> Plan:
    """Take the polygons of a layer as the districts: census tracts, neighbourhoods, or the districts of today.

    Every zone belongs to the polygon that holds most of its area (the first in the table wins a tie); a point zone
    to the one that it lies in. A zone that meets none belongs to the nearest.

    Parameters
    ----------
    city : City
        Its zones are polygons or points.
    layer : GeoDataFrame
        Polygons, in any CRS.
    id_column : str, optional
        Column of the ids of the districts; rows of the same id are one district. Default: the index.
    name : str
        Name of the plan.
    sliver : float
        Share of a zone's area that may lie in a second polygon before the zone straddles.

    Returns
    -------
    Plan
        Its notes name the zones that straddle, those that meet no polygon, and polygons that got no zone, and tell
        overlaps and gaps of the polygons.

    Raises
    ------
    InputError
        Where the layer has no such column, no CRS, missing ids or other shapes than polygons, or meets no zone.

    Examples
    --------
    >>> zones = gpd.GeoDataFrame(index=["1", "2"],
    ...                          geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)], crs=32615)
    >>> sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(4.5, 4.5)], crs=32615)
    >>> tracts = gpd.GeoDataFrame({"tract": ["T1", "T2"]}, crs=32615,
    ...                           geometry=[shapely.box(0, 0, 12, 9), shapely.box(12, 0, 18, 9)])
    >>> plan = districts_from_layer(City(shapely.box(0, 0, 18, 9), zones, sites), tracts, "tract")
    >>> plan.districts, plan.notes
    ({'1': 'T1', '2': 'T2'}, ('1 zone straddles districts and belongs to the one with most of its area: 2.',))
    """
    layer, repaired = _areal(layer)
    shapes = _checked(city, layer, id_column, sliver)
    found = overlaps_of(city.zones.geometry.to_numpy(), shapes.to_numpy())
    if len(found.one) == 0:
        raise InputError("No zone meets any district. Check that both layers are of the same city and the right CRS.")
    best = found.largest.copy()
    alone = np.flatnonzero(best < 0)
    best[alone] = shapely.STRtree(shapes.to_numpy()).nearest(city.zones.geometry.to_numpy()[alone])
    districts = dict(zip(city.zone_ids, shapes.index[best], strict=True))
    notes = (
        *repaired,
        *_notes(city, shapes, found, alone, best=best, sliver=sliver),
        *_tiling_notes(city, shapes.to_numpy()),
    )
    return Plan(
        districts=districts, name=name, made_by=f"zones given to the districts of a layer ({name})", notes=notes
    )


def _tiling_notes(city: City, shapes: Any) -> Iterable[str]:
    """Tell where the districts overlap or leave a gap in the city."""
    pairs, shared = overlaps_among(shapes)
    if pairs:
        yield f"{count_of(pairs, 'pair')} of districts overlap, by {shared / 1e6:.2f} km2 in all."
    zones = shapely.union_all(city.zones.geometry.to_numpy())
    share, gap = gap_in(shapes, zones if shapely.area(zones) > 0 else city.boundary)
    if share > _LEAST_GAP:
        yield f"{share:.1%} of the city lies in no district ({gap / 1e6:.1f} km2)."


def _areal(layer: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Repair invalid polygons, and take the polygons out of collections that hold any."""
    geometry = layer.geometry.to_numpy().copy()
    drawn = ~(layer.geometry.isna() | layer.geometry.is_empty).to_numpy()
    kind = shapely.get_type_id(geometry)
    broken = drawn & np.isin(kind, (3, 6)) & ~shapely.is_valid(geometry)
    at = np.flatnonzero(broken | (drawn & (kind == _COLLECTION)))
    mended = polygonal(shapely.make_valid(geometry[at]))
    areal = ~shapely.is_empty(mended)
    geometry[at[areal]] = mended[areal]
    notes = []
    if (count := int(broken[at[areal]].sum())) > 0:
        notes.append(f"{count_of(count, 'invalid polygon')} of the districts {plural(count, 'was', 'were')} repaired.")
    if (count := int((~broken[at[areal]]).sum())) > 0:
        notes.append(f"Points and lines beside the polygons of {count_of(count, 'district')} fell away.")
    table = layer.set_geometry(gpd.GeoSeries(geometry, index=layer.index, crs=layer.crs)) if len(at) else layer
    return table, tuple(notes)


def _checked(city: City, layer: gpd.GeoDataFrame, id_column: str | None, sliver: float) -> gpd.GeoSeries:
    """Return one polygon for every district, in the city's CRS."""
    complaints = Complaints()
    if id_column is not None and id_column not in layer:
        known = [str(label) for label in layer.columns if label != layer.geometry.name]
        raise InputError(f"The layer has no column '{id_column}'. {did_you_mean(id_column, known)}")
    ids = layer.index.to_series() if id_column is None else layer[id_column]
    complaints.add(check.number("districts_from_layer", "sliver", sliver, 0, high=0.5))
    complaints.need(layer.crs is not None, "The layer has no CRS. Set it first, with layer.set_crs(...).")
    nameless = int(ids.isna().sum())
    complaints.need(
        not nameless, f"{count_of(nameless, 'district')} of the layer {plural(nameless, 'has', 'have')} no id."
    )
    labels = np.array(district_labels(ids), dtype=object)
    empty = (layer.geometry.isna() | layer.geometry.is_empty).to_numpy()
    wrong = empty | ~layer.geom_type.isin(["Polygon", "MultiPolygon"]).to_numpy()
    complaints.need(not wrong.any(), f"Districts must be polygons. These are not: {listed(labels[wrong])}.")
    complaints.raise_if_any(InputError, "The layer cannot be used as districts")
    table = gpd.GeoDataFrame({"district": labels}, geometry=layer.geometry.to_numpy(), crs=layer.crs).to_crs(city.crs)
    return table.geometry if not len(table) else table.dissolve("district", sort=False).geometry


def district_labels(values: Any) -> list[str]:
    """Return ids of districts as texts; whole numbers lose the ``.0`` that a table with gaps gives them.

    >>> district_labels([1.0, "007", 2])
    ['1', '007', '2']
    """
    return [_label(value) for value in pd.Series(list(values), dtype=object)]


def _label(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _notes(city: City, shapes: gpd.GeoSeries, found: Overlaps, alone: Any, best: Any, sliver: float) -> Iterable[str]:
    ids = np.array(city.zone_ids, dtype=object)
    both = found.straddling(sliver)
    if len(both):
        yield (
            f"{count_of(len(both), 'zone')} {plural(len(both), 'straddles', 'straddle')} districts and "
            f"{plural(len(both), 'belongs', 'belong')} to the one with most of its area: {listed(ids[both])}."
        )
    if len(alone):
        yield (
            f"{count_of(len(alone), 'zone')} {plural(len(alone), 'meets', 'meet')} no district and "
            f"{plural(len(alone), 'belongs', 'belong')} to the nearest: {listed(ids[alone])}."
        )
    without = np.setdiff1d(np.arange(len(shapes)), best)
    if len(without):
        yield (
            f"{count_of(len(without), 'district')} of the layer {plural(len(without), 'holds', 'hold')} most of no "
            f"zone and {plural(len(without), 'has', 'have')} none: {listed(shapes.index[without])}."
        )
