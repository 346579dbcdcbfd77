"""Generate a city: one call, one seed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.data.generate.block_groups import make_block_groups
from beatwright.data.generate.city_size import CitySize, size_of
from beatwright.data.generate.draw_incidents import draw_events
from beatwright.data.generate.generated_city import GeneratedCity, record_table
from beatwright.data.generate.intensity import make_intensity
from beatwright.data.generate.land_raster import make_raster
from beatwright.data.generate.layout import make_layout
from beatwright.data.generate.police_districts import make_districts
from beatwright.data.generate.police_stations import make_posts
from beatwright.data.generate.record_faults import Dirt, with_faults
from beatwright.data.generate.street_grid import make_streets
from beatwright.data.generate.surfaces import make_surfaces
from beatwright.data.generate.truth import Truth

__all__ = ["generate_city"]

_WEEKS_OF_YEAR = 52
_NAMES = ("Ashby", "Calder", "Dunmore", "Ellery", "Fenwick", "Harlow", "Kirkby", "Marlow", "Norwood", "Selby", "Wexley")
_FORMS = ("{} Ferry", "{} Bend", "Port {}", "{} Falls", "{} Landing", "{} Bridge", "New {}")


def generate_city(
    seed: int = 0,
    size: str | float | CitySize = "small",
    *,
    weeks: int = 156,
    start: str | pd.Timestamp = "2021-01-04",
    branching: float = 0.15,
    decay: float = 7.0,
    spread: float = 150.0,
    dirty: bool | Dirt = False,
    name: str | None = None,
) -> GeneratedCity:
    """Generate a fictional city with incidents from a known intensity.

    Streets form an irregular grid, bent and turned, with arterials, avenues across the grid, one-way
    streets downtown, and a few bridges over the river that divides the city. Block groups are Voronoi
    cells; people live denser near the old town, and incomes are alike among neighbours. Incidents come
    from a self-exciting point process (see `Intensity`): people, trade and fixed hot spots as background,
    with the rhythm of the week and the season of each kind, and near repeats.

    Parameters
    ----------
    seed : int
        Source of all chance: the same seed and options give the same city, to the last bit.
    size : {"small", "medium", "large"}, float or CitySize
        About 31, 70 and 150 km² of land with 5,000, 20,000 and 50,000 incidents a year; or the width in
        kilometres, or every measure.
    weeks : int
        Length of the period. The default is three years of 52 weeks.
    start : str or Timestamp
        First day. The default is a Monday; three years later the period ends with the year 2023.
    branching : float
        Part of the incidents that are near repeats, in [0, 0.4].
    decay : float
        Mean delay of a near repeat, days.
    spread : float
        Standard deviation of its shift on each axis, metres.
    dirty : bool or Dirt
        Give the incident file the faults of real exports: none, the default rates, or the rates given.
    name : str, optional
        Name of the city; default: drawn.

    Returns
    -------
    GeneratedCity
        Layers, records and truth.

    Raises
    ------
    ParameterError
        With every parameter that is wrong.

    Examples
    --------
    >>> generated = generate_city(seed=1, size=5, weeks=8)
    >>> generated.name, len(generated.block_groups), len(generated.stations)
    ('Kirkby Bend', 26, 2)
    >>> bool(generated.truth.demand(generated.city()).calls > 0)
    True
    """
    measures = size_of(size)
    complaints = Complaints()
    complaints.extend(_complaints(seed, weeks, start, branching, decay=decay, spread=spread, dirty=dirty))
    complaints.raise_if_any(ParameterError)
    *geography, chance, dirt_chance = np.random.default_rng(seed).spawn(9)
    parts = _geography(measures, geography)
    surfaces = parts.pop("surfaces")
    intensity = make_intensity(
        parts.pop("raster"),
        surfaces.share,
        total=measures.incidents_per_year * weeks / _WEEKS_OF_YEAR,
        branching=float(branching),
        decay=float(decay),
        spread=float(spread),
        start=pd.Timestamp(start),
        weeks=int(weeks),
    )
    events = draw_events(intensity, chance)
    records = record_table(events, _district_of(events, parts["districts"]), parts["block_groups"].crs)
    records, faults = with_faults(records, _dirt(dirty), dirt_chance)
    truth = Truth(
        intensity=intensity, hot_spots=surfaces.hot_spots, events=events, faults=faults, branching=float(branching)
    )
    drawn = parts.pop("name")
    return GeneratedCity(name=name or drawn, **parts, records=records, truth=truth)


def _complaints(
    seed: object, weeks: object, start: Any, branching: object, decay: object, spread: object, dirty: object
) -> Iterable[str | None]:
    owner = "generate_city"
    yield check.integer(owner, "seed", seed, 0)
    yield check.integer(owner, "weeks", weeks, 1, high=2_600)
    try:
        day = pd.Timestamp(start)
        known = day == day.normalize() and day.tzinfo is None
    except (ValueError, TypeError):
        known = False
    if not known:
        yield f"The 'start' parameter of {owner} must be a day such as '2021-01-04'. Got {start!r}."
    yield check.number(owner, "branching", branching, 0, high=0.4)
    yield check.number(owner, "decay", decay, 0.1, high=365)
    yield check.number(owner, "spread", spread, 25, high=2_000)
    if not isinstance(dirty, (bool, Dirt)):
        yield f"The 'dirty' parameter of {owner} must be True, False or a Dirt. Got {dirty!r}."


def _dirt(dirty: bool | Dirt) -> Dirt:
    if isinstance(dirty, Dirt):
        return dirty
    return (
        Dirt()
        if dirty
        else Dirt(
            missing=0, zero=0, swapped=0, outside=0, unreadable=0, noon=0, midnight=0, unknown_kind=0, duplicate=0
        )
    )


def _geography(size: CitySize, rng: list[np.random.Generator]) -> dict[str, Any]:
    """Draw everything that stands still; each part has chance of its own, so one never shifts another."""
    layout = make_layout(size, rng[0])
    streets = make_streets(size, layout, rng[1])
    block_groups = make_block_groups(size, layout, rng[2])
    districts, names = make_districts(block_groups, size.districts, rng[3])
    stations, posts = make_posts(size, layout, streets, rng[4])
    raster = make_raster(layout.land)
    both = pd.concat([stations.assign(role="station"), posts.assign(role="post")])
    return {
        "name": rng[6].choice(_FORMS).format(rng[6].choice(_NAMES)),
        "boundary": layout.boundary,
        "river": layout.river,
        "block_groups": block_groups.drop(columns="bank").assign(district=names),
        "districts": districts,
        "nodes": streets.nodes.drop(columns=["u", "v"]),
        "edges": streets.edges,
        "stations": stations,
        "posts": gpd.GeoDataFrame(both, crs=stations.crs),
        "raster": raster,
        "surfaces": make_surfaces(size, layout, streets, block_groups, raster=raster, rng=rng[5]),
    }


def _district_of(events: pd.DataFrame, districts: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return the district of every incident: the one that holds it, or the nearest for those on a border."""
    x, y = events["x"].to_numpy(), events["y"].to_numpy()
    shapes = districts.geometry.to_numpy()
    shapely.prepare(shapes)
    home = np.full(len(events), -1)
    for k, shape in enumerate(shapes):
        home[shapely.contains_xy(shape, x, y)] = k
    border = np.flatnonzero(home < 0)
    home[border] = shapely.STRtree(shapes).nearest(shapely.points(x[border], y[border]))
    return np.asarray(districts.index.to_numpy(dtype=object)[home])
