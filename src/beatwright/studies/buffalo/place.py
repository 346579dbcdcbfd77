"""Where the study is done again: a generated city of Buffalo's size, and St. Louis."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base.errors import ParameterError
from beatwright.core import Incidents, borders_of
from beatwright.data import CitySize, CitySource, IncidentSource, generate_city

__all__ = ["SECTORS", "STRADDLING", "Place", "generated_place", "st_louis"]

SECTORS, DISTRICTS, UNITS, STRADDLING = 20, 5, 400, 22
_WEEKS, _WEEKS_TO_LEARN = 156, 104
_THREAD = 20.0  # half the width, in metres, from which two parts of a district hang together
_RISE = 0.45  # of a unit's area goes to the next district where an old boundary is made to cut it


@dataclass(frozen=True, eq=False)
class Place:
    """A city as the study finds it.

    Parameters
    ----------
    name : str
        Name of the city.
    boundary : shapely geometry
        City limits.
    units : GeoDataFrame
        Census units; index: ids; ``population``.
    parents : GeoDataFrame
        The fixed police districts, whose boundaries do not follow the units.
    today : GeoDataFrame
        Reporting districts of today; index: ids.
    today_name : str
        What they are called.
    census : GeoDataFrame
        A census layer that could serve as the districts themselves; index: ids.
    census_name : str
        What it is called.
    past, heldout : Incidents
        What is planned on, and what is judged on; in the CRS of the units.
    k : int
        Number of reporting districts to draw.
    """

    name: str
    boundary: Any
    units: gpd.GeoDataFrame
    parents: gpd.GeoDataFrame
    today: gpd.GeoDataFrame
    today_name: str
    census: gpd.GeoDataFrame
    census_name: str
    past: Incidents
    heldout: Incidents
    k: int


def generated_place(
    *,
    seed: int = 1,
    units: int = UNITS,
    districts: int = DISTRICTS,
    sectors: int = SECTORS,
    straddling: int = STRADDLING,
    weeks: int = _WEEKS,
) -> Place:
    """Generate a city of the study's size, with units that its old district boundaries cut.

    Parameters
    ----------
    seed : int
        The same seed gives the same city.
    units, districts, sectors : int
        Block groups, fixed districts, and sectors of today inside them.
    straddling : int
        Block groups that the districts' boundaries are made to cut.
    weeks : int
        Length of the period; the last third is held out.
    """
    size = CitySize(
        width=12.0,
        height=9.0,
        block_groups=units,
        districts=districts,
        stations=4,
        posts=8,
        hot_spots=30,
        bridges=4,
        incidents_per_year=20_000.0,
    )
    city = generate_city(seed=seed, size=size, weeks=weeks)
    groups = city.block_groups.drop(columns="group")
    parents = _cut_through(groups, city.districts, straddling, np.random.default_rng(seed))
    noun = city.city("block groups")
    past, heldout = city.incidents(noun).split(
        city.truth.intensity.start + pd.Timedelta(weeks=weeks * _WEEKS_TO_LEARN // _WEEKS)
    )
    per_district = sectors // districts
    return Place(
        name=city.name,
        boundary=city.boundary,
        units=groups.drop(columns="district"),
        parents=parents,
        today=_sectors(groups, parents, per_district),
        today_name="sectors of today",
        census=groups[["geometry"]],
        census_name="block groups themselves",
        past=past,
        heldout=heldout,
        k=sectors,
    )


def _cut_through(
    groups: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, count: int, random: np.random.Generator
) -> gpd.GeoDataFrame:
    """Move the districts' boundaries so that they cut `count` block groups, far apart from each other.

    Each loses a strip along its border with the next district to that district.
    """
    shapes, owner = groups.geometry.to_numpy(), groups["district"].to_numpy()
    borders = borders_of(shapes)
    across = owner[borders.edges[:, 0]] != owner[borders.edges[:, 1]]
    pairs = borders.edges[across & (borders.metres > 0.2 * np.sqrt(shapely.area(shapes[borders.edges[:, 0]])))]
    geometry: dict[str, Any] = dict(districts.geometry.items())
    touched: set[int] = set()
    for a, b in random.permutation(pairs):
        if len(touched) == 2 * count:
            break
        strip = None if touched & {int(a), int(b)} else _strip(shapes[a], shapes[b])
        moved = None if strip is None else _moved(geometry[owner[a]], geometry[owner[b]], strip)
        if moved is not None:
            geometry[owner[a]], geometry[owner[b]] = moved
            touched |= {int(a), int(b)}
    if len(touched) < 2 * count:
        raise ParameterError(
            f"Only {len(touched) // 2} units can be cut by the districts' boundaries here, not {count}. Ask for "
            "fewer 'straddling', or for more units."
        )
    return gpd.GeoDataFrame(index=districts.index, geometry=list(geometry.values()), crs=districts.crs)


def _moved(loser: Any, taker: Any, strip: Any) -> tuple[Any, Any] | None:
    """Return both districts after the strip changed hands; None where one of them would hang together by a thread."""
    after = shapely.difference(loser, strip), shapely.union(taker, strip)
    for old, new in zip((loser, taker), after, strict=True):
        solid = [shapely.get_num_geometries(shapely.buffer(shape, -_THREAD)) for shape in (old, new)]
        if solid[1] > solid[0]:
            return None
    return after


def _strip(shape: Any, neighbour: Any) -> Any | None:
    """Return the part of `shape` nearest to `neighbour`, _RISE of its area; None where it is in parts."""
    border = shapely.intersection(shapely.boundary(shape), shapely.boundary(neighbour))
    low, high = 0.0, float(np.sqrt(shape.area)) * 2
    for _ in range(40):
        middle = (low + high) / 2
        part = shapely.intersection(shape, shapely.buffer(border, middle, quad_segs=2))
        low, high = (middle, high) if part.area < _RISE * shape.area else (low, middle)
    rest = shapely.difference(shape, part)
    whole = part.geom_type == "Polygon" and rest.geom_type == "Polygon"
    return part if whole else None


def _sectors(groups: gpd.GeoDataFrame, parents: gpd.GeoDataFrame, count: int) -> gpd.GeoDataFrame:
    """Divide every district into sectors as history might: cells around far places, whatever the calls."""
    found: dict[str, Any] = {}
    for name, shape in parents.geometry.items():
        inside = groups.geometry[groups["district"] == name].centroid
        seeds = _far_apart(np.column_stack([inside.x, inside.y]), count)
        cells = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=shape.envelope, ordered=True)
        for number, cell in enumerate(shapely.get_parts(cells), 1):
            found[f"{name} {number}"] = shapely.intersection(shape, cell)
    return gpd.GeoDataFrame(index=pd.Index(list(found), name="sector"), geometry=list(found.values()), crs=parents.crs)


def _far_apart(xy: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    chosen = [int(xy[:, 0].argmin())]
    while len(chosen) < count:
        away = np.hypot(*(xy[:, None, :] - xy[None, chosen, :]).transpose(2, 0, 1)).min(axis=1)
        chosen.append(int(away.argmax()))
    return np.asarray(xy[chosen])


def st_louis(data: Path) -> Place | None:
    """Read St. Louis: 360 block groups, 6 districts, 88 neighbourhoods, tracts; None where `data` has no such files."""
    folder = data / "stlouis" if (data / "stlouis").is_dir() else data
    if not (folder / "blockgroups_2010.parquet").is_file():
        return None
    source = CitySource(
        boundary="city_boundary.parquet",
        zones="blockgroups_2010.parquet",
        zone_id="GEOID",
        parents="police_districts_2014.parquet",
        parent_id="district",
        population="blockgroups_2010.parquet",
        population_columns={"population": "pop_est_street"},
        name="St. Louis",
    )
    frame = source.frame(folder)
    reading = IncidentSource(
        file="incidents.parquet",
        where={"flag_crime": True, "count": 1, "coord_ok": True},
        since="2014-01-01",
        until="2020-01-01",
        timezone="America/Chicago",
    )
    past, heldout = reading.read(folder, boundary=frame.boundary, crs=frame.crs).split("2019-01-01")
    city = source.build(folder, frame, past)
    units = city.zones.drop(columns=["parent", "area_km2"])
    assert city.parents is not None  # the source names them
    tracts = units[["tract", "geometry"]].dissolve("tract")
    names = gpd.read_parquet(folder / "neighborhoods.parquet").to_crs(city.crs).dissolve("NAME")[["geometry"]]
    return Place(
        name=city.name,
        boundary=city.boundary,
        units=units,
        parents=city.parents[["geometry"]],
        today=names,
        today_name="neighbourhoods",
        census=tracts,
        census_name="census tracts",
        past=past,
        heldout=heldout,
        k=60,
    )
