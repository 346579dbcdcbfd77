"""Instances of the engines' hard classes, each a draw by a number."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from beatwright.solver import set_cover
from beatwright.solver.districting import DistrictRules, MapUnits
from beatwright.solver.stations import CapacityModel, StationModel, StationSize

Floats = NDArray[np.float64]


class Crowded(NamedTuple):
    """Clients with demands in a plane, and rooms of 120 each."""

    cost: Floats
    p: int
    demand: Floats


class Sparse(NamedTuple):
    """Costs of which most are forbidden, and the fewest sites that reach every client."""

    cost: Floats
    p: int


class Star(NamedTuple):
    """A hub and what borders on it alone."""

    units: MapUnits
    rules: DistrictRules


def crowded_city(draw: int, stations: int, *, zones: int = 300, sites: int = 60, slots: int = 50) -> CapacityModel:
    """Return a city whose calls ask for more officer-minutes than there are: what waits costs most."""
    random = np.random.default_rng(draw)
    zone = random.random((zones, 2)) * 6000
    site = zone[random.choice(zones, sites, replace=False)]
    metres = 1.2 * np.hypot(*(site[:, None] - zone[None]).transpose(2, 0, 1))
    calls = random.poisson(random.gamma(0.7, 1.0, (zones, 1)) * np.array([5.0, 2.0, 0.3]), (slots, zones, 3))
    sizes = (StationSize("large", 2000.0, stations - 1, 2), StationSize("small", 1000.0, 1, 1, 6))
    weight = random.random(slots) + 0.2
    base = StationModel(metres, calls, weight, [2, 4, 8], [500.0, 10_000.0, 150_000.0], 0.05, sizes, 281)
    return CapacityModel(base, metres / 500 + 1, [30.0, 60.0, 120.0], [1000.0, 20_000.0, 300_000.0], 240.0, 0.5)


def points(draw: int, n: int) -> Floats:
    """Return uniform points in a square of 1,000 by 1,000."""
    return np.random.default_rng(draw).random((n, 2)) * 1000


def crowded_points(draw: int, n: int, p: int) -> Crowded:
    """Return what resembles OR-Library's pmedcap1: p rooms of 120, of which demands of 1 to 20 fill 82 to 96 %."""
    random = np.random.default_rng(draw)
    places = random.integers(1, 101, (n, 2))
    wanted = int(random.uniform(0.82, 0.96) * 120 * p)
    need = np.ones(n)
    while need.sum() < wanted:
        need[random.choice(np.flatnonzero(need < 20))] += 1
    return Crowded(np.floor(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))), p, need)


def sparse_points(draw: int, clients: int, sites: int) -> Sparse:
    """Return costs in a square, forbidden beyond 1.2 times the least radius at which every client has a site."""
    random = np.random.default_rng(draw)
    client, site = random.random((clients, 2)), random.random((sites, 2))
    cost = np.hypot(*(client[:, None] - site[None]).transpose(2, 0, 1))
    cost[cost > 1.2 * cost.min(axis=1).max()] = np.inf
    return Sparse(cost, set_cover(cost, float(cost[np.isfinite(cost)].max())).sites.size)


def graph(draw: int, n: int) -> Floats:
    """Return shortest paths, shape (n, n), of what resembles OR-Library's pmed: n² / 50 roads of 1 to 100."""
    random = np.random.default_rng(draw)
    length = {(place, place + 1): float(random.integers(1, 101)) for place in range(n - 1)}
    while len(length) < n * n // 50:
        one, other = sorted(random.integers(0, n, 2).tolist())
        if one != other:
            length[one, other] = float(random.integers(1, 101))
    row, column = np.array(list(length)).T
    roads = sparse.coo_array((list(length.values()), (row, column)), shape=(n, n)).tocsr()
    return np.asarray(dijkstra(roads, directed=False))


def star(draw: int, n: int, k: int) -> Star:
    """Return a hub, unit 0, and n - 1 units that border on it alone, with lognormal amounts."""
    random = np.random.default_rng(draw)
    edges = np.column_stack([np.zeros(n - 1, dtype=np.int64), np.arange(1, n)])
    amounts = dict(zip(("calls", "population", "area_m2"), random.lognormal(0.0, 0.6, (3, n)), strict=True))
    return Star(MapUnits(edges, random.uniform(0.5, 1.5, n - 1), amounts), DistrictRules(k))
