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


class Scarce(NamedTuple):
    """Costs of which most are forbidden, and the fewest posts that serve every client."""

    cost: Floats
    fewest: int


class Network(NamedTuple):
    """Shortest paths between all nodes, and a number of posts."""

    paths: Floats
    posts: int


class Grid(NamedTuple):
    """Points of a unit grid, which are clients and sites, in eight districts."""

    cost: Floats
    weight: Floats
    district: NDArray[np.int64]


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


def scarce_points(draw: int, clients: int, sites: int) -> Scarce:
    """Return costs in a square, forbidden from 1.2, 1.5 or 2 times what serves the most remote client on."""
    random = np.random.default_rng([draw, clients])
    client, site = random.random((clients, 2)), random.random((sites, 2))
    cost = np.hypot(*(client[:, None] - site[None]).transpose(2, 0, 1))
    reach = cost.min(axis=1).max() * (1.2, 1.5, 2.0)[draw % 3]
    cost[cost > reach] = np.inf
    fewest = set_cover(cost, reach)
    assert fewest.certificate.status == "optimal"
    return Scarce(cost, fewest.sites.size)


# Nodes and posts of OR-Library's pmed21 to pmed40.
SIZES = [
    *((500, 5), (500, 10), (500, 50), (500, 100), (500, 167), (600, 5), (600, 10), (600, 60), (600, 120), (600, 200)),
    *((700, 5), (700, 10), (700, 70), (700, 140), (800, 5), (800, 10), (800, 80), (900, 5), (900, 10), (900, 90)),
]


def networks(draw: int) -> list[Network]:
    """Return networks of all these sizes."""
    return [network(draw, nodes, posts) for nodes, posts in SIZES]


def network(draw: int, nodes: int, posts: int) -> Network:
    """Return a network as Beasley (1985) draws it: n² / 50 edges, a path through all, lengths of 1 to 100."""
    random = np.random.default_rng([draw, nodes])
    edges = {(place, place + 1) for place in range(nodes - 1)}
    while len(edges) < nodes * nodes // 50:
        one, other = sorted(random.integers(0, nodes, 2).tolist())
        edges |= {(one, other)} if one != other else set()
    row, column = np.array(sorted(edges)).T
    length = random.integers(1, 101, len(row)).astype(float)
    roads = sparse.csr_array((length, (row, column)), shape=(nodes, nodes))
    return Network(np.asarray(dijkstra(roads, directed=False)), posts)


def grid(draw: int, wide: int = 40, high: int = 24) -> Grid:
    """Return a unit grid with gamma weights, its districts 4 x 2 blocks."""
    place = np.array([(x, y) for x in range(wide) for y in range(high)])
    cost = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1).astype(float))
    block = place[:, 0] * 4 // wide * 2 + place[:, 1] * 2 // high
    return Grid(cost, np.random.default_rng(draw).gamma(2, 1, wide * high), block)


def star(draw: int, n: int, k: int) -> Star:
    """Return a hub, unit 0, and n - 1 units that border on it alone, with lognormal amounts."""
    random = np.random.default_rng(draw)
    edges = np.column_stack([np.zeros(n - 1, dtype=np.int64), np.arange(1, n)])
    amounts = dict(zip(("calls", "population", "area_m2"), random.lognormal(0.0, 0.6, (3, n)), strict=True))
    return Star(MapUnits(edges, random.uniform(0.5, 1.5, n - 1), amounts), DistrictRules(k))
