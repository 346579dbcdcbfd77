"""Where the study is done again: a generated city, and St. Louis; both under the same grid of nodes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import shapely

from beatwright.core import City, Demand, Incidents, Problem
from beatwright.data import CitySource, IncidentSource, generate_city, name_sites
from beatwright.network import RoadGraph, RoadSource

__all__ = ["GENERATED_GRID", "Place", "Setting", "generated_place", "read_place", "st_louis"]

GENERATED_GRID = "40x24"
_WEEKS_TO_LEARN = 104
_LONGER = "longer"  # folder of the same city with a third more weeks
_EXTENT = (
    "Zones: the grid covers the rectangle around the city, as in the study; no incident counts outside the boundary."
)


@dataclass(frozen=True)
class Place:
    """The files of a city, and how they are read.

    Parameters
    ----------
    folder : Path
        Folder of the files.
    incidents, city, roads : steps
        How to read them. `city` names boundary, posts of today and districts, and the grid.
    holdout : str
        Date from which incidents are held out.
    within : float
        Response standard, metres.
    kinds : step
        How to read the incidents whose kinds are foreseen: three years, and the next.
    kinds_holdout : str
        Date on which the next begins.
    """

    folder: Path
    incidents: IncidentSource
    city: CitySource
    roads: RoadSource
    holdout: str
    within: float
    kinds: IncidentSource
    kinds_holdout: str


@dataclass(frozen=True)
class Setting:
    """One city twice: distances as the crow flies, and on roads.

    Parameters
    ----------
    straight, roads : tuple of (Problem, Problem)
        What is planned on, and what is judged on.
    past, future : Incidents
        Recorded before the date of the split, and after it.
    """

    straight: tuple[Problem, Problem]
    roads: tuple[Problem, Problem]
    past: Incidents
    future: Incidents


def generated_place(
    folder: Path, *, size: str | float = "small", seed: int = 1, weeks: int = 156, grid: str = GENERATED_GRID
) -> Place:
    """Generate a city, write its files into `folder`, and say how they are read.

    Parameters
    ----------
    folder : Path
        Existing folder.
    size, seed, weeks : see `beatwright.data.generate_city`
    grid : str
        Columns x rows of nodes.
    """
    city = generate_city(seed=seed, size=size, weeks=weeks, dirty=True)
    city.write(folder)
    generate_city(seed=seed, size=size, weeks=weeks * 4 // 3, dirty=True).write(folder / _LONGER)
    return Place(
        folder=folder,
        incidents=IncidentSource(file="incidents.csv"),
        city=CitySource(
            boundary="boundary.gpkg",
            zones=grid,
            current="posts.csv",
            current_candidate=False,
            parents="districts.gpkg",
            name=city.name,
        ),
        roads=RoadSource(edges="streets.gpkg"),
        holdout=f"{city.truth.intensity.start + pd.Timedelta(weeks=weeks * _WEEKS_TO_LEARN // 156):%Y-%m-%d}",
        within=1500.0,
        kinds=IncidentSource(file=f"{_LONGER}/incidents.csv"),
        kinds_holdout=f"{city.truth.intensity.start + pd.Timedelta(weeks=weeks):%Y-%m-%d}",
    )


def st_louis(data: Path, *, grid: str = GENERATED_GRID) -> Place | None:
    """Say how the files of St. Louis are read; None where `data` does not hold them."""
    folder = data / "stlouis" if (data / "stlouis").is_dir() else data
    if not (folder / "police_stations_derived.parquet").is_file():
        return None
    incidents = IncidentSource(
        file="incidents.parquet",
        where={"flag_crime": True, "count": 1, "coord_ok": True},
        since="2008-01-01",
        until="2020-01-01",
        timezone="America/Chicago",
    )
    return Place(
        folder=folder,
        incidents=incidents,
        city=CitySource(
            boundary="city_boundary.parquet",
            zones=grid,
            current="police_stations_derived.parquet",
            current_candidate=False,
            parents="police_districts_2014.parquet",
            parent_id="district",
            name="St. Louis",
        ),
        roads=RoadSource(
            edges="network_edges.parquet",
            nodes="network_nodes.parquet",
            exclude={"mtfcc": ["S1730", "S1630", "S1740"]},
        ),
        holdout="2019-01-01",
        within=2000.0,
        kinds=dataclasses.replace(incidents, mapping={"kind": "ucr_group"}, since="2016-01-01"),
        kinds_holdout="2019-01-01",
    )


def read_place(place: Place) -> Setting:
    """Read a city under a grid of nodes over its whole extent, all of them candidates, as in the study.

    Nodes outside the boundary have no incidents. The posts of today stand where they are, between the nodes.
    """
    frame = place.city.frame(place.folder)
    incidents = place.incidents.read(place.folder, boundary=frame.boundary, crs=frame.crs)
    past, future = incidents.split(place.holdout)
    extent = dataclasses.replace(frame, boundary=shapely.box(*shapely.bounds(frame.boundary)))
    city = place.city.build(place.folder, extent, past)
    graph = place.roads.read(place.folder, frame.crs)
    city = dataclasses.replace(city, boundary=frame.boundary, notes=(*city.notes, _EXTENT))
    city = _named(city, graph)
    past, future = past.located(city), future.located(city)
    problem = Problem(city, Demand.observed(past), within=place.within, severity=past.severity)
    straight = problem, dataclasses.replace(problem, demand=Demand.observed(future))
    on_roads = dataclasses.replace(city, travel=place.roads.travel(city.site_xy, city.zone_xy, graph))
    return Setting(straight, tuple(dataclasses.replace(each, city=on_roads) for each in straight), past, future)  # type: ignore[arg-type]


def _named(city: City, graph: RoadGraph | None) -> City:
    """Name the nodes of the grid by the nearest street corner: nobody knows a place by its row and column."""
    streets = None if graph is None else graph.streets
    if streets is None or streets.segments is None:
        return name_sites(city)
    return name_sites(city, streets.corner_xy, streets.corners).with_streets(streets.segments)
