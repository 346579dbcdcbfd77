"""Small things to try a step on."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from beatwright.core import City, Demand, Incidents, Problem, Severity

__all__ = ["hourly_problem", "small_incidents", "small_problem"]


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


def hourly_problem(seed: int = 0, *, scenarios: int = 1) -> Problem:
    """Return the problem of `small_problem` with demand by the hour of the week: more in the evening and on Saturday.

    Parameters
    ----------
    seed, scenarios : int
        As for `small_problem`.

    Examples
    --------
    >>> hourly_problem().demand.rate.shape
    (1, 24, 168, 3)
    """
    problem = small_problem(seed, scenarios=scenarios)
    hours = np.arange(168)
    wave = 1.0 + 0.6 * np.cos(2 * np.pi * (hours % 24 - 20) / 24) + 0.4 * (hours // 24 == 5)
    rate = problem.demand.rate * (0.2 * wave / wave.mean())[None, None, :, None]
    return replace(problem, demand=Demand(rate, source="small demand by the hour"))


def small_incidents(seed: int = 0, *, weeks: int = 60) -> Incidents:
    """Return incidents in the city of `small_problem`: about 40 a week, more in some zones and at some hours.

    Parameters
    ----------
    seed : int, default 0
        Seed of the draws.
    weeks : int, default 60
        Length of the period, from Monday 2 January 2023.

    Examples
    --------
    >>> small_incidents(weeks=10)
    Incidents(408 from 2023-01-02 to 2023-03-12)
    """
    random = np.random.default_rng(seed)
    city = small_problem().city
    start, hours = pd.Timestamp("2023-01-02"), weeks * 168
    by_hour = 1.0 + 0.7 * np.sin(2 * np.pi * (np.arange(hours) % 24 - 14) / 24)
    count = int(random.poisson(40 * weeks))
    hour = random.choice(hours, count, p=by_hour / by_hour.sum())
    by_zone = random.gamma(1.0, 1.0, len(city.zones))
    zone = random.choice(len(city.zones), count, p=by_zone / by_zone.sum())
    within = random.uniform(-249.0, 249.0, (count, 2))
    frame = pd.DataFrame(
        {
            "id": [f"i{number}" for number in range(count)],
            "time": start + pd.to_timedelta(hour * 60 + random.integers(0, 60, count), unit="min"),
            "kind": random.choice(["theft", "assault", "robbery"], count),
            "severity": random.choice(3, count, p=[0.6, 0.3, 0.1]),
            "x": city.zone_xy[zone, 0] + within[:, 0],
            "y": city.zone_xy[zone, 1] + within[:, 1],
            "zone": zone,
        }
    )
    return Incidents(
        frame=frame,
        severity=Severity.default(),
        zones=len(city.zones),
        start=start,
        end=start + pd.Timedelta(weeks=weeks),
    )
