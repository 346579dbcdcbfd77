"""Cities for the Cambridge study, made as the study makes its own: 900 busy road nodes, 60 candidate sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from beatwright.base.errors import InputError
from beatwright.core import City, Incidents
from beatwright.data import (
    CitySource,
    IncidentSource,
    Layer,
    busiest_of_clusters,
    generate_city,
    node_zones,
    with_current,
)
from beatwright.network import RoadGraph, RoadSource
from beatwright.network.edge_columns import find_columns
from beatwright.network.roads import RoadRules, graph_of
from beatwright.studies.cambridge.published import CLUSTERS, NODES_PER_CLUSTER, SITES_PER_CLUSTER

__all__ = ["Instance", "Split", "generated_instances", "stlouis_instances"]


@dataclass(frozen=True)
class Split:
    """Years to plan on, and a period to judge on.

    Parameters
    ----------
    name : str
        Name in tables.
    until : str
        First day that is not planned on.
    end : str
        First day that is not judged on.
    """

    name: str
    until: str
    end: str


@dataclass(frozen=True, eq=False)
class Instance:
    """A city with incidents to plan on and to judge on.

    Parameters
    ----------
    name : str
        Name of the city.
    split : Split
        The periods.
    city : City
        Zones are road nodes, sites are candidates and today's stations, travel is on roads.
    past, future : Incidents
        Those to plan on, and those to judge on.
    """

    name: str
    split: Split
    city: City
    past: Incidents
    future: Incidents


# As the study: two years ahead, and the first five months after a longer past.
_GENERATED = (Split("2022-23", "2022-01-01", "2024-01-01"), Split("Jan-May 2024", "2024-01-01", "2024-06-01"))
_STLOUIS = (Split("2017-18", "2017-01-01", "2019-01-01"), Split("Jan-May 2019", "2019-01-01", "2019-06-01"))
_START, _WEEKS = "2018-01-01", 335


def generated_instances(seed: int = 1, size: str = "small") -> tuple[Instance, ...]:
    """Return the instances of a generated city with incidents from 2018 to May 2024."""
    made = generate_city(seed, size, start=_START, weeks=_WEEKS)
    streets = made.edges
    nodes = made.nodes.set_axis(made.nodes.index.astype(str))
    roads = graph_of(streets, nodes, find_columns(streets), RoadRules())
    everything = made.incidents()

    def build(past: Incidents) -> City:
        xy = past.frame[["x", "y"]].to_numpy(dtype=np.float64)
        zones = node_zones(
            roads.xy,
            xy,
            boundary=made.boundary,
            crs=made.crs,
            clusters=CLUSTERS,
            per_cluster=NODES_PER_CLUSTER,
            seed=seed,
        ).table
        return _city(made.name, made.boundary, zones, past, stations=Layer(made.stations), roads=roads, seed=seed)

    return tuple(_instance(made.name, split, everything, build) for split in _GENERATED)


def _city(
    name: str, boundary: Any, zones: gpd.GeoDataFrame, past: Incidents, stations: Layer, roads: RoadGraph, seed: int
) -> City:
    bare = City(boundary, zones, zones, name=name)
    busy = np.bincount(past.located(bare).frame["zone"].clip(lower=0), minlength=len(bare.zones)).astype(np.float64)
    sites = busiest_of_clusters(bare.zones, busy, clusters=CLUSTERS, per_cluster=SITES_PER_CLUSTER, seed=seed)
    city = City(boundary, zones, with_current(sites, stations, candidate=False).table, name=name)
    return replace(city, travel=roads.travel(city.site_xy, city.zone_xy))


def _instance(name: str, split: Split, incidents: Incidents, build: Callable[[Incidents], City]) -> Instance:
    past, rest = incidents.split(split.until)
    future = rest if pd.Timestamp(split.end) >= rest.end else rest.split(split.end)[0]
    city = build(past)
    return Instance(name=name, split=split, city=city, past=past.located(city), future=future.located(city))


def stlouis_instances(folder: str | Path, seed: int = 1) -> tuple[Instance, ...]:
    """Return the instances of St. Louis from the folder with its files; the road graph measures travel.

    Raises
    ------
    InputError
        Where the folder has no ``stlouis``.
    """
    data = Path(folder) / "stlouis" if (Path(folder) / "stlouis").is_dir() else Path(folder)
    if not (data / "incidents.parquet").is_file():
        raise InputError(f"The folder '{folder}' holds no St. Louis data: there is no file 'incidents.parquet' in it.")
    source = CitySource(
        name="St. Louis",
        boundary="city_boundary.parquet",
        zones="nodes",
        sites="busiest",
        current="police_stations_derived.parquet",
        current_candidate=False,
        clusters=CLUSTERS,
        per_cluster=SITES_PER_CLUSTER,
        nodes_per_cluster=NODES_PER_CLUSTER,
        seed=seed,
    )
    network = RoadSource(
        edges="network_edges.parquet",
        nodes="network_nodes.parquet",
        exclude={"mtfcc": ["S1730", "S1630", "S1740"]},
    )
    frame = source.frame(data)
    records = IncidentSource(
        file="incidents.parquet",
        where={"flag_crime": True, "count": 1, "coord_ok": True},
        since="2008-01-01",
        until="2020-01-01",
        timezone="America/Chicago",
    )
    incidents = records.read(data, boundary=frame.boundary, crs=frame.crs)
    roads = network.read(data, frame.crs)

    def build(past: Incidents) -> City:
        city = source.build(data, frame, past, nodes_xy=None if roads is None else roads.xy)
        return replace(city, travel=network.travel(city.site_xy, city.zone_xy, roads))

    return tuple(_instance("St. Louis", split, incidents, build) for split in _STLOUIS)
