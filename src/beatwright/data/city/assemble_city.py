"""Put the layers of a city together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from beatwright.base.errors import BeatwrightError, Complaints, InputError
from beatwright.core.city import City
from beatwright.data.city.city_options import CityOptions
from beatwright.data.city.extent import Frame
from beatwright.data.city.layer import Layer
from beatwright.data.city.sites import busiest_of_clusters, point_sites, with_current, zone_sites
from beatwright.data.city.zones.apportion import apportion
from beatwright.data.city.zones.grid_zones import grid_zones, is_grid
from beatwright.data.city.zones.node_zones import node_zones
from beatwright.data.city.zones.parent_districts import assign_parents
from beatwright.data.city.zones.people_columns import people_columns
from beatwright.data.city.zones.polygon_zones import polygon_zones

__all__ = ["assemble_city", "collecting"]

XY = npt.NDArray[np.float64]

# Travel holds two numbers of four bytes for every pair: 200 million pairs are 1.6 GB.
_MOST_PAIRS = 200_000_000
_HEADING = "The city cannot be built"


@contextmanager
def collecting(complaints: Complaints, option: str) -> Iterator[None]:
    """Turn an error of the block into a complaint that names the option."""
    try:
        yield
    except BeatwrightError as problem:
        complaints.add(f"[city] {option}: {problem}")


def assemble_city(
    source: CityOptions, layers: Mapping[str, Layer], frame: Frame, incident_xy: XY | None, nodes_xy: XY | None
) -> City:
    """Make zones, carry parents and people to them, choose sites.

    Parameters
    ----------
    source : CityOptions
        The options.
    layers : mapping of str to Layer
        The files that were read, by option, in the CRS of the frame.
    frame : Frame
        The area.
    incident_xy : array, shape (n, 2), optional
        Incidents of the training period.
    nodes_xy : array, shape (m, 2), optional
        Road nodes.

    Raises
    ------
    InputError
        With every complaint.
    """
    complaints = Complaints()
    with collecting(complaints, "zones"):
        zones = _zones(source, layers, frame, incident_xy, nodes_xy=nodes_xy)
    complaints.raise_if_any(InputError, _HEADING)
    calls = _calls(zones.table, frame, incident_xy)
    with collecting(complaints, "parents"):
        zones = _with_parents(zones, layers)
    with collecting(complaints, "population"):
        zones = _with_people(source, zones, layers, frame)
    with collecting(complaints, "sites"):
        sites = _sites(source, layers, frame, zones.table, calls=calls)
    complaints.raise_if_any(InputError, _HEADING)
    notes = (*frame.notes, *zones.notes, *_empty_notes(zones.table, calls), *sites.notes)
    parents = layers["parents"].table if "parents" in layers else None
    return City(
        frame.boundary,
        zones.table,
        sites.table,
        parents=parents,
        name=source.name,
        notes=tuple(dict.fromkeys(notes)),
        bridges=tuple((str(one), str(other)) for one, other in source.bridges),
    )


def _zones(
    source: CityOptions, layers: Mapping[str, Layer], frame: Frame, incident_xy: XY | None, nodes_xy: XY | None
) -> Layer:
    """Make the zones and put them into canonical order."""
    if is_grid(source.zones):
        layer = grid_zones(frame.boundary, source.zones, crs=frame.crs, clip=source.clip)
    elif source.zones == "nodes":
        layer = _node_zones(source, frame, incident_xy, nodes_xy)
    else:
        layer = polygon_zones(layers["zones"], frame.boundary)
    return Layer(_provisional(layer.table, frame).zones, layer.notes)


def _node_zones(source: CityOptions, frame: Frame, incident_xy: XY | None, nodes_xy: XY | None) -> Layer:
    if nodes_xy is None:
        raise InputError("'nodes' needs a road network: give the table [network] with its 'edges'.")
    if incident_xy is None:
        raise InputError("'nodes' needs incidents: nodes are chosen among those where something happened.")
    return node_zones(
        nodes_xy,
        incident_xy,
        boundary=frame.boundary,
        crs=frame.crs,
        clusters=source.clusters,
        per_cluster=source.nodes_per_cluster,
        seed=source.seed,
    )


def _provisional(zones: gpd.GeoDataFrame, frame: Frame) -> City:
    """Return a city with these zones and one site: enough to order zones and to locate incidents."""
    return City(frame.boundary, zones, zone_sites(zones.iloc[:1]).table)


def _calls(zones: gpd.GeoDataFrame, frame: Frame, incident_xy: XY | None) -> npt.NDArray[np.float64] | None:
    """Return the incidents of every zone, shape (zones,)."""
    if incident_xy is None:
        return None
    found = _provisional(zones, frame).locate(incident_xy[:, 0], incident_xy[:, 1])
    return np.bincount(found[found >= 0], minlength=len(zones)).astype(np.float64)


def _with_parents(zones: Layer, layers: Mapping[str, Layer]) -> Layer:
    if "parents" not in layers:
        return zones
    districts = layers["parents"]
    layer = assign_parents(zones.table, districts.table)
    return Layer(layer.table, (*zones.notes, *districts.notes, *layer.notes))


def _with_people(source: CityOptions, zones: Layer, layers: Mapping[str, Layer], frame: Frame) -> Layer:
    if "population" not in layers:
        return zones
    areas = layers["population"]
    columns = people_columns(areas.table, source.population_columns)
    layer = apportion(zones.table, areas.table, columns, boundary=frame.boundary)
    return Layer(layer.table, (*zones.notes, *areas.notes, *layer.notes))


def _sites(
    source: CityOptions,
    layers: Mapping[str, Layer],
    frame: Frame,
    zones: gpd.GeoDataFrame,
    calls: npt.NDArray[np.float64] | None,
) -> Layer:
    if source.sites == "zones":
        sites = zone_sites(zones)
    elif source.sites == "busiest":
        sites = _busiest(source, zones, calls)
    else:
        sites = point_sites(layers["sites"], frame.boundary)
    if "current" in layers:
        posts = point_sites(layers["current"], frame.boundary)
        sites = with_current(sites, posts, candidate=source.current_candidate)
    if len(sites) * len(zones) > _MOST_PAIRS:
        raise InputError(
            f"{len(sites):,} sites x {len(zones):,} zones are more than {_MOST_PAIRS:,} pairs to measure. "
            "Take fewer sites (sites = 'busiest', or a file) or larger zones."
        )
    return sites


def _busiest(source: CityOptions, zones: gpd.GeoDataFrame, calls: npt.NDArray[np.float64] | None) -> Layer:
    if calls is None:
        raise InputError("'busiest' needs incidents: sites are the zones where most happened.")
    return busiest_of_clusters(zones, calls, clusters=source.clusters, per_cluster=source.per_cluster, seed=source.seed)


def _empty_notes(zones: gpd.GeoDataFrame, calls: npt.NDArray[np.float64] | None) -> Iterable[str]:
    if calls is not None and bool((calls == 0).any()):
        yield f"Zones: {int((calls == 0).sum())} of {len(zones)} had no incident in the training period."
    if "population" in zones and bool((zones["population"] == 0).any()):
        yield f"Zones: {int((zones['population'] == 0).sum())} of {len(zones)} have no population."
