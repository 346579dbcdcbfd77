"""Checks for your own planners, forecasters and judges: the same that every class of this package passes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from beatwright.core import City, Demand, Problem

__all__ = ["small_problem"]


def small_problem(seed: int = 0, *, scenarios: int = 1) -> Problem:
    """Return a small problem to try a step on: 6 x 4 square zones of 500 m, 6 candidate sites, 2 districts.

    Parameters
    ----------
    seed : int, default 0
        Seed of the demand.
    scenarios : int, default 1
        Number of demand scenarios.

    Examples
    --------
    >>> small_problem().city
    City('small', 24 zones, 6 sites, euclidean travel)
    """
    random = np.random.default_rng(seed)
    corners = [(500.0 * column, 500.0 * row) for row in range(4) for column in range(6)]
    zones = gpd.GeoDataFrame(
        {
            "parent": ["west" if x < 1500 else "east" for x, _ in corners],
            "population": random.integers(50, 500, len(corners)),
        },
        index=[f"z{number}" for number in range(1, len(corners) + 1)],
        geometry=[shapely.box(x, y, x + 500, y + 500) for x, y in corners],
        crs=32615,
    )
    places = [(250, 250), (1250, 250), (2250, 750), (250, 1250), (1250, 1750), (2750, 1750)]
    sites = gpd.GeoDataFrame(
        {"current": [number == 2 for number in range(1, 7)]},
        index=[f"s{number}" for number in range(1, 7)],
        geometry=[shapely.Point(place) for place in places],
        crs=32615,
    )
    parents = gpd.GeoDataFrame(
        index=["west", "east"], geometry=[shapely.box(0, 0, 1500, 2000), shapely.box(1500, 0, 3000, 2000)], crs=32615
    )
    city = City(shapely.box(0, 0, 3000, 2000), zones, sites, parents=parents, name="small")
    rate = random.gamma(1.0, (0.2, 0.1, 0.02), (scenarios, len(corners), 1, 3))
    return Problem(city, Demand(rate, source="small demand"), officers=24, within=1000.0)
