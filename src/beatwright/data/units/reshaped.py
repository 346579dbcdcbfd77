"""A city on other units, and demand and plans carried to it: the common ground of a comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from beatwright.base.errors import InputError
from beatwright.base.words import count_of, listed, plural
from beatwright.core.city import City
from beatwright.core.demand import Demand
from beatwright.core.incidents import Incidents
from beatwright.core.plan import Plan
from beatwright.data.city.extent import overlay
from beatwright.data.city.layer import Layer
from beatwright.data.city.sites import with_current, zone_sites
from beatwright.data.units.conservation import UNIT

__all__ = ["as_city", "plan_on_pieces", "recount"]


def as_city(
    units: gpd.GeoDataFrame,
    city: City | None = None,
    *,
    parents: gpd.GeoDataFrame | None = None,
    boundary: Any = None,
    name: str = "",
    notes: Iterable[str] = (),
) -> City:
    """Make a city whose zones are these units, with a candidate site in each and Euclidean travel.

    Parameters
    ----------
    units : GeoDataFrame
        Polygons, in the CRS of `city`; index: ids; with a column ``parent`` where parents are given.
    city : City, optional
        Where the units come from: boundary, parents, the posts of today and the name are taken over where they are not
        given, and so are streets and bridges; of a unit that was split, the nearest pieces get the bridge.
    parents : GeoDataFrame, optional
        Fixed districts; index: ids.
    boundary : shapely Polygon or MultiPolygon, optional
        Default: that of `city`, else the union of the units.
    name : str
        Default: that of `city`, else ``city``.
    notes : iterable of str
        What the reader must know of how the units were made.

    Raises
    ------
    ParameterError
        As `City`.

    Examples
    --------
    >>> units = gpd.GeoDataFrame({"population": [100]}, index=["1"], geometry=[shapely.box(0, 0, 900, 900)], crs=32615)
    >>> as_city(units)
    City('city', 1 zone, 1 site, euclidean travel)
    """
    if boundary is None:
        boundary = overlay(shapely.union_all(units.geometry.to_numpy())) if city is None else city.boundary
    sites = zone_sites(units)
    if city is not None and len(city.current_sites):
        sites = with_current(sites, Layer(city.sites.iloc[city.current_sites]))
    old_parents = None if city is None else city.parents
    streets = None if city is None else city.streets
    measured = ["area_km2"] if streets is None else ["area_km2", "street_km"]  # of the units before: measured anew
    made = City(
        boundary,
        units.drop(columns=measured, errors="ignore"),
        sites.table,
        parents=parents if parents is not None else old_parents,
        name=name or (city.name if city is not None else "city"),
        notes=(*(city.notes if city is not None else ()), *notes),
        bridges=() if city is None else tuple(_bridges(units, city)),
    )
    return made if streets is None else made.with_streets(streets)


def _bridges(units: gpd.GeoDataFrame, city: City) -> Iterable[tuple[str, str]]:
    """Yield the bridges of the city between these units: the nearest pieces of those that were split."""
    origin = units[UNIT] if UNIT in units else units.index.to_series()
    origin = origin.astype(str).to_numpy()
    ids = np.array([str(label) for label in units.index], dtype=object)
    for pair in city.bridges:
        ends = [np.flatnonzero((origin == label) | (ids == label)) for label in pair]
        if all(len(end) for end in ends):
            one, other = (units.geometry.to_numpy()[end] for end in ends)
            away = shapely.distance(one[:, None], other[None, :])
            a, b = np.unravel_index(int(away.argmin()), away.shape)
            yield str(ids[ends[0][a]]), str(ids[ends[1][b]])


def recount(incidents: Incidents, city: City, *, slots: int = 1, source: str = "") -> Demand:
    """Count the incidents again on the zones of another city.

    Parameters
    ----------
    incidents : Incidents
        In the CRS of the city.
    slots : {1, 168}
        As `Demand.observed`.
    source : str
        Name for tables; default: the period, and how many incidents lie in no zone.

    Raises
    ------
    InputError
        Where none of the incidents lies in a zone.

    Examples
    --------
    >>> from beatwright.data import generate_city
    >>> generated = generate_city(seed=1, size=5, weeks=8)
    >>> city = generated.city("block groups")
    >>> demand = recount(generated.incidents(), as_city(city.zones, city))
    >>> round(demand.calls) <= len(generated.incidents())
    True
    """
    located = incidents.located(city)
    lost = int((located.frame["zone"] < 0).sum())
    if lost == len(located):
        raise InputError("None of the incidents lies in a zone of the city. Check that both are in the same CRS.")
    demand = Demand.observed(located, slots=slots, source=source)
    if source or not lost:
        return demand
    return replace(demand, source=f"{demand.source}, without {count_of(lost, 'incident')} in no zone")


def plan_on_pieces(plan: Plan, pieces: gpd.GeoDataFrame | City, *, name: str = "") -> Plan:
    """Carry a plan of districts from units to their pieces, so that plans on both stand in one table.

    Every piece gets the district of its unit. A plan that knows a piece itself is not asked for its unit.

    Parameters
    ----------
    plan : Plan
        With districts, by unit id.
    pieces : GeoDataFrame or City
        What `split_by_parents` made, or the city of it: the column ``unit`` says which unit a piece is of.
    name : str
        Name of the new plan; default: the same.

    Returns
    -------
    Plan
        With districts, by piece id; its posts and what stands at them stay.

    Raises
    ------
    ParameterError
        Where the plan has no districts.
    InputError
        Where the pieces have no column ``unit``, or the plan lacks units; they are named.

    Examples
    --------
    >>> pieces = gpd.GeoDataFrame({"unit": ["1", "1"]}, index=["1A", "1B"], crs=32615,
    ...                           geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)])
    >>> plan_on_pieces(Plan(districts={"1": "west"}), pieces).districts
    {'1A': 'west', '1B': 'west'}
    """
    plan.need("districts")
    districts = plan.districts or {}
    table = pieces.zones if isinstance(pieces, City) else pieces
    if UNIT not in table:
        raise InputError(f"The pieces have no column '{UNIT}' that says which unit each is of.")
    units = dict(zip(map(str, table.index), map(str, table[UNIT]), strict=True))
    lost = [piece for piece, unit in units.items() if piece not in districts and unit not in districts]
    if lost:
        raise InputError(
            f"The plan '{plan.name}' has no district for {count_of(len(lost), 'piece')} or "
            f"{plural(len(lost), 'its unit', 'their units')}: {listed(lost)}."
        )
    found = {piece: districts[piece if piece in districts else unit] for piece, unit in units.items()}
    return replace(plan, districts=found, name=name or plan.name)
